"""Each act of a line has its own grade, each telling its own tellers: in the panel, the drawing and the dossier."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from standoff.readers.inputs import read_input
from standoff.record.keeper import Keeper, open_keeper
from tests.page.opened import Opened

Open = Callable[..., Opened]
Draw = Callable[..., dict[str, Any]]
WriteReport = Callable[..., Path]
#: One pair of actors, two acts: one told alike by two sources, one denied by whoever is said to have done it; a denial
#: that meets nothing, and an opinion.
TWO_ACTS = {
    "events": """\
events:
  killing: {type: kill, label: Killing, incident: amo, when: 2020-02-12, place: khirbet-amo}
  wounding: {type: wound, incident: amo, when: 2020-02-11}
  looting: {type: seize, incident: amo}
""",
    "claims": """\
claims:
  - {id: a, said_by: sana, quote: killed by the US troops, event: killing, that: {actor: us-forces, victim: man}}
  - {id: b, said_by: us-forces, quote: it was not us, event: killing, denies: {actor: us-forces, place: khirbet-amo}}
  - {id: c, said_by: sana, quote: wounded him, event: wounding, that: {actor: us-forces, victim: man}}
  - {id: d, said_by: network, event: wounding, that: {actor: us-forces, victim: man}}
  - {id: e, said_by: network, opinion: true, quote: a disgrace, event: wounding, that: {actor: us-forces, victim: man}}
  - {id: f, said_by: us-forces, quote: we took nothing, event: looting, denies: {actor: us-forces}}
