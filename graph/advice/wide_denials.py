"""Denials whose words may cover more acts than the one under which they are coded."""

from __future__ import annotations

from collections.abc import Iterator

from ..rules.denials import reaches_version
from ..rules.tellings import ACTOR, DENIES, TYPE, Telling
from ..rules.testimony import ActTestimony, Version
from .desk import Advice, Desk

__all__ = ["denied_elsewhere"]


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
