"""The testimony of a record as embedded in a page: by column, each term once, so that the page can count any view.

    terms       every IRI, text and number once, in runs with a common beginning; the rest are positions in it, -1 none
    tellings    one for each attribution: who says it, in which document and words, when a correction replaces it
    says        one for each value that an attribution gives: its telling, property and value
    acts        one for each event: its versions (who did what to whom), and how each of them stands to each other
    statements  one for each other value stated of an act or actor
    limits      of denials that are not of a version or statement as it stands: to what they are limited, in words
    words       beside each version and statement: who asserts it, tells it in part, denies it, …, as testimony has it
    dossiers    each incident's opening, questions and acts in words, with the versions for which they stand
    background  what a view needs besides: wider kinds and places, who speaks for whom, who is shown as which whole

Nothing is decided here or in the page: which word stands to which version how is worked out in
``standoff.rules.testimony``. Only what a view chooses is embedded: a page drawn without a source contains none of that
source's words, and no version or statement that only it tells.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..output.act_sentences import Sentences
from ..output.opening import BROAD
from ..output.time_in_words import day_in_words
from ..queries.names import KINDS
from ..rules.background import Row
from ..rules.deeds import of_in_words
from ..rules.implication import Numbers
from ..rules.ledger import Ledger
from ..rules.tellings import WHEN, Telling
from ..rules.testimony import ActTestimony, Statement, Version
from ..rules.view import View
from ..sentences import deed, forms_of_kinds, mutually, tried
from ..vocabulary import CODES, ID, PREFIXES, PROPERTY_BY_IRI, ST
from .chosen import RELATIONS, Chosen
from .dossiers import Places, dossiers, main_incident

__all__ = ["embedded", "record_hash"]

_TELLING = (
    "said",
    "claim",
    "about",
    "event",
    "incident",
    "event_type",
    "place",
    "earliest",
    "latest",
    "stance",
    "said_by",
    "group",
    "document",
    "coder",
    "published",
    "said_on",
    "hedged",
    "opinion",
    "paragraph",
    "quote",
    "language",
    "gloss",
)
#: A whole day, which the page writes in words wherever it stands.
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CHOSEN = ("incident", "place", "side", "event type")
_TIES = ("runBy", "fundedBy", "linkedTo", "worksFor", "memberOf", "partOf", "supports", "alliedWith", "side")


class _Terms:
    """Numbers for terms, in the order in which they were first asked for."""

    def __init__(self) -> None:
        self._at: dict[tuple[type, Any], int] = {}

    def __call__(self, term: Any) -> int:
        if term is None:
            return -1
        # A dict takes True and 1 for the same key; to a reader they are two values.
        return self._at.setdefault((type(term), term), len(self._at))

    def known(self) -> list[Any]:
        return [term for _, term in self._at]

    def runs(self) -> list[list[Any]]:
        """[beginning, [rest, …]] in order: neighbouring terms with a common beginning share it."""
        runs: list[list[Any]] = []
        for term in self.known():
            start, rest = _split(term)
            if not runs or runs[-1][0] != start:
                runs.append([start, []])
            runs[-1][1].append(rest)
        return runs


def _split(term: Any) -> tuple[str, Any]:
    if isinstance(term, str) and term.startswith((ID, CODES, ST)):
        end = max(term.rfind("/"), term.rfind("#")) + 1
        return term[:end], term[end:]
    return "", term


def embedded(ledger: Ledger, choice: View, found: Chosen) -> dict[str, Any]:
    """What a page contains, and everything else that its tabs need; JSON-serialisable and deterministic."""
    at = _Terms()
    says = [row for row in ledger.every_statement if row["said"] in found.tellings]
    rows = {said: telling.row for said, telling in found.tellings.items()}
    number = {said: i for i, said in enumerate(rows)}
    # Column by column, so that the many names of one kind are neighbours and share their beginning.
    columns = {name: _column([at(row.get(name)) for row in rows.values()]) for name in _TELLING}
    replaced = [_replaced_on(telling, choice) for telling in found.tellings.values()]
    columns["replaced_on"] = _column([at(day) for day in replaced])
    columns["counts_with"] = _column([at(t.row.get("counts_with")) for t in found.tellings.values()])
    reasons = ledger.rows.corrections.reasons
    columns["because"] = _column([at(reasons.get(said)) for said in rows])
    columns["misquoted_by"] = _column([at(telling.misquoted_by) for telling in found.tellings.values()])
    stated = [row for row in says if row["property"]]
    table: dict[str, Any] = {
        "tellings": {"count": len(rows), **columns},
        "says": {
            "count": len(stated),
            "telling": [number[row["said"]] for row in stated],
            "property": _column([at(row["property"]) for row in stated]),
            "value": _column([at(row["value"]) for row in stated]),
        },
        **_acts(ledger, found, number, at),
        "statements": _statements(found, number, at, Sentences(ledger)),
        "limits": _limits(found, number, at, Sentences(ledger)),
        "corrections": [
            [number[said], number[target.row["said"]]]
            for said, telling in found.tellings.items()
            for target in telling.corrects
            if target.row["said"] in number
        ],
        "background": _background(ledger, found, rows.values(), stated, at),
        "documents": _documents(ledger, {row["document"] for row in rows.values()}, at),
        "relayed": _values_by_attribution(ledger, "relayedBy", rows, at),
        "bases": [each for name in ("basis", "drawnFrom") for each in _values_by_attribution(ledger, name, rows, at)],
        "places": _places(ledger, {row["place"] for row in rows.values()}, at),
        "properties": _properties(at),
        "dossiers": dossiers(ledger, choice, _positions(found), at),
        "main": at(main_incident(ledger, choice)),
        "vague": sorted(at(kind) for kind in sorted(BROAD)),
        "headings": {kind: sorted(map(at, sorted(_choices(ledger, found, kind)))) for kind in _CHOSEN},
        "hash": record_hash(ledger),
    }
    known = [term for term in at.known() if isinstance(term, str)]
    table["labels"] = {at(t): name for t in known if (name := ledger.names.known_label(t))}
    # A day alone is put into words by the page; a span, a month or a time of day is written as it reads.
    times = {row["value"] for row in stated if row["property"] == WHEN}
    table["times"] = {at(time): day_in_words(time) for time in sorted(times) if not _DAY.fullmatch(time)}
    table["aliases"] = {at(t): ledger.names.aliases[t] for t in known if t in ledger.names.aliases}
    table["terms"] = at.runs()
    return table


def _positions(found: Chosen) -> Places:
    """Where a version or statement is in the page, by its key."""
    places = {repr(version.key): i for i, version in enumerate(found.versions)}
    return places | {repr(one.key): -1 - i for i, one in enumerate(found.statements)}


def _replaced_on(telling: Telling, choice: View) -> str | None:
    """The day from which a correction takes its place; None where the page's day is an earlier one."""
    day = telling.replaced_on
    return None if choice.as_of and (not day or choice.as_of.isoformat() < day) else day


