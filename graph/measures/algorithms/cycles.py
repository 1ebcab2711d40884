"""Cycles with an odd number of −: any division into two camps has at least one frustrated tie in each.

The smallest number of ties that meet all such cycles is the frustration index (Barahona 1982). It is found by linear
and integer programming (SciPy's HiGHS); cycles are added only when they are violated.
"""

from __future__ import annotations

import math
from time import monotonic
from typing import Any

__all__ = ["Cover"]

#: How many triangles are added at the start; others are added when they are violated.
_TRIANGLES = 100_000
#: From how many actors at a time shortest paths are computed.
_BATCH = 32


class Cover:
    """The ties to remove, each by a share from 0 to 1, so that every known cycle with an odd number of − loses one."""

    def __init__(self, size: int, edges: list[tuple[int, int, int]]) -> None:
        self.size, self.edges = size, edges
        self.at = {frozenset(edge[:2]): e for e, edge in enumerate(edges)}
        self.cycles: set[frozenset[int]] = set()

    def add_triangles(self, end: float) -> int:
        """Add the triangles with an odd number of −, up to ``_TRIANGLES``; return how many of them share no tie.

        Each of these must lose a tie, so their number is a lower bound on the index.
        """
        near: list[dict[int, int]] = [{} for _ in range(self.size)]
        for e, (u, v, _) in enumerate(self.edges):
            near[u][v] = near[v][u] = e
        apart = 0
        taken: set[int] = set()
        for e, (u, v, sign) in enumerate(self.edges):
            for w in near[u].keys() & near[v].keys():
                f, g = near[u][w], near[v][w]
                if sign * self.edges[f][2] * self.edges[g][2] < 0:
                    self.cycles.add(frozenset((e, f, g)))
                    if taken.isdisjoint((e, f, g)):
                        apart += 1
                        taken |= {e, f, g}
            if len(self.cycles) > _TRIANGLES or monotonic() >= end:
                break
        return apart

    def relaxed(self, end: float) -> tuple[int, Any]:
        """A lower bound on the index by linear programming, and the weight of each tie (None without a solution)."""
        from scipy.optimize import linprog

        count = len(self.edges)
        if not self.cycles:
            return 0, [0.0] * count
        left = max(0.1, end - monotonic())
        solution = linprog(
            [1.0] * count,
            A_ub=-self._matrix(),
            b_ub=[-1.0] * len(self.cycles),
            bounds=(0, 1),
            method="highs",
            options={"time_limit": left},
        )
        return (_ties(solution.fun), solution.x) if solution.status == 0 else (0, None)

    def whole(self, end: float) -> tuple[int, Any]:
        """The same by integer programming: each tie is removed or not."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = len(self.edges)
        solution = milp(
            [1.0] * count,
            integrality=[1] * count,
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(self._matrix(), lb=1),
            options={"time_limit": max(0.1, end - monotonic())},
        )
        return _ties(solution.mip_dual_bound), (solution.x if solution.status == 0 else None)

    def violated(self, weights: Any, end: float) -> bool:
        """Add cycles with an odd number of − whose ties together weigh less than 1; False if there is none.

        The shortest such cycle through a node is the shortest path to its mirror image in a doubled graph, where a −
        crosses from one copy to the other.
        """
        import numpy as np
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        n = self.size
        ends = np.array([edge[:2] for edge in self.edges])
        minus = np.array([edge[2] < 0 for edge in self.edges])
        u, v = ends[:, 0], ends[:, 1]
        tails = np.concatenate([u, u + n])
        heads = np.concatenate([np.where(minus, v + n, v), np.where(minus, v, v + n)])
        # In a sparse matrix a length of 0 would mean no edge.
        lengths = np.tile(np.maximum(np.asarray(weights), 0.0) + 1e-9, 2)
        mirror = csr_array((lengths, (tails, heads)), shape=(2 * n, 2 * n))
        known = len(self.cycles)
        for first in range(0, n, _BATCH):
            starts = np.arange(first, min(first + _BATCH, n))
            distance, before = dijkstra(mirror, directed=False, indices=starts, return_predecessors=True)
            for row, start in enumerate(starts.tolist()):
                if distance[row, start + n] < 1 - 1e-4:
                    self._add_walk(before[row], start)
            if monotonic() >= end:
                break
        return len(self.cycles) > known

    def _add_walk(self, before: Any, start: int) -> None:
        odd: set[int] = set()
        at = start + self.size
        while at != start:
            previous = int(before[at])
            odd ^= {self.at[frozenset((at % self.size, previous % self.size))]}
            at = previous
        if odd:
            self.cycles.add(frozenset(odd))

    def _matrix(self) -> Any:
        import numpy as np
        from scipy.sparse import csr_array

        cycles = sorted(map(sorted, self.cycles))
        rows = np.repeat(np.arange(len(cycles)), [len(c) for c in cycles])
        columns = np.array([e for cycle in cycles for e in cycle])
        return csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(cycles), len(self.edges)))


def _ties(bound: float | None) -> int:
    """A solver's bound as a number of ties: rounded up, minus what the solver's tolerance may have added."""
    return max(0, math.ceil(bound - 1e-4)) if bound is not None and math.isfinite(bound) else 0
