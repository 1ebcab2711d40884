"""A question only reads, asks nobody else, and ends: in time, in memory, in rows."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import Result
from hypothesis import example, given
from hypothesis import strategies as some

from standoff.confine import can_refuse_connections
from standoff.errors import QuestionError
from standoff.queries.ask import ask
from standoff.queries.results import RESULT_FORMS, write
from standoff.record.keeper import Keeper
from standoff.record.store import QueryResult
from standoff.sparql import read
from tests.conftest import ROOT

Run = Callable[..., Result]
EVERYTHING_TWICE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
EXPLODING = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def folder(seed_folder: Path) -> Path:
    return seed_folder


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address on loopback where nobody should call, and what was said there."""
    heard: list[bytes] = []
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        ear.listen()
        ear.settimeout(30)

        def listen() -> None:
            try:
                while True:
                    caller, _ = ear.accept()
                    heard.append(caller.recv(4096))
                    caller.close()
            except OSError:
                return

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{ear.getsockname()[1]}/sparql", heard


# --- it only reads -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sparql, said",
    [
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT would change"),
        ("insert data { <urn:a> <urn:b> 1 }", "INSERT would change"),
        ("# SELECT\nDELETE WHERE { ?s ?p ?o }", "DELETE would change"),
        ("PREFIX SELECT: <urn:x> CLEAR ALL # {", "CLEAR would change"),
        ("LOAD <file:///etc/passwd>", "LOAD would change"),
        ("BASE <urn:x> WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH would change"),
        ("SELECT * { ?s ?p ?o } ; DROP ALL", "DROP would change"),
        ("SELECT * { ?s ?p ?o } ; SELECT * { }", "more than one request"),
        ("\\u0049NSERT DATA { <urn:a> <urn:b> 1 }", "INSERT would change"),
        ('DEFINE input:same-as "yes" SELECT * { ?s ?p ?o }', "starts with SELECT"),
        ("COPY DEFAULT TO <urn:g>", "COPY would change"),
    ],
)
def test_what_would_change_the_record_is_refused(seed_record: Keeper, sparql: str, said: str) -> None:
    before = len(seed_record.store)
    with pytest.raises(QuestionError, match=said):
        ask(seed_record, sparql)
    assert len(seed_record.store) == before


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_a_graph_asked_from_is_not_fetched(seed_record: Keeper, clause: str) -> None:
    for iri in ("file:///etc/passwd", "http://169.254.169.254/latest/meta-data/"):
        assert ask(seed_record, f"SELECT * {clause} <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}").rows == ()


# --- it asks nobody else -------------------------------------------------------------------------------------------

#: Ways to ask another server, {} being its address. Oxigraph 0.5 takes all but the last four.
CALLS = [
    "SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ service silent <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE<{}>{{ ?s ?p ?o }} }}",
    "PREFIX x: <{}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
    "BASE <{}> SELECT * {{ SERVICE <> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?e {{ <{}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND (IRI('{}') AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p 1SERVICE <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p trueSERVICE <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ #\rSERVICE <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ # \\u000ASERVICE\nSERVICE <{}> {{ ?s ?p ?o }} }}",
    "PREFIX e: <urn:e> SELECT * {{ OPTIONAL {{ ?s e:a\\# ?o }} SERVICE <{}> {{ ?x ?y ?z }} }}",
    "PREFIX e: <urn:e> SELECT * {{ OPTIONAL {{ ?s e:a\\' ?o }} SERVICE <{}> {{ ?x ?y 'z' }} }}",
    "SELECT * {{ FILTER (?a<?b) SERVICE <{}> {{ ?s ?p ?o }} FILTER (?c>1) }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <{}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }} }} }}",
    "SELECT * {{ ?s ?p '''a''' . SERVICE # '''\n<{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\U00000053\\u0045RVICE <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u005Cu0053ERVICE <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p 'a\\u0027 . SERVICE <{}> {{ ?s ?p ?o }} # ' }}",
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("allowed", [None, "example.org", "127.0.0.1.example.org", "127.0.0.1:1"])
def test_no_other_server_is_asked(
    seed_record: Keeper, listener: tuple[str, list[bytes]], call: str, allowed: str | None
) -> None:
    address, heard = listener
    try:
        answer = ask(seed_record, call.format(address), service=allowed)
        assert not answer.rows
    except QuestionError as error:
        assert "SERVICE" in str(error) or "not a SPARQL query" in str(error) or "escape" in str(error)
    assert heard == []


@pytest.mark.parametrize("call", [CALLS[0], CALLS[7], CALLS[9]])
def test_the_kernel_would_not_let_it_ask_either(listener: tuple[str, list[bytes]], call: str) -> None:
    """Queries handed to Oxigraph as they are, in a process confined as `ask` confines its own."""
    if not can_refuse_connections():
        pytest.fail("this system has no seccomp that we know of")
    address, heard = listener
    script = (
        "import sys, pyoxigraph as ox\nfrom standoff.confine import refuse_connections as no\nassert no()\n"
        "s = ox.Store()\ns.add(ox.Quad(ox.NamedNode('urn:a'), ox.NamedNode('urn:b'), ox.Literal(1)))\n"
        "try:\n    f = s.query(sys.argv[1])\n    f = list(f) if isinstance(f, ox.QuerySolutions) else bool(f)\n"
        "except (OSError, RuntimeError) as e: print(e)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, call.format(address)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "not permitted" in done.stdout
    assert heard == []


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://x/> { }" }',
        "SELECT * { ?s ?p <http://x/SERVICE> } # SERVICE",
        "SELECT ?service { ?service a st:Claim }",
        "PREFIX service: <urn:x> SELECT * { ?s service:a ?o }",
        "SELECT * { ?s ?p '''\nSERVICE''' }",
        "SELECT * { ?s ?p 'it\\'s SERVICE' }",
        'SELECT * { ?s ?p "\\u0022 SERVICE" }',
    ],
)
def test_the_word_alone_is_allowed(seed_record: Keeper, text: str) -> None:
    ask(seed_record, text)


