"""SPARQL 1.1 as text: split a query into tokens, refuse what it may not do, and rewrite it with limits or values.

Stores do the parsing. This reads just enough to refuse unsafe queries and to rewrite others. A text is split into
tokens and joined again without its comments and with ``\\u`` escapes decoded (§19.2), so that a store is sent exactly
what was checked here.

>>> read("select ?x { ?x a st:Claim } # all").form
'SELECT'
>>> str(read("SELECT ?x { ?x a st:Claim }").limited(5))
'SELECT ?x { ?x a st:Claim } LIMIT 5'
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from .claim import Term
from .errors import QuestionError
from .vocabulary import PREFIXES

__all__ = ["Query", "message_at", "nesting", "read"]

#: SPARQL 1.1 §19.8, as far as needed to tell words from comments, IRIs, strings, variables and names. A local name
#: ends before a full stop here, so that a keyword after one is seen as a word.
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*')
      | (?P<var>[?$]\w+)
      | (?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<name>(?:\b[^\W\d][\w-]*|(?<!\w)_|(?<![\w:]))?:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
      | (?P<word>\w+)
      | (?P<space>\s+)
      | (?P<sign>\\[_~.\-!$&'()*+,;=/?\#@%]|.)""",
    re.DOTALL | re.VERBOSE,
)
#: A line with a triple pattern; and a line whose triple pattern may or may not have ended.
_PATTERN, _UNENDED = re.compile(r"\s*[?$]\w+\s+\S"), re.compile(r"[\w>\"')]\s*$")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_IN_STRING = re.compile(_ESCAPE.pattern + r"|\\.", re.DOTALL)
_ECHAR = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "MODIFY")
_OPENING, _CLOSING = ("{", "(", "["), ("}", ")", "]")
#: Brackets, and what may hold some that are none. A string that is never closed reaches to the end of its line or of
#: the text, so that each character is read once.
_BRACKET = re.compile(
    r"""[][{}()] | \#[^\n\r]* | <[^<>"{}|^`\\\x00-\x20]*>
      | \"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z) | '''(?:\\.|[^\\])*?(?:'''|\Z)
      | "(?:\\.|[^"\\\n\r])*"? | '(?:\\.|[^'\\\n\r])*'?""",
    re.DOTALL | re.VERBOSE,
)

Token = tuple[str, str]


