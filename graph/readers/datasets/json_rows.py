"""Rows in JSON: answers of the ACLED and UCDP APIs, also several pages in one file, GeoJSON, JSON Lines, lists of rows.

The text is read piece by piece and row by row, so a file of any size takes the memory of one row. Numbers stay as they
are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .clean import MAX_LINE, table_error
from .grid import MAX_COLUMNS, write_grid

__all__ = ["write_json"]

#: The names under which programs put the rows of an answer.
_ROWS = {"data", "result", "results", "features", "records", "rows", "items", "events", "value"}
#: ACLED's API answers with at most this many rows (its documentation, "Pagination").
_ACLED_PAGE = 5_000
_PIECE = 1_000_000
_BLANK = " \t\r\n\x1e"
#: Half of a character beyond the first 65,536, which JSON writes as two escapes.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass
class _Page:
    """What an answer says beside its rows."""

    about: dict[str, Any] = field(default_factory=dict)
    rows: int = 0
    shapes: int = 0


def write_json(source: Path, text: Path, size: int, out: Path) -> list[str]:
    """Write the rows of JSON as a grid (``grid.py``), its names as the first row, and return notes on what is missing.

    ``text`` is the clean text of the file ``source``. Raises InputError where it is no JSON, has no rows, or is an
    API's refusal.
    """
    columns: dict[str, int] = {}
    pages: list[_Page] = []
    try:
        for row in _rows(source, text, pages):
            for name in row:
                columns.setdefault(name, len(columns))
            if len(columns) > MAX_COLUMNS:
                what = f"Its rows have more than {MAX_COLUMNS:,} names between them: they are not rows of one table."
                raise table_error(source, what)
        if not columns:
            raise table_error(source, "This JSON has no rows." + _refusal(pages))

        def cells() -> Iterator[tuple[int, list[str | None]]]:
            yield 0, list(columns)
            for number, row in enumerate(_rows(source, text, []), 1):
                found: list[str | None] = [None] * len(columns)
                for name, value in row.items():
                    found[columns[name]] = _text(value)
                yield number, found

        write_grid(source, size, len(columns), cells(), out)
    except json.JSONDecodeError as error:
        raise table_error(source, f"This JSON is damaged or cut off ({error.msg}). Download it again.") from None
    except RecursionError:
        raise table_error(source, "This JSON is nested deeper than any table. Give a list of rows.") from None
    return _notes(pages)


def _text(value: Any) -> str | None:
    """A value as text; of a list of plain values, each after "; "; of anything nested, its JSON."""
    if value is None or isinstance(value, str):
        return value
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _rows(source: Path, text: Path, pages: list[_Page]) -> Iterator[dict[str, Any]]:
    reader = _Reader(source, text)
    try:
        while reader.peek():
            yield from _within(reader, pages)
    finally:
        reader.close()


def _within(reader: _Reader, pages: list[_Page]) -> Iterator[dict[str, Any]]:
    """The rows of one value of the top level: a row, an answer with rows, or a list of either."""
    start = reader.peek()
    if start == "[":
        for _ in reader.items("]"):
            yield from _within(reader, pages)
    elif start == "{":
        yield from _answer(reader, pages)
    else:
        raise json.JSONDecodeError("a row or a list of rows was expected", "", 0)


def _answer(reader: _Reader, pages: list[_Page]) -> Iterator[dict[str, Any]]:
    page, is_page = _Page(), False
    for _ in reader.items("}"):
        name = reader.value()
        if not isinstance(name, str) or reader.peek() != ":":
            raise json.JSONDecodeError("a name and a colon were expected", "", 0)
        reader.skip()
        if reader.peek() == "[" and name.lower() in _ROWS and reader.holds_rows():
            is_page = True
            for _ in reader.items("]"):
                value = reader.value()
                if not isinstance(value, dict):
                    raise json.JSONDecodeError("a row is no object", "", 0)
                page.rows += 1
                yield _feature(value, page)
        elif name in page.about:
            raise json.JSONDecodeError(f'"{name[:40]}" is given twice in one object', "", 0)
        else:
            page.about[name] = reader.value()
    if is_page or _is_refusal(page.about):
        pages.append(page)
    elif page.about:
        yield _feature(page.about, page)
        if page.shapes:
            pages.append(page)


def _feature(row: dict[str, Any], page: _Page) -> dict[str, Any]:
    """A row; of a GeoJSON feature its properties, with its point where they give none (RFC 7946, section 3.1.2)."""
    properties = row.get("properties")
    if row.get("type") != "Feature" or not isinstance(properties, dict):
        return row
    geometry = row.get("geometry")
    names = {name.lower() for name in properties}
    if isinstance(geometry, dict) and not {"latitude", "longitude"} & names:
        at = geometry.get("coordinates")
        if geometry.get("type") == "Point" and isinstance(at, list) and len(at) >= 2:
            return {**properties, "longitude": at[0], "latitude": at[1]}
        page.shapes += 1
    return properties


def _is_refusal(about: dict[str, Any]) -> bool:
    return about.get("success") is False or bool({"error", "errors"} & set(about)) or "TotalCount" in about


def _refusal(pages: list[_Page]) -> str:
    for page in pages:
        said = [page.about.get(name) for name in ("error", "errors", "message", "messages", "status")]
        words = "; ".join(_text(each) or "" for each in said if each not in (None, "", []))
        if words:
            return f" The API answered: {words[:200]}. Mend the request and ask again."
    return " Ask the API again, or give a list of rows."


def _notes(pages: list[_Page]) -> list[str]:
    notes = []
    if len(pages) > 1:
        notes.append(f"{len(pages):,} pages of answers were joined.")
    totals = [int(total) for page in pages if (total := str(page.about.get("TotalCount", ""))).isdigit()]
    rows = sum(page.rows for page in pages)
    if totals and rows < max(totals):
        notes.append(f"The API has {max(totals):,} rows, and {rows:,} are here: ask for the other pages and read them.")
    elif pages and not totals and pages[-1].rows == _ACLED_PAGE:
        notes.append(f"The last page has {_ACLED_PAGE:,} rows, the most that ACLED gives at once: there may be more.")
    shapes = sum(page.shapes for page in pages)
    if shapes:
        notes.append(f"{shapes:,} of the features have a shape that is no point: they are read without coordinates.")
    if any("crs" in page.about and "CRS84" not in str(page.about["crs"]) for page in pages):
        notes.append("It names a system of coordinates (crs), which GeoJSON no longer knows: they are read as degrees.")
    return notes


class _Reader:
    """A text of JSON, one value at a time; a value may be as long as a line of a table."""

    def __init__(self, source: Path, text: Path) -> None:
        self._source = source
        self._file = text.open(encoding="utf-8")
        self._buffer, self._at, self._whole = "", 0, False
        # Numbers stay texts, as they are written: 36.10 is not 36.1.
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=_no_number
        )

    def close(self) -> None:
        self._file.close()

    def _more(self) -> bool:
        piece = "" if self._whole else self._file.read(_PIECE)
        self._whole = not piece
        self._buffer, self._at = self._buffer[self._at :] + piece, 0
        return not self._whole

    def peek(self) -> str:
        """The next character that is not blank; "" at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _BLANK:
                    return self._buffer[self._at]
                self._at += 1
            if not self._more():
                return ""

    def skip(self) -> None:
        self._at += 1

    def holds_rows(self) -> bool:
        """Whether the list that begins here is empty or has an object first."""
        at = self._at + 1
        while True:
            while at < len(self._buffer) and self._buffer[at] in _BLANK:
                at += 1
            if at < len(self._buffer):
                return self._buffer[at] in "{]"
            at -= self._at
            if not self._more():
                return False

    def items(self, end: str) -> Iterator[None]:
        """Steps into a list or object and to each of its items, for the caller to read."""
        self.skip()
        if self.peek() == end:
            self.skip()
            return
        while True:
            yield
            after = self.peek()
            if after not in (",", end) or not after:
                raise json.JSONDecodeError("it ends too early, or a comma is missing", "", 0)
            self.skip()
            if after == end:
                return

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError:
                if len(self._buffer) - self._at > MAX_LINE:
                    what = f"A row or value of this JSON is longer than {MAX_LINE // 1_000_000} MB, or it is damaged."
                    raise table_error(self._source, f"{what} Give a list of rows.") from None
                if not self._more():
                    raise
                continue
            if end == len(self._buffer) and self._more():
                continue  # a number may go on in the next piece
            if _HALF.search(self._buffer, self._at, end) and not _is_unicode(value):
                raise json.JSONDecodeError("half a character stands alone, as \\ud83d without what follows it", "", 0)
            self._at = end
            return value


def _is_unicode(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_number(text: str) -> None:
    """NaN and Infinity, which programs write for a missing value."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise json.JSONDecodeError("a name is given twice in one object", "", 0)
    return found
