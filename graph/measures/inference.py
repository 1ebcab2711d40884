"""Who may stand together, inferred from whom they face. No source says so, and nothing is stored in the record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from ..counts import counted
from ..extras import needs
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .algorithms.sparse import adjacency
from .asserted_acts import asserted_dyads

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["common_enemies", "common_enemy_overlap", "structural_equivalence"]

Measured = tuple[list[str], list[list[Any]]]


#: At most this many pairs are shown, the likeliest first: in a large network nearly every two share an opponent.
MOST = 2000


def common_enemies(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each two actors with a common opponent: those opponents, the overlap of all whom they face (Jaccard),
    structural equivalence, the acts in which one source tells both to act against the same actor (co-belligerence),
    whether they also face each other, and what this may mean. Every row is inferred.

    Where one source names one as acting, and another source the other, they do not act together: it is one act, told in
    two ways.

    Two actors that face the same opponent need not be allies: they may be rivals for its place. An actor with only one
    opponent overlaps fully with everybody who faces only that one. The pairs that act together most come first, then
    those with most opponents in common; above 2,000 pairs the last row says how many weaker ones are left out.

    Jaccard (1901); Lorrain & White (1971), Journal of Mathematical Sociology 1. If no two actors have an opponent in
    common there is no row.

    What it cannot tell: whether there is an alliance. Only sources can say so.

    >>> from standoff.record.keeper import open_keeper
    >>> common_enemies(Ledger(open_keeper()))[1]
    []
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    #: The doers that one source tells in one report; two sources that name different ones do not say "together".
    attackers: dict[tuple[str, str, tuple[str, str]], set[str]] = defaultdict(set)
    for dyad in asserted_dyads(ledger, view):
        if dyad.who and dyad.whom and dyad.who != dyad.whom:
            graph.add_edge(dyad.who, dyad.whom)
            if dyad.directed:
                for act in dyad.acts:
                    for word in act.weighed.of("asserts"):
                        attackers[act.event, dyad.whom, word.telling.source_and_report].add(dyad.who)
    together = Counter(
        pair
        for _, pair in {
            (event, pair) for (event, *_), who in attackers.items() for pair in combinations(sorted(who), 2)
        }
    )
    columns = [
        "actor",
        "other",
        "common_enemies",
        "overlap",
        "equivalence",
        "acts_together",
        "face_each_other",
        "reading",
        "stands_on",
    ]
    label = ledger.names.label
    pairs, total = _likeliest(graph, together)
    rows: list[list[Any]] = []
    for a, b in pairs:
        one, other = sorted((a, b), key=label)
        common = set(graph[a]) & set(graph[b])
        either = (set(graph[a]) | set(graph[b])) - {a, b}
        acts = together[min(a, b), max(a, b)]
        facing = graph.has_edge(a, b)
        reading = "common enemy, yet enemies" if facing else "act together" if acts else "common enemy"
        rows.append(
            [
                label(one),
                label(other),
                sorted(map(label, common)),
                len(common) / len(either),
                structural_equivalence(graph, a, b),
                acts,
                facing,
                reading,
                "inferred",
            ]
        )
    rows.sort(key=lambda r: (-r[5], -len(r[2]), -r[3], r[0], r[1]))
    if total > len(rows):
        rows.append(["left out", counted(total - len(rows), "weaker pair"), *[None] * (len(columns) - 2)])
    return columns, rows


def _likeliest(graph: nx.Graph[str], together: Mapping[tuple[str, str], int]) -> tuple[list[tuple[str, str]], int]:
    """The ``MOST`` likeliest pairs with an opponent in common, and how many such pairs there are in all."""
    needs("This measure", "scipy")
    import numpy as np
    from scipy.sparse import csr_array, triu

    nodes = list(graph)
    matrix = adjacency(graph)
    shared = triu(matrix @ matrix, k=1).tocoo()
    if not shared.nnz:
        return [], 0
    first, other, count = (np.asarray(each) for each in (*shared.coords, shared.data))
    place = {node: i for i, node in enumerate(nodes)}
    acting = np.array([(*sorted((place[a], place[b])), acts) for (a, b), acts in together.items()], dtype=np.int64)
    acting = acting.reshape(-1, 3)
    acts = csr_array((acting[:, 2], (acting[:, 0], acting[:, 1])), shape=shared.shape)
    # Look only at pairs that may be shown: those with at least as many opponents in common as the last one shown.
    least = np.partition(count, -MOST)[-MOST] if len(count) > MOST else 0
    keys, acting_keys = first * len(nodes) + other, acting[:, 0] * len(nodes) + acting[:, 1]
    may = np.flatnonzero((count >= least) | np.isin(keys, acting_keys))
    first, other, count = first[may], other[may], count[may]
    degree = matrix.sum(axis=1)
    facing = matrix[first, other]
    overlap = count / (degree[first] + degree[other] - count - 2 * facing)
    order = np.lexsort((other, first, -overlap, -count, -acts[first, other]))[:MOST]
    return [(nodes[first[i]], nodes[other[i]]) for i in order], int(shared.nnz)


def common_enemy_overlap(graph: nx.Graph[Any]) -> dict[tuple[Any, Any], float]:
    """Common neighbours over neighbours of either (Jaccard 1901), in (0, 1], by pair of nodes with a common neighbour.

    The two nodes themselves do not count as neighbours, as in ``structural_equivalence``.

    >>> import networkx as nx
    >>> common_enemy_overlap(nx.Graph([("a", "x"), ("b", "x"), ("b", "y")]))
    {('a', 'b'): 0.5, ('x', 'y'): 0.5}
    """
    place = {node: i for i, node in enumerate(graph)}
    shared: dict[tuple[Any, Any], int] = defaultdict(int)
    for node in graph:
        for a, b in combinations(sorted(set(graph[node]) - {node}, key=place.__getitem__), 2):
            shared[a, b] += 1
    return {(a, b): count / len((set(graph[a]) | set(graph[b])) - {a, b}) for (a, b), count in shared.items()}


def structural_equivalence(graph: nx.Graph[Any], a: Any, b: Any) -> float:
    """The cosine of the ties of two nodes, in [0, 1]: 1 is the same neighbours, 0 is none in common.

    A tie between the two is ignored. 0 if either has no tie to other nodes. Lorrain & White (1971), Structural
    equivalence of individuals in social networks; Salton's cosine.

    >>> import networkx as nx
    >>> structural_equivalence(nx.Graph([("a", "x"), ("b", "x")]), "a", "b")
    1.0
    """
    one, other = (set(graph[node]) - {a, b} for node in (a, b))
    if not one or not other:
        return 0.0
    return float(len(one & other) / (len(one) * len(other)) ** 0.5)
