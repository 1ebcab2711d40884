"""Position: how many actors each one faces, and how many paths lead through it."""

from __future__ import annotations

from typing import Any

from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .algorithms.sparse import betweenness, eigenvector, structural_holes
from .asserted_acts import asserted_dyads

__all__ = ["centrality"]

Measured = tuple[list[str], list[list[Any]]]


def centrality(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """The position of each actor in the network of who faces whom. Only ``pagerank`` uses direction.

    ``degree``: how many actors it faces. ``betweenness``: the share of shortest paths between others that pass through
    it, in [0, 1] (Freeman 1977, normalised); a high value means that confrontations meet in this actor, not that it is
    powerful. ``eigenvector``: high for actors facing those who face many, in the largest connected part (Bonacich
    1972). ``pagerank``: where a walk along "acts against" ends up, high for actors acted against by those who are often
    acted against themselves (Brin & Page 1998, damping 0.85); an act reported without direction leads both ways.
    ``effective_size`` and ``constraint``: Burt's structural holes; a low constraint means that its opponents do not
    face each other, None that it faces nobody. Unnamed ends are left out, because several unnamed actors need not be
    the same.

    One row per actor; an empty view has no row.

    What it cannot tell: power. An actor with many reporters near it faces many.

    >>> from standoff.record.keeper import open_keeper
    >>> centrality(Ledger(open_keeper()))[1]
    []
    """
    import networkx as nx

    simple: nx.Graph[str] = nx.Graph()
    acts: nx.DiGraph[str] = nx.DiGraph()
    for dyad in asserted_dyads(ledger, view):
        named = [end for end in (dyad.who, dyad.whom) if end]
        simple.add_nodes_from(named)
        if len(set(named)) == 2:
            who, whom = named
            simple.add_edge(who, whom)
            acts.add_edges_from([(who, whom)] if dyad.directed else [(who, whom), (whom, who)])
    acts.add_nodes_from(simple)
    between, leading, holes = betweenness(simple), eigenvector(simple), structural_holes(simple)
    # The default tolerance of networkx leaves the fourth digit uncertain.
    rank = nx.pagerank(acts, tol=1e-10, max_iter=1000) if acts else {}
    rows: list[list[Any]] = [
        [ledger.names.label(a), simple.degree(a), round(between[a], 12), leading[a], rank[a], *holes[a]] for a in simple
    ]
    rows.sort(key=lambda r: (-r[1], -r[2], r[0]))
    return ["actor", "degree", "betweenness", "eigenvector", "pagerank", "effective_size", "constraint"], rows
