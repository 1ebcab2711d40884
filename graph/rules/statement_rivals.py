"""Which statements cannot both be true: two values of one property, opposite judgements, and opposite orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product

from .background import Background
from .deeds import Deeds
from .implication import OPPOSITE, exclude
from .later_states import LaterParts
from .tellings import AFTER, ORDER
from .wholes import of_another, parts_meet
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


def order_both_ways(statements: Mapping[str, list[Statement]], known: Background) -> None:
    """Find the rivals among what is told of order: that one act came after another, and that the other came after it.

    Each needs a teller who does not tell the other as well. Who tells it of a part of either act tells it too, for that
    part.
    """
    ordered: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for mine in statements.values():
        for one in mine:
            if one.prop in ORDER and one.part is None:
                ordered[one.about, str(one.value)].append(one)
    both_ways = [(one, (one[1], one[0])) for one in ordered if one[0] < one[1] and (one[1], one[0]) in ordered]
    of_parts = {pair: _told_of_parts(pair, ordered, known) for two in both_ways for pair in two}
    for pair, words in of_parts.items():
        first = min(ordered[pair], key=lambda one: one.prop != AFTER)
        first.words += words
    for pair, back in both_ways:
        tellers = {one: tellers_of(one) for one in (*ordered[pair], *ordered[back])}
        for one, other in product(ordered[pair], ordered[back]):
            _stand_apart(one, other, tellers[one], tellers[other])


def _told_of_parts(
    pair: tuple[str, str], ordered: Mapping[tuple[str, str], list[Statement]], known: Background
) -> list[Word]:
    """The words of those who tell which of two acts came first of a part of one or of parts of both, and not else."""
    later, earlier = pair
    spoken = {word.telling.source_and_report for one in ordered[pair] for word in one.words}
    words: list[Word] = []
    for (about, value), those in ordered.items():
        if (about, value) == pair or not (_is_in(about, later, known) and _is_in(value, earlier, known)):
            continue
        for telling in (word.telling for one in those for word in one.words if word.relation == "asserts"):
            if telling.source_and_report not in spoken:
                spoken.add(telling.source_and_report)
                of_part = of_another(later, telling, known) if about != later else replace(telling, told_of=value)
                words.append(Word(of_part, "narrower"))
    return words


def _is_in(act: str, whole: str, known: Background) -> bool:
    return act == whole or whole in known.wholes.get(act, ())


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
