"""Serve a folder's record over HTTP, read-only: SPARQL 1.1, named questions, pages for people: the command ``serve``.

A gate (``server``, ``access``) lets in whom the record is meant for, and passes questions to workers (``pool``,
``worker``): processes that cannot connect to anything, so that no ``SERVICE`` reaches another machine, are limited in
memory and in time, and end when this process ends, for whatever reason.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ..arguments import checked, listed
from ..confine import can_refuse_connections
from ..errors import QuestionError, RecordError
from ..extras import needs
from ..record.folder import refuse_no_record
from .access import Access, Network, networks_of, origins_of

__all__ = ["serve"]


@checked
def serve(
    where: str = "out/record",
    port: int = 7878,
    allow_from: str = "loopback",
    seconds: int = 20,
    talk: Callable[[str], None] = print,
    *,
    token: bool = True,
    host_name: str | Sequence[str] = (),
    cors: str | Sequence[str] = (),
) -> None:
    """Answer SPARQL and named questions over HTTP from a record, read-only, until this process is interrupted (Ctrl-C).

    Parameters
    ----------
    where
        The record's folder. A record that is written to meanwhile is opened anew within seconds.
    port
        The port to listen on.
    allow_from
        Who besides this machine may ask: an address, a network such as ``"192.168.1.0/24"``, or ``"anyone"``.
    seconds
        Stop a question that takes longer.
    talk
        Called with each message while it runs. Default: print it.
    token
        Ask for a token, which is in the address that ``talk`` is told: a new one each time, or that of the environment
        variable ``STANDOFF_TOKEN``. With False, every program and user of this machine may ask.
    host_name
        Names of this machine by which it may be addressed, besides its addresses and ``localhost``.
    cors
        Origins of other sites whose pages may ask, such as ``"https://example.org"``.

    Raises
    ------
    RecordError
        There is no such record, the server does not start, or the port is taken.
    QuestionError
        ``allow_from`` is not a network, ``cors`` not an origin, or the record is in memory.
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
    networks, origins = networks_of(allow_from), origins_of(listed(cors))
    refuse_no_record(Path(where))
    needs("Answering over HTTP", "tornado")
    if not can_refuse_connections():
        raise RecordError("This system cannot prevent the server from connecting to other machines. Run it on Linux.")
    from .server import bound

    known = os.environ.get("STANDOFF_TOKEN", "")
    access = Access(
        port,
        (known or secrets.token_hex(24)) if token else "",
        networks,
        [name.lower() for name in listed(host_name)],
        origins,
    )
    with _until_signalled(), contextlib.ExitStack() as sockets:
        open_at = [sockets.enter_context(each) for each in bound(port, _addresses(networks))]
        server = _Server(Path(where), seconds, access, open_at, _never_failing(talk))
        try:
            server.start()
            for words in _greeting(where, access, allow_from, hidden=bool(known)):
                talk(words)
            server.wait()
        finally:
            server.stop()


def _greeting(where: str, access: Access, allow_from: str, hidden: bool) -> Iterator[str]:
    address = f"http://127.0.0.1:{access.port}/"
    token = "…" if hidden else access.token
    yield f"The record {where}, read-only: {address}{f'?token={token}' if token else ''}"
    asks = f"Programs ask SPARQL at {address}query"
    if token:
        asks += f", with the header Authorization: Bearer {'and the token in STANDOFF_TOKEN' if hidden else token}"
    yield f"{asks}. Stop it with Ctrl-C."
    if not access.token:
        yield "No token is asked for: every program and user of this machine can read the whole record."
    if access.networks:
        who = "anyone there who has the token" if access.token else "anyone there"
        yield f"Open to {allow_from}: {who} can read the whole record, including quotes and names of people."


def _addresses(networks: Sequence[Network]) -> list[str]:
    """The addresses to listen at. IPv6 loopback is among them, so that ``localhost`` leads to nobody else."""
    versions = {network.version for network in networks}
    return ["0.0.0.0" if 4 in versions else "127.0.0.1", "::" if 6 in versions else "::1"]


class _Server:
    """The gate and its workers in a thread with an event loop of their own, also where one runs already (notebooks)."""

    def __init__(
        self,
        record: Path,
        seconds: float,
        access: Access,
        sockets: Sequence[socket.socket],
        talk: Callable[[str], None],
    ) -> None:
        self._record, self._seconds, self._access, self._sockets, self._talk = record, seconds, access, sockets, talk
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed, self._done = threading.Event(), threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="standoff-serve")

    def start(self) -> None:
        """Start it; return when it answers. Raises RecordError."""
        self._thread.start()
        self._changed.wait()
        if self._done.is_set():
            self.wait()

    def wait(self) -> None:
        """Wait until it ends, which it does by itself only with an error, which is raised."""
        # Not join: where a signal interrupts it, Python 3.11 takes the thread for ended.
        self._done.wait()
        if self._error:
            raise self._error

    def stop(self) -> None:
        if self._thread.ident:
            while not self._done.wait(0.05):
                if self._loop:
                    with contextlib.suppress(RuntimeError):  # it has just ended
                        self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._error = error
        finally:
            self._done.set()
            self._changed.set()

    async def _serve(self) -> None:
        from .pool import Pool
        from .routes import routes
        from .server import listen

        self._stopped, self._loop = asyncio.Event(), asyncio.get_running_loop()
        pool = Pool(self._record, self._seconds, self._talk)
        try:
            starting = asyncio.create_task(pool.start())
            stopped = asyncio.create_task(self._stopped.wait())
            await asyncio.wait([starting, stopped], return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                starting.cancel()
                return
            await starting
            gate = listen(routes(pool), self._access, self._sockets, self._talk)
            self._changed.set()
            await stopped
            gate.stop()
            await gate.close_all_connections()
        finally:
            await pool.close()


def _never_failing(talk: Callable[[str], None]) -> Callable[[str], None]:
    """The same, also where nobody reads any more what it prints: a server goes on."""

    def told(message: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            talk(message)

    return told


@contextlib.contextmanager
def _until_signalled() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the block cleanly, without an error."""

    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        if not stopping:  # a second one must not disturb the end
            stopping = True
            raise KeyboardInterrupt

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
