"""The actors of a page or picture: how each is called, of what kind it is and on which side."""

from __future__ import annotations

from typing import Any

from ..queries.names import Names
from ..rules.background import Background
from ..vocabulary import ACTOR_KINDS, local_name
from .places import Places, is_unnamed
from .sides import is_side

__all__ = ["cast", "kind_of", "side_of"]

_KINDS = {class_: kind for kind, class_ in ACTOR_KINDS.items()}


def cast(names: Names, known: Background, by_level: list[Places]) -> list[dict[str, Any]]:
    """The nodes of every possible view, with their places at each level."""
    nodes = []
    for iri in sorted({iri for level in by_level for iri in level}):
        label = "not named" if is_unnamed(iri) else names.label(iri)
        node: dict[str, Any] = {"id": iri, "label": label, "kind": kind_of(iri, known), "side": side_of(iri, known)}
        if iri in names.aliases:
            node["aliases"] = names.aliases[iri]
        at = [level.get(iri) for level in by_level]
        # A place that is the same at every level is written once.
        node["at"] = at if len(set(at)) > 1 else at[:1]
        nodes.append(node)
    return nodes


def kind_of(iri: str, known: Background) -> str:
    """The kind of a node: one of ``ACTOR_KINDS``, "place", "side", "actor" if none is stated, or "unnamed"."""
    if is_unnamed(iri):
        return "unnamed"
    for part in ("place", "side"):
        if f"/id/{part}/" in iri:
            return part
    return _KINDS.get(local_name(known.kind.get(iri, "")), "actor")


def side_of(iri: str, known: Background) -> str | None:
    """The side of a node, which of a side is itself."""
    return iri if is_side(iri) else known.side(iri)
