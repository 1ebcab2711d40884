"""What the commands share: the program with its messages, the options of records and views, and what is printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError, QuestionError, StandoffError, one_line

if TYPE_CHECKING:
    from ..front.record import Record
    from ..front.record_view import RecordView
    from ..rules.ledger import Ledger
    from ..rules.view import View

__all__ = [
    "Program",
    "count",
    "explain_option",
    "explained",
    "form_option",
    "graph_option",
    "graph_given",
    "level_option",
    "opened",
    "record_option",
    "show_dyads",
    "show_table",
    "talk",
    "rows_of_view",
    "view_options",
    "viewing",
    "width",
]

Command = Callable[..., Any]


class Program(click.Group):
    """A group whose commands end with one clear message and exit status 2 when they cannot do what is asked."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(error.at_prompt, err=True)
            count = len(error.problems)
            click.echo(f"Nothing was read: {count} mistake{'s' if count != 1 else ''}.", err=True)
        except StandoffError as error:
            click.echo("\n".join(map(one_line, f"standoff: {error.at_prompt}".split("\n"))), err=True)
        except BrokenPipeError:
            # Whoever read the output has had enough (`| head`); that is no error of ours.
            sys.stderr.close()
            ctx.exit(0)
        ctx.exit(2)


def _day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    from ..dates import days

    try:
        first, last = days(value)
    except ValueError as error:
        raise click.BadParameter(one_line(str(error))) from None
    # A month stands for its first day with --since, for its last with --until and --as-of.
    return first if parameter.name == "since" else last


def _all_of(*options: Command) -> Command:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _graph(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    ctx.meta[_GRAPH] = value


_GRAPH = "standoff.graph"
#: Kept beside the options proper: it says where the record is, and only `opened` looks at it.
graph_option = click.option(
    "--graph",
    metavar="IRI",
    callback=_graph,
    expose_value=False,
    help="The named graph of a server that the record is kept in; also from STANDOFF_GRAPH.",
)
record_option = _all_of(
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
view_options = _all_of(
    click.option("--said-by", multiple=True, metavar="SOURCE", help="Only what this source says, or who works for it."),
    click.option("--without", multiple=True, metavar="SOURCE", help="Leave this source out, and who works for it."),
    click.option("--side", multiple=True, metavar="SIDE", help="Only sources of this side."),
    click.option(
        "--min-groups",
        type=click.IntRange(1),
        default=1,
        metavar="N",
        help="Only what at least N independent groups assert.",
    ),
    click.option("--since", callback=_day, metavar="DATE", help="Only acts that may lie on this day or later."),
    click.option("--until", callback=_day, metavar="DATE", help="Only acts that may lie on this day or earlier."),
    click.option("--as-of", callback=_day, metavar="DATE", help="Only what had been said by this day."),
    click.option("--place", multiple=True, metavar="PLACE", help="Only acts there or anywhere within."),
    click.option("--incident", multiple=True, metavar="INCIDENT", help="Only acts of this incident."),
    click.option("--event-type", multiple=True, metavar="TYPE", help="Only acts of this kind, narrower ones too."),
    click.option("--between", nargs=2, metavar="ACTOR ACTOR", help="Only acts in which these two face each other."),
    click.option(
        "--identities",
        multiple=True,
        metavar="none|accepted|WHO",
        envvar="STANDOFF_IDENTITIES",
        help="Show as one the actors and events judged the same: by any coder (accepted), by WHO, or by none "
        "(default). See `standoff match`.",
    ),
)
level_option = click.option(
    "--level",
    type=click.Choice(["actor", "organisation", "side"]),
    default="actor",
    show_default=True,
    help="Show each actor as itself, as its organisation, or as its side.",
)
explain_option = click.option("--explain", is_flag=True, help="Print the rule of the grades, then what was asked.")


def form_option(*forms: str) -> Command:
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True)


def rows_of_view(where: str, options: dict[str, Any]) -> tuple[Ledger, View]:
    """The ledger of a record, and the view that the options choose; for a process that ends with its answer."""
    view = opened(where).view(**_given(options))
    return view.ledger, view.chosen


def _given(options: dict[str, Any]) -> Any:
    return {name: given for name, given in options.items() if given not in ((), None)}


def graph_given() -> str | None:
    """The named graph that ``--graph`` gives."""
    given: str | None = click.get_current_context().meta.get(_GRAPH)
    return given


def opened(where: str | Path, write: bool = False) -> Record:
    """The record that the options name. Raises RecordError, and QuestionError for one in memory, which is empty."""
    from ..front.record import open

    if where == "memory" and not write:
        raise QuestionError("A record in memory is empty here. Give a folder with --record, or build one first.")
    return open(where, create=write, graph=graph_given())


@contextmanager
def viewing(where: str, options: dict[str, Any]) -> Iterator[RecordView]:
    """The view of a record that the options of a command choose, for as long as the block lasts."""
    with opened(where) as record:
        yield record.view(**_given(options))


def width() -> int | None:
    """The terminal's width; None, for no folding, where the output goes to a file or a program."""
    import shutil

    return max(shutil.get_terminal_size().columns, 60) if sys.stdout.isatty() else None


def count(things: Sized, name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def talk(text: str) -> None:
    """Say something on standard error; what is not printable, in a file's name for one, is escaped."""
    click.echo("\n".join(one_line(line, longest=10_000) for line in text.split("\n")), err=True)


def show_table(columns: list[str], rows: list[list[Any]], form: str) -> None:
    from ..frames import text as tables

    if form == "json":
        click.echo(tables.as_json([dict(zip(columns, row, strict=True)) for row in rows]))
    elif form == "csv":
        click.echo(tables.as_csv(columns, rows), nl=False)
    else:
        click.echo(tables.as_text(columns, rows, width()))


def show_dyads(view: RecordView, form: str) -> None:
    from ..frames import text
    from ..output import dyad_rows as shown

    objects = shown.objects(view.ledger, view.chosen, whole=form != "table")
    if form == "json":
        click.echo(text.as_json(objects))
    elif form == "csv":
        columns = list(objects[0]) if objects else ["who", "whom"]
        click.echo(text.as_csv(columns, ([o[c] for c in columns] for o in objects)), nl=False)
    else:
        click.echo(text.as_text(shown.COLUMNS, shown.as_rows(objects), width()))
        if not objects:
            talk("No source tells of such a confrontation. Widen the view, or see what there is: standoff confront.")


def explained(wanted: bool) -> None:
    if wanted:
        from ..rules.grade import RULE

        click.echo(RULE + "\n")
