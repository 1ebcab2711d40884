"""What a denial, a refusal to answer, or what is left open is of: which versions and statements it reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from .background import Background
from .implication import implies, narrower, within
from .tellings import (
    ACTOR,
    ATTEMPTED,
    CORE,
    LEFT_OPEN,
    NO_ANSWER,
    PARTY,
    PLACE,
    RECIPIENT,
    TYPE,
    VICTIM,
    WHEN,
    Core,
    Telling,
    core_of,
)
from .wholes import is_of_part, part_of_whole
from .words import ActTestimony, Statement, Tellers, Version, Word, single_values, tells

__all__ = ["deny", "is_granted", "is_of_own_deed", "leave_open", "names_others", "reaches_statement", "reaches_version"]


def deny(act: ActTestimony, denial: Telling, tellers: Mapping[Version, Tellers], known: Background) -> None:
    """Give a denial, or a refusal to answer, to each version that it reaches; to the act if it reaches none.

    A denial that names circumstances alone is one of statements.
    """
    if not any(prop in CORE for prop in denial.says):
        return
    elsewhere = _where_and_when(act)
    reached = [version for version in act.versions if reaches_version(denial, version, known, elsewhere)]
    if denial.told_of is not None:
        # What is denied of another act, a part or the whole of this one, is denied of this one as far as it meets it.
        part = part_of_whole(denial, known)
        for version in reached:
            told = tellers[version].words
            if not tells(tellers[version], denial) and all(is_of_part(word.telling, part, known) for word in told):
                version.words.append(Word(denial, "denies"))
        return
    if denial.stance == NO_ANSWER:
        for version in reached:
            version.words.append(Word(denial, "no answer"))
        if not reached and not _is_of_a_victim_stated(denial, act, known):
            act.not_answered.append(denial)
        return
    met = [version for version in reached if not tells(tellers[version], denial)]
    for version in met:
        version.words.append(Word(denial, "denies"))
    partly = _told_by_the_denier(denial, [version for version in reached if version not in met], tellers, known)
    for version in partly:
        version.words.append(Word(denial, "denies in part"))
    if partly:
        act.denied_in_part.append(denial)
    elif not met and not _is_of_a_victim_stated(denial, act, known):
        act.unmet.append(denial)


def _told_by_the_denier(
    denial: Telling, versions: list[Version], tellers: Mapping[Version, Tellers], known: Background
) -> list[Version]:
    """Of the versions that a denier tells as well, those of others' telling that he denies as a whole.

    "That is false: we returned fire" denies in part the version that the other side tells, and not the closer one.
    """
    if len(denial.says) == 1:
        return []
    told = [version for version in versions if tellers[version].keys() - {denial.said_by}]
    return [
        one
        for one in told
        if not any(other is not one and narrower(one.core, other.core, (denial.said_by,), known) for other in told)
    ]


def is_of_own_deed(denial: Telling, known: Background) -> bool:
    """Whether a source denies just that it did such a thing: of what it tells itself as well, it says both.

    Who rejects an account that names more, such as at whom he fired, and tells a part of it, does not.
    """
    if denial.says.keys() - {TYPE} != {ACTOR}:
        return False
    own = known.speaks_for[denial.said_by]
    return all(own & known.belongs_to(str(doer), "") for doer in denial.says[ACTOR])


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


def reaches_version(
    denial: Telling, version: Version, known: Background, elsewhere: Mapping[str, set[Any]] | None = None
) -> bool:
    """Whether a denial, or a refusal to answer, is of this version; ``elsewhere`` are the places and times of its act.

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
        if prop == TYPE:
            values = values.union(*(_denied_as_well(denial, value, version, known) for value in values))
        return any(_has_part(core, prop, value, exact, speakers, known) for value in values)
    denied = core_of(denial.says) or Core(tried=True in denial.says.get(ATTEMPTED, ()))
    # "No strike by the Coalition", said by its own side, is said of every member of the side; "not our police" is not
    # said of the army.
    sides = {known.own_side(end) for end in denied.ends}
    side = denial.row["group"] if denial.row["group"] in sides else None
    if not any(
        narrower(core, each, speakers, known, side=side) for each in _all_denied(denial, denied, version, known)
    ):
        return False
    named = single_values(denial)
    return not named or any(_gives(telling, named, elsewhere or {}, known) for telling in exact)


def _all_denied(denial: Telling, denied: Core, version: Version, known: Background) -> list[Core]:
    """What is denied with a core: who says that he did not fire back does not say that he fired, and who fired no shot,
    at whomever, fired none in the air, unless he says elsewhere that he did.
    """
    kinds, broader = known.denied_as.get(denied.kind or "", frozenset()), known.broader.get(denied.kind or "", ())
    as_well = frozenset[str]() if denied.targets else _denied_as_well(denial, denied.kind or "", version, known)
    return [denied, *(replace(denied, kind=kind) for kind in sorted(kinds) if kind in broader or kind in as_well)]


def _denied_as_well(denial: Telling, kind: str, version: Version, known: Background) -> frozenset[str]:
    """The kinds, none of them broader, that are denied with this one: "not one shot" is said of warning shots too,
    unless the denier tells of some himself.
    """
    told = any(word.relation == "asserts" and word.said_by == denial.said_by for word in version.words)
    others = known.denied_as.get(kind, frozenset()).difference(known.broader.get(kind, ()))
    return frozenset() if told else others


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


