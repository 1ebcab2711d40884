"""The W3C's SPARQL 1.1 tests (``../shared/data/w3c``), as far as they concern a read-only endpoint, and their judge."""

from __future__ import annotations

import csv
import http.client
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat

SUITE = Path(__file__).resolve().parents[3] / "shared/data/w3c/sparql/sparql11"
BASE = "http://w3c.test/sparql11/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
HT, CNT = "http://www.w3.org/2011/http#", "http://www.w3.org/2011/content#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"

#: Not among them: updates and the graph store (nothing is written), entailment regimes (neither engine claims one),
#: federation (`SERVICE` is refused) and the service description.
FOLDERS = (
    "aggregates",
    "bind",
    "bindings",
    "cast",
    "construct",
    "exists",
    "functions",
    "grouping",
    "negation",
    "project-expression",
    "property-path",
    "subquery",
    "csv-tsv-res",
    "json-res",
    "syntax-query",
)


@dataclass(frozen=True)
class Case:
    """One test: its name as ``folder/name``, its kind, text, data for the default and the named graphs, result."""

    name: str
    kind: str
    query: str
    base: str
    data: tuple[Path, ...] = ()
    named: dict[str, Path] = field(default_factory=dict)
    result: Path | None = None


#: What answers a case, in the form asked for ("json", "csv", "tsv", "n-triples"); it raises where it refuses.
Answers = Callable[[Case, str], bytes]


def _manifest(folder: str) -> Callable[[object, str], list[NamedNode | BlankNode | Literal]]:
    store = ox.Store()
    path = SUITE / folder / "manifest.ttl"
    store.load(path=str(path), format=RdfFormat.TURTLE, base_iri=f"{BASE}{folder}/manifest.ttl", lenient=True)

    def values(subject: object, prop: str) -> list[NamedNode | BlankNode | Literal]:
        found = store.quads_for_pattern(subject, NamedNode(prop), None)
        return [q.object for q in found] if subject else [q.subject for q in found]

    return values


def _listed(values: Callable[..., list[object]], head: object) -> Iterator[object]:
    while first := values(head, RDF + "first"):
        yield first[0]
        head = values(head, RDF + "rest")[0]


def _path(iri: object) -> Path:
    return SUITE / str(iri.value).removeprefix(BASE)


@cache
def cases() -> list[Case]:
    found = []
    for folder in FOLDERS:
        values = _manifest(folder)
        for head in values(None, MF + "entries"):
            for test in _listed(values, values(head, MF + "entries")[0]):
                (kind,) = values(test, RDF + "type")
                (action,) = values(test, MF + "action")
                query = values(action, QT + "query") or [action]
                text = _path(query[0]).read_text(encoding="utf-8")
                base = query[0].value
                named = {each.value: _path(each) for each in values(action, QT + "graphData")}
                result = values(test, MF + "result")
                found.append(
                    Case(
                        f"{folder}/{test.value.split('#')[-1]}",
                        kind.value.split("#")[-1],
                        text,
                        base,
                        tuple(map(_path, values(action, QT + "data"))),
                        named,
                        _path(result[0]) if result else None,
                    )
                )
    return found


def form_of(path: Path) -> RdfFormat:
    return RdfFormat.from_extension(path.suffix[1:]) or RdfFormat.TURTLE


def graph_iri(path: Path) -> str:
    return f"{BASE}{path.relative_to(SUITE)}"


def verdict(case: Case, answers: Answers) -> str:
    """Nothing where the case passes, else what went wrong."""
    negative = case.kind.startswith("Negative")
    try:
        if case.kind.endswith("SyntaxTest11"):
            answers(case, "n-triples" if re.search(r"\b(CONSTRUCT|DESCRIBE)\b", case.query, re.I) else "json")
            return "accepted" if negative else ""
        assert case.result
        suffix = case.result.suffix
        if suffix == ".ttl" and b"ResultSet" in case.result.read_bytes():
            wanted_rows = _result_set(case.result.read_bytes(), case.base)
            return "" if _rows(answers(case, "json"), "JSON") == wanted_rows else "other rows"
        if suffix in (".ttl", ".rdf", ".nt"):
            given = _canonical(answers(case, "n-triples"), RdfFormat.N_TRIPLES, case.base)
            wanted = _canonical(case.result.read_bytes(), form_of(case.result), case.base)
            return "" if given == wanted else "another graph"
        if suffix == ".csv":
            given, wanted = _lines(answers(case, "csv")), _lines(case.result.read_bytes())
            return "" if given == wanted else "other rows"
        form = {".srx": "json", ".srj": "json", ".tsv": "tsv"}[suffix]
        written = {".srx": "XML", ".srj": "JSON", ".tsv": "TSV"}[suffix]
        given_rows = _rows(answers(case, form), form.upper())
        return "" if given_rows == _rows(case.result.read_bytes(), written) else "other rows"
    except Exception as error:  # whatever a query was refused with
        return "" if negative else f"refused: {error}"[:160]


