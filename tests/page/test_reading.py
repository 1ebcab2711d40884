"""Who says what, when and where, and what can be shared of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.dom import minidom

from standoff.readers.inputs import read_input
from standoff.record.keeper import open_keeper
from tests.page.opened import ID, Opened

Open = Callable[..., Opened]
Draw = Callable[..., dict[str, Any]]
VAGUE = {
    "events": """\
events:
  killing: {type: kill, label: Killing, incident: amo, when: 2020-02-05}
  raid: {type: attack, label: Raid, incident: amo, when: ../2020-02-10}
""",
    "claims": """\
claims:
  - {id: a, said_by: sana, event: killing, that: {event_type: kill, actor: us-forces, victim: man}}
  - {id: b, said_by: network, event: killing, denies: {actor: us-forces}}
  - {id: c, said_by: sana, quote: a raid, event: raid, that: {event_type: attack, actor: us-forces, after: killing}}
""",
}


def test_a_half_open_date_is_no_day_and_an_act_has_one_grade_everywhere(
    open_page: Open, draw: Draw, tmp_path: Path, write_report: Callable[..., Path]
) -> None:
    record = open_keeper()
    record.put(read_input(write_report(tmp_path / "report", **VAGUE)))
    opened = open_page(draw(record), address="#tab=timeline")
    killing, raid = opened.tab.locator(".events > li").all()
    assert "by 10 February 2020" in raid.text_content() and raid.locator("circle").count() == 0
    bar = raid.locator("rect.half-open")
    assert bar.get_attribute("x") == "0%" and raid.locator("line.stop").count() == 1
    assert killing.locator(".tag").all_text_contents() == ["contested"]
    assert killing.locator(".span.contested").count() == 1
    opened.tab.locator("#lanes-actor").click()
    assert {"Us forces", "Man killed"} <= {h.split("  ")[0].rsplit(" ", 2)[0] for h in _headings(opened)}
    opened.tab.locator("#tab-map").click()
    opened.tab.locator("#tab-dossier").click()
    assert opened.tab.locator(".question > p .tag").all_text_contents() == ["contested"]
    opened.assert_silent()


def _headings(opened: Opened) -> list[str]:
    return list(opened.tab.locator(".lane h3").all_text_contents())


def test_the_matrix_opens_the_words_behind_a_mark(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture, address="#tab=dossier")
    opened.tab.locator(".matrix-box > summary").click()
    head = opened.tab.locator(".matrix thead th")
    opened.wait("document.querySelector('.matrix thead th') !== null")
    sources = head.all_text_contents()[1:]
    assert "SANA (Syrian Arab News Agency)" in sources and len(sources) > 5
    cell = opened.tab.locator(".matrix button.cell").first
    name = cell.get_attribute("aria-label") or ""
    cell.click()
    said = opened.text("#copied")
    assert name.split(" asserts")[0].split(" denies")[0].split(" tells")[0] in said
    assert opened.tab.locator("#copied article").count() >= 1


def test_an_image_of_any_part_has_its_marks_sources_day_and_record(
    open_page: Open, seed_picture: dict[str, Any]
) -> None:
    opened = open_page(seed_picture)
    for tab in ("network", "dossier", "timeline", "map"):
        opened.tab.locator(f"#tab-{tab}").click()
        drawing = opened.download("out-svg").decode()
        minidom.parseString(drawing)
        assert seed_picture["table"]["hash"][:16] in drawing and "Sources: " in drawing
        assert "the latest of 13 February 2020" in drawing and "…" not in drawing.rpartition("Sources: ")[2]
        assert ("acts upon" in drawing) == (tab == "network")
        png = opened.download("out-png")
        assert png.startswith(b"\x89PNG") and len(png) > 20_000
    opened.assert_silent()


def test_an_embedded_page_is_the_part_alone(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture, address="#tab=timeline&embed=1")
    assert opened.tab.locator("#part-timeline").is_visible()
    for part in ("#tabs", "#rail", "#controls", "#out"):
        assert opened.tab.locator(part).is_hidden(), part
    assert opened.select(f"{ID}event/clash") and "embed=1" in opened.tab.evaluate("location.hash")


def test_a_dark_page_prints_black_on_white(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture, address="#tab=dossier", color_scheme="dark")
    opened.tab.emulate_media(media="print")
    colours = "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    assert opened.tab.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert opened.tab.locator("#rail").is_hidden()


def test_nothing_moves_under_the_finger(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture, viewport={"width": 390, "height": 844}, has_touch=True)
    tab = opened.tab
    tab.evaluate("document.getElementById('network').scrollIntoView()")
    before = tab.evaluate("scrollY")
    style = "getComputedStyle(document.getElementById('evidence'))"
    # The tap's own click must not land on the sheet that has just come under the finger.
    opening = f"id => {{ standoff.select(id); return {style}.pointerEvents; }}"
    assert tab.evaluate(opening, f"{ID}actor/us-forces") == "none"
    assert tab.evaluate("scrollY") == before
    sheet = tab.locator("#evidence").bounding_box()
    assert sheet["y"] > 844 * 0.4 and abs(sheet["y"] + sheet["height"] - 844) < 2
    opened.wait(f"{style}.pointerEvents === 'auto'")
    small = """[...document.querySelectorAll('button:not(.inline), select, summary')]
      .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"""
    assert tab.evaluate(small) == []


def test_the_legend_is_closed_where_it_would_take_the_drawing_its_room(
    open_page: Open, seed_picture: dict[str, Any]
) -> None:
    """At 1280x850 it took 212 of 520 pixels. Closed, its items are in the file all the same."""
    for height, is_open in ((720, False), (850, False), (1000, True)):
        opened = open_page(seed_picture, viewport={"width": 1280, "height": height})
        assert opened.tab.evaluate("document.getElementById('legend').open") is is_open
        marks = opened.tab.locator("#legend li").all_text_contents()
        assert "acts upon" in marks and "not named" in marks


def test_on_a_telephone_the_open_tab_is_in_sight_and_every_number_has_its_heading(
    open_page: Open, seed_picture: dict[str, Any]
) -> None:
    """The row of tabs was cut before the open one, and the cards of sources had bare numbers in them."""
    opened = open_page(seed_picture, address="#view=all&tab=sources", viewport={"width": 390, "height": 844})
    row, tab = (opened.tab.locator(of).bounding_box() for of in ("#tabs", "#tab-sources"))
    assert row["x"] <= tab["x"] and tab["x"] + tab["width"] <= row["x"] + row["width"] + 1
    cells = opened.tab.locator("#part-sources tbody tr").first.locator("td")
    before = cells.evaluate_all("all => all.map(cell => getComputedStyle(cell, '::before').content)")
    assert len(before) == 5 and '"Attributions: "' in before and "none" not in before
    # A tie is said as everywhere else, by the property's phrase.
    assert "on the side: " in opened.text("#part-sources")


def test_the_table_of_sources_has_room_for_all_its_columns(open_page: Open, seed_picture: dict[str, Any]) -> None:
    """At 1280 and 1024 pixels the last one, what rests on a source alone, was out of sight."""
    for width in (1280, 1024):
        opened = open_page(seed_picture, address="#view=all&tab=sources", viewport={"width": width, "height": 800})
        table = opened.tab.locator("#part-sources .scroll")
        assert table.evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_the_marks_of_time_say_what_is_drawn(open_page: Open, seed_picture: dict[str, Any]) -> None:
    """A disc was said to be "a day or two": a day of a short axis is a bar, and a month of a long one a disc."""
    opened = open_page(seed_picture, address="#view=all&tab=timeline")
    drawn = opened.tab.locator("#part-timeline .events .bar-line")
    legend = opened.text("#part-timeline .marks")
    for shape, words in (("rect:not(.half-open)", "a bar: "), ("circle", "a disc: ")):
        assert (drawn.locator(f"{shape}.span").count() > 0) is (words in legend), words
