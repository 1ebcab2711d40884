"""What a dataset's columns mean: one form for the datasets that are shipped and for a user's own.

A declaration says which columns are read, which are ignored by name, in which layouts they come, what their codes mean
and what becomes actor, place, time, deaths and source. It holds no code; ``docs/datasets.md`` describes every key, and
``declaration_file.py`` reads it from YAML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = [
    "COLUMN_PREFIX",
    "EXTRA_PROPERTIES",
    "FORMS",
    "SPANS",
    "Declaration",
    "Layout",
    "NamedActor",
    "Place",
    "Precision",
    "Publisher",
    "Rule",
    "Sources",
    "Time",
    "folded",
]

#: Before a column's own name, so that none of them is taken for a column of ours.
COLUMN_PREFIX = "x_"
#: The forms in which a date may stand.
FORMS = ("iso", "compact", "day-month-year", "day/month/year")
#: What a precision code may say of a date that is given as one day.
SPANS = ("day", "span", "week", "month", "year")
#: Properties of the ontology that an event may keep a dataset's own value with, and whether it is a number.
EXTRA_PROPERTIES = {
    "datasetCode": "text",
    "quadClass": "text",
    "goldstein": "decimal",
    "mentions": "integer",
    "mentioningSources": "integer",
}


@dataclass(frozen=True)
class Publisher:
    """Who publishes the dataset: the coder, who relays what the rows' sources say."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True)
class Layout:
    """One known set of columns, in order; ``headless`` where files may come without a header, ``may_lack`` the last
    column, where rows may end before it. ``refused`` says why such a table is not read, where it is known and is not.
    """

    name: str
    columns: tuple[str, ...]
    headless: bool = False
    may_lack: str | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Rule:
    """One way to find a value: by code of a column, by its having any value, or always the same.

    With ``prefix`` a code that is not known counts as the longest known code that it begins with; with ``root`` it
    must begin with the value of that column. With ``split`` a value lists several codes, and the first of ``codes``
    among them counts.
    """

    column: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    any: str | None = None
    always: str | None = None
    prefix: bool = False
    root: str | None = None
    split: str | None = None


@dataclass(frozen=True)
class Time:
    """When: a first and last day, the forms they come in, and what the precision codes say of a single day; ``since``
    is the day with which the dataset begins.
    """

    start: str
    end: str | None
    forms: tuple[str, ...]
    precision: str | None
    precisions: Mapping[str, str]
    since: str | None = None


@dataclass(frozen=True)
class Precision:
    """What a code of geographic precision says: the radius in kilometres and the type of place, if it is one."""

    km: int
    type: str | None


@dataclass(frozen=True)
class Place:
    """Where: a name, the larger places it lies in (nearest first), a point, and how precise that is. ``point`` is a
    column with the point as text (WKT, longitude first), in which latitude and longitude that are swapped show.
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
class NamedActor:
    """One end of the act: its name, the dataset's own id of it, its role, its kind and who fights beside it."""

    name: str
    id: str | None
    role: str
    kind: tuple[Rule, ...]
    allies: str | None
    names: str | None


@dataclass(frozen=True)
class Sources:
    """Which columns name who says so. Several stand in one column, split; or each in an article's title."""

    names: str | None = None
    split: str | None = None
    dates: str | None = None
    articles: str | None = None
    addresses: str | None = None
    headlines: str | None = None


@dataclass(frozen=True)
class Declaration:
    """A dataset and what its columns mean; columns go by our names, ``columns`` has those that files give them."""

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

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns without which no row can be read."""
        rows = [*self.row, self.time.start]
        rows += [rule.column for rule in self.type if rule.column and rule.root]
        columns = [rule.column for rule in self.type if rule.column]
        # Of several columns that may give the type, the last is the one that every layout has.
        rows += columns[-1:]
        rows += [actor.name for actor in self.actors]
        rows += [self.event[1]] if self.event else []
        rows += list(self.deaths.values())
        return tuple(dict.fromkeys(rows))

    def column_positions(self, header: Iterable[str]) -> dict[str, int]:
        """Where each of our columns stands in a header: its position, by our name."""
        at: dict[str, int] = {}
        places = {folded(name): position for position, name in reversed(list(enumerate(header)))}
        for name, aliases in self.columns.items():
            found = [places[folded(alias)] for alias in aliases if folded(alias) in places]
            if found:
                at[name] = found[0]
        return at

    def known_columns(self) -> set[str]:
        """Every column name that is read or ignored by name, folded."""
        names = {folded(alias) for aliases in self.columns.values() for alias in aliases}
        return names | {folded(name) for name in self.ignored}


def folded(name: str) -> str:
    """A column name without case, spaces and underscores: ``EVENT_DATE`` and ``Event Date`` are one."""
    return "".join(c for c in name.casefold() if c.isalnum())
