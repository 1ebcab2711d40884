"""Read tables of events into a record, each completely or not at all, and report what was read, rejected and noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import NamedNode

from ..claim import InputFile
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
from ..readers.datasets.opened import open_table, stem
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
    taken: dict[NamedNode, Path] = {}
    for file in files:
        try:
            intake = _read(
                record,
                file,
                declared,
                how,
                rejected,
                say or (lambda _: None),
                watch,
                name,
                dry_run,
                taken,
            )
            if beside:
                note = f"In the folder, and not read because they are no tables: {first_of(beside)}."
                intake, beside = replace(intake, notes=(*intake.notes, note)), []
            yield intake
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def _read(
    record: str | Keeper,
    path: Path,
    declared: Declaration | None,
    how: How,
    rejected: Path | None,
    say: Say,
    watch: Watch | None,
    kind: str | None,
    dry_run: bool,
    taken: dict[NamedNode, Path],
) -> Intake:
    from ..readers.datasets.duck import convert_table
    from ..readers.datasets.rejected_rows import TooFaulty, write_rejects

    where = record if isinstance(record, str) else ""
    with work_folder("" if dry_run else where) as folder:
        table = open_table(path, declared, folder, how)
        if declared is None:
            say(
                f"{path}: {counted(len(table.header), 'column')}, read as {table.declaration.dataset} ({table.layout})."
            )
        document = document_of(table)
        other = taken.setdefault(document, path)
        if other != path:
            what = f"It would replace {other}, because both have the same name. Rename one of them."
            raise InputError([Problem(str(path), None, what)])
        declaration = table.declaration
        facts = {
            "dataset": declaration.dataset,
            "sha256": table.sha256,
            "version": __version__,
            "declaration": declaration.fingerprint,
            "events": declaration.event[0] if declaration.event else declaration.dataset,
        }
        known = facts_of(where, document) if where else {}
        same = known and not declaration.event and all(known.get(key) == value for key, value in facts.items())
        if declaration.deletes:
            facts["deletes"] = declaration.deletes
        options = {"downloaded": how.downloaded, "replaces": how.replaces}
        facts |= {name: value for name, value in options.items() if value}
        same = same and not (how.replaces or (how.downloaded and how.downloaded != known.get("day")))
        if same and "attributions_sha256" in known and _is_stored(where, document):
            counts = {_FIELDS[name]: known[name] for name in _COUNTS}
            return Intake(path, document.value, layout=table.layout, **counts, notes=table.notes, change="unchanged")
        tables = tables_of(where) if where else {}
        of = declaration.event
        related_tables = [p for d, p in tables.items() if of and facts_of(where, NamedNode(d)).get("dataset") == of[0]]
        file = rejected / f"{stem(path)}.csv" if rejected else None
        try:
            with convert_table(table, document.value, folder, related_tables, say) as converted:
                intake = Intake(
                    path,
                    document.value,
                    **{_FIELDS[name]: getattr(converted, name) for name in _COUNTS},
                    notes=converted.notes,
                    layout=table.layout,
                    rejected=RowList([dict(zip(REJECTED, row, strict=True)) for row in converted.rejects], REJECTED),
                    dry_run=dry_run,
                    preview=converted.preview,
                )
                if dry_run:
                    return intake
                if file and converted.rejects:
                    # First: where the list cannot be written, nothing of the table is read.
                    write_rejects(converted.rejects, file)
                read_from = InputFile(str(path), table.sha256, f"{kind or declaration.dataset}{how}")
                day = how.downloaded or converted.published
                described = tuple(document_facts(table, document, day))
                if not declaration.deletes:
                    append_triples(converted.gathered, described)
                facts["day"] = day or datetime.now(UTC).date().isoformat()
                if isinstance(record, str):
                    say("loading")
                    load = Load(
                        document,
                        converted.lines(watch),
                        converted.gathered,
                        converted.confrontations,
                        facts | {name: getattr(converted, name) for name in _COUNTS},
                        read_from,
                        converted.attributions,
                        converted.attribution_rows,
                        converted.part,
                        described,
                        bool(declaration.deletes),
                    )
                    intake = _told(intake, bulk_load(record, load, watch), bool(declaration.deletes))
                else:
                    # A table from an earlier bulk load would be out of date. It is deleted first: without it the rows
                    # come from the store, so a kill between the two steps changes no answer.
                    drop_table(record.where, document)
                    reading = replace(reading_of(document, converted.lines()), file=read_from)
                    if declaration.deletes or how.replaces:
                        what = f"{record.where} stores one version of each row. Read it into a record in a folder."
                        raise InputError([Problem(str(path), None, what)])
                    others = without_rows_of(record, reading)
                    record.put([*others, reading])
                    if others:
                        older = ", ".join(sorted(local_name(other.document.value) for other in others))
                        note = (
                            f"Rows with its ids in {older} were removed: {record.where} stores one version of each row."
                        )
                        intake = replace(intake, notes=(*intake.notes, note))
        except TooFaulty as error:
            if dry_run or not file:
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
