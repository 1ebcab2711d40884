"""How a notebook shows hostile text: every display, each picture of an answer and the inline page, in Chromium."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

import standoff
from standoff import QuestionError, Record
from standoff.claim import Attribution, Claim, Entity, Reading
from standoff.frames.html import link, text
from standoff.notebook.row_pictures import as_map, as_network, as_timeline
from standoff.vocabulary import CODES, PREFIXES, id_of, st
from tests.browser import chromium

INCIDENT = id_of("incident", "bad")


def _hostile() -> list[str]:
    """The strings that the page's own test shows."""
    path = Path(__file__).resolve().parents[1] / "page" / "hostile.py"
    spec = importlib.util.spec_from_file_location("hostile", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.HOSTILE)


HOSTILE = _hostile()


def entity(kind: str, name: str, label: str, **facts: Any) -> Entity:
    rdf, skos = PREFIXES["rdf"], PREFIXES["skos"]
    classes = {"actor": "StateForce", "event": "Event", "report": "Report", "place": "Place", "incident": "Incident"}
    triples = {
        (NamedNode(rdf + "type"), st(classes[kind])),
        (NamedNode(skos + "prefLabel"), Literal(label, language="en")),
        (NamedNode(skos + "altLabel"), Literal(label[::-1], language="ar")),
    }
    return Entity(id_of(kind, name), frozenset(triples | {(st(prop), value) for prop, value in facts.items()}))


@pytest.fixture(scope="module")
def record() -> Record:
    """A record in which every label, alias, quote, gloss, title and address is a hostile string."""
    geo, dct = PREFIXES["geo"], PREFIXES["dcterms"]
    readings = []
    for i, bad in enumerate(HOSTILE):
        actor, other, event, place = (id_of(kind, f"{kind}-{i}") for kind in ("actor", "actor", "event", "place"))
        other = id_of("actor", f"actor-{(i + 1) % len(HOSTILE)}")
        report = Entity(
            id_of("report", f"report-{i}"),
            frozenset(
                {
                    *entity("report", f"report-{i}", bad).facts,
                    (NamedNode(dct + "title"), Literal(bad)),
                    (NamedNode(dct + "publisher"), actor),
                    (NamedNode(dct + "issued"), Literal("2020-02-13")),
                    (st("url"), Literal(bad)),
                }
            ),
        )
        geometry = id_of("place", f"place-{i}-geometry")
        claim = Claim(event, frozenset({(st("actor"), actor), (st("recipient"), other), (st("place"), place)}))
        about = Claim(actor, frozenset({(st("name"), Literal(bad))}))
        said = {
            Attribution(
                each,
                actor,
                report.iri,
                quote=Literal(bad, language="en"),
                gloss=Literal(bad, language="en"),
                relayed_by=frozenset({other}),
                hedged=True,
            )
            for each in (claim, about)
        }
        entities = {
            entity("actor", f"actor-{i}", bad),
            report,
            entity("incident", "bad", HOSTILE[0]),
            entity(
                "event",
                f"event-{i}",
                bad,
                eventType=NamedNode(CODES + "event-type/fire"),
                incident=INCIDENT,
                when=Literal("2020-02-12"),
            ),
            Entity(place, entity("place", f"place-{i}", bad).facts | {(NamedNode(geo + "hasGeometry"), geometry)}),
            Entity(geometry, frozenset({(NamedNode(geo + "asWKT"), Literal(f"POINT (41.{i:02} 37.0)"))})),
        }
        readings.append(Reading(report.iri, frozenset(said), frozenset(entities)))
    record = standoff.open()
    with record.writing() as keeper:
        keeper.put(readings)
    return record


@pytest.fixture(scope="module")
def displays(record: Record) -> dict[str, str]:
    """Every rich display, by name."""
    view = record.view()
    ledger = view.ledger
    rows = record.ask(
        "SELECT ?who ?whom ?said ?place ?when ?label WHERE { ?said st:claim ?c . ?c st:actor ?who ; "
        "st:recipient ?whom ; st:place ?place ; st:about ?e . ?e st:when ?when ; skos:prefLabel ?label }",
    )
    shown = {
        "record": record,
        "view": view,
        "dyads": view.confront(),
        "confrontations": view.confrontations(),
        "claims": view.claims(),
        "claim": view.claims()[0],
        "actor": view.actor("actor-3"),
        "dossier": view.dossier("bad"),
        "measure": view.measure("activity"),
        "answer": rows,
        "map": as_map(ledger, rows),
        "timeline": as_timeline(ledger, rows),
        "network": as_network(ledger, rows),
        "page": view.draw(title=HOSTILE[0]),
    }
    return {name: each._repr_html_() for name, each in shown.items()}


