"""How far sources agree, whose acts they report, and what falls without whom: by hand and against krippendorff, igraph.

The package `krippendorff` is the second opinion on alpha in tests/test_dossier.py too, on the example.
"""

from __future__ import annotations

import random

import igraph
import krippendorff
import numpy as np
import pytest

from standoff.measures.agreement import agreement, clusters, reporting, stances
from standoff.measures.robustness import falls_without, stand_on
from standoff.rules.view import EVERYTHING
from standoff.vocabulary import ST
from tests.measures.known import confrontation, ledger_of, statement

PLACE = ST + "means"


def _stances(taken):
    """Statements of which each source asserts (1) or denies (0) one, by number."""
    return [
        statement(
            f"e{number}",
            PLACE,
            "stones",
            said_by=source,
            claim=f"c{number}{source}",
            stance=ST + ("Asserts" if stance else "Denies"),
        )
        for number, stance_of in enumerate(taken)
        for source, stance in stance_of.items()
    ]


def test_agreement_by_hand():
    taken = [{"p": 1, "q": 1}, {"p": 1, "q": 0}, {"p": 1, "q": 1, "r": 1}, {"r": 1}]
    columns, rows = agreement(ledger_of(statements=_stances(taken)))
    assert columns == ["source", "other", "statements", "agree", "share"]
    assert rows[:3] == [["p", "q", 3, 2, 0.667], ["p", "r", 1, 1, 1], ["q", "r", 1, 1, 1]]
    # Krippendorff (2011) §C by hand: 7 values that pair, six 1 and one 0; one unit differs, of two values, so that
    # the observed coincidence is 1: alpha = 1 − (7 − 1) · 1 / (6 · 1) = 0.
    assert rows[3] == ["all sources", "alpha", 3, 2, 0]


def test_alpha_of_the_measure_equals_krippendorffs_package():
    chance = random.Random(3)
    taken = [{s: int(chance.random() < 0.7) for s in "pqrs" if chance.random() < 0.8} for _ in range(40)]
    table = np.array([[stance.get(s, np.nan) for stance in taken] for s in "pqrs"])
    *_, [_, _, _, _, found] = agreement(ledger_of(statements=_stances(taken)))[1]
    expected = krippendorff.alpha(table, level_of_measurement="nominal", value_domain=[0, 1])
    assert found == pytest.approx(expected, abs=5e-4)


def test_clusters_are_the_planted_blocs_and_those_of_igraph():
    chance = random.Random(4)
    bloc = dict(zip("pqrstu", (1, 1, 1, 0, 0, 0), strict=True))
    taken = [{s: (b if chance.random() < 0.9 else 1 - b) for s, b in bloc.items()} for _ in range(30)]
    ledger = ledger_of(statements=_stances(taken))
    assert clusters(ledger)[1] == [[1, ["p", "q", "r"]], [2, ["s", "t", "u"]]]
    weights = {}
    for stance in stances(ledger):
        for a in stance:
            for b in stance:
                if a < b:
                    weights[a, b] = weights.get((a, b), 0) + (1 if stance[a] == stance[b] else -1)
    ties = [(a, b, w) for (a, b), w in weights.items() if w > 0]
    graph = igraph.Graph.TupleList(ties, weights=True)
    found = {frozenset(graph.vs[each]["name"]) for each in graph.community_multilevel(weights="weight")}
    assert found == {frozenset("pqr"), frozenset("stu")}


def test_whose_acts_are_reported_by_hand():
    rows = [
        confrontation("a", "b", event="1", said_by="p"),
        confrontation("a", "c", event="2", said_by="p"),
        confrontation("d", "b", event="3", said_by="q"),
        confrontation(None, "b", event="4", said_by="q"),
        confrontation("a", "b", event="5", said_by="q", directed=False),
    ]
    ledger = ledger_of(rows, sides={"a": "x"})
    columns, found = reporting(ledger)
    # p reports two dyads in which a, of the side x, acts; in an act without direction nobody acts.
    assert columns == ["group", "reports_acts_of", "dyads", "attributions"]
    assert found == [["p", "x", 2, 2], ["q", "d", 1, 1], ["q", "unnamed", 1, 1]]


def test_what_falls_without_whom_by_hand():
    rows = [
        confrontation("a", "b", event="1", said_by="p"),
        confrontation("a", "b", event="1", said_by="q"),
        confrontation("c", "b", event="2", said_by="p"),
    ]
    statements = [*_stances([{"p": 1, "q": 1}, {"p": 1}, {"q": 1, "r": 1}])]
    ledger = ledger_of(rows, statements)
    # Without p nobody reports c → b, its version or the second statement; without q both dyads and all else stand.
    assert falls_without(ledger)[1] == [["p", 1, 2, ["c → b"]], ["q", 0, 0, []]]
    columns, found = stand_on(ledger)
    assert columns == ["who", "way", "whom", "stands_on", "grades", "without_one"]
    assert found == [["a", "→", "b", [], "fair", "weak"], ["c", "→", "b", ["p"], "weak", "falls"]]


