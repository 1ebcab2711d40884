"""A question asked in a process of its own (``standoff.queries.guard``), its answer written as it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from ..confine import bound_memory, refuse_connections
from ..frames import text
from ..queries.ask import Answer, ask, questions, write_answer
from ..queries.guard import MEMORY, guarded
from ..record.store import OxigraphStore
from ..vocabulary import shortened

if TYPE_CHECKING:
    from ..rules.ledger import Ledger
    from ..rules.view import View

__all__ = ["Written", "asked"]

#: Rows of a table where no limit is given: a table is laid out when its last row is known.
TABLE_ROWS = 10_000


@dataclass(frozen=True)
class Written:
    """How many rows or triples were written (None for yes or no), and whether there are more than were asked for."""

    rows: int | None
    cut: bool


def asked(
    chosen: Callable[[], tuple[Ledger, View]],
    question: str,
    parameters: Mapping[str, str],
    *,
    form: str,
    limit: int | None,
    seconds: float,
    service: str | None,
    width: int | None,
    out: IO[bytes],
) -> Written:
    """Ask a view of a record, which ``chosen`` opens in that process; what comes is written at once.

    Raises QuestionError, after the time limit too.
    """

    def work(out: IO[bytes]) -> Written:
        from ..rules.record_of_view import record_of_view
        from ..rules.weighed_questions import WEIGHED, answer, with_groups

        ledger, view = chosen()
        if question in WEIGHED:
            return _weighed(answer(ledger, view, question, parameters), form, limit, width, out)
        record = record_of_view(ledger, view)
        # Only the columns of named questions are filled.
        finish = (lambda found: with_groups(found, ledger)) if question in questions() else (lambda found: found)
        if isinstance(record.store, OxigraphStore) and not service:
            refuse_connections()  # what a question could not say by its words, the kernel does not let it do either
        bound_memory(MEMORY)
        if form == "table":
            most = limit or TABLE_ROWS
            found = ask(record, question, parameters, service=service, limit=most + 1, also=WEIGHED, finish=finish)
            return _table(found, most, width, out)
        written = Written(
            *write_answer(
                record, question, parameters, form, out, limit=limit, service=service, also=WEIGHED, finish=finish
            )
        )
        if form in ("json", "xml"):
            out.write(b"\n")
        return written

    return guarded(work, out, seconds)


def _weighed(found: Answer, form: str, limit: int | None, width: int | None, out: IO[bytes]) -> Written:
    if form == "table":
        return _table(found, limit or TABLE_ROWS, width, out)
    shown = replace(found, rows=found.rows[:limit])
    out.write(shown.serialize(form).encode())
    if form in ("json", "xml"):
        out.write(b"\n")
    return Written(len(shown.rows), len(shown.rows) < len(found.rows))


def _table(answer: Answer, limit: int, width: int | None, out: IO[bytes]) -> Written:
    if answer.boolean is not None:
        out.write(b"yes\n" if answer.boolean else b"no\n")
        return Written(None, False)
    if answer.triples is not None:
        out.write(replace(answer, triples=answer.triples[:limit]).serialize("turtle").encode())
        return Written(min(len(answer.triples), limit), len(answer.triples) > limit)
    rows = [[shortened(value) for value in row] for row in list(answer.values())[:limit]]
    out.write(f"{text.as_text(answer.variables, rows, width)}\n".encode())
    return Written(len(rows), len(answer.rows) > limit)
