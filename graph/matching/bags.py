"""Bags of words compared all at once: sparse matrices of NumPy's arrays, for SciPy does not come with every install."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Bags", "bags", "likenesses"]

#: So many products, and so many pairs of rows, are held at a time: about 50 MB.
_AT_ONCE, _PAIRS = 1_000_000, 20_000_000


@dataclass(frozen=True)
class Bags:
    """A sparse matrix, row by row: the ``columns`` of row i, rising, and their ``values``, are those from ``starts[i]``
    to before ``starts[i + 1]``.
    """

    starts: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def rows(self) -> np.ndarray:
        """The row of each value."""
        import numpy as np

        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def turned(self) -> Bags:
        """The matrix with rows for columns."""
        return bags(self.columns, self.rows, self.values, (self.width, len(self)))

    def telling(self, least: float) -> Bags:
        """Of each row the heaviest values, until the squares of the others together are less than ``least`` squared.

        A name that has none of these words, nor one spelled like them, cannot be that much alike, so that ten thousand
        fronts need not all be compared for being fronts (prefix filtering: Bayardo, Ma and Srikant 2007, "Scaling Up
        All Pairs Similarity Search").
        """
        import numpy as np

        rows = self.rows
        order = np.lexsort((self.values, rows))  # the lightest first
        rows, columns, values = rows[order], self.columns[order], self.values[order]
        weight = np.cumsum(values**2)
        before = np.concatenate(([0.0], weight))[self.starts[:-1]]
        kept = weight - before[rows] >= least**2 - 1e-9
        return bags(rows[kept], columns[kept], values[kept], (len(self), self.width))

    def times(self, other: Bags) -> Bags:
        """The product of two matrices."""
        import numpy as np

        found = [self._terms(other, first, last) for first, last in self._bands(other)]
        rows, columns, values = (np.concatenate(part) for part in zip(*found, strict=True))
        return bags(rows, columns, values, (len(self), other.width))

    def _bands(self, other: Bags) -> Iterator[tuple[int, int]]:
        """The rows from and before which the product with another is taken, no more at once than fits in memory."""
        import numpy as np

        many = np.diff(other.starts)[self.columns]
        done = np.concatenate(([0], np.cumsum(many)))[self.starts]
        first = 0
        while first < len(self):
            last = int(np.searchsorted(done, done[first] + _AT_ONCE, side="right")) - 1
            last = max(min(last, first + _PAIRS // other.width), first + 1)
            yield first, last
            first = last

    def _terms(self, other: Bags, first: int, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The terms of which the product is the sum, for some rows: (row, column, value) of each."""
        import numpy as np

        mine = slice(self.starts[first], self.starts[last])
        inner = self.columns[mine]
        many = np.diff(other.starts)[inner]
        at = np.arange(many.sum()) + np.repeat(other.starts[inner] - np.cumsum(many) + many, many)
        row = np.repeat(np.arange(first, last), np.diff(self.starts[first : last + 1]))
        return np.repeat(row, many), other.columns[at], np.repeat(self.values[mine], many) * other.values[at]


def bags(rows: np.ndarray, columns: np.ndarray, values: np.ndarray, shape: tuple[int, int]) -> Bags:
    """The matrix with these values at these places; those at one place are added up."""
    import numpy as np

    height, width = shape
    at, which = np.unique(np.asarray(rows, dtype=np.int64) * width + columns, return_inverse=True)
    starts = np.searchsorted(at, np.arange(height + 1) * width)
    return Bags(starts, at % max(width, 1), np.bincount(which, values, minlength=len(at)), width)


def likenesses(words: Bags, near: Bags, least: float) -> Iterator[tuple[int, int, float]]:
    """(row, later row, likeness) of each two rows of ``words`` that are at least so much alike.

    Their likeness is Σ w·n·v over the words of weight w of the one and v of the other, n being how ``near`` two words
    are.
    """
    import numpy as np

    turned, telling, by_word = words.times(near), words.telling(least).times(near), words.turned()
    places = turned.rows * turned.width + turned.columns
    for first, last in telling._bands(by_word):
        row, column, _ = telling._terms(by_word, first, last)
        later = row < column
        # Marked and looked for again, which takes a tenth of what sorting them takes.
        met = np.zeros((last - first) * len(words), dtype=bool)
        met[(row[later] - first) * len(words) + column[later]] = True
        ones, others = np.divmod(np.flatnonzero(met), len(words))
        ones += first
        many = np.diff(words.starts)[others]
        at = np.arange(many.sum()) + np.repeat(words.starts[others] - np.cumsum(many) + many, many)
        wanted = np.repeat(ones, many) * turned.width + words.columns[at]
        place = np.minimum(np.searchsorted(places, wanted), len(places) - 1)
        parts = np.where(places[place] == wanted, turned.values[place], 0.0) * words.values[at]
        shares = np.bincount(np.repeat(np.arange(len(ones)), many), parts, minlength=len(ones))
        kept = shares >= least
        for one, other, share in zip(ones[kept], others[kept], shares[kept], strict=True):
            yield int(one), int(other), min(float(share), 1.0)
