"""Exports: a record, or its confrontations, in the formats of other tools. Equal records give equal files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from ..errors import StandoffError, did_you_mean
from ..frames.text import as_csv
from ..record.forms import graph_per_claim, nanopublications, triple_terms
from ..rules.confrontations import COLUMNS, shown, table
from ..rules.ledger import Ledger
from ..rules.view import View
from ..rules.viewed import viewed
from ..vocabulary import PREFIXES
from .networks import network

__all__ = ["FORMATS", "export"]

_Writer = Callable[[Ledger, View], bytes]


def export(ledger: Ledger, view: View, path: Path) -> bytes:
    """What the file of this name should hold, by its ending (see ``FORMATS``).

    Raises StandoffError for an ending that no format has.
    """
    name = path.name.lower()
    # The longest first: `.nanopub.trig` ends in `.trig` too.
    ending = next((e for e in sorted(FORMATS, key=len, reverse=True) if name.endswith(e)), path.suffix.lower())
    if ending not in FORMATS:
        known = ", ".join(f"{e} ({what})" for e, (what, _) in FORMATS.items())
        raise StandoffError(f'"{path.name}" has no known ending.{did_you_mean(ending, FORMATS)} Known: {known}.')
    return FORMATS[ending][1](ledger, view)


def _rdf(form: RdfFormat) -> _Writer:
    def write(ledger: Ledger, view: View) -> bytes:
        triples = sorted(viewed(ledger, view).triples(), key=str)
        written = serialize(triples, format=form)
        assert written is not None
        return written

    return write


def _turtle(ledger: Ledger, view: View) -> bytes:
    return viewed(ledger, view).turtle().encode()


def _shaped(shape: Callable[[Iterable[Triple]], Iterable[Triple | Quad]], form: RdfFormat) -> _Writer:
    def write(ledger: Ledger, view: View) -> bytes:
        parts = sorted(shape(viewed(ledger, view).triples()), key=_graph_first)
        written = serialize(parts, format=form, prefixes=PREFIXES)  # type: ignore[arg-type]  # all of one kind
        assert written is not None
        return written

    return write


def _graph_first(part: Triple | Quad) -> tuple[str, str]:
    return (str(part.graph_name), str(part.triple)) if isinstance(part, Quad) else ("", str(part))


def _csv(ledger: Ledger, view: View) -> bytes:
    return as_csv(list(COLUMNS), ([row[c] for c in COLUMNS] for row in shown(ledger, view))).encode()


def _parquet(ledger: Ledger, view: View) -> bytes:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(table(shown(ledger, view)), out)
    return out.getvalue()


def _gexf(ledger: Ledger, view: View) -> bytes:
    import networkx as nx

    graph = network(ledger, view)
    for _, _, data in graph.edges(data=True):
        # Gephi's timeline: first and last possible day. Half a span would be drawn without an end.
        first, last = data.get("earliest"), data.get("latest")
        if first and last:
            data["start"], data["end"] = first, last
    text = "\n".join(nx.generate_gexf(graph)) + "\n"
    # networkx writes the day of writing: equal records would give unequal files.
    return re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1).encode()


def _graphml(ledger: Ledger, view: View) -> bytes:
    import networkx as nx

    return ("\n".join(nx.generate_graphml(network(ledger, view))) + "\n").encode()


#: Endings, what is written, and by what.
FORMATS: dict[str, tuple[str, _Writer]] = {
    ".ttl": ("record as Turtle", _turtle),
    ".nt": ("record as N-Triples", _rdf(RdfFormat.N_TRIPLES)),
    ".rdf": ("record as RDF/XML", _rdf(RdfFormat.RDF_XML)),
    ".jsonld": ("record as JSON-LD", _rdf(RdfFormat.JSON_LD)),
    ".trig": ("record as TriG, a graph for each claim", _shaped(graph_per_claim, RdfFormat.TRIG)),
    ".nanopub.trig": ("record as nanopublications", _shaped(nanopublications, RdfFormat.TRIG)),
    ".rdf12.ttl": ("record as RDF 1.2 with triple terms", _shaped(triple_terms, RdfFormat.TURTLE)),
    ".csv": ("confrontations as CSV", _csv),
    ".parquet": ("confrontations as Parquet", _parquet),
    ".graphml": ("network as GraphML", _graphml),
    ".gexf": ("network as GEXF, for Gephi", _gexf),
}
