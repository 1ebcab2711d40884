"""The ledger: the rows of a record, under their labels, and what any view chooses of them.

Switching a view never goes back to the store.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, TypeVar

from ..queries.names import Names
from ..record.keeper import Keeper
from ..vocabulary import ST
from .background import Background, Row
from .dataset_dyads import DatasetTables
from .identities import Identities, identities_in_words
from .record_rows import RecordRows
from .view import EVERYTHING, View

__all__ = ["Ledger", "cached_by_view"]

T = TypeVar("T")

#: So many results are remembered, each for a question and a view; the one not used for longest goes first.
_MOST_CACHED = 24
_ROLES = frozenset(ST + role for role in ("actor", "recipient", "party", "victim", "onlooker"))


class Ledger:
    """The rows of one record, with ``names`` for what is in them; ``judges`` as ``RecordRows`` has them."""

    def __init__(self, record: Keeper, judges: frozenset[str] = frozenset()) -> None:
        self.rows = RecordRows(record, judges)
        #: What ``cached_by_view`` functions have found for a view, so that the next measure need not find it again.
        self.cache: OrderedDict[Any, Any] = OrderedDict()

    @cached_property
    def names(self) -> Names:
        """The names in the record."""
        return self.rows.names

    def with_names(self, names: Names) -> Ledger:
        """The same rows under other labels. What was found for a view is found again: it may hold labels."""
        other = Ledger(self.record, self.judges)
        other.rows, other.names = self.rows, names
        return other

    @cached_property
    def with_unique_labels(self) -> Ledger:
        """The same rows, actors of one and the same label shown with their id: "The Army (army-of-x)".

        The ledger itself where each actor has a label of its own.
        """
        names = self.names.with_unique_labels()
        return self if names is self.names else self.with_names(names)

    # ---- what the rows give

    @property
    def record(self) -> Keeper:
        return self.rows.record

    @property
    def judges(self) -> frozenset[str]:
        return self.rows.judges

    @property
    def identities(self) -> Identities:
        return self.rows.identities

    @property
    def background(self) -> Background:
        return self.rows.background

    @property
    def every_confrontation(self) -> list[Row]:
        return self.rows.every_confrontation

    @property
    def every_statement(self) -> list[Row]:
        return self.rows.every_statement

    @property
    def statements_as_read(self) -> list[Row]:
        return self.rows.statements_as_read

    @property
    def independence_groups(self) -> dict[str, str]:
        return self.rows.independence_groups

    @property
    def dataset_tables(self) -> DatasetTables:
        return self.rows.dataset_tables

    # ---- what a view chooses

    def confrontations(self, view: View = EVERYTHING) -> list[Row]:
        """The rows a view chooses, at the level it asks for; denials among them, ``min_groups`` and ``between`` not yet
        applied: what else is told of an act decides how well it stands.
        """
        return _chosen(self, view)

    def confrontations_of_reports(self, view: View = EVERYTHING) -> list[Row]:
        """The same, of those documents that have no table of confrontations beside the record."""
        chosen = (row for row in self.rows.report_confrontations if view.admits(row, self.background))
        return [view.lifted(row, self.background) for row in chosen]

    def sentence(self, view: View) -> str:
        """What a view of this ledger shows, in words, with whose judgements on who is who it follows."""
        judged = identities_in_words(self.record, self.judges, self.identities, self.names)
        return ", ".join(part for part in (view.sentence(self.names), judged) if part)

    def statements(self, view: View = EVERYTHING, judgements: bool = True) -> list[Row]:
        """The rows a view chooses; without ``judgements`` those that the coder says are left out.

        What is told of an actor is chosen by its source, and, where the view narrows down events, only if the actor
        has a part in one of them.
        """
        return _with_judgements(self, view) if judgements else _without_judgements(self, view)

    def statements_of(self, properties: frozenset[str], view: View = EVERYTHING) -> list[Row]:
        """Those of ``statements`` that have one of these properties."""
        if view.narrows_events:
            rows = self.statements(view)
        else:
            rows = _statements(self, view, self.rows.statements_with(properties))
        return [row for row in rows if row["property"] in properties]


def cached_by_view(function: Callable[[Ledger, View], T]) -> Callable[[Ledger, View], T]:
    """The function, its result for a view remembered on the ledger, shared by whoever gets it: do not change it."""

    @wraps(function)
    def remembering(ledger: Ledger, view: View = EVERYTHING) -> T:
        found, key = ledger.cache, (function, view)
        if key not in found:
            found[key] = function(ledger, view)
        found.move_to_end(key)
        while len(found) > _MOST_CACHED:
            found.popitem(last=False)
        result: T = found[key]
        return result

    return remembering


@cached_by_view
def _chosen(ledger: Ledger, view: View) -> list[Row]:
    known = ledger.background
    return [view.lifted(row, known) for row in ledger.every_confrontation if view.admits(row, known)]


@cached_by_view
def _with_judgements(ledger: Ledger, view: View) -> list[Row]:
    return _statements(ledger, view, ledger.rows.statements_of_incidents(view.incident))


@cached_by_view
def _without_judgements(ledger: Ledger, view: View) -> list[Row]:
    return _statements(
        ledger,
        view,
        [row for row in ledger.rows.statements_of_incidents(view.incident) if row["said_by"] != row["coder"]],
    )


def _statements(ledger: Ledger, view: View, statements: list[Row]) -> list[Row]:
    known = ledger.background
    rows = [row for row in statements if view.admits_source(row, known)]
    if not view.narrows_events:
        return rows
    judging = {row["document"] for row in rows if row["said_by"] == row["coder"]}
    of_events = [row for row in rows if row["event"] and view.admits(row, known)]
    if view.between:
        events = {
            row["event"]
            for row in ledger.confrontations(view)
            if row["stance"] == ST + "Asserts" and view.faces(row["who"], row["whom"])
        }
        of_events = [row for row in of_events if row["event"] in events]
    documents = {row["document"] for row in of_events}
    taking_part = {row["value"] for row in of_events if row["property"] in _ROLES}
    # What a report on something else tells of the same actors is no part of these events' telling.
    of_actors = (row for row in rows if not row["event"] and row["document"] in documents | judging)
    return of_events + [row for row in of_actors if row["about"] in taking_part]
