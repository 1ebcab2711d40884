"""A view: a choice of attributions, by the same options everywhere (design §5).

The default view chooses everything. A view never adds rows: it removes some, or shows actors as their organisation or
side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypedDict, Unpack

from ..dates import days
from ..errors import QuestionError
from ..queries.names import Names
from .background import Background, Row

__all__ = ["EVERYTHING", "Level", "View", "ViewOptions"]

Level = Literal["actor", "organisation", "side"]
_LEVELS = ("actor", "organisation", "side")


class ViewOptions(TypedDict, total=False):
    """The options of a view, by the same names everywhere; each but the last two is a field of ``View``.

    Names are ids, labels or aliases, one or several; a date may be text (``"2020-02-12"``, ``"2020-02"``).
    ``identities`` says whose judgements on who is who are followed: ``"accepted"``, names of judges, or ``"none"``.
    ``redact`` says what is left out of what is shared: ``"people,places:20,quotes,notes"``.
    """

    said_by: str | Iterable[str]
    without: str | Iterable[str]
    side: str | Iterable[str]
    place: str | Iterable[str]
    incident: str | Iterable[str]
    event_type: str | Iterable[str]
    since: date | str | None
    until: date | str | None
    as_of: date | str | None
    min_groups: int
    level: Level
    between: Iterable[str] | None
    identities: str | Iterable[str]
    redact: str | Iterable[str]


@dataclass(frozen=True)
class View:
    """Which attributions to look at. An empty option chooses all; entities are IRIs (``View.of`` takes names).

    ``said_by`` and ``without`` name sources; an outlet includes those who work for it. ``side`` chooses sources by
    independence group. ``place`` includes all places within it, ``event_type`` all narrower types. ``between`` names
    the two ends, in either order, as the level shows them. ``min_groups`` requires at least so many independent groups
    that assert it; ``as_of`` requires that it had been said by that day.

    ``said_by``, ``without``, ``side`` and ``as_of`` choose voices: whose words count. All others choose what is shown,
    and change no grade.
    """

    said_by: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    side: frozenset[str] = frozenset()
    place: frozenset[str] = frozenset()
    incident: frozenset[str] = frozenset()
    event_type: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    min_groups: int = 1
    level: Level = "actor"
    between: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Names, **options: Unpack[ViewOptions]) -> View:
        """The view with these options, given as names. One name may stand for a list; dates may be text (``2020-01``).

        Raises QuestionError for a name that is not in the record, a level or date that does not exist, ``min_groups``
        below 1, ``until`` before ``since``, or ``between`` without two different ends.
        """

        def iris_of(kind: str, given: str | Iterable[str]) -> frozenset[str]:
            return frozenset(names.find(kind, name).value for name in _listed(given))

        min_groups, level = options.get("min_groups", 1), options.get("level", "actor")
        if not isinstance(min_groups, int) or isinstance(min_groups, bool) or min_groups < 1:
            raise QuestionError(
                f"min_groups must be a whole number of at least 1, not {min_groups!r}.",
                command=f"--min-groups {min_groups} asks for nothing. Give 1 or more.",
            )
        if level not in _LEVELS:
            raise QuestionError(f'"{level}" is not a level. Choose one of {", ".join(_LEVELS)}.')
        first, last = _day(options.get("since"), 0), _day(options.get("until"), 1)
        if first and last and last < first:
            raise QuestionError(
                f"until ({last}) is before since ({first}). Give the earlier day first.",
                command=f"--until {last} is before --since {first}. Give the earlier day first.",
            )
        return cls(
            iris_of("actor", options.get("said_by", ())),
            iris_of("actor", options.get("without", ())),
            iris_of("side", options.get("side", ())),
            iris_of("place", options.get("place", ())),
            iris_of("incident", options.get("incident", ())),
            iris_of("event type", options.get("event_type", ())),
            first,
            last,
            _day(options.get("as_of"), 1),
            min_groups,
            level,
            _ends(names, _listed(options.get("between") or ()), level),
        )

    def admits(self, row: Row, known: Background) -> bool:
        """Whether the view chooses this row of the confrontations or statements, ``min_groups`` aside.

        A row about an actor has no time, place, type or incident of its own: use ``admits_source``.
        """
        if not self.admits_source(row, known) or not self.admits_kind(row["event_type"], known):
            return False
        return self.admits_act(row, known)

    def admits_act(self, row: Row, known: Background) -> bool:
        """Whether an act of which this row tells is among those that the view shows, by incident, place and time.

        An act that may have happened within the time is included; an act without any date is not.
        """
        if self.incident and row["incident"] not in self.incident:
            return False
        if self.place and not self.place & known.within.get(row["place"], {row["place"]}):
            return False
        if self.since and not (row["latest"] and row["latest"] >= self.since.isoformat()):
            return False
        return not (self.until and not (row["earliest"] and row["earliest"] <= self.until.isoformat()))

    def admits_kind(self, kind: str | None, known: Background) -> bool:
        """Whether the view shows acts of this kind."""
        return not self.event_type or bool(kind and self.event_type & known.broader.get(kind, {kind}))

    @property
    def voices(self) -> View:
        """The view without the options that choose acts: only they that choose whose words count are left."""
        return View(said_by=self.said_by, without=self.without, side=self.side, as_of=self.as_of)

    def admits_source(self, row: Row, known: Background) -> bool:
        """Whether the view chooses the source of this row and the day on which it was said."""
        speaks_for = known.speaks_for.get(row["said_by"], frozenset({row["said_by"]}))
        if self.said_by and not self.said_by & speaks_for:
            return False
        if self.without & speaks_for:
            return False
        if self.side and row["group"] not in self.side:
            return False
        if not self.as_of:
            return True
        said = row["said_on"] or row["published"] or known.known_on(row)
        return bool(said and said <= self.as_of.isoformat())

    def faces(self, who: str | None, whom: str | None) -> bool:
        """Whether these are the two ends of ``between``, at the level of the view; always true without ``between``."""
        return not self.between or {who, whom} == set(self.between)

    def lifted(self, row: Row, known: Background) -> Row:
        """The row with its two ends at the level of the view."""
        if self.level == "actor":
            return row
        ends = {end: self.lift(row[end], row["said_by"], known) for end in ("who", "whom")}
        lifted = {**row, **ends}
        if not row["directed"] and lifted["who"] and lifted["whom"] and lifted["whom"] < lifted["who"]:
            lifted["who"], lifted["whom"] = lifted["whom"], lifted["who"]
        return lifted

    def lift(self, actor: str | None, said_by: str, known: Background) -> str | None:
        """The node shown for an actor at the view's level, by its memberships and side as this source or the coder
        states them.
        """
        if actor is None or self.level == "actor":
            return actor
        whole = known.organisation(actor, said_by)
        if self.level == "organisation":
            return whole
        return known.side(actor, said_by) or known.side(whole, said_by) or whole

    @property
    def narrows_events(self) -> bool:
        """Whether any option restricts acts by incident, kind, place, time or ends."""
        return bool(self.incident or self.place or self.event_type or self.since or self.until or self.between)

    def with_changes(self, **changes: object) -> View:
        """The same view with some options changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def sentence(self, names: Names) -> str:
        """What the view shows, in words: "asserted by ANHA, from 2020-01-25, without SANA"."""

        def those(iris: frozenset[str], joint: str = " or ") -> str:
            return joint.join(sorted(names.label(iri) for iri in iris))

        said = f"asserted by {those(self.said_by)}" if self.said_by else "asserted by any source"
        parts = [
            said,
            f"between {' and '.join(names.label(iri) for iri in self.between)}" if self.between else "",
            f"of the side {those(self.side)}" if self.side else "",
            f"without {those(self.without, ' and ')}" if self.without else "",
            f"by at least {self.min_groups} independent groups" if self.min_groups > 1 else "",
            f"in {those(self.incident)}" if self.incident else "",
            f"at or within {those(self.place)}" if self.place else "",
            f"of the kind {those(self.event_type)}" if self.event_type else "",
            f"from {self.since}" if self.since else "",
            f"until {self.until}" if self.until else "",
            "undated acts left out" if self.since or self.until else "",
            f"as said by {self.as_of}" if self.as_of else "",
            f"each actor shown as its {self.level}" if self.level != "actor" else "",
        ]
        return ", ".join(part for part in parts if part)


def _listed(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _day(given: date | str | None, end: int) -> date | None:
    """The day that is meant; for a month, its first day (``end=0``) or its last (``end=1``)."""
    if given is None:
        return None
    try:
        return days(given)[end]
    except ValueError as error:
        raise QuestionError(str(error)) from None


def _ends(names: Names, given: list[str], level: Level) -> tuple[str, ...]:
    def iri_of(name: str) -> str:
        # An armed group may be both an actor and a side: take the one that the level shows.
        try:
            return names.find("side" if level == "side" else "actor", name).value
        except QuestionError:
            return names.find("end", name).value

    if len(given) not in (0, 2):
        raise QuestionError(f"Two actors face each other, not {len(given)}. Name both ends.")
    ends = tuple(sorted(map(iri_of, given)))
    if len(set(ends)) == 1:
        raise QuestionError(f'"{names.label(ends[0])}" is both ends. Name two actors.')
    return ends


#: The default view.
EVERYTHING = View()