""",
}
LINE = "us-forces to man"


@pytest.fixture
def two_acts(tmp_path: Path, write_report: WriteReport) -> Keeper:
    record = open_keeper()
    record.put(read_input(write_report(tmp_path / "report", **TWO_ACTS)))
    return record


def versions(opened: Opened, where: str) -> dict[str, list[str]]:
    """The tags beneath each telling of an act."""
    script = """all => all.map(v => [v.firstChild.textContent,
      [...v.querySelectorAll('p > .tag')].filter(t => !t.closest('article')).map(t => t.textContent)])"""
    return dict(opened.tab.locator(f"{where} .version").evaluate_all(script))


def test_a_line_carries_the_grade_of_each_act(open_page: Open, draw: Draw, two_acts: Keeper) -> None:
    opened = open_page(draw(two_acts))
    assert opened.lines() == [LINE]
    row = opened.tab.locator("#lists .lines tbody tr").first
    assert row.locator(".tag").all_text_contents() == ["contested 1", "fair 1"]
    opened.select(LINE)
    # No source says of what kind it was: the coder's kinds stand in brackets.
    ends = "Us forces → Man killed"
    assert versions(opened, "#evidence") == {f"{ends}: (killing)": ["contested"], f"{ends}: (wounding)": ["fair"]}
    killing, wounding = opened.tab.locator("#evidence .version").all()
    # A denial stands with its limits.
    assert "Deny (1) Us forces not in the Khirbet amo" in killing.text_content()
    assert "Against it: denied by Us forces (not in the Khirbet amo)" in killing.text_content()
    assert "Deny" not in wounding.text_content() and "2 independent groups" in wounding.text_content()
    # Red for the one, as wide as the other has groups; the label names each with its own mark.
    drawing = opened.download("out-svg").decode()
    red = opened.tab.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--contested')")
    assert f'stroke="{red}"' in drawing and "✓✗ (killing)" in drawing
    assert "✓✗ (wounding)" not in drawing
    opened.assert_silent()


def test_what_is_only_denied_is_shown_where_its_denier_speaks(open_page: Open, draw: Draw, two_acts: Keeper) -> None:
    for picture, address in (
        (draw(two_acts), "#said_by=id/actor/us-forces"),
        (draw(two_acts, said_by="us-forces"), ""),
    ):
        opened = open_page(picture, address=address)
        assert opened.lines() == [LINE]
        assert opened.tab.locator("#lists .lines tbody .tag").all_text_contents() == ["denied"]
        opened.select(LINE)
        assert "nobody in this view asserts it" in opened.text("#evidence .version")
        assert "it was not us" in opened.text("#evidence")
        assert 'stroke-dasharray="2 6"' in opened.download("out-svg").decode()
    # Side by side, whoever denies it does not tell it.
    sana, denier = "id/actor/sana", "id/actor/us-forces"
    opened = open_page(draw(two_acts), address=f"#tab=beside&panels=source&compare={sana}&compare={denier}")
    panels = opened.tab.locator("#part-beside figure").all_text_contents()
    assert any("Us forces1 line, 1 act, and it is only denied, 1 source" in panel for panel in panels), panels
    found = opened.tab.locator("#compared section").all_text_contents()
    assert [section.split(")")[0] for section in found] == [
        "Both say (0",
        "One says, the other denies (1",
        "Only SANA (1",
        "Only Us forces (0",
    ]
    assert "(killing)" in found[1] and "denied by Us forces" in found[1]


def test_the_dossier_sets_apart_what_is_in_dispute(open_page: Open, draw: Draw, two_acts: Keeper) -> None:
    opened = open_page(draw(two_acts), address="#tab=dossier")
    parts = opened.tab.locator("#part-dossier").evaluate(
        """part => [...part.querySelectorAll('h3')].map(h => {
             let at = h;
             while (!['UL', 'OL'].includes(at.tagName)) at = at.nextElementSibling;
             return [h.textContent, [...at.children].map(li => li.textContent)];
           })"""
    )
    found = dict(parts)
    assert next(iter(found)) == "In dispute (1)"
    [killing] = found["In dispute (1)"]
    # A denial of what nobody asserts disputes nothing, and is not lost.
    [looting] = found["Denied, though nobody here says so (1)"]
    assert "contested" in killing and "Denied by Us forces (not in the Khirbet amo)" in killing
    assert "Denied by Us forces, whom no source here accuses" in looting and "we took nothing" in looting
    [wounding] = found["Reported by two or more independent groups (1)"]
    assert "fair" in wounding and "disgrace" not in wounding
    [opinion] = found["Opinions (1)"]
    assert "A network" in opinion and "a disgrace" in opinion
    # The dispute about one act does not reach the other, and a choice of acts changes no grade.
    assert "contested" in opened.text("#part-dossier .question .answer")
    opened.tab.evaluate("standoff.show({since: '2020-02-12', until: '2020-02-12'})")
    assert "contested" in opened.text("#part-dossier .question .answer")
    assert "A network" not in opened.text("#part-dossier")


def test_an_end_without_a_name_is_no_actor(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture)
    assert "not named" in opened.text("#lists .lines")
    assert "not named" not in opened.text("#lists > .list")
    opened.controls()
    opened.tab.locator("#search").fill("not named")
    assert opened.text("#found-words") == "0 names found"


def test_the_air_strike_of_the_example_is_contested_and_the_fire_confirmed(
    open_page: Open, whole_picture: dict[str, Any]
) -> None:
    opened = open_page(whole_picture)
    assert opened.select("us-forces to unnamed-us-forces")
    found = versions(opened, "#evidence .acts")
    strike, raid, fire = (f"The US Armed Forces {did}" for did in ("struck from the air", "flew a mock raid", "fired"))
    assert (found[strike], found[raid], found[fire]) == (["contested"], ["contested"], ["confirmed"])
    parts = {v.locator("h3").text_content(): v.text_content() for v in opened.tab.locator("#evidence .version").all()}
    assert raid in parts[strike] and strike in parts[raid]
    assert "of its own side" in parts[fire] and "Global Coalition return fire" in parts[fire]
    # The same act, the same grades, in every tab.
    opened.tab.locator("#tab-timeline").click()
    row = opened.tab.locator(".events li", has_text="Use of air power over Khirbet Amo").first
    assert row.locator(".tag").first.text_content().startswith("contested")
    opened.tab.locator("#tab-dossier").click()
    answer = opened.tab.locator("#part-dossier .answer", has_text="struck from the air")
    assert answer.locator(".tag").all_text_contents() == ["contested"]


def test_the_label_of_the_open_line_has_room_in_a_crowded_drawing(
    open_page: Open, whole_picture: dict[str, Any]
) -> None:
    opened = open_page(whole_picture)
    opened.tab.set_viewport_size({"width": 1280, "height": 800})
    opened.tab.wait_for_timeout(300)
    assert opened.select("us-forces to unnamed-us-forces")
    assert "✓✗ air strike +5" in opened.download("out-svg").decode()


def test_the_rule_of_the_grades_reads_as_text_and_a_list(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture, address="#tab=about")
    listed = opened.tab.locator("#part-about dl").last.locator("dt").all_text_contents()
    assert listed == ["confirmed", "fair", "weak", "contested", "denied"]
    assert "a source without a name counts with whoever it spoke to" in opened.text("#part-about")
    assert opened.tab.locator("#part-about h3").all_text_contents()[0] == "Grades"


def test_an_act_in_which_no_one_is_named_is_not_folded_away(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture, address="#tab=dossier")
    tension = opened.tab.locator("#part-dossier .act", has_text="Tension in the area of al-Qamishli").last
    assert tension.get_by_text("Syrian Observatory for Human Rights (SOHR)").first.is_visible()


CORRECTED = """\
claims:
  - {id: a, said_by: paper, quote: five killed, event: killing, that: {actor: us-forces, victim: man, deaths_best: 5}}
  - {id: b, said_by: paper, said_on: 2020-02-14, corrects: a, quote: two, event: killing, that: {deaths_best: 2}}
  - {id: c, said_by: us-forces, quote: declined to comment, no_answer: a}
"""


def test_a_correction_takes_the_place_of_what_it_corrects_and_both_are_shown(
    open_page: Open, draw: Draw, tmp_path: Path, write_report: WriteReport
) -> None:
    record = open_keeper()
    record.put(read_input(write_report(tmp_path / "report", claims=CORRECTED)))
    opened = open_page(draw(record), address="#tab=dossier")
    act, corrections = opened.tab.locator("#part-dossier .dossier").all_text_contents()
    assert "killed: 2" in act and "killed: 5" not in act and "No answer: Us forces" in act
    assert "The Paper corrects: killed: 2 (two); before: killed: 5 (five killed)" in corrections
    opened.tab.evaluate("standoff.show({as_of: '2020-02-13'})")
    before = opened.text("#part-dossier")
    assert "killed: 5" in before and "killed: 2" not in before and "Corrections" not in before
    opened.assert_silent()
