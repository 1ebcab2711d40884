"""Exported records read back: every lossless form gives the same record, and nothing else is taken for one."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from click.testing import Result

from standoff import Record
from standoff.errors import InputError, StandoffError
from standoff.readers.inputs import read_input
from standoff.record.fingerprint import fingerprint
from standoff.record.jsonld import jsonld
from standoff.record.keeper import Keeper, open_keeper
from standoff.vocabulary import PREFIXES

LOSSLESS = [".ttl", ".nt", ".rdf", ".jsonld", ".trig", ".nanopub.trig", ".rdf12.ttl"]
NP = "http://www.nanopub.org/nschema#"
#: 1772323200 seconds after 1970 (`date -u -d @1772323200`), the day as nanopublications have it.
MADE = ox.Literal("2026-03-01T00:00:00Z", datatype=ox.NamedNode(PREFIXES["xsd"] + "dateTime"))


@pytest.fixture(scope="module")
def whole(example: Path) -> Keeper:
    """The whole example: every report, every property in use."""
    record = open_keeper()
    record.put(read_input(example))
    return record


@pytest.mark.parametrize("ending", LOSSLESS)
def test_an_export_read_back_is_the_same_record(whole: Keeper, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"record{ending}"
    Record(whole).export(file)
    again = open_keeper()
    again.put(read_input(file))
    assert set(again.triples()) == set(whole.triples())
    assert fingerprint(again.triples()) == fingerprint(whole.triples())
    assert again.documents() == whole.documents()


@pytest.mark.parametrize("ending", LOSSLESS)
def test_exports_of_equal_records_are_equal_bytes(whole: Keeper, example: Path, tmp_path: Path, ending: str) -> None:
    other = open_keeper()
    for reading in reversed(read_input(example)):
        other.put([reading])
    for name, record in (("one", whole), ("other", other)):
        Record(record).export(tmp_path / f"{name}{ending}")
    assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"other{ending}").read_bytes()


@pytest.mark.parametrize("ending", LOSSLESS)
def test_an_export_of_a_view_is_read_back_too(whole: Keeper, tmp_path: Path, ending: str) -> None:
    Record(whole).export(tmp_path / f"a{ending}", without=["SANA"], min_groups=2)
    first = open_keeper()
    first.put(read_input(tmp_path / f"a{ending}"))
    assert 0 < len(first) < len(whole)
    Record(first).export(tmp_path / f"b{ending}")
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


def test_rdflib_reads_what_it_can_read_as_the_same_graph(seed_record: Keeper, tmp_path: Path) -> None:
    graphs = []
    for ending, form in ((".ttl", "turtle"), (".nt", "nt"), (".rdf", "xml"), (".jsonld", "json-ld")):
        Record(seed_record).export(tmp_path / f"record{ending}")
        graphs.append(rdflib.Graph().parse(tmp_path / f"record{ending}", format=form))
    assert len(graphs[0]) == len(seed_record)
    assert all(set(graph) == set(graphs[0]) for graph in graphs[1:])


# --- the shapes ----------------------------------------------------------------------------------------------------


def graphs_of(path: Path) -> dict[str, set[ox.Triple]]:
    found: dict[str, set[ox.Triple]] = defaultdict(set)
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG):
        found[getattr(quad.graph_name, "value", "")].add(quad.triple)
    return found


def test_trig_has_a_graph_for_each_claim_and_its_attributions_outside(whole: Keeper, tmp_path: Path) -> None:
    Record(whole).export(tmp_path / "record.trig")
    graphs = graphs_of(tmp_path / "record.trig")
    outside = graphs.pop("")
    claims = {said.claim for said in whole.attributions()}
    assert set(graphs) == {claim.iri.value for claim in claims}
    for claim in claims:
        assert graphs[claim.iri.value] == {ox.Triple(claim.about, *statement) for statement in claim.says}
    attributed = {t.object for t in outside if t.predicate.value.endswith("#claim")}
    assert attributed == {claim.iri for claim in claims}


def test_rdf_1_2_quotes_what_is_said_and_asserts_none_of_it(whole: Keeper, tmp_path: Path) -> None:
    Record(whole).export(tmp_path / "record.rdf12.ttl")
    triples = {quad.triple for quad in ox.parse(path=str(tmp_path / "record.rdf12.ttl"), format=ox.RdfFormat.TURTLE)}
    reifies = PREFIXES["rdf"] + "reifies"
    quoted = {(t.subject, t.object) for t in triples if t.predicate.value == reifies}
    said = {(c.iri, ox.Triple(c.about, *s)) for c in {a.claim for a in whole.attributions()} for s in c.says}
    assert quoted == said
    roles = {PREFIXES["st"] + name for name in ("actor", "victim", "recipient", "combatantStatus")}
    assert not [t for t in triples if t.predicate.value in roles]


def test_nanopublications_follow_the_guidelines(whole: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """https://nanopub.net/guidelines/working_draft/, "Well-formed nanopublications": one by one, all of them."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")
    Record(whole).export(tmp_path / "record.nanopub.trig")
    graphs = graphs_of(tmp_path / "record.nanopub.trig")
    heads = {name: t for name, t in graphs.items() if any(x.object == ox.NamedNode(NP + "Nanopublication") for x in t)}
    assert "" not in graphs, "everything stands in one of the four graphs"
    used = set(heads)
    said = 0
    for name, head in heads.items():
        (node,) = {t.subject for t in head}
        parts = {t.predicate.value.removeprefix(NP): t.object.value for t in head if t.predicate.value.startswith(NP)}
        assert parts.keys() == {"hasAssertion", "hasProvenance", "hasPublicationInfo"} and len(head) == 4
        assert len({name, node.value, *parts.values()}) == 5, "five different IRIs"
        names = (parts[part] for part in ("hasAssertion", "hasProvenance", "hasPublicationInfo"))
        assertion, provenance, info = (graphs[part] for part in names)
        assert assertion
        assert any(t.subject.value == parts["hasAssertion"] for t in provenance)
        facts = {t.predicate.value: t.object for t in info if t.subject == node}
        assert facts[PREFIXES["dcterms"] + "created"] == MADE
        used |= set(parts.values())
        said += any(t.object == ox.NamedNode(PREFIXES["st"] + "Attribution") for t in assertion)
    assert used == set(graphs)
    assert said == len(whole.attributions())


