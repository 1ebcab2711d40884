"""An rdflib graph that remembers what it was asked: a check asks for the same values thousands of times."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import rdflib
from rdflib.term import Node

__all__ = ["RememberingGraph"]


class RememberingGraph(rdflib.Graph):
    """A graph in memory in which what is said of a node, and each list, is looked up once, until a triple is added or
    removed.

    pySHACL follows each path of a shape from each node anew, one property at a time.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._said: dict[Node, dict[Node, list[Node]]] = {}
        self._lists: dict[Any, tuple[Node, ...]] = {}

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Generator[Node, None, None]:
        if isinstance(subject, Node) and isinstance(predicate, rdflib.URIRef):
            yield from self._of(subject).get(predicate, ())
        else:
            yield from super().objects(subject, predicate, unique)

    def predicate_objects(self, subject: Any = None, unique: bool = False) -> Generator[tuple[Node, Node], None, None]:
        if isinstance(subject, Node):
            yield from ((prop, value) for prop, values in self._of(subject).items() for value in values)
        else:
            yield from super().predicate_objects(subject, unique)

    def items(self, list: Any) -> Generator[Node, None, None]:
        found = self._lists.get(list)
        if found is None:
            found = self._lists[list] = tuple(super().items(list))
        yield from found

    def add(self, triple: Any) -> RememberingGraph:
        self._forget()
        super().add(triple)
        return self

    def addN(self, quads: Any) -> RememberingGraph:
        self._forget()
        super().addN(quads)
        return self

    def remove(self, triple: Any) -> RememberingGraph:
        self._forget()
        super().remove(triple)
        return self

    def _of(self, subject: Node) -> dict[Node, list[Node]]:
        said = self._said.get(subject)
        if said is None:
            said = self._said[subject] = {}
            for _, prop, value in self.triples((subject, None, None)):
                said.setdefault(prop, []).append(value)
        return said

    def _forget(self) -> None:
        self._said.clear()
        self._lists.clear()
