"""One graph of a SPARQL 1.1 server, asked by its Query and Graph Store HTTP protocols.

Answers that a server cuts off are detected: where the number of rows is suspiciously round, the rows are counted, and
if some are missing the query is sent again in pages. docs/stores.md says how each server behaves.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from ..claim import Term
from ..errors import RecordError
from ..sparql import Query, read
from .addresses import addresses_of, checked_graph, shown
from .http import Client, Reply
from .server_replies import ROWS, TRIPLES, answer_of, canonical, canonical_row, rows_of, triples_of
from .store import OxigraphStore, QueryResult

if TYPE_CHECKING:
    import rdflib


__all__ = ["SparqlServer", "batched"]

T = TypeVar("T")
#: Terms in one query; rows on a page.
_NAMED_AT_ONCE, _PAGE = 200, 10_000
#: An answer whose number of rows is a multiple of this may have been cut by the server.
_ROUND = 100


class SparqlServer:
    """One graph of a SPARQL server: ``graph``, or its default graph where that is None."""

    def __init__(self, address: str, graph: str | None = None) -> None:
        self.queries, self.updates, self.graph_store = addresses_of(address)
        self.graph = NamedNode(checked_graph(graph)) if graph else None
        self._client = Client(tuple(filter(None, (self.queries, self.updates, self.graph_store))))

    @cached_property
    def _is_virtuoso(self) -> bool:
        reply = self._asked("ASK {}", ROWS)
        # Its answer to ASK is a row: `__ASK_RETVAL`, 1 or 0. That identifies it behind a proxy too.
        answer = answer_of(reply)
        return "virtuoso" in reply.headers.get("server", "").lower() or not isinstance(answer, ox.QueryBoolean)

    @cached_property
    def _copy(self) -> OxigraphStore:
        copy = OxigraphStore(ox.Store())
        copy.write(set(), set(self.triples()))
        return copy

    def query(self, sparql: str) -> QueryResult:
        if self._is_virtuoso:
            # Virtuoso 7 counts unbound values, takes truth values for numbers and an EXISTS with a path for true
            # (docs/stores.md): it stores the record, and queries go to a copy in memory.
            return self._copy.query(sparql)
        asked = read(sparql)
        text = asked.prefixed
        if asked.form in ("CONSTRUCT", "DESCRIBE"):
            return QueryResult(triples=self._constructed(text))
        if asked.form == "ASK":
            answer = answer_of(self._asked(text, ROWS))
            if not isinstance(answer, ox.QueryBoolean):
                neither = f"{shown(self.queries)} answered an ASK with neither true nor false."
                raise RecordError(f"{neither} Is it a SPARQL 1.1 server?")
            return QueryResult(boolean=bool(answer))
        return self._selected(read(text))

    def triples(
        self,
        subjects: Collection[NamedNode] | None = None,
        prop: NamedNode | None = None,
        objects: Collection[Term] | None = None,
    ) -> Iterator[Triple]:
        if subjects is None and prop is None and objects is None and self.graph_store:
            whole = self._whole_graph()
            if whole is not None:
                return iter(whole)
        return self._matching(subjects, prop, objects)

    def __len__(self) -> int:
        return self._count(read("SELECT ?s ?p ?o WHERE { ?s ?p ?o }"))

    def rdflib(self) -> rdflib.Graph:
        """A copy in memory: changes to it do not reach the server."""
        import rdflib

        lines = ox.serialize(self.triples(), format=RdfFormat.N_TRIPLES) or b""
        return rdflib.Graph().parse(data=lines, format="nt")

    def _matching(
        self, subjects: Collection[NamedNode] | None, prop: NamedNode | None, objects: Collection[Term] | None
    ) -> Iterator[Triple]:
        for some_subjects in _batches(subjects):
            for some_objects in _batches(objects):
                values = "".join(
                    f"VALUES {variable} {{ {' '.join(map(str, terms))} }} "
                    for variable, terms in (("?s", some_subjects), ("?o", some_objects))
                    if terms is not None
                )
                where = f"{values}{'' if prop is None else f'VALUES ?p {{ {prop} }} '}?s ?p ?o"
                for subject, predicate, value in self._selected(read(f"SELECT ?s ?p ?o WHERE {{ {where} }}")):
                    yield self._triple(subject, predicate, value)

    def _triple(self, subject: object, predicate: object, value: object) -> Triple:
        named = isinstance(subject, NamedNode) and isinstance(predicate, NamedNode)
        if not named or not isinstance(value, NamedNode | Literal):
            blank = f"{self.name} contains blank nodes, so it is not a record. Name a graph of its own with"
            raise RecordError(f"{blank} graph=….", command=f"{blank} --graph.")
        return Triple(subject, predicate, value)  # type: ignore[arg-type]

    def _whole_graph(self) -> list[Triple] | None:
        """All triples by the Graph Store protocol; None where the server cut them off (Virtuoso does so silently)."""
        reply = self._client.send("GET", self._of_graph(self.graph), headers={"Accept": TRIPLES})
        if reply.status == 404:
            return []  # For most servers an empty graph does not exist.
        self._must_be(reply, TRIPLES, "text/plain")
        found = [self._triple(q.subject, q.predicate, canonical(q.object)) for q in triples_of(reply)]
        return found if len(found) == len(self) else None

    def _selected(self, query: Query) -> QueryResult:
        reply = self._asked(str(query), ROWS)
        rows = rows_of(reply)
        variables = tuple(v.value for v in rows.variables)
        cut = "x-sparql-maxrows" in reply.headers
        if not cut:
            count = sum(1 for _ in rows)
            cut = bool(count) and count % _ROUND == 0 and count < self._count(query)
            reply.body.seek(0)
        if cut:
            return QueryResult(variables, self._pages(query, variables))
        return QueryResult(variables, (canonical_row(row, variables) for row in rows_of(reply)))

    def _pages(self, query: Query, variables: tuple[str, ...]) -> Iterator[tuple[Term | None, ...]]:
        total, given = self._count(query), 0
        while given < total:
            found = rows_of(self._asked(query.page_query(variables, _PAGE, given), ROWS))
            on_page = 0
            for row in found:
                on_page += 1
                yield canonical_row(row, variables)
            if not on_page:
                break
            given += on_page
        if given != total or self._count(query) != total:
            raise RecordError(f"{self.name} changed while it was being read. Ask again when nothing writes to it.")

    def _count(self, query: Query) -> int:
        found = [row[0] for row in rows_of(self._asked(query.count_query(), ROWS))]
        return int(found[0].value) if found and isinstance(found[0], Literal) else 0

    def _constructed(self, text: str) -> Iterator[Triple]:
        reply = self._asked(text, f"{TRIPLES}, text/plain;q=0.5")
        count = sum(1 for _ in triples_of(reply))
        if count >= 1000 and count % 1000 == 0:
            # Triples cannot be counted as rows can, so whether these are all is unknown.
            raise RecordError(
                f"{shown(self.queries)} returned exactly {count:,} triples, which may not be all. Ask with SELECT, "
                "which is read in pages, or raise the server's limit."
            )
        reply.body.seek(0)
        return (Triple(q.subject, q.predicate, canonical(q.object)) for q in triples_of(reply))

    def _asked(self, sparql: str, accept: str) -> Reply:
        fields = [("query", sparql)]
        if self.graph:
            fields.append(("default-graph-uri", self.graph.value))
        reply = self._client.send(
            "POST",
            self.queries,
            body=urlencode(fields).encode(),
            headers={"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"},
        )
        if reply.status == 400:
            raise SyntaxError(reply.text())
        self._must_be(reply, *(kind.split(";")[0].strip() for kind in accept.split(",")), "application/json")
        return reply

    def _must_be(self, reply: Reply, *kinds: str) -> None:
        if reply.status == 404:
            raise RecordError(
                f"{shown(self.queries)} was not found (404). Check the address with whoever runs the server."
            )
        if reply.status >= 400:
            raise RecordError(f"{shown(self.queries)} could not answer ({reply.status}): {reply.text()[:300]}")
        if reply.media_type not in kinds:
            given = reply.media_type or "nothing"
            raise RecordError(
                f"{shown(self.queries)} is not a SPARQL endpoint: it answered with {given}. Check the address."
            )

    def close(self) -> None:
        self._client.close()

    @cached_property
    def name(self) -> str:
        return f"{shown(self.queries)}{f' graph {self.graph.value}' if self.graph else ''}"

    def _of_graph(self, graph: NamedNode | None) -> str:
        assert self.graph_store
        mark = "&" if "?" in self.graph_store else "?"
        return f"{self.graph_store}{mark}{urlencode({'graph': graph.value}) if graph else 'default'}"


def _batches(terms: Collection[Term] | None) -> Iterator[tuple[Term, ...] | None]:
    return iter([None]) if terms is None else batched(terms, _NAMED_AT_ONCE)


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The items, so many at a time."""
    each = iter(items)
    while batch := tuple(itertools.islice(each, size)):
        yield batch
