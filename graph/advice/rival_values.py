"""Values that stand against each other and may not: one moment by two clocks, numbers of differing people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..rules.deeds import OF_HARMED
from ..rules.tellings import VICTIM, WHEN
from ..rules.testimony import Statement, Word
from ..vocabulary import local_name
from .desk import Advice, Desk

__all__ = ["two_clocks", "two_counts"]

_CLOCK = re.compile(r"(\d{4}|\d\dXX)-(\d\d-\d\d)T(\d\d):(\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?")
#: Words that say who is counted.
_MAKE_UP = re.compile(
    r"(?i)\b(?:civilians?|soldiers?|fighters?|militants?|gunmen|attackers?|bombers?|assailants?|police(?:men)?|guards?|"
    r"women|children|boys|girls|workers?|passengers?|residents?|villagers?|including|included|among (?:them|whom)|"
    r"besides|excluding|except|not counting|as well as)\b"
)


def two_clocks(desk: Desk) -> Iterator[Advice]:
    """Clock times of one act that differ by whole hours, to an odd minute, one of them without a zone."""
    for one, other, a, b in _rivals(desk, frozenset((WHEN,))):
        mine, theirs = (_CLOCK.fullmatch(str(each.value)) for each in (one, other))
        if not mine or not theirs or (mine[5] and theirs[5]) or mine[4] != theirs[4] or int(mine[4]) % 30 == 0:
            continue
        row = desk.first((a.row, b.row))
        hours = f"{mine[3]}:{mine[4]}", f"{theirs[3]}:{theirs[4]}"
        message = (
            f"“{desk.label(one.about)}” was at {hours[0]} ({desk.said([a], row)}) and at {hours[1]} "
            f"({desk.said([b], row)}): is that one moment by two clocks? If a text says “local time”, “GMT” or “UTC”, "
            "write the zone (`T03:40+03:00`, `T00:40Z`); if none does, leave it."
        )
        yield Advice(desk.spot(row), message, "two clocks", row["said"])


def two_counts(desk: Desk) -> Iterator[Advice]:
    """Numbers of those harmed that contradict each other, where the words or the victims of one say whom it counts, and
    those of the other do not, or name others.
    """
    for one, other, a, b in _rivals(desk, OF_HARMED):
        victims = [word.telling.says.get(VICTIM, frozenset()) for word in (a, b)]
        counted = [{word.casefold() for word in _MAKE_UP.findall(_english(each))} for each in (a, b)]
        differ = all(victims) and not victims[0] & victims[1]
        if not differ and counted[0] == counted[1]:
            continue
        row = desk.first((a.row, b.row))
        ids = sorted(local_name(who) for those in victims for who in those)
        tie = f" (`member_of` ties {' and '.join(ids)})" if differ else ""
        message = (
            f"Do {one.value} ({desk.said([a], row)}) and {other.value} ({desk.said([b], row)}) count the same people "
            f"in “{desk.label(one.about)}”? If the words say who is counted (“seven civilians”, “nine with the "
            f"attackers”), give each number its own population as `victim:`, and say which is part of which{tie}; if "
            "they do not, or both count the same, leave it."
        )
        yield Advice(desk.spot(row), message, "two counts", row["said"])


def _rivals(desk: Desk, props: frozenset[str]) -> Iterator[tuple[Statement, Statement, Word, Word]]:
    """Pairs of values that contradict each other, each with the first of those who give it; one pair for each act."""
    for statements in desk.statements.values():
        for one in statements:
            later = statements[statements.index(one) + 1 :]
            pairs = ((one, other) for other in later if one.prop in props and other in one.rivals)
            for first, second in pairs:
                mine, theirs = desk.asserting(first), desk.asserting(second)
                if mine and theirs:
                    a, b = (desk.first_of(w.telling for w in words) for words in (mine, theirs))
                    yield (
                        first,
                        second,
                        next(w for w in mine if w.telling is a),
                        next(w for w in theirs if w.telling is b),
                    )


def _english(word: Word) -> str:
    """The words of a claim in English, as far as they are quoted or glossed."""
    return str(word.row["gloss"] or word.row["quote"] or "")
