"""One contract for every store a record can be kept in: memory, a folder, Oxigraph's server, Virtuoso.

What a record holds, how it changes and what it answers is the same in all of them. The servers are real ones.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result
from pyoxigraph import Literal, NamedNode, Triple

from standoff.errors import QuestionError, RecordError
from standoff.output.confront_rows import confront_rows
from standoff.output.dossier_object import as_object
from standoff.queries.ask import ask, questions
from standoff.readers.inputs import read_input
from standoff.record.check import check
from standoff.record.endpoint import Endpoint
from standoff.record.history import is_history
from standoff.record.keeper import Keeper, open_keeper
from standoff.record.triples import as_stored
from standoff.rules.dossier import dossier
from standoff.rules.ledger import Ledger
from standoff.rules.view import EVERYTHING
from standoff.rules.weighed_questions import WEIGHED, answer
from standoff.vocabulary import PREFIXES, id_of
from tests.record.servers import Server, oxigraph, virtuoso

STORES = ["memory", "folder", "oxigraph", "oxigraph-graph", "virtuoso"]
XSD, GRAPH = PREFIXES["xsd"], "https://example.org/record"
EX = "https://example.org/"


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[Server]:
    with oxigraph() as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str | None]:
    """Where a record can be opened, and the graph there; nothing is in it."""
    if request.param in ("memory", "folder"):
        return str(tmp_path / "record" if request.param == "folder" else "memory"), None
    if request.param == "virtuoso":
        server, graph = request.getfixturevalue("virtuoso_server"), GRAPH
        # A new Virtuoso's administrator and his password; it asks for them with HTTP Digest.
        for name, value in (
            ("UPDATE", server.updates),
            ("GRAPH_STORE", server.graph_store),
            ("USER", "dba"),
            ("PASSWORD", "dba"),
        ):
            monkeypatch.setenv(f"STANDOFF_{name}", value)
    else:
        server = request.getfixturevalue("oxigraph_server")
        graph = GRAPH if request.param == "oxigraph-graph" else None
    emptied = Endpoint(server.address, graph)
    emptied._update(f"CLEAR SILENT GRAPH <{graph}>" if graph else "CLEAR SILENT DEFAULT")
    return server.address, graph


@pytest.fixture
def record(place: tuple[str, str | None]) -> Keeper:
    return open_keeper(place[0], graph=place[1], write=True)


@pytest.fixture(scope="session")
def in_memory(example: Path) -> dict[str, object]:
    """What the example tells, read into memory."""
    record = open_keeper()
    record.put(read_input(example))
    return all_answers(record)


def all_answers(record: Keeper) -> dict[str, object]:
    """The answers to all named questions, who confronts whom, and a dossier."""
    answers: dict[str, object] = {name: (a.variables, a.rows) for name in questions() if (a := ask(record, name))}
    ledger = Ledger(record)
    incident = ledger.names.find("incident", "khirbet-amo-2020-02-12").value
    return {
        **answers,
        **{name: answer(ledger, EVERYTHING, name).rows for name in WEIGHED},
        "confronting": confront_rows(ledger),
        "an incident": as_object(ledger, dossier(ledger, incident)),
        "triples": len(record),
    }


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


def content(record: Keeper) -> set[Triple]:
    """What the store has but for the history, to which a server's revisions belong."""
    return {triple for triple in record.store.triples() if not is_history(triple.subject)}


# --- what is written comes back ------------------------------------------------------------------------------------

VALUES = {
    "plain": Literal("plain"),
    "empty": Literal(""),
    "integer": Literal(5),
    "negative": Literal(-7),
    "decimal": Literal("3.0", datatype=NamedNode(XSD + "decimal")),
    "fraction": Literal("2.50", datatype=NamedNode(XSD + "decimal")),
    "true": Literal(True),
    "false": Literal(False),
    "day": Literal("2020-02-12", datatype=NamedNode(XSD + "date")),
    "edtf": Literal("2020-02?"),
    "interval": Literal("2020-01-25/2020-02-04"),
    "english": Literal("a word", language="en"),
    "capitals": Literal("a word", language="EN-gb"),
    "arabic": Literal("الرجل", language="ar"),
    "beyond": Literal("𐎀 😀 e\u0301"),
    "quotes": Literal("she said \"no\" and 'yes' \\ then\n\tleft\r\nit"),
    "braces": Literal("} INSERT DATA { # ?x $y"),
    "long": Literal("x" * 20_000),
    "tab at ends": Literal("\t x \n"),
    "iri": node("a/b?c=d&e=%20#f"),
    "unicode iri": node("خربة"),
}


