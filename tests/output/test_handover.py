"""Networks handed over to the tools that people draw and measure them with: every edge arrives, and none is turned.

pyvis, igraph and ipysigma take the graph itself, networkx and igraph read the files. Gephi and graphology are no
Python: what they do with a file is told where it is tested, after the sources of Gephi's ``ImporterGraphML`` and
``ImporterGEXF``, graphology-graphml 0.5.2 and graphology-gexf 0.13.2. gravis 0.1.0 can only be imported beside a
setuptools before 82; the names it takes for itself are among ``TAKEN``.
"""

from __future__ import annotations

import copy
import inspect
import io
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import ipysigma
import networkx as nx
import pytest
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from standoff import Record
from standoff.errors import QuestionError
from standoff.frames.edges import TAKEN
from standoff.frames.frame import RowList
from standoff.measures.catalogue import MEASURES, SEARCHES
from standoff.output.networks import by_source, network
from standoff.record.keeper import Keeper
from standoff.rules.ledger import Ledger
from tests.measures.known import actor, confrontation, ledger_of

Graph = nx.MultiDiGraph
GEXF, GRAPHML = "{http://www.gexf.net/1.2draft}", "{http://graphml.graphdrawing.org/xmlns}"
#: Each way in which a record gives a network that takes ``nodes``.
FORMS: dict[str, Callable[..., Graph]] = {
    "attributions": lambda record, **nodes: record.to_networkx(**nodes),
    "measured": lambda record, **nodes: record.to_networkx(measures=["activity", "exchange", "deaths"], **nodes),
    "dyads": lambda record, **nodes: record.confront().to_networkx(**nodes),
    "by source": lambda record, **nodes: by_source(Ledger(record.keeper), **nodes),
    "confrontations": lambda record, **nodes: record.confrontations().to_networkx(**nodes),
    "claims": lambda record, **nodes: record.claims().to_networkx(**nodes),
    "dossier": lambda record, **nodes: record.dossier("khirbet-amo-2020-02-12").to_networkx(**nodes),
    "actor": lambda record, **nodes: record.actor("NDF").to_networkx(**nodes),
}


@pytest.fixture(scope="module")
def record(whole_record: Keeper) -> Record:
    return Record(whole_record)


@pytest.fixture(params=FORMS)
def graph(record: Record, request: pytest.FixtureRequest) -> Graph:
    return FORMS[request.param](record)


def again(graph: Graph, write: Any = nx.write_graphml, read: Any = nx.read_graphml) -> Graph:
    """The graph once it was written and read by networkx itself."""
    file = io.BytesIO()
    write(graph, file)
    file.seek(0)
    return nx.MultiDiGraph(read(file))


# --- the graph itself ------------------------------------------------------------------------------------------------


def test_the_example_has_137_edges_of_which_23_have_no_direction(record: Record) -> None:
    graph = record.to_networkx()
    ways = Counter(way for *_, way in graph.edges(data="direction"))
    assert ways == {"directed": 114, "undirected": 23} and graph.number_of_edges() == 137
    rows = [row for row in record.confrontations().rows if row["stance"].endswith("#Asserts")]
    assert Counter(bool(row["directed"]) for row in rows) == {True: 114, False: 23}


def test_nodes_and_edges_have_what_the_docs_say(record: Record) -> None:
    graph = record.to_networkx()
    names = record.view().ledger.names
    for node, facts in graph.nodes(data=True):
        assert "label" in facts
        assert "" not in facts.values(), "what is not known is left out"
        assert facts.get("iri") == (None if node == "unnamed" else node)
    for _, _, key, facts in graph.edges(keys=True, data=True):
        assert facts["label"] == names.label(facts["event_type"]) and facts["weight"] == 1
        assert key == facts["said"] or key.startswith(facts["said"] + "#")
        assert ("arrows" in facts) == (facts["direction"] == "undirected")
    for *_, facts in record.confront().to_networkx().edges(data=True):
        assert facts["weight"] == facts["groups"] >= 1


