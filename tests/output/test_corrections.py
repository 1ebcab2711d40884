"""Corrections and withdrawals in the dossier: what was said before, who took it back, and in which report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from standoff.errors import InputError
from standoff.output.confront_text import confront_text
from standoff.output.dossier_layout import in_a_run
from standoff.output.dossier_parts import laid_out
from standoff.readers.inputs import read_input
from standoff.record.check import check
from standoff.record.keeper import open_keeper
from standoff.record.triples import readable_turtle
from standoff.rules.dossier import dossier
from standoff.rules.ledger import Ledger
from standoff.rules.values_in_words import statement_in_words
from standoff.rules.view import View
from standoff.vocabulary import id_of
from tests.output.printing import dossier_of, parts_of

CASE = Path(__file__).parents[1] / "rules" / "cases" / "corrected-by-another-publisher"


def test_what_is_taken_back_in_another_paper_stands_under_corrections() -> None:
    """Case: read off the two reports, each of whose corrections names the one of the first that it is of."""
    assert sorted(entry.title for entry in parts_of(CASE)["corrections"].entries) == [
        "Blast: Lantern [1] no longer says that the guard said this: There was an explosion at Norland",
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


def test_a_denial_narrowed_by_its_speaker_no_longer_reaches_the_rest(tmp_path: Path) -> None:
    """Case: a ministry had denied every shot of the army, and explains that it meant shots at marchers."""
    (tmp_path / "r.yaml").write_text(
        "report: lantern-2021-03-04\npublisher: lantern\npublished: 2021-03-04\n"
        "actors: {lantern: {kind: media-outlet}, ministry: {kind: government}, army: {kind: state-force, label: Army}, "
        "marchers: {kind: population, label: the marchers}}\n"
        "events: {shots: {type: fire, incident: orra, label: Shots}}\nincidents: {orra: {label: Orra}}\nclaims:\n"
        "  - {id: 0, said_by: lantern, event: shots, that: {type: fire, actor: army}}\n"
        "  - {id: 1, said_by: ministry, event: shots, denies: {type: fire, actor: army}}\n"
        "  - {id: 2, said_by: ministry, corrects: 1, event: shots, "
        "denies: {type: fire, actor: army, recipient: marchers}}\n",
        encoding="utf-8",
    )
    record = open_keeper()
    record.put(read_input(tmp_path))
    ledger = Ledger(record)
    found = dossier(ledger, id_of("incident", "orra").value)
    corrections = next(part for part in laid_out(ledger, found).parts if part.name == "corrections")
    assert [entry.title for entry in corrections.entries] == [
        "Shots: denied that the Army fired at the marchers, before: denied that the Army fired — the Ministry"
    ]
    (version,) = found.acts[0].versions
    assert version.grade == "weak"


MISQUOTED = {
    "a.yaml": "report: lantern-2021-03-02\npublisher: lantern\npublished: 2021-03-02\nupdated: 2021-03-09\n"
    "actors: {lantern: {kind: media-outlet}, inquiry: {kind: organisation, label: the Inquiry}, "
    "mayor: {kind: person, label: Lemi}, navy: {kind: state-force, label: Navy}}\n"
    "events: {shots: {type: fire, incident: orra, label: Shots}, deaths: {type: kill, incident: orra, label: Deaths}}\n"
    "incidents: {orra: {label: Orra}}\nclaims:\n"
    "  - {id: 1, said_by: inquiry, event: shots, that: {type: fire, actor: navy}}\n"
    "  - {id: 2, said_by: mayor, event: deaths, that: {type: kill, deaths_best: 31}}\n"
    "  - {id: 3, said_by: lantern, said_on: 2021-03-09, corrects: 1, misquoted: true}\n"
    "  - {id: 4, said_by: navy, event: shots, denies: {type: fire, actor: navy}}\n",
    "b.yaml": "report: mirror-2021-03-04\npublisher: mirror\npublished: 2021-03-04\n"
    "actors: {mirror: {kind: media-outlet}, mayor: {kind: person, label: Lemi}}\n"
    "events: {deaths: {type: kill, incident: orra, label: Deaths}}\nincidents: {orra: {label: Orra}}\nclaims:\n"
    "  - {id: 1, said_by: mayor, said_on: 2021-03-04, corrects: lantern-2021-03-02#2, misquoted: true, event: deaths, "
    "that: {deaths_best: 23}}\n",
}


def test_who_never_said_it_has_taken_nothing_back(tmp_path: Path) -> None:
    """Case: a paper had an inquiry find a shot, and corrects itself a week later; a mayor, given as counting 31,
    says in another paper that he said 23. Nothing of either old word stands; before those days both do.
    """
    for name, text in MISQUOTED.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    record = open_keeper()
    record.put(read_input(tmp_path))
    ledger = Ledger(record)
    incident = id_of("incident", "orra").value
    layout = laid_out(ledger, dossier(ledger, incident))
    corrections = next(part for part in layout.parts if part.name == "corrections")
    assert sorted(entry.title for entry in corrections.entries) == [
        "Deaths: not said by Lemi (31 killed), but 23 killed — Lemi [2], 4 March 2021, though Lantern [1] had it so",
        "Shots: not said by the Inquiry (The Navy fired) — Lantern [1], 9 March 2021, which had it so",
    ]
    rows = confront_text(ledger)
    assert "not said by the Inquiry, says Lantern" in rows and "withdrawn" not in rows
    counted = [statement_in_words(ledger, o.statement) for o in dossier(ledger, incident).statements if o.groups]
    assert counted == ["Deaths: killed: 23"]
    first = View(as_of=date(2021, 3, 3))
    assert "not said" not in confront_text(ledger, first) and "the Inquiry" in confront_text(ledger, first)
    told = [statement_in_words(ledger, o.statement) for o in dossier(ledger, incident, first).statements if o.groups]
    assert told == ["Deaths: killed: 31"]
    assert check(record) == []
    again = open_keeper()
    (tmp_path / "out.ttl").write_text(readable_turtle(record.triples(), {}), encoding="utf-8")
    again.put(read_input(tmp_path / "out.ttl"))
    assert again.attributions() == record.attributions()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("corrects: 1, misquoted", "event: shots, that: {type: fire}, misquoted", "name it under `corrects:`"),
        ("updated: 2021-03-09", "updated: 2021-03-01", "not updated on 2021-03-01, before it was published"),
        ("updated: 2021-03-09", "updated: 2021-03-05", "the report was last changed on 2021-03-05"),
        ("updated: 2021-03-09\n", "", "the report was published on 2021-03-02"),
    ],
)
def test_a_report_says_when_it_was_last_changed_and_whose_word_was_none(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in MISQUOTED["a.yaml"]
    (tmp_path / "a.yaml").write_text(MISQUOTED["a.yaml"].replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_input(tmp_path)