def test_a_nanopublication_has_the_licence_of_its_report(write_report: Callable[..., Path], tmp_path: Path) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    header = f"report: paper-2020-02-13\npublisher: paper\nlicence: {licence}\n"
    record = open_keeper()
    record.put(read_input(write_report(tmp_path, header=header)))
    Record(record).export(tmp_path / "record.nanopub.trig")
    Record(record).export(tmp_path / "record.void.ttl")
    graphs = graphs_of(tmp_path / "record.nanopub.trig")
    for name, triples in graphs.items():
        if name.endswith("#pubinfo"):
            assert [t.object.value for t in triples if t.predicate.value.endswith("/license")] == [licence]
    description = rdflib.Graph().parse(tmp_path / "record.void.ttl")
    assert [str(o) for o in description.objects(None, rdflib.DCTERMS.license)] == [licence]


def test_turtle_has_a_prefix_for_each_kind_of_node(whole: Keeper) -> None:
    text = whole.turtle()
    assert "\nactor:sana a st:MediaOutlet ;" in text
    assert not re.findall(r"\bid:\S+", re.sub(r'"(?:[^"\\]|\\.)*"', "", text))


def test_json_ld_is_compact_and_rdflib_reads_the_same_graph(whole: Keeper, tmp_path: Path) -> None:
    Record(whole).export(tmp_path / "record.jsonld")
    written = json.loads((tmp_path / "record.jsonld").read_bytes())
    assert written["@context"]["actor"] == PREFIXES["actor"]
    nodes = {node["@id"]: node for node in written["@graph"]}
    assert nodes["actor:sana"]["@type"] == "st:MediaOutlet"
    said = next(node for name, node in nodes.items() if name.startswith("said:") and "st:paragraph" in node)
    assert said["st:saidBy"].startswith("actor:") and isinstance(said["st:paragraph"], int)
    graph = rdflib.Graph().parse(tmp_path / "record.jsonld", format="json-ld")
    assert set(graph) == set(rdflib.Graph().parse(data=whole.turtle(), format="turtle"))


