"""The page weighs as Python does: dyads, groups and grades of seeded random views, computed in Chromium and here."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff import Record
from standoff.output.dyad_rows import objects
from standoff.page.page import page
from standoff.page.picture import picture
from standoff.record.keeper import Keeper
from standoff.rules.dyads import dyads
from standoff.rules.ledger import Ledger
from standoff.rules.view import View

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VIEWS = 240


@pytest.fixture(scope="module")
def record(whole_record: Keeper) -> Record:
    """All the example's reports; the rows are read once for all tests."""
    return Record(whole_record)


@pytest.fixture(scope="module")
def tab(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    if CHROMIUM is None:
        pytest.skip("no Chromium on the path: apt-get install chromium")
    file: Path = tmp_path_factory.mktemp("page") / "network.html"
    file.write_text(page(picture(record.view().ledger)), encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_context(offline=True).new_page()
        tab.set_default_timeout(120_000)
        tab.goto(file.as_uri())
        yield tab
        browser.close()


def _views(ledger: Ledger) -> list[dict[str, Any]]:
    """Random views with every option; about one in five chooses nothing at all."""
    rng = random.Random(20200212)
    rows, known = ledger.every_confrontation, ledger.background
    groups = {row["said_by"]: row["group"] for row in ledger.every_statement}
    sources = sorted(groups)
    places = sorted({up for r in rows if r["place"] for up in known.within.get(r["place"], {r["place"]})})
    types = sorted({up for row in rows for up in known.broader.get(row["event_type"], {row["event_type"]})})
    pools = {
        "said_by": (sources, 0.25, 4),
        "without": (sources, 0.4, 6),
        "side": (sorted({g for g in groups.values() if "/side/" in g}), 0.2, 3),
        "place": (places, 0.25, 3),
        "event_type": (types, 0.25, 4),
        "incident": (sorted({row["incident"] for row in rows if row["incident"]}), 0.25, 3),
    }
    # Pairs that are there at some level: two ends chosen by chance would face each other in hardly any view.
    pairs = sorted(
        {
            (dyad.who, dyad.whom)
            for level in ("actor", "side")
            for dyad in dyads(ledger, View(level=level))
            if dyad.who and dyad.whom and dyad.who != dyad.whom
        }
    )
    views = []
    for _ in range(VIEWS):
        view: dict[str, Any] = {}
        for option, (pool, share, most) in pools.items():
            if rng.random() < share:
                view[option] = rng.sample(pool, min(len(pool), rng.randint(1, most)))
        days = sorted(date(2019, 11, 1) + timedelta(rng.randrange(240)) for _ in range(2))
        for option, day in zip(("since", "until"), days, strict=True):
            if rng.random() < 0.25:
                view[option] = day
        if rng.random() < 0.1:
            view["as_of"] = date(2020, 2, 1) + timedelta(rng.randrange(120))
        view["min_groups"] = rng.choice([1, 1, 1, 2, 3])
        view["level"] = rng.choice(["actor", "actor", "organisation", "side"])
        if rng.random() < 0.15:
            view["between"] = rng.choice(pairs)
        views.append(view)
    return views


def _state(view: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, date) else value for key, value in view.items()}


def test_the_page_weighs_as_python_does(record: Record, tab: Any) -> None:
    ledger = record.view().ledger
    views = _views(ledger)
    in_page = tab.evaluate("views => views.map(view => standoff.dyads(view))", [_state(view) for view in views])
    keys, filled = KEYS, 0
    for view, shown in zip(views, in_page, strict=True):
        wanted = [
            {**dyad, "who": dyad["who_iri"], "whom": dyad["whom_iri"], "groups": len(dyad["groups"])}
            for dyad in objects(ledger, View.of(ledger.names, **view))
        ]
        assert [[d[k] for k in keys] for d in shown] == [[d[k] for k in keys] for d in wanted], view
        filled += bool(wanted)
    # Most views must show something, or the comparison says little.
    assert filled > VIEWS / 2


#: A report with all that makes a telling uncertain: hedged, attempted, denied, left open, ends unnamed, no dates, kinds
#: of act that exclude each other, one source that is another's voice.
UNCERTAIN = """\
report: paper-2020-02-13
publisher: paper
published: 2020-02-13
coder: paper
sides: {damascus: {}, moscow: {}}
actors:
  paper: {kind: media-outlet}
  sana: {kind: media-outlet, that: {side: damascus}}
  reporter: {kind: person, that: {works_for: sana}}
  network: {}
  ndf: {kind: militia, that: {part_of: army}}
  army: {kind: state-force, that: {side: damascus}}
  russians: {kind: state-force, that: {side: moscow}}
  us: {kind: state-force}
  man: {kind: person}
places: {syria: {}, amo: {within: syria}, tamer: {within: syria}}
incidents: {one: {place: amo}, two: {place: tamer}}
events:
  a: {type: air-strike, incident: one, when: 2020-02-12, place: amo}
  b: {type: clash, incident: one, when: 2020-02, place: amo}
  c: {type: kill, incident: two, place: tamer}
  d: {type: obstruct}
  e: {type: clash, when: 2019-12, place: syria}
claims:
  - {id: 1, said_by: sana, event: a, that: {actor: us, victim: man}}
  - {id: 2, said_by: network, hedged: true, event: a, that: {type: mock-raid, actor: us}}
  - {id: 3, said_by: russians, event: a, that: {type: air-strike}}
  - {id: 4, said_by: us, denies: 3}
  - {id: 5, said_by: reporter, said_on: 2020-02-12, event: b, that: {party: [ndf, us]}}
  - {id: 6, said_by: network, event: b, that: {actor: ndf, recipient: us, attempted: true}}
  - {id: 7, said_by: us, event: b, that: {party: [ndf, us]}}
  - {id: 8, said_by: network, event: b, leaves_open: actor}
  - {id: 9, said_by: network, event: c, that: {victim: man}}
  - {id: 10, said_by: sana, hedged: true, event: c, that: {actor: us, victim: man}}
  - {id: 11, said_by: russians, event: c, that: {actor: us}}
  - {id: 12, said_by: us, denies: 11}
  - {id: 13, said_by: network, event: c, leaves_open: actor}
  - {id: 14, said_by: sana, event: d, that: {actor: army, recipient: us, attempted: true}}
  - {id: 15, said_by: russians, event: d, that: {actor: us}}
  - {id: 16, said_by: reporter, said_on: 2020-02-20, event: e, that: {party: ndf}}
  - {id: 17, said_by: network, event: e, that: {actor: russians, recipient: ndf}}
  - {id: 20, said_by: network, hedged: true, event: e, that: {actor: russians, recipient: man}}
  - {id: 18, said_by: network, about: man, that: {member_of: ndf, combatant_status: combatant}}
  - {id: 19, said_by: sana, about: man, that: {combatant_status: civilian}}
"""
KEYS = ("who", "whom", "directed", "groups", "grade", "reason", "hedged", "attempted", "events", "first", "last")


def _wanted(record: Record, **view: Any) -> list[list[Any]]:
    found = record.confront(**view)
    dyads = [{**d, "who": d["who_iri"], "whom": d["whom_iri"], "groups": len(d["groups"])} for d in found]
    return [[dyad[key] for key in KEYS] for dyad in dyads]


def _shown(tab: Any, views: list[dict[str, Any]]) -> list[list[list[Any]]]:
    found = tab.evaluate("views => views.map(view => standoff.dyads(view))", [_state(view) for view in views])
    return [[[dyad[key] for key in KEYS] for dyad in dyads] for dyads in found]


def _open(tab: Any, folder: Path, record: Record, **view: Any) -> None:
    file = folder / "drawn.html"
    ledger = record.view().ledger
    file.write_text(page(picture(ledger, View.of(ledger.names, **view))), encoding="utf-8")
    tab.goto(file.as_uri())


def test_what_is_uncertain_is_weighed_as_python_does(tab: Any, tmp_path: Path) -> None:
    (tmp_path / "uncertain.yaml").write_text(UNCERTAIN, encoding="utf-8")
    record = standoff.open()
    record.read(tmp_path / "uncertain.yaml")
    _open(tab, tmp_path, record)
    views = [{}, *({"level": level} for level in ("organisation", "side")), *_views(record.view().ledger)[:120]]
    shown = _shown(tab, views)
    for view, found in zip(views, shown, strict=True):
        assert found == _wanted(record, **view), view
    # All that was to be compared is there.
    everything = record.confront()
    assert {dyad["grade"] for dyad in everything} >= {"weak", "contested", "fair"}
    assert any(d["hedged"] for d in everything) and any(d["attempted"] for d in everything)
    assert any(d["who"] is None for d in everything) and any(d["whom"] is None for d in everything)
    assert any(d["first"] is None for d in everything)


@pytest.mark.parametrize("grade", ["confirmed", "fair", "weak"])
def test_a_threshold_of_grades_keeps_what_confront_grades_so(
    record: Record, tab: Any, tmp_path: Path, grade: str
) -> None:
    _open(tab, tmp_path, record)
    tab.evaluate("grade => standoff.show({min_grade: grade})", grade)
    order = ["confirmed", "fair", "weak", "contested"]
    expected = [d for d in record.confront() if order.index(d["grade"]) <= order.index(grade)]
    assert (
        expected
        and f": {len(expected)} line{'s' if len(expected) > 1 else ''}." in tab.locator("#sentence").text_content()
    )
    assert tab.locator("#lists .lines tbody tr").count() == len(expected)


DRAWN: list[dict[str, Any]] = [
    {"without": ["sana"]},
    {"said_by": ["enab-baladi"]},
    {"incident": ["khirbet-amo-2020-02-12"]},
    {"until": date(2020, 2, 11)},
    {"place": ["tel-tamer"]},
    {"without": ["sana"], "min_groups": 2, "level": "side"},
]


@pytest.mark.parametrize("drawn", DRAWN, ids="-".join)
def test_a_page_drawn_of_a_view_holds_nothing_else_and_weighs_the_same(
    record: Record, tab: Any, tmp_path: Path, drawn: dict[str, Any]
) -> None:
    _open(tab, tmp_path, record, **drawn)
    ledger = record.view().ledger
    choice = View.of(ledger.names, **drawn).with_changes(min_groups=1, level="actor")
    chosen = {row["said"] for row in ledger.statements(choice)}
    html = (tmp_path / "drawn.html").read_text(encoding="utf-8")
    quotes = {row["quote"] for row in ledger.every_statement if row["said"] not in chosen and row["quote"]}
    # Some quotes are a report's title or an actor's name too, or stand in a longer one that is embedded.
    names = ledger.names
    texts = [*names.labels.values(), *(alias for aliases in names.aliases.values() for alias in aliases)]
    texts += [title for _, _, title in ledger.record.match(None, "http://purl.org/dc/terms/title")]
    texts += [row["quote"] for row in ledger.every_statement if row["said"] in chosen and row["quote"]]
    quotes = {quote for quote in quotes if not any(quote in text for text in texts)}
    assert len(quotes) > 5
    assert [quote for quote in quotes if json.dumps(quote, ensure_ascii=False)[1:-1] in html] == []
    assert "This file contains only what is" in tab.locator("#sentence").text_content()
    tab.locator("#tab-about").click()
    assert "This file contains only part of that record" in tab.locator("#part-about").text_content()
    # Narrower views of it are those of the whole record with both choices.
    embedded = {key: value for key, value in drawn.items() if key not in ("min_groups", "level")}
    more: list[dict[str, Any]] = [
        {},
        {"min_groups": 2},
        {"level": "side"},
        {"level": "organisation", "since": date(2020, 1, 1)},
    ]
    for view, found in zip(more, _shown(tab, more), strict=True):
        assert found == _wanted(record, **{**embedded, **view}), view
    incident = "khirbet-amo-2020-02-12"
    shown = tab.evaluate("one => standoff.dossier(one, {})", f"https://w3id.org/standoff/id/incident/{incident}")
    wanted = record.dossier(incident, **{k: v for k, v in embedded.items() if k != "incident"})["statements"]
    keys = ("about", "prop", "grade", "heading")
    expected = [[s["about"], s["property"], s["grade"], s["heading"]] for s in wanted]
    assert [[s[k] for k in keys] for s in shown] == expected


def test_the_pages_dossier_is_pythons(record: Record, tab: Any, tmp_path: Path) -> None:
    _open(tab, tmp_path, record)
    incidents = sorted({row["incident"] for row in record.view().ledger.every_statement if row["incident"]})
    for view in ({}, {"without": ["https://w3id.org/standoff/id/actor/sana"]}, {"min_groups": 2}):
        in_page = tab.evaluate("([all, view]) => all.map(one => standoff.dossier(one, view))", [incidents, view])
        for incident, shown in zip(incidents, in_page, strict=True):
            wanted = record.dossier(incident, **view)["statements"]
            keys = ("about", "prop", "grade", "heading")
            assert [[s[k] for k in keys] for s in shown] == [
                [s["about"], s["property"], s["grade"], s["heading"]] for s in wanted
            ], incident


def test_an_address_opens_its_view(record: Record, tab: Any, tmp_path: Path) -> None:
    _open(tab, tmp_path, record)
    start = tab.url.split("#")[0]
    tab.goto(start + "#without=id%2Factor%2Fsana&min_groups=2&since=2020-02-01&lines=x&place=id%2Fplace%2Fnowhere")
    tab.reload()
    sentence = tab.locator("#sentence").text_content()
    shown = record.confront(without=["SANA"], min_groups=2, since=date(2020, 2, 1))
    assert re.match("Confrontations asserted by any source, without SANA", sentence)
    assert "undated acts left out" in sentence and f"{len(shown)} lines" in sentence and "nowhere" not in sentence
    tab.locator("#controls > summary").click()
    tab.get_by_role("button", name="Show everything").click()
    assert tab.url.split("#")[1] == ""
    assert "asserted by any source" in tab.locator("#sentence").text_content()
