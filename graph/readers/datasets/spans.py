"""Cells that say less or more than one day: a month or year, a span, or year, month and day in columns of their own.

Their first and last days become texts of their own, ``w_first`` and ``w_last``, which ``days.py`` reads. Tables whose
cells hold one day each have none of these steps. Ibis expressions, the same for every engine.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from .days import month_number
from .declaration import PARTIAL, Time
from .plain_text import Text

__all__ = ["FIRST", "LAST", "with_spans"]

#: The texts of the first and the last day.
FIRST, LAST = "w_first", "w_last"
_NUMBER, _DAY = "[0-9]{1,2}", r"[0-9]{1,2}(?:st|nd|rd|th|er|º|\.)?"
#: Two days in one cell: a dash or a word between them, or a hyphen where no day has one.
_BETWEEN = (
    r"^(.*[^ –—]) *[–—] *([^ –—].*)$",
    r"^(.*[0-9A-Za-z.]) +(?:-|to|until|till|through) +([^ ].*)$",
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})$",
    rf"^({_DAY})-({_DAY} [^0-9]+ [0-9]{{4}})$",
    rf"^([^0-9]+ {_DAY})-({_DAY},? [0-9]{{4}})$",
    rf"^({_NUMBER})-({_NUMBER}[/.]{_NUMBER}[/.][0-9]{{2,4}})$",
    rf"^({_NUMBER}[/.]{_NUMBER}[/.][0-9]{{2,4}})-({_NUMBER}[/.]{_NUMBER}[/.][0-9]{{2,4}})$",
)
_UNKNOWN = "^(0+|-9+)(\\.0+)?$"
_MONTH_NAME = r"^([^0-9 ,./-][^0-9,./-]*[^0-9 ,./-])\.?[ ,-]+([0-9]{4})$"
_MONTH_FIRST, _YEAR_MONTH, _YEAR = r"^([0-9]{1,2})[/.-]([0-9]{4})$", r"^([0-9]{4})[/.-]([0-9]{1,2})$", r"^([0-9]{4})$"


def with_spans(table: ir.Table, time: Time) -> ir.Table:
    """The rows with ``w_first`` and ``w_last``; as they are where each cell holds one day."""
    if not time.wide:
        return table
    for name, parts in ((time.start, time.start_parts), (time.end, time.end_parts)):
        if name and parts:
            table = table.mutate(**{name: _composed(table, parts, time)})
    table = _apart(table, time.start, FIRST, LAST)
    if time.end and time.end in table.columns:
        table = table.mutate(**{LAST: ibis.coalesce(table[time.end], table[LAST])})
    return table.mutate(**{FIRST: _whole(table[FIRST], time, first=True), LAST: _whole(table[LAST], time, first=False)})


def _composed(table: ir.Table, parts: tuple[str, ...], time: Time) -> Text:
    """Year, month and day as ISO 8601 writes them, as far as they are known."""
    found = [table[part] if part in table.columns else ibis.null("string") for part in parts]
    year, month, *day = [part.re_replace(r"\.0+$", "") for part in found]
    numbered = ibis.cases((month.re_search("^[0-9-]"), month), else_=month_number(month, time))
    has_month = month.notnull() & ~month.re_search(_UNKNOWN)
    text = ibis.cases((has_month, year + "-" + numbered.lpad(2, "0")), else_=year)
    if not day:
        return text
    has_day = has_month & day[0].notnull() & ~day[0].re_search(_UNKNOWN)
    return ibis.cases((has_day, text + "-" + day[0].lpad(2, "0")), else_=text)


def _apart(table: ir.Table, column: str, first: str, last: str) -> ir.Table:
    """The two days of a cell that holds two, each whole; the cell twice where it holds one."""
    cell = table[column]
    parts = (
        ibis.cases(
            *((cell.re_search(p), cell.re_extract(p, n)) for p in _BETWEEN), else_=cell.nullif("") if n == 2 else ""
        )
        for n in (1, 2)
    )
    table = table.mutate(**dict(zip((first, last), parts, strict=True)))
    a, b = table[first], table[last]
    year = b.re_extract("([0-9]{4})$", 1)
    rest = b.re_extract(rf"^{_DAY}(.*)$", 1)
    month = a.re_extract(r"^([^0-9]+[^0-9 ]) *[0-9]", 1)
    return table.mutate(
        **{
            first: ibis.cases(
                (a == "", b),
                (a.re_search(f"^{_DAY}$") & (rest != ""), a.re_replace("[^0-9]", "") + rest),  # 12–14 February 2020
                (~a.re_search("[0-9]{4}") & (year != ""), a + " " + year),  # 28 February – 2 March 2020
                else_=a,
            ),
            last: ibis.cases(
                ((month != "") & b.re_search(f"^{_DAY},? +[0-9]{{4}}$"), month + " " + b),  # February 12–14, 2020
                else_=b,
            ),
        }
    )


def _whole(text: Text, time: Time, first: bool) -> Text:
    """The first or the last day of a month or year, in the forms that are named; anything else as it is."""
    forms = {*time.forms, *(PARTIAL if time.start_parts else ())}
    found = []
    if "month-year" in forms:
        by_name = text.re_extract(_MONTH_NAME, 2) + "-" + month_number(text.re_extract(_MONTH_NAME, 1), time)
        in_numbers = text.re_extract(_MONTH_FIRST, 2) + "-" + text.re_extract(_MONTH_FIRST, 1).lpad(2, "0")
        found += [(text.re_search(_MONTH_NAME), by_name), (text.re_search(_MONTH_FIRST), in_numbers)]
    if "year-month" in forms:
        month = text.re_extract(_YEAR_MONTH, 1) + "-" + text.re_extract(_YEAR_MONTH, 2).lpad(2, "0")
        found.append((text.re_search(_YEAR_MONTH), month))
    if "year" in forms:
        found.append((text.re_search(_YEAR), text + ("-01" if first else "-12")))
    if not found:
        return text
    month = ibis.cases(*found, else_=ibis.null("string"))
    day = (month + "-01").try_cast("date")
    if not first:
        day = day + ibis.interval(months=1) - ibis.interval(days=1)
    return ibis.cases((day.notnull(), day.cast("string").substr(0, 10)), else_=text)
