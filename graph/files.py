"""Write files and folders atomically: next to the old one first, then moved into its place, so that no reader ever sees
half of one, and a killed run leaves the old one.

The writer locks (``flock``) what it is writing. The kernel releases the lock when the process ends, however it ends: so
a temporary file without a lock was left by a killed run, and the next run removes it. In a folder it is a file that is
locked, and it is opened for writing: a network file system passes on no other lock. Where it passes on none, what
another machine may be writing is left for a day.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .errors import StandoffError
from .locks import locks_reach

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock: nothing is removed there
    fcntl = None  # type: ignore[assignment]

__all__ = ["sha256_of", "sweep", "temporary_next_to", "umask", "write_whole"]

#: The ending of every temporary name; no user's file has it.
UNFINISHED = ".standoff-unfinished"
#: The file that is locked in a temporary folder.
_LOCKED = ".lock"
_DAY = 86_400


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, creating its folder if needed. Raises StandoffError; the old file is then unchanged."""
    data = content.encode() if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary_next_to(path) as unfinished:
            with unfinished.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.chmod(0o666 & ~umask())
            os.replace(unfinished, path)
    except OSError as error:
        refused = f"{path} cannot be written: {error.strerror}. Choose another place"
        raise StandoffError(f"{refused}.", command=f"{refused} with -o.") from None


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def temporary_next_to(path: Path, folder: bool = False) -> Iterator[Path]:
    """A new temporary file, or folder, next to ``path``; deleted when the block ends, unless it was moved away.

    First removes what killed runs left in the same folder. Raises OSError.
    """
    sweep(path.parent)
    start = f".{path.name}-"
    while True:
        if folder:
            name = Path(tempfile.mkdtemp(UNFINISHED, start, path.parent))
        else:
            made, text = tempfile.mkstemp(UNFINISHED, start, path.parent)
            os.close(made)
            name = Path(text)
        # Another run may have removed it between creating and locking: then create another.
        with contextlib.suppress(FileNotFoundError):
            handles = _open(name)
            if _locked(handles, if_none=True) and _is(handles[0], name):
                break
            _close(handles)
    try:
        yield name
    finally:
        with contextlib.suppress(OSError):  # what cannot be deleted now is swept away later; the error is another's
            _remove(handles, name)


def sweep(folder: Path) -> None:
    """Remove what killed runs left in a folder; what a running process is writing stays."""
    if fcntl is None:
        return
    for name in folder.glob(f".*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            if not locks_reach(folder) and not _is_left(name) and time.time() - name.lstat().st_mtime < _DAY:
                continue
            handles = _open(name)
            if _locked(handles, if_none=False) and _is(handles[0], name):
                _remove(handles, name)
            else:
                _close(handles)


def _is_left(name: Path) -> bool:
    """Whether it is a folder that its own process has deleted but for files that were open."""
    return stat.S_ISDIR(name.lstat().st_mode) and not (name / _LOCKED).exists() and any(name.iterdir())


def _open(name: Path) -> list[int]:
    """What is locked for a temporary file or folder. Of a folder it is also the folder itself, which is all that
    earlier versions lock and ask.
    """
    if stat.S_ISDIR(name.lstat().st_mode):
        handles = [os.open(name / _LOCKED, os.O_RDWR | os.O_CREAT, 0o600)]
        with contextlib.suppress(PermissionError):  # Windows opens no folder
            handles.append(os.open(name, os.O_RDONLY))
        return handles
    return [os.open(name, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))]


def _locked(handles: list[int], if_none: bool) -> bool:
    """Whether they are locked now, by this process; ``if_none`` where the file system has no such locks."""
    if fcntl is None:
        return True
    try:
        for handle in handles:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return if_none
    return True


def _close(handles: list[int]) -> None:
    for handle in handles:
        with contextlib.suppress(OSError):  # the file system is gone
            os.close(handle)


def _is(handle: int, name: Path) -> bool:
    try:
        status = name.lstat()
        if stat.S_ISDIR(status.st_mode):
            status = (name / _LOCKED).lstat()
        return os.path.samestat(os.fstat(handle), status)
    except FileNotFoundError:
        return False


def _remove(handles: list[int], name: Path) -> None:
    """Delete a temporary file or folder that is this process's, unless it was moved away, and end its lock."""
    try:
        if not _is(handles[0], name):
            return
        if not stat.S_ISDIR(name.lstat().st_mode):
            name.unlink(missing_ok=True)
            return
        for inside in name.iterdir():
            if inside.name == _LOCKED:
                continue
            if inside.is_dir() and not inside.is_symlink():
                shutil.rmtree(inside, ignore_errors=True)
            else:
                inside.unlink(missing_ok=True)
        (name / _LOCKED).unlink(missing_ok=True)
    finally:
        _close(handles)
    # Only now: on a network file system a file that is open stays in its folder under another name until it is closed.
    with contextlib.suppress(OSError):
        name.rmdir()


def umask() -> int:
    """The process's umask: temporary files are private, and the files they become should have the usual permissions."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
