"""What is missing or left over in a coding: facts, glosses, paragraphs, claims, actors and events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from pyoxigraph import NamedNode

from ..claim import Entity
from ..judgement import JUDGED, pair
from ..readers.quotes import quote_check
from ..rules.background import Row, is_judgement
from ..rules.tellings import TYPE
from ..vocabulary import PREFIXES, ST, local_name
from .desk import Advice, Desk, Spot
from .look_alikes import as_seen, strange_letters

__all__ = [
    "actors_of_one_name",
    "misplaced_paragraphs",
    "missing_glosses",
    "opinions_without_a_fact",
    "reports_without_claims",
    "unused_entities",
]


def opinions_without_a_fact(desk: Desk) -> Iterator[Advice]:
    """Opinions on acts of which nobody states anything else."""
    for act in desk.acts:
        if act.versions or act.unmet or act.not_answered or not act.opinions:
            continue
        if any(w for s in desk.statements.get(act.event, ()) for w in s.words):
            continue
        row = desk.first(telling.row for telling in act.opinions)
        kinds = {kind for telling in act.opinions for kind in telling.says.get(TYPE, {row["coder_type"]})}
        if kinds & desk.known.mutual:
            continue  # how things stand between two, such as tension: no deed need be beneath it
        coded = "an opinion" if len(act.opinions) == 1 else "opinions"
        message = (
            f"Of “{desk.label(act.event)}” nothing is coded but {coded}, which no table of acts shows. If the text "
            "also says that it happened, write that as a claim of its own, without `opinion:`."
        )
        yield Advice(desk.spot(row), message, "opinion", row["said"])


def missing_glosses(desk: Desk) -> Iterator[Advice]:
    """Quotes in another language than English without a gloss; once for each report."""
    without: dict[str, list[Row]] = defaultdict(list)
    for row in desk.rows:
        if row["quote"] and row["language"] and row["language"].split("-")[0] != "en" and not row["gloss"]:
            without[row["document"]].append(row)
    for document, rows in without.items():
        first = desk.first(rows)
        in_order = sorted(rows, key=lambda row: (desk.spot(row), str(row["said"])))
        which = _listed(list(dict.fromkeys(desk.claim(row, row) for row in in_order)))
        language = first["language"]
        quotes = "The quote" if len(rows) == 1 else "Quotes"
        have = "has" if len(rows) == 1 else "have"
        message = (
            f"{quotes} in another language ({language}) {have} no English beside {'it' if len(rows) == 1 else 'them'}: "
            f"{which}. Add `gloss:`, the quote in English."
        )
        yield Advice(desk.spot(first), message, "gloss", document)


def misplaced_paragraphs(desk: Desk) -> Iterator[Advice]:
    """Claims whose paragraph the report's text does not have, or whose quote stands in another one."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in desk.rows:
        if row["paragraph"] is not None:
            rows[row["document"]].append(row)
    for file in desk.files:
        if file.text and file.document:
            mine = rows.get(file.document.value, [])
            yield from _misplaced(file.text, mine, desk)


def _misplaced(text: str, rows: list[Row], desk: Desk) -> Iterator[Advice]:
    paragraphs, first, hits = _paragraphs(text, rows)
    last = len(paragraphs) - 1 + first
    # Where few quotes stand where their claims say, the text is numbered in another way than any that is tried.
    are_known = hits > 1 and 2 * hits > sum(bool(row["quote"]) for row in rows)
    for row in {row["said"]: row for row in rows}.values():
        given = row["paragraph"]
        stands = [number for number, each in enumerate(paragraphs, first) if _in(each, row["quote"])]
        if given > last:
            where = f"; the quote is in paragraph {stands[0]}" if stands else ""
            message = f"Paragraph {given} is beyond the last of the text, which is {last}{where}."
        elif are_known and given > 0 and given not in stands and max(stands, default=0) > 0:
            message = f"The quote is in paragraph {stands[-1]} of the text, not {given}."
        else:
            continue
        yield Advice(desk.spot(row), f"{message} Correct `paragraph:` (0 is the headline).", "paragraph", row["said"])


