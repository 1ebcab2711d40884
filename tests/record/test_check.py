"""Checking: the example keeps to the shapes; a fault is a sentence that names the report, the row and the source."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from standoff.readers.inputs import read_input
from standoff.record import check as check_module
from standoff.record.background_check import BackgroundCheck
from standoff.record.check import Fault, check
from standoff.record.keeper import Keeper, open_keeper
from standoff.vocabulary import PREFIXES

US_FORCES = "<https://w3id.org/standoff/id/actor/us-forces>"


@pytest.fixture
def record(tmp_path: Path, write_report: Callable[..., Path]) -> Keeper:
    keeper = open_keeper()
    keeper.put(read_input(write_report(tmp_path)))
    return keeper


def insert(record: Keeper, row: str, facts: str) -> None:
    """Say more in the claim of a row of the report: what the reader would refuse, or what other software wrote."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    where = f'?said st:codedAs "{row}" ; st:claim ?claim'
    record.store.oxigraph.update(f"{prefixes} INSERT {{ {facts} }} WHERE {{ {where} }}")


def test_the_seed_report_conforms_to_the_shapes(seed_record: Keeper) -> None:
    assert check(seed_record) == []


def test_the_whole_example_conforms_to_the_shapes(example: Path) -> None:
    record = open_keeper()
    record.put(read_input(example))
    assert check(record) == []


def test_the_small_report_of_these_tests_conforms_to_the_shapes(record: Keeper) -> None:
    assert check(record) == []


@pytest.mark.parametrize(
    "row, facts, where, words",
    [
        (
            "a",
            f"?claim st:recipient {US_FORCES}",
            "paper-2020-02-13, claim a (said by SANA)",
            "Within one claim, who acts",
        ),
        (
            "a",
            '?claim st:earliest "2020-02-14"^^xsd:date ; st:latest "2020-02-12"^^xsd:date',
            "paper-2020-02-13, claim a (said by SANA)",
            "earliest",
        ),
        ("a", "?said st:stance st:Denies", "paper-2020-02-13, claim a (said by SANA)", "stance"),
        (
            "b",
            "?claim st:combatantStatus st:Combatant",
            "paper-2020-02-13, claim b (said by SANA); paper-2020-02-13, claim c (said by A network)",
            "",
        ),
    ],
)
def test_a_fault_names_report_row_and_source(record: Keeper, row: str, facts: str, where: str, words: str) -> None:
    insert(record, row, facts)
    faults = check(record)
    assert faults
    named = [fault for fault in faults if set(where.split("; ")) & set(fault.where.split("; "))]
    assert named, faults
    assert any(words in fault.message for fault in named), faults
    for fault in faults:
        assert str(fault) == f"{fault.where}: {fault.message}"
        assert fault.message[0].isupper() and fault.message.endswith("."), "a sentence"
        assert "http" not in fault.message, "no IRI that a journalist must decode"


def test_a_fault_of_an_entity_names_the_entity(record: Keeper) -> None:
    syria, killing = "<https://w3id.org/standoff/id/place/syria>", "<https://w3id.org/standoff/id/event/killing>"
    insert(record, "a", f"{syria} st:within {killing}")
    assert "Syria" in {fault.where for fault in check(record)}


def test_every_fault_is_found_once_and_in_order(record: Keeper) -> None:
    insert(record, "a", f"?claim st:recipient {US_FORCES}")
    insert(record, "b", f"?claim st:side {US_FORCES}")
    faults = check(record)
    assert faults == sorted(set(faults))
    where = {fault.where.split(" (")[0] for fault in faults}
    assert where >= {"paper-2020-02-13, claim a", "paper-2020-02-13, claim b"}


def test_checking_does_not_change_the_record(record: Keeper) -> None:
    before = record.turtle(vocabulary=True)
    insert(record, "a", f"?claim st:recipient {US_FORCES}")
    changed = record.turtle(vocabulary=True)
    assert all(isinstance(fault, Fault) for fault in check(record))
    assert record.turtle(vocabulary=True) == changed != before


@pytest.mark.parametrize("program", [sys.executable, "/bin/false", None])
def test_a_check_beside_other_work_finds_the_same(
    record: Keeper, monkeypatch: pytest.MonkeyPatch, program: str | None
) -> None:
    """In a process of its own; where that fails; and where none is worth while, since pySHACL is loaded."""
    insert(record, "a", f"?claim st:recipient {US_FORCES}")
    faults = check(record)
    if program:
        monkeypatch.delitem(sys.modules, "pyshacl")
        monkeypatch.setattr("sys.executable", program)
    else:
        monkeypatch.setattr("subprocess.Popen", None)
    beside = BackgroundCheck()
    beside.start(record)
    assert beside.faults() == faults != []


OWN_CODE = "<https://example.org/skirmish>"
EVENT_TYPE = "<https://w3id.org/standoff/codes/event-type>"
KILL = "<https://w3id.org/standoff/codes/event-type/kill>"
ADDED = {
    "nothing": "",
    "a faulty claim": f"?claim st:recipient {US_FORCES} ; st:age 1 .",
    "an act of no code": "?claim st:eventType <https://example.org/nothing> .",
    "a code of one's own": f"{OWN_CODE} a skos:Concept ; skos:inScheme {EVENT_TYPE} ; skos:broader {KILL} .",
    "one that is used": f"?claim st:eventType {OWN_CODE} . {OWN_CODE} skos:inScheme {EVENT_TYPE} ; st:mutual false .",
    "a second score of a shipped code": f"{KILL} st:ploverScore 99.0 .",
    "a list that is none": f"{OWN_CODE} a skos:Concept ; skos:inScheme {KILL} .",
}


@pytest.mark.parametrize("facts", ADDED.values(), ids=ADDED)
def test_what_is_left_out_and_remembered_changes_no_answer(
    record: Keeper, facts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The faults are those that pySHACL finds in the record with the whole vocabulary, as plain graphs."""
    insert(record, "a", facts)
    found = check(record)
    monkeypatch.setattr(check_module, "_in_question", lambda triples: triples)
    monkeypatch.setattr("standoff.record.remembering.RememberingGraph", rdflib.Graph)
    assert found == check(record)
    assert bool(found) == bool(facts)
