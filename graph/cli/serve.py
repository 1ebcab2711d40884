"""``standoff serve``."""

from __future__ import annotations

import click

from .options import record_option
from .printing import talk

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
@click.option("--no-token", is_flag=True, help="Ask nobody for a token: every program on this machine may read all.")
@click.option(
    "--host-name",
    "host_names",
    multiple=True,
    metavar="NAME",
    help="A name of this machine by which it may be addressed, as through a proxy; may be repeated.",
)
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this site ask, such as https://example.org; may be repeated.",
)
@record_option
def serve(
    port: int,
    allow_from: str,
    time_limit: int,
    no_token: bool,
    host_names: tuple[str, ...],
    cors: tuple[str, ...],
    where: str,
) -> None:
    """Answer SPARQL and named questions over HTTP from the record, read-only, with pages for people.

    Open the address that it prints: it holds a token, without which nothing is answered. STANDOFF_TOKEN sets one that
    stays. A record that is written to is opened anew within seconds. Stop it with Ctrl-C.

    \b
    Example:  standoff serve --port 7878
    """
    from ..web import serve as web

    web.serve(
        where, port, allow_from, time_limit, talk, token=not no_token, host_name=list(host_names), cors=list(cors)
    )
