"""The frustration index: the fewest ties that stand against any division into two camps.

Exact by covering: a signed network divides into two camps once every cycle with an odd number of − has lost a tie. The
fewest ties that meet all such cycles are found by linear and integer programming (SciPy's HiGHS), cycles being added
only as they are violated. Where the cycles leave a wide gap, as with signs much by chance, semidefinite programming
closes most of it. Each stage gives a lower bound, local search an upper one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from graph.network.ledger import Ledger
from graph.network.semidefinite import LARGEST, bounds
from graph.network.signed import signed_graph, signs
from graph.network.view import EVERYTHING, View

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["TIME_LIMIT", "Frustration", "frustration", "frustration_index", "index_of"]

Measured = tuple[list[str], list[list[Any]]]
Edge = tuple[int, int, int]

#: Seconds after which the search stops and says "between a and b".
TIME_LIMIT = 60.0
#: A gap between the bounds that integer programming over cycles may close, and after how many rounds of cycles a wider
#: one is left to semidefinite programming.
_NARROW, _CYCLES = 4, 3
_ROUNDINGS = 20


@dataclass(frozen=True)
class Frustration:
    """The index lies between ``lower`` and ``upper``; ``camp`` is 0 or 1 for each node, and leaves ``ties`` frustrated.

    ``ties`` are ``upper`` many; where ``proven`` no division leaves fewer, though another may leave as many.
    """

    lower: int
    upper: int
    edges: int
    camp: dict[Any, int]
    ties: list[tuple[Any, Any]]

    @property
    def proven(self) -> bool:
        return self.lower == self.upper

    @property
    def balance(self) -> float | None:
        """1 − index / (edges / 2), in [0, 1], of the upper bound; None where there is no tie (Aref & Wilson 2018)."""
        return 1 - self.upper / (self.edges / 2) if self.edges else None

    @property
    def sentence(self) -> str:
        if not self.edges:
            return "no signed tie"
        return f"{self.upper}, proven" if self.proven else f"between {self.lower} and {self.upper}"


def frustration(ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Measured:
    """The frustration index of the signed network, its bounds where the time did not suffice, and the frustrated ties.

    0 means that two camps explain every tie. A high one means that some actors confront those they stand with, or that
    there are more than two camps (see ``camps``). The ties named are enemies within a camp and friends across; another
    division may be as good, with other ties.

    See ``frustration_index`` (Aref, Mason & Wilson 2020). Of no tie there is no balance.

    What it cannot tell: why a tie stands against the camps: a mistaken report, a falling-out, and a third camp look
    alike.

    >>> from graph import open_record
    >>> frustration(Ledger(open_record()))[1][1]
    ['frustration index', 'no signed tie']
    """
    graph = signed_graph(ledger, view)
    found = index_of(ledger, view, time_limit)
    label = ledger.names.label
    ties = []
    for pair in found.ties:
        (a, b), data = sorted(map(label, pair)), graph.edges[pair]
        ties.append(["frustrated tie", f"{a} {'+' if data['sign'] > 0 else '−'} {b} ({data['stands_on']})"])
    return ["figure", "value"], [
        ["signed ties", found.edges],
        ["frustration index", found.sentence],
        ["lower bound", found.lower],
        ["upper bound", found.upper],
        ["balance by frustration", found.balance],
        *sorted(ties),
    ]


def index_of(ledger: Ledger, view: View = EVERYTHING, time_limit: float = TIME_LIMIT) -> Frustration:
    """The frustration of a view's signed network, kept on the ledger: asked again it takes no time, if proven."""
    key = ("frustration", view)
    known, limit = ledger.found.get(key, (None, 0.0))
    if known is None or not (known.proven or limit >= time_limit):
        known = frustration_index(signed_graph(ledger, view), time_limit)
        ledger.found[key] = (known, time_limit)
    result: Frustration = known
    return result


