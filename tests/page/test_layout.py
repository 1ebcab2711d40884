"""Positions of many actors: steps are counted as networkx counts them, whichever way edges lead."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np

from standoff.page.layout import _Steps, by_pivots


def _many(nodes: int, edges: int) -> nx.MultiDiGraph[str]:
    chance = random.Random(1)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(f"n{i}" for i in range(nodes))
    graph.add_edges_from((f"n{chance.randrange(nodes)}", f"n{chance.randrange(nodes)}") for _ in range(edges))
    return graph


def test_steps_are_the_lengths_of_the_shortest_paths() -> None:
    graph = _many(300, 330)
    nodes = sorted(graph)
    found = _Steps(graph, nodes).until(7)
    paths = nx.single_source_shortest_path_length(graph.to_undirected(), nodes[7])
    assert found.tolist() == [paths.get(node, np.inf) for node in nodes]
    assert 50 < len(paths) < 300  # some that no path reaches


def test_many_actors_are_placed_alike_on_every_run() -> None:
    graph = _many(2000, 5000)
    one, other = by_pivots(graph), by_pivots(graph)
    assert all((one[node] == other[node]).all() for node in graph)
    assert len({tuple(at) for at in one.values()}) == 2000 and max(abs(at).max() for at in one.values()) == 1
