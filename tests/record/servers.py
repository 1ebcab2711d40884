"""Real SPARQL servers for the tests, on loopback, each in a temporary folder: Oxigraph's and Virtuoso 7."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

#: Virtuoso's own defaults but for places, ports and memory: 10,000 rows at most, which it cuts off at in silence.
VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 4000
MaxDirtyBuffers = 2000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 10000
"""


@dataclass(frozen=True)
class Server:
    """An address to query, and where it differs the ones to update and of the graph store."""

    address: str
    updates: str | None = None
    graph_store: str | None = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


@contextlib.contextmanager
def running(command: list[str], url: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_answer(url, process)
        yield
    finally:
        process.kill()
        process.wait()


def oxigraph_program() -> str:
    found = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    if not found:
        pytest.skip("Oxigraph's server is not installed (pip install oxigraph)")
    return found


@contextlib.contextmanager
def oxigraph() -> Iterator[Server]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running([oxigraph_program(), "serve", "--bind", f"127.0.0.1:{port}"], address):
        yield Server(address)


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    if not shutil.which("virtuoso-t"):
        pytest.skip("Virtuoso 7 is not installed (apt-get install virtuoso-opensource-7)")
    sql, http = free_port(), free_port()
    (folder / "v.ini").write_text(VIRTUOSO_INI.format(folder=folder, sql=sql, http=http))
    address = f"http://127.0.0.1:{http}"
    with running(["virtuoso-t", "+foreground", "+configfile", str(folder / "v.ini")], f"{address}/sparql"):
        yield Server(f"{address}/sparql", f"{address}/sparql-auth", f"{address}/sparql-graph-crud-auth")
