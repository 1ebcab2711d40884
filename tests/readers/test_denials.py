"""Denials of a whole telling or of a part, and answers that are none: from the coded report to the record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from standoff.claim import ASSERTS, DENIES, GIVES_NO_ANSWER, Attribution, Claim
from standoff.readers.inputs import read_input
from standoff.record.check import check
from standoff.record.keeper import open_keeper
from standoff.vocabulary import CODES, id_of, st

WriteReport = Callable[..., Path]
KILLING = id_of("event", "killing")
US, MAN = id_of("actor", "us-forces"), id_of("actor", "man")
WHOLE = Claim(KILLING, frozenset({(st("actor"), US), (st("victim"), MAN)}))


def coded(path: Path) -> dict[str | None, Attribution]:
    """The attributions of a report by their ids."""
    (reading,) = read_input(path)
    found = {said.coded_as: said for said in reading.attributions}
    assert len(found) == len(reading.attributions)
    return found


def rows(*lines: str) -> str:
    return "claims:\n" + "".join(f"  - {line}\n" for line in lines)


ASSERTED = "{id: a, said_by: sana, event: killing, that: {actor: us-forces, victim: man}}"


@pytest.mark.parametrize(("key", "stance"), [("denies", DENIES), ("no_answer", GIVES_NO_ANSWER)])
def test_a_whole_telling_is_denied_or_not_answered_by_its_id(
    tmp_path: Path, write_report: WriteReport, key: str, stance: NamedNode
) -> None:
    path = write_report(tmp_path, claims=rows(ASSERTED, f"{{id: c, said_by: us-forces, {key}: a}}"))
    said = coded(path)
    assert said["a"].claim == WHOLE and said["a"].stance == ASSERTS
    # That very claim, one node of the record, on which two sources take opposite stances.
    assert said["c"].claim.iri == said["a"].claim.iri and said["c"].stance == stance


@pytest.mark.parametrize(("key", "stance"), [("denies", DENIES), ("no_answer", GIVES_NO_ANSWER)])
def test_what_nobody_here_asserts_is_denied_or_not_answered_in_so_many_words(
    tmp_path: Path, write_report: WriteReport, key: str, stance: NamedNode
) -> None:
    part = f"{{id: part, said_by: us-forces, event: killing, {key}: {{actor: us-forces}}}}"
    whole = f"{{id: whole, said_by: us-forces, event: killing, {key}: {{actor: us-forces, victim: man}}}}"
    said = coded(write_report(tmp_path, claims=rows(part, whole)))
    assert said["part"].claim == Claim(KILLING, frozenset({(st("actor"), US)}))
    assert said["whole"].claim == WHOLE
    assert {one.stance for one in said.values()} == {stance}


def test_an_actor_is_spoken_of_without_an_answer_too(tmp_path: Path, write_report: WriteReport) -> None:
    row = "{id: a, said_by: us-forces, about: man, no_answer: {combatant_status: civilian, member_of: network}}"
    said = coded(write_report(tmp_path, claims=rows(row)))["a"]
    network = id_of("actor", "network")
    assert said.claim == Claim(MAN, frozenset({(st("combatantStatus"), st("Civilian")), (st("memberOf"), network)}))


def test_a_record_with_all_stances_conforms_to_its_shapes(tmp_path: Path, write_report: WriteReport) -> None:
    record = open_keeper()
    record.put(
        read_input(
            write_report(
                tmp_path,
                claims=rows(
                    ASSERTED,
                    "{id: b, said_by: us-forces, denies: a}",
                    "{id: c, said_by: network, no_answer: a}",
                    "{id: d, said_by: network, event: killing, leaves_open: [actor, intent]}",
                    "{id: e, said_by: paper, corrects: earlier#1, event: killing, that: {deaths_best: 2}}",
                    "{id: f, said_by: paper, corrects: a}",
                    "{id: g, said_by: sana, event: killing, that: {when: 2020-02-12T09:20+02:00, intent: reckless}}",
                    "{id: h, said_by: sana, event: killing, that: {displaced_low: 5, detained_best: 1}}",
                ),
            )
        )
    )
    assert check(record) == []


@pytest.mark.parametrize(
    ("written", "prop", "value"),
    [
        ("after: shots", "after", id_of("event", "shots")),
        ("caused_by: shots", "causedBy", id_of("event", "shots")),
        ("intent: accidental", "intent", NamedNode(CODES + "intent/accidental")),
        ("intent: by mistake", "intent", NamedNode(CODES + "intent/accidental")),
        ("when: 2020-02-12T09:20+02:00", "when", Literal("2020-02-12T09:20+02:00")),
        *(
            (f"{harm}_{bound}: 3", f"{harm}{bound.title()}", Literal(3))
            for harm in ("displaced", "detained")
            for bound in ("low", "best", "high")
        ),
    ],
)
def test_what_an_act_followed_and_what_it_did_is_told(
    tmp_path: Path, write_report: WriteReport, written: str, prop: str, value: NamedNode | Literal
) -> None:
    events = "events:\n  killing: {type: kill}\n  shots: {type: fire}\n"
    row = f"{{id: a, said_by: sana, event: killing, that: {{{written}}}}}"
    said = coded(write_report(tmp_path, events=events, claims=rows(row)))["a"]
    assert said.claim == Claim(KILLING, frozenset({(st(prop), value)}))


def test_an_unnamed_source_is_a_kind_of_actor(tmp_path: Path, write_report: WriteReport) -> None:
    actors = "actors:\n  paper: {}\n  man: {}\n  us-forces: {}\n  locals: {kind: unnamed-source}\n"
    row = "{id: a, said_by: locals, event: killing, that: {actor: us-forces, victim: man}}"
    (reading,) = read_input(write_report(tmp_path, actors=actors, claims=rows(row)))
    (locals_,) = (entity for entity in reading.entities if entity.iri == id_of("actor", "locals"))
    assert st("UnnamedSource") in {value for _, value in locals_.facts}
