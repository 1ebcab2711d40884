"""Many actors gathered into few groups, so that a page of a large dataset is a picture; each group can be opened.

One rule for all: beyond ``MANY`` actors or pairs, actors are gathered by organisation, by side, or by the largest place
around most of their acts, whichever of these comes first and leaves few enough marks; else by who faces whom
(communities of the network). A group whose lines lead to nobody outside is drawn while there is room, those
of most acts first; the rest are listed beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ..rules.background import Background
from ..rules.testimony import Version
from ..rules.view import Level, View
from .chosen import Chosen
from .places import Pair, is_unnamed

__all__ = ["MANY", "Fold", "Folding", "folding"]

#: Up to this many actors, and pairs of them, are all drawn.
MANY = 100
MANY_PAIRS = 300
#: So many marks a drawing has room for, each with its name, on a laptop and on a telephone.
MARKS = 48
#: A place must be that of at least this share of an actor's acts for the actor to be gathered under it.
_SHARE = 1 / 3


@dataclass(frozen=True)
class Fold:
    """A group of actors that is drawn as one mark: ``key`` is the organisation, side or place by which they are
    gathered, or of a community its busiest member.
    """

    key: str
    members: tuple[str, ...]
    acts: int


@dataclass
class Folding:
    """By what the actors of a level are gathered, the groups, and the single actors with their acts; ``margin`` are the
    keys of groups and the actors that stand beside the drawing.
    """

    by: str
    folds: dict[str, Fold]
    alone: dict[str, int]
    margin: set[str] = field(default_factory=set)

    def mark_of(self) -> dict[str, str]:
        """For each actor the mark that stands for it: its group's key, or itself."""
        return {member: key for key, fold in self.folds.items() for member in fold.members} | {
            actor: actor for actor in self.alone
        }


def folding(found: Chosen, level: Level, pairs: Mapping[Pair, int], nodes: Iterable[str]) -> Folding | None:
    """How the nodes of a level are gathered; None where all of them can be drawn, or nothing gathers them."""
    nodes = sorted(nodes)
    if len(nodes) <= MANY and len(pairs) <= MANY_PAIRS:
        return None
    acts = _acts(found, level)
    tried = [_gathered(by, key, nodes, pairs, acts) for by, key in _keys(found, level, nodes, pairs)]
    # Fewest marks that lead elsewhere, where none is few enough.
    best = next((one for one in tried if _joined(one, pairs) <= MARKS), None)
    best = best or min(tried, key=lambda one: _joined(one, pairs))
    if not best.folds:
        return None
    best.margin = _beside(best, pairs)
    return best


def _keys(
    found: Chosen, level: Level, nodes: list[str], pairs: Mapping[Pair, int]
) -> Iterable[tuple[str, Callable[[str], str | None]]]:
    """What may gather the actors of a level, in the order in which it is tried."""
    known = found.background
    if level == "actor":
        yield "organisation", lambda actor: _other(known.organisation(actor, ""), actor)
    if level != "side":
        yield "side", known.side
    yield "place", _places_of(found, known).get
    yield "community", _communities(nodes, pairs).get


def _other(found: str | None, actor: str) -> str | None:
    return found if found != actor else None


def _gathered(
    by: str, key: Callable[[str], str | None], nodes: list[str], pairs: Mapping[Pair, int], acts: Mapping[str, set[str]]
) -> Folding:
    """The nodes in groups of two and more; an end that nobody names goes with the actor that faces it."""
    faced = {end: other for pair in pairs for end, other in (pair, pair[::-1]) if is_unnamed(end)}
    groups: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        actor = faced.get(node, node)
        # An organisation stands among its members.
        groups[key(actor) or actor].append(node)
    folds: dict[str, Fold] = {}
    alone: dict[str, int] = {}
    for group, members in groups.items():
        named = [member for member in members if not is_unnamed(member)]
        if len(named) < 2:
            alone |= {member: len(acts.get(member, ())) for member in members}
        else:
            folds[group] = Fold(group, tuple(members), len(set().union(*(acts.get(m, set()) for m in members))))
    return Folding(by, folds, alone)


def _joined(one: Folding, pairs: Mapping[Pair, int]) -> int:
    """How many marks have a line to another one."""
    return len(_leading(one, pairs))


def _leading(one: Folding, pairs: Mapping[Pair, int]) -> set[str]:
    mark = one.mark_of()
    return {mark[end] for pair in pairs if mark[pair[0]] != mark[pair[1]] for end in pair}


def _beside(one: Folding, pairs: Mapping[Pair, int]) -> set[str]:
    """The marks without a line to another one for which the drawing has no room, those with fewest acts first."""
    marks = {key: fold.acts for key, fold in one.folds.items()} | one.alone
    leading = _leading(one, pairs)
    apart = sorted(marks.keys() - leading, key=lambda mark: (-marks[mark], mark))
    return set(apart[max(0, MARKS - len(leading)) :])


def _acts(found: Chosen, level: Level) -> dict[str, set[str]]:
    """The acts of each node of a level."""
    acts: dict[str, set[str]] = defaultdict(set)
    view = View(level=level)
    for event, version in _faced(found):
        for end in version.core.ends:
            acts[view.lift(end, "", found.background) or end].add(event)
    return acts


def _faced(found: Chosen) -> Iterable[tuple[str, Version]]:
    for act, versions in found.acts:
        for version in versions:
            if version.kind in found.background.confrontations:
                yield act.event, version


def _places_of(found: Chosen, known: Background) -> dict[str, str]:
    """For each actor the largest place around most of its acts; none for who acts in many."""
    where: dict[str, Counter[str]] = defaultdict(Counter)
    for _, version in _faced(found):
        tops = {
            top
            for word in found.words(version)
            if word.relation == "asserts" and word.row["place"]
            for top in known.within.get(word.row["place"], frozenset((word.row["place"],)))
            if len(known.within.get(top, ())) <= 1
        }
        for actor in version.core.ends | {known.organisation(end, "") for end in version.core.ends}:
            where[actor].update(sorted(tops))
    found_: dict[str, str] = {}
    for actor, places in where.items():
        place, acts = min(places.items(), key=lambda each: (-each[1], each[0]), default=("", 0))
        if acts and acts >= _SHARE * places.total():
            found_[actor] = place
    return found_


def _communities(nodes: list[str], pairs: Mapping[Pair, int]) -> dict[str, str]:
    """For each node the busiest one of its community (Blondel et al. 2008, Fast unfolding of communities in large
    networks); the same on every run.
    """
    import networkx as nx

    place = {node: i for i, node in enumerate(nodes)}
    # By number: sets of texts have another order in every run.
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(nodes)))
    graph.add_edges_from(sorted((place[one], place[other]) for one, other in pairs if one != other))
    busiest: dict[str, str] = {}
    for community in nx.community.louvain_communities(graph, seed=1):
        head = min(community, key=lambda i: (is_unnamed(nodes[i]), -graph.degree(i), nodes[i]))
        busiest |= dict.fromkeys((nodes[i] for i in community), nodes[head])
    return busiest
