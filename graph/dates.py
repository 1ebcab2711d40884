"""Dates as sources state them: the part of EDTF (ISO 8601-2) that reports use, and the days a date may mean.

A date keeps its precision: ``2019-12`` is a month, ``2020-02?`` an uncertain one, ``2020-01-25/2020-02-04`` a span,
``../2020-02-12`` has no known start. The ``edtf`` package was tried first: it takes 10 ms a date and 0.17 s
to import, longer than a whole command, and ``2020-02-1X`` ended in a traceback (docs/decisions/0001).
Source: Library of Congress, EDTF Specification (2019), levels 0 and 1, without seasons and years beyond four digits.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

__all__ = ["days"]

_DATE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?([?~%]?)", re.ASCII)
_HELP = "Write a date as 2020-02-12, 2020-02, 2020, 2020-02? (uncertain), or a span 2020-01-25/2020-02-12."


def days(stated: str | date) -> tuple[date | None, date | None]:
    """The first and the last possible day of a stated date; None at an end that is open. Of a moment, its day.

    >>> days("2019-12")
    (datetime.date(2019, 12, 1), datetime.date(2019, 12, 31))
    >>> days("../2020-02-12")
    (None, datetime.date(2020, 2, 12))

    Raises ValueError, with what to write instead, where the text is not such a date.
    """
    if isinstance(stated, date):
        day = date(stated.year, stated.month, stated.day)  # a datetime is a date, too
        return day, day
    if not isinstance(stated, str):
        raise ValueError(f"{stated!r} is not a date. {_HELP}")
    start, slash, end = stated.partition("/")
    if not slash:
        return _days_of(stated)
    first = None if start in ("", "..") else _days_of(start)[0]
    last = None if end in ("", "..") else _days_of(end)[1]
    if first is None and last is None:
        raise ValueError(f'"{stated}" has no day at either end. {_HELP}')
    if first and last and last < first:
        raise ValueError(f'"{stated}" ends before it starts. Write the earlier date first.')
    return first, last


def _days_of(stated: str) -> tuple[date, date]:
    match = _DATE.fullmatch(stated)
    if not match:
        raise ValueError(f'"{stated}" is not a date. {_HELP}')
    year, month, day, _ = match.groups()
    low_year, high_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if low_year < 1000:
        # Years such as 0025 are damaged data (a two-digit year); no current report gives such a date.
        raise ValueError(f'"{stated}" has the year {year}. Write the year with its century, as in 2025.')
    low_month, high_month = (1, 12) if month in (None, "XX") else (int(month), int(month))
    if not 1 <= low_month <= 12:
        raise ValueError(f'"{stated}" has no month {month}: months run from 01 to 12.')
    last_day = calendar.monthrange(high_year, high_month)[1]
    low_day, high_day = (1, last_day) if day in (None, "XX") else (int(day), int(day))
    if not 1 <= low_day <= last_day:
        raise ValueError(f'"{stated}" has no day {day}: {calendar.month_name[low_month]} {year} has {last_day} days.')
    return date(low_year, low_month, low_day), date(high_year, high_month, high_day)
