"""How labels stand within sentences: those that are counted, and whose own word it is. By English usage."""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.output.act_sentences import Sentences
from standoff.output.dossier_parts import laid_out
from standoff.rules.dossier import dossier
from standoff.rules.tellings import Core
from standoff.vocabulary import ID, PREFIXES

REPORT = """\
report: lantern-2021-03-04
publisher: lantern
published: 2021-03-04
actors:
  lantern: {kind: media-outlet}
  norland: {kind: state-force, label: Norland}
  vesna: {kind: person, label: Vesna Orr}
  dead: {kind: population, label: Eleven people killed in Orra}
  some: {kind: population, label: Two soldiers}
  children: {kind: population, label: Children killed in Orra}
  nurse: {kind: person, label: Nurse Amal}
  mother: {kind: person, label: Mother of a pupil}
incidents: {orra: {label: Orra}}
events: {deaths: {type: kill, incident: orra}, way: {type: flight, incident: orra}}
claims:
  - {said_by: lantern, event: deaths, that: {type: kill, actor: norland, victim: [dead, some, children, nurse, mother]}}
  - {said_by: vesna, quote: we ran, event: way, that: {type: flight, actor: vesna}}
"""


def test_labels_in_sentences(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(REPORT, encoding="utf-8")
    record = standoff.open()
    record.read(tmp_path / "r.yaml")
    ledger = record.view().ledger
    words = Sentences(ledger)

    def said(kind: str, who: str | None, whom: str) -> str:
        doers = frozenset({f"{ID}actor/{who}"}) if who else frozenset[str]()
        return words.sentence(Core(doers, frozenset({f"{ID}actor/{whom}"}), kind=PREFIXES["type"] + kind))

    assert said("coerce", "norland", "dead") == "Norland coerced the eleven people killed in Orra"
    assert said("kill", None, "dead") == "Eleven people were killed in Orra"
    assert said("coerce", "norland", "some") == "Norland coerced two soldiers"
    assert said("coerce", "norland", "nurse") == "Norland coerced Nurse Amal"
    assert said("coerce", "norland", "mother") == "Norland coerced the mother of a pupil"
    # Whether there were such children may be what is denied.
    assert said("kill", None, "children") == "Children were killed in Orra"

    found = dossier(ledger, f"{ID}incident/orra")
    (flight,) = (e for part in laid_out(ledger, found).parts for e in part.entries if "fled" in e.title)
    assert flight.rows[0].speakers == "Vesna Orr (own word)"
