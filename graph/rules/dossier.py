"""The dossier: one incident as each source tells it, statement by statement, with silence computed.

A source is silent on a statement if it spoke of the incident but not of this. The coder's own judgements are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..vocabulary import PROPERTY_BY_IRI, ST
from .background import Row
from .grade import Statement, statements_of_rows
from .ledger import Ledger
from .view import EVERYTHING, View

__all__ = ["Dossier", "Mark", "dossier", "predicate_in_words", "statement_in_words", "value_in_words"]

Mark = Literal["asserts", "denies", "leaves open", "silent"]
Heading = Literal["disputed", "agreed", "said by one alone", "left open", "denied"]


@dataclass(frozen=True)
class Dossier:
    """The statements about one incident with their grades, and what each source says on each.

    ``sources`` are the sources that speak of the incident, ``documents`` the reports in which they do; both are sorted
    by label.
    """

    incident: str
    statements: tuple[Statement, ...]
    sources: tuple[str, ...]
    documents: tuple[str, ...]

    def mark(self, statement: Statement, source: str) -> Mark:
        """The stance of this source on this statement. A source that asserts it in one report and denies it in another
        counts as asserting.
        """
        for rows, mark in (
            (statement.asserted, "asserts"),
            (statement.denied, "denies"),
            (statement.left_open, "leaves open"),
            (statement.supported, "asserts"),
        ):
            if any(row["said_by"] == source for row in rows):
                return mark  # type: ignore[return-value]
        return "silent"

    def heading(self, statement: Statement) -> Heading:
        """The heading under which this statement is listed."""
        by_grade: dict[str, Heading] = {"contested": "disputed", "denied": "denied", "left open": "left open"}
        return by_grade.get(statement.grade.name) or ("agreed" if len(statement.groups) > 1 else "said by one alone")

    def silent(self, statement: Statement) -> list[str]:
        """The sources that spoke of the incident but not of this statement."""
        return [source for source in self.sources if self.mark(statement, source) == "silent"]


def dossier(ledger: Ledger, incident: str, view: View = EVERYTHING) -> Dossier:
    """The dossier of the incident with this IRI, under a view."""
    rows = ledger.statements(view.with_changes(incident=frozenset({incident})), judgements=False)
    documents = {row["document"] for row in rows if row["event"]}
    events = sorted({r["event"] for r in rows if r["event"]}, key=lambda e: _order(ledger, rows, e))
    place = {event: position for position, event in enumerate(events)}
    statements = [
        s for s in statements_of_rows(rows, ledger.background) if len(s.groups) >= view.min_groups or not s.groups
    ]
    statements.sort(
        key=lambda s: (
            s.about not in place,
            place.get(s.about, 0),
            ledger.names.label(s.about),
            _rank(s.prop),
            ledger.names.label(str(s.value)),
        )
    )
    speakers = {row["said_by"] for row in rows}
    label = ledger.names.label
    return Dossier(incident, tuple(statements), tuple(sorted(speakers, key=label)), tuple(sorted(documents, key=label)))


def _order(ledger: Ledger, rows: list[Row], event: str) -> tuple[str, int, str]:
    """The key that sorts events by first day, then responses after what they respond to, then by label."""
    mine = [row for row in rows if row["event"] == event]
    answers = {row["value"] for row in mine if row["property"] == ST + "inResponseTo"}
    depth = 0
    while answers and depth < 10:
        depth += 1
        answers = {r["value"] for r in rows if r["event"] in answers and r["property"] == ST + "inResponseTo"} - answers
    return min((row["earliest"] or "9999" for row in mine), default="9999"), depth, ledger.names.label(event)


def _rank(prop: str) -> int:
    order = list(PROPERTY_BY_IRI)
    return order.index(prop) if prop in order else len(order)


def statement_in_words(ledger: Ledger, statement: Statement) -> str:
    """A statement with its subject, in words: "Killing of a man in Khirbet Amo: by US Armed Forces"."""
    return f"{ledger.names.label(statement.about)}: {predicate_in_words(ledger, statement)}"


def predicate_in_words(ledger: Ledger, statement: Statement) -> str:
    """A statement without its subject, in words: "by US Armed Forces"."""
    prop = PROPERTY_BY_IRI.get(statement.prop)
    label, value = value_in_words(ledger, statement.prop, statement.value)
    return prop.phrase.format(value) if prop else f"{label} {value}"


def value_in_words(ledger: Ledger, prop: str, value: object) -> tuple[str, str]:
    """The labels of a property and of one of its values, as a pair."""
    known = PROPERTY_BY_IRI.get(prop)
    label = known.label if known else ledger.names.label(prop)
    if isinstance(value, bool):
        return label, "yes" if value else "no"
    if prop == ST + "leftOpen" and str(value) in PROPERTY_BY_IRI:
        return label, PROPERTY_BY_IRI[str(value)].label
    if not str(value).startswith("http"):
        return label, str(value)
    return label, ledger.names.label(str(value))
