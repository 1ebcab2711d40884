"""A denial is printed no wider than its words: where, when, with what and of how many it is stands with it.

Two invented ports, whose coast guard and dockers deny much of each other; the expected words were written from the
claims before the program printed them. Whoever denies, rejects or reports with reserve is marked so in every form.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.output.confront_rows import for_people
from standoff.output.dossier_text import as_matrix
from standoff.rules.ledger import Ledger
from tests.output.printing import Printing

HEAD = """\
report: {name}
publisher: gazette
published: 2032-09-1{day}
actors:
  gazette: {kind: media-outlet, label: Quay Gazette}
  pilot: {kind: person, label: Ines Brandt}
  guard: {kind: state-force, label: Vessen coast guard}
  dockers: {kind: population, label: Dockers of Vessen}
  union: {kind: organisation, label: Port Union}
places:
  vessen: {type: city, label: Vessen}
  pier: {type: site, label: the north pier, within: vessen}
incidents: {i1: {label: "Vessen, 9 September 2032", when: 2032-09-09, place: vessen}}
events:
  shots: {type: fire, incident: i1, label: shots in the port}
  raid: {type: raid, incident: i1, label: raid on a hall}
  deaths: {type: kill, incident: i1, label: deaths in the port}
claims:
"""
TOLD = "said_by: gazette, event: shots, that: {type: fire, actor: guard, recipient: dockers, place: pier}"
DENIED = "said_by: guard, event: shots, denies: {type: fire, actor: guard, recipient: dockers, %s}"


@pytest.fixture
def printed(tmp_path: Path) -> Printing:
    return Printing(HEAD, tmp_path)


@pytest.mark.parametrize(
    ("told", "limit", "words"),
    [
        # "No shots at the dockers on the pier", of which everybody who tells them says that they were there.
        (TOLD, "place: pier", "as told, at the north pier"),
        (TOLD, "place: vessen", "not in Vessen"),
        (TOLD.replace("place: pier", "place: pier, when: 2032-09-09"), "when: 2032-09-09", "not on 9 September 2032"),
        (TOLD.replace("place: pier", "means: small-arms"), "means: small-arms", "as told, with small arms"),
        (TOLD.replace("place: pier", "rounds_best: 30, means: small-arms"), "rounds_best: 30", "not 30 rounds"),
    ],
)
def test_a_denial_of_the_act_carries_its_limits_in_every_form(
    printed: Printing, told: str, limit: str, words: str
) -> None:
    denied = DENIED % limit
    for form in ("short", "full"):
        assert f"denied by the Vessen coast guard: {words}" in printed(told, denied, form=form)
    assert f"against: the Vessen coast guard denies it, {words}" in printed(told, denied, form="confront")
    ledger = Ledger(printed.read(told, denied).keeper)
    columns, rows = for_people(ledger)
    [row] = [dict(zip(columns, row, strict=True)) for row in rows if row[columns.index("stance")] == "denies"]
    assert row["own word"] == words


def test_the_whole_act_denied_has_no_limits_and_covers_a_limited_denial(printed: Printing) -> None:
    whole = "said_by: guard, event: shots, denies: {type: fire, actor: guard, recipient: dockers}"
    for denials in ((whole,), (whole, DENIED % "place: vessen")):
        assert "denied by the Vessen coast guard" in (text := printed(TOLD, *denials)) and "not in Vessen" not in text
        rows = printed(TOLD, *denials, form="confront")
        assert "the Vessen coast guard denies it" in rows and "not in Vessen" not in rows


def test_the_place_and_day_of_the_incident_limit_no_denial_of_an_account(printed: Printing) -> None:
    told = TOLD.replace("place: pier", "place: vessen, when: 2032-09-09")
    assert "as told" not in printed(told, "said_by: guard, denies: 1")


def test_what_is_told_without_the_limits_is_denied_in_part(printed: Printing) -> None:
    # The paper gives no means: "we used no drones" meets nothing, and denies no shots.
    text = printed(TOLD, DENIED % "means: drone")
    assert "Did the Vessen coast guard fire at dockers? denied in part" in text
    assert "The Vessen coast guard denies that it fired at dockers, by drone." in text
    rows = printed(TOLD, DENIED.replace("said_by", "hedged: true, said_by") % "means: drone", form="confront")
    assert "the Vessen coast guard (hedged) denies that it fired at dockers of Vessen, by drone" in rows


def test_a_denied_number_or_cause_carries_what_else_it_names(printed: Printing) -> None:
    count = "said_by: gazette, event: deaths, that: {type: kill, victim: dockers, deaths_best: 12, place: pier}"
    text = printed(count, "said_by: union, event: deaths, denies: {deaths_best: 12, place: pier}")
    assert "12: Quay Gazette; denied by the Port Union: not at the north pier" in text
    cause = "said_by: gazette, event: deaths, that: {type: kill, victim: dockers, caused_by: shots}"
    text = printed(TOLD, cause, "said_by: union, hedged: true, event: deaths, denies: {caused_by: shots, place: pier}")
    assert "denied by the Port Union (hedged): not at the north pier" in text


def test_an_account_that_is_rejected_has_the_limits_that_nobody_tells(printed: Printing) -> None:
    shot = "said_by: guard, event: shots, that: {type: fire, actor: guard}"
    told = TOLD.replace("place: pier", "place: pier, means: small-arms")
    text = printed(told, shot, f"hedged: true, {DENIED % 'place: vessen'}", form="confront")
    assert "Vessen coast guard (hedged) denies it, not in Vessen" in text


def test_who_speaks_of_himself_is_named_once(printed: Printing) -> None:
    # "Denied by the nurse: that it did so" was printed, and "the guard denies that the guard struck".
    denial = "said_by: guard, event: shots, denies: {type: shelling, actor: guard, place: vessen}"
    rows = printed(TOLD, denial, form="confront")
    assert "against: the Vessen coast guard denies that it fired heavy weapons, in Vessen" in rows
    shots = "said_by: gazette, event: shots, that: {type: fire, recipient: dockers}"
    text = printed(shots, "said_by: pilot, event: shots, denies: {actor: pilot}")
    assert "that it did so" not in text and "denied by Ines Brandt" in text


def test_a_matrix_has_the_limits_of_denials(printed: Printing) -> None:
    record = printed.read(TOLD, DENIED % "place: vessen")
    lines = as_matrix(Ledger(record.keeper), record.dossier("i1").dossier, 120).splitlines()
    at = next(i for i, line in enumerate(lines) if "fired at dockers" in line.casefold())
    assert lines[at].split()[-5:-3] == ["✓", "✗"] and lines[at + 1].strip().startswith("denied: not in Vessen")


def test_confront_marks_reserve_wherever_somebody_is_named(printed: Printing) -> None:
    claims = (
        TOLD,
        "said_by: pilot, hedged: true, event: shots, that: {type: fire}",
        "said_by: union, hedged: true, event: shots, denies: {actor: guard}",
        "said_by: dockers, hedged: true, event: shots, that: {type: warning-shots, actor: guard}",
        "said_by: union, hedged: true, event: shots, denies: {type: shelling, actor: pilot}",
    )
    rows = printed(*claims, form="confront")
    assert "only that shots were fired: Ines Brandt (hedged)" in rows
    assert "the Port Union (hedged) denies it" in rows
    assert "dockers of Vessen (hedged) report that the Vessen coast guard fired shots as a warning" in rows
    assert "THOUGH NO ROW HERE SAYS SO The Port Union (hedged) denies that" in rows
    assert "hedged the speaker says so with reserve" in rows
