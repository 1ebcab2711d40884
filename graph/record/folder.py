"""Open the Oxigraph store in a record's folder, for one writer or any number of readers; errors say what to do.

A reader sees the record as it was when opened, whatever is written meanwhile; readers never wait. A new folder is
created under a temporary name and then renamed, so that a killed run leaves either a whole record or none. Before a
folder is opened, its files are compared with its seal; on a network file system they are looked at again for a while
before they are called damaged.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Store

from ..errors import RecordError, StandoffError
from ..files import temporary_next_to
from ..locks import AWAY, seen_late
from ..vocabulary import ST
from .dataset_tables import ATTRIBUTIONS, TABLES
from .lock import TURN, Turn, lock_message
from .seal import damaged_files, read_seal, storage_files, write_seal
from .swap import in_place_of, occupied, recover

__all__ = [
    "REPAIR",
    "end_writing",
    "errors_as_record_errors",
    "is_record",
    "read_folder",
    "refuse_no_record",
    "snapshot",
    "state_of",
    "write_folder",
]

#: How long a reader retries while a writer is changing the files, and the pause between tries, in seconds.
_PATIENCE, _PAUSE = 20.0, 0.02

_FULL = ("no space left", "disk quota exceeded", "file too large")
_CLOSED = ("read-only file system", "permission denied", "operation not permitted")


def read_folder(path: Path) -> Store:
    """The store in a folder, for reading. Raises RecordError where there is none, or where it cannot be read."""
    with errors_as_record_errors(path, "read"):
        recover(path)
        refuse_no_record(path)
        until = time.monotonic() + _PATIENCE
        while True:
            before = state_of(path)
            try:
                refuse_if_damaged(path)
                store = Store.read_only(_whole(path))
            except (OSError, RuntimeError, RecordError):
                if (before == state_of(path) and not seen_late(path)) or time.monotonic() > until:
                    raise
            else:
                if before == state_of(path):
                    _refuse_foreign(path, store)
                    return store
                if time.monotonic() > until:
                    raise RecordError(f"{path} is being written to continuously. Try again in a moment.")
            time.sleep(_PAUSE)


def refuse_no_record(path: Path) -> None:
    """Raise RecordError where there is no record in this folder."""
    if not is_record(path):
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
            folder = stack.enter_context(temporary_next_to(path.absolute(), folder=True)) / "record"
            folder.mkdir()
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
            if file.is_file() and file.name not in ("LOCK", TURN) and not file.name.startswith("LOG"):
                into.mkdir(exist_ok=True)
                try:
                    if file.suffix not in (".sst", ".parquet", ATTRIBUTIONS):
                        raise OSError
                    os.link(file, into / file.name)
                except OSError:
                    shutil.copyfile(file, into / file.name)


def _whole(path: Path) -> str:
    """The absolute path. RocksDB uses the path exactly as given: once the program changes its working directory,
    ``out/record`` no longer leads to its files, or leads to those of another record.
    """
    return str(path.absolute())


def state_of(path: Path) -> frozenset[tuple[object, ...]]:
    """The folder and its files now: number, name, size in bytes, time of change; another after each write.

    Opening a folder while its files change is undefined in Oxigraph (``Store.read_only``: "undefined behavior"), and
    half of a commit was seen; so a reader that finds the files changed after opening them opens them again. The tables
    of datasets are among them: old triples must not meet a new table.
    """
    found: set[tuple[object, ...]] = set()
    with contextlib.suppress(FileNotFoundError):
        found.add((path.stat().st_ino,))
        tables = path / TABLES
        names = [path / name for name in storage_files(path)]
        for file in (*names, *(tables.iterdir() if tables.is_dir() else ())):
            with contextlib.suppress(FileNotFoundError):
                status = file.stat()
                found.add((file.name, status.st_ino, status.st_size, status.st_mtime_ns))
    return frozenset(found)


def write_folder(path: Path) -> tuple[Store, Turn]:
    """The store in a folder, for writing, and the turn to write to it; a new, empty one where there was none.

    Raises RecordError. Close the store, then call ``end_writing``.
    """
    with errors_as_record_errors(path, "opened"):
        recover(path)
        if not is_record(path):
            _make(path)
        turn = Turn(path)
        try:
            refuse_if_damaged(path)
            store = Store(_whole(path))
            _refuse_foreign(path, store)
            _leave_out_paths(path)
        except BaseException:
            turn.end()
            raise
        return store, turn


def end_writing(path: Path, turn: Turn) -> None:
    """Seal a folder whose store is closed, unless it was exchanged for another, and let others write to it."""
    try:
        # What was written is safe without it, on a full disk too: files without a seal are not checked.
        with contextlib.suppress(OSError, StandoffError):
            if turn.is_of(path):
                write_seal(path)
    finally:
        turn.end()


def refuse_if_damaged(path: Path) -> None:
    """Raise RecordError where the storage's files are not those that the last writer left."""
    damaged = damaged_files(path)
    if damaged:
        more = f" and {len(damaged) - 3} more files" if len(damaged) > 3 else ""
        raise RecordError(f"{path} is damaged: {', '.join(damaged[:3])}{more}. {REPAIR}")


