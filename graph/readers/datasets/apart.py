"""Read a table whose form is binary in a process of its own, which has no network, limited memory, and one folder to
write to: what a damaged or hostile file makes a parser do ends there, with a sentence.

    python -P -m standoff.readers.datasets.apart FORM FILE FOLDER ENCODING PARENT
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ...confine import bound_memory, end_with_parent, refuse_connections, write_only_within
from ...errors import InputError, MissingExtra, one_line
from .clean import table_error

__all__ = ["read_apart"]

#: Bytes of memory that the process may use beyond what it starts with, and the seconds that it may take.
_MEMORY, _SECONDS = 1_500_000_000, 1_800


def read_apart(form: str, source: Path, folder: Path, encoding: str | None = None) -> dict[str, Any]:
    """What the reader of a form (``workbook``, ``Arrow``, ``Stata``) gives for a file, in ``folder``: the ``path`` of a
    Parquet file and ``notes``, or ``sheets``, each with its ``name``, ``path`` and ``notes``.

    Raises InputError where the file cannot be read, MissingExtra where a package is missing.
    """
    command = [sys.executable, "-P", "-m", __name__, form, str(source), str(folder), encoding or "", str(os.getpid())]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise table_error(source, "Reading it took more than half an hour. Save the table as CSV (UTF-8).") from None
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        what = f"This {form} file cannot be read: its reader ended ({_ending(done.returncode, done.stderr)})."
        raise table_error(source, f"{what} It is damaged or too large; save the table as CSV (UTF-8).") from None
    if "missing" in found:
        raise MissingExtra(found["missing"])
    if "problem" in found:
        raise table_error(source, *found["problem"])
    return found


def _ending(status: int, said: bytes) -> str:
    """Why the process ended: the last line that it printed names an error that nobody foresaw."""
    last = said.decode(errors="replace").strip().rpartition("\n")[2]
    return "for want of memory, or by a fault" if status < 0 or not last else one_line(last).rstrip(". ")


def _main(form: str, source: Path, folder: Path, encoding: str | None) -> dict[str, Any]:
    # Imported before writing is confined and memory limited.
    from . import arrow_file, workbook

    try:
        if form == "workbook":
            return {"sheets": workbook.write_sheets(source, folder)}
        made = folder / "made.parquet"
        if form == "Stata":
            return {"path": str(made), "notes": arrow_file.stata_as_parquet(source, made, encoding)}
        return {"path": str(made), "notes": arrow_file.arrow_as_parquet(source, made)}
    except InputError as error:
        problem = error.problems[0]
        return {"problem": [problem.message, problem.line, problem.command]}
    except MissingExtra as error:
        return {"missing": str(error)}
    except MemoryError:
        what = "Reading it needs more memory than any table does. Save the table as CSV (UTF-8)."
        return {"problem": [what, None, ""]}


if __name__ == "__main__":
    _form, _source, _folder, _encoding, _parent = sys.argv[1:]
    end_with_parent(int(_parent))
    bound_memory(_MEMORY)
    refuse_connections()
    write_only_within([Path(_folder)])
    sys.stdout.write(json.dumps(_main(_form, Path(_source), Path(_folder), _encoding or None)))
