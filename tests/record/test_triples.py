"""Claims to triples and back: nothing lost, and an IRI that is the content's."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
from hypothesis import example, given, settings
from hypothesis import strategies as some
from pyoxigraph import Literal, NamedNode

from standoff.claim import (
    ASSERTS,
    DENIES,
    GIVES_NO_ANSWER,
    LEAVES_OPEN,
    WITHDRAWS,
    Attribution,
    Claim,
    Entity,
    Reading,
    correction_target,
)
from standoff.record.keeper import Keeper
from standoff.record.store import OxigraphStore
from standoff.record.triples import attribution_triples, attributions_from, reading_triples
from standoff.vocabulary import CODES, PROPERTIES, Property, id_of, st

XSD = "http://www.w3.org/2001/XMLSchema#"
ODD = [
    "",
    '"',
    "'",
    '"""',
    "\\",
    "\n",
    "\r\n",
    "\t",
    "\x00",
    "\x7f",
    "”",
    "كان مدنيا",
    "\u202egnp\u202c",
    "\u2028",
    "\ufeff",
    "é",
    "e\u0301",
    "\U0001f4a3",
    "} INSERT DATA {",
    "# not a comment",
    "a\\u0041",
    "^^<x>",
    "@en",
]
DATES = [
    "2020",
    "2019-12",
    "2020-02-12",
    "2020-02?",
    "2020-01-25/2020-02-04",
    "../2020",
    "2020-08-17T09:20",
    "2020-08-17T23:50+03:00",
]

texts = some.one_of(some.sampled_from(ODD), some.text(some.characters(exclude_categories=["Cs"]), max_size=20))
tagged = some.builds(lambda text, tag: Literal(text, language=tag), texts, some.sampled_from(["en", "ar", "ku-Latn"]))
quotes = some.one_of(some.none(), some.builds(Literal, texts), tagged)
names = some.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)
days = some.dates(min_value=date(1000, 1, 1))


def nodes(*kinds: str) -> some.SearchStrategy[NamedNode]:
    return some.builds(id_of, some.sampled_from(kinds), names)


def literals(values: some.SearchStrategy[str], datatype: str) -> some.SearchStrategy[Literal]:
    return values.map(lambda text: Literal(text, datatype=NamedNode(XSD + datatype)))


#: For each kind of value that a property may have, such values.
VALUES = {
    "actor": nodes("actor"),
    "place": nodes("place"),
    "event": nodes("event"),
    "side": nodes("side"),
    "actor or place": nodes("actor", "place"),
    "event-type": names.map(lambda name: NamedNode(CODES + "event-type/" + name)),
    "means": names.map(lambda name: NamedNode(CODES + "means/" + name)),
    "intent": names.map(lambda name: NamedNode(CODES + "intent/" + name)),
    "status": some.sampled_from([st("Civilian"), st("Combatant")]),
    "property": some.sampled_from([p.iri for p in PROPERTIES.values()]),
    "date": some.sampled_from(DATES).map(Literal),
    "integer": literals(some.integers(0, 10**9).map(str), "integer"),
    "boolean": literals(some.sampled_from(["true", "false"]), "boolean"),
    "text": some.one_of(texts.map(Literal), tagged),
}


def statements(prop: Property) -> some.SearchStrategy[tuple[NamedNode, NamedNode | Literal]]:
    return VALUES[prop.values].map(lambda value: (prop.iri, value))


claims = some.builds(
    Claim,
    nodes("event", "actor"),
    some.frozensets(some.one_of(*map(statements, PROPERTIES.values())), min_size=1, max_size=6),
)
#: Of a withdrawal: it says nothing.
withdrawn = some.builds(Claim, nodes("event", "actor"), some.just(frozenset()))
attributions = some.builds(
    Attribution,
    some.one_of(claims, withdrawn),
    nodes("actor"),
    nodes("report"),
    some.sampled_from([ASSERTS, DENIES, LEAVES_OPEN, GIVES_NO_ANSWER, WITHDRAWS]),
    some.none() | days,
    some.frozensets(nodes("actor"), max_size=3),
    some.booleans(),
    some.booleans(),
    some.frozensets(names.map(lambda name: NamedNode(CODES + "basis/" + name)), max_size=2),
    some.none() | some.integers(0, 10**6),
    quotes,
    some.one_of(some.none(), tagged),
    some.none() | names,
    quotes,
    some.none() | some.builds(correction_target, nodes("report"), names),
    some.none() | nodes("actor"),
    some.booleans(),
)


@settings(max_examples=60)
@given(some.sets(attributions, max_size=4))
def test_attributions_survive_as_triples(said: set[Attribution]) -> None:
    assert attributions_from(t for one in said for t in attribution_triples(one)) == said


@settings(max_examples=60)
@given(some.sets(attributions, max_size=4))
def test_attributions_survive_a_file_and_a_record(said: set[Attribution]) -> None:
    triples = [t for one in said for t in attribution_triples(one)]
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE)
    assert attributions_from(quad.triple for quad in ox.parse(written, format=ox.RdfFormat.TURTLE)) == said
    record = Keeper(OxigraphStore(ox.Store()), "memory")
    record.put([Reading(id_of("report", "r"), frozenset(said))])
    assert record.attributions() == said


def test_every_property_of_a_claim_has_values_here() -> None:
    assert {prop.values for prop in PROPERTIES.values()} <= VALUES.keys()


