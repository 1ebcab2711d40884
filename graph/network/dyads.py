"""Dyads: two actors facing each other, and what their confrontation stands on.

A dyad is graded by its acts: the two ends asserted together for one act. Who acted upon whom also supports that the two
faced each other, so a directed telling of an act supports the undirected one of the same act, never the other way
round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph.network.background import Background, Row
from graph.network.grade import GRADES, Grade, weigh
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, View
from graph.vocabulary import ST

__all__ = ["Act", "Dyad", "dyads", "dyads_of"]

_ASSERTS, _DENIES = ST + "Asserts", ST + "Denies"
#: (who, whom, directed); an end nobody names is None.
Ends = tuple[str | None, str | None, bool]


@dataclass(frozen=True)
class Act:
    """Two ends asserted together for one event: ``rows`` assert just this, ``supporting`` something narrower."""

    event: str
    rows: tuple[Row, ...]
    supporting: tuple[Row, ...]
    denials: tuple[Row, ...]
    grade: Grade

    @property
    def groups(self) -> frozenset[str]:
        return frozenset(row["group"] for row in (*self.rows, *self.supporting))


@dataclass(frozen=True)
class Dyad:
    """Two actors, directed where claims say who acted, with the acts in which they face each other.

    Its grade is that of its best act; ``hedged`` and ``attempted`` are true only where every assertion is.
    """

    who: str | None
    whom: str | None
    directed: bool
    acts: tuple[Act, ...]

    @property
    def rows(self) -> list[Row]:
        """The attributions that assert it, narrower tellings left out."""
        return [row for act in self.acts for row in act.rows]

    @property
    def grade(self) -> Grade:
        best = min((act.grade for act in self.acts), key=lambda g: GRADES.index(g.name))
        disputed = sum(act.grade.name == "contested" for act in self.acts)
        if disputed and best.name != "contested":
            return Grade(best.name, f"{best.reason}; {disputed} of {len(self.acts)} acts contested")
        return best

    @property
    def hedged(self) -> bool:
        return all(row["hedged"] for row in self.rows)

    @property
    def attempted(self) -> bool:
        return all(row["attempted"] for row in self.rows)

    @property
    def groups(self) -> frozenset[str]:
        """The independence groups behind the one act that most of them assert; groups of different acts do not add
        up.
        """
        return max((act.groups for act in self.acts), key=lambda groups: (len(groups), sorted(groups)))

    @property
    def sources(self) -> set[str]:
        return {row["said_by"] for row in self.rows}

    def values(self, column: str) -> set[Any]:
        """The values of a column over the rows that assert the dyad, None left out."""
        return {row[column] for row in self.rows} - {None}

    @property
    def first(self) -> str | None:
        """The first possible day of any act, where one is known."""
        return min(self.values("earliest"), default=None)

    @property
    def last(self) -> str | None:
        """The last possible day of any act, where one is known."""
        return max(self.values("latest"), default=None)


def dyads(ledger: Ledger, view: View = EVERYTHING) -> list[Dyad]:
    """The dyads that a view shows, those with most groups and claims first."""
    return dyads_of(ledger.confrontations(view), ledger, view)


def dyads_of(rows: Iterable[Row], ledger: Ledger, view: View = EVERYTHING) -> list[Dyad]:
    """The dyads of rows that a view has chosen."""
    by_event: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_event[row["event"]].append(row)
    acts: dict[Ends, list[Act]] = defaultdict(list)
    for event, told in by_event.items():
        for ends, act in _acts(event, told, ledger.background):
            if len(act.groups) >= view.min_groups:
                acts[ends].append(act)
    found = [Dyad(*ends, tuple(each)) for ends, each in acts.items()]
    names = ledger.names
    return sorted(
        found, key=lambda d: (-len(d.groups), -len(d.acts), names.label(d.who), names.label(d.whom), d.directed)
    )


def _acts(event: str, told: list[Row], known: Background) -> Iterable[tuple[Ends, Act]]:
    asserted: dict[Ends, list[Row]] = defaultdict(list)
    for row in told:
        if row["stance"] == _ASSERTS:
            asserted[(row["who"], row["whom"], row["directed"])].append(row)
    denials = [row for row in told if row["stance"] == _DENIES]
    for ends, rows in asserted.items():
        who, whom, directed = ends
        supporting = [] if directed else [
            row for narrower in ((who, whom, True), (whom, who, True)) for row in asserted.get(narrower, ())
        ]  # fmt: skip
        against = [row for row in denials if _denies(row, ends, rows, known)]
        excluded = any(_excluded(row, other, known) for row in rows for other in told)
        reasons = [f"denied by {len({r['said_by'] for r in against})}"] if against else []
        reasons += ["another kind of act, which excludes it, is asserted"] if excluded else []
        groups = {row["group"] for row in (*rows, *supporting)}
        grade = weigh(groups, _accused(ends, rows, known), reasons, bool(against))
        yield ends, Act(event, tuple(rows), tuple(supporting), tuple(against), grade)


def _accused(ends: Ends, rows: list[Row], known: Background) -> set[str]:
    """The sides whose word confirms the act: that of the one who acted, or both where no direction is told."""
    who, whom, directed = ends
    said_by = rows[0]["said_by"]
    ends_accused = [end for end in ((who,) if directed else (who, whom)) if end]
    return {known.side(end, said_by) or end for end in ends_accused}


def _denies(denial: Row, ends: Ends, rows: list[Row], known: Background) -> bool:
    """Whether a denied statement (one end, or the kind of act) speaks against these ends of the same act."""
    named = {end for end in (denial["who"], denial["whom"]) if end}
    if named:
        who, whom, directed = ends
        at = {who, whom} if not denial["directed"] or not directed else {who} if denial["who"] else {whom}
        return named <= at
    return any(denial["event_type"] in known.broader.get(r["event_type"], {r["event_type"]}) for r in rows)


def _excluded(row: Row, other: Row, known: Background) -> bool:
    if other["stance"] != _ASSERTS:
        return False
    types = [known.broader.get(r["event_type"], frozenset({r["event_type"]})) for r in (row, other)]
    return any(frozenset({a, b}) in known.excludes for a in types[0] for b in types[1] if a != b)
