"""The dossier as text for a terminal, as Markdown, and as a page of HTML to print."""

from __future__ import annotations

import html
import unicodedata
from typing import Any

from ..errors import inert
from ..frames.text import as_text
from ..rules.dossier import Dossier, Mark
from ..rules.ledger import Ledger
from ..rules.tellings import LEFT_OPEN
from ..rules.values_in_words import statement_in_words
from ..rules.weighing import RULE, Weighed
from .dossier_layout import Entry, Layout, Part, Row, grade, in_a_run, said
from .dossier_parts import in_words, laid_out
from .dossier_short import in_short, short_lines
from .dossier_words import Wording
from .folding import folded, wide, with_right

__all__ = ["as_html", "as_markdown", "as_matrix", "as_plain", "plain_layout", "plain_short"]

#: How wide the text is where no terminal says so.
WIDTH = 100
_SIGNS: dict[Mark, str] = {
    "asserts": "✓",
    "in part": "~",
    "denies": "✗",
    "leaves open": "○",
    "no answer": "–",
    "silent": "·",
}
#: The parts that stand beside their heading.
_SMALL = frozenset(("blame", "denied", "open", "one moment", "views", "corrections"))
_LEGEND = "✓ asserts   ~ in part   ✗ denies   ○ leaves open   – gives no answer   · speaks of the incident, not of this"


def as_plain(
    ledger: Ledger,
    found: Dossier,
    width: int | None = None,
    quotes: bool = False,
    closing: bool = True,
    full: bool = False,
) -> str:
    """The dossier as text for a terminal of this width, in short, or ``full``; with ``quotes`` it is full.

    ``closing`` lines name the options of the command.
    """
    if full or quotes:
        return plain_layout(laid_out(ledger, found, quotes), width, closing and not quotes)
    return plain_short(in_short(ledger, found), width, closing)


def plain_short(layout: Layout, width: int | None = None, closing: bool = False) -> str:
    """A dossier laid out in short, as text; without ``closing`` it does not name the options of the command."""
    return inert("\n".join(short_lines(layout, min(width or WIDTH, 160), closing)))


def plain_layout(layout: Layout, width: int | None = None, closing: bool = False) -> str:
    """A dossier laid out, as text."""
    room = min(width or WIDTH, 160)
    lines = [*folded(layout.title.upper(), room)]
    lines += [line for sentence in layout.summary for line in folded(sentence, room)]
    before = ""
    for part in layout.parts:
        lines += [*([] if before in _SMALL and part.name in _SMALL else [""]), *_part(part, room)]
        before = part.name
    if closing:
        lines += [line for sentence in layout.closing for line in folded(sentence, room)]
    return inert("\n".join(lines))


def _part(part: Part, room: int) -> list[str]:
    heading = part.heading.upper()
    if part.name == "read in":
        listed = "; ".join(entry.title for entry in part.entries)
        if any("http" in entry.title for entry in part.entries):
            return [
                heading,
                *(line for e in part.entries for line in folded(e.title, room, "   ", "       ")),
                *folded(part.gloss, room),
            ]
        return [*folded(f"{heading}: {listed}", room, after="    "), *folded(part.gloss, room)]
    if part.name in _SMALL:
        return _small(part, room)
    lines = with_right([heading], part.gloss, room)
    for entry in part.entries:
        lines += _question(entry, room) if entry.is_question else _told(entry, room)
    return lines


def _small(part: Part, room: int) -> list[str]:
    """A part of few words, beside its heading."""
    mark = "" if part.heading.endswith("?") else ":"
    run = "; ".join(map(in_a_run, part.entries))
    lines = folded(f"{part.heading.upper()}{mark} {run}.", room, after="   ")
    return lines + [line for entry in part.entries for line in _quotes(entry, room, "     ")]


