"""Denials that may be of more acts than the one under which they are coded, or of another one."""

from __future__ import annotations

from collections.abc import Iterator

from ..rules.denials import reaches_version
from ..rules.implication import implies
from ..rules.tellings import ACTOR, ASSERTS, CORE, DENIES, TYPE, Telling
from ..rules.testimony import ActTestimony, Version
from ..vocabulary import CODES, ST, local_name
from .desk import Advice, Desk

__all__ = ["denied_elsewhere", "denied_of_another_act", "denied_though_made_to"]


_MEANS = ST + "means"
#: Kinds of act by which somebody is made to do something.
_MADE_TO = frozenset(f"{CODES}event-type/{kind}" for kind in ("coerce", "order", "turn-back"))


def denied_elsewhere(desk: Desk) -> Iterator[Advice]:
    """Denials by a force of any such deed of its own, where others tell one of it in another act of the incident, of
    which it says nothing: "we did not fire a single shot".
    """
    incident = {telling.row["about"]: telling.row["incident"] for telling in desk.tellings}
    #: Acts of which a source speaks, or was asked already.
    settled = {(telling.row["about"], telling.said_by) for telling in desk.tellings}
    for denial in desk.tellings:
        if denial.stance != DENIES or denial.says.keys() != {TYPE, ACTOR} or denial.replaced_on is not None:
            continue
        about, source = denial.row["about"], denial.said_by
        for act in desk.acts:
            if act.event == about or incident.get(act.event) != incident[about] or (act.event, source) in settled:
                continue
            told = next((version for version in act.versions if _is_denied(denial, version, desk)), None)
            if told is None or not _may_be_done_to_one(about, told, desk):
                continue
            settled.add((act.event, source))
            yield _asked(denial, act, told, desk)


def _is_denied(denial: Telling, version: Version, desk: Desk) -> bool:
    """Whether a denial, were it of the act of a version that others tell, with its kind, would be of that version."""
    return (
        version.core.kind is not None and bool(desk.asserting(version)) and reaches_version(denial, version, desk.known)
    )


def _may_be_done_to_one(about: str, told: Version, desk: Desk) -> bool:
    """Whether a version names no targets, or one of the denied act: "no hostage" is not said of captors."""
    acts = (act for act in desk.acts if act.event == about)
    targets = {end for act in acts for version in act.versions for end in version.core.targets}
    return not (targets and told.core.targets) or any(desk.akin(a, b) for a in targets for b in told.core.targets)


def _asked(denial: Telling, act: ActTestimony, told: Version, desk: Desk) -> Advice:
    row = denial.row
    message = (
        f"{desk.label(denial.said_by)} denies of “{desk.label(row['about'])}” what others tell of "
        f"“{desk.label(act.event)}” ({desk.sentence(told)}: {desk.said(desk.asserting(told), row)}), of which it says "
        "nothing here. If its words cover that act as well (“not a single shot”), write the same denial with its "
        "`event:`; else leave it."
    )
    return Advice(desk.spot(row), message, "wide denial", row["said"])


def denied_of_another_act(desk: Desk) -> Iterator[Advice]:
    """Denials of a doer with means that nobody tells of him there, by who speaks in the same paragraph of another deed
    of his: "a patrol was near, without drones".
    """
    for denial in desk.tellings:
        doers = denial.says.get(ACTOR, frozenset())
        if (
            denial.stance != DENIES
            or not doers
            or denial.says.keys() - CORE != {_MEANS}
            or denial.replaced_on is not None
        ):
            continue
        if any(_tells_what_is_denied(t, denial, desk) for t in desk.tellings if t.row["about"] == denial.row["about"]):
            continue
        of_another = [
            t
            for t in desk.tellings
            if t.stance == ASSERTS
            and t.source_and_report == denial.source_and_report
            and t.row["event"]
            and t.row["about"] != denial.row["about"]
            and t.row["paragraph"] == denial.row["paragraph"] is not None
            and any(desk.akin(a, b) for a in doers for b in (t.core.ends if t.core else ()))
        ]
        if of_another:
            row, other = denial.row, desk.first(t.row for t in of_another)
            message = (
                f"{desk.claim(row, row)} denies of “{desk.label(row['about'])}” what nobody tells there of "
                f"{desk.label(min(doers))}; in the same paragraph {desk.claim(other, row)} tells of "
                f"“{desk.label(other['about'])}”. If the words are of that (“a patrol, without drones”), deny it "
                "there: here it stands against all who tell the act with other doers, or with none. If not, leave it."
            )
            yield Advice(desk.spot(row), message, "wide denial", row["said"])


def _tells_what_is_denied(telling: Telling, denial: Telling, desk: Desk) -> bool:
    """Whether somebody else tells the act with a doer who may be the one denied, and with what is denied of him."""
    if telling.stance != ASSERTS or telling.is_opinion or telling.said_by == denial.said_by:
        return False
    doers = telling.says.get(ACTOR, frozenset())
    if not any(desk.akin(a, b) for a in denial.says[ACTOR] for b in doers):
        return False
    return all(
        any(implies(_MEANS, given, value, (telling.said_by,), desk.known) for given in telling.says.get(_MEANS, ()))
        for value in denial.says[_MEANS]
    )


def denied_though_made_to(desk: Desk) -> Iterator[Advice]:
    """Denials of the doer of an act alone, where the same report has it that he was made to: "not of our own will"."""
    for denial in desk.tellings:
        if denial.stance != DENIES or denial.says.keys() != {ACTOR} or denial.replaced_on is not None:
            continue
        row, doers = denial.row, denial.says[ACTOR]
        for telling in desk.tellings:
            if telling.stance != ASSERTS or telling.row["about"] != row["about"] or not telling.core:
                continue
            if telling.row["document"] == row["document"] and _made_to(telling, doers, desk):
                who, act = desk.label(min(doers)), desk.label(row["about"])
                message = (
                    f"{desk.claim(row, row)} denies that {who} did “{act}”, and {desk.claim(telling.row, row)} has it "
                    "that others made it do so. Who did a thing, but not of his own will, did it: write the order as "
                    f"an event of its own (`type: order`), and of this act `that: {{actor: {local_name(min(doers))}, "
                    "in_response_to: …}`. If the words deny that it was done, leave it."
                )
                yield Advice(desk.spot(row), message, "wide denial", row["said"])
                break


def _made_to(telling: Telling, doers: frozenset[str], desk: Desk) -> bool:
    """Whether a telling has it that others made these do something."""
    core = telling.core
    kinds = desk.known.broader.get(core.kind or "", {core.kind}) if core else ()
    return core is not None and bool(core.doers and core.targets & doers and _MADE_TO & {*kinds})
