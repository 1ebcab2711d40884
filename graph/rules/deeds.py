"""Deeds: of which of the deeds that sources tell of one act a means, an intent or a cause is said.

Who says that A struck on purpose, and who says that B shelled on purpose, do not say the same: what is told with or for
one version counts for that version, and for others only where they do not contradict it. Place, time and numbers are
those of the moment, whoever did it; but how many did it, and with how many rounds or vehicles, is said of a deed too.

How many were harmed is said of those who are counted: where some tell of the civilians among the dead and others of all
the dead, "seven" and "nine" are two numbers and no dispute, unless the part has more than the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import combinations

from ..vocabulary import ST
from .background import Background
from .implication import Numbers, related
from .tellings import ASSERTS, COUNTS, VICTIM, Core, Telling
from .words import ActTestimony, Statement

__all__ = ["OF_A_DEED", "OF_HARMED", "Deeds", "deed_in_words", "of_in_words"]

_STATUS, _COMBATANT, _POPULATION = ST + "combatantStatus", ST + "Combatant", ST + "Population"
_TIES = (ST + "memberOf", ST + "partOf")
#: The numbers of those to whom it was done.
OF_HARMED = frozenset(f"{ST}{number}Best" for number in ("deaths", "injured", "displaced", "detained"))

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


def of_in_words(stated: Statement, label: Callable[[str], str]) -> str:
    """Of which deed, or of whom, a statement is: "air strike by the Northern Army", "of the civilians"; or nothing."""
    if stated.of is None:
        return ""
    if stated.prop == _STATUS:
        return f"of {' and '.join(sorted(map(label, stated.of.parties)))}"
    if stated.prop in OF_HARMED:
        return f"of {' and '.join(sorted(map(label, stated.of.targets)))}"
    return deed_in_words(stated.of, label)


class Deeds:
    """The deeds told of one act: sets of versions that do not contradict each other.

    Two versions contradict each other if they are rivals, or are told of different doers. A number of those harmed is
    of those whom its tellers name as victims, where some count a part of what others count.
    """

    def __init__(self, act: ActTestimony, tellings: list[Telling], known: Background) -> None:
        self._act, self._tellings, self._known = act, tellings, known
        self._by_property: dict[str, dict[int, Core]] = {}

    def of(self, prop: str, telling: Telling) -> Core | None:
        """The deed of which a telling gives this property; None where all who give it may tell of one."""
        if prop == _STATUS:
            return self._of_camp.get(id(telling))
        counts_harmed = prop in OF_HARMED
        if not counts_harmed and (prop not in OF_A_DEED or not self._apart):
            return None
        if prop not in self._by_property:
            self._by_property[prop] = self._counted(prop) if counts_harmed else self._of_telling(prop)
        return self._by_property[prop].get(id(telling))

    def are_apart(self, one: Statement, other: Statement) -> bool:
        """Whether two statements are of deeds that contradict each other, or count others."""
        if one.of is None or other.of is None or one.of == other.of:
            return False
        return not (self._are_too_many(one, other) or self._are_too_many(other, one))

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
        cores = {id(telling): core for telling in self._giving(prop) if (core := self._core(telling))}
        return _by_first(cores, self._apart)

    def _giving(self, prop: str) -> list[Telling]:
        given = COUNTS.get(prop.removesuffix("Best"), frozenset((prop,)))
        return [t for t in self._tellings if given & t.says.keys() and t.stance == ASSERTS and not t.is_opinion]

    # ---- whose fighters

    @cached_property
    def _of_camp(self) -> dict[int, Core]:
        """Whose fighters each telling means that calls somebody a combatant, where not all may mean the same.

        Of whose they are he says it himself, or his side does. Who calls them fighters, and not his own, does not mean
        those of his own side.
        """
        calling = [t for t in self._giving(_STATUS) if _COMBATANT in t.says[_STATUS]]
        if len(calling) < 2:
            return {}
        named: dict[str, set[str]] = defaultdict(set)
        for telling in self._tellings:
            if telling.stance == ASSERTS and telling.replaced_on is None:
                named[str(telling.row["group"])] |= {
                    body
                    for prop in _TIES
                    for body in telling.says.get(prop, ())
                    if self._known.kind.get(body) != _POPULATION
                }
        camps = {id(t): Core(parties=frozenset(named[str(t.row["group"])])) for t in calling}
        group = {id(t): str(t.row["group"]) for t in calling}
        pairs = set()
        for a, b in combinations(calling, 2):
            mine, theirs = camps[id(a)].parties, camps[id(b)].parties
            if mine and theirs:
                strange = not any(related(one, other, (), self._known) for one in mine for other in theirs)
            else:
                whose, by = (mine, group[id(b)]) if mine else (theirs, group[id(a)])
                strange = any(by in self._known.own_groups(body) for body in whose)
            if strange:
                pairs.add(frozenset((camps[id(a)], camps[id(b)])))
        found = _by_first(camps, pairs)
        # What only his side says whose they are is not put into his mouth, as long as one such account is enough.
        own = {(t.said_by, body) for t in self._tellings for prop in _TIES for body in t.says.get(prop, ())}
        said = set()
        for telling in calling:
            camp = found.get(id(telling), Core())
            if any((telling.said_by, body) in own for body in camp.parties):
                said.add(camp)
        unsaid = {*found.values()} - said
        return {at: camp for at, camp in found.items() if camp.parties and not (camp in unsaid and len(unsaid) == 1)}

    # ---- whom a number counts

    def _counted(self, prop: str) -> dict[int, Core]:
        """Those whom each telling counts that gives a number of the harmed, where not all may count the same."""
        whom: dict[int, Core] = {}
        by_source: dict[tuple[str, str], set[Core]] = defaultdict(set)
        for telling in self._giving(prop):
            victims = telling.says.get(VICTIM, frozenset())
            if victims and telling.told_of is None:
                whom[id(telling)] = Core(targets=victims)
                by_source[telling.source_and_report].add(whom[id(telling)])
        told_apart = {frozenset(two) for those in by_source.values() for two in combinations(those, 2)}
        pairs = (frozenset(two) for two in combinations({*whom.values()}, 2))
        return _by_first(whom, {two for two in pairs if two in told_apart or self._is_whole_and_part(*two)})

    def _is_whole_and_part(self, one: Core, other: Core) -> bool:
        return self._are_of(one, other) or self._are_of(other, one)

    def _are_of(self, part: Core, whole: Core) -> bool:
        """Whether all whom the first counts belong, on anybody's word, to those whom the second counts."""
        if part.targets & whole.targets:
            return False
        return all(any(w in self._known.belongs_to_by_anyone(p) for w in whole.targets) for p in part.targets)

    def _are_too_many(self, part: Statement, whole: Statement) -> bool:
        """Whether a part of those harmed is said to be more than all of them."""
        if not (isinstance(part.value, Numbers) and isinstance(whole.value, Numbers) and part.of and whole.of):
            return False
        return self._are_of(part.of, whole.of) and part.value.bounds[0] > whole.value.bounds[1]


def _by_first(cores: dict[int, Core], apart: Iterable[frozenset[Core]]) -> dict[int, Core]:
    """Each core by the first of those with which it may be one; none where all may be one."""
    pairs = {*apart}
    deeds: list[list[Core]] = []
    for core in sorted({*cores.values()}, key=lambda one: (len(one.ends), one.key)) if pairs else ():
        deed = next((d for d in deeds if not any(frozenset((core, one)) in pairs for one in d)), None)
        if deed is None:
            deeds.append([core])
        else:
            deed.append(core)
    if len(deeds) < 2:
        return {}
    first = {core: deed[0] for deed in deeds for core in deed}
    return {said: first[core] for said, core in cores.items()}
