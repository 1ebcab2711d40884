"""Limits that the kernel enforces on a process: no network connections, no files written outside some folders, limited
memory, an end with its parent.

They apply whatever a query makes the store do. Linux enforces all of them; other systems only some.
``can_refuse_connections`` says whether this one can refuse connections.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

__all__ = [
    "bound_memory",
    "can_confine_writing",
    "can_refuse_connections",
    "end_with_parent",
    "refuse_connections",
    "write_only_within",
]

#: The kernel's number of an architecture (linux/audit.h) and of its system call ``connect``.
_CONNECT = {"x86_64": (0xC000003E, 42), "aarch64": (0xC00000B7, 203)}
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_ALLOW, _DENY = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06

#: The system calls of Landlock, the same on every architecture, and the first of its versions that knows truncation.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF, _TRUNCATION = 444, 445, 446, 3
#: Rights on files (linux/landlock.h): to write or truncate one; and to remove, make, link or move any, 4 to 13.
_WRITE_FILE = 1 << 1 | 1 << 14
_WRITE = _WRITE_FILE | sum(1 << bit for bit in range(4, 14))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def can_refuse_connections() -> bool:
    """Whether ``refuse_connections`` works on this system."""
    return sys.platform == "linux" and platform.machine() in _CONNECT


def refuse_connections() -> bool:
    """Forbid this process, and every one it starts, to open connections; True where that worked.

    A seccomp filter (Linux, ``man 2 seccomp``), which cannot be removed: ``connect`` fails with EPERM.
    """
    if not can_refuse_connections():
        return False
    architecture, connect = _CONNECT[platform.machine()]
    # struct sock_filter: operation, jump if true, jump if false, value. seccomp_data: number at 0, architecture at 4.
    steps = [
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _DENY),
        (_LOAD, 0, 0, 0),
        (_JUMP_EQUAL, 0, 1, connect),
        (_RETURN, 0, 0, _DENY),
        (_RETURN, 0, 0, _ALLOW),
    ]
    program = _Program(len(steps), b"".join(struct.pack("HBBI", *step) for step in steps))
    libc = ctypes.CDLL(None)
    failed = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    failed = failed or libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return not failed


def can_confine_writing() -> bool:
    """Whether ``write_only_within`` works on this system: Linux 6.2 or later, with Landlock."""
    if sys.platform != "linux":
        return False
    return int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, 1)) >= _TRUNCATION


def write_only_within(folders: Iterable[Path]) -> bool:
    """Forbid this process, and every one it starts, to write or remove a file outside these folders; True where that
    worked. What is open already stays open, and everything may still be read.

    A Landlock ruleset (``man 7 landlock``), which cannot be removed. It binds threads started from now on.
    """
    if not can_confine_writing():
        return False
    libc = ctypes.CDLL(None)
    ruleset = libc.syscall(_CREATE_RULESET, struct.pack("Q", _WRITE), 8, 0)
    if ruleset < 0:
        return False
    try:
        for path, rights in [*((folder, _WRITE) for folder in folders), (Path(os.devnull), _WRITE_FILE)]:
            with contextlib.suppress(FileNotFoundError):
                handle = os.open(path, os.O_PATH)
                try:
                    if libc.syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, handle), 0):
                        return False
                finally:
                    os.close(handle)
        return not (libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.syscall(_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)


def end_with_parent(parent: int) -> None:
    """End this process as soon as its parent (the process with this id) has ended, for whatever reason (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # the parent ended before the line above
            os._exit(1)


def bound_memory(more: int) -> None:
    """Limit this process to ``more`` bytes of memory beyond what it uses now; past that an allocation fails (Linux)."""
    import resource

    with open("/proc/self/statm", encoding="ascii") as sizes:
        in_use = int(sizes.read().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (in_use + more, in_use + more))
