"""Named questions answered from the tables of datasets: the same rows in the same order as SPARQL, found by DuckDB.

The ``*.rq`` files define the questions. Here stands, for each that may have a row for every row of a table, where its
variables are found in columns. What reports say is answered by the SPARQL itself, over a small record, and the two are
merged in the order that the question asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import merge
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ..claim import Term
from ..record.keeper import Keeper
from ..record.store import QueryResult
from ..sparql import Query, read
from ..vocabulary import PREFIXES, ST
from .attribution_tables import AttributionTables

__all__ = ["ROWS", "Asked", "rows_of"]

Row = tuple[Term | None, ...]
_XSD = PREFIXES["xsd"]
_ROLES = ("actor", "recipient", "party", "victim", "onlooker")
_BATCH = 2_048


@dataclass(frozen=True)
class Asked:
    """A question, its SPARQL, the terms of its parameters, and how many rows are wanted."""

    name: str
    query: Query
    terms: Mapping[str, Term]
    limit: int | None

    def of(self, part: Keeper) -> QueryResult:
        """The answer of a small record."""
        query = self.query.with_values(self.terms)
        return part.query(str(query.limited(self.limit) if self.limit else query))

    def value(self, parameter: str) -> str | None:
        term = self.terms.get(parameter)
        return None if term is None else term.value

    def conditions(self, known: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
        """The conditions for the parameters that were given, and their values."""
        given = [(known[name], term.value) for name, term in self.terms.items() if name in known]
        return tuple(condition for condition, _ in given), tuple(value for _, value in given)


@dataclass(frozen=True)
class _Select:
    """How the tables are asked: the SQL of each variable; ``base``, the attributions (``t``) of which ``where`` holds
    with ``values``, in the order of ``first``; and what ``source`` makes of these (``{attributions}``), of which
    ``late`` holds.
    """

    columns: Mapping[str, str]
    source: str
    where: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    late: tuple[str, ...] = ()
    late_values: tuple[Any, ...] = ()
    base: str = "attributions AS t"
    first: str | None = None
    counted: str = "count(*)"
    distinct: bool = False
    after: str = ""


#: What a claim says, value by value: ``p`` is the property, ``o`` the value as N-Triples write it, ``v`` its text.
_VALUES = r"""
    (SELECT *, CASE WHEN o[1] = '<' THEN o[2:-2]
        ELSE replace(replace(replace(regexp_extract(o, '(?s)^"(.*)"', 1), '\\', chr(1)), '\"', '"'), chr(1), '\')
        END AS v
     FROM (SELECT *, split_part(fact, ' ', 1)[2:-2] AS p, fact[length(split_part(fact, ' ', 1)) + 2:] AS o
           FROM (SELECT *, unnest(says) AS fact FROM {attributions}))) AS t
    JOIN names AS n_property ON n_property.iri = p
    LEFT JOIN names AS n_value ON n_value.iri = CASE WHEN o[1] = '<' THEN v END
    LEFT JOIN names AS n_subject ON n_subject.iri = t.about
    LEFT JOIN names AS n_source ON n_source.iri = t.said_by
    LEFT JOIN names AS n_report ON n_report.iri = t.document
    LEFT JOIN names AS n_relay ON n_relay.iri = t.relayed_by
    LEFT JOIN names AS n_ground ON n_ground.iri = t.basis"""
_ABOUT = "coalesce(t.label, n_subject.label)"
_VALUE = {"value": "coalesce(n_value.label, v)", "value_is_label": "n_value.label IS NOT NULL"}
_ASSERTS = f"(SELECT label FROM names WHERE iri = '{ST}Asserts')"
_WITH_SOURCE = "attributions AS t LEFT JOIN names AS n_source ON n_source.iri = t.said_by"
_WITH_SUBJECT = "attributions AS t LEFT JOIN names AS n_subject ON n_subject.iri = t.about"


def _says_what(tables: AttributionTables, asked: Asked) -> _Select:
    where, values = asked.conditions({"source": "t.said_by = ?", "about": "t.about = ?", "document": "t.document = ?"})
    columns = {"said_by": "n_source.label", "about_label": _ABOUT, "property": "n_property.label", **_VALUE}
    columns |= {"stance": _ASSERTS, "quote": "t.quote", "report": "n_report.label", "paragraph": "NULL"}
    columns |= {"about_iri": "t.about", "claim": "t.claim"}
    return _Select(columns, _VALUES, where, values, base=_WITH_SOURCE, first="n_source.label")


def _evidence(tables: AttributionTables, asked: Asked) -> _Select:
    where: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    if about := asked.value("about"):
        path = re.search(r"\?claim (st:about\S+) \?about \.", str(asked.query))
        mentions = [f"<{ST}{one.removeprefix('st:')}> <{about}>" for one in path[1].split("|")] if path else []
        where, values = ("(t.about = ? OR list_has_any(t.says, ?))",), (about, mentions)
    columns = {
        "told_of": _ABOUT,
        "property": "n_property.label",
        **_VALUE,
        "stance": _ASSERTS,
        "said_by": "n_source.label",
    }
    columns |= {"relayed_by": "n_relay.label", "report": "n_report.label", "published": "NULL", "paragraph": "NULL"}
    columns |= {"quote": "t.quote", "basis": "n_ground.label", "hedged": "NULL", "claim": "t.claim"}
    return _Select(
        columns,
        _VALUES,
        where,
        values,
        base=_WITH_SUBJECT,
        first=_ABOUT,
        counted="count(DISTINCT t.claim)",
        distinct=True,
    )


def _rests_on(tables: AttributionTables, asked: Asked) -> _Select:
    where, values = asked.conditions({"source": "t.said_by = ?", "basis": "t.basis = ?"})
    columns = {
        "basis_label": "n_ground.label",
        "said_by": "n_source.label",
        "about": _ABOUT,
        "property": "n_property.label",
    }
    columns |= {**_VALUE, "quote": "t.quote", "report": "n_report.label", "paragraph": "NULL", "coded_as": "t.coded_as"}
    where = ("t.basis IS NOT NULL", *where)
    return _Select({**columns, "claim": "t.claim"}, _VALUES, where, values, base=_WITH_SOURCE, first="n_source.label")


def _statements(tables: AttributionTables, asked: Asked) -> _Select:
    columns = {"said": "t.said", "claim": "t.claim", "about": "t.about"}
    columns |= {"event": "CASE WHEN t.label IS NOT NULL THEN t.about END", "incident": "NULL", "event_type": "t.type"}
    columns |= {"place": "t.place", "earliest": "t.first", "latest": "t.last", "property": "p", "value": "v"}
    columns |= {"written": "o", "stance": f"'{ST}Asserts'", "said_by": "t.said_by", "group": "t.said_by"}
    columns |= {"document": "t.document", "coder": "coalesce(t.relayed_by, t.said_by)", "published": "NULL"}
    columns |= {"said_on": "t.said_on", "hedged": "NULL", "opinion": "NULL", "paragraph": "NULL", "quote": "t.quote"}
    columns |= {"language": "CASE WHEN t.quote IS NOT NULL THEN '' END", "gloss": "NULL", "coded_as": "t.coded_as"}
    return _Select({**columns, "coder_type": "t.type"}, _VALUES, first="t.about")


def _affiliations(tables: AttributionTables, asked: Asked) -> _Select:
    where, values = asked.conditions({"actor": "t.about = ?"})
    late, late_values = asked.conditions({"to": "v = ?"})
    ties = ["memberOf", "partOf", "supports", "alliedWith", "worksFor", "controls", "side"]
    ties += ["runBy", "fundedBy", "linkedTo"]
    columns = {"actor_label": _ABOUT, "tie": "n_property.label", "to_label": "n_value.label", "stance": _ASSERTS}
    columns |= {
        "said_by": "n_source.label",
        "quote": "t.quote",
        "report": "n_report.label",
        "actor": "t.about",
        "to": "v",
    }
    late, late_values = ("list_contains(?, p)", *late), ([ST + tie for tie in ties], *late_values)
    # Only claims about actors give ties.
    return _Select(columns, _VALUES, ("t.label IS NULL", *where), values, late, late_values)


def _dossier(tables: AttributionTables, asked: Asked) -> _Select:
    """Of the tables only alliances of those who take part in an incident: an act of an incident is told in reports."""
    acting = read(
        f"SELECT DISTINCT ?about WHERE {{ ?act <{ST}incident> ?incident . ?telling <{ST}about> ?act . "
        f"?telling {'|'.join(f'<{ST}{role}>' for role in _ROLES)} ?about }}"
    ).with_values(asked.terms)
    those = [row[0].value for row in tables.rest().query(str(acting)) if row[0] is not None]
    columns = {
        "about": _ABOUT,
        "property": "n_property.label",
        **_VALUE,
        "stance": _ASSERTS,
        "said_by": "n_source.label",
    }
    columns |= {"quote": "t.quote", "report": "n_report.label", "about_iri": "t.about", "claim": "t.claim"}
    where = ("t.label IS NULL", "list_contains(?, t.about)", "t.relayed_by IS NOT NULL")
    return _Select(columns, _VALUES, where, (those,), distinct=True)


_VICTIMS = f"""
    (SELECT *, unnest(CASE WHEN len(doers) = 0 THEN [NULL] ELSE doers END) AS doer
     FROM (SELECT *, unnest(list_transform(list_filter(says, lambda x: starts_with(x, '<{ST}victim> ')),
            lambda x: x[length('<{ST}victim> ') + 2:-2])) AS victim_iri,
        list_transform(list_filter(says, lambda x: starts_with(x, '<{ST}actor> ')),
            lambda x: x[length('<{ST}actor> ') + 2:-2]) AS doers,
        regexp_extract(list_filter(says, lambda x: starts_with(x, '<{ST}deathsBest> '))[1], '"([0-9]+)"', 1) AS deaths
        FROM {{attributions}})) AS t
    JOIN names AS n_victim ON n_victim.iri = victim_iri
    LEFT JOIN names AS n_kind ON n_kind.iri = t.type
    LEFT JOIN names AS n_doer_name ON n_doer_name.iri = doer
    JOIN names AS n_source ON n_source.iri = t.said_by
    JOIN names AS n_report ON n_report.iri = t.document"""


def _victims(tables: AttributionTables, asked: Asked) -> _Select:
    where, values = asked.conditions({"incident": "? IS NULL"})
    late, late_values = asked.conditions({"victim": "victim_iri = ?"})
    columns = {
        "victim_label": "n_victim.label",
        "event": "t.label",
        "event_type": "n_kind.label",
        "by": "n_doer_name.label",
    }
    columns |= {"deaths": "CAST(nullif(t.deaths, '') AS BIGINT)", "said_by": "n_source.label", "hedged": "NULL"}
    columns |= {"quote": "t.quote", "report": "n_report.label", "victim": "victim_iri"}
    where = ("t.label IS NOT NULL", *where)
    return _Select(columns, _VICTIMS, where, values, late, late_values, distinct=True)


def _confronts(tables: AttributionTables, asked: Asked) -> _Select:
    columns = {"said": "said", "event": "event", "incident": "NULL", "event_type": "event_type", "score": "event_type"}
    columns |= {name: name for name in ["who", "whom", "directed", "place", "earliest", "latest", "claim"]}
    columns |= {"stance": f"'{ST}Asserts'", "said_by": "said_by", "group": "said_by", "document": "document"}
    columns |= {"hedged": "false", "attempted": "false"}
    columns |= {name: name for name in ["deaths_low", "deaths_best", "deaths_high", "said_on"]}
    columns["published"] = "NULL"
    return _Select(columns, "{attributions} AS t", ("confronts",), base="pairs AS t", first="t.earliest", distinct=True)


def _timeline(tables: AttributionTables, asked: Asked) -> _Select:
    given = {"incident": "? IS NULL", "until": "coalesce(t.first <= ?, t.when IS NOT NULL)"}
    where, values = asked.conditions({**given, "since": "coalesce(t.last >= ?, t.when IS NOT NULL)"})
    if place := asked.value("place"):
        inside = sorted(one for one, above in tables.within().items() if place in above)
        where, values = (*where, "list_contains(?, t.place)"), (*values, inside)
    source = """{attributions} AS t LEFT JOIN names AS n_kind ON n_kind.iri = t.type
        LEFT JOIN names AS n_place ON n_place.iri = t.place
        LEFT JOIN names AS n_source ON n_source.iri = t.said_by"""
    columns = {"when": "t.when", "event": "t.label", "event_type": "n_kind.label", "place_label": "n_place.label"}
    columns |= {"told_by": "string_agg(DISTINCT n_source.label, '; ')", "earliest": "t.first", "latest": "t.last"}
    return _Select(
        {**columns, "event_iri": "t.about"},
        source,
        ("t.label IS NOT NULL", *where),
        values,
        first="coalesce(t.first, t.last, '9999-12-31')",
        counted="count(DISTINCT t.about)",
        after="GROUP BY t.when, t.label, n_kind.label, n_place.label, t.first, t.last, t.about",
    )


#: The questions that may have a row for every row of a table.
ROWS: Mapping[str, Callable[[AttributionTables, Asked], _Select]] = {
    "affiliations": _affiliations,
    "dossier": _dossier,
    "evidence": _evidence,
    "rests-on": _rests_on,
    "statements": _statements,
    "timeline": _timeline,
    "victims": _victims,
    "who-confronts-whom": _confronts,
    "who-says-what": _says_what,
}


def rows_of(tables: AttributionTables, asked: Asked) -> QueryResult:
    """The answer to one of ``ROWS``, out of tables and reports."""
    beside = asked.of(tables.rest())
    wanted = ROWS[asked.name](tables, asked)
    order = _Order.of(asked.query, beside.variables)
    rows: Iterator[Row] = merge(_found(tables, asked, wanted, order, beside.variables), beside.rows, key=order.key)
    return replace(beside, rows=_each_once(rows) if wanted.distinct else rows)


def _found(
    tables: AttributionTables, asked: Asked, wanted: _Select, order: _Order, variables: tuple[str, ...]
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


# --------------------------------------------------------------------------------------------------------------- order


@dataclass(frozen=True)
class _Order:
    """The order of a question: for each key the columns of which the first that is bound counts, what it is where none
    is, and whether the greatest comes first.
    """

    keys: tuple[tuple[tuple[int, ...], str | None, bool], ...]
    sql: str

    @classmethod
    def of(cls, query: Query, variables: tuple[str, ...]) -> _Order:
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
            elif isinstance(term, Literal) and term.datatype.value == _XSD + "integer":
                found.append((2, -int(term.value) if falling else int(term.value)))
            else:
                found.append((1 if isinstance(term, NamedNode) else 2, term.value))
        return tuple(found)


# --------------------------------------------------------------------------------------------------------------- terms


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
