"""The dossier laid out for people: questions in dispute, what is told differently, alike, by one group alone.

``laid_out`` gives the parts in words; ``standoff.output.dossier_text`` writes them as text, Markdown or HTML. Each line
carries the grade and the groups of the one version or statement that it stands for, and of nothing else. A short
dossier has the same parts and all disputes; circumstances that one group alone gives are left out of it, and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Sized

from ..noun_phrases import joined
from ..rules.act_lines import Lines, lines_of, pairs_apart, reports_differ
from ..rules.dossier import Dossier
from ..rules.ledger import Ledger
from ..rules.reported_acts import ReportedAct
from ..rules.statement_questions import statement_questions
from ..rules.tellings import NO_ANSWER, WHEN, Telling
from ..rules.testimony import Word
from ..rules.weighing import Weighed
from .both_in_words import both_in_words
from .circumstances_in_words import LINKS
from .deed_sentences import IN_OTHER_WORDS, OTHER
from .dossier_beside import Beside
from .dossier_ends import Ends
from .dossier_layout import Entry, Layout, Part, Row, grade, groups, said
from .dossier_questions import Questions, is_told, nested
from .dossier_riders import Riders
from .dossier_statements import Statements
from .dossier_undisputed import Undisputed, meet
from .dossier_words import Wording
from .quotations import says_no_more
from .time_in_words import day_in_words

__all__ = ["in_words", "laid_out"]

_HEDGED = "Hedged: said with reserve."
_CODED = "[In brackets]: of this kind by the coder's word alone."
#: Words in square brackets, which are no numbers of reports.
_CODERS = re.compile(r"\[\w*[a-z]\w*[ \]]")
_KILLED = re.compile(r"(was|were) killed$")
_UNORDERED = "· no source puts it before or after another"


def in_words(ledger: Ledger, found: Dossier) -> Wording:
    """The words for a dossier."""
    return Wording(ledger, found)


def laid_out(ledger: Ledger, found: Dossier, quotes: bool = False, terse: int = 0) -> Layout:
    """The dossier in words; with ``quotes``, each entry with the words of those who are quoted in it.

    ``terse`` is 1 for a short one, in which places, days and the like are left out that one group alone gives of what
    is not in dispute, and 2 for one on a page, in which some of many who tell alike are counted as well, and order is
    left out that one group alone gives of what others tell alike. What is left out is counted.
    """
    return _Writer(ledger, found, quotes, terse).layout()


class _Writer:
    def __init__(self, ledger: Ledger, found: Dossier, quotes: bool, terse: int) -> None:
        self.ledger, self.found, self.short, self.on_a_page = ledger, found, terse > 0, terse > 1
        self.wording = Wording(ledger, found, terse)
        self.known = ledger.background
        #: Statements, and what is left open, that some entry shows.
        self.shown: set[int] = set()
        self.questions, self.riders = Questions(self.wording), Riders(self.wording, self.shown)
        self.beside = Beside(ledger, self.wording, self.shown)
        self.ends = Ends(ledger, self.wording, self.beside, self.shown, quotes)
        self.undisputed = Undisputed(self.wording, self.riders, self.beside, self.ends)
        self.statements = Statements(self.wording, self.questions, self.beside, self.ends, self.shown)

    def layout(self) -> Layout:
        acts = self.found.acts
        lines = {act.event: lines_of(act, self.known) for act in acts}
        disputed = [act for act in acts if act.in_dispute]
        if self.short:
            wholes = {act.event: act.versions for act in disputed}
            disputed = [a for a in disputed if a.unmet or not self._is_asked_of_whole(a.event, a.versions, wholes)]
        # What nobody says any more, and somebody denies, is the last of them.
        given_up = [act for act in disputed if not self._is_open(act)]
        disputed = [act for act in disputed if act not in given_up]
        rest = [act for act in acts if not act.in_dispute]
        different = [act for act in rest if act.different or reports_differ(lines[act.event], self.known)]
        rest = [act for act in rest if act not in different and lines[act.event].lines]
        earlier, later = self._at_other_times(rest)
        rest = [act for act in rest if act not in (*earlier, *later)]
        alike = [act for act in rest if any(len(one.groups) > 1 for one in act.versions)]
        alone = [act for act in rest if act not in alike]
        asked = statement_questions(self.found)
        stated, apart = asked.disputed, asked.differently
        if self.short:
            stated = tuple(those for those in stated if not self._is_stated_of_whole(those, stated))
        self.wording.asked_elsewhere |= {id(one.statement) for one in asked.with_their_act}
        silences = {id(those): self.beside.silences_on_numbers(those) for those in (*stated, *apart)}
        ordered: list[ReportedAct | None] = [
            *disputed,
            *(None for _ in stated),
            *given_up,
            *different,
            *(None for _ in apart),
            *alike,
            *alone,
            *earlier,
            *later,
        ]
        for number, each in enumerate(ordered, 1):
            if each is not None:
                self.wording.act_numbers[each.event] = number

        in_dispute = [self._question(act, lines[act.event]) for act in disputed]
        in_dispute += [self.statements.question(those, silences[id(those)]) for those in stated]
        in_dispute += [self._question(act, lines[act.event]) for act in given_up]
        told_differently = [self._question(act, lines[act.event]) for act in different]
        told_differently += [self.statements.question(those, silences[id(those)]) for those in apart]
        for number, entry in enumerate((*in_dispute, *told_differently), 1):
            entry.number = number
        parts = [
            Part("in dispute", "In dispute", in_dispute),
            Part("reported differently", "Reported differently, denied by nobody", told_differently),
            self._acts_part("alike", "Reported alike, by two or more independent groups", alike, lines),
            self._acts_part("alone", "Reported by one group alone", alone, lines),
            self._acts_part("earlier", "Earlier", earlier, lines),
            self._acts_part("later", "Later", later, lines),
            Part("blame", "Who is to blame", self.statements.blame(lines)),
            Part("denied", "Denied, though nobody here says so", self.ends.only_denied()),
            Part("open", "Left open, or not answered", self.ends.left_open()),
            Part("one moment", "One moment, reported two ways?", self.ends.maybe_one()),
            Part("views", "Views, not counted for anything above", self.ends.views()),
            Part("corrections", "Corrections", self.ends.corrections()),
        ]
        self._without_labels_that_say_no_more([*in_dispute, *told_differently])
        summary = self._summary(len(in_dispute), len(told_differently), alike, alone, earlier, later)
        layout = Layout(self.wording.label(self.found.incident), summary, [p for p in parts if p.entries])
        layout.parts.append(self.ends.read_in(full=not self.short))
        layout.on_a_page = self.on_a_page
        # What is said of a part stands a second time as said of the whole.
        left = [one for one in self.found.statements if one.statement.part is None]
        layout.closing = self._closing(sum(id(one.statement) not in self.shown for one in left), _has_coded(layout))
        return layout

    @staticmethod
    def _without_labels_that_say_no_more(questions: Sequence[Entry]) -> None:
        """Leaves out the label of an act where its question says the same, and no other question does."""
        titles = Counter(entry.title for entry in questions)
        for entry in questions:
            if titles[entry.title] == 1 and says_no_more(entry.label, entry.title):
                entry.label = ""

    def _is_asked_of_whole(self, event: str, told: Sequence[Weighed], wholes: Mapping[str, Sequence[Weighed]]) -> bool:
        """Whether all that is told and denied of a part stands in a question of the whole."""
        mine = {word.row["said"] for one in told for word in one.of("asserts", "denies")}
        return any(
            mine
            <= {word.row["said"] for one in wholes.get(whole, ()) for word in one.of("asserts", "narrower", "denies")}
            for whole in self.known.wholes.get(event, ())
        )

    def _is_stated_of_whole(self, those: list[Weighed], among: Iterable[list[Weighed]]) -> bool:
        about, prop = those[0].statement.about, those[0].statement.prop
        same = {other[0].statement.about: other for other in among if other[0].statement.prop == prop}
        return self._is_asked_of_whole(about, those, same)

    @staticmethod
    def _is_open(act: ReportedAct) -> bool:
        """Whether something that is in dispute of an act is asserted by somebody in the view."""
        told = any(one.groups for one in act.versions)
        return any(one.groups and one.is_disputed for one in act.versions) or (told and bool(act.unmet))

    def _acts_part(self, name: str, heading: str, acts: list[ReportedAct], lines: dict[str, Lines]) -> Part:
        is_apart = name in ("earlier", "later")
        gloss = "" if is_apart or all(act.is_ordered for act in acts) else _UNORDERED
        entries = []
        for act in acts:
            alone = not any(len(one.groups) > 1 for one in act.versions)
            entry = self.undisputed.entry(act, lines[act.event], alone=alone)
            if is_apart:
                # The day by which the coder sorts it is nobody's word.
                told = [one for one in self.found.statements_of(act.event) if one.statement.prop == WHEN and one.groups]
                days = list(dict.fromkeys(day_in_words(str(one.statement.value)) for one in told)) or ["no day given"]
                if name == "later" and told:
                    # Whoever dies later, of what happened before, is not killed on that day.
                    entry.title = _KILLED.sub("died", entry.title)
                said = " ".join([entry.title, *entry.notes])
                entry.title += "".join(f", {day}" for day in days[:1] if day not in said)
            entries.append(entry)
        return Part(name, heading, entries, gloss)

    def _at_other_times(self, acts: list[ReportedAct]) -> tuple[list[ReportedAct], list[ReportedAct]]:
        """The acts before and after the time of the incident: what was years ago is no answer to what happened."""
        facts = self.wording.facts_of(self.found.incident)
        first, last = facts.get("earliest"), facts.get("latest")
        if not first or not last:
            return [], []
        earlier = [act for act in acts if act.last and act.last < first]
        return earlier, [act for act in acts if act.first and act.first > last]

    def _closing(self, left: int, has_coded: bool) -> list[str]:
        """What is left out, and where it stands: the first line names the options of the command, the last none."""
        if self.short:
            told = [f"{left} circumstance{'s' * (left != 1)}"] if left else []
            if closer := len(self.wording.left):
                told.append(f"{closer} closer word{'s' * (closer != 1)}")
            out = f"Left out: {', '.join(told)}." if told else ""
            hedged = _HEDGED if self.wording.has_hedged and not self.on_a_page else ""
            out = " ".join(filter(None, [out, hedged, _CODED if has_coded else ""]))
            return [" ".join(filter(None, [out, "More: --full, --matrix, --quotes. Grades: --explain."])), out]
        told = ["The words of each source: --quotes. The rule of the grades: --explain."]
        told += [_HEDGED] if self.wording.has_hedged else []
        told += [_CODED] if has_coded else []
        if left:
            what = "One more statement" if left == 1 else f"{left} more statements"
            told.insert(0, f"{what} of circumstances and of those who take part: --matrix.")
        return told

    def _summary(
        self,
        disputed: int,
        differently: int,
        alike_acts: Sized,
        alone_acts: Sized,
        earlier: Sized,
        later: Sized,
    ) -> list[str]:
        found, alike, alone = self.found, len(alike_acts), len(alone_acts)
        reports, sources, independent = len(found.documents), len(found.sources), len(found.groups)
        counted = f"{sources} source{'s' * (sources != 1)}, "
        if independent == 1 < sources:
            counted += "which count as one, "
        elif sources > 1:
            counted += f"{'all' if independent == sources > 2 else 'both' if independent == sources else independent} "
            counted += "independent of each other, "
        counted += "in 1 report." if reports == 1 else f"in {reports} reports [1]–[{reports}], listed below."
        parts = []
        if disputed:
            parts.append(f"{disputed} question{'s' if disputed != 1 else ''} in dispute")
        plural = "s" * (differently != 1)
        if differently:
            parts.append(f"{differently} {'' if disputed else f'question{plural} '}answered differently")
        if alike:
            parts.append(f"{alike} act{'s' if alike != 1 else ''} reported by two or more groups")
        if alone:
            parts.append(
                f"{alone} by one alone" if alike else f"{alone} act{'s' * (alone != 1)} reported by one group alone"
            )
        for when, acts in (("earlier", earlier), ("later", later)):
            parts += [f"{len(acts)} {when} act{'s' * (len(acts) != 1)}"] if acts else []
        told = ", ".join(parts) + "." if parts else "Nobody in this view reports an act."
        view = found.view.with_changes(incident=frozenset())
        shown = self.ledger.sentence(view) if view != type(view)() else ""
        told = [counted, told, *([f"Shown: what is {shown}."] if shown else [])]  # type: ignore[assignment]
        told += [self.ledger.redacted] if self.ledger.redacted else []  # type: ignore[operator]
        return [" ".join(told)] if self.short else list(told)

    # ---- questions about acts

    def _question(self, act: ReportedAct, told: Lines) -> Entry:
        if told.shared is not None and not act.in_dispute:
            # Who names no more than what all have in common answers nothing.
            common = told.shared
            told = Lines(common, [one for one in told.lines if not self._is_no_answer(one, common)])
        self.wording.part = "in dispute" if act.in_dispute else "different"
        pairs = pairs_apart(act)
        apart = {version for pair in pairs for version in pair}
        answering = [one for one in told.lines if id(one.version) in apart or one.is_disputed] or told.lines
        asked = self.questions.of_act(act, told, answering)
        if asked.answer == self.wording.predicate:
            answering = [one for one in told.lines if one.version.core.doers == answering[0].version.core.doers]
        if asked.is_of_all:
            answering = told.lines
        if self.on_a_page and not act.in_dispute:
            told = self._without_what_is_said(told, apart)
        of_one, of_all = self.beside.denials(act, told, asked)
        rows: list[Row] = []
        for one in sorted(
            told.lines, key=lambda each: (each not in answering, not each.is_disputed, -len(each.groups))
        ):
            right = groups(len(one.groups)) if act.in_dispute and one.grade == "contested" else grade(one)
            answers = one in answering
            named = one.version.core.ends if answers else frozenset()
            words = asked.answer(one) if answers else self.wording.of(one)
            if one.version.kind == OTHER and (asked.labelled or not answers):
                # The words of the source stand beside his name.
                words = self.wording.involved(one.version.core) or IN_OTHER_WORDS
            words = self.wording.following(words, one.version.core.ends) if self.short else words
            who = self.wording.who_says(one, named=named) or self._withdrawn(one)
            rows.append(Row(words, who, right, one=one, is_other=not answers))
            rows += of_one.get(id(one), [])
        untold = ""
        if asked.untold:
            # A denial is itself the question: it stands with it, before what is told.
            untold, of_all = f"Nobody here says so of this act; {'; '.join(map(said, of_all))}.", []
        rows += of_all
        rows += [*self.beside.only(act, told), *self.beside.left_open(act), *self.beside.not_answered(act, told.lines)]
        notes = [*self._remarks(act), *self._begun(self.riders.of(act, asked=True))]
        entry = Entry(asked.title, rows, notes, number=self.wording.act_numbers[act.event], is_question=True)
        entry.label, entry.untold = self.wording.label(act.event) if asked.labelled else "", untold
        entry.common, entry.about, entry.shared = self._common(act, told), act.event, told.shared
        self.wording.part = ""
        if act.in_dispute:
            grades = {one.grade for one in act.versions}
            # What is told but for the limits of its denial is denied in part.
            part = all(is_told(denial, act, self.wording) for denial in act.unmet)
            unmet = "denied in part" if part else "denied"
            entry.right = next((g for g in ("contested", "denied") if g in grades), unmet)
        entry.quotes = self.ends.quoted(act.tellings)
        return entry

    def _without_what_is_said(self, told: Lines, apart: set[int]) -> Lines:
        """The lines without those that say, of another of the same side, what another line of the same tellers says."""
        kept: list[Weighed] = []
        for one in sorted(told.lines, key=lambda each: -len(each.groups)):
            if id(one.version) in apart or not any(self.undisputed.is_said(one, other) for other in kept):
                kept.append(one)
        self.wording.left |= {(id(one.version), "") for one in told.lines if one not in kept}
        return Lines(told.shared, [one for one in told.lines if one in kept])

    def _withdrawn(self, one: Weighed) -> str:
        """Who told a version of which a correction took the place, so that nobody tells it any more."""
        told = [
            word for word in one.version.words if word.relation == "asserts" and word.telling.replaced_on is not None
        ]
        admitted = [word for word in told if self.found.view.admits_source(word.row, self.known)]
        if one.groups:
            return ""
        taken_back = [word for word in admitted if not word.telling.misquoted_by]
        own = [word for word in taken_back if self.wording.carrier_of(word.telling) is None]
        carried = {word.said_by: self.wording.carrier_of(word.telling) for word in taken_back if word not in own}
        said = [f"withdrawn, {self.wording.speakers(own)}"] if own else []
        for source, carrier in carried.items():
            if carrier is not None:
                by = self.wording.named_with_reserve([Word(carrier, "asserts")])
                said.append(f"{by} no longer says that {self.wording.within(source)} said so")
        return "; ".join([*said, *self.wording.never_said(admitted)])

    @staticmethod
    def _begun(riders: list[str]) -> list[str]:
        run = "; ".join(riders)
        return [f"{run[:1].upper()}{run[1:]}."] if run else []

    def _is_no_answer(self, one: Weighed, shared: Weighed) -> bool:
        """Whether a version names no more than what all have in common."""
        core, common = one.version.core, shared.version.core
        return (
            not one.own
            and core.directed
            and common.directed
            and bool(core.doers) <= bool(common.doers)
            and bool(core.targets) <= bool(common.targets)
            and nested(one.version.kind, shared.version.kind, self.wording)
            and meet(core, common, self.known)
        )

    def _common(self, act: ReportedAct, told: Lines) -> str:
        """What all who answer have in common, with its grade."""
        one = told.shared
        if one is None:
            return ""
        # A line that says whose own word it is says it for all.
        says = one.own and not (self.on_a_page and any(line.own for line in told.lines))
        own = f"; {one.own}: {self.wording.speakers(self.wording.own_words(one))}" if says else ""
        if self.short and not act.in_dispute and one.version.core.kind:
            return f"That this happened: {grade(one).removesuffix(' groups')}{own}."
        common = self.wording.following(self.wording.of(one), one.version.core.ends)
        everyone = {word.said_by for line in told.lines for word in line.asserted}
        if not everyone <= {word.said_by for word in one.asserted}:
            return f"Shared: {common} ({grade(one)}{own})."
        return f"Common to all: {common} ({grade(one)}{own})."

    def _remarks(self, act: ReportedAct) -> list[str]:
        """What to note of the accused: quoted and silent, or of two minds."""
        return [*self._silent(act), *both_in_words(act.versions, self.wording), *self._with_it(act)]

    def _silent(self, act: ReportedAct) -> list[str]:
        """That those who are accused of an act are quoted, where they could have answered, and say nothing of it."""
        # Nobody is accused of what is done against nobody, such as a clause in a contract.
        contested = [
            one for one in act.versions if one.grade == "contested" and one.version.kind in self.known.confrontations
        ]
        spoken = {telling.said_by for telling in act.tellings}
        # Who says where or when it was speaks of it.
        circumstances = self.found.statements_of(act.event)
        spoken |= {word.said_by for one in circumstances for words in one.words.values() for word in words}
        accused = list(dict.fromkeys(s for one in contested for s in self.found.own_side(one.version.core, self.known)))
        tellings = [] if spoken & set(accused) else self._quoted_since(act, contested, accused)
        if not tellings:
            return []
        where = self.wording.numbers(tellings)
        # Of a whole side each name would hide the rest of the sentence.
        names = self.wording.ends(accused)
        sides = {self.known.own_side(source) or source for source in accused}
        who = joined(names) if len(names) < 4 else joined(map(self.wording.label, sorted(sides)))
        verb = "is" if len(names) == 1 or (len(names) > 3 and len(sides) == 1) else "are"
        quoted = f"quoted {f'in {where}' if where else 'here'}"
        return [f"The accused ({who}), {quoted}, {verb} silent on this, which is no denial."]

    def _quoted_since(self, act: ReportedAct, contested: list[Weighed], accused: list[str]) -> list[Telling]:
        """The words of the accused in reports that tell of the act, or that appeared once it had been told: whoever
        only gave no answer is not quoted.
        """
        telling_it = {telling.row["document"] for telling in act.tellings}
        days = [str(word.row["published"] or "") for one in contested for word in one.asserted]
        first = min(filter(None, days), default="9999")
        every = (telling for told in self.found.acts for telling in told.tellings)
        return [
            t
            for t in every
            if t.said_by in accused
            and t.stance != NO_ANSWER
            and (t.row["document"] in telling_it or str(t.row["published"] or "") > first)
        ]

    def _with_it(self, act: ReportedAct) -> list[str]:
        """What else is in dispute where this act is: that another came after it."""
        return [
            f"In dispute with it: that {self.wording.act(one.statement.about)} was {LINKS[one.statement.prop]} it."
            for one in self.found.statements
            if id(one.statement) in self.wording.asked_elsewhere and one.statement.value == act.event
        ]


def _has_coded(layout: Layout) -> bool:
    """Whether a sentence has the coder's word in brackets: "the patrol [took part]"."""
    entries = [entry for part in layout.parts if part.name != "read in" for entry in part.entries]
    said = [text for e in entries for text in (e.title, e.common, *(row.words for row in e.rows), *e.notes)]
    return any(_CODERS.search(text) for text in said)
