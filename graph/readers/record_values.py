"""What the values of an exported record may be: what no reader of a report or table would have let in is no value.

A record that comes from somebody else is shown in terminals and pages, and computed with: a date must be one, a place
lie on the earth, an address be one of the web.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from ..vocabulary import CODES, ID, PREFIXES, ST
from .entry import CONTROL, web_address

__all__ = ["wrong_value"]

_XSD = PREFIXES["xsd"]
_POINT = re.compile(r"POINT ?\((-?[0-9.]{1,24}) (-?[0-9.]{1,24})\)")
_OURS = (ST, ID, CODES, *(PREFIXES[name] for name in ("geo", "xsd", "owl", "rdfs", "skos")))


def wrong_value(triple: Triple) -> str | None:
    """What is wrong with the value of a triple, as the end of a sentence; None where nothing is."""
    value = triple.object
    try:
        if isinstance(value, NamedNode):
            if not value.value.startswith(_OURS):
                web_address(value.value)
        elif isinstance(value, Literal):
            if CONTROL.search(value.value):
                return "holds a control character"
            name = value.datatype.value.removeprefix(_XSD).removeprefix(PREFIXES["geo"])
            if name in _KINDS:
                _KINDS[name](value.value)
    except (ValueError, OverflowError) as error:
        said = str(error).rstrip(".")
        return f"is wrong: {said}"
    return None


def _whole(text: str) -> None:
    if not re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        raise ValueError("not a whole number of at most 18 digits")


def _number(text: str) -> None:
    if not re.fullmatch(r"[-+0-9.eE]{1,40}", text) or not math.isfinite(float(text)):
        raise ValueError("not a finite number")


def _day(text: str) -> None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("not a day such as 2020-02-13")
    date.fromisoformat(text)


def _truth(text: str) -> None:
    if text not in ("true", "false", "1", "0"):
        raise ValueError("neither true nor false")


def _point(text: str) -> None:
    found = _POINT.fullmatch(text)
    if not found or not (abs(float(found[1])) <= 180 and abs(float(found[2])) <= 90):
        raise ValueError("not a point of the earth, POINT(longitude latitude)")


#: How the text of each kind of value is checked; by the local name of its datatype.
_KINDS: dict[str, Callable[[str], object]] = {
    "integer": _whole,
    "decimal": _number,
    "double": _number,
    "float": _number,
    "date": _day,
    "boolean": _truth,
    "anyURI": web_address,
    "wktLiteral": _point,
}
