"""Which two acts of an incident may be one moment, told in two ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations, product

from ..dates import may_coincide
from .background import Background
from .implication import kinds_exclude, kinds_nested, related, same_ends
from .reported_acts import ReportedAct
from .tellings import Core
from .testimony import Version
from .weighing import Weighed
from .wholes import share_a_whole

__all__ = ["maybe_one", "times_meet"]


def maybe_one(acts: list[ReportedAct], known: Background) -> list[ReportedAct]:
    """The acts, each with those that may be the same moment told in another way.

    Two acts told by different sources, of kinds that exclude each other, between ends that meet, and unordered. What
    shares neither an end with the other nor a kind, as it is told or sorted, is another matter: a gas bottle that went
    off in a house, and mortars elsewhere.
    """
    follows = {act.event: set(act.follows) for act in acts}
    tellers = {act.event: _tellers(act) for act in acts}
    of_kind: dict[str, list[tuple[ReportedAct, Weighed]]] = defaultdict(list)
    for act in acts:
        for told in act.versions:
            if told.version.core.kind and told.of("asserts"):
                of_kind[told.version.core.kind].append((act, told))
    pairs: set[tuple[str, str]] = set()
    for kind, other in combinations(sorted(of_kind), 2):
        # Two that are neither a confrontation, such as a fault and a forgery, are no two accounts of one.
        if not ({kind, other} & known.confrontations and kinds_exclude(kind, other, known)):
            continue
        for (one, a), (two, b) in product(of_kind[kind], of_kind[other]):
            pair = (one.event, two.event) if one.event < two.event else (two.event, one.event)
            if one is two or pair in pairs or share_a_whole(one.event, two.event, known):
                continue
            if not _may_be_one_moment(one, two, follows):
                continue
            mine, theirs = ({word.said_by for word in each.of("asserts")} for each in (a, b))
            if mine <= tellers[two.event] or theirs <= tellers[one.event]:
                continue
            cores = a.version.core, b.version.core
            if not (_share_an_end(a, b, known) or _share_a_kind(a.version, b.version, known)):
                continue
            if not _against_themselves(*cores, known) and same_ends(*cores, mine | theirs, known):
                pairs.add(pair)
    found: dict[str, list[str]] = defaultdict(list)
    for event, other in sorted(pairs):
        found[event].append(other)
        found[other].append(event)
    return [replace(act, maybe_same_as=tuple(found[act.event])) if act.event in found else act for act in acts]


def _may_be_one_moment(one: ReportedAct, other: ReportedAct, follows: Mapping[str, set[str]]) -> bool:
    """Whether nobody puts one of two acts before the other, and no clock or day tells them apart."""
    if not times_meet(one.clock_times, other.clock_times):
        return False
    if (one.last and other.first and one.last < other.first) or (other.last and one.first and other.last < one.first):
        return False
    return not (_comes_after(one.event, other.event, follows) or _comes_after(other.event, one.event, follows))


def times_meet(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether one of some stated times may be one of others; so it may where either are none."""
    pairs = list(product(some, others))
    return not pairs or any(may_coincide(*pair) for pair in pairs)


def _comes_after(later: str, earlier: str, follows: Mapping[str, set[str]]) -> bool:
    seen, waiting = {later}, [later]
    while waiting:
        new = follows.get(waiting.pop(), set()) - seen
        if earlier in new:
            return True
        seen |= new
        waiting += new
    return False


def _share_an_end(one: Weighed, other: Weighed, known: Background) -> bool:
    speakers = {word.said_by for each in (one, other) for word in each.of("asserts")}
    core, others = one.version.core, other.version.core
    if core.directed and others.directed:
        pairs = (*product(core.doers, others.doers), *product(core.targets, others.targets))
    else:
        pairs = (*product(core.ends, others.ends),)
    return any(related(a, b, speakers, known) for a, b in pairs)


def _share_a_kind(one: Version, other: Version, known: Background) -> bool:
    """Whether a kind, or that by which the coder sorts one of the two acts, lies within one of the other act."""
    kinds, others = ({v.core.kind, v.coder_kind} - {None} for v in (one, other))
    return any(kinds_nested(kind, each, known) for kind in kinds for each in others)


def _against_themselves(core: Core, other: Core, known: Background) -> bool:
    """Whether the two, taken as one act, would be an act of somebody against his own side."""
    doers, targets = core.doers | other.doers, core.targets | other.targets
    sides = {known.own_side(end) for end in doers} & {known.own_side(end) for end in targets}
    return bool(doers & targets or sides - {None})


def _tellers(act: ReportedAct) -> set[str]:
    return {word.said_by for one in act.versions for word in one.of("asserts")}
