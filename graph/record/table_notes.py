"""What is noted beside a dataset's table when it is read: its file, its declaration, counts, and hashes of the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from ..files import sha256_of
from ..vocabulary import local_name
from .dataset_tables import ATTRIBUTIONS, EARLIER, EARLIER_LINES, EARLIER_PAIRS, NOTES, ROWS, TABLES

__all__ = ["attributions_of", "changed_beside", "facts_of", "note_facts", "note_hashes"]


def facts_of(where: str, document: NamedNode) -> dict[str, Any]:
    """What was noted when a dataset was read: its hash, its declaration's hash and counts of rows; else empty."""
    return _noted(Path(where) / TABLES / f"{local_name(document.value)}.parquet")


def attributions_of(table: Path) -> Path | None:
    """The file with what each attribution of a table says, if it is as it was written with the table; else None: an
    earlier version wrote none.
    """
    path = table.with_suffix(ATTRIBUTIONS)
    try:
        return path if _noted(table).get("attributions_sha256") == sha256_of(path) else None
    except OSError:
        return None


def changed_beside(table: Path) -> list[str]:
    """The names of the files beside a table that are not as they were noted with it: what its rows said earlier."""
    found = []
    for ending, digest in _noted(table).get("beside_sha256", {}).items():
        path = table.with_suffix(ending)
        try:
            same = sha256_of(path) == digest
        except OSError:
            same = False
        found += [] if same else [path.name]
    return found


def note_facts(table: Path, facts: dict[str, Any]) -> None:
    """Write what is to be known of the reading of a table beside it, in place of what was noted before."""
    path = table.with_suffix(NOTES)
    path.unlink(missing_ok=True)  # it may be a link
    path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def note_hashes(table: Path, day: str | None = None) -> None:
    """Note the hashes of what lies beside a table, and the day of its file."""
    path = table.with_suffix(NOTES)
    facts = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if day:
        facts["day"] = day
    attributions = table.with_suffix(ATTRIBUTIONS)
    if attributions.is_file():
        facts["attributions_sha256"] = sha256_of(attributions)
    others = [table.with_suffix(ending) for ending in (ROWS, EARLIER, EARLIER_PAIRS, EARLIER_LINES)]
    if beside := {path.suffix: sha256_of(path) for path in others if path.is_file()}:
        facts["beside_sha256"] = beside
    note_facts(table, facts)


def _noted(table: Path) -> dict[str, Any]:
    try:
        found = json.loads(table.with_suffix(NOTES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
