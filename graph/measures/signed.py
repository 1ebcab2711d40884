"""The signed network: who confronts whom (−) and who stands with whom (+).

A negative tie is a confrontation that the view shows. Positive ties are those that a claim of the view asserts (allied
with, supports, member of, part of) and a shared side. A pair that has both is *mixed*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from numbers import Real
from typing import TYPE_CHECKING, Any

from ..extras import needs
from ..rules.ledger import Ledger, cached_by_view
from ..rules.view import EVERYTHING, View
from ..vocabulary import ID, ST
from .asserted_acts import asserted_dyads
from .statements import asserted_values

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "LARGEST_CAMP",
    "MIXED_RULE",
    "directed_signs",
    "require_undirected",
    "sides_left_out",
    "sign_matrices",
    "signed_graph",
    "signed_ties",
    "signs",
]

Measured = tuple[list[str], list[list[Any]]]

#: How a pair with both kinds of tie counts.
MIXED_RULE = "a pair that confronts each other and also stands together counts as −, and is marked mixed"
#: Actors of one side are tied to each other unless the side has more actors than this in the network.
#: ``sides_left_out`` lists such sides, and every answer that depends on them says so.
LARGEST_CAMP = 500

_POSITIVE = {
    ST + "alliedWith": "allied with",
    ST + "supports": "supports",
    ST + "memberOf": "member of",
    ST + "partOf": "part of",
}
_BOTH_WAYS = frozenset({"allied with", "same side"})


def signed_ties(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """Every signed tie: the two ends, +1 or −1, whether the pair is mixed, and what the sign is based on.

    The rule for mixed pairs is ``MIXED_RULE``: an act outweighs a declared tie, which stays visible in ``stands_on``.

    A signed graph in the sense of Harary (1953), Michigan Mathematical Journal 2. An empty view has no row.

    What it cannot tell: a missing alliance from one that nobody mentions. + is only what sources or the coder declare.

    >>> from standoff.record.keeper import open_keeper
    >>> signed_ties(Ledger(open_keeper()))[1]
    []
    """
    label = ledger.names.label
    rows = [
        [*sorted((label(a), label(b))), data["sign"], data["mixed"], data["stands_on"].split("; ")]
        for a, b, data in signed_graph(ledger, view).edges(data=True)
    ]
    return ["actor", "other", "sign", "mixed", "stands_on"], sorted(rows)


@cached_by_view
def signed_graph(ledger: Ledger, view: View = EVERYTHING) -> nx.Graph[str]:
    """The undirected signed network: edges have ``sign`` (+1 or −1), ``mixed`` and ``stands_on``.

    Unnamed ends are left out, and so are confrontations of an actor with itself. The graph is shared and frozen: copy
    it with ``nx.Graph(graph)`` to change it.
    """
    import networkx as nx

    bases_of_pair: dict[tuple[str, str], set[str]] = defaultdict(set)
    for tail, head, basis in _ties(ledger, view)[0]:
        bases_of_pair[(min(tail, head), max(tail, head))].add(basis)
    graph: nx.Graph[str] = nx.Graph()
    for end in sorted({end for pair in bases_of_pair for end in pair}):
        side = ledger.background.side(end)
        graph.add_node(end, label=ledger.names.label(end), **({"side": side} if side else {}))
    for (a, b), bases in sorted(bases_of_pair.items()):
        negative = "confrontation" in bases
        graph.add_edge(
            a, b, sign=-1 if negative else 1, mixed=negative and len(bases) > 1, stands_on="; ".join(sorted(bases))
        )
    nx.freeze(graph)
    return graph


def directed_signs(ledger: Ledger, view: View = EVERYTHING) -> nx.DiGraph[str]:
    """The directed signed network: − from whoever acts to whoever is acted upon, + from an actor to the one it supports
    or belongs to.

    An act without a stated direction, an alliance and a shared side are edges both ways. An edge with both signs is −,
    by ``MIXED_RULE``.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    undirected = {frozenset((d.who, d.whom)) for d in asserted_dyads(ledger, view) if not d.directed}
    for tail, head, basis in sorted(_ties(ledger, view)[0]):
        negative = basis == "confrontation"
        both = basis in _BOTH_WAYS or (negative and frozenset((tail, head)) in undirected)
        for u, v in ((tail, head), (head, tail)) if both else ((tail, head),):
            if negative or not graph.has_edge(u, v):
                graph.add_edge(u, v, sign=-1 if negative else 1)
    return graph


