"""What a news editor could not have printed: each test says which line of a blind trial it stands for.

The trial's incidents are invented; so are these, of other kinds, and the expected lines were written before the program
printed them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import standoff
from standoff.output.confront_rows import for_people
from standoff.output.confront_text import confront_text
from standoff.output.dossier_text import as_plain
from standoff.rules.ledger import Ledger

HEAD = """\
report: {name}
publisher: paper
published: 2031-05-0{day}
actors:
  paper: {{kind: media-outlet, label: The Paper}}
  radio: {{kind: media-outlet, label: Hill Radio}}
  desk: {{kind: organisation, label: Facts Desk}}
  army: {{kind: state-force, label: Orran army}}
  guard: {{kind: unit, label: Fenn patrol}}
  rebels: {{kind: non-state-group, label: Fenn Front}}
  nurse: {{kind: person, label: Ada Lind}}
  barge: {{kind: unit, label: the barge Alma}}
  people: {{kind: population, label: Villagers of Oru}}
  convoy: {{kind: unit, label: aid convoy}}
places: {{oru: {{label: Oru}}, ford: {{label: "six kilometres from Oru"}}}}
incidents: {{i1: {{label: "Oru, 3 May 2031", when: 2031-05-01}}}}
events:
  strike: {{type: air-strike, incident: i1, label: strike on Oru}}
  fire: {{type: fire, incident: i1, label: shots at Oru}}
  flash: {{type: explosion, incident: i1, label: flash on the hill}}
  presence: {{type: arrive, incident: i1, label: Fenn fighters near Oru}}
  call: {{type: request, incident: i1, label: first call for help}}
  coup: {{type: capture, incident: i1, label: bid for power}}
  sinking: {{type: destroy, incident: i1, label: sinking of the Alma}}
  panel: {{type: group-change, incident: i1, label: forming of a panel}}
  deaths: {{type: kill, incident: i1, label: deaths at Oru}}
  purchase: {{type: arm, label: purchase of bombs, when: 2029}}
  old: {{type: attack, incident: i1, label: attack on the village, when: 2012}}
  mines: {{type: ied, label: mines on the roads, when: 2030-02-11}}
claims:
"""

Printed = Callable[..., str]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., standoff.Record]:
    """A record of claims; those ``later`` are those of a second report, a day later."""

    def of(*claims: str, later: tuple[str, ...] = ()) -> standoff.Record:
        record = standoff.open()
        for day, those in enumerate((claims, later), 1):
            if those:
                name = f"paper-{day}"
                listed = "".join(f"  - {{id: {number}, {claim}}}\n" for number, claim in enumerate(those, 1))
                (tmp_path / f"{name}.yaml").write_text(HEAD.format(name=name, day=day) + listed, encoding="utf-8")
                record.read(tmp_path / f"{name}.yaml")
        return record

    return of


@pytest.fixture
def printed(read: Callable[..., standoff.Record]) -> Printed:
    """The dossier of claims, or confront, as one line."""

    def of(*claims: str, form: str = "short", later: tuple[str, ...] = (), width: int = 140) -> str:
        record = read(*claims, later=later)
        ledger = Ledger(record.keeper)
        if form == "confront":
            return " ".join(confront_text(ledger, width=width).split())
        return " ".join(as_plain(ledger, record.dossier("i1").dossier, width, full=form == "full").split())

    return of


STRIKE = "said_by: radio, event: strike, that: {type: air-strike, actor: army, recipient: people}"
HEDGED = STRIKE.replace("radio", "desk, hedged: true")


def test_reserve_stands_after_the_name_and_at_its_own_point(printed: Printed) -> None:
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


def test_the_table_for_people_keeps_the_reserve(read: Callable[..., standoff.Record]) -> None:
    columns, rows = for_people(Ledger(read(STRIKE, HEDGED).keeper))
    told = {(row[columns.index("said by")], row[columns.index("stance")]) for row in rows}
    assert told == {("Hill Radio", "asserts"), ("Facts Desk", "asserts (hedged)")}


def test_nobody_is_asked_what_he_is_not_said_to_have_been_asked(printed: Printed) -> None:
    # "did not reply to a request for comment" was printed with "asked whether the cutter rammed the trawler".
    silence = "said_by: army, quote: did not reply to a request for comment, no_answer: 1"
    asked = "said_by: nurse, event: strike, no_answer: {type: air-strike, actor: army, means: drone}"
    text = printed(STRIKE, "said_by: rebels, event: strike, denies: {actor: army}", silence, asked)
    assert "No answer from the Orran army (“did not reply to a request for comment”)." in text
    assert "No answer from Ada Lind, asked whether the Orran army struck from the air, by drone." in text


def test_a_quote_that_breaks_off_says_so(printed: Printed) -> None:
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
def test_the_label_of_an_act_leads_where_its_kind_says_less(printed: Printed, claim: str, line: str) -> None:
    assert line in printed(f"said_by: desk, {claim}")


def test_a_label_does_not_name_a_doer_of_whom_the_line_says_nothing(printed: Printed) -> None:
    # Three groups that say "there was a presence" do not say whose.
    text = printed(
        "said_by: desk, event: presence, that: {type: arrive}",
        "said_by: radio, event: presence, that: {type: arrive}",
        "said_by: army, event: presence, that: {type: arrive, actor: guard}",
    )
    assert "Somebody was there (Fenn fighters near Oru) (3)" in text


def test_a_question_without_a_sentence_asks_by_the_label(printed: Printed) -> None:
    # "Did the soldiers try to capture somebody?"
    told = "said_by: desk, event: coup, that: {type: capture, actor: rebels, attempted: true}"
    text = printed(told, "said_by: rebels, event: coup, denies: {type: capture, actor: rebels, attempted: true}")
    assert "Bid for power, by the Fenn Front: is it so? yes: Facts Desk; denied by the Fenn Front" in text


def test_who_says_two_things_is_told_with_what_he_said(printed: Printed) -> None:
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


def test_who_only_changes_a_number_takes_nothing_back(printed: Printed) -> None:
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


def test_who_tells_that_it_happened_does_not_leave_that_open(printed: Printed) -> None:
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


def test_confront_says_who_leaves_what_open(printed: Printed) -> None:
    claims = (STRIKE, "said_by: desk, event: strike, that: {type: explosion}",
              "said_by: desk, quote: no sign of a bomb, event: strike, leaves_open: type",
              "said_by: nurse, quote: cannot say who, event: strike, leaves_open: actor")  # fmt: skip
    rows = printed(*claims, form="confront")
    assert "left open by Ada Lind (by whom)" in rows and "Facts Desk (“no sign" not in rows


def test_what_was_at_another_time_stands_apart_with_its_year(printed: Printed) -> None:
    # "Tessar Movement → — bomb or mine" among the answers: mines of 2019.
    mines = "said_by: army, event: mines, that: {type: ied, actor: rebels}"
    rows = printed(STRIKE, mines, form="confront")
    now, _, other = rows.partition("AT OTHER TIMES OR PLACES")
    assert "Fenn Front" not in now and "mines on the roads, 11 February 2030; Orran army" in other


def test_acts_of_another_time_stand_under_a_heading_of_their_own(printed: Printed) -> None:
    # A clash of 2012 stood in the dossier and the table as if of the day.
    text = printed(STRIKE, "said_by: desk, event: old, that: {type: attack, actor: rebels, recipient: people}")
    now, _, earlier = text.partition("EARLIER")
    assert "Fenn Front" not in now and "The Fenn Front attacked villagers, 2012: Facts Desk" in earlier
