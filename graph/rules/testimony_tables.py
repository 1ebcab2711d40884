"""Testimony as two tables, for programs: who says what of which version or statement, and how versions stand to each
other.

Every (act, version, grade, source) that any output shows is counted over these rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..frames.columns import Kind
from .ledger import Ledger
from .tellings import Core
from .testimony import Statement, Version
from .weighing import Voice

__all__ = ["PAIRS", "TESTIMONY", "pair_rows", "testimony_rows"]

#: The columns of testimony, one row for each version or statement and attribution; entities are IRIs.
TESTIMONY: dict[str, Kind] = {
    "about": "string",
    "event": "string",
    "incident": "string",
    "version": "string",
    "doers": "strings",
    "targets": "strings",
    "parties": "strings",
    "kind": "string",
    "coder_kind": "string",
    "tried": "bool",
    "property": "string",
    "value": "string",
    "relation": "string",
    "other": "string",
    "claim": "string",
    "said": "string",
    "stance": "string",
    "said_by": "string",
    "group": "string",
    "document": "string",
    "hedged": "bool",
    "said_on": "date",
    "published": "date",
    "replaced_on": "date",
    "is_replaced": "bool",
    "part": "string",
    "told_of": "string",
}
#: The columns of pairs of versions of one act: ``relation`` is narrower, rival or different.
PAIRS: dict[str, Kind] = {"event": "string", "version": "string", "other": "string", "relation": "string"}


def testimony_rows(ledger: Ledger, counts: Voice = lambda _: True) -> Iterator[list[Any]]:
    """The rows under ``TESTIMONY``, in the order in which they were first told; all, or those that count in a view.

    ``relation`` is "asserts" (itself), "narrower" (by a narrower telling), "in part" (by a broader one), "denies",
    "denies in part" (a telling of which the denier tells a part himself; it counts for no grade), "leaves open",
    "no answer", or "rival": tells ``other``, which cannot be true as well. A row of a version has no ``property``,
    one of a statement no ``version``; it has ends and a kind only where it is said of one deed and not of all that
    is told of the act, and a ``part`` where it is said of that part of the act alone. ``told_of`` is the act of
    which the words were said, where they count for another: a part of it, or the whole of which it is one. Who
    counts over them leaves out what nobody "asserts" itself, and from "in part" whoever also asserts, denies or
    rivals it. ``replaced_on`` is the day from which a correction takes the place of the attribution
    (``is_replaced``).
    """
    testimony = ledger.testimony_with_datasets
    statements = [statement for about in testimony.statements.values() for statement in about]
    subjects: list[Version | Statement] = [*testimony.versions, *statements]
    for subject in subjects:
        for word in subject.words:
            row, telling = word.row, word.telling
            if not counts(telling):
                continue
            # A rival may be told of another act: which of two came first.
            about = subject.about if isinstance(subject, Statement) else subject.event
            yield [
                about,
                about if row["event"] else None,
                row["incident"],
                *_subject(subject),
                word.relation,
                None if word.other is None else _name(word.other),
                row["claim"],
                row["said"],
                row["stance"],
                row["said_by"],
                word.group,
                row["document"],
                bool(row["hedged"]),
                row["said_on"],
                row["published"],
                telling.replaced_on or None,
                telling.replaced_on is not None,
                subject.part if isinstance(subject, Statement) else None,
                telling.told_of,
            ]


def _subject(subject: Version | Statement) -> list[Any]:
    if isinstance(subject, Version):
        core = subject.core
        ends = (sorted(core.doers), sorted(core.targets), sorted(core.parties))
        return [subject.id, *ends, core.kind, subject.coder_kind, core.tried, None, None]
    deed = subject.of or Core()
    ends = (sorted(deed.doers), sorted(deed.targets), sorted(deed.parties))
    return [None, *ends, deed.kind, None, None, subject.prop, str(subject.value)]


def _name(subject: Version | Statement) -> str:
    return subject.id if isinstance(subject, Version) else str(subject.value)


def pair_rows(ledger: Ledger) -> Iterator[list[Any]]:
    """The rows under ``PAIRS``: a narrower version and the broader one; rivals, and versions that name other doers,
    targets or parties, once each way.
    """
    for event, act in ledger.testimony_with_datasets.acts.items():
        for (one, other), pair in act.pairs.items():
            if pair.narrower:
                yield [event, one.id, other.id, "narrower"]
        for version in act.versions:
            yield from ([event, version.id, rival.id, "rival"] for rival in version.rivals)
        for one, other, _ in act.different:
            yield from ([event, a.id, b.id, "different"] for a, b in ((one, other), (other, one)))
