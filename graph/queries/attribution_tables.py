"""What the attributions of datasets say, open in DuckDB, beside a small record of everything else.

A record on disk stores what each row of a table says as columns (``record.table_notes.attributions_of``). Named
questions about hundreds of thousands of rows are answered from these; the reports, and the few events that are in more
than one document, are a record in memory, which SPARQL answers as ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from ..claim import Term
from ..record.keeper import Keeper
from ..record.part import part_of, with_mentions
from ..record.table_check import checked_tables
from ..record.table_notes import attributions_of, facts_of
from ..record.vocabulary_triples import vocabulary_triples
from ..sealed_duckdb import lock, path_literally, quoted_text, seal
from ..vocabulary import PREFIXES, ST, st
from .names import labels_of_the_named

if TYPE_CHECKING:
    import duckdb

__all__ = ["AttributionTables", "attribution_tables"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
#: Claims that are answered beside the tables at most; with more, the record answers as a whole.
_MOST_BESIDE = 20_000


def attribution_tables(record: Keeper) -> AttributionTables | None:
    """The tables of a record with what their attributions say; None where it has none, or one of them has no such
    file, or too many of their events are in several documents.

    Raises RecordError for a table that is not as it was read.
    """
    paths = checked_tables(record)
    found = {document: attributions_of(path) for document, path in paths.items()}
    if not paths or None in found.values():
        return None
    tables = AttributionTables(record, paths, [path for path in found.values() if path])
    return None if tables.claims_beside is None else tables


class AttributionTables:
    """The open tables: ``attributions`` has the rows of ``readers.datasets.attribution_rows``, without the events that
    other documents have too; ``every`` has all; ``pairs`` the confrontations of ``attributions``.
    """

    def __init__(self, record: Keeper, paths: dict[str, Path], attributions: list[Path]) -> None:
        import duckdb

        self.record, self._documents = record, paths
        self.con: duckdb.DuckDBPyConnection = duckdb.connect()
        self.con.execute("SET memory_limit = '450MB'; SET threads = 2")
        seal(self.con, [*attributions, *paths.values()])
        lock(self.con)
        for name, files in (("every", attributions), ("every_pair", list(paths.values()))):
            listed = ", ".join(quoted_text(path_literally(path)) for path in files)
            self.con.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet([{listed}], union_by_name = true)")
        self._shared = any(facts_of(record.where, NamedNode(d)).get("shared") for d in paths)

    @cached_property
    def _reports(self) -> list[NamedNode]:
        kinds = [st(name) for name in ("Report", "Dataset", "Document")]
        documents = {t.subject for t in self.record.store.triples(prop=_TYPE, objects=kinds)}
        return [node for node in documents if isinstance(node, NamedNode) and node.value not in self._documents]

    @cached_property
    def of_reports(self) -> Keeper:
        """What the reports say, as a record in memory."""
        return part_of(self.record, self._reports)

    @cached_property
    def claims_beside(self) -> list[NamedNode] | None:
        """The claims about events that several documents tell of; None where they are too many to answer beside the
        tables.
        """
        about = {value for _, _, value in self.of_reports.match(None, ST + "about")}
        self.listed("reported", about)
        shared = "SELECT about FROM every WHERE label IS NOT NULL GROUP BY about HAVING min(document) < max(document)"
        self.con.execute(
            "CREATE TEMP TABLE beside AS SELECT DISTINCT about FROM every WHERE label IS NOT NULL AND "
            f"about IN (SELECT iri FROM reported) {f'UNION {shared}' if self._shared else ''}"
        )
        claims = "SELECT DISTINCT claim FROM every WHERE about IN (SELECT about FROM beside)"
        found = self.con.execute(f"{claims} LIMIT {_MOST_BESIDE + 1}").fetchall()
        if len(found) > _MOST_BESIDE:
            return None
        some = self.con.execute("SELECT 1 FROM beside LIMIT 1").fetchone()
        for view, every, column in (("attributions", "every", "about"), ("pairs", "every_pair", "event")):
            out = f" WHERE {column} NOT IN (SELECT about FROM beside)" if some else ""
            self.con.execute(f"CREATE TEMP VIEW {view} AS SELECT * FROM {every}{out}")
        return [NamedNode(claim) for (claim,) in found]

    def rest(self, prop: str | None = None, alliances: bool = False) -> Keeper:
        """A record of what the reports say, and of the claims about events that several documents tell of.

        With ``prop`` it also has all claims with this property, and with ``alliances`` those of the tables about
        actors of whom a report or another table speaks.
        """
        claims = set(self.claims_beside or ())
        if prop:
            claims |= {t.subject for t in self.record.store.triples(prop=NamedNode(prop))}  # type: ignore[misc]
        if alliances:
            several = "SELECT about FROM every WHERE label IS NULL GROUP BY about HAVING min(document) < max(document)"
            found = self.con.execute(
                "SELECT DISTINCT claim FROM every WHERE label IS NULL AND "
                f"(about IN (SELECT iri FROM reported) OR about IN ({several}))"
            ).fetchall()
            claims |= {NamedNode(claim) for (claim,) in found}
        if not claims:
            return self.of_reports
        return part_of(self.record, self._reports, claims)

    def with_entities(self, part: Keeper, nodes: Iterable[str]) -> Keeper:
        """``part`` with what the record has on these entities, and on those that they mention."""
        part.store.write(set(), set(self.record.store.triples([NamedNode(node) for node in nodes])))
        return with_mentions(self.record, part)

    def of_kind(self, kinds: Collection[str]) -> Iterator[str]:
        """The nodes of these classes (IRIs)."""
        for triple in self.record.store.triples(prop=_TYPE, objects=[NamedNode(kind) for kind in sorted(kinds)]):
            yield triple.subject.value  # type: ignore[union-attr]

    @cached_property
    def labels(self) -> dict[str, Literal]:
        """The label of each node that is no event, by its IRI."""
        found: dict[str, Literal] = {}
        for node, label in labels_of_the_named(self.record):
            if node not in found or label.value < found[node].value:
                found[node] = label
        return found

    def list_names(self) -> None:
        """Make the table ``names`` of labels (``iri``, ``label``)."""
        self.listed("names", list(self.labels), {"label": [label.value for label in self.labels.values()]})

    @cached_property
    def scores(self) -> dict[str, Term]:
        """The score of each kind of act, by its IRI."""
        score = st("ploverScore")
        return {t.subject.value: t.object for t in vocabulary_triples() if t.predicate == score}  # type: ignore[union-attr, misc]

    def listed(self, name: str, iris: Collection[str], more: dict[str, list[Any]] | None = None) -> None:
        """Make a table in DuckDB of these IRIs (``iri``) and other columns of text."""
        columns = {"iri": list(iris), **(more or {})}
        texts = ", ".join(f"unnest(CAST(? AS VARCHAR[])) AS {column}" for column in columns)
        self.con.execute(f"CREATE TEMP TABLE {name} AS SELECT {texts}", list(columns.values()))

    def within(self) -> dict[str, set[str]]:
        """Each place with itself and all that it is within."""
        above: dict[str, set[str]] = {}
        for triple in self.record.store.triples(prop=st("within")):
            above.setdefault(triple.subject.value, set()).add(triple.object.value)  # type: ignore[union-attr]
        found: dict[str, set[str]] = {}
        for place in self.of_kind({ST + "Place"}):
            seen, waiting = set(), [place]
            while waiting:
                node = waiting.pop()
                if node not in seen:
                    seen.add(node)
                    waiting += above.get(node, ())
            found[place] = seen
        return found
