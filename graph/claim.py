"""Claims, their attributions, and the entities they are about: what readers yield and a record stores.

    Attribution ──claim──▶ Claim ──about──▶ an event or actor (Entity)
        │ said_by, stance, document, quote …      │ says: (property, value) pairs, the statements

A claim is what is asserted, apart from who asserts it. Its IRI is a hash of its content, so two sources that say the
same share one claim. Everything here is immutable and hashable; sets of these objects are the content of a record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from .vocabulary import id_of, st

__all__ = [
    "ASSERTS",
    "DENIES",
    "GIVES_NO_ANSWER",
    "LEAVES_OPEN",
    "WITHDRAWS",
    "Attribution",
    "Claim",
    "Entity",
    "InputFile",
    "Reading",
    "Statement",
    "Term",
    "correction_target",
]

Term = NamedNode | Literal
#: One value that a claim gives for what it is about: (property, value).
Statement = tuple[NamedNode, Term]

ASSERTS, DENIES, LEAVES_OPEN = st("Asserts"), st("Denies"), st("LeavesOpen")
GIVES_NO_ANSWER, WITHDRAWS = st("GivesNoAnswer"), st("Withdraws")


def _hash(parts: Iterable[str]) -> str:
    # 128 bits of SHA-256 over lines of N-Triples terms: any language, and SQL, can compute the same.
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Claim:
    """One telling of one event or actor: exactly what is said about it at once, no more.

    ``says`` is empty only where the attribution says nothing itself and withdraws an earlier one (``WITHDRAWS``).
    """

    about: NamedNode
    says: frozenset[Statement]

    @cached_property
    def iri(self) -> NamedNode:
        """``id:claim/`` and a hash of the content: what the claim is about and what it says."""
        return id_of("claim", _hash([str(self.about), *sorted(f"{p} {o}" for p, o in self.says)]))


@dataclass(frozen=True)
class Attribution:
    """One source's stance on one claim, in one document.

    ``corrects`` is the name of the attribution whose place this one takes: the document's IRI, ``#`` and the id the
    coder gave it, as ``correction_target`` makes it. The record need not hold that one. ``drawn_from`` is whoever made
    the picture, recording or paper that the source describes. ``misquoted`` says of the corrected one that its source
    never said so.
    """

    claim: Claim
    said_by: NamedNode
    document: NamedNode
    stance: NamedNode = ASSERTS
    said_on: date | None = None
    relayed_by: frozenset[NamedNode] = frozenset()
    hedged: bool = False
    opinion: bool = False
    bases: frozenset[NamedNode] = frozenset()
    paragraph: int | None = None
    quote: Literal | None = None
    gloss: Literal | None = None
    coded_as: str | None = None
    because: Literal | None = None
    corrects: NamedNode | None = None
    drawn_from: NamedNode | None = None
    misquoted: bool = False

    @cached_property
    def iri(self) -> NamedNode:
        """``id:said/`` and a hash of all fields of the attribution."""
        relays, bases = sorted(map(str, self.relayed_by)), sorted(map(str, self.bases))
        terms = [self.claim.iri, self.said_by, self.document, self.stance, self.said_on, self.quote, self.gloss]
        parts = [
            *(None if term is None else str(term) for term in terms),
            relays,
            bases,
            self.hedged,
            self.opinion,
            self.paragraph,
            self.coded_as,
        ]
        # Only where there is one, so that attributions written before these existed have the same IRI as before. A
        # reason is in quotation marks and a name in angle brackets, so neither is taken for the other.
        parts += [str(term) for term in (self.because, self.corrects) if term is not None]
        parts += [f"drawn from {self.drawn_from}"] if self.drawn_from else []
        parts += ["misquoted"] if self.misquoted else []
        return id_of("said", _hash([json.dumps(parts, ensure_ascii=False)]))


def correction_target(document: NamedNode, coded_as: str) -> NamedNode:
    """The name by which a correction points to what an attribution in a document was coded as.

    >>> correction_target(id_of("report", "coast-2023-09-11"), "4a").value
    'https://w3id.org/standoff/id/report/coast-2023-09-11#4a'
    """
    return NamedNode(f"{document.value}#{coded_as}")


@dataclass(frozen=True)
class Entity:
    """The plain facts that identify an actor, place, event, incident, side or document: class, names, data."""

    iri: NamedNode
    facts: frozenset[Statement]

    def label(self) -> str:
        """The preferred label, or the last part of the IRI."""
        labels = [o.value for p, o in self.facts if p.value.endswith("#prefLabel") and isinstance(o, Literal)]
        return min(labels, default=self.iri.value.rsplit("/", 1)[-1])


@dataclass(frozen=True)
class InputFile:
    """The file a document was read from: its path as given, the SHA-256 of its bytes, and its kind (``--as``)."""

    path: str
    sha256: str
    kind: str


@dataclass(frozen=True)
class Reading:
    """What one document says: its claims with their attributions, and the entities they mention.

    ``file`` does not count in comparisons: the same content from another file is an equal reading.
    """

    document: NamedNode
    attributions: frozenset[Attribution] = frozenset()
    entities: frozenset[Entity] = field(default_factory=frozenset)
    file: InputFile | None = field(default=None, compare=False)
    #: Notes for the user: how much was read, and which columns were left out by name.
    notes: tuple[str, ...] = field(default=(), compare=False)
