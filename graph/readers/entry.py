"""Read one mapping of a YAML file key by key: every key is taken, or reported as unknown at the end.

This is the strict way of zavod (OpenSanctions): values are popped, and what is left is a mistake, never ignored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from ..dates import one_day
from ..errors import InputError, Problem, did_you_mean, inert
from .yaml import Marked

__all__ = ["CONTROL", "Entry", "Problems", "web_address"]

T = TypeVar("T")
#: Characters that no text of a record contains: controls, noncharacters and surrogates.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
#: Whoever has more mistakes in one file has made one, many times.
MOST_MISTAKES = 500
_TRUE, _FALSE = {"true", "yes"}, {"false", "no"}


class Problems(list[Problem]):
    """The mistakes found so far in one file."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self._seen: set[tuple[int | None, str]] = set()

    def at(self, line: int | None, message: str) -> None:
        """Add a mistake, once: a value that several claims share is read for each of them.

        Raises InputError with all of them after ``MOST_MISTAKES``.
        """
        if (line, message) not in self._seen:
            self._seen.add((line, message))
            self.append(Problem(self.file, line, message))
        if len(self) > MOST_MISTAKES:
            more = f"More than {MOST_MISTAKES} mistakes: the rest of the file was not checked. Correct these first."
            raise InputError([*self, Problem(self.file, line, more)])


class Entry:
    """A mapping whose keys are taken one by one; ``close`` reports those that were not taken.

    Each method returns None where the key is missing or its value is wrong; mistakes are added to ``problems``.
    """

    def __init__(self, marked: Marked, problems: Problems, what: str) -> None:
        self.line, self.problems, self.what = marked.line, problems, what
        self._left: dict[str, Marked] = {}
        self._asked: list[str] = []
        if isinstance(marked.value, dict):
            self._left = dict(marked.value)
        else:
            problems.at(marked.line, f"{what} must be a mapping of `key: value`.")
        self.is_mapping = isinstance(marked.value, dict)

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def wrong(self, message: str, line: int | None = None) -> None:
        """Report a mistake on this entry's line, or on the one given."""
        self.problems.at(line or self.line, message)

    def peek(self, key: str) -> Marked | None:
        """The unconverted value, without taking it."""
        return self._left.get(key)

    def give(self, key: str, marked: Marked) -> None:
        """Add a value that is shared with other entries; the entry's own goes before it."""
        self._left.setdefault(key, marked)

    def raw(self, key: str) -> Marked | None:
        """The unconverted value, with its line."""
        self._asked.append(key)
        return self._left.pop(key, None)

    def text(self, key: str, required: bool = False, longest: int = 1000) -> str | None:
        """One text, stripped; not empty, of no more than ``longest`` characters and without control characters."""
        marked = self.raw(key)
        if marked is None:
            if required:
                self.wrong(f"{self.what} needs `{key}:`.")
            return None
        return self.text_of(key, marked, longest)

    def texts(self, key: str) -> list[Marked]:
        """One text or a list of texts, each with its line; empty where the key is missing."""
        marked = self.raw(key)
        if marked is None:
            return []
        items = marked.value if isinstance(marked.value, list) else [marked]
        if not items:
            self.wrong(f"`{key}:` is an empty list. Give a value or leave the key out.", marked.line)
        texts = ((self.text_of(key, item), item.line) for item in items)
        return [Marked(text, line) for text, line in texts if text is not None]

    def text_of(self, key: str, marked: Marked, longest: int = 1000) -> str | None:
        """The text of a value that was taken; None where it is none, which is reported."""
        if not isinstance(marked.value, str):
            self.wrong(f"`{key}:` must be one value, not a list or mapping.", marked.line)
            return None
        text = marked.value.strip()
        if not text:
            self.wrong(f"`{key}:` is empty. Give a value or leave the key out.", marked.line)
        elif not any(map(_is_seen, text)):
            self.wrong(f"`{key}:` shows nothing: its characters are invisible. Type the text again.", marked.line)
        elif CONTROL.search(text):
            self.wrong(f"`{key}:` contains a control character. Type the text again.", marked.line)
        elif len(text) > longest:
            self.wrong(f"`{key}:` has {len(text):,} characters; at most {longest:,} are allowed.", marked.line)
        else:
            return text
        return None

    def converted(self, key: str, convert: Callable[[str], T], required: bool = False) -> T | None:
        """One value, converted by ``convert``; the message of its ValueError is reported."""
        line = self._left[key].line if key in self._left else self.line
        text = self.text(key, required)
        if text is None:
            return None
        try:
            return convert(text)
        except ValueError as error:
            self.wrong(f"`{key}:` {error}", line)
            return None

    def day(self, key: str, required: bool = False) -> date | None:
        """One exact day (EDTF, such as 2020-02-13)."""
        return self.converted(key, _day, required)

    def flag(self, key: str) -> bool:
        """True or false; false where the key is missing."""
        return bool(self.converted(key, truth))

    def entries(self, key: str, what: str) -> list[tuple[str, Entry]]:
        """The named mappings under a key: ``[(name, entry), …]``."""
        marked = self.raw(key)
        if marked is None:
            return []
        if not isinstance(marked.value, dict):
            self.wrong(f"`{key}:` must be a mapping of names to {what}s.", marked.line)
            return []
        return [(name, Entry(item, self.problems, f'The {what} "{name}"')) for name, item in marked.value.items()]

    def items(self, key: str, what: str) -> list[Entry]:
        """The list of mappings under a key."""
        marked = self.raw(key)
        if marked is None:
            return []
        if not isinstance(marked.value, list):
            self.wrong(f"`{key}:` must be a list; start each {what} with `- `.", marked.line)
            return []
        return [Entry(item, self.problems, f"{'An' if what[0] in 'aeio' else 'A'} {what}") for item in marked.value]

    def rest(self) -> dict[str, Marked]:
        """All remaining keys, taken."""
        left, self._left = self._left, {}
        return left

    def close(self, known: Iterable[str] = ()) -> None:
        """Report each key that was not taken; ``known`` are further keys to suggest."""
        for key, marked in self._left.items():
            candidates = sorted({*self._asked, *known})
            hint = did_you_mean(key, candidates) or f" Known: {', '.join(candidates)}."
            if marked.value == "":
                hint = " A text with a comma in it needs quotes." + ("" if hint.startswith(" Known: ") else hint)
            self.wrong(f'{self.what} has no "{key}".{hint}', marked.line)


