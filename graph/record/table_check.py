"""Whether the tables of a record's datasets are those that were read: answers come from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode

from ..errors import RecordError
from ..vocabulary import local_name
from .dataset_tables import orphans, table_hash, tables_of
from .folder import REPAIR
from .history import Change, latest_changes
from .keeper import Keeper
from .table_notes import changed_beside

__all__ = ["checked_tables", "table_faults", "unreadable_table"]

#: Hashes of tables by device, number, size and time of change of their two files.
_HASHES: dict[tuple[tuple[int, ...], ...], str] = {}


def checked_tables(record: Keeper) -> dict[str, Path]:
    """The tables of the datasets in the record, by document IRI.

    Raises RecordError where one is not as it was read: its answers would be wrong, or DuckDB would fail on it; also
    where somebody has replaced or removed it since the record was opened.
    """
    found = {}
    for document, path in tables_of(record.where).items():
        if any(record.store.triples([NamedNode(document)])):
            fault = _fault(_last_read(record, document), path)
            if fault:
                record.tables.refuse_if_changed()  # then it is not damaged
                raise RecordError(f"{record.where}: {fault}")
            found[document] = path
    return found


def table_faults(record: Keeper) -> Iterator[str]:
    """A sentence on each table that is damaged, was not noted, is missing, or belongs to no document."""
    tables = tables_of(record.where)
    gone = orphans(record.where, lambda document: any(record.store.triples([document])))
    for removed, path in gone.items():
        yield f"tables/{path.name} is left over from {local_name(removed.value)}, which was removed. {_SWEPT}"
    noted = latest_changes(record.store)
    for document, change in noted.items():
        if change.table and document not in tables and any(record.store.triples([NamedNode(document)])):
            yield f"{local_name(document)}: tables/{local_name(document)}.parquet is missing. {_again(change)}"
    for document in sorted(tables.keys() - {node.value for node in gone}):
        last = noted.get(document)
        fault = _fault(last, tables[document])
        for name in changed_beside(tables[document]):
            yield f"tables/{name} was changed or damaged after it was written: views as of a day need it. {REPAIR}"
        if fault:
            yield fault
        elif not (last and last.table):
            yield (
                f"{local_name(document)} was read by a version that did not note the hash of its table, so that "
                "changes of the table would not be seen. Run `standoff upgrade`, or read it again."
            )


_SWEPT = "No answer uses it, and the next command that writes to the record deletes it."


def _fault(last: Change | None, path: Path) -> str | None:
    """What is wrong with a table, and what to do."""
    if last is None or not last.table:
        return unreadable_table(path)
    try:
        changed = _hash(path) != last.table
    except OSError as error:
        return f"tables/{path.name} cannot be read: {error.strerror}. {_again(last)}"
    if changed:
        return f"tables/{path.name} was changed or damaged after it was read. {_again(last)}"
    return None


def unreadable_table(path: Path) -> str | None:
    """What is wrong with a table whose hash was not noted: whether it can be read at all."""
    import pyarrow as pa
    import pyarrow.parquet

    try:
        pyarrow.parquet.read_table(path)
    except (OSError, pa.ArrowException) as error:
        why = str(error).split("\n")[0].rstrip(". ")
        return f"tables/{path.name} is damaged: {why}. Read its dataset again with `standoff read`."
    return None


def _again(change: Change) -> str:
    kind = f" --as {change.kind}" if change.kind else ""
    return f"Make it again: standoff read {change.path}{kind}."


def _last_read(record: Keeper, document: str) -> Change | None:
    last = latest_changes(record.store, document).get(document)
    return last if last and last.act == "read" else None


def _hash(path: Path) -> str:
    states = tuple(
        (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        for status in (file.stat() for file in (path, path.with_suffix(".json")))
    )
    if states not in _HASHES:
        _HASHES[states] = table_hash(path)
    return _HASHES[states]
