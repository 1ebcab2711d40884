"""What is left open though it is told: whether an act happened, by who tells of it, of an effect or of a part of it.

"We found no sign of artillery" speaks against artillery; it does not leave open whether there was an attack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..rules.tellings import ASSERTS, CAUSED_BY, LEAVES_OPEN, LEFT_OPEN, TYPE, WITHDRAWS, Telling
from .desk import Advice, Desk

__all__ = ["told_and_left_open"]

#: Words of somebody who looked or listened, and found nothing.
_NOTHING_FOUND = re.compile(
    r"(?i)\b(?:found|saw|heard|seen|detected|recorded)\b.{0,20}\b(?:no|nothing|none|neither|not any)\b"
    r"|\b(?:no|none|neither|nothing|nor|not|n't|never)\b.{0,40}\b(?:sign|trace|found|find|see|saw|hear|heard|seen)"
)


def told_and_left_open(desk: Desk) -> Iterator[Advice]:
    """Who leaves open whether an act happened since it found nothing of it, or tells of an effect or a part of it."""
    told: dict[tuple[str, str], list[Telling]] = {}
    for telling in desk.tellings:
        if telling.stance == ASSERTS and telling.row["event"] and telling.replaced_on is None:
            told.setdefault(telling.source_and_report, []).append(telling)
    taken_back: dict[str, set[str]] = {}
    for telling in desk.tellings:
        if telling.stance == WITHDRAWS:
            taken_back.setdefault(telling.row["document"], set()).add(telling.said_by)
    for telling in desk.tellings:
        row = telling.row
        if telling.stance != LEAVES_OPEN or TYPE not in telling.says.get(LEFT_OPEN, ()) or not row["event"]:
            continue
        mine = told.get(telling.source_and_report, [])
        of_it = [one for one in mine if one.row["about"] == row["about"] and one.core and not one.is_opinion]
        follows = [
            one
            for one in mine
            if row["about"] in one.says.get(CAUSED_BY, ())
            or (one.core and row["about"] in desk.known.wholes.get(one.row["about"], ()))
        ]
        words = row["gloss"] or row["quote"] or ""
        if telling.corrects or telling.said_by in taken_back.get(row["document"], ()):
            continue  # who takes back a word says what he no longer stands by
        if _NOTHING_FOUND.search(words):
            yield _found_nothing(telling, words, of_it or follows, desk)
        elif follows and not of_it:
            yield _told_by_its_effect(telling, follows, desk)


def _found_nothing(telling: Telling, words: str, told: list[Telling], desk: Desk) -> Advice:
    row, who, act = telling.row, desk.label(telling.said_by), desk.label(telling.row["about"])
    beside = f" In the same report it tells of it: {_claims(told, telling, desk)}." if told else ""
    message = (
        f"“{words}” is coded as {who} leaving open whether “{act}” happened, or what it was.{beside} Who examined it "
        "and found no sign of one kind or means, or was there and heard no shot or blast, speaks against that alone: "
        "`hedged: true, denies: {type: …}`, on the act in which others tell of it. Who only did not see it, or might "
        "have missed it, says nothing by that. If it has no account of the act, and does not know whether there was "
        "one, leave it."
    )
    return Advice(desk.spot(row), message, "left open", row["said"])


def _told_by_its_effect(telling: Telling, told: list[Telling], desk: Desk) -> Advice:
    row, who, act = telling.row, desk.label(telling.said_by), desk.label(telling.row["about"])
    message = (
        f"{who} leaves open whether “{act}” happened, and tells of what came of it, or of a part of it: "
        f"{_claims(told, telling, desk)}. Write what it does tell of the act, such as `that: {{type: explosion}}`, "
        "beside what it leaves open; or leave open only what it does not know: `actor`, `means`, `caused_by`."
    )
    return Advice(desk.spot(row), message, "left open", row["said"])


def _claims(told: list[Telling], beside: Telling, desk: Desk) -> str:
    return ", ".join(dict.fromkeys(desk.claim(one.row, beside.row) for one in told[:3]))
