"""How sure a measure is: without each source, with other groups of sources, and beside chance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from ..progress import progress
from ..rules.confrontations import shown_rows
from ..rules.dyads import dyads
from ..rules.ledger import Ledger, cached_by_view
from ..rules.view import EVERYTHING, View
from ..vocabulary import ST
from .balance import triangle_balance
from .signed import signed_graph, signs

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "actor_values",
    "bootstrap",
    "chance",
    "leave_one_out",
    "quantile",
    "ranks",
    "resampled",
    "rewired",
    "source_weight",
    "sources_of",
    "tau",
    "without_each",
]

Measured = tuple[list[str], list[list[Any]]]
#: The value of each actor, by its label.
Values = dict[str, float]
Measure = Callable[[Ledger, View], Measured]
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

RUNS = 200
#: Seconds after which no more networks by chance are made.
TIME_LIMIT = 60.0
_SWAPS = 10


def leave_one_out(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each actor its acts (initiated, received and mutual), and between which values and ranks they move when any
    one source is left out; ``hurt_by`` is the source without which it loses most.

    An actor that a source alone tells of falls to 0. Rank 1 is the busiest; equals share the best rank. For any other
    measure with a column ``actor`` see ``without_each``.

    Leaving out one at a time, as the jackknife does (Efron & Tibshirani 1993, §11). Of nothing no row.

    What it cannot tell: how far a figure is from what happened, only how far it hangs on single sources.

    >>> from standoff.record.keeper import open_keeper
    >>> leave_one_out(Ledger(open_keeper()))[1]
    []
    """
    all_values = act_counts(ledger, view)
    each = act_counts_without(ledger, view)
    full = ranks(all_values)
    moved = [ranks({name: values.get(name, 0.0) for name in all_values}) for values in each.values()]
    rows: list[list[Any]] = []
    for actor, value in all_values.items():
        left = {source: values.get(actor, 0.0) for source, values in each.items()}
        places = [now[actor] for now in moved]
        low = min(left.values(), default=value)
        hurt = [source for source, v in left.items() if v == low] if low < value else []
        rows.append(
            [actor, value, low, full[actor], min(places, default=full[actor]), max(places, default=full[actor]), hurt]
        )
    rows.sort(key=lambda r: (r[3], r[0]))
    return ["actor", "acts", "at_least", "rank", "best_rank", "worst_rank", "hurt_by"], rows


