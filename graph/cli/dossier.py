"""``standoff dossier``."""

from __future__ import annotations

from typing import Any

import click

from .options import explain_option, form_option, record_option, view_options, viewing
from .printing import print_grade_rule, width

__all__ = ["dossier"]


@click.command()
@click.argument("name", metavar="INCIDENT")
@form_option("text", "json", "markdown", "html")
@view_options
@click.option("--full", is_flag=True, help="Show all circumstances and closer words, each with who says it.")
@click.option("--quotes", is_flag=True, help="Show the words of each source, with publisher, day and paragraph.")
@click.option("--matrix", is_flag=True, help="Show every version and statement in a row, with a column a source.")
@explain_option
@record_option
def dossier(
    name: str, form: str, full: bool, quotes: bool, matrix: bool, explain: bool, where: str, **options: Any
) -> None:
    """Print one incident as each source tells it: in dispute, reported differently, reported
    alike, by one group alone, left open.

    \b
    Example:  standoff dossier khirbet-amo-2020-02-12
    """
    from ..frames import text
    from ..output import dossier_text
    from ..output.dossier_object import as_object

    with viewing(where, options) as view:
        told, ledger = view.dossier(name), view.ledger
        found = told.dossier
        if matrix and form != "text":
            raise click.UsageError("--matrix is text. Leave --format out, or take --format json for all of it.")
        if explain and form == "text":
            print_grade_rule()
        if form == "json":
            click.echo(text.as_json(as_object(ledger, found)))
        elif form == "markdown":
            click.echo(dossier_text.as_markdown(ledger, found))
        elif form == "html":
            click.echo(dossier_text.as_html(ledger, found))
        elif matrix:
            click.echo(dossier_text.as_matrix(ledger, found, width()))
        elif full or quotes:
            click.echo(dossier_text.as_plain(ledger, found, width(), quotes, full=full))
        else:
            click.echo(dossier_text.plain_short(told.layout, width(), closing=True))
