"""What each attribution of a table says, as one row: the table from which named questions are answered.

It holds what the lines of ``row_triples`` say of the attribution, its claim and its event, so that a question over
hundreds of thousands of rows is a query of columns and not a walk through millions of triples.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from ...vocabulary import ID
from . import row_triples
from .days import UNIX
from .declaration import Declaration
from .plain_text import Text
from .row_allies import alliance_says

__all__ = ["attribution_rows"]

_SECONDS, _DAY = UNIX, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?$"


def attribution_rows(rows: ir.Table, attributed: ir.Table, allied: ir.Table | None, declared: Declaration) -> ir.Table:
    """One row for each attribution: ``about`` (an event, or an actor of an alliance), the event's ``label``, ``type``,
    ``when``, ``place``, ``first`` and ``last`` day; the ``claim`` and what it ``says``, a list of ``<property> value``
    as in N-Triples; ``said``, ``said_by``, ``said_on``, ``quote``, ``relayed_by``, ``basis``, ``coded_as`` and
    ``document``; and ``version``, when the row was last published, and ``kept``, values that stay with the event as the
    dataset gives them, where it has such.

    ``rows`` have their claims; ``allied`` are the attributions of alliances.
    """
    sources = attributed.select("document", "number", "said", "source", "on", "words", "row_id")
    joined = sources.join(rows.drop("row_id"), ["document", "number"])
    tables = [
        joined.select(
            **_attribution(joined, declared),
            about=joined.event,
            label=row_triples.event_label(joined),
            type=joined.type,
            when=joined.when,
            place=joined.p_iri,
            first=joined["first"],
            last=joined["last"],
            says=_present(row_triples.row_says(joined), row_triples.row_ends(joined)),
            **_more(joined),
        )
    ]
    if allied is not None:
        none = ibis.null("string")
        tables.append(
            allied.select(
                **_attribution(allied, declared),
                about=allied.about,
                label=none,
                type=none,
                when=allied.when,
                place=none,
                first=allied["first"],
                last=allied["last"],
                says=_present(alliance_says(allied)),
                **dict.fromkeys(_more(joined), none),
            )
        )
    return ibis.union(*tables) if len(tables) > 1 else tables[0]


def _present(says: list[Text], more: list[Text] | None = None) -> Text:
    """What is said, of facts that may be null and lists of facts."""
    found = ibis.array(says).filter(lambda fact: fact.notnull())
    for facts in more or ():
        found = found.concat(facts)
    return found


def _more(rows: ir.Table) -> dict[str, Text]:
    """When the row was last published, and what is kept of it, as text."""
    found = {}
    if "version" in rows.columns:
        # ACLED gives seconds since 1970; others a day or a moment.
        seconds = rows.version.re_extract(_SECONDS, 1).try_cast("int64").as_timestamp("s")
        moment = rows.version.re_search(_SECONDS)
        found["version"] = ibis.cases(
            (moment, seconds.strftime("%Y-%m-%d %H:%M:%S")),
            (rows.version.re_search(_DAY), rows.version.replace("T", " ").substr(0, 19)),
            else_=ibis.null("string"),
        )
    kept = [name for name in rows.columns if name.startswith("k_")]
    if kept:
        found["kept"] = ibis.array([rows[name] for name in kept]).join(";")
    return found


def _attribution(table: ir.Table, declared: Declaration) -> dict[str, Text]:
    publisher = f"{ID}actor/{declared.publisher.id}"
    return {
        "said": table.said,
        "claim": table.claim,
        "said_by": table.source,
        "said_on": table["on"],
        "quote": table.words,
        "relayed_by": ibis.cases((table.source == publisher, ibis.null("string")), else_=publisher),
        "basis": ibis.literal(declared.basis) if declared.basis else ibis.null("string"),
        "coded_as": table.row_id,
        "document": table.document,
    }
