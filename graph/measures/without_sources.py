"""How far a figure depends on single sources: each one left out in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from ..extras import needs
from ..progress import progress
from ..rules.dyads import Dyad, acts_without
from ..rules.ledger import Ledger, cached_by_view
from ..rules.view import EVERYTHING, View
from .asserted_acts import asserted_dyads, sources_of

__all__ = ["act_counts", "acts_of_actors", "leave_one_out", "ranks", "source_weight", "tau", "without_each"]

Measured = tuple[list[str], list[list[Any]]]
#: The value of each actor, by its label.
Values = dict[str, float]
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


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
    return {actor: float(len(events)) for actor, events in acts_of_actors(ledger, asserted_dyads(ledger, view)).items()}


def acts_of_actors(ledger: Ledger, dyads: Iterable[Dyad]) -> dict[str, set[str]]:
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
            for actor, events in acts_of_actors(ledger, some).items():
                values[actor] = values.get(actor, 0.0) + sign * len(events)
        counts_without[ledger.names.label(source)] = {actor: value for actor, value in values.items() if value}
    return counts_without


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
