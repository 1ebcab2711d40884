"""Rows as edges of networkx graphs that other tools take: plain values under names that no tool has taken.

Tools hand the attributes of a node or an edge on as parameters (``add_edge(u, v, **attributes)``), or read a meaning of
their own into some names. ``TAKEN`` lists those of networkx, pyvis and vis.js, gravis, igraph, ipysigma and sigma.js,
and of the writers of GraphML and GEXF.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..errors import QuestionError
from .text import without_controls

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["TAKEN", "NodeNames", "graph_of", "named", "own_names", "plain", "unique"]

#: What the nodes of a network are: IRIs, or labels, with the id beside those that two actors share.
NodeNames = Literal["iri", "label"]

#: Names of attributes that some tool takes as a parameter, or gives a meaning of its own.
TAKEN = frozenset(
    name
    for names in (
        # networkx, add_node and add_edge
        ("self", "node_for_adding", "u_for_edge", "v_for_edge", "u_of_edge", "v_of_edge", "key"),
        # pyvis, and the options of vis.js that it hands on
        ("n_id", "source", "to", "dest", "directed", "from", "id", "label", "title", "color", "shape", "size", "value"),
        ("width", "arrows", "arrowStrikethrough", "background", "chosen", "dashes", "endPointOffset", "font"),
        ("font_color", "hidden", "hoverWidth", "icon", "image", "labelHighlightBold", "length", "physics", "scaling"),
        ("selectionWidth", "selfReference", "selfReferenceSize", "shadow", "smooth", "widthConstraint"),
        # gravis, and d3 beneath it
        ("relation", "opacity", "hover", "click", "border_color", "border_size", "label_color", "label_size"),
        ("x", "y", "z", "vx", "vy", "fx", "fy", "fixed", "index", "mass"),
        # igraph
        ("name", "weight", "_nx_name", "_nx_multiedge_key", "_igraph_index"),
        # ipysigma and sigma.js
        ("viz", "forceLabel", "highlighted", "type", "zIndex"),
        # GEXF and GraphML as networkx writes them
        ("start", "end", "pid", "parents", "spells", "slices", "target", "networkx_key"),
    )
    for name in names
)
#: These mean the same in every tool, and mean it here.
_MEANT = frozenset({"label", "title", "weight"})


def graph_of(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> nx.MultiDiGraph[str]:
    """Each row as an edge from its first column to its second, the others on it; rows without both are left out.

    Raises QuestionError where there is only one column.
    """
    import networkx as nx

    if len(columns) < 2:
        raise QuestionError("A network needs two columns, from whom and to whom. Ask for two.")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (start, end, *rest) in enumerate(rows, 1):
        if start is not None and end is not None:
            edge = (str(plain(start)), str(plain(end)), str(number))
            graph.add_edge(*edge)
            graph.edges[edge].update(own_names(dict(zip(columns[2:], rest, strict=True))))
    return graph


def own_names(facts: Mapping[str, Any]) -> dict[str, str | int | float]:
    """The facts as attributes: plain values, what is missing left out; a name that is taken has ``_`` behind it."""
    named = {name if name in _MEANT or name not in TAKEN else name + "_": plain(value) for name, value in facts.items()}
    return {name: value for name, value in named.items() if value is not None}


def plain(value: Any) -> str | int | float | None:
    """The value as every graph format can hold it: a number, a truth value, or text without control characters.

    Several values are joined with "; ". None for what is missing, and for numbers that are not finite.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(str(plain(each)) for each in (sorted(value) if isinstance(value, set | frozenset) else value))
    return without_controls(str(value))


def named(
    graph: nx.MultiDiGraph[str], nodes: NodeNames, label: Callable[[str], str] | None = None
) -> nx.MultiDiGraph[str]:
    """The network of IRIs with its nodes called as is asked for, each by its IRI or by its label (``unique``).

    What is not known of a node, and so is an empty text, is left out.

    Raises QuestionError for another choice.
    """
    if nodes not in ("iri", "label"):
        raise QuestionError(f'nodes="{nodes}" is not known. Choose "iri" or "label".')
    for _, facts in graph.nodes(data=True):
        for name in [name for name, value in facts.items() if value == "" and name != "label"]:
            del facts[name]
    if nodes == "iri":
        return graph
    import networkx as nx

    names = unique(graph, label or (lambda node: str(graph.nodes[node]["label"])))
    renamed: nx.MultiDiGraph[str] = nx.relabel_nodes(graph, names)
    return renamed


def unique(nodes: Iterable[str], label: Callable[[str], str]) -> dict[str, str]:
    """A name for each node: its label, with its id (the end of its IRI) where others of these share the label.

    >>> labels = {"…/actor/army": "Army", "…/actor/army-of-x": "Army", "…/side/x": "Side of X"}
    >>> list(unique(labels, labels.get).values())
    ['Army (army)', 'Army (army-of-x)', 'Side of X']
    """
    given = {node: label(node) for node in nodes}
    names = {node: without_controls(name) for node, name in given.items()}
    with_ids = {node: f"{name} ({node.rpartition('/')[2]})" if name != node else name for node, name in given.items()}
    for longer in (with_ids, {node: node for node in given}):
        count = Counter(names.values())
        names = {n: without_controls(longer[n]) if count[name] > 1 or not name else name for n, name in names.items()}
    taken: set[str] = set()
    for node, name in names.items():
        number = 1
        while names[node] in taken:
            number += 1
            names[node] = f"{name}#{number}"
        taken.add(names[node])
    return names
