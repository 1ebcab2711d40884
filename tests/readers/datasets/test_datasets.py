"""Datasets as claims. Expected numbers come from the raw files, counted by other means: csv, or a query by hand."""

from __future__ import annotations

import csv
import gzip
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyoxigraph as ox
import pytest

from standoff.claim import Attribution
from standoff.errors import InputError
from standoff.ingest.datasets import read_dataset
from standoff.ingest.intake import Intake
from standoff.readers.datasets.built_in import actor_names, built_in
from standoff.readers.datasets.dataset import declaration_for, reading_of
from standoff.readers.datasets.opened import open_table
from standoff.record.check import check
from standoff.record.keeper import open_keeper
from standoff.record.triples import attributions_from
from standoff.vocabulary import id_of, st
from tests.readers.datasets.conftest import ROOT, SAMPLES, converted, table, write

Shared = Callable[[str], Path]
Read = Callable[..., Intake]
GED = [
    "ucdp/ged_global_23.1_sample1000_49col.csv",
    "ucdp/ged_mexico_24.1_49col.csv",
    "ucdp/ged_ukraine_hdx_52col_small.csv",
]
OTHERS = {
    "gdelt/20191024143000.export.CSV": ("gdelt", 2111),
    "gdelt/gdelt_v1_100.csv": ("gdelt", 100),
    "gdelt/mentions_v2_100.csv": ("gdelt-mentions", 100),
    "icews/events.2018.sample.tab": ("icews", 3705),
}


# ------------------------------------------------------------------------------------------------------- real files


@pytest.mark.parametrize("name", GED)
def test_no_death_event_or_actor_of_a_ged_file_is_lost(name: str, shared: Shared, tmp_path: Path) -> None:
    path = shared(name)
    found = converted(path, tmp_path)
    assert (found.rejected, found.read + found.ignored) == (0, found.rows)
    # The raw file by a query of its own: the tag row of HDX has no id.
    raw = f"""
        SELECT substr(date_start, 1, 4) AS year, count(*), sum(CAST(best AS DOUBLE)), sum(CAST(low AS DOUBLE)),
               sum(CAST(high AS DOUBLE)), count(DISTINCT side_a_new_id || side_b_new_id)
        FROM read_csv('{path}', header = true, all_varchar = true, quote = '"') WHERE id <> '' GROUP BY 1 ORDER BY 1"""
    # An event is one row in the table for each of its sources: taken once.
    ours = f"""
        SELECT substr(earliest, 1, 4) AS year, count(*), sum(deaths_best), sum(deaths_low), sum(deaths_high),
               count(DISTINCT least(who, whom) || greatest(who, whom))
        FROM (SELECT DISTINCT event, earliest, deaths_best, deaths_low, deaths_high, who, whom
              FROM read_parquet('{found.confrontations}')) GROUP BY 1 ORDER BY 1"""
    assert duckdb.sql(ours).fetchall() == [
        (year, n, best, low, high, pairs) for year, n, best, low, high, pairs in duckdb.sql(raw).fetchall()
    ]


@pytest.mark.parametrize("name", OTHERS)
def test_the_rows_of_the_other_files_are_all_accounted_for(name: str, shared: Shared, tmp_path: Path) -> None:
    path, (dataset, rows) = shared(name), OTHERS[name]
    assert open_table(path, None, tmp_path).declaration.dataset == dataset
    found = converted(path, tmp_path)
    assert found.rows == found.read + found.rejected + found.ignored == rows
    if dataset == "gdelt-mentions":
        # One row of the file repeats event, article and sentence of another.
        keys = Counter(tuple(line.split("\t")[i] for i in (0, 5, 6)) for line in path.read_text().splitlines())
        assert found.rejected + found.ignored == sum(keys.values()) - len(keys)
    else:
        assert found.rejected == 0
        events = duckdb.sql(f"SELECT count(DISTINCT event) FROM read_parquet('{found.confrontations}')").fetchall()
        assert events == [(rows,)]


def test_every_iri_is_the_hash_that_python_computes(shared: Shared, tmp_path: Path) -> None:
    for n, path in enumerate((shared(GED[0]), SAMPLES / "gdelt-sample.tsv", SAMPLES / "acled-shaped.csv")):
        converted(path, tmp_path / str(n))
        triples = [q.triple for q in ox.parse(path=str(tmp_path / str(n) / "lines.nt"))]
        said = attributions_from(triples)
        classes = {kind: {t.subject for t in triples if t.object == st(kind)} for kind in ("Attribution", "Claim")}
        assert {a.iri for a in said} == classes["Attribution"]
        assert {a.claim.iri for a in said} == classes["Claim"]


