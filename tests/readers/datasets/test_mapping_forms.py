"""What mappings can say of tables as people have them: days in part and in spans, numbers as ranges, defaults."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import pytest

from standoff.errors import InputError
from standoff.ingest.datasets import read_dataset
from standoff.readers.datasets.rejected_rows import TooFaulty
from standoff.record.keeper import Keeper, open_keeper
from standoff.rules.ledger import Ledger
from standoff.rules.tallies import tallies
from standoff.vocabulary import st
from tests.measures.known import shared
from tests.readers.datasets.conftest import converted

_HEAD = """
dataset: own
title: Own
publisher: {id: own, label: Own, kind: organisation}
row: number
"""


def mapping(folder: Path, text: str, head: str = _HEAD) -> str:
    """A mapping in a file of its own."""
    path = folder / "own.yaml"
    path.write_text(head + text, encoding="utf-8")
    return str(path)


def pairs(folder: Path, csv: str, kind: str, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of the table of confrontations, a row for each event, in the order of the file."""
    path = folder / "own.csv"
    path.write_text(csv, encoding="utf-8")
    with_table = converted(path, folder / "made", kind)
    chosen = ", ".join(f"split_part({c}, '/', -1)" if c in ("who", "whom", "event_type") else c for c in columns)
    sql = f"SELECT DISTINCT event, {chosen} FROM '{with_table.confrontations}' ORDER BY ALL"
    return [row[1:] for row in duckdb.sql(sql).fetchall()]


def case(name: str) -> Path:
    """A small input with a right answer (shared cases)."""
    return shared(f"cases/tables/{name}")


# What a person reads in each cell, and the days that it means.
_CELLS = {
    "12 February 2020": ("2020-02-12", "2020-02-12"),
    "12–14 February 2020": ("2020-02-12", "2020-02-14"),
    "12-14 Feb 2020": ("2020-02-12", "2020-02-14"),
    "28 February – 2 March 2020": ("2020-02-28", "2020-03-02"),
    "30 December 2019 to 2 January 2020": ("2019-12-30", "2020-01-02"),
    "February 12–14, 2020": ("2020-02-12", "2020-02-14"),
    "2020-02-12/2020-02-14": ("2020-02-12", "2020-02-14"),
    "2020-02-12 to 2020-02-14": ("2020-02-12", "2020-02-14"),
    "12/2/2020-14/2/2020": ("2020-02-12", "2020-02-14"),
    "12-14/02/2020": ("2020-02-12", "2020-02-14"),
    "12-2-2020": ("2020-02-12", "2020-02-12"),
    "12-02-20": ("2020-02-12", "2020-02-12"),
    "febrero 2020": ("2020-02-01", "2020-02-29"),
    "12 de febrero de 2020": ("2020-02-12", "2020-02-12"),
    "2020-02": ("2020-02-01", "2020-02-29"),
    "2/2020": ("2020-02-01", "2020-02-29"),
    "2020": ("2020-01-01", "2020-12-31"),
    "Feb 2020 – Mar 2020": ("2020-02-01", "2020-03-31"),
}
_WIDE = """
columns: {number: [No], day: [Day]}
type: [{always: attack}]
time:
  start: day
  forms: [iso, day-month-year, month-day-year, day/month/year, month-year, year-month, year]
  months: [enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre, octubre, noviembre, diciembre]
"""


def test_a_cell_may_say_a_month_a_year_or_a_span(tmp_path: Path) -> None:
    csv = "No,Day\n" + "".join(f'{n:02d},"{cell}"\n' for n, cell in enumerate(_CELLS))
    assert pairs(tmp_path, csv, mapping(tmp_path, _WIDE), "earliest", "latest") == list(_CELLS.values())


def test_what_is_no_day_or_span_is_a_fault_with_the_cell_and_what_to_name(tmp_path: Path) -> None:
    bad = ["14–12 February 2020", "31 February 2020", "spring 2020", "12–40 February 2020", "13/2020"]
    csv = "No,Day\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate([*bad, *["12 May 2020"] * 6]))
    path = tmp_path / "own.csv"
    path.write_text(csv, encoding="utf-8")
    found = converted(path, tmp_path / "made", mapping(tmp_path, _WIDE))
    assert [reject[2] for reject in found.rejects] == bad
    assert found.rejects[0][3] == "is before the first day"
    assert all(reject[1] == "Day" for reject in found.rejects)


