"""The history of a record: every change is kept, equal records stay equal, and forgetting leaves what was before."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
import rdflib
from click.testing import Result

from standoff.claim import Reading
from standoff.readers.inputs import read_input
from standoff.record.history import history, is_history
from standoff.record.keeper import Keeper, open_keeper
from standoff.version import __version__

Run = Callable[..., Result]
WriteReport = Callable[..., Path]
ROOT = Path(__file__).resolve().parents[2]


ONE_CLAIM = "claims:\n  - {id: b, said_by: sana, about: man, that: {combatant_status: civilian}}\n"


def changes(record: Keeper) -> list[tuple[str, str]]:
    return [(change.act, change.document.rsplit("/", 1)[-1]) for change in history(record.store)]


def test_it_says_what_was_read_when_from_which_file_and_by_which_version(seed_report: Path) -> None:
    record = open_keeper()
    readings = read_input(seed_report)
    record.put(readings)
    found = {change.document: change for change in history(record.store)}
    change = found["https://w3id.org/standoff/id/report/enab-baladi-2020-02-13"]
    assert change.path == str(seed_report)
    assert change.sha256 == hashlib.sha256(seed_report.read_bytes()).hexdigest()
    assert (change.act, change.kind, change.version) == ("read", "report", __version__)
    counts = {reading.document.value: len(reading.attributions) for reading in readings}
    assert {change.document: change.attributions for change in found.values()} == counts


def test_a_file_read_again_adds_nothing_and_a_changed_one_adds_itself(
    tmp_path: Path, write_report: WriteReport
) -> None:
    record, path = open_keeper(), write_report(tmp_path)
    for _ in range(3):
        record.put(read_input(path))
    assert changes(record) == [("read", "paper-2020-02-13")]
    write_report(tmp_path, claims=ONE_CLAIM)
    record.put(read_input(path))
    assert [change.attributions for change in history(record.store)] == [3, 1]


def test_a_file_that_has_moved_is_noted(tmp_path: Path, write_report: WriteReport) -> None:
    record = open_keeper()
    for folder in ("old", "new"):
        record.put(read_input(write_report(tmp_path / folder)))
    assert [Path(str(change.path)).parent.name for change in history(record.store)] == ["old", "new"]


def test_the_history_records_forgetting_and_the_document_is_gone(tmp_path: Path, write_report: WriteReport) -> None:
    record = open_keeper()
    readings = read_input(write_report(tmp_path))
    record.put(readings)
    record.forget(readings[0].document)
    assert changes(record) == [("read", "paper-2020-02-13"), ("forgotten", "paper-2020-02-13")]
    assert len(record) == 0
    record.put(readings)
    assert [act for act, _ in changes(record)] == ["read", "forgotten", "read"]


def test_records_of_the_same_reports_are_equal_whenever_and_from_wherever_they_were_read(
    tmp_path: Path, seed_report: Path
) -> None:
    shutil.copytree(seed_report.parent, tmp_path / "elsewhere")
    records = [open_keeper(), open_keeper()]
    records[0].put(read_input(seed_report))
    records[1].put(read_input(tmp_path / "elsewhere" / seed_report.name))
    assert history(records[0].store) != history(records[1].store)
    assert records[0].turtle(vocabulary=True) == records[1].turtle(vocabulary=True)


def test_equal_content_from_another_file_is_the_same_reading(seed_report: Path) -> None:
    reading = read_input(seed_report)[0]
    assert reading.file and replace(reading, file=None) == reading


def test_what_is_read_without_a_file_has_a_history_too(four_documents: list[Reading]) -> None:
    record = open_keeper()
    record.put([replace(reading, file=None) for reading in four_documents])
    assert {change.path for change in history(record.store)} == {None}
    record.put([replace(reading, file=None) for reading in four_documents])
    assert len(history(record.store)) == len(four_documents)


@pytest.fixture
def four_documents(example: Path) -> list[Reading]:
    return read_input(example)[:4]


def test_the_history_conforms_to_its_shape(seed_record: Keeper) -> None:
    graph = rdflib.Graph()
    for triple in (t for t in seed_record.store.triples() if is_history(t.subject)):
        graph.parse(data=f"{triple} .", format="nt")
    assert len(graph) > 8
    graph.parse(ROOT / "ontology" / "core.ttl")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl"))
    assert conforms, text


# --- on the command line -------------------------------------------------------------------------------------------


def test_history_lists_and_forget_removes(run: Run, tmp_path: Path, seed_report: Path) -> None:
    run("read", seed_report)
    listed = json.loads(run("history", "--format", "json").stdout)
    assert {row["act"] for row in listed} == {"read"} and listed[0]["version"] == __version__
    before = open_keeper("out/record").turtle()
    dry = run("forget", "enab-baladi-2020-02-13", "--dry-run")
    assert dry.exit_code == 0 and "48 attributions" in dry.stderr and "Nothing was written" in dry.stderr
    assert open_keeper("out/record").turtle() == before
    assert run("forget", "enab-baladi-2020-02-13").exit_code == 0
    after = open_keeper("out/record")
    assert "enab-baladi-2020-02-13" not in after.turtle()
    assert json.loads(run("history", "--format", "json").stdout)[-1]["act"] == "forgotten"


@pytest.mark.parametrize(
    "name",
    [
        "https://w3id.org/standoff/id/report/paper-2020-02-13",
        "PAPER-2020-02-13",
        "paper-2020-02-13",
    ],
)
def test_a_report_is_named_by_id_title_or_iri(run: Run, tmp_path: Path, write_report: WriteReport, name: str) -> None:
    run("read", write_report(tmp_path))
    assert run("forget", name).exit_code == 0
    assert len(open_keeper("out/record")) == 0


def test_a_name_that_is_near_is_offered(run: Run, tmp_path: Path, write_report: WriteReport) -> None:
    run("read", write_report(tmp_path))
    done = run("forget", "papr-2020-02-13")
    assert done.exit_code == 2 and 'Did you mean "paper-2020-02-13"?' in done.stderr


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    run: Run, tmp_path: Path, write_report: WriteReport
) -> None:
    path = write_report(tmp_path)
    done = run("read", path, "--dry-run")
    assert done.exit_code == 0 and "new" in done.stdout and "+3" in done.stdout
    assert not (tmp_path / "out").exists()
    run("read", path)
    before = {file.name: file.read_bytes() for file in (tmp_path / "out" / "record").iterdir()}
    assert "unchanged" in run("read", path, "--dry-run").stdout
    write_report(tmp_path, claims=ONE_CLAIM)
    done = run("read", path, "--dry-run")
    assert "changed" in done.stdout and "+0" in done.stdout and "−2" in done.stdout
    assert {file.name: file.read_bytes() for file in (tmp_path / "out" / "record").iterdir()} == before


def test_a_dry_run_of_a_bad_report_fails_as_reading_it_would(
    run: Run, tmp_path: Path, write_report: WriteReport
) -> None:
    path = write_report(tmp_path, claims="claims:\n  - {said_by: nobody, denies: x}\n")
    read, dry = run("read", path), run("read", path, "--dry-run")
    assert (read.exit_code, read.stderr) == (dry.exit_code, dry.stderr) == (2, read.stderr)
