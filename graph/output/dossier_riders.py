"""What is told of an act besides who did what to whom, as riders to its line: when, where, how many, after what.

Order, cause and reply are always printed, with the act they name and whose word it is: in a dispute they are often the
dispute. Of all else a short dossier has what two groups give, and what it leaves out it counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from ..noun_phrases import is_plural, joined
from ..rules.act_lines import pairs_apart
from ..rules.circumstances import RESPONSIBLE
from ..rules.deeds import OF_A_DEED, deed_in_words
from ..rules.implication import implies
from ..rules.reported_acts import ReportedAct
from ..rules.tellings import AFTER, IN_RESPONSE, ORDER, WHEN
from ..rules.testimony import Statement
from ..rules.weighing import Weighed
from ..vocabulary import CODES, ST
from .act_sentences import in_own_words
from .circumstances_in_words import LINKS, NUMBERS
from .deed_sentences import VAGUE
from .dossier_layout import groups
from .dossier_questions import STATUS, status_words
from .dossier_words import Wording
from .names_in_sentences import HEDGED

__all__ = ["Riders"]

_PLACE, _MEANS, _ONLOOKER, _REPEATED, _INTENT = (
    ST + name for name in ("place", "means", "onlooker", "repeated", "intent")
)
_ARRIVE = CODES + "event-type/arrive"
#: Words for a number that a source leaves vague, in the quotes of a coding.
_HOW_MANY = re.compile(r"\b(dozens|scores|hundreds|thousands|tens|many|several|numerous|a few|a number of)\b", re.I)


class Riders:
    """The riders of the acts of one dossier; ``shown`` gathers the statements that are printed."""

    def __init__(self, wording: Wording, shown: set[int]) -> None:
        self.wording, self.shown = wording, shown
        self.found, self.known = wording.dossier, wording.known
        #: Whether the act that is being written is told as deeds that are not one.
        self._is_split = False
        self._versions: tuple[Weighed, ...] = ()
        #: Who tells it with reserve, and nothing of it without.
        self._hedging: set[str] = set()
        #: The numbers that are printed of it.
        self._numbers: list[Statement] = []

    def of(self, act: ReportedAct, *, alone: bool = False, asked: bool = False) -> list[str]:
        """The riders of an act; ``alone``: one group alone tells it; ``asked``: it is a question."""
        asserting = {word.said_by for one in act.versions for word in one.asserted}
        # Beside rival answers each word is somebody's.
        tellers = asserting if len(asserting) == 1 and not asked else set()
        sure = {word.said_by for one in act.versions for word in one.asserted if not word.row["hedged"]}
        self._hedging = asserting - sure
        every, elsewhere = self.found.statements_of(act.event), self.wording.asked_elsewhere
        # What is said of a part alone stands there; its means and intent also where it is asked who did what.
        every = [o for o in every if o.statement.part is None or (asked and o.statement.prop in (_MEANS, _INTENT))]
        stated = [o for o in every if o.groups and (o.grade != "contested" or id(o.statement) in elsewhere)]
        contested = {o.statement.prop for o in every if o.grade == "contested" and id(o.statement) not in elsewhere}
        self._versions = act.versions
        self._is_split = asked and (bool(pairs_apart(act)) or any(pair.stands for pair in act.act.pairs.values()))
        # What is asked of the act has all its answers there.
        stated = [one for one in stated if one.statement.prop not in contested & (OF_A_DEED | NUMBERS)]
        # What was carried is half of what was done.
        is_vague = any(one.version.kind in VAGUE - {_ARRIVE} for one in act.versions)
        is_presence = any(one.version.kind == _ARRIVE for one in act.versions)
        parts: list[str] = []
        vague: list[str] = []
        for prop in (WHEN, _PLACE):
            if prop not in contested:
                those = [one for one in stated if one.statement.prop == prop]
                # Where somebody was is all that a presence says.
                those = [one for one in those if not self._is_said_closer(one, those)]
                is_where = prop == _PLACE and is_presence and len(those) == 1
                noted = those if is_where and not self._is_of_incident(those[0]) else self._of_note(those)
                fits = [one for one in noted if self._fits(one) or is_where]
                parts += [self._phrase(one, tellers) for one in fits]
        self._numbers = [
            one.statement
            for one in stated
            if one.statement.prop in NUMBERS
            and (self._fits(one) or alone or one.statement.later or (asked and self.wording.terse < 5))
            and not self._is_plain(act, one)
            and not self._is_given(one, stated)
        ]
        for one in stated:
            prop = one.statement.prop
            if prop in NUMBERS:
                if one.statement in self._numbers:
                    of_what = self.wording.counted(prop, act.event, self.wording.value(one))
                    parts.append(self._said(one, f"{{}} {of_what}", tellers))
                    vague += self._without_number(act, prop) if not alone else []
            elif prop == _ONLOOKER and self._fits(one):
                parts.append(self._said(one, "{} looked on", tellers))
            elif (prop == _INTENT and self._fits(one)) or (
                prop == _MEANS and (not self.wording.short or is_vague or one.statement.part)
            ):
                parts.append(self._phrase(one, tellers))
            elif prop == _REPEATED and one.statement.value is True and self._fits(one):
                self.shown.add(id(one.statement))
                parts.append(f"more than once{self._of_deed(one, tellers)}")
            elif prop == RESPONSIBLE:
                parts.append(self._said(one, "to blame: {}", tellers))
        parts = [*_gathered(parts), *dict.fromkeys(vague)]
        parts += [] if asked and self.wording.terse > 4 else self._statuses(act)
        # Whose order is told beside rival answers, or by one group alone, is a part of what that group tells.
        disputed = asked and (act.in_dispute or self.wording.terse < 5)
        everyone = disputed or alone or self.wording.terse < 2
        ordered = [one for one in stated if one.statement.prop in ORDER and (everyone or len(one.groups) > 1)]
        return [*parts, *self._order(act, ordered, tellers)]

    def _fits(self, one: Weighed) -> bool:
        return not self.wording.short or len(one.groups) > 1

    def _of_note(self, those: list[Weighed]) -> list[Weighed]:
        """Of places or days those that are not of the whole incident, if groups share them or differ; clock times."""
        told = [one for one in those if not self._is_of_incident(one)]
        if told and (len(those) > 1 or len(told[0].groups) > 1):
            return [one for one in told if len(told) > 1 or len(one.groups) > 1]
        return [one for one in told if one.statement.prop == WHEN and "T" in str(one.statement.value)]

    def _is_said_closer(self, one: Weighed, those: list[Weighed]) -> bool:
        """Whether just the groups that state a time or place state one within it as well: "06:10; about 06:10"."""
        prop, value = one.statement.prop, one.statement.value
        return any(
            other is not one
            and other.groups == one.groups
            and implies(prop, other.statement.value, value, (), self.known)
            for other in those
        )

    def _is_of_incident(self, one: Weighed) -> bool:
        """Whether a place or time is that of the whole incident, or holds it: the heading has said so."""
        prop, value = one.statement.prop, one.statement.value
        own = self.wording.facts_of(self.found.incident).get(prop.removeprefix(ST))
        return own is not None and implies(prop, own, value, (), self.known)

    def _without_number(self, act: ReportedAct, prop: str) -> list[str]:
        """Who tells of the same dead or wounded and has no number but a word for one: "dozens" is not eight."""
        numbers = [one for one in self.found.statements_of(act.event) if one.statement.prop == prop]
        groups_ = {word.group for one in numbers for words in one.words.values() for word in words}
        words = [word for one in act.versions for word in one.of("asserts") if word.group not in groups_]
        said = {word.said_by: word for word in words if _HOW_MANY.search(in_own_words([word]))}
        return [f"no number from {self.wording.speakers([w], in_own_words)}" for w in said.values()]

    def _is_given(self, one: Weighed, stated: list[Weighed]) -> bool:
        """Whether a number says less than another that everybody who gives it gives too."""
        for other in stated:
            a, b = other.statement, one.statement
            closer = a is not b and a.prop == b.prop and implies(a.prop, a.value, b.value, (), self.known)
            if closer and {word.said_by for word in one.of("asserts")} <= {word.said_by for word in other.asserted}:
                return True
        return False

    def _is_plain(self, act: ReportedAct, one: Weighed) -> bool:
        """Whether it is one killed or wounded where all that is told is done to one person."""
        if not self.wording.short or self.wording.value(one) != "1":
            return False
        targets = {end for each in act.versions for end in each.version.core.targets}
        return any(self.wording.within(end).startswith("the ") for end in targets)

    def _statuses(self, act: ReportedAct) -> list[str]:
        """What those to whom it was done are said to be, where nobody says otherwise; in short, by two groups."""
        found: list[tuple[str, str]] = []
        if not any(one.statement.prop in NUMBERS for one in self.found.statements_of(act.event)):
            return []
        told = [one for one in act.versions if not one.is_of_parts] or act.versions
        for target in sorted({end for one in told for end in one.version.core.targets}):
            those = [one for one in self.found.statements_of(target) if one.statement.prop == STATUS]
            if len(those) == 1 and those[0].groups and self._fits(those[0]) and those[0].grade != "contested":
                # A crew are combatants.
                several = is_plural([self.wording.within(target)]) or self.known.kind.get(target) != ST + "Person"
                self.shown.add(id(those[0].statement))
                found.append((target, f"{status_words(those[0], several)}{self._by(those[0], ())}"))
        if len(found) < 2:
            return [said for _, said in found]
        return [f"{self.wording.within(target)}: {said}" for target, said in found]

    def _order(self, act: ReportedAct, ordered: list[Weighed], tellers: Collection[str]) -> list[str]:
        found = []
        for one in ordered:
            self.shown.add(id(one.statement))
            by = self._whose(one, tellers)
            said = f"{self._link(act, one)} {self.wording.act(str(one.statement.value))}"
            deed = self._deed(one)
            for what, denials in self.wording.denials_of(one.statement, one.of("denies")).items():
                deed += f", denied by {self.wording.speakers(denials)}{f': {what}' if what else ''}"
            if len(one.groups) > 1 and by:
                found.append(f"{said}, say {by}{deed}")
                continue
            found.append(f"{said}, according to {by}{deed}" if by else said + deed)
        return found

    def _link(self, act: ReportedAct, one: Weighed) -> str:
        """How an act comes after another: nobody responds to himself, and no act without a doer is a response."""
        prop = one.statement.prop
        if prop == IN_RESPONSE:
            before = next((a for a in self.found.acts if a.event == one.statement.value), None)
            doers = {doer for version in act.versions for doer in version.version.core.doers}
            theirs = {doer for version in before.versions for doer in version.version.core.doers} if before else set()
            # Where others are told to have done what came before, it may be to them.
            told = [each.version.core.doers for each in before.versions] if before else []
            others = any(those and not those & doers for those in told)
            if not doers or (doers <= theirs and not others):
                prop = AFTER
        return LINKS[prop]

    def _said(self, one: Weighed, say: str, tellers: Collection[str]) -> str:
        """A statement in words and who says so; ``tellers``, who alone tell the act, need no name again."""
        self.shown.add(id(one.statement))
        return say.format(self.wording.value(one).replace("{", "(").replace("}", ")")) + self._by(one, tellers)

    def _phrase(self, one: Weighed, tellers: Collection[str]) -> str:
        """A circumstance as a phrase, "at the pier", "by accident", and who says so."""
        self.shown.add(id(one.statement))
        statement = one.statement
        words = self.wording.circumstance(statement.prop, statement.value, statement.about)
        return words + self._of_deed(one, tellers)

    def _deed(self, one: Weighed) -> str:
        """The deed of which something is said, in brackets, where an act is told as several."""
        if one.statement.of or one.statement.part or not self._is_split or one.statement.prop not in OF_A_DEED:
            return self.wording.deed(one)
        cores = {word.telling.core for word in one.of("asserts")}
        core = cores.pop() if len(cores) == 1 else None
        sources = {word.said_by for word in one.of("asserts")}
        deeds = [v.version.core for v in self._versions if sources & set(v.sources("asserts")) and v.version.core.ends]
        if len([each for each in deeds if each.doers or each.parties]) < 2:
            # Whoever tells of one deed alone speaks of that.
            return ""
        return f" ({deed_in_words(core, self.wording.within)})" if core and core.ends else ""

    def _of_deed(self, one: Weighed, tellers: Collection[str]) -> str:
        """Who says so, and of which deed, where several are told."""
        deed, by = self._deed(one), self._by(one, tellers)
        return f"{deed[:-1]}: {by[2:]}" if deed and by else deed or by

    def _by(self, one: Weighed, tellers: Collection[str]) -> str:
        by = self._whose(one, tellers).replace(f" ({HEDGED})", f", {HEDGED}")
        return f" ({by})" if by else ""

    def _whose(self, one: Weighed, tellers: Collection[str]) -> str:
        prop = one.statement.prop
        elsewhere = any(w.telling.document_of(prop) != w.row["document"] for w in one.asserted)
        elsewhere = elsewhere and bool(self.wording.numbers((word.telling for word in one.asserted), prop))
        hedging = {word.said_by for word in one.asserted if word.row["hedged"]}
        # Who tells all of it with reserve stands there with it.
        plain = not elsewhere and hedging <= self._hedging
        if plain and {word.said_by for word in one.asserted} == {*tellers}:
            return ""
        among = self.found.statements_of(one.statement.about)
        given = one.of("asserts")
        if len(one.groups) < 2 or (one.statement.prop in NUMBERS and len(given) < len(one.asserted)):
            # Nobody counts as giving a number that he did not give.
            return self.wording.who_gives(one, among, self._numbers)
        sure = {word.group for word in one.asserted if not word.row["hedged"]}
        reserved = len(one.groups - sure)
        return f"{groups(len(one.groups))}{f', {reserved} of them {HEDGED}' if reserved else ''}"


def _gathered(parts: list[str]) -> list[str]:
    """Means with the same words, or of the same source, in one run.

    >>> _gathered(["with drones (A)", "with drones (B)"]), _gathered(["with drones (A)", "with small arms (A)"])
    (['with drones (A; B)'], ['with drones and small arms (A)'])
    """
    split = [re.fullmatch(r"with ((?:(?! and )[^(;])+?)(?: \((.+)\))?", part) for part in parts]
    of_words: dict[str, list[str]] = {}
    for found in filter(None, split):
        of_words.setdefault(found[1], []).extend([found[2]] if found[2] else [])
    of_source: dict[str, list[str]] = {}
    for words, sources in of_words.items():
        of_source.setdefault("; ".join(sources), []).append(words)
    runs = [f"with {joined(words)}{f' ({by})' if by else ''}" for by, words in of_source.items()]
    first = next((at for at, found in enumerate(split) if found), len(parts))
    others = [part for part, found in zip(parts[first:], split[first:], strict=True) if not found]
    return [*parts[:first], *runs, *others]
