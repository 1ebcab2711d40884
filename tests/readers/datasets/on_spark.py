"""One suite over both engines: what Spark makes of a table, on a cluster of two workers, is what DuckDB makes of it.

Not collected by `make test`: three Javas take their time where others are at work too. `make test-spark` runs it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyspark
import pytest

from standoff.errors import InputError
from standoff.readers.datasets.dataset import declaration_for, document_of
from standoff.readers.datasets.duck import convert_table
from standoff.readers.datasets.opened import open_table
from standoff.readers.datasets.spark import convert_with_spark
from standoff.readers.datasets.spark_session import session
from tests.readers.datasets.conftest import SAMPLES, table, write

#: Two workers in processes of their own, each with a core and a GiB.
CLUSTER = "spark:local-cluster[2,1,1024]"
#: On a busy machine three Javas wait for each other.
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    """One cluster for all: starting it takes longer than a case. Its workers compile in a hurry, for few rows."""
    work = Path(pyspark.__file__).parent / "work"
    before = set(work.glob("app-*"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        with session(CLUSTER):
            yield
    for left in set(work.glob("app-*")) - before:
        shutil.rmtree(left)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files of one layout, one of them with broken rows."""
    folder = tmp_path_factory.mktemp("ged")
    rows = table(SAMPLES / "ged-sample.csv")
    write(folder / "first.csv", rows[:70])
    rows[80]["best"], rows[90]["date_start"], rows[100]["type_of_violence"] = "many", "0025-01-01", "9"
    second = write(folder / "second.csv", rows[70:])
    # The file ends in the middle of a row: Spark would fill it up with nothing.
    second.write_text(second.read_text(encoding="utf-8").rstrip().rsplit(",", 3)[0] + "\n", encoding="utf-8")
    return folder


def by_duckdb(path: Path, work: Path, kind: str) -> tuple[set[str], list[tuple[object, ...]], int, int]:
    work.mkdir()
    opened = open_table(path, declaration_for(kind), work)
    with convert_table(opened, document_of(opened).value, work) as converted:
        lines = set(b"".join(converted.lines()).decode().splitlines())
    return lines, rows_of(str(converted.confrontations)), converted.read, converted.rejected


def rows_of(path: str) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT * FROM read_parquet('{path}') ORDER BY said, who, whom").fetchall()


@pytest.mark.parametrize("name", ["folder", "acled-shaped.csv", "gdelt-sample.tsv"])
def test_spark_makes_what_duckdb_makes(name: str, folder: Path, tmp_path: Path) -> None:
    path = folder if name == "folder" else SAMPLES / name
    kind = {"folder": "ucdp-ged", "acled-shaped.csv": "acled"}.get(name, "gdelt")
    files = sorted(folder.glob("*.csv")) if name == "folder" else [path]
    expected = [by_duckdb(file, tmp_path / f"duck{n}", kind) for n, file in enumerate(files)]
    done = convert_with_spark(path, declaration_for(kind), CLUSTER, tmp_path / "out")
    assert (done.read, done.rejected) == (sum(e[2] for e in expected), sum(e[3] for e in expected))
    lines = {line for part in (tmp_path / "out" / "triples").glob("*.txt") for line in part.read_text().splitlines()}
    documents = (tmp_path / "out" / "triples" / "documents.txt").read_text().splitlines()
    assert lines - set(documents) == set().union(*(e[0] for e in expected)) - set(documents)
    found = rows_of(str(tmp_path / "out" / "confrontations" / "*.parquet"))
    assert found == sorted((row for e in expected for row in e[1]), key=lambda r: (r[12], str(r[3]), str(r[4])))


def test_files_of_two_layouts_are_refused(folder: Path, tmp_path: Path) -> None:
    rows = [{**row, "extra": "1"} for row in table(folder / "first.csv")]
    write(tmp_path / "a.csv", rows)
    write(tmp_path / "b.csv", table(folder / "second.csv"))
    with pytest.raises(InputError, match="The columns are not those of"):
        convert_with_spark(tmp_path, declaration_for("ucdp-ged"), CLUSTER, tmp_path / "out")
