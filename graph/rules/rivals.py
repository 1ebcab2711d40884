"""How the versions of an act stand to each other: rivals, versions that name other ends, narrower ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import combinations

from .background import Background
from .implication import cores_exclude, faces_back, kinds_nested, may_be_same, narrower, same_ends, within
from .tellings import TYPE, Core, Telling
from .wholes import may_be_of_one_part, part_of_whole
from .words import ActTestimony, Pair, Tellers, Version, Word, apart, said_alike, tellers_of

__all__ = ["accounts", "pair", "rival", "tell_apart"]


def rival(act: ActTestimony, tellers: Mapping[Version, Tellers], known: Background) -> None:
    """Find the rivals: two versions that cannot both be true, each with a teller who does not tell the other as well.

    Who tells, in the same report, something that lies within the other version or holds it, and that cannot be true
    beside his own either, tells both: "they blocked us, we blocked them" is no contradiction in one mouth.
    """
    versions = act.versions
    against: dict[Version, list[Version]] = defaultdict(list)
    for position, one in enumerate(versions):
        for other in versions[position + 1 :]:
            if _cannot_both_be(one, other, tellers, known):
                against[one].append(other)
                against[other].append(one)

    def telling_both(one: Version, other: Version) -> dict[str, set[tuple[str, str]]]:
        both: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for each in against[one]:
            if each is other or act.pairs[each, other].narrower or act.pairs[other, each].narrower:
                for source, reports in tellers[each].items():
                    both[source] |= reports
        return both

    place = {version: position for position, version in enumerate(versions)}
    for one in versions:
        for other in against[one]:
            if place[other] < place[one]:
                continue
            mine, theirs = (
                apart(tellers[one], telling_both(one, other)),
                apart(tellers[other], telling_both(other, one)),
            )
            mine, theirs = _of_one_part(mine, theirs, known), _of_one_part(theirs, mine, known)
            if any(
                a.said_by != b.said_by and may_be_of_one_part(a.telling, b.telling, known) for a in mine for b in theirs
            ):
                one.rivals.append(other)
                other.rivals.append(one)
                one.words += (Word(word.telling, "rival", other) for word in theirs)
                other.words += (Word(word.telling, "rival", one) for word in mine)


def _of_one_part(words: list[Word], others: list[Word], known: Background) -> list[Word]:
    """Of these words those that may be of the same part of the act as one of the others."""
    return [w for w in words if any(may_be_of_one_part(w.telling, other.telling, known) for other in others)]


def _of_equal_parts(words: list[Word], others: list[Word], known: Background) -> bool:
    """Whether one of these words and one of the others are of the same part of the act, or both of the whole."""
    return bool({part_of_whole(w.telling, known) for w in words} & {part_of_whole(w.telling, known) for w in others})


def _cannot_both_be(one: Version, other: Version, tellers: Mapping[Version, Tellers], known: Background) -> bool:
    if cores_exclude(one.core, other.core, known):
        if _are_one_account(one, other) or _are_one_account(other, one):
            return False
        return same_ends(one.core, other.core, (*tellers[one], *tellers[other]), known)
    if one.kind in known.mutual or other.kind in known.mutual:
        return False
    if _each_was_first(one, other, known):
        return True
    return faces_back(one.core, other.core, (*tellers[one], *tellers[other]), known)


def _each_was_first(one: Version, other: Version, known: Background) -> bool:
    """Whether two versions name other doers, of no one side, of what only one can have done first, whoever was hit."""
    if not {one.kind, other.kind} <= known.firsts or not (one.core.doers and other.core.doers):
        return False
    return not may_be_same(one.core.doers, other.core.doers, (), known)


def _are_one_account(one: Version, other: Version) -> bool:
    """Whether all who tell the first, which names no target, are of those who deny the other, which does.

    "Our men fired at nobody; they fired in the air" answers the one who says at whom they fired by its denial. What it
    tells besides, nobody has denied.
    """
    if one.core.targets or not one.core.doers or not other.core.targets:
        return False
    answered = {id(word.telling) for word in one.words if word.relation == "denies"}
    # Who denies both is not of one account with who grants the first: "not one shot", "we fired warning shots".
    denying = {word.group for word in other.words if word.relation == "denies" and id(word.telling) not in answered}
    return {word.group for word in tellers_of(one).words} <= denying


def tell_apart(act: ActTestimony, tellers: Mapping[Version, Tellers], known: Background) -> None:
    """The pairs of versions, of tellers who do not tell both, that name different doers, targets or parties.

    Who did something of no kind, and somebody else who did too, do not differ; nor do doers of whom one source tells
    that each did it, in the same report, unless to each other.
    """
    together = _doers_of_one_source(act)
    for version in act.versions:
        for ends in (version.core.doers, version.core.targets, version.core.parties):
            together |= {frozenset((a, b)) for a in ends for b in ends}

    def are_one(a: str, b: str) -> bool:
        if a == b or frozenset((a, b)) in together:
            return True
        if b in known.belongs_to_by_anyone(a) or a in known.belongs_to_by_anyone(b):
            return True
        return b in known.within.get(a, ()) or a in known.within.get(b, ())

    def akin(a: str, b: str) -> bool:
        if are_one(a, b):
            return True
        side = known.own_side(a)
        return side is not None and side == known.own_side(b)

    for position, one in enumerate(act.versions):
        for other in act.versions[position + 1 :]:
            if one.has_no_kind and other.has_no_kind:
                continue
            mine, theirs = apart(tellers[one], tellers[other]), apart(tellers[other], tellers[one])
            if not any(may_be_of_one_part(a.telling, b.telling, known) for a in mine for b in theirs):
                continue
            for part, these, those in (
                ("who", one.core.doers, other.core.doers),
                ("whom", one.core.targets, other.core.targets),
                ("party", one.core.parties - other.core.parties, other.core.parties - one.core.parties),
            ):
                # Those to whom a part was done are among those to whom the whole was.
                if part != "who" and not _of_equal_parts(mine, theirs, known):
                    continue
                if these and those and not any(akin(a, b) for a in these for b in those):
                    act.different.append((one, other, part))
            doers, others = one.core.doers, other.core.doers
            pairs = [(a, b) for a in doers for b in others]
            of_a_side = not any(are_one(*pair) for pair in pairs) and any(akin(*pair) for pair in pairs)
            sides = {known.own_side(doer) for doer in doers}
            told_by_it = all(
                sides & {word.row["group"] for word in each.words if word.relation == "asserts"}
                for each in (one, other)
            )
            if of_a_side and told_by_it and same_ends(one.core, other.core, (), known):
                act.within_a_side.append((one, other))
            if _two_firsts(one, other, act, known) and not any(
                akin(a, b) for a in one.core.ends for b in other.core.ends
            ):
                act.different.append((one, other, "who"))


def _two_firsts(one: Version, other: Version, act: ActTestimony, known: Background) -> bool:
    """Whether one says who was first, and the other to whom it was first done, and nobody says that he did it to them.

    "The helicopter fired first" is told otherwise than "we were fired on first"; of what only one can have done, what
    each leaves out does not make the two one.
    """
    if not {one.kind, other.kind} <= known.firsts:
        return False
    doers, targets = one.core.doers or other.core.doers, one.core.targets or other.core.targets
    if not (doers and targets) or bool(one.core.doers) == bool(other.core.doers) or one.core.ends & other.core.ends:
        return False
    if bool(one.core.targets) == bool(other.core.targets):
        return False
    return not any(
        version.kind in known.firsts and version.core.doers & doers and version.core.targets & targets
        for version in act.versions
    )


def _doers_of_one_source(act: ActTestimony) -> set[frozenset[str]]:
    """The pairs of doers of whom one source tells in one report, unless it says that one acted on the other."""
    told: dict[tuple[str, str], list[Core]] = defaultdict(list)
    for version in act.versions:
        for word in version.words:
            if word.relation == "asserts" and version.core.doers:
                told[word.telling.source_and_report].append(version.core)
    pairs: set[frozenset[str]] = set()
    against: set[frozenset[str]] = set()
    for cores in told.values():
        doers = sorted({doer for core in cores for doer in core.doers})
        pairs |= {frozenset(each) for each in combinations(doers, 2)}
        against |= {frozenset((doer, target)) for core in cores for doer in core.doers for target in core.targets}
    return pairs - against


def pair(one: Version, broad: Version, known: Background) -> Pair:
    """How the first version stands to the other.

    Where each who tells it tells the other too by his own word ("our soldier", of his army), it is narrower.
    """
    core, other = one.core, broad.core
    if (one.has_no_kind or broad.has_no_kind) and not any(said_alike(a, b) for a in _told(one) for b in _told(broad)):
        # Of what has no kind each says his own.
        return Pair(False, False, True)
    told = {id(word.telling): word.said_by for word in one.words if word.relation == "asserts"}
    closer = {id(word.telling) for word in broad.words if word.relation == "narrower"}
    speakers = frozenset(told.values()) if told.keys() <= closer else frozenset()
    nested = kinds_nested(core.kind, other.kind, known)
    same = (core.doers, core.targets, core.parties) == (other.doers, other.targets, other.parties)
    more = bool(
        (core.doers and not other.doers | other.parties) or (core.targets and not other.targets | other.parties)
    )
    if not other.directed:
        # Who did it to whom is more than that the two were at it; so is the other end of a lone one.
        more = more or bool(core.doers and core.targets) or len(core.ends) > len(other.ends) == 1
    if core.directed and other.directed:
        strange = any(
            _strange(ends, others, speakers, known)
            for ends, others in ((core.doers, other.doers), (core.targets, other.targets))
        )
    else:
        strange = _strange(core.ends, other.ends, speakers, known)
    return Pair(bool(speakers) or narrower(core, other, (), known), same and nested, more or not nested or strange)


def _told(version: Version) -> list[Telling]:
    return [word.telling for word in version.words if word.relation == "asserts"]


def accounts(act: ActTestimony) -> None:
    """Let each version stand as an answer that somebody tells who denies that it was of a closer kind."""
    for one in act.versions:
        told = {word.telling.source_and_report for word in one.words if word.relation == "asserts"}
        if any(
            word.relation == "denies" and TYPE in word.telling.says and word.telling.source_and_report in told
            for other in act.versions
            if other is not one and act.pairs[other, one].narrower
            for word in other.words
        ):
            for other in act.versions:
                if other is not one:
                    act.pairs[one, other] = replace(act.pairs[one, other], beside=False, answers=True, stands=True)


def _strange(ends: Iterable[str], others: frozenset[str], speakers: Collection[str], known: Background) -> bool:
    """Whether one of these ends neither lies within one of the others nor holds it."""
    return bool(others) and any(
        not any(within(end, other, speakers, known) or within(other, end, (), known) for other in others)
        for end in ends
    )
