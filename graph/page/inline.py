"""A page inside a notebook: the whole of it in a frame of its own, which cannot reach the notebook.

The frame holds the page itself (``srcdoc``), so a saved notebook keeps it and asks nobody for it. It runs the page's
own scripts and nothing of the notebook: its origin is opaque (no ``allow-same-origin``), it cannot navigate the window
above it, and the page's Content-Security-Policy holds inside. It may save files (PNG, CSV) and open a report's address
in a new tab, which is what its buttons and links are for. The frame has the notebook's colours, light or dark, and the
page in it takes them.
"""

from __future__ import annotations

import html
from pathlib import Path

from ..errors import inert

__all__ = ["InlinePage"]

_SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
# The page stacks its panel under the drawing where it is narrow; this height shows both beside each other on a laptop.
_STYLE = (
    "display:block;box-sizing:border-box;width:100%;height:clamp(480px,85vh,820px);border:1px solid #8888;"
    "border-radius:4px"
)
# What JupyterLab (and nbconvert) and VS Code call their themes; elsewhere the page goes by the system's.
_SHEET = (
    "[data-jp-theme-light=true] .standoff-page,.vscode-light .standoff-page{color-scheme:light}"
    "[data-jp-theme-light=false] .standoff-page,.vscode-dark .standoff-page{color-scheme:dark}"
    ".standoff-kept-out{display:none}"
)
# Of a notebook that somebody else ran, JupyterLab shows neither frame nor style sheet: then these words are seen.
_KEPT_OUT = "The page is not shown, because this notebook was not run here: run the cell, or trust the notebook."


class InlinePage:
    """A page that shows itself in a notebook; ``html`` is its text, ``save`` writes it to a file."""

    def __init__(self, html: str, title: str) -> None:
        self.html, self.title = html, title

    def save(self, path: str | Path) -> InlinePage:
        """Write the page as a file of its own. Raises StandoffError where it cannot be written."""
        from ..files import write_whole

        write_whole(Path(path), self.html)
        return self

    def _repr_html_(self) -> str:
        title, page = html.escape(self.title), html.escape(self.html)
        return (
            f'<style>{_SHEET}</style><p class="standoff-kept-out">{_KEPT_OUT}</p>'
            f'<iframe class="standoff-page" sandbox="{_SANDBOX}" title="{title}" style="{_STYLE}" srcdoc="{page}">'
            "</iframe>"
        )

    def __repr__(self) -> str:
        return f'<page "{inert(self.title)}", {len(self.html) // 1000} kB: .save("network.html") writes it>'
