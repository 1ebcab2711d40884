"""Testimony: which attribution asserts, supports, denies, leaves open or does not answer which version or statement.

Worked out here and nowhere else, from the whole record, act by act (design §5). A *version* is who did what to whom as
somebody tells it; a *statement* one other value that a claim gives. Everything that is shown counts over these words:
a view only chooses whose words count (``standoff.rules.weighing``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from ..vocabulary import ID
from .background import Background, Row
from .implication import (
    OPPOSITE,
    Numbers,
    exclude,
    faces_back,
    implies,
    kinds_exclude,
    narrower,
    same_ends,
    within,
)
from .tellings import (
    ACTOR,
    ASSERTS,
    ATTEMPTED,
    CORE,
    COUNTS,
    DENIES,
    LEAVES_OPEN,
    LEFT_OPEN,
    NO_ANSWER,
    PARTY,
    RECIPIENT,
    TYPE,
    VICTIM,
    Core,
    Telling,
    core_of,
)

__all__ = ["ActTestimony", "Relation", "Statement", "Testimony", "Version", "Word", "testimony"]

Relation = Literal["asserts", "narrower", "in part", "denies", "leaves open", "no answer", "rival"]
#: The number, such as deaths, that each property bounds.
_NUMBERS = {prop: kind for kind, bounds in COUNTS.items() for prop in bounds}


@dataclass(frozen=True, eq=False)
class Word:
    """One attribution's relation to one version or statement. ``rival`` words also name the ``other`` they tell."""

    telling: Telling
    relation: Relation
    other: Version | Statement | None = None

    @property
    def row(self) -> Row:
        return self.telling.row

    @property
    def said_by(self) -> str:
        return self.telling.said_by

    @property
    def group(self) -> str:
        return str(self.telling.row["group"])


@dataclass(eq=False)
class Version:
    """One core told of an act, and every word on it. ``coder_kind`` is the kind by which the coder sorts the act."""

    event: str
    core: Core
    coder_kind: str | None
    words: list[Word] = field(default_factory=list)
    #: The versions with which it cannot both be true.
    rivals: list[Version] = field(default_factory=list)

    @cached_property
    def id(self) -> str:
        """An IRI that is the same whenever the same is told of the same act."""
        return f"{ID}version/{sha256(repr((self.event, self.core.key)).encode()).hexdigest()[:32]}"

    @property
    def kind(self) -> str | None:
        """The kind as told, or else as the coder sorted the act."""
        return self.core.kind or self.coder_kind

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.event, *self.core.key)


@dataclass(eq=False)
class Statement:
    """One value stated of an act or actor besides who did what to whom, and every word on it.

    ``value`` is an IRI, text, number or truth value, or ``Numbers``; ``prop`` is then its best estimate's property.
    """

    about: str
    prop: str
    value: Any
    words: list[Word] = field(default_factory=list)
    rivals: list[Statement] = field(default_factory=list)

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.about, self.prop, str(self.value))

    def values(self, telling: Telling) -> set[tuple[str, Any]]:
        """The properties and values by which a telling states it: several for a number told as at least and at most."""
        if not isinstance(self.value, Numbers):
            return {(self.prop, self.value)}
        bounds = COUNTS[self.prop.removesuffix("Best")]
        return {(prop, value) for prop in bounds for value in telling.says.get(prop, ())}


@dataclass(frozen=True)
class Pair:
    """How one version stands to another of the same act, whoever tells them.

    ``narrower``: whoever tells it tells the other too, on the coder's word alone. ``beside``: it has the same ends, and
    the kinds lie within each other. ``answers``: it says what a row for the other would not show: it names an end that
    the other leaves out, or one that neither lies within the other's nor holds it, or a kind that does not.
    """

    narrower: bool
    beside: bool
    answers: bool


@dataclass(eq=False)
class ActTestimony:
    """What is told of one event: its versions, and the denials and silences that meet none of them.

    ``different`` are pairs of versions that name doers ("who"), targets ("whom") or parties of whom none is another;
    ``pairs`` how each version stands to each other one.
    """

    event: str
    versions: list[Version] = field(default_factory=list)
    pairs: dict[tuple[Version, Version], Pair] = field(default_factory=dict)
    unmet: list[Telling] = field(default_factory=list)
    not_answered: list[Telling] = field(default_factory=list)
    opinions: list[Telling] = field(default_factory=list)
    different: list[tuple[Version, Version, str]] = field(default_factory=list)


