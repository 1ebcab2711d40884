"""What a news editor could not have printed: each test says which line of a blind trial it stands for.

The trial's incidents are invented; so are these, of other kinds, and the expected lines were written before the program
printed them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.output.confront_rows import for_people
from standoff.rules.ledger import Ledger
from tests.output.printing import Printing

HEAD = """\
report: {name}
publisher: paper
published: 2031-05-0{day}
actors:
  paper: {kind: media-outlet, label: The Paper}
  radio: {kind: media-outlet, label: Hill Radio}
  desk: {kind: organisation, label: Facts Desk}
  army: {kind: state-force, label: Orran army}
  guard: {kind: unit, label: Fenn patrol}
  rebels: {kind: non-state-group, label: Fenn Front}
  nurse: {kind: person, label: Ada Lind}
  barge: {kind: unit, label: the barge Alma}
  people: {kind: population, label: Villagers of Oru}
  convoy: {kind: unit, label: aid convoy}
  staff: {kind: state-force, label: General staff}
  village: {kind: population, label: the village}
places: {oru: {label: Oru}, ford: {label: "six kilometres from Oru"}}
incidents: {i1: {label: "Oru, 3 May 2031", when: 2031-05-01}}
events:
  strike: {type: air-strike, incident: i1, label: strike on Oru}
  fire: {type: fire, incident: i1, label: shots at Oru}
  flash: {type: explosion, incident: i1, label: flash on the hill}
  presence: {type: arrive, incident: i1, label: Fenn fighters near Oru}
  call: {type: request, incident: i1, label: first call for help}
  coup: {type: capture, incident: i1, label: bid for power}
  sinking: {type: destroy, incident: i1, label: sinking of the Alma}
  panel: {type: group-change, incident: i1, label: forming of a panel}
  deaths: {type: kill, incident: i1, label: deaths at Oru}
  purchase: {type: arm, label: purchase of bombs, when: 2029}
  old: {type: attack, incident: i1, label: attack on the village, when: 2012}
  raid: {type: attack, label: attack on the village}
  talks: {type: talks, incident: i1, label: talks, when: 2031-05-02}
  left: {type: withdraw, incident: i1, label: The army had left the hill}
  mines: {type: ied, label: mines on the roads, when: 2030-02-11}