def test_opposite_accounts_are_no_agreement():
    rows = [
        confrontation("a", "b", event="1", said_by="p", document="of p"),
        confrontation("b", "a", event="1", said_by="q", document="of q"),
        confrontation("b", "a", event="1", said_by="r", document="of r"),
    ]
    ledger = ledger_of(rows)
    # Two versions, a → b and b → a. On both p stands against q and against r, and q and r agree.
    assert stances(ledger) == [{"p": 1, "q": 0, "r": 0}, {"p": 0, "q": 1, "r": 1}]
    assert agreement(ledger)[1][:3] == [["p", "q", 2, 0, 0], ["p", "r", 2, 0, 0], ["q", "r", 2, 2, 1]]
    assert clusters(ledger)[1] == [[1, ["q", "r"]], [2, ["p"]]]
    # Without r's and q's word nobody is left to stand against p.
    only = EVERYTHING.with_changes(said_by=frozenset("p"))
    assert stances(ledger, only) == [{"p": 1}]


def test_who_tells_both_directions_takes_no_side_and_no_direction_agrees_with_one_direction_only():
    blow_for_blow = [confrontation(*pair, event="1", said_by="p", document="d") for pair in ("ab", "ba")]
    ledger = ledger_of([*blow_for_blow, confrontation("a", "b", event="1", said_by="q", document="e")])
    # p tells that each acted against the other: no contradiction, so both are for a → b; q does not speak of b → a.
    assert stances(ledger) == [{"p": 1, "q": 1}, {"p": 1}]
    plain = confrontation("a", "b", event="1", said_by="r", document="f", directed=False)
    one_way = ledger_of([confrontation("a", "b", event="1", said_by="q", document="e"), plain])
    # Who says that a acted against b also says that the two faced each other; who says only this tells that in part.
    assert stances(one_way) == [{"q": 1}, {"r": 1, "q": 1}]
    both_ways = ledger_of(
        [
            confrontation("a", "b", event="1", said_by="p", document="d"),
            confrontation("b", "a", event="1", said_by="q", document="e"),
            plain,
        ]
    )
    # Where the act is told both ways round, neither direction supports "they faced each other".
    assert stances(both_ways) == [{"p": 1, "q": 0}, {"p": 0, "q": 1}, {"r": 1}]


def test_what_is_told_another_way_when_a_source_is_left_out_does_not_fall():
    rows = [
        confrontation("a", "b", event="1", said_by="p", document="d"),
        confrontation(None, "b", event="1", said_by="q", document="e"),
        confrontation(None, "b", event="1", said_by="r", document="f"),
    ]
    # q and r tell a → b only in part; it falls with p. That something was done to b p, q and r tell.
    found = {tuple(row[:3]): row[3:] for row in stand_on(ledger_of(rows))[1]}
    assert found == {("unnamed", "→", "b"): [[], "fair", "fair"], ("a", "→", "b"): [["p"], "weak", "falls"]}
    lost = {row[0]: row[1:] for row in falls_without(ledger_of(rows))[1]}
    assert lost == {"p": [1, 1, ["a → b"]], "q": [0, 0, []], "r": [0, 0, []]}


def test_grades_of_several_acts_are_counted_those_in_dispute_first():
    rows = [confrontation("a", "b", event="1", said_by=source) for source in "pq"]
    rows += [confrontation("a", "b", event="2", said_by="p")]
    rows += [
        confrontation("a", "b", event="3", said_by=s, stance=ST + w) for s, w in (("p", "Asserts"), ("q", "Denies"))
    ]
    # Without p nobody asserts the second act, nor the third, which q denies.
    assert stand_on(ledger_of(rows))[1] == [["a", "→", "b", [], "1 contested, 1 fair, 1 weak", "weak"]]


def test_a_view_with_min_groups_2_has_what_two_groups_assert():
    rows = [confrontation("a", "b", event="1", said_by=source) for source in "pqr"]
    statements = _stances([{"p": 1, "q": 1, "r": 1}, {"p": 1, "q": 1}, {"p": 1, "q": 0}])
    ledger, two = ledger_of(rows, statements), EVERYTHING.with_changes(min_groups=2)
    # The third statement only p asserts; the version of the act all assert. The second falls without p or without q:
    # one group is too few here.
    assert agreement(ledger, two)[1][-1][2] == 3
    assert falls_without(ledger, two)[1] == [["p", 0, 1, []], ["q", 0, 1, []], ["r", 0, 0, []]]
