"""Bring a record that an earlier version wrote up to this one: its vocabulary, its layout, and what its files say.

Grades are worked out anew for every answer, so that nothing of an earlier rule is stored. What a file says may be read
differently by a later version: each file that is there as it was read is read again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ..claim import Entity, InputFile, Reading
from ..readers.inputs import is_dataset
from ..record.dataset_tables import table_hash, tables_of
from ..record.history import Change, latest_changes
from ..record.keeper import Keeper
from ..record.table_check import unreadable_table
from ..record.triples import attributions_from
from ..vocabulary import ID, local_name, st
from .verify import read_again

__all__ = ["Upgraded", "upgrade"]


@dataclass(frozen=True)
class Upgraded:
    """The result of ``upgrade``: how many ``documents`` the record has, how many were read again from their files
    (``reread``), which of them say something else now (``changed``, ids), and why the others were left as they are
    (``left``, sentences).
    """

    documents: int
    reread: int
    changed: list[str]
    left: list[str]


def upgrade(record: Keeper) -> Upgraded:
    """Bring a record that is open for writing up to this version, its files read in the current folder. The vocabulary
    and layout are already this version's: opening it for writing sees to that. Raises RecordError.
    """
    changes = latest_changes(record.store)
    documents = sorted(document.value for document in record.documents())
    folders: dict[str, list[Reading]] = {}
    readings: list[Reading] = []
    tables: list[Change] = []
    left: list[str] = []
    for document in documents:
        change = changes.get(document)
        if change and change.act == "read" and change.kind == "judgements" and not change.path:
            readings.append(_as_stored(record, NamedNode(document)))
        elif change and change.path and change.kind and is_dataset(Path(change.path), change.kind):
            tables.append(change)
        else:
            again = read_again(document, change if change and change.act == "read" else None, folders)
            readings += [] if isinstance(again, str) else [again]
            left += [again] if isinstance(again, str) else []
    readings.sort(key=lambda reading: changes[reading.document.value].when)
    before = {reading.document: _facts(record, reading.document) for reading in readings}
    record.put(readings)
    changed = [local_name(d.value) for d, facts in before.items() if _facts(record, d) != facts]
    unnoted = [change for change in tables if not change.table]
    for change in unnoted:
        _note_table(record, change)
    reread = sum(1 for reading in readings if reading.file and reading.file.path)
    return Upgraded(len(documents), reread, sorted(changed), left + [_of_table(change) for change in unnoted])


def _note_table(record: Keeper, change: Change) -> None:
    """Note the hash of a table that was read before hashes were noted."""
    table = tables_of(record.where).get(change.document)
    if table and not unreadable_table(table):
        old, new = set(change.triples()), set(replace(change, table=table_hash(table)).triples())
        record.store.write(old - new, new - old)


def _of_table(change: Change) -> str:
    return (
        f"{local_name(change.document)}: tables are not read again by themselves, which may take long. "
        f"`standoff read {change.path} --as {change.kind}` does."
    )


def _as_stored(record: Keeper, document: NamedNode) -> Reading:
    """What a document without a file says, as a reading: its IRIs are made anew."""
    store = record.store
    said = [t.subject for t in store.triples(prop=st("document"), objects=[document])]
    facts = set(store.triples([node for node in said if isinstance(node, NamedNode)]))
    claims = [t.object for t in facts if t.predicate == st("claim") and isinstance(t.object, NamedNode)]
    attributions = attributions_from(facts | set(store.triples(claims)))
    named = {document, *(a.said_by for a in attributions)}
    entities = []
    for iri in named:
        described = [(t.predicate, t.object) for t in store.triples([iri])]
        entities.append(Entity(iri, frozenset((p, o) for p, o in described if isinstance(o, NamedNode | Literal))))
    return Reading(document, frozenset(attributions), frozenset(entities), InputFile("", "", "judgements"))


def _facts(record: Keeper, document: NamedNode) -> set[str]:
    """The attributions of a document, and the document itself, as text."""
    said = {t.subject for t in record.store.triples(prop=st("document"), objects=[document])}
    own = {str(triple) for triple in record.store.triples([document])}
    return own | {node.value for node in said if isinstance(node, NamedNode) and node.value.startswith(ID)}
