"""Balance of a signed network: are the enemies of my enemies my friends? By triangles, walks and triads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .signed import MIXED_RULE, directed_signs, require_undirected, sign_matrices, signed_graph

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["balance", "directed_triads", "signed_triads", "triad_census", "triangle_balance", "walk_balance"]

Measured = tuple[list[str], list[list[Any]]]

#: With more actors than this, walk balance uses only the largest eigenvalues.
_DENSE = 1500
_LARGEST = 60


def balance(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """Size and balance of the signed network, one row per figure: its name, its value, its meaning.

    1 is full balance: two camps, + within, − between. Triangle balance is None if there is no triangle, walk balance if
    there is no tie.

    See ``triangle_balance`` (Cartwright & Harary 1956) and ``walk_balance`` (Estrada & Benzi 2014).

    What it cannot tell: whether anybody aims at balance. + is only what sources or the coder declare, and a network
    with few triangles is easily balanced.

    >>> from standoff.record.keeper import open_keeper
    >>> balance(Ledger(open_keeper()))[1][5][:2]
    ['triangle balance', None]
    """
    graph = signed_graph(ledger, view)
    data = [tie for _, _, tie in graph.edges(data=True)]
    census = triad_census(graph)
    rows: list[list[Any]] = [
        ["actors", graph.number_of_nodes(), "with a signed tie"],
        ["positive ties", sum(d["sign"] > 0 for d in data), "allied with, supports, member or part of, same side"],
        ["negative ties", sum(d["sign"] < 0 for d in data), "confront each other"],
        ["mixed ties", sum(d["mixed"] for d in data), MIXED_RULE],
        ["triangles", sum(census.values()), "three actors with a tie between each two"],
        ["triangle balance", _even_share(census), "share of triangles with an even number of −; 1 is balanced"],
        ["walk balance", walk_balance(graph), "the same over closed walks of all lengths, long ones counting less"],
    ]
    return ["figure", "value", "meaning"], rows


def signed_triads(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """How many triads of each kind the signed network has, and their share: undirected, then directed.

    See ``triad_census`` and ``directed_triads``. ``balanced`` is true if the number of − is even.

    Cartwright & Harary (1956); Leskovec, Huttenlocher & Kleinberg (2010). The share is None if there is no triad.

    What it cannot tell: how unlikely a count is: triads share ties and are not independent. See ``chance``.

    >>> from standoff.record.keeper import open_keeper
    >>> signed_triads(Ledger(open_keeper()))[1][0]
    ['undirected', '+++', True, 0, None]
    """
    rows: list[list[Any]] = []
    censuses = (
        ("undirected", triad_census(signed_graph(ledger, view))),
        ("directed", directed_triads(directed_signs(ledger, view))),
    )
    for network, census in censuses:
        total = sum(census.values())
        rows += [
            [network, kind, kind.count("-") % 2 == 0, count, count / total if total else None]
            for kind, count in census.items()
        ]
    return ["network", "triad", "balanced", "count", "share"], rows


def triad_census(graph: nx.Graph[Any]) -> dict[str, int]:
    """The number of triangles with three, two, one and no positive ties, as a dictionary by their signs.

    With P and N the matrices of positive and negative ties: tr(P³)/6, Σ(P² ∘ N)/2, Σ(N² ∘ P)/2, tr(N³)/6.
    Cartwright & Harary (1956), Structural balance, Psychological Review 63. Raises ValueError for a directed graph (see
    ``directed_triads``) and for edges without a sign. A graph without triangles has zeros:

    >>> import networkx as nx
    >>> triad_census(nx.Graph())
    {'+++': 0, '++-': 0, '+--': 0, '---': 0}
    """
    require_undirected(graph)
    p, n = sign_matrices(graph)
    friends, enemies = p @ p, n @ n
    return {
        "+++": int((friends * p).sum()) // 6,
        "++-": int((friends * n).sum()) // 2,
        "+--": int((enemies * p).sum()) // 2,
        "---": int((enemies * n).sum()) // 6,
    }


def directed_triads(graph: nx.DiGraph[Any]) -> dict[str, int]:
    """The number of directed signed triads by kind: eight transitive ones, by the signs of a→b, b→c, a→c, and four
    cycles.

    ``"-- +"`` is "a acts against b, b against c, a supports c"; ``"cycle +--"`` is a → b → c → a. Three actors with
    ties both ways form several triads. Leskovec, Huttenlocher & Kleinberg (2010), Signed networks in social media, CHI.
    Raises ValueError for edges without a sign.

    >>> import networkx as nx
    >>> graph = nx.DiGraph([("a", "b", {"sign": -1}), ("b", "c", {"sign": -1}), ("a", "c", {"sign": 1})])
    >>> {kind: count for kind, count in directed_triads(graph).items() if count}
    {'-- +': 1}
    """
    p, n = sign_matrices(graph)
    of = {"+": p, "-": n}
    walks = {x + y: of[x] @ of[y] for x in "+-" for y in "+-"}
    census = {f"{xy} {z}": int((walk * of[z]).sum()) for xy, walk in walks.items() for z in "+-"}
    # A cycle with three equal signs is counted once from each of its three starts, any other only once.
    census |= {
        "cycle +++": int((walks["++"] * p.T).sum()) // 3,
        "cycle ++-": int((walks["++"] * n.T).sum()),
        "cycle +--": int((walks["--"] * p.T).sum()),
        "cycle ---": int((walks["--"] * n.T).sum()) // 3,
    }
    return census


def triangle_balance(graph: nx.Graph[Any]) -> float | None:
    """The share of triangles with an even number of negative ties, in [0, 1]; None if there is no triangle.

    Cartwright & Harary (1956). Two allies with a common enemy are balanced; three who all confront each other are not.
    Raises ValueError for a directed graph and for edges without a sign.

    >>> import networkx as nx
    >>> triangle_balance(nx.Graph([("a", "b", {"sign": -1})])) is None
    True
    """
    return _even_share(triad_census(graph))


def _even_share(census: dict[str, int]) -> float | None:
    total = sum(census.values())
    return (census["+++"] + census["+--"]) / total if total else None


def walk_balance(graph: nx.Graph[Any]) -> float | None:
    """Closed signed walks over closed walks, tr(exp A) / tr(exp |A|), in (0, 1]; None if there is no tie.

    A has +1 and −1 for the ties, |A| their absolute values; a walk of length k counts 1/k!. Estrada & Benzi (2014),
    Walk-based measure of balance in signed networks, Physical Review E 90. With more than 1,500 actors only the 60
    largest eigenvalues are used; in networks with hubs the others add less than 1e-6 of the trace. Raises ValueError
    for a directed graph and for edges without a sign.
    """
    require_undirected(graph)
    p, n = sign_matrices(graph)
    degrees = (p + n).sum(axis=0)
    if not degrees.sum():
        return None
    connected = degrees.nonzero()[0]
    isolated = len(degrees) - len(connected)
    return _trace_ratio((p - n)[connected][:, connected], (p + n)[connected][:, connected], isolated)


def _trace_ratio(signed: Any, plain: Any, isolated: int) -> float:
    import numpy as np

    values = [_eigenvalues(matrix.astype(float)) for matrix in (signed, plain)]
    # Both traces are relative to the largest eigenvalue, because exp overflows above 709.
    top = max(float(each.max()) for each in values)
    alone = isolated * float(np.exp(-top))
    signed_trace, plain_trace = (float(np.exp(each - top).sum()) + alone for each in values)
    return min(1.0, signed_trace / plain_trace)


def _eigenvalues(matrix: Any) -> Any:
    import numpy as np

    if matrix.shape[0] <= _DENSE:
        return np.linalg.eigvalsh(matrix.toarray())
    from scipy.sparse.linalg import eigsh

    start = np.ones(matrix.shape[0])
    return eigsh(matrix, k=_LARGEST, which="LA", v0=start, return_eigenvectors=False, tol=1e-9)
