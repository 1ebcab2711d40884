"""The page, in a real browser with the network cut: silent, safe, and every line opens to its claims."""

from __future__ import annotations

import copy
import itertools
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest

from graph import open_record, read
from graph.network.ledger import Ledger
from graph.views.page import page
from graph.views.picture import picture as picture_of
from graph.vocabulary import examples_folder

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

#: Strings that would run, break out, restyle or turn round the page if any of them were taken for anything but text.
HOSTILE = [
    "<script>window.ran=1</script>",
    "</script><script>window.ran=2</script>",
    "<!--<script>window.ran=3</script>-->",
    "<img src=x onerror=window.ran=4>",
    "<svg onload=window.ran=5>",
    "<svg><script>window.ran=6</script></svg>",
    "<iframe srcdoc='<script>parent.ran=7</script>'></iframe>",
    "<a href='javascript:window.ran=8'>click</a>",
    "<body onload=window.ran=9>",
    "<details open ontoggle=window.ran=10>",
    "<input autofocus onfocus=window.ran=11>",
    "\" onmouseover=\"window.ran=12\" x=\"",
    "' onclick='window.ran=13",
    "javascript:window.ran=14",
    "&lt;script&gt;window.ran=15&lt;/script&gt;",
    "&#60;img src=x onerror=window.ran=16&#62;",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=https://example.org/'>",
    "<base href=https://example.org/>",
    "{{7*7}}",
    "{% for x in range(9) %}x{% endfor %}",
    "${window.ran=17}",
    "`;window.ran=18;`",
    "\\u003cscript\\u003ewindow.ran=19\\u003c/script\\u003e",
    "]]><script>window.ran=20</script>",
    "\u202egnp.exe\u202c reversed \u2066isolated",
    "line\u2028separator\u2029paragraph",
    "__proto__",
    "constructor",
    "<template><script>window.ran=21</script></template>",
    "<math><mtext><img src=x onerror=window.ran=22></mtext></math>",
    "href=https://example.org/ <a href=https://example.org/>",
    "<object data=javascript:window.ran=23>",
    "<embed src=javascript:window.ran=24>",
    "<form action=javascript:window.ran=25><button>go</button></form>",
    "<video src=x onerror=window.ran=26></video>",
    "<audio src=x onerror=window.ran=27>",
    "<marquee onstart=window.ran=28>",
    "<img src='x' onerror='window.ran=29'//",
    "<scr<script>ipt>window.ran=30</scr</script>ipt>",
    "<ScRiPt>window.ran=31</sCrIpT>",
    "<script src=data:text/javascript,window.ran=32></script>",
    "<!DOCTYPE html><html><body onload=window.ran=33>",
    "</style><script>window.ran=34</script>",
    "</title><script>window.ran=35</script>",
    "</textarea><script>window.ran=36</script>",
    "</svg><script>window.ran=37</script>",
    "<noscript><p title='</noscript><img src=x onerror=window.ran=38>'>",
    "<xmp><script>window.ran=39</script></xmp>",
    "data:text/html,<script>window.ran=40</script>",
    "{{constructor.constructor('window.ran=41')()}}",
    "<%= window.ran=42 %>",
    "#{window.ran=43}",
    "=HYPERLINK('https://example.org')",
    "+cmd|' /C calc'!A0",
]

_ID = "https://w3id.org/standoff/id/"
US, NDF, RUSSIANS = (f"{_ID}actor/{name}" for name in ("us-forces", "ndf", "russian-military-police"))
COALITION = f"{_ID}side/us-led-coalition"


def _said(claim: str, stance: str, said_by: str, quote: str, **more: Any) -> dict[str, Any]:
    return {
        "about": "Clash at Khirbet Amo", "statements": [["event type", "clash", "contested", "asserted and denied"]],
        "stance": stance, "said_by": said_by, "group": said_by, "side": None, "relayed_by": ["Enab Baladi"],
        "report": {"title": "Under Russian eyes", "url": "https://example.org/report", "published": "2020-02-13",
                   "publisher": "Enab Baladi"},
        "said_on": "2020-02-12", "paragraph": 3, "quote": quote, "lang": "en", "gloss": None, "hedged": False,
        "opinion": False, "bases": ["photo"], "claim": claim, "rivals": [], **more,
    }  # fmt: skip


