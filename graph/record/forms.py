"""Convert a record's triples to the forms that other tools use, and back, without loss.

    triple_terms       RDF 1.2: a claim reifies what it says, `id:claim/… rdf:reifies <<( event st:actor x )>>`
    graph_per_claim    TriG: what a claim says of its event or actor stands in a graph named by the claim
    nanopublications   TriG: each attribution a nanopublication (https://nanopub.net/guidelines/working_draft/)

In the first two the file itself asserts nothing that a source says: it is quoted, or is in a graph of its own. The
assertion of a nanopublication is the attribution ("SANA denies claim 5f1c") and its provenance the evidence for it; so
a denied claim is never asserted there either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from ..vocabulary import ID, PREFIXES, PROPERTY_BY_IRI, id_of, local_name, st

__all__ = [
    "document_nodes",
    "graph_per_claim",
    "nanopublications",
    "nodes_by_document",
    "plain_triples",
    "triple_terms",
]

_NP, _PROV, _DCT = "http://www.nanopub.org/nschema#", "http://www.w3.org/ns/prov#", PREFIXES["dcterms"]
_TYPE, _REIFIES = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(PREFIXES["rdf"] + "reifies")
_CLAIM, _SAID = ID + "claim/", ID + "said/"
_LICENCE = NamedNode(_DCT + "license")
#: The properties of an attribution that are asserted; the others are the evidence for it.
_ASSERTED = {_TYPE, st("claim"), st("saidBy"), st("stance")}


def triple_terms(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The record with each statement of a claim as a triple term that the claim reifies (RDF 1.2)."""
    for triple, (claim, about) in _with_claims(triples):
        said = Triple(about, triple.predicate, triple.object) if about else None
        yield Triple(claim, _REIFIES, said) if claim and said else triple


def graph_per_claim(triples: Iterable[Triple]) -> Iterator[Quad]:
    """The record with each claim's statements in a graph named by the claim; attributions are in the default graph."""
    for triple, (claim, about) in _with_claims(triples):
        yield Quad(about, triple.predicate, triple.object, claim) if claim and about else Quad(*triple)


def nanopublications(triples: Iterable[Triple], made: date | None = None) -> Iterator[Quad]:
    """A nanopublication for each attribution, and one for each document with the names and data of its entities.

    Each is dated with the day on which it is ``made``, today where none is given, and has the licence of its document
    (``licence:`` in a report), where that states one.
    """
    made = made or datetime.now(UTC).date()
    dated = Literal(f"{made.isoformat()}T00:00:00Z", datatype=NamedNode(PREFIXES["xsd"] + "dateTime"))
    by_subject: dict[NamedNode, set[Triple]] = defaultdict(set)
    for triple in triples:
        assert isinstance(triple.subject, NamedNode)
        by_subject[triple.subject].add(triple)
    for document, nodes in nodes_by_document(by_subject).items():
        facts = by_subject[document]
        licences = (Triple(document, _LICENCE, t.object) for t in facts if t.predicate == _LICENCE)
        about = [_creator(facts, document), Triple(document, NamedNode(_DCT + "created"), dated), *licences]
        for said in (node for node in nodes if node.value.startswith(_SAID)):
            claims = [t.object for t in by_subject[said] if t.predicate == st("claim")]
            core = {t for t in by_subject[said] if t.predicate in _ASSERTED}
            claim_facts = {t for claim in claims if isinstance(claim, NamedNode) for t in by_subject[claim]}
            name, evidence = local_name(said.value), by_subject[said] - core
            yield from _nanopublication(name, core | claim_facts, evidence, document, about)
        facts = {t for node in nodes if not node.value.startswith((_CLAIM, _SAID)) for t in by_subject[node]}
        if facts:
            yield from _nanopublication(document.value[len(ID) :], facts, set(), document, about)


def plain_triples(quads: Iterable[Quad]) -> set[Triple]:
    """The record's triples, from any of these forms or plain ones. Raises ValueError for any other form."""
    quads = set(quads)
    nanopubs = {q.subject: q.graph_name for q in quads if q.object == NamedNode(_NP + "Nanopublication")}
    if nanopubs:
        found = _of_nanopublications(quads, nanopubs)
    else:
        found = {q.triple if q.graph_name == DefaultGraph() else _of_graph(q, quads) for q in quads}
    about = _about(found)
    return {_of_term(t, about) if t.predicate == _REIFIES else t for t in found}


def document_nodes(triples: Iterable[Triple]) -> set[NamedNode]:
    """The documents that are described, or named by an attribution."""
    kinds = {st(name) for name in ("Document", "Report", "Dataset")}
    found = set()
    for triple in triples:
        if triple.predicate == _TYPE and triple.object in kinds:
            found.add(triple.subject)
        elif triple.predicate == st("document") and isinstance(triple.object, NamedNode):
            found.add(triple.object)
    return {document for document in found if isinstance(document, NamedNode)}


