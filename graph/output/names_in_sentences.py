"""Names of actors, places and acts as they stand within a sentence: short, with an article where one belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from ..noun_phrases import NUMBER_WORDS, head_of, is_plural, joined
from ..rules.ledger import Ledger
from ..rules.tellings import Telling
from ..rules.testimony import Word
from ..rules.wholes import part_of_whole
from ..vocabulary import ST
from .act_names import COMMON, COMMON_OF_PEOPLE, ONE_PERSON, THINGS, is_title, shortened_label
from .articles import with_article

__all__ = ["HEDGED", "NamesInSentences"]

#: After the name of a source: "reportedly" before it would say that somebody else reports its word.
HEDGED = "hedged"

_HEAD = re.compile(r" (?:at|near|with|in|on|by|to|from|for|into|heard|before|after|over)\b")
#: A finite verb, or one with its object: "had left", "beat a man".
_FINITE = re.compile(
    r"\b(?:am|are|did|does|had|has|have|is|was|were|will|would|cannot|could)\b|"
    r"\b(?:\w{2,}ed|beat|broke|fled|held|hit|left|met|sent|shot|struck|threw|took) (?:an?|the|his|her|its|their) "
)
#: After these words a verb is that of a clause.
_RELATIVE = re.compile(r"\b(?:how|that|what|when|where|whether|which|who|whom|whose|why)\b", re.IGNORECASE)
_PREPOSITIONS = frozenset(("at", "from", "in", "near", "of", "on"))
#: They need an article where nothing but a place or a group follows: "the dead of the village".
_THE = frozenset(("checkpoint", "convoy", "crew", "dead", "displaced", "injured", "meeting", "patrol", "wounded"))
#: After these words a label says which people are meant: "people killed in the raid".
_DONE_TO = frozenset(
    ("killed", "wounded", "injured", "attacked", "arrested", "detained", "counted", "with", "whom", "found", "taken")
)
#: Kinds of actor that are people without a name of their own.
_PEOPLE = frozenset((ST + "Population", ST + "UnnamedSource"))
#: Kinds of actor that go by a name of their own: "Doctors Abroad".
_BODIES = frozenset((ST + "Organisation", ST + "MediaOutlet"))


class NamesInSentences:
    """The names of what a record tells of, with the labels of the record."""

    #: Whether an act that has a number is named by the head of its label alone: "the clash (6)".
    names_acts_briefly = False

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.known = ledger, ledger.background
        #: The numbers under which acts are printed.
        self.act_numbers: dict[str, int] = {}
        self._facts: dict[str, dict[str, str]] = {}

    def facts_of(self, node: str) -> dict[str, str]:
        """What the record says of a report or attribution, by the local names of properties."""
        if node not in self._facts:
            triples = self.ledger.record.match(node)
            self._facts[node] = {re.split(r"[/#]", prop)[-1]: value for _, prop, value in triples}
        return self._facts[node]

    def label(self, iri: str) -> str:
        """The whole label."""
        return self.ledger.names.label(iri)

    def name(self, iri: str) -> str:
        """The name by which an actor or place goes."""
        return shortened_label(self.label(iri), source=False)

    def within(self, iri: str) -> str:
        """The name as it stands within a sentence: "the dead of the village", "the Libyan National Army", "NATO"."""
        kind = self.known.kind.get(iri)
        return with_article(self.bare(iri), kind, is_place=kind is None and "/id/place/" in iri)

    def bare(self, iri: str) -> str:
        """The name without the article of a proper name: "the man killed in Khirbet Amo", "Libyan National Army"."""
        name = self.name(iri)
        first, *more = re.split(r"[\s-]", name)
        if self.known.kind.get(iri) in _BODIES and is_title(name):
            return name
        if first.casefold() in ("the", "a", "an") and more:
            # "The Radio" is a name, "The dead of the village" is none.
            return name if self.known.kind.get(iri) == ST + "MediaOutlet" else name[:1].lower() + name[1:]
        common = first.casefold()
        if common in ONE_PERSON and is_title(name):
            return name  # "Nurse Amal", "Commander Khalid": a title with a name
        # One common word alone may be a name, but "farmer" is none.
        is_small = common in COMMON and (bool(more) or common in ONE_PERSON)
        if self.known.kind.get(iri) in _PEOPLE and COMMON_OF_PEOPLE.fullmatch(first) and not is_title(name):
            is_small = True
        small = name[:1].lower() + name[1:] if is_small else name
        is_head = common in _THE and (not more or more[0] in _PREPOSITIONS)
        # "Eleven people killed in the raid" are those eleven; two soldiers may be any.
        is_known = common in NUMBER_WORDS and bool(_DONE_TO.intersection(more[:2]))
        return f"the {small}" if common in ONE_PERSON or is_head or is_known else small

    def is_thing(self, iri: str) -> bool:
        """Whether it is a ship, vehicle or building, by its label: what was seized or burnt is then itself."""
        kind = self.known.kind.get(iri)
        words = [word.casefold() for word in head_of(self.name(iri)).split()]
        # "The ship Don" is one by its second word.
        return kind in (None, ST + "Unit", ST + "Actor") and bool(THINGS.intersection(words))

    def ends(self, ends: Iterable[str]) -> list[str]:
        """Names of several ends, sorted."""
        return sorted(map(self.within, ends), key=lambda name: re.sub("^(the|an?) ", "", name.casefold()))

    def act(self, event: str, *, numbered: bool = True) -> str:
        """An act within a sentence, with its number: "the exchange of fire (1)"."""
        label, number = self.label(event), self.act_numbers.get(event) if numbered else None
        if _is_sentence(label):
            return f"“{label}”" + (f" ({number})" if number else "")
        first = label.split(maxsplit=1)[0] if label else ""
        if first[1:] == first[1:].lower() and first not in self._proper:
            label = label[:1].lower() + label[1:]
        if number and self.names_acts_briefly:
            head = _HEAD.split(label, maxsplit=1)[0]
            label = label if (name := re.sub("^[Tt]he ", "", head)) in self._proper or name.isupper() else head
        article = "" if first.casefold() in ("a", "an", "the", "what", "who", "how") else "the "
        return f"{article}{label}" + (f" ({number})" if number else "")

    def relayed(self, words: list[Word], *, short: bool) -> str:
        """Through whom all words of a source came, if not only through the report's publisher: " as RT has it".

        ``short`` leaves out media that quote, and keeps who told the publisher of another's word.
        """
        by_word = {frozenset(self.relays(word.telling)) for word in words}
        relays = by_word.pop() if len(by_word) == 1 else frozenset()
        if short:
            relays = frozenset(relay for relay in relays if self.known.kind.get(relay) != ST + "MediaOutlet")
        names, speaker = self.ends(relays), self.label(words[0].said_by)
        letters = {word for name in names for word in name.split() if word.isupper()}
        if not names or any(name.removeprefix("the ") in speaker for name in (*names, *letters)):
            return ""
        if len(names) == 1 and (whose := re.fullmatch(r"(.+) of (.+)", names[0])) and whose[2] in speaker:
            # "Ana Ruiz as the lawyer of Ana Ruiz has it".
            their = "their" if is_plural([self.within(words[0].said_by)]) else "the"
            names = [f"{their} {whose[1].removeprefix('the ')}"]
        if len(names) > 1:
            # Who had it from whom is not recorded.
            return f" as relayed by {joined(names)} in some order"
        return f" as {names[0]} {'have' if is_plural(names) else 'has'} it"

    def relays(self, telling: Telling) -> list[str]:
        """Who relayed a word, but for the publisher of the report; the record keeps no order of them."""
        publisher = self.facts_of(telling.row["document"]).get("publisher")
        relays = [v for _, p, v in self.ledger.record.match(telling.row["said"]) if p == ST + "relayedBy"]
        return [relay for relay in relays if relay != publisher]

    def of_parts(self, words: Iterable[Word]) -> str:
        """Of which parts of an act alone these words are: "of the second blast"; empty if any is of the whole act."""
        parts = {part_of_whole(word.telling, self.known) for word in words}
        if not parts or None in parts:
            return ""
        return f"of {joined(sorted(self.act(part, numbered=False) for part in parts if part))}"

    def drawn_from(self, words: Iterable[Word]) -> str:
        """What alone these words are drawn from: "from a film of the square", "from what the Northern Army shows"; or
        nothing.
        """
        makers = {str(word.row.get("drawn_from") or "") for word in words}
        if not makers or "" in makers:
            return ""
        names = joined(self.ends(makers))
        if all(self.known.kind.get(maker) == ST + "UnnamedSource" for maker in makers):
            return f"from {names}"
        return f"from what {names} {'show' if is_plural([names]) else 'shows'}"

    def never_said(self, words: Iterable[Word]) -> list[str]:
        """Of words that somebody says were never said, by whom not: "not said by the Inquiry, says Daily Lantern"."""
        by = {(word.said_by, word.telling.misquoted_by) for word in words if word.telling.misquoted_by}
        found = []
        for source, who in sorted(by, key=str):
            name, other = self.within(source), self.within(str(who))
            if source == who:
                found.append(f"ascribed to {name}, who {'deny' if is_plural([name]) else 'denies'} having said so")
            else:
                found.append(f"not said by {name}, {'say' if is_plural([other]) else 'says'} {other}")
        return found

    @cached_property
    def _proper(self) -> frozenset[str]:
        """Words with a capital letter that are no beginnings of sentences: parts of the names of actors."""
        words: set[str] = set()
        for iri in self._actors():
            first, *more = re.findall(r"\w+", self.label(iri)) or [""]
            words.update(more)
            if self.known.kind.get(iri) not in (ST + "Population", ST + "UnnamedSource"):
                words.add(first)
        return frozenset(word for word in words if word[:1].isupper() and word.casefold() not in COMMON)

    def _actors(self) -> Iterable[str]:
        return self.known.kind


def _is_sentence(label: str) -> bool:
    """Whether the label of an act is a sentence, and no name of the act.

    >>> _is_sentence("The army had left the hill"), _is_sentence("Police beat a man")
    (True, True)
    >>> _is_sentence("Shots fired at the crowd"), _is_sentence("Arrest of a man who had fled")
    (False, False)
    """
    found = _FINITE.search(label)
    return found is not None and not _RELATIVE.search(label[: found.start()])
