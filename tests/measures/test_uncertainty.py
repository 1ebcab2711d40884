"""Leave-one-source-out, bootstrap, null models and deaths."""

from __future__ import annotations

from itertools import combinations

import igraph
import networkx as nx
import numpy as np
import pytest
from scipy.stats import kendalltau

from standoff.measures.balance import triangle_balance
from standoff.measures.deaths import deaths, one_toll
from standoff.measures.position import centrality
from standoff.measures.random_networks import chance, rewired
from standoff.measures.resampling import _drawn, bootstrap, quantile, resampled
from standoff.measures.signed import signed_graph
from standoff.measures.without_sources import act_counts, leave_one_out, source_weight, tau, without_each
from standoff.rules.view import EVERYTHING
from tests.measures.known import confrontation, ledger_of

ROWS = [
    confrontation("a", "b", earliest="2020-01-01", said_by="p"),
    confrontation("a", "b", earliest="2020-01-02", said_by="q"),
    confrontation("c", "a", said_by="q"),
    confrontation("c", "d", said_by="r"),
]


def test_leaving_one_source_out_by_hand():
    # Acts of a, b, c, d: 3 2 2 1; without p 2 1 2 1, without q 1 1 1 1, without r 3 2 1 0.
    _, rows = leave_one_out(ledger_of(ROWS))
    assert rows == [
        ["a", 3, 1, 1, 1, 1, ["q"]],
        ["b", 2, 1, 2, 1, 3, ["p", "q"]],
        ["c", 2, 1, 2, 1, 3, ["q", "r"]],
        ["d", 1, 0, 4, 1, 4, ["r"]],
    ]


def test_the_weight_of_a_source_is_kendalls_tau():
    _, rows = source_weight(ledger_of(ROWS))
    # Values by hand: a b c d are 3 2 2 1, and without r 3 2 1 0.
    assert {row[0]: row[1] for row in rows}["r"] == pytest.approx(kendalltau([3, 2, 2, 1], [3, 2, 1, 0]).statistic)
    assert {row[0]: row[2] for row in rows} == {"p": 0, "q": 0, "r": 1}
    assert tau({}, {}) is None


def test_any_measure_of_actors_can_be_left_without_a_source():
    def degrees(ledger, view):
        columns, rows = centrality(ledger, view)
        return {row[columns.index("actor")]: row[columns.index("degree")] for row in rows}

    found = without_each(degrees, ledger_of(ROWS))
    assert found["q"] == {"a": 1, "b": 1, "c": 1, "d": 1} and found["r"] == {"a": 2, "b": 1, "c": 1}


def test_a_bootstrap_never_exceeds_the_whole_and_is_the_same_each_time():
    ledger = ledger_of(ROWS)
    _, rows = bootstrap(ledger)
    assert all(low <= median <= high <= value for _, value, low, median, high in rows)
    assert bootstrap(ledger)[1] == rows
    slow = [{a: values.get(a, 0.0) for a in "abcd"} for values in resampled(act_counts, ledger)]
    assert [{a: values.get(a, 0.0) for a in "abcd"} for values in _drawn(ledger, EVERYTHING)] == slow
    assert len(resampled(act_counts, ledger, runs=7)) == 7 and resampled(act_counts, ledger_of()) == []


def test_rewiring_keeps_the_degrees_and_the_graph_it_is_given():
    graph = nx.gnp_random_graph(30, 0.1, seed=1, directed=True)
    before = set(graph.edges)
    other = rewired(graph, seed=3)
    assert dict(other.in_degree) == dict(graph.in_degree) and dict(other.out_degree) == dict(graph.out_degree)
    assert set(other.edges) != before == set(graph.edges) and nx.number_of_selfloops(other) == 0


def test_answered_blows_are_more_than_chance_gives():
    pairs = [(f"a{i}", f"b{i}") for i in range(12)]
    _, [reciprocity, _, _] = chance(ledger_of([confrontation(u, v) for a, b in pairs for u, v in ((a, b), (b, a))]))
    assert reciprocity[1] == 1 and reciprocity[2] < 0.3 and reciprocity[5] == pytest.approx(2 / 201)


