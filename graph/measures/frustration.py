"""The frustration index: the fewest ties that stand against any division into two camps.

It is found by a lower and an upper bound that meet. Upper bounds are good divisions found by local search
(``divisions``). Lower bounds come from cycles with an odd number of −, each of which must lose a tie, by linear and
integer programming (``cycles``). Where these leave a wide gap, as with largely random signs, semidefinite programming
(``semidefinite``) and branching (``branching``) take over.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..extras import needs
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .algorithms.branching import lower_bound
from .algorithms.cycles import Cover
from .algorithms.divisions import Ties
from .algorithms.semidefinite import LARGEST
from .signed import require_undirected, signed_graph, signs

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["TIME_LIMIT", "Frustration", "cached_frustration", "frustration", "frustration_index"]

Measured = tuple[list[str], list[list[Any]]]
Edge = tuple[int, int, int]

#: Seconds after which the search stops and says "between a and b".
TIME_LIMIT = 60.0
#: The widest gap between the bounds that is left to integer programming over cycles; the number of rounds of cycles
#: after which a wider gap is left to semidefinite programming; the number of triangles above which it is used at once.
_NARROW, _CYCLES, _MANY = 4, 3, 20_000


@dataclass(frozen=True)
class Frustration:
    """The frustration index, between ``lower`` and ``upper``, and a division into two camps.

    ``camp`` maps each node to 0 or 1; ``ties`` are the frustrated ties of that division, ``upper`` in number; ``edges``
    is the number of signed ties. If ``proven``, no division has fewer frustrated ties, but another may have as many.
    """

    lower: int
    upper: int
    edges: int
    camp: dict[Any, int]
    ties: list[tuple[Any, Any]]

    @property
    def proven(self) -> bool:
        """Whether the two bounds meet."""
        return self.lower == self.upper

    @property
    def balance(self) -> float | None:
        """1 − upper / (edges / 2), in [0, 1]; None if there is no tie (Aref & Wilson 2018)."""
        return 1 - self.upper / (self.edges / 2) if self.edges else None

    @property
    def sentence(self) -> str:
        """The index in words: "3, proven" or "between 2 and 5"."""
        if not self.edges:
            return "no signed tie"
        return f"{self.upper}, proven" if self.proven else f"between {self.lower} and {self.upper}"


def frustration(ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Measured:
    """The frustration index of the signed network, its bounds if the time ran out, and the frustrated ties.

    0 means that two camps explain every tie. A high index means that some actors confront those they stand with, or
    that there are more than two camps (see ``camps``). The ties named are enemies within a camp and friends across
    camps; another division may be as good, with other ties.

    See ``frustration_index`` (Aref, Mason & Wilson 2020). Without ties the balance is None.

    What it cannot tell: why a tie stands against the camps. A mistaken report, a falling-out and a third camp look
    alike.

    >>> from standoff.record.keeper import open_keeper
    >>> frustration(Ledger(open_keeper()))[1][1]
    ['frustration index', 'no signed tie']
    """
    graph = signed_graph(ledger, view)
    result = cached_frustration(ledger, view, time_limit)
    label = ledger.names.label
    ties = []
    for pair in result.ties:
        (a, b), data = sorted(map(label, pair)), graph.edges[pair]
        ties.append(["frustrated tie", f"{a} {'+' if data['sign'] > 0 else '−'} {b} ({data['stands_on']})"])
    return ["figure", "value"], [
        ["signed ties", result.edges],
        ["frustration index", result.sentence],
        ["lower bound", result.lower],
        ["upper bound", result.upper],
        ["balance by frustration", result.balance],
        *sorted(ties),
    ]


def cached_frustration(ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Frustration:
    """The frustration of a view's signed network, cached on the ledger.

    A cached result that is not proven is computed again if ``time_limit`` is longer than before.
    """
    key = ("frustration", view)
    known, limit = ledger.cache.get(key, (None, 0.0))
    if known is None or not (known.proven or limit >= time_limit):
        known = frustration_index(signed_graph(ledger, view), time_limit)
        ledger.cache[key] = (known, time_limit)
    result: Frustration = known
    return result


def frustration_index(graph: nx.Graph[Any], time_limit: float = TIME_LIMIT) -> Frustration:
    """The frustration index of an undirected networkx graph whose edges have ``sign`` +1 or −1, or a ``weight``.

    ``time_limit`` is in seconds; after it the index may be known only between two bounds. Raises ValueError for a
    directed graph and for edges without a sign.

    Each biconnected part is solved by itself, since no cycle leaves it. Aref, Mason & Wilson (2020), A modeling and
    computational study of the frustration index in signed networks, Networks 75; ``cycles``, ``semidefinite`` and
    ``branching`` in ``algorithms`` compute the bounds.

    >>> import networkx as nx
    >>> feud = nx.Graph([("a", "b", {"sign": -1}), ("b", "c", {"sign": -1}), ("a", "c", {"sign": -1})])
    >>> frustration_index(feud).sentence
    '1, proven'
    >>> frustration_index(nx.Graph()).sentence
    'no signed tie'

    Raises MissingExtra without SciPy.
    """
    needs("This measure", "scipy", "threadpoolctl")
    import networkx as nx

    end = monotonic() + time_limit
    require_undirected(graph)
    edges = signs(graph)
    simple: nx.Graph[Any] = nx.Graph()
    simple.add_nodes_from(graph)
    simple.add_edges_from((u, v, {"sign": sign}) for u, v, sign in edges)
    lower, removed = 0, set()
    parts = [list(part) for part in nx.biconnected_component_edges(simple)]
    for part in sorted(parts, key=len):
        if len(part) < 3:
            continue
        nodes = list(dict.fromkeys(node for pair in part for node in pair))
        place = {node: i for i, node in enumerate(nodes)}
        lower_of_part, cut = _solve(
            len(nodes), [(place[u], place[v], simple.edges[u, v]["sign"]) for u, v in part], end
        )
        lower += lower_of_part
        removed |= {frozenset(part[e]) for e in cut}
    camp: dict[Any, int] = {}
    for start in simple:
        if start in camp:
            continue
        camp[start] = 0
        waiting = [start]
        while waiting:
            u = waiting.pop()
            for v, data in simple.adj[u].items():
                if v not in camp and frozenset((u, v)) not in removed:
                    camp[v] = camp[u] ^ (data["sign"] < 0)
                    waiting.append(v)
    ties = [(u, v) for u, v, sign in edges if (camp[u] == camp[v]) != (sign > 0)]
    return Frustration(lower, len(ties), len(edges), camp, ties)


def _solve(size: int, edges: list[Edge], end: float) -> tuple[int, list[int]]:
    """A lower bound, and the frustrated ties of the best division found, as positions in ``edges``."""
    ties, cover = Ties(size, edges), Cover(size, edges)
    ties.shake(end)
    lower, rounds, small = cover.add_triangles(end), 0, size <= LARGEST
    if small and len(cover.cycles) > _MANY:
        return lower_bound(ties, lower, end), ties.frustrated()
    while ties.fewest_against > lower and monotonic() < end:
        bound, weights = cover.relaxed(end)
        if weights is None:
            break
        lower, rounds = max(lower, bound), rounds + 1
        ties.shake(end, weights)
        if small and rounds == _CYCLES and ties.fewest_against - lower > _NARROW:
            return lower_bound(ties, lower, end), ties.frustrated()
        if ties.fewest_against <= lower or not cover.violated(weights, end):
            break
    # Try integer programming first on a narrow gap left by cycles: it usually closes it at once.
    until = end if not small else monotonic() + (end - monotonic()) / 4
    while ties.fewest_against > lower and monotonic() < until:
        bound, chosen = cover.whole(until)
        lower = max(lower, bound)
        if chosen is None:
            break
        ties.shake(until, chosen)
        if ties.fewest_against <= lower or not cover.violated(chosen, until):
            break
    if small and ties.fewest_against > lower and monotonic() < end:
        lower = lower_bound(ties, lower, end)
    return min(lower, ties.fewest_against), ties.frustrated()
