"""Numbers of deaths as people write them: 5, 2–5, at least 5, up to 5, and the codes that mean unknown.

Ibis expressions, the same for every engine.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from .declaration import Declaration
from .plain_text import Text

__all__ = ["BOUNDS", "RANGE", "range_of", "with_ranges"]

#: The column of a cell as "low:best:high", each of them a number or empty; null where it is neither.
RANGE, BOUNDS = "w_deaths", ("low", "best", "high")
_N = "([0-9]{1,9})"
_BETWEEN = rf"^{_N} *(?:-|–|—|to|or) *{_N}$"
_LEAST = rf"^(?:at least|minimum|min\.?|not fewer than|>=|≥) *{_N}$"
_LEAST_AFTER = rf"^{_N} *(?:\+|or more|at least)$"
_MORE = rf"^(?:more than|over|above|>) *{_N}$"
_MOST = rf"^(?:at most|up to|no more than|maximum|max\.?|<=|≤) *{_N}$"
_FEWER = rf"^(?:fewer than|less than|under|below|<) *{_N}$"
_ABOUT = rf"^(?:about|around|approximately|approx\.?|circa|ca\.?|c\.|~|≈) *{_N}$"
#: A share of a total, as the GTD divides those of attacks that were counted together (codebook, `nkill`).
_SHARE = r"^([0-9]{1,9})\.([0-9]|[0-9]{2})$"
#: -9 and -99 mean unknown in the GTD, the Correlates of War and SCAD; nobody counts below zero.
_UNKNOWN = r"^-(9{1,4}|88|77)(\.0+)?$"


def with_ranges(table: ir.Table, declared: Declaration) -> ir.Table:
    """The rows with the range (``w_deaths``) that their number of deaths gives."""
    ((bound, column),) = declared.deaths.items()
    cell = table[column]
    if declared.deaths_codes:
        # In a step of its own: SQL would repeat all codes wherever the text is used, and it is used twenty times.
        meant = ibis.cases(*((cell == code, means) for code, means in declared.deaths_codes.items()), else_=cell)
        table = table.mutate(**{RANGE: meant})
        cell = table[RANGE]
    # 3.0 is 3; 1.000 may be a thousand. What stands in brackets after a number is part of it: 2–5 (1–2 children).
    text = cell.lower().re_replace(r"\.(0{1,2}|0{4,})$", "").re_replace(r" *\([^()]*\)$", "")
    before, after = ":" * BOUNDS.index(bound), ":" * (2 - BOUNDS.index(bound))

    def number(pattern: str, part: int = 1) -> Text:
        return text.re_extract(pattern, part)

    def by_one(pattern: str, step: int) -> Text:
        return (number(pattern).try_cast("int64") + step).cast("string")

    found = ibis.cases(
        (text.re_search(f"^{_N}$"), ibis.literal(before) + text + after),
        (text.re_search(_BETWEEN), number(_BETWEEN) + "::" + number(_BETWEEN, 2)),
        (text.re_search(_LEAST), number(_LEAST) + "::"),
        (text.re_search(_LEAST_AFTER), number(_LEAST_AFTER) + "::"),
        (text.re_search(_MORE), by_one(_MORE, 1) + "::"),
        (text.re_search(_MOST), ibis.literal("::") + number(_MOST)),
        (text.re_search(_FEWER), ibis.literal("::") + by_one(_FEWER, -1)),
        (text.re_search(_ABOUT), ibis.literal(":") + number(_ABOUT) + ":"),
        (text.re_search(_SHARE), number(_SHARE) + "::" + by_one(_SHARE, 1)),
        (text.re_search(_UNKNOWN), "::"),
        else_=ibis.null("string"),
    )
    return table.mutate(**{RANGE: found})


def range_of(found: Text, bound: str) -> Text:
    """One bound of a range, null where it has none."""
    return found.split(":")[BOUNDS.index(bound)].nullif("").try_cast("int64")