@pytest.mark.parametrize("rows", [[], [confrontation("a", None)], [confrontation("a", "a")], [confrontation("a", "b")]])
def test_odd_ledgers_have_a_defined_result(rows):
    ledger = ledger_of(rows)
    assert [row[0] for row in chance(ledger)[1]] == ["reciprocity", "transitivity", "triangle balance"]
    assert len(leave_one_out(ledger)[1]) == len(bootstrap(ledger)[1])
    assert deaths(ledger)[1][-1] == ["all acts", "", "", 0, len(rows), 0, 0, 0, 0]


def test_rival_tolls_are_not_added_up():
    def toll(source, *three, **given):
        names = ("deaths_low", "deaths_best", "deaths_high")
        return confrontation(
            "a", "b", said_by=source, claim=str(three), **dict(zip(names, three, strict=True)), **given
        )

    rival = [toll("p", 1, 2, 3), toll("q", 4, 5, 9), toll("r", None, 2, None)]
    assert one_toll([("p", 1, 2, 3), ("q", 4, 5, 9), ("r", None, 2, None)]) == (1, 2, 9)
    rows = [*rival, toll("p", 1, 1, 1, earliest="2020-02-01"), confrontation("a", "b", earliest="2020-03-01")]
    assert deaths(ledger_of(rows))[1] == [["a", "→", "b", 2, 1, 2, 3, 10, 0], ["all acts", "", "", 2, 1, 2, 3, 10, 0]]


def test_a_bootstrap_by_hand():
    # Of two groups drawn with replacement p is missing in a quarter of the draws, and q in another; none in half.
    rows = [confrontation("a", "x", event="1", said_by="p"), confrontation("b", "x", event="2", said_by="q")]
    ledger = ledger_of(rows)
    assert bootstrap(ledger)[1] == [["x", 2, 1, 2, 2], ["a", 1, 0, 1, 1], ["b", 1, 0, 1, 1]]
    drawn = [values.get("a", 0.0) for values in resampled(act_counts, ledger, runs=2000)]
    # Four standard errors of a share of 3/4 in 2,000 draws are 0.039.
    assert sum(drawn) / 2000 == pytest.approx(0.75, abs=0.039)


@pytest.mark.parametrize("size", [1, 2, 7, 200])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_quantile_is_that_of_numpy(size, share):
    values = sorted(float(v) for v in np.random.default_rng(size).integers(0, 50, size))
    assert quantile(values, share) == np.quantile(values, share, method="nearest")


def test_taus_of_sources_by_hand():
    # Of six pairs of a b c d, 3 2 2 1 ties one; all others stand as in 3 2 1 0: tau-b is 5 / √(5 · 6).
    weights = {row[0]: row[1] for row in source_weight(ledger_of(ROWS))[1]}
    assert weights["r"] == pytest.approx(5 / 30**0.5)
    # Without q all have one act, which gives no order.
    assert weights["q"] is None


def test_figures_beside_chance_are_those_of_igraph_and_of_all_arrangements():
    pairs = [("a", "b"), ("b", "c"), ("c", "d")]
    ledger = ledger_of([confrontation(*pair) for pair in pairs], sides=dict.fromkeys("abcd", "x"))
    rows = {row[0]: row[1:] for row in chance(ledger)[1]}
    # All four are of one side and three pairs fight: of K4 with three − among its six ties every arrangement.
    ties = list(combinations("abcd", 2))
    shares = []
    for minus in combinations(ties, 3):
        odd = [sum(tie in minus for tie in combinations(three, 2)) % 2 for three in combinations("abcd", 3)]
        shares.append(1 - sum(odd) / 4)
    assert rows["triangle balance"][0] == triangle_balance(signed_graph(ledger, EVERYTHING))
    assert rows["triangle balance"][1] == pytest.approx(sum(shares) / len(shares), abs=0.1)
    graph = nx.gnp_random_graph(15, 0.3, seed=2, directed=True)
    found = {row[0]: row[1] for row in chance(ledger_of([confrontation(f"n{u}", f"n{v}") for u, v in graph.edges]))[1]}
    acting = igraph.Graph.from_networkx(graph)
    assert found["reciprocity"] == pytest.approx(acting.reciprocity())
    assert found["transitivity"] == pytest.approx(acting.as_undirected().transitivity_undirected())
