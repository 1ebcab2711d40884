"""What is true of every measure: odd ledgers have a defined result, nothing is changed, all variations work."""

from __future__ import annotations

import copy
import inspect
import io
import json
import math
import random
from datetime import date
from functools import partial
from importlib import import_module

import networkx as nx
import pytest

from standoff import Record
from standoff.errors import QuestionError
from standoff.frames.text import as_csv, as_json, as_text
from standoff.measures.catalogue import MEASURES, NOT_IN_NETWORKS, measure
from standoff.measures.full_report import notes, report
from standoff.measures.resampling import _drawn, resampled
from standoff.measures.variation import KEYS, bootstrap, figures, leave_one_out, source_weight, windows
from standoff.measures.without_sources import act_counts, act_counts_without, without_each
from standoff.output.networks import measured
from standoff.output.plots import OF_MEASURE, plot_of
from standoff.rules.dyads import dyads, dyads_without
from standoff.rules.ledger import Ledger
from standoff.rules.view import EVERYTHING, View
from standoff.vocabulary import ST
from tests.measures.known import actor, confrontation, ledger_of, statement

ODD = {
    "nothing at all": [],
    "one actor, the other unnamed": [confrontation("a", None, earliest="2020-01-01", score=-5.0)],
    "nobody named": [confrontation(None, None)],
    "one confronts itself": [confrontation("a", "a", earliest="2020-01-01", score=-5.0)],
    "no date and no score": [confrontation("a", "b"), confrontation("b", "c")],
    "only a denial": [confrontation("a", "b", stance=ST + "Denies")],
    "no direction": [confrontation("a", "b", directed=False, earliest="2020-01-01")],
    "one and the same act": [confrontation("a", "b", event="e", earliest="2020-01-01", score=-1.0)] * 3,
    "all on one side": [
        confrontation("a", "b", earliest="2020-01-01", score=0.0),
        confrontation("b", "c", earliest="2020-01-01"),
    ],
}
SIDES = {"a": "x", "b": "x", "c": "x"}
#: The ways in which the command gives any measure.
VARIED = (leave_one_out, source_weight, windows, partial(windows, every="10", rolling=3), partial(bootstrap, runs=3))


@pytest.fixture(scope="module")
def example(whole_record) -> Ledger:
    # A ledger of its own: it keeps what was found, here with few networks by chance.
    return Ledger(whole_record)


@pytest.fixture(autouse=True)
def few_networks_by_chance(monkeypatch):
    monkeypatch.setattr("standoff.measures.random_networks.RUNS", 5)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", MEASURES)
def test_odd_ledgers_have_a_defined_result_and_a_sentence_where_there_is_no_row(name, odd):
    ledger = ledger_of(ODD[odd], sides=SIDES if "side" in odd else None)
    before = copy.deepcopy(ledger.every_confrontation)
    columns, rows = measure(name, ledger, EVERYTHING)
    assert columns and all(len(row) == len(columns) for row in rows)
    assert rows or notes(name, ledger, rows)
    assert not any(isinstance(value, float) and not math.isfinite(value) for row in rows for value in row)
    tables = [(columns, rows), *(vary(name, ledger) for vary in VARIED)]
    assert ledger.every_confrontation == before
    for heads, found in tables:
        # Two columns of one name would be one key of an object in JSON.
        assert len(set(heads)) == len(heads) and all(heads)
        assert all(len(row) == len(heads) for row in found)
        assert bool(as_text(heads, found)) == bool(found) and as_csv(heads, found)
        json.loads(as_json(found), parse_constant=pytest.fail)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_of_an_empty_view_says_that_it_is_empty(name):
    nothing, denied, unnamed = (ledger_of(ODD[odd]) for odd in ("nothing at all", "only a denial", "nobody named"))
    for ledger in (nothing, denied):
        [said] = notes(name, ledger, measure(name, ledger, EVERYTHING)[1])
        assert said == "Nothing to tell: the view shows no confrontation."
    assert all("no row" not in said for said in notes(name, unnamed, []))


