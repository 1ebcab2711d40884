"""Convert claims to triples and back: one default graph, no blank nodes (design §3).

>>> from standoff.claim import Attribution, Claim
>>> from standoff.vocabulary import id_of, st
>>> claim = Claim(id_of("actor", "sana"), frozenset({(st("runBy"), id_of("actor", "syrian-government"))}))
>>> said = Attribution(claim, id_of("actor", "enab-baladi"), id_of("report", "r"))
>>> attributions_from(attribution_triples(said)) == {said}
True
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from ..claim import Attribution, Claim, Entity, Reading, Statement, Term
from ..dates import days, is_of_no_year
from ..vocabulary import PREFIXES, PROPERTIES, st

__all__ = [
    "as_stored",
    "attribution_triples",
    "attributions_from",
    "claim_triples",
    "identity_triples",
    "readable_turtle",
    "reading_triples",
]

RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_XSD = PREFIXES["xsd"]
_DATE, _BOOLEAN, _INTEGER = (NamedNode(_XSD + name) for name in ("date", "boolean", "integer"))
_TRUE = Literal("true", datatype=_BOOLEAN)
_SAYABLE = {p.iri for p in PROPERTIES.values()}


def reading_triples(reading: Reading) -> set[Triple]:
    """All triples of one reading: its attributions, claims and entities."""
    triples: set[Triple] = set()
    for attribution in reading.attributions:
        triples.update(attribution_triples(attribution))
    for entity in reading.entities:
        triples.update(identity_triples(entity))
    return triples


def claim_triples(claim: Claim) -> Iterator[Triple]:
    """The claim node with what it says, and the first and last possible day of a stated date, for sorting."""
    yield Triple(claim.iri, RDF_TYPE, st("Claim"))
    yield Triple(claim.iri, st("about"), claim.about)
    for statement in claim.says:
        yield Triple(claim.iri, *statement)
    yield from _span(claim.iri, claim.says)


def identity_triples(entity: Entity) -> Iterator[Triple]:
    """The plain facts of an entity, and the first and last possible day of its date, for sorting."""
    for fact in entity.facts:
        yield Triple(entity.iri, *fact)
    yield from _span(entity.iri, entity.facts)


def as_stored(triples: Iterable[Triple]) -> set[Triple]:
    """The triples as a store returns them: Oxigraph stores the number 3.0 as 3, and a set must not have both."""
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    return {quad.triple for quad in store}


def readable_turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """The triples, in the given order, as Turtle with sorted prefixes and an empty line before each subject."""
    turtle = serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
    # Not splitlines: a text may hold U+0085 or U+2028 as it is, and Turtle's lines end with a line feed alone.
    lines = turtle.decode().rstrip("\n").split("\n")
    head = sorted(line for line in lines if line.startswith("@prefix"))
    body = (line if line.startswith("\t") else f"\n{line}" for line in lines if not line.startswith("@prefix"))
    return "\n".join([*head, *body]) + "\n"


def _span(subject: NamedNode, facts: Iterable[Statement]) -> Iterator[Triple]:
    for prop, value in facts:
        if prop == st("when") and not is_of_no_year(value.value):
            for bound, day in zip(("earliest", "latest"), days(value.value), strict=True):
                if day:
                    yield Triple(subject, st(bound), Literal(day.isoformat(), datatype=_DATE))


def attribution_triples(said: Attribution) -> Iterator[Triple]:
    """The triples of an attribution node and its claim."""
    yield from claim_triples(said.claim)
    facts: list[tuple[str, Term | None]] = [
        ("claim", said.claim.iri),
        ("saidBy", said.said_by),
        ("document", said.document),
        ("stance", said.stance),
        ("saidOn", Literal(said.said_on.isoformat(), datatype=_DATE) if said.said_on else None),
        *(("relayedBy", relay) for relay in said.relayed_by),
        ("hedged", _TRUE if said.hedged else None),
        ("opinion", _TRUE if said.opinion else None),
        *(("basis", basis) for basis in said.bases),
        ("paragraph", Literal(str(said.paragraph), datatype=_INTEGER) if said.paragraph is not None else None),
        ("quote", said.quote),
        ("gloss", said.gloss),
        ("codedAs", Literal(said.coded_as) if said.coded_as is not None else None),
        ("because", said.because),
        ("corrects", said.corrects),
        ("drawnFrom", said.drawn_from),
        ("misquoted", _TRUE if said.misquoted else None),
    ]
    yield Triple(said.iri, RDF_TYPE, st("Attribution"))
    for name, value in facts:
        if value is not None:
            yield Triple(said.iri, st(name), value)


def attributions_from(triples: Iterable[Triple]) -> set[Attribution]:
    """The attributions, with their claims, in these triples; triples of other nodes are ignored.

    Raises ValueError where an attribution or claim lacks a required property (see ``ontology/shapes.ttl``).
    """
    nodes: dict[NamedNode, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    says: dict[NamedNode, set[Statement]] = defaultdict(set)
    for triple in triples:
        assert isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal)
        nodes[triple.subject][triple.predicate.value].add(triple.object)
        if triple.predicate in _SAYABLE:
            says[triple.subject].add((triple.predicate, triple.object))
    attribution_iris = (iri for iri, facts in nodes.items() if st("Attribution") in facts[RDF_TYPE.value])
    return {_attribution(nodes, says, iri) for iri in attribution_iris}


def _attribution(
    nodes: dict[NamedNode, dict[str, set[Term]]], says: dict[NamedNode, set[Statement]], iri: NamedNode
) -> Attribution:
    facts = nodes[iri]

    def every(name: str) -> set[Term]:
        return facts.get(st(name).value, set())

    def one(name: str) -> NamedNode:
        values = [v for v in every(name) if isinstance(v, NamedNode)]
        if len(values) != 1:
            raise ValueError(f"{iri.value} has {len(values)} values of st:{name}; an attribution has exactly one.")
        return values[0]

    def literal(name: str) -> Literal | None:
        return min((v for v in every(name) if isinstance(v, Literal)), key=str, default=None)

    claim = one("claim")
    about = [v for v in nodes[claim].get(st("about").value, ()) if isinstance(v, NamedNode)]
    if len(about) != 1:
        raise ValueError(f"{claim.value} is about {len(about)} nodes; a claim is about exactly one.")
    said_on, paragraph, coded_as = literal("saidOn"), literal("paragraph"), literal("codedAs")
    return Attribution(
        claim=Claim(about[0], frozenset(says[claim])),
        said_by=one("saidBy"),
        document=one("document"),
        stance=one("stance"),
        said_on=date.fromisoformat(said_on.value) if said_on else None,
        relayed_by=frozenset(v for v in every("relayedBy") if isinstance(v, NamedNode)),
        hedged=_TRUE in every("hedged"),
        opinion=_TRUE in every("opinion"),
        bases=frozenset(v for v in every("basis") if isinstance(v, NamedNode)),
        paragraph=int(paragraph.value) if paragraph else None,
        quote=literal("quote"),
        gloss=literal("gloss"),
        coded_as=coded_as.value if coded_as else None,
        because=literal("because"),
        corrects=min((v for v in every("corrects") if isinstance(v, NamedNode)), key=str, default=None),
        drawn_from=min((v for v in every("drawnFrom") if isinstance(v, NamedNode)), key=str, default=None),
        misquoted=_TRUE in every("misquoted"),
    )
