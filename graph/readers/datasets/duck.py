"""The usual engine: one table file through DuckDB, into N-Triples and a table of confrontations."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import InputError, Problem, StandoffError
from graph.readers.datasets.declaration import Declaration, actor_names
from graph.readers.datasets.tables import MAX_LINE, Table

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

__all__ = ["Made", "kinds_of_act", "make"]

Say = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """What came of one table: files, and how many of its rows were read, rejected and ignored."""

    triples: Path
    confrontations: Path
    rows: int
    read: int
    rejected: int
    ignored: int
    attributions: int
    notes: tuple[str, ...] = ()
    rejects: tuple[tuple[Any, ...], ...] = field(default=(), repr=False)


@cache
def kinds_of_act() -> dict[str, tuple[str, float, bool]]:
    """Each kind of act with its label, its PLOVER score and whether it is a confrontation."""
    from graph.record.vocabulary_triples import vocabulary_triples
    from graph.vocabulary import CODES, PREFIXES, ST

    facts: dict[str, dict[str, str]] = {}
    for triple in vocabulary_triples():
        subject = triple.subject.value  # type: ignore[union-attr]
        if subject.startswith(CODES + "event-type/"):
            facts.setdefault(subject, {})[triple.predicate.value] = triple.object.value  # type: ignore[union-attr]
    return {
        iri: (given[PREFIXES["skos"] + "prefLabel"], float(given[ST + "ploverScore"]),
              given[ST + "isConfrontation"] == "true")
        for iri, given in sorted(facts.items())
    }  # fmt: skip


def make(table: Table, document: str, folder: Path, known: list[Path] | None = None, say: Say | None = None) -> Made:
    """The triples and confrontations of one table, written into ``folder``; faulty rows are counted and listed.

    ``known`` are tables of confrontations whose events this one may speak of (GDELT's mentions). ``say`` is told what
    is being done. Raises InputError where the table cannot be parsed, or holds no row that can be read.
    """
    import duckdb
    import ibis

    from graph.readers.datasets import rows as rows_of
    from graph.readers.datasets import triples as triples_of

    declared = table.declaration
    say = say or (lambda _: None)
    con = ibis.duckdb.connect(str(folder / "work.duckdb"), threads=os.cpu_count() or 2)
    try:
        con.raw_sql("SET memory_limit = '1500MB'")
        con.raw_sql(f"SET temp_directory = '{_quoted(folder / 'spill')}'")
        con.raw_sql("SET enable_progress_bar = false")
        say("reading the rows")
        bad = _load(con, table, document)
        raw = con.table("raw")
        total = _count(con, raw) + len(bad)
        checked = rows_of.checked(raw, declared, table.columns, table.header)
        con.create_table("checked", checked, temp=True)
        checked = con.table("checked")
        faulty = checked.filter(checked.fault.notnull())
        rejected = _rejects(con, faulty, table) + bad
        good = con.to_pyarrow(checked.aggregate(n=checked.fault.isnull().sum()))["n"][0].as_py() or 0
        ignored = total - good - len(rejected)
        _worth_reading(table, total, good, rejected, ignored)
        say(f"{good:,} rows to claims")
        normal = rows_of.normalised(checked, declared, kinds_of_act())
        if declared.event:
            normal = _with_known(con, normal, known or [])
        con.create_table("plain", normal, temp=True)
        con.create_table("rows", triples_of.with_claims(con.table("plain"), declared), temp=True)
        normal = con.table("rows")
        con.create_table("said", triples_of.said(normal, declared), temp=True)
        attributed = con.table("said")
        allied = triples_of.alliances(normal, attributed, declared)
        names = _names(con, declared)
        parts = [triples_of.triples(normal, declared), attributed.select("line")]
        parts += [allied[0], allied[1]] if allied else []
        parts.append(triples_of.identities(normal, attributed, allied[2] if allied else None, declared, names))
        say("writing the triples")
        triples = folder / "triples.nt"
        _write_lines(con, parts, triples, folder)
        pairs = triples_of.confrontations(normal, attributed)
        if "known_claim" in normal.columns:
            pairs = _as_known(con, pairs, known or [])
        parquet = folder / "confrontations.parquet"
        sql = str(ibis.to_sql(pairs.order_by("event", "said"), dialect="duckdb"))
        con.raw_sql(f"COPY ({sql}) TO '{_quoted(parquet)}' (FORMAT parquet, COMPRESSION zstd)")
        attributions = _count(con, attributed)
        notes = [*table.notes, *_notes(con, checked, table)]
        return Made(triples, parquet, total, good, len(rejected), ignored, attributions, tuple(notes), tuple(rejected))
    except duckdb.Error as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise InputError([Problem(str(table.source), None, f"DuckDB could not read the table: {what}. Check that the "
                                  "file is whole.")]) from None  # fmt: skip
    finally:
        con.disconnect()
        (folder / "work.duckdb").unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _count(con: ibis.backends.duckdb.Backend, table: ir.Table) -> int:
    return int(con.to_pyarrow(table.count()).as_py())


def _load(con: ibis.backends.duckdb.Backend, table: Table, document: str) -> list[tuple[Any, ...]]:
    """Load the table as text into ``raw``; the lines that are no rows, as rejects."""
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
    con.raw_sql(
        f"CREATE TEMP TABLE raw AS SELECT row_number() OVER () AS number, '{document}' AS document, * FROM {source}"
    )
    if table.parquet:
        return []
    lines = con.raw_sql(
        "SELECT line, any_value(column_name), any_value(csv_line), any_value(CAST(error_type AS VARCHAR)) "
        "FROM reject_errors GROUP BY line ORDER BY line"
    ).fetchall()
    return [(line, column or "", (text or "")[:200], _reason(kind)) for line, column, text, kind in lines]


_REASONS = {
    "MISSING COLUMNS": "the row has too few columns; it may be cut off",
    "TOO MANY COLUMNS": "the row has too many columns",
    "UNQUOTED VALUE": "a quotation mark is not closed, or stands within a value",
    "LINE SIZE OVER MAXIMUM": "the row is longer than any row can be",
    "INVALID ENCODING": "the row holds bytes that are no text",
}


def _reason(kind: str) -> str:
    return _REASONS.get(kind.upper(), f"the row cannot be parsed ({kind.lower()})")


def _rejects(con: ibis.backends.duckdb.Backend, faulty: ir.Table, table: Table) -> list[tuple[Any, ...]]:
    """The faulty rows as (line, column, value, reason), lines counted in the file as a person sees it."""
    found = con.to_pyarrow(faulty.select("number", "fault").order_by("number")).to_pylist()
    if not found:
        return []
    lines = _lines(con, table)
    return [(lines.get(row["number"], row["number"]), *row["fault"].split("\x1f", 2)) for row in found]


def _lines(con: ibis.backends.duckdb.Backend, table: Table) -> Mapping[int, int]:
    """The line on which each faulty row starts: line breaks within values and lines that are no rows counted in."""
    if table.parquet:
        return {}
    breaks = " + ".join(f"length(c{n}) - length(replace(c{n}, chr(10), ''))" for n in range(len(table.header)))
    breaks = " + ".join(f"coalesce({part}, 0)" for part in breaks.split(" + "))
    first = 2 if table.has_header else 1
    starts = con.raw_sql(
        f"SELECT number, start FROM (SELECT number, {first} + number - 1 + coalesce(sum({breaks}) OVER (ORDER BY "
        "number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS start FROM raw) "
        "WHERE number IN (SELECT number FROM checked WHERE fault IS NOT NULL)"
    ).fetchall()
    broken = sorted(
        line for (line,) in con.raw_sql("SELECT DISTINCT line FROM reject_errors").fetchall()
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


def _names(con: ibis.backends.duckdb.Backend, declared: Declaration) -> ir.Table | None:
    scheme = next((actor.names for actor in declared.actors if actor.names), None)
    if not scheme:
        return None
    known = actor_names(scheme)
    con.con.execute("CREATE TEMP TABLE names AS SELECT unnest(?) AS code, unnest(?) AS name",
                    [list(known), list(known.values())])  # fmt: skip
    return con.table("names")


def _with_known(con: ibis.backends.duckdb.Backend, rows: ir.Table, known: list[Path]) -> ir.Table:
    """The rows with the claim of the event they speak of, where a table that was read before has it."""
    import ibis

    if not known:
        return rows.mutate(known_claim=ibis.null("string"))
    claims = con.read_parquet([str(path) for path in known], table_name="known").select("event", "claim").distinct()
    claims = claims.group_by("event").agg(known_claim=claims.claim.min())
    return rows.left_join(claims, "event").drop("event_right")


def _as_known(con: ibis.backends.duckdb.Backend, pairs: ir.Table, known: list[Path]) -> ir.Table:
    """The attributions of known claims, with the ends, kind, place and deaths of those claims."""
    from graph.readers.datasets.triples import COLUMNS

    if not known:
        return pairs
    own = ("said_by", "document", "said", "said_on", "claim")
    told = con.table("known").select(*(c for c in COLUMNS if c not in own or c == "claim")).distinct()
    joined = pairs.select(*own).inner_join(told, "claim")
    others = pairs.anti_join(told, "claim")
    return joined.select(*COLUMNS).union(others.select(*COLUMNS))


def _write_lines(con: ibis.backends.duckdb.Backend, parts: list[ir.Table], path: Path, folder: Path) -> None:
    import ibis

    with path.open("wb") as whole:
        for number, part in enumerate(parts):
            piece = folder / f"part{number}.nt"
            sql = str(ibis.to_sql(part, dialect="duckdb"))
            con.raw_sql(f"COPY ({sql}) TO '{_quoted(piece)}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', "
                        f"DELIMITER '\x01')")  # fmt: skip
            with piece.open("rb") as file:
                while block := file.read(1 << 22):
                    whole.write(block)
            piece.unlink()


def _notes(con: ibis.backends.duckdb.Backend, checked: ir.Table, table: Table) -> list[str]:
    notes: list[str] = []
    if table.unknown:
        names = ", ".join(f'"{name}"' for name in table.unknown)
        notes.append(f"Not read, for the declaration does not know them: {names}.")
    deaths = table.declaration.deaths
    if len(deaths) == 3:
        good = checked.filter(checked.fault.isnull())
        odd = _count(con, good.filter((good.v_low > good.v_best) | (good.v_best > good.v_high)))
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
