"""Advice on what may be one: one film in several papers, one caller, whole and part, one moment, one toll."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from tests.advice.test_advice import HEAD

ACTORS = """\
  film: {kind: unnamed-source, label: a film of the ford}
  caller: {kind: unnamed-source, label: a caller in the front's name}
  other-caller: {kind: unnamed-source, label: a man on the telephone}
  townsman: {kind: unnamed-source, label: a townsman}
  convoy: {kind: unit, label: the grain convoy}
  watch: {kind: organisation, label: Road Watch}
  dead: {kind: population, label: the dead of the ford}
  children: {kind: population, label: the dead children}
"""
DAY = "when: 2024-05-01"
EVENTS = f"""\
events:
  attack: {{type: attack, incident: i, {DAY}, label: The convoy at the ford}}
  blast: {{type: attack, incident: i, {DAY}, label: The second blast}}
  deaths: {{type: kill, incident: i, {DAY}, label: Deaths at the ford}}
claims:
"""
SEEN = "event: attack, that: {type: fire, actor: army, recipient: villagers}}"
WHOLE = "{id: a, said_by: radio, event: attack, that: {type: attack, recipient: convoy}}"
PART = "{id: b, said_by: watch, event: blast, that: {type: drone-strike, recipient: convoy}}"
KILLED = "event: deaths, that: {type: kill, victim: dead, "
CASES = {
    "two papers tell from a film": (
        [f"{{id: a, said_by: paper, basis: video, {SEEN}", f"{{id: b, said_by: radio, basis: [video, post], {SEEN}"],
        "one witness", "is told from a video by 2 who count as independent (The Paper, a; The Radio, b)",
    ),
    "two papers tell from one film": (
        [f"{{id: a, said_by: paper, basis: video, drawn_from: film, {SEEN}",
         f"{{id: b, said_by: radio, basis: video, drawn_from: film, {SEEN}"],
        "one witness", None,
    ),
    "one of them has a correspondent there": (
        [f"{{id: a, said_by: paper, basis: video, {SEEN}",
         f"{{id: b, said_by: radio, basis: [video, correspondent], {SEEN}"],
        "one witness", None,
    ),
    "two callers": (
        [f"{{id: a, said_by: caller, relayed_by: paper, {SEEN}",
         f"{{id: b, said_by: other-caller, relayed_by: radio, {SEEN}"],
        "one witness", "is told by a caller in the front's name (a) and by a man on the telephone (b)",
    ),
    "a caller and a townsman": (
        [f"{{id: a, said_by: caller, relayed_by: paper, {SEEN}",
         f"{{id: b, said_by: townsman, relayed_by: radio, {SEEN}"],
        "one witness", None,
    ),
    "a whole, and a blow of it by another source": (
        [WHOLE, PART],
        "whole and part",
        "“The second blast” (Road Watch, b) is told closer than “The convoy at the ford” (The Radio, a)",
    ),
    "one source tells both": (
        [WHOLE, PART, "{id: c, said_by: watch, event: attack, that: {type: attack, recipient: convoy}}"],
        "whole and part", None,
    ),
    "a blow that came later": ([WHOLE, PART.replace("convoy}", "convoy, after: attack}")], "whole and part", None),
    "done to others": ([WHOLE, PART.replace("convoy}", "villagers}")], "whole and part", None),
    "of an army, which is attacked more than once": (
        [WHOLE.replace("convoy}", "army}"), PART.replace("convoy}", "army}")], "whole and part", None
    ),
    "of an army, at a closer place": (
        [WHOLE.replace("convoy}", "army, place: valley}"), PART.replace("convoy}", "army, place: ford}")],
        "whole and part", "“The second blast” (Road Watch, b)",
    ),
    "on another day": (
        [WHOLE.replace("convoy}", "convoy, when: 2024-04-30}"), PART], "whole and part", None,
    ),
    "an effect": (
        [WHOLE.replace("convoy}", "dead}"), "{id: b, said_by: watch, event: deaths, that: {type: kill, victim: dead}}"],
        "whole and part", None,
    ),
    "one moment by two clocks": (
        ['{id: a, said_by: radio, event: attack, that: {when: "2024-05-01T03:40"}}',
         '{id: b, said_by: watch, event: attack, that: {when: "2024-05-01T00:40"}}'],
        "two clocks", "was at 00:40 (Road Watch, b) and at 03:40 (The Radio, a): is that one moment",
    ),
    "two hours": (
        ['{id: a, said_by: radio, event: attack, that: {when: "2024-05-01T04:00"}}',
         '{id: b, said_by: watch, event: attack, that: {when: "2024-05-01T03:00"}}'],
        "two clocks", None,
    ),
    "nine with the attackers, and seven civilians": (
        [f"{{id: a, said_by: radio, quote: nine with the attackers, {KILLED}deaths_best: 9}}}}",
         f"{{id: b, said_by: watch, quote: seven civilians, {KILLED}deaths_best: 7}}}}"],
        "two counts", "count the same people in “Deaths at the ford”?",
    ),
    "victims who are not tied": (
        ["{id: a, said_by: radio, event: deaths, that: {type: kill, victim: dead, deaths_best: 9}}",
         "{id: b, said_by: watch, event: deaths, that: {type: kill, victim: children, deaths_best: 7}}"],
        "two counts", "(`member_of` ties children and dead)",
    ),
    "victims who are tied": (
        ["{id: a, said_by: radio, event: deaths, that: {type: kill, victim: dead, deaths_best: 9}}",
         "{id: b, said_by: watch, event: deaths, that: {type: kill, victim: children, deaths_best: 7}}",
         "{id: c, said_by: watch, about: children, that: {member_of: dead}}"],
        "two counts", None,
    ),
    "two plain tolls": (
        [f"{{id: a, said_by: radio, quote: nine died, {KILLED}deaths_best: 9}}}}",
         f"{{id: b, said_by: watch, quote: seven were killed, {KILLED}deaths_best: 7}}}}"],
        "two counts", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_may_be_one_is_asked_about(name: str, tmp_path: Path) -> None:
    claims, kind, wanted = CASES[name]
    places = "places: {valley: {type: area}, ford: {type: point, within: valley}, "
    head = HEAD.replace("places:", f"{ACTORS}places:").replace("places: {", places)
    (tmp_path / "r.yaml").write_text(head + EVENTS + "".join(f"  - {claim}\n" for claim in claims), encoding="utf-8")
    found = [each.message for each in standoff.advise(tmp_path) if each.kind == kind]
    assert [bool(wanted) and wanted in each for each in found] == ([True] if wanted else []), found
