"""The ontology room: its terms, code lists, shapes, samples, alignments, and the page made from them."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import owlrl
import pyshacl
import pytest
from pyshacl.shape import Shape
from rdflib import OWL, PROV, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef

from standoff.readers.inputs import read_input
from standoff.record.keeper import open_keeper
from tools.ontology_page import ontology_reference

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY = ROOT / "ontology"
ST = Namespace("https://w3id.org/standoff/ontology#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")  # rdflib's own warns when pytest looks at it
TYPE = Namespace("https://w3id.org/standoff/codes/event-type/")
EVENT_TYPES = URIRef("https://w3id.org/standoff/codes/event-type")

CODE_FILES = sorted((ONTOLOGY / "codes").glob("*.ttl"))
VALID = sorted((ONTOLOGY / "examples" / "valid").glob("*.ttl"))
INVALID = sorted((ONTOLOGY / "examples" / "invalid").glob("*.ttl"))
INCONSISTENT = sorted((ONTOLOGY / "examples" / "inconsistent").glob("*.ttl"))
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))
TURTLE = [ONTOLOGY / "core.ttl", ONTOLOGY / "shapes.ttl", *CODE_FILES, *VALID, *INVALID, *INCONSISTENT, *ALIGNMENTS]

# What the software takes for single-valued (decision 3), and the stance, of which an attribution has one.
SINGLE = {
    "eventType",
    "place",
    "when",
    "combatantStatus",
    "age",
    "attempted",
    "repeated",
    "deathsLow",
    "deathsBest",
    "deathsHigh",
    "injuredLow",
    "injuredBest",
    "injuredHigh",
    "displacedLow",
    "displacedBest",
    "displacedHigh",
    "detainedLow",
    "detainedBest",
    "detainedHigh",
    *(
        f"{of}{bound}"
        for of in ("participants", "rounds", "vehicles", "buildings")
        for bound in ("Low", "Best", "High")
    ),
    "intent",
    "responsible",
    "stance",
}

# PLOVER manual, table of event types. ACCUSE: the manual prints 3; its modes say -2 and -3.5.
PLOVER_SCORES = {
    "AGREE": 2.5,
    "CONSULT": 2.5,
    "SUPPORT": 5,
    "CONCEDE": 4.5,
    "COOPERATE": 9.5,
    "AID": 10,
    "RETREAT": 6.5,
    "REQUEST": 0,
    "ACCUSE": -2,
    "REJECT": -2,
    "THREATEN": -3.5,
    "PROTEST": -5,
    "SANCTION": -6,
    "MOBILIZE": -5.5,
    "COERCE": -7,
    "ASSAULT": -9,
}

# ACLED codebook, the 25 sub-event types under their six types.
ACLED_SUB_EVENTS = {
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Armed clash",
    "Excessive force against protesters",
    "Protest with intervention",
    "Peaceful protest",
    "Violent demonstration",
    "Mob violence",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
}

# What an analyst says of such incidents; other rooms build on these ids.
CONFRONTATIONS = [
    "abduct",
    "air-activity",
    "air-show-of-force",
    "air-strike",
    "arrest",
    "ambush",
    "attack",
    "bombing",
    "breach",
    "clash",
    "coerce",
    "collision",
    "confrontation",
    "cut-across",
    "destroy",
    "displace",
    "drone-strike",
    "exchange-of-fire",
    "execute",
    "fire",
    "fire-first",
    "hovering",
    "infiltration",
    "intercept",
    "kill",
    "measures",
    "mock-raid",
    "obstruct",
    "overflight",
    "pursuit",
    "ramming",
    "return-fire",
    "search",
    "seize",
    "sexual-violence",
    "shelling",
    "show-of-force",
    "skirmish",
    "smoke",
    "standoff",
    "stone-throwing",
    "suicide-bombing",
    "surround",
    "tension",
    "torture",
    "turn-back",
    "violence",
    "warning-shots",
    "wound",
]
OTHER_ACTS = [
    "accident",
    "accuse",
    "agree",
    "aid",
    "arm",
    "arrive",
    "back",
    "carry",
    "ceasefire",
    "concede",
    "consult",
    "control",
    "cooperate",
    "doctor-evidence",
    "encounter",
    "escort",
    "explosion",
    "finance",
    "flight",
    "let-through",
    "manoeuvre",
    "mediate",
    "mobilize",
    "notify",
    "patrol",
    "protest",
    "refuse",
    "reject",
    "request",
    "rescue",
    "sanction",
    "state",
    "steer-clear",
    "store",
    "support",
    "threaten",
    "treat",
    "warn",
    "withdraw",
]


@cache
def graph_of(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


def core() -> Graph:
    return graph_of(ONTOLOGY / "core.ttl")


def codes() -> Graph:
    return graph_of(*CODE_FILES)


@cache
def shapes() -> Graph:
    return graph_of(ONTOLOGY / "shapes.ttl")


def stem(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def own_terms() -> list[URIRef]:
    """The st: terms that core.ttl declares, shapes aside."""
    return sorted({s for s in core().subjects(RDF.type) if isinstance(s, URIRef) and s.startswith(str(ST))})


def event_types() -> list[URIRef]:
    return sorted(s for s in codes().subjects(SKOS.inScheme, EVENT_TYPES) if isinstance(s, URIRef))


def above(concept: URIRef) -> set[URIRef]:
    """All that is broader than a code, the code itself left out unless the tree runs in a circle."""
    parents = codes().objects(concept, SKOS.broader)
    found = {ancestor for parent in parents for ancestor in codes().transitive_objects(parent, SKOS.broader)}
    return {ancestor for ancestor in found if isinstance(ancestor, URIRef)}


# ----------------------------------------------------------------------------------------------------------- core.ttl


@pytest.mark.parametrize("term", own_terms(), ids=lambda term: term.removeprefix(str(ST)))
def test_a_term_has_one_label_definition_and_example(term: URIRef) -> None:
    for prop in (SKOS.prefLabel, SKOS.definition, SKOS.example):
        values = list(core().objects(term, prop))
        assert len(values) == 1, f"{term} has {len(values)} of {prop}"
        assert isinstance(values[0], Literal) and values[0].language == "en" and str(values[0]).strip()
    assert list(core().objects(term, RDFS.isDefinedBy)) == [URIRef("https://w3id.org/standoff/ontology")]


def test_no_two_terms_of_a_kind_share_a_definition() -> None:
    definitions = Counter(str(core().value(term, SKOS.definition)) for term in own_terms())
    assert [text for text, count in definitions.items() if count > 1] == []


def test_single_valued_properties_are_functional() -> None:
    assert {str(s).removeprefix(str(ST)) for s in core().subjects(RDF.type, OWL.FunctionalProperty)} == SINGLE


def test_each_property_is_of_one_kind_and_each_own_property_in_a_group() -> None:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    for prop in {s for kind in kinds for s in core().subjects(RDF.type, kind)}:
        assert sum((prop, RDF.type, kind) in core() for kind in kinds) == 1, f"{prop} is of two kinds"
        if str(prop).startswith(str(ST)):
            group = URIRef("http://purl.org/dc/elements/1.1/subject")
            assert len(list(core().objects(prop, group))) == 1, f"{prop} is in no group or two"


def test_ranges_keep_to_the_datatypes_that_hermit_reads() -> None:
    allowed = {XSD.string, XSD.integer, XSD.boolean, XSD.decimal}
    for prop in core().subjects(RDF.type, OWL.DatatypeProperty):
        assert set(core().objects(prop, RDFS.range)) <= allowed, prop


def test_every_property_and_class_in_use_is_declared() -> None:
    used = graph_of(ONTOLOGY / "core.ttl", *CODE_FILES, *VALID)
    builtin = re.compile(r"http://www\.w3\.org/(1999/02/22-rdf-syntax-ns|2000/01/rdf-schema|2002/07/owl)#")
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {s for kind in kinds for s in core().subjects(RDF.type, kind)}
    assert {p for p in used.predicates() if not builtin.match(str(p))} - declared == set()
    classes = {o for o in used.objects(None, RDF.type) if not builtin.match(str(o))}
    assert classes - set(core().subjects(RDF.type, OWL.Class)) == set()


def test_object_properties_end_in_things_and_the_others_in_literals() -> None:
    used = graph_of(ONTOLOGY / "core.ttl", *CODE_FILES, *VALID)
    for prop in core().subjects(RDF.type, OWL.ObjectProperty):
        assert not [o for o in used.objects(None, prop) if isinstance(o, Literal)], prop
    for prop in core().subjects(RDF.type, OWL.DatatypeProperty):
        assert all(isinstance(o, Literal) for o in used.objects(None, prop)), prop


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_undeclared_term_of_ours_is_used(path: Path) -> None:
    known = set(own_terms()) | set(shapes().subjects(RDF.type, SH.NodeShape))
    terms = (term for triple in graph_of(path) for term in triple if isinstance(term, URIRef))
    used = {term for term in terms if term.startswith(str(ST))}
    assert used - known == set()
    named = {ST[name] for name in re.findall(r"\bst:(\w+)", path.read_text(encoding="utf-8"))}
    assert named - known == set(), "named in a comment, label or message"


# ------------------------------------------------------------------------------------------------------- the reasoner


def consistent(graph: Graph, folder: Path) -> bool:
    """Whether HermiT finds the graph free of contradiction. Literals it cannot read (dates, WKT) are left out first."""
    owlready2 = pytest.importorskip("owlready2")
    if shutil.which("java") is None:
        pytest.skip("HermiT runs on Java, and there is no java on this machine")
    readable = {None, XSD.string, XSD.integer, XSD.boolean, XSD.decimal}
    lean = Graph()
    for s, p, o in graph:
        if not (isinstance(o, Literal) and o.datatype not in readable):
            lean.add((s, p, o))
    file = folder / "ontology.nt"
    lean.serialize(file, format="nt", encoding="utf-8")
    world = owlready2.World(filename=":memory:")
    world.get_ontology(file.as_uri()).load()
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return False
    return True


@pytest.mark.parametrize("name", ["ClaimShape", "OneStatementShape", "LeftOpenShape"])
def test_core_and_codes_are_consistent_with_a_sample_and_so_alone(name: str, tmp_path: Path) -> None:
    # OWL is monotonic: of what is consistent every part is.
    sample = [path for path in VALID if path.stem == name]
    assert sample
    assert consistent(graph_of(ONTOLOGY / "core.ttl", *CODE_FILES, *sample), tmp_path)


@pytest.mark.parametrize("path", INCONSISTENT, ids=stem)
def test_a_contradiction_is_found(path: Path, tmp_path: Path) -> None:
    assert not consistent(graph_of(ONTOLOGY / "core.ttl", path), tmp_path)


def test_two_claims_that_differ_are_rivals_and_no_contradiction(tmp_path: Path) -> None:
    claims = "".join(
        f"<https://w3id.org/standoff/id/claim/{n}> a st:Claim ; st:about <https://w3id.org/standoff/id/actor/man> ;"
        f" st:combatantStatus st:{status} ."
        for n, status in enumerate(("Civilian", "Combatant"))
    )
    graph = core() + Graph().parse(data=f"PREFIX st: <{ST}> {claims}", format="turtle")
    assert consistent(graph, tmp_path)


def test_an_event_that_acts_like_a_claim_is_a_contradiction(tmp_path: Path) -> None:
    event = "<urn:e> a st:Event ; st:actor <urn:a> ."
    assert not consistent(core() + Graph().parse(data=f"PREFIX st: <{ST}> {event}", format="turtle"), tmp_path)


# ------------------------------------------------------------------------------------------- shapes and their samples


@cache
def core_and_codes() -> Graph:
    return graph_of(ONTOLOGY / "core.ttl", *CODE_FILES)


def violated(*paths: Path) -> tuple[set[str], str]:
    """The names of the shapes that core and codes with a sample violate, and pySHACL's own words on it.

    With a sample, the nodes that shapes aim at are those that it mentions: all others are as in core and codes alone.
    """
    data, sample = core_and_codes(), graph_of(*paths)
    added = [triple for triple in sample if triple not in data]
    for triple in added:
        data.add(triple)
    mentioned, every = sample.all_nodes(), Shape.focus_nodes

    def aimed_at(shape: Shape, *given: object, **options: object) -> set[object]:
        found: set[object] = every(shape, *given, **options)
        return found & mentioned if paths else found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shape, "focus_nodes", aimed_at)
        _, results, text = pyshacl.validate(data, shacl_graph=shapes(), inference=None)
    for triple in added:
        data.remove(triple)
    names = set()
    for result in results.objects(None, SH.result):
        shape = results.value(result, SH.sourceShape)
        if isinstance(shape, BNode):
            shape = next(shapes().subjects(SH.property, shape))
        names.add(str(shape).removeprefix(str(ST)))
    return names, text


def test_core_and_codes_conform_alone() -> None:
    names, text = violated()
    assert names == set(), text


@pytest.mark.parametrize("path", VALID, ids=stem)
def test_a_valid_sample_conforms(path: Path) -> None:
    names, text = violated(path)
    assert names == set(), text


@pytest.mark.parametrize("path", INVALID, ids=stem)
def test_an_invalid_sample_violates_the_named_shape_and_no_other(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# violates: st:(\w+Shape)", first)
    assert named, f"{path.name} does not say on its first line which shape it violates"
    assert path.stem.split("-")[0] == named[1]
    names, text = violated(path)
    assert names == {named[1]}, text


def test_every_shape_has_a_target_or_is_used_and_has_a_passing_and_a_failing_sample() -> None:
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    passing, failing = {p.stem.split("-")[0] for p in VALID}, {p.stem.split("-")[0] for p in INVALID}
    for shape in shapes().subjects(RDF.type, SH.NodeShape):
        assert isinstance(shape, URIRef), "a shape without a name"
        name = shape.removeprefix(str(ST))
        if any((shape, target, None) in shapes() for target in targets):
            assert name in passing and name in failing, f"{name} lacks a sample"
        else:
            assert (None, SH.node, shape) in shapes(), f"{name} has no target and nobody uses it"


def test_a_sample_holds_what_its_shape_looks_at() -> None:
    # A sample without a single focus node would pass any shape.
    core = graph_of(ONTOLOGY / "core.ttl", *CODE_FILES)
    for path in VALID:
        shape = ST[path.stem]
        assert (None, RDFS.subClassOf, None) not in graph_of(path)
        tops = shapes().objects(shape, SH.targetClass)
        classes = {c for top in tops for c in core.transitive_subjects(RDFS.subClassOf, top)}
        found = (
            any((None, RDF.type, c) in graph_of(path) for c in classes)
            or any((None, p, None) in graph_of(path) for p in shapes().objects(shape, SH.targetSubjectsOf))
            or any((None, p, None) in graph_of(path) for p in shapes().objects(shape, SH.targetObjectsOf))
            or any((None, None, n) in graph_of(path) for n in shapes().objects(shape, SH.targetNode))
        )
        assert found, f"{path.name} has nothing for its shape to look at"


def test_messages_are_sentences_that_a_journalist_can_read() -> None:
    jargon = re.compile(r"\b(sh:|xsd:|rdf:|IRI\b|literal\b|datatype\b|cardinality\b|blank node)", re.IGNORECASE)
    messages = [str(o) for o in shapes().objects(None, SH.message)]
    assert messages
    for message in messages:
        assert message.endswith(".") and message[0].isupper(), message
        assert not jargon.search(message), message


def test_every_property_shape_has_a_message() -> None:
    for node in shapes().subjects(RDF.type, SH.NodeShape):
        for part in shapes().objects(node, SH.property):
            message = shapes().value(part, SH.message)
            inside_xone = message is None and shapes().value(part, SH.minCount) is not None
            assert message or inside_xone, f"{node}: a condition without a message"


def test_shapes_use_no_sparql() -> None:
    # measured.md: one SPARQL constraint made pySHACL ten times slower.
    assert not list(shapes().subject_objects(SH.sparql))


# --------------------------------------------------------------------------------------------------------- code lists


@pytest.mark.parametrize("path", [*CODE_FILES, *VALID, *INVALID, *INCONSISTENT, *ALIGNMENTS], ids=stem)
def test_no_blank_nodes(path: Path) -> None:
    assert [t for triple in graph_of(path) for t in triple if isinstance(t, BNode)] == []


def test_code_lists_hang_together() -> None:
    for concept in codes().subjects(RDF.type, SKOS.Concept):
        assert isinstance(concept, URIRef)
        schemes = list(codes().objects(concept, SKOS.inScheme))
        assert len(schemes) == 1 and concept.startswith(f"{schemes[0]}/")
        broader, top = list(codes().objects(concept, SKOS.broader)), list(codes().objects(concept, SKOS.topConceptOf))
        assert bool(broader) != bool(top), f"{concept} is to be a top concept or to have a broader one"
        assert all((parent, SKOS.inScheme, schemes[0]) in codes() for parent in broader)
        assert top in ([], schemes)
        assert concept not in above(concept), f"{concept} is broader than itself"
        for prop in (SKOS.prefLabel, SKOS.definition):
            assert len(list(codes().objects(concept, prop))) == 1, concept


def test_labels_are_lower_case_and_unlike_within_a_list() -> None:
    for scheme in codes().subjects(RDF.type, SKOS.ConceptScheme):
        labels = [str(codes().value(c, SKOS.prefLabel)) for c in codes().subjects(SKOS.inScheme, scheme)]
        assert len(labels) == len(set(labels))
        assert all(label[0].islower() for label in labels)


def test_the_event_types_that_others_build_on_are_there() -> None:
    for names, is_confrontation in ((CONFRONTATIONS, True), (OTHER_ACTS, False)):
        for name in names:
            assert codes().value(TYPE[name], ST.isConfrontation) == Literal(is_confrontation), name


def test_every_event_type_has_an_example_a_score_and_whether_it_is_a_confrontation() -> None:
    for concept in event_types():
        for prop in (SKOS.example, ST.isConfrontation, ST.ploverScore):
            assert len(list(codes().objects(concept, prop))) == 1, f"{concept} {prop}"


def test_what_is_narrower_than_a_confrontation_is_one() -> None:
    for concept in event_types():
        if any(codes().value(parent, ST.isConfrontation) == Literal(True) for parent in above(concept)):
            assert codes().value(concept, ST.isConfrontation) == Literal(True), concept


def test_scores_are_those_of_the_plover_manual() -> None:
    for concept in event_types():
        score = codes().value(concept, ST.ploverScore)
        assert isinstance(score, Literal) and score.datatype == XSD.decimal
        code = codes().value(concept, ST.ploverCode)
        if code is not None:
            expected = PLOVER_SCORES[str(code).split("-")[0]]
        elif concept == TYPE.property:
            expected = PLOVER_SCORES["COERCE"]  # the milder of the two that it joins
        else:
            is_confrontation = codes().value(concept, ST.isConfrontation) == Literal(True)
            expected = PLOVER_SCORES["MOBILIZE"] if is_confrontation else 0
        assert float(score) == expected, concept
        if code is None:
            assert codes().value(concept, SKOS.scopeNote), f"{concept} does not say why it has no PLOVER code"


def test_every_plover_type_acled_sub_event_and_ucdp_type_is_covered() -> None:
    def values(prop: URIRef) -> list[str]:
        return [str(o) for o in codes().objects(None, prop)]

    assert set(PLOVER_SCORES) <= set(values(ST.ploverCode))
    # One type for each ACLED and UCDP code, so that a reader of datasets need not choose.
    assert sorted(values(ST.acledCode)) == sorted(ACLED_SUB_EVENTS)
    assert sorted(values(ST.ucdpCode)) == ["1", "2", "3"]
    # GDELT and ICEWS: all twenty roots, so that the longest prefix of any CAMEO code leads to a type.
    assert {f"{n:02}" for n in range(1, 21)} <= set(values(ST.cameoCode))


@pytest.mark.parametrize("prop", [ST.ploverCode, ST.cameoCode], ids=["plover", "cameo"])
def test_a_code_that_types_share_belongs_to_one_broadest_of_them(prop: URIRef) -> None:
    for code in set(codes().objects(None, prop)):
        carriers = set(codes().subjects(prop, code))
        broadest = [c for c in carriers if isinstance(c, URIRef) and not carriers & above(c)]
        assert len(broadest) == 1, f"{code}: {broadest}"


def test_exclusion_is_mutual_and_between_strangers() -> None:
    pairs = list(codes().subject_objects(ST.excludes))
    assert (TYPE["air-strike"], TYPE["mock-raid"]) in pairs
    for one, other in pairs:
        assert isinstance(one, URIRef) and isinstance(other, URIRef)
        assert (other, one) in pairs, f"{other} does not exclude {one} in turn"
        assert one not in above(other) and other not in above(one)
    aimed = {
        (str(a).removeprefix(str(TYPE)), str(b).removeprefix(str(TYPE)))
        for a, b in codes().subject_objects(ST.excludesAimed)
    }
    assert aimed == {("fire", "warning-shots")}


def excluded(one: str, other: str) -> bool:
    """Whether one act cannot be of both kinds: an exclusion holds for all that is narrower."""
    ones, others = ({TYPE[name], *above(TYPE[name])} for name in (one, other))
    return any((a, ST.excludes, b) in codes() for a in ones for b in others)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("let-through", "turn-back"),
        ("let-through", "intrusion"),
        ("return-fire", "warning-shots"),
        ("return-fire", "fire-first"),
        ("cut-across", "steer-clear"),
        ("drone-strike", "mock-raid"),
        ("attack", "mock-raid"),
        ("ramming", "accident"),
        ("shoot-down", "accident"),
        ("escort", "pursuit"),
        ("state-based-violence", "non-state-violence"),
        ("one-sided-violence", "skirmish"),
        ("government-regains-territory", "non-state-overtakes-territory"),
        ("skirmish", "change-of-control"),
        ("violent-demonstration", "peaceful-protest"),
        ("ied", "weapons-disrupted"),
        ("concede", "refuse"),
    ],
)
def test_what_one_act_cannot_both_be_is_excluded(one: str, other: str) -> None:
    assert excluded(one, other) and excluded(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("air-strike", "overflight"),  # struck, and flew over
        ("mock-raid", "hovering"),
        ("kill", "wound"),  # of several people
        ("kill", "accident"),
        ("explosion", "air-strike"),  # which may cause one
        ("explosion", "accident"),
        ("cut-across", "collision"),
        ("release", "rescue"),  # two words for one deed
        ("collision", "accident"),
        ("collision", "ramming"),
        ("obstruct", "let-through"),  # barred, and later let through
        ("turn-back", "withdraw"),
        ("attack", "clash"),  # an attack that was answered
        ("air-strike", "shelling"),  # both together
        ("abduct", "arrest"),  # two words for one deed
        ("fire", "violence"),
    ],
)
def test_what_one_act_may_both_be_is_not_excluded(one: str, other: str) -> None:
    assert not excluded(one, other)


def test_no_kind_is_narrower_than_two_that_exclude_each_other() -> None:
    for concept in event_types():
        name = concept.removeprefix(str(TYPE))
        assert not excluded(name, name), name


def test_an_exclusion_is_explained_at_the_first_of_its_two_kinds() -> None:
    blocks = re.findall(r"^type:([\w-]+) a skos:Concept ;\n(.*?)\n\n", text_of_codes() + "\n", re.MULTILINE | re.DOTALL)
    explained = {frozenset({name, why}) for name, block in blocks for why in re.findall(r"# ([\w-]+): .+\.", block)}
    pairs = [*codes().subject_objects(ST.excludes), *codes().subject_objects(ST.excludesAimed)]
    ends = {frozenset(str(end).removeprefix(str(TYPE)) for end in pair) for pair in pairs}
    assert explained == {pair for pair in ends if not any("codes/" in end for end in pair)}


def text_of_codes() -> str:
    return (ONTOLOGY / "codes" / "event-types.ttl").read_text(encoding="utf-8")


MUTUAL = {
    "accident",
    "agree",
    "ceasefire",
    "clash",
    "collision",
    "confrontation",
    "consult",
    "cooperate",
    "encounter",
    "exchange-of-fire",
    "non-state-violence",
    "other",
    "protest-intervention",
    "skirmish",
    "standoff",
    "state-based-violence",
    "tension",
    "violence",
}


def test_kinds_without_a_direction_are_known_and_so_is_all_that_is_broader_than_a_fight() -> None:
    assert {str(s).removeprefix(str(TYPE)) for s in codes().subjects(ST.mutual, Literal(True))} == MUTUAL
    for name in ("clash", "skirmish", "standoff"):
        assert {str(each).removeprefix(str(TYPE)) for each in above(TYPE[name])} <= MUTUAL
    assert not MUTUAL & {"attack", "fire", "obstruct", "kill", "ramming", "show-of-force", "air-activity", "mediate"}


def test_a_word_belongs_to_one_kind() -> None:
    words: dict[str, set[str]] = {}
    for concept in event_types():
        labels = [str(o) for prop in (SKOS.prefLabel, SKOS.altLabel) for o in codes().objects(concept, prop)]
        for word in [*labels, concept.removeprefix(str(TYPE))]:
            words.setdefault(word.casefold().replace("-", " "), set()).add(str(concept))
    assert {word: kinds for word, kinds in words.items() if len(kinds) > 1} == {}


def test_a_collision_that_was_meant_is_an_attack_and_one_that_may_not_have_been_is_none() -> None:
    assert {TYPE.collision, TYPE["strike-with-vehicle"], TYPE.attack} <= above(TYPE.ramming)
    assert TYPE.attack not in above(TYPE["side-swipe"]) and TYPE.collision in above(TYPE["side-swipe"])
    assert TYPE.overflight in above(TYPE.hovering)
    assert TYPE.intrusion in above(TYPE.infiltration) and TYPE.violence not in above(TYPE.infiltration)


def test_backing_is_broader_than_words_weapons_and_money() -> None:
    for name in ("support", "arm", "finance"):
        assert TYPE.back in above(TYPE[name])
    assert TYPE.support not in above(TYPE.arm) and TYPE.explosion in above(TYPE.bombing)
    assert TYPE.fire in above(TYPE["fire-first"])


def test_use_of_air_power_is_broader_than_strike_and_show() -> None:
    for name in ("air-strike", "drone-strike", "air-show-of-force", "mock-raid", "overflight"):
        assert TYPE["air-activity"] in above(TYPE[name])
    for name in ("air-show-of-force", "mock-raid", "overflight", "warning-shots"):
        assert TYPE["show-of-force"] in above(TYPE[name])


# ---------------------------------------------------------------------------------------- alignments, decisions, page


@pytest.mark.parametrize("path", ALIGNMENTS, ids=stem)
def test_an_alignment_says_why_and_only_maps_our_terms_outwards(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")
    # No mapping of SKOS: it makes a concept of either end (skos:semanticRelation has a domain and a range).
    mappings = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso}
    for subject, prop, target in graph_of(path):
        assert prop in mappings
        assert not str(target).startswith(str(ST)), f"{subject} is aligned with a term of our own"


def test_alignments_make_neither_concepts_of_terms_nor_authors_of_speakers(example: Path) -> None:
    """What RDFS infers (owlrl) from core, alignments and the example, with the domains of SKOS."""
    record = open_keeper()
    record.put(read_input(example / "dfns-2020-02-12.yaml"))
    graph = graph_of(ONTOLOGY / "core.ttl", *ALIGNMENTS)
    graph.parse(data=record.turtle(), format="turtle")
    graph.add((SKOS.relatedMatch, RDFS.domain, SKOS.Concept))  # by skos:semanticRelation, SKOS S19
    graph.add((SKOS.closeMatch, RDFS.domain, SKOS.Concept))
    owlrl.DeductiveClosure(owlrl.RDFS_Semantics).expand(graph)
    assert not set(graph.subjects(RDF.type, SKOS.Concept)) & set(own_terms())
    assert list(graph.subjects(RDF.type, PROV.Agent)), "actors are agents: the alignment is at work"
    assert not list(graph.subject_objects(PROV.wasAttributedTo))


def test_the_ontology_has_a_header_that_catalogues_read() -> None:
    """What https://w3id.org/widoco/bestPractices asks for, and what of it is known."""
    ontology = URIRef(str(ST).rstrip("#"))
    header = graph_of(ONTOLOGY / "core.ttl")
    assert header.value(ontology, OWL.versionIRI) == URIRef(f"{ontology}/{header.value(ontology, OWL.versionInfo)}")
    for prop in ("title", "description", "creator", "created", "modified", "license"):
        assert header.value(ontology, URIRef(f"http://purl.org/dc/terms/{prop}")), prop
    vann = "http://purl.org/vocab/vann/preferredNamespace"
    assert str(header.value(ontology, URIRef(f"{vann}Prefix"))) == "st"
    assert str(header.value(ontology, URIRef(f"{vann}Uri"))) == str(ST)


