"""Measures of who confronts whom, one table for each: a row for each actor, or for the whole network.

Each takes the ledger and a view and gives ``(columns, rows)``; actors are labels, the busiest first.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from graph.network.dyads import dyads
from graph.network.graphs import UNNAMED, collapsed
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, View
from graph.vocabulary import ST

__all__ = ["activity", "centrality", "reciprocity"]

Measured = tuple[list[str], list[list[Any]]]


def activity(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """How often each actor acts, is acted upon, takes part and looks on, counted in acts (events).

    ``initiated``: acts in which a claim names it as acting; ``received``: as acted upon; ``mutual``: acts told without
    direction; ``partners``: different actors faced, unnamed ends not counted; ``looked_on``: acts it is said to have
    watched; ``sources``: how many sources tell of its confrontations.
    """
    counts: dict[str, dict[str, set[str]]] = {}

    def count(actor: str | None, column: str, values: set[str]) -> None:
        if actor is not None:
            counts.setdefault(actor, {}).setdefault(column, set()).update(values)

    for dyad in dyads(ledger, view):
        events = {act.event for act in dyad.acts}
        for actor, other, column in ((dyad.who, dyad.whom, "initiated"), (dyad.whom, dyad.who, "received")):
            count(actor, column if dyad.directed else "mutual", events)
            count(actor, "sources", dyad.sources)
            count(actor, "partners", {other} if other else set())
    for row in ledger.statements(view):
        if row["property"] == ST + "onlooker" and row["stance"] == ST + "Asserts":
            count(row["value"], "looked_on", {row["about"]})
    columns = ["initiated", "received", "mutual", "partners", "looked_on", "sources"]
    rows: list[list[Any]] = [
        [ledger.names.label(a), *(len(c.get(name, ())) for name in columns)] for a, c in counts.items()
    ]
    rows.sort(key=lambda r: (-sum(r[1:4]), -r[5], r[0]))
    return ["actor", *columns], rows


def reciprocity(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """The share of directed dyads that are answered in the other direction, in [0, 1]; None where there is no
    directed dyad.

    Unnamed ends and acts told without direction are left out: nobody says who acted. Formula: Wasserman & Faust (1994),
    Social Network Analysis, §13; the same as ``networkx.overall_reciprocity`` on the directed dyads.
    """
    graph = nx.DiGraph(
        (d.who, d.whom) for d in dyads(ledger, view) if d.directed and d.who and d.whom and d.who != d.whom
    )
    share = nx.overall_reciprocity(graph) if graph.number_of_edges() else None
    answered = sum(graph.has_edge(v, u) for u, v in graph.edges)
    return ["directed_dyads", "answered", "reciprocity"], [[graph.number_of_edges(), answered, share]]


def centrality(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """Degree and betweenness of each actor in the network of who faces whom, direction left aside.

    ``degree``: how many actors it faces; ``betweenness``: the share of shortest paths between others that lead
    through it, in [0, 1] (Freeman 1977, normalised). A high one means that confrontations meet in this actor, not
    that it is powerful. Unnamed ends are left out: several unnamed actors need not be one.
    """
    simple = nx.Graph(collapsed(ledger, view))
    simple.remove_nodes_from([UNNAMED])
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    between = nx.betweenness_centrality(simple)
    rows: list[list[Any]] = [[ledger.names.label(a), simple.degree(a), round(between[a], 6)] for a in simple]
    rows.sort(key=lambda r: (-r[1], -r[2], r[0]))
    return ["actor", "degree", "betweenness"], rows