claims:
"""


@pytest.fixture
def printed(tmp_path: Path) -> Printing:
    return Printing(HEAD, tmp_path)


STRIKE = "said_by: radio, event: strike, that: {type: air-strike, actor: army, recipient: people}"
HEDGED = STRIKE.replace("radio", "desk, hedged: true")


def test_reserve_stands_after_the_name_and_at_its_own_point(printed: Printing) -> None:
    # "reportedly X" in a newspaper says that somebody else reports X's word; and the explosions were certain.
    denial = "said_by: army, hedged: true, event: strike, denies: {actor: army}"
    text = printed(STRIKE, HEDGED, denial)
    assert "Facts Desk (hedged)" in text and "Hill Radio (hedged)" not in text
    assert "denied by the Orran army (hedged)" in text and "reportedly" not in text
    rows = printed(STRIKE, HEDGED, denial, form="confront")
    assert "Hill Radio, Facts Desk (hedged)" in rows and "hedged the speaker says so with reserve" in rows
    cause = "said_by: desk, hedged: true, event: flash, that: {caused_by: strike}"
    text = printed(STRIKE, "said_by: desk, event: flash, that: {type: explosion}", cause)
    assert ": Facts Desk; caused by the strike (1), according to Facts Desk (hedged)" in text


def test_the_table_for_people_keeps_the_reserve(printed: Printing) -> None:
    columns, rows = for_people(Ledger(printed.read(STRIKE, HEDGED).keeper))
    told = {(row[columns.index("said by")], row[columns.index("stance")]) for row in rows}
    assert told == {("Hill Radio", "asserts"), ("Facts Desk", "asserts (hedged)")}


def test_nobody_is_asked_what_he_is_not_said_to_have_been_asked(printed: Printing) -> None:
    # "did not reply to a request for comment" was printed with "asked whether the cutter rammed the trawler".
    silence = "said_by: army, quote: did not reply to a request for comment, no_answer: 1"
    asked = "said_by: nurse, event: strike, no_answer: {type: air-strike, actor: army, means: drone}"
    text = printed(STRIKE, "said_by: rebels, event: strike, denies: {actor: army}", silence, asked)
    assert "No answer from the Orran army (“did not reply to a request for comment”)." in text
    assert "No answer from Ada Lind, asked whether the Orran army struck from the air, by drone." in text


def test_a_quote_that_breaks_off_says_so(printed: Printing) -> None:
    silence = "said_by: army, quote: did not respond when asked whether its soldiers had been, no_answer: 1"
    text = printed(STRIKE, "said_by: rebels, event: strike, denies: {actor: army}", silence)
    assert "(“did not respond when asked whether its soldiers had been …”)" in text


@pytest.mark.parametrize(
    ("claim", "line"),
    [
        # "An explosion (flash on Hill 212)": a flash.
        ("event: flash, that: {type: explosion}", "Flash on the hill: Facts Desk"),
        # "The Tessar patrol was on the scene": six kilometres away.
        (
            "event: presence, quote: six kilometres away, that: {type: arrive, actor: guard, place: ford}",
            "Fenn fighters near Oru: Facts Desk (“six kilometres away”); six kilometres from Oru",
        ),
        # "Made a request or demand": a call for help.
        ("event: call, that: {type: request, actor: convoy}", "First call for help, by aid convoy: Facts Desk"),
        # "Tried to capture somebody": a bid for power.
        (
            "event: coup, that: {type: capture, actor: rebels, attempted: true}",
            "Bid for power, by the Fenn Front: Facts Desk",
        ),
        # "Property of the trawler was damaged or destroyed": it sank.
        ("event: sinking, that: {type: destroy, recipient: barge}", "Sinking of the Alma: Facts Desk"),
        # "A group changed along with the ministry's committee": it was formed.
        ("event: panel, that: {type: group-change, recipient: desk}", "Forming of a panel, together with Facts Desk"),
        # A kind that says what was done leads, with the name of who did it.
        (
            "event: fire, that: {type: fire, actor: army, recipient: people}",
            "The Orran army fired at villagers: Facts Desk",
        ),
    ],
)
def test_the_label_of_an_act_leads_where_its_kind_says_less(printed: Printing, claim: str, line: str) -> None:
    assert line in printed(f"said_by: desk, {claim}")


def test_a_label_does_not_name_a_doer_of_whom_the_line_says_nothing(printed: Printing) -> None:
    # Three groups that say "there was a presence" do not say whose.
    text = printed(
        "said_by: desk, event: presence, that: {type: arrive}",
        "said_by: radio, event: presence, that: {type: arrive}",
        "said_by: army, event: presence, that: {type: arrive, actor: guard}",
    )
    assert "Somebody was there (Fenn fighters near Oru) (3)" in text


def test_a_question_without_a_sentence_asks_by_the_label(printed: Printing) -> None:
    # "Did the soldiers try to capture somebody?"
    told = "said_by: desk, event: coup, that: {type: capture, actor: rebels, attempted: true}"
    text = printed(told, "said_by: rebels, event: coup, denies: {type: capture, actor: rebels, attempted: true}")
    assert "Bid for power, by the Fenn Front: is it so? yes: Facts Desk; denied by the Fenn Front" in text


def test_who_says_two_things_is_told_with_what_he_said(printed: Printing) -> None:
    # "One side says two things: on 8 August the government; on 2 December the ministry": no word of what.
    text = printed(
        "said_by: army, event: fire, denies: {type: fire, actor: army, recipient: people}",
        "said_by: radio, event: fire, that: {type: fire, actor: army, recipient: people}",
        later=("said_by: guard, event: fire, that: {type: fire, actor: army, recipient: people}",
               "said_by: army, event: fire, that: {type: warning-shots, actor: army, recipient: people}"),
    )  # fmt: skip
    denied = "denied that the Orran army fired at villagers"
    assert f"The Orran army is quoted for both: in a report of 1 May {denied}; in a report of 2 May 2031" in text
    assert "said that the Orran army fired shots as a warning" in text


def test_who_only_changes_a_number_takes_nothing_back(printed: Printing) -> None:
    # Seven warning shots in March, nineteen in June, none aimed: "denied on 15 March, said on 9 June".
    warning = "event: fire, that: {type: warning-shots, actor: army, recipient: people, rounds_best: %d}"
    text = printed(
        "said_by: army, event: fire, denies: {type: fire, actor: army, recipient: people}",
        f"said_by: army, {warning % 7}",
        "said_by: radio, event: fire, that: {type: fire, actor: army, recipient: people}",
        later=(f"said_by: army, corrects: 'paper-1#2', {warning % 19}",),
    )
    assert "changed the number: 19 rounds, before: 7 rounds" in text
    assert "report of 2 May 2031 said that" not in text and text.count("quoted for both") == 1


def test_who_tells_that_it_happened_does_not_leave_that_open(printed: Printing) -> None:
    # "Left open by the Desk: whether it happened": it told of three blasts, and found no sign of artillery.
    claims = (
        "said_by: radio, event: strike, that: {type: shelling, actor: army}",
        "said_by: rebels, event: strike, denies: {actor: army}",
        "said_by: desk, event: strike, that: {when: 2031-05-01T18:26}",
        "said_by: desk, quote: no sign of artillery, event: strike, leaves_open: type",
        "said_by: desk, quote: cannot say who, event: strike, leaves_open: actor",
        "said_by: nurse, event: strike, leaves_open: type",
    )
    text = printed(*claims)
    assert "Left open by Facts Desk (“no sign of artillery”)." in text
    assert "Left open by Facts Desk: by whom (“cannot say who”)." in text
    assert text.count("whether it happened") == 1 and "Ada Lind: whether it happened, or what it was" in text


def test_confront_says_who_leaves_what_open(printed: Printing) -> None:
    claims = (STRIKE, "said_by: desk, event: strike, that: {type: explosion}",
              "said_by: desk, quote: no sign of a bomb, event: strike, leaves_open: type",
              "said_by: nurse, quote: cannot say who, event: strike, leaves_open: actor")  # fmt: skip
    rows = printed(*claims, form="confront")
    assert "left open by Ada Lind (by whom)" in rows and "Facts Desk (“no sign" not in rows


def test_what_was_at_another_time_stands_apart_with_its_year(printed: Printing) -> None:
    # "Tessar Movement → — bomb or mine" among the answers: mines of 2019.
    mines = "said_by: army, event: mines, that: {type: ied, actor: rebels}"
    rows = printed(STRIKE, mines, form="confront")
    now, _, other = rows.partition("APART FROM THIS INCIDENT")
    assert "Fenn Front" not in now and "mine mines on the roads, 11 February 2030; Orran army" in other


def test_acts_of_another_time_stand_under_a_heading_of_their_own(printed: Printing) -> None:
    # A clash of 2012 stood in the dossier and the table as if of the day.
    text = printed(STRIKE, "said_by: desk, event: old, that: {type: attack, actor: rebels, recipient: people}")
    now, _, earlier = text.partition("EARLIER")
    assert "Fenn Front" not in now and "The Fenn Front attacked villagers, 2012: Facts Desk" in earlier


def test_the_summary_counts_the_acts_of_other_times(printed: Printing) -> None:
    # "1 question in dispute", and below it four acts under EARLIER that no number counted.
    text = printed(
        STRIKE,
        "said_by: desk, event: old, that: {type: attack, actor: rebels, recipient: people}",
        later=("said_by: desk, event: talks, that: {type: talks, party: [army, rebels]}",),
    )
    assert "1 act reported by one group alone, 1 earlier act, 1 later act." in text


def test_sources_of_one_group_or_of_none_in_common_are_counted_in_words(printed: Printing) -> None:
    # "1 source, 1 independent of each other" and "3 sources, 3 independent of each other".
    assert "1 source, in 1 report." in printed(STRIKE)
    assert "2 sources, both independent of each other, in 1 report." in printed(STRIKE, HEDGED)
    three = printed(STRIKE, HEDGED, STRIKE.replace("radio", "nurse"))
    assert "3 sources, all independent of each other, in 1 report." in three


@pytest.mark.parametrize(
    ("claim", "line"),
    [
        # "Fenn Front → —  attack": a sentence says it.
        ("event: old, that: {type: attack, actor: rebels}", "The Fenn Front attacked"),
        # "— → Villagers of Oru  killing"
        ("event: deaths, that: {type: kill, victim: people}", "Villagers of Oru were killed"),
        # "Fenn Front – —  clash"
        ("event: old, that: {type: clash, party: rebels}", "The Fenn Front clashed"),
        # A kind that only the coder gives stands in brackets.
        ("event: deaths, that: {victim: people}", "Villagers of Oru [were killed]"),
        # "Fenn Front → —  capture": a bid for power.
        ("event: coup, that: {type: capture, actor: rebels, attempted: true}", "Bid for power, by the Fenn Front"),
    ],
)
def test_a_row_that_lacks_an_end_is_a_sentence(printed: Printing, claim: str, line: str) -> None:
    rows = printed(f"said_by: desk, {claim}", form="confront")
    assert f"(weak) {line} Facts Desk" in rows and "—" not in rows


def test_two_of_one_side_who_fight_are_named_as_one_within_it(printed: Printing) -> None:
    # At the level of sides "Orran – —  clash" was printed.
    record = printed.read(
        "said_by: desk, event: fire, that: {type: clash, party: [army, guard]}",
        *(f"said_by: desk, about: {who}, that: {{part_of: staff}}" for who in ("army", "guard")),
    )
    rows = " ".join(str(record.confront(level="organisation")).split())
    assert "The General staff clashed (within it)" in rows


def test_a_row_with_many_sources_leaves_closer_words_to_the_rows_that_have_them(printed: Printing) -> None:
    told = "said_by: {}, event: fire, that: {{type: fire, actor: army, recipient: {}}}"
    closer = [told.format(who, whom) for who, whom in (("radio", "people"), ("nurse", "barge"))]
    broad = "said_by: {}, event: fire, that: {{type: fire, actor: army}}"
    assert "Hill Radio (at villagers of Oru)" in printed(*closer, broad.format("desk"), form="confront")
    many = [broad.format(who) for who in ("desk", "paper", "guard", "convoy")]
    rows = printed(*closer, *many, form="confront").partition("REPORTED BY ONE GROUP ALONE")[0]
    assert "Hill Radio" in rows and "Hill Radio (" not in rows


def test_the_words_of_a_source_are_not_said_twice(printed: Printing) -> None:
    # "(attack, attacked Villagers of Oru)" stood behind a name.
    rows = printed(
        "said_by: desk, event: old, that: {actor: rebels}",
        "said_by: radio, event: old, that: {type: attack, actor: rebels, recipient: people}",
        form="confront",
    )
    assert "Hill Radio (attacked villagers of Oru)" in rows and "attack, attacked" not in rows


def test_the_label_of_an_act_that_says_no_more_is_left_out(printed: Printing) -> None:
    # "Were villagers killed? (deaths at Oru)" needs it; "Did the army attack the village? (attack on the village)" not.
    attack = "said_by: desk, event: old, that: {type: attack, actor: rebels, recipient: village}"
    text = printed(attack, "said_by: rebels, event: old, denies: {actor: rebels}")
    assert "Did the Fenn Front attack the village? the Fenn Front" in text
    rows = printed(STRIKE, attack.replace("event: old", "event: raid"), form="confront")
    assert "attack undated; Facts Desk" in rows and "raid on" not in rows


def test_an_act_whose_label_is_a_sentence_is_quoted(printed: Printing) -> None:
    # "After the police had left the square": of an event labelled "Police had left the square".
    text = printed(
        "said_by: desk, event: left, that: {type: withdraw, actor: army}",
        "said_by: desk, event: deaths, that: {type: kill, victim: people, after: left}",
    )
    assert "after “The army had left the hill” (1)" in text


def test_relays_have_no_order(printed: Printing) -> None:
    # "As A and B have it" is printed of a word that B had from A, and the record does not say which.
    claim = STRIKE.replace("event", "relayed_by: [nurse, army], event")
    for form in ("short", "full"):
        assert "Hill Radio as relayed by Ada Lind and the Orran army in some order" in printed(claim, form=form)


def test_a_quotation_mark_that_nothing_closes_is_not_printed_twice(printed: Printing) -> None:
    claim = "said_by: desk, quote: '“Six kilometres away', event: presence, that: {type: arrive, actor: guard}"
    assert "(“Six kilometres away”)" in printed(claim)


def test_who_it_was_agrees_in_number_and_has_no_bracket_in_a_bracket(printed: Printing) -> None:
    claims = [f"said_by: {who}, about: people, that: {{combatant_status: {status}}}"
              for who, status in (("desk", "civilian"), ("radio", "combatant"))]  # fmt: skip
    claims += ["said_by: nurse, hedged: true, about: people, that: {member_of: rebels}"]
    text = printed("said_by: desk, event: deaths, that: {type: kill, victim: people}", *claims, form="full")
    assert "Also told: members of the Fenn Front (Ada Lind, hedged)" in text


def test_means_of_one_source_stand_together(printed: Printing) -> None:
    told = STRIKE.replace("recipient", "means: [drone, aircraft, small-arms], recipient")
    text = printed(told, HEDGED, form="full")
    assert "with aircraft and small arms (Hill" in text


def test_who_gave_no_answer_to_all_that_is_told_is_not_said_to_have_been_asked_each(printed: Printing) -> None:
    told = [f"said_by: {who}, event: fire, that: {{type: fire, actor: {a}, recipient: {b}, place: oru}}"
            for who, a, b in (("radio", "army", "rebels"), ("desk", "rebels", "army"))]  # fmt: skip
    silence = [f"said_by: nurse, event: fire, no_answer: {{type: fire, actor: {a}, recipient: {b}}}"
               for a, b in (("army", "rebels"), ("rebels", "army"))]  # fmt: skip
    assert "No answer from Ada Lind." in printed(*told, *silence)
    assert "No answer from Ada Lind, asked whether the Orran army fired" in printed(*told, silence[0])
