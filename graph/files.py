"""Write files and folders atomically: next to the old one first, then moved into its place, so that no reader ever sees
half of one, and a killed run leaves the old one.

The writer locks (``flock``) what it is writing. The kernel releases the lock when the process ends, however it ends: so
a temporary file without a lock was left by a killed run, and the next run removes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .errors import StandoffError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock: nothing is removed there
    fcntl = None  # type: ignore[assignment]

__all__ = ["sweep", "temporary_next_to", "umask", "write_whole"]

#: The ending of every temporary name; no user's file has it.
UNFINISHED = ".standoff-unfinished"


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
            handle = os.open(name, os.O_RDONLY)
        else:
            handle, text = tempfile.mkstemp(UNFINISHED, start, path.parent)
            name = Path(text)
        # Another run may have removed it between creating and locking: then create another.
        if _locked(handle) and _is(handle, name):
            break
        os.close(handle)
    try:
        yield name
    finally:
        if _is(handle, name):
            _remove(name)
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what killed runs left in a folder; what a running process is writing stays."""
    if fcntl is None:
        return
    for name in folder.glob(f".*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                if _locked(handle) and _is(handle, name):
                    _remove(name)
            finally:
                os.close(handle)


def _locked(handle: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is(handle: int, name: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), name.lstat())
    except FileNotFoundError:
        return False


def _remove(name: Path) -> None:
    if stat.S_ISDIR(name.lstat().st_mode):
        shutil.rmtree(name, ignore_errors=True)
    else:
        name.unlink(missing_ok=True)


def umask() -> int:
    """The process's umask: temporary files are private, and the files they become should have the usual permissions."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
