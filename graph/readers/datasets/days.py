"""Days as tables write them, read in the forms that a declaration names.

Ibis expressions, the same for every engine.
"""

from __future__ import annotations

from functools import reduce

import ibis
import ibis.expr.types as ir

from .declaration import DAY_FIRST, EXCEL, MONTH_FIRST, SLASHED, Time
from .plain_text import Text

__all__ = ["UNIX", "day_of", "days_in_order", "month_number", "why_no_day"]

_NAMES = (
    *("january/jan", "february/feb", "march/mar", "april/apr", "may", "june/jun", "july/jul", "august/aug"),
    *("september/sep/sept", "october/oct", "november/nov", "december/dec"),
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split("/")}
#: The name of a month in any script, which may be of several words, and stand in "12 de febrero de 2020". Whatever is
#: no digit or mark: classes of Unicode take an engine a hundred times as long to compile.
_NAME = r"([^0-9 ,./-][^0-9,./-]*[^0-9 ,./-])"
_DAY_MONTH = rf"^([0-9]{{1,2}})(?:st|nd|rd|th|er|º|\.)?[ -]*(?:de |of )?{_NAME}\.?[ ,-]+([0-9]{{4}}|[0-9]{{2}})$"
_MONTH_DAY = rf"^{_NAME}\.?[ -]+([0-9]{{1,2}})(?:st|nd|rd|th)?[ ,-]+([0-9]{{4}})$"
_YEAR_FIRST = r"^([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})([ T].*)?$"
#: Seconds since 1970, from 1973 on.
UNIX = r"^([0-9]{9,10})(\.0+)?$"
_EXCEL_BEGINS = "1899-12-30"
#: An example day in each form.
_EXAMPLES = {
    "iso": "2020-02-12",
    "compact": "20200212",
    "day-month-year": "12 February 2020",
    "month-day-year": "February 12, 2020",
    "day/month/year": "12/2/2020",
    "month/day/year": "2/12/2020",
    "year/month/day": "2020/2/12",
    "excel": "43873",
    "unix": "1581465600",
    "month-year": "February 2020",
    "year-month": "2020-02",
    "year": "2020",
}


def days_in_order(table: ir.Table, time: Time, names: tuple[str | None, ...]) -> ir.Table:
    """The rows with ``v_day_first``: whether dates such as 18/4/2001 have the day first; null where that is not known.

    Where the declaration names one order, it is that one, unless every date in which one number is above 12 shows the
    other. Where it names both, those dates show it. ``names`` are the columns of days.
    """
    orders = {DAY_FIRST, MONTH_FIRST} & set(time.forms)
    if not orders:
        return table
    columns = [c for c in names if c and c in table.columns]

    def beyond(part: int) -> Text:
        parts = [table[c].re_extract(SLASHED, part).try_cast("int64") > 12 for c in columns]
        some = reduce(lambda a, b: a | b, [part.fill_null(False) for part in parts])
        return some.cast("int64").max().over(group_by="document") == 1

    first, second = beyond(1), beyond(2)
    if len(orders) == 2:
        return table.mutate(
            v_day_first=ibis.cases((first & ~second, True), (second & ~first, False), else_=ibis.null("boolean"))
        )
    is_first = DAY_FIRST in orders
    against = (second & ~first) if is_first else (first & ~second)
    return table.mutate(v_day_first=ibis.cases((against, ibis.null("boolean")), else_=is_first))


