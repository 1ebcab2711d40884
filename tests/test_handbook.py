"""The handbook is true: its commands, Python and SPARQL run, agree with each other, and show what comes out."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from build_graph import main
from graph import open_record, read
from graph.frames import Frame
from graph.queries.ask import ask
from graph.record.record import Record
from graph.vocabulary import examples_folder

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
#: Pages made by a program, which has tests of its own.
GENERATED = {"ontology.md", "measures.md"}
PAGES = sorted(path for path in DOCS.glob("*.md") if path.name not in GENERATED)
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUNS = ("shell", "python", "sparql", "yaml")


@pytest.fixture(scope="module")
def record() -> Record:
    record = open_record()
    read(record, examples_folder() / "khirbet-amo")
    return record


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples, in which `standoff read examples/khirbet-amo` was run."""
    folder = tmp_path_factory.mktemp("handbook")
    (folder / "examples").symlink_to(examples_folder())
    record = open_record(folder / "out" / "record", write=True)
    read(record, folder / "examples" / "khirbet-amo")
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own with the same in it, and no setting of whoever runs the tests."""
    shutil.copytree(built / "out", tmp_path / "out")
    (tmp_path / "examples").symlink_to(examples_folder())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STANDOFF_RECORD", raising=False)
    return tmp_path


def run(command: str, **options: Any) -> Result:
    program, *arguments = shlex.split(command, comments=True)
    assert program == "standoff", command
    return CliRunner().invoke(main, arguments, **options)


def blocks(page: Path) -> list[tuple[str, str]]:
    return [(kind, body) for kind, body in FENCE.findall(page.read_text(encoding="utf-8"))]


def value_of(code: str, names: dict[str, Any]) -> Any:
    """The value of the last expression of some Python, which is run."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "handbook", "exec"), names)
    return eval(compile(ast.Expression(last.value), "handbook", "eval"), names) if isinstance(last, ast.Expr) else None


# --- the cookbook: three ways to ask, one answer ---------------------------------------------------------------------

_COOKBOOK = (DOCS / "cookbook.md").read_text(encoding="utf-8")
RECIPES = [(part.split("\n", 1)[0], FENCE.findall(part)) for part in _COOKBOOK.split("\n## ")[1:]]


def rows_of(answer: Any) -> list[dict[str, Any]]:
    """An answer as rows by column, every value as text."""
    if isinstance(answer, dict) and "results" in answer:  # SPARQL 1.1 JSON
        names = answer["head"]["vars"]
        rows = [{n: row[n]["value"] if n in row else None for n in names} for row in answer["results"]["bindings"]]
    elif isinstance(answer, dict):  # a dossier
        rows = [{"source": source} for source in answer["sources"]]
    elif isinstance(answer, list):
        rows = answer
    else:
        names, values = answer._table()
        rows = [dict(zip(names, row, strict=True)) for row in values]
    return [{k: None if v is None else _text(v) for k, v in row.items()} for row in rows]


def _text(value: Any) -> str:
    """Numbers and truth values as SPARQL writes them; what a group concatenates has no order."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return f"{float(text):g}"
    return "; ".join(sorted(text.split("; ")))


def same(one: Any, other: Any) -> set[str]:
    """The columns that both answers have; they must have the same rows under them, as a set."""
    ours, theirs = rows_of(one), rows_of(other)
    columns = sorted(set(ours[0]) & set(theirs[0]))
    assert columns
    left, right = ({tuple(row[c] for c in columns) for row in rows} for rows in (ours, theirs))
    assert left == right, columns
    return set(columns)


def test_there_are_at_least_twenty_questions() -> None:
    assert len(RECIPES) >= 20
    assert len({question for question, _ in RECIPES}) == len(RECIPES)
    assert sum("sparql" in [kind for kind, _ in each] for _, each in RECIPES) >= 20


@pytest.mark.parametrize(("question", "ways"), RECIPES, ids=[question for question, _ in RECIPES])
def test_the_ways_to_ask_agree(folder: Path, record: Record, question: str, ways: list[tuple[str, str]]) -> None:
    found = {kind: body for kind, body in reversed(ways)}
    assert {"shell", "python"} <= found.keys()
    shown = run(found["shell"])
    assert shown.exit_code == 0 and shown.stdout.strip(), shown.output
    done = run(f"{found['shell'].strip()} --format json")
    assert done.exit_code == 0, done.output
    command = json.loads(done.stdout)
    python = value_of(found["python"], {"record": record})
    assert same(command, python)
    if "sparql" in found:
        asked = ask(record, found["sparql"])
        assert asked.rows and same(asked, python)
        # The same text from standard input, as the page says.
        piped = run("standoff ask - --format json", input=found["sparql"])
        assert same(json.loads(piped.stdout), asked)
    for kind, body in ways[2:]:
        if kind == "python":
            value_of(body, {"record": record, "print": lambda text: same(ask(record, text), python.confrontations()
                     if hasattr(python, "confrontations") else ask(record, text))})  # fmt: skip
