"""Bulk loading: load lines of N-Triples into a record on disk with Oxigraph's bulk loader, all of them or none.

The lines are loaded while they are produced; only where the record already has some of the events or the document are
they written to a file first. The record is copied next to itself (as hard links, which cost nothing), the copy takes
the new triples, and then the two are exchanged: a process killed on the way leaves the record unchanged. A document
that was read before is removed first, as in ``Keeper.put``, but over the whole dump at once and not triple by triple.

In ``tables/`` a record also stores two Parquet files for each dataset: its confrontations, and what each attribution
says.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, serialize

from ..claim import InputFile
from ..errors import RecordError
from ..record.dataset_tables import ATTRIBUTIONS, TABLES, facts_of, table_hash, tables_of
from ..record.folder import errors_as_record_errors, is_record
from ..record.history import history_of_reading, history_of_removal
from ..record.keeper import Keeper, open_keeper
from ..record.store import OxigraphStore
from ..record.swap import in_place_of, recover
from ..sealed_duckdb import path_literally, seal
from ..vocabulary import ID, PREFIXES, local_name, st
from .without import without

__all__ = ["Load", "bulk_forget", "bulk_load"]

_DEFAULT = DefaultGraph()
_LABEL, _ALIAS = (NamedNode(PREFIXES["skos"] + name) for name in ("prefLabel", "altLabel"))
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
Watch = Callable[[int, int], None]
#: Bytes read from files at a time, and bytes loaded at a time; indexing takes seven times the size of a share.
_PIECE, _SHARE = 4_000_000, 60_000_000
_THREADS = 2


@dataclass(frozen=True)
class Load:
    """One document to load: its triples as ``lines``, which can be iterated once; the file ``names`` with those that
    name entities; its ``table`` of confrontations, and what its attributions say (``attribution_rows``); ``facts``
    about the reading, for the history ``read_from`` and the number of ``attributions``. Temporary files go into the
    folder of ``names``.
    """

    document: NamedNode
    lines: Iterable[memoryview]
    names: Path
    table: Path
    facts: dict[str, Any]
    read_from: InputFile
    attributions: int
    attribution_rows: Path | None = None

    @property
    def name(self) -> str:
        return self.document.value.rsplit("/", 1)[-1]


def bulk_load(where: str | Path, load: Load, watch: Watch | None = None) -> None:
    """Load a document into the record in a folder, creating it if needed; what the document said before is removed.

    ``watch`` is called with the bytes loaded and the total. Raises RecordError; the record is then unchanged.
    """
    path = Path(where)
    with errors_as_record_errors(path, "opened"):
        recover(path)
        exists = is_record(path)
    with ExitStack() as stack:
        dump = load.names.with_name("dump.nt")
        old = open_keeper(path, write=True) if exists else None
        if old is not None:
            stack.callback(old.close)
        new = stack.enter_context(in_place_of(path, new=old is None))
        known = shared = False
        if old is not None:
            known = any(old.store.triples(prop=st("document"), objects=[load.document]))
            shared = _shares_events(old, load)
            if known or shared:
                with dump.open("wb") as file:
                    _oxigraph(old).dump(file, format=RdfFormat.N_TRIPLES, from_graph=_DEFAULT)
            else:
                _oxigraph(old).backup(str(new))
            # Closed before the folders are exchanged: RocksDB cleans up by path, and would clean up the new one. The
            # turn to write is still ours.
            old.store.close()
        hashed = _noted(load, shared)
        history = history_of_reading(load.document, load.attributions, load.read_from, hashed)
        said = serialize(history, format=RdfFormat.N_TRIPLES) or b""
        lines: Iterable[memoryview] = chain(load.lines, [memoryview(said)])
        if known or shared:
            retained, incoming = load.names.with_name("retained.nt"), load.names.with_name("incoming.nt")
            with incoming.open("wb") as file:
                file.writelines(lines)
            without(dump, load.document, retained, incoming)
            lines = _lines_of([retained, incoming], watch)
        elif old is not None:
            _renamed(new, load)
        with open_keeper(new, write=True) as opened:
            _fill(_oxigraph(opened), lines)
        _tables(path, new, load)


def bulk_forget(where: str | Path, document: NamedNode) -> tuple[int, int, int]:
    """Remove a document from the record in a folder, by writing the folder anew without it; what it returns is as of
    ``without``.

    Raises RecordError; the record is then unchanged.
    """
    path = Path(where)
    with open_keeper(path, write=True) as old, in_place_of(path) as new:
        dump, retained = new.parent / "dump.nt", new.parent / "retained.nt"
        with errors_as_record_errors(path, "written anew"):
            _oxigraph(old).dump(str(dump), format=RdfFormat.N_TRIPLES, from_graph=_DEFAULT)
            counts = without(dump, document, retained)
            said = serialize(history_of_removal(document, counts[0]), format=RdfFormat.N_TRIPLES) or b""
            with open_keeper(new, write=True) as opened:
                _fill(_oxigraph(opened), chain(_lines_of([retained], None), [memoryview(said)]))
            (new / TABLES).mkdir(exist_ok=True)
            for file in (path / TABLES).iterdir():
                if file.stem != local_name(document.value):
                    _linked(file, new / TABLES / file.name)
            retained.unlink()
            # Before the folders are exchanged: RocksDB cleans up by path, and would clean up the new one.
            old.store.close()
    return counts


def _oxigraph(record: Keeper) -> Store:
    """The storage of a record in a folder."""
    assert isinstance(record.store, OxigraphStore)
    return record.store.oxigraph


def _fill(store: Store, lines: Iterable[memoryview]) -> None:
    """Load lines into a store: the threads take shares in turn, so that the next share is produced while
    one is indexed. One call for all lines would not be faster, and takes three times the memory.
    """
    _compact_later()
    waiting, turn = iter(lines), Lock()

    def take() -> bytes:
        taken, size = [], 0
        with turn:
            for piece in waiting:
                taken.append(piece)
                size += len(piece)
                if size >= _SHARE:
                    break
        return b"".join(taken)

    def work() -> None:
        nonlocal waiting
        try:
            while share := take():
                # Lenient: the lines come from us or from the record, so their IRIs need not be checked again.
                store.bulk_load(share, format=RdfFormat.N_TRIPLES, lenient=True)
        finally:
            # If one thread fails, leave nothing to the others.
            with turn:
                waiting = iter(())

    try:
        with ThreadPoolExecutor(_THREADS) as threads:
            working = [threads.submit(work) for _ in range(_THREADS)]
            try:
                for each in working:
                    each.result()
            finally:
                with turn:
                    waiting = iter(())
    except (OSError, RuntimeError, SyntaxError) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise RecordError(f"The triples could not be loaded: {what}. The record is unchanged.") from None


def _compact_later() -> None:
    """Lower the priority of RocksDB's threads that merge files, for the rest of this process: otherwise they rewrite
    the loaded data twice while the rest still waits. A single call of Oxigraph's loader also postpones this. Threads
    are found by name, which only Linux allows; elsewhere this does nothing.
    """
    for thread in Path("/proc/self/task").glob("*"):
        try:
            if (thread / "comm").read_text().startswith("rocksdb:low"):
                os.setpriority(os.PRIO_PROCESS, int(thread.name), 19)
        except OSError:  # The thread has ended, or may not be changed.
            continue


def _lines_of(files: list[Path], watch: Watch | None) -> Iterator[memoryview]:
    """The lines of N-Triples files, many at a time; ``watch`` is called with the bytes read and the total."""
    total, taken = sum(file.stat().st_size for file in files), 0
    for each in files:
        with each.open("rb") as file:
            while piece := file.read(_PIECE):
                piece += file.readline()
                yield memoryview(piece)
                taken += len(piece)
                if watch:
                    watch(taken, total)


def _shares_events(old: Keeper, load: Load) -> bool:
    """Whether another file of the same dataset in the record has some of these events."""
    dataset = load.facts.get("dataset")
    others = [
        path
        for document, path in tables_of(old.where).items()
        if document != load.document.value and facts_of(old.where, NamedNode(document)).get("dataset") == dataset
    ]
    if not others:
        return False
    import duckdb

    with duckdb.connect() as con:
        seal(con, [load.table, *others])
        shared = con.execute(
            "SELECT 1 FROM read_parquet(?) WHERE event IN (SELECT event FROM read_parquet(?)) LIMIT 1",
            [path_literally(load.table), [path_literally(path) for path in others]],
        ).fetchone()
    return shared is not None


def _renamed(folder: Path, load: Load) -> None:
    """Give actors their name and kind from the new triples; the old name becomes an alias."""
    start = f"<{ID}actor/"
    wanted: dict[str, dict[str, str]] = {}
    with load.names.open(encoding="utf-8") as file:
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


def _noted(load: Load, shared: bool) -> str:
    """Note the facts about the reading beside the table, and return the hash of both."""
    noted = {**load.facts, "shared": shared}
    if load.attribution_rows:
        with load.attribution_rows.open("rb") as file:
            noted["attributions_sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
    facts = json.dumps(noted, indent=1)
    load.table.with_suffix(".json").write_text(facts + "\n", encoding="utf-8")
    return table_hash(load.table)


def _tables(path: Path, new: Path, load: Load) -> None:
    folder = new / TABLES
    folder.mkdir(parents=True, exist_ok=True)
    if (path / TABLES).is_dir():
        for file in (path / TABLES).iterdir():
            if file.stem != load.name:
                _linked(file, folder / file.name)
    for suffix in (".parquet", ".json"):
        shutil.copyfile(load.table.with_suffix(suffix), folder / f"{load.name}{suffix}")
    if load.attribution_rows:
        shutil.copyfile(load.attribution_rows, folder / f"{load.name}{ATTRIBUTIONS}")


def _linked(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)
