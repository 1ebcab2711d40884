"""The order of acts: by day and clock time, each after those that some source puts before it."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .reported_acts import ReportedAct

__all__ = ["in_order"]


def in_order(acts: list[ReportedAct], label: Any) -> list[ReportedAct]:
    """The acts by first possible day and clock time, each after those that it is said to follow.

    Where sources put acts in a circle, the circle is cut at the first of them.
    """
    by_event = {act.event: act for act in acts}
    before = {act.event: {e for e in act.follows if e in by_event and e != act.event} for act in acts}
    after: dict[str, set[str]] = defaultdict(set)
    for event, earlier in before.items():
        for one in earlier:
            after[one].add(event)

    def key(event: str) -> tuple[Any, ...]:
        act = by_event[event]
        moment = act.moment or (f"{act.first}~" if act.first else "9999")
        is_alone = event not in after and not before[event]
        return moment[:10], moment, is_alone, depth[event], -_most(act), label(event), event

    depth = _depths(before)
    waiting = {event: len(earlier) for event, earlier in before.items()}
    ready = [key(event) for event, count in waiting.items() if not count]
    heapq.heapify(ready)
    done: list[str] = []
    while waiting:
        if not ready:
            heapq.heappush(ready, min(key(event) for event in waiting))
        event = heapq.heappop(ready)[-1]
        if waiting.pop(event, None) is None:
            continue
        done.append(event)
        for later in after[event]:
            if later in waiting:
                waiting[later] -= 1
                if not waiting[later]:
                    heapq.heappush(ready, key(later))
    return [
        replace(by_event[event], is_ordered=bool(before[event] or after[event] or by_event[event].moment))
        for event in done
    ]


def _depths(before: Mapping[str, set[str]]) -> dict[str, int]:
    """How many acts stand before each one on the longest way to it; those in a circle have what is found first."""
    found: dict[str, int] = {}

    def depth(event: str, above: frozenset[str]) -> int:
        if event not in found:
            earlier = before[event] - above
            found[event] = max((depth(one, above | {event}) + 1 for one in sorted(earlier)), default=0)
        return found[event]

    for event in sorted(before):
        depth(event, frozenset())
    return found


def _most(act: ReportedAct) -> int:
    return max((len(one.groups) for one in act.versions), default=0)
