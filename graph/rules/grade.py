"""How well a statement is supported: agreement, contradiction and grade, by one printed rule (design §5).

A statement is one value that a claim gives: (about, property, value). A narrower value supports the broader one it
implies, never the other way round. Values that exclude each other contradict; all others merely differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..dates import days
from ..vocabulary import PROPERTY_BY_IRI, ST
from .background import Background, Row
from .ledger import Ledger, cached_by_view
from .view import View

__all__ = [
    "GRADES",
    "RULE",
    "Grade",
    "Statement",
    "graded_statements",
    "implies",
    "rivals",
    "statements_of_rows",
    "weigh",
]

#: From best to worst. A statement that is only left open has the last.
GRADES = ("confirmed", "fair", "weak", "contested", "denied", "left open")

RULE = """\
confirmed  asserted by the side it accuses (the side of the actor it names as acting) and by another group
fair       asserted by two or more independent groups, denied by none
weak       asserted by one group alone
contested  asserted, and denied or excluded by a rival value that is asserted too
denied     denied, and asserted by none
A source's independence group is its side, or that of the outlet it works for or is run by, or that outlet, or itself.
What a source relays counts once, for the one who said it first. A narrower value supports the broader one: kind of act,
place, time, member and whole, and who acted or was acted upon also took part. Silence is never counted."""

_ASSERTS, _DENIES, _OPEN = ST + "Asserts", ST + "Denies", ST + "LeavesOpen"
_TOOK_PART = {ST + "actor": {ST + "party"}, ST + "recipient": {ST + "party"}, ST + "victim": {ST + "recipient"}}
_ACTOR, _TYPE, _PLACE, _WHEN, _MEANS, _LEFT_OPEN, _RECIPIENT = (
    ST + n for n in ("actor", "eventType", "place", "when", "means", "leftOpen", "recipient")
)
#: For each property, the one that says the opposite of the same two nodes.
_OPPOSITE = {
    ST + one: ST + other
    for kind in ("Actor", "Event")
    for one, other in ((f"same{kind}", f"notSame{kind}"), (f"notSame{kind}", f"same{kind}"))
}
_ACTORS = frozenset(p.iri.value for p in PROPERTY_BY_IRI.values() if "actor" in p.values and p.of_event)


@dataclass(frozen=True)
class Grade:
    """One of ``GRADES`` and the reason in words."""

    name: str
    reason: str


@dataclass
class Statement:
    """One value stated of an event or actor, with the rows that take a stance on it.

    ``asserted`` are the rows that give exactly this value, ``supported`` those that give a narrower one, ``denied`` and
    ``left_open`` those with that stance, ``rivals`` the statements that exclude it.
    """

    about: str
    prop: str
    value: Any
    asserted: list[Row] = field(default_factory=list)
    supported: list[Row] = field(default_factory=list)
    denied: list[Row] = field(default_factory=list)
    left_open: list[Row] = field(default_factory=list)
    rivals: list[Statement] = field(default_factory=list)
    grade: Grade = Grade("left open", "")

    @property
    def groups(self) -> set[str]:
        """The independence groups that assert it or something narrower."""
        return {row["group"] for row in (*self.asserted, *self.supported)}


def implies(narrow: tuple[str, Any], broad: tuple[str, Any], said_by: str, known: Background) -> bool:
    """Whether stating the first (property, value) also states the second; ``said_by`` is whose memberships count."""
    (prop, value), (broad_prop, broad_value) = narrow, broad
    if prop != broad_prop and broad_prop not in _TOOK_PART.get(prop, ()):
        return False
    if value == broad_value:
        return True
    if prop in (_TYPE, _MEANS):
        return broad_value in known.broader.get(value, ())
    if prop == _WHEN:
        (low, high), (broad_low, broad_high) = days(value), days(broad_value)
        return (broad_low is None or (low is not None and low >= broad_low)) and (
            broad_high is None or (high is not None and high <= broad_high)
        )
    if prop in (_PLACE, _RECIPIENT) and broad_value in known.within.get(value, ()):
        return True
    return prop in _ACTORS and broad_value in known.belongs_to(value, said_by)


def rivals(prop: str, one: Any, other: Any, known: Background) -> bool:
    """Whether two values of the same property, for the same event or actor, exclude each other (design §3)."""
    known_property = PROPERTY_BY_IRI.get(prop)
    if not known_property or not known_property.single or one == other:
        return False
    if prop == _TYPE:
        above, other_above = (known.broader.get(v, frozenset({v})) for v in (one, other))
        return any(frozenset({a, b}) in known.excludes for a in above for b in other_above)
    if prop == _PLACE:
        return other not in known.within.get(one, ()) and one not in known.within.get(other, ())
    if prop == _WHEN:
        (low, high), (other_low, other_high) = days(one), days(other)
        return bool((high and other_low and high < other_low) or (other_high and low and other_high < low))
    return True


@cached_by_view
def graded_statements(ledger: Ledger, view: View) -> list[Statement]:
    """Every statement that a view shows, graded, without the coder's judgements.

    ``min_groups`` leaves out statements that fewer groups assert, but not those that nobody asserts (only denied or
    left open). The list is cached on the ledger: do not change it.
    """
    statements = statements_of_rows(ledger.statements(view, judgements=False), ledger.background)
    return [s for s in statements if len(s.groups) >= view.min_groups or not s.groups]


def asserted_rows(ledger: Ledger, view: View, properties: frozenset[str]) -> list[Row]:
    """The rows that assert a statement with one of these properties, the coder's judgements included.

    Statements asserted by fewer groups than the view's ``min_groups`` are left out; the coder's judgements are not.
    """
    rows = [row for row in ledger.statements_of(properties, view) if row["stance"] == _ASSERTS]
    if view.min_groups == 1:
        return rows
    enough = {(s.about, s.prop, s.value) for s in graded_statements(ledger, view)}
    return [r for r in rows if r["said_by"] == r["coder"] or (r["about"], r["property"], r["value"]) in enough]


def statements_of_rows(rows: Iterable[Row], known: Background) -> list[Statement]:
    """Every statement in these rows with its grade, in the order in which statements first appear."""
    by_subject: dict[str, dict[tuple[str, Any], Statement]] = defaultdict(dict)
    open_rows: list[Row] = []
    for row in rows:
        if row["stance"] == _OPEN:
            open_rows.append(row)
            continue
        key = (row["property"], row["value"])
        statement = by_subject[row["about"]].setdefault(key, Statement(row["about"], *key))
        (statement.asserted if row["stance"] == _ASSERTS else statement.denied).append(row)
    for row in open_rows:
        of_subject = by_subject[row["about"]]
        statement = of_subject.setdefault((_LEFT_OPEN, row["value"]), Statement(row["about"], _LEFT_OPEN, row["value"]))
        statement.left_open.append(row)
    statements = []
    for of_subject in by_subject.values():
        for statement in of_subject.values():
            _relate(statement, list(of_subject.values()), known)
            statement.grade = _grade(statement, known)
            statements.append(statement)
    return statements


def _relate(statement: Statement, statements: Sequence[Statement], known: Background) -> None:
    mine = (statement.prop, statement.value)
    for other in statements:
        if other is statement:
            continue
        its = (other.prop, other.value)
        statement.supported += [r for r in other.asserted if implies(its, mine, r["said_by"], known)]
        # Denying the broader statement denies the narrower one too: no use of air power, so no air strike.
        statement.denied += [r for r in _own_denials(other) if implies(mine, its, r["said_by"], known)]
        if (
            other.prop == statement.prop
            and other.asserted
            and statement.asserted
            and rivals(statement.prop, statement.value, other.value, known)
        ) or (its == (_OPPOSITE.get(statement.prop), statement.value) and other.asserted and statement.asserted):
            statement.rivals.append(other)


def _own_denials(statement: Statement) -> list[Row]:
    return [r for r in statement.denied if (r["property"], r["value"]) == (statement.prop, statement.value)]


def _grade(statement: Statement, known: Background) -> Grade:
    accused: set[str] = set()
    if statement.prop == _ACTOR:
        accused = {known.side(statement.value, row["said_by"]) or statement.value for row in statement.asserted}
    against = [f"denied by {len({r['said_by'] for r in statement.denied})}"] if statement.denied else []
    if statement.rivals:
        against.append("a rival value is asserted")
    return weigh(statement.groups, accused, against, bool(statement.denied), bool(statement.left_open))


def weigh(groups: set[str], accused: set[str], against: list[str], denied: bool, left_open: bool = False) -> Grade:
    """The grade, by ``RULE``, of what these groups assert.

    ``accused`` are the sides it accuses, ``against`` the reasons against it in words; ``denied`` and ``left_open`` say
    whether any row denies it or leaves it open.
    """
    count = f"asserted by {len(groups)} independent group{'s' if len(groups) != 1 else ''}"
    if not groups:
        if denied:
            return Grade("denied", "denied, and asserted by nobody")
        return Grade("left open", "left open, and asserted by nobody") if left_open else Grade("denied", "")
    if against:
        return Grade("contested", f"{count}, but {' and '.join(against)}")
    if accused and accused <= groups and len(groups) > 1:
        return Grade("confirmed", f"{count}, the side it accuses among them; denied by none")
    if len(groups) > 1:
        return Grade("fair", f"{count}, denied by none")
    return Grade("weak", f"{count} alone")