def nodes_by_document(by_subject: dict[NamedNode, set[Triple]]) -> dict[NamedNode, set[NamedNode]]:
    """For each document its nodes: itself, its attributions, their claims, and all that they mention."""
    triples = [triple for about in by_subject.values() for triple in about]
    ordered = sorted(document_nodes(triples), key=str)
    said: dict[NamedNode, set[NamedNode]] = {document: {document} for document in ordered}
    for triple in triples:
        if triple.predicate == st("document") and isinstance(triple.object, NamedNode):
            assert isinstance(triple.subject, NamedNode)
            said[triple.object].add(triple.subject)
    return {document: _closure(by_subject, start, said) for document, start in said.items()}


def _closure(
    by_subject: dict[NamedNode, set[Triple]], start: set[NamedNode], others: Iterable[NamedNode]
) -> set[NamedNode]:
    waiting, found = list(start), set(start)
    stop = set(others)
    while waiting:
        for triple in by_subject.get(waiting.pop(), ()):
            node = triple.object
            if isinstance(node, NamedNode) and node not in found and node not in stop and node in by_subject:
                found.add(node)
                waiting.append(node)
    return found


def _about(triples: set[Triple]) -> dict[NamedNode, NamedNode]:
    found = ((t.subject, t.object) for t in triples if t.predicate == st("about"))
    return {claim: node for claim, node in found if isinstance(claim, NamedNode) and isinstance(node, NamedNode)}


def _with_claims(triples: Iterable[Triple]) -> Iterator[tuple[Triple, tuple[NamedNode | None, NamedNode | None]]]:
    """Each triple, with its claim and what that is about, if it is a statement of a claim."""
    triples = set(triples)
    about = _about(triples)
    for triple in triples:
        claim = triple.subject if isinstance(triple.subject, NamedNode) and _is_statement(triple) else None
        yield triple, (claim, about.get(claim)) if claim in about else (None, None)


def _is_statement(triple: Triple) -> bool:
    return triple.predicate.value in PROPERTY_BY_IRI


def _of_graph(quad: Quad, quads: set[Quad]) -> Triple:
    graph = quad.graph_name
    if not isinstance(graph, NamedNode) or Quad(graph, st("about"), quad.subject) not in quads:
        raise ValueError(f"the graph {graph} is not the graph of a claim about {quad.subject}")
    return Triple(graph, quad.predicate, quad.object)


def _of_nanopublications(quads: set[Quad], nanopubs: Mapping[Any, object]) -> set[Triple]:
    parts: dict[str, set[object]] = defaultdict(set)
    for quad in quads:
        if quad.subject in nanopubs and quad.graph_name == nanopubs[quad.subject]:
            parts[quad.predicate.value].add(quad.object)
    inner = parts[_NP + "hasAssertion"] | parts[_NP + "hasProvenance"]
    outer = {*nanopubs.values(), *parts[_NP + "hasPublicationInfo"]}
    for quad in quads:
        if quad.graph_name not in inner and quad.graph_name not in outer:
            raise ValueError(f"the graph {quad.graph_name} does not belong to a nanopublication")
    return {quad.triple for quad in quads if quad.graph_name in inner and quad.subject not in inner}


def _of_term(triple: Triple, about: Mapping[NamedNode, NamedNode]) -> Triple:
    claim, term = triple.subject, triple.object
    if not (isinstance(term, Triple) and isinstance(claim, NamedNode) and about.get(claim) == term.subject):
        raise ValueError(f"{claim} reifies a triple that is not about the subject of the claim")
    return Triple(claim, term.predicate, term.object)


def _creator(facts: set[Triple], document: NamedNode) -> Triple:
    for prop in (st("coder"), NamedNode(_DCT + "publisher")):
        for triple in facts:
            if triple.predicate == prop:
                return Triple(document, NamedNode(_DCT + "creator"), triple.object)
    return Triple(document, NamedNode(_DCT + "source"), document)


def _nanopublication(
    name: str, assertion: set[Triple], evidence: set[Triple], document: NamedNode, about: Iterable[Triple]
) -> Iterator[Quad]:
    node = id_of("nanopublication", name)
    head, asserted, provenance, info = (
        NamedNode(f"{node.value}#{part}") for part in ("head", "assertion", "provenance", "pubinfo")
    )
    yield Quad(node, _TYPE, NamedNode(_NP + "Nanopublication"), head)
    for prop, graph in (("Assertion", asserted), ("Provenance", provenance), ("PublicationInfo", info)):
        yield Quad(node, NamedNode(f"{_NP}has{prop}"), graph, head)
    derived = Triple(asserted, NamedNode(_PROV + "wasDerivedFrom"), document)
    for graph, triples in ((asserted, assertion), (provenance, {*evidence, derived})):
        yield from (Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    for triple in about:
        yield Quad(node, triple.predicate, triple.object, info)
