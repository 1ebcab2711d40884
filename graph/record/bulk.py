"""Bulk loading: a file of N-Triples into a record on disk by Oxigraph's bulk loader, all of it or none.

The record is copied beside itself (hard links, so it costs nothing), the copy takes the new triples, and then the two
change places: a process killed in the middle leaves the record as it was. A document that was read before is first
taken out, as ``Record.put`` does it, but over the whole dump at once and not triple by triple.

Beside its triples a record keeps, in ``tables/``, one Parquet file for each dataset: its confrontations.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from graph.errors import RecordError
from graph.record.beside import beside, recovered
from graph.record.record import Record, open_record
from graph.vocabulary import ID, PREFIXES, st

__all__ = ["TABLES", "Load", "bulk_load", "facts_of", "tables_of"]

#: Where in a record's folder the tables of its datasets lie.
TABLES = "tables"
_DEFAULT = DefaultGraph()
_LABEL, _ALIAS = (NamedNode(PREFIXES["skos"] + name) for name in ("prefLabel", "altLabel"))
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
Watch = Callable[[int, int], None]


@dataclass(frozen=True)
class Load:
    """One document to load: its triples, its table of confrontations, and what is known of its reading."""

    document: NamedNode
    triples: Path
    table: Path
    facts: dict[str, Any]

    @property
    def name(self) -> str:
        return self.document.value.rsplit("/", 1)[-1]


def tables_of(where: str) -> dict[str, Path]:
    """The tables of confrontations of the record in a folder, by document; none for a record that is no folder."""
    folder = Path(where) / TABLES
    if where == "memory" or "://" in where or not folder.is_dir():
        return {}
    return {f"{ID}dataset/{path.stem}": path for path in sorted(folder.glob("*.parquet"))}


def facts_of(where: str, document: NamedNode) -> dict[str, Any]:
    """What was noted when a dataset was read: its hash, the declaration's, and its rows; empty where it was not."""
    path = Path(where) / TABLES / f"{document.value.rsplit('/', 1)[-1]}.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def bulk_load(where: str | Path, load: Load, watch: Watch | None = None) -> None:
    """Load a document into the record in a folder, which is made where there is none; what it said before goes out.

    ``watch`` is told how many bytes of how many are loaded. Raises RecordError, the record left as it was.
    """
    path = Path(where)
    recovered(path)
    old = open_record(path, write=True) if path.exists() else None
    with beside(path) as new:
        if old is None:
            _fill(new, [load.triples], watch)
        elif _is_known(old, load):
            kept = load.triples.with_name("kept.nt")
            _without(old, load, kept)
            _fill(new, [kept, load.triples], watch)
            kept.unlink()
        else:
            new.rmdir()
            old.store.backup(str(new))
            _renamed(new, load)
            _fill(new, [load.triples], watch)
        _tables(path, new, load)
    # The lock of the old folder is held until the new one is in its place.
    del old


