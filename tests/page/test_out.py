"""What the page gives out is what it shows: pictures, tables, questions, citations, addresses."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.dom import minidom

import pytest

from standoff.record.keeper import Keeper
from standoff.rules.dyads import Dyad, counted_grades, dyads
from standoff.rules.ledger import Ledger
from standoff.rules.view import View
from standoff.vocabulary import ST
from tests.page.opened import ID, Opened

Open = Callable[..., Opened]
Draw = Callable[..., dict[str, Any]]
VIEWS: list[dict[str, Any]] = [
    {},
    {"without": ["sana"], "since": date(2020, 2, 1)},
    {"said_by": ["enab-baladi", "anha"], "level": "side"},
    {"incident": ["khirbet-amo-2020-02-12"], "min_groups": 2},
    {"side": ["moscow"]},
    {"place": ["al-hasakah"], "until": date(2020, 2, 12), "as_of": date(2020, 2, 13)},
    {"event_type": ["clash"], "level": "organisation"},
]


def address(view: dict[str, Any]) -> str:
    """A view as what stands after # in the page's address."""
    kinds = {"said_by": "actor", "without": "actor", "event_type": "codes/event-type"}
    parts = []
    for key, value in view.items():
        for one in value if isinstance(value, list) else [value]:
            kind = kinds.get(key, key)
            iri = f"{kind}/{one}" if "/" in kind else f"id/{kind}/{one}"
            parts.append(f"{key}={iri if isinstance(value, list) else value}")
    return "#" + "&".join(parts)


def copied(opened: Opened, button: str) -> str:
    opened.share()
    opened.tab.locator(f"#{button}").click()
    text = str(opened.tab.locator("#copied textarea").input_value())
    opened.tab.locator("#copied-close").click()
    return text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_png_is_the_drawing_twice_as_large(open_page: Open, whole_picture: dict[str, Any], scheme: str) -> None:
    image = pytest.importorskip("PIL.Image", reason="pillow comes with matplotlib: pip install matplotlib")
    opened = open_page(whole_picture, color_scheme=scheme)
    box = opened.tab.locator("#network").bounding_box()
    png = image.open(io.BytesIO(opened.download("out-png")))
    png.load()
    assert png.format == "PNG"
    # The marks and the sentences stand beneath the drawing, whole: on more lines than one.
    assert png.width == 2 * round(box["width"])
    assert png.height > 2 * (round(box["height"]) + 100)
    colours = png.convert("RGB").getcolors(10**7)
    (most, paper), painted = max(colours), sum(n for n, _ in colours)
    assert (sum(paper) > 600) == (scheme == "light")
    assert 0.02 < 1 - most / painted < 0.6
    strip = png.convert("L").crop((0, png.height - 80, png.width, png.height))
    low, high = strip.getextrema()
    assert high - low > 100


def test_the_svg_holds_every_name_and_line_that_is_drawn(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture, viewport={"width": 1800, "height": 1300})
    drawing = minidom.parseString(opened.download("out-svg"))
    box = opened.tab.locator("#network").bounding_box()
    svg = drawing.documentElement
    assert (svg.tagName, int(svg.getAttribute("width"))) == ("svg", round(box["width"]))
    texts = " ".join(t.firstChild.data for t in drawing.getElementsByTagName("text") if t.firstChild)
    for name in ("US Armed Forces", "Asayish", "Global Coalition"):
        assert name in texts
    assert opened.sentence().split(":")[0] in texts
    # A path for each mark of an actor, a line and its head: at least one for each.
    assert len(drawing.getElementsByTagName("path")) > len(opened.lines()) + 20
    red = "getComputedStyle(document.documentElement).getPropertyValue('--contested')"
    assert opened.tab.evaluate(red) in svg.toxml()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: "-".join(view) or "everything")
def test_the_csv_has_a_row_for_each_pair_and_kind_of_act(
    open_page: Open, whole_record: Keeper, whole_picture: dict[str, Any], view: dict[str, Any]
) -> None:
    opened = open_page(whole_picture, address=address(view) if view else "#view=all")
    text = opened.download("out-csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    ledger = Ledger(whole_record)
    wanted = [
        (dyad, kind, [act for act in dyad.acts if act.kind == kind])
        for dyad in dyads(ledger, View.of(ledger.names, **view))
        for kind in dict.fromkeys(act.kind for act in dyad.acts)
    ]
    assert wanted
    for row, (dyad, kind, acts) in zip(rows, wanted, strict=True):
        assert [row["who_iri"], row["whom_iri"]] == [dyad.who or "", dyad.whom or ""]
        assert [row["directed"], row["how_iri"]] == [str(dyad.directed).lower(), kind]
        assert [row["how"], row["acts"]] == [ledger.names.label(kind), str(len(acts))]
        assert row["events"].split() == sorted({act.event for act in acts})
        assert set(row["claims"].split()) == {told["claim"] for act in acts for told in act.rows}
        label = ledger.names.label
        told_by = {
            "sources": {told["said_by"] for act in acts for told in act.rows},
            "in_part": {source for act in acts for source in act.weighed.sources("in part")},
            "denied_by": {source for act in acts for source in act.weighed.sources("denies")},
            "no_answer": {source for act in acts for source in act.weighed.sources("no answer")},
        }
        for column, sources in told_by.items():
            assert row[column] == "; ".join(sorted(map(label, sources))), column
        grades, groups = counted_grades(act.grade for act in acts), {len(act.groups) for act in acts}
        # A row of several acts has the count of each grade; one grade and one number only where all have it.
        assert row["grades"] == "; ".join(f"{grade} {n}" for grade, n in grades.items())
        assert row["grade"] == (next(iter(grades)) if len(grades) == 1 else "")
        assert row["groups"] == (str(groups.pop()) if len(groups) == 1 else "")
        one = Dyad(*dyad.ends, tuple(acts))
        assert [row["first"], row["last"]] == [one.first or "", one.last or ""]
        flags = [one.hedged, one.attempted]
        assert [row["hedged"], row["attempted"]] == [str(flag).lower() for flag in flags]


def test_a_cell_that_a_spreadsheet_would_run_stays_text(open_page: Open, seed_picture: dict[str, Any]) -> None:
    table = {**seed_picture["table"], "labels": dict.fromkeys(seed_picture["table"]["labels"], "=1+1")}
    opened = open_page({**seed_picture, "table": table})
    rows = list(csv.DictReader(io.StringIO(opened.download("out-csv").decode("utf-8-sig"), newline="")))
    assert {row["who"] for row in rows if row["who_iri"]} == {"'=1+1"}


@pytest.fixture(scope="module")
def ledger(whole_record: Keeper) -> Ledger:
    return Ledger(whole_record)


def claims_of(ledger: Ledger, view: dict[str, Any]) -> set[str]:
    """The claims that the dyads of a view count."""
    return {row["claim"] for dyad in dyads(ledger, View.of(ledger.names, **view)) for row in dyad.rows}


def asked(record: Keeper, sparql: str) -> set[str]:
    found = record.query(sparql)
    return {str(row[found.variables.index("claim")].value) for row in found}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: "-".join(view) or "everything")
