"""Frustration by branch and bound: put two actors in one camp, or in opposite camps, until the bounds meet.

Rendl, Rinaldi & Wiegele (2010), Solving max-cut to optimality by intersecting semidefinite and polyhedral relaxations,
Mathematical Programming 121. The part with the lowest bound is split first, so that the bound of the whole rises.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any

from .divisions import Ties
from .semidefinite import Relaxation

__all__ = ["lower_bound"]

#: A gap wider than this would take hours to close: the bounds are returned as they are.
_WIDEST = 8
#: How many numbers may be stored for waiting parts: about 100 MB.
_MEMORY_LIMIT = 2_000_000


@dataclass
class _Part:
    """A subset of all divisions: actor i is in the same camp as ``of[i]`` (``way[i]`` 1) or the opposite one (−1)."""

    relaxed: Relaxation
    of: Any
    way: Any

    def division(self) -> Any:
        """The division given by the row of the busiest actor in X."""
        row = self.relaxed.x[_busiest(self.relaxed)]
        return (1.0 - 2.0 * (row[self.of] < 0)) * self.way

    def halves(self) -> list[_Part]:
        """The two parts in which the busiest actor is in the same camp as, or opposite to, the actor about which X is
        least certain.
        """
        busiest = _busiest(self.relaxed)
        near = abs(self.relaxed.x[busiest])
        near[busiest] = 2.0
        into, gone = sorted((busiest, int(near.argmin())))
        parts = []
        for sign in (1, -1):
            of, way = self.of.copy(), self.way.copy()
            way[of == gone] *= sign
            of[of == gone] = into
            of[of > gone] -= 1
            parts.append(_Part(self.relaxed.with_joined(into, gone, sign), of, way))
        return parts


def lower_bound(ties: Ties, lower: int, end: float) -> int:
    """A lower bound, at least ``lower``, on how many ties stand against any division into two camps.

    Better divisions found on the way are stored in ``ties``. When the bound equals ``ties.fewest_against``, the best
    division is proven. The search stops then, when the gap is too wide to close, or at the time ``end`` (a value of
    ``time.monotonic``).
    """
    from threadpoolctl import threadpool_limits

    # Matrices of this size gain nothing from threads, which wait for each other on a busy machine.
    with threadpool_limits(1):
        return _least(ties, lower, end)


def _least(ties: Ties, lower: int, end: float) -> int:
    import numpy as np

    ties.tabu(end)
    whole = _Part(Relaxation(ties.matrix.toarray(), float(len(ties.edges))), np.arange(ties.size), np.ones(ties.size))
    whole.relaxed.tighten(ties.fewest_against, end)
    lower = max(lower, whole.relaxed.lower)
    _look_for_better(ties, whole)
    waiting = [whole]
    most = max(4, _MEMORY_LIMIT // ties.size**2)
    while ties.fewest_against > lower and ties.fewest_against - lower <= _WIDEST and monotonic() < end:
        # Above the memory limit, search depth first.
        chosen = min if len(waiting) < most else max
        part = chosen(waiting, key=lambda each: each.relaxed.bound)
        waiting.remove(part)
        halves = part.halves()
        for half in halves:
            half.relaxed.tighten(ties.fewest_against, end, patience=2)
            _look_for_better(ties, half)
        # A part with one actor is a single division, which has already been considered.
        waiting = [
            each
            for each in (*waiting, *halves)
            if each.relaxed.lower < ties.fewest_against and len(each.relaxed.signs) > 1
        ]
        lower = max(lower, min((each.relaxed.lower for each in waiting), default=ties.fewest_against))
    return min(lower, ties.fewest_against)


def _look_for_better(ties: Ties, part: _Part) -> None:
    ties.consider(ties.settled(part.division()))


def _busiest(relaxed: Relaxation) -> int:
    return int(abs(relaxed.signs).sum(axis=1).argmax())
