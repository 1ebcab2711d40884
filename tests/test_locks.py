"""What a network file system promises: by its type and options, as mountinfo of a machine that has it mounted shows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from standoff import files
from standoff.files import UNFINISHED, sweep
from standoff.locks import file_system, locks_reach, out_of_reach, seen_late

#: Lines of /proc/self/mountinfo, of a Debian 12 with sshfs 3.7.3, fuse-nfs and GlusterFS 10.3; those of NFS as the
#: kernel writes them (fs/nfs/super.c, nfs_show_mount_options). Are locks seen by others; are files seen late?
MOUNTED = {
    "- fuse.sshfs root@host:/srv rw,user_id=0,group_id=0": (False, True),
    "- fuse.fuse-nfs nfs://host/srv?version=3 rw,user_id=0,group_id=0,default_permissions": (False, True),
    "- fuse.glusterfs host:gv rw,user_id=0,group_id=0,max_read=131072": (True, True),
    "- nfs4 host:/srv rw,vers=4.2,rsize=1048576,hard,proto=tcp,local_lock=none,addr=10.0.0.1": (True, True),
    "- nfs host:/srv rw,vers=3,hard,nolock,mountproto=udp,local_lock=all,addr=10.0.0.1": (False, True),
    "- cifs //host/srv rw,vers=3.1.1,cache=strict,actimeo=1": (True, True),
    "- ext4 /dev/sda1 rw,discard": (True, False),
    "- fuseblk /dev/sdb1 rw,user_id=0,group_id=0": (True, False),
}


@pytest.mark.parametrize("line", MOUNTED)
def test_whether_other_machines_see_a_lock_and_when_they_see_a_file(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _mounted(tmp_path, line, monkeypatch)
    assert (locks_reach(tmp_path), seen_late(tmp_path)) == MOUNTED[line]


def _mounted(folder: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    device = folder.stat().st_dev
    mounts = (
        f"6 27 0:999 / /proc rw - proc proc rw\n27 1 {os.major(device)}:{os.minor(device)} / /x rw,relatime {line}\n"
    )
    read = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda path, *a, **k: mounts if path.name == "mountinfo" else read(path, *a, **k)
    )


def test_this_folder_is_on_some_file_system_and_has_locks(tmp_path: Path) -> None:
    if not Path("/proc/self/mountinfo").exists():
        pytest.skip("only Linux lists its file systems in /proc/self/mountinfo")
    assert file_system(tmp_path)[0]
    assert locks_reach(tmp_path)


def test_what_another_machine_may_be_writing_is_left_for_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "locks_reach", lambda _: False)
    young, old, done = (tmp_path / f".{name}{UNFINISHED}" for name in ("young", "old", "done"))
    for folder in (young, old, done):
        folder.mkdir()
        (folder / "x").touch()
    for folder in (young, old):
        (folder / ".lock").touch()
    os.utime(old, (0, 0))
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [young], "the third its own process has deleted, but for what was open"


def test_a_temporary_file_needs_no_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(files.fcntl, "flock", none)
    files.write_whole(tmp_path / "a.txt", "whole")
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]
    (tmp_path / f".b{UNFINISHED}").touch()
    sweep(tmp_path)
    assert (tmp_path / f".b{UNFINISHED}").exists(), "whether somebody writes it cannot be asked"


def test_errors_of_a_server_that_is_gone_say_so() -> None:
    assert "Run the command again" in str(out_of_reach(OSError(116, "Stale file handle", "r/tables")))
    assert "does not answer" in str(out_of_reach(OSError(107, "Transport endpoint is not connected", "r")))
    assert out_of_reach(OSError(2, "No such file or directory", "r")) is None
