"""Where an account that differs stands in a dossier, and how a changed word reads: worked out from the claims below."""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.output.confront_text import confront_text
from standoff.output.dossier_layout import Layout, Part
from standoff.output.dossier_parts import laid_out
from standoff.rules.dossier import dossier
from standoff.rules.ledger import Ledger
from standoff.vocabulary import ID

HEAD = """\
report: lantern-2021-03-04
publisher: lantern
published: 2021-03-04
coder: lantern
sides: {north: {label: The north}}
actors:
  lantern: {kind: media-outlet}
  courier: {kind: media-outlet}
  heron: {kind: media-outlet}
  council: {kind: organisation}
  norland: {kind: state-force, label: Norland}
  norland-wing: {kind: unit, label: Norland wing, that: {part_of: norland}}
  sudmark: {kind: state-force, label: Sudmark}
  herders: {kind: population, label: Herders}
  boy: {kind: person, label: The younger boy}
incidents: {orra: {label: Orra}}
events:
  raid: {type: attack, incident: orra}
  shots: {type: fire, incident: orra}
  deaths: {type: kill, incident: orra}
claims:
"""


def ledger_of(claims: str, tmp_path: Path) -> Ledger:
    (tmp_path / "r.yaml").write_text(HEAD + claims, encoding="utf-8")
    record = standoff.open()
    record.read(tmp_path / "r.yaml")
    return record.view().ledger


def layout_of(claims: str, tmp_path: Path, terse: int = 0) -> Layout:
    ledger = ledger_of(claims, tmp_path)
    return laid_out(ledger, dossier(ledger, f"{ID}incident/orra"), terse=terse)


def part(layout: Layout, name: str) -> Part | None:
    return next((each for each in layout.parts if each.name == name), None)


ATTACKED = """\
  - {said_by: courier, event: raid, that: {type: attack, actor: norland, recipient: herders}}
  - {said_by: heron, event: raid, that: {type: attack, actor: norland, recipient: herders}}
"""


def test_who_tells_of_another_kind_of_act_does_not_report_alike(tmp_path: Path) -> None:
    """Norland was in a clash, where two papers say that it attacked: nobody denies it, and they do not agree."""
    layout = layout_of(
        ATTACKED + "  - {said_by: norland, event: raid, that: {type: clash, party: norland}}\n", tmp_path
    )
    different = part(layout, "reported differently")
    assert part(layout, "alike") is None and different is not None
    assert [row.words for row in different.entries[0].rows] == ["Norland attacked herders", "Norland clashed"]


def test_who_tells_less_of_the_same_reports_alike(tmp_path: Path) -> None:
    layout = layout_of(ATTACKED + "  - {said_by: norland, event: raid, that: {type: attack}}\n", tmp_path)
    assert part(layout, "alike") is not None and part(layout, "reported differently") is None


BOTH = """\
  - {said_by: heron, event: shots, that: {type: fire, actor: norland}}
  - {said_by: norland, quote: did not shoot, event: shots, denies: {type: fire, actor: norland}}
  - {said_by: norland, quote: shot back, event: shots, that: {type: return-fire, actor: norland-wing}}
"""


def test_who_denies_his_own_deed_and_tells_it_rejects_no_account(tmp_path: Path) -> None:
    ledger = ledger_of(BOTH, tmp_path)
    layout = laid_out(ledger, dossier(ledger, f"{ID}incident/orra"))
    rows = {row.words for row in layout.parts[0].entries[0].rows}
    assert "Norland says as well that it was not so (“did not shoot”)" in rows
    assert "Norland says as well that it was not so" in confront_text(ledger)


def test_a_denial_given_up_on_a_later_day_is_a_correction(tmp_path: Path) -> None:
    claims = BOTH.replace("norland, quote: did", "norland, said_on: 2021-03-02, quote: did")
    layout = layout_of(claims.replace("norland, quote: shot", "norland, said_on: 2021-03-03, quote: shot"), tmp_path)
    corrections = part(layout, "corrections")
    assert part(layout, "in dispute") is None and corrections is not None
    assert corrections.entries[0].title == (
        "Shots: The Norland wing returned fire, before: denied that Norland fired — Norland, 3 March 2021"
    )


def test_the_ages_of_a_member_of_those_killed(tmp_path: Path) -> None:
    """The boy takes part in no act; two sources give his age, and whose member he is."""
    claims = "  - {said_by: council, event: deaths, that: {type: kill, victim: herders}}\n"
    for source, age in (("council", 13), ("norland", 15)):
        claims += f"  - {{said_by: {source}, paragraph: 2, about: boy, that: {{age: {age}, member_of: herders}}}}\n"
    disputed = part(layout_of(claims, tmp_path), "in dispute")
    assert disputed is not None and [entry.title for entry in disputed.entries] == ["How old was the younger boy?"]
    assert {row.words for row in disputed.entries[0].rows} == {"13", "15"}


def test_the_ends_of_one_act_that_one_source_tells_apart_stand_together(tmp_path: Path) -> None:
    """The courier says that Norland killed somebody, and that the boy was killed; the heron does not say whom."""
    claims = """\
  - {said_by: courier, event: deaths, that: {type: kill, actor: norland}}
  - {said_by: courier, event: deaths, that: {type: kill, victim: boy}}
"""
    assert "Norland → (The younger boy)" in confront_text(ledger_of(claims, tmp_path))
    claims += "  - {said_by: heron, event: deaths, that: {type: kill, actor: norland}}\n"
    assert "Deaths, by Norland" in confront_text(ledger_of(claims, tmp_path))
