"""Check a record against the shapes (SHACL) and for sense; faults are sentences that name the claim and its source."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..vocabulary import CODES, PREFIXES, local_name, ontology_folder, st
from .keeper import Keeper
from .sense import nonsense
from .vocabulary_triples import is_vocabulary, vocabulary_triples

if TYPE_CHECKING:
    import rdflib

__all__ = ["Fault", "check"]

#: Properties that no shape looks at.
_PROSE = {PREFIXES["skos"] + name for name in ("example", "scopeNote", "altLabel")}


@dataclass(frozen=True, order=True)
class Fault:
    """One violation of a shape: ``where`` names the claim, attribution or entity with its source, ``message`` says what
    is wrong, ``node`` is its IRI.
    """

    where: str
    message: str
    node: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def check(record: Keeper) -> list[Fault]:
    """Every violation of ``ontology/shapes.ttl`` in the record, and what makes no sense in it
    (``standoff.record.sense``), sorted; an empty list where it conforms.

    Source: SHACL, https://www.w3.org/TR/shacl/.
    """
    faults = {Fault(_where(record, node), message, node) for node, message in nonsense(record.triples())}
    return sorted(faults | _violations(record))


def _violations(record: Keeper) -> set[Fault]:
    import pyshacl
    import rdflib

    from .remembering import RememberingGraph

    # Of a value that is not of its type rdflib warns with a traceback.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    data = RememberingGraph()
    for triple in _in_question(set(record.triples(vocabulary=True))):
        if triple.predicate.value in _PROSE:
            continue
        data.add(tuple(_term(term) for term in (triple.subject, triple.predicate, triple.object)))
    shapes = RememberingGraph().parse(ontology_folder() / "shapes.ttl")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, inplace=True)
    if conforms:
        return set()
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    faults = set()
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        message = str(next(report.objects(result, sh.resultMessage), "It breaks a shape."))
        nodes = [str(n) for p in (sh.focusNode, sh.value) for n in report.objects(result, p)]
        # Where a shape targets the objects of a property, the fault is in the nodes that point to them.
        source = next(report.objects(result, sh.sourceShape), None)
        ends = list(shapes.objects(source, sh.targetObjectsOf))
        pointing = [str(s) for p in ends for s in data.subjects(p, rdflib.URIRef(nodes[0]))]
        subject = next((n for n in nodes if "/id/claim/" in n or "/id/said/" in n), nodes[0])
        for node in pointing or [subject]:
            faults.add(Fault(_where(record, node), message, node))
    return faults


def _in_question(triples: set[Triple]) -> set[Triple]:
    """Those of a record's triples, with its vocabulary, on which a violation can depend.

    The code lists conform, and a code that the record does not mention is as it was there: of the codes, only those
    that it mentions are looked at, with those that they lead to. Where the record's vocabulary is not the one that is
    shipped, all are.
    """
    own = triples ^ vocabulary_triples()
    if any(is_vocabulary(triple.subject) for triple in own):
        return triples
    codes: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples - own:
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(CODES):
            codes[triple.subject].append(triple)
    left = codes.keys() & {triple.object for triple in own}
    while left:
        left = codes.keys() & {triple.object for code in left for triple in codes.pop(code)}
    return triples.difference(*codes.values())


@cache
def _term(term: NamedNode | Literal | BlankNode) -> rdflib.term.Identifier:
    import rdflib

    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    typed = rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
    # "soon" as a day is compared with no other day; that it is none is what a shape says of a mere text as well.
    return rdflib.Literal(term.value) if typed.ill_typed else typed


def _where(record: Keeper, iri: str) -> str:
    """A node in words: the row of a report and who says it; or the label of an entity."""
    if ":" not in iri or iri.startswith("_:"):
        return "a node without an address"
    node = NamedNode(iri)
    said = [node] if "/id/said/" in node.value else list(_subjects(record, "claim", node))
    places = []
    for attribution in sorted(said, key=str):
        report, row, source = (_one(record, attribution, name) for name in ("document", "codedAs", "saidBy"))
        document = local_name(report) if report else "no report"
        speaker = _label(record, source) if source else "nobody"
        places.append(f"{document}{f', claim {row}' if row else ''} (said by {speaker})")
    if not places:
        return _label(record, node.value)
    return "; ".join(sorted(places))


def _subjects(record: Keeper, name: str, value: NamedNode) -> Iterator[NamedNode]:
    for triple in record.store.triples(prop=st(name), objects=[value]):
        if isinstance(triple.subject, NamedNode):
            yield triple.subject


def _one(record: Keeper, subject: NamedNode, name: str) -> str | None:
    return min((value for _, _, value in record.match(subject.value, st(name).value)), default=None)


def _label(record: Keeper, iri: str) -> str:
    found = (label for _, _, label in record.match(iri, PREFIXES["skos"] + "prefLabel"))
    return min(found, default=local_name(iri))
