"""Judgements on identity: a signed and dated claim that two actors, or two events, are one or are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from .claim import Attribution, Claim, Entity, Statement
from .vocabulary import PREFIXES, ST, st

__all__ = ["JUDGED", "Judgement", "Pair", "attribution", "document_entity", "pair"]

_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_DCT = PREFIXES["dcterms"]
#: The properties of judgements, and whether each says that two nodes are the same.
JUDGED = {ST + "sameActor": True, ST + "notSameActor": False, ST + "sameEvent": True, ST + "notSameEvent": False}

Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Two nodes in the order in which a judgement names them (sorted by IRI)."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, order=True)
class Judgement:
    """Whether two nodes (IRIs, sorted) are the same, as ``by`` judges; ``coder``: in a document of their own."""

    one: str
    other: str
    same: bool
    by: str
    on: date | None = None
    because: str | None = None
    document: str = ""
    coder: bool = True


def attribution(judgement: Judgement) -> Attribution:
    """The judgement as the attribution that a record stores."""
    kind = "Event" if "/id/event/" in judgement.one else "Actor"
    prop = st(f"same{kind}" if judgement.same else f"notSame{kind}")
    claim = Claim(NamedNode(judgement.one), frozenset({(prop, NamedNode(judgement.other))}))
    because = Literal(judgement.because) if judgement.because else None
    by, document = NamedNode(judgement.by), NamedNode(judgement.document)
    return Attribution(claim, by, document, said_on=judgement.on, because=because)


def document_entity(iri: NamedNode, judge_iri: str, label: str) -> Entity:
    """The facts of the document with somebody's judgements; ``label`` is the judge's name."""
    title = Literal(f"Judgements of {label}", language="en")
    facts: set[Statement] = {
        (_TYPE, st("Report")),
        (_LABEL, title),
        (NamedNode(_DCT + "title"), title),
        (NamedNode(_DCT + "publisher"), NamedNode(judge_iri)),
        (st("coder"), NamedNode(judge_iri)),
    }
    return Entity(iri, frozenset(facts))
