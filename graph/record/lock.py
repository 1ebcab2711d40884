"""One writer at a time to a record in a folder, and who it is.

Oxigraph's storage (RocksDB) locks the file ``LOCK`` of the folder for as long as it is open for writing. It is a lock
of the kernel (``fcntl``): it ends with its process, however that ends, so none is ever left behind, and the kernel
itself names the process that holds it, so its number is never out of date. Whoever builds a new folder beside the
record closes the old one before the two are exchanged: the ``Turn`` to write, a lock on the folder itself (``flock``),
is held all the while, so that nobody writes to the old folder in between.
"""

from __future__ import annotations

import itertools
import os
import re
import struct
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..errors import RecordError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock: there the storage's own lock has to do
    fcntl = None  # type: ignore[assignment]

__all__ = ["Holder", "Turn", "holder", "lock_message"]

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
        self._process = os.getpid()
        while fcntl is not None:
            handle = os.open(folder, os.O_RDONLY)
            mine = os.fstat(handle)
            self._folder = mine.st_dev, mine.st_ino
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                raise RecordError(lock_message(folder, "lock") or "") from None
            except OSError:  # a file system without such locks: the storage's own has to do
                os.close(handle)
                return
            self._handle = handle
            if _number(folder) == self._folder:
                _MINE.add(self._folder)
                return
            self.end()  # it was exchanged for another meanwhile

    def is_of(self, folder: Path) -> bool:
        """Whether it is the turn to write to the folder that has this path now."""
        return self._folder in (None, _number(folder))

    def end(self) -> None:
        """Let others write."""
        handle, self._handle = self._handle, None
        if handle is not None:
            _MINE.discard(self._folder)
            # A process forked meanwhile has the same lock: it must not end it, and closing alone would not.
            if self._process == os.getpid():
                fcntl.flock(handle, fcntl.LOCK_UN)
            os.close(handle)

    def __del__(self) -> None:
        self.end()


def _number(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def lock_message(folder: Path, error: str) -> str | None:
    """The message for a second writer; None where ``error``, the storage's message, is about something else."""
    if "lock" not in error.lower():
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
    try:
        # Its name is in brackets and may contain blanks and brackets; the 20th field after it is the start (proc(5)).
        ticks = int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[19])
        booted = next(
            int(line.split()[1]) for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime")
        )
    except (OSError, IndexError, ValueError, StopIteration):
        return None
    return datetime.fromtimestamp(booted + ticks / os.sysconf("SC_CLK_TCK"))
