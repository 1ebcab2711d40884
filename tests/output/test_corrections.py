"""Corrections and withdrawals in the dossier: what was said before, who took it back, and in which report."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.errors import InputError
from standoff.output.dossier_layout import in_a_run
from standoff.readers.inputs import read_input
from tests.output.printing import dossier_of, parts_of

CASE = Path(__file__).parents[1] / "rules" / "cases" / "corrected-by-another-publisher"


def test_what_is_taken_back_in_another_paper_stands_under_corrections() -> None:
    """Case: read off the two reports, each of whose corrections names the one of the first that it is of."""
    assert sorted(entry.title for entry in parts_of(CASE)["corrections"].entries) == [
        "Blast: withdrawn (There was an explosion at Norland) — Lantern [1], "
        "which had carried the word of the guard [2]",
        "Killing: 16 killed, before: 40 — Clinic [1], correcting [2]",
        "Shots: withdrawn (Norland fired at herders) — the spokesman [1], correcting herders [2]",
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
    parts = parts_of(tmp_path)
    (entry,) = parts["blame"].entries
    assert in_a_run(entry) == "Events of the day: Sudmark is to blame: Norland, left open by the League"
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
    (act,) = dossier_of(tmp_path)[1].acts
    (version,) = act.versions
    assert not version.version.core.doers and version.grade == "weak"


def test_a_force_disowns_the_word_of_its_officer_and_a_correction_has_its_reason(tmp_path: Path) -> None:
    """Case: an officer told a paper that no shot was fired; his command says that he had no authority to, and corrects
    its own toll, since it had counted one man twice; a clinic, whose number that was, agrees, as a monitor reports.
    """
    head = "actors: {lantern: {kind: media-outlet}, league: {kind: organisation}, command: {kind: state-force}, "
    head += "officer: {kind: unnamed-source, label: an officer}, clinic: {kind: organisation}}\n"
    head += "events: {shots: {type: fire, incident: orra, label: Shots}, deaths: {type: kill, incident: orra}}\n"
    head += "incidents: {orra: {label: Orra}}\nclaims:\n"
    (tmp_path / "a.yaml").write_text(
        "report: lantern-2031-03-02\npublisher: lantern\npublished: 2031-03-02\n"
        + head
        + "  - {id: 1, said_by: officer, event: shots, denies: {type: fire, actor: command}}\n"
        "  - {id: 2, said_by: lantern, about: officer, that: {works_for: command}}\n"
        "  - {id: 3, said_by: clinic, event: deaths, that: {deaths_best: 9}}\n",
        encoding="utf-8",
    )
    (tmp_path / "b.yaml").write_text(
        "report: league-2031-03-04\npublisher: league\npublished: 2031-03-04\ntext: b.txt\n"
        + head
        + "  - {id: 1, said_by: command, corrects: lantern-2031-03-02#1}\n"
        "  - {id: 2, said_by: clinic, corrects: lantern-2031-03-02#3, because: one man was counted twice, "
        "event: deaths, that: {deaths_best: 8}}\n",
        encoding="utf-8",
    )
    (tmp_path / "b.txt").write_text("Eight died, and not nine: one man was counted twice.\n", encoding="utf-8")
    assert sorted(entry.title for entry in parts_of(tmp_path)["corrections"].entries) == [
        "Deaths: 8 killed, before: 9 — Clinic, according to the League [2], correcting [1]; "
        "reason given: “one man was counted twice”",
        "Shots: disowned (denied that the Command fired) — the Command, according to the League [2], "
        "of the word of an officer [1]",
    ]
    (tmp_path / "b.txt").write_text("Eight died, and not nine.\n", encoding="utf-8")
    with pytest.raises(InputError, match="not in the text"):
        read_input(tmp_path)


def test_who_was_asked_and_who_leaves_open_are_no_independent_groups(tmp_path: Path) -> None:
    """Case: of four sources one tells, one denies, one leaves open who it was, and one gave no answer: two groups."""
    (tmp_path / "r.yaml").write_text(
        "report: lantern-2031-03-02\npublisher: lantern\n"
        "actors: {lantern: {kind: media-outlet}, norland: {kind: government}, office: {kind: organisation}, "
        "league: {kind: organisation}}\n"
        "events: {shots: {type: fire, incident: orra}}\nincidents: {orra: {label: Orra}}\nclaims:\n"
        "  - {id: 1, said_by: lantern, event: shots, that: {type: fire, actor: norland}}\n"
        "  - {id: 2, said_by: norland, denies: 1}\n"
        "  - {id: 3, said_by: league, event: shots, leaves_open: actor}\n"
        "  - {id: 4, said_by: office, no_answer: 1}\n",
        encoding="utf-8",
    )
    _, found = dossier_of(tmp_path)
    assert len(found.sources) == 4
    assert {each.rpartition("/")[2] for each in found.groups} == {"lantern", "norland"}
