"""The first rows of a table as the claims that they become, for a person who checks a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...counts import first_of
from .declaration import SEPARATOR, Declaration

if TYPE_CHECKING:
    import duckdb

__all__ = ["first_claims"]


def first_claims(con: duckdb.DuckDBPyConnection, declared: Declaration, most: int = 5) -> tuple[str, ...]:
    """The first rows that were read, each as a line: row, day, kind of act, who and whom, place, deaths, who says so.

    The tables ``rows`` and ``said`` are there.
    """
    found = con.execute(
        f"""
        SELECT r.number, r."when", r.type_label, r.a_label, r.b_label, r.a_role, r.p_label, r.p_within,
            r.low, r.best, r.high, r.a_allies, r.b_allies,
            (SELECT list(s.source_name ORDER BY s.source_name) FROM said AS s
             WHERE s.number = r.number AND s.document = r.document)
        FROM rows AS r ORDER BY r.number LIMIT {most:d}
        """
    ).fetchall()
    return tuple(_line(row, declared) for row in found)


def _line(row: tuple[object, ...], declared: Declaration) -> str:
    number, when, kind, a, b, role, place, within, low, best, high, a_allies, b_allies, sources = row
    around = [part for part in str(within or "").split(SEPARATOR) if part and part != place]
    names = [name for name in (sources if isinstance(sources, list) else []) if name]
    allies = ", ".join(str(some) for some in (a_allies, b_allies) if some)
    said = first_of(names, most=4) if names else declared.publisher.label
    parts = [
        str(when),
        str(kind),
        _between(a, b, str(role)),
        f"allied with them: {allies}" if allies else "",
        f"at {', '.join([str(place), *around])}" if place else "no place",
        _deaths(low, best, high) if declared.deaths else "",
        f"said by {said}",
    ]
    return f"row {number}: {'; '.join(part for part in parts if part)}"


def _between(a: object, b: object, role: str) -> str:
    if a is None and b is None:
        return "no actor named"
    if role == "party":
        return f"{a} – {b}" if a and b else f"{a or b} alone"
    if role in ("recipient", "victim"):
        a, b = b, a
    return f"{a or 'not named'} → {b or 'not named'}"


def _deaths(low: object, best: object, high: object) -> str:
    given = {"at least": low, "best estimate": best, "at most": high}
    found = [f"{name} {number}" for name, number in given.items() if number is not None]
    return f"deaths: {', '.join(found)}" if found else "deaths not said"
