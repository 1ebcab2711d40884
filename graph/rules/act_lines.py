"""The versions of an act that get a line of their own in a dossier. None is lost: the others stand in its brackets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from .background import Background
from .implication import kinds_nested, same_ends
from .reported_acts import ReportedAct
from .tellings import Core
from .testimony import Word
from .weighing import Weighed

__all__ = ["Lines", "ends_meet", "lines_of", "pairs_apart", "reports_differ"]


@dataclass
class Lines:
    """The versions of an act that get a line of their own, and the broader one that all of them share, if any."""

    shared: Weighed | None
    lines: list[Weighed]


def pairs_apart(act: ReportedAct) -> set[frozenset[int]]:
    """The pairs of versions that name different ends or cannot both be true."""
    pairs = {frozenset((id(one.version), id(other.version))) for one, other, _ in act.different}
    return pairs | {frozenset((id(one.version), id(rival))) for one in act.versions for rival in one.rivals}


def reports_differ(told: Lines, known: Background) -> bool:
    """Whether one group tells of another kind of act, or of other ends, than the group or groups that it stands
    beside: who says that soldiers were attacked does not report alike that a village was, nor who saw a wall down that
    a school was destroyed.
    """
    most = max(told.lines, key=lambda one: len(one.groups), default=None)
    if most is None:
        return False
    if len(most.groups) < 2:
        return any(_of_other_kind(one, other, known) for one, other in combinations(told.lines, 2))
    tellers = {word.said_by for word in most.asserted}

    def is_other(one: Weighed) -> bool:
        if len(one.groups) > 1 or tellers & {word.said_by for word in one.asserted}:
            return False
        kinds = one.version.kind, most.version.kind
        # Who says that soldiers were there says nothing else than who says that they were on patrol.
        if {*kinds} <= known.confrontations and not kinds_nested(*kinds, known):
            return True
        speakers = {word.said_by for word in (*one.asserted, *most.asserted)}
        return not same_ends(one.version.core, most.version.core, speakers, known)

    return any(is_other(one) for one in told.lines if one is not most)


def _of_other_kind(one: Weighed, other: Weighed, known: Background) -> bool:
    """Whether two versions of one group each tell of two kinds of one broader kind, and their ends may be the same."""
    kinds = one.version.core.kind, other.version.core.kind
    if None in kinds or one.groups & other.groups or kinds_nested(*kinds, known):
        return False
    above = [known.broader.get(str(kind), frozenset()) & known.confrontations for kind in kinds]
    if not (above[0] & above[1]):
        return False
    speakers = {word.said_by for word in (*one.asserted, *other.asserted)}
    return same_ends(one.version.core, other.version.core, speakers, known)


def _tellings(one: Weighed) -> set[int]:
    return {id(word.telling) for word in one.asserted}


def _names_as_many(line: Core, core: Core) -> bool:
    """Whether a line names a doer, and targets, where the other does."""
    return (
        bool(line.ends)
        and (not core.doers or bool(line.doers | line.parties))
        and (not core.targets or bool(line.targets | line.parties))
    )


def ends_meet(core: Core, other: Core, known: Background) -> bool:
    """Whether the ends of two cores may be told of as one: one within the other, on anybody's word, or unnamed."""

    def meet(a: str, b: str) -> bool:
        if a == b or b in known.belongs_to_by_anyone(a) or a in known.belongs_to_by_anyone(b):
            return True
        return b in known.within.get(a, ()) or a in known.within.get(b, ())

    def any_meet(some: frozenset[str], others: frozenset[str]) -> bool:
        return not some or not others or any(meet(a, b) for a in some for b in others)

    if core.directed and other.directed:
        return any_meet(core.doers, other.doers) and any_meet(core.targets, other.targets)
    few, many = sorted((core.ends, other.ends), key=len)
    return all(any(meet(a, b) for b in many) for a in few)


def _teller(word: Word, by_telling: bool) -> object:
    # Who speaks of the first blow stands at no line with what he says of the second.
    return id(word.telling) if by_telling or word.telling.told_of is not None else word.said_by


def _is_shared(
    one: Weighed, among: Iterable[Weighed], told: Mapping[int, set[int]], apart: Collection[frozenset[int]]
) -> bool:
    """Whether the tellers of two versions that stand apart from each other all tell this one."""
    within = [
        id(other.version) for other in among if other is not one and told[id(other.version)] <= told[id(one.version)]
    ]
    return any(frozenset(pair) in apart for pair in combinations(within, 2))


def lines_of(act: ReportedAct, known: Background) -> Lines:
    """The versions that get a line. What a version adds that gets none stands in brackets after the speaker.

    A version gets none if each of its tellers stands, as asserting it or in part, at a line that says the same, or
    less, or more of the same thing. Nobody is lost, and no version in dispute is hidden behind one that is not.
    """
    apart = pairs_apart(act)
    asserted = [one for one in act.versions if one.groups or one.grade == "denied"]
    if not act.in_dispute and not act.different:
        # What is told of a part alone stands there, unless it answers what is in question of the whole.
        asserted = [one for one in asserted if not one.is_of_parts] or asserted
    told = {id(one.version): _tellings(one) for one in asserted}
    shares = [one for one in asserted if not one.is_disputed and _is_shared(one, asserted, told, apart)]
    shared = max(shares, key=lambda s: (len(s.groups), len(s.version.core.ends)), default=None)
    shown = {id(each.weighed): each.is_head for each in act.shown}
    by_kind = any(one.rivals for one in asserted)

    def rank(one: Weighed) -> tuple[Any, ...]:
        core = one.version.core
        named = bool(core.doers) or len(core.parties) > 1
        fullness = 0 if by_kind else bool(core.doers) + bool(core.targets) + min(2, len(core.parties))
        first = not named if apart else not shown.get(id(one))
        return not one.is_disputed, first, -len(one.groups), -fullness if apart else 0, one.version.key

    def same_answer(one: Weighed, line: Weighed) -> bool:
        if frozenset((id(one.version), id(line.version))) in apart or one.is_disputed != line.is_disputed:
            return False
        if not ends_meet(one.version.core, line.version.core, known):
            return False
        return kinds_nested(one.version.kind, line.version.kind, known)

    standing = {first for (first, _), pair in act.act.pairs.items() if pair.stands}
    lines: list[Weighed] = []
    for one in sorted((each for each in asserted if each not in shares), key=rank):
        # What tables show is kept unless a line has each of its tellings; another unless a line has its tellers.
        stands = one.version in standing
        by_telling = stands or id(one) in shown
        tellers = {_teller(word, by_telling) for word in one.of("asserts") or one.of("denies")}
        # What one group alone adds stands in brackets after its name, but for what is said of oneself.
        names_more = by_telling and not apart and (len(one.groups) > 1 or bool(one.own))
        for line in lines:
            if names_more and not _names_as_many(line.version.core, one.version.core):
                continue
            if same_answer(one, line):
                words = line.of("asserts", "narrower", "denies", *(() if stands else ("in part",)))
                tellers -= {_teller(word, by_telling) for word in words}
        if tellers or not lines:
            lines.append(one)
    if shared is not None and not lines:
        lines, shared = [shared], None
    return Lines(shared, lines)
