"""Where everybody stands on the page at each level: all of them, or groups of them and the members within each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..rules.background import Background
from ..rules.ledger import Ledger
from ..vocabulary import local_name
from .arrange import LANDSCAPE, PORTRAIT, Format, arranged
from .chosen import Chosen
from .folds import Folding, folding
from .places import LEVELS, Lines, Pair, Places, names_and_sides, places_of
from .sides import is_side

__all__ = ["Stage", "stages"]

#: Marks of groups and of actors beside them are as large as their acts are many: these have room.
_MARK = {LANDSCAPE: 26, PORTRAIT: 17}
#: So many lines a mark, on the average, can all be followed by a layout; of more, so many of each mark are.
_DENSE, _STRONGEST = 2.5, 2
#: The members of a group, in pixels of a window that shows nothing else.
_WITHIN = Format(aspect=1.35, mark=15, letter=7.3, line=16, widest=130, length=120, few=120)


@dataclass(frozen=True)
class Stage:
    """The places of a level. ``folds`` are its groups, by what they are gathered, and who stands beside the drawing;
    None where every actor has a place of its own.
    """

    places: Places
    folds: dict[str, Any] | None


def stages(ledger: Ledger, found: Chosen, by_level: Iterable[Lines]) -> list[Stage]:
    """The stage of each level."""
    made: list[tuple[Lines, Stage]] = []
    for level, lines in zip(LEVELS, by_level, strict=True):
        same = next((stage for other, stage in made if other == lines), None)
        made.append((lines, same or _stage(ledger, found, level, lines)))
    return [stage for _, stage in made]


def _stage(ledger: Ledger, found: Chosen, level: Any, lines: Lines) -> Stage:
    known = found.background
    gathered = folding(found, level, lines.pairs, lines.nodes)
    if gathered is None:
        return Stage(places_of(ledger, known, lines), None)
    at = _marks(ledger, known, gathered, lines)
    places: dict[str, tuple[int, ...]] = {actor: at[actor] for actor in gathered.alone if actor in at}
    folds = []
    for i, (key, fold) in enumerate(sorted(gathered.folds.items())):
        within = _within(ledger, known, fold.members, lines) if key in at else {}
        places |= {member: (i, *within.get(member, ())) for member in fold.members}
        side = key if is_side(key) else known.side(key) if gathered.by in ("organisation", "side") else None
        label = ledger.names.label(key)
        # A country may act itself, elsewhere.
        label = {"community": "around ", "place": "in "}.get(gathered.by, "") + label
        # Not the group's own IRI: an organisation is among its members.
        folds.append({"id": f"group-{local_name(key)}", "label": label, "side": side, "at": at.get(key)})
    return Stage(places, {"by": gathered.by, "folds": folds, "margin": sorted(gathered.margin & gathered.alone.keys())})


def _marks(ledger: Ledger, known: Background, gathered: Folding, lines: Lines) -> dict[str, tuple[int, ...]]:
    """A place for each mark of the drawing, for a wide and a tall window."""
    mark = gathered.mark_of()
    many: Counter[Pair] = Counter()
    for one, other in lines.pairs:
        ends = sorted((mark[one], mark[other]))
        if ends[0] != ends[1]:
            many[ends[0], ends[1]] += 1
    # All lines of a pair are one line here, whose width needs no length.
    pairs = dict.fromkeys(_backbone(many), 1)
    apart = {*mark.values()} - {end for pair in pairs for end in pair} - gathered.margin
    named = names_and_sides(ledger, known, {*mark.values()} - gathered.margin)
    forms = [replace(form, mark=radius) for form, radius in _MARK.items()]
    wide, tall = (arranged(pairs, apart, *named, form) for form in forms)
    return {each: (*wide[each], *tall[each]) for each in wide}


def _backbone(many: Mapping[Pair, int]) -> Iterable[Pair]:
    """The pairs that decide where marks stand. Where nearly all face one another, no layout follows every line: then
    those with most lines of each mark, and what keeps all of them together.
    """
    import networkx as nx

    marks = {end for pair in many for end in pair}
    if len(many) <= _DENSE * len(marks):
        return many
    ordered = sorted(many, key=lambda pair: (-many[pair], pair))
    kept: Counter[str] = Counter()
    strongest = []
    for pair in ordered:
        if min(kept[end] for end in pair) < _STRONGEST:
            strongest.append(pair)
            kept.update(pair)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((*pair, n) for pair, n in sorted(many.items()))
    spanning = nx.maximum_spanning_edges(graph, data=False)
    return sorted({*strongest, *((min(pair), max(pair)) for pair in spanning)})


def _within(ledger: Ledger, known: Background, members: Iterable[str], lines: Lines) -> Mapping[str, tuple[int, int]]:
    """A place for each member of a group, by the lines among them."""
    those = set(members)
    pairs = {pair: groups for pair, groups in lines.pairs.items() if those.issuperset(pair)}
    apart = those - {end for pair in pairs for end in pair}
    return arranged(pairs, apart, *names_and_sides(ledger, known, those), _WITHIN)
