"""Worker processes that answer the questions of a served record, each one question at a time.

A question that takes too long or needs too much memory is ended with its process, which is started again; no other
question is touched. Where all are taken, a question waits its turn. A record that is written to is opened anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RecordError, StandoffError
from ..record.folder import snapshot, state_of
from .line import CUT, END, HEAD
from .process import FAILED, READ_AHEAD, Ended, Worker, memory_of
from .worker import MEMORY

__all__ = ["Busy", "Ended", "Pool", "Reply"]

#: Questions at once, and questions that wait for their turn.
AT_ONCE, WAITING = max(4, min(os.cpu_count() or 1, 8)), 64
#: Bytes of memory that all workers together may use.
MEMORY_OF_ALL = 2 * MEMORY
#: The longest pause in seconds before a worker that does not start is tried again.
_LONGEST_PAUSE = 30
#: Seconds between looks at memory, and at the record; one that is written to all the time is opened anew that often.
_LOOK_AT_MEMORY, _LOOK_AT_RECORD, _OPENED_ANEW = 0.05, 1, 10
#: Seconds in which the same message is not repeated: whoever asks could fill a log.
_ONCE_IN = 10


class Busy(Exception):
    """There are as many questions as can be taken."""


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
            except OSError:
                raise Ended(*await self._worker.cause()) from None
            if kind in (END, CUT):
                worker, self._worker = self._worker, None
                self._pool.release(worker)
            if kind == CUT:
                raise Ended(FAILED, by_question=True)
            if data:
                yield data

    def close(self) -> None:
        """Be done with it: a worker that has more to say is ended."""
        worker, self._worker = self._worker, None
        if worker:
            worker.end("gone")


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
        if worker.why:
            return  # ended meanwhile, and its end is no other question's
        if worker.folder == self._folder:
            self._give(worker)
        else:
            self._run(self._opened_anew(worker))

    # --- a question ---------------------------------------------------------------------------------------------------

    async def _worker(self) -> Worker:
        """A worker that is free, for this question alone. Raises Busy."""
        while self._free:
            worker = self._free.pop()  # the one whose caches are warm
            if not (worker.why or worker.ended.is_set()):
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
            worker.send(message)
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
                    raise Ended(FAILED, by_question=True)
                body += data
            return Reply(status, media, bytes(body), self, worker)
        except OSError:
            raise Ended(*await worker.cause()) from None
        except asyncio.CancelledError:
            worker.end("gone")
            raise

    # --- processes ----------------------------------------------------------------------------------------------------

    async def _started(self, compact: bool = False) -> Worker:
        """A new worker; ``ready`` where it has opened the record, else it has ended."""
        worker = Worker(self._folder, str(self._record))
        await worker.start()
        self._workers.add(worker)
        self._await_end(worker)
        try:
            await worker.open(self._folder, compact)
            worker.ready = True
        except OSError:  # TimeoutError is an OSError
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
                used = {worker: memory_of(worker.process.pid) for worker in self._workers}
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
        except OSError:
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
        except OSError:
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