@dataclass(frozen=True)
class Query:
    """A query as tokens, each with its kind. ``str`` gives its text without comments."""

    tokens: tuple[Token, ...]

    def __str__(self) -> str:
        return "".join(text for _, text in self.tokens).strip()

    @cached_property
    def _top(self) -> list[tuple[int, str]]:
        """Words and openings at the outermost level, in capitals, with their positions."""
        depth, found = 0, []
        for position, (kind, text) in enumerate(self.tokens):
            if kind == "sign" and text in _CLOSING:
                depth -= 1
            if depth == 0 and (kind == "word" or text in _OPENING):
                found.append((position, text.upper()))
            if kind == "sign" and text in _OPENING:
                depth += 1
        return found

    @cached_property
    def form(self) -> str:
        """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; empty where it is not a query."""
        # Only BASE and PREFIX come before it; their names are not words: they are IRIs or end in a colon.
        word = next((w for _, w in self._top if w not in ("BASE", "PREFIX")), "")
        return word if word in _FORMS else ""

    @cached_property
    def variables(self) -> set[str]:
        """The names of all variables that occur."""
        return {text[1:] for kind, text in self.tokens if kind == "var"}

    @cached_property
    def prefixed(self) -> str:
        """The text with a declaration of each of ``PREFIXES`` that it uses; its own declarations come later and win."""
        used = {text.split(":")[0] for kind, text in self.tokens if kind == "name"}
        head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if name in used)
        return head + str(self)

    def refuse_unsafe(self, service: str | None = None) -> None:
        """Raise QuestionError where it is not a query, or uses SERVICE with another host than ``service``."""
        change = next((word for _, word in self._top if word in _UPDATES), None)
        if change:
            only = f"{change} would change the record; a question only reads."
            raise QuestionError(f"{only} Use record.read.", command=f"{only} Use `standoff read`.")
        if not self.form:
            raise QuestionError(f"This is not a SPARQL query: {self._formless()}")
        if any(kind == "sign" and text == ";" and at_top for (kind, text), at_top in self._with_top()):
            raise QuestionError("This is more than one request. Ask one question at a time.")
        solid = [(kind, text) for kind, text in self.tokens if kind != "space"]
        for position, (kind, text) in enumerate(solid):
            # `1SERVICE` is a number and a keyword to a store; a long s is an s to some.
            if kind == "word" and "service" in text.casefold():
                self._refuse_service(solid[position:], service)

    def _formless(self) -> str:
        start = next((at for at, word in self._top if word not in ("BASE", "PREFIX")), len(self.tokens))
        before = "".join(text for _, text in self.tokens[:start])
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return message_at(str(self), line, column, "a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE.")

    def _refuse_service(self, following: list[Token], service: str | None) -> None:
        if service is None:
            refused = "SERVICE asks another server; that is not allowed here. Allow one with"
            raise QuestionError(f"{refused} allow_service=HOST.", command=f"{refused} --allow-service HOST.")
        rest = [token for token in following[1:3] if token[1].upper() != "SILENT"]
        kind, text = rest[0] if rest else ("", "")
        if following[0][1].upper() != "SERVICE" or kind != "iri":
            raise QuestionError(f"After SERVICE write the address in full, such as <https://{service}/sparql>.")
        address = urlsplit(text[1:-1])
        if address.scheme not in ("http", "https") or service.casefold() not in (
            address.netloc.casefold(),
            (address.hostname or "") if "@" not in address.netloc else "",
        ):
            elsewhere = f"SERVICE {text} is not at {service}, the only host that"
            raise QuestionError(f"{elsewhere} allow_service lets in.", command=f"{elsewhere} --allow-service lets in.")

    def _with_top(self) -> Iterator[tuple[Token, bool]]:
        depth = 0
        for kind, text in self.tokens:
            depth -= kind == "sign" and text in _CLOSING
            yield (kind, text), depth == 0
            depth += kind == "sign" and text in _OPENING

    def with_values(self, terms: Mapping[str, Term | Collection[Term]]) -> Query:
        """The query with its variables bound to the given terms, one or several each (``VALUES``), at the start of the
        outermost group pattern.

        Raises QuestionError where it lacks such a variable, or has no group pattern.
        """
        if not terms:
            return self
        for name in terms:
            if name not in self.variables:
                lacks = f"The query has no variable ?{name}. Name it there, or leave"
                raise QuestionError(f"{lacks} the parameter out.", command=f"{lacks} -p {name}=… out.")
        at = self._where_group()
        values = ""
        for name, given in sorted(terms.items()):
            several = given if isinstance(given, Collection) else [given]
            values += f" VALUES ?{name} {{ {' '.join(sorted(map(str, several)))} }}"
        return self._with(at + 1, f"{values} ")

    def unordered(self) -> Query:
        """The query without its ORDER BY, for callers who sort the rows: sorting is the slowest part in a store."""
        tail = self._tail()
        if "ORDER" not in tail:
            return self
        end = min(
            [at for word, at in tail.items() if at > tail["ORDER"] and word in ("LIMIT", "OFFSET", "VALUES")],
            default=len(self.tokens),
        )
        return Query((*self.tokens[: tail["ORDER"]], *self.tokens[end:]))

    @property
    def order(self) -> str:
        """What stands after ORDER BY; empty where it has none."""
        whole, without = str(self), str(self.unordered())
        return whole[len(without) :].partition("BY")[2].strip() if whole.startswith(without) else ""

    def _where_group(self) -> int:
        """The position of the brace that opens the outermost group pattern; CONSTRUCT's template comes before it."""
        braces = [position for position, word in self._top if word == "{"]
        where = [position for position, word in self._top if word == "WHERE"]
        template = self.form == "CONSTRUCT" and not (where and braces and where[0] < braces[0])
        if len(braces) <= template:
            raise QuestionError("The query has no group pattern { … } that a parameter could be joined to.")
        return braces[template]

    def _tail(self) -> dict[str, int]:
        """The positions of the words after the outermost group: ``ORDER``, ``LIMIT``, ``OFFSET``, ``VALUES``."""
        start = self._where_group()
        return {word: position for position, word in self._top if position > start}

    def limited(self, rows: int) -> Query:
        """The query limited to at most this many rows."""
        tail = self._tail()
        if "LIMIT" in tail:
            number = next(i for i in range(tail["LIMIT"] + 1, len(self.tokens)) if self.tokens[i][0] == "word")
            fewer = str(min(rows, int(self.tokens[number][1])))
            return Query((*self.tokens[:number], ("word", fewer), *self.tokens[number + 1 :]))
        return self._with(tail.get("VALUES", len(self.tokens)), f" LIMIT {rows} ")

    def count_query(self) -> str:
        """A query for the number of rows of this SELECT, as ``?rows_in_all``."""
        head, dataset, rest = self._parts()
        return f"{head} SELECT (COUNT(*) AS ?rows_in_all) {dataset} WHERE {{ {{ {rest} }} }}"

    def page_query(self, variables: Iterable[str], rows: int, offset: int) -> str:
        """A query for ``rows`` rows of this SELECT from ``offset``, in its own order and then by its variables, so that
        no row is on two pages.
        """
        ties = " ".join(f"?{name}" for name in variables)
        tail = self._tail()
        end = min([p for word, p in tail.items() if word in ("LIMIT", "OFFSET", "VALUES")], default=len(self.tokens))
        ordered = self._with(end, f" {ties} " if "ORDER" in tail else f" ORDER BY {ties} ")
        head, dataset, rest = ordered._parts()
        # ORDER BY is in a subquery: Virtuoso sorts at most 10,000 rows where LIMIT comes directly after ORDER BY.
        return f"{head} SELECT * {dataset} WHERE {{ {{ {rest} }} }} LIMIT {rows} OFFSET {offset}"

    def _parts(self) -> tuple[str, str, str]:
        """The prologue, the dataset clauses (a subquery has none), and the query without them."""
        start = next(position for position, word in self._top if word == self.form)
        group = self._where_group()
        dataset: list[str] = []
        rest: list[str] = []
        of_dataset = False
        for kind, text in self.tokens[start:group]:
            of_dataset = of_dataset or (kind == "word" and text.upper() == "FROM")
            (dataset if of_dataset else rest).append(text)
            of_dataset = of_dataset and kind not in ("iri", "name")
        head = "".join(text for _, text in self.tokens[:start])
        return head, "".join(dataset), "".join([*rest, *(text for _, text in self.tokens[group:])])

    def _with(self, position: int, text: str) -> Query:
        return Query((*self.tokens[:position], *read(text, trim=False).tokens, *self.tokens[position:]))


