"""Which statements cannot both be true: two values of one property, opposite judgements, and opposite orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations, product

from .background import Background
from .deeds import Deeds
from .implication import OPPOSITE, exclude
from .later_states import LaterParts
from .tellings import ORDER
from .wholes import parts_meet
from .words import Statement, Tellers, Word, apart, tellers_of

__all__ = ["order_both_ways", "rival_statements"]


def rival_statements(statements: list[Statement], deeds: Deeds, later: LaterParts, known: Background) -> None:
    """Find the rivals among the statements about one act or actor: values that exclude each other, of one deed and of
    parts that meet, each with a teller who does not tell the other as well.
    """
    later.mark(statements)
    tellers = {one: tellers_of(one) for one in statements}
    for one, other in combinations(statements, 2):
        opposite = other.prop == OPPOSITE.get(one.prop) and other.value == one.value
        if not opposite and (one.prop != other.prop or not exclude(one.prop, one.value, other.value, known)):
            continue
        if not deeds.are_apart(one, other) and parts_meet(one.part, other.part, known):
            _stand_apart(one, other, tellers[one], tellers[other], later)


def order_both_ways(statements: Mapping[str, list[Statement]]) -> None:
    """Find the rivals among what is told of order: that one act came after another, and that the other came after it.

    Each needs a teller who does not tell the other as well.
    """
    ordered: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for mine in statements.values():
        for one in mine:
            if one.prop in ORDER and one.part is None:
                ordered[one.about, str(one.value)].append(one)
    for (about, earlier), those in list(ordered.items()):
        back = ordered.get((earlier, about), ()) if about < earlier else ()
        tellers = {one: tellers_of(one) for one in (*those, *back)} if back else {}
        for one, other in product(those, back):
            _stand_apart(one, other, tellers[one], tellers[other])


def _stand_apart(
    one: Statement, other: Statement, tellers: Tellers, other_tellers: Tellers, later: LaterParts | None = None
) -> None:
    """Make rivals of two statements that have tellers of their own, but for numbers of which one is a later state."""
    mine, theirs = apart(tellers, other_tellers), apart(other_tellers, tellers)
    if later is not None and later.parts:
        mine, theirs = _without_later_states(one, other, mine, theirs, later)
    if any(a.said_by != b.said_by for a in mine for b in theirs):
        one.rivals.append(other)
        other.rivals.append(one)
        one.words += (Word(word.telling, "rival", other) for word in theirs)
        other.words += (Word(word.telling, "rival", one) for word in mine)


def _without_later_states(
    one: Statement, other: Statement, mine: list[Word], theirs: list[Word], later: LaterParts
) -> tuple[list[Word], list[Word]]:
    """The words of two numbers between which a rise is not accounted for by those who give the higher one."""
    against: set[tuple[int, int]] = set()
    for a, b in product(mine, theirs):
        if not (later.account_for(a, b, one, other) or later.account_for(b, a, other, one)):
            against.add((id(a), id(b)))
    return (
        [a for a in mine if any(id(a) == x for x, _ in against)],
        [b for b in theirs if any(id(b) == y for _, y in against)],
    )
