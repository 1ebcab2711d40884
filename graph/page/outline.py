"""Coasts, borders, and the names of countries and large towns around some points, for a map without tiles.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    pip download --no-deps geopandas==0.14.4 && unzip geopandas-0.14.4-py3-none-any.whl 'geopandas/datasets/*'
    python -m standoff.page.outline package/countries-50m.json geopandas/datasets/naturalearth_cities

writes ``outline.json`` again, the same bytes each time. Both are Natural Earth, public domain: world-atlas (ISC)
has its 1:50m countries as TopoJSON, each border once, as a line of small steps on a grid; GeoPandas (BSD-3-Clause)
has its 1:110m populated places as a shapefile, capitals and the largest towns.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterable
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from ..files import write_whole

__all__ = ["lines_of", "names_of", "outline", "towns_of"]

_FILE = Path(__file__).parent / "outline.json"
_SOURCE = (
    "Natural Earth 1:50m admin 0 countries, through world-atlas 2.0.2 (npm), and 1:110m populated places, through "
    "geopandas 0.14.4 (PyPI)"
)
#: Degrees around the outermost points that the map shows.
_MARGIN = 10
#: Degrees: how far a simplified line may be from the true one; and the size below which islands are left out.
_TOLERANCE, _SMALLEST = 0.03, 0.15

Point = tuple[float, float]
Name = tuple[str, float, float]


def outline(points: Iterable[Point]) -> dict[str, Any] | None:
    """What is near these points (longitude, latitude): ``source``, ``lines``, ``names`` and ``towns``; None without
    points.

    A line is chosen if it touches the frame of the points with a margin of 10°. It is longitude and latitude in
    hundredths of a degree, then the differences from point to point. Names of countries and towns within that frame are
    [name, longitude, latitude], countries by size, the largest first.
    """
    at = list(points)
    if not at:
        return None
    xs, ys = zip(*at, strict=True)
    frame = [100 * (min(xs) - _MARGIN), 100 * (min(ys) - _MARGIN), 100 * (max(xs) + _MARGIN), 100 * (max(ys) + _MARGIN)]
    world = _world()

    def within(name: Name) -> bool:
        _, x, y = name
        return bool(frame[0] <= 100 * x <= frame[2] and frame[1] <= 100 * y <= frame[3])

    return {
        "source": world["source"],
        "lines": [line for line in world["lines"] if _touches(line, frame)],
        "names": list(filter(within, world["names"])),
        "towns": list(filter(within, world["towns"])),
    }


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


def names_of(topology: dict[str, Any]) -> list[Name]:
    """The name of each country at the middle of its largest part, the largest country first."""
    (east, north), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        steps = zip(*(accumulate(each) for each in zip(*arc, strict=True)), strict=True)
        arcs.append([(u * east + west, v * north + south) for u, v in steps])
    found = []
    for country in topology["objects"]["countries"]["geometries"]:
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        # An arc that runs backwards has the complement of its number (section 2.1.4); holes come after the outer ring.
        rings = [[p for i in part[0] for p in (arcs[i] if i >= 0 else arcs[~i][::-1])] for part in parts]
        area, x, y = max(map(_middle, rings))
        found.append((-area, country["properties"]["name"], round((x + 180) % 360 - 180, 2), round(y, 2)))
    return [(name, x, y) for _, name, x, y in sorted(found)]


def _middle(ring: list[Point]) -> tuple[float, float, float]:
    """The area of a ring, and its centroid; a ring that crosses the antimeridian runs on beyond 180°."""
    ring = list(ring)
    for i in range(1, len(ring)):
        ring[i] = (ring[i][0] - 360 * round((ring[i][0] - ring[i - 1][0]) / 360), ring[i][1])
    area = x = y = 0.0
    for (a, b), (c, d) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = a * d - c * b
        area, x, y = area + cross, x + (a + c) * cross, y + (b + d) * cross
    return (abs(area / 2), x / (3 * area), y / (3 * area)) if area else (0.0, *ring[0])


def towns_of(shapes: bytes, table: bytes) -> list[Name]:
    """The points of a shapefile (ESRI Shapefile Technical Description, 1998) with the names in its dBase table."""
    count, start, size = struct.unpack("<IHH", table[4:12])
    at = table[32:start].find(b"name")
    width = table[32 + at + 16]
    names = [table[start + i * size + 1 :][:width].decode("latin-1").strip() for i in range(count)]
    # Each record: a header of 8 bytes, the type of shape, then x and y.
    points = [struct.unpack("<dd", shapes[100 + i * 28 + 12 :][:16]) for i in range(count)]
    return sorted((name, round(x, 2), round(y, 2)) for name, (x, y) in zip(names, points, strict=True))


def _write(countries: Path, cities: Path) -> None:
    topology = json.loads(countries.read_text(encoding="utf-8"))
    unit = "1/100 degree; each line longitude, latitude, then differences; names and towns in degrees"
    shapes, table = ((cities / f"naturalearth_cities.{ending}").read_bytes() for ending in ("shp", "dbf"))
    world = {
        "source": _SOURCE,
        "licence": "public domain",
        "unit": unit,
        "lines": lines_of(topology),
        "names": names_of(topology),
        "towns": towns_of(shapes, table),
    }
    write_whole(_FILE, json.dumps(world, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    _write(Path(sys.argv[1]), Path(sys.argv[2]))
