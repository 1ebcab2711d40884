"""Advice where two coders of one article coded one sentence differently, and the verdict changed.

The cases are the sentences over which coders of blind trials parted, retold of other acts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from tests.advice.test_advice import HEAD

ACTORS = """\
  desk: {kind: organisation, label: Forensic Desk}
  aid: {kind: organisation, label: Blue Table}
  clinic: {kind: organisation, label: North Clinic}
  convoy: {kind: unit, label: the Blue Table convoy}
  patrol: {kind: unit, label: the patrol, that: {part_of: army}}
  driver: {kind: unnamed-source, label: a driver of Blue Table}
  nurse: {kind: unnamed-source, label: a clinic nurse}
  prisoner: {kind: person, label: a prisoner of Blue Table}
  officer: {kind: unnamed-source, label: a senior security official}
"""
EVENTS = """\
events:
  strike: {type: attack, incident: i, label: Blasts at the ford}
  deaths: {type: kill, incident: i, label: Deaths at the ford}
  turn: {type: manoeuvre, incident: i, label: Turn of the convoy}
  walk: {type: arrive, incident: i, label: Soldiers in the hills}
claims:
"""
SHELLED = "{id: s, said_by: army, event: strike, that: {type: shelling, actor: coalition, recipient: village}}"
BLASTS = "{id: b, said_by: desk, event: strike, that: {type: explosion}}"
OPEN = "{id: c, said_by: desk, quote: We found no sign of artillery, event: strike, leaves_open: type}"
CASES = {
    # left open
    "who found no sign of one kind and tells of the act": ([SHELLED, BLASTS, OPEN], "left open", "tells of it: b."),
    "who heard no guns": (
        [SHELLED, "{id: c, said_by: man, quote: She heard no big guns, event: strike, leaves_open: type}"],
        "left open", "“She heard no big guns” is coded as A man leaving open whether “Blasts at the ford” happened",
    ),
    "the same as a denial of the kind alone": (
        [SHELLED, BLASTS, OPEN.replace("leaves_open: type", "hedged: true, denies: {type: shelling}")],
        "left open", None,
    ),
    "who cannot say what it was": (
        [SHELLED, BLASTS, OPEN.replace("We found no sign of artillery", "It is uncertain")], "left open", None
    ),
    "who tells of an effect": (
        [SHELLED, OPEN.replace("We found no sign of artillery", "uncertain"),
         "{id: d, said_by: desk, event: deaths, that: {type: kill, victim: man, caused_by: strike}}"],
        "left open", "tells of what came of it, or of a part of it: d.",
    ),
    "who takes back a word": (
        [SHELLED, "{id: c, said_by: man, event: strike, that: {type: shelling}}", "{id: d, said_by: man, corrects: c}",
         "{id: e, said_by: man, quote: he did not see the village, event: strike, leaves_open: type}"],
        "left open", None,
    ),
    # denials wider than the words
    "without drones, of a patrol": (
        [SHELLED, "{id: a, said_by: radio, event: strike, that: {type: attack, means: drone}}",
         "{id: c, said_by: army, paragraph: 5, event: walk, that: {type: close-by, actor: patrol}}",
         "{id: d, said_by: army, paragraph: 5, event: strike, denies: {actor: army, means: drone}}"],
        "wide denial", "in the same paragraph c tells of “Soldiers in the hills”",
    ),
    "without drones, where others tell of theirs": (
        ["{id: a, said_by: radio, event: strike, that: {type: attack, actor: army, means: drone}}",
         "{id: c, said_by: army, paragraph: 5, event: walk, that: {type: close-by, actor: patrol}}",
         "{id: d, said_by: army, paragraph: 5, event: strike, denies: {actor: army, means: drone}}"],
        "wide denial", None,
    ),
    "not of our own will": (
        ["{id: a, said_by: radio, event: turn, that: {type: manoeuvre, actor: convoy}}",
         "{id: b, said_by: aid, event: turn, that: {type: coerce, actor: army, recipient: convoy}}",
         "{id: c, said_by: aid, event: turn, denies: {actor: convoy}}"],
        "wide denial", "c denies that the Blue Table convoy did “Turn of the convoy”, and b has it that others made it",
    ),
    "it did not turn": (
        ["{id: a, said_by: radio, event: turn, that: {type: manoeuvre, actor: convoy}}",
         "{id: c, said_by: aid, event: turn, denies: {actor: convoy}}"],
        "wide denial", None,
    ),
    # one body
    "a driver of a body": (
        ["{id: a, said_by: driver, event: strike, that: {type: attack}}",
         "{id: b, said_by: aid, event: strike, that: {type: attack}}"],
        "one body", "“a driver of Blue Table” says so as of “Blue Table”",
    ),
    "a nurse of the clinic, by the head of its name": (
        ["{id: a, said_by: nurse, event: strike, that: {type: attack}}",
         "{id: b, said_by: clinic, event: strike, that: {type: attack}}"],
        "one body", "“a clinic nurse” says so as of “North Clinic”",
    ),
    "a driver who works for it": (
        ["{id: a, said_by: driver, event: strike, that: {type: attack}}",
         "{id: b, said_by: aid, event: strike, that: {type: attack}}",
         "{id: c, said_by: paper, about: driver, that: {works_for: aid}}"],
        "one body", None,
    ),
    "a prisoner of a body": (
        ["{id: a, said_by: prisoner, event: strike, that: {type: attack}}",
         "{id: b, said_by: aid, event: strike, that: {type: attack}}"],
        "one body", None,
    ),
    "an official of nobody": (
        ["{id: a, said_by: officer, event: strike, that: {type: attack}}"],
        "one body", "Whose official is “a senior security official”?",
    ),
    "an official of the army": (
        ["{id: a, said_by: officer, event: strike, that: {type: attack}}",
         "{id: b, said_by: paper, about: officer, that: {works_for: army}}"],
        "one body", None,
    ),
    # a withdrawal of another act
    "a drone here takes back no word on the strike there": (
        ["{id: a, said_by: army, paragraph: 1, event: strike, denies: {type: air-activity, actor: army}}",
         "{id: b, said_by: army, paragraph: 2, event: walk, that: {type: air-activity, means: drone}}",
         "{id: c, said_by: army, paragraph: 2, corrects: a}"],
        "correction", "c takes back what The Army said of “Blasts at the ford” (a)",
    ),
    "a word withdrawn by itself": (
        ["{id: a, said_by: army, paragraph: 1, event: strike, denies: {type: air-activity, actor: army}}",
         "{id: b, said_by: army, paragraph: 3, event: walk, that: {type: air-activity, means: drone}}",
         "{id: c, said_by: army, paragraph: 2, corrects: a}"],
        "correction", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_a_second_coder_would_ask(name: str, tmp_path: Path) -> None:
    claims, kind, wanted = CASES[name]
    head = HEAD.replace("places:", f"{ACTORS}places:")
    (tmp_path / "r.yaml").write_text(head + EVENTS + "".join(f"  - {claim}\n" for claim in claims), encoding="utf-8")
    found = [each.message for each in standoff.advise(tmp_path) if each.kind == kind]
    assert [bool(wanted) and wanted in each for each in found] == ([True] if wanted else []), found
