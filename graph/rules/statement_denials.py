"""Which statements a denial reaches: a value denied, a victim, a number of those of whom none is said to be harmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..vocabulary import PREFIXES, ST
from .background import Background
from .denials import is_granted, names_others, reaches_statement
from .implication import Numbers, implies
from .tellings import ACTOR, DENIES, TYPE, Telling
from .wholes import part_of_whole
from .words import NUMBER_OF, ActTestimony, Statement, Tellers, Word, single_values, tellers_of, tells

__all__ = ["RESPONSIBLE", "deny_statements"]

RESPONSIBLE = ST + "responsible"
#: The number of those to whom it was done, by kind of act.
_COUNTED = {PREFIXES["type"] + kind: ST + number for kind, number in (("kill", "deaths"), ("wound", "injured"))}


def deny_statements(
    denials: Iterable[tuple[Telling, str, Any]],
    tellings: Iterable[Telling],
    statements: list[Statement],
    act: ActTestimony,
    known: Background,
) -> list[Statement]:
    """Give the denials of values, and those that meet no version of the act, to each statement that they reach.

    Returns new statements: circumstances that are denied of an act whose denier tells it himself. A denial that reaches
    a statement is no longer an unmet one of the act.
    """
    tellers = {one: tellers_of(one) for one in statements}
    _deny_values(denials, statements, tellers, known)
    _deny_circumstances(act, statements, tellers, known)
    _deny_counted(act, statements, tellers)
    granted = _deny_of_what_is_granted(act, statements, known)
    _answer_blame(tellings, statements, tellers, act, known)
    return granted


def _deny_values(
    denials: Iterable[tuple[Telling, str, Any]],
    statements: list[Statement],
    tellers: dict[Statement, Tellers],
    known: Background,
) -> None:
    """A value denied is denied of each statement of it, or of a narrower one; several of a property together."""
    reached: dict[tuple[int, str], list[tuple[Telling, Statement]]] = defaultdict(list)
    for telling, prop, value in denials:
        for one in statements:
            if not _is_of_part_denied(one, telling, known):
                continue
            if one.prop == prop and implies(prop, one.value, value, _said_by(one, telling), known):
                reached[id(telling), prop].append((telling, one))
    for (_, prop), those in reached.items():
        together = those[0][0].says.get(prop, frozenset()) if those[0][0].row["event"] else frozenset()
        if len(together) > 1:
            of_all = [(t, one) for t, one in those if not _is_asserted(one) or _gives_all(one, together, t, known)]
            # Where each is told, and nobody gives them all, each is denied: a denial is never lost.
            those = of_all or those
        for telling, one in those:
            if not tells(tellers[one], telling):
                one.words.append(Word(telling, "denies"))


def _deny_circumstances(
    act: ActTestimony, statements: list[Statement], tellers: dict[Statement, Tellers], known: Background
) -> None:
    """A denial of an act with circumstances, which meets no version, is of a circumstance of it."""
    for denial in list(act.unmet):
        if names_others(denial, act.versions, known):
            continue
        met = [one for one in statements if reaches_statement(denial, one, known) and not tells(tellers[one], denial)]
        _meet(denial, met, act)


def _deny_counted(act: ActTestimony, statements: list[Statement], tellers: dict[Statement, Tellers]) -> None:
    """ "Nobody was killed", which meets no version, is a denial of a number: one dead, by an accident."""
    for denial in list(act.unmet):
        met = [one for one in statements if _counts_the_denied(denial, one) and not tells(tellers[one], denial)]
        _meet(denial, met, act)


def _deny_of_what_is_granted(act: ActTestimony, statements: list[Statement], known: Background) -> list[Statement]:
    """ "A patrol of ours was near, without drones" denies the drones, and no patrol; unless others tell of some."""
    granted: list[Statement] = []
    for denial in list(act.unmet):
        said = [(prop, value) for prop, values in single_values(denial).items() for value in values]
        stated = {(one.prop, one.value) for one in (*statements, *granted)}
        if said and not stated.intersection(said) and is_granted(denial, act, known):
            new = [Statement(act.event, prop, value) for prop, value in said]
            _meet(denial, new, act)
            granted += new
    return granted


def _answer_blame(
    tellings: Iterable[Telling],
    statements: list[Statement],
    tellers: dict[Statement, Tellers],
    act: ActTestimony,
    known: Background,
) -> None:
    """ "It was not us" answers those who put the blame on the denier."""
    blamed = [one for one in statements if one.prop == RESPONSIBLE]
    for telling in tellings if blamed else ():
        met = [
            one
            for one in blamed
            if _answers_blame(telling, one, known)
            and not tells(tellers[one], telling)
            and _is_of_part_denied(one, telling, known)
        ]
        _meet(telling, met, act)


def _meet(denial: Telling, met: list[Statement], act: ActTestimony) -> None:
    """Give a denial to these statements; if there is one, it is no longer one that meets nothing."""
    for one in met:
        one.words.append(Word(denial, "denies"))
    if met and denial in act.unmet:
        act.unmet.remove(denial)


def _is_of_part_denied(one: Statement, denial: Telling, known: Background) -> bool:
    """Whether a denial that was told of a part is of a statement of that part."""
    part = part_of_whole(denial, known)
    return part is None or (one.part is not None and (one.part == part or part in known.wholes.get(one.part, ())))


def _counts_the_denied(denial: Telling, one: Statement) -> bool:
    """Whether a denial of the kind of act alone is of a number of those to whom it was done."""
    if denial.says.keys() != {TYPE} or not isinstance(one.value, Numbers) or not _is_asserted(one):
        return False
    return NUMBER_OF[one.prop] in {_COUNTED.get(kind) for kind in denial.says[TYPE]} and one.value.bounds[0] > 0


def _is_asserted(one: Statement) -> bool:
    return any(word.relation == "asserts" for word in one.words)


def _answers_blame(denial: Telling, blame: Statement, known: Background) -> bool:
    """Whether "it was not us", or "we did not set fires", which names nobody and nothing besides the doer and the kind
    of the act, answers who is to blame for it.
    """
    if denial.stance != DENIES or denial.is_opinion or denial.says.keys() - {TYPE} != {ACTOR}:
        return False
    speakers = _said_by(blame, denial)
    kind = denial.row.get("coder_type")
    if kind and any(denied not in known.broader.get(kind, {kind}) for denied in denial.says.get(TYPE, ())):
        return False
    return any(implies(RESPONSIBLE, blame.value, doer, speakers, known) for doer in denial.says[ACTOR])


def _gives_all(one: Statement, together: frozenset[Any], denial: Telling, known: Background) -> bool:
    """Whether a telling of this statement gives all values that are denied together: "no explosive drone" is no denial
    of a drone.
    """
    tellings = [word.telling for word in one.words if word.relation == "asserts"]
    return any(
        all(
            any(implies(one.prop, mine, each, (telling.said_by, denial.said_by), known) for mine in given)
            for each in together
        )
        for telling in tellings
        if (given := telling.says.get(one.prop, ()))
    )


def _said_by(statement: Statement, telling: Telling) -> set[str]:
    return {word.said_by for word in statement.words if word.relation == "asserts"} | {telling.said_by}
