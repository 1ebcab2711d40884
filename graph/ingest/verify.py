"""Verify a record: does it still say what its inputs say, and nothing that standoff did not write?

Three questions, each answered without trusting what is being checked:

- Is the record consistent in itself? The IRI of every claim and attribution is a hash of its content, every claim has
  an attribution, every entity is mentioned by a document, and the vocabulary is this version's.
- Are its input files there, with the SHA-256 they had when read? A document whose file is gone cannot be checked.
- Does reading them again give the same triples? This detects a label or quote that was changed in the record itself.

The tables of datasets, from which answers are counted, are compared with the hashes in the history, and each index of
the storage with the others.

It detects accidental edits, not deliberate forgery.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from ..claim import Attribution, Reading
from ..counts import counted, first_of
from ..errors import InputError
from ..files import sha256_of
from ..readers.inputs import is_dataset, read_input
from ..record.dataset_tables import tables_of
from ..record.fingerprint import fingerprint
from ..record.folder import REPAIR
from ..record.forms import document_nodes
from ..record.history import Change, history, latest_changes
from ..record.keeper import Keeper, open_keeper
from ..record.seal import SEAL, read_seal
from ..record.store import OxigraphStore
from ..record.table_check import table_faults
from ..record.triples import as_stored, attribution_triples, attributions_from
from ..record.vocabulary_triples import is_vocabulary, vocabulary_triples
from ..vocabulary import ID, PREFIXES, local_name, st
from .settling import what_counts

__all__ = ["Verification", "read_again", "verify"]

_CLAIM, _SAID = ID + "claim/", ID + "said/"
#: How many differences are listed one by one.
_MAX_SHOWN = 5


@dataclass(frozen=True)
class Verification:
    """The result of ``verify``: the record's fingerprint (RDFC-1.0), the number of its documents, how many were read
    again (``checked``), what is wrong (``faults``, sentences), and what would be lost if the record were built again
    from its files (``only_here``, sentences).
    """

    fingerprint: str
    documents: int
    checked: int
    #: Documents of judgements made in the record itself (`match accept`): they have no file, only hashes.
    judged: int
    faults: list[str]
    only_here: list[str]


def verify(record: Keeper) -> Verification:
    """Check a record against its own hashes and against the files it was read from."""
    triples = set(record.triples())
    faults = [*_storage(record), *table_faults(record)]
    faults += [*_strangers(record), *_hashes(triples), *_orphans(triples)]
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
        again = read_again(document, change if change and change.act == "read" else None, folders)
        if isinstance(again, str):
            faults.append(again)
        else:
            if table := tables_of(record.where).get(document):
                again = what_counts(again, table)
            readings.append(again)
            faults += _counted(again, changes[document])
    # In the order in which they were read: where two describe the same entity, the last description counts.
    readings.sort(key=lambda reading: changes[reading.document.value].when)
    faults += _differences(triples, readings)
    only_here = list(_only_here(record, judged, documents))
    return Verification(fingerprint(triples), len(documents), len(readings), judged, faults, only_here)


def _only_here(record: Keeper, judged: int, documents: set[str]) -> Iterator[str]:
    """Sentences on what no file has: building the record again would lose it, or bring back what was removed."""
    changes = history(record.store)
    if judged:
        yield (
            f"{counted(judged, 'document')} of judgements made here (`match accept`) would be lost if the record were "
            "built again from its files."
        )
    gone = sorted({local_name(c.document) for c in changes if c.act == "forgotten" and c.document not in documents})
    if gone:
        yield f"Removed, and not to be read again with the other files: {first_of(gone, _MAX_SHOWN)}."


def _storage(record: Keeper) -> Iterator[str]:
    """Sentences on a storage in a folder that nobody vouches for, or whose indexes disagree."""
    if not record.in_folder or not isinstance(record.store, OxigraphStore):
        return
    if read_seal(Path(record.where)).broken:
        yield f"{SEAL} is damaged, so that damage to the other files would not be seen. Read any report to renew it."
    # Oxigraph stores each triple three times, sorted by subject, property and object.
    every = list(record.store.triples())
    for which in ("predicate", "object"):
        terms = {getattr(triple, which) for triple in every}
        found = sum(1 for _ in _by(record.store, which, terms))
        if found != len(every):
            yield f"The storage's index by {which} has {found:,} triples instead of {len(every):,}. {REPAIR}"


def _by(store: OxigraphStore, which: str, terms: Iterable[Any]) -> Iterator[Triple]:
    for term in terms:
        yield from store.triples(prop=term) if which == "predicate" else store.triples(objects=[term])


def _strangers(record: Keeper) -> Iterator[str]:
    """Sentences on what standoff does not write: named graphs, blank nodes, foreign IRIs; another vocabulary."""
    vocabulary = set()
    if isinstance(record.store, OxigraphStore):
        # A server may have other graphs for other purposes; a record of our own has none.
        for graph in record.store.oxigraph.named_graphs():
            yield f"{graph} is a named graph; a record has none. Build the record again."
    for triple in record.store.triples():
        if is_vocabulary(triple.subject):
            vocabulary.add(triple)
        elif not (isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(ID)):
            yield f"{triple.subject} is not an IRI of standoff. It was not read from a report: {_shown(triple)}"
    if vocabulary != vocabulary_triples():
        differing = sorted({_short(t.subject) for t in vocabulary ^ vocabulary_triples()})
        yield (
            f"The vocabulary is not that of this version of standoff: {first_of(differing, _MAX_SHOWN)} "
            "differ. Read any report to update it."
        )


def _hashes(triples: set[Triple]) -> Iterator[str]:
    """Sentences on claims and attributions whose content does not match the hash in their IRI."""
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
            yield f"{_short(iri)}{_whose(nodes[iri])} does not match the hash in its IRI. {_CHANGED}"
    for iri in sorted(node for node in nodes if node.startswith(_CLAIM)):
        if iri not in attributed:
            yield f"{_short(iri)} has no attribution. Its attributions were removed from the record by hand."
        elif whole.get(iri) != nodes[iri]:
            yield f"{_short(iri)} does not match the hash in its IRI. {_CHANGED}"


_CHANGED = "It was changed in the record itself. Read its report again."


def _one(triples: Iterable[Triple]) -> Attribution | None:
    try:
        found = attributions_from(triples)
    except (ValueError, AssertionError):
        return None
    return found.pop() if len(found) == 1 else None


def _orphans(triples: set[Triple]) -> Iterator[str]:
    """Sentences on entities that no document mentions."""
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
            yield f"{_short(node)} is not mentioned by any document. It was added to the record by hand."


def read_again(document: str, change: Change | None, folders: dict[str, list[Reading]]) -> Reading | str:
    """The document as its file gives it now, or a sentence on why it cannot be read."""
    name = local_name(document)
    if change is None or change.path is None or change.kind is None:
        return f"{name}: the history does not say which file it was read from. Read it again."
    path = Path(change.path)
    if not path.is_file():
        return (
            f"{name}: {change.path} no longer exists (it was read on {change.when[:10]}). Run verify in the folder "
            "from which it was read, or read it again from where it is now. If it was deleted on purpose, remove it "
            f"here too: standoff forget {name}"
        )
    try:
        digest = sha256_of(path)
        if digest != change.sha256:
            now, then = f"{digest[:16]}…", f"{str(change.sha256)[:16]}…"
            return (
                f"{name}: {change.path} has changed since it was read on {change.when[:10]} (SHA-256 {now}, was "
                f"{then}). Read it again to bring in the changes."
            )
        for reading in _readings(path, change.kind, folders):
            if reading.document.value == document:
                return reading
    except OSError as error:
        return f"{name}: {change.path} cannot be read: {error.strerror}."
    except InputError as error:
        return f"{name}: {change.path} is unchanged, but can no longer be read: {error.problems[0]}"
    return f"{name}: {change.path} is unchanged, but no longer contains this document. Read it again."


def _readings(path: Path, kind: str, folders: dict[str, list[Reading]]) -> list[Reading]:
    """The readings of a file; reports in one folder are read together, once, where possible."""
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
            f"{local_name(change.document)}: {change.path} gives {counted(gives, 'attribution')}; it gave {gave} when "
            f"it was read on {change.when[:10]}. A file next to it may have changed."
        )


def _differences(triples: set[Triple], readings: list[Reading]) -> Iterator[str]:
    """Sentences on where reading again gives something other than the record."""
    reread = open_keeper()
    for reading in readings:
        reread.put([reading])
    again = set(reread.triples())
    subjects = {t.subject for t in again}
    documents = {reading.document for reading in readings}
    # Compare only what the files that were read again describe, and what their documents say.
    said_there = {t.subject for t in triples if t.predicate == st("document") and t.object in documents}
    described = subjects | said_there | documents
    here = {t for t in triples if t.subject in described}
    for words, different in (("has what its files do not say", here - again), ("lacks", again - here)):
        shown = sorted(_shown(t) for t in different)
        for line in shown[:_MAX_SHOWN]:
            yield f"The record {words}: {line}"
        if len(shown) > _MAX_SHOWN:
            yield f"The record {words}: {counted(len(shown) - _MAX_SHOWN, 'more triple')}."


def _whose(triples: Iterable[Triple]) -> str:
    rows = {t.predicate: getattr(t.object, "value", "") for t in triples}
    document, row = rows.get(st("document")), rows.get(st("codedAs"))
    return f" ({local_name(document)}{f', claim {row}' if row else ''})" if document else ""


def _shown(triple: Triple) -> str:
    text = " ".join(_short(term) for term in (triple.subject, triple.predicate, triple.object))
    return f"{text[:200]}{'…' if len(text) > 200 else ''}."


def _short(term: object) -> str:
    """A term as people write it: ``id:actor/sana``, not the whole IRI; control characters are escaped."""
    text = term if isinstance(term, str) else str(term)
    for prefix, start in PREFIXES.items():
        bare = text.strip("<>")
        if bare.startswith(start):
            text = f"{prefix}:{bare[len(start) :]}"
            break
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
