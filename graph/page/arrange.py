"""Where each actor of a whole record stands in its picture: worked out once, so that no choice of a reader moves one.

Each connected part is laid out alone, then all are packed beside one another, so that no line of one crosses a line of
another. Actors of one side are drawn together. Each takes the room of its mark and of its name, which stands below.
Lengths are in pixels of a window of the usual size; a page stretches them to its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from .layout import by_pivots, by_stress
from .refine import refined

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

__all__ = ["LANDSCAPE", "PORTRAIT", "Format", "arranged"]

Places = dict[str, tuple[int, int]]
#: Up to this many nodes each is moved by itself to where it and its lines cover least.
_REFINED = 70
#: Between two parts, in pixels: no bent line reaches so far out of its own.
_GAP = 34


@dataclass(frozen=True)
class Format:
    """The shape of a window: its width to its height, and how marks and names are set in it, in pixels. Up to ``few``
    nodes a part is placed by all its distances, which looks best; more, by the distances to some.
    """

    aspect: float
    mark: int
    letter: float
    line: int
    widest: int
    length: int
    few: int = 300

    def name_box(self, name: str) -> tuple[float, float]:
        """The width and height of a name, wrapped as the page wraps it; nothing for no name."""
        if not name:
            return 0.0, 0.0
        lines = [0.0]
        for word in name.split():
            width = len(word) * self.letter
            longer = lines[-1] + self.letter + width if lines[-1] else width
            if lines[-1] and longer > self.widest:
                lines.append(width)
            else:
                lines[-1] = longer
        return min(max(lines), self.widest) + 6, len(lines[:3]) * self.line + 2


LANDSCAPE = Format(aspect=1.9, mark=17, letter=7.3, line=16, widest=130, length=150)
PORTRAIT = Format(aspect=0.66, mark=13, letter=6.2, line=13, widest=92, length=92)


@dataclass(frozen=True)
class _Part:
    """A connected part in a coordinate system of its own, which begins at the upper left of its rooms."""

    places: Mapping[str, tuple[float, float]]
    rooms: Mapping[str, tuple[float, float, float, float]]

    @cached_property
    def corner(self) -> tuple[float, float]:
        """The upper left end of what it covers."""
        return (
            min(x - self.rooms[node][0] for node, (x, _) in self.places.items()),
            min(y - self.rooms[node][1] for node, (_, y) in self.places.items()),
        )

    @cached_property
    def size(self) -> tuple[float, float]:
        """The width and height of what it covers."""
        right = max(x + self.rooms[node][2] for node, (x, _) in self.places.items())
        bottom = max(y + self.rooms[node][3] for node, (_, y) in self.places.items())
        return right - self.corner[0], bottom - self.corner[1]

    def moved(self, left: float, top: float) -> Iterable[tuple[str, tuple[int, int]]]:
        """Its places once its upper left corner is here."""
        for node, (x, y) in self.places.items():
            yield node, (round(x - self.corner[0] + left), round(y - self.corner[1] + top))


def arranged(
    pairs: Mapping[tuple[str, str], int],
    apart: Iterable[str],
    names: Mapping[str, str],
    sides: Mapping[str, str | None],
    form: Format,
) -> Places:
    """A place for the mark of each node in this form, the same on every run.

    ``pairs`` are the two ends of each line, with how many groups at most assert an act between them; ``apart`` nodes
    without any; ``names`` what will be written below each (nothing for an end that nobody names); ``sides`` who
    belongs to whom.
    """
    given = (tuple(sorted(pairs.items())), tuple(sorted(apart)), tuple(sorted(names.items())))
    return dict(_arranged(*given, tuple(sorted(sides.items())), form))


@lru_cache(maxsize=32)
def _arranged(
    pairs: tuple[tuple[tuple[str, str], int], ...],
    apart: tuple[str, ...],
    named: tuple[tuple[str, str], ...],
    sided: tuple[tuple[str, str | None], ...],
    form: Format,
) -> Places:
    # Kept, since this is half of the work of a drawing: if no actor is said to belong to another, the levels are equal,
    # and a notebook draws one record again and again.
    import networkx as nx

    names, sides = dict(named), dict(sided)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(apart)
    graph.add_edges_from((one, other, {"groups": groups}) for (one, other), groups in pairs)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    parts = [
        _part(graph.subgraph(sorted(nodes)).copy(), names, sides, form)
        for nodes in sorted(nx.connected_components(graph), key=lambda nodes: (-len(nodes), min(nodes)))
    ]
    return _packed(parts, form)


def _part(graph: nx.Graph[str], names: Mapping[str, str], sides: Mapping[str, str | None], form: Format) -> _Part:
    rooms = {}
    for node in graph:
        width, height = form.name_box(names.get(node, ""))
        radius = form.mark if names.get(node) else 7
        half = max(radius, width / 2)
        rooms[node] = (half, float(radius), half, radius + height)
    if len(graph) == 1:
        return _Part(dict.fromkeys(graph, (0.0, 0.0)), rooms)
    if len(graph) == 2:
        return _Part(_beside(graph, names, rooms, form), rooms)
    where = (
        by_stress(graph, [sides.get(node) for node in sorted(graph)]) if len(graph) <= form.few else by_pivots(graph)
    )
    area = sum((left + right + 26) * (up + down + 22) for left, up, right, down in rooms.values())
    height = math.sqrt(area * 1.75 / form.aspect)
    width = height * form.aspect
    rough = {node: ((x + 1) / 2 * width, (y + 1) / 2 * height) for node, (x, y) in _spread(where).items()}
    if len(graph) > _REFINED:
        return _Part(_cleared(rough, rooms), rooms)
    lengths = {
        (one, other): _length(one, other, found["groups"], names, form) for one, other, found in graph.edges(data=True)
    }
    return _Part(refined(lengths, rough, rooms, sides, (width, height)), rooms)


def _length(one: str, other: str, groups: int, names: Mapping[str, str], form: Format) -> float:
    """How long a line should be: shorter where no one is named at its other end, longer for many groups' dots."""
    named = bool(names.get(one) and names.get(other))
    return max(form.length if named else form.length * 0.42, 3.4 * form.mark + 13 * groups)


