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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from graph.errors import RecordError
from graph.record.exchange import in_place_of, recovered
from graph.record.lock import being_written
from graph.record.record import Record, open_record
from graph.record.store import OxigraphStore
from graph.record.tables import TABLES, facts_of, tables_of
from graph.vocabulary import ID, PREFIXES, st

__all__ = ["Load", "bulk_load"]

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


def bulk_load(where: str | Path, load: Load, watch: Watch | None = None) -> None:
    """Load a document into the record in a folder, which is made where there is none; what it said before goes out.

    ``watch`` is told how many bytes of how many are loaded. Raises RecordError, the record left as it was.
    """
    path = Path(where)
    recovered(path)
    with ExitStack() as held:
        dump = load.triples.with_name("dump.nt")
        old = open_record(path, write=True) if path.exists() else None
        new = held.enter_context(in_place_of(path))
        known = shared = False
        if old:
            known = any(old.store.triples(prop=st("document"), objects=[load.document]))
            shared = _tells_anew(old, load)
            if known or shared:
                with dump.open("wb") as file:
                    _oxigraph(old).dump(file, format=RdfFormat.N_TRIPLES, from_graph=_DEFAULT)
            else:
                _oxigraph(old).backup(str(new))
            # Closed before the folders change places: RocksDB tidies up by path, and would tidy up the new one. From
            # here the lock is ours, so that nobody writes to the old folder meanwhile.
            del old
            held.enter_context(_locked(path))
        files = [load.triples]
        if known or shared:
            kept = load.triples.with_name("kept.nt")
            _without(dump, load, kept)
            files = [kept, load.triples]
        elif path.exists():
            _renamed(new, load)
        _fill(new, files, watch)
        _tables(path, new, load, shared)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """RocksDB's own lock on a record, held without opening it. Raises RecordError where another process has it."""
    import fcntl

    with (path / "LOCK").open("a") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RecordError(being_written(path, "lock") or f"{path} is being written to. Try again.") from None
        yield


def _oxigraph(record: Record) -> Store:
    """The storage of a record in a folder."""
    assert isinstance(record.store, OxigraphStore)
    return record.store.oxigraph


def _fill(folder: Path, files: list[Path], watch: Watch | None) -> None:
    record = open_record(folder, write=True)
    total, before = sum(file.stat().st_size for file in files), 0
    try:
        for file in files:
            if watch is None:
                _oxigraph(record).bulk_load(path=str(file), format=RdfFormat.N_TRIPLES)
            else:
                with file.open("rb") as opened:
                    counted = _Counted(opened, before, total, watch)
                    _oxigraph(record).bulk_load(counted, format=RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
            before += file.stat().st_size
        _oxigraph(record).flush()
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


def _tells_anew(old: Record, load: Load) -> bool:
    """Whether another file of the same dataset told of some of these events before."""
    dataset = load.facts.get("dataset")
    others = [
        path for document, path in tables_of(old.where).items()
        if document != load.document.value and facts_of(old.where, NamedNode(document)).get("dataset") == dataset
    ]  # fmt: skip
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


def _tables(path: Path, new: Path, load: Load, shared: bool) -> None:
    folder = new / TABLES
    folder.mkdir(exist_ok=True)
    if (path / TABLES).is_dir():
        for file in (path / TABLES).iterdir():
            if file.stem != load.name:
                _linked(file, folder / file.name)
    shutil.copyfile(load.table, folder / f"{load.name}.parquet")
    facts = json.dumps({**load.facts, "shared": shared}, indent=1)
    (folder / f"{load.name}.json").write_text(facts + "\n", encoding="utf-8")


def _linked(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)


# ------------------------------------------------------------------------------------ taking a document out, as a whole


def _without(dump: Path, load: Load, kept: Path) -> None:
    """Write a record's triples, but for what only this document said and mentioned and what it tells anew."""
    import duckdb

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
