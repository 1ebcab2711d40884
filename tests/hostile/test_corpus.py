"""Hostile input does no harm: nothing outside is read or written, nothing is called, little memory is used, and each
attempt ends in a clear message or is read as plain text.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import once

ROOT = Path(__file__).resolve().parents[2]
NAMESPACE = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of every case, tried in a process without a network."""
    if shutil.which("unshare") is None or subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode:
        pytest.skip("this system has no network namespaces (unshare --net) to try hostile input in")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    environment.pop("STANDOFF_RECORD", None)

    def make(folder: Path) -> None:
        (folder / "h").mkdir()
        command = [*NAMESPACE, sys.executable, str(Path(__file__).with_name("attempts.py")), str(folder / "h")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280)
        assert done.returncode == 0, f"{done.stderr[-3000:]}"
        (folder / "found.json").write_text(done.stdout.splitlines()[-1], encoding="utf-8")

    made = once(tmp_path_factory, "hostile-corpus", make)
    found: dict[str, Any] = json.loads((made / "found.json").read_text(encoding="utf-8"))
    return found


def test_each_kind_is_tried(outcome: dict[str, Any]) -> None:
    assert len(outcome["results"]) >= 50


def test_nobody_was_called_and_the_listener_could_have_heard(outcome: dict[str, Any]) -> None:
    assert outcome["heard"] == 1 and outcome["calls"] == 0


def test_memory_stays_below_a_gigabyte(outcome: dict[str, Any]) -> None:
    assert outcome["peak"] < 1e9


def test_no_case_ran_code_that_left_a_file_anywhere(outcome: dict[str, Any]) -> None:
    assert outcome["pwned"] == []


def test_the_record_that_was_asked_is_as_it_was(outcome: dict[str, Any]) -> None:
    assert outcome["same"]


def test_each_attempt_ends_well(outcome: dict[str, Any]) -> None:
    wrong = []
    for result in outcome["results"]:
        say = result["stderr"].splitlines()
        reasons = [
            ("a traceback", result["traceback"] or "Traceback" in result["stderr"]),
            ("ends by a fault", "fault of the program" in result["stderr"]),
            ("reads elsewhere", result["elsewhere"]),
            ("the secret is out", result["leaked"]),
            ("code was run", result["pwned"]),
            ("is not refused", result["refused"] and result["status"] != 2),
            ("is refused", result["refused"] is False and result["status"] != 0),
            ("ends oddly", result["status"] not in (0, 1, 2)),
            ("says nothing", result["status"] and not say),
            ("says too much", result["status"] and max(map(len, say), default=0) > 4000),
            # A sentence that ends, and that says what to do: most messages are two sentences.
            # The last line counts where the first tells how the command is used, or ends within a name that was given.
            (
                "says no sentence",
                result["status"] == 2
                and say
                and not any(re.search(r"[.?!…`)\"]$", line.strip()) for line in (say[0], say[-1])),
            ),
            ("prints control characters", re.search(r"[\x00-\x08\x0b-\x1f\x7f]", result["stdout"] + result["stderr"])),
        ]
        wrong += [f"{result['name']}: {what}: {detail!r} {say[:2]}" for what, detail in reasons if detail]
    assert not wrong, "\n".join(wrong)
