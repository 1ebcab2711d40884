"""How disputes of the small cases of ``tests/rules`` read: the question, and where the act stands."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from standoff.output.dossier_parts import Entry, laid_out
from standoff.rules.dossier import dossier
from standoff.vocabulary import ID

CASES = Path(__file__).parents[1] / "rules" / "cases"


def questions(case: str | Path, incident: str, part: str = "in dispute") -> dict[str, Entry]:
    """The entries of a part of the dossier, those in dispute, of a report, or a case, by their words."""
    record = standoff.open()
    record.read(case if isinstance(case, Path) else CASES / f"{case}.yaml")
    ledger = record.view().ledger
    layout = laid_out(ledger, dossier(ledger, f"{ID}incident/{incident}"))
    return {entry.title: entry for each in layout.parts if each.name == part for entry in each.entries}


@pytest.mark.parametrize(
    ("case", "incident", "asked", "answers"),
    [
        ("who-fired-first", "orra", "Who fired first?", {"Norland fired first at Sudmark"}),
        ("who-is-to-blame", "bank", "Who was to blame for the crash (3)?", {"Norland", "Sudmark", "the Norland guard"}),
        ("denied-with-a-cause", "orra", "Was it caused by the shots (4)? (Deaths)", {"yes"}),
        ("denied-and-a-part-admitted", "orra", "Did Norland fire at Sudmark?", {"Norland fired at Sudmark"}),
    ],
)
def test_the_question_of_a_dispute(case: str, incident: str, asked: str, answers: set[str]) -> None:
    found = questions(case, incident)
    assert asked in found
    assert answers <= {row.words for row in found[asked].rows}


def test_a_denial_in_part_stands_with_the_account_that_it_rejects() -> None:
    entry = questions("denied-and-a-part-admitted", "orra")["Did Norland fire at Sudmark?"]
    (told,) = (row for row in entry.rows if row.words == "Norland fired at Sudmark")
    assert "Sudmark" in told.speakers and told.right == "confirmed, 2 groups"
    assert "Norland rejects this account" in {row.words for row in entry.rows}


HOSTAGES = """\
report: lantern-2031-03-02
publisher: lantern
published: 2031-03-02
actors: {lantern: {kind: media-outlet}, heron: {kind: media-outlet}, riders: {kind: population}}
incidents: {orra: {label: Orra}}
events:
  taking: {type: abduct, incident: orra}
  freeing: {type: rescue, incident: orra}
  arrests: {type: arrest, incident: orra}
claims:
"""


def test_hostages_are_taken_and_freed_and_not_detained(tmp_path: Path) -> None:
    claims = [
        f"  - {{said_by: {source}, event: {event}, that: {{victim: riders, detained_best: {number}}}}}\n"
        for event in ("taking", "freeing", "arrests")
        for source, number in (("lantern", 18), ("heron", 25))
    ]
    (tmp_path / "r.yaml").write_text(HOSTAGES + "".join(claims), encoding="utf-8")
    assert {title for title in questions(tmp_path / "r.yaml", "orra") if title.startswith("How many")} == {
        "How many were taken? (Taking)",
        "How many were freed? (Freeing)",
        "How many were detained? (Arrests)",
    }


def test_numbers_of_who_acts_and_of_what_was_fired() -> None:
    asked = questions("numbers-of-who-and-what", "orra")
    assert {"at least 4", "3"} <= {row.words for row in asked["How many people were there? (Taking)"].rows}
    assert "2" in {row.words for row in asked["How many rounds were there? (Fire)"].rows}
    # Of deeds that contradict each other the numbers are no dispute.
    assert asked["Who fired at whom?"].notes[0] == "2 people (Courier); 60 people (Heron)."


ACCOUNTS = """\
report: lantern-2031-03-02
publisher: lantern
published: 2031-03-02
coder: ada
actors:
  {lantern: {kind: media-outlet}, heron: {kind: media-outlet}, courier: {kind: media-outlet}, ada: {kind: person},
   school: {kind: unit, label: the school}, mayor: {kind: person, label: the mayor}, norland: {kind: state-force},
   envoy: {kind: person, label: an envoy}, raiders: {kind: non-state-group}, raider: {kind: person, label: a raider}}