def test_year_month_and_day_in_columns_of_their_own_with_0_for_unknown(tmp_path: Path) -> None:
    # The right answers of the shared cases: 1970-01-02, 1970-01 and 1970; the deaths -9 are unknown.
    found = converted(case("gtd.csv"), tmp_path / "made", str(case("gtd-map.yaml")))
    rows = duckdb.sql(f"SELECT DISTINCT earliest, latest, deaths_best FROM '{found.confrontations}' ORDER BY ALL")
    assert rows.fetchall() == [
        ("1970-01-01", "1970-01-31", None),
        ("1970-01-01", "1970-12-31", None),
        ("1970-01-02", "1970-01-02", 3),
    ]
    text = (tmp_path / "made" / "lines.nt").read_text(encoding="utf-8")
    assert '#when> "1970-01" .' in text and '#when> "1970" .' in text


def test_months_by_name_and_parts_that_are_no_day(tmp_path: Path) -> None:
    kind = mapping(
        tmp_path,
        "columns: {number: [No], y: [Y], m: [M], d: [D]}\ntype: [{always: attack}]\ntime: {start: [y, m, d]}\n",
    )
    csv = "No,Y,M,D\n1,2020,May,4\n2,2020,5.0,\n3,2020,,7\n4,2020,-9,-9\n"
    assert pairs(tmp_path, csv, kind, "earliest", "latest") == [
        ("2020-05-04", "2020-05-04"),
        ("2020-05-01", "2020-05-31"),
        ("2020-01-01", "2020-12-31"),
        ("2020-01-01", "2020-12-31"),
    ]
    with pytest.raises(TooFaulty, match="is not a year, month and day"):
        pairs(tmp_path, "No,Y,M,D\n1,2020,13,4\n", kind, "earliest")


_DEATHS = {
    "3": (None, 3, None),
    "3.0": (None, 3, None),
    "2–5": (2, None, 5),
    "10-15": (10, None, 15),
    "10 to 15": (10, None, 15),
    "at least 5": (5, None, None),
    "5+": (5, None, None),
    "More than 5": (6, None, None),
    "up to 5": (None, None, 5),
    "fewer than 5": (None, None, 4),
    "about 5": (None, 5, None),
    "2.5": (2, None, 3),
    "-9": (None, None, None),
    "": (None, None, None),
    "0": (None, 0, None),
}


def test_a_number_of_deaths_may_be_a_range(tmp_path: Path) -> None:
    kind = mapping(
        tmp_path,
        "columns: {number: [No], day: [Day], dead: [Dead]}\ntype: [{always: kill}]\ntime: {start: day}\n"
        "deaths: {best: dead}\n",
    )
    csv = "No,Day,Dead\n" + "".join(f"{n:02d},2020-01-01,{cell}\n" for n, cell in enumerate(_DEATHS))
    read = pairs(tmp_path, csv, kind, "deaths_low", "deaths_best", "deaths_high")
    assert read == list(_DEATHS.values())
    csv += "90,2020-01-01,5-2\n91,2020-01-01,-4\n92,2020-01-01,many\n93,2020-01-01,1.000\n"
    (tmp_path / "own.csv").write_text(csv, encoding="utf-8")
    found = converted(tmp_path / "own.csv", tmp_path / "bad", kind)
    reasons = [reject[3] for reject in found.rejects]
    assert reasons[0] == "is a range whose second number is the smaller"
    assert reasons[1] == "is below zero"
    assert reasons[2].endswith("name what means unknown under `missing:`")
    assert reasons[3].startswith("may mean thousands or decimals")


def test_airwars_as_people_map_it(tmp_path: Path) -> None:
    # The right answer of the shared cases: X001 has 2 to 5 deaths; X002 was 12 to 14 February, deaths unsaid.
    found = converted(case("airwars.csv"), tmp_path / "made", str(case("aw.yaml")))
    sql = f"SELECT DISTINCT earliest, latest, deaths_low, deaths_high FROM '{found.confrontations}' ORDER BY deaths_low"
    assert duckdb.sql(sql).fetchall() == [
        ("2020-02-12", "2020-02-12", 2, 5),
        ("2020-02-12", "2020-02-14", None, None),
    ]


