"""The pages of the endpoint: what can be asked, and answers as tables. No script, and all text of a record escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from ..frames.html import Markup, text
from ..vocabulary import PREFIXES

if TYPE_CHECKING:
    from ..front.record import Record
    from ..queries.ask import Answer, Question

__all__ = ["PAGE_ROWS", "STYLE", "answer_page", "page", "question_page", "start_page"]

#: Rows that a page shows.
PAGE_ROWS = 1000
STYLE = """\
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
textarea { width: 100%; box-sizing: border-box; font: .9rem/1.4 ui-monospace, monospace }
.table { overflow-x: auto }
table { border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8886;
  overflow-wrap: break-word; max-width: 30rem }
label { display: block; margin: .5rem 0 }
button { margin: .5rem 0; font: inherit }
dt { margin-top: .5rem }
dd { margin-left: 1.5rem }
"""
_EXAMPLE = """\
SELECT ?source (COUNT(?said) AS ?claims) WHERE { ?said st:saidBy/skos:prefLabel ?source }
GROUP BY ?source ORDER BY DESC(?claims)"""


def page(title: str, *body: str) -> str:
    """A page with this title and this HTML."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/style.css"></head>'
        f"<body><main><h1>{text(title)}</h1>\n{''.join(body)}</main></body></html>\n"
    )


def start_page(record: Record) -> str:
    """What the record holds, a field for SPARQL, and the named questions as links."""
    from ..rules.weighed_questions import every_question

    questions = every_question().items()
    listed = "".join(
        f'<dt><a href="/ask/{quote(name)}">{escape(name)}</a></dt><dd>{text(question.answers)}</dd>'
        for name, question in questions
    )
    return page(
        "standoff: ask this record",
        f"<p>{record.keeper.contents()}. Every statement in it is a claim of somebody’s.</p>",
        "<h2>SPARQL</h2>",
        _sparql_form(_EXAMPLE),
        "<p>Programs ask at <code>/query</code> (SPARQL 1.1 Protocol).</p>",
        f"<h2>Named questions</h2><dl>{listed}</dl>",
    )


def answer_page(answer: Answer, sparql: str) -> str:
    """The answer to a query, with the query to ask again."""
    ways = _downloads("/query", {"query": sparql}, answer)
    return page("Answer", _sparql_form(sparql), _table(answer), ways, _BACK)


def question_page(question: Question, parameters: Mapping[str, str], answer: Answer) -> str:
    """The answer to a named question, with fields for its parameters."""
    fields = "".join(
        f'<label>{text(name)}: {text(meaning)} <input name="{escape(name)}" '
        f'value="{escape(parameters.get(name, ""))}"></label>'
        for name, (_, meaning) in question.parameters.items()
    )
    address = f"/ask/{quote(question.name)}"
    form = f'<form action="{address}">{fields}<button>Ask</button></form>' if fields else ""
    notes = f"<p>{text(question.notes)}</p>" if question.notes else ""
    return page(question.answers, notes, form, _table(answer), _downloads(address, parameters, answer), _BACK)


_BACK = '<p><a href="/">All questions</a></p>'


def _sparql_form(sparql: str) -> str:
    known = " ".join(f"{name}:" for name in PREFIXES)
    return (
        '<form action="/query" method="post"><label>Query, for which these prefixes need no declaration: '
        f'<code>{escape(known)}</code><textarea name="query" rows="10" spellcheck="false">{escape(sparql)}</textarea>'
        "</label><button>Ask</button></form>"
    )


def _downloads(address: str, fields: Mapping[str, str], answer: Answer) -> str:
    """The same answer for programs, as links; none where the address would be longer than a server takes."""
    forms = ["csv", "tsv", "json", "xml"]
    if answer.triples is not None:
        forms = ["turtle", "n-triples"]
    elif answer.boolean is not None:
        forms = ["json", "xml"]
    links = {form: f"{address}?{urlencode({**fields, 'format': form})}" for form in forms}
    if any(len(link) > 8000 for link in links.values()):
        return ""
    listed = ", ".join(f'<a href="{escape(link)}">{form}</a>' for form, link in links.items())
    return f"<p>As {listed}</p>"


def _table(answer: Answer) -> str:
    if answer.boolean is not None:
        return f"<p>{'Yes' if answer.boolean else 'No'}.</p>"
    columns, rows = answer._looked_at()
    rows = list(rows)
    if not rows:
        return "<p>Nothing was found.</p>"
    head = "".join(f'<th scope="col">{text(column)}</th>' for column in columns)
    more = f"<p>There are more than {PAGE_ROWS:,} rows; a file has them all.</p>" if len(rows) > PAGE_ROWS else ""
    shown = Markup("".join(f"<tr>{_cells(row)}</tr>" for row in rows[:PAGE_ROWS]))
    return f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{shown}</tbody></table></div>{more}'


def _cells(row: Iterable[object]) -> str:
    return "".join(f"<td>{'' if cell is None else text(cell)}</td>" for cell in row)
