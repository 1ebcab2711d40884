"""Good divisions into two camps by local search: a fast upper bound on frustration, not a proof."""

from __future__ import annotations

from time import monotonic
from typing import Any

__all__ = ["Ties"]

_SHAKEN, _ROUNDS = 0.1, 40
_FLIPS = 20_000


class Ties:
    """The signed ties of connected actors, numbered from 0, as (actor, other, sign), and the best division so far.

    A division is an array of 1 and −1, one for each actor; ``fewest_against`` ties stand against the ``best``.
    """

    def __init__(self, size: int, edges: list[tuple[int, int, int]]) -> None:
        import numpy as np
        from scipy.sparse import csr_array

        self.size, self.edges = size, edges
        self._u, self._v, self._sign = (np.array(column) for column in zip(*edges, strict=True))
        at = (np.r_[self._u, self._v], np.r_[self._v, self._u])
        self.matrix = csr_array((np.tile(self._sign, 2), at), shape=(size, size)).astype(float)
        self._sign_of = {(u, v): sign for one, other, sign in edges for u, v in ((one, other), (other, one))}
        self.best = self.settled(self.from_tree())
        self.fewest_against = self.against(self.best)

    def against(self, camp: Any) -> int:
        """How many ties stand against a division."""
        return int((camp[self._u] * camp[self._v] * self._sign < 0).sum())

    def frustrated(self) -> list[int]:
        """The positions in ``edges`` of the ties that stand against the best division."""
        import numpy as np

        return [int(e) for e in np.flatnonzero(self.best[self._u] * self.best[self._v] * self._sign < 0)]

    def consider(self, camp: Any) -> None:
        """Store a division as the best if it is better than the best so far."""
        against = self.against(camp)
        if against < self.fewest_against:
            self.best, self.fewest_against = camp.copy(), against

    def settled(self, camp: Any) -> Any:
        """The division after moving, one by one, actors with more ties against it than for it; changed in place."""
        field = camp * (self.matrix @ camp)
        while field[node := int(field.argmin())] < 0:
            self._move(camp, field, node)
        return camp

    def shake(self, end: float, weights: Any = None) -> None:
        """Settle, shake and settle again (seeded), starting from the tree of the ties with the smallest ``weights``."""
        import numpy as np

        random = np.random.default_rng(1)
        camp = self.settled(self.from_tree(weights))
        self.consider(camp)
        for _ in range(_ROUNDS if self.size > 3 else 0):
            if monotonic() >= end:
                return
            shaken = camp.copy()
            shaken[random.random(self.size) < _SHAKEN] *= -1
            shaken = self.settled(shaken)
            if self.against(shaken) <= self.against(camp):
                camp = shaken
                self.consider(camp)

    def tabu(self, end: float, starts: int = 5) -> None:
        """Tabu search from the best division and from random ones (seeded): always move the actor that loses least by
        it, and do not move it back soon. Glover (1989), Tabu search, ORSA Journal on Computing 1.
        """
        import numpy as np

        random = np.random.default_rng(1)
        for start in range(starts):
            camp = self.best.copy() if start == 0 else random.choice([-1.0, 1.0], self.size)
            field, tabu_until = camp * (self.matrix @ camp), np.zeros(self.size)
            against = least = self.against(camp)
            for flip in range(_FLIPS):
                if monotonic() >= end:
                    return
                node = int(field.argmin())
                if tabu_until[node] > flip and against + field[node] >= least:
                    node = int(np.where(tabu_until > flip, np.inf, field).argmin())
                against += int(field[node])
                self._move(camp, field, node)
                tabu_until[node] = flip + random.integers(10, 20)
                if against < least:
                    least = against
                    self.consider(camp)

    def _move(self, camp: Any, field: Any, node: int) -> None:
        matrix = self.matrix
        camp[node] *= -1
        field[node] *= -1
        ties = slice(matrix.indptr[node], matrix.indptr[node + 1])
        others = matrix.indices[ties]
        field[others] += 2 * matrix.data[ties] * camp[node] * camp[others]

    def from_tree(self, weights: Any = None) -> Any:
        """The division that agrees with all ties of a spanning tree: the tree of least weight, if weights are given."""
        import numpy as np
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

        tree = self.matrix
        if weights is not None:
            # In a sparse matrix a weight of 0 would mean no tie.
            lengths = np.maximum(np.asarray(weights), 0.0) + 1e-9
            tree = minimum_spanning_tree(csr_array((lengths, (self._u, self._v)), shape=tree.shape))
        order, before = breadth_first_order(tree, 0, directed=False)
        camp = np.ones(self.size)
        for node in order[1:].tolist():
            camp[node] = camp[before[node]] * self._sign_of[node, int(before[node])]
        return camp
