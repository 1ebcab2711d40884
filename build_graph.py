"""standoff: who confronts whom, and who says so. Each command is a few lines over the library in ``graph/``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sized
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph import __version__
from graph.errors import InputError, QuestionError, StandoffError

if TYPE_CHECKING:
    from graph.network.ledger import Ledger
    from graph.network.view import View
    from graph.record.record import Record

Command = Callable[..., Any]


class _Program(click.Group):
    """A group whose commands end with one clear message and exit status 2 when they cannot do what is asked."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(error, err=True)
            count = len(error.problems)
            click.echo(f"Nothing was read: {count} mistake{'s' if count != 1 else ''}.", err=True)
        except StandoffError as error:
            click.echo(f"standoff: {error}", err=True)
        except BrokenPipeError:
            # Whoever read the output has had enough (`| head`); that is no error of ours.
            sys.stderr.close()
            ctx.exit(0)
        ctx.exit(2)


def _day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    from graph.edtf import days

    try:
        first, last = days(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    # A month stands for its first day with --since, for its last with --until and --as-of.
    return first if parameter.name == "since" else last


def _all_of(*options: Command) -> Command:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


record_option = click.option(
    "--record", "where", envvar="STANDOFF_RECORD", default="out/record", show_default=True, metavar="memory|PATH",
    help="The record; also from STANDOFF_RECORD.",
)  # fmt: skip
view_options = _all_of(
    click.option("--said-by", multiple=True, metavar="SOURCE", help="Only what this source says, or who works for it."),
    click.option("--without", multiple=True, metavar="SOURCE", help="Leave this source out, and who works for it."),
    click.option("--side", multiple=True, metavar="SIDE", help="Only sources of this side."),
    click.option("--min-groups", type=click.IntRange(1), default=1, metavar="N",
                 help="Only what at least N independent groups assert."),
    click.option("--since", callback=_day, metavar="DATE", help="Only acts that may lie on this day or later."),
    click.option("--until", callback=_day, metavar="DATE", help="Only acts that may lie on this day or earlier."),
    click.option("--as-of", callback=_day, metavar="DATE", help="Only what had been said by this day."),
    click.option("--place", multiple=True, metavar="PLACE", help="Only acts there or anywhere within."),
    click.option("--incident", multiple=True, metavar="INCIDENT", help="Only acts of this incident."),
    click.option("--event-type", multiple=True, metavar="TYPE", help="Only acts of this kind, narrower ones too."),
)  # fmt: skip
level_option = click.option(
    "--level", type=click.Choice(["actor", "organisation", "side"]), default="actor", show_default=True,
    help="Show each actor as itself, as its organisation, or as its side.",
)  # fmt: skip
explain_option = click.option("--explain", is_flag=True, help="Print the rule of the grades, then what was asked.")


def _format(*forms: str) -> Command:
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True)


def _opened(where: str) -> Record:
    from graph.record.record import open_record

    if where == "memory":
        raise QuestionError("A record in memory is empty here. Give a folder with --record, or build one first.")
    return open_record(where)


def _ledger(where: str) -> Ledger:
    from graph.network.ledger import Ledger

    return Ledger(_opened(where))


def _view(ledger: Ledger, options: dict[str, Any]) -> View:
    from graph.network.view import View

    return View.of(ledger.names, **options)


def _width() -> int | None:
    """The terminal's width; None, for no folding, where the output goes to a file or a program."""
    import shutil

    return max(shutil.get_terminal_size().columns, 60) if sys.stdout.isatty() else None


