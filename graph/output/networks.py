"""Confrontations as networkx graphs: one edge for each attribution, or one for each dyad or source.

Nodes are IRIs with ``label``, ``kind`` and ``side``; an end that nobody names is the node ``"unnamed"``. Attributes are
flat texts, numbers and truth values, so that every graph format of networkx can write them. An act whose direction no
one states is an edge with ``directed=False``, kept in the order of the two IRIs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import networkx as nx

from ..errors import QuestionError
from ..queries.names import Names
from ..rules.confrontations import shown_rows
from ..rules.dyads import dyads
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from ..vocabulary import ST, local_name

__all__ = ["UNNAMED", "NodeNames", "by_source", "collapsed", "measured", "network"]

UNNAMED = "unnamed"
#: What the nodes of a network are: IRIs, or labels, with the id beside those that two actors share.
NodeNames = Literal["iri", "label"]


def network(ledger: Ledger, view: View = EVERYTHING, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
    """The multigraph with one edge for each attribution that asserts a confrontation; the key is the attribution's
    IRI.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in shown_rows(ledger, view):
        if row["stance"] != ST + "Asserts":
            continue
        who, whom = _ends(graph, ledger, (row["who"], row["whom"]))
        columns = (
            "event",
            "event_type",
            "score",
            "directed",
            "claim",
            "said_by",
            "group",
            "document",
            "hedged",
            "attempted",
            "place",
            "earliest",
            "latest",
        )
        graph.add_edge(who, whom, key=row["said"], **{c: row[c] for c in columns if row[c] is not None})
    return _named(graph, ledger, nodes)


def collapsed(ledger: Ledger, view: View = EVERYTHING) -> nx.MultiDiGraph[str]:
    """The multigraph with one edge for each dyad; the key is ``"directed"`` or ``"undirected"``."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for dyad in dyads(ledger, view):
        who, whom = _ends(graph, ledger, (dyad.who, dyad.whom))
        graph.add_edge(
            who,
            whom,
            key="directed" if dyad.directed else "undirected",
            directed=dyad.directed,
            grade=dyad.grade.name,
            groups=len(dyad.groups),
            sources=len(dyad.sources),
            events=len(dyad.acts),
            claims=len(dyad.values("claim")),
            hedged=dyad.hedged,
            attempted=dyad.attempted,
            first=dyad.first or "",
            last=dyad.last or "",
        )
    return graph


def measured(
    ledger: Ledger,
    names: Iterable[str],
    view: View = EVERYTHING,
    time_limit: float | None = None,
    *,
    nodes: NodeNames = "iri",
) -> nx.MultiDiGraph[str]:
    """``collapsed`` with measures as attributes: ``activity_initiated`` and so on.

    A measure with a row for each actor is on the nodes, one with a row for each two on the edges between them, one of
    the whole network on the graph. What points from who to whom is on the edges of that direction, any other pair on
    the edges of both; ``acts`` and ``acts_back`` of ``exchange`` are then those of the IRI that comes first. Only
    numbers, texts and truth values are attributes, as graph formats need them. ``time_limit`` is of each search.
    """
    from ..measures.catalogue import measure
    from ..measures.variation import KEYS

    graph = collapsed(ledger, view)
    # By IRI: two actors may have the same label.
    by_iri = ledger.with_names(_Iris({}, {}))
    for name in names:
        columns, rows = measure(name, by_iri, view, time_limit)
        keys = KEYS.get(name.replace("-", "_"), 1)
        for row in rows:
            facts = {
                f"{name.replace('-', '_')}_{column}": value
                for column, value in zip(columns[keys:], row[keys:], strict=True)
                if isinstance(value, str | int | float)
            }
            if columns[0] == "figure":
                stem = f"{name.replace('-', '_')}_{str(row[0]).replace(' ', '_')}"
                graph.graph.update({stem: row[1]} if isinstance(row[1], str | int | float) else {})
            elif not keys:
                graph.graph.update(facts)
            elif keys == 1 and row[0] in graph:
                graph.nodes[row[0]].update(facts)
            elif keys > 1:
                who, whom = row[0], row[keys - 1]
                one_way = columns[0] == "who" and (keys < 3 or row[1] == "→")
                for u, v in ((who, whom),) if one_way else ((who, whom), (whom, who)):
                    for key, data in dict(graph.adj[u].get(v, {})).items() if u in graph else ():
                        if keys < 3 or key == ("directed" if row[1] == "→" else "undirected"):
                            data.update(facts)
    return _named(graph, ledger, nodes)


class _Iris(Names):
    def label(self, iri: str | None) -> str:
        return UNNAMED if iri is None else iri


def by_source(ledger: Ledger, view: View = EVERYTHING) -> nx.MultiDiGraph[str]:
    """The multigraph with one edge for each dyad and source; the key is the source's IRI and the direction."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for dyad in dyads(ledger, view):
        who, whom = _ends(graph, ledger, (dyad.who, dyad.whom))
        for source in sorted(dyad.sources):
            rows = [row for row in dyad.rows if row["said_by"] == source]
            graph.add_edge(
                who,
                whom,
                key=f"{source} {'directed' if dyad.directed else 'undirected'}",
                said_by=source,
                group=rows[0]["group"],
                directed=dyad.directed,
                claims=len({r["claim"] for r in rows}),
                events=len({r["event"] for r in rows}),
                hedged=all(r["hedged"] for r in rows),
            )
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


def _named(graph: nx.MultiDiGraph[str], ledger: Ledger, nodes: NodeNames) -> nx.MultiDiGraph[str]:
    """The network with its nodes called as is asked for; their IRIs stay with them as ``iri``."""
    if nodes not in ("iri", "label"):
        raise QuestionError(f'nodes="{nodes}" is not known. Choose "iri" or "label".')
    if nodes == "iri":
        return graph
    names = ledger.with_unique_labels.names
    for node, facts in graph.nodes(data=True):
        facts["iri"] = node
    labels = {node: UNNAMED if node == UNNAMED else names.label(node) for node in graph}
    named: nx.MultiDiGraph[str] = nx.relabel_nodes(graph, labels)
    return named
