"""Confrontations as networkx graphs: one edge for each attribution, or one for each dyad or source.

Nodes are IRIs with ``label``, ``kind`` and ``side``; an end that nobody names is the node ``"unnamed"``. Attributes are
flat texts, numbers and truth values, so that every graph format of networkx can write them. An act whose direction no
one states is an edge with ``directed=False``, kept in the order of the two IRIs.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from graph.network.confrontations import shown
from graph.network.dyads import dyads
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, View
from graph.vocabulary import ST, local_name

__all__ = ["UNNAMED", "by_source", "collapsed", "network"]

UNNAMED = "unnamed"


def network(ledger: Ledger, view: View = EVERYTHING) -> nx.MultiDiGraph[str]:
    """The multigraph with one edge for each attribution that asserts a confrontation; the key is the attribution's
    IRI.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in shown(ledger, view):
        if row["stance"] != ST + "Asserts":
            continue
        who, whom = _ends(graph, ledger, (row["who"], row["whom"]))
        columns = ("event", "event_type", "score", "directed", "claim", "said_by", "group", "document", "hedged",
                   "attempted", "place", "earliest", "latest")  # fmt: skip
        graph.add_edge(who, whom, key=row["said"], **{c: row[c] for c in columns if row[c] is not None})
    return graph


def collapsed(ledger: Ledger, view: View = EVERYTHING) -> nx.MultiDiGraph[str]:
    """The multigraph with one edge for each dyad; the key is ``"directed"`` or ``"undirected"``."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for dyad in dyads(ledger, view):
        who, whom = _ends(graph, ledger, (dyad.who, dyad.whom))
        graph.add_edge(
            who, whom, key="directed" if dyad.directed else "undirected", directed=dyad.directed,
            grade=dyad.grade.name, groups=len(dyad.groups), sources=len(dyad.sources), events=len(dyad.acts),
            claims=len(dyad.values("claim")), hedged=dyad.hedged, attempted=dyad.attempted,
            first=dyad.first or "", last=dyad.last or "",
        )  # fmt: skip
    return graph


def by_source(ledger: Ledger, view: View = EVERYTHING) -> nx.MultiDiGraph[str]:
    """The multigraph with one edge for each dyad and source; the key is the source's IRI and the direction."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for dyad in dyads(ledger, view):
        who, whom = _ends(graph, ledger, (dyad.who, dyad.whom))
        for source in sorted(dyad.sources):
            rows = [row for row in dyad.rows if row["said_by"] == source]
            graph.add_edge(
                who, whom, key=f"{source} {'directed' if dyad.directed else 'undirected'}", said_by=source,
                group=rows[0]["group"], directed=dyad.directed, claims=len({r["claim"] for r in rows}),
                events=len({r["event"] for r in rows}), hedged=all(r["hedged"] for r in rows),
            )  # fmt: skip
    return graph


def _ends(graph: nx.MultiDiGraph[str], ledger: Ledger, ends: Iterable[str | None]) -> list[str]:
    nodes = []
    for end in ends:
        node = end or UNNAMED
        nodes.append(node)
        if node not in graph:
            kind, side = ledger.background.kind.get(node), ledger.background.side(node)
            graph.add_node(node, label=ledger.names.label(end), kind=local_name(kind) if kind else "", side=side or "")
    return nodes
