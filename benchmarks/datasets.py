"""What reading a dataset costs beside Oxigraph's own loader, and what asking it costs beside SQL written by hand.

    PYTHONPATH=. python benchmarks/datasets.py FILE.csv [ROWS [commands]]

FILE is any file in the layout of UCDP GED; its rows are repeated, with new ids and days moved, until there are ROWS
(300,000). Everything is made in a temporary folder and removed again. `oxigraph` must be installed beside the Python
that runs this, or be on the path (pip install oxigraph). morph-kgc, which pins old libraries, is measured where
MORPH_KGC names the python of its own environment. With `commands` only every command over the record is measured,
beside the reports of the example: seconds of the clock and of the processor, memory, and what SQL by hand takes for the
same answer where there is such.
"""

from __future__ import annotations

import csv
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [sys.executable]
_BESIDE = Path(sys.executable).with_name("oxigraph")
#: Beside the Python that runs this, whose environment may not be on the path.
OXIGRAPH = _BESIDE if _BESIDE.exists() else Path("oxigraph")


def enlarged(path: Path, to: Path, rows: int) -> None:
    """The rows of a file again and again, each time with other ids and on other days."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        given = [row for row in reader if row["id"]]
    with to.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(given[0]))
        writer.writeheader()
        for n in range(rows):
            row = dict(given[n % len(given)])
            row["id"] = str(1_000_000 + n)
            days = timedelta(days=n // len(given))
            for column in ("date_start", "date_end"):
                row[column] = (date.fromisoformat(row[column][:10]) - days).isoformat()
            writer.writerow(row)


def run(*command: str) -> tuple[float, float]:
    """Seconds and peak memory (MiB) of a command."""
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{process.stderr.read().decode() if process.stderr else ''}")
    return time.monotonic() - started, usage.ru_maxrss / 1024


def reading(folder: Path, table: Path) -> None:
    """Reading into a record on disk, beside `oxigraph load` of the same triples."""
    ours = run(
        *PYTHON,
        "build_graph.py",
        "read",
        str(table),
        "--as",
        "ucdp-ged",
        "--record",
        str(folder / "record"),
        "-o",
        str(folder),
    )
    code = (
        "import sys; from pyoxigraph import *; s = Store.read_only(sys.argv[1]);"
        "s.dump(sys.argv[2], RdfFormat.N_TRIPLES, from_graph=DefaultGraph()); print(len(s))"
    )
    triples = folder / "all.nt"
    done = subprocess.run([*PYTHON, "-c", code, str(folder / "record"), str(triples)], check=True, capture_output=True)
    print(f"{int(done.stdout):,} triples, {triples.stat().st_size / 1e6:,.0f} MB")
    theirs = run(str(OXIGRAPH), "load", "--location", str(folder / "bare"), "--file", str(triples))
    shutil.rmtree(folder / "bare")
    triples.unlink()
    print(
        f"read: {ours[0]:.0f} s, {ours[1]:,.0f} MiB; oxigraph load: {theirs[0]:.0f} s, {theirs[1]:,.0f} MiB; "
        f"ratio {ours[0] / theirs[0]:.2f} in time, {ours[1] / theirs[1]:.2f} in memory"
    )


#: SQL by hand for the answers of some commands, over the table that the record has: {said} or {pairs}.
ANSWERS = {
    "ask actors": "SELECT iri, count(DISTINCT claim) FROM (SELECT unnest([who, whom]) AS iri, claim FROM '{pairs}') "
    "GROUP BY 1",
    "ask places": "SELECT place, count(DISTINCT about) FROM '{said}' GROUP BY 1",
    "ask sources": "SELECT said_by, count(DISTINCT said), count(DISTINCT document) FROM '{said}' GROUP BY 1",
    "ask timeline": "SELECT \"when\", label, type, place, list(DISTINCT said_by), first, last, about FROM '{said}' "
    "GROUP BY ALL ORDER BY first, last, label LIMIT 10000",
    "ask who-says-what": "SELECT said_by, label, unnest(says) AS fact, quote, document, about, claim FROM '{said}' "
    "ORDER BY ALL LIMIT 10000",
    "ask statements": "SELECT about, unnest(says) AS fact, said_by, said, claim FROM '{said}' ORDER BY ALL LIMIT 10000",
    "ask who-confronts-whom": "SELECT * FROM '{pairs}' WHERE confronts "
    "ORDER BY earliest, event, said_by, said LIMIT 10000",
    "confront": "SELECT who, whom, directed, event_type, count(DISTINCT event), list(DISTINCT said_by), min(earliest), "
    "max(latest) FROM '{pairs}' WHERE confronts GROUP BY ALL",
}
QUESTIONS = (
    *("actors", "affiliations", "attempted", "contested", "denied", "dossier", "echoes", "evidence", "left-open"),
    *("onlookers", "places", "repeated", "responses", "rests-on", "said-by-one-alone", "sources", "statements"),
    *("timeline", "victims", "who-confronts-whom", "who-says-what"),
)


def commands(record: Path, folder: Path, dataset: str) -> None:
    """Every command over a record with a table, each in a process of its own, stopped after five minutes."""
    from standoff.record.dataset_tables import tables_of
    from standoff.record.table_notes import attributions_of

    (pairs,) = tables_of(str(record)).values()
    said = attributions_of(pairs)
    some = ("--limit", "10000", "--format", "csv")
    busiest = duckdb_rows(
        f"SELECT iri FROM (SELECT unnest([who, whom]) AS iri FROM '{pairs}') GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    )[0][0]
    every: dict[str, tuple[str, ...]] = {f"ask {name}": ("ask", name, *some) for name in QUESTIONS}
    every["ask evidence -p about=the busiest actor"] = ("ask", "evidence", "-p", f"about=<{busiest}>", *some)
    every |= {
        "confront": ("confront",),
        "draw": ("draw", "-o", str(folder / "page.html")),
        **{f"measure {name}": ("measure", name) for name in ("activity", "agreement", "deaths", "source_weight")},
        "match": ("match",),
        "verify": ("verify",),
        "export .nt": ("export", "-o", str(folder / "all.nt")),
        "export .csv": ("export", "-o", str(folder / "all.csv")),
        "forget --dry-run": ("forget", dataset, "--dry-run"),
    }
    print("| command | clock, s | processor, s | MiB | SQL by hand, processor, s |\n|---|---:|---:|---:|---:|")
    for name, words in every.items():
        clock, processor, memory = measured(*PYTHON, "build_graph.py", *words, "--record", str(record))
        by_hand = ""
        if name in ANSWERS and said:
            code = f"import duckdb; duckdb.sql({ANSWERS[name].format(said=said, pairs=pairs)!r}).fetchall()"
            by_hand = f"{measured(*PYTHON, '-c', code)[1]:.1f}"
        print(f"| {name} | {clock:.0f} | {processor:.1f} | {memory:,.0f} | {by_hand} |", flush=True)


def duckdb_rows(sql: str) -> list[tuple[str, ...]]:
    import duckdb

    return duckdb.execute(sql).fetchall()


def measured(*command: str, limit: float = 300) -> tuple[float, float, float]:
    """Seconds of the clock and of the processor, and peak memory (MiB), of a command; children are counted too."""
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    timer = threading.Timer(limit, lambda: os.killpg(process.pid, signal.SIGKILL))
    timer.start()
    _, _, usage = os.wait4(process.pid, 0)
    timer.cancel()
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


BY_HAND = """
    WITH acts AS (
        SELECT event, who, whom, directed, list_sort(list(DISTINCT said_by)) AS groups, min(earliest) AS first,
               max(latest) AS last, count(DISTINCT claim) AS claims
        FROM read_parquet('{path}') WHERE confronts GROUP BY ALL)
    SELECT * FROM (
        SELECT who, whom, directed, count(*) AS events, sum(claims), min(first), max(last),
               max(lpad(CAST(len(groups) AS VARCHAR), 6, '0') || array_to_string(groups, ' ')),
               sum(CAST(len(groups) > 1 AS INT)) FROM acts GROUP BY ALL) AS counted
    JOIN (SELECT who, whom, directed, list(DISTINCT said_by), list(DISTINCT event_type)
          FROM read_parquet('{path}') WHERE confronts GROUP BY ALL) AS names
    ON counted.who IS NOT DISTINCT FROM names.who AND counted.whom IS NOT DISTINCT FROM names.whom
       AND counted.directed = names.directed"""


def asking(record: Path) -> None:
    """Who confronts whom out of the table, and switching the view."""
    from standoff.record.dataset_tables import tables_of
    from standoff.record.keeper import open_keeper
    from standoff.rules.ledger import Ledger
    from standoff.rules.tallies import tallies
    from standoff.rules.view import View

    (path,) = tables_of(str(record)).values()
    ledger = Ledger(open_keeper(record))
    ledger.names, ledger.dataset_tables.dyads(View())  # what is read once
    view = View()
    print(f"who confronts whom: {best(lambda: tallies(ledger, view)):.2f} s")
    switched = View.of(ledger.names, without=["ucdp"])
    print(f"another view: {best(lambda: tallies(ledger, switched)):.2f} s")
    compare(path, "table of the rows read")


def compare(path: Path, name: str, times: int = 5) -> None:
    """Our expressions and SQL by hand over one table."""
    import duckdb
    import ibis

    from standoff.rules.dataset_dyads import dyads_of_rows

    con = ibis.duckdb.connect()
    table = con.read_parquet(str(path))
    rows = table.filter(table.confronts)
    rows = rows.mutate(
        group=rows.said_by, accused_a=rows.who, accused_b=ibis.cases((rows.directed, None), else_=rows.whom)
    )
    sql = str(ibis.to_sql(dyads_of_rows(rows), dialect="duckdb"))
    ours = best(lambda: con.con.sql(sql).to_arrow_table(), times)
    hand = duckdb.connect()
    theirs = best(lambda: hand.sql(BY_HAND.format(path=path)).to_arrow_table(), times)
    count = hand.execute(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
    print(f"{name}, {count:,} rows: ours {ours:.2f} s, by hand {theirs:.2f} s, ratio {ours / theirs:.2f}")


def best(do: object, times: int = 5) -> float:
    """The least of several times, for the machine may be busy."""
    assert callable(do)
    found = []
    for _ in range(times):
        started = time.monotonic()
        do()
        found.append(time.monotonic() - started)
    return min(found)


def ten_million(folder: Path, record: Path) -> Path:
    """The table of the record again and again, with other events, until it has ten million rows."""
    import duckdb

    from standoff.record.dataset_tables import tables_of

    (path,) = tables_of(str(record)).values()
    to = folder / "ten-million.parquet"
    count = duckdb.execute(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
    duckdb.sql(
        f"COPY (SELECT * REPLACE (event || '-' || n AS event, claim || '-' || n AS claim) FROM '{path}', "
        f"range({-(-10_000_000 // count)}) AS again(n) LIMIT 10000000) TO '{to}' (FORMAT parquet)"
    )
    return to


def beside_rdflib(folder: Path, small: Path) -> None:
    """10,000 rows: ours, and rdflib that adds and serialises the same triples one by one."""
    ours = run(
        *PYTHON,
        "build_graph.py",
        "read",
        str(small),
        "--as",
        "ucdp-ged",
        "--record",
        str(folder / "small"),
        "-o",
        str(folder),
    )
    code = (
        "import sys; from pyoxigraph import *; s = Store.read_only(sys.argv[1]);"
        "s.dump(sys.argv[2], RdfFormat.N_TRIPLES, from_graph=DefaultGraph())"
    )
    subprocess.run([*PYTHON, "-c", code, str(folder / "small"), str(folder / "small.nt")], check=True)
    theirs = run(
        *PYTHON,
        "-c",
        "import sys, rdflib; g = rdflib.Graph(); g.parse(sys.argv[1], format='nt')",
        str(folder / "small.nt"),
    )
    print(
        f"10,000 rows: ours {ours[0]:.1f} s (record on disk), rdflib only parsing the ready triples into memory "
        f"{theirs[0]:.1f} s"
    )
    if "MORPH_KGC" in os.environ:
        morph(folder, small, ours[0])


def morph(folder: Path, small: Path, ours: float) -> None:
    """morph-kgc over the same rows with a mapping of nine triples a row, less than half of ours."""
    columns = ("type_of_violence", "side_a", "side_b", "date_start", "date_end", "best", "low", "high")
    maps = "\n".join(
        f'  rr:predicateObjectMap [ rr:predicate ex:{c} ; rr:objectMap [ rml:reference "{c}" ] ] ;' for c in columns
    )
    mapping = f"""@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> . @prefix ex: <https://example.org/> .
