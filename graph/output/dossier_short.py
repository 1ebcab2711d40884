"""The dossier in short: what is in dispute in full, and of all else who says it, on a line or two.

Nothing in it says less than is told: denials, rivals, attempts, hedges, closer words and words of one's own side stay,
as do clock times, intent, means and numbers. Other circumstances that one group alone gives are left out, but for
order, cause and reply; a last line counts them.
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

#: The lines of a page, and how wide it is; up to so many lines each act has one, though they are more than a page.
PAGE, COLUMNS, ENOUGH = 80, 100, 100
#: So many columns that nothing is folded.
_NO_END = 1_000_000
#: The parts that have a line of their own for each entry; all others stand beside their heading.
_LISTED = ("in dispute", "reported differently", "alike", "alone", "earlier", "later")
#: Questions that say by themselves which act they ask about, if no other question has the same words.
PLAIN = re.compile(r"(?!Who\?|Who was it|Was |What happened|When |Where |How |By |In |Were |Is )\w+ ")
#: Beside a number or day, a bare number of groups would be read as another: "4 wounded (2)".
_ENDS_IN_NUMBER = re.compile(r"\d[\w:]*(?: \w+)? \(")
_ONE_WITH_ASIDE = re.compile(r"([^,;()]+) \(((?!both: |all \d)[^()]+)\)")
_WITH_NUMBERS = re.compile(r"(.*?)( \[[\d ]+\])?")
_GROUPS = re.compile(r"\((confirmed, |fair, )?(\d+) groups\b")


def in_short(ledger: Ledger, found: Dossier) -> Layout:
    """The dossier in words, in short: each act on a line, or, where only that fits a page, all in a run."""
    short = _shortened(laid_out(ledger, found, terse=1))
    if len(short_lines(short, COLUMNS, closing=True)) < ENOUGH:
        return short
    on_a_page = _shortened(laid_out(ledger, found, terse=2))
    return on_a_page if len(short_lines(on_a_page, COLUMNS, closing=True)) < PAGE else short


def _shortened(layout: Layout) -> Layout:
    titles = Counter(entry.title for part in layout.parts for entry in part.entries if entry.is_question)
    for part in layout.parts:
        if part.name == "in dispute":
            part.gloss = "contested, unless another grade stands"
        elif part.name == "reported differently":
            part.gloss = "weak, unless another grade stands"
        elif part.name == "alike":
            part.heading = "Reported alike, by so many independent groups"
            if layout.on_a_page:
                part.heading = "Reported alike, by so many groups"
            part.gloss = "fair, unless another grade stands"
        elif part.name == "open" and all(row.words != "no answer from" for e in part.entries for row in e.rows):
            part.heading = "Left open"
        elif part.name == "views":
            part.heading = "Views, not counted"
        elif part.name == "alone":
            part.gloss = ""
        for entry in part.entries:
            entry.rows = _gathered(entry.rows)
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


def _gathered(rows: list[Row]) -> list[Row]:
    """The rows, where several tell an act of no kind in the same words of ours, each for himself, as one with all."""
    found: list[Row] = []
    for row in rows:
        alike = (r for r in found if (r.kind, r.words, r.right) == (row.kind, row.words, row.right))
        twin = next(alike, None) if row.words and row.right in ("weak", "1 group") and _is_vague(row) else None
        if twin:
            twin.speakers += f"; {row.speakers}"
        elif row not in found:
            # What is denied of each is denied once.
            found.append(replace(row))
    return found


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
            lines += [""] if before and not layout.on_a_page else []
            lines += _part(part, room, layout.on_a_page)
        elif layout.on_a_page:
            small += _part(part, _NO_END, layout.on_a_page)
        else:
            lines += ["", *_small(part, room)]
        before = part.name
    last = [sentence for sentence in (layout.closing[:1] if closing else layout.closing[1:]) if sentence]
    if small:
        # What is left has a line or two each: one after the other.
        return lines + folded(" ".join([*small, *last]), room, after="   ")
    return lines + [line for sentence in last for line in folded(sentence, room)]


def _small(part: Part, room: int) -> list[str]:
    """A part of what is said besides: its heading, and a line for each entry."""
    heading = part.heading.upper()
    if part.name == "read in":
        lines = [heading, *folded(f"{', '.join(entry.title for entry in part.entries)}.", room, "   ")]
        return lines + (folded(f"Sides, each one group: {part.gloss.strip()}", room, "   ") if part.gloss else [])
    return [heading, *(line for entry in part.entries for line in folded(f"{in_a_run(entry)}.", room, "   ", "      "))]


def _part(part: Part, room: int, on_a_page: bool) -> list[str]:
    heading = part.heading.upper()
    if part.name == "read in":
        return folded(f"{heading}: {', '.join(entry.title for entry in part.entries)}.", room, after="   ")
    if part.name not in _LISTED:
        mark = "" if heading.endswith("?") else ":"
        entries = "; ".join(map(in_a_run, part.entries))
        return folded(f"{heading}{mark} {entries}.", room, after="   ")
    if part.name == "alike" and on_a_page:
        gloss = f" ({part.gloss})" if part.gloss else ""
        return folded(
            f"{heading}{gloss}: {'. '.join(f'{e.number} {_run(e)}' for e in part.entries)}.", room, after="   "
        )
    if part.name == "alone" and on_a_page:
        by = _by_source(part)
        return folded(f"{heading}: {'. '.join(f'{each[:1].upper()}{each[1:]}' for each in by)}.", room, after="   ")
    lines = with_right([heading], part.gloss, room)
    for entry in part.entries:
        lines += (
            _question(entry, room, part.name == "reported differently", on_a_page)
            if entry.is_question
            else _told(entry, room)
        )
    return lines


def _question(entry: Entry, room: int, runs_on: bool, on_a_page: bool) -> list[str]:
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
    if on_a_page and len(notes) == 1 and not rest and wide(entry.heading) + wide(notes[0]) < room - 6:
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
        if on_a_page and position and wide(lines[-1]) + wide(each) + 2 <= room:
            lines[-1] += f"; {each}"
        else:
            lines += folded(each, room, "    ", "      ")
    if on_a_page and each_line and after and wide(lines[-1]) + wide(after) + 2 <= room:
        lines[-1] += f". {after}"
        return lines
    return lines + (folded(after, room, "    ", "      ") if after else [])


def _told(entry: Entry, room: int) -> list[str]:
    mark = " " if entry.is_ordered else "·"
    return folded(_run(entry), room, f"{entry.number:>2}{mark} ", "      ")


def _by_source(part: Part) -> list[str]:
    """What each source alone tells, in a run for each; what is said of the source in brackets is of one act."""
    by: dict[str, list[tuple[str, str]]] = {}
    for entry in part.entries:
        who, numbers = _WITH_NUMBERS.fullmatch(entry.rows[0].speakers).groups()  # type: ignore[union-attr]
        aside = ""
        if found := _ONE_WITH_ASIDE.fullmatch(who):
            who, aside = found.groups()
        by.setdefault(who, []).append((f"{entry.number} {_run(entry, names=False, aside=aside)}", numbers or ""))
    runs = []
    for who, told in by.items():
        once = told[0][1] if len({numbers for _, numbers in told}) == 1 else ""
        acts = (act if once else f"{act}{numbers}" for act, numbers in told)
        runs.append(f"{who}{once}: {'. '.join(acts)}")
    return runs


def _run(entry: Entry, *, names: bool = True, aside: str = "") -> str:
    """An act with who tells it, its grade, its riders, and what stands beside it."""
    right = "" if entry.right == "weak" else f" ({entry.right.removeprefix('fair, ')})"
    right += f" ({aside})" if aside else ""
    first, *more = entry.rows
    parts = [f"{entry.title}{right}: {first.speakers}" if names else f"{entry.title}{right}"]
    parts += [said(row, row.right.removeprefix("fair, ") if right else "") for row in more if row.is_answer]
    parts += [*entry.notes, *(said(row) for row in more if not row.is_answer)]
    return "; ".join(parts)
