"""What is stated of an act or actor in words: the phrase of the property with the label of the value."""

from __future__ import annotations

from ..vocabulary import PROPERTY_BY_IRI
from .deeds import of_in_words
from .implication import Numbers
from .ledger import Ledger
from .tellings import LEFT_OPEN
from .testimony import Statement

__all__ = ["number_in_words", "predicate_in_words", "statement_in_words", "value_in_words"]


def statement_in_words(ledger: Ledger, stated: Statement, *, whole: bool = True) -> str:
    """A statement in words, with its subject if ``whole``: "Killing of a man in Khirbet Amo: at Khirbet Amo"."""
    deed = f" ({of_in_words(stated, ledger.names.label)})" if stated.of else ""
    deed += f" (of {ledger.names.label(stated.part)})" if stated.part else ""
    subject = f"{ledger.names.label(stated.about)}: " if whole else ""
    value = number_in_words(stated) if stated.later else stated.value
    return f"{subject}{predicate_in_words(ledger, stated.prop, value)}{deed}"


def number_in_words(stated: Statement) -> str:
    """A number; one of which some came later as "8, then 1 more: 9"."""
    exact = stated.value if isinstance(stated.value, Numbers) and stated.value[::2] == (None, None) else None
    if not stated.later:
        return str(stated.value)
    if exact is None or exact[1] is None:
        return f"{stated.value}, {stated.later} of them later"
    return f"{exact[1] - stated.later}, then {stated.later} more: {stated.value}"


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
