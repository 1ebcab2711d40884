"""How far acts depend on which groups of sources are heard: groups drawn with replacement (bootstrap)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from ..extras import needs
from ..rules.acts import weighed_acts
from ..rules.dyads import dyads_in
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from ..rules.weighing import voices, weighed_act
from .asserted_acts import asserted_dyads, groups_of
from .without_sources import Values, act_counts, acts_of_actors

__all__ = ["bootstrap", "quantile", "resampled"]

Measured = tuple[list[str], list[list[Any]]]
T = TypeVar("T")

#: How often groups are drawn.
RUNS = 200


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
    acts = acts_of_actors(ledger, asserted_dyads(ledger, view))
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
    return list(acts_of_actors(ledger, dyads_in(testimony, {event: weighed}, ledger, view)))


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


def quantile(ordered: list[float], share: float) -> float | None:
    """The value at position round(share × (n − 1)) of the sorted values; None if there are none."""
    return ordered[round(share * (len(ordered) - 1))] if ordered else None
