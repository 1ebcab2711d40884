"""Load a table file into DuckDB as text: every line is part of a row, is rejected, or is blank.

After an unclosed quotation mark DuckDB reads on to the next one, even a thousand rows later. Here an unclosed quotation
mark rejects only its own line, and the rows after it are read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, Problem
from ...sealed_duckdb import path_literally, quoted_name, quoted_text
from .clean import MAX_LINE, refuse_swollen
from .grid import rows_of
from .opened import Table

if TYPE_CHECKING:
    import duckdb

__all__ = ["Loaded", "load"]

#: How many times a file is read again without the lines that have an unclosed quotation mark.
_ROUNDS = 12
_REASONS = {
    "MISSING COLUMNS": "the row has too few columns; it may be cut off",
    "TOO MANY COLUMNS": "the row has too many columns",
    "UNQUOTED VALUE": "a quotation mark is not closed, or is inside a value",
    "LINE SIZE OVER MAXIMUM": "the row is longer than any row can be",
    "INVALID ENCODING": "the row contains bytes that are not text",
}
_PARQUET = "read_parquet(?, hive_partitioning = false)"
_UNCLOSED = "a quotation mark is not closed: the lines after it would all become one value"


@dataclass(frozen=True)
class _Span:
    """A range of bytes of the file that is not a row, and the column, text and reason to report."""

    start: int
    end: int
    column: str
    text: str
    reason: str


@dataclass(frozen=True)
class Loaded:
    """The file that was loaded, and its lines that are not rows, as rejects (line, column, value, reason)."""

    path: Path
    rejects: tuple[tuple[Any, ...], ...] = ()
    spans: tuple[_Span, ...] = ()

    def lines(self, table: Table, numbers: set[int]) -> dict[int, int]:
        """The line on which each of these rows starts, by the number of the row; lines are counted as in an editor, and
        rows of a sheet as in Excel.
        """
        if table.header_row is not None:
            return dict(enumerate(rows_of(table.path, table.header_row), 1))
        rows = enumerate((line for line, _, span in _starts(table, self.path, self.spans) if span is None), 1)
        return {number: line for number, line in rows if number in numbers}


def load(con: duckdb.DuckDBPyConnection, table: Table, document: str, folder: Path) -> Loaded:
    """Load a table as text into the DuckDB table ``given``; the view ``raw`` adds the ``document`` and a ``number`` for
    each row.

    Raises InputError where the quotation marks cannot be resolved.
    """
    if table.parquet:
        is_grid = table.header_row is not None
        names = {n: f"c{n}" if is_grid else table.header[n] for n in sorted(table.columns.values())}
        texts = {f"c{n}": f"CAST({quoted_name(name)} AS VARCHAR)" for n, name in names.items()}
        _refuse_swollen(con, table, texts.values())
        columns = ", ".join(f"{text} AS {name}" for name, text in texts.items())
        after = f' WHERE "row" > {table.header_row:d}' if is_grid else ""
        _raw(con, f"(SELECT {columns} FROM {_PARQUET}{after})", table.path, document)
        return Loaded(table.path)
    path, exact = table.path, False
    unclosed: dict[int, tuple[Any, ...]] = {}
    for turn in range(_ROUNDS):
        rows, places = _scanned(table, path, exact)
        if places:
            path, lines = _without(path, places, folder / f"whole-{turn}.txt", table)
            unclosed |= {line: (line, "", text, _UNCLOSED) for line, text in lines}
            continue
        _raw(con, _read_csv(table, turn), path, document)
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
                "Rows run into each other. Correct the quotation marks, or download the file again.",
            )
        ]
    )


def _refuse_swollen(con: duckdb.DuckDBPyConnection, table: Table, texts: Iterable[str]) -> None:
    """Raise InputError for a Parquet file whose texts are longer than those of any table; counted without storing them,
    because one text in the file may stand for that of every row.
    """
    lengths = [f"strlen({text})" for text in texts]
    total = " + ".join(f"coalesce(sum({length}), 0)" for length in lengths)
    found = con.execute(
        f"SELECT {total}, greatest(0, {', '.join(f'max({length})' for length in lengths)}) FROM {_PARQUET}",
        [path_literally(table.path)],
    ).fetchall()
    refuse_swollen(table.source, table.size, int(found[0][0]))
    if found[0][1] > MAX_LINE:
        what = f"A value in it is longer than {MAX_LINE // 1_000_000} MB: no table has one. The file is damaged."
        raise InputError([Problem(str(table.source), None, what)])


def _raw(con: duckdb.DuckDBPyConnection, source: str, path: Path, document: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE given AS SELECT * FROM {source}", [path_literally(path)])
    # By rowid, which follows the order in the file: counting rows would use a single thread.
    numbered = f"SELECT rowid + 1 AS number, {quoted_text(document)} AS document, * FROM given"
    con.execute(f"CREATE OR REPLACE TEMP VIEW raw AS {numbered}")


def _read_csv(table: Table, turn: int) -> str:
    names = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(len(table.header)))
    return (
        f"read_csv(?, auto_detect = false, header = {str(table.has_header).lower()}, "
        f"skip = {table.skip}, delim = {quoted_text(table.delimiter)}, quote = {quoted_text(table.quote)}, "
        f"escape = {quoted_text(table.quote)}, "
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
    """How many rows begin on a line of their own, and the start (in bytes) of those that contain other rows in a value.

    An even number of quotation marks on a line counts as pairs, which is quick; not so if ``exact``.
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
    """Whether a line is a whole row: as many values as there are columns, and digits in the column of the day."""
    try:
        cells = next(csv.reader([line.decode("utf-8", "replace")], delimiter=table.delimiter))
    except csv.Error:
        return False
    day = table.columns.get(table.declaration.time.start)
    if day is None or not table.declaration.columns:
        return False  # no mapping says yet which column has the day
    return len(cells) == len(table.header) and bool(re.search("[0-9]{2}", cells[day]))


def _without(path: Path, places: list[int], copy: Path, table: Table) -> tuple[Path, list[tuple[int, str]]]:
    """A copy of the file in which the lines that start at ``places`` (in bytes) are blank, and those lines."""
    lines = []
    at = 0
    with path.open("rb") as file, copy.open("wb") as out:
        for number, line in enumerate(file, 1):
            # A place may point to blank lines before the row.
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
    """The number of lines before the first row."""
    return table.skip + (1 + sum(name.count("\n") for name in table.header) if table.has_header else 0)


def _starts(table: Table, path: Path, spans: Sequence[_Span] = ()) -> Iterator[tuple[int, int, _Span | None]]:
    """The line and the byte at which each row starts, in order, and each of the ``spans`` that are not rows."""
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
    """Whether a line ends within a quoted value; a quotation mark within an unquoted value is part of it."""
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
