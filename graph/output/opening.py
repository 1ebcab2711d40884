"""The opening of an incident: who speaks, what is agreed, what is in dispute, and what is answered differently.

    17 sources in 9 reports. Agreed: US Armed Forces fired (6 groups). In dispute: What did US Armed Forces do?

Nothing is agreed that fewer than two independent groups assert, that anybody denies or contradicts, or to which others
name different ends. What is in dispute are the questions of the dossier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..rules.dossier import Dossier
from ..rules.ledger import Ledger
from ..rules.reported_acts import ReportedAct
from ..rules.testimony import Version
from ..rules.weighing import Weighed
from ..vocabulary import CODES
from .deed_sentences import OTHER, VAGUE
from .dossier_layout import Entry, Layout, groups
from .dossier_parts import in_words
from .dossier_short import PLAIN
from .dossier_words import Wording

__all__ = ["BROAD", "Agreed", "Opening", "opening"]

#: How many clauses of each kind the sentence has; the others are counted.
MOST = 4
#: Kinds of which a clause says little, however many say it.
BROAD = VAGUE | {f"{CODES}event-type/confrontation"}
_NUMBER = re.compile(r" \(\d+\)")


@dataclass(frozen=True)
class Agreed:
    """A version of an act that two or more groups assert, in words that follow a colon.

    It is agreed where nobody denies or contradicts it, no denial of its act meets nothing told, and nobody tells any of
    those that stand ``apart``: versions of the act with other ends. A page counts whether anybody does in a view.
    """

    event: str
    one: Weighed
    words: str
    apart: tuple[Version, ...] = ()


@dataclass(frozen=True)
class Opening:
    """The opening of an incident under a view. ``agreed`` has one version of an act at most, the most asserted first;
    ``disputed`` and ``differently`` are entries of the dossier. ``candidates`` are all versions that two groups
    assert, of which a narrower choice of voices may leave another one agreed.
    """

    sources: int
    reports: int
    agreed: tuple[Agreed, ...]
    disputed: tuple[Entry, ...]
    differently: tuple[Entry, ...]
    candidates: tuple[Agreed, ...]

    def sentence(self) -> str:
        """The opening in words."""
        reports = "1 report" if self.reports == 1 else f"{self.reports} reports"
        said = [f"{self.sources} source{'s' * (self.sources != 1)} in {reports}."]
        agreed = [f"{one.words} ({groups(len(one.one.groups))})" for one in self.agreed]
        said.append(_listed("Agreed", agreed) or "Nothing is agreed by two independent groups.")
        said.append(_listed("In dispute", map(question, self.disputed)) or "Nothing is in dispute.")
        said.append(_listed("Reported differently", map(question, self.differently)))
        return " ".join(filter(None, said))


def opening(ledger: Ledger, found: Dossier, layout: Layout) -> Opening:
    """The opening of a dossier, whose ``layout`` is what ``dossier_parts.laid_out`` returns for it."""
    wording = in_words(ledger, found)
    candidates = [
        Agreed(act.event, one, wording.following(wording.of(one), one.version.core.ends), _apart(act, one))
        for act in found.acts
        for one in sorted(act.versions, key=_most_first)
        if _can_be_agreed(one, wording)
    ]
    by_event = {act.event: act for act in found.acts}
    agreed: dict[str, Agreed] = {}
    for each in candidates:
        if is_agreed(by_event[each.event], each):
            agreed.setdefault(each.event, each)
    parts = {part.name: tuple(part.entries) for part in layout.parts}
    return Opening(
        len(found.sources),
        len(found.documents),
        # What says least of what happened comes last: "there was a confrontation".
        tuple(sorted(agreed.values(), key=lambda each: (each.one.version.kind in BROAD, *_most_first(each.one)))),
        parts.get("in dispute", ()),
        parts.get("reported differently", ()),
        tuple(candidates),
    )


def is_agreed(act: ReportedAct, each: Agreed) -> bool:
    """Whether of a version that two groups assert nobody denies it, contradicts it or names other ends."""
    told = {one.version for one in act.versions if one.groups}
    return not (act.unmet or each.one.is_disputed or told.intersection(each.apart))


def _apart(act: ReportedAct, one: Weighed) -> tuple[Version, ...]:
    """The versions of an act that name other ends than this one."""
    pairs = ((a.version, b.version) for a, b, _ in act.different)
    found = (b if a is one.version else a for a, b in pairs if one.version in (a, b))
    return tuple(dict.fromkeys(found))


def question(entry: Entry) -> str:
    """The question of an entry, with the label of its act only where it does not say itself which act it asks about;
    without the numbers of acts, which stand in a dossier alone.
    """
    label = f" ({entry.label})" if entry.label and not PLAIN.match(entry.title) else ""
    return f"{_NUMBER.sub('', entry.title)}{label}"


def _can_be_agreed(one: Weighed, wording: Wording) -> bool:
    core = one.version.core
    return len(one.groups) > 1 and bool(core.ends) and core.kind not in (None, OTHER) and bool(wording.of(one))


def _most_first(one: Weighed) -> tuple[int, int, str]:
    return -len(one.groups), -len(one.version.core.ends), str(one.version.key)


def _listed(words: str, clauses: Iterable[str]) -> str:
    those = list(clauses)
    more = [f"{len(those) - MOST} more"] if len(those) > MOST else []
    if not those:
        return ""
    if those[0].endswith(("?", ")")) and "?" in those[0]:
        return " ".join([f"{words}:", *those[:MOST], *(f"{each}." for each in more)])
    return f"{words}: {'; '.join(those[:MOST] + more)}."
