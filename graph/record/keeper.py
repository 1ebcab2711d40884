"""The keeper of a record: claims in memory, in an Oxigraph folder on disk, or in any SPARQL server; all answer SPARQL
and the rdflib API. ``standoff.open`` gives it to a user with all that can be asked of it.

A record holds one graph: the ontology and code lists, which the queries use, and what was read. A document is
read as a whole: what it said before is taken out, with the claims nobody else holds and the things nobody else
mentions, and what it says now is put in, all in one transaction.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox
from pyoxigraph import NamedNode, Triple

from ..claim import Attribution, Reading
from ..errors import RecordError
from ..vocabulary import ID, PREFIXES, st
from .folder import read_folder, told, write_folder
from .history import additions, is_history, removal
from .store import Found, OxigraphStore, Store
from .triples import attributions_from, reading_triples, stored
from .vocabulary_triples import is_vocabulary, vocabulary_triples

if TYPE_CHECKING:
    import rdflib

__all__ = ["Keeper", "open_keeper"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def open_keeper(where: str | Path = "memory", *, write: bool = False, graph: str | None = None) -> Keeper:
    """The record at ``where``: ``"memory"`` (new and empty), a folder, or the address of a SPARQL server, in whose
    default graph it is kept or in the one named ``graph`` (else ``STANDOFF_GRAPH``). With ``write`` it is made where
    there is none; without, nothing is written.

    Raises RecordError for a record that is missing, that is no record, that does not answer, or that another process
    is writing to.
    """
    if "://" in str(where):
        return _open_endpoint(str(where), write, graph or os.environ.get("STANDOFF_GRAPH"))
    if graph:
        none = f"A graph is named in a SPARQL server; {where} is none. Leave"
        raise RecordError(f"{none} graph out.", command=f"{none} --graph out.")
    if str(where) == "memory":
        record = Keeper(OxigraphStore(ox.Store()), "memory")
        record._refresh_vocabulary()
        return record
    path = Path(where)
    if not write:
        return Keeper(OxigraphStore(read_folder(path)), str(path))
    record = Keeper(OxigraphStore(write_folder(path)), str(path))
    with told(path, "opened"):
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
            f'{none} standoff.open("{address}", create=True).', command=f"{none} `standoff build --record {address}`."
        )
    return record


class Keeper:
    """Claims with who holds them, as RDF. ``store`` keeps them; ``where`` is ``memory``, the folder or the address."""

    def __init__(self, store: Store, where: str) -> None:
        self.store, self.where = store, where

    def put(self, readings: Iterable[Reading]) -> tuple[set[Triple], set[Triple]]:
        """Read documents in: each replaces what it said before. All of them or, on an error, none.

        Gives the triples that went out and those that came in, the history of it left out.
        """
        readings = list(readings)
        removed, added = self.difference(readings)
        changes = additions(self.store, readings, removed, added)
        if removed or added or changes:
            self._write(removed, added | changes)
        return removed, added

    def difference(self, readings: Iterable[Reading]) -> tuple[set[Triple], set[Triple]]:
        """What putting these readings in would take out and what it would add; nothing is written."""
        readings = list(readings)
        new = stored(triple for reading in readings for triple in reading_triples(reading))
        return self._difference({reading.document for reading in readings}, new)

    def leaving(self, document: NamedNode) -> set[Triple]:
        """What would leave the record with a document. Raises RecordError where it was never read."""
        if not any(self.store.triples([document])):
            raise RecordError(f"The record holds no document {document.value}.")
        return self._difference({document}, set())[0]

    def forget(self, document: NamedNode) -> None:
        """Take a document out with all that only it said and mentioned. Raises RecordError where it was never read."""
        removed = self.leaving(document)
        held = sum(t.predicate == st("document") for t in removed)
        self._write(removed, removal(document, held))

    def documents(self) -> list[NamedNode]:
        """The documents read, sorted."""
        found = {triple.object for triple in self.store.triples(prop=st("document"))}
        return sorted((d for d in found if isinstance(d, NamedNode)), key=str)

    def attributions(self) -> set[Attribution]:
        """Every attribution of the record with its claim."""
        return attributions_from(self.triples())

    def triples(self, vocabulary: bool = False) -> Iterator[Triple]:
        """The record's triples, its history left out; with ``vocabulary`` those of the ontology and code lists too."""
        for triple in self.store.triples():
            if not is_history(triple.subject) and (vocabulary or not is_vocabulary(triple.subject)):
                yield triple

    def match(self, subject: str | None = None, prop: str | None = None) -> Iterator[tuple[str, str, str]]:
        """The triples with this subject and property, as text: IRIs whole, literals without language and datatype."""
        predicate = NamedNode(prop) if prop else None
        for triple in self.store.triples([NamedNode(subject)] if subject else None, predicate):
            yield triple.subject.value, triple.predicate.value, triple.object.value  # type: ignore[union-attr]

    def query(self, sparql: str) -> Found:
        """The answer to a SPARQL 1.1 query; the prefixes of ``standoff.vocabulary.PREFIXES`` need no declaration.

        Raises SyntaxError where the query is not SPARQL.
        """
        return self.store.query(sparql)

    def turtle(self, vocabulary: bool = False) -> str:
        """The record as Turtle, sorted: equal records give equal text, and a change shows as few lines in a diff."""
        is_type = NamedNode(PREFIXES["rdf"] + "type")
        triples = sorted(
            self.triples(vocabulary),
            key=lambda t: (str(t.subject), t.predicate != is_type, t.predicate.value, str(t.object)),
        )
        return _readable(ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"")

    def rdflib(self) -> rdflib.Graph:
        """The record as an rdflib Graph: over the same store, so that changes go both ways; of a server a copy in
        memory.
        """
        graph = self.store.rdflib()
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri, override=True)
        return graph

    @property
    def in_folder(self) -> bool:
        """Whether it is kept in a folder: one process at a time may write there, and a reader sees what it opened."""
        return isinstance(self.store, OxigraphStore) and self.where != "memory"

    def refresh(self) -> None:
        """Open the record's folder anew, for reading: what was written since is seen."""
        if self.in_folder:
            self.store.close()
            self.store = OxigraphStore(read_folder(Path(self.where)))

    def ready_to_write(self) -> None:
        """Finish what a writer to a server left half done, and bring this version's vocabulary in."""
        self.store.finish_writing()
        self._refresh_vocabulary()

    def close(self) -> None:
        """Let the store go, so that another process may write to it; a closed record answers nothing more."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<record {self.where}: {len(self.documents())} reports and datasets>"

    def __len__(self) -> int:
        return sum(1 for _ in self.triples())

    def _difference(self, documents: set[NamedNode], new: set[Triple]) -> tuple[set[Triple], set[Triple]]:
        said = self.store.triples(prop=st("document"), objects=documents)
        # Things described anew lose what was said of them before, so that a corrected label leaves no second one.
        described = {t.subject for t in new if isinstance(t.subject, NamedNode) and t.subject.value.startswith(ID)}
        subjects = documents | described | {t.subject for t in said if isinstance(t.subject, NamedNode)}
        old = set(self.store.triples(subjects))
        others = {t.subject for t in new if isinstance(t.subject, NamedNode)} - subjects
        removed = self._with_orphans(old, new) - new
        return removed, new - old - set(self.store.triples(others))

    def _with_orphans(self, old: set[Triple], new: set[Triple]) -> set[Triple]:
        """The old triples, and those of every thing that nothing refers to once they are gone."""
        gone = set(old)
        kept_by_new = {t.object for t in new} | {t.subject for t in new}
        waiting = {t.object for t in gone - new}
        while things := [t for t in waiting - kept_by_new if isinstance(t, NamedNode) and t.value.startswith(ID)]:
            referred = {t.object for t in self.store.triples(objects=things) if t not in gone}
            facts = set(self.store.triples([t for t in things if t not in referred])) - gone
            gone |= facts
            waiting = {t.object for t in facts}
        return gone

    def _write(self, removed: set[Triple], added: set[Triple]) -> None:
        with told(self.where, "written to"):
            self.store.write(removed, added)

    def _refresh_vocabulary(self) -> None:
        """Bring the ontology and code lists of this version in, and those of another version out."""
        wanted = vocabulary_triples()
        kinds = {t.object for t in wanted if t.predicate == _TYPE and isinstance(t.object, NamedNode)}
        terms = {t.subject for source in (wanted, self.store.triples(prop=_TYPE, objects=kinds)) for t in source}
        ours = [term for term in terms if isinstance(term, NamedNode) and is_vocabulary(term)]
        held = set(self.store.triples(ours))
        if held != wanted:
            self._write(held - wanted, set(wanted - held))


def _readable(turtle: bytes) -> str:
    """Turtle with its prefixes in order, whatever order they were written in, and an empty line before each subject."""
    # Not splitlines: a text may hold U+0085 or U+2028 as it is, and Turtle's lines end with a line feed alone.
    lines = turtle.decode().rstrip("\n").split("\n")
    prefixes = sorted(line for line in lines if line.startswith("@prefix"))
    body = (line if line.startswith("\t") else f"\n{line}" for line in lines if not line.startswith("@prefix"))
    return "\n".join([*prefixes, *body]) + "\n"
