"""Who confronts whom in datasets: the rules of ``dyads`` applied to tables of confrontations, as Ibis expressions.

A record on disk stores one Parquet table for each dataset. Python never loops over its rows: a view filters them, and
two group-bys give acts and dyads. The few acts that need more (also in a report, or in two claims) go through
``dyads`` itself.

In DuckDB every IRI is a number, its position in the sorted order of all IRIs. Grouping by numbers is five times as
fast, and any rule about the order of IRIs also holds for the numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from ..extras import READS_TABLES, needs
from ..record.keeper import Keeper
from ..record.table_check import checked_tables
from ..record.table_notes import facts_of
from ..sealed_duckdb import lock, path_literally, seal
from ..vocabulary import ST
from .background import Background, Row
from .known_days import KnownDays
from .view import View

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["DatasetTables", "chosen_rows", "dyads_of_rows", "every_row"]

_ASSERTS = ST + "Asserts"
_NODES = ("who", "whom", "said_by", "event_type", "place")
_SUMS = ("confirmed", "fair", "weak", "deaths_low", "deaths_best", "deaths_high", "with_deaths", "with_best")


# ------------------------------------------------------------------------------------------------------ the expressions


def dyads_of_rows(rows: ir.Table, least_groups: int = 1) -> ir.Table:
    """The dyads of asserting rows, one line for each two ends and kind of act: the group-bys of which ``tallies`` are
    made.

    ``rows`` have ``event, event_type, who, whom, directed, earliest, latest, said_by, group, own, deaths_low,
    deaths_best, deaths_high``; each event has one claim, and ``own`` is the group whose word is the doer's own. Returns
    ``who, whom, directed, event_type, acts, sources, fewest, most, first, last, confirmed, fair, weak, deaths_low,
    deaths_best, deaths_high, with_deaths, with_best``. ``confirmed``, ``fair`` and ``weak`` count acts by grade,
    ``fewest`` and ``most`` are numbers of groups; ``with_deaths`` counts the acts with a number of deaths,
    ``with_best`` those with a best estimate.
    """
    import ibis

    ends = ("who", "whom", "directed", "event_type")
    # Group first by group, then by act: counting distinct groups in one step takes longer.
    by_group = rows.group_by("event", *ends, "group", "own").agg(
        first=rows.earliest.min(),
        last=rows.latest.max(),
        low=rows.deaths_low.min(),
        best=rows.deaths_best.min(),
        high=rows.deaths_high.max(),
    )
    by_itself = (by_group["group"] == by_group.own).fill_null(False)
    acts = by_group.group_by("event", *ends).agg(
        number=by_group.count(),
        itself=by_itself.cast("int").max(),
        first=by_group["first"].min(),
        last=by_group["last"].max(),
        low=by_group.low.min(),
        best=by_group.best.min(),
        high=by_group.high.max(),
    )
    if least_groups > 1:
        acts = acts.filter(acts.number >= least_groups)
        enough = acts.select("event").distinct()
        rows = rows.semi_join(enough, "event")
    acts = acts.mutate(
        confirmed=(acts.number > 1) & (acts.itself == 1),
        fair=(acts.number > 1) & (acts.itself == 0),
        weak=acts.number == 1,
        least=ibis.coalesce(acts.low, acts.best),
        greatest=ibis.coalesce(acts.high, acts.best),
    )
    counted = acts.group_by(*ends).agg(
        acts=acts.count(),
        fewest=acts.number.min(),
        most=acts.number.max(),
        first=acts["first"].min(),
        last=acts["last"].max(),
        confirmed=acts.confirmed.sum(),
        fair=acts.fair.sum(),
        weak=acts.weak.sum(),
        deaths_low=acts.least.sum(),
        deaths_best=acts.best.sum(),
        deaths_high=acts.greatest.sum(),
        with_deaths=(acts.least.notnull() | acts.greatest.notnull()).sum(),
        with_best=acts.best.notnull().sum(),
    )
    names = rows.group_by(*ends).agg(sources=rows.said_by.collect(distinct=True))
    joined = counted.join(
        names,
        [
            counted.who.identical_to(names.who),
            counted.whom.identical_to(names.whom),
            counted.directed == names.directed,
            counted.event_type == names.event_type,
        ],
    )
    return joined.select(*counted.columns, "sources")


def chosen_rows(
    rows: ir.Table,
    view: View,
    known: Background,
    groups: Mapping[str, str],
    own: Mapping[str, str],
    number: dict[str, Any] | None = None,
) -> ir.Table:
    """The rows of a table of confrontations that a view chooses, at the view's level, ready for ``dyads_of_rows``.

    ``groups`` maps each source to its independence group, ``own`` each actor to the group whose word is its own; those
    that are their own group may be missing. ``number`` maps each IRI to its number, for a table that has numbers.
    """
    import ibis

    def at(iri: str) -> Any:
        return iri if number is None else number.get(iri)

    def among(column: Any, iris: Iterable[str]) -> Any:
        return column.isin(sorted(number_or_iri for iri in iris if (number_or_iri := at(iri)) is not None))

    def looked_up(column: Any, replacements: Mapping[str, str]) -> Any:
        """The column with the few values in ``replacements`` replaced; all others unchanged."""
        changed = sorted(
            (at(key), at(value)) for key, value in replacements.items() if key != value and at(key) is not None
        )
        return ibis.cases(*((column == key, value) for key, value in changed), else_=column) if changed else column

    if view.incident:
        rows = rows.filter(ibis.literal(False))
    if view.said_by:
        rows = rows.filter(among(rows.said_by, known.sources_and_speakers(view.said_by)))
    if view.without:
        rows = rows.filter(~among(rows.said_by, known.sources_and_speakers(view.without)))
    if view.event_type:
        rows = rows.filter(among(rows.event_type, _under(view.event_type, known.broader)))
    if view.place:
        rows = rows.filter(among(rows.place, _under(view.place, known.within)))
    if view.since:
        rows = rows.filter(rows.latest >= view.since.isoformat())
    if view.until:
        rows = rows.filter(rows.earliest <= view.until.isoformat())
    if view.as_of:
        said = ibis.coalesce(rows.said_on, rows.known_on) if "known_on" in rows.columns else rows.said_on
        rows = rows.filter(said <= view.as_of.isoformat())
    rows = rows.mutate(
        group=looked_up(rows.said_by, groups), own=ibis.cases((rows.directed, looked_up(rows.who, own)), else_=None)
    )
    if view.side:
        rows = rows.filter(among(rows["group"], view.side))
    if view.level != "actor":
        lifts = _lifts(known, view)
        who, whom = looked_up(rows.who, lifts), looked_up(rows.whom, lifts)
        both = ~rows.directed & who.notnull() & whom.notnull()
        rows = rows.mutate(
            who=ibis.cases((both, ibis.least(who, whom)), else_=who),
            whom=ibis.cases((both, ibis.greatest(who, whom)), else_=whom),
        )
    return rows


def _under(values: Iterable[str], above: dict[str, frozenset[str]]) -> set[str]:
    wanted = set(values)
    return wanted | {value for value, broader in above.items() if broader & wanted}


def _lifts(known: Background, view: View) -> dict[str, str]:
    lifted = {}
    for actor in known.actors_with_ties():
        whole = known.organisation(actor, "")
        lifted[actor] = whole if view.level == "organisation" else known.side(actor) or known.side(whole) or whole
    return lifted


# ------------------------------------------------------------------------------------------------ a record's own tables


class DatasetTables:
    """The tables of a record's datasets, open in DuckDB. ``groups`` maps their sources to independence groups.

    Raises MissingExtra where what reads them is not installed.
    """

    def __init__(self, record: Keeper, known: Background, groups: dict[str, str]) -> None:
        _readable()
        import ibis

        self._known, self._groups = known, groups
        paths = checked_tables(record)
        self._shared = any(facts_of(record.where, NamedNode(d)).get("shared") for d in paths)
        self._con = ibis.duckdb.connect()
        self._of_chosen: dict[tuple[int, bool], str] = {}
        self._days = KnownDays(record, paths)
        seal(self._con.con, [*paths.values(), *self._days.files])
        lock(self._con.con)
        self._written = self._con.read_parquet(list(map(path_literally, paths.values())), table_name="written")

    @cached_property
    def _own_groups(self) -> dict[str, set[str]]:
        """For each actor with ties, the groups of sources in these tables whose word is its own."""
        sources = self._con.raw_sql("SELECT DISTINCT said_by FROM written WHERE confronts").fetchall()
        present = {self._groups.get(source, source) for (source,) in sources}
        found = {actor: self._known.own_groups(actor) & present for actor in self._known.actors_with_ties()}
        return {actor: groups for actor, groups in found.items() if groups}

    @property
    def _own(self) -> dict[str, str]:
        return {actor: min(groups) for actor, groups in self._own_groups.items()}

    @cached_property
    def _number(self) -> dict[str, int]:
        """The number of each IRI in the rows, and of each IRI that a view may show instead, in sorted order."""
        columns = (f"SELECT DISTINCT {column} FROM written WHERE confronts" for column in _NODES)
        iris = {iri for (iri,) in self._con.raw_sql(" UNION ".join(columns)).fetchall() if iri}
        known = self._known
        for of in (self._groups.get, self._own.get):
            iris |= {other for iri in list(iris) if (other := of(iri))}
        for level in ("organisation", "side"):
            lifts = _lifts(known, View(level=level))
            iris |= {lifts[iri] for iri in lifts.keys() & iris}
        return {iri: number for number, iri in enumerate(sorted(iris))}

    @cached_property
    def _rows(self) -> ir.Table:
        """The confrontations, with numbers for IRIs. IRIs of claims and attributions, which no rule uses, are left
        out.
        """
        import pyarrow as pa

        numbers = pa.array(self._number.values(), pa.int32())
        self._con.con.register("nodes", pa.table({"iri": list(self._number), "number": numbers}))
        coded = ", ".join(f"{column}_.number AS {column}" for column in _NODES)
        joins = " ".join(f"LEFT JOIN nodes AS {column}_ ON {column}_.iri = w.{column}" for column in _NODES)
        self._con.raw_sql(f"""
            CREATE TEMP TABLE events AS
            SELECT event AS iri, row_number() OVER (ORDER BY event) AS number
            FROM (SELECT DISTINCT event FROM written WHERE confronts);
            CREATE TEMP TABLE coded AS
            SELECT e.number AS event, {coded}, directed, earliest, latest, said_on,
                deaths_low, deaths_best, deaths_high
            FROM written AS w JOIN events AS e ON e.iri = w.event {joins} WHERE confronts
        """)
        return self._con.table("coded")

    @cached_property
    def _known_days(self) -> ir.Table:
        """The day since which each event is known: on which its row was published, or else its file downloaded."""
        import pyarrow as pa

        days = self._days.of_documents
        columns = {"document": list(days), "day": pa.array(days.values(), pa.string())}
        self._con.con.register("days", pa.table(columns))
        self._con.raw_sql(f"""
            CREATE TEMP TABLE known_days AS
            SELECT event AS iri, coalesce(max(p.known_on), min(day)) AS known_on
            FROM written LEFT JOIN days USING (document) LEFT JOIN ({self._days.sql}) AS p ON p.said = written.said
            GROUP BY event
        """)
        return self._con.table("known_days")

    def _with_known_days(self, rows: ir.Table, view: View) -> ir.Table:
        if not view.as_of:
            return rows
        days = self._known_days
        if rows.event.type().is_integer():
            numbered = self._con.table("events")
            days = days.join(numbered, "iri").select(known_on="known_on", event_="number")
        else:
            days = days.select(known_on="known_on", event_="iri")
        return rows.left_join(days, rows.event == days.event_).drop("event_")

    def dyads(self, view: View, left_out: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The lines of ``dyads_of_rows`` for a view, without the events in ``left_out``; with IRIs, not numbers."""
        import ibis

        rows, iris = self._rows, list(self._number)
        if left_out:
            events = self._con.table("events")
            rows = rows.anti_join(events.filter(events.iri.isin(list(left_out))), rows.event == events.number)
        rows = self._with_known_days(rows, view)
        rows = chosen_rows(rows, view, self._known, self._groups, self._own, self._number)
        self._con.raw_sql(f"CREATE OR REPLACE TEMP VIEW chosen AS {ibis.to_sql(rows, dialect='duckdb')}")
        counting = view.min_groups, bool(view.as_of)
        if counting not in self._of_chosen:
            # Cached: compiling it takes as long as counting a hundred thousand rows.
            counted = dyads_of_rows(self._con.table("chosen"), view.min_groups)
            self._of_chosen[counting] = str(ibis.to_sql(counted, dialect="duckdb"))
        answer = self._con.con.sql(self._of_chosen[counting]).to_arrow_table()
        lines: list[dict[str, Any]] = answer.to_pylist()
        for line in lines:
            for end in ("who", "whom"):
                line[end] = None if line[end] is None else iris[line[end]]
            line["sources"] = [iris[number] for number in line["sources"]]
            line["event_type"] = iris[line["event_type"]]
            # DuckDB adds integers up to a HUGEINT, which Arrow gives as a decimal number.
            line |= {name: int(line[name]) for name in _SUMS if line[name] is not None}
        return lines

    def events_for_full_rules(self, reported_events: set[str]) -> tuple[list[str], list[Row]]:
        """The events that need the full rules, and all their rows.

        These are events in ``reported_events`` (also in a report), events with two claims, events of several doers of
        whom one speaks, and events of actors whose ties only some sources state or for whom several groups speak.
        """
        table, events = self._written, set()
        if reported_events:
            events |= self._column(table.filter(table.event.isin(sorted(reported_events))))
        if self._shared:
            claims = table.group_by("event").agg(claims=table.claim.nunique())
            events |= self._column(claims.filter(claims.claims > 1))
        several = {actor for actor, groups in self._own_groups.items() if len(groups) > 1}
        if own := sorted(self._known.actors_with_ties_by_source() | several):
            events |= self._column(table.filter(table.who.isin(own) | table.whom.isin(own)))
        rows = chosen_rows(table.filter(table.confronts), View(), self._known, self._groups, self._own)
        doers = rows.filter(rows.directed).group_by("event").agg(doers=rows.who.nunique())
        many = doers.filter(doers.doers > 1)
        events |= self._column(rows.filter(rows["group"] == rows.own).semi_join(many, "event"))
        if not events:
            return [], []
        found = self._con.to_pyarrow(table.filter(table.confronts & table.event.isin(sorted(events)))).to_pylist()
        return sorted(events), [_row(row, self._groups) for row in found]

    def _column(self, table: ir.Table) -> set[str]:
        return set(self._con.to_pyarrow(table.select("event").distinct())["event"].to_pylist())

    def events_and_claims(
        self, view: View, left_out: Collection[str]
    ) -> dict[tuple[Any, ...], tuple[list[str], list[str]]]:
        """The IRIs of the events and claims behind each line of ``dyads``, by ``(who, whom, directed, event_type)``."""
        rows = self._written.filter(self._written.confronts)
        if left_out:
            rows = rows.filter(~rows.event.isin(sorted(left_out)))
        rows = self._with_known_days(rows, view)
        rows = chosen_rows(rows, view, self._known, self._groups, self._own)
        if view.min_groups > 1:
            acts = rows.group_by("event").agg(number=rows["group"].nunique())
            rows = rows.semi_join(acts.filter(acts.number >= view.min_groups), "event")
        pairs = rows.select("who", "whom", "directed", "event_type", "event", "claim").distinct()
        grouped = pairs.group_by("who", "whom", "directed", "event_type").agg(
            events=pairs.event.collect(distinct=True), claims=pairs.claim.collect(distinct=True)
        )
        return {
            (line["who"], line["whom"], line["directed"], line["event_type"]): (line["events"], line["claims"])
            for line in self._con.to_pyarrow(grouped).to_pylist()
        }


def every_row(paths: Iterable[Path], groups: Mapping[str, str]) -> list[Row]:
    """All confrontations of the tables, as rows like those of ``who-confronts-whom.rq``."""
    files = list(paths)
    if not files:
        return []
    _readable()
    import duckdb

    with duckdb.connect() as con:
        seal(con, files)
        rows = (
            con.read_parquet(list(map(path_literally, files)))
            .filter("confronts")
            .order("earliest, event, said_by, said")
            .to_arrow_table()
        )
        return [_row(row, groups) for row in rows.to_pylist()]


def _readable() -> None:
    needs("This record holds tables of events. Reading them", *READS_TABLES)


def _row(row: dict[str, Any], groups: Mapping[str, str]) -> Row:
    del row["confronts"]
    said_by = row["said_by"]
    return {
        **row,
        "incident": None,
        "stance": _ASSERTS,
        "group": groups.get(said_by, said_by),
        "hedged": False,
        "attempted": False,
        "published": None,
    }
