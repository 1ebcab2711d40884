"""Versions and statements, and the words on them: what each attribution says of which.

A *version* is who did what to whom as somebody tells it; a *statement* one other value that a claim gives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from ..vocabulary import ID, PREFIXES
from .background import Row
from .implication import Numbers
from .tellings import COUNTS, LEFT_OPEN, Core, Telling

__all__ = [
    "ActTestimony",
    "Tellers",
    "Pair",
    "Relation",
    "Statement",
    "Testimony",
    "Version",
    "Word",
    "NUMBER_OF",
    "apart",
    "in_alike",
    "said_alike",
    "single_values",
    "tellers_of",
    "tells",
]

#: The number, such as deaths, that each property bounds.
NUMBER_OF = {prop: kind for kind, bounds in COUNTS.items() for prop in bounds}

_NO_KIND = frozenset((None, PREFIXES["type"] + "other"))

Relation = Literal["asserts", "narrower", "in part", "denies", "denies in part", "leaves open", "no answer", "rival"]


@dataclass(frozen=True, eq=False, slots=True)
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
        """The independence group with which it counts: its source's, or of an echo that of whom it repeats."""
        return _group(self.telling)


class _Subject:
    """What has words on it: a version or a statement."""

    words: list[Word]

    @cached_property
    def against(self) -> Mapping[Version | Statement | None, list[Word]]:
        """The words that tell each of its rivals; to be asked for once all testimony is worked out."""
        found: dict[Version | Statement | None, list[Word]] = defaultdict(list)
        for word in self.words:
            if word.relation == "rival":
                found[word.other].append(word)
        return found


@dataclass(eq=False)
class Version(_Subject):
    """One core told of an act, and every word on it. ``coder_kind`` is the kind by which the coder sorts the act."""

    event: str
    core: Core
    coder_kind: str | None
    words: list[Word] = field(default_factory=list)
    #: Of what has no kind: whose word it is, where others have the same ends.
    apart: str = ""
    #: The attributions that are not the own word of these doers, who disown them (``own_word``).
    disowned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: The versions with which it cannot both be true.
    rivals: list[Version] = field(default_factory=list)

    @cached_property
    def id(self) -> str:
        """An IRI that is the same whenever the same is told of the same act."""
        told = (self.event, self.core.key, self.apart) if self.apart else (self.event, self.core.key)
        return f"{ID}version/{sha256(repr(told).encode()).hexdigest()[:32]}"

    @property
    def kind(self) -> str | None:
        """The kind as told, or else as the coder sorted the act."""
        return self.core.kind or self.coder_kind

    @property
    def has_no_kind(self) -> bool:
        """Whether neither who tells it nor the coder gives a kind by which two acts could be alike or differ."""
        return self.kind in _NO_KIND

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.event, *self.core.key, self.apart)


@dataclass(eq=False)
class Statement(_Subject):
    """One value stated of an act or actor besides who did what to whom, and every word on it.

    ``value`` is an IRI, text, number or truth value, or ``Numbers``; ``prop`` is then its best estimate's property.
    ``of`` is the deed of which it is said, where versions that cannot both be true are told with this property;
    ``part`` the part of the act of which alone it is said.
    """

    about: str
    prop: str
    value: Any
    words: list[Word] = field(default_factory=list)
    rivals: list[Statement] = field(default_factory=list)
    of: Core | None = None
    part: str | None = None
    #: How many of a number came after a lower one was given that it does not contradict (``later_states``).
    later: int = 0

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.about, self.prop, str(self.value), *(self.of.key if self.of else ()), self.part or "")

    def values(self, telling: Telling) -> set[tuple[str, Any]]:
        """The properties and values by which a telling states it: several for a number told as at least and at most."""
        if not isinstance(self.value, Numbers):
            return {(self.prop, self.value)}
        bounds = COUNTS[self.prop.removesuffix("Best")]
        return {(prop, value) for prop in bounds for value in telling.says.get(prop, ())}


@dataclass(frozen=True)
class Pair:
    """How one version stands to another of the same act, whoever tells them.

    ``narrower``: whoever tells it tells the other too, on the coder's word, or each teller's own. ``beside``: it
    has the same ends, and the kinds lie within each other. ``answers``: it says what a row for the other would not
    show: it names an end that the other leaves out, or one that neither lies within the other's nor holds it, or a
    kind that does not. ``stands``: it has a row beside closer ones, since somebody tells it and denies one of
    those: "it was a collision, no ramming".
    """

    narrower: bool
    beside: bool
    answers: bool
    stands: bool = False


