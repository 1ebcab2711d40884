"""Sources compared: what each source or group reports, how far they overlap, and whom each portrays as acting."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .asserted_acts import asserted_dyads, tellers

__all__ = ["overlap", "portrayal", "reported_dyads"]

Measured = tuple[list[str], list[list[Any]]]
#: The directed or undirected dyads that each group or source reports: (who, whom, directed).
DyadsByTeller = dict[str, set[tuple[str | None, str | None, bool]]]


def reported_dyads(ledger: Ledger, view: View = EVERYTHING, by: str = "group") -> DyadsByTeller:
    """The dyads that each independence group reports, or each source (``by="said_by"``), by its IRI."""
    dyads_of: DyadsByTeller = defaultdict(set)
    for dyad in asserted_dyads(ledger, view):
        for act in dyad.acts:
            for row in tellers(act):
                dyads_of[row[by]].add(dyad.ends)
    return dict(dyads_of)


def overlap(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each two independence groups: the dyads each reports, those both report, the share of all (Jaccard), and
    the pairs in which they name opposite actors as acting.

    ``opposed`` are pairs for which one group reports only a → b and the other only b → a. A small overlap is mostly
    silence: a group does not deny what it never spoke of.

    Jaccard (1901), Bulletin de la Société vaudoise des sciences naturelles 37. With fewer than two groups there is no
    row.

    What it cannot tell: why a group is silent.

    >>> from standoff.record.keeper import open_keeper
    >>> overlap(Ledger(open_keeper()))[1]
    []
    """
    dyads_of = reported_dyads(ledger, view)
    label = ledger.names.label
    rows: list[list[Any]] = []
    for a, b in combinations(sorted(dyads_of, key=label), 2):
        both, either = dyads_of[a] & dyads_of[b], dyads_of[a] | dyads_of[b]
        mine, its = dyads_of[a] - both, dyads_of[b] - both
        opposite = [(who, whom) for who, whom, directed in mine if directed and (whom, who, True) in its]
        opposed = [f"{label(who)} → {label(whom)}" for who, whom in sorted(opposite, key=str)]
        rows.append(
            [label(a), label(b), len(dyads_of[a]), len(dyads_of[b]), len(both), len(both) / len(either), opposed]
        )
    rows.sort(key=lambda r: (-r[5], r[0], r[1]))
    return ["group", "other", "dyads", "other_dyads", "both", "overlap", "opposed"], rows


def portrayal(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """Whom each source portrays as the one who acts: for each source and actor, the acts in which it acts, those in
    which it is acted upon, and the share of the first.

    An actor that only ever acts, or is only ever acted upon, is portrayed one-sidedly. Plain counts. Acts without
    direction are left out; an empty view has no row.

    What it cannot tell: whether the source is one-sided or the conflict is.

    >>> from standoff.record.keeper import open_keeper
    >>> portrayal(Ledger(open_keeper()))[1]
    []
    """
    counts: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for dyad in asserted_dyads(ledger, view):
        for act in dyad.acts if dyad.directed else ():
            for row in tellers(act):
                for place, end in enumerate((dyad.who, dyad.whom)):
                    if end:
                        counts[row["said_by"], end][place].add(act.event)
    label = ledger.names.label
    rows: list[list[Any]] = [
        [label(source), label(actor), len(acts), len(suffers), len(acts) / (len(acts) + len(suffers))]
        for (source, actor), (acts, suffers) in counts.items()
    ]
    mentions: Counter[str] = Counter()
    for row_ in rows:
        mentions[row_[0]] += row_[2] + row_[3]
    rows.sort(key=lambda r: (-mentions[r[0]], r[0], -(r[2] + r[3]), r[1]))
    return ["source", "actor", "acts", "is_acted_upon", "share_acting"], rows
