"""A record in a SPARQL 1.1 server, in its default graph or a named one: how it is written to (SPARQL Update).

A write that is too large for one update goes into temporary graphs first and is then moved by one small update, which a
server does as a whole or not at all; if it was interrupted, opening the record for writing repeats it. The record has a
revision, which each write replaces; a write does nothing if it is no longer the one that the write started from: two
programs never write over each other. docs/stores.md says how each server behaves.
"""

from __future__ import annotations

import contextlib
import itertools
import uuid
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import IO

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from ..errors import RecordError
from ..sparql import read
from .addresses import shown
from .history import EARLIER, REVISION, REVISION_OF
from .http import Reply
from .server_replies import TRIPLES, WKT, WKT_IN_VIRTUOSO, canonical
from .sparql_server import SparqlServer, batched
from .store import Overtaken, update_text

__all__ = ["Endpoint"]

#: Triples in one update (Virtuoso 7 refuses 5,000) and in one piece of a graph.
BATCH, PIECE = 1000, 10_000
_JOURNAL = NamedNode("urn:standoff:writing")
_OF, _SINCE, _READY, _FROM = (NamedNode(f"urn:standoff:{name}") for name in ("of", "since", "ready", "fromRevision"))
_DEFAULT_GRAPH = NamedNode("urn:standoff:default-graph")
#: An unfinished write of another process is left alone for this long.
_ABANDONED = timedelta(hours=1)


class Endpoint(SparqlServer):
    """A record in one graph of a SPARQL server: ``graph``, or its default graph where that is None."""

    def __init__(self, address: str, graph: str | None = None) -> None:
        super().__init__(address, graph)
        #: The revision that the next write starts from; None where the record was not opened for writing.
        self._revision: Literal | None = None

    def _as_server_stores(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """The triples in the form in which this server can store them."""
        for triple in triples:
            value = triple.object
            if isinstance(value, Literal) and value.datatype == WKT and self._is_virtuoso:
                triple = Triple(triple.subject, triple.predicate, Literal(value.value, datatype=WKT_IN_VIRTUOSO))
            yield triple

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
                for batch in batched(triples, PIECE if self.graph_store else BATCH):
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
        self._done(self._client.send("POST", self._of_graph(graph), body=lines, headers={"Content-Type": TRIPLES}))

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
        journal = copy(self)
        journal.graph = _JOURNAL
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
