"""Deaths as reported: low, best and high kept apart; rival figures are never added up, and the same dead count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from ..rules.ledger import Ledger
from ..rules.tellings import RECIPIENT, VICTIM, Telling
from ..rules.view import EVERYTHING, View
from ..rules.weighing import voices
from ..vocabulary import ST
from .asserted_acts import asserted_dyads, words_of

__all__ = ["Toll", "deaths", "one_toll"]

Measured = tuple[list[str], list[list[Any]]]
T = TypeVar("T")

_BOUNDS = ("low", "best", "high")


class Toll(NamedTuple):
    """How many died: at least, as the best estimate, at most; each None where nobody says."""

    low: int | None
    best: int | None
    high: int | None


def deaths(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each dyad with a death toll: the acts with one, the acts without one, and the sums of low, best and high.

    Different dead add up; rival figures on the same dead do not: of those the row has the lowest low, the median best
    and the highest high. All figures on one act are of the same dead, and so are those on acts of one incident in which
    the same victim is told dead: a man whom one source tells killed by a shot, and another in a clash, counts once. A
    source that names several victims apart has their sum. The dead of a part of an act (``part_of:``) are among those
    of the act, if it has a toll of its own.

    "At least 20" is a low of 20 without best and high; a number alone is all three. A sum has a best estimate, or a
    high, only where each toll in it has one; ``no_best`` says how many have no best. An act reported for several dyads
    counts in each, so do not add rows up; the last row, "all acts", counts all dead once. Figures are all deaths in the
    act, whichever side they were on. An act without a toll counts as unknown, not as none.

    Low, best and high are those of UCDP GED (Sundberg & Melander 2013, Journal of Peace Research 50). An empty view has
    only the last row, with zeros.

    What it cannot tell: how many died in acts for which nobody gives a toll.

    >>> from standoff.record.keeper import open_keeper
    >>> deaths(Ledger(open_keeper()))[1]
    [['all acts', '', '', 0, 0, 0, 0, 0, 0]]
    """
    label, kind = ledger.names.label, ledger.background.kind
    figures: dict[Telling, _Figure | None] = {}

    def figures_of(event: str, tellings: Iterable[Telling]) -> list[_Figure]:
        for telling in tellings:
            if telling not in figures:
                figures[telling] = _figure(event, telling, kind)
        return [figure for telling in dict.fromkeys(tellings) if (figure := figures[telling])]

    def tolls_of(told: Mapping[str, Iterable[Telling]]) -> list[list[_Figure]]:
        """The figures of each act, but for parts of acts that have a toll, whose dead are among those of the whole."""
        found = {
            event: figures_of(event, [t for t in tellings if t.told_of in (None, event)])
            for event, tellings in told.items()
        }
        with_toll = {event for event, those in found.items() if those}
        wholes = ledger.background.wholes
        return [those for event, those in found.items() if not wholes.get(event, frozenset()) & with_toll]

    everything: dict[str, list[Telling]] = defaultdict(list)
    results: list[list[Any]] = []
    for dyad in asserted_dyads(ledger, view):
        mine: dict[str, list[Telling]] = defaultdict(list)
        for act in dyad.acts:
            mine[act.event] += (word.telling for word in words_of(act))
        for event, tellings in mine.items():
            everything[event] += tellings
        line = _summed(tolls_of(mine))
        if line[0]:
            results.append([label(dyad.who), "→" if dyad.directed else "–", label(dyad.whom), *line])
    results.sort(key=lambda r: (-(r[6] or r[5]), r[0], r[2]))
    counts = voices(view, ledger.background)
    for event, tellings in everything.items():
        # A toll told of the act by who names no end of it.
        for statement in ledger.testimony_with_datasets.statements.get(event, ()):
            if statement.prop == ST + "deathsBest":
                words = (word for word in statement.words if word.relation == "asserts")
                tellings += (word.telling for word in words if counts(word.telling))
    total = _summed(tolls_of(everything))
    columns = ["who", "way", "whom", "acts_with_toll", "acts_without", *_BOUNDS, "no_best"]
    return columns, [*results, ["all acts", "", "", *total]]


class _Figure(NamedTuple):
    """The toll that one source gives of an act. ``dead`` are the victims it names, each within the incident."""

    event: str
    source: str
    toll: Toll
    dead: frozenset[Hashable]


