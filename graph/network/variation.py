"""Any measure once more: in windows of time, without each source, and with groups of sources drawn anew.

A row of a measure is known by its first columns (the actor, the pair, the month: ``KEYS`` says how many); its figures
are the columns with numbers. Rows that only say what is left out are passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from graph.errors import QuestionError
from graph.network import measure
from graph.network.confrontations import shown
from graph.network.ledger import Ledger
from graph.network.uncertainty import quantile, ranks, resampled, tau, without_each
from graph.network.view import EVERYTHING, View

__all__ = ["KEYS", "drawn_anew", "figures", "in_windows", "leaving_out", "of_sources", "periods"]

Measured = tuple[list[str], list[list[Any]]]
Key = tuple[str, ...]
#: The figures of each row: by its key, then by column.
Figures = dict[Key, dict[str, float]]

#: How many columns name a row; measures that are not here have one.
KEYS = {
    "agreement": 2, "answers": 2, "bursts": 2, "changes": 2, "common_enemies": 2, "concentration": 0, "deaths": 3,
    "escalation": 2, "exchange": 2, "history": 2, "overlap": 2, "portrayal": 2, "reciprocity": 0, "reporting": 2,
    "signed_ties": 2, "signed_triads": 2, "stand_on": 3,
}  # fmt: skip
_NO_ROWS = ("undated", "left out", "frustrated tie")


def figures(name: str, ledger: Ledger, view: View = EVERYTHING) -> Figures:
    """The figures of a measure by row; ``told`` is 1 for each row, so that a row without a number is found too."""
    columns, rows = measure(name, ledger, view)
    keys = KEYS.get(name.replace("-", "_"), 1)
    found: Figures = {}
    for row in rows:
        key = tuple(_text(value) for value in row[:keys])
        if key[:1] and key[0] in _NO_ROWS:
            continue
        numbers = {column: float(value) for column, value in zip(columns[keys:], row[keys:], strict=True)
                   if isinstance(value, int | float) and not isinstance(value, bool)}  # fmt: skip
        found.setdefault(key, {"told": 1.0, **numbers})
    return found


def leaving_out(name: str, ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each row and figure of a measure, between which values and ranks it moves when any one source is left out.

    ``moved_by`` are the sources without which it moves farthest, ``falls_without`` those without which the row is gone;
    the range is over what is left. Rank 1 is the highest value, equals share the best. A range shows how far a figure
    hangs on single sources, not how far it is from what happened.
    """
    whole, each = figures(name, ledger, view), _without_each(name, ledger, view)
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
            rows.append([*key, column, value, min(left.values(), default=None), max(left.values(), default=None), rank,
                         min(places, default=None), max(places, default=None), by, falls])  # fmt: skip
    return [*_with_figure(name, ledger, view), "value", "low", "high", "rank", "best_rank", "worst_rank",
            "moved_by", "falls_without"], rows  # fmt: skip


