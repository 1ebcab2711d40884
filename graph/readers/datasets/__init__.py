"""Datasets: tables of events (UCDP GED, ACLED, GDELT, ICEWS, a user's own) as claims.

declaration.py  what a dataset's columns mean       declaration_file.py  its YAML, read and checked
text.py         bytes to UTF-8                      clean.py    a file unpacked, its lines made alike
tables.py       its dataset and layout recognised   loading.py  its lines to rows of text, none lost
checked.py      values parsed, faults named (Ibis)  rows.py     rows made alike (Ibis)
triples.py      rows to N-Triples, confrontations   plan.py     all of it as SQL
duck.py         the usual engine                    spark.py    the same for a folder, past one machine
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from graph.claim import Identity, InputFile, Reading
from graph.errors import InputError, Problem, RecordError, did_you_mean
from graph.files import beside
from graph.readers import JUDGEMENTS, READERS
from graph.readers.datasets.declaration import Declaration
from graph.readers.datasets.declaration_file import built_in, declaration
from graph.readers.datasets.tables import Table, files_of, open_table, stem
from graph.vocabulary import ACTOR_KINDS, ID, PREFIXES, id_of, st

if TYPE_CHECKING:
    from graph.record.record import Record

__all__ = [
    "DATASETS",
    "Summary",
    "declared_as",
    "document_of",
    "document_facts",
    "read_dataset",
    "read_table",
    "reading_of",
]

#: What ``--as`` may name, beside a mapping of one's own.
DATASETS = ("ucdp-ged", "acled", "gdelt", "gdelt-mentions", "icews")
_COUNTS = ("rows", "read", "rejected", "ignored", "attributions")
Say = Callable[[str], None]
Watch = Callable[[int, int], None]


@dataclass(frozen=True)
class Summary:
    """What reading one table came to; ``rejects`` is the file of rejected rows, where there are any."""

    path: Path
    document: NamedNode
    layout: str
    rows: int
    read: int
    rejected: int
    ignored: int
    attributions: int
    notes: tuple[str, ...]
    rejects: Path | None = None
    unchanged: bool = False
    dry: bool = False

    def __str__(self) -> str:
        parts = [f"{self.read:,} of {self.rows:,} rows read"]
        if self.rejected:
            parts.append(f"{self.rejected:,} rejected{f' ({self.rejects})' if self.rejects else ''}")
        if self.ignored:
            parts.append(f"{self.ignored:,} ignored (HXL tags)")
        parts.append(f"{self.attributions:,} attributions")
        return f"{self.path}: {', '.join(parts)}{'; nothing was written (--dry-run)' if self.dry else ''}."


def declared_as(kind: str | None) -> Declaration | None:
    """The declaration that ``--as`` names: a dataset's, or one in a YAML file; None where none is named.

    Raises InputError for an unknown name and for a mapping with mistakes.
    """
    if kind is None:
        return None
    if kind in DATASETS:
        return built_in()[kind]
    path = Path(kind)
    if path.suffix.lower() in (".yaml", ".yml"):
        return declaration(path)
    known = (*READERS, JUDGEMENTS, *DATASETS)
    hint = did_you_mean(kind, known) or f" Known are: {', '.join(known)}, and a mapping of your own (.yaml)."
    raise InputError([Problem(f"--as {kind}", None, f'"{kind}" is no kind of input.{hint}')])


def read_dataset(
    record: str | Record,
    path: Path,
    kind: str | None = None,
    rejected: Path | None = None,
    say: Say | None = None,
    watch: Watch | None = None,
    dry: bool = False,
) -> Iterator[Summary]:
    """Read a table, or each table of a folder, into a record: the folder of one on disk, or an open one.

    One summary a table; a table of a folder that cannot be read does not keep the others from it. Rejected rows are
    written into the folder ``rejected`` (``out/rejected``); ``say`` is told what is being done, ``watch`` how many
    bytes of how many are loaded; ``dry`` writes nothing. Raises InputError for a table that cannot be read, and
    RecordError; the record is then as it was before that table.
    """
    declared = declared_as(kind)
    files = list(files_of(path))
    if not files:
        raise InputError([Problem(str(path), None, "The folder holds no table. Give one with .csv, .tsv or .parquet.")])
    problems: list[Problem] = []
    taken: dict[NamedNode, Path] = {}
    for file in files:
        try:
            yield _read(
                record,
                file,
                declared,
                rejected or Path("out/rejected"),
                say or (lambda _: None),
                watch,
                kind,
                dry,
                taken,
            )
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def _read(
    record: str | Record,
    path: Path,
    declared: Declaration | None,
    rejected: Path,
    say: Say,
    watch: Watch | None,
    kind: str | None,
    dry: bool,
    taken: dict[NamedNode, Path],
) -> Summary:
    from graph import __version__
    from graph.readers.datasets.duck import TooFaulty, make, write_rejects
    from graph.record.bulk import Load, bulk_load
    from graph.record.history import addition
    from graph.record.tables import drop_table, facts_of, tables_of

    where = record if isinstance(record, str) else ""
    with _workplace(where) as folder:
        table = open_table(path, declared, folder)
        if declared is None:
            say(f"{path}: {len(table.header)} columns, read as {table.declaration.dataset} ({table.layout}).")
        document = document_of(table)
        other = taken.setdefault(document, path)
        if other != path:
            what = f"It would take the place of {other}, for both go by one name. Give one of them another name."
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
        if known and not declaration.event and all(known.get(key) == value for key, value in facts.items()):
            before = {name: known[name] for name in _COUNTS}
            return Summary(path, document, table.layout, **before, notes=table.notes, unchanged=True)
        tables = tables_of(where) if where else {}
        of = declaration.event
        told = [p for d, p in tables.items() if of and facts_of(where, NamedNode(d)).get("dataset") == of[0]]
        rejects = rejected / f"{stem(path)}.csv"
        try:
            with make(table, document.value, folder, told, say) as made:
                counts = {name: getattr(made, name) for name in _COUNTS}
                if dry:
                    return Summary(path, document, table.layout, **counts, notes=made.notes, dry=True)
                read_from = InputFile(str(path), table.sha256, kind or declaration.dataset)
                _append(made.gathered, document_facts(table, document))
                if isinstance(record, str):
                    _append(made.gathered, addition(document, made.attributions, read_from))
                    say("loading")
                    load = Load(document, made.lines(watch), made.gathered, made.confrontations, facts | counts)
                    bulk_load(record, load, watch)
                else:
                    # A table that an earlier bulk reading left beside would tell of what is no more. First of all:
                    # without it the rows are asked of the store, and a kill between the two changes no answer.
                    drop_table(record.where, document)
                    record.put([replace(reading_of(document, made.lines()), file=read_from)])
        except TooFaulty as error:
            if dry:
                raise
            write_rejects(error.rejects, rejects)
            problem = error.problems[0]
            message = f"{problem.message} The rejected rows are in {rejects}."
            raise InputError([Problem(problem.file, None, message)]) from None
        if made.rejected:
            write_rejects(made.rejects, rejects)
        else:
            rejects.unlink(missing_ok=True)  # what was rejected of the file as it was before
        return Summary(
            path, document, table.layout, **counts, notes=made.notes, rejects=rejects if made.rejected else None
        )


def _append(file: Path, triples: Iterable[Triple]) -> None:
    with file.open("ab") as opened:
        opened.write(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")


def read_table(path: Path, kind: str) -> Reading:
    """What a table says, for a record that takes claims one by one, or to look at; nothing is written anywhere.

    Raises InputError for a table that cannot be read.
    """
    from graph.readers.datasets.duck import make

    with _workplace("") as folder:
        table = open_table(path, declared_as(kind), folder)
        document = document_of(table)
        with make(table, document.value, folder) as made:
            _append(made.gathered, document_facts(table, document))
            return replace(reading_of(document, made.lines()), file=InputFile(str(path), table.sha256, kind))


@contextmanager
def _workplace(where: str) -> Iterator[Path]:
    """A folder for what is made on the way, on the disk of the record, where there is room for it; what a killed run
    left of one is swept away. Raises RecordError where there is no room.
    """
    parent = Path(where).absolute().parent if where else Path(tempfile.gettempdir())
    try:
        parent.mkdir(parents=True, exist_ok=True)
        if not os.access(parent, os.W_OK):
            parent = Path(tempfile.gettempdir())
        with beside(parent / "tables", folder=True) as folder:
            yield folder
    except OSError as error:
        what = f"{parent} cannot be written to, where a table is taken apart: {error.strerror or error}"
        raise RecordError(f"{what}. The record is as it was; make room, or name another place.") from None


def document_of(table: Table) -> NamedNode:
    """The document that a file of a dataset is: by the dataset and the file's name, so that a newer file of that name
    takes the place of what was read of the older one.
    """
    whole = stem(table.source)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", whole).strip("-.")[:80].lower()
    if not whole.isascii() or not name:
        name = f"{name}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}".lstrip("-")
    return id_of("dataset", f"{table.declaration.dataset}-{name}")


def document_facts(table: Table, document: NamedNode) -> Iterator[Triple]:
    declared = table.declaration
    dct, skos, xsd = PREFIXES["dcterms"], PREFIXES["skos"], PREFIXES["xsd"]
    rdf_type, label = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(skos + "prefLabel")
    publisher = id_of("actor", declared.publisher.id)
    title = f"{declared.title}: {stem(table.source)}"
    yield Triple(document, rdf_type, st("Dataset"))
    yield Triple(document, label, Literal(title, language="en"))
    yield Triple(document, NamedNode(dct + "title"), Literal(title, language="en"))
    yield Triple(document, NamedNode(dct + "publisher"), publisher)
    yield Triple(document, st("coder"), publisher)
    yield Triple(document, st("sha256"), Literal(table.sha256))
    if declared.licence:
        yield Triple(document, NamedNode(dct + "license"), Literal(declared.licence))
    if declared.url:
        yield Triple(document, st("url"), Literal(declared.url, datatype=NamedNode(xsd + "anyURI")))
    yield Triple(publisher, rdf_type, st(ACTOR_KINDS[declared.publisher.kind]))
    yield Triple(publisher, label, Literal(declared.publisher.label, language="en"))


def reading_of(document: NamedNode, lines: Iterable[memoryview]) -> Reading:
    """The triples of a document (N-Triples) as a Reading, for records that take claims one by one."""
    from graph.record.triples import attributions_from

    every = [quad.triple for quad in parse(b"".join(lines), format=RdfFormat.N_TRIPLES)]
    facts: dict[NamedNode, set[tuple[NamedNode, NamedNode | Literal]]] = {}
    for triple in every:
        subject = triple.subject
        assert isinstance(subject, NamedNode) and isinstance(triple.object, NamedNode | Literal)
        if not subject.value.startswith((ID + "claim/", ID + "said/")):
            facts.setdefault(subject, set()).add((triple.predicate, triple.object))
    things = frozenset(Identity(thing, frozenset(given)) for thing, given in facts.items())
    return Reading(document, frozenset(attributions_from(every)), things)
