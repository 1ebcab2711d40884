"""Put into a record what counts of each row of a dataset, and aside what no longer does: in its store and its tables.

What is put aside stays beside the tables, as columns and as lines of N-Triples that stand for themselves: with them
what an earlier download said can be asked as of its day, and counts again if the later one is removed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Store, parse, serialize

from ..claim import Attribution, Reading
from ..record.dataset_tables import ATTRIBUTIONS, ROWS
from ..record.table_notes import note_hashes
from ..record.triples import attribution_triples, attributions_from
from ..sealed_duckdb import path_literally, seal
from ..vocabulary import ID, PREFIXES, st
from .rows_in_store import DEFAULT, lines_of_rows, put_back, sweep, taken_out
from .rows_in_tables import RowTables, earlier_lines, put_aside
from .versions import Move, Row, Versions

__all__ = ["inherited", "settle", "what_counts"]

#: What a row says of its event, beside its claim.
_DESCRIBING = {NamedNode(PREFIXES["skos"] + "prefLabel")}
_DESCRIBING |= {st(name) for name in ("eventType", "when", "earliest", "latest", "place", "codingConfidence")}
_DESCRIBING |= {st(name) for name in ("datasetCode", "quadClass", "goldstein", "mentions", "mentioningSources")}


def settle(
    store: Store,
    versions: Versions,
    move: Move,
    read: tuple[str, Path, Path] | None = None,
    load: Callable[[Collection[str]], None] | None = None,
    lines: Callable[[Collection[str]], Iterable[memoryview]] | None = None,
) -> None:
    """Move rows in a store and in the folder of tables of ``versions``.

    ``read`` is the document of the file that is being read, and what it says as Parquet: attributions and
    confrontations. ``load`` loads these rows of it into the store, and ``lines`` gives their triples.
    """
    tables = versions.tables
    columns = RowTables(versions, read)
    said = columns.said(move.out, columns.live)
    put_aside(versions, lines_of_rows(store, move.out, said))
    mentioned = taken_out(store, [iri for iris in said.values() for iri in iris])
    again = {row for _, row, _ in (*move.back, *move.fresh)}
    for event in columns.events([row for row in move.out if row[1] in again]):
        for quad in list(store.quads_for_pattern(NamedNode(event), None, None, DEFAULT)):
            if quad.predicate in _DESCRIBING:
                store.remove(quad)
    for text in earlier_lines(versions, move.back):
        put_back(store, text)
    if move.fresh and load:
        load([row for _, row, _ in move.fresh])
    if move.late and lines:
        # Through a store of their own: each row is put aside with all that it mentions.
        aside = Store()
        for piece in lines([row for _, row, _ in move.late]):
            aside.bulk_load(bytes(piece), format=RdfFormat.N_TRIPLES, lenient=True)
        of_late = columns.said(move.late, columns.reading)
        put_aside(versions, lines_of_rows(aside, move.late, of_late))
    sweep(store, mentioned)
    columns.rewrite(move)
    versions.placed(move)
    for name in versions.days:
        note_hashes(tables / f"{name}.parquet", versions.days[name])


def inherited(store: Store, versions: Versions, name: str) -> None:
    """Give the other files of a dataset, as rows put aside, what they say and only the document ``name`` stores, for it
    said the same first. ``store`` still has what that document says.
    """
    con = versions.con
    stored = "SELECT row, content FROM said WHERE place IS NOT NULL AND document {} $d"
    rows = con.execute(
        "SELECT min(document), row, content FROM said WHERE document <> $d AND content IS NOT NULL AND (row, content) "
        f"IN ({stored.format('=')}) AND (row, content) NOT IN ({stored.format('<>')}) GROUP BY row, content",
        {"d": name},
    ).fetchall()
    theirs: dict[tuple[str, str], str] = {(row, content): document for document, row, content in rows}
    if not theirs:
        return
    columns = RowTables(versions, None)
    live = set(
        con.execute("SELECT DISTINCT row, content FROM said WHERE document = ? AND place = 'live'", [name]).fetchall()
    )
    held: list[Row] = [(name, row, content) for row, content in theirs if (row, content) in live]
    texts = dict(lines_of_rows(store, held, columns.said(held, columns.live)))
    for key in theirs.keys() - live:
        texts[name, key[0], key[1]] = "".join(earlier_lines(versions, [(name, key[0], key[1])]))
    renamed: list[tuple[str, str, str, str, str]] = []
    lines: list[tuple[Row, str]] = []
    for (_, row, content), text in texts.items():
        document = theirs[row, content]
        triples = {quad.triple for quad in parse(text.encode(), format=RdfFormat.N_TRIPLES)}
        for said in attributions_from(triples):
            other = replace(said, document=NamedNode(f"{ID}dataset/{document}"))
            triples = {triple for triple in triples if triple.subject != said.iri} | set(attribution_triples(other))
            renamed.append((said.iri.value, other.iri.value, other.document.value, document, content))
        lines.append(((document, row, content), (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()))
    put_aside(versions, lines)
    columns.inherit(name, renamed)
    versions.listed([(document, row, content) for (row, content), document in theirs.items()])
    con.execute(
        "UPDATE said SET place = 'earlier' FROM moving AS m WHERE said.document = m.document AND said.row = m.row AND "
        "said.content = m.content"
    )


def what_counts(reading: Reading, table: Path) -> Reading:
    """What counts of a file of a dataset, of which other files say something later, or said the same before."""
    import duckdb

    if not table.with_suffix(ROWS).is_file():
        return reading
    with duckdb.connect() as con:
        files = [table.with_suffix(ending) for ending in (ATTRIBUTIONS, ROWS)]
        seal(con, files)
        found = zip(("said", "row"), files, strict=True)
        live, rows = ({str(value) for value in _column(con, column, file)} for column, file in found)
    # What is of no row that was read is told as a difference.
    said = frozenset(s for s in reading.attributions if s.iri.value in live or (s.coded_as or "") not in rows)
    facts = {entity.iri: entity for entity in reading.entities}
    waiting = {reading.document, *(node for s in said for node in _mentioned(s))}
    reached: set[NamedNode] = set()
    while waiting:
        node = waiting.pop()
        if node in facts and node not in reached:
            reached.add(node)
            waiting |= {value for _, value in facts[node].facts if isinstance(value, NamedNode)}
    return replace(reading, attributions=said, entities=frozenset(facts[node] for node in reached))


def _column(con: Any, column: str, file: Path) -> list[Any]:
    rows = con.execute(f"SELECT {column} FROM read_parquet(?)", [path_literally(file)]).fetchall()
    return [value for (value,) in rows]


def _mentioned(said: Attribution) -> Iterator[NamedNode]:
    for triple in attribution_triples(said):
        if isinstance(triple.object, NamedNode):
            yield triple.object
