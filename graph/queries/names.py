"""Names in a record: the label of every node, and the node that a name stands for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from pyoxigraph import Literal, NamedNode

from ..claim import Entity
from ..errors import QuestionError, did_you_mean
from ..judgement import pair
from ..record.dataset_tables import tables_of
from ..record.keeper import Keeper
from ..record.vocabulary_triples import vocabulary_triples
from ..vocabulary import CODES, ID, PREFIXES, ST, local_name, st

__all__ = ["Names", "labels_of_the_named", "names_of", "with_entities"]

#: What a parameter or option may name, and the kinds of IRI that can match it.
KINDS = {
    "actor": ("actor",),
    "end": ("actor", "side", "place"),
    "place": ("place",),
    "incident": ("incident",),
    "event": ("event",),
    "side": ("side",),
    "document": ("report", "dataset"),
    "about": ("event", "actor", "side"),
    "event type": ("event-type",),
    "basis": ("basis",),
    "means": ("means",),
    "intent": ("intent",),
}

_ACTOR = ID + "actor/"
#: What to do where a record has no node of a kind.
_NONE = {"side": " No actor here has one. Give sides in actors.yaml: `army: {kind: …, that: {side: …}}`."}
_NOTHING_READ = " It is empty: read reports into it first."


@dataclass(frozen=True)
class Names:
    """``labels``: the label of each IRI. ``aliases``: its other names, as written, sorted. ``same``: for each node
    judged the same as another, the node shown in its place, where a view follows such judgements. ``unlisted`` looks up
    the label of nodes too many to list, the rows of datasets; ``above`` all that a place is within.
    """

    labels: dict[str, str]
    aliases: dict[str, list[str]]
    same: Mapping[str, str] = field(default_factory=dict)
    unlisted: Callable[[str], str | None] = field(default=lambda _: None, repr=False, compare=False)
    above: Callable[[str], set[str]] = field(default=lambda _: set(), repr=False, compare=False)

    def joined(self, same: Mapping[str, str]) -> Names:
        """The names with each node in ``same`` shown as another, which is then found by the names of both."""
        if not same:
            return self
        labels, aliases = dict(self.labels), dict(self.aliases)
        for node, first in same.items():
            theirs = {self.label(node), *self.aliases.get(node, ())} - {self.label(first)}
            aliases[first] = sorted({*aliases.get(first, ()), *theirs})
            labels[node] = self.label(first)
            aliases.pop(node, None)
        return Names(labels, aliases, same, self.unlisted, self.above)

    def known_label(self, iri: str) -> str | None:
        """The label of a node; None where it has none."""
        return self.labels.get(iri) or self.unlisted(iri)

    def label(self, iri: str | None) -> str:
        """The label of a node, or the last part of its IRI; "unnamed" for None, an end that is not named."""
        return "unnamed" if iri is None else self.known_label(iri) or local_name(iri)

    def with_unique_labels(self) -> Names:
        """The names in which actors that share a label are shown with their id; unchanged where no label is shared."""
        actors = {i: label for i, label in self.labels.items() if i.startswith(_ACTOR) and i not in self.same}
        shared = {label for label, count in Counter(actors.values()).items() if count > 1}
        if not shared:
            return self
        own = {iri: f"{label} ({local_name(iri)})" for iri, label in actors.items() if label in shared}
        # Nodes that are judged the same are shown as one node.
        own |= {iri: own[first] for iri, first in self.same.items() if first in own}
        return replace(self, labels=self.labels | own)

    def find(self, kind: str, name: str) -> NamedNode:
        """The one node of this kind (a key of ``KINDS``) with this id, IRI, label or alias; case is ignored.

        Raises QuestionError, with the nearest known name, where there is none, or where several have the name.
        """
        if not isinstance(name, str):
            raise QuestionError(f"{name!r} is not a name. Give an id, a label, an alias or an IRI, as text.")
        wanted = _folded(name)
        by_id, by_name = self._folded_names
        kinds = KINDS[kind]
        answering = {iri for iri in (*by_id.get(wanted, ()), *by_name.get(wanted, ())) if _kind(iri) in kinds}
        # An id exactly as written means that node, even if it is also another's name: sdf and UCDP's "SDF".
        own = {iri for iri in answering if name in (iri, local_name(iri))}
        if not answering:
            own = {
                iri
                for kind in kinds
                for iri in (name, f"{ID}{kind}/{name}")
                if _kind(iri) == kind and self.unlisted(iri)
            }
        found = {self.same.get(iri, iri) for iri in own or answering}
        if kind == "place" and len(found) > 1:
            # A dataset's country, and points in it that are known no better than by its name: the one holds the others.
            found = {one for one in found if all(one in self.above(other) for other in found - {one})} or found
        if len(found) == 1:
            return NamedNode(found.pop())
        if found:
            ids = ", ".join(sorted(local_name(iri) for iri in found))
            raise QuestionError(f'"{name}" may be any of {ids}. Give the one you mean.')
        known = self._known(kinds)
        hint = did_you_mean(name, known)
        if not hint and known:
            iris = {iri for iris in known.values() for iri in iris}
            # Nobody writes the title of an article: a document goes by its id.
            shown = sorted({local_name(iri) if kind == "document" else self.labels[iri] for iri in iris})
            begun = sorted(local_name(iri) for iri in iris if _folded(local_name(iri)).startswith(wanted))
            more = f" and {len(shown) - 8} more" if len(shown) > 8 else ""
            hint = f' Did you mean "{begun[0]}"?' if len(begun) == 1 else f" Known: {'; '.join(shown[:8])}{more}."
        if not hint:
            hint = _NONE.get(kind, "") if any(iri.startswith(ID) for iri in self.labels) else _NOTHING_READ
        raise QuestionError(f'The record has no {"actor, side or place" if kind == "end" else kind} "{name}".{hint}')

    def find_two(self, one: str, other: str) -> tuple[str, str]:
        """The IRIs of the two actors, or the two events, with these names, sorted.

        Raises QuestionError where a name is unknown or ambiguous, where one is an actor and the other an event, or
        where both are one node.
        """
        wrong = {}
        found: list[str] = []
        for kind in ("actor", "event"):
            try:
                found = [self.find(kind, name).value for name in (one, other)]
                break
            except QuestionError as error:
                wrong[kind] = error
        if not found:
            # If one of the two is an event, the other should be one too.
            meant = [kind for kind in wrong if self._knows_any(kind, (one, other))]
            raise wrong[meant[0] if meant else "actor"]
        if found[0] == found[1]:
            raise QuestionError(f'"{one}" and "{other}" are already the same node ({local_name(found[0])}). Name two.')
        return pair(found[0], found[1])

    def _knows_any(self, kind: str, given: Iterable[str]) -> bool:
        for name in given:
            try:
                self.find(kind, name)
            except QuestionError:
                continue
            return True
        return False

    @cached_property
    def _folded_names(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The nodes by id or IRI, and the nodes by label or alias; case is ignored."""
        by_id: dict[str, set[str]] = defaultdict(set)
        by_name: dict[str, set[str]] = defaultdict(set)
        for iri, label in self.labels.items():
            by_id[_folded(local_name(iri))].add(iri)
            by_id[_folded(iri)].add(iri)
            for each in (label, *self.aliases.get(iri, ())):
                by_name[_folded(each)].add(iri)
        return by_id, by_name

    def _known(self, kinds: tuple[str, ...]) -> dict[str, set[str]]:
        known: dict[str, set[str]] = defaultdict(set)
        for iri in self.labels:
            if _kind(iri) in kinds:
                for each in (self.labels[iri], *self.aliases.get(iri, ()), local_name(iri), iri):
                    known[each].add(iri)
        return known


