"""Worker processes that answer the questions of a served record, each one question at a time.

A question that takes too long or needs too much memory is ended with its process, which is started again; no other
question is touched. Where all are taken, a question waits its turn. A record that is written to is opened anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import RecordError, StandoffError
from ..record.folder import snapshot, state_of
from .line import CUT, END, FRAME, HEAD, READY, packed
from .worker import MEMORY, NOT_CONFINED

__all__ = ["Busy", "Ended", "Pool", "Reply"]

#: Questions at once, and questions that wait for their turn.
AT_ONCE, WAITING = max(4, min(os.cpu_count() or 1, 8)), 64
#: Bytes of memory that all workers together may use.
MEMORY_OF_ALL = 2 * MEMORY
#: Bytes of an answer that are read before any is sent: the worker of a smaller answer is free at once.
READ_AHEAD = 512 * 1024
#: Seconds for a worker to start and open the record; the longest pause before one that does not start is tried again.
_START, _LONGEST_PAUSE = 60, 30
#: Seconds for a worker to end after it has closed its line.
_END = 5
#: Seconds between looks at memory, and at the record; one that is written to all the time is opened anew that often.
_LOOK_AT_MEMORY, _LOOK_AT_RECORD, _OPENED_ANEW = 0.05, 1, 10
#: Seconds in which the same message is not repeated: whoever asks could fill a log.
_ONCE_IN = 10


class Busy(Exception):
    """There are as many questions as can be taken."""


class Ended(Exception):
    """The process of a question ended before its answer; says why, and whether it was the question's doing."""

    def __init__(self, cause: str, by_question: bool) -> None:
        super().__init__(cause)
        self.by_question = by_question


@dataclass
class Reply:
    """An answer: status, media type, its bytes or the first of them; ``rest`` yields the others."""

    status: int
    media: str
    body: bytes
    _pool: Pool
    _worker: Worker | None = None

    @property
    def is_long(self) -> bool:
        """Whether there is more than ``body``."""
        return self._worker is not None

    async def rest(self) -> AsyncIterator[bytes]:
        """The rest of a long answer. Raises Ended where it cannot be had."""
        while self._worker:
            try:
                kind, data = await self._worker.frame()
            except (asyncio.IncompleteReadError, OSError):
                raise Ended(*await self._worker.cause()) from None
            if kind in (END, CUT):
                worker, self._worker = self._worker, None
                self._pool.release(worker)
            if kind == CUT:
                raise Ended(_FAILED, by_question=True)
            if data:
                yield data

    def close(self) -> None:
        """Be done with it: a worker that has more to say is ended."""
        worker, self._worker = self._worker, None
        if worker:
            worker.end("gone")


@dataclass(eq=False)
class Worker:
    """A process and the line to it; ``ended`` is set when the process is gone."""

    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    folder: Path
    record: str
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    busy: bool = False
    ready: bool = False
    #: Why we ended it: "time", "memory", "gone", "closed"; empty where we did not.
    why: str = ""
    wrote: str = ""
    timer: asyncio.TimerHandle | None = None

    async def frame(self) -> tuple[bytes, bytes]:
        kind, length = FRAME.unpack(await self.reader.readexactly(FRAME.size))
        return kind, await self.reader.readexactly(length) if length else b""

    async def open(self, folder: Path, compact: bool = False) -> None:
        """Open a copy of the record, compacted before. Raises OSError, IncompleteReadError or TimeoutError."""
        self.folder = folder
        self.writer.write(packed({"open": str(folder), "compact": compact}))
        try:
            async with asyncio.timeout(_START):
                kind, _ = await self.frame()
        except TimeoutError:
            self.end("slow")
            raise
        if kind != READY:
            raise ConnectionError

    def end(self, why: str) -> None:
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
        self.writer.close()
        if self.timer:
            self.timer.cancel()
        self.ended.set()


_FAILED = "The answer failed on its way. Ask for less."
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


