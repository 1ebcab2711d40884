"""Tables with a row for each actor, as ACLED's monadic export: two rows with one id are the two ends of one event.

Ibis expressions, the same for every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import ibis
import ibis.expr.types as ir

from ...errors import InputError, Problem
from .declaration import Declaration
from .opened import Table

__all__ = ["has_second_rows", "refuse_lost_column", "with_second_rows"]


def has_second_rows(declared: Declaration, columns: Iterable[str]) -> bool:
    """Whether a table with these columns has a row for each actor: it lacks the column of the second."""
    return declared.second_row and declared.actors[1].name not in columns


def refuse_lost_column(tables: Iterable[Table], documents: Iterable[str], ask: Callable[[str], Iterable[Any]]) -> None:
    """Raise InputError for a table that lacks the second actor, and in which no two rows name two actors of one event:
    it lost the column. ``ask`` gives the rows of a query over ``raw``, in which each table is one of the documents.
    """
    for table, document in zip(tables, documents, strict=True):
        declared, at = table.declaration, table.columns
        if not has_second_rows(declared, at):
            return
        one, other = declared.actors
        ids = ", ".join(f"c{at[column]}" for column in declared.row)
        of_two = f"SELECT document FROM raw GROUP BY document, {ids} HAVING count(DISTINCT c{at[one.name]}) > 1"
        if (document,) not in {tuple(row) for row in ask(f"SELECT DISTINCT document FROM ({of_two}) AS t")}:
            lost, name = declared.columns[other.name][0], declared.columns[declared.row[0]][0]
            what = f'The file has no column "{lost}", and no two rows with one "{name}" that name an actor each.'
            raise InputError([Problem(str(table.source), 1, f"{what} Download it again, with that column.")])


def with_second_rows(table: ir.Table, declared: Declaration) -> ir.Table:
    """One row for each two rows with one id, in which the second names the other end. A third is left, as a fault."""
    ids = [column for column in declared.row if column in table.columns]
    of_one = ibis.window(group_by=["document", *ids], order_by="number")
    given = [(a, b) for a, b in _pairs(declared) if a in table.columns]
    table = table.mutate(v_nth=ibis.row_number().over(of_one), **{b: table[a].lead(1).over(of_one) for a, b in given})
    return table.filter(table.v_nth != 1).drop("v_nth")


def _pairs(declared: Declaration) -> Iterator[tuple[str, str]]:
    """The columns of the first actor, each with that of the second."""
    one, other = declared.actors
    yield one.name, other.name
    for a, b in ((one.id, other.id), (one.allies, other.allies)):
        if a and b:
            yield a, b
    for a, b in zip((rule.column for rule in one.kind), (rule.column for rule in other.kind), strict=False):
        if a and b and (a, b) != (one.name, other.name):
            yield a, b
