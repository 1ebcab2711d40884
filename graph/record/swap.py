"""Replace a record's folder by a new one in a single step: no reader ever sees half of it.

On Linux the two names are exchanged by one system call (``renameat2``). Elsewhere the old folder is renamed for an
instant; ``recover`` restores it if the process was killed in that instant. A link is followed: the folder that it leads
to is replaced. A folder that a disk is mounted on cannot be renamed: there the new folder is built inside, and its
files are moved into the place of the old ones; ``recover`` moves those that a killed process did not.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import RecordError
from ..files import UNFINISHED, temporary_next_to, umask
from .lock import TURN, Turn
from .writer_mark import MARK

__all__ = ["in_place_of", "occupied", "recover"]

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_AT_FDCWD = -100
#: Inside a mounted folder: the new files while the old ones are deleted, and while they are moved up.
_DELETING, _MOVING = ".new-1", ".new-2"
#: What a mounted folder may contain besides a record.
_NOT_OURS = ("lost+found",)
#: What says whose turn it is, and stays until its holder has ended it.
_HELD = (TURN, MARK)
#: How long the instant of an exchange is waited for, in seconds.
_PATIENCE, _PAUSE = 5.0, 0.01


@contextmanager
def in_place_of(path: Path, new: bool = False) -> Iterator[Path]:
    """The path for a new folder, which the block creates; it replaces ``path`` when the block ends, and is deleted if
    the block raises. With ``new`` there must be nothing at ``path``, or an empty folder.

    Raises RecordError where it cannot be created or moved, or where ``new`` and somebody else has made one meanwhile;
    ``path`` is then unchanged. Whoever replaces a record has the turn to write to it.
    """
    real = path.resolve()
    mounted = os.path.ismount(real)
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        # Inside a temporary folder, which stays locked whatever is exchanged in it.
        with temporary_next_to(real / "new" if mounted else real, folder=True) as ours:
            folder = ours / real.name
            yield folder
            folder.chmod(0o777 & ~umask())
            for file in (*folder.rglob("*"), folder):
                _flush(file)
            if new and real.exists() and occupied(real):
                raise RecordError(f"Another process has made a record at {path} meanwhile. Run the command again.")
            if mounted:
                os.rename(folder, real / _DELETING)
                _flush(real)
                _move_in(real)
            else:
                _put_in_place(folder, real, new)
    except OSError as error:
        raise RecordError(f"{path} cannot be written: {error.strerror or error}. It is unchanged.") from None


def occupied(folder: Path) -> bool:
    """Whether a folder has anything in it besides what is unfinished and what a mounted disk always has."""
    return any(file.name not in _NOT_OURS and not file.name.endswith(UNFINISHED) for file in folder.iterdir())


def recover(path: Path) -> None:
    """Finish putting a new folder in place where a process was killed before it had done so. Raises OSError."""
    aside, until = _aside(path), time.monotonic() + _PATIENCE
    while aside.is_dir() and not path.exists() and time.monotonic() < until:
        # Whoever is just exchanging the two has the turn to write to the old one.
        with contextlib.suppress(RecordError, FileNotFoundError):
            Turn(aside).end()
            os.rename(aside, path)
            break
        time.sleep(_PAUSE)
    if (path / _DELETING).is_dir() or (path / _MOVING).is_dir():
        # Whoever is still at it has the turn; then there is nothing to recover.
        with contextlib.suppress(RecordError):
            turn = Turn(path)
            try:
                _move_in(path)
            finally:
                turn.end()


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")


def _put_in_place(new: Path, path: Path, only_new: bool) -> None:
    # Renaming onto a folder fails if another process has put something into it meanwhile.
    if only_new or not path.exists():
        os.rename(new, path)
    elif not _exchange(new, path):
        aside = _aside(path)
        if aside.exists():  # of one who was killed
            os.rename(aside, new.with_name("left"))
        os.rename(path, aside)
        os.rename(new, path)
        # Not deleted here: on a network file system what a reader has open stays in the old folder until it is closed.
        os.rename(aside, new)
    _flush(path.parent)


def _move_in(folder: Path) -> None:
    """Replace a folder's files by those of the new folder inside it; it may be done again from wherever it stopped."""
    deleting, moving = folder / _DELETING, folder / _MOVING
    if deleting.is_dir():
        for old in folder.iterdir():
            if old != deleting and old.name not in (*_NOT_OURS, *_HELD) and not old.name.endswith(UNFINISHED):
                shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
        os.rename(deleting, moving)
        _flush(folder)
    if moving.is_dir():
        # CURRENT last: without it there is no record.
        for file in sorted(moving.iterdir(), key=lambda file: file.name == "CURRENT"):
            if file.name == TURN:  # that of the mounted folder is held
                file.unlink()
            else:
                os.rename(file, folder / file.name)
        moving.rmdir()
        _flush(folder)


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