def _beside(
    graph: nx.Graph[str],
    names: Mapping[str, str],
    rooms: Mapping[str, tuple[float, float, float, float]],
    form: Format,
) -> dict[str, tuple[float, float]]:
    """Two nodes on one level, as far apart as their names need."""
    one, other = sorted(graph, key=lambda node: (not names.get(node), node))
    groups = graph.edges[one, other]["groups"]
    away = max(_length(one, other, groups, names, form), rooms[one][2] + rooms[other][0] + 14)
    return {one: (0.0, 0.0), other: (away, 0.0)}


def _spread(where: Mapping[str, np.ndarray]) -> dict[str, tuple[float, float]]:
    """The same over the whole of [-1, 1]²: half by value, half by rank, so that one outlier squeezes nobody."""
    columns = []
    for axis in (0, 1):
        values = {node: round(float(at[axis]), 6) for node, at in where.items()}
        ordered = sorted(set(values.values()))
        low, many = ordered[0], len(ordered)
        extent = ordered[-1] - low
        rank = {value: i for i, value in enumerate(ordered)}
        columns.append(
            {
                node: (value - low) / extent + rank[value] / (many - 1) - 1 if extent else 0.0
                for node, value in values.items()
            }
        )
    return {node: (columns[0][node], columns[1][node]) for node in where}


def _cleared(
    places: Mapping[str, tuple[float, float]], rooms: Mapping[str, tuple[float, float, float, float]]
) -> dict[str, tuple[float, float]]:
    """Places of many nodes moved apart until no mark covers another, as far as a few rounds take them."""
    import numpy as np

    nodes = sorted(places)
    at = np.array([places[node] for node in nodes])
    near = 2 * max(room[1] for room in rooms.values()) + 8.0
    for _ in range(12):
        order = np.argsort(np.floor(at[:, 0] / near), kind="stable")
        moved = False
        for one in range(1, 7):
            a, b = order[:-one], order[one:]
            step = at[b] - at[a]
            away = np.hypot(*step.T)
            close = away < near
            if not close.any():
                continue
            moved = True
            turn = np.where(away[:, None] > 1e-6, step / np.maximum(away, 1e-6)[:, None], [[0.6, 0.8]])
            push = np.where(close, (near - away) / 2, 0)[:, None] * turn
            np.add.at(at, b, push / 2)
            np.subtract.at(at, a, push / 2)
        if not moved:
            break
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, at, strict=True)}


def _packed(parts: list[_Part], form: Format) -> Places:
    """All parts in rows, the largest first, in about the form of the window."""
    if not parts:
        return {}
    parts = sorted(parts, key=lambda part: (-part.size[1], -part.size[0], min(part.places)))
    widest = max(part.size[0] for part in parts)
    area = sum((part.size[0] + _GAP) * (part.size[1] + _GAP) for part in parts)
    fits = [max(widest, math.sqrt(area * form.aspect) * factor) for factor in (0.8, 0.9, 1.0, 1.1, 1.25, 1.5)]
    return min((_in_rows(parts, width) for width in fits), key=lambda found: abs(math.log(found[1] / form.aspect)))[0]


def _in_rows(parts: list[_Part], width: float) -> tuple[Places, float]:
    """Places where rows are this wide, and the width of all to its height. Low parts stand above one another."""
    places: Places = {}
    left = top = row = 0.0
    column = stacked = 0.0
    right = 0.0
    for part in parts:
        wide, high = part.size
        if row and column and stacked + high <= row and wide <= column:
            # Below the part before it, where a taller one beside them leaves room.
            places.update(part.moved(left - column - _GAP, top + stacked))
            stacked += high + _GAP
            continue
        if left and left + wide > width:
            left, top, row = 0.0, top + row + _GAP, 0.0
        places.update(part.moved(left, top))
        row = max(row, high)
        column, stacked = wide, high + _GAP
        left += wide + _GAP
        right = max(right, left - _GAP)
    return places, right / max(1.0, top + row)