@dataclass
class Testimony:
    """The testimony of a record: its acts, and the statements about each act and actor, in the order first told."""

    acts: dict[str, ActTestimony]
    statements: dict[str, list[Statement]]

    @property
    def versions(self) -> Iterable[Version]:
        """All versions of all acts."""
        return (version for act in self.acts.values() for version in act.versions)


def testimony(tellings: Iterable[Telling], known: Background) -> Testimony:
    """The testimony in these tellings, which must be all that the record has about the acts and actors in them."""
    by_subject: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        by_subject[telling.row["about"]].append(telling)
    acts = {}
    statements = {}
    for subject, mine in by_subject.items():
        if mine[0].row["event"]:
            acts[subject] = _act(subject, mine, known)
        if found := _statements(subject, mine, known):
            statements[subject] = found
    return Testimony(acts, statements)


# ---------------------------------------------------------------------------------------------------------------- acts


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
    spoken = {version: _spoken(version) for version in act.versions}
    for telling in tellings:
        if telling.is_opinion or telling.stance == ASSERTS:
            continue
        if telling.stance == LEAVES_OPEN:
            _leave_open(act, telling)
        elif telling.stance in (DENIES, NO_ANSWER):
            _deny(act, telling, spoken, known)
    if len(act.versions) > 1:
        act.pairs = {(a, b): _pair(a.core, b.core, known) for a in act.versions for b in act.versions if a is not b}
        _rival(act, spoken, known)
        _tell_apart(act, spoken, known)
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


def _spoken(version: Version) -> dict[str, set[tuple[str, str]]]:
    """Who tells a version, itself or by something narrower: (source, report) pairs, by source."""
    spoken: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for word in version.words:
        if word.relation in ("asserts", "narrower"):
            spoken[word.said_by].add(word.telling.source_and_report)
    return spoken


def _tells(spoken: Mapping[str, set[tuple[str, str]]], telling: Telling) -> bool:
    return telling.source_and_report in spoken.get(telling.said_by, ())


# ------------------------------------------------------------------------- what is denied, left open and not answered


def _deny(act: ActTestimony, denial: Telling, spoken: Mapping[Version, Any], known: Background) -> None:
    """Give a denial, or a refusal to answer, to each version that it reaches; to the act if it reaches none.

    A denial that names circumstances alone is one of statements.
    """
    if not any(prop in CORE for prop in denial.says):
        return
    reached = False
    for version in act.versions:
        if _reaches(denial, version, known) and not (denial.stance == DENIES and _tells(spoken[version], denial)):
            version.words.append(Word(denial, "denies" if denial.stance == DENIES else "no answer"))
            reached = True
    if not reached and not _is_of_a_victim_stated(denial, act, known):
        (act.unmet if denial.stance == DENIES else act.not_answered).append(denial)


def _is_of_a_victim_stated(denial: Telling, act: ActTestimony, known: Background) -> bool:
    """Whether just a victim is denied whom somebody tells of an act without a doer: a statement, and no target."""
    if denial.says.keys() != {VICTIM}:
        return False
    told = (word.telling for version in act.versions for word in version.words if word.relation == "asserts")
    return any(
        within(victim, value, (telling.said_by, denial.said_by), known)
        for telling in told
        for victim in telling.circumstances.get(VICTIM, ())
        for value in denial.says[VICTIM]
    )


