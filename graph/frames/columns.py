"""What a column holds, declared by its name: a table that is taken away says so, it is never guessed from its text.

A table with fixed columns declares the kind of each (``{"who": "string", "first": "date"}``). Of tables whose columns
differ, as those of measures do, ``DAYS`` names the columns that hold days. In an answer to a question the terms have
types of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from ..extras import needs

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["DAYS", "Kind", "array", "arrow_table"]

#: What a column holds: text, several texts, a truth value, a number, a day, a moment.
Kind = Literal["string", "strings", "bool", "int64", "double", "date", "timestamp"]

#: Columns that hold days in every table whose columns have no kinds of their own.
DAYS: Mapping[str, Kind] = dict.fromkeys(
    (
        "day",
        "earliest",
        "enters",
        "first",
        "last",
        "latest",
        "leaves",
        "published",
        "said_on",
        "since",
        "until",
    ),
    "date",
)

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def arrow_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], kinds: Mapping[str, Kind | None]) -> pa.Table:
    """The rows as an Arrow table, each column of the kind that is declared for it, any other by what it holds.

    Raises MissingExtra without pyarrow.
    """
    needs("An Arrow table", "pyarrow")
    import pyarrow as pa

    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [array(values, kinds.get(column)) for column, values in zip(columns, by_column, strict=True)]
    return pa.table(arrays, names=list(columns))


def array(values: Sequence[Any], kind: Kind | None = None) -> pa.Array:
    """The values as an Arrow array of this kind; without one, by the types of the values.

    A column of days that also holds a month or a year is text, as it was stated: no day is made up. So is a column of
    numbers and words. A column without a single value has its kind all the same, text where none is declared.
    """
    import pyarrow as pa

    present = [value for value in values if value is not None]
    if kind in ("date", "timestamp"):
        parse = _day if kind == "date" else _moment
        parsed = [None if value is None else parse(value) for value in values]
        if all(now is not None for value, now in zip(values, parsed, strict=True) if value is not None):
            return pa.array(parsed, type=_arrow_type(kind))
        return pa.array([None if value is None else str(value) for value in values], type=pa.string())
    if kind or not present:
        return pa.array(values, type=_arrow_type(kind or "string"))
    kinds = {type(value) for value in present}
    if any(isinstance(value, Mapping) for value in present):
        return pa.array([None if value is None else str(value) for value in values], type=pa.string())
    if kinds <= {list, tuple}:
        inner = [each for value in present for each in value]
        return pa.array(values, type=pa.list_(pa.string()) if all(isinstance(each, str) for each in inner) else None)
    if len(kinds) > 1 and not kinds <= {int, float}:
        return pa.array([None if value is None else str(value) for value in values], type=pa.string())
    return pa.array(values)


def _day(value: object) -> date | None:
    if type(value) is date:
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    """A moment with its time zone; None where it has none, for nobody knows when that was."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _arrow_type(kind: Kind) -> pa.DataType:
    import pyarrow as pa

    types: dict[str, pa.DataType] = {
        "string": pa.string(),
        "strings": pa.list_(pa.string()),
        "bool": pa.bool_(),
        "int64": pa.int64(),
        "double": pa.float64(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", tz="UTC"),
    }
    return types[kind]
