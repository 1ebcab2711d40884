"""HTML to look at in a notebook: tables and evidence, with every text of a report escaped and no script anywhere.

What is written here is markup; what comes in is text. Only addresses of the web become links, ``<details>`` opens and
closes without a script, and the look is the notebook's own (its colours, light or dark).
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from ..counts import counted
from .text import cell

__all__ = ["MOST", "Markup", "details", "folded", "link", "paragraph", "table", "text", "titled"]

#: As many rows are shown of any table.
MOST = 60
_CELL = "text-align:left;vertical-align:top;white-space:normal;max-width:36em;overflow-wrap:break-word"


class Markup(str):
    """Text that is HTML already: made here, of escaped parts."""


def text(value: Any) -> Markup:
    """A value as inert HTML: no markup, no control or direction marks, isolated from what stands beside it."""
    if isinstance(value, Markup):
        return value
    safe = "".join(c for c in cell(value) if unicodedata.category(c) != "Cs")
    return Markup(f"<bdi>{html.escape(safe)}</bdi>")


def link(words: str, address: str | None) -> Markup:
    """The words, as a link where the address is one of the web (http or https); else as text."""
    if not address or not address.lower().startswith(("https://", "http://")):
        return text(words)
    return Markup(f'<a href="{html.escape(address)}" target="_blank" rel="noopener noreferrer">{text(words)}</a>')


def paragraph(*parts: Any) -> Markup:
    return Markup(f"<p>{''.join(map(text, parts))}</p>")


def titled(words: str, title: str) -> Markup:
    """The words, which say more to whoever points at them."""
    return Markup(f'<span title="{html.escape(cell(title))}">{text(words)}</span>')


def folded(words: Any, body: Markup, opened: bool = False) -> Markup:
    """Something to open: the words, and what stands beneath them."""
    return Markup(f"<details{' open' if opened else ''}><summary>{text(words)}</summary>{body}</details>")


def details(words: Any, body: Iterable[Markup], opened: bool = False) -> Markup:
    """Something to open: the words, and a list beneath them."""
    return folded(words, Markup(f"<ul>{''.join(f'<li>{each}</li>' for each in body)}</ul>"), opened)


def _cell(value: Any) -> str:
    # A date would be broken at its hyphens.
    style = _CELL if isinstance(value, Markup) or len(cell(value)) > 10 else f"{_CELL};white-space:nowrap"
    return f'<td style="{style}">{text(value)}</td>'


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> Markup:
    """The rows under their headings; more than ``MOST`` are counted, not shown."""
    rows = list(rows)
    head = "".join(f'<th scope="col" style="{_CELL}">{text(c) if c else ""}</th>' for c in columns)
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows[:MOST])
    more = f"<p>{counted(len(rows) - MOST, 'more row')}; <code>.to_pandas()</code> has them all.</p>"
    return Markup(
        '<div style="overflow-x:auto"><table>'
        + (f'<caption style="text-align:left">{text(caption)}</caption>' if caption else "")
        + f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        + (more if len(rows) > MOST else "")
    )