def _reaches(denial: Telling, version: Version, known: Background) -> bool:
    """Whether a denial, or a refusal to answer, is of this version.

    One part denied (not us, not that, not them) is of every version with this part or a narrower one, but for those of
    a kind that is no confrontation and has nothing to do with the kind of the act: "we did not attack" does not deny
    that soldiers came. A whole telling denied is of every narrower one; with circumstances, only of those told with the
    same or narrower circumstances.
    """
    # A kind that no source gives is denied with the kind by which the coder sorts the act.
    core = replace(version.core, kind=version.kind)
    exact = [word.telling for word in version.words if word.relation == "asserts"]
    speakers = {telling.said_by for telling in exact} | {denial.said_by}
    if denial.stance == NO_ANSWER:
        return _was_put(denial, core)
    if len(denial.says) == 1:
        ((prop, values),) = denial.says.items()
        if prop != TYPE and not _of_the_act(version, known):
            return False
        return any(_has_part(core, prop, value, exact, speakers, known) for value in values)
    denied = core_of(denial.says) or Core(tried=True in denial.says.get(ATTEMPTED, ()))
    # "No strike by the Coalition", said by its own side, is said of every member of the side.
    sides = {known.own_side(end) for end in denied.ends}
    side = denial.row["group"] if denial.row["group"] in sides else None
    if not narrower(core, denied, speakers, known, side=side):
        return False
    named = _single_values(denial)
    return not named or any(_gives(telling, named, known) for telling in exact)


def _was_put(silence: Telling, core: Core) -> bool:
    """Whether what a source gave no answer to is just this core, or just a part of it."""
    asked = core_of(silence.says)
    if asked is None or len(silence.says) > 1:
        return asked == core or (asked is not None and asked == replace(core, kind=None))
    ends = core.ends if silence.says.keys() & {PARTY, VICTIM} else core.doers | core.parties
    ends = core.targets | core.parties if RECIPIENT in silence.says else ends
    return asked.kind == core.kind if asked.kind else asked.ends <= ends


def _of_the_act(version: Version, known: Background) -> bool:
    told, coded = version.core.kind, version.coder_kind
    if told is None or coded is None or told in known.confrontations:
        return True
    return told in known.broader.get(coded, {coded}) or coded in known.broader.get(told, {told})


def _has_part(
    core: Core, prop: str, value: Any, exact: list[Telling], speakers: Collection[str], known: Background
) -> bool:
    """Whether a core names this doer, kind or target, or a narrower one."""

    def among(ends: Iterable[str]) -> bool:
        return any(within(end, value, speakers, known) for end in ends)

    if prop == ACTOR:
        return among(core.doers | core.parties)
    if prop == RECIPIENT:
        return among(core.targets | core.parties)
    if prop == VICTIM:
        return not core.parties and any(among(telling.says.get(VICTIM, ())) for telling in exact)
    if prop == PARTY:
        return among(core.ends)
    if prop == TYPE:
        return core.kind is not None and not core.tried and value in known.broader.get(core.kind, {core.kind})
    return prop == ATTEMPTED and value is core.tried


def _gives(telling: Telling, named: Mapping[str, Any], known: Background) -> bool:
    """Whether a telling gives each of these circumstances, or a narrower one."""
    mine = _single_values(telling)
    return all(
        any(implies(prop, value, wanted, (telling.said_by,), known) for value in mine.get(prop, ()))
        for prop, values in named.items()
        for wanted in values
    )


def _leave_open(act: ActTestimony, telling: Telling) -> None:
    """Give what a source leaves open to each version that names it."""
    for version in act.versions:
        core = version.core
        open_parts = telling.says.get(LEFT_OPEN, ())
        names = {
            ACTOR: core.doers,
            RECIPIENT: core.targets,
            VICTIM: core.targets,
            PARTY: core.parties,
            TYPE: core.kind,
        }
        if any(names.get(part) for part in open_parts):
            version.words.append(Word(telling, "leaves open"))


# -------------------------------------------------------------------------------------------------------------- rivals


def _rival(act: ActTestimony, spoken: Mapping[Version, Any], known: Background) -> None:
    """Find the rivals: two versions that cannot both be true, each with a teller who does not tell the other as well.

    Who tells, in the same report, something that lies within the other version or holds it, and that cannot be true
    beside his own either, tells both: "they blocked us, we blocked them" is no contradiction in one mouth.
    """
    versions = act.versions
    against: dict[Version, list[Version]] = defaultdict(list)
    for position, one in enumerate(versions):
        for other in versions[position + 1 :]:
            if _cannot_both_be(one, other, spoken, known):
                against[one].append(other)
                against[other].append(one)

    def telling_both(one: Version, other: Version) -> dict[str, set[tuple[str, str]]]:
        both: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for each in against[one]:
            if each is other or act.pairs[each, other].narrower or act.pairs[other, each].narrower:
                for source, reports in spoken[each].items():
                    both[source] |= reports
        return both

    for one in versions:
        for other in against[one]:
            if versions.index(other) < versions.index(one):
                continue
            mine, theirs = _apart(one, telling_both(one, other)), _apart(other, telling_both(other, one))
            if any(a.said_by != b.said_by for a in mine for b in theirs):
                one.rivals.append(other)
                other.rivals.append(one)
                one.words += (Word(word.telling, "rival", other) for word in theirs)
                other.words += (Word(word.telling, "rival", one) for word in mine)