def test_a_ged_row_as_its_sources_tell_it(ged: Path, tmp_path: Path) -> None:
    converted(ged, tmp_path)
    reading = reading_of(id_of("dataset", "x"), [memoryview((tmp_path / "lines.nt").read_bytes())])
    rows = {row["id"].removesuffix(".0"): row for row in table(ged)}
    attributions: dict[str, list[Attribution]] = {}
    for said in reading.attributions:
        attributions.setdefault(str(said.coded_as), []).append(said)
    assert attributions.keys() == rows.keys()
    for name, row in rows.items():
        claims = {said.claim for said in attributions[name]}
        says = {(p.value.split("#")[1], o.value.rsplit("/", 1)[-1]) for claim in claims for p, o in claim.says}
        assert len(claims) == 1 and ("deathsBest", row["best"].removesuffix(".0")) in says
        ends = {"party"} if row["type_of_violence"] != "3.0" else {"actor", "victim"}
        assert {prop for prop, _ in says} & {"party", "actor", "victim", "recipient"} == ends
        if row["source_office"] and row["source_office"].count(";") == row["source_date"].count(";"):
            assert len(attributions[name]) == len(set(row["source_office"].split(";")))
        assert all(said.relayed_by or said.said_by == id_of("actor", "ucdp") for said in attributions[name])


