"""Contradictions between two acts, which no rule can see: one man's end told two ways, and whose act a death was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from ..rules.implication import related
from ..rules.tellings import ORDER, Telling
from ..rules.testimony import ActTestimony, Version, Word
from ..vocabulary import PREFIXES, ST, local_name
from .desk import Advice, Desk

__all__ = ["doers_of_an_effect", "one_end_of_one_man"]

_KILL = PREFIXES["type"] + "kill"
_EFFECTS = frozenset((_KILL, PREFIXES["type"] + "wound"))
_DEEDS = frozenset(PREFIXES["type"] + kind for kind in ("air-strike", "fire", "shelling"))
#: What is done to the living alone.
_TO_THE_LIVING = frozenset(PREFIXES["type"] + kind for kind in ("abduct", "arrest", "release", "rescue", "treat"))


def one_end_of_one_man(desk: Desk) -> Iterator[Advice]:
    """A person whom one source tells killed, and another, who puts neither before the other, held or treated alive."""
    killed: dict[str, list[Version]] = defaultdict(list)
    alive: dict[str, list[Version]] = defaultdict(list)
    for act in desk.acts:
        for version in act.versions:
            above = desk.known.broader.get(version.kind or "", frozenset((version.kind,)))
            into = killed if _KILL in above else alive if above & _TO_THE_LIVING else None
            for target in version.core.targets if into is not None and not version.core.tried else ():
                if desk.known.kind.get(target) == ST + "Person":
                    into[target].append(version)  # type: ignore[index]
    for man in sorted(killed.keys() & alive.keys(), key=desk.label):
        found = next((f for pair in product(killed[man], alive[man]) if (f := _two_ends(man, *pair, desk))), None)
        if found:
            yield found


def _two_ends(man: str, death: Version, life: Version, desk: Desk) -> Advice | None:
    words, others = desk.asserting(death), desk.asserting(life)
    tellers, events = {word.said_by for word in (*words,)}, {death.event, life.event}
    if not words or not others or tellers & {word.said_by for word in others} or len(events) < 2:
        return None
    if any(
        prop in t.says and events & {str(value) for value in t.says[prop]} and t.row["about"] in events
        for t in desk.tellings
        for prop in ORDER
    ):
        return None
    row = desk.first(word.row for word in (*words, *others))
    return Advice(
        desk.spot(row),
        f"Can both be? {desk.label(man)}: “{desk.sentence(death)}” ({desk.said(words, row)}) and "
        f"“{desk.sentence(life)}” ({desk.said(others, row)}). If the one came first, `after:` on the later act, by "
        "whoever says so; if one account leaves no room for the other (shot while fleeing, alive in a cell), code both "
        "on one event, each with its kind, so that they meet.",
        "one victim",
        row["said"],
    )


def doers_of_an_effect(desk: Desk) -> Iterator[Advice]:
    """Who is told to have killed or wounded people, by a source who names nobody for the shots at that place and time,
    of which others name somebody else.
    """
    violent = [act for act in desk.acts if any(_harms(v, _DEEDS, desk) for v in act.versions)]
    for effect in desk.acts:
        if not any(_harms(version, _EFFECTS, desk) for version in effect.versions):
            continue
        for cause in violent:
            if cause.event != effect.event and (found := _other_doers(effect, cause, desk)):
                yield found
                break


def _harms(version: Version, kinds: frozenset[str], desk: Desk) -> bool:
    return bool(kinds & desk.known.broader.get(version.kind or "", frozenset((version.kind,))))


def _of_people(ends: frozenset[str], desk: Desk) -> bool:
    """Whether no person or thing is meant by these ends, but people, or nobody named."""
    return all(desk.known.kind.get(end) == ST + "Population" for end in ends)


def _at_one_place(one: Word, other: Word) -> bool:
    same = all(one.row[column] == other.row[column] != None for column in ("incident", "place"))  # noqa: E711
    low, high, least, most = one.row["earliest"], one.row["latest"], other.row["earliest"], other.row["latest"]
    return same and bool(low and high and least and most) and low <= most and least <= high


def _other_doers(effect: ActTestimony, cause: ActTestimony, desk: Desk) -> Advice | None:
    naming = [
        (v, w)
        for v in cause.versions
        if v.core.doers and _harms(v, _DEEDS, desk) and _of_people(v.core.targets, desk)
        for w in desk.asserting(v)
    ]
    spoken, ends = {word.said_by for _, word in naming}, {end for v in cause.versions for end in v.core.ends}
    for version in effect.versions:
        # Whom others name as the other end of it stands in it already.
        strange = version.core.doers and not version.core.doers & ends and _harms(version, _EFFECTS, desk)
        strange = strange and bool(version.core.targets) and _of_people(version.core.targets, desk)
        for word in desk.asserting(version) if strange else ():
            against = [(v, w) for v, w in naming if not _akin(version.core.doers, v.core.doers, word.telling, desk)]
            if word.said_by in spoken or not against or len(against) < len(naming):
                continue
            if _at_one_place(word, against[0][1]):
                return _asked(version, word, against[0], desk)
    return None


def _akin(some: frozenset[str], others: frozenset[str], telling: Telling, desk: Desk) -> bool:
    return any(related(a, b, (telling.said_by,), desk.known) for a in some for b in others)


def _asked(version: Version, word: Word, other: tuple[Version, Word], desk: Desk) -> Advice:
    row = word.row
    act, event = desk.label(other[0].event), local_name(other[0].event)
    who = ", ".join(sorted(local_name(end) for end in version.core.doers))
    return Advice(
        desk.spot(row),
        f"“{desk.sentence(version)}” ({desk.said([word], row)}) names another doer than those who tell of “{act}” "
        f"there: “{desk.sentence(other[0])}” ({desk.said([other[1]], row)}). The two do not meet. If the words say who "
        f"did that, a claim of theirs there as well: `event: {event}, that: {{actor: {who}}}`.",
        "effect",
        row["said"],
    )
