"""Who confronts whom in reports and datasets: counts of dyads, those of the tables added to those of the reports."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .dyads import Dyad, dyads_of, rows_by_event
from .grade import GRADES, Grade
from .ledger import Ledger
from .view import EVERYTHING, View

__all__ = ["Tally", "tallies"]


@dataclass
class Tally:
    """A dyad and its evidence in counts: the sum of ``Dyad`` over reports and datasets.

    ``events`` and ``claims`` are numbers; ``groups`` are those that assert the act with the most groups.
    """

    who: str | None
    whom: str | None
    directed: bool
    events: int
    claims: int
    sources: set[str]
    supporting: set[str]
    groups: frozenset[str]
    types: set[str]
    first: str | None
    last: str | None
    grades: dict[str, int]
    reason: str
    hedged: bool
    attempted: bool
    dyads: list[Dyad] = field(default_factory=list, repr=False)

    @property
    def grade(self) -> Grade:
        """The grade of its best act, as in ``Dyad.grade``."""
        best = min(self.grades, key=GRADES.index)
        contested = self.grades.get("contested", 0)
        if contested and best != "contested":
            reason = re.sub(r"; \d+ of \d+ acts contested$", "", self.reason)
            return Grade(best, f"{reason}; {contested} of {self.events} acts contested")
        return Grade(best, self.reason)


def tallies(ledger: Ledger, view: View = EVERYTHING) -> list[Tally]:
    """The dyads that a view shows in reports and datasets, those with the most groups, then the most acts, first."""
    reports = ledger.confrontations_of_reports(view)
    by_ends = {}
    apart = ledger.dataset_tables.events_for_full_rules(view, {row["event"] for row in reports})
    for dyad in dyads_of(rows_by_event([*reports, *apart[1]]), ledger, view):
        by_ends[(dyad.who, dyad.whom, dyad.directed)] = _tally(dyad)
    for line in ledger.dataset_tables.dyads(view, apart[0]):
        if not view.faces(line["who"], line["whom"]):
            continue
        ends = (line["who"], line["whom"], line["directed"])
        counted = _counted(line)
        by_ends[ends] = _sum(by_ends[ends], counted) if ends in by_ends else counted
    label = ledger.names.label
    return sorted(by_ends.values(), key=lambda t: (-len(t.groups), -t.events, label(t.who), label(t.whom), t.directed))


def _tally(dyad: Dyad) -> Tally:
    grades: dict[str, int] = {}
    for act in dyad.acts:
        grades[act.grade.name] = grades.get(act.grade.name, 0) + 1
    supporting = {row["said_by"] for act in dyad.acts for row in act.supporting} - dyad.sources
    return Tally(
        dyad.who,
        dyad.whom,
        dyad.directed,
        len(dyad.acts),
        len(dyad.values("claim")),
        dyad.sources,
        supporting,
        dyad.groups,
        dyad.values("event_type"),
        dyad.first,
        dyad.last,
        grades,
        dyad.grade.reason,
        dyad.hedged,
        dyad.attempted,
        [dyad],
    )


def _counted(line: dict[str, Any]) -> Tally:
    grades = {name: line[name] for name in ("confirmed", "fair", "weak") if line[name]}
    best = min(grades, key=GRADES.index)
    behind = line[f"why_{best}"]["groups"] if best != "weak" else 1
    many = f"asserted by {behind} independent group{'s' if behind != 1 else ''}"
    reason = {
        "confirmed": f"{many}, the side it accuses among them; denied by none",
        "fair": f"{many}, denied by none",
        "weak": f"{many} alone",
    }[best]
    return Tally(
        line["who"],
        line["whom"],
        line["directed"],
        line["events"],
        line["events"],
        set(line["sources"]),
        set(),
        frozenset(line["most"]["groups"]),
        set(line["types"]),
        line["first"],
        line["last"],
        grades,
        reason,
        False,
        False,
    )


def _sum(one: Tally, other: Tally) -> Tally:
    grades = {name: one.grades.get(name, 0) + other.grades.get(name, 0) for name in {*one.grades, *other.grades}}
    best = min((one, other), key=lambda t: min(GRADES.index(name) for name in t.grades))
    sources = one.sources | other.sources
    days = (one, other)
    return Tally(
        one.who,
        one.whom,
        one.directed,
        one.events + other.events,
        one.claims + other.claims,
        sources,
        (one.supporting | other.supporting) - sources,
        max(one.groups, other.groups, key=lambda groups: (len(groups), sorted(groups))),
        one.types | other.types,
        min((t.first for t in days if t.first), default=None),
        max((t.last for t in days if t.last), default=None),
        grades,
        best.reason,
        one.hedged and other.hedged,
        one.attempted and other.attempted,
        one.dyads + other.dyads,
    )