def test_a_record_of_samples_conforms_to_the_shapes(tmp_path: Path) -> None:
    lines = (SAMPLES / "gdelt-sample.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "few.tsv").write_text("".join(lines[:12]), encoding="utf-8")
    few = write(tmp_path / "few.csv", table(SAMPLES / "ged-sample.csv")[:12])
    record = open_keeper()
    for path in (SAMPLES / "acled-shaped.csv", tmp_path / "few.tsv", few):
        list(read_dataset(record, path))
    assert check(record) == []


# ------------------------------------------------------------------------------------------------- layouts and forms


def test_three_layouts_of_acled_give_the_same(tmp_path: Path) -> None:
    now = table(SAMPLES / "acled-shaped.csv")
    numbers = {"State forces": "1", "Rebel group": "2", "Political militia": "3", "Civilians": "7", "Protesters": "6"}
    months = ["12 February 2020", "13-Feb-20", "15 February 2020"]
    then = [
        {
            "data_id": "1",
            **{k: v for k, v in row.items() if not k.startswith("population")},
            "event_date": date,
            "inter1": numbers[row["inter1"]],
            "inter2": numbers.get(row["inter2"], "0"),
        }
        for row, date in zip(now, months, strict=True)
    ]
    before = [{k.upper().replace("ASSOC_", "ALLY_"): v for k, v in row.items()} for row in then]
    for row in before:
        del row["SUB_EVENT_TYPE"]
        row["EVENT_TYPE"] = {"Battles": "Battle-No change of territory"}.get(row["EVENT_TYPE"], row["EVENT_TYPE"])
    results = []
    for name, rows in (("now", now), ("then", then), ("before", before)):
        found = converted(write(tmp_path / f"{name}.csv", rows), tmp_path / name)
        assert (found.read, found.rejected) == (3, 0)
        ends = f"SELECT DISTINCT who, whom, directed, earliest, latest FROM '{found.confrontations}' ORDER BY ALL"
        results.append(duckdb.sql(ends + " LIMIT 2").fetchall())
    assert results[0] == results[1]
    # Before 2017 there were no kinds within protests; actors, days and sources are the same.
    assert {row[:2] for row in results[2]} >= {row[:2] for row in results[0]}


def test_packed_marked_and_latin_1_files_read_alike(ged: Path, tmp_path: Path) -> None:
    rows = table(ged)[:20]
    rows[0]["side_b"] = "Séléka"
    plain = write(tmp_path / "plain.csv", rows)
    text = plain.read_text(encoding="utf-8")
    (tmp_path / "latin.csv").write_bytes(text.encode("cp1252", "replace"))
    (tmp_path / "bom.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (tmp_path / "semi.csv.gz").write_bytes(gzip.compress(text.encode()))
    duckdb.sql(f"COPY (FROM read_csv('{plain}')) TO '{tmp_path}/typed.parquet' (FORMAT parquet)")
    wanted = None
    for name in ("plain.csv", "latin.csv", "bom.csv", "semi.csv.gz", "typed.parquet"):
        found = converted(tmp_path / name, tmp_path / f"{name}.out")
        ends = duckdb.sql(f"SELECT event, who, whom, earliest, deaths_best FROM '{found.confrontations}' ORDER BY ALL")
        wanted = wanted or ends.fetchall()
        assert found.read == 20 and (ends.fetchall() or wanted) == wanted, name


def test_an_unknown_column_is_reported_and_the_order_of_columns_does_not_matter(ged: Path, tmp_path: Path) -> None:
    rows = [{"colour": "red", **dict(reversed(row.items()))} for row in table(ged)[:5]]
    found = converted(write(tmp_path / "odd.csv", rows), tmp_path)
    assert found.read == 5
    assert any('"colour"' in note for note in found.notes)


# ---------------------------------------------------------------------------------------------- what may go wrong


def test_broken_rows_are_listed_with_line_column_value_and_reason(ged: Path, read_into: Read, tmp_path: Path) -> None:
    rows = table(ged)[:60]
    wrong = {
        3: ("date_start", "0025-01-01"),
        8: ("best", "many"),
        13: ("type_of_violence", "9"),
        18: ("latitude", "135.2"),
        23: ("date_end", "1990-01-01"),
        28: ("where_prec", "12"),
        33: ("best", ""),
        38: ("date_start", "43960"),
        46: ("date_start", "1900-01-01"),
        48: ("date_end", "2999-01-01"),
        50: ("best", "1.000"),
        52: ("date_start", "2025-02-30"),
        54: ("date_start", "1/2/2020"),
    }
    for n, (column, value) in wrong.items():
        rows[n][column] = value
    rows[43]["id"] = rows[42]["id"]
    rows[2]["where_description"] = "two\nlines"
    path = write(tmp_path / "broken.csv", rows)
    with path.open("a", encoding="utf-8") as file:
        file.write("7,cut,off\n")
    found = read_into(path)
    assert (found.rows, found.read, found.rejected_rows) == (61, 46, 15)
    assert found.rejected_file
    listed = table(found.rejected_file)
    # One line of the file is the header, and from the fourth row on a value with a line break pushes all down by one,
    # as do the line breaks that the rows have of their own.
    breaks = [sum(value.count("\n") for value in row.values()) for row in rows]
    lines = {n: 2 + n + sum(breaks[:n]) for n in range(len(rows))}
    for n, (column, value) in wrong.items():
        (line,) = [each for each in listed if each["line"] == str(lines[n])]
        assert (line["column"], line["value"]) == (column, value) and line["reason"], n
    assert "0025" in next(each["reason"] for each in listed if each["value"] == "0025-01-01")
    assert "earlier row" in next(each["reason"] for each in listed if each["line"] == str(lines[43]))
    assert "too few columns" in next(each["reason"] for each in listed if "cut,off" in each["value"])


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"id,best")
        file.truncate(5_000_000_000)


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty.csv": (lambda p: p.write_text(""), "is empty"),
    "blank.csv": (lambda p: p.write_text("\n\n"), "contains only blanks"),
    "other.csv": (lambda p: p.write_text("a,b,c\n1,2,3\n"), "no known layout"),
    "long.csv": (_sparse, "longer than 8 MB"),
    "cut.csv.gz": (lambda p: p.write_bytes(gzip.compress(os.urandom(5000))[:900]), "cut off"),
    "cut.parquet": (lambda p: p.write_bytes(b"PAR1" + os.urandom(100)), "damaged or cut off"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    write_it, words = BAD_FILES[name]
    write_it(tmp_path / name)
    with pytest.raises(InputError, match=words):
        open_table(tmp_path / name, None, tmp_path)


def test_a_header_alone_and_swapped_columns_stop_the_file(ged: Path, read_into: Read, tmp_path: Path) -> None:
    rows = table(ged)[:10]
    header = tmp_path / "header.csv"
    header.write_text(",".join(rows[0]) + "\n")
    with pytest.raises(InputError, match="no rows"):
        read_into(header)
    swapped = [{**row, "best": row["side_a"], "side_a": row["best"]} for row in rows]
    with pytest.raises(InputError, match=r'10 of 10 rows are faulty.*"best".*swapped'):
        read_into(write(tmp_path / "swapped.csv", swapped))
    assert not (tmp_path / "record").exists()
    assert len(table(tmp_path / "rejected" / "swapped.csv")) == 10


def test_the_header_of_another_dataset_is_named(ged: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        open_table(ged, built_in()["acled"], tmp_path)
    assert "Missing:" in str(error.value) and "--as ucdp-ged" in error.value.at_prompt


def test_mistakes_in_a_mapping_are_reported_line_by_line(tmp_path: Path) -> None:
    text = (SAMPLES / "my-mapping.yaml").read_text()
    text = text.replace("row: number", "row: nmber").replace("ambush: attack", "ambush: atack")
    path = tmp_path / "m.yaml"
    path.write_text(text.replace("role: recipient", "role: party"))
    with pytest.raises(InputError) as error:
        declaration_for(str(path))
    messages = str(error.value)
    assert 'Did you mean "number"?' in messages and 'Did you mean "attack"?' in messages
    assert "do not go together" in messages
    assert all(problem.line for problem in error.value.problems)


# ---------------------------------------------------------------------------------------------------- the record


def record_lines(path: Path) -> set[str]:
    return {str(triple) for triple in open_keeper(path).triples()}


def test_reading_again_changes_nothing_and_a_newer_file_replaces(ged: Path, read_into: Read, tmp_path: Path) -> None:
    rows = table(ged)[:12]
    path = write(tmp_path / "weekly.csv", rows)
    read_into(path)
    before = record_lines(tmp_path / "record")
    assert read_into(path).change == "unchanged"
    for row in rows:
        row["best"], row["high"] = "700", "900"
    read_into(write(path, rows[:6]))
    alone = tmp_path / "alone"
    list(read_dataset(str(alone), path, None, tmp_path))
    assert record_lines(tmp_path / "record") == record_lines(alone) != before


def test_a_read_killed_in_the_middle_leaves_the_record_as_it_was(ged: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    list(read_dataset(str(record), SAMPLES / "acled-shaped.csv", None, tmp_path))
    before = record_lines(record)
    # The loader waits for good once the copy has taken its triples, just before the folders change places.
    program = (
        "import sys, time; from pathlib import Path; import standoff.record.swap as beside\n"
        "def wait(*_): print('loaded', flush=True); time.sleep(60)\n"
        "beside._put_in_place = wait\n"
        "from standoff.ingest.datasets import read_dataset\n"
        "list(read_dataset(sys.argv[1], Path(sys.argv[2]), None, Path(sys.argv[3])))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(record), str(ged), str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stdout.readline().strip() == "loaded"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert record_lines(record) == before
    for _ in range(50):
        # The lock of a killed process is gone once the system has tidied up after it.
        time.sleep(0.02)
    list(read_dataset(str(record), ged, None, tmp_path))
    assert record_lines(record) > before
    assert not list(tmp_path.glob(".record.new-*"))


# ------------------------------------------------------------------------------------------------- names and codes


def test_the_codes_of_gdelt_become_names(tmp_path: Path) -> None:
    converted(SAMPLES / "gdelt-sample.tsv", tmp_path)
    reading = reading_of(id_of("dataset", "x"), [memoryview((tmp_path / "lines.nt").read_bytes())])
    labels = {entity.iri.value.rsplit("gdelt-", 1)[-1]: entity.label() for entity in reading.entities}
    with (SAMPLES / "gdelt-sample.tsv").open(encoding="utf-8") as file:
        codes = {row[n] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) for n in (5, 15) if row[n]}
    for code in codes:
        if len(code) == 3 and code in actor_names("cameo-actors"):
            assert labels[code] == actor_names("cameo-actors")[code]
    events = [entity for entity in reading.entities if "/event/gdelt" in entity.iri.value]
    properties = {prop.value.split("#")[-1] for event in events for prop, _ in event.facts}
    assert {"datasetCode", "quadClass", "goldstein", "mentions", "mentioningSources"} <= properties


def test_every_declared_layout_is_read_or_ignored_by_name() -> None:
    for declared in built_in().values():
        for layout in declared.layouts:
            at = declared.column_positions(layout.columns)
            assert layout.refused or all(name in at for name in declared.needed), layout.name
