"""The rows of a record after nodes judged the same are shown as one node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from ..judgement import JUDGED
from ..vocabulary import PREFIXES, ST
from .background import Row
from .identities import Identities, identities, verdicts
from .independence import Independence

if TYPE_CHECKING:
    from ..queries.names import Names
    from ..record.keeper import Keeper

__all__ = ["incident_by_event", "joined_descriptions", "joined_rows", "judged_identities"]

_NODES = ("about", "event", "value", "said_by", "coder", "who", "whom", "incident")


def judged_identities(record: Keeper, names: Names, statements: list[Row], judges: frozenset[str]) -> Identities:
    """The nodes that these judges join in this record; ``statements`` are its rows as read."""
    judged = verdicts(statements, judges)
    if not judged:
        return Identities()
    datasets = {s for s, _, kind in record.match(None, PREFIXES["rdf"] + "type") if kind == ST + "Dataset"}
    reported = {
        row[end]
        for row in statements
        if row["document"] not in datasets and row["property"] not in JUDGED
        for end in ("about", "value", "said_by")
    }

    def preference(node: str) -> tuple[bool, int, str]:
        return node not in reported, -len(names.aliases.get(node, ())), node

    return identities(judged, preference)


def joined_rows(
    rows: Iterable[Row], same: Mapping[str, str], groups: Independence, incident: Mapping[str, str]
) -> list[Row]:
    """The rows with each node replaced by the node shown for it, and with new independence groups.

    ``same`` maps each joined node to the node shown for it, ``groups`` gives the group of each attribution, and
    ``incident`` each event shown for others to its incident. Judgements on two nodes that are now one are left out,
    and identical rows become one row.
    """
    unique: dict[tuple[object, ...], Row] = {}
    for row in rows:
        changed = {column: same.get(row[column], row[column]) for column in _NODES if column in row}
        if row.get("property") in JUDGED and changed["about"] == changed["value"]:
            continue
        if changed.get("event"):
            changed["incident"] = incident.get(changed["event"], row["incident"])
        if "who" in row and not row["directed"] and None not in (row["who"], row["whom"]):
            # An undirected act has its two ends in the order of their IRIs.
            changed["who"], changed["whom"] = sorted((changed["who"], changed["whom"]))
        changed["group"] = groups.of(changed["said_by"], row["said"], row["document"])
        new = {**row, **changed}
        unique.setdefault(tuple(new.values()), new)
    return list(unique.values())


def incident_by_event(rows: Iterable[Row], same: Mapping[str, str]) -> dict[str, str]:
    """The incident of each event shown for others: its own, or else the first IRI among the incidents of the others."""
    own: dict[str, str] = {}
    others: dict[str, set[str]] = defaultdict(set)
    standing = set(same.values())
    for row in rows:
        event, incident = row["event"], row["incident"]
        if event and incident and event in standing:
            own[event] = incident
        elif event and incident and event in same:
            others[same[event]].add(incident)
    return {event: min(candidates) for event, candidates in others.items()} | own


def joined_descriptions(record: Keeper, same: Mapping[str, str]) -> Iterable[Triple]:
    """The triples that a node shown for others takes over from them: their names, as aliases, and identifiers."""
    skos = PREFIXES["skos"]
    label, alias, exact = (NamedNode(skos + name) for name in ("prefLabel", "altLabel", "exactMatch"))
    for node, first in sorted(same.items()):
        yield Triple(NamedNode(first), exact, NamedNode(node))
        for triple in record.store.triples([NamedNode(node)]):
            if triple.predicate in (label, alias):
                yield Triple(NamedNode(first), alias, triple.object)
            elif triple.predicate == exact:
                yield Triple(NamedNode(first), exact, triple.object)
