"""What a page or picture says of itself: what it shows, whom it leaves out, and what was redacted in it."""

from __future__ import annotations

from dataclasses import dataclass

from ..counts import counted
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .chosen import Chosen, choice_of

__all__ = ["Caption", "caption"]


@dataclass(frozen=True)
class Caption:
    """``sentence`` says what is shown, ``holds`` what the file contains where that is not everything. ``opens`` is the
    view, and ``drawn`` that of it which decides what is in the file. A source that is nowhere in the file is named in
    none of them.
    """

    sentence: str
    holds: str | None
    opens: View
    drawn: View


def caption(ledger: Ledger, view: View, found: Chosen) -> Caption:
    """The caption of what was ``found`` for a view."""
    choice = choice_of(view)
    unnamed = len(choice.without & found.hidden)
    opens, drawn = (each.with_changes(without=each.without - found.hidden) for each in (view, choice))
    besides = f", without {counted(unnamed, 'source')} not named here" if unnamed else ""
    holds = [] if choice == EVERYTHING and not ledger.redacted else [drawn.sentence(ledger.names) + besides]
    if ledger.redacted:
        besides += f". {ledger.redacted}".rstrip(".")
        holds.append(ledger.redacted[0].lower() + ledger.redacted[1:].rstrip("."))
    sentence = f"Confrontations {ledger.sentence(opens)}{besides}."
    return Caption(sentence, "; ".join(holds) or None, opens, drawn)
