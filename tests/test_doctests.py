"""Every example in a docstring is so."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import standoff

MODULES = [found.name for found in pkgutil.walk_packages(standoff.__path__, "standoff.")]
#: The program itself, which starts where it is imported.
PROGRAMS = {"standoff.__main__"}


@pytest.mark.parametrize("name", sorted({*MODULES} - PROGRAMS))
def test_the_examples_of_a_module(name: str) -> None:
    assert doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in {*MODULES} - PROGRAMS for test in finder.find(import_module(name)) if test.examples]
    assert len(found) > 60
