"""A denial that meets nothing told stands only against rows that it could be about; the others are listed apart."""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.rules.dyads import denials_of_no_row, dyads
from standoff.vocabulary import local_name

REPORT = """\
report: lantern-2031-03-02
publisher: lantern
published: 2031-03-02
actors:
  lantern: {kind: media-outlet}
  norland: {kind: state-force}
  sudmark: {kind: state-force}
  herders: {kind: population}
events: {strike: {type: air-strike, incident: orra}}
incidents: {orra: {label: Orra}}
claims:
  - {said_by: lantern, event: strike, that: {type: air-strike, actor: norland, recipient: sudmark}}
"""


def denied(tmp_path: Path, denial: str, told: str = REPORT) -> tuple[list[str], list[str]]:
    """Who denies at a row, and who at none."""
    file = tmp_path / "report.yaml"
    file.write_text(f"{told}  - {{said_by: norland, event: strike, denies: {denial}}}\n", encoding="utf-8")
    record = standoff.open()
    record.read(file)
    ledger = record.view().ledger
    at_rows = [local_name(t.said_by) for d in dyads(ledger) for act in d.acts for t in act.unmet]
    return at_rows, [local_name(denial.said_by) for _, denial in denials_of_no_row(ledger)]


def test_other_targets(tmp_path: Path) -> None:
    """ "We struck no herders" is not against "Norland struck Sudmark"."""
    assert denied(tmp_path, "{recipient: herders}") == ([], ["norland"])
    assert denied(tmp_path, "{type: air-strike, actor: norland, recipient: herders}") == ([], ["norland"])


def test_what_could_be_this_row(tmp_path: Path) -> None:
    """A closer kind of the same act, by the same doer, could be about it."""
    assert denied(tmp_path, "{type: drone-strike, actor: norland}") == (["norland"], [])


def test_of_whom_nobody_says_it(tmp_path: Path) -> None:
    """ "We struck nobody" is against who tells of a strike and not by whom, unless others say who it was."""
    unnamed = REPORT.replace("actor: norland, ", "")
    assert denied(tmp_path, "{type: drone-strike, actor: norland}", unnamed) == (["norland"], [])
    other = REPORT.replace("actor: norland", "actor: herders") + (
        "  - {said_by: norland, event: strike, that: {type: attack, recipient: lantern}}\n"
    )
    assert denied(tmp_path, "{type: drone-strike, actor: norland}", other) == ([], ["norland"])
