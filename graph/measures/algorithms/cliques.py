"""The inequalities of odd cliques: what any three, five or seven actors in two camps must satisfy.

With x_ij = 1 for two in one camp and −1 for two in opposite ones, signs s of an odd number k of actors give
Σ s_i s_j x_ij ≥ −(k − 1) / 2 over their pairs, as the square of a sum of k odd numbers is at least 1. Those of three
are the triangle inequalities (Barahona 1982); of five and seven: Boros & Hammer (1993), Mathematical Programming 61.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

__all__ = ["Cliques"]

#: How many inequalities of one size are added at a time, and by how much they must be violated, for each pair.
_ADDED, _VIOLATED = 2000, 0.02 / 3
#: How many cliques of three are grown into fives and sevens at a time.
_GROWN = 3000
_SIGNS = ((1, 1, 1), (1, 1, -1), (1, -1, 1), (-1, 1, 1))


class Cliques:
    """The inequalities in use for ``size`` of ``among`` actors: their actors, signs, and multipliers (``weights``)."""

    def __init__(self, among: int, size: int) -> None:
        import numpy as np

        self.among, self.size, self.least = among, size, (size - 1) / 2
        self.actors: Any = np.zeros((0, size), dtype=np.int64)
        self.signs: Any = np.zeros((0, size))
        self.weights: Any = np.zeros(0)
        first, second = zip(*combinations(range(size), 2), strict=True)
        self._first, self._second = list(first), list(second)
        self.prepare()

    def prepare(self) -> None:
        """Compute the positions of the pairs in the matrix. Call this after adding or dropping inequalities."""
        import numpy as np

        # Actors are in ascending order, so all pairs are above the diagonal.
        self._at = (self.actors[:, self._first] * self.among + self.actors[:, self._second]).T.ravel()
        self._sign = (self.signs[:, self._first] * self.signs[:, self._second]).T.ravel()
        self._step = np.ones(len(self.weights))

    def shares(self) -> Any:
        """How many of these inequalities each pair of actors is in."""
        import numpy as np

        return np.bincount(self._at, minlength=self.among**2)

    def slow_down(self, shares: Any) -> None:
        """Set a step for each inequality, small enough for all that share its pairs (Pock & Chambolle 2011)."""
        import numpy as np

        self._step = 2.0 / np.maximum(self._summed(shares[self._at]), 1)

    def matrix(self) -> Any:
        """The sum of the inequalities, each times its multiplier, as a symmetric matrix."""
        import numpy as np

        n, pairs = self.among, len(self._first)
        upper = np.bincount(self._at, np.tile(self.weights, pairs) * self._sign / 2, n * n).reshape(n, n)
        return upper + upper.T

    def step(self, without: Any, mu: float) -> None:
        """Move the multipliers towards what the rest of the dual requires; never below 0."""
        import numpy as np

        value = self._summed(without.ravel()[self._at] * self._sign)
        self.weights = np.maximum(0.0, self.weights + self._step * (value - mu * self.least))

    def drop_unused(self) -> None:
        """Drop inequalities without weight."""
        in_use = self.weights > 1e-5
        self.actors, self.signs, self.weights = self.actors[in_use], self.signs[in_use], self.weights[in_use]

    def add_violated(self, actors: Any, signs: Any, values: Any) -> None:
        """Add the most violated of these inequalities, each once; ``values`` below 0 are violations."""
        import numpy as np

        worst = np.argsort(values, kind="stable")[:_ADDED]
        worst = worst[values[worst] < -_VIOLATED * len(self._first)]
        self._set(
            np.concatenate([self.actors, actors[worst]]),
            np.concatenate([self.signs, signs[worst]]),
            np.concatenate([self.weights, np.zeros(len(worst))]),
        )

    def contracted(self, gone: int, into: int, sign: int) -> Cliques:
        """The same inequalities when actor ``gone`` is always in the camp of ``into`` (1), or always opposite (−1)."""
        result = Cliques(self.among - 1, self.size)
        both = (self.actors == into).any(axis=1) & (self.actors == gone).any(axis=1)
        actors, signs = self.actors[~both].copy(), self.signs[~both].copy()
        is_gone = actors == gone
        signs[is_gone] *= sign
        actors[is_gone] = into
        actors[actors > gone] -= 1
        result._set(actors, signs, self.weights[~both])
        result.prepare()
        return result

    def _set(self, actors: Any, signs: Any, weights: Any) -> None:
        """Store actors in ascending order, with + for the first; add up the weights of equal inequalities."""
        import numpy as np

        order = np.argsort(actors, axis=1)
        actors, signs = np.take_along_axis(actors, order, 1), np.take_along_axis(signs, order, 1)
        rows = np.concatenate([actors, (signs * signs[:, :1]).astype(np.int64)], axis=1)
        rows, which = np.unique(rows, axis=0, return_inverse=True)
        self.actors, self.signs = rows[:, : self.size], rows[:, self.size :].astype(float)
        self.weights = np.bincount(which.ravel(), weights, len(rows))

    def _summed(self, of_pairs: Any) -> Any:
        return of_pairs.reshape(len(self._first), -1).sum(axis=0)


def update_cliques(x: Any, cliques: list[Cliques], random: Any) -> None:
    """Drop inequalities without weight, and add those that the matrix x violates.

    Of three actors, all the worst are added; of more actors, those grown from threes, once few threes are violated.
    """
    threes, *larger = cliques
    for each in cliques:
        each.drop_unused()
    actors, signs, values = _violated_threes(x)
    threes.add_violated(actors, signs, values)
    if larger and len(values) < 3 * _ADDED:
        actors, signs = _starting_threes(x, threes, random)
        for each in larger:
            actors, signs = _grown(x, actors, signs)
            each.add_violated(actors, signs, _values(x, actors, signs))
    shares = 0
    for each in cliques:
        each.prepare()
        shares = shares + each.shares()
    for each in cliques:
        each.slow_down(shares)


def _violated_threes(x: Any) -> tuple[Any, Any, Any]:
    import numpy as np

    rows = [np.zeros((0, 7))]
    for i in range(len(x) - 2):
        row, rest = x[i, i + 1 :], x[i + 1 :, i + 1 :]
        for s in _SIGNS:
            value = s[0] * s[1] * row[:, None] + s[0] * s[2] * row[None, :] + s[1] * s[2] * rest + 1
            j, k = np.nonzero(np.triu(value < -3 * _VIOLATED, 1))
            if len(j):
                of = np.broadcast_to(np.array(s), (len(j), 3))
                rows.append(np.column_stack([value[j, k], np.full(len(j), i), j + i + 1, k + i + 1, of]))
    table = np.concatenate(rows)
    return table[:, 1:4].astype(np.int64), table[:, 4:], table[:, 0]


def _starting_threes(x: Any, threes: Cliques, random: Any) -> tuple[Any, Any]:
    """Threes from which to grow larger cliques: some at random, and some of those in use, which are tight."""
    import numpy as np

    actors = random.random((_GROWN, len(x))).argpartition(2, axis=1)[:, :3]
    signs = random.choice([-1.0, 1.0], (_GROWN, 3))
    if len(threes.actors):
        chosen = random.integers(0, len(threes.actors), _GROWN)
        actors = np.concatenate([actors, threes.actors[chosen]])
        signs = np.concatenate([signs, threes.signs[chosen]])
    return actors, signs


def _grown(x: Any, actors: Any, signs: Any) -> tuple[Any, Any]:
    """Each clique with two more actors, added one by one, that lower its sum most."""
    import numpy as np

    for _ in range(2):
        sums = np.einsum("rk,rkn->rn", signs, x[actors])
        far = -np.abs(sums)
        np.put_along_axis(far, actors, 1.0, axis=1)
        nearest = far.argmin(axis=1)[:, None]
        sign = np.where(np.take_along_axis(sums, nearest, 1) > 0, -1.0, 1.0)
        actors, signs = np.concatenate([actors, nearest], axis=1), np.concatenate([signs, sign], axis=1)
    return actors, signs


def _values(x: Any, actors: Any, signs: Any) -> Any:
    import numpy as np

    size = actors.shape[1]
    squares = np.einsum("ra,rab,rb->r", signs, x[actors[:, :, None], actors[:, None, :]], signs, optimize=True)
    return (squares - size) / 2 + (size - 1) / 2
