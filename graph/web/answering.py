"""Answer one question of a record, in the form that its asker accepts: SPARQL, a named question, or the start page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat

from ..errors import QuestionError, StandoffError
from ..queries.ask import Answer
from ..queries.mistake import mistake
from ..record.folder import errors_as_record_errors, read_folder
from ..sparql import nesting, read
from ..vocabulary import PREFIXES
from .line import Reply
from .pages import PAGE_ROWS, answer_page, question_page, start_page

if TYPE_CHECKING:
    from ..front.record import Record

__all__ = ["NESTING", "Desk", "accepted", "compact"]

#: A question may nest this deep. Oxigraph's parser ends its process at some thousands of levels.
NESTING = 100
#: Bytes of a record that is compacted before it is served: merging them takes some two seconds.
_COMPACTED = 64 * 1024 * 1024
_PAGE = "text/html"
#: The form of rows, of triples and of a truth value, by media type and by name; the first of each is the one preferred.
_ROWS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
}
_TRIPLES = {
    "text/turtle": "turtle",
    "application/n-triples": "n-triples",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "application/trig": "trig",
    "application/n-quads": "n-quads",
    "text/plain": "n-triples",
    "application/xml": "rdf",
    "text/xml": "rdf",
}
_TRUTH = {media: form for media, form in _ROWS.items() if form in ("json", "xml")}
_WRITTEN = {
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
    "turtle": RdfFormat.TURTLE,
    "n-triples": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "n-quads": RdfFormat.N_QUADS,
}


class Desk:
    """Answers questions of the record in one folder, as it was when opened. Raises RecordError."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._store = read_folder(self._folder)
        self._opened: Record | None = None

    def answer(self, message: Mapping[str, Any], reply: Reply) -> None:
        """Answer ``sparql`` (with its ``base``, of the graphs ``default`` and ``named``), the question ``name`` (with
        ``parameters``), or neither: the start page.
        """
        try:
            if "sparql" in message:
                self._sparql(message, reply)
            elif "name" in message:
                self._named(message, reply)
            else:
                _write_page(start_page(self._record), reply)
        except QuestionError as error:
            reply.fail(400, str(error))
        except StandoffError as error:
            reply.fail(500, str(error))
        except (RuntimeError, ValueError, OSError) as error:
            if isinstance(error, ConnectionError):
                raise
            reply.fail(500, f"The question could not be answered: {error}.")

    @property
    def _record(self) -> Record:
        """The record with all that counts over it, loaded with the first question that needs it."""
        if self._opened is None:
            from ..front.record import open

            self._opened = open(self._folder)
        return self._opened

    def _sparql(self, message: Mapping[str, Any], reply: Reply) -> None:
        sparql: str = message["sparql"]
        refuse_unanswerable(sparql)
        graphs: dict[str, Any] = _graphs(message["default"], message["named"])
        try:
            found = self._store.query(sparql, base_iri=message["base"], prefixes=PREFIXES, **graphs)
        except SyntaxError as error:
            read(sparql).refuse_unsafe()  # says of an update that it is one
            raise QuestionError(f"This is not a SPARQL query: {mistake(sparql, str(error))}") from None
        if isinstance(found, ox.QueryBoolean):
            forms = _TRUTH
        else:
            forms = _TRIPLES if isinstance(found, ox.QueryTriples) else _ROWS
        form = _form(message, forms, reply)
        if form == "html":
            _write_page(answer_page(_looked_at(found), sparql), reply)
        elif form:
            written = _WRITTEN[form]
            if isinstance(found, ox.QueryTriples):
                named = {"prefixes": PREFIXES} if form in ("turtle", "trig", "rdf") else {}
                ox.serialize(found, output=reply, format=written, **named)  # type: ignore[arg-type]
            else:
                found.serialize(reply, format=written)  # type: ignore[arg-type]
            reply.end()

    def _named(self, message: Mapping[str, Any], reply: Reply) -> None:
        name, parameters = message["name"], message["parameters"]
        from ..rules.weighed_questions import every_question

        question = every_question().get(name)
        if question is None:
            reply.fail(404, f'There is no question "{name}". The questions are listed at / of this address.')
            return
        answer = self._record.ask(name, parameters)
        form = _form(message, _ROWS, reply)
        if form == "html":
            _write_page(question_page(question, parameters, answer), reply)
        elif form:
            reply.write(answer.serialize(form).encode())
            reply.end()


