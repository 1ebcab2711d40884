"""Changed words: what a source denied at first, or left open, and says itself later.

Who denies that he fired, and the day after says that he fired back, does not stand on both sides: from that day on his
later word takes the place of the denial, as a correction would that he never called one. So with who did not say whose
men they were, and names them later. Without days nobody can tell which word came first; then both stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from .background import Background
from .implication import kinds_nested, narrower
from .tellings import (
    ACTOR,
    ASSERTS,
    CORE,
    COUNTS,
    DENIES,
    LEAVES_OPEN,
    LEFT_OPEN,
    PARTY,
    RECIPIENT,
    TYPE,
    VICTIM,
    Telling,
    core_of,
)

__all__ = ["said_or_read", "with_changed_words"]


def with_changed_words(tellings: list[Telling], known: Background) -> list[Telling]:
    """The tellings, with each denial marked as replaced of which the same source tells the opposite on a later day, and
    what it left open and answers later.
    """
    first = [
        t
        for t in tellings
        if t.stance in (DENIES, LEAVES_OPEN) and t.row["event"] and t.replaced_on is None and not t.is_opinion
    ]
    if not first:
        return tellings
    told = _told_by(tellings, {(one.row["about"], one.said_by) for one in first})
    given_up: dict[str, Telling] = {}
    for one in first:
        mine = told[one.row["about"], one.said_by]
        if one.stance == DENIES:
            later = [t for t in mine if _gives_up(t, one, known)]
        else:
            still = [t for t in first if t.stance == LEAVES_OPEN and t.said_by == one.said_by and _is_as_open(t, one)]
            later = [t for t in mine if _answers(t, one, mine) and not any(_is_later(s, t) for s in still)]
        if later:
            given_up[one.row["said"]] = min(later, key=lambda each: (said_or_read(each), each.row["said"]))
    if not given_up:
        return tellings
    by_said = {telling.row["said"]: telling for telling in tellings}
    taken_back: dict[str, list[Telling]] = defaultdict(list)
    for said, later_one in given_up.items():
        taken_back[later_one.row["said"]].append(by_said[said])
    return [
        replace(t, replaced_on=said_or_read(given_up[t.row["said"]]))
        if t.row["said"] in given_up
        else replace(t, corrects=(*t.corrects, *taken_back[t.row["said"]]))
        if t.row["said"] in taken_back
        else t
        for t in tellings
    ]


def _told_by(tellings: Iterable[Telling], wanted: set[tuple[str, str]]) -> dict[tuple[str, str], list[Telling]]:
    found: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    for telling in tellings:
        key = (telling.row["about"], telling.said_by)
        if key in wanted and telling.stance == ASSERTS and telling.replaced_on is None and not telling.is_opinion:
            found[key].append(telling)
    return found


def _gives_up(later: Telling, denial: Telling, known: Background) -> bool:
    """Whether a source tells what it denied before as a whole act, or as its own."""
    if not _day(denial) < _day(later) or not _day(denial) or later.core is None or not denial.says.keys() <= CORE:
        return False
    denied, kind = core_of(denial.says), later.core.kind or later.row.get("coder_type")
    if denied is None or (len(denial.says) == 1 and denial.says.keys() != {ACTOR}):
        return False
    if denied.kind is None and not kinds_nested(kind, later.row.get("coder_type"), known):
        # "It was not us" of a raid is not given up by who came to the village afterwards.
        return False
    kinds = known.denied_as.get(denied.kind or "", frozenset()) | {denied.kind}
    told = replace(later.core, kind=kind)
    return any(narrower(told, replace(denied, kind=each), (later.said_by,), known) for each in kinds)


#: The ends and the kind that answer what is left open.
_ENDS = (ACTOR, RECIPIENT, VICTIM, PARTY, TYPE)


def _answers(later: Telling, left_open: Telling, told: list[Telling]) -> bool:
    """Whether a source names, on a later day, each thing that it left open, and not only what it had told already.

    Who spoke of the attackers, and did not say who they were, has not said so where he speaks of the attackers again.
    """
    if not said_or_read(left_open) or not said_or_read(left_open) < said_or_read(later):
        return False
    before = [t for t in told if said_or_read(t) <= said_or_read(left_open)]

    def named(part: str) -> bool:
        if part in _ENDS:
            return bool(later.says.get(part, frozenset()).difference(*(t.says.get(part, ()) for t in before)))
        bounds = next((bounds for bounds in COUNTS.values() if part in bounds), frozenset((part,)))
        return bool(later.says.keys() & bounds)

    return all(map(named, left_open.says.get(LEFT_OPEN, ("",))))


def _is_as_open(telling: Telling, left_open: Telling) -> bool:
    """Whether a source leaves open again what it left open of the same act."""
    again = telling.says.get(LEFT_OPEN, frozenset()) & left_open.says.get(LEFT_OPEN, frozenset())
    return bool(again) and telling is not left_open and telling.row["about"] == left_open.row["about"]


def _is_later(telling: Telling, other: Telling) -> bool:
    return said_or_read(telling) >= said_or_read(other)


def said_or_read(telling: Telling) -> str:
    """The day on which it was said, or else that of the report."""
    return str(telling.row["said_on"] or telling.row["published"] or "")


def _day(telling: Telling) -> str:
    return str(telling.row["said_on"] or "")