@settings(max_examples=60)
@given(claims, claims, some.data())
def test_claims_have_one_iri_exactly_where_they_say_the_same(one: Claim, other: Claim, data: some.DataObject) -> None:
    again = Claim(NamedNode(one.about.value), frozenset(sorted(one.says, key=str, reverse=True)))
    assert again.iri == one.iri
    less = Claim(one.about, one.says - {data.draw(some.sampled_from(sorted(one.says, key=str)))})
    moved = Claim(id_of("event", "another"), one.says)
    for each in (other, less, moved):
        assert (each.iri == one.iri) == (each == one)


#: Each field of an attribution with a value that differs from the first one's.
PLAIN = Attribution(
    Claim(id_of("actor", "man"), frozenset({(st("side"), id_of("side", "s"))})),
    id_of("actor", "a"),
    id_of("report", "r"),
)


@settings(max_examples=60)
@given(attributions, attributions)
@example(PLAIN, replace(PLAIN, coded_as="None"))
@example(replace(PLAIN, quote=Literal("x")), replace(PLAIN, gloss=Literal("x")))
@example(replace(PLAIN, hedged=True), replace(PLAIN, opinion=True))
@example(replace(PLAIN, relayed_by=frozenset({st("x")})), replace(PLAIN, bases=frozenset({st("x")})))
@example(replace(PLAIN, quote=Literal("x")), replace(PLAIN, quote=Literal("x", language="en")))
@example(replace(PLAIN, paragraph=None), replace(PLAIN, paragraph=0))
@example(replace(PLAIN, because=Literal("<urn:r#1>")), replace(PLAIN, corrects=NamedNode("urn:r#1")))
@example(replace(PLAIN, corrects=st("x")), replace(PLAIN, drawn_from=st("x")))
def test_attributions_have_one_iri_exactly_where_they_are_equal(one: Attribution, other: Attribution) -> None:
    assert (one.iri == other.iri) == (one == other)
    assert replace(one).iri == one.iri


def test_an_attribution_that_corrects_nothing_has_the_iri_it_always_had() -> None:
    # Computed by the release before corrections: a record that was stored then is the same record now.
    assert PLAIN.iri == id_of("said", "ea79b4d571efecd1f98df20f3bbcfff3")
    assert replace(PLAIN, corrects=correction_target(id_of("report", "r"), "1")).iri != PLAIN.iri


def test_the_iri_of_a_claim_is_the_hash_of_its_lines() -> None:
    """By hand: what it is about, then what it says in order, as N-Triples terms, SHA-256, the first 32 hex digits."""
    base, ontology = "https://w3id.org/standoff/id/", "https://w3id.org/standoff/ontology#"
    lines = [
        f"<{base}event/killing>",
        f"<{ontology}actor> <{base}actor/us-forces>",
        f"<{ontology}victim> <{base}actor/man>",
    ]
    by_hand = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
    says = {(st("victim"), id_of("actor", "man")), (st("actor"), id_of("actor", "us-forces"))}
    assert Claim(id_of("event", "killing"), frozenset(says)).iri == id_of("claim", by_hand)
    assert by_hand == "0529c69fd64553256b08a81862cf3129"


def test_the_iri_of_a_claim_with_a_literal_is_the_hash_of_its_lines() -> None:
    base, ontology = "https://w3id.org/standoff/id/", "https://w3id.org/standoff/ontology#"
    line = f'<{ontology}deathsBest> "1"^^<{XSD}integer>'
    by_hand = hashlib.sha256(f"<{base}event/killing>\n{line}".encode()).hexdigest()[:32]
    one = Literal("1", datatype=NamedNode(XSD + "integer"))
    assert Claim(id_of("event", "killing"), frozenset({(st("deathsBest"), one)})).iri == id_of("claim", by_hand)
    assert by_hand == "fb3af22c93fc040c919391383322249a"


def test_a_stated_date_brings_its_first_and_last_day() -> None:
    when = Claim(id_of("event", "e"), frozenset({(st("when"), Literal("2019-12"))}))
    triples = set(attribution_triples(Attribution(when, id_of("actor", "a"), id_of("report", "r"))))
    spans = {(t.predicate, t.object) for t in triples if t.predicate in (st("earliest"), st("latest"))}
    date_type = NamedNode(XSD + "date")
    assert spans == {
        (st("earliest"), Literal("2019-12-01", datatype=date_type)),
        (st("latest"), Literal("2019-12-31", datatype=date_type)),
    }


def test_a_clock_time_brings_the_day_on_which_it_was_stated() -> None:
    """Ten to midnight in Damascus is still the same day there, and so it is in the record."""
    when = Claim(id_of("event", "e"), frozenset({(st("when"), Literal("2020-08-17T23:50+03:00"))}))
    triples = set(attribution_triples(Attribution(when, id_of("actor", "a"), id_of("report", "r"))))
    assert {(t.predicate, t.object.value) for t in triples if t.subject == when.iri and t.object != st("Claim")} == {
        (st("about"), id_of("event", "e").value),
        (st("when"), "2020-08-17T23:50+03:00"),
        (st("earliest"), "2020-08-17"),
        (st("latest"), "2020-08-17"),
    }


def test_a_reading_brings_its_entities_too() -> None:
    label = (NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal("SANA", language="en"))
    sana = Entity(id_of("actor", "sana"), frozenset({label}))
    reading = Reading(id_of("report", "r"), frozenset(), frozenset({sana}))
    assert reading_triples(reading) == {ox.Triple(id_of("actor", "sana"), *label)}
