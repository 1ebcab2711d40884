"""Networks as files that other tools read: GraphML and GEXF, in which acts without a direction have none.

Both formats can hold edges with and without a direction side by side; Gephi, graphology and yEd read such files. The
graphs of networkx and igraph are directed or not as a whole: networkx refuses such a file, igraph takes every edge of
it for undirected. ``mixed=False`` writes every edge as directed, for them; ``direction`` still says which have none.

networkx writes the files, and what its writers do not know of is added here: the direction of an edge, ids that no two
edges share, and texts with characters that XML cannot hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from ..frames.edges import plain, unique
from .networks import UNDIRECTED

__all__ = ["ENDINGS", "as_gexf", "as_graphml", "both_kinds", "network_file"]

#: The first and the last possible day of an edge, whichever of them it has.
_SPANS = (("earliest", "latest"), ("first", "last"))


def network_file(name: str, graph: nx.MultiDiGraph[str]) -> bytes:
    """The network as the file of this name holds it, by its ending (one of ``ENDINGS``)."""
    # The longest first: `.directed.gexf` ends in `.gexf` too.
    ending = next(each for each in sorted(ENDINGS, key=len, reverse=True) if name.lower().endswith(each))
    return ENDINGS[ending][1](graph)


def as_graphml(graph: nx.MultiDiGraph[str], mixed: bool = True) -> bytes:
    """The network as GraphML; without ``mixed`` every edge is directed, as networkx and igraph need it."""
    ready = _ready(graph)
    writer = GraphMLWriter(ready)
    root, drawn = writer.xml, writer.xml.find("graph")
    if mixed and any(_undirected(ready)):
        # For graphology an edge without a direction is one that has the graph's default.
        drawn.set("edgedefault", "undirected")
    if mixed and (words := both_kinds(ready, ".graphml")):
        desc = ET.Element("desc")
        desc.text = words
        root.insert(0, desc)
        for edge, undirected in zip(drawn.findall("edge"), _undirected(ready), strict=True):
            edge.set("directed", "false" if undirected else "true")
    # networkx calls its keys d0, d1 …; to Gephi d3 is the label of a node and d7 that of an edge, as yEd writes them.
    types = {key.get("id"): key.get("attr.type") for key in root.findall("key")}
    for key in root.findall("key"):
        key.set("id", _key(key.get("id")))
    for data in root.iter("data"):
        if types[data.get("key")] == "boolean":
            data.text = data.text.lower()
        data.set("key", _key(data.get("key")))
    return _xml(root)


def as_gexf(graph: nx.MultiDiGraph[str], mixed: bool = True) -> bytes:
    """The network as GEXF, with ``start`` and ``end`` where both days of an edge are known, for Gephi's timeline.

    Without ``mixed`` every edge is directed, as networkx needs it. GEXF has no attributes of the whole network.
    """
    ready = _ready(graph)
    redacted = ready.graph.get("redacted", "")
    ready.graph.clear()
    words = both_kinds(ready, ".gexf") if mixed else ""
    for _, _, key, data in ready.edges(data=True, keys=True):
        data["id"] = key
        if words:
            data["type"] = data.get("direction", "directed")
        for names in _SPANS:
            first, last = (data.get(name) for name in names)
            # Half a span would be drawn without an end.
            if first and last:
                data["start"], data["end"] = first, last
    root = GEXFWriter(ready).xml
    # The day of writing: equal records would give unequal files. The name: GEXF has none for a graph.
    root.find("meta").attrib.pop("lastmodifieddate")
    if words or redacted:
        ET.SubElement(root.find("meta"), "description").text = " ".join(each for each in (redacted, words) if each)
    drawn = root.find("graph")
    drawn.attrib.pop("name")
    if mixed and not words and any(_undirected(ready)):
        drawn.set("defaultedgetype", "undirected")
    # The keys of edges, which are their ids.
    for attributes in drawn.findall("attributes"):
        for attribute in attributes.findall("attribute[@title='networkx_key']"):
            attributes.remove(attribute)
            for values in drawn.iterfind("edges/edge/attvalues"):
                for value in values.findall(f"attvalue[@for='{attribute.get('id')}']"):
                    values.remove(value)
    return _xml(root)


def both_kinds(graph: nx.MultiDiGraph[str], name: str) -> str:
    """What a reader of the file of this name should know where it holds edges of both kinds; else nothing."""
    undirected = _undirected(graph)
    ending = next((each for each in (".graphml", ".gexf") if name.lower().endswith(each)), "")
    if not any(undirected) or all(undirected) or name.lower().endswith(f".directed{ending}"):
        return ""
    have = "has" if sum(undirected) == 1 else "have"
    return (
        f"{sum(undirected)} of {len(undirected)} edges {have} no direction. networkx and igraph cannot hold both kinds "
        f"in one graph: for them, write a file that ends in .directed{ending}."
    )


def _ready(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """A copy that both writers can write: plain values, one type for each attribute, ids that no two share."""
    nodes = unique(graph, str)
    ready: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ready.graph.update(_plain(graph.graph))
    ready.add_nodes_from((nodes[node], _plain(facts)) for node, facts in graph.nodes(data=True))
    taken: set[str] = set()
    for who, whom, key, facts in graph.edges(data=True, keys=True):
        edge = wanted = str(plain(key))
        number = 1
        while edge in taken:
            number += 1
            edge = f"{wanted}#{number}"
        taken.add(edge)
        ready.add_edge(nodes[who], nodes[whom], key=edge)
        ready.edges[nodes[who], nodes[whom], edge].update(_plain(facts))
    _one_type_each([facts for _, facts in ready.nodes(data=True)])
    _one_type_each([facts for *_, facts in ready.edges(data=True)])
    return ready


def _undirected(graph: nx.MultiDiGraph[str]) -> list[bool]:
    """For each edge, whether it has no direction."""
    return [data.get("direction") == UNDIRECTED for *_, data in graph.edges(data=True)]


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {str(plain(name)): held for name, value in facts.items() if (held := plain(value)) is not None}


def _one_type_each(all_facts: list[dict[str, Any]]) -> None:
    """Make each attribute of one type: whole numbers beside others become such, and numbers beside words are words."""
    types: dict[str, set[type]] = defaultdict(set)
    for facts in all_facts:
        for name, value in facts.items():
            types[name].add(type(value))
    mixed: dict[str, Callable[[Any], Any]] = {
        name: float if found == {int, float} else str for name, found in types.items() if len(found) > 1
    }
    for facts in all_facts:
        facts.update({name: mixed[name](value) for name, value in facts.items() if name in mixed})


def _key(number: str) -> str:
    return f"attribute-{number.removeprefix('d')}"


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    # A bare carriage return within a text would come back as a newline (XML 1.0 §2.11).
    text = ET.tostring(root, encoding="unicode").replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


#: The endings of files, what they hold, and their writer.
ENDINGS: dict[str, tuple[str, Callable[[nx.MultiDiGraph[str]], bytes]]] = {
    ".graphml": ("network as GraphML", as_graphml),
    ".gexf": ("network as GEXF, for Gephi", as_gexf),
    ".directed.graphml": (
        "the same for networkx and igraph, every edge directed",
        lambda g: as_graphml(g, mixed=False),
    ),
    ".directed.gexf": ("the same for networkx, every edge directed", lambda g: as_gexf(g, mixed=False)),
}