def test_json_ld_changes_no_value() -> None:
    """Values that a context or JSON itself would make something else of."""
    xsd, node = PREFIXES["xsd"], ox.NamedNode(PREFIXES["actor"] + "x")
    values = ["007", "-0", "+1", "12345678901234567890", "٣"]
    triples = {
        *(
            ox.Triple(node, ox.NamedNode(ST + "paragraph"), ox.Literal(v, datatype=ox.NamedNode(xsd + "integer")))
            for v in values
        ),
        ox.Triple(node, ox.NamedNode(ST + "saidBy"), ox.Literal("not a node")),
        ox.Triple(node, ox.NamedNode(ST + "saidOn"), ox.Literal("2020")),
        ox.Triple(node, ox.NamedNode(ST + "hedged"), ox.Literal("1", datatype=ox.NamedNode(xsd + "boolean"))),
        ox.Triple(node, ox.NamedNode(ST + "quote"), ox.Literal("@id")),
        ox.Triple(node, ox.NamedNode(ST + "quote"), ox.NamedNode(PREFIXES["id"] + "/x")),
    }
    parsed = ox.parse(jsonld(triples), format=ox.RdfFormat.JSON_LD)
    assert {quad.triple for quad in parsed} == triples
    where = ox.NamedNode("geo:37.0,41.2")  # a scheme of RFC 5870, and our prefix of GeoSPARQL
    with pytest.raises(StandoffError, match="reads as a prefix"):
        jsonld({ox.Triple(node, ox.NamedNode(ST + "quote"), where)})


@pytest.mark.parametrize("context", ['{"actor": "https://example.org/"}', '"https://example.org/context"', "[]"])
def test_json_ld_with_another_context_is_refused(whole: Keeper, tmp_path: Path, context: str) -> None:
    Record(whole).export(tmp_path / "record.jsonld")
    text = (tmp_path / "record.jsonld").read_text(encoding="utf-8")
    start = text.index('"@graph"')
    for changed in (f'{{"@context": {context},\n{text[start:]}', text[:-3] + f',{{"@context": {context}}}]}}'):
        (tmp_path / "other.jsonld").write_text(changed, encoding="utf-8")
        with pytest.raises(InputError, match="context"):
            read_input(tmp_path / "other.jsonld")


def test_a_description_counts_what_the_export_holds(whole: Keeper, tmp_path: Path) -> None:
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    Record(whole).export(tmp_path / "record.void.ttl")
    Record(whole).export(tmp_path / "record.nt")
    graph = rdflib.Graph().parse(tmp_path / "record.void.ttl")
    export = rdflib.Graph().parse(tmp_path / "record.nt", format="nt")
    (node,) = graph.subjects(rdflib.RDF.type, void.Dataset)
    assert graph.value(node, void.triples).toPython() == len(export)
    for part in graph.objects(node, void.classPartition):
        count = len(set(export.subjects(rdflib.RDF.type, graph.value(part, void["class"]))))
        assert graph.value(part, void.entities).toPython() == count
    assert len(set(graph.objects(node, rdflib.DCTERMS.source))) == len(whole.documents())


