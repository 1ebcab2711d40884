"""Put into a record what counts of each row of a dataset, and aside what no longer does: in its store and its tables.

What is put aside stays beside the tables, as columns and as lines of N-Triples that stand for themselves: with them
what an earlier download said can be asked as of its day, and counts again if the later one is removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from ..claim import Attribution, Reading
from ..record.dataset_tables import ATTRIBUTIONS, EARLIER, EARLIER_LINES, EARLIER_PAIRS, ROWS
from ..record.triples import attribution_triples, attributions_from
from ..sealed_duckdb import path_literally, quoted_text, seal
from ..vocabulary import ID, PREFIXES, st
from .versions import Move, Versions, written_over

__all__ = ["inherited", "noted_beside", "settle", "what_counts"]

_DEFAULT = DefaultGraph()
_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
_TOLD = (ID + "claim/", ID + "said/")
#: What a row says of its event, beside its claim.
_DESCRIBING = {_LABEL, *(st(name) for name in ("eventType", "when", "earliest", "latest", "place"))}
_DESCRIBING |= {st(name) for name in ("datasetCode", "quadClass", "goldstein", "mentions", "mentioningSources")}
_DESCRIBING.add(st("codingConfidence"))
_BESIDE = (ROWS, EARLIER, EARLIER_PAIRS, EARLIER_LINES)
Row = tuple[str, str, str]


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
    columns = _Columns(versions, read)
    said = columns.said(move.out, columns.live)
    _append(versions, EARLIER_LINES, [(row, line) for row, line in zip(*_lines_of(store, move.out, said), strict=True)])
    mentioned = _taken_out(store, [iri for iris in said.values() for iri in iris])
    again = {row for _, row, _ in (*move.back, *move.fresh)}
    for event in columns.events([row for row in move.out if row[1] in again]):
        for quad in list(store.quads_for_pattern(NamedNode(event), None, None, _DEFAULT)):
            if quad.predicate in _DESCRIBING:
                store.remove(quad)
    for text in _earlier_lines(versions, move.back):
        _put_back(store, text)
    if move.fresh and load:
        load([row for _, row, _ in move.fresh])
    if move.late and lines:
        # Through a store of their own: each row is put aside with all that it mentions.
        aside = Store()
        for piece in lines([row for _, row, _ in move.late]):
            aside.bulk_load(bytes(piece), format=RdfFormat.N_TRIPLES, lenient=True)
        of_late = columns.said(move.late, columns.reading)
        _append(versions, EARLIER_LINES, list(zip(*_lines_of(aside, move.late, of_late), strict=True)))
    _sweep(store, mentioned)
    columns.rewrite(move)
    versions.placed(move)
    for name in versions.days:
        noted_beside(tables / f"{name}.parquet", versions.days[name])


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
    columns = _Columns(versions, None)
    live = set(
        con.execute("SELECT DISTINCT row, content FROM said WHERE document = ? AND place = 'live'", [name]).fetchall()
    )
    held: list[Row] = [(name, row, content) for row, content in theirs if (row, content) in live]
    texts = dict(zip(*_lines_of(store, held, columns.said(held, columns.live)), strict=True))
    for key in theirs.keys() - live:
        texts[name, key[0], key[1]] = "".join(_earlier_lines(versions, [(name, key[0], key[1])]))
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
    _append(versions, EARLIER_LINES, lines)
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


def noted_beside(table: Path, day: str | None = None) -> None:
    """Note the hashes of what lies beside a table, and the day of its file, where these notes are part of its own."""
    path = table.with_suffix(".json")
    facts = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if day:
        facts["day"] = day
    beside = {}
    for ending in (ATTRIBUTIONS, *_BESIDE):
        file = table.with_suffix(ending)
        if file.is_file():
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            if ending == ATTRIBUTIONS:
                facts["attributions_sha256"] = digest
            else:
                beside[ending] = digest
    if beside:
        facts["beside_sha256"] = beside
    path.unlink(missing_ok=True)  # it may be a link
    path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


class _Columns:
    """The tables of attributions and confrontations, of what counts and of what does not."""

    def __init__(self, versions: Versions, read: tuple[str, Path, Path] | None) -> None:
        self.versions, self.con, self.tables, self.read = versions, versions.con, versions.tables, read

    def _sources(self, place: str) -> list[tuple[str, str]]:
        """The documents that have such a file, with its path."""
        found = ((name, self.tables / f"{name}{place}") for name in self.versions.days)
        return [(name, path_literally(path)) for name, path in found if path.is_file()]

    @property
    def live(self) -> list[tuple[str, str]]:
        """The documents, each with the file of its attributions that count."""
        return self._sources(ATTRIBUTIONS)

    @property
    def reading(self) -> list[tuple[str, str]]:
        """The document that is being read, with the file of its attributions."""
        return [(self.read[0], path_literally(self.read[1]))] if self.read else []

    def said(self, rows: Collection[Row], sources: list[tuple[str, str]]) -> dict[Row, list[str]]:
        """The attributions of each of these rows, in files of documents."""
        found: dict[Row, list[str]] = {row: [] for row in rows}
        self.versions.listed(rows)
        for name, path in sources:
            for row, content, said in self.con.execute(
                "SELECT m.row, m.content, a.said FROM read_parquet(?) AS a JOIN moving AS m ON m.row = a.coded_as "
                "WHERE m.document = ?",
                [path, name],
            ).fetchall():
                if said not in found[name, row, content]:
                    found[name, row, content].append(said)
        return found

    def events(self, rows: Collection[Row]) -> list[str]:
        """The events that these rows are."""
        self.versions.listed(rows)
        found: list[str] = []
        for name, path in self.live:
            events = self.con.execute(
                "SELECT DISTINCT a.about FROM read_parquet(?) AS a JOIN moving AS m ON m.row = a.coded_as "
                "WHERE m.document = ? AND a.label IS NOT NULL",
                [path, name],
            ).fetchall()
            found += [event for (event,) in events]
        return found

    def inherit(self, name: str, renamed: Collection[tuple[str, str, str, str, str]]) -> None:
        """Add to other documents, as put aside, what this one stores: each attribution by its new name, as (IRI, new
        IRI, new document, its id, content).
        """
        import pyarrow as pa

        names = ("said", "other", "document", "name", "content")
        columns = (pa.array(column, pa.string()) for column in zip(*renamed, strict=True))
        self.con.register("renaming", pa.table(dict(zip(names, columns, strict=True))))
        for live, earlier in ((ATTRIBUTIONS, EARLIER), (".parquet", EARLIER_PAIRS)):
            files = [self.tables / f"{name}{ending}" for ending in (live, earlier)]
            every = " UNION ALL BY NAME ".join(
                f"SELECT * FROM read_parquet({quoted_text(path_literally(file))})" for file in files if file.is_file()
            )
            more = ", r.content" if live == ATTRIBUTIONS else ""
            without = "(content)" if live == ATTRIBUTIONS and files[1].is_file() else ""
            for to in sorted({each[3] for each in renamed}):
                path = self.tables / f"{to}{earlier}"
                there = f"SELECT * FROM read_parquet({quoted_text(path_literally(path))}) UNION ALL BY NAME "
                given = f"SELECT DISTINCT e.* {f'EXCLUDE {without}' if without else ''} REPLACE (r.other AS said, "
                given += f"r.document AS document){more} FROM ({every}) AS e JOIN renaming AS r ON r.said = e.said "
                given += f"WHERE r.name = {quoted_text(to)}"
                self.con.execute(f"CREATE OR REPLACE TABLE inheriting AS {there if path.is_file() else ''}{given}")
                written_over(self.con, path, "SELECT * FROM inheriting ORDER BY said", [])
        self.con.unregister("renaming")

    def rewrite(self, move: Move) -> None:
        """Write the tables of every document anew of which a row changes its place."""
        con = self.con
        for number, rows in enumerate((move.out, move.back, move.fresh, move.late)):
            self.versions.listed(rows)
            con.execute(f"CREATE OR REPLACE TABLE move{number} AS SELECT * FROM moving")
        for name in sorted(move.documents):
            self._rewrite(name)

    def _rewrite(self, name: str) -> None:
        con, folder = self.con, self.tables
        live, earlier = folder / f"{name}{ATTRIBUTIONS}", folder / f"{name}{EARLIER}"
        pairs, other = folder / f"{name}.parquet", folder / f"{name}{EARLIER_PAIRS}"
        reading = self.read[1:] if self.read and self.read[0] == name else ()
        # Of attributions, each with its place: 0 counts, 1 does not, 2 is being read.
        self._union("all_said", [live, earlier, *reading[:1]], placed=True)
        self._union("all_pairs", [pairs, other, *reading[1:]])
        if "content" not in [column for column, *_ in con.execute("DESCRIBE all_said").fetchall()]:
            con.execute("ALTER TABLE all_said ADD COLUMN content VARCHAR")
        for number, (start, end) in enumerate(((0, 1), (1, 0), (2, 0), (2, 1))):
            of_content = " AND t.content = m.content" if start == 1 else ""
            con.execute(
                f"UPDATE all_said AS t SET station = {end + 10}, content = m.content FROM move{number} AS m "
                f"WHERE t.station = {start} AND m.document = ? AND t.coded_as = m.row{of_content}",
                [name],
            )
        con.execute("DELETE FROM all_said WHERE station = 2")
        con.execute("UPDATE all_said SET station = station - 10 WHERE station >= 10")
        for place, said, of_pairs, out in ((0, live, pairs, "(station, content)"), (1, earlier, other, "(station)")):
            here = f"FROM all_said WHERE station = {place}"
            if place and not con.execute(f"SELECT 1 {here} LIMIT 1").fetchone():
                said.unlink(missing_ok=True)
                of_pairs.unlink(missing_ok=True)
                continue
            written_over(con, said, f"SELECT DISTINCT * EXCLUDE {out} {here} ORDER BY about, said", [])
            some = f"SELECT DISTINCT * FROM all_pairs WHERE said IN (SELECT said {here}) ORDER BY event, said"
            written_over(con, of_pairs, some, [])

    def _union(self, table: str, files: list[Path], placed: bool = False) -> None:
        """Make a table of what these files have, each with its number as ``station`` where that is asked for."""
        parts = [
            f"SELECT *{f', {number} AS station' if placed else ''} FROM "
            f"read_parquet({quoted_text(path_literally(file))})"
            for number, file in enumerate(files)
            if file.is_file()
        ]
        self.con.execute(f"CREATE OR REPLACE TABLE {table} AS {' UNION ALL BY NAME '.join(parts)}")


def _lines_of(store: Store, rows: Iterable[Row], said: dict[Row, list[str]]) -> tuple[list[Row], list[str]]:
    """These rows, and the lines of N-Triples of each: its attributions, claims and event, and all that they mention."""
    of_node: dict[NamedNode, list[Triple]] = {}

    def facts(node: NamedNode) -> list[Triple]:
        if node not in of_node:
            of_node[node] = [quad.triple for quad in store.quads_for_pattern(node, None, None, _DEFAULT)]
        return of_node[node]

    given, texts = [], []
    for row in rows:
        waiting, seen, triples = [NamedNode(iri) for iri in said[row]], set(), set()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            for triple in facts(node):
                triples.add(triple)
                # Of the document only its name: what there is to say of it is not the row's.
                if isinstance(triple.object, NamedNode) and triple.object.value.startswith(ID):
                    waiting += [] if triple.predicate == st("document") else [triple.object]
        given.append(row)
        texts.append((serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode())
    return given, texts


def _append(versions: Versions, ending: str, lines: list[tuple[Row, str]]) -> None:
    """Add the lines of rows to the file of each document."""
    import pyarrow as pa

    by_document: dict[str, list[tuple[str, str, str]]] = {}
    for (document, row, content), text in lines:
        by_document.setdefault(document, []).append((row, content, text))
    for document, rows in by_document.items():
        path = versions.tables / f"{document}{ending}"
        names = ("row", "content", "line")
        columns = (pa.array(column, pa.string()) for column in zip(*rows, strict=True))
        versions.con.register("added", pa.table(dict(zip(names, columns, strict=True))))
        there = "SELECT * FROM read_parquet(?) UNION " if path.is_file() else ""
        values: list[Any] = [path_literally(path)] if path.is_file() else []
        versions.con.execute(f"CREATE OR REPLACE TABLE aside AS {there}SELECT * FROM added", values)
        versions.con.unregister("added")
        written_over(versions.con, path, "SELECT * FROM aside ORDER BY row, content", [])


def _earlier_lines(versions: Versions, rows: Collection[Row]) -> Iterator[str]:
    versions.listed(rows)
    for name in sorted({document for document, _, _ in rows}):
        path = versions.tables / f"{name}{EARLIER_LINES}"
        for (line,) in versions.con.execute(
            "SELECT l.line FROM read_parquet(?) AS l JOIN moving AS m ON m.row = l.row AND m.content = l.content "
            "WHERE m.document = ?",
            [path_literally(path), name],
        ).fetchall():
            yield line


def _taken_out(store: Store, said: Iterable[str]) -> set[NamedNode]:
    """Remove attributions, and the claims that nobody makes any more; what they mentioned."""
    mentioned: set[NamedNode] = set()
    claims: set[NamedNode] = set()

    def remove(node: NamedNode) -> None:
        for quad in list(store.quads_for_pattern(node, None, None, _DEFAULT)):
            store.remove(quad)
            if isinstance(quad.object, NamedNode):
                (claims if quad.predicate == st("claim") else mentioned).add(quad.object)

    for iri in said:
        remove(NamedNode(iri))
    for claim in list(claims):
        if not any(store.quads_for_pattern(None, st("claim"), claim, _DEFAULT)):
            remove(claim)
    return mentioned


def _put_back(store: Store, text: str) -> None:
    """Add lines that were put aside; an entity that the record describes keeps its description."""
    triples = [quad.triple for quad in parse(text.encode(), format=RdfFormat.N_TRIPLES)]
    known: dict[object, bool] = {}
    for triple in triples:
        node = triple.subject
        assert isinstance(node, NamedNode)
        if node not in known:
            told = node.value.startswith(_TOLD)
            known[node] = not told and any(store.quads_for_pattern(node, _LABEL, None, _DEFAULT))
    store.extend(
        Quad(triple.subject, triple.predicate, triple.object, _DEFAULT)
        for triple in triples
        if not known[triple.subject]
    )


def _sweep(store: Store, mentioned: set[NamedNode]) -> None:
    """Remove the entities that nothing mentions any more; documents stay."""
    waiting = {node for node in mentioned if _is_entity(node)}
    while waiting:
        node = waiting.pop()
        if any(store.quads_for_pattern(None, None, node, _DEFAULT)):
            continue
        for quad in list(store.quads_for_pattern(node, None, None, _DEFAULT)):
            store.remove(quad)
            if isinstance(quad.object, NamedNode) and _is_entity(quad.object):
                waiting.add(quad.object)


def _is_entity(node: NamedNode) -> bool:
    told = (*_TOLD, ID + "dataset/", ID + "report/", ID + "change/")
    return node.value.startswith(ID) and not node.value.startswith(told)
