"""What the commands share: the program with its messages, the options of records and views, and what is printed."""

from __future__ import annotations

import contextlib
import io
import math
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..counts import counted
from ..errors import InputError, QuestionError, StandoffError, from_here, one_line

if TYPE_CHECKING:
    from ..front.record import Record
    from ..front.record_view import RecordView
    from ..rules.ledger import Ledger
    from ..rules.view import View

__all__ = [
    "Commands",
    "all_of",
    "MOST",
    "Number",
    "Program",
    "count",
    "explain_option",
    "form_option",
    "named",
    "graph_option",
    "graph_given",
    "level_option",
    "of_its_own_process",
    "opened",
    "print_grade_rule",
    "record_option",
    "print_confronting",
    "print_table",
    "talk",
    "told_unread",
    "rows_of_view",
    "view_options",
    "viewing",
    "width",
]

Command = Callable[..., Any]


class Commands(click.Group):
    """A group whose help has the first sentence on each command whole, where click would cut it to one line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.commands[name].get_short_help_str(limit=500)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class Program(Commands):
    """A group whose commands end with one clear message and exit status 2 when they cannot do what is asked."""

    def main(self, args: Any = None, *rest: Any, **settings: Any) -> Any:
        """Run the program. Called with its arguments, it is a part of a process that goes on afterwards."""
        try:
            return super().main(args, *rest, obj={_ALONE: args is None}, **settings)
        except OSError as error:
            if error.filename is not None:
                raise
            _say_unwritten(error)  # a help text, say, which is printed before a command is invoked
            sys.exit(2)

    def invoke(self, ctx: click.Context) -> Any:
        _give_streams(bool(ctx.obj and ctx.obj.get(_ALONE)))
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(error.at_prompt, err=True)
            click.echo(f"Nothing was read: {count(error.problems, 'mistake')}.", err=True)
        except StandoffError as error:
            click.echo("\n".join(map(one_line, f"standoff: {error.at_prompt}".split("\n"))), err=True)
        except MemoryError:
            click.echo(
                "standoff: There is not enough memory for this. Give less at a time, or split the file.", err=True
            )
        except BrokenPipeError:
            # The reader of the output has closed it (`| head`), which is not an error.
            sys.stderr.close()
            ctx.exit(0)
        except Exception as error:
            if isinstance(error, OSError) and error.filename is None:
                # What is done to files has messages of its own: this is the output, on a full disk or a closed stream.
                _say_unwritten(error)
            elif away := _out_of_reach(error):
                click.echo(f"standoff: {one_line(from_here(away))}", err=True)
            elif _is_foreign(error):
                what = one_line(from_here(f"{type(error).__name__}: {error}".split("\n")[0].rstrip(". ")))
                click.echo(
                    f"standoff: This could not be done ({what}). Check the files and the record named.", err=True
                )
            else:
                raise
        ctx.exit(2)


def _say_unwritten(error: OSError) -> None:
    with contextlib.suppress(OSError):
        click.echo(f"standoff: the output cannot be written: {error.strerror or error}.", err=True)
    # Or Python tries it once more when it ends.
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


#: Libraries whose own exceptions a file or a query may cause, and the system's.
_FOREIGN = {"duckdb", "_duckdb", "pyarrow", "ibis", "sqlglot", "sqlglotc", "yaml", "rdflib", "pyshacl"}


def _out_of_reach(error: Exception) -> str | None:
    from ..locks import out_of_reach  # not loaded for --help

    return out_of_reach(error)


def _is_foreign(error: Exception) -> bool:
    return isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _FOREIGN


#: In a context's object: whether the process is this program's alone, and may be confined for good.
_ALONE = "alone"


def of_its_own_process() -> bool:
    """Whether the process is this command's alone, and ends with it."""
    given = click.get_current_context().obj
    return bool(given and given.get(_ALONE))


