"""The check beside other work: in a process that starts up while reports are read and checks while the page is drawn.

Half of its time goes into importing pySHACL. Where that is loaded already, as in a notebook that builds again, no
process is started, and the check is made when its faults are asked for.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys

from pyoxigraph import RdfFormat, serialize

from .check import Fault, check
from .keeper import Keeper, open_keeper

__all__ = ["BackgroundCheck"]


class BackgroundCheck:
    """A check beside other work; ``start`` it with a record, then ask for its ``faults``."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        if "pyshacl" not in sys.modules:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "standoff.record.background_check"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def start(self, record: Keeper) -> None:
        """Start checking the record, which stays as it is until its faults are asked for."""
        self._record = record
        if self._process is None:
            return
        given = serialize(record.triples(), format=RdfFormat.N_TRIPLES) or b""
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError), self._process.stdin as stdin:
            stdin.write(given)

    def faults(self) -> list[Fault]:
        """Every violation, as ``check`` returns them; waits for the process, and checks here where there is none or it
        failed.
        """
        if self._process is None:
            return check(self._record)
        assert self._process.stdout
        with self._process.stdout as stdout:
            found = stdout.read()
        if self._process.wait():
            return check(self._record)
        return [Fault(**fault) for fault in json.loads(found)]


def _main() -> None:
    """Check the N-Triples on standard input; the faults as JSON."""
    import pyshacl  # noqa: F401  # the slowest import of the check, loaded before the input arrives

    record = open_keeper()
    record.store.load(sys.stdin.buffer)
    print(json.dumps([vars(fault) for fault in check(record)]))


if __name__ == "__main__":
    _main()
