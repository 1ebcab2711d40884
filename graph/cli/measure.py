"""``standoff measure``: the answers of measures as tables, files, networks and pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any, ClassVar

import click

from ..errors import QuestionError
from ..files import write_whole
from ..rules.ledger import Ledger
from ..rules.view import View
from .options import form_option, level_option, record_option, show_table, talk, view_options, viewing, width

__all__ = ["measure"]

#: So many rows of each measure the report prints as text; CSV and JSON have all.
MOST = 10


@click.command()
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="List the measures.")
@click.option("--all", "every_one", is_flag=True, help="The whole report: every measure, one after the other.")
@click.option(
    "--time-limit",
    type=click.FloatRange(0, min_open=True),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Stop searching after so long, and say what is left out.",
)
@click.option("--every", metavar="month|year|DAYS", help="In windows of time, one after the other.")
@click.option(
    "--rolling", type=click.IntRange(1), default=1, metavar="N", help="With --every: each window covers N of them."
)
@click.option("--leave-one-out", is_flag=True, help="How far each figure and rank moves without any one source.")
@click.option("--source-weight", is_flag=True, help="For each source, how far the order stays without it.")
@click.option(
    "--bootstrap",
    type=click.IntRange(1),
    metavar="N",
    help="The middle 90 % of each figure when groups of sources are drawn anew N times.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.png|.svg",
    help="Draw it: agreement, camps, clusters, exchange, frustration, months, signed-ties.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="Write .csv, .json, or the network with the measure on it: .graphml .gexf; "
    "with --all also a folder, for a .csv of each.",
)
@form_option("table", "csv", "json")
@view_options
@level_option
@record_option
def measure(name: str | None, listed: bool, where: str, **options: Any) -> None:
    """Measure who confronts whom, how far the sources agree, and how far a figure hangs on each of them.

    \b
    Example:  standoff measure activity --leave-one-out
    """
    from standoff.cli.measure import Wanted, show

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
    """What the command is asked for: a measure or the whole report, in which of its forms, and where it goes."""

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
            raise QuestionError("--all is the whole report. Name one measure instead of --all for anything else.")
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
                f"A network carries the measure itself, not its {ways[0]}. Let the file end in .csv or .json."
            )
        if isnan(self.time_limit):
            raise QuestionError("--time-limit nan is no number of seconds. Give 60, or inf for no limit.")


def show(wanted: Wanted, ledger: Ledger, view: View) -> None:
    """Print or write what is wanted. Raises QuestionError for a name or an ending that is not known."""
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
        content, carries = _network(wanted.out, ledger, [wanted.name], view, wanted.time_limit)
        for note in () if carries else _missing(wanted.name, wanted.out, ledger, view):
            talk(note)
        _write(wanted.out, content)
        return
    columns, rows, said = _answer(wanted, wanted.name, ledger, view)
    for note in said:
        talk(note)
    if wanted.out:
        _write(wanted.out, _table(wanted.out, columns, rows))
    else:
        show_table(columns, rows, wanted.form)


def _answer(wanted: Wanted, name: str, ledger: Ledger, view: View) -> tuple[list[str], list[list[Any]], list[str]]:
    from ..measures import variation
    from ..measures.catalogue import measure
    from ..measures.full_report import notes

    said, limit = [], wanted.time_limit
    if wanted.leave_one_out:
        said = ["The range of each figure and rank when any one source, and who speaks for it, is left out."]
        columns, rows = variation.leave_one_out(name, ledger, view, limit)
    elif wanted.source_weight:
        said = ["Kendall's tau between the order of the rows with and without each source: 1 is the same order."]
        columns, rows = variation.source_weight(name, ledger, view, limit)
    elif wanted.bootstrap:
        draws = "1 draw" if wanted.bootstrap == 1 else f"{wanted.bootstrap} draws"
        said = [
            f"The middle 90 % over {draws} of independence groups: how far a figure hangs on who is heard, no "
            "error of measurement."
        ]
        columns, rows = variation.bootstrap(name, ledger, view, wanted.bootstrap, time_limit=limit)
    elif wanted.every:
        said = ["Acts without a day are in no window; one whose day is not sure is in each that it may lie in."]
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

        _write(out, _network(out, ledger, [name for name in MEASURES if name not in SEARCHES], view)[0])
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
    for answer in answers:
        name = answer.name.replace("_", "-")
        if out:
            out.mkdir(parents=True, exist_ok=True)
            write_whole(out / f"{name}.csv", tables.as_csv(answer.columns, answer.rows).encode())
            for note in answer.notes:
                talk(f"{name}: {note}")
            continue
        click.echo(f"{name}: {answer.tells}")
        if answer.rows:
            click.echo(tables.as_text(answer.columns, answer.rows[:MOST], width()))
        more = len(answer.rows) - MOST
        for note in [*([f"{more} more row{'s' if more > 1 else ''}."] if more > 0 else []), *answer.notes]:
            click.echo(note)
        click.echo()
    if out:
        talk(f"The tables are in {out}.")


def _table(out: Path, columns: list[str], rows: list[list[Any]]) -> bytes:
    from ..frames import text as tables

    if out.suffix.lower() == ".csv":
        return tables.as_csv(columns, rows).encode()
    if out.suffix.lower() == ".json":
        return (tables.as_json([dict(zip(columns, row, strict=True)) for row in rows]) + "\n").encode()
    known = ".csv .json " + " ".join(_NETWORKS)
    raise QuestionError(f'"{out}" has no known ending for a measure. Known: {known}.')


def _network(
    out: Path, ledger: Ledger, names: Iterable[str], view: View, time_limit: float | None = None
) -> tuple[bytes, bool]:
    """The network with measures on it as a file, and whether any of them is on it."""
    from ..measures.catalogue import key_of
    from ..output.networks import measured

    keys = tuple(key_of(name) + "_" for name in names)
    graph = measured(ledger, names, view, time_limit)
    content = ("\n".join(_NETWORKS[out.suffix.lower()](graph)) + "\n").encode()
    edges = (data for *_, data in graph.edges(data=True))
    bearers = (graph.graph, *(data for _, data in graph.nodes(data=True)), *edges)
    return content, any(name.startswith(keys) for data in bearers for name in data)


def _missing(name: str, out: Path, ledger: Ledger, view: View) -> list[str]:
    from ..measures.catalogue import measure
    from ..measures.full_report import notes

    # Only whether there is a row, which needs no search.
    _, rows = measure(name, ledger, view, 0.1)
    why = f"{out.suffix} cannot carry it" if out.suffix.lower() == ".gexf" else "it is none of actors or their dyads"
    return notes(name, ledger, rows, view) or [f"The network is there without {name}: {why}. Try .csv or .json."]


def _graphml(graph: Any) -> Iterable[str]:
    import networkx as nx

    lines: Iterable[str] = nx.generate_graphml(graph)
    return lines


def _gexf(graph: Any) -> Iterable[str]:
    import networkx as nx

    # GEXF has no attributes of the whole graph, and networkx takes "start" and "end" for times of its own.
    graph.graph.clear()
    lines: Iterable[str] = nx.generate_gexf(graph)
    return lines


_NETWORKS = {".graphml": _graphml, ".gexf": _gexf}


def _write(out: Path, content: bytes) -> None:
    write_whole(out, content)
    talk(f"Written to {out}.")
