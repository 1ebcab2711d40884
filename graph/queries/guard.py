"""Run a question in a separate process, so that it can be stopped: after a time limit, or when it needs too much
memory.

A query that runs inside Oxigraph ignores signals and has no limits. So it runs in a child process, which writes its
answer into a pipe as it finds it; the parent passes it on, and counts the time it waits.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import IO, TypeVar

from ..confine import end_with_parent
from ..errors import QuestionError, StandoffError
from ..locks import out_of_reach

__all__ = ["MEMORY", "guarded"]

T = TypeVar("T")
#: Bytes of memory that a question may use beyond what the program uses already.
MEMORY = 900 * 1024 * 1024
#: Seconds that the system can be asked to wait at once; a limit may be longer, or infinite.
_LONGEST = 1e6
_FAULT = "A fault in standoff itself ended the question"


def guarded(work: Callable[[IO[bytes]], T], out: IO[bytes], seconds: float) -> T:
    """Run ``work`` in a child process and return its result; what it writes is passed to ``out`` at once.

    ``seconds`` counts the time spent waiting for the child, not for ``out``. Raises QuestionError when the time is over
    or the child exceeds its memory (``standoff.confine.bound_memory``), and any StandoffError of ``work``.
    """
    if not hasattr(os, "fork"):
        return work(out)  # no limits where a process cannot be forked (docs/stores.md)
    sys.stdout.flush()
    sys.stderr.flush()
    (rows, to_rows), (end, to_end), parent = os.pipe(), os.pipe(), os.getpid()
    child = os.fork()
    if not child:
        _child(work, to_rows, to_end, parent)
    os.close(to_rows)
    os.close(to_end)
    try:
        outcome = _passed_on(rows, end, out, seconds)
    finally:
        os.close(rows)
        os.close(end)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if outcome is None:
        stopped = f"The question was stopped after {seconds:g} seconds; the answer above is incomplete. Ask for less,"
        raise QuestionError(
            f"{stopped} or allow more seconds.", command=f"{stopped} or allow more time with --time-limit."
        )
    if not outcome:
        what = "needs more than 1 GB of memory" if _out_of_memory(status) else f"ended without an answer ({status})"
        raise QuestionError(f"The question {what}. Ask for less: fewer variables, a LIMIT, no ORDER BY over all.")
    result: T | StandoffError = pickle.loads(outcome)  # our own child wrote it
    if isinstance(result, StandoffError):
        raise result
    return result


def _child(work: Callable[[IO[bytes]], object], to_rows: int, to_end: int, parent: int) -> None:
    """Do the work and exit, never returning into the parent's code."""
    try:
        end_with_parent(parent)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # hide the allocator's message on failure; ours is clearer
        result: object
        try:
            with os.fdopen(to_rows, "wb") as out:
                result = work(out)
        except StandoffError as error:
            result = error
        except BrokenPipeError:
            result = None
        except Exception as error:
            if isinstance(error, MemoryError):
                raise
            fault = f"{_FAULT} ({type(error).__name__}: {error}). Please report it with the question."
            result = StandoffError(out_of_reach(error) or fault)
        with os.fdopen(to_end, "wb") as end:
            pickle.dump(result, end)
        os._exit(0)
    except MemoryError:
        os.kill(os.getpid(), signal.SIGABRT)
    finally:
        os._exit(1)


def _passed_on(rows: int, end: int, out: IO[bytes], seconds: float) -> bytes | None:
    """What the child reports when it ends (empty where it died); None when the time is over."""
    outcome, waited = b"", 0.0
    while True:
        start = time.monotonic()
        ready, _, _ = select.select([rows], [], [], min(max(seconds - waited, 0), _LONGEST))
        waited += time.monotonic() - start
        if not ready:
            if waited < seconds:
                continue
            return None
        piece = os.read(rows, 1 << 16)
        if not piece:
            break
        out.write(piece)
        out.flush()
    while True:
        ready, _, _ = select.select([end], [], [], min(max(seconds - waited, 1), _LONGEST))
        piece = os.read(end, 1 << 16) if ready else b""
        if not piece:
            return outcome
        outcome += piece


def _out_of_memory(status: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL)
