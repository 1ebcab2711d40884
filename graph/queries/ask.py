"""Asking: named questions (the ``*.rq`` files beside this module) and SPARQL of one's own.

A named question is a plain SPARQL 1.1 file that any store answers as it stands. Its first lines say what it answers and
which variables may be given as parameters; a given one is joined in as a term (``VALUES``), never pasted into the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from graph.claim import Term
from graph.edtf import days
from graph.errors import QuestionError, did_you_mean
from graph.frames import Frame
from graph.queries.directory import KINDS, directory
from graph.queries.mistake import mistake
from graph.record.record import Record
from graph.vocabulary import PREFIXES

__all__ = ["FORMS", "Answer", "Question", "ask", "questions"]

_PARAM = re.compile(r"# param (\w+): ([\w ]+?) - (.+)")
# What must not be mistaken for braces or keywords: comments, IRIs and strings of SPARQL 1.1 (§19.8).
_TOKEN = re.compile(
    r'#[^\n]*|<[^<>"{}|^`\\\s]*>|"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    r"|[?$]\w+|\w+|.",
    re.DOTALL,
)


@dataclass(frozen=True)
class Question:
    """A named question: what it answers, its parameters as ``{name: (kind, meaning)}``, notes, and the SPARQL."""

    name: str
    answers: str
    parameters: dict[str, tuple[str, str]]
    notes: str
    sparql: str


@dataclass(frozen=True, repr=False)
class Answer(Frame):
    """What a query gives: ``variables`` and ``rows`` of terms (None where unbound), or ``boolean``, or ``triples``."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None
    _results: bytes = b""

    def values(self) -> Iterator[tuple[str | None, ...]]:
        """The rows as text: IRIs whole, literals without language and datatype."""
        return (tuple(None if term is None else term.value for term in row) for row in self.rows)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        if self.boolean is not None:
            return ["answer"], [[self.boolean]]
        if self.triples is not None:
            rows = [[_shown(term) for term in triple] for triple in self.triples]
            return ["subject", "property", "value"], rows
        return list(self.variables), [[_shown(term) for term in row] for row in self.rows]

    def serialize(self, form: str) -> str:
        """The answer in one of ``FORMS``: ``json``, ``csv``, ``tsv`` and ``xml`` as SPARQL 1.1 defines them;
        ``turtle`` and
        ``n-triples`` for the triples of CONSTRUCT and DESCRIBE.

        Raises QuestionError for a form that this kind of answer does not have.
        """
        if self.triples is not None:
            if form not in TRIPLE_FORMS:
                raise QuestionError(
                    f"This query gives triples; they come as {' or '.join(TRIPLE_FORMS)}, not as {form}."
                )
            prefixes = PREFIXES if form == "turtle" else None
            return (ox.serialize(self.triples, format=TRIPLE_FORMS[form], prefixes=prefixes) or b"").decode()
        if form not in RESULT_FORMS or (self.boolean is not None and form in ("csv", "tsv")):
            known = [f for f in RESULT_FORMS if self.boolean is None or f in ("json", "xml")]
            raise QuestionError(f"This query gives {'a truth value' if self.boolean is not None else 'rows'}; "
                                f"it comes as {', '.join(known)}, not as {form}.")  # fmt: skip
        again = ox.parse_query_results(self._results, format=ox.QueryResultsFormat.JSON)
        return (again.serialize(format=RESULT_FORMS[form]) or b"").decode()


def _shown(term: Any) -> Any:
    """A term as a value of its type where it is a number or truth value; else as text, IRIs whole."""
    datatype = getattr(term, "datatype", None)
    convert = _PYTHON.get(datatype.value.removeprefix(PREFIXES["xsd"])) if datatype else None
    try:
        return convert(term.value) if convert else getattr(term, "value", term and str(term))
    except ValueError:
        return term.value


_PYTHON: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: text in ("true", "1"), "integer": int, "decimal": float, "double": float, "float": float,
}  # fmt: skip
RESULT_FORMS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
TRIPLE_FORMS = {"turtle": ox.RdfFormat.TURTLE, "n-triples": ox.RdfFormat.N_TRIPLES}
FORMS = (*RESULT_FORMS, *TRIPLE_FORMS)


@cache
def questions() -> dict[str, Question]:
    """The named questions by name, sorted."""
    return {path.stem: _question(path) for path in sorted(Path(__file__).parent.glob("*.rq"))}


