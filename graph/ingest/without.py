"""Take a document out of a dump of a record: by DuckDB, over all lines at once, where there are too many for Python."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode

from ..sealed_duckdb import lock, path_literally, seal
from ..vocabulary import ID, PREFIXES, st

__all__ = ["without"]

_LINES = (
    "read_csv(?, auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', "
    "columns = {'line': 'VARCHAR'}, max_line_size = 8000000)"
)


def without(
    dump: Path, document: NamedNode, retained: Path | None = None, incoming: Path | None = None
) -> tuple[int, int, int]:
    """What goes with a document, and is not described by the triples ``incoming``: the numbers of its attributions, of
    claims, and of other nodes without the document itself.

    The lines that stay are written to ``retained``. The dump is deleted; files lie beside it in the meantime.
    """
    import duckdb

    work = dump.with_name("without.duckdb")
    try:
        with duckdb.connect(str(work)) as con:
            con.execute("SET memory_limit = '900MB'; SET preserve_insertion_order = false")
            con.execute("SET temp_directory = ?", [str(dump.parent / "spill")])
            seal(con, [path for path in (dump, incoming, retained) if path], dump.parent)
            lock(con)
            line = "line, " if retained else ""
            con.execute(
                f"CREATE TABLE old AS SELECT {line}split_part(line, ' ', 1) AS s, split_part(line, ' ', 2) AS p, "
                "rtrim(substr(line, length(split_part(line, ' ', 1)) + length(split_part(line, ' ', 2)) + 3), ' .') "
                f"AS o FROM {_LINES} WHERE starts_with(line, '<')",
                [path_literally(dump)],
            )
            con.execute(
                "CREATE TABLE gone AS SELECT DISTINCT s FROM old WHERE (p = ? AND o = ?) OR s = ?",
                [str(st("document")), str(document), str(document)],
            )
            if incoming:
                # What the new triples describe goes too: a corrected label replaces the old one.
                described = f"SELECT DISTINCT split_part(line, ' ', 1) AS s FROM {_LINES}"
                con.execute(f"CREATE TABLE described AS {described}", [path_literally(incoming)])
                con.execute("INSERT INTO gone SELECT s FROM described WHERE s NOT IN (SELECT s FROM gone)")
            # An entity can go only where something that goes mentions it, and nothing that stays does.
            con.execute("CREATE TABLE latest AS SELECT s FROM gone")
            while True:
                con.execute(
                    "CREATE OR REPLACE TABLE next AS SELECT DISTINCT o AS s FROM old WHERE s IN (SELECT s FROM latest) "
                    f"AND starts_with(o, '<{ID}') AND o NOT IN (SELECT s FROM gone) AND o NOT IN "
                    "(SELECT o FROM old WHERE s NOT IN (SELECT s FROM gone) AND starts_with(o, '<')) "
                    "AND o IN (SELECT s FROM old)"
                )
                if not con.execute("SELECT 1 FROM next LIMIT 1").fetchone():
                    break
                con.execute("INSERT INTO gone SELECT s FROM next; CREATE OR REPLACE TABLE latest AS SELECT s FROM next")
            if retained:
                con.execute(
                    "COPY (SELECT line FROM old WHERE s NOT IN (SELECT s FROM gone)) "
                    "TO ? (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')",
                    [str(retained)],
                )
            kinds = "SELECT s, max(p = ? AND o = ?) AS said, max(p = ? AND o = ?) AS claim FROM old"
            (numbers,) = con.execute(
                "SELECT count(*) FILTER (said), count(*) FILTER (claim), count(*) FILTER (NOT said AND NOT claim) FROM "
                f"({kinds} WHERE s IN (SELECT s FROM gone) AND s <> ? GROUP BY s)",
                [str(st("document")), str(document), f"<{PREFIXES['rdf']}type>", str(st("Claim")), str(document)],
            ).fetchall()
        return numbers[0], numbers[1], numbers[2]
    finally:
        dump.unlink(missing_ok=True)
        work.unlink(missing_ok=True)
