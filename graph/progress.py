"""A progress bar for long work: on a terminal or in a notebook, nothing anywhere else.

    for row in progress(rows, "rows read", total):
        …

The bar goes to stderr and is cleared when the work is done. click draws it on a terminal and IPython in a notebook;
both are installed anyway. tqdm and rich were considered: they leave widgets in a saved notebook that load their script
from a CDN.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Any, TypeVar

__all__ = ["progress"]

Item = TypeVar("Item")
#: Seconds of work before a bar appears, and between two drawings of it.
_PATIENCE, _PAUSE = 0.5, 0.2


def progress(items: Iterable[Item], words: str, total: int | None = None) -> Iterator[Item]:
    """The items, one by one; after half a second of work a bar shows how many of them are done.

    ``words`` follow the count in the bar ("rows read"). ``total`` is their number, where ``items`` has no length.
    """
    if total is None and isinstance(items, Sized):
        total = len(items)
    bar = _bar(words, total)
    if bar is None:
        yield from items
        return
    started = drawn = time.monotonic()
    shown = False
    try:
        for done, item in enumerate(items):
            now = time.monotonic()
            if now - started > _PATIENCE and (not shown or now - drawn > _PAUSE):
                bar.draw(done)
                shown, drawn = True, now
            yield item
    finally:
        if shown:
            bar.clear()


def _bar(words: str, total: int | None) -> Any:
    """The bar for a notebook or a terminal; None anywhere else."""
    notebook = sys.modules.get("IPython")
    shell = notebook.get_ipython() if notebook else None
    if shell is not None and hasattr(shell, "kernel"):
        return _InNotebook(words, total)
    return _OnTerminal(words, total) if sys.stderr.isatty() else None


class _OnTerminal:
    def __init__(self, words: str, total: int | None) -> None:
        self.words, self.total = words, total

    def draw(self, done: int) -> None:
        import click

        if self.total:
            filled = min(30 * done // self.total, 30)
            text = f"{'█' * filled}{'·' * (30 - filled)} {done:,} of {self.total:,} {self.words}"
        else:
            text = f"{done:,} {self.words}"
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)

    def clear(self) -> None:
        import click

        click.echo("\r\x1b[K", nl=False, err=True)


class _InNotebook:
    def __init__(self, words: str, total: int | None) -> None:
        self.words, self.total, self.handle = words, total, None

    def draw(self, done: int) -> None:
        import html

        of = f" of {self.total:,}" if self.total else ""
        value = f' value="{done}" max="{self.total}"' if self.total else ""
        self._show(f"<progress{value}></progress> {done:,}{of} {html.escape(self.words)}", f"{done}{of} {self.words}")

    def clear(self) -> None:
        self._show("", "")

    def _show(self, markup: str, text: str) -> None:
        from IPython.display import display

        both = {"text/html": markup, "text/plain": text}
        if self.handle is None:
            self.handle = display(both, raw=True, display_id=True)
        else:
            self.handle.update(both, raw=True)
