"""Dates as sources state them: the part of EDTF (ISO 8601-2) that reports use, and the days a date may mean.

A date keeps its precision: ``2019-12`` is a month, ``2020-02?`` an uncertain one, ``2020-01-25/2020-02-04`` a span,
``../2020-02-12`` has no known start, ``20XX-03-11`` no known year. A day may have a clock time, with or without its
time zone: ``2020-08-17T09:20``, ``2020-08-17T09:20Z``, ``2020-08-17T09:20+03:00``. The ``edtf`` package was tried
first: it takes 10 ms a date and 0.17 s to import, longer than a whole command, and ``2020-02-1X`` ended in a traceback
(docs/decisions/0001). Source: Library of Congress, EDTF Specification (2019), levels 0 and 1, without seasons and
years beyond four digits; clock times may also end a span or be uncertain, and need no seconds.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

__all__ = ["days", "is_of_no_year", "may_coincide", "moments", "one_day", "surely_within"]

_DATE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?([?~%]?)", re.ASCII)
_CLOCK = re.compile(
    r"((?:\d{4}|\d{3}X|\d{2}XX)-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?([?~%]?)", re.ASCII
)
#: The year of a day or month of which the source does not give the year.
_NO_YEAR = re.compile(r"(?<![\dX-])(\d{2})([\dX])X(?=-)", re.ASCII)
_HELP = "Write a date as 2020-02-12, 2020-02, 2020, 2020-02? (uncertain), or a span 2020-01-25/2020-02-12."
_CLOCK_HELP = "Write a clock time as 2020-08-17T09:20, with Z or +03:00 after it if the time zone is known."
#: A clock time without a zone may be in any: from twelve hours behind universal time to fourteen ahead.
_BEHIND, _AHEAD = timedelta(hours=12), timedelta(hours=14)
#: How far "about 18:30" may be off. Reports round to the half hour.
_ABOUT = timedelta(minutes=30)


def days(stated: str | date) -> tuple[date | None, date | None]:
    """The first and the last possible day of a stated date; None at an end that is open. Of a moment, its day where it
    was stated.

    >>> days("2019-12")
    (datetime.date(2019, 12, 1), datetime.date(2019, 12, 31))
    >>> days("../2020-02-12")
    (None, datetime.date(2020, 2, 12))
    >>> days("2020-08-17T23:50+03:00")
    (datetime.date(2020, 8, 17), datetime.date(2020, 8, 17))

    Raises ValueError, with what to write instead, where the text is not such a date.
    """
    if isinstance(stated, date):
        day = date(stated.year, stated.month, stated.day)  # a datetime is a date, too
        return day, day
    first, last = moments(stated)
    return first and first.date(), last and last.date()


def one_day(stated: str | date) -> date | None:
    """The day that a date means; None where it may be another one, or where the text gives a clock time as well.

    Raises ValueError, as ``days`` does.

    >>> one_day("2020-02-12?"), one_day("2020-02"), one_day("2020-02-12T09:20")
    (datetime.date(2020, 2, 12), None, None)
    """
    first, last = days(stated)
    return first if first == last and not (isinstance(stated, str) and "T" in stated) else None


def moments(stated: str | date) -> tuple[datetime | None, datetime | None]:
    """The first and the last possible moment of a stated date; None at an end that is open.

    A moment has a time zone exactly where the text gives one. A day starts at 00:00 and ends a microsecond before the
    next one; so does a minute.

    >>> moments("2020-08-17T09:20")
    (datetime.datetime(2020, 8, 17, 9, 20), datetime.datetime(2020, 8, 17, 9, 20, 59, 999999))
    >>> moments("2020-08-17T09:20Z")[0]
    datetime.datetime(2020, 8, 17, 9, 20, tzinfo=datetime.timezone.utc)

    Raises ValueError, as ``days`` does.
    """
    if isinstance(stated, datetime):
        return stated, stated
    if isinstance(stated, date):
        return datetime.combine(stated, time.min), datetime.combine(stated, time.max)
    if not isinstance(stated, str):
        raise ValueError(f"{stated!r} is not a date. {_HELP}")
    start, slash, end = stated.partition("/")
    if not slash:
        return _moments_of(stated)
    first = None if start in ("", "..") else _moments_of(start)[0]
    last = None if end in ("", "..") else _moments_of(end)[1]
    if first is None and last is None:
        raise ValueError(f'"{stated}" has no day at either end. {_HELP}')
    if first and last:
        _check_order(stated, first, last)
    return first, last


def is_of_no_year(stated: str | date) -> bool:
    """Whether a date gives a day or month and leaves its year open, so that it has no place in a calendar.

    >>> is_of_no_year("20XX-03-11"), is_of_no_year("20XX-03-11T23:20"), is_of_no_year("20XX"), is_of_no_year("2020-03")
    (True, True, False, False)
    """
    return isinstance(stated, str) and bool(_NO_YEAR.search(stated))


def may_coincide(one: str | date, other: str | date) -> bool:
    """Whether two stated dates may mean one moment. What gives no time zone may be in any, and a clock time that is not
    certain ("about 09:20") may be off by half an hour. Of two days without a year the year may be any, but is one.

    >>> may_coincide("2020-08-17T09:20", "2020-08-17T10:05"), may_coincide("2020-08-17T09:20Z", "2020-08-17T10:05")
    (False, True)
    >>> may_coincide("2020-08-17T09:20~", "2020-08-17T09:45"), may_coincide("2020-08-17T09:20~", "2020-08-17T10:05")
    (True, False)
    >>> may_coincide("20XX-03-11T23:20", "20XX-03-11T22:20"), may_coincide("20XX-03-11T23:20", "2025-03-11")
    (False, True)
    """
    return any(_may_meet(*in_year) for in_year in _in_one_year(one, other))


def _may_meet(one: str | date, other: str | date) -> bool:
    (first, last), (other_first, other_last) = _at_most(one), _at_most(other)
    return not (_surely_after(first, other_last) or _surely_after(other_first, last))


def _in_one_year(one: str | date, other: str | date) -> Iterator[tuple[str | date, str | date]]:
    """The two dates in each year that both may be of; as stated where both give their year."""
    open_years = {mask[0] for each in (one, other) if isinstance(each, str) for mask in _NO_YEAR.finditer(each)}
    if not open_years:
        yield one, other
        return
    fitting = re.compile(min(open_years).replace("X", r"\d"))
    years = [year for year in range(1000, 10_000) if fitting.fullmatch(str(year))]
    if is_of_no_year(one) and is_of_no_year(other) and len(open_years) == 1:
        years = [year for year in years if calendar.isleap(year)][:1]  # every year is alike
    if any("-02-29" in str(each) for each in (one, other)):
        years = [year for year in years if calendar.isleap(year)]
    for year in years:
        yield _in_year(one, year), _in_year(other, year)


def _in_year(stated: str | date, year: int) -> str | date:
    if not is_of_no_year(stated):
        return stated
    start, slash, end = (_NO_YEAR.sub(str(year), each) for each in str(stated).partition("/"))
    if is_of_no_year(str(stated).rpartition("/")[2]) and ".." not in start and end and end < start:
        end = f"{year + 1}{end[4:]}"  # from December to January
    return f"{start}{slash}{end}"


def _at_most(stated: str | date) -> tuple[datetime | None, datetime | None]:
    """The first and the last moment that may be meant, with what "about" leaves at an end that is a clock time."""
    first, last = moments(stated)
    if isinstance(stated, str):
        start, _, end = stated.partition("/")
        if first and "T" in start and start[-1:] in "?~%":
            first -= _ABOUT
        if last and "T" in (end or start) and (end or start)[-1:] in "?~%":
            last += _ABOUT
    return first, last


def surely_within(inner: str | date, outer: str | date) -> bool:
    """Whether the first date lies within the second, whichever day or moment of it is meant.

    A moment with a time zone lies within the day it was stated for. A moment without one is never surely within a span
    that has one.

    >>> surely_within("2020-08-17T09:20Z", "2020-08"), surely_within("2020-08", "2020-08-17T09:20Z")
    (True, False)
    """
    (first, last), (outer_first, outer_last) = moments(inner), moments(outer)
    return _reaches(first, outer_first, 1) and _reaches(last, outer_last, -1)


def _reaches(inner: datetime | None, outer: datetime | None, sign: int) -> bool:
    if outer is None or inner is None:
        return outer is None
    if outer.tzinfo is None:
        # As stated: the day of a report from Damascus is the day there.
        inner = inner.replace(tzinfo=None) if outer.time() in (time.min, time.max) else inner
    if (inner.tzinfo is None) != (outer.tzinfo is None):
        return False
    return inner >= outer if sign > 0 else inner <= outer


def _surely_after(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return False
    if one.tzinfo is None and other.tzinfo is not None:
        one = _in_zone(one, _AHEAD)
    elif other.tzinfo is None and one.tzinfo is not None:
        other = _in_zone(other, -_BEHIND)
    return one > other


def _in_zone(moment: datetime, offset: timedelta) -> datetime:
    return moment.replace(tzinfo=timezone(offset))


def _check_order(stated: str, first: datetime, last: datetime) -> None:
    zones = [moment.tzinfo for moment in (first, last)]
    if None in zones and zones != [None, None]:
        if stated.count("T") == 2:
            raise ValueError(f'"{stated}" gives a time zone at one end only. Give it at both ends or at neither.')
        first, last = first.replace(tzinfo=None), last.replace(tzinfo=None)
    if last < first:
        raise ValueError(f'"{stated}" ends before it starts. Write the earlier date first.')


def _moments_of(stated: str) -> tuple[datetime, datetime]:
    match = _DATE.fullmatch(stated)
    if match:
        first, last = _days_of(stated, match)
        return datetime.combine(first, time.min), datetime.combine(last, time.max)
    clock = _CLOCK.fullmatch(stated)
    if clock is None:
        raise ValueError(f'"{stated}" is not a date. {_CLOCK_HELP if "T" in stated else _HELP}')
    written, hour, minute, second, zone, _ = clock.groups()
    day_match = _DATE.fullmatch(written)
    assert day_match
    day, last_day = _days_of(written, day_match)
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        raise ValueError(f'"{stated}" has no such clock time: a day runs from 00:00 to 23:59. {_CLOCK_HELP}')
    start = datetime.combine(day, time(int(hour), int(minute), int(second or 0), tzinfo=_zone(stated, zone)))
    end = datetime.combine(last_day, start.timetz())
    return start, end.replace(second=int(second or 59), microsecond=999_999)


def _zone(stated: str, zone: str | None) -> timezone | None:
    if zone in (None, "Z"):
        return UTC if zone else None
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    if minutes > 59 or not -_BEHIND <= offset <= _AHEAD:
        raise ValueError(f'"{stated}" has no such time zone: zones run from -12:00 to +14:00. {_CLOCK_HELP}')
    return timezone(offset)


def _days_of(stated: str, match: re.Match[str]) -> tuple[date, date]:
    year, month, day, _ = match.groups()
    low_year, high_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if low_year < 1000:
        # Years such as 0025 are damaged data (a two-digit year); no current report gives such a date.
        raise ValueError(f'"{stated}" has the year {year}. Write the year with its century, as in 2025.')
    if (month, day) == ("02", "29") and low_year != high_year:
        leap = [each for each in range(low_year, high_year + 1) if calendar.isleap(each)]
        low_year, high_year = leap[0], leap[-1]
    low_month, high_month = (1, 12) if month in (None, "XX") else (int(month), int(month))
    if not 1 <= low_month <= 12:
        raise ValueError(f'"{stated}" has no month {month}: months run from 01 to 12.')
    last_day = calendar.monthrange(high_year, high_month)[1]
    low_day, high_day = (1, last_day) if day in (None, "XX") else (int(day), int(day))
    if not 1 <= low_day <= last_day:
        raise ValueError(f'"{stated}" has no day {day}: {calendar.month_name[low_month]} {year} has {last_day} days.')
    return date(low_year, low_month, low_day), date(high_year, high_month, high_day)
