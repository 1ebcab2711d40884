"""What holds of any reports: views change nothing that they only choose, echoes never add, names never matter."""

from __future__ import annotations

import copy
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from standoff.front.answers import Dyads
from standoff.output.networks import collapsed
from standoff.record.keeper import Keeper, open_keeper
from standoff.rules import testimony_tables as tables
from standoff.rules.acts import weighed_acts, weighed_statements
from standoff.rules.dyads import dyads
from standoff.rules.ledger import Ledger
from standoff.rules.view import View
from standoff.rules.weighed_questions import WEIGHED, answer, version_in_words
from standoff.rules.weighing import GRADES, Weighed, voices
from standoff.vocabulary import local_name
from tests import effort
from tests.rules.cases import core_of, stated, words_of
from tests.rules.generated import (
    FORCES,
    OUTLETS,
    PLACES,
    PUBLISHED,
    SOURCES,
    TYPES,
    Report,
    changed,
    ledger_of,
    read,
    reports,
)

EXAMPLES = int(os.environ.get("STANDOFF_FUZZ", "60" if effort.EVERYTHING else "30"))
property_of_reports = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

names = some.lists(some.sampled_from(SOURCES), min_size=1, max_size=2, unique=True)
choices_of_voices: some.SearchStrategy[dict[str, Any]] = some.one_of(
    some.fixed_dictionaries({"said_by": names}),
    some.fixed_dictionaries({"without": names}),
    some.fixed_dictionaries({"side": some.sampled_from(["north", "south"])}),
    some.fixed_dictionaries({"as_of": some.sampled_from(PUBLISHED)}),
    some.fixed_dictionaries({"as_of": some.sampled_from(PUBLISHED), "without": names}),
)
choices_of_acts: some.SearchStrategy[dict[str, Any]] = some.one_of(
    some.fixed_dictionaries({"incident": some.sampled_from(["i0", "i1"])}),
    some.fixed_dictionaries({"place": some.sampled_from(sorted(PLACES))}),
    some.fixed_dictionaries({"since": some.sampled_from(PUBLISHED)}),
    some.fixed_dictionaries({"until": some.sampled_from(PUBLISHED)}),
    some.fixed_dictionaries({"event_type": some.sampled_from(TYPES)}),
    some.fixed_dictionaries(
        {"between": some.lists(some.sampled_from(FORCES), min_size=2, max_size=2, unique=True)},
    ),
    some.fixed_dictionaries({"min_groups": some.integers(2, 3)}),
)


def view_of(ledger: Ledger, options: Mapping[str, Any]) -> View | None:
    """The view; None where it names somebody whom the record does not know."""
    known = {local_name(iri) for iri in ledger.names.labels}
    named = [
        name
        for key in ("said_by", "without", "between", "side", "place", "incident")
        for name in _listed(options.get(key))
    ]
    return View.of(ledger.names, **options) if known.issuperset(named) else None


def _listed(given: Any) -> list[str]:
    return [given] if isinstance(given, str) else list(given or ())


def grades(weighed: Iterable[Weighed]) -> dict[Any, Any]:
    """The grade, groups and words of each version."""
    return {(w.version.event, w.version.id): words_of(w) for w in weighed}


def every(ledger: Ledger, view: View) -> list[Weighed]:
    return [one for versions in weighed_acts(ledger, view).values() for one in versions]


def asked(ledger: Ledger, view: View, question: str) -> list[tuple[str, ...]]:
    return [tuple(str(getattr(cell, "value", "")) for cell in row) for row in answer(ledger, view, question).rows]


