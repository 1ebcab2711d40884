"""The handbook is true: its commands, Python and SPARQL run, agree with each other, and show what comes out."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

import standoff
from standoff import QuestionError, Record, examples_folder
from standoff.cli import main
from standoff.front.answers import Confrontations, Dyads
from standoff.queries.ask import ask, questions
from standoff.record.keeper import Keeper, open_keeper
from standoff.vocabulary import id_of
from tests.browser import chromium
from tests.conftest import once
from tests.invoke import invoke

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
#: Pages made by a program, which has tests of its own.
GENERATED = {"ontology.md", "measures.md", "commands.md", "questions.md"}
PAGES = sorted(path for path in DOCS.glob("*.md") if path.name not in GENERATED)
FENCE = re.compile(r"^```([\w-]*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def record(whole_record: Keeper) -> Record:
    return Record(whole_record)


@pytest.fixture
def folder(whole_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own with the same in it, and no setting of whoever runs the tests."""
    shutil.copytree(whole_folder / "out", tmp_path / "out")
    (tmp_path / "examples").symlink_to(examples_folder())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STANDOFF_RECORD", raising=False)
    return tmp_path


def run(command: str, **options: Any) -> Result:
    program, *arguments = shlex.split(command, comments=True)
    assert program == "standoff", command
    return invoke(arguments, **options)


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


