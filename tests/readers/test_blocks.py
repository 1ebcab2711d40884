"""Blocks of claims that share their speaker, claims found by paragraph and letter, and `type: same`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from standoff.claim import DENIES, Attribution
from standoff.errors import InputError
from standoff.readers.blocks import SHARED
from standoff.readers.inputs import read_input
from standoff.vocabulary import CODES, id_of, st
from tests.conftest import PARTS

WriteReport = Callable[..., Path]


def said_in(path: Path) -> frozenset[Attribution]:
    (reading,) = read_input(path)
    return reading.attributions


# --- blocks --------------------------------------------------------------------------------------------------------

BLOCK = """\
claims:
  - said_by: sana
    said_on: 2020-02-12
    paragraph: 3
    basis: statement
    event: killing
    claims:
      - {id: a, that: {actor: us-forces, victim: man}}
      - {id: b, hedged: true, basis: photo, that: {deaths_best: 1}}
      - {id: c, about: man, that: {combatant_status: civilian}}
      - {id: d, said_by: network, paragraph: 4, denies: c}
      - {id: e, leaves_open: means}
  - {id: f, said_by: us-forces, no_answer: a}
"""
WRITTEN_OUT = """\
claims:
  - {id: a, said_by: sana, said_on: 2020-02-12, paragraph: 3, basis: statement, event: killing,
     that: {actor: us-forces, victim: man}}
  - {id: b, said_by: sana, said_on: 2020-02-12, paragraph: 3, basis: photo, event: killing, hedged: true,
     that: {deaths_best: 1}}
  - {id: c, said_by: sana, said_on: 2020-02-12, paragraph: 3, basis: statement, about: man,
     that: {combatant_status: civilian}}
  - {id: d, said_by: network, said_on: 2020-02-12, paragraph: 4, basis: statement, denies: c}
  - {id: e, said_by: sana, said_on: 2020-02-12, paragraph: 3, basis: statement, event: killing, leaves_open: means}
  - {id: f, said_by: us-forces, no_answer: a}
"""


def test_a_block_is_read_as_its_claims_written_out(tmp_path: Path, write_report: WriteReport) -> None:
    block = write_report(tmp_path, "block.yaml", claims=BLOCK)
    written_out = write_report(tmp_path, "out.yaml", claims=WRITTEN_OUT)
    assert said_in(block) == said_in(written_out)
    assert len(said_in(block)) == 6


def test_a_flag_of_a_block_can_be_taken_back_by_a_claim(tmp_path: Path, write_report: WriteReport) -> None:
    rows = """\
claims:
  - {said_by: sana, hedged: true, opinion: true, lang: ar, event: killing, claims: [
      {id: a, quote: قتل, that: {victim: man}}, {id: b, hedged: false, lang: en, quote: killed, that: {victim: man}}]}
