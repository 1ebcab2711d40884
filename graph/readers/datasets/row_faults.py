"""What is wrong with a row of a dataset: the first fault that applies (column, value, reason), as Ibis expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from .days import why_no_day
from .declaration import (
    COLUMN_PREFIX,
    EXTRA_PROPERTIES,
    FAULT,
    REPEATED,
    SEPARATOR,
    Declaration,
)
from .members import MOST_MEMBERS, has_too_many
from .plain_text import Text, all_of, code_of
from .ranges import RANGE

__all__ = ["WHOLE", "with_faults"]

#: A whole number, also written 3.0; not 1.000, which may mean a thousand.
WHOLE = r"^[+-]?[0-9]{1,9}(\.(0{1,2}|0{4,}))?$"
_DOUBTFUL = r"^[0-9]{1,3}([.,][0-9]{3})+$"
_THOUSANDS = "may mean thousands or decimals: write it without the mark, or name `numbers:` in a mapping"
_DECIMAL = r"^[+-]?[0-9]{1,9}(\.[0-9]+)?$"


@dataclass
class _Faults:
    """The faults that a row may have, in order; the first that applies is reported."""

    header: Mapping[str, str]
    found: list[tuple[Text, str, Text, Text | str]]

    def add(self, wrong: Text, column: str, value: Text, reason: Text | str) -> None:
        self.found.append((wrong, self.header.get(column, column), value, reason))

    def first(self) -> Text:
        branches = [
            (
                wrong,
                ibis.literal(name + SEPARATOR)
                + value.fill_null("").substr(0, 200)
                + ibis.literal(SEPARATOR)
                + (ibis.literal(reason) if isinstance(reason, str) else reason),
            )
            for wrong, name, value, reason in self.found
        ]
        return ibis.cases(*branches, else_=ibis.null("string"))


def with_faults(table: ir.Table, declared: Declaration, header: Mapping[str, str]) -> ir.Table:
    faults = _Faults(header, [])
    if declared.whole and declared.whole in table.columns:
        faults.add(
            table[declared.whole].isnull(), declared.whole, table[declared.row[0]], "the row is cut off before this"
        )
    faults.add(table.v_id.isnull(), declared.row[0], ibis.literal(""), "the row has no id")
    same_id = ibis.window(group_by=["document", "v_id"], order_by="number")
    given = [column for column in table.columns if column.startswith(COLUMN_PREFIX) and column != declared.version]
    whole = all_of([table[column].fill_null("") for column in given], lambda a, b: a + SEPARATOR + b)
    table = table.mutate(v_whole=whole.hash())
    order, first = ibis.row_number().over(same_id), table.v_whole.first().over(same_id)
    table = table.mutate(v_again=order, v_repeats=(order > 0) & (table.v_whole == first)).drop("v_whole")
    time = declared.time
    for column, parsed in ((time.start, "v_start"), (time.end or (time.start if time.wide else None), "v_end")):
        if column and column in table.columns:
            required = table[column].isnull() if parsed == "v_start" else ibis.literal(False)
            faults.add(required, column, ibis.literal(""), "the row has no date")
            faults.add(
                table[column].notnull() & table[parsed].isnull(),
                column,
                table[column],
                why_no_day(table[column], time),
            )
            if time.since:
                faults.add(
                    table[parsed] < ibis.date(time.since),
                    column,
                    table[column],
                    f"is before {time.since}, when the dataset begins",
                )
            # Allow one day for clocks that are ahead.
            faults.add(
                table[parsed] > ibis.date(str(date.today() + timedelta(days=1))),
                column,
                table[column],
                "is in the future",
            )
    last = time.end if time.end and time.end in table.columns else time.start if time.wide else None
    if last:
        faults.add(table.v_end < table.v_start, last, table[last], "is before the first day")
    _code_faults(faults, table, declared)
    for bound, column in declared.deaths.items() if not declared.has_ranges else ():
        parsed = table[f"v_{bound}"]
        reason = ibis.cases((table[column].re_search(_DOUBTFUL), _THOUSANDS), else_="is not a whole number")
        faults.add(table[column].notnull() & parsed.isnull(), column, table[column], reason)
        faults.add(parsed < 0, column, table[column], "is below zero")
    if declared.has_ranges:
        _range_faults(faults, table, declared)
    for bound, column in declared.deaths.items():
        if bound == "best" and declared.deaths_needed:
            faults.add(table[column].isnull(), column, ibis.literal(""), "the number of deaths is missing")
    for actor in declared.actors:
        if actor.split and actor.name in table.columns:
            many = f"lists more than {MOST_MEMBERS} actors; if they are one, write `split: none` in the mapping"
            faults.add(has_too_many(table, actor), actor.name, table[actor.name], many)
        if actor.id and actor.id in table.columns:
            name, own = table[actor.name], table[actor.id]
            faults.add(
                name.re_search("^[0-9.]+$") & ~own.re_search("^[0-9.]+$"),
                actor.name,
                name,
                "is a number, and the id next to it is not: the columns may be swapped",
            )
    _place_faults(faults, table, declared)
    for name, column in declared.keep.items():
        if column in table.columns and EXTRA_PROPERTIES[name] != "text":
            pattern = WHOLE if EXTRA_PROPERTIES[name] == "integer" else _DECIMAL
            wrong = table[column].notnull() & ~table[column].re_search(pattern)
            faults.add(wrong, column, table[column], "is not a number")
            if name == "codingConfidence":
                number = table[column].try_cast("float64")
                reason = "is not a probability: a coder's confidence is a number from 0 to 1"
                faults.add((number < 0) | (number > 1), column, table[column], reason)
    # Last, so that a broken row is not reported as a duplicate of a good one.
    faults.add(table.v_again > 0, declared.row[0], table.v_id, "an earlier row has this id; the first one counts")
    return table.mutate(**{FAULT: ibis.cases((table.v_repeats, REPEATED), else_=faults.first())})


def _range_faults(faults: _Faults, table: ir.Table, declared: Declaration) -> None:
    (column,) = declared.deaths.values()
    text = table[column]
    reason = ibis.cases(
        (text.re_search(_DOUBTFUL), _THOUSANDS),
        (text.re_search("^-[0-9]"), "is below zero"),
        else_='is not a number or range (5, 2-5, "at least 5", "up to 5"); name what means unknown under `missing:`',
    )
    faults.add(text.notnull() & table[RANGE].isnull(), column, text, reason)
    faults.add(table.v_high < 0, column, text, "is below zero")  # fewer than 0
    faults.add(table.v_high < table.v_low, column, text, "is a range whose second number is the smaller")


def _code_faults(faults: _Faults, table: ir.Table, declared: Declaration) -> None:
    given = [rule for rule in declared.type if rule.column in table.columns]
    if given:
        column = given[0].column or ""
        type_code = ibis.coalesce(*(table[rule.column] for rule in given))
        if not any(rule.always for rule in declared.type):
            faults.add(type_code.isnull(), column, ibis.literal(""), "the row has no type")
        faults.add(
            table.v_type.isnull(),
            column,
            type_code,
            "is not a known code"
            + ("; a spreadsheet may have cut its leading zero" if any(r.prefix for r in given) else ""),
        )
    for rule in given:
        if rule.root and rule.root in table.columns:
            root, code = code_of(table[rule.root]), code_of(table[rule.column])
            wrong = root.notnull() & ~code.startswith(root)
            cut = "; a spreadsheet may have cut a leading zero"
            reason = ibis.literal("does not begin with its root code ") + root + cut
            faults.add(wrong, rule.column or "", table[rule.column], reason)
    precisions = [(declared.time.precision, list(declared.time.precisions))]
    if declared.place:
        precisions.append((declared.place.precision, list(declared.place.precisions)))
    for coded, codes in precisions:
        if coded and coded in table.columns:
            wrong = table[coded].notnull() & ~code_of(table[coded]).isin(codes)
            faults.add(wrong, coded, table[coded], "is not a known precision code")
    if declared.directed and declared.directed[0] in table.columns:
        column = declared.directed[0]
        faults.add(table[column].isnull(), column, ibis.literal(""), "the code that says the direction is missing")


def _place_faults(faults: _Faults, table: ir.Table, declared: Declaration) -> None:
    place = declared.place
    if not place:
        return
    for column, most in ((place.latitude, 90), (place.longitude, 180)):
        if column and column in table.columns:
            value = table[column]
            number = ibis.cases((value.re_search(_DECIMAL), value), else_=ibis.null("string")).try_cast("float64")
            faults.add(value.notnull() & number.isnull(), column, value, "is not a number of degrees, such as 33.5")
            faults.add(number.abs() > most, column, value, f"is beyond {most} degrees")
    if place.latitude and {place.point, place.latitude, place.longitude} <= set(table.columns):
        latitude = table[place.latitude]
        swapped = table[place.point].startswith(ibis.literal("POINT (") + latitude + " ")
        faults.add(
            swapped & (latitude != table[place.longitude]),
            place.latitude,
            latitude,
            "is the longitude in the point column: the two are swapped",
        )