def _paragraphs(text: str, rows: list[Row]) -> tuple[list[str], int, int]:
    """The paragraphs of a text, the number of its first, and how many quotes stand where their claims say they are.

    A paragraph is a line, or a block of lines; the first is a headline (0), the first paragraph (1), or a headline
    before a line that nobody counts, such as the author's name (-1): whichever puts more quotes in their place. If
    nothing tells, whichever has more, so that no claim is called wrong that may be right.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    blocks = [block for block in _blocks(text) if block.strip()]
    found = []
    # One block alone would have every quote.
    for paragraphs in (lines, blocks) if len(blocks) > 1 else (lines,):
        if paragraphs and paragraphs[0].startswith(("http://", "https://")):
            paragraphs = paragraphs[1:]
        for first in (-1, 0, 1):
            numbered = dict(enumerate(paragraphs, first))
            hits = sum(_in(numbered.get(row["paragraph"], ""), row["quote"]) for row in rows)
            found.append(((hits, len(paragraphs) + first), paragraphs, first))
    (hits, _), paragraphs, first = max(found, key=lambda each: each[0])
    return paragraphs, first, hits


def _blocks(text: str) -> Iterator[str]:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield "\n".join(block)
            block = []


def _in(paragraph: str, quote: str | None) -> bool:
    return bool(quote) and bool(paragraph) and quote_check(paragraph)(quote or "") is None


def reports_without_claims(desk: Desk) -> Iterator[Advice]:
    """Reports in which nobody says anything."""
    for file in desk.files:
        if file.given and file.document and not file.shared and not any(_is_said(node) for node in file.line):
            message = "This report has no claims, so nothing of it is read. Code what it says, or take the file away."
            yield Advice(Spot(file.path, file.report_line), message, "no claims", file.document.value)


def _is_said(node: NamedNode) -> bool:
    return "/id/said/" in node.value


def unused_entities(desk: Desk) -> Iterator[Advice]:
    """Actors and events that a file describes and no claim uses; once for each file."""
    used = _used(desk) if desk.files else set()
    for file in (file for file in desk.files if file.given):
        for kind in ("actor", "event"):
            nodes = [node for node in file.entities if f"/id/{kind}/" in node.value and node.value not in used]
            if not nodes:
                continue
            line, names = file.line, [local_name(node.value) for node in nodes]
            if len(nodes) == 1:
                message = f"No claim uses the {kind} {names[0]}. Code what is said of it, or remove it."
            else:
                if len({line[node] for node in nodes}) > 1:
                    names = [f"{name} (line {line[node]})" for name, node in zip(names, nodes, strict=True)]
                message = f"No claim uses the {kind}s {_listed(names)}. Code what is said of them, or remove them."
            yield Advice(Spot(file.path, line[nodes[0]]), message, "unused", nodes[0].value)


def _used(desk: Desk) -> set[str]:
    """Every node that an attribution or a document mentions, but for actors of whom only the coder judges something."""
    used = set()
    for row in desk.ledger.statements_as_read:
        used.add(str(row["value"]))
        if row["property"] in JUDGED or not is_judgement(row):
            used.add(row["about"])
    match = desk.ledger.record.match
    for prop in (ST + "saidBy", ST + "relayedBy", ST + "drawnFrom", ST + "coder", PREFIXES["dcterms"] + "publisher"):
        used |= {value for _, _, value in match(None, prop)}
    return used


def actors_of_one_name(desk: Desk) -> Iterator[Advice]:
    """Actors of different ids that share a label or an alias, or have two that look alike, and are not judged, nor part
    of one another.
    """
    nodes: dict[str, dict[str, str]] = defaultdict(dict)
    for node, names in _names_of_actors(desk):
        for name in sorted(names):
            nodes[as_seen(name)].setdefault(node, " ".join(name.casefold().split()))
    shared: dict[tuple[str, str], tuple[str, str]] = {}
    for several in (nodes[name] for name in sorted(nodes)):
        for one, other in combinations(sorted(several), 2):
            shared.setdefault((one, other), (several[one], several[other]))
    for (one, other), (name, second_name) in sorted(shared.items()):
        if pair(one, other) in desk.judged or other in desk.known.belongs_to_by_anyone(one):
            continue
        if one in desk.known.belongs_to_by_anyone(other):
            continue
        first, second = sorted((one, other), key=lambda node: (desk.spot_of(node), node))
        there = f" ({desk.spot_of(first)})" if desk.is_in_files(NamedNode(first)) else ""
        if name == second_name:
            shares = f"shares the name “{name}” with {local_name(first)}{there}"
        else:
            strange = strange_letters(second_name, name) or strange_letters(name, second_name)
            letters = f", with {_listed(strange, 3)} in one of them" if strange else ""
            shares = f"has a name that looks like “{name}”, as {local_name(first)}{there} has{letters}"
        message = (
            f"The actor {local_name(second)} {shares}. If they are one, use one id, described in actors.yaml; if not, "
            "take the shared name from one of them, or say `not_same_actor` under `that:`."
        )
        yield Advice(desk.spot_of(second), message, "same name", second)


def _names_of_actors(desk: Desk) -> Iterator[tuple[str, Iterable[str]]]:
    """The names of each actor whom a report mentions or describes."""
    names = desk.ledger.names
    mentioned = {str(node) for row in desk.statements_as_read for node in (row["said_by"], row["about"])}
    mentioned |= {str(row["value"]) for row in desk.statements_as_read}
    for node in mentioned:
        if "/id/actor/" in node:
            yield node, {names.label(node), *names.aliases.get(node, ())}
    for file in desk.files:
        for iri, entity in file.entities.items():
            if "/id/actor/" in iri.value and iri.value not in mentioned:
                yield iri.value, _names(entity)


def _names(entity: Entity) -> set[str]:
    return {entity.label()} | {value.value for prop, value in entity.facts if prop.value.endswith("#altLabel")}


def _listed(names: list[str], most: int = 8) -> str:
    shown = names if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