def _gives(telling: Telling, named: Mapping[str, Any], elsewhere: Mapping[str, set[Any]], known: Background) -> bool:
    """Whether a telling gives each of these circumstances, or a narrower one.

    Who does not say where or when it was tells of the same act as the others: "we made no strike on the town" is a
    denial of "they struck with a drone" if every place under which the act is sorted, or of which anybody tells, lies
    in the town.
    """
    mine = single_values(telling)

    def gives(prop: str, wanted: Any) -> bool:
        values: Collection[Any] = mine.get(prop) or elsewhere.get(prop) or ()
        implied = [implies(prop, value, wanted, (telling.said_by,), known) for value in values]
        return any(implied) if prop in mine else bool(implied) and all(implied)

    return all(gives(prop, wanted) for prop, values in named.items() for wanted in values)


def _where_and_when(act: ActTestimony) -> dict[str, set[Any]]:
    """The places and times under which an act is sorted, and those that are told of it."""
    found: dict[str, set[Any]] = {PLACE: set(), WHEN: set()}
    for telling in (word.telling for version in act.versions for word in version.words if word.relation == "asserts"):
        place, earliest, latest = (telling.row.get(column) for column in ("place", "earliest", "latest"))
        found[PLACE] |= telling.says.get(PLACE) or ({place} if place else set())
        found[WHEN] |= telling.says.get(WHEN) or ({f"{earliest}/{latest}"} if earliest and latest else set())
    return found


def names_others(denial: Telling, told: Collection[Version], known: Background) -> bool:
    """Whether a denial is of doers whom none of these versions names, though others are named: "not our police", where
    all who say who fired name the army. Who names nobody must tell a part of what these tell, and of no other deed.
    """
    denied, speakers = denial.core.doers if denial.core else frozenset(), (denial.said_by,)
    naming = [version.core for version in told if version.core.doers]
    named = {doer for core in naming for doer in core.doers}
    if any(within(a, b, speakers, known) or within(b, a, speakers, known) for a in denied for b in named):
        return False
    rest = (version.core for version in told if not version.core.doers)
    return bool(denied and named) and all(any(narrower(core, one, (), known) for core in naming) for one in rest)


def is_granted(denial: Telling, act: ActTestimony, known: Background) -> bool:
    """Whether a source tells in the same report all of the act that its denial names, but for the circumstances."""
    denied = denial.core
    return denied is not None and any(
        word.relation == "asserts"
        and word.telling.source_and_report == denial.source_and_report
        and narrower(version.core, denied, (denial.said_by,), known)
        for version in act.versions
        for word in version.words
    )


def reaches_statement(denial: Telling, statement: Statement, known: Background) -> bool:
    """Whether a denial of an act with circumstances, which reaches no version, is of this circumstance of it.

    "None of them died by a police bullet" is a denial of "they died by shooting", as told by those who leave open who
    did it, or name him; not as told by those who name another doer or target, or only a broader kind of act. Where and
    when say which act is denied, and are not denied.
    """
    wanted = single_values(denial).get(statement.prop, ()) if statement.prop not in (PLACE, WHEN) else ()
    if not wanted:
        return False

    def is_denied(telling: Telling) -> bool:
        speakers = {telling.said_by, denial.said_by}
        given = any(implies(statement.prop, statement.value, each, speakers, known) for each in wanted)
        return given and _may_tell(telling, denial, speakers, known)

    return any(is_denied(word.telling) for word in statement.words if word.relation == "asserts")


def _may_tell(telling: Telling, denial: Telling, speakers: Collection[str], known: Background) -> bool:
    """Whether a telling leaves each end open that a denial names, or names it, and tells no other kind of act."""
    core, denied = telling.core or Core(), denial.core or Core()
    kind = core.kind or telling.row.get("coder_type")
    if denied.kind and kind and denied.kind not in known.broader.get(kind, {kind}):
        return False
    roles = ((core.doers, denied.doers), (core.targets, denied.targets), (core.parties, denied.ends))
    return all(
        not named or not ends or any(within(one, end, speakers, known) for one in named for end in ends)
        for named, ends in roles
    )


def leave_open(act: ActTestimony, telling: Telling, known: Background) -> None:
    """Give what a source leaves open to each version that names it, but for those that it tells or denies in the same
    report: who leaves open which foreign army it was has said that it was one.

    Who leaves open what kind of act it was leaves the broadest of the versions open; of who did it to whom, which a
    closer one tells, he was not asked.
    """
    open_parts = telling.says.get(LEFT_OPEN, ())
    for version in act.versions:
        answered = (word for word in version.words if word.relation in ("asserts", "narrower", "denies"))
        if any(word.telling.source_and_report == telling.source_and_report for word in answered):
            continue
        core = version.core
        names = {
            ACTOR: core.doers,
            RECIPIENT: core.targets,
            VICTIM: core.targets,
            PARTY: core.parties,
            TYPE: core.kind and not _is_closer_than_others(version, act, known),
        }
        if any(names.get(part) for part in open_parts):
            version.words.append(Word(telling, "leaves open"))


def _is_closer_than_others(version: Version, act: ActTestimony, known: Background) -> bool:
    """Whether another version tells less of the same, and has a kind too."""
    return any(
        other.core.kind is not None
        and narrower(version.core, other.core, (), known)
        and not narrower(other.core, version.core, (), known)
        for other in act.versions
        if other is not version
    )
