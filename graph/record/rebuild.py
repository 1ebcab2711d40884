"""Write a record's folder anew from the triples that it has, so that its files hold nothing that was removed.

Oxigraph never deletes a word from its dictionary, and its storage deletes a triple only when it next merges the files
that have it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pyoxigraph import DefaultGraph, RdfFormat

from ..errors import RecordError
from .dataset_tables import TABLES
from .folder import errors_as_record_errors
from .keeper import open_keeper
from .store import OxigraphStore
from .swap import in_place_of

__all__ = ["rebuild"]


def rebuild(where: str) -> None:
    """Replace the record in a folder by one with the same triples and tables, in one step. Raises RecordError, and then
    leaves it as it was; also where it is not in a folder.
    """
    if where == "memory" or "://" in where:
        raise RecordError("Only a record in a folder can be written anew: what a server stores is the server's.")
    path = Path(where)
    with open_keeper(path, write=True) as old, in_place_of(path) as new:
        assert isinstance(old.store, OxigraphStore)
        with errors_as_record_errors(path, "written anew"):
            dump = new.parent / "dump.nt"
            with dump.open("wb") as file:
                old.store.oxigraph.dump(file, format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
            with open_keeper(new, write=True) as fresh, dump.open("rb") as file:
                fresh.store.load(file)
            if (path / TABLES).is_dir():
                shutil.copytree(path / TABLES, new / TABLES)
            # Before the folders are exchanged: RocksDB cleans up by path, and would clean up the new one.
            old.store.close()
