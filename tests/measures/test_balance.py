"""Balance by triangles and walks, and the census of signed triads."""

from __future__ import annotations

from itertools import permutations

import igraph
import networkx as nx
import numpy as np
import pytest
import scipy.linalg

from standoff.measures import balance as module
from standoff.measures.balance import directed_triads, triad_census, triangle_balance, walk_balance
from tests.measures.known import planted, tribes


def test_the_tribes_have_the_balance_that_signnet_prints():
    # R package signnet 1.0.6, vignette "Structural balance", balance_score(tribes, method) for "triangles" and "walk".
    assert triangle_balance(tribes()) == pytest.approx(0.8676471, abs=5e-8)
    assert walk_balance(tribes()) == pytest.approx(0.3575761, abs=5e-8)


def test_the_census_counts_every_triangle_once():
    graph = planted(30, 120, 0.3, seed=2)
    census = triad_census(graph)
    assert sum(census.values()) == sum(nx.triangles(graph).values()) // 3
    assert sum(census.values()) == len(igraph.Graph.from_networkx(graph).list_triangles())
    by_hand = dict.fromkeys(census, 0)
    for corners in igraph.Graph.from_networkx(graph).list_triangles():
        a, b, c = corners
        minus = sum(graph.edges[pair]["sign"] < 0 for pair in ((a, b), (b, c), (a, c)))
        by_hand["+" * (3 - minus) + "-" * minus] += 1
    assert census == by_hand


def test_directed_triads_are_those_counted_one_by_one():
    plain = nx.gnp_random_graph(12, 0.5, seed=3, directed=True)
    graph = nx.DiGraph()
    graph.add_edges_from((u, v, {"sign": 1 if (u * v + u) % 3 else -1}) for u, v in plain.edges)
    expected = dict.fromkeys(directed_triads(nx.DiGraph()), 0)
    sign = {edge: "+" if graph.edges[edge]["sign"] > 0 else "-" for edge in graph.edges}
    for a, b, c in permutations(graph, 3):
        if (a, b) in sign and (b, c) in sign:
            if (a, c) in sign:
                expected[f"{sign[a, b]}{sign[b, c]} {sign[a, c]}"] += 1
            if (c, a) in sign and a == min(a, b, c):
                expected["cycle " + "".join(sorted(sign[a, b] + sign[b, c] + sign[c, a]))] += 1
    assert directed_triads(graph) == expected
    assert sum(expected.values()) > 50


def test_walk_balance_is_that_of_the_matrix_exponential():
    graph = planted(20, 60, 0.2, seed=4)
    signed = nx.to_numpy_array(graph, weight="sign")
    expected = np.trace(scipy.linalg.expm(signed)) / np.trace(scipy.linalg.expm(np.abs(signed)))
    assert walk_balance(graph) == pytest.approx(expected, rel=1e-10)


def test_walk_balance_by_the_largest_eigenvalues_is_the_same(monkeypatch):
    graph = planted(300, 9000, 0.2, seed=4)
    exact = walk_balance(graph)
    monkeypatch.setattr(module, "_DENSE", 10)
    assert walk_balance(graph) == pytest.approx(exact, rel=1e-6)


def test_odd_cases_have_a_defined_balance():
    for graph in (nx.Graph(), nx.empty_graph(1)):
        assert triangle_balance(graph) is None and walk_balance(graph) is None
    friends = nx.complete_graph(4)
    nx.set_edge_attributes(friends, 1, "sign")
    friends.add_edge(0, 0, sign=-1)
    friends.add_node("alone")
    assert triangle_balance(friends) == 1 and walk_balance(friends) == 1
    with pytest.raises(ValueError, match="sign=1 or sign=-1"):
        triangle_balance(nx.Graph([(1, 2)]))


def test_the_graph_is_not_changed():
    graph = planted(20, 60, 0.2, seed=4)
    before = nx.to_dict_of_dicts(graph.copy())
    triad_census(graph), walk_balance(graph)
    assert nx.to_dict_of_dicts(graph) == before
