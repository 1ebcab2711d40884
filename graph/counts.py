"""Numbers of things in words: "1 row", "2,000 rows", "a, b and 3 more"."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["counted", "first_of"]


def counted(number: int, name: str, of: int | None = None) -> str:
    """The number with the name in the singular or plural; with ``of``, how many of how many.

    >>> counted(1, "report"), counted(0, "entity"), counted(2000, "day"), counted(1, "row", of=1)
    ('1 report', '0 entities', '2,000 days', '1 of 1 row')
    """
    if (number if of is None else of) != 1:
        name = f"{name[:-1]}ies" if name.endswith("y") and name[-2] not in "aeiou" else f"{name}s"
    return f"{number:,} {name}" if of is None else f"{number:,} of {of:,} {name}"


def first_of(names: Sequence[str], most: int = 5) -> str:
    """The first names, and how many more there are.

    >>> first_of(["a", "b"]), first_of(["a", "b", "c"], most=1)
    ('a, b', 'a and 2 more')
    """
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown
