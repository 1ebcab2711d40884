"""The rows of a record as embedded in a page: by column, each term once, so that the page can compute any view.

    terms       every IRI, text and number once, in runs with a common beginning; the rest are positions in it, -1 none
    tellings    one for each attribution (and its time, place and type): who says it, in which document and words
    statements  one for each value: its telling, property and value
    rows        one for each pair of actors: its telling, who, whom, directed, attempted
    background  what the rules need to know besides the rows

Only what a view chooses is embedded: a page drawn without a source contains none of that source's words.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from ..dates import days
from ..queries.names import KINDS
from ..rules.background import Background, Row
from ..rules.ledger import Ledger
from ..rules.view import View
from ..vocabulary import CODES, ID, PREFIXES, PROPERTY_BY_IRI, ST

__all__ = ["chosen_rows", "embedded"]

_TELLING = (
    "said",
    "claim",
    "about",
    "event",
    "incident",
    "event_type",
    "place",
    "earliest",
    "latest",
    "stance",
    "said_by",
    "group",
    "document",
    "coder",
    "published",
    "said_on",
    "hedged",
    "opinion",
    "paragraph",
    "quote",
    "language",
    "gloss",
)
_key = itemgetter("said", "event_type", "place", "earliest", "latest")
_CHOSEN = ("incident", "place", "side", "event type")
_TIES = ("runBy", "fundedBy", "linkedTo", "worksFor", "memberOf", "partOf", "supports", "alliedWith", "side")


class _Terms:
    """Numbers for terms, in the order in which they were first asked for."""

    def __init__(self) -> None:
        self._at: dict[tuple[type, Any], int] = {}

    def __call__(self, term: Any) -> int:
        if term is None:
            return -1
        # A dict takes True and 1 for the same key; to a reader they are two values.
        return self._at.setdefault((type(term), term), len(self._at))

    def known(self) -> list[Any]:
        return [term for _, term in self._at]

    def runs(self) -> list[list[Any]]:
        """[beginning, [rest, …]] in order: neighbouring terms with a common beginning share it."""
        runs: list[list[Any]] = []
        for term in self.known():
            start, rest = _split(term)
            if not runs or runs[-1][0] != start:
                runs.append([start, []])
            runs[-1][1].append(rest)
        return runs


def _split(term: Any) -> tuple[str, Any]:
    if isinstance(term, str) and term.startswith((ID, CODES, ST)):
        end = max(term.rfind("/"), term.rfind("#")) + 1
        return term[:end], term[end:]
    return "", term


def chosen_rows(ledger: Ledger, choice: View) -> tuple[list[Row], list[Row]]:
    """The statements and the confrontations that a page of this view contains, at the level of actors."""
    statements = ledger.statements(choice)
    attributions = {row["said"] for row in statements}
    rows = (row for row in ledger.every_confrontation if choice.admits(row, ledger.background))
    return statements, [row for row in rows if row["said"] in attributions]


def embedded(ledger: Ledger, statements: list[Row], confrontations: list[Row]) -> dict[str, Any]:
    """These rows, and everything else that the page's rules and tabs need; JSON-serialisable and deterministic."""
    at = _Terms()
    number: dict[tuple[Any, ...], int] = {}
    number_of_key: dict[tuple[Any, ...], int] = {}
    telling: list[int] = []
    for row in (*statements, *confrontations):
        key = _key(row)
        if key not in number_of_key:
            number_of_key[key] = number.setdefault(tuple(row.get(c, row["event"]) for c in _TELLING), len(number))
        telling.append(number_of_key[key])
    tellings = list(number)
    # Column by column, so that the many names of one kind are neighbours and share their beginning.
    columns = {name: _column([at(t[i]) for t in tellings]) for i, name in enumerate(_TELLING)}
    of_statements, of_rows = telling[: len(statements)], telling[len(statements) :]
    table: dict[str, Any] = {
        "tellings": {"count": len(tellings), **columns},
        "statements": {
            "count": len(of_statements),
            "telling": of_statements,
            "property": _column([at(row["property"]) for row in statements]),
            "value": _column([at(row["value"]) for row in statements]),
        },
        "rows": {
            "count": len(of_rows),
            "telling": of_rows,
            **{c: _column([at(row[c]) for row in confrontations]) for c in ("who", "whom")},
            **{c: _column([int(row[c]) for row in confrontations]) for c in ("directed", "attempted")},
        },
        "background": _background(ledger, statements, confrontations, at),
        "judging": _judging(ledger, statements, at),
        "documents": _documents(ledger, {row["document"] for row in (*statements, *confrontations)}, at),
        "relayed": _values_by_attribution(ledger, "relayedBy", number, at),
        "bases": _values_by_attribution(ledger, "basis", number, at),
        "places": _places(ledger, {row["place"] for row in (*statements, *confrontations)}, at),
        "properties": _properties(at),
        "headings": {kind: sorted(map(at, _choices(ledger, confrontations, kind))) for kind in _CHOSEN},
        "hash": _hash(ledger),
    }
    table["days"] = [[at(text), *(day and str(day) for day in days(text))] for text in _dated(statements)]
    known = [term for term in at.known() if isinstance(term, str)]
    table["labels"] = {at(t): name for t in known if (name := ledger.names.known_label(t))}
    table["aliases"] = {at(t): ledger.names.aliases[t] for t in known if t in ledger.names.aliases}
    table["terms"] = at.runs()
    return table


