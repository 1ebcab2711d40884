"""standoff: who confronts whom, and who says so.

    reports ──readers──▶ claims ──record──▶ RDF ──queries──▶ confrontations ──network──▶ networkx ──views──▶ page,
    tables
              read                open_record     ask          confrontations, dyads,     draw, export
                                                               dossier, measure, network

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
    from graph.api import (
        ask,
        check,
        confront,
        confrontations,
        dossier,
        draw,
        export,
        measure,
        network,
        open_record,
        read,
    )  # fmt: skip
    from graph.errors import InputError, QuestionError, RecordError, StandoffError

__all__ = [
    "InputError", "QuestionError", "RecordError", "StandoffError", "__version__", "ask", "check", "confront",
    "confrontations", "dossier", "draw", "export", "measure", "network", "open_record", "read",
]  # fmt: skip

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that `import graph.errors` or `--help` pays for nothing else.
    if name in __all__:
        module = import_module("graph.errors" if name.endswith("Error") else "graph.api")
        return getattr(module, name)
    raise AttributeError(f"module 'graph' has no attribute {name!r}")