class Pool:
    """The workers over the record in a folder. ``talk`` is told what ended a process, and when the record is new."""

    def __init__(self, record: Path, seconds: float, talk: Callable[[str], None]) -> None:
        self._record, self._seconds, self._talk = record, seconds, talk
        self._copies = contextlib.ExitStack()
        self._workers: set[Worker] = set()
        self._free: deque[Worker] = deque()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: dict[str, float] = {}

    async def start(self) -> None:
        """Start the workers; return when one is ready. Raises RecordError where none can be."""
        self._state = await asyncio.to_thread(state_of, self._record)
        self._folder = await asyncio.to_thread(self._copies.enter_context, snapshot(self._record))
        first = await self._started(compact=True)
        if not first.ready:
            raise RecordError((await first.cause())[0])
        self._give(first)
        for begun in [first, *[None] * (AT_ONCE - 1)]:
            self._run(self._keep(begun))
        self._run(self._watch_memory())
        self._run(self._watch_record())

    async def close(self) -> None:
        """End all workers."""
        for task in self._tasks:
            task.cancel()
        for worker in self._workers:
            worker.end("closed")
        for worker in list(self._workers):
            worker.process.wait()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._copies.close)

    async def ask(self, message: dict[str, Any]) -> Reply:
        """The answer to a message for a worker. Raises Busy, and Ended where the question ended its process."""
        for tries in (1, 2):
            worker = await self._worker()
            try:
                return await self._begun(worker, message)
            except Ended as ended:
                # What only reads may be asked again, where it was not to blame.
                if ended.by_question or tries == 2:
                    raise
        raise AssertionError

    def release(self, worker: Worker) -> None:
        """It has answered."""
        worker.busy = False
        if worker.timer:
            worker.timer.cancel()
        if worker.folder == self._folder:
            self._give(worker)
        else:
            self._run(self._opened_anew(worker))

    # --- a question ---------------------------------------------------------------------------------------------------

    async def _worker(self) -> Worker:
        """A worker that is free, for this question alone. Raises Busy."""
        while self._free:
            worker = self._free.pop()  # the one whose caches are warm
            if not worker.ended.is_set():
                worker.busy = True
                return worker
        if len(self._waiting) >= WAITING:
            raise Busy
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._seconds):
                return await turn
        except TimeoutError:
            self._give_back(turn)
            raise Busy from None
        except asyncio.CancelledError:
            self._give_back(turn)
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(turn)

    def _give_back(self, turn: asyncio.Future[Worker]) -> None:
        if turn.done() and not turn.cancelled():
            self.release(turn.result())

    def _give(self, worker: Worker) -> None:
        """Hand a worker to whoever has waited longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                worker.busy = True
                turn.set_result(worker)
                return
        self._free.append(worker)

    async def _begun(self, worker: Worker, message: dict[str, Any]) -> Reply:
        worker.timer = asyncio.get_running_loop().call_later(self._seconds, worker.end, "time")
        try:
            worker.writer.write(packed(message))
            kind, data = await worker.frame()
            status, media = json.loads(data) if kind == HEAD else (500, "")
            body = bytearray()
            while len(body) < READ_AHEAD:
                kind, data = await worker.frame()
                if kind == END:
                    self.release(worker)
                    return Reply(status, media, bytes(body), self)
                if kind == CUT:
                    self.release(worker)
                    raise Ended(_FAILED, by_question=True)
                body += data
            return Reply(status, media, bytes(body), self, worker)
        except (asyncio.IncompleteReadError, OSError):
            raise Ended(*await worker.cause()) from None
        except asyncio.CancelledError:
            worker.end("gone")
            raise

    # --- processes ----------------------------------------------------------------------------------------------------

    async def _started(self, compact: bool = False) -> Worker:
        """A new worker; ``ready`` where it has opened the record, else it has ended."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "standoff.web.worker", str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_environment(),
                process_group=0,  # Ctrl-C reaches only the server, which then ends it
            )
        reader, writer = await asyncio.open_connection(sock=ours, limit=READ_AHEAD)
        worker = Worker(process, reader, writer, self._folder, str(self._record))
        self._workers.add(worker)
        self._await_end(worker)
        try:
            await worker.open(self._folder, compact)
            worker.ready = True
        except (OSError, asyncio.IncompleteReadError):  # TimeoutError is an OSError
            await worker.cause()
        return worker

    def _await_end(self, worker: Worker) -> None:
        loop = asyncio.get_running_loop()
        handle = os.pidfd_open(worker.process.pid)

        def gone() -> None:
            loop.remove_reader(handle)
            os.close(handle)
            self._workers.discard(worker)
            with contextlib.suppress(ValueError):
                self._free.remove(worker)
            worker.note_end()

        loop.add_reader(handle, gone)

    async def _keep(self, worker: Worker | None) -> None:
        """Keep one worker running, for ever."""
        failures = 0
        while True:
            if worker is None:
                worker = await self._started()
                if worker.ready:
                    failures = 0
                    self.release(worker)
            await worker.ended.wait()
            cause, by_question = await worker.cause()
            if not worker.ready:
                failures += 1
                pause = min(0.1 * 2**failures, _LONGEST_PAUSE)
                self._tell(f"A process that answers does not start: {cause} It is tried again.")
                await asyncio.sleep(pause)
            elif worker.why not in ("time", "gone", "closed"):
                self._tell(f"{cause} Its process is started again." if by_question else f"{cause} It is started again.")
            worker = None

    async def _watch_memory(self) -> None:
        """End the largest worker where all together use too much; the kernel bounds each."""
        while True:
            await asyncio.sleep(_LOOK_AT_MEMORY)
            if any(worker.busy for worker in self._workers):
                used = {worker: _memory_of(worker.process.pid) for worker in self._workers}
                if sum(used.values()) > MEMORY_OF_ALL:
                    max(used, key=lambda each: used[each]).end("memory")

    # --- the record ---------------------------------------------------------------------------------------------------

    async def _watch_record(self) -> None:
        """Open the record anew once it was written to and is left alone, or now and then where it is not."""
        seen, opened = self._state, 0.0
        while True:
            await asyncio.sleep(_LOOK_AT_RECORD)
            try:
                now = await asyncio.to_thread(state_of, self._record)
                if now == self._state:
                    continue
                left_alone = now == seen
                seen = now
                pause = _OPENED_ANEW / 2 if left_alone else _OPENED_ANEW
                if time.monotonic() - opened > pause:
                    await self._renew(now)
                    opened = time.monotonic()
            except FileNotFoundError:
                self._tell(f"There is no record at {self._record} any more. Answers come from its last state.")
            except (OSError, StandoffError) as error:
                self._tell(f"The record cannot be opened anew: {error} Answers come from its state before.")

    async def _renew(self, state: frozenset[tuple[object, ...]]) -> None:
        copies = contextlib.ExitStack()
        try:
            folder = await asyncio.to_thread(copies.enter_context, snapshot(self._record))
            worker = await self._worker()
            await worker.open(folder, compact=True)
        except Busy:
            return await asyncio.to_thread(copies.close)  # the next look finds it as new
        except (OSError, asyncio.IncompleteReadError):
            cause, _ = await worker.cause()
            await asyncio.to_thread(copies.close)
            raise RecordError(cause) from None
        before, self._copies, self._folder, self._state = self._copies, copies, folder, state
        self.release(worker)
        while any(worker.folder != folder for worker in self._workers):
            idle = next((each for each in self._free if each.folder != folder), None)
            if idle:
                self._free.remove(idle)
                await self._opened_anew(idle)
            else:
                await asyncio.sleep(_LOOK_AT_MEMORY)
        await asyncio.to_thread(before.close)

    async def _opened_anew(self, worker: Worker) -> None:
        try:
            await worker.open(self._folder)
        except (OSError, asyncio.IncompleteReadError):
            await worker.cause()  # and it is started again
        else:
            self.release(worker)

    def _run(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _tell(self, message: str) -> None:
        now = time.monotonic()
        if now - self._told.get(message, -_ONCE_IN) >= _ONCE_IN:
            self._told = {said: at for said, at in self._told.items() if now - at < _ONCE_IN} | {message: now}
            self._talk(message)


def _environment() -> dict[str, str]:
    """What a worker inherits: where modules are found here, and no password or token."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STANDOFF_")}
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _memory_of(pid: int) -> int:
    """The bytes of memory that a process uses; 0 if it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
