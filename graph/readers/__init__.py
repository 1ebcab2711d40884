"""IN: reports and, later, datasets, read into claims."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from graph.claim import InputFile, Reading
from graph.errors import InputError, Problem, did_you_mean

__all__ = ["READERS", "read_input"]


def _report(path: Path) -> list[Reading]:
    # Imported when needed: `--help` must not pay for PyYAML.
    from graph.readers.report import read_reports

    return read_reports(path)


def _record(path: Path) -> list[Reading]:
    from graph.readers.record_file import read_record_file

    return read_record_file(path)


#: Every kind of input, as ``--as`` names it.
READERS: dict[str, Callable[[Path], list[Reading]]] = {"report": _report, "record": _record}

#: The endings of exported records; ``graph.readers.record_file`` says how each is parsed.
_RDF = (".ttl", ".nt", ".rdf", ".jsonld", ".trig", ".nq")


def read_input(path: Path, kind: str | None = None) -> list[Reading]:
    """The readings of a file or folder; the kind is guessed from its name where none is given.

    Raises InputError where it cannot be read, with every problem found.
    """
    is_rdf = path.suffix.lower() in _RDF
    if kind == "record" and not is_rdf:
        what = f"A record is read from a file that ends in {', '.join(_RDF)}. Give such a file."
        raise InputError([Problem(str(path), None, what)])
    if kind is None and is_rdf and os.path.isfile(path):
        kind = "record"
    if kind is None:
        if os.path.isfile(path) and path.suffix.lower() not in (".yaml", ".yml"):
            what = f'"{path.suffix}" files cannot be read.{did_you_mean(path.suffix, [".yaml", ".yml", *_RDF])}'
            what = f"{what} Give a report (.yaml), a folder of reports or an exported record."
            raise InputError([Problem(str(path), None, what)])
        kind = "report"
    return [reading if reading.file else _from(reading, path, kind) for reading in READERS[kind](path)]


def _from(reading: Reading, path: Path, kind: str) -> Reading:
    """The reading with the file it is from, where its reader does not say."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return replace(reading, file=InputFile(str(path), digest, kind))
