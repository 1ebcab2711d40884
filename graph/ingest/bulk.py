"""Bulk loading: load lines of N-Triples into a record on disk with Oxigraph's bulk loader, all of them or none.

The lines are loaded while they are produced; only where the record already has some of the events or the document are
they written to a file first. The record is copied next to itself (as hard links, which cost nothing), the copy takes
the new triples, and then the two are exchanged: a process killed on the way leaves the record unchanged. A document
that was read before is removed first, as in ``Keeper.put``, but over the whole dump at once and not triple by triple.

In ``tables/`` a record also stores two Parquet files for each dataset: its confrontations, and what each attribution
says.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from ..claim import InputFile
from ..files import sha256_of
from ..record.dataset_tables import ATTRIBUTIONS, TABLES, table_hash, tables_of
from ..record.folder import errors_as_record_errors, is_record
from ..record.history import history_of_reading, history_of_removal, history_of_replacement, latest_changes
from ..record.keeper import Keeper, open_keeper
from ..record.store import OxigraphStore
from ..record.swap import in_place_of, recover
from ..record.table_notes import attributions_of, facts_of, note_facts
from ..sealed_duckdb import path_literally
from ..vocabulary import ID, PREFIXES, local_name, st
from .filling import Watch, fill, lines_of
from .settling import inherited, settle
from .versions import Told, Versions, written_over
from .without import without

__all__ = ["Load", "bulk_forget", "bulk_load", "dataset_of", "days_of", "note_changes"]

_DEFAULT = DefaultGraph()
_LABEL, _ALIAS = (NamedNode(PREFIXES["skos"] + name) for name in ("prefLabel", "altLabel"))
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


@dataclass(frozen=True)
class Load:
    """One document to load: its triples as ``lines``, which can be iterated once; the file ``names`` with those that
    name entities; its ``table`` of confrontations, and what its attributions say (``attribution_rows``); ``facts``
    about the reading, for the history ``read_from`` and the number of ``attributions``. Temporary files go into the
    folder of ``names``. ``part`` gives the triples of some rows, and ``described`` those of the document itself. Of a
    table that ``deletes`` the rows are those that another dataset took back.
    """

    document: NamedNode
    lines: Iterable[memoryview]
    names: Path
    table: Path
    facts: dict[str, Any]
    read_from: InputFile
    attributions: int
    attribution_rows: Path | None = None
    part: Callable[[Collection[str], Path], Iterator[memoryview]] | None = None
    described: tuple[Triple, ...] = ()
    deletes: bool = False

    @property
    def name(self) -> str:
        return local_name(self.document.value)


def bulk_load(where: str | Path, load: Load, watch: Watch | None = None) -> Told:
    """Load a document into the record in a folder, creating it if needed; it replaces what the document said before and
    rows of other files of the dataset that say something older. Returns what changed.

    ``watch`` is called with the bytes loaded and the total. Raises RecordError; the record is then unchanged.
    """
    path = Path(where)
    told = Told()
    with errors_as_record_errors(path, "opened"):
        recover(path)
        exists = is_record(path)
    with ExitStack() as stack:
        dump = load.names.with_name("dump.nt")
        old = open_keeper(path, write=True) if exists else None
        if old is not None:
            stack.callback(old.close)
        new = stack.enter_context(in_place_of(path, new=old is None))
        others: dict[str, str] = {}
        replaced = False
        if old is not None:
            is_known = any(old.store.triples([load.document]))
            if load.attribution_rows:
                others = days_of(old, load.facts.get("deletes") or load.facts.get("dataset"))
            replaced = is_known and load.name not in others
            if replaced:
                with dump.open("wb") as file:
                    _oxigraph(old).dump(file, format=RdfFormat.N_TRIPLES, from_graph=_DEFAULT)
            else:
                _oxigraph(old).backup(str(new))
            # Closed before the folders are exchanged: RocksDB cleans up by path, and would clean up the new one. The
            # turn to write is still ours.
            old.store.close()
        _linked_tables(path, new, lambda name: name != load.name or name in others)
        if others or load.deletes:
            told = _settled(new, load, others)
            return told
        lines: Iterable[memoryview] = load.lines
        if replaced:
            retained, incoming = load.names.with_name("retained.nt"), load.names.with_name("incoming.nt")
            with incoming.open("wb") as file:
                file.writelines(lines)
            without(dump, load.document, retained, incoming)
            lines = lines_of([retained, incoming], watch)
        elif old is not None:
            _renamed(new, load.names)
        hashed = _noted(load)
        said = serialize(
            history_of_reading(load.document, load.attributions, load.read_from, hashed), format=RdfFormat.N_TRIPLES
        )
        with open_keeper(new, write=True) as opened:
            fill(_oxigraph(opened), chain(lines, [memoryview(said or b"")]))
        _tables(new, load)
    return told


def _settled(new: Path, load: Load, others: dict[str, str]) -> Told:
    """Add a file of a dataset of which others were read: of each row what was said last counts."""
    with open_keeper(new, write=True) as opened:
        (new / TABLES).mkdir(exist_ok=True)
        # In a function of its own: nothing may hold the storage when it is closed and sealed.
        return _settled_in(opened, new, load, others)


def _settled_in(opened: Keeper, new: Path, load: Load, others: dict[str, str]) -> Told:
    assert load.attribution_rows is not None
    tables, store = new / TABLES, _oxigraph(opened)
    with Versions(tables, others, (load.attribution_rows, load.table)) as versions:
        facts = load.facts
        versions.add(load.name, load.attribution_rows, facts["day"], facts.get("replaces"), load.deletes)
        told = versions.told(load.name)
        move = versions.move(load.name)
        before = {name: table_hash(tables / f"{name}.parquet") for name in others}
        _empty_tables(versions, load)
        note_facts(tables / f"{load.name}.parquet", facts)

        def loaded(rows: Collection[str]) -> None:
            assert load.part is not None
            names = load.names.with_name("part.nt")
            lines = load.part(rows, names)
            _renamed(new, names, store)
            fill(store, lines)

        def lines(rows: Collection[str]) -> Iterable[memoryview]:
            assert load.part is not None
            return load.part(rows, load.names.with_name("part.nt"))

        settle(store, versions, move, (load.name, load.attribution_rows, load.table), loaded, lines)
        for quad in list(store.quads_for_pattern(load.document, None, None, _DEFAULT)):
            store.remove(quad)
        store.extend(Quad(triple.subject, triple.predicate, triple.object, _DEFAULT) for triple in load.described)
        note_changes(opened, tables, others, before)
        said = _count(versions, load.name)
        hashed = table_hash(tables / f"{load.name}.parquet")
        changes = history_of_reading(load.document, said, load.read_from, hashed)
        store.extend(Quad(triple.subject, triple.predicate, triple.object, _DEFAULT) for triple in changes)
    return told


def _restored(new: Path, old: Keeper, name: str) -> None:
    """Let what other files of a dataset say count again, now that this one is removed."""
    dataset = dataset_of(old, name)
    days = days_of(old, dataset)
    if not dataset or len(days) < 2:
        return
    tables = new / TABLES
    with ExitStack() as stack:
        opened = stack.enter_context(open_keeper(new, write=True))
        # Now: opening a record deletes tables of documents that it does not have.
        _linked_tables(Path(old.where), new, lambda each: each == name)
        versions = stack.enter_context(Versions(tables, days))
        inherited(_oxigraph(old), versions, name)
        versions.remove(name)
        for file in list(tables.iterdir()):
            if file.stem == name:
                file.unlink()
        before = {each: table_hash(tables / f"{each}.parquet") for each in versions.days}
        settle(_oxigraph(opened), versions, versions.move())
        note_changes(opened, tables, versions.days, before)


def dataset_of(record: Keeper, name: str) -> object:
    """The dataset of whose rows a document in a record on disk tells; None for one without a table."""
    facts = facts_of(record.where, NamedNode(f"{ID}dataset/{name}"))
    return facts.get("deletes") or facts.get("dataset")


def _count(versions: Versions, name: str) -> int:
    """The attributions of a document that count."""
    path = versions.tables / f"{name}{ATTRIBUTIONS}"
    return int(versions.con.execute("SELECT count(*) FROM read_parquet(?)", [path_literally(path)]).fetchall()[0][0])


def _empty_tables(versions: Versions, load: Load) -> None:
    """Make empty tables for a document that has none yet."""
    assert load.attribution_rows is not None
    for ending, like in ((".parquet", load.table), (ATTRIBUTIONS, load.attribution_rows)):
        path = versions.tables / f"{load.name}{ending}"
        if not path.is_file():
            written_over(versions.con, path, "SELECT * FROM read_parquet(?) WHERE false", [path_literally(like)])


def note_changes(opened: Keeper, tables: Path, others: Collection[str], before: dict[str, str]) -> None:
    """Note in the history that rows of other files count no more, or count again."""
    latest = latest_changes(opened.store)
    for name in others:
        document = f"{ID}dataset/{name}"
        now = table_hash(tables / f"{name}.parquet")
        change = latest.get(document)
        if change is None or now == before[name]:
            continue
        count = sum(1 for _ in opened.store.triples(prop=st("document"), objects=[NamedNode(document)]))
        noted = history_of_replacement(change, count, now)
        _oxigraph(opened).extend(Quad(triple.subject, triple.predicate, triple.object, _DEFAULT) for triple in noted)


def days_of(record: Keeper, dataset: object) -> dict[str, str]:
    """The files of a dataset that were read into a record, by the id of their document, and the day of each: of its
    download, or else the one on which it was read.
    """
    latest = latest_changes(record.store)
    found: dict[str, str] = {}
    for document, path in tables_of(record.where).items():
        facts = facts_of(record.where, NamedNode(document))
        of = facts.get("deletes") or facts.get("dataset")
        if of == dataset and document in latest and attributions_of(path):
            found[path.stem] = str(facts.get("day") or latest[document].when[:10])
    return found


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
                fill(_oxigraph(opened), chain(lines_of([retained], None), [memoryview(said)]))
            _linked_tables(path, new, lambda name: name != local_name(document.value))
            retained.unlink()
            _restored(new, old, local_name(document.value))
            # Before the folders are exchanged: RocksDB cleans up by path, and would clean up the new one.
            old.store.close()
    return counts


def _oxigraph(record: Keeper) -> Store:
    """The storage of a record in a folder."""
    assert isinstance(record.store, OxigraphStore)
    return record.store.oxigraph


def _renamed(folder: Path, names: Path, store: Store | None = None) -> None:
    """Give actors their name and kind from the new triples; the old name becomes an alias."""
    start = f"<{ID}actor/"
    wanted: dict[str, dict[str, str]] = {}
    with names.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith(start):
                subject, predicate, value = line.rstrip(" .\n").split(" ", 2)
                wanted.setdefault(subject[1:-1], {})[predicate[1:-1]] = value
    store = store or Store(str(folder))
    for actor, facts in wanted.items():
        for prop in (_LABEL, _TYPE):
            given = facts.get(prop.value)
            for quad in list(store.quads_for_pattern(NamedNode(actor), prop, None, _DEFAULT)):
                if given and str(quad.object) != given:
                    store.remove(quad)
                    if prop == _LABEL and isinstance(quad.object, Literal):
                        store.add(Quad(quad.subject, _ALIAS, Literal(quad.object.value), _DEFAULT))
    store.flush()


def _noted(load: Load) -> str:
    """Note the facts about the reading beside the table, and return the hash of both."""
    facts = dict(load.facts)
    if load.attribution_rows:
        facts["attributions_sha256"] = sha256_of(load.attribution_rows)
    note_facts(load.table, facts)
    return table_hash(load.table)


def _tables(new: Path, load: Load) -> None:
    folder = new / TABLES
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in (".parquet", ".json"):
        shutil.copyfile(load.table.with_suffix(suffix), folder / f"{load.name}{suffix}")
    if load.attribution_rows:
        shutil.copyfile(load.attribution_rows, folder / f"{load.name}{ATTRIBUTIONS}")


def _linked_tables(path: Path, new: Path, wanted: Callable[[str], bool]) -> None:
    """Give a new folder of a record the tables of the old one, of the documents that are wanted."""
    folder = new / TABLES
    for file in (path / TABLES).iterdir() if (path / TABLES).is_dir() else ():
        if wanted(file.stem):
            folder.mkdir(parents=True, exist_ok=True)
            _linked(file, folder / file.name)


def _linked(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)
