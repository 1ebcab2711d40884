"""Kinds of act that are coded with ends of which their sentence would say something else than the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..rules.tellings import ASSERTS, VICTIM, Core, Telling
from ..vocabulary import CODES, ST
from .desk import Advice, Desk

__all__ = ["kinds_that_say_something_else"]

_TYPE = f"{CODES}event-type/"


@dataclass(frozen=True)
class _Asked:
    """When a telling of a kind is asked about, and the way out."""

    applies: Callable[[Desk, Telling, Core], bool]
    way_out: str


def _only_doer(_: Desk, __: Telling, core: Core) -> bool:
    return bool(core.doers) and not core.targets


def _a_unit(desk: Desk, _: Telling, core: Core) -> bool:
    return bool(core.targets) and all(desk.known.kind.get(end) == ST + "Unit" for end in core.targets)


def _a_victim(_: Desk, telling: Telling, __: Core) -> bool:
    return bool(telling.says.get(VICTIM))


_KINDS = {
    f"{_TYPE}turn-back": _Asked(_only_doer, "If the actor himself turned, write `type: turn-around`"),
    f"{_TYPE}accuse": _Asked(
        _only_doer, "If the actor accuses nobody and says that the act was wrong, write `condemn`"
    ),
    f"{_TYPE}seize": _Asked(_a_unit, "If it was itself taken, such as a ship, write `type: capture`"),
    f"{_TYPE}carry": _Asked(_a_victim, "If those were carried, write `type: carry-people`, with them as `recipient:`"),
}


def kinds_that_say_something_else(desk: Desk) -> Iterator[Advice]:
    """Tellings of which the printed sentence may say what the source does not, once for each version of an act."""
    for act in desk.acts:
        for version in act.versions:
            asked = _KINDS.get(version.core.kind or "")
            tellings = [word.telling for word in version.words if word.relation == "asserts"]
            found = [t for t in tellings if asked and t.stance == ASSERTS and asked.applies(desk, t, version.core)]
            if asked and found:
                row = desk.first(telling.row for telling in found)
                message = (
                    f"This is printed as “{desk.sentence(version)}”. {asked.way_out}; if it is what the source says, "
                    "leave it."
                )
                yield Advice(desk.spot(row), message, "kind", row["said"])
