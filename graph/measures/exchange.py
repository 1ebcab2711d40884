"""Exchange: who answers whom act by act, how far acts concentrate in a few pairs, and who looks on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from ..vocabulary import ST
from .asserted_acts import asserted_dyads
from .statements import asserted_values

__all__ = ["concentration", "exchange", "herfindahl", "onlookers", "onlooking", "reciprocity"]

Measured = tuple[list[str], list[list[Any]]]


def exchange(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each pair of actors: the acts of the first against the second, of the second against the first, the acts
    without direction, and how even the exchange is. The first is the one whose name sorts first.

    ``even`` is 1 − |a − b| / (a + b) over the directed acts, in [0, 1]: 1 is blow for blow, 0 is one side only, None
    means that no act has a direction. An act that two sources report with opposite directions counts both ways. Unnamed
    ends are left out.

    ``even`` is the weighted reciprocity of the pair, 2 min(a, b) / (a + b) (Squartini, Picciolo, Ruzzenenti &
    Garlaschelli 2013, Scientific Reports 3). If no two named actors face each other there is no row.

    What it cannot tell: which act answers which: see ``answers``.

    >>> from standoff.record.keeper import open_keeper
    >>> exchange(Ledger(open_keeper()))[1]
    []
    """
    label = ledger.names.label
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for dyad in asserted_dyads(ledger, view):
        if dyad.who and dyad.whom and dyad.who != dyad.whom:
            a, b = sorted((dyad.who, dyad.whom), key=lambda end: (label(end), end))
            counts[a, b][2 if not dyad.directed else int(dyad.who == b)] += len(dyad.events)
    rows: list[list[Any]] = []
    for (a, b), (there, back, mutual) in counts.items():
        even = 1 - abs(there - back) / (there + back) if there + back else None
        rows.append([label(a), label(b), there, back, mutual, even])
    rows.sort(key=lambda r: (-sum(r[2:5]), r[0], r[1]))
    return ["actor", "other", "acts", "acts_back", "mutual", "even"], rows


def reciprocity(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """The share of directed dyads that are answered in the other direction, in [0, 1], and what chance would give;
    None if there is no directed dyad.

    ``expected`` is (m − 1) / (n (n − 1) − 1), the mean over all directed graphs with n actors and m dyads;
    ``beyond_chance`` is (reciprocity − density) / (1 − density): 0 by chance, negative if answers are rarer than that
    (Garlaschelli & Loffredo 2004, Physical Review Letters 93).

    Unnamed ends and acts reported without direction are left out, because nobody says who acted. Formula: Wasserman &
    Faust (1994), Social Network Analysis, §13; the same as ``networkx.overall_reciprocity`` on the directed dyads.

    What it cannot tell: which act answers which: the two directions may lie years apart. See ``answers``.

    >>> from standoff.record.keeper import open_keeper
    >>> reciprocity(Ledger(open_keeper()))[1]
    [[0, 0, None, None, None]]
    """
    import networkx as nx

    graph = nx.DiGraph(
        (d.who, d.whom) for d in asserted_dyads(ledger, view) if d.directed and d.who and d.whom and d.who != d.whom
    )
    share = nx.overall_reciprocity(graph) if graph.number_of_edges() else None
    answered = sum(graph.has_edge(v, u) for u, v in graph.edges)
    m, places = graph.number_of_edges(), graph.number_of_nodes() * (graph.number_of_nodes() - 1)
    expected = (m - 1) / (places - 1) if m else None
    beyond = (share - m / places) / (1 - m / places) if share is not None and m < places else None
    columns = ["directed_dyads", "answered", "reciprocity", "expected", "beyond_chance"]
    return columns, [[m, answered, share, expected, beyond]]


def concentration(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """How far the acts concentrate in few pairs of actors: the share of the top pair, and the Herfindahl index.

    The index is Σ share²: 1 if one pair has all acts, 1/pairs (``even``) if all pairs have equally many. Hirschman
    (1964). An act between three actors is an act of each pair. None if there is no act between two named actors.

    What it cannot tell: whether the pair acts most or is watched most.

    >>> from standoff.record.keeper import open_keeper
    >>> concentration(Ledger(open_keeper()))[1]
    [[0, 0, None, None, None, None]]
    """
    acts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for dyad in asserted_dyads(ledger, view):
        if dyad.who and dyad.whom and dyad.who != dyad.whom:
            acts[min(dyad.who, dyad.whom), max(dyad.who, dyad.whom)] |= dyad.events
    counts = {pair: len(events) for pair, events in acts.items()}
    columns = ["pairs", "acts", "top_pair", "top_share", "herfindahl", "even"]
    if not counts:
        return columns, [[0, 0, None, None, None, None]]
    label, total = ledger.names.label, sum(counts.values())
    top = min(counts, key=lambda pair: (-counts[pair], pair))
    return columns, [
        [
            len(counts),
            total,
            [label(end) for end in top],
            counts[top] / total,
            herfindahl(counts.values()),
            1 / len(counts),
        ]
    ]


def herfindahl(counts: Iterable[int]) -> float | None:
    """The Herfindahl index: the sum of the squared shares, in (0, 1]; None if the counts sum to 0.

    >>> herfindahl([2, 1, 1])
    0.375
    """
    values = list(counts)
    total = sum(values)
    return sum((value / total) ** 2 for value in values) if total else None


def onlookers(ledger: Ledger, view: View = EVERYTHING) -> Iterator[tuple[str, str, str]]:
    """(actor, event, source) for each actor said to have looked on; actors are at the level of the view."""
    for event, _, actor, source in asserted_values(ledger, view, frozenset({ST + "onlooker"})):
        yield view.lift(actor, source, ledger.background) or actor, event, source


def onlooking(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """Who is said to have been present without being a side: the acts watched, the number of acts in which the same
    actor acts or is acted upon, and who says so.

    Plain counts. One row per actor; an empty view has no row.

    What it cannot tell: whether anybody else looked on without being named.

    >>> from standoff.record.keeper import open_keeper
    >>> onlooking(Ledger(open_keeper()))[1]
    []
    """
    watched: dict[str, set[str]] = defaultdict(set)
    said_by: dict[str, set[str]] = defaultdict(set)
    for actor, event, source in onlookers(ledger, view):
        watched[actor].add(event)
        said_by[actor].add(source)
    took_part: Counter[str | None] = Counter()
    parts = {(end, event) for dyad in asserted_dyads(ledger, view) for event in dyad.events for end in dyad.ends[:2]}
    took_part.update(actor for actor, _ in parts if actor in watched)
    label = ledger.names.label
    rows: list[list[Any]] = [
        [label(actor), len(events), took_part[actor], sorted(map(label, said_by[actor]))]
        for actor, events in watched.items()
    ]
    return ["actor", "looked_on", "took_part", "said_by"], sorted(rows, key=lambda r: (-r[1], r[0]))
