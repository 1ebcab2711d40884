"""The picture of a view: everything a page shows, as plain data. ``graph.views.page`` draws it.

Positions are laid out here, once, so that the page opens still and two runs give the same bytes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from graph.network.background import Row
from graph.network.dossier import value_in_words
from graph.network.dyads import Dyad, dyads
from graph.network.grade import RULE, Statement, graded
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, View
from graph.vocabulary import ACTOR_KINDS, PREFIXES, PROPERTY_BY_IRI, ST, local_name

__all__ = ["picture"]

_KINDS = {class_: kind for kind, class_ in ACTOR_KINDS.items()}
TITLE = "Who confronts whom, and who says so"
_STANCES = {"Asserts": "asserts", "Denies": "denies", "LeavesOpen": "leaves open"}


def picture(ledger: Ledger, view: View = EVERYTHING, title: str = TITLE) -> dict[str, Any]:
    """Nodes, edges, onlookers and the evidence behind each, under a view; JSON-serialisable and deterministic."""
    found = dyads(ledger, view)
    statements = ledger.statements(view)
    onlooking = [r for r in statements if r["property"] == ST + "onlooker" and r["stance"] == ST + "Asserts"]
    edges = [_edge(ledger, dyad) for dyad in found]
    by_event: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        for event in edge["events"]:
            by_event[event["id"]].append(edge["id"])
    nodes = _nodes(ledger, edges, sorted({r["value"] for r in onlooking if by_event[r["about"]]}), statements)
    shown = {said for thing in (*nodes, *edges) for said in thing["evidence"]}
    sides = sorted({node["side"] for node in nodes if node["side"]}, key=ledger.names.label)
    record = ledger.record
    return {
        "title": title,
        "sentence": f"Confrontations {view.sentence(ledger.names)}.",
        "about": [
            ["Reports", str(len(record.documents()))],
            ["Attributions shown", str(len(shown))],
            ["Grades", RULE],
        ],
        "sides": [{"id": side, "label": ledger.names.label(side)} for side in sides],
        "nodes": nodes,
        "edges": edges,
        "onlooking": _onlooking(ledger, onlooking, by_event),
        "attributions": _attributions(ledger, statements, shown),
    }


def _edge(ledger: Ledger, dyad: Dyad) -> dict[str, Any]:
    names, grade = ledger.names, dyad.grade
    ends = [dyad.who or f"unnamed-{local_name(dyad.whom or '')}", dyad.whom or f"unnamed-{local_name(dyad.who or '')}"]
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
    ledger: Ledger, edges: list[dict[str, Any]], onlookers: list[str], statements: list[Row]
) -> list[dict[str, Any]]:
    facing = sorted({end for edge in edges for end in (edge["from"], edge["to"])})
    apart = [actor for actor in onlookers if actor not in facing]
    where = _layout(facing, apart, [(edge["from"], edge["to"]) for edge in edges])
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
            "side": iri if "/id/side/" in iri else ledger.background.side(iri), "x": x, "y": y,
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

    from graph.views.layout import by_stress

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(facing)
    graph.add_edges_from(pairs)
    # Parts that nothing joins would drift to the corners: for the layout alone each is tied to the busiest actor.
    hub = max(graph, key=lambda node: (graph.degree(node), node), default=None)
    loose = [min(part) for part in list(nx.connected_components(graph)) if hub not in part]
    graph.add_edges_from((hub, node) for node in loose if hub is not None)
    # By path lengths where that is affordable (it looks best), by springs beyond.
    where = by_stress(graph) if len(graph) <= 500 else nx.spring_layout(graph, seed=4)
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


def _attributions(ledger: Ledger, rows: list[Row], shown: set[str]) -> dict[str, dict[str, Any]]:
    names = ledger.names
    gradings = graded(rows, ledger.background)
    grade_of = {(s.about, s.prop, s.value): s for s in gradings}
    by_said: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_said[row["said"]].append(row)
    # Whatever stands against what is shown is shown beside it.
    against = {said: _against(mine, grade_of) for said, mine in by_said.items()}
    wanted = shown | {rival for said in shown for rival in against.get(said, ())}
    documents, bases, relays = _documents(ledger), _things(ledger, "basis"), _things(ledger, "relayedBy")
    found = {}
    for said in sorted(wanted & set(by_said)):
        mine = by_said[said]
        row = mine[0]
        found[said] = {
            "about": names.label(row["about"]),
            "statements": [_statement(ledger, r, grade_of) for r in sorted(mine, key=_order)],
            "stance": _STANCES[local_name(row["stance"])],
            "said_by": names.label(row["said_by"]),
            "group": names.label(row["group"]),
            "side": row["group"] if "/id/side/" in row["group"] else None,
            "relayed_by": sorted(names.label(iri) for iri in relays[said]),
            "report": documents[row["document"]],
            "said_on": row["said_on"],
            "paragraph": row["paragraph"],
            "quote": row["quote"],
            "lang": row["language"],
            "gloss": row["gloss"],
            "hedged": bool(row["hedged"]),
            "opinion": bool(row["opinion"]),
            "bases": sorted(names.label(iri) for iri in bases[said]),
            "claim": row["claim"],
            "rivals": sorted(against[said] - {said}),
        }
    return found


def _order(row: Row) -> tuple[int, str]:
    properties = list(PROPERTY_BY_IRI)
    return properties.index(row["property"]) if row["property"] in properties else len(properties), str(row["value"])


def _statement(ledger: Ledger, row: Row, grade_of: dict[Any, Statement]) -> list[str | None]:
    label, value = value_in_words(ledger, row["property"], row["value"])
    statement = grade_of.get((row["about"], row["property"], row["value"]))
    return [label, value, statement.grade.name if statement else None, statement.grade.reason if statement else None]


def _against(rows: list[Row], grade_of: dict[Any, Statement]) -> set[str]:
    """The attributions that deny these statements, that these deny, or that assert a rival value."""
    found = set()
    for row in rows:
        statement = grade_of.get((row["about"], row["property"], row["value"]))
        if statement:
            others = statement.asserted if row["stance"] == ST + "Denies" else statement.denied
            found |= {r["said"] for r in (*others, *(r for rival in statement.rivals for r in rival.asserted))}
    return found


def _things(ledger: Ledger, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for triple in ledger.record.match(None, ST + name):
        found[triple[0]].append(triple[2])
    return found


def _documents(ledger: Ledger) -> dict[str, dict[str, str | None]]:
    dct, found = PREFIXES["dcterms"], {}
    for document in ledger.record.documents():
        facts = {p: o for _, p, o in ledger.record.match(document.value)}
        publisher = facts.get(dct + "publisher")
        found[document.value] = {
            "title": facts.get(dct + "title") or ledger.names.label(document.value),
            "url": facts.get(ST + "url"),
            "published": facts.get(dct + "issued"),
            "publisher": ledger.names.label(publisher) if publisher else None,
        }
    return found
