"""Names that tell actors apart: two that have the same label would be one row, or one rank, in a table by label."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import replace

from graph.network.ledger import Ledger
from graph.queries.directory import Directory
from graph.vocabulary import ID, local_name

__all__ = ["distinct"]

_ACTOR = ID + "actor/"
_KEPT_AS = "named apart"


def distinct(ledger: Ledger) -> Ledger:
    """The ledger, its actors of one and the same label shown with their id: "The Army (army-of-x)".

    The ledger itself where each actor has a label of its own; otherwise one and the same copy, which shares its rows.
    """
    known: tuple[Directory | None, Ledger] = vars(ledger).get(_KEPT_AS, (None, ledger))
    names, made = known
    if names is not ledger.names:
        names = ledger.names
        apart = _apart(names)
        made = ledger
        if apart is not names:
            made = Ledger(ledger.record, ledger.judges)
            # What was found is by label, so that it is found anew.
            vars(made).update(vars(ledger) | {"names": apart, "found": OrderedDict(), _KEPT_AS: (apart, made)})
        vars(ledger)[_KEPT_AS] = (names, made)
    return made


def _apart(names: Directory) -> Directory:
    actors = {iri: label for iri, label in names.labels.items() if iri.startswith(_ACTOR) and iri not in names.same}
    shared = {label for label, count in Counter(actors.values()).items() if count > 1}
    if not shared:
        return names
    own = {iri: f"{label} ({local_name(iri)})" for iri, label in actors.items() if label in shared}
    # Nodes that are judged the same are shown as the one that stands for them.
    own |= {iri: own[first] for iri, first in names.same.items() if first in own}
    return replace(names, labels=names.labels | own)
