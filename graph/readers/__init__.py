"""IN: reports, read into claims; tables of events are read by ``graph.readers.datasets``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from graph.claim import Reading
from graph.errors import InputError, Problem, did_you_mean

__all__ = ["READERS", "TABLES", "is_dataset", "read_input"]


#: The endings of tables of events, packed ones among them.
TABLES = {".csv", ".tsv", ".tab", ".txt", ".parquet", ".gz", ".bz2", ".xz", ".zst", ".zip"}


def is_dataset(path: Path, kind: str | None = None) -> bool:
    """Whether an input is a table of events, or a folder of such: by its kind, or else by the names of its files."""
    if kind is not None:
        return kind != "report"
    if path.is_dir():
        names = {p.suffix.lower() for p in path.iterdir()}
        return not {".yaml", ".yml"} & names and bool(TABLES & names)
    return path.suffix.lower() in TABLES


def _report(path: Path) -> list[Reading]:
    # Imported when needed: `--help` must not pay for PyYAML.
    from graph.readers.report import read_reports

    return read_reports(path)


#: Every kind of input, as ``--as`` names it.
READERS: dict[str, Callable[[Path], list[Reading]]] = {"report": _report}


def read_input(path: Path, kind: str | None = None) -> list[Reading]:
    """The readings of a file or folder; the kind is guessed from its name where none is given.

    Raises InputError where it cannot be read, with every problem found.
    """
    if kind is None:
        if os.path.isfile(path) and path.suffix.lower() not in (".yaml", ".yml"):
            what = f'"{path.suffix}" files cannot be read.{did_you_mean(path.suffix, [".yaml", ".yml"])}'
            raise InputError([Problem(str(path), None, f"{what} Give a report (.yaml) or a folder of reports.")])
        kind = "report"
    return READERS[kind](path)
