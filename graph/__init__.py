"""standoff: who confronts whom, and who says so.

    reports ──readers──▶ claims ──record──▶ RDF ──queries──▶ confrontations ──network──▶ networkx ──views──▶ page,
    tables
              read                open_record     ask          confrontations, dyads,     draw, export
                                                               dossier, measure, to_networkx

Five lines do what the commands do::

    from graph import confront, draw, open_record, read
    record = open_record()
    read(record, "examples/khirbet-amo")
    for dyad in confront(record, without=["SANA"]):
        print(dyad["who"], "→" if dyad["directed"] else "–", dyad["whom"], dyad["sources"])
    draw(record, "network.html")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.api import ask as ask
    from graph.api import check as check
    from graph.api import confront as confront
    from graph.api import confrontations as confrontations
    from graph.api import dossier as dossier
    from graph.api import draw as draw
    from graph.api import examples_folder as examples_folder
    from graph.api import export as export
    from graph.api import measure as measure
    from graph.api import open_record as open_record
    from graph.api import read as read
    from graph.api import to_networkx as to_networkx
    from graph.errors import InputError, QuestionError, RecordError, StandoffError

__all__ = [
    "InputError",
    "QuestionError",
    "RecordError",
    "StandoffError",
    "__version__",
    "ask",
    "check",
    "confront",
    "confrontations",
    "dossier",
    "draw",
    "examples_folder",
    "export",
    "measure",
    "open_record",
    "read",
    "to_networkx",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that `import graph.errors` or `--help` pays for nothing else.
    if name in __all__:
        module = import_module("graph.errors" if name.endswith("Error") else "graph.api")
        return getattr(module, name)
    raise AttributeError(f"module 'graph' has no attribute {name!r}")
