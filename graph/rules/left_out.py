"""What a file of a view may hold beside the view's own claims: the coder's ties of those whom the claims mention.

    who a claim, speaker, relay or publisher of the view names ──tie──▶ whole, side, outlet … ──tie──▶ …

Whoever stands only in a tie that nothing of the view leads to is not in the file, and no tie leads to a source that the
view leaves out: its correspondent would give it away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from ..judgement import JUDGED
from .background import Background
from .view import View

__all__ = ["Tie", "left_out", "ties_of"]


class Tie(NamedTuple):
    """A judgement of the coder: its attribution, whom it is about, and the (property, value) pairs it states."""

    said: str
    about: str
    says: Collection[tuple[str, str]]


def left_out(view: View, known: Background, mentioned: Collection[str]) -> frozenset[str]:
    """The sources that a view leaves out by name, with those who work for them, unless its own claims mention them."""
    return frozenset(known.sources_and_speakers(view.without) - set(mentioned)) if view.without else frozenset()


def ties_of(ties: Iterable[Tie], mentioned: Collection[str], hidden: Collection[str]) -> set[str]:
    """The attributions of those ties that start at somebody mentioned, or at whom another tie of these leads to, and
    touch nobody ``hidden``. Judgements on who is who lead both ways.
    """
    reached, kept = set(mentioned), set[str]()
    waiting = [tie for tie in ties if not ({tie.about, *(value for _, value in tie.says)} & set(hidden))]
    while found := [tie for tie in waiting if _starts(tie) & reached]:
        kept |= {tie.said for tie in found}
        reached |= {end for tie in found for end in (tie.about, *(value for _, value in tie.says))}
        waiting = [tie for tie in waiting if tie.said not in kept]
    return kept


def _starts(tie: Tie) -> set[str]:
    return {tie.about, *(value for prop, value in tie.says if prop in JUDGED)}
