"""The library: what each command does, as one function. View options are those of ``View.of``: names, not IRIs; and
``identities``: whose judgements on who is who a view follows (``"accepted"``, or names of judges).

>>> from graph import ask, confront, examples_folder, open_record, read
>>> record = open_record()
>>> read(record, examples_folder() / "khirbet-amo")
>>> [(dyad["who"], dyad["whom"]) for dyad in confront(record, said_by=["RT"])]
[('Syrian government forces', 'US Armed Forces')]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import QuestionError
from graph.network.identities import ACCEPTED, JUDGED
from graph.network.ledger import Ledger
from graph.network.view import View
from graph.queries.ask import Answer
from graph.queries.ask import ask as _ask
from graph.readers import is_dataset, read_input
from graph.record.check import Fault, check
from graph.record.record import Record, open_record
from graph.vocabulary import examples_folder

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa

    from graph.frames import Objects
    from graph.views.answers import DossierTold, Dyads
    from graph.views.inline import InlinePage

__all__ = [
    "Fault",
    "Ledger",
    "ask",
    "check",
    "confront",
    "confrontations",
    "dossier",
    "draw",
    "examples_folder",
    "export",
    "ledger",
    "measure",
    "open_record",
    "read",
    "to_networkx",
]


def read(record: Record, *inputs: str | Path, kind: str | None = None) -> None:
    """Read reports and tables of events, or folders of them, into the record; each whole or not at all.

    Rejected rows of tables are listed in ``out/rejected``. Into a record on disk large tables go far quicker by
    ``graph.readers.datasets.read_dataset`` with its folder. Raises InputError.
    """
    for path in map(Path, inputs):
        if is_dataset(path, kind):
            from graph.readers.datasets import read_dataset

            for _ in read_dataset(record, path, kind):
                pass
        else:
            record.put(read_input(path, kind, lambda: record))


def ledger(record: Record, identities: Iterable[str] = ()) -> Ledger:
    """The record's ledger, following the judgements on who is who of these judges.

    ``identities`` are names of actors; ``"accepted"`` means whoever coded the document a judgement stands in, and
    ``"none"`` nobody. Raises QuestionError for a name the record does not know, or of somebody who judged nothing.
    """
    given = [identities] if isinstance(identities, str) else list(identities)
    judges = {
        name if name == ACCEPTED else Ledger(record).names.find("actor", name).value for name in given if name != "none"
    }
    made = Ledger(record, frozenset(judges))
    judged = {row["said_by"] for row in made.as_read if row["property"] in JUDGED} if judges - {ACCEPTED} else set()
    for judge in sorted(judges - {ACCEPTED} - judged):
        known = "; ".join(sorted(map(made.names.label, judged))) or "nobody yet"
        raise QuestionError(f"{made.names.label(judge)} has judged nothing. Judges are: {known}.")
    return made


def _viewing(record: Record, options: dict[str, Any]) -> tuple[Ledger, View]:
    found = ledger(record, options.get("identities", ()))
    return found, View.of(found.names, **{name: given for name, given in options.items() if name != "identities"})


def ask(record: Record, question: str, parameters: Mapping[str, str] | None = None, **view: Any) -> Answer:
    """The answer to a named question or to SPARQL, asked of the record or of a view of it."""
    if view:
        from graph.network.viewed import viewed

        record = viewed(*_viewing(record, view))
    return _ask(record, question, parameters)


def confront(record: Record, **view: Any) -> Dyads:
    """Who confronts whom: one object a dyad, as ``confront --format json`` gives them."""
    from graph.views.answers import Dyads

    return Dyads(*_viewing(record, view))


def confrontations(record: Record, **view: Any) -> pa.Table:
    """The table of confrontations, one row for each attribution and pair of actors, as Arrow."""
    from graph.network.confrontations import confrontations as table

    return table(*_viewing(record, view))


def to_networkx(record: Record, measures: Iterable[str] = (), **view: Any) -> nx.MultiDiGraph[str]:
    """The network of confrontations, one edge for each attribution; its other forms are in ``graph.network.graphs``.

    With ``measures`` (names) one edge for each dyad, the measures as attributes of its nodes, edges and itself.
    """
    from graph.network.graphs import measured, network

    ledger, chosen = _viewing(record, view)
    return measured(ledger, measures, chosen) if measures else network(ledger, chosen)


def measure(record: Record, name: str, *, time_limit: float | None = None, **view: Any) -> Objects:
    """A measure by name, one object for each row; ``time_limit`` in seconds bounds the search of those that search.

    Raises QuestionError for an unknown name.
    """
    from graph.frames import Objects
    from graph.network import measure as measured

    columns, rows = measured(name, *_viewing(record, view), time_limit)
    return Objects((dict(zip(columns, row, strict=True)) for row in rows), columns)


def dossier(record: Record, incident: str, **view: Any) -> DossierTold:
    """One incident as each source tells it, as ``dossier --format json`` gives it."""
    from graph.network.dossier import dossier as made
    from graph.views.answers import DossierTold

    ledger, chosen = _viewing(record, view)
    return DossierTold(ledger, made(ledger, ledger.names.find("incident", incident).value, chosen))


def draw(record: Record, path: str | Path | None = None, title: str | None = None, **view: Any) -> InlinePage:
    """The page of who confronts whom, one HTML file that makes no request; written to ``path`` where one is given.

    In a notebook the page shows itself, in a frame of its own.
    """
    from graph.views.explore import RecordView

    return RecordView(*_viewing(record, view)).draw(path, title)


def export(record: Record, path: str | Path, **view: Any) -> None:
    """Write the record, or its confrontations, in the format that the file's ending names."""
    from graph.files import write_whole
    from graph.views.export import export as made

    write_whole(Path(path), made(*_viewing(record, view), Path(path)))
