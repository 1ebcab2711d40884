"""Changed words: what a source denied at first and says itself later.

Who denies that he fired, and the day after says that he fired back, does not stand on both sides: from that day on his
later word takes the place of the denial, as a correction would that he never called one. Without days nobody can tell
which word came first; then both stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from .background import Background
from .implication import kinds_nested, narrower
from .tellings import ACTOR, ASSERTS, CORE, DENIES, Telling, core_of

__all__ = ["with_changed_words"]


def with_changed_words(tellings: list[Telling], known: Background) -> list[Telling]:
    """The tellings, with each denial marked as replaced of which the same source tells the opposite on a later day."""
    denials = [t for t in tellings if t.stance == DENIES and t.row["event"] and t.replaced_on is None and not t.is_opinion]
    if not denials:
        return tellings
    told = _told_by(tellings, {(denial.row["about"], denial.said_by) for denial in denials})
    given_up: dict[str, Telling] = {}
    for denial in denials:
        later = [t for t in told[denial.row["about"], denial.said_by] if _gives_up(t, denial, known)]
        if later:
            given_up[denial.row["said"]] = min(later, key=lambda one: (_day(one), one.row["said"]))
    if not given_up:
        return tellings
    by_said = {telling.row["said"]: telling for telling in tellings}
    taken_back: dict[str, list[Telling]] = defaultdict(list)
    for said, later_one in given_up.items():
        taken_back[later_one.row["said"]].append(by_said[said])
    return [
        replace(t, replaced_on=_day(given_up[t.row["said"]]))
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
    denied = replace(denied, kind=known.denied_as.get(denied.kind or "", denied.kind))
    return narrower(replace(later.core, kind=kind), denied, (later.said_by,), known)


def _day(telling: Telling) -> str:
    return str(telling.row["said_on"] or "")
