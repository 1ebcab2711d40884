"""``standoff forget``, ``history``, ``verify``, ``upgrade`` and ``check``: commands on a record as a whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..counts import counted
from .options import form_option, named, opened, record_option
from .printing import count, print_table, talk, told_unread

__all__ = ["check", "forget", "history", "upgrade", "verify"]


@click.command()
@click.argument("name", metavar="REPORT")
@click.option("--dry-run", is_flag=True, help="Print what would be removed, and change nothing.")
@click.option(
    "--shred",
    is_flag=True,
    help="Also write the record's files anew, without anything that was ever removed from them.",
)
@record_option
def forget(name: str, dry_run: bool, shred: bool, where: str) -> None:
    """Remove a report and everything that only it supports.

    REPORT is its id, title or IRI. Without --shred its words may stay in the files of the record's folder, where no
    question finds them. The history still says that it was read, and from which file.

    \b
    Example:  standoff forget enab-baladi-2020-02-13 --dry-run
    """
    with opened(where) as record:
        removed = record.forget(name, dry_run=dry_run, shred=shred)
    if dry_run:
        return talk(f"{removed} would be removed from {named(where)}. Nothing was written (--dry-run).")
    talk(f"{removed} removed from {named(where)}.")
    return None


@click.command()
@form_option("table", "csv", "json")
@record_option
def history(form: str, where: str) -> None:
    """List what was read into the record when, from which file and by which version; and what was removed.

    \b
    Example:  standoff history
    """
    with opened(where) as record:
        changes = record.history()
    columns, rows = list(changes[0]) if changes else [], [list(change.values()) for change in changes]
    print_table(columns, [_shortened(row) for row in rows] if form == "table" else rows, form)


def _shortened(row: list[Any]) -> list[Any]:
    """A change, shortened to fit a screen."""
    from ..vocabulary import local_name

    when, act, document, attributions, file, digest, kind, version = row
    short = f"{digest[:12]}…" if digest else None
    return [when[:19].replace("T", " "), act, local_name(document), attributions, file, short, kind, version]


@click.command()
@record_option
def verify(where: str) -> None:
    """Check the record against its own hashes and against the files it was read from.

    Each fault is a sentence. Exit status 1 if there is any. Run it in the folder from which the files were read.

    \b
    Example:  standoff verify
    """
    with opened(where) as record:
        result = record.verify()
    for fault in result.faults:
        click.echo(fault)
    judged = f", {result.judged} with judgements made in the record itself" if result.judged else ""
    talk(
        f"{counted(result.checked, 'document', of=result.documents)} read again from their files{judged}; "
        f"RDFC-1.0 {result.fingerprint}"
    )
    for sentence in result.only_here:
        talk(sentence)
    talk(f"{count(result.faults, 'fault')} found." if result.faults else "The record says what its files say.")
    sys.exit(1 if result.faults else 0)


@click.command()
@record_option
def upgrade(where: str) -> None:
    """Bring a record that an earlier version wrote up to this one.

    Its vocabulary and layout are renewed, and each report whose file is as it was read is read again. Run it in the
    folder from which the files were read, and copy the record first.

    \b
    Example:  standoff upgrade
    """
    with opened(where) as record:
        done = record.upgrade()
    for sentence in done.left:
        talk(sentence)
    changed = f": {', '.join(done.changed)} changed" if done.changed else ", and nothing changed"
    talk(f"{counted(done.reread, 'document', of=done.documents)} read again{changed}.")


@click.command()
@click.argument("inputs", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--advise",
    "advising",
    is_flag=True,
    help="Also ask what a second coder would ask: denials that meet nothing, labels that take sides, and more.",
)
@record_option
def check(inputs: tuple[Path, ...], advising: bool, where: str) -> None:
    """Check the record, or INPUT without reading it in, against the shapes.

    Each fault is a sentence that names the claim and its source. With --advise, questions of a second coder follow,
    each with file and line and a way out; they change no exit status. Exit status: 1 if there are faults, 2 if an
    input in a folder was not checked.

    \b
    Example:  standoff check --advise
    """
    if inputs:
        from ..front import build

        faults = build.check(*inputs)
        advice = build.advise(*inputs) if advising else []
    else:
        with opened(where) as record:
            faults, advice = record.check(), record.advise() if advising else []
    for found in (*faults, *advice):
        click.echo(str(found))
    unread = told_unread(inputs)
    what = "What was read" if unread else "The record"
    talk(f"{count(faults, 'fault')} found." if faults else f"{what} conforms to the shapes.")
    if advising:
        talk(f"{count(advice, 'piece')} of advice." if advice else "No advice.")
    sys.exit(2 if unread else 1 if faults else 0)
