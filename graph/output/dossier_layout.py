"""What a dossier in words is made of: parts, with entries, with rows. Every form (text, Markdown, HTML) is of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..rules.weighing import Weighed

__all__ = ["Entry", "Layout", "Part", "Row", "grade", "groups", "in_a_run", "said"]


@dataclass
class Row:
    """One line under an entry: an answer, who gives it, and its grade or number of groups.

    A ``denial`` stands with the answer before it, or below all answers if it is of several or none of them; what stands
    ``beside`` the answers answers nothing: who tells only a part of it, leaves it open, or gave no answer.
    """

    words: str
    speakers: str = ""
    right: str = ""
    kind: Literal["answer", "denial", "beside"] = "answer"
    is_of_all: bool = False
    #: The version or statement that it stands for, if it is of one.
    one: Weighed | None = None
    #: Whether it is another version of the act, which does not answer just what is asked.
    is_other: bool = False

    @property
    def is_answer(self) -> bool:
        return self.kind == "answer"


def said(row: Row, right: str = "") -> str:
    """The words of a row, its grade if given, and who says so, in one run: "denied by Army A: that it fired"."""
    mark = ":" if row.is_answer or row.words.startswith(("only ", "also ")) else ""
    words, speakers = row.words, row.speakers
    if right:
        # One bracket for what stands in brackets: "residents (tried to, fair, 3)".
        words = f"{words[:-1]}, {right})" if words.endswith(")") else f"{words} ({right})"
    return f"{words}{mark if speakers and words else ''} {speakers}".strip()


@dataclass
class Entry:
    """A question with its answers, or a sentence with those who say it; acts and questions are numbered.

    ``label`` is that of the act asked about; ``untold`` says of a denial that nobody here says what it denies.
    """

    title: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    right: str = ""
    number: int | None = None
    is_question: bool = False
    is_ordered: bool = True
    #: What all who answer a question have in common, as a sentence.
    common: str = ""
    label: str = ""
    untold: str = ""
    #: The act or actor that it is about.
    about: str = ""
    #: The version that all who answer have in common.
    shared: Weighed | None = None

    @property
    def heading(self) -> str:
        """The question with the label of its act, or the sentence."""
        label = f"  ({self.label})" if self.label else ""
        return f"{self.title}{label}{' ' if self.untold else ''}{self.untold}"


def in_a_run(entry: Entry) -> str:
    """An entry of a small part: its title, and who says so."""
    plain = [row.speakers for row in entry.rows if not row.words]
    more = [said(row) for row in entry.rows if row.words]
    return ", ".join([": ".join([entry.title, *plain]), *more, *entry.notes])


@dataclass
class Part:
    """A part of the dossier under its heading; ``gloss`` says how to read it. ``name`` is the same in every form."""

    name: str
    heading: str
    entries: list[Entry]
    gloss: str = ""


@dataclass
class Layout:
    """The whole dossier in words."""

    title: str
    summary: list[str]
    parts: list[Part]
    closing: list[str] = field(default_factory=list)
    #: Whether it is as terse as it gets, to fit a page.
    on_a_page: bool = False


def groups(count: int) -> str:
    return f"{count} group{'' if count == 1 else 's'}"


def grade(one: Weighed) -> str:
    """The grade with the number of groups: "fair, 3 groups"."""
    if not one.groups:
        return one.grade
    return one.grade if one.grade == "weak" else f"{one.grade}, {groups(len(one.groups))}"
