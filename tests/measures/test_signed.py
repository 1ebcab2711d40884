"""The signed network of the example and of small ledgers."""

from __future__ import annotations

import pytest

from standoff.measures.catalogue import measure as measure_of
from standoff.measures.signed import directed_signs, signed_graph
from standoff.rules.ledger import Ledger
from standoff.rules.view import EVERYTHING, View
from standoff.vocabulary import ST
from tests.measures.known import actor, confrontation, ledger_of, statement


def test_confrontation_is_minus_and_a_shared_side_plus():
    rows = [confrontation("a", "b"), confrontation("c", "b"), confrontation("a", "d")]
    graph = signed_graph(ledger_of(rows, sides={"a": "x", "c": "x", "d": "x"}))
    signs = {frozenset((u[-1], v[-1])): (d["sign"], d["mixed"]) for u, v, d in graph.edges(data=True)}
    assert signs == {
        frozenset("ab"): (-1, False),
        frozenset("bc"): (-1, False),
        frozenset("ac"): (1, False),
        frozenset("cd"): (1, False),
        frozenset("ad"): (-1, True),
    }


def test_unnamed_ends_and_who_confronts_itself_are_left_out():
    assert not signed_graph(ledger_of([confrontation("a", None), confrontation("a", "a")])).edges


def test_stated_direction_is_preserved():
    graph = directed_signs(ledger_of([confrontation("a", "b"), confrontation("b", "c", directed=False)]))
    assert set(graph.edges) == {(actor("a"), actor("b")), (actor("b"), actor("c")), (actor("c"), actor("b"))}


@pytest.mark.parametrize("level", ["actor", "organisation", "side"])
def test_the_example_at_every_level(level, whole_record):
    ledger = Ledger(whole_record)
    graph = signed_graph(ledger, View.of(ledger.names, level=level))
    assert graph.number_of_edges() and not any(u == v for u, v in graph.edges)
    for name in ("balance", "camps", "frustration", "signed-ties", "signed-triads"):
        assert measure_of(name, ledger, View.of(ledger.names, level=level))[1]


def test_signed_ties_by_hand():
    rows = [confrontation("a", "b"), confrontation("c", "b"), confrontation("a", "c")]
    helping = [statement(actor("d"), ST + "supports", actor("b"), said_by=source) for source in "pq"]
    helping += [
        statement(actor("d"), ST + "alliedWith", actor("a")),
        statement(actor("d"), ST + "supports", actor("d")),
    ]
    ledger = ledger_of(rows, helping, sides={"a": "x", "c": "x"})
    columns, found = measure_of("signed-ties", ledger, EVERYTHING)
    assert columns == ["actor", "other", "sign", "mixed", "stands_on"]
    against = ["a", "c", -1, True, ["confrontation", "same side"]]
    assert found == [
        ["a", "b", -1, False, ["confrontation"]],
        against,
        ["a", "d", 1, False, ["allied with"]],
        ["b", "c", -1, False, ["confrontation"]],
        ["b", "d", 1, False, ["supports"]],
    ]
    # Only one source reports the alliance, and each act. What the coder declares stays, but there is nobody to tie.
    assert measure_of("signed-ties", ledger, EVERYTHING.with_changes(min_groups=2))[1] == [
        ["b", "d", 1, False, ["supports"]]
    ]


def test_camps_frustration_and_triads_of_a_ledger_by_hand():
    rows = [confrontation("a", "b"), confrontation("b", "c"), confrontation("c", "a"), confrontation("d", "a")]
    ledger = ledger_of(rows, sides={"a": "x", "d": "x", "b": "y", "c": "z"})
    # a, b and c all fight each other, and d fights its own side: − on all four ties, three in one triangle.
    figures = dict(row for row in measure_of("frustration", ledger, EVERYTHING)[1] if row[0] != "frustrated tie")
    assert figures == {
        "signed ties": 4,
        "frustration index": "1, proven",
        "lower bound": 1,
        "upper bound": 1,
        "balance by frustration": 1 - 1 / 2,
    }
    divided = [row[:2] for row in measure_of("camps", ledger, EVERYTHING)[1]]
    assert divided == [[1, 4], [2, 1], [3, 0]]
    members = measure_of("camps", ledger, EVERYTHING)[1][2][3]
    assert not any("a" in camp and ("b" in camp or "c" in camp or "d" in camp) for camp in members)
    counts = {(row[0], row[1]): row[3] for row in measure_of("signed-triads", ledger, EVERYTHING)[1]}
    assert counts["undirected", "---"] == 1 and counts["directed", "cycle ---"] == 1 and sum(counts.values()) == 2
    balance = {row[0]: row[1] for row in measure_of("balance", ledger, EVERYTHING)[1]}
    assert (balance["mixed ties"], balance["triangles"], balance["triangle balance"]) == (1, 1, 0)
