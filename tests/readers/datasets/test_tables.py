"""The tables of confrontations beside a record: they tell what the record tells, by the same rules, nothing less."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from standoff.ingest.datasets import read_dataset
from standoff.output import confront_rows as shown
from standoff.page.picture import picture
from standoff.record.keeper import Keeper, open_keeper
from standoff.rules.ledger import Ledger
from standoff.rules.record_of_view import record_of_view
from standoff.rules.view import EVERYTHING, View
from standoff.vocabulary import ST, id_of, st
from tests.conftest import once
from tests.readers.datasets.conftest import SAMPLES


@pytest.fixture(scope="module")
def mixed(whole_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The coded reports and the samples of GED and ACLED in one record; two of the latter's sources are one voice."""

    def make(folder: Path) -> None:
        shutil.copytree(whole_folder / "out" / "record", folder / "record")
        for sample in ("ged-sample.csv", "acled-shaped.csv"):
            list(read_dataset(str(folder / "record"), SAMPLES / sample, None, folder))

    return once(tmp_path_factory, "mixed", make) / "record"


@pytest.fixture(scope="module")
def copied(mixed: Path) -> Keeper:
    """The same record in memory, where no table lies beside it."""
    copy = open_keeper()
    copy.store.write(set(), set(open_keeper(mixed).store.triples()))
    return copy


@pytest.fixture(scope="module")
def in_memory(copied: Keeper) -> Ledger:
    """What is known of that record from its triples alone."""
    return Ledger(copied)


@pytest.fixture(scope="module")
def of_all_acts(mixed: Path) -> Ledger:
    """The same, asked for views of all acts alone: they never need every statement."""
    return Ledger(open_keeper(mixed))


@pytest.fixture(scope="module")
def on_disk(mixed: Path) -> Ledger:
    """What is known of the record with the help of its tables, whatever was asked before."""
    return Ledger(open_keeper(mixed))


VIEWS: list[dict[str, object]] = [
    {},
    {"level": "side"},
    {"level": "organisation"},
    {"min_groups": 2},
    {"said_by": ["ucdp"]},
    {"without": ["ucdp"]},
    {"event_type": ["attack"]},
    {"min_groups": 2, "level": "side"},
    {"side": ["damascus"]},
    {"since": "2013-01-01"},
    {"until": "2012-06", "level": "organisation"},
    {"as_of": "2014-01-01"},
    {"between": ["Government of Syria", "Syrian insurgents"]},
]


@pytest.mark.parametrize("options", VIEWS, ids=str)
@pytest.mark.parametrize("by_pair", [False, True])
def test_the_tables_give_the_rows_that_python_gives(
    on_disk: Ledger, in_memory: Ledger, options: dict[str, object], by_pair: bool
) -> None:
    view = View.of(on_disk.names, **options)  # type: ignore[arg-type]
    assert on_disk.rows.has_tables and not in_memory.rows.has_tables
    rows = shown.confront_rows(on_disk, view, by_pair=by_pair)
    assert rows == shown.confront_rows(in_memory, view, by_pair=by_pair)


def test_the_tables_have_the_rows_that_the_question_finds(on_disk: Ledger, in_memory: Ledger) -> None:
    with_tables, by_question = on_disk.every_confrontation, in_memory.every_confrontation

    def key(row: object) -> str:
        assert isinstance(row, dict)
        return str(sorted((k, v) for k, v in row.items() if k != "score")) + str(float(row["score"]))

    assert sorted(map(key, with_tables)) == sorted(map(key, by_question))


def test_rows_of_datasets_are_complete_wherever_the_record_is(on_disk: Ledger, in_memory: Ledger) -> None:
    """Statements, and so grades, evidence, pages and views as records, are the same with tables and without."""
    of_rows = [row for row in on_disk.every_statement if "/dataset/" in row["document"]]
    assert len(of_rows) > 500 and any(row["quote"] for row in of_rows)
    assert sorted(map(str, on_disk.every_statement)) == sorted(map(str, in_memory.every_statement))
    assert picture(on_disk, EVERYTHING) == picture(in_memory, EVERYTHING)
    view = View.of(on_disk.names, between=["Government of Syria", "Syrian insurgents"])
    assert set(record_of_view(on_disk, view).triples()) == set(record_of_view(in_memory, view).triples())


@pytest.mark.parametrize("options", VIEWS, ids=str)
def test_ties_are_found_without_all_other_statements(
    of_all_acts: Ledger, on_disk: Ledger, in_memory: Ledger, options: dict[str, object]
) -> None:
    ties = frozenset(ST + name for name in ("alliedWith", "memberOf", "onlooker"))
    view = View.of(on_disk.names, **options)  # type: ignore[arg-type]
    ledger = on_disk if view.narrows_events else of_all_acts
    found = ledger.statements_of(ties, view)
    assert found == [row for row in in_memory.statements(view) if row["property"] in ties]
    assert "every_statement" not in vars(of_all_acts.rows)
    assert options or any("/dataset/" in row["document"] for row in found)


def test_an_incident_is_read_without_all_other_statements(
    mixed: Path, copied: Keeper, in_memory: Ledger, tmp_path: Path
) -> None:
    """Also where a dataset's act belongs to it, and where its row tells of allies."""
    shutil.copytree(mixed, tmp_path / "record")
    row = next(row for row in in_memory.every_statement if row["property"] == ST + "alliedWith")
    act = next(each for each in in_memory.every_statement if each["value"] == row["about"])["event"]
    incident = "khirbet-amo-2020-02-12"
    joins = Triple(NamedNode(act), st("incident"), id_of("incident", incident))
    beside = open_keeper()
    beside.store.write(set(), {*copied.store.triples(), joins})
    on_disk = open_keeper(tmp_path / "record", write=True)
    on_disk.store.write(set(), {joins})
    for judgements in (True, False):
        few, all_ = Ledger(on_disk), Ledger(beside)
        view = View.of(few.names, incident=[incident])
        found = few.statements(view, judgements)
        assert found == all_.statements(view, judgements)
        assert "every_statement" not in vars(few.rows)
        assert {"/dataset/" in row["document"] for row in found} == {True, False}
        assert any(row["property"] == ST + "alliedWith" for row in found)


def test_sides_over_reports_and_rows_in_one_table(on_disk: Ledger) -> None:
    rows = shown.confront_rows(on_disk, View.of(on_disk.names, level="side"), whole=False)
    named = {(row["who"], row["whom"]) for row in rows}
    assert ("Syrian government side", "US-led Coalition") in named
    assert ("Government of Syria", "Syrian insurgents") in named
