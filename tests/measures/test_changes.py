"""Change points: planted ones are found, random series seldom have one, and no other division is better."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from standoff.measures.changes import change_points, changes
from tests.measures.known import confrontation, ledger_of


def _best(values):
    """The least penalised cost over all divisions into segments of two or more, by dynamic programming."""
    ranks, n = rankdata(values), len(values)
    penalty = 3 * math.log(n) * np.var(ranks)
    least = {0: -penalty}
    for end in range(2, n + 1):
        least[end] = min(cost + _spread(ranks[at:end]) + penalty for at, cost in least.items() if end - at >= 2)
    return least[n], ranks, penalty


def _spread(ranks):
    return float(((ranks - ranks.mean()) ** 2).sum())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-10, 10), min_size=6, max_size=25))
def test_no_division_into_segments_does_better(values):
    found = change_points(values)
    if len(set(values)) < 2:
        assert found == []
        return
    least, ranks, penalty = _best(values)
    bounds = [0, *found, len(values)]
    cost = sum(_spread(ranks[a:b]) for a, b in pairwise(bounds)) + penalty * len(found)
    assert cost == pytest.approx(least)


@pytest.mark.parametrize("length", [10, 20, 60])
def test_a_planted_change_is_found_and_chance_makes_few(length):
    chance = random.Random(length)
    half = length // 2
    found = [change_points([chance.gauss(0, 1) + 6 * (i >= half) for i in range(length)]) for _ in range(50)]
    assert all(points == [half] for points in found)
    false = sum(bool(change_points([chance.gauss(0, 1) for _ in range(length)])) for _ in range(200))
    assert false <= 12


def test_two_changes_and_one_odd_report():
    assert change_points([-2] * 8 + [-9] * 8 + [-2] * 8) == [8, 16]
    assert change_points([-2, -2, -3, -2, -10, -2, -3, -2, -2, -3]) == []
    assert change_points([-2] * 5) == [] and change_points([]) == [] and change_points([-2, -9, -9]) == []


def test_the_days_of_a_pair():
    rows = [
        confrontation("a", "b", earliest=f"2020-01-{day:02}", score=-2.0 if day < 10 else -9.0) for day in range(1, 19)
    ]
    rows += [confrontation("a", "b", event=f"e{i}", earliest="2020-01-01", score=-2.0) for i in range(3)]
    rows += [confrontation("c", "b", earliest=f"2020-01-{day:02}", score=-5.0) for day in range(1, 9)]
    rows += [confrontation("d", "b", event=f"x{i}", earliest="2020-01-01", score=float(-i)) for i in range(9)]
    columns, found = changes(ledger_of([*rows, confrontation("a", "b")]))
    assert columns[3:] == ["day", "before", "after", "says"]
    # Nine acts of one day have no order, so that d has one day only.
    assert found == [
        ["a", "b", 18, "2020-01-10", -2.0, -9.0, "worse"],
        ["b", "c", 8, None, -5.0, -5.0, "no change"],
        ["undated", "1 act left out", None, None, None, None, None],
    ]
