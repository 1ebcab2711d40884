"""A lower bound on frustration by semidefinite programming, for largely random signs, where cycles leave a wide gap.

The camps ±1 of the actors form the matrix X = x xᵀ, positive semidefinite with 1 on the diagonal. These two conditions
and the inequalities of odd cliques (``cliques``) bound how many ties can be satisfied. Goemans & Williamson (1995),
Journal of the ACM 42; with inequalities: Rendl, Rinaldi & Wiegele (2010), Mathematical Programming 121. Solved by
alternating directions (Wen, Goldfarb & Yin 2010); inequalities are added when they are violated. Every bound is valid,
whether or not the iteration has converged, because it is taken from a feasible point of the dual.
"""

from __future__ import annotations

import math
from time import monotonic
from typing import Any

from .cliques import Cliques, update_cliques

__all__ = ["LARGEST", "Relaxation"]

#: With more actors than this, one step takes seconds.
LARGEST = 500
#: Steps between two searches for violated inequalities, and how much a bound must gain between them to count.
_STEPS, _GAIN = 40, 0.02
#: The weight of the primal residual in the augmented Lagrangian.
_MU = 0.5
_SIZES = (3, 5, 7)


class Relaxation:
    """The relaxation of a dense symmetric matrix of signs; any division has at least ``bound`` frustrated ties.

    ``x`` is the current matrix X. After ``with_joined`` the entries are sums of signs, and ``ties`` is reduced by what
    the ties between joined actors settle.
    """

    def __init__(self, signs: Any, ties: float) -> None:
        import numpy as np

        self.signs, self.ties, self.bound = signs, ties, -math.inf
        self.x, self.slack = np.eye(len(signs)), np.zeros_like(signs, dtype=float)
        self.cliques = [Cliques(len(signs), size) for size in _SIZES if size == 3 or size <= len(signs)]

    @property
    def lower(self) -> int:
        """The bound as a number of ties."""
        return max(0, math.ceil(self.bound - 1e-6)) if math.isfinite(self.bound) else 0

    def tighten(self, enough: int, end: float, patience: int = 6) -> None:
        """Raise the bound until it reaches ``enough``, gains nothing in ``patience`` searches, or time is up."""
        import numpy as np

        idle, random = 0, np.random.default_rng(1)
        while idle < patience and self.lower < enough and monotonic() < end:
            update_cliques(self.x, self.cliques, random)
            bound = self._step(end)
            idle = 0 if bound > self.bound + _GAIN else idle + 1
            self.bound = max(self.bound, bound)

    def _step(self, end: float) -> float:
        import numpy as np

        n, half, cliques = len(self.signs), self.signs / 2, self.cliques
        for _ in range(_STEPS):
            clique_terms = sum(each.matrix() for each in cliques)
            y = np.diag(half + clique_terms + self.slack) + _MU * (np.diag(self.x) - 1)
            without = np.diag(y) - half - self.slack - _MU * self.x - clique_terms
            for each in cliques:
                each.step(without, _MU)
            dual = np.diag(y) - half - sum(each.matrix() for each in cliques)
            values, vectors = np.linalg.eigh(dual - _MU * self.x)
            up = values > 0
            self.slack = (vectors[:, up] * values[up]) @ vectors[:, up].T
            self.x = -(vectors[:, ~up] * values[~up]) @ vectors[:, ~up].T / _MU
            if monotonic() >= end:
                break
        # Shifted by its least eigenvalue the dual is feasible, so the bound is valid.
        dual_value = y.sum() - n * min(float(np.linalg.eigvalsh(dual)[0]), 0.0)
        dual_value += sum(each.least * each.weights.sum() for each in cliques)
        return (self.ties - float(dual_value)) / 2

    def with_joined(self, into: int, gone: int, sign: int) -> Relaxation:
        """The relaxation with actor ``gone`` joined to ``into``, in the same camp (1) or in opposite camps (−1).

        ``into`` is the lower number of the two. The result starts from the current bound, X and inequalities.
        """
        import numpy as np

        remaining = np.arange(len(self.signs)) != gone

        def folded(matrix: Any) -> Any:
            whole = matrix.copy()
            whole[into] += sign * whole[gone]
            whole[:, into] += sign * whole[:, gone]
            return whole[np.ix_(remaining, remaining)]

        signs = folded(self.signs)
        settled = float(np.trace(signs)) / 2
        np.fill_diagonal(signs, 0)
        result = Relaxation(signs, self.ties - settled)
        result.bound, result.x, result.slack = self.bound, self.x[np.ix_(remaining, remaining)], folded(self.slack)
        result.cliques = [each.contracted(gone, into, sign) for each in self.cliques if each.size <= max(3, len(signs))]
        return result
