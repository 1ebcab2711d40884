"""DuckDB that opens no file but those it is given, whatever its SQL says; and text as parts of SQL.

Values are bound (``?``). What cannot be bound, the name of a column or a text in the definition of a view, goes through
``quoted_name`` and ``quoted_text``; a path through ``path_literally``, because DuckDB takes ``data[1].csv`` for a
pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

__all__ = ["lock", "path_literally", "quoted_name", "quoted_text", "seal"]


def seal(con: duckdb.DuckDBPyConnection, files: Iterable[Path] = (), folder: Path | None = None) -> None:
    """Let a connection open these files, and any in this folder, and no other; load no extension, call no server.

    None of that can be undone while the database is open. ``lock`` fixes its other settings too.
    Source: https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
    """
    # What is allowed is compared with the path as it stands in the statement.
    paths = [way for file in files for way in (str(file), path_literally(file))]
    folders = [str(folder), path_literally(folder)] if folder else []
    con.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    con.execute("SET python_enable_replacements = false")  # a name in SQL is never a variable of ours
    con.execute("SET allowed_paths = ?", [paths])
    con.execute("SET allowed_directories = ?", [folders])
    con.execute("SET enable_external_access = false")


def lock(con: duckdb.DuckDBPyConnection) -> None:
    """Allow no change of a connection's settings any more."""
    con.execute("SET lock_configuration = true")


def path_literally(path: Path) -> str:
    """A path as DuckDB's functions take it for this one file, and not for a pattern that others match.

    >>> path_literally(Path("data[1].csv"))
    'data[[]1].csv'
    """
    return re.sub(r"[*?\[]", lambda found: f"[{found[0]}]", str(path))


def quoted_name(name: str) -> str:
    """A name as SQL writes one, whatever it contains.

    >>> quoted_name('x"; DROP TABLE rows; --')
    '"x""; DROP TABLE rows; --"'
    """
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """A text as SQL writes one, where it cannot be bound.

    >>> quoted_text("o'clock")
    "'o''clock'"
    """
    return "'" + text.replace("'", "''") + "'"
