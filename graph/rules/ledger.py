"""The ledger: the rows of a record with their labels, and the rows that any view chooses.

Changing the view never queries the store again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, TypeVar

from ..queries.names import Names
from ..record.keeper import Keeper
from ..vocabulary import ST
from .background import Background, Row, is_judgement
from .dataset_dyads import DatasetTables
from .identities import Identities, identities_in_words
from .record_rows import RecordRows
from .tellings import Telling
from .testimony import Testimony
from .view import EVERYTHING, View

__all__ = ["Ledger", "cached_by_view"]

T = TypeVar("T")

#: How many results are cached, one for each function and view; the least recently used is dropped first.
_MOST_CACHED = 24
_ROLES = frozenset(ST + role for role in ("actor", "recipient", "party", "victim", "onlooker"))


class Ledger:
    """The rows of one record, with ``names`` for the nodes in them; ``judges``, ``redacted`` as in ``RecordRows``."""

    def __init__(self, record: Keeper, judges: frozenset[str] = frozenset(), redacted: str = "") -> None:
        self.rows = RecordRows(record, judges, redacted)
        #: Results of ``cached_by_view`` functions, by function and view.
        self.cache: OrderedDict[Any, Any] = OrderedDict()

    @cached_property
    def names(self) -> Names:
        """The names in the record."""
        return self.rows.names

    def with_names(self, names: Names) -> Ledger:
        """The same rows with other labels, and an empty cache, since cached results may contain labels."""
        other = Ledger(self.record, self.judges, self.redacted)
        other.rows, other.names = self.rows, names
        return other

    @cached_property
    def with_unique_labels(self) -> Ledger:
        """The same rows, with the id after every label that several actors share: "The Army (army-of-x)".

        The ledger itself if no two actors share a label.
        """
        names = self.names.with_unique_labels()
        return self if names is self.names else self.with_names(names)

    # ---- what the rows give

    @property
    def record(self) -> Keeper:
        """The record that the rows come from."""
        return self.rows.record

    @property
    def judges(self) -> frozenset[str]:
        """The judges whose judgements on who is who are followed."""
        return self.rows.judges

    @property
    def redacted(self) -> str:
        """What was redacted in the record, in words; nothing where it is the whole record."""
        return self.rows.redacted

    @property
    def identities(self) -> Identities:
        """The nodes that are shown as one, and the conflicts between judges."""
        return self.rows.identities

    @property
    def background(self) -> Background:
        """Narrower and broader values, memberships and sides, for the rules."""
        return self.rows.background

    @property
    def every_confrontation(self) -> list[Row]:
        """All confrontations, whatever their stance."""
        return self.rows.every_confrontation

    @property
    def every_statement(self) -> list[Row]:
        """All statements, whatever their stance."""
        return self.rows.every_statement

    @property
    def statements_as_read(self) -> list[Row]:
        """The statements before any judgement is followed; see ``RecordRows``."""
        return self.rows.statements_as_read

    @property
    def tellings(self) -> list[Telling]:
        """What the attributions of reports say, each as a whole; see ``RecordRows``."""
        return self.rows.tellings

    @property
    def testimony(self) -> Testimony:
        """The testimony of the reports; see ``RecordRows``."""
        return self.rows.testimony

    @property
    def testimony_with_datasets(self) -> Testimony:
        """The testimony of reports and datasets; see ``RecordRows``."""
        return self.rows.testimony_with_datasets

    @property
    def dataset_tables(self) -> DatasetTables:
        """The open tables of the datasets."""
        return self.rows.dataset_tables

    # ---- what a view chooses

    def confrontations(self, view: View = EVERYTHING) -> list[Row]:
        """The confrontations that a view chooses, at its level, denials included.

        ``min_groups`` and ``between`` are not yet applied, because grading an act needs everything said about it.
        """
        return _chosen(self, view)

    def sentence(self, view: View) -> str:
        """What a view of this ledger shows, in words, and whose judgements on who is who it follows."""
        judged = identities_in_words(self.record, self.judges, self.identities, self.names)
        return ", ".join(part for part in (view.sentence(self.names), judged) if part)

    def statements(self, view: View = EVERYTHING, judgements: bool = True) -> list[Row]:
        """The statements that a view chooses; ``judgements=False`` leaves out those said by the coder.

        Statements about an actor are chosen by their source. If the view narrows down events, they are chosen only if
        the actor takes part in one of those events.
        """
        return _with_judgements(self, view) if judgements else _without_judgements(self, view)

    def statements_of(self, properties: frozenset[str], view: View = EVERYTHING) -> list[Row]:
        """The rows of ``statements`` with one of these properties."""
        if view.narrows_events:
            rows = self.statements(view)
        else:
            rows = _statements(self, view, self.rows.statements_with(properties))
        return [row for row in rows if row["property"] in properties]


def cached_by_view(function: Callable[[Ledger, View], T]) -> Callable[[Ledger, View], T]:
    """The function with its result for each view cached on the ledger. All callers share a result: do not change it."""

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
        [row for row in ledger.rows.statements_of_incidents(view.incident) if not is_judgement(row)],
    )


def _statements(ledger: Ledger, view: View, statements: list[Row]) -> list[Row]:
    known = ledger.background
    rows = [row for row in statements if view.admits_source(row, known)]
    if not view.narrows_events:
        return rows
    judging = {row["document"] for row in rows if is_judgement(row)}
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
    # What a report on other events says about the same actors does not belong to these events.
    of_actors = (row for row in rows if not row["event"] and row["document"] in documents | judging)
    return of_events + [row for row in of_actors if row["about"] in taking_part]
