"""Ask a record named questions (the ``*.rq`` files next to this module) and your own SPARQL.

A named question is a plain SPARQL 1.1 file that any store can answer unchanged. Its first lines say what it answers and
which variables are parameters; a parameter is bound as a term (``VALUES``), never pasted into the text.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from ..arguments import check
from ..claim import Term
from ..dates import one_day
from ..errors import QuestionError, did_you_mean
from ..frames.columns import DAYS, Kind
from ..frames.frame import Frame
from ..record.keeper import Keeper
from ..record.store import QueryResult
from ..sparql import read
from ..vocabulary import PREFIXES, shortened
from .mistake import mistake
from .names import KINDS, names_of
from .results import FORMS, write
from .table_counts import from_tables

__all__ = [
    "FORMS",
    "Answer",
    "Question",
    "all_rows",
    "ask",
    "given_parameters",
    "query_result",
    "questions",
    "write_answer",
]

_PARAM = re.compile(r"# param (\w+): ([\w ]+?) - (.+)")


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
    """The answer to a query: ``variables`` and ``rows`` of terms (None if unbound), or ``boolean``, or ``triples``."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None

    def values(self) -> Iterator[tuple[str | None, ...]]:
        """The rows as text: full IRIs, literals without language and datatype."""
        return (tuple(None if term is None else term.value for term in row) for row in self.rows)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        if self.boolean is not None:
            return ["answer"], [[self.boolean]]
        if self.triples is not None:
            rows = [[_shown(term) for term in triple] for triple in self.triples]
            return ["subject", "property", "value"], rows
        return list(self.variables), [[_shown(term) for term in row] for row in self.rows]

    def _kinds(self) -> dict[str, Kind | None]:
        """What a column holds, by the types of its terms; where it has none at all, by its name."""
        kinds: dict[str, Kind | None] = {column: DAYS.get(column) for column in self.variables}
        for column, terms in zip(self.variables, zip(*self.rows, strict=True), strict=True) if self.rows else ():
            types = {getattr(getattr(term, "datatype", None), "value", None) for term in terms if term is not None}
            if types:
                kinds[column] = _KINDS.get(types.pop()) if len(types) == 1 else None
        return kinds

    def _looked_at(self) -> tuple[list[str], list[list[Any]]]:
        columns, rows = self._table()
        return columns, [[shortened(value) for value in row] for row in rows]

    def serialize(self, form: str) -> str:
        """The answer in one of ``FORMS``: ``json``, ``csv``, ``tsv`` and ``xml`` as SPARQL 1.1 defines them;
        ``turtle``, ``trig``, ``n-triples`` and ``n-quads`` for the triples of CONSTRUCT and DESCRIBE.

        Raises QuestionError for a form in which this kind of answer cannot be written.
        """
        out = io.BytesIO()
        triples = None if self.triples is None else iter(self.triples)
        write(QueryResult(self.variables, iter(self.rows), self.boolean, triples), form, out)
        return out.getvalue().decode()


def _shown(term: Any) -> Any:
    """A number or truth value as a Python value; any other term as text, with full IRIs."""
    datatype = getattr(term, "datatype", None)
    convert = _PYTHON.get(datatype.value.removeprefix(PREFIXES["xsd"])) if datatype else None
    try:
        return convert(term.value) if convert else getattr(term, "value", term and str(term))
    except ValueError:
        return term.value


_KINDS: dict[str | None, Kind] = {PREFIXES["xsd"] + "date": "date", PREFIXES["xsd"] + "dateTime": "timestamp"}
_PYTHON: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: text in ("true", "1"),
    "integer": int,
    "decimal": float,
    "double": float,
    "float": float,
}


#: The variables that the named questions join texts into, and what stands between the texts.
_SEPARATOR = "; "
_LIST = re.compile(rf'GROUP_CONCAT\(.*?SEPARATOR="{_SEPARATOR}"\) AS \?(\w+)\)')


@cache
def questions() -> dict[str, Question]:
    """The named questions, by name, sorted."""
    return {path.stem: _question(path) for path in sorted(Path(__file__).parent.glob("*.rq"))}


