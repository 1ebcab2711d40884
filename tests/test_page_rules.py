"""The page weighs as Python does: dyads, groups and grades of seeded random views, computed in Chromium and here."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph import confront, dossier, open_record, read
from graph.network.dyads import dyads
from graph.network.ledger import Ledger
from graph.network.view import View
from graph.views.page import page
from graph.views.picture import picture
from graph.vocabulary import examples_folder

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VIEWS = 240


@pytest.fixture(scope="module")
def record() -> Any:
    record = open_record()
    read(record, examples_folder() / "khirbet-amo")
    return record


@pytest.fixture(scope="module")
def tab(record: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    if CHROMIUM is None:
        pytest.skip("no Chromium on the path: apt-get install chromium")
    file: Path = tmp_path_factory.mktemp("page") / "network.html"
    file.write_text(page(picture(Ledger(record))), encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_context(offline=True).new_page()
        tab.goto(file.as_uri())
        tab.wait_for_function("window.standoff !== undefined")
        yield tab
        browser.close()


def _views(ledger: Ledger) -> list[dict[str, Any]]:
    """Random views with every option; about one in five chooses nothing at all."""
    rng = random.Random(20200212)
    rows, known = ledger.every_confrontation, ledger.background
    sources = sorted({row["said_by"] for row in rows} | set(known.group))
    places = sorted({up for r in rows if r["place"] for up in known.within.get(r["place"], {r["place"]})})
    types = sorted({up for row in rows for up in known.broader.get(row["event_type"], {row["event_type"]})})
    pools = {
        "said_by": (sources, 0.25, 4), "without": (sources, 0.4, 6),
        "side": (sorted({g for g in known.group.values() if "/side/" in g}), 0.2, 3),
        "place": (places, 0.25, 3), "event_type": (types, 0.25, 4),
        "incident": (sorted({row["incident"] for row in rows if row["incident"]}), 0.25, 3),
    }  # fmt: skip
    # Pairs that are there at some level: two ends chosen by chance would face each other in hardly any view.
    pairs = sorted({(dyad.who, dyad.whom) for level in ("actor", "side") for dyad in dyads(ledger, View(level=level))
                    if dyad.who and dyad.whom and dyad.who != dyad.whom})  # fmt: skip
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


def test_the_page_weighs_as_python_does(record: Any, tab: Any) -> None:
    views = _views(Ledger(record))
    in_page = tab.evaluate("views => views.map(view => standoff.dyads(view))", [_state(view) for view in views])
    keys = ("who", "whom", "directed", "groups", "grade", "reason", "hedged", "attempted", "events", "first", "last")
    filled = 0
    for view, shown in zip(views, in_page, strict=True):
        wanted = [
            {**dyad, "who": dyad["who_iri"], "whom": dyad["whom_iri"], "groups": len(dyad["groups"])}
            for dyad in confront(record, **view)
        ]
        assert [[d[k] for k in keys] for d in shown] == [[d[k] for k in keys] for d in wanted], view
        filled += bool(wanted)
    # Most views must show something, or the comparison says little.
    assert filled > VIEWS / 2


def test_the_pages_dossier_is_pythons(record: Any, tab: Any) -> None:
    incidents = sorted({row["incident"] for row in Ledger(record).every_statement if row["incident"]})
    for view in ({}, {"without": ["https://w3id.org/standoff/id/actor/sana"]}, {"min_groups": 2}):
        in_page = tab.evaluate("([all, view]) => all.map(one => standoff.dossier(one, view))", [incidents, view])
        for incident, shown in zip(incidents, in_page, strict=True):
            wanted = dossier(record, incident, **view)["statements"]
            keys = ("about", "prop", "grade", "heading")
            assert [[s[k] for k in keys] for s in shown] == [
                [s["about"], s["property"], s["grade"], s["heading"]] for s in wanted
            ], incident


def test_an_address_opens_its_view(record: Any, tab: Any) -> None:
    start = tab.url.split("#")[0]
    tab.goto(start + "#without=id%2Factor%2Fsana&min_groups=2&since=2020-02-01&lines=x&place=id%2Fplace%2Fnowhere")
    tab.reload()
    tab.wait_for_function("window.standoff !== undefined")
    sentence = tab.locator("#sentence").text_content()
    shown = confront(record, without=["SANA"], min_groups=2, since=date(2020, 2, 1))
    assert re.match("Confrontations asserted by any source, without SANA", sentence)
    assert "undated acts left out" in sentence and f"{len(shown)} lines" in sentence and "nowhere" not in sentence
    tab.locator("#controls > summary").click()
    tab.get_by_role("button", name="Show everything").click()
    assert tab.url.split("#")[1] == ""
    assert "asserted by any source" in tab.locator("#sentence").text_content()
