"""What ``--engine`` refuses, in words, before any Spark is started: tried without Spark."""

from __future__ import annotations

import csv
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from standoff.errors import InputError
from standoff.readers.datasets.how import AS_IT_SAYS
from standoff.readers.datasets.spark import _opened, _work_folder
from tests.readers.datasets.conftest import SAMPLES, table, write

GED = SAMPLES / "ged-sample.csv"


def test_an_engine_that_is_none(run: Callable[..., Result]) -> None:
    done = run("read", GED, "--engine", "sparkle")
    assert (done.exit_code, done.stderr) == (
        2,
        'standoff: "sparkle" is not an engine. Use duckdb, spark or spark://host:port.\n',
    )


def test_java_that_is_missing(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    done = run("read", GED, "--engine", "spark")
    assert done.exit_code == 2
    assert done.stderr.startswith("standoff: Spark needs Java 17: no java is found. Install it")
    monkeypatch.setenv("JAVA_HOME", "/nowhere/java")
    done = run("read", GED, "--engine", "spark")
    assert "JAVA_HOME is /nowhere/java, and no java is in its bin" in done.stderr


def test_a_master_that_is_not_there(run: Callable[..., Result], tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"spark://127.0.0.1:{free.getsockname()[1]}"
        done = run("read", GED, "--engine", address)
    assert done.exit_code == 2
    assert done.stderr == (
        f"standoff: No Spark master answers at {address}: Connection refused. "
        "Check the address, and that it is running.\n"
    )
    done = run("read", GED, "--engine", "spark://somewhere")
    assert "is not the address of a Spark master. Write it as spark://host:7077." in done.stderr
    for engine in ("spark:/host", "spark:host:7077", "spark:", "spark:localhost"):
        assert "is not a Spark master. Use spark, spark://host:7077" in run("read", GED, "--engine", engine).stderr
    assert not (tmp_path / "out").exists()


def test_what_spark_would_not_do(run: Callable[..., Result]) -> None:
    assert "Leave out --dry-run" in run("read", GED, "--engine", "spark", "--dry-run").stderr
    # The second would take the place of the first.
    assert "read each INPUT into its own -o" in run("read", GED, GED, "--engine", "spark").stderr


def test_leftovers_of_a_killed_process_are_removed_and_those_of_a_living_one_are_not(tmp_path: Path) -> None:
    left = tmp_path / ".spark-left"
    left.mkdir()
    (left / "half.parquet").write_text("half")
    with _work_folder(tmp_path) as mine, _work_folder(tmp_path) as second:
        assert not left.exists()
        assert mine.is_dir() and second.is_dir() and mine != second
    assert list(tmp_path.iterdir()) == []


def test_lines_that_spark_would_take_for_rows(tmp_path: Path) -> None:
    """Lines before the header, and marks in one file that are no marks in another."""
    folder, work = tmp_path / "in", tmp_path / "work"
    folder.mkdir()
    work.mkdir()
    (folder / "titled.csv").write_text("A title\n" + GED.read_text())
    with pytest.raises(InputError, match=r"1 come before the rows\..*--engine duckdb"):
        _opened(folder, None, work, AS_IT_SAYS)
    (folder / "titled.csv").unlink()
    rows = table(GED)[:1]
    write(folder / "a.tsv", rows, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, escapechar="\\")
    write(folder / "b.tsv", rows, delimiter="\t", quoting=csv.QUOTE_ALL)
    with pytest.raises(InputError, match=r"quotation marks here and not in a\.tsv"):
        _opened(folder, None, work, AS_IT_SAYS)
