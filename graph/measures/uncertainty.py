"""How certain a measure is: without each source, with other groups of sources, and compared with chance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from ..extras import needs
from ..progress import progress
from ..rules.acts import weighed_acts
from ..rules.acts_without import acts_without
from ..rules.dyads import Dyad, dyads_in
from ..rules.ledger import Ledger, cached_by_view
from ..rules.view import EVERYTHING, View
from ..rules.weighing import voices, weighed_act
from .asserted_acts import asserted_dyads, groups_of, sources_of
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
#: Seconds after which no more random networks are drawn.
TIME_LIMIT = 60.0
_SWAPS = 10


def leave_one_out(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each actor its acts (initiated, received and mutual), and the lowest value and the range of ranks when any
    one source is left out. ``hurt_by`` lists the sources without which it loses most.

    An actor that only one source reports falls to 0. Rank 1 is the busiest; equals share the best rank. For any other
    measure with a column ``actor`` see ``without_each``.

    Leaves out one source at a time, as the jackknife does (Efron & Tibshirani 1993, §11). An empty view has no row.

    What it cannot tell: how far a figure is from what happened, only how far it depends on single sources.

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

    1 is the same order; None if all actors have equally many. An actor that falls counts as 0.

    Kendall (1945), The treatment of ties in ranking problems, Biometrika 33. One row per source; an empty view has no
    row.

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
    """The number of acts in which each actor faces somebody, by label."""
    return {
        actor: float(len(events)) for actor, events in _acts_of_actors(ledger, asserted_dyads(ledger, view)).items()
    }


def _acts_of_actors(ledger: Ledger, dyads: Iterable[Dyad]) -> dict[str, set[str]]:
    """The acts of these dyads that somebody asserts, by the label of each actor that takes part."""
    acts: dict[str, set[str]] = defaultdict(set)
    for dyad in dyads:
        asserted = {act.event for act in dyad.acts if act.groups}
        for end in {dyad.who, dyad.whom} - {None} if asserted else ():
            acts[ledger.names.label(end)] |= asserted
    return dict(acts)


@cached_by_view
def act_counts_without(ledger: Ledger, view: View) -> dict[str, Values]:
    """The result of ``without_each(act_counts, …)``, computed by weighing only the acts of each source again."""
    whole = act_counts(ledger, view)
    counts_without = {}
    for source in sources_of(ledger, view):
        values = dict(whole)
        changed = acts_without(ledger, view, source)
        for sign, which in ((-1, 0), (1, 1)):
            some = (Dyad(*ends, tuple(acts[which])) for ends, acts in changed.items())
            for actor, events in _acts_of_actors(ledger, some).items():
                values[actor] = values.get(actor, 0.0) + sign * len(events)
        counts_without[ledger.names.label(source)] = {actor: value for actor, value in values.items() if value}
    return counts_without


def actor_values(measure: Measure, column: str) -> Callable[[Ledger, View], Values]:
    """A function that gives one column of a measure by actor, for ``without_each`` or ``resampled``.

    The measure must have a row for each actor: ``actor_values(centrality, "betweenness")``. Rows without a value are
    left out.
    """

    def values(ledger: Ledger, view: View) -> Values:
        columns, rows = measure(ledger, view)
        at = columns.index(column)
        return {row[columns.index("actor")]: float(row[at]) for row in rows if row[at] is not None}

    return values


def without_each(values: Callable[[Ledger, View], T], ledger: Ledger, view: View = EVERYTHING) -> dict[str, T]:
    """The result of the function without each source of the view and those who speak for it, by label of the source."""
    return {
        ledger.names.label(source): values(ledger, view.with_changes(without=view.without | {source}))
        for source in progress(sources_of(ledger, view), "sources left out")
    }


def ranks(values: Mapping[K, float]) -> dict[K, int]:
    """The rank of each key, 1 for the highest value; equal values share the best rank.

    >>> ranks({"a": 5, "b": 7, "c": 5})
    {'a': 2, 'b': 1, 'c': 2}
    """
    place: dict[float, int] = {}
    for number, value in enumerate(sorted(values.values(), reverse=True), 1):
        place.setdefault(value, number)
    return {actor: place[value] for actor, value in values.items()}


def tau(one: Values, other: Values) -> float | None:
    """Kendall's tau-b of two sets of values for the same actors (``scipy.stats.kendalltau``), in [−1, 1]; None if all
    values of either set are equal.

    >>> tau({"a": 1, "b": 2}, {"a": 1, "b": 1}) is None
    True
    """
    needs("Comparing two orders", "scipy")
    from scipy.stats import kendalltau

    actors = sorted(one)
    if len(set(one.values())) < 2 or len({other[a] for a in actors}) < 2:
        return None
    return float(kendalltau([one[a] for a in actors], [other[a] for a in actors]).statistic)


def bootstrap(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each actor its acts, and the middle 90 % of that number when independence groups are drawn with replacement
    (200 times, seeded).

    A group drawn twice adds nothing new, so an interval seldom reaches above the value: only for an actor of whom some
    tell more broadly ("the army" for "the police"), where those who do are not drawn. It shows how far the figure
    depends on which groups are heard; it is not a measurement error. Efron & Tibshirani (1993), §6.

    One row per actor; an empty view has no row.

    What it cannot tell: how much nobody ever reported.

    >>> from standoff.record.keeper import open_keeper
    >>> bootstrap(Ledger(open_keeper()))[1]
    []
    """
    all_values = act_counts(ledger, view)
    drawn = _drawn(ledger, view)
    rows: list[list[Any]] = []
    for actor, value in all_values.items():
        ordered = sorted(values.get(actor, 0.0) for values in drawn)
        rows.append([actor, value, quantile(ordered, 0.05), quantile(ordered, 0.5), quantile(ordered, 0.95)])
    rows.sort(key=lambda r: (-r[1], r[0]))
    return ["actor", "acts", "low", "median", "high"], rows


