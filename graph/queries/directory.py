"""Names in a record: the label of every thing, and the thing that a name stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import NamedNode

from graph.claim import Identity
from graph.errors import QuestionError, did_you_mean
from graph.record.record import Record
from graph.record.tables import facts_of, tables_of
from graph.vocabulary import CODES, ID, PREFIXES, ST, local_name

__all__ = ["Directory", "directory", "with_identities"]

#: What a parameter or option may name, and the kinds of IRI that answer to it.
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
}

#: What to do where a record has nothing of a kind at all.
_NONE = {"side": " No actor here has one. A side is given in actors.yaml: `army: {kind: …, that: {side: …}}`."}


@dataclass(frozen=True)
class Directory:
    """``labels``: the label of each IRI. ``aliases``: its other names, as written, sorted. ``same``: the node that
    stands for each node judged the same as it, where a view follows such judgements.
    """

    labels: dict[str, str]
    aliases: dict[str, list[str]]
    same: Mapping[str, str] = field(default_factory=dict)

    def joined(self, same: Mapping[str, str]) -> Directory:
        """The names where each node in ``same`` is shown as another: that one answers to the names of both."""
        if not same:
            return self
        labels, aliases = dict(self.labels), dict(self.aliases)
        for node, first in same.items():
            theirs = {self.label(node), *self.aliases.get(node, ())} - {self.label(first)}
            aliases[first] = sorted({*aliases.get(first, ()), *theirs})
            labels[node] = self.label(first)
            aliases.pop(node, None)
        return Directory(labels, aliases, same)

    def label(self, iri: str | None) -> str:
        """The label of a thing, or the last part of its IRI; "unnamed" for an end that nobody names."""
        return "unnamed" if iri is None else self.labels.get(iri) or local_name(iri)

    def find(self, kind: str, name: str) -> NamedNode:
        """The one thing of this kind that has this id, IRI, label or alias, whatever the case.

        Raises QuestionError, with the nearest known name, where there is none, or where several answer to the name.
        """
        wanted = _folded(name)
        by_id, by_name = self._folded_names
        kinds = KINDS[kind]
        answering = {iri for iri in (*by_id.get(wanted, ()), *by_name.get(wanted, ())) if _kind(iri) in kinds}
        # An id, just as it is written, means that thing, though it be another's name too: sdf beside UCDP's "SDF".
        own = {iri for iri in answering if name in (iri, local_name(iri))}
        found = {self.same.get(iri, iri) for iri in own or answering}
        if len(found) == 1:
            return NamedNode(found.pop())
        if found:
            ids = ", ".join(sorted(local_name(iri) for iri in found))
            raise QuestionError(f'"{name}" may be any of {ids}. Give the one you mean.')
        known = self._known(kinds)
        hint = did_you_mean(name, known)
        if not hint and known:
            labels = sorted({self.labels[iri] for iris in known.values() for iri in iris})
            more = f" and {len(labels) - 8} more" if len(labels) > 8 else ""
            hint = f" Known are: {'; '.join(labels[:8])}{more}."
        if not hint:
            hint = _NONE.get(kind, "")
        raise QuestionError(f'The record knows no {"actor, side or place" if kind == "end" else kind} "{name}".{hint}')


    @cached_property
    def _folded_names(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Which things answer to an id or IRI, and which to a label or alias, whatever the case."""
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


def directory(record: Record) -> Directory:
    """The names in a record, its code lists and the ontology's terms among them."""
    labels: dict[str, str] = {}
    aliases: dict[str, list[str]] = defaultdict(list)
    # Hundreds of thousands of rows of datasets are nobody's names: they are asked for one by one, by their id.
    rows = tuple({f"{ID}event/{_dataset(record, document)}-" for document in tables_of(record.where)})
    for prop, is_label in (("prefLabel", True), ("altLabel", False)):
        for iri, _, name in record.match(None, PREFIXES["skos"] + prop):
            if rows and iri.startswith(rows):
                continue
            if is_label:
                labels[iri] = min(name, labels.get(iri, name))
            else:
                aliases[iri].append(name)
    return Directory(labels, {iri: sorted(names) for iri, names in aliases.items()})


def _dataset(record: Record, document: str) -> str:
    facts = facts_of(record.where, NamedNode(document))
    return str(facts.get("events", facts.get("dataset", "")))


def with_identities(names: Directory, identities: Iterable[Identity]) -> Directory:
    """The names with those of these things too, as a document that is not in the record yet describes them."""
    labels, aliases = dict(names.labels), {iri: list(each) for iri, each in names.aliases.items()}
    for identity in identities:
        labels[identity.iri.value] = identity.label()
        known = aliases.setdefault(identity.iri.value, [])
        known += [o.value for p, o in identity.facts if p.value.endswith("#altLabel") and o.value not in known]
    return Directory(labels, {iri: sorted(each) for iri, each in aliases.items() if each})


def _kind(iri: str) -> str:
    for base in (ID, CODES):
        if iri.startswith(base):
            return iri[len(base) :].split("/")[0]
    return "term" if iri.startswith(ST) else "other"


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