def test_gexf_is_read_by_networkx_and_says_when(whole: Keeper, tmp_path: Path) -> None:
    Record(whole).export(tmp_path / "network.directed.gexf")
    graph = nx.read_gexf(tmp_path / "network.directed.gexf")
    Record(whole).export(tmp_path / "network.directed.graphml")
    other = nx.read_graphml(tmp_path / "network.directed.graphml")
    Record(whole).export(tmp_path / "network.gexf")
    assert set(graph.nodes) == set(other.nodes)
    assert graph.number_of_edges() == other.number_of_edges() > 100
    assert {n: d["label"] for n, d in graph.nodes(data=True)} == {n: d["label"] for n, d in other.nodes(data=True)}
    root = ET.parse(tmp_path / "network.gexf").getroot()
    spell = "{http://www.gexf.net/1.2draft}"
    edges = root.findall(f".//{spell}edge")
    assert len({edge.get("id") for edge in edges}) == len(edges)
    timed = [(edge.get("start"), edge.get("end")) for edge in edges if edge.get("start")]
    assert timed and all(start and end and start <= end for start, end in timed)
    declared = root.findall(f".//{spell}attributes[@class='edge']/{spell}attribute")
    attributes = {a.get("title"): a.get("type") for a in declared}
    assert attributes["hedged"] == attributes["attempted"] == "boolean" and attributes["score"] == "double"
    assert "lastmodifieddate" not in (tmp_path / "network.gexf").read_text(encoding="utf-8")


# --- what is no export ---------------------------------------------------------------------------------------------

ST = PREFIXES["st"]
NO_RECORD = {
    "other rdf": ("x.ttl", "<https://example.org/a> <https://example.org/b> 1 .", "not an IRI of standoff"),
    "a blank node": ("x.ttl", f"[] a <{ST}Actor> .", "without an IRI"),
    "nothing": ("x.ttl", "# nothing", "it has no claims"),
    "broken turtle": ("x.ttl", "<a", r"x\.ttl:1: This is not Turtle"),
    "broken lines": ("x.nt", "<https://example.org/a> .", r"x\.nt:1: This is not N-Triples"),
    "broken xml": ("x.rdf", "<rdf:RDF", r"x\.rdf:1: This is not XML"),
    "broken json": ("x.jsonld", "{", "This is not JSON-LD"),
    "json": ("x.jsonld", "[1, 2]", "it has no claims|This is not JSON-LD"),
    "a remote context": (
        "x.jsonld",
        '{"@context": "http://127.0.0.1:9/c", "@id": "https://example.org/a"}',
        "nothing is fetched",
    ),
    "a DTD": (
        "x.rdf",
        '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>',
        r"x\.rdf:2: There is a document type",
    ),
    "terms in terms": (
        "x.ttl",
        "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 9000 + "<urn:a>" + " )>>" * 9000 + " .",
        r"x\.ttl:1: Brackets are nested",
    ),
    "terms in terms behind a comment": (
        "x.ttl",
        '# """\n<urn:a> <urn:b> ' + "<<( <urn:a> <urn:b> " * 9000 + "<urn:a>" + " )>>" * 9000 + ' .\n# """',
        "Brackets are nested",
    ),
    "lists in lists": ("x.jsonld", "[" * 60000 + "]" * 60000, "Brackets are nested"),
    "elements in elements": ("x.rdf", "<a>" * 60000 + "</a>" * 60000, "Elements are nested"),
    "bytes": ("x.nt", b"\xff\xfe", r"x\.nt:1: Byte 0xff is not UTF-8"),
    "a foreign graph": ("x.trig", "<urn:g> { <urn:a> <urn:b> <urn:c> }", "is not the graph of a claim"),
}


@pytest.mark.parametrize("name, text, words", NO_RECORD.values(), ids=NO_RECORD)
def test_what_is_no_export_is_refused_with_a_reason(tmp_path: Path, name: str, text: str | bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match=words):
        read_input(path)


@pytest.mark.parametrize("ending", LOSSLESS)
@pytest.mark.parametrize(
    "change",
    [
        ("killed", "saved"),
        ("Denies", "Asserts"),
        ("us-forces", "sana"),
    ],
    ids=["a quote", "a stance", "an actor"],
)
def test_an_export_changed_by_hand_is_refused(
    seed_record: Keeper, tmp_path: Path, ending: str, change: tuple[str, str]
) -> None:
    file = tmp_path / f"record{ending}"
    Record(seed_record).export(file)
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(InputError, match="Give a file that `standoff export` has written"):
        read_input(file)


