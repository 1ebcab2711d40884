"""`serve`: a folder's record over HTTP, read-only, to whom it is meant for, and gone when the program is."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from click.testing import Result

from standoff.readers.inputs import read_input
from standoff.record.folder import snapshot
from standoff.record.keeper import open_keeper
from standoff.web.access import Access, networks_of
from standoff.web.process import memory_of
from tests.conftest import ROOT
from tests.measures.known import shared
from tests.record.servers import await_answer, free_port

TOKEN = "the-token-of-these-tests"


@pytest.fixture(scope="module")
def folder(seed_folder: Path) -> Path:
    return seed_folder


@contextmanager
def serving(
    folder: Path, *options: str, stderr: int | IO[bytes] = subprocess.DEVNULL
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [sys.executable, str(ROOT / "build_graph.py"), "serve", "--record", str(folder), "--port", str(port)]
    command += options
    process = subprocess.Popen(command, stderr=stderr, env=os.environ | {"STANDOFF_TOKEN": TOKEN})
    try:
        await_answer(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def asked(address: str, sparql: str) -> list[dict[str, dict[str, str]]]:
    body = urlencode({"query": sparql}).encode()
    return json.loads(got(f"{address}/query", body, Accept="application/sparql-results+json"))["results"]["bindings"]


def got(url: str, body: bytes | None = None, **headers: str) -> str:
    """What is at the address, for who has the token."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    with urlopen(Request(url, body, {"Authorization": f"Bearer {TOKEN}"} | given), timeout=60) as answer:
        return answer.read().decode()  # type: ignore[no-any-return]


def workers(process: subprocess.Popen[bytes]) -> list[int]:
    threads = Path(f"/proc/{process.pid}/task").iterdir()
    return [int(pid) for thread in threads for pid in (thread / "children").read_text().split()]


def gone(port: int) -> bool:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_answers_and_is_gone_when_the_program_is(folder: Path, how: signal.Signals) -> None:
    with serving(folder) as (address, process):
        assert asked(address, "SELECT ?s { ?s <https://w3id.org/standoff/ontology#stance> ?x } LIMIT 2")
        page = got(f"{address}/", Accept="text/html")
        assert "<textarea" in page and 'href="/ask/timeline"' in page
        process.send_signal(how)
        assert process.wait(60) == (0 if how != signal.SIGKILL else -how)
        assert gone(int(address.rsplit(":", 1)[1]))


