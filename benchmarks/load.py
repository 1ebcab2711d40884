"""Readers and a writer on one record: 8 ask for 60 seconds while one reads reports in.

    python benchmarks/load.py [--seconds 60] [--readers 8] [--record R] [--url http://127.0.0.1:7878/query]

Each reader is a process. It asks through the library, opening the record anew each time as ``standoff ask`` does; with
``--url`` it asks a running ``standoff serve`` over HTTP instead, which must have been started over a record R that this
program has written to once (``--seconds 1 --record R``), and with the same STANDOFF_TOKEN. The writer reads one report
whose every claim carries the number of the round, so that an answer with two numbers in it would be a torn one.
Prints asks per second, the median and the 99th percentile of their time, errors and torn answers.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

QUESTION = (
    "PREFIX st: <https://w3id.org/standoff/ontology#> "
    "SELECT ?round (COUNT(*) AS ?n) WHERE { ?said st:document <https://w3id.org/standoff/id/report/round> ; "
    "st:claim/st:age ?round } GROUP BY ?round"
)
PEOPLE = 200


def report(folder: Path, number: int) -> Path:
    """The report of one round: everybody in it is as old as the round."""
    people = [f"p{i}" for i in range(PEOPLE)]
    path = folder / "round.yaml"
    path.write_text(
        "report: round\npublisher: paper\nactors:\n  paper: {kind: media-outlet}\n"
        + "".join(f"  {p}: {{kind: person}}\n" for p in people)
        + "claims:\n"
        + "".join(f"  - {{said_by: paper, about: {p}, that: {{age: {number}}}}}\n" for p in people),
        encoding="utf-8",
    )
    return path


def ask_library(record: str) -> list[tuple[str, str]]:
    from standoff.queries.ask import ask
    from standoff.record.keeper import open_keeper

    return [(str(age), str(n)) for age, n in ask(open_keeper(record), QUESTION).values()]


def ask_url(url: str) -> list[tuple[str, str]]:
    query = urllib.parse.urlencode({"query": QUESTION})
    headers = {
        "Accept": "application/sparql-results+json",
        "Authorization": f"Bearer {os.environ.get('STANDOFF_TOKEN', '')}",
    }
    request = urllib.request.Request(f"{url}?{query}", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        rows = json.load(answer)["results"]["bindings"]
    return [(row["round"]["value"], row["n"]["value"]) for row in rows]


def reader(record: str, url: str | None, until: float, results: multiprocessing.Queue) -> None:
    took, errors, torn = [], Counter(), 0
    while time.time() < until:
        began = time.perf_counter()
        try:
            rows = ask_url(url) if url else ask_library(record)
        except Exception as error:  # counted by its words: what went wrong is the result here
            errors[f"{type(error).__name__}: {error}"[:200]] += 1
            continue
        took.append(time.perf_counter() - began)
        if len(rows) != 1 or rows[0][1] != str(PEOPLE):
            torn += 1
            print(rows, flush=True)
    results.put((took, dict(errors), torn))


def main() -> None:
    from standoff.readers.inputs import read_input
    from standoff.record.keeper import open_keeper

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--readers", type=int, default=8)
    options.add_argument("--url", help="Ask a server at this address; it must serve --record.")
    options.add_argument("--record", help="The record to write to; a new one in a temporary folder if not given.")
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="load-"))
    record = given.record or str(folder / "record")
    open_keeper(record, write=True).put(read_input(report(folder, 0)))
    until = time.time() + given.seconds
    results: multiprocessing.Queue = multiprocessing.Queue()
    readers = [
        multiprocessing.Process(target=reader, args=(record, given.url, until, results)) for _ in range(given.readers)
    ]
    for process in readers:
        process.start()
    rounds = 0
    while time.time() < until:
        rounds += 1
        # Opened anew each time, as `standoff read` does: that is when the storage rearranges its files.
        open_keeper(record, write=True).put(read_input(report(folder, rounds)))
    found = [results.get() for _ in readers]
    took = sorted(t for mine, _, _ in found for t in mine)
    errors = sum((Counter(mine) for _, mine, _ in found), Counter())
    cuts = statistics.quantiles(took, n=100)
    print(
        f"{len(took) / given.seconds:.0f} asks/s by {given.readers} readers, p50 {cuts[49] * 1e3:.0f} ms, "
        f"p99 {cuts[98] * 1e3:.0f} ms; {rounds} reports written; {sum(torn for *_, torn in found)} torn answers; "
        f"{sum(errors.values())} errors {dict(errors)}"
    )
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