def test_a_refused_file_leaves_the_record_as_it_was(run: Callable[..., Result], seed_report: Path) -> None:
    run("read", seed_report)
    run("export", "-o", "record.ttl")
    text = Path("record.ttl").read_text(encoding="utf-8")
    Path("half.ttl").write_text(text[: len(text) // 2], encoding="utf-8")
    done = run("read", "half.ttl")
    assert done.exit_code == 2 and "half.ttl" in done.stderr and "Traceback" not in done.stderr
    assert open_keeper("out/record").turtle() == text
    assert run("read", "record.ttl", "--record", "other").exit_code == 0
    assert open_keeper("other").turtle() == text


def test_an_event_on_a_day_that_is_none_is_refused(seed_record: Keeper, tmp_path: Path) -> None:
    Record(seed_record).export(tmp_path / "record.nt")
    text = (tmp_path / "record.nt").read_text(encoding="utf-8")
    event = next(line for line in text.splitlines() if "/id/event/" in line.split()[0] and "ontology#when>" in line)
    (tmp_path / "record.nt").write_text(text.replace(event, event.replace('"2', '"x2', 1)), encoding="utf-8")
    with pytest.raises(InputError, match="is not a date"):
        read_input(tmp_path / "record.nt")


#: Values that no reader of a report would have let in, in place of those of an export, and words of the message.
WRONG_VALUES = {
    "an address that runs code": ('"https://paper.example/1"', '"javascript:alert(1)"', "is not a web address"),
    "data as an address": ('"https://paper.example/1"', '"data:text/html,x"', "is not a web address"),
    "an address with a password": ('"https://paper.example/1"', '"https://u:p@paper.example/1"', "name or password"),
    "an address turned round": (
        '"https://paper.example/1"',
        '"https://paper.example/\\u202Egpj.exe"',
        "invisible mark",
    ),
    "a licence that runs code": ("<https://licence.example/>", "<javascript:alert(1)>", "is not a web address"),
    "a command to the terminal": ('"SANA"', '"\\u001B[2JSANA"', "control character"),
    "a sign of nothing": ('"SANA"', '"SA\\u0000NA"', "control character"),
    "a class of another": ("a st:Person", "a <javascript:alert(1)>", "is not a web address"),
    "a point that is none": ("POINT(41.27 37.01)", "POINT(NaN 37.01)", "not a point of the earth"),
    "a point beyond the pole": ("POINT(41.27 37.01)", "POINT(41.27 97.01)", "not a point of the earth"),
    "an area": ("POINT(41.27 37.01)", "POLYGON((0 0,1 1,1 0,0 0))", "not a point of the earth"),
    "a day before the calendar": ('"2020-02-14"^^xsd:date', '"-0044-03-15"^^xsd:date', "not a day"),
    "a day that is none": ('"2020-02-14"^^xsd:date', '"2020-02-31"^^xsd:date', "out of range|day is|not a day"),
    "a number of 30 digits": (
        "\tst:saidBy actor:sana",
        f"\tst:paragraph {'9' * 30} ;\n\tst:saidBy actor:sana",
        "not a whole number",
    ),
}


@pytest.mark.parametrize("case", WRONG_VALUES)
def test_values_that_no_report_could_have_are_refused(
    case: str, write_report: Callable[..., Path], tmp_path: Path
) -> None:
    old, new, words = WRONG_VALUES[case]
    path = write_report(tmp_path / "in")
    head = "url: https://paper.example/1\nlicence: https://licence.example/\nretrieved: 2020-02-14\npublished:"
    path.write_text(path.read_text().replace("published:", head, 1))
    with open_keeper() as record:
        record.put(read_input(path))
        Record(record).export(tmp_path / "record.ttl")
    text = (tmp_path / "record.ttl").read_text()
    assert old in text
    (tmp_path / "edited.ttl").write_text(text.replace(old, new))
    with pytest.raises(InputError, match=words):
        read_input(tmp_path / "edited.ttl")
