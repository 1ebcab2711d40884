"""Tables as people and programs want them: columns and rows to aligned text, CSV or JSON.

Text goes through prettytable, which pySHACL brings along and which knows the width of Arabic and Chinese letters.
"""

from __future__ import annotations

import csv
import io
import json
import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["as_csv", "as_json", "as_text", "cell"]

Rows = Iterable[Sequence[Any]]

_CONTROL = ("Cc", "Zl", "Zp")
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def as_text(columns: Sequence[str], rows: Rows, width: int | None = None) -> str:
    """The rows under their headings, aligned; long cells are folded where the table would be wider than ``width``."""
    from prettytable import PrettyTable, TableStyle

    table = PrettyTable(list(columns))
    table.set_style(TableStyle.PLAIN_COLUMNS)
    table.align = "l"
    table.right_padding_width = 2
    table.left_padding_width = 0
    if width:
        table.max_table_width = width
    for row in rows:
        table.add_row([cell(value) for value in row])
    return "\n".join(line.rstrip() for line in table.get_string().splitlines())


def as_csv(columns: Sequence[str], rows: Rows) -> str:
    """The rows as CSV (RFC 4180) with a header; lists are joined with "; "."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_flat(value) for value in row] for row in rows)
    return out.getvalue()


def as_json(value: Any) -> str:
    """The value as JSON, indented, in the letters it has; a number that JSON cannot write, NaN or infinite, is null."""
    try:
        return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    except ValueError:
        return json.dumps(_writable(value), ensure_ascii=False, indent=2)


def _writable(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _writable(each) for key, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list | tuple) else value


def _flat(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(map(str, value)) if isinstance(value, list | tuple | set) else value


def cell(value: Any) -> str:
    """A value as one line of text, "-" for none; no control or direction mark in it moves what stands beside it."""
    if value is None or value == "":
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    return "".join(" " if unicodedata.category(c) in _CONTROL or c in _BIDI else c for c in str(_flat(value)))
