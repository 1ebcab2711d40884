"""The dossier in short: what is in dispute in full, and of all else who says it, on a line or two.

Nothing in it says less than is told: denials, rivals, attempts, hedges and words of one's own side stay. Circumstances
that one group alone gives are left out, as are closer words for what nobody disputes; a last line counts them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Literal

from ..rules.dossier import ORDER, Dossier, ToldAct
from ..rules.ledger import Ledger
from ..rules.tellings import LEFT_OPEN, Core
from ..rules.testimony import Word
from ..rules.weighing import GRADES, Weighed
from ..sentences import joined
from .act_lines import Lines, ends_meet, is_disputed
from .act_sentences import COMMON, ONE_PERSON, Wording
from .dossier_parts import NUMBERS, OPEN_PARTS, Entry, Layout, Part, Row, Writer, grade, groups
from .folding import folded, wide, with_right

__all__ = ["in_short", "short_lines"]

#: The parts that stand beside their heading.
_LISTED = ("in dispute", "reported differently", "alike")
_BESIDE = frozenset(("alone", "denied", "open", "one moment", "views", "corrections"))

#: Questions that say by themselves which act they ask about, if no other question has the same words.
_PLAIN = re.compile(r"(?!Who\?|Was it )(Who|Whom|With whom|\w+ whom|Whose|Did|Was|Were)\b.*\?  \(")
#: One source with its reports, and whose own word it is.
_SPEAKER = re.compile(r"([^\[\]();]+?)( \[[\d ]+\])((?:, (?:of itself|of its own side|tried|done))*)")
_NO_ANSWERS = ("left open", "no answer")
_OWN_WORDS = re.compile(r" \(“.*?”\)")
_WITH_ACRONYM = re.compile(r"([A-Z].+?) \(([A-Z]{2,6})\)")


def in_short(ledger: Ledger, found: Dossier) -> Layout:
    """The dossier in words, short enough to be read at once."""
    return _Short(ledger, found, quotes=False).layout()


class _Terse(Wording):
    """The words of a short dossier: closer words once for all who use them, and only where they matter."""

    def __init__(self, ledger: Ledger, dossier: Dossier) -> None:
        super().__init__(ledger, dossier)
        self.part: Literal["in dispute", "different", "alike", "alone"] = "in dispute"
        #: Closer words that are left out, with the version and the source whose they are.
        self.left: set[tuple[int, str, str]] = set()

    @cached_property
    def _short(self) -> dict[str, str]:
        """Short names, shorter yet by what the dossier says anyway: its place, and the outlet of a report."""
        names = dict(super()._short)
        ends = {end for act in self.dossier.acts for one in act.versions for end in one.version.core.ends}
        place = self.label(self.dossier.incident).partition(",")[0]
        shorter = {}
        for node, name in names.items():
            found = _WITH_ACRONYM.fullmatch(self.label(node))
            if node in ends and found:
                shorter[node] = found[2]
            elif node in ends and place and name.split()[0].casefold() in COMMON - ONE_PERSON:
                shorter[node] = name.removesuffix(f" of {place}")
            elif found := re.fullmatch(r"(.+) (?:carried|quoted) by (?:the )?(.+)", name):
                outlets = {self._publisher(doc) for doc in self._read(node)}
                shorter[node] = found[1] if outlets == {found[2]} else name
        often = Counter([*shorter.values(), *(name for node, name in names.items() if node not in shorter)])
        return names | {node: name for node, name in shorter.items() if often[name] == 1}

    def spelled(self, node: str) -> str:
        """What the letters stand for by which an actor goes who is no source."""
        found = _WITH_ACRONYM.fullmatch(self.label(node))
        return found[1] if found and self.name(node) == found[2] and node not in self.dossier.sources else ""

    def within(self, iri: str) -> str:
        """The name as it stands within a sentence: one that was cut to a common word stands small too."""
        name = super().within(iri)
        return name[:1].lower() + name[1:] if name.casefold() in COMMON and name != self.label(iri) else name

    def _read(self, source: str) -> set[str]:
        tellings = [t for act in self.dossier.acts for t in act.tellings]
        tellings += [w.telling for one in self.dossier.statements for those in one.words.values() for w in those]
        return {t.row["document"] for t in tellings if t.said_by == source}

    def _publisher(self, document: str) -> str:
        publisher = self.facts_of(document).get("publisher")
        return self.label(publisher).partition(" (")[0] if publisher else ""

    def speakers(
        self, words: Iterable[Word], aside: Callable[[list[Word]], str] = lambda _: "", named: bool = True
    ) -> str:
        """Those who say it, those with the same closer word together; those last who only report it with a hedge."""
        by_source: dict[str, list[Word]] = {}
        for word in words:
            by_source.setdefault(word.said_by, []).append(word)
        sure: dict[str, list[str]] = {}
        hedged: dict[str, list[str]] = {}
        for source in sorted(by_source, key=lambda s: self.name(s).casefold()):
            mine = by_source[source]
            those = hedged if all(word.row["hedged"] for word in mine) else sure
            those.setdefault(aside(mine), []).append(self.speaker(source, (word.telling for word in mine)))
        parts = [self._with_asides(sure)] if sure else []
        return "; ".join([*parts, f"reportedly {self._with_asides(hedged)}"] if hedged else parts)

    def _with_asides(self, said: dict[str, list[str]]) -> str:
        parts = []
        for aside, names in sorted(said.items(), key=lambda each: (bool(each[0]), len(each[1]))):
            every = "" if len(names) == 1 else "both: " if len(names) == 2 else f"all {len(names)}: "
            if self.part == "alone":
                parts.append(", ".join(names) + (f", {every}{aside}" if aside else ""))
            else:
                parts.append(", ".join(names) + (f" ({every}{aside})" if aside else ""))
        shared = any(aside and len(names) > 1 for aside, names in said.items())
        return ("; " if shared else ", ").join(parts)

    def _aside(
        self, words: list[Word], one: Weighed, core: Core | None, told_below: Collection[str], named: frozenset[str]
    ) -> str:
        if core is None:
            return ""
        parts = self._asides(words, one, core, told_below, named)
        kept = {"own", "tried"}
        if is_disputed(one):
            kept |= {"kind", "by whom", "to whom"}
        # Who is said to have acted, where the line names nobody, is no closer word but the point.
        elif not core.doers and not core.parties:
            kept.add("by whom")
        self.left |= {(id(one.version), words[0].said_by, name) for name in parts.keys() - kept}
        return ", ".join(said.replace(";", ",") for name, said in parts.items() if name in kept)

    def in_numbers(self, one: Weighed, below: Collection[str] = (), elsewhere: Collection[str] = ()) -> str:
        """The reports in which a version stands; those apart in which it has a hedge or something of its own to it.

        Whose own word it is stands there by name.
        """
        core = one.version.core
        by_source: dict[str, list[Word]] = {}
        for word in one.asserted:
            by_source.setdefault(word.said_by, []).append(word)
        in_part = [word for word in one.of("in part") if word.said_by not in elsewhere]
        reports = {word.row["document"] for word in one.asserted}
        if len(reports) < len(by_source) or len(self.dossier.documents) == 1:
            # A number would not say who of those in one report says so.
            every = [self.speakers(one.asserted, lambda words: self._aside(words, one, core, below, frozenset()))]
            return "; ".join(every + ([f"saying less: {self.speakers(in_part)}"] if in_part else []))
        found: dict[str, list[Word]] = {}
        for source in sorted(by_source, key=lambda s: self.name(s).casefold()):
            hedged = all(word.row["hedged"] for word in by_source[source])
            for word in by_source[source]:
                aside = self._aside([word], one, core, below, frozenset())
                own = "of its own side"
                if aside.startswith(own) and core.doers | core.parties != {source}:
                    aside = f"{own}: {self.within(source)}{aside.removeprefix(own)}"
                said = filter(None, ["reportedly" if hedged else "", aside])
                found.setdefault(" ".join(said), []).append(word)
        every = [f"{aside} {self.numbers(w.telling for w in words)}".strip() for aside, words in found.items() if aside]
        plain = self.numbers(word.telling for word in found.get("", ()))
        if in_part:
            every.append(f"saying less: {self.speakers(in_part)}")
        return ", ".join(filter(None, [plain, *every]))


class _Short(Writer):
    """Writes the dossier in short: the same parts, of which all but the disputes are told more tightly."""

    wording: _Terse
    #: What all who answer a question have in common, by entry.
    common: dict[int, str]
    left_out: str

    def _words(self) -> Wording:
        return _Terse(self.ledger, self.found)

    def layout(self) -> Layout:
        self.common = {}
        layout = super().layout()
        titles = Counter(e.title.partition("  (")[0] for part in layout.parts for e in part.entries if e.is_question)
        for part in layout.parts:
            if part.name in ("alike", "alone"):
                part.gloss = ""
            if part.name == "in dispute":
                part.gloss = "contested, unless another grade stands"
            if part.name == "alike":
                part.heading = "Reported alike, by so many independent groups"
                part.gloss = "fair, unless another grade stands"
                if any(not entry.is_ordered for entry in part.entries):
                    part.gloss += "; · not ordered"
            for entry in part.entries:
                entry.right = "" if entry.right == "contested" else self._graded(entry.right)
                entry.notes = [re.sub(r"\((fair|confirmed), (\d+) groups", r"(\1, \2", note) for note in entry.notes]
                for row in entry.rows:
                    row.right = self._graded(row.right) if row.right != "1 group" else ""
                if entry.is_question and _PLAIN.match(entry.title):
                    asked = entry.title.partition("  (")[0]
                    entry.title = asked if titles[asked] == 1 else entry.title
                entry.title += f" {self.common[id(entry)]}" if id(entry) in self.common else ""
            if part.name == "alone":
                part.entries = self._by_speaker(part.entries)
        layout.summary = [" ".join(layout.summary)]
        return layout

    def _closing(self, left: int) -> list[str]:
        said = []
        if left:
            said.append(f"{left} statement{'s' * (left != 1)}")
        if closer := len(self.wording.left):
            said.append(f"{closer} closer word{'s' * (closer != 1)}")
        self.left_out = f"Left out: {', '.join(said)}." if said else ""
        options = "More: --full, --matrix, --quotes. Grades: --explain."
        return [" ".join(filter(None, [self.left_out, options])), self.left_out]

    # ---- questions

    def _question(self, act: ToldAct, told: Lines) -> Entry:
        self.wording.part = "in dispute" if act.in_dispute else "different"
        vague: list[Weighed] = []
        if told.shared is not None and not act.in_dispute:
            vague = [one for one in told.lines if self._is_no_answer(one, told.shared)]
            told = Lines(told.shared, [one for one in told.lines if one not in vague])
        entry = super()._question(act, told)
        self.wording.part = "in dispute"
        if not act.in_dispute and (one := told.shared) is not None:
            note = entry.notes.pop(0)
            named = {word.said_by for word in one.asserted} - {w.said_by for line in told.lines for w in line.asserted}
            named -= {telling.said_by for telling in act.left_open}
            words = [word for word in one.asserted if word.said_by in named]
            open_by = {telling.said_by for telling in act.left_open}
            words += [word for each in vague for word in each.asserted if word.said_by not in open_by]
            more = self.wording.speakers(words)
            own = f"; {one.own}: {self.wording.speakers(self.wording.own_words(one))}" if one.own else ""
            if one.version.core.kind:
                note = f"That this happened: {self._graded(grade(one))}{own}{'; no more: ' * bool(more)}{more}."
            self.common[id(entry)] = note
        return entry

    def _not_answered(self, act: ToldAct) -> list[Row]:
        rows = super()._not_answered(act)
        for row in rows if not act.in_dispute else ():
            row.speakers = _OWN_WORDS.sub("", row.speakers)
        return rows

    def _is_no_answer(self, one: Weighed, shared: Weighed) -> bool:
        """Whether a version names no more than what all have in common."""
        core, common = one.version.core, shared.version.core
        return (
            not one.own
            and core.directed == common.directed
            and bool(core.doers) <= bool(common.doers)
            and bool(core.targets) <= bool(common.targets)
            and core.directed
            and self._nested(one.version.kind, shared.version.kind)
            and self._meet(core, common)
        )

    def _in_reports(self, one: Weighed) -> str:
        hedge = "reportedly " * all(word.row["hedged"] for word in one.asserted)
        return hedge + self.wording.numbers(word.telling for word in one.asserted)

    @staticmethod
    def _graded(right: str) -> str:
        """A grade with the number of groups as a bare number."""
        return re.sub(r"^(confirmed, |fair, )(\d+) groups$", r"\1\2", right)

    def _left_open(self, act: ToldAct) -> list[Row]:
        """Who leaves an act open; in their own words only what is in dispute."""
        rows = super()._left_open(act)
        if rows and not act.in_dispute:
            words = [Word(t, "leaves open") for t in act.left_open if t.says.get(LEFT_OPEN, frozenset()) & OPEN_PARTS]
            rows = [Row("left open", self.wording.speakers(words))]
        return rows

    def _circumstance(self, one: Weighed, say: str, tellers: Collection[str] = ()) -> str:
        said = super()._circumstance(one, say, tellers)
        if len(one.groups) > 1:
            return said.replace(f" ({groups(len(one.groups))})", f" ({len(one.groups)})")
        if self.wording.part == "alike" and said.endswith(")"):
            return f"{said.removesuffix(f' ({self.wording.speakers(one.asserted)})')} {self._in_reports(one)}"
        return said

    def _who_it_was(self, actor: str) -> list[str]:
        return [said.replace("Also told", "Also") for said in super()._who_it_was(actor)]

    def _told_of_actor(self, actor: str) -> list[Weighed]:
        return [one for one in super()._told_of_actor(actor) if len(one.groups) > 1]

    def _told_of(self, act: ToldAct) -> list[Weighed]:
        """What two groups give; and what puts an act told alike after another."""
        alike, alone = self.together[2:]
        found = []
        for one in super()._told_of(act):
            if one.statement.prop in ORDER:
                # What one group alone tells has no number here that could be named.
                before = str(one.statement.value)
                if before not in alone and (len(one.groups) > 1 or {act.event, before} <= alike):
                    found.append(one)
            elif (one.statement.prop in NUMBERS and act.event in alone) or len(one.groups) > 1:
                found += [one] if not self._is_plain(act, one) else []
        return found

    def _is_plain(self, act: ToldAct, one: Weighed) -> bool:
        """Whether it is one killed or wounded where all that is told is done to one person."""
        if one.statement.prop not in NUMBERS or not re.search(r"\b1$", self._value(one)):
            return False
        targets = {end for each in act.versions for end in each.version.core.targets}
        return any(self.wording.within(end).startswith("the ") for end in targets)

    # ---- acts told alike, or by one group

    def _told(self, act: ToldAct, told: Lines) -> Entry:
        wording = self.wording
        wording.part = "alike" if act.event in self.together[2] else "alone"
        first = self._first(act, told)
        more = [one for one in told.lines if one is not first]
        kept: list[Weighed] = []
        for one in more:
            if not any(self._is_said(one, other) for other in (first, *kept)):
                kept.append(one)
        tellers = {word.said_by for one in (*told.lines, told.shared) if one for word in one.asserted}
        below = {word.said_by for one in kept for word in one.asserted}
        wording.left |= {(id(one.version), "", "version") for one in more if one not in kept}
        entry = super()._told(act, Lines(told.shared, [first, *kept]))
        if wording.part == "alike":
            for one, row in zip([first, *kept], entry.rows, strict=False):
                row.speakers = wording.in_numbers(one, below if one is first else (), tellers)
            self._by_whom(first, kept, entry)
        label = self.ledger.names.label(act.event)
        if not first.version.core.ends:
            entry.title = label
        elif entry.title.endswith(f" ({label})"):
            entry.title = f"{entry.title.removesuffix(f' ({label})')}: {label}"
        wording.part = "in dispute"
        return entry

    def _by_speaker(self, entries: list[Entry]) -> list[Entry]:
        """What each source alone tells, in the order of acts; the report once where it is one alone."""
        said: dict[str, list[tuple[str, str, str]]] = {}
        subjects: dict[str, str] = {}
        every = [one.version.core for act in self.found.acts for one in act.versions]
        names = {joined(self.wording.ends(core.doers or core.parties)) for core in every}
        for entry in entries:
            more = [f"{row.words}: {row.speakers}" for row in entry.rows if row.words in _NO_ANSWERS]
            entry.title += "".join(f"; {said}" for said in (*more, *entry.notes))
            told = [row for row in entry.rows if row.words not in _NO_ANSWERS]
            for position, row in enumerate(told):
                found = _SPEAKER.fullmatch(row.speakers)
                who, numbers, aside = found.groups() if found else (row.speakers, "", "")
                words = row.words.strip() if position else entry.title
                before, subject = subjects.get(who, ""), _subject(words, names)
                subjects[who] = subject
                words = words.removeprefix(f"{subject} ") if subject and subject == before else words
                said.setdefault(who, []).append((words, numbers, aside))
        entries = []
        for who, those in said.items():
            one = those[0][1] if len({numbers for _, numbers, _ in those}) == 1 else ""
            each = [f"{words}{'' if one else numbers}{aside}" for words, numbers, aside in those]
            entries.append(Entry(f"{who[:1].upper()}{who[1:]}{one}: {'; '.join(each)}"))
        return entries

    def _by_whom(self, first: Weighed, kept: list[Weighed], entry: Entry) -> None:
        """A version that adds to the first nothing but who did it needs no sentence of its own."""
        core = first.version.core
        for one, row in zip(kept, entry.rows[1:], strict=False):
            if one.version.core.doers and replace(one.version.core, doers=frozenset()) == core:
                row.words = f"by {joined(self.wording.ends(one.version.core.doers))}"

    def _is_said(self, one: Weighed, first: Weighed) -> bool:
        """Whether all who tell a version stand at the first line, which says the same more or less closely."""
        core, broad = one.version.core, first.version.core
        sources = {word.said_by for word in first.asserted}
        if not {word.said_by for word in one.asserted} <= sources or (one.own and not first.own):
            return False
        if (core.doers and not broad.doers) or core.tried != broad.tried or is_disputed(one):
            return False
        if GRADES.index(one.grade) < GRADES.index(first.grade) or core.directed != broad.directed:
            return False
        return self._nested(one.version.kind, first.version.kind) and self._meet(core, broad)

    def _meet(self, core: Core, other: Core) -> bool:
        """Whether the ends of two versions that the same sources tell may be one, or are of one side each."""
        if ends_meet(core, other, self.known):
            return True
        sides = [
            tuple(
                frozenset(self.known.own_side(end) or end for end in ends) for ends in (c.doers, c.targets, c.parties)
            )
            for c in (core, other)
        ]
        return all(not a or not b or a & b for a, b in zip(*sides, strict=True))

    def _act(self, event: str) -> str:
        """An act by its number, if it has one that is printed, or else by its label."""
        alone = self.together[3]
        number = self.numbers.get(event)
        return str(number) if number and event not in alone else self.ledger.names.label(event)

    def _maybe_one(self) -> list[Entry]:
        pairs = [(act.event, other) for act in self.found.acts for other in act.maybe_same_as if act.event < other]
        return [Entry(" and ".join(sorted(map(self._act, pair)))) for pair in pairs]

    def _views(self) -> list[Entry]:
        """The opinions, each with the number of its act."""
        entries = super()._views()
        for telling, entry in zip(self.found.opinions, entries, strict=True):
            label, act = self.ledger.names.label(telling.row["about"]), self._act(telling.row["about"])
            entry.title = entry.title.replace(f" ({label})", f" (of {act})")
        return entries

    def _open(self) -> list[Entry]:
        """What is left open, without quotes: they stand in the full text."""
        entries = super()._open()
        for entry in entries:
            for row in entry.rows:
                row.speakers = _OWN_WORDS.sub("", row.speakers)
        return entries

    def _read_in(self) -> Part:
        """The reports, and the sources by side; an outlet's own people beside it."""
        part = super()._read_in()
        by_group: dict[str, list[str]] = {}
        for source in self.found.sources:
            by_group.setdefault(min(self.found.group_of[source]), []).append(source)
        # What an outlet's unnamed sources say counts as its own: their names say whose they are.
        sides = []
        for group, sources in sorted(by_group.items(), key=lambda each: self.wording.name(each[0]).casefold()):
            names = self.wording.ends(source for source in sources if source != group)
            if "/id/side/" in group:
                sides.append(f"{self.wording.name(group).removesuffix(' side')}: {', '.join(names)}")
        part.gloss = f"{'; '.join(sides)}." if sides else ""
        letters = {name: found for node, name in self.wording._short.items() if (found := self.wording.spelled(node))}
        part.gloss += "".join(f" {name}: {whole}." for name, whole in sorted(letters.items()))
        for entry in part.entries:
            # The days stand in the full text.
            entry.title = entry.title.rpartition(", ")[0]
        return part


def _subject(sentence: str, names: Iterable[str]) -> str:
    """The longest of these names with which a sentence begins, as it stands there."""
    begins = [name for name in names if name and sentence.casefold().startswith(f"{name} ".casefold())]
    return sentence[: max(map(len, begins))] if begins else ""


# ---------------------------------------------------------------------------------------------------------------- lines


def short_lines(layout: Layout, room: int, closing: bool) -> list[str]:
    """A short dossier in lines of at most so many columns."""
    lines = folded(layout.title.upper(), room)
    lines += [line for sentence in layout.summary for line in folded(sentence, room)]
    before = None
    for part in layout.parts:
        if part.name in _LISTED and before is not None:
            lines.append("")
        lines += _part(part, room)
        before = part.name
    said = layout.closing[:1] if closing else layout.closing[1:]
    return lines + [line for sentence in filter(None, said) for line in folded(sentence, room)]


def _part(part: Part, room: int) -> list[str]:
    heading = part.heading.upper()
    if part.name == "read in":
        lines = folded(f"{heading}: {', '.join(entry.title for entry in part.entries)}", room, after="   ")
        return lines + (folded(f"SIDES, each one group: {part.gloss}", room, after="   ") if part.gloss else [])
    if part.name in _BESIDE:
        said = [_beside(entry) for entry in part.entries]
        mark = "" if heading.endswith("?") else ":"
        between = ". " if part.name == "alone" else "; "
        return folded(f"{heading}{mark} {between.join(said)}.", room, after="   ")
    lines = with_right([heading], part.gloss, room)
    runs_on = part.name == "reported differently"
    for entry in part.entries:
        lines += _question(entry, room, runs_on) if entry.is_question else _told(entry, room)
    return lines


def _beside(entry: Entry) -> str:
    rows = [f"{row.words} {row.speakers}".strip() for row in entry.rows]
    notes = [note.rstrip(".") for note in entry.notes]
    first = f" ({rows[0]})" if rows and rows[0] else ""
    return "; ".join([f"{entry.title}{first}", *rows[1:], *notes])


def _question(entry: Entry, room: int, runs_on: bool) -> list[str]:
    right = entry.right
    if not runs_on and len(folded(f"{entry.title} {' '.join(entry.notes)}", room - wide(right) - 6)) == 1:
        entry = replace(entry, title=f"{entry.title} {' '.join(entry.notes)}".strip(), notes=[])
    title = folded(entry.title, room - wide(right) - 2 * bool(right), f"{entry.number:>2}  ", "    ")
    lines = with_right(title, right, room)
    answers: list[str] = []
    small: list[str] = []
    for row in entry.rows:
        words = row.words.strip()
        graded = f" ({row.right})" if row.right else ""
        if graded and words.endswith(")"):
            words, graded = words[:-1], f", {row.right})"
        said = f"{words}{graded}: {row.speakers}"
        if row.words.startswith("  ") and answers:
            answers[-1] += f"; {said}"
        elif row.right == "weak" or words in (*_NO_ANSWERS, "not so", "denied"):
            small.append(said)
        else:
            answers.append(said)
    rest = "; ".join(small)
    rest = f"{rest}. " if rest and entry.notes else rest
    rest += " ".join(note[:1].upper() + note[1:] for note in entry.notes)
    if runs_on:
        said = "; ".join(filter(None, [*answers, rest]))
        said = said[:1].upper() + said[1:]
        return folded(f"{entry.title} {said}", room, f"{entry.number:>2}  ", "    ")
    whole = folded("; ".join(filter(None, [*answers, rest])), room, "    ")
    if len(whole) == 1:
        return lines + whole
    for said in answers:
        lines += folded(said, room, "    ", "      ")
    if answers and rest and wide(lines[-1]) + wide(rest) + 2 <= room:
        lines[-1] += f"{'; ' if small else '. '}{rest}"
    elif rest:
        lines += folded(rest, room, "    ", "      ")
    return lines


def _told(entry: Entry, room: int) -> list[str]:
    mark = " " if entry.is_ordered else "·"
    said = [f"{entry.title} ({entry.right.removeprefix('fair, ')}) {entry.rows[0].speakers}"]
    for row in entry.rows[1:]:
        graded = f" ({row.right.removeprefix('fair, ')})" if row.right else ":"
        said.append(f"{row.words.strip()}{graded} {row.speakers}")
    return folded("; ".join([*said, *entry.notes]), room, f"{entry.number:>2}{mark} ", "      ")
