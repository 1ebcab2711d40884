"""Position, exchange and brokerage, against networkx, igraph and cases worked by hand."""

from __future__ import annotations

import random

import igraph
import networkx as nx
import numpy as np
import pytest

from standoff.measures.activity import activity
from standoff.measures.algorithms.sparse import betweenness, eigenvector, structural_holes
from standoff.measures.brokerage import brokerage, brokerage_roles
from standoff.measures.exchange import concentration, exchange, herfindahl, onlooking, reciprocity
from standoff.measures.position import centrality
from standoff.rules.view import EVERYTHING
from standoff.vocabulary import ST
from tests.measures.known import actor, confrontation, ledger_of, statement

GRAPHS = [
    nx.karate_club_graph(),
    nx.gnm_random_graph(60, 90, seed=1),
    nx.gnm_random_graph(700, 3000, seed=2),
    nx.path_graph(2),
    nx.empty_graph(3),
    nx.Graph(),
]


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
    assert brokerage(ledger_of([confrontation("a", "b")]))[1] == []


def test_reciprocity_and_what_chance_would_give():
    _, [row] = reciprocity(
        ledger_of([confrontation("a", "b"), confrontation("b", "a"), confrontation("b", "c"), confrontation("a", "a")])
    )
    # 3 dyads, 2 answered, 6 places: expected (3 − 1) / (6 − 1); beyond chance (2/3 − 1/2) / (1 − 1/2).
    assert row == [3, 2, pytest.approx(2 / 3), pytest.approx(2 / 5), pytest.approx(1 / 3)]
    assert reciprocity(ledger_of())[1] == [[0, 0, None, None, None]]


def test_exchange_and_concentration_by_hand():
    rows = [confrontation("a", "b", earliest="2020-01-0" + day) for day in "123"]
    rows += [confrontation("b", "a"), confrontation("c", "a"), confrontation("d", "c", directed=False)]
    ledger = ledger_of(rows)
    assert exchange(ledger)[1][0] == ["a", "b", 3, 1, 0, 0.5]
    assert exchange(ledger)[1][2] == ["c", "d", 0, 0, 1, None]
    assert concentration(ledger)[1] == [[3, 6, ["a", "b"], 4 / 6, pytest.approx((16 + 1 + 1) / 36), 1 / 3]]
    assert herfindahl([]) is None
    columns, busy = activity(ledger)
    assert dict(zip(columns, busy[0], strict=True)) == {
        "actor": "a",
        "initiated": 3,
        "received": 2,
        "mutual": 0,
        "partners": 2,
        "looked_on": 0,
        "sources": 1,
        "net": 1,
    }


@pytest.mark.parametrize(
    "rows", [[], [confrontation("a", None)], [confrontation("a", "a")], [confrontation(None, None)]]
)
def test_odd_ledgers_have_a_defined_result(rows):
    ledger = ledger_of(rows)
    assert concentration(ledger)[1] == [[0, 0, None, None, None, None]]
    assert exchange(ledger)[1] == [] and onlooking(ledger)[1] == []
    assert all(row[1] == 0 and row[-1] is None for row in centrality(ledger)[1])


def _by_chance(seed):
    chance = random.Random(seed)
    pairs = {tuple(chance.sample("abcdefghijklmnopqrst", 2)) for _ in range(45)}
    return [(who, whom, chance.random() < 0.8) for who, whom in sorted(pairs)]


@pytest.mark.parametrize("seed", range(3))
def test_centrality_has_the_columns_of_igraph_and_networkx(seed):
    acts = _by_chance(seed)
    columns, rows = centrality(ledger_of([confrontation(who, whom, directed=directed) for who, whom, directed in acts]))
    found = {row[0]: dict(zip(columns[1:], row[1:], strict=True)) for row in rows}
    facing = igraph.Graph.TupleList({tuple(sorted(act[:2])) for act in acts})
    both = {pair for who, whom, directed in acts for pair in [(who, whom), *([] if directed else [(whom, who)])]}
    acting = igraph.Graph.TupleList(both, directed=True)
    n = facing.vcount()
    assert facing.is_connected() and len(found) == n
    length = sum(v * v for v in facing.eigenvector_centrality()) ** 0.5
    expected = {
        "degree": facing.degree(),
        "betweenness": [2 * b / (n - 1) / (n - 2) for b in facing.betweenness()],
        "eigenvector": [v / length for v in facing.eigenvector_centrality()],
        "constraint": facing.constraint(),
    }
    for column, values in expected.items():
        assert [found[name][column] for name in facing.vs["name"]] == pytest.approx(values, abs=1e-6), column
    assert [found[name]["pagerank"] for name in acting.vs["name"]] == pytest.approx(acting.pagerank(), abs=1e-8)
    sizes = nx.effective_size(nx.Graph([act[:2] for act in acts]))
    assert {name: line["effective_size"] for name, line in found.items()} == pytest.approx(sizes)


