"""Small coded reports, one kind of trouble each, and the testimony that the rule gives, worked out by hand.

``cases/NAME.yaml`` (or ``cases/NAME/``, where it takes several reports) is read, ``cases/NAME.expected.yaml`` says what
must come of it. Its keys:

``why``
    What the case is about.
``events``
    For each event its ``versions``, in any order, ``shown``, those that get a row (left out: all that name an end), and
    ``head``, the first of them, where it does not hang on the hash of a claim. A version has a name (``v``), ``who``
    did what ``kind`` of act (left out: nobody tells it; ``tried``) to ``whom``, or the ``parties``; ``asserted_by`` (by
    something narrower as well), ``in_part``, ``denied_by``, ``denied_in_part_by``, ``left_open_by``, ``no_answer_by``:
    ids of sources; ``rivals``: names of versions; ``groups``, a number; ``grade`` and ``own``. What is left out is
    empty. ``unmet``: who denies something of the event that nobody asserts. ``different``: the pairs of versions that
    name other actors, where the case is about these. ``rows``: those that have a row in ``confront``, where that of a
    part or of its whole stands for both.
``statements``
    What else is stated, in the same words, with ``about``, ``property`` and ``value``; ``of``: the ends of the deed of
    which it is said, where it is not of all that is told; ``part``: the part of the act of which alone it is said.
``views``
    The same of views: ``view`` has the options; an event or the statements that are left out are as without a view.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from standoff.rules.testimony import Statement, Version
from standoff.rules.weighing import Weighed
from standoff.vocabulary import local_name

CASES = Path(__file__).with_name("cases")
_ENDING = ".expected.yaml"
_LISTS = ("asserted_by", "in_part", "denied_by", "denied_in_part_by", "left_open_by", "no_answer_by", "rivals")


@dataclass(frozen=True)
class Words:
    """Who says what of one version or statement, and what comes of it. Sources are ids, sorted."""

    asserted_by: tuple[str, ...] = ()
    in_part: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    denied_in_part_by: tuple[str, ...] = ()
    left_open_by: tuple[str, ...] = ()
    no_answer_by: tuple[str, ...] = ()
    #: Versions as ``ExpectedVersion.core``, statements by their value.
    rivals: tuple[Any, ...] = ()
    groups: int = 0
    grade: str = "left open"
    own: str = ""


@dataclass(frozen=True)
class ExpectedVersion:
    """One version of an act: ``core`` is (who, kind, tried, whom, parties), the ids of each end sorted."""

    name: str
    core: tuple[tuple[str, ...], str | None, bool, tuple[str, ...], tuple[str, ...]]
    words: Words


@dataclass(frozen=True)
class ExpectedAct:
    """The versions of one event, those that are shown, the head if it is known, and who denies what nobody asserts."""

    versions: tuple[ExpectedVersion, ...]
    shown: tuple[ExpectedVersion, ...]
    head: ExpectedVersion | None
    unmet: tuple[str, ...]
    #: Cores, by pair; None where the case is about other things.
    different: frozenset[frozenset[Any]] | None = None
    #: Those that have a row in ``confront``; None if all that are shown have.
    rows: tuple[ExpectedVersion, ...] | None = None


@dataclass(frozen=True)
class Expectation:
    """What a view of a case gives: its acts by the id of the event, its statements by (about, property, value),
    with the ends of the deed after them where it is said of one.
    """

    why: str
    view: Mapping[str, Any]
    acts: Mapping[str, ExpectedAct]
    statements: Mapping[tuple[str, ...], Words] = field(default_factory=dict)


def expected_cases() -> Iterator[tuple[Path, Expectation]]:
    """Each case, a file or folder to read, with what it gives; one for each view, first of everything."""
    for path in sorted(CASES.glob(f"*{_ENDING}")):
        case = path.with_name(path.name.removesuffix(_ENDING))
        case = case if case.is_dir() else case.with_name(case.name + ".yaml")
        yield from ((case, expectation) for expectation in expectations(yaml.safe_load(path.read_text("utf-8"))))


def expectations(given: Mapping[str, Any]) -> Iterator[Expectation]:
    """What an expected-file says: of everything, and of each view."""
    acts = {event: _act(given) for event, given in given.get("events", {}).items()}
    statements = _statements(given.get("statements", ()))
    yield Expectation(given["why"], {}, acts, statements)
    for seen in given.get("views", ()):
        others = {event: _act(given) for event, given in seen.get("events", {}).items()}
        stated = _statements(seen["statements"]) if "statements" in seen else statements
        yield Expectation(given["why"], seen["view"], {**acts, **others}, stated)


def _act(given: Mapping[str, Any]) -> ExpectedAct:
    cores = {str(one["v"]): _core(one) for one in given["versions"]}
    assert len(set(cores.values())) == len(cores) == len(given["versions"]), "two versions are one"
    versions = {name: ExpectedVersion(name, core, Words()) for name, core in cores.items()}
    for one in given["versions"]:
        words = _words(one, {"v", "who", "kind", "tried", "whom", "parties"})
        rivals = tuple(sorted((cores[str(rival)] for rival in words.rivals), key=repr))
        name = str(one["v"])
        versions[name] = ExpectedVersion(name, cores[name], Words(**{**vars(words), "rivals": rivals}))
    shown = given.get("shown", [name for name in versions if any(cores[name][i] for i in (0, 3, 4))])
    rows = tuple(versions[str(name)] for name in shown)
    head = versions[str(given["head"])] if "head" in given else rows[0] if len(rows) == 1 else None
    different = None
    if "different" in given:
        different = frozenset(frozenset(cores[str(name)] for name in pair) for pair in given["different"])
    in_confront = tuple(versions[str(name)] for name in given["rows"]) if "rows" in given else None
    return ExpectedAct(tuple(versions.values()), rows, head, _ids(given.get("unmet")), different, in_confront)


def _core(one: Mapping[str, Any]) -> Any:
    return (
        _ids(one.get("who")),
        one.get("kind"),
        one.get("tried", False),
        _ids(one.get("whom")),
        _ids(one.get("parties")),
    )


def _statements(given: Iterable[Mapping[str, Any]]) -> dict[tuple[str, ...], Words]:
    named = {"about", "property", "value", "of", "part"}
    rows = [
        (
            (s["about"], s["property"], str(s["value"]), *_ids(s.get("of")), *([s["part"]] if "part" in s else [])),
            _words(s, named),
        )
        for s in given
    ]
    assert len(dict(rows)) == len(rows), "two statements are one"
    return dict(rows)


def _words(given: Mapping[str, Any], others: set[str]) -> Words:
    known = {*_LISTS, "groups", "grade", "own", *others}
    assert given.keys() <= known, f"unknown: {given.keys() - known}"
    lists = {name: _ids(given.get(name)) for name in _LISTS}
    return Words(**lists, **{name: given[name] for name in ("groups", "grade", "own") if name in given})


def _ids(given: Iterable[Any] | None) -> tuple[str, ...]:
    return tuple(sorted(map(str, given or ())))


# ------------------------------------------------------------ what was worked out, in these words


def core_of(version: Version) -> Any:
    """A version's core as in ``ExpectedVersion``."""
    core = version.core
    kind = local_name(core.kind) if core.kind else None
    return _names(core.doers), kind, core.tried, _names(core.targets), _names(core.parties)


def stated(statement: Statement) -> tuple[str, ...]:
    """A statement as (about, property, value, and the ends of the deed or the part), as an expected-file names it."""
    value = statement.value
    text = str(value).lower() if isinstance(value, bool) else str(value)
    prop = local_name(statement.prop).removesuffix("Best")
    of = (
        *(_names(statement.of.ends) if statement.of else ()),
        *([local_name(statement.part)] if statement.part else []),
    )
    return local_name(statement.about), prop, local_name(text) if text.startswith("http") else text, *of


def words_of(weighed: Weighed) -> Words:
    """Who says what of a weighed version or statement."""
    relations = (
        ("asserts", "narrower"),
        ("in part",),
        ("denies",),
        ("denies in part",),
        ("leaves open",),
        ("no answer",),
    )
    sources = [_names(weighed.sources(*each)) for each in relations]  # type: ignore[arg-type]
    rivals: list[Any] = [core_of(r) if isinstance(r, Version) else stated(r)[2] for r in weighed.rivals]
    return Words(*sources, tuple(sorted(rivals, key=repr)), len(weighed.groups), weighed.grade, weighed.own)


def _names(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(local_name, iris)))
