"""Functions on networkx graphs: the given graph is not changed, and odd graphs have a defined result."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from standoff import measures as network
from standoff.measures import catalogue
from standoff.measures.algorithms.sparse import adjacency, betweenness, eigenvector, structural_holes
from standoff.measures.balance import directed_triads, triad_census, triangle_balance, walk_balance
from standoff.measures.brokerage import brokerage_roles
from standoff.measures.camps import best_camps, misplaced
from standoff.measures.frustration import frustration_index
from standoff.measures.inference import common_enemy_overlap, structural_equivalence
from standoff.measures.random_networks import rewired, shuffled
from standoff.measures.signed import sign_matrices, signs
from tests.measures.known import planted, shared

UNDIRECTED = {
    "adjacency": adjacency,
    "betweenness": betweenness,
    "eigenvector": eigenvector,
    "structural_holes": structural_holes,
    "triad_census": triad_census,
    "triangle_balance": triangle_balance,
    "walk_balance": walk_balance,
    "frustration_index": frustration_index,
    "signs": signs,
    "sign_matrices": sign_matrices,
    "common_enemy_overlap": common_enemy_overlap,
    "best_camps": lambda graph: [misplaced(graph, best_camps(graph, k)) for k in (1, 2, 3)],
    "structural_equivalence": lambda graph: [structural_equivalence(graph, a, b) for a in graph for b in graph],
    "shuffled": lambda graph: shuffled(graph, 1),
}
DIRECTED = {
    "brokerage_roles": lambda graph: brokerage_roles(graph, {node: node % 3 for node in graph if node % 5}),
    "directed_triads": directed_triads,
    "rewired": lambda graph: rewired(graph, 1),
}


def _odd(kind: type[nx.Graph]) -> dict[str, nx.Graph]:
    itself, two = kind(), kind()
    itself.add_edge(1, 1, sign=-1)
    two.add_edge(1, 2, sign=-1)
    alone = kind()
    alone.add_node(1)
    return {"empty": kind(), "one node": alone, "faces itself": itself, "one tie": two}


def _graphs(kind: type[nx.Graph]) -> dict[str, nx.Graph]:
    return _odd(kind) | {"many": kind(planted(25, 70, 0.3, seed=2))}


CASES = [(name, function, nx.Graph) for name, function in UNDIRECTED.items()]
CASES += [(name, function, nx.DiGraph) for name, function in DIRECTED.items()]


@pytest.mark.parametrize(("name", "function", "kind"), CASES, ids=[case[0] for case in CASES])
def test_the_given_graph_is_not_changed(name, function, kind):
    for graph in _graphs(kind).values():
        graph.graph["title"] = "mine"
        before = graph.copy()
        # What is frozen refuses every change; attributes it does not guard are compared.
        found = function(nx.freeze(graph))
        assert nx.utils.graphs_equal(graph, before)
        assert str(function(before)) == str(found)


def test_odd_graphs_by_hand():
    odd = _odd(nx.Graph)
    assert [triangle_balance(graph) for graph in odd.values()] == [None] * 4
    # Of one − tie every closed walk goes over it an even number of times.
    assert [walk_balance(graph) for graph in odd.values()] == [None, None, None, pytest.approx(1)]
    assert [frustration_index(graph).sentence for graph in odd.values()] == ["no signed tie"] * 3 + ["0, proven"]
    assert [best_camps(graph, 2) for graph in odd.values()] == [{}, {1: 0}, {1: 0}, {1: 0, 2: 1}]
    assert [betweenness(graph) for graph in odd.values()] == [{}, {1: 0}, {1: 0}, {1: 0, 2: 0}]
    assert structural_holes(odd["faces itself"]) == {1: (None, None)}
    assert structural_holes(odd["one tie"]) == {1: (1, 1), 2: (1, 1)}
    assert common_enemy_overlap(odd["faces itself"]) == {} == common_enemy_overlap(odd["one tie"])
    assert structural_equivalence(odd["one tie"], 1, 2) == 0
    assert all(not any(directed_triads(graph).values()) for graph in _odd(nx.DiGraph).values())


def test_signs_by_weight_and_the_tribes_through_the_front_door():
    # As docs/measures.md has it: an edge list, and the functions of standoff.measures. Values of signnet 1.0.6.
    text = shared("data/signed/gahuku_gama_tribes.csv").read_text(encoding="utf-8")
    for attribute in ("sign", "weight"):
        tribes = nx.parse_edgelist(text.splitlines()[1:], delimiter=",", data=[(attribute, int)])
        assert network.triangle_balance(tribes) == pytest.approx(0.8676471, abs=5e-8)
        assert network.walk_balance(tribes) == pytest.approx(0.3575761, abs=5e-8)
        assert network.frustration_index(tribes).sentence == "7, proven"
    heavy = nx.Graph([("a", "b", {"weight": -0.5}), ("b", "c", {"weight": 7.0}), ("a", "c", {"weight": np.int64(1)})])
    assert signs(heavy) == [("a", "b", -1), ("a", "c", 1), ("b", "c", 1)] and triangle_balance(heavy) == 0
    assert sorted(edge[2] for edge in shuffled(heavy, 1).edges(data="sign")) == [-1, 1, 1]


def test_every_function_on_graphs_is_exported_and_tested_here():
    of_graphs = set(network.__all__) - set(catalogue.__all__)
    assert len(of_graphs) >= 15 and all(callable(getattr(network, name)) for name in of_graphs)
    assert of_graphs <= {*UNDIRECTED, *DIRECTED, "misplaced"}
    with pytest.raises(AttributeError, match="nonsense"):
        network.nonsense  # noqa: B018


def test_graphs_that_a_measure_does_not_accept_are_refused_in_words():
    directed = nx.DiGraph([("a", "b", {"sign": -1})])
    for function in (triad_census, walk_balance, frustration_index, lambda graph: best_camps(graph, 2)):
        with pytest.raises(ValueError, match=r"directed. Give graph.to_undirected\(\)"):
            function(directed)
        with pytest.raises(ValueError, match="several edges"):
            function(nx.MultiGraph([("a", "b", {"sign": -1})]))


@pytest.mark.parametrize("sign", [None, 0, 2, "+", float("nan")])
def test_ties_without_a_sign_are_refused_in_words(sign):
    graph = nx.Graph([("a", "b", {} if sign is None else {"sign": sign})])
    for function in (triad_census, walk_balance, frustration_index):
        with pytest.raises(ValueError, match="'a', 'b' has no sign"):
            function(graph)
    if sign is None:
        graph.edges["a", "b"]["weight"] = 0.0
        with pytest.raises(ValueError, match="a weight above or below 0"):
            signs(graph)
