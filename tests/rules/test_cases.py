"""Each case of ``cases`` through every way out: the rule, and all that count over it, give what was worked out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff import Record
from standoff.rules.acts import shown_acts, weighed_acts, weighed_statements
from standoff.rules.ledger import Ledger
from standoff.rules.view import View
from standoff.vocabulary import ID, PREFIXES, local_name
from tests.rules.cases import Expectation, Words, core_of, expected_cases, stated, words_of

EVERY = list(expected_cases())
IDS = [f"{path.stem}{''.join(f'-{k}-{v}' for k, v in each.view.items())}" for path, each in EVERY]
CASES = [pytest.param(path, each, id=name) for (path, each), name in zip(EVERY, IDS, strict=True)]
WHOLE = [pytest.param(path, each, id=path.stem) for path, each in EVERY if not each.view]
_RECORDS: dict[Path, Record] = {}


def record_of(path: Path) -> Record:
    """The record of a case, in memory; read once for all tests, which do not change it."""
    if path not in _RECORDS:
        _RECORDS[path] = standoff.open()
        _RECORDS[path].read(path)
    return _RECORDS[path]


def ledger_of(path: Path) -> Ledger:
    return record_of(path).view().ledger


def seen(record: Record, options: Mapping[str, Any]) -> tuple[Ledger, View]:
    ledger = record.view().ledger
    return ledger, View.of(ledger.names, **options)


def versions_in(record: Record, options: Mapping[str, Any]) -> dict[str, dict[Any, Words]]:
    """The weighed versions of each act of a view, as an expected-file names them."""
    acts = weighed_acts(*seen(record, options))
    return {local_name(e): {core_of(w.version): words_of(w) for w in versions} for e, versions in acts.items()}


def statements_in(record: Record, options: Mapping[str, Any]) -> dict[tuple[str, str, str], Words]:
    return {stated(w.statement): words_of(w) for w in weighed_statements(*seen(record, options))}


@pytest.mark.parametrize(("path", "expected"), CASES)
def test_versions_and_statements(path: Path, expected: Expectation) -> None:
    """Who asserts, denies or leaves open what, what is a rival of what, and the grade."""
    record = record_of(path)
    wanted = {e: {v.core: v.words for v in act.versions} for e, act in expected.acts.items() if act.versions}
    assert versions_in(record, expected.view) == wanted
    assert statements_in(record, expected.view) == dict(expected.statements)


@pytest.mark.parametrize(("path", "expected"), CASES)
def test_heads_and_answers(path: Path, expected: Expectation) -> None:
    rows = {
        local_name(act.event): [core_of(one.weighed.version) for one in shown]
        for act, shown in shown_acts(*seen(record_of(path), expected.view))
    }
    acts = {event: act for event, act in expected.acts.items() if act.shown}
    assert {e: set(cores) for e, cores in rows.items()} == {e: {v.core for v in act.shown} for e, act in acts.items()}
    heads = {event: act.head.core for event, act in acts.items() if act.head}
    assert {event: rows[event][0] for event in heads} == heads


@pytest.mark.parametrize(("path", "expected"), WHOLE)
def test_denials_that_meet_nothing(path: Path, expected: Expectation) -> None:
    acts = ledger_of(path).testimony.acts
    unmet = {local_name(e): tuple(sorted(local_name(t.said_by) for t in act.unmet)) for e, act in acts.items()}
    assert unmet == {event: expected.acts[event].unmet if event in expected.acts else () for event in unmet}


# ------------------------------------------------------------ testimony as a table


def counted(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, Any], Words]:
    """What comes of counting over the rows of testimony, by (act or actor, version or statement); no confirmation."""
    about: dict[tuple[str, Any], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if not row["is_replaced"]:
            deed = sorted((*row["doers"], *row["targets"], *row["parties"]))
            of = [*deed, *([row["part"]] if row["part"] else [])]
            about[row["about"], row["version"] or (row["property"], row["value"], *of)].append(row)
    found = {}
    for key, mine in about.items():

        def said(*relations: str, mine: list[Mapping[str, Any]] = mine) -> tuple[str, ...]:
            return tuple(sorted({local_name(row["said_by"]) for row in mine if row["relation"] in relations}))

        if said("narrower") and not said("asserts"):
            continue  # nobody tells it, itself: what is closer stands on its own
        asserted = said("asserts", "narrower")
        groups = {row["group"] for row in mine if row["relation"] in ("asserts", "narrower")}
        rivals = {row["other"] for row in mine if row["relation"] == "rival" and groups}
        against = said("denies") or rivals
        grade = (
            "contested"
            if groups and against
            else "denied"
            if against
            else ("left open", "weak", "fair")[min(2, len(groups))]
        )
        whole = {*asserted, *said("denies", "rival")}
        partly = tuple(source for source in said("in part") if source not in whole)
        silent = said("denies"), said("denies in part"), said("leaves open"), said("no answer")
        found[key] = Words(asserted, partly, *silent, tuple(sorted(rivals)), len(groups), grade)
    return found


@pytest.mark.parametrize(("path", "expected"), WHOLE)
def test_testimony_as_a_table(path: Path, expected: Expectation) -> None:
    """Whoever counts over the rows comes to the same, and the table that is taken away has the same rows."""
    rows = record_of(path).testimony()
    core = {}
    for row in rows:
        ends = [tuple(sorted(map(local_name, row[end]))) for end in ("doers", "targets", "parties")]
        kind = local_name(row["kind"]) if row["kind"] else None
        core[row["version"]] = (ends[0], kind, row["tried"], ends[1], ends[2])
    found = {}
    for (about, what), words in counted(rows).items():
        is_version = isinstance(what, str)
        rivals = [core[r] if is_version else named(r) for r in words.rivals]
        key = core[what] if is_version else (prop_of(what[0]), named(what[1]), *map(local_name, what[2:]))
        found[local_name(about), key] = replace(words, rivals=tuple(sorted(rivals, key=repr)))

    def plain(words: Words) -> Words:
        return replace(words, own="", grade="fair" if words.grade == "confirmed" else words.grade)

    wanted = {(event, v.core): plain(v.words) for event, act in expected.acts.items() for v in act.versions}
    wanted |= {(about, tuple(what)): plain(words) for (about, *what), words in expected.statements.items()}
    assert {key: words for key, words in found.items() if key in wanted} == wanted
    # Besides, only judgements that nobody disputes, and what nobody tells any more and was told in part.
    others = {key: words for key, words in found.items() if key not in wanted}
    assert all(
        key[1][0] in ("sameEvent", "notSameEvent") or words.grade == "left open" for key, words in others.items()
    )

    table = rows.to_arrow()
    assert table.column_names == list(rows[0]) and table.num_rows == len(rows)
    days = ("said_on", "published", "replaced_on")
    assert [{**row, **{day: row[day] and str(row[day]) for day in days}} for row in table.to_pylist()] == list(rows)
    frame = rows.to_pandas()
    assert [None if value != value else value for value in frame["version"]] == [row["version"] for row in rows]
    assert frame["relation"].value_counts().to_dict() == Counter(row["relation"] for row in rows)


def prop_of(iri: str) -> str:
    return local_name(iri).removesuffix("Best")


def named(value: str) -> str:
    return local_name(value) if value.startswith("http") else value.lower() if value in ("True", "False") else value


@pytest.mark.parametrize(("path", "expected"), WHOLE)
def test_pairs_of_versions(path: Path, expected: Expectation) -> None:
    pairs = record_of(path).version_pairs()
    rivals = {(row["version"], row["other"]) for row in pairs if row["relation"] == "rival"}
    core = {v.id: (local_name(v.event), core_of(v)) for v in ledger_of(path).testimony.versions}
    wanted = {
        ((event, v.core), (event, rival))
        for event, act in expected.acts.items()
        for v in act.versions
        for rival in v.words.rivals
    }
    # Pairs are worked out whatever the view: what has been corrected still stands to the other versions.
    assert wanted <= {(core[one], core[other]) for one, other in rivals}
    assert all((other, one) in rivals for one, other in rivals)
    for event, act in expected.acts.items():
        if act.different is not None:
            found = [(core[row["version"]], core[row["other"]]) for row in pairs if row["relation"] == "different"]
            assert {frozenset((one[1], other[1])) for one, other in found if one[0] == event} == act.different


# ------------------------------------------------------------ what counts over testimony


@dataclass
class Row:
    """What a row of ``confront`` must say of the versions that it stands for."""

    grades: Counter[str] = field(default_factory=Counter)
    groups: set[int] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    in_part: set[str] = field(default_factory=set)
    denied_by: set[str] = field(default_factory=set)
    denied_in_part_by: set[str] = field(default_factory=set)
    left_open_by: set[str] = field(default_factory=set)
    no_answer: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    against: set[Any] = field(default_factory=set)

    def add(self, words: Words) -> None:
        self.grades[words.grade] += 1
        self.groups.add(words.groups)
        self.own.add(words.own)
        self.sources |= set(words.asserted_by)
        self.in_part |= set(words.in_part)
        self.denied_by |= set(words.denied_by)
        self.denied_in_part_by |= set(words.denied_in_part_by)
        self.left_open_by |= set(words.left_open_by)
        self.no_answer |= set(words.no_answer_by)
        self.against |= {(rival[0] or rival[4], rival[3]) for rival in words.rivals}


def expected_rows(path: Path, expected: Expectation) -> dict[Any, Row]:
    """The rows of ``confront`` by (who, whom, directed, how), ids."""
    known, acts = ledger_of(path).background, ledger_of(path).testimony.acts
    rows: dict[Any, Row] = defaultdict(Row)
    for event, act in expected.acts.items():
        # A kind that nobody tells is the coder's, of the act under which it was coded.
        coded = {core_of(one): local_name(one.coder_kind or "") for one in acts[f"{ID}event/{event}"].versions}
        for version in act.rows if act.rows is not None else act.shown:
            who, kind, _, whom, parties = version.core
            kind = kind or coded[version.core]
            if PREFIXES["type"] + kind not in known.confrontations:
                continue
            ends = [(*pair, False) for pair in combinations(parties, 2)]
            ends = ends or [(a, b, True) for a in who or (None,) for b in whom or (None,)]
            for pair in ends:
                rows[(*pair, kind)].add(version.words)
    return dict(rows)


@pytest.mark.parametrize(("path", "expected"), CASES)
def test_confront(path: Path, expected: Expectation) -> None:
    """No row joins a grade, a source or a direction to an act to which it does not belong."""
    record, wanted = record_of(path), expected_rows(path, expected)
    ids = {record.view().ledger.names.label(iri): local_name(iri) for iri in record.view().ledger.names.labels}
    rows = record.confront(**expected.view)
    found = {}
    for row in rows:
        ends = [local_name(row[end]) if row[end] else None for end in ("who_iri", "whom_iri")]
        found[(*ends, row["directed"], local_name(row["how_iri"]))] = row
    assert found.keys() == wanted.keys()

    def those(labels: Iterable[str]) -> set[str]:
        return {ids[label] for label in labels}

    for key, row in found.items():
        want = wanted[key]
        assert row["grades"] == want.grades
        assert row["grade"] == (next(iter(want.grades)) if len(want.grades) == 1 else None)
        assert row["groups"] == (next(iter(want.groups)) if len(want.groups) == 1 else None)
        assert those(row["sources"]) == want.sources
        assert those(row["in_part"]) == want.in_part - want.sources
        assert those(row["denied_by"]) == want.denied_by
        assert those(row["denied_in_part_by"]) == want.denied_in_part_by
        assert those(row["left_open_by"]) == want.left_open_by
        assert those(row["no_answer"]) == want.no_answer
        against = {(tuple(sorted(those(one["who"]))), tuple(sorted(those(one["whom"])))) for one in row["against"]}
        assert against == want.against
        if row["acts"] == 1 and sum(want.grades.values()) == 1:
            assert row["own"] == next(iter(want.own))
    table = rows.to_arrow().to_pylist()
    assert [(t["who"], t["whom"], t["grade"], t["groups"]) for t in table] == [
        (row["who"], row["whom"], row["grade"], row["groups"]) for row in rows
    ]


@pytest.mark.parametrize(("path", "expected"), CASES)
def test_questions(path: Path, expected: Expectation) -> None:
    """`ask contested`, `ask denied` and `ask said-by-one-alone` count over the same words."""
    record = record_of(path)
    label = record.view().ledger.names.label
    subjects = [(event, v.words) for event, act in expected.acts.items() for v in act.versions]
    subjects += [(about, words) for (about, *_), words in expected.statements.items()]

    def those(sources: Iterable[str]) -> str:
        return "; ".join(sorted(label(f"{ID}actor/{source}") for source in sources))

    def asked(question: str) -> list[dict[str, str]]:
        answer = record.ask(question, **expected.view)
        rows = [dict(zip(answer.variables, map(str, row), strict=True)) for row in answer.values()]
        return [{**row, "about_iri": local_name(row["about_iri"])} for row in rows]

    contested = [(about, words) for about, words in subjects if words.grade == "contested"]
    denials = [(about, those(w.asserted_by), those(w.denied_by)) for about, w in contested if w.denied_by]
    rows = asked("contested")
    found = [(r["about_iri"], r["asserted_by"], r["said_against_by"]) for r in rows if r["against"] == "denied"]
    assert sorted(found) == sorted(denials)
    rivalled = Counter((about, those(w.asserted_by)) for about, w in contested for _ in w.rivals)
    assert Counter((r["about_iri"], r["asserted_by"]) for r in rows if r["against"] != "denied") == rivalled

    denied = {
        (about, those([by]), those(w.asserted_by))
        for about, w in subjects
        for by in (*w.denied_by, *w.denied_in_part_by)
    }
    denied |= {(event, those([by]), "") for event, act in expected.acts.items() for by in act.unmet}
    assert {(r["about_iri"], r["denied_by"], r["asserted_by"]) for r in asked("denied")} == denied

    alone = [(about, those(w.asserted_by), w.grade) for about, w in subjects if w.groups == 1]
    found = [(r["about_iri"], r["said_by"], r["grade"]) for r in asked("said-by-one-alone")]
    assert sorted(found) == sorted(alone)


# ------------------------------------------------------------ wherever it lies


def everything(record: Record) -> list[Any]:
    """What a record says in every way, for comparison."""
    asked = [record.ask(name).rows for name in ("contested", "denied", "said-by-one-alone")]
    return [list(record.testimony()), list(record.version_pairs()), list(record.confront()), *asked]


@pytest.mark.some(12)
@pytest.mark.parametrize(("path", "expected"), WHOLE)
def test_on_disk_and_read_back(path: Path, expected: Expectation, tmp_path: Path) -> None:
    """A record in a folder, and one read from what another was exported to, give what the first gives in memory."""
    wanted = everything(record_of(path))
    with standoff.open(tmp_path / "record", create=True) as on_disk:
        on_disk.read(path)
        assert everything(on_disk) == wanted
        on_disk.export(tmp_path / "out.ttl")
    with standoff.open() as again:
        again.read(tmp_path / "out.ttl")
        if ledger_of(path).identities.same:
            # The export has one act for those that the coder joined, and so other claims; all counts are the same.
            assert versions_in(again, {}) == versions_in(record_of(path), {})
        else:
            assert everything(again) == wanted
