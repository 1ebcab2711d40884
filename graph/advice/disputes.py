"""Disputes that may be the coder's own: denials that meet nothing, one act coded as two, ends and places not tied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from ..judgement import pair
from ..rules.background import Row
from ..rules.implication import cores_exclude, exclude, implies, related, same_ends
from ..rules.one_moment import times_meet
from ..rules.tellings import ACTOR, ATTEMPTED, CORE, ORDER, PARTY, RECIPIENT, TYPE, VICTIM, WHEN, Telling
from ..rules.testimony import ActTestimony, Statement, Version, Word
from ..rules.wholes import share_a_whole
from ..vocabulary import CODES, ST, local_name
from .desk import Advice, Desk

__all__ = [
    "near_places",
    "one_moment_or_two",
    "order_of_acts",
    "reports_by_source",
    "unmet_denials",
    "untied_doers",
]

_PLACE = ST + "place"
_LEAVE = "If not, leave it: it is shown as a denial of what nobody asserts."


# -------------------------------------------------------------------------------------------------------------- denials


def unmet_denials(desk: Desk) -> Iterator[Advice]:
    """Denials of what nobody asserts, where something near is asserted. Others are what a source denies unasked."""
    incidents: dict[str, list[ActTestimony]] = defaultdict(list)
    for act in desk.acts:
        for incident in {word.row["incident"] for version in act.versions for word in version.words}:
            if incident:
                incidents[incident].append(act)
    for act in desk.acts:
        for denial in (denial for denial in act.unmet if denial.replaced_on is None):
            near = _nearest(denial, act.versions, desk)
            if near is None and not act.versions:
                near = _nearest_elsewhere(denial, incidents.get(denial.row["incident"] or "", []), desk)
            if near:
                yield _unmet(denial, near, desk)
    for statements in desk.statements.values():
        for statement in statements:
            yield from _unmet_statement(statement, statements, desk)


def _unmet(denial: Telling, near: Version, desk: Desk) -> Advice:
    row = denial.row
    words = desk.asserting(near, denial)
    target = desk.first(word.row for word in words)
    parts = [(prop, value) for prop, values in sorted(denial.says.items()) for value in sorted(values, key=str)]
    denied = ", ".join(desk.in_words(*part) for part in parts)
    elsewhere = f", of the event “{desk.label(near.event)}”" if near.event != row["event"] else ""
    if target["document"] == row["document"] and target["coded_as"]:
        meant = f"If it means that, write `denies: {target['coded_as']}`."
    elif elsewhere:
        meant = "If it means that, deny it of that event."
    else:
        meant = "If it means that, name in `denies:` what is asserted there."
    message = (
        f"Nobody asserts what {_it(desk, row)} denies ({denied}); near: “{desk.sentence(near)}” "
        f"({desk.said(words, row)}){elsewhere}. {meant} {_LEAVE}"
    )
    return Advice(desk.spot(row), message, "denial", row["said"])


def _it(desk: Desk, row: Row) -> str:
    return desk.claim(row, row) if row["coded_as"] else "this"


def _nearest(denial: Telling, versions: list[Version], desk: Desk) -> Version | None:
    scores = {v: _nearness(denial, v, desk) for v in versions if desk.asserting(v, denial)}
    near = [version for version, score in scores.items() if score]
    return min(near, key=lambda version: (-scores[version], version.key), default=None)


def _nearest_elsewhere(denial: Telling, acts: list[ActTestimony], desk: Desk) -> Version | None:
    """The nearest version of another act of the incident, which is of the kind of the act that is denied."""
    kind = denial.row["coder_type"]
    if kind == CODES + "event-type/other":
        return None  # two acts of no kind have nothing in common
    versions = [
        version
        for act in acts
        for version in act.versions
        if version.kind and kind in desk.known.broader.get(version.kind, {version.kind})
    ]
    near = _nearest(denial, versions, desk)
    # An end that might be the one denied is not enough: "Danu was there" is not near "no fighters were near".
    enough = _AKIN + (_KIND if TYPE in denial.says else 0)
    return near if near and _nearness(denial, near, desk) >= enough else None


#: How near a part of a version is to what is denied: the same or akin, or the kind of act within or above it; the same
#: in another role; or an end that might be the one denied, untied.
_AKIN, _KIND, _OTHER_ROLE, _UNTIED = 5, 4, 2, 1


def _nearness(denial: Telling, version: Version, desk: Desk) -> int:
    core, total, ends = version.core, 0, 0
    for prop, values in denial.says.items():
        if prop == TYPE:
            score = _KIND if any(_nested(value, version.kind, desk) for value in values) else 0
            if not score and version.kind:
                return 0
        elif prop in CORE and prop != ATTEMPTED:
            role = {
                ACTOR: core.doers | core.parties,
                RECIPIENT: core.targets | core.parties,
                VICTIM: core.targets | core.parties,
                PARTY: core.ends,
            }[prop]
            score = max((_end_nearness(value, role, core.ends, prop == ACTOR, desk) for value in values), default=0)
            ends += score
        else:
            score = 0
        total += score
    # A whole telling is near another only if an end of it is.
    return total if ends or not any(prop in denial.says for prop in (ACTOR, RECIPIENT, VICTIM, PARTY)) else 0


def _end_nearness(end: str, role: frozenset[str], everyone: frozenset[str], is_doer: bool, desk: Desk) -> int:
    if any(desk.akin(end, other) for other in role):
        return _AKIN
    if any(desk.akin(end, other) for other in everyone):
        return _OTHER_ROLE
    return _UNTIED if is_doer and any(desk.may_be_one(end, other) for other in role) else 0


def _nested(kind: str, other: str | None, desk: Desk) -> bool:
    broader = desk.known.broader
    return other is not None and (other in broader.get(kind, {kind}) or kind in broader.get(other, {other}))


def _unmet_statement(statement: Statement, others: list[Statement], desk: Desk) -> Iterator[Advice]:
    relations = {word.relation for word in statement.words}
    denials = [word for word in statement.words if word.relation == "denies"]
    if not denials or relations & {"asserts", "narrower"}:
        return
    for denial in denials:
        for near in others:
            words = desk.asserting(near, denial.telling)
            if near.prop != statement.prop or not words:
                continue
            if implies(statement.prop, statement.value, near.value, (denial.said_by,), desk.known):
                row = denial.row
                message = (
                    f"Nobody asserts what {_it(desk, row)} denies ({desk.in_words(statement.prop, statement.value)}); "
                    f"near, and broader: {desk.in_words(near.prop, near.value)} ({desk.said(words, row)}). "
                    f"If it means that, deny that. {_LEAVE}"
                )
                yield Advice(desk.spot(row), message, "denial", row["said"])
                break


# ------------------------------------------------------------------------------------------------- one act coded as two


def one_moment_or_two(desk: Desk) -> Iterator[Advice]:
    """Two acts of one incident that may be one moment, reported two ways."""
    by_incident: dict[str, list[ActTestimony]] = defaultdict(list)
    for act in desk.acts:
        incidents = {word.row["incident"] for version in act.versions for word in version.words} - {None}
        for incident in incidents:
            by_incident[incident].append(act)
    reports = reports_by_source(desk)
    after = order_of_acts(desk)
    for acts in by_incident.values():
        for one, other in combinations(sorted(acts, key=lambda act: desk.spot_of(act.event)), 2):
            events = one.event, other.event
            if (
                share_a_whole(*events, desk.known)
                or pair(*events) in desk.judged
                or other.event in after[one.event]
                or one.event in after[other.event]
            ):
                continue
            if reports[one.event] & reports[other.event]:
                continue  # a source that tells both has two acts in mind
            found = _one_moment(one, other, desk)
            if found:
                yield found


def reports_by_source(desk: Desk) -> dict[str, set[tuple[str, str]]]:
    """The (source, report) pairs that tell of each event."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for telling in desk.tellings:
        if telling.row["event"]:
            found[telling.row["event"]].add(telling.source_and_report)
    return found