def test_every_kind_of_value_comes_back_as_it_was_put_in(record: Keeper) -> None:
    given = as_stored(Triple(node(f"s/{i}"), node("p"), value) for i, value in enumerate(VALUES.values()))
    record.store.write(set(), given)
    assert set(record.store.triples(prop=node("p"))) == given
    asked = {row[0]: row[1] for row in record.query(f"SELECT ?s ?o {{ ?s <{EX}p> ?o }}")}
    assert asked == {triple.subject: triple.object for triple in given}


def test_every_kind_of_value_can_be_removed(record: Keeper) -> None:
    given = as_stored(Triple(node(f"s/{i}"), node("p"), value) for i, value in enumerate(VALUES.values()))
    before = content(record)
    record.store.write(set(), given)
    record.store.write(given, set())
    assert content(record) == before


def test_what_is_put_in_and_taken_out_in_one_step(record: Keeper) -> None:
    old, new = Triple(node("s"), node("p"), Literal("old")), Triple(node("s"), node("p"), Literal("new"))
    record.store.write(set(), {old})
    record.store.write({old}, {new})
    assert set(record.store.triples([node("s")])) == {new}


def test_triples_are_found_by_any_of_their_parts(record: Keeper) -> None:
    a, b = (Triple(node(s), node("p"), Literal(s)) for s in "ab")
    record.store.write(set(), {a, b, Triple(node("a"), node("q"), node("b"))})
    find = record.store.triples
    assert set(find([node("a"), node("b")], node("p"))) == {a, b}
    assert set(find(prop=node("p"), objects=[Literal("b")])) == {b}
    assert {t.predicate for t in find([node("a")])} == {node("p"), node("q")}
    assert [t.subject for t in find(objects=[node("b")])] == [node("a")]
    assert not list(find([])) and not list(find(objects=[])) and not list(find([node("nobody")]))


def test_ten_thousand_triples_go_in_and_come_out(record: Keeper) -> None:
    """More than Virtuoso takes in one update (some 4,000) and gives in one answer (10,000)."""
    before = len(content(record))
    many = {Triple(node(f"s/{i}"), node("many"), Literal(f"v {i}")) for i in range(10_100)}
    lines = ox.serialize(many, format=ox.RdfFormat.N_TRIPLES)
    assert lines
    record.store.load(io.BytesIO(lines))
    assert len(content(record)) == before + 10_100
    assert set(record.store.triples(prop=node("many"))) == many
    rows = [row[0].value for row in record.query(f"SELECT ?v {{ ?s <{EX}many> ?v }} ORDER BY DESC(?v)") if row[0]]
    assert rows == sorted((f"v {i}" for i in range(10_100)), reverse=True)
    some = set(sorted(many, key=str)[:1100])
    record.store.write(some, set())
    assert set(record.store.triples(prop=node("many"))) == many - some


# --- reading, correcting, forgetting -------------------------------------------------------------------------------


def test_reading_twice_changes_nothing(record: Keeper, seed_report: Path, seed_record: Keeper) -> None:
    record.put(read_input(seed_report))
    assert record.turtle(vocabulary=True) == seed_record.turtle(vocabulary=True)
    record.put(read_input(seed_report))
    assert record.turtle(vocabulary=True) == seed_record.turtle(vocabulary=True)


def test_forgetting_leaves_the_vocabulary_alone(record: Keeper, seed_report: Path) -> None:
    empty = record.turtle(vocabulary=True)
    record.put(read_input(seed_report))
    for document in record.documents():
        record.forget(document)
    assert len(record) == 0
    assert record.turtle(vocabulary=True) == empty
    with pytest.raises(RecordError, match="has no document"):
        record.forget(id_of("report", "nowhere"))