def _count(things: Sized, name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def _talk(text: str) -> None:
    click.echo(text, err=True)


def _show_table(columns: list[str], rows: list[list[Any]], form: str) -> None:
    from graph.views import tables

    if form == "json":
        click.echo(tables.as_json([dict(zip(columns, row, strict=True)) for row in rows]))
    elif form == "csv":
        click.echo(tables.as_csv(columns, rows), nl=False)
    else:
        click.echo(tables.as_text(columns, rows, _width()))


def _show_dyads(ledger: Ledger, view: View, form: str) -> None:
    from graph.network.dyads import dyads
    from graph.views import confront as shown
    from graph.views import tables

    objects = shown.as_objects(ledger, dyads(ledger, view))
    if form == "json":
        click.echo(tables.as_json(objects))
    elif form == "csv":
        columns = list(objects[0]) if objects else ["who", "whom"]
        click.echo(tables.as_csv(columns, ([o[c] for c in columns] for o in objects)), nl=False)
    else:
        click.echo(tables.as_text(shown.COLUMNS, shown.as_rows(objects), _width()))
        if not objects:
            _talk("No source tells of such a confrontation. Widen the view, or see what there is: standoff confront.")


def _explain(wanted: bool) -> None:
    if wanted:
        from graph.network.grade import RULE

        click.echo(RULE + "\n")


@click.group(cls=_Program, invoke_without_command=True)
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
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), default="out", show_default=True,
              help="The folder for the record and the page.")  # fmt: skip
@click.option("--record", "where", metavar="memory|PATH", envvar="STANDOFF_RECORD",
              help="The record, if it is not OUT/record.")  # fmt: skip
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
    from graph.record.check import CheckBeside
    from graph.record.record import open_record
    from graph.views.page import page
    from graph.views.picture import picture
    from graph.vocabulary import examples_folder

    checking = CheckBeside()
    chosen = inputs or (examples_folder() / "khirbet-amo",)
    readings = [reading for path in chosen for reading in read_input(path)]
    record = open_record(where or out / "record", write=True)
    record.put(readings)
    checking.start(record)
    ledger = Ledger(record)
    write_whole(out / "network.html", page(picture(ledger)))
    _show_dyads(ledger, EVERYTHING, "table")
    faults = checking.faults()
    for fault in faults:
        _talk(str(fault))
    _talk(f"\n{_count(readings, 'document')} read into {record.where}; the page is {out / 'network.html'}.")
    _talk(f"{_count(faults, 'fault')} found." if faults else "Checked: the record keeps to the shapes.")
    sys.exit(1 if faults else 0)


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "kind", type=click.Choice(["report"]), help="The kind of input; guessed where it is not given.")
@record_option
def read(inputs: tuple[Path, ...], kind: str | None, where: str) -> None:
    """Read reports into the record; each INPUT whole or not at all.

    Reading a report again replaces what it said before.

    \b
    Example:  standoff read examples/khirbet-amo
    """
    from graph.readers import read_input
    from graph.record.record import open_record

    if where == "memory":
        raise QuestionError("What is read into memory is gone at once. Give a folder with --record.")
    for path in inputs:
        readings = read_input(path, kind)
        record = open_record(where, write=True)
        record.put(readings)
        said = sum(len(reading.attributions) for reading in readings)
        _talk(f"{path}: {_count(readings, 'document')}, {said} attributions read into {record.where}.")
        del record


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

    record = open_record() if inputs else _opened(where)
    record.put([reading for path in inputs for reading in read_input(path)]) if inputs else None
    faults = faults_of(record)
    for fault in faults:
        click.echo(str(fault))
    _talk(f"{_count(faults, 'fault')} found." if faults else "The record keeps to the shapes.")
    sys.exit(1 if faults else 0)


@main.command()
@click.argument("question", required=False, metavar="NAME|FILE.rq|-")
@click.option("--list", "listed", is_flag=True, help="List the named questions with their parameters.")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter; it may be repeated.")
@_format("table", "csv", "tsv", "json", "xml", "turtle", "n-triples")
@view_options
@record_option
def ask(question: str | None, listed: bool, params: tuple[str, ...], form: str, where: str, **options: Any) -> None:
    """Ask a named question, a SPARQL query in a file, or one from standard input.

    With view options the question is asked of that view of the record.

    \b
    Example:  standoff ask timeline -p place=al-Hasakah
    """
    from graph.network.viewed import viewed
    from graph.queries.ask import ask as asked
    from graph.views import tables

    if listed:
        return _list_questions()
    if not question:
        raise QuestionError("Which question? Give a name, a file or -. `standoff ask --list` lists the names.")
    parameters = dict(_parameter(text) for text in params)
    sparql = _question_text(question)
    ledger = _ledger(where)
    answer = asked(viewed(ledger, _view(ledger, options)), sparql, parameters)
    if form == "table" and answer.boolean is not None:
        click.echo("yes" if answer.boolean else "no")
    elif form == "table" and answer.triples is None:
        click.echo(tables.as_text(answer.variables, _short_rows(answer.values()), _width()))
        _talk(f"{len(answer.rows)} rows.")
    else:
        click.echo(answer.serialize("turtle" if form == "table" else form).rstrip("\n"))


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
        return sys.stdin.read()
    path = Path(question)
    if path.suffix not in (".rq", ".sparql"):
        return question
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror}. Check the name.") from None
    except UnicodeDecodeError:
        raise QuestionError(f"{path} is not UTF-8. Save it as UTF-8.") from None