"""
    found = {said.coded_as: said for said in said_in(write_report(tmp_path, claims=rows))}
    assert [(found[n].hedged, found[n].opinion) for n in "ab"] == [(True, True), (False, True)]
    assert [str(found[n].quote) for n in "ab"] == ['"قتل"@ar', '"killed"']


CLAIMS = {
    "that": {"actor": "us-forces"},
    "denies": {"actor": "us-forces", "victim": "man"},
    "no_answer": {"victim": "man"},
    "leaves_open": "means",
}
shared_values = some.fixed_dictionaries(
    {},
    optional={
        "said_by": some.sampled_from(["sana", "network", ["sana", "paper"]]),
        "said_on": some.sampled_from(["2020-02-12", "2020-02-13"]),
        "relayed_by": some.sampled_from(["network", "sana"]),
        "paragraph": some.integers(0, 30),
        "basis": some.sampled_from(["photo", ["post", "video"]]),
        "drawn_from": some.sampled_from(["network", "us-forces"]),
        "hedged": some.booleans(),
        "opinion": some.booleans(),
        "lang": some.sampled_from(["en", "ar"]),
        "event": some.just("killing"),
    },
)
claim_rows = some.builds(
    lambda own, key, quote: {"said_by": "us-forces", **own, key: CLAIMS[key], **quote},
    shared_values,
    some.sampled_from(sorted(CLAIMS)),
    some.sampled_from([{}, {"quote": "killed"}]),
)


def test_every_key_that_a_block_shares_is_tried() -> None:
    tried = {"said_by", "said_on", "relayed_by", "paragraph", "basis", "hedged", "opinion", "lang", "event", "about"}
    assert set(SHARED) == tried | {"drawn_from"}


@settings(max_examples=40)
@given(shared_values, some.lists(claim_rows, min_size=1, max_size=4), some.data())
def test_any_block_is_read_as_its_claims_written_out(
    tmp_path_factory: pytest.TempPathFactory,
    shared: dict[str, object],
    rows: list[dict[str, object]],
    data: some.DataObject,
) -> None:
    shared = {"event": "killing", **shared}
    # Some claims leave to the block what it says as well.
    inside = [
        {k: v for k, v in row.items() if not (k in shared and data.draw(some.booleans(), label=k))} for row in rows
    ]
    if "said_by" not in shared:
        inside = [{"said_by": "us-forces", **row} for row in inside]
    # All values as text, and JSON, which is YAML without aliases.
    header = yaml.load("".join(part for name, part in PARTS.items() if name != "claims"), yaml.BaseLoader)
    readings = []
    for claims in ([{**shared, "claims": inside}], [{**shared, **row} for row in inside]):
        path = tmp_path_factory.mktemp("report") / "paper.yaml"
        path.write_text(json.dumps({**header, "claims": claims}), encoding="utf-8")
        readings.append(said_in(path))
    assert readings[0] == readings[1] and readings[0]


# --- claims found by paragraph and letter ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ([], "3a"),
        (["{paragraph: 3, said_by: sana, event: killing, that: {deaths_best: 1}}"], "3b"),
        (["{paragraph: 2, said_by: sana, event: killing, that: {deaths_best: 1}}"], "3a"),
        # An id that another claim has is skipped, wherever it stands.
        (["{id: 3a, paragraph: 3, said_by: sana, event: killing, that: {deaths_best: 1}}"], "3b"),
        (["{id: 3a, said_by: sana, event: killing, that: {deaths_best: 1}}"], "3b"),
        # A claim with an id of another form takes no letter away.
        (["{id: x, paragraph: 3, said_by: sana, event: killing, that: {deaths_best: 1}}"], "3a"),
        (["{paragraph: 3, said_by: sana, event: killing, that: {deaths_best: 1}}"] * 26, "3aa"),
    ],
)
def test_a_claim_without_an_id_is_found_by_paragraph_and_letter(
    tmp_path: Path, write_report: WriteReport, before: list[str], name: str
) -> None:
    rows = [*before, "{paragraph: 3, said_by: sana, event: killing, that: {actor: us-forces}}"]
    text = "claims:\n" + "".join(f"  - {row}\n" for row in [*rows, f"{{id: z, said_by: us-forces, denies: {name}}}"])
    said = said_in(write_report(tmp_path, claims=text))
    (denied,) = (one for one in said if one.stance == DENIES)
    assert denied.claim.says == {(st("actor"), id_of("actor", "us-forces"))}
    # It is a way to find the claim in the file, and not stored.
    assert {one.coded_as for one in said if one.claim == denied.claim} == {None, "z"}


def test_a_claim_without_paragraph_and_id_has_no_name(tmp_path: Path, write_report: WriteReport) -> None:
    rows = "claims:\n  - {said_by: sana, event: killing, that: {actor: us-forces}}\n"
    path = write_report(tmp_path, claims=rows + "  - {said_by: us-forces, paragraph: 1, denies: 0a}\n")
    with pytest.raises(InputError, match='no claim here has the id "0a"'):
        read_input(path)


# --- type: same ------------------------------------------------------------------------------------------------------

SAME = """\
claims:
  - {id: roles, said_by: sana, event: killing, that: {actor: us-forces}}
  - {id: typed, said_by: sana, event: killing, that: {actor: us-forces, type: fire}}
  - {id: actor, said_by: sana, about: man, that: {combatant_status: civilian}}
  - {id: part, said_by: us-forces, event: killing, denies: {actor: us-forces}}
  - {id: whole, said_by: us-forces, event: killing, denies: {actor: us-forces, victim: man}}
  - {id: asked, said_by: us-forces, event: killing, no_answer: {actor: us-forces, victim: man}}
  - {id: open, said_by: us-forces, event: killing, leaves_open: type}
  - {id: judged, said_by: paper, event: killing, that: {same_event: other}}
"""


def kinds(path: Path) -> dict[str | None, set[str]]:
    return {
        said.coded_as: {value.value.removeprefix(CODES) for prop, value in said.claim.says if prop == st("eventType")}
        for said in said_in(path)
    }


def test_type_same_gives_a_claim_the_kind_of_its_event_as_if_typed(tmp_path: Path, write_report: WriteReport) -> None:
    events = "events:\n  killing: {type: kill}\n  other: {type: attack}\n"
    header = "report: r\npublisher: paper\ntype: same\n"
    kill = {"event-type/kill"}
    assert kinds(write_report(tmp_path, header=header, events=events, claims=SAME)) == {
        "roles": kill,
        "typed": {"event-type/fire"},
        "actor": set(),
        # "Not us" stays one part: with a kind it would be a whole telling.
        "part": set(),
        "whole": kill,
        "asked": kill,
        "open": set(),
        # Which act is meant is not what was done.
        "judged": set(),
    }


def test_without_it_no_kind_is_put_in_a_sources_mouth(tmp_path: Path, write_report: WriteReport) -> None:
    events = "events:\n  killing: {type: kill}\n  other: {type: attack}\n"
    found = kinds(write_report(tmp_path, events=events, claims=SAME))
    assert {name for name, kinds_of in found.items() if kinds_of} == {"typed"}


def test_type_same_reads_as_the_types_written_out(tmp_path: Path, write_report: WriteReport) -> None:
    row = "claims:\n  - {{id: a, said_by: sana, event: killing, that: {{victim: man{}}}}}\n"
    same = write_report(tmp_path, "a.yaml", header="report: r\npublisher: paper\ntype: same\n", claims=row.format(""))
    typed = write_report(tmp_path, "b.yaml", header="report: r\npublisher: paper\n", claims=row.format(", type: kill"))
    assert said_in(same) == said_in(typed)
