"""Fill a store with lines of N-Triples, many at a time: by two threads, which take shares in turn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from pyoxigraph import RdfFormat, Store

from ..errors import RecordError

__all__ = ["Watch", "fill", "lines_of"]

Watch = Callable[[int, int], None]
#: Bytes read from files at a time, and bytes loaded at a time; indexing takes seven times the size of a share.
_PIECE, _SHARE = 4_000_000, 60_000_000
_THREADS = 2


def fill(store: Store, lines: Iterable[memoryview]) -> None:
    """Load lines into a store: the threads take shares in turn, so that the next share is produced while
    one is indexed. One call for all lines would not be faster, and takes three times the memory.
    """
    _compact_later()
    waiting, turn = iter(lines), Lock()

    def take() -> bytes:
        taken, size = [], 0
        with turn:
            for piece in waiting:
                taken.append(piece)
                size += len(piece)
                if size >= _SHARE:
                    break
        return b"".join(taken)

    def work() -> None:
        nonlocal waiting
        try:
            while share := take():
                # Lenient: the lines come from us or from the record, so their IRIs need not be checked again.
                store.bulk_load(share, format=RdfFormat.N_TRIPLES, lenient=True)
        finally:
            # If one thread fails, leave nothing to the others.
            with turn:
                waiting = iter(())

    try:
        with ThreadPoolExecutor(_THREADS) as threads:
            working = [threads.submit(work) for _ in range(_THREADS)]
            try:
                for each in working:
                    each.result()
            finally:
                with turn:
                    waiting = iter(())
    except (OSError, RuntimeError, SyntaxError) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise RecordError(f"The triples could not be loaded: {what}. The record is unchanged.") from None


def _compact_later() -> None:
    """Lower the priority of RocksDB's threads that merge files, for the rest of this process: otherwise they rewrite
    the loaded data twice while the rest still waits. A single call of Oxigraph's loader also postpones this. Threads
    are found by name, which only Linux allows; elsewhere this does nothing.
    """
    for thread in Path("/proc/self/task").glob("*"):
        try:
            if (thread / "comm").read_text().startswith("rocksdb:low"):
                os.setpriority(os.PRIO_PROCESS, int(thread.name), 19)
        except OSError:  # The thread has ended, or may not be changed.
            continue


def lines_of(files: list[Path], watch: Watch | None) -> Iterator[memoryview]:
    """The lines of N-Triples files, many at a time; ``watch`` is called with the bytes read and the total."""
    total, taken = sum(file.stat().st_size for file in files), 0
    for each in files:
        with each.open("rb") as file:
            while piece := file.read(_PIECE):
                piece += file.readline()
                yield memoryview(piece)
                taken += len(piece)
                if watch:
                    watch(taken, total)