def test_zeros_alone_are_not_an_answer():
    ledger = ledger_of(ODD["no direction"])
    assert notes("reciprocity", ledger, measure("reciprocity", ledger, EVERYTHING)[1]) == [
        "Nothing to tell: no act between two named actors has a direction."
    ]
    assert notes("concentration", ledger, measure("concentration", ledger, EVERYTHING)[1]) == []


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", OF_MEASURE)
def test_odd_ledgers_have_a_picture(name, odd, tmp_path):
    pytest.importorskip("matplotlib")
    ledger = ledger_of(ODD[odd], sides=SIDES if "side" in odd else None)
    said = plot_of(name, ledger, tmp_path / "odd.svg")
    assert (tmp_path / "odd.svg").stat().st_size > 1000
    assert said == [] or said == notes(name, ledger, [])
    assert said if odd == "nothing at all" else True


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_its_variations_on_the_example(name, example):
    incident = View.of(example.names, said_by=["SANA", "SOHR", "ANHA", "RT"], since=date(2020, 2, 1))
    columns, rows = leave_one_out(name, example, incident)
    for row in rows:
        _, low, high, rank, best, worst, _, falls = row[-8:]
        assert rank >= 1 and (low is None) == (best is None)
        assert low is None or (low <= high and best <= worst)
        assert low is not None or falls
    assert columns[-8:-6] == ["value", "low"] and len(columns) - 9 == KEYS.get(name, 1)
    assert all(row[2] is None or -1 <= row[2] <= 1 for row in source_weight(name, example, incident)[1])
    for *_, low, median, high, there in bootstrap(name, example, incident, runs=5)[1]:
        assert 0 <= there <= 1 and (low is None or low <= median <= high)
    assert windows(name, example, incident, "year")[0][:2] == ["since", "until"]


