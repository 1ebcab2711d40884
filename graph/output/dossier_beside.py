"""What stands beside the answers of a question: denials, who tells only a part, what is left open or not answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from ..noun_phrases import is_plural, joined
from ..rules.act_lines import Lines
from ..rules.denials import is_of_own_deed
from ..rules.ledger import Ledger
from ..rules.reported_acts import ReportedAct
from ..rules.tellings import (
    ACTOR,
    ASSERTS,
    COUNTS,
    LEFT_OPEN,
    ORDER,
    PARTY,
    RECIPIENT,
    TYPE,
    VICTIM,
    Core,
    Telling,
)
from ..rules.testimony import Word
from ..rules.values_in_words import value_in_words
from ..rules.weighing import Weighed
from ..rules.wholes import part_of_whole
from .act_sentences import LONG_QUOTE, in_own_words, is_quote
from .circumstances_in_words import NUMBERS
from .dossier_layout import Row
from .dossier_questions import Asked, is_told
from .dossier_words import Wording

__all__ = ["OPEN_PARTS", "Beside"]

OPEN_PARTS = frozenset((ACTOR, RECIPIENT, VICTIM, PARTY, TYPE))


class Beside:
    """The rows beside the answers of one dossier; ``shown`` gathers the statements that are printed."""

    def __init__(self, ledger: Ledger, wording: Wording, shown: set[int]) -> None:
        self.ledger, self.wording, self.shown, self.found = ledger, wording, shown, wording.dossier
        #: Refusals to answer that stand under the question of a number, not of the act.
        self.elsewhere: set[int] = set()

    # ---- denials

    def denials(self, act: ReportedAct, told: Lines, asked: Asked) -> tuple[dict[int, list[Row]], list[Row]]:
        """The denials of one answer alone, by that answer, and those of several answers or of none."""
        reached: dict[int, tuple[Telling, list[Weighed]]] = {}
        for one in told.lines:
            for word in one.of("denies"):
                reached.setdefault(id(word.telling), (word.telling, []))[1].append(one)
        for one in act.versions:
            for word in one.of("denies"):
                reached.setdefault(id(word.telling), (word.telling, []))
        coder_kind = act.act.versions[0].coder_kind if act.act.versions else None
        of_one: dict[int, list[Row]] = {}
        said: dict[int, dict[str, list[tuple[str, Word]]]] = {}
        for denial, lines in reached.values():
            word = Word(denial, "denies")
            line = _as_told(lines[0]) if len(lines) == 1 else None
            what = self.wording.denial(word, coder_kind, line, of_itself=True)
            if len(lines) == 1 and _is_the_telling(denial, lines[0], coder_kind):
                what = self.wording.limits_of(denial)
            at = id(lines[0]) if len(lines) == 1 else 0
            said.setdefault(at, {}).setdefault(denial.said_by, []).append((what, word))
        for at, by in said.items():
            of_one[at] = [self._denied(those, is_of_all=not at) for those in by.values()]
        for one in told.lines:
            of_one.setdefault(id(one), []).extend(self.rejections([one]))
        return of_one, [*of_one.pop(0, []), *self._unmet(act, asked)]

    def rejections(self, versions: Iterable[Weighed]) -> list[Row]:
        """Who rejects the whole account of these versions, of which he tells a part himself."""
        words = {id(word.telling): word for one in versions for word in one.of("denies in part")}
        return [self._rejected(list(words.values()))] if words else []

    def _denied(self, said: list[tuple[str, Word]], *, is_of_all: bool) -> Row:
        """What one source denies."""
        is_whole = any(not each for each, _ in said)
        # Who denies it without limits denies it within them.
        those = [each for each, _ in said if each and not (is_whole and not each.startswith("that"))]
        what = joined(dict.fromkeys(those))
        speaker = self.wording.speakers([word for _, word in said])
        if what and is_whole:
            # He denies just what the line says, and something else.
            return Row("denied by", f"{speaker}, and also {what}", kind="denial", is_of_all=is_of_all)
        return Row("denied by", f"{speaker}: {what}" if what else speaker, kind="denial", is_of_all=is_of_all)

    def _unmet(self, act: ReportedAct, asked: Asked) -> list[Row]:
        """Denials of what nobody here tells, in words; the question may have asked just that."""
        coder_kind = act.act.versions[0].coder_kind if act.act.versions else None
        rows = []
        said: dict[tuple[str, str], list[Word]] = {}
        for denial in act.unmet:
            word = Word(denial, "denies")
            kind = coder_kind or denial.row.get("coder_type")
            if is_told(denial, act, self.wording):
                rows.append(
                    self._rejected(
                        [word], self.wording.denied(denial, kind, of_itself=True), self._tells(denial.said_by, act)
                    )
                )
                continue
            what = self.wording.denial(word, kind, asked.untold, of_itself=True)
            if asked.untold and denial.core and denial.core.doers == asked.untold.doers and not denial.core.targets:
                what = self.wording.limits_of(denial)
            said.setdefault((denial.said_by, what), []).append(word)
        for (_, what), words in said.items():
            quoted = is_quote(what)
            known = asked.untold or asked.is_of_others or quoted
            untold = ", though no report here says just that" if what and not known else ""
            speakers = self.wording.speakers(words, (lambda _: "") if quoted else in_own_words)
            rows.append(
                Row("denied by", f"{speakers}: {what}{untold}" if what else speakers, kind="denial", is_of_all=True)
            )
        return rows

    @staticmethod
    def _tells(source: str, act: ReportedAct) -> bool:
        """Whether a source asserts anything of an act itself."""
        return any(word.said_by == source for one in act.versions for word in one.asserted)

    def _rejected(self, words: list[Word], what: str = "", tells: bool = True) -> Row:
        """Who rejects an account as a whole, of which he ``tells`` a part himself; ``what`` it is, if no line says."""
        of_whom = {word.said_by: [w for w in words if w.said_by == word.said_by] for word in words}
        names = joined(sorted(map(self.wording.named_with_reserve, of_whom.values())))
        several = is_plural([self.wording.within(source) for source in of_whom])
        quote = in_own_words(words)
        account = f"the account {what}" if what and not ("[" in what and quote) else "this account"
        rejected = f"{'reject' if several else 'rejects'} {account}"
        if what and not tells and account != "this account":
            rejected = f"{'deny' if several else 'denies'} {what}"
        if all(is_of_own_deed(word.telling, self.wording.known) for word in words):
            rejected = f"{'say' if several else 'says'} as well that it was not so"
        elif not what:
            rejected += "".join(f", {each}" for each in dict.fromkeys(map(self._limits_of_rejected, words)) if each)
        said = f"{names} {rejected}{f' ({quote})' if quote else ''}"
        return Row(said, kind="denial", is_of_all=bool(what))

    def _limits_of_rejected(self, word: Word) -> str:
        """The limits of a denial that is no account of others, as it is told: "this account" says so."""
        limits = self.wording.limits_of(word.telling)
        return "" if limits.startswith("as told") else limits

    # ---- who tells less

    def only(self, act: ReportedAct, told: Lines) -> list[Row]:
        """Who tells of an act only what is broader than every answer: what he does say, once."""
        standing = {id(word.telling) for one in told.lines for word in one.asserted}
        if not act.in_dispute and not act.different:
            # What is told of a part alone stands there.
            words = (word for one in act.versions for word in one.of("asserts"))
            standing |= {id(word.telling) for word in words if part_of_whole(word.telling, self.wording.known)}
        at_lines = {word.said_by for one in told.lines for word in one.asserted}
        open_by = {t.said_by for t in act.left_open if t.says.get(LEFT_OPEN, frozenset()) & OPEN_PARTS}
        said: dict[str, list[Word]] = {}
        for one in act.versions:
            closer = {word.said_by for word in one.of("narrower")}
            for word in one.of("asserts"):
                if id(word.telling) in standing or word.said_by in closer | open_by:
                    continue
                if self.wording.terse > 1 and word.said_by in at_lines and self.wording.part != "in dispute":
                    self.wording.left.add((id(one.version), word.said_by))
                    continue
                first = "also" if word.said_by in at_lines else "only"
                said.setdefault(
                    f"{first} that {self.wording.that(one.version.core, one.version.coder_kind)}", []
                ).append(word)
        # Where he names no kind of act, his own words say more.
        return [
            Row(words, self.wording.speakers(those, in_own_words if "[" in words else lambda _: ""), kind="beside")
            for words, those in sorted(said.items())
        ]

    # ---- left open, not answered

    def left_open(self, act: ReportedAct) -> list[Row]:
        """Who leaves open what of an act, with his words."""
        said: dict[tuple[str, str], list[Word]] = {}
        telling_it = self.telling(act)
        for telling in act.left_open:
            parts = telling.says.get(LEFT_OPEN, frozenset()) & OPEN_PARTS
            if parts:
                self.shown.update(self.open_ids(act.event, parts))
                labels = [value_in_words(self.ledger, LEFT_OPEN, part)[1] for part in sorted(parts)]
                tells = telling.said_by in telling_it
                what = joined(self.wording.left_open(label, act.event, tells) for label in labels)
                said.setdefault((telling.said_by, "" if parts == {TYPE} else what), []).append(
                    Word(telling, "leaves open")
                )
        return [self._open_row(words, what, words[0].said_by in telling_it) for (_, what), words in said.items()]

    def telling(self, act: ReportedAct) -> set[str]:
        """Who tells of an act that it happened: a version of it, a number or time of it, or an act that it caused."""
        found = {word.said_by for one in act.versions for word in one.asserted}
        for one in self.found.statements:
            prop, value = one.statement.prop, one.statement.value
            if (one.statement.about == act.event and prop != LEFT_OPEN) or (prop in ORDER and value == act.event):
                found |= {word.said_by for word in one.asserted}
        return found

    def _open_row(self, words: list[Word], what: str, is_told: bool) -> Row:
        """Who leaves open what; of the kind of act, his own words say which doubt it is."""
        quote, said = in_own_words(words, LONG_QUOTE), self.wording.speakers(words)
        if not what and quote:
            return Row("left open by", f"{said} ({quote})", kind="beside")
        what = what or self.wording.left_open("event type", words[0].row["about"], is_told)
        return Row("left open by", f"{said}: {f'{what} ({quote})' if quote else what}", kind="beside")

    def open_ids(self, subject: str, parts: Iterable[str]) -> set[int]:
        """The statements that these properties of a subject are left open."""
        wanted = set(parts)
        return {
            id(one.statement)
            for one in self.found.statements_of(subject)
            if one.statement.prop == LEFT_OPEN and one.statement.value in wanted
        }

    def not_answered(self, act: ReportedAct, told: Sequence[Weighed] = ()) -> list[Row]:
        """Who was asked of an act, and what, if it is not all that its lines say, and gave no answer."""
        words = [word for one in act.versions for word in one.of("no answer")]
        words += [Word(telling, "no answer") for telling in act.not_answered]
        unique = {id(word.telling): word for word in words if id(word.telling) not in self.elsewhere}
        kind = act.act.versions[0].coder_kind if act.act.versions else None
        said: dict[tuple[str, str], list[Word]] = {}
        for word in unique.values():
            said.setdefault((word.said_by, in_own_words([word], LONG_QUOTE)), []).append(word)
        lines = {_as_told(one) for one in told}
        rows = []
        for words in said.values():
            # Who was asked of more than the line says was asked of the line as well.
            put = {replace(c, kind=c.kind or kind) if (c := word.telling.core) else c for word in words}
            is_plain = put == lines
            coded = [] if is_plain else [word for word in words if self._is_coded_as_asked(word)]
            asked = [self.wording.asked(word.telling, kind) for word in coded]
            rows.append(self._unanswered(words, [each for each in asked if each]))
        return rows

    def _is_coded_as_asked(self, word: Word) -> bool:
        """Whether what is not answered was coded for that alone: who "did not reply", coded on the claim of somebody
        else, is not known to have been asked of all that it says.
        """
        return word.row["claim"] not in self._asserted

    @cached_property
    def _asserted(self) -> set[str]:
        """The claims that somebody asserts."""
        tellings = [telling for act in self.found.acts for telling in act.tellings]
        tellings += [w.telling for one in self.found.statements for words in one.words.values() for w in words]
        # What was taken back since was put to him as well.
        tellings += [before for telling in self.found.corrections for before in telling.corrects]
        return {telling.row["claim"] for telling in tellings if telling.stance == ASSERTS}

    def _unanswered(self, words: list[Word], asked: list[str]) -> Row:
        first, *more = list(dict.fromkeys(asked)) or [""]
        what = ", and ".join([first, *(each.removeprefix("asked ") for each in more)])
        quote = in_own_words(words, LONG_QUOTE)
        # What is not in dispute needs no quote where the question says enough.
        shown = quote and not (self.wording.terse > 1 and self.wording.part in ("alike", "different"))
        return Row(
            "no answer from",
            self.wording.speakers(words) + (f", {what}" if what else "") + (f" ({quote})" if shown else ""),
            kind="beside",
        )

    # ---- of statements

    def of_statement(self, one: Weighed) -> list[Row]:
        """Who denies a statement, and what he denies with it."""
        rows = [
            (self.wording.speakers(words), what)
            for what, words in self.wording.denials_of(one.statement, one.of("denies")).items()
        ]
        return [Row("denied by", f"{who}: {what}" if what else who, kind="denial") for who, what in rows]

    def of_statements(self, those: list[Weighed], silences: list[Telling]) -> list[Row]:
        """What stands beside the answers to a question of statements; ``silences`` are those put to the act."""
        about, prop = those[0].statement.about, those[0].statement.prop
        open_words_: dict[int, Word] = {}
        rows: list[Row] = []
        for one in those:
            open_words_ |= {id(word.telling): word for word in one.of("leaves open")}
            for word in one.of("no answer"):
                of = [f"asked about {self.wording.value(one)}"] if self._is_coded_as_asked(word) else []
                rows.append(self._unanswered([word], of))
        rows += [self._unanswered([Word(t, "no answer")], [self._asked_number(t, prop)]) for t in silences]
        if open_words_:
            bounds = COUNTS.get(prop.removesuffix("Best"), ())
            self.shown.update(self.open_ids(about, [prop, *bounds]))
            for word in open_words_.values():
                quote = in_own_words([word])
                rows.insert(0, Row("left open by", self.wording.speakers([word], lambda _, q=quote: q), kind="beside"))  # type: ignore[misc]
        return _unique(rows)

    def _asked_number(self, silence: Telling, prop: str) -> str:
        bounds = COUNTS[prop.removesuffix("Best")]
        says = {p: values for p, values in silence.says.items() if p in bounds}
        return f"asked about {self.wording.circumstances(says, silence.row['about']).removeprefix(', ')}"

    def silences_on_numbers(self, those: list[Weighed]) -> list[Telling]:
        """Refusals to answer on an act that are refusals on the number in question: they stand there alone."""
        about, prop = those[0].statement.about, those[0].statement.prop
        if prop not in NUMBERS:
            return []
        bounds = COUNTS[prop.removesuffix("Best")]
        found = {}
        for act in self.found.acts:
            if act.event == about:
                words = [word.telling for one in act.versions for word in one.of("no answer")]
                found = {id(t): t for t in (*words, *act.not_answered) if t.says.keys() & bounds}
        self.elsewhere.update(found)
        return list(found.values())


def _as_told(one: Weighed) -> Core:
    """The core of a version with the kind of act, its coder's if nobody gives one."""
    return replace(one.version.core, kind=one.version.kind)


def _is_the_telling(denial: Telling, one: Weighed, coder_kind: str | None) -> bool:
    """Whether a denial is of just this version, but for its limits."""
    core = denial.core
    return core is not None and replace(core, kind=core.kind or coder_kind) == _as_told(one)


def _unique(rows: list[Row]) -> list[Row]:
    return list({row.words + row.speakers: row for row in rows}.values())
