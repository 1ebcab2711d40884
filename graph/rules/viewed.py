"""A view of a record as a record of its own, so that any question, the user's own SPARQL too, can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pyoxigraph import NamedNode, Triple

from ..claim import Attribution, Claim, Reading
from ..judgement import JUDGED
from ..record.keeper import Keeper, open_keeper
from ..record.part import with_mentions
from ..vocabulary import PREFIXES, st
from .grade import graded
from .joining import described, incidents
from .ledger import Ledger
from .view import EVERYTHING, View

__all__ = ["viewed"]

_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")


def viewed(ledger: Ledger, view: View) -> Keeper:
    """The record with only the attributions that a view chooses, and the things they mention; in memory.

    The coder's judgements stay. With ``min_groups`` a claim is cut down to the statements that enough groups assert,
    and so gets the IRI of what is left of it. Nodes that the ledger shows as one are one node, which takes over the
    names of the others; the judgements that made them one are left out. The record itself when the view chooses
    everything.
    """
    same = ledger.identities.same
    if view == EVERYTHING and not same:
        return ledger.record
    rows = ledger.statements(view)
    judgements = {row["said"] for row in ledger.every_statement if row["said_by"] == row["coder"]}
    chosen = {row["said"] for row in rows} | judgements
    found = {said for said in ledger.record.attributions() if said.iri.value in chosen}
    judgements = {_joined(said, same).iri.value for said in found if said.iri.value in judgements}
    kept = {joint for said in found if (joint := _joined(said, same)).claim.says}
    if view.min_groups > 1:
        enough = {
            (s.about, s.prop, str(s.value)) for s in graded(rows, ledger.background) if len(s.groups) >= view.min_groups
        }
        kept = {cut for said in kept if (cut := _cut(said, enough, said.iri.value in judgements))}
    return _record_of(ledger, kept)


def _joined(said: Attribution, same: Mapping[str, str]) -> Attribution:
    """The attribution with each node replaced by the one that stands for it; a judgement on one node says nothing."""
    if not same:
        return said

    def of(node: NamedNode) -> NamedNode:
        return NamedNode(same[node.value]) if node.value in same else node

    about = of(said.claim.about)
    says = {(p, of(o) if isinstance(o, NamedNode) else o) for p, o in said.claim.says}
    kept = frozenset((p, o) for p, o in says if not (p.value in JUDGED and o == about))
    relays = frozenset(map(of, said.relayed_by))
    return replace(said, claim=Claim(about, kept), said_by=of(said.said_by), relayed_by=relays)


def _cut(said: Attribution, enough: set[tuple[str, str, str]], judgement: bool) -> Attribution | None:
    if judgement:
        return said
    about = said.claim.about
    says = frozenset((p, o) for p, o in said.claim.says if (about.value, p.value, _text(o.value)) in enough)
    return replace(said, claim=Claim(about, says)) if says else None


def _text(value: str) -> str:
    # Rows give truth values as Python's, whose text is capitalised.
    return {"true": "True", "false": "False"}.get(value, value)


def _record_of(ledger: Ledger, kept: set[Attribution]) -> Keeper:
    record, same = ledger.record, ledger.identities.same
    result = open_keeper("memory")
    for document in {said.document for said in kept}:
        mine = frozenset(said for said in kept if said.document == document)
        result.put([Reading(document, mine)])
    with_mentions(record, result)
    if same:
        _describe(result, ledger)
    return result


def _describe(result: Keeper, ledger: Ledger) -> None:
    """One node for each that the ledger joins: what pointed to the others points to it, and it has all their names."""
    same, store = ledger.identities.same, result.store
    joined = [NamedNode(node) for node in same]
    of_them, to_them = set(store.triples(joined)), set(store.triples(objects=joined))
    store.write(of_them | to_them, {Triple(t.subject, t.predicate, _first(t.object, same)) for t in to_them - of_them})
    told = {t.subject for t in store.triples([NamedNode(first) for first in set(same.values())])}
    names = {t for t in described(ledger.record, same) if t.subject in told}
    labels = {(t.subject, t.object) for t in store.triples([*told], _LABEL)}  # type: ignore[list-item]
    facts = {t for t in names if (t.subject, t.object) not in labels}
    for event, incident in incidents(ledger.as_read, same).items():
        if NamedNode(event) in told:
            facts.add(Triple(NamedNode(event), st("incident"), NamedNode(incident)))
            facts.update(ledger.record.store.triples([NamedNode(incident)]))
    store.write(set(), facts)


def _first(node: object, same: Mapping[str, str]) -> NamedNode:
    assert isinstance(node, NamedNode)
    return NamedNode(same[node.value])
