"""``standoff dossier``."""

from __future__ import annotations

from typing import Any

import click

from .options import explain_option, explained, form_option, record_option, view_options, viewing, width

__all__ = ["dossier"]


@click.command()
@click.argument("name", metavar="INCIDENT")
@form_option("table", "json", "markdown")
@view_options
@click.option("--quotes", is_flag=True, help="Show the words behind each statement, and the reason of its grade.")
@explain_option
@record_option
def dossier(name: str, form: str, quotes: bool, explain: bool, where: str, **options: Any) -> None:
    """One incident as each source tells it: agreed, disputed, said by one alone, left open, unsaid.

    \b
    Example:  standoff dossier khirbet-amo-2020-02-12
    """
    from ..frames import text
    from ..output import dossier_text as shown

    with viewing(where, options) as view:
        found = view.dossier(name).found
        explained(explain)
        if form == "json":
            click.echo(text.as_json(shown.as_object(view.ledger, found)))
        elif form == "markdown":
            click.echo(shown.as_markdown(view.ledger, found))
        else:
            click.echo(shown.as_plain(view.ledger, found, width(), quotes))