def test_nothing_can_be_written_and_nobody_else_is_asked(folder: Path) -> None:
    with serving(folder) as (address, _), socket.socket() as ear:
        before = asked(address, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        for path, kind, body in (
            ("update", "application/sparql-update", b"CLEAR ALL"),
            ("store?default", "text/turtle", b"<urn:a> <urn:b> 1 ."),
        ):
            with pytest.raises(HTTPError, match="403"):
                got(f"{address}/{path}", body, Content_Type=kind)
        ear.bind(("127.0.0.1", 0))
        ear.listen()
        ear.setblocking(False)
        other = f"http://127.0.0.1:{ear.getsockname()[1]}/sparql"
        for service in (f"SERVICE <{other}>", f"VALUES ?e {{ <{other}> }} SERVICE ?e", f"SERVICE SILENT <{other}>"):
            with suppress(HTTPError, ValueError):  # an error, or an answer that ends in one
                asked(address, f"SELECT * {{ {service} {{ ?s ?p ?o }} }}")
        with pytest.raises(BlockingIOError):
            ear.accept()
        assert asked(address, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == before


def test_a_question_too_large_or_too_long_takes_nobody_else_with_it(folder: Path, tmp_path: Path) -> None:
    large = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c"
    # 6,000 alternatives occupy Oxigraph's optimizer, which no limit of its own stops.
    long = "ASK {" + "OPTIONAL { ?a ?b ?c }" * 6000 + "}"
    with open(tmp_path / "said", "wb") as said, serving(folder, "--time-limit", "8", stderr=said) as (address, _):
        with ThreadPoolExecutor(2) as askers:
            bad = [askers.submit(asked, address, sparql) for sparql in (large, long)]
            while not all(each.done() for each in bad):
                assert asked(address, "SELECT ?s { ?s ?p ?o } LIMIT 1")
        errors = [each.exception() for each in bad]
        assert all(isinstance(error, HTTPError) and error.code == 500 for error in errors), errors
        words = [error.read().decode() for error in errors]  # type: ignore[union-attr]
        assert "more than 1 GB of memory" in words[0] or "took longer" in words[0]
        assert "took longer than it may" in words[1]


def test_a_worker_that_is_ended_is_started_again_and_no_question_is_lost_or_blamed(
    folder: Path, tmp_path: Path
) -> None:
    with open(tmp_path / "said", "wb") as said, serving(folder, stderr=said) as (address, process):
        for _ in range(3):
            for pid in workers(process):
                os.kill(pid, signal.SIGKILL)
            assert asked(address, "SELECT ?s { ?s ?p ?o } LIMIT 1")
        printed = (tmp_path / "said").read_text()
        assert "ended from outside (SIGKILL)" in printed and "memory and was" not in printed


def test_a_record_that_is_written_to_is_served_anew_and_never_torn(
    tmp_path: Path, seed_report: Path, write_report: Callable[..., Path]
) -> None:
    folder = tmp_path / "record"
    open_keeper(folder, write=True).put(read_input(seed_report))
    ages = "PREFIX st: <https://w3id.org/standoff/ontology#> SELECT ?age { ?c st:age ?age }"
    with serving(folder) as (address, process), ThreadPoolExecutor(8) as readers:
        answers = [readers.submit(asked, address, ages) for _ in range(400)]
        for number in range(81, 85):
            claim = f"claims:\n  - {{said_by: sana, about: man, that: {{age: {number}}}}}\n"
            write_report(tmp_path / "in", claims=claim)
            open_keeper(folder, write=True).put(read_input(tmp_path / "in" / "paper.yaml"))
        before = {row["age"]["value"] for row in answers[0].result()}
        for answer in answers:
            found = {row["age"]["value"] for row in answer.result()}
            assert found - before <= {"81", "82", "83", "84"} and len(found - before) <= 1
        for _ in range(200):
            if "84" in {row["age"]["value"] for row in asked(address, ages)}:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("the last state was never served")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "record"], "the copy is gone"


@pytest.mark.parametrize("known", [True, False], ids=["shared/cases", "of these tests"])
def test_it_answers_honest_clients_while_it_is_attacked(folder: Path, tmp_path: Path, known: bool) -> None:
    """The attack of shared/cases/trust/serve-ends.py, and the same by one who may ask."""
    script = shared("cases/trust/serve-ends.py") if known else tmp_path / "attack.py"
    if not known:
        script.write_text(ATTACK)
    with serving(folder, "--no-token") as (address, process):
        port = address.rsplit(":", 1)[1]
        attack = subprocess.Popen([sys.executable, str(script), port, "3"])
        answers = 0
        while attack.poll() is None:
            assert asked(address, "SELECT ?s { ?s ?p ?o } LIMIT 1")
            answers += 1
        assert answers > 10 and process.poll() is None
        assert sum(memory_of(pid) for pid in [process.pid, *workers(process)]) < 600e6


#: Deep nesting, many alternatives and sums that end the process that parses them, by one who names the server rightly.
ATTACK = """
import sys, threading, time, urllib.error, urllib.parse, urllib.request
stop = False
def hit(n):
    while not stop:
        text = ("ASK " + "{" * 5000 + "}" * 5000, "ASK {FILTER(" + "+".join("1" * 20000) + ")}", "ASK {")[n]
        body = urllib.parse.urlencode({"query": text}).encode()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/query", body, timeout=1).read()
        except OSError:
            pass
threads = [threading.Thread(target=hit, args=(n,)) for n in range(3)]
[t.start() for t in threads]; time.sleep(float(sys.argv[2])); stop = True
"""


def test_a_copy_that_is_served_is_the_record_as_it_was(tmp_path: Path, seed_report: Path, example: Path) -> None:
    record = open_keeper(tmp_path / "record", write=True)
    record.put(read_input(seed_report))
    before = record.turtle()
    with snapshot(tmp_path / "record") as copy:
        record.put(read_input(example / "smopo-2020-02.yaml"))
        assert open_keeper(copy).turtle() == before != record.turtle()
    assert not copy.exists()


def test_whom_it_is_opened_to_may_ask(folder: Path, tmp_path: Path) -> None:
    options = ("--allow-from", "10.0.0.0/8")
    with open(tmp_path / "said", "wb") as said, serving(folder, *options, stderr=said) as (address, process):
        assert asked(address, "SELECT ?s { ?s ?p ?o } LIMIT 1")  # loopback always may
        assert "Open to 10.0.0.0/8: anyone there who has the token can read" in (tmp_path / "said").read_text()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


@pytest.mark.parametrize(
    "allowed, address, may",
    [
        ("loopback", "127.0.0.1", True),
        ("10.1.0.0/16", "10.1.2.3", True),
        ("10.1.0.0/16", "10.2.2.3", False),
        ("192.168.1.7", "192.168.1.7", True),
        ("192.168.1.7", "192.168.1.8", False),
        ("anyone", "8.8.8.8", True),
        ("anyone", "2001:db8::1", True),
        ("loopback", "::1", True),
    ],
)
def test_who_may_ask(allowed: str, address: str, may: bool) -> None:
    assert Access(7878, "", networks_of(allowed)).admits(address) is may


def test_what_cannot_be_served_is_refused(
    run: Callable[..., Result], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for options, said in (
            (("--record", "memory"), "empty here"),
            (("--record", "http://127.0.0.1:9/query"), "is a server already"),
            (("--record", str(tmp_path / "nowhere")), "There is no record"),
            (("--record", str(folder), "--port", port), f"Port {port} cannot be used"),
            (("--record", str(folder), "--allow-from", "home"), "is not a network"),
            (("--record", str(folder), "--cors", "*"), "is not the origin of a page"),
        ):
            done = run("serve", *options)
            assert done.exit_code == 2 and said in done.output, options
    monkeypatch.setitem(sys.modules, "tornado", None)
    done = run("serve", "--record", str(folder), "--port", str(free_port()))
    assert done.exit_code == 2 and "needs tornado: pip install 'standoff[serve]'" in done.output
