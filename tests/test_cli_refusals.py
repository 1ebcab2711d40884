"""What the program refuses: bad input, places without a record, options it cannot follow. It prints one message, ends
with status 2, and writes nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Program = Callable[..., "subprocess.CompletedProcess[str]"]


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200_000_000)


#: The small report with one mistake, or replaced by something else; and words of the message.
BAD = {
    "an unknown actor": (("said_by: network", "said_by: netwrk"), r'paper\.yaml:18: "netwrk" is not a known actor'),
    "a wrong date": (("2020-02-12", "2020-02-31"), r"paper\.yaml:14: .*has no day 31"),
    "a duplicate id": (("id: c", "id: a"), r'paper\.yaml:18: The id "a" is used twice'),
    "a denial of nothing": (("denies: b", "denies: z"), r"paper\.yaml:18: `denies: z`"),
    "a 200 MB file": (huge, r"paper\.yaml: The file is 200 MB"),
    "a YAML alias bomb": (lambda path: path.write_text("a: &a [x]\nb: &b [*a, *a]\n"), r"paper\.yaml:1: Anchors"),
    "an empty file": (lambda path: path.write_text(""), r"paper\.yaml: The file is empty"),
    "Latin-1 bytes": (lambda path: path.write_bytes("report: é".encode("latin-1")), r"paper\.yaml:1: .*not UTF-8"),
    "a missing file": (lambda path: path.unlink(), r"paper\.yaml: There is no such file"),
}


def spoil(path: Path, how: tuple[str, str] | Callable[[Path], object]) -> None:
    if callable(how):
        how(path)
    else:
        text = path.read_text(encoding="utf-8")
        assert how[0] in text
        path.write_text(text.replace(*how, 1), encoding="utf-8")


def assert_refused(done: Result | subprocess.CompletedProcess[str], message: str) -> None:
    """Status 2, nothing on stdout, and one message; after one about files, how many mistakes there were."""
    status = done.exit_code if isinstance(done, Result) else done.returncode
    assert status == 2, done.stderr
    assert done.stdout == ""
    first, *more = done.stderr.splitlines()
    assert re.search(message, first), done.stderr
    assert more in ([], ["Nothing was read: 1 mistake."])
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("how, message", BAD.values(), ids=BAD)
def test_bad_input_gets_one_message_and_nothing_is_made(
    tmp_path: Path, run: Run, write_report: Callable[..., Path], how: object, message: str
) -> None:
    spoil(write_report(tmp_path), how)  # type: ignore[arg-type]
    for command in (["build"], ["read"], ["check"], ["read", "--as", "report"]):
        assert_refused(run(*command, "paper.yaml"), message)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("how, message", BAD.values(), ids=BAD)
def test_bad_input_leaves_the_record_as_it_was(
    with_record: Path, run: Run, write_report: Callable[..., Path], how: object, message: str
) -> None:
    before = files_of(with_record / "out")
    spoil(write_report(with_record), how)  # type: ignore[arg-type]
    assert_refused(run("read", "paper.yaml"), message)
    assert_refused(run("build", "paper.yaml"), message)
    assert files_of(with_record / "out") == before


def test_in_a_process_of_its_own_there_is_no_traceback_either(
    tmp_path: Path, run_program: Program, write_report: Callable[..., Path]
) -> None:
    spoil(write_report(tmp_path), ("denies: b", "denies: z"))
    assert_refused(run_program("read", "paper.yaml"), r"paper\.yaml:18: `denies: z`")
    assert_refused(run_program("build", "nowhere"), "nowhere: There is no such file or folder")
    assert_refused(run_program("confront"), "There is no record at out/record")
    assert not (tmp_path / "out").exists()


def test_of_two_inputs_the_good_one_is_not_half_read_with_the_bad(
    tmp_path: Path, run: Run, write_report: Callable[..., Path]
) -> None:
    write_report(tmp_path, "good.yaml")
    spoil(write_report(tmp_path, "bad.yaml", header="report: bad\npublisher: paper\n"), ("denies: b", "denies: z"))
    assert_refused(run("build", "good.yaml", "bad.yaml"), r"bad\.yaml")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["confront"],
        ["ask", "actors"],
        ["check"],
        ["measure", "activity"],
        ["draw"],
        ["export", "-o", "a.ttl"],
        ["dossier", "x"],
    ],
    ids=lambda c: c[0],
)
@pytest.mark.parametrize("record", ["nowhere", "a-file", "a-folder", "http://127.0.0.1:1/", "memory"])
def test_a_place_without_a_record_is_refused(tmp_path: Path, run: Run, command: list[str], record: str) -> None:
    (tmp_path / "a-file").write_text("x")
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "a-folder" / "thesis.txt").write_text("x")
    before = files_of(tmp_path)
    assert_refused(run(*command, "--record", record), "^standoff: ")
    assert files_of(tmp_path) == before
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("command", [["build"], ["read", "paper.yaml"]], ids=lambda c: c[0])
def test_nothing_is_written_into_a_folder_that_is_not_a_record(
    tmp_path: Path, run: Run, write_report: Callable[..., Path], command: list[str]
) -> None:
    write_report(tmp_path)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.txt").write_text("x")
    before = files_of(tmp_path)
    assert_refused(run(*command, "--record", "thesis"), "thesis is not a record")
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("damage", ["lost", "overwritten"])
def test_a_damaged_record_gets_one_message(with_record: Path, run_program: Program, damage: str) -> None:
    tables = list((with_record / "out" / "record").glob("*.sst"))
    assert tables
    for table in tables:
        table.unlink() if damage == "lost" else table.write_bytes(b"x" * table.stat().st_size)
    assert_refused(run_program("confront"), "^standoff: ")


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["confront", "--level", "sides"], "'sides' is not one of"),
        (["confront", "--since", "yesterday"], '"yesterday" is not a date'),
        (["confront", "--until", "2020-02-12T09:20"], "has a clock time. Give a day"),
        (["confront", "--min-groups", "0"], "0 is not in the range"),
        (["confront", "--min-groups", "two"], "'two' is not a valid integer"),
        (["confront", "--format", "xlsx"], "'xlsx' is not one of"),
        (["confront", "--said-by", "SANNA"], 'has no actor "SANNA"'),
        (["confront", "--place", "Khirbet Ammmo"], 'has no place "Khirbet Ammmo". Did you mean'),
        (["confront", "--incident", "nowhere"], 'has no incident "nowhere"'),
        (["confront", "--event-type", "dance"], 'has no event type "dance"'),
        (["confront", "--side", "nobody"], 'has no side "nobody"'),
        (["confront", "--between", "SDF", "nobody at all"], 'has no actor, side or place "nobody at all"'),
        (["ask", "-"], "Nothing came from standard input"),
        (["measure", "beauty"], "beauty"),
        (["measure"], "--all gives every one"),
        (["measure", "activity", "--all"], "Name one measure instead"),
        (["measure", "activity", "--every", "week"], "month, year, or a number of days"),
        (["measure", "activity", "--rolling", "3"], "--rolling needs --every"),
        (["measure", "activity", "--every", "year", "--leave-one-out"], "do not go together"),
        (["measure", "activity", "-o", "a.docx"], "no known ending for a measure"),
        (["measure", "activity", "--plot", "a.png"], "has no picture"),
        (["measure", "months", "--plot", "a.pdf"], "end in .png or .svg"),
        (["measure", "--all", "--format", "csv"], "Give a folder"),
        (["measure", "--all", "-o", "a.csv"], "cannot hold the whole report"),
        (["dossier", "nowhere"], 'has no incident "nowhere"'),
        (["export", "-o", "a.docx"], '"a.docx" has no known ending. Known: .ttl, .nt, '),
        (["forget", "enab"], 'has no document "enab". Did you mean "enab-baladi-2020-02-13"?'),
        (["forget", "nothing"], 'has no document "nothing". Known: enab-baladi-2020-02-13'),
        (["read", "nowhere.csv", "--draft-mapping", "own.yaml"], "nowhere.csv: There is no such file or folder."),
        (["export", "-o", "out/record/CURRENT/a.ttl"], "cannot be written"),
        (["draw", "-o", "out/record/CURRENT/a.html"], "cannot be written"),
        (["ask"], "Which question"),
        (["ask", "timelin"], 'Did you mean "timeline"?'),
        (["ask", "timeline", "-p", "place"], "has no value"),
        (["ask", "timeline", "-p", "plase=Syria"], 'takes no parameter "plase"'),
        (["ask", "timeline", "-p", "since=soon"], '"soon" is not a date'),
        (["ask", "timeline", "-p", "since=2020-02-12T09:20"], '"2020-02-12T09:20" is not one day'),
        (["ask", "nowhere.rq"], "nowhere.rq cannot be read"),
        (["ask", "actors", "--format", "turtle"], "This query returns rows"),
        (["ask", "SELECT ?x {"], "not a SPARQL query"),
        (["ask", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"], "SERVICE asks another server"),
        (["nonsense"], "No such command 'nonsense'"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_an_option_that_cannot_be_followed_ends_with_status_2_and_says_why(
    with_record: Path, run: Run, arguments: list[str], message: str
) -> None:
    before = files_of(with_record / "out")
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, ""), done.output
    assert message in done.stderr
    assert files_of(with_record / "out") == before


def test_a_label_cannot_command_the_terminal(tmp_path: Path, run: Run, write_report: Callable[..., Path]) -> None:
    """An escape sequence in a label is refused when it is read; see readers/test_report_mistakes.py for the message."""
    path = write_report(tmp_path)
    path.write_text(path.read_text().replace("label: Man killed", r'label: "\e[2J"'))
    assert_refused(run("read", "paper.yaml"), "control character")


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "timeline", "--time-limit", "nan"),
        ("ask", "timeline", "--limit", "9" * 30),
        ("measure", "activity", "--time-limit", "nan"),
        ("match", "--min-score", "nan"),
        ("match", "--events", "--km", "nan"),
        ("match", "--events", "--days", "9" * 30),
        ("confront", "--min-groups", "9" * 30),
    ],
)
def test_a_number_that_counts_nothing_is_refused(arguments: tuple[str, ...], with_record: Path, run: Run) -> None:
    done = run(*arguments)
    assert done.exit_code == 2 and done.stdout == ""
    assert f"Invalid value for '{arguments[-2]}'" in done.stderr


@pytest.mark.parametrize("seconds", ["inf", "1e300"])
def test_a_time_limit_may_be_longer_than_the_system_waits(seconds: str, with_record: Path, run: Run) -> None:
    done = run("ask", "timeline", "--time-limit", seconds, "--format", "csv")
    assert done.exit_code == 0 and done.stdout.startswith("when,event,")


def test_a_parameter_has_one_value(with_record: Path, run: Run) -> None:
    assert_refused(run("ask", "timeline", "-p", "place=Syria", "-p", "place=Hasakah"), "-p place is given twice")


def test_a_question_may_start_with_a_mark_of_its_encoding(with_record: Path, run: Run) -> None:
    """As Windows' editors write it; other bytes that are no UTF-8 are refused."""
    assert run("ask", "-", input=b"\xef\xbb\xbfASK {}").stdout == "yes\n"
    assert_refused(run("ask", "-", input=b"ASK {\xff}"), "Standard input is not UTF-8")
    Path("question.rq").write_bytes(b"\xef\xbb\xbfASK {}")
    assert run("ask", "question.rq").stdout == "yes\n"


def test_streams_that_are_closed_full_or_lack_letters(with_record: Path, run_program: Program) -> None:
    """One message at most, and never a traceback."""
    with open("/dev/full", "w") as full:
        done = run_program("--help", stdout=full, capture_output=False, stderr=subprocess.PIPE)
    unwritten = "standoff: the output cannot be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == (2, unwritten)
    closed = run_program("ask", "-", preexec_fn=lambda: os.close(0))
    assert_refused(closed, "Nothing came from standard input")
    narrow = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    shown = run_program("confront", env=narrow, encoding="cp1252")
    assert shown.returncode == 0 and "\\u2713 the doer's own side" in shown.stdout