#: Letters that look like a blank: https://www.unicode.org/reports/tr36/#visually_confusable
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"


def _is_seen(character: str) -> bool:
    # Controls have a message of their own.
    return character not in _BLANK and unicodedata.category(character) not in ("Cf", "Mn", "Me", "Zs", "Zl", "Zp")


def truth(text: str) -> bool:
    """``true`` or ``false``. Raises ValueError for anything else."""
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise ValueError(f'"{text}" is neither true nor false.')


def whole_number(text: str) -> int:
    """A whole number of 0 or more. Raises ValueError for anything else."""
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return int(text)
    raise ValueError(f'"{text}" is not a whole number of 0 or more.')


def web_address(text: str) -> str:
    """A web address that can be passed on. Raises ValueError for anything else, and for one with a name or password."""
    if not text.startswith(("http://", "https://")) or any(c.isspace() or c in '<>"{}|\\^`' for c in text):
        raise ValueError(f'"{text}" is not a web address. Write it with http:// or https://.')
    if inert(text) != text:
        raise ValueError("there is an invisible mark in the address that shows it in another order. Type it again.")
    try:
        address = urlsplit(text)
        secret, port = "@" in address.netloc, None if "@" in address.netloc else address.port
        if not secret and (not address.hostname or port == 0):
            raise ValueError
    except ValueError:
        raise ValueError(f'"{text}" is not a web address. Check its host.') from None
    if secret:
        where = f"{address.scheme}://{address.netloc.rpartition('@')[2]}"
        raise ValueError(
            f"the address at {where} has a name or password in it, which every export would pass on. Leave it out."
        )
    return text


def _day(text: str) -> date:
    day = one_day(text)
    if day is None:
        raise ValueError(f'"{text}" is not one day. Write it as 2020-02-13.')
    return day
