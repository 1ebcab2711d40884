"""Verifying a record: does it still say what its inputs say, and nothing that standoff did not write?

Three questions, each answered without trusting what is in question:

- Is the record whole in itself? The IRI of every claim and attribution is a hash of its content, every claim is held by
  somebody, nothing is there that no document mentions, and the vocabulary is this version's.
- Are its inputs there, with the SHA-256 that they were read with? A document whose file is gone cannot be checked.
- Does reading them again give the same triples? A label or a quote that was changed in the record itself shows here.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from ..claim import Attribution, Reading
from ..errors import InputError
from ..readers.inputs import is_dataset, read_input
from ..record.fingerprint import fingerprint
from ..record.forms import document_nodes
from ..record.history import Change, latest_changes
from ..record.keeper import Keeper, open_keeper
from ..record.store import OxigraphStore
from ..record.triples import as_stored, attribution_triples, attributions_from
from ..record.vocabulary_triples import is_vocabulary, vocabulary_triples
from ..vocabulary import ID, PREFIXES, local_name, st

__all__ = ["Verification", "verify"]

_CLAIM, _SAID = ID + "claim/", ID + "said/"
#: How many differences of one document are told one by one.
_MAX_SHOWN = 5


@dataclass(frozen=True)
class Verification:
    """What was found: the record's fingerprint (RDFC-1.0), how many documents were read again, and what is wrong."""

    fingerprint: str
    documents: int
    checked: int
    #: Documents of judgements made in the record itself (`match accept`): no file tells of them, their hashes do.
    judged: int
    faults: list[str]


def verify(record: Keeper) -> Verification:
    """The record checked against itself and against the files it was read from; ``faults`` are sentences, in order."""
    triples = set(record.triples())
    faults = [*_strangers(record), *_hashes(triples), *_orphans(triples)]
    documents = {document.value for document in document_nodes(triples)}
    changes = latest_changes(record.store)
    readings: list[Reading] = []
    folders: dict[str, list[Reading]] = {}
    judged = 0
    for document in sorted(documents):
        change = changes.get(document)
        if change and change.act == "read" and change.kind == "judgements" and not change.path:
            judged += 1
            continue
        again = _read_again(document, change if change and change.act == "read" else None, folders)
        if isinstance(again, str):
            faults.append(again)
        else:
            readings.append(again)
            faults += _counted(again, changes[document])
    # In the order in which they were read in: of what two of them describe, the last description stands.
    readings.sort(key=lambda reading: changes[reading.document.value].when)
    faults += _differences(triples, readings)
    return Verification(fingerprint(triples), len(documents), len(readings), judged, faults)


def _strangers(record: Keeper) -> Iterator[str]:
    """What no version of standoff writes: named graphs, blank nodes, things with IRIs of others; another vocabulary."""
    vocabulary = set()
    if isinstance(record.store, OxigraphStore):
        # A server may keep whatever else in graphs of other names; a record of our own has none.
        for graph in record.store.oxigraph.named_graphs():
            yield f"{graph} is a named graph; a record has none. Build the record anew."
    for triple in record.store.triples():
        if is_vocabulary(triple.subject):
            vocabulary.add(triple)
        elif not (isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(ID)):
            yield f"{triple.subject} is none of standoff's things. It was not read from a report: {_shown(triple)}"
    if vocabulary != vocabulary_triples():
        differing = sorted({_short(t.subject) for t in vocabulary ^ vocabulary_triples()})
        more = f" and {len(differing) - _MAX_SHOWN} more" if len(differing) > _MAX_SHOWN else ""
        yield (
            f"The vocabulary is not that of this version: {', '.join(differing[:_MAX_SHOWN])}{more} differ. "
            "Read any report in: that brings this version's vocabulary."
        )


def _hashes(triples: set[Triple]) -> Iterator[str]:
    """Claims and attributions whose content is not what their IRI is the hash of."""
    nodes: dict[str, set[Triple]] = defaultdict(set)
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            nodes[triple.subject.value].add(triple)
    attributed = {t.object.value for t in triples if t.predicate == st("claim") and isinstance(t.object, NamedNode)}
    said: dict[str, Attribution | None] = {}
    for iri in (node for node in nodes if node.startswith(_SAID)):
        claims = [t.object.value for t in nodes[iri] if t.predicate == st("claim") and isinstance(t.object, NamedNode)]
        said[iri] = _one({*nodes[iri], *(triple for claim in claims for triple in nodes.get(claim, ()))})
    whole: dict[str, set[Triple]] = defaultdict(set)
    for triple in as_stored(triple for one in said.values() if one for triple in attribution_triples(one)):
        if isinstance(triple.subject, NamedNode):
            whole[triple.subject.value].add(triple)
    for iri, one in sorted(said.items()):
        if one is None or one.iri.value != iri or whole[iri] != nodes[iri]:
            yield f"{_short(iri)}{_whose(nodes[iri])} does not hold what its name is the hash of. {_CHANGED}"
    for iri in sorted(node for node in nodes if node.startswith(_CLAIM)):
        if iri not in attributed:
            yield f"{_short(iri)} is held by nobody. Whoever held it was taken out of the record by hand."
        elif whole.get(iri) != nodes[iri]:
            yield f"{_short(iri)} does not hold what its name is the hash of. {_CHANGED}"


