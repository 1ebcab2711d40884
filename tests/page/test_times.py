"""Times that a source states, as the page shows them: in the words of the dossier."""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.page.chosen import chosen
from standoff.page.embedded import embedded
from standoff.rules.view import EVERYTHING

REPORT = """\
report: lantern-2031-03-02
publisher: lantern
published: 2031-03-02
actors: {lantern: {kind: media-outlet}, heron: {kind: media-outlet}, norland: {kind: state-force}}
events: {shots: {type: fire, incident: orra}}
incidents: {orra: {label: Orra}}
claims:
  - {said_by: lantern, event: shots, that: {type: fire, actor: norland, when: 2031-03-01T05:35/2031-03-01T06:40}}
  - {said_by: heron, event: shots, that: {type: fire, actor: norland, when: 2031-03-01}}
"""


def test_a_span_of_time_is_written_in_words_and_a_day_is_left_to_the_page(tmp_path: Path) -> None:
    (tmp_path / "lantern.yaml").write_text(REPORT)
    with standoff.open() as record:
        record.read(tmp_path)
        ledger = record.view().ledger
        made = embedded(ledger, EVERYTHING, chosen(ledger, EVERYTHING))
    assert list(made["times"].values()) == ["1 March 2031, between 05:35 and 06:40"]
