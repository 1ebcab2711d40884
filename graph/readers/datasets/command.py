"""The part of ``standoff read`` that reads tables: what is said on the way, and what in the end."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from graph.commandline import opened, talk

__all__ = ["Progress", "read_tables"]


def read_tables(where: str, path: Path, kind: str | None, engine: str, out: Path, dry: bool = False) -> int:
    """Read a table or a folder of tables; how many rows were rejected. Raises StandoffError; ends with status 2
    where some tables of a folder were read and others were not.
    """
    from graph.errors import InputError, Problem
    from graph.readers.datasets import read_dataset

    if not path.exists():
        raise InputError([Problem(str(path), None, "There is no such file or folder. Check the path.")])
    if engine != "duckdb":
        return _with_spark(path, kind, engine, out, dry)
    progress = Progress(sys.stderr.isatty())
    rejected = 0
    record: object = where
    if "://" in where:
        record = opened(where, write=not dry)
    say, watch = progress.say, progress.watch
    read = 0
    try:
        for summary in read_dataset(record, path, kind, out / "rejected", say, watch, dry):  # type: ignore[arg-type]
            read += 1
            progress.done()
            if summary.unchanged:
                talk(f"{summary.path}: unchanged since it was read into {where} ({summary.read:,} rows).")
            else:
                talk(str(summary))
            for note in summary.notes:
                talk(f"  {note}")
            rejected += summary.rejected
    except InputError as error:
        if not read:
            raise
        progress.done()
        talk(str(error))
        talk(f"{read} table{' was' if read == 1 else 's were'} read, {len(error.problems)} not.")
        sys.exit(2)
    return rejected


def _with_spark(path: Path, kind: str | None, engine: str, out: Path, dry: bool) -> int:
    from graph.errors import QuestionError
    from graph.readers.datasets import declared_as
    from graph.readers.datasets.spark import make_with_spark

    if dry:
        raise QuestionError("Spark cannot say beforehand what would change. Leave out --dry-run, or read with DuckDB.")
    progress = Progress(sys.stderr.isatty())
    done = make_with_spark(path, declared_as(kind), engine, out, progress.say)
    progress.done()
    talk(
        f"{path}: {done.read:,} of {done.rows:,} rows read, {done.rejected:,} rejected, {done.ignored:,} ignored, "
        f"{done.attributions:,} attributions. Triples and tables are in {out}."
    )
    for note in done.notes:
        talk(f"  {note}")
    return done.rejected


class Progress:
    """What is being done, how fast and for how long still: on one line of a terminal, and nowhere else."""

    def __init__(self, shown: bool) -> None:
        self._shown, self._started, self._last = shown, 0.0, 0.0
        self._said = ""

    def say(self, what: str) -> None:
        if ": " in what and "columns, read as" in what:
            # A guess is told in any case: it decides what everything means.
            self.done()
            talk(what)
        elif self._shown:
            self._said, self._started = what, time.monotonic()
            self._line(what)

    @property
    def watch(self):  # type: ignore[no-untyped-def]
        """The function that is told how much is loaded; None where nobody watches, for then loading is quicker."""
        return self._watch if self._shown else None

    def _watch(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last < 0.2 and done < total:
            return
        self._last = now
        rate = done / max(now - self._started, 0.001)
        left = (total - done) / rate if rate else 0
        self._line(f"{self._said}: {100 * done // max(total, 1)} %, {rate / 1e6:.0f} MB/s, {left:.0f} s left")

    def _line(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

    def done(self) -> None:
        if self._shown and self._said:
            sys.stderr.write("\r\x1b[K")
            self._said = ""
