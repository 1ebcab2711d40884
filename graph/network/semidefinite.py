"""A lower bound on frustration by semidefinite programming, where cycles alone leave a wide gap: signs much by chance.

The camps ±1 of the actors make the matrix X = x xᵀ, positive semidefinite with 1 on the diagonal; that alone, with the
triangle inequalities of any three actors, bounds how many ties can be met. Goemans & Williamson (1995), Journal of the
ACM 42; triangles: Rendl, Rinaldi & Wiegele (2010), Mathematical Programming 121. Solved by alternating directions
(Wen, Goldfarb & Yin 2010), triangles being added as they are violated. Every bound given is one: it is taken from a
point that is feasible in the dual, whether or not the iteration has converged.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from time import monotonic
from typing import Any

__all__ = ["LARGEST", "bounds"]

#: Above so many actors one step takes seconds.
LARGEST = 500
#: Steps between two looks for violated triangles, how many are taken in at a time, and by how much they are violated.
_STEPS, _TAKEN, _VIOLATED = 40, 2000, 0.02
#: The weight of the primal residual in the augmented Lagrangian.
_MU = 0.5
_SIGNS = ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))


def bounds(signs: Any, end: float) -> Iterator[tuple[int, Any]]:
    """Ever better lower bounds on the frustration of a dense symmetric matrix of signs, each with X as it stands.

    They end when they gain no more, or at the time ``end`` (of ``monotonic``).
    """
    from threadpoolctl import threadpool_limits

    # Matrices of this size gain nothing from threads, which wait for each other on a busy machine.
    with threadpool_limits(1):
        yield from _bounds(signs, end)


def _bounds(signs: Any, end: float) -> Iterator[tuple[int, Any]]:
    import numpy as np

    n = len(signs)
    half = signs / 2
    ties = float(np.abs(signs).sum() / 2)
    x, slack = np.eye(n), np.zeros((n, n))
    triangles = _Triangles(n)
    best, idle = -math.inf, 0
    while monotonic() < end and idle < 6:
        for _ in range(_STEPS):
            pull = half + triangles.matrix()
            y = np.diag(pull + slack) + _MU * (np.diag(x) - 1)
            triangles.step(np.diag(y) - half - slack - _MU * x, _MU)
            dual = np.diag(y) - half - triangles.matrix()
            values, vectors = np.linalg.eigh(dual - _MU * x)
            up = values > 0
            slack = (vectors[:, up] * values[up]) @ vectors[:, up].T
            x = -(vectors[:, ~up] * values[~up]) @ vectors[:, ~up].T / _MU
        # Moved up by its least eigenvalue the dual is feasible, so that the bound holds.
        met = y.sum() - n * min(float(np.linalg.eigvalsh(dual)[0]), 0.0) + triangles.weights.sum()
        bound = (ties - float(met)) / 2
        idle = 0 if bound > best + 0.02 else idle + 1
        best = max(best, bound)
        yield max(0, math.ceil(best - 1e-6)), x
        triangles.look(x)


class _Triangles:
    """The inequalities s₁ x_ij + s₂ x_ik + s₃ x_jk ≥ −1 in use, with their multipliers."""

    def __init__(self, size: int) -> None:
        import numpy as np

        self.size = size
        self.rows = np.zeros((0, 6), dtype=np.int64)
        self.weights = np.zeros(0)
        self._prepare()

    def _prepare(self) -> None:
        import numpy as np

        i, j, k = self.rows[:, :3].T
        n = self.size
        self._at = np.concatenate([i * n + j, i * n + k, j * n + k])
        self._sign = self.rows[:, 3:].T.ravel().astype(float)
        shared = np.bincount(self._at, minlength=n * n)[self._at].reshape(3, -1).sum(axis=0)
        # A step for each, as small as the triangles that share its pairs ask for (Pock & Chambolle 2011).
        self._step = 2.0 / np.maximum(shared, 1)

    def matrix(self) -> Any:
        import numpy as np

        n = self.size
        found = np.bincount(self._at, np.tile(self.weights, 3) * self._sign / 2, n * n).reshape(n, n)
        return found + found.T

    def step(self, without: Any, mu: float) -> None:
        import numpy as np

        here = without - self.matrix()
        value = (here.ravel()[self._at] * self._sign).reshape(3, -1).sum(axis=0)
        self.weights = np.maximum(0.0, self.weights + self._step * (value - mu))

    def look(self, x: Any) -> None:
        """Take in the most violated inequalities, and let go of those without weight."""
        import numpy as np

        found = []
        for i in range(self.size - 2):
            row, rest = x[i, i + 1 :], x[i + 1 :, i + 1 :]
            for signs in _SIGNS:
                value = signs[0] * row[:, None] + signs[1] * row[None, :] + signs[2] * rest + 1
                j, k = np.nonzero(np.triu(value < -_VIOLATED, 1))
                if len(j):
                    each = np.broadcast_to(np.array([i, *signs]), (len(j), 4))
                    found.append(np.column_stack([value[j, k], each[:, 0], j + i + 1, k + i + 1, each[:, 1:]]))
        kept = self.weights > 1e-5
        rows, weights = self.rows[kept], self.weights[kept]
        if found:
            every = np.concatenate(found)
            worst = every[np.argsort(every[:, 0], kind="stable")[:_TAKEN], 1:].astype(np.int64)
            known = {tuple(row) for row in rows.tolist()}
            new = [row for row in worst.tolist() if tuple(row) not in known]
            rows = np.concatenate([rows, np.array(new, dtype=np.int64).reshape(-1, 6)])
            weights = np.concatenate([weights, np.zeros(len(new))])
        self.rows, self.weights = rows, weights
        self._prepare()
