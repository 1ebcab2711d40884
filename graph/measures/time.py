"""Time: acts by month, dyad histories, who enters and leaves, escalation, who answers whom how fast, burstiness.

The day of an act is the first possible day of its earliest telling, its score that of its gravest kind. Undated acts
are left out; the last row of each table, "undated", says how many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from ..extras import needs
from ..rules.dyads import Act, Dyad
from ..rules.ledger import Ledger, cached_by_view
from ..rules.view import EVERYTHING, View
from .asserted_acts import asserted_dyads, first_day, plover_scores

__all__ = [
    "acts_by_pair",
    "answers",
    "burstiness",
    "bursts",
    "escalation",
    "history",
    "months",
    "presence",
    "trend",
    "undated_row",
]

Measured = tuple[list[str], list[list[Any]]]
#: An act between two actors: its day, its PLOVER score or None, and its event.
_Act = tuple[str, float | None, str]
_Pair = tuple[str | None, str | None]
#: Five random values only rise or only fall in 1 of 60 orders, four values in 1 of 12.
_FOR_INTERVAL = 5


def months(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each month from the first act to the last: acts, pairs that face each other, actors, and the mean score.

    Months without a reported act have zeros. The score is PLOVER's, from −10 (worst) to 10; None if no act of the month
    has one.

    Plain counts. An empty view has only the last row.

    What it cannot tell: fewer acts from fewer reports.

    >>> from standoff.record.keeper import open_keeper
    >>> months(Ledger(open_keeper()))[1]
    [['undated', 0, None, None, None]]
    """
    dated, undated = acts_by_pair(ledger, view)
    by_month: dict[str, tuple[set[str], set[_Pair], set[str], dict[str, float]]]
    by_month = defaultdict(lambda: (set(), set(), set(), {}))
    for pair, acts in dated.items():
        for day, score, event in acts:
            events, pairs, actors, scores = by_month[day[:7]]
            events.add(event)
            pairs.add(pair)
            actors.update(end for end in pair if end)
            if score is not None:
                scores[event] = min(score, scores.get(event, score))
    rows: list[list[Any]] = []
    for month in _months(min(by_month), max(by_month)) if by_month else ():
        events, pairs, actors, scores = by_month[month]
        rows.append([month, len(events), len(pairs), len(actors), _mean(list(scores.values()))])
    return ["month", "acts", "pairs", "actors", "score"], [*rows, ["undated", len(undated), None, None, None]]


