"""A mistake in a query, told where it stands: line, column, the line itself and a mark under the place."""

from __future__ import annotations

import re

from graph.errors import did_you_mean
from graph.vocabulary import PREFIXES

__all__ = ["mistake"]

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
#: Sentences that the parser hides among the signs it would have taken at that place.
_REASON = re.compile(r"(?:^|, |of )((?:[A-Z][a-z]+|The [A-Z]+)(?: [a-zA-Z]+){2,})")


def mistake(sparql: str, error: str) -> str:
    """What is wrong with a query, in a few lines; ``error`` is what Oxigraph says of it ("error at 3:14: expected …").

    >>> print(mistake("SELECT ?x WHERE {\\n  ?x st:claim }", "error at 2:15: expected one of ..."))
    line 2, column 14: "}" is not expected here. Something before it is missing or misspelt.
        ?x st:claim }
                    ^
    """
    found = _PLACE.search(error)
    if not found:
        return error.strip().splitlines()[0]
    line, column, expected = int(found[1]), int(found[2]), found[3]
    sentence = _REASON.search(expected)
    if not sentence and "Prefix not found" not in expected:
        # "[_]" is Oxigraph's word for anything at all: it has lost the place.
        found_by_rdflib = _place(sparql) or (line, column)
        line, column = found_by_rdflib if "[_]" in expected else max(found_by_rdflib, (line, column))
    lines = sparql.splitlines() or [""]
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    shown = lines[line - 1]
    if "Prefix not found" in expected:
        before = re.findall(r"([\w-]*):", shown[:column])
        prefix = before[-1] if before else ""
        column = max(shown.find(f"{prefix}:") + 1, 1)
        reason = (f'the prefix "{prefix}:" is not declared.{did_you_mean(prefix, PREFIXES)} '
                  f"Known without declaring are {', '.join(PREFIXES)}.")  # fmt: skip
    elif sentence:
        reason = f"{sentence[1][0].lower()}{sentence[1][1:]}."
    else:
        at = re.match(r"\s*([?$]?[\w:-]+|\S)", shown[column - 1 :])
        what = f'"{at[1]}" is not expected here' if at else "the query ends too early"
        reason = f"{what}. Something before it is missing or misspelt."
    stripped = shown.lstrip()
    mark = max(column - 1 - (len(shown) - len(stripped)), 0)
    return f"line {line}, column {column}: {reason}\n    {stripped.rstrip()}\n    {' ' * mark}^"


def _place(sparql: str) -> tuple[int, int] | None:
    """Line and column at which rdflib's parser gives up; None where it takes the query.

    Oxigraph often names the end of the query, whatever line the mistake is in.
    """
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(sparql)
    except (ParseBaseException, RecursionError) as error:
        return (error.lineno, error.col) if isinstance(error, ParseBaseException) else None
    return None