def order_of_acts(desk: Desk) -> dict[str, set[str]]:
    """The events that each event comes after, on anybody's word."""
    before: dict[str, set[str]] = defaultdict(set)
    for telling in desk.tellings:
        for prop in telling.says.keys() & {*ORDER}:
            before[telling.row["about"]] |= telling.says[prop]
    for event in list(before):
        waiting = list(before[event])
        while waiting:
            new = before.get(waiting.pop(), set()) - before[event]
            before[event] |= new
            waiting += new
    return before


def _one_moment(one: ActTestimony, other: ActTestimony, desk: Desk) -> Advice | None:
    if _has_rival_kinds(one, desk) or _has_rival_kinds(other, desk):
        return None  # the coder has put rival accounts of that act into one event, and this one not
    for mine in one.versions:
        for theirs in other.versions:
            if not _kinds_exclude(mine, theirs, desk) or not _ends_meet(mine, theirs, desk):
                continue
            for a in desk.asserting(mine):
                for b in desk.asserting(theirs):
                    if a.said_by != b.said_by and _may_be_at_once(a, b, desk):
                        return _asked(a, b, mine, theirs, desk)
    return None


def _has_rival_kinds(act: ActTestimony, desk: Desk) -> bool:
    return any(_kinds_exclude(one, other, desk) for one, other in combinations(act.versions, 2))


def _kinds_exclude(one: Version, other: Version, desk: Desk) -> bool:
    """Whether one act cannot be of both kinds, as told, or as the coder sorts what nobody gives a kind."""
    mine, theirs = replace(one.core, kind=one.kind), replace(other.core, kind=other.kind)
    return cores_exclude(mine, theirs, desk.known)


