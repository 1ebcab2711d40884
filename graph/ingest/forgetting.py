"""Remove a document from a record, with exactly what only it said and mentioned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple

from ..counts import counted
from ..files import temporary_next_to
from ..record.dataset_tables import drop_table, tables_of
from ..record.keeper import Keeper
from ..record.store import OxigraphStore
from ..vocabulary import local_name, st
from .bulk import bulk_forget
from .without import without

__all__ = ["Removed", "forget", "forget_table", "has_table", "removed_with"]


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
    if not has_table(record, document) or not isinstance(record.store, OxigraphStore):
        return _counted(document, record.removed_with(document))
    # A table has too many triples to hold them all.
    with temporary_next_to(Path(record.where).absolute(), folder=True) as folder:
        dump = folder / "dump.nt"
        record.store.oxigraph.dump(str(dump), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        return Removed(document.value, *without(dump, document))


def _counted(document: NamedNode, removed: set[Triple]) -> Removed:
    said = sum(t.predicate == st("document") and t.object == document for t in removed)
    claims = sum(t.object == st("Claim") for t in removed)
    return Removed(document.value, said, claims, len({t.subject for t in removed}) - said - claims - 1)


def has_table(record: Keeper, document: NamedNode) -> bool:
    """Whether it is a document with a table, which is removed by ``forget_table``."""
    return document.value in tables_of(record.where) and any(record.store.triples([document]))


def forget_table(where: str, document: NamedNode) -> Removed:
    """Remove a document with a table from a record in a folder. Raises RecordError; the record is then unchanged."""
    return Removed(document.value, *bulk_forget(where, document))


def forget(record: Keeper, document: NamedNode) -> Removed:
    """Remove a document. Raises RecordError where it is not in the record, or the record cannot be written to."""
    removed = _counted(document, record.forget(document))
    # A table that a killed process leaves here belongs to no document: no answer uses it, and the next writer drops it.
    drop_table(record.where, document)
    return removed
