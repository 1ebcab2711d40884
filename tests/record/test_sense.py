"""What makes no sense is told: of a report with file and line, of a record or any RDF with the node it is about."""

from __future__ import annotations

import re
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from click.testing import CliRunner
from pyoxigraph import NamedNode, Triple

from build_graph import main
from standoff.claim import Attribution, Claim
from standoff.errors import InputError
from standoff.readers.inputs import read_input
from standoff.record.sense import nonsense
from standoff.record.triples import attribution_triples
from standoff.vocabulary import ID, PREFIXES, id_of, st
from tests.measures.known import ROOT, shared

#: What each mistake of ../shared/cases/records is, in words of its message; its README says what they change.
FOLDERS = {
    "actor-and-party": "r.yaml:9: `party:` takes part without a direction",
    "event-after-published": "r.yaml:9: It did not happen on 2022-02-12: the report that tells it was published on",
    "force-civilian": "r.yaml:10: A force or unit is not civilian",
    "future": "r.yaml:9: It was not said on 2999-01-01, which is in the future",
    "part-of-self": "actors.yaml:10: An actor is not part of itself",
    "place-self": "places.yaml:2: A place cannot be within itself",
    "said-after-published": "r.yaml:9: It was not said on 2021-02-12: the report was published on 2020-02-13",
}
TURTLE = {
    "01": "no term “actr” (st:actr). Did you mean “actor”?",
    "03": "the best one is not above the high one",
    "05": "the earliest possible day is not 2019-01-01: it is 2020-02-12",
    "07": "A time comes with its first and last possible day",
    "09": "A place is not within itself, nor within a place that is within it",
    "11": "An actor is not a part of itself",
    "13": "An act is not an answer to itself",
    "15": "A point lies within 180 degrees of longitude and 90 of latitude",
    "17": "at most twelve words",
    "19": "One source does not assert and deny one claim in one report",
    "21": "A side is a camp in the record",
    "23": "An event is of some kind",
    "25": "An actor has one label",
    "27": "A claim names parties or who acted, not both",
    "29": "An attribution names the document",
    "31": "A Goldstein score is one number",
    "33": "It was not said on 2999-02-12, which is in the future",
    "35": "Nobody relays itself",
}
KINDS = ("event", "claim", "said", "place", "actor", "report")
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in [*PREFIXES.items(), *((k, f"{ID}{k}/") for k in KINDS)])


@pytest.mark.parametrize("name", FOLDERS)
def test_a_report_is_refused_on_the_line_of_its_mistake(name: str) -> None:
    with pytest.raises(InputError) as refused:
        read_input(shared("cases/records") / name)
    assert FOLDERS[name] in str(refused.value)
    assert len(refused.value.problems) == 1


def test_a_report_without_a_mistake_is_read() -> None:
    assert len(read_input(shared("cases/records/ok"))) == 2


def test_any_rdf_is_checked_as_it_is() -> None:
    # All in one run each of the command: a check loads pySHACL once.
    folder = shared("cases/records/ttl")
    done = CliRunner().invoke(main, ["check", *(str(folder / f"{name}.ttl") for name in TURTLE)])
    assert done.exit_code == 1
    for name, words in TURTLE.items():
        assert words.replace("“", '"').replace("”", '"') in done.stdout, name
    assert CliRunner().invoke(main, ["check", str(folder / "base.ttl")]).exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("st:deathsBest 2", 'st:deathsBest "zwei"^^xsd:integer', "numbers killed"),
        ("st:deathsBest 2", f"st:deathsBest {'9' * 5000}", "numbers killed"),
        ('issued "2020-02-13"^^xsd:date', 'issued "soon"^^xsd:date', "The day of issue is one date"),
        ('issued "2020-02-13"^^xsd:date', 'issued "99999-02-13"^^xsd:date', "The day of issue is one date"),
    ],
)
def test_a_value_that_is_not_of_its_type_is_told(
    old: str, new: str, words: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """pySHACL compared it with others and ended with a TypeError; rdflib wrote a traceback of its own."""
    base = (shared("cases/records/ttl") / "base.ttl").read_text(encoding="utf-8")
    assert old in base
    (tmp_path / "x.ttl").write_text(base.replace(old, new), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(tmp_path / "x.ttl")])
    assert done.exit_code == 1 and words in done.stdout and "Traceback" not in done.output + caplog.text


