"""``standoff confront``."""

from __future__ import annotations

from typing import Any

import click

from .options import (
    explain_option,
    form_option,
    level_option,
    print_dyads,
    print_grade_rule,
    record_option,
    talk,
    view_options,
    viewing,
)

__all__ = ["confront"]


@click.command()
@form_option("table", "csv", "json")
@view_options
@level_option
@explain_option
@record_option
def confront(form: str, explain: bool, where: str, **options: Any) -> None:
    """Print who confronts whom, according to whom, and how well supported it is.

    \b
    Example:  standoff confront --incident khirbet-amo-2020-02-12 --without SANA
    """
    with viewing(where, options) as view:
        if explain:
            print_grade_rule()
        if form == "table":
            talk(view.sentence() + "\n")
        print_dyads(view, form)
