"""What the tests share: the seed report and its record, a small report to change, and the program to run."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyshacl  # noqa: F401 - where it is loaded, `build` starts no process to check in, of which half is this import
import pytest
from click.testing import Result
from hypothesis import HealthCheck, settings

from standoff.readers.inputs import read_input
from standoff.record.keeper import Keeper, open_keeper
from standoff.rules.ledger import Ledger
from tests.effort import left_out
from tests.invoke import invoke

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "khirbet-amo"

# Tests make hundreds of records on disk, and with each they would wait eighty times until the disk has written. No test
# pulls the plug: memory does as well, where there is plenty, and saves a third of a second for each record.
_MEMORY = Path("/dev/shm")
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 4 * 10**9:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

# Tables are folded to the terminal's width, and pytest-xdist tells its workers one; stored notebooks have 120 letters.
os.environ["COLUMNS"] = "120"

# Among all that the tests import, looking for garbage every 700 new objects takes a fifth of their time.
gc.set_threshold(100_000, 20, 50)

# jsonschema imports it to check addresses, which no test asks for, and it compiles grammars for three seconds.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

# Machines differ in speed, and a fixture that is shared by all examples is what these tests want.
settings.register_profile("standoff", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("standoff")

#: A small report, part by part: what `write_report` writes where nothing else is given. Its lines are counted on.
PARTS = {
    "header": "report: paper-2020-02-13\npublisher: paper\npublished: 2020-02-13\n",
    "actors": """\
actors:
  paper: {kind: media-outlet, label: The Paper}
  sana: {kind: media-outlet, label: SANA, aliases: {ar: [سانا]}}
  network: {label: A network}
  us-forces: {kind: state-force}
  man: {kind: person, label: Man killed}
""",
    "places": """\
places:
  syria: {type: country}
  khirbet-amo: {type: village, within: syria, lat: 37.01, lon: 41.27}
""",
    "events": """\
events:
  killing: {type: kill, incident: amo, when: 2020-02-12, place: khirbet-amo}
""",
    "claims": """\
claims:
  - {id: a, said_by: sana, quote: killed by the US troops, event: killing, that: {actor: us-forces, victim: man}}
  - {id: b, said_by: sana, about: man, that: {combatant_status: civilian}}
  - {id: c, said_by: network, denies: b}
""",
}

WriteReport = Callable[..., Path]
Done = subprocess.CompletedProcess[str]

#: The longest tests: they begin, so that no worker of pytest-xdist is left with one when the others are done.
LONGEST = {
    "test_access.py",
    "test_contract.py",
    "test_corpus.py",
    "test_fold.py",
    "test_packaging.py",
    "test_page_rules.py",
    "test_safe.py",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if out := left_out(items):
        config.hook.pytest_deselected(items=sorted(out, key=items.index))
        items[:] = [item for item in items if item not in out]
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    # What is imported by now stays: whoever looks for garbage need not look there.
    gc.freeze()


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that ``make`` has filled, once for all workers of pytest-xdist. Tests must not change it."""
    base = factory.getbasetemp()
    # Each worker's folder lies in one that all of them share.
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def example() -> Path:
    """The coded example that `build` reads when it is given nothing."""
    return EXAMPLE


@pytest.fixture(scope="session")
def seed_report(example: Path) -> Path:
    """The seed article's report."""
    return example / "enab-baladi-2020-02-13.yaml"


@pytest.fixture(scope="session")
def seed_record(seed_report: Path) -> Keeper:
    """The record of the seed article's report alone. Tests must not change it."""
    record = open_keeper()
    record.put(read_input(seed_report))
    return record


@pytest.fixture(scope="session")
def seed_ledger(seed_record: Keeper) -> Ledger:
    return Ledger(seed_record)


@pytest.fixture(scope="session")
def seed_folder(seed_report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of the seed article's report alone, in a folder. Copy it to write."""
    folder = tmp_path_factory.mktemp("seed") / "record"
    with open_keeper(folder, write=True) as record:
        record.put(read_input(seed_report))
    return folder


@pytest.fixture
def with_record(seed_folder: Path, tmp_path: Path) -> Path:
    """The test's folder, with a record of the seed report in it where the program looks for one."""
    shutil.copytree(seed_folder, tmp_path / "out" / "record")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    return tmp_path


@pytest.fixture(scope="session")
def whole_record() -> Keeper:
    """The record of all the example's reports, in memory. Tests must not change it."""
    record = open_keeper()
    record.put(read_input(EXAMPLE))
    return record


@pytest.fixture(scope="session")
def whole_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `standoff read` was run on the example: its record lies in ``out/record``. Copy it to write."""

    def make(folder: Path) -> None:
        with open_keeper(folder / "out" / "record", write=True) as record:
            record.put(read_input(EXAMPLE))
        (folder / "examples").symlink_to(ROOT / "examples")

    return once(tmp_path_factory, "whole", make)


@pytest.fixture(scope="session")
def write_report() -> WriteReport:
    """Writes the small report into a folder; a part (``claims="…"``) replaces that part, ``None`` leaves it out."""

    def write(folder: Path, name: str = "paper.yaml", **parts: str | None) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        assert parts.keys() <= PARTS.keys()
        path = folder / name
        path.write_text("".join(part for part in (PARTS | parts).values() if part), encoding="utf-8")
        return path

    return write


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command of the program inside this process, in the test's own folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STANDOFF_RECORD", raising=False)

    def command(*arguments: str | Path, **options: Any) -> Result:
        done = invoke(arguments, **options)
        print(f"{arguments[:1]}: {done.exit_code} {done.exception!r}\n{done.stderr}")  # shown where the test fails
        return done

    return command


@pytest.fixture
def run_program(tmp_path: Path) -> Iterator[Callable[..., Done]]:
    """Runs the program as a user does, in a process of its own, in the test's own folder."""
    environment = {k: v for k, v in os.environ.items() if k != "STANDOFF_RECORD"}

    def program(*arguments: str | Path, python: tuple[str, ...] = (), **options: Any) -> Done:
        command = [sys.executable, *python, str(ROOT / "build_graph.py"), *map(str, arguments)]
        usual = {"cwd": tmp_path, "env": environment, "encoding": "utf-8", "capture_output": True, "timeout": 120}
        return subprocess.run(command, **{**usual, **options})

    yield program


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In continuous integration a skip is a failure: what the real tests need is installed there (``.ci/run``)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("STANDOFF_NO_SKIP") and skipped and not exitstatus:
        for report in skipped:
            print(f"skipped: {report.nodeid} {report.longrepr}")
        session.exitstatus = 1
