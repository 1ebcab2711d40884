"""Named questions that count over tables and reports, and those that only reports can answer.

Their SPARQL is asked of a small record that has the entities concerned; where it counts, the counts of the whole record
take the place of those of the small one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Triple

from ..claim import Term
from ..extras import READS_TABLES, is_there
from ..record.keeper import Keeper
from ..record.store import QueryResult
from ..sparql import Query
from ..vocabulary import ACTOR_KINDS, ID, ST, st
from .attribution_tables import AttributionTables, attribution_tables
from .question_columns import ROWS, Asked
from .table_questions import rows_of

__all__ = ["from_tables"]

_ROLES = tuple(ST + role for role in ("actor", "recipient", "party", "victim", "onlooker"))
#: Questions about claims with one property, which hardly any row of a table has.
_OF_PROPERTY = {
    "attempted": "attempted",
    "left-open": "leftOpen",
    "onlookers": "onlooker",
    "repeated": "repeated",
    "responses": "inResponseTo",
}


def from_tables(
    record: Keeper, name: str, query: Query, terms: Mapping[str, Term], limit: int | None
) -> QueryResult | None:
    """The answer to a named question, its SPARQL being ``query``; None where the tables cannot answer it, or what reads
    them is not installed.

    Raises RecordError for a table that is not as it was read.
    """
    if not record.in_folder or not (name in ROWS or name in _OF_PROPERTY or name in _COUNTED):
        return None
    tables = attribution_tables(record) if all(map(is_there, READS_TABLES)) else None
    if tables is None:
        return None
    asked = Asked(name, query, terms, limit)
    if name in ROWS:
        return rows_of(tables, asked)
    if name in _OF_PROPERTY:
        return asked.of(tables.rest(ST + _OF_PROPERTY[name]))
    return _COUNTED[name](tables, asked)


def _echoes(tables: AttributionTables, asked: Asked) -> QueryResult:
    """A statement is found in two documents only where both are about the same event or actor."""
    return asked.of(tables.rest(alliances=True))


def _actors(tables: AttributionTables, asked: Asked) -> QueryResult:
    part = _copy(tables.rest())
    tables.with_entities(
        part, tables.of_kind({ST + kind for kind in (*ACTOR_KINDS.values(), "Actor", "UnnamedSource")})
    )
    claims: list[tuple[str, str]] = [
        (value, claim) for prop in (*_ROLES, ST + "about") for claim, _, value in part.match(None, prop)
    ]
    tables.listed("beside_claims", [actor for actor, _ in claims], {"claim": [claim for _, claim in claims]})
    roles = " OR ".join(f"starts_with(x, '<{role}> ')" for role in _ROLES)
    ends = f"unnest(list_transform(list_filter(says, lambda x: {roles}), lambda x: split_part(x, ' ', 2)[2:-2]))"
    allied = "SELECT about, claim FROM attributions WHERE label IS NULL"
    named = f"SELECT {ends} AS iri, claim FROM attributions UNION ALL {allied}"
    every = f"{named} UNION ALL SELECT iri, claim FROM beside_claims"
    counted = tables.con.execute(f"SELECT iri, count(DISTINCT claim) FROM ({every}) GROUP BY iri").fetchall()
    counts = dict(counted)
    return _counted(asked.of(part), "claims", "actor_iri", counts)


def _sources(tables: AttributionTables, asked: Asked) -> QueryResult:
    part = _copy(tables.rest())
    says: dict[str, set[str]] = defaultdict(set)
    documents: dict[str, set[str]] = defaultdict(set)
    counted = tables.con.execute(
        "SELECT said_by, count(DISTINCT said), list(DISTINCT document) FROM every GROUP BY said_by"
    ).fetchall()
    for said, _, source in tables.of_reports.match(None, ST + "saidBy"):
        says[source].add(said)
        documents[source].update(d for _, _, d in tables.of_reports.match(said, ST + "document"))
    # Those who speak in tables alone are sources of the small record too; what they say is counted here.
    mark = {Triple(NamedNode(f"{ID}said/of-{n}"), st("saidBy"), NamedNode(one[0])) for n, one in enumerate(counted)}
    part.store.write(set(), mark | {Triple(t.subject, st("document"), NamedNode(f"{ID}dataset/of")) for t in mark})
    tables.with_entities(part, [source for source, _, _ in counted])
    total = {source: len(said) for source, said in says.items()}
    for source, number, of in counted:
        total[source] = total.get(source, 0) + number
        documents[source].update(of)
    found = _counted(asked.of(part), "says", "source", total)
    return _counted(found, "reports", "source", {source: len(those) for source, those in documents.items()})


def _places(tables: AttributionTables, asked: Asked) -> QueryResult:
    part = _copy(tables.rest())
    within = tables.within()
    tables.with_entities(part, within)
    # An event that a report only mentions is described in the small record too, and counts once.
    events = {event for event, _, kind in part.match(None, _TYPE) if kind == ST + "Event"}
    of_part = [(event, place) for event, _, place in part.match(None, ST + "place") if event in events]
    tables.listed("beside_places", [event for event, _ in of_part], {"place": [place for _, place in of_part]})
    pairs = [(place, above) for place, those in within.items() for above in those]
    tables.listed("inside", [place for place, _ in pairs], {"above": [above for _, above in pairs]})
    happened = "SELECT DISTINCT about AS event, place FROM attributions WHERE label IS NOT NULL AND place IS NOT NULL"
    counts = dict(
        tables.con.execute(
            "SELECT above, count(DISTINCT event) FROM "
            f"({happened} UNION SELECT iri, place FROM beside_places) JOIN inside ON inside.iri = place GROUP BY above"
        ).fetchall()
    )
    return _counted(asked.of(part), "events", "place_iri", counts)


_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_COUNTED: Mapping[str, Callable[[AttributionTables, Asked], QueryResult]] = {
    "actors": _actors,
    "echoes": _echoes,
    "places": _places,
    "sources": _sources,
}


def _copy(part: Keeper) -> Keeper:
    from ..record.keeper import open_keeper

    result = open_keeper("memory")
    result.store.write(set(), set(part.triples()))
    return result


def _counted(found: QueryResult, variable: str, node: str, counts: Mapping[str, int]) -> QueryResult:
    """The rows with the counts of these nodes as the values of a variable."""
    at, of = found.variables.index(variable), found.variables.index(node)

    def rows() -> Iterable[tuple[Term | None, ...]]:
        for row in found.rows:
            counted = row[of]
            number = counts.get(counted.value, 0) if counted is not None else 0
            yield (*row[:at], Literal(number), *row[at + 1 :])

    return replace(found, rows=rows())