def _drawn(ledger: Ledger, view: View, runs: int = RUNS, seed: int = 1) -> list[Values]:
    """The result of ``resampled(act_counts, …)``, computed without weighing all acts again for each draw."""
    draws = _draws(ledger, view, runs, seed)
    groups_of_event = {
        event: frozenset(word.group for one in versions for words in one.words.values() for word in words)
        for event, versions in weighed_acts(ledger, view).items()
    }
    versions_of = ledger.testimony_with_datasets.acts

    def is_plain(event: str) -> bool:
        # All its groups tell of the same ends: it is told wherever enough of them are drawn.
        return len(groups_of_event[event]) == 1 or (len(versions_of[event].versions) == 1 and view.level == "actor")

    plain = {event for event in groups_of_event if is_plain(event)}
    values = _drawn_plain(ledger, view, draws, plain)
    for event in groups_of_event.keys() - plain:
        by_drawn: dict[frozenset[str], list[str]] = {frozenset(): []}
        for drawn, counts in zip(draws, values, strict=True):
            mine = drawn & groups_of_event[event]
            if mine not in by_drawn:
                by_drawn[mine] = _facing(ledger, view.with_changes(side=mine), event)
            for actor in by_drawn[mine]:
                counts[actor] = counts.get(actor, 0.0) + 1
    return values


def _drawn_plain(ledger: Ledger, view: View, draws: list[frozenset[str]], plain: set[str]) -> list[Values]:
    """For each draw of groups, in how many of these acts each actor faces somebody."""
    needs("This measure", "scipy")
    import numpy as np
    from scipy.sparse import csr_array

    groups: dict[str, frozenset[str]] = {}
    for dyad in asserted_dyads(ledger, view):
        for act in dyad.acts:
            if act.event in plain:
                groups[act.event] = groups.get(act.event, frozenset()) | act.groups
    acts = _acts_of_actors(ledger, asserted_dyads(ledger, view))
    counts_of_groups = [Counter(groups[event] for event in events if event in plain) for events in acts.values()]
    among = {each: i for i, each in enumerate(dict.fromkeys(each for by in counts_of_groups for each in by))}
    cells = [(actor, among[each], count) for actor, by in enumerate(counts_of_groups) for each, count in by.items()]
    if not draws or not cells:
        return [{} for _ in draws]
    at = np.array(cells, dtype=np.int64)
    counts = csr_array((at[:, 2], (at[:, 0], at[:, 1])), shape=(len(acts), len(among)))
    is_told = np.array([[len(drawn & each) >= view.min_groups for drawn in draws] for each in among], dtype=np.int64)
    return [
        {actor: value for actor, value in zip(acts, values, strict=True) if value}
        for values in (counts @ is_told).T.astype(float).tolist()
    ]


