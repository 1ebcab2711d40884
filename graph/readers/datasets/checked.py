"""Check a dataset's rows: every value is parsed, or its row gets a fault (column, value, reason).

Ibis expressions that follow a declaration, the same for every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from .days import day_of, days_in_order, why_no_day
from .declaration import (
    COLUMN_PREFIX,
    EXTRA_PROPERTIES,
    FAULT,
    REPEATED,
    SEPARATOR,
    Declaration,
    NamedActor,
    Only,
    Rule,
    Time,
)
from .members import MOST_MEMBERS, at_least, has_too_many, with_members
from .plain_text import as_number, plain, without_mark
from .ranges import BOUNDS, RANGE, range_of, with_ranges
from .second_rows import has_second_rows, with_second_rows
from .spans import FIRST, LAST, with_spans

__all__ = ["Text", "checked_rows", "code_of", "decidable"]


#: A column of text. Ibis carries no types that a checker could follow.
Text = Any
#: Signs for nothing that are compared one by one.
_FEW = 20
#: Columns that one expression names one after the other.
_GROUP = 100
#: A whole number, also written 3.0; not 1.000, which may mean a thousand.
_WHOLE = r"^[+-]?[0-9]{1,9}(\.(0{1,2}|0{4,}))?$"
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


def checked_rows(raw: ir.Table, declared: Declaration, columns: Mapping[str, int], header: Iterable[str]) -> ir.Table:
    """The rows with our columns as text, the parsed values (``v_…``) and the ``fault``, null where there is none.

    ``raw`` has the file's columns as ``c0``, ``c1`` …, the ``document`` and the ``number`` of each row. Rows of HXL
    tags are left out.
    """
    names = list(header)
    at = {name: names[position] for name, position in columns.items()}
    given = raw.select(
        "document", "number", **{name: plain(raw[f"c{n}"].cast("string")) for name, n in columns.items()}
    )
    given = given.mutate(**{name: _said(given[name], declared) for name in columns})
    given = given.filter(~_is_tags(given, list(columns)))
    for only in declared.only:
        given = given.filter(_is_wanted(given, only))
    if has_second_rows(declared, columns):
        given = with_second_rows(given, declared)
    if declared.unnamed:
        given = given.mutate(
            **{
                actor.name: ibis.cases((given[actor.name].isin(list(declared.unnamed)), None), else_=given[actor.name])
                for actor in declared.actors
            }
        )
    if declared.has_several:
        given = with_members(given, declared)
    given = _with_zeros(given, declared)
    given = with_spans(_as_meant(given, declared), declared.time)
    given = days_in_order(given, declared.time, _day_columns(declared.time))
    parsed = _parsed(given, declared)
    return _with_faults(parsed, declared, at)


def _said(text: Text, declared: Declaration) -> Text:
    """A text, null where it means that nothing is known."""
    if len(declared.missing) > _FEW:
        return ibis.cases((text.isin(list(declared.missing)), None), else_=text)
    # One by one: looking each value up in a list takes DuckDB longer. Not NULLIF within NULLIF: DuckDB doubles the text
    # with each, and twenty signs took all memory.
    return ibis.cases(*((text == missing, None) for missing in declared.missing), else_=text)


def _day_columns(time: Time) -> tuple[str | None, str | None]:
    """The columns of the first and the last day."""
    return (FIRST, LAST) if time.wide else (time.start, time.end)


def _as_meant(table: ir.Table, declared: Declaration) -> ir.Table:
    """The rows without what a spreadsheet adds to days, codes and numbers: apostrophes, marks between thousands."""
    time, place = declared.time, declared.place
    days = (time.start, time.end, *time.start_parts, *time.end_parts)
    codes = [c for c in (*days, time.precision, *declared.row, place.precision if place else None) if c]
    degrees = [c for c in (place.latitude, place.longitude) if c] if place else []
    numbers = [*declared.deaths.values(), *(c for n, c in declared.keep.items() if EXTRA_PROPERTIES[n] != "text")]
    given = set(table.columns)
    table = table.mutate(
        **{c: without_mark(table[c]) for c in dict.fromkeys([*codes, *degrees, *numbers]) if c in given}
    )
    if "codingConfidence" in declared.keep and declared.keep["codingConfidence"] in given:
        # R and pandas write what is smaller than a thousandth as 9.9e-05.
        column = declared.keep["codingConfidence"]
        tiny = table[column].lower().re_search(r"^[0-9.]+e-0*([4-9]|[1-9][0-9]+)$")
        table = table.mutate(**{column: ibis.cases((tiny, "0"), else_=table[column])})
    # In a step of its own: SQL would repeat the text without its mark wherever it is used.
    table = table.mutate(
        **{c: as_number(table[c], declared.numbers, degrees=c in degrees) for c in [*degrees, *numbers] if c in given}
    )
    return with_ranges(table, declared) if declared.has_ranges else table


def _is_wanted(table: ir.Table, only: Only) -> Text:
    """Whether a row is one that the declaration reads at all."""
    value = code_of(table[only.column])
    if only.at_least is not None:
        return at_least(value, only.at_least).fill_null(False)
    if only.but:
        return ~value.isin(list(only.but)).fill_null(False)
    return value.isin(list(only.codes)).fill_null(False)


def _is_tags(table: ir.Table, columns: list[str]) -> Text:
    """Whether a row has HXL tags, like the second row of files from the Humanitarian Data Exchange."""
    every = [table[c].isnull() | table[c].startswith("#") for c in columns]
    some = [table[c].startswith("#").fill_null(False) for c in columns]
    return _all_of(every, lambda a, b: a & b) & _all_of(some, lambda a, b: a | b)


def _all_of(parts: list[Text], both: Callable[[Text, Text], Text]) -> Text:
    """What an operation makes of the parts, from the first on; of many in groups, for neither Python nor an engine
    nests an expression a thousand deep.
    """
    groups = [reduce(both, parts[start : start + _GROUP]) for start in range(0, len(parts), _GROUP)]
    return reduce(both, groups)


def code_of(column: Text) -> Text:
    """A code as the codebook writes it: ``1.0``, as spreadsheets and pandas write it, becomes 1."""
    return ibis.cases((column.re_search(r"^[0-9]+\.0+$"), column.re_replace(r"\.0+$", "")), else_=column)


def _with_zeros(table: ir.Table, declared: Declaration) -> ir.Table:
    """The codes with their leading zero restored: programs that read them as numbers turn 01 into 1, 043 into 43."""
    for rule in declared.type:
        if rule.root and rule.column and rule.root in table.columns:
            code, root = code_of(table[rule.column]), code_of(table[rule.root])
            cut = root.re_search("^[0-9]$").fill_null(False)
            table = table.mutate(
                **{
                    rule.column: ibis.cases((cut, ibis.literal("0") + code), else_=table[rule.column]),
                    rule.root: ibis.cases((cut, ibis.literal("0") + root), else_=table[rule.root]),
                    "v_cut": cut,
                }
            )
    return table


def _parsed(table: ir.Table, declared: Declaration) -> ir.Table:
    time = declared.time
    first, last = _day_columns(time)
    start = day_of(table, first or "", time)
    # A day in an id counts as the same day in whatever form it is written.
    ids = {time.start: start.cast("string").substr(0, 10).fill_null(table[time.start])}
    values: dict[str, Any] = {
        "v_id": _joined([ids.get(c, code_of(table[c])) for c in declared.row]),
        "v_start": start,
    }
    if time.wide:
        values["v_end"] = day_of(table, LAST, time)
    elif last and last in table.columns:
        values["v_end"] = day_of(table, last, time).fill_null(values["v_start"])
    else:
        values["v_end"] = values["v_start"]
    kinds = [found for rule in declared.type if (found := _by_rule(table, rule)) is not None]
    values["v_type"] = ibis.coalesce(*kinds) if kinds else ibis.null("string")
    if declared.has_ranges:
        values |= {f"v_{bound}": range_of(table[RANGE], bound) for bound in BOUNDS}
    else:
        values |= {f"v_{bound}": _whole(table[column]) for bound, column in declared.deaths.items()}
    for side, actor in zip("ab", declared.actors, strict=False):
        values |= _actor(table, actor, side)
    return table.mutate(**values)


def _joined(parts: list[Text]) -> Text:
    return _all_of(parts, lambda a, b: a + " " + b)


def _whole(column: Text) -> Text:
    text = ibis.cases((column.re_search(_WHOLE), column.re_replace(r"\.0+$", "")), else_=ibis.null("string"))
    return text.try_cast("int64")


def decidable(rules: Iterable[Rule], columns: Iterable[str]) -> Iterator[Rule]:
    """The rules that a table with these columns can follow. What is left to `always:` by a rule whose column the table
    does not have is left open: the absent column may say otherwise.
    """
    columns, lacks = set(columns), False
    for rule in rules:
        if rule.column and rule.column not in columns:
            lacks = True
        elif not (rule.always and lacks):
            yield rule


def _by_rule(table: ir.Table, rule: Rule) -> Text | None:
    if rule.always:
        return ibis.literal(rule.always)
    if rule.column not in table.columns:
        return None
    value = code_of(table[rule.column])
    if rule.any and rule.at_least is not None:
        return ibis.cases((at_least(value, rule.at_least), rule.any), else_=ibis.null("string"))
    if rule.any:
        return ibis.cases((value.notnull() & (value != "0"), rule.any), else_=ibis.null("string"))
    folded = {code.casefold(): meaning for code, meaning in rule.codes.items()}
    if rule.split:
        among = ibis.literal(rule.split) + value.lower() + rule.split
        parts = ((among.contains(rule.split + code + rule.split), means) for code, means in folded.items())
        return ibis.cases(*parts, else_=ibis.null("string"))

    def meaning(text: Text) -> Text:
        return ibis.cases(*((text == code, means) for code, means in folded.items()), else_=ibis.null("string"))

    value = value.lower()
    if not rule.prefix:
        return meaning(value)
    lengths = sorted({len(code) for code in folded}, reverse=True)
    shapely = value.re_search(r"^[0-9]{2,4}$")
    found = ibis.coalesce(meaning(value), *(meaning(value.substr(0, n)) for n in lengths))
    return ibis.cases((shapely, found), else_=ibis.null("string"))


def _actor(table: ir.Table, actor: NamedActor, side: str) -> dict[str, Any]:
    own = actor.id if actor.id and actor.id in table.columns else None
    name = table[actor.name]
    kinds = [_by_rule(table, rule) for rule in decidable(actor.kind, table.columns)]
    allies = table[actor.allies] if actor.allies and actor.allies in table.columns else ibis.null("string")
    return {
        f"v_{side}_key": ibis.cases((name.isnull(), None), else_=code_of(table[own])) if own else ibis.null("string"),
        f"v_{side}_kind": ibis.coalesce(*kinds, ibis.literal("actor")) if kinds else ibis.literal("actor"),
        f"v_{side}_allies": allies,
    }


def _with_faults(table: ir.Table, declared: Declaration, header: Mapping[str, str]) -> ir.Table:
    faults = _Faults(header, [])
    if declared.whole and declared.whole in table.columns:
        faults.add(
            table[declared.whole].isnull(), declared.whole, table[declared.row[0]], "the row is cut off before this"
        )
    faults.add(table.v_id.isnull(), declared.row[0], ibis.literal(""), "the row has no id")
    same_id = ibis.window(group_by=["document", "v_id"], order_by="number")
    given = [column for column in table.columns if column.startswith(COLUMN_PREFIX) and column != declared.version]
    whole = _all_of([table[column].fill_null("") for column in given], lambda a, b: a + SEPARATOR + b)
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
            pattern = _WHOLE if EXTRA_PROPERTIES[name] == "integer" else _DECIMAL
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
