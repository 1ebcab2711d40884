"""The command `measure` as strangers use it: every measure, in every form, on nearly empty and odd records."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import networkx as nx
import pytest
from click.testing import Result

import standoff
from standoff import read
from standoff.frames.text import as_json
from standoff.measures.catalogue import MEASURES
from standoff.output.plots import OF_MEASURE

Run = Callable[..., Result]
NOTHING = "Nothing to tell: the view shows no confrontation."
WAYS = (
    ["--leave-one-out"],
    ["--source-weight"],
    ["--bootstrap", "2"],
    ["--every", "year"],
    ["--every", "month", "--rolling", "3"],
)


@pytest.fixture(autouse=True)
def few_networks_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("standoff.measures.random_networks.RUNS", 5)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, write_report: Callable[..., Path], whole_folder: Path) -> Path:
    """Three records: of nothing, of one actor whom somebody unnamed kills, and of the example."""
    folder = tmp_path_factory.mktemp("records")
    report = write_report(folder, claims=("claims:\n  - {id: a, said_by: sana, event: killing, that: {victim: man}}\n"))
    standoff.open(folder / "nothing", create=True)
    read(standoff.open(folder / "one", create=True), report)
    (folder / "example").symlink_to(whole_folder / "out" / "record")
    return folder


@pytest.fixture(scope="module")
def opened(records: Path) -> dict[str, standoff.Record]:
    """The records, open: no test changes them."""
    return {str(records / which): standoff.open(records / which) for which in ("nothing", "one", "example")}


@pytest.fixture(autouse=True)
def rows_are_read_once(opened: dict[str, standoff.Record], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command opens and closes its record; here it is one that is open, whose rows are read once for all tests."""

    class Kept(nullcontext[standoff.Record]):
        earlier = None

    monkeypatch.setattr("standoff.front.record.open", lambda where, **_: Kept(opened[str(where)]))


@pytest.mark.parametrize("which", ["nothing", "one"])
@pytest.mark.parametrize("name", [name.replace("_", "-") for name in MEASURES])
def test_every_measure_in_every_form_on_nearly_empty_records(records: Path, run: Run, name: str, which: str) -> None:
    def measured(*options: str) -> Result:
        done = run("measure", name, "--record", records / which, *options)
        assert done.exit_code == 0, done.output
        return done

    done = measured()
    assert bool(done.stderr) or which == "one"
    assert which == "one" or done.stderr == NOTHING + "\n"
    for way in WAYS if which == "one" else WAYS[:1]:
        done = measured(*way, "--format", "json")
        found = json.loads(done.stdout, parse_constant=pytest.fail)
        # What a way leaves without a row has a sentence that says so.
        assert found or "Nothing to tell: " in done.stderr
    for file in ("a.graphml", "a.csv"):
        assert "Written to" in measured("-o", file).stderr
    if name.replace("-", "_") in OF_MEASURE:
        pytest.importorskip("matplotlib")
        assert "The picture is a.png." in measured("--plot", "a.png").stderr


REFUSED = [
    (["activty"], 'Did you mean "activity"?'),
    (["Signed Ties"], 'Did you mean "signed-ties"?'),
    (["activty", "--plot", "a.png"], 'There is no measure "activty"'),
    (["activity", "--plot", "a.png"], "has no picture"),
    (["months", "--plot", "a.png", "--leave-one-out"], "not its --leave-one-out"),
    (["months", "--plot", "a.png", "--every", "year"], "not its --every"),
    (["exchange", "--plot", "a.png", "--bootstrap", "3"], "not its --bootstrap"),
    (["activity", "-o", "a.graphml", "--leave-one-out"], "Give a file that ends in .csv or .json"),
    (["activity", "-o", "a.GEXF", "--source-weight"], "Give a file that ends in .csv or .json"),
    (["activity", "-o", "."], '"." has no known ending'),
    (["frustration", "--time-limit", "nan"], "is not a number"),
    (["activity", "--every", "9" * 20], "not a span of time"),
    (["activity", "--every", "0", "--since", "2050"], "not a span of time"),
    (["activity", "--since", "2020-03", "--until", "2020-01"], "Give the earlier day first"),
]


@pytest.mark.parametrize(("options", "message"), REFUSED, ids=lambda value: " ".join(value)[:40])
def test_wrong_options_are_refused_in_words(
    records: Path, run: Run, options: list[str], message: str, tmp_path: Path
) -> None:
    done = run("measure", *options, "--record", records / "example")
    assert (done.exit_code, done.stdout) == (2, "") and message in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "2050"],
        ["--until", "1900"],
        ["--min-groups", "99"],
        ["--said-by", "SANA", "--without", "SANA"],
        ["--as-of", "1990"],
        ["--between", "US Armed Forces", "Hezbollah"],
    ],
    ids=" ".join,
)
def test_a_view_that_chooses_nothing_says_so(records: Path, run: Run, options: list[str]) -> None:
    for name in ("activity", "reciprocity", "balance", "months"):
        done = run("measure", name, *options, "--every", "year", "--record", records / "example")
        assert done.exit_code == 0 and done.stdout.strip() == "" and NOTHING in done.stderr


def test_the_figures_of_a_measure_keep_their_names_when_they_are_varied(records: Path, run: Run) -> None:
    # The two columns were both "figure": as text a traceback, and JSON lost the first.
    done = run("measure", "balance", "--leave-one-out", "--format", "json", "--record", records / "example")
    assert {row["of"] for row in json.loads(done.stdout)} >= {"triangle balance", "walk balance", "actors"}
    text = run("measure", "balance", "--bootstrap", "1", "--record", records / "example")
    assert text.stdout.startswith("of ") and "over 1 draw of" in text.stderr


def test_a_picture_and_a_table_can_be_written_at_once(records: Path, run: Run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = run("measure", "months", "--plot", "a.svg", "-o", "a.csv", "--record", records / "example")
    assert done.exit_code == 0 and {path.name for path in tmp_path.iterdir()} == {"a.svg", "a.csv"}


@pytest.mark.parametrize(
    ("name", "file", "says"),
    [
        ("months", "a.graphml", "without months"),
        ("frustration", "a.gexf", ".gexf cannot store it"),
        ("frustration", "a.directed.graphml", ""),
        ("activity", "a.gexf", ""),
        ("activity", "a.graphml", ""),
    ],
)
def test_a_network_that_cannot_carry_the_measure_says_so(
    records: Path, run: Run, tmp_path: Path, name: str, file: str, says: str
) -> None:
    done = run("measure", name, "-o", file, "--record", records / "example")
    assert done.exit_code == 0 and ("The network was written without" in done.stderr) == bool(says)
    assert says in done.stderr
    if name == "frustration" and not says:
        found = nx.read_graphml(tmp_path / file).graph
        assert found["frustration_frustration_index"] == "0, proven" and found["frustration_signed_ties"] == 72


def test_numbers_that_json_cannot_hold_are_null() -> None:
    text = as_json([{"a": float("nan"), "b": [float("inf"), 1.5, (float("-inf"),)], "c": "ى"}])
    assert json.loads(text, parse_constant=pytest.fail) == [{"a": None, "b": [None, 1.5, [None]], "c": "ى"}]
