"""Change points: the days on which what a pair does to each other turns worse or milder."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ..extras import needs
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .time import acts_by_pair, undated_row

__all__ = ["PENALTY_RULE", "change_points", "changes"]

Measured = tuple[list[str], list[list[Any]]]

#: How much a further change must improve the fit.
PENALTY_RULE = "a change must lower the squared distance of the ranks from their mean by 3 ln n times their variance"
_LEAST = 6
_SEGMENT = 2


def changes(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each pair with six days of acts that have a PLOVER score: the days on which its acts turn worse or milder.

    One row per change: ``day`` is the first day after it, ``before`` and ``after`` are the median scores, ``says`` is
    "worse" or "milder". A pair without a change has one row that says so. Acts of one day have no order and count as
    one, with their mean score; days count one after the other, however far apart. See ``change_points`` for the rule.

    Killick, Fearnhead & Eckley (2012), JASA 107. An empty view has only the last row.

    What it cannot tell: a change in the acts from a change in reporting.

    >>> from standoff.record.keeper import open_keeper
    >>> changes(Ledger(open_keeper()))[1][0][:2]
    ['undated', '0 acts left out']
    """
    dated, _ = acts_by_pair(ledger, view)
    label = ledger.names.label
    rows: list[list[Any]] = []
    for (a, b), acts in dated.items():
        by_day: dict[str, list[float]] = defaultdict(list)
        for day, score, _ in acts:
            if score is not None:
                by_day[day].append(score)
        days = sorted(by_day)
        if len(days) < _LEAST:
            continue
        scores = [sum(by_day[day]) / len(by_day[day]) for day in days]
        bounds = [0, *change_points(scores), len(scores)]
        parts = [_median(scores[i:j]) for i, j in pairwise(bounds)]
        for at, before, after in zip(bounds[1:-1], parts, parts[1:], strict=False):
            says = "worse" if after < before else "milder"
            rows.append([label(a), label(b), len(days), days[at], before, after, says])
        if len(parts) == 1:
            rows.append([label(a), label(b), len(days), None, parts[0], parts[0], "no change"])
    rows.sort(key=lambda r: (r[3] is None, -r[2], r[0], r[1], r[3]))
    return ["actor", "other", "days", "day", "before", "after", "says"], [*rows, undated_row(ledger, view, 7)]


def change_points(values: Sequence[float]) -> list[int]:
    """The points at which a series changes its level: for each, the index of the first value after it.

    The values are replaced by ranks, so that one grave act does not make a change. The division into segments of at
    least two values, in which each change lowers Σ (rank − mean)² by more than the penalty, is found exactly
    (``ruptures``, PELT in C; Killick, Fearnhead & Eckley 2012, JASA 107). The penalty is ``PENALTY_RULE``, as in the
    modified BIC of Zhang & Siegmund (2007), Biometrics 63. It is strict: two in a hundred random series show a change,
    and the smaller of several changes may be missed. Empty for fewer than six values, or if all are equal.

    >>> change_points([-2, -2, -3, -2, -9, -9, -8, -9])
    [4]
    >>> change_points([1, 1, 1, 1, 1, 1, 1])
    []
    """
    needs("This measure", "ruptures", "scipy")
    import numpy as np
    from ruptures import KernelCPD
    from scipy.stats import rankdata

    if len(values) < _LEAST or len(set(values)) < 2:
        return []
    ranks = rankdata(values)
    penalty = 3 * math.log(len(ranks)) * float(np.var(ranks))
    ends = KernelCPD(kernel="linear", min_size=_SEGMENT).fit(ranks.reshape(-1, 1)).predict(pen=penalty)
    return [int(at) for at in ends[:-1]]


def _median(values: Sequence[float]) -> float:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