@dataclass(eq=False)
class ActTestimony:
    """What is told of one event: its versions, and the denials and silences that meet none of them.

    ``denied_in_part`` are the denials of a whole telling of which the denier himself tells a part.
    ``different`` are pairs of versions that name doers ("who"), targets ("whom") or parties of whom none is another;
    ``within_a_side`` those that name other doers of one side: "it was the police", "it was the army";
    ``pairs`` how each version stands to each other one.
    """

    event: str
    versions: list[Version] = field(default_factory=list)
    pairs: dict[tuple[Version, Version], Pair] = field(default_factory=dict)
    unmet: list[Telling] = field(default_factory=list)
    denied_in_part: list[Telling] = field(default_factory=list)
    not_answered: list[Telling] = field(default_factory=list)
    opinions: list[Telling] = field(default_factory=list)
    different: list[tuple[Version, Version, str]] = field(default_factory=list)
    within_a_side: list[tuple[Version, Version]] = field(default_factory=list)


@dataclass
class Testimony:
    """The testimony of a record: its acts, and the statements about each act and actor, in the order first told."""

    acts: dict[str, ActTestimony]
    statements: dict[str, list[Statement]]

    @property
    def versions(self) -> Iterable[Version]:
        """All versions of all acts."""
        return (version for act in self.acts.values() for version in act.versions)


class Tellers(defaultdict[str, set[tuple[str, str]]]):
    """The (source, report) pairs of those who tell a version or statement, by source; ``words`` are those by which they
    do.
    """

    def __init__(self, words: Iterable[Word]) -> None:
        super().__init__(set)
        self.words = list(words)
        for word in self.words:
            self[word.said_by].add(word.telling.source_and_report)


def said_alike(one: Telling, other: Telling) -> bool:
    """Whether two tellings are of one group, or of one sentence of several speakers: of what has no kind, such as "an
    act of another kind", nobody else says the same.
    """
    return _group(one) == _group(other) or _sentence(one) == _sentence(other)


def _group(telling: Telling) -> str:
    return str(telling.row.get("counts_with") or telling.row["group"])


def _sentence(telling: Telling) -> tuple[Any, ...]:
    row = telling.row
    said = (row["paragraph"], row["quote"]) if row.get("quote") else (row["claim"],)
    return row["document"], *said


def in_alike(tellings: Iterable[Telling]) -> list[list[Telling]]:
    """The tellings of one core without a kind, those that are said alike together."""
    found: list[list[Telling]] = []
    for telling in tellings:
        mine = [those for those in found if any(said_alike(telling, one) for one in those)]
        found = [those for those in found if those not in mine]
        found.append([*(one for those in mine for one in those), telling])
    return found


def tellers_of(subject: Version | Statement) -> Tellers:
    """Who tells a version or statement, itself or by something narrower."""
    return Tellers(word for word in subject.words if word.relation in ("asserts", "narrower"))


def tells(tellers: Mapping[str, set[tuple[str, str]]], telling: Telling) -> bool:
    """Whether the source of a telling is one of those who tell it, in the same report."""
    return telling.source_and_report in tellers.get(telling.said_by, ())


def apart(tellers: Tellers, others: Mapping[str, set[tuple[str, str]]]) -> list[Word]:
    """The words that tell one version or statement, of sources that do not tell the other one in the same report."""
    return [word for word in tellers.words if not tells(others, word.telling)]


def single_values(telling: Telling) -> dict[str, frozenset[Any]]:
    """What a telling says besides its core, each number as one value."""
    values = {}
    numbers: dict[str, dict[str, int]] = defaultdict(dict)
    for prop, held in telling.circumstances.items():
        if prop in NUMBER_OF:
            numbers[NUMBER_OF[prop]][prop] = min(held)
        elif prop != LEFT_OPEN:
            values[prop] = held
    for kind, bounds in numbers.items():
        low, best, high = (bounds.get(kind + bound) for bound in ("Low", "Best", "High"))
        values[f"{kind}Best"] = frozenset((Numbers((low, best, high)),))
    return values