def _acts(ledger: Ledger, found: Chosen, number: dict[str, int], at: _Terms) -> dict[str, Any]:
    """The acts and their versions. ``pairs`` of an act has a digit for each version and each other one, row by row:
    1 narrower, 2 beside, 4 answers, 8 stands, added up, in hexadecimal. ``more`` has what few acts have: denials that
    meet no version, refusals to answer, opinions, and pairs of versions that name different ends.
    """
    position = {version: i for i, version in enumerate(found.versions)}
    pairs, more = {}, {}
    for i, (act, versions) in enumerate(found.acts):
        if len(versions) > 1:
            pairs[i] = "".join(_digit(act, one, other) for one in versions for other in versions)
        rest = [
            [number[t.row["said"]] for t in tellings if t.row["said"] in number]
            for tellings in (act.unmet, act.not_answered, act.opinions)
        ]
        different = [
            [position[a], position[b], part] for a, b, part in act.different if a in position and b in position
        ]
        if different or any(rest):
            more[i] = [*rest, different]
    every, sentences = list(position), Sentences(ledger)
    return {
        "acts": {
            "count": len(found.acts),
            "event": _column([at(act.event) for act, _ in found.acts]),
            "versions": _column([len(versions) for _, versions in found.acts]),
            "pairs": pairs,
            "more": more,
        },
        "versions": {
            "count": len(every),
            **{
                part: _column([_few(map(at, sorted(getattr(v.core, part)))) for v in every])
                for part in ("doers", "targets", "parties")
            },
            "kind": _column([at(v.core.kind) for v in every]),
            "coder_kind": _column([at(v.coder_kind) for v in every]),
            "tried": _column([int(v.core.tried) for v in every]),
            "sentence": _column([at(_sentence(v, sentences)) for v in every]),
            "words": [_words(found, v, number, position) for v in every],
            "disowned": {
                i: [[number[said], sorted(map(at, doers))] for said, doers in v.disowned.items() if said in number]
                for i, v in enumerate(every)
                if v.disowned
            },
        },
    }