def of_sources(name: str, ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each source and figure of a measure, how far the order of the rows stays without it.

    ``tau`` is Kendall's tau-b over the rows that are left, 1 the same order, None where fewer than two differ;
    ``rows_fall`` rows are gone without it; ``largest_change`` of the figure and ``largest_rank_change`` are over the
    rows that are left.
    """
    whole = figures(name, ledger, view)
    full = _ranks(whole)
    rows: list[list[Any]] = []
    for source, rest in _without_each(name, ledger, view).items():
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


def drawn_anew(name: str, ledger: Ledger, view: View = EVERYTHING, runs: int = 200, seed: int = 1) -> Measured:
    """For each row and figure of a measure, the middle 90 % of its values when independence groups are drawn anew, with
    replacement (seeded), and in what share of the draws the row is there at all.

    A group drawn twice tells nothing new: the interval shows how far a figure hangs on who is heard, and is no error of
    measurement. Efron & Tibshirani (1993), §6.
    """
    if runs < 1:
        raise QuestionError(f"--bootstrap {runs} draws nothing. Give 1 or more.")
    whole = figures(name, ledger, view)
    drawn = resampled(lambda one, other: figures(name, one, other), ledger, view, runs, seed)
    rows: list[list[Any]] = []
    for key, numbers in whole.items():
        there = [values[key] for values in drawn if key in values]
        for column in [column for column in numbers if column != "told"] or ["told"]:
            found = sorted(values[column] for values in there if column in values)
            rows.append([*key, column, numbers[column], quantile(found, 0.05), quantile(found, 0.5),
                         quantile(found, 0.95), len(there) / len(drawn) if drawn else None])  # fmt: skip
    return [*_with_figure(name, ledger, view), "value", "low", "median", "high", "told_in"], rows


def _with_figure(name: str, ledger: Ledger, view: View) -> list[str]:
    """The columns that name a row of a measure, then the one that names its figure.

    Rows of ``balance`` are named by a figure themselves; there it is the column of the measure that is varied.
    """
    keys = _key_columns(name, ledger, view)
    return [*keys, "column" if "figure" in keys else "figure"]


def in_windows(name: str, ledger: Ledger, view: View = EVERYTHING, every: str = "month", rolling: int = 1) -> Measured:
    """A measure in windows of time: its columns after ``since`` and ``until``, its rows for each window in turn.

    ``every`` is "month", "year" or a number of days; each window covers ``rolling`` of them and starts one after the
    other. An act that may lie within a window is in it; undated ones are in none.
    """
    days = [row[end] for row in shown(ledger, view) for end in ("earliest", "latest") if row[end]]
    columns = measure(name, ledger, view.but(since=date.max))[0]
    rows: list[list[Any]] = []
    if days:
        spans = list(periods(date.fromisoformat(min(days)), date.fromisoformat(max(days)), every))
        for last in range(min(rolling, len(spans)) - 1, len(spans)):
            since, until = spans[max(0, last - rolling + 1)][0], spans[last][1]
            inside = view.but(
                since=max(filter(None, (since, view.since))), until=min(filter(None, (until, view.until)))
            )
            rows += [[since.isoformat(), until.isoformat(), *row] for row in measure(name, ledger, inside)[1]]
    return ["since", "until", *columns], rows


def periods(first: date, last: date, every: str) -> Iterator[tuple[date, date]]:
    """The calendar months or years, or spans of so many days, that cover first to last.

    Raises QuestionError for anything else.

    >>> [str(since) for since, _ in periods(date(2020, 1, 20), date(2020, 3, 1), "month")]
    ['2020-01-01', '2020-02-01', '2020-03-01']
    """
    if every not in ("month", "year") and not (every.isdecimal() and int(every)):
        raise QuestionError(f'--every "{every}" is no span of time. Give month, year, or a number of days.')
    since = first.replace(day=1) if every == "month" else first.replace(month=1, day=1) if every == "year" else first
    while since <= last:
        following = _after(since, every)
        yield since, following - timedelta(days=1)
        since = following


def _after(since: date, every: str) -> date:
    if every == "month":
        return since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)
    return since.replace(year=since.year + 1) if every == "year" else since + timedelta(days=int(every))


def _without_each(name: str, ledger: Ledger, view: View) -> dict[str, Figures]:
    return without_each(lambda one, other: figures(name, one, other), ledger, view)


def _ranks(found: Figures) -> dict[str, dict[Key, int]]:
    by_column: dict[str, dict[Key, float]] = defaultdict(dict)
    for key, numbers in found.items():
        for column, value in numbers.items():
            by_column[column][key] = value
    return {column: ranks(values) for column, values in by_column.items()}


def _key_columns(name: str, ledger: Ledger, view: View) -> Sequence[str]:
    columns, _ = measure(name, ledger, view)
    return columns[: KEYS.get(name.replace("-", "_"), 1)]


def _text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
