"""Files written whole: a failure leaves the old one, a kill leaves nothing that stays, and others' files are safe."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from standoff.errors import StandoffError
from standoff.files import UNFINISHED, sweep, temporary_next_to, write_whole

#: Starts to write and says so; then waits to be killed.
HALF = """
import sys, time
from pathlib import Path
from standoff.files import temporary_next_to
with temporary_next_to(Path(sys.argv[1]), folder=sys.argv[2] == "folder") as unfinished:
    print(unfinished, flush=True)
    time.sleep(60)
"""


def test_a_file_is_made_with_its_folder_and_replaced(tmp_path: Path) -> None:
    for text in ("one", "two"):
        write_whole(tmp_path / "a" / "b.txt", text)
        assert (tmp_path / "a" / "b.txt").read_text() == text
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_a_failure_leaves_the_old_one_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "a.txt", "old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StandoffError, match="No space left on device"):
        write_whole(tmp_path / "a.txt", "new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old"}


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_leftovers_of_a_killed_run_are_removed_and_those_of_a_living_one_are_not(tmp_path: Path, kind: str) -> None:
    command = [sys.executable, "-c", HALF, str(tmp_path / "a.txt"), kind]
    root = str(Path(__file__).resolve().parents[1])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout
        unfinished = Path(process.stdout.readline().strip())
        assert unfinished.name, "the other process did not start"
        sweep(tmp_path)
        assert unfinished.exists(), "it is being written"
        process.kill()
    assert unfinished.exists(), "a kill cleans nothing up"
    write_whole(tmp_path / "other.txt", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["other.txt"]


def test_an_earlier_version_that_asks_the_folder_itself_is_kept_out_too(tmp_path: Path) -> None:
    with temporary_next_to(tmp_path / "a", folder=True) as ours:
        handle = os.open(ours, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
    theirs = tmp_path / f".b{UNFINISHED}"
    theirs.mkdir()
    handle = os.open(theirs, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    sweep(tmp_path)
    assert theirs.exists(), "it is locked as they do it"
    os.close(handle)
    sweep(tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_files_of_others_are_left_alone(tmp_path: Path) -> None:
    names = [".a.txt-backup", "a.txt~", f"a{UNFINISHED}"]
    for name in names:
        (tmp_path / name).write_text("mine")
    (tmp_path / f".link{UNFINISHED}").symlink_to(tmp_path / "a.txt~")
    with temporary_next_to(tmp_path / "a.txt"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, f".link{UNFINISHED}"])
    assert (tmp_path / "a.txt~").read_text() == "mine"