def _lines(data: bytes) -> list[str]:
    """Rows of CSV by column (SPARQL leaves the order of ``SELECT *`` open), blank nodes alike, numbers as numbers."""
    rows = csv.DictReader(io.StringIO(data.decode()))
    return sorted(str(sorted((name, _cell(value)) for name, value in row.items())) for row in rows)


def _cell(text: str) -> str:
    if text.startswith("_:"):
        return "_:"
    return str(Decimal(text).normalize()) if re.fullmatch(r"[+-]?[\d.]+([eE]\d+)?", text) else text


def _result_set(data: bytes, base: str) -> object:
    """Rows written in Turtle with the test suite's own vocabulary."""
    store, rs = ox.Store(), "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
    store.load(data, format=RdfFormat.TURTLE, base_iri=base)

    def all_of(subject: object, prop: str) -> list[object]:
        return [q.object for q in store.quads_for_pattern(subject, NamedNode(rs + prop), None)]

    (whole,) = [q.subject for q in store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(rs + "ResultSet"))]
    names = sorted(v.value for v in all_of(whole, "resultVariable"))
    rows = []
    for solution in all_of(whole, "solution"):
        bound = {all_of(b, "variable")[0].value: all_of(b, "value")[0] for b in all_of(solution, "binding")}
        seen: dict[str, int] = {}
        rows.append(str([_value(bound.get(name), seen) for name in names]))
    return names, sorted(rows)


def _canonical(data: bytes, form: RdfFormat, base: str) -> set[Quad]:
    graph = ox.Dataset(ox.parse(data, format=form, base_iri=base))
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(graph)


def _rows(data: bytes, form: str) -> object:
    found = ox.parse_query_results(data, format=getattr(ox.QueryResultsFormat, form))
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = sorted(v.value for v in found.variables)
    rows = []
    for row in found:
        seen: dict[str, int] = {}
        rows.append(str([_value(row[name], seen) for name in names]))
    return names, sorted(rows)


def _value(term: object, seen: dict[str, int]) -> object:
    """A term by its value: blank nodes by where in the row they come first, numbers as numbers."""
    if isinstance(term, BlankNode):
        return "_", seen.setdefault(term.value, len(seen))
    if isinstance(term, Literal) and term.datatype.value in (XSD + "decimal", XSD + "integer"):
        return term.datatype.value, Decimal(term.value).normalize()
    if isinstance(term, Literal) and term.datatype.value in (XSD + "double", XSD + "float"):
        return term.datatype.value, f"{float(term.value):.6g}"
    if isinstance(term, Literal) and term.datatype.value == XSD + "boolean":
        return term.value in ("true", "1")
    return str(term)


# --- the protocol ---------------------------------------------------------------------------------------------------

#: The graphs that the protocol's tests suppose.
PROTOCOL_GRAPHS = {
    f"http://kasei.us/2009/09/sparql/data/data{n}.rdf": SUITE / f"protocol/data{n}.nt" for n in (1, 2, 3)
}


def protocol_verdicts(address: str) -> dict[str, str]:
    """What comes of each test of the query protocol at an endpoint: nothing where it passes."""
    values = _manifest("protocol")
    found = {}
    for test in values(None, MF + "action"):
        name = test.value.split("#")[-1]
        if name.startswith(("query_", "bad_query", "bad_multiple_queries")):
            (action,) = values(test, MF + "action")
            requests = _listed(values, values(action, HT + "requests")[0])
            found[f"protocol/{name}"] = "; ".join(filter(None, (_request(values, r, address) for r in requests)))
    return found


def _request(values: Callable[..., list[object]], request: object, address: str) -> str:
    def one(subject: object, prop: str, default: str = "") -> str:
        return next((v.value for v in values(subject, prop)), default)

    parts = urlsplit(address)
    headers = {}
    for listed in values(request, HT + "headers"):
        for header in _listed(values, listed):
            headers[one(header, HT + "fieldName")] = one(header, HT + "fieldValue")
    body = None
    for content in values(request, HT + "body"):
        body = one(content, CNT + "chars").encode(one(content, CNT + "characterEncoding", "UTF-8"))
    path = one(request, HT + "absolutePath").replace("/sparql/", parts.path, 1)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request(one(request, HT + "methodName"), path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    (response,) = values(request, HT + "resp")
    wanted = {v.value.split("StatusCode")[-1][0] for v in values(response, MF + "expectedStatus")}
    if str(answer.status)[0] not in wanted:
        return f"status {answer.status}"
    boolean = one(response, MF + "expectedBoolean")
    if boolean:
        form = ox.QueryResultsFormat.from_media_type(answer.getheader("content-type", ""))
        truth = ox.parse_query_results(io.BytesIO(data), format=form)
        return "" if bool(truth) == (boolean == "true") else f"not {boolean}"
    return ""


def dataset(case: Case) -> ox.Store:
    store = ox.Store()
    for path in case.data:
        store.load(path=str(path), format=form_of(path), base_iri=graph_iri(path), to_graph=DefaultGraph())
    for iri, path in case.named.items():
        store.load(path=str(path), format=form_of(path), base_iri=iri, to_graph=NamedNode(iri))
    return store
