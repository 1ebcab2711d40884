"""Names that look alike and are written with other letters: a Cyrillic а in a Latin word, a letter of no width.

A small part of Unicode's table of confusable characters: letters of alphabets that share shapes, blanks, hyphens and
apostrophes. Letters and digits of one alphabet that look alike (l and I, O and 0) are left out: they tell names apart
every day. https://www.unicode.org/reports/tr39/#Confusable_Detection
"""

from __future__ import annotations

import unicodedata

from ..composed import normalized

__all__ = ["as_seen", "strange_letters"]

_SHAPES = (
    # Cyrillic
    ("аеорсухѕіјһԁԛԝѵӏүАВЕКМНОРСТУХЅІЈԚԜԌҮЀѐЁёЇї", "aeopcyxsijhdqwvlyABEKMHOPCTYXSIJQWGYÈèËëÏï"),
    # Greek
    ("αγιορυνϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "ayiopuvcjABEZHIKMNOPTYXC"),
    # Armenian
    ("օոսհցՕՏԼ", "onuhgOSL"),
    # Persian and Urdu, beside Arabic
    ("کی", "كي"),
    ("’‘ʼʻ`´′ʹ", "''''''''"),
)
_ALIKE = str.maketrans("".join(mine for mine, _ in _SHAPES), "".join(theirs for _, theirs in _SHAPES))


def as_seen(name: str) -> str:
    """A name as it looks, whatever its letters: two names that look alike give the same.

    >>> as_seen("\\u0422he  Arm\\u200by") == as_seen("The Army") == "the army"
    True
    """
    # A letter with an accent that has no Latin one of its own is compared by its parts.
    letters = (_seen(letter) for letter in normalized("NFKC", name))
    return " ".join(normalized("NFC", "".join(letters)).casefold().split())


def _seen(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return ""
    return " " if kind == "Zs" else "-" if kind == "Pd" else letter.translate(_ALIKE)


def strange_letters(name: str, other: str) -> list[str]:
    """What a name has that another one, which looks alike, has not: Unicode's names of its characters, sorted."""
    here = {*normalized("NFC", name.casefold())} - {*normalized("NFC", other.casefold())}
    return sorted(unicodedata.name(letter, f"U+{ord(letter):04X}") for letter in here)
