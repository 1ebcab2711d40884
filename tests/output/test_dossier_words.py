"""Nobody is printed beside what he did not say: the dossier and confront of small reports, read line by line.

The expected lines were written from the claims before the program printed them: who says it, who says more, who says
less, who denies what, who was asked what, and whose word puts one act after another.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.output.confront_text import confront_text
from standoff.output.dossier_text import as_plain
from standoff.rules.dossier import dossier
from standoff.rules.ledger import Ledger
from standoff.rules.testimony import Word

HEAD = """\
report: paper-2024-05-04
publisher: paper
published: 2024-05-04
actors:
  paper: {kind: media-outlet, label: The Paper}
  army: {kind: state-force, label: Royal Army}
  ministry: {kind: government, label: Defence ministry}
  rebels: {kind: non-state-group, label: Hill Front}
  clinic: {kind: organisation, label: Clinic}
  forum: {kind: organisation, label: Rights forum}
  group: {kind: organisation, label: Rescue group}
  farmer: {kind: person, label: Farmer}
  dead: {kind: population, label: The dead of the village}
  villagers: {kind: population, label: Villagers}
  children: {kind: population, label: Children of the village}
  hired: {kind: population, label: Hired men}
places:
  offices: {label: Offices}
incidents: {i1: {label: "Village, 3 May 2024"}}
events:
  deaths: {type: kill, incident: i1, label: Deaths in the village}
  strike: {type: air-strike, incident: i1, label: Explosions}
  shooting: {type: fire, incident: i1, label: Shooting}
  burning: {type: destroy, incident: i1, label: Fire at the offices}
  flight: {type: flight, incident: i1, label: Flight of the villagers}
  stones: {type: stone-throwing, incident: i1, label: Throwing of stones}
