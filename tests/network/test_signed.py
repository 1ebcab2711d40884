"""The signed network of the example and of small ledgers."""

from __future__ import annotations

import pytest

from graph import measure, open_record, read
from graph.network.ledger import Ledger
from graph.network.signed import directed_signs, signed_graph
from graph.network.view import View
from graph.vocabulary import examples_folder
from tests.network.known import actor, ledger_of, told


def test_confrontation_is_minus_and_a_side_in_common_plus():
    rows = [told("a", "b"), told("c", "b"), told("a", "d")]
    graph = signed_graph(ledger_of(rows, sides={"a": "x", "c": "x", "d": "x"}))
    signs = {frozenset((u[-1], v[-1])): (d["sign"], d["mixed"]) for u, v, d in graph.edges(data=True)}
    assert signs == {frozenset("ab"): (-1, False), frozenset("bc"): (-1, False), frozenset("ac"): (1, False),
                     frozenset("cd"): (1, False), frozenset("ad"): (-1, True)}  # fmt: skip


def test_unnamed_ends_and_who_confronts_itself_are_left_out():
    assert not signed_graph(ledger_of([told("a", None), told("a", "a")])).edges


def test_direction_is_kept_where_it_is_told():
    graph = directed_signs(ledger_of([told("a", "b"), told("b", "c", directed=False)]))
    assert set(graph.edges) == {(actor("a"), actor("b")), (actor("b"), actor("c")), (actor("c"), actor("b"))}


@pytest.mark.parametrize("level", ["actor", "organisation", "side"])
def test_the_example_at_every_level(level):
    record = open_record()
    read(record, examples_folder() / "khirbet-amo")
    ledger = Ledger(record)
    graph = signed_graph(ledger, View.of(ledger.names, level=level))
    assert graph.number_of_edges() and not any(u == v for u, v in graph.edges)
    for name in ("balance", "camps", "frustration", "signed-ties", "signed-triads"):
        assert measure(record, name, level=level)
