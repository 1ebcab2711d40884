"""Part of a record as a record of its own, in memory: what some documents say, and the things they mention."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import NamedNode

from ..vocabulary import ID, st
from .keeper import Keeper, open_keeper

__all__ = ["part_of", "with_mentions"]


def part_of(record: Keeper, documents: Collection[NamedNode], claims: Collection[NamedNode] = ()) -> Keeper:
    """What these documents say, and all attributions of these claims, with the things mentioned.

    A question about few reports among a million rows is answered by it in no time: a store that is asked about some of
    its documents goes through the others all the same.
    """
    store = record.store
    said = [t.subject for t in store.triples(prop=st("document"), objects=documents)]
    said += [t.subject for t in store.triples(prop=st("claim"), objects=claims)]
    facts = set(store.triples({node for node in said if isinstance(node, NamedNode)}))
    claim_nodes = {t.object for t in facts if t.predicate == st("claim") and isinstance(t.object, NamedNode)}
    result = open_keeper("memory")
    result.store.write(set(), facts | set(store.triples(claim_nodes)))
    return with_mentions(record, result)


def with_mentions(record: Keeper, part: Keeper) -> Keeper:
    """The part of a record, with all that the record has on the things mentioned in it, and on what those mention."""
    waiting = {node for triple in part.triples() for node in (triple.subject, triple.object)}
    seen: set[object] = set()
    while nodes := [node for node in waiting - seen if isinstance(node, NamedNode) and _is_entity(node)]:
        seen.update(nodes)
        facts = set(record.store.triples(nodes))
        part.store.write(set(), facts)
        waiting = {triple.object for triple in facts}
    return part


def _is_entity(node: NamedNode) -> bool:
    return node.value.startswith(ID) and not node.value.startswith((ID + "claim/", ID + "said/"))