def compact(folder: str) -> None:
    """Merge the files of a copy of a record, where they are few: questions are answered from it in half the time."""
    if sum(path.stat().st_size for path in Path(folder).glob("*.sst")) <= _COMPACTED:
        with errors_as_record_errors(folder, "read"):
            ox.Store(folder).optimize()


def refuse_unanswerable(sparql: str) -> None:
    """Raise QuestionError for SPARQL that nests too deep or asks another server."""
    if nesting(sparql) > NESTING:
        raise QuestionError(f"The query nests more than {NESTING} levels deep. Write it flatter.")
    if "service" in sparql.casefold():
        try:
            read(sparql).refuse_unsafe()
        except QuestionError as error:
            if "SERVICE" not in str(error):
                raise
            raise QuestionError("SERVICE asks another server, and this one asks none.") from None


def accepted(accept: str, media: Collection[str]) -> str | None:
    """The media type that an Accept header prefers among these, the first of equals; None where it admits none.

    RFC 9110 §12.5.1: the most specific range that fits a type counts for it.
    """
    ranges: dict[str, float] = {}
    for part in accept.split(",")[:50]:
        name, *parameters = (each.strip().lower() for each in part.split(";"))
        weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        try:
            ranges.setdefault(name, float(weight))
        except ValueError:
            ranges.setdefault(name, 0.0)
    if not accept.strip():
        ranges = {"*/*": 1.0}

    def weight_of(each: str) -> float:
        return ranges.get(each, ranges.get(f"{each.split('/')[0]}/*", ranges.get("*/*", 0.0)))

    best = max(media, key=weight_of)
    return best if weight_of(best) > 0 else None


def _form(message: Mapping[str, Any], forms: Mapping[str, str], reply: Reply) -> str | None:
    """The form to write in, set as the reply's media type; None where it was refused."""
    every = {**forms, _PAGE: "html"}
    given = message["format"]
    media = (
        next((each for each, form in every.items() if form == given), None)
        if given
        else accepted(message["accept"], every)
    )
    if media is None:
        known = ", ".join(dict.fromkeys(every.values()))
        reply.fail(406, f"This answer can be written as {known}. Name one in Accept, or with format= in the address.")
        return None
    reply.media = f"{media}; charset=utf-8" if media.startswith("text/") else media
    return every[media]


def _graphs(default: list[str], named: list[str]) -> dict[str, list[NamedNode]]:
    """What Oxigraph is told of the graphs to ask; SPARQL 1.1 Protocol §2.1.4."""
    if not default and not named:
        return {}
    try:
        return {"default_graph": [*map(NamedNode, default)], "named_graphs": [*map(NamedNode, named)]}
    except ValueError as error:
        raise QuestionError(f"A graph's IRI is none: {error}.") from None


def _looked_at(found: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean) -> Answer:
    """The first rows of an answer, and one more where there are more."""
    if isinstance(found, ox.QueryBoolean):
        return Answer(boolean=bool(found))
    if isinstance(found, ox.QueryTriples):
        return Answer(triples=tuple(islice(found, PAGE_ROWS + 1)))
    rows = tuple(tuple(row) for row in islice(found, PAGE_ROWS + 1))
    return Answer(tuple(variable.value for variable in found.variables), rows)


def _write_page(page: str, reply: Reply) -> None:
    reply.media = f"{_PAGE}; charset=utf-8"
    reply.write(page.encode(errors="replace"))
    reply.end()
