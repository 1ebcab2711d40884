"""Tables as people and programs want them: columns and rows to aligned text, CSV or JSON.

Text goes through prettytable, which pySHACL brings along, and wcwidth, which it brings along and which knows the width
of Arabic and Chinese letters.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shutil
from collections.abc import Iterable, Sequence
from typing import Any

from ..errors import inert

__all__ = ["NOT_IN_XML", "as_csv", "as_json", "as_text", "at_hand", "cell", "csv_file", "without_controls"]

Rows = Iterable[Sequence[Any]]

#: Blanks between columns; and, where room is short, a width at which dates and most names still stand whole.
_GAP, _NARROW = 2, 10

#: How a formula starts, also in wide letters of Chinese and Japanese, and after marks that nobody sees and a program
#: may leave out; a mere number is none.
_FORMULA = re.compile(r"(?![+-][0-9]+(\.[0-9]+)?$)[\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r＝＋－＠]")
#: Characters that XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_text(columns: Sequence[str], rows: Rows, width: int | None = None) -> str:
    """The rows under their headings, aligned; long cells are folded where the table would be wider than ``width``.

    They are folded between words; within one only where even the longest words do not fit beside each other. A table of
    so many columns that each would be narrower than a date is wider than ``width``.
    """
    from prettytable import PrettyTable, TableStyle

    table = PrettyTable(list(columns))
    table.set_style(TableStyle.PLAIN_COLUMNS)
    table.align = "l"
    table.right_padding_width = _GAP
    table.left_padding_width = 0
    cells = [[cell(value) for value in row] for row in rows]
    if width:
        widths = _widths(columns, cells, width)
        cells = [["\n".join(_folded(text, wide)) for text, wide in zip(row, widths, strict=True)] for row in cells]
    table.add_rows(cells)
    return "\n".join(line.rstrip() for line in table.get_string().splitlines())


def at_hand() -> int:
    """How wide a table to look at may be: as the terminal, and 120 letters where there is none."""
    return max(shutil.get_terminal_size((120, 0)).columns, 60)


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """The width of each column, so that together they fit: its longest word while there is room for that, and what room
    is left to whichever column would be folded most.
    """
    lengths = [[_wide(cell) for cell in column] for column in zip(*cells, strict=True)] or [[] for _ in columns]
    heads = [_wide(head) for head in columns]
    whole = [max(head, *column, 1) for head, column in zip(heads, lengths, strict=True)]
    words = [max((_wide(word) for row in cells for word in row[i].split()), default=1) for i in range(len(columns))]
    widths = [max(pair) for pair in zip(heads, words, strict=True)]
    room = width - _GAP * (len(columns) - 1)
    while sum(widths) > room and max(widths) > max(_NARROW, *heads):
        widths[widths.index(max(widths))] -= 1
    for _ in range(room - sum(widths)):
        deep = [sum(each) / wide * (wide < most) for each, wide, most in zip(lengths, widths, whole, strict=True)]
        if not any(deep):
            break
        widths[deep.index(max(deep))] += 1
    return widths


def _folded(text: str, width: int) -> list[str]:
    """The text in lines of at most this width; what it is indented by, they all are."""
    start = " " * (len(text) - len(text.lstrip(" ")))
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else start + word
        if _wide(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = start + word
        while _wide(line) > width:
            cut = next((i for i in range(width, 1, -1) if _wide(line[:i]) <= width), 1)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line]


def _wide(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(wcswidth(text), 0) or len(text)


def as_csv(columns: Sequence[str], rows: Rows) -> str:
    r"""The rows as CSV (RFC 4180) with a header; lists are joined with "; ".

    No text in it is a formula to a spreadsheet: one that starts as formulas do has an apostrophe before it. Numbers
    stay numbers. Source: https://owasp.org/www-community/attacks/CSV_Injection

    >>> as_csv(["who", "score"], [["=HYPERLINK(1)", -2.5], ["-7", 3], ["-7 dead", None]])
    "who,score\n'=HYPERLINK(1),-2.5\n-7,3\n'-7 dead,\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_guarded(name) for name in columns])
    writer.writerows([_guarded(_flat(value)) for value in row] for row in rows)
    return out.getvalue()


def with_redacted(columns: Sequence[str], rows: Rows, note: str) -> tuple[Sequence[str], Rows]:
    """The columns and rows, with the note on what was redacted in a last column, ``redacted``; unchanged without one.

    A comment in CSV would be a row to those who read it, and a file beside it gets lost.
    """
    return ([*columns, "redacted"], ([*row, note] for row in rows)) if note else (columns, rows)


def csv_file(columns: Sequence[str], rows: Rows) -> bytes:
    """``as_csv`` as the content of a file for people: with the mark by which spreadsheets know UTF-8."""
    return as_csv(columns, rows).encode("utf-8-sig")


def _guarded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # Some readers end a row at a bare carriage return, also within quotes.
    return ("'" if _FORMULA.match(value) else "") + re.sub("\r\n?", "\n", value)


def as_json(value: Any) -> str:
    """The value as JSON, indented, in the letters it has; a number that JSON cannot write, NaN or infinite, is null."""
    try:
        return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    except ValueError:
        return json.dumps(_writable(value), ensure_ascii=False, indent=2)


def _writable(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _writable(each) for key, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list | tuple) else value


def _flat(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(map(str, value)) if isinstance(value, list | tuple | set) else value


def cell(value: Any) -> str:
    """A value as one line of text, "-" for none; no control or direction mark in it moves what stands beside it."""
    if value is None or value == "":
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    return inert(str(_flat(value))).replace("\n", " ")


def without_controls(text: str) -> str:
    r"""The text with "�" for each character that XML cannot hold, so that every format can.

    >>> without_controls("Army\x01 of\nArland\ufffe")
    'Army� of\nArland�'
    """
    return NOT_IN_XML.sub("\ufffd", text)