def _column(values: list[int]) -> Any:
    """The values; a single value if all are equal."""
    return values[0] if values and len(set(values)) == 1 else values


def _dated(statements: Iterable[Row]) -> list[str]:
    return sorted({str(row["value"]) for row in statements if row["property"] == ST + "when"})


def _choices(ledger: Ledger, rows: list[Row], kind: str) -> set[str]:
    """The incidents, places, sides or event types that at least one row mentions: any other choice would be empty."""
    known = ledger.background
    if kind == "incident":
        return {row["incident"] for row in rows if row["incident"]}
    if kind == "place":
        return {up for row in rows if row["place"] for up in known.within.get(row["place"], {row["place"]})}
    if kind == "event type":
        return {up for row in rows for up in known.broader.get(row["event_type"], {row["event_type"]})}
    return {row["group"] for row in rows if f"/id/{KINDS['side'][0]}/" in row["group"]}


def _background(ledger: Ledger, statements: list[Row], rows: list[Row], at: _Terms) -> dict[str, Any]:
    known = ledger.background
    pairs = {(row[end], row["said_by"]) for row in rows for end in ("who", "whom") if row[end]}
    pairs |= {(known.organisation(actor, by), by) for actor, by in pairs}
    pairs |= {(row["value"], row["said_by"]) for row in statements if "/id/actor/" in str(row["value"])}
    group = {row["said_by"]: row["group"] for row in (*statements, *rows)}
    named = {row["value"] for row in statements}
    named |= {row[column] for row in (*statements, *rows) for column in ("place", "event_type")}
    return {
        "within": _sets(known.within, named, at),
        "broader": _sets(known.broader, named, at),
        "excludes": sorted(sorted(map(at, pair)) for pair in known.excludes),
        "speaks_for": _sets({who: of for who, of in known.speaks_for.items() if len(of) > 1}, set(group), at),
        "group": [[at(who), at(of)] for who, of in sorted(group.items())],
        "organisation": _lifts(pairs, lambda a, by: known.organisation(a, by), lambda a: a, at),
        "side": _lifts(pairs, lambda a, by: known.side(a, by), lambda _: None, at),
        "belongs": _lifts(pairs, lambda a, by: _above(known, a, by), lambda _: (), at),
        "ties": sorted(
            {
                (at(row["about"]), at(row["property"]), at(row["value"]), at(row["said_by"]))
                for row in statements
                if not row["event"] and row["stance"] == ST + "Asserts" and row["property"].removeprefix(ST) in _TIES
            }
        ),
    }


