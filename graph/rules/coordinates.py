"""Find coordinates that are written out in a text: "36.7134, 41.1567", "36°46'N 41°13'E", "37S FV 1234 5678"."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["coordinates_in"]

#: Not a round number of thousands: "10,000 and 25,500".
_DECIMAL = r"(?<![\d.,])[-+−]?\d{1,3}(?![.,]\d00(?!\d))[.,٫·]\d{2,}(?![.,]?\d)"
_WAY = r"(?:\s?°)?(?:\s?[NSEWO]\b)?"
#: Bounded, so that no text takes long.
_BETWEEN = r"[\s,;/|&]{1,4}(?:(?:longitude|long|lon|lng|and)[\s=:]{1,3})?"
_MINUTES = r"\d{1,2}(?:[.,]\d{1,6})?\s?['’′]"
_SECONDS = r"\d{1,2}(?:[.,]\d{1,6})?\s?(?:[\"”″]|''|’’)"
_FOUND = re.compile(
    rf"{_DECIMAL}{_WAY}{_BETWEEN}{_DECIMAL}{_WAY}"
    rf"|{_DECIMAL}\s?(?:°(?:\s?[NSEWO]\b)?|[NSEWO]\b)"
    rf"|\d{{1,3}}\s?[°º]\s?{_MINUTES}(?:\s?{_SECONDS})?(?:\s?[NSEWO]\b)?"
    # The military grid: zone, square, and from three digits each way on.
    r"|\b\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d{3,5}\s\d{3,5}|\d{6}|\d{8}|\d{10})\b"
)


def coordinates_in(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text coordinates stand that are exact to about a kilometre or closer: first position and end.

    >>> text = "Shelling at 36.71, 41.13 and 36°46'48\\"N; 3.50 dollars"
    >>> [text[first:end] for first, end in coordinates_in(text)]
    ['36.71, 41.13', '36°46\\'48"N']
    """
    return ((found.start(), found.end()) for found in _FOUND.finditer(text))
