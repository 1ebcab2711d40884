"""Brokerage: who stands between two actors that do not meet directly, and between which sides."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .asserted_acts import asserted_dyads

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["ROLES", "brokerage", "brokerage_roles"]

Measured = tuple[list[str], list[list[Any]]]

#: By the sides of the first, the middle and the last: A-A-A, A-B-A, A-B-B, A-A-B, A-B-C.
ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


def brokerage(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """The Gould–Fernandez roles of each actor in the network of who acts against whom, with the declared sides.

    In confrontations the actor in the middle carries no goods or news: one actor acts against it, it acts against
    another, and the first never acts against the last. A *coordinator* is on the same side as both. To a *gatekeeper*
    the act comes from outside and goes on within its side; to a *representative* it comes from within and goes on
    outside. An *itinerant* stands between two actors of one other side, a *liaison* between two other sides. Actors
    without a side are left out, also as ends of paths. One row for each actor with a side; an empty view has no row.

    See ``brokerage_roles`` (Gould & Fernandez 1989).

    What it cannot tell: whether the actor in the middle gains by it, or whether the two at the ends know of each other.

    >>> from standoff.record.keeper import open_keeper
    >>> brokerage(Ledger(open_keeper()))[1]
    []
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(
        (d.who, d.whom) for d in asserted_dyads(ledger, view) if d.directed and d.who and d.whom
    )
    known = ledger.background
    # A view that shows sides for actors shows each as an actor of its own side.
    sides = {actor: side for actor in graph if (side := actor if view.level == "side" else known.side(actor))}
    rows: list[list[Any]] = [
        [
            ledger.names.label(actor),
            ledger.names.label(sides[actor]),
            *(counts[role] for role in ROLES),
            sum(counts.values()),
        ]
        for actor, counts in brokerage_roles(graph, sides).items()
    ]
    rows.sort(key=lambda r: (-r[-1], r[0]))
    return ["actor", "side", *ROLES, "all"], rows


def brokerage_roles(graph: nx.DiGraph[Any], group: Mapping[Any, Hashable]) -> dict[Any, dict[str, int]]:
    """How often each node is in the middle of a path a → b → c without a → c, as a dictionary by node, then by role.

    ``group`` maps nodes to their groups; nodes without a group are left out. Gould & Fernandez (1989), Structures of
    mediation, Sociological Methodology 19. These are raw counts: large groups and busy actors have more.

    >>> import networkx as nx
    >>> brokerage_roles(nx.DiGraph([("a", "b"), ("b", "c")]), {"a": 1, "b": 2, "c": 2})["b"]
    {'coordinator': 0, 'itinerant': 0, 'gatekeeper': 1, 'representative': 0, 'liaison': 0}
    """
    counts_by_node = {}
    for b in graph:
        if b not in group:
            continue
        counts = dict.fromkeys(ROLES, 0)
        after = [c for c in graph.successors(b) if c in group and c != b]
        for a in graph.predecessors(b):
            if a in group and a != b:
                direct = graph.adj[a]
                for c in after:
                    if c != a and c not in direct:
                        counts[_role(group[a], group[b], group[c])] += 1
        counts_by_node[b] = counts
    return counts_by_node


def _role(first: Hashable, middle: Hashable, last: Hashable) -> str:
    if first == last:
        return "coordinator" if first == middle else "itinerant"
    if middle == last:
        return "gatekeeper"
    return "representative" if first == middle else "liaison"
