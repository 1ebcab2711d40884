"""What the files of one dataset said of each row, and which of it counts: a later download replaces an earlier one.

Every file of a dataset may say something of a row (an event, by the dataset's id): what it says, as a hash, or that
the row is gone. Of these the latest counts: by the moment at which the row was published, where all of them give it,
else by the day of the download, and on one day by the order of reading. Two that say the same are one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..record.dataset_tables import ATTRIBUTIONS, ROWS
from ..sealed_duckdb import path_literally, quoted_text, seal

__all__ = ["Move", "Row", "Told", "Versions", "written_over"]

#: What a row says, whatever the file: the attributions with that id, without the document.
_CONTENT = "md5(string_agg(concat_ws(chr(31), {}), chr(30) ORDER BY about, claim, said_by))".format(
    ", ".join(f"coalesce({c}, '')" for c in ("about", "claim", "said_by", "said_on", "quote", "label", "kept"))
)
#: The columns that not every table has.
_SOME = "SELECT NULL::VARCHAR AS version, NULL::VARCHAR AS kept WHERE false UNION ALL BY NAME"
#: The document, the row by its id in the dataset, and what it says, as a hash.
Row = tuple[str, str, str]
_COLUMNS = "row, content, version, day, seq, place"


@dataclass(frozen=True)
class Told:
    """What a file changed of what earlier ones said: how many rows are ``new``, ``changed`` and ``gone``, stand in
    other files too (``repeated``), or are of an older version than what counts (``older``); and ``left``, the rows of
    each other file that this one lacks, by the file's id.
    """

    new: int = 0
    changed: int = 0
    gone: int = 0
    repeated: int = 0
    older: int = 0
    left: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Move:
    """Which rows change their place, each as (document, row, content): ``out`` of what counts, ``back`` into it; and of
    the file that is being read, ``fresh`` rows that count and ``late`` ones that do not.
    """

    out: list[Row]
    back: list[Row]
    fresh: list[Row]
    late: list[Row]

    @property
    def documents(self) -> set[str]:
        """The documents whose tables change."""
        return {document for rows in (self.out, self.back, self.fresh, self.late) for document, _, _ in rows}


class Versions:
    """What the files of one dataset said of each row; ``days`` has the day of each, by the id of its document.

    ``tables`` is a folder of tables in which nobody else writes.
    """

    def __init__(self, tables: Path, days: Mapping[str, str], incoming: Iterable[Path] = ()) -> None:
        import duckdb

        self.tables, self.days = tables, dict(days)
        self.con = duckdb.connect()
        self.con.execute("SET memory_limit = '900MB'; SET threads = 2")
        self.con.execute("SET temp_directory = ?", [str(tables / ".spill")])
        seal(self.con, incoming, tables)
        self.con.execute(
            "CREATE TABLE said (document VARCHAR, row VARCHAR, content VARCHAR, version VARCHAR, day VARCHAR, "
            "seq BIGINT, place VARCHAR)"
        )
        for name, day in days.items():
            if self._file(name, ROWS).is_file():
                self.con.execute(
                    f"INSERT INTO said SELECT ?, {_COLUMNS} FROM read_parquet(?)", [name, self._literal(name, ROWS)]
                )
            else:
                # The only file of its dataset until now, and so all of it counts.
                self._entries(name, self._file(name, ATTRIBUTIONS), day, 0, "'live'")

    def __enter__(self) -> Versions:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()
        shutil.rmtree(self.tables / ".spill", ignore_errors=True)

    def _file(self, name: str, ending: str) -> Path:
        return self.tables / f"{name}{ending}"

    def _literal(self, name: str, ending: str) -> str:
        return path_literally(self._file(name, ending))

    def _entries(self, name: str, attributions: Path, day: str, seq: int, place: str) -> None:
        self.con.execute(
            f"INSERT INTO said SELECT ?, coded_as, {_CONTENT}, max(version), ?, ?, {place} FROM "
            f"({_SOME} SELECT * FROM read_parquet(?)) GROUP BY coded_as",
            [name, day, seq, path_literally(attributions)],
        )

    def add(self, name: str, attributions: Path, day: str, replaces: str | None = None, deletes: bool = False) -> None:
        """Add what a file says that was downloaded on ``day``, as document ``name``. Rows of the document ``replaces``,
        or of an earlier file of this name, that it lacks are gone. With ``deletes`` its rows are those that are gone.
        """
        (last,) = self.con.execute("SELECT coalesce(max(seq), 0) FROM said").fetchall()[0]
        # Of an earlier file of this name: what it said last.
        self.con.execute(
            "CREATE TABLE before AS SELECT * FROM said WHERE document = ? "
            "QUALIFY row_number() OVER (PARTITION BY row ORDER BY seq DESC) = 1",
            [name],
        )
        self.con.execute(f"CREATE TABLE winning AS {_winners(None)}")
        self._entries(name, attributions, day, last + 1, "'read'")
        self.con.execute("CREATE TABLE read AS SELECT * FROM said WHERE place = 'read'")
        self.con.execute("DELETE FROM said WHERE place = 'read'")
        self.days[name] = day
        self.con.execute("UPDATE read SET place = NULL")
        if deletes:
            self.con.execute("UPDATE read SET content = NULL")
        self.con.execute(
            "INSERT INTO read SELECT ?, row, NULL, NULL, ?, ?, NULL FROM "
            "(SELECT row FROM said WHERE document IN (?, ?) GROUP BY row HAVING arg_max(content IS NOT NULL, seq)) "
            "WHERE row NOT IN (SELECT row FROM read)",
            [name, day, last + 1, name, replaces],
        )
        # What the file said before, and still counts, is said since that day.
        self.con.execute(
            "INSERT INTO said SELECT r.* FROM read AS r LEFT JOIN before AS b ON b.row = r.row LEFT JOIN winning AS w "
            "ON w.row = r.row WHERE b.row IS NULL OR b.content IS DISTINCT FROM r.content OR "
            "b.version IS DISTINCT FROM r.version OR w.seq IS DISTINCT FROM b.seq OR w.document <> b.document"
        )

    def told(self, name: str) -> Told:
        """What the file that was added changes."""
        self.con.execute(f"CREATE OR REPLACE TABLE now AS {_winners(None)}")

        def count(sql: str) -> int:
            return int(self.con.execute(f"SELECT count(*) FROM {sql}").fetchall()[0][0])

        both = "read AS r JOIN winning AS w ON w.row = r.row JOIN now AS n ON n.row = r.row"
        others = "SELECT DISTINCT row FROM said WHERE document <> $d AND content IS NOT NULL"
        repeated = self.con.execute(
            f"SELECT count(*) FROM read WHERE content IS NOT NULL AND row IN ({others})", {"d": name}
        ).fetchall()[0][0]
        has = (
            "SELECT document, row FROM said WHERE document <> $d GROUP BY ALL HAVING arg_max(content IS NOT NULL, seq)"
        )
        left = self.con.execute(
            "SELECT h.document, count(*) FILTER (r.row IS NULL) AS lacking, count(*) AS every FROM "
            f"({has}) AS h LEFT JOIN read AS r ON r.row = h.row GROUP BY h.document "
            "HAVING lacking > 0 AND lacking * 2 <= every",
            {"d": name},
        ).fetchall()
        lacking = {str(document): int(rows) for document, rows, _ in left}
        return Told(
            count("now AS n LEFT JOIN winning AS w ON w.row = n.row WHERE n.content IS NOT NULL AND w.content IS NULL"),
            count(f"{both} WHERE n.content <> w.content"),
            count("winning AS w JOIN now AS n ON n.row = w.row WHERE w.content IS NOT NULL AND n.content IS NULL"),
            int(repeated),
            count("read AS r JOIN now AS n ON n.row = r.row WHERE r.content IS DISTINCT FROM n.content"),
            lacking,
        )

    def remove(self, name: str) -> None:
        """Leave out what a document said."""
        self.con.execute("DELETE FROM said WHERE document = ?", [name])
        self.days.pop(name, None)

    def move(self, name: str | None = None, as_of: str | None = None) -> Move:
        """Which rows change their place, so that what counts is what was said last, or last by the day ``as_of``; with
        ``name`` also of the file that was added.
        """
        con = self.con
        con.execute(f"CREATE OR REPLACE TABLE wanted AS SELECT * FROM ({_winners(as_of)}) WHERE content IS NOT NULL")
        con.execute(
            "CREATE OR REPLACE TABLE missing AS SELECT w.* FROM wanted AS w WHERE NOT EXISTS (SELECT 1 FROM said AS s "
            "WHERE s.place = 'live' AND s.row = w.row AND s.content = w.content)"
        )
        out = con.execute(
            "SELECT DISTINCT document, row, content FROM said AS s WHERE place = 'live' AND (NOT EXISTS "
            "(SELECT 1 FROM wanted AS w WHERE w.row = s.row AND w.content = s.content) OR EXISTS "
            "(SELECT 1 FROM said AS t WHERE t.place = 'live' AND t.row = s.row AND t.content = s.content "
            "AND t.document < s.document))"
        ).fetchall()
        back = con.execute(
            "SELECT min(s.document), s.row, s.content FROM said AS s JOIN missing AS m ON m.row = s.row AND "
            "m.content = s.content WHERE s.place = 'earlier' GROUP BY s.row, s.content"
        ).fetchall()
        fresh: list[Row] = []
        late: list[Row] = []
        if name:
            stored = "SELECT row, content FROM said WHERE place IS NOT NULL"
            new = f"SELECT ?, row, content FROM read WHERE content IS NOT NULL AND (row, content) NOT IN ({stored}) AND"
            fresh = con.execute(f"{new} (row, content) IN (SELECT row, content FROM missing)", [name]).fetchall()
            late = con.execute(f"{new} (row, content) NOT IN (SELECT row, content FROM missing)", [name]).fetchall()
        return Move(out, back, fresh, late)

    def placed(self, move: Move) -> None:
        """Note where the rows are now, in the folder of tables."""
        for rows, place in ((move.out, "earlier"), (move.back, "live"), (move.fresh, "live"), (move.late, "earlier")):
            self.listed(rows)
            self.con.execute(
                "UPDATE said SET place = ? FROM moving AS m WHERE said.document = m.document AND said.row = m.row AND "
                "said.content = m.content",
                [place],
            )
        for name in self.days:
            written_over(
                self.con,
                self._file(name, ROWS),
                f"SELECT {_COLUMNS} FROM said WHERE document = ? ORDER BY row, seq",
                [name],
            )

    def listed(self, rows: Iterable[Row]) -> None:
        """Make the table ``moving`` of these rows."""
        import pyarrow as pa

        columns = list(zip(*rows, strict=True)) or [(), (), ()]
        table = pa.table(
            dict(zip(("document", "row", "content"), (pa.array(c, pa.string()) for c in columns), strict=True))
        )
        self.con.register("moving_rows", table)
        self.con.execute("CREATE OR REPLACE TABLE moving AS SELECT * FROM moving_rows")
        self.con.unregister("moving_rows")


def _winners(as_of: str | None) -> str:
    """The SQL of what counts of each row, of all that is said or of what was said by a day; of a row of which nothing
    was said by then, what was said first.
    """
    dated = (
        "SELECT *, coalesce(left(version, 10), day) AS since, "
        "CASE WHEN bool_and(version IS NOT NULL) OVER (PARTITION BY row) THEN version "
        "WHEN content IS NULL THEN coalesce(left(version, 10), day) ELSE day END AS key FROM said"
    )
    latest = "key DESC, day DESC, seq DESC"
    if as_of is not None:
        by = f"since <= '{as_of}'"
        latest = f"{by} DESC, CASE WHEN {by} THEN key END DESC, CASE WHEN {by} THEN day END DESC, "
        latest += f"CASE WHEN {by} THEN seq END DESC, key, day, seq"
    return f"SELECT * FROM ({dated}) QUALIFY row_number() OVER (PARTITION BY row ORDER BY {latest}) = 1"


def written_over(con: object, path: Path, sql: str, values: list[object]) -> None:
    """Write what a query returns to a Parquet file in place of the file itself, which may be one of many links."""
    beside = path.with_name(f".{path.name}.new")
    con.execute(f"COPY ({sql}) TO {quoted_text(str(beside))} (FORMAT parquet, COMPRESSION zstd)", values)  # type: ignore[attr-defined]
    beside.replace(path)
