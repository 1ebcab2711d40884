"""What a source denies, takes back or tells by a kind that says little stands in its own words; an invented ferry."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.output.quotations import says_only_that_it_is_denied
from tests.output.printing import Printing

HEAD = """\
report: {name}
publisher: gazette
published: 2033-05-0{day}
actors:
  gazette: {kind: media-outlet, label: Lake Gazette}
  guard: {kind: state-force, label: Lake Guard}
  crew: {kind: population, label: Ferry crew}
  cook: {kind: person, label: Oda Lint}
  brother: {kind: unnamed-source, label: the brother of the cook}
  office: {kind: organisation, label: Safety Office}
incidents: {i1: {label: "Lake Ors, 1 May 2033", when: 2033-05-01}}
events:
  shots: {type: fire, incident: i1, label: shots at the ferry}
  cameras: {type: other, incident: i1, label: cameras on the guards}
  order: {type: seize, incident: i1, label: taking of the log, when: 2033-04-01}
claims:
"""
SHOT = "said_by: cook, relayed_by: brother, event: shots, that: {type: fire, actor: guard, recipient: crew}"
CARRIED = "said_by: office, quote: the Office blamed the guard, event: shots, that: {type: fire, actor: guard}"


@pytest.fixture
def printed(tmp_path: Path) -> Printing:
    return Printing(HEAD, tmp_path)


def test_a_denial_is_quoted_with_its_reserve_unless_it_says_no_more(printed: Printing) -> None:
    said = "said_by: guard, hedged: true, quote: not a shell left our boat, event: shots, denies: {type: fire}"
    for form in ("short", "full", "confront"):
        text = printed(SHOT, said, form=form)
        assert "“not a shell left our boat”" in text and "(hedged)" in text and "that there was gunfire" not in text
    plain = printed(SHOT, "said_by: guard, quote: This did not happen, denies: 1")
    assert "did not happen" not in plain and "denied by the Lake Guard" in plain
    assert says_only_that_it_is_denied("We never did") and not says_only_that_it_is_denied("none that I could see")


def test_an_act_of_no_kind_is_asked_by_its_label_and_told_in_quotes(printed: Printing) -> None:
    worn = "said_by: cook, quote: they all had them on, event: cameras, that: {type: other, actor: guard}"
    denied = "said_by: guard, quote: no cameras were worn, event: cameras, denies: {type: other, actor: guard}"
    text = printed(worn, denied)
    assert "Cameras on the guards" in text and "“they all had them on”" in text and "“no cameras were worn”" in text
    assert "took part" not in text and "another kind" not in text and "did so" not in text


def test_several_of_whom_each_tells_an_act_of_no_kind_stand_together(printed: Printing) -> None:
    worn = [
        f"said_by: {who}, quote: {quote}, event: cameras, that: {{type: other, actor: guard}}"
        for who, quote in (("cook", "on their helmets"), ("office", "on both boats"))
    ]
    denied = "said_by: guard, quote: no cameras were worn, event: cameras, denies: {type: other, actor: guard}"
    assert "by the Lake Guard: Oda Lint (“on their helmets”); the Safety Office (“on both boats”)." in printed(
        *worn, denied
    )


def test_since_when_somebody_was_not_ours_is_no_denial_of_its_own(printed: Printing) -> None:
    text = printed(SHOT, "said_by: guard, about: crew, denies: {member_of: guard, when: 2032-08}")
    assert text.count("denied by the Lake Guard") == 1 and "August 2032" in text


def test_who_only_carried_a_word_withdraws_nobody_else_s(printed: Printing) -> None:
    back = "said_by: gazette, quote: It blamed nobody, corrects: paper-1#1"
    for form in ("short", "confront"):
        text = printed(CARRIED, "said_by: guard, denies: 1", later=(back,), form=form)
        assert "Lake Gazette" in text and "that the Safety Office said" in text
        assert "no longer say" in text and "withdrawn" not in text.casefold()


def test_through_whom_a_word_comes_stands_in_confront(printed: Printing) -> None:
    assert "Oda Lint as the brother of the cook has it" in printed(SHOT, form="confront")


def test_the_day_by_which_a_coder_sorts_an_act_is_no_source_s(printed: Printing) -> None:
    taken = "said_by: cook, event: order, that: {type: seize, actor: guard, recipient: crew}"
    assert "no day given" in (text := printed(SHOT, taken)) and "April" not in text


def test_clock_times_means_and_intent_are_never_left_out(printed: Printing) -> None:
    more = "when: 2033-05-01T06:20, means: drone, intent: deliberate, rounds_best: 6"
    text = printed(SHOT.replace("recipient: crew", f"recipient: crew, {more}"))
    assert all(words in text for words in ("06:20", "by drone", "on purpose", "6 rounds"))
