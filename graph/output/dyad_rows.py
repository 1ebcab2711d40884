"""Dyads as rows: who confronts whom, according to whom, how well it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..frames.columns import Kind
from ..record.dataset_tables import tables_of
from ..rules.dyads import Dyad, dyads
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View

__all__ = ["COLUMNS", "FIELDS", "as_objects", "as_rows", "objects", "span"]

#: The headings of the table for people.
COLUMNS = ["who", "", "whom", "how", "says who", "groups", "grade", "when"]
#: The fields of an object and what they hold.
FIELDS: dict[str, Kind] = {
    "who": "string",
    "whom": "string",
    "who_iri": "string",
    "whom_iri": "string",
    "directed": "bool",
    "events": "strings",
    "claims": "strings",
    "sources": "strings",
    "supported_by": "strings",
    "groups": "strings",
    "first": "date",
    "last": "date",
    "event_types": "strings",
    "grade": "string",
    "reason": "string",
    "hedged": "bool",
    "attempted": "bool",
}


def as_objects(ledger: Ledger, found: Iterable[Dyad]) -> list[dict[str, Any]]:
    """One object a dyad, for programs (design §7).

    ``who``, ``whom``, ``sources``, ``groups`` and ``event_types`` are labels, ``events`` and ``claims`` IRIs;
    ``groups`` takes in those of ``supported_by``, the sources of a narrower telling of the same act. An unnamed end
    is null.
    """
    label = ledger.names.label
    objects = []
    for dyad in found:
        supporting = {row["said_by"] for act in dyad.acts for row in act.supporting} - dyad.sources
        objects.append(
            {
                "who": label(dyad.who) if dyad.who else None,
                "whom": label(dyad.whom) if dyad.whom else None,
                "who_iri": dyad.who,
                "whom_iri": dyad.whom,
                "directed": dyad.directed,
                "events": sorted(act.event for act in dyad.acts),
                "claims": sorted(dyad.values("claim")),
                "sources": sorted(map(label, dyad.sources)),
                "supported_by": sorted(map(label, supporting)),
                "groups": sorted(map(label, dyad.groups)),
                "first": dyad.first,
                "last": dyad.last,
                "event_types": sorted(map(label, dyad.values("event_type"))),
                "grade": dyad.grade.name,
                "reason": dyad.grade.reason,
                "hedged": dyad.hedged,
                "attempted": dyad.attempted,
            }
        )
    return objects


def objects(ledger: Ledger, view: View = EVERYTHING, whole: bool = True) -> list[dict[str, Any]]:
    """The dyads that a view shows, as ``as_objects`` gives them; those of datasets out of their tables.

    Without ``whole`` the events and claims of such tables are left out: they may be hundreds of thousands.
    """
    # Who is judged to be one and the same is joined row by row.
    if ledger.judges or not tables_of(ledger.record.where):
        return as_objects(ledger, dyads(ledger, view))
    from ..rules.tallies import tallies

    label, found = ledger.names.label, []
    told = ledger.tables.events(view) if whole else {}
    for tally in tallies(ledger, view):
        grade = tally.grade
        events = [act.event for dyad in tally.dyads for act in dyad.acts]
        claims = [str(claim) for dyad in tally.dyads for claim in dyad.values("claim")]
        more, claimed = told.get((tally.who, tally.whom, tally.directed), ([], []))
        events, claims = sorted({*events, *more}), sorted({*claims, *claimed})
        found.append(
            {
                "who": label(tally.who) if tally.who else None,
                "whom": label(tally.whom) if tally.whom else None,
                "who_iri": tally.who,
                "whom_iri": tally.whom,
                "directed": tally.directed,
                "events": events,
                "claims": claims,
                "sources": sorted(map(label, tally.sources)),
                "supported_by": sorted(map(label, tally.supporting)),
                "groups": sorted(map(label, tally.groups)),
                "first": tally.first,
                "last": tally.last,
                "event_types": sorted(map(label, tally.types)),
                "grade": grade.name,
                "reason": grade.reason,
                "hedged": tally.hedged,
                "attempted": tally.attempted,
            }
        )
    return found


def as_rows(objects: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """The objects as rows under ``COLUMNS``: an arrow where a claim says who acted, a line where none does."""
    rows = []
    for dyad in objects:
        how = ", ".join(dyad["event_types"])
        marks = [mark for mark in ("hedged", "attempted") if dyad[mark]]
        sources = ", ".join(dyad["sources"])
        if dyad["supported_by"]:
            sources += f" (and, in part, {', '.join(dyad['supported_by'])})"
        rows.append(
            [
                dyad["who"] or "someone unnamed",
                "→" if dyad["directed"] else "–",
                dyad["whom"] or "someone unnamed",
                f"{how} ({', '.join(marks)})" if marks else how,
                sources,
                len(dyad["groups"]),
                dyad["grade"],
                span(dyad["first"], dyad["last"]),
            ]
        )
    return rows


def span(first: str | None, last: str | None) -> str:
    """Two days as a table shows them: one where they are the same, "undated" where there is none."""
    if first == last:
        return first or "undated"
    return f"{first or '…'} to {last or '…'}"
