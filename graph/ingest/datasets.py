"""Read tables of events into a record, each completely or not at all, and report what was read, rejected and noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from ..claim import InputFile, Reading
from ..counts import counted, first_of
from ..errors import InputError, Problem
from ..frames.frame import RowList
from ..readers.datasets.dataset import (
    append_triples,
    declaration_for,
    document_facts,
    document_of,
    reading_of,
    work_folder,
)
from ..readers.datasets.declaration import Declaration
from ..readers.datasets.how import How, named
from ..readers.datasets.opened import Table, open_table, stem
from ..readers.passed_over import documents_in, files_of, unread_in
from ..record.dataset_tables import drop_table, table_hash, tables_of
from ..record.history import latest_changes
from ..record.keeper import Keeper, open_keeper
from ..record.table_notes import facts_of
from ..version import __version__
from ..vocabulary import local_name
from .bulk import Load, bulk_load
from .intake import REJECTED, Intake
from .one_version import without_rows_of
from .versions import Told

if TYPE_CHECKING:
    from ..readers.datasets.duck import ConvertedTable

__all__ = ["read_dataset"]

#: The counts of a table, and the field of ``Intake`` for each.
_FIELDS = {
    "rows": "rows",
    "read": "read",
    "rejected": "rejected_rows",
    "ignored": "ignored",
    "attributions": "attributions",
}
_COUNTS = tuple(_FIELDS)
#: What is noted of a table, and is another thing where it must be read again.
_SAME = ("dataset", "sha256", "version", "declaration", "events")
Say = Callable[[str], None]
Watch = Callable[[int, int], None]


def read_dataset(
    record: str | Keeper,
    path: Path,
    kind: str | None = None,
    rejected: Path | None = None,
    say: Say | None = None,
    watch: Watch | None = None,
    dry_run: bool = False,
) -> Iterator[Intake]:
    """Read a table, or each table of a folder, into a record: the folder of one on disk, or an open one.

    Yields one ``Intake`` for each table; an unreadable table in a folder does not stop the others. Rejected rows are
    written to the folder ``rejected``, if given. ``say`` is called with each step as text, ``watch`` with the bytes
    loaded and the total; ``dry_run`` writes nothing. Raises InputError for tables that cannot be read, and for other
    inputs in a folder, which are not read with it; and RecordError; the record is then as it was before that table.
    """
    name, how = named(kind)
    declared = declaration_for(name)
    files = files_of(path)
    problems: list[Problem] = []
    beside: list[str] = []
    if path.is_dir():
        problems = unread_in(path, [*files, *([Path(name)] if name else [])])
        beside = documents_in(path)
    if not files and not problems:
        raise InputError([Problem(str(path), None, "The folder has no table. Give one with .csv, .xlsx or .parquet.")])
    reader = _TableReader(record, declared, how, name, rejected, dry_run, say or (lambda _: None), watch)
    for file in files:
        try:
            intake = reader.read(file)
            if beside:
                note = f"In the folder, and not read because they are no tables: {first_of(beside)}."
                intake, beside = replace(intake, notes=(*intake.notes, note)), []
            yield intake
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


@dataclass(frozen=True)
class _TableReader:
    """Reads tables into a record, one after the other; ``taken`` are the documents read, each with its file."""

    record: str | Keeper
    declared: Declaration | None
    how: How
    kind: str | None
    rejected: Path | None
    dry_run: bool
    say: Say
    watch: Watch | None
    taken: dict[NamedNode, Path] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """The folder of the record, if it is given by it."""
        return self.record if isinstance(self.record, str) else ""

    def read(self, path: Path) -> Intake:
        """One table. Raises InputError and RecordError; the record is then as it was."""
        from ..readers.datasets.duck import convert_table
        from ..readers.datasets.rejected_rows import TooFaulty, write_rejects

        with work_folder("" if self.dry_run else self.where) as folder:
            table = open_table(path, self.declared, folder, self.how)
            if self.declared is None:
                columns = counted(len(table.header), "column")
                self.say(f"{path}: {columns}, read as {table.declaration.dataset} ({table.layout}).")
            document = self._document(table)
            facts = self._facts(table)
            if self._is_unchanged(table, document, facts):
                known = facts_of(self.where, document)
                counts = {_FIELDS[name]: known[name] for name in _COUNTS}
                return Intake(
                    path, document.value, layout=table.layout, **counts, notes=table.notes, change="unchanged"
                )
            file = self.rejected / f"{stem(path)}.csv" if self.rejected else None
            try:
                with convert_table(table, document.value, folder, self._related(table), self.say) as converted:
                    intake = _converted(table, document, converted, self.dry_run)
                    if self.dry_run:
                        return intake
                    if file and converted.rejects:
                        # First: where the list cannot be written, nothing of the table is read.
                        write_rejects(converted.rejects, file)
                    intake = self._stored(table, document, facts, converted, intake)
            except TooFaulty as error:
                if self.dry_run or not file:
                    raise
                write_rejects(error.rejects, file)
                problem = error.problems[0]
                message = f"{problem.message} The rejected rows are in {file}."
                raise InputError([Problem(problem.file, None, message)]) from None
        if not file:
            return intake
        if not intake.rejected:
            file.unlink(missing_ok=True)  # the rejected rows of an earlier reading
        return replace(intake, rejected_file=file if intake.rejected else None)

    def _document(self, table: Table) -> NamedNode:
        document = document_of(table)
        other = self.taken.setdefault(document, table.source)
        if other != table.source:
            what = f"It would replace {other}, because both have the same name. Rename one of them."
            raise InputError([Problem(str(table.source), None, what)])
        return document

    def _facts(self, table: Table) -> dict[str, Any]:
        """What is noted of a table that is read: if all of it is as noted, it need not be read again."""
        declaration = table.declaration
        facts = {
            "dataset": declaration.dataset,
            "sha256": table.sha256,
            "version": __version__,
            "declaration": declaration.fingerprint,
            "events": declaration.event[0] if declaration.event else declaration.dataset,
        }
        options = {
            "deletes": declaration.deletes,
            "downloaded": self.how.downloaded,
            "replaces": self.how.replaces,
        }
        return facts | {name: value for name, value in options.items() if value}

    def _is_unchanged(self, table: Table, document: NamedNode, facts: dict[str, Any]) -> bool:
        """Whether the record has what the table says already."""
        known = facts_of(self.where, document) if self.where else {}
        if not known or table.declaration.event or any(known.get(key) != facts[key] for key in _SAME):
            return False
        if self.how.replaces or (self.how.downloaded and self.how.downloaded != known.get("day")):
            return False
        return "attributions_sha256" in known and _is_stored(self.where, document)

    def _related(self, table: Table) -> list[Path]:
        """The tables that may have the events of which this one speaks."""
        of = table.declaration.event
        tables = tables_of(self.where) if self.where and of else {}
        return [path for d, path in tables.items() if of and facts_of(self.where, NamedNode(d)).get("dataset") == of[0]]

    def _stored(
        self, table: Table, document: NamedNode, facts: dict[str, Any], converted: ConvertedTable, intake: Intake
    ) -> Intake:
        deletes = bool(table.declaration.deletes)
        file = InputFile(str(table.source), table.sha256, f"{self.kind or table.declaration.dataset}{self.how}")
        day = self.how.downloaded or converted.published
        described = tuple(document_facts(table, document, day))
        if not deletes:
            append_triples(converted.gathered, described)
        if not isinstance(self.record, str):
            return self._put(self.record, replace(reading_of(document, converted.lines()), file=file), deletes, intake)
        self.say("loading")
        facts["day"] = day or datetime.now(UTC).date().isoformat()
        load = Load(
            document,
            converted.lines(self.watch),
            converted.gathered,
            converted.confrontations,
            facts | {name: getattr(converted, name) for name in _COUNTS},
            file,
            converted.attributions,
            converted.attribution_rows,
            converted.part,
            described,
            deletes,
        )
        return _told(intake, bulk_load(self.record, load, self.watch), deletes)

    def _put(self, record: Keeper, reading: Reading, deletes: bool, intake: Intake) -> Intake:
        """Store a table in an open record, claim by claim."""
        if deletes or self.how.replaces:
            what = f"{record.where} stores one version of each row. Read it into a record in a folder."
            raise InputError([Problem(str(intake.path), None, what)])
        # A table from an earlier bulk load would be out of date. It is deleted first: without it the rows come from the
        # store, so a kill between the two steps changes no answer.
        drop_table(record.where, reading.document)
        others = without_rows_of(record, reading)
        record.put([*others, reading])
        if not others:
            return intake
        older = ", ".join(sorted(local_name(other.document.value) for other in others))
        note = f"Rows with its ids in {older} were removed: {record.where} stores one version of each row."
        return replace(intake, notes=(*intake.notes, note))


def _converted(table: Table, document: NamedNode, converted: ConvertedTable, dry_run: bool) -> Intake:
    return Intake(
        table.source,
        document.value,
        **{_FIELDS[name]: getattr(converted, name) for name in _COUNTS},
        notes=converted.notes,
        layout=table.layout,
        rejected=RowList([dict(zip(REJECTED, row, strict=True)) for row in converted.rejects], REJECTED),
        dry_run=dry_run,
        preview=converted.preview,
    )


def _told(intake: Intake, told: Told, deletes: bool) -> Intake:
    """What was read of a table, with what it changed of what other files of the dataset said."""
    notes = [*intake.notes]
    if deletes:
        rest = intake.read - told.gone
        more = f"; {counted(rest, 'id')} of no row that counts" if rest else ""
        taken_back = f"{counted(told.gone, 'row')} of this dataset taken back{more}."
        return replace(intake, notes=(*intake.notes, taken_back), gone_rows=told.gone)
    if told.repeated:
        notes.append(f"{counted(told.repeated, 'row')} with an id that another file has too: each counts once.")
    if told.older:
        rows = "1 row is" if told.older == 1 else f"{told.older:,} rows are"
        notes.append(f"{rows} older than what was read before, which counts; --as-of an earlier day asks for these.")
    for name, lacking in sorted((told.left or {}).items()):
        stand = "1 row is" if lacking == 1 else f"{lacking:,} rows are"
        notes.append(
            f"{stand} in {name} and not here, and still counted. If this is a newer download of the same, read it with "
            f"--replaces {name}."
        )
    return replace(intake, notes=tuple(notes), new_rows=told.new, changed_rows=told.changed, gone_rows=told.gone)


def _is_stored(where: str, document: NamedNode) -> bool:
    """Whether a record in a folder has a document, with the table that was noted when it was read."""
    with open_keeper(where) as record:
        change = latest_changes(record.store, document.value).get(document.value)
        present = any(record.store.triples([document]))
    return present and change is not None and change.table == table_hash(tables_of(where)[document.value])
