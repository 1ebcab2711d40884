"""The statements about an act or actor: what is said besides who did what to whom, value by value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..vocabulary import ST
from .background import Background
from .deeds import Deeds
from .implication import implies, may_be_one
from .later_states import LaterParts
from .statement_denials import deny_statements
from .statement_rivals import rival_statements
from .tellings import ASSERTS, CORE, DENIES, LEAVES_OPEN, LEFT_OPEN, NO_ANSWER, VICTIM, Core, Telling
from .wholes import part_of_whole
from .words import NUMBER_OF, ActTestimony, Statement, Word, single_values

__all__ = ["statements_of"]

#: What is said of one deed: a closer one of another deed does not support it.
_OF_ONE = frozenset((ST + "means", ST + "intent"))


def statements_of(subject: str, tellings: list[Telling], known: Background, act: ActTestimony) -> list[Statement]:
    """The statements about an act or actor, in the order first told.

    Of the denials that meet no version of the ``act``, those that reach a circumstance of it are taken out.
    """
    if not any(telling.circumstances for telling in tellings):
        return []
    deeds = Deeds(act, tellings, known)
    said = _Said(subject)
    for telling in tellings:
        if not telling.is_opinion:
            said.read(telling, deeds, known)
    said.with_what_is_only_denied()
    _support_broader(said.statements, known)
    _count_parts_for_the_whole(said.of_parts, said.statements, known)
    said.add(deny_statements(said.denials, tellings, said.statements, act, known.undisputed))
    _leave_open(tellings, said.statements)
    said.with_silences()
    rival_statements(said.statements, deeds, LaterParts(tellings, known), known)
    return said.statements


@dataclass
class _Said:
    """What is said of one act or actor, value by value: stated, denied, not answered, or told as of a part."""

    subject: str
    found: dict[tuple[str, Any, Core | None, str | None], Statement] = field(default_factory=dict)
    denials: list[tuple[Telling, str, Any]] = field(default_factory=list)
    silences: list[tuple[Telling, str, Any]] = field(default_factory=list)
    #: Numbers of parts of the act, as so many of the whole at least.
    of_parts: list[tuple[Telling, str, Any]] = field(default_factory=list)
    #: Denials and silences on a victim alone, which may be of a target or of a statement.
    of_victims: list[tuple[Telling, Any]] = field(default_factory=list)

    @property
    def statements(self) -> list[Statement]:
        """The statements, in the order first told."""
        return list(self.found.values())

    def add(self, new: Iterable[Statement]) -> None:
        """Take up statements that follow from a denial."""
        self.found |= {(one.prop, one.value, one.of, one.part): one for one in new}

    def read(self, telling: Telling, deeds: Deeds, known: Background) -> None:
        """Take up all that one telling says besides who did what to whom."""
        # A denial or silence on a whole telling is one of the version, not of its circumstances. A victim alone may be
        # both: a target of one telling, and a statement where another says of nobody that he acted.
        if telling.stance != ASSERTS and any(prop in CORE for prop in telling.says):
            if telling.says.keys() == {VICTIM}:
                self.of_victims += ((telling, value) for value in telling.says[VICTIM])
            return
        if telling.stance == LEAVES_OPEN:
            for part in telling.says.get(LEFT_OPEN, ()):
                self._statement(LEFT_OPEN, part).words.append(Word(telling, "leaves open"))
            return
        part = part_of_whole(telling, known)
        for prop, value in ((prop, value) for prop, values in single_values(telling).items() for value in values):
            if telling.stance == ASSERTS and prop in NUMBER_OF and part:
                self.of_parts.append((telling, prop, value))
            elif telling.stance == ASSERTS:
                self._statement(prop, value, deeds.of(prop, telling), part).words.append(Word(telling, "asserts"))
            elif telling.stance == DENIES:
                self.denials.append((telling, prop, value))
            elif telling.stance == NO_ANSWER:
                self.silences.append((telling, prop, value))

    def with_what_is_only_denied(self) -> None:
        """Let what is denied, and stated by nobody, stand as a statement of the act; sort those on victims alone."""
        for telling, prop, value in self.denials:
            if telling.told_of is None:
                self._stated(prop, value)
        for telling, value in self.of_victims:
            if telling.stance == DENIES:
                self.denials.append((telling, VICTIM, value))
            elif telling.stance == NO_ANSWER and (VICTIM, value, None, None) in self.found:
                self.silences.append((telling, VICTIM, value))

    def with_silences(self) -> None:
        """Give each refusal to answer to what was put to its source."""
        for telling, prop, value in self.silences:
            for one in self._stated(prop, value):
                one.words.append(Word(telling, "no answer"))

    def _statement(self, prop: str, value: Any, of: Core | None = None, part: str | None = None) -> Statement:
        key = prop, value, of, part
        return self.found.setdefault(key, Statement(self.subject, prop, value, of=of, part=part))

    def _stated(self, prop: str, value: Any) -> list[Statement]:
        """This value of whatever deed or part; one that nobody states is one of the act."""
        every = [one for (p, v, *_), one in self.found.items() if (p, v) == (prop, value)]
        return every or [self._statement(prop, value)]


def _support_broader(statements: list[Statement], known: Background) -> None:
    """Give each statement the words of those who state something narrower; what is said of a part supports in part."""
    for one in statements:
        for other in statements:
            if other is one or other.prop != one.prop or one.part not in (None, other.part):
                continue
            told = [word for word in other.words if word.relation == "asserts"]
            if one.part != other.part:
                if implies(one.prop, other.value, one.value, (), known):
                    one.words += (Word(word.telling, "in part") for word in told)
            elif other.of == one.of:
                one.words += (
                    Word(word.telling, "narrower")
                    for word in told
                    if implies(one.prop, other.value, one.value, (word.said_by,), known)
                    and _of_one_deed(one, word.telling, known)
                )


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


def _count_parts_for_the_whole(
    of_parts: Iterable[tuple[Telling, str, Any]], statements: list[Statement], known: Background
) -> None:
    """Of a part as many as of the whole at least, unless he who tells of the part gives a number of the whole too."""
    for telling, prop, value in of_parts:
        for one in statements:
            spoken = {word.telling.source_and_report for word in one.words}
            if one.prop != prop or telling.source_and_report in spoken:
                continue
            if implies(prop, value, one.value, (), known):
                one.words.append(Word(telling, "narrower"))


def _leave_open(tellings: Iterable[Telling], statements: list[Statement]) -> None:
    """Give what a source leaves open to each statement of that property."""
    for telling in tellings:
        if telling.stance != LEAVES_OPEN or telling.is_opinion:
            continue
        for part in telling.says.get(LEFT_OPEN, ()):
            for one in statements:
                if one.prop == part or (part in NUMBER_OF and one.prop == f"{NUMBER_OF[part]}Best"):
                    one.words.append(Word(telling, "leaves open"))