def test_always_serves_for_an_empty_cell_and_an_unknown_code_is_told(tmp_path: Path) -> None:
    found = converted(case("always.csv"), tmp_path / "made", str(case("always.yaml")))
    sql = f"SELECT split_part(event_type, '/', -1) FROM '{found.confrontations}' ORDER BY event"
    assert duckdb.sql(sql).fetchall() == [("attack",), ("clash",), ("clash",)]
    assert any('"odd"' in note and "always" in note for note in found.notes)


def test_a_default_is_not_asserted_where_the_deciding_column_is_absent(tmp_path: Path) -> None:
    found = converted(case("gwnoa-missing.csv"), tmp_path / "made", "ucdp-ged")
    text = (tmp_path / "made" / "lines.nt").read_text(encoding="utf-8")
    kinds = {line.split()[0]: line.split()[2] for line in text.splitlines() if "22-rdf-syntax-ns#type" in line}
    side_a, side_b = (next(k for s, k in kinds.items() if s.endswith(f"actor/ucdp-{n}>")) for n in (118, 4456))
    assert side_a.endswith("#Actor>") and side_b.endswith("#NonStateGroup>")
    assert any('no column "gwnoa"' in note for note in found.notes)


def test_a_number_as_the_name_of_an_actor_is_told(tmp_path: Path) -> None:
    found = converted(case("viina.csv"), tmp_path / "made", str(case("vi.yaml")))
    assert any('"a_rus" names an actor by a number' in note for note in found.notes)


def test_a_cell_may_name_several_actors(tmp_path: Path) -> None:
    # The right answer of the shared cases: two actors, each acting on the farmers.
    found = converted(case("ngecEvents.DV.2020.txt"), tmp_path / "made", str(case("po.yaml")))
    ends = "regexp_extract(who, 'polecat-(.*)-', 1), regexp_extract(whom, 'polecat-(.*)-', 1)"
    assert duckdb.sql(f"SELECT {ends} FROM '{found.confrontations}' ORDER BY ALL").fetchall() == [
        ("arland-army", "farmers"),
        ("northern-front", "farmers"),
    ]
    text = (tmp_path / "made" / "lines.nt").read_text(encoding="utf-8")
    assert text.count("ontology#actor>") == 2 and text.count("ontology#Claim>") == 1


_SEVERAL = """
columns: {number: [No], day: [Day], by: [By], by2: [By2], to: [To]}
type: [{always: attack}]
time: {start: day, forms: [iso]}
"""


def _ends(folder: Path, csv: str, actors: str) -> set[tuple[str, ...]]:
    path = folder / "own.csv"
    path.write_text(csv, encoding="utf-8")
    found = converted(path, folder / "made", mapping(folder, _SEVERAL + actors))
    sql = "regexp_extract(event, '[0-9]+$'), regexp_extract(who, 'own-(.*)-', 1), regexp_extract(whom, 'own-(.*)-', 1)"
    return set(duckdb.sql(f"SELECT {sql} FROM '{found.confrontations}'").fetchall())


def test_several_in_one_cell_and_in_several_columns(tmp_path: Path) -> None:
    rows = ("1,2020-01-01,A & B,C,D & E", "2,2020-01-01,A,,A", "3,2020-01-01,A & A,A,", "4,2020-01-01,A & B,,B")
    actors = 'actors: [{name: [by, by2], split: "&", role: actor}, {name: to, split: "&", role: victim}]'
    ends = _ends(tmp_path, "\n".join(["No,Day,By,By2,To", *rows, ""]), actors)
    assert {(a, b) for n, a, b in ends if n == "1"} == {(a, b) for a in "abc" for b in "de"}
    assert {(a, b) for n, a, b in ends if n == "2"} == {("a", None)}
    assert {(a, b) for n, a, b in ends if n == "3"} == {("a", None)}
    # Who acts on himself only is a party, as in a table with one name in each cell.
    assert {(a, b) for n, a, b in ends if n == "4"} == {("a", None), ("b", None)}


