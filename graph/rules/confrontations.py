"""The table of confrontations: one row for each attribution and pair of actors, as Arrow (design §6).

Every view, dyad, measure and picture is computed from these rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..frames.columns import Kind, arrow_table
from ..vocabulary import ST
from .background import Row
from .dyads import dyads
from .ledger import Ledger
from .view import EVERYTHING, View

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COLUMNS", "confrontations"]

#: The columns and what they hold: entities are IRIs, deaths are counts of people.
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
    """The rows that a view chooses, as an Arrow table with ``COLUMNS``. Denials are included: see ``stance``."""
    return confrontation_table(shown_rows(ledger, view))


def shown_rows(ledger: Ledger, view: View = EVERYTHING) -> list[Row]:
    """The rows that a view chooses, after ``min_groups`` and ``between`` are applied.

    With ``between``, a denial is included if it is of an act that some source tells of the two; with ``min_groups``,
    the rows of those who assert, deny or rival an act that so many groups assert.
    """
    rows = ledger.confrontations(view)
    if view.min_groups == 1 and not view.between:
        return rows
    spoken = {row["said"] for d in dyads(ledger, view) for act in d.acts for row in (*act.rows, *act.against)}
    return [
        row for row in rows if row["said"] in spoken and (view.faces(row["who"], row["whom"]) or _denies(row, view))
    ]


def _denies(row: Row, view: View) -> bool:
    """Whether a row denies an act and names nobody but the two of ``between``."""
    return row["stance"] == ST + "Denies" and {row["who"], row["whom"]} - {None} <= set(view.between)


def confrontation_table(rows: Iterable[Row]) -> pa.Table:
    """Rows as an Arrow table with ``COLUMNS``. Raises MissingExtra without pyarrow."""
    return arrow_table(list(COLUMNS), ([row[column] for column in COLUMNS] for row in rows), COLUMNS)