def day_of(table: ir.Table, name: str, time: Time) -> Text:
    """The day in a column, null where it is none in a form that the declaration names."""
    column, forms = table[name], time.forms
    found = []
    if "iso" in forms or time.wide:
        found.append((column.re_search(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.,+Z -]*)?$"), column.substr(0, 10)))
    if "compact" in forms:
        text = column.substr(0, 4) + "-" + column.substr(4, 2) + "-" + column.substr(6, 2)
        found.append((column.re_search(r"^[0-9]{8}([0-9]{6})?$"), text))
        found.append((column.re_search(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?$"), column.substr(0, 10)))
    if "day-month-year" in forms:
        day, month, year = (column.re_extract(_DAY_MONTH, n) for n in (1, 2, 3))
        found.append((column.re_search(_DAY_MONTH), _day(_full(year), month_number(month, time), day)))
    if "month-day-year" in forms:
        month, day, year = (column.re_extract(_MONTH_DAY, n) for n in (1, 2, 3))
        found.append((column.re_search(_MONTH_DAY), _day(year, month_number(month, time), day)))
    if "year/month/day" in forms:
        year, month, day = (column.re_extract(_YEAR_FIRST, n) for n in (1, 2, 3))
        found.append((column.re_search(_YEAR_FIRST), _day(year, month, day)))
    if {DAY_FIRST, MONTH_FIRST} & set(forms):
        one, two, year = (column.re_extract(SLASHED, n) for n in (1, 2, 3))
        is_first = table.v_day_first
        day, month = ibis.cases((is_first, one), else_=two), ibis.cases((is_first, two), else_=one)
        known = column.re_search(SLASHED) & is_first.notnull()
        if _is_in_doubt(time):
            known = known & (year.length() == 4)  # 20/04/18 may begin with the year
        found.append((known, _day(_full(year), month, day)))
    if "excel" in forms:
        number = column.re_extract(EXCEL, 1).try_cast("int64")
        text = (ibis.date(_EXCEL_BEGINS) + number.as_interval("D")).cast("string").substr(0, 10)
        found.append((column.re_search(EXCEL), text))
    if "unix" in forms:
        seconds = column.re_extract(UNIX, 1).try_cast("int64").as_timestamp("s")
        found.append((column.re_search(UNIX), seconds.strftime("%Y-%m-%d")))
    # A year before 1000 is damaged data, as in graph/dates.py.
    text = ibis.cases(*found, else_=ibis.null("string"))
    text = ibis.cases((text >= "1000", text), else_=ibis.null("string"))
    return text.try_cast("date")


def _is_in_doubt(time: Time) -> bool:
    return {DAY_FIRST, MONTH_FIRST} <= set(time.forms)


def _day(year: Text, month: Text, day: Text) -> Text:
    return year + "-" + month.lpad(2, "0") + "-" + day.lpad(2, "0")


def _full(year: Text) -> Text:
    """A year of four digits; of two, 69 and later are of the last century (POSIX, strptime)."""
    return ibis.cases((year.length() == 4, ""), (year >= "69", "19"), else_="20") + year


def month_number(name: Text, time: Time) -> Text:
    """The number of a month in two digits, no number where its name is not known."""
    name = name.lower().re_replace("^(de|of) | (de|of)$", "")
    known = {**_MONTHS, **time.months}
    longest = max(map(len, known)) + 1
    name = name.re_replace("[0-9=|]", "?").substr(0, longest)
    # Searched for in one text: SQL would repeat the name for each of many branches. Where it is not found, ``find``
    # gives -1, and the two letters come from the filling before the names, which is longer than any name.
    names = ibis.literal(" " * (longest + 4) + "".join(f"|{each}={number:02d}" for each, number in known.items()))
    return names.substr(names.find("|" + name + "=") + name.length() + 2, 2)


def why_no_day(text: Text, time: Time) -> Text:
    """Why a text is no day in the forms of a declaration, and, where it is one in another, which to name."""
    forms = time.forms
    if time.start_parts:
        return ibis.literal("is not a year, month and day; of these, 0 and an empty cell mean unknown")
    examples = " or ".join(dict.fromkeys(_EXAMPLES[form] for form in forms))
    written = f"is not a date as this dataset writes it ({examples})"
    other = written + "; if it is {}, name that form: --dates {}, or `forms:` in the mapping"
    if _is_in_doubt(time):
        slashed = (
            "may be day/month or month/day: the dates in the file do not show which. Name the form: "
            "--dates day/month/year or month/day/year"
        )
    elif {DAY_FIRST, MONTH_FIRST} & set(forms):
        slashed = f"is not {DAY_FIRST if DAY_FIRST in forms else MONTH_FIRST}, or the other dates are not"
    else:
        slashed = written + "; a spreadsheet may have rewritten it. Name its form: --dates day/month/year or …"
    also = [(EXCEL, "excel", "a day as Excel counts"), (_YEAR_FIRST, "year/month/day", "year/month/day")]
    also += [(_DAY_MONTH, "day-month-year", "a day with its month by name")]
    also += [(_MONTH_DAY, "month-day-year", "a day with its month by name")]
    months = "names a month that is not known: give twelve names as `months:` under `time:`, in a mapping"
    return ibis.cases(
        (
            text.re_search(r"^0[0-9]{3}-?[0-9]{2}"),
            ibis.literal("the year ") + text.substr(0, 4) + " is damaged: write 2025, not 0025",
        ),
        (text.re_search(r"^[0-9]{4}-?[0-9]{2}-?[0-9]{2}"), "is not a calendar day, or has more text after it"),
        (text.re_search(SLASHED), slashed),
        *((text.re_search(p), other.format(what, form)) for p, form, what in also if form not in forms),
        *((text.re_search(p), months) for p, form, _ in also[2:] if form in forms),
        else_=written,
    )
