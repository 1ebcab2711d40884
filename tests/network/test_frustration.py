"""The frustration index and its bounds."""

from __future__ import annotations

from itertools import product
from time import monotonic

import networkx as nx
import pytest

from graph.network.camps import adjusted_rand, best_camps, misplaced
from graph.network.frustration import frustration_index
from graph.network.semidefinite import bounds
from tests.network.known import planted, tribes


def test_the_tribes_have_the_frustration_that_signnet_prints():
    # signnet 1.0.6: balance_score(tribes, method = "frustration") is 0.7586207, an index of 7 of 58 ties.
    found = frustration_index(tribes())
    assert (found.lower, found.upper, len(found.ties), found.edges) == (7, 7, 7, 58)
    assert found.proven and found.balance == pytest.approx(0.7586207, abs=5e-8)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_least_over_all_divisions(seed):
    graph = planted(10, 15 + 2 * seed, 0.4, seed)
    least = min(
        misplaced(graph, dict(zip(graph, camp, strict=True))) for camp in product((0, 1), repeat=len(graph))
    )
    found = frustration_index(graph)
    assert found.proven and found.upper == least == misplaced(graph, found.camp)


@pytest.mark.parametrize("noise", [0.1, 0.3])
def test_150_actors_and_1500_ties_are_proven_within_a_minute(noise):
    started = monotonic()
    found = frustration_index(planted(150, 1500, noise, seed=5))
    assert found.proven and found.upper <= round(1500 * noise) + 60
    assert monotonic() - started < 60


def test_signs_by_chance_are_between_two_bounds_when_the_time_is_out():
    found = frustration_index(planted(150, 1500, 0.5, seed=6), time_limit=1)
    assert not found.proven and 0 < found.lower < found.upper == len(found.ties)
    assert found.sentence == f"between {found.lower} and {found.upper}"


@pytest.mark.parametrize("seed", range(6))
def test_every_semidefinite_bound_is_below_the_least_over_all_divisions(seed):
    graph = planted(11, 40, 0.5, seed)
    least = min(
        misplaced(graph, dict(zip(graph, camp, strict=True))) for camp in product((0, 1), repeat=len(graph))
    )
    found = [bound for bound, _ in bounds(nx.to_numpy_array(graph, weight="sign"), monotonic() + 5)]
    # With the triangle inequalities networks this small are nearly always met exactly: Rendl, Rinaldi & Wiegele (2010).
    assert max(found) <= least <= max(found) + 1 and found == sorted(found)


def test_bounds_are_close_where_signs_are_by_chance():
    found = frustration_index(planted(60, 600, 0.5, seed=6), time_limit=6)
    assert found.lower <= found.upper and found.upper - found.lower <= 0.06 * found.upper


def test_odd_cases_and_the_graph_left_as_it_was():
    assert frustration_index(nx.Graph()).balance is None
    graph = nx.Graph([("a", "b", {"sign": -1}), ("c", "c", {"sign": -1})])
    found = frustration_index(graph)
    assert found.sentence == "0, proven" and found.balance == 1
    assert list(graph.edges(data=True)) == [("a", "b", {"sign": -1}), ("c", "c", {"sign": -1})]
    assert frustration_index(planted(40, 200, 0.2, 1)) == frustration_index(planted(40, 200, 0.2, 1))


def test_three_camps_are_found_and_two_do_not_do():
    graph = nx.complete_multipartite_graph(4, 4, 4)
    nx.set_edge_attributes(graph, -1, "sign")
    for start in (0, 4, 8):
        graph.add_edges_from((u, v, {"sign": 1}) for u in range(start, start + 4) for v in range(start, u))
    # By hand: two camps must put two of the three fours together, and 16 enemies within one camp.
    assert [misplaced(graph, best_camps(graph, k)) for k in (1, 2, 3, 4)] == [48, 16, 0, 0]
    assert adjusted_rand([best_camps(graph, 3)[n] for n in graph], [n // 4 for n in graph]) == 1


def test_adjusted_rand_is_that_of_igraph():
    import igraph

    one, other = [0, 0, 0, 1, 1, 2, 2, 2, 3], [1, 1, 0, 0, 0, 2, 2, 1, 1]
    expected = igraph.compare_communities(one, other, method="adjusted_rand")
    assert adjusted_rand(one, other) == pytest.approx(expected)
    assert adjusted_rand([], []) is None and adjusted_rand([1], [1]) is None and adjusted_rand([1, 1], [2, 2]) == 1
