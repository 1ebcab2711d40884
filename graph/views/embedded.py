"""The rows of a record as a page holds them: by column, each term once, so that the page can look at any view itself.

    terms       every IRI, text and number once, in runs that begin alike; all else are positions in it, -1 none
    tellings    one for each attribution (and time, place and type it has): who says it, in which document and words
    statements  one for each value: its telling, property and value
    rows        one for each pair of actors: its telling, who, whom, directed, attempted
    background  what the rules of ``graph.network`` need to know beside the rows
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from graph.edtf import days
from graph.network.background import Background, Row
from graph.network.ledger import Ledger
from graph.queries.directory import KINDS
from graph.vocabulary import CODES, ID, PREFIXES, PROPERTY_BY_IRI, ST

__all__ = ["embedded"]

_TELLING = (
    "said", "claim", "about", "event", "incident", "event_type", "place", "earliest", "latest", "stance", "said_by",
    "group", "document", "coder", "published", "said_on", "hedged", "opinion", "paragraph", "quote", "language",
    "gloss",
)  # fmt: skip
_KEY = ("event_type", "place", "earliest", "latest")
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


def embedded(ledger: Ledger) -> dict[str, Any]:
    """The rows and all that the page's rules and tabs need; JSON-serialisable, the same for the same record."""
    at = _Terms()
    statements, confrontations = ledger.every_statement, ledger.every_confrontation
    number: dict[tuple[Any, ...], int] = {}
    of_said: dict[tuple[Any, ...], int] = {}
    for row in (*statements, *confrontations):
        key = (row["said"], *(row[c] for c in _KEY))
        if key not in of_said:
            of_said[key] = number.setdefault(tuple(row.get(c, row["event"]) for c in _TELLING), len(number))
    tellings = list(number)
    # One column after another, so that the many names of one kind stand together and share their beginning.
    table = {name: _column([at(t[i]) for t in tellings]) for i, name in enumerate(_TELLING)}
    told = [of_said[(row["said"], *(row[c] for c in _KEY))] for row in statements]
    paired = [of_said[(row["said"], *(row[c] for c in _KEY))] for row in confrontations]
    found: dict[str, Any] = {
        "tellings": {"count": len(tellings), **table},
        "statements": {
            "count": len(told), "telling": told, "property": _column([at(row["property"]) for row in statements]),
            "value": _column([at(row["value"]) for row in statements]),
        },
        "rows": {
            "count": len(paired), "telling": paired,
            **{c: _column([at(row[c]) for row in confrontations]) for c in ("who", "whom")},
            **{c: _column([int(row[c]) for row in confrontations]) for c in ("directed", "attempted")},
        },
        "background": _background(ledger, at),
        "documents": _documents(ledger, at),
        "relayed": _things(ledger, "relayedBy", at),
        "bases": _things(ledger, "basis", at),
        "places": _places(ledger, at),
        "properties": _properties(at),
        "headings": {kind: sorted(map(at, _of_kind(ledger, kind))) for kind in _CHOSEN},
        "hash": _hash(ledger),
    }  # fmt: skip
    found["days"] = [[at(text), *(day and str(day) for day in days(text))] for text in _dated(statements)]
    known = [term for term in at.known() if isinstance(term, str)]
    found["labels"] = {at(t): ledger.names.labels[t] for t in known if t in ledger.names.labels}
    found["aliases"] = {at(t): ledger.names.aliases[t] for t in known if t in ledger.names.aliases}
    found["terms"] = at.runs()
    return found


def _column(values: list[int]) -> Any:
    """The values, or the one that all are."""
    return values[0] if values and len(set(values)) == 1 else values


def _dated(statements: Iterable[Row]) -> list[str]:
    return sorted({str(row["value"]) for row in statements if row["property"] == ST + "when"})


def _of_kind(ledger: Ledger, kind: str) -> set[str]:
    """What some row tells of: a choice of anything else would choose nothing."""
    rows, known = ledger.every_confrontation, ledger.background
    if kind == "incident":
        return {row["incident"] for row in rows if row["incident"]}
    if kind == "place":
        return {up for row in rows if row["place"] for up in known.within.get(row["place"], {row["place"]})}
    if kind == "event type":
        return {up for row in rows for up in known.broader.get(row["event_type"], {row["event_type"]})}
    return {row["group"] for row in rows if f"/id/{KINDS['side'][0]}/" in row["group"]}


