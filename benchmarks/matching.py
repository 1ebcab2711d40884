"""How long match takes: 4,000 actors beside 4,000, and 100,000 events of two datasets. Run by hand; prints a table.

``python benchmarks/matching.py``. Names are made of UCDP-like words with a letter left out in the second list; events
are two tellings of 50,000 acts over ten years, a tenth of them told only to the month and a tenth only to 60 km.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from standoff.matching.actor_names import names_in
from standoff.matching.actors import proposals
from standoff.matching.events import ComparableEvents, _Event, event_proposals
from standoff.matching.profiles import Profile
from standoff.queries.names import Names
from standoff.vocabulary import CODES, ID

WORDS = [
    "liberation",
    "national",
    "front",
    "army",
    "people",
    "revolutionary",
    "islamic",
    "movement",
    "united",
    "union",
    "democratic",
    "forces",
    "council",
    "brigade",
    "defence",
    "popular",
    "party",
    "youth",
    "southern",
    "northern",
    "battalion",
    "resistance",
    "martyrs",
]


def actors(number: int) -> list[Profile]:
    rng = random.Random(1)
    profiles = []
    for n in range(number):
        place = "".join(rng.choice("bcdfgklmnrstz") + rng.choice("aeiou") for _ in range(4)).title()
        name = f"{' '.join(rng.sample(WORDS, 3)).title()} of {place}"
        cut = rng.randrange(1, len(name) - 1)
        for document, written in (("a", name), ("b", name[:cut] + name[cut + 1 :])):
            profiles.append(
                Profile(
                    f"{ID}actor/{document}{n}",
                    written,
                    "NonStateGroup",
                    names_in(written),
                    frozenset(),
                    frozenset({document}),
                    None,
                    None,
                    frozenset(),
                )
            )
    return profiles


def events(number: int) -> ComparableEvents:
    rng = random.Random(2)
    known, points = {}, {}
    for n in range(number // 2):
        day = date(2010, 1, 1) + timedelta(rng.randrange(3650))
        latitude, longitude = 33 + 4 * rng.random(), 36 + 6 * rng.random()
        for document in "ab":
            iri, place = f"{ID}event/{document}{n}", f"{ID}place/{document}{n}"
            vague, wide = rng.random() < 0.1, rng.random() < 0.1
            first = day.replace(day=1) if vague else day
            last = first + timedelta(27) if vague else day
            known[iri] = _Event(
                {document},
                {CODES + "event-type/attack"},
                place,
                str(first),
                str(last),
                [rng.randrange(5)],
                {f"{ID}actor/{n % 300}"},
            )
            points[place] = (latitude + rng.random() / 50, longitude, 60.0 if wide else 2.0)
    return ComparableEvents(Names({}, {}), known, points, {}, {}, frozenset(), {})


def measured(what: str, run: Callable[[], Any]) -> None:
    best, found = float("inf"), 0
    for _ in range(3):
        start = time.process_time()
        found = len(run())
        best = min(best, time.process_time() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<45} {best:6.1f} s CPU  {found:9,} pairs  {memory:6.0f} MiB so far")


def main() -> None:
    known = actors(4000)
    measured("4,000 actors beside 4,000", lambda: proposals(known))
    one_name = [
        Profile(
            f"{ID}actor/x{n}",
            "A Front",
            "Actor",
            names_in("A Front"),
            frozenset(),
            frozenset({str(n % 2)}),
            None,
            None,
            frozenset(),
        )
        for n in range(10_000)
    ]
    measured("10,000 actors of one name", lambda: proposals(one_name))
    many_events = events(100_000)
    measured("100,000 events", lambda: event_proposals(many_events, []))


if __name__ == "__main__":
    main()
