"""Which events may be the same act: on the example, on constructed pairs, and at the size of a dataset."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from standoff.matching.events import ComparableEvents, _Event, comparable_events, event_proposals
from standoff.matching.judgements import judge
from standoff.matching.profiles import profiles
from standoff.queries.names import Names
from standoff.readers.datasets.dataset import read_table
from standoff.readers.inputs import read_input
from standoff.record.keeper import Keeper, open_keeper
from standoff.vocabulary import CODES, local_name
from tests.matching.test_judgements import ANNA, DAY
from tests.readers.datasets.conftest import SAMPLES, table, write

TYPE = CODES + "event-type/"


def proposed(record: Keeper, least: float = 0.0, **options: float) -> dict[tuple[str, str], float]:
    found = event_proposals(comparable_events(record), profiles(record), least, **options)  # type: ignore[arg-type]
    return {(local_name(p.one), local_name(p.other)): p.score for p in found}


def test_two_reports_of_one_killing_are_proposed_and_actors_judged_the_same_lift_the_score(record: Keeper) -> None:
    before = proposed(record)[("killing", "shooting")]
    judge(record, "us-forces", "americans", same=True, by=ANNA, on=DAY)
    judge(record, "man", "villager", same=True, by=ANNA, on=DAY)
    same = {
        "https://w3id.org/standoff/id/actor/us-forces": "https://w3id.org/standoff/id/actor/americans",
        "https://w3id.org/standoff/id/actor/villager": "https://w3id.org/standoff/id/actor/man",
    }
    (found,) = event_proposals(comparable_events(record), profiles(record), same=same)
    assert found.score > before and found.score > 0.85
    words = "; ".join(found.reasons)
    assert "both 2020-02-12" in words and "killing" in words and "each is the other's best" in words


def test_judged_pairs_and_events_of_one_document_are_not_proposed(record: Keeper, example: Path) -> None:
    ends = ("https://w3id.org/standoff/id/event/killing", "https://w3id.org/standoff/id/event/shooting")
    assert event_proposals(comparable_events(record), profiles(record), 0.0, [ends]) == []
    whole = open_keeper()
    whole.put(read_input(example))
    known = comparable_events(whole)
    for each in event_proposals(known, profiles(whole), 0.0):
        assert not known.known[each.one].documents & known.known[each.other].documents


def test_rows_of_two_files_of_one_dataset_are_not_proposed(tmp_path: Path) -> None:
    # The same rows under different ids in two files: to the coder of the dataset, each is a different act.
    rows = table(SAMPLES / "ged-sample.csv")[:20]
    write(tmp_path / "first.csv", rows)
    write(tmp_path / "second.csv", [{**row, "id": f"9{row['id']}"} for row in rows])
    record = open_keeper()
    record.put([read_table(tmp_path / name, "ucdp-ged") for name in ("first.csv", "second.csv")])
    known = comparable_events(record)
    assert len(known.known) > 20
    assert event_proposals(known, profiles(record)) == []


def events_of(
    *rows: tuple[str, str, float, float, float], documents: int = 2, types: str = "attack"
) -> ComparableEvents:
    """(first day, last day, latitude, longitude, radius), in turn from so many documents."""
    known, points = {}, {}
    for number, (first, last, latitude, longitude, radius) in enumerate(rows):
        iri, place = f"https://w3id.org/standoff/id/event/e{number:06}", f"https://w3id.org/standoff/id/place/p{number}"
        known[iri] = _Event({f"d{number % documents}"}, {TYPE + types}, place, first, last, [], {f"a{number % 7}"})
        points[place] = (latitude, longitude, radius)
    return ComparableEvents(Names({}, {}), known, points, {}, {}, frozenset(), {})


def test_nearer_in_place_and_time_scores_higher() -> None:
    day = ("2020-02-12", "2020-02-12")
    # 0.1 degrees of latitude are 11 km.
    cases = [(*day, 37.0, 41.0, 1.0), (*day, 37.1, 41.0, 1.0), (*day, 37.2, 41.0, 1.0), (*day, 38.0, 41.0, 1.0)]
    scores = [best_score(events_of(cases[0], case)) for case in cases]
    assert scores[0] > scores[1] > scores[2] > 0 and scores[3] == 0
    times = [
        ("2020-02-12", "2020-02-12"),
        ("2020-02-10", "2020-02-16"),
        ("2020-02-13", "2020-02-13"),
        ("2020-02-14", "2020-02-14"),
    ]
    scores = [best_score(events_of(cases[0], (*time, 37.0, 41.0, 1.0))) for time in times]
    assert scores[0] > scores[1] > scores[2] > 0 and scores[3] == 0
    assert best_score(events_of(cases[0], ("2020-02-14", "2020-02-14", 37.0, 41.0, 1.0)), days=2) > 0
    # A row known only to within 60 km lies near all that is within that and 25 km more.
    assert best_score(events_of(cases[0], (*day, 37.7, 41.0, 60.0))) > 0


def best_score(comparable_events: ComparableEvents, **options: float) -> float:
    return max((p.score for p in event_proposals(comparable_events, [], 0.0, **options)), default=0.0)  # type: ignore[arg-type]


def test_scores_do_not_depend_on_the_order_of_events() -> None:
    rng = random.Random(4)
    cases = [
        (str(day), str(day + timedelta(rng.choice((0, 0, 6)))), 37 + rng.random(), 41 + rng.random(), 5.0)
        for day in (date(2020, 1, 1) + timedelta(rng.randrange(20)) for _ in range(60))
    ]
    known = events_of(*cases, documents=3)
    turned = ComparableEvents(known.names, dict(reversed(known.known.items())), known.points, {}, {}, frozenset(), {})
    one, other = ({(p.one, p.other, p.score) for p in event_proposals(t, [], 0.4)} for t in (known, turned))
    assert one == other and one


def test_twenty_thousand_rows_find_their_copies() -> None:
    # Two datasets of 10,000 rows over three years and the north of Syria, the second with the same acts a few
    # kilometres off; benchmarks/matching.py does the same with 100,000 and measures it.
    rng = random.Random(7)
    rows = []
    for _ in range(10_000):
        day = date(2017, 1, 1) + timedelta(rng.randrange(1095))
        latitude, longitude = 33 + 4 * rng.random(), 36 + 5 * rng.random()
        rows.append((str(day), str(day), latitude, longitude, 1.0))
        rows.append((str(day), str(day), latitude + 0.02, longitude, 1.0))
    known = events_of(*rows)
    for number, event in enumerate(known.known.values()):
        event.actors = {f"a{number // 2}"}
    found = {(p.one, p.other) for p in event_proposals(known, [], 0.9)}
    iris = list(known.known)
    assert {(iris[n], iris[n + 1]) for n in range(0, len(iris), 2)} <= found and len(found) < 10_100
