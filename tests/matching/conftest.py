"""Two reports of one killing, whose coders gave everybody ids of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.readers.inputs import read_input
from standoff.record.keeper import Keeper, open_keeper
from tests.conftest import WriteReport

#: A second report of the small one's killing, by a coder who gave everybody an id of their own.
OTHER = {
    "header": "report: gazette-2020-02-14\npublisher: gazette\npublished: 2020-02-14\n",
    "actors": """\
actors:
  gazette: {kind: media-outlet, label: The Gazette}
  americans: {kind: state-force, label: American troops, aliases: [US forces]}
  villager: {kind: person, label: A villager}
""",
    "places": """\
places:
  syria: {type: country}
  amo-village: {type: village, within: syria, label: Kherbet Ammo, lat: 37.02, lon: 41.26}
""",
    "events": "events:\n  shooting: {type: attack, when: 2020-02-12, place: amo-village}\n",
    "claims": """\
claims:
  - {id: a, said_by: gazette, event: shooting, that: {actor: americans, victim: villager, deaths_best: 1}}
  - {id: b, said_by: gazette, about: villager, that: {combatant_status: combatant}}
""",
}


@pytest.fixture
def record(write_report: WriteReport, tmp_path: Path) -> Keeper:
    keeper = open_keeper()
    keeper.put(read_input(write_report(tmp_path / "one")))
    keeper.put(read_input(write_report(tmp_path / "two", **OTHER)))
    return keeper