def _cannot_both_be(one: Version, other: Version, spoken: Mapping[Version, Any], known: Background) -> bool:
    if kinds_exclude(one.core.kind, other.core.kind, known):
        return same_ends(one.core, other.core, (*spoken[one], *spoken[other]), known)
    if one.kind in known.mutual or other.kind in known.mutual:
        return False
    return faces_back(one.core, other.core, (*spoken[one], *spoken[other]), known)


def _apart(version: Version | Statement, others: Mapping[str, set[tuple[str, str]]]) -> list[Word]:
    """The words that tell this version, of sources that do not tell the other one in the same report."""
    return [
        word for word in version.words if word.relation in ("asserts", "narrower") and not _tells(others, word.telling)
    ]


def _tell_apart(act: ActTestimony, spoken: Mapping[Version, Any], known: Background) -> None:
    """The pairs of versions, of tellers who do not tell both, that name different doers, targets or parties."""
    together: set[frozenset[str]] = set()
    for version in act.versions:
        for ends in (version.core.doers, version.core.targets, version.core.parties):
            together |= {frozenset((a, b)) for a in ends for b in ends}

    def akin(a: str, b: str) -> bool:
        if a == b or frozenset((a, b)) in together:
            return True
        if b in known.belongs_to_by_anyone(a) or a in known.belongs_to_by_anyone(b):
            return True
        if b in known.within.get(a, ()) or a in known.within.get(b, ()):
            return True
        side = known.own_side(a)
        return side is not None and side == known.own_side(b)

    for position, one in enumerate(act.versions):
        for other in act.versions[position + 1 :]:
            if not (_apart(one, spoken[other]) and _apart(other, spoken[one])):
                continue
            for part, mine, theirs in (
                ("who", one.core.doers, other.core.doers),
                ("whom", one.core.targets, other.core.targets),
                ("party", one.core.parties - other.core.parties, other.core.parties - one.core.parties),
            ):
                if mine and theirs and not any(akin(a, b) for a in mine for b in theirs):
                    act.different.append((one, other, part))


def _pair(core: Core, other: Core, known: Background) -> Pair:
    nested = _nested(core.kind, other.kind, known)
    same = (core.doers, core.targets, core.parties) == (other.doers, other.targets, other.parties)
    more = bool(
        (core.doers and not other.doers | other.parties) or (core.targets and not other.targets | other.parties)
    )
    if not other.directed:
        # Who did it to whom is more than that the two were at it; so is the other end of a lone one.
        more = more or bool(core.doers and core.targets) or len(core.ends) > len(other.ends) == 1
    if core.directed and other.directed:
        strange = _strange(core.doers, other.doers, known) or _strange(core.targets, other.targets, known)
    else:
        strange = _strange(core.ends, other.ends, known)
    return Pair(narrower(core, other, (), known), same and nested, more or not nested or strange)


def _strange(ends: Iterable[str], others: frozenset[str], known: Background) -> bool:
    """Whether one of these ends neither lies within one of the others nor holds it."""
    return bool(others) and any(
        not any(within(end, other, (), known) or within(other, end, (), known) for other in others) for end in ends
    )


def _nested(kind: str | None, other: str | None, known: Background) -> bool:
    if kind is None or other is None or kind == other:
        return True
    return other in known.broader.get(kind, ()) or kind in known.broader.get(other, ())


# ---------------------------------------------------------------------------------------------------------- statements


