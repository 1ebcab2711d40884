"""Check quotes: at most twelve words, and, where the report's text is given, words that are really in it."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path

from ..composed import normalized
from .yaml import MAX_BYTES

__all__ = ["MAX_WORDS", "QuoteCheck", "quote_check", "short_quote"]

#: A quote is evidence, not a copy: design §8.
MAX_WORDS = 12

#: Returns what is wrong with a quote, or None.
QuoteCheck = Callable[[str], str | None]


def short_quote(quote: str) -> str:
    """The quote, if it is short enough. Raises ValueError otherwise."""
    words = len(quote.split())
    if words > MAX_WORDS:
        raise ValueError(f"has {words} words; a quote has at most {MAX_WORDS}. Keep the words that carry the claim.")
    return quote


def quote_check(text: str) -> QuoteCheck:
    """A check that a quote is in this text; differences in white space and kinds of quotation mark are ignored.

    >>> check = quote_check("He said: “not a civilian”.")
    >>> check('"not  a civilian"'), check("a soldier")
    (None, 'The quote "a soldier" is not in the text. Copy it exactly.')
    """
    folded = _folded(text)

    def check(quote: str) -> str | None:
        if _folded(quote) in folded:
            return None
        return f'The quote "{quote}" is not in the text. Copy it exactly.'

    return check


def report_text(report: Path, name: str) -> str:
    """The text of a report, from a file in the report's folder or a folder below it.

    Raises ValueError for a path that leads elsewhere, or a file that cannot be read as UTF-8.
    """
    try:
        folder = report.parent.resolve()
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            raise ValueError(f'"{name}" is outside the report\'s folder. Put the text next to the report.')
        status = path.stat()
        # Checked first: reading a pipe or a device would never end.
        if not stat.S_ISREG(status.st_mode):
            raise ValueError(f'"{name}" is not a file. Put the text next to the report.')
        if status.st_size > MAX_BYTES:
            size = f"{status.st_size / 1e6:,.0f} MB; a report's text may be at most {MAX_BYTES / 1e6:,.0f} MB"
            raise ValueError(f'"{name}" is {size}. Keep the part that is quoted.')
        return path.read_text(encoding="utf-8-sig")
    except RuntimeError:  # what Python 3.11 calls links that lead to each other
        raise ValueError(f'"{name}" is a link to itself. Put the text next to the report.') from None
    except OSError as error:
        raise ValueError(f'"{name}" cannot be read: {error.strerror}. Check the name, or leave `text:` out.') from None
    except UnicodeDecodeError:
        raise ValueError(f'"{name}" is not UTF-8. Save it as UTF-8.') from None


def _folded(text: str) -> str:
    text = normalized("NFC", text)
    return " ".join(re.sub('[“”„«»″"]', '"', re.sub("[‘’`´]", "'", text)).split())
