"""Check a dataset's rows: every value is parsed, or its row gets a fault (column, value, reason).

Ibis expressions that follow a declaration, the same for every engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from .days import day_of, days_in_order
from .declaration import (
    EXTRA_PROPERTIES,
    Declaration,
    NamedActor,
    Only,
    Rule,
    Time,
)
from .members import at_least, with_members
from .plain_text import Text, all_of, as_number, code_of, plain, without_mark
from .ranges import BOUNDS, RANGE, range_of, with_ranges
from .row_faults import WHOLE, with_faults
from .second_rows import has_second_rows, with_second_rows
from .spans import FIRST, LAST, with_spans

__all__ = ["checked_rows", "decidable"]


#: Signs for nothing that are compared one by one.
_FEW = 20


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
    return with_faults(parsed, declared, at)


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
    return all_of(every, lambda a, b: a & b) & all_of(some, lambda a, b: a | b)


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
    return all_of(parts, lambda a, b: a + " " + b)


def _whole(column: Text) -> Text:
    text = ibis.cases((column.re_search(WHOLE), column.re_replace(r"\.0+$", "")), else_=ibis.null("string"))
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
