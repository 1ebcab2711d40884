"""Every line, actor and event opens to the claims behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from standoff.readers.inputs import read_input
from standoff.record.keeper import open_keeper
from tests.page.opened import ID, Opened

Open = Callable[..., Opened]
Draw = Callable[..., dict[str, Any]]
WriteReport = Callable[..., Path]
RUSSIANS = f"{ID}actor/russian-military-police"


def test_a_click_on_the_us_ndf_line_shows_anhas_two_claims(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture)
    opened.click("ndf to us-forces")
    assert opened.text("#evidence h2") == "National Defence Forces (NDF) → US Armed Forces"
    quotes = opened.tab.locator("#evidence blockquote").all_text_contents()
    # Rows 9a and 9b of the seed's statements.
    assert set(quotes) == {"surrounded a US patrol in Khirbet Amo village", "threw stones at their US armourd vehicles"}
    evidence = opened.text("#evidence")
    for shown in ("ANHA (Hawar News Agency)", "Autonomous Administration side", "paragraph 9", "13 February 2020"):
        assert shown in evidence
    opened.assert_silent()


def test_every_line_and_actor_of_the_seed_can_be_clicked(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture, viewport={"width": 1440, "height": 900})
    shown = opened.tab.locator("#lists button[data-id]").evaluate_all("all => all.map(b => b.dataset.id)")
    assert len(shown) > 20
    for iri in shown:
        assert opened.tab.evaluate("id => standoff.where(id)", iri), iri
        opened.click(iri)
        assert opened.tab.locator("#evidence blockquote").count() >= 1, iri


def test_a_click_beside_an_actor_closes_it(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture)
    us = f"{ID}actor/us-forces"
    opened.click(us)
    assert opened.text("#evidence h2").strip() == "US Armed Forces"
    assert "القوات الأمريكية" in opened.text("#evidence")
    box = opened.tab.locator("#network").bounding_box()
    opened.tab.mouse.click(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3)
    assert opened.tab.locator("#evidence").is_hidden()


def test_a_quote_in_arabic_runs_from_right_to_left(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture)
    found = 0
    for line in opened.lines():
        opened.select(line)
        for quote in opened.tab.locator('#evidence blockquote[lang="ar"]').all():
            found += 1
            assert quote.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert found


def test_rivals_stand_side_by_side(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture)
    # Of the man killed SANA says that he was a civilian, which the North-eastern Syria Network denies: rows 3c and 11a.
    opened.select(f"{ID}actor/khirbet-amo-man")
    opened.tab.locator("#evidence .statements summary", has_text="civilian").first.click()
    columns = opened.tab.locator("#evidence .columns").first.locator("> div")
    assert columns.count() == 2
    so, against = columns.all_text_contents()
    assert so.startswith("Say so") and "SANA" in so and "North-eastern" not in so
    assert against.startswith("Deny") and "North-eastern Syria Network" in against
    left, right = (column.bounding_box() for column in columns.all())
    assert left["x"] + left["width"] <= right["x"] and left["y"] == right["y"]


def test_onlookers_are_no_side_of_the_clash(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture)
    opened.select(f"{ID}event/clash")
    ends = opened.tab.locator("#evidence .list button").all_text_contents()
    assert ends and not any("Russian" in text.split("·")[0] for text in ends)
    opened.select(RUSSIANS)
    assert "Looks on" in opened.text("#evidence .facts")


def test_an_event_opens_from_timeline_map_dossier_and_evidence(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture)
    for tab, button in (
        ("timeline", ".events button"),
        ("map", ".places li li button"),
        ("dossier", ".question h4 button"),
    ):
        opened.tab.locator(f"#tab-{tab}").click()
        first = opened.tab.locator(f"#part-{tab} {button}").first
        first.click()
        opened.wait("document.querySelector('#evidence h2') !== null")
        assert opened.tab.evaluate("location.hash").count("open=id%2Fevent%2F") == 1
        assert opened.tab.locator("#evidence article").count() >= 1
    opened.select(opened.lines()[0])
    event = opened.tab.locator("#evidence .act-label button").first
    name = event.text_content()
    event.click()
    assert opened.text("#evidence h2") == name


@pytest.mark.parametrize("sources", [["sana"], ["sana", "network"]])
def test_a_line_is_grey_if_all_its_sources_leave_open_who_acted(
    open_page: Open, draw: Draw, tmp_path: Path, write_report: WriteReport, sources: list[str]
) -> None:
    claims = "claims:\n" + "".join(
        f"  - {{id: a{i}, said_by: {source}, quote: killed him, event: killing, that: {{victim: man}}}}\n"
        for i, source in enumerate(sources)
    )
    claims += "  - {id: o, said_by: network, quote: not known by whom, event: killing, leaves_open: actor}\n"
    record = open_keeper()
    record.put(read_input(write_report(tmp_path / "report", claims=claims)))
    opened = open_page(draw(record))
    (line,) = opened.lines()
    opened.select(line)
    facts = opened.text("#evidence > .facts")
    # The Network tells of the killing only where it is among the sources; else its doubt is about no line of its own.
    assert ("Left open" in facts and "by A network" in facts) == ("network" in sources)
