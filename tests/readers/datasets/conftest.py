"""What the tests of datasets share: the real files, small samples, and a reader into a record on disk."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from standoff.ingest.datasets import read_dataset
from standoff.ingest.intake import Intake
from standoff.readers.datasets.dataset import declaration_for
from standoff.readers.datasets.duck import ConvertedTable, convert_table
from standoff.readers.datasets.opened import open_table
from standoff.vocabulary import id_of

ROOT = Path(__file__).resolve().parents[3]
#: `../shared` beside the project, or wherever the environment says.
SHARED = Path(os.environ.get("STANDOFF_SHARED", ROOT.parent / "shared")) / "data"
SAMPLES = ROOT / "examples" / "datasets"


@pytest.fixture(scope="session")
def ged() -> Path:
    """The shipped sample of UCDP GED."""
    return SAMPLES / "ged-sample.csv"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """A real file that is not part of the project; the test skips where it is missing."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.is_file():
            pytest.skip(f"{path} is not here")
        return path

    return find


@pytest.fixture
def read_into(tmp_path: Path) -> Callable[..., Intake]:
    """Reads one table into the record ``tmp_path/record``."""

    def read(path: Path, kind: str | None = None, **options: Any) -> Intake:
        (summary,) = read_dataset(str(tmp_path / "record"), path, kind, tmp_path / "rejected", **options)
        return summary

    return read


def converted(path: Path, folder: Path, kind: str | None = None) -> ConvertedTable:
    """What comes of a table; its triples are in ``lines.nt`` of the folder."""
    folder.mkdir(exist_ok=True)
    with convert_table(open_table(path, declaration_for(kind), folder), id_of("dataset", "x").value, folder) as found:
        (folder / "lines.nt").write_bytes(b"".join(found.lines()))
    return found


def table(path: Path) -> list[dict[str, str]]:
    """A CSV file as a list of rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]], **options: Any) -> Path:
    """The rows as a CSV file."""
    with path.open("w", encoding=options.pop("encoding", "utf-8"), newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), **options)
        writer.writeheader()
        writer.writerows(rows)
    return path
