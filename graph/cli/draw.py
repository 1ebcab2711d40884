"""``standoff draw``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import level_option, record_option, talk, view_options, viewing

__all__ = ["draw"]


@click.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default="out/network.html",
    show_default=True,
    help="The page to write.",
)
@click.option("--title", default="Who confronts whom, and who says so", help="The page's title.")
@view_options
@level_option
@record_option
def draw(out: Path, title: str, where: str, **options: Any) -> None:
    """Draw the network as one HTML page that makes no request.

    What the view leaves out is not in the file; --min-groups and --level only decide how the page opens.

    \b
    Example:  standoff draw -o out/without-sana.html --without SANA
    """
    with viewing(where, options) as view:
        view.draw(out, title)
    talk(f"The page is {out}.")
