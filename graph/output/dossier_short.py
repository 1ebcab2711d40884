"""The dossier in short: what is in dispute in full, and of all else who says it, on a line or two.

Nothing in it says less than is told: denials, rivals, attempts, hedges, closer words and words of one's own side stay.
Circumstances that one group alone gives are left out, but for order, cause and reply; a last line counts them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from ..rules.dossier import Dossier
from ..rules.ledger import Ledger
from ..rules.testimony import Version
from .deed_sentences import VAGUE
from .dossier_layout import Entry, Layout, Part, Row, in_a_run, said
from .dossier_parts import laid_out
from .folding import folded, wide, with_right

__all__ = ["PLAIN", "in_short", "short_lines"]

#: The lines of a page, and how wide it is; of a long dossier, the lines for each entry; how terse it may get to fit.
PAGE, COLUMNS, FOR_AN_ENTRY, MOST_TERSE = 80, 100, 2, 6
#: So many columns that nothing is folded.
_NO_END = 1_000_000
#: The parts that have a line of their own for each entry; all others stand beside their heading.
_LISTED = ("in dispute", "reported differently", "alike", "alone", "earlier", "later")
#: Questions that say by themselves which act they ask about, if no other question has the same words.
PLAIN = re.compile(r"(?!Who\?|Who was it|Was |What happened|When |Where |How |By |In |Were |Is )\w+ ")
#: Beside a number or day, a bare number of groups would be read as another: "4 wounded (2)".
_ENDS_IN_NUMBER = re.compile(r"\d[\w:]*(?: \w+)? \(")
_ONE_WITH_ASIDE = re.compile(r"([^,;()]+) \(((?!both: |all \d)[^()]+)\)")
_GROUPS = re.compile(r"\((confirmed, |fair, )?(\d+) groups\b")


def in_short(ledger: Ledger, found: Dossier) -> Layout:
    """The dossier in words, as terse as it takes to fit a page, or two lines for each question and act. One that does
    not fit has lines of their own for those who alone tell something.
    """
    made: dict[int, Layout] = {}

    def at(terse: int) -> Layout:
        if terse not in made:
            made[terse] = _shortened(laid_out(ledger, found, terse=terse))
        return made[terse]

    def fits(terse: int) -> bool:
        entries = sum(len(part.entries) for part in at(terse).parts if part.name in _LISTED)
        return len(short_lines(at(terse), COLUMNS, closing=True)) < max(PAGE, FOR_AN_ENTRY * entries)

    if fits(1):
        return at(1)
    # Each is shorter than the one before it: the first that fits is found by halves.
    low, high = 2, MOST_TERSE + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle + 1, high)
    return at(low) if low <= MOST_TERSE else at(MOST_TERSE - 1)


def _shortened(layout: Layout) -> Layout:
    titles = Counter(entry.title for part in layout.parts for entry in part.entries if entry.is_question)
    for part in layout.parts:
        if part.name == "in dispute":
            part.gloss = "contested, unless another grade stands"
        elif part.name == "reported differently":
            part.gloss = "weak, unless another grade stands"
        elif part.name == "alike":
            part.heading = "Reported alike, by so many independent groups"
            if layout.terse > 3:
                part.heading = "Reported alike, by so many groups"
            part.gloss = "fair, unless another grade stands"
        elif part.name == "open" and all(row.words != "no answer from" for e in part.entries for row in e.rows):
            part.heading = "Left open"
        elif part.name == "views":
            part.heading = "Views, not counted"
        elif part.name == "alone":
            part.gloss = ""
        for entry in part.entries:
            entry.right = "" if entry.right == "contested" else _bare(entry.right)
            entry.notes = [
                _GROUPS.sub(r"(\1\2", note) if not _ENDS_IN_NUMBER.search(note) else note for note in entry.notes
            ]
            for row in entry.rows:
                is_plain = row.right == "1 group" or (row.right == "weak" and part.name == "reported differently")
                row.right = "" if is_plain else _bare(row.right)
            plain = entry.is_question and not entry.untold and PLAIN.match(entry.title) and titles[entry.title] == 1
            if plain and not any(map(_is_vague, entry.rows)):
                entry.label = ""
    return layout


def _is_vague(row: Row) -> bool:
    """Whether an answer is of a kind that says little: a request, but not for what."""
    return row.one is not None and isinstance(row.one.subject, Version) and row.one.version.kind in VAGUE


def _bare(right: str) -> str:
    """A grade with the number of groups as a bare number."""
    return re.sub(r"^(confirmed, |fair, )(\d+) groups$", r"\1\2", right)


def short_lines(layout: Layout, room: int, closing: bool) -> list[str]:
    """A short dossier in lines of at most so many columns."""
    lines = folded(layout.title.upper(), room)
    lines += [line for sentence in layout.summary for line in folded(sentence, room)]
    before = None
    small: list[str] = []
    for part in layout.parts:
        if part.name in _LISTED:
            lines += [""] if part.name in _LISTED[:3] and before and layout.terse < 5 else []
            lines += _part(part, room, layout.terse)
        elif layout.terse < 5:
            lines += _part(part, room, layout.terse)
        else:
            small += _part(part, _NO_END, layout.terse)
        before = part.name
    last = [sentence for sentence in (layout.closing[:1] if closing else layout.closing[1:]) if sentence]
    if small:
        # What is left has a line or two each: one after the other.
        return lines + folded(" ".join([*small, *last]), room, after="   ")
    return lines + [line for sentence in last for line in folded(sentence, room)]


def _part(part: Part, room: int, terse: int) -> list[str]:
    heading = part.heading.upper()
    if part.name == "read in":
        lines = folded(f"{heading}: {', '.join(entry.title for entry in part.entries)}.", room, after="   ")
        sides = "SIDES, each one group: " if terse < 5 else ""
        return lines + (folded(f"{sides}{part.gloss.strip()}", room, after="   ") if part.gloss else [])
    if part.name not in _LISTED:
        mark = "" if heading.endswith("?") else ":"
        entries = "; ".join(map(in_a_run, part.entries))
        return folded(f"{heading}{mark} {entries}.", room, after="   ")
    if part.name == "alike" and terse > 3:
        gloss = f" ({part.gloss})" if part.gloss else ""
        return folded(
            f"{heading}{gloss}: {'. '.join(f'{e.number} {_run(e)}' for e in part.entries)}.", room, after="   "
        )
    if part.name == "alone" and terse > 4:
        by = _by_source(part)
        if terse > 5:
            return folded(f"{heading}: {'. '.join(f'{each[:1].upper()}{each[1:]}' for each in by)}.", room, after="   ")
        return [f"{heading}, by source", *(line for each in by for line in folded(each, room, "   ", "      "))]
    lines = with_right([heading], part.gloss, room)
    for entry in part.entries:
        lines += (
            _question(entry, room, part.name == "reported differently", terse)
            if entry.is_question
            else _told(entry, room)
        )
    return lines


def _question(entry: Entry, room: int, runs_on: bool, terse: int) -> list[str]:
    """A question; each answer that more than one group gives, or that is disputed, begins a line, unless it runs on."""
    answers: list[str] = []
    small: list[str] = []
    others: list[str] = []
    rest: list[str] = []
    last = answers
    for row in entry.rows:
        if row.kind == "denial" and not row.is_of_all and last:
            last[-1] += f"; {said(row)}"
        elif row.is_answer:
            last = small if row.right == "weak" or (runs_on and not row.right) else answers
            last = others if runs_on and row.is_other else last
            last.append(said(row, row.right))
        else:
            rest.append(said(row))
    notes = list(entry.notes)
    if terse > 3 and len(notes) == 1 and not rest and wide(entry.heading) + wide(notes[0]) < room - 6:
        entry = replace(entry, title=f"{entry.heading} {notes.pop()}", label="", untold="")
    tail = [f"{each[:1].upper()}{each[1:]}." for each in rest]
    first = [entry.common] if entry.common else []
    after = " ".join([*([] if runs_on else first), *tail, *notes])
    if runs_on:
        told = "; ".join([*answers, *small, *others])
        told = f"{told[:1].upper()}{told[1:]}" + ("." if after else "")
        run = " ".join(filter(None, [entry.heading, *first, told, after]))
        return folded(run, room, f"{entry.number:>2}  ", "    ")
    title = folded(entry.heading, room - wide(entry.right) - 2 * bool(entry.right), f"{entry.number:>2}  ", "    ")
    lines = with_right(title, entry.right, room)
    each_line = [*answers, *(["; ".join(small)] if small else [])]
    stop = ". " if each_line and after else ""
    whole = folded(f"{'; '.join(each_line)}{stop}{after}", room, "    ")
    if len(whole) == 1:
        return lines + whole
    for position, each in enumerate(each_line):
        if terse > 3 and position and wide(lines[-1]) + wide(each) + 2 <= room:
            lines[-1] += f"; {each}"
        else:
            lines += folded(each, room, "    ", "      ")
    if terse > 3 and each_line and after and wide(lines[-1]) + wide(after) + 2 <= room:
        lines[-1] += f". {after}"
        return lines
    return lines + (folded(after, room, "    ", "      ") if after else [])


def _told(entry: Entry, room: int) -> list[str]:
    mark = " " if entry.is_ordered else "·"
    return folded(_run(entry), room, f"{entry.number:>2}{mark} ", "      ")


def _by_source(part: Part) -> list[str]:
    """What each source alone tells, in a run for each; what is said of the source in brackets is of one act."""
    by: dict[str, list[str]] = {}
    for entry in part.entries:
        who, aside = entry.rows[0].speakers, ""
        if found := _ONE_WITH_ASIDE.fullmatch(who):
            who, aside = found.groups()
        by.setdefault(who, []).append(f"{entry.number} {_run(entry, names=False, aside=aside)}")
    return [f"{who}: {'. '.join(told)}" for who, told in by.items()]


def _run(entry: Entry, *, names: bool = True, aside: str = "") -> str:
    """An act with who tells it, its grade, its riders, and what stands beside it."""
    right = "" if entry.right == "weak" else f" ({entry.right.removeprefix('fair, ')})"
    right += f" ({aside})" if aside else ""
    first, *more = entry.rows
    parts = [f"{entry.title}{right}: {first.speakers}" if names else f"{entry.title}{right}"]
    parts += [said(row, row.right.removeprefix("fair, ") if right else "") for row in more if row.is_answer]
    parts += [*entry.notes, *(said(row) for row in more if not row.is_answer)]
    return "; ".join(parts)
