"""What an export holds, in VoID and DCAT, for catalogues: https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from ..vocabulary import CODES, ID, PREFIXES, ST, local_name, st
from .triples import readable_turtle

__all__ = ["day_of_export", "description"]

_VOID, _DCAT, _DCT = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", PREFIXES["dcterms"]
_TYPE, _XSD = NamedNode(PREFIXES["rdf"] + "type"), PREFIXES["xsd"]
_DOCUMENTS = {st("Report"), st("Dataset")}


def day_of_export() -> date:
    """Today in UTC, or the day of ``SOURCE_DATE_EPOCH``: https://reproducible-builds.org/specs/source-date-epoch/."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.now(UTC)
    return (datetime.fromtimestamp(int(given), UTC) if given.isdecimal() and len(given) < 12 else now).date()


def description(triples: Iterable[Triple], made: date) -> bytes:
    """Turtle that describes these triples: how many, of which classes and properties, from which documents, under which
    licences. It has no labels of what is in them, and is to be put beside the file.
    """
    triples = set(triples)
    node = NamedNode(f"{ID}export")
    facts: list[tuple[NamedNode, Any]] = [
        (_TYPE, NamedNode(_VOID + "Dataset")),
        (_TYPE, NamedNode(_DCAT + "Dataset")),
        (NamedNode(_DCT + "title"), Literal("Claims and who makes them", language="en")),
        (NamedNode(_DCT + "created"), Literal(made.isoformat(), datatype=NamedNode(_XSD + "date"))),
        (NamedNode(_DCT + "conformsTo"), NamedNode(ST.rstrip("#"))),
        (NamedNode(_VOID + "uriSpace"), Literal(ID)),
        *((NamedNode(_VOID + "vocabulary"), NamedNode(iri)) for iri in _vocabularies(triples)),
        *((NamedNode(_VOID + name), _number(count)) for name, count in _counts(triples)),
    ]
    for triple in triples:
        if triple.predicate == _TYPE and triple.object in _DOCUMENTS:
            facts.append((NamedNode(_DCT + "source"), triple.subject))
        elif triple.predicate.value == _DCT + "license":
            facts.append((NamedNode(_DCT + "license"), triple.object))
    parts = {Triple(node, *fact) for fact in facts}
    classes = Counter(t.object for t in triples if t.predicate == _TYPE and isinstance(t.object, NamedNode))
    properties = Counter(t.predicate for t in triples)
    for kind, prop, values in (("class", "entities", classes), ("property", "triples", properties)):
        for value, count in values.items():
            part = NamedNode(f"{node.value}#{kind}-{local_name(value.value)}")
            parts |= {
                Triple(node, NamedNode(f"{_VOID}{kind}Partition"), part),
                Triple(part, NamedNode(_VOID + kind), value),
                Triple(part, NamedNode(_VOID + prop), _number(count)),
            }
    prefixes = {**PREFIXES, "void": _VOID, "dcat": _DCAT}
    return readable_turtle(sorted(parts, key=str), prefixes).encode()


def _counts(triples: set[Triple]) -> list[tuple[str, int]]:
    return [
        ("triples", len(triples)),
        ("distinctSubjects", len({t.subject for t in triples})),
        ("distinctObjects", len({t.object for t in triples})),
        ("properties", len({t.predicate for t in triples})),
        ("classes", len({t.object for t in triples if t.predicate == _TYPE})),
    ]


def _vocabularies(triples: set[Triple]) -> list[str]:
    used = {t.predicate.value for t in triples}
    starts = [iri for iri in PREFIXES.values() if not iri.startswith((ID, CODES)) and iri != PREFIXES["xsd"]]
    return [iri for iri in starts if any(name.startswith(iri) for name in used)]


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=NamedNode(_XSD + "integer"))
