"""Rows of a dataset as triples in a store: taken out with what only they mention, written as lines, put back."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from ..vocabulary import ID, PREFIXES, st
from .versions import Row

__all__ = ["DEFAULT", "lines_of_rows", "put_back", "sweep", "taken_out"]

DEFAULT = DefaultGraph()
_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
_TOLD = (ID + "claim/", ID + "said/")


def lines_of_rows(store: Store, rows: Iterable[Row], said: dict[Row, list[str]]) -> list[tuple[Row, str]]:
    """These rows, and the lines of N-Triples of each: its attributions, claims and event, and all that they mention."""
    of_node: dict[NamedNode, list[Triple]] = {}

    def facts(node: NamedNode) -> list[Triple]:
        if node not in of_node:
            of_node[node] = [quad.triple for quad in store.quads_for_pattern(node, None, None, DEFAULT)]
        return of_node[node]

    found = []
    for row in rows:
        waiting, seen, triples = [NamedNode(iri) for iri in said[row]], set(), set()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            for triple in facts(node):
                triples.add(triple)
                # Of the document only its name: what there is to say of it is not the row's.
                if isinstance(triple.object, NamedNode) and triple.object.value.startswith(ID):
                    waiting += [] if triple.predicate == st("document") else [triple.object]
        found.append((row, (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()))
    return found


def taken_out(store: Store, said: Iterable[str]) -> set[NamedNode]:
    """Remove attributions, and the claims that nobody makes any more; what they mentioned."""
    mentioned: set[NamedNode] = set()
    claims: set[NamedNode] = set()

    def remove(node: NamedNode) -> None:
        for quad in list(store.quads_for_pattern(node, None, None, DEFAULT)):
            store.remove(quad)
            if isinstance(quad.object, NamedNode):
                (claims if quad.predicate == st("claim") else mentioned).add(quad.object)

    for iri in said:
        remove(NamedNode(iri))
    for claim in list(claims):
        if not any(store.quads_for_pattern(None, st("claim"), claim, DEFAULT)):
            remove(claim)
    return mentioned


def put_back(store: Store, text: str) -> None:
    """Add lines that were put aside; an entity that the record describes keeps its description."""
    triples = [quad.triple for quad in parse(text.encode(), format=RdfFormat.N_TRIPLES)]
    known: dict[object, bool] = {}
    for triple in triples:
        node = triple.subject
        assert isinstance(node, NamedNode)
        if node not in known:
            told = node.value.startswith(_TOLD)
            known[node] = not told and any(store.quads_for_pattern(node, _LABEL, None, DEFAULT))
    store.extend(
        Quad(triple.subject, triple.predicate, triple.object, DEFAULT)
        for triple in triples
        if not known[triple.subject]
    )


def sweep(store: Store, mentioned: set[NamedNode]) -> None:
    """Remove the entities that nothing mentions any more; documents stay."""
    waiting = {node for node in mentioned if _is_entity(node)}
    while waiting:
        node = waiting.pop()
        if any(store.quads_for_pattern(None, None, node, DEFAULT)):
            continue
        for quad in list(store.quads_for_pattern(node, None, None, DEFAULT)):
            store.remove(quad)
            if isinstance(quad.object, NamedNode) and _is_entity(quad.object):
                waiting.add(quad.object)


def _is_entity(node: NamedNode) -> bool:
    told = (*_TOLD, ID + "dataset/", ID + "report/", ID + "change/")
    return node.value.startswith(ID) and not node.value.startswith(told)
