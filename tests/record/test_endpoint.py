"""What goes wrong between a record and its server: refusals, broken lines, cut answers, writers that die half way."""

from __future__ import annotations

import base64
import io
import itertools
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Triple

from standoff.claim import Reading
from standoff.errors import RecordError
from standoff.matching.judgements import judge
from standoff.readers.inputs import read_input
from standoff.record import http
from standoff.record.endpoint import Endpoint
from standoff.record.history import REVISION, history
from standoff.record.keeper import Keeper, open_keeper
from tests.record.servers import Server, oxigraph

EX = "https://example.org/"
Reply = tuple[int, dict[str, str], bytes]
YES = (200, {"Content-Type": "application/sparql-results+json"}, b'{"head":{},"boolean":true}')


class Scripted:
    """A server on loopback that answers with what it is told to, one reply a request, the last one for ever."""

    def __init__(self) -> None:
        self.replies: list[Reply | Callable[[Any], Reply]] = [YES]
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                scripted.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                at = min(len(scripted.requests), len(scripted.replies)) - 1
                reply = scripted.replies[at]
                status, headers, content = reply(body) if callable(reply) else reply
                if not status:
                    self.connection.close()
                    return
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/query"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    for name in ("USER", "PASSWORD", "TOKEN", "UPDATE", "GRAPH_STORE", "GRAPH", "TIMEOUT"):
        monkeypatch.delenv(f"STANDOFF_{name}", raising=False)
    monkeypatch.setattr(http.time, "sleep", lambda seconds: None)
    server = Scripted()
    yield server
    server.server.shutdown()
    server.server.server_close()


# --- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [
        (503, {}, b""),
        (429, {"Retry-After": "86400"}, b""),
        (502, {"Retry-After": "soon"}, b""),
        (0, {}, b""),
        (200, {"Content-Type": "application/sparql-results+json", "Content-Length": "999"}, b'{"head"'),
    ],
)
def test_what_is_refused_for_now_is_asked_again(scripted: Scripted, first: Reply) -> None:
    scripted.replies = [first, first, YES]
    assert Endpoint(scripted.address).query("ASK {}").boolean is True


def test_it_is_not_asked_for_ever(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    paused: list[float] = []
    monkeypatch.setattr(http.time, "sleep", paused.append)
    scripted.replies = [(503, {"Retry-After": "86400"}, b"busy")]
    with pytest.raises(RecordError, match=r"503.*busy"):
        Endpoint(scripted.address).query("ASK {}")
    assert len(scripted.requests) == http.TRIES
    assert max(paused) == http.LONGEST_PAUSE


@pytest.mark.parametrize(
    "reply, said",
    [
        ((404, {}, b""), "was not found"),
        ((500, {}, b"out of cheese"), "out of cheese"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), "not a SPARQL endpoint"),
        (
            (302, {"Location": "http://169.254.169.254/"}, b""),
            "redirects to http://169.254.169.254/, which is not followed",
        ),
        ((401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), "STANDOFF_USER"),
        ((403, {}, b""), "refused access"),
        (
            (200, {"Content-Type": "application/sparql-results+json"}, b'{"head"'),
            "not valid SPARQL|SPARQL query",
        ),
    ],
)
def test_a_refusal_says_what_to_do(scripted: Scripted, reply: Reply, said: str) -> None:
    scripted.replies = [YES, reply]
    with pytest.raises((RecordError, SyntaxError), match=said):
        list(Endpoint(scripted.address).query("SELECT ?x { ?x ?y ?z }"))


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http.time, "sleep", lambda seconds: None)
    with pytest.raises(RecordError, match="does not answer"):
        open_keeper("http://127.0.0.1:9/query")


