"""Who may stand together, inferred from whom they face. Never a claim: no source says so, and nothing is recorded."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

from graph.network.dyads import dyads
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, View

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["common_enemies", "common_enemy_overlap", "structural_equivalence"]

Measured = tuple[list[str], list[list[Any]]]


def common_enemies(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each two actors that face a common opponent: those opponents, the overlap of all whom they face (Jaccard),
    structural equivalence, acts in which both act against the same (co-belligerence), whether they also face each
    other, and what this may mean. Every row is inferred.

    That two face the same one does not make them allies: they may be rivals for its place. Who has only one opponent
    overlaps wholly with everybody who faces it.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    targets: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for dyad in dyads(ledger, view):
        if dyad.who and dyad.whom and dyad.who != dyad.whom:
            graph.add_edge(dyad.who, dyad.whom)
            if dyad.directed:
                targets[dyad.who] |= {(act.event, dyad.whom) for act in dyad.acts}
    label = ledger.names.label
    rows: list[list[Any]] = []
    for (a, b), overlap in common_enemy_overlap(graph).items():
        one, other = sorted((a, b), key=label)
        common = sorted(label(end) for end in set(graph[a]) & set(graph[b]))
        together = len({event for event, _ in targets[a] & targets[b]})
        facing = graph.has_edge(a, b)
        reading = "common enemy, yet enemies" if facing else "act together" if together else "common enemy"
        rows.append([label(one), label(other), common, overlap, structural_equivalence(graph, a, b), together, facing,
                     reading, "inferred"])  # fmt: skip
    rows.sort(key=lambda r: (-r[5], -len(r[2]), -r[3], r[0], r[1]))
    return ["actor", "other", "common_enemies", "overlap", "equivalence", "acts_together", "face_each_other", "reading",
            "stands_on"], rows  # fmt: skip


def common_enemy_overlap(graph: nx.Graph[Any]) -> dict[tuple[Any, Any], float]:
    """Neighbours in common over neighbours of either (Jaccard 1901), in (0, 1], for each pair of nodes with one.

    The two themselves are left out, as in ``structural_equivalence``.

    >>> import networkx as nx
    >>> common_enemy_overlap(nx.Graph([("a", "x"), ("b", "x"), ("b", "y")]))
    {('a', 'b'): 0.5, ('x', 'y'): 0.5}
    """
    place = {node: i for i, node in enumerate(graph)}
    shared: dict[tuple[Any, Any], int] = defaultdict(int)
    for node in graph:
        for a, b in combinations(sorted(set(graph[node]) - {node}, key=place.__getitem__), 2):
            shared[a, b] += 1
    return {
        (a, b): count / len((set(graph[a]) | set(graph[b])) - {a, b}) for (a, b), count in shared.items()
    }


def structural_equivalence(graph: nx.Graph[Any], a: Any, b: Any) -> float:
    """The cosine of the two nodes' ties, each other left out, in [0, 1]: 1 is the same opponents, 0 none in common.

    Lorrain & White (1971), Structural equivalence of individuals in social networks; Salton's cosine. 0 where either
    has no tie to others.

    >>> import networkx as nx
    >>> structural_equivalence(nx.Graph([("a", "x"), ("b", "x")]), "a", "b")
    1.0
    """
    one, other = (set(graph[node]) - {a, b} for node in (a, b))
    if not one or not other:
        return 0.0
    return float(len(one & other) / (len(one) * len(other)) ** 0.5)
