"""Who confronts whom as rows: one object for each two ends and kind of act, for programs (design §7) and for tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..frames.columns import Kind
from ..noun_phrases import is_plural
from ..queries.names import Names
from ..rules.dyads import Act
from ..rules.ledger import Ledger
from ..rules.tallies import Tally, tallies
from ..rules.tellings import Core, Telling
from ..rules.testimony import Version, Word
from ..rules.view import EVERYTHING, View
from ..rules.weighing import Weighed
from .act_sentences import Sentences, is_quote
from .names_in_sentences import HEDGED

__all__ = [
    "COLUMNS",
    "FIELDS",
    "FLAT",
    "as_rows",
    "closer_words",
    "confront_rows",
    "flat",
    "for_people",
    "grades_in_words",
    "span",
    "unmet_in_words",
]

#: The fields of an object and what they hold; None for objects and lists of objects.
FIELDS: dict[str, Kind | None] = {
    "who": "string",
    "whom": "string",
    "who_iri": "string",
    "whom_iri": "string",
    "directed": "bool",
    "how": "string",
    "how_iri": "string",
    "how_is_told": "bool",
    "attempted": "bool",
    "acts": "int64",
    "sources": "strings",
    "in_part": "strings",
    "denied_by": "strings",
    "denied_in_part_by": "strings",
    "denied_unmet": "strings",
    "denied_more_closely": "strings",
    "left_open_by": "strings",
    "no_answer": "strings",
    "against": None,
    "groups": "int64",
    "grade": "string",
    "grades": None,
    "own": "string",
    "hedged": "bool",
    "same_act_in_dispute": "bool",
    "events": "strings",
    "claims": "strings",
    "first": "date",
    "last": "date",
    "event_types": "strings",
    "deaths": None,
}
#: The columns of the same as a table to take away: what is an object in ``FIELDS`` is flat.
FLAT: dict[str, Kind | None] = {
    **{field: kind for field, kind in FIELDS.items() if kind},
    "against": "strings",
    "grades": "string",
    "deaths_low": "int64",
    "deaths_best": "int64",
    "deaths_high": "int64",
}
#: The headings of the table of a large record.
COLUMNS = ["who", "", "whom", "how", "acts", "deaths", "groups", "grades", "when"]


def confront_rows(
    ledger: Ledger, view: View = EVERYTHING, *, whole: bool = True, by_pair: bool = False
) -> list[dict[str, Any]]:
    """The rows that a view shows, each with the keys ``FIELDS``; those of datasets out of their tables.

    ``who``, ``whom``, ``how``, ``sources`` and the like are labels, ``events`` and ``claims`` IRIs; an end that nobody
    names is None. ``groups`` and ``grade`` are None where the acts of the row differ in them; ``grades`` counts the
    acts of each grade, contested first. ``against`` lists the versions that cannot be true as well, each with ``who``,
    ``how``, ``whom`` and ``said_by``; ``denied_unmet`` the denials of the same act that meet no version of it, in
    words. ``deaths`` has ``low``, ``best`` and ``high``. Without ``whole`` the events and claims of tables are left
    out: they may be hundreds of thousands. ``by_pair``: one row for each two ends, whatever the kinds.
    """
    told = _events_and_claims(ledger, view) if whole and _from_tables(ledger) else {}
    sentences = Sentences(ledger)
    return [_object(tally, ledger, sentences, told) for tally in tallies(ledger, view, by_kind=not by_pair)]


def _from_tables(ledger: Ledger) -> bool:
    return ledger.rows.has_tables and not ledger.identities.same


def _events_and_claims(ledger: Ledger, view: View) -> dict[tuple[Any, ...], tuple[list[str], list[str]]]:
    tables = ledger.dataset_tables
    left_out, _ = tables.events_for_full_rules(set(ledger.testimony.acts))
    return tables.events_and_claims(view, left_out)


def _object(
    tally: Tally, ledger: Ledger, sentences: Sentences, told: dict[tuple[Any, ...], tuple[list[str], list[str]]]
) -> dict[str, Any]:
    names, acts = ledger.names, tally.found
    events, claims = {act.event for act in acts}, {str(row["claim"]) for act in acts for row in act.rows}
    for kind in tally.kinds:
        more = told.get((tally.who, tally.whom, tally.directed, kind), ((), ()))
        events, claims = events | {*more[0]}, claims | {*more[1]}

    def sources(*relations: Any) -> list[str]:
        return sorted({names.label(who) for act in acts for who in act.weighed.sources(*relations)})

    asserting = {names.label(source) for source in tally.sources}
    low, best, high = tally.deaths
    kinds = sorted(names.label(kind) for kind in tally.kinds)
    return {
        "who": names.label(tally.who) if tally.who else None,
        "whom": names.label(tally.whom) if tally.whom else None,
        "who_iri": tally.who,
        "whom_iri": tally.whom,
        "directed": tally.directed,
        "how": ", ".join(kinds),
        "how_iri": tally.kind,
        "how_is_told": tally.kind_is_told,
        "attempted": tally.attempted,
        "acts": tally.acts,
        "sources": sorted(asserting),
        "in_part": [source for source in sources("in part") if source not in asserting],
        "denied_by": sources("denies"),
        "denied_in_part_by": sources("denies in part"),
        "denied_unmet": sorted({unmet_in_words(denial, sentences) for act in acts for denial in act.unmet}),
        "denied_more_closely": sorted({unmet_in_words(denial, sentences) for act in acts for denial in act.of_closer}),
        "left_open_by": sources("leaves open"),
        "no_answer": sources("no answer"),
        "against": [rival for act in acts for rival in _against(act.weighed, names)],
        "groups": tally.groups,
        "grade": tally.grade,
        "grades": dict(tally.grades),
        "own": next((act.weighed.own for act in acts if act.weighed.own), "") if len(acts) == 1 else "",
        "hedged": tally.hedged,
        "same_act_in_dispute": any(act.in_dispute and not act.weighed.is_disputed for act in acts),
        "events": sorted(events),
        "claims": sorted(claims),
        "first": tally.first,
        "last": tally.last,
        "event_types": kinds,
        "deaths": {"low": low, "best": best, "high": high},
    }


def _against(weighed: Weighed, names: Names) -> list[dict[str, Any]]:
    """The rivals of a version, each with the sources that tell it and count against it."""
    found = []
    for rival in weighed.rivals:
        assert isinstance(rival, Version)
        core, kind = rival.core, rival.kind
        # Each teller stands at its own words, not again at what they imply.
        words = [word for word in weighed.of("rival") if word.other is rival]
        sources = {names.label(word.said_by) for word in words if word.telling.core == core}
        if not sources:
            continue
        found.append(
            {
                "who": sorted(map(names.label, core.doers or core.parties)),
                "whom": sorted(map(names.label, core.targets)),
                "how": names.label(kind) if kind else "",
                "attempted": core.tried,
                "said_by": sorted(sources),
            }
        )
    return found


def unmet_in_words(denial: Telling, sentences: Sentences) -> str:
    """A denial that meets no version of its act: "the Coalition denies that it did so"; in the denier's own words where
    nobody gives the kind of act that is denied.
    """
    who, word = sentences.within(denial.said_by), Word(denial, "denies")
    what = sentences.denial(word, denial.row.get("coder_type"), of_itself=True)
    what = f"this: {what}" if is_quote(what) else what
    reserve = f" ({HEDGED})" if denial.row["hedged"] else ""
    return f"{who}{reserve} {'deny' if is_plural([who]) else 'denies'} {what}"


def closer_words(word: Word, act: Act, sentences: Sentences) -> str:
    """What somebody says more closely than the row of an act, and of which part of the act alone."""
    closer = _closer(word.telling.core, act.weighed.version, sentences)
    return ", ".join(filter(None, [closer, sentences.of_parts([word])]))


def _closer(core: Core | None, row: Version, sentences: Sentences) -> str:
    if core is None or core == row.core:
        return ""
    closer = sentences.closer([core], row)
    # Who gives the kind of a row of which only the coder does has it beside his name.
    kind = core.kind if row.core.kind is None and core.kind == row.kind else None
    if kind is not None and not any(sentences.says_the_kind(each, kind) for each in closer):
        closer = sentences.with_what_follows([sentences.noun(kind), *closer])
    return ", ".join(closer)


def flat(row: dict[str, Any]) -> list[Any]:
    """An object as a row under ``FLAT``; ``against`` are those who deny it or tell what cannot be true as well."""
    against = {*row["denied_by"], *(source for rival in row["against"] for source in rival["said_by"])}
    deaths = {f"deaths_{bound}": number for bound, number in row["deaths"].items()}
    held = {**row, "against": sorted(against), "grades": grades_in_words(row["grades"]), **deaths}
    return [held[column] for column in FLAT]


def grades_in_words(grades: Mapping[Any, int]) -> str:
    """The grades of a row: "contested 1, fair 3", or the one grade if there is one act."""
    if sum(grades.values()) == 1:
        return str(next(iter(grades)))
    return ", ".join(f"{grade} {number}" for grade, number in grades.items())


def deaths_in_words(deaths: dict[str, int | None]) -> str:
    """The deaths of a row: the best estimate, or what lies between the least and the most told; empty if none is."""
    low, best, high = deaths["low"], deaths["best"], deaths["high"]
    if best is not None:
        return f"{best:,}"
    if low is None and high is None:
        return ""
    if low == high:
        return f"{low:,}"
    return f"{low:,} or more" if high is None else f"up to {high:,}" if low is None else f"{low:,} to {high:,}"


def how_in_words(row: dict[str, Any]) -> str:
    """The kind of act of a row: in brackets where it is the coder's and no source's word."""
    how = row["how"] if row["how_is_told"] else f"[{row['how']}]"
    return f"tried: {how}" if row["attempted"] else how


def as_rows(objects: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """The objects as rows under ``COLUMNS``: an arrow where somebody is said to act, a line where nobody is."""
    return [
        [
            row["who"] or "—",
            "→" if row["directed"] else "–",
            row["whom"] or "—",
            how_in_words(row),
            row["acts"],
            deaths_in_words(row["deaths"]),
            "" if row["groups"] is None else row["groups"],
            grades_in_words(row["grades"]) + f", {HEDGED}" * row["hedged"],
            span(row["first"], row["last"]),
        ]
        for row in objects
    ]


#: The columns of the CSV for people.
FOR_PEOPLE = [
    "who",
    "direction",
    "whom",
    "how",
    "grade",
    "groups",
    "said by",
    "own word",
    "stance",
    "quote",
    "gloss",
    "report",
    "published",
    "address",
    "paragraph",
    "when",
]


def for_people(ledger: Ledger, view: View = EVERYTHING) -> tuple[list[str], list[list[Any]]]:
    """The rows with their evidence, for a spreadsheet: one line for each attribution behind a row, with its words."""
    from ..vocabulary import PREFIXES, ST

    names, sentences, lines = ledger.names, Sentences(ledger), []
    issued, address = PREFIXES["dcterms"] + "issued", ST + "url"
    facts: dict[str, dict[str, str]] = {}
    stances = (
        ("asserts", ("asserts", "narrower")),
        ("tells in part", ("in part",)),
        ("denies", ("denies",)),
        ("denies, telling a part", ("denies in part",)),
        ("leaves open", ("leaves open",)),
        ("gives no answer", ("no answer",)),
        ("tells what cannot be true as well", ("rival",)),
    )
    for tally in tallies(ledger, view):
        for act in tally.found:
            for stance, relations in stances:
                for word in act.weighed.of(*relations):
                    row = word.row
                    if row["document"] not in facts:
                        facts[row["document"]] = {p: o for _, p, o in ledger.record.match(row["document"])}
                    about = facts[row["document"]]
                    lines.append(
                        [
                            names.label(tally.who) if tally.who else "",
                            "→" if tally.directed else "–",
                            names.label(tally.whom) if tally.whom else "",
                            names.label(act.kind) if act.kind_is_told else f"[{names.label(act.kind)}]",
                            act.grade,
                            len(act.groups),
                            names.label(word.said_by),
                            _own_word(stance, word, act, sentences),
                            f"{stance} (hedged)" if row["hedged"] else stance,
                            row.get("quote"),
                            row.get("gloss"),
                            names.label(row["document"]),
                            about.get(issued),
                            about.get(address),
                            row.get("paragraph"),
                            span(row["earliest"], row["latest"]),
                        ]
                    )
    return FOR_PEOPLE, lines


def _own_word(stance: str, word: Word, act: Act, sentences: Sentences) -> str:
    """What somebody says more closely than the row, or the limits of his denial."""
    if word.relation in ("denies", "denies in part"):
        return sentences.limits_of(word.telling)
    return _closer(word.telling.core, act.weighed.version, sentences) if stance == "asserts" else ""


def span(first: str | None, last: str | None) -> str:
    """Two days as a table shows them: one where they are the same, "undated" where there is none."""
    if first == last:
        return first or "undated"
    return f"{first or '…'} to {last or '…'}"