def test_the_key_of_an_edge_is_its_own_in_the_whole_graph(graph: Graph) -> None:
    assert len({key for *_, key in graph.edges(keys=True)}) == graph.number_of_edges() > 0


def test_what_is_asked_of_a_part_is_the_network_of_that_part(record: Record) -> None:
    dyads = record.confront()
    part = dyads[1:3]
    ends = {(row["who_iri"], row["whom_iri"], row["directed"]) for row in part}
    assert part.to_networkx().number_of_edges() == len(ends) < dyads.to_networkx().number_of_edges()
    assert dyads.to_networkx().number_of_edges() == len(record.confront("pair"))


# --- names of nodes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_nodes_are_iris_or_labels_of_their_own(record: Record, form: str) -> None:
    by_iri, by_label = FORMS[form](record), FORMS[form](record, nodes="label")
    assert {node for node in by_iri if node != "unnamed"} == {iri for _, iri in by_label.nodes(data="iri") if iri}
    assert {key for *_, key in by_iri.edges(keys=True)} == {key for *_, key in by_label.edges(keys=True)}
    for node, facts in by_label.nodes(data=True):
        assert node == facts["label"] or node.startswith(facts["label"] + " (") or node == facts["iri"]
    iris = dict(by_label.nodes(data="iri"))
    ends = {(iris[u] or u, iris[v] or v, key) for u, v, key in by_label.edges(keys=True)}
    assert ends == set(by_iri.edges(keys=True))


@pytest.mark.parametrize("form", FORMS)
def test_nodes_of_another_kind_are_refused(record: Record, form: str) -> None:
    with pytest.raises(QuestionError, match=r'"names" is not known\. Choose "iri" or "label"'):
        FORMS[form](record, nodes="names")


def test_nodes_of_one_label_stay_apart() -> None:
    ledger = ledger_of([confrontation("a", "b"), confrontation("a", None), confrontation("c", "d")])
    ledger.names.labels.update({actor("a"): "unnamed", actor("b"): "Army", actor("c"): "Army", actor("d"): "x\x01"})
    graph = network(ledger, nodes="label")
    assert set(graph) == {"unnamed", "unnamed (a)", "Army (b)", "Army (c)", "x�"}
    assert "iri" not in graph.nodes["unnamed"] and graph.nodes["unnamed (a)"]["iri"] == actor("a")


# --- names of attributes ---------------------------------------------------------------------------------------------


def parameters(*functions: Any) -> set[str]:
    return {
        name
        for function in functions
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    }


def test_no_attribute_has_a_name_that_a_tool_takes_for_itself(graph: Graph) -> None:
    on_nodes = {name for _, facts in graph.nodes(data=True) for name in facts}
    on_edges = {name for *_, facts in graph.edges(data=True) for name in facts}
    # What pyvis and networkx would take as a parameter of their own, but for the label, which is meant.
    node_parameters = parameters(Network.add_node, Node.__init__, nx.MultiDiGraph.add_node)
    edge_parameters = parameters(Network.add_edge, Edge.__init__, nx.MultiDiGraph.add_edge)
    assert on_nodes & node_parameters == {"label"} and not on_edges & edge_parameters
    assert node_parameters | edge_parameters <= TAKEN
    # gravis: what it lifts out of the attributes of an edge, and reads of either as looks.
    assert {"id", "label", "relation", "directed", "color", "size", "shape", "opacity", "hover", "click"} <= TAKEN
    assert on_nodes & TAKEN == {"label"} and on_edges & TAKEN <= {"label", "weight", "arrows"}


