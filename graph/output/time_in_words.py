"""Stated times (EDTF) as people write them."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["day_in_words", "label_with_day", "on_the_day"]


def day_in_words(stated: str) -> str:
    """A stated time (EDTF) as people write it; anything else as it was stated.

    >>> day_in_words("2020-02-12"), day_in_words("2020-02"), day_in_words("2020-02-12T09:20")
    ('12 February 2020', 'February 2020', '12 February 2020, 09:20')
    >>> day_in_words("2020-02-12T09:20?"), day_in_words("2020-02-12?")
    ('12 February 2020, about 09:20', 'about 12 February 2020')
    >>> day_in_words("2020-02-12T05:35/2020-02-12T06:40"), day_in_words("2020-02-12/2020-03?")
    ('12 February 2020, between 05:35 and 06:40', 'between 12 February 2020 and about March 2020')
    >>> day_in_words("../2020-02-12"), day_in_words("2020/..")
    ('by 12 February 2020', 'from 2020 on')
    >>> day_in_words("20XX-03-11T23:20~"), day_in_words("20XX-03")
    ('11 March, about 23:20', 'March')
    """
    first, slash, last = stated.partition("/")
    if not slash:
        day, hour = _one_time(stated)
        return f"{day}, {hour}" if hour else day
    if first in ("", "..") or last in ("", ".."):
        return f"by {day_in_words(last)}" if first in ("", "..") else f"from {day_in_words(first)} on"
    (first_day, first_hour), (last_day, last_hour) = _one_time(first), _one_time(last)
    if first_day == last_day and first_hour and last_hour:
        return f"{first_day}, between {first_hour} and {last_hour}"
    return f"between {day_in_words(first)} and {day_in_words(last)}"


def _one_time(stated: str) -> tuple[str, str]:
    """A day, month or year in words, and the time of day or nothing."""
    found = re.fullmatch(r"(\d{4}|\d\d[\dX]X(?=-))(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d[^?~%]*))?)?)?([?~%]?)", stated)
    if not found:
        return stated, ""
    try:
        day = date(int(found[1].replace("X", "0")), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return stated, ""
    about = "about " if found[5] else ""
    year = "" if found[1].endswith("X") else f" {found[1]}"
    written = f"{day.day} {day:%B}{year}" if found[3] else f"{day:%B}{year}" if found[2] else found[1]
    return (written, about + found[4]) if found[4] else (about + written, "")


def on_the_day(stated: str) -> str:
    """A stated time as one says when something was.

    >>> on_the_day("2020-02-12"), on_the_day("2020-02"), on_the_day("2020-02-12T09:20?")
    ('on 12 February 2020', 'in February 2020', 'on 12 February 2020, about 09:20')
    >>> on_the_day("2020"), on_the_day("2020-02-12?"), on_the_day("../2020-02-12")
    ('in 2020', 'about 12 February 2020', 'by 12 February 2020')
    """
    said = day_in_words(stated)
    if re.match(r"\d{1,2} ", said):
        return f"on {said}"
    return said if re.match("about|between|by|from", said) else f"in {said}"


def label_with_day(label: str, day: str) -> str:
    """A label with a day in words, of which it may have a part.

    >>> label_with_day("Tension of 4 February", "4 February 2020"), label_with_day("Raid of May 2020", "May 2020")
    ('Tension of 4 February 2020', 'Raid of May 2020')
    >>> label_with_day("Mines", "2019")
    'Mines, 2019'
    """
    if day in label:
        return label
    head, _, year = day.rpartition(" ")
    return f"{label} {year}" if head and label.endswith(head) else f"{label}, {day}"