def test_an_allowed_server_is_asked(seed_record: Keeper, listener: tuple[str, list[bytes]]) -> None:
    address, heard = listener
    with pytest.raises(QuestionError, match="could not be answered"):
        ask(seed_record, f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", service="127.0.0.1")
    assert heard and heard[0].startswith(b"POST /sparql")
    for clause in (
        "SERVICE ?x",
        "SERVICE x:y",
        "SERVICE <relative>",
        "SERVICE <http://127.0.0.1@example.org/>",
        "SERVICE <file:///etc/passwd>",
        "SERVICE SILENT <http://example.org/127.0.0.1>",
    ):
        with pytest.raises(QuestionError, match=r"in full|is not at"):
            ask(seed_record, f"PREFIX x: <{address}> SELECT * {{ {clause} {{ ?s ?p ?o }} }}", service="127.0.0.1")


@given(some.text(alphabet="SERVICE service{}<>#\\u0053'\"\n\r?x:1. ", max_size=40))
@example("'\\u0027 SERVICE <http://a/> {} '")
def test_taken_apart_and_put_together_a_query_is_the_same_to_oxigraph(middle: str) -> None:
    """Whatever stands in it: what Oxigraph says to the text that is sent is what it says to the text that came."""

    def said(text: str) -> Any:
        store = ox.Store()
        try:
            return bool(store.query(text))
        except (SyntaxError, ValueError):
            return "no query"
        except OSError:
            return "asks"

    text = f"ASK {{ {middle} }}"
    try:
        query = read(text)
        query.refuse_unsafe()
    except QuestionError:
        return
    assert said(str(query)) != "asks"
    assert said(text) in (said(str(query)), "no query")


# --- it ends -------------------------------------------------------------------------------------------------------


def test_a_question_is_stopped_after_its_time(run: Run, folder: Path) -> None:
    start = time.monotonic()
    done = run("ask", f"SELECT (COUNT(*) AS ?n) {EXPLODING}", "--record", folder, "--time-limit", "1")
    assert done.exit_code == 2 and "was stopped after 1 seconds" in done.output
    assert time.monotonic() - start < 60  # the query itself would take days


def test_a_question_that_wants_too_much_memory_is_stopped(run: Run, folder: Path) -> None:
    done = run("ask", f"SELECT ?a ?d ?g {EXPLODING} ORDER BY ?i ?f ?c", "--record", folder)
    assert done.exit_code == 2 and "more than 1 GB of memory" in done.output


def test_the_process_of_a_question_ends_with_the_program(folder: Path) -> None:
    command = [
        sys.executable,
        str(ROOT / "build_graph.py"),
        "ask",
        f"SELECT (COUNT(*) AS ?n) {EXPLODING}",
        "--record",
        str(folder),
    ]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children")
    child = ""
    for _ in range(600):
        child = children.read_text().strip()
        if child:
            break
        time.sleep(0.05)
    assert child
    program.kill()
    program.wait()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists():
            return
        time.sleep(0.05)
    pytest.fail("the child outlived the program")


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml", "turtle", "trig", "n-triples", "n-quads"])
def test_a_limit_cuts_and_says_so(run: Run, folder: Path, form: str) -> None:
    triples = form in ("turtle", "trig", "n-triples", "n-quads")
    sparql = "CONSTRUCT WHERE { ?s ?p ?o }" if triples else "SELECT * { ?s ?p ?o }"
    done = run("ask", sparql, "--record", folder, "--format", form, "--limit", "7")
    assert done.exit_code == 0
    assert "Only the first 7 are shown." in done.stderr
    if triples:
        formats = {"turtle": "TURTLE", "trig": "TRIG", "n-triples": "N_TRIPLES", "n-quads": "N_QUADS"}
        assert len(list(ox.parse(done.stdout, format=getattr(ox.RdfFormat, formats[form])))) == 7
    elif form == "xml":
        root = xml.etree.ElementTree.fromstring(done.stdout)
        assert len(root.findall(".//{*}result")) == 7
    elif form == "json":
        assert len(json.loads(done.stdout)["results"]["bindings"]) == 7
    else:
        assert len(done.stdout.splitlines()) == 8
    whole = run("ask", "SELECT ?s { ?s a st:Nothing }", "--record", folder, "--limit", "7")
    assert "Only the first" not in whole.output


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?s { ?s ?p ?o } LIMIT 3",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s OFFSET 2 LIMIT 3 # LIMIT 9",
        "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 3 } }",
        "SELECT ?s { ?s ?p ?o } VALUES ?p { rdf:type } LIMIT",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p VALUES ?p { rdf:type }",
    ],
)
def test_a_limit_is_written_where_it_belongs(seed_record: Keeper, sparql: str) -> None:
    try:
        whole = ask(seed_record, sparql).rows
    except QuestionError:
        return
    assert ask(seed_record, sparql, limit=2).rows == whole[:2]
    assert ask(seed_record, sparql, limit=99).rows == whole


