"""Who stands on both sides of a dispute: worked out by hand from a small coded report."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from standoff.rules.both_sides import both_sides
from standoff.rules.dossier import Dossier, dossier
from standoff.rules.ledger import Ledger
from standoff.vocabulary import ID, local_name

REPORT = """\
report: lantern-2031-03-02
publisher: lantern
published: 2031-03-02
coder: lantern
sides: {north: {label: The north}}
actors:
  lantern: {kind: media-outlet}
  heron: {kind: media-outlet}
  norland: {kind: state-force, that: {side: north}}
  norland-spokesman: {kind: person, that: {works_for: norland}}
  gazette: {kind: media-outlet, that: {side: north}}
  farmer: {kind: unnamed-source}
  teacher: {kind: unnamed-source}
  sudmark: {kind: state-force}
events:
  strike: {type: air-strike, incident: orra}
  shots: {type: fire, incident: orra}
  barn: {type: destroy, incident: orra}
incidents: {orra: {label: Orra}}
claims:
"""
#: Claims, and who stands on both sides: of an event, or of a statement of it.
CASES = {
    "a paper of the side tells what the side's spokesman denies": (
        [
            "{said_by: heron, event: strike, that: {type: air-strike, actor: norland}}",
            "{said_by: gazette, event: strike, that: {type: air-strike, actor: norland}}",
            "{said_by: norland-spokesman, event: strike, denies: {type: air-strike}}",
        ],
        [("north", ("gazette", "norland-spokesman"))],
    ),
    "who denies that another did it contradicts nobody": (
        [
            "{said_by: gazette, event: strike, that: {type: air-strike, actor: norland}}",
            "{said_by: norland, event: strike, denies: {actor: sudmark}}",
        ],
        [],
    ),
    "whose aircraft it was": (
        [
            "{said_by: norland, event: strike, that: {type: shoot-down, actor: norland, recipient: heron}}",
            "{said_by: lantern, event: strike, denies: {type: shoot-down, recipient: heron}}",
            "{said_by: lantern, event: strike, that: {type: shoot-down, actor: norland, recipient: sudmark}}",
            "{said_by: gazette, event: strike, denies: {type: shoot-down, recipient: sudmark}}",
            "{said_by: farmer, event: strike, denies: {type: shoot-down, recipient: heron}}",
        ],
        [],
    ),
    "a denial of a number of one's own side": (
        [
            "{said_by: gazette, event: strike, that: {deaths_best: 4}}",
            "{said_by: norland, event: strike, denies: {deaths_best: 4}}",
        ],
        [("north", ("gazette", "norland"))],
    ),
    "two numbers of one side": (
        [
            "{said_by: gazette, event: strike, that: {deaths_best: 4}}",
            "{said_by: norland, event: strike, that: {deaths_best: 2}}",
            "{said_by: heron, event: strike, that: {deaths_best: 2}}",
        ],
        [("north", ("gazette", "norland"))],
    ),
    "three of one side, in two disputes": (
        [
            "{said_by: gazette, event: strike, that: {deaths_best: 4, intent: deliberate}}",
            "{said_by: norland, event: strike, that: {deaths_best: 2}}",
            "{said_by: norland-spokesman, event: strike, that: {intent: accidental}}",
        ],
        [("north", ("gazette", "norland", "norland-spokesman"))],
    ),
    "residents whom one paper quotes are no side": (
        [
            "{said_by: farmer, event: barn, that: {type: destroy, actor: norland}}",
            "{said_by: teacher, event: barn, denies: {actor: norland}}",
        ],
        [],
    ),
    "who denies an account in part says one thing": (
        [
            "{id: a, said_by: sudmark, event: shots, that: {type: fire, actor: norland, recipient: sudmark}}",
            "{said_by: norland, denies: a}",
            "{said_by: norland, event: shots, that: {type: return-fire, actor: norland, recipient: sudmark}}",
        ],
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_both_sides(name: str, tmp_path: Path) -> None:
    claims, wanted = CASES[name]
    file = tmp_path / "report.yaml"
    file.write_text(REPORT + "".join(f"  - {claim}\n" for claim in claims), encoding="utf-8")
    found, ledger = read(file)
    versions = [one for act in found.acts for one in act.versions]
    both = both_sides([*versions, *found.statements], ledger.background)
    assert [(local_name(one.group or ""), tuple(map(local_name, one.sources))) for one in both] == wanted


def test_one_source_in_two_reports(tmp_path: Path) -> None:
    """Who denies today what he told yesterday is quoted for both."""
    header, _, rest = REPORT.partition("sides:")
    actors, _, events = rest.partition("events:\n")
    (tmp_path / "actors.yaml").write_text(f"{header}sides:{actors}", encoding="utf-8")
    (tmp_path / "events.yaml").write_text("events:\n" + events.removesuffix("claims:\n"), encoding="utf-8")
    told = ["norland, event: strike, that: {type: air-strike, actor: norland}"]
    denied = ["norland, event: strike, denies: {type: air-strike}", told[0].replace("norland,", "gazette,")]
    for day, claims in ((2, told), (3, denied)):
        header = f"report: heron-2031-03-0{day}\npublisher: heron\npublished: 2031-03-0{day}\nclaims:\n"
        lines = "".join(f"  - {{said_by: {claim}}}\n" for claim in claims)
        (tmp_path / f"{day}.yaml").write_text(header + lines, encoding="utf-8")
    found, ledger = read(tmp_path)
    both = both_sides([one for act in found.acts for one in act.versions], ledger.background)
    assert [(one.group, tuple(map(local_name, one.sources))) for one in both] == [(None, ("norland",))]


def read(path: Path) -> tuple[Dossier, Ledger]:
    record = standoff.open()
    record.read(path)
    ledger = record.view().ledger
    return dossier(ledger, f"{ID}incident/orra"), ledger
