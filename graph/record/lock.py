"""One writer at a time to a record in a folder, and who it is.

Oxigraph's storage (RocksDB) locks the file ``LOCK`` of the folder for as long as it is open for writing. It is a lock
of the kernel (``fcntl``): it ends with its process, however that ends, so none is ever left behind, and the kernel
itself names the process that holds it, so its number is never out of date. Whoever builds a new folder beside the
record closes the old one before the two are exchanged: the ``Turn`` to write, a lock on another file of the folder
(``flock``), is held all the while, so that nobody writes to the old folder in between. A lock on the folder itself
would not do: no network file system passes it on. Where none is passed on, a ``WriterMark`` takes its place.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import struct
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..errors import RecordError
from ..locks import file_system, locks_reach
from .writer_mark import WriterMark, started

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock: there the storage's own lock has to do
    fcntl = None  # type: ignore[assignment]

__all__ = ["TURN", "Holder", "Turn", "holder", "lock_message"]

#: The file whose lock is the turn to write; it stays, empty.
TURN = "standoff.lock"
#: What the storage says where somebody holds its lock: EAGAIN, in this process, on Windows. The word "lock" alone says
#: nothing: it may be in the path, or the file cannot be opened.
_HELD = ("resource temporarily unavailable", "current process", "used by another process")
#: What a system says where it has no locks to give: ENOLCK, EOPNOTSUPP, ENOSYS.
_NO_LOCKS = ("no locks available", "not supported", "not implemented")

# struct flock as fcntl(2) has it: type, whence, start, length, pid; macOS has them in another order.
_FLOCK = "qqihh" if sys.platform == "darwin" else "hhqqi4x"


@dataclass(frozen=True)
class Holder:
    """The process that is writing to a record; what it runs and its start time are known on Linux."""

    pid: int
    command: str | None = None
    since: datetime | None = None

    def __str__(self) -> str:
        known = [self.command, f"since {self.since:%Y-%m-%d %H:%M:%S}" if self.since else None]
        more = ", ".join(filter(None, known))
        return f"process {self.pid}{f' ({more})' if more else ''}"


#: The folders, by device and number, that this process has its turn to write to.
_MINE: set[tuple[int, int] | None] = set()


class Turn:
    """The turn to write to a record's folder, until ``end`` is called or the process ends.

    Raises RecordError where somebody else has it, in this process or another.
    """

    def __init__(self, folder: Path) -> None:
        self._handle: int | None = None
        self._folder: tuple[int, int] | None = None
        self._mark: WriterMark | None = None
        self._process = os.getpid()
        passed_on = locks_reach(folder)
        while fcntl is not None:
            self._folder = _number(folder)
            # A network file system gives a lock that excludes others only to who may write.
            self._handle = os.open(folder / TURN, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(self._handle)
                self._handle = None
                raise RecordError(lock_message(folder, _HELD[0]) or "") from None
            except OSError:  # a file system without such locks
                os.close(self._handle)
                self._handle, passed_on = None, False
                break
            if _number(folder) == self._folder and _is_at(self._handle, folder / TURN):
                break
            self.end()  # it was exchanged for another meanwhile
        if not passed_on:
            try:
                self._mark = WriterMark(folder)
            except BaseException:
                self.end()
                raise
        _MINE.add(self._folder)

    def is_of(self, folder: Path) -> bool:
        """Whether it is the turn to write to the folder that has this path now."""
        return self._folder in (None, _number(folder))

    def end(self) -> None:
        """Let others write."""
        handle, self._handle = self._handle, None
        mark, self._mark = self._mark, None
        # A process forked meanwhile has the same lock: it must not end it, and closing alone would not.
        ours = self._process == os.getpid()
        if mark and ours:
            mark.remove()
        if mark or handle is not None:
            _MINE.discard(self._folder)
        if handle is not None:
            with contextlib.suppress(OSError):  # the file system is gone, and the lock with it
                if ours:
                    fcntl.flock(handle, fcntl.LOCK_UN)
            with contextlib.suppress(OSError):
                os.close(handle)

    def __del__(self) -> None:
        self.end()


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _number(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def lock_message(folder: Path, error: str) -> str | None:
    """The message for a second writer, or where there are no locks; None where ``error``, the storage's message, is
    about something else.
    """
    folded = error.lower()
    if "lock" in folded and any(none in folded for none in _NO_LOCKS):
        kind, _ = file_system(folder)
        return (
            f"{folder} cannot be written to: the file system there ({kind or 'unknown'}) gives no locks, and two "
            "programs could write at once. Mount it with locks (NFS: without nolock, and with rpc.statd), or keep the "
            "record on another disk. It can be read."
        )
    if not any(held in folded for held in _HELD):
        return None
    if "current process" in error or _number(folder) in _MINE:
        # Do not ask the kernel: closing the file would release this process's own lock.
        return f"This program already has {folder} open for writing. Close that record, then try again."
    found = holder(folder)
    who = f": {found}. Wait until it finishes, or end it," if found else ". Wait until it finishes,"
    return f"Another process is writing to {folder}{who} then try again. You can read the record meanwhile."


def holder(folder: Path) -> Holder | None:
    """The process that is writing to the record in a folder; None where there is none, or none that is visible."""
    if fcntl is None:
        return None
    try:
        handle = os.open(folder / "LOCK", os.O_RDONLY)
    except OSError:
        return None
    try:
        if sys.platform == "darwin":
            asked = struct.pack(_FLOCK, 0, 0, 0, fcntl.F_WRLCK, 0)
            pid, kind = struct.unpack(_FLOCK, fcntl.fcntl(handle, fcntl.F_GETLK, asked))[2:4]
        else:
            asked = struct.pack(_FLOCK, fcntl.F_WRLCK, 0, 0, 0, 0)
            kind, *_, pid = struct.unpack(_FLOCK, fcntl.fcntl(handle, fcntl.F_GETLK, asked))
    except OSError:
        return None
    finally:
        os.close(handle)
    # 0 and -1 mean a process in another container, or a lock that belongs to an open file.
    return None if kind == fcntl.F_UNLCK or pid <= 0 else Holder(pid, _command(pid), _since(pid))


def _command(pid: int) -> str | None:
    """``standoff read``, or the name of another program. No more: the rest may hold paths, addresses and passwords, and
    this message is shown to another user.
    """
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return None
    names = [word.rpartition("/")[2] for word in words]
    for name, following in itertools.pairwise(names[:4]):
        if name in ("standoff", "build_graph.py"):
            return f"standoff {following}" if re.fullmatch(r"[a-z]{2,12}", following) else "standoff"
    # Some programs write what they like there.
    return names[0] if re.fullmatch(r"[\w./+-]+", words[0]) else None


def _since(pid: int) -> datetime | None:
    ticks = started(pid)
    try:
        booted = next(
            int(line.split()[1]) for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime")
        )
    except (OSError, ValueError, StopIteration):
        return None
    return None if ticks is None else datetime.fromtimestamp(booted + ticks / os.sysconf("SC_CLK_TCK"))
