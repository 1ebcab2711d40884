"""Order that follows from who did it: a crowd that set a house on fire had come there before.

Who says that the fire began before the crowd came, and who says that the crowd set it, cannot both be right, though
each tells of another act. The account of the second implies that the fire came after the arrival, which is laid beside
what is told of the order; it is asked for only where somebody tells the other order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from ..vocabulary import PREFIXES, ST
from .background import Background
from .implication import within
from .tellings import ACTOR, AFTER, ASSERTS, ORDER, PLACE, TYPE, Telling

__all__ = ["with_implied_order"]

_ARRIVE = PREFIXES["type"] + "arrive"
#: What can only be done on the spot, by those who have no weapons that reach further.
_ON_THE_SPOT = frozenset(
    PREFIXES["type"] + kind for kind in ("abduct", "arrest", "beat", "mob-violence", "property", "raid", "search")
)
_PEOPLE = frozenset(ST + kind for kind in ("Person", "Population"))


def with_implied_order(tellings: Iterable[Telling], known: Background) -> list[Telling]:
    """The tellings, and with those of acts of people on the spot that the act came after their arrival there, where
    somebody else tells that they arrived after it.
    """
    found = list(tellings)
    told = [t for t in found if t.stance == ASSERTS and not t.is_opinion and t.row["event"] and t.replaced_on is None]
    arriving: dict[str, set[str]] = defaultdict(set)
    for telling in told:
        if _is_of(telling, frozenset((_ARRIVE,)), known):
            arriving[telling.row["about"]] |= {
                who for who in telling.says.get(ACTOR, ()) if known.kind.get(who) in _PEOPLE
            }
    before: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    for telling in told:
        for prop in ORDER if arriving.get(telling.row["about"]) else ():
            for earlier in telling.says.get(prop, ()):
                before[telling.row["about"], str(earlier)].append(telling)
    implied = []
    for (arrival, act), tellers in sorted(before.items()):
        both = {t.source_and_report for t in tellers}
        for telling in told:
            doers = telling.says.get(ACTOR, ())
            if telling.row["about"] != act or telling.source_and_report in both or AFTER in telling.says:
                continue
            came = any(
                within(a, b, (telling.said_by,), known) or within(b, a, (telling.said_by,), known)
                for a in doers
                for b in arriving[arrival]
            )
            if came and _is_of(telling, _ON_THE_SPOT, known) and _at_one_place(telling, tellers, known):
                implied.append(replace(telling, says={AFTER: frozenset((arrival,))}, corrects=(), stands={}))
    return [*found, *implied]


def _is_of(telling: Telling, kinds: frozenset[str], known: Background) -> bool:
    kind = min(telling.says.get(TYPE, ()), default=telling.row.get("coder_type"))
    return bool(kinds & known.broader.get(kind or "", frozenset((kind,))))


def _at_one_place(telling: Telling, others: Iterable[Telling], known: Background) -> bool:
    places = [min(t.says.get(PLACE, ()), default=t.row.get("place")) for t in (telling, *others)]
    return None not in places and all(
        a in known.within.get(str(b), frozenset((b,))) or b in known.within.get(str(a), frozenset((a,)))
        for a in places[:1]
        for b in places[1:]
    )