_CHANGED = "It was changed in the record itself. Read its report in again."


def _one(triples: Iterable[Triple]) -> Attribution | None:
    try:
        found = attributions_from(triples)
    except (ValueError, AssertionError):
        return None
    return found.pop() if len(found) == 1 else None


def _orphans(triples: set[Triple]) -> Iterator[str]:
    """Things of which no document tells."""
    leads: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            leads[triple.subject.value].add(triple.object.value)
    waiting = [document.value for document in document_nodes(triples)]
    waiting += (node for node in leads if node.startswith(_SAID))
    reached: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += leads.get(node, ())
    nodes = {t.subject.value for t in triples if isinstance(t.subject, NamedNode)}
    for node in sorted(nodes - reached):
        if node.startswith(ID) and not node.startswith((_CLAIM, _SAID)):
            yield f"{_short(node)} is mentioned by no document. It was put into the record by hand."


def _read_again(document: str, change: Change | None, folders: dict[str, list[Reading]]) -> Reading | str:
    """The document as its file gives it now, or why that cannot be told."""
    name = local_name(document)
    if change is None or change.path is None or change.kind is None:
        return f"{name}: the history does not say from which file it was read. Read it in again."
    path = Path(change.path)
    if not path.is_file():
        return (
            f"{name}: {change.path} is not there any more (read on {change.when[:10]}). Verify in the folder in "
            "which it was read, or read it in again from where it is now."
        )
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != change.sha256:
            now, then = f"{digest[:16]}…", f"{str(change.sha256)[:16]}…"
            return (
                f"{name}: {change.path} was changed since it was read on {change.when[:10]} (SHA-256 {now}, was "
                f"{then}). Read it in again to take the changes over."
            )
        for reading in _readings(path, change.kind, folders):
            if reading.document.value == document:
                return reading
    except OSError as error:
        return f"{name}: {change.path} cannot be read: {error.strerror}."
    except InputError as error:
        return f"{name}: {change.path} is as it was, but cannot be read any more: {error.problems[0]}"
    return f"{name}: {change.path} is as it was, but does not give this document any more. Read it in again."


def _readings(path: Path, kind: str, folders: dict[str, list[Reading]]) -> list[Reading]:
    """What a file says; reports that lie in one folder are read together, once, where they can be."""
    if is_dataset(path, kind):
        from ..readers.datasets.dataset import read_table

        return [read_table(path, kind)]
    if kind != "report":
        return read_input(path, kind)
    folder = str(path.parent)
    if folder not in folders:
        try:
            folders[folder] = read_input(path.parent, kind)
        except InputError:
            folders[folder] = []
    mine = [reading for reading in folders[folder] if reading.file and Path(reading.file.path) == path]
    return mine or read_input(path, kind)


def _counted(reading: Reading, change: Change) -> Iterator[str]:
    gives, gave = len(reading.attributions), change.attributions
    if gives != gave:
        yield (
            f"{local_name(change.document)}: {change.path} gives {gives} attributions, and {gave} when it was read "
            f"on {change.when[:10]}. A file beside it may have changed."
        )


def _differences(triples: set[Triple], readings: list[Reading]) -> Iterator[str]:
    """Where reading again gives something else than the record holds."""
    reread = open_keeper()
    for reading in readings:
        reread.put([reading])
    again = set(reread.triples())
    subjects = {t.subject for t in again}
    documents = {reading.document for reading in readings}
    # Of what other documents say too, or say alone, only the files that were read again can tell.
    said_there = {t.subject for t in triples if t.predicate == st("document") and t.object in documents}
    here = {t for t in triples if t.subject in subjects | said_there | documents}
    for words, different in (("holds what its files do not say", here - again), ("lacks", again - here)):
        shown = sorted(_shown(t) for t in different)
        for line in shown[:_MAX_SHOWN]:
            yield f"The record {words}: {line}"
        if len(shown) > _MAX_SHOWN:
            yield f"The record {words}: {len(shown) - _MAX_SHOWN} triples more."


def _whose(triples: Iterable[Triple]) -> str:
    rows = {t.predicate: getattr(t.object, "value", "") for t in triples}
    document, row = rows.get(st("document")), rows.get(st("codedAs"))
    return f" ({local_name(document)}{f', claim {row}' if row else ''})" if document else ""


def _shown(triple: Triple) -> str:
    text = " ".join(_short(term) for term in (triple.subject, triple.predicate, triple.object))
    return f"{text[:200]}{'…' if len(text) > 200 else ''}."


def _short(term: object) -> str:
    """A term as people write it: ``id:actor/sana``, not the whole IRI; control characters made visible."""
    text = term if isinstance(term, str) else str(term)
    for prefix, start in PREFIXES.items():
        bare = text.strip("<>")
        if bare.startswith(start):
            text = f"{prefix}:{bare[len(start) :]}"
            break
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
