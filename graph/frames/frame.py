"""Tables that can be taken away: one call each to pandas, Polars, Arrow and networkx, and a table to look at.

Days come out as days: ``datetime64`` in pandas, ``Date`` in Polars, ``date32`` in Arrow. Which columns hold days, and
what any other column holds, is declared by the table (``standoff.frames.columns``).

Arrow, pandas and Polars come with extras; without one, the call says which (MissingExtra).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import fields
from datetime import date
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, TypeVar, get_args, get_origin, get_type_hints, overload

from ..counts import counted
from ..extras import needs
from .columns import DAYS, Kind, arrow_table
from .edges import graph_of
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

    def _kinds(self) -> Mapping[str, Kind | None]:
        """What columns hold, by name; any other by its values."""
        return DAYS

    def _looked_at(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        """Columns and rows as a person looks at them."""
        return self._table()

    def to_arrow(self) -> pa.Table:
        """The table as Arrow: days are ``date32``, a cell of several values is a list.

        A column in which a month or a year stands for some day is text, as it was stated.
        """
        return arrow_table(*self._table(), self._kinds())

    def to_pandas(self) -> pd.DataFrame:
        """The table as a pandas DataFrame; days are ``datetime64``. Raises MissingExtra without pandas."""
        needs("A pandas DataFrame", "pandas", "pyarrow")
        frame: pd.DataFrame = self.to_arrow().to_pandas(date_as_object=False)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """The table as a Polars DataFrame; days are ``Date``. Raises MissingExtra where Polars is not installed."""
        needs("A Polars DataFrame", "polars", "pyarrow")
        import polars as pl

        frame = pl.from_arrow(self.to_arrow())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Each row as an edge from its first column to its second, the other columns on it; rows without both are out.

        A column with a name that networkx or a tool of its kind takes for itself, such as ``to``, is called ``to_``.
        Raises QuestionError where the table has only one column.
        """
        return graph_of(*self._table())

    def _repr_html_(self) -> str:

        columns, rows = self._looked_at()
        rows = list(rows)
        return table(columns, rows) if rows else paragraph(_none_of(columns))

    def __repr__(self) -> str:

        columns, rows = self._looked_at()
        rows = list(rows)
        text = as_text(columns, rows[:_MOST], at_hand()) if rows else _none_of(columns)
        return text + (f"\n… {counted(len(rows) - _MOST, 'more row')}" if len(rows) > _MOST else "")


class FrameList(Frame, list[Thing]):
    """A list of dataclass items that is a table too, with a column for each field; so is a part of it, ``[:5]``.

    ``of`` is their class, so that an empty list has the same columns.
    """

    def __init__(self, items: Iterable[Thing] = (), of: type[Thing] | None = None) -> None:
        super().__init__(items)
        self._of: Any = of or (type(self[0]) if self else None)

    def _table(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        columns = list(self._kinds())
        return columns, [[_cell(getattr(each, column)) for column in columns] for each in self]

    def _kinds(self) -> Mapping[str, Kind | None]:
        if self._of is None:
            return {}
        types = get_type_hints(self._of)
        # Tables within a table are left out: ``Intake.rejected`` is one of its own.
        return {
            field.name: _kind_of(types[field.name])
            for field in fields(self._of)
            if not (isinstance(types[field.name], type) and issubclass(types[field.name], Frame))
        }

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
    """A list of objects, one a row, as programs want them; a table for whoever looks at it.

    ``columns`` are their names, or their names with the kind of each.
    """

    def __init__(
        self, objects: Iterable[dict[str, Any]] = (), columns: Sequence[str] | Mapping[str, Kind | None] = ()
    ) -> None:
        super().__init__(objects, dict)
        self._columns = list(columns) or (list(self[0]) if self else [])
        self._declared: Mapping[str, Kind | None] = columns if isinstance(columns, Mapping) else DAYS

    def _table(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        return self._columns, [[each[column] for column in self._columns] for each in self]

    def _kinds(self) -> Mapping[str, Kind | None]:
        return self._declared


def _cell(value: Any) -> Any:
    """A field as a table holds it: numbers, truth values, days and lists as they are, all else as text."""
    if value is None or isinstance(value, bool | int | float | str | date):
        return value
    if isinstance(value, list | tuple):
        return [_cell(each) for each in value]
    return getattr(value, "value", str(value))


def _kind_of(annotation: Any) -> Kind:
    """What a field of a dataclass holds, by its annotation."""
    if isinstance(annotation, UnionType):
        annotation = next(each for each in get_args(annotation) if each is not NoneType)
    return "strings" if get_origin(annotation) in (list, tuple) else _KINDS.get(annotation, "string")


_KINDS: dict[Any, Kind] = {bool: "bool", int: "int64", float: "double", date: "date"}


def _none_of(columns: Sequence[str]) -> str:
    return f"No rows of {', '.join(columns)}." if columns else "No rows."


#: As many rows are shown; a table to look at is not one to take away.
_MOST = 60
