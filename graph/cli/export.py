"""``standoff export``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import record_option, view_options, viewing
from .printing import talk

__all__ = ["export"]


@click.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file; its ending decides the format: .ttl .nt .rdf .jsonld .trig .nanopub.trig .void.ttl .rdf12.ttl "
    ".csv .people.csv .testimony.csv .parquet .graphml .gexf .directed.graphml .directed.gexf",
)
@view_options
@record_option
def export(out: Path, where: str, **options: Any) -> None:
    """Write the record (RDF) or its confrontations (tables, networks) for other tools.

    \b
    Example:  standoff export -o out/record.ttl
    """
    with viewing(where, options) as view:
        view.export(out)
        talk(f"Written to {out}.")
        if out.name.lower().endswith((".graphml", ".gexf")):
            from ..output.network_files import both_kinds

            note = both_kinds(view.to_networkx(), out.name)
            if note:
                talk(note)
