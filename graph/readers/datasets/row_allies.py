"""The allies of the ends of rows: a claim of its own about the actor that each supports (Ibis)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from ...vocabulary import ST
from .declaration import Declaration
from .plain_text import Text, clean_text
from .row_sources import attributions, with_iris
from .row_triples import claim_of, days_of
from .rows import name_iri
from .triple_lines import TYPE, fact_of, iri_of, lines_of, literal_of

__all__ = ["alliance_says", "alliances"]


def alliances(
    rows: ir.Table, attributed: ir.Table, declared: Declaration
) -> tuple[ir.Table, ir.Table, ir.Table, ir.Table] | None:
    """The allies of the ends of rows: lines of the claims, lines of the attributions, the allies' names, and the
    attributions themselves.

    They are separate claims about the actor they support: as parties of the act, allies would seem to confront each
    other. None where the dataset names no allies.
    """
    if not any(actor.allies or (actor.has_several and actor.role == "party") for actor in declared.actors):
        return None
    tables = []
    for side in "ab":
        named = rows.filter(rows[side].notnull() & rows[f"{side}_allies"].notnull())
        tables.append(
            named.select(
                "document",
                "number",
                "row_id",
                "when",
                "first",
                "last",
                about=named[side],
                ally=named[f"{side}_allies"].split(";").unnest(),
            )
        )
    each = ibis.union(*tables)
    each = each.mutate(ally_name=clean_text(each.ally))
    each = each.filter(each.ally_name.length() > 0)
    each = each.mutate(ally_iri=name_iri("actor", declared.prefix, each.ally_name))
    each = each.filter(each.ally_iri != each.about)
    each = each.mutate(claim=claim_of(each.about, alliance_says(each)))
    says = alliance_says(each)
    facts = [ibis.literal(f"{TYPE} <{ST}Claim>"), fact_of("about", iri_of(each.about)), *says, *days_of(each)]
    claims = each.mutate(line=lines_of(each.claim, facts))
    sources = attributed.select("document", "number", "source", "on", "words")
    said_of_allies = (
        each.select("document", "number", "row_id", "claim", "about", "ally_iri", "when", "first", "last")
        .distinct()
        .join(sources, ["document", "number"])
    )
    attributed_allies = with_iris(said_of_allies, declared)
    return (
        claims.select("line").distinct(),
        attributions(attributed_allies, declared).distinct(),
        each.select(iri=each.ally_iri, label=each.ally_name).distinct(),
        attributed_allies.distinct(),
    )


def alliance_says(allies: ir.Table) -> list[Text]:
    """What the claim of each alliance says, as ``<property> value``."""
    return [fact_of("alliedWith", iri_of(allies.ally_iri)), fact_of("when", literal_of(allies.when))]