def _single_values(telling: Telling) -> dict[str, frozenset[Any]]:
    """What a telling says besides its core, each number as one value."""
    values = {}
    numbers: dict[str, dict[str, int]] = defaultdict(dict)
    for prop, held in telling.circumstances.items():
        if prop in _NUMBERS:
            numbers[_NUMBERS[prop]][prop] = min(held)
        elif prop != LEFT_OPEN:
            values[prop] = held
    for kind, bounds in numbers.items():
        low, best, high = (bounds.get(kind + bound) for bound in ("Low", "Best", "High"))
        values[f"{kind}Best"] = frozenset((Numbers((low, best, high)),))
    return values


def _statements(subject: str, tellings: list[Telling], known: Background) -> list[Statement]:
    if not any(telling.circumstances for telling in tellings):
        return []
    found: dict[tuple[str, Any], Statement] = {}
    denials: list[tuple[Telling, str, Any]] = []
    silences: list[tuple[Telling, str, Any]] = []
    of_victims: list[tuple[Telling, Any]] = []

    def statement(prop: str, value: Any) -> Statement:
        return found.setdefault((prop, value), Statement(subject, prop, value))

    for telling in tellings:
        if telling.is_opinion:
            continue
        # A denial or silence on a whole telling is one of the version, not of its circumstances. A victim alone may be
        # both: a target of one telling, and a statement where another says of nobody that he acted.
        whole = telling.stance != ASSERTS and any(prop in CORE for prop in telling.says)
        if whole and telling.says.keys() == {VICTIM}:
            of_victims += ((telling, value) for value in telling.says[VICTIM])
        if telling.stance == LEAVES_OPEN:
            for part in telling.says.get(LEFT_OPEN, ()):
                statement(LEFT_OPEN, part).words.append(Word(telling, "leaves open"))
            continue
        for prop, values in {} if whole else _single_values(telling).items():
            for value in values:
                if telling.stance == ASSERTS:
                    statement(prop, value).words.append(Word(telling, "asserts"))
                elif telling.stance == DENIES:
                    denials.append((telling, prop, value))
                elif telling.stance == NO_ANSWER:
                    silences.append((telling, prop, value))
    for _, prop, value in denials:
        statement(prop, value)
    for telling, value in of_victims:
        if telling.stance == DENIES:
            denials.append((telling, VICTIM, value))
        elif telling.stance == NO_ANSWER and (VICTIM, value) in found:
            silences.append((telling, VICTIM, value))
    statements = list(found.values())
    for one in statements:
        for other in statements:
            if other is not one and other.prop == one.prop:
                one.words += (
                    Word(word.telling, "narrower")
                    for word in other.words
                    if word.relation == "asserts" and implies(one.prop, other.value, one.value, (word.said_by,), known)
                )
    spoken = {one: _spoken(one) for one in statements}  # type: ignore[arg-type]
    for telling, prop, value in denials:
        for one in statements:
            reached = one.prop == prop and implies(prop, one.value, value, _said_by(one, telling), known)
            if reached and not _tells(spoken[one], telling):
                one.words.append(Word(telling, "denies"))
    for telling, prop, value in silences:
        statement(prop, value).words.append(Word(telling, "no answer"))
    for telling in tellings:
        if telling.stance == LEAVES_OPEN and not telling.is_opinion:
            for part in telling.says.get(LEFT_OPEN, ()):
                for one in statements:
                    if one.prop == part or (part in _NUMBERS and one.prop == f"{_NUMBERS[part]}Best"):
                        one.words.append(Word(telling, "leaves open"))
    _rival_statements(statements, spoken, known)
    return list(found.values())


def _said_by(statement: Statement, telling: Telling) -> set[str]:
    return {word.said_by for word in statement.words if word.relation == "asserts"} | {telling.said_by}


def _rival_statements(statements: list[Statement], spoken: Mapping[Statement, Any], known: Background) -> None:
    for position, one in enumerate(statements):
        for other in statements[position + 1 :]:
            opposite = other.prop == OPPOSITE.get(one.prop) and other.value == one.value
            if not opposite and (one.prop != other.prop or not exclude(one.prop, one.value, other.value, known)):
                continue
            mine, theirs = _apart(one, spoken[other]), _apart(other, spoken[one])
            if any(a.said_by != b.said_by for a in mine for b in theirs):
                one.rivals.append(other)
                other.rivals.append(one)
                one.words += (Word(word.telling, "rival", other) for word in theirs)
                other.words += (Word(word.telling, "rival", one) for word in mine)
