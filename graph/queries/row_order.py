"""The order that a question asks for, as SQL and as the key of a row, so that rows of two engines can be merged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..claim import Term
from ..sparql import Query
from ..vocabulary import PREFIXES

__all__ = ["Order", "Row"]

Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Order:
    """The order of a question: for each key the columns of which the first that is bound counts, what it is where none
    is, and whether the greatest comes first.
    """

    keys: tuple[tuple[tuple[int, ...], str | None, bool], ...]
    sql: str

    @classmethod
    def of(cls, query: Query, variables: tuple[str, ...]) -> Order:
        """The order that a query asks for, of rows with these variables."""
        keys, sql = [], []
        renamed = dict(re.findall(r"\(\?(\w+) AS \?(\w+)\)", str(query).partition("WHERE")[0]))
        for key in re.findall(r"(?:COALESCE|DESC|STR)\((?:[^()]|\([^()]*\))*\)|\?\w+", query.order):
            names = [renamed.get(name, name) for name in re.findall(r"\?(\w+)", key)]
            instead = re.search(r'"([^"]*)"', key)
            if key.startswith("COALESCE"):
                parts = ", ".join(f'"{name}"' for name in names)
                sql.append(f"coalesce({parts}, '{instead[1] if instead else ''}')")
            else:
                sql.append(f'"{names[0]}" {"DESC" * key.startswith("DESC")} NULLS FIRST')
            columns = tuple(variables.index(name) for name in names)
            keys.append((columns, instead[1] if instead else None, key.startswith("DESC")))
        return cls(tuple(keys), ", ".join(sql))

    def key(self, row: Row) -> tuple[Any, ...]:
        """What a row is sorted by."""
        found: list[Any] = []
        for columns, instead, falling in self.keys:
            term = next((row[column] for column in columns if row[column] is not None), None)
            if term is None:
                found.append((0, "") if instead is None else (2, instead))
            elif isinstance(term, Literal) and term.datatype.value == PREFIXES["xsd"] + "integer":
                found.append((2, -int(term.value) if falling else int(term.value)))
            else:
                found.append((1 if isinstance(term, NamedNode) else 2, term.value))
        return tuple(found)
