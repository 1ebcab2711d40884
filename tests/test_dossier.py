"""The dossier: one incident over all its reports, act by act; and what else the whole example must answer.

Expected values are read off the coded reports, each of which carries its quotes; the origin stands beside each test.
The small cases have their right answers beside them (../shared/cases/README.md, where it is at hand).
"""

from __future__ import annotations

import html.parser
import json
import os
import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import krippendorff
import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
from standoff import Record
from standoff.measures.agreement import alpha
from standoff.measures.catalogue import MEASURES
from standoff.measures.catalogue import measure as measure_of
from standoff.output.confront_text import confront_text
from standoff.output.dossier_text import as_html, as_markdown, as_matrix, as_plain
from standoff.output.folding import wide
from standoff.readers.inputs import read_input
from standoff.rules.dyads import dyads
from standoff.rules.ledger import Ledger
from standoff.rules.view import EVERYTHING, View
from standoff.rules.weighing import GRADES, voices, weighed
from standoff.vocabulary import examples_folder
from tests.measures.known import shared

FOLDER = examples_folder() / "khirbet-amo"
CASES = Path(os.environ.get("STANDOFF_SHARED") or Path(__file__).parents[2] / "shared") / "cases" / "rule"
INCIDENT = "khirbet-amo-2020-02-12"
MAN = "Person killed in Khirbet Amo"
SANA, SOHR, COALITION = (
    "SANA (Syrian Arab News Agency)",
    "Syrian Observatory for Human Rights (SOHR)",
    "Global Coalition",
)
CENTRE, NETWORK = "Russian Reconciliation Centre (Hmeimim)", "North-eastern Syria Network"
US, RESIDENTS, NDF = "US Armed Forces", "Residents of Khirbet Amo", "National Defence Forces (NDF)"

Act = dict[str, Any]
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def record(whole_record: Record) -> Record:
    return Record(whole_record)


@pytest.fixture(scope="module")
def ledger(record: Record) -> Ledger:
    return Ledger(record.keeper)


@pytest.fixture(scope="module")
def dossier(record: Record) -> dict[str, Any]:
    return record.dossier(INCIDENT)


@pytest.fixture(scope="module")
def acts(dossier: dict[str, Any]) -> dict[str, Act]:
    """The acts by the last part of their IRI."""
    return by_id(dossier)


