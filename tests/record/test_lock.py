"""One writer: who comes second is told who is first; a killed writer blocks nobody; readers go on."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from standoff.errors import RecordError
from standoff.readers.inputs import read_input
from standoff.record import lock, writer_mark
from standoff.record.keeper import open_keeper
from standoff.record.lock import Turn, holder, lock_message
from standoff.record.writer_mark import MARK, WriterMark

HOLD_LOCK = "import sys, pyoxigraph; store = pyoxigraph.Store(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
Writer = subprocess.Popen[bytes]


@pytest.fixture
def folder(tmp_path: Path, write_report: Callable[..., Path]) -> Path:
    open_keeper(tmp_path / "record", write=True).put(read_input(write_report(tmp_path / "in")))
    return tmp_path / "record"


@pytest.fixture
def writer(folder: Path) -> Iterator[Writer]:
    """A process that holds the record."""
    command = [sys.executable, "-c", HOLD_LOCK, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_the_message_names_the_process_its_program_and_since_when(folder: Path, writer: Writer) -> None:
    with pytest.raises(RecordError) as error:
        open_keeper(folder, write=True)
    message = str(error.value)
    assert f"process {writer.pid}" in message
    if sys.platform == "linux":
        # Not its whole command line: that may hold what is not for everybody who may write here.
        assert "import sys" not in message and re.search(
            r"\(python[\d.]*, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\)", message
        )
    assert "Wait until it finishes, or end it" in message


def test_a_path_in_the_working_folder_is_named_as_seen_from_there(
    folder: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    for given in (folder, Path("record")):
        with pytest.raises(RecordError, match=r"^Another process is writing to record: "):
            open_keeper(given, write=True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["/usr/bin/python3", "/home/ana/.venv/bin/standoff", "read", "/home/ana/x.yaml"], "standoff read"),
        (["python", "/home/ana/build_graph.py", "--record", "http://ana:secret@host"], "standoff"),
        (["/opt/python3.11", "-c", "import os"], "python3.11"),
        (["-zsh (ana@host) ~/x"], None),
    ],
)
def test_of_another_process_only_the_program_is_told(
    line: list[str], said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _: "\0".join(line).encode())
    assert lock._command(1) == said


def test_readers_go_on(folder: Path, writer: Writer) -> None:
    assert open_keeper(folder).documents()


def test_a_killed_writer_blocks_nobody(folder: Path, writer: Writer) -> None:
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    assert holder(folder) is None
    open_keeper(folder, write=True)


def test_a_second_writer_in_one_program_is_refused(folder: Path) -> None:
    first = open_keeper(folder, write=True)
    with pytest.raises(RecordError, match=r"This program already has .* open for writing"):
        open_keeper(folder, write=True)
    assert first.documents()
    # Asking after the lock must not give it up: whoever comes now is still second.
    done = subprocess.run([sys.executable, "-c", HOLD_LOCK, str(folder)], capture_output=True, input=b"")
    assert done.returncode and b"lock" in done.stderr.lower()


def test_a_closed_or_missing_record_has_no_holder(folder: Path, tmp_path: Path) -> None:
    assert holder(folder) is None
    assert holder(tmp_path / "nothing") is None


# ---------------------------------------------------------------------- file systems whose locks others do not see


@pytest.fixture
def unseen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record in a folder where every writer is given each lock, as two mounts of sshfs or fuse-nfs are."""
    monkeypatch.setattr(lock, "locks_reach", lambda _: False)
    monkeypatch.setattr(lock.fcntl, "flock", lambda *_: None)
    monkeypatch.setattr(writer_mark, "_PATIENCE", 0.2)
    return folder


def test_a_second_writer_is_refused_where_locks_are_not_seen(unseen: Path) -> None:
    first = Turn(unseen)
    with pytest.raises(RecordError, match=rf"process {os.getpid()} on .*, since .*delete .*{MARK}"):
        Turn(unseen)
    first.end()
    open_keeper(unseen, write=True).close()
    assert not (unseen / MARK).exists()


@pytest.mark.parametrize(
    ("note", "free"),
    [
        ({"pid": 2**22 + 1, "started": 5}, True),  # pid_max(5) of 64-bit Linux: no process has this number
        ({"boot": "another"}, True),  # this machine has been started again since
        ({"boot": "another", "machine": "another"}, False),
        ({"boot": "another", "host": "another"}, False),
        ({}, False),  # this process
    ],
)
def test_only_a_writer_that_was_killed_on_this_machine_is_passed_over(
    unseen: Path, monkeypatch: pytest.MonkeyPatch, note: dict[str, object], free: bool
) -> None:
    here = {"machine": "m", "boot": "b", "host": "h"}
    monkeypatch.setattr(writer_mark, "_machine", lambda: here)
    left = {**here, "pid": os.getpid(), "started": writer_mark.started(os.getpid()), "since": "then", **note}
    (unseen / MARK).mkdir()
    (unseen / MARK / "writer.json").write_text(json.dumps(left))
    if free:
        WriterMark(unseen).remove()
        assert not (unseen / MARK).exists()
    else:
        with pytest.raises(RecordError, match="Another process is writing"):
            WriterMark(unseen)


def test_a_mark_without_a_note_is_waited_for_and_then_told(unseen: Path) -> None:
    (unseen / MARK).mkdir()
    with pytest.raises(RecordError, match=rf"unknown\. .*delete .*{MARK}"):
        Turn(unseen)


def test_a_mark_of_another_writer_in_an_exchanged_folder_stays(unseen: Path) -> None:
    turn = Turn(unseen)
    (unseen / MARK / "writer.json").write_text('{"pid": 1}')
    turn.end()
    assert (unseen / MARK).exists()


def test_without_any_locks_the_mark_is_left_and_the_storage_has_the_word(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(lock.fcntl, "flock", none)
    turn = Turn(folder)
    assert (folder / MARK).is_dir()
    turn.end()
    said = lock_message(folder, "IO error: While lock file: record/LOCK: No locks available")
    assert said is not None and "gives no locks" in said


@pytest.mark.parametrize(
    "error",
    [
        "IO error: While open a file for lock: record/LOCK: Permission denied",
        "IO error: While lock file: record/LOCK: Transport endpoint is not connected",
        "Corruption: in blocks/record/CURRENT",
    ],
)
def test_the_word_lock_alone_is_no_second_writer(folder: Path, error: str) -> None:
    assert lock_message(folder, error) is None
