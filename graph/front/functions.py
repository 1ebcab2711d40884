"""The methods of a record as functions: ``confront(record, …)`` is ``record.confront(…)``.

>>> from standoff import confront, examples_folder, open_record, read
>>> record = open_record()
>>> for each in read(record, examples_folder() / "khirbet-amo"):
...     assert not each.rejected
>>> [(dyad["who"], dyad["whom"]) for dyad in confront(record, said_by="RT")]
[('Syrian government forces', 'US Armed Forces')]
"""

from __future__ import annotations

from .record import Record
from .record import open as open_record

__all__ = [
    "ask",
    "confront",
    "confrontations",
    "dossier",
    "draw",
    "export",
    "forget",
    "history",
    "match",
    "measure",
    "open_record",
    "read",
    "to_networkx",
    "verify",
]

ask = Record.ask
confront = Record.confront
confrontations = Record.confrontations
dossier = Record.dossier
draw = Record.draw
export = Record.export
forget = Record.forget
history = Record.history
match = Record.match
measure = Record.measure
read = Record.read
to_networkx = Record.to_networkx
verify = Record.verify
