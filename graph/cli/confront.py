"""``standoff confront``."""

from __future__ import annotations

from typing import Any

import click

from .options import explain_option, form_option, level_option, record_option, view_options, viewing
from .printing import print_confronting, print_grade_rule, talk

__all__ = ["confront"]


@click.command()
@form_option("table", "csv", "json")
@view_options
@level_option
@click.option(
    "--by",
    type=click.Choice(["kind", "pair"]),
    default="kind",
    show_default=True,
    help="One row for each pair and kind of act, or for each pair.",
)
@click.option("--limit", type=click.IntRange(0), default=0, help="The most rows to print; 0 for all.")
@explain_option
@record_option
def confront(form: str, by: str, limit: int, explain: bool, where: str, **options: Any) -> None:
    """Print who confronts whom, according to whom, and how well supported it is.

    Up to a hundred rows are printed in blocks: what is in dispute, what two or more independent groups report, what one
    group alone reports. More rows are printed as a table.

    \b
    Example:  standoff confront --incident khirbet-amo-2020-02-12 --without SANA
    """
    with viewing(where, options) as view:
        if explain:
            print_grade_rule()
        if form == "table":
            talk(view.sentence() + "\n")
        print_confronting(view, form, limit=limit, by_pair=by == "pair")
