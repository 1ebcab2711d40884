"""Random input by the thousand: whatever comes, a reader gives readings or a clear refusal, a question is answered or
refused, and a record comes back unchanged through every lossless form.

``make fuzz`` tries 3,000 examples of each test; ``make test`` a few.
"""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, serialize

from standoff.claim import (
    ASSERTS,
    DENIES,
    GIVES_NO_ANSWER,
    LEAVES_OPEN,
    Attribution,
    Claim,
    Entity,
    Reading,
    Statement,
    correction_target,
)
from standoff.errors import InputError, QuestionError, StandoffError
from standoff.queries.ask import ask
from standoff.queries.names import names_of
from standoff.readers.datasets.declaration_file import declaration
from standoff.readers.inputs import read_input
from standoff.record.fingerprint import fingerprint
from standoff.record.forms import graph_per_claim, nanopublications, triple_terms
from standoff.record.keeper import Keeper, open_keeper
from standoff.record.store import OxigraphStore
from standoff.vocabulary import PREFIXES, PROPERTIES, id_of, st

EXAMPLES_FOLDER = Path(__file__).resolve().parents[2] / "examples"
EXAMPLES = int(os.environ.get("STANDOFF_FUZZ", "20"))
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)

# --- readings: a few entities, each described in one way, so that records that share them can be compared

TYPE, LABEL = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(PREFIXES["skos"] + "prefLabel")
#: Any text that a report may hold: no control characters (`standoff.readers.entry`), no surrogates.
texts = some.text(some.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1)
ACTORS = [id_of("actor", f"a{n}") for n in range(4)]
EVENTS = [id_of("event", f"e{n}") for n in range(3)]
PLACES = [id_of("place", f"p{n}") for n in range(2)]


def known(labels: list[str]) -> dict[NamedNode, Entity]:
    """One entity of each kind, with these labels."""
    kinds = {**dict.fromkeys(ACTORS, "Person"), **dict.fromkeys(EVENTS, "Event"), **dict.fromkeys(PLACES, "Place")}
    entities = {}
    for number, (iri, kind) in enumerate(kinds.items()):
        facts: set[Statement] = {(TYPE, st(kind)), (LABEL, Literal(labels[number % len(labels)], language="en"))}
        if kind == "Event":
            facts |= {(st("when"), Literal(f"2020-0{number % 9 + 1}")), (st("place"), PLACES[number % 2])}
        if iri == PLACES[1]:
            facts.add((st("within"), PLACES[0]))
        entities[iri] = Entity(iri, frozenset(facts))
    return entities


VALUES: dict[str, Any] = {
    "actor": some.sampled_from(ACTORS),
    "place": some.sampled_from(PLACES),
    "event": some.sampled_from(EVENTS),
    "actor or place": some.sampled_from(ACTORS + PLACES),
    "side": some.sampled_from([id_of("side", "s")]),
    "event-type": some.sampled_from([NamedNode(PREFIXES["type"] + "kill")]),
    "means": some.sampled_from([NamedNode(PREFIXES["means"] + "stones")]),
    "intent": some.sampled_from([NamedNode(PREFIXES["intent"] + "accidental")]),
    "status": some.sampled_from([st("Civilian"), st("Combatant")]),
    "property": some.sampled_from([st("actor"), st("age")]),
    "date": some.dates(date(1000, 1, 1)).map(lambda day: Literal(day.isoformat())),
    "integer": some.integers(0, 10**9).map(Literal),
    "boolean": some.booleans().map(Literal),
    "text": texts.map(Literal),
}


