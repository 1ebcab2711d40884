"""What reading or taking out would do to a record, and what was done to it, in rows and words for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from graph.claim import Reading
from graph.record.history import Change
from graph.record.record import Record, open_record
from graph.vocabulary import local_name, st

__all__ = ["CHANGES", "as_row", "leaving", "preview"]

#: The columns of the history.
CHANGES = ["when", "act", "document", "attributions", "file", "sha256", "kind", "version"]


def preview(where: str, readings: list[Reading]) -> tuple[list[str], list[list[Any]]]:
    """What putting the readings into the record at ``where`` would do: columns, and a row for each document, saying
    whether it is new, changed or unchanged, how many attributions would come and go, and from which file.
    """
    # Where there is nothing yet, reading would make a record; whatever else is in the way is told as reading would.
    record = open_record() if _is_nothing(where) else open_record(where)
    removed, added = record.difference(readings)
    touched = {triple.subject for triples in (removed, added) for triple in triples}
    rows = []
    for reading in sorted(readings, key=lambda reading: reading.document.value):
        come, go = _said(added, reading.document), _said(removed, reading.document)
        described = {reading.document, *(thing.iri for thing in reading.identities)}
        if not any(record.match(reading.document.value)):
            state = "new"
        else:
            state = "changed" if come or go or touched & described else "unchanged"
        file = reading.file.path if reading.file else ""
        rows.append([local_name(reading.document.value), state, f"+{come}", f"−{go}", file])
    return ["document", "would be", "attributions", "", "file"], rows


def leaving(record: Record, document: NamedNode) -> str:
    """What would leave the record with a document, in words. Raises RecordError where it was never read."""
    removed = record.leaving(document)
    said, claims = _said(removed, document), _typed(removed, "Claim")
    things = len({t.subject for t in removed}) - said - claims - 1
    parts = (f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((said, "attribution"), (claims, "claim")))
    more = f" that nobody else makes, {things} thing{'' if things == 1 else 's'} that nobody else mentions"
    return f"{local_name(document.value)}: {', '.join(parts)}{more},"


def as_row(change: Change, form: str = "json") -> list[Any]:
    """A change under ``CHANGES``; shortened to what fits a screen where the form is a table."""
    when, digest, document = change.when, change.sha256, change.document
    if form == "table":
        when, digest = when[:19].replace("T", " "), f"{digest[:12]}…" if digest else None
        document = local_name(document)
    return [when, change.act, document, change.attributions, change.path, digest, change.kind, change.version]


def _is_nothing(where: str) -> bool:
    path = Path(where)
    return "://" not in where and (not path.exists() or (path.is_dir() and not any(path.iterdir())))


def _said(triples: set[Triple], document: NamedNode) -> int:
    return sum(t.predicate == st("document") and t.object == document for t in triples)


def _typed(triples: set[Triple], name: str) -> int:
    return sum(t.object == st(name) for t in triples)
