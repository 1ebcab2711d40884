"""Drafts and mappings for tables that mean ill: each cell and name stays a text, and none takes time without bound."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from standoff.errors import InputError
from standoff.ingest.datasets import read_dataset
from standoff.readers.datasets.declaration import Declaration
from standoff.readers.datasets.declaration_file import declaration
from standoff.readers.datasets.draft import draft_mapping
from standoff.readers.datasets.members import MOST_MEMBERS

_ROW = {"id": "1", "date": "1/2/2020", "actor": "A", "target": "B", "type": "ambush", "deaths": "3", "place": "P"}


def drafted(folder: Path, *rows: dict[str, str]) -> tuple[Declaration, str]:
    """The draft for a table with these cells beside ordinary ones, read back, and its text."""
    path, kind = folder / "table.csv", folder / "own.yaml"
    every = [_ROW | {"id": str(number)} | row for number, row in enumerate(rows, 1)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(every[0]))
        writer.writeheader()
        writer.writerows(every)
    text, _ = draft_mapping(path)
    kind.write_text(text, encoding="utf-8")
    return declaration(kind), text


# Each ends a line for YAML 1.1, or is a character that no YAML may hold.
@pytest.mark.some(2)
@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x1b", "\uffff"])
def test_no_cell_or_name_of_a_table_is_a_line_of_its_draft(mark: str, tmp_path: Path) -> None:
    evil = f"{mark}licence: stolen #"
    declared, _ = drafted(tmp_path, {"date": f"1/2/2020 {evil}", "type": f"a{evil}", f"x{evil}": "", "deaths": evil})
    assert declared.licence is None and declared.time.forms == ("day/month/year",)


def test_a_name_or_cell_that_is_longer_than_a_mapping_takes_is_left_out_of_a_draft(tmp_path: Path) -> None:
    declared, text = drafted(tmp_path, {"x" * 2000: "y", "deaths": "9 " * 2000, "type": "z" * 2000}, {}, {})
    assert declared.missing == ("",) and len(text) < 3000


def test_a_draft_names_no_more_areas_than_a_mapping_takes(tmp_path: Path) -> None:
    declared, _ = drafted(tmp_path, {f"district {n}": "x" for n in range(1100)})
    assert declared.place and len(declared.place.within) == 10


def test_a_month_of_many_digits_is_no_month(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"id,year,month\n1,2020,{'9' * 400}\n", encoding="utf-8")  # beyond a float: an OverflowError
    assert "start: [year]" in draft_mapping(path)[0]


# One pattern took time with the fourth power of the length: 1.6 s for 400 letters, hours for the first of these.
@pytest.mark.parametrize("cell", ["1/" * 2000 + "\nx", "1" * 20_000, "1–" * 5000 + "\nx", "– " * 5000])
def test_a_long_cell_is_searched_for_days_only_once(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["notes", "id"], *([cell, "1"] for _ in range(3))])
    with (
        pytest.raises(InputError, match="No column looks like a day")
        if "1/" not in cell and "1–" not in cell
        else (pytest.raises(InputError))
    ):
        draft_mapping(path)


def test_a_draft_of_few_columns_with_cells_of_several_lines(tmp_path: Path) -> None:
    # The second line of the cell has as many commas as the table has columns.
    path = tmp_path / "table.csv"
    path.write_text('id,date\n"a\nb, 2020",2020-02-12\n', encoding="utf-8")
    assert "forms: [iso]" in draft_mapping(path)[0]


_OWN = """
dataset: own
title: Own
publisher: {id: own, label: Own}
row: number
columns: {number: [No], day: [Day], by: [By], dead: [Dead]}
type: [{always: attack}]
"""
_USUAL = "time: {start: day}\nactors: [{name: by, role: actor}]\ndeaths: {best: dead}\n"


def read(folder: Path, mapping: str, **cells: str) -> list[str]:
    """The rows of a table of one row as they are read. Raises InputError with its fault."""
    kind, path = folder / "own.yaml", folder / "table.csv"
    kind.write_text(_OWN + mapping, encoding="utf-8")
    row = {"No": "1", "Day": "2020-02-12", "By": "A", "Dead": "3"} | cells
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row, row.values()])
    (intake,) = read_dataset(str(folder / "none"), path, str(kind), folder / "rejected", dry_run=True)
    return list(intake.preview)


@pytest.mark.parametrize("cell", ["fewer than 0", "<0", "below 0", "at least -5", "-5", "10^400", "9" * 400])
def test_nobody_counts_below_zero_or_without_bound(cell: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is below zero|is not a number or range"):
        read(tmp_path, _USUAL, Dead=cell)


# Unknown names were looked up where the text of all names of months begins: 48 letters hit upon January.
def test_what_names_no_month_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 of 1 rows are faulty"):
        read(tmp_path, "time: {start: day, forms: [day-month-year]}\n", Day=f"12 {'x' * 48} 2020")


def test_a_row_lists_no_more_actors_than_anybody_names(tmp_path: Path) -> None:
    names = [f"a{number}" for number in range(MOST_MEMBERS)]
    (line,) = read(tmp_path, _USUAL, By=";".join(names))
    assert all(name in line for name in names)
    # 100,000 names, or only their marks, took more than five minutes.
    for cell in (";".join([*names, "b"]), ";" * 100_000):
        with pytest.raises(InputError, match="lists more than 100 actors"):
            read(tmp_path, _USUAL, By=cell)


@pytest.mark.parametrize(
    "mapping",
    [
        "time: {start: day}\nactors: [{columns: {by: [x, y]}}]\n",
        "time: {start: day}\nsources: {names: by, codes: {A: [x, y]}}\n",
        "time: {start: day}\ndeaths: {best: dead, codes: {A: {x: y}}}\n",
    ],
)
def test_a_list_is_not_taken_for_a_name(mapping: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="must be one value, not a list or mapping"):
        read(tmp_path, mapping)


def test_what_else_a_mapping_may_say(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a radius in whole kilometres"):
        read(tmp_path, _USUAL + "place: {name: by, km: ²}\n")
    # No precision says of what type the place is.
    assert read(tmp_path, _USUAL + "place: {name: by, precision: dead, precisions: {3: {km: 5}}}\n")
    with pytest.raises(InputError, match="no row that `only:` chooses"):
        read(tmp_path, _USUAL + "only: {from: by, codes: [Z]}\n")


# DuckDB doubled the text with each sign: ten took eight seconds, fifty 14 GB of memory.
@pytest.mark.parametrize("count", [15, 3000])
def test_a_mapping_may_have_many_signs_for_nothing(count: int, tmp_path: Path) -> None:
    signs = f"missing: [{', '.join(f'x{number}' for number in range(count))}]\n"
    (line,) = read(tmp_path, _USUAL + signs, By=f"x{count - 1}")
    assert "no actor named" in line


def test_a_mapping_has_a_bound_of_codes_in_all(tmp_path: Path) -> None:
    """Twelve lists of 4,900 took six gigabytes for a table of two rows."""
    lists = ", ".join(
        f"{{from: by, codes: {{{', '.join(f'c{place}x{n}: attack' for n in range(4900))}}}}}" for place in range(3)
    )
    (tmp_path / "own.yaml").write_text(re.sub(r"(?m)^type:.*$", f"type: [{lists}]", _OWN + _USUAL), encoding="utf-8")
    with pytest.raises(InputError, match=r"more than 10,000 codes in all"):
        declaration(tmp_path / "own.yaml")
