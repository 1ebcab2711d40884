"""Tables as text: folded to the width of a terminal between words, figures and dates whole, nothing lost."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from wcwidth import wcswidth

from build_graph import main
from standoff.frames.text import as_text, csv_file
from tests.measures.known import shared

COLUMNS = ("who", "", "whom", "how", "says who", "groups", "grade", "when")
ROWS = [
    (
        "Residents of Khirbet Amo",
        "–",
        "US Armed Forces",
        "clash, confrontation, skirmish",
        "Al-Manar, Russian Reconciliation Centre (Hmeimim), SANA (Syrian Arab News Agency), smopo.ch",
        138,
        "fair",
        "2020-02-11 to 2020-02-12",
    ),
    ("قوات سوريا الديمقراطية", "→", "国防军", "killing", "SOHR", 5, "confirmed", "2020-02-12"),
]


def letters(text: str) -> list[str]:
    return sorted("".join(text.split()))


@pytest.mark.parametrize("width", [100, 120, 140, 200])
def test_a_table_is_folded_between_words(width: int) -> None:
    shown = as_text(COLUMNS, ROWS, width)
    assert max(map(wcswidth, shown.splitlines())) <= width
    assert sorted(shown.split()) == sorted(as_text(COLUMNS, ROWS).split())


def test_on_a_narrow_terminal_figures_dates_and_grades_stand_whole() -> None:
    shown = as_text(COLUMNS, ROWS, 80)
    assert {"138", "2020-02-11", "confirmed", "groups", "Residents", "国防军"} <= set(shown.split())
    assert letters(shown) == letters(as_text(COLUMNS, ROWS))


def test_an_address_is_cut_where_it_must_be_and_what_is_indented_stays_so() -> None:
    rows = [("  kind of act: air strike", "✓"), ("https://example.org/" + "a" * 80, "✗")]
    shown = as_text(["statement", "A"], rows, 30)
    assert shown.splitlines()[1] == "  kind of act: air strike    ✓" and max(map(len, shown.splitlines())) == 30
    assert letters(shown) == letters(as_text(["statement", "A"], rows))
    assert as_text(["statement", "A"], rows[:1], 20).splitlines()[1:] == ["  kind of act:  ✓", "  air strike"]


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "\ufeff=1", "-", "+", "=", "-1e", "- 5", "−"]


def test_no_cell_of_a_csv_is_a_formula_and_numbers_stay_numbers() -> None:
    rows = [[text, 1] for text in FORMULAS] + [["-5", -5], ["+2.5", -2.5], ["plain", None], [["=a", "b"], True]]
    found = list(csv.reader(io.StringIO(csv_file(["=head", "number"], rows).decode("utf-8-sig"), newline="")))
    guarded = [cells[0] for cells in found[1 : len(FORMULAS)]]
    assert guarded == [f"'{text}".replace("\r", "\n") for text in FORMULAS[:-1]]
    assert found[len(FORMULAS)][0] == "−", "a minus sign of print, not of a keyboard"
    assert found[0] == ["'=head", "number"]
    assert found[-4:] == [["-5", "-5"], ["+2.5", "-2.5"], ["plain", ""], ["'=a; b", "true"]]


def test_a_csv_file_says_that_it_is_utf_8() -> None:
    assert csv_file(["who"], [["سانا"]]) == b"\xef\xbb\xbfwho\n" + "سانا\n".encode()


def test_what_the_commands_write_for_people_is_safe_in_a_spreadsheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = shared("cases/tables")
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    assert run(main, ["read", str(tables / "x-formula.csv"), "--as", "acled"]).exit_code == 0
    assert run(main, ["read", str(tables / "x-rej.csv"), "--as", "acled"]).exit_code == 1
    for name in ("out.people.csv", "out.testimony.csv", "out.csv"):
        assert run(main, ["export", "-o", name]).exit_code == 0
    assert run(main, ["measure", "activity", "-o", "activity.csv"]).exit_code == 0
    texts = {path.name: path.read_bytes() for path in [*tmp_path.glob("*.csv"), *tmp_path.glob("out/rejected/*.csv")]}
    assert sorted(texts) == ["activity.csv", "out.csv", "out.people.csv", "out.testimony.csv", "x-rej.csv"]
    for name, text in texts.items():
        assert text.startswith(b"\xef\xbb\xbf") == (name != "out.csv"), "that one is for programs"
    for command in (["confront"], ["match"], ["measure", "activity"]):
        done = run(main, [*command, "--format", "csv"])
        assert done.exit_code == 0
        texts[command[0]] = done.stdout.encode()
    for name, text in texts.items():
        cells = [cell for row in csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")) for cell in row]
        assert not [c for c in cells if c[:1] in tuple("=+-@\t\r") and not re.fullmatch(r"-?[0-9.]+", c)], name
    assert b"'=HYPERLINK" in texts["confront"] and b"'=cmd|x" in texts["x-rej.csv"]
    plain = run(main, ["ask", "SELECT ?l { ?a skos:prefLabel ?l }", "--format", "csv"])
    assert "'=HYPERLINK" not in plain.stdout and "=HYPERLINK" in plain.stdout, "SPARQL 1.1 as it is defined"
