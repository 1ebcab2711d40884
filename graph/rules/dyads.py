"""Dyads: two actors facing each other, and the evidence for it.

A dyad is graded by its acts. An act is both ends asserted together for one event. A telling that says who acted upon
whom also supports that the two faced each other: a directed telling supports the undirected one of the same act, never
the other way round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..vocabulary import ST
from .background import Background, Row
from .grade import GRADES, Grade, weigh
from .ledger import Ledger, cached_by_view
from .view import EVERYTHING, View

__all__ = ["Act", "Dyad", "Ends", "dyads", "dyads_of", "dyads_without", "rows_by_event"]

_ASSERTS, _DENIES = ST + "Asserts", ST + "Denies"
#: (who, whom, directed). An end that nobody names is None.
Ends = tuple[str | None, str | None, bool]


@dataclass(frozen=True)
class Act:
    """Two ends asserted together for one event.

    ``rows`` assert exactly this, ``supporting`` something narrower; ``denials`` are the rows that deny it.
    """

    event: str
    rows: tuple[Row, ...]
    supporting: tuple[Row, ...]
    denials: tuple[Row, ...]
    grade: Grade

    @cached_property
    def groups(self) -> frozenset[str]:
        """The independence groups that assert this act or something narrower."""
        return frozenset(row["group"] for row in (*self.rows, *self.supporting))


@dataclass(frozen=True)
class Dyad:
    """Two actors and the acts in which they face each other. ``directed`` if claims say who acted.

    Its grade is that of its best act. ``hedged`` and ``attempted`` are true only if they are true of every assertion.
    """

    who: str | None
    whom: str | None
    directed: bool
    acts: tuple[Act, ...]

    @property
    def rows(self) -> list[Row]:
        """The rows that assert this dyad, without narrower tellings."""
        return [row for act in self.acts for row in act.rows]

    @property
    def grade(self) -> Grade:
        """The grade of the best act; its reason also says how many acts are contested."""
        best = min((act.grade for act in self.acts), key=lambda g: GRADES.index(g.name))
        disputed = sum(act.grade.name == "contested" for act in self.acts)
        if disputed and best.name != "contested":
            return Grade(best.name, f"{best.reason}; {disputed} of {len(self.acts)} acts contested")
        return best

    @property
    def hedged(self) -> bool:
        """Whether every assertion is hedged."""
        return all(row["hedged"] for row in self.rows)

    @property
    def attempted(self) -> bool:
        """Whether every assertion is of an attempt."""
        return all(row["attempted"] for row in self.rows)

    @cached_property
    def groups(self) -> frozenset[str]:
        """The independence groups that assert the act with the most groups. Groups of different acts do not add up."""
        if len(self.acts) == 1:
            return self.acts[0].groups
        return max((act.groups for act in self.acts), key=lambda groups: (len(groups), sorted(groups)))

    @property
    def sources(self) -> set[str]:
        """The sources that assert this dyad, without narrower tellings."""
        return {row["said_by"] for row in self.rows}

    def values(self, column: str) -> set[Any]:
        """The values of a column in the rows that assert the dyad, without None."""
        return {row[column] for row in self.rows} - {None}

    @property
    def first(self) -> str | None:
        """The first possible day of any act (ISO 8601); None if no act has a day."""
        return min(self.values("earliest"), default=None)

    @property
    def last(self) -> str | None:
        """The last possible day of any act (ISO 8601); None if no act has a day."""
        return max(self.values("latest"), default=None)


@cached_by_view
def dyads(ledger: Ledger, view: View = EVERYTHING) -> list[Dyad]:
    """The dyads that a view shows, those with the most groups, then the most acts, first.

    The list is cached on the ledger: do not change it.
    """
    return dyads_of(_rows_by_event(ledger, view), ledger, view)


def dyads_of(events: Mapping[str, list[Row]], ledger: Ledger, view: View = EVERYTHING) -> list[Dyad]:
    """The dyads of rows that a view has chosen. ``events`` maps each event to its rows."""
    acts: dict[Ends, list[Act]] = defaultdict(list)
    for event, rows in events.items():
        for ends, act in _acts(event, rows, ledger.background):
            if len(act.groups) >= view.min_groups and view.faces(*ends[:2]):
                acts[ends].append(act)
    label = {end: ledger.names.label(end) for ends in acts for end in ends[:2]}
    return sorted(
        (Dyad(*ends, tuple(each)) for ends, each in acts.items()),
        key=lambda d: (-len(d.groups), -len(d.acts), label[d.who], label[d.whom], d.directed),
    )


def dyads_without(ledger: Ledger, view: View, source: str) -> dict[Ends, Dyad | None]:
    """The dyads that change when a source and those who speak for it are left out.

    Maps the ends of each to what is left of the dyad, or to None if nothing is. Only acts that the source reports are
    graded again.
    """
    known = ledger.background
    changed: dict[str, list[Row]] = {}
    for event in _events_by_source(ledger, view).get(source, ()):
        rows = _rows_by_event(ledger, view)[event]
        changed[event] = [row for row in rows if source not in known.speaks_for[row["said_by"]]]
    before, of_event = _acts_by_ends(ledger, view)
    touched = {ends for event in changed for ends in of_event[event]}
    left: dict[Ends, list[Act]] = {
        ends: [act for act in before[ends].acts if act.event not in changed] for ends in touched
    }
    for event, rows in changed.items():
        for ends, act in _acts(event, rows, known):
            if len(act.groups) >= view.min_groups and view.faces(*ends[:2]):
                left[ends].append(act)
    return {ends: Dyad(*ends, tuple(acts)) if acts else None for ends, acts in left.items()}


@cached_by_view
def _rows_by_event(ledger: Ledger, view: View) -> dict[str, list[Row]]:
    return rows_by_event(ledger.confrontations(view))


def rows_by_event(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each event, by its IRI."""
    rows_of_event: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        rows_of_event[row["event"]].append(row)
    return dict(rows_of_event)