ex:rows a rr:TriplesMap ; rml:logicalSource [ rml:source "{small}" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [ rr:template "https://example.org/{{id}}" ; rr:class ex:Event ] ;
{maps.rstrip(";")} ."""
    (folder / "map.ttl").write_text(mapping)
    settings = f"[CONFIGURATION]\noutput_file={folder}/morph.nt\n[D]\nmappings={folder}/map.ttl\n"
    (folder / "morph.ini").write_text(settings)
    theirs = run(os.environ["MORPH_KGC"], "-m", "morph_kgc", str(folder / "morph.ini"))
    print(f"10,000 rows: morph-kgc writes 9 triples a row in {theirs[0]:.1f} s; ours {ours:.1f} s, all and loaded")


def main() -> None:
    given, rows = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300_000
    folder = Path(tempfile.mkdtemp(prefix=".benchmark-", dir=os.environ.get("BENCHMARK_FOLDER")))
    try:
        enlarged(given, folder / "large.csv", rows)
        if "commands" in sys.argv[3:]:
            words = ("--record", str(folder / "record"), "-o", str(folder))
            run(*PYTHON, "build_graph.py", "read", str(folder / "large.csv"), "--as", "ucdp-ged", *words)
            run(*PYTHON, "build_graph.py", "read", "examples/khirbet-amo", *words)
            return commands(folder / "record", folder, "ucdp-ged-large")
        enlarged(given, folder / "small.csv", 10_000)
        print(
            f"{rows:,} rows, {(folder / 'large.csv').stat().st_size / 1e6:,.0f} MB; "
            f"{resource.getpagesize()} B pages, {os.cpu_count()} cores"
        )
        reading(folder, folder / "large.csv")
        asking(folder / "record")
        beside_rdflib(folder, folder / "small.csv")
        compare(ten_million(folder, folder / "record"), "repeated", times=2)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
