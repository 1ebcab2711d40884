"""The page counts as Python does: acts, dyads and statements of seeded random views, counted in Chromium and here."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from standoff.page.page import page
from standoff.page.picture import picture
from standoff.readers.inputs import read_input
from standoff.record.keeper import open_keeper
from standoff.rules.acts import is_shown, shown_acts, weighed_acts, weighed_statements
from standoff.rules.dyads import dyads
from standoff.rules.implication import Numbers
from standoff.rules.ledger import Ledger
from standoff.rules.view import View
from standoff.rules.weighing import Weighed
from standoff.vocabulary import ST
from tests.browser import chromium
from tests.conftest import EXAMPLE
from tests.effort import some

VIEWS = 300
#: So many of them are compared panel by panel as well, of which each has ten; all by `make test-all`.
BESIDE = 12
#: Small records, each of which the rule once got wrong; they are not part of the project.
CASES = Path(os.environ.get("STANDOFF_SHARED") or Path(__file__).parents[2] / "shared") / "cases" / "rule"


@pytest.fixture(scope="module")
def record(whole_record: Any) -> Any:
    return whole_record


@pytest.fixture(scope="module")
def tab(record: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    file: Path = tmp_path_factory.mktemp("page") / "network.html"
    file.write_text(page(picture(Ledger(record))), encoding="utf-8")
    with chromium() as browser:
        tab = browser.new_context(offline=True).new_page()
        tab.set_default_timeout(120_000)
        tab.goto(file.as_uri())
        yield tab


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


def _plain(one: Weighed) -> list[Any]:
    """A weighed version as the page gives it out."""
    core = one.version.core
    ends = [sorted(core.doers), sorted(core.targets), sorted(core.parties)]
    return [*ends, one.version.kind, core.tried, one.grade, len(one.groups), one.own, len(one.rivals)]


def counted_dyads(ledger: Ledger, view: View) -> list[dict[str, Any]]:
    """The dyads of a view with their acts, as the page gives them."""
    return [
        {
            "who": dyad.who,
            "whom": dyad.whom,
            "directed": dyad.directed,
            "groups": sorted(dyad.groups),
            "grades": [list(pair) for pair in dyad.grades.items()],
            "hedged": dyad.hedged,
            "attempted": dyad.attempted,
            "first": dyad.first,
            "last": dyad.last,
            "acts": [
                {
                    "event": act.event,
                    "kind": act.kind,
                    "told": act.kind_is_told,
                    "tried": act.attempted,
                    "grade": act.grade,
                    "groups": sorted(act.groups),
                    "own": act.weighed.own,
                    "head": act.shown.is_head,
                    "dispute": act.in_dispute,
                    "hedged": act.hedged,
                }
                for act in dyad.acts
            ],
        }
        for dyad in dyads(ledger, view)
    ]


def counted(ledger: Ledger, options: dict[str, Any]) -> dict[str, Any]:
    """What a view counts, as the page gives it: dyads with their acts, heads and answers, versions, statements."""
    view = View.of(ledger.names, **options)
    of_dyads = counted_dyads(ledger, view)
    statements = []
    for one in weighed_statements(ledger, view):
        statement = one.statement
        value = str(statement.value) if isinstance(statement.value, Numbers) else statement.value
        words = {relation: len(found) for relation, found in one.words.items()}
        statements.append([statement.about, statement.prop, value, one.grade, len(one.groups), words])
    return {
        "dyads": of_dyads,
        "acts": [
            [act.event, [[*_plain(one.weighed), one.is_head, len(one.also)] for one in shown]]
            for act, shown in shown_acts(ledger, view)
        ],
        "versions": [
            # The page has the versions of an act in the order of their keys.
            [event, [_plain(one) for one in sorted(versions, key=lambda one: one.version.key)]]
            for event, versions in weighed_acts(ledger, view).items()
        ],
        "statements": statements,
    }


# As text: Playwright takes far longer to hand over a million values one by one.
_COUNT = """([views, parts]) =>
    JSON.stringify(views.map(view => Object.fromEntries(parts.map(part => [part, standoff[part](view)]))))"""


def assert_alike(ledger: Ledger, tab: Any, views: list[dict[str, Any]], drawn: dict[str, Any] | None = None) -> int:
    """The page counts in each view what Python counts; how many of the views show a dyad. ``drawn`` holds the options
    with which the page was drawn.
    """
    parts, filled = ["dyads", "acts", *([] if drawn else ["versions", "statements"])], 0
    in_page = json.loads(tab.evaluate(_COUNT, [[_state(view) for view in views], parts]))
    for view, shown in zip(views, in_page, strict=True):
        wanted = counted(ledger, {**(drawn or {}), **view})
        for part in parts:
            assert json.loads(json.dumps(wanted[part])) == shown[part], (view, part)
        filled += bool(wanted["dyads"])
    return filled


def test_the_page_counts_as_python_does(record: Any, tab: Any) -> None:
    ledger = Ledger(record)
    # Most views must show something, or the comparison says little.
    assert assert_alike(ledger, tab, _views(ledger)) > VIEWS / 2


def test_each_panel_side_by_side_counts_as_python_does(record: Any, tab: Any) -> None:
    ledger = Ledger(record)
    sides = {row["group"] for row in ledger.every_statement if "/side/" in row["group"]}
    asked = "view => { standoff.show(view); return JSON.stringify(standoff.panels()); }"
    filled = 0
    for view in some(_views(ledger), BESIDE):
        panels = json.loads(tab.evaluate(asked, _state(view)))
        assert {one for panel in panels for one in panel["options"]["side"]} == sides and len(panels) == len(sides) + 1
        for panel in panels:
            chosen = {key: panel["options"][key] for key in ("side", "said_by") if panel["options"][key]}
            assert len(chosen) == 1
            rest = {key: value for key, value in view.items() if key not in ("side", "said_by")}
            wanted = counted_dyads(ledger, View.of(ledger.names, **rest, **chosen))
            assert panel["lines"] == json.loads(json.dumps(wanted)), (view, panel["label"])
            filled += bool(wanted)
    assert filled > BESIDE / 2


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
  - {id: 16, said_by: reporter, said_on: 2020-02-11, event: e, that: {party: ndf}}
  - {id: 17, said_by: network, event: e, that: {actor: russians, recipient: ndf}}
  - {id: 20, said_by: network, hedged: true, event: e, that: {actor: russians, recipient: man}}
  - {id: 18, said_by: network, about: man, that: {member_of: ndf, combatant_status: combatant}}
  - {id: 19, said_by: sana, about: man, that: {combatant_status: civilian}}
"""


