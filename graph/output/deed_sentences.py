"""What is told of acts, in sentences: who did what to whom.

The kind of an act by which only the coder sorts it stands in square brackets, never as a source's word: "Army A
[struck] Army B [from the air]".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..noun_phrases import NUMBER_WORDS, joined
from ..repetitions import said_once
from ..rules.ledger import Ledger
from ..rules.tellings import Core
from ..rules.testimony import Version
from ..rules.weighing import Weighed
from ..sentences import Forms, deed, filled, forms_of_kinds, mutually, of_things, passive, tried
from ..vocabulary import CODES
from .circumstances_in_words import CircumstancesInWords

__all__ = ["BROAD", "OTHER", "VAGUE", "DeedSentences"]

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


#: How words go on after a noun: "an air strike on the village", "encirclement by the army".
_GOES_ON = re.compile(r"(?:against|at|between|by|of|on|over|with) ")


class DeedSentences(CircumstancesInWords):
    """Sentences on the acts that a record tells of."""

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
        """What tellings say more closely than a version does: "return fire at residents", "done", "by the army".

        Ends that are ``named`` beside it are left out; of closer kinds the first so many.
        """
        those = list(told)
        parts = self._closer(those, than, named, kinds)
        has_noun = any(c.kind and c.kind != than.kind for c in those)
        return self.with_what_follows(parts) if has_noun else parts

    def _closer(self, told: list[Core], than: Version, named: frozenset[str], kinds: int) -> list[str]:
        those, core = told, than.core
        kind: str | None = than.kind
        nouns = sorted({self.noun(c.kind) for c in those if c.kind and c.kind != kind})
        parts = [" and ".join(nouns[:kinds])] if nouns else []
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

    def says_the_kind(self, words: str, kind: str) -> bool:
        """Whether words begin with the verb of a kind: "attacked Army B"."""
        verb = re.match(r"\{actor\} ([\w-]+)", self.forms(kind).deed)
        return verb is not None and words.startswith(f"{verb[1]} ")

    @staticmethod
    def with_what_follows(parts: list[str]) -> list[str]:
        """Words of which the first is a noun, as one with the second where that goes on: "return fire at the army"."""
        if len(parts) > 1 and _GOES_ON.match(parts[1]):
            return [f"{parts[0]} {parts[1]}", *parts[2:]]
        return parts

    def following(self, sentence: str, ends: Iterable[str]) -> str:
        """A sentence as it stands after "that": one of these ends keeps its letters, any other first word is small."""
        if any((name := self.within(end))[:1].isupper() and sentence.startswith(name) for end in ends):
            return sentence
        return sentence[:1].lower() + sentence[1:]

    def that(self, core: Core, coder_kind: str | None = None) -> str:
        """A core after "that" or "whether"."""
        return self.following(self.sentence(core, coder_kind), core.ends)


def _bracketed(said: str, *ends: list[str]) -> str:
    """The sentence with all words but the names of these ends in square brackets: the coder's, not a source's."""
    names = [re.escape(joined(each)) for each in ends if each]
    parts = re.split(f"({'|'.join(names)})", said, flags=re.IGNORECASE) if names else [said]
    return " ".join(
        part if position % 2 else f"[{part.strip()}]" for position, part in enumerate(parts) if part.strip()
    )
