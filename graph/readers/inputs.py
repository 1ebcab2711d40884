"""Recognise the kind of an input by its name and first line, and read it with the reader for that kind."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..claim import InputFile, Reading
from ..errors import InputError, Problem, RecordError, did_you_mean
from ..files import sha256_of
from .endings import RDF, TABLES, UNREAD, YAML

if TYPE_CHECKING:
    from ..queries.names import Names
    from .written import WrittenFile

__all__ = ["JUDGEMENTS", "READERS", "is_dataset", "read_input", "written_in"]

#: The file of judgements in a folder of reports.
JUDGEMENTS_FILE = "judgements.yaml"


def is_dataset(path: Path, kind: str | None = None) -> bool:
    """Whether an input is a table of events or a folder of them: by ``kind``, or else by the names of its files. A
    table of a form that is not read counts: the reader of tables says what to do with it.
    """
    if kind is not None:
        return kind not in READERS and kind != JUDGEMENTS
    if os.path.isdir(path):
        try:
            names = {os.path.splitext(name)[1].lower() for name in os.listdir(path)}
        except OSError:
            return False
        return names.isdisjoint(YAML) and bool((TABLES | set(UNREAD)) & names)
    if path.suffix.lower() not in TABLES:
        return path.suffix.lower() in UNREAD
    from .ucdp_actors import is_ucdp_actors

    return not (os.path.isfile(path) and is_ucdp_actors(path))


def _report(path: Path) -> list[Reading]:
    # Imported when needed: `--help` must not pay for PyYAML.
    from .report import read_reports

    return read_reports(path)


def _record(path: Path) -> list[Reading]:
    from .record_file import read_record_file

    return read_record_file(path)


def _judgements(path: Path, names: Callable[[], Names] | None, beside: list[Reading]) -> list[Reading]:
    from ..queries.names import Names, with_entities
    from .judgements_file import read_judgements

    try:
        known = names() if names else Names({}, {})
    except RecordError:
        if not beside:
            raise
        known = Names({}, {})
    return read_judgements(path, with_entities(known, (each for reading in beside for each in reading.entities)))


def _ucdp_actors(path: Path) -> list[Reading]:
    from .ucdp_actors import read_ucdp_actors

    return read_ucdp_actors(path)


#: The readers for each kind of input, as ``--as`` names it; for tables of events see ``readers.datasets``.
READERS: dict[str, Callable[[Path], list[Reading]]] = {
    "report": _report,
    "record": _record,
    "ucdp-actors": _ucdp_actors,
}
JUDGEMENTS = "judgements"


def read_input(path: Path, kind: str | None = None, names: Callable[[], Names] | None = None) -> list[Reading]:
    """The readings of a file or folder; without ``kind`` it is guessed from the name or the first line.

    ``names`` returns the names of the record whose actors and events a file of judgements may use; a
    ``judgements.yaml`` in a folder of reports may also use those of the reports. Raises InputError with every problem
    found.
    """
    from .yaml import refuse_name

    refuse_name(path)
    is_rdf = path.suffix.lower() in RDF
    if kind == "record" and not is_rdf:
        what = f"A record is read from a file that ends in {', '.join(RDF)}. Give such a file."
        raise InputError([Problem(str(path), None, what)])
    if kind is None and is_rdf and os.path.isfile(path):
        kind = "record"
    if kind is None:
        kind = _guessed(path)
    readings = _judgements(path, names, []) if kind == JUDGEMENTS else READERS[kind](path)
    found = [reading if reading.file else _from(reading, path, kind) for reading in readings]
    judged = path / JUDGEMENTS_FILE
    if kind == "report" and os.path.isfile(judged):
        found += [_from(reading, judged, JUDGEMENTS) for reading in _judgements(judged, names, readings)]
    return found


def written_in(path: Path) -> list[WrittenFile]:
    """The files of a report, or of a folder of reports, as their coder wrote them; none for any other kind of input."""
    if (path.suffix.lower() in RDF and path.is_file()) or _guessed(path) != "report":
        return []
    from .report import written_files

    return written_files(path)


def _guessed(path: Path) -> str:
    if not os.path.isfile(path):
        return "report"
    if path.suffix.lower() in YAML:
        from .judgements_file import is_judgements

        return JUDGEMENTS if is_judgements(path) else "report"
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        from .ucdp_actors import is_ucdp_actors

        if is_ucdp_actors(path):
            return "ucdp-actors"
    if is_dataset(path):
        what = "This is a table, and here reports are asked for. It is checked row by row as it is read"
        raise InputError([Problem(str(path), None, f'{what}: read("{path}").', f"{what}: standoff read {path}")])
    what = f'"{path.suffix}" files cannot be read.{did_you_mean(path.suffix, [*YAML, *RDF])}'
    what += " Give a report (.yaml), a table (.csv, .xlsx, .json …), a folder of either, or an exported record (.ttl)."
    raise InputError([Problem(str(path), None, what)])


def _from(reading: Reading, path: Path, kind: str) -> Reading:
    """The reading with the file it was read from, for readers that do not add it."""
    return replace(reading, file=InputFile(str(path), sha256_of(path), kind))
