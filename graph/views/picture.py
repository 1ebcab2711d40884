"""The picture of a view: everything a page shows, as plain data. ``graph.views.page`` draws it.

Positions are laid out here, once, so that the page opens still and two runs give the same bytes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from graph.network.background import Row
from graph.network.dyads import Dyad, dyads
from graph.network.grade import RULE
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, Level, View
from graph.views.embedded import embedded
from graph.views.outline import outline
from graph.vocabulary import ACTOR_KINDS, ST, local_name

__all__ = ["picture"]

_KINDS = {class_: kind for kind, class_ in ACTOR_KINDS.items()}
TITLE = "Who confronts whom, and who says so"
_LEVELS: tuple[Level, ...] = ("actor", "organisation", "side")


def picture(ledger: Ledger, view: View = EVERYTHING, title: str = TITLE) -> dict[str, Any]:
    """Nodes, edges and onlookers under a view, and the rows of the whole record; JSON-serialisable and deterministic.

    The page opens in the view (``opens``) and computes every other one itself, from ``table``; ``cast`` are the nodes
    of any view, with their positions at each level.
    """
    statements = ledger.statements(view)
    edges, onlooking = _edges(ledger, view), _lookers(statements)
    by_event = _by_event(edges)
    places = {level: _placed(ledger, View(level=level)) for level in _LEVELS}
    nodes = _nodes(ledger, edges, sorted({r["value"] for r in onlooking if by_event[r["about"]]}), statements,
                   places[view.level])  # fmt: skip
    cast = _cast(ledger, places)
    sides = sorted({node["side"] for node in cast if node["side"]}, key=ledger.names.label)
    table = embedded(ledger)
    return {
        "title": title,
        "sentence": f"Confrontations {ledger.sentence(view)}.",
        "about": [
            ["Reports", str(len(ledger.record.documents()))],
            ["Attributions", str(len({row["said"] for row in ledger.every_statement}))],
            *([["Who is who", ledger.sentence(View()).partition(", ")[2]]] if ledger.judges else []),
            ["Grades", RULE],
        ],
        "sides": [{"id": side, "label": ledger.names.label(side)} for side in sides],
        "nodes": nodes,
        "edges": edges,
        "onlooking": _onlooking(ledger, onlooking, by_event),
        "attributions": {},
        "cast": cast,
        "opens": _state(view),
        "table": table,
        "outline": outline((x, y) for _, x, y, _ in table["places"]),
    }


def _state(view: View) -> dict[str, Any]:
    """The view's options that are set, by name, as the page's own state."""
    found: dict[str, Any] = {}
    for option in fields(view):
        value = getattr(view, option.name)
        if value != option.default:
            found[option.name] = sorted(value) if isinstance(value, frozenset) else value
            if isinstance(value, date):
                found[option.name] = value.isoformat()
    return found


def _edges(ledger: Ledger, view: View) -> list[dict[str, Any]]:
    return [_edge(ledger, dyad) for dyad in dyads(ledger, view)]


def _lookers(statements: list[Row]) -> list[Row]:
    return [r for r in statements if r["property"] == ST + "onlooker" and r["stance"] == ST + "Asserts"]


def _by_event(edges: list[dict[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        for event in edge["events"]:
            found[event["id"]].append(edge["id"])
    return found


def _placed(ledger: Ledger, view: View) -> dict[str, tuple[float, float]]:
    """A position for each node that any view of this level may show, so that none moves when the view changes."""
    pairs = [_ends(dyad) for dyad in dyads(ledger, view)]
    facing = sorted({end for pair in pairs for end in pair})
    apart = sorted({row["value"] for row in _lookers(ledger.every_statement)} - set(facing))
    return _layout(facing, apart, pairs)


def _cast(ledger: Ledger, places: Mapping[Level, dict[str, tuple[float, float]]]) -> list[dict[str, Any]]:
    nodes = []
    for iri in sorted({iri for level in places.values() for iri in level}):
        node: dict[str, Any] = {"id": iri, "label": _label(ledger, iri), "kind": _kind(ledger, iri),
                                "side": _side(ledger, iri)}  # fmt: skip
        if iri in ledger.names.aliases:
            node["aliases"] = ledger.names.aliases[iri]
        node["at"] = [places[level].get(iri) for level in _LEVELS]
        nodes.append(node)
    return nodes


def _side(ledger: Ledger, iri: str) -> str | None:
    return iri if "/id/side/" in iri else ledger.background.side(iri)


def _ends(dyad: Dyad) -> tuple[str, str]:
    """The two ends, a node of its own for whoever is not named."""
    who, whom = dyad.who, dyad.whom
    return who or f"unnamed-{local_name(whom or '')}", whom or f"unnamed-{local_name(who or '')}"


def _edge(ledger: Ledger, dyad: Dyad) -> dict[str, Any]:
    names, grade = ledger.names, dyad.grade
    ends = _ends(dyad)
    events = sorted({act.event for act in dyad.acts}, key=names.label)
    days = {row["event"]: row["earliest"] for row in dyad.rows}
    evidence = {row["said"] for act in dyad.acts for row in (*act.rows, *act.supporting, *act.denials)}
    return {
        "id": f"{local_name(ends[0])} {'to' if dyad.directed else 'and'} {local_name(ends[1])}",
        "from": ends[0],
        "to": ends[1],
        "directed": dyad.directed,
        "grade": grade.name,
        "reason": grade.reason,
        "groups": sorted(map(names.label, dyad.groups)),
        "sources": sorted(map(names.label, dyad.sources)),
        "event_types": sorted(map(names.label, dyad.values("event_type"))),
        "events": [{"id": event, "label": names.label(event), "when": days[event]} for event in events],
        "first": dyad.first,
        "last": dyad.last,
        "hedged": dyad.hedged,
        "attempted": dyad.attempted,
        "evidence": sorted(evidence),
    }


def _nodes(
    ledger: Ledger, edges: list[dict[str, Any]], onlookers: list[str], statements: list[Row],
    where: dict[str, tuple[float, float]],
) -> list[dict[str, Any]]:
    facing = sorted({end for edge in edges for end in (edge["from"], edge["to"])})
    apart = [actor for actor in onlookers if actor not in facing]
    told: dict[str, set[str]] = defaultdict(set)
    for row in statements:
        for thing in (row["about"], row["value"]):
            told[str(thing)].add(row["said"])
    # An unnamed end, or a side that stands for its members, is told of by what its lines stand on.
    for edge in edges:
        for end in (edge["from"], edge["to"]):
            told[end].update(edge["evidence"])
    nodes = []
    for iri in [*facing, *apart]:
        x, y = where[iri]
        nodes.append({
            "id": iri, "label": _label(ledger, iri), "kind": _kind(ledger, iri),
            "side": _side(ledger, iri), "x": x, "y": y,
            "onlooker": iri in apart, "aliases": ledger.names.aliases.get(iri, []), "evidence": sorted(told[iri]),
        })  # fmt: skip
    return nodes


def _label(ledger: Ledger, iri: str) -> str:
    return "someone unnamed" if iri.startswith("unnamed-") else ledger.names.label(iri)


def _kind(ledger: Ledger, iri: str) -> str:
    if iri.startswith("unnamed-"):
        return "unnamed"
    for part in ("place", "side"):
        if f"/id/{part}/" in iri:
            return part
    return _KINDS.get(local_name(ledger.background.kind.get(iri, "")), "actor")


def _layout(facing: list[str], apart: list[str], pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Positions in about [-1, 1]²: those who face each other near each other, onlookers on the rim."""
    import networkx as nx

    from graph.views.layout import by_pivots, by_stress

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(facing)
    graph.add_edges_from(pairs)
    # Parts that nothing joins would drift to the corners: for the layout alone each is tied to the busiest actor.
    hub = max(graph, key=lambda node: (graph.degree(node), node), default=None)
    loose = [min(part) for part in list(nx.connected_components(graph)) if hub not in part]
    graph.add_edges_from((hub, node) for node in loose if hub is not None)
    # By path lengths where that is affordable (it looks best), by pivots beyond.
    where = by_stress(graph) if len(graph) <= 300 else by_pivots(graph)
    places = {node: (round(float(x), 3) + 0.0, round(float(y), 3) + 0.0) for node, (x, y) in where.items()}
    for position, node in enumerate(apart):
        angle = math.pi / 4 + 2 * math.pi * position / len(apart)
        places[node] = (round(1.3 * math.cos(angle), 3), round(1.3 * math.sin(angle), 3))
    return places


