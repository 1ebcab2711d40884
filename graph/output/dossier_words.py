"""The words for one dossier: short names that stay distinct, numbers of reports, and who says what.

Nobody is named beside words that he did not use: who tells something closer has it in brackets after his name, who
tells less has a sentence of his own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Literal

from ..noun_phrases import is_plural, joined, joined_or
from ..rules.deeds import deed_in_words
from ..rules.dossier import Dossier
from ..rules.ledger import Ledger
from ..rules.tellings import Telling
from ..rules.testimony import Statement, Word
from ..rules.values_in_words import number_in_words, value_in_words
from ..rules.weighing import Weighed, own_word
from ..vocabulary import PROPERTY_BY_IRI, ST
from .act_names import COMMON, ONE_PERSON, acronym, shortened_label
from .act_sentences import Sentences, in_own_words
from .circumstances_in_words import NUMBERS
from .deed_sentences import OTHER, VAGUE
from .names_in_sentences import HEDGED

__all__ = ["Wording"]

#: Of these nobody says "itself".
_PEOPLE = frozenset((ST + "Person", ST + "Population", ST + "UnnamedSource"))
#: So many names stand in a list of which the others are counted, where that is shorter.
_NAMED = 3
#: More than these are never read as a list where nothing is in dispute.
_MOST_NAMED = 7
_INTENT, _MEANS = ST + "intent", ST + "means"


class Wording(Sentences):
    """The words for one dossier; if it is ``terse``, names are shorter by what the dossier says anyway."""

    def __init__(self, ledger: Ledger, dossier: Dossier, terse: int = 0) -> None:
        super().__init__(ledger)
        self.dossier, self.terse, self.short = dossier, terse, terse > 0
        self.names_acts_briefly = self.short
        #: Contested statements that are no question of their own, as they are in dispute with another act.
        self.asked_elsewhere: set[int] = set()
        #: The part that is being written.
        self.part: Literal["in dispute", "different", "alike", "alone", ""] = ""
        #: Closer words that are left out: of which version, by which source.
        self.left: set[tuple[int, str]] = set()
        #: Whether somebody stands there as speaking with reserve.
        self.has_hedged = False

    # ---- names

    @cached_property
    def report_numbers(self) -> dict[str, int]:
        """The number of each report, in the order of publishers and days."""
        return {document: number for number, document in enumerate(self.reports, 1)}

    @cached_property
    def reports(self) -> list[str]:
        """The reports, by publisher and day; those without a day after the others of the publisher."""

        def key(document: str) -> tuple[str, str, str]:
            facts = self.facts_of(document)
            publisher = facts.get("publisher")
            named = self.label(publisher) if publisher else self.label(document)
            return named.casefold(), facts.get("issued", "9999"), document

        return sorted(self.dossier.documents, key=key)

    @cached_property
    def _ends(self) -> set[str]:
        return {end for act in self.dossier.acts for one in act.versions for end in one.version.core.ends}

    def _actors(self) -> Iterable[str]:
        return {*self.dossier.sources, *self._ends}

    @cached_property
    def _names(self) -> dict[str, str]:
        sources = self.dossier.sources
        names = {node: shortened_label(self.label(node), source=node in sources) for node in self._actors()}
        often = Counter(names.values())
        names = {node: name if often[name] == 1 else self.label(node) for node, name in names.items()}
        return self._shorter(names) if self.short else names

    def _shorter(self, names: dict[str, str]) -> dict[str, str]:
        """Names without the place of the dossier, and without the outlet of the report in which they stand."""
        place = self.label(self.dossier.incident).partition(",")[0]
        shorter = {}
        for node, name in names.items():
            letters = acronym(self.label(node))
            if node in self._ends and letters:
                shorter[node] = letters[1]
            elif node in self._ends and place and self._are_people(node, name):
                shorter[node] = name.removesuffix(f" of {place}")
            elif found := re.fullmatch(r"(.+) (?:carried|quoted) by (?:the )?(.+)", name):
                outlets = {self._publisher(doc) for doc in self._read(node)}
                shorter[node] = found[1] if outlets == {found[2]} else name
        often = Counter([*shorter.values(), *(name for node, name in names.items() if node not in shorter)])
        return names | {node: name for node, name in shorter.items() if often[name] == 1}

    def _are_people(self, node: str, name: str) -> bool:
        """Whether it is a number of people, who need no place: "residents of the village"."""
        is_common = name.split()[0].casefold() in COMMON - ONE_PERSON - {"the"}
        # "The dead of the village" are no dead without it.
        is_head = name.split()[0].casefold() in ("the", "dead", "wounded", "injured", "displaced")
        return is_common or (self.known.kind.get(node) == ST + "Population" and is_plural([name]) and not is_head)

    def _read(self, source: str) -> set[str]:
        tellings = [t for act in self.dossier.acts for t in act.tellings]
        tellings += [w.telling for one in self.dossier.statements for those in one.words.values() for w in those]
        return {t.row["document"] for t in tellings if t.said_by == source}

    def _publisher(self, document: str) -> str:
        publisher = self.facts_of(document).get("publisher")
        return self.label(publisher).partition(" (")[0] if publisher else ""

    @property
    def spelled(self) -> dict[str, str]:
        """What the letters stand for by which actors go who are no sources."""
        found = {}
        for node in self._ends - {*self.dossier.sources}:
            letters = acronym(self.label(node))
            if letters and self.name(node) == letters[1]:
                found[letters[1]] = letters[0]
        return dict(sorted(found.items()))

    def name(self, iri: str) -> str:
        """A short name, such as "SANA", which no other actor of the dossier has."""
        return self._names.get(iri) or super().name(iri)

    def bare(self, iri: str) -> str:
        """The name as it stands in a list: one that was cut to a common word stands small too."""
        name = super().bare(iri)
        return name[:1].lower() + name[1:] if name.casefold() in COMMON and name != self.label(iri) else name

    # ---- who says it

    def numbers(self, tellings: Iterable[Telling], prop: str = "") -> str:
        """The reports of these tellings, or those in which they state a property: "[1 4]"; nothing for one report."""
        known = self.report_numbers
        found = sorted({known[at] for t in tellings if (at := t.document_of(prop)) in known})
        left = (self.terse > 4 and self.part in ("alone", "different")) or (self.terse > 3 and self.part == "alike")
        listed = found and len(known) > 1 and not left
        return f"[{' '.join(map(str, found))}]" if listed else ""

    def speakers(
        self,
        words: Iterable[Word],
        aside: Callable[[list[Word]], str] = lambda _: "",
        prop: str = "",
        *,
        name_parts: bool = True,
    ) -> str:
        """Those who say it, with the numbers of the reports in which they state a property, and in brackets what is to
        be said of them, and unless ``name_parts`` is False of which part of the act they speak, if only of one.

        Those of whom the same is to be said stand together; those last who say it with reserve alone, as "hedged".
        """
        by_source: dict[str, list[Word]] = {}
        for word in words:
            by_source.setdefault(word.said_by, []).append(word)
        said: dict[str, list[str]] = {}
        for source in sorted(by_source, key=lambda s: self.name(s).casefold()):
            mine = by_source[source]
            named = (
                f"{self.within(source)}{self._relayed(mine)} {self.numbers((word.telling for word in mine), prop)}"
            ).strip()
            hedged = HEDGED if all(word.row["hedged"] for word in mine) else ""
            self.has_hedged |= bool(hedged)
            beside = [hedged, aside(mine), self.of_parts(mine) if name_parts else ""]
            said.setdefault(", ".join(filter(None, beside)), []).append(named)
        return _with_asides(said)

    def named_with_reserve(self, words: list[Word]) -> str:
        """The source of these words, with the numbers of the reports, and that he speaks with reserve."""
        hedged = all(word.row["hedged"] for word in words)
        self.has_hedged |= hedged
        numbers = self.numbers(word.telling for word in words)
        return " ".join(filter(None, [self.within(words[0].said_by), numbers, f"({HEDGED})" * hedged]))

    def _relayed(self, words: list[Word]) -> str:
        """Through whom all words of a source came, if not only through the report's publisher: " as RT has it".

        A short dossier leaves out media that quote, and keeps who told the publisher of another's word.
        """
        by_word = {frozenset(self.relays(word.telling)) for word in words}
        relays = by_word.pop() if len(by_word) == 1 else frozenset()
        if self.short:
            relays = frozenset(relay for relay in relays if self.known.kind.get(relay) != ST + "MediaOutlet")
        names, speaker = self.ends(relays), self.label(words[0].said_by)
        letters = {word for name in names for word in name.split() if word.isupper()}
        if not names or any(name.removeprefix("the ") in speaker for name in (*names, *letters)):
            return ""
        if len(names) > 1:
            # Who had it from whom is not recorded.
            return f" as relayed by {joined(names)} in some order"
        return f" as {names[0]} {'have' if is_plural(names) else 'has'} it"

    def relays(self, telling: Telling) -> list[str]:
        """Who relayed a word, but for the publisher of the report; the record keeps no order of them."""
        publisher = self.facts_of(telling.row["document"]).get("publisher")
        relays = [v for _, p, v in self.ledger.record.match(telling.row["said"]) if p == ST + "relayedBy"]
        return [relay for relay in relays if relay != publisher]

    def who_says(
        self,
        one: Weighed,
        named: frozenset[str] = frozenset(),
        told_below: Collection[str] = (),
        *,
        few: bool = False,
    ) -> str:
        """Those who assert a version, each with the closer words that he uses, and whether he speaks of his own.

        How those ``told_below`` tell it has a line of its own, and needs no words in brackets; nor do the ends that are
        ``named`` beside them. ``few``: of many who say the same in their own words, some are named, of as many groups
        as can be, and the others counted.
        """

        def aside(words: list[Word]) -> str:
            return ", ".join(self._asides(words, one, named, told_below))

        by_source: dict[str, list[Word]] = {}
        for word in one.asserted:
            by_source.setdefault(word.said_by, []).append(word)
        alike = [
            s
            for s, words in by_source.items()
            if not aside(words) and not self.of_parts(words) and not all(w.row["hedged"] for w in words)
        ]
        few = few or (self.short and self.part == "alike" and len(alike) > _MOST_NAMED)
        if not few or len(alike) < _NAMED + 2:
            return self.speakers(one.asserted, aside)
        alike.sort(key=lambda s: self.name(s).casefold())
        seen: set[str] = set()
        firsts = []
        for source in alike:
            group = by_source[source][0].row["group"]
            firsts += [] if group in seen else [source]
            seen.add(group)
        some = [*firsts, *(source for source in alike if source not in firsts)][:_NAMED]
        shown = self.speakers(word for source in some for word in by_source[source])
        others = [word for source, words in by_source.items() if source not in alike for word in words]
        rest = [self.speakers(others, aside)] if others else []
        return "; ".join([f"{shown} and {len(alike) - _NAMED} more", *rest])

    def quotes(self, kind: str | None) -> bool:
        """Whether a source's own words stand with what it tells of a kind that says little."""
        # Where an act is named by its label, a page that is full has no room for them.
        is_full = (self.part == "alike" and self.terse > 3) or (self.part == "alone" and self.terse > 5)
        return (kind == OTHER and self.part != "alike") or (kind in VAGUE and not is_full)

    def who_gives(self, one: Weighed, among: Iterable[Weighed], beside: Collection[Statement] = ()) -> str:
        """Those who give a value, and apart from them those who give a closer one: "A, B; C says 24, D and E say 19".

        ``among`` are the statements of the same subject, in which a closer value is found; those ``beside`` have lines
        of their own, with those who give them: "A, B, and those who say 24 or 19".
        """
        plain, prop = one.of("asserts"), one.statement.prop
        mine = {word.said_by for word in plain}
        closer: dict[str, list[Word]] = {}
        standing: list[str] = []
        narrower = one.of("narrower")
        others = [v for v in among if v is not one and v.statement.prop == prop] if narrower else []
        for word in narrower:
            if word.said_by not in mine:
                own = next((v for v in others if any(w.telling is word.telling for w in v.of("asserts"))), None)
                value = self.value(own).rpartition(" more: ")[2] if own else ""
                if own and own.statement in beside:
                    standing.append(value)
                else:
                    closer.setdefault(value, []).append(word)
        said = [self.speakers(plain, prop=prop, name_parts=False)] if plain else []
        if standing:
            # Of a day, the hours.
            values = [value.removeprefix(f"{self.value(one)}, ") for value in dict.fromkeys(standing)]
            those = f"those who say {joined_or(sorted(values, key=_by_number))}"
            said = [f"{said[0]}, and {those}" if said else those]
        for value, words in closer.items():
            who = self.speakers(words, prop=prop)
            says = "say" if is_plural([self.within(source) for source in {w.said_by for w in words}]) else "says"
            said.append(f"{who} {says} {value}" if value else who)
        return "; ".join(said)

    def value(self, one: Weighed) -> str:
        """The value of a statement as an answer."""
        prop, value, deed = one.statement.prop, one.statement.value, self.deed(one)
        if "/id/actor/" in str(value):
            return self.within(str(value)) + (deed if one.statement.part else "")
        if PROPERTY_BY_IRI.get(prop) and not PROPERTY_BY_IRI[prop].of_event:
            return value_in_words(self.ledger, prop, value)[1]
        if prop in NUMBERS:
            return number_in_words(one.statement)
        if prop in (_INTENT, _MEANS):
            return value_in_words(self.ledger, prop, value)[1].lower() + deed
        said = self.circumstance(prop, value, one.statement.about)
        return re.sub(r"^(at|in|on|after|caused by|in response to) ", "", said) + deed

    def deed(self, one: Weighed) -> str:
        """The deed of which a statement is, in brackets, where the act is told as deeds that contradict each other; or
        the part of the act of which alone it is said.
        """
        if one.statement.part:
            return f" (of {self.act(one.statement.part, numbered=False)})"
        return f" ({deed_in_words(one.statement.of, self.within)})" if one.statement.of else ""

    def own_words(self, one: Weighed) -> list[Word]:
        """The words of those who are said to have acted, or of their own side."""
        if not one.own:
            return []
        return [word for word in one.asserted if own_word(one.version, (word,), self.known)[1]]

    def _asides(self, words: list[Word], one: Weighed, named: frozenset[str], told_below: Collection[str]) -> list[str]:
        """Whose own word it is, of what kind as he has it, whether tried or done, by whom, and to whom."""
        parts: list[str] = []
        core, kind = one.version.core, one.version.kind
        owns = {own_word(one.version, (word,), self.known)[1] for word in words} if one.own else {""}
        if owns - {""}:
            of_one = core.doers | core.parties
            are_people = bool(of_one) and all(self.known.kind.get(end) in _PEOPLE for end in of_one)
            itself = "own word" if are_people else "of itself"
            parts.append(itself if "of itself" in owns else "of its own side")
        if self.quotes(kind) and (quote := in_own_words(words)):
            parts.append(quote)
        told = [c for word in words if word.relation != "asserts" and (c := word.telling.core)]
        # Who tells it in these words as well needs no others.
        if not told or len(told) < len(words) or words[0].said_by in told_below:
            return parts
        if self.terse > 2 and self.part != "in dispute" and (core.doers or core.parties):
            if core.tried and any(not c.tried for c in told):
                parts.append("done")
            at = {end for c in told for end in c.targets}
            if self.part == "different" and not core.targets and at and not at <= named:
                # At whom it was is an answer of its own, which stands nowhere else.
                alike = [replace(c, kind=kind, tried=core.tried, doers=core.doers) for c in told]
                return [*parts, *self.closer(alike, one.version, named)]
            if any(c != core for c in told):
                self.left.add((id(one.version), words[0].said_by))
            return parts
        if not core.ends and len({*told}) == 1 and told[0].doers and told[0].targets and not parts:
            # "By the ship Don, the tug" would not say who did it to whom.
            return [f"that {self.that(told[0], one.version.coder_kind)}"]
        return [*parts, *self.closer(told, one.version, named)]


def _with_asides(said: dict[str, list[str]]) -> str:
    parts = []
    for aside, names in sorted(said.items(), key=lambda each: (bool(each[0]), _is_hedged(each[0]), len(each[1]))):
        colon = "" if _is_hedged(aside) else ":"
        every = "" if len(names) == 1 else f"both{colon} " if len(names) == 2 else f"all {len(names)}{colon} "
        parts.append(", ".join(names) + (f" ({every}{aside})" if aside else ""))
    shared = any(aside and len(names) > 1 for aside, names in said.items())
    return ("; " if shared else ", ").join(parts)


def _is_hedged(aside: str) -> bool:
    """Whether words in brackets after a name say that he speaks with reserve."""
    return aside.startswith(HEDGED)


def _by_number(value: str) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", value)], value
