"""Serve a folder's record as a read-only SPARQL 1.1 endpoint, with Oxigraph's own server: the command ``serve``.

The server runs in a separate process that cannot connect to anything (so no ``SERVICE`` reaches another machine), is
limited in memory, and ends when this process ends, for whatever reason. It listens on loopback. Requests from other
machines go through a gate here, which admits only the allowed addresses.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ..arguments import checked
from ..confine import can_refuse_connections, end_with_parent, refuse_connections
from ..errors import QuestionError, RecordError
from ..extras import lacking
from ..record.folder import snapshot
from ..record.keeper import open_keeper
from ..vocabulary import PREFIXES

__all__ = ["serve"]

#: Bytes of memory the server may use; a question that needs more ends it, and it is started again.
MEMORY = 1024 * 1024 * 1024
#: Questions it can take within one time limit: each occupies a thread until the limit is over, and at some 20,000
#: threads the kernel refuses more (vm.max_map_count), which ends the server.
MOST_ASKED = 15_000
_LOOPBACK = "127.0.0.1"
#: Seconds to wait for a started server to answer (on a busy machine; one that ends is reported at once), and for it to
#: end when asked to.
_START_TIMEOUT, _END_TIMEOUT = 60, 5

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@checked
def serve(
    where: str = "out/record",
    port: int = 7878,
    allow_from: str = "loopback",
    seconds: int = 20,
    talk: Callable[[str], None] = print,
) -> None:
    """Answer SPARQL over HTTP from a record, read-only, until this process is interrupted (Ctrl-C).

    Parameters
    ----------
    where
        The record's folder. Answers come from the record as it was when the server started.
    port
        The port to listen on.
    allow_from
        Who besides this machine may ask: an address, a network such as ``"192.168.1.0/24"``, or ``"anyone"``.
    seconds
        Stop a question that takes longer.
    talk
        Called with each message while it runs. Default: print it.

    Raises
    ------
    RecordError
        There is no such record, the server does not start, or the port is taken.
    QuestionError
        ``allow_from`` is not a network, or the record is in memory.
    """
    if where == "memory":
        empty = "A record in memory is empty here."
        raise QuestionError(
            f"{empty} Give a folder, or build one first.",
            command=f"{empty} Give a folder with --record, or build one first.",
        )
    if "://" in where:
        served = f"{where} is a server already."
        raise RecordError(f"{served} Give a folder.", command=f"{served} Give a folder with --record.")
    networks = _networks(allow_from)
    open_keeper(where)  # for its clear message if there is no record
    if not can_refuse_connections():
        raise RecordError("This system cannot prevent the server from connecting to other machines. Run it on Linux.")
    for host in [_LOOPBACK, *(["0.0.0.0"] if networks else [])]:
        _require_free_port(host, port)
    inner = _free_port() if networks else port
    # Oxigraph's server fails, or ends, if its files change while it reads them.
    with (
        _until_signalled(),
        snapshot(Path(where)) as now,
        _running(_program(), str(now), inner, seconds, talk) as server,
    ):
        talk(
            f"The record {where}, read-only: SPARQL at http://{_LOOPBACK}:{port}/query, a page for queries at "
            f"http://{_LOOPBACK}:{port}/. Stop it with Ctrl-C."
        )
        talk("\n".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("st", "id", "type", "skos")))
        if not networks:
            while True:
                server.restart_if_ended()
                time.sleep(0.05)
        talk(f"Open to {allow_from}: anyone there can read the whole record, including quotes and names of people.")
        asyncio.run(_gate(port, inner, networks, server))


class _Server:
    """Oxigraph's server as a process, started again if it ends by itself."""

    def __init__(self, command: list[str], port: int, talk: Callable[[str], None]) -> None:
        self._command, self._port, self._talk = command, port, talk
        self._start()

    def _start(self) -> None:
        parent = os.getpid()

        def confined() -> None:
            end_with_parent(parent)
            os.setpgid(0, 0)  # so that Ctrl-C reaches only this process, which then ends the server
            if not refuse_connections():
                os._exit(3)

        self._process = subprocess.Popen(
            self._command,
            preexec_fn=confined,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + _START_TIMEOUT
        while not _answers(self._port):
            if self._process.poll() is not None or time.monotonic() > until:
                self.end()
                raise RecordError(
                    f"Oxigraph's server does not start ({self._process.returncode}). Try it by hand: "
                    f"{' '.join(self._command)}"
                )
            time.sleep(0.05)

    def restart_if_ended(self) -> None:
        """Start the server again if it has ended, or end and restart it if it uses too much memory; say why."""
        # Watched rather than limited by the system: the server has a thread for each answer of the last minute, to stop
        # it in time, and a limit would count the stacks reserved for them, 2 GB for a thousand.
        why = f"The server ended by itself, as it does after some {MOST_ASKED:,} questions within one time limit"
        if self._process.poll() is None and _memory_of(self._process.pid) > MEMORY:
            self._process.kill()
            self._process.wait()
            why = "A question needed more than 1 GB of memory and ended the server"
        if self._process.poll() is not None:
            self._talk(f"{why}. It is started again.")
            self._start()

    def end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_END_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _memory_of(pid: int) -> int:
    """The bytes of memory that a process uses; 0 if it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextlib.contextmanager
def _running(program: str, where: str, port: int, seconds: int, talk: Callable[[str], None]) -> Iterator[_Server]:
    server = _Server(
        [program, "serve-read-only", "--location", where, "--bind", f"{_LOOPBACK}:{port}", "--timeout-s", str(seconds)],
        port,
        talk,
    )
    try:
        yield server
    finally:
        server.end()


@contextlib.contextmanager
def _until_signalled() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the block cleanly, without an error."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


async def _gate(port: int, inner: int, networks: list[Network], server: _Server) -> None:
    """Forward what allowed addresses send, and close the connection of all others."""

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            if _allowed(writer.get_extra_info("peername")[0], networks):
                answers, asks = await asyncio.open_connection(_LOOPBACK, inner)
                await asyncio.gather(_pass_on(reader, asks), _pass_on(answers, writer))
        writer.close()

    gate = await asyncio.start_server(visit, "0.0.0.0", port)
    async with gate:
        while True:
            server.restart_if_ended()
            await asyncio.sleep(0.05)


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await source.read(1 << 16):
            target.write(piece)
            await target.drain()
    with contextlib.suppress(OSError):
        target.close()


def _allowed(address: str, networks: list[Network]) -> bool:
    peer = ipaddress.ip_address(address)
    return peer.is_loopback or any(peer in network for network in networks)


def _networks(allow_from: str) -> list[Network]:
    """The networks admitted besides loopback."""
    if allow_from == "loopback":
        return []
    if allow_from == "anyone":
        return [ipaddress.ip_network("0.0.0.0/0")]
    try:
        return [ipaddress.ip_network(allow_from, strict=False)]
    except ValueError:
        raise QuestionError(
            f'"{allow_from}" is not a network. Write an address, a network such as 192.168.1.0/24, or anyone.'
        ) from None


def _program() -> str:
    found = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    if not found:
        raise lacking("Answering over HTTP", ["oxigraph"])
    return found


def _require_free_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            used = f"Port {port} cannot be used: {error.strerror}. Take another"
            raise RecordError(f"{used}.", command=f"{used} with --port.") from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((_LOOPBACK, port)) == 0