def _onlooking(ledger: Ledger, rows: list[Row], by_event: dict[str, list[str]]) -> list[dict[str, Any]]:
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if by_event[row["about"]]:
            said[(row["value"], row["about"])].add(row["said"])
    return [
        {"who": who, "event": ledger.names.label(event), "edges": by_event[event], "evidence": sorted(evidence)}
        for (who, event), evidence in sorted(said.items())
    ]


def drawn_rows(ledger: Ledger, rows: list[tuple[str | None, ...]]) -> dict[str, Any]:
    """The picture of rows of any answer: a line from the first column to the second, one for each pair.

    Claims and attributions among the other columns are what a line opens to; their other values are its kinds.
    """
    statements: dict[str, list[Row]] = defaultdict(list)
    for row in ledger.every_statement:
        statements[row["said"]].append(row)
        statements[row["claim"]].append(row)
    pairs: dict[tuple[str, str], list[tuple[str | None, ...]]] = defaultdict(list)
    for start, end, *rest in rows:
        if start and end:
            pairs[start, end].append(tuple(rest))
    where = _layout(sorted({end for pair in pairs for end in pair}), [], pairs)
    attributions: dict[str, Any] = {}
    edges: list[dict[str, Any]] = []
    for (start, end), rests in pairs.items():
        values = {value for rest in rests for value in rest if value}
        told = {r["said"]: r for value in values for r in statements.get(value, ())}
        attributions |= {said: _attribution(ledger, row, statements[said]) for said, row in told.items()}
        groups = sorted({ledger.names.label(row["group"]) for row in told.values()})
        words = sorted({ledger.names.label(v) for v in values if v not in statements and len(v) < 80})
        edges.append({
            "id": f"{start} to {end}", "from": start, "to": end, "directed": True,
            "grade": "fair" if len(groups) > 1 else "weak",
            "reason": f"by the {len(rests)} rows of the answer alone; denials are not looked at",
            "event_types": words, "events": [], "first": None, "last": None,
            "groups": groups, "sources": sorted({ledger.names.label(row["said_by"]) for row in told.values()}),
            "hedged": False, "attempted": False, "evidence": sorted(told),
        })  # fmt: skip
    nodes: list[dict[str, Any]] = [
        {"id": iri, "label": _label(ledger, iri) if iri.startswith("http") else iri, "kind": _kind(ledger, iri),
         "side": _side(ledger, iri), "x": x, "y": y, "onlooker": False, "aliases": ledger.names.aliases.get(iri, []),
         "evidence": sorted({said for e in edges if iri in (e["from"], e["to"]) for said in e["evidence"]})}
        for iri, (x, y) in sorted(where.items())
    ]  # fmt: skip
    sides = sorted({node["side"] for node in nodes if node["side"]}, key=ledger.names.label)
    return {
        "title": "Network of the answer", "sentence": f"{len(rows)} rows, a line for each pair.",
        "about": [["Lines", "a line for each pair of the answer's first two columns"]],
        "sides": [{"id": side, "label": ledger.names.label(side)} for side in sides],
        "nodes": nodes, "edges": edges, "onlooking": [], "attributions": attributions,
    }  # fmt: skip


def _attribution(ledger: Ledger, row: Row, rows: list[Row]) -> dict[str, Any]:
    """One attribution as the page's panel shows it; ``rows`` are its statements."""
    from graph.network.dossier import value_in_words
    from graph.views.evidence import telling

    told = telling(ledger, row)
    mine = [r for r in rows if r["said"] == row["said"]]
    statements = [[*value_in_words(ledger, r["property"], r["value"]), "", ""] for r in mine]
    return {
        "about": ledger.names.label(row["about"]), "statements": statements, "stance": told.stance,
        "said_by": told.said_by, "group": ledger.names.label(row["group"]),
        "side": row["group"] if "/id/side/" in row["group"] else None, "relayed_by": list(told.relayed_by),
        "report": {"title": told.report, "url": told.address, "published": told.published, "publisher": told.publisher},
        "said_on": told.said_on, "paragraph": told.paragraph, "quote": told.quote, "lang": row["language"],
        "gloss": told.gloss, "hedged": told.hedged, "opinion": told.opinion, "bases": list(told.basis),
        "claim": row["claim"], "rivals": [],
    }  # fmt: skip