def test_a_long_chain_of_places_takes_no_time() -> None:
    """Each was followed to its end: 30,000 took minutes."""
    places = [NamedNode(f"{ID}place/p{n}") for n in range(20_000)]
    chain = [Triple(place, st("within"), wider) for place, wider in pairwise(places)]
    start = time.monotonic()
    assert list(nonsense(chain)) == []
    circle = [*chain, Triple(places[-1], st("within"), places[10])]
    assert {node for node, _ in nonsense(circle)} == {place.value for place in places[10:]}
    assert time.monotonic() - start < 10


def test_the_recipe_for_pyshacl_tells_the_same() -> None:
    text = (ROOT / "docs/trust.md").read_text(encoding="utf-8")
    [recipe] = re.findall(r"^    pyshacl (.+)$", text, re.MULTILINE)
    options, record, *vocabulary = re.sub(r"-s (\S+) -i rdfs", r"\1", recipe).split()
    data = rdflib.Graph()
    for pattern in vocabulary:
        for path in sorted(ROOT.glob(pattern)):
            data.parse(path)
    for name, conforms in (("base", True), ("11", False), ("23", False)):
        graph = data + rdflib.Graph().parse(shared(f"cases/records/ttl/{name}.ttl"))
        found, _, words = pyshacl.validate(graph, shacl_graph=str(ROOT / options), inference="rdfs")
        assert found == conforms, words
    assert record == "record.ttl"


def found(turtle: str, today: date | None = None) -> list[str]:
    triples = [quad.triple for quad in ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE)]
    return [message for _, message in nonsense(triples, today)]


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("event:e a st:Evnt .", '"Evnt" (st:Evnt). Did you mean "Event"?'),
        ("said:1 st:stance st:asserts .", "no term"),
        ("event:e a <http://w3id.org/standoff/ontology#Event> .", "none of standoff's addresses"),
        ("event:e a <https://w3id.org/Standoff/ontology#Event> .", "none of standoff's addresses"),
        ('event:e st:when "2020-02-30" .', "has no day 30"),
        ('event:e st:when "yesterday" .', "is not a date"),
        ('event:e st:when "2020-02" ; st:latest "2020-02-28"^^xsd:date .', "it is 2020-02-29"),
        ('event:e st:when "2020-02-01/.." ; st:latest "2020-02-28"^^xsd:date .', "it is open"),
        (
            "place:a st:within place:b . place:b st:within place:c . place:c st:within place:a .",
            "within",
        ),
        (
            "claim:0123456789abcdef0123456789abcdef a st:Claim ; st:about event:e ; st:actor actor:a .",
            "changed",
        ),
        (
            "claim:1 a st:Claim ; st:about event:e ; st:actor actor:a . "
            "claim:2 a st:Claim ; st:about event:e ; st:actor actor:a .",
            "Another claim says exactly the same",
        ),
    ],
)
def test_nonsense_is_told(turtle: str, words: str) -> None:
    messages = found(turtle)
    assert messages and all(words in message for message in messages), messages


def test_a_day_of_time_zones_is_allowed() -> None:
    record = (
        'report:r dcterms:issued "2020-02-12"^^xsd:date . '
        'event:e a st:Event ; st:earliest "2020-02-{}"^^xsd:date . '
        "claim:1 st:about event:e . "
        'said:1 st:claim claim:1 ; st:document report:r ; st:stance st:{} ; st:saidOn "2020-02-{}"^^xsd:date .'
    )
    assert found(record.format("13", "Asserts", "13")) == []
    assert len(found(record.format("14", "Asserts", "13"))) == 1
    assert found(record.format("14", "Denies", "13")) == [], "what is announced can be denied"
    assert len(found(record.format("13", "Asserts", "14"))) == 1
    assert len(found(record.format("12", "Asserts", "12"), today=date(2020, 2, 10))) == 1, "said in the future"


def test_what_standoff_writes_is_what_its_hash_says_and_nothing_else_is() -> None:
    claim = Claim(id_of("event", "e"), frozenset({(st("actor"), id_of("actor", "a"))}))
    said = Attribution(claim, id_of("actor", "s"), id_of("report", "r"), quote=ox.Literal("they attacked"))
    triples = list(attribution_triples(said))
    assert list(nonsense(triples)) == []
    changed = [ox.Triple(t.subject, t.predicate, ox.Literal("x")) if t.predicate == st("quote") else t for t in triples]
    assert [message for _, message in nonsense(changed)] == [
        "The attribution is not what its address, a hash of it, was made from: it was changed."
    ]
