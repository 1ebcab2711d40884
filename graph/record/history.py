"""The history of a record: what was read when, from which file, by which version, and what was removed.

    id:change/… a st:Addition ; st:changedDocument "…/id/report/enab-baladi-2020-02-13"^^xsd:anyURI ;
        st:changedAt "2026-11-22T21:03:05.000001Z"^^xsd:dateTime ; st:softwareVersion "0.1.0" ;
        st:fromFile "examples/khirbet-amo/enab-baladi-2020-02-13.yaml" ; st:inputKind "report" ; st:sha256 "5f1c…" ;
        st:attributionCount 51 .

It is in the same store as the claims and is written in the same transaction. It is not part of what the record says:
two records of the same reports are equal whenever they were read, so exports, hashes and views leave it out. It names
the document as text, so that a removed document does not stay in the record because of its history.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Triple

from ..claim import InputFile, Reading
from ..frames.columns import Kind
from ..version import __version__
from ..vocabulary import ID, PREFIXES, id_of, st
from .store import Store

__all__ = [
    "COLUMNS",
    "EARLIER",
    "REVISION",
    "REVISION_OF",
    "Change",
    "history",
    "history_of_reading",
    "history_of_readings",
    "history_of_removal",
    "history_of_replacement",
    "is_history",
    "latest_changes",
]

#: The keys of ``Change.as_dict`` and what they hold.
COLUMNS: dict[str, Kind] = {
    "when": "timestamp",
    "act": "string",
    "document": "string",
    "attributions": "int64",
    "file": "string",
    "sha256": "string",
    "kind": "string",
    "version": "string",
}
_CHANGE = ID + "change/"
#: The node that has the revision of a record on a server: it is of the history, and so not of the content.
REVISION_OF = NamedNode(_CHANGE + "revision")
REVISION, EARLIER = st("revision"), st("earlierRevision")
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_ACTS = {"read": st("Addition"), "forgotten": st("Removal"), "replaced": st("Replacement")}
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True, order=True)
class Change:
    """One change of the record: ``act`` is ``read``, ``forgotten``, or ``replaced``: rows of a table count no more, or
    count again, because of another file. ``path`` is where a document was read from.
    """

    when: str
    document: str
    act: str
    attributions: int
    version: str
    path: str | None = None
    sha256: str | None = None
    kind: str | None = None
    #: The hash of the table that a dataset has in the record's folder (``dataset_tables.table_hash``).
    table: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """The change as a dictionary with the keys ``COLUMNS``; ``when`` is in UTC (ISO 8601)."""
        values = (
            self.when,
            self.act,
            self.document,
            self.attributions,
            self.path,
            self.sha256,
            self.kind,
            self.version,
        )
        return dict(zip(COLUMNS, values, strict=True))

    def triples(self) -> Iterator[Triple]:
        """The change as triples of the record."""
        # Without the table where there is none, as before tables were noted.
        parts = "\n".join(str(value) for name, value in vars(self).items() if name != "table" or value)
        node = id_of("change", hashlib.sha256(parts.encode()).hexdigest()[:32])
        yield Triple(node, _TYPE, _ACTS[self.act])
        yield Triple(node, st("changedAt"), Literal(self.when, datatype=NamedNode(_XSD + "dateTime")))
        yield Triple(node, st("changedDocument"), _text(self.document))
        yield Triple(node, st("attributionCount"), Literal(self.attributions))
        yield Triple(node, st("softwareVersion"), Literal(self.version))
        named = {"fromFile": self.path, "sha256": self.sha256, "inputKind": self.kind, "tableSha256": self.table}
        for name, value in named.items():
            if value is not None:
                yield Triple(node, st(name), Literal(value))


def is_history(subject: object) -> bool:
    """Whether triples with this subject belong to the history of the record."""
    return isinstance(subject, NamedNode) and subject.value.startswith(_CHANGE)


def history(store: Store, document: str | None = None) -> list[Change]:
    """Every change of the record, or of one document (its IRI), oldest first."""
    wanted = [_text(document)] if document else None
    nodes = {triple.subject for triple in store.triples(prop=st("changedDocument"), objects=wanted)}
    return sorted(change for node in nodes if (change := _change(store, node)))


def latest_changes(store: Store, document: str | None = None) -> dict[str, Change]:
    """The last reading or removal of each document, or of one, by its IRI. Of a table of which rows were replaced since
    it has the number of attributions and the table as they are now.
    """
    found: dict[str, Change] = {}
    for change in history(store, document):
        before = found.get(change.document)
        if change.act == "replaced" and before:
            change = replace(before, attributions=change.attributions, table=change.table)
        found[change.document] = change
    return found


def history_of_readings(
    store: Store, readings: Iterable[Reading], removed: Collection[Triple], added: Collection[Triple]
) -> set[Triple]:
    """The triples that record these readings: one change for each document whose content is new or changed, or that
    comes from another file than before. ``removed`` and ``added`` are the triples that the readings remove and add.
    """
    touched = {triple.subject for triples in (removed, added) for triple in triples}
    lost = {t.object for t in removed if t.predicate == st("document")}
    changes: set[Triple] = set()
    for reading in readings:
        file = reading.file or InputFile("", "", "")
        change = Change(
            _now(),
            reading.document.value,
            "read",
            len(reading.attributions),
            __version__,
            file.path or None,
            file.sha256 or None,
            file.kind or None,
        )
        if reading.document not in lost and touched.isdisjoint(_subjects(reading)):
            before = history(store, reading.document.value)
            if before and _origin(before[-1]) == _origin(change):
                continue
        changes.update(change.triples())
    return changes


def history_of_reading(document: NamedNode, attributions: int, file: InputFile, table: str) -> set[Triple]:
    """The triples that record reading a dataset from a file; ``table`` is the hash of its table in the folder."""
    origin = (file.path, file.sha256, file.kind, table)
    return set(Change(_now(), document.value, "read", attributions, __version__, *origin).triples())


def history_of_removal(document: NamedNode, attributions: int) -> set[Triple]:
    """The triples that record the removal of a document."""
    return set(Change(_now(), document.value, "forgotten", attributions, __version__).triples())


def history_of_replacement(latest: Change, attributions: int, table: str) -> set[Triple]:
    """The triples that record that rows of a document were replaced: how many attributions it has now, and the hash of
    its table.
    """
    return set(Change(_now(), latest.document, "replaced", attributions, __version__, table=table).triples())


def _subjects(reading: Reading) -> Iterator[NamedNode]:
    yield reading.document
    for said in reading.attributions:
        yield said.iri
        yield said.claim.iri
    for entity in reading.entities:
        yield entity.iri


def _origin(change: Change) -> tuple[str | None, ...]:
    return change.act, change.path, change.sha256, change.kind


def _change(store: Store, node: object) -> Change | None:
    """A change from its node; None where it lacks what every change has, as one edited by hand may."""
    values: dict[str, list[str]] = defaultdict(list)
    assert isinstance(node, NamedNode)
    for triple in store.triples([node]):
        values[triple.predicate.value].append(triple.object.value)  # type: ignore[union-attr]

    def one(name: str) -> str | None:
        return min(values.get(st(name).value, ()), default=None)

    acts = {iri.value: act for act, iri in _ACTS.items()}
    act = acts.get(min(values.get(_TYPE.value, ()), default=""))
    when, document, version, count = map(one, ("changedAt", "changedDocument", "softwareVersion", "attributionCount"))
    if not (act and when and document and version and count and count.isdigit()):
        return None
    # Oxigraph stores the time without trailing zeros; padded, the texts sort in the order of time.
    when = f"{when.rstrip('Z')}{'' if '.' in when else '.'}".ljust(26, "0") + "Z"
    origin = map(one, ("fromFile", "sha256", "inputKind", "tableSha256"))
    return Change(when, document, act, int(count), version, *origin)


def _text(document: str) -> Literal:
    return Literal(document, datatype=NamedNode(_XSD + "anyURI"))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
