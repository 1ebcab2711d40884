"""Confrontations as networkx graphs: one edge for each attribution, or one for each dyad or source.

Nodes are IRIs with ``label``, ``kind``, ``side`` and ``iri``; an end that nobody names is the node ``"unnamed"``. Each
edge has a ``label`` (the kinds of act), a ``weight``, a key that no other edge of the graph has, and a ``direction``.
An act whose direction no one states has the direction ``"undirected"``: its edge stands in the order of the two IRIs,
because a networkx graph is directed as a whole, and ``arrows`` "none" has pyvis draw it without an arrow head.

Attributes are texts, numbers and truth values that every graph format can hold, under names that no other tool takes
for itself (``standoff.frames.edges``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import networkx as nx

from ..frames.edges import NodeNames, named, plain
from ..queries.names import Names
from ..rules.confrontations import shown_rows
from ..rules.dyads import Dyad, Ends, dyads
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from ..vocabulary import ST, local_name
from .confront_rows import grades_in_words

__all__ = ["UNDIRECTED", "UNNAMED", "NodeNames", "by_source", "collapsed", "measured", "network"]

UNNAMED = "unnamed"
#: The ``direction`` of an edge that has none.
UNDIRECTED = "undirected"


def network(ledger: Ledger, view: View = EVERYTHING, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
    """The multigraph with one edge for each attribution that asserts a confrontation, and pair of actors.

    The key is the IRI of the attribution (``said``), followed by ``#2``, ``#3`` … on further pairs of actors that the
    same attribution names. ``weight`` is 1.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    keys: dict[str, dict[Ends, str]] = {}
    for row in shown_rows(ledger, view):
        if row["stance"] != ST + "Asserts":
            continue
        ends, known = (row["who"], row["whom"], bool(row["directed"])), keys.setdefault(row["said"], {})
        key = known.setdefault(ends, f"{row['said']}#{len(known) + 1}" if known else row["said"])
        columns = (
            "event",
            "event_type",
            "score",
            "claim",
            "said",
            "said_by",
            "group",
            "document",
            "hedged",
            "attempted",
            "place",
            "earliest",
            "latest",
        )
        facts = {"label": _kinds_of_act(ledger, {row["event_type"]}), "weight": 1, **{c: row[c] for c in columns}}
        _add(graph, ledger, ends, key, facts)
    return _named(graph, ledger, nodes)


def collapsed(
    ledger: Ledger, view: View = EVERYTHING, *, nodes: NodeNames = "iri", among: Collection[Ends] | None = None
) -> nx.MultiDiGraph[str]:
    """The multigraph with one edge for each dyad, or each ``among`` them; the key is the two IRIs with "→" or "–".

    ``weight`` is the number of independent groups that assert the act with the most groups (``groups``), as the page
    draws its lines. ``grades`` counts the acts of each grade in words, and each grade is an attribute with its number;
    ``grade`` is there only if all acts have the same.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for dyad in dyads(ledger, view):
        ends = (dyad.who, dyad.whom, dyad.directed)
        if among is not None and ends not in among:
            continue
        facts: dict[str, Any] = {
            "label": _kinds_of_act(ledger, dyad.kinds),
            "weight": len(dyad.groups),
            "grade": dyad.grade,
            "grades": grades_in_words(dyad.grades),
            **{str(grade): number for grade, number in dyad.grades.items()},
            "groups": len(dyad.groups),
            "sources": len(dyad.sources),
            "events": len(dyad.events),
            "claims": len(dyad.values("claim")),
            "hedged": dyad.hedged,
            "attempted": dyad.attempted,
            "first": dyad.first,
            "last": dyad.last,
        }
        _add(graph, ledger, ends, _key(dyad), facts)
    return _named(graph, ledger, nodes)


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
                f"{name.replace('-', '_')}_{column}": held
                for column, value in zip(columns[keys:], row[keys:], strict=True)
                if isinstance(value, str | int | float) and (held := plain(value)) is not None
            }
            if columns[0] == "figure":
                stem = f"{name.replace('-', '_')}_{str(row[0]).replace(' ', '_')}"
                value = plain(row[1]) if isinstance(row[1], str | int | float) else None
                graph.graph.update({} if value is None else {stem: value})
            elif not keys:
                graph.graph.update(facts)
            elif keys == 1 and row[0] in graph:
                graph.nodes[row[0]].update(facts)
            elif keys > 1:
                who, whom = row[0], row[keys - 1]
                one_way = columns[0] == "who" and (keys < 3 or row[1] == "→")
                for u, v in ((who, whom),) if one_way else ((who, whom), (whom, who)):
                    for data in dict(graph.adj[u].get(v, {})).values() if u in graph else ():
                        if keys < 3 or (data["direction"] == UNDIRECTED) == (row[1] != "→"):
                            data.update(facts)
    return _named(graph, ledger, nodes)


class _Iris(Names):
    def label(self, iri: str | None) -> str:
        return UNNAMED if iri is None else iri


def by_source(ledger: Ledger, view: View = EVERYTHING, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
    """The multigraph with one edge for each dyad and source; the key is the source's IRI and the dyad's.

    ``weight`` is the number of acts (``events``) that the source tells of.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for dyad in dyads(ledger, view):
        for source in sorted(dyad.sources):
            acts = [act for act in dyad.acts if source in {row["said_by"] for row in act.rows}]
            rows = [row for act in acts for row in act.rows if row["said_by"] == source]
            events = len({row["event"] for row in rows})
            facts = {
                "label": _kinds_of_act(ledger, {act.kind for act in acts}),
                "weight": events,
                "said_by": source,
                "group": rows[0]["group"],
                "claims": len({row["claim"] for row in rows}),
                "events": events,
                "hedged": all(row["hedged"] for row in rows),
            }
            _add(graph, ledger, (dyad.who, dyad.whom, dyad.directed), f"{source}: {_key(dyad)}", facts)
    return _named(graph, ledger, nodes)


def _add(graph: nx.MultiDiGraph[str], ledger: Ledger, ends: Ends, key: str, facts: dict[str, Any]) -> None:
    """One edge between these ends, which become nodes where they are none."""
    who, whom, directed = ends
    for end in (who, whom):
        node = end or UNNAMED
        if node not in graph:
            kind, side = ledger.background.kind.get(node), ledger.background.side(node)
            graph.add_node(
                node,
                label=plain(ledger.names.label(end)),
                kind=local_name(kind) if kind else "",
                side=side or "",
                **({"iri": end} if end else {}),
            )
    shown = {name: held for name, value in facts.items() if (held := plain(value)) is not None}
    way = {"direction": "directed"} if directed else {"direction": UNDIRECTED, "arrows": "none"}
    graph.add_edge(who or UNNAMED, whom or UNNAMED, key=key, **shown, **way)


def _key(dyad: Dyad) -> str:
    return f"{dyad.who or UNNAMED} {'→' if dyad.directed else '–'} {dyad.whom or UNNAMED}"


def _kinds_of_act(ledger: Ledger, kinds: Iterable[str | None]) -> str:
    return ", ".join(sorted(ledger.names.label(kind) for kind in kinds if kind))


def _named(graph: nx.MultiDiGraph[str], ledger: Ledger, nodes: NodeNames) -> nx.MultiDiGraph[str]:
    """The network with its nodes called as is asked for; actors that share a label are called as measures call them."""
    names = ledger.with_unique_labels.names
    if ledger.redacted:
        graph.graph["redacted"] = ledger.redacted
    return named(graph, nodes, lambda node: UNNAMED if node == UNNAMED else names.label(node))
