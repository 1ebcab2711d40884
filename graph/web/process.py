"""A worker process as the server sees it: the line to it, its end, and what ended it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Any

from .line import FRAME, READY, packed
from .worker import NOT_CONFINED

__all__ = ["FAILED", "READ_AHEAD", "Ended", "Worker", "memory_of"]

#: Bytes of an answer that are read before any is sent: the worker of a smaller answer is free at once.
READ_AHEAD = 512 * 1024
#: Seconds for a worker to start and open the record, and to end after it has closed its line.
_START, _END = 60, 5
FAILED = "The answer failed on its way. Ask for less."
_CAUSES = {
    "time": "The question took longer than it may and was stopped. Ask for less, or start the server with a higher "
    "--time-limit.",
    "memory": "The question needed more than 1 GB of memory and was stopped. Ask for less: fewer variables, a LIMIT, "
    "no ORDER BY over all.",
    "gone": "Whoever asked is gone.",
    "closed": "The server is being stopped.",
    "slow": "It took longer than a minute to open the record.",
    "mute": "It stopped answering.",
}


class Ended(Exception):
    """The process of a question ended before its answer; says why, and whether it was the question's doing."""

    def __init__(self, cause: str, by_question: bool) -> None:
        super().__init__(cause)
        self.by_question = by_question


class Worker(asyncio.Protocol):
    """A process and the line to it; ``ended`` is set when the process is gone.

    A protocol and not a stream: an answer that comes in one piece is taken apart at once, in one turn of the loop.
    """

    def __init__(self, folder: Path, record: str) -> None:
        self.folder, self.record = folder, record
        self.ended = asyncio.Event()
        self.busy = self.ready = False
        #: Why we ended it: "time", "memory", "gone", "closed"; empty where we did not.
        self.why = self.wrote = ""
        self.timer: asyncio.TimerHandle | None = None
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._pending, self._held = bytearray(), 0
        self._turn: asyncio.Future[None] | None = None
        self._closed = False

    async def start(self) -> None:
        """Start the process."""
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "standoff.web.worker", str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_environment(),
                process_group=0,  # Ctrl-C reaches only the server, which then ends it
            )
        self._line, _ = await asyncio.get_running_loop().create_connection(lambda: self, sock=ours)

    # --- the line -----------------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        self._pending += data
        start, size = 0, len(self._pending)
        while size - start >= FRAME.size:
            kind, length = FRAME.unpack_from(self._pending, start)
            end = start + FRAME.size + length
            if end > size:
                break
            self._frames.append((kind, bytes(self._pending[start + FRAME.size : end])))
            start = end
        del self._pending[:start]
        self._held += len(data)
        if self._held > READ_AHEAD:
            self._line.pause_reading()
        if start:
            self._wake()

    def connection_lost(self, _: Exception | None) -> None:
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        if self._turn and not self._turn.done():
            self._turn.set_result(None)

    def send(self, message: dict[str, Any]) -> None:
        """Send it a message."""
        self._line.write(packed(message))

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame that it sends. Raises ConnectionError where it has closed the line."""
        while not self._frames:
            if self._closed:
                raise ConnectionResetError
            if self._held:
                # All that was held back has been taken, or a frame is still incomplete: read on.
                self._held = 0
                self._line.resume_reading()
            self._turn = asyncio.get_running_loop().create_future()
            await self._turn
        return self._frames.popleft()

    async def open(self, folder: Path, compact: bool = False) -> None:
        """Open a copy of the record, compacted before. Raises OSError, of which TimeoutError is one."""
        self.folder = folder
        self.send({"open": str(folder), "compact": compact})
        try:
            async with asyncio.timeout(_START):
                kind, _ = await self.frame()
        except TimeoutError:
            self.end("slow")
            raise
        if kind != READY:
            raise ConnectionError

    # --- its end ------------------------------------------------------------------------------------------------------

    def end(self, why: str) -> None:
        """End it, for this reason."""
        self.why = self.why or why
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    async def cause(self) -> tuple[str, bool]:
        """Why it ended, in a sentence, and whether a question of its own did it."""
        try:
            async with asyncio.timeout(_END):  # it has closed the line, and is about to end by itself
                await self.ended.wait()
        except TimeoutError:
            self.end("mute")
            await self.ended.wait()
        if self.why:
            return _CAUSES[self.why], True
        status = self.process.returncode
        said = next((line.strip() for line in reversed(self.wrote.split("\n")) if line.strip()), "")
        if status == NOT_CONFINED:
            return "This system cannot prevent a process from connecting to other machines. Run it on Linux.", False
        if status >= 0:
            return said.replace(str(self.folder), self.record) or f"It ended with status {status}.", False
        name = signal.Signals(-status).name
        # Oxigraph and RocksDB say what they lack and abort; Python has no words for it.
        if status == -signal.SIGABRT and (not said or "memory" in self.wrote or "bad_alloc" in self.wrote):
            return _CAUSES["memory"], True
        if status in (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL):
            return f"The question ended its process ({name}), as one of very many parts does. Ask for less.", True
        return f"The process that answers was ended from outside ({name}), or by the system for want of memory.", False

    def note_end(self) -> None:
        """Its process is gone: note what it wrote, and close what led to it."""
        self.process.wait()
        assert self.process.stderr
        with self.process.stderr as errors:
            os.set_blocking(errors.fileno(), False)
            self.wrote = (errors.read() or b"").decode(errors="replace")
        self._line.close()
        if self.timer:
            self.timer.cancel()
        self.ended.set()


def _environment() -> dict[str, str]:
    """What a worker inherits: where modules are found here, and no password or token."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STANDOFF_")}
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def memory_of(pid: int) -> int:
    """The bytes of memory that a process uses; 0 if it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
