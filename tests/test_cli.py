"""The program as a user meets it: what it writes, what it says, how it ends, and what it leaves alone."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

from build_graph import main
from standoff.record.keeper import open_keeper

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = sorted(main.commands)
Run = Callable[..., Result]
Program = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which only `python build_graph.py` was run, and what it printed."""
    folder = tmp_path_factory.mktemp("built")
    environment = {k: v for k, v in os.environ.items() if k != "STANDOFF_RECORD"}
    done = subprocess.run(
        [sys.executable, ROOT / "build_graph.py"], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    (folder / "stdout").write_text(done.stdout, encoding="utf-8")
    (folder / "stderr").write_text(done.stderr, encoding="utf-8")
    return folder


# --- the main job --------------------------------------------------------------------------------------------------


def test_with_no_command_it_builds_the_record_and_the_page_and_prints_who_confronts_whom(built: Path) -> None:
    said, talk = (built / "stdout").read_text(encoding="utf-8"), (built / "stderr").read_text(encoding="utf-8")
    assert "\nIN DISPUTE\n" in said and "\nREPORTED BY ONE GROUP ALONE" in said
    assert re.search(r"The US Armed Forces struck from the air +contested", said)
    assert re.search(r"US Armed Forces → Person killed in Khirbet Amo +killing +fair", said)
    assert "out/network.html" in talk and "out/record" in talk and "Checked" in talk
    assert (built / "out" / "network.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert open_keeper(built / "out" / "record").documents()
    assert sorted(path.name for path in built.iterdir()) == ["out", "stderr", "stdout"]


def test_a_second_run_gives_byte_identical_exports_and_page(built: Path, tmp_path: Path, run_program: Program) -> None:
    def written() -> list[bytes]:
        for name in ("a.ttl", "a.graphml"):
            assert run_program("export", "-o", name).returncode == 0
        return [(tmp_path / name).read_bytes() for name in ("a.ttl", "a.graphml", "out/network.html")]

    shutil.copytree(built / "out", tmp_path / "out")
    first = written()
    assert run_program().returncode == 0
    assert written() == first


# --- help ----------------------------------------------------------------------------------------------------------


def help_of(command: str) -> str:
    found = main.commands[command]
    return found.get_help(click.Context(found, info_name=command, max_content_width=300))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_ends_in_an_example_of_it(command: str) -> None:
    lines = [line.split("Example:", 1)[1] for line in help_of(command).splitlines() if "Example:" in line]
    assert lines
    for line in lines:
        program, name, *_ = shlex.split(line)
        assert (program, name) == ("standoff", command)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_help(command: str) -> None:
    options = [p for p in main.commands[command].params if isinstance(p, click.Option) and p.name != "form"]
    assert [option.name for option in options if not option.help] == []


EXAMPLES = [
    shlex.split(line.split("Example:", 1)[1])[1:]
    for command in COMMANDS
    if command != "serve"  # which runs until it is stopped: tests/record/test_serve.py
    for line in help_of(command).splitlines()
    if "Example:" in line
]


@pytest.mark.parametrize("arguments", EXAMPLES, ids=" ".join)
def test_every_example_of_the_help_runs(with_record: Path, run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.exit_code == 0, done.stderr
    assert done.stdout or done.stderr


def test_help_loads_nothing_but_the_commands(run_program: Program) -> None:
    done = run_program("--help", python=("-X", "importtime"))
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "click" in loaded and "standoff.cli.measure" in loaded
    ours = {name for name in loaded if name.startswith("standoff.") and not name.startswith("standoff.cli")}
    assert ours <= {"standoff.counts", "standoff.errors", "standoff.version"}
    others = {"rdflib", "networkx", "pyarrow", "pyvis", "yaml", "pyshacl", "numpy", "jinja2", "oxrdflib", "pyoxigraph"}
    assert not loaded & (others | {"http.client", "urllib.request"})


@pytest.mark.parametrize(
    "module", ["graph", "standoff.errors", "standoff.claim", "standoff.readers.inputs", "standoff.record.keeper"]
)
def test_a_module_of_the_library_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"rdflib", "networkx", "pyarrow", "pyvis", "yaml", "pyshacl", "oxrdflib"}


def test_the_version_is_the_packages() -> None:
    import graph

    done = subprocess.run([sys.executable, ROOT / "build_graph.py", "--version"], capture_output=True, text=True)
    assert graph.__version__ in done.stdout


# --- ask -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query, message",
    [
        ("SELECT ?x { ?x st:clam ?y }", 'The vocabulary has no st:clam. Did you mean "st:claim"?'),
        ("SELECT ?x { ?x st:eventType type:kil }", 'The vocabulary has no type:kil. Did you mean "type:kill"?'),
        ("SELECT ?x { ?x st:claim ?x }", None),
        ("PREFIX st: <https://example.org/> SELECT ?x { ?x st:clam ?y }", None),
    ],
)
def test_a_misspelt_name_without_rows_gets_a_message(
    with_record: Path, run: Run, query: str, message: str | None
) -> None:
    done = run("ask", query)
    assert done.exit_code == 0 and "0 rows." in done.stderr
    assert (message in done.stderr) if message else ("vocabulary" not in done.stderr)


def test_a_mistake_is_shown_in_the_query_as_it_was_asked(with_record: Path, run: Run) -> None:
    done = run("ask", "SELECT ?x WHERE { ?x st:claim }")
    assert done.exit_code == 2 and "    SELECT ?x WHERE { ?x st:claim }\n" in done.stderr


# --- measure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "way, column",
    [
        (["--leave-one-out"], "falls_without"),
        (["--source-weight"], "tau"),
        (["--bootstrap", "3"], "median"),
        (["--every", "year"], "since"),
        (["--every", "90", "--rolling", "2"], "until"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_measure_in_another_way_has_its_columns_and_says_what_it_tells(
    with_record: Path, run: Run, way: list[str], column: str
) -> None:
    done = run("measure", "reciprocity", *way, "--format", "json")
    assert done.exit_code == 0 and done.stderr.strip().endswith(".")
    assert column in json.loads(done.stdout)[0]


def test_the_whole_report_as_text_json_and_a_folder(with_record: Path, run: Run) -> None:
    from standoff.measures.catalogue import MEASURES

    text = run("measure", "--all", "--time-limit", "20", "--incident", "khirbet-amo-2020-02-12")
    assert all(f"{name.replace('_', '-')}: {tells}" in text.stdout for name, (_, tells) in MEASURES.items())
    soon = json.loads(run("measure", "--all", "--time-limit", "0.0001", "--format", "json").stdout)
    assert len(soon) == len(MEASURES) and all("left out" in each["notes"][0] for each in soon[1:])
    run("measure", "--all", "--time-limit", "0.0001", "-o", "tables")
    assert len(list((with_record / "tables").iterdir())) == len(MEASURES)


@pytest.mark.parametrize("name", ["activity.csv", "activity.json", "activity.graphml", "activity.gexf"])
def test_a_measure_is_written_to_a_file(with_record: Path, run: Run, name: str) -> None:
    assert run("measure", "activity", "-o", name).exit_code == 0
    assert "US Armed Forces" in (with_record / name).read_text(encoding="utf-8")


def test_a_measure_is_drawn(with_record: Path, run: Run) -> None:
    pytest.importorskip("matplotlib")
    assert run("measure", "months", "--plot", "months.svg").exit_code == 0
    assert (with_record / "months.svg").read_text(encoding="utf-8").startswith("<?xml")


# --- check ---------------------------------------------------------------------------------------------------------


def test_check_ends_with_status_1_where_a_shape_is_broken(with_record: Path, run: Run) -> None:
    assert run("check").exit_code == 0
    record = open_keeper(with_record / "out" / "record", write=True)
    record.store.oxigraph.update(
        "PREFIX st: <https://w3id.org/standoff/ontology#>\n"
        'INSERT { ?claim st:recipient ?who } WHERE { ?s st:codedAs "9a" ; st:claim ?claim . ?claim st:actor ?who }'
    )
    record.close()
    done = run("check")
    assert done.exit_code == 1
    assert "enab-baladi-2020-02-13, claim 9a (said by ANHA" in done.stdout
    assert "faults found." in done.stderr


def test_check_of_an_input_reads_nothing_in(tmp_path: Path, run: Run, write_report: Callable[..., Path]) -> None:
    write_report(tmp_path)
    done = run("check", "paper.yaml")
    assert (done.exit_code, done.stdout) == (0, "")
    assert not (tmp_path / "out").exists()


def test_check_names_what_lies_in_a_folder_and_is_not_checked(
    tmp_path: Path, run: Run, write_report: Callable[..., Path]
) -> None:
    write_report(tmp_path / "in")
    (tmp_path / "in" / "rows.csv").write_text("a,b\n1,2\n")
    done = run("check", "in")
    assert done.exit_code == 2
    assert (
        "in/rows.csv: A table is not read with the reports beside it. Read it: standoff read in/rows.csv" in done.stderr
    )
    assert "What was read conforms" in done.stderr
    table = run("check", "in/rows.csv")
    assert table.exit_code == 2
    assert "This is a table, and here reports are asked for." in table.stderr


# --- what comes out ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [["confront"], ["measure", "activity"], ["measure", "centrality"], ["measure", "reciprocity"]],
    ids=" ".join,
)
def test_csv_and_json_parse_and_hold_the_same_rows(with_record: Path, run: Run, command: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(run(*command, "--format", "csv").stdout)))
    objects = json.loads(run(*command, "--format", "json").stdout)
    assert rows and len(rows) == len(objects)
    # What is an object in JSON is flat in CSV.
    flat = {key for key in objects[0] if key != "deaths"} | ({"deaths_best"} if "deaths" in objects[0] else set())
    assert flat <= rows[0].keys()


def test_confront_json_has_the_keys_that_the_design_promises(with_record: Path, run: Run) -> None:
    dyad, *_ = json.loads(run("confront", "--format", "json").stdout)
    assert dyad.keys() >= {
        "who",
        "whom",
        "who_iri",
        "whom_iri",
        "directed",
        "events",
        "claims",
        "sources",
        "groups",
        "first",
        "last",
        "event_types",
    }


def test_dossier_json_has_the_keys_that_the_design_promises(with_record: Path, run: Run) -> None:
    dossier = json.loads(run("dossier", "khirbet-amo-2020-02-12", "--format", "json").stdout)
    assert dossier.keys() >= {"incident", "statements"}
    promised = {"statement", "grade", "asserted_by", "denied_by", "left_open_by", "claim"}
    assert dossier["statements"] and all(statement.keys() >= promised for statement in dossier["statements"])


@pytest.mark.parametrize(
    "form, start",
    [("csv", "actor,kind,"), ("tsv", "?actor\t?kind"), ("json", '{"head":'), ("xml", "<?xml"), ("table", "actor ")],
)
def test_ask_gives_each_form(with_record: Path, run: Run, form: str, start: str) -> None:
    done = run("ask", "actors", "--format", form)
    assert done.exit_code == 0
    assert done.stdout.startswith(start)


def test_ask_takes_a_file_and_standard_input(with_record: Path, run: Run) -> None:
    question = "ASK { ?said st:stance st:Denies }"
    (with_record / "q.rq").write_text(question)
    assert run("ask", "q.rq").stdout == "yes\n"
    assert run("ask", "-", input=question).stdout == "yes\n"
    assert run("ask", "-", input=question.replace("Denies", "Nods")).stdout == "no\n"
    assert run("ask", question).stdout == "yes\n"


def test_ask_lists_its_questions_without_a_record(tmp_path: Path, run: Run) -> None:
    done = run("ask", "--list")
    assert done.exit_code == 0 and not (tmp_path / "out").exists()
    assert re.search(r"^timeline +What happened, in order", done.stdout, re.MULTILINE)
    assert "-p place=…" in done.stdout


def test_talk_goes_to_stderr_and_data_to_stdout(with_record: Path, run_program: Program) -> None:
    done = run_program("confront", "--format", "json")
    assert json.loads(done.stdout) and done.stderr == ""
    assert run_program("export", "-o", "a.ttl").stdout == ""


def test_the_record_is_named_by_option_or_environment(with_record: Path, run: Run) -> None:
    (with_record / "out" / "record").rename(with_record / "mine")
    assert run("confront").exit_code == 2
    by_option = run("confront", "--record", "mine")
    by_environment = run("confront", env={"STANDOFF_RECORD": "mine"})
    assert by_option.exit_code == by_environment.exit_code == 0
    assert by_option.stdout == by_environment.stdout != ""


def test_the_environment_names_the_record_that_is_read_into_too(
    tmp_path: Path, run: Run, write_report: Callable[..., Path]
) -> None:
    write_report(tmp_path)
    assert run("read", "paper.yaml", env={"STANDOFF_RECORD": "mine"}).exit_code == 0
    assert open_keeper(tmp_path / "mine").documents() and not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["confront", "ask who-says-what --format csv", "ask --list"])
def test_a_reader_who_has_had_enough_gets_no_traceback(with_record: Path, command: str) -> None:
    program = shlex.join([sys.executable, str(ROOT / "build_graph.py")])
    # `true` reads nothing at all, so that the pipe is broken for certain.
    for reader in ("head -1", "true"):
        line = f"{program} {command} | {reader}"
        done = subprocess.run(["bash", "-c", line], cwd=with_record, capture_output=True, text=True)
        assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr, done.stderr


def test_a_terminal_that_knows_only_ascii_gets_no_traceback(with_record: Path, run_program: Program) -> None:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii:strict"}
    done = run_program("confront", env=environment)
    assert "Traceback" not in done.stderr
