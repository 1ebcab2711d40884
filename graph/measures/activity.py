"""Activity: how often each actor acts, is acted upon, takes part and looks on."""

from __future__ import annotations

from typing import Any

from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .asserted_acts import asserted_dyads, tellers
from .exchange import onlookers

__all__ = ["activity"]

Measured = tuple[list[str], list[list[Any]]]


def activity(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """How often each actor acts, is acted upon, takes part and looks on, counted in acts (events).

    ``initiated``: acts in which a claim names it as acting; ``received``: acts in which a claim names it as acted upon;
    ``mutual``: acts reported without direction; ``partners``: different actors faced, not counting unnamed ends;
    ``looked_on``: acts it is said to have watched; ``sources``: how many sources report its confrontations; ``net``:
    initiated minus received.

    Degrees counted in acts rather than partners (Wasserman & Faust 1994, Social Network Analysis, §4.3). One row per
    actor; an empty view has no row.

    What it cannot tell: who acts most. The actor reported most may only have the most reporters near it.

    >>> from standoff.record.keeper import open_keeper
    >>> activity(Ledger(open_keeper()))[1]
    []
    """
    counts: dict[str, dict[str, set[str]]] = {}

    def count(actor: str | None, column: str, values: set[str]) -> None:
        if actor is not None:
            counts.setdefault(actor, {}).setdefault(column, set()).update(values)

    for dyad in asserted_dyads(ledger, view):
        sources = {row["said_by"] for act in dyad.acts for row in tellers(act)}
        for actor, other, column in ((dyad.who, dyad.whom, "initiated"), (dyad.whom, dyad.who, "received")):
            count(actor, column if dyad.directed else "mutual", dyad.events)
            count(actor, "sources", sources)
            count(actor, "partners", {other} if other else set())
    for actor, event, _ in onlookers(ledger, view):
        count(actor, "looked_on", {event})
    columns = ["initiated", "received", "mutual", "partners", "looked_on", "sources"]
    rows: list[list[Any]] = [
        [ledger.names.label(a), *(len(c.get(name, ())) for name in columns)] for a, c in counts.items()
    ]
    for line in rows:
        line.append(line[1] - line[2])
    rows.sort(key=lambda r: (-sum(r[1:4]), -r[5], r[0]))
    return ["actor", *columns, "net"], rows