def _sentence(version: Version, sentences: Sentences) -> str | None:
    """Who did what to whom, as a sentence; None where no source says of what kind it was."""
    core, forms = version.core, forms_of_kinds().get(version.core.kind or "")
    if forms is None:
        return None
    doers, targets, parties = map(sentences.ends, (core.doers, core.targets, core.parties))
    if core.tried:
        return tried(forms, doers or parties, targets)
    return mutually(forms, parties) if parties else deed(forms, doers, targets)


def _digit(act: ActTestimony, one: Version, other: Version) -> str:
    if one is other:
        return "0"
    pair = act.pairs[one, other]
    return f"{pair.narrower + 2 * pair.beside + 4 * pair.answers + 8 * pair.stands:x}"


def _statements(found: Chosen, number: dict[str, int], at: _Terms, sentences: Sentences) -> dict[str, Any]:
    position = {statement: i for i, statement in enumerate(found.statements)}
    return {
        "count": len(position),
        "about": _column([at(one.about) for one in position]),
        "property": _column([at(one.prop) for one in position]),
        "value": _column([at(str(one.value) if isinstance(one.value, Numbers) else one.value) for one in position]),
        "of": _column([at(_of_which(one, sentences)) for one in position]),
        "words": [_words(found, one, number, position) for one in position],
    }


def _limits(found: Chosen, number: dict[str, int], at: _Terms, sentences: Sentences) -> list[list[int]]:
    """To what each denial of a version or statement is limited: the position of that (-1 - its number, of a statement),
    of the telling, and of the words.
    """
    limits: list[list[int]] = []
    denying = ("denies", "denies in part")
    for i, version in enumerate(found.versions):
        words = (word for word in found.words(version) if word.relation in denying)
        limits += [[i, number[w.row["said"]], at(said)] for w in words if (said := sentences.limits_of(w.telling))]
    for i, one in enumerate(found.statements):
        denials = (word for word in found.words(one) if word.relation in denying)
        for said, those in sentences.denials_of(one, denials).items():
            limits += [[-1 - i, number[word.row["said"]], at(said)] for word in those if said]
    return limits


def _of_which(one: Statement, sentences: Sentences) -> str | None:
    """The deed, or the part of the act, of which alone a statement is."""
    if one.part:
        return f"of {sentences.act(one.part, numbered=False)}"
    return of_in_words(one, sentences.within) or None


def _words(found: Chosen, subject: Any, number: dict[str, int], position: dict[Any, int]) -> Any:
    """The words on a version or statement: the numbers of the tellings by relation, then of each rival told, with its
    telling. A number alone is one telling that asserts it.
    """
    words = found.words(subject)
    by_relation: list[Any] = [
        [number[word.row["said"]] for word in words if word.relation == relation] for relation in RELATIONS
    ]
    by_relation.append([[position[word.other], number[word.row["said"]]] for word in words if word.other in position])
    while by_relation and not by_relation[-1]:
        by_relation.pop()
    return by_relation[0][0] if len(by_relation) == 1 and len(by_relation[0]) == 1 else by_relation


def _few(values: Iterable[int]) -> Any:
    """The values; a single one alone, -1 for none."""
    found = list(values)
    return found if len(found) > 1 else found[0] if found else -1


def _column(values: list[Any]) -> Any:
    """The values; a single value if all are equal, and no list."""
    alike = values and not isinstance(values[0], list) and all(value == values[0] for value in values)
    return values[0] if alike else values


def _choices(ledger: Ledger, found: Chosen, kind: str) -> set[str]:
    """The incidents, places, sides or event types that at least one act has: any other choice would be empty."""
    known = ledger.background
    if kind == "event type":
        kinds = {version.kind for version in found.versions if version.kind in known.confrontations}
        return {up for one in kinds if one for up in known.broader.get(one, {one})}
    events = {act.event for act, versions in found.acts if versions}
    rows = [telling.row for telling in found.tellings.values() if telling.row["about"] in events]
    if kind == "incident":
        return {row["incident"] for row in rows if row["incident"]}
    if kind == "place":
        return {up for row in rows if row["place"] for up in known.within.get(row["place"], {row["place"]})}
    return {row["group"] for row in rows if f"/id/{KINDS['side'][0]}/" in row["group"]}


