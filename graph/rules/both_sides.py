"""Sources, and groups of them, that stand on both sides of a dispute: who says a thing, and who denies it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .background import Background
from .weighing import Weighed
from .words import Word

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

    Denials in part are not counted: they are of one mind. Sources without a name, which count with whoever they spoke
    to, are no side.
    """
    every = list(those)
    weighed = {one.subject: one for one in every}
    place = {one.subject: position for position, one in enumerate(every)}
    found: list[BothSides] = []
    for one in every:
        if not one.asserted:
            continue
        found += _against(one.asserted, one.of("denies"), known)
        for rival in one.rivals:
            if rival in place and place[rival] > place[one.subject]:
                found += _against(one.asserted, weighed[rival].asserted, known)
    return list(dict.fromkeys(found))


def _against(some: Iterable[Word], others: Iterable[Word], known: Background) -> list[BothSides]:
    mine, theirs = _by_group(some), _by_group(others)
    found = []
    for group in sorted(mine.keys() & theirs.keys()):
        both = mine[group] & theirs[group]
        found += [BothSides((source,)) for source in sorted(both)]
        one, other = ({s for s in each[group] - both if known.speaks_of_its_own(s)} for each in (mine, theirs))
        if one and other:
            found.append(BothSides(tuple(sorted(one | other)), group))
    return found


def _by_group(words: Iterable[Word]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word in words:
        found.setdefault(word.group, set()).add(word.said_by)
    return found
