"""How disputes of the small cases of ``tests/rules`` read: the question, and where the act stands."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from standoff.output.dossier_parts import Entry, laid_out
from standoff.rules.dossier import dossier
from standoff.vocabulary import ID

CASES = Path(__file__).parents[1] / "rules" / "cases"


def questions(case: str | Path, incident: str) -> dict[str, Entry]:
    """The questions that are in dispute in a report, or a case, by their words."""
    record = standoff.open()
    record.read(case if isinstance(case, Path) else CASES / f"{case}.yaml")
    ledger = record.view().ledger
    layout = laid_out(ledger, dossier(ledger, f"{ID}incident/{incident}"))
    found = next(part for part in layout.parts if part.name == "in dispute")
    return {entry.title: entry for entry in found.entries}


@pytest.mark.parametrize(
    ("case", "incident", "asked", "answers"),
    [
        ("who-fired-first", "orra", "Who fired first?", {"Norland fired first at Sudmark"}),
        ("who-is-to-blame", "bank", "Who was to blame for the crash (3)?", {"Norland", "Sudmark", "the Norland guard"}),
        ("denied-with-a-cause", "orra", "What caused it? (Deaths)", {"the shots (4)"}),
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
    assert {"at least 4", "3"} <= {row.words for row in asked["How many took part? (Taking)"].rows}
    assert "2" in {row.words for row in asked["How many rounds were there? (Fire)"].rows}
    # Of deeds that contradict each other the numbers are no dispute.
    assert asked["Who fired at whom?"].notes[0] == "2 took part (Courier); 60 took part (Heron)."
