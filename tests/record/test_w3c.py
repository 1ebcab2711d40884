"""The W3C's SPARQL 1.1 tests of query, protocol and result formats, against `ask` and against `serve`.

``KNOWN`` lists what fails and why; docs/stores.md has the figures. A new failure fails here, and so does a mended one.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from pyoxigraph import NamedNode

from standoff.queries.ask import ask
from standoff.record.keeper import Keeper, open_keeper
from standoff.record.store import OxigraphStore
from tests.record.servers import await_answer, free_port
from tests.record.w3c import (
    BASE,
    PROTOCOL_GRAPHS,
    SUITE,
    Case,
    cases,
    dataset,
    form_of,
    graph_iri,
    protocol_verdicts,
    verdict,
)

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C's tests are not here (../shared/data/w3c)")
ROOT = Path(__file__).resolve().parents[2]

_GROUP = "Oxigraph takes the graph's name for unbound where nothing in the group is looked up in the graph."
_PATH = "Oxigraph finds no path of length zero from a term that is not in the graph."
_CONCAT = "Oxigraph keeps the language that all joined texts have; SPARQL 1.1 gives a plain text."
#: Of the engine that both share, Oxigraph 0.5.13.
KNOWN: dict[str, str] = {
    "aggregates/agg-groupconcat-04": _CONCAT,
    "aggregates/agg-groupconcat-06": _CONCAT,
    "aggregates/agg-empty-group-count-graph": _GROUP,
    "bindings/graph": _GROUP,
    "negation/graph-minus": _GROUP,
    "property-path/zero_or_more_set_start": _PATH,
    "property-path/zero_or_more_set_end": _PATH,
    "property-path/zero_or_one_set_start": _PATH,
    "property-path/zero_or_one_set_end": _PATH,
    "csv-tsv-res/tsv03": "Oxigraph keeps every kind of whole number as xsd:integer; the test has a negativeInteger.",
    "syntax-query/test_4": "Oxigraph refuses a function that it does not know where SPARQL leaves its value unbound.",
}


def with_base(case: Case) -> str:
    """The query with its own address as the base of its relative IRIs, as the tests have it."""
    return f"BASE <{case.base}>\n{case.query}"


def test_ask_answers_as_the_w3c_has_it() -> None:
    def answers(case: Case, form: str) -> bytes:
        return ask(Keeper(OxigraphStore(dataset(case)), "memory"), with_base(case)).serialize(form).encode()

    failed = {case.name: found for case in cases() if (found := verdict(case, answers))}
    assert failed.keys() == KNOWN.keys(), failed


MEDIA = {
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "n-triples": "application/n-triples",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `standoff serve`, over a record beside whose graph all the tests' data lie as named graphs."""
    folder = tmp_path_factory.mktemp("served") / "record"
    store = open_keeper(folder, write=True).store
    assert isinstance(store, OxigraphStore)
    files = {graph_iri(path): path for case in cases() for path in case.data}
    files |= {iri: path for case in cases() for iri, path in case.named.items()}
    for iri, path in (files | PROTOCOL_GRAPHS).items():
        store.oxigraph.load(path=str(path), format=form_of(path), base_iri=iri, to_graph=NamedNode(iri))
    store.oxigraph.flush()
    del store
    port = free_port()
    command = [sys.executable, str(ROOT / "build_graph.py"), "serve", "--record", str(folder), "--port", str(port)]
    command.append("--no-token")
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/query"
    await_answer(address, process)
    yield address
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_serve_answers_as_the_w3c_has_it(served: str) -> None:
    def answers(case: Case, form: str) -> bytes:
        fields = [("query", with_base(case))]
        if "FROM" not in case.query:
            default = [graph_iri(path) for path in case.data] or [f"{BASE}none"]
            fields += [("default-graph-uri", iri) for iri in default]
            fields += [("named-graph-uri", iri) for iri in case.named]
        try:
            with urlopen(Request(served, urlencode(fields).encode(), {"Accept": MEDIA[form]}), timeout=30) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            raise ValueError(f"{error.code} {error.read().decode(errors='replace')}") from None

    failed = {case.name: found for case in cases() if (found := verdict(case, answers))}
    failed |= {name: found for name, found in protocol_verdicts(served).items() if found}
    assert failed.keys() == KNOWN.keys(), failed
