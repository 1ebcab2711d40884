"""A record's folder: the Oxigraph store in it, opened for one writer or for any number of readers, with messages that
say what to do.

A reader sees the record as it was when it opened it, whatever is written meanwhile; readers never wait. A new folder is
made beside its place and moved there, so that a kill leaves a record or none.
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
from .lock import lock_message

__all__ = ["errors_as_record_errors", "read_folder", "snapshot", "write_folder"]

#: How long a reader goes on trying while a writer rearranges the files under its hands, in seconds, and how often.
_PATIENCE, _PAUSE = 20.0, 0.02

_FULL = ("no space left", "disk quota exceeded", "file too large")
_CLOSED = ("read-only file system", "permission denied", "operation not permitted")


def read_folder(path: Path) -> Store:
    """The store in a folder, for reading. Raises RecordError where there is none, or where it cannot be read."""
    with errors_as_record_errors(path, "read"):
        if not _is_record(path):
            none = f"There is no record at {path}. Make one with"
            raise RecordError(
                f'{none} standoff.open("{path}", create=True), then read reports into it.',
                command=f"{none} `standoff build FOLDER` of your reports, or `standoff build` of the example; "
                "or name one with --record.",
            )
        until = time.monotonic() + _PATIENCE
        while True:
            before = _files(path)
            try:
                store = Store.read_only(_whole(path))
            except (OSError, RuntimeError):
                if before == _files(path) or time.monotonic() > until:
                    raise
            else:
                if before == _files(path):
                    return store
                if time.monotonic() > until:
                    raise RecordError(f"{path} is being written to without a pause. Ask again in a moment.")
            time.sleep(_PAUSE)


@contextlib.contextmanager
def snapshot(path: Path) -> Iterator[Path]:
    """A folder with the record as it is now, for a program that reads while others write; gone afterwards.

    It lies beside the record, where its large files, which never change, take no room of their own; or, where nothing
    may be written there, among the temporary files. Raises RecordError.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(temporary_next_to(path.absolute(), folder=True))
        except OSError:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="standoff-")))
        with errors_as_record_errors(path, "read"):
            until = time.monotonic() + _PATIENCE
            while True:
                before = _files(path)
                with contextlib.suppress(FileNotFoundError):
                    _copy(path, folder)
                    if before == _files(path):
                        break
                if time.monotonic() > until:
                    raise RecordError(f"{path} is being written to without a pause. Try again in a moment.")
                time.sleep(_PAUSE)
        yield folder


def _copy(path: Path, to: Path) -> None:
    for old in to.iterdir():
        old.unlink()
    for file in path.iterdir():
        if file.is_file() and file.name != "LOCK":
            try:
                if file.suffix != ".sst":
                    raise OSError
                os.link(file, to / file.name)
            except OSError:
                shutil.copyfile(file, to / file.name)


def _whole(path: Path) -> str:
    """The path from the root. RocksDB goes by the text it was given: of ``out/record`` it finds no file any more once
    the program has changed its folder, and takes another of that name for the one that is open.
    """
    return str(path.absolute())


def _files(path: Path) -> frozenset[tuple[str, int, int]]:
    """What the storage's files are like just now. Oxigraph does not say what a reader sees that opens a folder while
    its files change (``Store.read_only``: "undefined behavior"), and half of a commit was seen; so a reader that finds
    them changed once it has opened them opens them again.
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
    """The store in a folder, for writing; an empty one where there was none. Raises RecordError."""
    with errors_as_record_errors(path, "opened"):
        if not _is_record(path):
            _make(path)
        return Store(_whole(path))


@contextlib.contextmanager
def errors_as_record_errors(path: Path | str, verb: str) -> Iterator[None]:
    """What the storage cannot do, as a RecordError: who is in the way, or what is, and what to do."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        words = str(error).split("\n")[0].rstrip(". ")
        folded = words.lower()
        locked = lock_message(Path(path), words)
        if locked:
            raise RecordError(locked) from None
        if any(full in folded for full in _FULL):
            what = "the disk is full. The record is as it was; make room, then try again"
        elif any(closed in folded for closed in _CLOSED):
            what = f"{words}. The record is as it was; allow this user to read and write there, or name another place"
        else:
            what = f"{words}. It is damaged, or may not be read: build it anew"
        raise RecordError(f"{path} cannot be {verb}: {what}.") from None


def _is_record(path: Path) -> bool:
    """Whether there is a record; False for nothing and for an empty folder, RecordError for anything else."""
    if (path / "CURRENT").is_file():  # the file by which RocksDB, Oxigraph's storage, finds its state
        return True
    if path.is_symlink() and not path.exists():
        raise RecordError(f"{path} is a link that leads nowhere. Give another folder.")
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise RecordError(f"{path} is not a record: it holds something else. Give another folder.")
    return False


def _make(path: Path) -> None:
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with temporary_next_to(path, folder=True) as unfinished:
        Store(str(unfinished)).flush()
        unfinished.chmod(0o777 & ~umask())
        try:
            os.rename(unfinished, path)  # an empty folder gives way
        except OSError:
            # Somebody else has made one meanwhile: that is the record then.
            if not _is_record(path):
                raise
