"""What is built and installed: the wheel holds standoff and nothing else, the sdist all that a checkout does."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from standoff.version import __version__
from tests.conftest import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")
#: What a run leaves behind, and no file of ours.
LEFT = {".git", ".venv", ".venvs", "out", "build", "dist", "__pycache__", ".hypothesis"}


def tree(folder: Path) -> set[str]:
    """The files of ours in a checkout, or in what an sdist unpacks to."""
    found = set()
    for path, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFT and not name.endswith((".egg-info", "_cache"))]
        found |= {str(Path(path, name).relative_to(folder)) for name in files if not name.endswith(".pyc")}
    return found - {".git", "PKG-INFO"}


@dataclass(frozen=True)
class Built:
    """The wheel and the sdist of a copy of this checkout, and what was said while they were made."""

    wheel: Path
    sdist: Path
    said: str

    @property
    def in_wheel(self) -> set[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())


def run(*command: object, cwd: Path, python_path: Path | None = None, **options: Any) -> str:
    """What a command writes; fails with it where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STANDOFF"))}
    if python_path:
        environment["PYTHONPATH"] = str(python_path)
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **options,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    # A copy, so that nothing is left in the checkout, and nothing of an earlier build gets in.
    for name in tree(ROOT):
        (folder / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / "copy" / name)
    # The wheel is made from the sdist, as whoever gets only that would make it.
    said = run(sys.executable, "-m", "build", "--no-isolation", "-o", folder / "dist", ".", cwd=folder / "copy")
    (wheel,), (sdist,) = (folder / "dist").glob("*.whl"), (folder / "dist").glob("*.tar.gz")
    return Built(wheel, sdist, said)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel in a folder of its own; what it needs comes from the environment of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, built.wheel, cwd=folder)
    return folder


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder to work in that holds modules called like our source folders."""
    for name in ("graph", "build_graph", "tools", "ontology", "examples", "tests"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name}.py of this folder was imported')\n")
    return tmp_path


# --- the lists --------------------------------------------------------------------------------------------------------


def test_every_folder_with_code_is_listed_as_a_package_and_no_other() -> None:
    listed = set(SETUP["options"]["packages"].split())
    with_code = {path.parent.relative_to(ROOT / "graph") for path in (ROOT / "graph").rglob("*.py")}
    assert listed == {".".join(("standoff", *folder.parts)) for folder in with_code} | {
        "standoff._examples",
        "standoff._ontology",
    }


def test_the_citation_says_what_the_package_says() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    # Its version is the last release: tests/test_handbook.py.
    assert cited["license"] == PROJECT["license"]
    assert cited["keywords"] == PROJECT["keywords"]
    assert cited["authors"][0]["name"].lower() == PROJECT["authors"][0]["name"].lower()


def _with_all_it_brings(requirement: str, known: dict[tuple[str, str], None], extras: Iterable[str] = ()) -> None:
    """Into ``known`` what a requirement installs here, by name and extra, and whatever that installs in turn."""
    wanted = Requirement(requirement)
    for extra in wanted.extras or ("",):
        asked = (canonicalize_name(wanted.name), extra)
        at_work = wanted.marker is None or any(wanted.marker.evaluate({"extra": each}) for each in (*extras, ""))
        if not at_work or asked in known:
            continue
        known[asked] = None
        for each in requires(wanted.name) or ():
            _with_all_it_brings(each, known, wanted.extras)


def test_constraints_pin_all_that_is_installed_and_what_that_brings_along() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(line.split("==")[0]) for line in lines if "==" in line}
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    known: dict[tuple[str, str], None] = {}
    for wanted in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values(), *groups.values()):
        for requirement in wanted:
            if not requirement.startswith("standoff["):
                _with_all_it_brings(requirement, known)
    assert {"rdflib", "grimp", "tornado", "sphinxcontrib-jsmath"} <= {name for name, _ in known}
    assert {name for name, _ in known} <= pinned


# --- the wheel --------------------------------------------------------------------------------------------------------


def test_the_wheel_is_one_package(built: Built) -> None:
    assert {name.split("/")[0] for name in built.in_wheel} == {"standoff", f"standoff-{__version__}.dist-info"}


def test_building_it_warns_of_no_folder(built: Built) -> None:
    assert "would be ignored" not in built.said and "Deprecat" not in built.said


def test_the_wheel_has_all_code_and_all_data(built: Built) -> None:
    def under(folder: str, *endings: str) -> set[str]:
        return {name for name in tree(ROOT / folder) if not endings or name.endswith(endings)}

    assert {f"standoff/{name}" for name in under("graph")} <= built.in_wheel
    assert {f"standoff/_ontology/{name}" for name in under("ontology")} <= built.in_wheel
    assert {f"standoff/_examples/{name}" for name in under("examples")} <= built.in_wheel
    for name in ("py.typed", "__init__.pyi", "queries/timeline.rq", "page/outline.json", "readers/report.schema.json"):
        assert f"standoff/{name}" in built.in_wheel


def test_the_wheel_has_the_licence_and_the_notices(built: Built) -> None:
    licences = f"standoff-{__version__}.dist-info/licenses/"
    assert {licences + name for name in ("LICENSE", "THIRD-PARTY.md")} <= built.in_wheel
    with zipfile.ZipFile(built.wheel) as archive:
        metadata = archive.read(f"standoff-{__version__}.dist-info/METADATA").decode()
    assert "License-Expression: MIT\n" in metadata and "Requires-Python: >=3.11\n" in metadata
    # What only its developers need is no extra that anybody could ask for.
    assert set(re.findall(r"^Provides-Extra: (.*)$", metadata, re.M)) == set(PROJECT["optional-dependencies"])
    assert not {"test", "lint", "docs"} & set(PROJECT["optional-dependencies"])


# --- installed --------------------------------------------------------------------------------------------------------


def test_it_runs_in_a_folder_that_holds_a_graph_of_ones_own(installed: Path, hostile: Path) -> None:
    """``python -m`` and a script would import whatever the folder holds before what is installed."""
    assert run(sys.executable, "-m", "standoff", "--version", cwd=hostile, python_path=installed).strip() == (
        f"standoff, version {__version__}"
    )
    told = run(sys.executable, "-m", "standoff", "build", cwd=hostile, python_path=installed)
    assert "US Armed Forces" in told and (hostile / "out" / "network.html").is_file()
    told = run(sys.executable, installed / "bin" / "standoff", "confront", cwd=hostile, python_path=installed)
    assert "Person killed in Khirbet Amo" in told
    where = run(sys.executable, "-c", "import standoff; print(standoff.__file__)", cwd=hostile, python_path=installed)
    assert Path(where.strip()).is_relative_to(installed)


def test_the_lines_of_python_in_the_readme_run_there(installed: Path, hostile: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = re.search(r"```python\n(.*?)```", readme, re.S).group(1)  # type: ignore[union-attr]
    (hostile / "examples").symlink_to(ROOT / "examples")
    told = run(sys.executable, "-", cwd=hostile, python_path=installed, input=lines)
    assert "US Armed Forces" in told and list(hostile.glob("*.html"))
    told = run(sys.executable, "-P", "-", cwd=hostile, python_path=installed, input=lines)
    assert "US Armed Forces" in told


# --- the sdist, and a checkout ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unpacked(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(built.sdist) as archive:
        archive.extractall(folder, filter="data")
    (inside,) = folder.iterdir()
    return inside


def test_the_sdist_is_the_whole_checkout(unpacked: Path) -> None:
    missing = {name for name in tree(ROOT) - tree(unpacked) if not name.endswith(".gitignore")}
    assert not missing
    assert all((unpacked / name).is_file() for name in ("Makefile", "constraints.txt", "docs/index.md", ".ci/run"))
    folders = ("tests", "tools", "notebooks", "examples", "ontology", "benchmarks", "docs")
    assert all((unpacked / name).is_dir() for name in folders)


def test_tests_run_from_the_unpacked_sdist(unpacked: Path, installed: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-n",
        "0",
        "tests/queries",
    ]
    told = run(*command, "-k", "named", cwd=unpacked, python_path=installed)
    assert "100%" in told


def test_build_graph_says_in_one_sentence_that_nothing_is_installed(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", ROOT / "build_graph.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and not done.stdout
    assert done.stderr == ("standoff is not installed here. Run `make demo`, or `pip install -e .` in this folder.\n")
