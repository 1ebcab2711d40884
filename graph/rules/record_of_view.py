"""A view as a record of its own, so that any query, including the user's own SPARQL, can be asked of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from pyoxigraph import NamedNode, Triple

from ..claim import Attribution, Claim, Reading
from ..judgement import JUDGED
from ..record.keeper import Keeper, open_keeper
from ..record.part import with_mentions
from ..vocabulary import PREFIXES, st
from .acts import corroborated_rows
from .background import is_judgement
from .joining import incident_by_event, joined_descriptions
from .ledger import Ledger
from .left_out import Tie, left_out, ties_of
from .view import EVERYTHING, View

__all__ = ["record_of_view"]

_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")


def record_of_view(ledger: Ledger, view: View) -> Keeper:
    """A record in memory with only the attributions that a view chooses, and the entities they mention.

    The coder's judgements stay where they tie those whom the view mentions (see ``left_out``). With ``min_groups``, a
    claim is cut down to the statements that enough groups assert; its IRI changes with its content. Nodes that the
    ledger shows as one become one node with the names of all; the judgements that joined them are left out. Returns the
    ledger's own record if the view chooses everything.
    """
    # What only the coder of a report joins is joined for the rule, and stays in the record as a judgement.
    same = ledger.identities.same if ledger.judges else {}
    if view == EVERYTHING and not same:
        return ledger.record
    rows = ledger.statements(view)
    of_coder = {row["said"] for row in ledger.every_statement if is_judgement(row)}
    chosen = {row["said"] for row in rows} | of_coder
    attributions = {said for said in ledger.record.attributions() if said.iri.value in chosen}
    judging = {
        joined for said in attributions if said.iri.value in of_coder and (joined := _joined(said, same)).claim.says
    }
    shown = {
        joined for said in attributions if said.iri.value not in of_coder and (joined := _joined(said, same)).claim.says
    }
    if view.min_groups > 1:
        enough: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in corroborated_rows(ledger, view, rows):
            enough[row["said"]].add((row["property"], str(row["value"])))
        cut = (_cut(said, enough, same) for said in attributions if said.iri.value not in of_coder)
        shown = {said for said in cut if said.claim.says}
    if view != EVERYTHING:
        judging = _of_those_mentioned(ledger, view, judging, shown)
    return _record_of(ledger, shown | judging)


def _of_those_mentioned(
    ledger: Ledger, view: View, judging: set[Attribution], shown: set[Attribution]
) -> set[Attribution]:
    facts = _record_of(ledger, shown).triples()
    mentioned = {node.value for t in facts for node in (t.subject, t.object) if isinstance(node, NamedNode)}
    ties = [Tie(s.iri.value, s.claim.about.value, [(p.value, o.value) for p, o in s.claim.says]) for s in judging]
    kept = ties_of(ties, mentioned, left_out(view, ledger.background, mentioned))
    return {said for said in judging if said.iri.value in kept}


def _joined(said: Attribution, same: Mapping[str, str]) -> Attribution:
    """The attribution with each node replaced by the node shown for it, without judgements on what is now one node."""
    if not same:
        return said

    def of(node: NamedNode) -> NamedNode:
        return NamedNode(same[node.value]) if node.value in same else node

    about = of(said.claim.about)
    says = {(p, of(o) if isinstance(o, NamedNode) else o) for p, o in said.claim.says}
    meaningful = frozenset((p, o) for p, o in says if not (p.value in JUDGED and o == about))
    relays, drawn_from = frozenset(map(of, said.relayed_by)), of(said.drawn_from) if said.drawn_from else None
    claim, said_by = Claim(about, meaningful), of(said.said_by)
    return replace(said, claim=claim, said_by=said_by, relayed_by=relays, drawn_from=drawn_from)


def _cut(said: Attribution, enough: Mapping[str, set[tuple[str, str]]], same: Mapping[str, str]) -> Attribution:
    """The joined attribution, with those of its values that enough groups assert."""
    joined, kept = _joined(said, same), enough.get(said.iri.value, set())
    says = frozenset((p, o) for p, o in joined.claim.says if (p.value, _text(o.value)) in kept)
    return replace(joined, claim=Claim(joined.claim.about, says))


def _text(value: str) -> str:
    # Rows have Python's truth values, whose text is capitalised.
    return {"true": "True", "false": "False"}.get(value, value)


def _record_of(ledger: Ledger, attributions: set[Attribution]) -> Keeper:
    record, same = ledger.record, ledger.identities.same if ledger.judges else {}
    result = open_keeper("memory")
    for document in {said.document for said in attributions}:
        mine = frozenset(said for said in attributions if said.document == document)
        result.put([Reading(document, mine)])
    with_mentions(record, result)
    if same:
        _describe(result, ledger)
    return result


def _describe(result: Keeper, ledger: Ledger) -> None:
    """Make joined nodes one node: redirect triples that point to the others to it, and give it all their names."""
    same, store = ledger.identities.same, result.store
    joined = [NamedNode(node) for node in same]
    of_them, to_them = set(store.triples(joined)), set(store.triples(objects=joined))
    store.write(of_them | to_them, {Triple(t.subject, t.predicate, _first(t.object, same)) for t in to_them - of_them})
    mentioned = {t.subject for t in store.triples([NamedNode(first) for first in set(same.values())])}
    names = {t for t in joined_descriptions(ledger.record, same) if t.subject in mentioned}
    labels = {(t.subject, t.object) for t in store.triples([*mentioned], _LABEL)}  # type: ignore[list-item]
    facts = {t for t in names if (t.subject, t.object) not in labels}
    for event, incident in incident_by_event(ledger.statements_as_read, same).items():
        if NamedNode(event) in mentioned:
            facts.add(Triple(NamedNode(event), st("incident"), NamedNode(incident)))
            facts.update(ledger.record.store.triples([NamedNode(incident)]))
    store.write(set(), facts)


def _first(node: object, same: Mapping[str, str]) -> NamedNode:
    assert isinstance(node, NamedNode)
    return NamedNode(same[node.value])