def _short_rows(rows: Any) -> list[list[Any]]:
    """IRIs of ours without their common start, as a person would name them."""
    from graph.vocabulary import CODES, ID, ST

    def short(value: str | None) -> str | None:
        for start in (ID, CODES, ST):
            if value and value.startswith(start):
                return value[len(start) :]
        return value

    return [[short(value) for value in row] for row in rows]


@main.command()
@_format("table", "csv", "json")
@view_options
@level_option
@explain_option
@record_option
def confront(form: str, explain: bool, where: str, **options: Any) -> None:
    """Who confronts whom, according to whom, and how well it stands.

    \b
    Example:  standoff confront --incident khirbet-amo-2020-02-12 --without SANA
    """
    ledger = _ledger(where)
    view = _view(ledger, options)
    _explain(explain)
    if form == "table":
        _talk(f"Confrontations {view.sentence(ledger.names)}.\n")
    _show_dyads(ledger, view, form)


@main.command()
@click.argument("name", metavar="INCIDENT")
@_format("table", "json", "markdown")
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

    ledger = _ledger(where)
    found = made(ledger, ledger.names.find("incident", name).value, _view(ledger, options))
    _explain(explain)
    if form == "json":
        click.echo(tables.as_json(shown.as_object(ledger, found)))
    elif form == "markdown":
        click.echo(shown.as_markdown(ledger, found))
    else:
        click.echo(shown.as_plain(ledger, found, _width(), quotes))


@main.command()
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="List the measures.")
@_format("table", "csv", "json")
@view_options
@level_option
@record_option
def measure(name: str | None, listed: bool, form: str, where: str, **options: Any) -> None:
    """Measure who confronts whom, and how far the sources agree.

    \b
    Example:  standoff measure activity
    """
    from graph.network import MEASURES
    from graph.network import measure as measured

    if listed:
        for each, (_, tells) in MEASURES.items():
            click.echo(f"{each.replace('_', '-'):<15}  {tells}")
        return
    if not name:
        raise QuestionError("Which measure? `standoff measure --list` lists them.")
    ledger = _ledger(where)
    columns, rows = measured(name, ledger, _view(ledger, options))
    _show_table(columns, rows, form)


@main.command()
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), default="out/network.html",
              show_default=True, help="The page to write.")  # fmt: skip
@click.option("--title", default="Who confronts whom, and who says so", help="The page's title.")
@view_options
@level_option
@record_option
def draw(out: Path, title: str, where: str, **options: Any) -> None:
    """Draw the network as one HTML page that makes no request.

    \b
    Example:  standoff draw -o out/without-sana.html --without SANA
    """
    from graph.files import write_whole
    from graph.views.page import page
    from graph.views.picture import picture

    ledger = _ledger(where)
    write_whole(out, page(picture(ledger, _view(ledger, options), title)))
    _talk(f"The page is {out}.")


@main.command()
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="The file; its ending names the format: .ttl .nt .rdf .jsonld .csv .parquet .graphml")  # fmt: skip
@view_options
@record_option
def export(out: Path, where: str, **options: Any) -> None:
    """Write the record (RDF) or its confrontations (tables, networks) for other tools.

    \b
    Example:  standoff export -o out/record.ttl
    """
    from graph.files import write_whole
    from graph.views.export import export as exported

    ledger = _ledger(where)
    write_whole(out, exported(ledger, _view(ledger, options), out))
    _talk(f"Written to {out}.")


if __name__ == "__main__":
    main()
