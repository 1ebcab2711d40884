"""Who confronts whom in reports and datasets, counted: one tally for each two ends and kind of act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .acts import weighed_in
from .background import Background
from .dyads import Act, Dyad, counted_grades, dyads, dyads_in
from .ledger import Ledger
from .tellings import Telling
from .view import EVERYTHING, View
from .weighing import GRADES, Grade

__all__ = ["Deaths", "Tally", "tallies"]

#: (least, best estimate, most) over all acts; None where no source gives a number, or no one best estimate.
Deaths = tuple[int | None, int | None, int | None]
_IN_DISPUTE_FIRST = ("contested", "denied", *GRADES[:3])


@dataclass
class Tally:
    """The acts of one kind between two ends, counted. ``kind`` is None where the acts are of several kinds.

    ``acts`` and ``claims`` are numbers, ``sources`` those who assert any of the acts; ``fewest`` and ``most`` are the
    numbers of groups of the acts that the fewest and the most assert. ``found`` are the acts of reports themselves.
    """

    who: str | None
    whom: str | None
    directed: bool
    kinds: frozenset[str]
    acts: int
    claims: int
    sources: set[str]
    fewest: int
    most: int
    grades: dict[Grade, int]
    first: str | None
    last: str | None
    deaths: Deaths
    hedged: bool = False
    attempted: bool = False
    kind_is_told: bool = True
    found: list[Act] = field(default_factory=list, repr=False)

    @property
    def kind(self) -> str | None:
        """The kind of its acts, if all are of one."""
        return next(iter(self.kinds)) if len(self.kinds) == 1 else None

    @property
    def grade(self) -> Grade | None:
        """The grade of its acts, if all have the same."""
        return next(iter(self.grades)) if len(self.grades) == 1 else None

    @property
    def groups(self) -> int | None:
        """The number of groups that assert it, if that is the same for all of its acts."""
        return self.most if self.fewest == self.most else None


def tallies(ledger: Ledger, view: View = EVERYTHING, by_kind: bool = True) -> list[Tally]:
    """Who confronts whom in a view, in reports and datasets: those with the most groups, then the most acts, first.

    One tally for each two ends and kind of act, or with ``by_kind=False`` for each two ends.
    """
    found: list[Tally] = []
    if not ledger.rows.has_tables or ledger.identities.same:
        found = [t for dyad in dyads(ledger, view) for t in _tallies(dyad, ledger.background)]
    else:
        tables = ledger.dataset_tables
        left_out, of_reports = ledger.rows.full_rules
        acts = weighed_in(of_reports, ledger, view.voices)
        found = [t for dyad in dyads_in(of_reports, acts, ledger, view) for t in _tallies(dyad, ledger.background)]
        found += (_counted(line) for line in tables.dyads(view, left_out) if view.faces(line["who"], line["whom"]))
    gathered: dict[tuple[Any, ...], list[Tally]] = defaultdict(list)
    for tally in found:
        gathered[(tally.who, tally.whom, tally.directed, tally.kinds if by_kind else None)].append(tally)
    label = ledger.names.label
    return sorted(
        map(_sum, gathered.values()),
        key=lambda t: (-t.most, -t.acts, label(t.who), label(t.whom), t.directed, sorted(map(label, t.kinds))),
    )


def _tallies(dyad: Dyad, known: Background) -> Iterable[Tally]:
    of_kind: dict[str | None, list[Act]] = defaultdict(list)
    for act in dyad.acts:
        of_kind[act.kind].append(act)
    for kind, acts in of_kind.items():
        rows = [row for act in acts for row in act.rows]
        groups = [len(act.groups) for act in acts]
        yield Tally(
            *dyad.ends,
            frozenset((kind,) if kind else ()),
            len({act.event for act in acts}),
            len({row["claim"] for row in rows}),
            {row["said_by"] for row in rows},
            min(groups),
            max(groups),
            counted_grades(act.grade for act in acts),
            min((row["earliest"] for row in rows if row["earliest"]), default=None),
            max((row["latest"] for row in rows if row["latest"]), default=None),
            _deaths(acts, known),
            all(act.hedged for act in acts),
            all(act.attempted for act in acts),
            any(act.kind_is_told for act in acts),
            acts,
        )


def _deaths(acts: Iterable[Act], known: Background) -> Deaths:
    """The deaths told in these acts; of each event the least and the most that anybody tells.

    The dead of a part are among those of the whole: they count where nobody has a number for the whole.
    """
    told: dict[str, list[Telling]] = defaultdict(list)
    for act in acts:
        for telling in (word.telling for word in act.weighed.asserted):
            if telling.deaths != (None, None, None):
                told[telling.told_of or act.event].append(telling)
    lows, bests, highs = [], [], []
    for event, tellings in told.items():
        if known.wholes.get(event, frozenset()) & told.keys():
            continue
        numbers = [telling.deaths for telling in tellings]
        low = [n for number in numbers if (n := number[0] if number[0] is not None else number[1]) is not None]
        high = [n for number in numbers if (n := number[2] if number[2] is not None else number[1]) is not None]
        best = {number[1] for number in numbers}
        lows += [min(low)] if low else []
        highs += [max(high)] if high else []
        bests += [best.pop() if len(best) == 1 else None] if numbers else []
    given = [n for n in bests if n is not None]
    return (
        sum(lows) if lows else None,
        sum(given) if given and len(given) == len(bests) else None,
        sum(highs) if highs else None,
    )


def _counted(line: dict[str, Any]) -> Tally:
    """The tally of a line of ``dataset_dyads``, in which each act has one claim, of a kind that it gives."""
    names: tuple[Grade, ...] = ("confirmed", "fair", "weak")
    best = line["deaths_best"] if line["with_best"] == line["with_deaths"] else None
    return Tally(
        line["who"],
        line["whom"],
        line["directed"],
        frozenset((line["event_type"],)),
        line["acts"],
        line["acts"],
        set(line["sources"]),
        line["fewest"],
        line["most"],
        {name: line[name] for name in names if line[name]},
        line["first"],
        line["last"],
        (line["deaths_low"], best, line["deaths_high"]),
    )


def _sum(tallies: list[Tally]) -> Tally:
    first, *others = tallies
    if not others:
        return first
    grades = {grade: n for grade in _IN_DISPUTE_FIRST if (n := sum(t.grades.get(grade, 0) for t in tallies))}
    acts = [act for t in tallies for act in t.found]
    # The same event may be told to be of two kinds.
    events = len({act.event for act in acts}) - sum(len({act.event for act in t.found}) for t in tallies)
    return Tally(
        first.who,
        first.whom,
        first.directed,
        frozenset().union(*(t.kinds for t in tallies)),
        sum(t.acts for t in tallies) + events,
        sum(t.claims for t in tallies),
        set().union(*(t.sources for t in tallies)),
        min(t.fewest for t in tallies),
        max(t.most for t in tallies),
        grades,
        min((t.first for t in tallies if t.first), default=None),
        max((t.last for t in tallies if t.last), default=None),
        _sum_of_deaths([t.deaths for t in tallies]),
        all(t.hedged for t in tallies),
        all(t.attempted for t in tallies),
        any(t.kind_is_told for t in tallies),
        acts,
    )


def _sum_of_deaths(deaths: list[Deaths]) -> Deaths:
    told = [d for d in deaths if any(n is not None for n in d)]
    low, best, high = zip(*told, strict=True) if told else ((), (), ())
    lows, highs = [n for n in low if n is not None], [n for n in high if n is not None]
    return (
        sum(lows) if lows else None,
        sum(best) if best and None not in best else None,
        sum(highs) if highs else None,
    )
