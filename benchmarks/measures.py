"""Times every measure on a synthetic network of 4,000 actors and 60,000 confrontations (OECD/SWAC's is that large).

    python benchmarks/measures.py [ACTORS CONFRONTATIONS SOURCES]

All but exact frustration (``frustration``, ``camps``) and rewiring (``chance``), which have no bound of their own.
"""

from __future__ import annotations

import platform
import random
import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from graph.network import MEASURES, measure  # noqa: E402
from graph.network.ledger import Ledger  # noqa: E402
from graph.network.view import EVERYTHING  # noqa: E402
from tests.network.known import ledger_of, told  # noqa: E402

LEFT_OUT = ("camps", "chance", "frustration")


def synthetic(actors: int, confrontations: int, sources: int) -> Ledger:
    """Acts by chance with a few busy actors, over 26 years, one telling each; one actor in ten has one of 8 sides."""
    chance = random.Random(1)
    start = date(1997, 1, 1)
    rows = []
    for number in range(confrontations):
        who, whom = (int(actors * chance.random() ** 2) for _ in range(2))
        day = start + timedelta(days=chance.randrange(26 * 365))
        source = f"source{int(sources * chance.random() ** 2)}"
        rows.append(told(f"a{who}", f"a{whom}", event=f"e{number}", claim=f"c{number}", earliest=day.isoformat(),
                         said_by=source, group="group" + source[-1], score=-10 * chance.random()))  # fmt: skip
    return ledger_of(rows, sides={f"a{n}": f"side{n % 8}" for n in range(0, actors, 10)})


def main(actors: int = 4000, confrontations: int = 60_000, sources: int = 10) -> None:
    ledger = synthetic(actors, confrontations, sources)
    versions = ", ".join(f"{name} {version(name)}" for name in ("networkx", "scipy", "numpy"))
    size = f"{actors:,} actors, {confrontations:,} confrontations, {sources} sources"
    print(f"{size}; Python {platform.python_version()}, {versions}", file=sys.stderr)
    print("| measure | seconds |\n|---|---:|")
    total = 0.0
    for name in MEASURES:
        if name in LEFT_OUT:
            continue
        started = perf_counter()
        measure(name, ledger, EVERYTHING)
        seconds = perf_counter() - started
        total += seconds
        print(f"| {name} | {seconds:.1f} |", flush=True)
    print(f"| **all** | **{total:.1f}** |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
