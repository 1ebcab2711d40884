"""How far sources agree, on what both take a stance on; and who reports whose acts.

Sources take a stance on versions of acts (who did what to whom, as a whole) and on single statements. A source is for
one if it asserts it or something narrower, and against it if it denies it or tells what cannot be true as well: that A
blocked B and that B blocked A are opposite accounts. If it does neither it is silent, and silence is never counted; nor
is who tells only a part of a version.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from ..rules.weighing import Weighed
from .asserted_acts import asserted_dyads, tellers
from .statements import weighed_statements

__all__ = ["agreement", "alpha", "clusters", "reporting", "stances"]

Measured = tuple[list[str], list[list[Any]]]
#: For each version or statement, the stance of each source that takes one: 1 is for, 0 is against.
Stances = list[dict[str, int]]


def stances(ledger: Ledger, view: View = EVERYTHING) -> Stances:
    """The stances of sources on the versions and statements of a view: for each a dictionary from source to 1 or 0.

    Those that only one source speaks of are included; the coder's judgements are not. A source that takes both stances
    on a statement, in two reports, is left out of that statement.
    """
    return [_stances(one) for one in weighed_statements(ledger, view)]


def _stances(one: Weighed) -> dict[str, int]:
    taken: dict[str, set[int]] = defaultdict(set)
    for word in one.asserted:
        taken[word.said_by].add(1)
    for word in one.of("denies", "rival"):
        if word.relation == "denies" or word.other in one.rivals:
            taken[word.said_by].add(0)
    return {source: min(sides) for source, sides in taken.items() if len(sides) == 1}


def agreement(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each pair of sources that take a stance on the same versions of acts and statements: on how many, on how many
    they agree, and the share.

    A version is who did what to whom as a whole, a statement one other value: a place, a number, a status. Two sources
    agree where both assert it, or something narrower; they disagree where one denies it, or tells what cannot be true
    as well. "A blocked B" and "B blocked A" are opposite accounts: on each the two disagree. Of a row of a dataset only
    its version counts.

    The last row, "all sources", has Krippendorff's alpha over every version and statement on which two or more sources
    take a stance: 1 is full agreement, 0 is what chance would give. It is None if all stances are the same, because
    chance cannot then be corrected for.

    See ``alpha`` for the formula (Krippendorff 2011). An empty view has only the last row, without a share.

    What it cannot tell: whether what they agree on is true. Two sources may repeat a third that no report names.

    >>> from standoff.record.keeper import open_keeper
    >>> agreement(Ledger(open_keeper()))[1]
    [['all sources', 'alpha', 0, 0, None]]
    """
    taken = stances(ledger, view)
    shared, same = _pairs(taken)
    label = ledger.names.label
    rows: list[list[Any]] = [
        [label(a), label(b), count, same[(a, b)], round(same[(a, b)] / count, 3)] for (a, b), count in shared.items()
    ]
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    score = alpha(taken)
    both = [s for s in taken if len(s) > 1]
    rows.append(
        [
            "all sources",
            "alpha",
            len(both),
            sum(len(set(s.values())) == 1 for s in both),
            None if score is None else round(score, 3),
        ]
    )
    return ["source", "other", "statements", "agree", "share"], rows


def _pairs(taken: Stances) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    shared: Counter[tuple[str, str]] = Counter()
    same: Counter[tuple[str, str]] = Counter()
    for stance in taken:
        for a, b in combinations(sorted(stance), 2):
            shared[(a, b)] += 1
            same[(a, b)] += stance[a] == stance[b]
    return shared, same


def alpha(units: Iterable[Mapping[str, int]]) -> float | None:
    """Krippendorff's alpha for nominal values, some missing, in (-1, 1]; None if all values are the same.

    ``units`` are the rated items, each a mapping from rater to value.

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, §C. A test compares it with the package
    ``krippendorff``, which is under the GPL and so is not a dependency of this tool under the MIT licence.

    >>> alpha([{"a": 1, "b": 1}, {"a": 0, "b": 0}, {"a": 1, "b": 0}])
    0.4444444444444444
    """
    totals: Counter[int] = Counter()
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for unit in units:
        values = list(unit.values())
        if len(values) < 2:
            continue
        counts = Counter(values)
        totals.update(counts)
        for a, b in combinations(sorted(counts), 2):
            weights[(a, b)] += counts[a] * counts[b] / (len(values) - 1)
    n = sum(totals.values())
    expected = sum(totals[a] * totals[b] for a, b in combinations(sorted(totals), 2))
    if not expected:
        return None
    return 1 - (n - 1) * sum(weights.values()) / expected


def clusters(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """Groups of sources that agree more with each other than with the rest, the largest first.

    Louvain communities (Blondel et al. 2008) of a network of sources. The weight of the tie between two sources is the
    number of versions and statements they agree on minus the number they differ on (see ``agreement``); there is no tie
    if that is 0 or less. A source that shares none is a group of its own.

    If no two sources agree on anything there is no row.

    What it cannot tell: why sources agree. They may have seen the same, work together, or repeat each other.

    >>> from standoff.record.keeper import open_keeper
    >>> clusters(Ledger(open_keeper()))[1]
    []
    """
    import networkx as nx

    taken = stances(ledger, view)
    shared, same = _pairs(taken)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({source for stance in taken for source in stance}))
    for pair, count in sorted(shared.items()):
        balance = 2 * same[pair] - count
        if balance > 0:
            graph.add_edge(*pair, weight=balance)
    communities = nx.community.louvain_communities(graph, weight="weight", seed=1) if graph.number_of_edges() else []
    groups = [sorted(map(ledger.names.label, each)) for each in communities]
    groups.sort(key=lambda group: (-len(group), group))
    return ["cluster", "sources"], [[number, group] for number, group in enumerate(groups, 1)]


def reporting(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """Who reports whose acts: for each group of sources and side that acts, how many directed dyads and attributions.

    An actor without a side is its own side; an unnamed one is "unnamed".

    Plain counts. Acts without direction are left out; an empty view has no row.

    What it cannot tell: who acts most, only whose acts are reported, and by whom.

    >>> from standoff.record.keeper import open_keeper
    >>> reporting(Ledger(open_keeper()))[1]
    []
    """
    by_group_and_side: dict[tuple[str, str], tuple[set[Any], set[str]]] = defaultdict(lambda: (set(), set()))
    for dyad in asserted_dyads(ledger, view):
        for row in (row for act in dyad.acts for row in tellers(act)) if dyad.directed else ():
            side = ledger.background.side(dyad.who, row["said_by"]) if dyad.who else None
            pairs, said = by_group_and_side[(row["group"], side or dyad.who or "")]
            pairs.add((dyad.who, dyad.whom))
            said.add(row["said"])
    rows = [
        [ledger.names.label(group), ledger.names.label(side or None), len(pairs), len(said)]
        for (group, side), (pairs, said) in by_group_and_side.items()
    ]
    return ["group", "reports_acts_of", "dyads", "attributions"], sorted(rows, key=lambda r: (r[0], -r[3], r[1]))
