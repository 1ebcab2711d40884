"""Find coordinates that are written out in a text: "36.7134, 41.1567", "36°46'N 41°13'E", "37S FV 1234 5678"."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["coordinates_in"]

#: Not a round number of thousands ("10,000 and 25,500"), nor the start of a day ("12.02.2020").
_SECOND = r"[-+−]?\d{1,3}(?![.,]\d00(?!\d))[.,٫·．]\d{2,}(?!\d|\.\d)"
_DECIMAL = rf"(?<![\d.,．]){_SECOND}"
_DEGREE = "[°º˚⁰]"
_WAY = rf"(?:\s?{_DEGREE})?(?:\s?(?:[NSEWO]\b|(?i:north|south|east|west)\b))?"
#: What stands before a number: "lat", "Y=".
_CALLED = r"(?:(?i:latitude|lat|longitude|long|lon|lng|easting|northing)\b|\b[XYNSEWO]\b)[.\s:=]{0,3}"
#: Bounded, so that no text takes long.
_BETWEEN = rf"[\s,;/|&，、；)]{{1,4}}(?:(?i:and|by)\s{{1,3}})?(?:{_CALLED})?"
_MINUTES = r"\d{1,2}(?:[.,]\d{1,6})?\s?(?:['’′]|m(?:in(?:utes?)?)?(?![a-z]))"
_SECONDS = r"\d{1,2}(?:[.,]\d{1,6})?\s?(?:[\"”″]|''|’’|s(?:ec(?:onds?)?)?\b)"
_PLUS = "[23456789CFGHJMPQRVWX]"
_FOUND = re.compile(
    rf"(?:{_CALLED})?{_DECIMAL}{_WAY}{_BETWEEN}{_SECOND}{_WAY}"
    rf"|{_DECIMAL}\s?(?:{_DEGREE}(?:\s?[NSEWO]\b)?|[NSEWO]\b|(?i:north|south|east|west)\b)"
    rf"|{_CALLED}{_DECIMAL}"
    # With a dash or a cross between them numbers may be a span or a size; not those of many digits.
    r"|(?<![\d.,])-?\d{1,3}[.,]\d{4,}\s?[-–x×]\s?-?\d{1,3}[.,]\d{4,}"
    rf"|\d{{1,3}}(?:\s?{_DEGREE}|d(?=\d)|\s?deg(?:rees?)?\b)\s?{_MINUTES}(?:\s?{_SECONDS})?(?:\s?[NSEWO]\b)?"
    r"|\b\d{1,3}[\s:]\d{1,2}[\s:]\d{1,2}(?:[.,]\d{1,6})?\s?[NSEWO]\b"
    r"|\b\d{6,7}(?:[.,]\d{1,6})?\s?[NSEW]\b"
    # The military grid: zone, square, and from three digits each way on; metres in a zone; open location codes.
    r"|\b\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d{3,5}\s\d{3,5}|\d{6}|\d{8}|\d{10})\b"
    r"|\b\d{1,2}\s?[C-HJ-NP-X]\s\d{6}(?:\s?m)?\s?E?[\s,]{1,3}\d{7}(?:\s?m)?(?:\s?N)?\b"
    r"|\b(?i:easting|northing)[\s:=]{1,3}\d{5,7}\b"
    rf"|(?<!\w){_PLUS}{{4,8}}\+{_PLUS}{{2,3}}\b"
    # A square of three metres in three words.
    r"|///\w{2,30}\.\w{2,30}\.\w{2,30}"
)


def coordinates_in(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text coordinates stand that are exact to about a kilometre or closer: first position and end.

    >>> text = "Shelling at 36.71,41.13 and 36°46'48\\"N; 3.50 dollars"
    >>> [text[first:end] for first, end in coordinates_in(text)]
    ['36.71,41.13', '36°46\\'48"N']
    """
    return ((found.start(), found.end()) for found in _FOUND.finditer(text))
