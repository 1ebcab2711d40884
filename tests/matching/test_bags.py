"""Bags of words compared all at once give what comparing them two by two does."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from standoff.matching import bags as module
from standoff.matching.bags import bags, likenesses


def _matrix(rows: int, columns: int, share: float, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.where(random.random((rows, columns)) < share, random.random((rows, columns)) + 0.1, 0.0)


def _sparse(matrix: np.ndarray) -> module.Bags:
    rows, columns = np.nonzero(matrix)
    return bags(rows, columns, matrix[rows, columns], matrix.shape)


def _dense(made: module.Bags) -> np.ndarray:
    matrix = np.zeros((len(made), made.width))
    matrix[made.rows, made.columns] = made.values
    return matrix


@pytest.mark.parametrize("at_once", [1, 7, 1_000_000])
def test_products_are_those_of_whole_matrices(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    one, other = _matrix(12, 9, 0.3, 1), _matrix(9, 15, 0.2, 2)
    one[3] = other[4] = 0  # empty rows
    assert np.allclose(_dense(_sparse(one).times(_sparse(other))), one @ other)
    assert np.array_equal(_dense(_sparse(one).turned()), one.T)


def test_values_at_one_place_are_added_up() -> None:
    made = bags(np.array([1, 0, 1]), np.array([2, 0, 2]), np.array([0.5, 1.0, 0.25]), (3, 4))
    assert made.starts.tolist() == [0, 1, 2, 2] and made.columns.tolist() == [0, 2]
    assert made.values.tolist() == [1.0, 0.75]


@pytest.mark.parametrize("at_once", [3, 1_000_000])
def test_likenesses_are_those_of_each_two_rows(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Expected values: Σ w·n·v written out for each pair, none left out by the prefix filter."""
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    words = _matrix(40, 25, 0.15, 3)
    norms = np.linalg.norm(words, axis=1, keepdims=True)
    words = np.divide(words, norms, out=np.zeros_like(words), where=norms > 0)
    near = np.eye(25)
    near[3, 4] = near[4, 3] = 0.95
    shares = words @ near @ words.T
    found = {(one, other): share for one, other, share in likenesses(_sparse(words), _sparse(near), 0.4)}
    expected = {(i, j): min(shares[i, j], 1.0) for i, j in combinations(range(40), 2) if shares[i, j] >= 0.4}
    assert found.keys() == expected.keys() and len(found) > 10
    assert all(abs(found[ends] - expected[ends]) < 1e-12 for ends in found)
