"""``standoff confront``."""

from __future__ import annotations

from typing import Any

import click

from .options import (
    explain_option,
    explained,
    form_option,
    level_option,
    record_option,
    show_dyads,
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
    """Who confronts whom, according to whom, and how well it stands.

    \b
    Example:  standoff confront --incident khirbet-amo-2020-02-12 --without SANA
    """
    with viewing(where, options) as view:
        explained(explain)
        if form == "table":
            talk(view.sentence() + "\n")
        show_dyads(view, form)
