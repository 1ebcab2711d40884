"""The program and its commands. So that ``--help`` is quick, each command imports what it needs only when it runs."""

from __future__ import annotations

import click

from ..version import __version__
from .ask import ask
from .build import build
from .codes import codes
from .confront import confront
from .dossier import dossier
from .draw import draw
from .export import export
from .match import match
from .measure import measure
from .program import Program
from .read import read
from .record import check, forget, history, upgrade, verify
from .serve import serve

__all__ = ["main"]


@click.group(cls=Program, invoke_without_command=True)
@click.version_option(__version__, prog_name="standoff")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Who confronts whom, and who says so.

    Without a command: build the graph of the Khirbet Amo example in out/, and print who confronts whom.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(build)


for command in (
    build,
    read,
    forget,
    history,
    verify,
    upgrade,
    check,
    codes,
    ask,
    confront,
    dossier,
    measure,
    draw,
    export,
    serve,
    match,
):
    main.add_command(command)
