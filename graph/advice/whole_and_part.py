"""Acts of which one is evidently a part of the other, or the same one told more closely, and nothing ties them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

from ..judgement import pair
from ..rules.implication import exclude, may_be_same
from ..rules.one_moment import times_meet
from ..rules.tellings import PLACE, WHEN
from ..rules.testimony import ActTestimony, Version, Word
from ..rules.wholes import share_a_whole
from ..vocabulary import CODES, ST, local_name
from .desk import Advice, Desk
from .disputes import order_of_acts, reports_by_source

__all__ = ["untied_parts"]

#: What comes of an act is no part of it.
_EFFECTS = frozenset(
    f"{CODES}event-type/{kind}" for kind in ("kill", "wound", "damage", "destruction", "destroy", "displace")
)
#: To these much is done on one day: a closer kind alone does not make two acts whole and part.
_OFTEN = frozenset(
    ST + name
    for name in ("Coalition", "Force", "Government", "Militia", "MilitaryPolice", "NonStateGroup", "StateForce")
)


def untied_parts(desk: Desk) -> Iterator[Advice]:
    """Two acts of one incident, told by different sources, of one day and done to the same, one of a closer kind, at a
    closer place or at a closer time.
    """
    by_incident: dict[str, list[ActTestimony]] = defaultdict(list)
    for act in desk.acts:
        for incident in {w.row["incident"] for version in act.versions for w in version.words} - {None}:
            by_incident[incident].append(act)
    reports, after = reports_by_source(desk), order_of_acts(desk)
    asked = set()
    for acts in by_incident.values():
        for part, whole in permutations(acts, 2):
            events = part.event, whole.event
            are_tied = share_a_whole(*events, desk.known) or pair(*events) in desk.judged
            if are_tied or pair(*events) in asked or reports[part.event] & reports[whole.event]:
                continue
            if part.event in after[whole.event] or whole.event in after[part.event]:
                continue
            found = _part_and_whole(part, whole, desk)
            if found:
                asked.add(pair(*events))
                yield _asked(*found, desk)


def _part_and_whole(part: ActTestimony, whole: ActTestimony, desk: Desk) -> tuple[Version, Word, Version, Word] | None:
    """A version of each, with who tells it, of which the first is narrower than the other."""
    for mine in part.versions:
        for theirs in whole.versions:
            if not _may_be_part(mine, theirs, desk):
                continue
            for a in desk.asserting(mine):
                for b in desk.asserting(theirs):
                    if a.said_by != b.said_by and _is_closer(a, b, mine, theirs, desk):
                        return mine, a, theirs, b
    return None


def _may_be_part(part: Version, whole: Version, desk: Desk) -> bool:
    """Whether a version is of the same kind as the other or a closer one, done to the same, and by nobody else."""
    kind, broad = part.kind, whole.kind
    # As told, and as the coder sorts it: who says of shots no more than "attack" does not speak of stones.
    if kind is None or not {broad, whole.coder_kind} <= {*desk.known.broader.get(kind, ()), kind}:
        return False
    if kind != broad and kind in _EFFECTS:
        return False
    targets, others = part.core.targets, whole.core.targets
    if not any(_is_or_is_of(a, b, desk) for a in targets for b in others):
        return False
    return may_be_same(part.core.doers, whole.core.doers, (), desk.known)


def _is_or_is_of(end: str, other: str, desk: Desk) -> bool:
    return end == other or other in desk.known.belongs_to_by_anyone(end) or other in desk.known.within.get(end, ())


def _is_closer(a: Word, b: Word, part: Version, whole: Version, desk: Desk) -> bool:
    """Whether two tell of one day, and the first of a closer kind, place or time; never of another place or time."""
    days = {a.row["earliest"], a.row["latest"], b.row["earliest"], b.row["latest"]}
    if len(days) > 1 or None in days:
        return False
    times = [word.telling.says.get(WHEN, frozenset()) for word in (a, b)]
    if not times_meet(*times):
        return False
    places = [min(word.telling.says.get(PLACE, ()), default=word.row["place"]) for word in (a, b)]
    if None not in places and exclude(PLACE, places[0], places[1], desk.known):
        return False
    if part.kind != whole.kind and not all(desk.known.kind.get(end) in _OFTEN for end in part.core.targets):
        return True
    if None not in places and places[0] != places[1]:
        return places[1] in desk.known.within.get(str(places[0]), ())
    clock = [any("T" in str(time) for time in each) for each in times]
    return clock[0] and not clock[1]


def _asked(part: Version, a: Word, whole: Version, b: Word, desk: Desk) -> Advice:
    row = desk.first((a.row, b.row))
    ids = [local_name(version.event) for version in (part, whole)]
    message = (
        f"Whole and part? “{desk.label(part.event)}” ({desk.said([a], row)}) is told closer than "
        f"“{desk.label(whole.event)}” ({desk.said([b], row)}), of one day and done to the same, and nothing ties them. "
        f"If it is a part, write `part_of: {ids[1]}` in the entry of {ids[0]} under `events:`; if they are one act, "
        "code one event; if two, `not_same_event` or, where a source orders them, `after`."
    )
    return Advice(desk.spot(row), message, "whole and part", row["said"])
