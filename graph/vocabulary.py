"""The vocabulary of a record: namespaces, classes and the properties a claim may give, as in ``ontology/core.ttl``.

One table, ``PROPERTIES``, gives for each property its key in a report, the kind of its values, and whether it describes
an event or an actor. The report reader, its JSON Schema, the statements and the page all follow it; a test compares it
with the ontology.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

__all__ = [
    "ACTOR_KINDS",
    "CODE_LISTS",
    "CODES",
    "ID",
    "KINDS_OF_NODES",
    "PREFIXES",
    "PROPERTIES",
    "ST",
    "Property",
    "id_of",
    "local_name",
    "PROPERTY_BY_IRI",
    "examples_folder",
    "ontology_folder",
    "shortened",
    "st",
]

ST = "https://w3id.org/standoff/ontology#"
ID = "https://w3id.org/standoff/id/"
CODES = "https://w3id.org/standoff/codes/"

#: The kinds of nodes of a record, each with a prefix of its own: ``actor:sana`` is ``id:actor\\/sana``.
KINDS_OF_NODES = ("actor", "claim", "dataset", "event", "incident", "place", "report", "said", "side")

#: The prefixes that a query may use without declaring them, and that are written in Turtle.
PREFIXES = {
    "st": ST,
    "id": ID,
    **{kind: f"{ID}{kind}/" for kind in KINDS_OF_NODES},
    "type": CODES + "event-type/",
    "means": CODES + "means/",
    "intent": CODES + "intent/",
    "basis": CODES + "basis/",
    "placetype": CODES + "place-type/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}

CODE_LISTS = ("event-type", "means", "intent", "basis", "place-type")

#: How a report names the class of an actor: ``kind: state-force``.
ACTOR_KINDS = {
    "actor": "Actor",
    "force": "Force",
    "state-force": "StateForce",
    "military-police": "MilitaryPolice",
    "militia": "Militia",
    "non-state-group": "NonStateGroup",
    "coalition": "Coalition",
    "unit": "Unit",
    "government": "Government",
    "media-outlet": "MediaOutlet",
    "organisation": "Organisation",
    "person": "Person",
    "population": "Population",
    "unnamed-source": "UnnamedSource",
}


@dataclass(frozen=True)
class Property:
    """One property that a claim may give.

    ``values`` names the kind of its values: ``actor``, ``place``, ``actor or place``, ``event``, ``side``, a code list
    (``event-type``, ``means``, ``intent``), ``status``, ``property``, ``date`` (EDTF), ``integer``, ``boolean`` or
    ``text``.
    ``phrase`` puts a value into words, after what it is about: "Killing of a man: by US Armed Forces".
    """

    key: str
    values: str
    phrase: str
    of_event: bool = False
    of_actor: bool = False

    @property
    def name(self) -> str:
        """The local name in the ontology: ``deaths_best`` is ``deathsBest``."""
        key = "event_type" if self.key == "type" else self.key
        return re.sub(r"_(\w)", lambda m: m[1].upper(), key)

    @property
    def iri(self) -> NamedNode:
        return NamedNode(ST + self.name)

    @property
    def single(self) -> bool:
        """Whether a claim gives at most one value, so that two sources' values are rivals (owl:FunctionalProperty)."""
        of_one_value = ("event-type", "intent", "place", "date", "status", "integer", "boolean")
        return (self.values in of_one_value and self.key != "active_in") or self.key == "responsible"

    @property
    def label(self) -> str:
        """The property in plain words: ``deaths best``, ``in response to``."""
        own = {"type": "event type", "responsible": "responsible for it"}
        return own.get(self.key, self.key).replace("_", " ")


