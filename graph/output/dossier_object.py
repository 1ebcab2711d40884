"""The dossier for programs: what ``standoff dossier --format json`` prints (design §7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

from ..frames.columns import Kind
from ..rules.dossier import Dossier
from ..rules.ledger import Ledger
from ..rules.reported_acts import ReportedAct
from ..rules.tellings import ASSERTS, DENIES, LEAVES_OPEN, NO_ANSWER, ORDER, WITHDRAWS, Telling
from ..rules.testimony import Statement, Word
from ..rules.values_in_words import predicate_in_words, statement_in_words
from ..rules.weighing import Weighed
from ..vocabulary import local_name
from .dossier_words import Wording

__all__ = ["ROW", "STATEMENT", "VERSION", "as_object", "as_rows"]

_STANCES = {
    ASSERTS: "asserts",
    DENIES: "denies",
    LEAVES_OPEN: "leaves open",
    NO_ANSWER: "gives no answer",
    WITHDRAWS: "withdraws",
}
#: The fields of a version and what they hold; ``evidence`` holds objects.
VERSION: dict[str, Kind | None] = {
    "who": "strings",
    "how": "string",
    "whom": "strings",
    "directed": "bool",
    "tried": "bool",
    "head": "bool",
    "sentence": "string",
    "grade": "string",
    "groups": "int64",
    "of_itself": "string",
    "asserted_by": "strings",
    "in_part": "strings",
    "denied_by": "strings",
    "denied_in_part_by": "strings",
    "left_open_by": "strings",
    "no_answer_by": "strings",
    "rivals": None,
    "claims": "strings",
    "answer": "bool",
    "how_is_told": "bool",
    "who_iri": "strings",
    "how_iri": "string",
    "whom_iri": "strings",
    "silent": "strings",
    "evidence": None,
}
#: The fields of a statement.
STATEMENT: dict[str, Kind | None] = {
    "statement": "string",
    "about": "string",
    "grade": "string",
    "asserted_by": "strings",
    "denied_by": "strings",
    "left_open_by": "strings",
    "claim": "string",
    "about_label": "string",
    "property": "string",
    "value": "string",
    "groups": "int64",
    "no_answer_by": "strings",
    "rivals": "strings",
    "silent": "strings",
    "claims": "strings",
    "evidence": None,
}
#: The columns of the dossier as one table: a row for each version and statement.
ROW: dict[str, Kind | None] = {
    "about": "string",
    "what": "string",
    "says": "string",
    "grade": "string",
    "groups": "int64",
    "asserted_by": "strings",
    "in_part": "strings",
    "denied_by": "strings",
    "left_open_by": "strings",
    "no_answer_by": "strings",
    "silent": "strings",
    "head": "bool",
    "in_dispute": "bool",
    "claims": "strings",
    "about_iri": "string",
}


def as_object(ledger: Ledger, found: Dossier) -> dict[str, Any]:
    """The dossier as one object: ``incident``, ``acts`` in the order told, ``statements``, and what they come from."""
    label = ledger.names.label
    wording = Wording(ledger, found)
    sentence = cache(partial(statement_in_words, ledger))  # each stands beside all of its rivals
    return {
        "incident": label(found.incident),
        "incident_iri": found.incident,
        "sources": [label(source) for source in found.sources],
        "groups": sorted(map(label, found.groups)),
        "reports": [label(document) for document in found.documents],
        "view": ledger.sentence(found.view),
        **({"redacted": ledger.redacted} if ledger.redacted else {}),
        "acts": [_act(ledger, found, wording, act) for act in found.acts],
        "statements": [_statement(ledger, found, one, sentence) for one in found.statements],
        "corrections": [_correction(ledger, telling) for telling in found.corrections],
        "opinions": [_telling(ledger, telling) for telling in found.opinions],
    }


def as_rows(found: dict[str, Any]) -> list[list[Any]]:
    """The object as rows under ``ROW``: the versions act by act, then the statements."""
    rows = []
    for act in found["acts"]:
        for version in act["versions"]:
            row = {**version, "about": act["label"], "what": "version", "says": version["sentence"]}
            row |= {"in_dispute": act["in_dispute"], "about_iri": act["event"]}
            rows.append([row[column] for column in ROW])
    for statement in found["statements"]:
        row = {**statement, "about": statement["about_label"], "what": "statement", "in_part": [], "head": False}
        row |= {"in_dispute": statement["grade"] == "contested", "about_iri": statement["about"]}
        row["says"] = statement["statement"].removeprefix(f"{statement['about_label']}: ")
        rows.append([row[column] for column in ROW])
    return rows


def _act(ledger: Ledger, found: Dossier, wording: Wording, act: ReportedAct) -> dict[str, Any]:
    label = ledger.names.label
    place = {one.version: position for position, one in enumerate(act.versions)}
    shown = {one.weighed.version: one.is_head for one in act.shown}
    different: dict[str, set[str]] = {}
    for one, other, part in act.different:
        ends = {"who": "doers", "whom": "targets", "party": "parties"}[part]
        for version in (one.version, other.version):
            different.setdefault(part, set()).update(getattr(version.core, ends))
    when = act.moment or (act.first if act.first == act.last else f"{act.first or '..'}/{act.last or '..'}")
    return {
        "event": act.event,
        "label": label(act.event),
        "when": when,
        "in_dispute": act.in_dispute,
        "versions": [_version(ledger, found, wording, one, place, shown) for one in act.versions],
        "reported_differently": [part for part in ("who", "whom", "party") if part in different],
        "denied_unmet": [
            {"denied": wording.denied(t, t.row.get("coder_type")), **_telling(ledger, t)}
            for t in (*act.unmet, *act.of_others)
        ],
        "maybe_same_as": list(act.maybe_same_as),
        "part_of": wording.facts_of(act.event).get("subEventOf"),
        "not_answered": [_telling(ledger, t) for t in act.not_answered],
        "left_open": [_telling(ledger, t) for t in act.left_open],
        "different_ends": {
            part: [label(end) for end in sorted(ends, key=label)] for part, ends in sorted(different.items())
        },
        "when_is_told": act.when_is_stated,
        "follows": [
            {"event": label(event), "event_iri": event, "how": [local_name(p) for p in ORDER if p in how]}
            for event, how in sorted(act.follows.items())
        ],
        "is_ordered": act.is_ordered,
    }


def _version(
    ledger: Ledger, found: Dossier, wording: Wording, one: Weighed, place: dict[Any, int], shown: dict[Any, bool]
) -> dict[str, Any]:
    label, core = ledger.names.label, one.version.core
    who, whom = sorted(core.doers or core.parties, key=label), sorted(core.targets, key=label)
    kind = one.version.kind
    return {
        "who": list(map(label, who)),
        "how": label(kind) if kind else None,
        "whom": list(map(label, whom)),
        "directed": core.directed,
        "tried": core.tried,
        "head": shown.get(one.version) is True,
        "sentence": wording.of(one),
        "grade": one.grade,
        "groups": len(one.groups),
        "of_itself": one.own or None,
        "asserted_by": _sources(ledger, one.asserted),
        "in_part": _sources(ledger, one.of("in part")),
        "denied_by": _sources(ledger, one.of("denies")),
        "denied_in_part_by": _sources(ledger, one.of("denies in part")),
        "left_open_by": _sources(ledger, one.of("leaves open")),
        "no_answer_by": _sources(ledger, one.of("no answer")),
        "rivals": sorted(place[rival] for rival in one.rivals if rival in place),
        "claims": sorted({word.row["claim"] for word in one.of("asserts")}),
        "answer": shown.get(one.version) is False,
        "how_is_told": core.kind is not None,
        "who_iri": who,
        "how_iri": kind,
        "whom_iri": whom,
        "silent": [label(source) for source in found.silent(one)],
        "evidence": _evidence(ledger, one),
    }


def _statement(ledger: Ledger, found: Dossier, one: Weighed, sentence: Callable[[Statement], str]) -> dict[str, Any]:
    statement = one.statement
    words = [word for words in one.words.values() for word in words]
    return {
        "statement": sentence(statement),
        "about": statement.about,
        "grade": one.grade,
        "asserted_by": _sources(ledger, one.asserted),
        "denied_by": _sources(ledger, one.of("denies")),
        "left_open_by": _sources(ledger, one.of("leaves open")),
        "claim": min(word.row["claim"] for word in (one.of("asserts") or words)),
        "about_label": ledger.names.label(statement.about),
        "property": statement.prop,
        "part": ledger.names.label(statement.part) if statement.part else None,
        "value": str(statement.value),
        "groups": len(one.groups),
        "no_answer_by": _sources(ledger, one.of("no answer")),
        "rivals": sorted(map(sentence, one.rivals)),  # type: ignore[arg-type]
        "silent": [ledger.names.label(source) for source in found.silent(one)],
        "claims": sorted({word.row["claim"] for word in words}),
        "evidence": _evidence(ledger, one),
    }


def _sources(ledger: Ledger, words: Iterable[Word]) -> list[str]:
    return sorted({ledger.names.label(word.said_by) for word in words})


def _evidence(ledger: Ledger, one: Weighed) -> list[dict[str, Any]]:
    """Every word on a version or statement but those of its rivals, which stand at the rivals themselves."""
    found = []
    for relation, words in one.words.items():
        if relation != "rival":
            found += [{"relation": relation, **_telling(ledger, word.telling)} for word in words]
    unique = {(each["relation"], each["said"]): each for each in found}
    return sorted(unique.values(), key=lambda e: (e["relation"], e["said_by"], e["said"]))


def _telling(ledger: Ledger, telling: Telling) -> dict[str, Any]:
    """One attribution: who says it, in which words and where."""
    row, label = telling.row, ledger.names.label
    return {
        "said_by": label(row["said_by"]),
        "stance": _STANCES.get(telling.stance, local_name(telling.stance)),
        "about": label(row["about"]),
        "told_of": label(telling.told_of) if telling.told_of else None,
        "quote": row["quote"],
        "gloss": row["gloss"],
        "report": label(row["document"]),
        "paragraph": row["paragraph"],
        "hedged": bool(row["hedged"]),
        "opinion": telling.is_opinion,
        "said_on": row["said_on"],
        "claim": row["claim"],
        "said": row["said"],
    }


def _correction(ledger: Ledger, telling: Telling) -> dict[str, Any]:
    """What a correction puts in the place of what."""
    (before, *_) = telling.corrects
    changed = sorted(prop for prop in {*before.says, *telling.says} if before.says.get(prop) != telling.says.get(prop))

    def words(one: Telling) -> list[str]:
        values = [(prop, value) for prop in changed for value in sorted(one.says.get(prop, ()), key=str)]
        return [predicate_in_words(ledger, prop, value) for prop, value in values]

    withdrawn = telling.stance == WITHDRAWS
    return {
        **_telling(ledger, telling),
        "on": telling.row["said_on"] or telling.row["published"],
        "corrects": [
            {"report": ledger.names.label(each.row["document"]), "claim": each.row["claim"], "said": each.row["said"]}
            for each in telling.corrects
        ],
        "was": words(before),
        "now": [] if withdrawn else words(telling),
        "withdrawn": withdrawn,
        "misquoted": before.misquoted_by is not None,
        "because": ledger.rows.corrections.reasons.get(telling.row["said"]),
    }
