"""Who confronts whom as text: three blocks for an incident, one line a row for a large record.

A row that lacks an end is a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import Any, Protocol

from wcwidth import wcswidth

from ..errors import inert
from ..frames.text import as_text
from ..noun_phrases import joined
from ..rules.acts import weighed_acts
from ..rules.dyads import denials_of_no_row
from ..rules.ledger import Ledger
from ..rules.tallies import Tally, tallies
from ..rules.tellings import Core
from ..rules.view import EVERYTHING, View
from .act_titles import label_leads, named, says_no_more
from .confront_beside import Beside, withdrawn_by
from .confront_rows import COLUMNS, as_rows, confront_rows, how_in_words
from .deed_sentences import VAGUE
from .names_in_sentences import NamesInSentences
from .time_in_words import day_in_words, label_with_day

__all__ = ["confront_text"]

#: Up to this many rows are shown in blocks with their sources; more, one line a row.
MOST_IN_BLOCKS = 100
#: What stands last in a row, and would take more lines than this there, stands beneath it.
_MOST_BESIDE = 2
#: Stands for a blank at which no line is broken.
_WHOLE = "\N{NO-BREAK SPACE}"
_LEGEND = "✓ the doer's own side   ( ) the speaker's closer word"
_LEGEND_OF_CODERS = "[ ] of this kind only by the coder's word"
_LEGEND_OF_COUNTS = "2 against 1   so many independent groups say so, so many contradict them"
_LEGEND_OF_HEDGES = "hedged   the speaker says so with reserve"
_LEGEND_OF_BRACKETS = "→ ( )   named by the same sources, apart from who did it"


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
    return inert(_Blocks(ledger, view, found, width or 100).text())


def _as_table(ledger: Ledger, view: View, width: int | None, limit: int, by_pair: bool) -> str:
    rows = as_rows(confront_rows(ledger, view, whole=False, by_pair=by_pair))
    shown = rows[:limit] if limit else rows
    # A column that says nothing is left out.
    used = [i for i in range(len(COLUMNS)) if any(str(row[i]).strip() for row in shown)]
    text = as_text([COLUMNS[i] for i in used], ([row[i] for i in used] for row in shown), width)
    left = len(rows) - len(shown)
    return f"{text}\n{left:,} more row{'s' if left != 1 else ''}: --limit 0" if left else text


Row = dict[str, Any]


class _Blocks:
    """The rows of a view in blocks, each with its sources beneath or beside it."""

    def __init__(self, ledger: Ledger, view: View, found: Sequence[Tally], width: int) -> None:
        self.ledger, self.view, self.width = ledger, view, width
        self.beside = Beside(ledger, view, found)
        self.sentences = self.beside.sentences
        self.rows = [
            (t, self._named(t, r)) for t, r in zip(found, confront_rows(ledger, view, whole=False), strict=True)
        ]
        self.apart = _incidents_apart(self.sentences, found)
        pairs = [row for _, row in self.rows if not row["sentence"]]
        self.ends = min(max((wcswidth(_ends(row)) for row in pairs), default=24), width // 2 - 2)
        self.kinds = min(max((wcswidth(how_in_words(row)) for row in pairs), default=12), width // 4)

    def _named(self, tally: Tally, row: Row) -> Row:
        """A row with short names, and as a sentence where that says it better."""
        name = self.sentences.name
        target = self._told_apart(tally)
        ends = {
            "who": tally.who and name(tally.who),
            "whom": f"({target})" if target else tally.whom and name(tally.whom),
        }
        return {**row, **ends, "sentence": "" if target else self._sentence(tally)}

    def _sentence(self, tally: Tally) -> str:
        """A row as a sentence, if it lacks an end."""
        if tally.kind is None or (tally.who and tally.whom):
            return ""
        who, whom = (frozenset(filter(None, (end,))) for end in (tally.who, tally.whom))
        kind = tally.kind if tally.kind_is_told else None
        core = Core(who, whom, kind=kind) if tally.directed else Core(parties=who | whom, kind=kind)
        said = self.sentences.sentence(replace(core, tried=tally.attempted), coder_kind=tally.kind)
        if len(tally.found) == 1:
            [act] = tally.found
            versions = weighed_acts(self.ledger, self.view).get(act.event, ())
            if label_leads(act.event, versions, act.weighed, said, self.sentences):
                tried = replace(core, tried=tally.attempted)
                return named(self.sentences.label(act.event), tried, tally.kind, self.sentences, whole=True)
        if not tally.directed and not tally.whom and any(len(a.weighed.version.core.parties) > 1 for a in tally.found):
            # Two of one side, which is all that is named of them here.
            return f"{said} (within it)"
        return said

    def text(self) -> str:
        disputed = [
            r
            for r in self.rows
            if {"contested", "denied"} & r[1]["grades"].keys() or r[1]["denied_in_part_by"] or r[1]["denied_unmet"]
        ]
        rest = [r for r in self.rows if r not in disputed]
        agreed = [r for r in rest if r[0].most > 1]
        alone = [r for r in rest if r[0].most < 2]
        others = [r for r in self.rows if self.apart(r[0])]
        disputed, agreed, alone = ([r for r in block if r not in others] for block in (disputed, agreed, alone))
        lines: list[str] = []
        for heading, block in (
            ("IN DISPUTE", disputed),
            ("REPORTED BY TWO OR MORE INDEPENDENT GROUPS, NOT ITSELF DENIED", agreed),
        ):
            lines += ["", heading] if block else []
            for tally, row in block:
                lines += self._row(row, self._act(tally, row) + _groups(tally, row) + self.apart(tally))
                lines += self._sources(tally)
        if alone:
            lines += ["", "REPORTED BY ONE GROUP ALONE (weak)"]
            for tally, row in alone:
                lines += self._row(row, self._act(tally, row) + self._said_by(tally) + self.apart(tally))
        if others:
            # What was at another time is no answer to what happened at this.
            lines += ["", "APART FROM THIS INCIDENT: EARLIER, LATER, ELSEWHERE, OR UNDATED"]
            for tally, row in others:
                lines += self._other(tally, row)
        if unsaid := [self.beside.unmet(t, quoted=True) for _, t in denials_of_no_row(self.ledger, self.view)]:
            lines += ["", "DENIED, THOUGH NO ROW HERE SAYS SO"]
            for each in dict.fromkeys(unsaid):
                lines += wrap(f"{each[:1].upper()}{each[1:]}.", self.width, subsequent_indent="    ")
        return "\n".join([*self._legend(disputed), *lines])

    def _legend(self, disputed: Iterable[tuple[Tally, Row]]) -> list[str]:
        """What the marks mean that are used."""
        rows = [row for _, row in self.rows]
        told = {
            _LEGEND: True,
            _LEGEND_OF_CODERS: any("[" in (row["sentence"] or how_in_words(row)) for row in rows),
            _LEGEND_OF_BRACKETS: any((row["whom"] or "").startswith("(") for row in rows if not row["sentence"]),
            _LEGEND_OF_COUNTS: any(act.grade == "contested" for tally, _ in disputed for act in tally.found),
            _LEGEND_OF_HEDGES: self.beside.has_hedged,
        }
        return [line for legend, applies in told.items() if applies for line in wrap(legend, self.width)]

    def _act(self, tally: Tally, row: Row) -> str:
        """Which act it is, of a kind that says little: "steps to avoid an incident"."""
        if row["sentence"] or tally.kind not in VAGUE or len(tally.found) != 1:
            return ""
        label = self.sentences.label(tally.found[0].event)
        return "" if says_no_more(label, f"{_ends(row)} {how_in_words(row)}") else f"{label}; "

    def _told_apart(self, tally: Tally) -> str | None:
        """The one target that all who tell of a row without a target name elsewhere of the same act: who says that a
        soldier shot, and that a man was shot, tells of one act.
        """
        if len(tally.found) != 1 or not tally.directed or tally.who is None or tally.whom is not None:
            return None
        act = tally.found[0]
        tellers = {word.telling.source_and_report for word in act.weighed.asserted}
        others = [o for o in weighed_acts(self.ledger, self.view).get(act.event, ()) if o.version.core.targets]
        if any(one.version.core.doers - act.weighed.version.core.doers for one in others):
            return None
        targets = {target for one in others for target in one.version.core.targets}
        told = {word.telling.source_and_report for one in others for word in one.asserted}
        return self.sentences.name(next(iter(targets))) if len(targets) == 1 and tellers <= told else None

    def _row(self, row: Row, last: str) -> Iterator[str]:
        """One row: its ends and kind, or a sentence, and what stands last; longer parts go on in the lines beneath."""
        first = (row["sentence"], self.ends + self.kinds + 2) if row["sentence"] else (_ends(row), self.ends)
        parts = [first] if row["sentence"] else [first, (how_in_words(row), self.kinds)]
        room = self.width - self.ends - self.kinds - 4
        beneath = len(_folded(last, room)) > _MOST_BESIDE
        cells = [(_folded(text, width), width) for text, width in parts]
        cells += [] if beneath else [(_folded(last, room), 0)]
        for line in range(max(len(lines) for lines, _ in cells)):
            yield "  ".join(_padded(lines[line] if line < len(lines) else "", width) for lines, width in cells).rstrip()
        if beneath:
            yield from wrap(last, self.width, initial_indent="    ", subsequent_indent="    ")

    def _other(self, tally: Tally, row: Row) -> Iterator[str]:
        """A row of another incident, or of none, with its name and day."""
        last = self._said_by(tally) if tally.most < 2 else _groups(tally, row)
        whole = row["sentence"] or f"{_ends(row)} {how_in_words(row)}"
        apart = self.apart(tally, beside=whole).removeprefix("; ")
        act = self._act(tally, row)
        yield from self._row(row, f"{'' if act[:-2] in apart else act}{'; '.join(filter(None, [apart, last]))}")
        if tally.most > 1 or row["denied_by"]:
            yield from self._sources(tally)

    def _sources(self, tally: Tally) -> Iterator[str]:
        beside = self.beside
        parts = list(filter(None, [beside.who_says_so(tally)]))
        parts += [*beside.withdrawn(tally), *beside.only(tally), *beside.unsaid(tally)]
        yield from wrap("; ".join(parts), self.width, initial_indent="    ", subsequent_indent="    ")
        against, both = "; ".join(beside.against(tally)), beside.both(tally)
        if against or both:
            said = ". ".join(filter(None, [f"against: {against}" if against else "", *both]))
            yield from wrap(said, self.width, initial_indent="    ", subsequent_indent="    ")

    def _said_by(self, tally: Tally) -> str:
        """What a row of one group alone ends with: its sources, or their number, how many acts, what is left open."""
        if not tally.found:
            sources = sorted(map(self.sentences.name, tally.sources))
            said = sources[0] if len(sources) == 1 else f"{len(sources)} sources, each alone"
        else:
            said = self.beside.who_says_so(tally)
        dispute = "; same act in dispute" if any(act.in_dispute for act in tally.found) else ""
        only = [each for each in self.beside.only(tally) if each.startswith("only ")]
        said = "; ".join([said, *only, *self.beside.unsaid(tally)]) + dispute
        return f"{tally.acts} acts: {said}" if tally.acts > 1 else said


class _Apart(Protocol):
    def __call__(self, tally: Tally, beside: str = "") -> str: ...


def _incidents_apart(sentences: NamesInSentences, found: Sequence[Tally]) -> _Apart:
    """Names the incident of a row, if that is another than the one of which most acts are: an attack elsewhere. Of what
    belongs to none, mines of earlier years, say, it gives the label, unless that is said ``beside`` it, and the time.
    """
    events = {act.event for tally in found for act in tally.found}
    of_act = {event: sentences.facts_of(event).get("incident") for event in events}
    most = Counter(filter(None, of_act.values())).most_common(1)

    def apart(tally: Tally, beside: str = "") -> str:
        incidents = {of_act[act.event] for act in tally.found}
        if not most or len(incidents) != 1:
            return ""
        [other] = incidents
        if other is None:
            acts = sorted({act.event for act in tally.found})
            said = joined([dated(event, beside) for event in acts[:2]])
            return f"; {said}{' and more' if len(acts) > 2 else ''}"
        return f"; incident: {sentences.label(other)}" if other != most[0][0] else ""

    def dated(event: str, beside: str) -> str:
        when, label = sentences.facts_of(event).get("when"), sentences.label(event)
        if says_no_more(label, beside):
            return day_in_words(when) if when else "undated"
        return label_with_day(label, day_in_words(when)) if when else f"{label}, undated"

    return apart


def _ends(row: dict[str, Any]) -> str:
    return f"{row['who'] or '—'} {'→' if row['directed'] else '–'} {row['whom'] or '—'}"


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
        return "withdrawn, and denied" if withdrawn_by(act) else act.grade
    count = f"{len(act.groups)} group{'s' if len(act.groups) != 1 else ''}"
    if act.grade == "contested":
        count = f"{len(act.groups)} against {len({r['group'] for r in act.against})}".replace(" ", _WHOLE)
    dispute = "; same act in dispute" if row["same_act_in_dispute"] else ""
    return f"{act.grade}  {count}{dispute}"
