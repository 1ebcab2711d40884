"""What the rules need to know beside the claims themselves: which value is narrower than which, who speaks for whom.

Types follow the code list, places their ``within``. Membership and side come from claims, and a claim counts for a row
only where the row's own source or the coder makes it: one source's "he was an NDF member" never turns another source's
"civilian" into an act against the NDF.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from ..record.keeper import Keeper
from ..vocabulary import ACTOR_KINDS, PREFIXES, ST

__all__ = ["Background", "Row", "background"]

#: One row of a named question, by column; IRIs and dates as text.
Row = Mapping[str, Any]

_ASSERTS = ST + "Asserts"
#: The classes of actors: to ask for these takes no time where a record has a million attributions.
_KINDS = [NamedNode(ST + name) for name in dict.fromkeys(ACTOR_KINDS.values())]
#: A coder's judgement counts for every source.
_CODER = ""


@dataclass(frozen=True)
class Background:
    """Narrower and broader values, memberships, sides and voices of one record.

    ``broader`` and ``within`` give, for each concept or place, itself and all above it; ``speaks_for`` those whose
    voice a source is, itself among them; ``kind`` the class of each actor.
    """

    broader: dict[str, frozenset[str]]
    within: dict[str, frozenset[str]]
    excludes: frozenset[frozenset[str]]
    speaks_for: dict[str, frozenset[str]]
    kind: dict[str, str]
    _belongs: dict[str, dict[str, set[str]]]
    _sides: dict[str, dict[str, str]]

    def belongs_to(self, actor: str, said_by: str) -> set[str]:
        """The actors that this one is part or member of, itself among them, as this source or the coder has it."""
        wholes, waiting = {actor}, [actor]
        while waiting:
            ties = self._belongs.get(waiting.pop(), {})
            above = (ties.get(_CODER, set()) | ties.get(said_by, set())) - wholes
            wholes |= above
            waiting += above
        return wholes

    def organisation(self, actor: str, said_by: str) -> str:
        """The topmost actor that this one is part or member of, or works for; itself where there is none."""
        seen = set()
        while actor not in seen:
            seen.add(actor)
            ties = self._belongs.get(actor, {})
            above = ties.get(_CODER, set()) | ties.get(said_by, set())
            actor = min(above, default=actor)
        return actor

    def sources_and_speakers(self, sources: Iterable[str]) -> set[str]:
        """The sources, and those who speak for them."""
        wanted = set(sources)
        return wanted | {source for source, voices in self.speaks_for.items() if voices & wanted}

    def actors_with_ties(self) -> set[str]:
        """The actors of whom somebody says that they belong to another or to a side."""
        return {*self._belongs, *self._sides}

    def actors_with_coded_side(self) -> set[str]:
        """The actors of whom the coder says on whose side they are."""
        return {actor for actor, sides in self._sides.items() if _CODER in sides}

    def actors_with_ties_by_source(self) -> set[str]:
        """The actors whose ties some source tells of its own, so that they hold for its rows and not for others'."""
        return {actor for ties in (self._belongs, self._sides) for actor, by in ties.items() if set(by) - {_CODER}}

    def side(self, actor: str, said_by: str = _CODER) -> str | None:
        """The side an actor is on, by the coder or else this source; None where neither says."""
        sides = self._sides.get(actor, {})
        return sides.get(_CODER) or sides.get(said_by)


class _SpeaksFor(dict[str, frozenset[str]]):
    """Whose voice each source is; one of whom nothing is told, as most of a dataset's are, speaks for itself alone."""

    def __missing__(self, source: str) -> frozenset[str]:
        return frozenset({source})


def background(record: Keeper, statements: Iterable[Row]) -> Background:
    """The background of a record; ``statements`` are the rows of its ``statements.rq``."""
    belongs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    sides: dict[str, dict[str, str]] = defaultdict(dict)
    speaks_for: dict[str, set[str]] = defaultdict(set)
    for row in statements:
        if row["stance"] != _ASSERTS or row["event"]:
            continue
        by = _CODER if row["said_by"] == row["coder"] else row["said_by"]
        prop = row["property"].removeprefix(ST)
        if prop in ("memberOf", "partOf", "worksFor"):
            belongs[row["about"]][by].add(row["value"])
        if prop == "side":
            sides[row["about"]][by] = min(row["value"], sides[row["about"]].get(by, row["value"]))
        if prop == "worksFor":
            speaks_for[row["about"]].add(row["value"])
    skos, rdf = PREFIXES["skos"], PREFIXES["rdf"]
    return Background(
        broader=_upwards(record, skos + "broader"),
        within=_upwards(record, ST + "within"),
        excludes=frozenset(frozenset(pair) for pair in _pairs(record, ST + "excludes")),
        speaks_for=_SpeaksFor({source: frozenset({source} | _above(speaks_for, source)) for source in speaks_for}),
        kind=dict(_pairs(record, rdf + "type", _KINDS)),
        _belongs=belongs,
        _sides=sides,
    )


def _pairs(record: Keeper, prop: str, objects: list[NamedNode] | None = None) -> Iterable[tuple[str, str]]:
    for triple in record.store.triples(prop=NamedNode(prop), objects=objects):
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            yield triple.subject.value, triple.object.value


def _upwards(record: Keeper, prop: str) -> dict[str, frozenset[str]]:
    up: dict[str, set[str]] = defaultdict(set)
    for below, above in _pairs(record, prop):
        up[below].add(above)
    return {below: frozenset({below} | _above(up, below)) for below in up}


def _above(up: Mapping[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        new = up.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached
