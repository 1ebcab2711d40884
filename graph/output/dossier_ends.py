"""The smaller parts of a dossier: what is only denied, left open, views, corrections, the reports read; and quotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..errors import inert
from ..noun_phrases import NUMBER_WORDS, is_plural, joined
from ..rules.ledger import Ledger
from ..rules.reported_acts import ReportedAct
from ..rules.statement_denials import RESPONSIBLE
from ..rules.tellings import (
    ASSERTS,
    CORE,
    COUNTS,
    DENIES,
    LEAVES_OPEN,
    LEFT_OPEN,
    NO_ANSWER,
    TYPE,
    WHEN,
    WITHDRAWS,
    Telling,
)
from ..rules.testimony import Word
from ..rules.values_in_words import value_in_words
from ..rules.weighing import Weighed
from ..vocabulary import ST
from .act_sentences import LONG_QUOTE, in_own_words, is_quote
from .circumstances_in_words import NUMBERS
from .dossier_beside import Beside
from .dossier_layout import Entry, Part, Row
from .dossier_questions import STATUS
from .dossier_words import Wording
from .names_in_sentences import HEDGED
from .quotations import in_quotes, says_no_more
from .time_in_words import day_in_words

__all__ = ["Ends"]

#: What a source does, one and several.
_STANCES = {
    ASSERTS: ("", ""),
    DENIES: (" denies", " deny"),
    NO_ANSWER: (" gives no answer", " give no answer"),
    WITHDRAWS: (" withdraws", " withdraw"),
}
_KEPT = frozenset().union(*COUNTS.values())
#: "The Northern side" would be "the Northern".
_SIDE = re.compile(r"^(?!the \S+ side$)(.+) side$", re.IGNORECASE)
#: What is said of somebody in words that need no name before them: "named A", "aged 30".
_WHO = frozenset(ST + name for name in ("name", "age", "memberOf"))


class Ends:
    """The last parts of one dossier; ``shown`` holds the statements that are printed, and gathers those of here."""

    def __init__(self, ledger: Ledger, wording: Wording, beside: Beside, shown: set[int], quotes: bool) -> None:
        self.ledger, self.wording, self.beside, self.shown, self.quotes = ledger, wording, beside, shown, quotes
        self.found = wording.dossier

    # ---- what nobody tells

    def only_denied(self) -> list[Entry]:
        """What is denied of an act or actor and asserted by nobody."""
        entries = []
        for one in self.found.statements:
            if one.grade == "denied" and id(one.statement) not in self.shown:
                self.shown.add(id(one.statement))
                words = one.of("denies")
                if one.statement.prop == WHEN and all(word.telling.says.keys() - {WHEN} for word in words):
                    # Since when he is said not to have been somebody's is a limit of that, and stands there.
                    continue
                said = self.wording.circumstance(one.statement.prop, one.statement.value, one.statement.about)
                title = f"{self._of(one.statement.about)}: {said}"
                quotes = self.quoted(word.telling for word in words)
                rows = []
                for what, those in self.wording.denials_of(one.statement, one.of("denies")).items():
                    speakers = self.wording.speakers(those, (lambda _: "") if is_quote(what) else in_own_words)
                    rows.append(Row("denied by", f"{speakers}: {what}" if what else speakers, kind="denial"))
                rows += self._as_a_view(one)
                entries.append(Entry(title, rows, quotes=quotes))
        return entries + [self._untold(act) for act in self.found.acts if act.only_denied and not _is_presupposed(act)]

    def _as_a_view(self, one: Weighed) -> list[Row]:
        """Who says as a view what is denied and told by nobody."""
        statement = one.statement
        views = [t for t in self.found.opinions if t.row["about"] == statement.about]
        words = [Word(t, "asserts") for t in views if statement.value in t.says.get(statement.prop, ())]
        return [Row("said only as a view by", self.wording.speakers(words), kind="beside")] if words else []

    def _untold(self, act: ReportedAct) -> Entry:
        """The denials of an act that nobody tells."""
        rows = []
        for denial in act.only_denied:
            word = Word(denial, "denies")
            what = self.wording.denial(word, denial.row.get("coder_type"), of_itself=True)
            speakers = self.wording.speakers([word], (lambda _: "") if is_quote(what) else in_own_words)
            rows.append(Row("denied by", f"{speakers}: {what}", kind="denial"))
        return Entry(self.wording.label(act.event), rows, quotes=self.quoted(act.tellings))

    def left_open(self) -> list[Entry]:
        """What is left open or not answered and stands under no question above."""
        entries = []
        for act in self.found.acts:
            if not act.in_dispute and not act.different and not act.versions:
                rows = self.beside.left_open(act) + self.beside.not_answered(act)
                rows += self._untold(act).rows if _is_presupposed(act) else []
                if rows:
                    entries.append(Entry(self.wording.label(act.event), rows, quotes=self.quoted(act.tellings)))
        by: dict[tuple[str, str, str], list[tuple[str, Word]]] = {}
        for one in self.found.statements:
            for relation in ("leaves open", "no answer"):
                if (relation == "leaves open" and one.statement.prop != LEFT_OPEN) or id(one.statement) in self.shown:
                    continue
                for word in one.of(relation):
                    label = value_in_words(self.ledger, one.statement.prop, one.statement.value)[1]
                    what = self.wording.left_open(label, one.statement.about)
                    if relation == "no answer":
                        what = self.wording.circumstance(one.statement.prop, one.statement.value, one.statement.about)
                    by.setdefault((one.statement.about, relation, word.said_by), []).append((what, word))
                    self.shown.add(id(one.statement))
        # Who leaves open which question: those who leave open the same stand together.
        of: dict[tuple[str, str, str], list[Word]] = {}
        for (about, relation, _), said in by.items():
            what = joined(dict.fromkeys(each for each, _ in said))
            of.setdefault((about, relation, what), []).extend(word for _, word in said)
        for (about, relation, what), those in of.items():
            unique = list({id(word.telling): word for word in those}.values())
            words = "left open by" if relation == "leaves open" else "no answer from"
            rows = [Row(words, self.wording.speakers(unique, in_own_words), kind="beside")]
            if relation == "leaves open" and about not in self.wording.act_numbers:
                rows += self._told_of_it(about, {part for w in unique for part in w.telling.says.get(LEFT_OPEN, ())})
            quotes = self.quoted(w.telling for w in unique)
            entries.append(Entry(f"{self._of(about)}: {what}", rows, quotes=quotes))
        return entries

    def _told_of_it(self, about: str, parts: set[Any]) -> list[Row]:
        """What others say of an actor that is left open, and whoever else they say it of: who held the place."""
        told = [one for one in self.found.statements if one.statement.prop in parts and one.groups]
        values = {one.statement.value for one in told if one.statement.about == about}
        rows = []
        for one in told:
            if one.statement.about == about or one.statement.value in values:
                self.shown.add(id(one.statement))
                said = self.wording.circumstance(one.statement.prop, one.statement.value, one.statement.about)
                if one.statement.about != about or one.statement.prop not in _WHO:
                    said = f"{self.wording.within(one.statement.about)} {said}"
                said += self.wording.deed(one) if one.statement.prop == STATUS else ""
                rows.append(Row(f"{said}, according to", self.wording.who_gives(one, [one]), kind="beside"))
        return rows

    def _of(self, about: str) -> str:
        """An act by its label and number, or an actor by his label."""
        if self.wording.short and about in self.wording.act_numbers:
            return self.wording.act(about)
        number = self.wording.act_numbers.get(about)
        return self.wording.label(about) + (f" ({number})" if number else "")

    def maybe_one(self) -> list[Entry]:
        """Acts that may be one moment told in two ways, by their labels and numbers."""
        pairs = [(act.event, other) for act in self.found.acts for other in act.maybe_same_as if act.event < other]
        return [Entry(" and ".join(map(self._of, pair))) for pair in pairs]

    # ---- views, corrections

    def views(self) -> list[Entry]:
        entries = []
        for telling in self.found.opinions:
            row = telling.row
            words = row["gloss"] or row["quote"]
            said = in_quotes(words) if words else self.wording.sentence(telling.core) if telling.core else "a view"
            denies = ", against it" if telling.stance == DENIES else ""
            speakers = self.wording.speakers([Word(telling, "asserts")])
            blamed = self.wording.ends(map(str, telling.says.get(RESPONSIBLE, ())))
            of = f" (to blame: {joined(blamed)})" if blamed else ""
            title = f"{said}, of {self.wording.act(row['about'])}{of}{denies}" if row["event"] else f"{said}{denies}"
            entries.append(Entry(title, [Row("", speakers)], quotes=self.quoted([telling])))
        return entries

    def corrections(self) -> list[Entry]:
        """What was said at first and what takes its place: "Deaths: 16 killed, before: 17 to 21 killed"."""
        entries = []
        for telling in self.found.corrections:
            row, before = telling.row, telling.corrects[0]
            facts = self.wording.facts_of(row["document"])
            # The report's day is that of the correction only where the report itself corrects.
            day = row["said_on"] or (row["published"] if telling.said_by == facts.get("publisher") else None)
            old = {prop: values for prop, values in before.says.items() if telling.says.get(prop) != values}
            new = {prop: values for prop, values in telling.says.items() if before.says.get(prop) != values}
            where = f" {self.wording.numbers([telling])}".rstrip()
            which = self.wording.numbers([before])
            if which == "" and before.row["document"] not in self.wording.report_numbers:
                which = self.wording.label(before.row["document"])
            whose = [self.wording.within(before.said_by)] if before.said_by != telling.said_by else []
            of = " ".join(filter(None, [*whose, which]))
            of = f"{self._corrects(telling, before)} {of}" if of else ""
            subject = self.wording.label(row["about"])
            if before.misquoted_by:
                said = f"{subject}: not said by {self.wording.within(before.said_by)} ({self._taken_back(before)})"
                said += f", but {self._all(new, row['about'])}" if new and telling.stance == ASSERTS else ""
                of = self._had_it(telling, before, which)
            elif before.stance == DENIES and telling.stance == ASSERTS and telling.core:
                told = self.wording.sentence(telling.core, row.get("coder_type"))
                said = f"{subject}: {told}, before: {self._taken_back(before)}"
            elif before.stance == telling.stance == DENIES and new:
                now, then = (self._taken_back(one) for one in (telling, before))
                said = f"{subject}: {now}, before: {then}"
            elif before.stance == LEAVES_OPEN and telling.stance == ASSERTS and telling.core:
                answers = {
                    prop: values for prop, values in telling.says.items() if prop in before.says[LEFT_OPEN] - CORE
                }
                told = self.wording.sentence(telling.core, row.get("coder_type"))
                told = self._all(answers, row["about"]) if answers else told
                said = f"{subject}: {told}, before: left open {self._opened(before)}"
            elif before.stance == ASSERTS and telling.stance == LEAVES_OPEN:
                said = f"{subject}: left open {self._opened(telling)}, before: {self._taken_back(before)}"
            elif telling.stance == before.stance == ASSERTS and telling.core and before.core and {*new, *old} & CORE:
                # Another doer or kind of act is another sentence.
                kinds = row.get("coder_type"), before.row.get("coder_type")
                now, then = (
                    self.wording.sentence(core, kind)
                    for core, kind in zip((telling.core, before.core), kinds, strict=True)
                )
                beside = {prop: values for prop, values in new.items() if prop not in CORE}
                now += f", {self._all(beside, row['about'])}" if beside else ""
                said = f"{subject}: {now}, before: {then}"
            elif new and telling.stance in (ASSERTS, DENIES):
                now, then = self._all(new, row["about"]), self._all(old, row["about"])
                done = {self.wording.counted(prop, row["about"]) for prop in NUMBERS}
                counted = next((f" {each}" for each in done if now.endswith(each) and then.endswith(each)), "")
                said = f"{subject}: {now}" + (f", before: {then.removesuffix(counted)}" if old else "")
            elif telling.stance == ASSERTS:
                # What changes has no property of its own; the words are all there is to show.
                words = row["gloss"] or row["quote"]
                said = f"{subject}: {in_quotes(words) if words else 'told anew'}"
            else:
                subject = self.wording.label(before.row["about"])
                disowned = self.ledger.rows.corrections.disowns(telling, before)
                said = f"{subject}: {'disowned' if disowned else 'withdrawn'} ({self._taken_back(before)})"
            reserve = f" ({HEDGED})" if row["hedged"] else ""
            self.wording.has_hedged |= bool(row["hedged"])
            reason = self.ledger.rows.corrections.reasons.get(row["said"], "")
            own = in_own_words([Word(telling, "asserts")], LONG_QUOTE)
            quote = "" if not own or own in said or says_no_more(own, reason) else f" ({own})"
            carrier = None if before.misquoted_by else self.wording.carrier_of(before)
            if carrier is not None and carrier.row["said"] == telling.row["said"]:
                # The outlet's mistake is nobody else's withdrawal.
                speaker_then, what = self.wording.within(before.said_by), self._taken_back(before)
                speaker = self.wording.within(telling.said_by)
                says = "say" if is_plural([speaker]) else "says"
                subject = self.wording.label(before.row["about"])
                said = f"{subject}: {speaker}{where} no longer {says} that {speaker_then} said this: {what}{quote}"
                when = [day_in_words(str(day)) if day else "", f"reason given: “{reason}”" if reason else ""]
                more = "; ".join(filter(None, when))
                entries.append(Entry(f"{said}{' — ' if more else ''}{more}", quotes=self.quoted([telling, before])))
                continue
            by = ", ".join(
                filter(
                    None,
                    [
                        f"{self.wording.within(telling.said_by)}{reserve}{self._according_to(telling)}{where}{quote}",
                        day_in_words(str(day)) if day else "",
                        of,
                    ],
                )
            )
            by += f"; reason given: “{reason}”" if reason else ""
            entries.append(Entry(f"{said} — {by}", quotes=self.quoted([telling, before])))
        # A headline and the text below it, withdrawn alike, are one withdrawal.
        by_title: dict[str, Entry] = {}
        for entry in entries:
            one = by_title.setdefault(entry.title, entry)
            one.quotes = list(dict.fromkeys([*one.quotes, *entry.quotes]))
        return list(by_title.values())

    def _according_to(self, telling: Telling) -> str:
        """In whose report it stands that somebody corrects himself, if it is neither his own nor that of a medium."""
        publisher = self.wording.facts_of(telling.row["document"]).get("publisher")
        if publisher in (None, telling.said_by) or self.wording.known.kind.get(publisher) == ST + "MediaOutlet":
            return ""
        return f", according to {self.wording.within(publisher)}"

    def _corrects(self, telling: Telling, before: Telling) -> str:
        """What the one who takes back a word does to who said it."""
        disowns = self.ledger.rows.corrections.disowns(telling, before)
        return "of the word of" if telling.stance == WITHDRAWS and disowns else "correcting"

    def _had_it(self, telling: Telling, before: Telling, which: str) -> str:
        """Who had given a word as that of a source who never said it."""
        publisher = self.wording.facts_of(before.row["document"]).get("publisher")
        carriers = self.wording.relays(before) or ([publisher] if publisher else [])
        if telling.said_by in carriers:
            return "which had it so"
        return f"though {joined(self.wording.ends(carriers))} {which}".strip() + " had it so" if carriers else ""

    def _taken_back(self, before: Telling) -> str:
        """What was said before a withdrawal: the act as a sentence, or the values."""
        coder_type = before.row.get("coder_type")
        if before.stance == DENIES:
            denied = self.wording.denial(Word(before, "denies"), coder_type)
            return f"denied{':' if is_quote(denied) else ''} {denied}"
        if before.core is None or before.stance != ASSERTS:
            return self._all(before.says, before.row["about"])
        quote = in_own_words([Word(before, "asserts")], LONG_QUOTE)
        if quote and not before.says.keys() & _KEPT:
            return quote
        said = self.wording.sentence(before.core, coder_type)
        beside = {prop: values for prop, values in before.says.items() if prop not in CORE}
        numbers = {prop: values for prop, values in beside.items() if prop in _KEPT}
        acts = (act for act in self.found.acts if act.event == before.row["about"])
        if numbers and any(one.groups for act in acts for one in act.versions):
            # Who takes back a count, of what is still told, does not say that nobody was killed.
            return self._all(numbers, before.row["about"])
        if numbers and not before.core.ends:
            # "Somebody was killed" says less than "6 killed".
            return self._all(beside, before.row["about"])
        if self._counts_itself(said):
            beside = {prop: values for prop, values in beside.items() if prop not in _KEPT}
        more = self._all(beside, before.row["about"]) if beside else ""
        return ", ".join(filter(None, [said.replace(" (", ", ").replace(")", ""), more]))

    def _opened(self, telling: Telling) -> str:
        """What a telling leaves open, in words: "by whom and how many were killed"."""
        labels = (value_in_words(self.ledger, LEFT_OPEN, part)[1] for part in sorted(telling.says[LEFT_OPEN]))
        return joined(self.wording.left_open(label, telling.row["about"]) for label in labels)

    @staticmethod
    def _counts_itself(said: str) -> bool:
        """Whether a sentence says how many were killed or wounded: "Two men were killed", "The man was killed"."""
        return not NUMBER_WORDS.isdisjoint(said.casefold().split()) or " was " in said

    def _all(self, says: Any, about: str) -> str:
        counted = {prop: values for prop, values in says.items() if prop in _KEPT}
        others = {prop: values for prop, values in says.items() if prop not in CORE | _KEPT}
        core = [
            self.wording.circumstance(prop, value, about)
            for prop, values in sorted(says.items())
            if prop in CORE
            for value in sorted(values, key=str)
        ]
        found = [self.wording.circumstances(part, about).removeprefix(", ") for part in (counted, others)]
        return ", ".join([*core, *filter(None, found)]) or "nothing"

    # ---- what was read

    def read_in(self, full: bool) -> Part:
        """The reports, and the sources by side."""
        entries = []
        numbers = self.wording.report_numbers
        publishers = {report: self.wording.facts_of(report).get("publisher") for report in numbers}
        often = Counter(publishers.values())
        for report, number in numbers.items():
            facts, publisher = self.wording.facts_of(report), publishers[report]
            name = self.wording.name(publisher) if publisher else self.wording.label(report)
            # Two reports of one publisher are told apart by their days.
            day = f", {facts.get('issued', 'undated')}" if full or (publisher and often[publisher] > 1) else ""
            entries.append(Entry(f"[{number}] {name}{day}" if len(numbers) > 1 else f"{name}{day}"))
            if self.quotes:
                entries[-1].title += "".join(f", {facts[key]}" for key in ("title", "url") if key in facts)
        if not full and entries:
            entries[-1].title += "".join(f"; {letters} is {whole}" for letters, whole in self.wording.spelled.items())
        return Part("read in", "Read in", entries, self._sides(full))

    def _sides(self, full: bool) -> str:
        by_group: dict[str, list[str]] = {}
        for source in self.found.sources:
            by_group.setdefault(min(self.found.group_of[source]), []).append(source)
        sides, alone = [], False
        for group, sources in sorted(by_group.items(), key=lambda each: self.wording.label(each[0]).casefold()):
            # What an outlet's unnamed sources say counts as its own: their names say whose they are.
            if "/id/side/" in group and (len(sources) > 1 or not self.wording.on_a_page):
                names = sorted(map(self._known_as if full else self.wording.within, sources), key=str.casefold)
                side = _SIDE.sub(r"\1", self.wording.name(group))
                sides.append(f"{side}: {', '.join(names)}")
            elif len(sources) > 1 and full:
                others = sorted((self.wording.within(s) for s in sources if s != group), key=str.casefold)
                sides.append(f"{self.wording.within(group)} with {', '.join(others)}")
            else:
                alone = True
        gloss = f"{'; '.join(sides)}." if sides else ""
        if full:
            gloss = f"Each counted as one group: {gloss}" if gloss else ""
            return gloss + (" All others count each for itself." if sides and alone else "")
        return "" if self.wording.on_a_page else gloss

    def _known_as(self, source: str) -> str:
        """The short name of a source, with the whole label where that has more than an aside to it."""
        short, whole = self.wording.name(source), self.wording.label(source)
        return self.wording.within(source) if whole.startswith(short) else whole

    # ---- quotes

    def quoted(self, tellings: Iterable[Telling]) -> list[str]:
        """The words of each of these tellings, if the dossier is one with quotes."""
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
        # What is coded as two claims was said once.
        return list(dict.fromkeys(map(self.cited, ordered)))

    def cited(self, telling: Telling) -> str:
        """Who says it in which words and where: publisher, day, paragraph, relay."""
        row, label = telling.row, self.wording.label
        facts = self.wording.facts_of(row["document"])
        quote = f": {in_quotes(row['quote'])}" if row["quote"] else ""
        gloss = f" ({row['gloss']})" if row["gloss"] else ""
        several = is_plural([self.wording.within(row["said_by"])])
        stance = _STANCES.get(telling.stance, (" leaves open", " leave open"))[several]
        publisher = facts.get("publisher")
        where = [label(publisher) if publisher else label(row["document"]), facts.get("issued", "undated")]
        if row["paragraph"] is not None:
            where.append(f"paragraph {row['paragraph']}")
        if relays := self.wording.ends(self.wording.relays(telling)):
            where.append(f"relayed by {joined(relays)}{' in some order' * (len(relays) > 1)}")
        where += [word for word, applies in (("hedged", row["hedged"]), ("an opinion", row["opinion"])) if applies]
        if row["said_on"] and row["said_on"] != facts.get("issued"):
            where.append(f"said on {row['said_on']}")
        speaker = f"{self.wording.name(row['said_by'])} {self.wording.numbers([telling])}".strip()
        return inert(f"{speaker}{stance}{quote}{gloss} — {', '.join(where)}").replace("\n", " ")


def _is_presupposed(act: ReportedAct) -> bool:
    """Whether of an act that nobody tells parts are left open, but not whether it happened: who "asks at whose request"
    it was takes it that there was one, and "nobody says so" would be too much.
    """
    parts = frozenset().union(*(t.says.get(LEFT_OPEN, frozenset()) for t in act.left_open))
    return not act.versions and bool(parts) and TYPE not in parts
