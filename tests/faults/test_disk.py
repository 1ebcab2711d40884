"""A full disk and a folder that may not be written to: one clear message, the record as it was, and all well again
once there is room.

The full disk is a tmpfs of a few megabytes, the read-only folder a mount of its own: an administrator is not stopped by
permissions. Both are mounted in a mount namespace of the test's own (``unshare --mount``), with a user namespace where
the test is not run as root, so that nothing is left behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.begun import short_address

ROOT = Path(__file__).resolve().parents[2]
WriteReport = Callable[..., Path]
Script = Callable[[str], str]

NAMESPACE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


@pytest.fixture(scope="module")
def mounts() -> None:
    """Skips, with the reason, where this system allows no mount."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no `unshare` on this machine, and so no folder to fill")
    tried = subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"this system allows no mount: {tried.stderr.strip()}")


@pytest.fixture
def shell(mounts: None, tmp_path: Path, write_report: WriteReport, example: Path) -> Iterator[Script]:
    """Runs a shell script in a mount namespace of its own. ``standoff`` is the program, ``disk`` a folder to mount on;
    ``small.yaml``, ``reports`` and ``ged.csv`` are there to be read.
    """
    write_report(tmp_path, "small.yaml")
    (tmp_path / "reports").mkdir()
    for name in ("actors.yaml", "places.yaml", "events.yaml", "enab-baladi-2020-02-13.yaml"):
        shutil.copy(example / name, tmp_path / "reports")
    shutil.copy(example.parent / "datasets" / "ged-sample.csv", tmp_path / "ged.csv")
    (tmp_path / "disk").mkdir()
    program = tmp_path / "standoff"

    def run(script: str) -> str:
        environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "STANDOFF_RECORD": "disk/record"}
        done = subprocess.run(
            [*NAMESPACE, "sh", "-eu"],
            input=begin + script,
            cwd=tmp_path,
            env=environment,
            text=True,
            capture_output=True,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr + done.stdout
        return done.stdout

    with short_address() as address:
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "{ROOT}/tests/begun.py" "{address}" "$@"\n')
        program.chmod(0o755)
        # Begun within the namespace, or it would not see what is mounted there.
        begin = f"""
            "{sys.executable}" "{ROOT}/tests/begun.py" serve "{address}" & trap "kill $!" EXIT
            until [ -e "{address}" ]; do sleep 0.05; done
        """
        yield run


#: Runs a command that cannot be done: its status and message, behind a mark.
FAILS = """
fails() { set +e; standoff "$@" 2>message >output; status=$?; set -e; echo "$1: $status: $(head -1 message)"; }
"""


def test_a_full_disk(shell: Script) -> None:
    said = shell(
        FAILS
        + """
        mount -t tmpfs -o size=6m none disk
        standoff read small.yaml 2>/dev/null
        standoff export -o before.ttl 2>/dev/null
        standoff draw -o disk/page.html 2>/dev/null
        head -c 20000000 /dev/zero >disk/fill 2>/dev/null || true
        rm -f message output

        fails read reports
        fails read ged.csv
        fails forget paper-2020-02-13
        fails build reports --record disk/record -o disk
        fails build reports --record disk/new -o disk
        fails draw -o disk/page.html
        fails export -o disk/new.ttl
        standoff ask sources >/dev/null && echo asking works
        standoff export -o meanwhile.ttl 2>/dev/null
        cmp before.ttl meanwhile.ttl && echo record as before
        grep -q "</html>" disk/page.html && echo page as before
        ls -A disk

        rm disk/fill
        standoff read reports 2>/dev/null
        standoff forget paper-2020-02-13 2>/dev/null
        standoff verify 2>&1 | tail -1
    """
    )
    lines = said.splitlines()
    failed = [line for line in lines if line.split(":")[0] in ("read", "forget", "build", "draw", "export")]
    assert len(failed) == 7
    for line in failed:
        assert ": 2: standoff: " in line, line
        assert "disk is full" in line or "No space left" in line, line
    assert "asking works" in lines and "record as before" in lines
    listed = lines[lines.index("page as before") + 1 : -1]
    assert sorted(listed) == ["fill", "page.html", "record"], "nothing half made is left"
    assert lines[-1] == "The record says what its files say."


def test_a_disk_that_gets_full_while_reports_are_written(shell: Script) -> None:
    """Room for a new record but not for the reports: what is written then is all taken back."""
    said = shell(
        FAILS
        + """
        for free in 40 200; do
            mount -t tmpfs -o size=6m none disk
            standoff read small.yaml 2>/dev/null
            standoff export -o before.ttl 2>/dev/null
            head -c 20000000 /dev/zero >disk/fill 2>/dev/null || true
            truncate -s "-${free}K" disk/fill
            fails read reports
            standoff export -o meanwhile.ttl 2>/dev/null
            cmp -s before.ttl meanwhile.ttl && echo before || echo other
            rm disk/fill
            standoff read reports 2>/dev/null
            standoff verify >/dev/null 2>&1 && echo verified
            umount disk
        done
    """
    )
    lines = said.splitlines()
    assert len(lines) == 6
    for outcome, record, verified in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        assert verified == "verified"
        if record == "before":
            assert outcome.startswith("read: 2: standoff: ") and "disk is full" in outcome, outcome
        else:
            assert outcome.startswith("read: 0: "), "what was written was written whole"
    assert "before" in lines


#: What is done with so many kilobytes left; the ten sizes are tried with STANDOFF_DISKS=10.
SIZES = [700, 0, 60, 4, 16, 150, 300, 1200, 2500, 5000][: int(os.environ.get("STANDOFF_DISKS", "1"))]
JOBS = [
    "read reports",
    "read ged.csv",
    "build reports --record disk/record -o disk",
    "draw -o disk/page.html",
    "export -o disk/record.ttl",
    "export -o disk/table.parquet",
]


@pytest.mark.parametrize("free", SIZES)
def test_a_disk_with_little_room_leaves_the_record_and_files_before_or_those_after(shell: Script, free: int) -> None:
    """Either all of it is done, or one message says that the disk is full and everything is as it was."""
    begin = """
        standoff read small.yaml 2>/dev/null
        standoff draw -o disk/page.html 2>/dev/null
        standoff export -o disk/record.ttl 2>/dev/null
        cp disk/record.ttl before.ttl
        cat disk/page.html disk/record.ttl | sha256sum >files
        cp -r disk base
    """
    jobs = "\n".join(
        f"""
        mount -t tmpfs -o size=12m none disk
        cp -r base/. disk
        head -c 40000000 /dev/zero >disk/fill 2>/dev/null || true
        truncate -s "-{free}K" disk/fill
        fails {job}
        standoff export -o meanwhile.ttl 2>/dev/null
        cmp -s before.ttl meanwhile.ttl && echo same record || echo other record
        cat disk/page.html disk/record.ttl | sha256sum | cmp -s - files && echo same files || echo other files
        rm disk/fill
        tail -c 8 disk/page.html | tr -d '\\n'; echo
        ls -A disk | grep -c -v -E '^(record|page.html|network.html|record.ttl|table.parquet)$' || true
        standoff {job} >/dev/null 2>&1 && echo done now
        standoff verify >/dev/null 2>&1 && echo verified
        umount disk
        """
        for job in JOBS
    )
    # The message comes last, behind what was read until then.
    lines = shell(FAILS.replace("head -1", "tail -1") + begin + jobs).splitlines()
    for job, (outcome, record, files, page, left, *after) in zip(JOBS, _of_seven(lines), strict=True):
        assert (page, left, after) == ("</html>", "0", ["done now", "verified"]), (job, outcome)
        if ": 2: " in outcome:
            assert "disk is full" in outcome or "No space left" in outcome, outcome
            # `build` writes the record, and then the page.
            assert files == "same files" and (record == "same record" or job.startswith("build")), (job, outcome)
        else:
            assert outcome.startswith(f"{job.split()[0]}: 0: "), outcome


def _of_seven(lines: list[str]) -> list[list[str]]:
    return [lines[start : start + 7] for start in range(0, len(lines), 7)]


def test_a_folder_that_may_not_be_written_to(shell: Script) -> None:
    said = shell(
        FAILS
        + """
        mount -t tmpfs -o size=20m none disk
        standoff read small.yaml 2>/dev/null
        standoff export -o before.ttl 2>/dev/null
        mount -o remount,ro none disk
        fails read reports
        fails forget paper-2020-02-13
        fails build reports --record disk/record
        fails build reports --record disk/new
        fails draw -o disk/page.html
        fails export -o disk/new.ttl
        standoff confront >/dev/null && standoff history >/dev/null && echo reading works
        standoff verify >/dev/null 2>&1 && echo verified
        standoff export -o meanwhile.ttl 2>/dev/null
        cmp before.ttl meanwhile.ttl && echo record as before
        mount -o remount,rw none disk
        standoff read reports 2>/dev/null
        standoff verify 2>&1 | tail -1
    """
    )
    lines = said.splitlines()
    for line in lines[:6]:
        assert ": 2: standoff: " in line, line
        assert "read-only" in line.lower(), line
    assert lines[6:] == ["reading works", "verified", "record as before", "The record says what its files say."]


def test_a_record_in_a_mounted_folder_is_written_through(shell: Script) -> None:
    """It cannot be exchanged for another: reading a table into it moves the new files up."""
    said = shell(
        """
        mount -t tmpfs -o size=60m none disk
        standoff read small.yaml --record disk 2>/dev/null
        standoff read ged.csv --record disk 2>/dev/null
        standoff read ged.csv --record disk 2>&1 | grep -o "unchanged"
        mountpoint -q disk && echo mounted
        ls -A disk | grep -c -e unfinished -e .new- || true
        standoff history --record disk --format csv | wc -l
        standoff forget ucdp-ged-ged --record disk 2>/dev/null
        standoff verify --record disk 2>&1 | tail -1
    """
    )
    assert said.splitlines() == ["unchanged", "mounted", "0", "3", "The record says what its files say."]


@pytest.mark.parametrize("output", [">/dev/full", ">&-"])
def test_an_output_that_cannot_be_written_gives_one_message(
    with_record: Path, run_program: Callable[..., subprocess.CompletedProcess[str]], output: str
) -> None:
    code = f"import subprocess, sys; sys.exit(subprocess.run(sys.argv[1] + ' {output}', shell=True).returncode)"
    command = f"{sys.executable} {ROOT}/build_graph.py history"
    done = run_program(python=("-c", code, command))
    assert done.returncode == 2 and done.stderr.startswith("standoff: the output cannot be written: ")
    assert len(done.stderr.splitlines()) == 1
