"""The methods of a record as functions: ``confront(record, …)`` is ``record.confront(…)``.

>>> import standoff
>>> from standoff import confront, examples_folder, read
>>> record = standoff.open()
>>> for each in read(record, examples_folder() / "khirbet-amo"):
...     assert not each.rejected
>>> [(dyad["who"], dyad["whom"]) for dyad in confront(record, said_by="RT")]
[('Syrian government forces', 'US Armed Forces')]
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from .record import Record

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
    "read",
    "to_networkx",
    "verify",
]

P = ParamSpec("P")
T = TypeVar("T")


def _function(method: Callable[Concatenate[Record, P], T]) -> Callable[Concatenate[Record, P], T]:
    """The method as a function, which says so where its first argument is not a record."""

    @wraps(method)
    def function(record: Record, /, *arguments: P.args, **options: P.kwargs) -> T:
        if not isinstance(record, Record):
            raise TypeError(f"{method.__name__}: the first argument is a record, as standoff.open(…) gives it.")
        return method(record, *arguments, **options)

    return function


ask = _function(Record.ask)
confront = _function(Record.confront)
confrontations = _function(Record.confrontations)
dossier = _function(Record.dossier)
draw = _function(Record.draw)
export = _function(Record.export)
forget = _function(Record.forget)
history = _function(Record.history)
match = _function(Record.match)
measure = _function(Record.measure)
read = _function(Record.read)
to_networkx = _function(Record.to_networkx)
verify = _function(Record.verify)
