"""The questions of a dossier: what the tellings of an act, or the statements of one property, answer differently.

A question takes nothing for granted that a source denies or tells otherwise: where the kind of act is at issue, it asks
for the kind first. It names nobody who is accused in the answer of one source alone, unless that is the only answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations

from ..noun_phrases import is_plural, joined, joined_or
from ..repetitions import without
from ..rules.act_lines import Lines
from ..rules.circumstances import RESPONSIBLE
from ..rules.implication import kinds_nested, narrower
from ..rules.reported_acts import ReportedAct
from ..rules.statement_questions import SAME
from ..rules.tellings import AFTER, CAUSED_BY, DENIES, IN_RESPONSE, TYPE, VICTIM, WHEN, Core, Telling, core_of
from ..rules.weighing import Weighed
from ..sentences import Forms, asking_what, filled, question_what, question_who, question_whom, whether
from ..vocabulary import CODES, PROPERTY_BY_IRI, ST
from .act_titles import label_leads, named, needs_somebody
from .circumstances_in_words import LINKS, NUMBERS
from .deed_sentences import OTHER
from .dossier_words import Wording

__all__ = ["Asked", "Questions", "STATUS", "is_told", "status_words"]

STATUS, AGE, MEMBER_OF = (ST + name for name in ("combatantStatus", "age", "memberOf"))
#: Of who was first, the question is not at whom.
_FIRST = CODES + "event-type/fire-first"
_QUESTIONS = {
    WHEN: "When was it?",
    ST + "place": "Where was it?",
    ST + "intent": "Was it meant?",
    ST + "means": "By what means?",
    CAUSED_BY: "What caused it?",
    IN_RESPONSE: "In response to what was it?",
    AFTER: "After what was it?",
    ST + "onlooker": "Who looked on?",
    VICTIM: "Who was harmed?",
}
#: Kinds of which a sentence says nothing: of an act that no other covers, and of knowledge, "notice was given".
_UNSAID = frozenset((OTHER, *(f"{CODES}event-type/{kind}" for kind in ("group-change", "measures", "notify"))))
#: With what this was done is what it was done to.
_HANDLED = {"carry": "carried", "store": "stored"}


@dataclass(frozen=True)
class Asked:
    """A question, what a version answers to it, and, of a denial that meets nothing, the core that nobody tells."""

    title: str
    answer: Callable[[Weighed], str]
    untold: Core | None = None
    #: Whether the label of the act stands after the question: it may be a part of it.
    labelled: bool = True
    #: Whether every line of the act answers it, and not only those that differ.
    is_of_all: bool = False
    #: Whether it is asked of whom a denial names, and told of others: who they are is not said.
    is_of_others: bool = False


class Questions:
    """Makes the questions of one dossier."""

    def __init__(self, wording: Wording) -> None:
        self.wording, self.known = wording, wording.known

    # ---- acts

    def of_act(self, act: ReportedAct, told: Lines, lines: list[Weighed]) -> Asked:
        """The question that ``lines`` answer, those of an act that differ."""
        wording = self.wording
        disputed = [one for one in lines if one.is_disputed]
        if act.unmet and not disputed:
            return self._of_a_denial(act)
        if not lines:
            return Asked("What happened?", wording.of)
        rivals = any(one.rivals for one in lines)
        if (
            disputed
            and not rivals
            and not act.different
            and len({one.version.core.doers for one in disputed}) == 1
            and self._all_nested(lines)
        ):
            # One accusation, denied: whoever tells less of it is not asked about.
            most = max(disputed, key=lambda one: (len(one.groups), len(one.version.core.ends)))
            if len({one.version.core.targets for one in disputed}) == 1:
                title = self._whether(most)
                is_bare = needs_somebody(title) or most.version.kind in _UNSAID
                if is_bare and label_leads(act.event, act.versions, most, "somebody", wording):
                    title = (
                        f"{named(wording.label(act.event), most.version.core, most.version.kind, wording)}: is it so?"
                    )
                    return Asked(title, lambda one: self._so(one, most), labelled=False, is_of_all=True)
                return Asked(title, wording.of)
        asked = self._among(act, told, lines, rivals)
        if self._kind_is_denied(lines):
            noun = wording.forms(self._broadest(told)).noun
            first = asked.title[:1].lower() + asked.title[1:]
            return replace(asked, title=f"{'Were' if is_plural([noun]) else 'Was'} there {noun}, and {first}")
        return asked

    def _so(self, one: Weighed, most: Weighed) -> str:
        """An answer to a question that has the label of the act for a sentence."""
        core = one.version.core
        if core.ends == most.version.core.ends:
            return "yes"
        doers, others = (joined(self.wording.ends(ends)) for ends in (core.doers | core.parties, core.targets))
        said = [f"by {doers}" if doers else "", f"involving {others}" if others else ""]
        return f"yes, {' '.join(filter(None, said)) or 'by whom is not said'}"

    def _among(self, act: ReportedAct, told: Lines, lines: list[Weighed], rivals: bool) -> Asked:
        """The question to which several lines are answers, by the part in which they differ."""
        wording = self.wording
        together = [one for one in (told.shared, *told.lines) if one and len(one.version.core.parties) > 1]
        most = max(together, key=lambda one: len(one.groups), default=None)
        one_sided = any(one.version.core.directed for one in lines)
        if most is not None and one_sided and not rivals and all(len(o.groups) <= len(most.groups) for o in told.lines):
            # What most tell is that the two were at it: nobody is asked for as the one who did it.
            asked = question_what(wording.forms(most.version.kind), party=wording.ends(most.version.core.parties))
            return Asked(asked, wording.of, is_of_all=True)
        cores = [one.version.core for one in lines]
        doers, targets = {core.doers for core in cores}, {core.targets for core in cores}
        parts = {part for _, _, part in act.different}
        kind = self._broadest(told)
        forms, nested = wording.forms(kind), self._all_nested(lines)
        directed = all(core.directed for core in cores)
        tried = all(core.tried for core in cores)
        if not nested and len(doers) == 1 and cores[0].doers:
            return Asked(question_what(forms, wording.ends(cores[0].doers)), wording.predicate)
        if nested and directed and not rivals:
            if parts == {"who"} or (not parts and len(doers) > 1 and len(targets) == 1):
                whom = next(iter(targets)) if len(targets) == 1 else frozenset.intersection(*targets)
                title = question_who(forms, wording.ends(whom), attempted=tried) if kind != OTHER else "Who was it?"
                return Asked(title, lambda one: self._answer(one, one.version.core.doers, forms, tried, whom))
            if parts == {"whom"} or (not parts and len(targets) > 1):
                first = cores[0].doers if len(doers) == 1 else frozenset()
                title = question_whom(forms, wording.ends(first), attempted=tried)
                things = [wording.is_thing(end) or "/id/place/" in end for each in targets for end in each]
                title = asking_what(title, only=all(things)) if any(things) else title
                return Asked(title, lambda one: self._answer(one, one.version.core.targets, forms, tried, first))
        common: frozenset[str] = frozenset.intersection(*(core.ends for core in cores))
        if nested and len(common) == 1 and "party" in parts:
            title = question_who(forms, wording.ends(common))
            return Asked(title, lambda one: self._answer(one, one.version.core.ends - common, forms, False, common))
        if rivals and nested:
            form = f"{{actor}} tried to {forms.infinitive}" if tried else forms.deed
            return Asked(f"{filled(form, 'Who', None if kind == _FIRST else 'whom')}?", wording.of)
        return Asked("What happened?", wording.of)

    def _of_a_denial(self, act: ReportedAct) -> Asked:
        """The question of a denial that meets nothing told: whether it was so, and that nobody here says so."""
        coder_kind = act.act.versions[0].coder_kind if act.act.versions else act.unmet[0].row.get("coder_type")
        cores = [self._denied_core(denial, coder_kind) for denial in act.unmet]
        core = max(cores, key=lambda each: (len(each.ends), bool(each.doers)))
        if core.doers and not core.targets:
            # Whom it was done to, where all who tell the act agree, is no part of what is denied.
            told = {one.version.core.targets for one in act.versions if one.version.core.targets}
            if len(told) == 1 and self._nested(core.kind, act.versions[0].version.kind):
                core = replace(core, targets=next(iter(told)))
        title = self._whether_core(core)
        if any(is_told(denial, act, self.wording) for denial in act.unmet):
            return Asked(title, self.wording.of)
        if self._is_told_of_others(core, act):
            return Asked(title, self.wording.of, is_of_others=True)
        return Asked(title, self.wording.of, core)

    def _is_told_of_others(self, denied: Core, act: ReportedAct) -> bool:
        """Whether somebody, who denies nothing, tells just such an act of others than those denied: a deal with "a
        negotiator" may be one with the government, and "nobody says so" would be too much.
        """
        ends = denied.doers | denied.parties
        denying = {denial.said_by for denial in act.unmet}
        told = (one.version for one in act.versions if {word.said_by for word in one.asserted} - denying)
        return bool(ends) and any(
            one.core.doers | one.core.parties and self._nested(denied.kind, one.kind) for one in told
        )

    @staticmethod
    def _denied_core(denial: Telling, coder_kind: str | None) -> Core:
        core = core_of(denial.says) or Core()
        return replace(core, kind=core.kind or coder_kind)

    def _whether(self, one: Weighed) -> str:
        return self._whether_core(replace(one.version.core, kind=one.version.kind))

    def _whether_core(self, core: Core) -> str:
        wording = self.wording
        if core.parties and not core.tried:
            return whether(wording.forms(core.kind), wording.ends(core.parties))
        return whether(
            wording.forms_for(core.kind, core.targets),
            wording.ends(core.doers),
            wording.ends(core.targets),
            attempted=core.tried,
        )

    def _kind_is_denied(self, lines: list[Weighed]) -> bool:
        """Whether somebody denies of several lines that there was an act of their kind at all."""
        denied = [{id(w.telling) for w in one.of("denies") if w.telling.says.keys() == {TYPE}} for one in lines]
        return len(lines) > 1 and bool(set.intersection(*denied))

    def _answer(self, one: Weighed, ends: frozenset[str], forms: Forms, tried: bool, asked: frozenset[str]) -> str:
        """The ends by which a version answers a question, with what else it says in brackets."""
        core, wording = one.version.core, self.wording
        # "Who was killed? People killed in Oru".
        done = re.search(r"\{recipient\}\]? ?was (\w+)$", forms.passive)
        names = joined([without(name, done[1]) if done else name for name in wording.ends(ends)]) or "not said"
        asides = ["tried to"] if core.tried and not tried else []
        if core.kind and wording.forms(core.kind).noun != forms.noun:
            asides.append(wording.noun(core.kind))
        if core.directed and (doers := core.doers - ends - asked):
            asides.append(f"by {joined(wording.ends(doers))}")
        if core.directed and (targets := core.targets - ends - asked):
            before = wording.before_target(one.version.kind)
            whom = joined(wording.ends(targets))
            asides.append(f"{before}{whom}" if before else filled(forms.deed.removeprefix("{actor} "), recipient=whom))
        return f"{names} ({'; '.join(asides)})" if asides else names

    def _broadest(self, told: Lines) -> str | None:
        """The kind of the shared version, or the one among the lines that the others lie within."""
        if told.shared is not None:
            return told.shared.version.kind
        kinds = [one.version.kind for one in told.lines if one.version.kind]
        above = self.known.broader.get
        holding = [k for k in kinds if all(k in above(other, frozenset((other,))) for other in kinds)]
        return holding[0] if holding else (kinds[0] if kinds else None)

    def _all_nested(self, lines: list[Weighed]) -> bool:
        return all(self._nested(a.version.kind, b.version.kind) for a, b in combinations(lines, 2))

    def _nested(self, kind: str | None, other: str | None) -> bool:
        return nested(kind, other, self.wording)

    # ---- statements

    def of_statements(self, those: list[Weighed]) -> tuple[str, str]:
        """The question that statements of one property of one act or actor answer, and the label it needs."""
        wording, (about, prop) = self.wording, (those[0].statement.about, those[0].statement.prop)
        label, name = wording.label(about), wording.within(about)
        if len({one.statement.about for one in those}) > 1:
            return f"Which came first, {' or '.join(sorted({wording.act(one.statement.about) for one in those}))}?", ""
        if prop == STATUS:
            several = is_plural([name])
            values = joined_or(list(dict.fromkeys(status_words(one, several) for one in those)))
            return f"{'Were' if several else 'Was'} {name} {values}?", ""
        if prop in NUMBERS:
            return f"H{wording.how_many(prop, about)[1:]}?", label
        if prop in SAME:
            return "One act or two?", f"{label}; {wording.label(str(those[0].statement.value))}"
        if prop == RESPONSIBLE:
            return f"Who was to blame for {wording.act(about)}?", ""
        if prop in LINKS and len({one.statement.value for one in those}) == 1:
            # There is one answer, and its denial.
            return f"Was it {LINKS[prop]} {wording.act(str(those[0].statement.value))}?", label
        kind = (wording.facts_of(about).get("eventType") or "").rpartition("/")[2]
        if prop == ST + "means" and kind in _HANDLED:
            return f"What was {_HANDLED[kind]}?", label
        if prop in _QUESTIONS:
            return _QUESTIONS[prop], label
        if prop == AGE:
            return f"How old {'were' if is_plural([name]) else 'was'} {name}?", ""
        if prop == MEMBER_OF and is_plural([name]):
            return f"Of whom were {name} members?", ""
        if prop == MEMBER_OF:
            return f"Of whom was {name} a member?", ""
        known = PROPERTY_BY_IRI.get(prop)
        return f"{label}: {known.label if known else wording.label(prop)}?", ""


def nested(kind: str | None, other: str | None, wording: Wording) -> bool:
    """Whether one kind of act is the other or lies within it; one that is not known may."""
    return OTHER in (kind, other) or kinds_nested(kind, other, wording.known)


def is_told(denial: Telling, act: ReportedAct, wording: Wording) -> bool:
    """Whether what a denial rejects, but for its circumstances, is told of the act: by the denier himself as well."""
    denied = core_of(denial.says)
    if denial.stance != DENIES or denied is None or len(denial.says) == 1:
        return False
    return any(
        narrower(replace(one.version.core, kind=one.version.kind), denied, (denial.said_by,), wording.known)
        for one in act.versions
    )


def status_words(one: Weighed, several: bool) -> str:
    """A status as an answer: "a civilian", "combatants"."""
    word = str(one.statement.value).rpartition("#")[2].lower()
    return f"{word}s" if several else f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"
