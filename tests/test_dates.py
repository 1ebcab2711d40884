"""Dates as stated: the days and moments that they may mean, and what can be said of two of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

import standoff
from standoff.dates import days, may_coincide, moments, one_day, surely_within
from standoff.readers.inputs import read_input
from standoff.record.keeper import open_keeper
from standoff.rules.ledger import Ledger
from standoff.vocabulary import ST, id_of

MIDNIGHT_AND_ON = timedelta(days=1) - timedelta(microseconds=1)
MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    "stated, first, last",
    [
        ("2020-08-17T09:20", datetime(2020, 8, 17, 9, 20), MINUTE),
        ("2020-08-17T09:20?", datetime(2020, 8, 17, 9, 20), MINUTE),
        ("2020-08-17T09:20Z", datetime(2020, 8, 17, 9, 20, tzinfo=UTC), MINUTE),
        ("2020-08-17T09:20+03:00", datetime(2020, 8, 17, 9, 20, tzinfo=timezone(timedelta(hours=3))), MINUTE),
        ("2020-08-17T09:20:05", datetime(2020, 8, 17, 9, 20, 5), timedelta(microseconds=999_999)),
        ("2020-08-17T09:20/2020-08-17T10:05", datetime(2020, 8, 17, 9, 20), timedelta(minutes=45) + MINUTE),
        ("2020-08-17T23:00Z/2020-08-18", datetime(2020, 8, 17, 23, tzinfo=UTC), None),
        ("2020-08-17", datetime(2020, 8, 17), MIDNIGHT_AND_ON),
        ("2019-12", datetime(2019, 12, 1), timedelta(days=30) + MIDNIGHT_AND_ON),
        ("9999-12-31T23:59", datetime(9999, 12, 31, 23, 59), MINUTE),
    ],
)
def test_a_date_has_a_first_and_a_last_moment(stated: str, first: datetime, last: timedelta | None) -> None:
    found = moments(stated)
    assert found[0] == first
    if last is None:  # no time zone at that end
        assert found[1] == datetime(2020, 8, 18) + MIDNIGHT_AND_ON
    else:
        assert found[1] == first + last


@pytest.mark.parametrize(
    "wrong, words",
    [
        ("2020-08-17T09", "Write a clock time as 2020-08-17T09:20"),
        ("2020-08-17T9:20", "Write a clock time as"),
        ("2020-08T09:20", "Write a clock time as"),
        ("2020-08-17T24:00", "runs from 00:00 to 23:59"),
        ("2020-08-17T09:60", "runs from 00:00 to 23:59"),
        ("2020-08-17T09:20+15:00", "run from -12:00 to +14:00"),
        ("2020-08-17T09:20+02:60", "run from -12:00 to +14:00"),
        ("2020-02-30T09:20", "February 2020 has 29 days"),
        ("2020-08-17T09:20 to ten", "is not a date"),
        ("2020-08-17T10:05/2020-08-17T09:20", "ends before it starts"),
        ("2020-08-17T09:20Z/2020-08-17T10:05", "time zone at one end only"),
        ("2020-08-17T09:20Z/2020-08-16", "ends before it starts"),
    ],
)
def test_a_clock_time_that_is_none_is_refused_in_words(wrong: str, words: str) -> None:
    with pytest.raises(ValueError) as caught:
        days(wrong)
    assert words in str(caught.value)


def test_the_ends_of_a_span_are_compared_in_their_own_time_zones() -> None:
    # 09:20 in Damascus is 06:20 in universal time, before eight there.
    first, last = moments("2020-08-17T09:20+03:00/2020-08-17T08:00Z")
    assert first and last and first < last


def test_one_day_is_no_month_and_no_minute() -> None:
    assert one_day("2020-02-12") == date(2020, 2, 12) == one_day("2020-02-12/2020-02-12")
    assert one_day("2020-02") is one_day("2020-02-12T09:20") is one_day("../2020-02-12") is None


@pytest.mark.parametrize(
    "one, other, may",
    [
        ("2020-08-17T09:20", "2020-08-17T09:20", True),
        ("2020-08-17T09:20", "2020-08-17T09:21", False),
        ("2020-08-17T09:20", "2020-08-17", True),
        ("2020-08-17T09:20", "2020-08-18", False),
        ("2020-08-17T09:20Z", "2020-08-17T12:20+03:00", True),
        ("2020-08-17T09:20Z", "2020-08-17T09:20+03:00", False),
        # Without a zone it may be 09:20 anywhere: thirteen hours apart are possible, fifteen are not.
        ("2020-08-17T09:20Z", "2020-08-17T22:20", True),
        ("2020-08-17T09:20Z", "2020-08-18T00:20", False),
        ("2020-08-17T20:00Z", "2020-08-17T09:20", True),
        ("2020-08-17T22:00Z", "2020-08-17T09:20", False),
        # Half past eleven at night in Bogotá is the next day further east.
        ("2020-08-17T23:30-05:00", "2020-08-18", True),
        ("2020-08-17T09:20", "../2020-08-16", False),
        ("2020-08-17T09:20", "2020-08-17T10:00/..", False),
    ],
)
def test_two_dates_may_mean_one_moment(one: str, other: str, may: bool) -> None:
    assert may_coincide(one, other) is may_coincide(other, one) is may


@pytest.mark.parametrize(
    "inner, outer, within",
    [
        ("2020-08-17T09:20", "2020-08-17", True),
        ("2020-08-17T09:20+03:00", "2020-08-17", True),
        ("2020-08-17T01:20+03:00", "2020-08-16", False),  # the day is that of the place
        ("2020-08-17", "2020-08-17T09:20", False),
        ("2020-08-17T09:20", "2020-08-17T09:00/2020-08-17T10:00", True),
        ("2020-08-17T09:20", "2020-08-17T09:00Z/2020-08-17T10:00Z", False),
        ("2020-08-17T12:20+03:00", "2020-08-17T09:00Z/2020-08-17T10:00Z", True),
        ("2020-08-17T09:20Z", "2020-08-17T09:20", False),
        ("2020-08", "2020-08/..", True),
        ("../2020-08", "2020-08", False),
    ],
)
def test_one_date_lies_within_another(inner: str, outer: str, within: bool) -> None:
    assert surely_within(inner, outer) is within


zones = some.sampled_from(["", "Z", "+03:00", "-05:30", "+14:00", "-12:00"])
clocks = some.builds(
    lambda moment, zone: f"{moment:%Y-%m-%dT%H:%M}{zone}",
    some.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    zones,
)
plain_days = some.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)
stated_dates = some.one_of(clocks, plain_days, plain_days.map(lambda day: day[:7]), plain_days.map(lambda day: day[:4]))


@given(stated_dates)
@example("9999-12-31")
def test_the_days_of_a_date_are_those_of_its_moments(stated: str) -> None:
    first, last = moments(stated)
    assert first and last and (first.date(), last.date()) == days(stated)
    assert (first.tzinfo is None) == (not stated.endswith(("Z", "+03:00", "-05:30", "+14:00", "-12:00")))
    assert stated.startswith(f"{first:%Y}") and first < last


@given(stated_dates, stated_dates)
def test_what_lies_within_another_may_coincide_with_it_and_narrows_it(inner: str, outer: str) -> None:
    assert may_coincide(inner, inner) and surely_within(inner, inner)
    if surely_within(inner, outer):
        assert may_coincide(inner, outer)
        (first, last), (outer_first, outer_last) = days(inner), days(outer)
        assert first and last and outer_first and outer_last and outer_first <= first <= last <= outer_last


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("20XX-03-11T23:20", "20XX-03-11T22:20", False),
        ("20XX-03-11T23:20~", "20XX-03-11T23:40", True),
        ("20XX-03-11", "20XX-03-11T22:20", True),
        ("20XX-03-11", "20XX-03-12", False),
        ("20XX-03-11", "20XX-03", True),
        ("20XX-03-11", "2025-03-11T22:20", True),
        ("20XX-03-11", "2025-04", False),
        ("20XX-03-11", "../2025", True),
        ("20XX-03-11", "20XX", True),
        ("20XX-12-31T23:50/20XX-01-01T00:10", "20XX-12-31T23:55", True),
        ("202X-03-11", "2019-03-11", False),
        ("20XX-02-29", "2024-02-29", True),
    ],
)
def test_days_without_a_year_meet_as_those_of_one_year(one: str, other: str, meet: bool) -> None:
    assert may_coincide(one, other) is may_coincide(other, one) is meet


def test_two_clock_times_without_a_year_are_a_dispute_of_no_place_in_a_calendar(tmp_path: Path) -> None:
    """Case: one article says 23:20, the log of the other side 22:20; no text gives a year."""
    (tmp_path / "r.yaml").write_text(
        "report: lantern-undated\npublisher: lantern\n"
        "actors: {lantern: {kind: media-outlet}, army: {kind: state-force}}\nincidents: {orra: {label: Orra}}\n"
        "events: {shots: {type: fire, incident: orra, when: 20XX-03-11}}\nclaims:\n"
        "  - {said_by: lantern, event: shots, that: {type: fire, when: 20XX-03-11T23:20}}\n"
        "  - {said_by: army, event: shots, that: {type: fire, when: 20XX-03-11T22:20}}\n",
        encoding="utf-8",
    )
    assert standoff.check(tmp_path) == []
    record = open_keeper()
    record.put(read_input(tmp_path))
    assert not [*record.match(None, ST + "earliest"), *record.match(None, ST + "latest")]
    times = [s for s in Ledger(record).testimony.statements[id_of("event", "shots").value] if s.prop == ST + "when"]
    assert {(str(one.value), *(str(rival.value) for rival in one.rivals)) for one in times} == {
        ("20XX-03-11T23:20", "20XX-03-11T22:20"),
        ("20XX-03-11T22:20", "20XX-03-11T23:20"),
    }
