"""Read entities: which actor, place, side, incident or event an id means. Names and data only; what is said about them
is in claims.

Two passes over each file: ``collect`` registers ids, labels and aliases, so that ``identify`` can resolve references
between entries in any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode

from ..circles import in_circles
from ..claim import Entity, Statement, Term
from ..dates import days
from ..vocabulary import ACTOR_KINDS, PREFIXES, id_of, st
from .entry import Entry
from .known import Names, find_code
from .yaml import Marked

__all__ = ["SECTIONS", "collect", "identify", "label_of", "valid_id"]

#: The sections of a file with entities, and the kind of entity in each.
SECTIONS = {"actors": "actor", "sides": "side", "places": "place", "incidents": "incident", "events": "event"}

_SKOS, _GEO = PREFIXES["skos"], PREFIXES["geo"]
RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")
LABEL, ALIAS = NamedNode(_SKOS + "prefLabel"), NamedNode(_SKOS + "altLabel")
_EXACT = NamedNode(_SKOS + "exactMatch")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def valid_id(text: str) -> str:
    """The text, if it can be part of an IRI unchanged. Raises ValueError otherwise."""
    if not _ID.fullmatch(text):
        raise ValueError(f'"{text}" cannot be an id. Use letters without accents, digits, hyphens, dots: khirbet-amo.')
    return text


def language(text: str) -> str:
    """The text, if it is a language tag. Raises ValueError otherwise."""
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(f'"{text}" is not a language tag such as en, ar or ku-Latn.')
    return text


def label_of(name: str) -> str:
    """A readable label made from an id, for entities without one: ``khirbet-amo`` gives ``Khirbet amo``."""
    words = re.sub(r"(?<!\d)-|-(?!\d)", " ", name).replace("_", " ")
    return words[:1].upper() + words[1:]


def collect(names: Names, sections: dict[str, list[tuple[str, Entry]]]) -> None:
    """Register the ids, labels and aliases of all entries in ``names``; a bad id is reported on its entry."""
    for section, entries in sections.items():
        kind = SECTIONS[section]
        for name, entry in entries:
            try:
                valid_id(name)
            except ValueError as error:
                entry.wrong(str(error))
                continue
            iri = names.add_id(kind, name)
            for key in ("label", "aliases"):
                marked = entry.peek(key)
                for text in _texts_in(marked):
                    names.add_alias(kind, text, iri)


def _texts_in(marked: Marked | None) -> Iterator[str]:
    if marked is None:
        return
    if isinstance(marked.value, str):
        yield marked.value
    else:
        for item in marked.value if isinstance(marked.value, list) else marked.value.values():
            yield from _texts_in(item)


def identify(names: Names, sections: dict[str, list[tuple[str, Entry]]]) -> list[tuple[str, Entry]]:
    """Add each entry's entity to ``names``; returns the actors whose entry also has a judgement (``that:``)."""
    judged = []
    for section, entries in sections.items():
        kind = SECTIONS[section]
        for name, entry in entries:
            if not names.has(kind, name):
                continue
            iri = id_of(kind, name)
            facts = set(_names_of(name, entry)) | set(_FACTS[kind](names, iri, entry))
            if kind == "actor" and "that" in entry:
                judged.append((name, entry))
            else:
                entry.close()
            earlier = names.entities.get(iri)
            if earlier and earlier.facts != facts:
                entry.wrong(f'The {kind} "{name}" is described differently elsewhere. Describe it once.')
            names.add(Entity(iri, frozenset(facts)))
        if kind in _WHOLES:
            _refuse_circles(names, kind, entries)
    return judged


def _refuse_circles(names: Names, kind: str, entries: list[tuple[str, Entry]]) -> None:
    """Report places within each other, and events part of each other: what follows these ties would be wrong."""
    prop, key, tied = _WHOLES[kind]
    above = {
        iri: value
        for iri, entity in names.entities.items()
        for p, value in entity.facts
        if p == prop and isinstance(value, NamedNode)
    }
    circles = in_circles(above)
    for name, entry in entries:
        if names.has(kind, name) and id_of(kind, name) in circles:
            entry.wrong(f'"{name}" is {tied} itself, through the {kind}s under `{key}:`. Break the circle.')
            return


def _names_of(name: str, entry: Entry) -> Iterator[Statement]:
    yield LABEL, Literal(entry.text("label") or label_of(name), language="en")
    aliases = entry.raw("aliases")
    if aliases is not None:
        by_language = aliases.value if isinstance(aliases.value, dict) else {"en": aliases}
        for tag, marked in by_language.items():
            if not _LANGUAGE.fullmatch(tag):
                entry.wrong(f'"{tag}" is not a language tag such as en, ar or ku-Latn.', marked.line)
                continue
            for text in _texts_in(marked):
                yield ALIAS, Literal(text, language=tag)
    wikidata = entry.converted("wikidata", _matching(r"Q\d+", "a Wikidata id such as Q858"))
    if wikidata:
        yield _EXACT, NamedNode(f"http://www.wikidata.org/entity/{wikidata}")
    geonames = entry.converted("geonames", _matching(r"\d+", "a GeoNames id such as 163843"))
    if geonames:
        yield _EXACT, NamedNode(f"https://sws.geonames.org/{geonames}/")


