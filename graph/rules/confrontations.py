"""The table of confrontations: one row for each attribution and pair of actors, as Arrow (design §6).

Every view, dyad, measure and picture is computed from these rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..frames.columns import Kind, arrow_table
from ..vocabulary import ST
from .background import Row
from .dyads import Dyad, dyads
from .ledger import Ledger
from .view import EVERYTHING, View

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COLUMNS", "confrontations"]

#: The columns and what they hold; things are IRIs, deaths counts of people.
COLUMNS: dict[str, Kind] = {
    "event": "string",
    "incident": "string",
    "event_type": "string",
    "score": "double",
    "who": "string",
    "whom": "string",
    "directed": "bool",
    "place": "string",
    "earliest": "date",
    "latest": "date",
    "claim": "string",
    "stance": "string",
    "said_by": "string",
    "group": "string",
    "document": "string",
    "hedged": "bool",
    "attempted": "bool",
    "deaths_low": "int64",
    "deaths_best": "int64",
    "deaths_high": "int64",
    "said": "string",
    "said_on": "date",
    "published": "date",
}


def confrontations(ledger: Ledger, view: View = EVERYTHING) -> pa.Table:
    """The rows that a view chooses, as an Arrow table with ``COLUMNS``; denials are among them (``stance``)."""
    return table(shown(ledger, view))


def shown(ledger: Ledger, view: View = EVERYTHING) -> list[Row]:
    """The rows that a view chooses, ``min_groups`` and ``between`` applied.

    Between two actors a denial that names one of them, or neither, is shown where somebody tells of the act between
    them.
    """
    rows = _between(ledger, view)
    if view.min_groups == 1:
        return rows
    corroborated = {row["said"] for dyad in dyads(ledger, view) for act in dyad.acts for row in _behind(act.rows, dyad)}
    return [row for row in rows if row["said"] in corroborated]


def _between(ledger: Ledger, view: View) -> list[Row]:
    rows = ledger.confrontations(view)
    if not view.between:
        return rows
    faced = {row["event"] for row in rows if row["stance"] == ST + "Asserts" and view.faces(row["who"], row["whom"])}

    def speaks_of_it(denial: Row) -> bool:
        named = {denial["who"], denial["whom"]} - {None}
        return denial["stance"] == ST + "Denies" and denial["event"] in faced and named < set(view.between)

    return [row for row in rows if view.faces(row["who"], row["whom"]) or speaks_of_it(row)]


def _behind(rows: Iterable[Row], dyad: Dyad) -> Iterable[Row]:
    yield from rows
    yield from (row for act in dyad.acts for row in act.supporting)


def table(rows: Iterable[Row]) -> pa.Table:
    """Rows as an Arrow table with ``COLUMNS``. Raises MissingExtra without pyarrow."""
    return arrow_table(list(COLUMNS), ([row[column] for column in COLUMNS] for row in rows), COLUMNS)
