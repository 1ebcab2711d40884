"""Positions for a picture, in which distances follow the path lengths of the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

__all__ = ["by_pivots", "by_stress"]

_ROUNDS = 300
_PIVOTS = 50
#: How far apart, in steps, actors of one side are at most to be.
_KIN = 1.2


def by_stress(graph: nx.Graph[str], sides: Sequence[str | None] = ()) -> dict[str, np.ndarray]:
    """A position in [-1, 1]² for each node, so that distances are near to path lengths; the same on every run.

    ``sides``, in the order of the nodes' names, brings nodes of one side together.

    Stress majorization (Gansner, Koren & North 2004, Graph Drawing by Stress Majorization, eq. 7) from a circle, with
    the weight 1/d² for each pair. ``networkx.kamada_kawai_layout`` draws the same picture, but SciPy's optimizer
    takes half a second to import, a sixth of what a whole build may take. Nodes without a path between them are put
    one step farther apart than the farthest nodes with one.
    """
    import networkx as nx
    import numpy as np

    nodes = sorted(graph)
    n = len(nodes)
    if n < 2:
        return {node: np.zeros(2) for node in nodes}
    distance = np.asarray(nx.floyd_warshall_numpy(graph, nodelist=nodes, weight=None))
    distance[np.isinf(distance)] = distance[np.isfinite(distance)].max() + 1
    if sides:
        named = np.array([side or "" for side in sides])
        together = (named[:, None] == named[None, :]) & (named != "")[:, None]
        distance = np.where(together, np.minimum(distance, _KIN), distance)
    np.fill_diagonal(distance, 1)
    weight = distance**-2.0
    np.fill_diagonal(weight, 0)
    angle = 2 * np.pi * np.arange(n) / n
    # A circle that is slightly out of round: on an even one, symmetric nodes could pull each other to one point.
    at = np.column_stack([np.cos(angle), 1.1 * np.sin(angle + 0.1)])
    pull = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
    for _ in range(_ROUNDS):
        apart = np.linalg.norm(at[:, None] - at[None, :], axis=2)
        np.fill_diagonal(apart, 1)
        ratio = -weight * distance / np.maximum(apart, 1e-9)
        np.fill_diagonal(ratio, 0)
        np.fill_diagonal(ratio, -ratio.sum(axis=1))
        at = pull @ (ratio @ at)
    at -= at.mean(axis=0)
    return dict(zip(nodes, at / np.abs(at).max(), strict=True))


def by_pivots(graph: nx.Graph[str]) -> dict[str, np.ndarray]:
    """A position in [-1, 1]² for each node of a large graph, in time linear in its size; the same on every run.

    Pivot MDS (Brandes & Pich 2007, Eigensolver Methods for Progressive Multidimensional Scaling of Large Data): path
    lengths to a few pivots, each the farthest from those before it, centred twice; the two strongest directions.
    Leaves of the same node would share one point, so each is moved a little, by its place in the order of names.
    """
    import numpy as np

    nodes = sorted(graph)
    n = len(nodes)
    steps = _Steps(graph, nodes)
    nearest = np.full(n, np.inf)
    columns = []
    pivot = max(range(n), key=lambda i: (graph.degree(nodes[i]), -i))
    for _ in range(min(_PIVOTS, n)):
        column = steps.until(pivot)
        column[np.isinf(column)] = column[np.isfinite(column)].max() + 1
        columns.append(column)
        nearest = np.minimum(nearest, column)
        pivot = int(nearest.argmax())
    squared = np.column_stack(columns) ** 2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean())
    _, vectors = np.linalg.eigh(centred.T @ centred)
    at = centred @ vectors[:, [-1, -2]]
    at /= np.abs(at).max(axis=0)
    # The golden angle spreads any number of points evenly over a disc.
    turn = np.arange(n) * np.pi * (3 - np.sqrt(5))
    at += 0.12 * np.sqrt((np.arange(n) + 0.5) / n)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    return dict(zip(nodes, at / np.abs(at).max(), strict=True))


class _Steps:
    """Who is how many steps from whom; found in NumPy's arrays, as SciPy does not come with every install."""

    def __init__(self, graph: nx.Graph[str], nodes: list[str]) -> None:
        import numpy as np

        place = {node: i for i, node in enumerate(nodes)}
        ends = np.array([(place[u], place[v]) for u, v in graph.edges()], dtype=np.int64).reshape(-1, 2)
        ends = np.concatenate([ends, ends[:, ::-1]])
        ends = ends[np.argsort(ends[:, 0], kind="stable")]
        self._others = ends[:, 1]
        self._starts = np.searchsorted(ends[:, 0], np.arange(len(nodes) + 1))

    def until(self, node: int) -> np.ndarray:
        """The number of steps from a node to each, whichever way an edge leads; infinite where no path does."""
        import numpy as np

        steps = np.full(len(self._starts) - 1, np.inf)
        steps[node] = 0
        front, done = np.array([node]), 0
        while len(front):
            done += 1
            many = self._starts[front + 1] - self._starts[front]
            at = np.arange(many.sum()) + np.repeat(self._starts[front] - np.cumsum(many) + many, many)
            reached = self._others[at]
            reached = reached[np.isinf(steps[reached])]
            steps[reached] = done
            front = np.flatnonzero(steps == done)
        return steps
