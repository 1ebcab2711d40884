"""What the page says at once: the incident, who speaks, what is agreed and what is in dispute."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from standoff.output.dossier_parts import laid_out
from standoff.output.opening import opening
from standoff.readers.inputs import read_input
from standoff.record.keeper import Keeper, open_keeper
from standoff.rules.dossier import dossier
from standoff.rules.ledger import Ledger
from standoff.rules.view import View
from tests.page.opened import ID, Opened

Open = Callable[..., Opened]
AMO = f"{ID}incident/khirbet-amo-2020-02-12"


@pytest.fixture(scope="module")
def ledger(whole_record: Keeper) -> Ledger:
    return Ledger(whole_record)


def opening_of(ledger: Ledger, incident: str, **view: Any) -> Any:
    found = dossier(ledger, incident, View.of(ledger.names, **view))
    return opening(ledger, found, laid_out(ledger, found))


def test_the_opening_says_who_speaks_what_is_agreed_and_what_is_in_dispute(ledger: Ledger) -> None:
    said = opening_of(ledger, AMO).sentence()
    # 17 sources in 9 reports, as the dossier counts them; what it grades confirmed or fair and nobody denies.
    assert said.startswith("17 sources in 9 reports. Agreed: the US Armed Forces fired (6 groups); ")
    assert "In dispute: What did the US Armed Forces do? " in said and "a civilian or a combatant?" in said
    assert "Reported differently: Who blocked the US Armed Forces? " in said


def test_what_the_page_notes_of_a_question_has_no_numbers_of_reports(whole_picture: dict[str, Any]) -> None:
    told = whole_picture["table"]["dossiers"]
    notes = [n for one in told for part in one["parts"].values() for entry in part for n in entry.get("notes", ())]
    assert any("quoted here, is silent on this" in note for note in notes)
    assert not [note for note in notes if "[" in note or " in," in note]


def test_nothing_is_agreed_that_one_side_alone_asserts_or_anybody_denies(ledger: Ledger) -> None:
    incidents = {t.row["incident"] for t in ledger.tellings if t.row["incident"]}
    found = [opening_of(ledger, incident) for incident in sorted(incidents)]
    agreed = [each for one in found for each in one.agreed]
    assert len(agreed) > 10
    for each in agreed:
        assert len(each.one.groups) > 1 and each.one.grade in ("confirmed", "fair") and not each.one.of("denies")


def test_what_others_tell_of_somebody_else_is_not_agreed(tmp_path: Path, write_report: Callable[..., Path]) -> None:
    claims = """\
claims:
  - {id: a, said_by: sana, event: killing, that: {event_type: kill, actor: us-forces, victim: man}}
  - {id: b, said_by: network, event: killing, that: {event_type: kill, actor: us-forces, victim: man}}
"""
    other = "  - {id: c, said_by: us-forces, event: killing, that: {event_type: kill, actor: network, victim: man}}\n"
    denial = "  - {id: c, said_by: us-forces, event: killing, denies: {actor: us-forces}}\n"
    for more, wanted in (("", 1), (other, 0), (denial, 0)):
        record = open_keeper()
        record.put(read_input(write_report(tmp_path / f"report{len(more)}", claims=claims + more)))
        mine = Ledger(record)
        (incident,) = {t.row["incident"] for t in mine.tellings if t.row["incident"]}
        assert len(opening_of(mine, incident).agreed) == wanted, more


def test_the_page_opens_on_the_incident_of_which_most_is_said(
    open_page: Open, whole_picture: dict[str, Any], ledger: Ledger
) -> None:
    opened = open_page(whole_picture, address="")
    tab = opened.tab
    assert opened.text("#incident") == "Khirbet Amo, 12 February 2020"
    assert tab.evaluate("standoff.view().incident") == [AMO]
    # The page counts what Python counts, in each of these voices.
    clauses = "kind => [...document.querySelectorAll(`#opening .${kind} li button`)].map(b => b.textContent)"
    for view in ({}, {"without": ["sana"]}, {"said_by": ["sohr", "sana"]}):
        iris = {key: [f"{ID}actor/{name}" for name in names] for key, names in view.items()}
        tab.evaluate("view => standoff.show(view)", {"incident": [AMO], **iris})
        wanted = opening_of(ledger, AMO, **view)
        assert opened.text("#opening .counts").startswith(f"{wanted.sources} sources in {wanted.reports} reports."), (
            view
        )
        shown = tab.evaluate(clauses, "agreed")
        # Of several that as many groups assert, another may come first where some are left out.
        assert set(shown) <= {one.words for one in wanted.agreed} and len(shown) == 3, view
        assert view or shown == [one.words for one in wanted.agreed[:3]]
        assert len(tab.evaluate(clauses, "disputed")) == min(3, len(wanted.disputed)), view
    # Each clause opens its evidence, and Back closes it again.
    tab.evaluate("view => standoff.show(view)", {"incident": [AMO]})
    tab.locator("#opening .disputed button").first.click()
    assert opened.text("#evidence h2") == "Use of air power over Khirbet Amo"
    assert tab.locator("#evidence .columns > div").count() >= 2
    tab.go_back()
    opened.wait("document.getElementById('evidence').hidden")
    # The other incidents are one choice away.
    tab.locator("#title-incident").select_option("")
    assert opened.text("#incident") == "" and tab.evaluate("standoff.view().incident") == []
    opened.assert_silent()


def test_a_link_says_what_it_asks_for_that_is_not_here(open_page: Open, seed_picture: dict[str, Any]) -> None:
    address = "#without=id/actor/somebody-else&tab=dossier"
    opened = open_page(seed_picture, address=address)
    assert "everything without this source: id/actor/somebody-else" in opened.text("#missing")
    assert opened.tab.evaluate("location.hash") == address
    opened.tab.locator("#tab-timeline").click()
    assert "without=id%2Factor%2Fsomebody-else" in opened.tab.evaluate("location.hash")
    opened.tab.locator("#missing button").click()
    assert opened.tab.locator("#missing").is_hidden() and "somebody" not in opened.tab.evaluate("location.hash")


def test_the_rail_leaves_out_a_source_and_chips_take_it_back(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture)
    tab = opened.tab
    tab.set_viewport_size({"width": 1280, "height": 800})
    before = opened.sentence()
    sana = f'#rail [data-source="{ID}actor/sana"]'
    tab.locator(f"{sana}[data-how=without]").click()
    assert tab.locator(f"{sana}[data-how=without]").get_attribute("aria-pressed") == "true"
    assert "without SANA" in opened.sentence()
    tab.locator(f"{sana}[data-how=said_by]").hover()
    assert tab.locator("#chips .chip").all_text_contents() == ["Without: SANA (Syrian Arab News Agency) ×"]
    tab.locator("#chips .chip").click()
    assert opened.sentence() == before and tab.locator("#chips").is_hidden()


def test_a_choice_says_how_much_it_would_show(open_page: Open, whole_picture: dict[str, Any]) -> None:
    opened = open_page(whole_picture)
    opened.controls()
    opened.wait("document.querySelector('#view-incident option:nth-child(2)').textContent.endsWith(')')")
    options = "id => [...document.getElementById(id).options].slice(1).map(o => [o.value, o.textContent, o.disabled])"
    opened.tab.evaluate("iri => standoff.show({incident: [iri]})", AMO)
    for kind, text, off in opened.tab.evaluate(options, "view-event_type"):
        lines = opened.tab.evaluate("view => standoff.dyads(view).length", {"incident": [AMO], "event_type": [kind]})
        assert text.endswith("(0)") == (lines == 0) == off, kind
