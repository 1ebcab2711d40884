"""Lines of N-Triples out of columns, as Ibis expressions: a term, a fact, the facts of one subject."""

from __future__ import annotations

import ibis

from ...vocabulary import PREFIXES, ST
from .plain_text import Text

__all__ = [
    "GEO",
    "LABEL",
    "SKOS",
    "TYPE",
    "XSD",
    "english_of",
    "escaped",
    "fact_of",
    "iri_of",
    "lines_of",
    "literal_of",
]

XSD, SKOS, GEO = PREFIXES["xsd"], PREFIXES["skos"], PREFIXES["geo"]
TYPE, LABEL = f"<{PREFIXES['rdf']}type>", f"<{SKOS}prefLabel>"


def iri_of(text: Text) -> Text:
    return ibis.literal("<") + text + ">"


def escaped(text: Text) -> Text:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def literal_of(text: Text, kind: str = "") -> Text:
    """A literal as N-Triples; ``text`` is on one line."""
    return ibis.literal('"') + escaped(text) + (f'"^^<{XSD}{kind}>' if kind else '"')


def english_of(text: Text) -> Text:
    return ibis.literal('"') + escaped(text) + '"@en'


def fact_of(name: str, value: Text) -> Text:
    """``<property> value``, or nothing where the value is missing."""
    return ibis.literal(f"<{ST}{name}> ") + value


def lines_of(subject: Text, facts: list[Text], lists: list[Text] | None = None) -> Text:
    """The facts (``<property> value``) of one subject as lines of N-Triples; missing ones are left out. ``lists`` hold
    more of them, each several."""
    start = iri_of(subject) + " "
    lines = ibis.array([start + fact + " ." for fact in facts])
    for more in lists or ():
        lines = lines.concat(more.map(lambda fact: start + fact + " ."))
    # Joining leaves out what is null, in DuckDB and in Spark.
    return lines.join("\n")
