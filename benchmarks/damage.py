"""Flip bytes of each file of a record, cut it and delete it: is that told by opening, asking or verify, or harmless?

    python benchmarks/damage.py out/record [BYTES]

Prints a line for each kind of file and damage, and the memory that it took.
"""

from __future__ import annotations

import random
import resource
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from standoff.errors import StandoffError
from standoff.ingest.verify import verify
from standoff.record.keeper import open_keeper
from standoff.record.table_check import checked_tables


def outcome(folder: Path, whole: str, known: set[str]) -> str:
    """What is told of a damaged copy of a record that was ``whole`` and of which verify told what is ``known``."""
    try:
        record = open_keeper(folder)
    except StandoffError:
        return "told when opened"
    with record:
        try:
            checked_tables(record)
        except StandoffError:
            return "told when asked"
        if record.earlier or set(verify(record).faults) - known:
            return "told by verify"
        return "harmless" if record.turtle() == whole else "NOT TOLD"


def main(record: Path, flips: int) -> None:
    draw = random.Random(7)
    with open_keeper(record) as opened:
        whole, known = opened.turtle(), set(verify(opened).faults)
    found: Counter[tuple[str, str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "record"
        for file in sorted(path for path in record.rglob("*") if path.is_file()):
            for damage in [*["flipped"] * flips, "cut", "deleted"]:
                content = bytearray(file.read_bytes())
                if not content and damage != "deleted":
                    continue
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(record, copy)
                target = copy / file.relative_to(record)
                if damage == "flipped":
                    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
                if damage == "deleted":
                    target.unlink()
                else:
                    target.write_bytes(content if damage == "flipped" else content[: draw.randrange(len(content))])
                found[file.suffix or file.name.split("-")[0], damage, outcome(copy, whole, known)] += 1
    for line, count in sorted(found.items()):
        print(*line, count)
    print(f"{found.total()} tries, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
