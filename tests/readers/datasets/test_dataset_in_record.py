"""A dataset in a record is looked after as a report is: history, verify, forget, --dry-run."""

from __future__ import annotations

from collections.abc import Callable, Sized
from itertools import product
from pathlib import Path

import pytest
from click.testing import Result

import standoff
from standoff import RecordError
from standoff.ingest.forgetting import removed_with
from standoff.ingest.verify import verify
from standoff.record.dataset_tables import tables_of
from standoff.record.fingerprint import fingerprint
from standoff.record.history import history
from standoff.record.keeper import open_keeper
from standoff.vocabulary import examples_folder, id_of, st
from tests.invoke import invoke

SAMPLE = examples_folder() / "datasets" / "ged-sample.csv"
DOCUMENT = id_of("dataset", "ucdp-ged-ged-sample")


def run(folder: Path, *words: object) -> Result:
    return invoke([*words, "--record", folder / "record"], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a record of one report and the events that it shares with others."""
    with standoff.open(tmp_path / "record", create=True) as record:
        record.read(examples_folder() / "khirbet-amo" / "zvezda-2020-02-12.yaml")
    return tmp_path


def fingerprint_of(folder: Path) -> str:
    return fingerprint(set(open_keeper(folder / "record").triples()))


def test_a_dataset_is_in_the_history_and_is_read_again_to_verify(folder: Path) -> None:
    assert run(folder, "read", SAMPLE, "-o", folder).exit_code == 0
    record = open_keeper(folder / "record")
    change = history(record.store, DOCUMENT.value)[-1]
    # 194: one for each row and source that the sample names, as the summary of the reading says too.
    assert (change.act, change.path, change.kind, change.attributions) == ("read", str(SAMPLE), "ucdp-ged", 194)
    found = verify(record)
    assert found.faults == [] and found.documents == found.checked == 3


def test_a_row_changed_in_the_record_or_in_the_file_is_found_out(folder: Path) -> None:
    mine = folder / "mine.csv"
    mine.write_bytes((examples_folder() / "ucdp-ged" / "ged-syria-sample.csv").read_bytes())
    assert run(folder, "read", mine, "-o", folder).exit_code == 0
    record = open_keeper(folder / "record", write=True)
    record.store.oxigraph.update(  # type: ignore[attr-defined]
        "PREFIX st: <https://w3id.org/standoff/ontology#> DELETE { ?claim st:deathsBest ?n } "
        "INSERT { ?claim st:deathsBest 1000 } "
        "WHERE { SELECT * { ?claim st:deathsBest ?n } ORDER BY ?claim LIMIT 1 }"
    )
    assert any("does not match the hash in its IRI" in fault for fault in verify(record).faults)
    record.close()
    mine.write_bytes(mine.read_bytes() + b"\n")
    faults = verify(open_keeper(folder / "record")).faults
    assert any("mine.csv has changed since it was read" in fault for fault in faults)


def test_forgetting_a_dataset_leaves_the_reports_alone(folder: Path) -> None:
    before = fingerprint_of(folder)
    assert run(folder, "read", SAMPLE, "-o", folder).exit_code == 0
    assert fingerprint_of(folder) != before and tables_of(str(folder / "record"))
    assert run(folder, "forget", "ucdp-ged-ged-sample").exit_code == 0
    assert fingerprint_of(folder) == before and not tables_of(str(folder / "record"))
    assert "Government of Syria" not in run(folder, "confront").output


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    before = fingerprint_of(folder)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    done = run(folder, "read", SAMPLE, "-o", folder / "out", "--dry-run")
    assert done.exit_code == 0 and "150 of 150 rows read" in done.output and "nothing was written" in done.output
    assert fingerprint_of(folder) == before
    assert sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file()) == files


ANSWERS: dict[str, Callable[[standoff.Record], Sized]] = {
    "dyads": lambda record: record.confront(),
    "rows": lambda record: record.confrontations(),
    "claims": lambda record: record.claims(),
    "again": lambda record: record.confront(since="1990"),
}


@pytest.mark.parametrize("change", ["forget", "read again"])
def test_a_reader_whose_table_another_handle_changes_is_told_to_open_the_record_again(
    tmp_path: Path, change: str
) -> None:
    where, tables = tmp_path / "record", [tmp_path / "one.csv", tmp_path / "two.csv"]
    rows = (examples_folder() / "ucdp-ged" / "ged-syria-sample.csv").read_bytes().splitlines(keepends=True)
    tables[0].write_bytes(b"".join(rows[:10]))
    tables[1].write_bytes(b"".join([rows[0], *rows[10:]]))
    with standoff.open(where, create=True) as writer:
        writer.read(*tables)
        expected = {name: len(answer(writer)) for name, answer in ANSWERS.items()}
        readers = {first: standoff.open(where) for first in (None, "dyads")}
        for first, reader in readers.items():
            assert first is None or len(ANSWERS[first](reader)) == expected[first]
        dyads = readers["dyads"].confront()
        if change == "forget":
            writer.forget("ucdp-ged-one")
        else:
            tables[0].write_bytes(b"".join(rows[:6]))
            writer.read(tables[0])
        for reader, name in product(readers.values(), ANSWERS):
            with pytest.raises(RecordError, match=r"has changed since it was opened.*Open the record again") as told:
                ANSWERS[name](reader)
            assert "Run the command again" in told.value.at_prompt
        with pytest.raises(RecordError, match="Open the record again"):
            dyads.claims(0)
        assert len(standoff.open(where).confrontations()) == len(writer.confrontations()) < expected["rows"]


def test_a_reader_is_told_so_too_where_the_first_table_comes_after_it(tmp_path: Path) -> None:
    with standoff.open(tmp_path / "record", create=True) as writer, standoff.open(tmp_path / "record") as reader:
        writer.read(examples_folder() / "ucdp-ged" / "ged-syria-sample.csv")
        with pytest.raises(RecordError, match="Open the record again"):
            reader.confront()


def test_a_table_goes_as_a_whole_with_just_what_a_triple_by_triple_removal_takes(folder: Path) -> None:
    assert run(folder, "read", SAMPLE, "-o", folder).exit_code == 0
    with open_keeper(folder / "record") as record:
        gone = record.removed_with(DOCUMENT)
        left, counted = set(record.triples()) - gone, removed_with(record, DOCUMENT)
        said = sum(t.predicate == st("document") for t in gone)
        assert (counted.attributions, counted.claims) == (said, sum(t.object == st("Claim") for t in gone))
        assert counted.entities == len({t.subject for t in gone}) - said - counted.claims - 1
    with standoff.open(folder / "record") as opened:
        assert opened.forget("ucdp-ged-ged-sample") == counted
        assert opened.history()[-1]["act"] == "forgotten"
    assert set(open_keeper(folder / "record").triples()) == left and not tables_of(str(folder / "record"))