def test_the_sparql_of_a_view_finds_its_claims(
    open_page: Open, ledger: Ledger, whole_picture: dict[str, Any], view: dict[str, Any]
) -> None:
    opened = open_page(whole_picture, address=address(view) if view else "#view=all")
    wanted = claims_of(ledger, view)
    assert wanted
    assert asked(ledger.record, copied(opened, "out-sparql")) == wanted


def test_the_sparql_of_random_views_finds_their_claims(
    open_page: Open, ledger: Ledger, whole_picture: dict[str, Any]
) -> None:
    rng = random.Random(4)
    rows = ledger.every_confrontation
    opened = open_page(whole_picture)
    filled = 0
    for _ in range(20):
        row = rng.choice(rows)
        options = {"without": "said_by", "place": "place", "event_type": "event_type", "incident": "incident"}
        view: dict[str, Any] = {o: [row[c]] for o, c in options.items() if row[c] and rng.random() < 0.4}
        if rng.random() < 0.4:
            view["until"] = date(2020, 2, rng.randint(1, 28))
        state = {key: str(value) if isinstance(value, date) else value for key, value in view.items()}
        opened.tab.evaluate("view => standoff.show(view)", state)
        wanted = claims_of(ledger, view)
        filled += bool(wanted)
        assert asked(ledger.record, copied(opened, "out-sparql")) == wanted, view
    assert filled > 10


def test_the_sparql_of_a_graded_view_finds_what_has_the_grade(
    open_page: Open, ledger: Ledger, whole_picture: dict[str, Any]
) -> None:
    opened = open_page(whole_picture, address="#min_grade=fair")
    fair = [act for dyad in dyads(ledger) for act in dyad.acts if act.grade in ("confirmed", "fair")]
    wanted = {row["claim"] for act in fair for row in act.rows}
    assert wanted
    assert asked(ledger.record, copied(opened, "out-sparql")) == wanted


def test_the_sparql_of_a_page_drawn_without_a_source_leaves_it_out(open_page: Open, ledger: Ledger, draw: Draw) -> None:
    opened = open_page(draw(ledger.record, without=["sana"]))
    opened.controls()
    opened.tab.locator("#reset").click()
    assert asked(ledger.record, copied(opened, "out-sparql")) == claims_of(ledger, {"without": ["sana"]})


def test_a_citation_says_who_where_and_which_claim(
    open_page: Open, whole_record: Keeper, seed_picture: dict[str, Any]
) -> None:
    opened = open_page(seed_picture)
    opened.select("ndf to us-forces")
    opened.tab.get_by_role("button", name="Cite").first.click()
    text = str(opened.tab.locator("#copied textarea").input_value())
    quote = opened.tab.locator("#evidence blockquote").first.text_content()
    assert text.startswith(f"ANHA (Hawar News Agency) asserts: “{quote}”")
    for part in (
        "Under Russian eyes, US forces target Syrian-regime controlled checkpoint",
        "Enab Baladi",
        "13 February 2020",
        "paragraph 9",
    ):
        assert part in text
    cited = re.search(rf"Claim ({re.escape(ID)}claim/\w+), record sha256:(\w+)\.", text)
    assert cited and seed_picture["table"]["hash"].startswith(cited[2])
    stances = {o for s, p, o in whole_record.match(None, ST + "claim") if o == cited[1]}
    assert stances == {cited[1]}
    assert opened.tab.evaluate("document.getElementById('copied-status').textContent") in (
        "Copied.",
        "Press Ctrl+C to copy.",
    )


def test_the_address_of_a_view_is_given_out(open_page: Open, seed_picture: dict[str, Any]) -> None:
    opened = open_page(seed_picture, address="#min_groups=2&tab=timeline")
    assert copied(opened, "out-link") == f"{opened.file.as_uri()}#min_groups=2&tab=timeline"
