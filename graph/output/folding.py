"""Text folded into lines of at most a width, counting how many columns of a terminal each letter takes."""

from __future__ import annotations

from wcwidth import wcswidth, wcwidth

__all__ = ["folded", "wide", "with_right"]


def wide(text: str) -> int:
    """How many columns of a terminal the text takes.

    >>> wide("Army"), wide("الجيش"), wide("军队")
    (4, 5, 4)
    """
    return len(text) if text.isascii() else max(wcswidth(text), 0) or len(text)


def folded(text: str, width: int, start: str = "", after: str | None = None) -> list[str]:
    """The text in lines of at most this width, the first with ``start`` before it, the others with ``after``.

    >>> folded("who says so, and where", 14, "1  ", "   ")
    ['1  who says', '   so, and', '   where']
    """
    after = start if after is None else after
    # Numbers of reports stay together: "[1 4]".
    words = _words(text)
    lines, line, begun = [], start, False
    for word in words:
        longer = f"{line} {word}" if begun else line + word
        if wide(longer) <= width:
            line, begun = longer, True
            continue
        if begun:
            lines.append(line)
            line, begun = after, False
        while wide(line + word) > width > wide(line) + 1:
            cut = _cut(word, width - wide(line))
            lines.append(line + word[:cut])
            word, line = word[cut:], after
        line, begun = line + word, True
    return [*lines, line] if begun else lines


def with_right(lines: list[str], right: str, room: int) -> list[str]:
    """The lines with words at the right end of the first of them, or of a line of its own."""
    if not right:
        return lines
    gap = room - wide(lines[0]) - wide(right)
    if gap < 2 and lines[0]:
        return [*lines, f"{' ' * max(0, room - wide(right))}{right}"]
    return [f"{lines[0]}{' ' * max(gap, 0)}{right}", *lines[1:]]


def _words(text: str) -> list[str]:
    """The words of a text; what stands in square brackets, if it is short, is one word."""
    words: list[str] = []
    for word in text.split():
        last = words[-1] if words else ""
        if last.startswith("[") and "]" not in last and len(last) + len(word) < 16 and word.rstrip("],;").isdigit():
            words[-1] = f"{last} {word}"
        else:
            words.append(word)
    return words


def _cut(word: str, room: int) -> int:
    """How many letters of a word fit into so many columns, one at least."""
    taken = 0
    for position, letter in enumerate(word):
        taken += max(wcwidth(letter), 0)
        if taken > room:
            return max(position, 1)
    return len(word)
