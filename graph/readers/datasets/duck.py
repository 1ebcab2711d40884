"""Convert one table file with DuckDB, the usual engine, into N-Triples and a table of confrontations."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...counts import counted
from ...errors import InputError, Problem
from ...sealed_duckdb import lock, path_literally, seal
from .built_in import actor_names
from .loading import load
from .opened import Table
from .plan import STAGES, Plan, plan, scheme_of
from .preview import first_claims
from .read_notes import count_of, notes_on
from .rejected_rows import refuse_too_faulty, rejects_of

if TYPE_CHECKING:
    import duckdb

__all__ = ["ConvertedTable", "convert_table"]

Say = Callable[[str], None]
Watch = Callable[[int, int], None]
#: Rows whose lines are fetched at once: about 6 MB.
_BATCH = 2_048


@dataclass(frozen=True)
class ConvertedTable:
    """A converted table, valid while its block lasts: its triples, its table of confrontations, and the numbers of rows
    read, rejected and ignored.

    ``gathered`` is a file with the triples of what many rows name: actors, sources, places, alliances. More may be
    appended before ``lines`` is called. ``rejects`` are (line, column, value, reason). ``preview`` has the first rows
    as claims, in words. ``attribution_rows`` is what each attribution says, as Parquet; None where the claims are of
    another table. ``published`` is the last day on which one of its rows was, if the table says so.
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
    preview: tuple[str, ...] = ()
    attribution_rows: Path | None = None
    published: str | None = None
    _blocks: Callable[[], Iterator[tuple[int, memoryview]]] = field(default=lambda: iter(()), repr=False)
    #: The triples of some rows, by their ids; those that name entities are also written to the file.
    part: Callable[[Collection[str], Path], Iterator[memoryview]] | None = field(default=None, repr=False)

    def lines(self, watch: Watch | None = None) -> Iterator[memoryview]:
        """All triples as N-Triples, several whole lines at a time; ``watch`` is called with the bytes so far and an
        estimate of the total."""
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
def convert_table(
    table: Table, document: str, folder: Path, known: list[Path] | None = None, say: Say | None = None
) -> Iterator[ConvertedTable]:
    """The triples and confrontations of one table, for as long as the block lasts; files are written to ``folder``.

    ``known`` are tables of confrontations with events to which this one may refer (GDELT's mentions). ``say`` is called
    with each step as text. Raises InputError where the table cannot be parsed or has no readable row, TooFaulty where
    most of its rows are faulty.
    """
    import duckdb

    con = duckdb.connect(str(folder / "work.duckdb"))
    try:
        with _errors_as_input_errors(table):
            converted = _convert(con, table, document, folder, known or [], say or (lambda _: None))
        yield converted
    finally:
        con.close()
        (folder / "work.duckdb").unlink(missing_ok=True)


