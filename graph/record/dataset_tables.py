"""The tables of a record's datasets: a record on disk stores the confrontations of each, and what its attributions say,
as Parquet in its folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import NamedNode

from ..errors import RecordError
from ..vocabulary import ID

__all__ = [
    "ATTRIBUTIONS",
    "EARLIER",
    "EARLIER_LINES",
    "EARLIER_PAIRS",
    "NOTES",
    "ROWS",
    "TABLES",
    "TableFiles",
    "drop_orphans",
    "drop_table",
    "orphans",
    "table_hash",
    "tables_of",
]

#: The folder of these tables, inside the record's folder.
TABLES = "tables"
#: The ending of the Parquet file there with what each attribution says; a pattern for confrontations must not find it.
ATTRIBUTIONS = ".attributions"
#: What each file of a dataset said of each row (``ingest.versions``), where there are several; and of rows that do not
#: count any more, attributions, confrontations, and lines of N-Triples.
ROWS, EARLIER, EARLIER_PAIRS, EARLIER_LINES = ".rows", ".earlier", ".earlier-pairs", ".earlier-lines"
#: The ending of the file with what was noted when the table was read (``table_notes``).
NOTES = ".json"
_BESIDE = (NOTES, ATTRIBUTIONS, ROWS, EARLIER, EARLIER_PAIRS, EARLIER_LINES)


def tables_of(where: str) -> dict[str, Path]:
    """The Parquet tables of confrontations in a record's folder, by document IRI; empty for any other record."""
    folder = Path(where) / TABLES
    if where == "memory" or "://" in where or not folder.is_dir():
        return {}
    return {f"{ID}dataset/{path.stem}": path for path in sorted(folder.glob("*.parquet"))}


def drop_table(where: str, document: NamedNode) -> None:
    """Remove the table of a dataset that was removed from the record; do nothing where there is none."""
    table = tables_of(where).get(document.value)
    if table:
        table.unlink()
        for ending in _BESIDE:
            table.with_suffix(ending).unlink(missing_ok=True)


def orphans(where: str, has: Callable[[NamedNode], bool]) -> dict[NamedNode, Path]:
    """The tables of documents that the record does not have: a process was killed after it had removed them."""
    return {NamedNode(iri): path for iri, path in tables_of(where).items() if not has(NamedNode(iri))}


def drop_orphans(where: str, has: Callable[[NamedNode], bool]) -> None:
    """Remove the tables of documents that the record does not have."""
    for document in orphans(where, has):
        drop_table(where, document)


def table_hash(table: Path) -> str:
    """The SHA-256 of a table and of what was noted when it was read; it is in the history of the record."""
    digest = hashlib.sha256()
    for file in (table, table.with_suffix(NOTES)):
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()


class TableFiles:
    """The tables of the record at ``where`` as they were when it was opened.

    They lie beside the store. A reader sees the store as it opened it, but a table that somebody else replaces or
    removes it would see at once, and what it read of each would not go together.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._found = {path: _state(path) for path in tables_of(where).values()}

    def refuse_if_changed(self) -> None:
        """Raise RecordError where a table was removed or replaced since, or where there was none and now there is."""
        come = not self._found and tables_of(self._where)
        if come or any(_state(path) != found for path, found in self._found.items()):
            what = f"{self._where} has changed since it was opened: a dataset was read or removed."
            raise RecordError(f"{what} Open the record again.", command=f"{what} Run the command again.")


def _state(path: Path) -> tuple[int, int, int] | None:
    """Which file it is, and when it was last written; None where it is gone."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
