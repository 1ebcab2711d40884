"""What can go wrong, in the user's words.

    StandoffError                 anything this package raises on purpose; exit status 2
    ├── InputError                files that could not be read: one Problem each, with file and line
    ├── RecordError               a record that is missing, locked, broken or not a record
    ├── QuestionError             a question or view that cannot be asked as it stands
    └── MissingExtra              a package that is not installed; the extra that brings it

A message says where, what, and what to do next.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

__all__ = [
    "InputError",
    "MissingExtra",
    "Problem",
    "QuestionError",
    "RecordError",
    "StandoffError",
    "did_you_mean",
    "from_here",
    "inert",
    "one_line",
]

#: Control characters (Cc, Zl, Zp) but the line feed, and marks that turn the direction of text.
_COMMANDS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class StandoffError(Exception):
    """Base of every error this package raises on purpose.

    A message speaks Python, as whoever calls a function wrote it (``min_groups must be at least 1``). Where the command
    line needs other words, ``command`` is that message (``--min-groups must be at least 1``).
    """

    def __init__(self, message: str, *, command: str | None = None) -> None:
        super().__init__(message)
        self._command = command

    def __str__(self) -> str:
        return inert(super().__str__())

    @property
    def at_prompt(self) -> str:
        """The message as the command line says it."""
        return inert(self._command) if self._command else str(self)

    def within(self, place: str) -> Self:
        """The same error with the place it arose in front, such as the method that was called."""
        message = str(self) if str(self).startswith(place) else f"{place}: {self}"
        return type(self)(message, command=self._command or str(self))


class RecordError(StandoffError):
    """The record cannot be opened, read or written. Paths in the working folder are named as seen from there."""

    def __init__(self, message: str, *, command: str | None = None) -> None:
        super().__init__(from_here(message), command=command and from_here(command))


class QuestionError(StandoffError):
    """A question, a parameter of it, or a view option that cannot be used as given."""


class MissingExtra(StandoffError):
    """A package is not installed that what was asked for needs; the message names the extra that brings it."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in one file: where it is, what is wrong and what to do."""

    file: str
    line: int | None
    message: str
    #: The message as the command line says it, where that differs.
    command: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self._at(self.message)

    @property
    def at_prompt(self) -> str:
        """The problem as the command line says it."""
        return self._at(self.command or self.message)

    def _at(self, message: str) -> str:
        return one_line(f"{self.file}:{self.line}: {message}" if self.line else f"{self.file}: {message}")


class InputError(StandoffError):
    """Input that cannot be read; ``problems`` has every mistake found, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.line or 0, p.message))
        at_prompt = "\n".join(problem.at_prompt for problem in self.problems)
        super().__init__("\n".join(map(str, self.problems)), command=at_prompt)


def one_line(text: str, longest: int = 600) -> str:
    r"""The text as one line that is safe to print: unprintable characters are escaped, and the middle is left out where
    it has more than ``longest`` characters.

    >>> one_line("a\nb\x1b[31m")
    'a\\nb\\x1b[31m'
    """
    half = longest // 2
    text = text if len(text) <= longest else f"{text[:half]} … {text[-half:]}"
    if text.isprintable():
        return text  # as nearly every line is, of which there may be a hundred thousand
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def from_here(text: str) -> str:
    r"""The text with paths in the working folder as seen from there: a message that is passed on says nothing of the
    machine, or of whose it is.

    >>> from_here(f"{os.getcwd()}/out/record is damaged")
    'out/record is damaged'
    """
    try:
        here = os.getcwd()
    except OSError:  # it was removed
        return text
    return re.sub(rf"(?<![\w./-]){re.escape(here.rstrip('/'))}/", "", text) if here.strip("/") else text


def inert(text: str) -> str:
    r"""The text with a blank for every control character and direction mark, so that printing it has no side effects
    on the terminal or the text around it; line feeds stay.

    >>> inert("red\x1b[31m\u202e\nnext")
    'red [31m \nnext'
    """
    return _COMMANDS.sub(" ", text)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence such as ``' Did you mean "sana"?'``, or an empty string where no known word is similar.

    >>> did_you_mean("SANNA", ["SANA", "ANHA", "RT"])
    ' Did you mean "SANA"?'
    >>> did_you_mean("xyz", ["SANA"])
    ''
    """
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    by_folded = {k.casefold(): k for k in known}
    folded = word.casefold()
    # No two words are more alike to difflib than to this, which is a hundred times as fast. Of thousands that are about
    # equally near, any will do.
    alike = process.extract(folded, list(by_folded), scorer=Indel.normalized_similarity, score_cutoff=0.59, limit=50)
    near = difflib.get_close_matches(folded, [found for found, *_ in alike], n=1, cutoff=0.6) if alike else []
    return f' Did you mean "{by_folded[near[0]]}"?' if near else ""
