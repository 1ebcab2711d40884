"""A view as SPARQL: a query that, asked of the record, gives the rows of the table of confrontations under that view.

    who-confronts-whom.rq ──filters──▶ chosen rows ──level──▶ lifted ends ──between, groups──▶ rows shown

Names are resolved: sources who speak for a chosen one stand in the query by name, and so do the organisations and sides
by which actors are shown, because whose membership counts depends on who tells of it (``standoff.rules.background``).
What the rules decide stands in the query as data: the group of each source, and with ``between`` or ``min_groups`` the
attributions of the acts that are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..queries.ask import questions
from ..rules.confrontations import COLUMNS, shown_rows
from ..rules.ledger import Ledger
from ..rules.view import View

__all__ = ["view_sparql"]

_PREFIXES = """\
PREFIX st: <https://w3id.org/standoff/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>"""


def view_sparql(ledger: Ledger, view: View) -> str:
    """The query, in SPARQL 1.1 that any store with the record answers; its columns are ``COLUMNS`` of confrontations.

    Its rows are ``standoff.rules.confrontations.shown_rows(ledger, view)``, sorted by day, event and source.
    """
    rows = _rows(ledger, view)
    where = [rows, *_shown(ledger, view)]
    sentence = " ".join(view.sentence(ledger.names).split())
    return "\n".join(
        [
            f"# Confrontations {sentence}",
            _PREFIXES,
            f"SELECT {' '.join('?' + name for name in COLUMNS)}",
            "WHERE {",
            *(_indented(part) for part in where),
            "}",
            "ORDER BY ?earliest ?event ?said_by ?said ?who ?whom",
        ]
    )


def _rows(ledger: Ledger, view: View) -> str:
    """The group pattern of the rows that the view chooses, ``between`` and ``min_groups`` left aside."""
    text = questions()["who-confronts-whom"].sparql
    base = "\n".join(line for line in text[text.index("SELECT DISTINCT") :].splitlines() if line[:8] != "ORDER BY")
    base = base.replace("BIND (?said_by AS ?group)", _groups(ledger))
    filters = list(_filters(ledger, view))
    lifts = _lifts(ledger, view)
    if not lifts:
        return "\n".join([f"{{\n{_indented(base)}\n}}", *filters])
    base = re.sub(r"\?(whom?)\b", r"?own_\1", base)
    ends = "\n".join(
        f"OPTIONAL {{ VALUES (?by_{end} ?of_{end} ?to_{end}) {{ {lifts} }} "
        f"FILTER (?by_{end} = ?said_by && ?of_{end} = ?own_{end}) }}\n"
        f"BIND (COALESCE(?to_{end}, ?own_{end}) AS ?lifted_{end})"
        for end in ("who", "whom")
    )
    swap = "!?directed && BOUND(?lifted_who) && BOUND(?lifted_whom) && STR(?lifted_whom) < STR(?lifted_who)"
    order = f"""\
BIND ({swap} AS ?swapped)
BIND (IF(?swapped, ?lifted_whom, ?lifted_who) AS ?who)
BIND (IF(?swapped, ?lifted_who, ?lifted_whom) AS ?whom)"""
    return "\n".join([f"{{\n{_indented(base)}\n}}", *filters, ends, order])


def _filters(ledger: Ledger, view: View) -> Iterable[str]:
    voiced = ledger.background.sources_and_speakers
    if view.said_by:
        yield f"FILTER (?said_by IN ({_iris(voiced(view.said_by))}))"
    if view.without:
        yield f"FILTER (?said_by NOT IN ({_iris(voiced(view.without))}))"
    if view.side:
        yield f"FILTER (?group IN ({_iris(view.side)}))"
    if view.incident:
        yield f"FILTER (?incident IN ({_iris(view.incident)}))"
    if view.place:
        at = _iris(view.place, " ")
        yield f"FILTER (BOUND(?place) && EXISTS {{ VALUES ?at {{ {at} }} ?place st:within* ?at }})"
    if view.event_type:
        yield f"FILTER EXISTS {{ VALUES ?kind {{ {_iris(view.event_type, ' ')} }} ?event_type skos:broader* ?kind }}"
    if view.since:
        yield f'FILTER (STR(?latest) >= "{view.since}")'
    if view.until:
        yield f'FILTER (STR(?earliest) <= "{view.until}")'
    if view.as_of:
        yield f'FILTER (STR(COALESCE(?said_on, ?published)) <= "{view.as_of}")'


def _lifts(ledger: Ledger, view: View) -> str:
    """(source, actor, what the level shows for it), for each that is not shown as itself."""
    if view.level == "actor":
        return ""
    own = ledger.confrontations(view.with_changes(level="actor"))
    pairs = {
        (before["said_by"], before[end], view.lift(before[end], before["said_by"], ledger.background))
        for before in own
        for end in ("who", "whom")
        if before[end]
    }
    return " ".join(f"(<{by}> <{end}> <{to}>)" for by, end, to in sorted(pairs) if end != to)


def _groups(ledger: Ledger) -> str:
    """What gives the group of each attribution: the source, unless the rules say otherwise."""
    rows = ledger.rows.report_confrontations
    by_source = {(row["said_by"], row["group"]) for row in rows if row["group"] != row["said_by"]}
    unnamed = ledger.rows.independence.unnamed
    of_source = " ".join(f"(<{by}> <{group}>)" for by, group in sorted(by_source) if by not in unnamed)
    of_said = " ".join(
        f"(<{row['said']}> <{row['group']}>)"
        for row in sorted(rows, key=lambda row: str(row["said"]))
        if row["said_by"] in unnamed and row["group"] != row["said_by"]
    )
    lines = [f"OPTIONAL {{ VALUES (?said_by ?group_of_source) {{ {of_source} }} }}" if of_source else ""]
    lines += [f"OPTIONAL {{ VALUES (?said ?group_of_said) {{ {of_said} }} }}" if of_said else ""]
    known = [name for name, found in (("?group_of_said", of_said), ("?group_of_source", of_source)) if found]
    return "\n  ".join([*filter(None, lines), f"BIND (COALESCE({', '.join([*known, '?said_by'])}) AS ?group)"])


def _shown(ledger: Ledger, view: View) -> Iterable[str]:
    """With ``between`` or ``min_groups``, the rows of the acts that the rules show."""
    if not view.between and view.min_groups == 1:
        return
    keys = {(row["said"], row["who"], row["whom"]) for row in shown_rows(ledger, view)}
    listed = " ".join(f"(<{said}> {_term(who)} {_term(whom)})" for said, who, whom in sorted(keys, key=str))
    yield f"VALUES (?said_ ?who_ ?whom_) {{ {listed} }}"
    yield 'FILTER (?said = ?said_ && COALESCE(STR(?who), "") = STR(?who_) && COALESCE(STR(?whom), "") = STR(?whom_))'


def _term(end: str | None) -> str:
    return f"<{end}>" if end else '""'


def _iris(iris: Iterable[str], joint: str = ", ") -> str:
    return joint.join(f"<{iri}>" for iri in sorted(iris))


def _indented(text: str, by: int = 2) -> str:
    return "\n".join(" " * by + line if line else line for line in text.splitlines())
