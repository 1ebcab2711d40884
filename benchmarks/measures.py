"""Times the whole report on a synthetic network of 4,000 actors and 60,000 confrontations (OECD/SWAC's is that large).

    python benchmarks/measures.py [ACTORS CONFRONTATIONS SOURCES]

Every act is told once: who acted, upon whom and what. All measures but exact frustration (``frustration``,
``camps``) and rewiring (``chance``), which have no bound of their own. Then frustration of 150 actors and 1,500 ties.
"""

from __future__ import annotations

import platform
import random
import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from standoff.measures.catalogue import MEASURES, SEARCHES, measure  # noqa: E402
from standoff.measures.frustration import frustration_index  # noqa: E402
from standoff.rules.ledger import Ledger  # noqa: E402
from standoff.rules.view import EVERYTHING  # noqa: E402
from tests.measures.known import confrontation, ledger_of, planted  # noqa: E402


def synthetic(actors: int, confrontations: int, sources: int) -> Ledger:
    """Acts by chance with a few busy actors, over 26 years, one telling each; one actor in ten has one of 8 sides."""
    chance = random.Random(1)
    start = date(1997, 1, 1)
    rows = []
    for number in range(confrontations):
        who, whom = (int(actors * chance.random() ** 2) for _ in range(2))
        day = start + timedelta(days=chance.randrange(26 * 365))
        source = f"source{int(sources * chance.random() ** 2)}"
        rows.append(
            confrontation(
                f"a{who}",
                f"a{whom}",
                event=f"e{number}",
                claim=f"c{number}",
                earliest=day.isoformat(),
                said_by=source,
                group="group" + source[-1],
                score=-float(chance.randrange(11)),
            )
        )
    return ledger_of(rows, sides={f"a{n}": f"side{n % 8}" for n in range(0, actors, 10)})


def main(actors: int = 4000, confrontations: int = 60_000, sources: int = 10) -> None:
    ledger = synthetic(actors, confrontations, sources)
    versions = ", ".join(f"{name} {version(name)}" for name in ("networkx", "scipy", "numpy"))
    size = f"{actors:,} actors, {confrontations:,} confrontations, {sources} sources"
    print(f"{size}; Python {platform.python_version()}, {versions}", file=sys.stderr)
    print("| measure | CPU seconds | seconds |\n|---|---:|---:|")
    total, worked = 0.0, 0.0
    for name in MEASURES:
        if name in SEARCHES:
            continue
        started, before = perf_counter(), process_time()
        measure(name, ledger, EVERYTHING)
        seconds, work = perf_counter() - started, process_time() - before
        total, worked = total + seconds, worked + work
        print(f"| {name} | {work:.1f} | {seconds:.1f} |", flush=True)
    print(f"| **all** | **{worked:.1f}** | **{total:.1f}** |")
    print("\n| share of signs turned | frustration | seconds |\n|---:|---|---:|")
    for noise in (0.1, 0.2, 0.3, 0.5):
        started = perf_counter()
        found = frustration_index(planted(150, 1500, noise, seed=5))
        print(f"| {noise:.0%} | {found.sentence} | {perf_counter() - started:.1f} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
