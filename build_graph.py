"""standoff: who confronts whom, and who says so. Each command is a few lines over the library in ``graph/``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from graph import __version__
from graph.commandline import (
    Program,
    count,
    explain_option,
    explained,
    form_option,
    graph_option,
    ledger_of,
    level_option,
    opened,
    record_option,
    show_dyads,
    show_table,
    talk,
    view_of,
    view_options,
    width,
)
from graph.errors import QuestionError
from graph.match import match


@click.group(cls=Program, invoke_without_command=True)
@click.version_option(__version__, prog_name="standoff")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Who confronts whom, and who says so.

    With no command: build the graph of the Khirbet Amo example into out/, and print who confronts whom.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(build)


@main.command()
@click.argument("inputs", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="out",
    show_default=True,
    help="The folder for the record and the page.",
)
@click.option(
    "--record",
    "where",
    metavar="memory|PATH|URL",
    envvar="STANDOFF_RECORD",
    help="The record, if it is not OUT/record.",
)
@graph_option
def build(inputs: tuple[Path, ...], out: Path, where: str | None = None) -> None:
    """Read reports, check them, draw the page, and print who confronts whom.

    INPUT is a report (YAML) or a folder of reports; the Khirbet Amo example where none is given.

    \b
    Example:  standoff build
    """
    from graph.files import write_whole
    from graph.network.ledger import Ledger
    from graph.network.view import EVERYTHING
    from graph.readers import read_input
    from graph.record.check_beside import CheckBeside
    from graph.views.page import page
    from graph.views.picture import picture
    from graph.vocabulary import examples_folder

    checking = CheckBeside()
    chosen = inputs or (examples_folder() / "khirbet-amo",)
    readings = [reading for path in chosen for reading in read_input(path)]
    record = opened(where or out / "record", write=True)
    record.put(readings)
    checking.start(record)
    ledger = Ledger(record)
    write_whole(out / "network.html", page(picture(ledger)))
    show_dyads(ledger, EVERYTHING, "table")
    faults = checking.faults()
    for fault in faults:
        talk(str(fault))
    talk(f"\n{count(readings, 'document')} read into {record.where}; the page is {out / 'network.html'}.")
    talk(f"{count(faults, 'fault')} found." if faults else "Checked: the record keeps to the shapes.")
    sys.exit(1 if faults else 0)


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--as",
    "kind",
    metavar="KIND|MAPPING.yaml",
    help="report, judgements, record, ucdp-ged, ucdp-actors, acled, gdelt, gdelt-mentions, icews, or your "
    "own mapping; guessed where it is not given.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    metavar="duckdb|spark[://…]",
    help="What reads tables; Spark writes a folder's triples into -o and no record.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="out",
    show_default=True,
    help="The folder for rejected rows, and for what Spark writes.",
)
@record_option
def read(inputs: tuple[Path, ...], kind: str | None, dry_run: bool, engine: str, out: Path, where: str) -> None:
    """Read reports, tables of events, or an exported record into the record; each INPUT whole or not at all.

    INPUT is a report (YAML), a table (CSV, TSV, Parquet, also packed), RDF that standoff exported, or a folder of
    reports or tables. Reading one again replaces what it said before. Rows that cannot be read are listed in
    OUT/rejected, with line, column, value and reason. Exit status 1 where rows were rejected, 2 where nothing was read.

    \b
    Example:  standoff read examples/khirbet-amo
    """
    from graph.readers import is_dataset

    if where == "memory":
        raise QuestionError("What is read into memory is gone at once. Give a folder with --record.")
    if engine != "duckdb" and len(inputs) > 1:
        raise QuestionError("Spark writes one INPUT into -o. Give one folder, or read each INPUT into its own -o.")
    rejected = 0
    for path in inputs:
        if is_dataset(path, kind):
            from graph.readers.datasets.command import read_tables

            rejected += read_tables(where, path, kind, engine, out, dry_run)
        else:
            _read_reports(where, path, kind, dry_run)
    sys.exit(1 if rejected else 0)


def _read_reports(where: str, path: Path, kind: str | None, dry_run: bool) -> None:
    from graph.readers import read_input
    from graph.record.preview import is_new, preview
    from graph.record.record import open_record

    readings = read_input(path, kind, lambda: opened(where))
    if dry_run:
        show_table(*preview(open_record() if is_new(where) else opened(where), readings), "table")
        return talk(f"{path}: nothing was written (--dry-run).")
    record = opened(where, write=True)
    record.put(readings)
    said = sum(len(reading.attributions) for reading in readings)
    talk(f"{path}: {count(readings, 'document')}, {said} attributions read into {record.where}.")
    for note in (note for reading in readings for note in reading.notes):
        talk(f"  {note}")


@main.command()
@click.argument("name", metavar="REPORT")
@click.option("--dry-run", is_flag=True, help="Say what would leave the record, and change nothing.")
@record_option
def forget(name: str, dry_run: bool, where: str) -> None:
    """Take a report out of the record again, with exactly what only it said.

    REPORT is its id, title or IRI.

    \b
    Example:  standoff forget enab-baladi-2020-02-13 --dry-run
    """
    from graph.queries.directory import directory
    from graph.record.preview import leaving
    from graph.record.tables import drop_table

    record = opened(where)
    document = directory(record).find("document", name)
    said = leaving(record, document)
    if dry_run:
        return talk(f"{said} would leave {where}. Nothing was written (--dry-run).")
    del record
    opened(where, write=True).forget(document)
    drop_table(where, document)
    talk(f"{said} taken out of {where}.")


@main.command()
@form_option("table", "csv", "json")
@record_option
def history(form: str, where: str) -> None:
    """What was read into the record when, from which file, by which version; and what was taken out.

    \b
    Example:  standoff history
    """
    from graph.record.history import history as changes
    from graph.record.preview import CHANGES, as_row

    show_table(CHANGES, [as_row(change, form) for change in changes(opened(where))], form)


@main.command()
@record_option
def verify(where: str) -> None:
    """Check the record against its own hashes and against the files it was read from.

    Each fault is a sentence. Exit status 1 where there is one. Run it in the folder in which the files were read.

    \b
    Example:  standoff verify
    """
    from graph.record.verify import verify as verified

    found = verified(opened(where))
    for fault in found.faults:
        click.echo(fault)
    judged = f", {found.judged} of judgements made in the record itself" if found.judged else ""
    talk(
        f"{found.checked} of {found.documents} documents read again from their files{judged}; "
        f"RDFC-1.0 {found.fingerprint}"
    )
    talk(f"{count(found.faults, 'fault')} found." if found.faults else "The record says what its files say.")
    sys.exit(1 if found.faults else 0)


@main.command()
@click.argument("inputs", nargs=-1, type=click.Path(path_type=Path))
@record_option
def check(inputs: tuple[Path, ...], where: str) -> None:
    """Check the record, or INPUT without reading it in, against the shapes.

    Each fault is a sentence that names the claim and its source. Exit status 1 where there is one.

    \b
    Example:  standoff check
    """
    from graph.readers import read_input
    from graph.record.check import check as faults_of
    from graph.record.record import open_record

    record = open_record() if inputs else opened(where)
    record.put([reading for path in inputs for reading in read_input(path)]) if inputs else None
    faults = faults_of(record)
    for fault in faults:
        click.echo(str(fault))
    talk(f"{count(faults, 'fault')} found." if faults else "The record keeps to the shapes.")
    sys.exit(1 if faults else 0)


@main.command()
@click.argument("question", required=False, metavar="NAME|FILE.rq|-")
@click.option("--list", "listed", is_flag=True, help="List the named questions with their parameters.")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter; it may be repeated.")
@form_option("table", "csv", "tsv", "json", "xml", "turtle", "trig", "n-triples", "n-quads")
@click.option(
    "--limit",
    type=click.IntRange(1),
    metavar="ROWS",
    help="No more rows or triples than this; 10000 for a table, else all.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0, min_open=True),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Stop a question that takes longer.",
)
@click.option("--allow-service", "service", metavar="HOST", help="Let SERVICE ask this server, and no other.")
@view_options
@record_option
def ask(
    question: str | None,
    listed: bool,
    params: tuple[str, ...],
    form: str,
    limit: int | None,
    time_limit: float,
    service: str | None,
    where: str,
    **options: Any,
) -> None:
    """Ask a named question, a SPARQL query in a file, or one from standard input.

    A question only reads, is stopped after its time or at 1 GB of memory, and asks no other server. With view options
    it is asked of that view of the record.

    \b
    Example:  standoff ask timeline -p place=al-Hasakah
    """
    from graph.queries.asking import asked
    from graph.queries.mistake import unknown_terms

    if listed:
        return _list_questions()
    if not question:
        raise QuestionError("Which question? Give a name, a file or -. `standoff ask --list` lists the names.")
    parameters = dict(_parameter(text) for text in params)
    sparql = _question_text(question)
    written = asked(
        lambda: ledger_of(where),
        lambda ledger: view_of(ledger, options),
        sparql,
        parameters,
        form=form,
        limit=limit,
        seconds=time_limit,
        service=service,
        width=width(),
        out=sys.stdout.buffer,
    )
    if form == "table" and written.rows is not None:
        talk(f"{written.rows} row{'' if written.rows == 1 else 's'}.")
        if not written.rows and (doubt := unknown_terms(sparql)):
            talk(doubt)
    if written.cut:
        talk(f"Only the first {written.rows} are shown; there are more. Give a greater --limit, or ask for less.")


def _list_questions() -> None:
    from graph.queries.ask import questions

    for question in questions().values():
        click.echo(f"{question.name:<20}  {question.answers}")
        for name, (kind, meaning) in question.parameters.items():
            click.echo(f"{'':<22}-p {name}=…  {meaning} ({kind})")


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise QuestionError(f'"-p {text}" names no value. Write it as -p place=al-Hasakah.')
    return name.strip(), value.strip()


def _question_text(question: str) -> str:
    if question == "-":
        text = sys.stdin.read()
        if not text.strip():
            raise QuestionError("Nothing came from standard input. Give it SPARQL, or ask a question by its name.")
        return text
    path = Path(question)
    if path.suffix not in (".rq", ".sparql"):
        return question
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror}. Check the name.") from None
    except UnicodeDecodeError:
        raise QuestionError(f"{path} is not UTF-8. Save it as UTF-8.") from None


@main.command()
@form_option("table", "csv", "json")
@view_options
@level_option
@explain_option
@record_option
def confront(form: str, explain: bool, where: str, **options: Any) -> None:
    """Who confronts whom, according to whom, and how well it stands.

    \b
    Example:  standoff confront --incident khirbet-amo-2020-02-12 --without SANA
    """
    ledger = ledger_of(where)
    view = view_of(ledger, options)
    explained(explain)
    if form == "table":
        talk(f"Confrontations {ledger.sentence(view)}.\n")
    show_dyads(ledger, view, form)


@main.command()
@click.argument("name", metavar="INCIDENT")
@form_option("table", "json", "markdown")
@view_options
@click.option("--quotes", is_flag=True, help="Show the words behind each statement, and the reason of its grade.")
@explain_option
@record_option
def dossier(name: str, form: str, quotes: bool, explain: bool, where: str, **options: Any) -> None:
    """One incident as each source tells it: agreed, disputed, said by one alone, left open, unsaid.

    \b
    Example:  standoff dossier khirbet-amo-2020-02-12
    """
    from graph.network.dossier import dossier as made
    from graph.views import dossier as shown
    from graph.views import tables

    ledger = ledger_of(where)
    found = made(ledger, ledger.names.find("incident", name).value, view_of(ledger, options))
    explained(explain)
    if form == "json":
        click.echo(tables.as_json(shown.as_object(ledger, found)))
    elif form == "markdown":
        click.echo(shown.as_markdown(ledger, found))
    else:
        click.echo(shown.as_plain(ledger, found, width(), quotes))


@main.command()
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
    from graph.network import MEASURES
    from graph.views.measured import Wanted, show

    if listed:
        for each, (_, tells) in MEASURES.items():
            click.echo(f"{each.replace('_', '-'):<15}  {tells}")
        return
    wanted = Wanted(name, **{field: options.pop(field) for field in Wanted.OPTIONS})
    ledger = ledger_of(where)
    show(wanted, ledger, view_of(ledger, options))


@main.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default="out/network.html",
    show_default=True,
    help="The page to write.",
)
@click.option("--title", default="Who confronts whom, and who says so", help="The page's title.")
@view_options
@level_option
@record_option
def draw(out: Path, title: str, where: str, **options: Any) -> None:
    """Draw the network as one HTML page that makes no request.

    What the view leaves out is not in the file; --min-groups and --level only choose how the page opens.

    \b
    Example:  standoff draw -o out/without-sana.html --without SANA
    """
    from graph.files import write_whole
    from graph.views.page import page
    from graph.views.picture import picture

    ledger = ledger_of(where)
    write_whole(out, page(picture(ledger, view_of(ledger, options), title)))
    talk(f"The page is {out}.")


@main.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file; its ending names the format: .ttl .nt .rdf .jsonld .trig .nanopub.trig .rdf12.ttl "
    ".csv .parquet .graphml .gexf",
)
@view_options
@record_option
def export(out: Path, where: str, **options: Any) -> None:
    """Write the record (RDF) or its confrontations (tables, networks) for other tools.

    \b
    Example:  standoff export -o out/record.ttl
    """
    from graph.files import write_whole
    from graph.views.export import export as exported

    ledger = ledger_of(where)
    write_whole(out, exported(ledger, view_of(ledger, options), out))
    talk(f"Written to {out}.")


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=7878, show_default=True, help="The port to listen at.")
@click.option(
    "--allow-from",
    metavar="NETWORK",
    default="loopback",
    show_default=True,
    help="Who else may ask: an address, a network such as 192.168.1.0/24, or `anyone`.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    metavar="SECONDS",
    help="Stop a question that takes longer.",
)
@record_option
def serve(port: int, allow_from: str, time_limit: int, where: str) -> None:
    """Answer SPARQL over HTTP from the record, read-only, with a page to ask from.

    It gives what the record held when it was started, and ends with Ctrl-C.

    \b
    Example:  standoff serve --port 7878
    """
    from graph.record.serve import serve as served

    served(where, port, allow_from, time_limit, talk)


main.add_command(match)


if __name__ == "__main__":
    main()
