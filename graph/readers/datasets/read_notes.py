"""What the reader of a table should know of how it was read, in sentences: found by DuckDB in its checked rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ...counts import counted, first_of
from ...sealed_duckdb import quoted_name, quoted_text
from .declaration import DAY_FIRST, EXCEL, MONTH_FIRST, REPEATED, SLASHED, Rule, Time
from .opened import Table

if TYPE_CHECKING:
    import duckdb

__all__ = ["count_of", "notes_on"]


def notes_on(con: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    notes: list[str] = []
    declared = table.declaration
    if table.unknown:
        names = ", ".join(f'"{name}"' for name in table.unknown)
        notes.append(f"Columns not read, because the declaration does not name them: {names}.")
    if len(declared.deaths) == 3:
        odd = count_of(con, "checked WHERE fault IS NULL AND (v_low > v_best OR v_best > v_high)")
        if odd:
            rows = "1 row gives" if odd == 1 else f"{odd:,} rows give"
            notes.append(f"{rows} a best number of deaths outside the range from low to high; left as given.")
    notes += _notes_on_days(con, declared.time)
    repeated = count_of(con, f"checked WHERE fault = {quoted_text(REPEATED)}")
    if repeated:
        notes.append(f"{counted(repeated, 'row')} repeating an earlier one exactly, counted once with it.")
    if any(rule.root in table.columns for rule in declared.type if rule.root):
        cut = count_of(con, "checked WHERE fault IS NULL AND v_cut")
        if cut:
            notes.append(f"{cut:,} codes had lost their leading zero, as their root codes show; it was restored.")
    return [*notes, *_notes_on_actors(con, table), *_unknown_codes(con, table)]


def _notes_on_days(con: duckdb.DuckDBPyConnection, time: Time) -> Iterator[str]:
    """Notes on days that were read in an order or form in which they might mean another."""
    day = quoted_name(time.start)
    orders = {DAY_FIRST, MONTH_FIRST} & set(time.forms)
    if orders:
        found = con.execute(
            f"SELECT {day}, v_day_first FROM checked WHERE fault IS NULL AND regexp_matches({day}, ?) "
            f"ORDER BY NOT regexp_matches({day}, ?), 1 LIMIT 1",
            [SLASHED, r"\b(1[3-9]|[23][0-9])[/.-]"],
        ).fetchall()
        why = "days above 12 show it" if len(orders) == 2 else "as was named"
        for example, day_first in found:
            yield f"Dates such as {example} are read as {DAY_FIRST if day_first else MONTH_FIRST}: {why}."
    if "excel" in time.forms:
        found = con.execute(
            f"SELECT {day}, v_start, count(*) OVER () FROM checked WHERE fault IS NULL AND regexp_matches({day}, ?) "
            "ORDER BY 1 LIMIT 1",
            [EXCEL],
        ).fetchall()
        for example, meant, rows in found:
            yield (
                f"In {counted(rows, 'row')} the day is a number as Excel counts days: {example} is {meant}. If the "
                "file counts from 1904, as some of Macs do, all are four years too early: save it with dates."
            )


def _notes_on_actors(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[str]:
    """Notes on kinds that are left open for want of a column, and on numbers in place of names."""
    from .second_rows import has_second_rows

    if has_second_rows(table.declaration, table.columns):
        lacking = table.declaration.columns[table.declaration.actors[1].name][0]
        one = count_of(con, f"checked WHERE fault IS NULL AND {quoted_name(table.declaration.actors[1].name)} IS NULL")
        alone = f" {counted(one, 'event')} with one row alone, and so with one actor." if one else ""
        what = "it was read as a row for each actor, two with one id as one event"
        yield f'The file has no column "{lacking}": {what}.{alone}'
    yield from _notes_on_one_actor(con, table)
    for actor in table.declaration.actors:
        if actor.name not in table.columns:
            continue
        called = table.header[table.columns[actor.name]]
        absent = [rule.column for rule in actor.kind if rule.column and rule.column not in table.columns]
        if absent and any(rule.always for rule in actor.kind):
            missing = ", ".join(f'"{table.declaration.columns[column][0]}"' for column in absent)
            yield f'The file has no column {missing}: the kind of "{called}" is left open where nothing else says it.'
        if actor.flags:
            continue
        name = quoted_name(actor.name)
        numbers = f"checked WHERE fault IS NULL AND regexp_matches({name}, '^[0-9.,]+$')"
        if rows := count_of(con, numbers):
            ((example,),) = con.execute(f"SELECT min({name}) FROM {numbers}").fetchall()
            yield (
                f'"{called}" names an actor by a number in {counted(rows, "row")}, such as {example}. If the column '
                "says whether one actor took part, or how probably, give it under `columns:` of the actor."
            )


def _notes_on_one_actor(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[str]:
    """A note on rows with one name at both ends."""
    names = [quoted_name(actor.name) for actor in table.declaration.actors if actor.name in table.columns]
    if len(names) < 2 or table.declaration.has_several:
        return
    within = f"checked WHERE fault IS NULL AND {names[0]} = {names[1]}"
    if rows := count_of(con, within):
        ((example,),) = con.execute(f"SELECT min({names[0]}) FROM {within}").fetchall()
        yield (
            f'{counted(rows, "row")} with one name at both ends, such as "{example}": an act within one actor, '
            "which is stored with this one end."
        )


def _unknown_codes(con: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    """Notes on unknown codes in coded columns, where they are not a fault of the row."""
    declared, notes = table.declaration, []
    # An unknown value in the last column for the type is a fault.
    coded = [
        (rule, "what the mapping always says is used" if after.always else "the next column is used")
        for rule, after in pairwise(declared.type)
    ]
    for actor in declared.actors:
        if not any(rule.any or rule.always for rule in actor.kind):
            coded += [(rule, "the kind of actor is left open") for rule in actor.kind]
    for rule, what in coded:
        if not rule.codes or rule.quiet or not rule.column or rule.column not in table.columns:
            continue
        column = quoted_name(rule.column)
        found = con.execute(
            f"SELECT {column}, count(*) FROM checked WHERE fault IS NULL AND {column} IS NOT NULL "
            "GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
        unknown = [(value, rows) for value, rows in found if not _is_known(value, rule)]
        if unknown:
            shown = first_of([f'"{value}"' for value, _ in unknown])
            rows = sum(rows for _, rows in unknown)
            called = table.header[table.columns[rule.column]]
            notes.append(
                f'"{called}" contains {shown}, which the declaration does not know: {what}, in {counted(rows, "row")}.'
            )
    return notes


def _is_known(value: str, rule: Rule) -> bool:
    parts = value.split(rule.split) if rule.split else [re.sub(r"^([0-9]+)\.0+$", r"\1", value)]
    return not {code.casefold() for code in rule.codes}.isdisjoint(part.casefold() for part in parts)


def count_of(con: duckdb.DuckDBPyConnection, source: str) -> int:
    """The number of rows of a table, or of those of it for which a condition holds."""
    return int(con.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0])
