"""Tellings: what one attribution says of one act or actor, as a whole, and the core of it: who did what to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..vocabulary import ST
from .background import Row

__all__ = ["CORE", "Core", "Telling", "tellings_of_confrontations", "tellings_of_statements"]

ASSERTS, DENIES, LEAVES_OPEN, NO_ANSWER, WITHDRAWS = (
    ST + stance for stance in ("Asserts", "Denies", "LeavesOpen", "GivesNoAnswer", "Withdraws")
)
ACTOR, RECIPIENT, VICTIM, PARTY, TYPE, ATTEMPTED, LEFT_OPEN = (
    ST + name for name in ("actor", "recipient", "victim", "party", "eventType", "attempted", "leftOpen")
)
PLACE, WHEN = ST + "place", ST + "when"
AFTER, CAUSED_BY, IN_RESPONSE = (ST + name for name in ("after", "causedBy", "inResponseTo"))
#: The properties by which a source puts one act after another.
ORDER = (IN_RESPONSE, CAUSED_BY, AFTER)
#: The properties that say who did what to whom; all others of a telling are circumstances.
CORE = frozenset((ACTOR, RECIPIENT, VICTIM, PARTY, TYPE, ATTEMPTED))
#: The properties of each number that a claim may give: at least, best estimate, at most.
COUNTS = {
    ST + kind: frozenset(ST + kind + bound for bound in ("Low", "Best", "High"))
    for kind in ("deaths", "injured", "displaced", "detained", "participants", "rounds", "vehicles", "buildings")
}
_DEATHS = tuple(ST + "deaths" + bound for bound in ("Low", "Best", "High"))
_COLUMNS = ("deaths_low", "deaths_best", "deaths_high")
_ENDS = (ACTOR, RECIPIENT, VICTIM, PARTY)
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Core:
    """Who did what to whom: doers, kind of act (tried or done) and targets, or the parties where no one is said to act.

    All are IRIs. ``kind`` is None where the telling gives none.
    """

    doers: frozenset[str] = _NOBODY
    targets: frozenset[str] = _NOBODY
    parties: frozenset[str] = _NOBODY
    kind: str | None = None
    tried: bool = False

    @property
    def directed(self) -> bool:
        """Whether it says who acted, or upon whom."""
        return bool(self.doers or self.targets)

    @property
    def ends(self) -> frozenset[str]:
        """Everyone it names."""
        return self.doers | self.targets | self.parties

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """A key that sorts cores, whatever their order of reading."""
        return (sorted(self.doers), sorted(self.targets), sorted(self.parties), self.kind or "", self.tried)


@dataclass(frozen=True, eq=False)
class Telling:
    """One attribution with all that its claim says. ``row`` has its other columns, as ``statements.rq`` names them.

    ``says`` maps each property to its values. ``replaced_on`` is the day from which a correction takes its place ("" if
    the correction has no day), None if none does; ``corrects`` are those that it corrects, ``stands`` the
    documents in which those said what the correction does not mention, by property. ``misquoted_by`` is who corrects it
    by that its source never said so. ``told_of`` is the act of which it
    was told, where it counts for another: a part, for the whole; the whole, for a part (``standoff.rules.wholes``).
    """

    row: Row
    says: Mapping[str, frozenset[Any]]
    replaced_on: str | None = None
    corrects: tuple[Telling, ...] = ()
    stands: Mapping[str, str] = field(default_factory=dict)
    misquoted_by: str | None = None
    told_of: str | None = None

    @property
    def stance(self) -> str:
        return str(self.row["stance"])

    @cached_property
    def said_by(self) -> str:
        return str(self.row["said_by"])

    @cached_property
    def source_and_report(self) -> tuple[str, str]:
        """Who says it, and in which document: what a source tells in one report is told together."""
        return self.said_by, str(self.row["document"])

    def document_of(self, prop: str) -> str:
        """The document in which it is said: of what a correction leaves standing, the one before."""
        parts = COUNTS.get(prop.removesuffix("Best"), frozenset((prop,)))
        return next((self.stands[part] for part in sorted(parts) if part in self.stands), str(self.row["document"]))

    @property
    def is_opinion(self) -> bool:
        """Whether it is a view, which never counts as support for what happened."""
        return bool(self.row.get("opinion"))

    @cached_property
    def core(self) -> Core | None:
        """Who did what to whom; None if it names neither an end nor a kind."""
        return core_of(self.says)

    @property
    def deaths(self) -> tuple[int | None, int | None, int | None]:
        """The deaths it tells of: at least, best estimate, at most."""
        told = (min(self.says.get(prop, ()), default=None) for prop in _DEATHS)
        low, best, high = (n if n is not None else self.row.get(c) for n, c in zip(told, _COLUMNS, strict=True))
        return low, best, high

    @cached_property
    def circumstances(self) -> dict[str, frozenset[Any]]:
        """What it says besides its core."""
        core = self.core
        undirected = core is not None and bool(core.parties)
        return {p: v for p, v in self.says.items() if p not in CORE or (p == VICTIM and undirected)}


def core_of(says: Mapping[str, frozenset[Any]]) -> Core | None:
    """The core of what is said; None if it names neither an end nor a kind.

    Where parties are named no one is said to act: everyone named takes part, but for victims.
    """
    if not any(prop in says for prop in (*_ENDS, TYPE)):
        return None
    kind, tried = min(says.get(TYPE, ()), default=None), True in says.get(ATTEMPTED, ())
    parties = says.get(PARTY, _NOBODY)
    if parties:
        return Core(parties=parties | says.get(ACTOR, _NOBODY) | says.get(RECIPIENT, _NOBODY), kind=kind, tried=tried)
    targets = says.get(RECIPIENT, _NOBODY) | says.get(VICTIM, _NOBODY)
    return Core(says.get(ACTOR, _NOBODY), targets, kind=kind, tried=tried)


def tellings_of_statements(rows: Iterable[Row], withdrawals: Iterable[Row] = ()) -> list[Telling]:
    """The tellings in rows of ``statements.rq``, in their order, before corrections.

    ``withdrawals`` are the attributions that only take one back, and so have no statement.
    """
    says: dict[str, dict[str, set[Any]]] = {}
    first: dict[str, Row] = {}
    for row in rows:
        said = row["said"]
        if said not in first:
            first[said], says[said] = row, defaultdict(set)
        if row["property"]:
            says[said][row["property"]].add(row["value"])
    tellings = [Telling(first[said], {p: frozenset(v) for p, v in says[said].items()}) for said in first]
    return [*tellings, *(Telling(row, {}) for row in withdrawals)]


def tellings_of_confrontations(rows: Iterable[Row]) -> list[Telling]:
    """The tellings in rows of the table of confrontations, each of which always gives its kind of act."""
    pairs: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        pairs[row["said"]].append(row)
    tellings = []
    for mine in pairs.values():
        one = mine[0]
        who = frozenset(row["who"] for row in mine if row["who"])
        whom = frozenset(row["whom"] for row in mine if row["whom"])
        ends = {ACTOR: who, RECIPIENT: whom} if one["directed"] else {PARTY: who | whom}
        says = {prop: values for prop, values in ends.items() if values}
        says[TYPE] = frozenset((one["event_type"],))
        if one["attempted"]:
            says[ATTEMPTED] = frozenset((True,))
        tellings.append(Telling({**one, "about": one["event"], "coder_type": one["event_type"]}, says))
    return tellings
