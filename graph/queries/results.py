"""Write answers row by row, as they are found: SPARQL 1.1 JSON, CSV, TSV and XML for rows, RDF for triples.

JSON: https://www.w3.org/TR/sparql11-results-json/ · CSV and TSV: https://www.w3.org/TR/sparql11-results-csv-tsv/ ·
XML: https://www.w3.org/TR/rdf-sparql-XMLres/
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, Generic, TypeVar

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from ..claim import Term
from ..errors import QuestionError
from ..frames.text import NOT_IN_XML
from ..record.store import QueryResult
from ..vocabulary import PREFIXES

__all__ = ["FORMS", "RESULT_FORMS", "TRIPLE_FORMS", "write"]

Row = tuple[Term | None, ...]
T = TypeVar("T")
_STRING, _XSD = PREFIXES["xsd"] + "string", PREFIXES["xsd"]
#: Values that Turtle, and so TSV, writes without quotes.
_BARE = {
    _XSD + "integer": re.compile(r"[+-]?\d+", re.ASCII),
    _XSD + "decimal": re.compile(r"[+-]?\d*\.\d+", re.ASCII),
    _XSD + "boolean": re.compile("true|false"),
    _XSD + "double": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+", re.ASCII),
}
#: Flush after this many rows, so that the first rows appear before the last are found.
_HANDED_ON = 500


def write(found: QueryResult, form: str, out: IO[bytes], limit: int | None = None) -> tuple[int, bool]:
    """Write an answer; returns the number of rows or triples written, and whether there are more than ``limit``.

    Raises QuestionError for a form in which this kind of answer cannot be written.
    """
    refuse_other_forms(found, form)
    if found.boolean is not None:
        truth = str(found.boolean).lower()
        out.write(
            (
                _XML_START + f"<head/><boolean>{truth}</boolean></sparql>"
                if form == "xml"
                else f'{{"head":{{}},"boolean":{truth}}}'
            ).encode()
        )
        return 0, False
    if found.triples is not None:
        counted = _Counted(found.triples, limit, out)
        triples: Iterable[Triple] = counted if form in _STREAMED else sorted(counted, key=str)
        ox.serialize(
            triples, output=out, format=TRIPLE_FORMS[form], prefixes=PREFIXES if form in ("turtle", "trig") else None
        )
        return counted.count, counted.more()
    rows = _Counted(found.rows, limit, out)
    for text in RESULT_FORMS[form](found.variables, rows):
        out.write(text.encode())
    return rows.count, rows.more()


def refuse_other_forms(found: QueryResult, form: str) -> None:
    """Raise QuestionError for a form in which this kind of answer cannot be written."""
    if found.triples is not None:
        what, known = "triples", tuple(TRIPLE_FORMS)
    elif found.boolean is not None:
        what, known = "a truth value", ("json", "xml")
    else:
        what, known = "rows", tuple(RESULT_FORMS)
    if form not in known:
        raise QuestionError(f"This query returns {what}, which can be written as {', '.join(known)}, not as {form}.")


class _Counted(Generic[T]):
    """The first ``limit`` items, counted as they are read; flushes ``out`` from time to time."""

    def __init__(self, items: Iterable[T], limit: int | None, out: IO[bytes]) -> None:
        self._items, self._limit, self._out, self.count = iter(items), limit, out, 0

    def __iter__(self) -> Iterator[T]:
        for item in islice(self._items, self._limit):
            yield item
            self.count += 1
            if self.count % _HANDED_ON == 1:
                self._out.flush()

    def more(self) -> bool:
        return self._limit is not None and next(self._items, None) is not None


def _csv(variables: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(variables)
    for row in rows:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        # The csv module writes a row of one empty field as "", which distinguishes it from an empty line.
        writer.writerow(["" if term is None else _csv_text(term) for term in row])
    yield line.getvalue()


def _csv_text(term: Term) -> str:
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def _tsv(variables: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in variables) + "\n"
    for row in rows:
        yield "\t".join("" if term is None else _tsv_text(term) for term in row) + "\n"


def _tsv_text(term: Term) -> str:
    if isinstance(term, Literal) and not term.language:
        bare = _BARE.get(term.datatype.value)
        if bare and bare.fullmatch(term.value):
            return term.value
    return str(term)


def _json(variables: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    yield f'{{"head":{{"vars":{json.dumps(variables)}}},"results":{{"bindings":['
    before = ""
    for row in rows:
        bound = {name: _json_term(term) for name, term in zip(variables, row, strict=True) if term is not None}
        yield before + json.dumps(bound, ensure_ascii=False, separators=(",", ":"))
        before = ","
    yield "]}}"


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    given = {"type": "literal", "value": term.value}
    if term.language:
        return {**given, "xml:lang": term.language}
    return given if term.datatype.value == _STRING else {**given, "datatype": term.datatype.value}


_XML_START = '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(variables: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    from xml.sax.saxutils import quoteattr  # which imports an HTTP client

    head = "".join(f"<variable name={quoteattr(name)}/>" for name in variables)
    yield f"{_XML_START}<head>{head}</head><results>"
    for row in rows:
        bound = "".join(
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(variables, row, strict=True)
            if term is not None
        )
        yield f"<result>{bound}</result>"
    yield "</results></sparql>"


def _xml_term(term: Term) -> str:
    from xml.sax.saxutils import escape, quoteattr

    if NOT_IN_XML.search(term.value):
        raise QuestionError(f"XML cannot represent a character in {term}. Ask for JSON.")
    # A bare carriage return would come back as a newline (XML 1.0 §2.11).
    text = escape(term.value, {"\r": "&#13;"})
    if isinstance(term, NamedNode):
        return f"<uri>{text}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{text}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
    datatype = "" if term.datatype.value == _STRING else f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{datatype}>{text}</literal>"


RESULT_FORMS: dict[str, Callable[[tuple[str, ...], Iterable[Row]], Iterator[str]]] = {
    "json": _json,
    "csv": _csv,
    "tsv": _tsv,
    "xml": _xml,
}
TRIPLE_FORMS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "n-triples": RdfFormat.N_TRIPLES,
    "n-quads": RdfFormat.N_QUADS,
}
#: Forms that are written in the order found; the others are sorted for readers.
_STREAMED = ("n-triples", "n-quads")
FORMS = (*RESULT_FORMS, *TRIPLE_FORMS)