def _figure(event: str, telling: Telling, kind: Mapping[str, str]) -> _Figure | None:
    """The toll that a telling gives; None if it gives none. Who is told dead are the victims, or else the persons acted
    upon.
    """
    given = []
    for bound in _BOUNDS:
        values = telling.says.get(f"{ST}deaths{bound.capitalize()}")
        value = min(values) if values else telling.row.get(f"deaths_{bound}")
        given.append(None if value is None else int(value))
    if given == [None, None, None]:
        return None
    persons = (end for end in telling.says.get(RECIPIENT, ()) if kind.get(end) == ST + "Person")
    where = telling.row["incident"] or event
    dead = frozenset((where, one) for one in telling.says.get(VICTIM) or persons)
    return _Figure(event, telling.said_by, Toll(*given), dead)


def _summed(acts: Sequence[Sequence[_Figure]]) -> list[int | None]:
    """The acts with a toll, those without, the sums of low, best and high, and the tolls without a best estimate."""
    with_toll = [figures for figures in acts if figures]
    same_dead = _connected([figure for figures in with_toll for figure in figures], lambda f: (f.event, *f.dead))
    tolls = [_of_the_same_dead(figures) for figures in same_dead]
    return [len(with_toll), len(acts) - len(with_toll), *_added(tolls), sum(toll.best is None for toll in tolls)]


def _of_the_same_dead(figures: Iterable[_Figure]) -> Toll:
    """The toll in figures on the same dead, one for each source; who names several victims apart has their sum."""
    by_source: dict[str, list[_Figure]] = defaultdict(list)
    for figure in figures:
        by_source[figure.source].append(figure)
    tolls = []
    for source, mine in by_source.items():
        named = _connected([figure for figure in mine if figure.dead], lambda figure: figure.dead)
        if named:
            tolls.append((source, _added([one_toll((source, *figure.toll) for figure in same) for same in named])))
        tolls += ((source, figure.toll) for figure in mine if not figure.dead)
    return one_toll((source, *toll) for source, toll in tolls)


def _connected(items: Iterable[T], keys: Callable[[T], Iterable[Hashable]]) -> list[list[T]]:
    """The items in groups: those that share a key, directly or by way of others, are together."""
    groups: dict[int, list[T]] = {}
    group_of: dict[Hashable, int] = {}
    members: dict[int, list[Hashable]] = {}
    for number, item in enumerate(items):
        mine = list(keys(item))
        groups[number], members[number] = [item], mine
        for other in {group_of[key] for key in mine if key in group_of}:
            groups[number] = groups.pop(other) + groups[number]
            members[number] = members.pop(other) + members[number]
        for key in members[number]:
            group_of[key] = number
    return list(groups.values())


def _added(tolls: Sequence[Toll]) -> Toll:
    """The sum of tolls of different dead: at least as many as the known lows, and no best or high if one is missing."""
    bests, highs = [toll.best for toll in tolls], [toll.high for toll in tolls]
    return Toll(
        sum(toll.low or 0 for toll in tolls),
        None if None in bests else sum(best or 0 for best in bests),
        None if None in highs else sum(high or 0 for high in highs),
    )


def one_toll(figures: Iterable[tuple[str, int | None, int | None, int | None]]) -> Toll:
    """The toll in rival figures on the same dead, each (source, low, best, high), as (low, best, high).

    They are not added up. A number alone ("5 killed") is low, best and high; "at least 5" has only a low. The result is
    the lowest low, the median best (the lower of the two in the middle; one for each source) and the highest high; each
    None where nobody gives it, and the high also where somebody's low is above it.

    >>> one_toll([("a", None, 1, None), ("b", 2, None, 5)])
    Toll(low=1, best=1, high=5)
    >>> one_toll([("a", 20, None, None)])
    Toll(low=20, best=None, high=None)
    """
    lows, highs, bests = list[int](), list[int](), defaultdict[str, list[int]](list)
    for source, low, best, high in figures:
        known = [number for number in (low, best, high) if number is not None]
        if low is None and high is None:
            low = high = best
        # Where low, best and high are not in their order, as in some rows of datasets, the widest range holds.
        low, high = (None if low is None else min(known)), (None if high is None else max(known))
        best = low if best is None and low == high else best
        lows += [low] if low is not None else []
        highs += [high] if high is not None else []
        bests[source] += [best] if best is not None else []
    least, most = min(lows, default=None), max(highs, default=None)
    return Toll(
        least if least is not None and all(high >= least for high in highs) else None,
        _median([_median(mine) for mine in bests.values() if mine]),
        most if most is not None and all(low <= most for low in lows) else None,
    )


def _median(values: Iterable[Any]) -> int | None:
    """The middle value, or the lower of the two in the middle; None if there is none."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
