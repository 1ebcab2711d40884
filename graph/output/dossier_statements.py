"""Questions that statements answer, in words: where it was, how many were killed, who was to blame."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..noun_phrases import is_plural
from ..rules.act_lines import Lines
from ..rules.circumstances import RESPONSIBLE
from ..rules.statement_questions import SAME, is_order_of_two
from ..rules.tellings import ORDER, Telling
from ..rules.weighing import Weighed
from ..vocabulary import PROPERTY_BY_IRI, ST
from .both_in_words import both_in_words
from .dossier_beside import Beside
from .dossier_ends import Ends
from .dossier_layout import Entry, Row, grade, groups
from .dossier_questions import STATUS, Questions, status_words
from .dossier_words import Wording
from .names_in_sentences import HEDGED

__all__ = ["Statements"]

_WHO_IT_WAS = frozenset(ST + name for name in ("memberOf", "partOf", "age", "name"))


class Statements:
    """Writes the questions of one dossier that statements answer; ``shown`` gathers the statements that are printed."""

    def __init__(self, wording: Wording, questions: Questions, beside: Beside, ends: Ends, shown: set[int]) -> None:
        self.wording, self.questions, self.beside, self.ends, self.shown = wording, questions, beside, ends, shown
        self.found = wording.dossier

    def question(self, those: list[Weighed], silences: list[Telling]) -> Entry:
        """The question that these statements answer; ``silences`` are refusals to answer it."""
        about, prop = those[0].statement.about, those[0].statement.prop
        rows: list[Row] = []
        answers = [one.statement for one in those if one.groups or one.grade == "denied"]
        for one in sorted(those, key=lambda each: (not each.is_disputed, -len(each.groups), str(each.statement.value))):
            self.shown.add(id(one.statement))
            right = groups(len(one.groups)) if one.grade == "contested" else grade(one)
            if one.statement in answers:
                only = len({each.statement.value for each in those}) == 1
                who = self.wording.who_gives(one, those, answers)
                rows.append(Row(self._value(one, only=only), who, right, one=one))
            rows += self.beside.of_statement(one)
        rows += self.beside.of_statements(those, silences)
        contested = [one for one in those if one.grade == "contested"]
        notes = both_in_words(those, self.wording)
        notes += self._who_it_was(about) if prop == STATUS else []
        tellings = [word.telling for one in those for words in one.words.values() for word in words]
        right = "contested" if contested else ""
        title, label = self.questions.of_statements(those)
        # Of what it asks is no part of the question itself: "what caused it?"
        title = f"{title} ({label})" if label else title
        return Entry(title, rows, notes, self.ends.quoted(tellings), right, is_question=True, about=about)

    def blame(self, lines: Mapping[str, Lines]) -> list[Entry]:
        """Who is said to be to blame for an act of which nobody says who did what, where one answer is given.

        Beside the sentence of an act it stands there; more answers are a question.
        """
        entries = []
        for one in self.found.statements:
            about, told = one.statement.about, lines.get(one.statement.about)
            is_shown = id(one.statement) in self.shown or (told is not None and told.lines)
            if one.statement.prop != RESPONSIBLE or not one.groups or is_shown:
                continue
            self.shown.add(id(one.statement))
            right = "" if one.grade == "weak" else f" ({grade(one)})"
            rows = [Row("", self.wording.who_gives(one, [one])), *self.beside.of_statements([one], [])]
            words = [word.telling for words in one.words.values() for word in words]
            to_blame = self._value(one)
            verb = "are" if is_plural([to_blame]) else "is"
            title = f"{self.wording.label(about)}: {to_blame} {verb} to blame{right}"
            entries.append(Entry(title, rows, quotes=self.ends.quoted(words)))
        return entries

    def _value(self, one: Weighed, *, only: bool = False) -> str:
        """The value of a statement as an answer to its question; ``only``: none other is given."""
        prop = one.statement.prop
        if prop == STATUS:
            several = is_plural([self.wording.within(one.statement.about)])
            return status_words(one, several)
        if is_order_of_two(one):
            about = one.statement.about
            return f"{self.wording.label(about)} {self.wording.circumstance(prop, one.statement.value, about)}"
        if prop in ORDER and only:
            return "yes"
        if prop in SAME:
            return "one" if prop == SAME[0] else "two"
        return self.wording.value(one)

    def _is_of(self, one: Weighed, actor: str, phrase: str) -> str:
        """What is told of somebody as a phrase: "members of the army", "one of the villagers"."""
        value, several = self.wording.value(one), is_plural([self.wording.within(actor)])
        if (
            phrase.startswith("member of")
            and self.wording.known.kind.get(str(one.statement.value)) == ST + "Population"
        ):
            return f"{'some' if several else 'one'} of {value}"
        said = phrase.format(value)
        return re.sub("^member of", "members of", said) if several else said

    def _who_it_was(self, actor: str) -> list[str]:
        """What else is told of somebody whose status is in dispute: whose member, how old, by what name."""
        parts = []
        every = self.found.statements_of(actor)
        for one in every:
            known = PROPERTY_BY_IRI.get(one.statement.prop)
            if not known or one.statement.prop not in _WHO_IT_WAS or not one.groups or one.grade == "contested":
                continue
            if (len(one.groups) > 1 and self.wording.terse < 5) or not self.wording.short:
                self.shown.add(id(one.statement))
                by = groups(len(one.groups)) if len(one.groups) > 1 else self.wording.who_gives(one, every)
                by = by.replace(f" ({HEDGED})", f", {HEDGED}")
                parts.append(f"{self._is_of(one, actor, known.phrase)} ({by})")
        return [f"{'Also' if self.wording.short else 'Also told'}: {'; '.join(parts)}."] if parts else []
