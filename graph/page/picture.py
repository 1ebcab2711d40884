"""The picture of a view: everything a page shows, as plain data. ``standoff.page.page`` draws it.

Positions are computed here, once, so that nothing moves when the page opens and two runs give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from itertools import combinations
from typing import Any

from ..rules.background import Background
from ..rules.ledger import Ledger
from ..rules.tellings import ASSERTS
from ..rules.testimony import Version
from ..rules.view import EVERYTHING, Level, View
from ..rules.weighing import RULE
from ..vocabulary import ACTOR_KINDS, ST, local_name
from .embedded import Chosen, chosen, embedded
from .outline import outline

__all__ = ["picture", "positions"]

_KINDS = {class_: kind for kind, class_ in ACTOR_KINDS.items()}
TITLE = "Who confronts whom, and who says so"
_LEVELS: tuple[Level, ...] = ("actor", "organisation", "side")
Places = Mapping[str, tuple[float, float]]
#: Up to this many nodes are placed by all their distances, which looks best; more, by the distances to a few of them.
_FEW = 300


def picture(ledger: Ledger, view: View = EVERYTHING, title: str = TITLE) -> dict[str, Any]:
    """The testimony that a view chooses and the position of each actor; JSON-serialisable and deterministic.

    The page opens in the view (``opens``) and counts every narrower one itself, from ``table``. What the view leaves
    out by source, side, place, incident, kind or time is not in it, so that a page drawn without a source can be
    shared without that source's words; ``holds`` says so. ``min_groups``, ``level`` and ``between`` only decide how the
    page opens. ``cast`` are the nodes of every possible view, with their positions at each level.
    """
    choice = view.with_changes(min_groups=1, level="actor", between=())
    found = chosen(ledger, choice)
    onlookers = {
        one.value
        for one in found.statements
        if one.prop == ST + "onlooker" and any(word.telling.stance == ASSERTS for word in found.words(one))
    }
    # A source that is nowhere in the page is not named by what the page says of itself either.
    unnamed = len(choice.without & found.hidden)
    view, named = (each.with_changes(without=each.without - found.hidden) for each in (view, choice))
    besides = f", without {unnamed} {'source' if unnamed == 1 else 'sources'} not named here" if unnamed else ""
    cast = _cast(ledger, _places(found, ledger.background.apart_from(found.hidden), onlookers))
    groups = {str(telling.row["group"]) for telling in found.tellings.values()}
    sides = {node["side"] for node in cast if node["side"]} | {group for group in groups if _is_side(group)}
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
        "sides": [{"id": side, "label": ledger.names.label(side)} for side in sorted(sides, key=ledger.names.label)],
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


def _places(found: Chosen, known: Background, onlookers: set[str]) -> list[Places]:
    """For each level, a position for every node that a view may show, so that none moves when the view changes."""
    by_level: list[Places] = []
    layouts: dict[frozenset[tuple[str, str]], Places] = {}
    facing = [
        (version, {word.said_by for word in found.words(version) if word.relation == "asserts"})
        for version in found.versions
        if version.core.ends and version.kind in known.confrontations
    ]
    for level in _LEVELS:
        view = View(level=level)
        pairs = frozenset(pair for version, by in facing for pair in _pairs(version, by, view, known))
        # If no actor is said to belong to another, the levels are equal.
        if pairs not in layouts:
            layouts[pairs] = positions(sorted(pairs), sorted(onlookers - {end for pair in pairs for end in pair}))
        by_level.append(layouts[pairs])
    return by_level


def _pairs(version: Version, speakers: set[str], view: View, known: Background) -> Iterable[tuple[str, str]]:
    """The two ends of each line that may stand for a version at a level, whichever of its speakers a view admits."""

    def lifted(actors: Iterable[str]) -> list[set[str]]:
        return [{view.lift(actor, by, known) or actor for by in {*speakers, ""}} for actor in sorted(actors)]

    core = version.core
    if core.directed:
        nobody: set[str | None] = {None}
        doers, targets = (set[str | None]().union(*lifted(ends)) or nobody for ends in (core.doers, core.targets))
        return [_ends(doer, target) for doer in doers for target in targets]
    parties = lifted(core.parties)
    pairs = [_ends(one, other) for one, other in combinations(sorted(set[str]().union(*parties)), 2)]
    # Parties that are all shown as one have no other end.
    return [*pairs, *(_ends(one, None) for one in set.intersection(*parties))]


def _ends(who: str | None, whom: str | None) -> tuple[str, str]:
    """The two ends of a line; an end that nobody names gets a node of its own."""
    return who or f"unnamed-{local_name(whom or '')}", whom or f"unnamed-{local_name(who or '')}"


def _cast(ledger: Ledger, places: list[Places]) -> list[dict[str, Any]]:
    nodes = []
    for iri in sorted({iri for level in places for iri in level}):
        node: dict[str, Any] = {
            "id": iri,
            "label": _label(ledger, iri),
            "kind": _kind(ledger, iri),
            "side": iri if _is_side(iri) else ledger.background.side(iri),
        }
        if iri in ledger.names.aliases:
            node["aliases"] = ledger.names.aliases[iri]
        at = [level.get(iri) for level in places]
        # A position that is the same at every level is written once.
        node["at"] = at if len(set(at)) > 1 else at[:1]
        nodes.append(node)
    return nodes


def _is_side(iri: str) -> bool:
    return "/id/side/" in iri


def _label(ledger: Ledger, iri: str) -> str:
    return "not named" if iri.startswith("unnamed-") else ledger.names.label(iri)


def _kind(ledger: Ledger, iri: str) -> str:
    if iri.startswith("unnamed-"):
        return "unnamed"
    for part in ("place", "side"):
        if f"/id/{part}/" in iri:
            return part
    return _KINDS.get(local_name(ledger.background.kind.get(iri, "")), "actor")


def positions(pairs: Iterable[tuple[str, str]], apart: list[str]) -> Places:
    """Positions in about [-1, 1]², by node: actors that face each other are close together, onlookers on the rim."""
    import networkx as nx

    from .layout import by_pivots, by_stress

    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(pairs)
    # Unconnected parts would drift to the corners: for the layout only, each is tied to the busiest actor.
    hub = max(graph, key=lambda node: (graph.degree(node), node), default=None)
    unconnected = [min(part) for part in list(nx.connected_components(graph)) if hub not in part]
    graph.add_edges_from((hub, node) for node in unconnected if hub is not None)
    where = by_stress(graph) if len(graph) <= _FEW else by_pivots(graph)
    places = {node: (round(float(x), 3) + 0.0, round(float(y), 3) + 0.0) for node, (x, y) in where.items()}
    for position, node in enumerate(apart):
        angle = math.pi / 4 + 2 * math.pi * position / len(apart)
        places[node] = (round(1.3 * math.cos(angle), 3), round(1.3 * math.sin(angle), 3))
    return places