def _fill(folder: Path, files: list[Path], watch: Watch | None) -> None:
    record = open_record(folder, write=True)
    total, before = sum(file.stat().st_size for file in files), 0
    try:
        for file in files:
            if watch is None:
                record.store.bulk_load(path=str(file), format=RdfFormat.N_TRIPLES)
            else:
                with file.open("rb") as opened:
                    counted = _Counted(opened, before, total, watch)
                    record.store.bulk_load(counted, format=RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
            before += file.stat().st_size
        record.store.flush()
    except (OSError, RuntimeError, SyntaxError) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise RecordError(f"The triples could not be loaded: {what}. The record is as it was.") from None


class _Counted:
    """A file that says how much of it was read."""

    def __init__(self, file: IO[bytes], before: int, total: int, watch: Watch) -> None:
        self._file, self._read, self._total, self._watch = file, before, total, watch

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._read += len(piece)
        self._watch(self._read, self._total)
        return piece


def _is_known(old: Record, load: Load) -> bool:
    """Whether the record holds the document already, or events that it tells of anew."""
    if any(old.store.quads_for_pattern(None, st("document"), load.document, _DEFAULT)):
        return True
    prefix = load.facts.get("dataset")
    others = [path for document, path in tables_of(old.where).items()
              if facts_of(old.where, NamedNode(document)).get("dataset") == prefix]  # fmt: skip
    if not others:
        return False
    import duckdb

    with duckdb.connect() as con:
        shared = con.execute(
            "SELECT 1 FROM read_parquet(?) WHERE event IN (SELECT event FROM read_parquet(?)) LIMIT 1",
            [str(load.table), [str(path) for path in others]],
        ).fetchone()
    return shared is not None


def _renamed(folder: Path, load: Load) -> None:
    """Actors that go by another name or kind in the new triples lose the old one, which becomes an alias."""
    start = f"<{ID}actor/"
    wanted: dict[str, dict[str, str]] = {}
    with load.triples.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith(start):
                subject, predicate, value = line.rstrip(" .\n").split(" ", 2)
                wanted.setdefault(subject[1:-1], {})[predicate[1:-1]] = value
    store = Store(str(folder))
    for actor, facts in wanted.items():
        for prop in (_LABEL, _TYPE):
            given = facts.get(prop.value)
            for quad in list(store.quads_for_pattern(NamedNode(actor), prop, None, _DEFAULT)):
                if given and str(quad.object) != given:
                    store.remove(quad)
                    if prop == _LABEL and isinstance(quad.object, Literal):
                        store.add(Quad(quad.subject, _ALIAS, Literal(quad.object.value), _DEFAULT))
    store.flush()
    del store


def _tables(path: Path, new: Path, load: Load) -> None:
    folder = new / TABLES
    folder.mkdir(exist_ok=True)
    if (path / TABLES).is_dir():
        for file in (path / TABLES).iterdir():
            if file.stem != load.name:
                _linked(file, folder / file.name)
    shutil.copyfile(load.table, folder / f"{load.name}.parquet")
    (folder / f"{load.name}.json").write_text(json.dumps(load.facts, indent=1) + "\n", encoding="utf-8")


def _linked(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)


# ------------------------------------------------------------------------------------ taking a document out, as a whole


def _without(old: Record, load: Load, kept: Path) -> None:
    """Write the record's triples, but for what only this document said and mentioned and what it tells anew."""
    import duckdb

    dump = load.triples.with_name("dump.nt")
    with dump.open("wb") as file:
        old.store.dump(file, format=RdfFormat.N_TRIPLES, from_graph=_DEFAULT)
    work = load.triples.with_name("without.duckdb")
    try:
        with duckdb.connect(str(work)) as con:
            con.execute("SET memory_limit = '1500MB'; SET preserve_insertion_order = false")
            lines = "read_csv(?, auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', " \
                    "columns = {'line': 'VARCHAR'}, max_line_size = 8000000)"  # fmt: skip
            split = ("SELECT line, split_part(line, ' ', 1) AS s, split_part(line, ' ', 2) AS p, "
                     "substr(line, length(split_part(line, ' ', 1)) + length(split_part(line, ' ', 2)) + 3, "
                     "length(line)) AS o ")  # fmt: skip
            con.execute(f"CREATE TABLE old AS {split} FROM {lines}", [str(dump)])
            con.execute(
                "CREATE TABLE gone AS SELECT DISTINCT s FROM old WHERE (p = ? AND o = ?) OR s = ?",
                [str(st("document")), f"{load.document} .", str(load.document)],
            )
            # What the new triples describe goes out too: a corrected label leaves no second one.
            con.execute(
                f"CREATE TABLE told AS SELECT DISTINCT split_part(line, ' ', 1) AS s FROM {lines}", [str(load.triples)]
            )
            con.execute("INSERT INTO gone SELECT s FROM told WHERE s NOT IN (SELECT s FROM gone)")
            while True:
                more = con.execute(
                    "INSERT INTO gone SELECT DISTINCT rtrim(o, ' .') FROM old WHERE s IN (SELECT s FROM gone) "
                    f"AND starts_with(o, '<{ID}') AND rtrim(o, ' .') NOT IN (SELECT s FROM gone) AND o NOT IN "
                    "(SELECT o FROM old WHERE s NOT IN (SELECT s FROM gone) AND starts_with(o, '<')) "
                    "AND rtrim(o, ' .') IN (SELECT s FROM old)"
                ).fetchone()
                if not more or not more[0]:
                    break
            target = str(kept).replace("'", "''")
            con.execute(
                "COPY (SELECT line FROM old WHERE s NOT IN (SELECT s FROM gone)) "
                f"TO '{target}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"
            )
    finally:
        dump.unlink(missing_ok=True)
        work.unlink(missing_ok=True)
