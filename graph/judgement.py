"""A judgement on who is who, or on which act is which: a claim with a name and a day to it."""

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
#: The properties of judgements: which hold together, and which hold apart.
JUDGED = {ST + "sameActor": True, ST + "notSameActor": False, ST + "sameEvent": True, ST + "notSameEvent": False}

Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Two nodes in the order in which a judgement names them, whichever came first."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, order=True)
class Judgement:
    """That ``by`` holds two nodes (IRIs, in order) to be one, or two; ``coder`` where it is their own document."""

    one: str
    other: str
    same: bool
    by: str
    on: date | None = None
    because: str | None = None
    document: str = ""
    coder: bool = True


def attribution(judgement: Judgement) -> Attribution:
    """The judgement as the record holds it."""
    kind = "Event" if "/id/event/" in judgement.one else "Actor"
    prop = st(f"same{kind}" if judgement.same else f"notSame{kind}")
    claim = Claim(NamedNode(judgement.one), frozenset({(prop, NamedNode(judgement.other))}))
    because = Literal(judgement.because) if judgement.because else None
    by, document = NamedNode(judgement.by), NamedNode(judgement.document)
    return Attribution(claim, by, document, said_on=judgement.on, because=because)


def document_entity(iri: NamedNode, judge_iri: str, label: str) -> Entity:
    """The facts of the document that holds somebody's judgements."""
    title = Literal(f"Judgements of {label}", language="en")
    facts: set[Statement] = {
        (_TYPE, st("Report")),
        (_LABEL, title),
        (NamedNode(_DCT + "title"), title),
        (NamedNode(_DCT + "publisher"), NamedNode(judge_iri)),
        (st("coder"), NamedNode(judge_iri)),
    }
    return Entity(iri, frozenset(facts))
