"""``standoff ask``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..counts import counted
from ..errors import QuestionError
from .options import MOST, Number, form_option, record_option, rows_of_view, view_options
from .printing import talk, width

__all__ = ["ask"]


@click.command()
@click.argument("question", required=False, metavar="NAME|FILE.rq|-")
@click.option("--list", "listed", is_flag=True, help="List the named questions with their parameters.")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter; may be repeated.")
@form_option("table", "csv", "tsv", "json", "xml", "turtle", "trig", "n-triples", "n-quads")
@click.option(
    "--limit",
    type=click.IntRange(1, MOST),
    metavar="ROWS",
    help="At most this many rows or triples.  [10000 for a table, otherwise all]",
)
@click.option(
    "--time-limit",
    type=Number(0, min_open=True),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Stop a question that takes longer.",
)
@click.option("--allow-service", "service", metavar="HOST", help="Let SERVICE query this server, and no other.")
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
    """Ask a named question, or a SPARQL query from a file or standard input.

    A question never changes the record or contacts another server, and is stopped at its time limit or at 1 GB of
    memory. With view options, only that view of the record answers it.

    \b
    Example:  standoff ask timeline -p place=al-Hasakah
    """
    from ..output.asking import asked
    from ..queries.mistake import unknown_terms

    if listed:
        return _list_questions()
    if not question:
        raise QuestionError("Which question? Give a name, a file or -. `standoff ask --list` lists the names.")
    parameters: dict[str, str] = {}
    for name, value in map(_parameter, params):
        if name in parameters:
            raise QuestionError(f"-p {name} is given twice. A question has one value for each parameter.")
        parameters[name] = value
    sparql = _question_text(question)
    result = asked(
        lambda: rows_of_view(where, options),
        sparql,
        parameters,
        form=form,
        limit=limit,
        seconds=time_limit,
        service=service,
        width=width(),
        out=sys.stdout.buffer,
    )
    if form == "table" and result.rows is not None:
        talk(f"{counted(result.rows, 'row')}.")
        if not result.rows and (doubt := unknown_terms(sparql)):
            talk(doubt)
    if result.cut:
        talk(f"Only the first {result.rows} are shown. For more, raise --limit; or narrow the question.")


def _list_questions() -> None:
    from ..rules.weighed_questions import every_question

    for question in every_question().values():
        click.echo(f"{question.name:<20}  {question.answers}")
        for name, (kind, meaning) in question.parameters.items():
            click.echo(f"{'':<22}-p {name}=…  {meaning} ({kind})")


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise QuestionError(f'"-p {text}" has no value. Write it as -p place=al-Hasakah.')
    return name.strip(), value.strip()


def _question_text(question: str) -> str:
    if question == "-":
        name, raw = "Standard input", sys.stdin.buffer.read()
        if not raw.strip():
            raise QuestionError("Nothing came from standard input. Give it SPARQL, or ask a question by its name.")
    else:
        path = Path(question)
        if path.suffix not in (".rq", ".sparql"):
            return question
        try:
            name, raw = str(path), path.read_bytes()
        except OSError as error:
            raise QuestionError(f"{path} cannot be read: {error.strerror}. Check the name.") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QuestionError(f"{name} is not UTF-8. Save it as UTF-8.") from None