_EVENT = [
    Property("type", "event-type", "kind of act: {}", of_event=True),
    Property("actor", "actor", "by {}", of_event=True),
    Property("recipient", "actor or place", "against {}", of_event=True),
    Property("party", "actor", "{} took part", of_event=True),
    Property("onlooker", "actor", "{} looked on", of_event=True),
    Property("victim", "actor", "harmed: {}", of_event=True),
    Property("means", "means", "by means of {}", of_event=True),
    Property("intent", "intent", "intent: {}", of_event=True),
    Property("responsible", "actor", "responsible for it: {}", of_event=True),
    Property("place", "place", "at {}", of_event=True),
    Property("in_response_to", "event", "in response to: {}", of_event=True),
    Property("caused_by", "event", "caused by: {}", of_event=True),
    Property("after", "event", "after: {}", of_event=True),
    Property("same_event", "event", "the same as: {}", of_event=True),
    Property("not_same_event", "event", "not the same as: {}", of_event=True),
    *(
        Property(f"{number}_{bound}", "integer", f"{words}: {bounded}{{}}", of_event=True)
        for number, words in (
            ("deaths", "killed"),
            ("injured", "injured"),
            ("displaced", "displaced"),
            ("detained", "detained"),
            ("participants", "people taking part"),
            ("rounds", "rounds"),
            ("vehicles", "vehicles"),
            ("buildings", "buildings"),
        )
        for bound, bounded in (("low", "at least "), ("best", ""), ("high", "at most "))
    ),
    Property("attempted", "boolean", "only attempted: {}", of_event=True),
    Property("repeated", "boolean", "more than once: {}", of_event=True),
]
_ACTOR = [
    Property("member_of", "actor", "member of {}", of_actor=True),
    Property("part_of", "actor", "part of {}", of_actor=True),
    Property("supports", "actor", "supports {}", of_actor=True),
    Property("allied_with", "actor", "allied with {}", of_actor=True),
    Property("works_for", "actor", "works for {}", of_actor=True),
    Property("controls", "actor or place", "controls {}", of_actor=True),
    Property("side", "side", "on the side: {}", of_actor=True),
    Property("run_by", "actor", "run by {}", of_actor=True),
    Property("funded_by", "actor or place", "funded by {}", of_actor=True),
    Property("linked_to", "actor", "linked to {}", of_actor=True),
    Property("split_from", "actor", "split from {}", of_actor=True),
    Property("joined", "actor", "joined {}", of_actor=True),
    Property("active_in", "place", "active in {}", of_actor=True),
    Property("same_actor", "actor", "the same as {}", of_actor=True),
    Property("not_same_actor", "actor", "not the same as {}", of_actor=True),
    Property("combatant_status", "status", "was a {}", of_actor=True),
    Property("age", "integer", "aged {}", of_actor=True),
    Property("name", "text", "named {}", of_actor=True),
]
_BOTH = [
    Property("when", "date", "when: {}", of_event=True, of_actor=True),
    Property("left_open", "property", "left open: {}", of_event=True, of_actor=True),
]

#: Every property a claim may give, by its key in a report.
PROPERTIES = {p.key: p for p in [*_EVENT, *_ACTOR, *_BOTH]}
PROPERTY_BY_IRI = {p.iri.value: p for p in PROPERTIES.values()}


def st(name: str) -> NamedNode:
    """The term of the ontology with this local name: ``st("saidBy")``."""
    return NamedNode(ST + name)


def id_of(kind: str, name: str) -> NamedNode:
    """The individual of a kind with this id: ``id_of("actor", "sana")`` is ``…/id/actor/sana``."""
    return NamedNode(f"{ID}{kind}/{name}")


def local_name(iri: str) -> str:
    """The last part of an IRI: ``sana`` of ``…/id/actor/sana``."""
    return re.split(r"[/#]", iri)[-1]


def shortened(value: Any) -> Any:
    """One of standoff's IRIs without its common start, such as ``actor/sana``; any other value unchanged."""
    start = next((s for s in (ID, CODES, ST) if isinstance(value, str) and value.startswith(s)), "")
    return value[len(start) :] if start else value


def ontology_folder() -> Path:
    """The folder of the ontology: inside the installed package, or next to ``graph/`` in a checkout."""
    return _beside("_ontology", "ontology")


def examples_folder() -> Path:
    """The folder of the coded examples: inside the installed package, or next to ``graph/`` in a checkout."""
    return _beside("_examples", "examples")


def _beside(packaged: str, checkout: str) -> Path:
    here = Path(__file__).parent
    return here / packaged if (here / packaged).is_dir() else here.parent / checkout
