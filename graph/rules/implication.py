"""Which values and cores imply others, and which exclude each other (design §3, §5).

A narrower value supports the broader one it implies, never the other way round. Membership counts only on the word of
those given as ``speakers``, or of the coder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from ..dates import may_coincide, surely_within
from ..vocabulary import PROPERTY_BY_IRI, ST
from .background import Background
from .tellings import PLACE, TYPE, WHEN, Core

__all__ = [
    "cores_exclude",
    "exclude",
    "faces_back",
    "implies",
    "kinds_may_exclude",
    "kinds_nested",
    "may_be_one",
    "may_be_same",
    "narrower",
    "related",
]

_MEANS, _RESPONSIBLE = ST + "means", ST + "responsible"
#: For each property, the one that says the opposite of the same two nodes.
OPPOSITE = {
    ST + one: ST + other
    for kind in ("Actor", "Event")
    for one, other in ((f"same{kind}", f"notSame{kind}"), (f"notSame{kind}", f"same{kind}"))
}
_LEAST, _MOST = float("-inf"), float("inf")

Speakers = Collection[str]


# ------------------------------------------------------------------------------------------------------------- actors


def within(narrow: str, broad: str, speakers: Speakers, known: Background) -> bool:
    """Whether the first actor or place is the second, or belongs to it."""
    if narrow == broad or broad in known.within.get(narrow, ()):
        return True
    return any(broad in known.belongs_to(narrow, speaker) for speaker in (speakers or ("",)))


def related(one: str, other: str, speakers: Speakers, known: Background) -> bool:
    """Whether two ends may be the same: one within the other, or of one side."""
    if within(one, other, speakers, known) or within(other, one, speakers, known):
        return True
    side = known.own_side(one)
    return side is not None and side == known.own_side(other)


def may_be_same(some: Collection[str], others: Collection[str], speakers: Speakers, known: Background) -> bool:
    """Whether an end of the first may be one of the second; an end that is not named may be anybody."""
    return not some or not others or any(related(a, b, speakers, known) for a in some for b in others)


# -------------------------------------------------------------------------------------------------------------- cores


def narrower(core: Core, broad: Core, speakers: Speakers, known: Background, *, side: str | None = None) -> bool:
    """Whether who tells the first core also tells the second, which is the same or broader.

    With ``side``, an end of that side in the second core is reached by any member of the side for which it may stand.
    """
    if broad.kind is not None and (core.kind is None or broad.kind not in known.broader.get(core.kind, {core.kind})):
        return False
    if core.tried and not broad.tried:
        return False

    def is_one(narrow: str, wide: str) -> bool:
        if within(narrow, wide, speakers, known):
            return True
        return (
            side is not None
            and known.own_side(wide) == side == known.own_side(narrow)
            and known.stands_for(wide, narrow)
        )

    def cover(named: Iterable[str], wide: Iterable[str]) -> bool:
        named = list(named)
        return all(any(is_one(one, each) for one in named) for each in wide)

    if broad.directed:
        return cover(core.doers, broad.doers) and cover(core.targets, broad.targets)
    return _paired(sorted(core.ends), sorted(broad.parties), is_one)


def _paired(named: list[str], parties: list[str], is_one: Any) -> bool:
    """Whether each party is one of those named, no two of them the same."""
    if len(parties) > len(named):
        return False
    if set(parties) <= set(named) or len(parties) < 2:
        return all(any(is_one(one, party) for one in named) for party in parties)
    candidates = [[one for one in named if is_one(one, party)] for party in parties]
    return all(candidates) and _distinct(candidates, frozenset())


def _distinct(candidates: list[list[str]], taken: frozenset[str]) -> bool:
    if not candidates:
        return True
    return any(_distinct(candidates[1:], taken | {one}) for one in candidates[0] if one not in taken)


def faces_back(core: Core, other: Core, speakers: Speakers, known: Background) -> bool:
    """Whether the doer of each is the target of the other; an end that is not named may be anybody, but not both.

    Never where both ends of either are of one side.
    """
    if not (core.directed and other.directed):
        return False
    named = (core.doers and other.targets) or (core.targets and other.doers)
    if not named or _within_a_side(core, known) or _within_a_side(other, known):
        return False
    return may_be_same(core.doers, other.targets, speakers, known) and may_be_same(
        core.targets, other.doers, speakers, known
    )


def _within_a_side(core: Core, known: Background) -> bool:
    sides = {known.own_side(end) for end in core.doers} & {known.own_side(end) for end in core.targets}
    return bool(sides - {None}) or bool(core.doers & core.targets)


def same_ends(core: Core, other: Core, speakers: Speakers, known: Background) -> bool:
    """Whether the ends of two cores may be the same, end by end."""
    if core.directed and other.directed:
        return may_be_same(core.doers, other.doers, speakers, known) and may_be_same(
            core.targets, other.targets, speakers, known
        )
    few, many = sorted((sorted(core.ends), sorted(other.ends)), key=len)
    candidates = [[one for one in many if related(one, end, speakers, known)] for end in few]
    return _distinct(candidates, frozenset())


def kinds_nested(kind: str | None, other: str | None, known: Background) -> bool:
    """Whether one kind of act is the other or lies within it; one that is not told may."""
    if kind is None or other is None or kind == other:
        return True
    return other in known.broader.get(kind, ()) or kind in known.broader.get(other, ())


def may_be_one(core: Core, other: Core, speakers: Speakers, known: Background) -> bool:
    """Whether two cores may tell of one deed: of kinds that lie within each other, between ends that may be the same,
    and not of one that each blames on the other.
    """
    if not kinds_nested(core.kind, other.kind, known) or faces_back(core, other, speakers, known):
        return False
    return same_ends(core, other, speakers, known)


def kinds_exclude(one: str | None, other: str | None, known: Background) -> bool:
    """Whether one act cannot be of both kinds; a kind excludes what is beneath another as well."""
    if one is None or other is None or one == other:
        return False
    above, other_above = (known.broader.get(kind, frozenset((kind,))) for kind in (one, other))
    return any(frozenset((a, b)) in known.excludes for a in above for b in other_above if a != b)


def cores_exclude(core: Core, other: Core, known: Background) -> bool:
    """Whether one act cannot be of the kinds of both cores, as each tells it.

    Who fired at somebody fired no warning shot; who "fired", and nobody says at whom, may have.
    """
    return (
        kinds_exclude(core.kind, other.kind, known)
        or (_is_aimed(core) and _excludes_aimed(core.kind, other.kind, known))
        or (_is_aimed(other) and _excludes_aimed(other.kind, core.kind, known))
    )


def kinds_may_exclude(one: str | None, other: str | None, known: Background) -> bool:
    """Whether there are two acts of these kinds that cannot be one, whomever they name."""
    if kinds_exclude(one, other, known):
        return True
    return _excludes_aimed(one, other, known) or _excludes_aimed(other, one, known)


def _is_aimed(core: Core) -> bool:
    """Whether somebody is named to whom it was done, or who did it to each other."""
    return bool(core.targets) or len(core.parties) > 1


def _excludes_aimed(aimed: str | None, other: str | None, known: Background) -> bool:
    if aimed is None or other is None:
        return False
    above, other_above = (known.broader.get(kind, frozenset((kind,))) for kind in (aimed, other))
    return any(one in above and excluded in other_above for one, excluded in known.excludes_aimed)


# ------------------------------------------------------------------------------------------------------- single values


def implies(prop: str, value: Any, broad: Any, speakers: Speakers, known: Background) -> bool:
    """Whether stating the first value of a property also states the second."""
    if value == broad:
        return True
    if prop in (TYPE, _MEANS):
        return broad in known.broader.get(value, ())
    if prop == WHEN:
        return surely_within(value, broad)
    if isinstance(value, Numbers) and isinstance(broad, Numbers):
        return _covers(broad.bounds, value.bounds)
    if prop == PLACE:
        return broad in known.within.get(value, ())
    known_property = PROPERTY_BY_IRI.get(prop)
    if known_property and "actor" in known_property.values and (known_property.of_event or prop in _MEMBERSHIP):
        return within(value, broad, speakers, known)
    return False


_MEMBERSHIP = frozenset(ST + name for name in ("memberOf", "partOf", "worksFor"))


def exclude(prop: str, one: Any, other: Any, known: Background) -> bool:
    """Whether two values of the same property, for the same act or actor, cannot both be true."""
    known_property = PROPERTY_BY_IRI.get(prop)
    if isinstance(one, Numbers) and isinstance(other, Numbers):
        return _apart(one.bounds, other.bounds)
    if not known_property or not known_property.single or one == other:
        return False
    if prop == TYPE:
        return kinds_exclude(one, other, known)
    if prop == WHEN:
        return not may_coincide(one, other)
    if prop == _RESPONSIBLE:
        return not related(one, other, (), known)
    if prop == PLACE:
        return not (
            other in known.within.get(one, ()) or one in known.within.get(other, ()) or known.overlap(one, other)
        )
    return True


class Numbers(tuple[int | None, int | None, int | None]):
    """How many, as one telling gives it: (at least, best estimate, at most)."""

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most it may be; a number alone is exact."""
        low, best, high = self
        if low is None and high is None:
            return (_LEAST, _MOST) if best is None else (best, best)
        return (_LEAST if low is None else low), (_MOST if high is None else high)

    def __str__(self) -> str:
        low, best, high = self
        if low is None and high is None:
            return str(best)
        if low is not None and high is not None:
            between = str(low) if low == high else f"{low} to {high}"
        else:
            between = f"at least {low}" if low is not None else f"at most {high}"
        return between if best is None or low == high == best else f"{between}, best estimate {best}"


def _covers(broad: tuple[Any, Any], narrow: tuple[Any, Any]) -> bool:
    (low, high), (least, most) = broad, narrow
    return (low is None or (least is not None and least >= low)) and (
        high is None or (most is not None and most <= high)
    )


def _apart(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    (low, high), (least, most) = one, other
    before = high is not None and least is not None and high < least
    return before or (most is not None and low is not None and most < low)