@some.composite
def attributions(draw: some.DrawFn, document: NamedNode) -> Attribution:
    of_event = draw(some.booleans())
    about = draw(some.sampled_from(EVENTS if of_event else ACTORS))
    usable = [p for p in PROPERTIES.values() if (p.of_event if of_event else p.of_actor)]
    said = draw(some.lists(some.sampled_from(usable), min_size=1, max_size=4, unique_by=lambda p: p.key))
    says = frozenset((p.iri, draw(VALUES[p.values])) for p in said)
    return Attribution(
        Claim(about, says),
        draw(some.sampled_from(ACTORS)),
        document,
        stance=draw(some.sampled_from([ASSERTS, DENIES, LEAVES_OPEN, GIVES_NO_ANSWER])),
        said_on=draw(some.none() | some.dates()),
        relayed_by=draw(some.frozensets(some.sampled_from(ACTORS), max_size=2)),
        hedged=draw(some.booleans()),
        opinion=draw(some.booleans()),
        paragraph=draw(some.none() | some.integers(0, 10**6)),
        quote=draw(some.none() | texts.map(lambda text: Literal(text, language="ar"))),
        coded_as=draw(some.none() | texts),
        corrects=draw(some.none() | some.sampled_from([correction_target(id_of("report", "r0"), "4a")])),
        drawn_from=draw(some.none() | some.sampled_from(ACTORS)),
    )


@some.composite
def readings(draw: some.DrawFn) -> list[Reading]:
    """Up to four documents; what they mention they describe, all in the same way."""
    entities = known(draw(some.lists(texts, min_size=1, max_size=9)))
    documents = []
    for number in range(draw(some.integers(1, 4))):
        document = id_of("report", f"r{number}")
        said = frozenset(draw(some.lists(attributions(document), min_size=1, max_size=4)))
        facts: set[Statement] = {
            (TYPE, st("Report")),
            (LABEL, Literal(draw(texts), language="ku")),
            (NamedNode(PREFIXES["dcterms"] + "publisher"), ACTORS[0]),
        }
        waiting: list[object] = [ACTORS[0]]
        for one in said:
            waiting += [one.said_by, one.claim.about, *one.relayed_by, *(value for _, value in one.claim.says)]
            waiting += [one.drawn_from] if one.drawn_from else []
        mentioned: set[Entity] = {Entity(document, frozenset(facts))}
        while waiting:
            node = waiting.pop()
            if isinstance(node, NamedNode) and node in entities and entities[node] not in mentioned:
                mentioned.add(entities[node])
                waiting += [value for _, value in entities[node].facts]
        documents.append(Reading(document, said, frozenset(mentioned)))
    return documents


def record_of(given: list[Reading]) -> Keeper:
    record = Keeper(OxigraphStore(Store()), "memory")
    record.put(given)
    return record


FORMS = {
    ".ttl": lambda triples: serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES),
    ".nt": lambda triples: serialize(triples, format=RdfFormat.N_TRIPLES),
    ".rdf": lambda triples: serialize(triples, format=RdfFormat.RDF_XML),
    ".jsonld": lambda triples: serialize(triples, format=RdfFormat.JSON_LD),
    ".trig": lambda triples: serialize(graph_per_claim(triples), format=RdfFormat.TRIG, prefixes=PREFIXES),
    ".nanopub.trig": lambda triples: serialize(nanopublications(triples), format=RdfFormat.TRIG, prefixes=PREFIXES),
    ".rdf12.ttl": lambda triples: serialize(triple_terms(triples), format=RdfFormat.TURTLE, prefixes=PREFIXES),
}


@fuzz
@given(given_readings=readings(), ending=some.sampled_from(sorted(FORMS)))
def test_a_record_comes_back_unchanged_through_every_lossless_form(given_readings: list[Reading], ending: str) -> None:
    record = record_of(given_readings)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"record{ending}"
        path.write_bytes(FORMS[ending](list(record.triples())) or b"")
        again = record_of(read_input(path))
    assert set(again.triples()) == set(record.triples())
    assert fingerprint(again.triples()) == fingerprint(record.triples())
    assert again.attributions() == record.attributions()


@fuzz
@given(given_readings=readings(), order=some.randoms(use_true_random=False))
def test_forgetting_a_report_leaves_the_record_as_if_it_had_never_been_read(
    given_readings: list[Reading], order: Any
) -> None:
    *others, gone = order.sample(given_readings, len(given_readings))
    record = Keeper(OxigraphStore(Store()), "memory")
    for reading in given_readings:
        record.put([reading])
    record.forget(gone.document)
    assert set(record.triples()) == set(record_of(others).triples())


# --- reports -------------------------------------------------------------------------------------------------------

