"""The network, or the same as each side tells it, as a picture for print: SVG, PNG or PDF, without a browser.

Actors stand where the page has them (``standoff.page.places``); ``standoff.page.sheet`` draws them.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from ..counts import counted
from ..errors import QuestionError
from ..extras import needs
from ..output.dossier_parts import laid_out
from ..output.fonts import drawable, families
from ..output.opening import opening
from ..rules.dossier import dossier
from ..rules.dyads import dyads
from ..rules.ledger import Ledger
from ..rules.view import View
from .caption import caption
from .chosen import Chosen, choice_of, chosen
from .embedded import record_hash
from .places import LEVELS, places
from .sheet import PAPER, Panel, Sheet
from .sides import is_side

__all__ = ["FORMATS", "panels_of", "printed"]

FORMATS = ("svg", "png", "pdf")


def printed(ledger: Ledger, view: View, title: str, ending: str, beside: bool = False) -> bytes:
    """The picture of a view as SVG, PNG or PDF: title, what it shows in a sentence, of one incident its opening, the
    marks that are used, sources, the day of the latest report, and the record's hash. ``beside`` draws one network for
    each side, and one for the sources of none.

    Equal views give equal bytes. Raises QuestionError for another ending, or where no side says anything, and
    MissingExtra without matplotlib.
    """
    if ending not in FORMATS:
        raise QuestionError(f'"{ending}" is no format of a picture. There are: {", ".join(FORMATS)}.')
    needs("A picture for print", "matplotlib")
    import matplotlib as mpl

    found = chosen(ledger, choice_of(view))
    wide = places(ledger, found)[LEVELS.index(view.level)]
    at = {node: (float(x), float(y)) for node, (x, y, *_) in wide.items()}
    panels = panels_of(ledger, view) if beside else [Panel("", dyads(ledger, view))]
    if not panels:
        raise QuestionError("No side says anything in this view, so that there is nothing to set side by side.")
    sheet = Sheet(ledger, view, found.background, at, panels)
    with mpl.rc_context({"svg.hashsalt": "standoff", "svg.fonttype": "path", "axes.unicode_minus": False}):
        return _saved(sheet.drawn(title, _caption(ledger, view, found, panels)), ending)


def panels_of(ledger: Ledger, view: View) -> list[Panel]:
    """Each side with its lines, and the sources of no side with theirs; those with most lines first, as on the page."""
    rows = [row for dyad in dyads(ledger, view) for row in dyad.rows]
    by_side = {str(row["group"]) for row in rows if is_side(str(row["group"]))}
    voices = {ledger.names.label(side): view.with_changes(side=frozenset((side,))) for side in by_side}
    if not by_side:
        return []
    of_none = {row["said_by"] for row in rows} - {row["said_by"] for row in rows if is_side(str(row["group"]))}
    if of_none:
        voices["Sources of no side"] = view.with_changes(said_by=frozenset(of_none))
    told = [(label, dyads(ledger, voice)) for label, voice in voices.items()]
    told.sort(key=lambda each: (-len(each[1]), each[0]))
    return [Panel(f"{label}: {counted(len(lines), 'line')}", lines) for label, lines in told if lines]


def _caption(ledger: Ledger, view: View, found: Chosen, panels: Sequence[Panel]) -> list[str]:
    rows = [row for panel in panels for dyad in panel.dyads for row in dyad.rows]
    sources = sorted({ledger.names.label(row["said_by"]) for row in rows})
    days = sorted(str(row["published"]) for row in rows if row["published"])
    latest = f", the latest of {days[-1]}" if days else ""
    reports = counted(len({row["document"] for row in rows}), "report")
    return [
        caption(ledger, view, found).sentence,
        *(_opening(ledger, incident, view) for incident in view.incident if len(view.incident) == 1),
        f"Sources: {', '.join(sources) or 'none'}.",
        f"{reports}{latest}. Record sha256:{record_hash(ledger)[:16]}. Drawn by standoff.",
    ]


def _opening(ledger: Ledger, incident: str, view: View) -> str:
    told = dossier(ledger, incident, view)
    return opening(ledger, told, laid_out(ledger, told)).sentence()


def _saved(figure: Any, ending: str) -> bytes:
    from matplotlib.text import Text

    texts: Iterable[Any] = figure.findobj(Text)
    fonts, _ = families(text.get_text() for text in texts)
    for text in figure.findobj(Text):
        # "$" begins a formula in matplotlib, and a name with one would not be drawn at all.
        text.set_parse_math(False)
        text.set_fontfamily(fonts)
        text.set_text(drawable(text.get_text()))
    out = io.BytesIO()
    # Without the day and the version of matplotlib in it the same picture is the same file.
    metadata = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }[ending]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(out, format=ending, dpi=144 if ending == "png" else 72, metadata=metadata, facecolor=PAPER)
    return out.getvalue()
