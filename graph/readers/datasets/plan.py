"""The SQL that turns one layout of a dataset into claims: Ibis expressions, compiled once for each engine.

    raw ──checked──▶ checked ──plain──▶ plain ──rows──▶ rows ──said──▶ said ──lines, pairs──▶ N-Triples, Parquet

Each stage is a table of that name, created by the statement of that name. For a folder of many files nothing is
compiled twice; where only the order or the names of the columns differ, only the first stage is. Nearly all lines come
from ``blocks``, which need one row at a time; ``gathered`` need all rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from .declaration import REPEATED, Declaration
from .opened import Table

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["STAGES", "Plan", "kinds_of_act", "no_rows", "plan"]

#: The tables that are created one after the other.
STAGES = ("checked", "plain", "rows", "said")


@dataclass(frozen=True)
class Plan:
    """The SQL statements. ``stages``: by name. ``blocks``: lines of N-Triples for the rows and their attributions.
    ``gathered``: lines for what many rows name. ``allied``: the one of ``gathered`` for attributions of alliances.
    ``pairs``: the confrontations. ``faults``: the faulty rows. ``attribution_rows``: what each attribution says, where
    its claim is of the same table; only for DuckDB, since a record has one engine for its tables.
    """

    stages: Mapping[str, str]
    blocks: tuple[str, ...]
    gathered: tuple[str, ...]
    allied: str | None
    pairs: str
    faults: str
    attribution_rows: str | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """All statements that return lines of N-Triples."""
        return (*self.blocks, *self.gathered)


_PLANS: dict[tuple[object, ...], Plan] = {}
#: The plans from the stage ``plain`` on, which know the columns as the first stage leaves them.
_LATER: dict[tuple[object, ...], Plan] = {}


def plan(table: Table, dialect: str, known: bool = False) -> Plan:
    """The statements for the layout of a table in the SQL of ``duckdb`` or ``pyspark``.

    With ``known`` there is a table ``known`` of the events and claims that were read before.
    """
    key = (table.declaration.fingerprint, table.header, tuple(table.columns.items()), dialect, known)
    if key not in _PLANS:
        _PLANS[key] = _planned(table, dialect, known)
    return _PLANS[key]


def no_rows(declared: Declaration) -> str:
    """What is wrong with a table of which no row is left."""
    if declared.only:
        return "The file has no row that `only:` chooses. Look at its codes, or at the mapping."
    return "The file has a header and no rows. Download it again."


def _planned(table: Table, dialect: str, known: bool) -> Plan:
    import ibis

    from .checked import checked_rows

    # Accessing the backend registers its options with the compiler.
    getattr(ibis, dialect)
    declared = table.declaration
    columns = {f"c{n}": "string" for n in range(len(table.header))}
    raw = ibis.table({"number": "int64", "document": "string", **columns}, name="raw")
    checked = checked_rows(raw, declared, table.columns, table.header)
    key = (declared.fingerprint, checked.schema(), dialect, known)
    if key not in _LATER:
        _LATER[key] = _later(ibis.table(checked.schema(), name="checked"), declared, dialect, known)
    later = _LATER[key]
    return replace(later, stages={"checked": _sql(checked, dialect), **later.stages})


def _later(checked: ir.Table, declared: Declaration, dialect: str, known: bool) -> Plan:
    """The plan without its first stage."""
    import ibis

    from . import row_pairs, row_sources, row_triples
    from .attribution_rows import attribution_rows
    from .row_allies import alliances
    from .row_entities import entities
    from .rows import normalised

    stages = {}

    def stage(name: str, expression: ir.Table) -> ir.Table:
        stages[name] = _sql(expression, dialect)
        return ibis.table(expression.schema(), name=name)

    normal = normalised(checked, declared, kinds_of_act())
    known_types = {**dict.fromkeys(row_pairs.COLUMNS, "string"), **_TYPES}
    known_events = ibis.table(known_types, name="known") if known else None
    if declared.event:
        normal = row_triples.with_known(normal, known_events)
    plain = stage("plain", normal)
    rows = stage("rows", row_triples.with_claims(plain, declared))
    said = stage("said", row_sources.said(rows, declared))
    allied = alliances(rows, said, declared)
    names = ibis.table({"code": "string", "name": "string"}, name="names") if scheme_of(declared) else None
    blocks = [row_triples.triples(rows, declared), row_sources.attributions(said, declared)]
    gathered = [allied[0], allied[1]] if allied else []
    gathered.append(entities(rows, said, allied[2] if allied else None, declared, names))
    pairs = row_pairs.confrontations(rows, said)
    if declared.event and known_events is not None:
        pairs = row_pairs.as_known(pairs, known_events)
    faults = checked.filter(checked.fault.notnull() & (checked.fault != REPEATED)).select("document", "number", "fault")
    texts = tuple(_sql(each, dialect) for each in gathered)
    return Plan(
        stages,
        tuple(_sql(each, dialect) for each in blocks),
        texts,
        texts[1] if allied else None,
        _sql(pairs.order_by("event", "said"), dialect),
        _sql(faults, dialect),
        None
        if declared.event or dialect != "duckdb"
        else _sql(
            attribution_rows(rows, said, allied[3] if allied else None, declared).order_by("about", "said"), dialect
        ),
    )


def _sql(expression: ir.Table, dialect: str) -> str:
    import ibis

    fuses, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
    try:
        # Engines put nested selections together themselves; Ibis would take a third longer to compile.
        return str(ibis.to_sql(expression, dialect=dialect, pretty=False))
    finally:
        ibis.options.sql.fuse_selects = fuses


_TYPES = {
    "score": "float64",
    "directed": "boolean",
    "confronts": "boolean",
    "deaths_low": "int64",
    "deaths_best": "int64",
    "deaths_high": "int64",
}


def scheme_of(declared: Declaration) -> str | None:
    """The scheme of a dataset's actor codes; None where it gives names."""
    return next((actor.names for actor in declared.actors if actor.names), None)


@cache
def kinds_of_act() -> dict[str, tuple[str, float, bool]]:
    """For each kind of act (IRI): its label, its PLOVER score and whether it is a confrontation."""
    from ...record.vocabulary_triples import vocabulary_triples
    from ...vocabulary import CODES, PREFIXES, ST

    facts: dict[str, dict[str, str]] = {}
    for triple in vocabulary_triples():
        subject = triple.subject.value  # type: ignore[union-attr]
        if subject.startswith(CODES + "event-type/"):
            facts.setdefault(subject, {})[triple.predicate.value] = triple.object.value  # type: ignore[union-attr]
    return {
        iri: (
            given[PREFIXES["skos"] + "prefLabel"],
            float(given[ST + "ploverScore"]),
            given[ST + "isConfrontation"] == "true",
        )
        for iri, given in sorted(facts.items())
    }
