"""A lower bound on frustration by semidefinite programming, where cycles alone leave a wide gap: signs much by chance.

The camps ±1 of the actors make the matrix X = x xᵀ, positive semidefinite with 1 on the diagonal; that alone, with the
inequalities of odd cliques (``cliques``), bounds how many ties can be met. Goemans & Williamson (1995),
Journal of the ACM 42; with inequalities: Rendl, Rinaldi & Wiegele (2010), Mathematical Programming 121. Solved by
alternating directions (Wen, Goldfarb & Yin 2010), inequalities being added as they are violated. Every bound given is
one: it is taken from a point that is feasible in the dual, whether or not the iteration has converged.
"""

from __future__ import annotations

import math
from time import monotonic
from typing import Any

from .cliques import Cliques, update_cliques

__all__ = ["LARGEST", "Relaxation"]

#: Above so many actors one step takes seconds.
LARGEST = 500
#: Steps between two looks for violated inequalities, and what a bound must gain between them not to be idle.
_STEPS, _GAIN = 40, 0.02
#: The weight of the primal residual in the augmented Lagrangian.
_MU = 0.5
_SIZES = (3, 5, 7)


class Relaxation:
    """The relaxation of a dense symmetric matrix of signs, whose best division leaves ``bound`` frustrated or more.

    ``x`` is the matrix X as it stands. After ``with_joined`` the entries are sums of signs; ``ties`` is then less what
    those put together have settled.
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
        """Raise the bound until it is ``enough``, gains no more for ``patience`` looks, or it is ``end``."""
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
        # Moved up by its least eigenvalue the dual is feasible, so that the bound holds.
        dual_value = y.sum() - n * min(float(np.linalg.eigvalsh(dual)[0]), 0.0)
        dual_value += sum(each.least * each.weights.sum() for each in cliques)
        return (self.ties - float(dual_value)) / 2

    def with_joined(self, into: int, gone: int, sign: int) -> Relaxation:
        """The same with two actors in one camp (1) or in opposite ones (−1): they are one from now on, ``into``.

        ``into`` is the lower number of the two. It begins with what is known here.
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
