"""Named questions over tables: DuckDB gives the rows that SPARQL gives, in the same order and as the same terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import standoff
from standoff.errors import QuestionError
from standoff.queries import ask as asking
from standoff.queries.names import names_of
from standoff.queries.table_counts import from_tables
from standoff.record.keeper import Keeper, open_keeper
from standoff.sparql import read

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SAMPLES = Path(__file__).resolve().parents[1] / "readers" / "datasets" / "samples"
ACLED = """event_id_cnty,event_date,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,actor2,\
assoc_actor_2,country,location,latitude,longitude,geo_precision,source,notes,fatalities
SYR1,12 February 2020,1,Political violence,Battles,Armed clash,Military Forces of Syria,Militia (Pro-Government),\
Islamic State,,Syria,Aleppo,36.2,37.1,1,SOHR; SANA,"a ""note""\\",2
SYR2,13 February 2020,1,Political violence,Violence against civilians,Attack,Islamic State,,Civilians (Syria),\
Farmers (Syria),Syria,Aleppo,36.2,37.1,1,SANA,,1
SYR3,14 February 2020,3,Political violence,Battles,Armed clash,Military Forces of Syria,Militia (Pro-Government),,,\
Syria,Idleb,35.9,36.6,2,,,0
"""
GIVEN = {
    "actor": "Military Forces of Syria",
    "about": "Military Forces of Syria",
    "source": "SANA",
    "place": "Syria",
    "within": "Syria",
    "since": "2020-02-13",
    "until": "2020-02-13",
    "victim": "Civilians (Syria)",
    "document": "acled-a",
}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """Reports, rows of UCDP GED, SCAD and VIINA, and two downloads of ACLED that share an event and alliances."""
    folder = tmp_path_factory.mktemp("tables")
    rows = ACLED.splitlines(keepends=True)
    (folder / "a.csv").write_text(ACLED)
    (folder / "b.csv").write_text(rows[0] + rows[2].replace("SANA", "SANA; SOHR") + rows[1].replace("SYR1", "SYR4"))
    with standoff.open(folder / "record", create=True) as opened:
        opened.read(EXAMPLES / "khirbet-amo" / "zvezda-2020-02-12.yaml")
        opened.read(folder / "a.csv", kind="acled")
        opened.read(folder / "b.csv", kind="acled")
        ged = (EXAMPLES / "datasets" / "ged-sample.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
        (folder / "ged.csv").write_text("".join(ged[:5]))
        opened.read(folder / "ged.csv", kind="ucdp-ged")
        # Rows with several actors at one end.
        opened.read(SAMPLES / "scad.csv", kind="scad")
        opened.read(SAMPLES / "viina.csv", kind="viina")
    yield open_keeper(folder / "record")


def given(record: Keeper, parameter: str) -> list[str]:
    """The nodes with the label that a parameter is given, in reports and in each table; or the value itself."""
    labels = names_of(record).labels
    named = [f"<{iri}>" for iri, label in labels.items() if label == GIVEN[parameter]]
    return named or [GIVEN[parameter]]


@pytest.mark.parametrize("name", asking.questions())
def test_tables_answer_as_sparql_does(name: str, record: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    question = asking.questions()[name]
    assert name in ("contested", "denied") or from_tables(record, name, read(question.sparql), {}, None)
    asked = [{}, *({one: value} for one in question.parameters if one in GIVEN for value in given(record, one))]
    found = [asking.ask(record, name, parameters) for parameters in asked]
    few = asking.ask(record, name, limit=3)
    monkeypatch.setattr(asking, "from_tables", lambda *_: None)
    for parameters, answer in zip(asked, found, strict=True):
        assert answer.rows == asking.ask(record, name, parameters).rows, parameters
    assert few.rows == found[0].rows[:3]


def test_a_country_and_the_points_in_it_that_have_its_name_are_one_place(record: Keeper) -> None:
    # A point that a row gives by the name of the country alone lies in it, and does not make the name ambiguous.
    names = names_of(record)
    (area,) = (iri for iri, label in names.labels.items() if label == "Syria" and "/place/acled-area-" in iri)
    point = "https://w3id.org/standoff/id/place/acled-syria-point"
    both = replace(names, labels={**names.labels, point: "Syria"}, above=lambda iri: {area} if iri == point else set())
    mine = {iri for iri, label in both.labels.items() if label == "Syria" and "/place/acled-" in iri}
    alone = replace(both, labels={iri: label for iri, label in both.labels.items() if iri in mine}, aliases={})
    assert mine == {area, point} and alone.find("place", "Syria").value == area
    with pytest.raises(QuestionError, match="may be any of"):
        replace(alone, above=lambda _: set()).find("place", "Syria")