@pytest.mark.parametrize("seed", range(3))
def test_reciprocity_is_that_of_igraph_and_beyond_chance_a_correlation(seed):
    pairs = [act[:2] for act in _by_chance(seed)] + [("b", "a"), ("a", "b")]
    _, [[dyads, _, share, _, beyond]] = reciprocity(ledger_of([confrontation(*pair) for pair in pairs]))
    graph = igraph.Graph.TupleList(set(pairs), directed=True)
    assert dyads == graph.ecount() and share == pytest.approx(graph.reciprocity())
    # Garlaschelli & Loffredo (2004), equation 2: the correlation of the entries a_ij and a_ji of the matrix, i ≠ j.
    matrix = np.array(graph.get_adjacency().data)
    off = ~np.eye(len(matrix), dtype=bool)
    assert beyond == pytest.approx(np.corrcoef(matrix[off], matrix.T[off])[0, 1])


def test_activity_by_hand():
    rows = [
        confrontation("a", "b", event="1", said_by="p"),
        confrontation("a", "b", event="1", said_by="q"),
        confrontation("b", "a", event="2", said_by="p", directed=False),
        confrontation("a", None, event="3", said_by="r"),
    ]
    looking = [statement("1", ST + "onlooker", actor("c"), said_by="p"), statement("4", ST + "onlooker", actor("a"))]
    columns, found = activity(ledger_of(rows, looking))
    assert columns == ["actor", "initiated", "received", "mutual", "partners", "looked_on", "sources", "net"]
    # a acts in 1 and 3, takes part in 2 with b, and looks on at 4; p, q and r tell of it.
    assert found == [["a", 2, 0, 1, 1, 1, 3, 2], ["b", 0, 1, 1, 1, 0, 2, -1], ["c", 0, 0, 0, 0, 1, 0, 0]]


def test_onlooking_by_hand_at_each_level_and_by_two_groups():
    rows = [confrontation("a", "b", event="1"), confrontation("c", "b", event="2")]
    looking = [statement(event, ST + "onlooker", actor("c"), said_by=source) for event, source in ("1p", "1q", "3p")]
    looking.append(statement("1", ST + "onlooker", actor("d"), stance=ST + "Denies"))
    ledger = ledger_of(rows, looking, sides={"c": "x", "a": "x"})
    assert onlooking(ledger)[1] == [["c", 2, 1, ["p", "q"]]]
    # Its side is said to have watched, and has a part in both acts; two groups tell of the first only.
    assert onlooking(ledger, EVERYTHING.with_changes(level="side"))[1] == [["x", 2, 2, ["p", "q"]]]
    assert onlooking(ledger, EVERYTHING.with_changes(min_groups=2))[1] == [["c", 1, 0, ["p", "q"]]]
    assert activity(ledger, EVERYTHING.with_changes(min_groups=2))[1] == [["c", 0, 0, 0, 0, 1, 0, 0]]


def test_brokerage_of_a_ledger_by_hand():
    rows = [
        confrontation("a", "m"),
        confrontation("m", "b"),
        confrontation("c", "m"),
        confrontation("m", "d", directed=False),
    ]
    ledger = ledger_of(rows, sides={"a": "x", "m": "y", "b": "x", "c": "z"})
    columns, found = brokerage(ledger)
    # a → m → b is between two of one other side, c → m → b between two; d has no side and no direction.
    line = dict(zip(columns, found[0], strict=True))
    assert (line["actor"], line["side"], line["itinerant"], line["liaison"], line["all"]) == ("m", "y", 1, 1, 2)
    # As sides x → y → x leads back, and z → y → x is between three.
    sides = {row[0]: row[-3:] for row in brokerage(ledger, EVERYTHING.with_changes(level="side"))[1]}
    assert sides == {"x": [0, 0, 0], "y": [0, 1, 1], "z": [0, 0, 0]}