def _node(iri: str, label: str, kind: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    return {"id": iri, "label": label, "kind": kind, "side": None, "x": x, "y": y, "onlooker": False, "aliases": [],
            "evidence": [], **more}  # fmt: skip


def _edge(number: int, start: str, end: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"edge-{number}", "from": start, "to": end, "directed": False, "grade": "weak",
        "reason": "one group asserts it", "groups": ["ANHA"], "sources": ["ANHA"], "event_types": ["clash"],
        "events": [{"id": "e", "label": "Clash at Khirbet Amo", "when": "2020-02-12"}], "first": "2020-02-12",
        "last": "2020-02-12", "hedged": False, "attempted": False, "evidence": ["said-1"], **more,
    }  # fmt: skip


@pytest.fixture
def picture() -> dict[str, Any]:
    """Three actors, three lines of which two join the same ends, an onlooker, and a denial."""
    return {
        "title": "Khirbet Amo", "sentence": "Who confronts whom, as every source says it.",
        "about": [["Width", "independent groups"]], "sides": [{"id": COALITION, "label": "US-led Coalition"}],
        "nodes": [_node(US, "US Armed Forces", "state-force", -0.8, 0, side=COALITION, aliases=["القوات الأمريكية"]),
                  _node(NDF, "NDF", "militia", 0.8, 0), _node("unnamed-1", "unnamed", "unnamed", 0, 0.9),
                  _node(RUSSIANS, "Russian Military Police", "military-police", 0, -0.9, onlooker=True)],
        "edges": [_edge(1, US, NDF, grade="contested", groups=["ANHA", "SANA"], evidence=["said-1", "said-2"]),
                  _edge(2, NDF, US, directed=True, hedged=True), _edge(3, "unnamed-1", US, directed=True,
                  grade="denied")],
        "onlooking": [{"who": RUSSIANS, "event": "Clash at Khirbet Amo", "edges": ["edge-1"], "evidence": ["said-3"]}],
        "attributions": {
            "said-1": _said("claim-1", "asserts", "ANHA", "أطلقت النار", lang="ar", gloss="opened fire"),
            "said-2": _said("claim-1", "denies", "SANA", "nobody fired", rivals=["said-1"]),
            "said-3": _said("claim-2", "leaves open", "RT", "who began is not known", opinion=True, paragraph=None),
        },
    }  # fmt: skip


def _hostile(picture: dict[str, Any]) -> dict[str, Any]:
    """The picture with all hostile strings in every place that holds text of reports or of people."""
    bad = copy.deepcopy(picture)
    every = " ¶ ".join(HOSTILE)
    bad["title"] = bad["sentence"] = every
    bad["about"] = [[text, text] for text in HOSTILE]
    bad["sides"] = [{"id": COALITION, "label": every}]
    bad["nodes"] += [_node(text, text, text, i / 40, -i / 40, aliases=[text]) for i, text in enumerate(HOSTILE)]
    bad["edges"] += [
        _edge(100 + i, US, text, reason=text, groups=[text], sources=[text], event_types=[text], evidence=[f"bad-{i}"],
              events=[{"id": text, "label": text, "when": text}], first=text, last=text)
        for i, text in enumerate(HOSTILE)
    ]  # fmt: skip
    for i, text in enumerate(HOSTILE):
        report = {"title": text, "url": text, "published": text, "publisher": text}
        bad["attributions"][f"bad-{i}"] = _said(
            text, "asserts", text, text, about=text, statements=[[text, text, "weak", text]], group=text,
            relayed_by=[text], report=report, said_on=text, lang=text, gloss=text, bases=[text],
        )  # fmt: skip
    return bad


# ------------------------------------------------------------------------------------------------------- the text alone


def test_nothing_in_the_page_is_fetched(picture: dict[str, Any]) -> None:
    html = page(picture)
    markup = re.sub(r"(?s)(<script[^>]*>|<style>).*?(</script>|</style>)", "", html)
    assert set(re.findall(r"""(?:src|href)\s*=\s*["']?([^"'>\s]*)""", markup)) == {"data:,"}
    style = re.findall(r"(?s)<style>(.*?)</style>", html)
    assert len(style) == 1
    assert not re.search(r"url\(|@import", style[0])
    assert "sourceMappingURL" not in html


def test_equal_pictures_give_equal_bytes_and_stay_as_they_were(picture: dict[str, Any]) -> None:
    before = copy.deepcopy(picture)
    assert page(picture).encode() == page(copy.deepcopy(picture)).encode()
    assert picture == before


def test_data_cannot_close_their_element(picture: dict[str, Any]) -> None:
    html = page(_hostile(picture))
    blocks = re.findall(r'(?s)<script type="application/json" id="\w+">(.*?)</script>', html)
    assert len(blocks) == 3
    assert not any(c in block for block in blocks for c in "<>&\u2028\u2029")
    assert [len(json.loads(blocks[0])), len(json.loads(blocks[1]))] == [4 + len(HOSTILE), 3 + len(HOSTILE)]
    assert len(re.findall("<script", re.sub(r"(?s)<script>.*?</script>", "", html))) == 3


def test_what_no_file_can_hold_is_replaced(picture: dict[str, Any]) -> None:
    picture["title"] = "half a pair: \ud800"
    assert "half a pair: ?" in page(picture).encode().decode()
    picture["nodes"][0]["x"] = float("nan")
    with pytest.raises(ValueError, match="JSON"):
        page(picture)


# ---------------------------------------------------------------------------------------------------- in a real browser


class Opened:
    """A page in Chromium, and everything it asked for or said while it was open."""

    def __init__(self, tab: Any, file: Path) -> None:
        self.tab, self.file = tab, file
        self.requests: list[str] = []
        self.messages: list[str] = []
        tab.on("request", lambda request: self.requests.append(request.url))
        tab.on("console", lambda message: self.messages.append(message.text))
        tab.on("pageerror", lambda error: self.messages.append(str(error)))
        tab.on("dialog", lambda dialog: self.messages.append(dialog.message))
        tab.context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        tab.goto(file.as_uri())
        tab.wait_for_function("window.standoff !== undefined")

    def text(self, selector: str) -> str:
        return str(self.tab.locator(selector).text_content())

    def click(self, thing: str) -> None:
        """A mouse click on an actor or a line, where it is painted."""
        at = self.tab.evaluate("id => standoff.where(id)", thing)
        self.tab.mouse.click(at["x"], at["y"])

    def assert_silent_but_for(self, kinds: tuple[str, ...]) -> None:
        """Silent, but for addresses of the page's own making."""
        self.requests = [url for url in self.requests if not url.startswith(kinds)]
        self.assert_silent()

    def assert_silent(self) -> None:
        assert self.requests == [self.file.as_uri()]
        assert self.messages == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    if CHROMIUM is None:
        pytest.skip("no Chromium on the path: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    contexts = []

    def opener(picture: dict[str, Any], **options: Any) -> Opened:
        file = tmp_path / "network.html"
        file.write_text(page(picture), encoding="utf-8")
        context = chromium.new_context(offline=True, **{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        return Opened(context.new_page(), file)

    yield opener
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_asks_for_nothing_and_says_nothing(open_page: Any, picture: dict[str, Any], scheme: str) -> None:
    opened = open_page(picture, color_scheme=scheme)
    for thing in [*picture["nodes"], *picture["edges"]]:
        assert opened.tab.evaluate("id => standoff.select(id)", thing["id"])
    assert not opened.tab.evaluate("standoff.select('nothing of this name')")
    for name in ("Larger", "Smaller", "Fit"):
        opened.tab.get_by_role("button", name=name).click()
    opened.tab.wait_for_timeout(200)
    opened.assert_silent()


def test_the_policy_is_in_force(open_page: Any, picture: dict[str, Any]) -> None:
    opened = open_page(picture)
    opened.tab.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = 1';
          document.body.append(script);
          document.body.setAttribute('onclick', 'window.ran = 2');
          document.body.click();
        }"""
    )
    refused = opened.tab.evaluate("fetch('https://example.org/').then(() => false, () => true)")
    assert refused
    assert opened.tab.evaluate("window.ran") is None
    assert len(opened.messages) >= 2 and all("Content Security Policy" in message for message in opened.messages)


def test_a_click_on_a_line_opens_its_claims(open_page: Any, picture: dict[str, Any]) -> None:
    opened = open_page(picture)
    opened.click("edge-3")
    assert opened.text("#evidence h2") == "unnamed → US Armed Forces"
    evidence = opened.text("#evidence")
    for words in ("أطلقت النار", "opened fire", "ANHA", "✓ asserts", "paragraph 3", "13 February 2020", "relayed by",
                  "Under Russian eyes", "SANA", "✗ denies", "nobody fired"):  # fmt: skip
        assert (words in evidence) == (words not in ("SANA", "✗ denies", "nobody fired")), words
    quote = opened.tab.locator("#evidence blockquote").first
    assert quote.get_attribute("lang") == "ar"
    assert quote.evaluate("element => getComputedStyle(element).direction") == "rtl"
    link = opened.tab.locator("#evidence a").first
    assert [link.get_attribute(name) for name in ("href", "target", "rel")] == [
        "https://example.org/report", "_blank", "noopener noreferrer"]  # fmt: skip
    opened.assert_silent()


def test_a_contested_line_shows_rivals_side_by_side(open_page: Any, picture: dict[str, Any]) -> None:
    opened = open_page(picture)
    opened.tab.evaluate("standoff.select('edge-1')")
    assert opened.tab.locator("#evidence .telling.rivals").count() == 1
    assert opened.tab.locator("#evidence .telling.rivals article").count() == 2
    assert "✗ denies" in opened.text("#evidence .telling.rivals")
    assert "Russian Military Police" in opened.text("#evidence .facts")
    opened.tab.evaluate("id => standoff.select(id)", RUSSIANS)
    assert "○ leaves open" in opened.text("#evidence")


def test_a_click_on_an_actor_opens_it_and_one_beside_it_closes(open_page: Any, picture: dict[str, Any]) -> None:
    opened = open_page(picture)
    opened.click(US)
    assert opened.text("#evidence h2").strip() == "US Armed Forces"
    assert "القوات الأمريكية" in opened.text("#evidence")
    at = opened.tab.evaluate("id => standoff.where(id)", NDF)
    opened.tab.mouse.click(at["x"], at["y"] + 150)
    assert opened.tab.locator("#evidence").is_hidden()


def test_lines_between_the_same_two_run_apart(open_page: Any, picture: dict[str, Any]) -> None:
    picture["edges"] += [_edge(n, *([US, NDF] if n % 2 else [NDF, US])) for n in range(10, 16)]
    opened = open_page(picture)
    for edge in picture["edges"]:
        opened.click(edge["id"])
        assert opened.text("#evidence h2") == " ".join(
            {US: "US Armed Forces", NDF: "NDF", "unnamed-1": "unnamed"}.get(word, word)
            for word in (edge["from"], "→" if edge["directed"] else "–", edge["to"])
        )
    points = [opened.tab.evaluate("id => Object.values(standoff.where(id))", e["id"]) for e in picture["edges"]]
    assert len({tuple(map(round, point)) for point in points}) == len(points)


def test_the_keyboard_opens_what_the_mouse_does(open_page: Any, picture: dict[str, Any]) -> None:
    opened = open_page(picture)
    first = opened.tab.locator("#lists button").first
    for _ in range(12):
        opened.tab.keyboard.press("Tab")
        if first.evaluate("element => element === document.activeElement"):
            break
    opened.tab.keyboard.press("Enter")
    assert opened.text("#evidence h2") == "US Armed Forces – NDF"
    assert opened.tab.evaluate("document.activeElement.tagName") == "H2"
    opened.tab.keyboard.press("Escape")
    assert opened.tab.locator("#evidence").is_hidden()
    assert first.evaluate("element => element === document.activeElement")


def test_it_fits_a_telephone(open_page: Any, picture: dict[str, Any]) -> None:
    opened = open_page(_hostile(picture), viewport={"width": 360, "height": 740})
    for thing in ("edge-1", US, "edge-100"):
        opened.tab.evaluate("id => standoff.select(id)", thing)
        assert opened.tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_hostile_text_is_shown_and_never_runs(open_page: Any, picture: dict[str, Any]) -> None:
    opened = open_page(_hostile(picture))
    tab = opened.tab
    assert " ¶ ".join(HOSTILE) in opened.text("h1")
    assert tab.title().split() == " ¶ ".join(HOSTILE).split()
    shown = opened.text("#lists")
    for i, text in enumerate(HOSTILE):
        assert text in shown
        assert tab.evaluate("id => standoff.select(id)", f"edge-{100 + i}")
        quotes = tab.locator("#evidence blockquote").all_text_contents()
        assert quotes == [text]
        assert text in opened.text("#evidence h2")
        assert tab.evaluate("id => standoff.select(id)", text)
        assert text in opened.text("#evidence .facts")
    tab.mouse.move(300, 300)
    foreign = "script, img, iframe, style, link, meta, base, input, math, template, details[ontoggle], a"
    ours = "all => all.filter(e => e.closest('main, #panel, #legend, .top')).length"
    assert tab.locator(foreign).evaluate_all(ours) == 0
    assert tab.evaluate("window.ran") is None
    assert tab.locator("#panel").is_visible()
    opened.assert_silent()


def test_only_addresses_of_the_web_become_links(open_page: Any, picture: dict[str, Any]) -> None:
    addresses = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", " JaVaScript:x",
                 None, "http://example.org/a", "https://example.org/b"]  # fmt: skip
    for i, address in enumerate(addresses):
        report = {**picture["attributions"]["said-1"]["report"], "url": address}
        picture["attributions"][f"link-{i}"] = _said(f"claim-link-{i}", "asserts", "ANHA", "x", report=report)
    picture["edges"].append(_edge(50, US, NDF, evidence=[f"link-{i}" for i in range(len(addresses))]))
    opened = open_page(picture)
    opened.tab.evaluate("standoff.select('edge-50')")
    links = opened.tab.locator("#evidence a").evaluate_all("all => all.map(a => a.href)")
    assert links == ["http://example.org/a", "https://example.org/b"]


def test_an_empty_picture_is_a_page_too(open_page: Any, picture: dict[str, Any]) -> None:
    picture.update(nodes=[], edges=[], onlooking=[], attributions={}, sides=[])
    opened = open_page(picture)
    assert "Who confronts whom (0)" in opened.text("#lists")
    opened.assert_silent()


# ------------------------------------------------------------------------------------------------- of the seed's report


@pytest.fixture(scope="module")
def seed() -> dict[str, Any]:
    """The picture of the record built from the seed report alone."""
    record = open_record()
    read(record, examples_folder() / "khirbet-amo" / "enab-baladi-2020-02-13.yaml")
    return picture_of(Ledger(record))


def test_a_click_on_the_us_ndf_line_shows_anhas_two_claims(open_page: Any, seed: dict[str, Any]) -> None:
    opened = open_page(seed)
    opened.click("ndf to us-forces")
    assert opened.text("#evidence h2") == "National Defence Forces (NDF) → US Armed Forces"
    quotes = opened.tab.locator("#evidence blockquote").all_text_contents()
    # Rows 9a and 9b of the seed's statements.
    assert set(quotes) == {"surrounded a US patrol in Khirbet Amo village", "threw stones at their US armourd vehicles"}
    evidence = opened.text("#evidence")
    for shown in ("ANHA (Hawar News Agency)", "Autonomous Administration side", "paragraph 9", "13 February 2020"):
        assert shown in evidence
    opened.assert_silent()


def test_every_line_and_actor_of_the_seed_can_be_clicked(open_page: Any, seed: dict[str, Any]) -> None:
    opened = open_page(seed, viewport={"width": 1440, "height": 900})
    for thing in (*seed["edges"], *seed["nodes"]):
        assert opened.tab.evaluate("id => standoff.where(id)", thing["id"]), thing["id"]
        opened.tab.evaluate("id => standoff.select(id)", thing["id"])
        assert opened.tab.locator("#evidence blockquote").count() >= 1, thing["id"]


def test_onlookers_are_no_side_of_the_clash(seed: dict[str, Any]) -> None:
    clash = [edge for edge in seed["edges"] if "clash" in edge["event_types"]]
    assert not any("russian" in edge["id"] for edge in clash)
    assert {look["who"].rsplit("/", 1)[-1] for look in seed["onlooking"]} == {
        "russian-armed-forces", "russian-military-police",
    }  # fmt: skip


# -------------------------------------------------------------------------------------- of the whole example, every tab

TABS = ["network", "dossier", "timeline", "map", "sources", "about"]


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """The picture of the record built from all the example's reports."""
    record = open_record()
    read(record, examples_folder() / "khirbet-amo")
    return picture_of(Ledger(record))


def _hostile_table(whole: dict[str, Any]) -> dict[str, Any]:
    """The picture with a hostile string for each label, alias, quote, gloss, title and address of the record."""
    bad = copy.deepcopy(whole)
    strings = itertools.cycle(HOSTILE)
    table = bad["table"]
    for names in (table["labels"], *(bad[key] for key in ("cast", "sides"))):
        for key in names if isinstance(names, dict) else range(len(names)):
            if isinstance(names, dict):
                names[key] = next(strings)
            else:
                names[key]["label"] = next(strings)
    table["aliases"] = {key: [next(strings)] for key in table["aliases"]}
    for document in table["documents"]:
        document[1:] = [next(strings) for _ in document[1:]]
    for start, rests in table["terms"]:
        if not start:
            rests[:] = [
                next(strings) if isinstance(text, str) and not re.match(r"[\d./]+$|http", text) else text
                for text in rests
            ]
    bad["title"], bad["about"] = HOSTILE[0], [[text, text] for text in HOSTILE]
    return bad


def test_at_least_fifty_hostile_strings() -> None:
    assert len(set(HOSTILE)) >= 50


def test_hostile_text_never_runs_in_any_tab_or_control(open_page: Any, whole: dict[str, Any]) -> None:
    opened = open_page(_hostile_table(whole))
    tab = opened.tab
    tab.locator("#controls > summary").click()
    shown = ""
    for name in TABS:
        tab.locator(f"#tab-{name}").click()
        shown += opened.text("body")
    tab.locator("#tab-network").click()
    tab.locator("#search").fill("script")
    shown += opened.text("#found")
    for level in ("organisation", "side", ""):
        tab.locator("#view-level").select_option(level)
    tab.locator("#lists button").first.click()
    tab.get_by_role("button", name="Cite").first.click()
    tab.locator("#copied-close").click()
    tab.locator("#out-sparql").click()
    tab.locator("#copied-close").click()
    with tab.expect_download() as svg:
        tab.locator("#out-svg").click()
    drawing = Path(svg.value.path()).read_text(encoding="utf-8")
    assert not re.search("<script|<img|<iframe|<foreignObject", drawing)
    minidom.parseString(drawing)
    assert sum(text in shown for text in HOSTILE) >= 50
    foreign = "img, iframe, object, embed, form, video, audio, marquee, base, template, math, a[href^=javascript]"
    assert tab.locator(f"body :is({foreign})").count() == 0
    assert tab.evaluate("window.ran") is None
    opened.assert_silent_but_for(("blob:",))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_axe_finds_nothing_and_every_tab_fits(open_page: Any, whole: dict[str, Any], scheme: str, width: int) -> None:
    package = pytest.importorskip("axe_playwright_python", reason="pip install axe-playwright-python")
    axe = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    opened = open_page(whole, color_scheme=scheme, viewport={"width": width, "height": 800})
    opened.tab.evaluate(axe)
    for name in TABS:
        opened.tab.locator(f"#tab-{name}").click()
        if name == "network":
            opened.tab.locator("#controls > summary").click()
            opened.tab.evaluate("standoff.select(document.querySelector('#lists button').dataset.id)")
        found = opened.tab.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
        assert found == [], name
        assert opened.tab.evaluate("document.documentElement.scrollWidth") <= width, name
    opened.assert_silent()


def test_every_control_by_keyboard_alone(open_page: Any, whole: dict[str, Any]) -> None:
    opened = open_page(whole)
    tab = opened.tab
    press = tab.keyboard.press
    tab.locator("#tab-network").focus()
    for name in [*TABS[1:], TABS[0]]:
        press("ArrowRight")
        assert tab.evaluate("document.activeElement.id") == f"tab-{name}"
        assert tab.locator(f"#part-{name}").is_visible()
    press("Tab")
    press("Enter")
    wanted = {"search", "view-incident", "view-event_type", "view-place", "view-side", "view-min_grade",
              "view-min_groups", "view-level", "view-per",
              "time-from", "time-to", "time-play", "sources-words", "reset", "zoom-in",
              "zoom-out", "zoom-fit", "out-png", "out-svg", "out-csv", "out-sparql", "out-link"}  # fmt: skip
    reached = set()
    for _ in range(len(wanted) + 5):
        press("Tab")
        reached.add(tab.evaluate("document.activeElement.id"))
        assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert wanted <= reached
    before = opened.text("#sentence")
    tab.locator("#view-min_groups").focus()
    press("ArrowDown")
    tab.locator("#time-from").focus()
    press("ArrowRight")
    assert "by at least 2 independent groups" in opened.text("#sentence") != before
    assert "undated acts left out" in opened.text("#sentence")
    tab.locator("#search").focus()
    tab.keyboard.type("القوات")
    press("Tab")
    tab.locator("#found button").first.focus()
    press("Enter")
    assert tab.locator("#evidence h2").is_visible()
    opened.assert_silent()
