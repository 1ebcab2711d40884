"""Echoes: who tells no more than another, whom he passes on or whose picture he describes, and so adds no independent
group.

A mission that reports what a resident told it has it from the resident, also where another report has the same word of
it. What a source saw itself, or sees in a picture, it does not have from others; and what a publisher says in its own
voice, headlines among it, it answers for itself. But three papers that describe one film have one witness: whoever made
it. Who has a witness of his own beside it, and says so, has two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from ..vocabulary import CODES
from .tellings import ASSERTS, Telling

__all__ = ["OWN_WITNESS", "drawn", "echoes", "joint"]

_DOCUMENT = f"{CODES}basis/document"
#: What a source has seen for itself.
OWN_OBSERVATION = frozenset(f"{CODES}basis/{basis}" for basis in ("eyewitness", "photo", "video"))
#: What a source has of its own beside a picture or paper that it describes.
OWN_WITNESS = frozenset(f"{CODES}basis/{basis}" for basis in ("eyewitness", "correspondent", "local-source"))


def drawn(
    tellings: Iterable[Telling],
    drawn_from: Mapping[str, str],
    bases: Mapping[str, Collection[str]],
) -> dict[str, str]:
    """The maker of what each attribution describes that another made, and with whom it counts, by attribution.

    With him counts as well what the source says in the same report without any basis, if it is no more than what it
    describes: a headline above the picture. ``drawn_from`` maps attributions to the maker.
    """
    found: dict[str, str] = {}
    described: dict[tuple[str, str, str], list[Telling]] = defaultdict(list)
    every = list(tellings) if drawn_from else []
    for telling in every:
        said = telling.row["said"]
        if said in drawn_from and not OWN_WITNESS.intersection(bases.get(said, ())):
            found[said] = drawn_from[said]
            if telling.stance == ASSERTS:
                described[*telling.source_and_report, str(telling.row["about"])].append(telling)
    for telling in every if described else ():
        said, first = telling.row["said"], described.get((*telling.source_and_report, str(telling.row["about"])), ())
        if said in found or telling.stance != ASSERTS or bases.get(said) or said in drawn_from:
            continue
        same = [one for one in first if _says_no_more(telling, one)]
        if same:
            found[said] = found[max(same, key=lambda one: (_shared(telling, one), one.row["said"])).row["said"]]
    return found


def echoes(
    tellings: Iterable[Telling],
    relays: Mapping[str, Collection[str]],
    publishers: Mapping[str, str],
    bases: Mapping[str, Collection[str]],
) -> dict[str, str]:
    """The group with which each attribution counts that only repeats another one, by attribution.

    ``relays`` maps attributions to those who relay them, ``bases`` to what they rest on, and ``publishers`` documents
    to their publishers.
    """
    told: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    for telling in tellings:
        if telling.stance == ASSERTS and not telling.is_opinion and telling.replaced_on is None:
            told[str(telling.row["document"]), str(telling.row["about"])].append(telling)

    def seen(telling: Telling) -> bool:
        return bool(OWN_OBSERVATION.intersection(bases.get(telling.row["said"], ())))

    relaying = {source for those in relays.values() for source in those}
    heard_from: dict[str, Telling] = {}
    for (document, _), those in told.items():
        if len({telling.said_by for telling in those}) < 2:
            continue
        for telling in those:
            if telling.said_by not in relaying or seen(telling):
                continue
            # A publisher passes on all that its report has; what it says itself is its own.
            if telling.said_by == publishers.get(document):
                continue
            first = [
                other
                for other in those
                if other.said_by != telling.said_by
                and telling.said_by in relays.get(other.row["said"], ())
                and _says_no_more(telling, other)
            ]
            if first:
                # Of several, whom it has most in common with; of equals always the same.
                heard_from[telling.row["said"]] = max(first, key=lambda one: (_shared(telling, one), one.row["said"]))
    if not heard_from:
        return {}
    echoed: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    for telling in (telling for those in told.values() for telling in those if telling.row["said"] in heard_from):
        echoed[telling.said_by, str(telling.row["about"])].append(telling)
    for telling in (telling for those in told.values() for telling in those if telling.row["said"] not in heard_from):
        same = [one for one in echoed.get((telling.said_by, str(telling.row["about"])), ()) if _is_part(telling, one)]
        if same and not seen(telling):
            heard_from[telling.row["said"]] = max(same, key=lambda one: (_shared(telling, one), one.row["said"]))
    roots = {said: _root(said, heard_from).row for said in heard_from}
    return {said: str(root.get("counts_with") or root["group"]) for said, root in roots.items()}


def joint(tellings: Iterable[Telling], bases: Mapping[str, Collection[str]]) -> dict[str, str]:
    """The group with which each attribution counts of those who speak together in one document, by attribution.

    Two bodies that publish one report are coded as speakers of one claim that rests on a document. They have one
    finding between them: on that act or actor their words count as one group's, in whatever report.
    """
    together: dict[tuple[str, str, str], list[Telling]] = defaultdict(list)
    by_subject: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        row = telling.row
        by_subject[str(row["about"])].append(telling)
        if row.get("coded_as"):
            together[str(row["document"]), str(row["coded_as"]), str(row["claim"])].append(telling)
    authors = {
        (document, frozenset(telling.said_by for telling in those))
        for (document, *_), those in together.items()
        if len({t.said_by for t in those}) > 1
        if all(_DOCUMENT in bases.get(telling.row["said"], ()) for telling in those)
    }
    found: dict[str, str] = {}
    for (document, *_), those in together.items() if authors else ():
        if (document, frozenset(telling.said_by for telling in those)) in authors:
            groups = {str(telling.row["group"]) for telling in those}
            mine = by_subject[str(those[0].row["about"])]
            found |= {telling.row["said"]: min(groups) for telling in mine if telling.row["group"] in groups}
    return found


def _is_part(telling: Telling, other: Telling) -> bool:
    """Whether all that a telling says is said by the other too."""
    return all(values <= other.says.get(prop, frozenset()) for prop, values in telling.says.items())


def _says_no_more(telling: Telling, other: Telling) -> bool:
    """Whether a telling names no end that the other does not name; of an actor, whether it says nothing else."""
    if telling.core is None or other.core is None:
        return _is_part(telling, other)
    return telling.core.ends <= other.core.ends


def _shared(telling: Telling, other: Telling) -> int:
    return sum(len(values & other.says.get(prop, frozenset())) for prop, values in telling.says.items())


def _root(said: str, heard_from: Mapping[str, Telling]) -> Telling:
    """Who said it first, as far as the report tells."""
    seen = {said}
    root = heard_from[said]
    while root.row["said"] in heard_from and root.row["said"] not in seen:
        seen.add(root.row["said"])
        root = heard_from[root.row["said"]]
    return root
