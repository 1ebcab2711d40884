"""Time series, histories, escalation, answers and burstiness, by hand and against SciPy."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import theilslopes

from standoff.measures.time import answers, burstiness, bursts, escalation, history, months, presence, trend
from tests.measures.known import confrontation, ledger_of

ROWS = [
    confrontation("a", "b", earliest="2020-01-01", score=-2.0),
    confrontation("b", "a", earliest="2020-01-04", score=-5.0),
    confrontation("a", "b", earliest="2020-01-10", score=-6.0),
    confrontation("b", "a", earliest="2020-03-01", score=-9.0),
    confrontation("c", "b", earliest="2020-03-02"),
    confrontation("a", "c"),
]


def test_months_have_a_row_each_and_undated_acts_are_named():
    assert months(ledger_of(ROWS))[1] == [
        ["2020-01", 3, 1, 2, pytest.approx(-13 / 3)],
        ["2020-02", 0, 0, 0, None],
        ["2020-03", 2, 2, 3, -9.0],
        ["undated", 1, None, None, None],
    ]


def test_histories_and_presence_by_hand():
    _, rows = history(ledger_of(ROWS))
    assert rows[0] == ["a", "b", "2020-01-01", "2020-03-01", 4, 51, -9.0]
    assert rows[-1][:2] == ["undated", "1 act left out"]
    assert presence(ledger_of(ROWS))[1][:3] == [
        ["a", "2020-01-01", "2020-03-01", 4],
        ["b", "2020-01-01", "2020-03-02", 5],
        ["c", "2020-03-02", "2020-03-02", 1],
    ]


def test_escalation_is_the_slope_of_theil_and_sen():
    five = [*ROWS, confrontation("a", "b", earliest="2020-04-01", score=-7.0)]
    points = [(date.fromisoformat(r["earliest"]).toordinal() / 365.25, r["score"]) for r in (*ROWS[:4], five[-1])]
    expected = theilslopes([y for _, y in points], [x for x, _ in points], 0.95)
    _, rows = escalation(ledger_of(five))
    assert rows[0][:3] == ["a", "b", 5] and rows[0][3:6] == pytest.approx([expected[0], expected[2], expected[3]])
    assert trend([(0, 0), (1, 1)]) is None
    days = [confrontation("a", "b", earliest=f"2020-01-{d:02}", score=-d / 3) for d in range(1, 29)]
    assert escalation(ledger_of(days))[1][0][6] == "escalates"


@pytest.mark.parametrize("count", [3, 4, 5, 6])
def test_few_random_acts_seldom_show_a_trend(count):
    # Every order of the scores is as likely without a trend; of three a third only rise or fall, of four a twelfth.
    orders = list(permutations(range(count)))
    found = [trend(list(enumerate(scores))) for scores in orders]
    assert all(each and each[1:] == (None, None) for each in found) == (count < 5)
    shown = sum(bool(each) and each[1] is not None and (each[1] > 0 or each[2] < 0) for each in found)
    assert shown / len(orders) <= 0.05
    three = [confrontation("a", "b", earliest=f"2020-01-0{day}", score=-float(day)) for day in (1, 2, 3)]
    assert escalation(ledger_of(three))[1][0][4:] == [None, None, "too few acts for an interval"]


def test_answers_come_on_a_later_day():
    _, rows = answers(ledger_of(ROWS))
    # a → b on days 1 and 10 is answered after 3 and 51 days; b → a on day 4 after 6, on 1 March never.
    assert rows[0] == ["b", "a", 2, 1, 6, 0.5] and rows[1] == ["a", "b", 2, 2, 27, 0.5]


def test_burstiness_by_hand():
    # Gaps 1 and 3: mean 2, deviation 1, (1 − 2) / (1 + 2).
    assert burstiness([1, 3]) == pytest.approx(-1 / 3) and burstiness([5]) is None and burstiness([]) is None
    assert bursts(ledger_of(ROWS))[1][0][:3] == ["a", "b", 4]


@pytest.mark.parametrize("rows", [[], [confrontation("a", None)], [confrontation("a", "a", earliest="2020-01-01")]])
@pytest.mark.parametrize("measure", [answers, bursts, escalation, history, months, presence])
def test_odd_ledgers_have_a_defined_result(rows, measure):
    columns, found = measure(ledger_of(rows))
    assert found[-1][0] == "undated" and all(len(row) == len(columns) for row in found)


def test_trend_is_that_of_the_table_of_sen():
    # Sen (1968), JASA 63, p. 1387: b* = 4 between 26/7 and 35/8 with 93 %; the ranks of the bounds are those of 95 %.
    t, y = (1, 2, 3, 4, 10, 12, 18), (9, 15, 19, 20, 45, 55, 78)
    assert trend(list(zip(t, y, strict=True))) == pytest.approx((4, 26 / 7, 35 / 8))


def test_bursts_by_hand_and_by_numpy():
    # a and b meet on 1, 4 and 10 January and 1 March: gaps of 3, 6 and 51 days.
    gaps = np.array([3, 6, 51])
    expected = (gaps.std() - gaps.mean()) / (gaps.std() + gaps.mean())
    assert bursts(ledger_of(ROWS))[1][0] == ["a", "b", 4, 20, pytest.approx(expected)]


def test_a_band_of_days_is_that_of_its_first():
    spans = [confrontation("a", "b", earliest="2020-01-31", latest="2020-02-02", event="e")]
    assert months(ledger_of(spans))[1] == [["2020-01", 1, 1, 2, None], ["undated", 0, None, None, None]]
