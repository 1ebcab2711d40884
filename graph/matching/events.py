"""Which events of a record may be the same act: a row and a report, or rows of two datasets. Nothing is joined here.

After MELTT (Donnay, Dunford, McGrath, Backer and Cunningham 2019, "Integrating Conflict Event Data", J. of Conflict
Resolution 63(5)): candidates are close in place and time, within the precision of both. Kind of act and actors then
decide, by how far up the code list they agree. Unlike in MELTT, a person judges each pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..judgement import JUDGED, Pair, pair
from ..queries.names import Names, names_of
from ..record.keeper import Keeper
from ..vocabulary import PREFIXES, ST
from .actors import Proposal, proposals
from .profiles import Places, Profile

__all__ = ["DAYS", "KM", "MIN_SCORE", "RULE", "ComparableEvents", "comparable_events", "event_proposals"]

KM, DAYS, MIN_SCORE = 25.0, 1, 0.7
RULE = """\
Two events are compared if no document or dataset has both, and if they are at most 25 km (--km) and one day (--days)
apart, not counting the radius of each place and the days on which each may have happened. The score is the mean of what
is known of both:
place 0.30   1 the same; 0.9 one within the other; else from 1 down to 0 with the distance
time 0.25    1 the same day or days; 0.5 to 1 some days in common, by their share; below 0.5 none in common
kind 0.20    1 the same; 0.8 one broader than the other; 0.4 a broader one in common; 0 they exclude each other
actors 0.25  the similarity of their actors: 1 the same or judged so, else the score by which they may be the same
then +0.05 if the numbers killed agree, -0.15 if they differ by more than half; at most 0.85 if either event has no
actors. Events vague both in place (over 100 km) and in time (over a month) are left out, and so are events without
time or place."""

_ROLES = ("actor", "recipient", "party", "victim")
_VAGUE_KM, _VAGUE_DAYS = 100.0, 31


@dataclass
class _Event:
    """What all claims about one event and its own coder say of it."""

    documents: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    place: str | None = None
    first: str | None = None
    last: str | None = None
    deaths: list[int] = field(default_factory=list)
    actors: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class ComparableEvents:
    """The events of a record that can be compared.

    ``known`` has them by IRI; ``points`` has (latitude, longitude, radius in km) by place; ``above`` and ``broader``
    map places and kinds of act to themselves and everything above; ``left_out`` counts the other events, by reason.
    """

    names: Names
    known: dict[str, _Event]
    points: Mapping[str, tuple[float, float, float]]
    above: Mapping[str, frozenset[str]]
    broader: Mapping[str, frozenset[str]]
    excludes: frozenset[frozenset[str]]
    left_out: Mapping[str, int]


def comparable_events(record: Keeper) -> ComparableEvents:
    """The events of a record that can be compared, with what is known of each; see ``ComparableEvents``."""
    names = names_of(record)
    every_event = _all_events(record)
    points = _points(record)
    within = Places(record, names).within
    left_out: dict[str, int] = defaultdict(int)
    known = {}
    for iri, event in sorted(every_event.items()):
        if not (event.first and event.last):
            left_out["no time, or an open one"] += 1
        elif not event.place:
            left_out["no place"] += 1
        elif points.get(event.place, (0, 0, 0.0))[2] > _VAGUE_KM and _days(event)[1] - _days(event)[0] >= _VAGUE_DAYS:
            left_out["vague in place and time"] += 1
        else:
            known[iri] = event
    broader = _closures(record.match(None, PREFIXES["skos"] + "broader"))
    excludes = frozenset(frozenset((a, b)) for a, _, b in record.match(None, ST + "excludes"))
    above = _closures((below, "", over) for below, over in within.items())
    return ComparableEvents(names, known, points, above, broader, excludes, dict(left_out))


def event_proposals(
    events: ComparableEvents,
    actors: list[Profile],
    min_score: float = MIN_SCORE,
    judged: Iterable[Pair] = (),
    same: Mapping[str, str] | None = None,
    km: float = KM,
    days: int = DAYS,
) -> list[Proposal]:
    """The pairs of events that may be the same act, best first, with a score of at least ``min_score``.

    Pairs in ``judged`` are left out. ``actors`` are the profiles of the record's actors; ``same`` maps actors judged
    the same to the one shown for them; ``km`` (kilometres) and ``days`` say how far apart events may be.
    """
    done = set(judged)
    likeness = {(p.one, p.other): p.score for p in proposals(actors, 0.6)}
    scorer = _Scorer(events, likeness, same or {})
    iris = list(events.known)
    proposed = []
    for a, b, gap in _near(events, iris, km, days, min_score):
        ends = pair(iris[a], iris[b])
        if ends in done or events.known[ends[0]].documents & events.known[ends[1]].documents:
            continue
        score, reasons = scorer.score(*ends, gap, km, days)
        if score >= min_score:
            proposed.append(Proposal(score, *ends, reasons))
    best: dict[str, float] = defaultdict(float)
    for each in proposed:
        for end in (each.one, each.other):
            best[end] = max(best[end], each.score)
    mutual = [
        Proposal(p.score, p.one, p.other, (*p.reasons, "each is the other's best"))
        if p.score == best[p.one] == best[p.other]
        else p
        for p in proposed
    ]
    return sorted(mutual, key=lambda p: (-p.score, p.one, p.other))


def _all_events(record: Keeper) -> dict[str, _Event]:
    match = record.match
    event_of = {iri: _Event() for iri, _, kind in match(None, PREFIXES["rdf"] + "type") if kind == ST + "Event"}
    judged = {claim for prop in JUDGED for claim, _, _ in match(None, prop)}
    about = {c: e for c, _, e in match(None, ST + "about") if e in event_of and c not in judged}
    document_of = {said: document for said, _, document in match(None, ST + "document")}
    # All files of a dataset count as one document: its coder gives each act one row, in whichever file.
    datasets = {document for document, _, kind in match(None, PREFIXES["rdf"] + "type") if kind == ST + "Dataset"}
    coder = {document: by for document, _, by in match(None, ST + "coder") if document in datasets}
    for said, _, claim in match(None, ST + "claim"):
        if claim in about:
            document = document_of[said]
            event_of[about[claim]].documents.add(coder.get(document, document))
    claimed_days: dict[str, list[str]] = defaultdict(list)
    for prop in ("earliest", "latest"):
        for node, _, day in match(None, ST + prop):
            if node in event_of:
                setattr(event_of[node], "first" if prop == "earliest" else "last", day)
            elif node in about:
                claimed_days[f"{prop} {about[node]}"].append(day)
    for iri, event in event_of.items():
        if not event.first and not event.last:
            event.first = min(claimed_days.get(f"earliest {iri}", ()), default=None)
            event.last = max(claimed_days.get(f"latest {iri}", ()), default=None)
    claimed_places: dict[str, set[str]] = defaultdict(set)
    for node, _, place in match(None, ST + "place"):
        if node in event_of:
            event_of[node].place = place
        elif node in about:
            claimed_places[about[node]].add(place)
    for iri, event in event_of.items():
        event.place = event.place or min(claimed_places.get(iri, ()), default=None)
    for node, _, kind in match(None, ST + "eventType"):
        if about.get(node, node) in event_of:
            event_of[about.get(node, node)].types.add(kind)
    for prop in _ROLES:
        for claim, _, actor in match(None, ST + prop):
            if claim in about:
                event_of[about[claim]].actors.add(actor)
    for prop in ("deathsLow", "deathsBest", "deathsHigh"):
        for claim, _, number in match(None, ST + prop):
            if claim in about and number.isdigit():
                event_of[about[claim]].deaths.append(int(number))
    return event_of


def _points(record: Keeper) -> dict[str, tuple[float, float, float]]:
    geo = PREFIXES["geo"]
    wkt = {node: text for node, _, text in record.match(None, geo + "asWKT")}
    radius = {place: float(km) for place, _, km in record.match(None, ST + "geoPrecision")}
    points = {}
    for place, _, geometry in record.match(None, geo + "hasGeometry"):
        parts = wkt.get(geometry, "").strip().removeprefix("POINT").strip(" ()").split()
        if len(parts) == 2:
            points[place] = (float(parts[1]), float(parts[0]), radius.get(place, 5.0))
    return points


def _closures(pairs: Iterable[tuple[str, str, str]]) -> dict[str, frozenset[str]]:
    """For each node, itself and all nodes above it."""
    up: dict[str, set[str]] = defaultdict(set)
    for below, _, above in pairs:
        up[below].add(above)
    closure = {}
    for node in up:
        seen, waiting = {node}, [node]
        while waiting:
            new = up.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        closure[node] = frozenset(seen)
    return closure


def _days(event: _Event) -> tuple[int, int]:
    assert event.first and event.last
    first, last = date.fromisoformat(event.first).toordinal(), date.fromisoformat(event.last).toordinal()
    return min(first, last), max(first, last)


def _near(
    events: ComparableEvents, iris: list[str], km: float, days: int, least: float
) -> Iterator[tuple[int, int, float | None]]:
    """(event, event, kilometres between their points minus their radii) for every two close in time and place.

    Pairs that could not reach the ``least`` score, whatever their kind and actors, are left out. Events are sorted by
    first day, so that each is compared only with those that begin before it ends (plus ``days``). Pairs are computed
    with NumPy in blocks of about two million.
    """
    import numpy as np

    if len(iris) < 2:
        return
    known = [events.known[iri] for iri in iris]
    spans = np.array([_days(event) for event in known], dtype=np.int64)
    order = np.argsort(spans[:, 0], kind="stable")
    first, last = spans[order, 0], spans[order, 1]
    documents: dict[frozenset[str], int] = {}
    source = np.array([documents.setdefault(frozenset(known[i].documents), len(documents)) for i in order])
    places = {place: n for n, place in enumerate(sorted({str(event.place) for event in known}))}
    place = np.array([places[str(known[i].place)] for i in order])
    where = np.array([events.points.get(str(known[i].place), (np.nan, np.nan, 0.0)) for i in order])
    nested = [(n, places[over]) for name, n in places.items() for over in events.above.get(name, ()) if over in places]
    related = np.array(sorted({x * len(places) + y for n, m in nested for x, y in ((n, m), (m, n))}), dtype=np.int64)
    ends = np.searchsorted(first, last + days, side="right")
    counts = ends - np.arange(len(order)) - 1
    start = 0
    while start < len(order):
        stop = start + 1 + int(np.searchsorted(np.cumsum(counts[start:]), 2_000_000))
        stop = min(stop, len(order))
        a = np.repeat(np.arange(start, stop), counts[start:stop])
        many = counts[start:stop]
        b = a + 1 + np.arange(len(a)) - np.repeat(np.cumsum(many) - many, many)
        start = stop
        possible = source[a] != source[b]
        a, b = a[possible], b[possible]
        radius = where[a, 2] + where[b, 2]
        # A degree of latitude is 111 km everywhere: that alone rules out most pairs.
        possible = ~(np.abs(where[a, 0] - where[b, 0]) * 111.0 > km + radius)
        a, b, radius = a[possible], b[possible], radius[possible]
        gap = np.maximum(_kilometres(where[a], where[b]) - radius, 0.0)
        same = (place[a] == place[b]) | np.isin(place[a] * len(places) + place[b], related)
        common = np.minimum(last[a], last[b]) - np.maximum(first[a], first[b]) + 1
        union = np.maximum(last[a], last[b]) - np.minimum(first[a], first[b]) + 1
        time = np.where(common > 0, 0.5 + 0.5 * common / union, 0.5 * (1 + common / (days + 1)))
        nearness = np.where(same, 1.0, 1 - np.nan_to_num(gap) / (km + 1))
        possible = (same | (gap <= km)) & (0.3 * nearness + 0.25 * time + 0.5 >= least)
        for x, y, apart in zip(order[a[possible]], order[b[possible]], gap[possible], strict=True):
            yield int(x), int(y), None if np.isnan(apart) else float(apart)


def _kilometres(one: Any, other: Any) -> Any:
    """Great-circle distances in kilometres between rows of (latitude, longitude, …)."""
    import numpy as np

    lat1, lon1, lat2, lon2 = (np.radians(each) for each in (one[:, 0], one[:, 1], other[:, 0], other[:, 1]))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


@dataclass
class _Scorer:
    """Scores pairs of events; the similarity of two sets of kinds or actors is computed only once."""

    events: ComparableEvents
    likeness: Mapping[tuple[str, str], float]
    same: Mapping[str, str]
    _kinds: dict[Any, tuple[float, str]] = field(default_factory=dict)
    _actors: dict[Any, tuple[float, str]] = field(default_factory=dict)

    def score(self, one: str, other: str, gap: float | None, km: float, days: int) -> tuple[float, tuple[str, ...]]:
        """The score of a pair, by ``RULE``, and its reasons."""
        a, b = self.events.known[one], self.events.known[other]
        place, time = self._place(a, b, gap, km), _time(a, b, days)
        parts = [(0.3, *place), (0.25, *time)]
        types, actors = (tuple(sorted(a.types)), tuple(sorted(b.types))), (frozenset(a.actors), frozenset(b.actors))
        if all(types):
            parts.append((0.2, *self._kinds.setdefault(types, self._kinds.get(types) or self._kind(*types))))
        if all(actors):
            if actors not in self._actors:
                self._actors[actors] = self._acting(*actors)
            parts.append((0.25, *self._actors[actors]))
        score = sum(weight * each for weight, each, _ in parts) / sum(weight for weight, _, _ in parts)
        score = score if all(actors) else min(score, 0.85)
        reasons = [words for _, _, words in parts]
        if a.deaths and b.deaths:
            agree = min(a.deaths) <= max(b.deaths) and min(b.deaths) <= max(a.deaths)
            apart = min(max(a.deaths), max(b.deaths)) < max(min(a.deaths), min(b.deaths)) / 2
            score += 0.05 if agree else -0.15 if apart else 0.0
            reasons.append(f"killed {_range(a.deaths)} and {_range(b.deaths)}")
        elif not all(actors):
            reasons.append("no actors known for one or both")
        return round(min(max(score, 0.0), 1.0), 3), tuple(reasons)

    def _place(self, a: _Event, b: _Event, gap: float | None, km: float) -> tuple[float, str]:
        label = self.events.names.label
        if a.place == b.place:
            return 1.0, f"both at {label(a.place)}"
        if b.place in self.events.above.get(str(a.place), ()) or a.place in self.events.above.get(str(b.place), ()):
            return 0.9, f"{label(a.place)} and {label(b.place)}, one within the other"
        gap = gap or 0.0
        words = f"{gap:.0f} km apart" if gap >= 1 else "no distance apart at this precision"
        return 1 - gap / (km + 1), f"{label(a.place)} and {label(b.place)}, {words}"

    def _kind(self, ones: tuple[str, ...], others: tuple[str, ...]) -> tuple[float, str]:
        return max(self._kind_of(one, other) for one in ones for other in others)

    def _kind_of(self, one: str, other: str) -> tuple[float, str]:
        label, broader = self.events.names.label, self.events.broader
        above, other_above = (broader.get(each, frozenset({each})) for each in (one, other))
        if one == other:
            return 1.0, f"both {label(one)}"
        if any(frozenset((x, y)) in self.events.excludes for x in above for y in other_above):
            return 0.0, f"{label(one)} and {label(other)} exclude each other"
        if one in other_above or other in above:
            return 0.8, f"{label(min(one, other))} and {label(max(one, other))}, one broader"
        common = (above & other_above) - {one, other}
        return (0.4 if common else 0.1), f"{label(min(one, other))} and {label(max(one, other))}"

    def _acting(self, ones: frozenset[str], others: frozenset[str]) -> tuple[float, str]:
        fewer, more = sorted((ones, others), key=lambda each: (len(each), sorted(each)))
        matches = [max((self._alike(one, other), one, other) for other in more) for one in sorted(fewer)]
        score = sum(each for each, _, _ in matches) / len(matches)
        label = self.events.names.label
        shared = [label(x) if x == y else f"{label(x)} ~ {label(y)}" for likeness, x, y in matches if likeness]
        return score, f"actors: {', '.join(shared)}" if shared else "no actor in common"

    def _alike(self, one: str, other: str) -> float:
        if self.same.get(one, one) == self.same.get(other, other):
            return 1.0
        return self.likeness.get(pair(one, other), 0.0)


def _time(a: _Event, b: _Event, days: int) -> tuple[float, str]:
    (first, last), (other_first, other_last) = _days(a), _days(b)
    common = min(last, other_last) - max(first, other_first) + 1
    words = f"{_when(a)} and {_when(b)}"
    if common > 0:
        union = max(last, other_last) - min(first, other_first) + 1
        return 0.5 + 0.5 * common / union, f"both {_when(a)}" if common == union else words
    return 0.5 * (1 + common / (days + 1)), words


def _when(event: _Event) -> str:
    return str(event.first) if event.first == event.last else f"{event.first} to {event.last}"


def _range(numbers: list[int]) -> str:
    return str(min(numbers)) if min(numbers) == max(numbers) else f"{min(numbers)} to {max(numbers)}"
