"""What is stated of an act or actor in words: the phrase of the property with the label of the value."""

from __future__ import annotations

from ..vocabulary import PROPERTY_BY_IRI
from .deeds import deed_in_words
from .ledger import Ledger
from .tellings import LEFT_OPEN
from .testimony import Statement

__all__ = ["predicate_in_words", "statement_in_words", "value_in_words"]


def statement_in_words(ledger: Ledger, stated: Statement, *, whole: bool = True) -> str:
    """A statement in words, with its subject if ``whole``: "Killing of a man in Khirbet Amo: at Khirbet Amo"."""
    deed = f" ({deed_in_words(stated.of, ledger.names.label)})" if stated.of else ""
    deed += f" (of {ledger.names.label(stated.part)})" if stated.part else ""
    subject = f"{ledger.names.label(stated.about)}: " if whole else ""
    return f"{subject}{predicate_in_words(ledger, stated.prop, stated.value)}{deed}"


def predicate_in_words(ledger: Ledger, prop: str, value: object) -> str:
    """What a property and its value say of a subject, in words: "by US Armed Forces"."""
    known = PROPERTY_BY_IRI.get(prop)
    label, words = value_in_words(ledger, prop, value)
    return known.phrase.format(words) if known else f"{label} {words}"


def value_in_words(ledger: Ledger, prop: str, value: object) -> tuple[str, str]:
    """The labels of a property and of one of its values, as a pair."""
    known = PROPERTY_BY_IRI.get(prop)
    label = known.label if known else ledger.names.label(prop)
    if isinstance(value, bool):
        return label, "yes" if value else "no"
    if prop == LEFT_OPEN and str(value) in PROPERTY_BY_IRI:
        return label, PROPERTY_BY_IRI[str(value)].label
    if not str(value).startswith("http"):
        return label, str(value)
    return label, ledger.names.label(str(value))
