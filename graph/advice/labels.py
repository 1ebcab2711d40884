"""Labels that take sides: an act's or actor's label that states as fact what its versions are contested on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from ..readers.known import codes_in
from ..rules.implication import cores_exclude
from ..rules.tellings import ACTOR, ATTEMPTED, CORE, RECIPIENT, TYPE, VICTIM, Telling
from ..rules.testimony import Statement, Version
from ..vocabulary import ST
from .desk import Advice, Desk

__all__ = ["labels_that_take_sides"]

_STATUS = ST + "combatantStatus"
_TIES = frozenset(ST + name for name in ("memberOf", "partOf", "worksFor"))
#: Words by which a label says that something is only alleged.
_CAREFUL = re.compile(
    r"(?i)\b(alleged|allegation|claimed|claims?|disputed|denied|reported|said|suspected|possible|accus\w+|charge\w*|whether)\b|\?"
)
_STATUS_WORDS = {
    ST + "Civilian": re.compile(r"(?i)\b(civilians?|noncombatants?|non-combatants?)\b"),
    ST + "Combatant": re.compile(r"(?i)\b(combatants?|fighters?|militants?|insurgents?|terrorists?|soldiers?)\b"),
}


def labels_that_take_sides(desk: Desk) -> Iterator[Advice]:
    """The labels of acts and actors that state as fact what is denied or reported otherwise."""
    for act in desk.acts:
        label = desk.label(act.event)
        if not _CAREFUL.search(label):
            found = _act(label, act.versions, desk)
            if found:
                yield _advice(act.event, label, *found, desk)
    told_of: dict[str, list[Version]] = defaultdict(list)
    for version in (version for act in desk.acts for version in act.versions):
        for target in version.core.targets:
            told_of[target].append(version)
    for actor in sorted({*told_of, *desk.statements}):
        label = desk.label(actor)
        if "/id/actor/" not in actor or _CAREFUL.search(label):
            continue
        found = _stated_of(label, desk.statements.get(actor, []), desk)
        found = found or _done_to(label, actor, told_of.get(actor, []), desk)
        if found:
            yield _advice(actor, label, *found, desk)


def _advice(node: str, label: str, words: str, against: Telling, desk: Desk) -> Advice:
    row, spot = against.row, desk.spot_of(node)
    beside = row if spot.file and spot.file == desk.spot(row).file else None
    is_said = "is denied" if against.stance == ST + "Denies" else "is reported otherwise"
    what = "alleged" if "/id/actor/" not in node else "said to be"
    message = (
        f"The label “{label}” says “{words}” as a fact, which {is_said} ({desk.label(row['said_by'])}, "
        f"{desk.claim(row, beside)}). A label names what is meant and takes no side: find words that all would use, or "
        f"add “{what}”."
    )
    return Advice(spot, message, "label", node)


def _act(label: str, versions: list[Version], desk: Desk) -> tuple[str, Telling] | None:
    """What the label of an act says that is contested, and who is against it."""
    for kind, words in _kinds(label):
        told = [v for v in versions if _is_of(v, kind, desk)]
        against = [_against_kind(version, desk) for version in told]
        if against and against[0] and all(against):
            return words, against[0]
        # Of one who is said to have done it, only beside the word for what was done: "Strike by the army".
        for doer in sorted({doer for version in told for doer in version.core.doers}):
            named = _named_in(label, doer, desk)
            by_doer = [_against_doer(version, doer, desk) for version in told if doer in version.core.doers]
            if named and by_doer[0] and all(by_doer):
                return " … ".join(sorted((named, words), key=label.find)), by_doer[0]
    return None


def _done_to(label: str, actor: str, versions: list[Version], desk: Desk) -> tuple[str, Telling] | None:
    """What the label of an actor says was done to it, where that is contested: "Children killed in Takhar"."""
    for kind, words in _kinds(label):
        told = [version for version in versions if _is_of(version, kind, desk)]
        against = [_against_kind(version, desk, actor) for version in told]
        if against and against[0] and all(against):
            return words, against[0]
    return None


def _stated_of(label: str, statements: list[Statement], desk: Desk) -> tuple[str, Telling] | None:
    """What the label of an actor says it is, where that is contested: "Fighter shot at the checkpoint"."""
    for statement in statements:
        against = next((word.telling for word in statement.words if word.relation == "denies"), None)
        if against is None and statement.rivals:
            against = desk.asserting(statement.rivals[0])[0].telling if desk.asserting(statement.rivals[0]) else None
        if against is None:
            continue
        if statement.prop == _STATUS:
            found = _STATUS_WORDS[statement.value].search(label) if statement.value in _STATUS_WORDS else None
            if found:
                return found[0], against
        elif statement.prop in _TIES:
            named = _named_in(label, statement.value, desk)
            if named:
                return named, against
    return None


def _kinds(label: str) -> list[tuple[str, str]]:
    return [(iri.value, words) for iri, words in codes_in("event-type", label).items()]


def _is_of(version: Version, kind: str, desk: Desk) -> bool:
    told = version.kind
    return bool(desk.asserting(version)) and told is not None and kind in desk.known.broader.get(told, {told})


def _against_kind(version: Version, desk: Desk, target: str | None = None) -> Telling | None:
    """Who says first that there was no such act: not merely that somebody else did it."""
    found = []
    for word in version.words:
        if word.relation == "rival" and isinstance(word.other, Version):
            mine, theirs = (replace(each.core, kind=each.kind) for each in (version, word.other))
            if cores_exclude(mine, theirs, desk.known):
                found.append(word.telling)
        elif word.relation == "denies" and _denies_act(word.telling, target):
            found.append(word.telling)
    return desk.first_of(found)


def _denies_act(denial: Telling, target: str | None) -> bool:
    parts = {prop for prop in denial.says if prop in CORE} - {ATTEMPTED}
    if len(parts) > 1 or TYPE in parts:
        return len(denial.says) == len(parts)
    return bool(parts & {VICTIM, RECIPIENT}) and (target is None or any(target in v for v in denial.says.values()))


def _against_doer(version: Version, doer: str, desk: Desk) -> Telling | None:
    denials = [word.telling for word in version.words if word.relation == "denies"]
    return desk.first_of(denial for denial in denials if doer in denial.says.get(ACTOR, ()))


def _named_in(label: str, node: str, desk: Desk) -> str:
    """The name of a node as it stands in a label; empty if none does."""
    names = [desk.label(node), *desk.ledger.names.aliases.get(node, ())]
    names += [re.sub(r"\s*\(.*?\)", "", name) for name in names] + re.findall(r"\((.+?)\)", names[0])
    for name in sorted({name for name in names if len(name) > 2}, key=len, reverse=True):
        found = re.search(rf"(?i)\b{re.escape(name)}\b", label)
        if found:
            return found[0]
    return ""
