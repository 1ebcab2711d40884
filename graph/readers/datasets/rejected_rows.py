"""Rows of a table that could not be read: which, why, and when they are too many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, Problem
from ...files import write_whole
from ...frames.text import csv_file
from .loading import Loaded
from .opened import Table
from .plan import Plan, no_rows

if TYPE_CHECKING:
    import duckdb

__all__ = ["TooFaulty", "refuse_too_faulty", "rejects_of", "write_rejects"]


class TooFaulty(InputError):
    """A table of which most rows are faulty, so that nothing is read; ``rejects`` are the rejected rows."""

    def __init__(self, problems: list[Problem], rejects: list[tuple[Any, ...]]) -> None:
        super().__init__(problems)
        self.rejects = rejects


def rejects_of(con: duckdb.DuckDBPyConnection, planned: Plan, table: Table, loaded: Loaded) -> list[tuple[Any, ...]]:
    """The rejected rows as (line, column, value, reason), sorted by line; lines are counted as in an editor."""
    found = con.execute(f"SELECT number, fault FROM ({planned.faults}) ORDER BY number").fetchall()
    if not found:
        return list(loaded.rejects)
    lines = {} if table.parquet and table.header_row is None else loaded.lines(table, {number for number, _ in found})
    faulty = [(lines.get(number, number), *fault.split("\x1f", 2)) for number, fault in found]
    return sorted([*faulty, *loaded.rejects], key=lambda reject: int(reject[0]))


def refuse_too_faulty(table: Table, total: int, good: int, rejected: list[tuple[Any, ...]], ignored: int) -> None:
    """Raise InputError where no row is left, and TooFaulty where most rows are faulty."""
    if total - ignored == 0:
        raise InputError([Problem(str(table.source), None, no_rows(table.declaration))])
    if good * 2 >= total - ignored:
        return
    reasons: dict[tuple[str, str], int] = {}
    for _, column, _, reason in rejected:
        reasons[(column, reason)] = reasons.get((column, reason), 0) + 1
    (column, reason), most = max(reasons.items(), key=lambda item: item[1])
    what = (
        f"{len(rejected):,} of {total - ignored:,} rows are faulty, most of them ({most:,}) in "
        f'"{column}": {reason}. The columns may be swapped, or the file is another dataset.'
    )
    raise TooFaulty([Problem(str(table.source), None, what)], rejected)


def write_rejects(rejects: tuple[tuple[Any, ...], ...] | list[tuple[Any, ...]], path: Path) -> None:
    """Write the rejected rows as CSV: line, column, value, reason. Raises StandoffError."""
    write_whole(path, csv_file(("line", "column", "value", "reason"), rejects))