def test_of_several_parties_the_first_faces_the_other_end_and_the_others_are_its_allies(tmp_path: Path) -> None:
    csv = "No,Day,By,By2,To\n1,2020-01-01,Zulu; Alpha,,D\n"
    assert _ends(tmp_path, csv, "actors: [{name: by}, {name: to}]") == {("1", "d", "zulu")}
    text = (tmp_path / "made" / "lines.nt").read_text(encoding="utf-8")
    (allied,) = (line for line in text.splitlines() if "alliedWith" in line)
    assert "own-alpha" in allied
    about = next(line for line in text.splitlines() if line.startswith(allied.split()[0]) and "ontology#about" in line)
    assert "own-zulu" in about


def test_a_column_for_each_actor_and_kind_with_probabilities(tmp_path: Path) -> None:
    kind = mapping(
        tmp_path,
        """
columns: {number: [No], day: [Day], war: [War], air: [Air], guns: [Guns], rus: [R], ukr: [U]}
type: [{from: air, any: air-strike, at_least: 0.6}, {from: guns, any: shelling}]
time: {start: day, forms: [iso]}
only: {from: war, at_least: 0.5}
actors:
  - columns: {rus: {name: Russian forces, kind: state-force}, ukr: Ukrainian forces}
    at_least: 0.5
    role: actor
keep: {codingConfidence: war}
""",
    )
    csv = (
        "No,Day,War,Air,Guns,R,U\n1,2020-01-01,0.9,0.7,1,0.97,0.1\n2,2020-01-01,0.8,0.1,1,0.6,0.7\n"
        "3,2020-01-01,0.1,1,1,1,1\n4,2020-01-01,1,0,1,9.9e-05,0\n5,2020-01-01,1.4,0,1,1,0\n"
    )
    path = tmp_path / "own.csv"
    path.write_text(csv, encoding="utf-8")
    found = converted(path, tmp_path / "made", kind)
    sql = "regexp_extract(event, '[0-9]+$'), regexp_extract(who, 'own-(.*)-', 1), split_part(event_type, '/', -1)"
    assert sorted(duckdb.sql(f"SELECT {sql} FROM '{found.confrontations}'").fetchall(), key=str) == [
        ("1", "russian-forces", "air-strike"),
        ("2", "russian-forces", "shelling"),
        ("2", "ukrainian-forces", "shelling"),
        ("4", None, "shelling"),
    ]
    assert (found.read, found.ignored, found.rejected) == (3, 1, 1)
    assert found.rejects[0][1:] == ("War", "1.4", "is not a probability: a coder's confidence is a number from 0 to 1")
    text = (tmp_path / "made" / "lines.nt").read_text(encoding="utf-8")
    assert text.count('codingConfidence> "0.9"') == 1
    lines = text.splitlines()
    russian = next(line for line in lines if "/actor/own-" in line and 'prefLabel> "Russian forces"' in line).split()[0]
    assert any(line.startswith(russian) and line.endswith("#StateForce> .") for line in lines)


def test_the_record_tells_the_same_of_several_actors_from_its_table_and_from_its_triples(tmp_path: Path) -> None:
    csv = "No,Day,By,By2,To\n1,2020-01-01,A; B,,D; E\n2,2020-01-02,A,,D\n"
    path = tmp_path / "own.csv"
    path.write_text(csv, encoding="utf-8")
    kind = mapping(tmp_path, _SEVERAL + "actors: [{name: by, role: actor}, {name: to, role: recipient}]")
    on_disk, in_memory = str(tmp_path / "record"), open_keeper()
    list(read_dataset(on_disk, path, kind))
    list(read_dataset(in_memory, path, kind))
    # The hashes of claims that SQL makes are those of `standoff.claim`.
    found = converted(path, tmp_path / "made", kind)
    claims = {claim for (claim,) in duckdb.sql(f"SELECT claim FROM '{found.confrontations}'").fetchall()}
    assert claims == {t.subject.value for t in in_memory.store.triples(prop=st("about"))}
    with open_keeper(on_disk) as opened:
        assert _counted(opened) == _counted(in_memory) == {("A", "D"): 2, ("A", "E"): 1, ("B", "D"): 1, ("B", "E"): 1}