VIEWS = {
    "between": {"between": ("US Armed Forces", "Russian Armed Forces")},
    "sides": {"level": "side"},
    "organisations": {"level": "organisation"},
    "two groups": {"min_groups": 2},
    "one source": {"said_by": "SANA"},
    "one kind": {"event_type": "kill"},
    "a day": {"since": "2020-02-12", "until": "2020-02-12"},
    "nothing": {"as_of": "1990"},
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_of_every_kind_of_view(name, view, example):
    chosen = View.of(example.names, **VIEWS[view])
    columns, rows = measure(name, example, chosen)
    assert all(len(row) == len(columns) for row in rows)
    assert rows or notes(name, example, rows, chosen)
    if view == "nothing":
        assert notes(name, example, rows, chosen)
    json.loads(as_json(rows), parse_constant=pytest.fail)


@pytest.mark.parametrize("name", MEASURES)
def test_the_columns_of_every_variation_have_different_names(name):
    ledger = ledger_of(
        [confrontation("a", "b", earliest="2020-01-01", score=-5.0), confrontation("b", "c", earliest="2020-01-02")]
    )
    for columns, _ in (leave_one_out(name, ledger), bootstrap(name, ledger, runs=1)):
        assert len(set(columns)) == len(columns)


def test_leaving_a_source_out_equals_the_view_without_it(example):
    columns, rows = leave_one_out("activity", example)
    source = example.names.find("actor", "SANA").value
    without = figures("activity", example, EVERYTHING.with_changes(without=frozenset({source})))
    for row in rows:
        line = dict(zip(columns, row, strict=True))
        left = without.get((line["actor"],), {}).get(line["figure"])
        assert left is None or line["low"] <= left <= line["high"]
        assert (left is None) == (example.names.label(source) in line["falls_without"])


def test_ranges_and_ranks_by_hand():
    # p reports a twice and b once, q reports b once: without p, a is gone; without q, b falls from 2 to 1.
    rows = [
        confrontation("a", "x", event="1", said_by="p"),
        confrontation("a", "x", event="2", said_by="p"),
        confrontation("b", "x", event="3", said_by="p"),
        confrontation("b", "x", event="4", said_by="q"),
    ]
    ledger = ledger_of(rows)
    columns, found = leave_one_out("activity", ledger)
    line = next(dict(zip(columns, r, strict=True)) for r in found if r[:2] == ["b", "initiated"])
    assert (line["value"], line["low"], line["high"]) == (2, 1, 1) and line["moved_by"] == ["p", "q"]
    assert (line["rank"], line["best_rank"], line["worst_rank"]) == (1, 1, 2)
    assert next(r for r in found if r[:2] == ["a", "initiated"])[-1] == ["p"]
    weights = {(r[0], r[1]): r[2:] for r in source_weight("activity", ledger)[1]}
    # Without q the order of a (2), b (2→1) and x (0) is one of three that differ: tau-b by SciPy's formula.
    assert weights["q", "initiated"][1:] == [0, 1.0, 1] and weights["p", "initiated"][1] == 1


def test_all_searches_of_a_variation_share_the_time_limit(monkeypatch):
    rows = [
        confrontation(who, whom, earliest=f"2020-0{month}-01", said_by=source, event=f"{who}{whom}{source}")
        for month, source in enumerate("pqr", 1)
        for who, whom in ("ab", "bc", "ca")
    ]
    ledger, shares = ledger_of(rows), []

    def given(name, ledger, view, time_limit=None):
        shares.append(time_limit)
        return measure(name, ledger, view, time_limit)

    monkeypatch.setattr("standoff.measures.variation.measure", given)
    for vary, times in ((leave_one_out, 4), (source_weight, 4), (partial(bootstrap, runs=9), 10), (windows, 3)):
        shares.clear()
        vary("frustration", ledger, time_limit=8.0)
        # Windows ask once more, on an empty view, for the columns. An equal draw is computed only once.
        searched = [share for share in shares if share is not None]
        assert 2 < len(searched) <= times and searched[0] == pytest.approx(8 / times, rel=0.5)
        assert searched == sorted(searched) or sum(searched) <= 8.5


def test_windows_by_month_and_rolling():
    rows = [confrontation("a", "b", earliest=f"2020-0{month}-15") for month in (1, 2, 4)]
    ledger = ledger_of(rows)
    columns, found = windows("concentration", ledger, every="month")
    assert [(r[0], r[1], r[3]) for r in found] == [
        ("2020-01-01", "2020-01-31", 1),
        ("2020-02-01", "2020-02-29", 1),
        ("2020-03-01", "2020-03-31", 0),
        ("2020-04-01", "2020-04-30", 1),
    ]
    assert [r[3] for r in windows("concentration", ledger, every="month", rolling=2)[1]] == [2, 1, 1]
    assert [r[3] for r in windows("concentration", ledger, every="60")[1]] == [2, 1]
    assert [r[0] for r in windows("concentration", ledger, every="year")[1]] == ["2020-01-01"]
    assert columns[2:4] == ["pairs", "acts"]
    for wrong in ("week", "0", "00", "٠", "-3", "1.5", "", "²", "MONTH", "9" * 8, "9" * 5000):
        with pytest.raises(QuestionError, match="month, year, or a number"):
            windows("concentration", ledger, every=wrong)
        with pytest.raises(QuestionError, match="month, year, or a number"):
            windows("concentration", ledger_of(), every=wrong)


def test_windows_stay_within_the_view_and_the_calendar():
    rows = [
        confrontation("a", "b", earliest="2020-01-15"),
        confrontation("a", "c", earliest="2019-11-01", latest="2020-03-31"),
        confrontation("a", "d"),
    ]
    view = EVERYTHING.with_changes(since=date(2020, 1, 10), until=date(2020, 2, 20))
    found = windows("concentration", ledger_of(rows), view)[1]
    # The act of an unsure day is in each window; none lies before or after what the view shows.
    assert [row[:4] for row in found] == [["2020-01-10", "2020-01-31", 2, 2], ["2020-02-01", "2020-02-20", 1, 1]]
    assert [r[:2] for r in windows("concentration", ledger_of(rows), every="9999999")[1]] == [
        ["2019-11-01", "9999-12-31"]
    ]
    last = ledger_of([confrontation("a", "b", earliest="9999-12-30")])
    for every in ("month", "year", "1"):
        assert windows("concentration", last, every=every)[1][-1][1][:4] == "9999"
    # Acts without a day are in no window, so that no window says how many there are.
    found = windows("months", ledger_of(rows), every="year")[1]
    assert {row[2] for row in found} == {"2019-11", "2019-12", "2020-01"}


def _by_chance(seed: int) -> Ledger:
    chance = random.Random(seed)
    rows = [
        confrontation(
            chance.choice("abcd"),
            chance.choice("abcde"),
            event=f"e{chance.randrange(15)}",
            said_by=chance.choice("pqrs"),
            directed=chance.random() < 0.7,
            claim=str(number),
            stance=ST + ("Denies" if chance.random() < 0.2 else "Asserts"),
        )
        for number in range(40)
    ]
    return ledger_of(rows)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("chosen", [{}, {"min_groups": 2}, {"between": (actor("a"), actor("b"))}])
def test_dyads_without_a_source_are_those_of_the_view_without_it(seed, chosen):
    ledger, view = _by_chance(seed), EVERYTHING.with_changes(**chosen)
    whole = {(d.who, d.whom, d.directed): d for d in dyads(ledger, view)}
    for source in "pqrs":
        plain = {(d.who, d.whom, d.directed): d for d in dyads(ledger, view.with_changes(without=frozenset({source})))}
        left = whole | dyads_without(ledger, view, source)
        assert {ends: (d.grades, d.groups, len(d.acts)) for ends, d in left.items() if d} == {
            ends: (d.grades, d.groups, len(d.acts)) for ends, d in plain.items()
        }
    assert act_counts_without(ledger, view) == without_each(act_counts, ledger, view)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("chosen", [{}, {"min_groups": 2}, {"between": (actor("a"), actor("b"))}, {"level": "side"}])
def test_acts_with_groups_drawn_are_those_of_the_view_of_these_groups(seed, chosen):
    ledger, view = _by_chance(seed), EVERYTHING.with_changes(**chosen)
    assert _drawn(ledger, view, runs=20) == resampled(act_counts, ledger, view, runs=20)


def test_the_report_has_every_measure_and_names_those_left_out_for_time(example):
    found = list(report(example))
    assert sorted(answer.name for answer in found) == sorted(MEASURES)
    assert all(answer.rows or answer.notes for answer in found)
    short = list(report(example, time_limit=1e-9))
    assert len(short) == len(MEASURES) and all("left out" in answer.notes[0] for answer in short)


def test_a_side_too_large_to_draw_is_named(monkeypatch):
    monkeypatch.setattr("standoff.measures.signed.LARGEST_CAMP", 2)
    ledger = ledger_of([confrontation("a", "b"), confrontation("b", "c")], sides=SIDES)
    assert "has 3 actors here" in notes("balance", ledger, measure("balance", ledger, EVERYTHING)[1])[0]


def test_measures_are_attributes_in_graph_formats(example):
    graph = Record(example.record).to_networkx(measures=["activity", "centrality", "deaths", "exchange", "reciprocity"])
    us, russia = (example.names.find("actor", name).value for name in ("US Armed Forces", "Russian Armed Forces"))
    # Sixteen before opinions ("a provocative step") no longer counted as acts: three events are told in opinions alone.
    assert graph.nodes[us]["activity_initiated"] == 13 and graph.nodes[us]["label"] == "US Armed Forces"
    assert 0 <= graph.nodes[us]["centrality_betweenness"] <= 1
    assert {data["exchange_acts"] for data in graph.get_edge_data(us, russia).values()} == {3}
    assert graph.graph["reciprocity_directed_dyads"] == measure("reciprocity", example, EVERYTHING)[1][0][0]
    for write, again in ((nx.write_graphml, nx.read_graphml), (nx.write_gexf, nx.read_gexf)):
        file = io.BytesIO()
        write(graph, file)
        file.seek(0)
        assert again(file).nodes[us]["activity_initiated"] == 13


def test_two_actors_with_one_label_have_separate_figures():
    ledger = ledger_of([confrontation("a", "b"), confrontation("a", "c")])
    ledger.names.labels.update({actor(name): "The Army" for name in "abc"})
    graph = measured(ledger, ["activity"])
    assert [graph.nodes[actor(name)]["activity_initiated"] for name in "abc"] == [2, 0, 0]


def test_two_actors_with_one_label_have_separate_rows():
    rows = [confrontation("a", "b", event="1"), confrontation("a", "c", event="2"), confrontation("d", "c", event="3")]
    ledger = ledger_of(rows)
    ledger.names.labels.update(
        {actor(name): label for name, label in zip("abcd", ("A", "Army", "Army", "D"), strict=True)}
    )
    found = {row[0]: row[2] for row in measure("activity", ledger, EVERYTHING)[1]}
    assert found == {"A": 0, "Army (b)": 1, "Army (c)": 2, "D": 0}
    assert {row[0] for row in leave_one_out("activity", ledger)[1]} == set(found)
    assert {row[0]: row[1] for row in measure("bootstrap", ledger, EVERYTHING)[1]}["Army (c)"] == 2
    assert ledger.names.label(actor("b")) == "Army"
    # If no two labels are equal nothing is copied, and cached results serve the next measure.
    assert ledger_of(rows).with_unique_labels is not ledger.with_unique_labels is ledger.with_unique_labels
    alone = ledger_of(rows)
    assert alone.with_unique_labels is alone


@pytest.mark.parametrize("name", MEASURES)
def test_each_measure_says_what_it_is_and_shows_its_odd_case(name):
    said = inspect.getdoc(getattr(import_module(f"standoff.measures.{MEASURES[name][0]}"), name)) or ""
    words, *examples = said.split(">>> ")
    assert len(words.split()) >= 25 and examples, name
    assert "annot tell" in words, f"{name} does not say what it cannot tell"


def test_every_key_and_picture_is_of_a_measure():
    assert set(KEYS) <= set(MEASURES) and set(OF_MEASURE) <= set(MEASURES)


def test_onlookers_are_counted_from_statements():
    ledger = ledger_of([confrontation("a", "b", event="e")], [statement("e", ST + "onlooker", actor("c"))])
    assert measure("onlooking", ledger, EVERYTHING)[1] == [["c", 1, 0, ["paper"]]]


def test_every_measure_has_a_place_in_a_network_or_is_refused_there(example):
    """A row of one with a place is of an actor, a pair of actors (sources are actors) or the whole network."""
    named = {"actor", "figure", "source", "who", "without"}
    for name in MEASURES:
        columns = measure(name, example, EVERYTHING)[0]
        placed = not KEYS.get(name, 1) or columns[0] in named
        assert placed != (name in NOT_IN_NETWORKS) or name == "portrayal", name
    graph = Record(example.record).to_networkx(measures=["stand-on"])
    assert all("stand_on_grades" in data for *_, data in graph.edges(data=True))
