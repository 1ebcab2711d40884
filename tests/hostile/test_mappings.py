"""Text of a mapping or of a table is never code: it stands in SQL as a value alone, and DuckDB opens no other file."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from standoff.confine import can_confine_writing
from standoff.errors import InputError
from standoff.readers.datasets.dataset import read_table
from standoff.readers.datasets.declaration_file import declaration
from standoff.readers.datasets.opened import open_table
from standoff.readers.datasets.plan import plan
from standoff.sealed_duckdb import lock, path_literally, seal
from tests.effort import some
from tests.measures.known import shared

#: Stands in each hostile text; nothing of our own has it.
MARK = "qzx"
TEXTS = [
    f"{MARK}'; COPY (SELECT 1) TO 'pwned.txt'; --",
    f"{MARK}\"; COPY (SELECT 1) TO 'pwned.txt'; --",
    f"{MARK}\\'; COPY (SELECT 1) TO 'pwned.txt'; --",
    f"{MARK}, 1 FROM (SELECT 1 AS x_0); COPY (SELECT 1) TO 'pwned.txt'; --",
    f"{MARK}` $$ {{}} \\ % ? $1 /* ' \" */ [",
    f"') || (SELECT content FROM read_text('secret.txt')) || ('{MARK}",
    f"{MARK}\\Q(.*)+$\\E\\1",
]


def mapping(text: str) -> dict[str, Any]:
    """A mapping that has a hostile text wherever one may stand."""
    return {
        "dataset": "hostile",
        "title": text,
        "publisher": {"id": "desk", "label": text},
        "licence": text,
        "missing": [text + " none"],
        "unnamed": [text + " nobody"],
        "columns": {
            **{
                name: [f"{name} {text}"]
                for name in ("n", "day", "what", "by", "to", "ally", "at", "dead", "src", "how")
            }
        },
        "ignored": [text + " ignored"],
        "row": "n",
        "type": [
            {"from": "what", "codes": {text: "attack"}, "split": text},
            {"from": "what", "codes": {text + " b": "arrest"}, "any": "clash"},
        ],
        "time": {"start": "day", "forms": ["iso", "day/month/year"], "precision": "how", "precisions": {text: "day"}},
        "place": {"name": "at", "precision": "how", "precisions": {text: {"km": 5, "type": "village"}}},
        "actors": [
            {"name": "by", "role": "actor", "kind": [{"from": "by", "codes": {text: "militia"}}], "allies": "ally"},
            {"name": "to", "role": "recipient"},
        ],
        "directed": {"from": "how", "roles": {text: ["actor", "victim"]}},
        "deaths": {"best": "dead"},
        "sources": {"names": "src", "split": text},
        "keep": {"datasetCode": "what"},
    }


def wide_mapping(text: str) -> dict[str, Any]:
    """A mapping of tables as people have them, with a hostile text wherever one may stand."""
    given = mapping(text)
    del given["directed"]
    actors = [
        {"name": ["by", "ally"], "split": text, "role": "actor", "kind": [{"from": "by", "codes": {text: "militia"}}]},
        {"columns": {"to": {"name": text, "kind": "population"}, "how": f"{text} b"}, "role": "victim"},
    ]
    months = [f"{text.replace('/', '')} {n}" for n in "abcdefghijkl"]  # names of one month stand between slashes
    return given | {
        "actors": actors,
        "only": [{"from": "what", "except": [f"{text} c"]}, {"from": "at", "codes": [text]}],
        "time": {"start": "day", "forms": ["day-month-year", "month-year"], "months": months},
        "deaths": {"best": "dead", "codes": {text: text}},
        "sources": {"names": "src", "codes": {text: f"{text} b"}, "split": text},
        "missing": [f"{text} none"],
    }


def written(folder: Path, text: str, given: dict[str, Any] | None = None) -> tuple[Path, Path]:
    given = given or mapping(text)
    (folder / "secret.txt").write_text("THE SECRET")
    form, table = folder / "form.yaml", folder / f"t{re.sub('[^a-z]', '', text)[:9]}'[1]*.csv"
    form.write_text(yaml.safe_dump(given, allow_unicode=True))
    cells = [[names[0] for names in given["columns"].values()]]
    cells += [[str(n), "2020-02-12", text, f"{text} {n}", "B", text, text, "2", text, text] for n in range(3)]
    table.write_text("".join(",".join('"' + c.replace('"', '""') + '"' for c in row) + "\n" for row in cells))
    return form, table


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What DuckDB is asked, by everybody."""
    asked: list[str] = []
    connect = duckdb.connect

    class Watched:
        def __init__(self, con: Any) -> None:
            self._con = con

        def __getattr__(self, name: str) -> Any:
            found = getattr(self._con, name)
            if name not in ("execute", "sql", "query"):
                return found

            def noted(sql: str, *rest: Any) -> Any:
                asked.append(sql)
                return found(sql, *rest)

            return noted

    monkeypatch.setattr(duckdb, "connect", lambda *given, **settings: Watched(connect(*given, **settings)))
    yield asked


