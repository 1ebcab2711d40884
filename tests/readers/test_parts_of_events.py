"""``part_of:`` of an event: what it becomes in a record, through an export and back, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from standoff.errors import InputError
from standoff.vocabulary import ID, ST

REPORT = """\
report: r
publisher: paper
actors: {paper: {kind: media-outlet, label: The Paper}, army: {kind: state-force, label: The Army}}
events:
  blow: {type: fire, incident: day, part_of: %s, label: the second blow}
  attack: {type: violence, incident: day, label: the attack%s}
claims:
  - {said_by: paper, paragraph: 1, event: blow, that: {type: fire, actor: army}}
"""


def test_a_part_names_its_whole_in_a_record_and_after_an_export(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(REPORT % ("attack", ""), "utf-8")
    record = standoff.open()
    record.read(tmp_path / "r.yaml")
    record.export(tmp_path / "r.ttl")
    again = standoff.open()
    again.read(tmp_path / "r.ttl")
    for each in (record, again):
        keeper = each.view().ledger.record
        assert list(keeper.match(None, ST + "subEventOf")) == [
            (f"{ID}event/blow", ST + "subEventOf", f"{ID}event/attack")
        ]
        # Nobody tells of the attack itself: it is told by its part, whose name stands beside it.
        attack = next(act for act in each.dossier("day")["acts"] if act["label"] == "the attack")
        assert [v["asserted_by"] for v in attack["versions"]] == [["The Paper"]]
        assert {e["told_of"] for v in attack["versions"] for e in v["evidence"]} == {"the second blow"}


@pytest.mark.parametrize(
    ("of", "more", "message"),
    [
        ("blow", "", "An event cannot be part of itself."),
        (
            "attack",
            ", part_of: blow",
            '"blow" is part of itself, through the events under `part_of:`. Break the circle.',
        ),
        ("raid", "", '`part_of:` "raid" is not a known event. Add new events to events.yaml.'),
    ],
)
def test_a_circle_or_an_unknown_whole_is_refused(tmp_path: Path, of: str, more: str, message: str) -> None:
    (tmp_path / "r.yaml").write_text(REPORT % (of, more), "utf-8")
    with pytest.raises(InputError) as raised:
        standoff.open().read(tmp_path / "r.yaml")
    assert message in [problem.message for problem in raised.value.problems]
