"""What leaving out a source changes: the acts of each dyad that rest on it, weighed again without its words."""

from __future__ import annotations

from collections import defaultdict

from .acts import shown_in, weighed_acts
from .dyads import Act, Ends, acts_with_ends, dyads
from .ledger import Ledger, cached_by_view
from .view import View
from .weighing import voices, weighed_act

__all__ = ["acts_without"]


def acts_without(ledger: Ledger, view: View, source: str) -> dict[Ends, tuple[list[Act], list[Act]]]:
    """What leaving out a source and those who speak for it changes: the acts that each dyad loses, and those it gets.

    An act that stays, weighed without the source, is in both lists. Only acts that the source tells of are weighed.
    """
    known, testimony = ledger.background, ledger.testimony_with_datasets
    events = _events_by_source(ledger, view).get(source, set())
    # Whether a part has rows of its own hangs on those of the whole.
    tied = {part for part, wholes in known.wholes.items() if wholes & events} if known.wholes else set()
    events = events | {event for event in tied if event in testimony.acts}
    of_event = _acts_by_event(ledger, view)
    changed: dict[Ends, tuple[list[Act], list[Act]]] = defaultdict(lambda: ([], []))
    for event in events:
        for ends, one in of_event.get(event, ()):
            changed[ends][0].append(one)
    narrowed = view.with_changes(without=view.without | {source})
    counts = voices(narrowed, known)
    weighed = {event: found for event in events if (found := weighed_act(testimony.acts[event], counts, known))}
    wholes = {whole for event in events for whole in known.wholes.get(event, ())} - {*events}
    weighed |= {event: weighed_act(testimony.acts[event], counts, known) for event in wholes & testimony.acts.keys()}
    for ends, one in acts_with_ends(shown_in(weighed, testimony, ledger, narrowed), known, narrowed):
        if one.event not in wholes:
            changed[ends][1].append(one)
    return dict(changed)


@cached_by_view
def _events_by_source(ledger: Ledger, view: View) -> dict[str, set[str]]:
    events: dict[str, set[str]] = defaultdict(set)
    for event, versions in weighed_acts(ledger, view).items():
        for one in versions:
            for words in one.words.values():
                for word in words:
                    for source in ledger.background.speaks_for[word.said_by]:
                        events[source].add(event)
    return dict(events)


@cached_by_view
def _acts_by_event(ledger: Ledger, view: View) -> dict[str, list[tuple[Ends, Act]]]:
    of_event: dict[str, list[tuple[Ends, Act]]] = defaultdict(list)
    for dyad in dyads(ledger, view):
        for act in dyad.acts:
            of_event[act.event].append((dyad.ends, act))
    return dict(of_event)
