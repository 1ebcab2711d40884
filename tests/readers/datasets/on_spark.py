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
    """One cluster for all: starting it takes longer than a case. Its Javas compile in a hurry and
    collect garbage one after the other: for few rows all else costs more than it saves.
    """
    work = Path(pyspark.__file__).parent / "work"
    before = set(work.glob("app-*"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
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


_MAPPING = """
dataset: own
title: Own
publisher: {id: own, label: Own, kind: organisation}
row: number
columns: {number: [No], year: [Y], month: [M], day: [D], by: [By], to: [To], dead: [Dead], war: [War], told: [Told]}
type: [{from: war, any: air-strike, at_least: 0.6}, {always: attack}]
time: {start: [year, month, day]}
only: {from: war, at_least: 0.2}
actors: [{name: by, split: "|", role: actor}, {columns: {to: {name: Villagers, kind: population}}, role: victim}]
deaths: {best: dead}
sources: {names: told, split: ";"}
keep: {codingConfidence: war}
"""
_ROWS = """No,Y,M,D,By,To,Dead,War,Told
1,2020,2,12,Zulu | Alpha | Zulu,1,2–5,0.9,A;B
2,2020,2,0,,0.7,at least 3,0.5,
3,2020,May,7,Alpha,0,,0.3,A
4,2020,,,Alpha,1,-9,0.1,A
5,2020,13,1,Alpha,1,1,1,A
"""
_SPANS = """
dataset: spans
title: Spans
publisher: {id: own, label: Own, kind: organisation}
row: number
columns: {number: [No], day: [Day], by: [By], to: [To]}
type: [{always: clash}]
time: {start: day, forms: [iso, day-month-year, month-year, year]}
actors: [{name: by}, {name: to}]
"""
_SPAN_ROWS = """No,Day,By,To
1,12–14 February 2020,Zulu; Alpha,Bravo
2,2020-02-12/2020-03-01,Alpha,
3,March 2020,Alpha,Bravo; Charlie
4,2019,Alpha,Alpha
5,next week,Alpha,Alpha
"""


@pytest.mark.parametrize("text, rows", [(_MAPPING, _ROWS), (_SPANS, _SPAN_ROWS)], ids=["columns", "spans"])
def test_spark_follows_a_mapping_as_duckdb_does(text: str, rows: str, tmp_path: Path) -> None:
    path, kind = tmp_path / "own.csv", tmp_path / "own.yaml"
    path.write_text(rows, encoding="utf-8")
    kind.write_text(text, encoding="utf-8")
    lines, pairs, read, rejected = by_duckdb(path, tmp_path / "duck", str(kind))
    done = convert_with_spark(path, declaration_for(str(kind)), CLUSTER, tmp_path / "out")
    assert (done.read, done.rejected) == (read, rejected) and rejected == 1
    found = {line for part in (tmp_path / "out" / "triples").glob("*.txt") for line in part.read_text().splitlines()}
    documents = (tmp_path / "out" / "triples" / "documents.txt").read_text().splitlines()
    assert found - set(documents) == lines - set(documents)
    assert rows_of(str(tmp_path / "out" / "confrontations" / "*.parquet")) == pairs


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