def _open(tab: Any, folder: Path, record: Any, **view: Any) -> Ledger:
    file = folder / "drawn.html"
    ledger = Ledger(record)
    file.write_text(page(picture(ledger, View.of(ledger.names, **view))), encoding="utf-8")
    tab.goto(file.as_uri())
    return ledger


LEVELS: list[dict[str, Any]] = [{}, {"level": "organisation"}, {"level": "side"}]


def test_what_is_uncertain_is_counted_as_python_does(tab: Any, tmp_path: Path) -> None:
    (tmp_path / "uncertain.yaml").write_text(UNCERTAIN, encoding="utf-8")
    record = open_keeper()
    record.put(read_input(tmp_path / "uncertain.yaml"))
    ledger = _open(tab, tmp_path, record)
    assert_alike(ledger, tab, [*LEVELS, *_views(ledger)[:120]])
    # All that was to be compared is there.
    acts = [act for dyad in dyads(ledger) for act in dyad.acts]
    assert {act.grade for act in acts} >= {"weak", "contested", "fair"}
    assert any(act.hedged for act in acts) and any(act.attempted for act in acts)
    everything = dyads(ledger)
    assert any(d.who is None for d in everything) and any(d.whom is None for d in everything)
    assert any(d.first is None for d in everything)


def _cases() -> list[Path]:
    found = (
        sorted(path for path in CASES.iterdir() if path.is_dir() or path.suffix == ".yaml") if CASES.is_dir() else []
    )
    own = ("a-whole-and-its-blows", "denied-and-a-part-admitted", "denied-with-a-cause", "heard-from-others")
    own += ("who-is-to-blame",)
    found += [Path(__file__).parent / "rules" / "cases" / f"{name}.yaml" for name in own]
    return [EXAMPLE / "enab-baladi-2020-02-13.yaml", *found]