@contextmanager
def _errors_as_input_errors(table: Table) -> Iterator[None]:
    """Raise DuckDB's errors as InputError about this table."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise InputError(
            [
                Problem(
                    str(table.source),
                    None,
                    f"Reading the table needs more memory than is allowed ({what}). Split the file and read each part.",
                )
            ]
        ) from None
    except duckdb.Error as error:
        what = str(error).split("\n")[0].rstrip(". ")
        if "no space left" in what.lower():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
        raise InputError(
            [
                Problem(
                    str(table.source), None, f"DuckDB could not read the table: {what}. Check that the file is whole."
                )
            ]
        ) from None


def _convert(
    con: duckdb.DuckDBPyConnection, table: Table, document: str, folder: Path, known: list[Path], say: Say
) -> ConvertedTable:
    from .second_rows import refuse_lost_column

    # Timestamps in a Parquet file are written in this time zone before the day is taken.
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET memory_limit = '1500MB'")
    con.execute("SET temp_directory = ?", [str(folder / "spill")])
    if "ipykernel" not in sys.modules:
        # In a notebook without ipywidgets DuckDB refuses even to turn its bar off, and draws none.
        con.execute("SET enable_progress_bar = false")
    seal(con, [table.path, *known], folder)
    say("reading the rows")
    with ThreadPoolExecutor(1) as beside:
        # Compiling the statements takes as long as loading 300,000 rows.
        planning = beside.submit(plan, table, "duckdb", bool(known))
        loaded = load(con, table, document, folder)
        planned = planning.result()
    refuse_lost_column([table], [document], lambda sql: con.execute(sql).fetchall())
    # The rows are numbered now; preserving their order would keep large ones in memory until they are written.
    con.execute("SET preserve_insertion_order = false")
    # The rows left out are few, and pushing their filter down makes DuckDB compute every column twice.
    con.execute("SET disabled_optimizers = 'filter_pushdown'")
    lock(con)
    if known:
        con.read_parquet([path_literally(path) for path in known]).create_view("known")
    total = count_of(con, "raw") + len(loaded.rejects)
    _stage(con, planned, "checked")
    rejected = rejects_of(con, planned, table, loaded)
    good = int(con.execute("SELECT count(*) FROM checked WHERE fault IS NULL").fetchall()[0][0])
    ignored = total - good - len(rejected)
    refuse_too_faulty(table, total, good, rejected, ignored)
    notes = [*table.notes, *notes_on(con, table)]
    say(f"{counted(good, 'row')} to claims")
    scheme = scheme_of(table.declaration)
    if scheme:
        names = actor_names(scheme)
        con.execute(
            "CREATE TEMP TABLE names AS SELECT unnest(?) AS code, unnest(?) AS name",
            [list(names), list(names.values())],
        )
    for name in STAGES[1:]:
        _stage(con, planned, name)
        if name == "rows":
            # Each is needed only for the next, and the loader needs the memory while the triples are loaded.
            con.execute("DROP VIEW plain; DROP TABLE checked; DROP VIEW raw; DROP TABLE given")
    gathered, parquet = folder / "gathered.nt", folder / "confrontations.parquet"
    with gathered.open("wb") as file:
        for sql in planned.gathered:
            file.writelines(piece for _, piece in _pieces(con, sql))
    con.execute(f"COPY ({planned.pairs}) TO ? (FORMAT parquet, COMPRESSION zstd)", [str(parquet)])
    preview = first_claims(con, table.declaration)
    attribution_rows = folder / "attributions.parquet" if planned.attribution_rows else None
    if attribution_rows:
        copied = f"COPY ({planned.attribution_rows}) TO ? (FORMAT parquet, COMPRESSION zstd)"
        con.execute(copied, [str(attribution_rows)])
    published = None
    if attribution_rows and table.declaration.version in table.columns:
        last = "SELECT left(max(version), 10) FROM read_parquet(?)"
        published = con.execute(last, [path_literally(attribution_rows)]).fetchall()[0][0]
    attributions = count_of(con, "said") + (count_of(con, f"({planned.allied})") if planned.allied else 0)

    def blocks() -> Iterator[tuple[int, memoryview]]:
        with _errors_as_input_errors(table):
            for sql in planned.blocks:
                yield from _pieces(con, sql)

    def part(ids: Collection[str], names: Path) -> Iterator[memoryview]:
        with _errors_as_input_errors(table):
            entities = _choose(con, planned, ids, gathered, names)
        return chain(entities, (piece for _, piece in blocks()))

    return ConvertedTable(
        gathered,
        parquet,
        total,
        good,
        len(rejected),
        ignored,
        attributions,
        tuple(notes),
        tuple(rejected),
        preview,
        attribution_rows,
        published,
        blocks,
        part,
    )


def _choose(
    con: duckdb.DuckDBPyConnection, planned: Plan, ids: Collection[str], gathered: Path, names: Path
) -> list[memoryview]:
    """Leave only the rows with these ids, and return the triples of what they name, as the whole table names it."""
    import pyarrow as pa

    con.register("ids", pa.table({"row_id": pa.array(list(ids), pa.string())}))
    con.execute("CREATE OR REPLACE TEMP TABLE chosen AS SELECT DISTINCT row_id FROM ids")
    con.unregister("ids")
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for name in ("rows", "said"):
        if name in tables:
            con.execute(f"ALTER TABLE {name} RENAME TO every_{name}")
            con.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM every_{name} SEMI JOIN chosen USING (row_id)")
    *alliances, entities = planned.gathered
    lines = [bytes(piece) for sql in alliances for _, piece in _pieces(con, sql)]
    starts = {
        line.split(b" ", 1)[0] for _, piece in _pieces(con, entities) for line in bytes(piece).splitlines() if line
    }
    with gathered.open("rb") as every, names.open("wb") as file:
        file.writelines(line for line in every if line.split(b" ", 1)[0] in starts)
    return [memoryview(text) for text in (*lines, names.read_bytes()) if text]


def _stage(con: duckdb.DuckDBPyConnection, planned: Plan, name: str) -> None:
    # Used by the next stage only: a table would just take space.
    kind = "VIEW" if name == "plain" else "TABLE"
    con.execute(f"CREATE TEMP {kind} {name} AS {planned.stages[name]}")


def _pieces(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[int, memoryview]]:
    """The lines that a statement returns, as text, several rows at a time, with their number. COPY would check each
    character for quoting, which takes longer than everything else.
    """
    for batch in con.sql(f"SELECT line || chr(10) AS line FROM ({sql})").to_arrow_reader(_BATCH):
        lines = batch.column(0)
        _, places, text = lines.buffers()
        if text is not None:
            ends = memoryview(places).cast("i")
            yield len(lines), memoryview(text)[ends[lines.offset] : ends[lines.offset + len(lines)]]
