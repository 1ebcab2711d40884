"""Names and what they stand for: the actors, places, sides, incidents, events and codes that a report may use.

A report names an entity by its id (``sana``), its label or an alias ("SANA", "سانا"); any other name is a mistake,
reported with the nearest known name.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from pyoxigraph import NamedNode

from ..claim import Entity
from ..errors import did_you_mean
from ..vocabulary import CODES, PREFIXES, id_of, local_name
from .code_lists import code_list as listed_codes
from .code_lists import meant_by

__all__ = ["Names", "codes", "codes_in", "find_code", "mentioned_entities"]

#: The kinds of entities with ids, and the file to which new ones are added.
HOME = {
    "actor": "actors.yaml",
    "side": "actors.yaml",
    "place": "places.yaml",
    "incident": "events.yaml",
    "event": "events.yaml",
}
#: So many codes are listed by a message; of more it says where they stand.
_LISTED = 20
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
    found = {each.code: NamedNode(f"{CODES}{code_list}/{each.code}") for each in listed_codes(code_list)}
    named = {name: found[each.code] for each in listed_codes(code_list) for name in (each.label, *each.synonyms)}
    return {name: iri for name, iri in named.items() if name and name not in found} | found


def find_code(code_list: str, name: str) -> NamedNode:
    """The concept with this id, label or synonym, in capitals or small letters, with hyphens or blanks.

    Raises ValueError where there is none, with the nearest one: first by the words in it ("ramming speed", "he rams"),
    then by its spelling, where that is so near that hardly another word can be meant.

    >>> find_code("event-type", "Chase").value, find_code("event-type", "air strike").value
    ('https://w3id.org/standoff/codes/event-type/pursuit', 'https://w3id.org/standoff/codes/event-type/air-strike')
    """
    known = codes(code_list)
    if name in known:
        return known[name]
    by_fold = _codes_folded(code_list)
    if _code_folded(name) in by_fold:
        return by_fold[_code_folded(name)][1]
    if either := meant_by(code_list, name):
        listed = "; ".join(f"{each.code} ({each.meaning.rstrip('.')})" for each in either)
        raise ValueError(f'"{name}" may mean several codes of {code_list}. Give the one you mean: {listed}.')
    ids = sorted({local_name(iri.value) for iri in known.values()})
    # A longer list would be cut in the middle.
    listed = f"Known: {', '.join(ids)}." if len(ids) <= _LISTED else f"All codes: standoff codes {code_list}."
    hint = _code_hint(code_list, name) or f" {listed}"
    raise ValueError(f'"{name}" is not in the code list {code_list}.{hint}')


def codes_in(code_list: str, text: str) -> dict[NamedNode, str]:
    """The concepts of a code list that a text names, by id, label or synonym, each with the words that name it.

    Words that are part of a longer name count for that alone: "air strike" is no "strike".

    >>> {local_name(iri.value): words for iri, words in codes_in("event-type", "Air strikes on a home").items()}
    {'air-strike': 'Air strikes'}
    """
    words = re.findall(r"[\w'’-]+", text)
    stems = [_stem_list(word) for word in words]
    found: dict[tuple[int, int], NamedNode] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + 5, len(words) + 1)):
            stem = tuple(each for word in stems[start:end] for each in word)
            if stems[start] and stems[end - 1] and stem in _codes_stemmed(code_list):
                found[start, end] = _codes_stemmed(code_list)[stem]
    return {
        iri: " ".join(words[start:end])
        for (start, end), iri in found.items()
        if not any((a, b) != (start, end) and a <= start and end <= b for a, b in found)
    }


@cache
def _codes_stemmed(code_list: str) -> dict[tuple[str, ...], NamedNode]:
    """The concepts of a code list by the stems of their ids, labels and synonyms; ids and labels go first."""
    found: dict[tuple[str, ...], NamedNode] = {}
    for name, iri in sorted(codes(code_list).items(), key=lambda each: local_name(each[1].value) != each[0]):
        found.setdefault(tuple(_stem_list(name)), iri)
    return found


@cache
def _codes_folded(code_list: str) -> dict[str, tuple[str, NamedNode]]:
    """The concepts of a code list, with the id or label as it is written, by what of it counts."""
    return {_code_folded(name): (name, iri) for name, iri in codes(code_list).items()}


def _code_folded(name: str) -> str:
    return _folded(name.replace("-", " ").replace("_", " "))


def _code_hint(code_list: str, name: str) -> str:
    by_fold = _codes_folded(code_list)
    asked = _stems(name)
    meant = [fold for fold in by_fold if asked and _stems(fold) == asked]
    meant += [fold for fold in by_fold if asked and _stems(fold) < asked]
    meant.sort(key=lambda fold: (-len(_stems(fold)), by_fold[fold][0] != local_name(by_fold[fold][1].value)))
    # Of short words, one that is spelt alike is as a rule another word: "sell" is not "shell".
    spelt = difflib.get_close_matches(_code_folded(name), by_fold, n=1, cutoff=0.8) if len(name) > 4 else []
    for fold in [*meant, *spelt]:
        written, iri = by_fold[fold]
        code = local_name(iri.value)
        return f' Did you mean "{written}"{"" if written == code else f" ({code})"}?'
    return ""


def _stems(name: str) -> frozenset[str]:
    """The words of a name without their endings and without the little words.

    >>> sorted(_stems("rammed by the patrol")) == sorted(_stems("ramming patrols"))
    True
    """
    return frozenset(_stem_list(name))


def _stem_list(name: str) -> list[str]:
    words = (word for word in _code_folded(name).split() if word not in _LITTLE_WORDS)
    return [re.sub(r"(\w)\1$", r"\1", _ENDING.sub("", word)) for word in words]


#: Endings of English verbs and nouns, where three letters or more are left.
_ENDING = re.compile(r"(?<=\w{3})(?:ings?|ed|es|s|e|ers?|ions?)$")
_LITTLE_WORDS = {
    "a",
    "an",
    "and",
    "at",
    "by",
    "from",
    "he",
    "him",
    "in",
    "into",
    "it",
    "of",
    "off",
    "on",
    "out",
    "over",
}
_LITTLE_WORDS |= {"she", "somebody", "the", "them", "they", "to", "up", "was", "were", "with"}


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
