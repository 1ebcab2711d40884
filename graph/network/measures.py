"""Measures of who confronts whom, one table for each: a row for each actor, or for the whole network.

Each takes the ledger and a view and gives ``(columns, rows)``; actors are labels, the busiest first.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from graph.network.dyads import dyads
from graph.network.graphs import UNNAMED, collapsed
from graph.network.ledger import Ledger
from graph.network.sparse import betweenness, eigenvector, structural_holes
from graph.network.view import EVERYTHING, View
from graph.vocabulary import ST

__all__ = ["activity", "centrality", "reciprocity"]

Measured = tuple[list[str], list[list[Any]]]


def activity(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """How often each actor acts, is acted upon, takes part and looks on, counted in acts (events).

    ``initiated``: acts in which a claim names it as acting; ``received``: as acted upon; ``mutual``: acts told without
    direction; ``partners``: different actors faced, unnamed ends not counted; ``looked_on``: acts it is said to have
    watched; ``sources``: how many sources tell of its confrontations;
    ``net``: initiated less received.
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
    for line in rows:
        line.append(line[1] - line[2])
    rows.sort(key=lambda r: (-sum(r[1:4]), -r[5], r[0]))
    return ["actor", *columns, "net"], rows


def reciprocity(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """The share of directed dyads that are answered in the other direction, in [0, 1], and what chance would give;
    None where there is no directed dyad.

    ``expected`` is (m − 1) / (n (n − 1) − 1), the mean over all directed graphs of so many actors n and dyads m;
    ``beyond_chance`` is (reciprocity − density) / (1 − density), 0 by chance, negative where answers are avoided
    (Garlaschelli & Loffredo 2004, Physical Review Letters 93).

    Unnamed ends and acts told without direction are left out: nobody says who acted. Formula: Wasserman & Faust (1994),
    Social Network Analysis, §13; the same as ``networkx.overall_reciprocity`` on the directed dyads.
    """
    graph = nx.DiGraph(
        (d.who, d.whom) for d in dyads(ledger, view) if d.directed and d.who and d.whom and d.who != d.whom
    )
    share = nx.overall_reciprocity(graph) if graph.number_of_edges() else None
    answered = sum(graph.has_edge(v, u) for u, v in graph.edges)
    m, places = graph.number_of_edges(), graph.number_of_nodes() * (graph.number_of_nodes() - 1)
    expected = (m - 1) / (places - 1) if m else None
    beyond = (share - m / places) / (1 - m / places) if share is not None and m < places else None
    columns = ["directed_dyads", "answered", "reciprocity", "expected", "beyond_chance"]
    return columns, [[m, answered, share, expected, beyond]]


def centrality(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """The position of each actor in the network of who faces whom, direction left aside but for ``pagerank``.

    ``degree``: how many actors it faces; ``betweenness``: the share of shortest paths between others that lead
    through it, in [0, 1] (Freeman 1977, normalised). A high one means that confrontations meet in this actor, not
    that it is powerful. ``eigenvector``: it faces those who face many, in the largest connected part (Bonacich 1972).
    ``pagerank``: where a walk along "acts against" ends up: high for who is acted against by those much acted against
    themselves (Brin & Page 1998, damping 0.85); an act told without direction leads both ways. ``effective_size`` and
    ``constraint``: Burt's structural holes; a low constraint means that its opponents do not face each other, None
    that it faces nobody. Unnamed ends are left out: several unnamed actors need not be one.
    """
    full = collapsed(ledger, view)
    simple = nx.Graph(full)
    simple.remove_nodes_from([UNNAMED])
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    between, leading, holes = betweenness(simple), eigenvector(simple), structural_holes(simple)
    acts: nx.DiGraph[str] = nx.DiGraph()
    acts.add_nodes_from(simple)
    for u, v, data in full.edges(data=True):
        if simple.has_edge(u, v):
            acts.add_edges_from([(u, v)] if data["directed"] else [(u, v), (v, u)])
    rank = nx.pagerank(acts) if acts else {}
    rows: list[list[Any]] = [
        [ledger.names.label(a), simple.degree(a), round(between[a], 12), leading[a], rank[a], *holes[a]] for a in simple
    ]
    rows.sort(key=lambda r: (-r[1], -r[2], r[0]))
    return ["actor", "degree", "betweenness", "eigenvector", "pagerank", "effective_size", "constraint"], rows

