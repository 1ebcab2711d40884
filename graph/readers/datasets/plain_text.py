"""Values as they were meant, without what spreadsheets and languages put into them: blanks that do not break a line,
apostrophes that mark text, marks between thousands, decimal commas.

Ibis expressions, the same for every engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce
from typing import Any

import ibis

from .declaration import Numbers

__all__ = ["Text", "all_of", "as_number", "clean_text", "code_of", "plain", "split_at", "without_mark"]

#: A column of text. Ibis carries no types that a checker could follow.
Text = Any
#: Columns that one expression names one after the other.
_GROUP = 100
#: No-break, figure, thin and narrow blanks; then zero-width blanks and a byte order mark, which are nothing at all.
_BLANKS, _NOTHING = "\u00a0\u2007\u2009\u202f", "\ufeff\u200b\u2060"

# SQL repeats an expression wherever it is used, so a column is used once or twice in each of these.


def plain(text: Text) -> Text:
    """A text with plain blanks, and none around it."""
    return text.translate(_BLANKS + _NOTHING, " " * len(_BLANKS)).strip()


def clean_text(text: Text) -> Text:
    """Text on one line, without control characters."""
    # Searched first: few texts have one, and replacing takes three times as long as searching.
    unclean = text.re_search(r"[\x00-\x1f\x7f-\x9f]|  ")
    return ibis.cases((unclean, text.re_replace(r"[\s\x00-\x1f\x7f-\x9f]+", " ")), else_=text).strip()


def split_at(text: Text, mark: str) -> Text:
    """The parts of a text between marks. Spark takes a mark for a pattern, DuckDB for a text."""
    pattern = re.escape(mark)
    return text.split(mark) if pattern == mark else text.re_split(pattern)


def all_of(parts: list[Text], both: Callable[[Text, Text], Text]) -> Text:
    """What an operation makes of the parts, from the first on; of many in groups, for neither Python nor an engine
    nests an expression a thousand deep.
    """
    groups = [reduce(both, parts[start : start + _GROUP]) for start in range(0, len(parts), _GROUP)]
    return reduce(both, groups)


def code_of(text: Text) -> Text:
    """A code as the codebook writes it: ``1.0``, as spreadsheets and pandas write it, becomes 1."""
    return ibis.cases((text.re_search(r"^[0-9]+\.0+$"), text.re_replace(r"\.0+$", "")), else_=text)


def without_mark(text: Text) -> Text:
    """A day, code or number without the apostrophe by which spreadsheets mark digits as text; of words it is a part."""
    return ibis.cases(
        (text.re_search("^['\u2019]+[0-9+.-]"), text.re_replace("^['\u2019]+|['\u2019]+$", "")),
        else_=text,
    )


def as_number(text: Text, numbers: Numbers | None, degrees: bool = False) -> Text:
    """A number with a decimal point and without marks between thousands; anything else as it is.

    A blank or apostrophe between thousands is never in doubt, nor is a comma before decimals that are not three, or in
    ``degrees``, of which there are no thousands. Other marks are read as ``numbers`` says.
    """
    marks, decimal = " '\u2019", "[.,]"
    parts = "^([+-]?[0-9]{1,3}),([0-9]+)$" if degrees else "^([+-]?[0-9]+),([0-9]{1,2}|[0-9]{4,})$"
    if numbers:
        decimal = f"[{numbers.decimal}]"
        marks += numbers.thousands or ""
        parts = f"^([+-]?[0-9]+){decimal}([0-9]+)$"
    text = text.replace("\u2212", "-")
    grouped = f"^[+-]?[0-9]{{1,3}}([{marks}][0-9]{{3}})+({decimal}[0-9]+)?$"
    pointed = text.re_extract(parts, 1) + "." + text.re_extract(parts, 2)
    if not degrees:
        pointed = pointed.re_replace("[.]0+$", "")  # 3,000 with a decimal comma is 3
    return ibis.cases(
        (text.re_search(grouped), text.re_replace(f"[{marks}]", "").re_replace(",", ".")),
        (text.re_search(parts), pointed),
        else_=text,
    )
