"""UCDP's list of actors: first the real one, counted again by hand from the file; then lists that are broken."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import standoff
from standoff.errors import InputError
from standoff.readers.inputs import read_input
from standoff.readers.ucdp_actors import IGNORED, USED
from standoff.vocabulary import ID, id_of, local_name, st

LIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "ucdp" / "ucdp-actor-221.csv"

HEADER = list(dict.fromkeys([*USED, *IGNORED]))
ROW = {
    "ActorId": "118",
    "NameData": "Government of Syria",
    "NameOrig": "n/a",
    "Org": "4",
    "Location": "Syria, Lebanon",
    "GWNOLoc": "652, 660",
    "NameChange": "0",
    "Splinter": "0",
    "SplitTemp": "0",
    "Alliance": "0",
    "JoinGroup": "0",
    "Version": "22.1",
}


def write(path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="")
        writer.writeheader()
        writer.writerows({**ROW, **row} for row in rows)
    return path


@pytest.mark.skipif(not LIST.exists(), reason="the shared list of actors is not on this machine")
def test_the_list_of_2022_is_read_whole() -> None:
    with LIST.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {*USED, *IGNORED}
    (reading,) = read_input(LIST)
    listed = {local_name(i.iri.value) for i in reading.entities if "/actor/ucdp-" in i.iri.value}
    named = {f"ucdp-{row['ActorId']}" for row in rows}
    outside = {
        f"ucdp-{number.strip()}"
        for row in rows
        for column in ("ActorIdPrev", "ActorIdGroup")
        for number in row[column].split(",")
        if number.strip()
    } - named
    assert listed == named | outside and len(outside) == 4
    says: dict[str, int] = {}
    for said in reading.attributions:
        for prop, _ in said.claim.says:
            says[prop.value] = says.get(prop.value, 0) + 1

    def numbers(column: str) -> set[tuple[str, str]]:
        return {(row["ActorId"], n.strip()) for row in rows for n in row[column].split(",") if n.strip()}

    splits = {(a, b) for a, b in numbers("ActorIdPrev") | numbers("ActorIdSplitTemp") if a != b}
    assert says[st("splitFrom").value] == len(splits)
    assert says[st("alliedWith").value] == len(numbers("ActorIdAlliance"))
    assert says[st("joined").value] == len({(a, b) for a, b in numbers("ActorIdGroup") if a != b})
    assert says[st("activeIn").value] == len(numbers("GWNOLoc"))
    assert len({said.claim.about for said in reading.attributions}) == len(rows)
    assert "1,725 rows, 1,725 actors: 70 renamed" in reading.notes[0]
    assert all(name in " ".join(reading.notes) for name in IGNORED)
    record = standoff.open()
    record.read(LIST)
    once = record.turtle()
    record.read(LIST)
    assert record.turtle() == once
    label = f"SELECT ?who {{ ?c st:about ?who ; st:alliedWith <{ID}actor/ucdp-6288> }}"
    assert any("ucdp-4163" in str(row) for row in record.ask(label).values())  # PYD, in alliance with the SDF


def test_names_ties_and_countries_of_a_row(tmp_path: Path) -> None:
    path = write(
        tmp_path / "actors.csv",
        {},
        {
            "ActorId": "234",
            "NameData": "IS",
            "NameOrigFull": "Дело / Delo",
            "NameChange": "1",
            "NewName": "ISI, IS",
            "NewNameFullEng": "Islamic State of Iraq, Islamic State",
            "Org": "1",
            "Splinter": "1",
            "ActorIdPrev": "9, 118",
            "NamePrev": "AQ, Government of Syria",
            "Location": "Macedonia, FYR, Iraq",
            "GWNOLoc": "343, 645",
        },
        encoding="utf-8-sig",
    )
    (reading,) = read_input(path)
    facts = {i.iri: {o.value for _, o in i.facts} for i in reading.entities}
    names = {"IS", "Дело", "Delo", "ISI", "Islamic State", "https://ucdp.uu.se/actor/234"}
    assert names <= facts[id_of("actor", "ucdp-234")]
    assert "AQ" in facts[id_of("actor", "ucdp-9")] and "Macedonia, FYR" in facts[id_of("place", "gw-343")]
    (claim,) = [s.claim for s in reading.attributions if s.claim.about == id_of("actor", "ucdp-234")]
    assert {(p.value.split("#")[1], local_name(o.value)) for p, o in claim.says} == {
        ("splitFrom", "ucdp-9"),
        ("splitFrom", "ucdp-118"),
        ("activeIn", "gw-343"),
        ("activeIn", "gw-645"),
        ("name", "ISI"),
        ("name", "IS"),
        ("name", "Islamic State of Iraq"),
        ("name", "Islamic State"),
    }


def test_other_layouts_encodings_and_unknown_columns_are_reported(tmp_path: Path) -> None:
    header = [name.lower() for name in HEADER if name != "Region"]
    path = tmp_path / "actors.csv"
    row = {name.lower(): value for name, value in ROW.items()} | {"namedata": "Frente de Liberación", "mood": "dark"}
    with path.open("w", encoding="latin-1", newline="") as file:
        writer = csv.DictWriter(file, [*header, "mood"], restval="", delimiter=";")
        writer.writeheader()
        writer.writerow(row)
    (reading,) = read_input(path)
    notes = " ".join(reading.notes)
    assert "Latin-1" in notes and "Unknown columns, left out: mood" in notes and "1 row, 1 actor: " in notes


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"ActorId": "x1"}], '2: ActorId is "x1"'),
        ([{}, {}], "3: ActorId 118 appears here a second time"),
        ([{"NameData": " "}], "2: NameData is empty"),
        ([{"Org": "7"}], '2: Org is "7"'),
        ([{"Splinter": "maybe"}], '2: Splinter is "maybe"'),
        ([{"Alliance": "1", "ActorIdAlliance": "SDF"}], '2: ActorIdAlliance is "SDF"'),
        ([{"GWNOLoc": "652"}], "2: Location names 2 countries and GWNOLoc 1"),
        ([], "no rows"),
    ],
)
def test_a_broken_list_is_refused_with_the_line(tmp_path: Path, rows: list[dict[str, str]], says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_input(write(tmp_path / "actors.csv", *rows))


def test_another_table_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "ged.csv"
    path.write_text("id,relid,year,side_a\n1,2,3,4\n")
    with pytest.raises(InputError, match="no ActorId and no NameData"):
        read_input(path, "ucdp-actors")
    head = b"ActorId,NameData\n"
    for content in (b"", b"\xff\xfe\x00", head + b'1,"open', head + b"1\n", head + b"9" * 300_000):
        path.write_bytes(content)
        with pytest.raises(InputError):
            read_input(path, "ucdp-actors")
