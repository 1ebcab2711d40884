"""Variations of any measure: in windows of time, without each source, and with groups of sources drawn again.

The first columns of a measure identify a row (the actor, the pair, the month: ``KEYS`` says how many); its figures are
the columns with numbers. Rows that only say what is left out are skipped. ``time_limit`` is the total for all searches
of a table, in seconds.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from typing import Any

from ..arguments import check
from ..errors import QuestionError
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .asserted_acts import asserted_dyads, sources_of
from .catalogue import SEARCHES, key_of, measure
from .frustration import TIME_LIMIT
from .resampling import quantile, resampled
from .without_sources import ranks, tau, without_each

__all__ = [
    "KEYS",
    "SUMMARY_ROWS",
    "Variation",
    "bootstrap",
    "figures",
    "leave_one_out",
    "periods",
    "source_weight",
    "windows",
]

Measured = tuple[list[str], list[list[Any]]]
Key = tuple[str, ...]
#: The figures of each row, by its key, then by column.
Figures = dict[Key, dict[str, float]]

#: How many columns identify a row. Measures not listed here have one.
KEYS = {
    "agreement": 2,
    "answers": 2,
    "bursts": 2,
    "changes": 2,
    "common_enemies": 2,
    "concentration": 0,
    "deaths": 3,
    "escalation": 2,
    "exchange": 2,
    "history": 2,
    "overlap": 2,
    "portrayal": 2,
    "reciprocity": 0,
    "reporting": 2,
    "signed_ties": 2,
    "signed_triads": 2,
    "stand_on": 3,
}
#: What stands in place of a name in a row that only says what was left out.
SUMMARY_ROWS = ("undated", "left out", "frustrated tie")


class _RepeatedMeasure:
    """A measure to be computed ``times`` times; each search gets its share of the time left."""

    def __init__(self, name: str, times: int, time_limit: float) -> None:
        self.name, self.left, self.end = name, times, monotonic() + time_limit
        self.columns: list[str] = []

    def table(self, ledger: Ledger, view: View) -> Measured:
        share = max(0.0, self.end - monotonic()) / max(1, self.left)
        self.left -= 1
        self.columns, rows = measure(self.name, ledger, view, share)
        return self.columns, rows

    def figures(self, ledger: Ledger, view: View) -> Figures:
        return _figures(self.name, *self.table(ledger, view))

    @property
    def keys(self) -> list[str]:
        """The columns that identify a row."""
        # Some measures name their rows "figure", as these tables name their columns: no name may appear twice.
        named = self.columns[: KEYS.get(self.name.replace("-", "_"), 1)]
        return ["of" if column == "figure" else column for column in named]


def figures(name: str, ledger: Ledger, view: View = EVERYTHING) -> Figures:
    """The figures of a measure by row. Every row has ``told`` = 1, so that rows without a number are included."""
    return _figures(name, *measure(name, ledger, view))


def _figures(name: str, columns: list[str], rows: list[list[Any]]) -> Figures:
    keys = KEYS.get(name.replace("-", "_"), 1)
    by_key: Figures = {}
    for row in rows:
        key = tuple(_text(value) for value in row[:keys])
        if key[:1] and key[0] in SUMMARY_ROWS:
            continue
        numbers = {
            column: float(value)
            for column, value in zip(columns[keys:], row[keys:], strict=True)
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        by_key.setdefault(key, {"told": 1.0, **numbers})
    return by_key


def leave_one_out(name: str, ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Measured:
    """For each row and figure of a measure, the range of values and ranks when any one source is left out.

    ``moved_by`` lists the sources without which it moves farthest, ``falls_without`` those without which the row is
    gone; the range covers the other cases. Rank 1 is the highest value; equals share the best rank. A range shows how
    far a figure depends on single sources, not how far it is from what happened. Raises QuestionError for an unknown
    measure.
    """
    repeated, whole, each = _with_and_without(name, ledger, view, time_limit)
    full, moved = _ranks(whole), {source: _ranks(left) for source, left in each.items()}
    rows: list[list[Any]] = []
    for key, numbers in whole.items():
        falls = [source for source, left in each.items() if key not in left]
        for column in [column for column in numbers if column != "told"] or ["told"]:
            value, rank = numbers[column], full[column][key]
            left = {source: rest[key][column] for source, rest in each.items() if column in rest.get(key, {})}
            places = [moved[source][column][key] for source in left]
            farthest = max((abs(v - value) for v in left.values()), default=0.0)
            by = [source for source, v in left.items() if farthest and abs(v - value) == farthest]
            rows.append(
                [
                    *key,
                    column,
                    value,
                    min(left.values(), default=None),
                    max(left.values(), default=None),
                    rank,
                    min(places, default=None),
                    max(places, default=None),
                    by,
                    falls,
                ]
            )
    return [
        *repeated.keys,
        "figure",
        "value",
        "low",
        "high",
        "rank",
        "best_rank",
        "worst_rank",
        "moved_by",
        "falls_without",
    ], rows


def source_weight(name: str, ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Measured:
    """For each source and figure of a measure, how far the order of the rows stays without it.

    ``tau`` is Kendall's tau-b over the rows that are left: 1 is the same order, None means that fewer than two values
    differ. ``rows_fall`` is the number of rows gone without the source; ``largest_change`` of the figure and
    ``largest_rank_change`` are over the rows that are left. Raises QuestionError for an unknown measure.
    """
    _, whole, each = _with_and_without(name, ledger, view, time_limit)
    full = _ranks(whole)
    rows: list[list[Any]] = []
    for source, rest in each.items():
        left = _ranks(rest)
        gone = sum(key not in rest for key in whole)
        for column in full:
            if column == "told" and len(full) > 1:
                continue
            both = [key for key in full[column] if key in left.get(column, {})]
            before = {" ".join(key): whole[key][column] for key in both}
            now = {" ".join(key): rest[key][column] for key in both}
            change = max((abs(before[key] - now[key]) for key in before), default=0.0)
            places = max((abs(full[column][key] - left[column][key]) for key in both), default=0)
            rows.append([source, column, tau(before, now), gone, change, places])
    rows.sort(key=lambda r: (r[2] is None, r[2], r[0], r[1]))
    return ["without", "figure", "tau", "rows_fall", "largest_change", "largest_rank_change"], rows


def bootstrap(
    name: str, ledger: Ledger, view: View = EVERYTHING, runs: int = 200, seed: int = 1, time_limit: float = TIME_LIMIT
) -> Measured:
    """For each row and figure of a measure, the middle 90 % of its values when independence groups are drawn with
    replacement (seeded), and the share of draws in which the row exists (``told_in``).

    A group drawn twice adds nothing new: the interval shows how far a figure depends on which groups are heard; it is
    not a measurement error. Efron & Tibshirani (1993), §6. Raises QuestionError for ``runs`` below 1 and for an unknown
    measure.
    """
    check(bootstrap=runs)
    repeated = _RepeatedMeasure(name, runs + 1, time_limit)
    whole = repeated.figures(ledger, view)
    drawn = resampled(repeated.figures, ledger, view, runs, seed)
    rows: list[list[Any]] = []
    for key, numbers in whole.items():
        there = [values[key] for values in drawn if key in values]
        for column in [column for column in numbers if column != "told"] or ["told"]:
            ordered = sorted(values[column] for values in there if column in values)
            rows.append(
                [
                    *key,
                    column,
                    numbers[column],
                    quantile(ordered, 0.05),
                    quantile(ordered, 0.5),
                    quantile(ordered, 0.95),
                    len(there) / len(drawn) if drawn else None,
                ]
            )
    return [*repeated.keys, "figure", "value", "low", "median", "high", "told_in"], rows


def windows(
    name: str,
    ledger: Ledger,
    view: View = EVERYTHING,
    every: str = "month",
    rolling: int = 1,
    time_limit: float = TIME_LIMIT,
) -> Measured:
    """A measure in windows of time: the columns ``since`` and ``until``, then its own; the rows of each window in turn.

    ``every`` is "month", "year" or a number of days. Each window covers ``rolling`` of these spans and starts one span
    after the one before. Windows do not reach beyond the ``since`` and ``until`` of the view. An act that may have
    happened within a window is in it, so an act whose day is uncertain may be in several. Undated acts, and the row
    that counts them, are in none. There are no rows if no act has a day. Raises QuestionError for an unknown measure or
    span.
    """
    # Check the span first, so that a wrong one is refused even if there are no acts.
    next(periods(date.min, date.min, every))
    days = [day for dyad in asserted_dyads(ledger, view) for day in (dyad.first, dyad.last) if day]
    columns = measure(name, ledger, view.with_changes(since=date.max, until=None))[0]
    rows: list[list[Any]] = []
    if days:
        first = max(date.fromisoformat(min(days)), view.since or date.min)
        final = min(date.fromisoformat(max(days)), view.until or date.max)
        spans = list(periods(first, final, every))
        ends = range(min(rolling, len(spans)) - 1, len(spans))
        repeated = _RepeatedMeasure(name, len(ends), time_limit)
        for last in ends:
            since = max(spans[max(0, last - rolling + 1)][0], view.since or date.min)
            until = min(spans[last][1], view.until or date.max)
            answer = repeated.table(ledger, view.with_changes(since=since, until=until))[1]
            rows += [[since.isoformat(), until.isoformat(), *row] for row in answer if row[0] != "undated"]
    return ["since", "until", *columns], rows


def periods(first: date, last: date, every: str) -> Iterator[tuple[date, date]]:
    """The first and last day of each span from ``first`` to ``last``: "month", "year" or a number of days.

    Raises QuestionError for anything else.

    >>> [str(since) for since, _ in periods(date(2020, 1, 20), date(2020, 3, 1), "month")]
    ['2020-01-01', '2020-02-01', '2020-03-01']
    """
    # Seven digits of days already reach beyond the end of the calendar, in 9999.
    if every not in ("month", "year") and not (every.isdecimal() and len(every) <= 7 and int(every)):
        raise QuestionError(
            f'every="{every}" is not a span of time. Give month, year, or a number of days.',
            command=f'--every "{every}" is not a span of time. Give month, year, or a number of days.',
        )
    since = first.replace(day=1) if every == "month" else first.replace(month=1, day=1) if every == "year" else first
    while since <= last:
        until = _end(since, every)
        yield since, until
        if until == date.max:
            return
        since = until + timedelta(days=1)


def _end(since: date, every: str) -> date:
    """The last day of the span that begins on this day, or the last day of the calendar if that comes first."""
    if every == "year":
        return since.replace(month=12, day=31)
    if every == "month":
        return since.replace(day=monthrange(since.year, since.month)[1])
    return date.fromordinal(min(since.toordinal() + int(every) - 1, date.max.toordinal()))


def _with_and_without(
    name: str, ledger: Ledger, view: View, time_limit: float
) -> tuple[_RepeatedMeasure, Figures, dict[str, Figures]]:
    repeated = _RepeatedMeasure(name, 1 + len(sources_of(ledger, view)), time_limit)
    return repeated, repeated.figures(ledger, view), without_each(repeated.figures, ledger, view)


def _ranks(figures_by_key: Figures) -> dict[str, dict[Key, int]]:
    by_column: dict[str, dict[Key, float]] = defaultdict(dict)
    for key, numbers in figures_by_key.items():
        for column, value in numbers.items():
            by_column[column][key] = value
    return {column: ranks(values) for column, values in by_column.items()}


def _text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Variation:
    """How a measure is varied: in windows of time (``every``, ``rolling``), without each source, by the weight of each
    source, or with sources drawn again; by default, not at all.

    Raises QuestionError for choices that cannot be combined.
    """

    every: str | None = None
    rolling: int = 1
    leave_one_out: bool = False
    source_weight: bool = False
    bootstrap: int | None = None

    def __post_init__(self) -> None:
        if len(self.chosen) > 1:
            raise QuestionError(
                f"{' and '.join(self.chosen)} do not go together. Give one of them.",
                command=f"{' and '.join(map(_option, self.chosen))} do not go together. Give one of them.",
            )
        if self.rolling != 1 and self.every is None:
            raise QuestionError(
                'rolling needs every: for example every="month", rolling=3.',
                command="--rolling needs --every: for example --every month --rolling 3.",
            )
        check(rolling=self.rolling)

    @property
    def chosen(self) -> list[str]:
        """The names of the options given."""
        given = {
            "every": self.every is not None,
            "leave_one_out": self.leave_one_out,
            "source_weight": self.source_weight,
            "bootstrap": self.bootstrap is not None,
        }
        return [name for name, is_given in given.items() if is_given]

    def of(self, name: str, ledger: Ledger, view: View = EVERYTHING, time_limit: float | None = None) -> Measured:
        """The columns and rows of the measure, varied in this way.

        Raises QuestionError for an unknown measure or span, and for a ``time_limit`` if there is no variation and the
        measure does not search.
        """
        limit = TIME_LIMIT if time_limit is None else time_limit
        if self.leave_one_out:
            return leave_one_out(name, ledger, view, limit)
        if self.source_weight:
            return source_weight(name, ledger, view, limit)
        if self.bootstrap is not None:
            return bootstrap(name, ledger, view, self.bootstrap, time_limit=limit)
        if self.every is not None:
            return windows(name, ledger, view, self.every, self.rolling, limit)
        if time_limit is not None and key_of(name) not in SEARCHES:
            searches = ", ".join(SEARCHES)
            raise QuestionError(f"{name} does not search, so it takes no time_limit. Only {searches} take one.")
        return measure(name, ledger, view, time_limit)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
