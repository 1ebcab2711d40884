"""``standoff measure``: print or write measures as tables, files, networks and pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from ..counts import counted
from ..errors import QuestionError
from .options import Number, form_option, level_option, record_option, view_options, viewing
from .printing import print_table, talk, width

if TYPE_CHECKING:
    from ..rules.ledger import Ledger
    from ..rules.view import View

__all__ = ["measure"]

#: The rows of each measure that the report prints as text; CSV and JSON have all of them.
MOST = 10


@click.command()
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="List the measures.")
@click.option("--all", "every_one", is_flag=True, help="The whole report: every measure, one after the other.")
@click.option(
    "--time-limit",
    type=Number(0, min_open=True),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Stop a search after this time, and say what is left out.",
)
@click.option("--every", metavar="month|year|DAYS", help="Compute it for each window of time.")
@click.option(
    "--rolling", type=click.IntRange(1), default=1, metavar="N", help="With --every: each window covers N of them."
)
@click.option(
    "--leave-one-out", is_flag=True, help="Show how far each figure and rank moves when any one source is left out."
)
@click.option(
    "--source-weight", is_flag=True, help="For each source, show how similar the order of the rows is without it."
)
@click.option(
    "--bootstrap",
    type=click.IntRange(1),
    metavar="N",
    help="Show the middle 90 % of each figure over N draws, with replacement, of independent groups.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.png|.svg",
    help="Draw the measure. Possible for agreement, camps, clusters, exchange, frustration, months, signed-ties.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="Write .csv or .json, or the network with the measure as attributes (.graphml .gexf; .directed.graphml for "
    "networkx and igraph). With --all, a folder for a .csv of each measure.",
)
@form_option("table", "csv", "json")
@view_options
@level_option
@record_option
def measure(name: str | None, listed: bool, where: str, **options: Any) -> None:
    """Measure who confronts whom, how far the sources agree, and how much a figure depends on each source.

    \b
    Example:  standoff measure activity --leave-one-out
    """
    from ..measures.catalogue import MEASURES

    if listed:
        for each, (_, tells) in MEASURES.items():
            click.echo(f"{each.replace('_', '-'):<15}  {tells}")
        return
    wanted = Wanted(name, **{field: options.pop(field) for field in Wanted.OPTIONS})
    with viewing(where, options) as view:
        show(wanted, view.ledger, view.chosen)


@dataclass(frozen=True)
class Wanted:
    """What the command was asked for: a measure or the whole report, its variation, its format and its file."""

    OPTIONS: ClassVar = (
        "every_one",
        "time_limit",
        "every",
        "rolling",
        "leave_one_out",
        "source_weight",
        "bootstrap",
        "plot",
        "out",
        "form",
    )

    name: str | None
    every_one: bool
    time_limit: float
    every: str | None
    rolling: int
    leave_one_out: bool
    source_weight: bool
    bootstrap: int | None
    plot: Path | None
    out: Path | None
    form: str

    def __post_init__(self) -> None:
        ways = [
            option
            for option, given in (
                ("--every", self.every),
                ("--leave-one-out", self.leave_one_out),
                ("--source-weight", self.source_weight),
                ("--bootstrap", self.bootstrap),
            )
            if given
        ]
        if self.every_one and (self.name or ways or self.plot):
            raise QuestionError("--all is the whole report. Name one measure instead of --all to vary or plot it.")
        if not self.every_one and not self.name:
            raise QuestionError("Which measure? `standoff measure --list` lists them; --all gives every one.")
        if len(ways) > 1:
            raise QuestionError(f"{' and '.join(ways)} do not go together. Give one of them.")
        if self.rolling > 1 and not self.every:
            raise QuestionError("--rolling needs --every: for example --every month --rolling 3.")
        if ways and self.plot:
            raise QuestionError(f"--plot draws the measure itself, not its {ways[0]}. Give one of them.")
        if ways and self.out and self.out.suffix.lower() in _NETWORKS:
            raise QuestionError(
                f"A network can have the measure itself, not its {ways[0]}. Give a file that ends in .csv or .json."
            )


def show(wanted: Wanted, ledger: Ledger, view: View) -> None:
    """Print or write what was asked for. Raises QuestionError for an unknown name or file ending."""
    if wanted.every_one:
        _show_all(wanted, ledger, view)
        return
    assert wanted.name is not None
    if wanted.plot:
        from ..output.plots import plot_of

        for note in plot_of(wanted.name, ledger, wanted.plot, view, wanted.time_limit):
            talk(note)
        talk(f"The picture is {wanted.plot}.")
        if not wanted.out:
            return
    if wanted.out and wanted.out.suffix.lower() in _NETWORKS:
        content, carries, said = _network(wanted.out, ledger, [wanted.name], view, wanted.time_limit)
        for note in () if carries else _missing(wanted.name, wanted.out, ledger, view):
            talk(note)
        _write(wanted.out, content, said)
        return
    columns, rows, said = _answer(wanted, wanted.name, ledger, view)
    for note in said:
        talk(note)
    if wanted.out:
        _write(wanted.out, _table(wanted.out, columns, rows))
    else:
        print_table(columns, rows, wanted.form)


def _answer(wanted: Wanted, name: str, ledger: Ledger, view: View) -> tuple[list[str], list[list[Any]], list[str]]:
    from ..measures import variation
    from ..measures.catalogue import measure
    from ..measures.full_report import notes

    said, limit = [], wanted.time_limit
    if wanted.leave_one_out:
        said = ["The range of each figure and rank when any one source, with people who speak for it, is left out."]
        columns, rows = variation.leave_one_out(name, ledger, view, limit)
    elif wanted.source_weight:
        said = ["Kendall's tau between the order of the rows with and without each source: 1 is the same order."]
        columns, rows = variation.source_weight(name, ledger, view, limit)
    elif wanted.bootstrap:
        draws = counted(wanted.bootstrap, "draw")
        said = [
            f"The middle 90 % over {draws} of independent groups: how much a figure depends on which sources are "
            "heard. It is not a measurement error."
        ]
        columns, rows = variation.bootstrap(name, ledger, view, wanted.bootstrap, time_limit=limit)
    elif wanted.every:
        said = [
            "Acts without a day are in no window; an act with an uncertain day is in every window it may belong to."
        ]
        columns, rows = variation.windows(name, ledger, view, wanted.every, wanted.rolling, limit)
    else:
        columns, rows = measure(name, ledger, view, limit)
        return columns, rows, notes(name, ledger, rows, view)
    return columns, rows, [*said, *([] if rows else notes(name, ledger, [], view))]


def _show_all(wanted: Wanted, ledger: Ledger, view: View) -> None:
    from ..frames import text as tables
    from ..measures.full_report import report

    out = wanted.out
    if out and out.suffix.lower() in _NETWORKS:
        from ..measures.catalogue import MEASURES, SEARCHES

        content, _, said = _network(out, ledger, [name for name in MEASURES if name not in SEARCHES], view)
        _write(out, content, said)
        return
    answers = report(ledger, view, wanted.time_limit)
    if wanted.form == "json" or (out and out.suffix.lower() == ".json"):
        objects = [
            {
                "measure": a.name.replace("_", "-"),
                "tells": a.tells,
                "notes": a.notes,
                "columns": a.columns,
                "rows": a.rows,
            }
            for a in answers
        ]
        _write(out, tables.as_json(objects).encode() + b"\n") if out else click.echo(tables.as_json(objects))
        return
    if out and out.suffix:
        raise QuestionError(f'"{out.name}" cannot hold the whole report. Give a folder, or .json, .graphml or .gexf.')
    if wanted.form == "csv" and not out:
        raise QuestionError("The whole report is many tables. Give a folder for them with -o, or --format json.")
    from ..files import write_whole

    for answer in answers:
        name = answer.name.replace("_", "-")
        if out:
            out.mkdir(parents=True, exist_ok=True)
            write_whole(out / f"{name}.csv", tables.csv_file(answer.columns, answer.rows))
            for note in answer.notes:
                talk(f"{name}: {note}")
            continue
        click.echo(f"{name}: {answer.tells}")
        if answer.rows:
            click.echo(tables.as_text(answer.columns, answer.rows[:MOST], width()))
        more = len(answer.rows) - MOST
        for note in [*([f"{counted(more, 'more row')}."] if more > 0 else []), *answer.notes]:
            click.echo(note)
        click.echo()
    if out:
        talk(f"The tables are in {out}.")


def _table(out: Path, columns: list[str], rows: list[list[Any]]) -> bytes:
    from ..frames import text as tables

    if out.suffix.lower() == ".csv":
        return tables.csv_file(columns, rows)
    if out.suffix.lower() == ".json":
        return (tables.as_json([dict(zip(columns, row, strict=True)) for row in rows]) + "\n").encode()
    known = ".csv .json " + " ".join(_NETWORKS)
    raise QuestionError(f'"{out}" has no known ending for a measure. Known endings: {known}.')


def _network(
    out: Path, ledger: Ledger, names: Iterable[str], view: View, time_limit: float | None = None
) -> tuple[bytes, bool, list[str]]:
    """The network with measures as attributes, as bytes; whether it has any of them; what its reader should know."""
    from ..measures.catalogue import key_of
    from ..output.network_files import both_kinds, network_file
    from ..output.networks import measured

    keys = tuple(key_of(name) + "_" for name in names)
    graph = measured(ledger, names, view, time_limit)
    content = network_file(out.name, graph)
    if out.suffix.lower() == ".gexf":
        graph.graph.clear()  # GEXF has no attributes of the whole network
    edges = (data for *_, data in graph.edges(data=True))
    bearers = (graph.graph, *(data for _, data in graph.nodes(data=True)), *edges)
    note = both_kinds(graph, out.name)
    return content, any(name.startswith(keys) for data in bearers for name in data), [note] if note else []


def _missing(name: str, out: Path, ledger: Ledger, view: View) -> list[str]:
    from ..measures.catalogue import measure
    from ..measures.full_report import notes

    # Asks only whether there is a row, for which no search is needed.
    _, rows = measure(name, ledger, view, 0.1)
    why = f"{out.suffix} cannot store it" if out.suffix.lower() == ".gexf" else "it does not describe actors or dyads"
    return notes(name, ledger, rows, view) or [f"The network was written without {name}: {why}. Try .csv or .json."]


_NETWORKS = (".graphml", ".gexf")


def _write(out: Path, content: bytes, notes: Iterable[str] = ()) -> None:
    from ..files import write_whole

    write_whole(out, content)
    for note in (f"Written to {out}.", *notes):
        talk(note)
