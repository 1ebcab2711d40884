"""A place for each actor that a page may show, at each level and for a wide and a tall window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from ..rules.background import Background
from ..rules.ledger import Ledger
from ..rules.tellings import ASSERTS
from ..rules.testimony import Version
from ..rules.view import Level, View
from ..vocabulary import ST, local_name
from .arrange import LANDSCAPE, PORTRAIT, arranged
from .chosen import Chosen
from .sides import is_side

__all__ = [
    "LEVELS",
    "Lines",
    "Pair",
    "Places",
    "ends_of_line",
    "is_unnamed",
    "lines_by_level",
    "names_and_sides",
    "places",
    "places_of",
]

LEVELS: tuple[Level, ...] = ("actor", "organisation", "side")
#: x and y in a wide window, then in a tall one; of who is gathered in a group, its number and x and y in it.
Places = Mapping[str, tuple[int, ...]]
Pair = tuple[str, str]
#: A version of an act with the sources that assert it, and their groups.
_Told = tuple[str, Version, set[str], int]


@dataclass(frozen=True)
class Lines:
    """The two ends of each line of a level, with how many groups at most assert an act between them; ``apart`` are
    those without a line.
    """

    pairs: dict[Pair, int]
    apart: tuple[str, ...]

    @property
    def nodes(self) -> set[str]:
        """Everyone of the level."""
        return {*self.apart, *(end for pair in self.pairs for end in pair)}


def places(ledger: Ledger, found: Chosen) -> list[Places]:
    """For each level, a place for every node that any view of the page may show, so that none moves with the view."""
    return [places_of(ledger, found.background, lines) for lines in lines_by_level(found)]


def lines_by_level(found: Chosen) -> list[Lines]:
    """For each level, every line that any view of the page may show."""
    known = found.background
    by_level: list[Lines] = []
    told = list(_told(found, known))
    watched = _watched(found)
    for level in LEVELS:
        view = View(level=level)
        pairs: dict[Pair, int] = {}
        for _, version, speakers, groups in told:
            for one, other in _pairs(version, speakers, view, known):
                pair = (one, other) if one < other else (other, one)
                pairs[pair] = max(groups, pairs.get(pair, 0))
        placed = {end for pair in pairs for end in pair}
        apart = sorted(watched.keys() - placed)
        # Whoever only looks on stands near what they watch.
        for who in apart:
            ends = _ends_of(watched[who], told, view, known) & placed
            if ends:
                pairs[who, min(ends)] = 0
        by_level.append(Lines(pairs, tuple(apart)))
    return by_level


def _told(found: Chosen, known: Background) -> Iterable[_Told]:
    for act, versions in found.acts:
        for version in versions:
            if version.core.ends and version.kind in known.confrontations:
                words = [word for word in found.words(version) if word.relation == "asserts"]
                yield act.event, version, {word.said_by for word in words}, len({word.group for word in words})


def _watched(found: Chosen) -> dict[str, set[str]]:
    """Who looks on, and the acts that they watch."""
    watched: dict[str, set[str]] = {}
    for one in found.statements:
        if one.prop == ST + "onlooker" and any(word.telling.stance == ASSERTS for word in found.words(one)):
            watched.setdefault(one.value, set()).add(one.about)
    return watched


def _ends_of(events: set[str], told: Iterable[_Told], view: View, known: Background) -> set[str]:
    return {
        end
        for event, version, speakers, _ in told
        if event in events
        for pair in _pairs(version, speakers, view, known)
        for end in pair
    }


def places_of(ledger: Ledger, known: Background, lines: Lines) -> Places:
    """A place for every node of a level, each with its own."""
    named = names_and_sides(ledger, known, lines.nodes)
    wide, tall = (arranged(lines.pairs, lines.apart, *named, form) for form in (LANDSCAPE, PORTRAIT))
    return {node: (*wide[node], *tall[node]) for node in wide}


def names_and_sides(
    ledger: Ledger, known: Background, nodes: Iterable[str]
) -> tuple[dict[str, str], dict[str, str | None]]:
    """How each node is called, nothing for an end that nobody names, and its side."""
    names = {node: "" if is_unnamed(node) else ledger.names.label(node) for node in nodes}
    return names, {node: node if is_side(node) else known.side(node) for node in names}


def _pairs(version: Version, speakers: set[str], view: View, known: Background) -> Iterable[Pair]:
    """The two ends of each line that may stand for a version at a level, whichever of its speakers a view admits."""

    def lifted(actors: Iterable[str]) -> list[set[str]]:
        return [{view.lift(actor, by, known) or actor for by in {*speakers, ""}} for actor in sorted(actors)]

    core = version.core
    if core.directed:
        nobody: set[str | None] = {None}
        doers, targets = (set[str | None]().union(*lifted(ends)) or nobody for ends in (core.doers, core.targets))
        return [ends_of_line(doer, target) for doer in doers for target in targets]
    parties = lifted(core.parties)
    pairs = [ends_of_line(one, other) for one, other in combinations(sorted(set[str]().union(*parties)), 2)]
    # Parties that are all shown as one have no other end.
    return [*pairs, *(ends_of_line(one, None) for one in set.intersection(*parties))]


def ends_of_line(who: str | None, whom: str | None) -> Pair:
    """The two ends of a line; an end that nobody names gets a node of its own."""
    return who or f"unnamed-{local_name(whom or '')}", whom or f"unnamed-{local_name(who or '')}"


def is_unnamed(node: str) -> bool:
    """Whether this node stands for an end that nobody names."""
    return node.startswith("unnamed-")
