"""``standoff read``: read inputs into a record, with progress and a summary."""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from ..counts import counted
from ..errors import InputError, Problem, QuestionError
from .options import named, opened, record_option
from .printing import count, print_table, talk
from .program import of_its_own_process

if TYPE_CHECKING:
    from ..ingest.intake import Intake

__all__ = ["read", "read_tables"]


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--as",
    "kind",
    metavar="KIND|MAPPING.yaml",
    help="report, judgements, record, ucdp-ged, ucdp-actors, acled, gdelt, gdelt-mentions, icews, gtd, polecat, "
    "airwars, scad, viina, or your own mapping. Without it, the kind is recognised from the file.",
)
@click.option("--encoding", metavar="NAME", help="How the letters of a table are encoded, such as windows-1251.")
@click.option(
    "--dates",
    metavar="FORM",
    help="How a table writes its days, such as day/month/year, month/day/year or excel (docs/datasets.md).",
)
@click.option(
    "--downloaded",
    metavar="DAY",
    help="The day on which a table was downloaded: of two downloads the later one counts, whichever is read first.",
)
@click.option(
    "--replaces",
    metavar="DOCUMENT",
    help="A table that was read before, of which this one is a newer download: rows that it lacks are gone.",
)
@click.option(
    "--draft-mapping",
    "draft",
    metavar="OWN.yaml",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read nothing: write a mapping for the table INPUT, with the reason of each guess, to correct and use.",
)
@click.option(
    "--dry-run", is_flag=True, help="Print what would change, with the first rows of a table as claims; change nothing."
)
@click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    metavar="duckdb|spark[://…]",
    help="The engine that reads tables. Spark writes a folder's triples to -o, not to a record.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="out",
    show_default=True,
    help="The folder for rejected rows, and for what Spark writes.",
)
@record_option
def read(
    inputs: tuple[Path, ...],
    kind: str | None,
    encoding: str | None,
    dates: str | None,
    downloaded: str | None,
    replaces: str | None,
    draft: Path | None,
    dry_run: bool,
    engine: str,
    out: Path,
    where: str,
) -> None:
    """Read reports, tables of events, or an exported record into the record; each INPUT in full or not at all.

    INPUT is a report (YAML), a table (CSV, Excel, JSON, Parquet, Arrow, Stata, also compressed), RDF that standoff
    exported, or a folder of reports or tables. Reading an input again replaces what it said before. Rows that cannot be
    read are listed in OUT/rejected, with line, column, value and reason. Exit status: 1 if rows were rejected, 2 if an
    input, or one in a folder, was not read.

    \b
    Example:  standoff read examples/khirbet-amo
    """
    from ..readers.inputs import is_dataset

    if (encoding, dates, downloaded, replaces) != (None,) * 4:
        from ..readers.datasets.how import kind_with

        kind = kind_with(kind, encoding, dates, downloaded, replaces)
    if draft is not None:
        return _draft(inputs, kind, draft)
    if where == "memory":
        raise QuestionError("A record in memory would be lost when the command ends. Give a folder with --record.")
    if engine != "duckdb" and len(inputs) > 1:
        raise QuestionError("Spark writes one INPUT into -o. Give one folder, or read each INPUT into its own -o.")
    if engine == "duckdb" and of_its_own_process():
        _write_nothing_else(where, out, dry_run, any(is_dataset(path, kind) for path in inputs))
    rejected = 0
    for path in inputs:
        if is_dataset(path, kind):
            rejected += read_tables(where, path, kind, engine, out, dry_run)
        else:
            _read_reports(where, path, kind, dry_run)
    sys.exit(1 if rejected else 0)


def _draft(inputs: tuple[Path, ...], kind: str | None, draft: Path) -> None:
    """Write a mapping for a table, and print what is left to decide."""
    from ..files import write_whole
    from ..readers.datasets.draft import draft_mapping
    from ..readers.datasets.how import named as kind_named

    name, how = kind_named(kind)
    if len(inputs) == 1:
        _refuse_missing(inputs[0])
    if len(inputs) != 1 or name or not inputs[0].is_file():
        raise QuestionError("--draft-mapping takes one table as INPUT, and no --as: it finds out what the columns are.")
    if draft.exists():
        raise QuestionError(f"{draft} exists, and a draft replaces no mapping. Name another file, or remove it first.")
    if of_its_own_process():
        from ..confine import write_only_within

        write_only_within([Path(tempfile.gettempdir()), draft.absolute().parent])
    text, questions = draft_mapping(inputs[0], how)
    write_whole(draft, text)
    talk(f"{draft}: a mapping for {inputs[0]}. Each guess has its reason beside it.")
    for question in questions:
        talk(f"  To decide: {question}")
    talk(f"Then look at the first rows as claims: standoff read {inputs[0]} --as {draft} --dry-run")


def _refuse_missing(path: Path) -> None:
    if not path.exists():
        raise InputError([Problem(str(path), None, "There is no such file or folder. Check the path.")])


