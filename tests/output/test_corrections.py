"""Corrections and withdrawals in the dossier: what was said before, who took it back, and in which report."""

from __future__ import annotations

from pathlib import Path

from standoff.output.dossier_layout import in_a_run
from standoff.output.dossier_parts import laid_out
from standoff.readers.inputs import read_input
from standoff.record.keeper import open_keeper
from standoff.rules.dossier import dossier
from standoff.rules.ledger import Ledger
from standoff.vocabulary import id_of

CASE = Path(__file__).parents[1] / "rules" / "cases" / "corrected-by-another-publisher"


def test_what_is_taken_back_in_another_paper_stands_under_corrections() -> None:
    """Case: read off the two reports, each of whose corrections names the one of the first that it is of."""
    record = open_keeper()
    record.put(read_input(CASE))
    ledger = Ledger(record)
    found = dossier(ledger, id_of("incident", "orra").value)
    corrections = next(part for part in laid_out(ledger, found).parts if part.name == "corrections")
    assert sorted(entry.title for entry in corrections.entries) == [
        "Blast: withdrawn (There was an explosion at Norland) — Lantern [1], correcting the guard [2]",
        "Killing: 16 killed, before: 40 — Clinic [1], correcting [2]",
        "Shots: withdrawn (Norland fired at Herders) — the spokesman [1], correcting Herders [2]",
    ]


def test_blame_for_what_nobody_tells_stands_under_its_own_heading(tmp_path: Path) -> None:
    """Case: one government blames the other for a day of which nobody here tells an act, and a third leaves it open."""
    (tmp_path / "r.yaml").write_text(
        "report: lantern-2031-03-02\npublisher: lantern\n"
        "actors: {lantern: {kind: media-outlet}, norland: {kind: government}, sudmark: {kind: government}, "
        "league: {kind: organisation}}\n"
        "events: {day: {type: confrontation, incident: orra, label: Events of the day}}\n"
        "incidents: {orra: {label: Orra}}\nclaims:\n"
        "  - {id: 1, said_by: norland, event: day, that: {responsible: sudmark}}\n"
        "  - {id: 2, said_by: league, event: day, leaves_open: responsible}\n",
        encoding="utf-8",
    )
    record = open_keeper()
    record.put(read_input(tmp_path))
    ledger = Ledger(record)
    found = dossier(ledger, id_of("incident", "orra").value)
    parts = {part.name: part for part in laid_out(ledger, found).parts}
    (entry,) = parts["blame"].entries
    assert in_a_run(entry) == "Events of the day: Sudmark: Norland, left open by the League"
    assert "open" not in parts


def test_who_admits_an_act_has_not_said_that_it_was_his_whom_he_had_cleared(tmp_path: Path) -> None:
    """Case: "no aircraft of the army was up"; a day later: "a drone was over the town". Whose it was, nobody says."""
    (tmp_path / "r.yaml").write_text(
        "report: lantern-2021-03-04\npublisher: lantern\npublished: 2021-03-04\n"
        "actors: {lantern: {kind: media-outlet}, ministry: {kind: government}, army: {kind: state-force}}\n"
        "events: {flight: {type: air-activity, incident: orra}}\nincidents: {orra: {label: Orra}}\nclaims:\n"
        "  - {id: 1, said_by: ministry, event: flight, denies: {type: air-activity, actor: army}}\n"
        "  - {id: 2, said_by: ministry, corrects: 1, event: flight, that: {type: overflight, means: drone}}\n",
        encoding="utf-8",
    )
    record = open_keeper()
    record.put(read_input(tmp_path))
    ledger = Ledger(record)
    (act,) = dossier(ledger, id_of("incident", "orra").value).acts
    (version,) = act.versions
    assert not version.version.core.doers and version.grade == "weak"
