"""Coasts and borders around some points, for a map without tiles: Natural Earth, public domain.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m standoff.page.outline package/countries-50m.json

writes ``outline.json`` again, the same bytes each time. The package (ISC licence) has Natural Earth's 1:50m countries,
which are in the public domain, as TopoJSON: each border once, as a line of small steps on a grid.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..files import write_whole

__all__ = ["lines_of", "outline"]

_FILE = Path(__file__).parent / "outline.json"
_SOURCE = "Natural Earth 1:50m admin 0 countries, through world-atlas 2.0.2 (npm)"
#: Degrees around the outermost points that the map shows.
_MARGIN = 6
#: Degrees: how far a simplified line may be from the true one; and the size below which islands are left out.
_TOLERANCE, _SMALLEST = 0.03, 0.15

Point = tuple[float, float]


def outline(points: Iterable[Point]) -> dict[str, Any] | None:
    """The lines near these points (longitude, latitude), as ``{"source": …, "lines": …}``; None without points.

    A line is chosen if it touches the frame of the points with a margin of 6°. It is longitude and latitude in
    hundredths of a degree, then the differences from point to point.
    """
    at = list(points)
    if not at:
        return None
    xs, ys = zip(*at, strict=True)
    frame = [100 * (min(xs) - _MARGIN), 100 * (min(ys) - _MARGIN), 100 * (max(xs) + _MARGIN), 100 * (max(ys) + _MARGIN)]
    return {"source": _world()["source"], "lines": [line for line in _world()["lines"] if _touches(line, frame)]}


def _touches(line: list[int], frame: list[float]) -> bool:
    x = y = 0
    for dx, dy in zip(line[::2], line[1::2], strict=True):
        x, y = x + dx, y + dy
        if frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]:
            return True
    return False


@cache
def _world() -> dict[str, Any]:
    world: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return world


def lines_of(topology: dict[str, Any]) -> list[list[int]]:
    """The arcs of a TopoJSON (its specification, section 2.1.2: quantized, delta-encoded), simplified and in the form
    of ``outline``; the smallest islands are left out.
    """
    (east, north), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * east + west, y * north + south))
        line = [(round(lon * 100), round(lat * 100)) for lon, lat in _simplified(points)]
        if max(abs(line[0][0] - u) + abs(line[0][1] - v) for u, v in line) < _SMALLEST * 100:
            continue
        steps = [line[0], *((u - a, v - b) for (a, b), (u, v) in pairwise(line))]
        lines.append([number for step in steps for number in step])
    return lines


def _simplified(points: list[Point]) -> list[Point]:
    """The points needed to stay within _TOLERANCE of the true line (Douglas & Peucker 1973)."""
    needed = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        away = [(_distance(points[i], points[first], points[last]), -i) for i in range(first + 1, last)]
        farthest, at = max(away, default=(0.0, 0))
        if farthest > _TOLERANCE:
            needed.add(-at)
            waiting += [(first, -at), (-at, last)]
    return [points[i] for i in sorted(needed)]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    share = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy or 1e-12)
    share = min(1.0, max(0.0, share))
    return float(((x - x1 - share * dx) ** 2 + (y - y1 - share * dy) ** 2) ** 0.5)


def _write(path: Path) -> None:
    topology = json.loads(path.read_text(encoding="utf-8"))
    unit = "1/100 degree; each line longitude, latitude, then differences"
    world = {"source": _SOURCE, "licence": "public domain", "unit": unit, "lines": lines_of(topology)}
    write_whole(_FILE, json.dumps(world, separators=(",", ":")))


if __name__ == "__main__":
    _write(Path(sys.argv[1]))
