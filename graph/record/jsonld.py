"""Write a record as JSON-LD 1.1 with a compact @context: ``"@id": "actor:sana"``, ``"st:paragraph": 3``.

The context is the same in every export. It holds the prefixes of standoff and what the values of a property are, as the
ontology says. Whatever a context would make something else of is written in full, so that nothing is lost. A file that
starts with just these bytes may be read back; any other context is refused (``standoff.readers.rdf``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from ..errors import StandoffError
from ..vocabulary import KINDS_OF_NODES, PREFIXES
from .vocabulary_triples import vocabulary_triples

__all__ = ["head_of_jsonld", "jsonld"]

_XSD = PREFIXES["xsd"]
_TYPE, _OBJECT_PROPERTY = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(PREFIXES["owl"] + "ObjectProperty")
#: Properties of other vocabularies whose values are nodes; those of standoff are read from the ontology.
_NODES = ("dcterms:publisher", "dcterms:license", "geo:hasGeometry", "skos:exactMatch")
_DAYS = ("dcterms:issued", "dcterms:modified", "st:earliest", "st:latest", "st:retrievedOn", "st:saidOn")
_END = b"\n]}\n"


@cache
def _context() -> dict[str, Any]:
    ours = (t.subject for t in vocabulary_triples() if t.predicate == _TYPE and t.object == _OBJECT_PROPERTY)
    nodes = {_compact(node.value) for node in ours if isinstance(node, NamedNode)} | {*_NODES}
    return {
        **PREFIXES,
        **{name: {"@type": "@id"} for name in sorted(nodes)},
        **{name: {"@type": "xsd:date"} for name in _DAYS},
    }


@cache
def head_of_jsonld() -> bytes:
    """The bytes with which every such file starts: its context, and the list of nodes opened."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in _context().items())
    return f'{{"@context": {{\n{lines}\n }},\n"@graph": [\n'.encode()


def jsonld(triples: Iterable[Triple]) -> bytes:
    """The triples as JSON-LD, one node to a line, sorted, so that equal records give equal bytes."""
    ordered = sorted(triples, key=lambda t: (_subject(t), t.predicate.value, str(t.object)))
    nodes = (_node(subject, list(facts)) for subject, facts in groupby(ordered, key=_subject))
    written = ",\n".join(json.dumps(node, ensure_ascii=False) for node in nodes)
    return head_of_jsonld() + written.encode() + _END


def _subject(triple: Triple) -> str:
    assert isinstance(triple.subject, NamedNode), "a record has no blank nodes"
    return triple.subject.value


def _node(subject: str, facts: list[Triple]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _compact(subject)}
    for prop, group in groupby(facts, key=lambda t: t.predicate):
        values = [t.object for t in group]
        if prop == _TYPE and all(isinstance(value, NamedNode) for value in values):
            key, written = "@type", [_compact(value.value) for value in values if isinstance(value, NamedNode)]
        else:
            key, written = _compact(prop.value), [_value(_compact(prop.value), value) for value in values]
        node[key] = written[0] if len(written) == 1 else written
    return node


def _value(prop: str, value: object) -> Any:
    of = _context().get(prop, {}).get("@type")
    if isinstance(value, NamedNode):
        return _compact(value.value) if of == "@id" else {"@id": _compact(value.value)}
    assert isinstance(value, Literal)
    if value.language:
        return {"@language": value.language, "@value": value.value}
    datatype = value.datatype.value
    if of == _compact(datatype):
        return value.value
    if of is None and datatype == _XSD + "string":
        return value.value
    if of is None and datatype == _XSD + "boolean" and value.value in ("true", "false"):
        return value.value == "true"
    if of is None and datatype == _XSD + "integer" and _is_plain(value.value):
        return int(value.value)
    return {"@type": _compact(datatype), "@value": value.value}


def _is_plain(number: str) -> bool:
    """Whether every reader gives the number back as it was: https://www.w3.org/TR/json-ld11-api/#data-round-tripping"""
    return len(number) < 16 and number.removeprefix("-").isdecimal() and number == str(int(number))


def _compact(iri: str) -> str:
    """The IRI with a prefix in place of its start, the longest that fits; in full where none does.

    Raises StandoffError for one that a reader would take for shortened: https://www.w3.org/TR/json-ld11-api/#iri-expansion
    """
    for name in (*KINDS_OF_NODES, *PREFIXES):
        start = PREFIXES[name]
        if iri.startswith(start) and not iri[len(start) :].startswith("//"):
            return f"{name}:{iri[len(start) :]}"
    scheme, _, rest = iri.partition(":")
    if scheme in PREFIXES and not rest.startswith("//"):
        raise StandoffError(f'JSON-LD cannot hold <{iri}>, in which "{scheme}:" reads as a prefix. Write .ttl or .nt.')
    return iri
