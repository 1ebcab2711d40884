"""Dyads: two actors facing each other, and the acts in which they do.

A dyad is not graded: it carries the grade of each of its acts, contested first. What an act of a dyad is, and its
grade, is the version of the act that ``standoff.rules.weighing`` shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from .acts import Acts, shown_acts, shown_in
from .background import Background, Row
from .implication import kinds_nested, within
from .ledger import Ledger, cached_by_view
from .tellings import Telling
from .testimony import ActTestimony, Testimony, Version
from .view import EVERYTHING, View
from .weighing import GRADES, Grade, Shown, Voice, Weighed, voices
from .weighing import unmet as denials_unmet
from .words import tellers_of

__all__ = [
    "Act",
    "Dyad",
    "Ends",
    "acts_with_ends",
    "counted_grades",
    "denials_of_no_row",
    "dyads",
    "dyads_in",
]

#: (who, whom, directed). An end that nobody names is None.
Ends = tuple[str | None, str | None, bool]
#: How a line or a row lists the grades of several acts: what is in dispute first.
_IN_DISPUTE_FIRST: tuple[Grade, ...] = ("contested", "denied", *GRADES[:3])


@dataclass(frozen=True)
class Act:
    """One act in which two ends face each other: a version of an event that is shown, between these two ends.

    ``in_dispute``: any version of the act is contested or denied, if only in part. ``unmet`` are those denials of the
    act that meet none of its versions, and that could be about this one: they name no other doers or targets.
    ``of_closer`` are denials of what some who tell it say more closely: not "they fired", but "they fired at the town".
    """

    event: str
    shown: Shown
    in_dispute: bool
    unmet: tuple[Telling, ...] = ()
    of_closer: tuple[Telling, ...] = ()

    @property
    def weighed(self) -> Weighed:
        return self.shown.weighed

    @property
    def kind(self) -> str | None:
        """The kind of act as told, or else as the coder sorts the event (``kind_is_told``)."""
        return self.weighed.version.kind

    @property
    def kind_is_told(self) -> bool:
        """Whether a source says of what kind it was."""
        return self.weighed.version.core.kind is not None

    @property
    def grade(self) -> Grade:
        return self.weighed.grade

    @property
    def groups(self) -> frozenset[str]:
        """The independence groups that assert it, itself or by something narrower."""
        return self.weighed.groups

    @property
    def attempted(self) -> bool:
        return self.weighed.version.core.tried

    @property
    def rows(self) -> list[Row]:
        """The rows of those who assert it."""
        return [word.row for word in self.weighed.asserted]

    @property
    def against(self) -> list[Row]:
        """The rows of those who deny it, if only in part, or tell what cannot be true as well."""
        rivals = [word.row for word in self.weighed.of("rival") if word.other in self.weighed.rivals]
        return [*(word.row for word in self.weighed.of("denies", "denies in part")), *rivals]

    @property
    def silent(self) -> list[Row]:
        """The rows of those who tell a part of it, leave a part of it open, or give no answer."""
        return [word.row for word in self.weighed.of("in part", "leaves open", "no answer")]

    @cached_property
    def hedged(self) -> bool:
        """Whether all who assert it hedge."""
        rows = self.rows
        return bool(rows) and all(row["hedged"] for row in rows)


@dataclass(frozen=True)
class Dyad:
    """Two actors and the acts in which they face each other. ``directed`` if it is said who acted."""

    who: str | None
    whom: str | None
    directed: bool
    acts: tuple[Act, ...]

    @property
    def ends(self) -> Ends:
        return self.who, self.whom, self.directed

    @property
    def rows(self) -> list[Row]:
        """The rows of all who assert any of its acts."""
        return [row for act in self.acts for row in act.rows]

    @cached_property
    def grades(self) -> dict[Grade, int]:
        """The number of acts of each grade, contested first."""
        return counted_grades(act.grade for act in self.acts)

    @property
    def grade(self) -> Grade | None:
        """The grade of its acts, if all have the same."""
        return next(iter(self.grades)) if len(self.grades) == 1 else None

    @property
    def events(self) -> set[str]:
        """The events in which the two face each other."""
        return {act.event for act in self.acts}

    @property
    def hedged(self) -> bool:
        """Whether every assertion is hedged."""
        return all(act.hedged for act in self.acts)

    @property
    def attempted(self) -> bool:
        """Whether every act was only tried, as told."""
        return all(act.attempted for act in self.acts)

    @cached_property
    def groups(self) -> frozenset[str]:
        """The independence groups that assert the act with the most groups. Groups of different acts do not add up."""
        if len(self.acts) == 1:
            return self.acts[0].groups
        return max((act.groups for act in self.acts), key=lambda groups: (len(groups), sorted(groups)))

    @property
    def kinds(self) -> set[str]:
        """The kinds of its acts."""
        return {act.kind for act in self.acts if act.kind}

    @property
    def sources(self) -> set[str]:
        """The sources that assert any of its acts."""
        return {row["said_by"] for row in self.rows}

    def values(self, column: str) -> set[Any]:
        """The values of a column in the rows that assert it, without None."""
        return {row[column] for row in self.rows} - {None}

    @property
    def first(self) -> str | None:
        """The first possible day of any act (ISO 8601); None if no act has a day."""
        return min(self.values("earliest"), default=None)

    @property
    def last(self) -> str | None:
        """The last possible day of any act (ISO 8601); None if no act has a day."""
        return max(self.values("latest"), default=None)


def counted_grades(grades: Iterable[Grade]) -> dict[Grade, int]:
    """How often each grade occurs, contested first."""
    found = list(grades)
    return {grade: n for grade in _IN_DISPUTE_FIRST if (n := found.count(grade))}


@cached_by_view
def dyads(ledger: Ledger, view: View = EVERYTHING) -> list[Dyad]:
    """The dyads that a view shows, those with the most groups, then the most acts, first.

    The list is cached on the ledger: do not change it.
    """
    return _gathered(shown_acts(ledger, view), ledger, view)


def dyads_in(testimony: Testimony, acts: Acts, ledger: Ledger, view: View = EVERYTHING) -> list[Dyad]:
    """The same, of some testimony with its weighed acts."""
    return _gathered(shown_in(acts, testimony, ledger, view), ledger, view)


def _gathered(found: Iterable[tuple[ActTestimony, list[Shown]]], ledger: Ledger, view: View) -> list[Dyad]:
    acts: dict[Ends, list[Act]] = defaultdict(list)
    for ends, one in acts_with_ends(found, ledger.background, view):
        acts[ends].append(one)
    label = {end: ledger.names.label(end) for ends in acts for end in ends[:2]}
    return sorted(
        (Dyad(*ends, tuple(each)) for ends, each in acts.items()),
        key=lambda d: (-len(d.groups), -len(d.acts), label[d.who], label[d.whom], d.directed),
    )


def acts_with_ends(
    found: Iterable[tuple[ActTestimony, list[Shown]]], known: Background, view: View
) -> list[tuple[Ends, Act]]:
    """The acts of a view with their ends; of a row of a part and one of its whole that say the same there is one."""
    rows = [row for act, shown in found for row in _acts(act, shown, known, view)]
    if not known.wholes:
        return rows
    by_event: dict[tuple[str, Ends], list[Act]] = defaultdict(list)
    parts: dict[str, list[str]] = defaultdict(list)
    for ends, one in rows:
        by_event[one.event, ends].append(one)
        for whole in known.wholes.get(one.event, ()):
            parts[whole].append(one.event)
    kept = []
    for ends, one in rows:
        of_parts = [other for part in parts[one.event] for other in by_event.get((part, ends), ())]
        # What is told of one part alone, and not in dispute, has the row of the part, which says of what it is.
        if not one.in_dispute and any(_holds(part, one, known) for part in of_parts):
            continue
        wholes = [other for whole in known.wholes.get(one.event, ()) for other in by_event.get((whole, ends), ())]
        if not any(_holds(w, one, known) and (w.in_dispute or not _holds(one, w, known)) for w in wholes):
            kept.append((ends, one))
    return kept


def _holds(one: Act, other: Act, known: Background) -> bool:
    """Whether all who tell the second row tell the first, which is of a like kind, and in dispute if the second is."""
    said = {row["said"] for row in other.rows}
    if not said or not said <= {row["said"] for row in one.rows} or not kinds_nested(other.kind, one.kind, known):
        return False
    return one.weighed.is_disputed or not other.weighed.is_disputed


def _acts(act: ActTestimony, shown: list[Shown], known: Background, view: View) -> Iterator[tuple[Ends, Act]]:
    """The two ends of each version of an act that faces two ends and that the view shows."""
    counts = voices(view, known)
    unmet = denials_unmet(act, counts) if act.unmet or act.denied_in_part else ()
    in_dispute = any(one.weighed.is_disputed for one in shown)
    named = any(one.weighed.version.core.doers for one in shown)
    for one in shown:
        version = one.weighed.version
        if version.kind not in known.confrontations or not view.admits_kind(version.kind, known):
            continue
        if len(one.weighed.groups) < view.min_groups and view.min_groups > 1:
            continue
        for ends in _ends(one.weighed, view, known):
            if view.faces(*ends[:2]):
                mine = tuple(d for d in unmet if _may_be_of(d, version, named, known))
                yield ends, Act(act.event, one, in_dispute, mine, _of_closer(act, one.weighed, counts))


def _of_closer(act: ActTestimony, row: Weighed, counts: Voice) -> tuple[Telling, ...]:
    """The denials of a closer version that some who tell this one tell, and that names the same doers.

    Who denies this one as well is not among them.
    """
    denying = {word.said_by for word in row.of("denies", "denies in part")}
    found: dict[int, Telling] = {}
    for version in act.versions:
        if version is row.version or not act.pairs[version, row.version].narrower:
            continue
        if not version.core.doers or version.core.doers != row.version.core.doers:
            continue
        groups = {word.group for word in tellers_of(version).words if counts(word.telling)}
        if not groups & row.groups:
            continue
        for word in version.words:
            if word.relation == "denies" and word.said_by not in denying and counts(word.telling):
                found[id(word.telling)] = word.telling
    return tuple(found.values())


def denials_of_no_row(ledger: Ledger, view: View = EVERYTHING) -> list[tuple[str, Telling]]:
    """The unmet denials that stand against no row of an act of which the view shows a row, each with its event."""
    known, counts, found = ledger.background, voices(view, ledger.background), []
    for act, shown in shown_acts(ledger, view):
        if (act.unmet or act.denied_in_part) and any(_acts(act, shown, known, view)):
            versions = [one.weighed.version for one in shown]
            named = any(version.core.doers for version in versions)
            found += [
                (act.event, denial)
                for denial in denials_unmet(act, counts)
                if not any(_may_be_of(denial, version, named, known) for version in versions)
            ]
    return found


def _may_be_of(denial: Telling, version: Version, named: bool, known: Background) -> bool:
    """Whether a denial could be about this version: it names the doers that are denied, and no other targets.

    "We killed nobody" says nothing against another doer of the same side; nor against who tells of deaths and not by
    whom, where others say who it was (``named``).
    """
    core, denied, speakers = version.core, denial.core, (denial.said_by,)
    if denied is None:
        return True

    def one_is_named(ends: frozenset[str], among: frozenset[str]) -> bool:
        return any(within(a, b, speakers, known) or within(b, a, speakers, known) for a in ends for b in among)

    if not core.directed or not denied.directed:
        return not denied.ends or one_is_named(denied.ends, core.ends)
    if denied.doers and (core.doers or named) and not one_is_named(denied.doers, core.doers):
        return False
    return not denied.targets or not core.targets or one_is_named(denied.targets, core.targets)


def _ends(weighed: Weighed, view: View, known: Background) -> list[Ends]:
    """The pairs of ends of a version at the level of a view, each once."""
    core = weighed.version.core
    if view.level == "actor":
        if not core.directed:
            pairs = combinations(sorted(core.parties), 2)
            return [(one, other, False) for one, other in pairs] or [(min(core.parties), None, False)]
        return [(a, b, True) for a in sorted(core.doers) or (None,) for b in sorted(core.targets) or (None,)]
    speakers = {word.said_by for word in weighed.of("asserts")}

    def lifted(actors: Iterable[str]) -> list[str]:
        found = []
        for actor in sorted(actors):
            by_each = {view.lift(actor, speaker, known) for speaker in speakers}
            one = by_each.pop() if len(by_each) == 1 else view.lift(actor, "", known)
            found.append(one or actor)
        return sorted(set(found))

    if not core.directed:
        parties = lifted(core.parties)
        return [(one, other, False) for one, other in combinations(parties, 2)] or [(parties[0], None, False)]
    doers, targets = lifted(core.doers), lifted(core.targets)
    return [(doer, target, True) for doer in doers or (None,) for target in targets or (None,)]