def _facing(ledger: Ledger, view: View, event: str) -> list[str]:
    """The labels of the actors that face somebody in one act, as a view weighs it."""
    testimony, known = ledger.testimony_with_datasets, ledger.background
    weighed = weighed_act(testimony.acts[event], voices(view, known), known)
    return list(_acts_of_actors(ledger, dyads_in(testimony, {event: weighed}, ledger, view)))


def _draws(ledger: Ledger, view: View, runs: int, seed: int) -> list[frozenset[str]]:
    import random

    chance = random.Random(seed)
    groups = groups_of(ledger, view)
    return [frozenset(chance.choices(groups, k=len(groups))) for _ in range(runs if groups else 0)]


def resampled(
    values: Callable[[Ledger, View], T], ledger: Ledger, view: View = EVERYTHING, runs: int = RUNS, seed: int = 1
) -> list[T]:
    """The values for each run, with independence groups drawn with replacement; equal draws are computed only once."""
    known: dict[frozenset[str], T] = {}
    draws = _draws(ledger, view, runs, seed)
    for drawn in draws:
        if drawn not in known:
            known[drawn] = values(ledger, view.with_changes(side=drawn))
    return [known[drawn] for drawn in draws]


def chance(ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Measured:
    """Figures of the network compared with 200 random networks (seeded): the value, the mean and middle 90 % by chance,
    and the two-sided p-value.

    For reciprocity and transitivity the network of who acts against whom is rewired; each actor still acts against as
    many, and as many act against it (Milo et al. 2002). For triangle balance the signs are shuffled over the same ties
    (Leskovec et al. 2010). None if the figure is not defined for the network or for any random one; a p-value is never
    below 1/201. If time runs out there are fewer random networks; ``chance_is`` says how many.

    An empty view has the three rows, without figures.

    What it cannot tell: why a figure differs from chance, only that rewiring or shuffling alone seldom produces it.

    >>> from standoff.record.keeper import open_keeper
    >>> [row[:3] for row in chance(Ledger(open_keeper()))[1]]
    [['reciprocity', None, None], ['transitivity', None, None], ['triangle balance', None, None]]
    """
    import networkx as nx

    acting: nx.DiGraph[str] = nx.DiGraph()
    pairs = {
        (d.who, d.whom) for d in asserted_dyads(ledger, view) if d.directed and d.who and d.whom and d.who != d.whom
    }
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
    """A random directed graph in which every node has the same in- and outdegree as before.

    The heads of two random edges are exchanged, ``swaps`` tries per edge, never making a loop or a double edge. If no
    exchange is possible the result equals the graph, without its loops.
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
    """A graph with the same ties and their signs shuffled. Raises ValueError for edges without a sign."""
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
    # Count the observed network as one of the random ones: Phipson & Smyth (2010), p-values should never be zero.
    above, below = (1 + sum(v >= value - 1e-12 for v in ordered)), (1 + sum(v <= value + 1e-12 for v in ordered))
    p = min(1.0, 2 * min(above, below) / (len(ordered) + 1))
    return [value, sum(ordered) / len(ordered), quantile(ordered, 0.05), quantile(ordered, 0.95), p]


def quantile(ordered: list[float], share: float) -> float | None:
    """The value at position round(share × (n − 1)) of the sorted values; None if there are none."""
    return ordered[round(share * (len(ordered) - 1))] if ordered else None
