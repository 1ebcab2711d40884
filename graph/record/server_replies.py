"""What a SPARQL server replies, as terms: results in whichever format it gives them, equal to those of any store."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from ..claim import Term
from ..errors import RecordError
from ..vocabulary import PREFIXES
from .http import Reply

__all__ = [
    "ROWS",
    "TRIPLES",
    "WKT",
    "WKT_IN_VIRTUOSO",
    "answer_of",
    "canonical",
    "canonical_row",
    "rows_of",
    "triples_of",
]

_ANY = NamedNode("urn:standoff:any")
#: Virtuoso turns every geo:wktLiteral into a position, rounded to seven digits, which it then cannot delete. So it gets
#: the text with this datatype instead, which is visible only to those who query Virtuoso itself.
WKT, WKT_IN_VIRTUOSO = NamedNode(PREFIXES["geo"] + "wktLiteral"), NamedNode("urn:standoff:wktLiteral")
_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.5"
TRIPLES = "application/n-triples"


@lru_cache(maxsize=65536)
def canonical(term: Term) -> Term:
    """The term as Oxigraph returns it, so that a value is equal whichever store it comes from: Virtuoso returns a
    truth value as 1.
    """
    if isinstance(term, Literal) and term.datatype == WKT_IN_VIRTUOSO:
        return Literal(term.value, datatype=WKT)
    if not isinstance(term, Literal) or term.language or not term.datatype.value.startswith(PREFIXES["xsd"]):
        return term
    store = Store()
    store.add(Quad(_ANY, _ANY, term))
    value = next(iter(store)).object
    assert isinstance(value, Literal)
    return value


def canonical_row(row: ox.QuerySolution, variables: tuple[str, ...]) -> tuple[Term | None, ...]:
    """The terms of a row, in the order of the variables; None where one is not bound."""
    return tuple(None if (term := row[v]) is None else canonical(term) for v in variables)


def answer_of(reply: Reply) -> ox.QuerySolutions | ox.QueryBoolean:
    """The results of a SELECT or an ASK, in whichever format the server gave them."""
    try:
        return ox.parse_query_results(reply.body, format=_FORMATS[reply.media_type])
    except (SyntaxError, ValueError) as error:
        raise RecordError(f"The server's answer is not valid SPARQL results: {error}.") from None


def rows_of(reply: Reply) -> ox.QuerySolutions:
    """The rows of a SELECT."""
    found = answer_of(reply)
    if isinstance(found, ox.QueryBoolean):
        raise RecordError("The server answered a SELECT with true or false. Is it a SPARQL 1.1 server?")
    return found


def triples_of(reply: Reply) -> Iterator[Quad]:
    """The triples of a CONSTRUCT or a graph."""
    try:
        yield from ox.parse(reply.body, format=RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise RecordError(f"The server's answer is not N-Triples: {error}.") from None
