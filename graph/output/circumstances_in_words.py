"""What is said of an act besides who did what to whom, in words: where, when, with what, how many, after which act."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..rules.implication import Numbers
from ..rules.tellings import AFTER, CAUSED_BY, CORE, COUNTS, IN_RESPONSE, ORDER, PLACE, WHEN
from ..rules.values_in_words import predicate_in_words, value_in_words
from ..vocabulary import PROPERTY_BY_IRI, ST
from .names_in_sentences import NamesInSentences
from .numbers_in_words import counted, how_many
from .phrases import intent_phrase, means_phrase, place_phrase
from .time_in_words import day_in_words, on_the_day

__all__ = ["LINKS", "NUMBERS", "CircumstancesInWords"]

_MEANS, _INTENT = ST + "means", ST + "intent"
#: The properties of the best estimates of what is counted.
NUMBERS = frozenset(prop + "Best" for prop in COUNTS)
#: How one act comes after another.
LINKS = {IN_RESPONSE: "in response to", CAUSED_BY: "caused by", AFTER: "after"}


class CircumstancesInWords(NamesInSentences):
    """The circumstances of acts in words, with the labels of a record."""

    def counted(self, prop: str, about: str, how_many: str = "") -> str:
        """What was done to those whom a number of an act counts, or the things that it counts: "killed", "rounds"."""
        return counted(_number(prop), self.facts_of(about).get("eventType"), how_many)

    def how_many(self, prop: str, about: str) -> str:
        """The question of a number of an act, without its mark: "how many were killed", "how many took part"."""
        return how_many(_number(prop), self.facts_of(about).get("eventType"))

    def circumstances(self, says: Mapping[str, frozenset[Any]], about: str) -> str:
        """What is said of an act or actor besides who did what to whom, in words with a comma before each."""
        return "".join(f", {each}" for each in self._each_circumstance(says, about))

    def limits(self, says: Mapping[str, frozenset[Any]], about: str) -> str:
        """The same as the limits of a denial: "at the market, on 3 May 2031"."""
        on = {prop: values for prop, values in says.items() if prop == WHEN}
        days = [on_the_day(str(value)) for values in on.values() for value in sorted(values)]
        rest = {prop: values for prop, values in says.items() if prop != WHEN}
        places = self._each_circumstance({p: v for p, v in rest.items() if p == PLACE}, about)
        others = self._each_circumstance({p: v for p, v in rest.items() if p != PLACE}, about)
        return ", ".join([*places, *days, *others])

    def _each_circumstance(self, says: Mapping[str, frozenset[Any]], about: str) -> list[str]:
        found: list[str] = []
        for number, bounds in COUNTS.items():
            if says.keys() & bounds:
                low, best, high = (min(says.get(number + b, ()), default=None) for b in ("Low", "Best", "High"))
                said = str(Numbers((low, best, high)))
                found.append(f"{said} {self.counted(number, about, said)}")
        numbers = frozenset().union(*COUNTS.values())
        for prop, values in sorted(says.items()):
            if prop not in CORE and prop not in numbers:
                told = " and ".join(self.circumstance(prop, value, about) for value in sorted(values, key=str))
                # "Migrants were wounded, caused by the shots" is no English.
                found.append(told.replace(LINKS[CAUSED_BY], "as a result of") if prop == CAUSED_BY else told)
        return found

    def circumstance(self, prop: str, value: object, about: str) -> str:
        """A circumstance of an act or actor: "with small arms", "at Khirbet Amo", "after the exchange of fire (1)"."""
        words = value_in_words(self.ledger, prop, value)[1]
        if prop == WHEN:
            return day_in_words(str(value))
        if prop == _MEANS:
            return means_phrase(str(value), words)
        if prop == PLACE:
            return place_phrase(self.within(str(value)), self.facts_of(str(value)).get("placeType"))
        if prop == _INTENT:
            return intent_phrase(str(value), words)
        if prop in ORDER:
            return f"{LINKS[prop]} {self.act(str(value))}"
        if prop in NUMBERS:
            return f"{words} {self.counted(prop, about, words)}"
        known = PROPERTY_BY_IRI.get(prop)
        if known and "/id/actor/" in str(value):
            return known.phrase.format(self.within(str(value)))
        return predicate_in_words(self.ledger, prop, value)


def _number(prop: str) -> str:
    return re.sub("Best$", "", prop.removeprefix(ST))
