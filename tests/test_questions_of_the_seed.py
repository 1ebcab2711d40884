"""The twelve questions that the graph of the seed report must answer (the project's list of questions), each as a test.

Expected answers are the list's own, read off the statements that the report codes; labels are those of actors.yaml.
"""

from __future__ import annotations

from datetime import date

import pytest

import standoff
from standoff import Record
from standoff.vocabulary import examples_folder

INCIDENT = "khirbet-amo-2020-02-12"
US, MAN = "US Armed Forces", "Person killed in Khirbet Amo"
NDF, SGF = "National Defence Forces (NDF)", "Syrian government forces"
ANHA, SANA, EB = "ANHA (Hawar News Agency)", "SANA (Syrian Arab News Agency)", "Enab Baladi"
HASSAN, NETWORK = "Mohammad Hassan (RT correspondent)", "North-eastern Syria Network"


@pytest.fixture(scope="module")
def record() -> Record:
    made = standoff.open()
    made.read(examples_folder() / "khirbet-amo" / "enab-baladi-2020-02-13.yaml")
    return made


def lines(record: Record, **view: object) -> set[tuple[str | None, str, str | None, str]]:
    """The rows as (who, arrow, whom, kind of act)."""
    return {(row["who"], "→" if row["directed"] else "–", row["whom"], row["how"]) for row in record.confront(**view)}


def rows(record: Record, question: str, *columns: str, **parameters: str) -> list[tuple[str | None, ...]]:
    """The named columns of an answer, in its order."""
    answer = record.ask(question, parameters)
    at = [answer.variables.index(column) for column in columns]
    return [tuple(row[i] for i in at) for row in answer.values()]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "Enab Baladi",
            {
                (US, "→", "Checkpoint at Khirbet Amo", "attack"),
                (US, "→", MAN, "killing"),
                (NDF, "–", US, "clash"),
            },
        ),
        (
            "SANA",
            {
                ("Residents of Khirbet Amo", "–", US, "clash"),
                (US, "→", MAN, "killing"),
                (US, "→", "Khirbet Amo", "air strike"),
            },
        ),
        ("Global Coalition", {(None, "→", US, "gunfire"), ("Global Coalition", "→", None, "return fire")}),
        ("RT", {(SGF, "–", US, "clash")}),
        ("Mohammad Hassan", {(SGF, "–", US, "clash")}),
        (
            "ANHA",
            {
                (NDF, "→", US, "encirclement"),
                (NDF, "→", US, "stone throwing"),
                (SGF, "→", "ANHA's correspondent", "attack"),
                (SGF, "→", "ANHA's correspondent", "seizure"),
            },
        ),
        ("North-eastern Syria Network", set()),
    ],
)
def test_1_who_confronts_whom_according_to_whom(record: Record, source: str, expected: object) -> None:
    assert lines(record, incident=[INCIDENT], said_by=[source]) == expected


def test_1_the_whole_incident_is_what_each_source_tells(record: Record) -> None:
    told = set()
    for source in ("Enab Baladi", "SANA", "Global Coalition", "RT", "ANHA"):
        told |= lines(record, incident=[INCIDENT], said_by=[source])
    assert lines(record, incident=[INCIDENT]) == told


