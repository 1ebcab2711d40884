"""The acts that a view shows, with their versions weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..judgement import JUDGED
from .background import Row
from .ledger import Ledger, cached_by_view
from .tellings import ACTOR, ATTEMPTED, PARTY, RECIPIENT, TYPE, VICTIM, Core
from .testimony import ActTestimony, Testimony
from .view import EVERYTHING, View
from .weighing import Shown, Weighed, head_and_answers, voices, weighed, weighed_act

__all__ = ["Acts", "corroborated_rows", "is_shown", "shown_acts", "weighed_acts", "weighed_statements"]

#: The weighed versions of each act, by event.
Acts = Mapping[str, list[Weighed]]


def weighed_acts(ledger: Ledger, view: View = EVERYTHING) -> Acts:
    """The versions of every act of the record as a view weighs them; only the choice of voices matters."""
    return _weighed(ledger, view.voices)


@cached_by_view
def _weighed(ledger: Ledger, view: View) -> Acts:
    return weighed_in(ledger.testimony_with_datasets, ledger, view)


def weighed_in(testimony: Testimony, ledger: Ledger, view: View) -> Acts:
    """The same, of some testimony."""
    counts, known = voices(view, ledger.background), ledger.background
    return {event: found for event, act in testimony.acts.items() if (found := weighed_act(act, counts, known))}


def shown_acts(ledger: Ledger, view: View = EVERYTHING) -> Iterable[tuple[ActTestimony, list[Shown]]]:
    """The acts that a view shows by incident, place and time, with their heads and answers."""
    return shown_in(weighed_acts(ledger, view), ledger.testimony_with_datasets, ledger, view)


def weighed_statements(ledger: Ledger, view: View = EVERYTHING) -> list[Weighed]:
    """The statements of the reports besides who did what to whom, as a view weighs them; without the coder's
    judgements.

    Only the choice of voices matters. What nobody asserts or denies in the view, but somebody leaves open or does not
    answer, is among them.
    """
    return _weighed_statements(ledger, view.voices)


@cached_by_view
def _weighed_statements(ledger: Ledger, view: View) -> list[Weighed]:
    counts, known = voices(view, ledger.background), ledger.background
    every = (statement for about in ledger.testimony.statements.values() for statement in about)
    found = [one for statement in every if (one := weighed(statement, counts, known)).words]
    # Who is who is judged, and not told; only where judges differ is there something to tell.
    return [one for one in found if one.statement.prop not in JUDGED or one.grade == "contested"]


def corroborated_rows(ledger: Ledger, view: View, rows: Iterable[Row]) -> list[Row]:
    """The rows that state what at least ``min_groups`` independent groups assert, and those against it.

    Of a telling that is closer than what so many assert, only the values that they share are left.
    """
    if view.min_groups == 1:
        return list(rows)
    enough: set[tuple[str, str, Any]] = set()
    whole: set[str] = set()
    for versions in weighed_acts(ledger, view).values():
        for one in versions:
            if len(one.groups) >= view.min_groups:
                parts = _parts(one.version.core)
                enough |= {(word.row["said"], prop, value) for word in one.asserted for prop, value in parts}
                whole |= {word.row["said"] for word in one.of("denies", "denies in part", "leaves open", "no answer")}
    for one in weighed_statements(ledger, view):
        if len(one.groups) >= view.min_groups:
            stated = one.statement
            words = one.of("asserts", "denies", "leaves open", "no answer")
            enough |= {(w.row["said"], prop, value) for w in words for prop, value in stated.values(w.telling)}
    return [r for r in rows if r["said"] in whole or (r["said"], r["property"], r["value"]) in enough]


def _parts(core: Core) -> set[tuple[str, Any]]:
    ends = {(prop, end) for prop in (ACTOR, PARTY) for end in core.doers | core.parties}
    ends |= {(prop, end) for prop in (RECIPIENT, VICTIM, PARTY) for end in core.targets | core.parties}
    kind: set[tuple[str, Any]] = {(TYPE, core.kind)} if core.kind else set()
    return ends | kind | ({(ATTEMPTED, True)} if core.tried else set())


def shown_in(
    acts: Acts, testimony: Testimony, ledger: Ledger, view: View
) -> Iterable[tuple[ActTestimony, list[Shown]]]:
    """The same, of some testimony."""
    for event, versions in acts.items():
        act = testimony.acts[event]
        if is_shown(act, ledger, view) and (shown := head_and_answers(act, versions)):
            yield act, shown


def is_shown(act: ActTestimony, ledger: Ledger, view: View) -> bool:
    """Whether a view shows this act, by the incident, place and time of anything told of it.

    A subject never hides the denial or the rival of an act that it shows: one telling suffices for all.
    """
    if not (view.incident or view.place or view.since or view.until):
        return True
    rows = (word.row for version in act.versions for word in version.words if word.relation == "asserts")
    return any(view.admits_act(row, ledger.background) for row in rows)
