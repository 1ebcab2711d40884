"""The incident of Khirbet Amo over all its reports: agreement, dispute, silence, echoes, and what falls without whom.

Expected values are read off the coded reports, each of which carries its quotes; the origin stands beside each test.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import krippendorff
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
from standoff import Record
from standoff.measures.agreement import alpha
from standoff.measures.catalogue import MEASURES
from standoff.measures.catalogue import measure as measure_of
from standoff.readers.inputs import read_input
from standoff.rules.dyads import dyads
from standoff.rules.grade import GRADES, statements_of_rows
from standoff.rules.ledger import Ledger
from standoff.rules.view import EVERYTHING, View
from standoff.vocabulary import examples_folder

FOLDER = examples_folder() / "khirbet-amo"
INCIDENT = "khirbet-amo-2020-02-12"
MAN, AIR = "Man killed in Khirbet Amo", "Use of air power over Khirbet Amo"
SANA, SOHR = "SANA (Syrian Arab News Agency)", "Syrian Observatory for Human Rights (SOHR)"
CENTRE, NETWORK = "Russian Reconciliation Centre (Hmeimim)", "North-eastern Syria Network"


@pytest.fixture(scope="module")
def record(whole_record: Record) -> Record:
    return Record(whole_record)


@pytest.fixture(scope="module")
def ledger(record: Record) -> Ledger:
    return Ledger(record.keeper)


@pytest.fixture(scope="module")
def statements(record: Record) -> dict[str, dict[str, object]]:
    """The statements of the incident by their words."""
    return {s["statement"]: s for s in record.dossier(INCIDENT)["statements"]}


def sources(statement: dict[str, object], *stances: str) -> set[str]:
    return {source for stance in stances for source in statement[stance]}  # type: ignore[attr-defined]


def test_thirteen_reports_and_nine_of_them_on_the_incident(record: Record) -> None:
    # The seed, the twelve articles, and the coder's judgements; 18, 20, 22 and 23 are about other incidents.
    assert len(record.documents()) == 14
    assert len(record.dossier(INCIDENT)["reports"]) == 9


def test_who_says_the_dead_man_was_a_civilian_a_fighter_a_child(statements: dict[str, dict[str, object]]) -> None:
    civilian, combatant = statements[f"{MAN}: was a civilian"], statements[f"{MAN}: was a combatant"]
    assert {SANA, CENTRE} <= sources(civilian, "asserted_by")
    assert sources(civilian, "denied_by") == {NETWORK}
    # The network (seed, row 11b), and SANA as SyriacPress relays it (article 03).
    assert sources(combatant, "asserted_by") == {NETWORK, SANA}
    assert civilian["grade"] == combatant["grade"] == "contested"
    child = statements[f"{MAN}: aged 14"]  # articles 15 and 17, both the Russian centre's statement
    assert (sources(child, "asserted_by"), child["grade"]) == ({CENTRE}, "weak")


def test_who_leaves_it_open(statements: dict[str, dict[str, object]]) -> None:
    # Article 08: SOHR does not know whether he was a civilian or a militiaman.
    assert sources(statements[f"{MAN}: left open: combatant status"], "left_open_by") == {SOHR}


def test_which_sources_claim_an_air_strike_which_a_mock_raid_which_an_overflight(
    statements: dict[str, dict[str, object]],
) -> None:
    strike, raid = statements[f"{AIR}: kind of act: air strike"], statements[f"{AIR}: kind of act: mock raid"]
    overflight = statements[f"{AIR}: kind of act: overflight"]
    assert {SANA, "Al-Manar"} <= sources(strike, "asserted_by")
    assert sources(raid, "asserted_by") == {SOHR}
    assert strike["grade"] == raid["grade"] == "contested"
    assert strike["rivals"] == [raid["statement"]]
    assert SOHR in sources(overflight, "asserted_by", "supported_by")
    # The Coalition speaks of the incident and of no aircraft: silence, not denial.
    for statement in (strike, raid, overflight):
        assert "Global Coalition" in statement["silent"]  # type: ignore[operator]
        assert not statement["denied_by"]


def test_who_is_said_to_have_fired_first_by_whom(record: Record) -> None:
    columns = ("act", "in_response_to", "said_by")
    answer = record.ask("responses", {"incident": INCIDENT})
    found = {tuple(row[answer.variables.index(c)] for c in columns) for row in answer.values()}
    first = {(after, by) for act, after, by in found if act == "Fire by the US patrol"}
    assert ("Fire at the US patrol", "Global Coalition") in first
    assert ("Fire at the US patrol", "SyriacPress") in first  # article 03: an NDF member fired, US forces returned fire
    # Article 06, SANA: residents attacked after US soldiers opened fire.
    assert ("Attack on the US convoy", "Fire by the US patrol", SANA) in found


def test_the_coalitions_statement_counts_once_however_many_carry_it(statements: dict[str, dict[str, object]]) -> None:
    fire = statements["Fire at the US patrol: kind of act: small-arms fire"]
    mine = [e for e in fire["evidence"] if e["said_by"] == "Global Coalition"]  # type: ignore[attr-defined]
    # The seed, DFNS (06), SyriacPress (03), the SDC's site (15) and smopo (40) carry it; the speaker is one.
    assert len({e["report"] for e in mine}) == 5
    assert [s for s in fire["asserted_by"] if "oalition" in s] == ["Global Coalition"]  # type: ignore[attr-defined]


def test_which_reports_echo_the_coalitions_statement(record: Record) -> None:
    answer = record.ask("echoes", {"source": "Global Coalition", "incident": INCIDENT})
    at = {name: answer.variables.index(name) for name in ("about", "property", "value", "reports")}
    found = {tuple(row[at[n]] for n in ("about", "property", "value")): row[at["reports"]] for row in answer.values()}
    # The seed, 03, 06, 15 and 40 carry it.
    assert found[("Fire at the US patrol", "event type", "small-arms fire")] == "5"


def test_what_is_left_of_us_air_power_without_syrian_state_media_and_its_echoes(record: Record) -> None:
    left = {s["statement"]: s for s in record.dossier(INCIDENT, without=["SANA"])["statements"]}
    power = left[f"{AIR}: kind of act: use of air power"]
    assert SANA not in sources(power, "asserted_by", "supported_by")
    assert {SOHR, "SyriacPress"} <= sources(power, "asserted_by", "supported_by")
    assert power["grade"] == "fair"
    # Al-Manar says so in its own voice too (article 09, paragraph 2), and SyriacPress heard of it from another source.
    assert SANA not in sources(left[f"{AIR}: kind of act: air strike"], "asserted_by")


def test_the_day_is_disputed(statements: dict[str, dict[str, object]]) -> None:
    tuesday = statements["Clash with a US patrol at Khirbet Amo: when: 2020-02-11"]
    assert (sources(tuesday, "asserted_by"), tuesday["grade"]) == ({"Al-Manar"}, "contested")


def test_what_stands_on_one_group_alone(record: Record, ledger: Ledger) -> None:
    rows = record.measure("stand-on", incident=[INCIDENT])
    by_ends = {(row["who"], row["way"], row["whom"]): row for row in rows}
    camera = by_ends[("Syrian government forces", "→", "ANHA's correspondent")]
    assert (camera["stands_on"], camera["without_one"]) == (["ANHA (Hawar News Agency)"], "falls")
    killing = by_ends[("US Armed Forces", "→", MAN)]
    assert (killing["stands_on"], killing["grade"]) == ([], "fair")
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
    shown = {(d.who, d.whom, d.directed) for d in dyads(ledger, view)}
    assert shown <= {(d.who, d.whom, d.directed) for d in dyads(ledger)}


@settings(max_examples=100, deadline=None)
@given(options=VIEWS)
def test_leaving_a_source_out_never_raises_a_grade_but_by_removing_a_dispute(
    ledger: Ledger, options: dict[str, object]
) -> None:
    view = View.of(ledger.names, **options)  # type: ignore[arg-type]
    whole = {(s.about, s.prop, s.value): s for s in statements_of_rows(ledger.statements(), ledger.background)}
    for statement in statements_of_rows(ledger.statements(view), ledger.background):
        before = whole[(statement.about, statement.prop, statement.value)]
        if before.grade.name != "contested" and statement.grade.name in ("confirmed", "fair", "weak"):
            assert GRADES.index(statement.grade.name) >= GRADES.index(before.grade.name)


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
        return {
            (s.about, s.prop, s.value): s.grade.name for s in statements_of_rows(ledger.statements(), ledger.background)
        }

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


def test_the_order_of_events_comes_with_their_days(record: Record) -> None:
    sequence = record.dossier(INCIDENT)["sequence"]
    assert all((step["first"] is None) == (step["last"] is None) for step in sequence)
    assert [step["first"] or "9999" for step in sequence] == sorted(step["first"] or "9999" for step in sequence)
    (clash,) = [step for step in sequence if step["event"] == "Clash with a US patrol at Khirbet Amo"]
    assert (clash["first"], clash["last"]) == ("2020-02-11", "2020-02-12")
    assert f"  {clash['event']}  2020-02-11 to 2020-02-12\n" in repr(record.view().dossier(INCIDENT))