@pytest.mark.parametrize("case", _cases(), ids=lambda path: path.stem)
def test_a_small_record_is_counted_as_python_does(tab: Any, tmp_path: Path, case: Path) -> None:
    record = open_keeper()
    record.put(read_input(case))
    ledger = _open(tab, tmp_path, record)
    sources = sorted({row["said_by"] for row in ledger.every_statement})
    only = [{option: [source]} for option in ("said_by", "without") for source in sources]
    days = [{"as_of": date(2020, 2, 1) + timedelta(7 * week)} for week in range(8)]
    assert_alike(ledger, tab, [*LEVELS, *only, *days])
    assert ledger.testimony.acts


@pytest.mark.parametrize("grade", ["confirmed", "fair", "weak"])
def test_a_threshold_of_grades_keeps_the_acts_that_python_grades_so(
    record: Any, tab: Any, tmp_path: Path, grade: str
) -> None:
    ledger = _open(tab, tmp_path, record)
    tab.evaluate("grade => standoff.show({min_grade: grade})", grade)
    order = ["confirmed", "fair", "weak", "contested", "denied"]
    grades = [
        [act.grade for act in dyad.acts if order.index(act.grade) <= order.index(grade)] for dyad in dyads(ledger)
    ]
    expected = sum(map(bool, grades))
    assert expected and f": {expected} line{'s' if expected > 1 else ''}." in tab.locator("#sentence").text_content()
    assert tab.locator("#lists .lines tbody tr").count() == expected
    tags = " ".join(tab.locator("#lists .lines tbody .tag").all_text_contents())
    assert not any(worse in tags for worse in order[order.index(grade) + 1 :])


DRAWN: list[dict[str, Any]] = [
    {"without": ["sana"]},
    {"said_by": ["enab-baladi"]},
    {"incident": ["khirbet-amo-2020-02-12"]},
    {"until": date(2020, 2, 11)},
    {"place": ["tel-tamer"]},
    {"without": ["sana"], "min_groups": 2, "level": "side"},
]


@pytest.mark.parametrize("drawn", DRAWN, ids="-".join)
def test_a_page_drawn_of_a_view_holds_nothing_else_and_counts_the_same(
    record: Any, tab: Any, tmp_path: Path, drawn: dict[str, Any]
) -> None:
    ledger = _open(tab, tmp_path, record, **drawn)
    choice = View.of(ledger.names, **drawn)
    events = {e for e, act in ledger.testimony.acts.items() if is_shown(act, ledger, choice)}

    def admitted(row: Any) -> bool:
        return choice.admits_source(row, ledger.background) and (not row["event"] or row["event"] in events)

    html = (tmp_path / "drawn.html").read_text(encoding="utf-8")
    every = [row for row in ledger.every_statement if row["quote"]]
    quotes = {row["quote"] for row in every if not admitted(row)}
    # Some quotes are a report's title, address or an actor's name too, or stand in a longer one that is embedded.
    names = ledger.names
    texts = [*names.labels.values(), *(alias for aliases in names.aliases.values() for alias in aliases)]
    texts += [title for _, _, title in record.match(None, "http://purl.org/dc/terms/title")]
    texts += [address for _, _, address in record.match(None, f"{ST}url")]
    texts += [row["quote"] for row in every if admitted(row)]
    quotes = {quote for quote in quotes if not any(quote in text for text in texts)}
    assert len(quotes) > 5
    assert [quote for quote in quotes if json.dumps(quote, ensure_ascii=False)[1:-1] in html] == []
    assert "This file contains only what is" in tab.locator("#sentence").text_content()
    tab.locator("#tab-about").click()
    assert "This file contains only part of that record" in tab.locator("#part-about").text_content()
    # Narrower views of it are those of the whole record with both choices.
    embedded = {key: value for key, value in drawn.items() if key not in ("min_groups", "level")}
    assert assert_alike(
        ledger, tab, [*LEVELS, {"min_groups": 2}, {"level": "side", "since": date(2020, 1, 1)}], embedded
    )


