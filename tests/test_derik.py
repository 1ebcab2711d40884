"""The collision near Derik over its four reports: what is in dispute, who says what, and who gave no answer.

Expected values are read off the four articles; the origin stands beside each test.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

import standoff
from standoff import Record, examples_folder
from standoff.output.dossier_parts import laid_out
from standoff.rules.dossier import dossier
from standoff.vocabulary import local_name

FOLDER = examples_folder() / "derik-2020"
INCIDENT = "derik-2020-08-25"
US, RUSSIA, COALITION, CREW = "US Armed Forces", "Russian Armed Forces", "Global Coalition", "Crew of the US vehicle"
MASDAR, FIELD_REPORT = "Al-Masdar News", "Report from the field carried by Al-Masdar News"
MINISTRY, MOSCOW = "Russian Ministry of Defence", "Russian government"
OFFICIAL, GMA = "US official quoted by Good Morning America", "Good Morning America"
COUNCIL, CENTCOM, PENTAGON = "US National Security Council", "US Central Command", "US Department of Defense"
SIDES_OF_ONE = {OFFICIAL, COUNCIL, CENTCOM, "White House", "US defence official quoted by the BBC"}


@pytest.fixture(scope="module")
def record() -> Record:
    record = standoff.open("memory")
    record.read(FOLDER)
    return record


@pytest.fixture(scope="module")
def rows(record: Record) -> list[dict[str, Any]]:
    return list(record.confront(incident=INCIDENT))


def row(rows: list[dict[str, Any]], who: str | None, how: str, whom: str | None) -> dict[str, Any]:
    """The one row of these ends and this kind of act."""
    (found,) = [one for one in rows if (one["who"], one["how"], one["whom"]) == (who, how, whom)]
    return found


def against(row: dict[str, Any]) -> set[str]:
    return {source for rival in row["against"] for source in rival["said_by"]}


def test_it_conforms_alone_and_beside_the_other_example(record: Record) -> None:
    assert record.check() == []
    both = standoff.open("memory")
    for example in ("khirbet-amo", "derik-2020"):
        both.read(examples_folder() / example)
    assert both.check() == []


@pytest.mark.parametrize("block", ["actors", "sides"])
def test_who_is_in_both_examples_is_written_alike(block: str) -> None:
    # Read into one record, two spellings of one label would be two labels.
    ours, theirs = (
        yaml.safe_load((folder / "actors.yaml").read_text(encoding="utf-8"))[block]
        for folder in (FOLDER, FOLDER.parent / "khirbet-amo")
    )
    shared = set(ours) & set(theirs)
    assert {"us-forces", "russian-armed-forces", "global-coalition"} <= shared or block == "sides"
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


def test_only_who_tried_to_bar_whose_way_is_in_dispute(rows: list[dict[str, Any]]) -> None:
    disputed = [one for one in rows if one["grade"] == "contested" or one["same_act_in_dispute"]]
    assert {(one["who"], one["how"], one["whom"]) for one in disputed} == {
        (RUSSIA, "blocking", US),
        (US, "blocking", RUSSIA),
    }
    assert all(one["attempted"] for one in disputed)
    assert {event for one in disputed for event in one["events"]} == {
        "https://w3id.org/standoff/id/event/derik-barring"
    }


def test_who_says_that_whom_barred_whose_way(rows: list[dict[str, Any]]) -> None:
    # Al-Masdar 1 and 2; socialstatus24 4 and 9; Xinhua 4 has both ways round, and so stands against neither.
    by_russia, by_us = row(rows, RUSSIA, "blocking", US), row(rows, US, "blocking", RUSSIA)
    assert set(by_russia["sources"]) == {MASDAR, FIELD_REPORT, "Xinhua"}
    assert set(by_us["sources"]) == {MINISTRY, MOSCOW, "Xinhua"}
    assert against(by_russia) == {MINISTRY, MOSCOW}
    assert against(by_us) == {MASDAR, FIELD_REPORT}
    # Xinhua 5: the Pentagon would neither comment on the videos nor confirm them.
    assert by_russia["no_answer"] == by_us["no_answer"] == [PENTAGON]


def test_the_collision_stands_apart(rows: list[dict[str, Any]]) -> None:
    # That the two collided: the US official (GMA 0, 1), the BBC (0, 3), US media (Xinhua 0, 1).
    # Reuters' source (Al-Masdar 4) names no end.
    both = row(rows, RUSSIA, "collision", US)
    assert not both["directed"]
    assert (both["grade"], both["groups"]) == ("fair", 3)
    assert set(both["sources"]) == {"BBC", "US media quoted by Xinhua", OFFICIAL}
    assert both["in_part"] == ["Source of Reuters"]
    # That it was rammed, only Central Command says (Xinhua 3); nobody denies it in so many words.
    rammed = row(rows, RUSSIA, "ramming", COALITION)
    assert (rammed["grade"], rammed["sources"], rammed["against"]) == ("weak", [CENTCOM], [])
    assert COUNCIL in rammed["in_part"]


def test_both_accused_sides_are_quoted(record: Record) -> None:
    # socialstatus24 10: steps to avoid an incident, in answer to the US forces. GMA 6: the patrol left.
    told = record.ask(
        """
        SELECT ?source ?quote WHERE {
          ?said st:claim/st:about ?event ; st:saidBy/skos:prefLabel ?source ; st:quote ?quote .
          FILTER (?event IN (<https://w3id.org/standoff/id/event/derik-russian-steps>,
                             <https://w3id.org/standoff/id/event/derik-departure>))
        }"""
    )
    assert {source.value for source, _ in told.rows} == {MINISTRY, COUNCIL}


def test_whether_the_collision_was_meant_is_told_two_ways(record: Record) -> None:
    # Xinhua 3 has Central Command say "intentionally", Al-Masdar 5 an official of Reuters "accident".
    told = record.ask(
        """
        SELECT ?source ?intent ?opinion WHERE {
          ?said st:claim ?claim ; st:saidBy/skos:prefLabel ?source . ?claim st:intent ?intent
          OPTIONAL { ?said st:opinion ?opinion }
        }"""
    )
    found = {(source.value, local_name(intent.value), view is not None) for source, intent, view in told.rows}
    assert found == {
        (CENTCOM, "deliberate", False),
        ("Official quoted by Reuters", "accidental", False),
        (OFFICIAL, "reckless", True),  # GMA 4: a view
    }


def test_nothing_is_confirmed_or_fair_that_only_one_side_says(rows: list[dict[str, Any]]) -> None:
    better = [one for one in rows if one["grade"] in {"confirmed", "fair"}]
    assert better
    for one in better:
        assert set(one["sources"]) - SIDES_OF_ONE, one
        assert set(one["sources"]) - {MINISTRY, MOSCOW}, one
    # That a zone was entered, US sources alone say.
    assert row(rows, RUSSIA, "intrusion", None)["grade"] == "weak"


def test_nobody_is_said_to_have_wounded_the_crew(rows: list[dict[str, Any]]) -> None:
    # GMA 1 and 3, Xinhua 3: hurt when, or because, a vehicle struck theirs. The words have an effect, and no doer.
    assert {one["who"] for one in rows if one["how"] == "wounding"} == {None}


def test_what_several_say_and_nobody_denies(rows: list[dict[str, Any]]) -> None:
    hurt = row(rows, None, "wounding", CREW)
    assert (hurt["grade"], hurt["denied_by"], hurt["no_answer"]) == ("fair", [], [PENTAGON])
    # Xinhua 3 and 4, Al-Masdar's headline; the other way round Xinhua alone.
    chase = row(rows, RUSSIA, "pursuit", US)
    assert (chase["grade"], set(chase["sources"])) == ("fair", {CENTCOM, "Xinhua", MASDAR})
    assert row(rows, US, "pursuit", RUSSIA)["grade"] == "weak"
    # A helicopter: all four reports.
    helicopter = row(rows, RUSSIA, "air activity", None)
    assert (helicopter["grade"], set(helicopter["sources"])) == ("fair", {"BBC", GMA, "Xinhua", MASDAR, OFFICIAL})


def test_each_side_blames_the_other_for_the_collision_and_names_no_deed(record: Record) -> None:
    # socialstatus24 1: the two countries blamed each other for it, by the BBC; neither is said to have done anything.
    told = record.ask(
        """
        SELECT ?source ?blamed ?stance {
          ?said st:claim ?claim ; st:saidBy/skos:prefLabel ?source ; st:stance ?stance .
          ?claim st:about <https://w3id.org/standoff/id/event/derik-collision> ; st:responsible/skos:prefLabel ?blamed .
          FILTER NOT EXISTS { ?claim st:actor ?anybody }
        }"""
    )
    assert {(source.value, blamed.value, local_name(stance.value)) for source, blamed, stance in told.rows} == {
        ("United States", "Russian government", "Asserts"),
        ("Russian government", "United States", "Asserts"),
    }
    # A question of its own, and each answers it himself, not the BBC.
    (blame,) = [q for q in str(record.dossier(INCIDENT)).split("\n\n") if "Who was to blame" in q] or [""]
    assert "the Russian government: the United States [3]; the United States: the Russian government [3]" in blame


def test_a_purpose_is_an_attempt(record: Record) -> None:
    # GMA 6: the patrol left in order to de-escalate.
    told = record.ask(
        """
        SELECT ?source {
          ?said st:claim ?claim ; st:saidBy/skos:prefLabel ?source .
          ?claim st:about <https://w3id.org/standoff/id/event/derik-de-escalation> ; st:attempted true
        }"""
    )
    assert [source.value for (source,) in told.rows] == [COUNCIL]


def test_views_count_for_nothing(record: Record, rows: list[dict[str, Any]]) -> None:
    # GMA 6: a breach, says the council.
    assert "breach of an agreement" not in {kind for one in rows for kind in one["event_types"]}
    views = record.ask("SELECT ?source { ?said st:opinion true ; st:saidBy/skos:prefLabel ?source }")
    assert {source.value for (source,) in views.rows} == {COUNCIL, OFFICIAL, COALITION}


def test_the_cause_of_the_injuries_is_denied_to_be_fire(record: Record) -> None:
    # Al-Masdar 4: no exchange of fire, says Reuters; that there was one, nobody asserts.
    told = record.ask(
        """
        SELECT ?source ?cause ?stance WHERE {
          ?said st:claim/st:causedBy ?cause ; st:saidBy/skos:prefLabel ?source ; st:stance ?stance .
          FILTER (?stance != st:Asserts || ?cause = <https://w3id.org/standoff/id/event/derik-exchange-of-fire>)
        }"""
    )
    assert [
        [source.value, local_name(cause.value), local_name(stance.value)] for source, cause, stance in told.rows
    ] == [["Reuters", "derik-exchange-of-fire", "Denies"]]


def test_the_hour_is_given_as_told(record: Record) -> None:
    # GMA 3: approximately ten in the morning, Syrian time.
    told = record.ask("SELECT ?source ?when { ?said st:claim/st:when ?when ; st:saidBy/skos:prefLabel ?source }")
    clock = {(source.value, when.value) for source, when in told.rows if "T" in when.value}
    assert clock == {(COUNCIL, "2020-08-25T10:00+03:00?")}


def test_the_dossier_asks_first_who_tried_to_bar_whose_way(record: Record) -> None:
    """The collision has a line of its own, and both accused sides are quoted: who is to blame is asked apart."""
    ledger = record.view().ledger
    layout = laid_out(ledger, dossier(ledger, "https://w3id.org/standoff/id/incident/derik-2020-08-25"))
    parts = {part.name: part for part in layout.parts}
    first, *others = parts["in dispute"].entries
    assert first.title == "Who tried to block whom?"
    assert [entry.title for entry in others] == [
        "Was it meant? (Collision of a Russian and a US vehicle)",
        "Who was to blame for the collision of a Russian and a US vehicle (5)?",
    ]
    # socialstatus24 1: each blamed the other.
    blame = {row.words: row.speakers.split(" [")[0] for row in others[1].rows}
    assert blame == {
        "the Russian government": "the United States as the BBC has it",
        "the United States": "the Russian government as the BBC has it",
    }
    assert [entry.number for entry in parts["alike"].entries if entry.title.startswith("Collision of")] == [5]
    # Xinhua quotes US media, which are not of its side.
    assert "US media" not in parts["read in"].gloss
