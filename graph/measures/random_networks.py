"""Figures of a network compared with chance: with random networks of the same degrees, or of the same signs."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..progress import progress
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .asserted_acts import asserted_dyads
from .balance import triangle_balance
from .frustration import TIME_LIMIT
from .resampling import quantile
from .signed import signed_graph, signs

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["chance", "rewired", "shuffled"]

Measured = tuple[list[str], list[list[Any]]]

#: Random networks, of which no more are drawn after TIME_LIMIT seconds; tries of an exchange per edge.
RUNS, _SWAPS = 200, 10


def chance(ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Measured:
    """Figures of the network compared with 200 random networks (seeded): the value, the mean and middle 90 % by chance,
    and the two-sided p-value.

    For reciprocity and transitivity the network of who acts against whom is rewired; each actor still acts against as
    many, and as many act against it (Milo et al. 2002). For triangle balance the signs are shuffled over the same ties
    (Leskovec et al. 2010). None if the figure is not defined for the network or for any random one; a p-value is never
    below 1/201. If time runs out there are fewer random networks; ``chance_is`` says how many.

    An empty view has the three rows, without figures.

    What it cannot tell: why a figure differs from chance, only that rewiring or shuffling alone seldom produces it.

    >>> from standoff.record.keeper import open_keeper
    >>> [row[:3] for row in chance(Ledger(open_keeper()))[1]]
    [['reciprocity', None, None], ['transitivity', None, None], ['triangle balance', None, None]]
    """
    import networkx as nx

    acting: nx.DiGraph[str] = nx.DiGraph()
    pairs = {
        (d.who, d.whom) for d in asserted_dyads(ledger, view) if d.directed and d.who and d.whom and d.who != d.whom
    }
    acting.add_edges_from(sorted(pairs))
    ties = signed_graph(ledger, view)
    started = monotonic()
    shuffles = [triangle_balance(shuffled(ties, seed)) for seed in _in_time(started + time_limit / 2)]
    rewirings = [rewired(acting, seed) for seed in _in_time(started + time_limit)]
    rewired_runs, shuffled_runs = (f"{len(runs)} networks " for runs in (rewirings, shuffles))
    return ["figure", "value", "mean", "low", "high", "p", "chance_is"], [
        [
            "reciprocity",
            *_compared_with_chance(_reciprocity(acting), map(_reciprocity, rewirings)),
            rewired_runs + "rewired, degrees kept",
        ],
        [
            "transitivity",
            *_compared_with_chance(_transitivity(acting), map(_transitivity, rewirings)),
            rewired_runs + "rewired, degrees kept",
        ],
        [
            "triangle balance",
            *_compared_with_chance(triangle_balance(ties), shuffles),
            shuffled_runs + "with signs shuffled",
        ],
    ]


def _in_time(end: float) -> Iterator[int]:
    for seed in progress(range(RUNS), "networks by chance"):
        if monotonic() >= end:
            return
        yield seed


def rewired(graph: nx.DiGraph[Any], seed: int, swaps: int = _SWAPS) -> nx.DiGraph[Any]:
    """A random directed graph in which every node has the same in- and outdegree as before.

    The heads of two random edges are exchanged, ``swaps`` tries per edge, never making a loop or a double edge. If no
    exchange is possible the result equals the graph, without its loops.
    """
    import random

    import networkx as nx

    chosen = random.Random(seed)
    edges = [(u, v) for u, v in graph.edges() if u != v]
    there = set(edges)
    for _ in range(swaps * len(edges) if len(edges) > 1 else 0):
        i, j = chosen.sample(range(len(edges)), 2)
        (a, b), (c, d) = edges[i], edges[j]
        if a == d or c == b or (a, d) in there or (c, b) in there:
            continue
        there -= {(a, b), (c, d)}
        there |= {(a, d), (c, b)}
        edges[i], edges[j] = (a, d), (c, b)
    result: nx.DiGraph[Any] = nx.DiGraph()
    result.add_nodes_from(graph)
    result.add_edges_from(edges)
    return result


def shuffled(graph: nx.Graph[Any], seed: int) -> nx.Graph[Any]:
    """A graph with the same ties and their signs shuffled. Raises ValueError for edges without a sign."""
    import random

    import networkx as nx

    edges = signs(graph)
    mixed = [sign for *_, sign in edges]
    random.Random(seed).shuffle(mixed)
    result: nx.Graph[Any] = nx.Graph()
    result.add_nodes_from(graph)
    result.add_edges_from((u, v, {"sign": sign}) for (u, v, _), sign in zip(edges, mixed, strict=True))
    return result


def _reciprocity(graph: nx.DiGraph[Any]) -> float | None:
    edges = graph.number_of_edges()
    return sum(graph.has_edge(v, u) for u, v in graph.edges()) / edges if edges else None


def _transitivity(graph: nx.DiGraph[Any]) -> float | None:
    import networkx as nx

    return float(nx.transitivity(nx.Graph(graph))) if graph.number_of_edges() else None


def _compared_with_chance(value: float | None, by_chance: Any) -> list[float | None]:
    ordered = sorted(v for v in by_chance if v is not None)
    if value is None or not ordered:
        return [value, None, None, None, None]
    # Count the observed network as one of the random ones: Phipson & Smyth (2010), p-values should never be zero.
    above, below = (1 + sum(v >= value - 1e-12 for v in ordered)), (1 + sum(v <= value + 1e-12 for v in ordered))
    p = min(1.0, 2 * min(above, below) / (len(ordered) + 1))
    return [value, sum(ordered) / len(ordered), quantile(ordered, 0.05), quantile(ordered, 0.95), p]