def test_the_cookbook_opens_its_record(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opening = next(body for kind, body in FENCE.findall(_COOKBOOK) if kind == "python")
    value_of(opening, {})
    assert "US Armed Forces" in capsys.readouterr().out


def works_on_a_record(folder: Path, commands: list[str], found: dict[str, str]) -> None:
    """A question that is about the record or changes it: commands, Python and SPARQL each on a record of its own."""
    (folder / "by-python").mkdir()
    shutil.copytree(folder / "out", folder / "by-python" / "out")
    (folder / "by-python" / "examples").symlink_to(examples_folder())
    with served(commands[0]) if commands[0].startswith("standoff serve") else contextlib.nullcontext():
        for command in commands if not commands[0].startswith("standoff serve") else []:
            shown = run(command)
            assert shown.exit_code == 0 and shown.output.strip(), (command, shown.output)
        asked = ask(open_keeper("out/record"), found["sparql"]) if "sparql" in found else None
        with (
            contextlib.chdir("by-python" if commands[0].split()[1] in ("match", "read") else "."),
            standoff.open("out/record") as record,
        ):
            python = value_of(found["python"], {"record": record, "standoff": standoff})
    if commands[0].startswith("standoff verify"):
        assert python == []
    elif commands[0].startswith("standoff forget"):
        # The library counts the claims that the query lists, and neither has removed any.
        report = id_of("report", commands[0].split()[2])
        removed = {gone.subject.value for gone in open_keeper("out/record").removed_with(report)}
        claims = {claim for claim in removed if "/id/claim/" in claim}
        assert {row[0].value for row in asked.rows} == claims and python == len(claims) > 0
        return
    elif "--dry-run" not in commands[-1] and not commands[0].startswith("standoff serve"):
        assert same(json.loads(run(f"{commands[-1]} --format json").stdout), python)
    if asked:
        assert asked.rows
        if set(asked.variables) & set(rows_of(python)[0]):
            assert same(asked, python)


@contextlib.contextmanager
def served(command: str) -> Iterator[None]:
    """Runs the command while the block runs, and stops it after."""
    os.environ["STANDOFF_TOKEN"] = "a token of this test"
    port = int(command.split("--port ")[1])
    program = [sys.executable, str(ROOT / "build_graph.py"), *shlex.split(command)[1:]]
    process = subprocess.Popen(program, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None and time.monotonic() < until, command
            time.sleep(0.1)
        yield
    finally:
        del os.environ["STANDOFF_TOKEN"]
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize(("question", "ways"), RECIPES, ids=[question for question, _ in RECIPES])
def test_the_ways_to_ask_agree(folder: Path, record: Record, question: str, ways: list[tuple[str, str]]) -> None:
    found = dict(reversed(ways))
    assert {"shell", "python"} <= found.keys()
    commands = found["shell"].strip().splitlines()
    if len(commands) > 1 or not any("--format" in each.opts for each in main.commands[commands[0].split()[1]].params):
        return works_on_a_record(folder, commands, found)
    shown = run(found["shell"])
    assert shown.exit_code == 0 and shown.stdout.strip(), shown.output
    done = run(f"{found['shell'].strip()} --format json")
    assert done.exit_code == 0, done.output
    command = json.loads(done.stdout)
    if commands[0].startswith("standoff history"):
        record = Record(open_keeper("out/record"))  # of another record it would be another history
    python = value_of(found["python"], {"record": record})
    assert same(command, python)
    if "sparql" in found:
        asked = record.ask(found["sparql"])
        assert asked.rows and same(asked, python)
        # The same text from standard input, as the page says.
        piped = run("standoff ask - --format json", input=found["sparql"])
        assert same(json.loads(piped.stdout), asked)
    for kind, body in ways[2:]:
        if kind == "python":
            # The query that a view prints gives the confrontations that its dyads are made of.
            printed: list[str] = []
            value_of(body, {"record": record, "print": printed.append})
            assert isinstance(python, Dyads) and len(printed) == 1
            same(record.ask(printed[0]), Confrontations(python._ledger, python._view))


# --- every other block ----------------------------------------------------------------------------------------------

_OTHERS = [page for page in PAGES if page.name != "cookbook.md"]


@pytest.mark.parametrize("page", _OTHERS, ids=lambda page: page.name)
def test_every_block_of_a_page_runs(folder: Path, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shell, Python and SPARQL in their order, each page in its own folder; a ```text after one is in its output."""
    names: dict[str, Any] = {}
    said = ""
    for kind, body in blocks(page):
        if kind == "text" and said:
            for line in body.splitlines():
                assert " ".join(line.split()) in " ".join(said.split()), (page.name, line)
        elif kind == "shell":
            said = ""
            for line in body.replace("\\\n", " ").splitlines():
                done = run(line)
                assert done.exit_code in (0, 1), (line, done.output)
                assert done.exception is None or isinstance(done.exception, SystemExit), line
                said += done.output
        elif kind == "python":
            value = value_of(body, names)
            said = capsys.readouterr().out + (repr(value) if value is not None else "")
        elif kind == "sparql":
            assert ask(open_keeper("out/record"), body) is not None
        elif kind != "text":
            said = ""


#: Commands on the reader's own files and servers, which are not here; those on the examples stand in ```shell blocks.
_INDENTED = re.compile(r"^    (standoff .*)$", re.MULTILINE)
_OTHERS_FILES = [
    (page.name, line) for page in PAGES for line in _INDENTED.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize(("page", "command"), _OTHERS_FILES)
def test_a_command_on_files_of_the_readers_own_is_one_that_there_is(page: str, command: str) -> None:
    """The command accepts its options and arguments; the only mistake allowed is a file that is not here."""
    _, name, *arguments = shlex.split(command, comments=True)
    try:
        main.commands[name].make_context(name, arguments)
    except click.UsageError as error:
        assert "does not exist" in error.message, (page, command, error.message)


def test_there_are_commands_on_files_of_the_readers_own() -> None:
    assert {"datasets.md", "stores.md", "trust.md"} <= {page for page, _ in _OTHERS_FILES}


def test_the_mapping_on_the_page_on_datasets_is_the_one_that_is_shipped() -> None:
    import yaml

    shown = yaml.safe_load(next(body for kind, body in blocks(DOCS / "datasets.md") if kind == "yaml"))
    shipped = yaml.safe_load((examples_folder() / "datasets" / "my-mapping.yaml").read_text(encoding="utf-8"))
    assert shown == {key: value for key, value in shipped.items() if key != "licence"}


def test_the_magics_of_the_page_on_notebooks_run(folder: Path) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    cells = [body for kind, body in blocks(DOCS / "notebooks.md") if kind == "ipython"]
    assert len(cells) == 2
    for cell in [*cells[0].splitlines(), *cells[1:]]:
        assert shell.run_cell(cell).success, cell
    message = next(body for kind, body in blocks(DOCS / "notebooks.md") if kind == "text" and "SPARQL" in body)
    with pytest.raises(QuestionError) as raised:
        ask(open_keeper("out/record"), "SELECT ?x WHERE {\n  ?x st:claim }")
    assert str(raised.value) == message.rstrip()


def test_the_citation_is_of_the_last_release() -> None:
    import yaml

    released = re.findall(r"^## (\d+\.\d+\.\d+) - ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[
        0
    ]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == released and cited["license"] == "MIT" and cited["cff-version"] == "1.2.0"
    assert f"Version {released}" in (DOCS / "citing.md").read_text(encoding="utf-8")


# --- the site --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it: a warning is an error."""
    pytest.importorskip("sphinx", reason="Sphinx is not installed: make docs installs it")

    def make(place: Path) -> None:
        shutil.copytree(DOCS, place / "docs", ignore=shutil.ignore_patterns("_build", "__pycache__"))
        command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", "html"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
        assert done.returncode == 0 and not done.stderr, done.stderr

    return once(tmp_path_factory, "site", make) / "html"


class Links(HTMLParser):
    """Where a page leads, what it loads, and the anchors it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors |= {found["id"]} if found.get("id") else set()
        if tag == "a" and found.get("href"):
            self.links.add(str(found["href"]))
        if tag in ("script", "img", "link", "iframe") and found.get("rel") not in ("index", "search", "next", "prev"):
            self.loads |= {str(found[key]) for key in ("src", "href") if found.get(key)}


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = {page: Links(page) for page in site.rglob("*.html")}
    assert len(pages) > 10
    for page, found in pages.items():
        assert not [load for load in found.loads if load.startswith(("http:", "https:", "//"))], page.name
        for link in found.links:
            address, _, anchor = link.partition("#")
            if address.startswith(("http:", "https:", "mailto:")):
                continue
            to = (page.parent / address).resolve() if address else page
            assert to.is_file(), (page.name, link)
            if anchor and to.suffix == ".html" and to in pages:
                assert anchor in pages[to].anchors, (page.name, link)


def test_each_command_is_two_clicks_from_the_first_page(site: Path) -> None:
    """From the links of the first page, or of the pages that these lead to, to the heading of each command."""
    first = Links(site / "index.html").links
    second = {
        f"{link.partition('#')[0]}#{further.partition('#')[2]}"
        for link in first
        if link.partition("#")[0].endswith(".html") and (site / link.partition("#")[0]).is_file()
        for further in Links(site / link.partition("#")[0]).links
        if further.startswith("#")
    }
    for command in main.commands:
        assert f"commands.html#{command}" in first | second, command
    for command in ("build", "read", "check", "ask", "confront", "dossier", "measure", "draw", "export"):
        assert f"commands.html#{command}" in first, command
    assert {f'<section id="{command}">' for command in main.commands} <= set(
        re.findall(r'<section id="[\w-]+">', (site / "commands.html").read_text(encoding="utf-8"))
    )


def test_the_reference_has_every_option_and_every_question(site: Path) -> None:
    commands = (site / "commands.html").read_text(encoding="utf-8")
    for command in main.commands.values():
        for parameter in command.params:
            for option in parameter.opts:
                assert option.startswith("-") is False or option in commands, option
    asked = (site / "questions.html").read_text(encoding="utf-8")
    assert all(f'id="{name}"' in asked for name in questions())
    python = (site / "python.html").read_text(encoding="utf-8")
    for name in (
        *("standoff.open", "standoff.build", "standoff.check", "standoff.serve", "standoff.ViewOptions"),
        *(f"standoff.{kind}.{name}" for kind in ("Record", "RecordView") for name in ("confront", "measure", "ask")),
        *(f"standoff.Record.{name}" for name in ("read", "forget", "history", "verify", "match", "close")),
        *(f"standoff.RecordView.{name}" for name in ("said_by", "between", "sparql")),
        "standoff.frames.frame.Frame.to_polars",
        "standoff.QuestionError",
    ):
        assert f'id="{name}"' in python, name
    # Sections of docstrings have become lists, not headings in the middle of a sentence.
    assert "Parameters\n---" not in python and "Raises</dt>" in python.replace('<span class="colon">:</span>', "")


def test_the_search_works_without_a_network(site: Path) -> None:
    with chromium() as browser:
        tab = browser.new_context(offline=True).new_page()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto((site / "search.html").as_uri() + "?q=independent")
        tab.locator("#search-results ul.search li").first.wait_for()
        tab.locator("#search-results a", has_text="Limits").first.wait_for()
        tab.goto((site / "cookbook.html").as_uri())
        tab.locator(".sd-tab-set label", has_text="SPARQL").first.click()
        assert tab.get_by_text("SELECT DISTINCT").first.is_visible()
    assert not [url for url in asked if url.startswith("http")]
