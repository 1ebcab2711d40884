"""The page is silent and safe: it asks for nothing, and no text of a report, label or address can run."""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.dom import minidom

import pytest

from standoff.page.page import page
from standoff.readers.inputs import read_input
from standoff.record.keeper import open_keeper
from tests.page.hostile import HOSTILE, hostile_report
from tests.page.opened import ID, TABS, Opened

Open = Callable[..., Opened]
#: What no page of ours holds: were one in the document, some text had become markup.
FOREIGN = "img, iframe, object, embed, form, video, audio, marquee, base, template, math, a[href^=javascript]"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, draw: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The picture of a report, read as any other, whose labels, aliases, quotes and titles are all hostile."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.yaml"
    path.write_text(hostile_report(), encoding="utf-8")
    record = open_keeper()
    record.put(read_input(path))
    return draw(record, title=" ¶ ".join(HOSTILE))


def tampered(whole: dict[str, Any]) -> dict[str, Any]:
    """The picture with a hostile string for every text, address, language and number of it, even where a reader would
    refuse it: a record may come from elsewhere.
    """
    bad = copy.deepcopy(whole)
    strings = itertools.cycle(HOSTILE)
    table = bad["table"]
    table["labels"] = {key: next(strings) for key in table["labels"]}
    for named in (*bad["cast"], *bad["sides"]):
        named["label"] = next(strings)
        named["kind"] = next(strings)
    table["aliases"] = {key: [next(strings)] for key in table["aliases"]}
    for document in table["documents"]:
        document[1:] = [next(strings) for _ in document[1:]]
    for prop in table["properties"]:
        prop[1:3] = [next(strings), next(strings)]
    for start, rests in table["terms"]:
        if not start:
            rests[:] = [
                next(strings) if isinstance(text, str) and not re.match(r"[\d./]+$|http", text) else text
                for text in rests
            ]
    bad["title"] = bad["sentence"] = bad["holds"] = HOSTILE[1]
    bad["about"] = [[text, text] for text in HOSTILE]
    bad["outline"]["source"] = HOSTILE[0]
    return bad


# ------------------------------------------------------------------------------------------------------- the text alone


def test_nothing_in_the_page_is_fetched(seed_picture: dict[str, Any]) -> None:
    html = page(seed_picture)
    markup = re.sub(r"(?s)(<script[^>]*>|<style>).*?(</script>|</style>)", "", html)
    assert set(re.findall(r"""(?:src|href)\s*=\s*["']?([^"'>\s]*)""", markup)) == {"data:,"}
    style = re.findall(r"(?s)<style>(.*?)</style>", html)
    assert len(style) == 1
    assert not re.search(r"url\(|@import", style[0])
    assert "sourceMappingURL" not in html


def test_equal_pictures_give_equal_bytes_and_stay_as_they_were(seed_picture: dict[str, Any]) -> None:
    before = copy.deepcopy(seed_picture)
    assert page(seed_picture).encode() == page(copy.deepcopy(seed_picture)).encode()
    assert seed_picture == before


def test_data_cannot_close_their_element(hostile: dict[str, Any]) -> None:
    html = page(hostile)
    blocks = re.findall(r'(?s)<script type="application/json" id="\w+">(.*?)</script>', html)
    assert len(blocks) == 2
    assert not any(c in block for block in blocks for c in "<>&\u2028\u2029")
    assert {node["label"] for node in json.loads(blocks[0])} == set(HOSTILE)
    # Besides the two blocks of data, vis-network stands as text until a drawing is shown.
    assert len(re.findall("<script", re.sub(r"(?s)<script>.*?</script>", "", html))) == 3


def test_what_no_file_can_hold_is_replaced(seed_picture: dict[str, Any]) -> None:
    assert "half a pair: ?" in page({**seed_picture, "title": "half a pair: \ud800"}).encode().decode()
    node = {**seed_picture["cast"][0], "at": [[float("nan"), 0]]}
    with pytest.raises(ValueError, match="JSON"):
        page({**seed_picture, "cast": [node]})


def test_at_least_fifty_hostile_strings() -> None:
    assert len(set(HOSTILE)) >= 50


# ---------------------------------------------------------------------------------------------------- in a real browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_asks_for_nothing_and_says_nothing(open_page: Open, seed_picture: dict[str, Any], scheme: str) -> None:
    opened = open_page(seed_picture, color_scheme=scheme)
    for iri in [*opened.lines(), *(node["id"] for node in seed_picture["cast"])]:
        opened.select(iri)
    assert not opened.select("nothing of this name")
    for name in ("Larger", "Smaller", "Fit"):
        opened.tab.get_by_role("button", name=name).click()
    for name in TABS:
        opened.tab.locator(f"#tab-{name}").click()
    opened.assert_silent()