SMALL: dict[str, Any] = {
    "report": "paper",
    "publisher": "paper",
    "published": "2020-02-13",
    "language": "en",
    "actors": {"paper": {"kind": "media-outlet"}, "army": {"kind": "state-force"}, "man": {"kind": "person"}},
    "places": {"amo": {"type": "village", "lat": 37.01, "lon": 41.27, "precision_km": 2}},
    "events": {"killing": {"type": "kill", "incident": "amo-1", "when": "2020-02-12", "place": "amo"}},
    "claims": [
        {"id": "a", "said_by": "paper", "event": "killing", "that": {"actor": "army", "victim": "man"}, "quote": "x y"},
        {"id": "b", "said_by": "paper", "about": "man", "that": {"combatant_status": "civilian"}},
        {"id": "c", "said_by": "army", "denies": "b", "hedged": True, "paragraph": 3},
        {"id": "d", "said_by": "army", "event": "killing", "leaves_open": ["deaths_best", "actor"]},
    ],
}
WORDS = [
    "paper",
    "army",
    "man",
    "a",
    "b",
    "c",
    "killing",
    "amo",
    "amo-1",
    "kill",
    "2020-02",
    "2020-02-31",
    "true",
    "en",
    "1",
    "civilian",
    "report",
    "claims",
    "that",
    "denies",
    "actor",
    "within",
    "../x",
    "~",
    "null",
    "*",
    "&",
    "!!x",
]
words = some.sampled_from(WORDS) | some.text()
leaves = some.none() | some.booleans() | some.integers() | some.floats() | some.sampled_from(WORDS) | some.text()
anything = some.recursive(
    leaves, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(words, inner), max_leaves=8
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inner for found in places_in(item, (*path, key)))]


