"""A record in a SPARQL 1.1 server: Query, Update and Graph Store HTTP protocols, its default graph or a named one.

Answers that a server cuts off are detected: where the number of rows is suspiciously round, the rows are counted, and
if some are missing the query is sent again in pages. A write that is too large for one update goes into temporary
graphs first and is then moved by one small update, which a server does as a whole or not at all; if it was interrupted,
opening the record for writing repeats it. The record has a revision, which each write replaces; a write does nothing
if it is no longer the one that the write started from: two programs never write over each other. docs/stores.md says
how each server behaves.
"""

from __future__ import annotations

import contextlib
import itertools
import uuid
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import IO, TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple

from ..claim import Term
from ..errors import RecordError
from ..sparql import Query, read
from ..vocabulary import PREFIXES
from .addresses import addresses_of, checked_graph, shown
from .history import EARLIER, REVISION, REVISION_OF
from .http import Client, Reply
from .store import Overtaken, OxigraphStore, QueryResult, update_text

if TYPE_CHECKING:
    import rdflib

__all__ = ["Endpoint"]

T = TypeVar("T")

#: Triples in one update (Virtuoso 7 refuses 5,000) and in one piece of a graph; terms in one query; rows on a page.
BATCH, PIECE, NAMED_AT_ONCE, PAGE = 1000, 10_000, 200, 10_000
#: An answer whose number of rows is a multiple of this may have been cut by the server.
_ROUND = 100
_JOURNAL = NamedNode("urn:standoff:writing")
_OF, _SINCE, _READY, _FROM = (NamedNode(f"urn:standoff:{name}") for name in ("of", "since", "ready", "fromRevision"))
_DEFAULT_GRAPH = NamedNode("urn:standoff:default-graph")
#: An unfinished write of another process is left alone for this long.
_ABANDONED = timedelta(hours=1)
#: Virtuoso turns every geo:wktLiteral into a position, rounded to seven digits, which it then cannot delete. So it gets
#: the text with this datatype instead, which is visible only to those who query Virtuoso itself.
_WKT, _WKT_IN_VIRTUOSO = NamedNode(PREFIXES["geo"] + "wktLiteral"), NamedNode("urn:standoff:wktLiteral")
_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.5"
_TRIPLES = "application/n-triples"