def _give_streams(alone: bool) -> None:
    """Open streams that were closed before the program began: what is printed there fails, and no file of a record gets
    their number. Those that lack letters (Windows-1252 has no ✓) print their numbers instead, in a process that is
    the program's ``alone``.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    for name, mode in (("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, mode), "w", encoding="utf-8"))
        elif alone and isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


class Number(click.FloatRange):
    """A number in a range; nan is none, though no range refuses it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises BadParameter."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f'"{value}" is not a number.', param, ctx)
        return number


#: More rows, days or groups than there can be; beyond it neither SPARQL nor dates can count.
MOST = 1_000_000_000


def _day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    from ..dates import days

    try:
        first, last = days(value)
    except ValueError as error:
        raise click.BadParameter(one_line(str(error))) from None
    if "T" in value:
        raise click.BadParameter(f'"{value}" has a clock time. Give a day, such as {first or last}.')
    # A month stands for its first day with --since, for its last with --until and --as-of.
    return first if parameter.name == "since" else last


def all_of(*options: Command) -> Command:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _graph(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    ctx.meta[_GRAPH] = value


_GRAPH = "standoff.graph"
#: Stored apart from the other options: it says where the record is, and only `opened` uses it.
graph_option = click.option(
    "--graph",
    metavar="IRI",
    callback=_graph,
    expose_value=False,
    help="The named graph that stores the record, on a server; also from STANDOFF_GRAPH.",
)
record_option = all_of(
    click.option(
        "--record",
        "where",
        envvar="STANDOFF_RECORD",
        default="out/record",
        show_default=True,
        metavar="memory|PATH|URL",
        help="The record: a folder or the address of a SPARQL server; also from STANDOFF_RECORD.",
    ),
    graph_option,
)
view_options = all_of(
    click.option(
        "--said-by", multiple=True, metavar="SOURCE", help="Only what this source says, or people who work for it."
    ),
    click.option(
        "--without", multiple=True, metavar="SOURCE", help="Leave out this source, and people who work for it."
    ),
    click.option("--side", multiple=True, metavar="SIDE", help="Only sources of this side."),
    click.option(
        "--min-groups",
        type=click.IntRange(1, MOST),
        default=1,
        metavar="N",
        help="Only what at least N independent groups assert.",
    ),
    click.option(
        "--since", callback=_day, metavar="DATE", help="Only acts that may have happened on this day or later."
    ),
    click.option(
        "--until", callback=_day, metavar="DATE", help="Only acts that may have happened on this day or earlier."
    ),
    click.option("--as-of", callback=_day, metavar="DATE", help="Only what had been said by this day."),
    click.option("--place", multiple=True, metavar="PLACE", help="Only acts at this place or anywhere within it."),
    click.option("--incident", multiple=True, metavar="INCIDENT", help="Only acts of this incident."),
    click.option(
        "--event-type", multiple=True, metavar="TYPE", help="Only acts of this kind, including narrower kinds."
    ),
    click.option("--between", nargs=2, metavar="ACTOR ACTOR", help="Only acts in which these two face each other."),
    click.option(
        "--identities",
        multiple=True,
        metavar="none|accepted|WHO",
        envvar="STANDOFF_IDENTITIES",
        help="Show actors and events that were judged the same as one: judged by any coder (accepted), by WHO, or by "
        "nobody (none, the default). See `standoff match`.",
    ),
    click.option(
        "--redact",
        metavar="PARTS",
        help="Leave out what should not be shared: any of people, places:KM, quotes, notes, with commas between them. "
        "What is redacted is written in the file.",
    ),
)
level_option = click.option(
    "--level",
    type=click.Choice(["actor", "organisation", "side"]),
    default="actor",
    show_default=True,
    help="Show each actor as itself, as its organisation, or as its side.",
)
explain_option = click.option("--explain", is_flag=True, help="Print the rule for grades first.")


def form_option(*forms: str) -> Command:
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True)


def rows_of_view(where: str, options: dict[str, Any]) -> tuple[Ledger, View]:
    """The ledger of a record, and the view that the options choose; the record stays open until the process ends."""
    view = opened(where).view(**_given(options))
    return view.ledger, view.chosen