def _question(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    parameters = {m[1]: (m[2], m[3]) for line in head if (m := _PARAM.match(line))}
    notes = " ".join(line.lstrip("# ") for line in head[1:] if not _PARAM.match(line))
    return Question(path.stem, head[0].lstrip("# "), parameters, notes, text)


def ask(
    record: Keeper,
    question: str,
    parameters: Mapping[str, object] | None = None,
    *,
    service: str | None = None,
    limit: int | None = None,
    also: Collection[str] = (),
    finish: Callable[[QueryResult], QueryResult] = lambda found: found,
) -> Answer:
    """The answer to a named question, or to SPARQL given as text (anything with a brace, an IRI or a second line).

    Parameters of a named question are resolved by their kind: an actor's name, a date. In your own SPARQL a value in
    angle brackets is an IRI, a date or a number is one, and anything else is text. A question only reads, and contacts
    no other server, except the host ``service`` (``SERVICE``). At most ``limit`` rows or triples are returned. There is
    no time limit here: the command `ask` has one. Raises QuestionError.
    """
    found = finish(query_result(record, question, parameters, service=service, limit=limit, also=also))
    with _readable():
        triples = None if found.triples is None else tuple(sorted(islice(found.triples, limit), key=str))
        return Answer(found.variables, tuple(islice(found.rows, limit)), found.boolean, triples)


def query_result(
    record: Keeper,
    question: str,
    parameters: Mapping[str, object] | None = None,
    *,
    service: str | None = None,
    limit: int | None = None,
    also: Collection[str] = (),
) -> QueryResult:
    """The result that ``ask`` returns, produced lazily. Read no more than ``limit`` rows or triples and one more.

    ``also`` are names of questions that are answered elsewhere, for the hint where a name is wrong.
    """
    check(question=question)
    if not isinstance(parameters or {}, Mapping):
        raise QuestionError(
            f'parameters must be names with values, such as {{"place": "Qamishli"}}, not {parameters!r}.'
        )
    refuse_limit(limit)
    named = None
    if "{" in question or "<" in question or "\n" in question:
        query = read(question)
        terms = {name: _term(_as_text(name, value)) for name, value in (parameters or {}).items()}
    else:
        named = questions().get(question)
        if named is None:
            every = sorted({*questions(), *also})
            none = f'There is no question "{question}".{did_you_mean(question, every)}'
            raise QuestionError(
                f"{none} The questions are: {', '.join(every)}.",
                command=f"{none} `standoff ask --list` lists them all.",
            )
        if service is not None:
            none = f'"{question}" asks no other server: only SPARQL of your own may. Leave'
            raise QuestionError(f"{none} allow_service out.", command=f"{none} --allow-service out.")
        query, terms = read(named.sparql), given_parameters(record, named, parameters)
    query.refuse_unsafe(service)
    most = None if limit is None else limit + 1
    if named is not None and (found := from_tables(record, named.name, query, terms, most)):
        return replace(found, rows=_lists_sorted(found, named))
    query = query.with_values(terms)
    asked = query.limited(limit + 1) if limit is not None and query.form == "SELECT" else query
    with _readable(str(query)):  # show a mistake in the query as given, without our LIMIT
        found = record.query(str(asked))
        return found if named is None else replace(found, rows=_lists_sorted(found, named))


def _lists_sorted(found: QueryResult, question: Question) -> Iterator[tuple[Term | None, ...]]:
    """The rows, with what GROUP_CONCAT joined in order: SPARQL leaves that to the store."""
    lists = set(_LIST.findall(question.sparql))
    columns = [variable in lists for variable in found.variables]
    for row in found.rows:
        if any(columns):
            row = tuple(_in_order(term) if joined else term for term, joined in zip(row, columns, strict=True))
        yield row


def _in_order(term: Term | None) -> Term | None:
    if not isinstance(term, Literal):
        return term
    text = _SEPARATOR.join(sorted(term.value.split(_SEPARATOR)))
    return Literal(text, language=term.language) if term.language else Literal(text, datatype=term.datatype)


def refuse_limit(limit: int | None) -> None:
    """Raise QuestionError for a limit that is none."""
    if limit is not None:
        check(limit=limit)


def given_parameters(record: Keeper, question: Question, parameters: Mapping[str, object] | None) -> dict[str, Term]:
    """The terms that the parameters of a named question mean. Raises QuestionError for one that it does not take."""
    terms = {}
    for name, value in (parameters or {}).items():
        if name not in question.parameters:
            known = ", ".join(question.parameters) or "none"
            raise QuestionError(f'"{question.name}" takes no parameter "{name}". It takes: {known}.')
        terms[name] = _resolved(record, question.parameters[name][0], _as_text(name, value))
    return terms


def all_rows(record: Keeper, question: str, among: Mapping[str, Collection[NamedNode]] | None = None) -> Answer:
    """All rows of a named question, in no order; with ``among``, only those in which a variable is one of these nodes.

    For code that loads all rows and selects from them: it resolves no names. Raises QuestionError.
    """
    query = read(questions()[question].sparql).with_values(among or {}).unordered()
    with _readable(str(query)):
        found = record.query(str(query))
        return Answer(found.variables, tuple(found.rows))


@contextlib.contextmanager
def _readable(sparql: str = "") -> Iterator[None]:
    """Raise errors of a store, before and while it answers, as QuestionError."""
    try:
        yield
    except SyntaxError as error:
        raise QuestionError(f"This is not a SPARQL query: {mistake(sparql, str(error))}") from None
    except (RuntimeError, ValueError, OSError) as error:
        raise QuestionError(f"The query could not be answered: {error}.") from None


def write_answer(
    record: Keeper,
    question: str,
    parameters: Mapping[str, str],
    form: str,
    out: IO[bytes],
    *,
    limit: int | None = None,
    service: str | None = None,
    also: Collection[str] = (),
    finish: Callable[[QueryResult], QueryResult] = lambda found: found,
) -> tuple[int, bool]:
    """Write an answer row by row; returns the number of rows or triples, and whether there are more than ``limit``.

    Raises QuestionError."""
    found = finish(query_result(record, question, parameters, service=service, limit=limit, also=also))
    with _readable():
        return write(found, form, out, limit)


def _resolved(record: Keeper, kind: str, value: str) -> Term:
    if kind in KINDS:
        if value.startswith("<") and value.endswith(">"):
            return _iri(value[1:-1])
        return names_of(record).find(kind, value)
    return _date(value) if kind == "date" else _text(value)


def _as_text(name: str, value: object) -> str:
    if isinstance(value, date):
        return date(value.year, value.month, value.day).isoformat()
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value).lower()
    raise QuestionError(f"The parameter {name} must be text, a number or a date, not {value!r}.")


def _text(value: str) -> Literal:
    try:
        return Literal(value)
    except ValueError:
        raise QuestionError(f'"{value}" is not valid UTF-8. Type it again.') from None


def _date(value: str) -> Literal:
    try:
        day = one_day(value)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    if day is None:
        raise QuestionError(f'"{value}" is not one day. Write it as 2020-02-12.')
    return Literal(day.isoformat(), datatype=NamedNode(PREFIXES["xsd"] + "date"))


def _iri(value: str) -> NamedNode:
    try:
        return NamedNode(value)
    except ValueError:
        raise QuestionError(f'"{value}" is not an IRI. Write it in full, as <https://…>.') from None


def _term(value: str) -> Term:
    xsd = PREFIXES["xsd"]
    if value.startswith("<") and value.endswith(">"):
        return _iri(value[1:-1])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return _date(value)
    for pattern, datatype in ((r"[+-]?\d+", "integer"), (r"[+-]?\d*\.\d+", "decimal"), (r"true|false", "boolean")):
        if re.fullmatch(pattern, value, re.ASCII):
            return Literal(value, datatype=NamedNode(xsd + datatype))
    return _text(value)