def _matching(pattern: str, what: str) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f'"{text}" is not {what}.')
        return text

    return convert


def _actor(names: Names, iri: NamedNode, entry: Entry) -> Iterator[Statement]:
    kind = entry.converted("kind", _kind) or "actor"
    yield RDF_TYPE, st(ACTOR_KINDS[kind])


def _kind(text: str) -> str:
    if text not in ACTOR_KINDS:
        raise ValueError(f'"{text}" is not a kind of actor. Known: {", ".join(ACTOR_KINDS)}.')
    return text


def _side(names: Names, iri: NamedNode, entry: Entry) -> Iterator[Statement]:
    yield RDF_TYPE, st("Side")


def _place(names: Names, iri: NamedNode, entry: Entry) -> Iterator[Statement]:
    yield RDF_TYPE, st("Place")
    place_type = entry.converted("type", lambda text: find_code("place-type", text))
    if place_type:
        yield st("placeType"), place_type
    within = entry.converted("within", lambda text: names.find("place", text))
    if within == iri:
        entry.wrong("A place cannot be within itself.")
    elif within:
        yield st("within"), within
    if ("lat" in entry) != ("lon" in entry):
        entry.wrong("A position needs both `lat:` and `lon:`.")
    lat, lon = entry.converted("lat", _degrees(90)), entry.converted("lon", _degrees(180))
    if lat is not None and lon is not None:
        geometry = NamedNode(iri.value + "/geometry")
        yield NamedNode(_GEO + "hasGeometry"), geometry
        wkt = Literal(f"POINT({lon} {lat})", datatype=NamedNode(_GEO + "wktLiteral"))
        point: set[Statement] = {(RDF_TYPE, NamedNode(_GEO + "Geometry")), (NamedNode(_GEO + "asWKT"), wkt)}
        names.add(Entity(geometry, frozenset(point)))
    precision = entry.converted("precision_km", _matching(r"\d+(\.\d+)?", "a distance in kilometres such as 2.5"))
    if precision:
        yield st("geoPrecision"), Literal(precision, datatype=NamedNode(PREFIXES["xsd"] + "decimal"))


def _degrees(limit: int) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if not re.fullmatch(r"-?\d{1,3}(\.\d+)?", text, re.ASCII) or abs(float(text)) > limit:
            raise ValueError(f'"{text}" is not a number of degrees between -{limit} and {limit}.')
        return text

    return convert


def when(text: str) -> Term:
    """A stated date as a literal. Raises ValueError where it is not a date."""
    days(text)
    return Literal(text)


#: What ties entities of a kind to a larger one: the property, its key in a file, and in words.
_WHOLES = {"place": (st("within"), "within", "within"), "event": (st("subEventOf"), "part_of", "part of")}


def _incident(names: Names, iri: NamedNode, entry: Entry) -> Iterator[Statement]:
    yield RDF_TYPE, st("Incident")
    yield from _when_and_place(names, entry)


def _event(names: Names, iri: NamedNode, entry: Entry) -> Iterator[Statement]:
    yield RDF_TYPE, st("Event")
    event_type = entry.converted("type", lambda text: find_code("event-type", text), required=True)
    if event_type:
        yield st("eventType"), event_type
    incident = entry.converted("incident", valid_id)
    if incident:
        if not names.has("incident", incident):
            # A report may name an incident that is not described anywhere: then only its id is known.
            unknown = names.add_id("incident", incident)
            facts: set[Statement] = {(RDF_TYPE, st("Incident")), (LABEL, Literal(label_of(incident), language="en"))}
            names.add(Entity(unknown, frozenset(facts)))
        yield st("incident"), id_of("incident", incident)
    whole = entry.converted("part_of", lambda text: names.find("event", text))
    if whole == iri:
        entry.wrong("An event cannot be part of itself.")
    elif whole:
        yield st("subEventOf"), whole
    yield from _when_and_place(names, entry)


def _when_and_place(names: Names, entry: Entry) -> Iterator[Statement]:
    stated = entry.converted("when", when)
    if stated:
        yield st("when"), stated
    place = entry.converted("place", lambda text: names.find("place", text))
    if place:
        yield st("place"), place


_FACTS = {"actor": _actor, "side": _side, "place": _place, "incident": _incident, "event": _event}
