"""Kill -9 at any moment: the record opens, is the one before or the one after, and the next run succeeds.

Each run starts the program on a record of one report, or of a report and a table, lets it do one thing (read reports or
a table, take one out, build, read several into a new folder), and kills it after a random time that is drawn from how
long the whole run takes. The time is that of the processor where the system tells it: by the clock of a busy machine
it would be killed while it starts. The draws are seeded. `make kill` does 700 runs, 100 of each kind; `make test` 14.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from standoff.files import UNFINISHED, write_whole
from standoff.record.keeper import open_keeper
from standoff.record.table_check import checked_tables, table_faults
from tests.begun import Begun, server
from tests.invoke import invoke

RUNS = int(os.environ.get("STANDOFF_KILLS", "14"))
WriteReport = Callable[..., Path]


@dataclass(frozen=True)
class Job:
    """One thing that the program does; ``before`` and ``after`` are the record as Turtle, None where there is none.

    It begins with a copy of the folder ``start``. ``next`` is what is read afterwards, and ``whole`` the record then.
    """

    arguments: tuple[str, ...]
    start: Path
    before: str | None
    after: str
    cpu: float
    next: tuple[str, ...]
    whole: str


@pytest.fixture(scope="module")
def address() -> Iterator[Path]:
    """Where the program is begun."""
    with server() as address:
        yield address


def cpu(pid: int) -> float:
    """The seconds of processor that a process has used (proc(5), fields 14 and 15); 0 where that is not told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ended(begun: Begun, after: float) -> float:
    """Wait until a process has used so many seconds of processor, or ends by itself; those it has used."""
    began, used = time.monotonic(), 0.0
    while True:
        over = begun.has_ended()
        used = max(used, cpu(begun.pid) or time.monotonic() - began)
        if over or used >= after:
            return used
        time.sleep(0.004)


def turtle_in(folder: Path) -> str | None:
    """The record as Turtle; its tables are those of its datasets, as they were read."""
    if not (folder / "out" / "record").exists():
        return None
    with open_keeper(folder / "out" / "record") as record:
        assert checked_tables(record).keys() == {iri.value for iri in record.documents() if "/dataset/" in iri.value}
        return record.turtle()


@pytest.fixture(scope="module")
def starts(
    address: Path, tmp_path_factory: pytest.TempPathFactory, write_report: WriteReport, example: Path
) -> dict[str, Path]:
    """Folders with inputs: without a record, with one of a report, and with one of a report and of a table, of which
    another version is there to be read.
    """
    folders = {name: tmp_path_factory.mktemp("start") / name for name in ("nothing", "report", "table")}
    inputs = folders["nothing"]
    write_report(inputs, "small.yaml")
    shutil.copytree(example, inputs / "reports")
    table = (example.parent / "datasets" / "ged-sample.csv").read_text(encoding="utf-8")
    (inputs / "ged.csv").write_text(table, encoding="utf-8")
    shutil.copytree(inputs, folders["report"])
    _whole_run(address, ("read", "small.yaml"), folders["report"])
    shutil.copytree(folders["report"], folders["table"])
    _whole_run(address, ("read", "ged.csv"), folders["table"])
    shorter = "".join(table.splitlines(keepends=True)[:100])
    (folders["table"] / "ged.csv").write_text(shorter, encoding="utf-8")
    return folders


def _whole_run(address: Path, arguments: tuple[str, ...], folder: Path) -> float:
    """Run the program undisturbed; the seconds of processor it used."""
    done = Begun(address, arguments, folder)
    used = ended(done, 120)
    assert done.status() == 0, done.talk()
    return used


@pytest.fixture(scope="module")
def jobs(address: Path, starts: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    """What can be interrupted, each run through once to see what it leaves and how long it takes."""
    #: arguments, the folder it begins with, and what is read afterwards
    wanted: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = [
        (("read", "reports"), "report", ("reports",)),
        (("forget", "paper-2020-02-13"), "report", ("small.yaml",)),
        (("build", "reports"), "report", ("reports",)),
        (("read", "small.yaml", "reports"), "nothing", ("small.yaml", "reports")),
        (("read", "ged.csv"), "report", ("ged.csv",)),
        (("read", "ged.csv"), "table", ("ged.csv",)),
        (("forget", "ucdp-ged-ged"), "table", ("ged.csv",)),
    ]
    jobs = []
    for arguments, start, following in wanted:
        folder = tmp_path_factory.mktemp("whole") / "x"
        shutil.copytree(starts[start], folder)
        before = turtle_in(folder)
        used = _whole_run(address, arguments, folder)
        after = turtle_in(folder) or ""
        # Inside this process, where modules are loaded and statements compiled: nobody times it.
        with contextlib.chdir(folder):
            done = invoke(["read", *following], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        jobs.append(Job(arguments, starts[start], before, after, used, following, turtle_in(folder) or ""))
    return jobs


@pytest.mark.parametrize("number", range(RUNS))
def test_a_killed_run_leaves_the_record_before_or_the_one_after(
    address: Path,
    jobs: list[Job],
    starts: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    draw = random.Random(number)
    job = jobs[number % len(jobs)]
    folder = tmp_path / "x"
    shutil.copytree(job.start, folder)
    started = Begun(address, job.arguments, folder)
    # Past the end too: a run that is done by then is the case "after".
    ended(started, draw.uniform(0.02, job.cpu * 1.2))
    # A group of its own: build has a second process, which must not outlive the first.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.status()

    # Of two inputs, one after the other: nothing, the first, or both.
    states = {job.before, job.after} | ({turtle_in(starts["report"])} if job.before is None else set())
    found = turtle_in(folder)
    assert found in states
    page = folder / "out" / "network.html"
    assert not page.exists() or page.read_text(encoding="utf-8").rstrip().endswith("</html>")

    # The next run, inside this process: what it makes is what an undisturbed one makes.
    monkeypatch.chdir(folder)
    again = invoke(["read", *job.next], catch_exceptions=False)
    assert again.exit_code == 0, again.output
    assert "unchanged" not in again.output or found == job.whole
    assert turtle_in(folder) == job.whole
    with open_keeper("out/record") as record:
        assert not list(table_faults(record))
    write_whole(page, "<html></html>")
    assert not list(folder.rglob(f"*{UNFINISHED}")), "what the killed run left unfinished is swept away"
