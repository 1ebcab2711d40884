"""Acts and their parts: what is told of a part is told of the whole for that part; a whole denied denies its parts.

"The second blast came from a drone" says by what the convoy was struck, for the second blast. The tellings are laid
beside those of the whole before anything is weighed; ``Telling.told_of`` keeps of which act each was told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..vocabulary import ST
from .background import Background
from .tellings import ASSERTS, CAUSED_BY, CORE, COUNTS, DENIES, TYPE, Telling

__all__ = ["is_of_part", "may_be_of_one_part", "part_of_whole", "parts_meet", "share_a_whole", "with_wholes"]

#: What is told of a part besides its core, and said of the whole for that part.
_OF_PART = frozenset((ST + "means", ST + "intent", ST + "responsible", CAUSED_BY))


def with_wholes(tellings: Iterable[Telling], known: Background) -> list[Telling]:
    """The tellings, and those of parts as tellings of their wholes, denials of wholes as denials of their parts."""
    found = list(tellings)
    if not known.wholes:
        return found
    parts: dict[str, list[str]] = defaultdict(list)
    for part, wholes in sorted(known.wholes.items()):
        for whole in wholes:
            parts[whole].append(part)
    more = []
    for telling in found:
        about = telling.row["about"]
        if telling.told_of is not None or telling.is_opinion or telling.stance not in (ASSERTS, DENIES):
            continue
        for whole in known.wholes.get(about, ()):
            says = _said_of_whole(telling, whole, known)
            if says:
                more.append(_of(whole, telling, says, known))
        if telling.stance == DENIES:
            # A number that is denied of the whole is not denied of a part.
            says = {prop: values for prop, values in telling.says.items() if prop not in _NUMBERS}
            more += [_of(part, telling, says, known) for part in parts.get(about, ()) if says]
    return [*found, *more]


_NUMBERS = frozenset().union(*COUNTS.values())


def _of(event: str, telling: Telling, says: Mapping[str, frozenset[Any]], known: Background) -> Telling:
    kind, incident = known.sorted_as[event]
    row = {**telling.row, "about": event, "event": event, "incident": incident, "coder_type": kind}
    row["event_type"] = min(says.get(TYPE, ()), default=kind)
    return replace(telling, row=row, says=says, told_of=telling.row["about"], corrects=(), stands={})


def _said_of_whole(telling: Telling, whole: str, known: Background) -> dict[str, frozenset[Any]]:
    """What a telling of a part says of the whole: nothing if the part is of a kind that the whole is not."""
    kind, sorted_as = known.sorted_as[whole][0], telling.row.get("coder_type")
    told = {*telling.says.get(TYPE, ()), sorted_as} - {None}
    if kind is None or not any(kind in known.broader.get(each, (each,)) for each in told):
        return {}
    says = {prop: values for prop, values in telling.says.items() if prop in CORE or prop in _OF_PART}
    if telling.stance == DENIES:
        return says if len(says) == len(telling.says) else {}
    # What caused a part may be another part.
    causes = frozenset(c for c in says.pop(CAUSED_BY, ()) if c != whole and whole not in known.wholes.get(c, ()))
    if causes:
        says[CAUSED_BY] = causes
    for low, best in ((f"{number}Low", f"{number}Best") for number in COUNTS):
        if least := telling.says.get(low) or telling.says.get(best):
            says[low] = least
    return says


def part_of_whole(telling: Telling, known: Background) -> str | None:
    """The part of which a telling of an act was told; None if it is told of the whole act."""
    told_of = telling.told_of
    return told_of if told_of is not None and telling.row["about"] in known.wholes.get(told_of, ()) else None


def may_be_of_one_part(one: Telling, other: Telling, known: Background) -> bool:
    """Whether two tellings of an act may be of one part of it: not of the first blow and of the second."""
    return parts_meet(part_of_whole(one, known), part_of_whole(other, known), known)


def parts_meet(part: str | None, other: str | None, known: Background) -> bool:
    """Whether two parts of an act are one, or one is a part of the other; None is the whole act."""
    if part is None or other is None or part == other:
        return True
    return part in known.wholes.get(other, ()) or other in known.wholes.get(part, ())


def share_a_whole(event: str, other: str, known: Background) -> bool:
    """Whether the coder has told two acts apart as parts of one, or as a part and its whole."""
    mine, theirs = ({one, *known.wholes.get(one, ())} for one in (event, other))
    return bool(mine & theirs)


def is_of_part(telling: Telling, part: str | None, known: Background) -> bool:
    """Whether a telling is of this part of its act, or of a part of that; None is the whole act."""
    mine = part_of_whole(telling, known)
    return part is None or (mine is not None and (mine == part or part in known.wholes.get(mine, ())))
