"""Read records that were exported as RDF: Turtle, N-Triples, RDF/XML, JSON-LD, TriG, nanopublications, RDF 1.2.

A file is read completely or refused: its readings must give exactly the triples in it, each claim and attribution under
the hash of its content. So a file that is not an exported record, or was edited by hand, is refused with the first
triple that does not fit. ``standoff.readers.rdf`` parses it and limits its size in memory.
"""

from __future__ import annotations

import hashlib
import stat
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple

from ..claim import Entity, InputFile, Reading
from ..record.forms import nodes_by_document, plain_triples
from ..record.triples import attributions_from, reading_triples
from ..record.vocabulary_triples import is_vocabulary
from ..vocabulary import ID
from .rdf import ADVICE, input_error, parsed_quads
from .record_values import wrong_value

__all__ = ["ENDINGS", "read_record_file", "triples_of_file"]

#: The endings of RDF files, and how each is parsed.
ENDINGS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
}

MAX_BYTES = 100_000_000


def read_record_file(path: Path) -> list[Reading]:
    """The readings of an exported record, one for each document. Raises InputError."""
    try:
        raw = _bytes(path)
        quads = parsed_quads(path, raw, ENDINGS[path.suffix.lower()])
        triples = {t for t in plain_triples(quads) if not is_vocabulary(t.subject)}
        _refuse_wrong_values(path, triples)
        readings = list(_readings(triples, InputFile(str(path), hashlib.sha256(raw).hexdigest(), "record")))
        given, again = Store(), Store()  # as a store returns them, where 3.0 is 3
        given.extend(ox.Quad(*triple) for triple in triples)
        again.extend(ox.Quad(*triple) for reading in readings for triple in reading_triples(reading))
    except OSError as error:
        raise input_error(path, f"The file cannot be read: {error.strerror}.") from None
    except (ValueError, AssertionError) as error:
        what = str(error).rstrip(".") or "it contains what no record contains"
        raise input_error(path, f"This is not a record exported by standoff: {what}. {ADVICE}") from None
    if not any(reading.attributions for reading in readings):
        raise input_error(path, f"This is not a record exported by standoff: it has no claims. {ADVICE}")
    pairs = ((given, again), (again, given))
    strange = sorted(str(quad.triple) for one, other in pairs for quad in one if quad not in other)
    if strange:
        more = f" and {len(strange) - 1:,} more triples do" if len(strange) > 1 else " does"
        raise input_error(
            path, f"{_printable(strange[0])}{more} not fit in a record, or differ from what their hash says. {ADVICE}"
        )
    return readings


def _refuse_wrong_values(path: Path, triples: set[Triple]) -> None:
    wrong = sorted((str(triple), what) for triple in triples if (what := wrong_value(triple)))
    if wrong:
        more = f" {len(wrong) - 1:,} more are wrong." if len(wrong) > 1 else ""
        triple, what = wrong[0]
        raise input_error(path, f"The value of {_printable(triple)} {what}.{more} {ADVICE}")


def _printable(text: str) -> str:
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return shown if len(shown) <= 300 else f"{shown[:300]}…"


def triples_of_file(path: Path) -> set[Triple]:
    """The triples of any RDF file, in one of the forms that a record has, to be checked and not to be read.

    Raises InputError where it cannot be parsed, or is larger than what is read.
    """
    try:
        quads = parsed_quads(path, _bytes(path), ENDINGS[path.suffix.lower()])
        return {triple for triple in plain_triples(quads) if not is_vocabulary(triple.subject)}
    except OSError as error:
        raise input_error(path, f"The file cannot be read: {error.strerror}.") from None
    except (ValueError, AssertionError) as error:
        what = str(error).rstrip(".") or "it has graphs of another form"
        raise input_error(path, f"This is not a record: {what}. Give its triples in the default graph.") from None


def _bytes(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise input_error(path, "This is not a file. Give a file that `standoff export` has written.")
    if status.st_size > MAX_BYTES:
        size = f"{status.st_size / 1e6:,.0f} MB"
        what = f"The file is {size}; an exported record may be at most {MAX_BYTES / 1e6:,.0f} MB."
        raise input_error(path, f"{what} Read the reports themselves.")
    return path.read_bytes()


def _readings(triples: set[Triple], file: InputFile) -> Iterator[Reading]:
    by_subject: dict[NamedNode, set[Triple]] = defaultdict(set)
    for triple in triples:
        if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, NamedNode | Literal):
            raise ValueError(f"{triple.subject} {triple.predicate} {triple.object} has a node without an IRI")
        if not triple.subject.value.startswith(ID):
            raise ValueError(f"{triple.subject} is not an IRI of standoff")
        by_subject[triple.subject].add(triple)
    said = attributions_from(triples)
    for document, nodes in nodes_by_document(by_subject).items():
        mine = frozenset(one for one in said if one.document == document)
        entities = frozenset(
            Entity(node, frozenset((t.predicate, t.object) for t in by_subject[node]))  # type: ignore[misc]
            for node in nodes
            if not node.value.startswith((ID + "claim/", ID + "said/"))
        )
        yield Reading(document, mine, frozenset(i for i in entities if i.facts), file)
