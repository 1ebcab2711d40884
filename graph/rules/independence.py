"""Independence: which sources count as one group, because they are of one side, of one owner, or of one outlet, or are
one man who goes by several names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..vocabulary import ST
from .background import Row
from .disowned import disowned_ties

__all__ = ["Independence", "independence_groups"]


@dataclass(frozen=True)
class Independence:
    """The independence group of each source, and of each attribution of a source without a name.

    ``groups`` maps sources to their group; a source that is missing is its own. ``unnamed`` are the sources of the kind
    ``unnamed-source``; ``relays`` maps attributions to those who relay them, ``publishers`` documents to publishers,
    and ``spoken`` unnamed sources to their attributions, each with its document. ``judged`` are the sources of whom a
    coder says that they are one and the same: a witness without a name whom four papers quote is one witness.
    """

    groups: Mapping[str, str]
    unnamed: frozenset[str] = frozenset()
    relays: Mapping[str, Iterable[str]] = field(default_factory=dict)
    publishers: Mapping[str, str] = field(default_factory=dict)
    spoken: Mapping[str, Iterable[tuple[str, str]]] = field(default_factory=dict)
    judged: frozenset[str] = frozenset()

    def of(self, said_by: str, said: str, document: str) -> str:
        """The group of one attribution: that of its source, or, if nobody names the source and no side or employer of
        it is known, of the first that relays it, or else of the publisher of the report.
        """
        group = self.groups.get(said_by, said_by)
        if self._is_group(said_by, group):
            return group
        publisher = self.publishers.get(document)
        relays = {*self.relays.get(said, ())} - {publisher} - self.unnamed
        heard_by = min(relays, default=publisher)
        return said_by if heard_by is None else self.groups.get(heard_by, heard_by)

    def all_of(self, source: str) -> set[str]:
        """Every group that a source counts with, in any report."""
        group = self.groups.get(source, source)
        if self._is_group(source, group):
            return {group}
        return {self.of(source, said, document) for said, document in self.spoken.get(source, ())} or {group}

    def _is_group(self, source: str, group: str) -> bool:
        """Whether a source counts with this group whoever has its words."""
        return source not in self.unnamed or group != source or source in self.judged

    def filled(self, row: Row) -> Row:
        """The row with its group."""
        return {**row, "group": self.of(row["said_by"], row["said"], row["document"])}


def independence_groups(statements: Iterable[Row], same: Mapping[str, str] | None = None) -> dict[str, str]:
    """The independence group of each source, and of every actor with a side or an owner.

    The group is its side, or the side of the outlet it works for or is run by, or of what it is part or a member of
    on the coder's word, or the side of that one's owner or whole; or else the owner, the outlet, or itself. Who is
    disowned by a body is none of its own. Those whom a coder judges the ``same`` (each mapped to the one that stands
    for all) are one group: that which any of them has.
    """
    sides: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    sources = set()
    rows = list(statements)
    disowned = disowned_ties(rows)
    for row in rows:
        sources.add(row["said_by"])
        if (row["about"], row["value"]) in disowned:
            continue
        if row["stance"] == ST + "Asserts" and row["property"] == ST + "side":
            sides[row["about"]].add(row["value"])
        if row["stance"] == ST + "Asserts" and row["property"] in (ST + "worksFor", ST + "runBy"):
            above[row["about"]].add(row["value"])
        # A brigade is not independent of its army, where the coder says that it is part of it.
        is_part = row["property"] in (ST + "partOf", ST + "memberOf") and row["said_by"] == row["coder"]
        if is_part and row["stance"] == ST + "Asserts":
            above[row["about"]].add(row["value"])
    groups = {source: min(_groups_of(source, sides, above)) for source in {*sources, *sides, *above}}
    several: dict[str, set[str]] = defaultdict(set)
    for one, standing in (same or {}).items():
        several[standing] |= {one, standing}
    for standing, those in several.items():
        found = {groups[one] for one in those if groups.get(one, one) != one} - those
        groups |= dict.fromkeys(those, min(found, default=standing))
    return groups


def _groups_of(source: str, sides: Mapping[str, set[str]], above: Mapping[str, set[str]]) -> set[str]:
    groups: set[str] = set(sides.get(source, ()))
    for outlet in () if groups else above.get(source, ()):
        if outlet in sides:
            groups |= sides[outlet]
            continue
        for owner in above.get(outlet, {outlet}):
            groups |= sides.get(owner, {owner}) if outlet in above else {outlet}
    return groups or {source}
