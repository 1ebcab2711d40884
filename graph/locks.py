"""What the file system of a folder promises to several machines. The kernel's locks are seen by all, on a disk of this
machine and on most network file systems; on some of those each machine, or each mount, keeps them for itself. And on
most of them a machine sees what another has written only after seconds.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["AWAY", "file_system", "locks_reach", "out_of_reach", "seen_late"]

#: File systems in user space that pass locks on to their server, or whose files no other machine has.
_PASSED_ON = frozenset(
    {
        "fuse.ceph",
        "fuse.ceph-fuse",
        "fuse.fuse-overlayfs",
        "fuse.glusterfs",
        "fuse.juicefs",
        "fuse.mergerfs",
        "fuse.mfs",
    }
)


#: Those of the kernel that keep for a while what they know of a file (nfs(5): `ac`; mount.cifs(8): `actimeo`).
_CACHED = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "virtiofs")
#: nfs(5): the options by which the kernel asks no server for a lock.
_LOCAL = frozenset({"nolock", "local_lock=all", "local_lock=flock", "local_lock=posix"})

#: What a system says of a disk or server that is gone: ENOTCONN, EIO, ETIMEDOUT, EHOSTDOWN, ECONNABORTED, ECONNRESET.
AWAY = (
    "transport endpoint is not connected",
    "input/output error",
    "connection timed out",
    "host is down",
    "software caused connection abort",
    "connection reset by peer",
)


def file_system(path: Path) -> tuple[str, str]:
    """The type of the file system that a path is on and the options of its mount, as proc(5) has them under
    ``mountinfo``; empty texts where the system does not tell them. Raises OSError where there is no such path.
    """
    device = path.stat().st_dev
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "", ""
    number = f"{os.major(device)}:{os.minor(device)}"  # Windows has neither
    for line in lines:
        ours, _, theirs = line.partition(" - ")
        if ours.split()[2] == number:
            kind, _, options = theirs.split()[:3]
            return kind, options
    return "", ""


def locks_reach(path: Path) -> bool:
    """Whether everybody who can write to this path sees its locks; True where the system does not tell."""
    kind, options = file_system(path)
    if kind.startswith("nfs"):
        return _LOCAL.isdisjoint(options.split(","))
    return not _in_user_space(kind) or kind in _PASSED_ON


def seen_late(path: Path) -> bool:
    """Whether what another machine writes to this path may be seen half, for some seconds."""
    kind, _ = file_system(path)
    return kind.startswith(_CACHED) or _in_user_space(kind)


def out_of_reach(error: Exception) -> str | None:
    """The message for an error of a network file system, by the system's words, which other libraries pass on; None for
    any other error.
    """
    said = str(error).split("\n")[0].rstrip(". ")
    if "stale file handle" in said.lower():
        return f"Another machine has replaced or deleted a file while it was read ({said}). Run the command again."
    if any(away in said.lower() for away in AWAY):
        return f"A disk or server does not answer ({said}). Try again once it does."
    return None


def _in_user_space(kind: str) -> bool:
    return kind == "fuse" or kind.startswith("fuse.")
