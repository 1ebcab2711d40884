"""Deaths: rival figures are not added up, the same dead count once, and "at least" is no best estimate."""

from __future__ import annotations

import pytest

from standoff.measures.deaths import deaths, one_toll
from standoff.vocabulary import ST
from tests.measures.known import actor, confrontation, ledger_of, statement

COLUMNS = ["who", "way", "whom", "acts_with_toll", "acts_without", "low", "best", "high", "no_best"]


def told(event, said_by="p", *, incident="i", claim="", **says):
    """The rows of one claim about an act; names of actors, or numbers of dead."""
    said = f"{event} {said_by} {claim} {sorted(says.items())}"
    given = {"said_by": said_by, "said": said, "incident": incident, "document": f"report of {said_by}"}
    rows = [statement(event, ST + "eventType", "type", event_type="type", **given)]
    for prop, value in says.items():
        rows.append(statement(event, ST + prop, value if isinstance(value, int) else actor(value), **given))
    return rows


def of(*claims):
    ledger = ledger_of([confrontation("x", "y", event="another")], [row for claim in claims for row in claim])
    columns, rows = deaths(ledger)
    assert columns == COLUMNS
    return {" ".join(row[:3]).strip(): row[3:] for row in rows}


def test_a_man_told_dead_in_two_acts_of_an_incident_counts_once():
    shot = told("shot", "p", actor="a", victim="man", deathsBest=1)
    clash = told("clash", "q", actor="a", recipient="b", victim="man", deathsBest=1)
    found = of(shot, clash)
    # Once in all; the row of a and b has the clash alone, and each act has a toll. The act of x against y has none.
    assert found["all acts"] == [2, 1, 1, 1, 1, 0]
    assert found["a → man"] == [2, 0, 1, 1, 1, 0] and found["a → b"] == [1, 0, 1, 1, 1, 0]
    # In another incident, or without one, it would be another man's death told of the same name: both count.
    for incidents in (("i", "j"), (None, None)):
        given = {"actor": "a", "victim": "man", "deathsBest": 1}
        apart = [told(event, incident=i, **given) for event, i in zip("ef", incidents, strict=True)]
        assert of(*apart)["all acts"] == [2, 1, 2, 2, 2, 0]


def test_different_dead_add_up():
    man, boy = (told(event, actor="a", victim=event, deathsBest=1) for event in ("man", "boy"))
    assert of(man, boy)["all acts"] == [2, 1, 2, 2, 2, 0]
    # Two acts with no victim named have their own dead.
    unnamed = [told(event, actor="a", recipient="b", deathsBest=n) for event, n in (("e", 3), ("f", 4))]
    assert of(*unnamed)["all acts"] == [2, 1, 7, 7, 7, 0]


def test_one_source_that_names_two_victims_of_one_act_tells_two_dead():
    by_name = [told("e", "p", actor="a", victim=victim, deathsBest=1) for victim in ("man", "boy")]
    assert of(*by_name)["all acts"] == [1, 1, 2, 2, 2, 0]
    # q's two for both are the same dead, r's one a rival figure: low 1, median 2.
    both = told("e", "q", actor="a", deathsBest=2)
    one = told("e", "r", actor="a", victim="man", deathsBest=1)
    assert of(*by_name, both, one)["all acts"] == [1, 1, 1, 2, 2, 0]


def test_at_least_twenty_is_no_best_estimate_of_twenty():
    least = told("e", actor="a", recipient="b", deathsLow=20)
    assert of(least)["a → b"] == [1, 0, 20, None, None, 1]
    # With an act of one dead: at least 21, and no best estimate of the sum.
    one = told("f", actor="a", recipient="b", deathsBest=1)
    assert of(least, one)["a → b"] == [2, 0, 21, None, None, 1]
    # Where another source gives a number for the same act, that is the best estimate, and 20 or more is a rival of it.
    assert of(least, told("e", "q", actor="a", recipient="b", deathsBest=15))["a → b"] == [1, 0, 15, 15, None, 0]
    assert of(least, told("e", "q", actor="a", recipient="b", deathsBest=25))["a → b"] == [1, 0, 20, 25, 25, 0]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([], (None, None, None)),
        ([("p", None, 5, None)], (5, 5, 5)),
        ([("p", 5, None, None)], (5, None, None)),
        ([("p", None, None, 5)], (None, None, 5)),
        ([("p", 5, None, 5)], (5, 5, 5)),
        ([("p", 5, 7, None)], (5, 7, None)),
        ([("p", None, None, 5), ("q", None, 10, None)], (None, 10, 10)),
        # One source has one voice for the best, however often it speaks: of 1 (p, in the middle) and 9 the lower.
        ([("p", None, 1, None)] * 3 + [("q", None, 9, None)], (1, 1, 9)),
        # Low, best and high not in their order, as some rows of UCDP GED have them.
        ([("p", 4, 3, 0)], (0, 3, 4)),
    ],
)
def test_one_toll_by_hand(figures, expected):
    assert one_toll(figures) == expected


def test_a_toll_told_without_any_end_counts_in_all_acts_alone():
    toll = [statement("e", ST + "deathsBest", 3, said_by="q", event_type="type")]
    found = of(told("e", actor="a", recipient="b", incident=None), toll)
    assert found == {"all acts": [1, 1, 3, 3, 3, 0]}


def test_tolls_that_are_denied_or_opinions_do_not_count():
    plain = told("e", actor="a", recipient="b", deathsBest=2)
    denied = [{**row, "stance": ST + "Denies"} for row in told("e", "q", actor="a", recipient="b", deathsBest=50)]
    opinion = [{**row, "opinion": True} for row in told("e", "r", actor="a", recipient="b", deathsBest=70)]
    assert of(plain, denied, opinion)["a → b"] == [1, 0, 2, 2, 2, 0]