incidents: {orra: {label: Orra}}
events:
  blow: {type: destroy, incident: orra}
  deal: {type: agree, incident: orra}
  order: {type: request, incident: orra, label: what led to the retreat}
  shelling: {type: shelling, incident: orra}
  ambush: {type: attack, incident: orra}
  fire: {type: explosion, incident: orra}
  surrender: {type: surrender, incident: orra}
  shot: {type: hit-by-gunfire, incident: orra, label: end of a raider}
claims:
"""


def accounts(folder: Path, *claims: str, part: str = "in dispute") -> dict[str, Entry]:
    written = "".join(f"  - {{{claim}}}\n" for claim in claims)
    (folder / "r.yaml").write_text(ACCOUNTS + written, encoding="utf-8")
    return questions(folder / "r.yaml", "orra", part)


def test_destroyed_and_damaged_are_told_differently(tmp_path: Path) -> None:
    claims = (
        "said_by: heron, event: blow, that: {type: destroyed, recipient: school}",
        "said_by: courier, event: blow, that: {type: damaged, recipient: school}",
    )
    (entry,) = accounts(tmp_path, *claims, part="reported differently").values()
    assert {row.words for row in entry.rows} == {"The school was destroyed", "The school was damaged"}


def test_causes_of_which_each_is_told_by_another_source(tmp_path: Path) -> None:
    claims = (
        "said_by: heron, event: fire, that: {type: explosion, caused_by: shelling}",
        "said_by: courier, event: fire, that: {type: explosion, caused_by: ambush}",
        "said_by: heron, event: shelling, that: {type: shelling}",
        "said_by: courier, event: ambush, that: {type: attack}",
    )
    differ = accounts(tmp_path, *claims, part="reported differently")
    assert "What caused it? (Fire)" in differ
    # One source that tells both has no two accounts.
    both = "said_by: heron, event: fire, that: {caused_by: ambush}"
    told = accounts(tmp_path, *claims, both, part="reported differently")
    assert not told


def test_a_deal_with_somebody_whose_man_he_is_nobody_says(tmp_path: Path) -> None:
    claims = (
        "said_by: mayor, event: deal, that: {type: agree, party: [envoy, raiders]}",
        "said_by: norland, event: deal, denies: {type: agree, party: norland}",
    )
    (entry,) = accounts(tmp_path, *claims).values()
    assert not entry.untold
    assert "An envoy and the Raiders came to an agreement" in {row.words for row in entry.rows}
    assert [row.speakers for row in entry.rows if row.kind == "denial"] == [
        "Norland: that Norland came to an agreement"
    ]


def test_at_whose_request_it_was_takes_it_that_there_was_one(tmp_path: Path) -> None:
    claims = (
        "said_by: norland, event: order, leaves_open: actor",
        "said_by: heron, event: order, denies: {type: request}",
    )
    assert not accounts(tmp_path, *claims, part="denied")
    (entry,) = accounts(tmp_path, *claims, part="open").values()
    assert [row.words for row in entry.rows] == ["left open by", "denied by"]


def test_order_after_an_act_in_dispute_is_no_second_question(tmp_path: Path) -> None:
    claims = (
        "said_by: heron, event: surrender, that: {type: surrender, actor: raider}",
        "said_by: heron, event: shot, that: {type: hit-by-gunfire, recipient: raider, after: surrender}",
        "id: d, said_by: norland, event: surrender, denies: {type: surrender, actor: raider}",
        "id: e, said_by: norland, event: shot, denies: {after: surrender}",
    )
    (entry,) = accounts(tmp_path, *claims).values()
    assert "In dispute with it: that the end of a raider (2) was after it." in entry.notes
    (shot,) = accounts(tmp_path, *claims, part="alone").values()
    assert any("denied by Norland" in note for note in shot.notes)