def frustration_index(graph: nx.Graph[Any], time_limit: float = TIME_LIMIT) -> Frustration:
    """The frustration index of an undirected networkx graph whose edges have ``sign`` +1 or −1.

    Each biconnected part is solved by itself, as no cycle leaves it. Aref, Mason & Wilson (2020), A modeling and
    computational study of the frustration index in signed networks, Networks 75; cycles: Barahona (1982); for wide gaps
    see ``graph.network.semidefinite``.

    >>> import networkx as nx
    >>> feud = nx.Graph([("a", "b", {"sign": -1}), ("b", "c", {"sign": -1}), ("a", "c", {"sign": -1})])
    >>> frustration_index(feud).sentence
    '1, proven'
    >>> frustration_index(nx.Graph()).sentence
    'no signed tie'
    """
    import networkx as nx

    end = monotonic() + time_limit
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
        least, cut = _solve(len(nodes), [(place[u], place[v], simple.edges[u, v]["sign"]) for u, v in part], end)
        lower += least
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
    """A lower bound and the ties of the best division found, by their place in ``edges``."""
    best = _search(size, edges)
    cover = _Cover(size, edges)
    cover.add_triangles()
    lower, rounds = 0, 0
    while len(best) > lower and monotonic() < end:
        bound, weights = cover.relaxed(end)
        if bound is None or weights is None:
            break
        lower, rounds = max(lower, math.ceil(bound - 1e-6)), rounds + 1
        best = min(best, _search(size, edges, weights), key=len)
        if len(best) <= lower or not cover.violated(weights):
            break
        if rounds == _CYCLES and size <= LARGEST and len(best) - lower > _NARROW:
            lower, best = _tightened(size, edges, lower, best, end)
            if len(best) - lower > _NARROW:
                # More cycles would take hours.
                return lower, best
    while len(best) > lower and monotonic() < end:
        bound, chosen = cover.whole(end)
        lower = max(lower, math.ceil(bound - 1e-6))
        if chosen is None:
            break
        if not cover.violated(chosen):
            best = min(best, [e for e in range(len(edges)) if chosen[e] > 0.5], key=len)
            break
        best = min(best, _search(size, edges, chosen), key=len)
    return min(lower, len(best)), best


def _tightened(
    size: int, edges: list[Edge], lower: int, best: list[int], end: float
) -> tuple[int, list[int]]:
    """Better bounds by semidefinite programming, whose matrix also gives good divisions to start a search from."""
    import numpy as np

    u, v, sign = (np.array(column) for column in zip(*edges, strict=True))
    signs = np.zeros((size, size))
    signs[u, v] = signs[v, u] = sign
    sparse = _matrix_of(size, u, v, sign)
    random = np.random.default_rng(1)
    for bound, x in bounds(signs, end):
        lower = max(lower, bound)
        values, vectors = np.linalg.eigh(x)
        root = vectors * np.sqrt(np.maximum(values, 0))
        for _ in range(_ROUNDINGS):
            # Goemans & Williamson: which side of a plane by chance each actor's vector is on.
            side = root @ random.standard_normal(size)
            camp = _settled(sparse, np.where(side >= 0, 1.0, -1.0))
            best = min(best, _frustrated(camp, u, v, sign), key=len)
        if lower >= len(best):
            break
    return lower, best


class _Cover:
    """The ties to take away, 0 to 1 each, so that every cycle known so far with an odd number of − loses one."""

    def __init__(self, size: int, edges: list[Edge]) -> None:
        self.size, self.edges = size, edges
        self.at = {frozenset(edge[:2]): e for e, edge in enumerate(edges)}
        self.cycles: set[frozenset[int]] = set()

    def add_triangles(self) -> None:
        near: list[dict[int, int]] = [{} for _ in range(self.size)]
        for e, (u, v, _) in enumerate(self.edges):
            near[u][v] = near[v][u] = e
        for e, (u, v, sign) in enumerate(self.edges):
            for w in near[u].keys() & near[v].keys():
                f, g = near[u][w], near[v][w]
                if sign * self.edges[f][2] * self.edges[g][2] < 0:
                    self.cycles.add(frozenset((e, f, g)))

    def relaxed(self, end: float) -> tuple[float | None, Any]:
        from scipy.optimize import linprog

        count = len(self.edges)
        if not self.cycles:
            return 0.0, [0.0] * count
        left = max(0.1, end - monotonic())
        found = linprog([1.0] * count, A_ub=-self._matrix(), b_ub=[-1.0] * len(self.cycles), bounds=(0, 1),
                        method="highs", options={"time_limit": left})  # fmt: skip
        return (found.fun, found.x) if found.status == 0 else (None, None)

    def whole(self, end: float) -> tuple[float, Any]:
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = len(self.edges)
        found = milp([1.0] * count, integrality=[1] * count, bounds=Bounds(0, 1),
                     constraints=LinearConstraint(self._matrix(), lb=1),
                     options={"time_limit": max(0.1, end - monotonic())})  # fmt: skip
        bound = found.mip_dual_bound
        usable = bound is not None and math.isfinite(bound)
        return (float(bound) if usable else 0.0), (found.x if found.status == 0 else None)

    def violated(self, weights: Any) -> bool:
        """Add cycles with an odd number of − whose ties weigh less than 1 together; False where there is none.

        The shortest one through a node is the shortest path to its mirror image, a − leading from one side of the
        mirror to the other.
        """
        import numpy as np
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        n = self.size
        ends = np.array([edge[:2] for edge in self.edges])
        minus = np.array([edge[2] < 0 for edge in self.edges])
        u, v = ends[:, 0], ends[:, 1]
        tails = np.concatenate([u, u + n])
        heads = np.concatenate([np.where(minus, v + n, v), np.where(minus, v, v + n)])
        # A length of nothing would be no edge at all in a sparse matrix.
        lengths = np.tile(np.maximum(np.asarray(weights), 0.0) + 1e-9, 2)
        mirror = csr_array((lengths, (tails, heads)), shape=(2 * n, 2 * n))
        distance, before = dijkstra(mirror, directed=False, indices=np.arange(n), return_predecessors=True)
        known = len(self.cycles)
        for start in range(n):
            if distance[start, start + n] < 1 - 1e-4:
                self._add_walk(before[start], start)
        return len(self.cycles) > known

    def _add_walk(self, before: Any, start: int) -> None:
        odd: set[int] = set()
        at = start + self.size
        while at != start:
            previous = int(before[at])
            odd ^= {self.at[frozenset((at % self.size, previous % self.size))]}
            at = previous
        if odd:
            self.cycles.add(frozenset(odd))

    def _matrix(self) -> Any:
        import numpy as np
        from scipy.sparse import csr_array

        cycles = sorted(map(sorted, self.cycles))
        rows = np.repeat(np.arange(len(cycles)), [len(c) for c in cycles])
        columns = np.array([e for cycle in cycles for e in cycle])
        return csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(cycles), len(self.edges)))


