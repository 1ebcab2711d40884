"""The dossier: one incident as each source tells it, act by act, with the versions of each act and all statements.

Nothing is decided here: testimony says who tells which version, weighing counts it in a view. The dossier gathers what
belongs to one incident, puts its acts in order, and says which two of them may be one moment told in two ways.
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations, product
from typing import Any, Literal

from ..judgement import JUDGED
from ..vocabulary import PROPERTY_BY_IRI, ST
from .background import Background
from .deeds import deed_in_words
from .denials import names_others
from .implication import kinds_exclude, kinds_nested, related, same_ends
from .ledger import Ledger
from .tellings import ASSERTS, LEAVES_OPEN, LEFT_OPEN, WITHDRAWS, Core, Telling
from .testimony import ActTestimony, Relation, Statement, Testimony, Version, testimony
from .view import EVERYTHING, View
from .weighing import Shown, Voice, Weighed, head_and_answers, unmet, voices, weighed, weighed_act

__all__ = ["Dossier", "Mark", "ToldAct", "dossier", "predicate_in_words", "statement_in_words", "value_in_words"]

Mark = Literal["asserts", "in part", "denies", "leaves open", "no answer", "silent"]
#: How a source that has several words on one version is marked: what says most comes first.
_MARKS: tuple[tuple[Mark, tuple[Relation, ...]], ...] = (
    ("asserts", ("asserts", "narrower")),
    ("denies", ("denies",)),
    ("in part", ("in part",)),
    ("leaves open", ("leaves open",)),
    ("no answer", ("no answer",)),
)
IN_RESPONSE, CAUSED_BY, AFTER, WHEN = (ST + name for name in ("inResponseTo", "causedBy", "after", "when"))
#: The properties by which a source puts one act after another.
ORDER = (IN_RESPONSE, CAUSED_BY, AFTER)
_TAKING_PART = frozenset(ST + role for role in ("victim", "onlooker"))
_TIES = (ST + "memberOf", ST + "partOf")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True, eq=False)
class ToldAct:
    """One act as a view shows it.

    ``versions`` are all versions that somebody asserts or denies, ``shown`` the head and its answers. ``unmet`` are
    denials, ``not_answered`` refusals to answer, that are of no version told; ``left_open`` what sources note as open.
    ``of_others`` are denials of doers whom nobody names, where others are named and nothing else is in dispute.
    ``different`` are pairs of versions that name different doers ("who"), targets ("whom") or parties. ``follows`` are
    the acts of the incident after which some source puts it, and how (``ORDER``); ``is_ordered``: it stands before or
    after another, or has a clock time. ``first`` and ``last`` are its possible days, ``moment`` its time of day; they
    are the coder's where no source tells them (``when_is_told``). ``maybe_same_as`` are acts that may be the same
    moment told in another way.
    """

    event: str
    act: ActTestimony
    versions: tuple[Weighed, ...]
    shown: tuple[Shown, ...]
    unmet: tuple[Telling, ...]
    not_answered: tuple[Telling, ...]
    opinions: tuple[Telling, ...]
    left_open: tuple[Telling, ...]
    different: tuple[tuple[Weighed, Weighed, str], ...]
    follows: Mapping[str, frozenset[str]]
    first: str | None
    last: str | None
    moment: str | None
    when_is_told: bool
    is_ordered: bool = False
    maybe_same_as: tuple[str, ...] = ()
    of_others: tuple[Telling, ...] = ()

    @property
    def in_dispute(self) -> bool:
        """Whether a version of it is contested or denied, if only in part, or a denial meets no version of what
        somebody asserts. Where all deny it nobody disputes it: ``only_denied``.
        """
        told = any(one.groups for one in self.versions)
        return (told and bool(self.unmet)) or any(one.is_disputed for one in self.versions)

    @property
    def only_denied(self) -> tuple[Telling, ...]:
        """The denials that meet no version, of an act of which nobody in the view asserts anything, or names anybody
        who is denied to have done it.
        """
        return self.of_others if any(one.groups or one.is_disputed for one in self.versions) else self.unmet

    @property
    def head(self) -> Weighed | None:
        """The version that most groups assert, if any version names an end."""
        return self.shown[0].weighed if self.shown else None

    @property
    def tellings(self) -> list[Telling]:
        """Everything that is said of it in the view, each attribution once."""
        words = (word.telling for one in self.versions for words in one.words.values() for word in words)
        others = (*self.unmet, *self.of_others, *self.not_answered, *self.opinions, *self.left_open)
        return list({id(telling): telling for telling in (*words, *others)}.values())


@dataclass(frozen=True)
class Dossier:
    """One incident in a view: its acts in order, and what is stated of them and of those who take part.

    ``statements`` come act by act in the same order, then actor by actor. ``corrections`` are tellings that take the
    place of others. ``sources`` are those who speak of the incident, ``documents`` the reports in which they do; both
    are sorted by label. ``group_of`` has the independence groups of each source, ``groups`` those that count: a source
    that only repeats what others say in the same report adds none.
    """

    incident: str
    acts: tuple[ToldAct, ...]
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
        return [source for source in self.sources if self.mark(one, source) == "silent"]

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
        if (act := _told_act(told.acts[event], mine, told, counts, view, known)) is not None
    ]
    acts = _in_order(_without_those_met(acts), label)
    acts = _maybe_one(acts, known)
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
        return ledger.tellings, ledger.testimony
    tellings = ledger.rows.tellings_in(ledger.rows.statements_of_incidents(frozenset((incident,))))
    return tellings, testimony(tellings, ledger.background)


# ---------------------------------------------------------------------------------------------------------------- acts


def _told_act(
    act: ActTestimony, mine: list[Telling], told: Testimony, counts: Voice, view: View, known: Background
) -> ToldAct | None:
    """The act as a view shows it; None if nobody in the view speaks of it, or the view chooses other acts."""
    spoken = [telling for telling in mine if counts(telling) and telling.stance != WITHDRAWS]
    if not spoken or not _is_chosen(act, mine, view, known):
        return None
    versions = weighed_act(act, counts, known)
    if view.min_groups > 1 and not any(len(one.groups) >= view.min_groups for one in versions):
        return None
    by_version = {one.version: one for one in versions if one.groups}
    denied = unmet(act, counts)
    of_others = tuple(d for d in denied if names_others(d, by_version, known))
    if len(of_others) < len(denied) or any(one.is_disputed for one in versions):
        of_others = ()
    follows: dict[str, set[str]] = defaultdict(set)
    stated = []
    for statement in told.statements.get(act.event, ()):
        if any(word.relation == "asserts" and counts(word.telling) for word in statement.words):
            if statement.prop in ORDER:
                follows[str(statement.value)].add(statement.prop)
            elif statement.prop == WHEN:
                stated.append(str(statement.value))
    asserting = [t.row for t in spoken if t.stance == ASSERTS and not t.is_opinion] or [t.row for t in spoken]
    return ToldAct(
        act.event,
        act,
        tuple(versions),
        tuple(head_and_answers(act, versions)),
        () if of_others else denied,
        tuple(filter(counts, act.not_answered)),
        tuple(filter(counts, act.opinions)),
        tuple(t for t in spoken if t.stance == LEAVES_OPEN and not t.is_opinion),
        tuple(
            (by_version[one], by_version[other], part)
            for one, other, part in act.different
            if one in by_version and other in by_version
        ),
        {event: frozenset(props) for event, props in follows.items()},
        min((row["earliest"] for row in asserting if row["earliest"]), default=None),
        max((row["latest"] for row in asserting if row["latest"]), default=None),
        min((moment for text in stated if (moment := _moment(text))), default=None),
        bool(stated),
        of_others=of_others,
    )


def _without_those_met(acts: list[ToldAct]) -> list[ToldAct]:
    """The acts, without the denials of others than are named that meet what is told of another act of the incident."""

    def key(denial: Telling) -> tuple[Any, ...]:
        return (*denial.source_and_report, frozenset(denial.says.items()))

    met = {key(word.telling) for act in acts for one in act.versions for word in one.of("denies")}
    return [replace(act, of_others=tuple(d for d in act.of_others if key(d) not in met)) for act in acts]


def _is_chosen(act: ActTestimony, mine: list[Telling], view: View, known: Background) -> bool:
    """Whether a view shows the act by place, time, kind and ends of anything that is told of it."""
    if not any(view.admits_act(t.row, known) for t in mine):
        return False
    if view.event_type and not any(view.admits_kind(t.row["event_type"], known) for t in mine):
        return False
    return not view.between or any(_faces(version.core, view) for version in act.versions)


def _faces(core: Core, view: View) -> bool:
    if core.directed:
        return any(view.faces(doer, target) for doer in core.doers for target in core.targets)
    return any(view.faces(one, other) for one, other in combinations(sorted(core.parties), 2))


def _moment(stated: str) -> str | None:
    """The stated moment as text that sorts by time; one with a zone is put in UTC. None for a whole day."""
    found = _MOMENT.match(stated)
    if not found:
        return None
    day, clock, zone = found.groups()
    if not zone:
        return f"{day}T{clock}"
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{zone.replace('Z', '+00:00')}").astimezone(UTC)
    except ValueError:
        return f"{day}T{clock}"
    return moment.strftime("%Y-%m-%dT%H:%MZ")


def _in_order(acts: list[ToldAct], label: Any) -> list[ToldAct]:
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


def _most(act: ToldAct) -> int:
    return max((len(one.groups) for one in act.versions), default=0)


def _maybe_one(acts: list[ToldAct], known: Background) -> list[ToldAct]:
    """The acts, each with those that may be the same moment told in another way.

    Two acts told by different sources, of kinds that exclude each other, between ends that meet, and unordered. What
    shares neither an end with the other nor a kind, as it is told or sorted, is another matter: a gas bottle that went
    off in a house, and mortars elsewhere.
    """
    follows = {act.event: set(act.follows) for act in acts}
    tellers = {act.event: _tellers(act) for act in acts}
    of_kind: dict[str, list[tuple[ToldAct, Weighed]]] = defaultdict(list)
    for act in acts:
        for told in act.versions:
            if told.version.core.kind and told.of("asserts"):
                of_kind[told.version.core.kind].append((act, told))
    pairs: set[tuple[str, str]] = set()
    for kind, other in combinations(sorted(of_kind), 2):
        if not kinds_exclude(kind, other, known):
            continue
        for (one, a), (two, b) in product(of_kind[kind], of_kind[other]):
            pair = (one.event, two.event) if one.event < two.event else (two.event, one.event)
            if one is two or pair in pairs or not _may_be_one_moment(one, two, follows):
                continue
            mine, theirs = ({word.said_by for word in each.of("asserts")} for each in (a, b))
            if mine <= tellers[two.event] or theirs <= tellers[one.event]:
                continue
            cores = a.version.core, b.version.core
            if not (_share_an_end(a, b, known) or _share_a_kind(a.version, b.version, known)):
                continue
            if not _against_themselves(*cores, known) and same_ends(*cores, mine | theirs, known):
                pairs.add(pair)
    found: dict[str, list[str]] = defaultdict(list)
    for event, other in sorted(pairs):
        found[event].append(other)
        found[other].append(event)
    return [replace(act, maybe_same_as=tuple(found[act.event])) if act.event in found else act for act in acts]


def _may_be_one_moment(one: ToldAct, other: ToldAct, follows: Mapping[str, set[str]]) -> bool:
    """Whether nobody puts one of two acts before the other, and no clock or day tells them apart."""
    if one.moment and other.moment and one.moment != other.moment:
        return False
    if (one.last and other.first and one.last < other.first) or (other.last and one.first and other.last < one.first):
        return False
    return not (_comes_after(one.event, other.event, follows) or _comes_after(other.event, one.event, follows))


def _comes_after(later: str, earlier: str, follows: Mapping[str, set[str]]) -> bool:
    seen, waiting = {later}, [later]
    while waiting:
        new = follows.get(waiting.pop(), set()) - seen
        if earlier in new:
            return True
        seen |= new
        waiting += new
    return False


def _share_an_end(one: Weighed, other: Weighed, known: Background) -> bool:
    speakers = {word.said_by for each in (one, other) for word in each.of("asserts")}
    core, others = one.version.core, other.version.core
    if core.directed and others.directed:
        pairs = (*product(core.doers, others.doers), *product(core.targets, others.targets))
    else:
        pairs = (*product(core.ends, others.ends),)
    return any(related(a, b, speakers, known) for a, b in pairs)


def _share_a_kind(one: Version, other: Version, known: Background) -> bool:
    """Whether a kind, or that by which the coder sorts one of the two acts, lies within one of the other act."""
    kinds, others = ({v.core.kind, v.coder_kind} - {None} for v in (one, other))
    return any(kinds_nested(kind, each, known) for kind in kinds for each in others)


def _against_themselves(core: Core, other: Core, known: Background) -> bool:
    """Whether the two, taken as one act, would be an act of somebody against his own side."""
    doers, targets = core.doers | other.doers, core.targets | other.targets
    sides = {known.own_side(end) for end in doers} & {known.own_side(end) for end in targets}
    return bool(doers & targets or sides - {None})


def _tellers(act: ToldAct) -> set[str]:
    return {word.said_by for one in act.versions for word in one.of("asserts")}


# ---------------------------------------------------------------------------------------------------------- statements


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


def _taking_part(acts: Iterable[ToldAct], statements: Iterable[Weighed], known: Background) -> set[str]:
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


# --------------------------------------------------------------------------------------------------------------- words


def statement_in_words(ledger: Ledger, stated: Statement, *, whole: bool = True) -> str:
    """A statement in words, with its subject if ``whole``: "Killing of a man in Khirbet Amo: at Khirbet Amo"."""
    deed = f" ({deed_in_words(stated.of, ledger.names.label)})" if stated.of else ""
    subject = f"{ledger.names.label(stated.about)}: " if whole else ""
    return f"{subject}{predicate_in_words(ledger, stated.prop, stated.value)}{deed}"


def predicate_in_words(ledger: Ledger, prop: str, value: object) -> str:
    """What a property and its value say of a subject, in words: "by US Armed Forces"."""
    known = PROPERTY_BY_IRI.get(prop)
    label, words = value_in_words(ledger, prop, value)
    return known.phrase.format(words) if known else f"{label} {words}"


def value_in_words(ledger: Ledger, prop: str, value: object) -> tuple[str, str]:
    """The labels of a property and of one of its values, as a pair."""
    known = PROPERTY_BY_IRI.get(prop)
    label = known.label if known else ledger.names.label(prop)
    if isinstance(value, bool):
        return label, "yes" if value else "no"
    if prop == LEFT_OPEN and str(value) in PROPERTY_BY_IRI:
        return label, PROPERTY_BY_IRI[str(value)].label
    if not str(value).startswith("http"):
        return label, str(value)
    return label, ledger.names.label(str(value))
