"""The ontology as a page to read: ``docs/ontology.md``, made from the Turtle files and nothing else.

Terms come in the order in which the files have them, which is the order a reader needs. What OWL leaves to the shapes
(dates, text) is read from there. Run ``python -m tools.ontology_page`` to write the page anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

__all__ = ["ontology_reference"]

_ST = "https://w3id.org/standoff/ontology#"
_CODES = "https://w3id.org/standoff/codes/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SH = "http://www.w3.org/ns/shacl#"
_XSD = "http://www.w3.org/2001/XMLSchema#"

_PLAIN_DATATYPES = {
    _XSD + "boolean": "true or false",
    _XSD + "date": "date",
    _XSD + "decimal": "number",
    _XSD + "integer": "whole number",
    _XSD + "string": "text",
    _RDF + "langString": "text",
}

#: The code lists: title of the section's file, prefix of its codes in Turtle.
_CODE_LISTS = (
    ("event-types.ttl", "type"),
    ("means.ttl", "means"),
    ("bases.ttl", "basis"),
    ("place-types.ttl", "placetype"),
)

_INTRODUCTION = """\
# Ontology

<!-- Made by `python -m tools.ontology_page` from ontology/. Edit the Turtle files, not this page. -->

An *event* or *actor* node says only which act or actor is meant. A *claim* is one telling of it and carries what is
said. An *attribution* is one source's stance on one claim, in one document. Nothing about the world stands outside a
claim.

Terms are written `st:` for `https://w3id.org/standoff/ontology#`. *One value* marks a property of which a claim gives
one value at most: two values from two sources are rival claims. All other properties may have several.
"""


@dataclass
class _Graph:
    """The triples of a file, by subject and property and by property and object, in the file's own order."""

    objects: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    subjects: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def read(self, path: Path) -> _Graph:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            subject, prop, value = (_text(term) for term in (quad.subject, quad.predicate, quad.object))
            self.objects[subject, prop].append(value)
            self.subjects[prop, value].append(subject)
        return self

    def all(self, subject: str, prop: str) -> list[str]:
        return self.objects.get((subject, prop), [])

    def one(self, subject: str, prop: str) -> str:
        return next(iter(self.all(subject, prop)), "")

    def having(self, prop: str, value: str) -> list[str]:
        return self.subjects.get((prop, value), [])

    def members(self, head: str) -> Iterator[str]:
        while head and head != _RDF + "nil":
            yield self.one(head, _RDF + "first")
            head = self.one(head, _RDF + "rest")


def ontology_reference(ontology_dir: Path) -> str:
    """The reference page in Markdown: classes, properties by group, values, code lists, and what the shapes check.

    ``ontology_dir`` holds ``core.ttl``, ``shapes.ttl`` and ``codes/``. Equal files give an equal page, byte by byte.
    """
    core = _Graph().read(ontology_dir / "core.ttl")
    shapes = _Graph().read(ontology_dir / "shapes.ttl")
    parts = [_INTRODUCTION, *_classes(core), *_values(core), *_properties(core, shapes)]
    for file, prefix in _CODE_LISTS:
        parts += _code_list(_Graph().read(ontology_dir / "codes" / file), prefix)
    parts += _checks(shapes)
    return "\n".join(parts).rstrip() + "\n"


def _classes(core: _Graph) -> Iterator[str]:
    yield "## Classes\n"
    rows = []
    for term in _own(core.having(_RDF + "type", _OWL + "Class")):
        above = ", ".join(_code(parent) for parent in core.all(term, _RDFS + "subClassOf"))
        rows.append([_code(term), above, *_told(core, term)])
    yield _table(["class", "kind of", "what it is", "example"], rows)


def _values(core: _Graph) -> Iterator[str]:
    yield "## Fixed values\n"
    rows = []
    for term in _own(core.having(_RDF + "type", _OWL + "NamedIndividual")):
        kinds = [kind for kind in core.all(term, _RDF + "type") if kind.startswith(_ST)]
        rows.append([_code(term), ", ".join(map(_code, kinds)), *_told(core, term)])
    yield _table(["value", "of class", "what it means", "example"], rows)


