"""One act as a view shows it: its versions as they count, who denies or leaves open what, and when it may have been."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

from .background import Background
from .denials import names_others
from .tellings import ASSERTS, LEAVES_OPEN, ORDER, WHEN, WITHDRAWS, Core, Telling
from .testimony import ActTestimony, Testimony
from .view import View
from .weighing import Shown, Voice, Weighed, head_and_answers, unmet, weighed_act

__all__ = ["ReportedAct", "reported_act", "without_met_denials"]

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True, eq=False)
class ReportedAct:
    """One act as a view shows it.

    ``versions`` are all versions that somebody asserts or denies, ``shown`` the head and its answers. ``unmet`` are
    denials, ``not_answered`` refusals to answer, that are of no version that anybody asserts; ``left_open`` is what
    sources note as open. ``of_others`` are denials of doers whom nobody names, where others are named and nothing else
    is in dispute. ``different`` are pairs of versions that name different doers ("who"), targets ("whom") or parties.
    ``follows`` are the acts of the incident after which some source puts it, and how (``ORDER``); ``is_ordered``: it
    stands before or after another, or has a clock time. ``first`` and ``last`` are its possible days, the coder's where
    no source states any (``when_is_stated``). ``clock_times`` are the stated times with a time of day; ``moment`` is
    the first of them, as text that sorts by time. ``maybe_same_as`` are acts that may be the same moment, reported in
    another way.
    """

    event: str
    act: ActTestimony
    versions: tuple[Weighed, ...]
    shown: tuple[Shown, ...]
    unmet: tuple[Telling, ...]
    not_answered: tuple[Telling, ...]
    opinions: tuple[Telling, ...]
    left_open: tuple[Telling, ...]
    different: tuple[tuple[Weighed, Weighed, str], ...]
    follows: Mapping[str, frozenset[str]]
    first: str | None
    last: str | None
    moment: str | None
    clock_times: tuple[str, ...]
    when_is_stated: bool
    is_ordered: bool = False
    maybe_same_as: tuple[str, ...] = ()
    of_others: tuple[Telling, ...] = ()

    @property
    def in_dispute(self) -> bool:
        """Whether a version of it is contested or denied, if only in part, or a denial meets no version of what
        somebody asserts. Where all deny it nobody disputes it: ``only_denied``.
        """
        is_asserted = any(one.groups for one in self.versions)
        return (is_asserted and bool(self.unmet)) or any(one.is_disputed for one in self.versions)

    @property
    def only_denied(self) -> tuple[Telling, ...]:
        """The denials that meet no version, of an act of which nobody in the view asserts anything, or names anybody
        who is denied to have done it.
        """
        return self.of_others if any(one.groups or one.is_disputed for one in self.versions) else self.unmet

    @property
    def head(self) -> Weighed | None:
        """The version that most groups assert, if any version names an end."""
        return self.shown[0].weighed if self.shown else None

    @property
    def tellings(self) -> list[Telling]:
        """Everything that is said of it in the view, each attribution once."""
        words = (word.telling for one in self.versions for words in one.words.values() for word in words)
        others = (*self.unmet, *self.of_others, *self.not_answered, *self.opinions, *self.left_open)
        return list({id(telling): telling for telling in (*words, *others)}.values())


def reported_act(
    act: ActTestimony, mine: list[Telling], testimony: Testimony, counts: Voice, view: View, known: Background
) -> ReportedAct | None:
    """The act as a view shows it; None if nobody in the view speaks of it, or the view chooses other acts."""
    spoken = [telling for telling in mine if counts(telling) and telling.stance != WITHDRAWS]
    if not spoken or not _is_chosen(act, mine, view, known):
        return None
    versions = weighed_act(act, counts, known)
    if view.min_groups > 1 and not any(len(one.groups) >= view.min_groups for one in versions):
        return None
    by_version = {one.version: one for one in versions if one.groups}
    denied = unmet(act, counts)
    of_others = tuple(d for d in denied if names_others(d, by_version, known))
    if len(of_others) < len(denied) or any(one.is_disputed for one in versions):
        of_others = ()
    follows: dict[str, set[str]] = defaultdict(set)
    stated = []
    for statement in testimony.statements.get(act.event, ()):
        if any(word.relation == "asserts" and counts(word.telling) for word in statement.words):
            if statement.prop in ORDER:
                follows[str(statement.value)].add(statement.prop)
            elif statement.prop == WHEN:
                stated.append(str(statement.value))
    clock_times = {text: moment for text in stated if (moment := _moment(text))}
    asserting = [t.row for t in spoken if t.stance == ASSERTS and not t.is_opinion] or [t.row for t in spoken]
    return ReportedAct(
        act.event,
        act,
        tuple(versions),
        tuple(head_and_answers(act, versions)),
        () if of_others else denied,
        tuple(filter(counts, act.not_answered)),
        tuple(filter(counts, act.opinions)),
        tuple(t for t in spoken if t.stance == LEAVES_OPEN and not t.is_opinion),
        tuple(
            (by_version[one], by_version[other], part)
            for one, other, part in act.different
            if one in by_version and other in by_version
        ),
        {event: frozenset(props) for event, props in follows.items()},
        min((row["earliest"] for row in asserting if row["earliest"]), default=None),
        max((row["latest"] for row in asserting if row["latest"]), default=None),
        min(clock_times.values(), default=None),
        tuple(clock_times),
        bool(stated),
        of_others=of_others,
    )


def without_met_denials(acts: list[ReportedAct]) -> list[ReportedAct]:
    """The acts, without those denials ``of_others`` that are denials of a version of another act of the incident."""

    def key(denial: Telling) -> tuple[Any, ...]:
        return (*denial.source_and_report, frozenset(denial.says.items()))

    met = {key(word.telling) for act in acts for one in act.versions for word in one.of("denies")}
    return [replace(act, of_others=tuple(d for d in act.of_others if key(d) not in met)) for act in acts]


def _is_chosen(act: ActTestimony, mine: list[Telling], view: View, known: Background) -> bool:
    """Whether a view shows the act by place, time, kind and ends of anything that is told of it."""
    if not any(view.admits_act(t.row, known) for t in mine):
        return False
    if view.event_type and not any(view.admits_kind(t.row["event_type"], known) for t in mine):
        return False
    return not view.between or any(_faces(version.core, view) for version in act.versions)


def _faces(core: Core, view: View) -> bool:
    if core.directed:
        return any(view.faces(doer, target) for doer in core.doers for target in core.targets)
    return any(view.faces(one, other) for one, other in combinations(sorted(core.parties), 2))


def _moment(stated: str) -> str | None:
    """The stated moment as text that sorts by time; one with a zone is put in UTC. None for a whole day."""
    found = _MOMENT.match(stated)
    if not found:
        return None
    day, clock, zone = found.groups()
    if not zone:
        return f"{day}T{clock}"
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{zone.replace('Z', '+00:00')}").astimezone(UTC)
    except ValueError:
        return f"{day}T{clock}"
    return moment.strftime("%Y-%m-%dT%H:%MZ")
