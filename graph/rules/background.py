"""What the rules need besides the claims: which value is narrower than which, and who speaks for whom.

Event types follow the code list; places follow their ``within``. Membership and side come from claims. A claim counts
for a row only if the row's own source or the coder makes it: one source's "he was an NDF member" never turns another
source's "civilian" into an act against the NDF.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pyoxigraph import NamedNode

from ..judgement import JUDGED
from ..record.keeper import Keeper
from ..vocabulary import ACTOR_KINDS, PREFIXES, ST
from .disowned import disowned_ties, disputed_ties, reached_from
from .known_days import KnownDays

__all__ = ["Background", "Row", "background", "is_judgement", "speakers"]

#: One row of a named question, by column; IRIs and dates as text.
Row = Mapping[str, Any]

_ASSERTS = ST + "Asserts"
#: The classes of actors. Asking for these alone is fast, even in a record with a million attributions.
_KINDS = [NamedNode(ST + name) for name in dict.fromkeys(ACTOR_KINDS.values())]
#: Those that may stand for a whole side.
_WHOLE_SIDES = (ST + "Coalition", ST + "Government")
#: A coder's judgement counts for every source.
_CODER = ""


def is_judgement(row: Row) -> bool:
    """Whether a row is the coder's own judgement: on who is who, or on an actor without any place in the text.

    What a coder who is also the publisher reports of actors has a quote or a paragraph.
    """
    if row["said_by"] != row["coder"]:
        return False
    return row["property"] in JUDGED or not (row["event"] or row["quote"] or row["paragraph"] is not None)


@dataclass(frozen=True)
class Background:
    """Narrower and broader values, memberships and sides in one record, and who speaks for whom.

    ``broader`` and ``within`` map each concept or place to itself and everything above it; ``excludes`` has the pairs
    of event types that cannot both be true, ``excludes_aimed`` those of which the first cannot be true with the second
    where somebody is named to whom it was done; ``mutual`` has the event types without a direction, ``confrontations``
    those in which two ends face each other, ``firsts`` those that say who was first; ``denied_as`` maps event types to
    those that a denial of them denies as well; ``speaks_for`` maps each source to those it speaks for, itself included;
    ``kind`` maps each actor to its class; ``disowned`` has the sources with the bodies that deny that they are theirs,
    ``disputed`` the actors with those of whom somebody denies that they are part, or says that they left them. All are
    IRIs as text.
    """

    broader: dict[str, frozenset[str]]
    within: dict[str, frozenset[str]]
    excludes: frozenset[frozenset[str]]
    excludes_aimed: frozenset[tuple[str, str]]
    speaks_for: dict[str, frozenset[str]]
    kind: dict[str, str]
    mutual: frozenset[str]
    confrontations: frozenset[str]
    firsts: frozenset[str]
    denied_as: Mapping[str, frozenset[str]]
    _circles: Circles
    _belongs: dict[str, dict[str, set[str]]]
    _sides: dict[str, dict[str, str]]
    #: The acts of which each act is a part, and how their coder sorts all of these: kind and incident.
    wholes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sorted_as: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    disowned: frozenset[tuple[str, str]] = frozenset()
    disputed: frozenset[tuple[str, str]] = frozenset()
    _days: KnownDays | None = None

    def known_on(self, row: Row) -> str | None:
        """The day since which a row of a dataset is known, of which no source gives a day; None for a report's."""
        return self._days.of(row["said"], row["document"]) if self._days else None

    def belongs_to(self, actor: str, said_by: str) -> set[str]:
        """The actors that this one is part or a member of, itself included, according to this source or the coder."""
        wholes, waiting = {actor}, [actor]
        while waiting:
            ties = self._belongs.get(waiting.pop(), {})
            above = (ties.get(_CODER, set()) | ties.get(said_by, set())) - wholes
            wholes |= above
            waiting += above
        return wholes

    def belongs_to_by_anyone(self, actor: str) -> set[str]:
        """The actors that this one is part or a member of, itself included, on anybody's word."""
        return reached_from({a: set().union(*ties.values()) for a, ties in self._belongs.items()}, actor) | {actor}

    def own_side(self, actor: str) -> str | None:
        """The side of an actor, or of what it belongs to, according to the coder; None if the coder states none."""
        return self.side(actor) or self.side(self.organisation(actor, _CODER))

    def stands_for(self, actor: str, other: str) -> bool:
        """Whether one actor may speak of what another of its side did: a coalition or government that is no part of
        another of any of them, and a force of a unit of which the coder does not say to whom it belongs.
        """
        if self.organisation(actor, _CODER) != actor:
            return False
        if self.kind.get(actor) in _WHOLE_SIDES:
            return True
        return self.kind.get(other) == ST + "Unit" and self.organisation(other, _CODER) == other

    def own_groups(self, actor: str) -> set[str]:
        """The independence groups whose word is the actor's own: itself, what it belongs to, and the sides of these."""
        wholes = self.belongs_to(actor, _CODER)
        return wholes | {side for whole in wholes if (side := self.own_side(whole))}

    def speaks_of_its_own(self, source: str) -> bool:
        """Whether a source has its group by itself. One without a name counts with whoever it spoke to, and does not
        speak for them: who is shown to the press by an army is not the army.
        """
        return self.kind.get(source) != ST + "UnnamedSource" or self.own_side(source) is not None

    def is_own_word(self, source: str, group: str, doers: Collection[str]) -> bool:
        """Whether a source that counts with this group is one of these doers, speaks for one, or is of its own side; it
        is not where a doer disowns it.
        """
        mine = [doer for doer in doers if not self.is_disowned(source, doer)]
        if self.speaks_for[source] & set(mine):
            return True
        return self.speaks_of_its_own(source) and any(group in self.own_groups(doer) for doer in mine)

    def is_disowned(self, source: str, actor: str) -> bool:
        """Whether an actor, what it belongs to or what belongs to it denies that a source is of it."""
        bodies = {body for who, body in self.disowned if who == source}
        return any(body in self.belongs_to(actor, _CODER) or actor in self.belongs_to(body, _CODER) for body in bodies)

    def answers_for(self, source: str, actor: str) -> bool:
        """Whether a source is an actor, speaks for it, or does so for what it belongs to."""
        return bool(self.speaks_for[source] & self.belongs_to(actor, _CODER))

    def overlap(self, place: str, other: str) -> bool:
        """Whether the circles within which two places lie overlap; False if a point or radius is not known."""
        one, two = self._circles.found.get(place), self._circles.found.get(other)
        return one is not None and two is not None and _km(one, two) <= one[2] + two[2]

    def organisation(self, actor: str, said_by: str) -> str:
        """The topmost actor that this one is part of, is a member of or works for; itself if there is none."""
        seen = set()
        while actor not in seen:
            seen.add(actor)
            ties = self._belongs.get(actor, {})
            above = ties.get(_CODER, set()) | ties.get(said_by, set())
            actor = min(above, default=actor)
        return actor

    def sources_and_speakers(self, sources: Iterable[str]) -> set[str]:
        """These sources and everyone who speaks for them."""
        wanted = set(sources)
        return wanted | {source for source, represented in self.speaks_for.items() if represented & wanted}

    def apart_from(self, actors: Collection[str]) -> Background:
        """The same without these actors: nobody belongs to them, works for them or stands on their side."""
        gone = frozenset(actors)
        if not gone:
            return self
        belongs: dict[str, dict[str, set[str]]] = {
            actor: {by: wholes - gone for by, wholes in ties.items()}
            for actor, ties in self._belongs.items()
            if actor not in gone
        }
        speaks_for = _SpeaksFor({who: of - gone for who, of in self.speaks_for.items() if who not in gone})
        return replace(self, speaks_for=speaks_for, _belongs=belongs)

    @cached_property
    def undisputed(self) -> Background:
        """The same with those ties alone that nobody disputes: how far a denial reaches."""
        if not self.disputed:
            return self
        belongs: dict[str, dict[str, set[str]]] = {
            actor: {
                by: {whole for whole in wholes if (actor, whole) not in self.disputed} for by, wholes in ties.items()
            }
            for actor, ties in self._belongs.items()
        }
        return replace(self, _belongs=belongs, disputed=frozenset())

    def actors_with_ties(self) -> set[str]:
        """The actors that any source says belong to another actor or to a side."""
        return {*self._belongs, *self._sides}

    def actors_with_ties_by_source(self) -> set[str]:
        """The actors with a tie that only some source states, so that it holds for that source's rows alone."""
        return {actor for ties in (self._belongs, self._sides) for actor, by in ties.items() if set(by) - {_CODER}}

    def side(self, actor: str, said_by: str = _CODER) -> str | None:
        """The side of an actor, according to the coder or else this source; None if neither says."""
        sides = self._sides.get(actor, {})
        return sides.get(_CODER) or sides.get(said_by)