@pytest.fixture(scope="module")
def statements(dossier: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {s["statement"]: s for s in dossier["statements"]}


def by_id(dossier: dict[str, Any]) -> dict[str, Act]:
    return {act["event"].rsplit("/", 1)[-1]: act for act in dossier["acts"]}


def version(act: Act, sentence: str) -> dict[str, Any]:
    (found,) = [each for each in act["versions"] if each["sentence"] == sentence]
    return found


def parts(text: str) -> dict[str, str]:
    """The parts of a dossier in text, by heading, each as one line without line breaks."""
    found = re.split(r"\n\n(?=[A-Z][A-Z ,]+)", text)
    return {re.match(r"[A-Z ,]+", part)[0].strip(): " ".join(part.split()) for part in found[1:]}  # type: ignore[index]


# ------------------------------------------------------------------------------------------------- the example, as data


def test_thirteen_reports_and_nine_of_them_on_the_incident(record: Record, dossier: dict[str, Any]) -> None:
    # The seed, the twelve articles, and the coder's judgements; 18, 20, 22 and 23 are about other incidents.
    assert len(record.documents()) == 14
    assert len(dossier["reports"]) == 9


def test_the_air_strike_is_contested_by_the_mock_raid_and_no_overflight_is(acts: dict[str, Act]) -> None:
    air = acts["air-power"]
    # Articles 09 (Al-Manar, hedged), 03 (an unnamed source, SyriacPress heard it), and SANA in the seed, row 4b.
    strike, raid = version(air, f"The {US} struck from the air"), version(air, f"The {US} flew a mock raid")
    assert set(strike["asserted_by"]) == {SANA, "Al-Manar", "Unnamed source of SyriacPress"}
    assert strike["in_part"] == ["SyriacPress"]
    assert raid["asserted_by"] == [SOHR]  # article 08
    assert (strike["grade"], raid["grade"]) == ("contested", "contested")
    assert air["versions"].index(raid) in strike["rivals"]
    for each in air["versions"]:
        if each["how"] in ("overflight", "air activity"):
            assert (each["grade"] in ("fair", "weak")) and not each["rivals"]
        # The Coalition speaks of the incident and of no aircraft: silence, not denial.
        assert COALITION in each["silent"] and not each["denied_by"]
    assert air["in_dispute"]


def test_nothing_joins_confirmed_with_an_air_strike(record: Record, ledger: Ledger, acts: dict[str, Act]) -> None:
    assert all(
        each["grade"] != "confirmed" for act in acts.values() for each in act["versions"] if "air" in each["how"]
    )
    found = record.dossier(INCIDENT).dossier
    for text in (
        as_plain(ledger, found, 80),
        as_plain(ledger, found, 80, full=True),
        as_markdown(ledger, found),
        as_html(ledger, found),
        as_matrix(ledger, found),
    ):
        for line in text.splitlines():
            assert not ("confirmed" in line and re.search("air strike|from the air|aircraft", line)), line


def test_who_says_the_dead_man_was_a_civilian_a_fighter_a_child(statements: dict[str, dict[str, Any]]) -> None:
    civilian, combatant = statements[f"{MAN}: was a civilian"], statements[f"{MAN}: was a combatant"]
    assert {SANA, CENTRE} <= set(civilian["asserted_by"])
    assert civilian["denied_by"] == [NETWORK]
    assert civilian["left_open_by"] == [
        SOHR
    ]  # article 08: SOHR does not know whether he was a civilian or a militiaman
    # The network (seed, row 11b), and SANA as SyriacPress relays it (article 03).
    assert set(combatant["asserted_by"]) == {NETWORK, SANA}
    assert civilian["grade"] == combatant["grade"] == "contested"
    child = statements[f"{MAN}: aged 14"]  # articles 15 and 17, both the Russian centre's statement
    assert (child["asserted_by"], child["grade"]) == ([CENTRE], "weak")


def test_who_barred_the_way_is_told_differently_and_denied_by_nobody(acts: dict[str, Act]) -> None:
    barring = acts["blocking"]
    assert barring["reported_differently"] == ["who"] and not barring["in_dispute"]
    army = version(barring, f"The Syrian Arab Army blocked the {US}")
    # Articles 06 (a post), 14 and 15 (the Russian centre), 09 (SANA: its checkpoint, which is the army's own side).
    assert (army["grade"], army["groups"], army["of_itself"]) == ("confirmed", 3, "of its own side")
    tried = version(barring, f"{RESIDENTS} tried to block the {US}")
    assert (tried["grade"], tried["tried"]) == ("fair", True)
    assert set(tried["asserted_by"]) == {
        "Governor's office of al-Hasakah",
        "Local sources of SDC (syrcenter.com)",
        SANA,
        SOHR,
    }
    (ndf,) = [each for each in barring["versions"] if each["who"] == [NDF]]
    assert (ndf["asserted_by"], ndf["grade"]) == (["SyriacPress"], "weak")


def test_who_fired_at_the_patrol_is_left_open_by_the_coalition(acts: dict[str, Act]) -> None:
    fire = acts["incoming-fire"]
    assert fire["reported_differently"] == ["who"]
    for doer, source in ((RESIDENTS, "smopo.ch"), (NDF, "SyriacPress")):  # articles 40 and 03
        (one,) = [each for each in fire["versions"] if each["who"] == [doer]]
        assert (one["asserted_by"], one["grade"], one["left_open_by"]) == ([source], "weak", [COALITION])
    # The seed, DFNS (06), SyriacPress (03), the SDC's site (15) and smopo (40) carry its statement; it counts once.
    assert {each["report"] for each in fire["left_open"]} == {
        each["report"] for each in fire["left_open"] if each["said_by"] == COALITION
    }
    (head,) = [each for each in fire["versions"] if each["head"]]
    assert (head["who"], head["whom"], head["groups"]) == ([], [US], 3)


def test_what_the_coder_sorts_is_no_source_s_word(acts: dict[str, Act]) -> None:
    # That Russian soldiers helped to secure the convoy's way out (event-sy.net, Zvezda) has no kind of its own.
    [one] = [each for each in acts["escort"]["versions"] if not each["how_is_told"]]
    assert one["sentence"].startswith("The Russian Armed Forces [") and "]" in one["sentence"]


def test_an_attempt_to_pass_a_checkpoint_is_of_that_kind(acts: dict[str, Act]) -> None:
    # Articles 15 and 40: the patrol tried to pass through, or go round, a checkpoint.
    (one,) = acts["passage-attempt"]["versions"]
    assert one["how_is_told"] and one["groups"] == 2
    assert one["sentence"] == f"The {US} tried to pass the checkpoint at Khirbet Amo"


def test_acts_come_after_what_they_are_said_to_follow(dossier: dict[str, Any]) -> None:
    place = {act["event"]: position for position, act in enumerate(dossier["acts"])}
    for act in dossier["acts"]:
        for before in act["follows"]:
            assert place.get(before["event_iri"], -1) < place[act["event"]]
    clash = by_id(dossier)["clash"]
    assert clash["when"] == "2020-02-11/2020-02-12"  # Al-Manar's Tuesday, everybody else's Wednesday
    # The seed and article 03: the patrol fired after it was fired at; article 17: after the clash.
    assert {each["event"] for each in by_id(dossier)["returned-fire"]["follows"]} == {
        "Fire at the US patrol",
        "Clash with a US patrol at Khirbet Amo",
    }


def test_two_acts_may_be_one_moment_only_if_others_tell_them_and_nobody_orders_them(acts: dict[str, Act]) -> None:
    # Article 08: loyalists shot in the air; 03 and 40: the NDF, or residents, fired at the patrol. Nobody tells both.
    assert acts["incoming-fire"]["event"] in acts["shots-in-the-air"]["maybe_same_as"]
    # SOHR tells that the patrol's smoke bombs answered the shots: they are two acts.
    assert acts["smoke-bombs"]["event"] not in acts["shots-in-the-air"]["maybe_same_as"]
    # The patrol was fired at, and its own side's aircraft flew: nobody acts against himself.
    assert acts["air-power"]["event"] not in acts["incoming-fire"]["maybe_same_as"]


def test_an_opinion_counts_for_nothing(dossier: dict[str, Any], acts: dict[str, Act]) -> None:
    (view,) = dossier["opinions"]  # article 15, paragraph 5
    assert (view["quote"], view["said_by"]) == ("in a provocative step", "Local sources of SDC (syrcenter.com)")
    assert all(each["how"] != "confrontation" for each in acts["passage-attempt"]["versions"])


def test_the_object_has_the_keys_that_the_design_promises(dossier: dict[str, Any]) -> None:
    promised = "event label when in_dispute versions reported_differently denied_unmet maybe_same_as"
    of_version = (
        "who how whom directed tried head sentence grade groups of_itself asserted_by in_part denied_by left_open_by "
        "no_answer_by rivals claims"
    )
    of_statement = "statement about grade asserted_by denied_by left_open_by claim"
    assert dossier.keys() >= {"incident", "acts", "statements", "sources", "reports", "corrections", "opinions"}
    for act in dossier["acts"]:
        assert act.keys() >= set(promised.split())
        for each in act["versions"]:
            assert each.keys() >= set(of_version.split())
            assert each["grade"] in GRADES and all(0 <= rival < len(act["versions"]) for rival in each["rivals"])
        assert sum(each["head"] for each in act["versions"]) <= 1
    assert all(statement.keys() >= set(of_statement.split()) for statement in dossier["statements"])
    assert json.loads(json.dumps(dossier)) == dossier


def test_nobody_who_tells_an_act_is_lost_from_the_text(record: Record, ledger: Ledger) -> None:
    found = record.dossier(INCIDENT).dossier
    told = " ".join(as_plain(ledger, found, 100, full=True).split()).casefold()
    from standoff.output.dossier_words import Wording

    wording = Wording(ledger, found)
    assert all(wording.name(source).casefold() in told for source in found.sources)
    for act in found.acts:
        for one in act.versions:
            if one.grade in ("contested", "denied"):
                assert any(wording.numbers([word.telling]).strip("[]") in told for word in one.asserted)


# ------------------------------------------------------------------------------------------------ the example, in words


@pytest.fixture(scope="module")
def text(record: Record, ledger: Ledger) -> str:
    return as_plain(ledger, record.dossier(INCIDENT).dossier, 100, full=True)


def test_the_disputes_as_they_are_printed(text: str) -> None:
    dispute = parts(text)["IN DISPUTE"]
    assert f"1 What did the {US} do? (Use of air power over Khirbet Amo) contested" in dispute
    assert "flew a mock raid the SOHR [2] 1 group" in dispute
    # Al-Manar's headline is hedged ("reported"), SANA's village is Khirbet Amo; SyriacPress heard a strike, no more.
    assert "SANA [4] (Khirbet Amo)" in dispute and "Al-Manar [1] (hedged) 3 groups" in dispute
    accused = "The accused (the Global Coalition), quoted in [3 4 6 7 8], is silent on this, which is no denial."
    assert accused in dispute
    assert "Was the person killed in Khirbet Amo a civilian or a combatant? contested" in dispute
    assert "also that there was an air strike: SyriacPress [8]" in dispute
    assert "denied by North-eastern Syria Network [4]" in dispute and "left open by the SOHR [2]" in dispute
    assert "SANA is quoted for both." in dispute and "; aged 14 (the Russian Reconciliation Centre [6 9])" in dispute
    assert (
        "12 February 2020 Mohammad Hassan [4], the SOHR [2] 2 groups 11 February 2020 Al-Manar [1] 1 group" in dispute
    )


def test_what_is_told_differently_as_it_is_printed(text: str) -> None:
    differently = parts(text)["REPORTED DIFFERENTLY, DENIED BY NOBODY"]
    assert f"Who blocked the {US}? (Barring of the US patrol's way)" in differently
    assert f"Who fired at the {US}? (Fire at the US patrol) residents of Khirbet Amo smopo.ch [7] weak" in differently
    assert (
        "left open by the Global Coalition [3 4 6 7 8]: by whom (“not specified the source of gunfire”)" in differently
    )
    assert f"At whom did the {US} fire?" in differently
    assert f"Who threw stones at the {US}?" in differently
    assert (
        "left open by DFNS [3]: who took part (“the militia members, civilian protesters, or a mix of both”)"
        in differently
    )


@pytest.mark.parametrize("width", [80, 100, 200, None])
def test_the_text_fits_the_terminal(record: Record, ledger: Ledger, width: int | None) -> None:
    for full in (False, True):
        lines = as_plain(ledger, record.dossier(INCIDENT).dossier, width, full=full).splitlines()
        assert max(map(wide, lines)) <= (width or 100)
        assert not any(line != line.rstrip() for line in lines)


def test_an_effect_is_not_in_response(text: str) -> None:
    # The killing is told as what the fire did; nobody answers himself.
    assert not re.search(
        r"killed[^;]*in response to \d+", parts(text)["REPORTED ALIKE, BY TWO OR MORE INDEPENDENT GROUPS"]
    )


def test_quotes_show_words_publisher_day_address_and_paragraph(record: Record, ledger: Ledger) -> None:
    quoted = " ".join(as_plain(ledger, record.dossier(INCIDENT).dossier, 200, quotes=True).split())
    assert (
        "SOHR [2]: “they carried out a mock raid and breaking the sound barrier” — Defence Point, 2020-02-12" in quoted
    )
    assert (
        "https://defence-point.com/2020/02/12/syria-us-patrol-kills-syrian-in-confrontation-in-khirbet-amo/" in quoted
    )
    assert (
        "SANA [7]: “ein Zivilist von den Amerikanern erschossen wurde” (a civilian was shot dead by the Americans)"
        in quoted
    )
    assert "relayed by ABC News" in quoted and "an opinion" in quoted and "hedged" in quoted


def test_the_matrix_has_a_row_for_every_version_and_statement(record: Record, ledger: Ledger) -> None:
    found = record.dossier(INCIDENT)
    rows = as_matrix(ledger, found.dossier).splitlines()
    assert sum(f"  {each['sentence']} " in row for row in rows for each in found.versions) >= len(found.versions)
    raid = next(row for row in rows if row.startswith(f"  The {US} flew a mock raid"))
    assert raid.count("✓") == 1 and raid.endswith("contested, 1 group")


# ------------------------------------------------------------------------------------------------- the text in short


def test_the_short_text_is_short_and_keeps_every_dispute(record: Record, ledger: Ledger) -> None:
    shown = as_plain(ledger, record.dossier(INCIDENT).dossier, 100)
    assert len(shown.splitlines()) < 80
    dispute = " ".join(shown.partition("REPORTED DIFFERENTLY")[0].split())
    # The same as in the full text: who tells it with which hedge, who tells less, who denies it, who leaves it open.
    assert "SANA [4] (Khirbet Amo), Al-Manar [1] (hedged); flew a mock raid: the SOHR [2]" in dispute
    assert "Also that there was an air strike: SyriacPress [8]." in dispute
    accused = "The accused (the Global Coalition), quoted in [3 4 6 7 8], is silent on this, which is no denial."
    assert accused in dispute
    assert "denied by North-eastern Syria Network [4] a combatant (2 groups)" in dispute
    assert "Left open by the SOHR [2]. SANA is quoted for both." in dispute
    assert "Mohammad Hassan [4], the SOHR [2]; 11 February 2020: Al-Manar [1]" in dispute
    told = " ".join(shown.split())
    assert "Residents (tried to, fair, 3): the Governor's office of al-Hasakah, SANA;" in told
    assert "26 Residents attacked the US Armed Forces (hedged); in response to the fire (8)." in told
    assert "SANA (of its own side)" in told
    # What one group alone tells stands with its name, each act with a number.
    assert re.search(r"ANHA: \d\d Syrian government forces attacked ANHA's correspondent\. \d\d Syrian", told)
    # Of many who tell the same some are named, and never numbered.
    assert "16 The US Armed Forces killed the person in Khirbet Amo (5): the author of a post, Enab Baladi," in told
    assert re.search(r"the Russian Reconciliation Centre and 2 more; caused by", told)
    assert re.search(r"Left out: \d+ circumstances, \d+ closer words\. More: --full, --matrix, --quotes\.", told)
    assert "--full" not in repr(record.dossier(INCIDENT)) and "Left out:" in repr(record.dossier(INCIDENT))


def test_the_short_text_of_derik_is_short_too() -> None:
    derik = standoff.open()
    derik.read(examples_folder() / "derik-2020")
    found, ledger = derik.dossier("derik-2020-08-25").dossier, Ledger(derik.keeper)
    short, full = (as_plain(ledger, found, 100, full=full).splitlines() for full in (False, True))
    assert len(short) < min(80, 0.7 * len(full))
    assert "accidental: the official quoted by Reuters [1]; deliberate: US Central Command [4]" in "\n".join(short)
    assert "Xinhua is quoted for both" in " ".join(full) and "Xinhua is quoted for both" in confront_text(ledger)


def inputs() -> list[Path]:
    cases = [examples_folder() / name for name in ("khirbet-amo", "derik-2020")]
    for folder in (Path(__file__).parent / "rules" / "cases", CASES):
        if folder.is_dir():
            cases += sorted(p for p in folder.iterdir() if not p.name.endswith(".expected.yaml") and p.suffix != ".md")
    return cases


@pytest.mark.some(30)
@pytest.mark.parametrize("path", inputs(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_dispute_loses_who_says_what_in_the_short_text(path: Path) -> None:
    from standoff.output.dossier_words import Wording

    record = read(path)
    ledger = Ledger(record.keeper)
    for incident in [iri for iri in ledger.names.labels if "/id/incident/" in iri]:
        found = record.dossier(incident).dossier
        wording = Wording(ledger, found, terse=5)
        for width in (60, 100):
            shown = as_plain(ledger, found, width)
            assert max(map(wide, shown.splitlines())) <= width
            told = " ".join(shown.split()).partition("IN DISPUTE")[2]
            told = told.partition("REPORTED DIFFERENTLY")[0].partition("REPORTED ALIKE")[0].casefold()
            disputed = [one for act in found.acts for one in act.versions] + list(found.statements)
            for one in disputed:
                if one.grade != "contested":
                    continue
                for word in (*one.asserted, *one.of("denies", "rival")):
                    number = wording.numbers([word.telling]).strip("[]")
                    name = re.escape(wording.within(word.said_by).casefold())
                    cited = rf" \[[\d ]*\b{number}\b" if number else ""
                    assert re.search(rf"{name}{cited}", told), (word.said_by, one.subject)


# -------------------------------------------------------------------------------------------------------------- views


def test_what_is_left_of_us_air_power_without_syrian_state_media_and_its_echoes(record: Record) -> None:
    air = by_id(record.dossier(INCIDENT, without=["SANA"]))["air-power"]
    assert all(SANA not in each["asserted_by"] for each in air["versions"])
    power = version(air, f"The {US} were active in the air")
    assert {SOHR, "SyriacPress"} <= set(power["asserted_by"]) and power["grade"] == "fair"
    # Al-Manar says so in its own voice too (article 09, paragraph 2), and SyriacPress heard of it from another source.
    assert version(air, f"The {US} struck from the air")["grade"] == "contested"
    alone = by_id(record.dossier(INCIDENT, without=["SOHR"]))["air-power"]
    assert not alone["in_dispute"]


def test_an_act_is_shown_whole_or_not_at_all(record: Record, acts: dict[str, Act]) -> None:
    strikes = by_id(record.dossier(INCIDENT, event_type=["air strike"]))
    assert set(strikes) == {"air-power"}
    assert [(v["sentence"], v["grade"]) for v in strikes["air-power"]["versions"]] == [
        (v["sentence"], v["grade"]) for v in acts["air-power"]["versions"]
    ]
    several = by_id(record.dossier(INCIDENT, min_groups=5))
    assert set(several) == {i for i, act in acts.items() if any(v["groups"] >= 5 for v in act["versions"])}


def test_a_view_says_what_it_shows(record: Record, ledger: Ledger) -> None:
    shown = as_plain(ledger, record.dossier(INCIDENT, without=["SANA"]).dossier, 100)
    assert "without SANA" in " ".join(shown.split())
    nobody = record.dossier(INCIDENT, as_of=date(2019, 1, 1))
    assert nobody["acts"] == [] and "Nobody in this view reports an act." in repr(nobody)


# ------------------------------------------------------------------------------------------------------- small records


def read(folder: Path) -> Record:
    """A record of a file or folder."""
    record = standoff.open()
    record.read(folder)
    return record


@pytest.fixture
def case() -> Callable[[str], tuple[dict[str, Any], str]]:
    def told(name: str) -> tuple[dict[str, Any], str]:
        folder = shared("cases/rule")
        record = read(next(path for path in (folder / name, folder / f"{name}.yaml") if path.exists()))
        incident = next(iri for iri in Ledger(record.keeper).names.labels if "/id/incident/" in iri)
        found = record.dossier(incident)
        return found, " ".join(as_plain(Ledger(record.keeper), found.dossier, 100, full=True).split())

    return told


Case = Callable[[str], tuple[dict[str, Any], str]]


def graded(act: Act) -> dict[str, tuple[str, int]]:
    return {each["sentence"]: (each["grade"], each["groups"]) for each in act["versions"]}


def test_two_acts_between_one_pair_never_share_a_grade(case: Case) -> None:
    found, text = case("two-acts-one-pair")
    acts = by_id(found)
    assert graded(acts["strike"]) == {"Army A [struck] Army B [from the air]": ("contested", 1)}
    assert graded(acts["shots"]) == {"Army A [fired at] Army B": ("confirmed", 2)}
    (strike,) = acts["strike"]["versions"]
    assert (strike["asserted_by"], strike["denied_by"]) == (["Army B"], ["Army A"])
    assert "Did Army A strike Army B from the air? contested" in text
    assert "Army A [fired at] Army B: The Radio, Army A (of itself) confirmed, 2 groups" in text


def test_opposite_directions_are_rivals(case: Case) -> None:
    found, text = case("opposite-directions")
    assert set(graded(by_id(found)["block"]).values()) == {("contested", 1)}
    assert "Who blocked whom? (Barring of the way) contested" in text


def test_a_source_may_tell_one_thing_of_an_act_and_deny_another(case: Case) -> None:
    found, text = case("asserts-and-denies")
    assert graded(by_id(found)["air"]) == {
        "Army A struck Army B from the air": ("contested", 1),
        "Army A flew over": ("weak", 1),
    }
    assert "denied by Army A" in text and "Army A flew over Army A (of itself) weak" in text


def test_who_tells_of_an_exchange_contradicts_nobody(case: Case) -> None:
    found, text = case("exchange-one-source")
    (act,) = found["acts"]
    assert graded(act)["Army A fired at villagers"] == ("confirmed", 2)
    assert graded(act)["Villagers fired at Army A"] == ("weak", 1)
    assert not act["in_dispute"]
    assert "Villagers fired at Army A (weak): Army A" in text


def test_a_confession_alone_is_weak_of_itself(case: Case) -> None:
    found, text = case("confession-alone")
    one = version(found["acts"][0], "Army A attacked Army B")
    assert (one["grade"], one["of_itself"], one["in_part"]) == ("weak", "of itself", ["The Radio"])
    # Two groups say no more than that Army B was attacked: that stands first, with its count.
    assert "Army B was attacked: Army A, The Radio fair, 2 groups by Army A (weak): Army A (of itself)" in text


@pytest.mark.parametrize(
    ("name", "grades"),
    [
        ("each-other", ["contested", "contested", "weak"]),
        ("contested-narrower-type", ["contested", "contested"]),
        ("contested-denied-broader", ["contested"]),
        ("denies-broader", ["contested"]),
        ("not-the-coalition", ["contested"]),
        ("flew-and-struck", ["fair", "fair"]),
        ("tried-and-did", ["fair", "weak"]),
        ("not-us-at-side-level", ["contested", "weak"]),
    ],
)
def test_grades_of_the_cases(case: Case, name: str, grades: list[str]) -> None:
    found, text = case(name)
    assert sorted(each["grade"] for each in found["acts"][0]["versions"]) == grades
    assert ("IN DISPUTE" in text) == ("contested" in grades)


def test_a_paper_and_its_own_witness_are_one_group(case: Case) -> None:
    found, _ = case("reporter-and-its-witness")
    assert set(graded(found["acts"][0]).values()) == {("weak", 1)}


def test_two_media_of_one_side_are_one_group(case: Case) -> None:
    found, text = case("one-group")
    assert all(groups == 1 for _, groups in graded(found["acts"][0]).values())
    assert "REPORTED BY ONE GROUP ALONE" in text and "BY TWO OR MORE" not in text


def test_a_disputed_judgement_on_two_acts_is_a_question(case: Case) -> None:
    _, text = case("same-event")
    assert "One act or two? (A; B) contested one Alpha 1 group two Beta 1 group" in text


PAPER = """\
report: {id}
publisher: paper
published: {day}
actors: {{paper: {{kind: media-outlet, label: The Paper}}, radio: {{kind: media-outlet, label: The Radio}},
  army: {{kind: state-force, label: The Army}}, men: {{kind: population, label: Dead men}}}}
incidents: {{i1: {{label: Incident}}}}
events: {{kill: {{type: kill, incident: i1, label: Killing}}}}
claims:
"""


def write(folder: Path, name: str, day: str, *claims: str) -> None:
    folder.mkdir(exist_ok=True)
    lines = "".join(f"  - {{{claim}}}\n" for claim in claims)
    (folder / f"{name}.yaml").write_text(PAPER.format(id=name, day=day) + lines, encoding="utf-8")


def test_a_correction_is_no_dispute_and_as_of_an_earlier_day_shows_the_first(tmp_path: Path) -> None:
    told = "said_by: paper, quote: five, event: kill, that: {type: kill, actor: army, victim: men, deaths_best: 5}"
    write(tmp_path / "r", "p1", "2024-05-03", f"id: 1, paragraph: 1, {told}")
    mended = "said_by: paper, quote: two, corrects: p1#1, event: kill, that: {victim: men, deaths_best: 2}"
    write(tmp_path / "r", "p2", "2024-05-04", f"id: 1, paragraph: 1, {mended}")
    record = read(tmp_path / "r")
    now, then = record.dossier("i1"), record.dossier("i1", as_of=date(2024, 5, 3))
    (act,) = now["acts"]
    assert not act["in_dispute"] and [v["who"] for v in act["versions"] if v["head"]] == [["The Army"]]
    assert [s["statement"] for s in now["statements"] if "killed: " in s["statement"]] == ["Killing: killed: 2"]
    assert [s["statement"] for s in then["statements"] if "killed: " in s["statement"]] == ["Killing: killed: 5"]
    (correction,) = now["corrections"]
    assert (correction["was"], correction["now"], correction["on"]) == (["killed: 5"], ["killed: 2"], "2024-05-04")
    assert then["corrections"] == []
    shown = " ".join(repr(now).split())
    assert "CORRECTIONS: Killing: 2 killed, before: 5 — The Paper [2], 4 May 2024, correcting [1]." in shown
    assert "2 killed" in shown and "5 killed" not in shown


def test_a_denial_that_meets_no_version_is_kept(tmp_path: Path) -> None:
    claims = (
        "id: 1, said_by: radio, event: kill, that: {type: kill, victim: men}",
        "id: 2, said_by: army, quote: not us, event: kill, denies: {actor: army}",
    )
    write(tmp_path / "r", "p1", "2024-05-03", *claims)
    found = read(tmp_path / "r").dossier("i1")
    (act,) = found["acts"]
    assert act["in_dispute"] and [each["said_by"] for each in act["denied_unmet"]] == ["The Army"]
    shown = " ".join(repr(found).split())
    assert "Did the Army kill dead men? Nobody here says so of this act; denied by the Army (“not us”)." in shown


def test_a_kind_without_forms_is_named_by_its_label(tmp_path: Path) -> None:
    from standoff.output.dossier_words import Wording
    from standoff.rules.tellings import Core

    write(tmp_path / "r", "p1", "2024-05-03", "id: 1, said_by: radio, event: kill, that: {actor: army, victim: men}")
    record = read(tmp_path / "r")
    ledger = Ledger(record.keeper)
    wording = Wording(ledger, record.dossier("i1").dossier)
    actor = "https://w3id.org/standoff/id/actor/"
    own = Core(frozenset((actor + "army",)), frozenset((actor + "men",)), kind="https://example.org/type/tow-away")
    assert wording.sentence(own) == "The Army: tow-away of dead men"
    assert wording.sentence(Core(frozenset((actor + "army",)))) == "The Army [acted]"


HOSTILE = "Bad\x1b[31m \u202egnihtemos\u202c **bold** <script>alert(1)</script> [x](javascript:a) | `code` {actor}"


def test_hostile_text_stays_inert(tmp_path: Path) -> None:
    # Readers refuse control characters; what turns text round they take.
    quoted = json.dumps(re.sub("[\x00-\x1f\x7f-\x9f]", "", HOSTILE))
    (tmp_path / "bad.yaml").write_text(
        f"""\
report: bad
publisher: paper
title: {quoted}
actors:
  paper: {{kind: media-outlet, label: {quoted}}}
  army: {{kind: state-force, label: {quoted}}}
  men: {{kind: population}}
incidents: {{i1: {{label: {quoted}}}}}
events: {{kill: {{type: kill, incident: i1, label: {quoted}}}}}
claims:
  - {{id: 1, said_by: paper, event: kill, that: {{type: kill, actor: army, victim: men, deaths_best: 2}}}}
  - {{id: 2, said_by: army, opinion: true, event: kill, that: {{type: kill}}}}
""",
        encoding="utf-8",
    )
    record = read(tmp_path / "bad.yaml")
    ledger, found = Ledger(record.keeper), record.dossier("i1").dossier
    for text in (
        as_plain(ledger, found, 80, quotes=True),
        as_markdown(ledger, found),
        as_html(ledger, found),
        as_matrix(ledger, found),
        record.dossier("i1")._repr_html_(),
    ):
        assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)
    markdown, page = as_markdown(ledger, found), as_html(ledger, found)
    assert "\\*\\*bold\\*\\*" in markdown and "<script>" not in markdown.replace("\\<script\\>", "")
    assert "[x](" not in markdown
    seen: list[str] = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, attrs: seen.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    assert "script" not in seen and "a" not in seen
    assert "default-src 'none'" in page


def test_the_command_prints_every_form(tmp_path: Path, run: Run) -> None:
    where = str(tmp_path / "record")
    assert run("read", str(FOLDER), "--record", where).exit_code == 0
    command = ["dossier", INCIDENT, "--record", where]
    assert "IN DISPUTE" in run(*command).stdout
    assert len(run(*command, "--full").stdout.splitlines()) > 2 * len(run(*command).stdout.splitlines())
    assert run(*command, "--explain").stdout.startswith("What is weighed is a version of an act")
    assert "“" in run(*command, "--quotes").stdout
    assert "✓ asserts" in run(*command, "--matrix").stdout
    assert json.loads(run(*command, "--format", "json").stdout)["acts"]
    assert run(*command, "--format", "markdown").stdout.startswith("# Khirbet Amo, 12 February 2020\n")
    assert run(*command, "--format", "html").stdout.startswith("<!DOCTYPE html>")
    refused = run(*command, "--matrix", "--format", "html")
    assert refused.exit_code == 2 and "--matrix is text" in refused.stderr


# ---------------------------------------------------------------------------------------- what else the example answers


def test_who_is_said_to_have_fired_first_by_whom(record: Record) -> None:
    columns = ("act", "in_response_to", "said_by")
    answer = record.ask("responses", {"incident": INCIDENT})
    found = {tuple(row[answer.variables.index(c)] for c in columns) for row in answer.values()}
    first = {(after, by) for act, after, by in found if act == "Fire by the US patrol"}
    assert ("Fire at the US patrol", "Global Coalition") in first
    assert ("Fire at the US patrol", "SyriacPress") in first  # article 03: an NDF member fired, US forces returned fire
    # Article 06, SANA: residents attacked after US soldiers opened fire.
    assert ("Attack on the US convoy", "Fire by the US patrol", SANA) in found


def test_which_reports_echo_the_coalitions_statement(record: Record) -> None:
    answer = record.ask("echoes", {"source": "Global Coalition", "incident": INCIDENT})
    at = {name: answer.variables.index(name) for name in ("about", "property", "value", "reports")}
    found = {tuple(row[at[n]] for n in ("about", "property", "value")): row[at["reports"]] for row in answer.values()}
    # The seed, 03, 06, 15 and 40 carry it.
    assert found[("Fire at the US patrol", "event type", "gunfire")] == "5"


def test_what_stands_on_one_group_alone(record: Record, ledger: Ledger) -> None:
    rows = record.measure("stand-on", incident=[INCIDENT])
    by_ends = {(row["who"], row["way"], row["whom"]): row for row in rows}
    camera = by_ends[("Syrian government forces", "→", "ANHA's correspondent")]
    assert (camera["stands_on"], camera["without_one"]) == (["ANHA (Hawar News Agency)"], "falls")
    killing = by_ends[("US Armed Forces", "→", MAN)]
    assert (killing["stands_on"], killing["grades"]) == ([], "fair")
    falls = {row["source"]: row for row in record.measure("falls_without", incident=[INCIDENT])}
    assert falls["ANHA (Hawar News Agency)"]["dyads"] >= 1


def test_stand_on_agrees_with_leaving_each_source_out(record: Record) -> None:
    every = {(d["who"], d["directed"], d["whom"]) for d in record.confront()}
    rows = record.measure("stand-on")
    for source in (SANA, "Enab Baladi", "Global Coalition", SOHR):
        left = {(d["who"], d["directed"], d["whom"]) for d in record.confront(without=[source])}
        fallen = {(r["who"], r["way"] == "→", r["whom"]) for r in rows if source in r["stands_on"]}
        named = {(who or "unnamed", directed, whom or "unnamed") for who, directed, whom in every - left}
        assert fallen == named


def test_as_of_shows_what_had_been_said_by_then(record: Record) -> None:
    # ANHA's Tel Tamer claims are of 25 January 2020 (row 17); everything on Khirbet Amo came on 12 February or later.
    then = record.confront(as_of=date(2020, 2, 1))
    assert {d["event_types"][0] for d in then} == {"skirmish"}
    assert len(record.confront(as_of=date(2020, 2, 12))) < len(record.confront())


def test_answers_on_the_seed_alone_do_not_depend_on_the_other_reports(record: Record) -> None:
    alone = standoff.open()
    alone.read(FOLDER / "enab-baladi-2020-02-13.yaml")
    for document in record.documents():
        assert document.rsplit("/", 1)[-1]
    both = standoff.open()
    both.read(FOLDER)
    for document in both.documents():
        if document not in alone.documents():
            both.forget(document)
    assert both.turtle() == alone.turtle()


def test_alpha_is_krippendorffs(ledger: Ledger) -> None:
    # The package `krippendorff` as the second opinion, on the example and on random data with gaps.
    chance = random.Random(1)
    units = [{str(rater): chance.randint(0, 1) for rater in range(6) if chance.random() < 0.6} for _ in range(200)]
    raters = sorted({rater for unit in units for rater in unit})
    table = [[unit.get(rater, float("nan")) for unit in units] for rater in raters]
    assert alpha(units) == pytest.approx(krippendorff.alpha(table, level_of_measurement="nominal"))
    assert alpha([{"a": 1, "b": 1}]) is None
    assert alpha([]) is None


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_answers_on_the_example(ledger: Ledger, name: str) -> None:
    # And on nothing, and on odd records: tests/measures/test_every_measure.py.
    columns, rows = measure_of(name, ledger, EVERYTHING)
    assert columns and rows


# ----------------------------------------------------------------------------------------------------------- properties

NAMES = ["SANA", "ANHA", "RT", "Enab Baladi", "Global Coalition", SOHR, CENTRE, "Al-Manar", "SyriacPress"]
VIEWS = st.fixed_dictionaries(
    {},
    optional={
        "said_by": st.lists(st.sampled_from(NAMES), max_size=3),
        "without": st.lists(st.sampled_from(NAMES), max_size=3),
        "side": st.lists(st.sampled_from(["damascus", "moscow", "us-led-coalition"]), max_size=2),
        "place": st.lists(st.sampled_from(["Khirbet Amo", "al-Hasakah", "Tel Tamer", "Syria"]), max_size=1),
        "incident": st.lists(st.sampled_from([INCIDENT]), max_size=1),
        "event_type": st.lists(st.sampled_from(["clash", "violence", "air strike"]), max_size=2),
        "since": st.dates(date(2019, 11, 1), date(2020, 7, 1)),
        "as_of": st.dates(date(2019, 11, 1), date(2020, 7, 1)),
        "min_groups": st.integers(1, 4),
    },
)


@settings(max_examples=150, deadline=None)
@given(options=VIEWS)
def test_a_view_only_ever_removes_attributions(ledger: Ledger, options: dict[str, object]) -> None:
    view = View.of(ledger.names, **options)  # type: ignore[arg-type]
    every = {row["said"] for row in ledger.every_statement}
    assert {row["said"] for row in ledger.statements(view)} <= every
    told = {version.id for version in ledger.testimony.versions}
    assert {act.weighed.version.id for dyad in dyads(ledger, view) for act in dyad.acts} <= told


@settings(max_examples=100, deadline=None)
@given(options=VIEWS)
def test_leaving_a_source_out_never_raises_a_grade_but_by_removing_a_dispute(
    ledger: Ledger, options: dict[str, object]
) -> None:
    view = View.of(ledger.names, **options).voices  # type: ignore[arg-type]
    every, some = (voices(one, ledger.background) for one in (EVERYTHING, view))
    told = ledger.testimony
    for subject in (*told.versions, *(one for those in told.statements.values() for one in those)):
        before, after = (weighed(subject, counts, ledger.background).grade for counts in (every, some))
        if before != "contested" and after in ("confirmed", "fair", "weak"):
            assert GRADES.index(after) >= GRADES.index(before)


def test_without_every_source_nothing_is_left(record: Record, ledger: Ledger) -> None:
    everybody = sorted({row["said_by"] for row in ledger.every_statement})
    view = View.of(ledger.names, without=everybody)
    assert ledger.statements(view) == []
    assert dyads(ledger, view) == []


def test_an_echo_never_raises_a_grade(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    before, after = standoff.open(), standoff.open()
    before.read(tmp_path)
    echo = (tmp_path / "enab-baladi-2020-02-13.yaml").read_text(encoding="utf-8")
    echo = echo.replace("report: enab-baladi-2020-02-13", "report: echo", 1)
    echo = echo.replace("publisher: enab-baladi", "publisher: rt", 1)
    (tmp_path / "echo.yaml").write_text(echo, encoding="utf-8")
    after.read(tmp_path)

    def grades(record: Record) -> dict[object, str]:
        ledger = Ledger(record.keeper)
        told, counts = ledger.testimony, voices(EVERYTHING, ledger.background)
        every = (*told.versions, *(one for those in told.statements.values() for one in those))
        return {str(one.key): weighed(one, counts, ledger.background).grade for one in every}

    # Every claim is repeated, by the same speakers, through another outlet.
    assert grades(before) == grades(after)


def test_the_order_of_reading_never_matters() -> None:
    readings = read_input(FOLDER)
    expected = None
    for seed in range(5):
        shuffled = random.Random(seed).sample(readings, len(readings))
        record = standoff.open()
        for reading in shuffled:
            record.keeper.put([reading])
        expected = expected or record.turtle()
        assert record.turtle() == expected


def test_the_same_report_twice_changes_nothing() -> None:
    record = standoff.open()
    record.read(FOLDER)
    before = record.turtle()
    record.read(FOLDER / "syriacpress-2020-02-12.yaml")
    assert record.turtle() == before
