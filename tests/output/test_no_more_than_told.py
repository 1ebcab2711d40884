"""No line says more than the text it stands on: the two examples, read against their articles.

The expected lines were written from the articles; the paragraph of each is named.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from standoff.output.confront_text import confront_text
from standoff.output.dossier_text import as_plain
from standoff.rules.ledger import Ledger
from standoff.vocabulary import examples_folder


def texts(source: Path, incident: str) -> dict[str, str]:
    """The short and the full dossier, and confront, each as one line."""
    record = standoff.open()
    record.read(source)
    ledger, found = Ledger(record.keeper), record.dossier(incident).dossier
    plain = {
        "short": as_plain(ledger, found, 100),
        "full": as_plain(ledger, found, 100, full=True),
        "confront": confront_text(ledger, width=100),
    }
    return {form: " ".join(text.split()) for form, text in plain.items()}


@pytest.fixture(scope="module")
def khirbet_amo() -> dict[str, str]:
    return texts(examples_folder() / "khirbet-amo", "khirbet-amo-2020-02-12")


@pytest.fixture(scope="module")
def derik() -> dict[str, str]:
    return texts(examples_folder() / "derik-2020", "derik-2020-08-25")


def test_at_whom_a_source_says_it_was_is_kept_in_short(khirbet_amo: dict[str, str]) -> None:
    # SyriacPress 3: an NDF member fired on the US forces, "who returned fire"; no other source names the NDF there.
    assert "SyriacPress (at the NDF)" in khirbet_amo["short"]


def test_what_does_not_answer_the_question_stands_last(khirbet_amo: dict[str, str]) -> None:
    # smopo.ch 0 and SyriacPress 3 say who fired; DFNS 0 and smopo.ch 1 that the patrol was attacked.
    asked = khirbet_amo["short"].partition("Who fired at the US Armed Forces?")[2].partition(" 8 ")[0]
    assert asked.index("the NDF: SyriacPress") < asked.index("the US Armed Forces were attacked (fair, 2): DFNS")


def test_who_did_it_with_others_did_it_with_them(khirbet_amo: dict[str, str]) -> None:
    # Al-Manar 4, from SANA: locals of both villages.
    assert "turning back with residents of Hamou" in khirbet_amo["confront"]


def test_letters_are_spelled_out_after_the_list_of_reports(khirbet_amo: dict[str, str]) -> None:
    assert "[9] Zvezda; NDF is National Defence Forces." in khirbet_amo["short"]


@pytest.mark.parametrize(
    "line",
    [
        # SDC 5 and smopo.ch 2: the patrol tried to pass, or to go round, the checkpoint.
        "The US Armed Forces tried to pass the checkpoint at Khirbet Amo (2): the Governor's office",
        # Enab Baladi 5: the pro-government forces "did not respond"; that they refused, it does not say.
        "Syrian government forces did not comply with the US Armed Forces",
        # event-sy.net 2: people "who had gathered beside the checkpoint".
        "Residents gathered or protested (3)",
        # DFNS 3 and SyriacPress 9: "the situation was de-escalated".
        "The Global Coalition de-escalated (of itself)",
        # SyriacPress 7: a vehicle was towed; that the forces withdrew, it does not say there.
        "Towing of a US Armed Forces vehicle (“had to be towed back to base”)",
        # SyriacPress 5: Russian patrols were sent; that they came, the SOHR, the Russian centre and DFNS say.
        "Coming of Russian forces to Khirbet Amo (confirmed, 3): the SOHR, the Russian Reconciliation Centre",
    ],
)
def test_khirbet_amo_in_short(khirbet_amo: dict[str, str], line: str) -> None:
    assert line in khirbet_amo["short"]


@pytest.mark.parametrize(
    "line",
    [
        # Xinhua 5: the Pentagon would comment on nothing that the videos show, pursuit either way round.
        "the US Armed Forces pursued the Russian Armed Forces (weak): Xinhua [4]; no answer from the US Department",
        # socialstatus24 10: "in response" to what the US troops tried.
        "Steps to avoid an incident, by the Russian Armed Forces: the Russian Ministry of Defence [3] (of its own side",
        # Xinhua 7: what they agreed on, not only that they did.
        "Milley's and Gerasimov's agreement to keep silent on their talk, 26 August 2020: the US Joint",
        # Good Morning America 1, Xinhua 1: troops, of whom there are several.
        "4 wounded (2 groups); combatants (3,",
        "a source of Reuters",
        "a report from the field [1]",
    ],
)
def test_derik_in_short(derik: dict[str, str], line: str) -> None:
    assert line in derik["short"]


def test_who_says_only_something_broader_stands_in_a_weak_row(derik: dict[str, str]) -> None:
    # Good Morning America 3: the National Security Council has a Russian vehicle strike one of the Coalition's.
    struck = "only that the Russian Armed Forces struck the Global Coalition in a collision: the US National Security"
    assert struck in derik["confront"]
    assert "on a main road to the Iraqi border" in derik["full"]


REPORT = """\
report: paper
publisher: paper
actors:
  paper: {kind: media-outlet, label: The Paper}
  army: {kind: state-force, label: Royal Army}
  farmer: {kind: person, label: Farmer}
  dead: {kind: population, label: The dead of the village}
incidents: {i1: {label: Village}}
events:
  strike: {type: air-strike, incident: i1, label: Air strike}
  deaths: {type: kill, incident: i1, label: Deaths in the village}
  crossing: {type: other, incident: i1, label: Crossing of the river}
claims:
  - {id: 1, said_by: paper, event: strike, that: {type: air-strike, actor: army}}
  - {id: 2, said_by: paper, event: deaths, that: {type: kill, victim: dead, in_response_to: strike}}
  - {id: 3, said_by: farmer, event: crossing, that: {actor: army}}
  - {id: 4, said_by: paper, event: crossing, that: {type: other, actor: farmer}}
"""


def test_nobody_is_killed_in_response_to_a_strike(tmp_path: Path) -> None:
    """Nobody is said to have killed them: no one responded. What only the coder sorts is no "did something"."""
    (tmp_path / "paper.yaml").write_text(REPORT, encoding="utf-8")
    shown = texts(tmp_path / "paper.yaml", "i1")
    assert "in response to" not in shown["full"] and "after the air strike" in shown["full"]
    assert "farmer took part" in shown["full"] and "did something" not in shown["full"]
