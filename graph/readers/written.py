"""What a coder wrote and a record does not hold: the lines of a file, what it describes without using it, its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from ..claim import Entity

__all__ = ["WrittenFile"]


@dataclass(frozen=True)
class WrittenFile:
    """One YAML file of reports as its coder wrote it.

    ``line`` maps each attribution that the file makes, and each actor, place, side, incident and event that it
    describes, to the line on which that starts; ``entities`` are those that it describes, used or not. ``document`` is
    None, and ``report_line`` 1, where it is a file of entities without a ``report:``. ``text`` is the text of the
    report, if it names one. ``shared`` says that its entities are for every report beside it, ``given`` that it was
    given to be read, and is not only beside a report that was.
    """

    path: str
    document: NamedNode | None
    report_line: int
    line: Mapping[NamedNode, int]
    entities: Mapping[NamedNode, Entity] = field(default_factory=dict)
    text: str | None = None
    shared: bool = False
    given: bool = True
