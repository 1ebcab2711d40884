"""Rows of a dataset in the tables of a record: those that count, and beside them those that no longer do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from ..record.dataset_tables import ATTRIBUTIONS, EARLIER, EARLIER_LINES, EARLIER_PAIRS
from ..sealed_duckdb import path_literally, quoted_text
from .versions import Move, Row, Versions, written_over

__all__ = ["RowTables", "put_aside", "earlier_lines"]


class RowTables:
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


def put_aside(versions: Versions, lines: list[tuple[Row, str]]) -> None:
    """Add the lines of rows to those that each document has put aside."""
    import pyarrow as pa

    by_document: dict[str, list[tuple[str, str, str]]] = {}
    for (document, row, content), text in lines:
        by_document.setdefault(document, []).append((row, content, text))
    for document, rows in by_document.items():
        path = versions.tables / f"{document}{EARLIER_LINES}"
        names = ("row", "content", "line")
        columns = (pa.array(column, pa.string()) for column in zip(*rows, strict=True))
        versions.con.register("added", pa.table(dict(zip(names, columns, strict=True))))
        there = "SELECT * FROM read_parquet(?) UNION " if path.is_file() else ""
        values: list[Any] = [path_literally(path)] if path.is_file() else []
        versions.con.execute(f"CREATE OR REPLACE TABLE aside AS {there}SELECT * FROM added", values)
        versions.con.unregister("added")
        written_over(versions.con, path, "SELECT * FROM aside ORDER BY row, content", [])


def earlier_lines(versions: Versions, rows: Collection[Row]) -> Iterator[str]:
    versions.listed(rows)
    for name in sorted({document for document, _, _ in rows}):
        path = versions.tables / f"{name}{EARLIER_LINES}"
        for (line,) in versions.con.execute(
            "SELECT l.line FROM read_parquet(?) AS l JOIN moving AS m ON m.row = l.row AND m.content = l.content "
            "WHERE m.document = ?",
            [path_literally(path), name],
        ).fetchall():
            yield line
