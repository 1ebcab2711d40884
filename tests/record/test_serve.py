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
from standoff.web import serve
from tests.conftest import ROOT
from tests.record.servers import await_answer, free_port, oxigraph_program


@pytest.fixture(scope="module")
def folder(seed_folder: Path) -> Path:
    oxigraph_program()
    return seed_folder


@contextmanager
def serving(
    folder: Path, *options: str, stderr: int | IO[bytes] = subprocess.DEVNULL
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [sys.executable, str(ROOT / "build_graph.py"), "serve", "--record", str(folder), "--port", str(port)]
    command += options
    process = subprocess.Popen(command, stderr=stderr)
    try:
        await_answer(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def asked(address: str, sparql: str) -> list[dict[str, dict[str, str]]]:
    request = Request(
        f"{address}/query", urlencode({"query": sparql}).encode(), {"Accept": "application/sparql-results+json"}
    )
    with urlopen(request, timeout=60) as answer:
        return json.load(answer)["results"]["bindings"]  # type: ignore[no-any-return]


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
        with urlopen(f"{address}/") as page:
            assert "Yasgui" in page.read().decode()
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
                urlopen(Request(f"{address}/{path}", body, {"Content-Type": kind}))
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


def test_a_question_too_large_takes_nobody_else_with_it(folder: Path, tmp_path: Path) -> None:
    with open(tmp_path / "said", "wb") as said, serving(folder, "--time-limit", "30", stderr=said) as (address, _):
        with pytest.raises(OSError):
            asked(address, "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c")
        for _ in range(100):
            try:
                assert asked(address, "SELECT ?s { ?s ?p ?o } LIMIT 1")
                break
            except OSError:
                time.sleep(0.1)
        printed = (tmp_path / "said").read_text()
        assert "needed more than 1 GB of memory" in printed and "started again" in printed


def test_a_server_that_ends_by_itself_is_started_again_and_no_question_is_blamed(folder: Path, tmp_path: Path) -> None:
    with open(tmp_path / "said", "wb") as said, serving(folder, stderr=said) as (address, process):
        while "Ctrl-C" not in (tmp_path / "said").read_text():  # until then it would be one that did not start
            time.sleep(0.05)
        (inner,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(inner), signal.SIGKILL)
        for _ in range(100):
            try:
                assert asked(address, "SELECT ?s { ?s ?p ?o } LIMIT 1")
                break
            except OSError:
                time.sleep(0.1)
        assert "ended by itself" in (tmp_path / "said").read_text() and "memory" not in (tmp_path / "said").read_text()


def test_many_may_ask_while_somebody_writes(
    tmp_path: Path, seed_report: Path, write_report: Callable[..., Path]
) -> None:
    """More questions than there is room for threads in the memory it may have, of a record that changes meanwhile."""
    folder = tmp_path / "record"
    open_keeper(folder, write=True).put(read_input(seed_report))
    counting = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with serving(folder) as (address, process), ThreadPoolExecutor(8) as readers:
        first = asked(address, counting)
        answers = [readers.submit(asked, address, counting) for _ in range(1000)]
        for number in range(8):
            claim = f"claims:\n  - {{said_by: sana, about: man, that: {{age: {number}}}}}\n"
            write_report(tmp_path / "in", claims=claim)
            open_keeper(folder, write=True).put(read_input(tmp_path / "in" / "paper.yaml"))
        assert all(answer.result() == first for answer in answers)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "record"], "the copy is gone"


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
        assert "Open to 10.0.0.0/8: anyone there can read the whole record" in (tmp_path / "said").read_text()
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
    ],
)
def test_who_may_ask(allowed: str, address: str, may: bool) -> None:
    assert serve._allowed(address, serve._networks(allowed)) is may


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
        ):
            done = run("serve", *options)
            assert done.exit_code == 2 and said in done.output, options
    monkeypatch.setattr(serve.shutil, "which", lambda *_, **__: None)
    done = run("serve", "--record", str(folder), "--port", str(free_port()))
    assert done.exit_code == 2 and "needs oxigraph: pip install 'standoff[serve]'" in done.output
