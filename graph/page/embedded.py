"""The rows of a record as a page holds them: by column, each term once, so that the page can look at any view itself.

    terms       every IRI, text and number once, in runs that begin alike; all else are positions in it, -1 none
    tellings    one for each attribution (and time, place and type it has): who says it, in which document and words
    statements  one for each value: its telling, property and value
    rows        one for each pair of actors: its telling, who, whom, directed, attempted
    background  what the rules of ``standoff.measures.catalogue`` need to know beside the rows

Only what a view chooses is held: a page drawn without a source has none of that source's words in it.
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

__all__ = ["embedded", "held"]

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
    """Each term once, by the number under which it was first asked for."""

    def __init__(self) -> None:
        self._at: dict[tuple[type, Any], int] = {}

    def __call__(self, term: Any) -> int:
        if term is None:
            return -1
        # True and 1 are one key to a dict, and two values to a reader.
        return self._at.setdefault((type(term), term), len(self._at))

    def known(self) -> list[Any]:
        return [term for _, term in self._at]

    def runs(self) -> list[list[Any]]:
        """[beginning, [rest, …]] in order: neighbours that begin alike are written with their beginning once."""
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


def held(ledger: Ledger, choice: View) -> tuple[list[Row], list[Row]]:
    """The statements and the confrontations that a page drawn of this choice holds, at the level of actors."""
    statements = ledger.statements(choice)
    told = {row["said"] for row in statements}
    rows = (row for row in ledger.every_confrontation if choice.admits(row, ledger.background))
    return statements, [row for row in rows if row["said"] in told]


def embedded(ledger: Ledger, statements: list[Row], confrontations: list[Row]) -> dict[str, Any]:
    """These rows and all that the page's rules and tabs need; JSON-serialisable, the same for the same record."""
    at = _Terms()
    number: dict[tuple[Any, ...], int] = {}
    of_said: dict[tuple[Any, ...], int] = {}
    telling: list[int] = []
    for row in (*statements, *confrontations):
        key = _key(row)
        if key not in of_said:
            of_said[key] = number.setdefault(tuple(row.get(c, row["event"]) for c in _TELLING), len(number))
        telling.append(of_said[key])
    tellings = list(number)
    # One column after another, so that the many names of one kind stand together and share their beginning.
    table = {name: _column([at(t[i]) for t in tellings]) for i, name in enumerate(_TELLING)}
    told, paired = telling[: len(statements)], telling[len(statements) :]
    found: dict[str, Any] = {
        "tellings": {"count": len(tellings), **table},
        "statements": {
            "count": len(told),
            "telling": told,
            "property": _column([at(row["property"]) for row in statements]),
            "value": _column([at(row["value"]) for row in statements]),
        },
        "rows": {
            "count": len(paired),
            "telling": paired,
            **{c: _column([at(row[c]) for row in confrontations]) for c in ("who", "whom")},
            **{c: _column([int(row[c]) for row in confrontations]) for c in ("directed", "attempted")},
        },
        "background": _background(ledger, statements, confrontations, at),
        "judging": _judging(ledger, statements, at),
        "documents": _documents(ledger, {row["document"] for row in (*statements, *confrontations)}, at),
        "relayed": _things(ledger, "relayedBy", number, at),
        "bases": _things(ledger, "basis", number, at),
        "places": _places(ledger, {row["place"] for row in (*statements, *confrontations)}, at),
        "properties": _properties(at),
        "headings": {kind: sorted(map(at, _of_kind(ledger, confrontations, kind))) for kind in _CHOSEN},
        "hash": _hash(ledger),
    }
    found["days"] = [[at(text), *(day and str(day) for day in days(text))] for text in _dated(statements)]
    known = [term for term in at.known() if isinstance(term, str)]
    found["labels"] = {at(t): name for t in known if (name := ledger.names.known_label(t))}
    found["aliases"] = {at(t): ledger.names.aliases[t] for t in known if t in ledger.names.aliases}
    found["terms"] = at.runs()
    return found


def _column(values: list[int]) -> Any:
    """The values, or the one that all are."""
    return values[0] if values and len(set(values)) == 1 else values


def _dated(statements: Iterable[Row]) -> list[str]:
    return sorted({str(row["value"]) for row in statements if row["property"] == ST + "when"})


