"""Remove a document from a record, with exactly what only it said and mentioned."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from ..counts import counted
from ..record.dataset_tables import drop_table
from ..record.keeper import Keeper
from ..vocabulary import local_name, st

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
    return _counted(document, record.removed_with(document))


def _counted(document: NamedNode, removed: set[Triple]) -> Removed:
    said = sum(t.predicate == st("document") and t.object == document for t in removed)
    claims = sum(t.object == st("Claim") for t in removed)
    return Removed(document.value, said, claims, len({t.subject for t in removed}) - said - claims - 1)


def forget(record: Keeper, document: NamedNode) -> Removed:
    """Remove a document. Raises RecordError where it is not in the record, or the record cannot be written to."""
    removed = _counted(document, record.forget(document))
    # A table that a killed process leaves here belongs to no document: no answer uses it, and the next writer drops it.
    drop_table(record.where, document)
    return removed
