"""Exports: a record, or its confrontations, in the formats of other tools. Equal records give equal files."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from graph.errors import StandoffError, did_you_mean
from graph.network.confrontations import COLUMNS, shown, table
from graph.network.graphs import network
from graph.network.ledger import Ledger
from graph.network.view import View
from graph.network.viewed import viewed
from graph.views.tables import as_csv

__all__ = ["FORMATS", "export"]


def export(ledger: Ledger, view: View, path: Path) -> bytes:
    """What the file of this name should hold, by its ending (see ``FORMATS``).

    Raises StandoffError for an ending that no format has.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        known = ", ".join(f"{e} ({what})" for e, (what, _) in FORMATS.items())
        raise StandoffError(f'"{path.name}" has no known ending.{did_you_mean(ending, FORMATS)} Known are: {known}.')
    return FORMATS[ending][1](ledger, view)


def _rdf(form: RdfFormat) -> Callable[[Ledger, View], bytes]:
    def write(ledger: Ledger, view: View) -> bytes:
        triples = sorted(viewed(ledger, view).triples(), key=str)
        written = serialize(triples, format=form)
        assert written is not None
        return written

    return write


def _turtle(ledger: Ledger, view: View) -> bytes:
    return viewed(ledger, view).turtle().encode()


def _csv(ledger: Ledger, view: View) -> bytes:
    return as_csv(list(COLUMNS), ([row[c] for c in COLUMNS] for row in shown(ledger, view))).encode()


def _parquet(ledger: Ledger, view: View) -> bytes:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(table(shown(ledger, view)), out)
    return out.getvalue()


def _graphml(ledger: Ledger, view: View) -> bytes:
    import networkx as nx

    return ("\n".join(nx.generate_graphml(network(ledger, view))) + "\n").encode()


#: Endings, what is written, and by what.
FORMATS: dict[str, tuple[str, Callable[[Ledger, View], bytes]]] = {
    ".ttl": ("record as Turtle", _turtle),
    ".nt": ("record as N-Triples", _rdf(RdfFormat.N_TRIPLES)),
    ".rdf": ("record as RDF/XML", _rdf(RdfFormat.RDF_XML)),
    ".jsonld": ("record as JSON-LD", _rdf(RdfFormat.JSON_LD)),
    ".csv": ("confrontations as CSV", _csv),
    ".parquet": ("confrontations as Parquet", _parquet),
    ".graphml": ("network as GraphML", _graphml),
}
