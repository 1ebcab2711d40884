"""Tables in the forms that people have: the same rows, whatever the form; what is not read is named.

The cases of ``cases/tables`` beside the project are invented rows; what is right follows from the codebooks' columns.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pytest

from standoff.errors import InputError
from standoff.readers.datasets import workbook as workbook_reader
from standoff.readers.datasets.arrow_file import stata_as_parquet
from standoff.readers.datasets.dataset import declaration_for
from standoff.readers.datasets.decoding import Text
from standoff.readers.datasets.duck import ConvertedTable, convert_table
from standoff.readers.datasets.how import kind_with, named
from standoff.readers.datasets.opened import open_table
from standoff.readers.passed_over import documents_in, files_of, unread_in
from standoff.vocabulary import id_of
from tests.readers.datasets.conftest import SAMPLES, SHARED
from tests.readers.datasets.xlsx import day, raw, workbook

Row = list[str]
CASES = SHARED.parent / "cases" / "tables"


def case(name: str) -> Path:
    path = CASES / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path


def read(path: Path, folder: Path, kind: str | None = None) -> tuple[list[bytes], ConvertedTable]:
    """The triples of a table, sorted, and what came of it."""
    folder.mkdir(exist_ok=True)
    name, how = named(kind)
    table = open_table(path, declaration_for(name), folder, how)
    with convert_table(table, id_of("dataset", "x").value, folder) as found:
        return sorted(b"".join(found.lines()).splitlines()), found


# ---------------------------------------------------------------------------------------------------- the same in all


def as_xlsx(rows: list[Row], path: Path) -> Path:
    return workbook(
        path.with_suffix(".xlsx"), {"Notes": [["Of whom, and when"]], "Data": rows}, first_row=3, first_column=1
    )


def as_api(rows: list[Row], path: Path) -> Path:
    header, *rest = rows
    half = [
        {"TotalCount": len(rest), "Result": [dict(zip(header, row, strict=True)) for row in part]}
        for part in (rest[:7], rest[7:])
    ]
    path = path.with_suffix(".json")
    path.write_text(json.dumps(half, ensure_ascii=False), encoding="utf-8")
    return path


def as_lines(rows: list[Row], path: Path) -> Path:
    header, *rest = rows
    path = path.with_suffix(".jsonl")
    path.write_text("".join(json.dumps(dict(zip(header, row, strict=True))) + "\n" for row in rest), encoding="utf-8")
    return path


def as_geojson(rows: list[Row], path: Path) -> Path:
    header, *rest = rows
    features = []
    for row in rest:
        given = dict(zip(header, row, strict=True))
        point = [given.pop("longitude"), given.pop("latitude")]
        features.append({"type": "Feature", "properties": given, "geometry": {"type": "Point", "coordinates": point}})
    path = path.with_suffix(".geojson")
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def as_feather(rows: list[Row], path: Path) -> Path:
    header, *rest = rows
    columns = list(zip(*rest, strict=True))
    table = pa.table({name: pa.array(values).dictionary_encode() for name, values in zip(header, columns, strict=True)})
    feather.write_feather(table, path.with_suffix(".feather"))
    return path.with_suffix(".feather")


def as_stata(rows: list[Row], path: Path) -> Path:
    header, *rest = rows
    pd.DataFrame(rest, columns=header).to_stata(path.with_suffix(".dta"), write_index=False, version=118)
    return path.with_suffix(".dta")


def as_archive(rows: list[Row], path: Path) -> Path:
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    with zipfile.ZipFile(path.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path.with_suffix(".csv"), "data/ged.csv")
        archive.writestr("README.txt", "Of whom, and when")
        archive.writestr("__MACOSX/._ged.csv", "\0")
    return path.with_suffix(".zip")


FORMS: dict[str, Callable[[list[Row], Path], Path]] = {
    "workbook": as_xlsx,
    "API, two pages": as_api,
    "JSON Lines": as_lines,
    "GeoJSON": as_geojson,
    "Feather": as_feather,
    "Stata": as_stata,
    "archive": as_archive,
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Row], list[bytes]]:
    """Real rows of GED, and their triples as CSV."""
    with (SAMPLES / "ged-sample.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[:21]
    folder = tmp_path_factory.mktemp("plain")
    path = folder / "ged.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return rows, read(path, folder / "made")[0]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_gives_the_very_triples_of_the_csv(
    form: str, plain: tuple[list[Row], list[bytes]], tmp_path: Path
) -> None:
    rows, wanted = plain
    lines, found = read(FORMS[form](rows, tmp_path / "ged"), tmp_path / "made")
    assert found.read == 20 and lines == wanted
    notes = " ".join(found.notes)
    assert ("2 pages" in notes) == (form == "API, two pages")
    assert ("README.txt" in notes) == (form == "archive")
    assert ('not: "Notes"' in notes) == (form == "workbook")


ACLED = [
    "event_id_cnty",
    "event_date",
    "event_type",
    "actor1",
    "actor2",
    "latitude",
    "longitude",
    "location",
    "country",
    "fatalities",
]


def acled(n: int, when: Any, **values: Any) -> list[Any]:
    row = dict(
        zip(ACLED, [f"ARL{n}", when, "Battles", "A", "B", "36.1", "40.2", "Stonebridge", "Arland", "3"], strict=True)
    )
    return list((row | values).values())


def days(path: Path, folder: Path, kind: str | None = None) -> list[str]:
    import duckdb

    _, found = read(path, folder, kind)
    return [
        row[0] for row in duckdb.sql(f"SELECT DISTINCT earliest FROM '{found.confrontations}' ORDER BY 1").fetchall()
    ]


def test_cells_of_a_workbook_are_read_as_it_shows_them_and_nothing_is_evaluated(tmp_path: Path) -> None:
    rows = [
        ["Export of Tuesday"],
        ACLED,
        acled(1, day("43873")),
        acled(2, day("43874"), fatalities=3, latitude=36.1),
        acled(
            3,
            "2020-02-14",
            actor1=raw('t="str"|<f>HYPERLINK("http://a.invalid")</f><v>=A</v>'),
            fatalities=raw("|<f>1+1</f><v>4</v>"),
        ),
        acled(4, "2020-02-15", fatalities="many"),
    ]
    lines, found = read(workbook(tmp_path / "a.xlsx", {"S": rows}), tmp_path / "made")
    assert (found.read, found.rows) == (3, 4)
    assert found.rejects[0][:3] == (6, "fatalities", "many")  # the row of the sheet
    text = b"\n".join(lines).decode()
    assert '"=A"' in text and '"2020-02-12"' in text and '"2020-02-13"' in text and '"4"' in text
    assert "before the header was skipped" in " ".join(found.notes)


def test_errors_of_excel_are_told(tmp_path: Path) -> None:
    rows = [ACLED, acled(1, day("43873"), fatalities=raw('t="e"|<f>1/0</f><v>#DIV/0!</v>')), acled(2, "2020-02-13")]
    rows[2][ACLED.index("actor2")] = raw("t='e'|<v>#REF!</v>")
    _, found = read(workbook(tmp_path / "a.xlsx", {"S": rows}), tmp_path / "made")
    assert "Errors of Excel, such as #REF! or #DIV/0!, are read as empty: 2 cells in the workbook." in found.notes


def test_an_error_of_excel_is_counted_wherever_a_piece_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = workbook(tmp_path / "a.xlsx", {"S": [["a", raw('t="e"|<v>#REF!</v>'), "c"]]})
    for piece in range(1, 60):
        monkeypatch.setattr(workbook_reader, "_PIECE", piece)
        assert workbook_reader._unpacked(made, made.stat().st_size, tmp_path / "plain.xlsx") == 1


@pytest.mark.parametrize(
    ("flag", "method", "words"),
    [(1, 8, "cannot be unpacked here .*password"), (0, 97, "cannot be unpacked here .*method"), (0, 12, "damaged")],
)
def test_what_keeps_a_workbook_closed_is_told(flag: int, method: int, words: str, tmp_path: Path) -> None:
    data = bytearray(workbook(tmp_path / "a.xlsx", {"S": [ACLED]}).read_bytes())
    # The flags and the way of packing of each part (APPNOTE.TXT 4.3.7 and 4.3.12).
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(sign)
        while place >= 0:
            data[place + at] |= flag
            data[place + at + 2] = method
            place = data.find(sign, place + 4)
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(InputError, match=words):
        open_table(tmp_path / "a.xlsx", None, tmp_path)


def test_hostile_workbooks_end_in_a_sentence(tmp_path: Path) -> None:
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    swollen = '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "a" * 60_000_000 + "</t></is></c></row>"
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    texts = {
        "memory": sheet.format(corners),
        "times its size": sheet.format(swollen),
        "unrecognized entity": entity
        + sheet.format('<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>'),
    }
    made = workbook(tmp_path / "a.xlsx", {"S": [ACLED]})
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for words, text in texts.items():
        with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in (parts | {"xl/worksheets/sheet1.xml": text.encode()}).items():
                archive.writestr(name, part)
        with pytest.raises(InputError, match=words):
            open_table(tmp_path / "b.xlsx", None, tmp_path)


def test_a_letter_at_the_end_of_a_cell_of_old_stata_stays_in_it(tmp_path: Path) -> None:
    names = ["José", "André", "Paris"]
    pd.DataFrame({"name": names, "other": ["x", "é", "y"]}).to_stata(tmp_path / "a.dta", write_index=False, version=114)
    stata_as_parquet(tmp_path / "a.dta", tmp_path / "a.parquet")
    assert pd.read_parquet(tmp_path / "a.parquet").to_numpy().T.tolist() == [names, ["x", "é", "y"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"status": 403, "success": false, "error": "Access denied"}', "API answered: Access denied"),
        ('{"data": []}', "no rows"),
        ('[{"a": 1}, 2]', "a row or a list of rows was expected"),
        ('{"data": [{"a": 1}', "damaged or cut off"),
        ('[{"a": 1, "a": 2}]', "given twice"),
        (r'[{"a": "\ud83d\ude00"}, {"a": ["x", {"b": "\uD83D"}]}]', "half a character stands alone"),
        (r'[{"\udc00": 1}]', "half a character stands alone"),
        ("[" * 100_000, "nested deeper|damaged"),
        ('[{"a": ' + "[" * 100_000, "nested deeper|damaged"),
    ],
)
def test_json_that_is_no_table_is_refused_with_words(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        open_table(tmp_path / "a.json", None, tmp_path)


def test_rows_of_which_one_name_is_known_are_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"id": 1, "colour": "red"}, {"id": 2}]')
    (tmp_path / "b.json").write_text('[{"id": 1}, {"id": 2}]')
    for name in ("a.json", "b.json"):
        with pytest.raises(InputError, match="match no known layout of any dataset"):
            open_table(tmp_path / name, None, tmp_path)


def test_pages_that_are_not_here_are_missed(tmp_path: Path) -> None:
    rows = [dict(zip(ACLED, acled(n, "2020-02-12"), strict=True)) for n in range(3)]
    (tmp_path / "a.json").write_text(json.dumps({"TotalCount": 9, "Result": rows}), encoding="utf-8")
    assert any("9 rows, and 3 are here" in note for note in open_table(tmp_path / "a.json", None, tmp_path).notes)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"<!DOCTYPE html><html><head><title>Sign in</title>", 'a web page.*"Sign in".*signed in'),
        ("a.rds", b"\x1f\x8b\x08\0", "R object.*write.csv"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook.*Save"),
        ("a.sav", b"$FL2@(#)", "SPSS"),
        ("a.csv", b"%PDF-1.7", "a PDF"),
        ("a.csv", b"version https://git-lfs.github.com/spec/v1", "Git LFS"),
    ],
)
def test_the_first_message_on_a_known_form_is_the_right_one(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=words):
        open_table(tmp_path / name, None, tmp_path)


def test_what_lies_in_a_folder_and_is_not_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "2021").mkdir()
    for name in ("a.csv", "README.txt", "codebook.pdf", "b.rds", "old.ttl", ".DS_Store", "2021/c.xlsx", "own.yaml"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "pictures").mkdir()
    assert [path.name for path in files_of(tmp_path)] == ["a.csv"]
    assert documents_in(tmp_path) == ["README.txt", "codebook.pdf"]
    problems = unread_in(tmp_path, [tmp_path / "a.csv", tmp_path / "own.yaml"])
    assert [Path(problem.file).name for problem in problems] == ["2021", "b.rds", "old.ttl"]
    assert "has 1 input" in problems[0].message and "standoff read" in problems[0].at_prompt


# ------------------------------------------------------------------------------------------------------------ letters


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("Вооружённые силы", "cp1251", "windows-1251"),
        ("الجيش العربي", "cp1256", "windows-1256"),
        ("Séléka de León", "mac_roman", "mac-roman"),
        ("Mladić u Łodzi", "cp1250", "windows-1250"),
        ("Erdoğan", "cp1254", "windows-1254"),
    ],
)
def test_letters_in_doubt_are_refused_with_a_sample_and_read_where_they_are_named(
    text: str, encoding: str, name: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    row = acled(1, "2020-02-12", actor1=text)
    path.write_bytes((",".join(ACLED) + "\n" + ",".join(row) + "\n").encode(encoding))
    with pytest.raises(InputError, match=f"{name}: .*{text.split()[0]}"):
        open_table(path, None, tmp_path)
    lines, _ = read(path, tmp_path / "made", kind_with("acled", name, None))
    assert f'"{text}"@en' in b"\n".join(lines).decode()
    wrong = path.read_bytes()
    decoded = Text(wrong, "ascii")
    decoded.utf8(wrong)
    assert "not in ascii" in str(decoded.doubt())


@pytest.mark.parametrize("text", ["Séléka, São João, Müller", "l’armée de N’Djamena", "GRÖSSE – Ñuñoa", "Åland, Øst"])
def test_western_letters_are_read_as_windows_1252(text: str) -> None:
    decoded = Text(text.encode("cp1252") + b"\n")
    assert decoded.utf8(text.encode("cp1252") + b"\n")[0].decode() == text + "\n"
    assert decoded.doubt() is None and "Windows-1252" in decoded.notes()[0]


# --------------------------------------------------------------------------------------------------- days and numbers


def written(path: Path, rows: list[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([ACLED, *rows])
    return path


def test_days_and_numbers_as_spreadsheets_and_languages_write_them(tmp_path: Path) -> None:
    forms = ["43873", "'2020-02-12", "February 12, 2020", "Feb 12, 2020", "2020/02/12", "12 February 2020", "12-Feb-20"]
    numbers = ["3", "3,0", "1 234", "1\u00a0234", "1\u202f234", "'3", "3.0"]
    rows = [acled(n, when, fatalities=dead) for n, (when, dead) in enumerate(zip(forms, numbers, strict=True))]
    rows.append(acled(9, "2020-02-12", latitude="36,1", longitude="40,2", actor1="A\u00a0"))
    lines, found = read(written(tmp_path / "a.csv", rows), tmp_path / "made")
    assert found.rejects == () and found.read == 8
    text = b"\n".join(lines).decode()
    assert text.count('#when> "2020-02-12"') >= 8 and text.count('deathsBest> "1234"') >= 1
    assert len({line for line in lines if b"asWKT" in line}) == 1  # one place, however its degrees are written
    assert any("43873 is 2020-02-12" in note for note in found.notes)


def test_the_form_that_is_named_decides(tmp_path: Path) -> None:
    either = written(tmp_path / "a.csv", [acled(1, "02/05/2020"), acled(2, "03/06/2020")])
    with pytest.raises(InputError, match=r"may be day/month or month/day.*--dates"):
        days(either, tmp_path / "made")
    assert days(either, tmp_path / "made", " dates=day/month/year") == ["2020-05-02", "2020-06-03"]
    assert days(either, tmp_path / "made", "acled dates=month/day/year") == ["2020-02-05", "2020-03-06"]
    short = written(tmp_path / "b.csv", [acled(1, "02/05/20"), acled(2, "3.6.98")])
    assert days(short, tmp_path / "made", " dates=day/month/year") == ["1998-06-03", "2020-05-02"]
    other = written(tmp_path / "c.csv", [acled(1, "02/05/2020"), acled(2, "04/18/2020"), acled(3, "04/03/2020")])
    with pytest.raises(InputError, match="is not day/month/year"):
        days(other, tmp_path / "made", " dates=day/month/year")


def test_a_mapping_names_encoding_months_and_marks(tmp_path: Path) -> None:
    mapping = (SAMPLES / "my-mapping.yaml").read_text(encoding="utf-8")
    months = "janvier/janv, février/févr, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre"
    mapping = mapping.replace("time: {start: day,", f"time: {{start: day, months: [{months}],")
    own = tmp_path / "own.yaml"
    own.write_text(mapping + 'encoding: windows-1252\nnumbers: {decimal: ",", thousands: "."}\n', encoding="utf-8")
    header = "No;Date;What happened;By;Against;Village;Valley;Killed;Sources;Remarks"
    rows = [
        "1;12 février 2020;ambush;Red;Blue;Oak;North;1.234;Radio;-",
        "2;3 août 2020;ambush;Red;Blue;Oak;North;3,000;Radio;-",
    ]
    (tmp_path / "t.csv").write_bytes("\n".join([header, *rows, ""]).encode("cp1252"))
    lines, found = read(tmp_path / "t.csv", tmp_path / "made", str(own))
    text = b"\n".join(lines).decode()
    assert found.rejects == ()
    assert (
        '"2020-02-12"' in text and '"2020-08-03"' in text and 'deathsBest> "1234"' in text and 'deathsBest> "3"' in text
    )
    for wrong, words in (("encoding: klingon", "not an encoding"), ('numbers: {decimal: ".", thousands: "."}', "both")):
        own.write_text(mapping + wrong + "\n", encoding="utf-8")
        with pytest.raises(InputError, match=words):
            declaration_for(str(own))


def test_rows_that_repeat_one_exactly_are_told_and_do_no_harm(tmp_path: Path) -> None:
    same = acled(1, "2020-02-12")
    _, found = read(written(tmp_path / "a.csv", [same, same, same]), tmp_path / "made")
    assert (found.rows, found.read, found.rejected, found.ignored) == (3, 1, 0, 2)
    assert any("2 rows repeating" in note for note in found.notes)
    _, found = read(written(tmp_path / "b.csv", [same, acled(1, "2020-02-12", fatalities="4")]), tmp_path / "made")
    assert (found.read, found.rejected) == (1, 1) and "earlier row has this id" in found.rejects[0][3]


# ------------------------------------------------------------------------------------------------ the cases, as given


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        *(("acled-api.json", 3), ("acled.feather", 3), ("acled.geojson", 3), ("acled.xlsx", 3), ("withreadme.zip", 3)),
        *(("apostrophe.csv", 2), ("d-excelserial.csv", 2), ("d-monthname.csv", 2), ("d-slashiso.csv", 2)),
        *(("n-decimalcomma.csv", 2), ("dup-exact.csv", 1)),
    ],
)
def test_a_case_is_read(name: str, rows: int, tmp_path: Path) -> None:
    _, found = read(case(name), tmp_path / "made")
    assert (found.read, found.rejected) == (rows, 0)


def test_cases_in_doubt_are_read_once_their_form_is_named(tmp_path: Path) -> None:
    assert days(case("own.csv"), tmp_path / "made", str(case("own.yaml"))) == ["2020-05-02", "2020-06-03"]
    lines, _ = read(case("e-cp1251.csv"), tmp_path / "made", " encoding=cp1251")
    assert '"Вооружённые силы"@en' in b"\n".join(lines).decode()
    names = [Path(problem.file).name for problem in unread_in(case("mixed-folder"), files_of(case("mixed-folder")))]
    assert names == ["jan"]