def _judging(ledger: Ledger, statements: list[Row], at: _Terms) -> list[list[int]]:
    """[document, coder, group, day] of the embedded documents with the coder's own judgements.

    What these documents say of the actors of an act counts together with what the reports of the act say
    (``Ledger.statements``), whether those statements are embedded or not.
    """
    documents = {row["document"] for row in statements}
    first: dict[tuple[str, str, str], str | None] = {}
    for row in ledger.every_statement:
        if row["said_by"] == row["coder"] and row["document"] in documents:
            key, day = (row["document"], row["said_by"], row["group"]), row["said_on"] or row["published"]
            first[key] = min(filter(None, (first.get(key), day)), default=None)
    return [[*map(at, key), at(first[key])] for key in sorted(first)]


def _above(known: Background, actor: str, by: str) -> tuple[str, ...]:
    return tuple(sorted(known.belongs_to(actor, by) - {actor}))


def _sets(found: dict[str, frozenset[str]], wanted: set[Any], at: _Terms) -> list[list[Any]]:
    return [[at(key), sorted(map(at, found[key]))] for key in sorted(found.keys() & wanted)]


def _lifts(pairs: Iterable[tuple[str, str]], lift: Any, nothing: Any, at: _Terms) -> list[list[Any]]:
    """[actor, source, lifted]: source -1 is what applies to all sources, else how this source differs from it."""
    lifts: list[list[Any]] = []

    def number(value: Any) -> Any:
        return list(map(at, value)) if isinstance(value, tuple) else at(value)

    sources = defaultdict(set)
    for actor, by in pairs:
        sources[actor].add(by)
    for actor in sorted(sources):
        common = lift(actor, "")
        if common != nothing(actor):
            lifts.append([at(actor), -1, number(common)])
        for by in sorted(sources[actor]):
            own = lift(actor, by)
            if own != common:
                lifts.append([at(actor), at(by), number(own)])
    return lifts


def _documents(ledger: Ledger, documents: set[str], at: _Terms) -> list[list[Any]]:
    """[document, title, address, published, publisher] for each."""
    dct, rows = PREFIXES["dcterms"], []
    for document in sorted(documents):
        facts = {p: o for _, p, o in ledger.record.match(document)}
        publisher = facts.get(dct + "publisher")
        rows.append(
            [
                at(document),
                facts.get(dct + "title") or ledger.names.label(document),
                facts.get(ST + "url"),
                facts.get(dct + "issued"),
                ledger.names.label(publisher) if publisher else None,
            ]
        )
    return rows


def _values_by_attribution(
    ledger: Ledger, name: str, tellings: Iterable[tuple[Any, ...]], at: _Terms
) -> list[list[int]]:
    """[attribution, value] of this property, for the attributions of these tellings."""
    attributions = {telling[0] for telling in tellings}
    pairs = ((said, value) for said, _, value in ledger.record.match(None, ST + name) if said in attributions)
    return sorted([at(said), at(value)] for said, value in sorted(pairs))


def _places(ledger: Ledger, wanted: set[str | None], at: _Terms) -> list[list[Any]]:
    """[place, longitude, latitude, radius in km] for each of these places whose point is known."""
    geo, match = PREFIXES["geo"], ledger.record.match
    points = {geometry: text for geometry, _, text in match(None, geo + "asWKT")}
    radius = {place: float(km) for place, _, km in match(None, ST + "geoPrecision")}
    rows = []
    for place, _, geometry in sorted(match(None, geo + "hasGeometry")):
        point = re.fullmatch(r"POINT ?\(([-\d.]+) ([-\d.]+)\)", points.get(geometry, ""))
        if point and place in wanted:
            rows.append([at(place), float(point[1]), float(point[2]), radius.get(place, 0.0)])
    return rows


def _properties(at: _Terms) -> list[list[Any]]:
    """[property, label, phrase, whether it is single-valued, whether its value acts or is acted upon], in order."""
    return [
        [at(iri), p.label, p.phrase, p.single, "actor" in p.values and p.of_event] for iri, p in PROPERTY_BY_IRI.items()
    ]


def _hash(ledger: Ledger) -> str:
    """SHA-256 of the record's sorted triples: equal for two records of the same claims."""
    lines = sorted(f"{triple} ." for triple in ledger.record.triples())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
