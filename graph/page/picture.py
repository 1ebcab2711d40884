"""The picture of a view: everything a page shows, as plain data. ``standoff.page.page`` draws it.

Positions are computed once, for all that the page contains, so that no choice of a reader moves anything and two runs
give the same bytes.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from ..rules.weighing import RULE
from .caption import caption
from .cast import cast
from .chosen import choice_of, chosen
from .embedded import embedded
from .outline import outline
from .places import lines_by_level
from .sides import is_side, sides_in
from .stages import stages

__all__ = ["picture"]

TITLE = "Who confronts whom, and who says so"


def picture(ledger: Ledger, view: View = EVERYTHING, title: str = TITLE) -> dict[str, Any]:
    """The testimony that a view chooses and the position of each actor; JSON-serialisable and deterministic.

    The page opens in the view (``opens``) and counts every narrower one itself, from ``table``. What the view leaves
    out by source, side, place, incident, kind or time is not in it, so that a page drawn without a source can be
    shared without that source's words; ``holds`` says so. ``min_groups``, ``level`` and ``between`` only decide how the
    page opens. ``cast`` are the nodes of every possible view, with their positions at each level; ``folds`` the groups
    in which many of them are gathered, at each level.
    """
    choice = choice_of(view)
    found = chosen(ledger, choice)
    said = caption(ledger, view, found)
    staged = stages(ledger, found, lines_by_level(found))
    nodes = cast(ledger.names, found.background, [stage.places for stage in staged])
    groups = {str(telling.row["group"]) for telling in found.tellings.values()}
    sides = {node["side"] for node in nodes if node["side"]} | {group for group in groups if is_side(group)}
    table = embedded(ledger, choice, found)
    return {
        "title": title,
        "sentence": said.sentence,
        "holds": said.holds,
        "about": [
            *([["Redacted", ledger.redacted]] if ledger.redacted else []),
            *([["Who is who", ledger.sentence(View()).partition(", ")[2]]] if ledger.judges else []),
            ["Grades", RULE],
        ],
        "sides": sides_in(sides, ledger.names),
        "cast": nodes,
        "folds": [stage.folds for stage in staged],
        "opens": _state(said.opens),
        "drawn": _state(said.drawn),
        "all_voices": choice.voices == EVERYTHING,
        "table": table,
        "outline": outline((x, y) for _, x, y, _ in table["places"]),
    }


def _state(view: View) -> dict[str, Any]:
    """The view's options that are set, by name, as the page's own state."""
    state: dict[str, Any] = {}
    for option in fields(view):
        value = getattr(view, option.name)
        if value != option.default:
            state[option.name] = sorted(value) if isinstance(value, frozenset) else value
            if isinstance(value, date):
                state[option.name] = value.isoformat()
    return state
