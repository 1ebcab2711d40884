"""What is told of acts, in sentences: versions, denials, what somebody was asked, and what a source leaves open.

The kind of an act by which only the coder sorts it stands in square brackets, never as a source's word: "Army A
[struck] Army B [from the air]".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..noun_phrases import NUMBER_WORDS, is_plural, joined
from ..repetitions import said_once
from ..rules.implication import Numbers
from ..rules.ledger import Ledger
from ..rules.tellings import (
    ACTOR,
    AFTER,
    CAUSED_BY,
    CORE,
    COUNTS,
    IN_RESPONSE,
    ORDER,
    PARTY,
    RECIPIENT,
    TYPE,
    VICTIM,
    WHEN,
    Core,
    Telling,
    core_of,
)
from ..rules.testimony import Version, Word
from ..rules.values_in_words import predicate_in_words, value_in_words
from ..rules.weighing import Weighed
from ..sentences import Forms, deed, filled, forms_of_kinds, mutually, of_things, passive, tried
from ..vocabulary import CODES, PROPERTY_BY_IRI, ST
from .names_in_sentences import NamesInSentences
from .numbers_in_words import counted, how_many
from .phrases import intent_phrase, means_phrase, place_phrase
from .quotations import in_quotes
from .time_in_words import day_in_words

__all__ = ["BROAD", "LINKS", "LONG_QUOTE", "NUMBERS", "OTHER", "VAGUE", "Sentences", "in_own_words", "is_quote"]

#: The kind of what no other kind covers: its words say nothing without the label of the act, or a source's own.
OTHER = CODES + "event-type/other"
#: Kinds that say little of what was done: the label of the act and a source's own words say more.
VAGUE = frozenset(
    CODES + "event-type/" + kind
    for kind in re.findall(
        r"[\w-]+",
        "accident agree aid arrive carry carry-people coerce condemn crowd-control doctor-evidence group-change "
        "intrusion investigate measures notify other reject request restrict sanction state store weapons-disrupted",
    )
)
#: Kinds of which the label of the act says more, and the words of a source need not stand beside it.
BROAD = frozenset(f"{CODES}event-type/{kind}" for kind in ("air-activity", "destroy", "mobilize", "property"))
#: Where neither a source nor the coder says of what kind an act was.
_NO_KIND = Forms(
    "{actor} acted[ against {recipient}]",
    "act[ against {recipient}]",
    "[{recipient} ]was acted upon",
    "an act",
    "{party} took part",
)
#: Of what has no kind but "other": "did something" would say less than the label of the act, beside which it stands.
_OF_NO_KIND = Forms(
    "{actor} took part[ with {recipient}]",
    "take part[ with {recipient}]",
    "[{recipient} ]was involved",
    "an act",
    "{party} took part",
)
_PARTS = {"deedForm": "deed", "infinitiveForm": "infinitive", "passiveForm": "passive", "nounForm": "noun"}
#: The word before the target: "fired[ at {recipient}]", "flew over[ {recipient}]".
_BEFORE_TARGET = re.compile(r"\[ ([^][{}]+ )\{recipient\}|\b(over|at|on|with|against)\[ \{recipient\}")
_MEANS, _PLACE, _INTENT = (ST + name for name in ("means", "place", "intent"))
#: Of these a denial says that nobody was: "no one was hurt" is not "that there was a wounding".
_HARMED = frozenset(f"{{recipient}} was {done}" for done in ("killed", "wounded", "shot"))
#: The properties of the best estimates of what is counted.
NUMBERS = frozenset(prop + "Best" for prop in COUNTS)
#: The longest words of a source that are shown beside what it leaves open.
_QUOTE = 60
#: And in place of what nobody gives the words of.
LONG_QUOTE = 100
#: How one act comes after another.
LINKS = {IN_RESPONSE: "in response to", CAUSED_BY: "caused by", AFTER: "after"}
_OPEN = {
    "actor": "by whom",
    "recipient": "against whom",
    "victim": "who was harmed",
    "party": "who took part",
    "event type": "whether it happened, or what it was",
    "means": "by what means",
    "intent": "whether it was meant",
    "place": "where",
    "when": "when",
    "caused by": "what caused it",
    "in response to": "in response to what",
    "after": "after what",
    "attempted": "whether it was done",
    "responsible": "who was to blame",
    "responsible for it": "who was to blame",
    "member of": "whose members",
    "combatant status": "whether a civilian",
    "works for": "for whom they work",
    "name": "the name",
    "age": "how old",
    "controls": "what it controls",
}


class Sentences(NamesInSentences):
    """Sentences on the acts of a record."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self._forms: dict[str | None, Forms] = {}

    def forms(self, kind: str | None) -> Forms:
        """The sentence forms of a kind: the code list's, or the record's own, or its label as a noun."""
        if kind not in self._forms:
            self._forms[kind] = forms_of_kinds().get(kind or "") or self._own_forms(kind)
        return self._forms[kind]

    def _own_forms(self, kind: str | None) -> Forms:
        if kind is None:
            return _NO_KIND
        facts = self.facts_of(kind)
        given = {name: facts[prop] for prop, name in _PARTS.items() if prop in facts}
        mutual = kind in self.known.mutual
        if len(given) == len(_PARTS):
            return Forms(**given, mutual=facts.get("mutualForm"), is_mutual=mutual)
        noun = re.sub(r"[][{}]", " ", self.label(kind))
        return Forms(f"{{actor}}: {noun}[ of {{recipient}}]", f"act: {noun}[ of {{recipient}}]",
                     f"{noun}[ of {{recipient}}]", noun, f"{{party}}: {noun}", is_mutual=mutual)  # fmt: skip

    def forms_for(self, kind: str | None, targets: Iterable[str]) -> Forms:
        """The sentence forms of a kind, for these targets."""
        forms, those = self.forms(kind), list(targets)
        return of_things(forms) if those and all(map(self.is_thing, those)) else forms

    def noun(self, kind: str) -> str:
        """A kind as a noun without its article."""
        return re.sub(r"^(an?|the) ", "", self.forms(kind).noun)

    def sentence(self, core: Core, coder_kind: str | None = None) -> str:
        """Who did what to whom, as a sentence without a full stop."""
        doers, targets, parties = (self.ends(each) for each in (core.doers, core.targets, core.parties))
        forms = self.forms_for(core.kind or coder_kind, core.targets)
        forms = _OF_NO_KIND if (core.kind or coder_kind) == OTHER else forms
        if core.tried:
            said = tried(forms, doers or parties, targets)
        elif parties:
            said = mutually(forms, parties)
        elif doers or targets:
            said = deed(forms, doers, targets, once=core.kind is not None)
        else:
            said = passive(forms)
        for name in targets if not doers else ():
            if name.startswith("the ") and said.casefold().startswith(name[:8].casefold()) and name[4:] not in said:
                # Nobody is repeated in it: "Eleven people were killed", not "the eleven people".
                said = said[4:5].upper() + said[5:] if name[4:].split()[0] in NUMBER_WORDS else said
        if core.kind:
            return said
        if len(parties) == 1 and not core.tried:
            # Who says that somebody was there does not say that he fought.
            return f"{parties[0][:1].upper()}{parties[0][1:]} [took part]"
        named = re.fullmatch("(.+) ((?:was|were) .+)", said_once(said))
        if named and not doers and said_once(said) != said:
            # The label of those killed says so itself.
            return f"{named[1]} [{named[2]}]"
        return _bracketed(said, doers, targets, parties)

    def of(self, one: Weighed) -> str:
        """A version as a sentence."""
        return self.sentence(one.version.core, one.version.coder_kind)

    def predicate(self, one: Weighed) -> str:
        """What a version says that its doers did: "struck Khirbet Amo from the air"."""
        core = one.version.core
        forms, targets = self.forms_for(one.version.kind, core.targets), self.ends(core.targets)
        form = f"tried to {forms.infinitive}" if core.tried else forms.deed.removeprefix("{actor}").lstrip(": ")
        said = said_once(filled(form, recipient=targets))
        return said if core.kind else _bracketed(said, targets)

    def before_target(self, kind: str | None) -> str | None:
        """The word before the target in the deed of a kind, such as "at "; None where it is its object."""
        found = _BEFORE_TARGET.search(self.forms(kind).deed)
        return (found[1] or f"{found[2]} ") if found else None

    def closer(
        self, told: Iterable[Core], than: Version, named: frozenset[str] = frozenset(), *, kinds: int = 2
    ) -> list[str]:
        """What tellings say more closely than a version does: "return fire", "done", "by the army", "at residents".

        Ends that are ``named`` beside it are left out; of closer kinds the first so many.
        """
        those, core = list(told), than.core
        kind: str | None = than.kind
        nouns = sorted({self.noun(c.kind) for c in those if c.kind and c.kind != kind})
        parts = [" or ".join(nouns[:kinds])] if nouns else []
        if core.tried and any(not c.tried for c in those):
            parts.append("done")
        doers = {end for c in those for end in c.doers} - core.doers
        doers = set() if doers <= named else doers
        # Who did it together with those of the version did it with them.
        link = "with" if core.doers and all(core.doers < c.doers for c in those if c.doers & doers) else "by"
        parts += [f"{link} {joined(self.ends(doers))}"] if doers else []
        more = {end for c in those for end in c.ends} - core.ends - doers - named
        if not more:
            return parts
        if nouns and len({c.kind for c in those}) == 1:
            # "An air strike on the village", whatever the broader kind would have before it.
            kind = next(iter(those)).kind
            if self.before_target(kind) is None and all(more <= c.targets for c in those if c.ends & more):
                link = "on" if more <= self.known.within.keys() else "of"
                return [*parts, f"{link} {joined(self.ends(more))}"]
        if core.parties and not core.directed and all(more <= c.parties for c in those if c.ends & more):
            # "Army A had a confrontation: SANA (with residents)".
            return [*parts, f"with {joined(self.ends(more))}"]
        # The target as the form of the kind has it: "over the village", "at the village".
        are_targets = all(more <= c.targets for c in those if c.ends & more)
        before = self.before_target(kind) if not core.targets and (core.directed or are_targets) else None
        if before is None and core.directed and not core.targets and not more & self.known.within.keys():
            form = self.forms(kind).deed.removeprefix("{actor} ")
            return [*parts, said_once(filled(form, recipient=joined(self.ends(more))))]
        return [*parts, (before or "") + joined(self.ends(more))]

    def following(self, sentence: str, ends: Iterable[str]) -> str:
        """A sentence as it stands after "that": one of these ends keeps its letters, any other first word is small."""
        if any((name := self.within(end))[:1].isupper() and sentence.startswith(name) for end in ends):
            return sentence
        return sentence[:1].lower() + sentence[1:]

    def that(self, core: Core, coder_kind: str | None = None) -> str:
        """A core after "that" or "whether"."""
        return self.following(self.sentence(core, coder_kind), core.ends)

    # ---- what is denied, asked, left open

    def denied(self, denial: Telling, coder_kind: str | None = None, beside: Core | None = None) -> str:
        """What a denial denies: "that Army A struck Army B from the air". Empty where it is just what ``beside`` says.

        ``beside`` is the core that stands next to it, with the kind of act.
        """
        named = self._one_part(denial.says, denial.said_by, coder_kind, beside)
        if named is not None:
            return named
        core = core_of(denial.says)
        # After which act the account puts it says which account is meant, and no more.
        says = {p: v for p, v in denial.says.items() if core is None or p not in (AFTER, IN_RESPONSE)}
        more = self.circumstances(says, denial.row["about"])
        if core is None:
            return f"that it was so{more}"
        if beside and not more and replace(core, kind=core.kind or coder_kind) == beside:
            return ""
        return f"that {_anybody(self.that(core, coder_kind))}{more}"

    def denial(self, word: Word, coder_kind: str | None = None, beside: Core | None = None) -> str:
        """What a denial denies; in the denier's own words where nobody gives the kind of act that is denied."""
        built = self.denied(word.telling, coder_kind, beside)
        return in_own_words([word], LONG_QUOTE) or built if "[" in built else built

    def _one_part(
        self, says: Mapping[str, frozenset[Any]], speaker: str, coder_kind: str | None, beside: Core | None
    ) -> str | None:
        """What is denied if it is one part of an act; None if it is more, or a circumstance."""
        if len(says) != 1:
            return None
        ((prop, values),) = says.items()
        names = self.ends(map(str, values)) if prop in (ACTOR, RECIPIENT, VICTIM, PARTY) else []
        if prop == ACTOR:
            if beside and beside.doers == values:
                return ""
            several = is_plural(names)
            return (
                f"that {'they' if several else 'it'} did so" if values == {speaker} else f"that {joined(names)} did so"
            )
        if prop in (RECIPIENT, VICTIM):
            if beside and beside.targets == values and not beside.doers:
                return ""
            return f"that {self.following(passive(self.forms(coder_kind), names), map(str, values))}"
        if prop == PARTY:
            return f"that {joined(names)} took part"
        if prop == TYPE:
            done = [self.forms(str(kind)).passive for kind in values]
            if len(done) == 1 and done[0] in _HARMED:
                return f"that {done[0].replace('{recipient}', 'anybody')}"
            nouns = [re.sub("^the ", "", self.forms(str(kind)).noun) for kind in values]
            return f"that there {'were' if is_plural(nouns[:1]) else 'was'} {joined(nouns)}"
        return "that it was tried" if prop in CORE else None

    def asked(self, silence: Telling, coder_kind: str | None = None) -> str:
        """What somebody was asked who gave no answer: "asked whether Army A fired", "asked about small arms"."""
        core = core_of(silence.says)
        says = {p: v for p, v in silence.says.items() if p not in (WHEN, _PLACE, *ORDER)}
        more = self.circumstances(says, silence.row["about"])
        if core is None:
            return f"asked about {re.sub('^, (with |at |in )?', '', more)}" if more else ""
        if core.doers and len(silence.says) == 1:
            return f"asked whether {joined(self.ends(core.doers))} did so"
        return f"asked whether {re.sub('^somebody was', 'anybody was', self.that(core, coder_kind))}{more}"

    def left_open(self, label: str, about: str, is_told: bool = False) -> str:
        """What is left open of an act or actor, by the label of its property: "by whom", "how many were killed".

        ``is_told``: whoever leaves it open tells that something happened.
        """
        if is_told and label == "event type":
            return "what it was"
        number = re.sub(" (low|best|high)$", "", label)
        return self.how_many(number, about) if ST + number in COUNTS else _OPEN.get(label, label)

    def counted(self, prop: str, about: str, how_many: str = "") -> str:
        """What was done to those whom a number of an act counts, or the things that it counts: "killed", "rounds"."""
        return counted(_number(prop), self.facts_of(about).get("eventType"), how_many)

    def how_many(self, prop: str, about: str) -> str:
        """The question of a number of an act, without its mark: "how many were killed", "how many took part"."""
        return how_many(_number(prop), self.facts_of(about).get("eventType"))

    def circumstances(self, says: Mapping[str, frozenset[Any]], about: str) -> str:
        """What is said of an act or actor besides who did what to whom, in words with a comma before each."""
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
        return "".join(f", {each}" for each in found)

    def circumstance(self, prop: str, value: object, about: str) -> str:
        """A circumstance of an act or actor: "with small arms", "at Khirbet Amo", "after the exchange of fire (1)"."""
        words = value_in_words(self.ledger, prop, value)[1]
        if prop == WHEN:
            return day_in_words(str(value))
        if prop == _MEANS:
            return means_phrase(str(value), words)
        if prop == _PLACE:
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


def in_own_words(words: Iterable[Word], most: int = _QUOTE) -> str:
    """A short quote of a source, for what it leaves open or does not answer; empty where it has none."""
    quotes = [q for word in words if (q := word.row["gloss"] or word.row["quote"]) and len(q) <= most]
    return in_quotes(quotes[0]) if quotes else ""


def _anybody(said: str) -> str:
    """A sentence as it is denied: not that "somebody" was struck, but that anybody was."""
    return re.sub(r"\bsome(body|thing)\b", r"any\1", said)


def is_quote(said: str) -> bool:
    """Whether what is denied stands in the denier's own words."""
    return said.startswith("“")


def _number(prop: str) -> str:
    return prop.removeprefix(ST).removesuffix("Best")


def _bracketed(said: str, *ends: list[str]) -> str:
    """The sentence with all words but the names of these ends in square brackets: the coder's, not a source's."""
    names = [re.escape(joined(each)) for each in ends if each]
    parts = re.split(f"({'|'.join(names)})", said, flags=re.IGNORECASE) if names else [said]
    return " ".join(
        part if position % 2 else f"[{part.strip()}]" for position, part in enumerate(parts) if part.strip()
    )