def test_columns_of_any_answer_get_names_that_nobody_takes(record: Record) -> None:
    rows = RowList([{"a": "x", "b": "y", "source": 1, "to": ["p", "q"], "weight": 2, "key": None, "self": "\x00"}])
    [(_, _, key, facts)] = rows.to_networkx().edges(keys=True, data=True)
    assert facts == {"source_": 1, "to_": "p; q", "weight": 2, "self_": "�"} and key == "1"
    for name in MEASURES.keys() - set(SEARCHES) - {"source_weight", "bootstrap", "leave_one_out"}:
        found = record.measure(name)
        if len(found._table()[0]) > 1:
            again(found.to_networkx())


# --- pyvis -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_pyvis_takes_every_edge_also_after_graphml(record: Record, form: str) -> None:
    for graph in (FORMS[form](record), again(FORMS[form](record))):
        for _ in range(2):  # from_nx writes to the graph that it is given
            net = Network(directed=True)
            net.from_nx(graph)
            assert len(net.edges) == graph.number_of_edges()
            without = sum(way == "undirected" for *_, way in graph.edges(data="direction"))
            assert sum(edge["arrows"] != "to" for edge in net.edges) == without
        assert net.generate_html()


def test_pyvis_without_directions_keeps_one_edge_of_each_pair(record: Record) -> None:
    # Its add_edge drops an edge between two nodes that have one; no attribute changes that.
    graph = record.to_networkx()
    net = Network(directed=False)
    net.from_nx(graph)
    assert len(net.edges) == len({frozenset(edge[:2]) for edge in graph.edges}) == 25


# --- igraph and ipysigma ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("nodes", ["iri", "label"])
def test_igraph_takes_every_edge_with_what_is_on_it(record: Record, form: str, nodes: str) -> None:
    graph = FORMS[form](record, nodes=nodes)
    found = igraph.Graph.from_networkx(graph, vertex_attr_hashable="name")
    assert found.vs["name"] == list(graph) and found.vs["label"] == [label for _, label in graph.nodes(data="label")]
    assert found.es["direction"] == [way for *_, way in graph.edges(data="direction")]
    assert sum(found.es["weight"]) == sum(weight for *_, weight in graph.edges(data="weight"))
    assert found.es["_nx_multiedge_key"] == [key for *_, key in graph.edges(keys=True)]
    back = found.to_networkx(vertex_attr_hashable="name")
    assert Counter(back.edges()) == Counter(graph.edges())


def test_ipysigma_takes_every_edge_and_leaves_the_graph_alone(graph: Graph) -> None:
    before = copy.deepcopy(graph)
    sigma = ipysigma.Sigma(graph)
    assert len(sigma.data["edges"]) == graph.number_of_edges() and len(sigma.data["nodes"]) == len(graph)
    assert nx.utils.graphs_equal(graph, before)


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for ending in ("graphml", "gexf", "directed.graphml", "directed.gexf"):
        record.export(folder / f"network.{ending}")
    return folder


def test_the_file_of_graphml_has_each_edge_as_it_is(files: Path) -> None:
    """graphology takes an edge for directed where it says ``directed="true"``, any other for what ``edgedefault`` says;
    it refuses two edges of one id between different nodes. Gephi follows ``directed`` either way.
    """
    root = ET.parse(files / "network.graphml").getroot()
    [drawn] = root.findall(f"{GRAPHML}graph")
    edges = drawn.findall(f"{GRAPHML}edge")
    assert drawn.get("edgedefault") == "undirected"
    assert Counter(edge.get("directed") for edge in edges) == {"true": 114, "false": 23}
    assert len({edge.get("id") for edge in edges}) == len(edges) == 137
    # To Gephi the keys d3 and d7 are labels, whatever they are called: yEd writes them so.
    keys = {key.get("id"): key for key in root.findall(f"{GRAPHML}key")}
    assert not keys.keys() & {f"d{number}" for number in range(30)}
    assert {data.get("key") for data in root.iter(f"{GRAPHML}data")} == keys.keys()
    named = Counter((key.get("for"), key.get("attr.name")) for key in keys.values())
    assert set(named.values()) == {1}
    assert "23 of 137 edges have no direction" in (root.findtext(f"{GRAPHML}desc") or "")


