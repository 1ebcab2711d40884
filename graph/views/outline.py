"""Coasts and borders around some points, for a map without tiles: Natural Earth, public domain."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["outline"]

#: Degrees around the outermost points that the map shows.
_MARGIN = 6


def outline(points: Iterable[tuple[float, float]]) -> dict[str, Any] | None:
    """The lines that touch the frame around these (longitude, latitude), and their source; None where there are none.

    Each line is longitude and latitude in hundredths of a degree, then the differences from point to point.
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
    found: dict[str, Any] = json.loads((Path(__file__).parent / "outline.json").read_text(encoding="utf-8"))
    return found