def _of_kind(ledger: Ledger, rows: list[Row], kind: str) -> set[str]:
    """What some row tells of: a choice of anything else would choose nothing."""
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
    """[document, coder, group, day] of the documents held in which the coder judges: what they tell of the actors of an
    act counts beside what the act's own reports tell (``Ledger.statements``), held here itself or not.
    """
    documents = {row["document"] for row in statements}
    first: dict[tuple[str, str, str], str | None] = {}
    for row in ledger.every_statement:
        if row["said_by"] == row["coder"] and row["document"] in documents:
            key, said = (row["document"], row["said_by"], row["group"]), row["said_on"] or row["published"]
            first[key] = min(filter(None, (first.get(key), said)), default=None)
    return [[*map(at, key), at(first[key])] for key in sorted(first)]


def _above(known: Background, actor: str, by: str) -> tuple[str, ...]:
    return tuple(sorted(known.belongs_to(actor, by) - {actor}))


def _sets(found: dict[str, frozenset[str]], wanted: set[Any], at: _Terms) -> list[list[Any]]:
    return [[at(key), sorted(map(at, found[key]))] for key in sorted(found.keys() & wanted)]


def _lifts(pairs: Iterable[tuple[str, str]], lift: Any, nothing: Any, at: _Terms) -> list[list[Any]]:
    """[actor, source, lifted]: with source -1 what holds for all, else where this source has it otherwise."""
    found: list[list[Any]] = []

    def number(value: Any) -> Any:
        return list(map(at, value)) if isinstance(value, tuple) else at(value)

    sources = defaultdict(set)
    for actor, by in pairs:
        sources[actor].add(by)
    for actor in sorted(sources):
        common = lift(actor, "")
        if common != nothing(actor):
            found.append([at(actor), -1, number(common)])
        for by in sorted(sources[actor]):
            own = lift(actor, by)
            if own != common:
                found.append([at(actor), at(by), number(own)])
    return found


def _documents(ledger: Ledger, documents: set[str], at: _Terms) -> list[list[Any]]:
    """[document, title, address, published, publisher] for each."""
    dct, found = PREFIXES["dcterms"], []
    for document in sorted(documents):
        facts = {p: o for _, p, o in ledger.record.match(document)}
        publisher = facts.get(dct + "publisher")
        found.append(
            [
                at(document),
                facts.get(dct + "title") or ledger.names.label(document),
                facts.get(ST + "url"),
                facts.get(dct + "issued"),
                ledger.names.label(publisher) if publisher else None,
            ]
        )
    return found


def _things(ledger: Ledger, name: str, tellings: Iterable[tuple[Any, ...]], at: _Terms) -> list[list[int]]:
    saids = {telling[0] for telling in tellings}
    found = ((said, thing) for said, _, thing in ledger.record.match(None, ST + name) if said in saids)
    return sorted([at(said), at(thing)] for said, thing in sorted(found))


def _places(ledger: Ledger, wanted: set[str | None], at: _Terms) -> list[list[Any]]:
    """[place, longitude, latitude, radius in km] for each of these places whose point is known."""
    geo, match = PREFIXES["geo"], ledger.record.match
    points = {thing: text for thing, _, text in match(None, geo + "asWKT")}
    radius = {place: float(km) for place, _, km in match(None, ST + "geoPrecision")}
    found = []
    for place, _, geometry in sorted(match(None, geo + "hasGeometry")):
        point = re.fullmatch(r"POINT ?\(([-\d.]+) ([-\d.]+)\)", points.get(geometry, ""))
        if point and place in wanted:
            found.append([at(place), float(point[1]), float(point[2]), radius.get(place, 0.0)])
    return found


def _properties(at: _Terms) -> list[list[Any]]:
    """[property, label, phrase, whether it has one value only, whether its value acts or is acted upon], in order."""
    return [
        [at(iri), p.label, p.phrase, p.single, "actor" in p.values and p.of_event] for iri, p in PROPERTY_BY_IRI.items()
    ]


def _hash(ledger: Ledger) -> str:
    """SHA-256 of the record's triples, sorted: two records of the same claims have the same."""
    lines = sorted(f"{triple} ." for triple in ledger.record.triples())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
