"""Parse RDF from a file that may be hostile: check it before parsing, and limit its size in memory.

Parsers fail where a text nests deeper than their stack, or where a small text expands: a prefix, a base or a context is
written once and is part of every IRI, an XML entity stands for others, and JSON-LD nodes and XML literals are buffered
until they end. So brackets are counted, what exports never contain is refused, and the size of the triples is added up
as they are parsed. Nothing is fetched.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox
from pyoxigraph import RdfFormat

from ..errors import InputError, Problem
from ..record.jsonld import head_of_jsonld

__all__ = ["ADVICE", "input_error", "parsed_quads"]

ADVICE = "Give a file that `standoff export` has written, unchanged."
#: Exports nest five levels at most, and have two attributes on an element.
MAX_DEPTH = 40
#: Bytes of one node in JSON-LD.
MAX_NODE = 1_000_000
#: Bytes that the triples may take in memory, where each is stored several times.
MAX_IN_MEMORY = 600_000_000
_EACH, _COPIES = 1_000, 4
_PIECE = 1_000_000

# An IRI, a comment, an escape and the four kinds of strings of Turtle (§6.5): brackets in them do not count. Matching
# is possessive (`*+`), so that it never backtracks.
_TURTLE = re.compile(
    rb"""<[^\x00-\x20<>"]*+>|\#[^\n\r]*+|\\.
      |\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*+'{3}|"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+'
      |(?P<open><<\(?|[\[({])|(?P<close>\)?>>|[\])}])""",
    re.DOTALL | re.VERBOSE,
)
_JSON = re.compile(
    rb'(?P<key>"(?:[^"\\]|\\.)*+"(?=\s*+:))|"(?:[^"\\]|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL
)


def input_error(path: Path, message: str, line: int | None = None) -> InputError:
    return InputError([Problem(str(path), line, message)])


def parsed_quads(path: Path, raw: bytes, form: RdfFormat) -> Iterator[ox.Quad]:
    """The quads in a file's bytes, one by one. Raises InputError, with the line where it is known."""
    raw = raw.removeprefix(codecs.BOM_UTF8)
    _check_utf8(path, raw)
    if form == RdfFormat.RDF_XML:
        _check_xml(path, raw)
    elif form == RdfFormat.JSON_LD:
        _check_json(path, raw)
    else:
        _check_turtle(path, raw)
    size = 0
    try:
        for quad in ox.parse(raw, format=form):
            size += _EACH + _COPIES * len(str(quad))
            if size > MAX_IN_MEMORY:
                what = f"It would take more than {MAX_IN_MEMORY / 1e6:,.0f} MB of memory."
                raise input_error(path, f"{what} Read the reports themselves.")
            yield quad
    except SyntaxError as error:
        words = str(error).splitlines()[0].rstrip(".")
        raise input_error(path, f"This is not {form.name}: {words}. {ADVICE}", error.lineno) from None
    except MemoryError:  # the parser refuses tokens of more than 16 MB
        raise input_error(path, f"A text in it is longer than any in a record. {ADVICE}") from None


def _check_utf8(path: Path, raw: bytes) -> None:
    """Refuse what is not UTF-8; in pieces, because a decoded text with rare characters takes four times the bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(raw) + 1, _PIECE):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(raw[start : start + _PIECE], final=start + _PIECE > len(raw))
        except UnicodeDecodeError as error:
            at = start - waiting + error.start
            raise input_error(path, f"Byte 0x{raw[at]:02x} is not UTF-8. {ADVICE}", _line(raw, at)) from None


def _check_turtle(path: Path, raw: bytes) -> None:
    depth = 0
    for token in _TURTLE.finditer(raw):
        depth = _deeper(path, raw, token, depth)


def _check_json(path: Path, raw: bytes) -> None:
    """Refuse deep nesting, a context other than that of an export, and a node too large to be buffered."""
    depth, since = 0, None
    head = head_of_jsonld()
    if raw.startswith(head):  # the nodes follow, in a list; bytes and lines are counted as they stand
        raw = re.sub(rb"[^\n]", b" ", head[:-2]) + b"[\n" + raw[len(head) :]
    for token in _JSON.finditer(raw):
        if token.lastgroup == "key" and _is_context(token[0]):
            what = "There is a context (@context) here that no export has; nothing is fetched."
            raise input_error(path, f"{what} {ADVICE}", _line(raw, token.start()))
        if token.lastgroup == "open" and since is None and (depth or token[0] == b"{"):
            since = (token.start(), depth)
        depth = _deeper(path, raw, token, depth)
        _check_node(path, raw, since, token.end())
        if since and depth == since[1]:
            since = None
    _check_node(path, raw, since, len(raw))


def _check_node(path: Path, raw: bytes, since: tuple[int, int] | None, end: int) -> None:
    if since and end - since[0] > MAX_NODE:
        what = f"What starts here is larger than {MAX_NODE / 1e6:,.0f} MB; no node of a record is."
        raise input_error(path, f"{what} {ADVICE}", _line(raw, since[0]))


def _is_context(key: bytes) -> bool:
    if b"\\" not in key:
        return key == b'"@context"'
    try:
        return bool(json.loads(key) == "@context")
    except ValueError:  # the parser will say what is wrong with it
        return False


def _deeper(path: Path, raw: bytes, token: re.Match[bytes], depth: int) -> int:
    if token.lastgroup == "close":
        return max(depth - 1, 0)
    if token.lastgroup != "open":
        return depth
    if depth == MAX_DEPTH:
        raise input_error(path, f"Brackets are nested more than {MAX_DEPTH} deep. {ADVICE}", _line(raw, token.start()))
    return depth + 1


def _line(raw: bytes, at: int) -> int:
    return raw.count(b"\n", 0, at) + 1


def _check_xml(path: Path, raw: bytes) -> None:
    """Refuse a DTD, which may name other files and expand without limit, and elements with too much nesting, too many
    attributes or a parseType.
    """
    parser = expat.ParserCreate("utf-8")
    depth = 0

    def wrong(what: str) -> InputError:
        return input_error(path, f"{what} {ADVICE}", parser.CurrentLineNumber)

    def no_dtd(*_: object) -> None:
        raise wrong("There is a document type (<!DOCTYPE …>) here. It could name other files, which are never opened.")

    def start(_: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise wrong(f"Elements are nested more than {MAX_DEPTH} deep.")
        if len(attributes) > MAX_DEPTH:
            raise wrong(f"An element has more than {MAX_DEPTH} attributes.")
        if any(name.rpartition(":")[2] == "parseType" for name in attributes):
            raise wrong("An element has a parseType, which no export has.")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = no_dtd, start, end
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise input_error(path, f"This is not XML: {expat.ErrorString(error.code)}. {ADVICE}", error.lineno) from None