def test_2_what_is_disputed_about_the_man_killed(record: Record) -> None:
    found = rows(record, "contested", "property", "value", "asserted_by", "against", "said_against_by", about=MAN)
    assert set(found) == {
        ("combatant status", "civilian", SANA, "denied", NETWORK),
        ("combatant status", "civilian", SANA, "combatant", NETWORK),
        ("combatant status", "combatant", NETWORK, "civilian", SANA),
    }
    told = {s["statement"]: s for s in record.dossier(INCIDENT)["statements"]}
    civilian, member = told[f"{MAN}: was a civilian"], told[f"{MAN}: member of {NDF}"]
    assert (civilian["grade"], civilian["asserted_by"], civilian["denied_by"]) == ("contested", [SANA], [NETWORK])
    assert member["asserted_by"] == [NETWORK]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "SANA",
            {
                ("Use of air power over Khirbet Amo", f"{US} → Khirbet Amo: air strike"),
                (MAN, "civilian"),
                ("Clash with a US patrol at Khirbet Amo", f"Residents of Khirbet Amo – {US}: clash"),
            },
        ),
        (
            "ANHA",
            {
                ("Clash with a US patrol at Khirbet Amo", f"{NDF} → {US}: encirclement"),
                ("Stones thrown at US vehicles", f"{NDF} → {US}: stone throwing"),
                ("Attack on ANHA's correspondent", f"{SGF} → ANHA's correspondent: attack"),
                ("Seizure of the correspondent's camera", f"{SGF} → ANHA's correspondent: seizure"),
                ("Skirmishes at the entrance of Tel Tamer", f"Russian Armed Forces – {US}: skirmish"),
                ("Russian vehicles stop before a US vehicle", f"Russian Armed Forces → {US}: standoff"),
            },
        ),
        (
            "Global Coalition",
            {
                ("Fire at the US patrol", f"— → {US}: gunfire"),
                ("Fire by the US patrol", "Global Coalition → —: return fire"),
            },
        ),
    ],
)
def test_3_what_one_source_alone_claims(record: Record, source: str, expected: set[object]) -> None:
    found = rows(record, "said-by-one-alone", "about", "value", source=source)
    assert expected <= set(found)


def test_3_nothing_two_sources_claim_is_among_it(record: Record) -> None:
    assert ("Killing of a person in Khirbet Amo", US) not in rows(record, "said-by-one-alone", "about", "value")


def test_4_what_is_left_open_by_whom(record: Record) -> None:
    answer = record.ask("left-open")
    found = {(row[0], row[2], row[6].rsplit("/", 1)[-1]) for row in answer.values() if row[6]}
    assert found == {
        ("Fire at the US patrol", "Global Coalition", "incoming-fire"),
        ("Fire by the US patrol", "Global Coalition", "returned-fire"),
        ("Skirmishes at the entrance of Tel Tamer", ANHA, "tel-tamer-skirmishes"),
    }
    left = rows(record, "left-open", "property", "said_by")
    assert {p for p, by in left if by == "Global Coalition"} == {"actor of the act", "deaths, best", "injured, best"}
    assert {p for p, by in left if by == ANHA} == {"event type"}


def test_5_who_looked_on(record: Record) -> None:
    found = set(rows(record, "onlookers", "onlooker", "said_by", "basis", incident=INCIDENT))
    assert {("Russian Military Police", EB, "photo"), ("Russian Armed Forces", EB, "photo")} <= found
    assert {who for who, _, _ in found} == {"Russian Military Police", "Russian Armed Forces"}
    assert {by for _, by, _ in found} == {EB}
    assert not any("Russian" in (who or "") for who, *_ in lines(record, incident=[INCIDENT]))


def test_6_where_and_when_us_and_russian_forces_confront_each_other(record: Record) -> None:
    found = [d for d in record.confront(level="organisation") if {d["who"], d["whom"]} == {US, "Russian Armed Forces"}]
    kinds = {kind for d in found for kind in d["event_types"]}
    assert kinds == {"skirmish", "standoff", "tension", "show of air power", "blocking"}
    anhas = {kind for _, _, _, kind in lines(record, said_by=["ANHA"], place=["Tel Tamer"])}
    assert anhas == {"skirmish", "standoff"}
    assert [d["event_types"] for d in found if d["who"] == US and d["directed"]] == [["blocking"]]
    january = record.confront(place=["Tel Tamer"], since=date(2020, 1, 25), until=date(2020, 1, 25))
    assert {kind for d in january for kind in d["event_types"]} == {"skirmish", "standoff"}
    february = record.confront(place=["al-Hasakah countryside"], since=date(2020, 2, 4), until=date(2020, 2, 4))
    assert [d["event_types"] for d in february] == [["tension"]]
    withdrawn = rows(record, "evidence", "property", "value", about="Withdrawal of the Russian vehicles")
    assert ("place", "Dairy farm near Tel Tamer (Russian post)") in withdrawn


