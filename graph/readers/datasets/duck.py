"""Convert one table file with DuckDB, the usual engine, into N-Triples and a table of confrontations."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...counts import counted, first_of
from ...errors import InputError, Problem
from ...files import write_whole
from ...frames.text import csv_file
from ...sealed_duckdb import lock, path_literally, quoted_name, quoted_text, seal
from .declaration import DAY_FIRST, EXCEL, MONTH_FIRST, REPEATED, SLASHED, Rule, Time
from .declaration_file import actor_names
from .loading import Loaded, load
from .opened import Table
from .plan import STAGES, Plan, no_rows, plan, scheme_of
from .preview import first_claims

if TYPE_CHECKING:
    import duckdb

__all__ = ["ConvertedTable", "TooFaulty", "convert_table", "write_rejects"]

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
    total = _count(con, "raw") + len(loaded.rejects)
    _stage(con, planned, "checked")
    rejected = _rejects(con, planned, table, loaded)
    good = int(con.execute("SELECT count(*) FROM checked WHERE fault IS NULL").fetchall()[0][0])
    ignored = total - good - len(rejected)
    _worth_reading(table, total, good, rejected, ignored)
    notes = [*table.notes, *_notes(con, table)]
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
    attributions = _count(con, "said") + (_count(con, f"({planned.allied})") if planned.allied else 0)

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


def _count(con: duckdb.DuckDBPyConnection, source: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0])


def _rejects(con: duckdb.DuckDBPyConnection, planned: Plan, table: Table, loaded: Loaded) -> list[tuple[Any, ...]]:
    """The rejected rows as (line, column, value, reason), sorted by line; lines are counted as in an editor."""
    found = con.execute(f"SELECT number, fault FROM ({planned.faults}) ORDER BY number").fetchall()
    if not found:
        return list(loaded.rejects)
    lines = {} if table.parquet and table.header_row is None else loaded.lines(table, {number for number, _ in found})
    faulty = [(lines.get(number, number), *fault.split("\x1f", 2)) for number, fault in found]
    return sorted([*faulty, *loaded.rejects], key=lambda reject: int(reject[0]))


def _worth_reading(table: Table, total: int, good: int, rejected: list[tuple[Any, ...]], ignored: int) -> None:
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


class TooFaulty(InputError):
    """A table of which most rows are faulty, so that nothing is read; ``rejects`` are the rejected rows."""

    def __init__(self, problems: list[Problem], rejects: list[tuple[Any, ...]]) -> None:
        super().__init__(problems)
        self.rejects = rejects


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


def _notes(con: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    notes: list[str] = []
    declared = table.declaration
    if table.unknown:
        names = ", ".join(f'"{name}"' for name in table.unknown)
        notes.append(f"Columns not read, because the declaration does not name them: {names}.")
    if len(declared.deaths) == 3:
        odd = _count(con, "checked WHERE fault IS NULL AND (v_low > v_best OR v_best > v_high)")
        if odd:
            rows = "1 row gives" if odd == 1 else f"{odd:,} rows give"
            notes.append(f"{rows} a best number of deaths outside the range from low to high; left as given.")
    notes += _notes_on_days(con, declared.time)
    repeated = _count(con, f"checked WHERE fault = {quoted_text(REPEATED)}")
    if repeated:
        notes.append(f"{counted(repeated, 'row')} repeating an earlier one exactly, counted once with it.")
    if any(rule.root in table.columns for rule in declared.type if rule.root):
        cut = _count(con, "checked WHERE fault IS NULL AND v_cut")
        if cut:
            notes.append(f"{cut:,} codes had lost their leading zero, as their root codes show; it was restored.")
    return [*notes, *_notes_on_actors(con, table), *_unknown_codes(con, table)]


def _notes_on_days(con: duckdb.DuckDBPyConnection, time: Time) -> Iterator[str]:
    """Notes on days that were read in an order or form in which they might mean another."""
    day = quoted_name(time.start)
    orders = {DAY_FIRST, MONTH_FIRST} & set(time.forms)
    if orders:
        found = con.execute(
            f"SELECT {day}, v_day_first FROM checked WHERE fault IS NULL AND regexp_matches({day}, ?) "
            f"ORDER BY NOT regexp_matches({day}, ?), 1 LIMIT 1",
            [SLASHED, r"\b(1[3-9]|[23][0-9])[/.-]"],
        ).fetchall()
        why = "days above 12 show it" if len(orders) == 2 else "as was named"
        for example, day_first in found:
            yield f"Dates such as {example} are read as {DAY_FIRST if day_first else MONTH_FIRST}: {why}."
    if "excel" in time.forms:
        found = con.execute(
            f"SELECT {day}, v_start, count(*) OVER () FROM checked WHERE fault IS NULL AND regexp_matches({day}, ?) "
            "ORDER BY 1 LIMIT 1",
            [EXCEL],
        ).fetchall()
        for example, meant, rows in found:
            yield (
                f"In {counted(rows, 'row')} the day is a number as Excel counts days: {example} is {meant}. If the "
                "file counts from 1904, as some of Macs do, all are four years too early: save it with dates."
            )


def _notes_on_actors(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[str]:
    """Notes on kinds that are left open for want of a column, and on numbers in place of names."""
    from .second_rows import has_second_rows

    if has_second_rows(table.declaration, table.columns):
        lacking = table.declaration.columns[table.declaration.actors[1].name][0]
        one = _count(con, f"checked WHERE fault IS NULL AND {quoted_name(table.declaration.actors[1].name)} IS NULL")
        alone = f" {counted(one, 'event')} with one row alone, and so with one actor." if one else ""
        what = "it was read as a row for each actor, two with one id as one event"
        yield f'The file has no column "{lacking}": {what}.{alone}'
    yield from _notes_on_one_actor(con, table)
    for actor in table.declaration.actors:
        if actor.name not in table.columns:
            continue
        called = table.header[table.columns[actor.name]]
        absent = [rule.column for rule in actor.kind if rule.column and rule.column not in table.columns]
        if absent and any(rule.always for rule in actor.kind):
            missing = ", ".join(f'"{table.declaration.columns[column][0]}"' for column in absent)
            yield f'The file has no column {missing}: the kind of "{called}" is left open where nothing else says it.'
        if actor.flags:
            continue
        name = quoted_name(actor.name)
        numbers = f"checked WHERE fault IS NULL AND regexp_matches({name}, '^[0-9.,]+$')"
        if rows := _count(con, numbers):
            ((example,),) = con.execute(f"SELECT min({name}) FROM {numbers}").fetchall()
            yield (
                f'"{called}" names an actor by a number in {counted(rows, "row")}, such as {example}. If the column '
                "says whether one actor took part, or how probably, give it under `columns:` of the actor."
            )


def _notes_on_one_actor(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[str]:
    """A note on rows with one name at both ends."""
    names = [quoted_name(actor.name) for actor in table.declaration.actors if actor.name in table.columns]
    if len(names) < 2 or table.declaration.has_several:
        return
    within = f"checked WHERE fault IS NULL AND {names[0]} = {names[1]}"
    if rows := _count(con, within):
        ((example,),) = con.execute(f"SELECT min({names[0]}) FROM {within}").fetchall()
        yield (
            f'{counted(rows, "row")} with one name at both ends, such as "{example}": an act within one actor, '
            "which is stored with this one end."
        )


def _unknown_codes(con: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    """Notes on unknown codes in coded columns, where they are not a fault of the row."""
    declared, notes = table.declaration, []
    # An unknown value in the last column for the type is a fault.
    coded = [
        (rule, "what the mapping always says is used" if after.always else "the next column is used")
        for rule, after in pairwise(declared.type)
    ]
    for actor in declared.actors:
        if not any(rule.any or rule.always for rule in actor.kind):
            coded += [(rule, "the kind of actor is left open") for rule in actor.kind]
    for rule, what in coded:
        if not rule.codes or rule.quiet or not rule.column or rule.column not in table.columns:
            continue
        column = quoted_name(rule.column)
        found = con.execute(
            f"SELECT {column}, count(*) FROM checked WHERE fault IS NULL AND {column} IS NOT NULL "
            "GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
        unknown = [(value, rows) for value, rows in found if not _is_known(value, rule)]
        if unknown:
            shown = first_of([f'"{value}"' for value, _ in unknown])
            rows = sum(rows for _, rows in unknown)
            called = table.header[table.columns[rule.column]]
            notes.append(
                f'"{called}" contains {shown}, which the declaration does not know: {what}, in {counted(rows, "row")}.'
            )
    return notes


def _is_known(value: str, rule: Rule) -> bool:
    parts = value.split(rule.split) if rule.split else [re.sub(r"^([0-9]+)\.0+$", r"\1", value)]
    return not {code.casefold() for code in rule.codes}.isdisjoint(part.casefold() for part in parts)


def write_rejects(rejects: tuple[tuple[Any, ...], ...] | list[tuple[Any, ...]], path: Path) -> None:
    """Write the rejected rows as CSV: line, column, value, reason. Raises StandoffError."""
    write_whole(path, csv_file(("line", "column", "value", "reason"), rejects))
