"""Phrases for what is said of an act besides who did what to whom: where, with what, and whether it was meant."""

from __future__ import annotations

import re

from ..vocabulary import CODES

__all__ = ["intent_phrase", "means_phrase", "place_phrase"]

#: What one is in, by the type of place; what one is on; at all others, one is at.
_IN = frozenset(
    f"{CODES}place-type/{name}"
    for name in ("region", "country", "governorate", "district", "area", "populated-place", "city", "town", "village")
)
_ON = frozenset((f"{CODES}place-type/road",))
#: A label that says itself where: "12 miles from the coast", "near Oru", "off the coast".
_SAYS_WHERE = re.compile(
    r"\d|(?:near|off|between|around|along|outside|inside|north|south|east|west|somewhere)\b", re.IGNORECASE
)
_INTENTS = {"deliberate": "on purpose", "accidental": "by accident", "reckless": "recklessly"}
_MEANS = {
    "drone": "by drone",
    "barrier": "with a barrier",
    "chemical agent": "with a chemical agent",
    "no weapon": "without a weapon",
}


def place_phrase(label: str, place_type: str | None = None) -> str:
    """Where it was, by the type of place: in a country or town, on a road, at a point.

    >>> place_phrase("Libya", "https://w3id.org/standoff/codes/place-type/country"), place_phrase("the pier")
    ('in Libya', 'at the pier')
    >>> place_phrase("12 to 14 miles from the coast", "https://w3id.org/standoff/codes/place-type/area")
    '12 to 14 miles from the coast'
    """
    if _SAYS_WHERE.match(label) and not label[:1].isupper():
        return label
    return f"{'in' if place_type in _IN else 'on' if place_type in _ON else 'at'} {label}"


def means_phrase(label: str) -> str:
    """With what it was done.

    >>> means_phrase("small arms"), means_phrase("drone"), means_phrase("no weapon")
    ('with small arms', 'by drone', 'without a weapon')
    """
    return _MEANS.get(label.lower(), f"with {label.lower()}")


def intent_phrase(label: str) -> str:
    """Whether it was meant, as it follows a sentence.

    >>> intent_phrase("accidental")
    'by accident'
    """
    return _INTENTS.get(label.lower(), label.lower())
