"""Who confronts whom as text: three blocks for an incident, one line a row for a large record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any

from wcwidth import wcswidth

from ..errors import inert
from ..frames.text import as_text
from ..rules.acts import weighed_acts
from ..rules.denials import is_of_own_deed
from ..rules.dyads import denials_of_no_row
from ..rules.ledger import Ledger
from ..rules.tallies import Tally, tallies
from ..rules.testimony import Version
from ..rules.view import EVERYTHING, View
from ..sentences import is_plural
from .act_sentences import Sentences
from .confront_rows import COLUMNS, as_rows, confront_rows, how_in_words, own_words, unmet_in_words

__all__ = ["confront_text"]

#: Up to this many rows are shown in blocks with their sources; more, one line a row.
MOST_IN_BLOCKS = 100
#: Stands for a blank at which no line is broken.
_WHOLE = "\N{NO-BREAK SPACE}"
_LEGEND = "— not named   ✓ the doer's own side   ( ) the speaker's closer word, or a kind only the coder gives"
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
    beside = _Beside(ledger, found)
    yield _LEGEND
    if any((row["whom"] or "").startswith("[") for _, row in rows):
        yield _LEGEND_OF_BRACKETS
    for heading, block in (
        ("IN DISPUTE", disputed),
        ("REPORTED BY TWO OR MORE INDEPENDENT GROUPS, NOT ITSELF DENIED", agreed),
    ):
        if block:
            yield from ("", heading)
        for tally, row in block:
            yield from _row(row, ends, kinds, _groups(tally, row), width)
            yield from _sources(tally, row, ledger, beside, width)
    if alone:
        yield from ("", "REPORTED BY ONE GROUP ALONE (weak)")
        for tally, row in alone:
            yield from _row(row, ends, kinds, _said_by(tally, ledger), width)
    if others := [unmet_in_words(denial, beside.sentences) for _, denial in denials_of_no_row(ledger, view)]:
        yield from ("", "DENIED, THOUGH NO ROW HERE SAYS SO")
        for each in dict.fromkeys(others):
            yield from wrap(f"{each}.", width, subsequent_indent="    ")


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
    count = f"{len(act.groups)} group{'s' if len(act.groups) != 1 else ''}"
    if act.grade == "contested":
        count = f"{count} : {len({r['group'] for r in act.against})}".replace(" ", _WHOLE)
    own = f", {act.weighed.own}" if act.weighed.own and act.grade != "confirmed" else ""
    dispute = "; same act in dispute" if row["same_act_in_dispute"] else ""
    return f"{act.grade}  {count}{own}{dispute}"


class _Beside:
    """What stands beneath a row besides its sources: who says less, who denies it, and what is told instead."""

    def __init__(self, ledger: Ledger, found: Sequence[Tally]) -> None:
        self.sentences = Sentences(ledger)
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
                said.setdefault(f"{first} that {what}", set()).add(self.sentences.label(word.said_by))
        return [f"{what}: {', '.join(sorted(who))}" for what, who in said.items()]

    def against(self, tally: Tally, row: dict[str, Any]) -> list[str]:
        """Who denies it, and what is told that cannot be true as well, each as a sentence."""
        said = (
            [f"{', '.join(row['denied_by'])} {_verb(row['denied_by'], 'denies', 'deny')} it"]
            if row["denied_by"]
            else []
        )
        for act in tally.found:
            partly = act.weighed.of("denies in part")
            own = [word for word in partly if is_of_own_deed(word.telling, self.sentences.known)]
            if both := sorted({self.sentences.label(word.said_by) for word in own}):
                said.append(f"{', '.join(both)} {_verb(both, 'says', 'say')} as well that it was not so")
            if rejecting := sorted({self.sentences.label(word.said_by) for word in partly if word not in own}):
                said.append(f"{', '.join(rejecting)} {_verb(rejecting, 'rejects', 'reject')} this account")
            for rival in act.weighed.rivals:
                assert isinstance(rival, Version)
                # Each teller stands at its own words, not again at what they imply.
                words = [word for word in act.weighed.of("rival") if word.other is rival]
                tellers = sorted({self.sentences.label(w.said_by) for w in words if w.telling.core == rival.core})
                if tellers:
                    that = self.sentences.that(rival.core, rival.coder_kind)
                    said.append(f"{', '.join(tellers)} {_verb(tellers, 'reports', 'report')} that {that}")
        for denial in (denial for act in tally.found for denial in act.unmet):
            if id(denial) not in self.printed:
                self.printed.add(id(denial))
                said.append(unmet_in_words(denial, self.sentences))
        return list(dict.fromkeys(said))


def _verb(sources: Sequence[str], one: str, several: str) -> str:
    return several if is_plural(list(sources)) else one


def _sources(tally: Tally, row: dict[str, Any], ledger: Ledger, beside: _Beside, width: int) -> Iterator[str]:
    parts = list(filter(None, [_who_says_so(tally, ledger)]))
    parts += beside.only(tally)
    if row["left_open_by"]:
        parts.append(f"left open by {', '.join(row['left_open_by'])}")
    if row["no_answer"]:
        parts.append(f"no answer from {', '.join(row['no_answer'])}")
    yield from wrap("; ".join(parts), width, initial_indent="    ", subsequent_indent="    ")
    if against := beside.against(tally, row):
        yield from wrap(f"against: {'; '.join(against)}", width, initial_indent="    ", subsequent_indent="    ")


def _who_says_so(tally: Tally, ledger: Ledger) -> str:
    """The sources of a row, each with its closer word in brackets; those of the doer's own side marked, and first."""
    said: dict[str, tuple[str, bool]] = {}
    own: set[str] = set()
    for act in tally.found:
        said |= own_words(act, ledger.names)
        own |= _own_side(act, ledger)
    shown = []
    for source in sorted(said, key=lambda s: (s not in own, said[s][1], s)):
        words, hedged = said[source]
        text = f"{source} ({words})" if words else source
        shown.append(f"{'✓ ' if source in own else ''}{'reportedly ' if hedged else ''}{text}")
    return ", ".join(shown)


def _own_side(act: Any, ledger: Ledger) -> set[str]:
    known, doers = ledger.background, act.weighed.version.core.doers
    words = (word for word in act.weighed.asserted if known.is_own_word(word.said_by, word.row["group"], doers))
    return {ledger.names.label(word.said_by) for word in words}


def _said_by(tally: Tally, ledger: Ledger) -> str:
    """What a row of one group alone ends with: its sources, or their number, and how many acts."""
    if not tally.found:
        sources = sorted(map(ledger.names.label, tally.sources))
        said = sources[0] if len(sources) == 1 else f"{len(sources)} sources, each alone"
    else:
        said = _who_says_so(tally, ledger)
    dispute = "; same act in dispute" if any(act.in_dispute for act in tally.found) else ""
    return f"{tally.acts} acts: {said}{dispute}" if tally.acts > 1 else f"{said}{dispute}"