class Endpoint:
    """One graph of a SPARQL server: ``graph``, or its default graph where that is None."""

    def __init__(self, address: str, graph: str | None = None) -> None:
        self.queries, self.updates, self.graph_store = addresses_of(address)
        self.graph = NamedNode(checked_graph(graph)) if graph else None
        #: The revision that the next write starts from; None where the record was not opened for writing.
        self._revision: Literal | None = None
        self._client = Client(tuple(filter(None, (self.queries, self.updates, self.graph_store))))

    @cached_property
    def _is_virtuoso(self) -> bool:
        reply = self._asked("ASK {}", _ROWS)
        # Its answer to ASK is a row: `__ASK_RETVAL`, 1 or 0. That identifies it behind a proxy too.
        answer = _results(reply)
        return "virtuoso" in reply.headers.get("server", "").lower() or not isinstance(answer, ox.QueryBoolean)

    @cached_property
    def _copy(self) -> OxigraphStore:
        copy = OxigraphStore(ox.Store())
        copy.write(set(), set(self.triples()))
        return copy

    def _as_server_stores(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """The triples in the form in which this server can store them."""
        for triple in triples:
            value = triple.object
            if isinstance(value, Literal) and value.datatype == _WKT and self._is_virtuoso:
                triple = Triple(triple.subject, triple.predicate, Literal(value.value, datatype=_WKT_IN_VIRTUOSO))
            yield triple

    # --- reading ---------------------------------------------------------------------------------------------------

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
            answer = _results(self._asked(text, _ROWS))
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
        reply = self._client.send("GET", self._of_graph(self.graph), headers={"Accept": _TRIPLES})
        if reply.status == 404:
            return []  # For most servers an empty graph does not exist.
        self._must_be(reply, _TRIPLES, "text/plain")
        found = [self._triple(q.subject, q.predicate, canonical(q.object)) for q in _parsed(reply)]
        return found if len(found) == len(self) else None

    def _selected(self, query: Query) -> QueryResult:
        reply = self._asked(str(query), _ROWS)
        rows = _rows(reply)
        variables = tuple(v.value for v in rows.variables)
        cut = "x-sparql-maxrows" in reply.headers
        if not cut:
            count = sum(1 for _ in rows)
            cut = bool(count) and count % _ROUND == 0 and count < self._count(query)
            reply.body.seek(0)
        if cut:
            return QueryResult(variables, self._pages(query, variables))
        return QueryResult(variables, (_canonical_row(row, variables) for row in _rows(reply)))

    def _pages(self, query: Query, variables: tuple[str, ...]) -> Iterator[tuple[Term | None, ...]]:
        total, given = self._count(query), 0
        while given < total:
            found = _rows(self._asked(query.page_query(variables, PAGE, given), _ROWS))
            on_page = 0
            for row in found:
                on_page += 1
                yield _canonical_row(row, variables)
            if not on_page:
                break
            given += on_page
        if given != total or self._count(query) != total:
            raise RecordError(f"{self.name} changed while it was being read. Ask again when nothing writes to it.")

    def _count(self, query: Query) -> int:
        found = [row[0] for row in _rows(self._asked(query.count_query(), _ROWS))]
        return int(found[0].value) if found and isinstance(found[0], Literal) else 0

    def _constructed(self, text: str) -> Iterator[Triple]:
        reply = self._asked(text, f"{_TRIPLES}, text/plain;q=0.5")
        count = sum(1 for _ in _parsed(reply))
        if count >= 1000 and count % 1000 == 0:
            # Triples cannot be counted as rows can, so whether these are all is unknown.
            raise RecordError(
                f"{shown(self.queries)} returned exactly {count:,} triples, which may not be all. Ask with SELECT, "
                "which is read in pages, or raise the server's limit."
            )
        reply.body.seek(0)
        return (Triple(q.subject, q.predicate, canonical(q.object)) for q in _parsed(reply))

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

    # --- writing ---------------------------------------------------------------------------------------------------

    def write(self, removed: Iterable[Triple], added: Iterable[Triple]) -> None:
        out, into = self._as_server_stores(removed), self._as_server_stores(added)
        first_out, first_in = list(itertools.islice(out, BATCH)), list(itertools.islice(into, BATCH))
        if not first_out and not first_in:
            return
        self.__dict__.pop("_copy", None)
        # In Virtuoso the number 3.0 of an INSERT with a WHERE becomes the number 3: it stays what it is if it is moved.
        if len(first_out) + len(first_in) >= BATCH or (self._revision and self._is_virtuoso):
            return self._write_much(itertools.chain(first_out, out), itertools.chain(first_in, into))
        before, after = self._revision, _new_revision()
        if before is None:
            return self._update(update_text(first_out, first_in, self.graph))
        first_out.append(Triple(REVISION_OF, REVISION, before))
        first_in += [Triple(REVISION_OF, REVISION, after), Triple(REVISION_OF, EARLIER, before)]
        given = self._block(f"{REVISION_OF} {REVISION} {before}")
        with _perhaps_written():
            self._update(update_text(first_out, first_in, self.graph, where=given))
            self._must_be_at(after)

    def load(self, n_triples: IO[bytes]) -> None:
        parsed = ox.parse(n_triples, format=RdfFormat.N_TRIPLES)
        self.write((), (Triple(q.subject, q.predicate, canonical(q.object)) for q in parsed))

    def close(self) -> None:
        self._client.close()

    def finish_writing(self) -> None:
        """Repeat the move of an interrupted write; delete the temporary graphs of one that was not ready, or that
        started from a revision which another program has replaced since.
        """
        # Where there is none yet; two programs that do this at once do the same.
        none = f"FILTER NOT EXISTS {{ {self._block(f'{REVISION_OF} {REVISION} ?any')} }}"
        if not self._revisions():
            self._update(f"INSERT {{ {self._block(f'{REVISION_OF} {REVISION} {_FIRST}')} }} WHERE {{ {none} }}")
        for writing, since, ready, before in self._unfinished():
            if ready:
                self._move(writing, before)
            elif datetime.now(UTC) - since < _ABANDONED:
                continue
            self._clear(writing)
        self.catch_up()

    def catch_up(self) -> None:
        """Start the next write from the revision that the record has now."""
        self._revision = min(self._revisions(), key=str, default=_FIRST)

    def _revisions(self) -> list[Literal]:
        return [t.object for t in self.triples([REVISION_OF], REVISION) if isinstance(t.object, Literal)]

    def _must_be_at(self, revision: Literal) -> None:
        """Raise Overtaken unless the record has or had this revision: then another program wrote first, and we did
        not.
        """
        if not any(self.triples([REVISION_OF], objects=[revision])):
            raise Overtaken(
                f"Another program wrote to {self.name} at the same time. What was to be written now is not in it. "
                "Run the command again."
            )
        self._revision = revision

    def _write_much(self, removed: Iterable[Triple], added: Iterable[Triple]) -> None:
        writing = NamedNode(f"{_JOURNAL.value}:{uuid.uuid4().hex}")
        now = Literal(datetime.now(UTC).isoformat(timespec="seconds"))
        before, after = self._revision, _new_revision()
        noted = [Triple(writing, _OF, self.graph or _DEFAULT_GRAPH), Triple(writing, _SINCE, now)]
        if before:
            noted.append(Triple(writing, _FROM, before))
            # Moved with the rest, so that one operation does both.
            removed = itertools.chain([Triple(REVISION_OF, REVISION, before)], removed)
            steps = (Triple(REVISION_OF, REVISION, after), Triple(REVISION_OF, EARLIER, before))
            added = itertools.chain(steps, added)
        self._update(update_text((), noted, _JOURNAL))
        try:
            for triples, beside in ((removed, _beside(writing, "out")), (added, _beside(writing, "in"))):
                for batch in _batched(triples, PIECE if self.graph_store else BATCH):
                    self._add(batch, beside)
        except BaseException as error:
            with contextlib.suppress(RecordError):
                self._clear(writing)
            if isinstance(error, RecordError):
                raise _also(error, _AS_IT_WAS) from None
            raise
        with _perhaps_written():
            self._update(update_text((), [Triple(writing, _READY, Literal("yes"))], _JOURNAL))
            self._move(writing, before)
            self._clear(writing)
            if before:
                self._must_be_at(after)

    def _add(self, triples: Iterable[Triple], graph: NamedNode) -> None:
        if not self.graph_store:
            return self._update(update_text((), triples, graph))
        lines = ox.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
        self._done(self._client.send("POST", self._of_graph(graph), body=lines, headers={"Content-Type": _TRIPLES}))

    def _move(self, writing: NamedNode, before: Literal | None) -> None:
        """Move a prepared write in one operation, which may safely be repeated: it does nothing if the record is not at
        the revision ``before``.
        """
        out, into = _beside(writing, "out"), _beside(writing, "in")
        given = self._block(f"{REVISION_OF} {REVISION} {before}") if before else ""
        self._update(
            f"DELETE {{ {self._block('?s ?p ?o')} }} INSERT {{ {self._block('?a ?b ?c')} }} "
            f"WHERE {{ {given} {{ GRAPH {out} {{ ?s ?p ?o }} }} UNION {{ GRAPH {into} {{ ?a ?b ?c }} }} }}"
        )

    def _clear(self, writing: NamedNode) -> None:
        for name in ("out", "in"):
            self._update(f"DELETE WHERE {{ GRAPH {_beside(writing, name)} {{ ?s ?p ?o }} }}")
        self._update(f"DELETE WHERE {{ GRAPH {_JOURNAL} {{ {writing} ?p ?o }} }}")

    def _unfinished(self) -> list[tuple[NamedNode, datetime, bool, Literal | None]]:
        """The writes that were begun: name, time, whether all is there, and the revision that it started from."""
        mine = self.graph or _DEFAULT_GRAPH
        journal = Endpoint.__new__(Endpoint)
        journal.__dict__.update({**self.__dict__, "graph": _JOURNAL})
        asked = (
            f"SELECT ?w ?since ?ready ?from {{ ?w {_OF} {mine} ; {_SINCE} ?since OPTIONAL {{ ?w {_READY} ?ready }} "
            f"OPTIONAL {{ ?w {_FROM} ?from }} }}"
        )
        return [
            (w, datetime.fromisoformat(since.value), ready is not None, start if isinstance(start, Literal) else None)
            for w, since, ready, start in journal._selected(read(asked))
            if isinstance(w, NamedNode) and since
        ]

    def _block(self, pattern: str) -> str:
        return f"GRAPH {self.graph} {{ {pattern} }}" if self.graph else pattern

    def _update(self, sparql: str) -> None:
        self._done(
            self._client.send(
                "POST",
                self.updates,
                body=sparql.encode(),
                headers={"Content-Type": "application/sparql-update"},
            )
        )

    def _done(self, reply: Reply) -> None:
        if reply.status < 400:
            return
        refused = f"{shown(self.updates)} could not write ({reply.status}): {reply.text()[:300]}. {_AS_IT_WAS}"
        if self.graph:
            raise RecordError(refused)
        refused += " Some servers write only to named graphs: name one with"
        raise RecordError(f"{refused} graph=….", command=f"{refused} --graph.")

    # --- names -----------------------------------------------------------------------------------------------------

    @cached_property
    def name(self) -> str:
        return f"{shown(self.queries)}{f' graph {self.graph.value}' if self.graph else ''}"

    def _of_graph(self, graph: NamedNode | None) -> str:
        assert self.graph_store
        mark = "&" if "?" in self.graph_store else "?"
        return f"{self.graph_store}{mark}{urlencode({'graph': graph.value}) if graph else 'default'}"


#: What is known of the record when a write fails.
_AS_IT_WAS = "The record is as it was."
_PERHAPS = (
    "Whether it was written is not known: it was written whole or not at all. Run the command again; what is in the "
    "record already is not added twice."
)
_FIRST = Literal("0")


def _new_revision() -> Literal:
    return Literal(uuid.uuid4().hex)


@contextlib.contextmanager
def _perhaps_written() -> Iterator[None]:
    """Say of an error whether the record is as it was, where nothing says so yet."""
    try:
        yield
    except RecordError as error:
        told = isinstance(error, Overtaken) or _AS_IT_WAS in str(error)
        raise error if told else _also(error, _PERHAPS) from None


def _also(error: RecordError, sentence: str) -> RecordError:
    if sentence in str(error):
        return error
    return RecordError(f"{error} {sentence}", command=f"{error.at_prompt} {sentence}")


def _beside(writing: NamedNode, name: str) -> NamedNode:
    return NamedNode(f"{writing.value}:{name}")


def _batches(terms: Collection[Term] | None) -> Iterator[tuple[Term, ...] | None]:
    return iter([None]) if terms is None else _batched(terms, NAMED_AT_ONCE)


def _batched(items: Iterable[T], size: int = BATCH) -> Iterator[tuple[T, ...]]:
    each = iter(items)
    while batch := tuple(itertools.islice(each, size)):
        yield batch


@lru_cache(maxsize=65536)
def canonical(term: Term) -> Term:
    """The term as Oxigraph returns it, so that a value is equal whichever store it comes from: Virtuoso returns a
    truth value as 1.
    """
    if isinstance(term, Literal) and term.datatype == _WKT_IN_VIRTUOSO:
        return Literal(term.value, datatype=_WKT)
    if not isinstance(term, Literal) or term.language or not term.datatype.value.startswith(PREFIXES["xsd"]):
        return term
    store = Store()
    store.add(Quad(_JOURNAL, _OF, term))
    value = next(iter(store)).object
    assert isinstance(value, Literal)
    return value


def _canonical_row(row: ox.QuerySolution, variables: tuple[str, ...]) -> tuple[Term | None, ...]:
    return tuple(None if (term := row[v]) is None else canonical(term) for v in variables)


def _results(reply: Reply) -> ox.QuerySolutions | ox.QueryBoolean:
    """The results of a SELECT or an ASK, in whichever format the server gave them."""
    try:
        return ox.parse_query_results(reply.body, format=_FORMATS[reply.media_type])
    except (SyntaxError, ValueError) as error:
        raise RecordError(f"The server's answer is not valid SPARQL results: {error}.") from None


def _rows(reply: Reply) -> ox.QuerySolutions:
    found = _results(reply)
    if isinstance(found, ox.QueryBoolean):
        raise RecordError("The server answered a SELECT with true or false. Is it a SPARQL 1.1 server?")
    return found


def _parsed(reply: Reply) -> Iterator[Quad]:
    try:
        yield from ox.parse(reply.body, format=RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise RecordError(f"The server's answer is not N-Triples: {error}.") from None
