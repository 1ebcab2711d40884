"""Who counts with whom: one witness whom four papers quote is one witness."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff

ACTORS = """\
report: actors
publisher: vesna
coder: vesna
sides: {north: {label: The north}}
actors:
  lantern: {kind: media-outlet}
  courier: {kind: media-outlet}
  heron: {kind: media-outlet}
  teacher: {kind: unnamed-source%s}
  resident: {kind: unnamed-source%s}
  oslet: {kind: person%s}
  army: {kind: state-force, that: {side: north}}
  vesna: {kind: person}
events: {shots: {type: fire, incident: orra, when: 2031-03-01}}
"""
REPORT = """\
report: {paper}-2031-03-0{day}
publisher: {paper}
published: 2031-03-0{day}
coder: vesna
claims:
  - {{said_by: {witness}, paragraph: 1, event: shots, that: {{type: fire, actor: army}}}}
{more}"""
SAME = ", that: {same_actor: oslet}"


@pytest.mark.parametrize(
    ("teacher", "resident", "oslet", "denied", "expected"),
    [
        # Each source without a name counts with the paper that it spoke to.
        ("", "", "", "", 3),
        # He tells the third paper that he is the teacher, and the resident (as in a report on a checkpoint).
        (SAME, "", "", "", 2),
        (SAME, SAME, "", "", 1),
        # One man who works for somebody counts with him under all his names.
        (SAME, SAME, ", that: {works_for: army}", "", 1),
        # Somebody says that they are two.
        (SAME, "", "", "  - {said_by: heron, about: teacher, that: {not_same_actor: oslet}}\n", 3),
    ],
)
def test_who_is_one_on_the_coders_word_counts_once(
    teacher: str, resident: str, oslet: str, denied: str, expected: int, tmp_path: Path
) -> None:
    (tmp_path / "actors.yaml").write_text(ACTORS % (teacher, resident, oslet), "utf-8")
    for day, (paper, witness) in enumerate((("lantern", "teacher"), ("courier", "resident"), ("heron", "oslet")), 1):
        more = denied if paper == "heron" else ""
        report = REPORT.format(paper=paper, witness=witness, day=day, more=more)
        (tmp_path / f"{paper}.yaml").write_text(report, "utf-8")
    with standoff.open() as record:
        record.read(tmp_path)
        (row,) = record.confront()
        assert row["groups"] == expected


def test_who_is_judged_one_joins_all_that_he_is_said_to_be(tmp_path: Path) -> None:
    """Two papers each quote a witness, and each coder finds out a name for hers; the two are judged one man's."""
    (tmp_path / "actors.yaml").write_text(
        ACTORS % (SAME, ", that: {same_actor: vesper}", "}\n  vesper: {kind: person"), "utf-8"
    )
    for day, (paper, witness) in enumerate((("lantern", "teacher"), ("courier", "resident")), 1):
        (tmp_path / f"{paper}.yaml").write_text(REPORT.format(paper=paper, witness=witness, day=day, more=""), "utf-8")
    with standoff.open() as record:
        record.read(tmp_path)
        record.accept("oslet", "vesper", by="Anna", new=True)
        assert [record.confront(identities=who)[0]["groups"] for who in ("none", "Anna")] == [2, 1]
