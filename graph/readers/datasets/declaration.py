"""Declarations: what a dataset's columns mean, for the built-in datasets and for your own.

A declaration says which columns are read, which are ignored by name, in which layouts they come, what their codes mean
and what becomes actor, place, time, deaths and source. It contains no code; ``docs/datasets.md`` describes every key,
and ``declaration_file.py`` reads it from YAML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = [
    "COLUMN_PREFIX",
    "DAY_FIRST",
    "EXCEL",
    "EXTRA_PROPERTIES",
    "FAULT",
    "FORMS",
    "MONTH_FIRST",
    "PARTIAL",
    "REPEATED",
    "SEPARATOR",
    "SLASHED",
    "SPANS",
    "Declaration",
    "Flag",
    "Layout",
    "NamedActor",
    "Only",
    "Numbers",
    "Place",
    "Precision",
    "Publisher",
    "Rule",
    "Sources",
    "Time",
    "folded",
    "has_tag",
]

#: Columns of a declaration are called ``x_0``, ``x_1`` in SQL, so that no text of a mapping is a name there.
COLUMN_PREFIX = "x_"
#: The forms in which a date may be written.
FORMS = (
    *("iso", "compact", "day-month-year", "month-day-year"),
    *("day/month/year", "month/day/year", "year/month/day", "excel", "unix"),
    *("month-year", "year-month", "year"),
)
#: The forms that name no day.
PARTIAL = ("month-year", "year-month", "year")
#: Day and month in numbers, in the order that a declaration names, or, where it names both, that the file shows.
DAY_FIRST, MONTH_FIRST = "day/month/year", "month/day/year"
SLASHED = r"^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})([ T].*)?$"
#: The column of a row's fault, and what separates the column, the value and the reason that the fault names.
FAULT, SEPARATOR = "fault", "\x1f"
#: In place of a fault: the row says nothing that an earlier one does not say.
REPEATED = f"{SEPARATOR}repeated"
#: Days since the end of 1899, as Excel counts them: from 1927 to 2099.
EXCEL = r"^([1-6][0-9]{4}|7[0-2][0-9]{3})(\.[0-9]+)?$"
#: What a precision code may mean for a date that is given as one day.
SPANS = ("day", "span", "week", "month", "year")
#: Properties of the ontology that store a dataset's own value with an event (``keep:``), and the type of each.
EXTRA_PROPERTIES = {
    "datasetCode": "text",
    "quadClass": "text",
    "goldstein": "decimal",
    "mentions": "integer",
    "mentioningSources": "integer",
    "codingConfidence": "decimal",
}


@dataclass(frozen=True)
class Publisher:
    """The publisher of the dataset: it codes the rows and relays what their sources say."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True)
class Layout:
    """One known set of columns, in order. ``headless``: files may have no header. ``may_lack``: the last column, which
    rows may lack. ``refused``: why tables of this layout are not read.
    """

    name: str
    columns: tuple[str, ...]
    headless: bool = False
    may_lack: str | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Rule:
    """One way to find a value: by a code in a column, by the column having any value, or always the same value.

    With ``prefix`` an unknown code counts as the longest known code that it begins with; with ``root`` it must begin
    with the value of that column. With ``split`` a value lists several codes, and the first of ``codes`` among them
    counts. With ``at_least`` a column has a value where it says yes, or gives a number that is not smaller. Other texts
    of a ``quiet`` column say nothing, and no note lists them.
    """

    column: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    any: str | None = None
    always: str | None = None
    prefix: bool = False
    root: str | None = None
    split: str | None = None
    at_least: float | None = None
    quiet: bool = False


@dataclass(frozen=True)
class Only:
    """Which rows of a table are read: those whose ``column`` has one of ``codes``, none of ``but``, or a number that is
    not below ``at_least``.
    """

    column: str
    codes: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    at_least: float | None = None