claims:
"""

Printed = Callable[..., str]


@pytest.fixture
def printed(tmp_path: Path) -> Printed:
    """The dossier of claims, in short, in full or as confront, as one line."""

    def of(*claims: str, form: str = "short", lines: bool = False) -> str:
        numbered = "".join(f"  - {{id: {number}, {claim}}}\n" for number, claim in enumerate(claims, 1))
        (tmp_path / "paper.yaml").write_text(HEAD + numbered, encoding="utf-8")
        record = standoff.open()
        record.read(tmp_path / "paper.yaml")
        ledger = Ledger(record.keeper)
        if form == "confront":
            text = confront_text(ledger, width=100)
        else:
            text = as_plain(ledger, record.dossier("i1").dossier, 100, full=form == "full")
        return text if lines else " ".join(text.split())

    return of


NUMBERS = (
    "said_by: group, event: deaths, that: {type: kill, victim: dead, deaths_low: 17}",
    "said_by: forum, event: deaths, that: {type: kill, victim: dead, deaths_best: 24}",
    "said_by: clinic, event: deaths, that: {type: kill, victim: dead, deaths_best: 12}",
)


@pytest.mark.parametrize("form", ["short", "full"])
def test_who_gives_a_closer_number_stands_there_by_that_number(printed: Printed, form: str) -> None:
    text = printed(*NUMBERS, form=form)
    row = "at least 17 (2 groups): the Rescue group, and those who say 24"
    assert (row if form == "short" else "at least 17 the Rescue group, and those who say 24 2 groups") in text
    assert "24: the Rights forum" in text or "24 the Rights forum 1 group" in text


def test_what_two_share_comes_first_and_what_one_adds_after_it(printed: Printed) -> None:
    claims = (
        "said_by: ministry, event: burning, that: {type: destroy, actor: hired, place: offices}",
        "said_by: farmer, event: burning, that: {type: destroy, place: offices, after: flight}",
        "said_by: farmer, event: flight, that: {type: flight, actor: villagers}",
    )
    text = printed(*claims)
    assert (
        "Fire at the offices (2): the Defence ministry, the farmer; by hired men (weak): the Defence ministry" in text
    )
    assert "after the flight of the villagers (2), according to the farmer" in text
    # Nowhere does the farmer stand behind the accusation.
    assert "the farmer" not in text.partition("by hired men")[2].partition(";")[0]


RIVALS = (
    "said_by: group, event: strike, that: {type: air-strike, actor: army, recipient: villagers}",
    "said_by: forum, event: strike, that: {type: air-strike, recipient: children}",
    "said_by: farmer, event: strike, that: {type: air-activity}",
    "said_by: ministry, quote: no aircraft flew, event: strike, denies: {type: air-activity}",
)


@pytest.mark.parametrize("form", ["short", "full", "confront"])
def test_who_tells_less_is_named_once_with_what_he_tells(printed: Printed, form: str) -> None:
    text = printed(*RIVALS, form=form)
    assert text.casefold().count("only that there was air activity: ") == 1
    assert "in part" not in text and "saying less" not in text


def test_a_denied_kind_is_asked_for_first(printed: Printed) -> None:
    text = printed(*RIVALS)
    assert "Was there an air strike, and who was struck from the air?" in text
    # One denial of several answers stands once, below them.
    assert text.count("enied by the Defence ministry") == 1
    assert "Denied by the Defence ministry: that there was air activity." in text


def test_a_denial_of_what_nobody_says_is_a_question_of_its_own(printed: Printed) -> None:
    text = printed(
        "said_by: clinic, event: deaths, that: {type: kill, victim: dead, deaths_best: 6}",
        "said_by: army, quote: none of our bullets, event: deaths, denies: {actor: army}",
    )
    assert "Did the Royal Army kill people (the dead of the village)?" in text and "here says so of this act;" in text
    told = (
        "the Royal Army (“none of our bullets”). people were killed (the dead of the village, weak): Clinic. "
        "6 killed (Clinic)."
    )
    assert told in text


def test_who_rejects_an_account_of_which_he_tells_a_part_contradicts_nobody_in_a_bare_sentence(
    printed: Printed,
) -> None:
    text = printed(
        "said_by: rebels, event: shooting, that: {type: fire, actor: army, recipient: rebels, means: heavy-weapons}",
        "said_by: army, event: shooting, that: {type: return-fire, actor: army, recipient: rebels}",
        'said_by: army, quote: "a lie", denies: 1',
    )
    assert "Royal Army rejects" in text and "(“a lie”)" in text
    assert "denied by the Royal Army" not in text.casefold()


def test_no_answer_stands_with_what_was_asked(printed: Printed) -> None:
    means = (
        "said_by: rebels, event: shooting, that: {type: fire, actor: army, means: [heavy-weapons, small-arms]}",
        "said_by: army, event: shooting, denies: {means: heavy-weapons}",
        "said_by: ministry, quote: no comment, event: shooting, no_answer: {means: heavy-weapons}",
    )
    assert "No answer from the Defence ministry, asked about heavy weapons (“no comment”)." in printed(*means)
    numbers = (*NUMBERS, "said_by: ministry, quote: no comment, no_answer: 2")
    text = printed(*numbers)
    asked = "No answer from the Defence ministry, asked about 24 killed (“no comment”)."
    assert asked in text and text.count("o answer from") == 1
    assert text.index("How many were killed?") < text.index(asked)


def test_order_is_printed_with_the_act_and_whose_word_it_is(printed: Printed) -> None:
    text = printed(
        "said_by: rebels, event: stones, that: {type: stone-throwing, actor: hired}",
        "said_by: farmer, event: stones, that: {type: stone-throwing, actor: villagers, after: shooting}",
        "said_by: clinic, event: shooting, that: {type: fire, actor: army, in_response_to: flight}",
        "said_by: clinic, event: flight, that: {type: flight, actor: villagers}",
    )
    assert "After the shooting (3), according to the farmer." in text
    assert "in response to the flight of the villagers (2)" in text


def test_what_one_group_alone_reports_is_a_numbered_line_each(printed: Printed) -> None:
    text = printed(
        "said_by: farmer, event: flight, that: {type: flight, actor: villagers}",
        "said_by: farmer, event: shooting, that: {type: fire, actor: army, after: flight}",
        "said_by: farmer, quote: by whom he does not know, event: shooting, leaves_open: recipient",
        lines=True,
    )
    assert "\n 1  Villagers fled: the farmer\n" in text
    assert "\n 2  The Royal Army fired: the farmer; after the flight of the villagers (1); left open by" in text


def test_one_report_needs_no_numbers_and_peoples_are_many(printed: Printed) -> None:
    text = printed(
        "said_by: clinic, event: deaths, that: {type: kill, victim: dead}",
        "said_by: forum, event: deaths, that: {type: kill, victim: dead}",
    )
    assert "[1]" not in text and "in 1 report." in text
    assert "People were killed (the dead of the village) (2): Clinic, the Rights forum" in text


def test_a_side_of_two_minds_counts_a_denial_as_a_thing_said(tmp_path: Path) -> None:
    sides = "sides: {state: {label: State side}}\n"
    head = HEAD.replace("publisher: paper", "publisher: paper\ncoder: coder").replace(
        "  paper: {kind", "  coder: {kind: person, label: Coder}\n  paper: {kind"
    )
    claims = (
        "about: ministry, said_by: coder, that: {side: state}",
        "about: army, said_by: coder, that: {side: state}",
        "said_by: ministry, event: strike, that: {type: air-strike, actor: army, recipient: villagers}",
        "said_by: army, event: strike, denies: {type: air-strike}",
    )
    numbered = "".join(f"  - {{id: {number}, {claim}}}\n" for number, claim in enumerate(claims, 1))
    text = head.replace("places:", f"{sides}places:") + numbered
    (tmp_path / "paper.yaml").write_text(text, encoding="utf-8")
    record = standoff.open()
    record.read(tmp_path / "paper.yaml")
    text = " ".join(as_plain(Ledger(record.keeper), record.dossier("i1").dossier, 100).split())
    said = "One side says two things (State side): the Royal Army denied that there was an air strike, the Defence"
    assert f"{said} ministry said that the Royal Army struck villagers from the air." in text


def test_against_lines_of_confront_are_sentences(printed: Printed) -> None:
    text = printed(
        "said_by: rebels, event: shooting, that: {type: fire, actor: army, recipient: villagers}",
        "said_by: ministry, event: shooting, that: {type: warning-shots, actor: army}",
        "said_by: farmer, event: stones, that: {type: stone-throwing, actor: hired, recipient: army}",
        "said_by: forum, event: stones, denies: {actor: villagers}",
        form="confront",
    )
    assert "against: the Defence ministry reports that the Royal Army fired shots as a warning" in text
    assert "DENIED, THOUGH NO ROW HERE SAYS SO The Rights forum denies that villagers did so." in text


def test_a_rejected_account_is_rejected_after_those_who_give_it(tmp_path: Path) -> None:
    # The rule gives such a word to a version whose whole account its source rejects while he tells a part of it.
    claims = (
        "said_by: rebels, event: shooting, that: {type: fire, actor: army, recipient: rebels, means: heavy-weapons}",
        "said_by: army, event: shooting, that: {type: return-fire, actor: army, recipient: rebels}",
        'said_by: army, quote: "a lie", denies: 1',
    )
    numbered = "".join(f"  - {{id: {number}, {claim}}}\n" for number, claim in enumerate(claims, 1))
    (tmp_path / "paper.yaml").write_text(HEAD + numbered, encoding="utf-8")
    record = standoff.open()
    record.read(tmp_path / "paper.yaml")
    ledger = Ledger(record.keeper)
    (act,) = ledger.testimony.acts.values()
    rejected: Any = "denies in part"
    version = next(each for each in act.versions if each.kind and each.kind.endswith("/fire"))
    if not any(word.relation == rejected for word in version.words):
        version.words.append(Word(act.unmet.pop(), rejected))
    found = dossier(ledger, "https://w3id.org/standoff/id/incident/i1")
    for full in (False, True):
        text = " ".join(as_plain(ledger, found, 100, full=full).split())
        assert "Royal Army rejects this account (“a lie”)" in text and "denied by" not in text
    assert "Royal Army rejects this account" in confront_text(ledger, width=100)


def test_places_means_and_intents_are_phrases_and_plurals_agree(printed: Printed) -> None:
    """ "accidental", "with weapon" and "there was warning shots" were printed."""
    claims = (
        "said_by: rebels, event: shooting, that: {type: fire, actor: army, intent: accidental, means: weapon}",
        "said_by: ministry, event: strike, denies: {type: warning-shots}",
        "said_by: farmer, event: strike, that: {type: fire, actor: army}",
    )
    text = printed(*claims, form="full")
    assert "with weapons" in text and "by accident" in text
    assert "Defence ministry denies that there were warning shots" in printed(*claims, form="confront")


def test_confront_says_by_whom_and_at_whom_a_closer_word_is(printed: Printed) -> None:
    text = printed(
        "said_by: clinic, event: stones, that: {type: stone-throwing, recipient: army}",
        "said_by: farmer, event: stones, that: {type: stone-throwing, actor: villagers, recipient: army}",
        "said_by: forum, event: shooting, that: {type: fire, actor: army}",
        "said_by: farmer, event: shooting, that: {type: fire, actor: army, recipient: children}",
        form="confront",
    )
    assert "Clinic, Farmer (by villagers)" in text
    assert "Farmer (at children of the village), Rights forum" in text


def test_a_correction_of_who_did_it_is_a_sentence(tmp_path: Path, printed: Printed) -> None:
    text = printed(
        "said_by: paper, event: shooting, that: {type: fire, actor: army, recipient: rebels}",
        "said_by: paper, corrects: 1, event: shooting, that: {type: fire, actor: hired, recipient: rebels}",
    )
    assert "CORRECTIONS: Shooting: Hired men fired at the Hill Front, before: The Royal Army fired at the" in text


def test_a_request_has_the_words_of_who_tells_of_it(printed: Printed) -> None:
    text = printed("said_by: clinic, quote: asked for a truce, event: flight, that: {type: request, actor: rebels}")
    assert "Flight of the villagers, by the Hill Front: Clinic (“asked for a truce”)" in text
