"""A file of a dataset: which declaration describes it, which document it is, and what it says."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from ...claim import Entity, InputFile, Reading
from ...errors import QuestionError, RecordError, did_you_mean
from ...files import temporary_next_to
from ...record.triples import attributions_from
from ...vocabulary import ACTOR_KINDS, ID, PREFIXES, id_of, st
from ..endings import YAML
from ..inputs import JUDGEMENTS, READERS
from .built_in import DATASETS, built_in
from .declaration import Declaration
from .declaration_file import declaration
from .how import named
from .opened import Table, open_table, stem

__all__ = [
    "DATASETS",
    "append_triples",
    "declaration_for",
    "document_facts",
    "document_of",
    "read_table",
    "reading_of",
    "work_folder",
]


def declaration_for(kind: str | None) -> Declaration | None:
    """The declaration for ``kind`` (``--as``): a dataset's, or one in a YAML file; None for None.

    Raises QuestionError for an unknown name, and InputError for a mapping with mistakes.
    """
    if kind is None:
        return None
    if kind in DATASETS:
        return built_in()[kind]
    path = Path(kind)
    if path.suffix.lower() in YAML:
        return declaration(path)
    known = (*READERS, JUDGEMENTS, *DATASETS)
    hint = did_you_mean(kind, known) or f" Known: {', '.join(known)}, and a mapping of your own (.yaml)."
    what = f'"{kind}" is not a kind of input.{hint}'
    raise QuestionError(f"kind: {what}", command=f"--as {kind}: {what}")


def read_table(path: Path, kind: str) -> Reading:
    """The reading of a table, for records that take claims one by one, or to inspect; writes to no record.

    Raises InputError for a table that cannot be read.
    """
    from .duck import convert_table

    with work_folder("") as folder:
        name, how = named(kind)
        table = open_table(path, declaration_for(name), folder, how)
        document = document_of(table)
        with convert_table(table, document.value, folder) as converted:
            append_triples(converted.gathered, document_facts(table, document, how.downloaded or converted.published))
            return replace(reading_of(document, converted.lines()), file=InputFile(str(path), table.sha256, kind))


@contextmanager
def work_folder(where: str) -> Iterator[Path]:
    """A temporary folder for intermediate files, on the disk of the record if that is writable; leftovers of a killed
    run are removed. Raises RecordError where there is no space.
    """
    parent = Path(where).absolute().parent if where else Path(tempfile.gettempdir())
    try:
        parent.mkdir(parents=True, exist_ok=True)
        if not os.access(parent, os.W_OK):
            parent = Path(tempfile.gettempdir())
        with temporary_next_to(parent / "tables", folder=True) as folder:
            yield folder
    except OSError as error:
        what = f"{parent} cannot be written to, and tables are unpacked there: {error.strerror or error}"
        raise RecordError(f"{what}. The record is unchanged; free some space, or name another place.") from None


def document_of(table: Table) -> NamedNode:
    """The document for a file of a dataset, named by the dataset and the file's name, so that a newer file of that name
    replaces what was read from the older one.
    """
    whole = stem(table.source)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", whole).strip("-.")[:80].lower()
    if not whole.isascii() or not name:
        name = f"{name}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}".lstrip("-")
    return id_of("dataset", f"{table.declaration.dataset}-{name}")


def document_facts(table: Table, document: NamedNode, day: str | None = None) -> Iterator[Triple]:
    """The triples on a dataset's document: title, publisher, coder, SHA-256, licence, address, the day of the download
    where it is known; and on its publisher.
    """
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
    if day:
        yield Triple(document, st("retrievedOn"), Literal(day, datatype=NamedNode(xsd + "date")))
    if declared.licence:
        yield Triple(document, NamedNode(dct + "license"), Literal(declared.licence))
    if declared.url:
        yield Triple(document, st("url"), Literal(declared.url, datatype=NamedNode(xsd + "anyURI")))
    yield Triple(publisher, rdf_type, st(ACTOR_KINDS[declared.publisher.kind]))
    yield Triple(publisher, label, Literal(declared.publisher.label, language="en"))


def reading_of(document: NamedNode, lines: Iterable[memoryview]) -> Reading:
    """A Reading of a document's triples (N-Triples), for records that take claims one by one."""
    every = [quad.triple for quad in parse(b"".join(lines), format=RdfFormat.N_TRIPLES)]
    facts: dict[NamedNode, set[tuple[NamedNode, NamedNode | Literal]]] = {}
    for triple in every:
        subject = triple.subject
        assert isinstance(subject, NamedNode) and isinstance(triple.object, NamedNode | Literal)
        if not subject.value.startswith((ID + "claim/", ID + "said/")):
            facts.setdefault(subject, set()).add((triple.predicate, triple.object))
    entities = frozenset(Entity(iri, frozenset(given)) for iri, given in facts.items())
    return Reading(document, frozenset(attributions_from(every)), entities)


def append_triples(file: Path, triples: Iterable[Triple]) -> None:
    """Append triples to a file of N-Triples."""
    with file.open("ab") as opened:
        opened.write(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
