"""Open the Oxigraph store in a record's folder, for one writer or any number of readers; errors say what to do.

A reader sees the record as it was when opened, whatever is written meanwhile; readers never wait. A new folder is
created under a temporary name and then renamed, so that a killed run leaves either a whole record or none.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Store

from ..errors import RecordError
from ..files import temporary_next_to, umask
from .dataset_tables import TABLES
from .lock import lock_message

__all__ = ["errors_as_record_errors", "read_folder", "refuse_no_record", "snapshot", "state_of", "write_folder"]

#: How long a reader retries while a writer is changing the files, and the pause between tries, in seconds.
_PATIENCE, _PAUSE = 20.0, 0.02

_FULL = ("no space left", "disk quota exceeded", "file too large")
_CLOSED = ("read-only file system", "permission denied", "operation not permitted")


def read_folder(path: Path) -> Store:
    """The store in a folder, for reading. Raises RecordError where there is none, or where it cannot be read."""
    with errors_as_record_errors(path, "read"):
        refuse_no_record(path)
        until = time.monotonic() + _PATIENCE
        while True:
            before = state_of(path)
            try:
                store = Store.read_only(_whole(path))
            except (OSError, RuntimeError):
                if before == state_of(path) or time.monotonic() > until:
                    raise
            else:
                if before == state_of(path):
                    return store
                if time.monotonic() > until:
                    raise RecordError(f"{path} is being written to continuously. Try again in a moment.")
            time.sleep(_PAUSE)


def refuse_no_record(path: Path) -> None:
    """Raise RecordError where there is no record in this folder."""
    if not _is_record(path):
        none = f"There is no record at {path}. Make one with"
        raise RecordError(
            f'{none} standoff.open("{path}", create=True), then read reports into it.',
            command=f"{none} `standoff build FOLDER` of your reports, or `standoff build` of the example; "
            "or name one with --record.",
        )


@contextlib.contextmanager
def snapshot(path: Path) -> Iterator[Path]:
    """A temporary folder with a copy of the record as it is now, tables included, for a program that reads while
    others write.

    It is next to the record, where its large files, which never change, are hard links and take no space; or, where
    that folder is not writable, among the temporary files. Raises RecordError.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(temporary_next_to(path.absolute(), folder=True))
        except OSError:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="standoff-")))
        with errors_as_record_errors(path, "read"):
            until = time.monotonic() + _PATIENCE
            while True:
                before = state_of(path)
                with contextlib.suppress(FileNotFoundError):
                    _copy(path, folder)
                    if before == state_of(path):
                        break
                if time.monotonic() > until:
                    raise RecordError(f"{path} is being written to continuously. Try again in a moment.")
                time.sleep(_PAUSE)
        yield folder


def _copy(path: Path, to: Path) -> None:
    for old in to.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    for folder in (path, path / TABLES):
        into = to / folder.relative_to(path)
        for file in folder.iterdir() if folder.is_dir() else ():
            if file.is_file() and file.name != "LOCK" and not file.name.startswith("LOG"):
                into.mkdir(exist_ok=True)
                try:
                    if file.suffix not in (".sst", ".parquet"):
                        raise OSError
                    os.link(file, into / file.name)
                except OSError:
                    shutil.copyfile(file, into / file.name)


def _whole(path: Path) -> str:
    """The absolute path. RocksDB uses the path exactly as given: once the program changes its working directory,
    ``out/record`` no longer leads to its files, or leads to those of another record.
    """
    return str(path.absolute())


def state_of(path: Path) -> frozenset[tuple[str, int, int]]:
    """The storage's files now: name, size in bytes, time of change; another after each write. Raises OSError.

    Opening a folder while its files change is undefined in Oxigraph (``Store.read_only``: "undefined behavior"), and
    half of a commit was seen; so a reader that finds the files changed after opening them opens them again.
    """
    found = set()
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith(("MANIFEST", "CURRENT")) or entry.name.endswith((".log", ".sst")):
                with contextlib.suppress(FileNotFoundError):
                    status = entry.stat()
                    found.add((entry.name, status.st_size, status.st_mtime_ns))
    return frozenset(found)


def write_folder(path: Path) -> Store:
    """The store in a folder, for writing; a new, empty one where there was none. Raises RecordError."""
    with errors_as_record_errors(path, "opened"):
        if not _is_record(path):
            _make(path)
        return Store(_whole(path))


@contextlib.contextmanager
def errors_as_record_errors(path: Path | str, verb: str) -> Iterator[None]:
    """Raise errors of the storage as RecordError, saying what the cause is and what to do.

    ``verb`` is what could not be done to the record at ``path``: "read", "opened", "written to".
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        words = str(error).split("\n")[0].rstrip(". ")
        folded = words.lower()
        locked = lock_message(Path(path), words)
        if locked:
            raise RecordError(locked) from None
        if any(full in folded for full in _FULL):
            what = "the disk is full. The record is unchanged; free some space, then try again"
        elif any(closed in folded for closed in _CLOSED):
            what = f"{words}. The record is unchanged; let this user read and write there, or name another place"
        else:
            what = f"{words}. It is damaged or unreadable: build it again"
        raise RecordError(f"{path} cannot be {verb}: {what}.") from None


def _is_record(path: Path) -> bool:
    """Whether there is a record; False for a missing or empty folder. Raises RecordError for anything else."""
    if (path / "CURRENT").is_file():  # the file by which RocksDB, Oxigraph's storage, finds its state
        return True
    if path.is_symlink() and not path.exists():
        raise RecordError(f"{path} is a broken link. Give another folder.")
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise RecordError(f"{path} is not a record: it contains something else. Give another folder.")
    return False


def _make(path: Path) -> None:
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with temporary_next_to(path, folder=True) as unfinished:
        Store(str(unfinished)).flush()
        unfinished.chmod(0o777 & ~umask())
        try:
            os.rename(unfinished, path)  # replaces an empty folder
        except OSError:
            # Another process has created a record there meanwhile: use that one.
            if not _is_record(path):
                raise
