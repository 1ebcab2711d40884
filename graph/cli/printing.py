"""What commands print: rows as tables, CSV or JSON, messages on standard error, and the width to fit them in."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Sequence, Sized
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..counts import counted
from ..errors import InputError, from_here, one_line

if TYPE_CHECKING:
    from ..front.record_view import RecordView

__all__ = ["count", "print_confronting", "print_csv", "print_grade_rule", "print_table", "talk", "told_unread", "width"]


def width() -> int | None:
    """The terminal's width; None, for no folding, if the output goes to a file or a program."""
    import shutil

    return max(shutil.get_terminal_size().columns, 60) if sys.stdout.isatty() else None


def count(items: Sized, name: str) -> str:
    """The number of items in words: "1 pair", "2 pairs"."""
    return counted(len(items), name)


def talk(text: str) -> None:
    """Print a message on standard error; characters that are not printable, say in a file name, are escaped, and paths
    are as seen from the working folder.
    """
    click.echo("\n".join(one_line(line, longest=10_000) for line in from_here(text).split("\n")), err=True)


def told_unread(inputs: Iterable[Path]) -> bool:
    """Whether folders of reports among the inputs hold others that are not read with them, which are then named."""
    from ..readers.passed_over import unread_beside_reports

    unread = [problem for path in inputs for problem in unread_beside_reports(path)]
    if unread:
        talk(InputError(unread).at_prompt)
    return bool(unread)


def print_table(columns: list[str], rows: list[list[Any]], form: str) -> None:
    from ..frames import text as tables

    if form == "json":
        click.echo(tables.as_json([dict(zip(columns, row, strict=True)) for row in rows]))
    elif form == "csv":
        print_csv(columns, rows)
    else:
        click.echo(tables.as_text(columns, rows, width()))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print CSV: into a file (``> pairs.csv``) with the mark by which spreadsheets know UTF-8, which programs in a pipe
    would take for a part of the first column.
    """
    from ..frames.text import as_csv

    text = as_csv(columns, rows)
    with contextlib.suppress(OSError, ValueError):  # a stream without a file, in tests and notebooks
        text = "\ufeff" * stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode) + text
    click.echo(text, nl=False)


def print_confronting(view: RecordView, form: str, *, limit: int = 0, by_pair: bool = False) -> None:
    """Print who confronts whom: to read, or for programs."""
    from ..frames import text
    from ..output.confront_rows import FLAT, confront_rows, flat
    from ..output.confront_text import confront_text

    if form == "table":
        shown = confront_text(view.ledger, view.chosen, width=width(), limit=limit, by_pair=by_pair)
        if shown:
            click.echo(shown)
            if view.ledger.redacted:
                click.echo(f"\n{view.ledger.redacted}")
        else:
            talk("No source reports such a confrontation. Widen the view, or list all of them: standoff confront.")
        return
    objects = confront_rows(view.ledger, view.chosen, by_pair=by_pair)
    objects = objects[:limit] if limit else objects
    redacted = view.ledger.redacted
    if form == "json":
        click.echo(text.as_json([{**one, "redacted": redacted} for one in objects] if redacted else objects))
    else:
        print_csv(*text.with_redacted(list(FLAT), map(flat, objects), redacted))


def print_grade_rule() -> None:
    """Print the rule for grades, and an empty line."""
    from ..rules.weighing import RULE

    click.echo(RULE + "\n")
