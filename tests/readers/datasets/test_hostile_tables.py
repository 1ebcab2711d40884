"""Tables that mean harm, or are named so: nothing outside is read, nothing fills the disk, and names change no rows."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from standoff.errors import InputError, RecordError, StandoffError
from standoff.files import UNFINISHED
from standoff.ingest.datasets import read_dataset
from standoff.ingest.intake import Intake
from standoff.readers.datasets.opened import open_table
from standoff.readers.passed_over import files_of
from tests.readers.datasets.conftest import SAMPLES

VILLAGE, MAPPING = SAMPLES / "village-incidents.csv", SAMPLES / "my-mapping.yaml"


def test_a_link_out_of_a_folder_of_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("root:x:0:0\n")
    (tmp_path / "t").mkdir()
    shutil.copy(VILLAGE, tmp_path / "t" / "a.csv")
    (tmp_path / "t" / "b.csv").symlink_to("a.csv")
    assert [path.name for path in files_of(tmp_path / "t")] == ["a.csv", "b.csv"]
    (tmp_path / "t" / "c.csv").symlink_to("../secret.txt")
    with pytest.raises(InputError, match=r"c\.csv: This is a link that leads out of the folder"):
        list(files_of(tmp_path / "t"))


def test_a_packed_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    """60 MB of short rows in 0.2 MB: no line is too long, so that only the whole tells."""
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 15_000_000, 6))
    with pytest.raises(InputError, match="unpacks to more than 100 times its size"):
        open_table(path, None, tmp_path)


def test_odd_file_names_change_no_rows_and_leftovers_of_a_killed_run_are_removed(
    tmp_path: Path, read_into: Callable[..., Intake]
) -> None:
    """DuckDB takes folders named `c0=…` for columns and `.gz` for packed; a killed reading left its workplace."""
    (tmp_path / "c0=evil").mkdir()
    shutil.copy(VILLAGE, tmp_path / "c0=evil" / "plain.csv.gz")
    left = tmp_path / f".tables-x{UNFINISHED}"
    left.mkdir()
    (left / "triples.nt").write_text("x")
    assert read_into(tmp_path / "c0=evil" / "plain.csv.gz", str(MAPPING)).read == 3
    assert not list(tmp_path.glob(f".*{UNFINISHED}"))


def test_a_full_disk_is_not_the_tables_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("standoff.readers.datasets.clean._pass", full)
    with pytest.raises(RecordError, match=r"cannot be written to.*No space left on device.*free some space"):
        list(read_dataset(str(tmp_path / "record"), VILLAGE, str(MAPPING)))
    assert not list(tmp_path.glob(".*"))


def test_where_the_rejected_rows_cannot_be_listed_nothing_is_read(tmp_path: Path) -> None:
    """The message says that the list cannot be written; nobody would look for the rows in the record."""
    table = tmp_path / "village.csv"
    table.write_text(VILLAGE.read_text().replace("2020-03-01", "long ago", 1))
    (tmp_path / "rejected").write_text("in the way")
    with pytest.raises(StandoffError, match=r"rejected.*cannot be written"):
        list(read_dataset(str(tmp_path / "record"), table, str(MAPPING), tmp_path / "rejected"))
    assert not (tmp_path / "record").exists()
