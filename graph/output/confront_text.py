"""Who confronts whom as text: three blocks for an incident, one line a row for a large record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any

from wcwidth import wcswidth

from ..errors import inert
from ..frames.text import as_text
from ..noun_phrases import is_plural, joined
from ..rules.acts import weighed_acts
from ..rules.denials import is_of_own_deed
from ..rules.dyads import Act, denials_of_no_row
from ..rules.ledger import Ledger
from ..rules.tallies import Tally, tallies
from ..rules.tellings import ACTOR, CORE, LEFT_OPEN, TYPE
from ..rules.testimony import Relation, Version, Word
from ..rules.values_in_words import value_in_words
from ..rules.view import EVERYTHING, View
from .act_sentences import Sentences, in_own_words
from .both_in_words import both_in_words
from .confront_rows import COLUMNS, as_rows, confront_rows, how_in_words, own_words, unmet_in_words
from .dossier_words import HEDGED
from .time_in_words import day_in_words

__all__ = ["confront_text"]

#: Up to this many rows are shown in blocks with their sources; more, one line a row.
MOST_IN_BLOCKS = 100
#: Stands for a blank at which no line is broken.
_WHOLE = "\N{NO-BREAK SPACE}"
_LEGEND = "— not named   ✓ the doer's own side   ( ) the speaker's closer word, or a kind only the coder gives"
_LEGEND_OF_COUNTS = "2 against 1   so many independent groups say so, so many contradict them"
_LEGEND_OF_HEDGES = "hedged   the speaker says so with reserve"
_LEGEND_OF_BRACKETS = "[ ] named by the same sources, apart from who did it"


def confront_text(
    ledger: Ledger, view: View = EVERYTHING, *, width: int | None = None, limit: int = 0, by_pair: bool = False
) -> str:
    """The rows that a view shows, to read: up to a hundred in three blocks, more as a table. Empty if there is none.

    ``limit`` is the most rows of the table, 0 for all; ``by_pair`` gives one row for each two ends.
    """
    found = tallies(ledger, view, by_kind=not by_pair)
    if not found:
        return ""
    if len(found) > MOST_IN_BLOCKS or by_pair or not any(tally.found for tally in found):
        return inert(_as_table(ledger, view, width, limit, by_pair))
    return inert("\n".join(_blocks(ledger, view, found, width or 100)))


def _as_table(ledger: Ledger, view: View, width: int | None, limit: int, by_pair: bool) -> str:
    rows = as_rows(confront_rows(ledger, view, whole=False, by_pair=by_pair))
    shown = rows[:limit] if limit else rows
    # A column that says nothing is left out.
    used = [i for i in range(len(COLUMNS)) if any(str(row[i]).strip() for row in shown)]
    text = as_text([COLUMNS[i] for i in used], ([row[i] for i in used] for row in shown), width)
    left = len(rows) - len(shown)
    return f"{text}\n{left:,} more row{'s' if left != 1 else ''}: --limit 0" if left else text


def _blocks(ledger: Ledger, view: View, found: Sequence[Tally], width: int) -> Iterator[str]:
    every = zip(found, confront_rows(ledger, view, whole=False), strict=True)
    rows = [(tally, {**row, "whom": row["whom"] or _told_apart(tally, ledger, view)}) for tally, row in every]
    disputed = [
        r
        for r in rows
        if {"contested", "denied"} & r[1]["grades"].keys() or r[1]["denied_in_part_by"] or r[1]["denied_unmet"]
    ]
    rest = [r for r in rows if r not in disputed]
    agreed = [r for r in rest if r[0].most > 1]
    alone = [r for r in rest if r[0].most < 2]
    ends, kinds = _widths([row for _, row in rows], width)
    beside = _Beside(ledger, view, found)
    yield _LEGEND
    if any((row["whom"] or "").startswith("[") for _, row in rows):
        yield _LEGEND_OF_BRACKETS
    if any(act.grade == "contested" for tally, _ in disputed for act in tally.found):
        yield _LEGEND_OF_COUNTS
    if any(word.row["hedged"] for tally in found for act in tally.found for word in act.weighed.asserted):
        yield _LEGEND_OF_HEDGES
    apart = _incidents_apart(beside.sentences, found)
    others = [r for r in rows if apart(r[0])]
    disputed, agreed, alone = ([r for r in block if r not in others] for block in (disputed, agreed, alone))
    for heading, block in (
        ("IN DISPUTE", disputed),
        ("REPORTED BY TWO OR MORE INDEPENDENT GROUPS, NOT ITSELF DENIED", agreed),
    ):
        if block:
            yield from ("", heading)
        for tally, row in block:
            yield from _row(row, ends, kinds, _groups(tally, row) + apart(tally), width)
            yield from _sources(tally, ledger, beside, width)
    if alone:
        yield from ("", "REPORTED BY ONE GROUP ALONE (weak)")
        for tally, row in alone:
            yield from _row(row, ends, kinds, _said_by(tally, ledger, beside) + apart(tally), width)
    if others:
        # What was at another time is no answer to what happened at this.
        yield from ("", "AT OTHER TIMES OR PLACES: EARLIER, LATER, ELSEWHERE")
        for tally, row in others:
            last = _said_by(tally, ledger, beside) if tally.most < 2 else _groups(tally, row)
            yield from _row(row, ends, kinds, apart(tally).removeprefix("; ") + f"; {last}", width)
            if tally.most > 1 or row["denied_by"]:
                yield from _sources(tally, ledger, beside, width)
    if unsaid := [unmet_in_words(denial, beside.sentences) for _, denial in denials_of_no_row(ledger, view)]:
        yield from ("", "DENIED, THOUGH NO ROW HERE SAYS SO")
        for each in dict.fromkeys(unsaid):
            yield from wrap(f"{each[:1].upper()}{each[1:]}.", width, subsequent_indent="    ")


def _told_apart(tally: Tally, ledger: Ledger, view: View) -> str | None:
    """The one target, in brackets, that all who tell of a row without a target name elsewhere of the same act: who says
    that a soldier shot, and that a man was shot, tells of one act.
    """
    if len(tally.found) != 1 or not tally.directed or tally.who is None or tally.whom is not None:
        return None
    act = tally.found[0]
    tellers = {word.telling.source_and_report for word in act.weighed.asserted}
    others = [one for one in weighed_acts(ledger, view).get(act.event, ()) if one.version.core.targets]
    if any(one.version.core.doers - act.weighed.version.core.doers for one in others):
        return None
    targets = {target for one in others for target in one.version.core.targets}
    told = {word.telling.source_and_report for one in others for word in one.asserted}
    return f"[{ledger.names.label(next(iter(targets)))}]" if len(targets) == 1 and tellers <= told else None


def _incidents_apart(sentences: Sentences, found: Sequence[Tally]) -> Callable[[Tally], str]:
    """Names the incident of a row, if that is another than the one of which most acts are: an attack elsewhere. Of what
    belongs to none, mines of earlier years, say, it gives the label and the time.
    """
    events = {act.event for tally in found for act in tally.found}
    of_act = {event: sentences.facts_of(event).get("incident") for event in events}
    most = Counter(filter(None, of_act.values())).most_common(1)

    def named(tally: Tally) -> str:
        incidents = {of_act[act.event] for act in tally.found}
        if not most or len(incidents) != 1:
            return ""
        [other] = incidents
        if other is None:
            acts = sorted({act.event for act in tally.found})
            return f"; {joined(map(dated, acts[:2]))}{' and more' if len(acts) > 2 else ''}"
        return f"; incident: {sentences.label(other)}" if other != most[0][0] else ""

    def dated(event: str) -> str:
        when = sentences.facts_of(event).get("when")
        label = sentences.label(event)
        day = day_in_words(str(when)) if when else "no day given"
        return label if when and day in label else f"{label}, {day}"

    return named


def _widths(rows: Iterable[dict[str, Any]], width: int) -> tuple[int, int]:
    """The widths of the two ends and of the kind, so that the grade begins in one column."""
    listed = list(rows)
    ends = max((wcswidth(_ends(row)) for row in listed), default=0)
    kinds = max((wcswidth(how_in_words(row)) for row in listed), default=0)
    return min(ends, width // 2 - 2), min(kinds, width // 4)


def _ends(row: dict[str, Any]) -> str:
    return f"{row['who'] or '—'} {'→' if row['directed'] else '–'} {row['whom'] or '—'}"


def _row(row: dict[str, Any], ends: int, kinds: int, last: str, width: int) -> Iterator[str]:
    """One row: its ends, kind, and what stands last; longer parts go on in the lines beneath."""
    parts = [_folded(_ends(row), ends), _folded(how_in_words(row), kinds), _folded(last, width - ends - kinds - 4)]
    for line in range(max(map(len, parts))):
        cells = [part[line] if line < len(part) else "" for part in parts]
        yield f"{_padded(cells[0], ends)}  {_padded(cells[1], kinds)}  {cells[2]}".rstrip()


def _folded(text: str, width: int) -> list[str]:
    lines = wrap(text, max(width, 12), subsequent_indent="  ") or [""]
    return [line.replace(_WHOLE, " ") for line in lines]


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - wcswidth(text))


def _groups(tally: Tally, row: dict[str, Any]) -> str:
    """The grade and the number of groups, and of a row of several acts how many have which grade."""
    if len(tally.found) != 1:
        grades = ", ".join(f"{grade} {number}" for grade, number in row["grades"].items())
        return f"{tally.acts} acts: {grades}" if tally.acts > 1 else grades
    act = tally.found[0]
    if not act.groups:
        return "withdrawn, and denied" if any(not word.telling.misquoted_by for word in _corrected(act)) else act.grade
    count = f"{len(act.groups)} group{'s' if len(act.groups) != 1 else ''}"
    if act.grade == "contested":
        count = f"{len(act.groups)} against {len({r['group'] for r in act.against})}".replace(" ", _WHOLE)
    dispute = "; same act in dispute" if row["same_act_in_dispute"] else ""
    return f"{act.grade}  {count}{dispute}"


class _Beside:
    """What stands beneath a row besides its sources: who says less, who denies it, and what is told instead."""

    def __init__(self, ledger: Ledger, view: View, found: Sequence[Tally]) -> None:
        self.ledger, self.view = ledger, view
        self.sentences = Sentences(ledger)
        #: The acts of which it is said who stands on both sides.
        self.weighed_up: set[str] = set()
        #: Who stands at some row of each act, by which words; and which words that say less are printed, once.
        self.standing: dict[str, set[str]] = {}
        self.printed: set[int] = set()
        for act in (act for tally in found for act in tally.found):
            self.standing.setdefault(act.event, set()).update(word.said_by for word in act.weighed.asserted)
            self.printed.update(id(word.telling) for word in act.weighed.asserted)

    def only(self, tally: Tally) -> list[str]:
        """Who tells of an act only, or also, what is broader than its rows, and what that is."""
        said: dict[str, set[str]] = {}
        for act in tally.found:
            for word in act.weighed.of("in part"):
                core = word.telling.core
                if core is None or id(word.telling) in self.printed:
                    continue
                self.printed.add(id(word.telling))
                what = self.sentences.that(core, act.weighed.version.coder_kind)
                first = "also" if word.said_by in self.standing[act.event] else "only"
                said.setdefault(f"{first} that {what}", set()).add(self.sentences.within(word.said_by))
        return [f"{what}: {', '.join(sorted(who))}" for what, who in said.items()]

    def against(self, tally: Tally) -> list[str]:
        """Who denies it, and what is told that cannot be true as well, each as a sentence."""
        said = [self._does(tally, "denies", "denies it", "deny it")]
        for act in tally.found:
            partly = act.weighed.of("denies in part")
            own = [word for word in partly if is_of_own_deed(word.telling, self.sentences.known)]
            others = [word for word in partly if word not in own]
            said.append(self._do(own, "says as well that it was not so", "say as well that it was not so"))
            said.append(self._do(others, "rejects this account", "reject this account"))
            for rival in act.weighed.rivals:
                assert isinstance(rival, Version)
                # Each teller stands at its own words, not again at what they imply.
                words = [w for w in act.weighed.of("rival") if w.other is rival and w.telling.core == rival.core]
                that = self.sentences.that(rival.core, rival.coder_kind)
                said.append(self._do(words, f"reports that {that}", f"report that {that}"))
        closer: dict[str, list[Word]] = {}
        for denial in (denial for act in tally.found for denial in act.of_closer):
            what = self.sentences.denied(denial, denial.row.get("coder_type"))
            closer.setdefault(what, []).append(Word(denial, "denies"))
        said += [self._do(words, f"denies {what}", f"deny {what}") for what, words in closer.items()]
        for denial in (denial for act in tally.found for denial in act.unmet):
            if id(denial) not in self.printed:
                self.printed.add(id(denial))
                said.append(unmet_in_words(denial, self.sentences))
        return list(dict.fromkeys(filter(None, said)))

    def _does(self, tally: Tally, relation: Relation, one: str, several: str) -> str:
        return self._do([word for act in tally.found for word in act.weighed.of(relation)], one, several)

    def _do(self, words: Iterable[Word], one: str, several: str) -> str:
        """What those who speak do, as a clause: "the Northern Army and SANA deny it"; empty if nobody does."""
        those = list(words)
        names, part = self.sentences.ends({word.said_by for word in those}), self.sentences.of_parts(those)
        beside = f" ({part})" if names and part else ""
        return f"{joined(names)} {several if is_plural(names) else one}{beside}" if names else ""

    def both(self, tally: Tally) -> list[str]:
        """Who stands on both sides of an act in dispute, at the first of its rows."""
        said = []
        for act in tally.found:
            if act.weighed.is_disputed and act.event not in self.weighed_up:
                self.weighed_up.add(act.event)
                every = both_in_words(weighed_acts(self.ledger, self.view).get(act.event, ()), self.sentences)
                said += [each.removesuffix(".") for each in every]
        return said

    def unsaid(self, tally: Tally) -> list[str]:
        """Who leaves a row open, and who gave no answer when asked of it."""
        said = []
        relations: tuple[tuple[Relation, str], ...] = (
            ("leaves open", "left open by"),
            ("no answer", "no answer from"),
        )
        for relation, words in relations:
            by: dict[str, set[str]] = {}
            for act in tally.found:
                for word in act.weighed.of(relation):
                    what = self._opened(act, word) if relation == "leaves open" else ""
                    if what is not None:
                        by.setdefault(what, set()).add(word.said_by)
            said += [f"{words} {joined(self.sentences.ends(who))}{what}" for what, who in by.items()]
        return said

    def _opened(self, act: Act, word: Word) -> str | None:
        """What somebody leaves open of an act: by whom it was, or, of the kind, in his own words; None if he tells that
        it happened, and only not in which way.
        """
        parts = word.telling.says.get(LEFT_OPEN, frozenset()) & (CORE | {ACTOR})
        if parts == {TYPE}:
            every = weighed_acts(self.ledger, self.view).get(act.event, ())
            if any(one.said_by == word.said_by for each in every for one in each.asserted):
                return None
            quote = in_own_words([word])
            return f" ({quote})" if quote else ""
        labels = (value_in_words(self.ledger, LEFT_OPEN, part)[1] for part in sorted(parts - {TYPE}))
        what = joined(self.sentences.left_open(label, act.event, is_told=True) for label in labels)
        return f" ({what})" if what else ""

    def withdrawn(self, tally: Tally) -> list[str]:
        """Whose word a row was that nobody tells any more."""
        words = [word for act in tally.found if not act.groups for word in _corrected(act)]
        sources = {word.said_by for word in words if not word.telling.misquoted_by}
        withdrawn = [f"withdrawn: {joined(self.sentences.ends(sources))}"] if sources else []
        return [*withdrawn, *self.sentences.never_said(words)]


def _corrected(act: Act) -> list[Word]:
    """The words that told a version, of which a correction took the place."""
    words = act.weighed.version.words
    return [word for word in words if word.relation == "asserts" and word.telling.replaced_on is not None]


def _sources(tally: Tally, ledger: Ledger, beside: _Beside, width: int) -> Iterator[str]:
    parts = list(filter(None, [_who_says_so(tally, ledger, beside.sentences)]))
    parts += [*beside.withdrawn(tally), *beside.only(tally), *beside.unsaid(tally)]
    yield from wrap("; ".join(parts), width, initial_indent="    ", subsequent_indent="    ")
    against, both = "; ".join(beside.against(tally)), beside.both(tally)
    if against or both:
        said = ". ".join(filter(None, [f"against: {against}" if against else "", *both]))
        yield from wrap(said, width, initial_indent="    ", subsequent_indent="    ")


def _who_says_so(tally: Tally, ledger: Ledger, sentences: Sentences) -> str:
    """The sources of a row, each with its closer word in brackets; those of the doer's own side marked, and first."""
    said: dict[str, tuple[str, bool]] = {}
    own: set[str] = set()
    for act in tally.found:
        said |= own_words(act, ledger.names, sentences)
        own |= _own_side(act, ledger)
    shown = []
    for source in sorted(said, key=lambda s: (s not in own, said[s][1], s)):
        words, hedged = said[source]
        aside = ", ".join(filter(None, [HEDGED if hedged else "", words]))
        shown.append(f"{'✓ ' if source in own else ''}{source}{f' ({aside})' if aside else ''}")
    return ", ".join(shown)


def _own_side(act: Act, ledger: Ledger) -> set[str]:
    known, doers = ledger.background, act.weighed.version.core.doers
    words = (word for word in act.weighed.asserted if known.is_own_word(word.said_by, word.row["group"], doers))
    return {ledger.names.label(word.said_by) for word in words}


def _said_by(tally: Tally, ledger: Ledger, beside: _Beside) -> str:
    """What a row of one group alone ends with: its sources, or their number, how many acts, and what is left open."""
    if not tally.found:
        sources = sorted(map(ledger.names.label, tally.sources))
        said = sources[0] if len(sources) == 1 else f"{len(sources)} sources, each alone"
    else:
        said = _who_says_so(tally, ledger, beside.sentences)
    dispute = "; same act in dispute" if any(act.in_dispute for act in tally.found) else ""
    only = [each for each in beside.only(tally) if each.startswith("only ")]
    said = "; ".join([said, *only, *beside.unsaid(tally)]) + dispute
    return f"{tally.acts} acts: {said}" if tally.acts > 1 else said