@property_of_reports
@given(reports(), choices_of_voices, choices_of_acts)
def test_views(made: list[Report], voices_chosen: dict[str, Any], acts_chosen: dict[str, Any]) -> None:
    """Only a choice of voices changes a grade; and all that it does is to leave out attributions."""
    ledger = ledger_of(read(made))
    heard, seen = view_of(ledger, voices_chosen), view_of(ledger, {**voices_chosen, **acts_chosen})
    assume(heard and seen)
    assert heard and seen

    # Acts chosen: each row that is still shown has the grade and the words that it has without the choice.
    graded, shown = grades(every(ledger, heard)), dyads(ledger, seen)
    acts = [act for dyad in shown for act in dyad.acts]
    assert all(words_of(a.weighed) == graded[a.event, a.weighed.version.id] for a in acts)
    before = {(d.ends, a.event, a.weighed.version.id) for d in dyads(ledger, heard) for a in d.acts}
    assert {(d.ends, a.event, a.weighed.version.id) for d in shown for a in d.acts} <= before
    for question in WEIGHED:
        assert not Counter(asked(ledger, seen, question)) - Counter(asked(ledger, heard, question))

    # Voices chosen: rows of testimony only go, but for what has been corrected since.
    now = [tuple(map(str, row)) for row in tables.testimony_rows(ledger, voices(View(), ledger.background))]
    left = [tuple(map(str, row)) for row in tables.testimony_rows(ledger, voices(heard, ledger.background))]
    of_correction = list(tables.TESTIMONY).index("is_replaced")
    assert not Counter(row for row in left if row[of_correction] == "False") - Counter(now)
    assert "as_of" in voices_chosen or all(row[of_correction] == "False" for row in left)
    by = [local_name(row[list(tables.TESTIMONY).index("said_by")]) for row in left]
    assert not set(by) & set(_listed(voices_chosen.get("without")))


@property_of_reports
@given(reports(), choices_of_voices | some.just({}), some.sampled_from(["actor", "organisation", "side"]))
def test_all_that_is_printed_stands_in_testimony(made: list[Report], options: dict[str, Any], level: str) -> None:
    """Every act, grade and source that rows, questions and networks have, and no crash in any of them."""
    ledger = ledger_of(read(made))
    view = view_of(ledger, {**options, "level": level})
    assume(view)
    assert view
    columns = list(tables.TESTIMONY)
    rows = [
        dict(zip(columns, row, strict=True)) for row in tables.testimony_rows(ledger, voices(view, ledger.background))
    ]
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        said[row["about"], row["relation"]].add(ledger.names.label(row["said_by"]))
    graded: dict[str, Counter[str]] = defaultdict(Counter)
    for one in every(ledger, view):
        graded[one.version.event][one.grade] += 1

    confront = Dyads(ledger, view)
    assert len(confront.to_arrow()) == len(confront)
    for row in confront:
        assert sum(row["grades"].values()) >= row["acts"] == len(row["events"])
        assert all(grade in {g for event in row["events"] for g in graded[event]} for grade in row["grades"])
        for field, relations in FIELDS.items():
            theirs = set().union(*(said[event, relation] for event in row["events"] for relation in relations))
            assert set(row[field]) <= theirs, field
        rivals = set().union(*(said[event, "rival"] for event in row["events"]))
        assert all(set(rival["said_by"]) <= rivals for rival in row["against"])
        assert bool(row["grades"].get("contested")) <= bool(row["denied_by"] or row["against"])

    lines: dict[Any, Counter[str]] = defaultdict(Counter)
    for row in confront:
        lines[row["who_iri"], row["whom_iri"], row["directed"]].update(row["grades"])
    for one, other, key, data in collapsed(ledger, view).edges(keys=True, data=True):
        if (one, other, "→" in key) in lines:
            assert {grade: data[grade] for grade in GRADES if grade in data} == lines[one, other, "→" in key]

    versions = {(w.version.event, version_in_words(w.version, ledger.names)): w for w in every(ledger, view)}
    actors = {weighed.statement.about for weighed in weighed_statements(ledger, view)}
    for row in asked(ledger, view, "said-by-one-alone"):
        assert row[2] == "version" or row[5] in actors
        if row[2] == "version":
            one = versions[row[5], row[3]]
            assert (one.grade, len(one.groups)) == (row[4], 1)
            assert row[0].split("; ") == sorted(map(ledger.names.label, one.sources("asserts", "narrower")))
    for row in asked(ledger, view, "contested"):
        assert row[1] == "version" or row[6] in actors
        if row[1] == "version":
            assert versions[row[6], row[2]].grade == "contested"
            assert set(row[5].split("; ")) <= said[row[6], "denies"] | said[row[6], "rival"]
    for row in asked(ledger, view, "denied"):
        assert not row[4] or row[3] in said[row[7], "denies"] | said[row[7], "denies in part"]


FIELDS = {
    "sources": ("asserts", "narrower"),
    "in_part": ("in part",),
    "denied_by": ("denies",),
    "denied_in_part_by": ("denies in part",),
    "left_open_by": ("leaves open",),
    "no_answer": ("no answer",),
}


def weighed_by_core(ledger: Ledger) -> dict[Any, Weighed]:
    return {(w.version.event, core_of(w.version)): w for w in every(ledger, View())}


