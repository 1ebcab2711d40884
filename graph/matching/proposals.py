"""Pairs of actors, or of events, proposed for judgement because nobody has judged them yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..record.keeper import Keeper
from . import actors, events
from .actors import Proposal
from .judgements import accepted, judgements
from .profiles import profiles

__all__ = ["Proposals", "propose"]


@dataclass(frozen=True)
class Proposals:
    """``pairs``, best first; ``left_out`` counts the events that could not be compared, by reason."""

    pairs: list[Proposal]
    left_out: Mapping[str, int]


def propose(
    record: Keeper, of_events: bool = False, min_score: float | None = None, km: float = 25.0, days: int = 1
) -> Proposals:
    """Pairs of actors that may be the same or, with ``of_events``, pairs of events that may be the same act.

    ``min_score`` is in [0, 1]; events are at most ``km`` kilometres and ``days`` days apart.
    """
    judged = {(each.one, each.other) for each in judgements(record)}
    known = profiles(record)
    if not of_events:
        least = actors.MIN_SCORE if min_score is None else min_score
        return Proposals(actors.proposals(known, least, judged), {})
    comparable = events.comparable_events(record)
    least = events.MIN_SCORE if min_score is None else min_score
    pairs = events.event_proposals(comparable, known, least, judged, accepted(record).same, km, days)
    return Proposals(pairs, comparable.left_out)
