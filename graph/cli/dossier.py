"""``standoff dossier``."""

from __future__ import annotations

from typing import Any

import click

from .options import explain_option, form_option, print_grade_rule, record_option, view_options, viewing, width

__all__ = ["dossier"]


@click.command()
@click.argument("name", metavar="INCIDENT")
@form_option("table", "json", "markdown")
@view_options
@click.option("--quotes", is_flag=True, help="Show the quotes behind each statement, and the reason for its grade.")
@explain_option
@record_option
def dossier(name: str, form: str, quotes: bool, explain: bool, where: str, **options: Any) -> None:
    """Print one incident as each source tells it: agreed, disputed, said by one alone, left open, unsaid.

    \b
    Example:  standoff dossier khirbet-amo-2020-02-12
    """
    from ..frames import text
    from ..output import dossier_text

    with viewing(where, options) as view:
        incident = view.dossier(name).dossier
        if explain:
            print_grade_rule()
        if form == "json":
            click.echo(text.as_json(dossier_text.as_object(view.ledger, incident)))
        elif form == "markdown":
            click.echo(dossier_text.as_markdown(view.ledger, incident))
        else:
            click.echo(dossier_text.as_plain(view.ledger, incident, width(), quotes))