class _SpeaksFor(dict[str, frozenset[str]]):
    """Whom each source speaks for. A source without any entry (most sources of a dataset) speaks only for itself."""

    def __missing__(self, source: str) -> frozenset[str]:
        return frozenset({source})


def speakers(
    statements: Iterable[Row],
    ties: Collection[str] = (ST + "worksFor",),
    disowned: Collection[tuple[str, str]] = (),
) -> _SpeaksFor:
    """Whom each source speaks for, itself included, in rows of ``statements.rq``: those for whom it is said to work,
    but for those who have ``disowned`` it; with more ``ties``, those to whom these lead as well.
    """
    employers: dict[str, set[str]] = defaultdict(set)
    for row in statements:
        if row["stance"] == _ASSERTS and not row["event"] and row["property"] in ties:
            employers[row["about"]].add(row["value"])
    speaks_for = {source: {source} | reached_from(employers, source) for source in employers}
    for source, body in disowned:
        speaks_for.get(source, set()).discard(body)
    return _SpeaksFor({source: frozenset(bodies) for source, bodies in speaks_for.items()})


def background(
    record: Keeper,
    statements: Iterable[Row],
    same: Mapping[str, str] | None = None,
    incident: Mapping[str, str] | None = None,
) -> Background:
    """The background of a record. ``statements`` are the rows of its ``statements.rq``; ``same`` maps each node that is
    shown as another to that one, ``incident`` each event shown for others to its incident.
    """
    belongs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    sides: dict[str, dict[str, str]] = defaultdict(dict)
    statements = list(statements)
    disowned = disowned_ties(statements)
    for row in statements:
        if row["stance"] != _ASSERTS or row["event"] or (row["about"], row["value"]) in disowned:
            continue
        by = _CODER if row["said_by"] == row["coder"] else row["said_by"]
        prop = row["property"].removeprefix(ST)
        if prop in ("memberOf", "partOf", "worksFor"):
            belongs[row["about"]][by].add(row["value"])
        if prop == "side":
            sides[row["about"]][by] = min(row["value"], sides[row["about"]].get(by, row["value"]))
    skos, rdf = PREFIXES["skos"], PREFIXES["rdf"]
    return Background(
        broader=_upwards(record, skos + "broader"),
        within=_upwards(record, ST + "within"),
        excludes=frozenset(frozenset(pair) for pair in _pairs(record, ST + "excludes")),
        excludes_aimed=frozenset(_pairs(record, ST + "excludesAimed")),
        speaks_for=speakers(statements, disowned=disowned),
        kind=dict(_pairs(record, rdf + "type", _KINDS)),
        mutual=_concepts_that_are(record, ST + "mutual"),
        confrontations=_concepts_that_are(record, ST + "isConfrontation"),
        firsts=_concepts_that_are(record, ST + "isFirst"),
        denied_as=_gathered(_pairs(record, ST + "deniedAs")),
        _circles=Circles(record),
        _belongs=belongs,
        _sides=sides,
        disowned=disowned,
        disputed=disputed_ties(statements),
        **_wholes(record, same or {}, incident or {}),
    )


