"""Where the variables of each named question are found in the tables of datasets, as SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..claim import Term
from ..record.keeper import Keeper
from ..record.store import QueryResult
from ..sparql import Query, read
from ..vocabulary import ST
from .attribution_tables import AttributionTables

__all__ = ["Asked", "ROWS", "Select"]

_ROLES = ("actor", "recipient", "party", "victim", "onlooker")


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
        """What a parameter was given as."""
        term = self.terms.get(parameter)
        return None if term is None else term.value

    def conditions(self, known: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
        """The conditions for the parameters that were given, and their values."""
        given = [(known[name], term.value) for name, term in self.terms.items() if name in known]
        return tuple(condition for condition, _ in given), tuple(value for _, value in given)


@dataclass(frozen=True)
class Select:
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


def _says_what(tables: AttributionTables, asked: Asked) -> Select:
    where, values = asked.conditions({"source": "t.said_by = ?", "about": "t.about = ?", "document": "t.document = ?"})
    columns = {"said_by": "n_source.label", "about_label": _ABOUT, "property": "n_property.label", **_VALUE}
    columns |= {"stance": _ASSERTS, "quote": "t.quote", "report": "n_report.label", "paragraph": "NULL"}
    columns |= {"about_iri": "t.about", "claim": "t.claim"}
    return Select(columns, _VALUES, where, values, base=_WITH_SOURCE, first="n_source.label")


def _evidence(tables: AttributionTables, asked: Asked) -> Select:
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
    return Select(
        columns,
        _VALUES,
        where,
        values,
        base=_WITH_SUBJECT,
        first=_ABOUT,
        counted="count(DISTINCT t.claim)",
        distinct=True,
    )


def _rests_on(tables: AttributionTables, asked: Asked) -> Select:
    where, values = asked.conditions({"source": "t.said_by = ?", "basis": "t.basis = ?"})
    columns = {
        "basis_label": "n_ground.label",
        "said_by": "n_source.label",
        "about": _ABOUT,
        "property": "n_property.label",
    }
    columns |= {**_VALUE, "quote": "t.quote", "report": "n_report.label", "paragraph": "NULL", "coded_as": "t.coded_as"}
    where = ("t.basis IS NOT NULL", *where)
    return Select({**columns, "claim": "t.claim"}, _VALUES, where, values, base=_WITH_SOURCE, first="n_source.label")


def _statements(tables: AttributionTables, asked: Asked) -> Select:
    columns = {"said": "t.said", "claim": "t.claim", "about": "t.about"}
    columns |= {"event": "CASE WHEN t.label IS NOT NULL THEN t.about END", "incident": "NULL", "event_type": "t.type"}
    columns |= {"place": "t.place", "earliest": "t.first", "latest": "t.last", "property": "p", "value": "v"}
    columns |= {"written": "o", "stance": f"'{ST}Asserts'", "said_by": "t.said_by", "group": "t.said_by"}
    columns |= {"document": "t.document", "coder": "coalesce(t.relayed_by, t.said_by)", "published": "NULL"}
    columns |= {"said_on": "t.said_on", "hedged": "NULL", "opinion": "NULL", "paragraph": "NULL", "quote": "t.quote"}
    columns |= {"language": "CASE WHEN t.quote IS NOT NULL THEN '' END", "gloss": "NULL", "coded_as": "t.coded_as"}
    return Select({**columns, "coder_type": "t.type"}, _VALUES, first="t.about")


def _affiliations(tables: AttributionTables, asked: Asked) -> Select:
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
    return Select(columns, _VALUES, ("t.label IS NULL", *where), values, late, late_values)


def _dossier(tables: AttributionTables, asked: Asked) -> Select:
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
    return Select(columns, _VALUES, where, (those,), distinct=True)


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


def _victims(tables: AttributionTables, asked: Asked) -> Select:
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
    return Select(columns, _VICTIMS, where, values, late, late_values, distinct=True)


def _confronts(tables: AttributionTables, asked: Asked) -> Select:
    columns = {"said": "said", "event": "event", "incident": "NULL", "event_type": "event_type", "score": "event_type"}
    columns |= {name: name for name in ["who", "whom", "directed", "place", "earliest", "latest", "claim"]}
    columns |= {"stance": f"'{ST}Asserts'", "said_by": "said_by", "group": "said_by", "document": "document"}
    columns |= {"hedged": "false", "attempted": "false"}
    columns |= {name: name for name in ["deaths_low", "deaths_best", "deaths_high", "said_on"]}
    columns["published"] = "NULL"
    return Select(columns, "{attributions} AS t", ("confronts",), base="pairs AS t", first="t.earliest", distinct=True)


def _timeline(tables: AttributionTables, asked: Asked) -> Select:
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
    return Select(
        {**columns, "event_iri": "t.about"},
        source,
        ("t.label IS NOT NULL", *where),
        values,
        first="coalesce(t.first, t.last, '9999-12-31')",
        counted="count(DISTINCT t.about)",
        after="GROUP BY t.when, t.label, n_kind.label, n_place.label, t.first, t.last, t.about",
    )


#: The questions that may have a row for every row of a table.
ROWS: Mapping[str, Callable[[AttributionTables, Asked], Select]] = {
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
