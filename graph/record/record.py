"""The record: where claims are kept. In memory, or in an Oxigraph folder on disk; both answer SPARQL and the rdflib
API.

A record holds one default graph: the ontology and code lists, which the queries use, and what was read. A document is
read as a whole: what it said before is taken out, with the claims nobody else holds and the things nobody else
mentions, and what it says now is put in, all in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph.claim import Attribution, Reading
from graph.errors import RecordError
from graph.record.folder import read_folder, told, write_folder
from graph.record.history import additions, is_history, removal
from graph.record.triples import attributions_from, reading_triples, stored
from graph.record.vocabulary_triples import is_vocabulary, vocabulary_triples
from graph.vocabulary import ID, PREFIXES, st

if TYPE_CHECKING:
    import rdflib

    from graph.views.explore import RecordView

__all__ = ["Record", "open_record"]

_DEFAULT = DefaultGraph()


def open_record(where: str | Path = "memory", *, write: bool = False) -> Record:
    """The record at ``where``: ``"memory"`` (new and empty) or a folder; with ``write`` a folder is made where none is.

    Raises RecordError for a folder that is missing, that is no record, or that another process is writing to.
    """
    if str(where) == "memory":
        record = Record(Store(), "memory")
        record._refresh_vocabulary()
        return record
    if "://" in str(where):
        raise RecordError(
            f"{where} is an address; a record is `memory` or a folder. Give a folder, such as out/record."
        )
    path = Path(where)
    if not write:
        return Record(read_folder(path), str(path))
    record = Record(write_folder(path), str(path))
    with told(path, "opened"):
        record._refresh_vocabulary()
    return record


class Record:
    """Claims with who holds them, as RDF.

    ``store`` is the Oxigraph store underneath; ``where`` is ``memory`` or the folder.
    """

    def __init__(self, store: Store, where: str) -> None:
        self.store, self.where = store, where

    def put(self, readings: Iterable[Reading]) -> None:
        """Read documents in: each replaces what it said before. All of them or, on an error, none."""
        readings = list(readings)
        removed, added = self.difference(readings)
        added |= additions(self, readings, removed, added)
        if removed or added:
            self._write(removed, added)

    def difference(self, readings: Iterable[Reading]) -> tuple[set[Triple], set[Triple]]:
        """What putting these readings in would take out and what it would add; nothing is written."""
        readings = list(readings)
        new = stored(triple for reading in readings for triple in reading_triples(reading))
        return self._difference({reading.document for reading in readings}, new)

    def leaving(self, document: NamedNode) -> set[Triple]:
        """What would leave the record with a document. Raises RecordError where it was never read."""
        if not any(self._about(document)):
            raise RecordError(f"The record holds no document {document.value}.")
        return self._difference({document}, set())[0]

    def forget(self, document: NamedNode) -> None:
        """Take a document out with all that only it said and mentioned. Raises RecordError where it was never read."""
        removed = self.leaving(document)
        held = sum(t.predicate == st("document") for t in removed)
        self._write(removed, removal(document, held))

    def documents(self) -> list[NamedNode]:
        """The documents read, sorted."""
        found = {q.object for q in self.store.quads_for_pattern(None, st("document"), None, _DEFAULT)}
        return sorted((d for d in found if isinstance(d, NamedNode)), key=str)

    def attributions(self) -> set[Attribution]:
        """Every attribution of the record with its claim."""
        return attributions_from(self.triples())

    def triples(self, vocabulary: bool = False) -> Iterator[Triple]:
        """The record's triples, its history left out; with ``vocabulary`` those of the ontology and code lists too."""
        for quad in self.store.quads_for_pattern(None, None, None, _DEFAULT):
            if not is_history(quad.subject) and (vocabulary or not is_vocabulary(quad.subject)):
                yield quad.triple

    def match(self, subject: str | None = None, prop: str | None = None) -> Iterator[tuple[str, str, str]]:
        """The triples with this subject and property, as text: IRIs whole, literals without language and datatype."""
        start, predicate = (NamedNode(iri) if iri else None for iri in (subject, prop))
        for quad in self.store.quads_for_pattern(start, predicate, None, _DEFAULT):
            yield quad.subject.value, quad.predicate.value, quad.object.value  # type: ignore[union-attr]

    def query(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The answer to a SPARQL 1.1 query; the prefixes of ``graph.vocabulary.PREFIXES`` need no declaration.

        Raises SyntaxError where the query is not SPARQL.
        """
        return self.store.query(sparql, prefixes=PREFIXES)

    def turtle(self, vocabulary: bool = False) -> str:
        """The record as Turtle, sorted: equal records give equal text, and a change shows as few lines in a diff."""
        is_type = NamedNode(PREFIXES["rdf"] + "type")
        triples = sorted(
            self.triples(vocabulary),
            key=lambda t: (str(t.subject), t.predicate != is_type, t.predicate.value, str(t.object)),
        )
        return _readable(ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"")

    def rdflib(self) -> rdflib.Graph:
        """The record as an rdflib Graph over the same store: no copy, changes go both ways."""
        import rdflib
        from oxrdflib import OxigraphStore
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        # Any other identifier, and none too, would name a graph of its own, empty beside the record's.
        graph = rdflib.Graph(store=OxigraphStore(store=self.store), identifier=DATASET_DEFAULT_GRAPH_ID)
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri, override=True)
        return graph

    def view(self, **options: Any) -> RecordView:
        """A view of the record, from which others and answers come: ``record.view(said_by="ANHA").dyads()``.

        What is read into the record later, a view made before does not see.
        """
        from graph.network.ledger import Ledger
        from graph.views.explore import RecordView

        return RecordView(Ledger(self)).view(**options)

    def __repr__(self) -> str:
        return f"<record {self.where}: {len(self.documents())} reports and datasets>"

    def _repr_html_(self) -> str:
        from graph.views.answers import record_html

        return record_html(self)

    def __len__(self) -> int:
        return sum(1 for _ in self.triples())

    def _about(self, subject: NamedNode) -> Iterator[Triple]:
        return (quad.triple for quad in self.store.quads_for_pattern(subject, None, None, _DEFAULT))

    def _difference(self, documents: set[NamedNode], new: set[Triple]) -> tuple[set[Triple], set[Triple]]:
        old: set[Triple] = set()
        for document in documents:
            old.update(self._about(document))
            for quad in self.store.quads_for_pattern(None, st("document"), document, _DEFAULT):
                if isinstance(quad.subject, NamedNode):
                    old.update(self._about(quad.subject))
        # Things described anew lose what was said of them before, so that a corrected label leaves no second one.
        described = {t.subject for t in new if isinstance(t.subject, NamedNode) and t.subject.value.startswith(ID)}
        for subject in described:
            old.update(self._about(subject))
        removed = self._with_orphans(old, new) - new
        return removed, {t for t in new if Quad(*t) not in self.store}

    def _with_orphans(self, old: set[Triple], new: set[Triple]) -> set[Triple]:
        """The old triples, and those of every thing that nothing refers to once they are gone."""
        gone = set(old)
        kept_by_new = {t.object for t in new} | {t.subject for t in new}
        waiting = [t.object for t in gone - new]
        while waiting:
            thing = waiting.pop()
            if not isinstance(thing, NamedNode) or not thing.value.startswith(ID) or thing in kept_by_new:
                continue
            references = self.store.quads_for_pattern(None, None, thing, _DEFAULT)
            if all(quad.triple in gone for quad in references):
                facts = set(self._about(thing)) - gone
                gone |= facts
                waiting += [t.object for t in facts]
        return gone

    def _write(self, removed: Collection[Triple], added: Collection[Triple]) -> None:
        with told(Path(self.where), "written to"):
            self._transact(removed, added)

    def _transact(self, removed: Collection[Triple], added: Collection[Triple]) -> None:
        if not removed:
            # The same one transaction, without writing 5,000 triples out as SPARQL and parsing them again.
            self.store.extend(Quad(*triple) for triple in added)
            return
        # One update request is one transaction in Oxigraph, and a SPARQL endpoint takes it as it is.
        parts = [f"{verb} DATA {{\n{''.join(f'{t} .{chr(10)}' for t in sorted(triples, key=str))}}}"
                 for verb, triples in (("DELETE", removed), ("INSERT", added)) if triples]  # fmt: skip
        self.store.update(" ;\n".join(parts))

    def _refresh_vocabulary(self) -> None:
        """Bring the ontology and code lists of this version in, and those of another version out."""
        wanted = vocabulary_triples()
        held = {t for t in self.triples(vocabulary=True) if is_vocabulary(t.subject)} if len(self.store) else set()
        if held != wanted:
            self._write(held - wanted, wanted - held)


def _readable(turtle: bytes) -> str:
    """Turtle with its prefixes in order, whatever order they were written in, and an empty line before each subject."""
    lines = turtle.decode().splitlines()
    prefixes = sorted(line for line in lines if line.startswith("@prefix"))
    body = (line if line.startswith("\t") else f"\n{line}" for line in lines if not line.startswith("@prefix"))
    return "\n".join([*prefixes, *body]) + "\n"