def source_weight(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each source, how far the order of the actors by their acts stays without it: Kendall's tau-b, how many
    actors fall to 0, and the largest change of rank.

    1 is the same order; None where all actors have as much. An actor that falls counts as 0.

    Kendall (1945), The treatment of ties in ranking problems, Biometrika 33. One row a source; of nothing no row.

    What it cannot tell: which order is right.

    >>> from standoff.record.keeper import open_keeper
    >>> source_weight(Ledger(open_keeper()))[1]
    []
    """
    whole = act_counts(ledger, view)
    full = ranks(whole)
    rows: list[list[Any]] = []
    for source, values in act_counts_without(ledger, view).items():
        left = {actor: values.get(actor, 0.0) for actor in whole}
        now = ranks(left)
        change = max((abs(now[actor] - full[actor]) for actor in whole), default=0)
        rows.append([source, tau(whole, left), sum(v == 0 for v in left.values()), change])
    rows.sort(key=lambda r: (r[1] is None, r[1], r[0]))
    return ["without", "tau", "actors_fall", "largest_rank_change"], rows


def act_counts(ledger: Ledger, view: View = EVERYTHING) -> Values:
    """The acts in which each actor faces somebody, by label."""
    return {actor: float(len(events)) for actor, events in _asserted_acts(ledger, view).items()}


@cached_by_view
def _asserted_acts(ledger: Ledger, view: View) -> dict[str, dict[str, tuple[set[str], frozenset[str]]]]:
    """For each actor, by label, its acts: the groups that assert each, and the sources without which it falls."""
    known = ledger.background.speaks_for
    asserted: dict[str, dict[str, tuple[set[str], frozenset[str]]]] = {}
    for row in shown_rows(ledger, view):
        if row["stance"] == ST + "Asserts":
            speaks_for = known[row["said_by"]]
            for end in {row["who"], row["whom"]} - {None}:
                events = asserted.setdefault(ledger.names.label(end), {})
                groups, fatal = events.get(row["event"], (set(), speaks_for))
                events[row["event"]] = (groups | {row["group"]}, fatal & speaks_for)
    return asserted


@cached_by_view
def act_counts_without(ledger: Ledger, view: View) -> dict[str, Values]:
    """What ``without_each(act_counts, …)`` gives, without going through the rows for each source where it need not."""
    if view.min_groups > 1:
        return without_each(act_counts, ledger, view)
    asserted = _asserted_acts(ledger, view)
    lost: dict[str, Counter[str]] = defaultdict(Counter)
    for actor, events in asserted.items():
        for _, fatal in events.values():
            for source in fatal:
                lost[source][actor] += 1
    label = ledger.names.label
    count_of_actor = {actor: len(events) for actor, events in asserted.items()}
    return {
        label(source): {a: float(n - lost[source][a]) for a, n in count_of_actor.items() if n > lost[source][a]}
        for source in sources_of(ledger, view)
    }


def sources_of(ledger: Ledger, view: View = EVERYTHING) -> list[str]:
    """The sources of the view, and those for whom they speak, in the order of their labels."""
    known = ledger.background.speaks_for
    sources = {source for row in ledger.confrontations(view) for source in known[row["said_by"]]}
    return sorted(sources, key=lambda source: (ledger.names.label(source), source))


def actor_values(measure: Measure, column: str) -> Callable[[Ledger, View], Values]:
    """One column of a measure that has a row for each actor, as a function to give to ``without_each`` or
    ``resampled``: ``actor_values(centrality, "betweenness")``. Rows without a value are left out.
    """

    def values(ledger: Ledger, view: View) -> Values:
        columns, rows = measure(ledger, view)
        at = columns.index(column)
        return {row[columns.index("actor")]: float(row[at]) for row in rows if row[at] is not None}

    return values


def without_each(values: Callable[[Ledger, View], T], ledger: Ledger, view: View = EVERYTHING) -> dict[str, T]:
    """What the function gives without each source of the view, and those who speak for it, by the source's label."""
    return {
        ledger.names.label(source): values(ledger, view.with_changes(without=view.without | {source}))
        for source in progress(sources_of(ledger, view), "sources left out")
    }


def ranks(values: Mapping[K, float]) -> dict[K, int]:
    """The place of each actor, 1 for the highest value; equals share the best place.

    >>> ranks({"a": 5, "b": 7, "c": 5})
    {'a': 2, 'b': 1, 'c': 2}
    """
    place: dict[float, int] = {}
    for number, value in enumerate(sorted(values.values(), reverse=True), 1):
        place.setdefault(value, number)
    return {actor: place[value] for actor, value in values.items()}


def tau(one: Values, other: Values) -> float | None:
    """Kendall's tau-b of the values of the same actors (``scipy.stats.kendalltau``); None where all are equal.

    >>> tau({"a": 1, "b": 2}, {"a": 1, "b": 1}) is None
    True
    """
    from scipy.stats import kendalltau

    actors = sorted(one)
    if len(set(one.values())) < 2 or len({other[a] for a in actors}) < 2:
        return None
    return float(kendalltau([one[a] for a in actors], [other[a] for a in actors]).statistic)


def bootstrap(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each actor its acts, and the middle 90 % of what is told of it when independence groups are drawn anew, with
    replacement (200 times, seeded).

    A group drawn twice tells nothing new, so that an interval reaches down from the value, never above it: it shows how
    far the figure hangs on who happens to be heard, and is no error of measurement. Efron & Tibshirani (1993), §6.

    One row an actor; of nothing no row.

    What it cannot tell: how much was never told by anyone.

    >>> from standoff.record.keeper import open_keeper
    >>> bootstrap(Ledger(open_keeper()))[1]
    []
    """
    all_values = act_counts(ledger, view)
    drawn = _drawn(ledger, view) if view.min_groups == 1 else resampled(act_counts, ledger, view)
    rows: list[list[Any]] = []
    for actor, value in all_values.items():
        ordered = sorted(values.get(actor, 0.0) for values in drawn)
        rows.append([actor, value, quantile(ordered, 0.05), quantile(ordered, 0.5), quantile(ordered, 0.95)])
    rows.sort(key=lambda r: (-r[1], r[0]))
    return ["actor", "acts", "low", "median", "high"], rows


def _drawn(ledger: Ledger, view: View, runs: int = RUNS, seed: int = 1) -> list[Values]:
    """What ``resampled(act_counts, …)`` gives, without going through the rows for each draw."""
    import numpy as np
    from scipy.sparse import csr_array

    asserted = _asserted_acts(ledger, view)
    counts_of_groups = [
        Counter(frozenset(groups) for groups, _ in act_counts.values()) for act_counts in asserted.values()
    ]
    among = {groups: i for i, groups in enumerate(dict.fromkeys(groups for by in counts_of_groups for groups in by))}
    cells = [(actor, among[groups], count) for actor, by in enumerate(counts_of_groups) for groups, count in by.items()]
    at = np.array(cells, dtype=np.int64).reshape(-1, 3)
    counts = csr_array((at[:, 2], (at[:, 0], at[:, 1])), shape=(len(counts_of_groups), len(among)))
    draws = _draws(ledger, view, runs, seed)
    if not draws or not counts_of_groups:
        return [{} for _ in draws]
    is_drawn = np.array([[not drawn.isdisjoint(groups) for drawn in draws] for groups in among], dtype=np.int64)
    return [dict(zip(asserted, values, strict=True)) for values in (counts @ is_drawn).T.astype(float).tolist()]


def _draws(ledger: Ledger, view: View, runs: int, seed: int) -> list[frozenset[str]]:
    import random

    chance = random.Random(seed)
    groups = sorted({row["group"] for row in ledger.confrontations(view)})
    return [frozenset(chance.choices(groups, k=len(groups))) for _ in range(runs if groups else 0)]


def resampled(
    values: Callable[[Ledger, View], T], ledger: Ledger, view: View = EVERYTHING, runs: int = RUNS, seed: int = 1
) -> list[T]:
    """The values with independence groups drawn with replacement, once for each run; the same draw is computed once."""
    known: dict[frozenset[str], T] = {}
    draws = _draws(ledger, view, runs, seed)
    for drawn in draws:
        if drawn not in known:
            known[drawn] = values(ledger, view.with_changes(side=drawn))
    return [known[drawn] for drawn in draws]


def chance(ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Measured:
    """Figures of the network beside 200 networks by chance (seeded): the value, the mean and middle 90 % by chance,
    and the two-sided p-value.

    Reciprocity and transitivity: who acts against whom rewired, every actor keeping how many it acts against and how
    many act against it (Milo et al. 2002). Triangle balance: the signs shuffled over the same ties (Leskovec et al.
    2010). None where the figure or a rewiring is not defined; a p-value is never below 1/201. Where the time does not
    suffice there are fewer networks by chance, and ``chance_is`` says how many.

    Of nothing there are the three rows, without figures.

    What it cannot tell: what makes a figure unlike chance: only that rewiring or shuffling alone seldom gives it.

    >>> from standoff.record.keeper import open_keeper
    >>> [row[:3] for row in chance(Ledger(open_keeper()))[1]]
    [['reciprocity', None, None], ['transitivity', None, None], ['triangle balance', None, None]]
    """
    import networkx as nx

    acting: nx.DiGraph[str] = nx.DiGraph()
    pairs = {(d.who, d.whom) for d in dyads(ledger, view) if d.directed and d.who and d.whom and d.who != d.whom}
    acting.add_edges_from(sorted(pairs))
    ties = signed_graph(ledger, view)
    started = monotonic()
    shuffles = [triangle_balance(shuffled(ties, seed)) for seed in _in_time(started + time_limit / 2)]
    rewirings = [rewired(acting, seed) for seed in _in_time(started + time_limit)]
    rewired_runs, shuffled_runs = (f"{len(runs)} networks " for runs in (rewirings, shuffles))
    return ["figure", "value", "mean", "low", "high", "p", "chance_is"], [
        [
            "reciprocity",
            *_compared_with_chance(_reciprocity(acting), map(_reciprocity, rewirings)),
            rewired_runs + "rewired, degrees kept",
        ],
        [
            "transitivity",
            *_compared_with_chance(_transitivity(acting), map(_transitivity, rewirings)),
            rewired_runs + "rewired, degrees kept",
        ],
        [
            "triangle balance",
            *_compared_with_chance(triangle_balance(ties), shuffles),
            shuffled_runs + "with signs shuffled",
        ],
    ]


def _in_time(end: float) -> Iterator[int]:
    for seed in progress(range(RUNS), "networks by chance"):
        if monotonic() >= end:
            return
        yield seed


def rewired(graph: nx.DiGraph[Any], seed: int, swaps: int = _SWAPS) -> nx.DiGraph[Any]:
    """The same directed graph with the heads of two edges exchanged, ``swaps`` tries an edge; no loops, no doubles.

    Every node keeps its in- and outdegree. Where no exchange is possible the graph comes back as it was.
    """
    import random

    import networkx as nx

    chosen = random.Random(seed)
    edges = [(u, v) for u, v in graph.edges() if u != v]
    there = set(edges)
    for _ in range(swaps * len(edges) if len(edges) > 1 else 0):
        i, j = chosen.sample(range(len(edges)), 2)
        (a, b), (c, d) = edges[i], edges[j]
        if a == d or c == b or (a, d) in there or (c, b) in there:
            continue
        there -= {(a, b), (c, d)}
        there |= {(a, d), (c, b)}
        edges[i], edges[j] = (a, d), (c, b)
    result: nx.DiGraph[Any] = nx.DiGraph()
    result.add_nodes_from(graph)
    result.add_edges_from(edges)
    return result


def shuffled(graph: nx.Graph[Any], seed: int) -> nx.Graph[Any]:
    """The same ties, their signs shuffled."""
    import random

    import networkx as nx

    edges = signs(graph)
    mixed = [sign for *_, sign in edges]
    random.Random(seed).shuffle(mixed)
    result: nx.Graph[Any] = nx.Graph()
    result.add_nodes_from(graph)
    result.add_edges_from((u, v, {"sign": sign}) for (u, v, _), sign in zip(edges, mixed, strict=True))
    return result


def _reciprocity(graph: nx.DiGraph[Any]) -> float | None:
    edges = graph.number_of_edges()
    return sum(graph.has_edge(v, u) for u, v in graph.edges()) / edges if edges else None


def _transitivity(graph: nx.DiGraph[Any]) -> float | None:
    import networkx as nx

    return float(nx.transitivity(nx.Graph(graph))) if graph.number_of_edges() else None


def _compared_with_chance(value: float | None, by_chance: Any) -> list[float | None]:
    ordered = sorted(v for v in by_chance if v is not None)
    if value is None or not ordered:
        return [value, None, None, None, None]
    # Adding the observed network to those by chance: Phipson & Smyth (2010), p-values should never be zero.
    above, below = (1 + sum(v >= value - 1e-12 for v in ordered)), (1 + sum(v <= value + 1e-12 for v in ordered))
    p = min(1.0, 2 * min(above, below) / (len(ordered) + 1))
    return [value, sum(ordered) / len(ordered), quantile(ordered, 0.05), quantile(ordered, 0.95), p]


def quantile(ordered: list[float], share: float) -> float | None:
    """The value below which that share of the ordered values lies; None where there is none."""
    return ordered[round(share * (len(ordered) - 1))] if ordered else None
