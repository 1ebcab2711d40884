"""How much of a long test runs: of many cases that are alike some, spread evenly; all of them by `make test-all`."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pytest

EVERYTHING = bool(os.environ.get("STANDOFF_EVERYTHING"))
T = TypeVar("T")


def some(cases: Sequence[T], number: int) -> list[T]:
    """So many of the cases, the first among them and the others as far from each other as can be; or all."""
    if EVERYTHING or len(cases) <= number:
        return list(cases)
    return [cases[place * len(cases) // number] for place in range(number)]


def left_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """The cases of parametrized tests with the mark ``some(NUMBER)`` that do not run this time."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("some"):
            cases[item.nodeid.split("[")[0]].append(item)
    chosen: set[pytest.Item] = set()
    for mine in cases.values():
        marker = mine[0].get_closest_marker("some")
        assert marker
        chosen.update(some(mine, marker.args[0]))
    return {item for mine in cases.values() for item in mine} - chosen
