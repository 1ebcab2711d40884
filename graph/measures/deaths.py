"""Deaths as reported: low, best and high; rival figures are never added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..rules.background import Row
from ..rules.confrontations import shown_rows
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from ..vocabulary import ST

__all__ = ["deaths", "deaths_of_act"]

Measured = tuple[list[str], list[list[Any]]]
#: low, best and high.
Range = tuple[int, int, int]


def deaths(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each dyad with a death toll: the acts with one, the acts without one, and the sums of low, best and high.

    Different acts add up; rival tolls of one act do not: see ``deaths_of_act``. An act reported for several dyads
    counts in each, so do not add rows up; the last row, "all acts", counts each act once. Figures are all deaths in the
    act, whichever side they were on. An act without a toll counts as unknown, not as none.

    Low, best and high are those of UCDP GED (Sundberg & Melander 2013, Journal of Peace Research 50). An empty view has
    only the last row, with zeros.

    What it cannot tell: who died, or how many died in acts for which nobody gives a toll.

    >>> from standoff.record.keeper import open_keeper
    >>> deaths(Ledger(open_keeper()))[1]
    [['all acts', '', '', 0, 0, 0, 0, 0]]
    """
    rows = [row for row in shown_rows(ledger, view) if row["stance"] == ST + "Asserts"]
    by_dyad: dict[tuple[Any, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    acts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_dyad[row["who"], row["whom"], row["directed"]][row["event"]].append(row)
        acts[row["event"]].append(row)
    label = ledger.names.label
    results: list[list[Any]] = []
    for (who, whom, directed), acts_of_dyad in by_dyad.items():
        line = _summed(acts_of_dyad.values())
        if line[0]:
            results.append([label(who), "→" if directed else "–", label(whom), *line])
    results.sort(key=lambda r: (-r[6], r[0], r[2]))
    return ["who", "way", "whom", "acts_with_toll", "acts_without", "low", "best", "high"], [
        *results,
        ["all acts", "", "", *_summed(acts.values())],
    ]


def _summed(acts: Iterable[list[Row]]) -> list[int]:
    tolls = [deaths_of_act(rows) for rows in acts]
    known = [toll for toll in tolls if toll]
    return [len(known), len(tolls) - len(known), *(sum(toll[i] for toll in known) for i in range(3))]


def deaths_of_act(rows: Iterable[Row]) -> Range | None:
    """The deaths of one act in all its tellings, as (low, best, high); None if nobody gives a figure.

    Rival figures are not added up. Each telling gives low ≤ best ≤ high; a missing figure is taken from the others. The
    result is the lowest low, the median best (the lower of the two in the middle; one for each source) and the highest
    high.

    >>> tellings = [{"said_by": "a", "deaths_best": 1}, {"said_by": "b", "deaths_low": 2, "deaths_high": 5}]
    >>> deaths_of_act(tellings)
    (1, 1, 5)
    """
    by_source: dict[str, list[Range]] = defaultdict(list)
    for row in rows:
        given = [row.get(f"deaths_{name}") for name in ("low", "best", "high")]
        known = [int(value) for value in given if value is not None]
        if known:
            low, best, high = given
            best = best if best is not None else low if low is not None else high
            by_source[row["said_by"]].append((min(known), int(best or 0), max(known)))
    if not by_source:
        return None
    bests = sorted(sorted(best for _, best, _ in tolls)[(len(tolls) - 1) // 2] for tolls in by_source.values())
    every = [toll for tolls in by_source.values() for toll in tolls]
    return min(t[0] for t in every), bests[(len(bests) - 1) // 2], max(t[2] for t in every)
