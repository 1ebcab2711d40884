"""The keeper of a record: claims in memory, in an Oxigraph folder on disk, or in any SPARQL server; all answer SPARQL
and the rdflib API. ``standoff.open`` returns a record built on it, with all methods for users.

A record is one graph: the ontology and code lists, which the queries use, and what was read. A document is replaced as
a whole: what it said before is removed, with the claims that no other document makes and the entities that none
mentions, and what it says now is added, all in one transaction.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeGuard

import pyoxigraph as ox
from pyoxigraph import NamedNode, Triple

from ..claim import Attribution, Reading
from ..errors import RecordError
from ..vocabulary import ID, PREFIXES, st
from .addresses import shown
from .dataset_tables import TableFiles, drop_orphans
from .folder import end_writing, errors_as_record_errors, read_folder, write_folder
from .history import history_of_readings, history_of_removal, is_history
from .lock import Turn
from .seal import earlier
from .store import Overtaken, OxigraphStore, QueryResult, Store
from .triples import as_stored, attributions_from, readable_turtle, reading_triples
from .vocabulary_triples import is_vocabulary, vocabulary_quads, vocabulary_triples

if TYPE_CHECKING:
    import rdflib

__all__ = ["Keeper", "open_keeper"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
#: How often a write starts again because another program wrote to the same server first.
_TRIES = 10


def open_keeper(where: str | Path = "memory", *, write: bool = False, graph: str | None = None) -> Keeper:
    """The record at ``where``: ``"memory"`` (new and empty), a folder, or the address of a SPARQL server. On a server
    the record is in the graph ``graph`` (else ``STANDOFF_GRAPH``, else the default graph). With ``write`` it is created
    where there is none; without, nothing is written.

    Raises RecordError where the record is missing, is not a record, does not answer, or another process is writing
    to it.
    """
    if "://" in str(where):
        return _open_endpoint(str(where), write, graph or os.environ.get("STANDOFF_GRAPH"))
    if graph:
        none = f"Only a SPARQL server has named graphs; {where} is not one. Leave"
        raise RecordError(f"{none} graph out.", command=f"{none} --graph out.")
    if str(where) == "memory":
        store = ox.Store()
        store.extend(vocabulary_quads())
        return Keeper(OxigraphStore(store), "memory")
    path = Path(where)
    if not write:
        tables = TableFiles(str(path))  # before the triples: what is replaced between the two is noticed
        return Keeper(OxigraphStore(read_folder(path), str(path)), str(path), tables=tables)
    store, turn = write_folder(path)
    record = Keeper(OxigraphStore(store, str(path)), str(path), turn)
    del store  # the record's own store closes the folder
    with errors_as_record_errors(path, "opened"):
        record.ready_to_write()
    return record


def _open_endpoint(address: str, write: bool, graph: str | None) -> Keeper:
    from .endpoint import Endpoint

    store = Endpoint(address, graph)
    record = Keeper(store, store.name)
    if write:
        record.ready_to_write()
    elif not any(record.store.triples([st("Claim")])):
        none = f"There is no record at {store.name}. Make one with"
        raise RecordError(
            f'{none} standoff.open("{shown(address)}", create=True).',
            command=f"{none} `standoff build --record {shown(address)}`.",
        )
    return record


class Keeper:
    """Claims and attributions as RDF, in ``store``; ``where`` is ``memory``, the folder or the address."""

    def __init__(self, store: Store, where: str, turn: Turn | None = None, tables: TableFiles | None = None) -> None:
        self.store, self.where, self._closed = store, where, False
        self._turn, self._folder = turn, Path(where).absolute()
        #: The tables of its datasets, as they were when it was opened.
        self.tables = tables or TableFiles(where)

    def put(self, readings: Iterable[Reading], again: bool = True) -> tuple[set[Triple], set[Triple]]:
        """Store readings: each replaces what its document said before. All of them or, on an error, none.

        Where another program wrote to a server's record first, the difference is worked out again; without ``again``,
        because the readings themselves were made from the record, Overtaken is raised. Returns the triples that were
        removed and those that were added, without the history. Raises RecordError.
        """
        readings = list(readings)
        for left in reversed(range(_TRIES if again else 1)):
            removed, added = self.difference(readings)
            changes = history_of_readings(self.store, readings, removed, added)
            if not (removed or added or changes) or self._written(removed, added | changes, left):
                break
        return removed, added

    def difference(self, readings: Iterable[Reading]) -> tuple[set[Triple], set[Triple]]:
        """The triples that storing these readings would remove, and those it would add; nothing is written."""
        readings = list(readings)
        new = as_stored(triple for reading in readings for triple in reading_triples(reading))
        return self._difference({reading.document for reading in readings}, new)

    def removed_with(self, document: NamedNode) -> set[Triple]:
        """The triples that ``forget`` would remove. Raises RecordError where the document is not in the record."""
        if not any(self.store.triples([document])):
            raise RecordError(f"The record has no document {document.value}. Use the IRI of one that was read.")
        return self._difference({document}, set())[0]

    def forget(self, document: NamedNode, again: bool = True) -> set[Triple]:
        """Remove a document with all that only it says and mentions, and return the triples that were removed.

        ``again`` is as for ``put``. Raises RecordError where there is no such document.
        """
        for left in reversed(range(_TRIES if again else 1)):
            removed = self.removed_with(document)
            count = sum(t.predicate == st("document") for t in removed)
            if self._written(removed, history_of_removal(document, count), left):
                break
        return removed

    def documents(self) -> list[NamedNode]:
        """The documents in the record, sorted by IRI."""
        found = {triple.object for triple in self.store.triples(prop=st("document"))}
        return sorted((d for d in found if isinstance(d, NamedNode)), key=str)

    def contents(self) -> str:
        """How many documents it has, in words."""
        number = len(self.documents())
        return "1 report or dataset" if number == 1 else f"{number:,} reports and datasets"

    def attributions(self) -> set[Attribution]:
        """Every attribution of the record, each with its claim."""
        return attributions_from(self.triples())

    def triples(self, vocabulary: bool = False) -> Iterator[Triple]:
        """The record's triples without its history; with ``vocabulary``, those of the ontology and code lists too."""
        for triple in self.store.triples():
            if not is_history(triple.subject) and (vocabulary or not is_vocabulary(triple.subject)):
                yield triple

    def match(self, subject: str | None = None, prop: str | None = None) -> Iterator[tuple[str, str, str]]:
        """The triples with this subject and property, as text: full IRIs, literals without language and datatype."""
        predicate = NamedNode(prop) if prop else None
        for triple in self.store.triples([NamedNode(subject)] if subject else None, predicate):
            yield triple.subject.value, triple.predicate.value, triple.object.value  # type: ignore[union-attr]

    def query(self, sparql: str) -> QueryResult:
        """The answer to a SPARQL 1.1 query; the prefixes of ``standoff.vocabulary.PREFIXES`` need no declaration.

        Raises SyntaxError where the query is not SPARQL.
        """
        return self.store.query(sparql)

    def turtle(self, vocabulary: bool = False) -> str:
        """The record as sorted Turtle: equal records give equal text, and a change is only a few lines in a diff."""
        is_type = NamedNode(PREFIXES["rdf"] + "type")
        triples = sorted(
            self.triples(vocabulary),
            key=lambda t: (str(t.subject), t.predicate != is_type, t.predicate.value, str(t.object)),
        )
        return readable_turtle(triples, PREFIXES)

    def rdflib(self) -> rdflib.Graph:
        """The record as an rdflib Graph over the same store, so that changes go both ways; for a server, a copy in
        memory.
        """
        graph = self.store.rdflib()
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri, override=True)
        return graph

    @property
    def in_folder(self) -> bool:
        """Whether it is in a folder: one process at a time may write there, and a reader sees the state it opened."""
        return isinstance(self.store, OxigraphStore) and self.where != "memory"

    @property
    def earlier(self) -> str | None:
        """A sentence on a record in a folder that another version of standoff wrote; None for all others."""
        return earlier(self._folder) if self.in_folder else None

    def refresh(self) -> None:
        """Open the record's folder again, for reading, to see what was written since."""
        if self.in_folder:
            self.store.close()
            self._end_writing()
            self.tables = TableFiles(self.where)
            self.store = OxigraphStore(read_folder(Path(self.where)), self.where)

    def ready_to_write(self) -> None:
        """Finish an interrupted write to a server, and load this version's vocabulary."""
        self.store.finish_writing()
        self._refresh_vocabulary()
        drop_orphans(self.where, lambda document: any(self.store.triples([document])))

    @property
    def is_open(self) -> bool:
        """Whether it still answers."""
        return not self._closed

    def close(self) -> None:
        """Close the store, so that another process may write to it; a closed record cannot be used."""
        self._closed = True
        self.store.close()
        self._end_writing()

    def _end_writing(self) -> None:
        turn, self._turn = self._turn, None
        if turn:
            end_writing(self._folder, turn)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<record {self.where}: {self.contents()}>"

    def __bool__(self) -> bool:
        """True: an empty record is a record."""
        return True

    def __len__(self) -> int:
        return sum(1 for _ in self.triples())

    def _difference(self, documents: set[NamedNode], new: set[Triple]) -> tuple[set[Triple], set[Triple]]:
        said = self.store.triples(prop=st("document"), objects=documents)
        # Entities described again lose their earlier facts, so that a corrected label replaces the old one.
        described = {t.subject for t in new if isinstance(t.subject, NamedNode) and t.subject.value.startswith(ID)}
        subjects = documents | described | {t.subject for t in said if isinstance(t.subject, NamedNode)}
        old = set(self.store.triples(subjects))
        others = {t.subject for t in new if isinstance(t.subject, NamedNode)} - subjects
        removed = self._with_orphans(old, new) - new
        return removed, new - old - set(self.store.triples(others))

    def _with_orphans(self, old: set[Triple], new: set[Triple]) -> set[Triple]:
        """The old triples, and those of every entity that nothing refers to once they are removed."""
        gone = set(old)
        still_mentioned = {t.object for t in new} | {t.subject for t in new}
        waiting = {t.object for t in gone - new}
        while candidates := [t for t in waiting - still_mentioned if _is_individual(t)]:
            referred = {t.object for t in self.store.triples(objects=candidates) if t not in gone}
            facts = set(self.store.triples([t for t in candidates if t not in referred])) - gone
            gone |= facts
            waiting = {t.object for t in facts}
        return gone

    def _write(self, removed: set[Triple], added: set[Triple]) -> None:
        with errors_as_record_errors(self.where, "written to"):
            self.store.write(removed, added)

    def _written(self, removed: set[Triple], added: set[Triple], left: int) -> bool:
        """Write; False where another program wrote first, and ``left`` tries remain with the record as it is now."""
        try:
            self._write(removed, added)
        except Overtaken:
            if not left:
                raise
            self.store.catch_up()
            return False
        return True

    def _refresh_vocabulary(self) -> None:
        """Load the ontology and code lists of this version, and remove those of another version."""
        wanted = vocabulary_triples()
        kinds = {t.object for t in wanted if t.predicate == _TYPE and isinstance(t.object, NamedNode)}
        terms = {t.subject for source in (wanted, self.store.triples(prop=_TYPE, objects=kinds)) for t in source}
        ours = [term for term in terms if isinstance(term, NamedNode) and is_vocabulary(term)]
        present = set(self.store.triples(ours))
        if present != wanted and not self._written(present - wanted, set(wanted - present), 1):
            self._refresh_vocabulary()


def _is_individual(term: object) -> TypeGuard[NamedNode]:
    return isinstance(term, NamedNode) and term.value.startswith(ID)
