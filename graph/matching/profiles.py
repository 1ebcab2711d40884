"""What a record knows of each actor to identify it: names, identifiers, kind, years, countries, documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..judgement import JUDGED
from ..queries.names import Names, names_of
from ..record.keeper import Keeper
from ..vocabulary import PREFIXES, PROPERTIES, ST, local_name
from .actor_names import Name, names_in, plain_latin
from .countries import mark_countries

__all__ = ["Places", "Profile", "profiles"]

_TAKES_PART = "st:actor|st:recipient|st:party|st:victim"
_SEEN = """SELECT ?actor ?place (MIN(?first) AS ?from) (MAX(?last) AS ?to) WHERE {
  ?claim TAKES_PART ?actor ; st:about ?event .
  OPTIONAL { ?claim st:place ?claimed_place } OPTIONAL { ?event st:place ?own_place }
  BIND (COALESCE(?claimed_place, ?own_place) AS ?place)
  OPTIONAL { ?claim st:earliest ?claimed_first } OPTIONAL { ?event st:earliest ?own_first }
  OPTIONAL { ?claim st:latest ?claimed_last } OPTIONAL { ?event st:latest ?own_last }
  BIND (COALESCE(?claimed_first, ?own_first) AS ?first) BIND (COALESCE(?claimed_last, ?own_last) AS ?last)
} GROUP BY ?actor ?place""".replace("TAKES_PART", _TAKES_PART)
_ACTIVE = """SELECT ?actor ?place ?first ?last WHERE {
  ?claim st:activeIn ?place ; st:about ?actor .
  OPTIONAL { ?claim st:earliest ?first } OPTIONAL { ?claim st:latest ?last }
}"""


@dataclass(frozen=True)
class Profile:
    """What a record says of one actor.

    ``stated_years`` are the years a name or claim gives for it; ``active_years`` the years of the acts it takes part
    in; ``countries`` those it is active in, by claims and acts; ``documents`` those that name it. Two actors named in
    the same document are different actors for its coder.
    """

    iri: str
    label: str
    kind: str
    names: tuple[Name, ...]
    identifiers: frozenset[str]
    documents: frozenset[str]
    stated_years: tuple[int | None, int | None] | None
    active_years: tuple[int, int] | None
    countries: frozenset[str]


class Places:
    """The countries of a record's places: for each place, the first place above it whose name is a country."""

    def __init__(self, record: Keeper, names: Names) -> None:
        self._names = names
        self.within = {below: above for below, _, above in record.match(None, ST + "within")}
        self._known: dict[str, str | None] = {}

    def country(self, place: str) -> str | None:
        """The mark of the place's country (``@syria``); None if no place above it is a known country."""
        if place not in self._known:
            seen: set[str] = set()
            above: str | None = place
            country = None
            while above and above not in seen and not country:
                seen.add(above)
                mark = mark_countries(plain_latin(self._names.label(above).partition("(")[0]))
                country = mark if mark.startswith("@") and " " not in mark else None
                above = self.within.get(above)
            self._known[place] = country
        return self._known[place]


def profiles(record: Keeper) -> list[Profile]:
    """The profile of every actor of the record, sorted by IRI."""
    names = names_of(record)
    places = Places(record, names)
    kinds = {s: local_name(o) for s, _, o in record.match(None, PREFIXES["rdf"] + "type") if "/id/actor/" in s}
    identifiers: dict[str, set[str]] = defaultdict(set)
    for actor, _, identifier in record.match(None, PREFIXES["skos"] + "exactMatch"):
        identifiers[actor].add(identifier.replace("http://", "https://").rstrip("/"))
    documents = _documents(record)
    active_years: dict[str, list[int]] = defaultdict(list)
    stated_years: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    countries: dict[str, set[str]] = defaultdict(set)
    for row in _rows(record, _SEEN):
        active_years[row["actor"]] += [int(row[end][:4]) for end in ("from", "to") if row[end]]
        countries[row["actor"]] |= {c for c in [places.country(row["place"]) if row["place"] else None] if c}
    for row in _rows(record, _ACTIVE):
        countries[row["actor"]] |= {c for c in [places.country(row["place"])] if c}
        if row["first"] or row["last"]:
            stated_years[row["actor"]].append((_year(row["first"]), _year(row["last"])))
    result = []
    for actor in sorted(kinds):
        written = (names.label(actor), *names.aliases.get(actor, ()))
        each = tuple(_unique(name for text in written for name in names_in(text)))
        spans = stated_years[actor] + [name.years for name in each if name.years]
        result.append(
            Profile(
                actor,
                names.label(actor),
                kinds[actor],
                each,
                frozenset(identifiers[actor]),
                frozenset(documents[actor]),
                _span(spans),
                (min(active_years[actor]), max(active_years[actor])) if active_years[actor] else None,
                frozenset(countries[actor]),
            )
        )
    return result


def _documents(record: Keeper) -> dict[str, set[str]]:
    """The documents that name each actor: as a subject, as taking part, as speaking or as relaying.

    Read by triple patterns, since one SPARQL query takes ten times as long. The document of a judgement does not count:
    it names two actors of two other documents.
    """
    judged = {claim for prop in JUDGED for claim, _, _ in record.match(None, prop)}
    documents_of_claim: dict[str, set[str]] = defaultdict(set)
    document_of = {said: document for said, _, document in record.match(None, ST + "document")}
    for said, _, claim in record.match(None, ST + "claim"):
        if claim not in judged:
            documents_of_claim[claim].add(document_of[said])
    documents_of_actor: dict[str, set[str]] = defaultdict(set)
    for prop in ("saidBy", "relayedBy", "drawnFrom"):
        for said, _, actor in record.match(None, ST + prop):
            documents_of_actor[actor].add(document_of[said])
    for iri in (ST + "about", *(p.iri.value for p in PROPERTIES.values() if "actor" in p.values)):
        for claim, _, actor in record.match(None, iri):
            documents_of_actor[actor] |= documents_of_claim.get(claim, set())
    return documents_of_actor


def _unique(names: Iterable[Name]) -> Iterable[Name]:
    keys = set()
    for name in names:
        if (name.key, name.acronym) not in keys:
            keys.add((name.key, name.acronym))
            yield name


def _span(spans: list[tuple[int | None, int | None]]) -> tuple[int | None, int | None] | None:
    if not spans:
        return None
    firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
    first = None if None in firsts else min(year for year in firsts if year is not None)
    last = None if None in lasts else max(year for year in lasts if year is not None)
    return first, last


def _year(day: str | None) -> int | None:
    return int(day[:4]) if day else None


def _rows(record: Keeper, sparql: str) -> Iterable[Mapping[str, Any]]:
    answer = record.query(sparql)
    for row in answer.rows:
        yield {c: None if term is None else term.value for c, term in zip(answer.variables, row, strict=True)}
