"""A table file into DuckDB as text: every line of it is part of a row, of a line that is no row, or blank.

DuckDB follows a quotation mark that is not closed until it finds another, be it a thousand rows on. Here the line on
which it stands is rejected, and the rows behind it are read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, Problem
from .clean import MAX_LINE
from .opened import Table

if TYPE_CHECKING:
    import duckdb

__all__ = ["Loaded", "load"]

#: So many times a file is read again without lines on which a quotation mark is not closed.
_ROUNDS = 12
_REASONS = {
    "MISSING COLUMNS": "the row has too few columns; it may be cut off",
    "TOO MANY COLUMNS": "the row has too many columns",
    "UNQUOTED VALUE": "a quotation mark is not closed, or stands within a value",
    "LINE SIZE OVER MAXIMUM": "the row is longer than any row can be",
    "INVALID ENCODING": "the row holds bytes that are no text",
}
_UNCLOSED = "a quotation mark is not closed: the lines behind it would all be one value"


@dataclass(frozen=True)
class _Span:
    """Bytes of the file that are no row: from where to where, and what is to be said of them."""

    start: int
    end: int
    column: str
    text: str
    reason: str


@dataclass(frozen=True)
class Loaded:
    """The file that was loaded, and the lines of it that are no rows: as rejects (line, column, value, reason)."""

    path: Path
    rejects: tuple[tuple[Any, ...], ...] = ()
    spans: tuple[_Span, ...] = ()

    def lines(self, table: Table, numbers: set[int]) -> dict[int, int]:
        """The lines on which the rows of these numbers start, as an editor counts them."""
        rows = enumerate((line for line, _, span in _starts(table, self.path, self.spans) if span is None), 1)
        return {number: line for number, line in rows if number in numbers}


def load(con: duckdb.DuckDBPyConnection, table: Table, document: str, folder: Path) -> Loaded:
    """Load a table as text into ``given``; ``raw`` is that with the ``document`` and a ``number`` for each row.

    Raises InputError where quotation marks cannot be made sense of.
    """
    if table.parquet:
        names = ['"' + name.replace('"', '""') + '"' for name in table.header]
        columns = ", ".join(f"CAST({name} AS VARCHAR) AS c{n}" for n, name in enumerate(names))
        _raw(con, f"(SELECT {columns} FROM read_parquet('{_quoted(table.path)}', hive_partitioning = false))", document)
        return Loaded(table.path)
    path, exact = table.path, False
    unclosed: dict[int, tuple[Any, ...]] = {}
    for turn in range(_ROUNDS):
        rows, places = _scanned(table, path, exact)
        if places:
            path, lines = _without(path, places, folder / f"whole-{turn}.txt", table)
            unclosed |= {line: (line, "", text, _UNCLOSED) for line, text in lines}
            continue
        _raw(con, _read_csv(table, path, turn), document)
        spans = _spans(con, table, turn)
        found = int(con.execute("SELECT count(*) FROM raw").fetchall()[0][0]) + len(spans)
        if found >= rows:
            rejects = [*unclosed.values(), *_rejects(table, path, spans)]
            return Loaded(path, tuple(sorted(rejects, key=lambda reject: int(reject[0]))), tuple(spans))
        if exact:
            break
        exact = True
    raise InputError(
        [
            Problem(
                str(table.source),
                min(unclosed, default=None),
                "Rows run into each other. Mend the quotation marks, or download the file again.",
            )
        ]
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _raw(con: duckdb.DuckDBPyConnection, source: str, document: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE given AS SELECT * FROM {source}")
    # By its place in the table, which is that in the file: to count rows would take them through a single thread.
    numbered = f"SELECT rowid + 1 AS number, '{document}' AS document, * FROM given"
    con.execute(f"CREATE OR REPLACE TEMP VIEW raw AS {numbered}")


def _read_csv(table: Table, path: Path, turn: int) -> str:
    names = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(len(table.header)))
    return (
        f"read_csv('{_quoted(path)}', auto_detect = false, header = {str(table.has_header).lower()}, "
        f"skip = {table.skip}, delim = '{table.delimiter}', quote = '{table.quote}', escape = '{table.quote}', "
        f"columns = {{{names}}}, max_line_size = {MAX_LINE}, null_padding = {str(table.may_lack).lower()}, "
        f"store_rejects = true, rejects_table = 'rejects_{turn}', rejects_scan = 'scans_{turn}', rejects_limit = 0, "
        "encoding = 'utf-8', strict_mode = true, new_line = '\\n', compression = 'none', hive_partitioning = false)"
    )


def _spans(con: duckdb.DuckDBPyConnection, table: Table, turn: int) -> list[_Span]:
    called = {f"c{n}": name for n, name in enumerate(table.header)}
    found = con.execute(
        "SELECT line_byte_position - 1, any_value(strlen(csv_line)), any_value(column_name), "
        "any_value(left(csv_line, 200)), any_value(CAST(error_type AS VARCHAR)) "
        f"FROM rejects_{turn} GROUP BY line_byte_position ORDER BY 1"
    ).fetchall()
    return [
        _Span(start, start + (size or 0), called.get(name or "", ""), (text or "").lstrip("\n"), _reason(kind))
        for start, size, name, text, kind in found
    ]


def _reason(kind: str) -> str:
    return _REASONS.get(kind.upper(), f"the row cannot be parsed ({kind.lower()})")


def _scanned(table: Table, path: Path, exact: bool) -> tuple[int, list[int]]:
    """How many rows begin on a line of their own, and where (in bytes) those do that hold other rows within a value.

    Marks on one line are taken for pairs where their number is even, which is quick; not so if it is to be ``exact``.
    """
    if not table.quote:
        return 0, []
    delimiter, before = table.delimiter.encode(), _first(table)
    rows = at = start = 0
    places: list[int] = []
    within = False
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            begin, at = at, at + len(line)
            if number <= before or (line == b"\n" and not within):
                continue
            if within and line.count(delimiter) >= len(table.header) - 1 and _is_whole(table, line):
                places.append(start)
                within = False
            if not within:
                rows, start = rows + 1, begin
            if within or (marks := line.count(b'"')) % 2 or (exact and marks):
                within = _ends_within(line, within, delimiter)
    return rows, places


def _is_whole(table: Table, line: bytes) -> bool:
    """Whether a line is a row by itself: as many values as there are columns, and digits where the day stands."""
    try:
        cells = next(csv.reader([line.decode("utf-8", "replace")], delimiter=table.delimiter))
    except csv.Error:
        return False
    day = table.columns[table.declaration.time.start]
    return len(cells) == len(table.header) and bool(re.search("[0-9]{2}", cells[day]))


def _without(path: Path, places: list[int], copy: Path, table: Table) -> tuple[Path, list[tuple[int, str]]]:
    """A copy of the file in which the lines that start there (in bytes) are blank, and those lines."""
    lines = []
    at = 0
    with path.open("rb") as file, copy.open("wb") as out:
        for number, line in enumerate(file, 1):
            # A place may be that of blank lines before the row.
            if places and at >= places[0] and line != b"\n":
                lines.append((number, line[:200].decode("utf-8", "ignore").rstrip("\n")))
                places.pop(0)
                out.write(b"\n")
            else:
                out.write(line)
            at += len(line)
    if path != table.path:
        path.unlink()
    return copy, lines


def _first(table: Table) -> int:
    """How many lines stand before the first row."""
    return table.skip + (1 + sum(name.count("\n") for name in table.header) if table.has_header else 0)


def _starts(table: Table, path: Path, spans: Sequence[_Span] = ()) -> Iterator[tuple[int, int, _Span | None]]:
    """The line and the byte at which each row starts, in order, and each of the ``spans`` that are no rows."""
    before, at, waiting = _first(table), 0, list(reversed(spans))
    within = False
    span: _Span | None = None
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            begin, at = at, at + len(line)
            if number <= before or (line == b"\n" and not within):
                continue
            if span and begin < span.end:
                continue
            span = None
            if waiting and waiting[-1].start <= begin:
                span = waiting.pop()
                within = False
                yield number, begin, span
                continue
            if not within:
                yield number, begin, None
            if table.quote and (within or b'"' in line):
                within = _ends_within(line, within, table.delimiter.encode())


def _ends_within(line: bytes, within: bool, delimiter: bytes) -> bool:
    """Whether a line ends within a value in quotation marks; a mark within a plain value is part of it."""
    at = 0
    while True:
        if not within:
            if line[at : at + 1] != b'"':
                at = line.find(delimiter, at) + 1
                if not at:
                    return False
                continue
            at += 1
        at = line.find(b'"', at)
        if at < 0:
            return True
        within = line[at + 1 : at + 2] == b'"'
        at += 1 + within
        if not within:
            at = line.find(delimiter, at) + 1
            if not at:
                return False


def _rejects(table: Table, path: Path, spans: Sequence[_Span]) -> list[tuple[Any, ...]]:
    if not spans:
        return []
    return [(line, span.column, span.text, span.reason) for line, _, span in _starts(table, path, spans) if span]
