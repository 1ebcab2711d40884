"""A folder made beside the old one and put in its place at one stroke: no reader ever meets half of it.

On Linux the two names are exchanged by one system call (``renameat2``). Elsewhere the old folder steps aside for an
instant; ``recovered`` brings it back where that instant was the last.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import RecordError

__all__ = ["beside", "recovered"]

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_AT_FDCWD = -100


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A new, empty folder that takes the place of ``path`` when the block ends; dropped where the block raises.

    Whoever uses it holds the lock of what is at ``path``, so that leftovers of a killed process can be cleared away.
    Raises RecordError where the folder cannot be made or put in place; ``path`` is then as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f".{path.name}.new-*"):
            shutil.rmtree(left, ignore_errors=True)
        new = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.new-"))
        # mkdtemp makes folders private; a record is meant for those whom its folder lets in.
        umask = os.umask(0)
        os.umask(umask)
        new.chmod(0o777 & ~umask)
    except OSError as error:
        raise RecordError(f"{path} cannot be written: {error.strerror}. Give another folder with --record.") from None
    try:
        yield new
        _put_in_place(new, path)
    except OSError as error:
        raise RecordError(f"{path} cannot be written: {error.strerror}. It is as it was.") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _put_in_place(new: Path, path: Path) -> None:
    for file in (*new.rglob("*"), new, new.parent):
        _flush(file)
    if not path.exists():
        os.rename(new, path)
    elif _exchange(new, path):
        _flush(path.parent)
    else:
        aside = path.with_name(f".{path.name}.old")
        os.rename(path, aside)
        os.rename(new, path)
        shutil.rmtree(aside, ignore_errors=True)


def recovered(path: Path) -> None:
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
