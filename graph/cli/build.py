"""``standoff build``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .options import graph_given, graph_option
from .printing import count, print_confronting, talk, told_unread

__all__ = ["build"]


@click.command()
@click.argument("inputs", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="out",
    show_default=True,
    help="The folder for the record and the page.",
)
@click.option(
    "--record",
    "where",
    metavar="memory|PATH|URL",
    envvar="STANDOFF_RECORD",
    help="Where to store the record, if not in OUT/record.",
)
@graph_option
def build(inputs: tuple[Path, ...], out: Path, where: str | None = None) -> None:
    """Read reports, check them, draw the page, and print who confronts whom.

    INPUT is a report (YAML) or a folder of reports. Without INPUT, the Khirbet Amo example is built.
    Exit status: 1 if the check found faults, 2 if an input in a folder was not read.

    \b
    Example:  standoff build
    """
    from ..front import build as front_build

    built = front_build.build(*inputs, out=out, record=where, graph=graph_given())
    with built.record:
        print_confronting(built.record.view(), "table")
    for fault in built.faults:
        talk(str(fault))
    unread = told_unread(inputs)
    talk(f"\n{count(built.read, 'document')} read into {built.record.where}; the page is {built.page}.")
    talk(f"{count(built.faults, 'fault')} found." if built.faults else "Checked: the record conforms to the shapes.")
    sys.exit(2 if unread else 1 if built.faults else 0)