def _properties(core: _Graph, shapes: _Graph) -> Iterator[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for term in _own(_typed_properties(core)):
        groups[core.one(term, "http://purl.org/dc/elements/1.1/subject")].append(term)
    for group, terms in groups.items():
        yield f"## Properties: {group}\n"
        rows = []
        for term in terms:
            single = "one value" if _OWL + "FunctionalProperty" in core.all(term, _RDF + "type") else ""
            ends = f"{_ends(core, term, 'domain')} → {_ends(core, term, 'range') or _shape_range(core, shapes, term)}"
            rows.append([_code(term), ends, single, *_told(core, term)])
        yield _table(["property", "of → to", "", "what it says", "example"], rows)


def _typed_properties(core: _Graph) -> list[str]:
    # Both kinds of property in the order of the file, which their labels keep.
    kinds = {_OWL + "ObjectProperty", _OWL + "DatatypeProperty"}
    labelled = dict.fromkeys(subject for subject, prop in core.objects if prop == _SKOS + "prefLabel")
    return [term for term in labelled if kinds & set(core.all(term, _RDF + "type"))]


def _ends(core: _Graph, term: str, end: str) -> str:
    """The classes at one end of a property, its own or else those of the property it narrows: ``Claim, Event``."""
    stated = core.one(term, _RDFS + end)
    if not stated:
        parent = core.one(term, _RDFS + "subPropertyOf")
        return _ends(core, parent, end) if parent.startswith(_ST) else ""
    union = core.one(stated, _OWL + "unionOf")
    return ", ".join(_plain(part) for part in (core.members(union) if union else [stated]))


def _shape_range(core: _Graph, shapes: _Graph, term: str) -> str:
    """What stands at the end of a property where OWL does not say: the datatype a shape asks for, or in one word."""
    for shape in shapes.having(_SH + "path", term):
        for datatype in shapes.all(shape, _SH + "datatype"):
            return _plain(datatype)
    is_object = _OWL + "ObjectProperty" in core.all(term, _RDF + "type")
    return ("property" if term == _ST + "leftOpen" else "anything") if is_object else "text"


def _code_list(codes: _Graph, prefix: str) -> Iterator[str]:
    scheme = codes.having(_RDF + "type", _SKOS + "ConceptScheme")[0]
    concepts = codes.having(_RDF + "type", _SKOS + "Concept")
    yield f"## Codes: {codes.one(scheme, _SKOS + 'prefLabel').lower()}\n"
    yield f"{codes.one(scheme, _SKOS + 'definition')} `{prefix}:` is `{scheme}/`.\n"
    is_type = prefix == "type"
    heads = ["code", "label", "below", "what it means"]
    if is_type:
        heads += ["confrontation", "score", "PLOVER", "CAMEO", "ACLED", "UCDP", "excludes"]
    rows = []
    for concept in concepts:
        row = [
            f"`{prefix}:{_local(concept)}`",
            codes.one(concept, _SKOS + "prefLabel"),
            ", ".join(map(_local, codes.all(concept, _SKOS + "broader"))),
            " ".join([codes.one(concept, _SKOS + "definition"), *codes.all(concept, _SKOS + "scopeNote")]),
        ]
        if is_type:
            row.append("yes" if codes.one(concept, _ST + "isConfrontation") == "true" else "no")
            row += [
                ", ".join(codes.all(concept, _ST + code))
                for code in ("ploverScore", "ploverCode", "cameoCode", "acledCode", "ucdpCode")
            ]
            row.append(", ".join(map(_local, codes.all(concept, _ST + "excludes"))))
        rows.append(row)
    yield _table(heads, rows)


def _checks(shapes: _Graph) -> Iterator[str]:
    yield "## What is checked\n"
    yield "The sentences of `standoff check`, by the shape that holds them.\n"
    for shape in shapes.having(_RDF + "type", _SH + "NodeShape"):
        targets = (_SH + "targetClass", _SH + "targetNode", _SH + "targetSubjectsOf", _SH + "targetObjectsOf")
        if not any(shapes.all(shape, target) for target in targets):
            continue
        yield f"**{_code(shape)}**\n"
        messages = shapes.all(shape, _SH + "message")
        for part in shapes.all(shape, _SH + "property"):
            messages = messages + shapes.all(part, _SH + "message")
        yield "\n".join(f"- {message}" for message in dict.fromkeys(messages)) + "\n"


def _told(graph: _Graph, term: str) -> list[str]:
    """Definition with any note, and example."""
    note = graph.one(term, _SKOS + "scopeNote")
    definition = graph.one(term, _SKOS + "definition")
    return [f"{definition} {note}".strip(), graph.one(term, _SKOS + "example")]


def _own(terms: Iterable[str]) -> list[str]:
    return [term for term in dict.fromkeys(terms) if term.startswith(_ST)]


def _text(term: object) -> str:
    if isinstance(term, BlankNode):
        return str(term)
    return term.value if isinstance(term, NamedNode) else str(getattr(term, "value", term))


def _local(iri: str) -> str:
    return iri.removeprefix(_ST) if iri.startswith(_ST) else iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _code(iri: str) -> str:
    return f"`st:{_local(iri)}`"


def _plain(iri: str) -> str:
    if iri == _SKOS + "Concept":
        return "code"
    return _PLAIN_DATATYPES.get(iri, _local(iri))


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    _root = Path(__file__).resolve().parents[1]
    (_root / "docs" / "ontology.md").write_text(ontology_reference(_root / "ontology"), encoding="utf-8")
