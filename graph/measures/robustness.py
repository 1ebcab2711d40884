"""What depends on which source: leave one source out, and see which dyads, versions and statements fall.

A source is left out together with those who speak for it, as with ``--without``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from ..rules.dyads import Act, Dyad, Ends
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from ..rules.weighing import Grade, Weighed, voices, weighed
from .asserted_acts import asserted_dyads, sources_of
from .statements import weighed_statements

__all__ = ["falls_without", "stand_on"]

Measured = tuple[list[str], list[list[Any]]]
#: How many acts of a dyad have each grade.
Grades = Mapping[Grade, int]
_DISPUTED_FIRST: tuple[Grade, ...] = ("contested", "confirmed", "fair", "weak")


def stand_on(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each dyad of a view, the sources without which nobody asserts any of its acts; none if it survives without
    any one source.

    An act stands where somebody else asserts who did what to whom in it, itself or by something narrower (with
    ``--min-groups``, where enough groups do). ``grades`` counts the acts by grade, those in dispute first;
    ``without_one`` is the least that is left when one source is left out, or "falls". The least is the fewest acts; of
    as many, the fewest that two independent groups assert and nobody disputes.

    Leaves out one source at a time, as the jackknife does (Efron & Tibshirani 1993, §11). An empty view has no row.

    What it cannot tell: whether a dyad that stands on one source is false, or one that survives each is true. Two
    sources may share an origin that neither names.

    >>> from standoff.record.keeper import open_keeper
    >>> stand_on(Ledger(open_keeper()))[1]
    []
    """
    in_order = asserted_dyads(ledger, view)
    whole: dict[Ends, Grades] = {dyad.ends: dyad.grades for dyad in in_order}
    falls: dict[Ends, list[str]] = defaultdict(list)
    least = dict(whole)
    for source, acts in _acts_of_sources(ledger, view).items():
        for ends, left in _grades_without(ledger, view, source, acts, whole).items():
            if not left:
                falls[ends].append(ledger.names.label(source))
            least[ends] = min(least[ends], left, key=_standing)
    rows: list[list[Any]] = [
        [
            *_words(ledger, dyad),
            falls[dyad.ends],
            _in_words(whole[dyad.ends]),
            "falls" if falls[dyad.ends] else _in_words(least[dyad.ends]),
        ]
        for dyad in in_order
    ]
    return ["who", "way", "whom", "stands_on", "grades", "without_one"], rows


def falls_without(ledger: Ledger, view: View = EVERYTHING) -> Measured:
    """For each source, how many dyads, and how many versions of acts and statements, nobody asserts without it, and
    which dyads those are.

    Versions and statements are those of ``agreement``. Leaves out one source at a time, as the jackknife does (Efron &
    Tibshirani 1993, §11). One row per source; an empty view has no row.

    What it cannot tell: whether a source is right. Much falls without the only source that was there.

    >>> from standoff.record.keeper import open_keeper
    >>> falls_without(Ledger(open_keeper()))[1]
    []
    """
    lost: Counter[str] = Counter()
    for one in weighed_statements(ledger, view):
        if one.groups:
            lost.update(_needed(one, view, ledger))
    whole: dict[Ends, Grades] = {dyad.ends: dyad.grades for dyad in asserted_dyads(ledger, view)}
    words = {dyad.ends: " ".join(_words(ledger, dyad)) for dyad in asserted_dyads(ledger, view)}
    place = {ends: number for number, ends in enumerate(words)}
    rows: list[list[Any]] = []
    for source, acts in _acts_of_sources(ledger, view).items():
        left = _grades_without(ledger, view, source, acts, whole)
        fallen = sorted((ends for ends, grades in left.items() if not grades), key=place.__getitem__)
        rows.append([ledger.names.label(source), len(fallen), lost[source], [words[ends] for ends in fallen]])
    rows.sort(key=lambda row: (-row[1], -row[2], row[0]))
    return ["source", "dyads", "statements", "which_dyads"], rows


def _acts_of_sources(ledger: Ledger, view: View) -> dict[str, list[tuple[Ends, Act]]]:
    """The acts on which each source of a view, or one that speaks for it, has a say, with the ends of their dyads."""
    speaks_for = ledger.background.speaks_for
    acts: dict[str, list[tuple[Ends, Act]]] = {source: [] for source in sources_of(ledger, view)}
    for dyad in asserted_dyads(ledger, view):
        for act in dyad.acts:
            said_by = {
                w.said_by for one in (act.weighed, *act.shown.also) for words in one.words.values() for w in words
            }
            for source in {source for one in said_by for source in speaks_for[one]}:
                acts[source].append((dyad.ends, act))
    return acts


def _grades_without(
    ledger: Ledger, view: View, source: str, acts: list[tuple[Ends, Act]], whole: Mapping[Ends, Grades]
) -> dict[Ends, Grades]:
    """The grades of the dyads that change without a source; none for a dyad of which nobody asserts an act any more."""
    known = ledger.background
    counts = voices(view.with_changes(without=view.without | {source}), known)
    left: dict[Ends, Counter[Grade]] = {}
    for ends, act in acts:
        grades = left.setdefault(ends, Counter(whole[ends]))
        grades[act.grade] -= 1
        again = (weighed(one.version, counts, known) for one in (act.weighed, *act.shown.also))
        if one := next((one for one in again if len(one.groups) >= view.min_groups), None):
            grades[one.grade] += 1
    return {ends: {grade: n for grade in _DISPUTED_FIRST if (n := grades[grade])} for ends, grades in left.items()}


def _standing(grades: Grades) -> tuple[int, int, int]:
    """How well a dyad stands: its acts, those that two groups assert undisputed, and those confirmed among them."""
    confirmed = grades.get("confirmed", 0)
    return sum(grades.values()), confirmed + grades.get("fair", 0), confirmed


def _in_words(grades: Grades) -> str:
    """The grade of a single act, or how many acts have each: "1 contested, 2 fair"."""
    if sum(grades.values()) == 1:
        return next(iter(grades))
    return ", ".join(f"{count} {grade}" for grade, count in grades.items())


def _needed(one: Weighed, view: View, ledger: Ledger) -> frozenset[str]:
    """The sources without which too few groups for the view assert a version or statement, or anything narrower."""
    asserted_by = [(word.group, ledger.background.speaks_for[word.said_by]) for word in one.asserted]
    if view.min_groups == 1:
        return frozenset.intersection(*(speaks_for for _, speaks_for in asserted_by))
    every = frozenset().union(*(speaks_for for _, speaks_for in asserted_by))
    return frozenset(
        source
        for source in every
        if len({g for g, speaks_for in asserted_by if source not in speaks_for}) < view.min_groups
    )


def _words(ledger: Ledger, dyad: Dyad) -> list[str]:
    return [ledger.names.label(dyad.who), "→" if dyad.directed else "–", ledger.names.label(dyad.whom)]