def sides_left_out(ledger: Ledger, view: View = EVERYTHING) -> dict[str, int]:
    """The sides with more than ``LARGEST_CAMP`` actors in the network, whose actors are not tied to each other, with
    the number of actors of each.
    """
    return _ties(ledger, view)[1]


@cached_by_view
def _ties(ledger: Ledger, view: View) -> tuple[list[tuple[str, str, str]], dict[str, int]]:
    """(tail, head, basis) of every tie, each once, with ends at the level of the view; and the sides left out."""
    ties = list({*_negative(ledger, view), *_declared(ledger, view)})
    camps: dict[str, list[str]] = defaultdict(list)
    for actor in sorted({end for tail, head, _ in ties for end in (tail, head)}):
        if side := ledger.background.side(actor):
            camps[side].append(actor)
    for actors in camps.values():
        if len(actors) <= LARGEST_CAMP:
            ties += [(a, b, "same side") for a, b in combinations(actors, 2)]
    return ties, {side: len(actors) for side, actors in camps.items() if len(actors) > LARGEST_CAMP}


def _negative(ledger: Ledger, view: View) -> Iterator[tuple[str, str, str]]:
    for dyad in asserted_dyads(ledger, view):
        if dyad.who and dyad.whom and dyad.who != dyad.whom:
            yield dyad.who, dyad.whom, "confrontation"


def _declared(ledger: Ledger, view: View) -> Iterator[tuple[str, str, str]]:
    for about, prop, value, source in asserted_values(ledger, view, frozenset(_POSITIVE)):
        if str(value).startswith(ID + "actor/"):
            tail, head = (view.lift(end, source, ledger.background) or end for end in (about, value))
            if tail != head:
                yield tail, head, _POSITIVE[prop]


def signs(graph: nx.Graph[Any]) -> list[tuple[Any, Any, int]]:
    """The edges of a networkx graph as (node, node, +1 or −1), without self-loops.

    The sign is the edge's ``sign``, or else the sign of its ``weight``. Raises ValueError for an edge with neither, and
    for a multigraph.

    >>> import networkx as nx
    >>> signs(nx.Graph([("a", "b", {"sign": -1}), ("b", "c", {"weight": 2.5})]))
    [('a', 'b', -1), ('b', 'c', 1)]
    """
    if graph.is_multigraph():
        raise ValueError(
            "This graph may have several edges between two nodes. Give an nx.Graph or nx.DiGraph, with "
            "the sign of each pair."
        )
    edges = []
    for u, v, data in graph.edges(data=True):
        sign = _sign(data)
        if not sign:
            raise ValueError(
                f"The edge {u!r}, {v!r} has no sign. Give each edge sign=1 or sign=-1, or a weight above or below 0."
            )
        if u != v:
            edges.append((u, v, sign))
    return edges


def _sign(data: Mapping[str, Any]) -> int:
    """1 or −1; 0 if the attributes of an edge give no sign."""
    value = data.get("sign", data.get("weight"))
    number = float(value) if isinstance(value, Real) else 0.0
    if "sign" in data and number not in (1, -1):
        return 0
    return int(number > 0) - int(number < 0)


def require_undirected(graph: nx.Graph[Any]) -> None:
    """Raise ValueError for a directed graph."""
    if graph.is_directed():
        raise ValueError(
            "This graph is directed. Give graph.to_undirected(), having chosen which sign a pair has "
            "where the two directions differ."
        )


def sign_matrices(graph: nx.Graph[Any]) -> tuple[Any, Any]:
    """The positive and the negative ties as two sparse 0/1 matrices of SciPy, in the order of the graph's nodes.

    Raises MissingExtra without SciPy.
    """
    needs("This measure", "scipy")
    import numpy as np
    from scipy.sparse import csr_array

    place = {node: i for i, node in enumerate(graph)}
    edges = np.array([(place[u], place[v], sign) for u, v, sign in signs(graph)], dtype=np.int64).reshape(-1, 3)
    matrices = []
    for sign in (1, -1):
        at = edges[edges[:, 2] == sign, :2]
        if not graph.is_directed():
            at = np.concatenate([at, at[:, ::-1]])
        ones = np.ones(len(at), dtype=np.int64)
        matrices.append(csr_array((ones, (at[:, 0], at[:, 1])), shape=(len(place), len(place))))
    return matrices[0], matrices[1]