def test_the_file_of_gexf_has_each_edge_as_it_is(files: Path) -> None:
    """graphology and Gephi take the ``type`` of an edge, or else the ``defaultedgetype``; an id is of one edge."""
    root = ET.parse(files / "network.gexf").getroot()
    [drawn] = root.findall(f"{GEXF}graph")
    edges = drawn.findall(f"{GEXF}edges/{GEXF}edge")
    assert Counter(edge.get("type") for edge in edges) == {"directed": 114, "undirected": 23}
    assert len({edge.get("id") for edge in edges}) == len(edges) == 137
    assert all(edge.get("label") and float(edge.get("weight", "nan")) == 1 for edge in edges)
    # What the schema of GEXF 1.2 has for a graph, and no more.
    assert drawn.attrib.keys() <= {"defaultedgetype", "idtype", "mode", "timeformat", "start", "end"}
    declared = [a.get("id") for a in drawn.iter(f"{GEXF}attribute")]
    used = {value.get("for") for value in drawn.iter(f"{GEXF}attvalue")}
    assert len(set(declared)) == len(declared) and used == set(declared)


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_networkx_reads_the_file_in_which_all_are_directed(files: Path, record: Record, ending: str) -> None:
    read = getattr(nx, f"read_{ending}")
    with pytest.raises(nx.NetworkXError):  # it has no graphs of both kinds
        read(files / f"network.{ending}")
    graph, found = record.to_networkx(), read(files / f"network.directed.{ending}")
    assert set(found.edges(keys=True)) == set(graph.edges(keys=True))
    for edge, facts in graph.edges.items():
        assert facts.items() <= found.edges[edge].items()
    for node, facts in graph.nodes.items():
        assert facts.items() <= found.nodes[node].items()


def test_igraph_reads_the_file_in_which_all_are_directed(files: Path, record: Record) -> None:
    found = igraph.Graph.Read_GraphML(str(files / "network.directed.graphml"))
    graph = record.to_networkx()
    ends = Counter((found.vs[edge.source]["id"], found.vs[edge.target]["id"]) for edge in found.es)
    assert found.is_directed() and ends == Counter(graph.edges())
    assert Counter(found.es["direction"]) == {"directed": 114, "undirected": 23}
    # The other file it reads as a graph without any direction, which is why there are two.
    assert not igraph.Graph.Read_GraphML(str(files / "network.graphml")).is_directed()


@pytest.mark.parametrize(("view", "way"), [({"event_type": "obstruct"}, "directed"), ({"said_by": "RT"}, "undirected")])
def test_where_all_acts_are_of_one_kind_networkx_reads_the_file(
    record: Record, tmp_path: Path, view: Any, way: str
) -> None:
    graph = record.to_networkx(**view)
    assert {each for *_, each in graph.edges(data="direction")} == {way}
    for ending in ("graphml", "gexf"):
        record.export(tmp_path / f"a.{ending}", **view)
        found = getattr(nx, f"read_{ending}")(tmp_path / f"a.{ending}")
        assert found.is_directed() == (way == "directed") and found.number_of_edges() == graph.number_of_edges()


def test_the_command_says_what_networkx_cannot_read(whole_folder: Path, run: Callable[..., Any]) -> None:
    where = ("--record", whole_folder / "out" / "record", "--incident", "khirbet-amo-2020-02-12")
    for command in (("export",), ("measure", "activity"), ("measure", "--all")):
        for ending in ("graphml", "gexf"):
            said = run(*command, "-o", f"a.{ending}", *where).stderr
            assert "edges have no direction" in said and f"write a file that ends in .directed.{ending}." in said
            assert "direction" not in run(*command, "-o", f"a.directed.{ending}", *where).stderr