@property_of_reports
@given(reports(), some.data())
def test_an_echo_never_adds(made: list[Report], data: some.DataObject) -> None:
    """The same word, relayed by one more paper: no grade is better for it, and no group more."""
    corrected = {claim["corrects"] for report in made[1:] for claim in report["claims"] if "corrects" in claim}
    candidates = [
        (report, claim)
        for report in made[1:]
        for claim in report["claims"]
        if "that" in claim and "corrects" not in claim and claim["said_by"] != "vesna"
        if f"{report['report']}#{claim['id']}" not in corrected and not claim["that"].keys() & {"works_for", "side"}
    ]
    assume(candidates)
    report, claim = data.draw(some.sampled_from(candidates))
    echo = copy.deepcopy({**claim, "relayed_by": claim.get("relayed_by", report["publisher"])})
    if (
        report.get("type") == "same"
        and "event" in claim
        and not claim["that"].keys() & {"same_event", "not_same_event"}
    ):
        echo["that"].setdefault("type", next(r for r in made if "events" in r)["events"][claim["event"]]["type"])
    publisher = data.draw(some.sampled_from(OUTLETS))
    repeated = {"report": "echo", "publisher": publisher, "published": "2021-03-09", "coder": "vesna", "claims": [echo]}
    before, after = weighed_by_core(ledger_of(read(made))), weighed_by_core(ledger_of(read([*made, repeated])))
    assert before.keys() == after.keys()
    for key, one in before.items():
        assert GRADES.index(after[key].grade) >= GRADES.index(one.grade)
        assert after[key].groups == one.groups


def in_words(ledger: Ledger) -> tuple[Any, ...]:
    """All that is worked out, without the IRIs of claims and in no order."""
    versions = {key: words_of(w) for key, w in weighed_by_core(ledger).items()}
    statements = {stated(w.statement): words_of(w) for w in weighed_statements(ledger)}
    rows = Counter(
        (str(local_name(r["who_iri"] or "")), local_name(r["whom_iri"] or ""), r["how"], r["groups"], str(r["grades"]))
        for r in Dyads(ledger, View())
    )
    return versions, statements, rows


@property_of_reports
@given(reports(), some.permutations(OUTLETS), some.randoms(use_true_random=False))
def test_neither_order_nor_names_matter(made: list[Report], others: list[str], chance: Any) -> None:
    """Reports and claims may come in any order; outlets that swap their names swap nothing else."""
    first = ledger_of(read(made))
    mixed = copy.deepcopy(made)
    chance.shuffle(mixed)
    readings = read(mixed)
    chance.shuffle(readings)
    again = ledger_of(readings)
    assert list(tables.testimony_rows(again)) == list(tables.testimony_rows(first))
    assert list(tables.pair_rows(again)) == list(tables.pair_rows(first))
    assert list(Dyads(again, View())) == list(Dyads(first, View()))

    swapped = dict(zip(OUTLETS, others, strict=True))
    renamed = ledger_of(read(changed(made, lambda text: swapped.get(text, text))))
    back = {new: old for old, new in swapped.items()}
    assert _renamed(in_words(renamed), back) == _renamed(in_words(first), {})


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The value with these names in place of others, and lists of names sorted anew."""
    if isinstance(value, dict):
        return {_renamed(k, names): _renamed(v, names) for k, v in value.items()}
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        return (
            tuple(sorted((_renamed(each, names) for each in value), key=repr))
            if _is_list(value)
            else tuple(_renamed(each, names) for each in value)
        )
    if hasattr(value, "asserted_by"):
        return type(value)(**{k: _renamed(v, names) for k, v in vars(value).items()})
    return value


def _is_list(value: tuple[Any, ...]) -> bool:
    return all(isinstance(each, str) for each in value)


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """A record in a folder, open for writing: to make one for each example would take most of the time."""
    with open_keeper(tmp_path_factory.mktemp("disk") / "record", write=True) as keeper:
        yield keeper


@property_of_reports
@given(reports())
def test_on_disk_as_in_memory(on_disk: Keeper, made: list[Report]) -> None:
    """And nothing of what has been taken out again is left."""
    readings = read(made)
    on_disk.put(readings)
    try:
        in_memory, stored = ledger_of(readings), Ledger(on_disk)
        assert list(tables.testimony_rows(stored)) == list(tables.testimony_rows(in_memory))
        assert list(tables.pair_rows(stored)) == list(tables.pair_rows(in_memory))
        assert list(Dyads(stored, View())) == list(Dyads(in_memory, View()))
    finally:
        for reading in readings:
            on_disk.forget(reading.document)
