"""The tables of a record's datasets: a record on disk keeps the confrontations of each as Parquet, in its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from ..vocabulary import ID

__all__ = ["TABLES", "drop_table", "facts_of", "tables_of"]

#: Where in a record's folder the tables of its datasets lie.
TABLES = "tables"


def tables_of(where: str) -> dict[str, Path]:
    """The tables of confrontations of the record in a folder, by document; none for a record that is no folder."""
    folder = Path(where) / TABLES
    if where == "memory" or "://" in where or not folder.is_dir():
        return {}
    return {f"{ID}dataset/{path.stem}": path for path in sorted(folder.glob("*.parquet"))}


def drop_table(where: str, document: NamedNode) -> None:
    """Remove the table of a dataset that the record no longer holds; nothing where there is none."""
    table = tables_of(where).get(document.value)
    if table:
        table.unlink()
        table.with_suffix(".json").unlink(missing_ok=True)


def facts_of(where: str, document: NamedNode) -> dict[str, Any]:
    """What was noted when a dataset was read: its hash, the declaration's, and its rows; empty where it was not."""
    path = Path(where) / TABLES / f"{document.value.rsplit('/', 1)[-1]}.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
