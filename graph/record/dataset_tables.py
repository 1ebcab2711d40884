"""The tables of a record's datasets: a record on disk stores the confrontations of each as Parquet, in its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from ..vocabulary import ID

__all__ = ["TABLES", "drop_table", "facts_of", "tables_of"]

#: The folder of these tables, inside the record's folder.
TABLES = "tables"


def tables_of(where: str) -> dict[str, Path]:
    """The Parquet tables of confrontations in a record's folder, by document IRI; empty for any other record."""
    folder = Path(where) / TABLES
    if where == "memory" or "://" in where or not folder.is_dir():
        return {}
    return {f"{ID}dataset/{path.stem}": path for path in sorted(folder.glob("*.parquet"))}


def drop_table(where: str, document: NamedNode) -> None:
    """Remove the table of a dataset that was removed from the record; do nothing where there is none."""
    table = tables_of(where).get(document.value)
    if table:
        table.unlink()
        table.with_suffix(".json").unlink(missing_ok=True)


def facts_of(where: str, document: NamedNode) -> dict[str, Any]:
    """What was noted when a dataset was read: its hash, its declaration's hash and counts of rows; else empty."""
    path = Path(where) / TABLES / f"{document.value.rsplit('/', 1)[-1]}.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
