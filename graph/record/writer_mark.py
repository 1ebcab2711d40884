"""Who writes to a record, noted beside its files, for file systems whose locks other machines do not see.

Such a lock is given to two writers at once. There the writer makes a folder inside the record's, which no file system
makes twice, and notes itself in it; it is deleted when the writer has finished. A writer that was killed leaves it: on
the same machine the next one sees that its process is gone, on another a person has to say so.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import time
from datetime import datetime
from pathlib import Path

from ..errors import RecordError
from ..locks import file_system

__all__ = ["MARK", "WriterMark", "started"]

#: The folder, in the record's folder, and the file in it.
MARK = "standoff.writer"
_NOTE = "writer.json"
#: How long a folder without a note is waited for, in seconds: sshfs keeps what it knows of a folder for twenty.
_PATIENCE, _PAUSE = 25.0, 0.1


class WriterMark:
    """The note that this process writes to a record's folder, until ``remove``.

    Raises RecordError where another writer's note is there, unless it was killed on this machine; OSError.
    """

    def __init__(self, folder: Path) -> None:
        self._mark = folder / MARK
        self._note = {**_machine(), "pid": os.getpid(), "started": started(os.getpid())}
        self._note["since"] = f"{datetime.now():%Y-%m-%d %H:%M:%S}"
        until = time.monotonic() + _PATIENCE
        while not self._made():
            note = _noted(self._mark)
            if _is_of_a_killed(note):
                shutil.rmtree(self._mark, ignore_errors=True)
            elif note or time.monotonic() > until:
                raise RecordError(_refusal(folder, note))
            # Without a note it is being made or deleted just now, perhaps by a machine whose files are seen late here.
            time.sleep(_PAUSE)
        (self._mark / _NOTE).write_text(json.dumps(self._note), encoding="utf-8")

    def _made(self) -> bool:
        try:
            self._mark.mkdir()
        except OSError:  # an SFTP server says only that it failed
            if not self._mark.is_dir():
                raise
            return False
        return True

    def remove(self) -> None:
        """Take the note away; another writer's, where the folder was exchanged meanwhile, is left."""
        with contextlib.suppress(OSError):
            if _noted(self._mark) == self._note:
                shutil.rmtree(self._mark)


def started(pid: int) -> int | None:
    """When a process started, in ticks since the system did; None where that is not told."""
    try:
        # Its name is in brackets and may contain blanks and brackets; the 20th field after it is the start (proc(5)).
        return int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return None


def _machine() -> dict[str, object]:
    def first(*paths: str) -> str:
        for path in paths:
            with contextlib.suppress(OSError):
                return Path(path).read_text(encoding="utf-8").strip()
        return ""

    number = first("/etc/machine-id", "/var/lib/dbus/machine-id")
    return {"machine": number, "boot": first("/proc/sys/kernel/random/boot_id"), "host": socket.gethostname()}


def _noted(mark: Path) -> dict[str, object]:
    try:
        found = json.loads((mark / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_of_a_killed(note: dict[str, object]) -> bool:
    here, pid, start = _machine(), note.get("pid"), note.get("started")
    if here["boot"] and note.get("boot") == here["boot"] and isinstance(pid, int):
        return start is not None and started(pid) != start
    # Two machines may have one name, and copies of one disk one number; hardly both.
    return bool(here["machine"]) and all(note.get(each) == here[each] for each in ("machine", "host"))


def _refusal(folder: Path, note: dict[str, object]) -> str:
    who = f"process {note['pid']} on {note.get('host')}, since {note.get('since')}" if note.get("pid") else "unknown"
    kind, _ = file_system(folder)
    return (
        f"Another process is writing to {folder}: {who}. Wait until it finishes, then try again. The file system here "
        f"({kind or 'unknown'}) does not tell whether it still runs: if it does not, delete {folder / MARK}. "
        "You can read the record meanwhile."
    )