def names_of(record: Keeper) -> Names:
    """The names in a record, including its code lists and the terms of the ontology."""
    labels: dict[str, str] = {}
    aliases: dict[str, list[str]] = defaultdict(list)
    for iri, name in _labels(record):
        labels[iri] = min(name, labels.get(iri, name))
    for iri, _, name in record.match(None, PREFIXES["skos"] + "altLabel"):
        aliases[iri].append(name)
    return Names(
        labels,
        {iri: sorted(names) for iri, names in aliases.items()},
        unlisted=partial(_label, record),
        above=partial(_above, record),
    )


def _label(record: Keeper, iri: str) -> str | None:
    try:
        return min((o for _, _, o in record.match(iri, PREFIXES["skos"] + "prefLabel")), default=None)
    except ValueError:  # not an IRI
        return None


def _above(record: Keeper, iri: str) -> set[str]:
    seen: set[str] = set()
    waiting = [iri]
    while waiting:
        more = {place for _, _, place in record.match(waiting.pop(), ST + "within")} - seen
        seen |= more
        waiting += more
    return seen


def _labels(record: Keeper) -> Iterator[tuple[str, str]]:
    """Each node that has a label, with its label.

    Nobody asks for the hundreds of thousands of rows of datasets by name, and fetching their labels would take longer
    than everything else: where a record has tables, only those events are listed that a report mentions.
    """
    if not tables_of(record.where):
        for triple in record.store.triples(prop=_LABEL):
            yield triple.subject.value, triple.object.value  # type: ignore[union-attr]
        return
    for iri, label in labels_of_the_named(record):
        yield iri, label.value
    for event in {row[0] for row in record.query(_IN_REPORTS)}:
        for triple in record.store.triples([event], _LABEL):  # type: ignore[list-item]
            yield triple.subject.value, triple.object.value  # type: ignore[union-attr]


