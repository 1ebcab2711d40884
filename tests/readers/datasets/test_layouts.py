"""Tables as they are found: older layouts, other programs' ways of writing, damage. Rows are invented; the columns are
those of the codebooks.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from standoff.cli.read import read_tables
from standoff.errors import InputError
from standoff.ingest.datasets import read_dataset
from standoff.ingest.intake import Intake
from standoff.readers.datasets.built_in import built_in
from standoff.readers.datasets.decoding import Text
from standoff.readers.datasets.duck import ConvertedTable
from standoff.readers.datasets.opened import Table, open_table
from tests.readers.datasets import conftest
from tests.readers.datasets.conftest import SAMPLES, table, write

Read = Callable[..., Intake]
MAPPING = SAMPLES / "my-mapping.yaml"
VILLAGE = "No,Date,What happened,By,Against,Village,Valley,Killed,Sources,Remarks"


def converted(path: Path, kind: str | Path | None = None) -> ConvertedTable:
    return conftest.converted(path, path.parent / f"{path.name}.made", str(kind) if kind else None)


def asked(found: ConvertedTable, what: str) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT DISTINCT {what} FROM '{found.confrontations}' ORDER BY ALL").fetchall()


def columns(dataset: str, layout: str) -> list[str]:
    return list(next(each for each in built_in()[dataset].layouts if each.name == layout).columns)


def written(header: list[str], rows: list[list[str]], **options: object) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", **options).writerows([header, *rows])  # type: ignore[arg-type]
    return text.getvalue()


# ------------------------------------------------------------------------------------------------------------ layouts


def ged_row() -> list[str]:
    return list(table(SAMPLES / "ged-sample.csv")[0].values())


def found_as() -> dict[str, tuple[str, str]]:
    ged, icews = list(table(SAMPLES / "ged-sample.csv")[0]), columns("icews", "ICEWS coded events")
    part = ["id", "type_of_violence", "side_a", "side_b", "date_start", "date_end", "best", "low", "high", "country"]
    joined = [*ged, *(f"covariate_{n}" for n in range(60))]
    mentions = ["1", "20191024140000", "20191024143000", "1", "a.example", "https://a.example/1", *["2"] * 9]
    viina = columns("viina", "VIINA, reports without their labels (event_info)")
    labels = columns("viina", "VIINA, labels without their reports (event_labels)")
    acled = ["event_id_cnty", "event_date", "event_type", "actor1", "actor2", "fatalities"]
    return {
        "candidates without header": (written(ged_row(), []), "ucdp-ged: GED 17.1 and later, no header"),
        "a part": (written(part, []), "ucdp-ged: GED 17.1 and later"),
        "joined": (written(joined, []), "ucdp-ged: GED 17.1 and later"),
        "blank lines and a title before": ("\n\nA title,\n" + written(ged, []), "ucdp-ged: GED 17.1 and later, skip 3"),
        "numbered by R": (written(part, [["1", *part], ["2", *part]]), "ucdp-ged: GED 17.1 and later, first at 1"),
        "no Extras": (written(mentions, [], delimiter="\t"), "gdelt-mentions: GDELT 2.0 mentions, no header"),
        "tabs, quoted": (
            written(icews, [icews] * 2, delimiter="\t", quoting=csv.QUOTE_ALL),
            "icews: ICEWS coded events, quoted",
        ),
        "tabs, with a quotation": (
            "\t".join(icews) + "\n" + "\t".join(['"x" he said', *icews[1:]]) + "\n",
            "icews: ICEWS coded events",
        ),
        "tabs, with a line break": (
            written(icews, [["a\nb", *icews[1:]]] * 2, delimiter="\t"),
            "icews: ICEWS coded events, quoted",
        ),
        "a part of ACLED": (written(acled, []), "acled: ACLED, present"),
        "POLECAT": (written(columns("polecat", "POLECAT"), [], delimiter="\t"), "polecat: POLECAT"),
        "VIINA without labels": (written(viina, []), "file event_labels of the same year. Join the two by event_id"),
        "VIINA without reports": (written(labels, []), "file event_info of the same year. Join the two by event_id"),
        "Airwars, export": (written(columns("airwars", "Airwars, export of the site"), []), "each is a suspect"),
        "GDELT, reduced": (written(columns("gdelt", "GDELT 1.0, reduced"), [], delimiter="\t"), "none of the events"),
        "ACLED by month": (written(columns("acled", "ACLED counted by place and month"), []), "none of the events"),
        "JSON": ('{"Result": [{"id": 1}]}', "match no known layout of any dataset"),
        "a web page": ("<!DOCTYPE html>\n<html>", "is a web page"),
    }


def note_or_layout(opened: Table) -> str:
    parts = [f"{opened.declaration.dataset}: {opened.layout}"]
    parts += ["no header"] if not opened.has_header else []
    parts += [f"skip {opened.skip}"] if opened.skip else []
    parts += [f"first at {min(opened.columns.values())}"] if min(opened.columns.values()) else []
    return ", ".join(parts + (["quoted"] if opened.delimiter == "\t" and opened.quote else []))


@pytest.mark.parametrize("name", found_as())
def test_a_layout_is_recognised_or_refused_with_words(name: str, tmp_path: Path) -> None:
    text, wanted = found_as()[name]
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    if ": " in wanted:
        assert note_or_layout(open_table(tmp_path / "t.csv", None, tmp_path)) == wanted
    else:
        with pytest.raises(InputError, match=wanted):
            open_table(tmp_path / "t.csv", None, tmp_path)


def test_archives_that_cannot_be_unpacked_are_refused_with_words(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "id,best\n" * 500)
    for name, at, words in (("damaged", 45, "damaged or cut off"), ("locked", 6, "encrypted")):
        data = bytearray(packed.getvalue())
        data[at] ^= 255 if name == "damaged" else 1
        data[data.rindex(b"PK\x01\x02") + 8] |= name == "locked"
        (tmp_path / f"{name}.zip").write_bytes(bytes(data))
        with pytest.raises(InputError, match=words):
            open_table(tmp_path / f"{name}.zip", None, tmp_path)


# --------------------------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        ("Séléka, Tøwn".encode(), "Séléka, Tøwn", ""),
        ("Séléka".encode("cp1252"), "Séléka", "not UTF-8 and was read as Windows-1252"),
        ("Tøwn ".encode() + b"S\xe9l\xe9ka", "Tøwn Séléka", "2 bytes are not UTF-8"),
        ("عمرو".encode()[:-1], "عمر", "ends within a character"),
        ("id,date,place,عمرو\n".encode("utf-16-le"), "id,date,place,عمرو\n", ""),
        ("id,x\n".encode("utf-16"), "id,x\n", ""),
    ],
)
def test_bytes_become_the_text_that_was_meant(data: bytes, text: str, note: str) -> None:
    decoded = Text(data)
    pieces = [decoded.utf8(data[at : at + 3])[0] for at in range(0, len(data), 3)]
    assert b"".join([*pieces, decoded.utf8(b"")[0]]).decode() == text
    assert (note in " ".join(decoded.notes())) and bool(note) == bool(decoded.notes())


# ------------------------------------------------------------------------------------------------- lines and quotation


def village(n: int, remarks: str = "-", **values: str) -> str:
    row = {"no": str(n), "day": "2021-04-18", "what": "ambush", "by": "Red", "to": "Blue", "village": "Oak"}
    return ",".join((row | values).values()) + f",North,1,Radio,{remarks}"


def test_a_mark_that_is_not_closed_costs_its_own_line_alone(tmp_path: Path) -> None:
    lines = [VILLAGE, *(village(n) for n in range(2000))]
    lines[3] = village(2, by='"Red')  # the next mark closes it, as if all between were one value …
    lines[900] = village(899, by='Red"')
    lines[1200] = village(1199, to='"Blue')  # … and behind this one there is none
    lines[1500:1500] = ["", village(9999, day="never")]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = converted(path, MAPPING)
    assert (found.rows, found.read) == (2001, 1998)
    assert [reject[0] for reject in found.rejects] == [4, 1201, 1502]
    assert all(reason for *_, reason in found.rejects)


def test_rejected_rows_stand_on_the_lines_that_an_editor_shows(tmp_path: Path) -> None:
    stray = village(3, to='Bl"ue', remarks='"two\nlines"')
    lines = [
        VILLAGE,
        village(1, by='"Red\nand\nblack"'),
        "",
        'cut,"a\nb",off',
        village(2, day="never"),
        "",
        "",
        stray,
        village(4, what="dance"),
        village(5),
        village(6),
    ]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = converted(path, MAPPING)
    shown = path.read_text().split("\n")
    assert [shown[line - 1][:4] for line, *_ in found.rejects] == ["cut,", "2,ne", "4,20"]


# ------------------------------------------------------------------------------------------------------ days and codes


def test_days_in_numbers_are_read_in_the_order_that_the_file_shows(tmp_path: Path) -> None:
    header = columns("acled", "ACLED to 2016")
    row = table(SAMPLES / "acled-shaped.csv")[0]

    def file(name: str, days: list[str]) -> Path:
        old = [
            {c: row.get(c.lower(), "") for c in header}
            | {
                "EVENT_ID_CNTY": f"ATL{n}",
                "EVENT_DATE": day,
                "EVENT_TYPE": "Battle-No change of territory",
                "INTER1": "1",
                "INTER2": "9",
            }
            for n, day in enumerate(days)
        ]
        return write(tmp_path / name, old)

    found = converted(file("dmy.csv", ["18/04/2001", "5/4/2001", "06/04/2001"]))
    assert asked(found, "earliest, latest") == [(f"2001-04-{d}",) * 2 for d in ("05", "06", "18")]
    assert any("day/month/year" in note for note in found.notes)
    assert any('"INTER2" contains "9"' in note for note in found.notes)
    found = converted(file("mdy.csv", ["04/18/2001", "4/5/2001"]))
    assert asked(found, "earliest") == [("2001-04-05",), ("2001-04-18",)]
    with pytest.raises(InputError, match="may be day/month or month/day"):
        converted(file("either.csv", ["04/05/2001", "4/5/2001"]))
    found = converted(
        file("both.csv", ["2001-04-05", "5 April 2001", "6-Apr-01", "1/2/2001", "18/4/2001", "4/18/2001"])
    )
    assert (found.read, found.rejected) == (3, 3)


def test_a_moment_in_parquet_has_its_day_wherever_the_machine_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    path = tmp_path / "t.parquet"
    duckdb.sql(f"""COPY (SELECT 1 AS "No", TIMESTAMPTZ '2021-04-18 00:00:00+00' AS "Date", 'ambush' AS "What happened",
        'Red' AS "By", 'Blue' AS "Against", 'Oak' AS "Village", 'North' AS "Valley", 2.0 AS "Killed", NULL AS "Sources")
        TO '{path}' (FORMAT parquet)""")
    assert asked(converted(path, MAPPING), "earliest, deaths_best") == [("2021-04-18", 2)]


def test_swapped_columns_are_detected_by_the_columns_next_to_them(tmp_path: Path) -> None:
    rows = table(SAMPLES / "ged-sample.csv")[:6]
    for one, other, words in (("latitude", "longitude", "swapped"), ("side_a", "side_a_new_id", "the id next to it")):
        swapped = [{**row, one: row[other], other: row[one]} for row in rows]
        swapped = [
            {
                **row,
                "latitude": row["latitude"][:5],
                "longitude": row["longitude"][:5],
                "geom_wkt": f"POINT ({was['longitude'][:5]} {was['latitude'][:5]})",
            }
            for row, was in zip(swapped, rows, strict=True)
        ]
        with pytest.raises(InputError, match=words):
            converted(write(tmp_path / f"{one}.csv", swapped))


def test_codes_whose_first_zero_a_program_cut_are_mended_by_their_root(tmp_path: Path) -> None:
    header = columns("gdelt", "GDELT 2.0 events")
    text = (SAMPLES / "gdelt-sample.tsv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()[:60], delimiter="\t", quoting=csv.QUOTE_NONE))
    codes = [header.index(name) for name in ("EventCode", "EventBaseCode", "EventRootCode")]
    cut = [[str(int(cell)) if n in codes else cell for n, cell in enumerate(row)] for row in rows]
    assert sum(row != was for row, was in zip(cut, rows, strict=True)) > 5
    results = []
    for name, each in (("whole", rows), ("cut", cut)):
        (tmp_path / f"{name}.csv").write_text(written(header, each), encoding="utf-8")
        found = converted(tmp_path / f"{name}.csv")
        assert found.read == len(rows)
        results.append(asked(found, "event, event_type, who, whom"))
    assert results[0] == results[1] and any("leading zero" in note for note in found.notes)


def test_a_mention_that_is_cut_off_is_no_mention(tmp_path: Path) -> None:
    row = ["7", "20191024140000", "20191024143000", "1", "a.example", "https://a.example/1", "19", *["2"] * 7, ""]
    lines = ["\t".join(row), "\t".join(["8", *row[1:]]), "\t".join(["9", *row[1:6], "1"])]
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    found = converted(tmp_path / "t.csv")
    assert found.read == 2 and "cut off" in found.rejects[0][3]
    assert any("has no line end" in note for note in found.notes)


def test_an_icews_number_may_stand_for_two_days(tmp_path: Path) -> None:
    header = columns("icews", "ICEWS coded events")
    one = {
        **dict.fromkeys(header, "NA"),
        "Event ID": "7",
        "Event Date": "2018-06-01",
        "CAMEO Code": "190",
        "Source Name": "Army (X)",
        "Source Sectors": "Military,Government",
        "Target Name": "Citizen (X)",
    }
    found = converted(
        write(tmp_path / "t.csv", [one, {**one, "Event Date": "20180602"}, {**one, "Event Date": "20180601"}])
    )
    assert (found.read, found.rejected) == (2, 1)
    assert len(asked(found, "event")) == 2
    assert "StateForce" in (tmp_path / "t.csv.made" / "lines.nt").read_text(encoding="utf-8")


def test_actors_of_older_ged_do_not_take_the_numbers_of_later_ones(tmp_path: Path) -> None:
    header = columns("ucdp-ged", "GED 1.0 to 5.0")
    row = table(SAMPLES / "ged-sample.csv")[0]
    old = {c: row.get(c.removesuffix("_est"), "NA") or "NA" for c in header} | {"side_b_dset_id": "118"}
    found = converted(write(tmp_path / "ged50.csv", [old]))
    assert found.read == 1
    assert not [iri for pair in asked(found, "who, whom") for iri in pair if str(iri).endswith("actor/ucdp-118")]


# ------------------------------------------------------------------------------------------------------------- folders


def test_one_unreadable_table_does_not_stop_the_others(
    read_into: Read, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("colour\nred\n")
    (folder / "b.csv").write_text("\n".join([VILLAGE, village(1), village(2, day="never"), village(3)]))
    (folder / "b.txt").write_text("\n".join([VILLAGE, village(9)]))
    read = []
    with pytest.raises(InputError) as error:
        for summary in read_dataset(str(tmp_path / "record"), folder, str(MAPPING), tmp_path / "rejected"):
            read.append((summary.path.name, summary.read))
    assert read == [("b.csv", 2)]
    messages = [problem.message for problem in error.value.problems]
    assert "no known layout" in messages[0] and "replace" in messages[1]
    assert (tmp_path / "rejected" / "b.csv").exists()
    with pytest.raises(SystemExit) as stopped:
        read_tables(str(tmp_path / "other"), folder, str(MAPPING), "duckdb", tmp_path / "out")
    assert stopped.value.code == 2 and "1 table read, 2 inputs not." in capsys.readouterr().err
    (folder / "b.csv").write_text("\n".join([VILLAGE, village(1), village(3)]))
    read_into(folder / "b.csv", str(MAPPING))
    assert not (tmp_path / "rejected" / "b.csv").exists()