def _question(entry: Entry, room: int) -> list[str]:
    start = f"{entry.number:>2}  "
    lines = with_right(folded(entry.heading, room - 14, start, "    "), entry.right, room)
    answers = [row for row in entry.rows if row.is_answer]
    longest = max((wide(row.words) for row in answers), default=0)
    left = min(longest, max(18, room * 3 // 10))
    for row in entry.rows:
        if row.is_answer:
            lines += _row(row, 5, left, room)
        elif row.is_of_all or row.kind == "beside" or not answers:
            lines += folded(said(row), room, "     ", "       ")
        else:
            lines += folded(said(row), room, f"       {' ' * left}", f"         {' ' * left}")
    for note in filter(None, [entry.common, *entry.notes]):
        lines += folded(note, room, "     ")
    return lines + _quotes(entry, room, "       ")


def _row(row: Row, indent: int, left: int, room: int) -> list[str]:
    """The words, those who say so beside them, and the grade at the right of the last line."""
    words = folded(row.words, left) or [""]
    speakers = folded(row.speakers, room - indent - left - 2) or [""]
    lines = []
    for position in range(max(len(words), len(speakers))):
        word = words[position] if position < len(words) else ""
        said = speakers[position] if position < len(speakers) else ""
        lines.append(f"{' ' * indent}{word}{' ' * (left - wide(word))}  {said}".rstrip())
    if not row.right:
        return lines
    # The grade ends the last line of the speakers if there is room, or else the first line below that has some.
    for position in range(len(speakers) - 1, len(lines)):
        if room - wide(lines[position]) - wide(row.right) >= 2:
            return [*lines[:position], *with_right(lines[position:], row.right, room)]
    return [*lines, *with_right([""], row.right, room)]


def _told(entry: Entry, room: int) -> list[str]:
    """A sentence with those who say it, and at the right its grade."""
    right = "" if entry.right == "weak" else entry.right
    mark = " " if entry.is_ordered else "·"
    answers = [row for row in entry.rows[1:] if row.is_answer]
    notes = [] if answers else entry.notes
    first = "; ".join([f"{entry.title}: {entry.rows[0].speakers}", *notes])
    lines = with_right(
        folded(first, room - wide(right) - 2 * bool(right), f"{entry.number:>2}{mark} ", "    "), right, room
    )
    for row in answers:
        lines += folded(said(row, row.right), room, "      ", "        ")
    for note in entry.notes if answers else ():
        lines += folded(note, room, "      ", "        ")
    for row in (each for each in entry.rows[1:] if not each.is_answer):
        lines += folded(said(row), room, "      ", "        ")
    return lines + _quotes(entry, room, "        ")


def _quotes(entry: Entry, room: int, indent: str) -> list[str]:
    return [line for quote in entry.quotes for line in folded(quote, room, indent, indent + "  ")]


# ------------------------------------------------------------------------------------------------------------- matrix


def as_matrix(ledger: Ledger, found: Dossier, width: int | None = None) -> str:
    """Every version and statement in a row, with a column a source: who says it, and who speaks of other things."""
    wording = in_words(ledger, found)
    letters = _letters(len(found.sources))
    lines = [ledger.names.label(found.incident).upper(), _LEGEND, ""]
    lines += [
        f"  {letter}  {ledger.names.label(source)}" for letter, source in zip(letters, found.sources, strict=True)
    ]
    rows: list[list[Any]] = []
    for act in found.acts:
        rows.append([ledger.names.label(act.event), *[" "] * (len(letters) + 1)])
        for one in act.versions:
            rows.append([f"  {wording.of(one)}", *_marks(found, one), grade(one)])
            rows += _with_limits(found, one, wording)
        for telling in act.unmet:
            marks = ["✗" if source == telling.said_by else " " for source in found.sources]
            rows.append(
                [f"  denied: {wording.denied(telling, telling.row.get('coder_type'))}", *marks, "denied, unmet"]
            )
        rows += _stated(ledger, found, act.event)
    actors = dict.fromkeys(one.statement.about for one in found.statements)
    for about in (each for each in actors if each not in {act.event for act in found.acts}):
        rows.append([ledger.names.label(about), *[" "] * (len(letters) + 1)])
        rows += _stated(ledger, found, about)
    table = as_text(["", *letters, "grade"], rows, width)
    return inert("\n".join([*lines, "", table, *(["", ledger.redacted] if ledger.redacted else [])]))


def _stated(ledger: Ledger, found: Dossier, about: str) -> list[list[Any]]:
    return [
        [f"  {statement_in_words(ledger, o.statement, whole=False)}", *_marks(found, o), grade(o)]
        for o in found.statements_of(about)
        if not _is_withdrawn(o)
    ]


def _with_limits(found: Dossier, one: Weighed, wording: Wording) -> list[list[Any]]:
    """The denials of a version that are not of the whole of it, with their limits."""
    by_limits: dict[str, set[str]] = {}
    for word in one.of("denies", "denies in part"):
        by_limits.setdefault(wording.limits_of(word.telling), set()).add(word.said_by)
    whole = by_limits.pop("", set())
    return [
        [f"    denied: {limits}", *("✗" if source in denying else " " for source in found.sources), ""]
        for limits, those in by_limits.items()
        if (denying := those - whole)
    ]


def _is_withdrawn(one: Weighed) -> bool:
    """Whether nobody states this value any more, denies it or was asked of it: a correction took its place."""
    said = one.groups or one.of("denies", "no answer")
    return not said and one.statement.prop != LEFT_OPEN


def _marks(found: Dossier, one: Any) -> list[str]:
    return [_SIGNS[found.mark(one, source)] for source in found.sources]


def _letters(count: int) -> list[str]:
    """A short heading for each source: A, B … Z, A2 …"""
    return [chr(65 + i % 26) + (str(i // 26 + 1) if i >= 26 else "") for i in range(count)]


# ----------------------------------------------------------------------------------------------------- Markdown, HTML


def as_markdown(ledger: Ledger, found: Dossier, quotes: bool = True) -> str:
    """The dossier as Markdown, with the words of each source beneath what they stand for."""
    layout = laid_out(ledger, found, quotes)
    lines = [f"# {_md(layout.title)}", "", _md(" ".join(layout.summary))]
    for part in layout.parts:
        lines += ["", f"## {_md(part.heading)}", ""]
        if part.gloss:
            lines += [_md(part.gloss), ""]
        for entry in part.entries:
            lines += _md_entry(entry)
    lines += ["", "## How grades are given", "", "```", RULE, "```"]
    return inert("\n".join(lines))


def _md_entry(entry: Entry) -> list[str]:
    right = f" *({_md(entry.right)})*" if entry.right else ""
    notes = list(filter(None, [entry.common, *entry.notes]))
    if entry.is_question:
        lines = [f"### {entry.number}. {_md(entry.heading)}{right}", ""]
        lines += [f"{'  ' * _is_of_one(row)}- {_md_said(row)}" for row in entry.rows]
        lines += [f"- {_md(note)}" for note in notes]
    else:
        first = entry.rows[0] if entry.rows and not entry.rows[0].words else None
        number = f"{entry.number}. " if entry.number else "- "
        speakers = f": {_md(first.speakers)}" if first and first.speakers else ""
        lines = [f"{number}{_md(entry.title)}{right}{speakers}"]
        lines += [f"   - {_md_said(row)}" for row in entry.rows[1 if first else 0 :]]
        lines += [f"   - {_md(note)}" for note in notes]
    if entry.quotes:
        indent = "" if entry.is_question else "   "
        lines += [f"{indent}- > {_md(quote)}" for quote in entry.quotes]
    return [*lines, ""] if entry.is_question else lines


def _is_of_one(row: Row) -> bool:
    """Whether a denial is of the answer before it."""
    return row.kind == "denial" and not row.is_of_all


def _md_said(row: Row) -> str:
    if not row.is_answer:
        return _md(said(row))
    right = f" *({_md(row.right)})*" if row.right else ""
    return f"**{_md(row.words)}**{right}" + (f": {_md(row.speakers)}" if row.speakers else "")


def _md(text: str) -> str:
    """Text that means in Markdown what it says."""
    out = text.replace("\\", "\\\\")
    for mark in "`*_[]<>|#&~":
        out = out.replace(mark, "\\" + mark)
    return " ".join(out.split())


_STYLE = """
body { font: 11pt/1.4 serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #111; background: #fff }
h1 { font-size: 1.5em; margin-bottom: .2em } h2 { font-size: 1.1em; border-bottom: 1px solid #999; margin-top: 1.6em }
h3 { font-size: 1em; margin: 1em 0 .2em } h3, dt, li { break-inside: avoid; break-after: avoid-page }
table { border-collapse: collapse; width: 100% } td { vertical-align: top; padding: .1em .8em .1em 0 }
td:first-child { width: 30% } td:last-child { text-align: right; white-space: nowrap; padding-right: 0 }
.grade { color: #555; font-style: italic; font-weight: normal } .note { margin: .2em 0 .2em 1em; color: #333 }
ul.quotes { font-size: .9em; color: #444 } p.said { margin: .5em 0 }
@media print { body { margin: 0; max-width: none } a { color: inherit } }
"""


def as_html(ledger: Ledger, found: Dossier, quotes: bool = True) -> str:
    """The dossier as one page of HTML to read or print, without any script."""
    layout = laid_out(ledger, found, quotes)
    body = [f"<h1>{_h(layout.title)}</h1>", *(f"<p>{_h(sentence)}</p>" for sentence in layout.summary)]
    for part in layout.parts:
        body.append(f"<h2>{_h(part.heading)}</h2>")
        if part.gloss:
            body.append(f"<p>{_h(part.gloss)}</p>")
        body += [_h_entry(entry) for entry in part.entries]
    body += ["<h2>How grades are given</h2>", f"<p>{'<br>'.join(map(_h, RULE.splitlines()))}</p>"]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_h(layout.title, isolated=False)}</title>"
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(body) + "\n</body></html>"
    )


def _h_entry(entry: Entry) -> str:
    right = f' <span class="grade">{_h(entry.right)}</span>' if entry.right else ""
    rows = entry.rows
    if entry.is_question:
        head = f"<h3>{entry.number}. {_h(entry.heading)}{right}</h3>"
    else:
        first = rows[0] if rows and not rows[0].words else None
        rows = rows[1:] if first else rows
        speakers = f" {_h(first.speakers)}" if first and first.speakers else ""
        number = f"{entry.number}. " if entry.number else ""
        head = f'<p class="said">{number}{_h(entry.title)}{":" if first else ""}{speakers}{right}</p>'
    cells = "".join(map(_h_row, rows))
    table = f"<table>{cells}</table>" if cells else ""
    notes = "".join(f'<p class="note">{_h(note)}</p>' for note in (entry.common, *entry.notes) if note)
    quotes = "".join(f"<li>{_h(quote)}</li>" for quote in entry.quotes)
    return head + table + notes + (f'<ul class="quotes">{quotes}</ul>' if quotes else "")


def _h_row(row: Row) -> str:
    if not row.is_answer:
        return f'<tr><td>{"&emsp;" * _is_of_one(row)}</td><td colspan="2">{_h(said(row))}</td></tr>'
    words, speakers, right = map(_h, (row.words, row.speakers, row.right))
    return f'<tr><td>{words}</td><td>{speakers}</td><td class="grade">{right}</td></tr>'


def _h(text: str, isolated: bool = True) -> str:
    """Text as inert HTML, isolated in its direction from what stands beside it."""
    safe = html.escape("".join(c for c in inert(text).replace("\n", " ") if unicodedata.category(c) != "Cs"))
    return f"<bdi>{safe}</bdi>" if isolated and safe else safe
