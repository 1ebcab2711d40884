"""The library: what each command does, as one function. View options are those of ``View.of``: names, not IRIs.

>>> from graph import open_record, read, confront, ask
>>> from graph.vocabulary import examples_folder
>>> record = open_record()
>>> read(record, examples_folder() / "khirbet-amo")
>>> [(dyad["who"], dyad["whom"]) for dyad in confront(record, said_by=["RT"])]
[('Syrian government forces', 'US Armed Forces')]
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.network.ledger import Ledger
from graph.network.view import View
from graph.queries.ask import Answer
from graph.queries.ask import ask as _ask
from graph.readers import is_dataset, read_input
from graph.record.check import Fault, check
from graph.record.record import Record, open_record

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa

    from graph.network.dossier import Dossier

__all__ = [
    "Fault", "Ledger", "ask", "check", "confront", "confrontations", "dossier", "draw", "export", "measure",
    "open_record", "read", "to_networkx",
]  # fmt: skip


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
            record.put(read_input(path, kind))


def ask(record: Record, question: str, parameters: Mapping[str, str] | None = None, **view: Any) -> Answer:
    """The answer to a named question or to SPARQL, asked of the record or of a view of it."""
    if view:
        from graph.network.viewed import viewed

        ledger = Ledger(record)
        record = viewed(ledger, View.of(ledger.names, **view))
    return _ask(record, question, parameters)


def confront(record: Record, **view: Any) -> list[dict[str, Any]]:
    """Who confronts whom: one object a dyad, as ``confront --format json`` gives them."""
    from graph.views.confront import objects

    ledger = Ledger(record)
    return objects(ledger, View.of(ledger.names, **view))


def confrontations(record: Record, **view: Any) -> pa.Table:
    """The table of confrontations, one row for each attribution and pair of actors, as Arrow."""
    from graph.network.confrontations import confrontations as table

    ledger = Ledger(record)
    return table(ledger, View.of(ledger.names, **view))


def to_networkx(record: Record, **view: Any) -> nx.MultiDiGraph[str]:
    """The network of confrontations, one edge for each attribution. Its other forms are in ``graph.network.graphs``."""
    from graph.network.graphs import network

    ledger = Ledger(record)
    return network(ledger, View.of(ledger.names, **view))


def measure(record: Record, name: str, **view: Any) -> list[dict[str, Any]]:
    """A measure by name, one object for each row. Raises QuestionError for an unknown name."""
    from graph.network import measure as measured

    ledger = Ledger(record)
    columns, rows = measured(name, ledger, View.of(ledger.names, **view))
    return [dict(zip(columns, row, strict=True)) for row in rows]


def dossier(record: Record, incident: str, **view: Any) -> dict[str, Any]:
    """One incident as each source tells it, as ``dossier --format json`` gives it."""
    from graph.network.dossier import dossier as made
    from graph.views.dossier import as_object

    ledger = Ledger(record)
    found: Dossier = made(ledger, ledger.names.find("incident", incident).value, View.of(ledger.names, **view))
    return as_object(ledger, found)


def draw(record: Record, path: str | Path, **view: Any) -> None:
    """Write the page of who confronts whom: one HTML file that makes no request."""
    from graph.files import write_whole
    from graph.views.page import page
    from graph.views.picture import picture

    ledger = Ledger(record)
    write_whole(Path(path), page(picture(ledger, View.of(ledger.names, **view))))


def export(record: Record, path: str | Path, **view: Any) -> None:
    """Write the record, or its confrontations, in the format that the file's ending names."""
    from graph.files import write_whole
    from graph.views.export import export as made

    ledger = Ledger(record)
    write_whole(Path(path), made(ledger, View.of(ledger.names, **view), Path(path)))
