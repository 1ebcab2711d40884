"""What a denial, a withdrawal or a second account leaves of an act, in the words of the dossier.

The reports are small and invented; what must be printed is worked out by hand.
"""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.output.dossier_text import as_plain
from standoff.rules.dossier import dossier
from standoff.rules.ledger import Ledger
from standoff.vocabulary import ID

REPORT = """\
report: lantern-2031-03-02
publisher: lantern
published: 2031-03-02
coder: lantern
sides: {north: {label: The north}}
actors:
  lantern: {kind: media-outlet, label: the Lantern}
  heron: {kind: media-outlet, label: the Heron}
  courier: {kind: media-outlet, label: the Courier}
  ministry: {kind: government, label: the ministry, that: {side: north}}
  police: {kind: state-force, label: the police, that: {side: north}}
  army: {kind: state-force, label: the army}
  marchers: {kind: population, label: the marchers}
  guards: {kind: population, label: the guards}
  dead: {kind: population, label: the dead}
  old-man: {kind: person, label: an old man}
events:
  square: {type: fire, incident: orra, label: shots in the square}
  bridge: {type: fire, incident: orra, label: shots at the bridge}
  deaths: {type: kill, incident: orra, label: deaths}
  house: {type: kill, incident: orra, label: death in a house}
incidents: {orra: {label: Orra}}
claims:
"""


def printed(tmp_path: Path, *claims: str) -> str:
    """The short dossier of these claims, in one line."""
    file = tmp_path / "report.yaml"
    file.write_text(REPORT + "".join(f"  - {claim}\n" for claim in claims), encoding="utf-8")
    record = standoff.open()
    record.read(file)
    ledger = record.view().ledger
    assert isinstance(ledger, Ledger)
    return " ".join(as_plain(ledger, dossier(ledger, f"{ID}incident/orra")).split())


def test_a_denial_of_another_force(tmp_path: Path) -> None:
    """ "Not our police" disputes nothing where all name the army, and is printed once, where it meets somebody."""
    told = "{said_by: heron, event: square, that: {type: fire, actor: army, recipient: marchers}}"
    denial = "{said_by: ministry, event: square, denies: {type: fire, actor: police}}"
    text = printed(tmp_path, told, denial)
    assert "IN DISPUTE" not in text
    assert "shots in the square, denied by the ministry: that the police fired" in text
    of_police = "{said_by: heron, event: bridge, that: {type: fire, actor: police}}"
    text = printed(tmp_path, told, denial, of_police, denial.replace("square", "bridge"))
    assert text.count("denied by the ministry") == 1
    assert "Nobody here says so" not in text


def test_a_count_taken_back(tmp_path: Path) -> None:
    """Who takes back how many died does not say that nobody did, and says it once for headline and text."""
    text = printed(
        tmp_path,
        "{said_by: courier, event: deaths, that: {type: kill, victim: dead, deaths_best: 8}}",
        "{id: 1a, said_by: heron, event: deaths, that: {type: kill, victim: dead, deaths_best: 7}}",
        "{id: 1b, said_by: heron, event: deaths, that: {type: kill, victim: dead, deaths_best: 7}}",
        '{said_by: heron, event: deaths, corrects: "lantern-2031-03-02#1a"}',
        '{said_by: heron, event: deaths, corrects: "lantern-2031-03-02#1b"}',
    )
    assert text.count("withdrawn (7 killed)") == 1
    assert "withdrawn (People" not in text


def test_what_each_tells_a_part_of(tmp_path: Path) -> None:
    """Who says who fired, and who says at whom, both say that shots were fired."""
    fired = "{said_by: heron, event: bridge, that: {type: fire, actor: marchers}}"
    hit = "{said_by: courier, event: bridge, that: {type: fire, recipient: guards}}"
    assert "common to all: shots were fired (2" in printed(tmp_path, fired, hit)
    assert "common to all" not in printed(tmp_path, fired, fired.replace("heron", "courier"))


def test_another_matter(tmp_path: Path) -> None:
    """An accident is no other account of shots with which it shares nobody, and is one of shots at the same man."""
    accident = "{said_by: heron, event: house, that: {type: accident, victim: old-man}}"
    shots = "{said_by: courier, event: bridge, that: {type: fire, actor: army%s}}"
    assert "ONE MOMENT" not in printed(tmp_path, accident, shots % "")
    assert "ONE MOMENT" in printed(tmp_path, accident, shots % ", recipient: old-man")
