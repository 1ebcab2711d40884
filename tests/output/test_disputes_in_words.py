"""How disputes of the small cases of ``tests/rules`` read: the question, and where the act stands."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from standoff.output.dossier_parts import Entry, laid_out
from standoff.rules.dossier import dossier
from standoff.vocabulary import ID

CASES = Path(__file__).parents[1] / "rules" / "cases"


def questions(case: str, incident: str) -> dict[str, Entry]:
    """The questions that are in dispute, by their words."""
    record = standoff.open()
    record.read(CASES / f"{case}.yaml")
    ledger = record.view().ledger
    layout = laid_out(ledger, dossier(ledger, f"{ID}incident/{incident}"))
    found = next(part for part in layout.parts if part.name == "in dispute")
    return {entry.title: entry for entry in found.entries}


@pytest.mark.parametrize(
    ("case", "incident", "asked", "answers"),
    [
        ("who-fired-first", "orra", "Who fired first?  (Shots)", {"Norland fired first at Sudmark"}),
        ("who-is-to-blame", "bank", "Who was to blame?  (Crash)", {"Norland", "Sudmark", "Norland guard"}),
        ("denied-with-a-cause", "orra", "Deaths: caused by?", {"Shots"}),
        ("denied-and-a-part-admitted", "orra", "Did Norland fire at Sudmark?  (Shots)", {"Norland fired at Sudmark"}),
    ],
)
def test_the_question_of_a_dispute(case: str, incident: str, asked: str, answers: set[str]) -> None:
    found = questions(case, incident)
    assert asked in found
    assert answers <= {row.words for row in found[asked].rows}


def test_a_denial_in_part_is_printed_with_what_it_denies() -> None:
    entry = questions("denied-and-a-part-admitted", "orra")["Did Norland fire at Sudmark?  (Shots)"]
    (told,) = (row for row in entry.rows if row.words == "Norland fired at Sudmark")
    assert "Sudmark" in told.speakers and told.right == "confirmed, 2 groups"
    assert any("Norland [1] (that Norland fired at Sudmark)" in row.speakers for row in entry.rows)
