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
    r"\d|\w+ (?:kilomet|met|mile)|(?:near|off|between|around|along|outside|inside|north|south|east|west|somewhere)\b",
    re.IGNORECASE,
)
_INTENTS = {
    f"{CODES}intent/deliberate": "on purpose",
    f"{CODES}intent/accidental": "by accident",
    f"{CODES}intent/reckless": "recklessly",
}
#: Means with which nothing is done "with LABEL".
_MEANS = {
    f"{CODES}means/drone": "by drone",
    f"{CODES}means/barrier": "with a barrier",
    f"{CODES}means/chemical-agent": "with a chemical agent",
    f"{CODES}means/no-weapon": "without a weapon",
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


def means_phrase(code: str, label: str) -> str:
    """With what it was done, by the code and its label.

    >>> means = "https://w3id.org/standoff/codes/means"
    >>> means_phrase(f"{means}/small-arms", "small arms"), means_phrase(f"{means}/no-weapon", "no weapon")
    ('with small arms', 'without a weapon')
    """
    return _MEANS.get(code, f"with {label.lower()}")


def intent_phrase(code: str, label: str) -> str:
    """Whether it was meant, as it follows a sentence.

    >>> intent_phrase("https://w3id.org/standoff/codes/intent/accidental", "accidental")
    'by accident'
    """
    return _INTENTS.get(code, label.lower())
