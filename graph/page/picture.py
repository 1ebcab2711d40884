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
from ..vocabulary import ACTOR_KINDS, local_name
from .embedded import chosen, embedded
from .outline import outline
from .places import Places, is_unnamed, places
from .sides import is_side, sides_in

__all__ = ["picture"]

_KINDS = {class_: kind for kind, class_ in ACTOR_KINDS.items()}
TITLE = "Who confronts whom, and who says so"


def picture(ledger: Ledger, view: View = EVERYTHING, title: str = TITLE) -> dict[str, Any]:
    """The testimony that a view chooses and the position of each actor; JSON-serialisable and deterministic.

    The page opens in the view (``opens``) and counts every narrower one itself, from ``table``. What the view leaves
    out by source, side, place, incident, kind or time is not in it, so that a page drawn without a source can be
    shared without that source's words; ``holds`` says so. ``min_groups``, ``level`` and ``between`` only decide how the
    page opens. ``cast`` are the nodes of every possible view, with their positions at each level.
    """
    choice = view.with_changes(min_groups=1, level="actor", between=())
    found = chosen(ledger, choice)
    # A source that is nowhere in the page is not named by what the page says of itself either.
    unnamed = len(choice.without & found.hidden)
    view, named = (each.with_changes(without=each.without - found.hidden) for each in (view, choice))
    besides = f", without {unnamed} {'source' if unnamed == 1 else 'sources'} not named here" if unnamed else ""
    cast = _cast(ledger, places(ledger, found))
    groups = {str(telling.row["group"]) for telling in found.tellings.values()}
    sides = {node["side"] for node in cast if node["side"]} | {group for group in groups if is_side(group)}
    table = embedded(ledger, choice, found)
    holds = [] if choice == EVERYTHING and not ledger.redacted else [named.sentence(ledger.names) + besides]
    if ledger.redacted:
        besides += f". {ledger.redacted}".rstrip(".")
        holds.append(ledger.redacted[0].lower() + ledger.redacted[1:].rstrip("."))
    return {
        "title": title,
        "sentence": f"Confrontations {ledger.sentence(view)}{besides}.",
        "holds": "; ".join(holds) or None,
        "about": [
            *([["Redacted", ledger.redacted]] if ledger.redacted else []),
            *([["Who is who", ledger.sentence(View()).partition(", ")[2]]] if ledger.judges else []),
            ["Grades", RULE],
        ],
        "sides": sides_in(sides, ledger.names),
        "cast": cast,
        "opens": _state(view),
        "drawn": _state(named),
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


def _cast(ledger: Ledger, by_level: list[Places]) -> list[dict[str, Any]]:
    nodes = []
    for iri in sorted({iri for level in by_level for iri in level}):
        node: dict[str, Any] = {
            "id": iri,
            "label": _label(ledger, iri),
            "kind": _kind(ledger, iri),
            "side": iri if is_side(iri) else ledger.background.side(iri),
        }
        if iri in ledger.names.aliases:
            node["aliases"] = ledger.names.aliases[iri]
        at = [level.get(iri) for level in by_level]
        # A position that is the same at every level is written once.
        node["at"] = at if len(set(at)) > 1 else at[:1]
        nodes.append(node)
    return nodes


def _label(ledger: Ledger, iri: str) -> str:
    return "not named" if is_unnamed(iri) else ledger.names.label(iri)


def _kind(ledger: Ledger, iri: str) -> str:
    if is_unnamed(iri):
        return "unnamed"
    for part in ("place", "side"):
        if f"/id/{part}/" in iri:
            return part
    return _KINDS.get(local_name(ledger.background.kind.get(iri, "")), "actor")
