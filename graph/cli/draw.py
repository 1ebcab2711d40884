"""``standoff draw``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import level_option, record_option, view_options, viewing
from .printing import talk

__all__ = ["draw"]


@click.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default="out/network.html",
    show_default=True,
    help="The page to write, or the picture (.svg, .png, .pdf).",
)
@click.option(
    "--format",
    "ending",
    type=click.Choice(["html", "svg", "png", "pdf"]),
    help="Write this format, and end the file's name in it: a page, or a picture for print (extra plots).",
)
@click.option("--beside", is_flag=True, help="In a picture, one network for each side, side by side.")
@click.option("--title", default="Who confronts whom, and who says so", help="The title.")
@view_options
@level_option
@record_option
def draw(out: Path, ending: str | None, beside: bool, title: str, where: str, **options: Any) -> None:
    """Draw the network as one HTML page that makes no request, or as a picture.

    What the view leaves out is not in the file; in a page, --min-groups and --level only decide how it opens.

    \b
    Example:  standoff draw -o out/without-sana.html --without SANA
              standoff draw -o out/sides.pdf --beside
    """
    if ending:
        out = out.with_suffix(f".{ending}")
    with viewing(where, options) as view:
        view.draw(out, title, beside=beside)
    talk(f"The {'page' if out.suffix.lower() in ('.html', '.htm') else 'picture'} is {out}.")
