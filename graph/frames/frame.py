"""Tables that can be taken away: one call each to pandas, Polars, Arrow and networkx, and a table to look at.

Arrow, pandas and Polars come with extras; without one, the call says which (MissingExtra).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, TypeVar, overload

from ..errors import QuestionError
from ..extras import needs
from .html import paragraph, table
from .text import as_text, at_hand

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Frame", "FrameList", "RowList"]

Thing = TypeVar("Thing")


class Frame:
    """Something with columns and rows; whoever is one says which in ``_table``."""

    def _table(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        raise NotImplementedError

    def _looked_at(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        """Columns and rows as a person looks at them."""
        return self._table()

    def to_arrow(self) -> pa.Table:
        """The table as Arrow: a column of lists where a cell holds several values; days stay ISO 8601 text."""
        needs("An Arrow table", "pyarrow")
        import pyarrow as pa

        columns, rows = self._table()
        by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
        return pa.table([_arrow(values) for values in by_column], names=list(columns))

    def to_pandas(self) -> pd.DataFrame:
        """The table as a pandas DataFrame. Raises MissingExtra where pandas is not installed."""
        needs("A pandas DataFrame", "pandas", "pyarrow")
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def to_polars(self) -> pl.DataFrame:
        """The table as a Polars DataFrame. Raises MissingExtra where Polars is not installed."""
        needs("A Polars DataFrame", "polars", "pyarrow")
        import polars as pl

        frame = pl.from_arrow(self.to_arrow())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Each row as an edge from its first column to its second, the other columns on it; rows without both are out.

        Raises QuestionError where the table has only one column.
        """
        import networkx as nx

        columns, rows = self._table()
        if len(columns) < 2:
            raise QuestionError("A network needs two columns, from whom and to whom. Ask for two.")
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for start, end, *rest in rows:
            if start is not None and end is not None:
                facts = dict(zip(columns[2:], rest, strict=True))
                graph.add_edge(str(start), str(end), **{k: v for k, v in facts.items() if v is not None})
        return graph

    def _repr_html_(self) -> str:

        columns, rows = self._looked_at()
        rows = list(rows)
        return table(columns, rows) if rows else paragraph(_none_of(columns))

    def __repr__(self) -> str:

        columns, rows = self._looked_at()
        rows = list(rows)
        text = as_text(columns, rows[:_MOST], at_hand()) if rows else _none_of(columns)
        return text + (f"\n… {len(rows) - _MOST} more rows" if len(rows) > _MOST else "")


class FrameList(Frame, list[Thing]):
    """A list of things that is a table too, with a column for each field of theirs; so is a part of it, ``[:5]``."""

    def _table(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        columns = [field.name for field in fields(self[0])] if self else []  # type: ignore[arg-type]
        return columns, [[_cell(getattr(each, column)) for column in columns] for each in self]

    @overload
    def __getitem__(self, at: SupportsIndex) -> Thing: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        if not isinstance(at, slice):
            return found
        part = copy(self)
        part[:] = found
        return part


class RowList(FrameList[dict[str, Any]]):
    """A list of objects, one a row, as programs want them; a table for whoever looks at it."""

    def __init__(self, objects: Iterable[dict[str, Any]] = (), columns: Sequence[str] = ()) -> None:
        super().__init__(objects)
        self._columns = list(columns) or (list(self[0]) if self else [])

    def _table(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        return self._columns, [[each[column] for column in self._columns] for each in self]


def _cell(value: Any) -> Any:
    """A field as a table holds it: numbers, truth values, days and lists as they are, all else as text."""
    if isinstance(value, Frame):
        return len(value) if isinstance(value, list) else str(value)
    if value is None or isinstance(value, bool | int | float | str | date):
        return value
    return [str(each) for each in value] if isinstance(value, list | tuple) else getattr(value, "value", str(value))


def _none_of(columns: Sequence[str]) -> str:
    return f"No rows of {', '.join(columns)}." if columns else "No rows."


#: As many rows are shown; a table to look at is not one to take away.
_MOST = 60


def _arrow(values: Sequence[Any]) -> Any:
    """The values as an Arrow array; figures and words in one column become text, as a table shows them."""
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None}
    if any(isinstance(value, Mapping) for value in values):
        values = [str(value) for value in values]
    elif len(kinds) > 1 and not kinds <= {int, float}:
        values = [None if value is None else str(value) for value in values]
    elif kinds == {date}:
        values = [value and value.isoformat() for value in values]
    return pa.array(values, type=pa.string() if not kinds else None)
