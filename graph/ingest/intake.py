"""The result of reading one document into a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..counts import counted
from ..frames.columns import Kind
from ..frames.frame import RowList
from ..vocabulary import local_name

__all__ = ["REJECTED", "Intake"]

#: The columns of rejected rows: line and column in the file, the value there, and why it was not read.
REJECTED: dict[str, Kind] = {"line": "int64", "column": "string", "value": "string", "reason": "string"}


@dataclass(frozen=True)
class Intake:
    """The result of reading one report or one table of events.

    ``document`` is its IRI in the record; ``attributions`` their number; ``notes`` are for the user. ``change`` says
    what it did to the record (``new``, ``changed``, ``unchanged``), by ``gained`` and ``lost`` attributions. For a
    table, ``rows`` is their number, of which ``read`` and ``ignored`` were; ``rejected`` has the others (``line``,
    ``column``, ``value``, ``reason``), and ``rejected_file`` is where they were written, if requested. An ``unchanged``
    table is not read again: ``rejected_rows`` still counts its rejected rows. ``preview`` has the first rows of a table
    as claims, in words. Where other files of the dataset were read before, ``new_rows``, ``changed_rows`` and
    ``gone_rows`` say what this one changed.
    """

    path: Path
    document: str
    attributions: int
    notes: tuple[str, ...] = ()
    change: str = ""
    gained: int = 0
    lost: int = 0
    layout: str = ""
    rows: int = 0
    read: int = 0
    ignored: int = 0
    rejected_rows: int = 0
    rejected: RowList = field(default_factory=lambda: RowList((), REJECTED))
    rejected_file: Path | None = None
    dry_run: bool = False
    preview: tuple[str, ...] = ()
    new_rows: int = 0
    changed_rows: int = 0
    gone_rows: int = 0

    @property
    def name(self) -> str:
        """The id of the document."""
        return local_name(self.document)

    @property
    def is_table(self) -> bool:
        """Whether it is a table of events rather than a report."""
        return bool(self.layout)

    def __str__(self) -> str:
        unwritten = "; nothing was written" if self.dry_run else ""
        if not self.is_table:
            return f"{self.path}: {self.name}, {counted(self.attributions, 'attribution')}{unwritten}."
        parts = [f"{counted(self.read, 'row', of=self.rows)} read"]
        if self.rejected_rows:
            where = f" ({self.rejected_file})" if self.rejected_file else ""
            parts.append(f"{self.rejected_rows:,} rejected{where}")
        if self.ignored:
            which = "HXL tags, exact repeats, second rows of an event, rows that a mapping leaves out"
            parts.append(f"{self.ignored:,} ignored ({which})")
        parts.append(counted(self.attributions, "attribution"))
        if self.new_rows or self.changed_rows or self.gone_rows:
            changes = ((self.new_rows, "new"), (self.changed_rows, "changed"), (self.gone_rows, "gone"))
            parts.append(f"against earlier files {', '.join(f'{number:,} {what}' for number, what in changes)}")
        return f"{self.path}: {', '.join(parts)}{unwritten}."