def test_a_time_out_that_is_no_number_is_refused(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDOFF_TIMEOUT", "soon")
    with pytest.raises(RecordError, match="Give seconds"):
        Endpoint(scripted.address).query("ASK {}")


# --- credentials ---------------------------------------------------------------------------------------------------


def test_a_password_is_given_where_it_is_asked_for(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDOFF_USER", "ana")
    monkeypatch.setenv("STANDOFF_PASSWORD", "kälte")
    scripted.replies = [(401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), YES]
    assert Endpoint(scripted.address).query("ASK {}").boolean is True
    headers = [request[1].get("authorization", "") for request in scripted.requests]
    assert headers[0] == ""
    assert {base64.b64decode(each.removeprefix("Basic ")).decode() for each in headers[1:]} == {"ana:kälte"}


def test_a_wrong_password_is_given_once(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDOFF_USER", "ana")
    scripted.replies = [(401, {"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5'}, b"")]
    with pytest.raises(RecordError, match="refused access"):
        Endpoint(scripted.address).query("ASK {}")
    assert len(scripted.requests) == 2


def test_a_token_is_given_always(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDOFF_TOKEN", "abc")
    Endpoint(scripted.address).query("ASK {}")
    assert {request[1]["authorization"] for request in scripted.requests} == {"Bearer abc"}


# --- answers that are cut off --------------------------------------------------------------------------------------


def capped(store: ox.Store, most: int, announced: bool) -> Callable[[bytes], Reply]:
    """A server that gives no more than so many rows, and says so in a header or not at all."""

    def answer(body: bytes) -> Reply:
        found = store.query(parse_qs(body.decode())["query"][0])
        data = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
        headers = {"Content-Type": "application/sparql-results+json"}
        again = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
        if isinstance(again, ox.QuerySolutions):
            rows = list(itertools.islice(again, most + 1))
            if len(rows) > most:
                text = (
                    "\n".join(
                        [
                            "?" + "\t?".join(v.value for v in again.variables),
                            *("\t".join(str(t) for t in row) for row in rows[:most]),
                        ]
                    )
                    + "\n"
                )
                cut = ox.parse_query_results(text, format=ox.QueryResultsFormat.TSV)
                data = cut.serialize(format=ox.QueryResultsFormat.JSON) or b""
                headers |= {"X-SPARQL-MaxRows": str(most)} if announced else {}
        return 200, headers, data

    return answer


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("order", ["", "ORDER BY DESC(?n)", "ORDER BY ?none LIMIT 950", "OFFSET 7"])
def test_a_cut_answer_is_read_in_pages(scripted: Scripted, order: str, announced: bool) -> None:
    store = ox.Store()
    store.extend(ox.Quad(NamedNode(f"{EX}{i}"), NamedNode(f"{EX}n"), Literal(i)) for i in range(1000))
    scripted.replies = [capped(store, 300, announced)]
    sparql = f"SELECT ?n {{ ?s <{EX}n> ?n }} {order}"
    given = [row[0] for row in Endpoint(scripted.address).query(sparql)]
    wanted = [row["n"] for row in store.query(sparql)]
    assert len(set(given)) == len(given) == len(wanted)
    if "DESC" in order:
        assert given == wanted


def test_a_whole_answer_is_asked_for_once(scripted: Scripted) -> None:
    store = ox.Store()
    store.extend(ox.Quad(NamedNode(f"{EX}{i}"), NamedNode(f"{EX}n"), Literal(i)) for i in range(299))
    scripted.replies = [capped(store, 300, False)]
    endpoint = Endpoint(scripted.address)
    assert endpoint.query("ASK {}").boolean is True
    asked = len(scripted.requests)
    assert len(list(endpoint.query(f"SELECT ?n {{ ?s <{EX}n> ?n }}"))) == 299
    assert len(scripted.requests) == asked + 1


# --- writers that die half way -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with oxigraph() as running:
        yield running


class Died(Exception):
    """What stands for the end of a process: nothing more is sent."""


@pytest.mark.parametrize("graph", [None, f"{EX}g"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_large_write_that_is_broken_off_is_done_or_not_done(
    server: Server, graph: str | None, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off before and after it was ready: a reader sees the old state, and the next writer finishes or clears."""
    endpoint = Endpoint(server.address, graph)
    endpoint._update("CLEAR ALL")
    old = {Triple(NamedNode(f"{EX}{i}"), NamedNode(f"{EX}old"), Literal(i)) for i in range(2500)}
    new = {Triple(NamedNode(f"{EX}{i}"), NamedNode(f"{EX}new"), Literal(i)) for i in range(2500)}
    endpoint.write(set(), old)
    send, sent = Endpoint._update, itertools.count()

    def dying(self: Endpoint, sparql: str) -> None:
        moving = sparql.startswith("DELETE {")
        if next(sent) >= 1 and (moving or not whole):
            monkeypatch.setattr(Endpoint, "_clear", lambda *_: None)
            raise Died
        send(self, sparql)

    monkeypatch.setattr(Endpoint, "_update", dying)
    with pytest.raises(Died):
        endpoint.write(old, new)
    monkeypatch.undo()
    assert set(endpoint.triples()) == old
    monkeypatch.setattr("standoff.record.endpoint._ABANDONED", -http_hour())
    again = open_keeper(server.address, write=True, graph=graph)
    left = {t for t in again.triples() if t.subject.value.startswith(EX)}  # type: ignore[union-attr]
    assert left == (new if whole else old)
    everything = ox.parse_query_results(io.BytesIO(_all_graphs(server)), format=ox.QueryResultsFormat.JSON)
    assert [row["g"].value for row in everything] == ([graph] if graph else [])  # type: ignore[union-attr]


def http_hour() -> Any:
    from datetime import timedelta

    return timedelta(hours=1)


def _all_graphs(server: Server) -> bytes:
    return (
        Endpoint(server.address)
        ._asked("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "application/sparql-results+json")
        .body.read()
    )


# --- two writers ---------------------------------------------------------------------------------------------------


def reports(folder: Path, write_report: Callable[..., Path], claims: int) -> tuple[list[Reading], list[Reading]]:
    """Two reports that share claims, of which each has some of its own."""
    several = "claims:\n" + "".join(
        f"  - {{id: c{n}, said_by: sana, about: man, that: {{age: {n}}}}}\n" for n in range(claims)
    )
    one = write_report(folder / "one", claims=several)
    header = "report: other-2020-02-14\npublisher: paper\npublished: 2020-02-14\n"
    other = write_report(folder / "other", header=header, claims=several.replace("said_by: sana", "said_by: network"))
    return read_input(one), read_input(other)


@pytest.mark.parametrize("graph", [None, f"{EX}g"])
@pytest.mark.parametrize("claims", [3, 300])
def test_who_writes_second_starts_again_from_what_the_first_wrote(
    server: Server,
    graph: str | None,
    claims: int,
    tmp_path: Path,
    write_report: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`read` beside `forget`: the claims that only the forgotten report shared were taken out by one and given an
    attribution by the other.
    """
    Endpoint(server.address)._update("CLEAR ALL")
    one, other = reports(tmp_path, write_report, claims)
    with open_keeper(server.address, write=True, graph=graph) as first:
        first.put(one)
        work_out, forgotten = Keeper.difference, []

        def overtaken(self: Keeper, readings: list[Reading]) -> Any:
            found = work_out(self, readings)
            if not forgotten:
                with open_keeper(server.address, write=True, graph=graph) as second:
                    forgotten.append(second.forget(one[0].document))
            return found

        monkeypatch.setattr(Keeper, "difference", overtaken)
        first.put(other)
        expected = open_keeper()
        monkeypatch.undo()
        expected.put(other)
        assert forgotten and first.turtle() == expected.turtle()
        assert [change.act for change in history(first.store)] == ["read", "forgotten", "read"]
        assert first.put(other) == (set(), set())


def test_a_judgement_made_on_a_record_that_changed_is_refused(server: Server, seed_report: Path) -> None:
    Endpoint(server.address)._update("CLEAR ALL")
    with open_keeper(server.address, write=True) as first, open_keeper(server.address, write=True) as second:
        first.put(read_input(seed_report))
        with pytest.raises(RecordError, match=r"Another program wrote to .* at the same time"):
            judge(second, "SANA", "ANHA", same=False, by="An analyst")
        second.store.catch_up()
        judge(second, "SANA", "ANHA", same=False, by="An analyst")


def test_an_answer_that_got_lost_is_no_second_write(
    server: Server, seed_report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server has written and its answer did not arrive: the same update again changes nothing, and is no clash."""
    Endpoint(server.address)._update("CLEAR ALL")
    send = Endpoint._update
    monkeypatch.setattr(Endpoint, "_update", lambda self, sparql: (send(self, sparql), send(self, sparql))[0])
    with open_keeper(server.address, write=True) as record:
        record.put(read_input(seed_report))
        expected = open_keeper()
        expected.put(read_input(seed_report))
        assert record.turtle() == expected.turtle() and len(history(record.store)) == 2


@pytest.mark.parametrize("claims", [3, 300])
def test_a_write_that_fails_says_whether_the_record_is_as_it_was(
    server: Server,
    claims: int,
    tmp_path: Path,
    write_report: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Endpoint(server.address)._update("CLEAR ALL")
    one, _ = reports(tmp_path, write_report, claims)
    with open_keeper(server.address, write=True) as record:
        send = Endpoint._update

        def lost(self: Endpoint, sparql: str) -> None:
            if REVISION.value in sparql:
                raise RecordError("The line is cut.")
            send(self, sparql)

        monkeypatch.setattr(Endpoint, "_update", lost)
        with pytest.raises(RecordError, match=r"The line is cut\. Whether it was written is not known"):
            record.put(one)
        if claims > 100:
            monkeypatch.undo()

            def no_room(*_: object) -> None:
                raise RecordError("No room.")

            monkeypatch.setattr(Endpoint, "_add", no_room)
            with pytest.raises(RecordError, match=r"No room\. The record is as it was\."):
                record.put(one)


def test_a_restart_is_waited_for(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    paused: list[float] = []
    monkeypatch.setattr(http.time, "sleep", paused.append)
    scripted.replies = [YES, *[(0, {}, b"")] * 7, YES]
    endpoint = Endpoint(scripted.address)
    assert endpoint.query("ASK {}").boolean is True and endpoint.query("ASK {}").boolean is True
    assert sum(paused) >= 60


# --- other servers -------------------------------------------------------------------------------------------------


def test_an_endpoint_at_the_root_can_be_addressed() -> None:
    assert Endpoint("http://host:7001/").queries == Endpoint("http://host:7001/").updates == "http://host:7001/"
    assert Endpoint("http://host:7001").queries == "http://host:7001/query"


@pytest.mark.parametrize("form", [ox.QueryResultsFormat.XML, ox.QueryResultsFormat.TSV])
def test_an_answer_need_not_be_json(scripted: Scripted, form: ox.QueryResultsFormat) -> None:
    store = ox.Store()
    store.add(ox.Quad(NamedNode(f"{EX}s"), NamedNode(f"{EX}p"), Literal("a word", language="en")))
    asked = f"SELECT ?o {{ ?s <{EX}p> ?o }}"
    rows = store.query(asked).serialize(format=form) or b""  # type: ignore[union-attr]
    as_json = store.query("ASK {}").serialize(format=ox.QueryResultsFormat.JSON) or b""  # type: ignore[union-attr]
    scripted.replies = [
        (200, {"Content-Type": "application/sparql-results+json"}, as_json),
        (200, {"Content-Type": form.media_type}, rows),
    ]
    assert list(Endpoint(scripted.address).query(asked)) == [(Literal("a word", language="en"),)]
    assert "sparql-results+xml" in scripted.requests[0][1]["accept"]


def test_an_answer_without_end_is_refused(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 1000)
    scripted.replies = [YES, (200, {"Content-Type": "application/sparql-results+json"}, b" " * 5000)]
    with pytest.raises(RecordError, match="more than 1,000 bytes"):
        list(Endpoint(scripted.address).query("SELECT ?x { ?x ?y ?z }"))


@pytest.mark.parametrize("reply", [(404, {}, b""), (500, {}, b"no"), (403, {}, b""), (200, {"Content-Type": "x"}, b"")])
def test_a_key_in_the_address_is_in_no_message(scripted: Scripted, reply: Reply) -> None:
    scripted.replies = [YES, reply]
    endpoint = Endpoint(f"{scripted.address}?key=s3cret")
    with pytest.raises(RecordError) as error:
        list(endpoint.query("SELECT ?x { ?x ?y ?z }"))
    with pytest.raises(RecordError) as opened:
        open_keeper(f"{scripted.address}?key=s3cret")
    assert "s3cret" in scripted.requests[-1][0]
    assert (
        "s3cret" not in f"{error.value} {error.value.at_prompt} {opened.value} {opened.value.at_prompt} {endpoint.name}"
    )