def test_7_whose_voice_each_source_is(record: Record) -> None:
    ties = set(rows(record, "affiliations", "actor_label", "tie", "to_label", "said_by"))
    assert {
        (SANA, "run by", "Syrian government", EB),
        ("RT (Russia Today)", "funded by", "Russian government", EB),
        (ANHA, "linked to", "Autonomous Administration of North and East Syria", EB),
    } <= ties
    party_to = dict(rows(record, "sources", "source_label", "party_to"))
    assert party_to["Global Coalition"] == "Khirbet Amo, 12 February 2020"
    assert not party_to[SANA]


def test_8_what_happened_in_al_hasakah_in_order(record: Record) -> None:
    dated = [when for (when,) in rows(record, "timeline", "when", place="al-Hasakah") if when]
    assert list(dict.fromkeys(dated)) == ["2019-12", "2020-01-25", "2020-02-04", "2020-02-12"]


def test_9_which_claims_rest_on_photos_or_posts(record: Record) -> None:
    found = {
        (by, row)
        for basis in ("photo", "post")
        for by, row in rows(record, "rests-on", "said_by", "coded_as", basis=basis)
    }
    assert {row for by, row in found if by == HASSAN} == {"1", "7", "8a"}
    assert {row for by, row in found if by == EB} == {"0c-2", "8b"}
    assert {by for by, _ in found} == {HASSAN, EB}


def test_10_what_was_done_in_response_to_what(record: Record) -> None:
    found = rows(record, "responses", "act", "in_response_to", "said_by")
    assert ("Fire by the US patrol", "Fire at the US patrol", "Global Coalition") in found


def test_11_which_acts_were_only_attempted_which_repeated(record: Record) -> None:
    assert set(rows(record, "attempted", "act", "who", "whom", "said_by")) == {
        ("Attempt to stop US vehicles at a checkpoint", SGF, US, EB)
    }
    repeated = {act for (act,) in rows(record, "repeated", "act")}
    assert {"Russian patrols kept from oil fields", "Earlier clashes in al-Hasakah"} <= repeated


def test_12_what_remains_without_sana(record: Record) -> None:
    left = lines(record, incident=[INCIDENT], without=["SANA"])
    assert (US, "→", MAN, "killing") in left
    assert not any(kind == "air strike" or who == "Residents of Khirbet Amo" for who, _, _, kind in left)


def test_12_what_two_independent_groups_tell(record: Record) -> None:
    """The list of questions names the NDF's part in the clash too: Enab Baladi tells of a clash of the NDF and the US,
    ANHA of the NDF surrounding the US. By the rule neither kind of act implies the other: no version has both groups.
    """
    [killing] = record.confront(incident=[INCIDENT], min_groups=2)
    assert (killing["who"], killing["whom"], killing["sources"], killing["grade"]) == (US, MAN, [EB, SANA], "fair")
    ndf = {(row["how"], *row["sources"]) for row in record.confront(between=(NDF, US), incident=[INCIDENT])}
    assert ndf == {("clash", EB), ("encirclement", ANHA), ("stone throwing", ANHA)}


def test_sdf_linked_media_can_be_asked_for(record: Record) -> None:
    """The user's own words: media linked to the administration whose armed force the SDF is."""
    query = """
        SELECT DISTINCT ?label WHERE {
          ?c1 st:about ?sdf ; st:runBy ?administration . ?sdf skos:altLabel "SDF"@en .
          ?c2 st:about ?outlet ; st:linkedTo ?administration .
          ?outlet a st:MediaOutlet ; skos:prefLabel ?label .
        }"""
    assert list(record.ask(query).values()) == [(ANHA,)]
