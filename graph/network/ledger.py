"""The ledger: a record's confrontations and statements, read once, and what any view chooses of them.

Switching a view never goes back to the store.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import NamedNode

from graph.claim import Term
from graph.network.background import Background, Row, background
from graph.network.identities import NOBODY, Identities
from graph.network.joining import incidents, joined, judged_identities, voices
from graph.network.tables import Tables, every_row, tabled
from graph.network.view import EVERYTHING, View
from graph.queries.ask import rows_of
from graph.queries.directory import Directory, directory
from graph.record.part import part_of
from graph.record.record import Record
from graph.record.tables import tables_of
from graph.vocabulary import PREFIXES, ST, st

__all__ = ["Ledger", "kept"]

T = TypeVar("T")

_CONVERT: Mapping[str, Any] = {"boolean": lambda text: text in ("true", "1"), "integer": int, "decimal": float}
#: So many results are kept, each for a question and a view; the one not used for longest goes first.
_KEPT = 24
#: The order that the questions give their rows. A store would take longer to sort them than to find them.
_ORDER = {
    "statements": ("about", "property", "value", "said_by", "said"),
    "who-confronts-whom": ("earliest", "event", "said_by", "said", "who", "whom"),
}
_TYPE = PREFIXES["rdf"] + "type"
_ROLES = frozenset(ST + role for role in ("actor", "recipient", "party", "victim", "onlooker"))


@dataclass(frozen=True)
class Ledger:
    """The rows of one record; ``record`` is asked once for each kind of row.

    ``judges`` are those whose judgements on who is who it follows (IRIs, or ``identities.ACCEPTED``): nodes that they
    hold the same are one in everything it gives. Nobody's where none are named.
    """

    record: Record
    judges: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> Directory:
        """The names in the record."""
        return self._names.joined(self.identities.same)

    @cached_property
    def identities(self) -> Identities:
        """The nodes that are shown as one, and the judgements that could not be followed."""
        if not self.judges:
            return NOBODY
        return judged_identities(self.record, self._names, self.as_read, self.judges)

    @cached_property
    def every_confrontation(self) -> list[Row]:
        """All rows of ``who-confronts-whom.rq``, whatever their stance."""
        of_datasets = self._joined(every_row(self._tabled.values(), self.voices))
        return _sorted("who-confronts-whom", [*self._of_reports, *of_datasets]) if of_datasets else self._of_reports

    @cached_property
    def every_statement(self) -> list[Row]:
        """All rows of ``statements.rq``, whatever their stance."""
        of_datasets = _rows(self.record, "statements", _nodes(self._tabled))
        return self._joined(_sorted("statements", [*self.as_read, *of_datasets]) if of_datasets else self.as_read)

    @cached_property
    def _names(self) -> Directory:
        return directory(self.record)

    @cached_property
    def as_read(self) -> list[Row]:
        """The rows of ``statements.rq`` as they stand in the record, whatever judgements the ledger follows; those of
        datasets that have a table beside the record left out, for they may be millions, and tell of nobody's ties.
        """
        return _rows(self._of_reports_alone, "statements")

    @cached_property
    def voices(self) -> dict[str, str]:
        """The independence group of each source of whom more is known than that it said something."""
        return voices(self.as_read)

    @cached_property
    def tables(self) -> Tables:
        """The tables of its datasets, opened; for a record that has some beside it."""
        return Tables(self)

    @cached_property
    def _tabled(self) -> dict[str, Path]:
        return tabled(self.record) if tables_of(self.record.where) else {}

    @cached_property
    def _reports(self) -> list[NamedNode]:
        """The documents that have no table beside the record."""
        kinds = [NamedNode(ST + name) for name in ("Report", "Dataset", "Document")]
        found = {t.subject for t in self.record.store.triples(prop=NamedNode(_TYPE), objects=kinds)}
        return [node for node in found if isinstance(node, NamedNode) and node.value not in self._tabled]

    @cached_property
    def _of_reports_alone(self) -> Record:
        """The record, or what the documents without a table say, where others have one."""
        return part_of(self.record, self._reports) if self._tabled else self.record

    def _joined(self, rows: list[Row]) -> list[Row]:
        same = self.identities.same
        if not same:
            return rows
        return joined(rows, same, *self._of_joined)

    @cached_property
    def _of_joined(self) -> tuple[dict[str, str], dict[str, str]]:
        """The independence group of each source, and the incident of each event, where nodes are shown as one."""
        same = self.identities.same
        incident = incidents(self.as_read, same)
        return voices(joined(self.as_read, same, {}, incident)), incident

    @cached_property
    def background(self) -> Background:
        return background(self.record, self._joined(self.as_read))

    @cached_property
    def found(self) -> OrderedDict[Any, Any]:
        """What ``kept`` functions have found for a view, so that the next measure need not find it again."""
        return OrderedDict()

    def confrontations(self, view: View = EVERYTHING) -> list[Row]:
        """The rows a view chooses, at the level it asks for; denials among them, ``min_groups`` and ``between`` not yet
        applied: what else is told of an act decides how well it stands.
        """
        return _chosen(self, view)

    def confrontations_of_reports(self, view: View = EVERYTHING) -> list[Row]:
        """The same, of those documents that have no table of confrontations beside the record."""
        chosen = (row for row in self._of_reports if view.admits(row, self.background))
        return [self.lifted(row, view) for row in chosen]

    @cached_property
    def _of_reports(self) -> list[Row]:
        return self._joined(_rows(self._of_reports_alone, "who-confronts-whom"))

    def sentence(self, view: View) -> str:
        """What a view of this ledger shows, in words, with whose judgements on who is who it follows."""
        from graph.network.identities import in_words

        return ", ".join(part for part in (view.sentence(self.names), in_words(self)) if part)

    def statements(self, view: View = EVERYTHING, judgements: bool = True) -> list[Row]:
        """The rows a view chooses; without ``judgements`` those that the coder says are left out.

        What is told of an actor is chosen by its source, and, where the view narrows down events, only if the actor
        has a part in one of them.
        """
        return _with_judgements(self, view) if judgements else _without_judgements(self, view)

    def statements_of(self, properties: frozenset[str], view: View = EVERYTHING) -> list[Row]:
        """Those of ``statements`` that have one of these properties.

        Of datasets with a table beside the record only claims that have one are asked for: few of their rows tell of
        ties, and all their statements take a minute for 60,000 rows.
        """
        if "every_statement" in vars(self) or not self._tabled or view.narrows_events:
            return [row for row in self.statements(view) if row["property"] in properties]
        nodes = [NamedNode(prop) for prop in properties]
        claims = {t.subject for node in nodes for t in self.record.store.triples(prop=node)}
        rows = self._with_claims(claims)
        return [row for row in _statements(self, view, rows) if row["property"] in properties]

    def may_choose(self, view: View) -> list[Row]:
        """The rows among which a view chooses: all, or, where it names incidents, those of reports and of the acts of
        datasets that belong to them, with what is told of who has a part in these.
        """
        if "every_statement" in vars(self) or not self._tabled or not view.incident or self.identities.same:
            return self.every_statement
        store = self.record.store
        events = _nodes(t.subject for t in store.triples(prop=st("incident"), objects=_nodes(view.incident)))
        told = _nodes(t.subject for t in store.triples(prop=st("about"), objects=events))
        parties = _nodes(t.object for t in store.triples(told) if t.predicate.value in _ROLES)
        return self._with_claims([*told, *(t.subject for t in store.triples(prop=st("about"), objects=parties))])

    def _with_claims(self, claims: Iterable[object]) -> list[Row]:
        """The statements of reports, and those of datasets with a table that are in these claims."""
        # With the reports, for they tell whose voice a source is.
        part = part_of(self.record, self._reports, _nodes(claims))
        of_datasets = _rows(part, "statements", _nodes(self._tabled))
        return self._joined(_sorted("statements", [*self.as_read, *of_datasets]))

    def lifted(self, row: Row, view: View) -> Row:
        """The row with its ends at the level that the view asks for."""
        if view.level == "actor":
            return row
        ends = {end: self.lift(row[end], row["said_by"], view) for end in ("who", "whom")}
        lifted = {**row, **ends}
        if not row["directed"] and lifted["who"] and lifted["whom"] and lifted["whom"] < lifted["who"]:
            lifted["who"], lifted["whom"] = lifted["whom"], lifted["who"]
        return lifted

    def lift(self, actor: str | None, said_by: str, view: View) -> str | None:
        """What the view's level shows for an actor, as this source or the coder has its memberships and side."""
        if actor is None:
            return None
        whole = self.background.organisation(actor, said_by)
        if view.level == "organisation":
            return whole
        return self.background.side(actor, said_by) or self.background.side(whole, said_by) or whole


