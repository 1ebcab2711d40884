"""Divisions of the signed network into k camps, and how well they agree with the declared sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .frustration import TIME_LIMIT, cached_frustration, frustration_index
from .signed import sign_matrices, signed_graph, signs

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["adjusted_rand", "best_camps", "camps", "misplaced"]

Measured = tuple[list[str], list[list[Any]]]

_MOST = 5
_STARTS = 30
#: How many times an end of a misplaced tie is moved to another camp, to see whether that improves the division.
_TRIES = 300


def camps(ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Measured:
    """The best division found into one to five camps, and the members of each camp.

    There is a row for each number of camps, up to the first division that no tie stands against. ``against`` counts −
    within a camp and + between camps. ``sides_agree`` is the adjusted Rand index over the actors that have a side: 1 is
    the same division, 0 is what chance would give, None means that fewer than two actors have one. One and two camps
    are exact within the time limit of ``frustration``; more are found by local search, which may miss a better
    division. Ties between actors of one side are part of the network, so it is no surprise if camps agree with sides;
    it is one if they do not.

    Doreian & Mrvar (1996), Social Networks 18; Hubert & Arabie (1985), Journal of Classification 2. A network without
    ties has no row.

    What it cannot tell: which of several equally good divisions is the real one, or whether the actors are divided
    into camps at all.

    >>> from standoff.record.keeper import open_keeper
    >>> camps(Ledger(open_keeper()))[1]
    []
    """
    graph = signed_graph(ledger, view)
    declared = {node: side for node, side in graph.nodes(data="side") if side}
    two = cached_frustration(ledger, view, time_limit).camp
    rows: list[list[Any]] = []
    for k in range(1, min(_MOST, graph.number_of_nodes()) + 1):
        camp = best_camps(graph, k, two=two)
        both = [(camp[node], side) for node, side in declared.items()]
        agree = adjusted_rand([c for c, _ in both], [s for _, s in both])
        members = [
            "{" + ", ".join(sorted(ledger.names.label(n) for n in graph if camp[n] == c)) + "}"
            for c in sorted(set(camp.values()))
        ]
        rows.append([k, misplaced(graph, camp), agree, members])
        if not rows[-1][1]:
            break
    return ["camps", "against", "sides_agree", "members"], rows


def misplaced(graph: nx.Graph[Any], camp: Mapping[Any, Hashable]) -> int:
    """The number of ties that stand against a division: negative ties within a camp, positive ties between camps.

    ``camp`` maps each node to its camp. Raises ValueError for edges without a sign.
    """
    return sum((camp[u] == camp[v]) != (sign > 0) for u, v, sign in signs(graph))


def best_camps(graph: nx.Graph[Any], k: int, seed: int = 1, two: Mapping[Any, int] | None = None) -> dict[Any, int]:
    """A division of the nodes into at most k camps with few misplaced ties: a dictionary from node to camp number.

    Camps are numbered from 0, the largest first. Two camps are those of ``frustration_index``. For more, from 30 seeded
    starts, actors are moved one by one to the camp that suits them best until no move helps; then ends of misplaced
    ties are moved. Doreian & Mrvar (1996), A partitioning approach to structural balance, Social Networks 18.
    ``two`` is a known division into two camps, which saves searching for it.

    >>> import networkx as nx
    >>> three = nx.Graph([("a", "b", {"sign": -1}), ("b", "c", {"sign": -1}), ("a", "c", {"sign": -1})])
    >>> [misplaced(three, best_camps(three, k)) for k in (1, 2, 3)]
    [3, 1, 0]
    """
    import numpy as np

    nodes = list(graph)
    if k <= 1 or not nodes:
        return dict.fromkeys(nodes, 0)
    two = two or frustration_index(graph).camp
    if k == 2:
        return _numbered(two)
    p, n = sign_matrices(graph)
    matrix = (p - n).tocsr()
    random = np.random.default_rng(seed)
    starts = [np.array([two[node] for node in nodes])]
    starts += [random.integers(0, k, len(nodes)) for _ in range(_STARTS if len(nodes) <= 1000 else 2)]
    divisions = [_settled(matrix, start, k) for start in starts]
    place = {node: i for i, node in enumerate(nodes)}
    ties = np.array([(place[u], place[v], sign) for u, v, sign in signs(graph)], dtype=np.int64).reshape(-1, 3)
    best = min(divisions, key=lambda camp: len(_wrong(ties, camp)))
    return _numbered(dict(zip(nodes, _bettered(matrix, ties, best, k, random).tolist(), strict=True)))


def _wrong(ties: Any, camp: Any) -> Any:
    import numpy as np

    return np.flatnonzero((camp[ties[:, 0]] == camp[ties[:, 1]]) != (ties[:, 2] > 0))


def _bettered(matrix: Any, ties: Any, camp: Any, k: int, random: Any) -> Any:
    """The division after repeatedly moving an end of a misplaced tie and letting its neighbours settle again."""
    wrong = _wrong(ties, camp)
    for _ in range(_TRIES):
        if not len(wrong):
            break
        node = int(ties[random.choice(wrong), random.integers(2)])
        other = camp.copy()
        other[node] = (camp[node] + random.integers(1, k)) % k
        other = _settled(matrix, other, k, matrix.indices[matrix.indptr[node] : matrix.indptr[node + 1]].tolist())
        left = _wrong(ties, other)
        if len(left) <= len(wrong):
            camp, wrong = other, left
    return camp


def _settled(matrix: Any, camp: Any, k: int, unsettled: Iterable[int] | None = None) -> Any:
    """The division after moving every actor that gains by it, until none does; ``unsettled`` are tried first."""
    import numpy as np

    camp = camp.copy()
    start, near, weight = matrix.indptr, matrix.indices, matrix.data
    waiting = dict.fromkeys(range(len(camp)) if unsettled is None else unsettled)
    while waiting:
        node = next(iter(waiting))
        del waiting[node]
        ties = slice(start[node], start[node + 1])
        gain = np.bincount(camp[near[ties]], weights=weight[ties], minlength=k)
        better = int(gain.argmax())
        if gain[better] > gain[camp[node]]:
            camp[node] = better
            waiting.update(dict.fromkeys(near[ties].tolist()))
    return camp


def _numbered(camp: Mapping[Any, int]) -> dict[Any, int]:
    order = [number for number, _ in Counter(camp.values()).most_common()]
    return {node: order.index(number) for node, number in camp.items()}


def adjusted_rand(one: list[Any], other: list[Any]) -> float | None:
    """How far two divisions of the same items agree, corrected for chance: 1 is full agreement, 0 is chance.

    ``one`` and ``other`` give the class of each item, in the same order. None for fewer than two items; 1 if both
    divisions put all items together, or each item by itself. Hubert & Arabie (1985), Comparing partitions, Journal of
    Classification 2.

    >>> adjusted_rand([0, 0, 1, 1], ["a", "a", "b", "c"])
    0.5714285714285715
    """

    def pairs(counts: Counter[Any]) -> float:
        return sum(count * (count - 1) / 2 for count in counts.values())

    total = len(one) * (len(one) - 1) / 2
    if not total:
        return None
    together = pairs(Counter(zip(one, other, strict=True)))
    a, b = pairs(Counter(one)), pairs(Counter(other))
    expected, most = a * b / total, (a + b) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)
