"""Independence: which sources count as one group, because they are of one side, of one owner, or of one outlet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..vocabulary import ST
from .background import Row

__all__ = ["independence_groups"]


def independence_groups(statements: Iterable[Row]) -> dict[str, str]:
    """The independence group of each source, and of every actor with a side or an owner, by the rule of
    ``statements.rq``.

    The group is its side, or the side of the outlet it works for or is run by, or the side of that outlet's owner; or
    else the owner, the outlet, or itself.
    """
    sides: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    sources = set()
    for row in statements:
        sources.add(row["said_by"])
        if row["stance"] == ST + "Asserts" and row["property"] == ST + "side":
            sides[row["about"]].add(row["value"])
        if row["stance"] == ST + "Asserts" and row["property"] in (ST + "worksFor", ST + "runBy"):
            above[row["about"]].add(row["value"])
    return {source: min(_groups_of(source, sides, above)) for source in {*sources, *sides, *above}}


def _groups_of(source: str, sides: Mapping[str, set[str]], above: Mapping[str, set[str]]) -> set[str]:
    groups: set[str] = set(sides.get(source, ()))
    for outlet in () if groups else above.get(source, ()):
        if outlet in sides:
            groups |= sides[outlet]
            continue
        for owner in above.get(outlet, {outlet}):
            groups |= sides.get(owner, {owner}) if outlet in above else {outlet}
    return groups or {source}
