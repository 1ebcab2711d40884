"""What sources take a stance on, weighed in a view: versions of acts (who did what to whom), and single statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from ..judgement import JUDGED
from ..record.table_check import checked_tables
from ..rules.acts import weighed_acts
from ..rules.background import is_judgement
from ..rules.dyads import dyads
from ..rules.ledger import Ledger, cached_by_view
from ..rules.tellings import ASSERTS, Telling
from ..rules.testimony import Word
from ..rules.view import EVERYTHING, View
from ..rules.weighing import Weighed, voices, weighed
from ..vocabulary import PREFIXES, ST

__all__ = ["asserted_values", "weighed_statements"]

_BESIDE_THE_CORE = frozenset(ST + role for role in ("onlooker", "victim"))


@cached_by_view
def weighed_statements(ledger: Ledger, view: View = EVERYTHING) -> list[Weighed]:
    """The versions of acts and the single statements that a view shows, without the coder's judgements.

    ``min_groups`` leaves out what fewer groups assert, but not what nobody asserts (only denied or left open). Of a row
    of a dataset only who did what to whom is included: one claim holds for all sources that the row names, and each
    further column would count their agreement again. The list is cached on the ledger: do not change it.
    """
    known, counts, datasets = ledger.background, voices(view, ledger.background), _datasets(ledger)
    shown = _Shown.by(view, ledger)

    def counts_here(telling: Telling) -> bool:
        if telling.row["event"]:
            return counts(telling) and telling.row["document"] not in datasets and not _is_judgement(telling)
        return counts(telling) and not _is_judgement(telling)

    found = []
    for event, versions in weighed_acts(ledger, view).items():
        for one in versions if shown.has_act(event) else ():
            kind = one.version.kind
            of_rows = datasets and all(word.row["document"] in datasets for word in one.version.words)
            if view.admits_kind(kind, known) and (kind in known.confrontations or not of_rows):
                found.append(one)
    for about, statements in ledger.testimony_with_datasets.statements.items():
        for statement in statements:
            if shown.has(about, statement.words):
                one = weighed(statement, counts_here, known)
                found += [one] if one.words else []
    return [one for one in found if len(one.groups) >= view.min_groups or not one.groups]


def asserted_values(ledger: Ledger, view: View, properties: frozenset[str]) -> Iterator[tuple[str, str, Any, str]]:
    """(about, property, value, source) for each assertion of a statement with one of these properties in a view.

    Statements that fewer groups assert than the view's ``min_groups`` are left out; the coder's judgements are not.
    """
    known, counts = ledger.background, voices(view, ledger.background)
    shown = _Shown.by(view, ledger)
    for about, statements in ledger.testimony_with_datasets.statements.items():
        for statement in statements:
            if statement.prop in properties and shown.has(about, statement.words):
                one = weighed(statement, counts, known)
                if len(one.groups) >= view.min_groups:
                    for word in one.of("asserts"):
                        yield about, statement.prop, statement.value, word.said_by
    for row in ledger.statements_of(properties, view):
        if row["stance"] == ASSERTS and is_judgement(row):
            yield row["about"], row["property"], row["value"], row["said_by"]
    yield from _asserted_in_tables(ledger, view, properties)


def _asserted_in_tables(ledger: Ledger, view: View, properties: frozenset[str]) -> Iterator[tuple[str, str, Any, str]]:
    """The same, of datasets with a table of confrontations, which has no other statement of their rows."""
    if not (tables := checked_tables(ledger.record)):
        return
    rows = [row for row in ledger.statements_of(properties, view) if row["document"] in tables]
    groups: dict[tuple[str, str, Any], set[str]] = defaultdict(set)
    asserting = [row for row in rows if row["stance"] == ASSERTS]
    for row in asserting:
        groups[row["about"], row["property"], row["value"]].add(row["group"])
    for row in asserting:
        if len(groups[row["about"], row["property"], row["value"]]) >= view.min_groups:
            yield row["about"], row["property"], row["value"], row["said_by"]


def _is_judgement(telling: Telling) -> bool:
    """Whether the coder says so of actors, or of two events being one."""
    if telling.said_by != telling.row.get("coder"):
        return False
    return not telling.row["event"] or any(prop in JUDGED for prop in telling.says)


def _datasets(ledger: Ledger) -> frozenset[str]:
    is_type, dataset = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(ST + "Dataset")
    found = ledger.record.store.triples(prop=is_type, objects=[dataset])
    return frozenset(triple.subject.value for triple in found if isinstance(triple.subject, NamedNode))


@dataclass(frozen=True)
class _Shown:
    """The acts that a view shows, None if it shows all; who takes part in them, and which documents tell of them."""

    acts: frozenset[str] | None = None
    actors: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    @classmethod
    def by(cls, view: View, ledger: Ledger) -> _Shown:
        if not view.narrows_events:
            return cls()
        known, testimony = ledger.background, ledger.testimony_with_datasets
        facing = {e for d in dyads(ledger, view.with_changes(min_groups=1)) for e in d.events} if view.between else None
        acts, actors, documents = set[str](), set[Any](), set[str]()
        for event, act in testimony.acts.items():
            if facing is not None and event not in facing:
                continue
            statements = testimony.statements.get(event, ())
            words = [word for each in (*act.versions, *statements) for word in each.words]
            rows = [word.row for word in words if word.telling.stance == ASSERTS]
            # One telling suffices: a choice of acts never hides what else is told of an act that it shows.
            if not any(view.admits_act(row, known) and view.admits_kind(row["event_type"], known) for row in rows):
                continue
            acts.add(event)
            documents.update(word.row["document"] for word in words)
            actors.update(end for version in act.versions for end in version.core.ends)
            actors.update(each.value for each in statements if each.prop in _BESIDE_THE_CORE)
        return cls(frozenset(acts), frozenset(actors), frozenset(documents))

    def has_act(self, event: str) -> bool:
        """Whether the view shows this act."""
        return self.acts is None or event in self.acts

    def has(self, about: str, words: list[Word]) -> bool:
        """Whether the view shows a statement about an act or actor. What a report on other acts says of an actor does
        not belong to these acts; what the coder judges does.
        """
        if self.acts is None or about in self.acts:
            return True
        return about in self.actors and any(
            word.row["document"] in self.documents or _is_judgement(word.telling) for word in words
        )