def read(text: str, trim: bool = True) -> Query:
    """The tokens of a query, with a space for each comment. Raises QuestionError for escapes that hide other escapes.

    Some stores decode all ``\\u`` escapes first, as §19.2 says, some only those in strings and IRIs. So none is left:
    in a string it becomes the character, anywhere else the text is decoded before it is split.
    """
    if _escaped_words(text):
        text = _ESCAPE.sub(lambda match: chr(_code(match)), text)
        if _escaped_words(text):
            raise QuestionError("An escape in the query hides another escape. Write the words without escapes.")
    found = ((match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text.strip() if trim else text))
    return Query(tuple(_plain(kind, token) for kind, token in found))


def nesting(text: str) -> int:
    """How deep brackets of any kind are nested in a query, at most.

    Read without its tokens, which would cost more than the query: for a limit, before a store parses it.

    >>> nesting("SELECT * { { ?s ?p '{{{' } UNION { ?s ?p ?o FILTER(?o > 3) } } # ((((")
    3
    """
    depth = deepest = 0
    for match in _BRACKET.finditer(text):
        found = match[0]
        if found in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif found in _CLOSING:
            depth -= 1
    return deepest


def message_at(sparql: str, line: int, column: int, reason: str) -> str:
    """A message with line and column, the reason, the line itself and a mark under the place; without a reason it says
    that the word there is not expected.
    """
    lines = sparql.rstrip().splitlines() or [""]
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    shown = lines[line - 1]
    # The whole word, even if the parser stopped in the middle of it.
    word = next((w for w in re.finditer(r"[?$]?[\w:-]+|\S", shown) if w.end() >= column), None)
    column = word.start() + 1 if word else len(shown.rstrip()) + 1
    if not reason:
        what = f'"{word[0]}" is not expected here' if word else "the query ends too early"
        reason = f"{what}. Something before it is missing or misspelt."
        before = next((at for at in range(line - 1, 0, -1) if lines[at - 1].strip()), 0)
        if word and word.start() > 0 and before and _UNENDED.search(lines[before - 1]) and _PATTERN.match(shown):
            reason += f" Should line {before} end with a full stop?"
    stripped = shown.lstrip()
    mark = max(column - 1 - (len(shown) - len(stripped)), 0)
    return f"line {line}, column {column}: {reason}\n    {stripped.rstrip()}\n    {' ' * mark}^"


def _plain(kind: str, text: str) -> Token:
    if kind == "comment":
        return "space", " "
    return kind, _IN_STRING.sub(_as_character, text) if kind == "string" else text


def _as_character(match: re.Match[str]) -> str:
    character = chr(_code(match)) if match[1] or match[2] else ""
    return _ECHAR.get(character, character) or match[0]


def _code(match: re.Match[str]) -> int:
    code = int(match[1] or match[2], 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise QuestionError(f"{match[0]} is not a Unicode character. Correct the escape.")
    return code


def _escaped_words(text: str) -> bool:
    """Whether there is an escape outside strings and comments."""
    return any(m.lastgroup == "sign" and _ESCAPE.match(text, m.start()) for m in _TOKEN.finditer(text))
