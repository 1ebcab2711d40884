"""What depends on which source: leave one source out, and see which dyads and statements fall.

A source is left out together with those who speak for it, as with ``--without``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from ..rules.dyads import Dyad, Ends, dyads, dyads_without
from ..rules.grade import GRADES, Statement, graded_statements
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .uncertainty import sources_of

__all__ = ["falls_without", "stand_on"]

Measured = tuple[list[str], list[list[Any]]]


def stand_on(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each dyad of a view, the sources without which the view no longer shows it; none if it survives without any
    one source.

    ``without_one`` is the worst grade it has when one source is left out, or "falls".

    Leaves out one source at a time, as the jackknife does (Efron & Tibshirani 1993, §11). An empty view has no row.

    What it cannot tell: whether a dyad that stands on one source is false, or one that survives each is true. Two
    sources may share an origin that neither names.

    >>> from standoff.record.keeper import open_keeper
    >>> stand_on(Ledger(open_keeper()))[1]
    []
    """
    falls: dict[Ends, list[str]] = defaultdict(list)
    left: dict[Ends, list[str]] = defaultdict(list)
    sources = sources_of(ledger, view)
    for source in sources:
        for ends, rest in dyads_without(ledger, view, source).items():
            if rest is None:
                falls[ends].append(ledger.names.label(source))
            else:
                left[ends].append(rest.grade.name)
    rows: list[list[Any]] = []
    for dyad in dyads(ledger, view):
        ends, grade = (dyad.who, dyad.whom, dyad.directed), dyad.grade.name
        # Without a source that does not report it, a dyad keeps its grade.
        grades = left[ends] if len(left[ends]) == len(sources) else [*left[ends], grade]
        rows.append(
            [
                *_words(ledger, dyad),
                falls[ends],
                grade,
                "falls" if falls[ends] else max(grades, key=GRADES.index, default="-"),
            ]
        )
    return ["who", "way", "whom", "stands_on", "grade", "without_one"], rows


def falls_without(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each source, how many dyads and statements fall without it, and which dyads those are.

    Leaves out one source at a time, as the jackknife does (Efron & Tibshirani 1993, §11). One row per source; an empty
    view has no row.

    What it cannot tell: whether a source is right. Much falls without the only source that was there.

    >>> from standoff.record.keeper import open_keeper
    >>> falls_without(Ledger(open_keeper()))[1]
    []
    """
    lost: Counter[str] = Counter()
    for statement in graded_statements(ledger, view):
        if statement.asserted:
            lost.update(_needed(statement, view, ledger))
    in_order = dyads(ledger, view)
    rows: list[list[Any]] = []
    for source in sources_of(ledger, view):
        rest = dyads_without(ledger, view, source)
        gone = {ends for ends, dyad in rest.items() if dyad is None}
        fallen = [" ".join(_words(ledger, d)) for d in in_order if (d.who, d.whom, d.directed) in gone] if gone else []
        rows.append([ledger.names.label(source), len(fallen), lost[source], fallen])
    rows.sort(key=lambda row: (-row[1], -row[2], row[0]))
    return ["source", "dyads", "statements", "which_dyads"], rows


def _needed(statement: Statement, view: View, ledger: Ledger) -> frozenset[str]:
    """The sources without which too few groups for the view assert the statement or anything narrower."""
    asserted_by = [
        (row["group"], ledger.background.speaks_for[row["said_by"]])
        for row in (*statement.asserted, *statement.supported)
    ]
    if view.min_groups == 1:
        return frozenset.intersection(*(speaks_for for _, speaks_for in asserted_by))
    every = frozenset().union(*(speaks_for for _, speaks_for in asserted_by))
    return frozenset(
        source
        for source in every
        if len({g for g, speaks_for in asserted_by if source not in speaks_for}) < view.min_groups
    )


def _words(ledger: Ledger, dyad: Dyad) -> list[str]:
    return [ledger.names.label(dyad.who), "→" if dyad.directed else "–", ledger.names.label(dyad.whom)]
