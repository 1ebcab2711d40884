"""What survives without whom: leave one source out, and see which dyads and statements fall.

A source is left out with those who speak for it, as ``--without`` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.network.background import Background, Row
from graph.network.dyads import Dyad, dyads
from graph.network.grade import GRADES, graded
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, View

__all__ = ["falls_without", "stand_on"]


def stand_on(ledger: Ledger, view: View = EVERYTHING) -> tuple[list[str], list[list[Any]]]:
    """For each dyad of a view, the sources without which the view no longer shows it; none where it survives any one.

    ``left`` is the grade it still has without the source that hurts most.
    """
    found = dyads(ledger, view)
    without = _without_each(ledger, view)
    rows = []
    for dyad in found:
        ends = (dyad.who, dyad.whom, dyad.directed)
        fatal = [source for source, rest in without.items() if ends not in rest]
        left = max((rest[ends].grade.name for rest in without.values() if ends in rest), key=_badness, default="-")
        rows.append([*_words(ledger, dyad), [ledger.names.label(s) for s in fatal], dyad.grade.name,
                     "falls" if fatal else left])  # fmt: skip
    return ["who", "", "whom", "stands_on", "grade", "without_one"], rows


def falls_without(ledger: Ledger, view: View = EVERYTHING) -> tuple[list[str], list[list[Any]]]:
    """For each source, how many dyads and statements fall without it, and which dyads those are."""
    found = {(d.who, d.whom, d.directed): d for d in dyads(ledger, view)}
    known = ledger.background
    statements = [s for s in graded(ledger.statements(view, judgements=False), known) if s.asserted]
    rows: list[list[Any]] = []
    for source, rest in _without_each(ledger, view).items():
        fallen = [" ".join(_words(ledger, dyad)) for ends, dyad in found.items() if ends not in rest]
        # A statement falls when nobody else asserts it or anything narrower.
        lost = sum(not any(_survives(row, source, known) for row in (*s.asserted, *s.supported)) for s in statements)
        rows.append([ledger.names.label(source), len(fallen), lost, fallen])
    rows.sort(key=lambda row: (-row[1], -row[2], row[0]))
    return ["source", "dyads", "statements", "which_dyads"], rows


def _without_each(ledger: Ledger, view: View) -> dict[str, dict[Any, Dyad]]:
    """The dyads left without each source of the view, by their ends; sources in the order of their labels."""
    sources = _sources(ledger.confrontations(view), ledger.background)
    return {
        source: {(d.who, d.whom, d.directed): d for d in dyads(ledger, view.but(without=view.without | {source}))}
        for source in sorted(sources, key=ledger.names.label)
    }


def _sources(rows: Iterable[Row], known: Background) -> set[str]:
    return {voice for row in rows for voice in known.speaks_for[row["said_by"]]}


def _survives(row: Row, source: str, known: Background) -> bool:
    return source not in known.speaks_for[row["said_by"]]


def _words(ledger: Ledger, dyad: Dyad) -> list[str]:
    return [ledger.names.label(dyad.who), "→" if dyad.directed else "–", ledger.names.label(dyad.whom)]


def _badness(grade: str) -> int:
    return GRADES.index(grade)
