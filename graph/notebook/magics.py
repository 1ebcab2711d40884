"""Magics for notebooks: ``%load_ext standoff``.

    %record PATH|URL          choose the record (a folder of reports is read into memory) and set the variable `record`
    %ask NAME [name=value …]  a named question, or SPARQL on one line
    %%sparql [--as PICTURE]   a cell of SPARQL, shown as frame, network, map or timeline

Tab completes named questions and their parameters, names of actors, sources, places and incidents (also in
``record.view(said_by="…``), measures, and prefixed names in a query. A mistake gets a message with the line of the
query, without a traceback.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher
from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from ..errors import QuestionError, StandoffError, did_you_mean
from ..front.record import Record
from ..front.record import open as open_record
from ..queries.ask import Answer
from ..queries.mistake import unknown_terms
from ..rules.weighed_questions import every_question
from .completion import completions

__all__ = ["PICTURES", "load_ipython_extension", "unload_ipython_extension"]

#: How an answer can be displayed.
PICTURES = ("table", "frame", "network", "map", "timeline")


@magics_class
class StandoffMagics(Magics):
    """The magics, and the record they query."""

    record: Record | None = None

    @line_magic("record")
    def record_magic(self, line: str) -> Record:
        """Choose the record at a path or address for %ask and %%sparql; without one, return the current record."""
        record: Record = self._with_usage_errors(self._choose, line)
        return record

    @line_magic("ask")
    def ask_magic(self, line: str) -> Any:
        """The answer to a named question: ``%ask timeline place=al-Hasakah --as timeline``."""
        return self._with_usage_errors(self._ask, line)

    @cell_magic("sparql")
    def sparql_magic(self, line: str, cell: str) -> Any:
        """The answer to the SPARQL in the cell: ``%%sparql --as map``."""
        return self._with_usage_errors(self._sparql, line, cell)

    def current(self) -> Record | None:
        """The notebook's variable ``record`` if it is a record, else the record chosen by %record."""
        own = (self.shell.user_ns if self.shell else {}).get("record")
        return own if isinstance(own, Record) else self.record

    def _with_usage_errors(self, magic: Any, *arguments: str) -> Any:
        # IPython shows a UsageError as a message without a traceback, and still stops "Run all".
        try:
            return magic(*arguments)
        except StandoffError as error:
            raise UsageError(str(error)) from None

    def _choose(self, line: str) -> Record:
        where = line.strip().strip("\"'")
        if where:
            self.record = _open(where)
            if self.shell:
                self.shell.push({"record": self.record})
        return self._chosen()

    def _chosen(self) -> Record:
        record = self.current()
        if record is None:
            raise QuestionError("No record is chosen. Choose one: %record out/record, or a folder of reports.")
        return record

    def _ask(self, line: str) -> Any:
        words, picture = _split(line)
        if not words:
            raise QuestionError(f"Which question? Give a name: {', '.join(every_question())}.")
        name, *given = [word for word in words if word != "-p"]
        without_value = [word for word in given if "=" not in word]
        if without_value:
            raise QuestionError(
                f'"{without_value[0]}" is not a parameter. Write name=value, with quotes around several words: '
                'about="US Armed Forces".'
            )
        return self._show(name, dict(word.split("=", 1) for word in given), picture)

    def _sparql(self, line: str, cell: str) -> Any:
        words, picture = _split(line)
        if words:
            raise QuestionError(f'%%sparql takes no option "{words[0]}". It takes --as {"|".join(PICTURES)}.')
        return self._show(cell, {}, picture)

    def _show(self, question: str, parameters: dict[str, str], picture: str) -> Any:
        record = self._chosen()
        answer = record.ask(question, parameters)
        if answer.boolean is None and not answer.rows and not answer.triples and (doubt := unknown_terms(question)):
            print(doubt, file=sys.stderr)
        if picture == "table":
            return answer
        if picture == "frame":
            return answer.to_pandas()
        return _draw(record, answer, picture)


def _draw(record: Record, answer: Answer, picture: str) -> Any:
    from . import row_pictures

    if answer.boolean is not None or answer.triples is not None:
        raise QuestionError(
            f"--as {picture} needs rows, and only a SELECT query gives rows. Write the query with SELECT."
        )
    if not answer.rows:
        return answer
    draw = {"network": row_pictures.as_network, "map": row_pictures.as_map, "timeline": row_pictures.as_timeline}
    return draw[picture](record.view().ledger, answer)


def _open(where: str) -> Record:
    path = Path(where).expanduser()
    reports = path.suffix in (".yaml", ".yml") or (path.is_dir() and any(path.glob("*.y*ml")))
    if not reports:
        return open_record(where if "://" in where else path)
    record = open_record()
    record.read(path)
    return record


def _split(line: str) -> tuple[list[str], str]:
    """The words of a magic's line, and the picture that ``--as`` asks for."""
    try:
        words = shlex.split(line)
    except ValueError:
        raise QuestionError(f"A quotation mark is not closed: {line.strip()}") from None
    picture = "table"
    if "--as" in words:
        at = words.index("--as")
        if at + 1 == len(words):
            raise QuestionError(f"--as needs a value. Choose one of {', '.join(PICTURES)}.")
        picture = words[at + 1]
        words = words[:at] + words[at + 2 :]
    if picture not in PICTURES:
        hint = did_you_mean(picture, PICTURES)
        raise QuestionError(f'An answer cannot be shown as "{picture}".{hint} Choose one of {", ".join(PICTURES)}.')
    return words, picture


def _matcher(magics: StandoffMagics) -> Any:
    @context_matcher()
    def standoff_matcher(context: CompletionContext) -> SimpleMatcherResult:
        names = magics.shell.user_ns if magics.shell else {}
        record = magics.current()
        keeper = None if record is None else record.keeper
        fragment, found = completions(keeper, context.full_text, context.text_until_cursor, names)
        return {
            "completions": [SimpleCompletion(text=each, type="standoff") for each in found],
            "matched_fragment": fragment,
            "suppress": bool(found),
            "ordered": True,
        }

    return standoff_matcher


def _print_error(shell: Any, kind: Any, error: BaseException, traceback: Any, tb_offset: int | None = None) -> None:
    print(f"{type(error).__name__}: {error}", file=sys.stderr)


def load_ipython_extension(ipython: Any) -> None:
    """Register the magics with IPython, complete names, and show this package's errors as messages."""
    magics = StandoffMagics(ipython)
    ipython.register_magics(magics)
    unload_ipython_extension(ipython)
    ipython.Completer.custom_matchers.append(_matcher(magics))
    ipython.set_custom_exc((StandoffError,), _print_error)


def unload_ipython_extension(ipython: Any) -> None:
    """Remove the completion and the display of errors."""
    matchers = ipython.Completer.custom_matchers
    matchers[:] = [each for each in matchers if getattr(each, "__name__", "") != "standoff_matcher"]
    ipython.set_custom_exc((), None)
