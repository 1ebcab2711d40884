"""The actors, sources and places that the rows of a dataset name, each once, as lines of N-Triples (Ibis)."""

from __future__ import annotations

from functools import reduce

import ibis
import ibis.expr.types as ir

from ...vocabulary import ACTOR_KINDS, ID, ST
from .declaration import SEPARATOR, Declaration, NamedActor
from .plain_text import Text
from .triple_lines import GEO, LABEL, SKOS, TYPE, english_of, fact_of, iri_of, lines_of, literal_of

__all__ = ["entities"]


def entities(
    rows: ir.Table, attributed: ir.Table, allies: ir.Table | None, declared: Declaration, names: ir.Table | None
) -> ir.Table:
    """The lines of every actor, source and place that the rows name, each only once.

    ``names`` are the actor codes of a scheme (``code``, ``name``) where the dataset gives codes.
    """
    actors = _actors(rows, attributed, allies, declared, names)
    lines = [actors, _places(rows, declared)]
    return ibis.union(*lines)


def _actors(
    rows: ir.Table, attributed: ir.Table, allies: ir.Table | None, declared: Declaration, names: ir.Table | None
) -> ir.Table:
    ends = []
    for side, actor in zip("ab", declared.actors, strict=False):
        if f"{side}_all" in rows.columns:
            ends.append(_members(rows, side, actor))
            continue
        named = rows.filter(rows[side].notnull())
        ends.append(named.select(iri=named[side], label=named[f"{side}_label"], kind=named[f"{side}_kind"]))
    sources = attributed.filter(attributed.source_name != "")
    outlet = ST + ("MediaOutlet" if declared.sources.addresses or declared.event else "Actor")
    ends.append(sources.select(iri=sources.source, label=sources.source_name, kind=ibis.literal(outlet)))
    if allies is not None:
        ends.append(allies.select("iri", "label", kind=ibis.literal(ST + "Actor")))
    every = ibis.union(*ends) if len(ends) > 1 else ends[0]
    # An actor with several names gets the first in order as its label; the others become aliases. A specific kind
    # goes before plain `actor`.
    kinds = [ST + c for c in dict.fromkeys(ACTOR_KINDS.values())]
    rank = ibis.cases(*((every.kind == k, n + 1 if n else 99) for n, k in enumerate(kinds)), else_=99)
    every = every.mutate(rank=rank)
    one = every.group_by("iri").agg(label=every.label.min(), rank=every["rank"].min())
    if names is not None:
        one = _resolved(one, names)
    kind = ibis.cases(*((one["rank"] == n + 1, k) for n, k in enumerate(kinds) if n), else_=kinds[0])
    first = one.mutate(
        line=lines_of(
            one.iri,
            [
                ibis.literal(f"{TYPE} ") + iri_of(kind),
                ibis.literal(f"{LABEL} ") + english_of(one.label),
            ],
        )
    ).select("line")
    if names is not None:
        return first
    again = every.select("iri", other=every.label).distinct().join(one.select("iri", "label"), "iri")
    again = again.filter(again.other != again.label)
    alias = again.select(line=iri_of(again.iri) + f" <{SKOS}altLabel> " + literal_of(again.other) + " .")
    return ibis.union(first, alias)


def _members(rows: ir.Table, side: str, actor: NamedActor) -> ir.Table:
    """The actors at an end that may have several: IRI, label and kind."""
    each = rows.mutate(at=ibis.range(0, rows[f"{side}_all"].length()).unnest())
    label = each[f"{side}_names"][each["at"]]
    kind = each[f"{side}_kind"]
    kinds = {flag.name: ST + ACTOR_KINDS[flag.kind] for flag in actor.flags.values() if flag.kind}
    if kinds:
        kind = ibis.cases(*((label == name, iri) for name, iri in kinds.items()), else_=kind)
    return each.select(iri=each[f"{side}_all"][each["at"]], label=label, kind=kind)


