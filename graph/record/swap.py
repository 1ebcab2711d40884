"""Replace a record's folder by a new one in a single step: no reader ever sees half of it.

On Linux the two names are exchanged by one system call (``renameat2``). Elsewhere the old folder is renamed for an
instant; ``recover`` restores it if the process was killed in that instant.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import RecordError
from ..files import temporary_next_to, umask

__all__ = ["in_place_of", "recover"]

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_AT_FDCWD = -100


@contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """The path for a new folder, which the block creates; it replaces ``path`` when the block ends, and is deleted if
    the block raises.

    Raises RecordError where it cannot be created or moved; ``path`` is then unchanged.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Inside a temporary folder, which stays locked whatever is created and deleted in it.
        with temporary_next_to(path, folder=True) as ours:
            new = ours / path.name
            yield new
            new.chmod(0o777 & ~umask())
            _put_in_place(new, path)
    except OSError as error:
        raise RecordError(f"{path} cannot be written: {error.strerror}. It is unchanged.") from None


def _put_in_place(new: Path, path: Path) -> None:
    for file in (*new.rglob("*"), new):
        _flush(file)
    if not path.exists():
        os.rename(new, path)
    elif not _exchange(new, path):
        aside = path.with_name(f".{path.name}.old")
        os.rename(path, aside)
        os.rename(new, path)
        shutil.rmtree(aside, ignore_errors=True)
    _flush(path.parent)


def recover(path: Path) -> None:
    """Restore a folder that was renamed by a process that was killed before the new one was in place."""
    aside = path.with_name(f".{path.name}.old")
    if aside.is_dir() and not path.exists():
        os.rename(aside, path)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
    return done == 0
