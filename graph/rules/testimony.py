"""Testimony: which attribution asserts, supports, denies, leaves open or does not answer which version or statement.

Worked out here and nowhere else, from the whole record, act by act (design §5): versions and who supports them here,
denials in ``denials``, what stands against what in ``rivals``, all other values in ``circumstances``. Everything that
is shown counts over these words: a view only chooses whose words count (``standoff.rules.weighing``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from .background import Background
from .circumstances import order_both_ways, statements_of
from .denials import deny, leave_open
from .denied_of_a_part import denied_of_a_part
from .implication import faces_back, narrower
from .implied_order import with_implied_order
from .rivals import accounts, pair, rival, tell_apart
from .tellings import ASSERTS, DENIES, LEAVES_OPEN, NO_ANSWER, Core, Telling
from .wholes import with_wholes
from .words import ActTestimony, Relation, Statement, Testimony, Version, Word, tellers_of

__all__ = ["ActTestimony", "Relation", "Statement", "Testimony", "Version", "Word", "testimony"]


def testimony(tellings: Iterable[Telling], known: Background) -> Testimony:
    """The testimony in these tellings, which must be all that the record has about the acts and actors in them."""
    by_subject: dict[str, list[Telling]] = defaultdict(list)
    for telling in with_wholes(with_implied_order(tellings, known), known):
        by_subject[telling.row["about"]].append(telling)
    acts = {}
    statements = {}
    for subject, mine in by_subject.items():
        if mine[0].row["event"]:
            acts[subject] = _act(subject, mine, known)
        if found := statements_of(subject, mine, known, acts.get(subject) or ActTestimony(subject)):
            statements[subject] = found
    order_both_ways(statements)
    denied_of_a_part(statements, acts, known)
    return Testimony(acts, statements)


def _act(event: str, tellings: list[Telling], known: Background) -> ActTestimony:
    act = ActTestimony(event)
    told: dict[Core, list[Telling]] = defaultdict(list)
    for telling in tellings:
        if telling.is_opinion:
            act.opinions.append(telling)
        elif telling.stance == ASSERTS and telling.core is not None:
            told[telling.core].append(telling)
    # Acts that were joined may be sorted differently: a telling keeps the kind under which it was coded.
    act.versions = [Version(event, core, some[0].row.get("coder_type")) for core, some in told.items()]
    _supported(act.versions, told, known)
    if len(act.versions) == 1 and len(told[act.versions[0].core]) == len(tellings):
        # Most acts of a dataset: all who speak of it tell the same.
        return act
    tellers = {version: tellers_of(version) for version in act.versions}
    for telling in tellings:
        if telling.stance in (DENIES, NO_ANSWER) and not telling.is_opinion:
            deny(act, telling, tellers, known)
    for telling in tellings:
        if telling.stance == LEAVES_OPEN and not telling.is_opinion:
            leave_open(act, telling)
    if len(act.versions) > 1:
        act.pairs = {(a, b): pair(a, b, known) for a in act.versions for b in act.versions if a is not b}
        accounts(act)
        rival(act, tellers, known)
        tell_apart(act, tellers, known)
    return act


def _supported(versions: list[Version], told: Mapping[Core, list[Telling]], known: Background) -> None:
    """Give each version the words of those who assert it, tell something narrower, or tell only a part of it."""
    if len(versions) == 1:
        versions[0].words += (Word(telling, "asserts") for telling in told[versions[0].core])
        return
    both_ways = _told_both_ways(versions, told, known)

    def supports(core: Core, broad: Core, speaker: str) -> bool:
        if core.directed and not broad.directed and broad.parties and core in both_ways:
            return False
        return narrower(core, broad, (speaker,), known)

    for version in versions:
        version.words += (Word(telling, "asserts") for telling in told[version.core])
        for core, tellings in told.items():
            if core == version.core:
                continue
            for telling in tellings:
                if supports(core, version.core, telling.said_by):
                    version.words.append(Word(telling, "narrower"))
                elif supports(version.core, core, telling.said_by):
                    version.words.append(Word(telling, "in part"))


def _told_both_ways(versions: list[Version], told: Mapping[Core, list[Telling]], known: Background) -> set[Core]:
    """The cores of which somebody tells the other way round: A against B, and B against A."""
    found = set()
    for version in versions:
        core = version.core
        if not (core.doers and core.targets):
            continue
        for other in versions:
            back = other.core
            if back.doers and back.targets and faces_back(core, back, _speakers(told, core, back), known):
                found.add(core)
                break
    return found


def _speakers(told: Mapping[Core, list[Telling]], *cores: Core) -> frozenset[str]:
    return frozenset(telling.said_by for core in cores for telling in told[core])
