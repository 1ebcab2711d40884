"""Lines that a stranger could not have printed: names without article, numbers read twice, what a row left out.

The expected lines were written from the claims before the program printed them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from tests.output.printing import Printing

HEAD = """\
report: {name}
publisher: paper
published: 2031-05-0{day}
actors:
  paper: {kind: media-outlet, label: The Paper}
  radio: {kind: media-outlet, label: Hill Radio}
  army: {kind: state-force, label: Orran National Army}
  fsb: {kind: state-force, label: FSB}
  rebels: {kind: non-state-group, label: Taliban}
  ministry: {kind: government, label: Orran foreign ministry}
  lawyer: {kind: person, label: Ada Lind}
  ship: {kind: unit, label: the tug Alma}
  men: {kind: population, label: Two men of Oru}
  crew: {kind: population, label: Crew of the tug}
places: {hangar: {label: the hangar}, camp: {label: the camp}}
incidents: {i1: {label: "Oru, 3 May 2031"}, i2: {label: "Ada, 2030"}}
events:
  strike: {type: air-strike, incident: i1, label: strike on Oru}
  deaths: {type: kill, incident: i1, label: deaths in Oru}
  seizure: {type: seize, incident: i1, label: seizure of a tug}
  wounds: {type: wound, incident: i1, label: wounds}
  earlier: {type: attack, incident: i2, label: earlier attack}
claims:
"""


@pytest.fixture
def printed(tmp_path: Path) -> Printing:
    return Printing(HEAD, tmp_path)


STRIKE = "said_by: fsb, event: strike, that: {type: air-strike, actor: army, recipient: hangar}"


def test_forces_have_their_article_and_media_none(printed: Printing) -> None:
    denial = "said_by: ministry, event: strike, denies: {type: air-strike, actor: army, recipient: hangar}"
    text = printed(STRIKE, denial)
    assert "the Orran National Army struck the hangar from the air: the FSB; denied by the Orran foreign" in text
    assert "Did the Orran National Army strike the hangar from the air?" in text
    rows = printed(STRIKE, denial, form="confront")
    assert "against: the Orran foreign ministry denies it" in rows


def test_places_that_were_struck_are_asked_for_with_what(printed: Printing) -> None:
    text = printed(STRIKE, "said_by: lawyer, event: strike, that: {type: air-strike, actor: army, recipient: camp}")
    assert "What did the Orran National Army strike from the air?" in text


def test_a_ship_is_itself_seized(printed: Printing) -> None:
    text = printed("said_by: fsb, event: seizure, that: {type: seize, actor: army, recipient: ship}")
    assert "The Orran National Army seized the tug Alma: the FSB" in text


def test_through_whom_a_word_came_is_said(printed: Printing) -> None:
    claim = "said_by: fsb, relayed_by: {}, event: wounds, that: {{type: wound, victim: crew, injured_best: 4}}"
    assert "the FSB as Ada Lind has it" in printed(claim.format("lawyer"))
    assert "the FSB as Hill Radio has it" in printed(claim.format("radio"), form="full")
    assert "has it" not in printed(claim.format("radio"))


def test_a_number_is_not_followed_by_a_bare_number(printed: Printing) -> None:
    claim = "said_by: {}, event: wounds, that: {{type: wound, victim: crew, injured_best: 4}}"
    assert "4 wounded (2 groups)" in printed(claim.format("fsb"), claim.format("lawyer"))


def test_a_row_of_one_group_says_what_is_left_open_and_not_answered(printed: Printing) -> None:
    rows = printed(
        STRIKE,
        "said_by: lawyer, event: strike, leaves_open: actor",
        "said_by: ministry, no_answer: 1",
        form="confront",
    )
    assert "FSB; left open by Ada Lind (by whom); no answer from the Orran foreign ministry" in rows


def test_what_was_withdrawn_is_no_row_of_no_groups_and_says_a_number_once(printed: Printing) -> None:
    told = "said_by: fsb, event: deaths, that: {type: kill, actor: army, victim: men, deaths_best: 2}"
    claims = (told, "said_by: ministry, denies: 1")
    later = ("said_by: fsb, corrects: paper-1#1",)
    rows = printed(*claims, later=later, form="confront")
    assert "withdrawn, and denied" in rows and "withdrawn: the FSB" in rows and "0 groups" not in rows
    assert "withdrawn (The Orran National Army killed two men)" in printed(*claims, later=later)


def test_who_only_names_somebody_does_not_say_that_he_did_what_the_coder_sorts(printed: Printing) -> None:
    text = printed(
        "said_by: fsb, event: earlier, that: {type: attack, party: men}",
        "said_by: lawyer, event: wounds, that: {party: crew}",
    )
    assert "The crew of the tug [took part]" in text


def test_a_row_of_another_incident_says_of_which(printed: Printing) -> None:
    earlier = "said_by: lawyer, event: earlier, that: {type: attack, actor: rebels, recipient: men}"
    wound = "said_by: fsb, event: wounds, that: {type: wound, actor: army, victim: crew}"
    assert "incident: Ada, 2030; Ada Lind" in printed(STRIKE, wound, earlier, form="confront")


def test_confront_says_what_is_outside_the_incident(tmp_path: Path) -> None:
    """Case: a report of a blast that recalls mines of 2019; a reader must not take them for its cause."""
    (tmp_path / "r.yaml").write_text(
        "report: lantern-2021-03-04\npublisher: lantern\n"
        "actors: {lantern: {kind: media-outlet}, norland: {kind: state-force}, herders: {kind: population}}\n"
        "incidents: {orra: {label: Orra}}\n"
        "events:\n  blast: {type: bombing, incident: orra}\n"
        "  mines: {type: ied, when: 2019, label: Mines on the roads}\nclaims:\n"
        "  - {id: 1, said_by: lantern, event: blast, that: {type: bombing, recipient: herders}}\n"
        "  - {id: 2, said_by: lantern, event: mines, that: {type: ied, actor: norland, recipient: herders}}\n",
        encoding="utf-8",
    )
    record = standoff.open()
    record.read(tmp_path / "r.yaml")
    printed = " ".join(str(record.confront()).split())
    assert "Mines on the roads, 2019; Lantern" in printed
    assert "blast" not in printed.partition("APART FROM THIS INCIDENT")[2]
