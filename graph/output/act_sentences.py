"""What is told of acts, in sentences: versions, denials, who says so and in which reports.

The kind of an act by which only the coder sorts it stands in square brackets, never as a source's word: "Army A
[struck] Army B [from the air]".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import cached_property

from ..rules.dossier import Dossier
from ..rules.ledger import Ledger
from ..rules.tellings import ACTOR, CORE, PARTY, RECIPIENT, TYPE, VICTIM, Core, Telling, core_of
from ..rules.testimony import Word
from ..rules.weighing import Weighed, own_word
from ..sentences import Forms, deed, filled, forms_of_kinds, joined, mutually, passive, tried
from ..vocabulary import ST

__all__ = ["COMMON", "ONE_PERSON", "Wording"]

#: First words of labels that are no names: "Residents of Khirbet Amo" stands small within a sentence.
COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an author civilian civilians correspondent dead farmer farmers fighter fighters gunmen inhabitants "
        "journalist local locals man members men militiamen militia officer officers official one people person "
        "persons police protesters resident residents soldier soldiers source sources three two unidentified "
        "unknown unnamed armed bound children displaced gunman occupants passengers pedestrians refugees survivors "
        "those traders troops twelve victims volunteers four five six seven eight nine ten eleven thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty dozens hundreds families rebel rebels "
        "villager villagers woman women wounded young",
    )
)
#: Those of them that are one person: "the man killed in Khirbet Amo".
ONE_PERSON = COMMON & frozenset(
    re.findall(
        r"\w+",
        "author civilian correspondent farmer fighter journalist man member militiaman officer official person "
        "resident soldier villager woman",
    )
)
_WITH_ASIDE = re.compile(r"(.+?) \(([^()]+)\)")
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z][A-Za-z0-9-]{1,7}")
#: Where neither a source nor the coder says of what kind an act was.
_NO_KIND = Forms(
    "{actor} acted[ against {recipient}]",
    "act[ against {recipient}]",
    "[{recipient} ]was acted upon",
    "an act",
    "{party} took part",
)
_PARTS = {"deedForm": "deed", "infinitiveForm": "infinitive", "passiveForm": "passive", "nounForm": "noun"}


class Wording:
    """The words for one dossier: short names that stay distinct, sentences, speakers with the numbers of reports."""

    def __init__(self, ledger: Ledger, dossier: Dossier) -> None:
        self.ledger, self.dossier, self.known = ledger, dossier, ledger.background
        self._forms: dict[str | None, Forms] = {}

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

    def facts_of(self, node: str) -> dict[str, str]:
        """What the record says of a report or attribution, by the local names of properties."""
        if node not in self._facts:
            triples = self.ledger.record.match(node)
            self._facts[node] = {re.split(r"[/#]", prop)[-1]: value for _, prop, value in triples}
        return self._facts[node]

    @cached_property
    def _facts(self) -> dict[str, dict[str, str]]:
        return {}

    def label(self, iri: str) -> str:
        """The whole label."""
        return self.ledger.names.label(iri)

    @cached_property
    def _short(self) -> dict[str, str]:
        nodes = {*self.dossier.sources}
        nodes |= {end for act in self.dossier.acts for one in act.versions for end in one.version.core.ends}
        short = {node: _shortened(self.label(node), source=node in self.dossier.sources) for node in nodes}
        often = Counter(short.values())
        return {node: name if often[name] == 1 else self.label(node) for node, name in short.items()}

    def name(self, iri: str) -> str:
        """A short name, such as "SANA", which no other actor of the dossier has."""
        return self._short.get(iri) or _shortened(self.label(iri), source=False)

    def within(self, iri: str) -> str:
        """The name as it stands within a sentence."""
        name = self.name(iri)
        first = re.split(r"[\s-]", name, maxsplit=1)[0].casefold()
        small = name[:1].lower() + name[1:] if first in COMMON and first != name.casefold() else name
        return f"the {small}" if first in ONE_PERSON else small

    def ends(self, ends: Iterable[str]) -> list[str]:
        """Names of several ends, sorted."""
        return sorted(map(self.within, ends), key=str.casefold)

    # ---- sentences

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

    def noun(self, kind: str) -> str:
        """A kind as a noun without its article."""
        return re.sub(r"^(an?|the) ", "", self.forms(kind).noun)

    def sentence(self, core: Core, coder_kind: str | None = None) -> str:
        """Who did what to whom, as a sentence without a full stop."""
        doers, targets, parties = (self.ends(each) for each in (core.doers, core.targets, core.parties))
        forms = self.forms(core.kind or coder_kind)
        if core.tried:
            said = tried(forms, doers or parties, targets)
        elif parties:
            said = mutually(forms, parties)
        elif doers or targets:
            said = deed(forms, doers, targets)
        else:
            said = passive(forms)
        return said if core.kind else _bracketed(said, doers, targets, parties)

    def of(self, one: Weighed) -> str:
        """A version as a sentence."""
        return self.sentence(one.version.core, one.version.coder_kind)

    def predicate(self, one: Weighed) -> str:
        """What a version says that its doers did: "struck Khirbet Amo from the air"."""
        core = one.version.core
        forms, targets = self.forms(one.version.kind), self.ends(core.targets)
        form = f"tried to {forms.infinitive}" if core.tried else forms.deed.removeprefix("{actor}").lstrip(": ")
        said = filled(form, recipient=targets)
        return said if core.kind else _bracketed(said, targets)

    def following(self, sentence: str) -> str:
        """A sentence as it stands after "that"."""
        for name in self._short.values():
            if sentence.startswith(name):
                return sentence
        return sentence[:1].lower() + sentence[1:]

    def denied(self, denial: Telling, coder_kind: str | None = None) -> str:
        """What a denial denies: "not Army A", "that Army A struck Army B from the air"."""
        says = {prop: values for prop, values in denial.says.items() if prop in CORE}
        if len(says) == 1:
            ((prop, values),) = says.items()
            names = joined(self.ends(map(str, values))) if prop not in (TYPE, ST + "attempted") else ""
            if prop in (ACTOR, RECIPIENT, VICTIM, PARTY):
                return "of itself" if values == {denial.said_by} else f"not {names}"
            if prop == TYPE:
                return f"not {joined(self.forms(str(kind)).noun for kind in values)}"
        core = core_of(says)
        return f"that {self.following(self.sentence(core, coder_kind))}" if core else "it"

    # ---- speakers

    def numbers(self, tellings: Iterable[Telling]) -> str:
        """The reports of these tellings: "[1 4]"."""
        known = self.report_numbers
        found = sorted({known[t.row["document"]] for t in tellings if t.row["document"] in known})
        return f"[{' '.join(map(str, found))}]" if found else ""

    def speaker(self, source: str, tellings: Iterable[Telling], aside: str = "") -> str:
        """A source with its reports, and what is to be said of it in brackets."""
        parts = (self.within(source), self.numbers(tellings), f"({aside})" if aside else "")
        return " ".join(part for part in parts if part)

    def speakers(
        self, words: Iterable[Word], aside: Callable[[list[Word]], str] = lambda _: "", named: bool = True
    ) -> str:
        """Those who say it, each with the numbers of reports; those last who only report it with a hedge."""
        by_source: dict[str, list[Word]] = {}
        for word in words:
            by_source.setdefault(word.said_by, []).append(word)
        sure: list[str] = []
        hedged: list[str] = []
        for source in sorted(by_source, key=lambda s: self.name(s).casefold()):
            mine = by_source[source]
            only_hedged = all(word.row["hedged"] for word in mine)
            said = self.speaker(source, (word.telling for word in mine), aside(mine))
            (hedged if only_hedged else sure).append(said)
        parts = [", ".join(sure)] if sure else []
        return "; ".join([*parts, f"reportedly {', '.join(hedged)}"] if hedged else parts)

    def who_says(
        self,
        one: Weighed,
        core: Core | None = None,
        elsewhere: Collection[str] = (),
        told_below: Collection[str] = (),
        named: frozenset[str] = frozenset(),
    ) -> str:
        """Those who assert a version or statement, and those who tell it in part and do not stand ``elsewhere``.

        How those ``told_below`` tell it has a line of its own, and needs no words in brackets; nor do the ends that are
        ``named`` beside them.
        """
        if core is None:
            said = [self.speakers(one.asserted)]
        else:
            said = [self.speakers(one.asserted, lambda words: self._aside(words, one, core, told_below, named))]
        heard = {word.said_by for word in one.asserted} | {*elsewhere}
        in_part = [word for word in one.of("in part") if word.said_by not in heard]
        if in_part:
            said.append(f"in part {self.speakers(in_part, lambda words: self._aside(words, one, core, (), named))}")
        return "; ".join(part for part in said if part)

    def own_words(self, one: Weighed) -> list[Word]:
        """The words of those who are said to have acted, or of their own side."""
        if not one.own:
            return []
        return [word for word in one.asserted if own_word(one.version, (word,), self.known)[1]]

    def _aside(
        self, words: list[Word], one: Weighed, core: Core | None, told_below: Collection[str], named: frozenset[str]
    ) -> str:
        """What to say in brackets of those words of one source: of itself, and how it tells it otherwise."""
        return "; ".join(self._asides(words, one, core, told_below, named).values()) if core else ""

    def _asides(
        self, words: list[Word], one: Weighed, core: Core, told_below: Collection[str], named: frozenset[str]
    ) -> dict[str, str]:
        """The same in parts: whose own word it is, of what kind, whether tried or done, by whom, and to whom."""
        parts: dict[str, str] = {}
        if one.own:
            owns = {own_word(one.version, (word,), self.known)[1] for word in words}
            if owns - {""}:
                parts["own"] = "of itself" if "of itself" in owns else "of its own side"
        told = [c for word in words if word.relation != "asserts" and (c := word.telling.core)]
        if told and words[0].said_by not in told_below:
            kinds = sorted({self.noun(c.kind) for c in told if c.kind and c.kind != one.version.kind})
            parts |= {"kind": "; ".join(kinds[:2])} if kinds else {}
            only = all(word.relation != "asserts" for word in words)
            if only and any(c.tried for c in told) and not core.tried:
                parts["tried"] = "tried"
            if core.tried and any(not c.tried for c in told):
                parts["tried"] = "done"
            # Who acted, where the line does not say so.
            doers = {end for c in told for end in c.doers} - core.doers
            doers = set() if doers <= named else doers
            by = "" if core.doers else "by "
            parts |= {"by whom": by + joined(self.ends(doers))} if doers else {}
            more = {end for c in told for end in c.ends} - core.ends - doers
            # The target as the form of the kind has it: "over the village", "at the village".
            form = self.forms(one.version.kind).deed if core.directed and not core.targets else ""
            found = re.search(r"\[ ?([^][{}]*)\{recipient\}", form)
            parts |= {"to whom": (found[1] if found else "") + joined(self.ends(more))} if more else {}
        return parts


def _shortened(label: str, source: bool) -> str:
    """A label without what stands in brackets at its end; of a source, its acronym where that stands there."""
    found = _WITH_ASIDE.fullmatch(label)
    if not found:
        return label
    head, aside = found.groups()
    return aside if source and _ACRONYM.fullmatch(aside) and len(aside) < len(head) else head


def _bracketed(said: str, *ends: list[str]) -> str:
    """The sentence with all words but the names of these ends in square brackets: the coder's, not a source's."""
    names = [re.escape(joined(each)) for each in ends if each]
    parts = re.split(f"({'|'.join(names)})", said, flags=re.IGNORECASE) if names else [said]
    return " ".join(
        part if position % 2 else f"[{part.strip()}]" for position, part in enumerate(parts) if part.strip()
    )
