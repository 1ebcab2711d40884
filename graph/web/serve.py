"""The command `serve`: a folder's record as a read-only SPARQL 1.1 endpoint, by Oxigraph's own server.

The server runs as a process of its own that cannot connect to anything (so no ``SERVICE`` reaches another machine), is
bounded in memory, and ends with this one, however that ends. It listens on loopback. Whoever else may ask goes through
a gate here, which lets their addresses in and nobody else's.
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

from ..confine import can_refuse_connections, end_with_parent, refuse_connections
from ..errors import QuestionError, RecordError
from ..record.folder import snapshot
from ..record.keeper import open_keeper
from ..vocabulary import PREFIXES

__all__ = ["serve"]

#: Bytes the server may take; a question that wants more ends it, and it is started again.
MEMORY = 1024 * 1024 * 1024
#: Questions that it may be asked within its time limit: it keeps a thread for each until then, and with some 20,000 of
#: them the kernel gives it no more (vm.max_map_count), which ends it.
MOST_ASKED = 15_000
_LOOPBACK = "127.0.0.1"
#: Seconds until a server that was started must answer, on a machine that has much else to do; one that ends is told of
#: at once. And how long it may take to end when it is told to.
_PATIENCE, _LEAVE = 60, 5

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def serve(
    where: str = "out/record",
    port: int = 7878,
    allow_from: str = "loopback",
    seconds: int = 20,
    talk: Callable[[str], None] = print,
) -> None:
    """Answer SPARQL over HTTP from a record, read-only, until this process is told to end (Ctrl-C).

    Parameters
    ----------
    where
        The record's folder. It gives what the record held when it was started.
    port
        The port to listen at, on this machine.
    allow_from
        Who else may ask: an address, a network such as ``"192.168.1.0/24"``, or ``"anyone"``.
    seconds
        Stop a question that takes longer.
    talk
        What is said while it runs goes there; it is printed where nothing is given.

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
        served = f"{where} is served already."
        raise RecordError(f"{served} Give a folder.", command=f"{served} Give a folder with --record.")
    networks = _networks(allow_from)
    open_keeper(where)  # a clear message where there is none
    if not can_refuse_connections():
        raise RecordError("This system cannot keep the server from asking other machines for its visitors; Linux can.")
    for host in [_LOOPBACK, *(["0.0.0.0"] if networks else [])]:
        _refuse_taken(host, port)
    inner = _free_port() if networks else port
    # Oxigraph's server fails, or ends, where the files that it reads change under its hands.
    with _told_to_end(), snapshot(Path(where)) as now, _running(_program(), str(now), inner, seconds, talk) as server:
        talk(
            f"The record {where}, read-only: SPARQL at http://{_LOOPBACK}:{port}/query, a page to ask from at "
            f"http://{_LOOPBACK}:{port}/. Ctrl-C ends it."
        )
        talk("\n".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("st", "id", "type", "skos")))
        if not networks:
            while True:
                server.keep_up()
                time.sleep(0.05)
        talk(f"Open to {allow_from}: whoever is there reads the whole record, quotes and names of persons too.")
        asyncio.run(_gate(port, inner, networks, server))


class _Server:
    """Oxigraph's server as a process, started again where it ended by itself."""

    def __init__(self, command: list[str], port: int, talk: Callable[[str], None]) -> None:
        self._command, self._port, self._talk = command, port, talk
        self._start()

    def _start(self) -> None:
        parent = os.getpid()

        def confined() -> None:
            end_with_parent(parent)
            os.setpgid(0, 0)  # Ctrl-C is for us to hear; we end it in order
            if not refuse_connections():
                os._exit(3)

        self._process = subprocess.Popen(
            self._command,
            preexec_fn=confined,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + _PATIENCE
        while not _answers(self._port):
            if self._process.poll() is not None or time.monotonic() > until:
                self.end()
                raise RecordError(
                    f"Oxigraph's server does not start ({self._process.returncode}). Try it by hand: "
                    f"{' '.join(self._command)}"
                )
            time.sleep(0.05)

    def keep_up(self) -> None:
        # Watched, not bounded: the server keeps a thread for each answer of the last minute, to stop it in time, and
        # the room set aside for them counts as data, a thousand of them as 2 GB.
        why = f"The server ended by itself, as it does when some {MOST_ASKED:,} questions come within --time-limit"
        if self._process.poll() is None and _held(self._process.pid) > MEMORY:
            self._process.kill()
            self._process.wait()
            why = "A question wanted more than 1 GB of memory and ended the server"
        if self._process.poll() is not None:
            self._talk(f"{why}. It is started again.")
            self._start()

    def end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_LEAVE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _held(pid: int) -> int:
    """The bytes of memory that a process holds; 0 where it is gone."""
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
def _told_to_end() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the block in order, and are no error."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


async def _gate(port: int, inner: int, networks: list[Network], server: _Server) -> None:
    """Pass on what allowed addresses send, and close to all others."""

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            if _allowed(writer.get_extra_info("peername")[0], networks):
                answers, asks = await asyncio.open_connection(_LOOPBACK, inner)
                await asyncio.gather(_pass_on(reader, asks), _pass_on(answers, writer))
        writer.close()

    gate = await asyncio.start_server(visit, "0.0.0.0", port)
    async with gate:
        while True:
            server.keep_up()
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
    """The networks let in beside loopback."""
    if allow_from == "loopback":
        return []
    if allow_from == "anyone":
        return [ipaddress.ip_network("0.0.0.0/0")]
    try:
        return [ipaddress.ip_network(allow_from, strict=False)]
    except ValueError:
        raise QuestionError(
            f'"{allow_from}" is no network. Write an address, a network such as 192.168.1.0/24, or anyone.'
        ) from None


def _program() -> str:
    found = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    if not found:
        raise RecordError("Oxigraph's server is missing. Install it: pip install oxigraph, or all of standoff[serve].")
    return found


def _refuse_taken(host: str, port: int) -> None:
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
