"""The dossier: one incident as each source tells it, act by act, with the versions of each act and all statements.

Nothing is decided here: testimony says who tells which version, weighing counts it in a view. The dossier gathers what
belongs to one incident, puts its acts in order, and says which two of them may be one moment told in two ways.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..judgement import JUDGED
from ..vocabulary import PROPERTY_BY_IRI, ST
from .act_order import in_order
from .background import Background
from .ledger import Ledger
from .one_moment import maybe_one
from .reported_acts import ReportedAct, reported_act, without_met_denials
from .tellings import ASSERTS, DENIES, LEFT_OPEN, WITHDRAWS, Core, Telling
from .testimony import Relation, Testimony, testimony
from .view import EVERYTHING, View
from .weighing import Voice, Weighed, voices, weighed
from .wholes import with_wholes

__all__ = ["Dossier", "Mark", "dossier"]

Mark = Literal["asserts", "in part", "denies", "leaves open", "no answer", "silent"]
#: How a source that has several words on one version is marked: what says most comes first.
_MARKS: tuple[tuple[Mark, tuple[Relation, ...]], ...] = (
    ("asserts", ("asserts", "narrower")),
    ("denies", ("denies",)),
    ("in part", ("in part",)),
    ("leaves open", ("leaves open",)),
    ("no answer", ("no answer",)),
)
_TAKING_PART = frozenset(ST + role for role in ("victim", "onlooker"))
_TIES = (ST + "memberOf", ST + "partOf")
#: The ties by which a source speaks for somebody.
_VOICES = frozenset((ST + "worksFor", ST + "runBy", *_TIES))


@dataclass(frozen=True)
class Dossier:
    """One incident in a view: its acts in order, and what is stated of them and of those who take part.

    ``statements`` come act by act in the same order, then actor by actor. ``corrections`` are tellings that take the
    place of others. ``sources`` are those who speak of the incident, ``documents`` the reports in which they do; both
    are sorted by label. ``group_of`` has the independence groups of each source, ``groups`` those that count: who only
    repeats what others say in the same report, leaves open or does not answer adds none.
    """

    incident: str
    acts: tuple[ReportedAct, ...]
    statements: tuple[Weighed, ...]
    corrections: tuple[Telling, ...]
    opinions: tuple[Telling, ...]
    sources: tuple[str, ...]
    documents: tuple[str, ...]
    group_of: Mapping[str, frozenset[str]]
    groups: frozenset[str]
    view: View

    def mark(self, one: Weighed, source: str) -> Mark:
        """What this source says of a version or statement. Who both asserts and denies it counts as asserting."""
        for mark, relations in _MARKS:
            if any(word.said_by == source for word in one.of(*relations)):
                return mark
        return "silent"

    def silent(self, one: Weighed) -> list[str]:
        """The sources that speak of the incident and say nothing of this version or statement."""
        heard = set(one.sources(*(relation for _, relations in _MARKS for relation in relations)))
        return [source for source in self.sources if source not in heard]

    def statements_of(self, subject: str) -> list[Weighed]:
        """The statements about one act or actor."""
        return [one for one in self.statements if one.statement.about == subject]

    def own_side(self, core: Core, known: Background) -> list[str]:
        """The sources of the incident that are a doer of this core, or of the own side of one."""
        return [s for s in self.sources if any(known.is_own_word(s, group, core.doers) for group in self.group_of[s])]


def dossier(ledger: Ledger, incident: str, view: View = EVERYTHING) -> Dossier:
    """The dossier of the incident with this IRI, under a view.

    An act is shown whole or not at all: options that choose acts never hide one version of it. With ``min_groups`` an
    act is shown if so many groups assert one of its versions.
    """
    known, label = ledger.background, ledger.names.label
    tellings, told = _told(ledger, incident)
    counts = voices(view.voices, known)
    by_event: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        if telling.row["event"] and telling.row["incident"] == incident:
            by_event[telling.row["about"]].append(telling)
    acts = [
        act
        for event, mine in by_event.items()
        if (act := reported_act(told.acts[event], mine, told, counts, view, known)) is not None
    ]
    acts = in_order(without_met_denials(acts), label)
    acts = maybe_one(acts, known)
    spoken = [telling for act in acts for telling in act.tellings]
    events = {act.event for act in acts}
    # A report whose tellings are all corrected by others was read none the less.
    documents = {t.row["document"] for t in spoken} | {
        t.row["document"] for event in events for t in by_event[event] if view.admits_source(t.row, known)
    }

    statements: list[Weighed] = []
    for act in acts:
        statements += _weighed_statements(told, act.event, counts, known)
    parties = _taking_part(acts, statements, known)
    parties |= _members(parties, told, documents, counts) | _named_instead(parties, told, documents)
    for actor in sorted(parties, key=label):
        # What another report says about the same actor does not belong to this incident, but may be its rival.
        statements += (
            one
            for one in _weighed_statements(told, actor, counts, known)
            if any(word.row["document"] in documents for words in one.words.values() for word in words)
        )
    statements += _disputed_voices({t.said_by for t in spoken} - parties, parties, told, documents, counts, known)
    if view.min_groups > 1:
        statements = _with_groups(statements, view.min_groups)
    about = events | parties
    of_incident = [t for t in tellings if t.row["about"] in about and t.row["document"] in documents]
    opinions = [t for t in of_incident if t.is_opinion and counts(t)]
    corrections = [
        t
        for t in tellings
        if t.corrects
        and (
            t.row["about"] in by_event
            or any(c.row["about"] in by_event or c.row["about"] in parties for c in t.corrects)
        )
        and (counts(t) or t.replaced_on is not None)
        and view.admits_source(t.row, known)
    ]
    words = [w for one in statements for words in one.words.values() for w in words]
    spoken += [w.telling for w in words if w.row["document"] in documents]
    spoken += [t for event in events for t in by_event[event] if counts(t) and t.stance != WITHDRAWS]
    group_of: dict[str, set[str]] = defaultdict(set)
    counted: set[str] = set()
    for telling in (*spoken, *opinions):
        group_of[telling.said_by].add(str(telling.row["group"]))
        if telling.stance in (ASSERTS, DENIES):
            counted.add(str(telling.row.get("counts_with") or telling.row["group"]))
    return Dossier(
        incident,
        tuple(acts),
        tuple(statements),
        tuple(corrections),
        tuple(opinions),
        tuple(sorted(group_of, key=label)),
        tuple(sorted(documents, key=label)),
        {source: frozenset(groups) for source, groups in group_of.items()},
        frozenset(counted),
        view,
    )


def _told(ledger: Ledger, incident: str) -> tuple[list[Telling], Testimony]:
    """All tellings that bear on an incident, and their testimony; of datasets only the rows that belong to it."""
    if not ledger.rows.has_tables:
        return with_wholes(ledger.tellings, ledger.background), ledger.testimony
    tellings = ledger.rows.tellings_in(ledger.rows.statements_of_incidents(frozenset((incident,))))
    return with_wholes(tellings, ledger.background), testimony(tellings, ledger.background)


def _weighed_statements(told: Testimony, subject: str, counts: Voice, known: Background) -> list[Weighed]:
    """The statements about an act or actor of which somebody in the view says something, in the order of properties."""
    found = [weighed(statement, counts, known) for statement in told.statements.get(subject, ())]
    # Who is who is judged, and not told; only where judges differ is there something to tell.
    found = [one for one in found if one.words and (one.statement.prop not in JUDGED or one.grade == "contested")]
    return sorted(found, key=lambda one: (_rank(one.statement.prop), str(one.statement.value)))


def _with_groups(statements: list[Weighed], fewest: int) -> list[Weighed]:
    """The statements that so many groups assert, with what stands against them or is denied."""
    kept = {one.statement for one in statements if len(one.groups) >= fewest}
    kept |= {rival for one in statements if one.statement in kept for rival in one.rivals}  # type: ignore[misc]
    return [one for one in statements if one.statement in kept or not one.groups]


def _taking_part(acts: Iterable[ReportedAct], statements: Iterable[Weighed], known: Background) -> set[str]:
    """The actors that take part in these acts, as anybody in the view tells it."""
    ends = {end for act in acts for one in act.versions for end in one.version.core.ends}
    ends |= {
        end for act in acts for t in (*act.unmet, *act.of_others, *act.not_answered) if t.core for end in t.core.ends
    }
    return ends | {str(one.statement.value) for one in statements if one.statement.prop in _TAKING_PART}


def _members(parties: set[str], told: Testimony, documents: set[Any], counts: Voice) -> set[str]:
    """The actors who are said, in the reports of an incident, to be members of those who take part in it."""
    found: set[str] = set()
    new = parties
    while new:
        new = {
            about
            for about, statements in told.statements.items()
            if about not in found | parties
            for one in statements
            if one.prop in _TIES and str(one.value) in new
            if any(w.relation == "asserts" and counts(w.telling) and w.row["document"] in documents for w in one.words)
        }
        found |= new
    return found


def _disputed_voices(
    sources: set[str],
    parties: set[str],
    told: Testimony,
    documents: set[Any],
    counts: Voice,
    known: Background,
) -> list[Weighed]:
    """What is denied of those who speak of an incident: that they speak for somebody who takes part in it."""
    return [
        one
        for source in sorted(sources)
        for one in _weighed_statements(told, source, counts, known)
        if one.statement.prop in _VOICES and str(one.statement.value) in parties
        if any(word.row["document"] in documents for word in one.of("denies"))
    ]


def _named_instead(parties: set[str], told: Testimony, documents: set[Any]) -> set[str]:
    """The actors of whom the same is said as of one of these, of whom it is left open: who else held the place."""
    mine = [(party, one) for party in parties for one in told.statements.get(party, ())]
    left_open = {(party, str(one.value)) for party, one in mine if one.prop == LEFT_OPEN}
    values = {(one.prop, str(one.value)) for party, one in mine if (party, one.prop) in left_open}
    return {
        about
        for about, statements in (told.statements.items() if values else ())
        for one in statements
        if (one.prop, str(one.value)) in values and any(word.row["document"] in documents for word in one.words)
    }


def _rank(prop: str) -> int:
    order = list(PROPERTY_BY_IRI)
    return order.index(prop) if prop in order else len(order)