@pytest.mark.parametrize("path", [ONTOLOGY / "core.ttl", *CODE_FILES], ids=stem)
def test_labels_are_there_for_tools_that_know_rdfs_alone(path: Path) -> None:
    graph = graph_of(path)
    labels = set(graph.subject_objects(SKOS.prefLabel))
    assert labels and labels == set(graph.subject_objects(RDFS.label))


def test_kinds_of_actors_are_disjoint_where_the_shapes_say_so(tmp_path: Path) -> None:
    """HermiT refuses a person who is a force, and a militia that is a non-state group is none of its business."""
    core = graph_of(ONTOLOGY / "core.ttl")
    pairs = {frozenset(pair) for pair in core.subject_objects(OWL.disjointWith)}
    assert frozenset({ST.Person, ST.Force}) in pairs and frozenset({ST.StateForce, ST.NonStateGroup}) in pairs
    assert frozenset({ST.Militia, ST.NonStateGroup}) not in pairs
    someone = URIRef("https://w3id.org/standoff/id/actor/x")
    core += [(someone, RDF.type, ST.Militia), (someone, RDF.type, ST.NonStateGroup)]
    assert consistent(core, tmp_path)
    core.add((someone, RDF.type, ST.Person))
    assert not consistent(core, tmp_path)


def test_every_address_that_w3id_leads_on_is_of_a_file_that_exists() -> None:
    rules = (ONTOLOGY / "w3id" / ".htaccess").read_text(encoding="utf-8")
    files = re.findall(r"/REPOSITORY/(?:blob/)?BRANCH/(\S+)", rules)
    assert len(files) >= 9
    assert [name for name in files if not (ROOT / name).is_file()] == []
    patterns = [re.compile(pattern) for pattern in re.findall(r"^RewriteRule (\S+)", rules, re.MULTILINE)]
    terms = [
        "ontology",
        "ontology/0.2.0",
        "codes/event-type/kill",
        "codes/place-type",
        "id/actor/sana",
        "report.schema.json",
    ]
    assert [term for term in terms if not any(pattern.search(term) for pattern in patterns)] == []


def test_core_with_all_alignments_is_consistent(tmp_path: Path) -> None:
    sample = [path for path in VALID if path.stem == "ClaimShape"]
    assert consistent(graph_of(ONTOLOGY / "core.ttl", *CODE_FILES, *ALIGNMENTS, *sample), tmp_path)


def test_decisions_are_short_and_have_three_parts() -> None:
    decisions = sorted((ONTOLOGY / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
        assert len(text.splitlines()) <= 60


def test_the_page_is_the_one_made_from_the_files() -> None:
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert page == ontology_reference(ONTOLOGY), "run `python -m tools.ontology_page`"


def test_the_page_names_every_term_and_code() -> None:
    page = ontology_reference(ONTOLOGY)
    missing = [t for t in own_terms() if f"`st:{t.removeprefix(str(ST))}`" not in page]
    missing += [c for c in event_types() if f"`type:{c.removeprefix(str(TYPE))}`" not in page]
    assert missing == []
