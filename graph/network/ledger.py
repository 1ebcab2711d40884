"""The ledger: a record's confrontations and statements, read once, and what any view chooses of them.

Switching a view never goes back to the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.claim import Term
from graph.network.background import Background, Row, background
from graph.network.view import EVERYTHING, View
from graph.queries.ask import ask
from graph.queries.directory import Directory, directory
from graph.record.record import Record
from graph.record.tables import tables_of
from graph.vocabulary import PREFIXES, ST

__all__ = ["Ledger"]

_CONVERT: Mapping[str, Any] = {"boolean": lambda text: text in ("true", "1"), "integer": int, "decimal": float}
_ROLES = frozenset(ST + role for role in ("actor", "recipient", "party", "victim", "onlooker"))


@dataclass(frozen=True)
class Ledger:
    """The rows of one record; ``record`` is asked once for each kind of row."""

    record: Record

    @cached_property
    def names(self) -> Directory:
        """The names in the record."""
        return directory(self.record)

    @cached_property
    def every_confrontation(self) -> list[Row]:
        """All rows of ``who-confronts-whom.rq``, whatever their stance."""
        return _rows(self.record, "who-confronts-whom")

    @cached_property
    def every_statement(self) -> list[Row]:
        """All rows of ``statements.rq``, whatever their stance."""
        return _rows(self.record, "statements")

    @cached_property
    def background(self) -> Background:
        return background(self.record, self.every_statement)

    def confrontations(self, view: View = EVERYTHING) -> list[Row]:
        """The rows a view chooses, at the level it asks for; denials among them, ``min_groups`` not yet applied."""
        chosen = (row for row in self.every_confrontation if view.admits(row, self.background))
        return [self.lifted(row, view) for row in chosen]

    def confrontations_of_reports(self, view: View = EVERYTHING) -> list[Row]:
        """The same, of those documents that have no table of confrontations beside the record."""
        chosen = (row for row in self._of_reports if view.admits(row, self.background))
        return [self.lifted(row, view) for row in chosen]

    @cached_property
    def _of_reports(self) -> list[Row]:
        return _rows(self.record, "who-confronts-whom", tables=False)

    def statements(self, view: View = EVERYTHING, judgements: bool = True) -> list[Row]:
        """The rows a view chooses; without ``judgements`` those that the coder says are left out.

        What is told of an actor is chosen by its source, and, where the view narrows down events, only if the actor
        has a part in one of them.
        """
        known = self.background
        rows = [row for row in self.every_statement if view.admits_source(row, known)]
        if not judgements:
            rows = [row for row in rows if row["said_by"] != row["coder"]]
        if not view.narrows_events:
            return rows
        judging = {row["document"] for row in rows if row["said_by"] == row["coder"]}
        of_events = [row for row in rows if row["event"] and view.admits(row, known)]
        documents = {row["document"] for row in of_events}
        taking_part = {row["value"] for row in of_events if row["property"] in _ROLES}
        # What a report on something else tells of the same actors is no part of these events' telling.
        of_actors = (row for row in rows if not row["event"] and row["document"] in documents | judging)
        return of_events + [row for row in of_actors if row["about"] in taking_part]

    def lifted(self, row: Row, view: View) -> Row:
        """The row with its ends at the level that the view asks for."""
        if view.level == "actor":
            return row
        ends = {end: self._lift(row[end], row["said_by"], view) for end in ("who", "whom")}
        lifted = {**row, **ends}
        if not row["directed"] and lifted["who"] and lifted["whom"] and lifted["whom"] < lifted["who"]:
            lifted["who"], lifted["whom"] = lifted["whom"], lifted["who"]
        return lifted

    def _lift(self, actor: str | None, said_by: str, view: View) -> str | None:
        if actor is None:
            return None
        whole = self.background.organisation(actor, said_by)
        if view.level == "organisation":
            return whole
        return self.background.side(actor, said_by) or self.background.side(whole, said_by) or whole


def _rows(record: Record, question: str, tables: bool = True) -> list[Row]:
    if tables_of(record.where):
        from graph.network.tables import asked_of_reports, every_row

        answer = asked_of_reports(record, question)
        of_datasets = every_row(record) if tables and question == "who-confronts-whom" else []
    else:
        answer, of_datasets = ask(record, question), []
    return [dict(zip(answer.variables, map(_plain, row), strict=True)) for row in answer.rows] + of_datasets


def _plain(term: Term | None) -> Any:
    if term is None:
        return None
    datatype = getattr(term, "datatype", None)
    convert = _CONVERT.get(datatype.value.removeprefix(PREFIXES["xsd"])) if datatype else None
    return convert(term.value) if convert else term.value
