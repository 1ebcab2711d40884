"""The table of confrontations that a dataset's rows give: one row for each attribution and pair of ends (Ibis)."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

__all__ = ["COLUMNS", "as_known", "confrontations"]

#: The columns of the table of confrontations that is stored with the record.
COLUMNS = (
    "event",
    "event_type",
    "score",
    "who",
    "whom",
    "directed",
    "place",
    "earliest",
    "latest",
    "claim",
    "said_by",
    "document",
    "said",
    "said_on",
    "deaths_low",
    "deaths_best",
    "deaths_high",
    "confronts",
)


def as_known(pairs: ir.Table, known: ir.Table) -> ir.Table:
    """The confrontations, where attributions of known claims have the ends, kind, place and deaths of those claims."""
    own = ("said_by", "document", "said", "said_on", "claim")
    facts = known.select(*(c for c in COLUMNS if c not in own or c == "claim")).distinct()
    joined = pairs.select(*own).inner_join(facts, "claim").select(*COLUMNS)
    return joined.union(pairs.anti_join(facts, "claim").select(*COLUMNS))


def confrontations(rows: ir.Table, attributed: ir.Table) -> ir.Table:
    """The table of confrontations with ``COLUMNS``: one row for each attribution and pair of ends.

    ``confronts`` is false for acts that are not confrontations: they are included so that other datasets can refer to
    them. There is no ``group``: independence is decided from the whole record.
    """
    for side in "ab":
        if f"{side}_all" in rows.columns:
            every = rows[f"{side}_all"]
            nobody = ibis.literal([None], type="array<string>")
            rows = rows.mutate(each=ibis.cases((every.length() > 0, every), else_=nobody).unnest())
            rows = rows.mutate(**{side: rows["each"]}).drop("each")
    directed = rows.a_role != "party"
    turned = rows.a_role.isin(["recipient", "victim"])
    alone = rows.b.isnull() | rows.a.isnull()
    one = ibis.coalesce(rows.a, rows.b)
    acting = ibis.cases((turned, rows.b), else_=rows.a)
    acted_on = ibis.cases((turned, rows.a), else_=rows.b)
    least, greatest = ibis.least(rows.a, rows.b), ibis.greatest(rows.a, rows.b)
    ends: dict[str, Any] = {
        "directed": directed,
        "who": ibis.cases((directed, acting), (alone, one), else_=least),
        "whom": ibis.cases((directed, acted_on), (alone, None), else_=greatest),
    }
    rows = rows.mutate(**ends)
    # An act without any end is not a confrontation.
    rows = rows.mutate(confronts=rows.confronts & (rows.who.notnull() | rows.whom.notnull()))
    joined = attributed.select("document", "number", "said", said_by=attributed.source, said_on=attributed["on"]).join(
        rows.drop("document_right") if "document_right" in rows.columns else rows, ["document", "number"]
    )
    return joined.select(
        "event",
        "score",
        "who",
        "whom",
        "directed",
        "claim",
        "said_by",
        "document",
        "said",
        "said_on",
        "confronts",
        event_type=joined.type,
        place=joined.p_iri,
        earliest=joined["first"],
        latest=joined["last"],
        deaths_low=joined.low,
        deaths_best=joined.best,
        deaths_high=joined.high,
    ).select(*COLUMNS)