@pytest.mark.some(5)
@pytest.mark.parametrize("make", [mapping, wide_mapping])
@pytest.mark.parametrize("text", TEXTS)
def test_text_of_a_mapping_is_a_value_in_sql_and_never_a_part_of_it(
    text: str,
    make: Callable[[str], dict[str, Any]],
    tmp_path: Path,
    statements: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    form, table = written(tmp_path, text, make(text))
    before = sorted(path.name for path in tmp_path.iterdir())
    reading = read_table(table, str(form))
    least = 6 if make is mapping else 3
    assert len(reading.attributions) >= least, "of three rows, and their allies"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert "THE SECRET" not in repr(reading)
    assert len(statements) > 12
    for sql in statements:
        outside = re.sub(r"'(?:[^']|'')*'", "''", sql)
        assert MARK not in outside and "COPY (SELECT 1)" not in outside, sql
    settings = [sql for sql in statements if "enable_external_access" in sql or "lock_configuration" in sql]
    assert len(settings) == 2
    planned = next(n for n, sql in enumerate(statements) if "CREATE TEMP TABLE checked" in sql)
    assert max(statements.index(sql) for sql in settings) < planned, "locked before any text of a mapping is in SQL"


def test_so_it_is_for_spark(tmp_path: Path) -> None:
    for text, make in some(list(product(TEXTS, (mapping, wide_mapping))), 4):
        form, table = written(tmp_path, text, make(text))
        planned = plan(open_table(table, declaration(form), tmp_path), "pyspark")
        for sql in [*planned.stages.values(), *planned.lines, planned.pairs, planned.faults]:
            outside = re.sub(r"'(?:[^'\\]|\\.)*'", "''", sql, flags=re.DOTALL)
            assert MARK not in outside and "COPY (SELECT 1)" not in outside, sql


@pytest.mark.parametrize("name", [*TEXTS, "", "a\nb", "a;b", "'", '"', "x" * 65, "é\u202ex", "-- x"])
def test_our_name_of_a_column_is_words(name: str, tmp_path: Path) -> None:
    given = mapping("plain")
    given["columns"][name] = ["Something"]
    path = tmp_path / "form.yaml"
    path.write_text(yaml.safe_dump(given))
    with pytest.raises(InputError, match="cannot be our name of a column"):
        declaration(path)


def test_a_name_of_several_words_is_one(tmp_path: Path) -> None:
    given = mapping("plain")
    for n, name in enumerate(("what happened", "Kämpfer (alle)", "BY", "2020", "dead/hurt", "#adm1+name", "50%")):
        given["columns"][name] = [f"Column {n}"]
    path = tmp_path / "form.yaml"
    path.write_text(yaml.safe_dump(given, allow_unicode=True))
    assert {"x_0", "x_16"} <= set(declaration(path).columns), "and none of it is a name in SQL"


def test_a_sealed_connection_opens_nothing_else(tmp_path: Path) -> None:
    mine, other = tmp_path / "a[1]'*.csv", tmp_path / "a1'x.csv"
    mine.write_text("x\nmine\n")
    other.write_text("x\nother\n")
    with duckdb.connect() as con:
        seal(con, [mine])
        lock(con)
        assert con.execute("FROM read_csv(?, header = true)", [path_literally(mine)]).fetchall() == [("mine",)]
        for sql in (
            f"FROM read_csv('{str(other).replace(chr(39), chr(39) * 2)}')",
            "FROM read_text('/etc/hostname')",
            "FROM glob('/etc/*')",
            f"COPY (SELECT 1) TO '{tmp_path}/pwned.txt'",
            f"ATTACH '{tmp_path}/pwned.db'",
            f"EXPORT DATABASE '{tmp_path}/pwned'",
            "INSTALL httpfs",
            "LOAD httpfs",
            "FROM read_csv('http://127.0.0.1:8/x.csv')",
            "SET enable_external_access = true",
            "SET allowed_directories = ['/']",
            "SET memory_limit = '9GB'",
            "RESET lock_configuration",
            "FROM mine",
        ):
            with pytest.raises(duckdb.Error):
                con.execute(sql).fetchall()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([mine.name, other.name])


def test_the_shared_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shared("cases/trust")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="cannot be our name of a column"):
        read_table(folder / "t.csv", str(folder / "write-any-file.yaml"))
    assert len(read_table(folder / "t.csv", str(folder / "harmless-space-in-column-name.yaml")).attributions) == 5
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not can_confine_writing(), reason="this system has no Landlock")
def test_the_process_that_reads_can_write_the_record_and_out_alone(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys\n"
        "from standoff.cli.main import main\n"
        "import standoff.readers.yaml as readers\n"
        "load = readers.load\n"
        "def tried(path):\n"
        "    try:\n"
        "        pathlib.Path('pwned.txt').write_text('')\n"
        "    except PermissionError:\n"
        "        print('refused')\n"
        "    return load(path)\n"
        "readers.load = tried\n"
        "main()\n"
    )
    (tmp_path / "r.yaml").write_text(
        "report: r\npublisher: p\nactors: {p: {kind: media-outlet}}\nevents: {e: {type: kill}}\n"
        "claims: [{said_by: p, event: e, that: {victim: p}}]\n"
    )
    (tmp_path / "out").mkdir()
    for name in ("r.yaml", "r.yaml"):  # into a new record, and into one that is there
        command = [sys.executable, "-c", program, "read", name]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stderr
        assert "refused" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "r.yaml"]
