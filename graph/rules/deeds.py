"""Deeds: of which of the deeds that sources tell of one act a means, an intent or a cause is said.

Who says that A struck on purpose, and who says that B shelled on purpose, do not say the same: what is told with or for
one version counts for that version, and for others only where they do not contradict it. Place, time and numbers are
those of the moment, whoever did it; but how many did it, and with how many rounds or vehicles, is said of a deed too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property

from ..vocabulary import ST
from .tellings import ASSERTS, COUNTS, Core, Telling
from .words import ActTestimony, Statement

__all__ = ["OF_A_DEED", "Deeds", "deed_in_words"]

#: The numbers of those who did it, and of what they did it with.
_OF_DOERS = frozenset(f"{ST}{number}Best" for number in ("participants", "rounds", "vehicles"))
#: What is said of one deed within an act, and not of the act.
OF_A_DEED = _OF_DOERS | frozenset(ST + name for name in ("means", "intent", "causedBy", "inResponseTo", "repeated"))


def deed_in_words(core: Core, label: Callable[[str], str]) -> str:
    """A deed as a phrase: "air strike by the Northern Army"."""
    kind = label(core.kind) if core.kind else "act"
    if core.parties:
        return f"{kind} between {' and '.join(sorted(map(label, core.parties)))}"
    by = f" by {' and '.join(sorted(map(label, core.doers)))}" if core.doers else ""
    on = f" against {' and '.join(sorted(map(label, core.targets)))}" if core.targets and not by else ""
    return f"{kind}{by}{on}"


class Deeds:
    """The deeds told of one act: sets of versions that do not contradict each other.

    Two versions contradict each other if they are rivals, or are told of different doers.
    """

    def __init__(self, act: ActTestimony, tellings: list[Telling]) -> None:
        self._act, self._tellings = act, tellings
        self._by_property: dict[str, dict[int, Core]] = {}

    def of(self, prop: str, telling: Telling) -> Core | None:
        """The deed of which a telling gives this property; None where all who give it may tell of one."""
        if prop not in OF_A_DEED or not self._apart:
            return None
        if prop not in self._by_property:
            self._by_property[prop] = self._of_telling(prop)
        return self._by_property[prop].get(id(telling))

    def are_apart(self, one: Statement, other: Statement) -> bool:
        """Whether two statements are of deeds that contradict each other."""
        return one.of is not None and other.of is not None and one.of != other.of

    @cached_property
    def _apart(self) -> set[frozenset[Core]]:
        """The pairs of cores that contradict each other."""
        pairs = {frozenset((a.core, b.core)) for a, b, part in self._act.different if part in ("who", "party")}
        return pairs | {frozenset((one.core, rival.core)) for one in self._act.versions for rival in one.rivals}

    @cached_property
    def _told(self) -> dict[tuple[str, str], set[Core]]:
        """The cores that contradict others, by the source and report that tells them."""
        found: dict[tuple[str, str], set[Core]] = defaultdict(set)
        partisan = {core for pair in self._apart for core in pair}
        for telling in self._tellings:
            if telling.stance == ASSERTS and not telling.is_opinion and telling.core in partisan:
                found[telling.source_and_report].add(telling.core)
        return found

    def _core(self, telling: Telling) -> Core | None:
        """The core of a telling, or the one that its source tells in the same report, where others contradict it."""
        cores = self._told.get(telling.source_and_report, set())
        if telling.core in cores:
            return telling.core
        return next(iter(cores)) if len(cores) == 1 else None

    def _of_telling(self, prop: str) -> dict[int, Core]:
        """The deed of each telling that gives a property, by the first of its cores."""
        given = COUNTS.get(prop.removesuffix("Best"), frozenset((prop,)))
        giving = [t for t in self._tellings if given & t.says.keys() and t.stance == ASSERTS and not t.is_opinion]
        cores = {id(telling): core for telling in giving if (core := self._core(telling))}
        deeds: list[list[Core]] = []
        for core in sorted({*cores.values()}, key=lambda one: (len(one.ends), one.key)):
            deed = next((d for d in deeds if not any(frozenset((core, one)) in self._apart for one in d)), None)
            if deed is None:
                deeds.append([core])
            else:
                deed.append(core)
        if len(deeds) < 2:
            return {}
        first = {core: deed[0] for deed in deeds for core in deed}
        return {said: first[core] for said, core in cores.items()}
