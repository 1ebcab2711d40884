"""Sources, and groups of them, that stand on both sides of a dispute: who says a thing, and who denies it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .background import Background
from .implication import may_be_same, narrower
from .weighing import Weighed
from .words import Version, Word

__all__ = ["BothSides", "both_sides"]


@dataclass(frozen=True)
class BothSides:
    """One source that is quoted for both, or sources of one group of whom some say the one, some the other.

    ``sources`` are sorted; ``group`` is None where it is one source.
    """

    sources: tuple[str, ...]
    group: str | None = None


def both_sides(those: Iterable[Weighed], known: Background) -> list[BothSides]:
    """Who asserts one of these versions or statements, and denies it as well, or tells what cannot be true beside it.

    Who denies a version that names doers stands as well against another contested version of the same doers: "we fired
    no shot" is not "we fired in the air". Sources first, then groups, each once. Denials in part are not counted: who
    denies so says one thing. Sources without a name, which count with whoever they spoke to, are no side.
    """
    every = list(those)
    place = {one.subject: position for position, one in enumerate(every)}
    alone: set[str] = set()
    members: dict[str, set[str]] = {}
    denied = [one for one in every if one.of("denies")]
    by_group = {one.subject: _by_group(one.asserted) for one in every}
    for one in every:
        rivals = (r for r in one.rivals if r in place and place[r] > place[one.subject])
        denials = [
            w for other in denied if other is one or _of_the_same_doers(one, other, known) for w in other.of("denies")
        ]
        mine = by_group[one.subject]
        for theirs in (_by_group(denials), *(by_group[rival] for rival in rivals)) if mine else ():
            for group in mine.keys() & theirs.keys():
                both = mine[group] & theirs[group]
                alone |= both
                some, others = (
                    {s for s in each[group] - both if known.speaks_of_its_own(s)} for each in (mine, theirs)
                )
                if some and others:
                    members.setdefault(group, set()).update(some | others)
    alone |= _told_otherwise_before(every, known)
    found = [BothSides((source,)) for source in sorted(alone)]
    return found + [BothSides(tuple(sorted(sources)), group) for group, sources in sorted(members.items())]


def _told_otherwise_before(every: list[Weighed], known: Background) -> set[str]:
    """Who denies a closer kind than the one he tells, and tells in another report what lies between the two: a
    collision that was no ramming, and later a push.
    """
    found = set()
    for denied in every if every and isinstance(every[0].subject, Version) else ():
        for denial in denied.of("denies"):
            told = [o for o in every if o is not denied and _narrower(denied, o, known)]
            report = denial.telling.source_and_report
            at_first = [o for o in told if any(w.telling.source_and_report == report for w in o.of("asserts"))]
            found |= {
                word.said_by
                for one in told
                for word in one.of("asserts")
                if word.said_by == denial.said_by and word.telling.source_and_report != report
                if any(one is not first and _narrower(one, first, known) for first in at_first)
            }
    return found


def _narrower(one: Weighed, broad: Weighed, known: Background) -> bool:
    return narrower(one.version.core, broad.version.core, (), known)


def _of_the_same_doers(one: Weighed, other: Weighed, known: Background) -> bool:
    if not (isinstance(one.subject, Version) and isinstance(other.subject, Version)):
        return False
    core, denied = one.subject.core, other.subject.core
    if one.grade != "contested" or not core.doers or core.doers != denied.doers:
        return False
    # "We shot down theirs" and "we fired at nobody else's" is one account.
    return may_be_same(core.targets, denied.targets, (), known)


def _by_group(words: Iterable[Word]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word in words:
        found.setdefault(word.row["group"], set()).add(word.said_by)
    return found