@pytest.mark.parametrize("source", ["sana", "enab-baladi", "ne-syria-network"])
def test_what_only_a_source_left_out_tells_is_not_in_the_page(record: Any, source: str) -> None:
    ledger = Ledger(record)
    view = View.of(ledger.names, without=source)
    table = picture(ledger, view)["table"]
    terms = {f"{start}{rest}" if start else rest for start, rests in table["terms"] for rest in rests}
    rows = ledger.every_statement
    mine = [row for row in rows if not view.admits_source(row, ledger.background)]
    others = [row for row in rows if view.admits_source(row, ledger.background)]
    assert mine
    for column in ("said", "claim"):
        assert not terms & ({row[column] for row in mine} - {row[column] for row in others})

    def nodes(told: list[Any]) -> set[Any]:
        columns = ("value", "about", "said_by", "group", "place", "document", "coder")
        return {node for row in told for column in columns if "/id/" in str(node := row[column])}

    # Nor any actor, place or event of which nobody else speaks, but for who is whose part on the coder's word.
    spoken = nodes(others) | {who for _, _, who in record.match(None, f"{ST}relayedBy")}
    wholes = {up for node in spoken for up in ledger.background.belongs_to(node, "")}
    wholes |= {up for node in spoken for up in ledger.background.within.get(node, ())}
    assert nodes(mine) - spoken - wholes or source == "ne-syria-network"
    assert not terms & (nodes(mine) - spoken - wholes)


def test_the_pages_dossier_has_every_act_of_the_incident(record: Any, tab: Any, tmp_path: Path) -> None:
    ledger = _open(tab, tmp_path, record)
    incidents = sorted({row["incident"] for row in ledger.every_statement if row["incident"]})
    for options in ({}, {"without": ["https://w3id.org/standoff/id/actor/sana"]}):
        acts = weighed_acts(ledger, View.of(ledger.names, **options))
        in_page = tab.evaluate("([all, view]) => all.map(one => standoff.dossier(one, view))", [incidents, options])
        for incident, shown in zip(incidents, in_page, strict=True):
            view = View.of(ledger.names, incident=incident)
            wanted = {
                event: sorted(map(_plain, acts.get(event, ())), key=str)
                for event, act in ledger.testimony.acts.items()
                if is_shown(act, ledger, view)
            }
            # An act of which there is only a denial stands in the dossier, without a version.
            told = [one for one in shown["acts"] if one["versions"] or one["event"] in wanted]
            assert {one["event"]: sorted(one["versions"], key=str) for one in told} == {
                event: versions
                for event, versions in wanted.items()
                if versions or event in {one["event"] for one in shown["acts"]}
            }
            for one in shown["acts"]:
                graded = {version[5] for version in one["versions"]}
                # A denial of what nobody asserts disputes nothing.
                told = any(version[6] for version in one["versions"])
                assert one["dispute"] == bool((told and one["unmet"]) or graded & {"contested", "denied"})


def test_an_address_opens_its_view(record: Any, tab: Any, tmp_path: Path) -> None:
    _open(tab, tmp_path, record)
    start = tab.url.split("#")[0]
    tab.goto(start + "#without=id%2Factor%2Fsana&min_groups=2&since=2020-02-01&lines=x&place=id%2Fplace%2Fnowhere")
    tab.reload()
    sentence = tab.locator("#sentence").text_content()
    ledger = Ledger(record)
    shown = dyads(ledger, View.of(ledger.names, without=["SANA"], min_groups=2, since=date(2020, 2, 1)))
    assert re.match("Confrontations asserted by any source, without SANA", sentence)
    assert "undated acts left out" in sentence and f"{len(shown)} lines" in sentence and "nowhere" not in sentence
    tab.locator("#controls > summary").click()
    tab.get_by_role("button", name="Show everything").click()
    assert tab.url.split("#")[1] == "view=all"
    assert "asserted by any source" in tab.locator("#sentence").text_content()