@dataclass(frozen=True)
class Time:
    """When: the columns of the first and last day, their forms, and what the precision codes mean for a single day;
    ``since`` is the first day of the dataset. ``months`` are the names of the months beside the English ones, in small
    letters, with the number of each. ``start_parts`` and ``end_parts`` are columns of the year, the month and the day,
    where each has its own; ``start`` and ``end`` are then the first of them.
    """

    start: str
    end: str | None
    forms: tuple[str, ...]
    precision: str | None
    precisions: Mapping[str, str]
    since: str | None = None
    months: Mapping[str, int] = field(default_factory=dict)
    start_parts: tuple[str, ...] = ()
    end_parts: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether a cell may say less or more than one day: a month, or a span. In a table with a column for the end
        or the precision it says one day, and so it does where days are written by a machine (``compact``).
        """
        if self.start_parts or self.end_parts or set(PARTIAL) & set(self.forms):
            return True
        return not (self.end or self.precision or "compact" in self.forms)


@dataclass(frozen=True)
class Numbers:
    """How numbers are written: the mark before decimals, and the one between thousands, if any."""

    decimal: str
    thousands: str | None


@dataclass(frozen=True)
class Precision:
    """The meaning of a code of geographic precision: the radius in kilometres, and the type of place, if any."""

    km: int
    type: str | None


@dataclass(frozen=True)
class Place:
    """Where: columns of the name, of the larger places around it (nearest first), of latitude and longitude, and the
    precision. ``point`` is a column with the point as text (WKT, longitude first), which reveals swapped coordinates.
    """

    name: str | None
    within: tuple[str, ...]
    latitude: str | None
    longitude: str | None
    km: int | None
    precision: str | None
    precisions: Mapping[str, Precision]
    point: str | None = None


@dataclass(frozen=True)
class Flag:
    """The actor for which a table has a column of its own, and its kind."""

    name: str
    kind: str | None = None


@dataclass(frozen=True)
class NamedActor:
    """One end of the act: columns of its name, its id in the dataset and its allies; its role and kind.

    It may be several actors: in ``more`` columns, in one cell, ``split``, or those of ``flags`` whose column says yes,
    or a number that is not below ``at_least``. ``name`` is then the first of these columns.
    """

    name: str
    id: str | None
    role: str
    kind: tuple[Rule, ...]
    allies: str | None
    names: str | None
    more: tuple[str, ...] = ()
    split: str | None = None
    flags: Mapping[str, Flag] = field(default_factory=dict)
    at_least: float = 0.5

    @property
    def has_several(self) -> bool:
        """Whether a row may name several actors at this end."""
        return bool(self.more or self.split or self.flags)


@dataclass(frozen=True)
class Sources:
    """The columns that name the sources: several in one column, split, or each in the citation of an article, or in
    ``citations``, each in a column of its own. ``codes`` are texts in place of a code for one or several.
    """

    names: str | None = None
    split: str | None = None
    dates: str | None = None
    articles: str | None = None
    addresses: str | None = None
    headlines: str | None = None
    citations: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Declaration:
    """A dataset and what its columns mean; ``columns`` maps our names, ``x_0``, ``x_1`` …, to the names in files.
    ``encoding`` is how the letters of its files are encoded, where that is not left to be recognised. With
    ``second_row`` a table may have a row for each actor, and no column of the second. ``version`` is the column that
    says when the row was last published. Rows of a table that ``deletes`` are ids that another dataset took back.
    """

    dataset: str
    title: str
    publisher: Publisher
    prefix: str
    licence: str | None
    url: str | None
    basis: str | None
    missing: tuple[str, ...]
    unnamed: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    layouts: tuple[Layout, ...]
    row: tuple[str, ...]
    event: tuple[str, str] | None
    type: tuple[Rule, ...]
    time: Time
    place: Place | None
    actors: tuple[NamedActor, ...]
    directed: tuple[str, Mapping[str, tuple[str, str]]] | None
    deaths: Mapping[str, str]
    deaths_needed: bool
    sources: Sources
    keep: Mapping[str, str]
    whole: str | None
    fingerprint: str
    encoding: str | None = None
    numbers: Numbers | None = None
    only: tuple[Only, ...] = ()
    deaths_codes: Mapping[str, str] = field(default_factory=dict)
    second_row: bool = False
    version: str | None = None
    deletes: str | None = None

    @property
    def has_several(self) -> bool:
        """Whether a row may name several actors at one end."""
        return any(actor.has_several for actor in self.actors)

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that are required to read any row."""
        rows = [*self.row, self.time.start, *self.time.start_parts[:1]]
        rows += [rule.column for rule in self.type if rule.column and rule.root]
        columns = [rule.column for rule in self.type if rule.column]
        # Of several columns that may give the type, only the last is in every layout.
        rows += columns[-1:]
        rows += [actor.name for actor in self.actors[: 1 if self.second_row else 2]]
        rows += [self.event[1]] if self.event else []
        rows += [only.column for only in self.only]
        rows += list(self.deaths.values())
        return tuple(dict.fromkeys(rows))

    @property
    def has_ranges(self) -> bool:
        """Whether a number of deaths may be a range: it has one column, and the dataset does not promise a number."""
        return len(self.deaths) == 1 and not self.deaths_needed

    def column_positions(self, header: Iterable[str], tags: Sequence[str] = ()) -> dict[str, int]:
        """The position of each of our columns in a header, by our name; missing ones are left out. ``tags`` are the HXL
        tags of the columns, by which a declaration may name them: ``#adm1+name``.
        """
        at: dict[str, int] = {}
        places = {folded(name): position for position, name in reversed(list(enumerate(header)))}
        for name, aliases in self.columns.items():
            found = [places[folded(alias)] for alias in aliases if folded(alias) in places]
            found += [
                n for alias in aliases if alias.startswith("#") for n, tag in enumerate(tags) if has_tag(tag, alias)
            ]
            if found:
                at[name] = found[0]
        return at

    def known_columns(self) -> set[str]:
        """Every column name that is read or ignored by name, folded (``folded``)."""
        names = {folded(alias) for aliases in self.columns.values() for alias in aliases}
        return names | {folded(name) for name in self.ignored}


# Every header is compared with that of each layout.
@lru_cache(4096)
def folded(name: str) -> str:
    """A column name without case, spaces and underscores: ``EVENT_DATE`` and ``Event Date`` are equal; of HXL tags the
    sharp sign stays.
    """
    mark = "#" if name.startswith("#") and len(name) > 1 else ""
    return mark + "".join(c for c in name.casefold() if c.isalnum())


def has_tag(tag: str, wanted: str) -> bool:
    """Whether a column's HXL tag is the one that is wanted, with at least its attributes (hxlstandard.org, 1.1).

    >>> has_tag("#date +start", "#date"), has_tag("#date", "#date+start")
    (True, False)
    """
    given, asked = (each.replace(" ", "").lower().split("+") for each in (tag, wanted))
    return given[0] == asked[0] and set(asked) <= set(given)
