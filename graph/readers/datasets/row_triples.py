"""Turn rows into events and claims, as lines of N-Triples: Ibis expressions over ``normalised`` rows, for every engine.

A row is an event with one claim (here); each source it names is one attribution (``row_sources``), which the publisher
relays; if it names none, the publisher is the source. What actors and places are called stands in ``row_entities``, who
stands by whom in ``row_allies``. IRIs of claims and attributions are those of ``standoff.claim``: 128 bits of SHA-256.
"""

from __future__ import annotations

from functools import reduce

import ibis
import ibis.expr.types as ir

from ...vocabulary import ID, ST
from .declaration import EXTRA_PROPERTIES, Declaration
from .plain_text import Text, clean_text
from .triple_lines import LABEL, TYPE, XSD, english_of, fact_of, iri_of, lines_of, literal_of

__all__ = ["claim_of", "days_of", "event_label", "row_ends", "row_says", "triples", "with_claims", "with_known"]


def claim_of(about: Text, says: list[Text], lists: list[Text] | None = None) -> Text:
    """The IRI of the claim that says this (``standoff.claim.Claim.iri``)."""
    # Joining leaves out what is null.
    lines = reduce(lambda some, more: some.concat(more), lists or [], ibis.array(says)).sort().join("\n")
    return ibis.literal(f"{ID}claim/") + (iri_of(about) + "\n" + lines).hexdigest("sha256").substr(0, 32)


def with_claims(rows: ir.Table, declared: Declaration) -> ir.Table:
    """The rows with the IRI of their claim."""
    if "known_claim" in rows.columns:
        return rows.mutate(claim=ibis.coalesce(rows.known_claim, claim_of(rows.event, row_says(rows), row_ends(rows))))
    return rows.mutate(claim=claim_of(rows.event, row_says(rows), row_ends(rows)))


def with_known(rows: ir.Table, known: ir.Table | None) -> ir.Table:
    """The rows with the claim of the event they refer to, where one was read before (``known``)."""
    if known is None:
        return rows.mutate(known_claim=ibis.null("string"))
    claims = known.group_by("event").agg(known_claim=known.claim.min())
    return rows.left_join(claims, "event").drop("event_right")


def _role(rows: ir.Table, side: str) -> Text:
    """The property of an end, as N-Triples begin it."""
    roles = ("party", "actor", "recipient", "victim")
    return ibis.cases(*((rows[f"{side}_role"] == role, f"<{ST}{role}> ") for role in roles), else_=ibis.null("string"))


def event_label(rows: ir.Table) -> Text:
    """The name of the event of each row: its kind, who took part, where and when."""
    what = (_between(rows), rows.p_label, rows.when)
    return rows.type_label + ": " + reduce(lambda a, b: a + b, [_with_comma(part, n) for n, part in enumerate(what)])


def row_ends(rows: ir.Table) -> list[Text]:
    """The ends of rows that may have several actors, a list for each."""
    found = []
    for side in "ab":
        if f"{side}_all" in rows.columns:
            start = _role(rows, side)
            found.append(rows[f"{side}_all"].map(lambda iri, start=start: start + iri_of(iri)))
    return found


def row_says(rows: ir.Table) -> list[Text]:
    """What the claim of a row says, but for ends of several actors."""
    ends = [_role(rows, side) + iri_of(rows[side]) for side in "ab" if f"{side}_all" not in rows.columns]
    return [
        *ends,
        fact_of("eventType", iri_of(rows.type)),
        fact_of("when", literal_of(rows.when)),
        fact_of("place", iri_of(rows.p_iri)),
        *(
            fact_of(name, literal_of(rows[bound].cast("string"), "integer"))
            for bound, name in (("low", "deathsLow"), ("best", "deathsBest"), ("high", "deathsHigh"))
        ),
    ]


def days_of(rows: ir.Table) -> list[Text]:
    return [fact_of("earliest", literal_of(rows["first"], "date")), fact_of("latest", literal_of(rows["last"], "date"))]


def triples(rows: ir.Table, declared: Declaration) -> ir.Table:
    """The lines of the events and their claims, a block for each row (column ``line``); ``rows`` have their claims."""
    extra = []
    for name in declared.keep:
        if f"k_{name}" in rows.columns:
            value = rows[f"k_{name}"]
            kind = EXTRA_PROPERTIES[name]
            extra.append(fact_of(name, literal_of(clean_text(value)) if kind == "text" else _number(value, kind)))
    event = [
        ibis.literal(f"{TYPE} <{ST}Event>"),
        ibis.literal(f"{LABEL} ") + english_of(event_label(rows)),
        fact_of("eventType", iri_of(rows.type)),
        fact_of("when", literal_of(rows.when)),
        *days_of(rows),
        fact_of("place", iri_of(rows.p_iri)),
        *extra,
    ]
    claim = [ibis.literal(f"{TYPE} <{ST}Claim>"), fact_of("about", iri_of(rows.event)), *row_says(rows), *days_of(rows)]
    both = lines_of(rows.event, event) + "\n" + lines_of(rows.claim, claim, row_ends(rows))
    if "known_claim" in rows.columns:
        rows = rows.mutate(line=ibis.cases((rows.known_claim.notnull(), None), else_=both))
        return rows.filter(rows.line.notnull()).select("line")
    return rows.select(line=both)


def _with_comma(part: Text, number: int) -> Text:
    return part.fill_null("") if not number else ibis.cases((part.isnull(), ""), else_=ibis.literal(", ") + part)


def _between(rows: ir.Table) -> Text:
    arrow = ibis.cases((rows.a_role == "party", " – "), else_=" → ")
    both = rows.a.notnull() & rows.b.notnull()
    return ibis.cases(
        (both, rows.a_label + arrow + rows.b_label),
        (rows.a.notnull(), rows.a_label),
        (rows.b.notnull(), arrow.strip() + " " + rows.b_label),
        else_="no actor named",
    )


def _number(text: Text, kind: str) -> Text:
    # Without back-references to groups, which engines write differently.
    cut = ibis.cases((text.contains("."), text.re_replace("0+$", "")), else_=text)
    whole = cut if kind == "decimal" else text.re_replace(r"\.0+$", "")
    return ibis.literal('"') + whole.re_replace(r"\.$", "").re_replace(r"^\+", "") + f'"^^<{XSD}{kind}>'
