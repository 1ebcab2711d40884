"""Who may take back what: the speaker under either of two ids, and the body above the one who spoke."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.advice.desk import Desk
from standoff.advice.loose_ends import corrected_by_nobody_who_may, others_corrected
from standoff.readers.inputs import read_input
from standoff.record.keeper import open_keeper
from standoff.rules.ledger import Ledger
from standoff.vocabulary import local_name

FIRST = """\
report: lantern-2031-03-02
publisher: lantern
published: 2031-03-02
events: {killing: {type: kill, incident: orra}}
incidents: {orra: {label: Orra}}
claims:
  - {id: 1a, said_by: WHO, event: killing, that: {type: kill, victim: herders, deaths_best: 40}}
"""
SECOND = """\
report: courier-2031-03-06
publisher: courier
published: 2031-03-06
events: {killing: {type: kill, incident: orra}}
incidents: {orra: {label: Orra}}
claims:
  - {id: 1a, said_by: WHO, corrects: "lantern-2031-03-02#1a", event: killing, that: {deaths_best: 14}}
"""
ACTORS = """\
report: orra-actors
publisher: anna
coder: anna
published: 2031-03-09
sides: {norland-side: {label: the side of Norland}}
actors:
  anna: {kind: person}
  lantern: {kind: media-outlet}
  courier: {kind: media-outlet}
  herders: {kind: population}
  officer: {kind: unnamed-source, label: a former officer}
  morrow: {kind: person, label: Morrow}
  ministry: {kind: government, that: {side: norland-side}}
  army: {kind: state-force, that: {part_of: ministry, side: norland-side}}
  air-wing: {kind: state-force, that: {part_of: army, side: norland-side}}
  minister: {kind: person, label: the minister}
  colonel: {kind: person, label: the colonel, that: {works_for: air-wing}}
"""
#: Who gives the first number, who corrects it, what the coder adds of ties, and whether the second takes its place.
CASES = {
    "a source who later gives his name": ("officer", "morrow", "about: officer, that: {same_actor: morrow}", True),
    "named first, then by another id": ("morrow", "officer", "about: officer, that: {same_actor: morrow}", True),
    "two of whom nobody says that they are one": ("officer", "morrow", None, False),
    "who speaks for the source under its other id": (
        "officer",
        "colonel",
        "about: officer, that: {same_actor: air-wing}",
        True,
    ),
    "a ministry and an officer of a part of its part": ("colonel", "ministry", None, True),
    "a ministry and its part": ("air-wing", "ministry", None, True),
    "a part and the whole": ("ministry", "air-wing", None, False),
    "an officer of a part and the whole": ("army", "colonel", None, False),
    "a ministry and its minister, whom nothing ties to it": ("minister", "ministry", None, False),
    "a ministry and its minister": ("minister", "ministry", "about: minister, that: {works_for: ministry}", True),
}


def ledger_of(folder: Path, first: str, second: str, tie: str | None, more: str = "") -> Ledger:
    claims = f"claims:\n  - {{said_by: anna, {tie}}}\n" if tie else ""
    texts = {"a": FIRST.replace("WHO", first), "b": SECOND.replace("WHO", second) + more, "actors": ACTORS + claims}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    record = open_keeper()
    record.put(read_input(folder))
    return Ledger(record)


def deaths(ledger: Ledger) -> set[str]:
    """The numbers of dead that stand."""
    by_prop = [t.says for t in ledger.tellings if t.replaced_on is None and t.row["event"]]
    return {str(value) for says in by_prop for prop, found in says.items() if "deaths" in prop for value in found}


@pytest.mark.parametrize("name", CASES)
def test_who_may_take_back_a_word_in_another_paper(name: str, tmp_path: Path) -> None:
    first, second, tie, may = CASES[name]
    ledger = ledger_of(tmp_path, first, second, tie)
    assert deaths(ledger) == ({"14"} if may else {"14", "40"})
    asked = [*corrected_by_nobody_who_may(Desk(ledger)), *others_corrected(Desk(ledger))]
    assert bool(asked) is not may, asked


def test_who_is_who_is_not_followed_where_it_is_disputed(tmp_path: Path) -> None:
    tie, denied = CASES["a source who later gives his name"][2], "about: officer, that: {not_same_actor: morrow}"
    ledger = ledger_of(tmp_path, "officer", "morrow", tie, f"  - {{id: 2a, said_by: lantern, {denied}}}\n")
    assert deaths(ledger) == {"14", "40"}


def test_a_force_disowns_its_officer_and_not_itself_under_another_id(tmp_path: Path) -> None:
    for name, disowns in (("a ministry and its minister", True), ("a source who later gives his name", False)):
        (tmp_path / name).mkdir()
        ledger = ledger_of(tmp_path / name, *CASES[name][:3])
        (new,) = [telling for telling in ledger.tellings if telling.corrects]
        assert ledger.rows.corrections.disowns(new, new.corrects[0]) is disowns, local_name(new.said_by)
