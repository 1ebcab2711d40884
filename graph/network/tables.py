"""Who confronts whom over datasets: the rules of ``dyads`` over tables of confrontations, as Ibis expressions.

A record on disk keeps one Parquet table for each dataset. Its rows are never taken through Python one by one: a view
filters them, acts and dyads are two group-bys, on DuckDB here and on any engine that Ibis speaks. Acts that need more
than that (told by a report too, or by two claims) are few, and go through ``dyads`` itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.network.background import Background, Row
from graph.network.dyads import Dyad, by_event, dyads_of
from graph.network.grade import GRADES, Grade
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, View
from graph.queries.ask import Answer, ask, questions
from graph.record.record import Record
from graph.record.tables import facts_of, tables_of
from graph.vocabulary import PREFIXES, ST

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["Tally", "asked_of_reports", "dyads_of_rows", "every_row", "tallies"]

_SEPARATOR = "\x1f"
_ASSERTS = ST + "Asserts"


@dataclass
class Tally:
    """A dyad and what it stands on, counted: see ``Dyad``, of which this is the sum over reports and datasets.

    ``events`` and ``claims`` are numbers; ``groups`` those behind the one act that most of them assert.
    """

    who: str | None
    whom: str | None
    directed: bool
    events: int
    claims: int
    sources: set[str]
    supporting: set[str]
    groups: frozenset[str]
    types: set[str]
    first: str | None
    last: str | None
    grades: dict[str, int]
    reason: str
    hedged: bool
    attempted: bool
    dyads: list[Dyad] = field(default_factory=list, repr=False)

    @property
    def grade(self) -> Grade:
        """That of its best act, as ``Dyad.grade``."""
        best = min(self.grades, key=GRADES.index)
        contested = self.grades.get("contested", 0)
        if contested and best != "contested":
            reason = re.sub(r"; \d+ of \d+ acts contested$", "", self.reason)
            return Grade(best, f"{reason}; {contested} of {self.events} acts contested")
        return Grade(best, self.reason)


# ------------------------------------------------------------------------------------------------------ the expressions


def dyads_of_rows(rows: ir.Table, least_groups: int = 1) -> ir.Table:
    """The dyads of rows that assert, one line each: the two group-bys from which ``tallies`` are made.

    ``rows`` have ``event, event_type, who, whom, directed, earliest, latest, claim, said_by, group, accused_a,
    accused_b``. Gives ``who, whom, directed, events, claims, sources, types, first, last, most, confirmed, fair,
    weak, why_confirmed, why_fair``; ``most`` are the groups of the act with most of them, after their number,
    ``confirmed``, ``fair`` and ``weak`` count acts by grade, and ``why_…`` ends in the number of groups behind the
    earliest act of that grade.
    """
    import ibis

    acts = rows.group_by("event", "who", "whom", "directed").agg(
        groups=rows["group"].collect(distinct=True),
        accused_a=rows.accused_a.min(), accused_b=rows.accused_b.min(),
        claims=rows.claim.nunique(), first=rows.earliest.min(), last=rows.latest.max(),
    )  # fmt: skip
    acts = acts.mutate(number=acts.groups.length())
    if least_groups > 1:
        acts = acts.filter(acts.number >= least_groups)
        kept = acts.select("event", "who", "whom", "directed")
        rows = rows.semi_join(kept, [rows.event == kept.event, rows.who.identical_to(kept.who),
                                     rows.whom.identical_to(kept.whom), rows.directed == kept.directed])  # fmt: skip
    own = acts.groups
    by_itself = (acts.number > 1) & (acts.accused_a.isnull() | own.contains(acts.accused_a)) & (
        acts.accused_b.isnull() | own.contains(acts.accused_b)
    ) & (acts.accused_a.notnull() | acts.accused_b.notnull())  # fmt: skip
    # The earliest of the best acts gives the reason, as it does in ``Dyad.grade``.
    reason = acts["first"].fill_null("") + acts.event + _SEPARATOR + acts.number.cast("string")
    named = acts.number.cast("string").lpad(6, "0") + _SEPARATOR + own.sort().join(_SEPARATOR)
    acts = acts.mutate(
        named=named,
        confirmed=by_itself.fill_null(False).cast("int64"),
        fair=((acts.number > 1) & ~by_itself.fill_null(False)).cast("int64"),
        weak=(acts.number == 1).cast("int64"),
        reason=ibis.cases((acts.number > 1, reason), else_=ibis.null("string")),
    )
    counted = acts.group_by("who", "whom", "directed").agg(
        events=acts.count(), claims=acts.claims.sum(), most=acts.named.max(), first=acts["first"].min(),
        last=acts["last"].max(), why_confirmed=acts.reason.min(where=acts.confirmed == 1),
        why_fair=acts.reason.min(where=acts.fair == 1), confirmed=acts.confirmed.sum(), fair=acts.fair.sum(),
        weak=acts.weak.sum(),
    )  # fmt: skip
    names = rows.group_by("who", "whom", "directed").agg(
        sources=rows.said_by.collect(distinct=True), types=rows.event_type.collect(distinct=True)
    )
    joined = counted.join(names, [counted.who.identical_to(names.who), counted.whom.identical_to(names.whom),
                                  counted.directed == names.directed])  # fmt: skip
    return joined.select(
        "who", "whom", "directed", "events", "claims", "sources", "types", "first", "last", "most", "confirmed", "fair",
        "weak", "why_confirmed", "why_fair",
    )  # fmt: skip


def chosen(table: ir.Table, view: View, known: Background, groups: dict[str, str]) -> ir.Table:
    """The rows of a table of confrontations that a view chooses, at its level, ready for ``dyads_of_rows``."""
    import ibis

    rows = table.filter(table.confronts)
    if view.incident:
        rows = rows.filter(ibis.literal(False))
    if view.said_by:
        rows = rows.filter(rows.said_by.isin(sorted(_voices(view.said_by, known))))
    if view.without:
        rows = rows.filter(~rows.said_by.isin(sorted(_voices(view.without, known))))
    if view.event_type:
        rows = rows.filter(rows.event_type.isin(sorted(_under(view.event_type, known.broader))))
    if view.place:
        rows = rows.filter(rows.place.isin(sorted(_under(view.place, known.within))))
    if view.since:
        rows = rows.filter(rows.latest >= view.since.isoformat())
    if view.until:
        rows = rows.filter(rows.earliest <= view.until.isoformat())
    if view.as_of:
        rows = rows.filter(rows.said_on <= view.as_of.isoformat())
    rows = rows.mutate(group=_looked_up(rows.said_by, groups))
    if view.side:
        rows = rows.filter(rows["group"].isin(sorted(view.side)))
    if view.level != "actor":
        lifts = _lifts(known, view)
        who, whom = _looked_up(rows.who, lifts), _looked_up(rows.whom, lifts)
        both = ~rows.directed & who.notnull() & whom.notnull()
        rows = rows.mutate(who=ibis.cases((both, ibis.least(who, whom)), else_=who),
                           whom=ibis.cases((both, ibis.greatest(who, whom)), else_=whom))  # fmt: skip
    sides = {actor: side for actor in known.sided() if (side := known.side(actor))}
    accused = _looked_up(rows.who, sides)
    return rows.mutate(
        accused_a=accused,
        accused_b=ibis.cases((rows.directed, None), else_=_looked_up(rows.whom, sides)),
    )


def _voices(sources: Iterable[str], known: Background) -> set[str]:
    """The sources, and those who speak for them."""
    wanted = set(sources)
    return wanted | {source for source, voices in known.speaks_for.items() if voices & wanted}


def _under(values: Iterable[str], above: dict[str, frozenset[str]]) -> set[str]:
    wanted = set(values)
    return wanted | {value for value, broader in above.items() if broader & wanted}


def _looked_up(column: Any, found: dict[str, str]) -> Any:
    """The column with the few values that have another in its place; all others as they are."""
    import ibis

    changed = sorted((key, value) for key, value in found.items() if key != value)
    return ibis.cases(*((column == key, value) for key, value in changed), else_=column) if changed else column


def _lifts(known: Background, view: View) -> dict[str, str]:
    found = {}
    for actor in known.tied():
        whole = known.organisation(actor, "")
        found[actor] = whole if view.level == "organisation" else known.side(actor) or known.side(whole) or whole
    return found


# ------------------------------------------------------------------------------------------------------------- a record


def tallies(ledger: Ledger, view: View = EVERYTHING) -> list[Tally]:
    """The dyads that a view shows over reports and datasets, those with most groups and acts first."""
    reports = ledger.confrontations_of_reports(view)
    found = {}
    asked = Asked.of(ledger)
    apart = asked.apart(view, ledger, {row["event"] for row in reports})
    for dyad in dyads_of(by_event([*reports, *apart[1]]), ledger, view):
        found[(dyad.who, dyad.whom, dyad.directed)] = _tally(dyad)
    for line in asked.dyads(view, ledger, apart[0]):
        if not view.faces(line["who"], line["whom"]):
            continue
        ends = (line["who"], line["whom"], line["directed"])
        counted = _counted(line)
        found[ends] = _sum(found[ends], counted) if ends in found else counted
    label = ledger.names.label
    return sorted(found.values(), key=lambda t: (-len(t.groups), -t.events, label(t.who), label(t.whom), t.directed))


def _tally(dyad: Dyad) -> Tally:
    grades: dict[str, int] = {}
    for act in dyad.acts:
        grades[act.grade.name] = grades.get(act.grade.name, 0) + 1
    supporting = {row["said_by"] for act in dyad.acts for row in act.supporting} - dyad.sources
    return Tally(
        dyad.who, dyad.whom, dyad.directed, len(dyad.acts), len(dyad.values("claim")), dyad.sources, supporting,
        dyad.groups, dyad.values("event_type"), dyad.first, dyad.last, grades, dyad.grade.reason, dyad.hedged,
        dyad.attempted, [dyad],
    )  # fmt: skip


def _counted(line: dict[str, Any]) -> Tally:
    _, *groups = line["most"].split(_SEPARATOR)
    grades = {name: line[name] for name in ("confirmed", "fair", "weak") if line[name]}
    best = min(grades, key=GRADES.index)
    behind = int(line[f"why_{best}"].rsplit(_SEPARATOR, 1)[1]) if best != "weak" else 1
    many = f"asserted by {behind} independent group{'s' if behind != 1 else ''}"
    reason = {"confirmed": f"{many}, the side it accuses among them; denied by none", "fair": f"{many}, denied by none",
              "weak": f"{many} alone"}[best]  # fmt: skip
    return Tally(
        line["who"], line["whom"], line["directed"], line["events"], line["claims"], set(line["sources"]), set(),
        frozenset(groups), set(line["types"]), line["first"], line["last"], grades, reason, False, False,
    )  # fmt: skip


def _sum(one: Tally, other: Tally) -> Tally:
    grades = {name: one.grades.get(name, 0) + other.grades.get(name, 0) for name in {*one.grades, *other.grades}}
    best = min((one, other), key=lambda t: min(GRADES.index(name) for name in t.grades))
    sources = one.sources | other.sources
    days = (one, other)
    return Tally(
        one.who, one.whom, one.directed, one.events + other.events, one.claims + other.claims, sources,
        (one.supporting | other.supporting) - sources,
        max(one.groups, other.groups, key=lambda groups: (len(groups), sorted(groups))), one.types | other.types,
        min((t.first for t in days if t.first), default=None), max((t.last for t in days if t.last), default=None),
        grades, best.reason, one.hedged and other.hedged, one.attempted and other.attempted, one.dyads + other.dyads,
    )  # fmt: skip


class Asked:
    """A record's tables, open in DuckDB."""

    def __init__(self, record: Record) -> None:
        import ibis

        self._paths = _paths(record)
        self._shared = any(facts_of(record.where, _node(d)).get("shared") for d in self._paths)
        self._con = ibis.duckdb.connect()
        self._table = self._con.read_parquet([str(path) for path in self._paths.values()], table_name="confrontations")
        self._groups: dict[str, str] | None = None

    @classmethod
    def of(cls, ledger: Ledger) -> Asked:
        """The tables of a ledger's record, opened once."""
        found = ledger.__dict__.get("_asked")
        if found is None:
            found = ledger.__dict__["_asked"] = cls(ledger.record)
        assert isinstance(found, cls)
        return found

    def groups(self, ledger: Ledger) -> dict[str, str]:
        """The independence group of those sources of datasets who are tied to somebody; the others are their own."""
        if self._groups is None:
            tied = {str(row["about"]) for row in ledger.every_statement if row["property"] in _TIES}
            self._groups = groups_of(ledger.record, tied)
        return self._groups

    def dyads(self, view: View, ledger: Ledger, apart: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The lines of ``dyads_of_rows`` for a view, the events in ``apart`` left out."""
        table = self._table
        if apart:
            table = table.filter(~table.event.isin(list(apart)))
        rows = chosen(table, view, ledger.background, self.groups(ledger))
        found: list[dict[str, Any]] = self._con.to_pyarrow(dyads_of_rows(rows, view.min_groups)).to_pylist()
        return found

    def apart(self, view: View, ledger: Ledger, told: set[str]) -> tuple[list[str], list[Row]]:
        """The events that need the rules in full, and their rows: told by a report too, or by two claims, or by actors
        whose ties only some sources tell.
        """
        table, events = self._table, []
        if told:
            events += self._column(table.filter(table.event.isin(sorted(told))).select("event").distinct())
        if self._shared:
            claims = table.group_by("event").agg(claims=table.claim.nunique())
            events += self._column(claims.filter(claims.claims > 1).select("event"))
        own = sorted(ledger.background.told_apart())
        if own:
            theirs = table.filter(table.who.isin(own) | table.whom.isin(own))
            events += self._column(theirs.select("event").distinct())
        if not events:
            return [], []
        rows = self._con.to_pyarrow(table.filter(table.confronts & table.event.isin(events))).to_pylist()
        rows = [_row(row, self.groups(ledger)) for row in rows]
        return events, [ledger.lifted(row, view) for row in rows if view.admits(row, ledger.background)]

    def _column(self, table: ir.Table) -> list[str]:
        found: list[str] = self._con.to_pyarrow(table)["event"].to_pylist()
        return found

    def events(self, view: View, ledger: Ledger) -> dict[tuple[Any, ...], tuple[list[str], list[str]]]:
        """The IRIs of the events and claims behind each dyad, by its ends and direction."""
        rows = chosen(self._table, view, ledger.background, self.groups(ledger))
        if view.min_groups > 1:
            acts = rows.group_by("event").agg(number=rows["group"].nunique())
            rows = rows.semi_join(acts.filter(acts.number >= view.min_groups), "event")
        pairs = rows.select("who", "whom", "directed", "event", "claim").distinct()
        found = pairs.group_by("who", "whom", "directed").agg(
            events=pairs.event.collect(distinct=True), claims=pairs.claim.collect(distinct=True)
        )
        return {
            (line["who"], line["whom"], line["directed"]): (line["events"], line["claims"])
            for line in self._con.to_pyarrow(found).to_pylist()
        }

    def rows(self, groups: dict[str, str]) -> list[Row]:
        rows = self._table.filter(self._table.confronts).order_by("earliest", "event", "said_by", "said")
        return [_row(row, groups) for row in self._con.to_pyarrow(rows).to_pylist()]


_TIES = {ST + name for name in ("side", "worksFor", "runBy")}


def _node(iri: str) -> Any:
    from pyoxigraph import NamedNode

    return NamedNode(iri)


def _paths(record: Record) -> dict[str, Path]:
    """The tables of those datasets that the record still holds."""
    from pyoxigraph import NamedNode

    is_type, dataset = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(ST + "Dataset")
    return {
        document: path for document, path in tables_of(record.where).items()
        if any(record.store.triples([NamedNode(document)], is_type, [dataset]))
    }  # fmt: skip


def _row(row: dict[str, Any], groups: dict[str, str]) -> Row:
    """A row of a table as ``who-confronts-whom.rq`` gives it."""
    del row["confronts"]
    said_by = row["said_by"]
    return {**row, "incident": None, "stance": _ASSERTS, "group": groups.get(said_by, said_by), "hedged": False,
            "attempted": False, "published": None}  # fmt: skip


def every_row(record: Record) -> list[Row]:
    """All rows of the datasets' tables, one by one: for what has no other way, and memory for each of them."""
    if not _paths(record):
        return []
    return Asked(record).rows(groups_of(record, None))


_VOICE = re.compile(r"\{\s*SELECT \?said_by \(MIN.*?GROUP BY \?said_by\s*\}", re.DOTALL)
_WHO = "{ SELECT DISTINCT ?said_by WHERE { ?any st:saidBy ?said_by } }"


def groups_of(record: Record, sources: Iterable[str] | None) -> dict[str, str]:
    """The independence group of these sources, by the part of ``who-confronts-whom.rq`` that says it.

    Of all who have a side, or work for or are run by somebody, where none are given.
    """
    voice = _VOICE.search(questions()["who-confronts-whom"].sparql)
    assert voice
    if sources is None:
        who = "{ SELECT DISTINCT ?said_by WHERE { ?tie st:about ?said_by ; st:side|st:worksFor|st:runBy ?whom } }"
    else:
        who = f"VALUES ?said_by {{ {' '.join(f'<{source}>' for source in sorted(sources))} }}"
    assert _WHO in voice[0]
    answer = ask(record, f"SELECT ?said_by ?voice WHERE {voice[0].replace(_WHO, who)}")
    return {said_by: voice for said_by, voice in answer.values() if said_by and voice}


def asked_of_reports(record: Record, question: str) -> Answer:
    """The answer to a named question, asked only of documents that have no table of confrontations."""
    documents = sorted({d.value for d in _reports(record)})
    if not documents:
        return Answer()
    given = " ".join(f"<{document}>" for document in documents)
    sparql = questions()[question].sparql
    assert _WHO in sparql
    who = f"VALUES ?of {{ {given} }} ?any st:document ?of ; st:saidBy ?said_by"
    sparql = sparql.replace(_WHO, f"{{ SELECT DISTINCT ?said_by WHERE {{ {who} }} }}")
    return ask(record, sparql.replace("WHERE {", f"WHERE {{ VALUES ?document {{ {given} }}", 1))


def _reports(record: Record) -> Iterable[Any]:
    from pyoxigraph import NamedNode

    tables, is_type = _paths(record), NamedNode(PREFIXES["rdf"] + "type")
    for name in ("Report", "Dataset", "Document"):
        for triple in record.store.triples(prop=is_type, objects=[NamedNode(ST + name)]):
            if triple.subject.value not in tables:  # type: ignore[union-attr]
                yield triple.subject