def history(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """The history of each pair: first and last day, acts with a day, the longest quiet in days, and the worst score.

    Direction is ignored; an end that nobody names is "unnamed".

    Plain counts. An empty view has only the last row.

    What it cannot tell: quiet from silence. In a long quiet, only the reports may have stopped.

    >>> from standoff.record.keeper import open_keeper
    >>> history(Ledger(open_keeper()))[1][0][:2]
    ['undated', '0 acts left out']
    """
    dated, _ = acts_by_pair(ledger, view)
    label = ledger.names.label
    rows: list[list[Any]] = []
    for (a, b), acts in dated.items():
        days = sorted({day for day, _, _ in acts})
        gaps = _gaps(days)
        scores = [score for _, score, _ in acts if score is not None]
        rows.append(
            [
                label(a),
                label(b),
                days[0],
                days[-1],
                len({event for _, _, event in acts}),
                max(gaps) if gaps else None,
                min(scores, default=None),
            ]
        )
    rows.sort(key=lambda r: (r[2], r[3], r[0], r[1]))
    columns = ["actor", "other", "first", "last", "acts", "longest_quiet", "worst_score"]
    return columns, [*rows, undated_row(ledger, view, 7)]


def presence(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """When each actor enters and leaves: the first and the last day it is reported as facing somebody, and its acts.

    To leave only means to be reported no more: the reports may have ended before the actor did.

    Plain counts. An empty view has only the last row.

    What it cannot tell: whether an actor was there before or after.

    >>> from standoff.record.keeper import open_keeper
    >>> presence(Ledger(open_keeper()))[1][0][:2]
    ['undated', '0 acts left out']
    """
    dated, _ = acts_by_pair(ledger, view)
    acts_of: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for pair, acts in dated.items():
        for end in pair:
            if end:
                acts_of[end] |= {(day, event) for day, _, event in acts}
    rows: list[list[Any]] = [
        [ledger.names.label(actor), min(acts)[0], max(acts)[0], len({event for _, event in acts})]
        for actor, acts in acts_of.items()
    ]
    rows.sort(key=lambda r: (r[1], r[2], r[0]))
    return ["actor", "enters", "leaves", "acts"], [*rows, undated_row(ledger, view, 4)]


def escalation(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each pair with three acts that have a day and a score: the trend of the PLOVER score in points a year, its
    95 % interval, and in words.

    Negative is worse: −10 is the gravest score. An interval entirely below 0 means escalation, one above 0 calming
    down. Theil–Sen slope with Sen's interval (Sen 1968, JASA 63), which one odd report does not move. Three or four
    acts are too few for an interval that is right 19 times in 20 (three random acts only rise or only fall in one of
    three orders), so they have none. Many pairs are tested: of twenty pairs without a trend, one may seem to have one.
    Pairs with fewer acts, or with all acts on one day, are left out.

    An empty view has only the last row.

    What it cannot tell: whether the acts got worse, or the reports more willing to report the worst.

    >>> from standoff.record.keeper import open_keeper
    >>> escalation(Ledger(open_keeper()))[1][0][:2]
    ['undated', '0 acts left out']
    """
    dated, _ = acts_by_pair(ledger, view)
    label = ledger.names.label
    rows: list[list[Any]] = []
    for (a, b), acts in dated.items():
        scored = sorted((day, score) for day, score, _ in acts if score is not None)
        slope_and_interval = trend([(date.fromisoformat(day).toordinal() / 365.25, score) for day, score in scored])
        if slope_and_interval:
            slope, low, high = slope_and_interval
            says = _in_words(low, high)
            rows.append([label(a), label(b), len(scored), slope, low, high, says])
    rows.sort(key=lambda r: (r[3], r[0], r[1]))
    return ["actor", "other", "acts", "slope_per_year", "low", "high", "says"], [*rows, undated_row(ledger, view, 7)]


def _in_words(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "too few acts for an interval"
    return "escalates" if high < 0 else "calms down" if low > 0 else "no clear trend"


def trend(points: Sequence[tuple[float, float]]) -> tuple[float, float | None, float | None] | None:
    """The median slope of y over x and its 95 % interval, as (slope, low, high), from (x, y) points.

    None for fewer than three points, for points all at one x, or for values too equal for an interval. Three and four
    points have no interval (None): in one of three orders of three points, and one of twelve of four, all slopes have
    the same sign. Computed by ``scipy.stats.theilslopes``.

    >>> trend([(0, 1), (0, 2), (0, 3)]) is None
    True
    >>> trend([(0, 1), (1, 2), (2, 3)])
    (1.0, None, None)
    """
    needs("This measure", "scipy")
    import numpy as np
    from scipy.stats import theilslopes

    if len(points) < 3 or len({x for x, _ in points}) < 2:
        return None
    # Few points with mostly equal values give a negative variance, and so no interval.
    with np.errstate(invalid="ignore"):
        estimate = [float(v) for v in theilslopes([y for _, y in points], [x for x, _ in points], 0.95)]
    if np.isnan(estimate[0]) or (len(points) >= _FOR_INTERVAL and np.isnan(estimate).any()):
        return None
    return (estimate[0], estimate[2], estimate[3]) if len(points) >= _FOR_INTERVAL else (estimate[0], None, None)


def answers(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """Who answers whom, and how fast: for each directed dyad that is answered, its days with acts, how many of them are
    followed by an act in the other direction on a later day, and the median days until then.

    ``within_week`` is the share of its days with acts that are answered within seven days. An act that follows another
    need not answer it: for what sources call a response, ask the question ``responses``. Acts of the same day have no
    order and do not count as answers.

    Plain counts; for a model of acts that set off others see Hawkes (1971), Biometrika 58. An empty view has only the
    last row.

    What it cannot tell: whether the later act had to do with the earlier one.

    >>> from standoff.record.keeper import open_keeper
    >>> answers(Ledger(open_keeper()))[1][0][:2]
    ['undated', '0 acts left out']
    """
    days: dict[_Pair, set[str]] = defaultdict(set)
    for dyad in asserted_dyads(ledger, view):
        if dyad.directed and dyad.who and dyad.whom and dyad.who != dyad.whom:
            first = (first_day(versions) for versions in _by_event(dyad).values())
            days[dyad.who, dyad.whom].update(day for day in first if day)
    label = ledger.names.label
    rows: list[list[Any]] = []
    for (who, whom), acted in days.items():
        back = sorted(days.get((whom, who), ()))
        waits = [wait for day in sorted(acted) if (wait := _wait(day, back)) is not None]
        if waits:
            within = sum(wait <= 7 for wait in waits) / len(acted)
            rows.append([label(who), label(whom), len(acted), len(waits), _median(waits), within])
    rows.sort(key=lambda r: (r[4], r[0], r[1]))
    return ["who", "answered_by", "days_with_acts", "answered", "median_days", "within_week"], [
        *rows,
        undated_row(ledger, view, 6),
    ]


def bursts(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each pair with three days of acts: how many such days, the mean days between them, and how bursty they are.

    See ``burstiness``. Weekly summaries make any pair look regular.

    Goh & Barabási (2008), EPL 81. An empty view has only the last row.

    What it cannot tell: bursts of acts from bursts of reporting.

    >>> from standoff.record.keeper import open_keeper
    >>> bursts(Ledger(open_keeper()))[1][0][:2]
    ['undated', '0 acts left out']
    """
    dated, _ = acts_by_pair(ledger, view)
    label = ledger.names.label
    rows: list[list[Any]] = []
    for (a, b), acts in dated.items():
        gaps = _gaps(sorted({day for day, _, _ in acts}))
        value = burstiness(gaps)
        if value is not None:
            rows.append([label(a), label(b), len(gaps) + 1, _mean(gaps), value])
    rows.sort(key=lambda r: (-r[4], r[0], r[1]))
    return ["actor", "other", "days_with_acts", "mean_gap", "burstiness"], [*rows, undated_row(ledger, view, 5)]


def burstiness(gaps: Sequence[float]) -> float | None:
    """(σ − μ) / (σ + μ) of the gaps between acts, in [−1, 1): −1 is regular, 0 random, near 1 bursts and long quiet.

    Goh & Barabási (2008), Burstiness and memory in complex systems, EPL 81. None for fewer than two gaps.

    >>> burstiness([7, 7, 7])
    -1.0
    """
    if len(gaps) < 2 or not sum(gaps):
        return None
    mean = sum(gaps) / len(gaps)
    spread = (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
    return float((spread - mean) / (spread + mean))


def _by_event(dyad: Dyad) -> dict[str, list[Act]]:
    """The versions of each act of a dyad, by event."""
    versions: dict[str, list[Act]] = defaultdict(list)
    for act in dyad.acts:
        versions[act.event].append(act)
    return versions


@cached_by_view
def acts_by_pair(ledger: Ledger, view: View) -> tuple[dict[_Pair, list[_Act]], set[str]]:
    """The acts of each pair, one per event with its earliest day and worst score; and the undated events."""
    acts_of_pair: dict[_Pair, dict[str, _Act]] = defaultdict(dict)
    undated, dated = set(), set()
    score_of = plover_scores(ledger)
    for dyad in asserted_dyads(ledger, view):
        a, b = sorted((dyad.who, dyad.whom), key=lambda end: (end is None, end or ""))
        for event, versions in _by_event(dyad).items():
            day = first_day(versions)
            if not day:
                undated.add(event)
                continue
            dated.add(event)
            score = min((score_of[act.kind] for act in versions if act.kind in score_of), default=None)
            known = acts_of_pair[a, b].get(event)
            if known:
                day = min(day, known[0])
                score = min((s for s in (score, known[1]) if s is not None), default=None)
            acts_of_pair[a, b][event] = (day, score, event)
    return {pair: list(acts.values()) for pair, acts in acts_of_pair.items()}, undated - dated


def undated_row(ledger: Ledger, view: View, width: int) -> list[Any]:
    """The last row of a table with ``width`` columns: how many acts have no day and are left out."""
    _, undated = acts_by_pair(ledger, view)
    return ["undated", f"{len(undated)} act{'s' * (len(undated) != 1)} left out", *[None] * (width - 2)]


def _months(first: str, last: str) -> Iterator[str]:
    year, month = map(int, first.split("-"))
    while (here := f"{year:04}-{month:02}") <= last:
        yield here
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _gaps(days: Sequence[str]) -> list[int]:
    ordinals = [date.fromisoformat(day).toordinal() for day in days]
    return [b - a for a, b in pairwise(ordinals)]


def _wait(day: str, back: Sequence[str]) -> int | None:
    after = next((other for other in back if other > day), None)
    return None if after is None else _gaps([day, after])[0]


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _median(values: Sequence[float]) -> float:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
