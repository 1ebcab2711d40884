"""Part of a record as a record of its own, in memory: what some documents say, and the entities they mention."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import NamedNode

from ..vocabulary import ID, st
from .keeper import Keeper, open_keeper

__all__ = ["part_of", "with_mentions"]


def part_of(record: Keeper, documents: Collection[NamedNode], claims: Collection[NamedNode] = ()) -> Keeper:
    """A record in memory with what these documents say, all attributions of these claims, and the entities mentioned.

    It answers a question about a few reports among a million rows quickly: a store that is asked about some of its
    documents still goes through all the others.
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
    """``part`` with the facts that ``record`` has on the entities mentioned in it, and on those that they mention."""
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