class Tags(HTMLParser):
    """Every element and attribute of a display."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


OURS = {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
    "div",
    "p",
    "bdi",
    "b",
    "br",
    "q",
    "small",
    "details",
    "summary",
    "ul",
    "li",
    "a",
    "code",
    "svg",
    "defs",
    "marker",
    "path",
    "line",
    "circle",
    "rect",
    "text",
    "title",
    "span",
    "iframe",
    "style",
}


def test_no_display_holds_an_element_or_an_attribute_of_the_reports(displays: dict[str, str]) -> None:
    assert len(HOSTILE) >= 50
    for name, html in displays.items():
        tags = Tags(html)
        assert tags.names <= OURS, name
        assert not [a for a, _ in tags.attributes if a.startswith("on")], name
        links = {value for attribute, value in tags.attributes if attribute == "href"}
        assert all(re.match(r"https?://", each) for each in links), name
        assert ("iframe" in tags.names) == ("style" in tags.names) == (name == "page")


def test_every_hostile_string_is_shown_as_text(displays: dict[str, str]) -> None:
    for bad in HOSTILE:
        assert text(bad) in displays["claims"], bad


def test_no_plain_text_commands_a_terminal_or_turns_its_direction(record: Record) -> None:
    view = record.view()
    names = [view.actor(f"actor-{i}") for i in range(len(HOSTILE))]
    shown = [
        repr(record),
        repr(view.confront()),
        repr(view.confrontations()),
        repr(view.claims()),
        repr(view.dossier("bad")),
        *(repr(view.draw(title=bad)) for bad in HOSTILE[:3]),
        *map(repr, names),
        *map(repr, view.claims()),
        *(str(view.said_by(name.iri)) for name in names),
    ]
    for bad in HOSTILE:
        with pytest.raises(QuestionError) as raised:
            view.actor(f"{bad}?")
        shown.append(str(raised.value))
    commands = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    assert [text[:80] for text in shown if commands.search(text)] == []
    assert any(commands.search(bad) for bad in HOSTILE)


NO_ADDRESSES = ["javascript:alert(1)", "data:text/html,x", "//example.org", " https://x", "HTTPS\n://x", None]


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_only_an_address_of_the_web_is_a_link(address: str | None) -> None:
    assert "<a" not in link("words", address)
    assert 'href="https://example.org/?a=1&amp;b=&quot;"' in link("words", 'https://example.org/?a=1&b="')


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


def test_nothing_runs_in_a_browser(browser: Any, displays: dict[str, str], tmp_path: Path) -> None:
    """All displays on one page without any policy of its own: what protects is the escaping and the frame."""
    file = tmp_path / "notebook.html"
    body = "".join(f"<section>{html}</section>" for html in displays.values())
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{body}", encoding="utf-8")
    tab = browser.new_context(offline=True).new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("dialog", lambda dialog: pytest.fail(dialog.message))
    tab.goto(file.as_uri())
    for frame in tab.frames[1:]:
        frame.wait_for_selector("#network canvas")
    tab.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    over = "each => each.dispatchEvent(new MouseEvent('mouseover'))"
    tab.evaluate(f"document.querySelectorAll('summary, a, td').forEach({over})")
    tab.wait_for_timeout(300)
    assert [frame.evaluate("window.ran") for frame in tab.frames] == [None] * 2
    assert tab.title() == "" and tab.url == file.as_uri()
    assert [url for url in asked if not url.startswith(("data:", "blob:", "about:"))] == [file.as_uri()]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_page_takes_the_notebooks_colours(browser: Any, displays: dict[str, str], theme: str) -> None:
    """The page follows JupyterLab's theme; where JupyterLab removes it, from a notebook others ran, a note remains."""
    tab = browser.new_context(offline=True, color_scheme="null").new_page()
    light = str(theme == "light").lower()
    tab.set_content(f"<!doctype html><body data-jp-theme-light={light}>{displays['page']}")
    tab.frames[1].wait_for_selector("#network canvas")
    assert tab.frames[1].evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (theme == "dark")
    assert tab.locator(".standoff-not-shown").is_hidden()
    without_page = re.sub(r"<style>.*?</style>|<iframe.*?</iframe>", "", displays["page"], flags=re.DOTALL)
    tab.set_content(without_page)
    assert tab.get_by_text("The page is not shown").is_visible()


def test_the_frame_is_a_world_of_its_own(browser: Any, displays: dict[str, str], tmp_path: Path) -> None:
    """The page works inside the frame, cannot read what is around it, and opens a line to its claims."""
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{displays['page']}", encoding="utf-8")
    tab = browser.new_context(offline=True).new_page()
    messages: list[str] = []
    tab.on("pageerror", lambda error: messages.append(str(error)))
    tab.on("console", lambda message: messages.append(message.text) if message.type == "error" else None)
    tab.goto(file.as_uri())
    frame = tab.frames[1]
    frame.wait_for_selector("#network canvas")
    reach = "() => { try { return String(parent.document.title); } catch (error) { return error.name; } }"
    assert frame.evaluate(reach) == "SecurityError" and frame.evaluate("self.origin") == "null"
    frame.locator("#lists button").first.click()
    assert frame.locator("#evidence blockquote").count() > 0
    for name in ("dossier", "timeline", "map", "sources", "about", "network"):
        frame.locator(f"#tab-{name}").click()
        assert frame.locator(f"#part-{name}").is_visible()
    frame.locator("#out > summary").click()
    with tab.expect_download() as download:
        frame.locator("#out-csv").click()
    assert download.value.suggested_filename.endswith(".csv")
    assert messages == []
    box = tab.locator("iframe").bounding_box()
    assert 480 <= box["height"] <= 820 and box["width"] > 900
