"""Read reports, tables of events and exported records into a record, each completely or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from ..claim import Reading
from ..errors import InputError
from ..queries.names import Names, names_of
from ..readers.inputs import is_dataset, read_input
from ..readers.passed_over import unread_beside_reports
from ..record.folder import is_record
from ..record.keeper import Keeper, open_keeper
from ..record.swap import in_place_of
from ..vocabulary import st
from .intake import Intake

__all__ = ["is_new", "read", "read_reports"]

Say = Callable[[str], None]
Watch = Callable[[int, int], None]


def read(
    record: str | Keeper,
    path: Path,
    kind: str | None = None,
    *,
    rejected: Path | None = None,
    say: Say | None = None,
    watch: Watch | None = None,
    dry_run: bool = False,
) -> Iterator[Intake]:
    """Read a report, a table, or a folder of either, into a record: an open one, or the folder of one.

    Yields one ``Intake`` for each document. ``kind`` is as for ``--as``; without it the kind is recognised. Large
    tables load much faster into a record given by its folder than into an open one. Rejected rows of tables are written
    to the folder ``rejected``, if given. ``say`` is called with each step as text, ``watch`` with the bytes loaded and
    the total; ``dry_run`` writes nothing. Raises InputError for input that cannot be read, and, when the rest was read,
    for what in a folder was not; RecordError where the record cannot be written to. The record is then as it was before
    that document.
    """
    if is_dataset(path, kind):
        from .datasets import read_dataset

        yield from read_dataset(record, path, kind, rejected, say, watch, dry_run)
        return
    with ExitStack() as stack:

        def names() -> Names:
            return names_of(record if isinstance(record, Keeper) else stack.enter_context(open_keeper(record)))

        readings = read_input(path, kind, names)
    yield from read_reports(record, readings, path, dry_run)
    if problems := unread_beside_reports(path):
        raise InputError(problems)


def read_reports(record: str | Keeper, readings: list[Reading], path: Path, dry_run: bool = False) -> list[Intake]:
    """Store readings in a record, in one step; with ``dry_run``, only say what that would change. One Intake each."""
    if isinstance(record, str):
        if dry_run and is_new(record):
            return read_reports(open_keeper(), readings, path, dry_run)
        if is_new(record):
            # Built beside: neither a mistake nor a kill leaves an empty record behind.
            with in_place_of(Path(record), new=True) as new, open_keeper(new, write=True) as opened:
                opened.where = record
                return read_reports(opened, readings, path)
        with open_keeper(record, write=not dry_run) as opened:
            return read_reports(opened, readings, path, dry_run)
    known = {reading.document for reading in readings if any(record.match(reading.document.value))}
    removed, added = record.difference(readings) if dry_run else record.put(readings)
    return list(_intakes(readings, known, removed, added, path, dry_run))


def is_new(where: str) -> bool:
    """Whether reading into ``where`` would create a record: it is a folder that is missing or empty.

    Raises RecordError where there is something else than a record.
    """
    return "://" not in where and not is_record(Path(where))


def _intakes(
    readings: Iterable[Reading],
    known: set[NamedNode],
    removed: set[Triple],
    added: set[Triple],
    path: Path,
    dry_run: bool,
) -> Iterator[Intake]:
    touched = {triple.subject for triples in (removed, added) for triple in triples}
    for reading in sorted(readings, key=lambda reading: reading.document.value):
        gained, lost = _attributions(added, reading.document), _attributions(removed, reading.document)
        described = {reading.document, *(entity.iri for entity in reading.entities)}
        if reading.document not in known:
            change = "new"
        else:
            change = "changed" if gained or lost or touched & described else "unchanged"
        file = Path(reading.file.path) if reading.file else path
        said = len(reading.attributions)
        yield Intake(file, reading.document.value, said, reading.notes, change, gained, lost, dry_run=dry_run)


def _attributions(triples: set[Triple], document: NamedNode) -> int:
    return sum(t.predicate == st("document") and t.object == document for t in triples)
