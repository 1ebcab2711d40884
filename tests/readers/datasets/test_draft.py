"""Drafts of mappings: what is guessed of tables that no declaration knows, and that a draft reads its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.errors import InputError
from standoff.ingest.datasets import read_dataset
from standoff.readers.datasets.declaration_file import declaration
from standoff.readers.datasets.draft import draft_mapping
from tests.invoke import invoke
from tests.measures.known import shared
from tests.readers.datasets.conftest import SAMPLES

# Columns as a person would name them in Spanish, with HXL tags, lists, spans and odd cells; not one row is real.
_TABLE = """Mesa de seguimiento,,,,,,,,
Caso,Fecha,Qué pasó,Autores,Contra quién,Aldea,Distrito,Muertos,Fuente
#event +id,#date,#event +type,#actor,,#loc +name,#adm2,#affected +killed,#meta +source
1,12/02/2020,ambush,Hill Brigade; Valley Guard,Farmers,Stonebridge,North,2-5,Gazette | Radio
2,13/02/2020,arrest,Unknown,A shepherd,Millford,North,unknown,Gazette
3,14/02/2020,something odd,Valley Guard,,Millford,South,1,
"""


def test_a_draft_says_why_and_reads_its_own_table(tmp_path: Path) -> None:
    path, kind = tmp_path / "own table.csv", tmp_path / "own.yaml"
    path.write_text(_TABLE, encoding="utf-8")
    text, questions = draft_mapping(path)
    kind.write_text(text, encoding="utf-8")
    declared = declaration(kind)
    named = {ours: line for ours in ("day", "number", "by", "what", "dead", "told") for line in text.splitlines()
             if line.startswith(f"  {ours}: ")}  # fmt: skip
    assert {ours: line.split('"')[1] for ours, line in named.items()} == {
        "day": "Fecha", "number": "Caso", "by": "Autores", "what": "Qué pasó", "dead": "Muertos", "told": "Fuente",
    }  # fmt: skip
    assert all("  # " in line for line in named.values())
    assert '"something odd": KIND' in text and any("something odd" in question for question in questions)
    assert questions[-1].endswith('"Publisher of own table", the source of each row that names none.')
    # The days after the 12th show the order; nobody need be asked.
    assert declared.time.forms == ("day/month/year",)
    (intake,) = read_dataset(str(tmp_path / "none"), path, str(kind), dry_run=True)
    assert (intake.read, intake.rejected_rows) == (3, 0)
    first, second, third = intake.preview  # below the row of tags
    assert first == (
        "row 2: 2020-02-12; ambush; Hill Brigade, Valley Guard → not named; at Stonebridge, North; "
        "deaths: at least 2, at most 5; said by Gazette, Radio"
    )
    assert "no actor named" in second and "deaths not said" in second and "; violence; Valley Guard" in third


def test_an_order_that_the_file_does_not_show_is_asked_about(tmp_path: Path) -> None:
    _, questions = draft_mapping(shared("cases/tables/own.csv"))
    assert any("02/05/2020" in question for question in questions)


@pytest.mark.parametrize("name", ["gtd.csv", "airwars.csv", "viina.csv", "acled.xlsx", "acled-api.json"])
def test_a_draft_of_any_table_reads_it(name: str, tmp_path: Path) -> None:
    path, kind = shared(f"cases/tables/{name}"), tmp_path / "own.yaml"
    kind.write_text(draft_mapping(path)[0], encoding="utf-8")
    (intake,) = read_dataset(str(tmp_path / "none"), path, str(kind), dry_run=True)
    assert intake.read and not intake.rejected_rows


def test_a_table_without_days_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Village,People\nStonebridge,100\n", encoding="utf-8")
    with pytest.raises(InputError, match=r'No column looks like a day or a year.*"Village", "People"'):
        draft_mapping(path)


def test_names_and_cells_of_a_hostile_table_stay_text(tmp_path: Path) -> None:
    """A header that closes the text it stands in, and a cell that breaks out of a comment, add no key."""
    evil = '"Date"]\nencoding: utf-16 #'
    rows = [f'"{evil.replace(chr(34), chr(34) * 2)}",No,"x""; DROP TABLE raw; --",What']
    rows += [f'2020-02-{n:02d},{n},a,"fire\nlayouts: {{}}"' for n in range(1, 4)]
    path, kind = tmp_path / "a'b.csv", tmp_path / "own.yaml"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    text, _ = draft_mapping(path)
    kind.write_text(text, encoding="utf-8")
    assert declaration(kind).encoding is None
    assert not any(line.startswith(("encoding:", "layouts:")) for line in text.splitlines())
    (intake,) = read_dataset(str(tmp_path / "none"), path, str(kind), dry_run=True)
    assert intake.read == 3


def test_the_command_writes_a_draft_once_and_changes_no_record(tmp_path: Path) -> None:
    draft = tmp_path / "own.yaml"
    command = ["read", str(SAMPLES / "village-incidents.csv"), "--draft-mapping", str(draft)]
    done = invoke([*command, "--record", str(tmp_path / "record")])
    assert done.exit_code == 0 and "To decide:" in done.output and draft.is_file()
    assert not (tmp_path / "record").exists()
    again = invoke(command)
    assert again.exit_code == 2 and "a draft replaces no mapping" in again.output
