"""The README is true: its commands run, its Python runs, its report reads, and what it shows is what comes out."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import standoff
from standoff import examples_folder

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    (standoff .*?)(?:\s+#.*)?$", README, re.MULTILINE)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
YAML = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def built(run: Callable[..., Result], whole_folder: Path, tmp_path: Path) -> Callable[..., Result]:
    """The program, in a folder where the example has been read."""
    shutil.copytree(whole_folder / "out", tmp_path / "out")
    (tmp_path / "examples").symlink_to(examples_folder())
    return run


#: Run elsewhere: what needs more than the example, or, as ``serve``, never ends by itself (tests/record/test_serve.py).
ELSEWHERE = (
    "standoff build",
    "standoff ask -",
    "standoff serve",
    "standoff check my-reports/",
    "standoff dossier village-2020-02-12",
)


@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.startswith(ELSEWHERE)])
def test_every_command_runs(built: Callable[..., Result], command: str) -> None:
    result = built(*shlex.split(command)[1:])
    assert result.exit_code == 0, result.output
    assert result.output.strip()


def test_ask_list_runs(built: Callable[..., Result]) -> None:
    assert "standoff ask --list" in " ".join(COMMANDS)
    assert "contested" in built("ask", "--list").output


def test_the_question_of_ones_own_runs(built: Callable[..., Result]) -> None:
    sparql = re.search(r"ask - <<'SPARQL'\n(.*?)    SPARQL", README, re.DOTALL)
    assert sparql
    result = built("ask", "-", input=sparql[1])
    assert result.exit_code == 0
    assert "the killed person is not a civilian" in result.output  # row 11a of the seed


def test_the_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "examples").symlink_to(examples_folder())
    monkeypatch.chdir(tmp_path)
    assert len(PYTHON) == 1
    exec(compile(PYTHON[0], "README.md", "exec"), {})
    assert "US Armed Forces → Person killed in Khirbet Amo" in capsys.readouterr().out
    assert (tmp_path / "network.html").stat().st_size > 100_000


def test_the_report_is_read_and_conforms(run: Callable[..., Result], tmp_path: Path) -> None:
    assert len(YAML) == 1
    (tmp_path / "my-reports").mkdir()
    (tmp_path / "my-reports" / "gazette.yaml").write_text(YAML[0], encoding="utf-8")
    mine = [c for c in COMMANDS if c.startswith(("standoff check my-reports/", "standoff dossier village-2020"))]
    assert len(mine) == 2 and run(*shlex.split(mine[0], comments=True)[1:]).exit_code == 0
    result = run("build", "my-reports/", "-o", "my-out")
    assert result.exit_code == 0, result.output
    assert "The Army" in result.output
    assert "The Army [killed]" in run(*shlex.split(mine[1], comments=True)[1:]).output
    with standoff.open() as record:
        [report] = record.read(tmp_path / "my-reports")
        assert report.attributions == len(record.keeper.attributions()) == 3


def test_the_rows_shown_are_rows_that_come(built: Callable[..., Result]) -> None:
    output = " ".join(built("confront").output.split())
    headings = re.findall(r"^    ([A-Z]{2,} [A-Z ,]+)(?: \(weak\))?$", README, re.MULTILINE)
    assert len(headings) == 3 and all(heading in output for heading in headings)
    shown = re.findall(r"^    ([A-Z].*?)  +(\w.*?)  +\S", README[: README.index("A row is")], re.MULTILINE)
    assert len(shown) == 4
    for ends, kind in shown:
        assert f"{ends} {kind}" in output


def test_every_file_it_names_is_there() -> None:
    for name in re.findall(r"`((?:docs|ontology|graph)/[\w./-]+)`|\]\((docs/[^)]+)\)", README):
        path = next(filter(None, name))
        assert (ROOT / path).exists(), path
