"""IN: reports and, later, datasets, read into claims."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from graph.claim import Reading
from graph.errors import InputError, Problem, RecordError, did_you_mean

if TYPE_CHECKING:
    from graph.record.record import Record

__all__ = ["JUDGEMENTS", "READERS", "read_input"]

#: The file of judgements in a folder of reports.
JUDGEMENTS_FILE = "judgements.yaml"


def _report(path: Path) -> list[Reading]:
    # Imported when needed: `--help` must not pay for PyYAML.
    from graph.readers.report import read_reports

    return read_reports(path)


def _judgements(path: Path, record: Callable[[], Record] | None, beside: list[Reading]) -> list[Reading]:
    from graph.identity.file import read_judgements
    from graph.queries.directory import directory, with_identities
    from graph.record.record import open_record

    try:
        held = record() if record else open_record()
    except RecordError:
        if not beside:
            raise
        held = open_record()
    known = directory(held)
    return read_judgements(path, with_identities(known, (each for reading in beside for each in reading.identities)))


def _ucdp_actors(path: Path) -> list[Reading]:
    from graph.readers.ucdp_actors import read_ucdp_actors

    return read_ucdp_actors(path)


#: Every kind of input, as ``--as`` names it.
READERS: dict[str, Callable[[Path], list[Reading]]] = {"report": _report, "ucdp-actors": _ucdp_actors}
JUDGEMENTS = "judgements"


def read_input(path: Path, kind: str | None = None, record: Callable[[], Record] | None = None) -> list[Reading]:
    """The readings of a file or folder; the kind is guessed from its name, or its first words, where none is given.

    ``record`` gives the record whose actors and events a file of judgements may name; those of a ``judgements.yaml``
    in a folder of reports may name what the reports do. Raises InputError where it cannot be read, with every problem
    found.
    """
    if kind is None:
        kind = _guessed(path)
    if kind == JUDGEMENTS:
        return _judgements(path, record, [])
    readings = READERS[kind](path)
    if kind == "report" and (path / JUDGEMENTS_FILE).is_file():
        readings += _judgements(path / JUDGEMENTS_FILE, record, readings)
    return readings


def _guessed(path: Path) -> str:
    if not os.path.isfile(path):
        return "report"
    if path.suffix.lower() in (".yaml", ".yml"):
        from graph.identity.file import is_judgements

        return JUDGEMENTS if is_judgements(path) else "report"
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        from graph.readers.ucdp_actors import is_ucdp_actors

        if is_ucdp_actors(path):
            return "ucdp-actors"
    what = f'"{path.suffix}" files cannot be read.{did_you_mean(path.suffix, [".yaml", ".yml"])}'
    what += " Give a report (.yaml), a folder of reports, or UCDP's list of actors (.csv)."
    raise InputError([Problem(str(path), None, what)])