def kept(function: Callable[[Ledger, View], T]) -> Callable[[Ledger, View], T]:
    """The function, its result for a view kept on the ledger: whoever gets it shares it, and must not change it."""

    @wraps(function)
    def remembering(ledger: Ledger, view: View = EVERYTHING) -> T:
        found, key = ledger.found, (function, view)
        if key not in found:
            found[key] = function(ledger, view)
        found.move_to_end(key)
        while len(found) > _KEPT:
            found.popitem(last=False)
        result: T = found[key]
        return result

    return remembering


@kept
def _chosen(ledger: Ledger, view: View) -> list[Row]:
    known = ledger.background
    return [ledger.lifted(row, view) for row in ledger.every_confrontation if view.admits(row, known)]


@kept
def _with_judgements(ledger: Ledger, view: View) -> list[Row]:
    return _statements(ledger, view, ledger.may_choose(view))


@kept
def _without_judgements(ledger: Ledger, view: View) -> list[Row]:
    return _statements(ledger, view, [row for row in ledger.may_choose(view) if row["said_by"] != row["coder"]])


def _statements(ledger: Ledger, view: View, statements: list[Row]) -> list[Row]:
    known = ledger.background
    rows = [row for row in statements if view.admits_source(row, known)]
    if not view.narrows_events:
        return rows
    judging = {row["document"] for row in rows if row["said_by"] == row["coder"]}
    of_events = [row for row in rows if row["event"] and view.admits(row, known)]
    if view.between:
        events = {
            row["event"]
            for row in ledger.confrontations(view)
            if row["stance"] == ST + "Asserts" and view.faces(row["who"], row["whom"])
        }
        of_events = [row for row in of_events if row["event"] in events]
    documents = {row["document"] for row in of_events}
    taking_part = {row["value"] for row in of_events if row["property"] in _ROLES}
    # What a report on something else tells of the same actors is no part of these events' telling.
    of_actors = (row for row in rows if not row["event"] and row["document"] in documents | judging)
    return of_events + [row for row in of_actors if row["about"] in taking_part]


def _nodes(found: Iterable[object]) -> list[NamedNode]:
    """The nodes among what was found, or of these IRIs, each once."""
    nodes = (NamedNode(one) if isinstance(one, str) else one for one in found)
    return list({node for node in nodes if isinstance(node, NamedNode)})


def _rows(record: Record, question: str, documents: list[NamedNode] | None = None) -> list[Row]:
    """All rows of a named question in its order; only those of these documents, where they are named."""
    if documents is not None and not documents:
        return []
    answer = rows_of(record, question, {} if documents is None else {"document": documents})
    rows = [dict(zip(answer.variables, map(_plain, row), strict=True)) for row in answer.rows]
    return _sorted(question, rows)


def _sorted(question: str, rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [str(row[column] or "") for column in _ORDER[question]])


def _plain(term: Term | None) -> Any:
    if term is None:
        return None
    datatype = getattr(term, "datatype", None)
    convert = _CONVERT.get(datatype.value.removeprefix(PREFIXES["xsd"])) if datatype else None
    return convert(term.value) if convert else term.value