def _resolved(actors: ir.Table, names: ir.Table) -> ir.Table:
    """The actors with their codes resolved part by part: SYRGOV is "Syria, government"; an unknown part stays."""
    found = actors
    for n in range(5):
        part = found.label.substr(3 * n, 3)
        found = found.mutate(**{f"part{n}": part})
        named = names.rename({f"code{n}": "code", f"name{n}": "name"})
        found = found.left_join(named, found[f"part{n}"] == named[f"code{n}"]).drop(f"code{n}")
    plain = found.label.re_search(r"^([A-Z0-9]{3}){1,5}$")
    parts = ibis.array(
        [
            ibis.cases(
                (found[f"part{n}"].length() > 0, ibis.coalesce(found[f"name{n}"], found[f"part{n}"])),
                else_=ibis.null("string"),
            )
            for n in range(5)
        ]
    ).filter(lambda p: p.notnull())
    label = ibis.cases((plain, parts.join(", ")), else_=found.label)
    return found.select("iri", "rank", label=label)


def _places(rows: ir.Table, declared: Declaration) -> ir.Table:
    named = rows.filter(rows.p_iri.notnull())
    columns = ("p_iri", "p_label", "p_type", "p_km", "p_latitude", "p_longitude", "p_within")
    one = named.select(*columns).distinct()
    levels = len(declared.place.within) if declared.place else 0
    parts = [one.p_within.split(SEPARATOR)[n] for n in range(levels)]
    one = one.mutate(
        **{f"l{n}": ibis.cases((part != "", part), else_=ibis.null("string")) for n, part in enumerate(parts)}
    )

    def level(table: ir.Table, n: int) -> Text:
        """The IRI of the nth larger place, identified by its name and the names above it."""
        above = [table[f"l{m}"].fill_null("") for m in range(n, levels)]
        whole = reduce(lambda a, b: a + "|" + b, above)
        readable = table[f"l{n}"].re_replace(r"[^A-Za-z0-9]+", "-").lower().substr(0, 40)
        start = ibis.literal(f"{ID}place/{declared.prefix}-area-")
        return start + readable + "-" + whole.hexdigest("sha256").substr(0, 12)

    def nearest(table: ir.Table, start: int) -> Text:
        found = [
            ibis.cases((table[f"l{n}"].notnull(), level(table, n)), else_=ibis.null("string"))
            for n in range(start, levels)
        ]
        return ibis.coalesce(*found) if found else ibis.null("string")

    geometry = ibis.cases((one.p_latitude.notnull(), one.p_iri + "/point"), else_=ibis.null("string"))
    facts = [
        ibis.literal(f"{TYPE} <{ST}Place>"),
        ibis.literal(f"{LABEL} ") + english_of(one.p_label),
        fact_of("placeType", iri_of(one.p_type)),
        fact_of("geoPrecision", literal_of(one.p_km.cast("string"), "decimal")),
        ibis.literal(f"<{GEO}hasGeometry> ") + iri_of(geometry),
        fact_of("within", iri_of(nearest(one, 0))),
    ]
    lines = [one.select(line=lines_of(one.p_iri, facts))]
    has_point = one.filter(one.p_latitude.notnull())
    point = ibis.literal('"POINT(') + has_point.p_longitude + " " + has_point.p_latitude + f')"^^<{GEO}wktLiteral>'
    lines.append(
        has_point.select(
            line=lines_of(
                has_point.p_iri + "/point",
                [ibis.literal(f"{TYPE} <{GEO}Geometry>"), ibis.literal(f"<{GEO}asWKT> ") + point],
            )
        ).distinct()
    )
    for n in range(levels):
        larger = one.filter(one[f"l{n}"].notnull()).select(*(f"l{m}" for m in range(n, levels))).distinct()
        facts = [
            ibis.literal(f"{TYPE} <{ST}Place>"),
            ibis.literal(f"{LABEL} ") + english_of(larger[f"l{n}"]),
            fact_of("within", iri_of(nearest(larger, n + 1))),
        ]
        lines.append(larger.select(line=lines_of(level(larger, n), facts)))
    return ibis.union(*lines)
