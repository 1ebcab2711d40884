"""Named questions answered from the tables of datasets: the same rows in the same order as SPARQL, found by DuckDB.

The ``*.rq`` files define the questions; ``question_columns`` says, for each that may have a row for every row of a
table, where its variables are found in columns. What reports say is answered by the SPARQL itself, over a small record,
and the two are merged in the order that the question asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from heapq import merge
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ..claim import Term
from ..record.store import QueryResult
from ..vocabulary import PREFIXES
from .attribution_tables import AttributionTables
from .question_columns import ROWS, Asked, Select
from .row_order import Order, Row

__all__ = ["rows_of"]

_XSD = PREFIXES["xsd"]
_BATCH = 2_048
#: Variables that are labels, and those that are IRIs.
_LABELS = frozenset(
    ("about", "about_label", "actor_label", "basis", "basis_label", "by", "event", "event_type", "place_label")
) | frozenset(
    ("property", "relayed_by", "report", "said_by", "stance", "tie", "to_label", "told_by", "told_of", "victim_label")
)
_IRIS = frozenset(
    ("said", "claim", "event_iri", "place", "document", "coder", "who", "whom", "about_iri", "victim", "actor", "to")
)
#: Variables that are IRIs in the questions whose rows other code reads, and labels in all others.
_BARE = frozenset(
    ("about", "event", "incident", "event_type", "place", "property", "stance", "said_by", "group", "coder_type")
)
_TYPES = {
    **dict.fromkeys(("earliest", "latest", "said_on", "published"), "date"),
    **dict.fromkeys(("deaths", "deaths_low", "deaths_best", "deaths_high", "paragraph"), "integer"),
    **dict.fromkeys(("directed", "hedged", "attempted"), "boolean"),
}


def rows_of(tables: AttributionTables, asked: Asked) -> QueryResult:
    """The answer to one of ``ROWS``, out of tables and reports."""
    beside = asked.of(tables.rest())
    wanted = ROWS[asked.name](tables, asked)
    order = Order.of(asked.query, beside.variables)
    rows: Iterator[Row] = merge(_found(tables, asked, wanted, order, beside.variables), beside.rows, key=order.key)
    return replace(beside, rows=_each_once(rows) if wanted.distinct else rows)


def _found(
    tables: AttributionTables, asked: Asked, wanted: Select, order: Order, variables: tuple[str, ...]
) -> Iterator[Row]:
    con = tables.con
    tables.list_names()
    where, values = [*wanted.where], [*wanted.values]
    if wanted.first and asked.limit:
        # Nothing is made of rows that come after all that are asked for.
        counted = f"SELECT {wanted.first} AS k, {wanted.counted} AS n FROM {wanted.base} WHERE {_all(where)} GROUP BY k"
        until = con.execute(
            f"SELECT k FROM (SELECT k, sum(n) OVER (ORDER BY k NULLS FIRST) AS s FROM ({counted})) WHERE s >= ? "
            "ORDER BY k NULLS FIRST LIMIT 1",
            [*values, asked.limit],
        ).fetchone()
        if until:
            where.append(f"({wanted.first} IS NULL OR {wanted.first} <= ?)")
            values.append(until[0])
    told = f"(SELECT t.* FROM {wanted.base} WHERE {_all(where)})"
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in wanted.columns.items())
    sql = (
        f"SELECT {'DISTINCT ' * wanted.distinct}{columns} FROM {wanted.source.replace('{attributions}', told)} "
        f"WHERE {_all(wanted.late)} {wanted.after} ORDER BY {order.sql}{f' LIMIT {asked.limit}' if asked.limit else ''}"
    )
    terms = _terms(tables, asked.name, list(wanted.columns), variables)
    cursor = con.execute(sql, [*values, *wanted.late_values])
    while some := cursor.fetchmany(_BATCH):
        yield from map(terms, some)


def _all(conditions: list[str] | tuple[str, ...]) -> str:
    return " AND ".join(conditions) or "true"


def _each_once(rows: Iterator[Row]) -> Iterator[Row]:
    before = None
    for row in rows:
        if row != before:
            yield row
        before = row


def _terms(
    tables: AttributionTables, question: str, columns: list[str], variables: tuple[str, ...]
) -> Callable[[tuple[Any, ...]], Row]:
    """What makes terms of a row of these columns."""
    bare = question in ("statements", "who-confronts-whom")
    at = {name: position for position, name in enumerate(columns)}
    languages = {label.value: label.language for label in tables.labels.values()}

    def label(text: str) -> Term:
        # The name of an event is not listed: a table's are all English.
        language = languages.get(text, "en")
        return Literal(text, language=language) if language else Literal(text)

    def of(name: str, row: tuple[Any, ...]) -> Term | None:
        value = row[at[name]]
        if value is None:
            return None
        if name == "score":
            return tables.scores.get(value)
        if name == "value" and "written" in at:
            return _as_written(row[at["written"]])
        if name == "value":
            return label(value) if row[at["value_is_label"]] else Literal(value)
        if name in _TYPES:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            return Literal(text, datatype=NamedNode(_XSD + _TYPES[name]))
        if name in _IRIS or (bare and name in _BARE):
            return NamedNode(value)
        return label(value) if name in _LABELS else Literal(value)

    return lambda row: tuple(of(name, row) for name in variables)


def _as_written(text: str) -> Term:
    """A term from how N-Triples write it."""
    if text.startswith("<"):
        return NamedNode(text[1:-1])
    (quad,) = parse(f"<a:a> <a:a> {text} .".encode(), format=RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, Literal)
    return quad.object
