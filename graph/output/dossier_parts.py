"""The dossier laid out for people: questions in dispute, what is told differently, alike, by one group alone.

``laid_out`` gives the parts in words; ``standoff.output.dossier_text`` writes them as text, Markdown or HTML. Each line
carries the grade and the groups of the one version or statement that it stands for, and of nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from ..errors import inert
from ..rules.both_sides import both_sides
from ..rules.dossier import (
    AFTER,
    CAUSED_BY,
    IN_RESPONSE,
    ORDER,
    WHEN,
    Dossier,
    ToldAct,
    predicate_in_words,
    value_in_words,
)
from ..rules.implication import implies
from ..rules.ledger import Ledger
from ..rules.tellings import (
    ACTOR,
    ASSERTS,
    COUNTS,
    DENIES,
    LEFT_OPEN,
    NO_ANSWER,
    PARTY,
    RECIPIENT,
    TYPE,
    VICTIM,
    Telling,
)
from ..rules.testimony import Word
from ..rules.weighing import Weighed
from ..sentences import counted, filled, joined, passive, question_what, question_who, question_whom
from ..vocabulary import CODES, PROPERTY_BY_IRI, ST
from .act_lines import Lines, is_disputed, lines_of, pairs_apart
from .act_sentences import Wording

__all__ = ["NUMBERS", "OPEN_PARTS", "Entry", "Layout", "Part", "Row", "Writer", "grade", "in_words", "laid_out"]

_PLACE, _ONLOOKER, _REPEATED, _STATUS, _INTENT, _RESPONSIBLE = (
    ST + name for name in ("place", "onlooker", "repeated", "combatantStatus", "intent", "responsible")
)
OPEN_PARTS = frozenset((ACTOR, RECIPIENT, VICTIM, PARTY, TYPE))
NUMBERS = frozenset(prop + "Best" for prop in COUNTS)
_WHO_IT_WAS = frozenset(ST + name for name in ("memberOf", "partOf", "age", "name"))
_LINKS = {IN_RESPONSE: "in response to", CAUSED_BY: "caused by", AFTER: "after"}
_SAME = ST + "sameEvent", ST + "notSameEvent"
#: The kind of what no other kind covers: its words say nothing without the label of the act.
_OTHER = CODES + "event-type/other"
#: Of who was first, the question is not at whom.
_FIRST = CODES + "event-type/fire-first"
_UNORDERED = "· no source puts it before or after another"
#: The longest words of a source that are shown beside what it leaves open.
_QUOTE = 60


@dataclass
class Row:
    """One line under an entry: an answer, who gives it, and its grade or number of groups."""

    words: str
    speakers: str = ""
    right: str = ""


@dataclass
class Entry:
    """A question with its answers, or a sentence with those who say it; acts and questions are numbered."""

    title: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    right: str = ""
    number: int | None = None
    is_question: bool = False
    is_ordered: bool = True


@dataclass
class Part:
    """A part of the dossier under its heading; ``gloss`` says how to read it. ``name`` is the same in every form."""

    name: str
    heading: str
    entries: list[Entry]
    gloss: str = ""


@dataclass
class Layout:
    """The whole dossier in words."""

    title: str
    summary: list[str]
    parts: list[Part]
    closing: list[str] = field(default_factory=list)


def in_words(ledger: Ledger, found: Dossier) -> Wording:
    """The words for a dossier."""
    return Wording(ledger, found)


def laid_out(ledger: Ledger, found: Dossier, quotes: bool = False) -> Layout:
    """The dossier in words; with ``quotes``, each entry with the words of those who are quoted in it."""
    return Writer(ledger, found, quotes).layout()


def groups(count: int) -> str:
    return f"{count} group{'' if count == 1 else 's'}"


def grade(one: Weighed) -> str:
    """The grade with the number of groups: "fair, 3 groups"."""
    if not one.groups:
        return one.grade
    return one.grade if one.grade == "weak" else f"{one.grade}, {groups(len(one.groups))}"


# ------------------------------------------------------------------------------------------------------- the writer


class Writer:
    def __init__(self, ledger: Ledger, found: Dossier, quotes: bool) -> None:
        self.ledger, self.found, self.quotes = ledger, found, quotes
        self.wording = self._words()
        self.known = ledger.background
        #: The number of each act that has an entry.
        self.numbers: dict[str, int] = {}
        #: Statements, and what is left open, that some entry shows.
        self.shown: set[int] = set()
        #: The acts of each part.
        self.together: list[set[str]] = []
        self.titles: Counter[str] = Counter()

    def _words(self) -> Wording:
        return Wording(self.ledger, self.found)

    def layout(self) -> Layout:
        acts = self.found.acts
        lines = {act.event: lines_of(act, self.known) for act in acts}
        disputed = [act for act in acts if act.in_dispute]
        rest = [act for act in acts if not act.in_dispute]
        different = [act for act in rest if act.different]
        rest = [act for act in rest if not act.different and lines[act.event].lines]
        alike = [act for act in rest if any(len(one.groups) > 1 for one in act.versions)]
        alone = [act for act in rest if act not in alike]
        self.together = [{act.event for act in those} for those in (disputed, different, alike, alone)]
        self.titles = Counter(self.wording.of(self._first(act, lines[act.event])) for act in rest)

        stated = self._disputed_statements()
        for position, act in enumerate([*disputed, *different, *alike, *alone], 1):
            self.numbers[act.event] = position + (len(stated) if position > len(disputed) else 0)
        in_dispute = [self._question(act, lines[act.event]) for act in disputed]
        in_dispute += [self._statement_question(those) for those in stated]
        for number, entry in enumerate(in_dispute[len(disputed) :], len(disputed) + 1):
            entry.number = number
        told_differently = [self._question(act, lines[act.event]) for act in different]
        parts = [
            Part("in dispute", "In dispute", in_dispute),
            Part("reported differently", "Reported differently, denied by nobody", told_differently),
            Part(
                "alike",
                "Reported alike, by two or more independent groups",
                [self._told(a, lines[a.event]) for a in alike],
                "" if all(act.is_ordered for act in alike) else _UNORDERED,
            ),
            Part(
                "alone",
                "Reported by one group alone",
                [self._told(a, lines[a.event]) for a in alone],
                "" if all(act.is_ordered for act in alone) else _UNORDERED,
            ),
            Part("denied", "Denied, though nobody here says so", self._only_denied()),
            Part("open", "Left open, or not answered", self._open()),
            Part("one moment", "One moment, reported two ways?", self._maybe_one()),
            Part("views", "Views, not counted for anything above", self._views()),
            Part("corrections", "Corrections", self._corrections()),
        ]
        summary = self._summary(len(in_dispute), len(told_differently), len(alike), len(alone))
        layout = Layout(self.ledger.names.label(self.found.incident), summary, [p for p in parts if p.entries])
        layout.parts.append(self._read_in())
        left = [one for one in self.found.statements if id(one.statement) not in self.shown]
        layout.closing = self._closing(len(left))
        return layout

    def _closing(self, left: int) -> list[str]:
        """What is left out, and where it stands."""
        said = ["The words of each source: --quotes. The rule of the grades: --explain."]
        if left:
            what = "One more statement" if left == 1 else f"{left} more statements"
            said.insert(0, f"{what} of circumstances and of those who take part: --matrix.")
        return said

    def _summary(self, disputed: int, differently: int, alike: int, alone: int) -> list[str]:
        found = self.found
        reports, sources = len(found.documents), len(found.sources)
        counted = f"{sources} source{'s' * (sources != 1)}, {len(found.groups)} independent of each other, "
        numbered = "[1]" if reports == 1 else f"[1]–[{reports}]"
        counted += f"in {reports} report{'s' * (reports != 1)} {numbered}, listed below."
        parts = []
        if disputed:
            parts.append(f"{disputed} question{'s are' if disputed != 1 else ' is'} in dispute")
        if differently:
            parts.append(f"{differently} {'are' if differently != 1 else 'is'} answered differently")
        if alike:
            parts.append(f"{alike} act{'s are' if alike != 1 else ' is'} reported alike")
        if alone:
            parts.append(f"{alone} by one group alone" if alike else f"{alone} told by one group alone")
        said = ", ".join(parts) + "." if parts else "Nobody in this view reports an act."
        view = found.view.with_changes(incident=frozenset())
        shown = self.ledger.sentence(view) if view != type(view)() else ""
        return [counted, said, *([f"Shown: what is {shown}."] if shown else [])]

    # ---- questions about acts

    def _question(self, act: ToldAct, told: Lines) -> Entry:
        apart = {version for pair in pairs_apart(act) for version in pair}
        asked = [one for one in told.lines if id(one.version) in apart or is_disputed(one)] or told.lines
        title, answer = self._asked(act, Lines(told.shared, asked))
        if answer == self.wording.predicate:
            asked = [one for one in told.lines if one.version.core.doers == asked[0].version.core.doers]
        disputed = act.in_dispute
        rows: list[Row] = []
        denials: set[int] = set()
        elsewhere = {word.said_by for one in (*told.lines, told.shared) if one for word in one.asserted}
        for one in sorted(told.lines, key=lambda each: each not in asked):
            right = groups(len(one.groups)) if disputed and one.grade == "contested" else grade(one)
            # Whoever tells a contested version in part stands with it, but for those who tell what cannot be as well.
            against = {word.said_by for word in one.of("rival")} if one.grade == "contested" else elsewhere
            named = one.version.core.ends if one in asked else frozenset()
            speakers = self.wording.who_says(one, one.version.core, against, named=named)
            rows.append(Row(answer(one) if one in asked else self.wording.of(one), speakers, right))
            rows += self._denied_by(act, one, denials, again=True)
        for one in act.versions:
            rows += self._denied_by(act, one, denials, again=False)
        rows += [Row("not so", self._denials(list(act.unmet), act))] if act.unmet else []
        rows += self._left_open(act) + self._not_answered(act)
        notes = [*self._shared(act, told), *self._remarks(act), *self._circumstances(act)]
        entry = Entry(title, rows, notes, number=self.numbers[act.event])
        if disputed:
            grades = {one.grade for one in act.versions}
            unmet = "denied, unmet" if act.unmet else "denied in part"
            entry.right = next((g for g in ("contested", "denied") if g in grades), unmet)
        entry.is_question = True
        entry.quotes = self._quoted(act.tellings)
        return entry

    def _asked(self, act: ToldAct, told: Lines) -> tuple[str, Callable[[Weighed], str]]:
        """The question that the lines of an act answer, and what each answers to it."""
        wording, lines = self.wording, told.lines
        label = self.ledger.names.label(act.event)
        if not lines:
            return f"{label}: did it happen?", wording.of
        cores = [one.version.core for one in lines]
        doers = {core.doers for core in cores}
        parts = {part for _, _, part in act.different}
        kinds = [one.version.kind for one in lines]
        broadest = self._broadest(act, told)
        forms = wording.forms(broadest)
        nested = all(self._nested(one, other) for one, other in combinations(kinds, 2))
        disputed = [one for one in lines if is_disputed(one)]
        if len(lines) == 1 or (len(disputed) == 1 and not any(one.rivals for one in lines)):
            return self._whether((disputed or lines)[0], label), wording.of
        if not nested and len(doers) == 1 and cores[0].doers:
            asked = question_what(forms, wording.ends(cores[0].doers))
            return f"{asked}  ({label})", wording.predicate
        if nested and all(core.directed for core in cores) and not any(one.rivals for one in lines):
            targets = {core.targets for core in cores}
            tried = all(core.tried for core in cores)
            if "who" in parts and "whom" not in parts:
                target = next(iter(targets)) if len(targets) == 1 else frozenset.intersection(*targets)
                asked = question_who(forms, wording.ends(target), attempted=tried) if broadest != _OTHER else "Who?"
                return f"{asked}  ({label})", lambda one: self._answer(
                    one, one.version.core.doers, forms, tried, target
                )
            if "whom" in parts and "who" not in parts:
                first = cores[0].doers if len(doers) == 1 else frozenset()
                asked = question_whom(forms, wording.ends(first), attempted=tried)
                return f"{asked}  ({label})", lambda one: self._answer(
                    one, one.version.core.targets, forms, tried, first
                )
        common = frozenset.intersection(*(core.ends for core in cores))
        if nested and len(common) == 1 and "party" in parts:
            asked = question_who(forms, wording.ends(common))
            return f"{asked}  ({label})", lambda one: self._answer(
                one, one.version.core.ends - common, forms, False, common
            )
        if any(one.rivals for one in lines) and nested:
            asked = filled(forms.deed, "Who", None if broadest == _FIRST else "whom")
            return f"{asked}?  ({label})", wording.of
        return f"{label}: what happened?", wording.of

    def _whether(self, one: Weighed, label: str) -> str:
        """The question whether a version is so."""
        wording, core = self.wording, one.version.core
        forms = wording.forms(one.version.kind)
        doers, targets = wording.ends(core.doers), wording.ends(core.targets)
        if one.version.kind == _OTHER:
            return f"{label}: was it {joined(doers or targets) or 'so'}?"
        if doers:
            tried = "try to " if core.tried else ""
            asked = filled(f"Did {{actor}} {tried}{forms.infinitive}?", doers, targets)
            return f"{asked}  ({label})"
        said = passive(forms, targets)
        found = re.fullmatch(f"({re.escape(joined(targets))}) (was|were) (.+)", said, re.IGNORECASE)
        if targets and found:
            return f"{found[2].capitalize()} {joined(targets)} {found[3]}?  ({label})"
        return f"{label}: was it so?"

    def _answer(self, one: Weighed, ends: frozenset[str], forms: Any, tried: bool, asked: frozenset[str]) -> str:
        """The ends by which a version answers a question, with what else it says otherwise in brackets."""
        core = one.version.core
        names = joined(self.wording.ends(ends)) or "not said"
        asides = ["tried to"] if core.tried and not tried else []
        if core.kind and self.wording.forms(core.kind).noun != forms.noun:
            asides.append(self.wording.noun(core.kind))
        if core.directed and (doers := core.doers - ends - asked):
            asides.append(f"by {joined(self.wording.ends(doers))}")
        if core.directed and (targets := core.targets - ends - asked):
            asides.append(joined(self.wording.ends(targets)))
        return f"{names} ({'; '.join(asides)})" if asides else names

    def _broadest(self, act: ToldAct, told: Lines) -> str | None:
        """The kind of the shared version, or the one among the lines that the others lie within."""
        if told.shared is not None:
            return told.shared.version.kind
        kinds = [one.version.kind for one in told.lines if one.version.kind]
        above = self.known.broader.get
        holding = [k for k in kinds if all(k in above(other, frozenset((other,))) for other in kinds)]
        return holding[0] if holding else (kinds[0] if kinds else None)

    def _nested(self, kind: str | None, other: str | None) -> bool:
        if kind is None or other is None or kind == other:
            return True
        above = self.known.broader.get
        return other in above(kind, ()) or kind in above(other, ())

    def _denied_by(self, act: ToldAct, one: Weighed, shown: set[int], *, again: bool) -> list[Row]:
        """Those who deny a version; with ``again`` also those who are shown as denying another."""
        denials = [
            word.telling for word in one.of("denies", "denies in part") if again or id(word.telling) not in shown
        ]
        shown |= {id(denial) for denial in denials}
        return [Row("  denied", self._denials(denials, act))] if denials else []

    def _denials(self, denials: list[Telling], act: ToldAct) -> str:
        """Who denies, and what of it."""
        coder_kind = act.act.versions[0].coder_kind if act.act.versions else denials[0].row.get("coder_type")
        said: dict[str, list[Word]] = {}
        for denial in denials:
            said.setdefault(self.wording.denied(denial, coder_kind), []).append(Word(denial, "denies"))
        return "; ".join(f"{self.wording.speakers(words)} ({what})" for what, words in said.items())

    def _left_open(self, act: ToldAct) -> list[Row]:
        words = []
        for telling in act.left_open:
            open_parts = telling.says.get(LEFT_OPEN, frozenset())
            if open_parts & OPEN_PARTS:
                self.shown.update(self._open_ids(act.event, open_parts & OPEN_PARTS))
                words.append(Word(telling, "leaves open"))
        return [Row("left open", self.wording.speakers(words, _in_own_words))] if words else []

    def _open_ids(self, subject: str, parts: Iterable[str]) -> set[int]:
        wanted = set(parts)
        return {
            id(one.statement)
            for one in self.found.statements_of(subject)
            if one.statement.prop == LEFT_OPEN and one.statement.value in wanted
        }

    def _not_answered(self, act: ToldAct) -> list[Row]:
        words = [word for one in act.versions for word in one.of("no answer")]
        words += [Word(telling, "no answer") for telling in act.not_answered]
        unique = list({id(word.telling): word for word in words}.values())
        return [Row("no answer", self.wording.speakers(unique, _in_own_words))] if unique else []

    def _shared(self, act: ToldAct, told: Lines) -> list[str]:
        one = told.shared
        if one is None:
            return []
        mentioned = {w.said_by for line in told.lines for w in line.asserted}
        alone = [word for word in one.asserted if word.said_by not in mentioned]
        by = f"; no more: {self.wording.speakers(alone)}" if alone else ""
        own = f"; {one.own}: {self.wording.speakers(self.wording.own_words(one))}" if one.own else ""
        return [f"Common to all: {self.wording.following(self.wording.of(one))} ({grade(one)}{own}){by}."]

    def _remarks(self, act: ToldAct) -> list[str]:
        """What to note of the accused: quoted and silent, or of two minds."""
        notes: list[str] = []
        contested = [one for one in act.versions if one.grade == "contested"]
        spoken = {telling.said_by for telling in act.tellings}
        accused = [s for one in contested for s in self.found.own_side(one.version.core, self.known)]
        accused = list(dict.fromkeys(accused))
        if accused and not spoken & set(accused):
            several = len(accused) > 1
            tellings = [t for told in self.found.acts for t in told.tellings if t.said_by in accused]
            notes.append(
                f"The accused, {joined(map(self.wording.name, accused))}, quoted in {self.wording.numbers(tellings)}, "
                f"{'say' if several else 'says'} nothing of this: that is no denial."
            )
        return notes + self._both_sides(act.versions)

    def _both_sides(self, those: Iterable[Weighed]) -> list[str]:
        """Sources or sides that stand on both sides of a dispute."""
        notes = []
        for both in both_sides(those, self.known):
            names = joined(sorted(map(self.wording.name, both.sources)))
            if both.group is None:
                notes.append(f"{names} is quoted for both.")
            else:
                notes.append(f"One side says two things: {names} ({self.ledger.names.label(both.group)}).")
        return notes

    # ---- statements in dispute

    def _disputed_statements(self) -> list[list[Weighed]]:
        """The contested statements, those on one question together, with uncontested answers to it."""
        asked: dict[tuple[str, str], list[Weighed]] = {}
        for one in self.found.statements:
            prop = one.statement.prop
            key = one.statement.about, _SAME[0] if prop in _SAME else prop
            asked.setdefault(key, []).append(one)
        return [those for those in asked.values() if any(one.grade == "contested" for one in those)]

    def _statement_question(self, those: list[Weighed]) -> Entry:
        ledger, (about, prop) = self.ledger, (those[0].statement.about, those[0].statement.prop)
        subject = ledger.names.label(about)
        name = self.wording.within(about)
        if prop == _STATUS:
            verb = filled("{recipient} was", recipient=[name]).rsplit(" ", 1)[1]
            title = f"{verb.capitalize()} {name} {joined_or([self._value(one) for one in those])}?"
        elif prop == WHEN:
            title = f"When was it?  ({subject})"
        elif prop in NUMBERS:
            title = f"How many were {self._counted(prop, about)}?  ({subject})"
        elif prop == _PLACE:
            title = f"Where was it?  ({subject})"
        elif prop == _INTENT:
            title = f"Was it meant?  ({subject})"
        elif prop == _RESPONSIBLE:
            title = f"Who was to blame?  ({subject})"
        elif prop in _SAME:
            title = f"One act or two?  ({subject}; {ledger.names.label(str(those[0].statement.value))})"
        else:
            known = PROPERTY_BY_IRI.get(prop)
            title = f"{subject}: {known.label if known else ledger.names.label(prop)}?"
        rows: list[Row] = []
        open_words: dict[int, Word] = {}
        unanswered: dict[int, Word] = {}
        for one in sorted(
            those, key=lambda each: (not is_disputed(each), -len(each.groups), str(each.statement.value))
        ):
            self.shown.add(id(one.statement))
            right = groups(len(one.groups)) if one.grade == "contested" else grade(one)
            if one.groups or one.grade == "denied":
                rows.append(Row(self._value(one), self.wording.who_says(one), right))
            if one.words.get("denies"):
                rows.append(Row("  denied", self.wording.speakers(one.of("denies"))))
            open_words |= {id(word.telling): word for word in one.of("leaves open")}
            unanswered |= {id(word.telling): word for word in one.of("no answer")}
        if open_words:
            self.shown.update(self._open_ids(about, [prop, *(p for p in self._bounds(prop))]))
            rows.append(Row("left open", self.wording.speakers(open_words.values(), _in_own_words)))
        if unanswered:
            rows.append(Row("no answer", self.wording.speakers(unanswered.values(), _in_own_words)))
        notes = self._both_sides(those)
        if prop == _STATUS:
            notes += self._who_it_was(about)
        tellings = [word.telling for one in those for words in one.words.values() for word in words]
        return Entry(title, rows, notes, self._quoted(tellings), "contested", is_question=True)

    def _who_it_was(self, actor: str) -> list[str]:
        """What else is told of somebody whose status is in dispute: whose member, how old, by what name."""
        parts = []
        for one in self._told_of_actor(actor):
            known = PROPERTY_BY_IRI.get(one.statement.prop)
            if known and one.statement.prop in _WHO_IT_WAS and one.groups and one.grade != "contested":
                parts.append(self._circumstance(one, known.phrase))
        return [f"Also told: {'; '.join(parts)}."] if parts else []

    def _told_of_actor(self, actor: str) -> list[Weighed]:
        return self.found.statements_of(actor)

    @staticmethod
    def _bounds(prop: str) -> Iterable[str]:
        return COUNTS.get(prop.removesuffix("Best"), ())

    def _kind(self, event: str) -> str | None:
        """The kind by which the coder sorts an act."""
        return self.wording.facts_of(event).get("eventType")

    def _counted(self, prop: str, event: str) -> str:
        """What was done to those whom a number of an act counts: "killed", "taken"."""
        return counted(prop.removeprefix(ST).removesuffix("Best"), self._kind(event))

    def _value(self, one: Weighed) -> str:
        """The value of a statement as an answer."""
        prop, value = one.statement.prop, one.statement.value
        words = value_in_words(self.ledger, prop, value)[1]
        if prop == _STATUS:
            several = filled("{recipient} was", recipient=[self.wording.within(one.statement.about)]).endswith("were")
            return f"{words.lower()}s" if several else _with_article(words.lower())
        if prop in _SAME:
            return "one" if prop == _SAME[0] else "two"
        value = str(value)
        if prop == WHEN:
            return day_in_words(value)
        return self.wording.within(value) if "/id/actor/" in value else words

    # ---- acts told alike, or by one group

    def _told(self, act: ToldAct, told: Lines) -> Entry:
        wording = self.wording
        first = self._first(act, told)
        more = [one for one in told.lines if one is not first]
        elsewhere = {word.said_by for one in (*told.lines, told.shared) if one for word in one.asserted}
        below = {word.said_by for one in more for word in one.asserted}
        rows = [Row("", wording.who_says(first, first.version.core, elsewhere, below))]
        rows += [Row(wording.of(one), wording.who_says(one, one.version.core, elsewhere), grade(one)) for one in more]
        rows += self._left_open(act) + self._not_answered(act)
        title = wording.of(first)
        if not first.version.core.ends or self.titles[title] > 1 or first.version.kind == _OTHER:
            title += f" ({self.ledger.names.label(act.event)})"
        entry = Entry(title, rows, [*self._shared(act, told), *self._circumstances(act)], right=grade(first))
        entry.is_ordered, entry.number = act.is_ordered, self.numbers[act.event]
        entry.quotes = self._quoted(act.tellings)
        return entry

    @staticmethod
    def _first(act: ToldAct, told: Lines) -> Weighed:
        """The line of the head, or else the first."""
        return next((one for one in told.lines if one is act.head), told.lines[0])

    def _circumstances(self, act: ToldAct) -> list[str]:
        """When, where, how many and after what. Of places and days only what groups share, or on which they differ."""
        statements = self._told_of(act)
        parts: list[str] = []
        tellers = {word.said_by for one in act.versions for word in one.asserted}
        tellers = tellers if len(tellers) == 1 else set()
        for prop, say in ((WHEN, "{}"), (_PLACE, "at {}")):
            those = [one for one in statements if one.statement.prop == prop and one.groups]
            told = [one for one in those if not self._is_of_incident(one)]
            if (
                told
                and not any(one.grade == "contested" for one in those)
                and (len(those) > 1 or len(told[0].groups) > 1)
            ):
                parts += [self._circumstance(one, say, tellers) for one in told if len(told) > 1 or len(one.groups) > 1]
            elif prop == WHEN and not any(one.grade == "contested" for one in those):
                parts += [self._circumstance(one, say, tellers) for one in told if "T" in str(one.statement.value)]
        numbers = [one for one in statements if one.statement.prop in NUMBERS and one.groups]
        links: dict[str, list[str]] = {}
        for one in statements:
            prop = one.statement.prop
            if not one.groups or one.grade == "contested":
                continue
            if prop in NUMBERS:
                if not any(self._says_more(other, one) for other in numbers):
                    parts.append(self._circumstance(one, f"{{}} {self._counted(prop, act.event)}", tellers))
            elif prop in ORDER:
                number = self.numbers.get(str(one.statement.value))
                said = self._circumstance(one, f"{number or '{}'}", tellers)
                links.setdefault(self._link(act, one), []).append(said)
            elif prop == _ONLOOKER:
                parts.append(self._circumstance(one, "{} looked on", tellers))
            elif prop == _INTENT:
                parts.append(self._circumstance(one, "{}", tellers))
            elif prop == _RESPONSIBLE:
                parts.append(self._circumstance(one, "{} to blame", tellers))
            elif prop == _REPEATED and one.statement.value is True:
                parts.append(self._circumstance(one, "more than once", tellers))
        parts += [f"{link} {', '.join(those)}" for link, those in links.items()]
        return ["; ".join(parts)] if parts else []

    def _told_of(self, act: ToldAct) -> list[Weighed]:
        """The statements about an act that may stand among its circumstances."""
        return self.found.statements_of(act.event)

    def _link(self, act: ToldAct, one: Weighed) -> str:
        """How an act comes after another. Nobody responds to himself, and no effect of an act is a response to it."""
        prop = one.statement.prop
        if prop == IN_RESPONSE:
            before = next((a for a in self.found.acts if a.event == one.statement.value), None)
            doers = {doer for version in act.versions for doer in version.version.core.doers}
            theirs = {doer for version in before.versions for doer in version.version.core.doers} if before else set()
            if not doers or doers <= theirs:
                prop = AFTER
        return _LINKS[prop]

    def _is_of_incident(self, one: Weighed) -> bool:
        """Whether a place or time is that of the whole incident, or holds it: the heading has said so."""
        prop, value = one.statement.prop, one.statement.value
        own = self.wording.facts_of(self.found.incident).get(prop.removeprefix(ST))
        return own is not None and implies(prop, own, value, (), self.known)

    def _says_more(self, other: Weighed, one: Weighed) -> bool:
        """Whether a number says more than another, and everybody who gives the other gives it too."""
        a, b = other.statement, one.statement
        if a is b or a.prop != b.prop or not implies(a.prop, a.value, b.value, (), self.known):
            return False
        return {word.said_by for word in one.of("asserts")} <= {word.said_by for word in other.asserted}

    def _circumstance(self, one: Weighed, say: str, tellers: Collection[str] = ()) -> str:
        """A statement in words and who says so; ``tellers``, who alone tell the act, need no name again."""
        self.shown.add(id(one.statement))
        words = say.format(self._value(one).replace("{", "(").replace("}", ")"))
        if {word.said_by for word in one.asserted} == {*tellers} and not any(w.row["hedged"] for w in one.asserted):
            return words
        by = groups(len(one.groups)) if len(one.groups) > 1 else self.wording.speakers(one.asserted)
        return f"{words} ({by})"

    # ---- the smaller parts

    def _only_denied(self) -> list[Entry]:
        entries = []
        for one in self.found.statements:
            if one.grade == "denied" and id(one.statement) not in self.shown:
                self.shown.add(id(one.statement))
                said = predicate_in_words(self.ledger, one.statement.prop, one.statement.value)
                speakers = self.wording.speakers(one.of("denies"))
                tellings = [word.telling for word in one.of("denies")]
                entries.append(
                    Entry(
                        f"{self.ledger.names.label(one.statement.about)}: {said}",
                        [Row("", speakers)],
                        quotes=self._quoted(tellings),
                    )
                )
        return entries

    def _open(self) -> list[Entry]:
        """What is left open or not answered and stands under no question above."""
        label = self.ledger.names.label
        entries = []
        for act in self.found.acts:
            if not act.in_dispute and not act.different and not act.versions:
                rows = self._left_open(act) + self._not_answered(act)
                if rows:
                    entries.append(Entry(label(act.event), rows, quotes=self._quoted(act.tellings)))
        by: dict[tuple[str, str], list[tuple[str, Word]]] = {}
        for one in self.found.statements:
            for relation in ("leaves open", "no answer"):
                if (relation == "leaves open" and one.statement.prop != LEFT_OPEN) or id(one.statement) in self.shown:
                    continue
                for word in one.of(relation):
                    what = value_in_words(self.ledger, one.statement.prop, one.statement.value)[1]
                    if relation == "no answer":
                        what = predicate_in_words(self.ledger, one.statement.prop, one.statement.value)
                    by.setdefault((one.statement.about, relation), []).append((what, word))
                    self.shown.add(id(one.statement))
        for (about, relation), said in by.items():
            what = joined(dict.fromkeys(_open_words(each, self._kind(about)) for each, _ in said))
            unique = {id(word.telling): word for _, word in said}.values()
            title = f"{label(about)}: {what}" + ("" if relation == "leaves open" else " (no answer)")
            entries.append(
                Entry(
                    title,
                    [Row("", self.wording.speakers(unique, _in_own_words))],
                    quotes=self._quoted(w.telling for w in unique),
                )
            )
        return entries

    def _maybe_one(self) -> list[Entry]:
        label, entries = self.ledger.names.label, []
        for act in self.found.acts:
            for other in act.maybe_same_as:
                if act.event < other:
                    entries.append(Entry(f"{label(act.event)} / {label(other)}"))
        return entries

    def _views(self) -> list[Entry]:
        entries = []
        for telling in self.found.opinions:
            row = telling.row
            words = row["gloss"] or row["quote"]
            said = f"“{words}”" if words else self.wording.sentence(telling.core) if telling.core else "a view"
            about = self.ledger.names.label(row["about"])
            speakers = self.wording.speakers([Word(telling, "asserts")])
            denies = " (against it)" if telling.stance == DENIES else ""
            entries.append(Entry(f"{said} ({about}){denies}", [Row("", speakers)], quotes=self._quoted([telling])))
        return entries

    def _corrections(self) -> list[Entry]:
        entries = []
        for telling in self.found.corrections:
            row, before = telling.row, telling.corrects[0]
            day = row["said_on"] or row["published"] or "undated"
            old = {prop: values for prop, values in before.says.items() if telling.says.get(prop) != values}
            new = {prop: values for prop, values in telling.says.items() if before.says.get(prop) != values}
            speaker = self.wording.within(telling.said_by)
            where = self.wording.numbers([telling]) or f"({self.ledger.names.label(row['document'])})"
            which = self.wording.numbers([before]) or f"({self.ledger.names.label(before.row['document'])})"
            subject = self.ledger.names.label(row["about"])
            if new and telling.stance in (ASSERTS, DENIES):
                said = f"{subject}: {self._all(new)}" + (f"; before: {self._all(old)}" if old else "")
            else:
                said = f"{subject}: withdrawn ({self._all(before.says)})"
            entries.append(
                Entry(f"{said} — {speaker} {where}, {day}, of {which}", quotes=self._quoted([telling, before]))
            )
        return entries

    def _all(self, says: Any) -> str:
        words = [
            predicate_in_words(self.ledger, prop, value)
            for prop, values in sorted(says.items())
            for value in sorted(values, key=str)
        ]
        return ", ".join(words) or "nothing"

    def _read_in(self) -> Part:
        entries = []
        for report, number in self.wording.report_numbers.items():
            facts = self.wording.facts_of(report)
            publisher = facts.get("publisher")
            name = self.wording.name(publisher) if publisher else self.ledger.names.label(report)
            entries.append(Entry(f"[{number}] {name}, {facts.get('issued', 'undated')}"))
            if self.quotes:
                entries[-1].title += "".join(f", {facts[key]}" for key in ("title", "url") if key in facts)
        by_group: dict[str, list[str]] = {}
        for source in self.found.sources:
            group = min(self.found.group_of[source])
            by_group.setdefault(group, []).append(source)
        label = self.ledger.names.label
        sides = []
        alone = False
        for group, sources in sorted(by_group.items(), key=lambda each: label(each[0]).casefold()):
            names = sorted(map(self._known_as, sources), key=str.casefold)
            if len(sources) > 1 or "/id/side/" in group:
                sides.append(f"{label(group)}: {', '.join(names)}")
            else:
                alone = True
        gloss = f"Sides, each counted as one group: {'; '.join(sides)}." if sides else ""
        if sides and alone:
            gloss += " All others count each for itself."
        return Part("read in", "Read in", entries, gloss)

    def _known_as(self, source: str) -> str:
        """The short name of a source, with the whole label where that has more than an aside to it."""
        short, whole = self.wording.name(source), self.ledger.names.label(source)
        return short if whole.startswith(short) else whole

    # ---- quotes

    def _quoted(self, tellings: Iterable[Telling]) -> list[str]:
        if not self.quotes:
            return []
        unique = {id(telling): telling for telling in tellings}.values()
        numbers = self.wording.report_numbers
        ordered = sorted(
            unique,
            key=lambda t: (
                numbers.get(t.row["document"], 0),
                t.row["paragraph"] or 0,
                str(t.row["coded_as"]),
                t.row["said"],
            ),
        )
        return [self.cited(telling) for telling in ordered]

    def cited(self, telling: Telling) -> str:
        """Who says it in which words and where: publisher, day, paragraph, relay."""
        row, label = telling.row, self.ledger.names.label
        facts = self.wording.facts_of(row["document"])
        quote = f": “{row['quote']}”" if row["quote"] else ""
        gloss = f" ({row['gloss']})" if row["gloss"] else ""
        stance = {ASSERTS: "", DENIES: " denies", NO_ANSWER: " gives no answer"}.get(telling.stance, " leaves open")
        publisher = facts.get("publisher")
        where = [label(publisher) if publisher else label(row["document"]), facts.get("issued", "undated")]
        if row["paragraph"] is not None:
            where.append(f"paragraph {row['paragraph']}")
        relays = [v for _, p, v in self.ledger.record.match(row["said"]) if p == ST + "relayedBy" and v != publisher]
        if relays:
            where.append(f"relayed by {joined(sorted(map(label, relays)))}")
        where += [word for word, applies in (("hedged", row["hedged"]), ("an opinion", row["opinion"])) if applies]
        if row["said_on"] and row["said_on"] != facts.get("issued"):
            where.append(f"said on {row['said_on']}")
        number = self.wording.numbers([telling])
        return inert(
            f"{self.wording.name(row['said_by'])} {number}{stance}{quote}{gloss} — {', '.join(where)}"
        ).replace("\n", " ")


def day_in_words(stated: str) -> str:
    """A stated day as people write it; anything else as it was stated.

    >>> day_in_words("2020-02-12"), day_in_words("2020-02"), day_in_words("2020-02-12T09:20")
    ('12 February 2020', '2020-02', '12 February 2020, 09:20')
    """
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d.*))?", stated)
    if not found:
        return stated
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        return stated
    return f"{day.day} {day:%B %Y}" + (f", {found[2]}" if found[2] else "")


def joined_or(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _open_words(label: str, kind: str | None) -> str:
    found = re.fullmatch(r"(deaths|injured|displaced|detained) (low|best|high)", label)
    return f"how many were {counted(found[1], kind)}" if found else label


def _in_own_words(words: list[Word]) -> str:
    """A short quote of a source, for what it leaves open or does not answer."""
    quotes = [q for word in words if (q := word.row["gloss"] or word.row["quote"]) and len(q) <= _QUOTE]
    return f"“{quotes[0]}”" if quotes else ""
