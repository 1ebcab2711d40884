"""Rows of a dataset in a record without tables (in memory, on a server): the file that is read last has them."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from ..claim import Attribution, Entity, Reading
from ..record.keeper import Keeper
from ..record.triples import attributions_from
from ..vocabulary import ID, st

__all__ = ["without_rows_of"]


def without_rows_of(record: Keeper, reading: Reading) -> list[Reading]:
    """The other documents of a record that tell of rows of this file of a dataset, each without those rows."""
    store, told = record.store, {(said.coded_as, said.claim.about) for said in reading.attributions}
    events = {about for _, about in told if about.value.startswith(ID + "event/")}
    claims = {t.subject for t in store.triples(prop=st("about"), objects=events)} if events else set()
    nodes = [claim for claim in claims if isinstance(claim, NamedNode)]
    said = {t.subject for t in store.triples(prop=st("claim"), objects=nodes)} if nodes else set()
    facts = set(store.triples([node for node in said if isinstance(node, NamedNode)])) | set(store.triples(nodes))
    rows = {
        (one.document, one.coded_as)
        for one in attributions_from(facts)
        if one.document != reading.document and (one.coded_as, one.claim.about) in told
    }
    return list(_without(record, rows))


def _without(record: Keeper, rows: set[tuple[NamedNode, str | None]]) -> Iterator[Reading]:
    for document in sorted({document for document, _ in rows}, key=str):
        left = frozenset(one for one in _attributions(record, document) if (document, one.coded_as) not in rows)
        own = [(t.predicate, t.object) for t in record.store.triples([document])]
        facts = frozenset((p, o) for p, o in own if isinstance(o, NamedNode | Literal))
        yield Reading(document, left, frozenset({Entity(document, facts)}))


def _attributions(record: Keeper, document: NamedNode) -> set[Attribution]:
    store = record.store
    said = [t.subject for t in store.triples(prop=st("document"), objects=[document])]
    facts = set(store.triples([node for node in said if isinstance(node, NamedNode)]))
    claims = [t.object for t in facts if t.predicate == st("claim") and isinstance(t.object, NamedNode)]
    return attributions_from(facts | set(store.triples(claims)))
