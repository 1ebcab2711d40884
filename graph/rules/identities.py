"""Judgements on who is who and which act is which: the nodes that a view shows as one, and conflicts between judges.

A judgement is a claim (``st:sameActor``, ``st:notSameActor``, ``st:sameEvent``, ``st:notSameEvent``) signed with a name
and a day. Nothing in the record is ever merged. A view that follows somebody's judgements shows one node for all nodes
judged the same, by ``RULE``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..judgement import JUDGED, Pair, pair
from ..vocabulary import ST
from .background import Row

if TYPE_CHECKING:
    from ..queries.names import Names
    from ..record.keeper import Keeper

__all__ = [
    "ACCEPTED",
    "NO_IDENTITIES",
    "RULE",
    "Conflict",
    "Identities",
    "Verdict",
    "identities",
    "identities_in_words",
    "verdicts",
]

RULE = """\
Two nodes are shown as one if a judge whom the view follows says they are the same, and none says they are different.
Judgements form chains: if A is the same as B, and B as C, then A, B and C are shown as one. If a judge says that two
nodes of a chain are different, no node of the chain is joined, and the conflict is reported. The node shown for all is
one named in a report, not only in a dataset; of these the one with the most names; of these the first by id."""

#: Chooses all judges who coded the document in which their judgement appears.
ACCEPTED = "accepted"


@dataclass
class Verdict:
    """The judgements on two nodes: who says they are the ``same``, and who says they are ``apart``."""

    same: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)

    @property
    def disputed(self) -> bool:
        """Whether judges disagree on the two nodes."""
        return bool(self.same and self.apart)


@dataclass(frozen=True)
class Conflict:
    """Nodes that are not joined because judges disagree.

    ``chain`` are the nodes that judgements would make one; ``apart`` the two of them judged different; ``same_by`` and
    ``apart_by`` the judges. A chain of two is a pair on which the judges disagree directly.
    """

    chain: tuple[str, ...]
    apart: Pair
    same_by: frozenset[str]
    apart_by: frozenset[str]


@dataclass(frozen=True)
class Identities:
    """Which nodes are shown as one. ``same`` maps each joined node to the node shown for it; ``conflicts`` lists the
    nodes that could not be joined.
    """

    same: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()

    def of(self, node: str) -> str:
        """The node shown for this one; itself if it is not joined to another."""
        return self.same.get(node, node)


#: Nothing is joined.
NO_IDENTITIES = Identities()


def verdicts(statements: Iterable[Row], judges: frozenset[str]) -> dict[Pair, Verdict]:
    """The judgements of these judges, by pair of nodes; ``statements`` are rows of ``statements.rq``.

    Denying that two nodes are the same counts as saying that they are different, and the other way round. With
    ``ACCEPTED``, whoever judges as the coder of the document counts as a judge.
    """
    verdict_by_pair: dict[Pair, Verdict] = defaultdict(Verdict)
    for row in statements:
        together = JUDGED.get(row["property"])
        if together is None or row["about"] == row["value"] or row["stance"] == ST + "LeavesOpen":
            continue
        if row["said_by"] not in judges and not (ACCEPTED in judges and row["said_by"] == row["coder"]):
            continue
        verdict = verdict_by_pair[pair(row["about"], row["value"])]
        is_same = together == (row["stance"] == ST + "Asserts")
        (verdict.same if is_same else verdict.apart).add(row["said_by"])
    return dict(verdict_by_pair)


def joined_by_coders(
    statements: Iterable[Row], kind: str = "Event", preference: Callable[[str], object] = str
) -> Identities:
    """The events, or the nodes of another kind (``Actor``), that are one on the word of the coder of a report alone,
    while nobody disputes it (design §3).

    Only judgements in a report that says more than who is who: those in a document of their own are followed where
    they are asked for (``--identities``). In each group, the node with the least ``preference`` key is shown for all.
    """
    statements = list(statements)
    rows = [row for row in statements if row["property"] in (ST + "same" + kind, ST + "notSame" + kind)]
    if not rows:
        return NO_IDENTITIES
    told_in = {row["document"] for row in statements if row["property"] not in JUDGED}
    by_coder = {
        pair(row["about"], row["value"])
        for row in rows
        if row["property"] == ST + "same" + kind and row["said_by"] == row["coder"] and row["document"] in told_in
    }
    judged = verdicts(rows, frozenset(row["said_by"] for row in rows))
    return identities({ends: verdict for ends, verdict in judged.items() if ends in by_coder}, preference)


def identities(judged: Mapping[Pair, Verdict], preference: Callable[[str], object] = str) -> Identities:
    """The nodes that these verdicts join, by ``RULE``. In each group, the node with the least ``preference`` key is
    shown for all.

    >>> same, apart = Verdict({"anna"}), Verdict(set(), {"ben"})
    >>> identities({("a", "b"): same, ("b", "c"): same}).same
    {'b': 'a', 'c': 'a'}
    >>> chained = identities({("a", "b"): same, ("b", "c"): same, ("a", "c"): apart})
    >>> dict(chained.same), chained.conflicts[0].chain
    ({}, ('a', 'b', 'c'))
    """
    above: dict[str, str] = {}

    def top(node: str) -> str:
        while above.get(node, node) != node:
            above[node] = above.get(above[node], above[node])
            node = above[node]
        return node

    for (one, other), verdict in sorted(judged.items()):
        if verdict.same and not verdict.apart:
            above[top(other)] = top(one)
            above.setdefault(one, one)
    groups: dict[str, list[str]] = defaultdict(list)
    for node in sorted({end for ends in judged for end in ends}):
        groups[top(node)].append(node)
    conflicts = []
    for (one, other), verdict in sorted(judged.items()):
        if verdict.disputed and top(one) != top(other):
            conflicts.append(Conflict((one, other), (one, other), frozenset(verdict.same), frozenset(verdict.apart)))
        elif verdict.apart and top(one) == top(other):
            chain = groups[top(one)]
            same_by = {by for ends, v in judged.items() if set(ends) <= set(chain) for by in v.same}
            conflicts.append(Conflict(tuple(chain), (one, other), frozenset(same_by), frozenset(verdict.apart)))
    broken = {top(c.chain[0]) for c in conflicts if top(c.apart[0]) == top(c.apart[1])}
    same: dict[str, str] = {}
    for root, nodes in groups.items():
        if root not in broken and len(nodes) > 1:
            first = min(nodes, key=preference)  # type: ignore[arg-type]
            same |= {node: first for node in nodes if node != first}
    return Identities(same, tuple(conflicts))


def identities_in_words(record: Keeper, judges: frozenset[str], joined: Identities, names: Names) -> str:
    """What these judges join in a record, in words, for the sentence of a view; empty if there is no judgement."""
    if not judges:
        # Two who are judged to be two, and are shown so, are as their judge says.
        count = sum(
            joined.of(about) != joined.of(value)
            for prop, together in JUDGED.items()
            if together
            for claim, _, value in record.match(None, prop)
            for _, _, about in record.match(claim, ST + "about")
        )
        return f"{count} judgement{'s' if count != 1 else ''} on who is who not followed" if count else ""
    kinds = {kind: sum(f"/id/{kind}/" in node for node in joined.same) for kind in ("actor", "event")}
    counts = [f"{n} {kind}{'s' if n != 1 else ''}" for kind, n in kinds.items() if n]
    by = " and ".join(sorted("any coder" if j == ACCEPTED else names.label(j) for j in judges))
    words = f"{' and '.join(counts) or 'nobody'} shown as another, as judged by {by}"
    conflicts = len(joined.conflicts)
    if conflicts:
        words += f"; {conflicts} conflict{'s' if conflicts != 1 else ''} of judgement not joined"
    return words