def _ends_meet(mine: Version, theirs: Version, desk: Desk) -> bool:
    """Whether the ends of two versions may be the same, and one that both name, in the same role, is."""
    one, other = mine.core, theirs.core
    if not same_ends(one, other, (), desk.known):
        return False
    roles = [(one.doers, other.doers), (one.targets, other.targets)]
    if not (one.directed and other.directed):
        roles = [(one.ends, other.ends)]
    return any(related(a, b, (), desk.known) for some, others in roles for a in some for b in others)


def _may_be_at_once(one: Word, other: Word, desk: Desk) -> bool:
    low, high, least, most = one.row["earliest"], one.row["latest"], other.row["earliest"], other.row["latest"]
    if (high and least and high < least) or (most and low and most < low):
        return False
    if not times_meet(*(word.telling.says.get(WHEN, ()) for word in (one, other))):
        return False
    places = one.row["place"], other.row["place"]
    return None in places or not exclude(_PLACE, *places, desk.known)


def _asked(a: Word, b: Word, mine: Version, theirs: Version, desk: Desk) -> Advice:
    row = desk.first((a.row, b.row))
    ids = local_name(mine.event), local_name(theirs.event)
    message = (
        f"One moment, reported two ways? “{desk.sentence(mine)}” ({desk.said([a], row)}) and “{desk.sentence(theirs)}” "
        f"({desk.said([b], row)}) cannot both be one act, and nothing says which came first. If they are one act, "
        f"code one event, or have the coder say `event: {ids[0]}, that: {{same_event: {ids[1]}}}`; if not, "
        "`not_same_event` or, where a source orders them, `after`."
    )
    return Advice(desk.spot(row), message, "one moment", row["said"])


# ---------------------------------------------------------------------------------------------------- doers and places


def untied_doers(desk: Desk) -> Iterator[Advice]:
    """Doers, or parties, of one act that are neither tied nor told apart; each pair once."""
    asked: set[tuple[str, str]] = set()
    for act in desk.acts:
        for one, other, end in act.different:
            if end not in ("who", "party") or other in one.rivals:
                continue
            mine, theirs = (v.core.doers if end == "who" else v.core.parties for v in (one, other))
            left, right = sorted(mine - theirs), sorted(theirs - mine)
            if len(left) != 1 or len(right) != 1 or pair(left[0], right[0]) in asked:
                continue
            (a,), (b,) = left, right
            if desk.akin(a, b) or not desk.may_be_one(a, b) or not (desk.asserting(one) and desk.asserting(other)):
                continue
            asked.add(pair(a, b))
            yield _untied(act, (a, one), (b, other), desk)


def _untied(act: ActTestimony, one: tuple[str, Version], other: tuple[str, Version], desk: Desk) -> Advice:
    (a, mine), (b, theirs) = one, other
    row = desk.first(word.row for word in (*desk.asserting(mine), *desk.asserting(theirs)))
    ids = local_name(a), local_name(b)
    message = (
        f"Who acted in “{desk.label(act.event)}”: {desk.label(a)} ({desk.said(desk.asserting(mine), row)}) or "
        f"{desk.label(b)} ({desk.said(desk.asserting(theirs), row)})? Nothing says how the two stand to each other. "
        f"If one belongs to the other, write `part_of` or `member_of` under `that:` of {ids[0]} or {ids[1]}; if "
        "they are two, give their sides, or `not_same_actor`."
    )
    return Advice(desk.spot(row), message, "doers", act.event)


def near_places(desk: Desk) -> Iterator[Advice]:
    """Places that different sources give for one act or actor, neither within the other, whose circles overlap."""
    asked: set[tuple[str, str]] = set()
    for about, statements in desk.statements.items():
        told = [one for one in statements if one.prop == _PLACE and desk.asserting(one)]
        for one, other in combinations(told, 2):
            if not _near(one.value, other.value, desk) or pair(one.value, other.value) in asked:
                continue
            sources = {word.said_by for word in desk.asserting(one)} | {w.said_by for w in desk.asserting(other)}
            if len(sources) > 1:
                asked.add(pair(one.value, other.value))
                yield _overlapping(about, one, other, desk)


def _near(place: Any, other: Any, desk: Desk) -> bool:
    within = desk.known.within
    nested = other in within.get(place, ()) or place in within.get(other, ())
    return not nested and desk.known.overlap(place, other)


def _overlapping(about: str, one: Statement, other: Statement, desk: Desk) -> Advice:
    row = desk.first(word.row for word in (*desk.asserting(one), *desk.asserting(other)))
    ids = [local_name(place) for place in (one.value, other.value)]
    message = (
        f"“{desk.label(about)}” is at {desk.label(one.value)} ({desk.said(desk.asserting(one), row)}) and at "
        f"{desk.label(other.value)} ({desk.said(desk.asserting(other), row)}). Their circles overlap, so this is no "
        f"dispute. If one holds the other, write `within:` for {ids[0]} or {ids[1]}; if they are apart, give each a "
        "smaller `precision_km:`."
    )
    return Advice(desk.spot(row), message, "places", about)