def _given(options: dict[str, Any]) -> Any:
    return {name: given for name, given in options.items() if given not in ((), None)}


def graph_given() -> str | None:
    """The named graph that ``--graph`` gives."""
    given: str | None = click.get_current_context().meta.get(_GRAPH)
    return given


def opened(where: str | Path, write: bool = False) -> Record:
    """The record that the options name. Raises RecordError; and QuestionError for ``memory``, which would be empty."""
    from ..front.record import open

    if where == "memory" and not write:
        raise QuestionError("A record in memory is empty here. Give a folder with --record, or build one first.")
    record = open(where, create=write, graph=graph_given())
    if record.earlier:
        talk(record.earlier)
    return record


def named(where: str) -> str:
    """A record as messages name it: without a key or password that its address may hold."""
    from ..record.addresses import shown

    return shown(where)


@contextmanager
def viewing(where: str, options: dict[str, Any]) -> Iterator[RecordView]:
    """The view that the options of a command choose, open while the block runs."""
    with opened(where) as record:
        yield record.view(**_given(options))


def width() -> int | None:
    """The terminal's width; None, for no folding, if the output goes to a file or a program."""
    import shutil

    return max(shutil.get_terminal_size().columns, 60) if sys.stdout.isatty() else None


def count(items: Sized, name: str) -> str:
    """The number of items in words: "1 pair", "2 pairs"."""
    return counted(len(items), name)


def talk(text: str) -> None:
    """Print a message on standard error; characters that are not printable, say in a file name, are escaped, and paths
    are as seen from the working folder.
    """
    click.echo("\n".join(one_line(line, longest=10_000) for line in from_here(text).split("\n")), err=True)


def told_unread(inputs: Iterable[Path]) -> bool:
    """Whether folders of reports among the inputs hold others that are not read with them, which are then named."""
    from ..readers.passed_over import unread_beside_reports

    unread = [problem for path in inputs for problem in unread_beside_reports(path)]
    if unread:
        talk(InputError(unread).at_prompt)
    return bool(unread)


def print_table(columns: list[str], rows: list[list[Any]], form: str) -> None:
    from ..frames import text as tables

    if form == "json":
        click.echo(tables.as_json([dict(zip(columns, row, strict=True)) for row in rows]))
    elif form == "csv":
        print_csv(columns, rows)
    else:
        click.echo(tables.as_text(columns, rows, width()))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print CSV: into a file (``> pairs.csv``) with the mark by which spreadsheets know UTF-8, which programs in a pipe
    would take for a part of the first column.
    """
    from ..frames.text import as_csv

    text = as_csv(columns, rows)
    with contextlib.suppress(OSError, ValueError):  # a stream without a file, in tests and notebooks
        text = "\ufeff" * stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode) + text
    click.echo(text, nl=False)


def print_confronting(view: RecordView, form: str, *, limit: int = 0, by_pair: bool = False) -> None:
    """Print who confronts whom: to read, or for programs."""
    from ..frames import text
    from ..output.confront_rows import FLAT, confront_rows, flat
    from ..output.confront_text import confront_text

    if form == "table":
        shown = confront_text(view.ledger, view.chosen, width=width(), limit=limit, by_pair=by_pair)
        if shown:
            click.echo(shown)
            if view.ledger.redacted:
                click.echo(f"\n{view.ledger.redacted}")
        else:
            talk("No source reports such a confrontation. Widen the view, or list all of them: standoff confront.")
        return
    objects = confront_rows(view.ledger, view.chosen, by_pair=by_pair)
    objects = objects[:limit] if limit else objects
    redacted = view.ledger.redacted
    if form == "json":
        click.echo(text.as_json([{**one, "redacted": redacted} for one in objects] if redacted else objects))
    else:
        print_csv(*text.with_redacted(list(FLAT), map(flat, objects), redacted))


def print_grade_rule() -> None:
    """Print the rule for grades, and an empty line."""
    from ..rules.weighing import RULE

    click.echo(RULE + "\n")
