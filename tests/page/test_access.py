"""For every reader: axe-core finds nothing, the keyboard alone does everything, an address restores everything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from standoff import page
from tests.page.opened import ID, TABS, Opened

Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="pip install axe-playwright-python")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def states(opened: Opened) -> Iterator[str]:
    """Every tab, with and without a line, an actor or an event open in the panel; the controls; a dialog."""
    line = opened.lines()[0]
    for name in TABS:
        opened.tab.locator(f"#tab-{name}").click()
        yield name
        opened.select([line, f"{ID}actor/us-forces", f"{ID}event/clash"][TABS.index(name) % 3])
        yield f"{name}, with the panel open"
        opened.tab.keyboard.press("Escape")
    opened.tab.locator("#tab-network").click()
    opened.controls()
    opened.tab.evaluate("document.getElementById('rail').open = true")
    opened.tab.locator("#search").fill("us")
    yield "controls"
    opened.share()
    yield "the menu of what can be saved"
    opened.tab.locator("#out-sparql").click()
    yield "dialog"


#: The rules about colour. Light and dark differ in colours alone, and narrow and wide in none (the tests below): no
#: other rule can fail in dark only, and none of these in a narrow window only.
OF_COLOURS = ["color-contrast", "link-in-text-block"]


def style() -> str:
    return (Path(page.__file__).parent / "static" / "page.css").read_text(encoding="utf-8")


def test_light_and_dark_differ_in_colours_alone() -> None:
    [dark] = re.findall(r"(?s)@media \(prefers-color-scheme: dark\) \{(.*?\})\s*\}", style())
    assert re.fullmatch(r"\s*:root \{(\s*--[\w-]+: #[0-9a-f]{3,6};)+\s*\}", dark)


def test_narrow_and_wide_differ_in_no_colour() -> None:
    """So that the rules about colour need not be asked again in a narrow window."""
    for width in ("75", "56"):
        [narrow] = re.findall(rf"(?s)@media \(max-width: {width}rem\) \{{(.*?)\n\}}", style())
        colours = re.findall(r"(?:#[0-9a-f]{3,6}|var\((--[\w-]+)\))", narrow)
        assert set(colours) - {"", "--s1", "--s2", "--s3", "--s4", "--t1"} <= {"--rule", "--ink", "--quiet", "--raised"}
    assert style().count("@media") == style().count("@media (prefers-") + style().count("@media print") + 2


# axe takes seconds for each of some fifteen states, and minutes on a busy machine. One report has everything that the
# page can show; fourteen reports take ten times as long.
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_nothing(open_page: Open, seed_picture: dict[str, Any], axe: str, width: int, scheme: str) -> None:
    opened = open_page(seed_picture, color_scheme=scheme, viewport={"width": width, "height": 800})
    opened.tab.evaluate(axe)
    options: dict[str, Any] = {"resultTypes": ["violations"]}  # what passes need not be written out
    if scheme == "dark":
        options["runOnly"] = OF_COLOURS
    if width == 360:
        options["rules"] = {rule: {"enabled": False} for rule in OF_COLOURS}
    for state in states(opened):
        violations = "r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)])"
        found = opened.tab.evaluate(f"options => axe.run(options).then({violations})", options)
        assert found == [], state
    opened.assert_silent()


@pytest.mark.parametrize("width", [1280, 360])
def test_every_tab_fits(open_page: Open, whole_picture: dict[str, Any], width: int) -> None:
    opened = open_page(whole_picture, viewport={"width": width, "height": 800})
    for state in states(opened):
        assert opened.tab.evaluate("document.documentElement.scrollWidth") <= width, state
        words = set(opened.tab.evaluate("document.body.innerText").split())
        assert not words & {"null", "undefined", "NaN", "[object"}, state
    opened.assert_silent()


def test_the_lines_are_a_table_for_who_cannot_see_the_drawing(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture)
    table = opened.tab.get_by_role("table", name="Who confronts whom")
    dyads = opened.tab.evaluate("standoff.dyads({})")
    assert table.get_by_role("columnheader").all_text_contents() == ["Line", "Acts by grade", "Groups"]
    assert table.get_by_role("row").count() == len(dyads) + 1
    cells = [row.get_by_role("cell").all_text_contents() for row in table.get_by_role("row").all()[1:]]
    for (grades, groups), dyad in zip(cells, dyads, strict=True):
        many = len(dyad["acts"]) > 1
        assert grades == " ".join(f"{grade} {n}" if many else grade for grade, n in dyad["grades"])
        assert groups == str(len(dyad["groups"]))


class Keyboard:
    """Operates the page with keys only: an element is reached with Tab, and must show that it has the focus."""

    def __init__(self, opened: Opened) -> None:
        self.opened, self.tab = opened, opened.tab
        self.used: set[str] = set()

    def focused(self) -> str:
        return str(self.tab.evaluate("document.activeElement.id"))

    def reach(self, wanted: str, backwards: bool = False) -> None:
        """Presses Tab until what the selector names has the focus."""
        for _ in range(400):
            if self.tab.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert self.tab.evaluate(outline) != "none", f"{wanted} does not show that it has the focus"
                self.used.add(self.focused())
                return
            self.tab.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"Tab never reaches {wanted}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tab.keyboard.press(key)

    def expect(self, condition: str) -> None:
        assert self.tab.evaluate(condition), condition


@pytest.mark.timeout(1200)
def test_the_keyboard_alone_does_everything(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture)
    keys, tab = Keyboard(opened), opened.tab

    # Tabs: arrows, Home and End.
    keys.reach("#tab-network")
    for name in [*TABS[1:], TABS[0]]:
        keys.press("ArrowRight")
        assert keys.focused() == f"tab-{name}"
        assert tab.locator(f"#part-{name}").is_visible()
        keys.used.add(f"tab-{name}")
    keys.press("End")
    assert tab.locator("#part-about").is_visible()
    keys.press("Home")
    assert tab.locator("#part-network").is_visible()

    keys.reach("#controls > summary")
    keys.press("Enter")
    assert tab.locator("#search").is_visible()

    # Each choice: its first value, by ArrowDown; the sentence and the address tell it, and ArrowUp takes it back.
    for control, words in {
        "view-incident": "in ",
        "view-event_type": "of the kind",
        "view-place": "at or within",
        "view-side": "of the side",
        "view-min_grade": "acts graded confirmed or better",
        "view-min_groups": "by at least 2 independent groups",
        "view-level": "each actor shown as its organisation",
        "view-per": "one line for each source",
    }.items():
        if control == "view-per":
            keys.reach("#view-as_of")
            keys.tab.keyboard.type("02132020")
            keys.press("Enter")
            assert "as said by 13 February 2020" in opened.sentence()
            tab.evaluate("standoff.show({})")
        keys.reach(f"#{control}")
        keys.press("ArrowDown")
        assert words in opened.sentence(), control
        assert control.removeprefix("view-") in tab.evaluate("location.hash")
        assert keys.focused() == control
        keys.press("ArrowUp")
        assert opened.sentence() == "Confrontations asserted by any source: 37 lines."
    keys.reach("#time-from")
    keys.press("ArrowRight")
    assert "from 2 January 2019" in opened.sentence()
    keys.reach("#time-to")
    keys.press("ArrowLeft")
    assert "until 22 May 2020" in opened.sentence()
    keys.reach("#time-play")
    keys.press("Enter")
    assert "Stop" in opened.text("#time-play")
    keys.press("Enter")
    assert "Play" in opened.text("#time-play")
    keys.reach("[data-how=said_by]", backwards=True)
    keys.press("Enter")
    assert re.search("asserted by (?!any)", opened.sentence())
    assert tab.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    keys.reach("[data-how=without]")
    keys.press("Enter")
    assert ", without " in opened.sentence()
    keys.reach("#chips .chip", backwards=True)
    keys.press("Enter")
    keys.reach("#reset")
    keys.press("Enter")
    assert opened.sentence() == "Confrontations asserted by any source: 37 lines."

    # The drawing.
    keys.reach("#zoom-in")
    scale = "standoff.network.getScale()"
    before = tab.evaluate(scale)
    keys.press("Enter")
    larger = tab.evaluate(scale)
    assert larger > before
    keys.reach("#zoom-out")
    keys.press("Enter", "Enter")
    assert tab.evaluate(scale) < larger
    keys.reach("#zoom-fit")
    keys.press("Enter")
    assert abs(tab.evaluate(scale) - before) < 0.05

    # Out.
    keys.reach("#out-words", backwards=True)
    keys.press("Enter")
    for control in ("out-png", "out-svg", "out-csv"):
        keys.reach(f"#{control}")
        with tab.expect_download() as found:
            keys.press("Enter")
        assert Path(found.value.path()).stat().st_size > 1000
    tab.evaluate("window.print = () => { window.printed = true; }")
    keys.reach("#out-print")
    keys.press("Enter")
    keys.expect("window.printed")
    copied = {"out-link": "file:", "out-embed": "<iframe", "out-cite": "record sha256:", "out-sparql": "SELECT"}
    for control, words in copied.items():
        keys.reach(f"#{control}")
        keys.press("Enter")
        assert words in tab.locator("#copied textarea").input_value()
        keys.reach("#copied-close")
        keys.press("Enter")
        assert tab.locator("#copied").is_hidden()
        assert keys.focused() == control

    # Legend, lists, evidence.
    keys.reach("#legend > summary")
    assert not tab.evaluate("document.getElementById('legend').open")
    keys.press("Enter")
    assert tab.evaluate("document.getElementById('legend').open")
    keys.press("Enter")
    assert not tab.evaluate("document.getElementById('legend').open")
    keys.reach("#lists .lines button")
    keys.press("Enter")
    assert tab.evaluate("document.activeElement.tagName") == "H2"
    line = opened.text("#evidence h2")
    assert "open=" in tab.evaluate("location.hash")
    keys.reach("#evidence .facts button")
    keys.press("Enter")
    assert opened.text("#evidence h2") != line
    keys.reach("#evidence article button")
    keys.press("Enter")
    assert "sha256:" in tab.locator("#copied textarea").input_value()
    keys.press("Escape")
    assert tab.locator("#copied").is_hidden()
    keys.reach("#evidence .back", backwards=True)
    keys.press("Enter")
    assert tab.locator("#evidence").is_hidden()
    keys.expect("document.activeElement.closest('#lists') !== null")
    keys.press("Enter", "Escape")
    assert tab.locator("#evidence").is_hidden()

    # Search, in Arabic.
    keys.reach("#search", backwards=True)
    keys.tab.keyboard.type("القوات الأمريكية")
    keys.reach("#found button")
    keys.press("Enter")
    assert "US Armed Forces" in opened.text("#evidence h2")
    keys.press("Escape")

    # In the other tabs.
    keys.reach("#tab-network", backwards=True)
    keys.press("ArrowRight", "ArrowRight")
    keys.reach("#dossier-incident")
    incident = tab.locator("#dossier-incident").input_value()
    keys.press("ArrowDown")
    assert tab.locator("#dossier-incident").input_value() != incident
    assert keys.focused() == "dossier-incident"
    for name, button in (
        ("dossier", "h4 button"),
        ("timeline", ".events button"),
        ("map", ".places li li button"),
        ("sources", "td button"),
    ):
        keys.reach(f"#tab-{name}, [role=tab][aria-selected=true]", backwards=True)
        while keys.focused() != f"tab-{name}":
            keys.press("ArrowRight")
        keys.reach(f"#part-{name} {button}")
        keys.press("Enter")
        assert tab.locator("#evidence h2").is_visible()
        keys.press("Escape")

        if name == "timeline":
            for control in ("lanes-actor", "lanes-incident", "story-start"):
                keys.reach(f"#{control}")
                keys.press("Enter")
            assert tab.locator("#story").is_visible() and "step=1" in tab.evaluate("location.hash")
            keys.press("ArrowRight")
            assert "2 of " in opened.text("#story") and "step=2" in tab.evaluate("location.hash")
            keys.reach("#story-back", backwards=True)
            keys.reach("#story-end")
            keys.press("Enter")
            assert tab.locator("#story").is_hidden()
            keys.used |= {"story-back", "story-next"}
        if name == "map":
            for control in ("map-in", "map-out", "map-fit"):
                keys.reach(f"#{control}", backwards=True)
                keys.press("Enter")
    keys.reach("#sources-words", backwards=True)
    keys.reach("#title-incident", backwards=True)

    every = tab.locator("button[id], input[id], select[id], summary[id]").evaluate_all("all => all.map(e => e.id)")
    assert set(every) - keys.used == set(), "no key has been pressed on these"
    opened.assert_silent()


def test_an_address_restores_every_control(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture)
    opened.controls()
    tab = opened.tab
    for control in ("event_type", "place", "side", "incident", "min_grade", "min_groups", "level", "per"):
        # The first value that would show anything beside what is chosen already.
        values = tab.locator(f"#view-{control} option:not([disabled])").evaluate_all("all => all.map(o => o.value)")
        tab.locator(f"#view-{control}").select_option(values[-1])
    tab.locator("#view-as_of").fill("2020-05-01")
    tab.locator("#view-as_of").press("Enter")
    tab.locator("#time-from").fill("20")
    tab.locator("#time-to").fill("480")
    tab.locator("[data-how=said_by]").nth(0).click()
    tab.locator("[data-how=without]").nth(3).click()
    tab.locator("#tab-dossier").click()
    everything = "all => all.map(e => [e.id || e.dataset.source, e.value])"
    fields = "#controls select, #controls input:not([type=search])"
    before = (tab.locator(fields).evaluate_all(everything), opened.sentence(), tab.evaluate("location.hash"))
    again = open_page(whole_picture, address=before[2])
    assert (
        again.tab.locator(fields).evaluate_all(everything),
        again.sentence(),
        again.tab.evaluate("location.hash"),
    ) == before
    assert again.tab.locator("#part-dossier").is_visible()
    assert "said_by=" in before[2] and "without=" in before[2] and "since=" in before[2] and "until=" in before[2]


def test_an_address_opens_a_line_an_actor_or_an_event(open_page: Open, whole_picture: dict[str, Any]) -> None:
    first = open_page(whole_picture)
    for iri in (first.lines()[3], f"{ID}actor/us-forces", f"{ID}event/clash"):
        first.select(iri)
        again = open_page(whole_picture, address=first.tab.evaluate("location.hash"))
        assert again.text("#evidence h2") == first.text("#evidence h2")
    incidents = first.tab.locator("#tab-dossier")
    incidents.click()
    first.tab.locator("#dossier-incident").select_option(index=1)
    again = open_page(whole_picture, address=first.tab.evaluate("location.hash"))
    assert again.value("dossier-incident") == first.value("dossier-incident")


def test_it_fits_a_telephone(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture, address="", viewport={"width": 360, "height": 740})
    # A tab opens at the top of the window, not below all that is said above the tabs.
    opened.tab.locator("#tab-dossier").click()
    assert abs(opened.tab.locator("#tabs").bounding_box()["y"]) < 4
    opened.tab.locator("#tab-network").click()
    opened.controls()
    for iri in (*opened.lines()[:5], f"{ID}actor/us-forces", f"{ID}event/clash"):
        opened.select(iri)
        assert opened.tab.evaluate("document.documentElement.scrollWidth") <= 360