@cached_by_view
def _events_by_source(ledger: Ledger, view: View) -> dict[str, set[str]]:
    events: dict[str, set[str]] = defaultdict(set)
    for row in ledger.confrontations(view):
        for source in ledger.background.speaks_for[row["said_by"]]:
            events[source].add(row["event"])
    return dict(events)


@cached_by_view
def _acts_by_ends(ledger: Ledger, view: View) -> tuple[dict[Ends, Dyad], dict[str, list[Ends]]]:
    by_ends = {(d.who, d.whom, d.directed): d for d in dyads(ledger, view)}
    of_event: dict[str, list[Ends]] = defaultdict(list)
    for ends, dyad in by_ends.items():
        for act in dyad.acts:
            of_event[act.event].append(ends)
    return by_ends, of_event


def _acts(event: str, rows_of_event: list[Row], known: Background) -> Iterable[tuple[Ends, Act]]:
    asserted: dict[Ends, list[Row]] = defaultdict(list)
    for row in rows_of_event:
        if row["stance"] == _ASSERTS:
            asserted[(row["who"], row["whom"], row["directed"])].append(row)
    denials = [row for row in rows_of_event if row["stance"] == _DENIES]
    types = {row["event_type"] for row in rows_of_event if row["stance"] == _ASSERTS}
    for ends, rows in asserted.items():
        who, whom, directed = ends
        supporting = (
            []
            if directed
            else [row for narrower in ((who, whom, True), (whom, who, True)) for row in asserted.get(narrower, ())]
        )
        against = [row for row in denials if _denies(row, ends, rows, known)]
        excluded = known.excludes and any(_excluded(row["event_type"], types, known) for row in rows)
        reasons = [f"denied by {len({r['said_by'] for r in against})}"] if against else []
        reasons += ["another kind of act, which excludes it, is asserted"] if excluded else []
        groups = {row["group"] for row in (*rows, *supporting)}
        grade = weigh(groups, _accused(ends, rows, known), reasons, bool(against))
        yield ends, Act(event, tuple(rows), tuple(supporting), tuple(against), grade)


def _accused(ends: Ends, rows: list[Row], known: Background) -> set[str]:
    """The sides whose word confirms the act: the side of whoever acted, or both sides if no direction is stated."""
    who, whom, directed = ends
    said_by = rows[0]["said_by"]
    ends_accused = [end for end in ((who,) if directed else (who, whom)) if end]
    return {known.side(end, said_by) or end for end in ends_accused}


def _denies(denial: Row, ends: Ends, rows: list[Row], known: Background) -> bool:
    """Whether a denial (of one end, or of the kind of act) contradicts these ends of the same act."""
    named = {end for end in (denial["who"], denial["whom"]) if end}
    if named:
        who, whom, directed = ends
        at = {who, whom} if not denial["directed"] or not directed else {who} if denial["who"] else {whom}
        return named <= at
    return any(denial["event_type"] in known.broader.get(r["event_type"], {r["event_type"]}) for r in rows)


def _excluded(kind: str, types: set[str], known: Background) -> bool:
    """Whether another kind asserted of the same act excludes this kind."""
    mine = known.broader.get(kind, frozenset({kind}))
    return any(
        frozenset({a, b}) in known.excludes
        for other in types - {kind}
        for a in mine
        for b in known.broader.get(other, frozenset({other}))
        if a != b
    )