def test_the_policy_is_in_force(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture)
    opened.tab.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = 1';
          document.body.append(script);
          document.body.setAttribute('onclick', 'window.ran = 2');
          document.body.click();
          const style = document.createElement('style');
          style.textContent = 'body { background: red }';
          document.body.append(style);
        }"""
    )
    assert opened.tab.evaluate("fetch('https://example.org/').then(() => false, () => true)")
    assert opened.tab.evaluate("window.ran") is None
    assert opened.tab.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 0, 0)"
    assert len(opened.messages) >= 3 and all("Content Security Policy" in message for message in opened.messages)


def _everything_shown(opened: Opened) -> str:
    """The text of every tab, of the controls, of what is opened, copied and found."""
    tab = opened.tab
    opened.controls()
    shown = opened.text("h1") + opened.sentence()
    for name in TABS:
        tab.locator(f"#tab-{name}").click()
        shown += opened.text(f"#part-{name}")
    shown += opened.text("#controls") + opened.text("#legend-box") + opened.text("#lists")
    tab.locator("#tab-dossier").click()
    for i in range(min(tab.locator("#dossier-incident option").count(), 10)):
        tab.locator("#dossier-incident").select_option(index=i)
        shown += opened.text("#part-dossier")
    tab.locator("#tab-network").click()
    for text in ("script", "window", "onerror"):
        tab.locator("#search").fill(text)
        shown += opened.text("#found")
    for level in ("organisation", "side", ""):
        tab.locator("#view-level").select_option(level)
        shown += opened.text("#lists")
    for iri in opened.lines()[:60]:
        assert opened.select(iri)
        shown += opened.text("#evidence")
    tab.get_by_role("button", name="Cite").first.click()
    shown += str(tab.locator("#copied textarea").input_value())
    tab.locator("#copied-close").click()
    opened.share()
    tab.locator("#out-sparql").click()
    tab.locator("#copied-close").click()
    return shown


def _assert_nothing_ran(opened: Opened) -> None:
    drawing = opened.download("out-svg").decode()
    assert not re.search("<script|<img|<iframe|<foreignObject", drawing)
    minidom.parseString(drawing)
    assert opened.tab.locator(f"body :is({FOREIGN})").count() == 0
    assert opened.tab.evaluate("window.ran") is None
    assert opened.tab.locator("#panel").is_visible()
    opened.assert_silent()


def test_a_hostile_report_is_shown_and_never_runs(open_page: Open, hostile: dict[str, Any]) -> None:
    opened = open_page(hostile)
    shown = _everything_shown(opened)
    # A label, an alias, a quote and a gloss each; a reader trims what stands at the ends, and no quote is longer.
    assert [text for text in HOSTILE if shown.count(text[:100].strip()) < 4] == []
    assert " ¶ ".join(HOSTILE) in opened.text("h1")
    assert opened.tab.title().split() == " ¶ ".join(HOSTILE).split()
    for i, text in enumerate(HOSTILE):
        for iri in (f"{ID}event/e{i}", f"{ID}actor/a{i}"):
            assert opened.select(iri)
            assert text.split() == opened.text("#evidence h2").split()
    _assert_nothing_ran(opened)


def test_hostile_text_never_runs_where_a_record_was_tampered_with(open_page: Open, whole_picture: Any) -> None:
    opened = open_page(tampered(whole_picture))
    shown = _everything_shown(opened)
    assert sum(text in shown for text in HOSTILE) >= 50
    _assert_nothing_ran(opened)


def test_a_hostile_address_neither_runs_nor_breaks_the_page(open_page: Open, seed_picture: dict[str, Any]) -> None:
    keys = [
        "said_by",
        "place",
        "since",
        "until",
        "as_of",
        "lines",
        "min_groups",
        "level",
        "per",
        "tab",
        "open",
        "dossier",
        "view",
        "min_grade",
    ]
    bad = [*HOSTILE, "2020-99-99", "99999999999999999999", "-1", "NaN", "toString", "hasOwnProperty", "%E0%A4%A"]
    addresses = ["&".join(f"{key}={quote(text, safe='')}" for key in keys) for text in bad] + bad
    opened = open_page(seed_picture, address=f"#{addresses[0]}")
    everything = opened.sentence()
    assert everything.startswith("Confrontations asserted by any source: ")
    for address in addresses:
        sentence = opened.tab.evaluate(
            """address => new Promise(done => {
                 const read = () => done(document.getElementById('sentence').textContent);
                 addEventListener('hashchange', read, {once: true});
                 location.hash = address + '&';
               })""",
            address,
        )
        assert sentence == everything, address
    assert opened.lines()
    assert opened.tab.evaluate("window.ran") is None
    opened.assert_silent()


def test_only_addresses_of_the_web_become_links(open_page: Open, whole_picture: dict[str, Any]) -> None:
    bad = [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org",
        " JaVaScript:x",
        "java\tscript:alert(1)",
        "vbscript:x",
        "blob:https://example.org/1",
        None,
        "",
    ]
    good = ["http://example.org/a", "https://example.org/b"]
    picture = copy.deepcopy(whole_picture)
    addresses = itertools.cycle([*good, *bad])
    for document in picture["table"]["documents"]:
        document[2] = next(addresses)
    opened = open_page(picture)
    found = set()
    for line in opened.lines():
        opened.select(line)
        links = opened.tab.locator("#evidence a").evaluate_all(
            "all => all.map(a => [a.getAttribute('href'), a.target, a.rel])"
        )
        found |= set(map(tuple, links))
    assert found == {(address, "_blank", "noopener noreferrer") for address in good}


def test_an_empty_record_is_a_page_too(open_page: Open, draw: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    opened = open_page(draw(open_keeper()))
    for name in TABS:
        opened.tab.locator(f"#tab-{name}").click()
    assert "Who confronts whom (0)" in opened.text("#lists")
    assert opened.sentence() == "Confrontations asserted by any source: 0 lines."
    opened.assert_silent()
