"""The rows of a record, read once: its confrontations and statements, with who is who as judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from ..claim import Term
from ..queries.ask import all_rows
from ..queries.names import Names, names_of
from ..record.dataset_tables import tables_of
from ..record.keeper import Keeper
from ..record.part import part_of
from ..vocabulary import PREFIXES, ST, st
from .background import Background, Row, background
from .dataset_dyads import Tables, every_row, tabled
from .identities import NOBODY, Identities
from .joining import incidents, joined, judged_identities, voices

__all__ = ["RecordRows"]

_CONVERT: Mapping[str, Any] = {"boolean": lambda text: text in ("true", "1"), "integer": int, "decimal": float}
#: The order that the questions give their rows. A store would take longer to sort them than to find them.
_ORDER = {
    "statements": ("about", "property", "value", "said_by", "said"),
    "who-confronts-whom": ("earliest", "event", "said_by", "said", "who", "whom"),
}
_TYPE = PREFIXES["rdf"] + "type"
_ROLES = frozenset(ST + role for role in ("actor", "recipient", "party", "victim", "onlooker"))


class RecordRows:
    """The rows of one record; ``record`` is asked once for each kind of row.

    ``judges`` are those whose judgements on who is who it follows (IRIs, or ``identities.ACCEPTED``): nodes that they
    hold the same are one in everything it gives. Nobody's where none are named.
    """

    def __init__(self, record: Keeper, judges: frozenset[str] = frozenset()) -> None:
        self.record, self.judges = record, judges

    @cached_property
    def names(self) -> Names:
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
        return _sorted("who-confronts-whom", [*self.of_reports, *of_datasets]) if of_datasets else self.of_reports

    @cached_property
    def every_statement(self) -> list[Row]:
        """All rows of ``statements.rq``, whatever their stance."""
        of_datasets = _rows(self.record, "statements", _nodes(self._tabled))
        return self._joined(_sorted("statements", [*self.as_read, *of_datasets]) if of_datasets else self.as_read)

    @cached_property
    def of_reports(self) -> list[Row]:
        """The confrontations of those documents that have no table of confrontations beside the record."""
        return self._joined(_rows(self._reports_alone, "who-confronts-whom"))

    @cached_property
    def as_read(self) -> list[Row]:
        """The rows of ``statements.rq`` as they stand in the record, whatever judgements the ledger follows; those of
        datasets that have a table beside the record left out, for they may be millions, and tell of nobody's ties.
        """
        return _rows(self._reports_alone, "statements")

    @cached_property
    def voices(self) -> dict[str, str]:
        """The independence group of each source of whom more is known than that it said something."""
        return voices(self.as_read)

    @cached_property
    def tables(self) -> Tables:
        """The tables of its datasets, opened; for a record that has some beside it."""
        return Tables(self.record, self.background, self.voices)

    @cached_property
    def background(self) -> Background:
        return background(self.record, self._joined(self.as_read))

    def statements_with(self, properties: frozenset[str]) -> list[Row]:
        """The statements of reports, and those of datasets in claims that have one of these properties.

        Of datasets with a table beside the record only claims that have one are asked for: few of their rows tell of
        ties, and all their statements take a minute for 60,000 rows.
        """
        if "every_statement" in vars(self) or not self._tabled:
            return self.every_statement
        nodes = [NamedNode(prop) for prop in properties]
        return self._with_claims({t.subject for node in nodes for t in self.record.store.triples(prop=node)})

    def statements_of_incidents(self, wanted: frozenset[str]) -> list[Row]:
        """The statements of reports and of the acts of datasets that belong to these incidents, with what is said of
        who has a part in them; all statements where no dataset has a table.
        """
        if "every_statement" in vars(self) or not self._tabled or not wanted or self.identities.same:
            return self.every_statement
        store = self.record.store
        events = _nodes(t.subject for t in store.triples(prop=st("incident"), objects=_nodes(wanted)))
        told = _nodes(t.subject for t in store.triples(prop=st("about"), objects=events))
        parties = _nodes(t.object for t in store.triples(told) if t.predicate.value in _ROLES)
        return self._with_claims([*told, *(t.subject for t in store.triples(prop=st("about"), objects=parties))])

    def _with_claims(self, claims: Iterable[object]) -> list[Row]:
        """The statements of reports, and those of datasets with a table that are in these claims."""
        # With the reports, for they tell whose voice a source is.
        part = part_of(self.record, self._reports, _nodes(claims))
        of_datasets = _rows(part, "statements", _nodes(self._tabled))
        return self._joined(_sorted("statements", [*self.as_read, *of_datasets]))

    @cached_property
    def _names(self) -> Names:
        return names_of(self.record)

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
    def _reports_alone(self) -> Keeper:
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


def _nodes(found: Iterable[object]) -> list[NamedNode]:
    """The nodes among what was found, or of these IRIs, each once."""
    nodes = (NamedNode(one) if isinstance(one, str) else one for one in found)
    return list({node for node in nodes if isinstance(node, NamedNode)})


def _rows(record: Keeper, question: str, documents: list[NamedNode] | None = None) -> list[Row]:
    """All rows of a named question in its order; only those of these documents, where they are named."""
    if documents is not None and not documents:
        return []
    answer = all_rows(record, question, {} if documents is None else {"document": documents})
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
