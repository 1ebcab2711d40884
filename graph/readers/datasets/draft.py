"""A draft of a mapping for a table that no declaration knows: each guess with its reason, doubts as comments.

Columns are guessed by their names and by what their cells hold. A person reads the draft, corrects it, and looks at
the first rows as claims (``standoff read TABLE --as DRAFT --dry-run``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from ...counts import counted, first_of
from ...errors import InputError
from ...vocabulary import local_name
from ..known import find_code
from .clean import table_error
from .dataset import work_folder
from .declaration import EXCEL, SLASHED, folded, has_tag
from .guessed_columns import (
    DAYS,
    DEATHS,
    HXL,
    NAMES,
    Column,
    are_numbered_alike,
    columns_of,
    is_span,
    order_of_day_and_month,
)
from .how import AS_IT_SAYS, How
from .opened import Table, open_unmapped, stem

__all__ = ["draft_mapping"]

#: Different cells that are printed, and the larger places that a draft names.
_MOST_CODES, _MOST_AREAS = 60, 10
#: Letters of a code or sign; what is longer is a text, and of a name in `ignored:` a mapping reads so many.
_CODE, _LONGEST_NAME = 200, 1_000
#: What ends a comment, or is no YAML.
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")


def draft_mapping(path: Path, how: How = AS_IT_SAYS) -> tuple[str, list[str]]:
    """The text of a mapping for a table, and what is left to decide, in words.

    Raises InputError where the table cannot be read, or no column of it looks like a day.
    """
    with work_folder("") as folder:
        table = open_unmapped(path, folder, how)
        columns = columns_of(table, folder)
    return _Draft(table, columns, how).text()


class _Draft:
    """The guesses for one table."""

    def __init__(self, table: Table, columns: list[Column], how: How) -> None:
        self.table, self.columns, self.how = table, columns, how
        #: Our name of each column that is used, and why it is what it is taken for.
        self.used: dict[str, Column] = {}
        self.why: dict[str, str] = {}
        self.open: list[str] = []
        #: Cells of the column of deaths that are no numbers.
        self.no_numbers: list[str] = []
        self._whole_row = False

    def text(self) -> tuple[str, list[str]]:
        time = self._time()
        row, place, actors = self._row(), self._place(), self._actors()
        kind, deaths, sources = self._kind(), self._deaths(), self._sources()
        left = [column for column in self.columns if column not in self.used.values()]
        name = re.sub(r"[^a-z0-9]+", "-", stem(self.table.source).lower()).strip("-")[:40] or "table"
        name = name if name[0].isalpha() else f"table-{name}"
        publisher = f"Publisher of {stem(self.table.source)}"
        rows = (
            "of each row that names none." if sources[0][0] != "#" else "of every row: no column of sources was found."
        )
        self.open.append(f'Who made the table: `publisher:` has "{_inert(publisher)}", the source {rows}')
        lines = [
            f"# Drafted from {counted(max((c.rows for c in self.columns), default=0), 'row')}. Check each guess, then:",
            "#   standoff read TABLE --as THIS-FILE --dry-run",
            f"dataset: {name}",
            f"title: {_quoted(stem(self.table.source))}",
            "# Who made the table: it is the source of every row that names none.",
            f"publisher: {{id: {name}-publisher, label: {_quoted(publisher)}}}",
            *([f"encoding: {self.how.encoding}"] if self.how.encoding else []),
            "columns:",
        ]
        lines += [
            f"  {ours}: [{_quoted(column.name)}]{_comment(self.why.get(ours, ''))}"
            for ours, column in self.used.items()
        ]
        left = [column for column in left if len(column.name) <= _LONGEST_NAME]
        if left:
            lines.append("# Not used. Move a column up to use it.")
            lines.append(f"ignored: [{', '.join(_quoted(column.name) for column in left)}]")
        nothing = sorted({text for column in self.used.values() for text in column.nothing} | set(self.no_numbers))
        if nothing:
            lines.append("# Texts that mean that nothing is known, in every column.")
            lines.append(f"missing: [{', '.join(map(_quoted, nothing))}]")
        lines += [*row, *kind, *time, *place, *actors, *deaths, *sources]
        return "\n".join(lines) + "\n", self.open

    # ---- finding columns

    def _take(self, ours: str, column: Column, why: str) -> str:
        name, n = ours, 2
        while name in self.used:
            name, n = f"{ours}{n}", n + 1
        self.used[name], self.why[name] = column, why
        return name

    def _named(self, what: str, fits: Callable[[Column], bool] = lambda _: True) -> list[Column]:
        free = [c for c in self.columns if c not in self.used.values()]
        tags = self.table.tags

        def _has(column: Column, tag: str) -> bool:
            return column.at < len(tags) and has_tag(tags[column.at], tag)

        tagged = [c for c in free if any(_has(c, tag) for tag, meant in HXL.items() if meant == what)]
        return [c for c in dict.fromkeys([*tagged, *(c for c in free if c.is_named(what))]) if fits(c)]

    def _time(self) -> list[str]:
        found = self._days()
        if found:
            column, forms, why, order = found
            start = self._take("day", column, why)
            ends = self._named("end", lambda c: any(c.share(DAYS[f]) > 0.5 for f in DAYS) or c.share(SLASHED) > 0.5)
            end = f", end: {self._take('end', ends[0], 'named like a last day')}" if ends else ""
            lines = [f"time: {{start: {start}{end}, forms: [{', '.join(forms)}]}}"]
            if order:
                self.open.append(order)
                lines.insert(0, f"# {_inert(order)}")
            return lines
        years = self._named("year", lambda c: c.share("(19|20)[0-9]{2}(\\.0)?") > 0.9)
        if years:
            parts = [self._take("year", years[0], "holds years")]
            for what, most in (("month", 12), ("dom", 31)):
                some = self._named(what, lambda c, most=most: c.is_up_to(most))  # type: ignore[misc]
                some = some or (self._named("day", lambda c: c.is_up_to(31)) if what == "dom" else [])
                if not some:
                    break
                parts.append(self._take({"dom": "day"}.get(what, what), some[0], "0 or nothing means unknown"))
            return [f"time: {{start: [{', '.join(parts)}]}}"]
        shown = first_of([f'"{column.name}"' for column in self.columns], most=8)
        raise table_error(
            self.table.source,
            f"No column looks like a day or a year, and a mapping needs one. The columns are {shown}. Write the "
            "mapping by hand (docs/datasets.md), with the form of the days under `time:`.",
        )

    def _days(self) -> tuple[Column, list[str], str, str] | None:
        """The column of days, their forms, why, and what is in doubt of their order."""
        named = self._named("day") + self._named("end")
        for column in dict.fromkeys([*named, *self.columns]):
            if not column.cells:
                continue
            shares = {form: column.share(pattern) for form, pattern in DAYS.items()}
            shares["slashed"] = column.share(SLASHED)
            if column in named:
                shares["excel"] = column.share(EXCEL)
            spans = sum(map(is_span, column.cells)) / len(column.cells) if sum(shares.values()) < 1 else 0
            if sum(shares.values()) + spans < 0.6 or max(shares.values()) < 0.2:
                continue
            forms = [form for form, share in shares.items() if share and form != "slashed"]
            order = ""
            if shares["slashed"]:
                form, order = order_of_day_and_month(column)
                forms.append(form)
            why = f"{max(shares.values()):.0%} of the cells are days, such as {column.cells[0][:40]}"
            return column, forms, why, order
        return None

    def _row(self) -> list[str]:
        def is_key(column: Column) -> bool:
            return len(column.cells) == column.rows and len(set(column.cells)) == len(column.cells)

        found = self._named("number", is_key)
        if found:
            return [f"row: {self._take('number', found[0], 'no cell is empty or occurs twice')}"]
        keys = [c for c in self.columns if is_key(c) and c not in self.used.values() and max(map(len, c.cells)) < 40]
        if keys and keys[0].rows > 1 and keys[0].at == 0:
            return [f"row: {self._take('number', keys[0], 'the first column; no cell is empty or occurs twice')}"]
        self.open.append("No column identifies a row: all that are used do, together. Rows that repeat count once.")
        self._whole_row = True
        return []

    def _place(self) -> list[str]:
        parts = []
        latitude = self._named("latitude", lambda c: c.is_within(90))
        longitude = self._named("longitude", lambda c: c.is_within(180))
        points = []
        if latitude and longitude:
            points = [
                f"latitude: {self._take('latitude', latitude[0], 'degrees up to 90')}",
                f"longitude: {self._take('longitude', longitude[0], 'degrees up to 180')}",
            ]
        name = self._named("place", Column.is_text)
        if name:
            parts.append(f"name: {self._take('place', name[0], 'named like a place')}")
        within = self._named("within", Column.is_text)
        order = NAMES["within"].split()
        within.sort(key=lambda c: min((order.index(w) for w in order if w in folded(c.name)), default=0))
        within = within[:_MOST_AREAS]
        if within:
            parts.append(f"within: [{', '.join(self._take('area', c, 'named like an area') for c in within)}]")
        if not parts:
            return []
        return ["# The larger places from the nearest to the largest.", f"place: {{{', '.join([*parts, *points])}}}"]

    def _actors(self) -> list[str]:
        ends = []
        for ours, role in (("by", "actor"), ("to", "recipient")):
            found = self._named(ours, Column.is_text)
            if not found:
                continue
            column = found[0]
            split = next(
                (m for m in (";", "|", " & ") if sum(m in c for c in column.cells) > 0.02 * len(column.cells)), ""
            )
            several = f', split: "{split.strip()}"' if split and split != ";" else ""
            why = "named like " + ("who acts" if ours == "by" else "whom it is done to")
            ends.append((self._take(ours, column, why + ("; several in one cell" if split else "")), role, several))
        if not ends:
            self.open.append("No column looks like an actor: name one under `actors:`, or rows have no ends.")
            return ["# actors:", "#   - {name: COLUMN, role: actor}"]
        if len(ends) == 2 and are_numbered_alike(self.used[ends[0][0]], self.used[ends[1][0]]):
            self.open.append(
                "The two actors are numbered alike: parties. If the first acts on the second, say so by `role:`."
            )
            ends = [(name, "party", several) for name, _, several in ends]
        elif len(ends) == 1 and ends[0][1] == "recipient":
            self.open.append("Only a column of targets was found: name the one of those who act.")
        else:
            self.open.append("Who acts on whom was guessed from the names of the columns: see `actors:`.")
        return ["actors:", *(f"  - {{name: {name}, role: {role}{several}}}" for name, role, several in ends)]

    def _kind(self) -> list[str]:
        found = self._named("what", lambda c: 0 < len(set(c.cells)) <= _MOST_CODES and c.is_text())
        if not found:
            self.open.append("No column says what kind of act a row is: all are read as violence.")
            return ["# One kind for every row: standoff codes event-type", "type: [{always: violence}]"]
        column = found[0]
        name = self._take(
            "what", column, f"{counted(len(set(column.cells)), 'different text')}, named like a kind of act"
        )
        known, unknown = {}, []
        for value in column.values:
            if _inert(value) != value or len(value) > _CODE:
                unknown.append(value)
                continue
            try:
                known[value] = local_name(find_code("event-type", value).value)
            except (ValueError, InputError):
                unknown.append(value)
        lines = ["# What each text means: standoff codes event-type", "type:"]
        if known:
            lines += [f"  - from: {name}", "    codes:"]
            lines += [f"      {_quoted(value)}: {kind}" for value, kind in known.items()]
            lines += [f"      # {_quoted(value)}: KIND" for value in unknown if len(value) <= _CODE]
        if unknown or not known:
            lines += [] if known else [f"  # - from: {name}", "  #   codes:"]
            lines += [] if known else [f"  #     {_quoted(value)}: KIND" for value in unknown if len(value) <= _CODE]
            lines.append("  - {always: violence}")
            shown = first_of([f'"{value[:30]}"' for value in unknown])
            self.open.append(
                f"Kinds of act that no code is called like: {shown}. Until they have one, they are violence."
            )
        return lines

    def _deaths(self) -> list[str]:
        found = self._named("dead", lambda c: c.share(DEATHS) > 0.6)
        if not found:
            return ["# deaths: {best: COLUMN}"]
        column = found[0]
        odd = [value for value in column.values if not re.fullmatch(DEATHS, value, re.I)]
        lines = [f"deaths: {{best: {self._take('dead', column, 'numbers, named like deaths')}}}"]
        if odd:
            self.no_numbers = [value for value in odd if len(value) <= _CODE][:20]
            shown = first_of([value[:30] for value in odd])
            self.open.append(f"Cells of deaths that are no numbers count as empty, in every column: {shown}.")
        if "casualt" in column.name.casefold():
            self.open.append(f'"{column.name}" may count the wounded too: it is read as deaths.')
        return lines

    def _sources(self) -> list[str]:
        found = self._named("told", Column.is_text)
        if found and found[0].share("https?://.*") < 0.5:
            column = found[0]
            split = next((m for m in (";", "|") if any(m in cell for cell in column.cells)), "")
            name = self._take("told", column, "named like a source")
            lines = [f"sources: {{names: {name}" + (f', split: "{split}"}}' if split else "}")]
        else:
            addresses = [*found, *self._named("address")]
            addresses = [c for c in addresses if c.share("https?://.*") > 0.5]
            if not addresses:
                lines = ["# sources: {names: COLUMN}"]
            else:
                name = self._take("address", addresses[0], "addresses, whose outlets are the sources")
                lines = [f"sources: {{addresses: {name}}}"]
        if self._whole_row:
            lines.append(f"row: [{', '.join(self.used)}]")
        return lines


def _quoted(text: str) -> str:
    """A text as YAML reads it, whatever is in it."""
    return '"' + _inert(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _inert(text: str) -> str:
    """A text that stays on its line, in a comment too, and that YAML can hold."""
    return _UNWRITABLE.sub(" ", text)


def _comment(why: str) -> str:
    return f"  # {_inert(why)}" if why else ""
