"""Advice on kinds of act that are coded with ends of which their sentence would say something else."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from tests.advice.test_advice import HEAD

EVENTS = """\
events:
  act: {type: confrontation, incident: i, label: Act at the bridge}
claims:
"""
#: What is asked of a telling: the way out that it gives, or nothing.
CASES = {
    "turned back, and nobody by whom": ("{type: turn-back, actor: army}", "turn-around"),
    "turned somebody back": ("{type: turn-back, actor: army, recipient: villagers}", None),
    "accused, and nobody named": ("{type: accuse, actor: army}", "`condemn`"),
    "accused somebody": ("{type: accuse, actor: army, recipient: villagers}", None),
    "seized a ship": ("{type: seize, actor: army, recipient: boat}", "`type: capture`"),
    "seized what people had": ("{type: seize, actor: army, recipient: villagers}", None),
    "carried people": ("{type: carry, actor: army, victim: villagers}", "carry-people"),
    "carried to people": ("{type: carry, actor: army, recipient: villagers}", None),
}


@pytest.mark.parametrize("name", CASES)
def test_a_kind_that_would_say_something_else(name: str, tmp_path: Path) -> None:
    told, wanted = CASES[name]
    head = HEAD.replace("actors:\n", "actors:\n  boat: {kind: unit, label: the boat}\n", 1)
    text = f"{head}{EVENTS}  - {{id: a, said_by: paper, event: act, that: {told}}}\n"
    (tmp_path / "r.yaml").write_text(text, encoding="utf-8")
    found = [each.message for each in standoff.advise(tmp_path) if each.kind == "kind"]
    assert [wanted in message for message in found] == ([True] if wanted else []), found
