"""Records that were exported as RDF, read back: Turtle, N-Triples, RDF/XML, JSON-LD, TriG, nanopublications, RDF 1.2.

A file is taken whole or refused: read back, it must give exactly the triples that it holds, each claim and attribution
under the hash of its content. So a file that is not a record's, or was changed by hand, is told by the first triple
that does not belong. Nothing is fetched: JSON-LD brings its context along, RDF/XML has no DTD and so no entity.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from graph.claim import Identity, InputFile, Reading
from graph.errors import InputError, Problem
from graph.record.forms import mentioned_by, plain
from graph.record.triples import attributions_from, reading_triples, stored
from graph.record.vocabulary_triples import is_vocabulary
from graph.vocabulary import ID

__all__ = ["ENDINGS", "read_record_file"]

#: The endings of files that hold RDF, and how each is parsed.
ENDINGS = {
    ".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML, ".jsonld": RdfFormat.JSON_LD,
    ".trig": RdfFormat.TRIG, ".nq": RdfFormat.N_QUADS,
}  # fmt: skip

MAX_BYTES = 200_000_000
#: Exports nest five levels at most; parsers that call themselves for each level run out of stack, or of patience.
MAX_DEPTH = 40

# An IRI, a comment and the four kinds of strings of Turtle (§6.5): brackets in them are no brackets.
_TURTLE = re.compile(
    r'<[^\x00-\x20<>"{}|^`\\]*>|#[^\n\r]*|"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*"|\'(?:[^\'\\\n\r]|\\.)*\'|(?P<open><<\(?|[\[({])|(?P<close>\)?>>|[\])}])',
    re.DOTALL,
)
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)


def read_record_file(path: Path) -> list[Reading]:
    """The readings of an exported record, one for each document. Raises InputError."""
    try:
        raw = _bytes(path)
        triples = {t for t in plain(_quads(path, raw)) if not is_vocabulary(t.subject)}
        readings = list(_readings(triples, InputFile(str(path), hashlib.sha256(raw).hexdigest(), "record")))
    except OSError as error:
        raise _refused(path, f"The file cannot be read: {error.strerror}.") from None
    except (ValueError, AssertionError) as error:
        what = str(error).rstrip(".") or "it holds what no record holds"
        raise _refused(path, f"This is no exported record of standoff: {what}. {_GIVE}") from None
    if not any(reading.attributions for reading in readings):
        raise _refused(path, f"This is no exported record of standoff: no claim is in it. {_GIVE}")
    again = stored(triple for reading in readings for triple in reading_triples(reading))
    strange = sorted(map(str, stored(triples) ^ again))
    if strange:
        one = "".join(c if c.isprintable() else repr(c)[1:-1] for c in strange[0])
        one = one if len(one) <= 300 else f"{one[:300]}…"
        more = f" and {len(strange) - 1:,} more triples do" if len(strange) > 1 else " does"
        raise _refused(path, f"{one}{more} not fit in a record, or differ from what their hash says. {_GIVE}")
    return readings


_GIVE = "Give a file that `standoff export` has written, unchanged."


def _refused(path: Path, message: str, line: int | None = None) -> InputError:
    return InputError([Problem(str(path), line, message)])


def _bytes(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise _refused(path, "This is no file. Give a file that `standoff export` has written.")
    if status.st_size > MAX_BYTES:
        what = f"The file has {status.st_size / 1e6:,.0f} MB; an exported record may have {MAX_BYTES / 1e6:,.0f} MB."
        raise _refused(path, f"{what} Read the reports themselves.")
    return path.read_bytes()


def _quads(path: Path, raw: bytes) -> Iterator[ox.Quad]:
    form = ENDINGS[path.suffix.lower()]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refused(path, f"Byte 0x{raw[error.start]:02x} is not UTF-8. {_GIVE}", line) from None
    if form == RdfFormat.RDF_XML:
        _check_xml(path, text)
    else:
        _check_depth(path, text, _JSON if form == RdfFormat.JSON_LD else _TURTLE)
    try:
        yield from ox.parse(text, format=form)
    except SyntaxError as error:
        words = str(error).splitlines()[0].rstrip(".")
        if "LoadDocumentCallback" in words:
            words = "it asks for a context on the web, and nothing is fetched"
        raise _refused(path, f"This is not {form.name}: {words}. {_GIVE}", error.lineno) from None


def _check_depth(path: Path, text: str, tokens: re.Pattern[str]) -> None:
    depth = 0
    for token in tokens.finditer(text):
        if token.lastgroup == "open":
            depth += 1
            if depth > MAX_DEPTH:
                line = text.count("\n", 0, token.start()) + 1
                raise _refused(path, f"Brackets are nested more than {MAX_DEPTH} deep. {_GIVE}", line)
        elif token.lastgroup == "close":
            depth = max(depth - 1, 0)


def _check_xml(path: Path, text: str) -> None:
    """Refuse a DTD, which may name other files and multiply text without end, and elements nested without end."""
    parser = expat.ParserCreate("utf-8")
    depth = 0

    def no_dtd(*_: object) -> None:
        what = "A document type (<!DOCTYPE …>) stands here; it could name other files, and none is ever opened."
        raise _refused(path, f"{what} {_GIVE}", parser.CurrentLineNumber)

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise _refused(path, f"Elements are nested more than {MAX_DEPTH} deep. {_GIVE}", parser.CurrentLineNumber)

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = no_dtd, start, end
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        raise _refused(path, f"This is not XML: {words}. {_GIVE}", error.lineno) from None


def _readings(triples: set[Triple], file: InputFile) -> Iterator[Reading]:
    by_subject: dict[NamedNode, set[Triple]] = defaultdict(set)
    for triple in triples:
        if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, NamedNode | Literal):
            raise ValueError(f"{triple.subject} {triple.predicate} {triple.object} has a node without a name")
        if not triple.subject.value.startswith(ID):
            raise ValueError(f"{triple.subject} is none of standoff's things")
        by_subject[triple.subject].add(triple)
    said = attributions_from(triples)
    for document, things in mentioned_by(by_subject).items():
        mine = frozenset(one for one in said if one.document == document)
        identities = frozenset(
            Identity(thing, frozenset((t.predicate, t.object) for t in by_subject[thing]))  # type: ignore[misc]
            for thing in things if not thing.value.startswith((ID + "claim/", ID + "said/"))
        )  # fmt: skip
        yield Reading(document, mine, frozenset(i for i in identities if i.facts), file)
