"""Find out which process is writing to a record in a folder.

Oxigraph's storage (RocksDB) locks the file ``LOCK`` of the folder for as long as it is open for writing. It is a lock
of the kernel (``fcntl``): it ends with its process, however that ends, so none is ever left behind, and the kernel
itself names the process that holds it, so its number is never out of date.
"""

from __future__ import annotations

import os
import struct
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

__all__ = ["Holder", "holder", "lock_message"]

# struct flock as fcntl(2) has it: type, whence, start, length, pid; macOS has them in another order.
_FLOCK = "qqihh" if sys.platform == "darwin" else "hhqqi4x"


@dataclass(frozen=True)
class Holder:
    """The process that is writing to a record; its command and start time are known on Linux."""

    pid: int
    command: str | None = None
    since: datetime | None = None

    def __str__(self) -> str:
        known = [self.command, f"since {self.since:%Y-%m-%d %H:%M:%S}" if self.since else None]
        more = ", ".join(filter(None, known))
        return f"process {self.pid}{f' ({more})' if more else ''}"


def lock_message(folder: Path, error: str) -> str | None:
    """The message for a second writer; None where ``error``, the storage's message, is about something else."""
    if "lock" not in error.lower():
        return None
    if "current process" in error:
        # Do not ask the kernel: closing the file would release this process's own lock.
        return f"This program already has {folder} open for writing. Close that record, then try again."
    found = holder(folder)
    who = f": {found}. Wait until it finishes, or end it," if found else ". Wait until it finishes,"
    return f"Another process is writing to {folder}{who} then try again. You can read the record meanwhile."


def holder(folder: Path) -> Holder | None:
    """The process that is writing to the record in a folder; None where there is none, or none that is visible."""
    try:
        import fcntl

        handle = os.open(folder / "LOCK", os.O_RDONLY)
    except (ImportError, OSError):
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
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return None
    text = "".join(c if c.isprintable() else " " for c in " ".join(words).strip())
    return text if len(text) <= 80 else f"{text[:79]}…"


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
