"""The whole report: every measure of a view in turn, with a sentence on what each leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from ..extras import BRINGS, needs
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .asserted_acts import asserted_dyads
from .catalogue import MEASURES, SEARCHES, measure
from .signed import LARGEST_CAMP, sides_left_out
from .statements import weighed_statements

__all__ = ["Answer", "notes", "report"]

_SIGNED = frozenset({"balance", "camps", "chance", "frustration", "signed_ties", "signed_triads"})
#: Measures of every version and statement, which take longest for a record with many rows: they come last.
_LATE = ("agreement", "clusters", "falls_without")
#: Why a measure may have no row.
_NO_ROW = {
    "agreement": "no two sources take a stance on the same version of an act, or statement",
    "answers": "no act is answered on a later day",
    "balance": "there is no signed tie",
    "brokerage": "no actor with a side stands between two others with a side",
    "bursts": "no pair has acts on three days",
    "camps": "there is no signed tie",
    "chance": "no two named actors face each other in a direction, and no three have a tie between each two",
    "changes": "no pair has six days of acts with a score",
    "clusters": "no two sources agree on a version of an act, or statement",
    "common_enemies": "no two actors face the same opponent",
    "concentration": "no two named actors face each other",
    "deaths": "no act has a death toll",
    "escalation": "no pair has three acts with a day and a score",
    "exchange": "no two named actors face each other",
    "frustration": "there is no signed tie",
    "history": "no act has a day",
    "months": "no act has a day",
    "onlooking": "nobody is said to have looked on",
    "overlap": "only one group of sources speaks",
    "presence": "no act has a day",
    "portrayal": "no act of a named actor has a direction",
    "reporting": "no act has a direction",
    "reciprocity": "no act between two named actors has a direction",
    "signed_ties": "there is no signed tie",
    "signed_triads": "no three actors have a tie between each two, and none follow one another",
}
_ONLY_LEFT_OUT = ("undated", "left out", "all acts", "all sources")
#: Measures that always have rows: in an empty view all their figures are 0 or None.
_ALWAYS = frozenset({"balance", "brokerage", "chance", "concentration", "frustration", "reciprocity", "signed_triads"})
_OF_STATEMENTS = frozenset({"agreement", "clusters", "onlooking"})


@dataclass(frozen=True)
class Answer:
    """The answer of one measure: ``tells`` says in words what it measures; ``columns`` and ``rows`` are the table;
    ``notes`` say what it leaves out; ``seconds`` is the time it took.
    """

    name: str
    tells: str
    columns: list[str]
    rows: list[list[Any]]
    notes: list[str]
    seconds: float


def report(ledger: Ledger, view: View = EVERYTHING, time_limit: float = 60.0) -> Iterator[Answer]:
    """The answer of every measure, in order of name, except that slow measures and those in ``SEARCHES`` come last.

    No measure starts after ``time_limit`` seconds: its answer then has no rows, and a note that says so. Frustration,
    camps and chance use the time that is left, and state the bounds, or the number of networks, that they reached.

    Raises MissingExtra, before the first answer, where a package is missing that some measures need.
    """
    needs("The whole report", *BRINGS["measures"])
    end = monotonic() + time_limit
    last = (*_LATE, *SEARCHES)
    for name in [*(name for name in MEASURES if name not in last), *last]:
        started = monotonic()
        if started >= end:
            yield Answer(name, MEASURES[name][1], [], [], [f"left out: the {time_limit:g} seconds were over"], 0.0)
            continue
        # Each search may take half of the time left, so that the next one also gets some.
        limit = (end - started) / (1 if name == SEARCHES[-1] else 2)
        columns, rows = measure(name, ledger, view, limit)
        yield Answer(name, MEASURES[name][1], columns, rows, notes(name, ledger, rows, view), monotonic() - started)


def notes(name: str, ledger: Ledger, rows: list[list[Any]], view: View = EVERYTHING) -> list[str]:
    """Sentences on what the table of a measure leaves out: why it has no row, and which ties were not drawn."""
    key = name.replace("-", "_")
    sentences = []
    if not any(row[0] not in _ONLY_LEFT_OUT for row in rows) or (key in _ALWAYS and not any(map(_figures, rows))):
        empty = not asserted_dyads(ledger, view) and not (key in _OF_STATEMENTS and weighed_statements(ledger, view))
        none = "the view shows no confrontation" if empty else _NO_ROW.get(key, "no actor is named")
        sentences.append(f"Nothing to tell: {none}.")
    if key in _SIGNED:
        sentences += [
            f"{ledger.names.label(side)} has {count} actors here. Ties between actors of a side are drawn for at most "
            f"{LARGEST_CAMP} actors, so those of this side are left out."
            for side, count in sides_left_out(ledger, view).items()
        ]
    return sentences


def _figures(row: list[Any]) -> bool:
    """Whether any number in a row is not 0."""
    return any(value for value in row if isinstance(value, int | float) and not isinstance(value, bool))
