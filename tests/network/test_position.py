"""Position, exchange and brokerage, beside networkx, igraph and cases worked by hand."""

from __future__ import annotations

import igraph
import networkx as nx
import pytest

from graph.network.activity import activity
from graph.network.brokerage import brokerage, brokerage_roles
from graph.network.exchange import concentration, exchange, herfindahl, onlooking, reciprocity
from graph.network.position import centrality
from graph.network.sparse import betweenness, eigenvector, structural_holes
from tests.network.known import ledger_of, told

GRAPHS = [nx.karate_club_graph(), nx.gnm_random_graph(60, 90, seed=1), nx.gnm_random_graph(700, 3000, seed=2),
          nx.path_graph(2), nx.empty_graph(3), nx.Graph()]  # fmt: skip


@pytest.mark.parametrize("graph", GRAPHS)
def test_betweenness_is_that_of_networkx(graph):
    if len(graph) < 100:
        assert betweenness(graph) == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)
    else:
        pairs = (len(graph) - 1) * (len(graph) - 2) / 2
        expected = [b / pairs for b in igraph.Graph.from_networkx(graph).betweenness()]
        assert list(betweenness(graph).values()) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("graph", GRAPHS[:2])
def test_structural_holes_are_those_of_networkx_and_igraph(graph):
    graph = nx.Graph(graph.edges)
    found = structural_holes(graph)
    assert {n: s for n, (s, _) in found.items()} == pytest.approx(nx.effective_size(graph))
    assert {n: c for n, (_, c) in found.items()} == pytest.approx(nx.constraint(graph))
    assert [c for _, c in found.values()] == pytest.approx(igraph.Graph.from_networkx(graph).constraint())


def test_eigenvector_is_that_of_networkx():
    graph = nx.Graph(nx.karate_club_graph().edges)
    assert eigenvector(graph) == pytest.approx(nx.eigenvector_centrality_numpy(graph), abs=1e-9)
    large = max(nx.connected_components(GRAPHS[2]), key=len)
    assert eigenvector(GRAPHS[2].subgraph(large)) == pytest.approx(
        nx.eigenvector_centrality_numpy(GRAPHS[2].subgraph(large)), abs=1e-7
    )
    assert eigenvector(nx.empty_graph(2)) == {0: 0, 1: 0} and structural_holes(nx.empty_graph(1)) == {0: (None, None)}


def test_the_roles_of_gould_and_fernandez_by_hand():
    # Middle m of side 1 with paths from a (1), b (2) to c (1), d (2), e (3): each pair of sides gives its role.
    side = {"m": 1, "a": 1, "b": 2, "c": 1, "d": 2, "e": 3}
    graph = nx.DiGraph([("a", "m"), ("b", "m"), ("m", "c"), ("m", "d"), ("m", "e"), ("a", "e")])
    assert brokerage_roles(graph, side)["m"] == {
        "coordinator": 1,  # a m c
        "itinerant": 1,  # b m d
        "gatekeeper": 1,  # b m c
        "representative": 1,  # a m d; a m e is closed by a → e
        "liaison": 1,  # b m e
    }
    assert brokerage(ledger_of([told("a", "b")]))[1] == []


def test_reciprocity_and_what_chance_would_give():
    _, [row] = reciprocity(ledger_of([told("a", "b"), told("b", "a"), told("b", "c"), told("a", "a")]))
    # 3 dyads, 2 answered, 6 places: expected (3 − 1) / (6 − 1); beyond chance (2/3 − 1/2) / (1 − 1/2).
    assert row == [3, 2, pytest.approx(2 / 3), pytest.approx(2 / 5), pytest.approx(1 / 3)]
    assert reciprocity(ledger_of())[1] == [[0, 0, None, None, None]]


def test_exchange_and_concentration_by_hand():
    rows = [told("a", "b", earliest="2020-01-0" + day) for day in "123"]
    rows += [told("b", "a"), told("c", "a"), told("d", "c", directed=False)]
    ledger = ledger_of(rows)
    assert exchange(ledger)[1][0] == ["a", "b", 3, 1, 0, 0.5]
    assert exchange(ledger)[1][2] == ["c", "d", 0, 0, 1, None]
    assert concentration(ledger)[1] == [[3, 6, ["a", "b"], 4 / 6, pytest.approx((16 + 1 + 1) / 36), 1 / 3]]
    assert herfindahl([]) is None
    columns, busy = activity(ledger)
    assert dict(zip(columns, busy[0], strict=True)) == {
        "actor": "a", "initiated": 3, "received": 2, "mutual": 0, "partners": 2, "looked_on": 0, "sources": 1, "net": 1,
    }  # fmt: skip


@pytest.mark.parametrize("rows", [[], [told("a", None)], [told("a", "a")], [told(None, None)]])
def test_odd_ledgers_have_a_defined_result(rows):
    ledger = ledger_of(rows)
    assert concentration(ledger)[1] == [[0, 0, None, None, None, None]]
    assert exchange(ledger)[1] == [] and onlooking(ledger)[1] == []
    assert all(row[1] == 0 and row[-1] is None for row in centrality(ledger)[1])
