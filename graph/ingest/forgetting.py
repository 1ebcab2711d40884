"""A document taken out of a record, with exactly what only it said and mentioned."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ..record.dataset_tables import drop_table
from ..record.keeper import Keeper
from ..vocabulary import local_name, st

__all__ = ["Removed", "forget", "removed_with"]


@dataclass(frozen=True)
class Removed:
    """What leaves a record with a document: its attributions, the claims that nobody else makes, and the actors,
    places and events that nobody else mentions.
    """

    document: NamedNode
    attributions: int
    claims: int
    entities: int

    def __str__(self) -> str:
        counts = ((self.attributions, "attribution"), (self.claims, "claim"))
        parts = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts)
        entities = f"{self.entities} thing{'' if self.entities == 1 else 's'} that nobody else mentions"
        return f"{local_name(self.document.value)}: {parts} that nobody else makes, {entities},"


def removed_with(record: Keeper, document: NamedNode) -> Removed:
    """What would leave the record with a document. Raises RecordError where it was never read."""
    removed = record.removed_with(document)
    said = sum(t.predicate == st("document") and t.object == document for t in removed)
    claims = sum(t.object == st("Claim") for t in removed)
    return Removed(document, said, claims, len({t.subject for t in removed}) - said - claims - 1)


def forget(record: Keeper, document: NamedNode) -> Removed:
    """Take a document out. Raises RecordError where it was never read, or where the record cannot be written to."""
    removed = removed_with(record, document)
    record.forget(document)
    drop_table(record.where, document)
    return removed
