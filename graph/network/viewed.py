"""A view of a record as a record of its own, so that any question, the user's own SPARQL too, can be asked of it."""

from __future__ import annotations

from dataclasses import replace

from pyoxigraph import NamedNode

from graph.claim import Attribution, Claim, Reading
from graph.network.grade import graded
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, View
from graph.record.record import Record, open_record
from graph.vocabulary import ID

__all__ = ["viewed"]


def viewed(ledger: Ledger, view: View) -> Record:
    """The record with only the attributions that a view chooses, and the things they mention; in memory.

    The coder's judgements stay. With ``min_groups`` a claim is cut down to the statements that enough groups assert,
    and so gets the IRI of what is left of it. The record itself when the view chooses everything.
    """
    if view == EVERYTHING:
        return ledger.record
    rows = ledger.statements(view)
    judgements = {row["said"] for row in ledger.every_statement if row["said_by"] == row["coder"]}
    chosen = {row["said"] for row in rows} | judgements
    kept = {said for said in ledger.record.attributions() if said.iri.value in chosen}
    if view.min_groups > 1:
        enough = {
            (s.about, s.prop, str(s.value)) for s in graded(rows, ledger.background) if len(s.groups) >= view.min_groups
        }
        kept = {cut for said in kept if (cut := _cut(said, enough, said.iri.value in judgements))}
    return _record_of(ledger.record, kept)


def _cut(said: Attribution, enough: set[tuple[str, str, str]], judgement: bool) -> Attribution | None:
    if judgement:
        return said
    about = said.claim.about
    says = frozenset((p, o) for p, o in said.claim.says if (about.value, p.value, _text(o.value)) in enough)
    return replace(said, claim=Claim(about, says)) if says else None


def _text(value: str) -> str:
    # Rows give truth values as Python's, whose text is capitalised.
    return {"true": "True", "false": "False"}.get(value, value)


def _record_of(record: Record, kept: set[Attribution]) -> Record:
    result = open_record("memory")
    for document in {said.document for said in kept}:
        mine = frozenset(said for said in kept if said.document == document)
        result.put([Reading(document, mine)])
    waiting = {o for triple in result.triples() for o in (triple.subject, triple.object)}
    seen: set[object] = set()
    while things := [t for t in waiting - seen if isinstance(t, NamedNode) and _is_thing(t)]:
        seen.update(things)
        facts = set(record.store.triples(things))
        result.store.write(set(), facts)
        waiting = {triple.object for triple in facts}
    return result


def _is_thing(node: NamedNode) -> bool:
    return node.value.startswith(ID) and not node.value.startswith((ID + "claim/", ID + "said/"))
