"""The statements about an act or actor: what is said besides who did what to whom, value by value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import product
from typing import Any

from ..vocabulary import PREFIXES, ST
from .background import Background
from .deeds import Deeds
from .denials import is_granted, names_others, reaches_statement
from .implication import OPPOSITE, Numbers, exclude, implies, may_be_one
from .later_states import LaterParts
from .tellings import (
    ACTOR,
    ASSERTS,
    CORE,
    DENIES,
    LEAVES_OPEN,
    LEFT_OPEN,
    NO_ANSWER,
    ORDER,
    TYPE,
    VICTIM,
    Core,
    Telling,
)
from .wholes import part_of_whole, parts_meet
from .words import NUMBER_OF, ActTestimony, Statement, Tellers, Word, apart, single_values, tellers_of, tells

__all__ = ["RESPONSIBLE", "order_both_ways", "statements_of"]

RESPONSIBLE = ST + "responsible"
#: The number of those to whom it was done, by kind of act.
_COUNTED = {PREFIXES["type"] + kind: ST + number for kind, number in (("kill", "deaths"), ("wound", "injured"))}
#: What is said of one deed: a closer one of another deed does not support it.
_OF_ONE = frozenset((ST + "means", ST + "intent"))


def statements_of(subject: str, tellings: list[Telling], known: Background, act: ActTestimony) -> list[Statement]:
    """The statements about an act or actor, in the order first told.

    Of the denials that meet no version of the ``act``, those that reach a circumstance of it are taken out.
    """
    if not any(telling.circumstances for telling in tellings):
        return []
    unmet, deeds = act.unmet, Deeds(act, tellings)
    found: dict[tuple[str, Any, Core | None, str | None], Statement] = {}
    denials: list[tuple[Telling, str, Any]] = []
    silences: list[tuple[Telling, str, Any]] = []
    of_victims: list[tuple[Telling, Any]] = []
    of_parts: list[tuple[Telling, str, Any]] = []

    def statement(prop: str, value: Any, of: Core | None = None, part: str | None = None) -> Statement:
        return found.setdefault((prop, value, of, part), Statement(subject, prop, value, of=of, part=part))

    def stated(prop: str, value: Any) -> list[Statement]:
        """This value of whatever deed or part; one that nobody states is one of the act."""
        return [one for (p, v, *_), one in found.items() if (p, v) == (prop, value)] or [statement(prop, value)]

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
        for prop, values in {} if whole else single_values(telling).items():
            for value in values:
                if telling.stance == ASSERTS and prop in NUMBER_OF and part_of_whole(telling, known):
                    of_parts.append((telling, prop, value))
                elif telling.stance == ASSERTS:
                    part = part_of_whole(telling, known)
                    statement(prop, value, deeds.of(prop, telling), part).words.append(Word(telling, "asserts"))
                elif telling.stance == DENIES:
                    denials.append((telling, prop, value))
                elif telling.stance == NO_ANSWER:
                    silences.append((telling, prop, value))
    for telling, prop, value in denials:
        if telling.told_of is None:
            stated(prop, value)
    for telling, value in of_victims:
        if telling.stance == DENIES:
            denials.append((telling, VICTIM, value))
        elif telling.stance == NO_ANSWER and (VICTIM, value, None, None) in found:
            silences.append((telling, VICTIM, value))
    statements = list(found.values())
    for one in statements:
        for other in statements:
            if other is one or other.prop != one.prop or one.part not in (None, other.part):
                continue
            if one.part == other.part and other.of == one.of:
                one.words += (
                    Word(word.telling, "narrower")
                    for word in other.words
                    if word.relation == "asserts"
                    and implies(one.prop, other.value, one.value, (word.said_by,), known)
                    and _of_one_deed(one, word.telling, known)
                )
            elif one.part != other.part and implies(one.prop, other.value, one.value, (), known):
                one.words += (Word(word.telling, "in part") for word in other.words if word.relation == "asserts")
    for telling, prop, value in of_parts:
        # Of a part as many as of the whole at least.
        for one in statements:
            spoken = {word.telling.source_and_report for word in one.words}
            if (
                one.prop == prop
                and implies(prop, value, one.value, (), known)
                and telling.source_and_report not in spoken
            ):
                one.words.append(Word(telling, "narrower"))
    tellers = {one: tellers_of(one) for one in statements}
    several: dict[tuple[int, str], list[tuple[Telling, Statement]]] = defaultdict(list)
    for telling, prop, value in denials:
        for one in statements:
            if not _is_of_part_denied(one, telling, known):
                continue
            if one.prop == prop and implies(prop, one.value, value, _said_by(one, telling), known):
                several[id(telling), prop].append((telling, one))
    for (_, prop), those in several.items():
        together = those[0][0].says.get(prop, frozenset()) if those[0][0].row["event"] else frozenset()
        if len(together) > 1:
            of_all = [(t, one) for t, one in those if not _is_asserted(one) or _gives_all(one, together, t, known)]
            # Where each is told, and nobody gives them all, each is denied: a denial is never lost.
            those = of_all or those
        for telling, one in those:
            if not tells(tellers[one], telling):
                one.words.append(Word(telling, "denies"))
    for denial in list(unmet):
        if names_others(denial, act.versions, known):
            continue
        met = [one for one in statements if reaches_statement(denial, one, known) and not tells(tellers[one], denial)]
        for one in met:
            one.words.append(Word(denial, "denies"))
        if met:
            unmet.remove(denial)
    for denial in list(unmet):
        counted = [one for one in statements if _counts_the_denied(denial, one) and not tells(tellers[one], denial)]
        for one in counted:
            one.words.append(Word(denial, "denies"))
        if counted:
            unmet.remove(denial)
    for denial in list(unmet):
        said = [(prop, value) for prop, values in single_values(denial).items() for value in values]
        # "A patrol of ours was near, without drones" denies the drones, and no patrol; unless others tell of some.
        if said and is_granted(denial, act, known) and not any((p, v) in said for p, v, *_ in found):
            statements += (new := [statement(*each) for each in said])
            for one in new:
                one.words.append(Word(denial, "denies"))
            unmet.remove(denial)
    for telling in tellings:
        blamed = [one for one in statements if one.prop == RESPONSIBLE and _answers_blame(telling, one, known)]
        met = [o for o in blamed if not tells(tellers[o], telling) and _is_of_part_denied(o, telling, known)]
        for one in met:
            one.words.append(Word(telling, "denies"))
        if met and telling in unmet:
            unmet.remove(telling)
    for telling, prop, value in silences:
        for one in stated(prop, value):
            one.words.append(Word(telling, "no answer"))
    for telling in tellings:
        if telling.stance == LEAVES_OPEN and not telling.is_opinion:
            for part in telling.says.get(LEFT_OPEN, ()):
                for one in statements:
                    if one.prop == part or (part in NUMBER_OF and one.prop == f"{NUMBER_OF[part]}Best"):
                        one.words.append(Word(telling, "leaves open"))
    _rival_statements(statements, tellers, deeds, LaterParts(tellings, known), known)
    return list(found.values())


def _is_of_part_denied(one: Statement, denial: Telling, known: Background) -> bool:
    """Whether a denial that was told of a part is of a statement of that part."""
    part = part_of_whole(denial, known)
    return part is None or (one.part is not None and (one.part == part or part in known.wholes.get(one.part, ())))


def _counts_the_denied(denial: Telling, one: Statement) -> bool:
    """Whether "nobody was killed", which meets no version, is a denial of a number: one dead, by an accident."""
    if denial.says.keys() != {TYPE} or not isinstance(one.value, Numbers) or not _is_asserted(one):
        return False
    return NUMBER_OF[one.prop] in {_COUNTED.get(kind) for kind in denial.says[TYPE]} and one.value.bounds[0] > 0


def _of_one_deed(broad: Statement, closer: Telling, known: Background) -> bool:
    """Whether what somebody tells more closely is of a deed of which somebody tells the broader.

    By what means is said of a deed: who was hit by a drone does not tell with others that a helicopter shot. Place,
    time and numbers are those of the whole act.
    """
    if broad.prop not in _OF_ONE or closer.core is None:
        return True
    tellings = [word.telling for word in broad.words if word.relation == "asserts"]
    return any(
        telling.core is None or may_be_one(telling.core, closer.core, (telling.said_by, closer.said_by), known)
        for telling in tellings
    )


def _is_asserted(one: Statement) -> bool:
    return any(word.relation == "asserts" for word in one.words)


def _answers_blame(denial: Telling, blame: Statement, known: Background) -> bool:
    """Whether "it was not us", or "we did not set fires", which names nobody and nothing besides the doer and the kind
    of the act, answers who is to blame for it.
    """
    if denial.stance != DENIES or denial.is_opinion or denial.says.keys() - {TYPE} != {ACTOR}:
        return False
    speakers = _said_by(blame, denial)
    kind = denial.row.get("coder_type")
    if kind and any(denied not in known.broader.get(kind, {kind}) for denied in denial.says.get(TYPE, ())):
        return False
    return any(implies(RESPONSIBLE, blame.value, doer, speakers, known) for doer in denial.says[ACTOR])


def _gives_all(one: Statement, together: frozenset[Any], denial: Telling, known: Background) -> bool:
    """Whether a telling of this statement gives all values that are denied together: "no explosive drone" is no denial
    of a drone.
    """
    tellings = [word.telling for word in one.words if word.relation == "asserts"]
    return any(
        all(
            any(implies(one.prop, mine, each, (telling.said_by, denial.said_by), known) for mine in given)
            for each in together
        )
        for telling in tellings
        if (given := telling.says.get(one.prop, ()))
    )


def _said_by(statement: Statement, telling: Telling) -> set[str]:
    return {word.said_by for word in statement.words if word.relation == "asserts"} | {telling.said_by}


def order_both_ways(statements: Mapping[str, list[Statement]]) -> None:
    """Find the rivals among what is told of order: that one act came after another, and that the other came after it.

    Each needs a teller who does not tell the other as well.
    """
    ordered: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for mine in statements.values():
        for one in mine:
            if one.prop in ORDER and one.part is None:
                ordered[one.about, str(one.value)].append(one)
    for (about, earlier), those in list(ordered.items()):
        back = ordered.get((earlier, about), ()) if about < earlier else ()
        tellers = {one: tellers_of(one) for one in (*those, *back)} if back else {}
        for one, other in product(those, back):
            _stand_apart(one, other, tellers[one], tellers[other])


def _stand_apart(
    one: Statement, other: Statement, tellers: Tellers, other_tellers: Tellers, later: LaterParts | None = None
) -> None:
    """Make rivals of two statements that have tellers of their own, but for numbers of which one is a later state."""
    mine, theirs = apart(tellers, other_tellers), apart(other_tellers, tellers)
    if later is not None and later.parts:
        mine, theirs = _without_later_states(one, other, mine, theirs, later)
    if any(a.said_by != b.said_by for a in mine for b in theirs):
        one.rivals.append(other)
        other.rivals.append(one)
        one.words += (Word(word.telling, "rival", other) for word in theirs)
        other.words += (Word(word.telling, "rival", one) for word in mine)


def _without_later_states(
    one: Statement, other: Statement, mine: list[Word], theirs: list[Word], later: LaterParts
) -> tuple[list[Word], list[Word]]:
    """The words of two numbers between which a rise is not accounted for by those who give the higher one."""
    against: set[tuple[int, int]] = set()
    for a, b in product(mine, theirs):
        if not (later.account_for(a, b, one, other) or later.account_for(b, a, other, one)):
            against.add((id(a), id(b)))
    return (
        [a for a in mine if any(id(a) == x for x, _ in against)],
        [b for b in theirs if any(id(b) == y for _, y in against)],
    )


def _rival_statements(
    statements: list[Statement],
    tellers: Mapping[Statement, Tellers],
    deeds: Deeds,
    later: LaterParts,
    known: Background,
) -> None:
    later.mark(statements)
    for position, one in enumerate(statements):
        for other in statements[position + 1 :]:
            opposite = other.prop == OPPOSITE.get(one.prop) and other.value == one.value
            if not opposite and (one.prop != other.prop or not exclude(one.prop, one.value, other.value, known)):
                continue
            if deeds.are_apart(one, other) or not parts_meet(one.part, other.part, known):
                continue
            _stand_apart(one, other, tellers[one], tellers[other], later)
