"""Acts that are told alike, or by one group alone: a sentence with those who say it, and what some add to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

from ..noun_phrases import joined
from ..rules.act_lines import Lines, ends_meet
from ..rules.background import Background
from ..rules.reported_acts import ReportedAct
from ..rules.tellings import Core
from ..rules.weighing import GRADES, Weighed
from .act_sentences import in_own_words
from .act_titles import label_leads, named
from .deed_sentences import OTHER, VAGUE
from .dossier_beside import Beside
from .dossier_ends import Ends
from .dossier_layout import Entry, Row, grade
from .dossier_questions import nested
from .dossier_riders import Riders
from .dossier_words import Wording

__all__ = ["Undisputed", "meet"]


class Undisputed:
    """Writes the entries of the acts of one dossier that are no questions."""

    def __init__(self, wording: Wording, riders: Riders, beside: Beside, ends: Ends) -> None:
        self.wording, self.riders, self.beside, self.ends = wording, riders, beside, ends
        self.terse, self.known = wording.terse, wording.known
        acts = wording.dossier.acts
        # What is told of a part alone has its title there.
        told = (one for act in acts for one in act.versions if not one.is_of_parts)
        self.titles = Counter(wording.of(one) for one in told)

    def entry(self, act: ReportedAct, told: Lines, *, alone: bool) -> Entry:
        """The act as a sentence; ``alone``: one group alone tells it."""
        wording = self.wording
        first = self._first(act, told)
        kept: list[Weighed] = []
        for one in told.lines:
            if one is not first and not (self.terse and any(self.is_said(one, other) for other in (first, *kept))):
                kept.append(one)
        if self.terse > 4 and not alone:
            left = [one for one in kept if one.grade == "weak" and not self._owns_up(one, first)]
            self.wording.left |= {(id(one.version), "") for one in left}
            kept = [one for one in kept if one.grade != "weak" or self._owns_up(one, first)]
        below = {word.said_by for one in kept for word in one.asserted}
        lines = Lines(None, [first, *kept] if self.terse < 5 else [first, *told.lines])
        wording.part = "alone" if alone else "alike"
        few = self.terse > 3 and not alone
        rows = [Row("", wording.who_says(first, told_below=below, few=few), one=first)]
        for one in kept:
            rows.append(Row(self._closer(one, first), wording.who_says(one, few=few), grade(one), one=one))
        rows += self.beside.rejections(act.versions)
        rows += [
            *self.beside.only(act, lines),
            *self.beside.left_open(act),
            *self.beside.not_answered(act, [first, *kept]),
        ]
        whole = wording.facts_of(act.event).get("subEventOf")
        part = [f"part of {wording.act(whole)}"] if whole in wording.act_numbers else []
        notes = [*part, *self._in_common(told, alone), *self.riders.of(act, alone=alone), *self._within_a_side(act)]
        entry = Entry(self._title(act, first), rows, notes, right=grade(first))
        entry.about = act.event
        entry.is_ordered, entry.number = act.is_ordered, wording.act_numbers[act.event]
        entry.quotes = self.ends.quoted(act.tellings)
        wording.part = ""
        return entry

    def _in_common(self, told: Lines, alone: bool) -> list[str]:
        """What two groups or more tell alike of an act of which each tells more, and none what the other does: who
        fired, and at whom.
        """
        each = {frozenset(one.groups) for one in told.lines}
        groups = frozenset().union(*each)
        kinds = {one.version.kind for one in told.lines}
        broadest = [
            kind for kind in kinds if kind and all(kind in self.known.broader.get(k or "", (k,)) for k in kinds)
        ]
        if not alone or len(groups) < 2 or not broadest or broadest[0] not in self.known.confrontations:
            return []
        cores = [one.version.core for one in told.lines]
        if any(core.parties or core.tried for core in cores) or not all(
            ends_meet(a, b, self.known) for a, b in combinations(cores, 2)
        ):
            return []
        return [f"common to all: {self.wording.that(Core(kind=broadest[0]), None)} ({len(groups)} groups)"]

    def _within_a_side(self, act: ReportedAct) -> list[str]:
        """That one side names two of its own as the one who did it."""
        told = {one.version: one for one in act.versions if one.groups}
        notes = []
        for one, other in act.act.within_a_side:
            if one in told and other in told:
                if self.terse > 4:
                    # He names the one or the other as the one who did it: of one side it is no dispute.
                    self.wording.left.add((id(one), "within a side"))
                    continue
                named = joined(self.wording.ends(one.core.doers | other.core.doers))
                by = self.wording.speakers([*told[one].of("asserts"), *told[other].of("asserts")])
                notes.append(f"one side names two who did it, {named}: {by}")
        return notes[:1]

    def _owns_up(self, one: Weighed, first: Weighed) -> bool:
        """Whether somebody says of himself that he did what others tell of nobody, or of "gunmen": that is never left
        out.
        """
        core, told = one.version.core, first.version.core
        if not one.own or first.own:
            return False
        return not (told.doers or told.parties) or (
            one.version.kind in self.known.confrontations and core.doers != told.doers
        )

    def _first(self, act: ReportedAct, told: Lines) -> Weighed:
        """What most groups tell alike: the head, or what is broader and shared by more."""
        head = next((one for one in told.lines if one is act.head), told.lines[0])
        most = max(
            (
                one
                for one in (*told.lines, told.shared, *act.versions)
                if one and one.grade != "denied" and (not one.is_of_parts or one in told.lines)
            ),
            key=lambda one: (len(one.groups), one is head, len(one.version.core.ends)),
            default=head,
        )
        return most if len(most.groups) > len(head.groups) else head

    def _closer(self, one: Weighed, first: Weighed) -> str:
        """A version below another one of its act: only its doers, where it adds nothing else."""
        core, broad = one.version.core, first.version.core
        if one.version.kind == OTHER and not core.ends:
            return "in other words"
        if core.parties and replace(core, parties=frozenset()) == broad:
            return f"between {joined(self.wording.ends(core.parties))}"
        if core.doers and replace(core, doers=frozenset()) == broad:
            return f"by {joined(self.wording.ends(core.doers))}"
        said = self.wording.of(one)
        return self.wording.following(said, core.ends) if self.terse else said

    def _title(self, act: ReportedAct, first: Weighed) -> str:
        """The sentence of a version, with the label of the act where the sentence does not say which act it is."""
        title, label = self.wording.of(first), self.wording.label(act.event)
        if not first.version.core.ends and (
            first.version.kind == OTHER or label.casefold().startswith(self.wording.noun(first.version.kind or OTHER))
        ):
            # "Tension in the area" says no less than "There was tension".
            return label[:1].upper() + label[1:]
        if label_leads(act.event, act.versions, first, title, self.wording):
            return named(label, first.version.core, first.version.kind, self.wording)
        kind = first.version.kind
        # What was carried or asked for is said by a quote, or by the label.
        quoted = self.wording.quotes(kind) and in_own_words(first.asserted)
        is_bare = kind in VAGUE and self.terse > 0 and not quoted
        if not first.version.core.ends or self.titles[title] > 1 or is_bare:
            return f"{title} ({label})"
        return title

    def is_said(self, one: Weighed, first: Weighed) -> bool:
        """Whether all who tell a version stand at the first line, which says the same more or less closely."""
        core, broad = one.version.core, first.version.core
        sources = {word.said_by for word in first.asserted}
        if not {word.said_by for word in one.asserted} <= sources or (one.own and not first.own):
            return False
        if (core.doers and not broad.doers) or core.tried != broad.tried or one.is_disputed:
            return False
        if len(one.groups) > 1 and core.ends and not broad.ends:
            return False
        if GRADES.index(one.grade) < GRADES.index(first.grade) or core.directed != broad.directed:
            return False
        return nested(one.version.kind, first.version.kind, self.wording) and meet(core, broad, self.known)


def meet(core: Core, other: Core, known: Background) -> bool:
    """Whether the ends of two versions that the same sources tell may be one, or are of one side each."""
    if ends_meet(core, other, known):
        return True
    sides = [
        tuple(frozenset(known.own_side(end) or end for end in ends) for ends in (c.doers, c.targets, c.parties))
        for c in (core, other)
    ]
    return all(not a or not b or a & b for a, b in zip(*sides, strict=True))