def _counted(record: Keeper) -> dict[tuple[str, str], int]:
    ledger = Ledger(record)
    return {(ledger.names.label(t.who), ledger.names.label(t.whom)): t.acts for t in tallies(ledger)}


def test_a_dry_run_shows_the_first_rows_as_claims(tmp_path: Path) -> None:
    (intake,) = read_dataset(str(tmp_path / "none"), case("airwars.csv"), str(case("aw.yaml")), dry_run=True)
    first, second = intake.preview
    # As the two rows of the file say, read by a person.
    assert first.startswith(
        "row 1: 2020-02-12; attack; Arland Army → not named; at Stonebridge; deaths: at least 2, at"
    )
    assert second == (
        "row 2: 2020-02-12/2020-02-14; attack; no actor named; at Stonebridge; deaths not said; said by Airwars"
    )
    assert not (tmp_path / "none").exists()


def test_columns_may_be_named_by_their_hxl_tags(tmp_path: Path) -> None:
    kind = mapping(
        tmp_path,
        """
columns: {number: ["#event+id"], day: ["#date"], by: [Quien, "#actor"], dead: ["#affected+killed"], place: ["#loc"]}
type: [{always: kill}]
time: {start: day, forms: [iso]}
place: {name: place}
actors: [{name: by, role: actor}]
deaths: {best: dead}
""",
    )
    csv = (
        "Caso,Fecha,Autor,Heridos,Muertos,Aldea\n"
        "#event +id +code,#date +start,#actor,#affected +injured,#affected +adults +killed,#loc +name\n"
        "1,2020-02-12,Hill Brigade,9,2,Stonebridge\n"
    )
    assert pairs(tmp_path, csv, kind, "earliest", "deaths_best") == [("2020-02-12", 2)]
    # A file may have the tags alone as its header.
    alone = csv.split("\n", 1)[1]
    assert pairs(tmp_path, alone, kind, "earliest", "deaths_best") == [("2020-02-12", 2)]


_DYADIC = """event_id_cnty,event_date,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,country,fatalities,source
ARL1,2020-02-12,Battles,Armed clash,Army of Arland,Hill Guard,1,Northern Front,,2,Arland,3,Gazette
ARL2,2020-02-13,Battles,Armed clash,Northern Front,,2,Army of Arland,Hill Guard,1,Arland,1,Gazette
ARL3,2020-02-14,Protests,Peaceful protest,Protesters,,6,,,,Arland,0,Radio
"""  # noqa: E501


def test_a_row_for_each_actor_says_what_one_row_for_both_says(tmp_path: Path) -> None:
    path, both = tmp_path / "monadic.csv", tmp_path / "dyadic.csv"
    both.write_text(_DYADIC, encoding="utf-8")
    rows = list(csv.DictReader(_DYADIC.splitlines()))
    shared_columns = [name for name in rows[0] if name not in ("actor2", "assoc_actor_2", "inter2")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, shared_columns, extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            if row["actor2"]:
                second = {"actor1": row["actor2"], "assoc_actor_1": row["assoc_actor_2"], "inter1": row["inter2"]}
                writer.writerow({**row, **second})
    one, other = converted(path, tmp_path / "one", "acled"), converted(both, tmp_path / "other", "acled")
    lines = [set((tmp_path / name / "lines.nt").read_text(encoding="utf-8").splitlines()) for name in ("one", "other")]
    assert lines[0] == lines[1]
    assert (one.read, one.ignored, one.rejected) == (3, 2, 0) and other.read == 3
    assert any("a row for each actor" in note and "1 event" in note for note in one.notes)


def test_a_table_that_lost_a_column_has_no_row_for_each_actor(tmp_path: Path) -> None:
    path = tmp_path / "lost.csv"
    rows = list(csv.DictReader(_DYADIC.splitlines()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name for name in rows[0] if name != "actor2"], extrasaction="ignore")
        writer.writeheader()
        # A row that stands there twice is no second end.
        writer.writerows([*rows, rows[0]])
    with pytest.raises(InputError, match=r'lost\.csv:1: The file has no column "actor2", and no two rows'):
        converted(path, tmp_path / "lost", "acled")
