"""A record's folder made anew and put in the old one's place at one stroke: no reader ever meets half of it.

On Linux the two names are exchanged by one system call (``renameat2``). Elsewhere the old folder steps aside for an
instant; ``recovered`` brings it back where that instant was the last.
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
    """The place for a new folder, empty until something is made there, that takes the place of ``path`` when the block
    ends; dropped where the block raises.

    Raises RecordError where it cannot be made or put in place; ``path`` is then as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # In a folder of ours, which stays locked whatever is made and unmade in it.
        with temporary_next_to(path, folder=True) as ours:
            new = ours / path.name
            yield new
            new.chmod(0o777 & ~umask())
            _put_in_place(new, path)
    except OSError as error:
        raise RecordError(f"{path} cannot be written: {error.strerror}. It is as it was.") from None


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
    """Bring back a folder that stepped aside when its process was killed before the new one was in place."""
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
    """Exchange two names at one stroke; False where the system or the file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
    return done == 0
