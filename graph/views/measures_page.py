"""Writes docs/measures.md: each measure with what it can and cannot tell, and its answer on the Khirbet Amo example.

    python -m graph.views.measures_page

The words are the docstrings, the tables the answers: the page cannot fall behind the code.
"""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

from graph.files import write_whole
from graph.network import MEASURES, measure
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING
from graph.views.tables import cell

__all__ = ["measures_page"]

_MOST = 8

_OPENING = """\
# Measures

<!-- Written by `python -m graph.views.measures_page`. Do not edit: change the docstrings. -->

Each measure takes the confrontations that a view shows: `standoff measure NAME --without SANA` gives any of them
without one source. The tables are its answers on the Khirbet Amo example, at most eight rows of each.

What none of them can tell: who acts most in a record is who is *told of* most. Silence of sources, places without
reporters and coders' choices shape every figure below; `leave-one-out`, `source-weight`, `bootstrap` and `chance` show
how much hangs on single sources and on chance, not how much was never told.
"""


def measures_page(ledger: Ledger) -> str:
    """The page as Markdown."""
    return "\n".join([_OPENING, *(_section(name, ledger) for name in MEASURES)])


def _section(name: str, ledger: Ledger) -> str:
    module, tells = MEASURES[name]
    said = inspect.getdoc(getattr(import_module(f"graph.network.{module}"), name)) or ""
    columns, rows = measure(name, ledger, EVERYTHING)
    more = f"\n{len(rows) - _MOST} more rows.\n" if len(rows) > _MOST else ""
    # Docstrings have examples in Python, which the page does not need.
    words = re.sub(r"\n*^>>> .*", "", said.replace("``", "`"), flags=re.DOTALL | re.MULTILINE)
    return f"## {name.replace('_', '-')}\n\n{tells[0].upper()}{tells[1:]}.\n\n{words}\n\n{_table(columns, rows)}{more}"


def _table(columns: list[str], rows: list[list[Any]]) -> str:
    lines = [_line([column or " " for column in columns]), "|" + "---|" * len(columns)]
    return "\n".join([*lines, *(_line([_short(value) for value in row]) for row in rows[:_MOST])]) + "\n"


def _short(value: Any) -> str:
    text = cell(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def example_page() -> str:
    """The page on the coded example that comes with the program."""
    from graph.readers import read_input
    from graph.record.record import open_record
    from graph.vocabulary import examples_folder

    record = open_record()
    record.put(read_input(examples_folder() / "khirbet-amo"))
    return measures_page(Ledger(record))


if __name__ == "__main__":
    write_whole(Path("docs/measures.md"), example_page())
