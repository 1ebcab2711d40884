"""Checking a record against the shapes (SHACL), in sentences that name the claim and its source."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, serialize

from graph.record.record import Record
from graph.vocabulary import PREFIXES, local_name, ontology_folder, st

if TYPE_CHECKING:
    import rdflib

__all__ = ["CheckBeside", "Fault", "check"]

#: What no shape asks for.
_PROSE = {PREFIXES["skos"] + name for name in ("example", "scopeNote", "altLabel")}


@dataclass(frozen=True, order=True)
class Fault:
    """A shape that is violated: ``where`` names the claim, attribution or thing with its source, ``message`` says
    what.
    """

    where: str
    message: str
    node: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def check(record: Record) -> list[Fault]:
    """Every violation of ``ontology/shapes.ttl`` in the record, sorted; empty where it conforms."""
    import pyshacl
    import rdflib

    data = rdflib.Graph()
    for triple in record.triples(vocabulary=True):
        if triple.predicate.value in _PROSE:
            continue
        data.add(tuple(_term(term) for term in (triple.subject, triple.predicate, triple.object)))  # type: ignore[arg-type]
    shapes = rdflib.Graph().parse(ontology_folder() / "shapes.ttl")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, inplace=True)
    if conforms:
        return []
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    faults = set()
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        message = str(next(report.objects(result, sh.resultMessage), "It breaks a shape."))
        nodes = [str(n) for p in (sh.focusNode, sh.value) for n in report.objects(result, p)]
        # A shape of what is pointed at finds the fault in whoever points there.
        source = next(report.objects(result, sh.sourceShape), None)
        ends = list(shapes.objects(source, sh.targetObjectsOf))
        pointing = [str(s) for p in ends for s in data.subjects(p, rdflib.URIRef(nodes[0]))]
        subject = next((n for n in nodes if "/id/claim/" in n or "/id/said/" in n), nodes[0])
        for node in pointing or [subject]:
            faults.add(Fault(_where(record, NamedNode(node)), message, node))
    return sorted(faults)


@cache
def _term(term: NamedNode | Literal) -> rdflib.term.Identifier:
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _where(record: Record, node: NamedNode) -> str:
    """A node in words: which row of which report, said by whom; or the label of a thing."""
    said = [node] if "/id/said/" in node.value else list(_subjects(record, "claim", node))
    places = []
    for attribution in sorted(said, key=str):
        report, row, source = (_one(record, attribution, name) for name in ("document", "codedAs", "saidBy"))
        document = local_name(report) if report else "no report"
        speaker = _label(record, source) if source else "nobody"
        places.append(f"{document}{f', claim {row}' if row else ''} (said by {speaker})")
    if not places:
        return _label(record, node.value)
    return "; ".join(sorted(places))


def _subjects(record: Record, name: str, value: NamedNode) -> Iterator[NamedNode]:
    for quad in record.store.quads_for_pattern(None, st(name), value):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _one(record: Record, subject: NamedNode, name: str) -> str | None:
    values = [q.object.value for q in record.store.quads_for_pattern(subject, st(name), None)
              if isinstance(q.object, NamedNode | Literal)]  # fmt: skip
    return min(values, default=None)


def _label(record: Record, iri: str) -> str:
    label = NamedNode(PREFIXES["skos"] + "prefLabel")
    found = [q.object.value for q in record.store.quads_for_pattern(NamedNode(iri), label, None)
             if isinstance(q.object, Literal)]  # fmt: skip
    return min(found, default=local_name(iri))


class CheckBeside:
    """A check in a process of its own: it gets ready while the reports are read, and checks while the page is drawn."""

    def __init__(self) -> None:
        paths = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "graph.record.check"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )  # fmt: skip

    def start(self, record: Record) -> None:
        """Start checking the record as it is now."""
        self._record = record
        given = serialize(record.triples(), format=RdfFormat.N_TRIPLES) or b""
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError), self._process.stdin as stdin:
            stdin.write(given)

    def faults(self) -> list[Fault]:
        """Every violation, once the check is done; checked here where the other process could not."""
        assert self._process.stdout
        with self._process.stdout as stdout:
            found = stdout.read()
        if self._process.wait():
            return check(self._record)
        return [Fault(**fault) for fault in json.loads(found)]


def _main() -> None:
    """Check the N-Triples on standard input; the faults as JSON."""
    import pyshacl  # noqa: F401  # the slowest of what the check needs, loaded while the input is not there yet

    from graph.record.record import open_record

    record = open_record()
    record.store.load(sys.stdin.buffer.read(), format=RdfFormat.N_TRIPLES)
    print(json.dumps([vars(fault) for fault in check(record)]))


if __name__ == "__main__":
    _main()