def _background(ledger: Ledger, found: Chosen, rows: Iterable[Row], says: list[Row], at: _Terms) -> dict[str, Any]:
    known = found.background
    pairs = set()
    doers: set[str] = set()
    for version in found.versions:
        doers |= version.core.doers
        speakers = {word.said_by for word in found.words(version) if word.relation == "asserts"} | {""}
        pairs |= {(end, by) for end in version.core.ends for by in speakers}
    pairs |= {(known.organisation(actor, by), by) for actor, by in pairs}
    group: dict[str, str] = {}
    named: set[Any] = {version.kind for version in found.versions}
    for row in rows:
        group.setdefault(row["said_by"], row["group"])
        named |= {row["place"], row["event_type"]}
    own = {doer: groups for doer in doers if (groups := known.own_groups(doer) - {doer})}
    return {
        "within": _sets(known.within, named, at),
        "wholes": _sets(known.wholes, {act.event for act, _ in found.acts}, at),
        "broader": _sets(known.broader, named, at),
        "confrontations": sorted(at(kind) for kind in named & known.confrontations),
        "speaks_for": _sets({who: of for who, of in known.speaks_for.items() if len(of) > 1}, set(group), at),
        "group": [[at(who), at(of)] for who, of in sorted(group.items())],
        "dependent": sorted(at(who) for who in group if not known.speaks_of_its_own(who)),
        "own_groups": [[at(doer), sorted(map(at, own[doer]))] for doer in sorted(own)],
        "organisation": _lifts(pairs, lambda a, by: known.organisation(a, by), lambda a: a, at),
        "side": _lifts(pairs, lambda a, by: known.side(a, by), lambda _: None, at),
        "ties": sorted(
            {
                (at(row["about"]), at(row["property"]), at(row["value"]), at(row["said_by"]))
                for row in says
                if not row["event"] and row["stance"] == ST + "Asserts" and row["property"].removeprefix(ST) in _TIES
            }
        ),
    }


def _sets(found: Mapping[str, frozenset[str]], wanted: set[Any], at: _Terms) -> list[list[Any]]:
    return [[at(key), sorted(map(at, found[key]))] for key in sorted(found.keys() & wanted)]


def _lifts(pairs: Iterable[tuple[str, str]], lift: Any, nothing: Any, at: _Terms) -> list[list[Any]]:
    """[actor, source, lifted]: source -1 is what applies to all sources, else how this source differs from it."""
    lifts: list[list[Any]] = []
    sources = defaultdict(set)
    for actor, by in pairs:
        sources[actor].add(by)
    for actor in sorted(sources):
        common = lift(actor, "")
        if common != nothing(actor):
            lifts.append([at(actor), -1, at(common)])
        for by in sorted(sources[actor]):
            own = lift(actor, by)
            if own != common:
                lifts.append([at(actor), at(by), at(own)])
    return lifts


def _documents(ledger: Ledger, documents: set[str], at: _Terms) -> list[list[Any]]:
    """[document, title, address, published, publisher] for each."""
    dct, rows = PREFIXES["dcterms"], []
    for document in sorted(documents):
        facts = {p: o for _, p, o in ledger.record.match(document)}
        publisher = facts.get(dct + "publisher")
        rows.append(
            [
                at(document),
                facts.get(dct + "title") or ledger.names.label(document),
                facts.get(ST + "url"),
                facts.get(dct + "issued"),
                ledger.names.label(publisher) if publisher else None,
            ]
        )
    return rows


def _values_by_attribution(ledger: Ledger, name: str, attributions: Collection[str], at: _Terms) -> list[list[int]]:
    """[attribution, value] of this property, for these attributions."""
    pairs = ((said, value) for said, _, value in ledger.record.match(None, ST + name) if said in attributions)
    return sorted([at(said), at(value)] for said, value in sorted(pairs))


def _places(ledger: Ledger, wanted: set[str | None], at: _Terms) -> list[list[Any]]:
    """[place, longitude, latitude, radius in km] for each of these places whose point is known."""
    geo, match = PREFIXES["geo"], ledger.record.match
    points = {geometry: text for geometry, _, text in match(None, geo + "asWKT")}
    radius = {place: float(km) for place, _, km in match(None, ST + "geoPrecision")}
    rows = []
    for place, _, geometry in sorted(match(None, geo + "hasGeometry")):
        point = re.fullmatch(r"POINT ?\(([-\d.]+) ([-\d.]+)\)", points.get(geometry, ""))
        if point and place in wanted:
            rows.append([at(place), float(point[1]), float(point[2]), radius.get(place, 0.0)])
    return rows


def _properties(at: _Terms) -> list[list[Any]]:
    """[property, label, phrase], in order."""
    return [[at(iri), p.label, p.phrase] for iri, p in PROPERTY_BY_IRI.items()]


def record_hash(ledger: Ledger) -> str:
    """SHA-256 of the record's sorted triples: equal for two records of the same claims."""
    lines = sorted(f"{triple} ." for triple in ledger.record.triples())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
