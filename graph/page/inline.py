"""A page inside a notebook, in a frame that cannot reach the notebook.

The frame contains the page itself (``srcdoc``), so a saved notebook contains it too and loads nothing. It runs only the
page's own scripts: its origin is opaque (no ``allow-same-origin``), it cannot navigate the window around it, and the
page's Content-Security-Policy applies inside. It may save files (PNG, CSV) and open a report's address in a new tab, as
its buttons and links do. The frame follows the notebook's colours, light or dark, and the page follows the frame's.
"""

from __future__ import annotations

import html
from pathlib import Path

from ..errors import inert

__all__ = ["InlinePage"]

_SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
# On a narrow page the panel is below the drawing; at this height both fit side by side on a laptop.
_STYLE = (
    "display:block;box-sizing:border-box;width:100%;height:clamp(480px,85vh,820px);border:1px solid #8888;"
    "border-radius:4px"
)
# The theme names of JupyterLab (and nbconvert) and VS Code; elsewhere the page follows the system's theme.
_SHEET = (
    "[data-jp-theme-light=true] .standoff-page,.vscode-light .standoff-page{color-scheme:light}"
    "[data-jp-theme-light=false] .standoff-page,.vscode-dark .standoff-page{color-scheme:dark}"
    ".standoff-not-shown{display:none}"
)
# In a notebook that somebody else ran, JupyterLab shows neither frame nor style sheet, so this text becomes visible.
_NOT_SHOWN = "The page is not shown, because this notebook was not run here: run the cell, or trust the notebook."


class InlinePage:
    """A page that a notebook displays; ``html`` is its text, ``save`` writes it to a file."""

    def __init__(self, html: str, title: str) -> None:
        self.html, self.title = html, title

    def save(self, path: str | Path) -> InlinePage:
        """Write the page to a file, and return this object. Raises StandoffError if it cannot be written."""
        from ..files import write_whole

        write_whole(Path(path), self.html)
        return self

    def _repr_html_(self) -> str:
        title, page = html.escape(self.title), html.escape(self.html)
        return (
            f'<style>{_SHEET}</style><p class="standoff-not-shown">{_NOT_SHOWN}</p>'
            f'<iframe class="standoff-page" sandbox="{_SANDBOX}" title="{title}" style="{_STYLE}" srcdoc="{page}">'
            "</iframe>"
        )

    def __repr__(self) -> str:
        return f'<page "{inert(self.title)}", {len(self.html) // 1000} kB: .save("network.html") writes it>'