def _write_nothing_else(where: str, out: Path, dry: bool, tables: bool) -> None:
    """Confine this process, for good, to writing the record and OUT: whatever an input makes a library do, no other
    file changes.
    """
    folders = []
    if dry or "://" in where:
        folders.append(Path(tempfile.gettempdir()))  # where tables are unpacked then
    if "://" not in where:
        # A record is written beside itself and moved into its place, and may be a link.
        folders += [Path(where).absolute().parent, Path(where).resolve().parent]
    if tables:
        folders.append(out)
    from ..confine import write_only_within

    # A folder that is yet to be made is made in the nearest one that there is.
    there = ((folder, *folder.parents) for folder in map(Path.absolute, folders))
    write_only_within(next(up for up in each if up.is_dir()) for each in there)


def _read_reports(where: str, path: Path, kind: str | None, dry_run: bool) -> None:
    from ..ingest.reading import read as read_into

    with contextlib.ExitStack() as resources:
        record = resources.enter_context(opened(where, write=not dry_run)).keeper if "://" in where else where
        read, unread = [], None
        try:
            for each in read_into(record, path, kind, dry_run=dry_run):
                read.append(each)
        except InputError as error:
            if not read:
                raise
            unread = error
    if dry_run:
        columns = ["document", "would be", "attributions", "", "file"]
        rows = [[each.name, each.change, f"+{each.gained}", f"−{each.lost}", str(each.path)] for each in read]
        print_table(columns, rows, "table")
        talk(f"{path}: nothing was written (--dry-run).")
    else:
        attributions = sum(each.attributions for each in read)
        talk(f"{path}: {count(read, 'document')}, {counted(attributions, 'attribution')} read into {named(where)}.")
        for note in (note for each in read for note in each.notes):
            talk(f"  {note}")
    if unread:
        _end_with(unread, count(read, "document"))


def _end_with(error: InputError, read: str) -> NoReturn:
    """Tell what was not read, beside what was, and end the program."""
    talk(error.at_prompt)
    talk(f"{read} read, {counted(len(error.problems), 'input')} not.")
    sys.exit(2)


def read_tables(where: str, path: Path, kind: str | None, engine: str, out: Path, dry: bool = False) -> int:
    """Read a table or a folder of tables; return how many rows were rejected.

    Raises StandoffError. Ends the program with status 2 if some tables of a folder were read and others were not.
    """
    from ..ingest.datasets import read_dataset

    _refuse_missing(path)
    if engine != "duckdb":
        return _with_spark(path, kind, engine, out, dry)
    progress = Progress(sys.stderr.isatty())
    rejected = read = 0
    with contextlib.ExitStack() as resources:
        record = resources.enter_context(opened(where, write=not dry)).keeper if "://" in where else where
        try:
            for each in read_dataset(record, path, kind, out / "rejected", progress.say, progress.watch, dry):
                read += 1
                progress.done()
                if each.change == "unchanged":
                    talk(f"{each.path}: unchanged since it was read into {named(where)} ({counted(each.read, 'row')}).")
                else:
                    talk(f"{str(each).removesuffix('.')} (--dry-run)." if each.dry_run else str(each))
                for note in each.notes:
                    talk(f"  {note}")
                if each.dry_run:
                    _show_preview(each)
                rejected += each.rejected_rows
        except InputError as error:
            if not read:
                raise
            progress.done()
            _end_with(error, counted(read, "table"))
    return rejected


def _show_preview(intake: Intake) -> None:
    """Print the first rows as the claims that they would become, and the first that would be rejected."""
    if intake.preview:
        talk("  The first rows as claims:")
    for line in intake.preview:
        talk(f"    {line}")
    for row in intake.rejected[:3]:
        talk(f'    line {row["line"]}: rejected: "{row["column"]}" {row["reason"]} ("{row["value"]}")')


def _with_spark(path: Path, kind: str | None, engine: str, out: Path, dry: bool) -> int:
    from ..readers.datasets.dataset import declaration_for
    from ..readers.datasets.how import named as kind_named
    from ..readers.datasets.spark import convert_with_spark

    if dry:
        raise QuestionError("Spark cannot tell in advance what would change. Leave out --dry-run, or read with DuckDB.")
    progress = Progress(sys.stderr.isatty())
    name, how = kind_named(kind)
    if how.downloaded or how.replaces:
        raise QuestionError(
            "Spark compares nothing with what was read before. Leave out --downloaded and --replaces, or use DuckDB."
        )
    done = convert_with_spark(path, declaration_for(name), engine, out, progress.say, how)
    progress.done()
    talk(
        f"{path}: {counted(done.read, 'row', of=done.rows)} read, {done.rejected:,} rejected, "
        f"{done.ignored:,} ignored, {counted(done.attributions, 'attribution')}. Triples and tables are in {out}."
    )
    for note in done.notes:
        talk(f"  {note}")
    return done.rejected


class Progress:
    """Shows the current step, its speed and the time left, on one line of a terminal; in a file or pipe, nothing."""

    def __init__(self, shown: bool) -> None:
        self._shown, self._started, self._last = shown, 0.0, 0.0
        self._said = ""

    def say(self, what: str) -> None:
        if ": " in what and "columns, read as" in what:
            # A recognised layout is always printed: it decides what every value means.
            self.done()
            talk(what)
        elif self._shown:
            self._said, self._started = what, time.monotonic()
            self._line(what)

    @property
    def watch(self):  # type: ignore[no-untyped-def]
        """A function to call with bytes loaded and total; None without a terminal, for loading is then quicker."""
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