def labels_of_the_named(record: Keeper) -> Iterator[tuple[str, Literal]]:
    """Each node of the vocabulary, and each entity of the record that is no event, with its label."""
    vocabulary = {triple for triple in vocabulary_triples() if isinstance(triple.subject, NamedNode)}
    nodes = {triple.subject for triple in vocabulary}
    kinds = {triple.object for triple in vocabulary if triple.predicate == _TYPE}
    # Asked for class by class: going through the types of all nodes would mean going through all claims.
    kinds |= {node for node in nodes if node.value.startswith(ST)} - {st(n) for n in ("Event", "Claim", "Attribution")}  # type: ignore[union-attr]
    nodes |= {triple.subject for triple in record.store.triples(prop=_TYPE, objects=kinds)}  # type: ignore[arg-type]
    for triple in record.store.triples(nodes, _LABEL):  # type: ignore[arg-type]
        yield triple.subject.value, triple.object  # type: ignore[union-attr, misc]


_LABEL, _TYPE = NamedNode(PREFIXES["skos"] + "prefLabel"), NamedNode(PREFIXES["rdf"] + "type")
_IN_REPORTS = "SELECT DISTINCT ?node WHERE { ?report a st:Report . ?s st:document ?report ; st:claim/st:about ?node }"


def with_entities(names: Names, entities: Iterable[Entity]) -> Names:
    """The names with those of these entities added, as a document not yet in the record describes them."""
    labels, aliases = dict(names.labels), {iri: list(each) for iri, each in names.aliases.items()}
    for entity in entities:
        labels[entity.iri.value] = entity.label()
        known = aliases.setdefault(entity.iri.value, [])
        known += [o.value for p, o in entity.facts if p.value.endswith("#altLabel") and o.value not in known]
    return replace(names, labels=labels, aliases={iri: sorted(each) for iri, each in aliases.items() if each}, same={})


def _kind(iri: str) -> str:
    for base in (ID, CODES):
        if iri.startswith(base):
            return iri[len(base) :].split("/")[0]
    return "term" if iri.startswith(ST) else "other"


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
