"""Who is disowned: of whom somebody says that he speaks for a body, or is of it, and the body says that he does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ..vocabulary import ST

__all__ = ["disowned_ties", "disputed_ties", "reached_from"]

#: The ties by which a source speaks for a body, or belongs to it.
_TIES = frozenset(ST + name for name in ("worksFor", "runBy", "memberOf", "partOf"))
_WORKS_FOR = ST + "worksFor"
_LEFT = ST + "splitFrom"


def disowned_ties(statements: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """The pairs (speaker, body) of which the body, who speaks for it, or what it is part of denies that he is of it; or
    he himself does. ``statements`` are rows of ``statements.rq``.

    What anybody else says of it decides nothing, nor does the coder's word stand against the body's own.
    """
    employers: dict[str, set[str]] = defaultdict(set)
    wholes: dict[str, set[str]] = defaultdict(set)
    denied = []
    for row in statements:
        if row["event"] or row["property"] not in _TIES:
            continue
        if row["stance"] == ST + "Denies":
            denied.append(row)
        elif row["stance"] == ST + "Asserts":
            if row["property"] == _WORKS_FOR:
                employers[row["about"]].add(row["value"])
            if row["said_by"] == row["coder"]:
                wholes[row["about"]].add(row["value"])

    def is_of(denier: str, body: str) -> bool:
        return bool(({denier} | reached_from(employers, denier)) & ({body} | reached_from(wholes, body)))

    return frozenset(
        (row["about"], row["value"])
        for row in denied
        if row["said_by"] == row["about"] or is_of(row["said_by"], row["value"])
    )


def disputed_ties(statements: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """The pairs (actor, whole) of which anybody denies that the first is part or a member of the second, or says that
    it has left it. ``statements`` are rows of ``statements.rq``.
    """
    found = set()
    for row in statements:
        denied = row["stance"] == ST + "Denies" and row["property"] in _TIES
        left = row["stance"] == ST + "Asserts" and row["property"] == _LEFT
        if not row["event"] and (denied or left):
            found.add((row["about"], row["value"]))
    return frozenset(found)


def reached_from(up: Mapping[str, set[str]], start: str) -> set[str]:
    """All that is reached from here, step by step upwards."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        new = up.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached
