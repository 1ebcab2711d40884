"""The usual engine: one table file through DuckDB, into N-Triples and a table of confrontations."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import InputError, Problem, StandoffError
from graph.readers.datasets.declaration_file import actor_names
from graph.readers.datasets.plan import STAGES, Plan, plan, scheme_of
from graph.readers.datasets.tables import MAX_LINE, Table

if TYPE_CHECKING:
    import duckdb

__all__ = ["Made", "TooFaulty", "make", "write_rejects"]

Say = Callable[[str], None]
Watch = Callable[[int, int], None]
#: Rows whose lines are taken at once: some 6 MB.
_BATCH = 2_048


@dataclass(frozen=True)
class Made:
    """What came of one table, while its block lasts: its triples, its table of confrontations, and how many of its
    rows were read, rejected and ignored.

    ``gathered`` is a file with the triples of what many rows name: actors, sources, places, alliances. It may be added
    to, until ``lines`` are taken.
    """

    gathered: Path
    confrontations: Path
    rows: int
    read: int
    rejected: int
    ignored: int
    attributions: int
    notes: tuple[str, ...] = ()
    rejects: tuple[tuple[Any, ...], ...] = field(default=(), repr=False)
    _blocks: Callable[[], Iterator[tuple[int, memoryview]]] = field(default=lambda: iter(()), repr=False)

    def lines(self, watch: Watch | None = None) -> Iterator[memoryview]:
        """All triples as N-Triples, some whole lines at a time; ``watch`` is told how many bytes of about how many."""
        taken = rows = 0
        for more, piece in self._blocks():
            yield piece
            rows, taken = rows + more, taken + len(piece)
            if watch:
                watch(taken, taken * (self.read + self.attributions) // rows)
        with self.gathered.open("rb") as file:
            while text := file.read(1_000_000):
                yield memoryview(text + file.readline())


@contextmanager
def make(
    table: Table, document: str, folder: Path, known: list[Path] | None = None, say: Say | None = None
) -> Iterator[Made]:
    """The triples and confrontations of one table, for as long as the block lasts; files go to ``folder``.

    ``known`` are tables of confrontations whose events this one may speak of (GDELT's mentions). ``say`` is told what
    is being done. Raises InputError where the table cannot be parsed, or holds no row that can be read.
    """
    import duckdb

    con = duckdb.connect(str(folder / "work.duckdb"))
    try:
        with _told_of(table):
            made = _made(con, table, document, folder, known or [], say or (lambda _: None))
        yield made
    finally:
        con.close()
        (folder / "work.duckdb").unlink(missing_ok=True)


@contextmanager
def _told_of(table: Table) -> Iterator[None]:
    """DuckDB's errors as InputError about this table."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise InputError([Problem(str(table.source), None, f"Reading the table needs more memory than it may have "
                                  f"({what}). Cut the file into parts and read each.")]) from None  # fmt: skip
    except duckdb.Error as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise InputError([Problem(str(table.source), None, f"DuckDB could not read the table: {what}. Check that the "
                                  "file is whole.")]) from None  # fmt: skip


def _made(
    con: duckdb.DuckDBPyConnection, table: Table, document: str, folder: Path, known: list[Path], say: Say
) -> Made:
    con.execute("SET memory_limit = '1500MB'")
    con.execute(f"SET temp_directory = '{_quoted(folder / 'spill')}'")
    if "ipykernel" not in sys.modules:
        # In a notebook DuckDB refuses even to turn its bar off where ipywidgets is missing, and then draws none.
        con.execute("SET enable_progress_bar = false")
    say("reading the rows")
    with ThreadPoolExecutor(1) as beside:
        # To compile the statements takes as long as to load 300,000 rows.
        planning = beside.submit(plan, table, "duckdb", bool(known))
        bad = _load(con, table, document)
        planned = planning.result()
    # The rows have their numbers now; kept in order, large ones would be held in memory until they are written.
    con.execute("SET preserve_insertion_order = false")
    if known:
        con.read_parquet([str(path) for path in known]).create_view("known")
    total = _count(con, "raw") + len(bad)
    _stage(con, planned, "checked")
    rejected = _rejects(con, planned, table) + bad
    good = int(con.execute("SELECT count(*) FROM checked WHERE fault IS NULL").fetchall()[0][0])
    ignored = total - good - len(rejected)
    _worth_reading(table, total, good, rejected, ignored)
    notes = [*table.notes, *_notes(con, table)]
    say(f"{good:,} rows to claims")
    scheme = scheme_of(table.declaration)
    if scheme:
        names = actor_names(scheme)
        con.execute("CREATE TEMP TABLE names AS SELECT unnest(?) AS code, unnest(?) AS name",
                    [list(names), list(names.values())])  # fmt: skip
    for name in STAGES[1:]:
        _stage(con, planned, name)
        if name == "rows":
            # Each is needed for the next alone, and while the triples are loaded memory is the loader's.
            con.execute("DROP VIEW plain; DROP TABLE checked; DROP VIEW raw; DROP TABLE given")
    gathered, parquet = folder / "gathered.nt", folder / "confrontations.parquet"
    with gathered.open("wb") as file:
        for sql in planned.gathered:
            file.writelines(piece for _, piece in _pieces(con, sql))
    con.execute(f"COPY ({planned.pairs}) TO '{_quoted(parquet)}' (FORMAT parquet, COMPRESSION zstd)")
    attributions = _count(con, "said") + (_count(con, f"({planned.allied})") if planned.allied else 0)

    def blocks() -> Iterator[tuple[int, memoryview]]:
        with _told_of(table):
            for sql in planned.blocks:
                yield from _pieces(con, sql)

    return Made(gathered, parquet, total, good, len(rejected), ignored, attributions, tuple(notes), tuple(rejected),
                blocks)  # fmt: skip


def _stage(con: duckdb.DuckDBPyConnection, planned: Plan, name: str) -> None:
    # Made into the next at once: a table of it would only take room.
    kind = "VIEW" if name == "plain" else "TABLE"
    con.execute(f"CREATE TEMP {kind} {name} AS {planned.stages[name]}")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _count(con: duckdb.DuckDBPyConnection, source: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0])


def _load(con: duckdb.DuckDBPyConnection, table: Table, document: str) -> list[tuple[Any, ...]]:
    """Load the table as text into ``given``, with the number of each row ``raw``; the lines that are no rows, as
    rejects.
    """
    names = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(len(table.header)))
    if table.parquet:
        quoted = ['"' + name.replace('"', '""') + '"' for name in table.header]
        columns = ", ".join(f"CAST({name} AS VARCHAR) AS c{n}" for n, name in enumerate(quoted))
        source = f"(SELECT {columns} FROM read_parquet('{_quoted(table.path)}'))"
    else:
        quote = '"' if table.has_header and table.delimiter != "\t" else ""
        delimiter = table.delimiter
        source = (
            f"read_csv('{_quoted(table.path)}', auto_detect = false, header = {str(table.has_header).lower()}, "
            f"delim = '{delimiter}', quote = '{quote}', escape = '{quote}', columns = {{{names}}}, "
            f"max_line_size = {MAX_LINE}, null_padding = {str(table.may_lack).lower()}, store_rejects = true, "
            f"rejects_limit = 0, encoding = 'utf-8', strict_mode = true, new_line = '\\n')"
        )
    con.execute(f"CREATE TEMP TABLE given AS SELECT * FROM {source}")
    # By its place in the table, which is that in the file: to count rows would take them through a single thread.
    con.execute(f"CREATE TEMP VIEW raw AS SELECT rowid + 1 AS number, '{document}' AS document, * FROM given")
    if table.parquet:
        return []
    lines = con.execute(
        "SELECT line, any_value(column_name), any_value(csv_line), any_value(CAST(error_type AS VARCHAR)) "
        "FROM reject_errors GROUP BY line ORDER BY line"
    ).fetchall()
    called = {f"c{n}": name for n, name in enumerate(table.header)}
    return [(line, called.get(name or "", ""), (text or "")[:200], _reason(kind)) for line, name, text, kind in lines]


_REASONS = {
    "MISSING COLUMNS": "the row has too few columns; it may be cut off",
    "TOO MANY COLUMNS": "the row has too many columns",
    "UNQUOTED VALUE": "a quotation mark is not closed, or stands within a value",
    "LINE SIZE OVER MAXIMUM": "the row is longer than any row can be",
    "INVALID ENCODING": "the row holds bytes that are no text",
}


