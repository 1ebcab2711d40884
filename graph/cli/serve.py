"""``standoff serve``."""

from __future__ import annotations

import click

from .options import record_option, talk

__all__ = ["serve"]


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=7878, show_default=True, help="The port to listen on.")
@click.option(
    "--allow-from",
    metavar="NETWORK",
    default="loopback",
    show_default=True,
    help="Who besides this machine may ask: an address, a network such as 192.168.1.0/24, or `anyone`.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    metavar="SECONDS",
    help="Stop a question that takes longer.",
)
@record_option
def serve(port: int, allow_from: str, time_limit: int, where: str) -> None:
    """Answer SPARQL over HTTP from the record, read-only, with a page for queries.

    Answers come from the record as it was when the server started. Stop it with Ctrl-C.

    \b
    Example:  standoff serve --port 7878
    """
    from ..web import serve as web

    web.serve(where, port, allow_from, time_limit, talk)