#: What to do about a damaged record.
REPAIR = (
    "Restore the folder from a backup, or move it away and read its inputs again. Judgements that were made in the "
    "record itself (`match accept`) would be lost, and what was forgotten must not be read again."
)


def _leave_out_paths(path: Path) -> None:
    """Blank out the folder's path in the files that RocksDB writes for its developers, and reads no more: whoever is
    given a record learns nothing of the machine that it is from.
    """
    for file in path.iterdir():
        if file.name.startswith("LOG"):
            with contextlib.suppress(OSError):
                file.unlink()
        elif file.name.startswith("OPTIONS-"):
            # Of the same length: a backup copies as many bytes as RocksDB has written.
            with contextlib.suppress(OSError):
                text = file.read_bytes()
                whole = os.fsencode(_whole(path))
                if whole in text:
                    file.write_bytes(text.replace(whole, b"." * len(whole)))


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
        elif any(away in folded for away in AWAY):
            what = (
                f"{words}. The disk or server that holds it does not answer. A write is there whole or not at all; try "
                "again once it answers"
            )
        else:
            # There what another machine deletes is gone, also for who has it open.
            first = (
                "Another machine may just have written to it: try again. If that does not help, it"
                if _late(path)
                else "It"
            )
            raise RecordError(f"{path} cannot be {verb}: {words}. {first} is damaged or unreadable. {REPAIR}") from None
        raise RecordError(f"{path} cannot be {verb}: {what}.") from None


def _late(path: Path | str) -> bool:
    try:
        return seen_late(Path(path))
    except OSError:  # a server's address, or gone
        return False


def is_record(path: Path) -> bool:
    """Whether there is a record; False for a missing or empty folder. Raises RecordError for anything else."""
    if (path / "CURRENT").is_file():  # the file by which RocksDB, Oxigraph's storage, finds its state
        return True
    if path.is_symlink() and not path.exists():
        raise RecordError(f"{path} is a broken link. Give another folder.")
    if path.exists() and (not path.is_dir() or occupied(path)):
        raise RecordError(f"{path} is not a record: it contains something else. Give another folder.")
    return False


def _refuse_foreign(path: Path, store: Store) -> None:
    """Raise RecordError for a store of Oxigraph's that something else than standoff filled: nothing in it is ours."""
    if read_seal(path).files or len(store) == 0:
        return
    ours = (NamedNode(ST + "Claim"), None), (None, NamedNode(ST + "claim")), (None, NamedNode(ST + "revision"))
    if not any(True for subject, prop in ours for _ in store.quads_for_pattern(subject, prop, None, None)):
        raise RecordError(f"{path} is not a record: it is a store of another program. Give another folder.")


def _make(path: Path) -> None:
    """Make an empty record where there is none."""
    with in_place_of(path, new=True) as new:
        store = Store(str(new))
        store.flush()
        del store
        _leave_out_paths(new)
        write_seal(new)