def test_the_first_rows_come_before_the_last_are_known(folder: Path) -> None:
    command = [
        sys.executable,
        str(ROOT / "build_graph.py"),
        "ask",
        f"SELECT * {EXPLODING}",
        "--format",
        "csv",
        "--record",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as program:
        assert program.stdout and program.stdout.readline().strip() == b"a,b,c,d,e,f,g,h,i"
        assert program.stdout.readline()
        program.kill()


@pytest.mark.parametrize("form", list(RESULT_FORMS))
def test_rows_are_written_as_they_come(form: str) -> None:
    """No more than a handful is taken from the store before what came is handed on."""
    taken = 0

    def rows() -> Iterator[tuple[ox.Literal]]:
        nonlocal taken
        for taken in range(100_000):
            yield (ox.Literal(taken),)
            if taken == 2000:
                assert out.tell() > 8_000

    out = io.BytesIO()
    assert write(QueryResult(("n",), rows()), form, out, limit=5000) == (5000, True)
    assert taken == 5000


def test_every_form_reads_back(seed_record: Keeper) -> None:
    values = ['"', "'", "\\", "a\tb\nc\rd", "", " x ", "😀", "<&>", "]]>", "خ"]
    terms = [
        *map(ox.Literal, values),
        ox.Literal("x", language="en-gb"),
        ox.NamedNode("urn:é"),
        ox.Literal(2.5),
        ox.Literal("P1D", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#duration")),
    ]
    rows = [(term, None) for term in terms]
    for form in ("json", "tsv"):
        out = io.BytesIO()
        write(QueryResult(("a", "b"), iter(rows)), form, out)
        again = ox.parse_query_results(out.getvalue(), format=getattr(ox.QueryResultsFormat, form.upper()))
        assert [row["a"] for row in again] == terms, form
    out = io.BytesIO()
    write(QueryResult(("a", "b"), iter(rows)), "xml", out)
    # Oxigraph's own reader of these takes spaces off the ends of texts.
    root = xml.etree.ElementTree.fromstring(out.getvalue())
    assert [binding[0].text or "" for binding in root.iter("{http://www.w3.org/2005/sparql-results#}binding")] == [
        term.value for term in terms
    ]


def test_characters_that_xml_cannot_hold_are_refused() -> None:
    with pytest.raises(QuestionError, match="Ask for JSON"):
        write(QueryResult(("a",), iter([(ox.Literal("\x01"),)])), "xml", io.BytesIO())


def test_memory_stays_flat_however_many_rows(seed_record: Keeper) -> None:
    """A quarter of a million rows, some 30 MB as text, in a process that may take 20 MB on top of what it has."""
    script = (
        "import sys\nfrom standoff.confine import bound_memory\nfrom standoff.record.keeper import open_keeper\n"
        "from standoff.queries.ask import write_answer\nfrom pyoxigraph import *\nr = open_keeper()\n"
        "r.store.oxigraph.extend(Quad(NamedNode(f'urn:{i}'), NamedNode('urn:p'), Literal(i))\n"
        "    for i in range(500))\n"
        "bound_memory(20_000_000)\n"
        "q = 'SELECT ?a ?b { ?a <urn:p> ?x . ?b <urn:p> ?y }'\n"
        "print(write_answer(r, q, {}, 'tsv', open('/dev/null', 'wb')))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=200)
    assert done.stdout.strip() == "(250000, False)", done.stderr