def test_a_corrected_report_leaves_nothing_of_before(
    record: Keeper, tmp_path: Path, write_report: Callable[..., Path]
) -> None:
    corrected = "claims:\n  - {id: b, said_by: sana, about: man, that: {combatant_status: combatant}}\n"
    record.put(read_input(write_report(tmp_path / "first")))
    record.put(read_input(write_report(tmp_path / "second", claims=corrected)))
    expected = open_keeper()
    expected.put(read_input(tmp_path / "second"))
    assert record.turtle() == expected.turtle()


def test_opening_to_read_writes_nothing(place: tuple[str, str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    if place[0] == "memory":
        return  # which nobody else can open
    with pytest.raises(RecordError, match="There is no record at"):
        open_keeper(place[0], graph=place[1])
    open_keeper(place[0], graph=place[1], write=True)
    written: list[object] = []
    monkeypatch.setattr(Endpoint, "_update", lambda *update: written.append(update))
    assert len(open_keeper(place[0], graph=place[1])) == 0
    assert written == []


def test_an_empty_record_answers(record: Keeper) -> None:
    assert len(record) == 0 and record.documents() == [] and record.attributions() == set()
    assert ask(record, "who-confronts-whom").rows == ()
    assert check(record) == []


# --- asking --------------------------------------------------------------------------------------------------------


def test_every_store_gives_the_same_answers(record: Keeper, example: Path, in_memory: dict[str, object]) -> None:
    """Every named question, who confronts whom and the dossier: as in memory."""
    record.put(read_input(example))
    here = all_answers(record)
    assert here.keys() == in_memory.keys() > questions().keys()
    for what, wanted in in_memory.items():
        assert here[what] == wanted, f"{what}: other rows, or in another order"


def test_rdflib_sees_every_triple(record: Keeper) -> None:
    assert len(record.rdflib()) == len(record.store) > 1000


def test_the_forms_of_a_question(record: Keeper, seed_report: Path) -> None:
    record.put(read_input(seed_report))
    assert ask(record, "ASK { ?s st:stance st:Denies }").boolean is True
    assert ask(record, "ASK { ?s st:stance st:Nothing }").boolean is False
    denied = ask(record, "CONSTRUCT { ?s st:stance st:Denies } WHERE { ?s st:stance st:Denies }")
    assert len(denied.triples or ()) == 2  # rows 11a and 13b of the seed report
    described = ask(record, f"DESCRIBE <{id_of('actor', 'ndf').value}>")
    assert id_of("actor", "ndf") in {triple.subject for triple in described.triples or ()}
    assert ask(record, "SELECT ?x { ?x a <https://example.org/nothing> }").rows == ()
    sana = ask(record, "SELECT ?name { ?a skos:prefLabel ?name ; skos:altLabel ?alias }", {"alias": "SANA"})
    assert sana.variables == ("name",)


def test_what_is_no_query_is_refused_in_words(record: Keeper) -> None:
    for broken in ("SELECT { }", "SELECT ?x WHERE { ?x ?y", "ASK {{{ }"):
        with pytest.raises(QuestionError, match="not a SPARQL query"):
            ask(record, broken)


# --- the commands --------------------------------------------------------------------------------------------------


def test_every_command_works_on_a_server(
    oxigraph_server: Server, run: Callable[..., Result], tmp_path: Path, write_report: Callable[..., Path]
) -> None:
    """Each says what it says of a folder."""
    report = write_report(tmp_path / "in")
    there = ("--record", oxigraph_server.address, "--graph", f"{EX}commands")
    assert run("confront", *there).exit_code == 2
    for command in (
        ("build", tmp_path / "in", "-o", "out"),
        ("read", report),
        ("check",),
        ("ask", "who-says-what"),
        ("confront",),
        ("dossier", "amo"),
        ("measure", "activity"),
        ("draw", "-o", "page.html"),
        ("export", "-o", "record.ttl"),
        ("confront", "--without", "SANA"),
    ):
        done = run(*command, *there)
        if command[0] == "read":  # a folder that this process has just built it would find locked
            assert done.exit_code == 0, done.output
            continue
        here = run(*command, *(() if command[0] == "build" else ("--record", "out/record")))
        assert (command, done.exit_code, done.stdout) == (command, here.exit_code, here.stdout), done.output
    folder = (tmp_path / "record.ttl").read_text()
    run("export", "-o", "again.ttl", "--record", "out/record")
    assert (tmp_path / "again.ttl").read_text() == folder
