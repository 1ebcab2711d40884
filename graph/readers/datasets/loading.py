"""A table file into DuckDB as text: every line of it is part of a row, of a line that is no row, or blank.

DuckDB follows a quotation mark that is not closed until it finds another, be it a thousand rows on. Here the line on
which it stands is rejected, and the rows behind it are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import InputError, Problem
from graph.readers.datasets.tables import MAX_LINE, Table

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
    swallows: bool


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
        _raw(con, f"(SELECT {columns} FROM read_parquet('{_quoted(table.path)}', "
                  "hive_partitioning = false))", document)
        return Loaded(table.path)
    path = table.path
    unclosed: dict[int, tuple[Any, ...]] = {}
    for turn in range(_ROUNDS):
        _raw(con, _read_csv(table, path, turn), document)
        spans = _spans(con, table, turn)
        places = _unclosed(con, table, path, spans)
        if not places:
            rejects = [*unclosed.values(), *_rejects(table, path, spans)]
            return Loaded(path, tuple(sorted(rejects, key=lambda reject: int(reject[0]))), tuple(spans))
        path, lines = _without(path, sorted(places), folder / f"whole-{turn}.txt", table)
        unclosed |= {line: (line, "", text, _UNCLOSED) for line, text in lines}
    raise InputError([Problem(str(table.source), min(unclosed), "From this line on, more quotation marks are not "
                              "closed than can be made sense of. Mend them, or download the file again.")])  # fmt: skip


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
        f"store_rejects = true, rejects_table = 'rejects_{turn}', rejects_scan = 'scans_{turn}', "
        f"rejects_limit = 0, encoding = 'utf-8', strict_mode = true, new_line = '\\n', "
        "compression = 'none', hive_partitioning = false)"
    )


def _whole_row(table: Table) -> str:
    """A pattern for a line break with a whole row behind it."""
    return r"\n([^\n]*\x" + f"{ord(table.delimiter):02x}" + f"){{{max(1, len(table.header) - 1)}}}"


def _spans(con: duckdb.DuckDBPyConnection, table: Table, turn: int) -> list[_Span]:
    called = {f"c{n}": name for n, name in enumerate(table.header)}
    found = con.execute(
        "SELECT line_byte_position - 1, any_value(strlen(csv_line)), any_value(column_name), "
        "any_value(left(csv_line, 200)), any_value(CAST(error_type AS VARCHAR)), "
        "bool_or(contains(csv_line, chr(10)) AND regexp_matches(csv_line, ?)) "
        f"FROM rejects_{turn} GROUP BY line_byte_position ORDER BY 1", [_whole_row(table)]
    ).fetchall()  # fmt: skip
    return [
        _Span(start, start + (size or 0), called.get(name or "", ""), (text or "").lstrip("\n"), _reason(kind),
              bool(swallows) and table.quote != "")
        for start, size, name, text, kind, swallows in found
    ]  # fmt: skip


def _reason(kind: str) -> str:
    return _REASONS.get(kind.upper(), f"the row cannot be parsed ({kind.lower()})")


def _unclosed(con: duckdb.DuckDBPyConnection, table: Table, path: Path, spans: Sequence[_Span]) -> list[int]:
    """Where (in bytes) a row starts that holds whole rows within a value."""
    places = [span.start for span in spans if span.swallows]
    rows = int(con.execute("SELECT count(*) FROM raw").fetchall()[0][0])
    if not table.quote or rows + len(spans) + _first(table) >= table.lines:
        return places  # each row stands on one line
    within = " OR ".join(f"(contains(c{n}, chr(10)) AND regexp_matches(c{n}, ?))" for n in range(len(table.header)))
    pattern = _whole_row(table)
    numbers = {n for (n,) in con.execute(f"SELECT number FROM raw WHERE {within}",
                                         [pattern] * len(table.header)).fetchall()}  # fmt: skip
    if numbers:
        rows_at = enumerate((at for _, at, span in _starts(table, path, spans) if span is None), 1)
        places += [at for number, at in rows_at if number in numbers]
    return places


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
            if table.quote and (within or line.count(b'"') % 2):
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