def _search(size: int, edges: list[Edge], weights: Any = None, rounds: int = 40) -> list[int]:
    """The frustrated ties of a good division: move whoever has more ties against than with, shake, and again.

    It starts from the tree of the ties that ``weights`` takes away least, and is the same each time (seeded).
    """
    import numpy as np

    u, v, sign = (np.array(column) for column in zip(*edges, strict=True))
    matrix = _matrix_of(size, u, v, sign)
    random = np.random.default_rng(1)
    best = camp = _settled(matrix, _from_tree(size, edges, weights))
    least = _against(camp, u, v, sign)
    for _ in range(rounds if size > 3 else 0):
        shaken = camp.copy()
        shaken[random.random(size) < 0.1] *= -1
        shaken = _settled(matrix, shaken)
        if _against(shaken, u, v, sign) <= _against(camp, u, v, sign):
            camp = shaken
            if _against(camp, u, v, sign) < least:
                best, least = camp, _against(camp, u, v, sign)
    return _frustrated(best, u, v, sign)


def _matrix_of(size: int, u: Any, v: Any, sign: Any) -> Any:
    import numpy as np
    from scipy.sparse import csr_array

    return csr_array((np.tile(sign, 2), (np.r_[u, v], np.r_[v, u])), shape=(size, size)).astype(float)


def _frustrated(camp: Any, u: Any, v: Any, sign: Any) -> list[int]:
    import numpy as np

    return [int(e) for e in np.flatnonzero(camp[u] * camp[v] * sign < 0)]


def _against(camp: Any, u: Any, v: Any, sign: Any) -> int:
    return int((camp[u] * camp[v] * sign < 0).sum())


def _settled(matrix: Any, camp: Any) -> Any:
    field = camp * (matrix @ camp)
    start, near, sign = matrix.indptr, matrix.indices, matrix.data
    while (node := int(field.argmin())) is not None and field[node] < 0:
        camp[node] *= -1
        field[node] *= -1
        ties = slice(start[node], start[node + 1])
        others = near[ties]
        field[others] += 2 * sign[ties] * camp[node] * camp[others]
    return camp


def _from_tree(size: int, edges: list[Edge], weights: Any) -> Any:
    import numpy as np

    order = range(len(edges)) if weights is None else np.argsort(np.asarray(weights), kind="stable")
    root, parity = list(range(size)), [1] * size

    def find(node: int) -> tuple[int, int]:
        way = 1
        while root[node] != node:
            way *= parity[node]
            node = root[node]
        return node, way

    for e in order:
        u, v, sign = edges[e]
        (a, to_a), (b, to_b) = find(u), find(v)
        if a != b:
            root[a], parity[a] = b, to_a * to_b * sign
    return np.array([find(node)[1] for node in range(size)], dtype=float)
