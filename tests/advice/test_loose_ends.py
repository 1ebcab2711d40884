"""Advice on what a coding leaves loose: acts alike in name only, accounts without a kind, corrections."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from standoff.advice.desk import Advice
from tests.advice.test_advice import HEAD

EVENTS = """\
events:
  act: {type: other, incident: i, label: Turn of the boat}
  blast: {type: air-strike, incident: i, label: Blast in the village}
  deaths: {type: kill, incident: i, label: Deaths in the village}
claims:
  - {said_by: paper, event: deaths, that: {type: kill, victim: man, place: village}}
  - {said_by: radio, event: deaths, that: {type: kill, victim: man, place: far}}
  - {said_by: radio, event: blast, that: {type: air-strike, recipient: villagers, place: hill}}
  - {said_by: radio, about: army, that: {member_of: coalition}}
"""
#: What is asked of these claims: words of the message, or nothing.
CASES = {
    "two groups meet only at an act of another kind": (
        ["{id: a, said_by: paper, event: act, that: {type: other, actor: man}}",
         "{id: b, said_by: radio, event: act, that: {type: other, actor: man}}"],
        "The Paper, a; The Radio, b",
    ),
    "they meet at a kind as well": (
        ["{id: a, said_by: paper, event: act, that: {type: manoeuvre, actor: man}}",
         "{id: b, said_by: radio, event: act, that: {type: manoeuvre, actor: man}}",
         "{id: c, said_by: radio, event: act, that: {type: other, actor: man}}"],
        None,
    ),
    "one group alone": (["{id: a, said_by: paper, event: act, that: {type: other, actor: man}}"], None),
    "a denier gives a cause and no kind": (
        ["{id: a, said_by: army, event: blast, denies: {type: air-strike, actor: army}}",
         "{id: b, said_by: army, event: blast, that: {caused_by: act}}",
         "{said_by: army, event: act, that: {type: store, actor: villagers}}"],
        "The Army denies the act “Blast in the village” (a) and tells of it only: caused by: Turn of the boat (b)",
    ),
    "a denier gives a kind of his own": (
        ["{id: a, said_by: army, event: blast, denies: {type: air-strike, actor: army}}",
         "{id: b, said_by: army, event: blast, that: {type: explosion, caused_by: act}}",
         "{said_by: army, event: act, that: {type: store, actor: villagers}}"],
        None,
    ),
    "who denies nothing may give a cause": (
        ["{id: b, said_by: army, event: blast, that: {caused_by: act}}",
         "{said_by: army, event: act, that: {type: store, actor: villagers}}"],
        None,
    ),
    "a denier of a part of a number": (
        ["{id: a, said_by: army, event: blast, denies: {deaths_best: 3}}",
         "{id: b, said_by: army, event: blast, that: {means: aircraft}}"],
        None,
    ),
    "a correction leaves the same number": (
        ["{id: a, said_by: radio, event: deaths, that: {deaths_low: 17, deaths_high: 21}}",
         "{id: b, said_by: radio, event: deaths, that: {deaths_low: 17}}",
         "{id: c, said_by: radio, said_on: 2024-05-04, corrects: a, event: deaths, that: {deaths_best: 16}}"],
        "c corrects a, and the same number stands in b",
    ),
    "each claim is corrected": (
        ["{id: a, said_by: radio, event: deaths, that: {deaths_low: 17, deaths_high: 21}}",
         "{id: b, said_by: radio, event: deaths, that: {deaths_low: 17}}",
         "{id: c, said_by: radio, said_on: 2024-05-04, corrects: a, event: deaths, that: {deaths_best: 16}}",
         "{id: d, said_by: radio, said_on: 2024-05-04, corrects: b, event: deaths, that: {deaths_best: 16}}"],
        None,
    ),
    "the number of somebody else": (
        ["{id: a, said_by: radio, event: deaths, that: {deaths_low: 17}}",
         "{id: b, said_by: paper, event: deaths, that: {deaths_low: 17}}",
         "{id: c, said_by: radio, said_on: 2024-05-04, corrects: a, event: deaths, that: {deaths_best: 16}}"],
        None,
    ),
    "another speaker corrects": (
        ["{id: a, said_by: villagers, event: deaths, that: {deaths_best: 2}}",
         "{id: c, said_by: army, said_on: 2024-05-04, corrects: a, event: deaths, that: {deaths_best: 1}}"],
        "c corrects a, which The Army did not say, but Villagers",
    ),
    "a claim of another act corrects": (
        ["{id: a, said_by: radio, event: deaths, that: {type: kill, victim: man}}",
         "{id: c, said_by: radio, said_on: 2024-05-04, corrects: a, event: blast, that: {place: hill}}"],
        "c is of “Blast in the village” and corrects a, which is of “Deaths in the village”",
    ),
    "a denial that may cover another act": (
        ["{id: a, said_by: army, event: blast, denies: {type: air-strike, actor: army}}",
         "{id: b, said_by: villagers, event: act, that: {type: air-strike, actor: army, recipient: villagers}}"],
        "The Army denies of “Blast in the village” what others tell of “Turn of the boat”",
    ),
    "the denier speaks of the other act": (
        ["{id: a, said_by: army, event: blast, denies: {type: air-strike, actor: army}}",
         "{id: b, said_by: villagers, event: act, that: {type: air-strike, actor: army, recipient: villagers}}",
         "{id: c, said_by: army, event: act, denies: {type: air-strike, actor: army}}"],
        None,
    ),
    "a denial that names to whom it was not done": (
        ["{id: a, said_by: army, event: blast, denies: {type: air-strike, actor: army, recipient: villagers}}",
         "{id: b, said_by: villagers, event: act, that: {type: air-strike, actor: army, recipient: villagers}}"],
        None,
    ),
}  # fmt: skip


def test_a_correction_by_nobody_who_may_is_asked_about(tmp_path: Path) -> None:
    """Case: the army cannot take back in The Radio what villagers told The Paper; the villagers can."""
    claims = "claims:\n  - {id: a, said_by: villagers, event: deaths, that: {deaths_best: 2}}\n"
    events = "events: {deaths: {type: kill, incident: i, label: Deaths in the village}}\n"
    for who, asked in (("army", True), ("villagers", False)):
        folder = tmp_path / who
        folder.mkdir()
        (folder / "r.yaml").write_text(HEAD + events + claims, encoding="utf-8")
        header = HEAD.replace("r-1", "r-2").replace("publisher: paper", "publisher: radio")
        row = f"  - {{id: b, said_by: {who}, corrects: r-1#a, event: deaths, that: {{deaths_best: 1}}}}\n"
        (folder / "s.yaml").write_text(header + events + "claims:\n" + row, encoding="utf-8")
        found = [each.message for each in standoff.advise(folder) if each.kind == "correction"]
        assert [("neither said, nor passed on" in message) for message in found] == ([True] if asked else [])


@pytest.mark.parametrize("name", CASES)
def test_loose_ends(name: str, tmp_path: Path) -> None:
    claims, wanted = CASES[name]
    text = HEAD + EVENTS + "".join(f"  - {claim}\n" for claim in claims)
    (tmp_path / "r.yaml").write_text(text, encoding="utf-8")
    found: list[Advice] = [each for each in standoff.advise(tmp_path) if each.kind in KINDS]
    assert [wanted in each.message for each in found] == ([True] if wanted else []), found


KINDS = {"another kind", "no kind", "correction", "wide denial"}
