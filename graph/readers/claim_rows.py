"""The claims of one document as rows that name each other: by ``id:``, or by paragraph and letter, or across reports.

A denial names the row it denies, a correction what it corrects. A row without an ``id:`` is found as ``3b``, the second
of the rows of paragraph 3 that have none; the ids that other rows have are skipped. Such a name is not stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pyoxigraph import Literal, NamedNode

from ..claim import ASSERTS, DENIES, Claim, correction_target
from ..errors import did_you_mean
from ..vocabulary import id_of, local_name
from .entities import valid_id
from .entry import Entry, Problems
from .yaml import Marked

__all__ = ["Evidence", "Row", "RowNames", "Told", "check_elsewhere"]

#: What each claim that a correction can name is about, None where that is not known.
Told = Mapping[NamedNode, NamedNode | None]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Evidence:
    """The fields of an attribution other than its claim, source, stance and what it corrects."""

    said_on: date | None = None
    hedged: bool = False
    opinion: bool = False
    bases: frozenset[NamedNode] = frozenset()
    paragraph: int | None = None
    quote: Literal | None = None
    gloss: Literal | None = None
    coded_as: str | None = None
    because: Literal | None = None
    drawn_from: NamedNode | None = None
    misquoted: bool = False

    def of(self, source: NamedNode, among: Collection[NamedNode]) -> Evidence:
        """The fields for one of several speakers: he whose picture all describe draws on nobody else's."""
        return replace(self, drawn_from=None) if len(among) > 1 and source == self.drawn_from else self


@dataclass
class Row:
    """One claim under ``claims:``, read. ``names_row`` is the key and the name of the row that it denies or does not
    answer, where it names one; ``target`` what it corrects, as written, and ``corrects`` as found; ``about`` what a
    withdrawal is about, where it says so itself.
    """

    entry: Entry
    stance: NamedNode
    sources: list[NamedNode]
    relays: frozenset[NamedNode]
    evidence: Evidence
    claims: list[Claim] = field(default_factory=list)
    names_row: tuple[str, Marked] | None = None
    target: Marked | None = None
    corrects: NamedNode | None = None
    about: NamedNode | None = None


class RowNames:
    """The rows of one document by their names; an id that is used twice is added to ``problems``."""

    def __init__(self, rows: Sequence[Row], document: NamedNode, problems: Problems) -> None:
        self._document, self._problems = document, problems
        self._stored = _by_id(rows)
        self._rows = self._stored | _by_position(rows, self._stored)

    def claims_of(self, key: str, target: Marked) -> list[Claim]:
        """The claims of the row that is denied or not answered; empty, with a problem, where it asserts none."""
        name = str(target.value).strip()
        elsewhere = f"what another report says, as `event: …, {key}: {{actor: …}}`."
        if name not in self._rows:
            hint = did_you_mean(name, self._rows) or f" Give the `id:` of a claim in this file; {elsewhere}"
            self._problems.at(target.line, f'`{key}: {name}`, but no claim here has the id "{name}".{hint}')
            return []
        row = self._rows[name]
        if row.stance != ASSERTS:
            verb, cannot = ("Deny", "be denied") if key == "denies" else ("Name", "be left without an answer")
            if key == "no_answer" and row.stance == DENIES:
                elsewhere += " Who denied it himself has answered: leave that out."
            what = f'"{name}" asserts nothing, so it cannot {cannot}. {verb} a claim with `that:`; {elsewhere}'
            self._problems.at(target.line, what)
            return []
        return row.claims

    def corrected(self, row: Row, target: Marked) -> NamedNode | None:
        """The name of what a row corrects, a claim of this file or of another report (``report-id#4a``); None, with a
        problem, where nothing can have that name.
        """
        text = target.value.strip() if isinstance(target.value, str) else ""
        report, hash_, name = text.rpartition("#")
        if not name or bool(hash_) != bool(report):
            what = "`corrects:` takes the id of a claim in this file, or that of another report's, as report-id#4a."
            self._problems.at(target.line, what)
            return None
        try:
            document, name = id_of("report", valid_id(report)) if report else self._document, valid_id(name)
        except ValueError as error:
            self._problems.at(target.line, f"`corrects:` {error}")
            return None
        mistake = self._not_corrected(row, text, name) if document == self._document else None
        if mistake:
            self._problems.at(target.line, mistake)
            return None
        return correction_target(document, name)

    def _not_corrected(self, row: Row, text: str, name: str) -> str | None:
        if name not in self._rows:
            elsewhere = "Give the `id:` of a claim in this file, or of another report's claim, as report-id#4a."
            hint = did_you_mean(name, self._rows) or f" {elsewhere}"
            return f'`corrects: {text}`, but no claim here has the id "{name}".{hint}'
        if self._rows[name] is row:
            return "A claim cannot correct itself. Name the earlier one."
        if name not in self._stored:
            line = self._rows[name].entry.line
            return f'"{name}" has no `id:` by which a correction finds it. Write `id: {name}` into it, on line {line}.'
        return None


def check_elsewhere(
    corrects: NamedNode, target: Marked, told: Told, documents: Collection[NamedNode], problems: Problems
) -> None:
    """Report a correction of a claim that its report lacks, if that is one of these. One not read yet may have it."""
    document, _, name = corrects.value.partition("#")
    if NamedNode(document) not in documents or corrects in told:
        return
    theirs = [t.value.partition("#")[2] for t in told if t.value.startswith(f"{document}#")]
    hint = did_you_mean(name, theirs) or " Give the `id:` of a claim in it."
    problems.at(target.line, f'The report "{local_name(document)}" has no claim with the id "{name}".{hint}')


def _by_id(rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        name = row.evidence.coded_as
        if name in found:
            first = found[name].entry.line
            row.entry.wrong(f'The id "{name}" is used twice; the first is on line {first}. Give each claim its own.')
        elif name:
            found[name] = row
    return found


def _by_position(rows: Iterable[Row], taken: Collection[str]) -> dict[str, Row]:
    letters: dict[int, Iterator[str]] = defaultdict(_letters)
    found = {}
    for row in rows:
        paragraph = row.evidence.paragraph
        if row.evidence.coded_as is None and paragraph is not None:
            names = (f"{paragraph}{letter}" for letter in letters[paragraph])
            found[next(name for name in names if name not in taken)] = row
    return found


def _letters() -> Iterator[str]:
    """a, b … z, aa, ab …"""
    letters = [""]
    while True:
        letters = [start + letter for start in letters for letter in _LETTERS]
        yield from letters
