"""Weighing: testimony counted in a view. Grades, heads and answers, by the printed rule (design §5).

Nothing is decided here that testimony has not decided: these functions choose whose words count, and count them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from .background import Background
from .own_word import own_word
from .tellings import Telling
from .testimony import ActTestimony, Relation, Statement, Version, Word
from .view import View

__all__ = [
    "GRADES",
    "RULE",
    "Grade",
    "Shown",
    "Weighed",
    "head_and_answers",
    "unmet",
    "voices",
    "weighed",
    "weighed_act",
]

Grade = Literal["confirmed", "fair", "weak", "contested", "denied", "left open"]
#: From highest to lowest. What is only left open, or not answered, has the last.
GRADES: tuple[Grade, ...] = ("confirmed", "fair", "weak", "contested", "denied", "left open")

RULE = """\
What is weighed is a version of an act: who did what to whom, as somebody tells it; and, one by one, what else is
stated.
confirmed  asserted by two or more independent groups, the own side of everyone who is said to have acted among them
fair       asserted by two or more independent groups
weak       asserted by one group alone
contested  asserted, and denied, or told by another source in a way that cannot be true as well
denied     denied, and asserted by nobody in this view
A source's group is its side, or that of the outlet it works for or is run by, or that outlet, or itself; a source
without a name counts with whoever it spoke to; sources whom a coder calls one and the same are one group. A word is a
doer's own, or of his own side, only where neither he nor who speaks for him, nor what he is part of, denies that the
speaker is of his, or denies the deed once it is claimed. What a source relays, or draws from another's picture or
paper, counts once, for the one who said it first. Who tells something narrower (a closer kind of act, a member, a
deed rather than an attempt, who did it to whom) asserts the broader too; who tells only the broader tells the
narrower in part, which is shown and not counted. What is told or denied of a part of an act is told or denied of the
whole as to that part. What has no kind ("something happened") each tells for himself, and nobody the same. "Not us"
denies it of those alone of whom nobody disputes that they belong to the denier. A direction counts for no "each
other" where the act is told the other way round as well. Who denies an account of which he tells a part himself
denies it in part, which puts the act in dispute and changes no grade. A view that chooses voices may change a grade;
a view that chooses acts never does. Silence is never counted, nor is an opinion. Means, intent, cause and what an act
answered are said of a deed: where tellings of an act cannot both be true, or name others as having done it, each has
its own, and one deed's "by mistake" contradicts no other's "on purpose". Where and when it was, how many were harmed
and what came before it are said of the moment, whoever did it; a number of a part of those harmed is none of all of
them. Authors of one document count as one group for what they claim in it together. That one act came after another
contradicts that the other came after it; acts that nobody puts in an order have none. Who denies a thing and says it
on a later day no longer denies it, and what he left open is closed by what he says of it later."""

Voice = Callable[[Telling], bool]


def voices(view: View, known: Background) -> Voice:
    """Whether a view counts a telling: whom it admits, and whether a correction had taken its place by then."""
    everyone = not (view.said_by or view.without or view.side or view.as_of)
    as_of = view.as_of.isoformat() if view.as_of else None
    admitted: dict[int, bool] = {}

    def counts(telling: Telling) -> bool:
        if telling.replaced_on is not None and not (as_of and (not telling.replaced_on or as_of < telling.replaced_on)):
            return False
        if everyone:
            return True
        if id(telling) not in admitted:
            admitted[id(telling)] = view.admits_source(telling.row, known)
        return admitted[id(telling)]

    return counts


@dataclass(frozen=True, eq=False)
class Weighed:
    """A version or statement as a view weighs it: the words of those whom the view admits, by relation, and its grade.

    ``groups`` are the independence groups that assert it, itself or by something narrower; ``rivals`` the versions or
    statements that count against it; ``own`` says whether a doer says so of itself, or somebody of its own side.
    """

    subject: Version | Statement
    words: Mapping[Relation, tuple[Word, ...]]
    rivals: tuple[Version | Statement, ...]
    groups: frozenset[str]
    grade: Grade
    own: Literal["of itself", "of its own side", ""] = ""

    @cached_property
    def asserted(self) -> tuple[Word, ...]:
        """The words that assert it, itself or by something narrower."""
        return (*self.words.get("asserts", ()), *self.words.get("narrower", ()))

    @property
    def is_disputed(self) -> bool:
        """Whether it is contested or denied, or denied in part by somebody who tells a part of it himself."""
        return self.grade in ("contested", "denied") or "denies in part" in self.words

    @property
    def is_of_parts(self) -> bool:
        """Whether all who assert it tell it of parts of its act alone."""
        return bool(self.asserted) and all(word.telling.told_of is not None for word in self.asserted)

    def of(self, *relations: Relation) -> list[Word]:
        """The words with these relations."""
        return [word for relation in relations for word in self.words.get(relation, ())]

    def sources(self, *relations: Relation) -> list[str]:
        """The sources of the words with these relations, each once, sorted."""
        return sorted({word.said_by for word in self.of(*relations)})

    @property
    def version(self) -> Version:
        """The version that is weighed."""
        assert isinstance(self.subject, Version)
        return self.subject

    @property
    def statement(self) -> Statement:
        """The statement that is weighed."""
        assert isinstance(self.subject, Statement)
        return self.subject


def weighed(subject: Version | Statement, counts: Voice, known: Background) -> Weighed:
    """A version or statement, with the words that count in a view."""
    by_relation: dict[Relation, list[Word]] = {}
    for word in subject.words:
        if counts(word.telling):
            by_relation.setdefault(word.relation, []).append(word)
    words = {relation: tuple(those) for relation, those in by_relation.items()}
    if "asserts" not in words and "narrower" in words:
        # Nobody in this view tells it, itself: only something closer, which stands on its own.
        return Weighed(subject, {}, (), frozenset(), "left open")
    asserted = (*words.get("asserts", ()), *words.get("narrower", ()))
    if "in part" in words:
        # Only who tells nothing but a broader version tells this one in part; and who denies it, or tells its rival, no
        # part.
        against = (*words.get("denies", ()), *words.get("rival", ()))
        whole = {word.said_by for word in (*asserted, *against)}
        words["in part"] = tuple(word for word in words["in part"] if word.said_by not in whole)
    groups = frozenset(word.group for word in asserted)
    rivals = tuple(_faced(subject, words, counts)) if asserted and subject.rivals else ()
    confirmed, own = own_word(subject, asserted, known) if isinstance(subject, Version) else (False, "")
    grade = _grade(len(groups), confirmed, bool(words.get("denies")), bool(rivals))
    return Weighed(subject, words, rivals, groups, grade, own)


def _faced(
    subject: Version | Statement, words: Mapping[Relation, tuple[Word, ...]], counts: Voice
) -> Iterator[Version | Statement]:
    """The rivals of which two sources that count stand against each other."""
    theirs: dict[Version | Statement | None, set[str]] = defaultdict(set)
    for word in words.get("rival", ()):
        theirs[word.other].add(word.said_by)
    for rival in subject.rivals:
        against = theirs.get(rival)
        if against and any({w.said_by} != against for w in rival.against.get(subject, ()) if counts(w.telling)):
            yield rival


def _grade(groups: int, confirmed: bool, denied: bool, rivalled: bool) -> Grade:
    if not groups:
        return "denied" if denied else "left open"
    if denied or rivalled:
        return "contested"
    if groups > 1:
        return "confirmed" if confirmed else "fair"
    return "weak"


# ---------------------------------------------------------------------------------------------------- heads and answers


@dataclass(frozen=True, eq=False)
class Shown:
    """A version that tables and pages show of an act: its head, or one of its answers.

    ``also`` are versions with the same ends whose kinds lie within each other and which get no row of their own;
    ``in_part`` those broader ones whose tellers stand "in part" at this one.
    """

    weighed: Weighed
    is_head: bool
    also: tuple[Weighed, ...] = ()


def head_and_answers(act: ActTestimony, versions: Iterable[Weighed]) -> list[Shown]:
    """Of the weighed versions of one act: the head, and after it the answers, those with the most groups first.

    The head is the version that most groups assert; of equals the fullest, then the narrowest. Versions without any end
    are not shown. A version broader than an answer that is graded as high, and asserted by as many groups, has no row,
    unless somebody tells it who denies a closer one.
    """
    candidates = [v for v in versions if v.version.core.ends and v.grade != "left open"]
    if len(candidates) < 2:
        return [Shown(one, True) for one in candidates]
    ranked = sorted(candidates, key=lambda v: _rank(v, candidates, act))
    head, answers = ranked[0], list[Weighed]()
    beside: dict[Weighed, list[Weighed]] = {}
    for one in ranked[1:]:
        rows = answers
        if not (one.grade == "contested" != head.grade or act.pairs[one.version, head.version].answers):
            rows = [head]
        row = next((row for row in rows if act.pairs[one.version, row.version].beside), None)
        if row:
            beside.setdefault(row, []).append(one)
        elif rows is answers:
            answers.append(one)
    shown = [head, *(one for one in answers if not any(_covers(other, one, act) for other in answers))]
    return [Shown(one, one is head, tuple(beside.get(one, ()))) for one in shown]


def _rank(one: Weighed, others: Iterable[Weighed], act: ActTestimony) -> tuple[object, ...]:
    core = one.version.core
    fullness = bool(core.doers) + bool(core.targets) + min(2, len(core.parties))
    depth = sum(act.pairs[one.version, other.version].narrower for other in others if other is not one)
    claims = [str(word.row["claim"]) for word in one.words.get("asserts", ())]
    # What is told of parts of the act alone is not what it was as a whole.
    return (
        one.is_of_parts,
        -len(one.groups),
        -fullness,
        -depth,
        one.version.event,
        min(claims, default="~"),
        one.version.key,
    )


def _covers(narrow: Weighed, broad: Weighed, act: ActTestimony) -> bool:
    return (
        narrow is not broad
        and GRADES.index(narrow.grade) <= GRADES.index(broad.grade)
        and len(narrow.groups) >= len(broad.groups)
        and act.pairs[narrow.version, broad.version].narrower
        and not act.pairs[broad.version, narrow.version].stands
    )


def weighed_act(act: ActTestimony, counts: Voice, known: Background) -> list[Weighed]:
    """The versions of an act, as a view weighs them; those that nobody asserts or denies in it are left out."""
    found = (weighed(version, counts, known) for version in act.versions)
    return [one for one in found if one.grade != "left open"]


def unmet(act: ActTestimony, counts: Voice) -> tuple[Telling, ...]:
    """The denials of an act that meet no version of it in a view.

    One in part is among them where nobody in the view tells what it denies.
    """
    found = [denial for denial in act.unmet if counts(denial)]
    if act.denied_in_part:
        told = (v for v in act.versions if any(w.relation == "asserts" and counts(w.telling) for w in v.words))
        met = {id(word.telling) for version in told for word in version.words if word.relation == "denies in part"}
        found += [denial for denial in act.denied_in_part if counts(denial) and id(denial) not in met]
    return tuple(found)
