"""Who makes the claim of each row: one attribution for each source that the row names (Ibis)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from ...vocabulary import ID, ST
from .declaration import Declaration
from .plain_text import Text, clean_text
from .rows import name_iri
from .triple_lines import TYPE, escaped, fact_of, iri_of, lines_of, literal_of

__all__ = ["attributions", "said", "with_iris"]


def said(rows: ir.Table, declared: Declaration) -> ir.Table:
    """One row for each row and source: who makes the row's claim, when, in which words, and the IRI of the attribution.
    ``rows`` have their claims.
    """
    publisher = f"{ID}actor/{declared.publisher.id}"
    each = rows.mutate(at=ibis.range(0, rows.names.length()).unnest())
    lists = {name: each[name] for name in ("names", "dates", "headlines")}
    agree = {name: value.length() == lists["names"].length() for name, value in lists.items()}

    def nth(name: str) -> Text:
        return ibis.cases((agree[name], lists[name][each["at"]]), else_=ibis.null("string"))

    name, headline = nth("names"), nth("headlines")
    if declared.sources.articles:
        headline = headline.re_extract(r"(?s),[0-9]{4}-[0-9]{2}-[0-9]{2},(.*)$", 1)
    day = nth("dates")
    day = ibis.cases(
        (day.re_search(r"^[0-9]{8}"), day.substr(0, 4) + "-" + day.substr(4, 2) + "-" + day.substr(6, 2)),
        else_=day.substr(0, 10),
    )
    day = ibis.cases((day.re_search(r"^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"), day), else_=ibis.null("string"))
    words = clean_text(headline).re_extract(r"^([^ ]+(?: [^ ]+){0,11})", 1)
    each = each.mutate(
        source_name=name,
        source=ibis.cases((name == "", publisher), else_=name_iri("actor", f"{declared.prefix}-source", name)),
        on=day.try_cast("date").cast("string"),
        words=ibis.cases((words.length() > 0, words.substr(0, 300)), else_=ibis.null("string")),
    )
    each = each.filter(each.source_name.notnull())
    # One attribution for each source that a row names, whatever the number of its articles.
    first = each.group_by("document", "number", "claim", "row_id", "source").agg(
        source_name=each.source_name.min(),
        on=each["on"].min(),
        words=each.words.min(),
    )
    return with_iris(first, declared)


def with_iris(table: ir.Table, declared: Declaration) -> ir.Table:
    """The table with the IRI of each attribution (``standoff.claim.Attribution.iri``)."""
    publisher = f"{ID}actor/{declared.publisher.id}"
    own = table.source == publisher
    quote = literal_of(table.words)
    coded = escaped(table.row_id)
    basis = f'["<{declared.basis}>"]' if declared.basis else "[]"

    def of(text: Text) -> Text:
        return ibis.cases((text.isnull(), "null"), else_=ibis.literal('"') + text + '"')

    # As json.dumps writes it: the same parts in the same order as in ``standoff.claim``.
    parts = (
        ibis.literal('["')
        + iri_of(table.claim)
        + '", "'
        + iri_of(table.source)
        + '", "'
        + iri_of(table.document)
        + '", "'
        + f"<{ST}Asserts>"
        + '", '
        + of(table["on"])
        + ", "
        + of(escaped(quote))
        + ", null, "
        + ibis.cases((own, "[]"), else_=f'["<{publisher}>"]')
        + f", {basis}, false, false, null, "
        + of(coded)
        + "]"
    )
    return table.mutate(said=ibis.literal(f"{ID}said/") + parts.hexdigest("sha256").substr(0, 32))


def attributions(table: ir.Table, declared: Declaration) -> ir.Table:
    """The lines of attributions, a block for each."""
    publisher = f"{ID}actor/{declared.publisher.id}"
    own = table.source == publisher
    facts = [
        ibis.literal(f"{TYPE} <{ST}Attribution>"),
        fact_of("claim", iri_of(table.claim)),
        fact_of("saidBy", iri_of(table.source)),
        fact_of("document", iri_of(table.document)),
        ibis.literal(f"<{ST}stance> <{ST}Asserts>"),
        fact_of("saidOn", literal_of(table["on"], "date")),
        ibis.cases((own, None), else_=f"<{ST}relayedBy> <{publisher}>"),
        *([ibis.literal(f"<{ST}basis> <{declared.basis}>")] if declared.basis else []),
        fact_of("quote", literal_of(table.words)),
        fact_of("codedAs", literal_of(table.row_id)),
    ]
    return table.select(line=lines_of(table.said, facts))