def _reason(kind: str) -> str:
    return _REASONS.get(kind.upper(), f"the row cannot be parsed ({kind.lower()})")


def _rejects(con: duckdb.DuckDBPyConnection, planned: Plan, table: Table) -> list[tuple[Any, ...]]:
    """The faulty rows as (line, column, value, reason), lines counted in the file as a person sees it."""
    found = con.execute(f"SELECT number, fault FROM ({planned.faults}) ORDER BY number").fetchall()
    if not found:
        return []
    lines = _lines(con, table)
    return [(lines.get(number, number), *fault.split("\x1f", 2)) for number, fault in found]


def _lines(con: duckdb.DuckDBPyConnection, table: Table) -> Mapping[int, int]:
    """The line on which each faulty row starts: line breaks within values and lines that are no rows counted in."""
    if table.parquet:
        return {}
    breaks = " + ".join(f"length(c{n}) - length(replace(c{n}, chr(10), ''))" for n in range(len(table.header)))
    breaks = " + ".join(f"coalesce({part}, 0)" for part in breaks.split(" + "))
    first = 2 if table.has_header else 1
    starts = con.execute(
        f"SELECT number, start FROM (SELECT number, {first} + number - 1 + coalesce(sum({breaks}) OVER (ORDER BY "
        "number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS start FROM raw) "
        "WHERE number IN (SELECT number FROM checked WHERE fault IS NOT NULL)"
    ).fetchall()
    broken = sorted(
        line for (line,) in con.execute("SELECT DISTINCT line FROM reject_errors").fetchall()
    )
    found = {}
    for number, start in starts:
        line = int(start)
        for each in broken:
            line += each <= line
        found[number] = line
    return found


def _worth_reading(table: Table, total: int, good: int, rejected: list[tuple[Any, ...]], ignored: int) -> None:
    if total - ignored == 0:
        raise InputError([Problem(str(table.source), None, "The file holds a header and no rows. Download it again.")])
    if good * 2 >= total - ignored:
        return
    reasons: dict[tuple[str, str], int] = {}
    for _, column, _, reason in rejected:
        reasons[(column, reason)] = reasons.get((column, reason), 0) + 1
    (column, reason), most = max(reasons.items(), key=lambda item: item[1])
    what = (f"{len(rejected):,} of {total - ignored:,} rows are faulty, most of them ({most:,}) in "
            f'"{column}": {reason}. The columns may be swapped, or the file is another dataset.')  # fmt: skip
    raise TooFaulty([Problem(str(table.source), None, what)], rejected)


class TooFaulty(InputError):
    """A table most of whose rows are faulty: nothing of it is read. Carries the rejected rows."""

    def __init__(self, problems: list[Problem], rejects: list[tuple[Any, ...]]) -> None:
        super().__init__(problems)
        self.rejects = rejects


def _pieces(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[int, memoryview]]:
    """The lines that a statement gives, as text, some rows of it at a time, with their number. COPY would look at each
    character for one to quote, which takes longer than all.
    """
    for batch in con.sql(f"SELECT line || chr(10) AS line FROM ({sql})").to_arrow_reader(_BATCH):
        lines = batch.column(0)
        _, places, text = lines.buffers()
        if text is not None:
            ends = memoryview(places).cast("i")
            yield len(lines), memoryview(text)[ends[lines.offset] : ends[lines.offset + len(lines)]]


def _notes(con: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    notes: list[str] = []
    if table.unknown:
        names = ", ".join(f'"{name}"' for name in table.unknown)
        notes.append(f"Not read, for the declaration does not know them: {names}.")
    deaths = table.declaration.deaths
    if len(deaths) == 3:
        odd = _count(con, "checked WHERE fault IS NULL AND (v_low > v_best OR v_best > v_high)")
        if odd:
            notes.append(f"{odd:,} rows give a best number of deaths outside their low and high; kept as they stand.")
    return notes


def write_rejects(rejects: tuple[tuple[Any, ...], ...] | list[tuple[Any, ...]], path: Path) -> None:
    """Write the rejected rows: line, column, value, reason. Raises StandoffError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "column", "value", "reason"))
            writer.writerows(rejects)
    except OSError as error:
        raise StandoffError(f"{path} cannot be written: {error.strerror}. Choose another place with -o.") from None
