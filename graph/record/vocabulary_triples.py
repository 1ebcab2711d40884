"""The ontology and code lists as triples of the record, for queries that follow broader types or single-valued
properties.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from ..vocabulary import CODES, ST, ontology_folder
from .triples import as_stored

__all__ = ["is_vocabulary", "vocabulary_mark", "vocabulary_quads", "vocabulary_triples"]

_ONTOLOGY = ST.rstrip("#")


def is_vocabulary(subject: object) -> bool:
    """Whether triples with this subject belong to the ontology or the code lists."""
    return isinstance(subject, NamedNode) and subject.value.startswith((CODES, _ONTOLOGY))


def _files() -> list[Path]:
    return [ontology_folder() / "core.ttl", *sorted((ontology_folder() / "codes").glob("*.ttl"))]


@cache
def vocabulary_mark() -> str:
    """The fingerprint of this version's vocabulary: equal for equal files."""
    digest = hashlib.sha256()
    for file in _files():
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:32]


@cache
def vocabulary_triples() -> frozenset[Triple]:
    """The triples of core.ttl and codes/*.ttl about standoff's own terms, without the lists in OWL axioms: a record has
    no blank nodes.
    """
    triples = (quad.triple for file in _files() for quad in ox.parse(path=str(file), format=RdfFormat.TURTLE))
    ours = (t for t in triples if is_vocabulary(t.subject) and not isinstance(t.object, ox.BlankNode))
    return frozenset(as_stored(ours))


@cache
def vocabulary_quads() -> tuple[Quad, ...]:
    """The same as quads of the default graph, to fill an empty store with: making them takes longer than that."""
    return tuple(Quad(*triple) for triple in vocabulary_triples())
