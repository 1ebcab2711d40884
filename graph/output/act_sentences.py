"""What is told of acts, in sentences, with what is denied of them, what somebody was asked, and what is left open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..noun_phrases import is_plural, joined
from ..rules.implication import implies
from ..rules.tellings import (
    ACTOR,
    AFTER,
    ASSERTS,
    CORE,
    COUNTS,
    IN_RESPONSE,
    ORDER,
    PARTY,
    PLACE,
    RECIPIENT,
    TYPE,
    VICTIM,
    WHEN,
    Core,
    Telling,
    core_of,
)
from ..rules.testimony import Statement, Word
from ..sentences import passive
from ..vocabulary import ST
from .deed_sentences import DeedSentences
from .quotations import in_quotes

__all__ = ["LONG_QUOTE", "Sentences", "in_own_words", "is_quote"]

#: Of these a denial says that nobody was: "no one was hurt" is not "that there was a wounding".
_HARMED = frozenset(f"{{recipient}} was {done}" for done in ("killed", "wounded", "shot"))
#: The longest words of a source that are shown beside what it leaves open.
_QUOTE = 60
#: And in place of what nobody gives the words of.
LONG_QUOTE = 100
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


class Sentences(DeedSentences):
    """Sentences on the acts of a record, and on what is said against them or of them besides."""

    def denied(
        self,
        denial: Telling,
        coder_kind: str | None = None,
        beside: Core | None = None,
        *,
        of_itself: bool = False,
    ) -> str:
        """What a denial denies: "that Army A struck Army B from the air". Of what ``beside`` says, only its limits.

        ``beside`` is the core that stands next to it, with the kind of act. With ``of_itself``, which stands after the
        name of the denier, who speaks of himself has no name again: "that it struck Army B".
        """
        named = self._one_part(denial.says, denial.said_by, coder_kind, beside)
        if named is not None:
            return named
        core = core_of(denial.says)
        more = self.circumstances(self._of_account(denial), denial.row["about"])
        if core is None:
            return f"that it was so{more}"
        if beside and replace(core, kind=core.kind or coder_kind) == beside:
            return self.limits_of(denial)
        said, name = _anybody(self.that(core, coder_kind)), self.within(denial.said_by)
        if of_itself and core.doers == {denial.said_by} and said.startswith(f"{name} "):
            itself = self.itself(denial.said_by)
            said = itself + said.removeprefix(name) if itself else said
        return f"that {said}{more}"

    def itself(self, source: str) -> str:
        """What stands for a source that speaks of itself: "it", "they"; nothing for a person."""
        if is_plural([self.within(source)]):
            return "they"
        return "" if self.known.kind.get(source) in (ST + "Person", ST + "UnnamedSource") else "it"

    def limits_of(self, denial: Telling, besides: Collection[str] = ()) -> str:
        """To what a denial is limited, as it follows the denier: "not at the market, on 3 May 2031".

        An account that somebody gives is denied as he gives it, and as a whole: "as told, at the market". Empty where a
        denial has no limits, or they are only that account's time and place, as the incident's own. ``besides`` are
        properties that stand beside it anyway.
        """
        says = {p: v for p, v in self._of_account(denial).items() if p not in CORE and p not in besides}
        if not says:
            return ""
        is_told = denial.row["claim"] in self._asserted
        if is_told:
            says = {p: v for p, v in says.items() if p not in (PLACE, WHEN) or not self._is_of_incident(denial, p, v)}
        limits = self.limits(says, denial.row["about"])
        return f"{'as told' if is_told else 'not'}{',' * is_told} {limits}" if limits else ""

    @staticmethod
    def _of_account(denial: Telling) -> dict[str, frozenset[Any]]:
        """What a denial says; after which act the account puts it says which account is meant, and no more."""
        is_of_act = core_of(denial.says) is not None
        return {p: v for p, v in denial.says.items() if not is_of_act or p not in (AFTER, IN_RESPONSE)}

    def _is_of_incident(self, denial: Telling, prop: str, values: frozenset[Any]) -> bool:
        """Whether a time or place is that of the whole incident, or holds it."""
        incident = denial.row["incident"]
        own = self.facts_of(incident).get(prop.removeprefix(ST)) if incident else None
        return own is not None and all(implies(prop, own, value, (), self.known) for value in values)

    @cached_property
    def _asserted(self) -> frozenset[str]:
        """The claims that somebody asserts."""
        return frozenset(str(t.row["claim"]) for t in self.ledger.tellings if t.stance == ASSERTS)

    def denial(
        self, word: Word, coder_kind: str | None = None, beside: Core | None = None, *, of_itself: bool = False
    ) -> str:
        """What a denial denies; in the denier's own words where nobody gives the kind of act that is denied."""
        built = self.denied(word.telling, coder_kind, beside, of_itself=of_itself)
        return in_own_words([word], LONG_QUOTE) or built if "[" in built else built

    def denials_of(self, statement: Statement, denials: Iterable[Word]) -> dict[str, list[Word]]:
        """Who denies a statement, by what he denies with it: "none by a bullet of ours", "not at the market"."""
        prop, said = statement.prop, dict[str, list[Word]]()
        for word in denials:
            telling = word.telling
            if word.row["about"] != statement.about:
                what = f"of {self.act(word.row['about'])}"
            elif telling.says.keys() & CORE - {prop}:
                what = self.denial(word, telling.row.get("coder_type"), of_itself=True)
            else:
                what = self.limits_of(telling, COUNTS.get(prop.removesuffix("Best"), frozenset((prop,))))
            said.setdefault(what, []).append(word)
        return said

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
            if values == {speaker}:
                itself = self.itself(speaker)
                return f"that {itself} did so" if itself else "having done so"
            return f"that {joined(names)} did so"
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
        says = {p: v for p, v in silence.says.items() if p not in (WHEN, PLACE, *ORDER)}
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
