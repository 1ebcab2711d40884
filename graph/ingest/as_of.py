"""A record as it was told by a day: of each row of a dataset, what its files said last by then."""

from __future__ import annotations

import weakref
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from ..errors import RecordError
from ..record.dataset_tables import ROWS, TABLES, table_hash, tables_of
from ..record.folder import REPAIR, snapshot
from ..record.keeper import Keeper, open_keeper
from ..record.store import OxigraphStore
from ..record.table_notes import changed_beside
from ..vocabulary import local_name
from .bulk import dataset_of, days_of, note_changes
from .settling import settle
from .versions import Versions

__all__ = ["record_as_of"]


def record_as_of(record: Keeper, day: date) -> Keeper:
    """The record in which rows of datasets say what was said last by a day: a copy, which lasts as long as it is used;
    the record itself where that makes no difference. Raises RecordError.
    """
    for path in tables_of(record.where).values():
        if damaged := changed_beside(path):
            raise RecordError(f"{record.where}: tables/{damaged[0]} was changed or damaged. {REPAIR}")
    datasets = {
        dataset_of(record, local_name(document))
        for document, path in tables_of(record.where).items()
        if path.with_suffix(ROWS).is_file()
    }
    if not datasets:
        return record
    with ExitStack() as stack:
        # One folder further in: the snapshot's own is locked for as long as it lasts.
        taken = stack.enter_context(snapshot(Path(record.where)))
        there = list(taken.iterdir())
        folder = taken / "record"
        folder.mkdir()
        for file in there:
            file.rename(folder / file.name)
        changed = False
        with open_keeper(folder, write=True) as copy:
            assert isinstance(copy.store, OxigraphStore)
            for dataset in sorted(map(str, datasets)):
                with Versions(folder / TABLES, days_of(copy, dataset)) as versions:
                    move = versions.move(as_of=day.isoformat())
                    if move.documents:
                        before = {name: table_hash(folder / TABLES / f"{name}.parquet") for name in versions.days}
                        settle(copy.store.oxigraph, versions, move)
                        note_changes(copy, folder / TABLES, versions.days, before)
                        changed = True
        if not changed:
            return record
        found = open_keeper(folder)
        weakref.finalize(found, stack.pop_all().close)
    return found
