"""Remove a document from a record, with exactly what only it said and mentioned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple

from ..counts import counted
from ..files import temporary_next_to
from ..record.dataset_tables import drop_table, tables_of
from ..record.keeper import Keeper, open_keeper
from ..record.rebuild import rebuild
from ..record.store import OxigraphStore
from ..vocabulary import local_name, st
from .bulk import bulk_forget
from .without import without

__all__ = ["Removed", "forget", "removed_with"]


@dataclass(frozen=True)
class Removed:
    """What is removed with a document: the number of its attributions, of claims that no other document makes, and of
    entities (actors, places, events) that no other document mentions.
    """

    document: str
    attributions: int
    claims: int
    entities: int

    def __str__(self) -> str:
        counts = ((self.attributions, "attribution"), (self.claims, "claim"))
        parts = ", ".join(counted(n, word) for n, word in counts)
        entities = f"{counted(self.entities, 'entity')} that nobody else mentions"
        return f"{local_name(self.document)}: {parts} that nobody else makes, {entities},"


def removed_with(record: Keeper, document: NamedNode) -> Removed:
    """Count what ``forget`` would remove with a document. Raises RecordError where it is not in the record."""
    if not _has_table(record, document) or not isinstance(record.store, OxigraphStore):
        return _counted(document, record.removed_with(document))
    # A table has too many triples to hold them all.
    with temporary_next_to(Path(record.where).absolute(), folder=True) as folder:
        dump = folder / "dump.nt"
        record.store.oxigraph.dump(str(dump), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        return Removed(document.value, *without(dump, document))


def forget(record: Keeper, document: NamedNode, shred: bool = False) -> Removed:
    """Remove a document. A record in a folder is written to by a handle of its own: ``record`` is one that reads it.

    With ``shred`` the record's folder is afterwards written anew. Raises RecordError where the document is not in the
    record, or the record cannot be written to.
    """
    if _has_table(record, document):
        removed = Removed(document.value, *bulk_forget(record.where, document))
    elif record.in_folder:
        with open_keeper(record.where, write=True) as opened:
            removed = _counted(document, opened.forget(document))
            # A table that a killed process leaves here belongs to no document: no answer uses it, and the next writer
            # drops it.
            drop_table(record.where, document)
    else:
        record.ready_to_write()
        removed = _counted(document, record.forget(document))
    if shred:
        rebuild(record.where)
    return removed


def _has_table(record: Keeper, document: NamedNode) -> bool:
    """Whether it is a document with a table, whose triples are too many to remove one by one."""
    return document.value in tables_of(record.where) and any(record.store.triples([document]))


def _counted(document: NamedNode, removed: set[Triple]) -> Removed:
    said = sum(t.predicate == st("document") and t.object == document for t in removed)
    claims = sum(t.object == st("Claim") for t in removed)
    return Removed(document.value, said, claims, len({t.subject for t in removed}) - said - claims - 1)
