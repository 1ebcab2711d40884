"""Measures of networkx graphs with SciPy's sparse matrices, where networkx takes minutes. Tests check equality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...extras import needs

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["adjacency", "betweenness", "eigenvector", "structural_holes"]

_BATCH = 256


def adjacency(graph: nx.Graph[Any]) -> Any:
    """The 0/1 adjacency matrix of a graph, taken as undirected, in the order of its nodes; without self-loops.

    Raises MissingExtra without SciPy.
    """
    needs("This measure", "scipy")
    import numpy as np
    from scipy.sparse import csr_array

    place = {node: i for i, node in enumerate(graph)}
    ends = np.array([(place[u], place[v]) for u, v in graph.edges() if u != v], dtype=np.int64).reshape(-1, 2)
    ends = np.concatenate([ends, ends[:, ::-1]])
    matrix = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(place), len(place)))
    matrix.sum_duplicates()
    # Parallel edges, and the two directions of a directed graph, are one tie.
    matrix.data[:] = 1
    return matrix


def betweenness(graph: nx.Graph[Any]) -> dict[Any, float]:
    """The share of shortest paths between other nodes that pass through each node, in [0, 1], by node.

    Exact and normalised; the same as ``networkx.betweenness_centrality`` on an undirected graph (Freeman 1977),
    computed with the algorithm of Brandes (2001) for many starts at a time.

    >>> import networkx as nx
    >>> betweenness(nx.path_graph(3))
    {0: 0.0, 1: 1.0, 2: 0.0}
    """
    import numpy as np

    matrix = adjacency(graph)
    n = matrix.shape[0]
    if n < 3:
        return dict.fromkeys(graph, 0.0)
    total = np.zeros(n)
    for first in range(0, n, _BATCH):
        starts = np.arange(first, min(first + _BATCH, n))
        total += _dependencies(matrix, starts)
    return dict(zip(graph, (total / ((n - 1) * (n - 2))).tolist(), strict=True))


def _dependencies(matrix: Any, starts: Any) -> Any:
    import numpy as np

    columns = np.arange(len(starts))
    paths = np.zeros((matrix.shape[0], len(starts)))
    paths[starts, columns] = 1
    seen, levels, front = paths > 0, [], paths
    while front.any():
        levels.append(front > 0)
        front = np.where(seen, 0.0, matrix @ front)
        paths = paths + front
        seen |= front > 0
    through = np.zeros_like(paths)
    for level, below in zip(levels[-2::-1], levels[:0:-1], strict=True):
        share = np.where(below, (1 + through) / np.where(below, paths, 1), 0)
        through += np.where(level, paths * (matrix @ share), 0)
    through[starts, columns] = 0
    return through.sum(axis=1)


def eigenvector(graph: nx.Graph[Any]) -> dict[Any, float]:
    """The eigenvector centrality of each node, by node: the leading eigenvector, of length 1, of the largest component.

    Nodes outside that component have 0, and so have all nodes of a graph without ties. Bonacich (1972).
    """
    import networkx as nx
    import numpy as np

    scores = dict.fromkeys(graph, 0.0)
    parts = [part for part in nx.connected_components(graph) if len(part) > 1]
    if not parts:
        return scores
    largest = max(parts, key=len)
    nodes = [node for node in graph if node in largest]
    place = [i for i, node in enumerate(graph) if node in largest]
    matrix = adjacency(graph)[place][:, place]
    if len(nodes) <= 500:
        vector = np.linalg.eigh(matrix.toarray())[1][:, -1]
    else:
        from scipy.sparse.linalg import eigsh

        vector = eigsh(matrix, k=1, which="LA", v0=np.ones(len(nodes)))[1][:, 0]
    return scores | dict(zip(nodes, np.abs(vector).tolist(), strict=True))


def structural_holes(graph: nx.Graph[Any]) -> dict[Any, tuple[float, float] | tuple[None, None]]:
    """Burt's (effective size, constraint) of each node, by node; (None, None) for a node without ties.

    Effective size is the number of partners minus the mean number of ties that each has to the others. Constraint is
    Σ_j (p_ij + Σ_q p_iq p_qj)² over partners j, with p the shares of a node's ties. Burt (1992), Structural Holes, §2;
    the same as ``networkx.effective_size`` and ``networkx.constraint`` on the undirected, unweighted graph.

    >>> import networkx as nx
    >>> structural_holes(nx.star_graph(3))[0]
    (3.0, 0.3333333333333333)
    """
    import numpy as np

    matrix = adjacency(graph)
    degrees = matrix.sum(axis=1)
    safe = np.where(degrees > 0, degrees, 1)
    among = (matrix @ matrix) * matrix
    effective = degrees - among.sum(axis=1) / safe
    shares = (matrix / safe[:, None]).tocsr()
    both = shares + (shares @ shares) * matrix
    constraint = (both * both).sum(axis=1)
    return {
        node: (float(effective[i]), float(constraint[i])) if degrees[i] else (None, None)
        for i, node in enumerate(graph)
    }
