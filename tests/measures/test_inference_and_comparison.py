"""Who may stand together, and how sources differ: by hand, and against networkx and igraph."""

from __future__ import annotations

import igraph
import networkx as nx
import pytest

from standoff.measures.comparison import overlap, portrayal, reported_dyads
from standoff.measures.inference import common_enemies, common_enemy_overlap, structural_equivalence
from tests.measures.known import actor, confrontation, ledger_of


def test_overlap_is_the_jaccard_coefficient_of_networkx_and_igraph():
    graph = nx.gnm_random_graph(30, 80, seed=1)
    found = common_enemy_overlap(graph)
    apart = [pair for pair in found if not graph.has_edge(*pair)]
    expected = {(u, v): j for u, v, j in nx.jaccard_coefficient(graph, apart)}
    assert {pair: found[pair] for pair in apart} == pytest.approx(expected)
    similar = igraph.Graph.from_networkx(graph).similarity_jaccard(pairs=apart, loops=False)
    assert [found[pair] for pair in apart] == pytest.approx(similar)
    # By hand: {x} in common, of {x, y}: the cosine of (1, 0) and (1, 1).
    assert structural_equivalence(nx.Graph([("a", "x"), ("b", "x"), ("b", "y")]), "a", "b") == pytest.approx(0.5**0.5)
    assert structural_equivalence(nx.empty_graph(2), 0, 1) == 0


def test_who_acts_together_is_inferred_and_says_so():
    rows = [
        confrontation("a", "x", event="e"),
        confrontation("b", "x", event="e"),
        confrontation("c", "x"),
        confrontation("a", "c"),
    ]
    columns, found = common_enemies(ledger_of(rows))
    by_pair = {tuple(row[:2]): dict(zip(columns, row, strict=True)) for row in found}
    assert by_pair["a", "b"]["reading"] == "act together" and by_pair["a", "b"]["acts_together"] == 1
    assert by_pair["a", "c"]["reading"] == "common enemy, yet enemies"
    # b faces x, c faces x and a.
    assert by_pair["b", "c"]["overlap"] == 0.5
    assert {row["stands_on"] for row in by_pair.values()} == {"inferred"}


def test_two_accounts_of_who_acted_are_not_two_who_act_together():
    rows = [
        confrontation("a", "x", event="e", said_by="p", document="of p"),
        confrontation("b", "x", event="e", said_by="q", document="of q"),
        confrontation("c", "x", event="e", said_by="q", document="of q", claim="2"),
    ]
    together = {tuple(row[:2]): row[5] for row in common_enemies(ledger_of(rows))[1]}
    assert together == {("b", "c"): 1, ("a", "b"): 0, ("a", "c"): 0}


def test_dyads_reported_in_opposite_directions():
    rows = [
        confrontation("a", "b", event="e", said_by="p"),
        confrontation("b", "a", event="e", said_by="q"),
        confrontation("a", "c", event="f", said_by="p"),
        confrontation("a", "c", event="f", said_by="q"),
    ]
    ledger = ledger_of(rows)
    assert overlap(ledger)[1] == [["p", "q", 2, 2, 1, pytest.approx(1 / 3), ["a → b"]]]
    assert reported_dyads(ledger, by="said_by")["p"] == {(actor("a"), actor("b"), True), (actor("a"), actor("c"), True)}
    assert portrayal(ledger)[1][0] == ["p", "a", 2, 0, 1.0]


@pytest.mark.parametrize("rows", [[], [confrontation("a", None)], [confrontation("a", "a")]])
def test_odd_ledgers_have_a_defined_result(rows):
    ledger = ledger_of(rows)
    assert common_enemies(ledger)[1] == [] and overlap(ledger)[1] == []
    assert len(portrayal(ledger)[1]) == len(rows)