def _background(ledger: Ledger, at: _Terms) -> dict[str, Any]:
    known = ledger.background
    rows = ledger.every_confrontation
    pairs = {(row[end], row["said_by"]) for row in rows for end in ("who", "whom") if row[end]}
    pairs |= {(known.organisation(actor, by), by) for actor, by in pairs}
    pairs |= {
        (str(row["value"]), row["said_by"]) for row in ledger.every_statement if "/id/actor/" in str(row["value"])
    }
    return {
        "within": _sets(known.within, at),
        "broader": _sets(known.broader, at),
        "excludes": sorted(sorted(map(at, pair)) for pair in known.excludes),
        "speaks_for": _sets({who: voices for who, voices in known.speaks_for.items() if len(voices) > 1}, at),
        "group": [[at(who), at(group)] for who, group in sorted(known.group.items())],
        "kind": [[at(who), at(kind)] for who, kind in sorted(known.kind.items())],
        "organisation": _lifts(pairs, lambda a, by: known.organisation(a, by), lambda a: a, at),
        "side": _lifts(pairs, lambda a, by: known.side(a, by), lambda _: None, at),
        "belongs": _lifts(pairs, lambda a, by: _above(known, a, by), lambda _: (), at),
        "ties": sorted({
            (at(row["about"]), at(row["property"]), at(row["value"]), at(row["said_by"]))
            for row in ledger.every_statement
            if not row["event"] and row["stance"] == ST + "Asserts" and row["property"].removeprefix(ST) in _TIES
        }),
    }  # fmt: skip


def _above(known: Background, actor: str, by: str) -> tuple[str, ...]:
    return tuple(sorted(known.belongs_to(actor, by) - {actor}))


def _sets(found: dict[str, frozenset[str]], at: _Terms) -> list[list[Any]]:
    return [[at(key), sorted(map(at, found[key]))] for key in sorted(found)]


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


def _documents(ledger: Ledger, at: _Terms) -> list[list[Any]]:
    """[document, title, address, published, publisher] for each."""
    dct, found = PREFIXES["dcterms"], []
    for document in sorted(ledger.record.documents(), key=lambda d: d.value):
        facts = {p: o for _, p, o in ledger.record.match(document.value)}
        publisher = facts.get(dct + "publisher")
        found.append([
            at(document.value), facts.get(dct + "title") or ledger.names.label(document.value), facts.get(ST + "url"),
            facts.get(dct + "issued"), ledger.names.label(publisher) if publisher else None,
        ])  # fmt: skip
    return found


def _things(ledger: Ledger, name: str, at: _Terms) -> list[list[int]]:
    return sorted([at(said), at(thing)] for said, _, thing in ledger.record.match(None, ST + name))


def _places(ledger: Ledger, at: _Terms) -> list[list[Any]]:
    """[place, longitude, latitude, radius in km] for each place whose point is known."""
    geo, match = PREFIXES["geo"], ledger.record.match
    points = {thing: text for thing, _, text in match(None, geo + "asWKT")}
    radius = {place: float(km) for place, _, km in match(None, ST + "geoPrecision")}
    found = []
    for place, _, geometry in sorted(match(None, geo + "hasGeometry")):
        point = re.fullmatch(r"POINT ?\(([-\d.]+) ([-\d.]+)\)", points.get(geometry, ""))
        if point:
            found.append([at(place), float(point[1]), float(point[2]), radius.get(place, 0.0)])
    return found


def _properties(at: _Terms) -> list[list[Any]]:
    """[property, label, phrase, whether it has one value only, whether its value acts or is acted upon], in order."""
    return [
        [at(iri), p.label, p.phrase, p.single, "actor" in p.values and p.of_event] for iri, p in PROPERTY_BY_IRI.items()
    ]


def _hash(ledger: Ledger) -> str:
    """SHA-256 of the record's triples, sorted: two records of the same claims have the same."""
    lines = sorted(f"{t.subject} {t.predicate} {t.object} ." for t in ledger.record.triples())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

