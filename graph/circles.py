"""Circles of what each has at most one of: the place within which it lies, the event that it is part of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

__all__ = ["in_circles"]

_Node = TypeVar("_Node")


def in_circles(above: Mapping[_Node, _Node]) -> set[_Node]:
    """Those that are above themselves, in a time that grows with their number however long the chains are.

    >>> sorted(in_circles({"a": "b", "b": "c", "c": "b", "d": "e"}))
    ['b', 'c']
    """
    found: set[_Node] = set()
    seen: set[_Node] = set()
    for start in above:
        node = start
        way: dict[_Node, int] = {}
        while node in above and node not in seen:
            seen.add(node)
            way[node] = len(way)
            node = above[node]
        # From the node on to which the way comes back.
        found.update(each for each, at in way.items() if at >= way.get(node, len(way)))
    return found
