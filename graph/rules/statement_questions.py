"""The questions of a dossier that statements answer, and which statements answer one question together.

Where an act was, or what caused it, is a question of its own; whether one act came after another is none where the
other is in dispute between the same sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from ..vocabulary import ST
from .dossier import Dossier
from .statement_denials import RESPONSIBLE
from .tellings import CAUSED_BY, ORDER
from .testimony import Statement
from .weighing import Weighed

__all__ = ["FIRST", "SAME", "StatementQuestions", "is_order_of_two", "statement_questions"]

#: That two acts are one, and that they are not.
SAME = ST + "sameEvent", ST + "notSameEvent"
#: The question of two acts of which each is told to have come after the other.
FIRST = "first"


@dataclass(frozen=True)
class StatementQuestions:
    """The statements of a dossier by the question that they answer, contested answers and others together.

    ``disputed`` are questions with a contested answer, ``differently`` those of blame and cause that sources answer
    differently and nobody disputes. ``with_their_act`` are contested statements that are in dispute with another act,
    and no question of their own.
    """

    disputed: tuple[list[Weighed], ...]
    differently: tuple[list[Weighed], ...]
    with_their_act: tuple[Weighed, ...]


def statement_questions(found: Dossier) -> StatementQuestions:
    """The questions that the statements of a dossier answer, in the order of the statements."""
    asked: dict[tuple[str, str], list[Weighed]] = {}
    for one in found.statements:
        asked.setdefault(_question(one), []).append(one)
    disputed = {key: those for key, those in asked.items() if any(one.grade == "contested" for one in those)}
    with_act = [key for key, those in disputed.items() if _is_disputed_with_its_act(those, found)]
    rest = [(prop, those) for (about, prop), those in asked.items() if (about, prop) not in disputed]
    blamed = [those for prop, those in rest if prop == RESPONSIBLE and sum(bool(one.groups) for one in those) > 1]
    causes = [those for prop, those in rest if prop == CAUSED_BY and _are_answers(those)]
    return StatementQuestions(
        tuple(those for key, those in disputed.items() if key not in with_act),
        (*blamed, *causes),
        tuple(one for key in with_act for one in disputed[key]),
    )


def is_order_of_two(one: Weighed) -> bool:
    """Whether an act is told to have come after another, and others tell that the other came after it."""
    about = one.statement.about
    return one.statement.prop in ORDER and any(isinstance(r, Statement) and r.about != about for r in one.rivals)


def _question(one: Weighed) -> tuple[str, str]:
    about, prop = one.statement.about, one.statement.prop
    if is_order_of_two(one):
        # Which of two acts came first is one question, though each is told of another act.
        return min(about, str(one.statement.value)), FIRST
    return about, SAME[0] if prop in SAME else prop


def _is_disputed_with_its_act(those: list[Weighed], found: Dossier) -> bool:
    """Whether that an act came after another is denied just by those who deny the other, and told by its tellers.

    "He was shot after he had surrendered" is no second question beside whether he surrendered.
    """
    one, *more = those
    before = next((act for act in found.acts if act.in_dispute and act.event == str(one.statement.value)), None)
    if more or one.statement.prop not in ORDER or one.rivals or before is None:
        return False
    telling = {word.said_by for each in before.versions for word in each.asserted}
    denying = {word.said_by for each in before.versions for word in each.of("denies")}
    return {*one.sources("asserts", "narrower")} <= telling and {*one.sources("denies")} <= denying


def _are_answers(those: Iterable[Weighed]) -> bool:
    """Whether two of these values are told by sources of whom none tells the other too, of no two deeds.

    What caused one part of an act is no other answer to what caused another; of one part it is asked there.
    """
    told = [one for one in those if one.groups and one.statement.of is None]
    return any(
        None in (one.statement.part, other.statement.part)
        and not {word.said_by for word in one.asserted} & {word.said_by for word in other.asserted}
        for one, other in combinations(told, 2)
    )
