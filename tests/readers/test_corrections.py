"""Corrections and withdrawals: what they name, what they are about, and that they come back from every export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from standoff import Record
from standoff.claim import ASSERTS, DENIES, GIVES_NO_ANSWER, LEAVES_OPEN, WITHDRAWS, Attribution, Claim
from standoff.errors import InputError, Problem
from standoff.readers.inputs import read_input
from standoff.record.check import check
from standoff.record.keeper import open_keeper
from standoff.vocabulary import id_of, st

WriteReport = Callable[..., Path]
KILLING, MAN, PAPER = id_of("event", "killing"), id_of("actor", "man"), id_of("actor", "paper")
DEATHS = "{id: a, said_by: paper, event: killing, that: {deaths_best: 3}}"
LOSSLESS = [".ttl", ".nt", ".rdf", ".jsonld", ".trig", ".nanopub.trig", ".rdf12.ttl"]


def rows(*lines: str) -> str:
    return "claims:\n" + "".join(f"  - {line}\n" for line in lines)


def header(report: str) -> str:
    return f"report: {report}\npublisher: paper\n"


def said_in(path: Path) -> dict[str | None, Attribution]:
    return {said.coded_as: said for reading in read_input(path) for said in reading.attributions}


def problems_of(path: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_input(path)
    return caught.value.problems


def test_a_correction_names_the_claim_of_its_own_report(tmp_path: Path, write_report: WriteReport) -> None:
    correction = "{id: b, said_by: paper, corrects: a, event: killing, that: {deaths_best: 2}}"
    said = said_in(write_report(tmp_path, header=header("r"), claims=rows(DEATHS, correction)))
    assert said["b"].corrects == NamedNode("https://w3id.org/standoff/id/report/r#a")
    assert said["b"].stance == ASSERTS and said["b"].claim.says == {(st("deathsBest"), Literal(2))}
    assert said["a"].corrects is None and said["a"].claim.says == {(st("deathsBest"), Literal(3))}


def test_a_correction_names_a_claim_of_a_report_that_is_not_read_yet(tmp_path: Path, write_report: WriteReport) -> None:
    correction = "{id: b, said_by: paper, corrects: yesterday#4a-2, event: killing, that: {deaths_best: 2}}"
    said = said_in(write_report(tmp_path, header=header("r"), claims=rows(correction)))
    assert said["b"].corrects == NamedNode("https://w3id.org/standoff/id/report/yesterday#4a-2")


@pytest.mark.parametrize(
    ("says", "stance"),
    [
        ("denies: {actor: us-forces}", DENIES),
        ("no_answer: {actor: us-forces}", GIVES_NO_ANSWER),
        ("leaves_open: actor", LEAVES_OPEN),
    ],
)
def test_a_correction_may_take_any_stance(
    tmp_path: Path, write_report: WriteReport, says: str, stance: NamedNode
) -> None:
    correction = f"{{id: b, said_by: paper, corrects: a, event: killing, {says}}}"
    said = said_in(write_report(tmp_path, header=header("r"), claims=rows(DEATHS, correction)))["b"]
    assert said.stance == stance and said.corrects and said.claim.says


# --- withdrawals -----------------------------------------------------------------------------------------------------


def withdrawn(said: Attribution) -> NamedNode:
    """What a withdrawal is about; it says nothing."""
    assert said.stance == WITHDRAWS and said.claim == Claim(said.claim.about, frozenset())
    return said.claim.about


@pytest.mark.parametrize(
    ("row", "about"),
    [
        ("{id: b, said_by: paper, corrects: a, event: shots}", id_of("event", "shots")),
        ("{id: b, said_by: paper, corrects: a, about: man}", MAN),
        ("{id: b, said_by: paper, corrects: a}", KILLING),
        ("{id: b, said_by: paper, corrects: r#a}", KILLING),
        ("{id: b, said_by: paper, corrects: elsewhere#a}", PAPER),
    ],
)
def test_what_says_nothing_withdraws(tmp_path: Path, write_report: WriteReport, row: str, about: NamedNode) -> None:
    events = "events:\n  killing: {type: kill}\n  shots: {type: fire}\n"
    said = said_in(write_report(tmp_path, header=header("r"), events=events, claims=rows(row, DEATHS)))["b"]
    assert withdrawn(said) == about


def test_a_withdrawal_is_about_what_the_claim_of_another_file_is_about(
    tmp_path: Path, write_report: WriteReport
) -> None:
    """Whichever of the two is read first; and the event comes with the withdrawal, should the other be removed."""
    withdrawal = rows("{id: b, said_by: paper, corrects: second#a}")
    actors = "actors: {paper: {}}\n"
    for name, other in (("a", "z"), ("z", "a")):
        folder = tmp_path / name
        write_report(
            folder, f"{name}.yaml", header=header("first"), actors=actors, places=None, events=None, claims=withdrawal
        )
        write_report(
            folder,
            f"{other}.yaml",
            header=header("second"),
            actors=actors,
            places=None,
            events="events: {killing: {type: kill}}\n",
            claims=rows(DEATHS),
        )
        first = next(reading for reading in read_input(folder) if reading.document == id_of("report", "first"))
        assert [withdrawn(said) for said in first.attributions] == [KILLING]
        assert KILLING in {entity.iri for entity in first.entities}


def test_a_correction_of_a_claim_that_a_report_at_hand_lacks_is_a_mistake(
    tmp_path: Path, write_report: WriteReport
) -> None:
    write_report(tmp_path, "one.yaml", header=header("one"), claims=rows(DEATHS.replace("id: a", "id: 14a")))
    claims = rows(
        "{id: b, said_by: paper, corrects: one#14b}",
        "{id: c, said_by: paper, corrects: one#14a}",
        "{id: d, said_by: paper, corrects: three#14b}",
    )
    write_report(tmp_path, "two.yaml", header=header("two"), claims=claims)
    (problem,) = problems_of(tmp_path)
    assert Path(problem.file).name == "two.yaml" and problem.line == 15
    assert problem.message == 'The report "one" has no claim with the id "14b". Did you mean "14a"?'


def test_a_withdrawal_in_a_block_is_about_the_event_of_the_block(tmp_path: Path, write_report: WriteReport) -> None:
    block = "{said_by: paper, event: killing, claims: [{id: b, corrects: elsewhere#1}]}"
    assert withdrawn(said_in(write_report(tmp_path, claims=rows(block)))["b"]) == KILLING


# --- through the record and back --------------------------------------------------------------------------------------

EVERYTHING = rows(
    DEATHS,
    "{id: b, said_by: sana, event: killing, that: {actor: us-forces, victim: man, intent: reckless}}",
    "{id: c, said_by: us-forces, denies: b}",
    "{id: d, said_by: network, no_answer: b}",
    "{id: e, said_by: network, event: killing, that: {when: 2020-02-12T09:20+02:00, detained_best: 4}}",
    "{id: f, said_by: paper, corrects: a, event: killing, that: {deaths_best: 2, displaced_high: 9}}",
    "{id: g, said_by: paper, corrects: elsewhere#1, quote: it cannot stand by this}",
    "{id: h, said_by: sana, event: killing, that: {after: shots, caused_by: shots}}",
)


@pytest.mark.parametrize("ending", LOSSLESS)
def test_all_that_a_report_can_say_comes_back_from_an_export(
    tmp_path: Path, write_report: WriteReport, ending: str
) -> None:
    events = "events:\n  killing: {type: kill}\n  shots: {type: fire}\n"
    (reading,) = read_input(write_report(tmp_path / "in", events=events, claims=EVERYTHING))
    record = open_keeper()
    record.put([reading])
    Record(record).export(tmp_path / f"record{ending}")
    again = open_keeper()
    again.put(read_input(tmp_path / f"record{ending}"))
    assert again.attributions() == reading.attributions and len(reading.attributions) == 8
    assert set(again.triples()) == set(record.triples())
    assert check(again) == []


def test_a_removed_report_takes_its_corrections_with_it(tmp_path: Path, write_report: WriteReport) -> None:
    record = open_keeper()
    record.put(read_input(write_report(tmp_path, "one.yaml", header=header("one"), claims=rows(DEATHS))))
    before = set(record.triples())
    later = rows("{id: b, said_by: paper, corrects: one#a}", "{id: c, said_by: network, corrects: one#a, about: man}")
    record.put(read_input(write_report(tmp_path, "two.yaml", header=header("two"), claims=later)))
    assert {said.coded_as for said in record.attributions()} == {"a", "b", "c"}
    record.forget(id_of("report", "two"))
    assert set(record.triples()) == before
