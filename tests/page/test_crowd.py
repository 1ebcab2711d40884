"""With many lines the weakest are hidden, and counted; those drawn have all the marks of a small drawing."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from standoff.record.keeper import Keeper
from standoff.rules.dyads import dyads
from standoff.rules.ledger import Ledger
from tests.page.opened import Opened

Open = Callable[..., Opened]
Draw = Callable[..., dict[str, Any]]
ACTORS, LINES = 170, 680


@pytest.fixture(scope="module")
def many() -> Keeper:
    """The benchmark's record of so many actors and lines."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "page.py"
    spec = importlib.util.spec_from_file_location("benchmark_of_the_page", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    record: Keeper = module.synthetic(ACTORS, LINES)
    return record


@pytest.fixture(scope="module")
def crowd(many: Keeper, draw: Draw) -> dict[str, Any]:
    return draw(many)


def at_rest(opened: Opened) -> None:
    opened.wait("standoff.isDone()")


def test_the_weakest_lines_are_hidden_counted_and_shown_on_request(
    open_page: Open, many: Keeper, crowd: dict[str, Any]
) -> None:
    opened = open_page(crowd)
    wanted = dyads(Ledger(many))
    total = len(wanted)
    assert total > 620
    assert f"{total} lines" in opened.sentence()
    assert f"The 300 strongest are drawn, the {total - 300} weakest hidden" in opened.sentence()
    opened.tab.get_by_role("button", name="Show 300 more").click()
    assert f"The 600 strongest are drawn, the {total - 600} weakest hidden" in opened.sentence()
    opened.tab.get_by_role("button", name="Show all").click()
    assert "hidden" not in opened.sentence()
    while opened.tab.locator("#lists .lines button.inline").count():
        opened.tab.locator("#lists .lines button.inline").click()
    # Those with most groups first, as `confront` gives them.
    groups = opened.tab.locator("#lists .lines td.number").all_text_contents()
    assert groups == [str(len(dyad.groups)) for dyad in wanted]
    opened.tab.get_by_role("button", name="Show fewer").click()
    assert "weakest hidden" in opened.sentence()
    opened.assert_silent()


def test_what_was_painted_in_parts_is_what_a_small_drawing_paints(open_page: Open, crowd: dict[str, Any]) -> None:
    opened = open_page(crowd, address="#lines=1000000")
    assert opened.text("#drawing-note") or opened.tab.evaluate("standoff.isDone()")
    at_rest(opened)
    assert opened.text("#drawing-note") == ""
    # Every line in the SVG as well, with dash, head, ticks and hollow core as a small drawing has them.
    drawing = opened.download("out-svg").decode()
    style = "getComputedStyle(document.documentElement).getPropertyValue"
    contested, paper = (opened.tab.evaluate(f"{style}('--{name}')") for name in ("contested", "paper"))
    shown = opened.tab.evaluate("standoff.dyads({})")
    assert drawing.count("stroke-dasharray") >= sum(len(d["groups"]) == 1 for d in shown)
    in_dispute = [d for d in shown if d["grades"][0][0] == "contested"]
    assert drawing.count(f'stroke="{contested}"') >= 2 * len(in_dispute) > 0
    assert drawing.count(f'stroke="{paper}"') >= sum(d["hedged"] for d in shown) > 0
    heads = sum(d["directed"] for d in shown)
    assert drawing.count("<path") > len(shown) + heads


def test_panning_moves_the_picture_and_stopping_repaints_it(open_page: Open, crowd: dict[str, Any]) -> None:
    image = pytest.importorskip("PIL.Image", reason="pillow comes with matplotlib: pip install matplotlib")
    opened = open_page(crowd, address="#lines=1000000")
    at_rest(opened)
    box = opened.tab.locator("#network").bounding_box()
    x, y = box["x"] + box["width"] - 8, box["y"] + box["height"] - 8

    def ink() -> int:
        png = image.open(io.BytesIO(opened.tab.locator("#network canvas").screenshot())).convert("L")
        return sum(png.point(lambda v: v < 200 and 1).getdata())

    before = ink()
    opened.tab.mouse.move(x, y)
    opened.tab.mouse.down()
    opened.tab.mouse.move(x - 60, y - 30, steps=4)
    assert "redrawn when you stop" in opened.text("#drawing-note")
    assert ink() > before / 3
    opened.tab.mouse.up()
    at_rest(opened)
    assert opened.text("#drawing-note") == ""
    assert before / 2 < ink() < before * 2


def test_no_name_covers_another(open_page: Open, crowd: dict[str, Any], whole_picture: dict[str, Any]) -> None:
    for picture, address in ((whole_picture, ""), (crowd, ""), (crowd, "#lines=1000000")):
        for size in ({"width": 1280, "height": 800}, {"width": 360, "height": 740}):
            opened = open_page(picture, address=address, viewport=size)
            at_rest(opened)
            boxes = opened.tab.evaluate("standoff.labels()")
            assert boxes
            for i, a in enumerate(boxes):
                for b in boxes[:i]:
                    wide = min(a["x"] + a["w"], b["x"] + b["w"]) - max(a["x"], b["x"])
                    high = min(a["y"] + a["h"], b["y"] + b["h"]) - max(a["y"], b["y"])
                    assert wide <= 1e-6 or high <= 1e-6, (a, b)


def test_more_names_are_shown_when_one_looks_closer(open_page: Open, crowd: dict[str, Any]) -> None:
    opened = open_page(crowd, address="#lines=1000000")
    at_rest(opened)
    actors = {node["id"] for node in crowd["cast"]}

    def named() -> set[str]:
        return {label["id"] for label in opened.tab.evaluate("standoff.labels()")} & actors

    far = named()
    for _ in range(6):
        opened.tab.locator("#zoom-in").click()
    at_rest(opened)
    assert named() - far


def test_a_line_of_a_crowd_opens_by_a_click(open_page: Open, crowd: dict[str, Any]) -> None:
    opened = open_page(crowd, address="#lines=1000000")
    at_rest(opened)
    clicked = 0
    for line in opened.lines()[:40]:
        if opened.tab.evaluate("id => standoff.where(id)", line):
            opened.click(line)
            clicked += opened.tab.evaluate("location.hash").endswith("+".join(line.split()))
            opened.tab.keyboard.press("Escape")
        if clicked == 10:  # each click repaints the whole crowd
            break
    assert clicked == 10


def test_the_layout_is_the_same_on_every_run(many: Keeper, crowd: dict[str, Any], draw: Draw) -> None:
    assert draw(many) == crowd
    assert len({tuple(map(tuple, node["at"])) for node in crowd["cast"]}) > 0.95 * len(crowd["cast"])
    assert len(Ledger(many).every_confrontation) >= LINES
