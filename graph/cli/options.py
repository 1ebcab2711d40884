"""The options that commands share, of records and of views, and the record or the view that they choose."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import QuestionError, one_line
from .printing import talk

if TYPE_CHECKING:
    from ..front.record import Record
    from ..front.record_view import RecordView
    from ..rules.ledger import Ledger
    from ..rules.view import View

__all__ = [
    "all_of",
    "MOST",
    "Number",
    "explain_option",
    "form_option",
    "named",
    "graph_option",
    "graph_given",
    "level_option",
    "opened",
    "record_option",
    "rows_of_view",
    "view_options",
    "viewing",
]

Command = Callable[..., Any]


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
