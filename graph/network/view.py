"""A view: a choice of attributions, by the same options everywhere (design §5).

The default view chooses everything. A view never adds: it takes rows away, or lifts actors to their organisation or
side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from graph.edtf import days
from graph.errors import QuestionError
from graph.network.background import Background, Row
from graph.queries.directory import Directory

__all__ = ["EVERYTHING", "Level", "View"]

Level = Literal["actor", "organisation", "side"]
_LEVELS = ("actor", "organisation", "side")


@dataclass(frozen=True)
class View:
    """Which attributions to look at; empty choices choose all. Things are IRIs as text (``View.of`` takes names).

    ``said_by`` and ``without`` name sources, and with an outlet those who work for it; ``side`` chooses sources by
    independence group; ``place`` takes in all places within; ``event_type`` all narrower types; ``between`` names the
    two ends, in either order, as the level shows them; ``min_groups`` keeps what at least so many independent groups
    assert; ``as_of`` what had been said by that day.
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
    def of(
        cls,
        names: Directory,
        *,
        said_by: str | Iterable[str] = (),
        without: str | Iterable[str] = (),
        side: str | Iterable[str] = (),
        place: str | Iterable[str] = (),
        incident: str | Iterable[str] = (),
        event_type: str | Iterable[str] = (),
        since: date | str | None = None,
        until: date | str | None = None,
        as_of: date | str | None = None,
        min_groups: int = 1,
        level: Level = "actor",
        between: Iterable[str] | None = None,
    ) -> View:
        """The view that these names mean; one name may stand for a list of one, and a date may be text (``2020-01``).

        Raises QuestionError for a name that the record does not know.
        """

        def found(kind: str, given: str | Iterable[str]) -> frozenset[str]:
            return frozenset(names.find(kind, name).value for name in _listed(given))

        if min_groups < 1:
            raise QuestionError(f"--min-groups {min_groups} asks for nothing. Give 1 or more.")
        if level not in _LEVELS:
            raise QuestionError(f'"{level}" is no level. Choose one of {", ".join(_LEVELS)}.')
        first, last = _day(since, 0), _day(until, 1)
        if first and last and last < first:
            raise QuestionError(f"--until {until} is before --since {since}. Give the earlier day first.")
        return cls(
            found("actor", said_by),
            found("actor", without),
            found("side", side),
            found("place", place),
            found("incident", incident),
            found("event type", event_type),
            first,
            last,
            _day(as_of, 1),
            min_groups,
            level,
            _ends(names, _listed(between or ()), level),
        )

    def admits(self, row: Row, known: Background) -> bool:
        """Whether the view chooses this row of the confrontations or statements (all but ``min_groups``).

        A row about an actor has no time, place, type or incident of its own: see ``admits_source``.
        """
        if not self.admits_source(row, known):
            return False
        if self.incident and row["incident"] not in self.incident:
            return False
        if self.place and not self.place & known.within.get(row["place"], {row["place"]}):
            return False
        if self.event_type and not self.event_type & known.broader.get(row["event_type"], {row["event_type"]}):
            return False
        # An act that may lie within the time is in; one without any date may not, and is out.
        if self.since and not (row["latest"] and row["latest"] >= self.since.isoformat()):
            return False
        return not (self.until and not (row["earliest"] and row["earliest"] <= self.until.isoformat()))

    def admits_source(self, row: Row, known: Background) -> bool:
        """Whether the view chooses who says this, and when it was said."""
        voices = known.speaks_for.get(row["said_by"], frozenset({row["said_by"]}))
        if self.said_by and not self.said_by & voices:
            return False
        if self.without & voices:
            return False
        if self.side and row["group"] not in self.side:
            return False
        said = row["said_on"] or row["published"]
        return not (self.as_of and not (said and said <= self.as_of.isoformat()))

    def faces(self, who: str | None, whom: str | None) -> bool:
        """Whether these are the two ends of ``between``, at the level of the view; any are where none are asked for."""
        return not self.between or {who, whom} == set(self.between)

    @property
    def narrows_events(self) -> bool:
        """Whether some option looks at what an act is, where, when or between whom."""
        return bool(self.incident or self.place or self.event_type or self.since or self.until or self.between)

    def but(self, **changes: object) -> View:
        """The same view with some options changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def sentence(self, names: Directory) -> str:
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
    """The day that is meant: of a month its first day (``end`` 0), or its last (1)."""
    if not isinstance(given, str):
        return given
    try:
        return days(given)[end]
    except ValueError as error:
        raise QuestionError(str(error)) from None


def _ends(names: Directory, given: list[str], level: Level) -> tuple[str, ...]:
    def found(name: str) -> str:
        # An armed group may be an actor and a side of its own: what the level shows is meant.
        try:
            return names.find("side" if level == "side" else "actor", name).value
        except QuestionError:
            return names.find("end", name).value

    if len(given) not in (0, 2):
        raise QuestionError(f"Two actors face each other, not {len(given)}. Name both ends.")
    ends = tuple(sorted(map(found, given)))
    if len(set(ends)) == 1:
        raise QuestionError(f'"{names.label(ends[0])}" is both ends. Name two actors.')
    return ends


#: The default view.
EVERYTHING = View()
