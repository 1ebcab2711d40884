"""The interface of a record's store, and the store in Oxigraph, in memory or in a folder.

The other store is a SPARQL endpoint (``standoff.record.endpoint``). Both pass one suite of tests, and differences
between stores are handled there and nowhere else.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Protocol, TypeVar

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from ..claim import Term
from ..errors import RecordError
from ..vocabulary import PREFIXES
from .folder import errors_as_record_errors

if TYPE_CHECKING:
    import rdflib

__all__ = ["Overtaken", "OxigraphStore", "QueryResult", "Store", "update_text"]

T = TypeVar("T")
_DEFAULT = DefaultGraph()
#: Words of RocksDB's and Oxigraph's messages about files that are damaged or gone.
_DAMAGE = ("orrupt", "IO error", "nvalid data")
#: A write of this many triples is flushed to the folder's sorted files at once. It would be safe in the log, but each
#: reader would have to read and sort it again: 45 ms instead of 7 for the example.
_LARGE = 1000


class Overtaken(RecordError):
    """Another program wrote to the record first; nothing was written, and what was to be may have to be another."""


@dataclass(frozen=True)
class QueryResult:
    """The result of a query, produced lazily: ``rows`` of terms in the order of ``variables`` (None where unbound), or
    ``triples``, or ``boolean``.
    """

    variables: tuple[str, ...] = ()
    rows: Iterable[tuple[Term | None, ...]] = ()
    boolean: bool | None = None
    triples: Iterator[Triple] | None = None

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        return iter(self.rows)


class Store(Protocol):
    """One graph of triples without blank nodes, wherever it is stored."""

    def query(self, sparql: str) -> QueryResult:
        """The answer to a SPARQL 1.1 query, which may use ``PREFIXES`` undeclared. Raises SyntaxError."""
        ...

    def triples(
        self,
        subjects: Collection[NamedNode] | None = None,
        prop: NamedNode | None = None,
        objects: Collection[Term] | None = None,
    ) -> Iterator[Triple]:
        """The triples with one of these subjects, this property and one of these objects; None means any."""
        ...

    def write(self, removed: Collection[Triple], added: Collection[Triple]) -> None:
        """Remove triples and add triples in one step: all of it or, on an error, nothing."""
        ...

    def load(self, n_triples: IO[bytes]) -> None:
        """Add many triples, as N-Triples, without having them all in memory. Raises SyntaxError."""
        ...

    def rdflib(self) -> rdflib.Graph: ...

    def finish_writing(self) -> None:
        """Finish or undo a write that was interrupted."""
        ...

    def catch_up(self) -> None:
        """Start the next write from the record as it is now, after another program wrote to it (``Overtaken``)."""
        ...

    def close(self) -> None:
        """Close the store; it cannot be used afterwards."""
        ...

    def __len__(self) -> int: ...


class OxigraphStore:
    """The default graph of an Oxigraph store in memory or in the folder ``where``; ``oxigraph`` is that store.

    Reading raises RecordError where a file of the folder is damaged.
    """

    def __init__(self, oxigraph: ox.Store, where: str = "memory") -> None:
        self._oxigraph: ox.Store | None = oxigraph
        self._where = where

    @property
    def oxigraph(self) -> ox.Store:
        """Oxigraph's own store. Raises RecordError once the record is closed."""
        if self._oxigraph is None:
            raise RecordError("This record is closed. Open it again with standoff.open.")
        return self._oxigraph

    def finish_writing(self) -> None:
        """Do nothing: a write is one transaction here."""

    def catch_up(self) -> None:
        """Do nothing: nobody else writes while a folder is open for writing."""

    def close(self) -> None:
        # Oxigraph closes a folder when nothing refers to its store any longer: rows still being read, or a graph from
        # rdflib(), keep it open for as long as they exist.
        self._oxigraph = None

    def query(self, sparql: str) -> QueryResult:
        with _damage_as_record_error(self._where):
            found = self.oxigraph.query(sparql, prefixes=PREFIXES)
        if isinstance(found, ox.QueryBoolean):
            return QueryResult(boolean=bool(found))
        if isinstance(found, ox.QueryTriples):
            return QueryResult(triples=self._read(found))
        return QueryResult(tuple(v.value for v in found.variables), map(tuple, self._read(found)))

    def triples(
        self,
        subjects: Collection[NamedNode] | None = None,
        prop: NamedNode | None = None,
        objects: Collection[Term] | None = None,
    ) -> Iterator[Triple]:
        for subject in [None] if subjects is None else subjects:
            for value in [None] if objects is None else objects:
                for quad in self._read(self.oxigraph.quads_for_pattern(subject, prop, value, _DEFAULT)):
                    yield quad.triple

    def _read(self, found: Iterable[T]) -> Iterator[T]:
        with _damage_as_record_error(self._where):
            yield from found

    def write(self, removed: Collection[Triple], added: Collection[Triple]) -> None:
        if removed:
            # One update request is one transaction in Oxigraph.
            self.oxigraph.update(update_text(removed, added))
        else:
            # Also one transaction, without writing 5,000 triples as SPARQL and parsing them again.
            self.oxigraph.extend(Quad(*triple) for triple in added)
        if len(removed) + len(added) >= _LARGE:
            # The write is already safe; if there is no space or time to flush it, the next writer does.
            with contextlib.suppress(OSError, RuntimeError):
                self.oxigraph.flush()

    def load(self, n_triples: IO[bytes]) -> None:
        self.oxigraph.bulk_load(n_triples, format=ox.RdfFormat.N_TRIPLES)

    def rdflib(self) -> rdflib.Graph:
        import rdflib
        from oxrdflib import OxigraphStore as ForRdflib
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        # Any other identifier, or none, would name another, empty graph.
        return rdflib.Graph(store=ForRdflib(store=self.oxigraph), identifier=DATASET_DEFAULT_GRAPH_ID)

    def __len__(self) -> int:
        return len(self.oxigraph)


@contextlib.contextmanager
def _damage_as_record_error(where: str) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        # Other errors are about the question, such as a SERVICE that is not allowed.
        if any(word in str(error) for word in _DAMAGE):
            with errors_as_record_errors(where, "read"):
                raise
        raise


def update_text(
    removed: Iterable[Triple], added: Iterable[Triple], graph: NamedNode | None = None, where: str = ""
) -> str:
    """One SPARQL update, of one operation, that removes and adds these triples, sorted, if the pattern ``where`` is
    found.
    """
    parts = []
    for verb, triples in (("DELETE", removed), ("INSERT", added)):
        lines = "".join(f"{triple} .\n" for triple in sorted(triples, key=str))
        if lines:
            parts.append((verb, f"GRAPH {graph} {{\n{lines}}}" if graph else f"\n{lines}"))
    if len(parts) == 1:
        return f"{parts[0][0]} DATA {{ {parts[0][1]} }}"
    return " ".join(f"{verb} {{ {block} }}" for verb, block in parts) + f" WHERE {{ {where} }}"