def _wholes(record: Keeper, same: Mapping[str, str], incident: Mapping[str, str]) -> dict[str, Any]:
    up: dict[str, set[str]] = defaultdict(set)
    sorted_as: dict[str, tuple[str | None, str | None]] = {}
    for part, whole in sorted(_pairs(record, ST + "subEventOf")):
        one, other = same.get(part, part), same.get(whole, whole)
        if one != other:
            up[one].add(other)
        for event, node in ((one, part), (other, whole)):
            if event not in sorted_as or event == node:
                facts = {prop: value for _, prop, value in record.match(node)}
                own = facts.get(ST + "incident")
                of = same.get(own, own) if own else None
                sorted_as[event] = facts.get(ST + "eventType"), incident.get(event, of)
    # Two events that coders join may each be part of the other.
    wholes = {event: frozenset(reached_from(up, event) - {event}) for event in up}
    return {"wholes": wholes, "sorted_as": sorted_as}


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return {one: frozenset(others) for one, others in found.items()}


def _concepts_that_are(record: Keeper, prop: str) -> frozenset[str]:
    marked = record.store.triples(prop=NamedNode(prop))
    return frozenset(
        t.subject.value for t in marked if isinstance(t.subject, NamedNode) and getattr(t.object, "value", "") == "true"
    )


class Circles:
    """(longitude, latitude, radius in km) of each place whose point and precision are known; read when first needed."""

    def __init__(self, record: Keeper | None = None) -> None:
        self._record = record

    @cached_property
    def found(self) -> dict[str, tuple[float, float, float]]:
        if self._record is None:
            return {}
        geo, match = PREFIXES["geo"], self._record.match
        radius = {place: float(km) for place, _, km in match(None, ST + "geoPrecision")}
        points = {geometry: text for geometry, _, text in match(None, geo + "asWKT")} if radius else {}
        circles = {}
        for place, _, geometry in match(None, geo + "hasGeometry") if radius else ():
            point = re.fullmatch(r"POINT ?\(([-\d.]+) ([-\d.]+)\)", points.get(geometry, ""))
            if point and place in radius:
                circles[place] = (float(point[1]), float(point[2]), radius[place])
        return circles


def _km(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The distance between two points in km, on a sphere (haversine formula)."""
    (lon, lat, _), (lon2, lat2, _) = one, other
    phi, phi2 = math.radians(lat), math.radians(lat2)
    half = math.sin((phi2 - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(phi2) * math.sin(math.radians(lon2 - lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def _pairs(record: Keeper, prop: str, objects: list[NamedNode] | None = None) -> Iterable[tuple[str, str]]:
    for triple in record.store.triples(prop=NamedNode(prop), objects=objects):
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            yield triple.subject.value, triple.object.value


def _upwards(record: Keeper, prop: str) -> dict[str, frozenset[str]]:
    up: dict[str, set[str]] = defaultdict(set)
    for below, above in _pairs(record, prop):
        up[below].add(above)
    return {below: frozenset({below} | reached_from(up, below)) for below in up}
