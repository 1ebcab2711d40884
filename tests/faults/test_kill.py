"""Kill -9 at any moment: the record opens, is the one before or the one after, and the next run succeeds.

Each run starts the program on a record of one report, lets it do one thing (read another, take one out, build, read
several into a new folder), and kills it after a random time that is drawn from how long the whole run takes. The time
is that of the processor where the system tells it: by the clock of a busy machine it would be killed while it starts.
The draws are seeded. `make kill` does 200 runs; `make test` does 12.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from standoff.files import UNFINISHED, write_whole
from standoff.readers.inputs import read_input
from standoff.record.keeper import open_keeper
from tests.invoke import invoke

ROOT = Path(__file__).resolve().parents[2]
RUNS = int(os.environ.get("STANDOFF_KILLS", "12"))
WriteReport = Callable[..., Path]


@dataclass(frozen=True)
class Job:
    """One thing that the program does; ``before`` and ``after`` are the record as Turtle, None where there is none.

    ``next`` is what is read afterwards, and ``whole`` the record then.
    """

    arguments: tuple[str, ...]
    before: str | None
    after: str
    cpu: float
    next: tuple[str, ...]
    whole: str


def standoff(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k != "STANDOFF_RECORD"} | {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(ROOT / "build_graph.py"), *arguments]
    # A group of its own: build has a second process, which must not outlive the first.
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def cpu(process: subprocess.Popen[str]) -> float:
    """The seconds of processor that a process has used (proc(5), fields 14 and 15); 0 where that is not told."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ended(process: subprocess.Popen[str], after: float) -> float:
    """Wait until a process has used so many seconds of processor, or ends by itself; those it has used."""
    began, used = time.monotonic(), 0.0
    while True:
        # Not polled: a process that is waited for has no figures any more.
        over = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        used = cpu(process) or time.monotonic() - began
        if over or used >= after:
            return used
        time.sleep(0.004)


def turtle_in(folder: Path) -> str | None:
    return open_keeper(folder / "out" / "record").turtle() if (folder / "out" / "record").exists() else None


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory, write_report: WriteReport, example: Path) -> Path:
    """A folder with two inputs and a record of one of them."""
    folder = tmp_path_factory.mktemp("start")
    write_report(folder, "small.yaml")
    shutil.copytree(example, folder / "reports")
    done = standoff("read", "small.yaml", cwd=folder)
    _, talk = done.communicate(timeout=120)
    assert done.returncode == 0, talk
    return folder


@pytest.fixture(scope="module")
def jobs(start: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    """What can be interrupted, each run through once to see what it leaves and how long it takes."""
    small, reports = read_input(start / "small.yaml"), read_input(start / "reports")
    both, one = open_keeper(), open_keeper()
    one.put(small)
    both.put(small)
    both.put(reports)
    #: arguments, whether the record is there before, what is read afterwards, and the record then
    wanted = [
        (("read", "reports"), True, ("reports",), both),
        (("forget", "paper-2020-02-13"), True, ("small.yaml",), one),
        (("build", "reports"), True, ("reports",), both),
        (("read", "small.yaml", "reports"), False, ("small.yaml", "reports"), both),
    ]
    jobs = []
    for arguments, is_there, following, whole in wanted:
        folder = tmp_path_factory.mktemp("whole") / "x"
        shutil.copytree(start, folder)
        if not is_there:
            shutil.rmtree(folder / "out")
        before = turtle_in(folder)
        done = standoff(*arguments, cwd=folder)
        used = ended(done, 120)
        _, talk = done.communicate(timeout=120)
        assert done.returncode == 0, talk
        jobs.append(Job(arguments, before, turtle_in(folder) or "", used, following, whole.turtle()))
    return jobs


@pytest.mark.parametrize("number", range(RUNS))
def test_a_killed_run_leaves_the_record_before_or_the_one_after(
    jobs: list[Job], start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    draw = random.Random(number)
    job = jobs[number % len(jobs)]
    folder = tmp_path / "x"
    shutil.copytree(start, folder)
    if job.before is None:
        shutil.rmtree(folder / "out")
    started = standoff(*job.arguments, cwd=folder)
    # Past the end too: a run that is done by then is the case "after".
    ended(started, draw.uniform(0.02, job.cpu * 1.2))
    os.killpg(started.pid, signal.SIGKILL)
    started.communicate()

    states = {job.before, job.after}
    if job.before is None:  # two inputs, one after the other: nothing, a record with nothing in it, the first, both
        states |= {open_keeper().turtle(), turtle_in(start)}
    assert turtle_in(folder) in states
    page = folder / "out" / "network.html"
    assert not page.exists() or page.read_text(encoding="utf-8").rstrip().endswith("</html>")

    # The next run, inside this process: what it makes is what an undisturbed one makes.
    monkeypatch.chdir(folder)
    again = invoke(["read", *job.next], catch_exceptions=False)
    assert again.exit_code == 0, again.output
    assert turtle_in(folder) == job.whole
    write_whole(page, "<html></html>")
    assert not list(folder.rglob(f"*{UNFINISHED}")), "what the killed run left unfinished is swept away"
