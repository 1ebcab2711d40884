"""Names and what they stand for: the actors, places, sides, incidents, events and codes that a report may use.

A report names an entity by its id (``sana``), its label or an alias ("SANA", "سانا"); any other name is a mistake,
reported with the nearest known name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ..claim import Entity
from ..errors import did_you_mean
from ..vocabulary import CODES, PREFIXES, id_of, local_name, ontology_folder

__all__ = ["Names", "codes", "find_code", "mentioned_entities"]

#: The kinds of entities with ids, and the file to which new ones are added.
HOME = {
    "actor": "actors.yaml",
    "side": "actors.yaml",
    "place": "places.yaml",
    "incident": "events.yaml",
    "event": "events.yaml",
}
_LABELS = {PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel"}


class Names:
    """Ids, labels and aliases by kind. A ``child`` also knows what its parent knows; additions to it stay in it."""

    def __init__(self, parent: Names | None = None) -> None:
        self._parent = parent
        self._known: dict[str, dict[str, NamedNode]] = defaultdict(dict)
        self._aliases: dict[str, dict[str, set[NamedNode]]] = defaultdict(lambda: defaultdict(set))
        self._spelt: dict[str, dict[str, str]] = defaultdict(dict)
        self.entities: dict[NamedNode, Entity] = {}

    def child(self) -> Names:
        return Names(self)

    def add_id(self, kind: str, name: str) -> NamedNode:
        """Register an id, before its entity is known; returns its IRI."""
        iri = id_of(kind, name)
        self._known[kind][name] = iri
        return iri

    def add_alias(self, kind: str, alias: str, iri: NamedNode) -> None:
        self._aliases[kind][_folded(alias)].add(iri)
        self._spelt[kind].setdefault(alias, local_name(iri.value))

    def add(self, entity: Entity) -> None:
        self.entities[entity.iri] = entity

    def has(self, kind: str, name: str) -> bool:
        return name in self._known[kind] or (self._parent is not None and self._parent.has(kind, name))

    def entity(self, iri: NamedNode) -> Entity | None:
        return self.entities.get(iri) or (self._parent.entity(iri) if self._parent else None)

    def find(self, kinds: str, name: str) -> NamedNode:
        """The IRI of the entity of one of these kinds (``"actor or place"``) with this id, label or alias.

        Raises ValueError, with the nearest known name, where there is none, or where several have the name.
        """
        found: set[NamedNode] = set()
        for kind in kinds.split(" or "):
            found |= self._ids(kind, name) or self._by_alias(kind, name)
        if len(found) == 1:
            return found.pop()
        if found:
            ids = ", ".join(sorted(local_name(iri.value) for iri in found))
            raise ValueError(f'"{name}" may be any of {ids}. Give the one you mean, or rename one.')
        kind = kinds.split(" or ")[0]
        homes = " or ".join(dict.fromkeys(HOME[k] for k in kinds.split(" or ")))
        raise ValueError(f'"{name}" is not a known {kinds}.{self._hint(kinds, name)} Add new {kind}s to {homes}.')

    def _ids(self, kind: str, name: str) -> set[NamedNode]:
        if name in self._known[kind]:
            return {self._known[kind][name]}
        return self._parent._ids(kind, name) if self._parent else set()

    def _by_alias(self, kind: str, name: str) -> set[NamedNode]:
        found = set(self._aliases[kind].get(_folded(name), ()))
        return found | (self._parent._by_alias(kind, name) if self._parent else set())

    def _spellings(self, kind: str) -> dict[str, str]:
        mine = {name: name for name in self._known[kind]} | self._spelt[kind]
        return (self._parent._spellings(kind) if self._parent else {}) | mine

    def _hint(self, kinds: str, name: str) -> str:
        spellings = {s: i for kind in kinds.split(" or ") for s, i in self._spellings(kind).items()}
        hint = did_you_mean(name, spellings)
        near = re.search(r'"(.*)"', hint)
        if near and spellings[near[1]] != near[1]:
            return f"{hint[:-1]} ({spellings[near[1]]})?"
        return hint


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


@cache
def codes(code_list: str) -> dict[str, NamedNode]:
    """The concepts of a code list, by id and by label: ``codes("means")["stones"]``."""
    found: dict[str, NamedNode] = {}
    labels = []
    for file in sorted((ontology_folder() / "codes").glob("*.ttl")):
        for triple in parse(path=str(file), format=RdfFormat.TURTLE):
            if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(f"{CODES}{code_list}/"):
                found[local_name(triple.subject.value)] = triple.subject
                if triple.predicate.value in _LABELS and isinstance(triple.object, Literal):
                    labels.append((triple.object.value, triple.subject))
    return {**{label: iri for label, iri in labels if label not in found}, **found}


def find_code(code_list: str, name: str) -> NamedNode:
    """The concept with this id or label. Raises ValueError, with the nearest one, where there is none."""
    known = codes(code_list)
    if name in known:
        return known[name]
    ids = sorted({local_name(iri.value) for iri in known.values()})
    hint = did_you_mean(name, known) or f" Known: {', '.join(ids)}."
    raise ValueError(f'"{name}" is not in the code list {code_list}.{hint}')


def mentioned_entities(names: Names, iris: Iterable[NamedNode]) -> frozenset[Entity]:
    """The entities with these IRIs, and those they mention in turn (a place's region, an event's incident)."""
    found: dict[NamedNode, Entity] = {}
    waiting = list(iris)
    while waiting:
        iri = waiting.pop()
        entity = names.entity(iri)
        if entity and iri not in found:
            found[iri] = entity
            waiting += [value for _, value in entity.facts if isinstance(value, NamedNode)]
    return frozenset(found.values())
