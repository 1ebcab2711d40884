"""Whose word is the doer's own: his, and that of those who speak for him, as long as nobody above them disowns it.

A channel that claims a deed in a group's name speaks for the group only where the group does not deny that it does, and
does not deny the deed. Who denied the deed before the claim has not answered it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Literal

from .background import Background
from .changed_words import said_or_read
from .words import ActTestimony, Version, Word

__all__ = ["doers_own_words", "mark_disowned", "own_word"]


def mark_disowned(act: ActTestimony, known: Background) -> None:
    """Note at each version whose word that asserts it is disowned by whom it would be the own word of.

    It is where the doer, who speaks for him, or what he is part of denies the version, or that the speaker is of his.
    """
    for version in act.versions:
        doers = version.core.doers
        denials = [w for w in version.words if w.relation == "denies" and w.telling.replaced_on is None]
        if not doers or not (denials or known.disowned):
            continue
        found: dict[str, set[str]] = defaultdict(set)
        for word in _asserting(version):
            for doer in doers:
                by_doer = any(
                    denial.said_by != word.said_by
                    and known.answers_for(denial.said_by, doer)
                    and not said_or_read(denial.telling) < said_or_read(word.telling)
                    for denial in denials
                )
                if by_doer or known.is_disowned(word.said_by, doer):
                    found[word.row["said"]].add(doer)
        version.disowned = {said: frozenset(those) for said, those in found.items()}


def own_word(
    version: Version, asserted: Collection[Word], known: Background
) -> tuple[bool, Literal["of itself", "of its own side", ""]]:
    """Whether the own side of every doer is among those who assert a version, and who of them speaks."""
    doers = version.core.doers
    if not doers:
        return False, ""
    itself, own = set[str](), set[str]()
    for word in asserted:
        mine = doers - version.disowned.get(word.row["said"], frozenset())
        itself |= mine & known.speaks_for[word.said_by]
        own |= {doer for doer in mine - own if known.is_own_word(word.said_by, word.row["group"], (doer,))}
    return own == doers, "of itself" if itself else "of its own side" if own else ""


def doers_own_words(version: Version, asserted: Iterable[Word], known: Background) -> list[Word]:
    """Of these words those that are a doer's own, or of his own side."""
    return [word for word in asserted if own_word(version, (word,), known)[1]]


def _asserting(version: Version) -> Iterable[Word]:
    return (word for word in version.words if word.relation in ("asserts", "narrower"))
