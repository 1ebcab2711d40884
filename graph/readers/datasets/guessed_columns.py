"""The columns of a table that no declaration knows, and what each may stand for, by its name and its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .clean import table_error
from .declaration import SLASHED, folded
from .opened import Table

__all__ = [
    "Column",
    "DAYS",
    "DEATHS",
    "HXL",
    "NAMES",
    "are_numbered_alike",
    "columns_of",
    "is_span",
    "order_of_day_and_month",
]

#: Rows that are looked at.
_ROWS = 2_000
#: A word of at least so many letters may be a part of a name: attacktype1_txt.
_LONG = 5
_NOTHING = re.compile(r"unknown|unidentified|unspecified|not known|n/?a|none|null|nan|\?+|-+|\.", re.I)
#: The forms of days, as a mapping names them.
DAYS = {
    "iso": r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?",
    "compact": r"(19|20)[0-9]{6}",
    "year/month/day": r"[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}",
    "day-month-year": r"[0-9]{1,2}(st|nd|rd|th|\.)?[ -][^\W\d]{3,}\.?[ ,-]+([0-9]{4}|[0-9]{2})",
    "month-day-year": r"[^\W\d]{3,}\.? [0-9]{1,2}(st|nd|rd|th)?,? [0-9]{4}",
    "month-year": r"[^\W\d]{3,}\.? [0-9]{4}",
    "year-month": r"[0-9]{4}-[0-9]{2}",
}
_BETWEEN = re.compile("–|—| to |/| - ")
_NUMBER = r"[+-]?[0-9]+([.,][0-9]+)?"
DEATHS = r"[0-9]{1,9}(\.0+)?|[0-9]+ *(-|–|to) *[0-9]+|(at least|up to|about|more than|fewer than) [0-9]+|[0-9]+\+|-9+"
#: For what a column may stand, the words of which its name has one; the order is that in which they are tried.
NAMES = {
    "number": "id no number code ref reference eventid incidentid uid key nr num",
    "end": "enddate dateend end until lastday datefin fin hasta",
    "day": "date day when start startdate datestart fecha dia jour datum tarih дата день التاريخ",
    "year": "year iyear annee ano año jahr год",
    "month": "month imonth mois mes monat месяц",
    "dom": "iday dayofmonth dom",
    "latitude": "lat latitude y ycoord",
    "longitude": "lon long lng longitude x xcoord",
    "dead": "dead deaths killed fatalities fatality kia nkill ndeath death muertos morts tote погибло casualties",
    "by": "by actor actor1 perpetrator attacker side sidea belligerent initiator doer group gname autor party1",
    "to": "to against target target1 actor2 victim recipient sideb opponent party2 enemy objetivo",
    "what": "what type kind event eventtype incidenttype category act action tipo attacktype striketype",
    "place": "place village location town city site where locality lugar lieu ort asciiname settlement",
    "within": "district admin admin3 admin2 admin1 province region governorate state valley county oblast country",
    "told": "source sources reporter saidby told outlet media publisher fuente quelle источник",
    "address": "url link address sourceurl",
}
#: What a column with an HXL tag stands for.
HXL = {
    "#date": "day", "#adm1": "within", "#adm2": "within", "#adm3": "within", "#country": "within", "#loc": "place",
    "#geo+lat": "latitude", "#geo+lon": "longitude", "#event+type": "what", "#event+id": "number",
    "#affected+killed": "dead", "#meta+source": "told", "#meta+url": "address", "#actor": "by",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Column:
    """A column of the table: its position, name, and the cells of the first rows that say something; ``nothing`` are
    texts in it that mean that nothing is known.
    """

    at: int
    name: str
    cells: list[str]
    rows: int
    nothing: frozenset[str]

    def share(self, pattern: str) -> float:
        """How many of the cells are like this, from 0 to 1."""
        found = re.compile(pattern, re.I)
        return sum(bool(found.fullmatch(cell)) for cell in self.cells) / max(1, len(self.cells))

    @property
    def values(self) -> list[str]:
        """The different cells, the most frequent first."""
        counts: dict[str, int] = {}
        for cell in self.cells:
            counts[cell] = counts.get(cell, 0) + 1
        return sorted(counts, key=lambda cell: (-counts[cell], cell))

    def is_named(self, what: str) -> bool:
        """Whether the name has a word that stands for ``what``."""
        words = set(NAMES[what].split())
        mine = {folded(self.name), *re.findall(r"[^\W_]+", self.name.casefold())}
        return bool(words & mine) or any(word in folded(self.name) for word in words if len(word) >= _LONG)

    def is_text(self) -> bool:
        """Whether it has words rather than numbers."""
        return bool(self.cells) and self.share(_NUMBER) < 0.5

    def is_up_to(self, most: int) -> bool:
        """Whether all its cells are whole numbers up to this one."""
        numbers = [int(float(cell)) for cell in self.cells if re.fullmatch(r"-?[0-9]{1,9}(\.0+)?", cell)]
        return bool(numbers) and len(numbers) == len(self.cells) and max(numbers) <= most

    def is_within(self, most: int) -> bool:
        """Whether nearly all its cells are numbers, none of them further from zero than this one."""
        numbers = [float(cell.replace(",", ".")) for cell in self.cells if re.fullmatch(_NUMBER, cell)]
        return bool(numbers) and len(numbers) > 0.9 * len(self.cells) and max(map(abs, numbers)) <= most


def columns_of(table: Table, folder: Path) -> list[Column]:
    """The columns of a table, each with the cells of its first rows. Raises InputError where it cannot be read."""
    import duckdb

    from ...sealed_duckdb import lock, seal
    from .loading import load

    with duckdb.connect(str(folder / "draft.duckdb")) as con:
        seal(con, [table.path], folder)
        try:
            load(con, table, "x", folder)
            lock(con)
            names = ", ".join(f"c{n}" for n in range(len(table.header)))
            rows = con.execute(f"SELECT {names} FROM raw ORDER BY number LIMIT {_ROWS:d}").fetchall()
        except duckdb.Error as error:
            what = str(error).split("\n")[0].rstrip(". ")
            raise table_error(table.source, f"DuckDB could not read the table: {what}.") from None
    if rows and all(cell is None or not cell.strip() or cell.startswith("#") for cell in rows[0]):
        rows = rows[1:]
    found: dict[str, Column] = {}
    for n, name in enumerate(table.header):
        cells = [row[n].strip() for row in rows if row[n] is not None and row[n].strip()]
        nothing = {cell for cell in cells if _NOTHING.fullmatch(cell)}
        cells = [cell for cell in cells if cell not in nothing]
        # Of two columns with one name a mapping can only mean the first.
        found.setdefault(folded(name), Column(n, name, cells, len(rows), frozenset(nothing)))
    found.pop("", None)
    return list(found.values())


def order_of_day_and_month(column: Column) -> tuple[str, str]:
    """Which of day and month comes first in days such as 18/4/2001, and what is in doubt."""
    found = [re.fullmatch(SLASHED, cell) for cell in column.cells]
    parts = [(int(m[1]), int(m[2])) for m in found if m]
    first, second = any(a > 12 for a, _ in parts), any(b > 12 for _, b in parts)
    if first and not second:
        return "day/month/year", ""
    if second and not first:
        return "month/day/year", ""
    example = next(cell for cell, m in zip(column.cells, found, strict=True) if m)
    doubt = f"Whether {example[:40]} is day/month/year or month/day/year the file does not show: name the right form."
    return "day/month/year", doubt


def are_numbered_alike(one: Column, other: Column) -> bool:
    """Whether two columns differ by a number or letter alone: side_a and side_b."""
    bare = [re.sub(r"[12ab_ ]+$", "", column.name.casefold()) for column in (one, other)]
    return bare[0] == bare[1]


def is_span(cell: str) -> bool:
    """Whether a mark such as a dash stands between two numbers. No one pattern: it would try each mark with each digit
    of a long cell.
    """
    found = re.search("[0-9].*[0-9]", cell)
    return bool(found and _BETWEEN.search(found[0]))
