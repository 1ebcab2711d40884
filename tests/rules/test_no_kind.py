"""What has no kind: two words of it with the same ends say nothing alike, and are never added up."""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.rules.acts import weighed_acts
from standoff.vocabulary import local_name

REPORT = """\
report: lantern-2031-03-02
publisher: lantern
published: 2031-03-02
actors: {lantern: {kind: media-outlet}, heron: {kind: media-outlet}, courier: {kind: media-outlet},
  fisher: {kind: person}, crew: {kind: person}, guard: {kind: person}, norland: {kind: state-force}}
incidents: {orra: {label: Orra}}
events: {water: {type: other, incident: orra}, death: {type: other, incident: orra}, gate: {type: fire, incident: orra}}
claims:
  - {said_by: heron, paragraph: 1, quote: he fell, event: water, that: {type: other, actor: fisher}}
  - {said_by: courier, paragraph: 2, quote: he jumped, event: water, that: {type: other, actor: fisher}}
  - {said_by: [crew, guard], paragraph: 3, quote: both say so, event: water, that: {type: other, victim: fisher}}
  - {said_by: heron, paragraph: 4, quote: he drowned, event: death, that: {victim: fisher}}
  - {said_by: courier, paragraph: 5, event: death, that: {type: kill, actor: norland, victim: fisher}}
  - {said_by: heron, paragraph: 6, event: gate, that: {actor: norland}}
  - {said_by: courier, paragraph: 7, event: gate, that: {actor: norland}}
"""


def test_what_has_no_kind_is_not_added_up(tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text(REPORT, "utf-8")
    with standoff.open() as record:
        record.read(tmp_path)
        acts = weighed_acts(record.view().ledger)
        found = {
            local_name(event): sorted((one.sources("asserts", "narrower"), one.grade) for one in versions)
            for event, versions in acts.items()
        }
        ids = [one.version.id for versions in acts.values() for one in versions]
    short = {e: [([local_name(s) for s in sources], grade) for sources, grade in each] for e, each in found.items()}
    # Each who tells what has no kind stands for himself, but for the two speakers of one sentence.
    assert short["water"] == [(["courier"], "weak"), (["crew", "guard"], "fair"), (["heron"], "weak")]
    # Who was killed is no second word for who "drowned".
    assert short["death"] == [(["courier"], "weak"), (["heron"], "weak")]
    # A kind by which the coder sorts an act is one.
    assert short["gate"] == [(["courier", "heron"], "fair")]
    assert len(ids) == len(set(ids))
