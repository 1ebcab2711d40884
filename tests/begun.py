"""The program as a process of its own, begun from one that has imported it already.

Python takes most of a second to import what a command needs, and Ibis another to compile the statements of a table: of
tests that start the program some eighty times that is most of the time. ``python begun.py serve SOCKET`` imports and
compiles once, and forks itself for each command: what runs is a process like any other, with a group, folder,
environment and streams of its own, that can be killed. ``python begun.py SOCKET COMMAND …`` is the program for a shell.
"""

import array
import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: How long a command may take until it begins or ends.
PATIENCE = 280


def serve(address: str) -> None:
    """Fork for each command that is asked for at a socket, until killed."""
    while (spare := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass  # no socket or stream that comes later is 0, 1 or 2, where those of the command will be
    os.close(spare)
    sys.path.insert(0, str(ROOT))
    _imported()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for who has ended
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{address}.new")
        listening.listen(20)
        os.rename(f"{address}.new", address)  # whoever finds it is listened to
        while True:
            asked, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _run(asked)
            asked.close()


def _imported() -> None:
    import duckdb
    import ibis  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import pyshacl  # noqa: F401

    import standoff.cli
    import standoff.front.record
    import standoff.ingest.verify
    import standoff.page.page  # noqa: F401
    from standoff.readers.datasets.opened import open_table
    from standoff.readers.datasets.plan import plan

    assert duckdb.__version__
    # Statements are compiled without a thread of DuckDB's or Arrow's, which would be missing in a fork.
    with tempfile.TemporaryDirectory() as folder:
        plan(open_table(ROOT / "examples" / "datasets" / "ged-sample.csv", None, Path(folder)), "duckdb")


def _run(asked: socket.socket) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    told, streams = _received(asked)
    asked.sendall(f"{os.getpid()}\n".encode())
    for stream, number in zip(streams, (0, 1, 2), strict=True):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(told["environment"])
    os.chdir(told["folder"])
    sys.argv = ["standoff", *told["command"]]
    from standoff.cli import main

    try:
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    with contextlib.suppress(Exception):
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    with contextlib.suppress(OSError):
        asked.sendall(f"{status}\n".encode())
    os._exit(status)


def _received(asked: socket.socket) -> tuple[dict, list[int]]:
    streams = array.array("i")
    text, extra, _, _ = asked.recvmsg(1_000_000, socket.CMSG_SPACE(3 * streams.itemsize))
    for _, _, data in extra:
        streams.frombytes(data)
    while not text.endswith(b"\n"):
        text += asked.recv(1_000_000)
    return json.loads(text), list(streams)


class Begun:
    """A command that was begun, with its process (``pid``). Without ``streams`` what it prints goes to a file."""

    def __init__(
        self, address: Path, command: Sequence[str], folder: Path, streams: tuple[int, int, int] | None = None
    ) -> None:
        self._asked = socket.socket(socket.AF_UNIX)
        self._asked.settimeout(PATIENCE)
        self._asked.connect(str(address))
        told = {"command": command, "folder": str(folder), "environment": dict(os.environ)}
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115 - read once it has ended
        with open(os.devnull) as nothing:
            numbers = array.array("i", streams or (nothing.fileno(), *[self._printed.fileno()] * 2))
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)]
            message = json.dumps(told).encode() + b"\n"
            self._asked.sendall(message[self._asked.sendmsg([message], rights) :])
        self._said = self._asked.makefile()
        self.pid = int(self._said.readline())

    def has_ended(self) -> bool:
        return bool(select.select([self._asked], [], [], 0)[0])

    def status(self) -> int | None:
        """Wait until it has ended; None where it was killed."""
        line = self._said.readline()
        self._said.close()
        self._asked.close()
        return int(line) if line else None

    def talk(self) -> str:
        """What it has printed."""
        self._printed.seek(0)
        return self._printed.read().decode()


@contextlib.contextmanager
def short_address() -> Iterator[Path]:
    """A path for a socket, in a folder of its own: it may have 107 bytes (unix(7)), and pytest's folders have more."""
    with tempfile.TemporaryDirectory(prefix="standoff-") as folder:
        yield Path(folder) / "socket"


@contextlib.contextmanager
def server() -> Iterator[Path]:
    """The address of a server that runs for as long as the block lasts."""
    with short_address() as address, subprocess.Popen([sys.executable, __file__, "serve", str(address)]) as serving:
        try:
            until = time.monotonic() + PATIENCE
            while not address.exists():
                assert serving.poll() is None and time.monotonic() < until, "the program could not be imported"
                time.sleep(0.02)
            yield address
        finally:
            serving.kill()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        began = Begun(Path(sys.argv[1]), sys.argv[2:], Path.cwd(), (0, 1, 2))
        ended = began.status()
        sys.exit(137 if ended is None else ended)