def spoiled(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with what stands at the path replaced."""
    if not path:
        return new
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = spoiled(value[path[0]], path[1:], new)
    return changed


def read_text(text: str | bytes) -> list[Reading]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"))
        return read_input(path)


def read_or_refused(text: str | bytes) -> None:
    try:
        given_readings = read_text(text)
    except InputError as error:
        check_message(error)
        return
    record = record_of(given_readings)
    assert record.attributions() == {said for reading in given_readings for said in reading.attributions}
    before = set(record.triples())
    record.put(given_readings)
    assert set(record.triples()) == before


@fuzz
@given(path=some.sampled_from(places_in(SMALL)), new=anything)
def test_a_report_is_read_or_refused(path: tuple[Any, ...], new: Any) -> None:
    read_or_refused(yaml.safe_dump(spoiled(SMALL, path, new), allow_unicode=True))


@fuzz
@given(text=some.text() | some.binary(), at=some.integers(0, 1000), cut=some.integers(0, 40))
def test_a_report_with_something_in_it_is_read_or_refused(text: str | bytes, at: int, cut: int) -> None:
    whole = yaml.safe_dump(SMALL).encode()
    new = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    read_or_refused(whole[:at] + new + whole[at + cut :])


# --- mappings of tables, and judgements ------------------------------------------------------------------------------

MAPPING: dict[str, Any] = yaml.safe_load((EXAMPLES_FOLDER / "datasets" / "my-mapping.yaml").read_text(encoding="utf-8"))
MAPPING |= {
    "missing": ["-"],
    "unnamed": ["unknown"],
    "basis": "statement",
    "prefix": "village",
    "directed": {"from": "what", "roles": {"3": ["actor", "victim"]}},
    "keep": {"title": "village"},
    "layouts": {"all": {"columns": ["No", "Killed"], "header": "optional", "may_lack": "Killed"}},
}
JUDGED: dict[str, Any] = {
    "judgements": "judgements-anna",
    "judge": "anna",
    "name": "Anna",
    "judged": [
        {"same": ["army", "man"], "on": "2020-02-12", "because": "one name"},
        {"apart": ["army", "paper"], "on": "2020-02-12"},
    ],
}


def check_message(error: InputError) -> None:
    for problem in error.problems:
        assert problem.message.rstrip()[-1] in ".?!", problem
        assert str(problem).isprintable()


def written(value: Any, text: str | bytes, at: int, cut: int) -> bytes:
    """The value as YAML, with something put in at a place, or nothing."""
    whole = yaml.safe_dump(value, allow_unicode=True).encode(errors="surrogatepass")
    new = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    return whole[:at] + new + whole[at + cut :] if new else whole


texts_in, places_of_it, cuts = some.just("") | some.text() | some.binary(), some.integers(0, 1500), some.integers(0, 40)


@fuzz
@given(path=some.sampled_from(places_in(MAPPING)), new=anything, text=texts_in, at=places_of_it, cut=cuts)
def test_a_mapping_is_read_or_refused(path: tuple[Any, ...], new: Any, text: str | bytes, at: int, cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.yaml"
        file.write_bytes(written(spoiled(MAPPING, path, new), text, at, cut))
        try:
            found = declaration(file)
        except InputError as error:
            check_message(error)
            return
    columns = {alias for aliases in found.columns.values() for alias in aliases}
    assert all(name in found.columns for name in found.needed) and columns
    assert all(alias.isprintable() for alias in columns), "a header is shown to people"


@fuzz
@given(path=some.sampled_from(places_in(JUDGED)), new=anything, text=texts_in, at=places_of_it, cut=cuts)
def test_judgements_are_read_or_refused(
    asked: Keeper, path: tuple[Any, ...], new: Any, text: str | bytes, at: int, cut: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.yaml"
        file.write_bytes(written(spoiled(JUDGED, path, new), text, at, cut))
        try:
            (reading,) = read_input(file, "judgements", lambda: names_of(asked))
        except InputError as error:
            check_message(error)
            return
    record = open_keeper()
    record.put([*read_text(yaml.safe_dump(SMALL)), reading])
    record.forget(reading.document)
    assert set(record.triples()) == set(asked.triples())


# --- exported records, changed -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    triples = list(record_of(read_text(yaml.safe_dump(SMALL))).triples())
    return {ending: write(triples) or b"" for ending, write in FORMS.items()}


@fuzz
@given(
    ending=some.sampled_from(sorted(FORMS)), at=some.integers(0, 20_000), cut=some.integers(0, 60), new=some.binary()
)
def test_a_changed_export_is_the_record_or_refused(
    exported: dict[str, bytes], ending: str, at: int, cut: int, new: bytes
) -> None:
    whole = exported[ending]
    at %= len(whole)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"record{ending}"
        path.write_bytes(whole[:at] + new + whole[at + cut :])
        try:
            found = read_input(path)
        except InputError as error:
            assert all(str(problem).isprintable() for problem in error.problems)
            return
    # What is taken is a record: each claim and attribution under the hash of its content.
    record = record_of(found)
    assert {said.iri for said in record.attributions()} == {
        t.subject for t in record.store.triples(prop=TYPE, objects=[st("Attribution")])
    }


# --- parameters of questions ---------------------------------------------------------------------------------------

OWN = "SELECT ?s ?x WHERE { ?s ?p ?x } LIMIT 3"


@pytest.fixture(scope="module")
def asked() -> Keeper:
    record = open_keeper()
    record.put(read_text(yaml.safe_dump(SMALL)))
    return record


@fuzz
@given(
    value=some.text() | some.sampled_from(['" }', "<urn:x>", "1.5", "2020-02-12", "} SERVICE <urn:x> {", "\\"]),
    question=some.sampled_from(["timeline", "statements", "dossier"]),
)
def test_a_parameter_is_a_value_and_nothing_else(asked: Keeper, value: str, question: str) -> None:
    before = len(asked.store)
    for name, sparql in (("x", OWN), ("place", question), ("about", question), ("incident", question)):
        try:
            answer = ask(asked, sparql, {name: value})
        except QuestionError as error:
            assert str(error).rstrip()[-1] in ".?!"
        else:
            assert all(row for row in answer.rows)
    assert len(asked.store) == before


@fuzz
@given(text=some.text() | some.text(alphabet=" {}?$<>\"'#.;SELCTWHR*()\\", min_size=1))
def test_sparql_of_ones_own_is_answered_or_refused(asked: Keeper, text: str) -> None:
    for sparql in (text, f"SELECT * WHERE {{ {text} }}", f"ASK {{ ?s ?p ?o {text} }}"):
        try:
            ask(asked, sparql, {"s": "x"})
        except StandoffError as error:
            assert str(error)
