"""Exports: a record, or its confrontations, in the formats of other tools. Equal records give equal files,
but for the day in nanopublications and descriptions (``SOURCE_DATE_EPOCH`` sets it).
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from ..errors import StandoffError, did_you_mean, one_line
from ..extras import needs
from ..frames.text import NOT_IN_XML, as_csv, csv_file, with_redacted
from ..record.description import day_of_export, description
from ..record.forms import graph_per_claim, nanopublications, triple_terms
from ..record.jsonld import head_of_jsonld, jsonld
from ..rules.confrontations import COLUMNS, confrontation_table, shown_rows
from ..rules.ledger import Ledger
from ..rules.record_of_view import record_of_view
from ..rules.testimony_tables import TESTIMONY, testimony_rows
from ..rules.view import View
from ..rules.weighing import voices
from ..vocabulary import PREFIXES
from .confront_rows import for_people
from .network_files import ENDINGS
from .networks import network

if TYPE_CHECKING:
    import networkx as nx

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
        raise StandoffError(
            f'"{path.name}" has no known ending.{did_you_mean(ending, FORMATS)} Known: {", ".join(FORMATS)}.'
        )
    return _noted(FORMATS[ending][1](ledger, view), ending, ledger.redacted)


def _noted(written: bytes, ending: str, note: str) -> bytes:
    """RDF with a note on what was redacted in it, which is no triple; the other formats have a place for it."""
    if not note:
        return written
    if ending in (".ttl", ".nt", ".trig", ".nanopub.trig", ".void.ttl", ".rdf12.ttl"):
        return f"# {note}\n".encode() + written
    if ending == ".rdf":
        declaration, _, rest = written.partition(b"?>")
        return declaration + f"?>\n<!-- {note.replace('--', '—')} -->".encode() + rest
    if ending == ".jsonld":
        # A key that no context maps to an IRI is no triple: https://www.w3.org/TR/json-ld11-api/#expansion-algorithm
        head = head_of_jsonld()
        nodes = written.removeprefix(head)
        comma = b",\n" if nodes.startswith(b"{") else b""
        return head + json.dumps({"redacted": note}, ensure_ascii=False).encode() + comma + nodes
    return written


def _rdf(form: RdfFormat) -> _Writer:
    def write(ledger: Ledger, view: View) -> bytes:
        triples = sorted(record_of_view(ledger, view).triples(), key=str)
        written = serialize(triples, format=form)
        assert written is not None
        if form == RdfFormat.RDF_XML:
            _refuse_not_in_xml(written.decode())
            # Bare, it is a line feed to whoever reads XML: https://www.w3.org/TR/xml/#sec-line-ends
            written = written.replace(b"\r", b"&#13;")
        return written

    return write


def _refuse_not_in_xml(text: str) -> None:
    found = NOT_IN_XML.search(text)
    if found:
        beside = text[: found.end()].rpartition(">")[2][-40:] + text[found.end() :].partition("<")[0][:40]
        raise StandoffError(
            f"RDF/XML cannot hold the character U+{ord(found[0]):04X}, which stands in {one_line(unescape(beside))}. "
            "Write .ttl, .nt or .jsonld, which can."
        )


def _jsonld(ledger: Ledger, view: View) -> bytes:
    return jsonld(record_of_view(ledger, view).triples())


def _described(ledger: Ledger, view: View) -> bytes:
    return description(record_of_view(ledger, view).triples(), day_of_export())


def _nanopublications(triples: Iterable[Triple]) -> Iterable[Quad]:
    return nanopublications(triples, day_of_export())


def _turtle(ledger: Ledger, view: View) -> bytes:
    return record_of_view(ledger, view).turtle().encode()


def _shaped(shape: Callable[[Iterable[Triple]], Iterable[Triple | Quad]], form: RdfFormat) -> _Writer:
    def write(ledger: Ledger, view: View) -> bytes:
        parts = sorted(shape(record_of_view(ledger, view).triples()), key=_graph_first)
        written = serialize(parts, format=form, prefixes=PREFIXES)  # type: ignore[arg-type]  # all of one kind
        assert written is not None
        return written

    return write


def _graph_first(part: Triple | Quad) -> tuple[str, str]:
    return (str(part.graph_name), str(part.triple)) if isinstance(part, Quad) else ("", str(part))


def _csv(ledger: Ledger, view: View) -> bytes:
    rows = ([row[c] for c in COLUMNS] for row in shown_rows(ledger, view))
    return as_csv(*with_redacted(list(COLUMNS), rows, ledger.redacted)).encode()


def _people_csv(ledger: Ledger, view: View) -> bytes:
    return csv_file(*with_redacted(*for_people(ledger, view), ledger.redacted))


def _testimony_csv(ledger: Ledger, view: View) -> bytes:
    counts = voices(view, ledger.background)
    return csv_file(*with_redacted(list(TESTIMONY), testimony_rows(ledger, counts), ledger.redacted))


def _parquet(ledger: Ledger, view: View) -> bytes:
    needs("Parquet", "pyarrow")
    import pyarrow.parquet as pq

    out, table = io.BytesIO(), confrontation_table(shown_rows(ledger, view))
    if ledger.redacted:
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), "redacted": ledger.redacted})
    pq.write_table(table, out)
    return out.getvalue()


def _network(write: Callable[[nx.MultiDiGraph[str]], bytes]) -> _Writer:
    return lambda ledger, view: write(network(ledger, view))


#: Endings, what is written, and by what.
FORMATS: dict[str, tuple[str, _Writer]] = {
    ".ttl": ("record as Turtle", _turtle),
    ".nt": ("record as N-Triples", _rdf(RdfFormat.N_TRIPLES)),
    ".rdf": ("record as RDF/XML", _rdf(RdfFormat.RDF_XML)),
    ".jsonld": ("record as JSON-LD", _jsonld),
    ".trig": ("record as TriG, a graph for each claim", _shaped(graph_per_claim, RdfFormat.TRIG)),
    ".nanopub.trig": ("record as nanopublications", _shaped(_nanopublications, RdfFormat.TRIG)),
    ".void.ttl": ("what such an export holds, as VoID and DCAT", _described),
    ".rdf12.ttl": ("record as RDF 1.2 with triple terms", _shaped(triple_terms, RdfFormat.TURTLE)),
    ".csv": ("confrontations as CSV", _csv),
    ".people.csv": ("who confronts whom with quotes, reports and addresses, to read", _people_csv),
    ".testimony.csv": ("who says what of which version or statement, as CSV", _testimony_csv),
    ".parquet": ("confrontations as Parquet", _parquet),
    **{ending: (what, _network(write)) for ending, (what, write) in ENDINGS.items()},
}