def _question(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    parameters = {m[1]: (m[2], m[3]) for line in head if (m := _PARAM.match(line))}
    notes = " ".join(line.lstrip("# ") for line in head[1:] if not _PARAM.match(line))
    return Question(path.stem, head[0].lstrip("# "), parameters, notes, text)


def ask(record: Record, question: str, parameters: Mapping[str, str] | None = None) -> Answer:
    """The answer to a named question, or to SPARQL given as text (anything with a brace or a second line).

    Parameters of a named question are resolved by what they stand for: an actor's name, a date. In SPARQL of one's
    own a value in angle brackets is an IRI, a date or a number is one, and anything else a text. Raises QuestionError.
    """
    given = dict(parameters or {})
    if "{" in question or "\n" in question:
        terms = {name: _term(value) for name, value in given.items()}
        return _answer(record, question, terms)
    named = questions().get(question)
    if named is None:
        hint = did_you_mean(question, questions())
        raise QuestionError(f'There is no question "{question}".{hint} `standoff ask --list` lists them all.')
    terms = {}
    for name, value in given.items():
        if name not in named.parameters:
            known = ", ".join(named.parameters) or "none"
            raise QuestionError(f'"{question}" takes no parameter "{name}". It takes: {known}.')
        terms[name] = _resolved(record, named.parameters[name][0], value)
    return _answer(record, named.sparql, terms)


def _resolved(record: Record, kind: str, value: str) -> Term:
    if kind in KINDS:
        if value.startswith("<") and value.endswith(">"):
            return _iri(value[1:-1])
        return directory(record).find(kind, value)
    if kind == "date":
        return _date(value)
    return Literal(value)


def _date(value: str) -> Literal:
    try:
        first, last = days(value)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    if first is None or first != last:
        raise QuestionError(f'"{value}" is not one day. Write it as 2020-02-12.')
    return Literal(value, datatype=NamedNode(PREFIXES["xsd"] + "date"))


def _iri(value: str) -> NamedNode:
    try:
        return NamedNode(value)
    except ValueError:
        raise QuestionError(f'"{value}" is not an IRI. Write it whole, as <https://…>.') from None


def _term(value: str) -> Term:
    xsd = PREFIXES["xsd"]
    if value.startswith("<") and value.endswith(">"):
        return _iri(value[1:-1])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return _date(value)
    for pattern, datatype in ((r"[+-]?\d+", "integer"), (r"[+-]?\d*\.\d+", "decimal"), (r"true|false", "boolean")):
        if re.fullmatch(pattern, value, re.ASCII):
            return Literal(value, datatype=NamedNode(xsd + datatype))
    return Literal(value)


def _answer(record: Record, sparql: str, terms: Mapping[str, Term]) -> Answer:
    tokens = _TOKEN.findall(sparql)
    if any(token.upper() == "SERVICE" for token in tokens):
        raise QuestionError("SERVICE asks another server; that is not allowed here. Ask the record alone.")
    bound = _bound(tokens, terms)
    try:
        found = record.query(bound)
    except SyntaxError as error:
        raise QuestionError(f"This is not a SPARQL query: {mistake(bound, str(error))}") from None
    except (RuntimeError, ValueError, OSError) as error:
        raise QuestionError(f"The query could not be answered: {error}.") from None
    if isinstance(found, ox.QueryTriples):
        return Answer(triples=tuple(sorted(found, key=str)))
    results = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
    again = ox.parse_query_results(results, format=ox.QueryResultsFormat.JSON)
    if isinstance(again, ox.QueryBoolean):
        return Answer(boolean=bool(again), _results=results)
    rows = tuple(tuple(solution[v] for v in again.variables) for solution in again)
    return Answer(tuple(v.value for v in again.variables), rows, _results=results)


def _bound(tokens: list[str], terms: Mapping[str, Term]) -> str:
    """The query with each term joined to its variable, at the start of the outermost group pattern."""
    if not terms:
        return "".join(tokens)
    for name in terms:
        if f"?{name}" not in tokens and f"${name}" not in tokens:
            raise QuestionError(f"The query has no variable ?{name}. Name it there, or leave -p {name}=… out.")
    at = _where_group(tokens)
    values = "".join(f" VALUES ?{name} {{ {term} }}" for name, term in sorted(terms.items()))
    return "".join([*tokens[: at + 1], values, " ", *tokens[at + 1 :]])


def _where_group(tokens: list[str]) -> int:
    """The position of the brace that opens the query's outermost group pattern."""
    words = [token.upper() for token in tokens]
    form = next((w for w in words if w in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), "")
    depth = 0
    template = form == "CONSTRUCT"
    for position, word in enumerate(words):
        if word == "WHERE" and depth == 0:
            template = False
        if word == "{":
            if depth == 0 and not template:
                return position
            depth += 1
        elif word == "}":
            depth -= 1
            template = False
        elif word in "()" and word:
            depth += 1 if word == "(" else -1
    raise QuestionError("The query has no group pattern { … } that a parameter could be joined to.")
