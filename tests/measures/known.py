"""Networks with known values, and ledgers made of rows, for the tests of measures."""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from pyoxigraph import Literal, NamedNode, Triple

from standoff.record.keeper import open_keeper
from standoff.rules.background import Background, Circles
from standoff.rules.ledger import Ledger
from standoff.rules.tellings import tellings_of_confrontations, tellings_of_statements
from standoff.rules.testimony import testimony
from standoff.vocabulary import ID, ST

ROOT = Path(__file__).resolve().parents[2]


def shared(path: str) -> Path:
    """A file of ../shared, or of the folder that STANDOFF_SHARED names; without it the test is skipped."""
    for folder in (os.environ.get("STANDOFF_SHARED"), ROOT.parent / "shared"):
        if folder and (found := Path(folder) / path).exists():
            return found
    pytest.skip(f"there is no {path} in ../shared; set STANDOFF_SHARED to its folder")


def tribes() -> nx.Graph:
    """The Gahuku–Gama tribes (Read 1954), 16 nodes and 58 signed edges, as the R package signnet has them."""
    graph = nx.Graph()
    with shared("data/signed/gahuku_gama_tribes.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            graph.add_edge(row["a"], row["b"], sign=int(row["sign"]))
    return graph


def planted(actors: int, ties: int, noise: float, seed: int) -> nx.Graph:
    """Two camps, with a share of the ties having the other sign than the camps would give."""
    chance = random.Random(seed)
    graph = nx.gnm_random_graph(actors, ties, seed=seed)
    for u, v in graph.edges:
        graph.edges[u, v]["sign"] = (1 if (u - v) % 2 == 0 else -1) * (-1 if chance.random() < noise else 1)
    return graph


def actor(name: str | None) -> str | None:
    return ID + "actor/" + name if name else None


def confrontation(who: str | None, whom: str | None, **given: Any) -> dict[str, Any]:
    """One row of the confrontations: ``who`` acts against ``whom``; other columns as given, or a plain default."""
    row: dict[str, Any] = {
        "event": f"{who}-{whom}-{given.get('earliest')}",
        "incident": None,
        "event_type": "type",
        "score": None,
        "who": actor(who),
        "whom": actor(whom),
        "directed": True,
        "place": None,
        "earliest": None,
        "latest": None,
        "claim": "claim",
        "stance": ST + "Asserts",
        "said_by": "paper",
        "group": given.get("said_by", "paper"),
        "document": "report",
        "hedged": False,
        "attempted": False,
        "deaths_low": None,
        "deaths_best": None,
        "deaths_high": None,
        "said_on": None,
        "published": None,
    }
    row |= {"latest": given.get("earliest"), **given}
    row.setdefault("said", " ".join(str(row[c]) for c in ("event", "who", "whom", "said_by", "stance", "claim")))
    return row


def statement(about: str, prop: str, value: Any, **given: Any) -> dict[str, Any]:
    """One row of the statements: a source asserts this value of an event; other columns as given, or a default."""
    row: dict[str, Any] = {
        "about": about,
        "event": about,
        "property": prop,
        "value": value,
        "incident": None,
        "event_type": None,
        "place": None,
        "earliest": None,
        "latest": None,
        "claim": "claim",
        "stance": ST + "Asserts",
        "said_by": "paper",
        "group": given.get("said_by", "paper"),
        "coder": "coder",
        "document": "report",
        "hedged": False,
        "said_on": None,
        "published": None,
        "opinion": None,
        "coder_type": None,
        "coded_as": None,
    }
    row |= given
    row.setdefault("said", " ".join(str(row[c]) for c in ("about", "property", "value", "said_by", "stance")))
    return row


def ledger_of(
    rows: Iterable[dict[str, Any]] = (), statements: Iterable[dict[str, Any]] = (), sides: dict[str, str] | None = None
) -> Ledger:
    """A ledger of such rows: sides are of actors by name, statements as rows of statements.rq.

    Each score in the rows gets a kind of act of its own, since a score is that of a kind.
    """
    ledger = Ledger(open_keeper())
    confrontation_rows = [_of_scored_kind(row) for row in rows]
    statement_rows = list(statements)
    groups = {row["said_by"]: row["group"] for row in (*confrontation_rows, *statement_rows)}
    kinds = {row["event_type"]: row["score"] for row in confrontation_rows}
    known = Background(
        broader={},
        within={},
        excludes=frozenset(),
        excludes_aimed=frozenset(),
        speaks_for={s: frozenset({s}) for s in groups},
        kind={},
        mutual=frozenset(),
        confrontations=frozenset(kinds),
        firsts=frozenset(),
        denied_as={},
        _circles=Circles(),
        _belongs={},
        _sides={str(actor(a)): {"": side} for a, side in (sides or {}).items()},
    )
    score = NamedNode(ST + "ploverScore")
    scored = {Triple(NamedNode(kind), score, Literal(value)) for kind, value in kinds.items() if value is not None}
    ledger.record.store.write(set(), scored)
    tellings = [*tellings_of_statements(statement_rows), *tellings_of_confrontations(confrontation_rows)]
    vars(ledger.rows).update(
        every_confrontation=confrontation_rows,
        every_statement=statement_rows,
        background=known,
        testimony=testimony(tellings, known),
    )
    return ledger


def _of_scored_kind(row: dict[str, Any]) -> dict[str, Any]:
    return row if row["score"] is None else {**row, "event_type": f"{ID}kind/score{row['score']}"}
