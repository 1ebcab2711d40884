"""Explain a mistake in a query: line, column, the line itself and a mark under the place."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from ..errors import QuestionError, did_you_mean
from ..record.vocabulary_triples import vocabulary_triples
from ..sparql import message_at, read
from ..vocabulary import CODES, PREFIXES, ST

__all__ = ["mistake", "unknown_terms"]

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
#: Strings, IRIs and comments: text in them may look like a prefixed name but is not one.
_NO_NAMES = re.compile(r"\"\"\".*?\"\"\"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*", re.DOTALL)
_NAME = re.compile(r"(?<![\w:?$@-])([A-Za-z][\w.-]*|):(?=[\w\\%])")
#: Sentences in the parser's list of the tokens it expected at that place.
_REASON = re.compile(r"(?:^|, |of )((?:[A-Z][a-z]+|The [A-Z]+)(?: [a-zA-Z]+){2,})")


def mistake(sparql: str, error: str) -> str:
    """A message on what is wrong with a query, in a few lines; ``error`` is Oxigraph's message ("error at 3:14:
    expected …").

    >>> print(mistake("SELECT ?x WHERE {\\n  ?x st:claim }", "error at 2:15: expected one of ..."))
    line 2, column 15: "}" is not expected here. Something before it is missing or misspelt.
        ?x st:claim }
                    ^
    """
    found = _PLACE.search(error)
    if not found:
        return error.strip().splitlines()[0]
    place, expected = (int(found[1]), int(found[2])), found[3]
    # Oxigraph reports this only where nothing else is possible there.
    if undeclared := _undeclared(sparql):
        return undeclared
    sentence = _REASON.search(expected)
    if sentence:
        return message_at(sparql, *place, f"{sentence[1][0].lower()}{sentence[1][1:]}.")
    # "[_]" means any character in Oxigraph's message: it does not know the place.
    by_rdflib = _place(sparql) or place
    line, column = by_rdflib if "[_]" in expected else max(by_rdflib, place)
    return message_at(sparql, line, column, "")


def unknown_terms(sparql: str) -> str:
    """A sentence for each name in a query that has one of standoff's prefixes but is not a term; empty where all are.

    A query with a misspelt property is valid SPARQL, and returns no rows.

    >>> unknown_terms("SELECT ?x { ?x st:clam ?y }")
    'The vocabulary has no st:clam. Did you mean "st:claim"?'
    """
    ours = {prefix: iri for prefix, iri in PREFIXES.items() if iri.startswith((ST, CODES))}
    subjects = {triple.subject.value for triple in vocabulary_triples() if isinstance(triple.subject, NamedNode)}
    known = {
        f"{prefix}:{iri.removeprefix(start)}"
        for prefix, start in ours.items()
        for iri in subjects
        if iri.startswith(start)
    }
    try:
        tokens = read(sparql).tokens
    except QuestionError:
        return ""
    names = dict.fromkeys(text for kind, text in tokens if kind == "name" and text.partition(":")[0] in ours)
    declared = set(re.findall(r"\bPREFIX\s+([\w-]+:)", sparql, re.IGNORECASE))
    return " ".join(
        f"The vocabulary has no {name}.{did_you_mean(name, _of_kind(name, known))}"
        for name in names
        if name not in known and f"{name.partition(':')[0]}:" not in declared
    )


def _of_kind(name: str, known: set[str]) -> list[str]:
    """The names with the same kind of first letter: classes and values have a capital, properties do not."""
    small = name.partition(":")[2][:1].islower()
    return sorted(each for each in known if each.partition(":")[2][:1].islower() == small)


def _undeclared(sparql: str) -> str:
    """A message on the first name whose prefix is not declared; empty where all are known."""
    bare = _NO_NAMES.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), sparql)
    known = {*PREFIXES, *re.findall(r"\bPREFIX\s+([\w.-]*):", bare, re.IGNORECASE)}
    name = next((each for each in _NAME.finditer(bare) if each[1] not in known), None)
    if name is None:
        return ""
    reason = (
        f'the prefix "{name[1]}:" is not declared.{did_you_mean(name[1], PREFIXES)} '
        f"Known without a declaration: {', '.join(PREFIXES)}."
    )
    before = sparql[: name.start()]
    return message_at(sparql, before.count("\n") + 1, name.start() - before.rfind("\n"), reason)


def _place(sparql: str) -> tuple[int, int] | None:
    """Line and column at which rdflib's parser fails; None where it accepts the query.

    Oxigraph often names the end of the query, whatever line the mistake is in.
    """
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(sparql)
    except (ParseBaseException, RecursionError) as error:
        return (error.lineno, error.col) if isinstance(error, ParseBaseException) else None
    return None
