"""Judgements: accepted, rejected, undone, written and read as a file; and the views that follow them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as some

from standoff import Record
from standoff.errors import InputError, QuestionError
from standoff.judgement import Pair, pair
from standoff.matching.judgements import judge, judgements, undo
from standoff.page.picture import picture
from standoff.queries.names import names_of
from standoff.readers.inputs import read_input
from standoff.readers.judgements_file import as_yaml, read_judgements
from standoff.record.check import check
from standoff.record.keeper import Keeper, open_keeper
from standoff.rules.acts import weighed_statements
from standoff.rules.identities import Verdict, identities
from standoff.rules.view import View
from standoff.vocabulary import ID, id_of, local_name
from tests.conftest import WriteReport
from tests.matching.conftest import OTHER

ANNA, BEN = "Anna Lee", "Ben Roe"
DAY = date(2026, 11, 22)


def dyads(record: Keeper, **view: object) -> set[tuple[str | None, str | None, int]]:
    return {(d["who"], d["whom"], d["groups"]) for d in Record(record).confront("pair", **view)}


def test_a_judgement_changes_no_view_until_it_is_followed(record: Keeper) -> None:
    before = dyads(record)
    assert before == {("Us forces", "Man killed", 1), ("American troops", "A villager", 1)}
    judge(record, "us-forces", "americans", same=True, by=ANNA, on=DAY)
    judge(record, "man", "villager", same=True, by=ANNA, on=DAY)
    assert dyads(record) == before == dyads(record, identities=["none"])
    # Still two acts, each asserted by one group; the labels are those of the first by id, as all have a report and the
    # American troops and nobody else a second name.
    assert dyads(record, identities=["accepted"]) == {("American troops", "Man killed", 1)}
    judge(record, "killing", "shooting", same=True, by=ANNA, on=DAY)
    assert dyads(record, identities=[ANNA]) == {("American troops", "Man killed", 2)}
    assert check(record) == []


def test_a_dossier_shows_both_tellings_of_one_event_and_counts_groups_once(record: Keeper) -> None:
    for one, other in (("us-forces", "americans"), ("man", "villager"), ("killing", "shooting")):
        judge(record, one, other, same=True, by=ANNA, on=DAY)
    dossier = Record(record).dossier("amo", identities=["accepted"])
    by = {s["statement"]: (s["grade"], s["asserted_by"]) for s in dossier["statements"]}
    ((killing,),) = [act["versions"] for act in dossier["acts"]]
    assert (killing["who"], killing["grade"]) == (["American troops"], "fair")
    assert killing["asserted_by"] == ["SANA", "The Gazette"]
    assert by["Man killed: was a civilian"][0] == by["Man killed: was a combatant"][0] == "contested"
    assert dossier["sources"] == ["A network", "SANA", "The Gazette"]
    assert "The Gazette" not in Record(record).dossier("amo")["sources"]


def test_ask_sees_one_node_with_the_names_of_both(record: Keeper) -> None:
    judge(record, "us-forces", "americans", same=True, by=ANNA, on=DAY)
    judge(record, "killing", "shooting", same=True, by=ANNA, on=DAY)
    query = "SELECT ?label ?alias { ?claim st:actor ?who . ?who skos:prefLabel ?label ; skos:altLabel ?alias }"
    names = {value for row in Record(record).ask(query, identities=["accepted"]).values() for value in row}
    assert names == {"American troops", "US forces", "Us forces"}
    acts = "SELECT DISTINCT ?event ?incident { ?claim st:actor ?who ; st:about ?event . ?event st:incident ?incident }"
    assert len(Record(record).ask(acts, identities=["accepted"]).rows) == 1
    left = "ASK { ?claim st:sameActor|st:sameEvent ?other }"
    assert Record(record).ask(left).boolean and not Record(record).ask(left, identities=["accepted"]).boolean
    assert (
        Record(record)
        .ask("ASK { ?x ?y <" + ID + "actor/us-forces> . FILTER(?y != skos:exactMatch) }", identities=["accepted"])
        .boolean
        is False
    )


def test_the_picture_and_the_export_have_one_node(record: Keeper, tmp_path: Path) -> None:
    judge(record, "us-forces", "americans", same=True, by=ANNA, on=DAY)
    ledger = Record(record).view(identities=["accepted"]).ledger
    drawn = picture(ledger)
    assert [n["label"] for n in drawn["cast"]].count("American troops") == 1
    assert not [n for n in drawn["cast"] if local_name(n["id"]) == "us-forces"]
    assert "1 actor shown as another, as judged by any coder" in drawn["sentence"]
    Record(record).export(tmp_path / "joined.csv", identities=["accepted"])
    assert "actor/us-forces" not in (tmp_path / "joined.csv").read_text()
    assert {row["actor"] for row in Record(record).measure("activity", identities=["accepted"])} & {"American troops"}


def test_judges_who_disagree_are_contested_and_nothing_is_joined(record: Keeper) -> None:
    judge(record, "us-forces", "americans", same=True, by=ANNA, on=DAY)
    judge(record, "americans", "us-forces", same=False, by=BEN, on=DAY)
    ledger = Record(record).view(identities=["accepted"]).ledger
    assert ledger.identities.same == {} and len(ledger.identities.conflicts) == 1
    assert "1 conflict of judgement not joined" in ledger.sentence(View())
    judged = [one for one in weighed_statements(ledger) if "Actor" in one.statement.prop]
    assert {one.grade for one in judged} == {"contested"}
    # Following one judge alone gives that judge's view.
    assert Record(record).view(identities=[ANNA]).ledger.identities.same
    assert not Record(record).view(identities=[BEN]).ledger.identities.same


def test_a_rejection_within_a_chain_breaks_it_and_is_reported() -> None:
    same, apart = Verdict({"anna"}), Verdict(set(), {"ben"})
    found = identities({("a", "b"): same, ("b", "c"): same, ("a", "c"): apart, ("d", "e"): same})
    assert found.same == {"e": "d"}
    (conflict,) = found.conflicts
    assert conflict.chain == ("a", "b", "c") and conflict.apart == ("a", "c")
    assert conflict.same_by == {"anna"} and conflict.apart_by == {"ben"}


nodes = some.sampled_from("abcdefgh")
some_verdicts = some.dictionaries(
    some.tuples(nodes, nodes).filter(lambda p: p[0] != p[1]).map(lambda p: pair(*p)),
    some.builds(Verdict, *[some.sets(some.sampled_from("xy"), max_size=1)] * 2),
)


@given(some_verdicts)
def test_joining_is_an_equivalence_and_never_joins_what_a_judge_rejects(judged: dict[Pair, Verdict]) -> None:
    found = identities(judged)
    in_conflict = {end for conflict in found.conflicts for end in conflict.apart}
    for (one, other), verdict in judged.items():
        if verdict.apart:
            assert found.of(one) != found.of(other)
        elif verdict.same and not in_conflict:
            assert found.of(one) == found.of(other)
    for node in "abcdefgh":
        assert found.of(found.of(node)) == found.of(node)
    assert {c.apart for c in found.conflicts} <= {ends for ends, v in judged.items() if v.apart}


@settings(max_examples=15)
@given(
    some.lists(
        some.tuples(
            some.sampled_from(["us-forces", "man", "paper", "sana"]),
            some.sampled_from(["americans", "villager", "gazette"]),
            some.booleans(),
            some.sampled_from([ANNA, BEN, "network"]),
        ),
        max_size=6,
    ),
    some.randoms(),
)
def test_undoing_all_judgements_leaves_the_record_as_it_was(
    record: Keeper, judged: list[tuple[str, str, bool, str]], chance: random.Random
) -> None:
    # A record of its own for each example: one that is stopped half way must leave the next nothing.
    record, given = open_keeper(), record
    record.store.write(set(), set(given.store.triples()))
    before = record.turtle()
    for one, other, same, by in judged:
        judge(record, one, other, same=same, by=by, because="a reason", on=DAY)
    stored = judgements(record)
    assert len(stored) == len({(one, other, by) for one, other, _, by in judged})
    chance.shuffle(stored)
    for each in stored:
        undo(record, each.one, each.other, by=each.by)
    assert record.turtle() == before


def test_the_groups_of_the_rules_stand_in_the_answers_of_questions(example: Path) -> None:
    """A question in SPARQL leaves ``group`` to the rules: a source without a name counts with whoever it spoke to."""
    record = Record(open_keeper())
    record.read(example)
    statements = record.view().ledger.every_statement
    for name in ("statements", "who-confronts-whom"):
        asked = record.ask(name)
        said, group = (asked.variables.index(column) for column in ("said", "group"))
        answered = {row[said]: row[group] for row in asked.values()}
        rules = {row["said"]: row["group"] for row in statements}
        assert answered == {each: rules[each] for each in answered}
        assert len(answered) > 50
    unnamed = {row["said_by"]: row["group"] for row in statements if "/actor/unnamed-source" in row["said_by"]}
    assert unnamed and all(group != source for source, group in unnamed.items())


def test_what_cannot_be_judged_is_refused_with_what_to_do(record: Keeper) -> None:
    with pytest.raises(QuestionError, match=r'no actor "us-forcess".*Did you mean'):
        judge(record, "us-forcess", "americans", same=True, by=ANNA)
    with pytest.raises(QuestionError, match="already the same node"):
        judge(record, "americans", "American troops", same=True, by=ANNA)
    with pytest.raises(QuestionError, match="no actor"):
        judge(record, "americans", "killing", same=True, by=ANNA)
    with pytest.raises(QuestionError, match="who they are themselves"):
        judge(record, "sana", "gazette", same=True, by="sana")
    with pytest.raises(QuestionError, match=r'Did you mean "A network".*new=True'):
        judge(record, "us-forces", "americans", same=True, by="A netwerk")
    with pytest.raises(QuestionError, match="letters"):
        judge(record, "us-forces", "americans", same=True, by="🙂")
    with pytest.raises(QuestionError, match="has no judgement on"):
        undo(record, "us-forces", "americans", by="sana")
    with pytest.raises(QuestionError, match="SANA has judged nothing"):
        Record(record).confront(identities=["sana"])
    assert judgements(record) == []


FILE = """\
judgements: my-judgements
judge: anna
name: Anna Lee
judged:
  - {same: [us-forces, American troops], on: 2026-11-22, because: "one army, “US”"}
  - {apart: [man, villager], on: 2026-11-21}
"""


def test_a_file_of_judgements_is_read_written_and_removed(record: Keeper, tmp_path: Path) -> None:
    before = record.turtle()
    path = tmp_path / "judgements.yaml"
    path.write_text(FILE, encoding="utf-8")
    Record(record).read(path)
    stored = judgements(record)
    assert [(local_name(j.one), local_name(j.other), j.same, j.on, j.because) for j in stored] == [
        ("americans", "us-forces", True, DAY, "one army, “US”"),
        ("man", "villager", False, date(2026, 11, 21), None),
    ]
    assert check(record) == []
    after = record.turtle()
    again = tmp_path / "again.yaml"
    again.write_text(as_yaml(stored[0].by, stored, names_of(record)).replace("judgements-anna", "my-judgements"))
    Record(record).read(again)
    assert record.turtle() == after
    (document,) = {j.document for j in stored}
    record.forget(next(d for d in record.documents() if d.value == document))
    assert record.turtle() == before


def test_judgements_beside_reports_are_read_with_them(write_report: WriteReport, tmp_path: Path) -> None:
    folder = write_report(tmp_path / "in").parent
    folder.joinpath("judgements.yaml").write_text(
        "judgements: mine\njudge: paper\njudged:\n  - {same: [us-forces, network], on: 2026-11-22}\n"
    )
    record = open_keeper()
    Record(record).read(folder)
    assert len(judgements(record)) == 1 and Record(record).view(identities=["paper"]).ledger.identities.same


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("judgements: x\njudge: nobody\njudged:\n  - {same: [man, villager], on: 2026-11-22}\n", "For somebody new"),
        ("judgements: x\njudge: sana\njudged: []\n", "no judgements here"),
        ("judgements: x\njudge: sana\njudged:\n  - {same: [man, vilager], on: 2026-11-22}\n", r'4: .*mean "villager"'),
        ("judgements: x\njudge: sana\njudged:\n  - {same: [man], on: 2026-11-22}\n", "names 1"),
        ("judgements: x\njudge: sana\njudged:\n  - {same: [man, villager]}\n", "needs `on:`"),
        ("judgements: x\njudge: sana\njudged:\n  - {apart: [man, villager, paper], on: 2026-11-22}\n", "names 3"),
        ("judgements: x\njudge: sana\njudged:\n  - {both: [man, villager], on: 2026-11-22}\n", "either `same:"),
        (
            "judgements: x\njudge: sana\njudged:\n  - {same: [man, villager], on: 2026-11-22}\n"
            "  - {apart: [villager, man], on: 2026-11-22}\n",
            "already judged on line 4",
        ),
        ("judgements: x\njudge: sana\njudged:\n  - {same: [sana, paper], on: 2026-11-22}\n", "their own identity"),
    ],
)
def test_mistakes_in_a_file_come_with_their_line(record: Keeper, tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "judgements.yaml"
    path.write_text(text)
    before = record.turtle()
    with pytest.raises(InputError, match=says):
        read_judgements(path, names_of(record))
    assert record.turtle() == before


Run = Callable[..., Result]


def test_the_commands(run: Run, write_report: WriteReport, tmp_path: Path) -> None:
    for part, name in ((write_report(tmp_path / "one"), "one"), (write_report(tmp_path / "two", **OTHER), "two")):
        assert run("read", part, "--record", "r").exit_code == 0, name
    proposed = run("match", "--record", "r", "--format", "json")
    assert '"Us forces"' in proposed.stdout and '"American troops"' in proposed.stdout and proposed.exit_code == 0
    assert run("match", "--record", "r", "--with", "sana").stdout.count("American") == 0
    nobody = run("match", "--record", "r", "--with", "sana", "--min-score", "1")
    assert nobody.stderr.startswith("No two actors seem to be the same.") and "lower --min-score" in nobody.stderr
    accepted = run("match", "--record", "r", "accept", "us-forces", "americans", "--by", "Anna", "--on", "2026-11-22")
    assert "said by Anna on 2026-11-22" in accepted.stderr and accepted.exit_code == 0
    assert "Us forces" not in run("match", "--record", "r").stdout
    contrary = run("match", "reject", "us-forces", "americans", "--by", "Ben", "--record", "r")
    assert "Anna judges them the same" in contrary.stderr
    listed = run("match", "judged", "--record", "r")
    assert listed.stdout.count("American troops") == 2 and "Conflict" in listed.stderr
    assert "not followed" in run("confront", "--record", "r").stderr
    assert "conflict of judgement" in run("confront", "--record", "r", "--identities", "accepted").stderr
    assert "American troops" in run("confront", "--record", "r", "--identities", "Anna").stdout
    asked = run("ask", "SELECT ?who { ?claim st:actor/skos:prefLabel ?who }", "--record", "r", "--identities", "Anna")
    assert asked.exit_code == 0 and "Us forces" not in asked.stdout and "American troops" in asked.stdout
    assert run("match", "undo", "us-forces", "americans", "--by", "Ben", "--record", "r").exit_code == 0
    assert run("match", "undo", "us-forces", "americans", "--by", "Ben", "--record", "r").exit_code == 2
    assert run("match", "accept", "us-forces", "nobody", "--by", "Ben", "--record", "r").exit_code == 2
    assert run("match", "--record", "nowhere").exit_code == 2
    assert "soft TF-IDF" in run("match", "--explain").stdout
    assert run("check", "--record", "r").exit_code == 0


def test_a_review_is_resumed_where_it_was_left(run: Run, write_report: WriteReport, tmp_path: Path) -> None:
    run("read", write_report(tmp_path / "one"), "--record", "r")
    run("read", write_report(tmp_path / "two", **OTHER), "--record", "r")
    options = ("match", "--review", "--record", "r", "--min-score", "0.3")
    assert run(*options).exit_code == 2  # unsigned
    stopped = run(*options, "--by", "Anna", input="s\nq\n")
    total = stopped.stderr.count("score")
    assert "0 judgements recorded" in stopped.stderr and total >= 1
    first = run(*options, "--by", "Anna", input="what?\ny same army\nq\n")
    assert "1 judgement recorded" in first.stderr
    assert "same army" in run("match", "judged", "--record", "r").stdout
    rest = run(*options, "--by", "Anna", input="")  # the end of the input leaves the rest for next time
    assert rest.exit_code == 0 and "0 judgements recorded" in rest.stderr


def test_a_judgement_may_contain_only_what_a_report_may(seed_report: Path) -> None:
    """Control characters and halves of letters are refused in commands as they are in files."""
    record = open_keeper()
    record.put(read_input(seed_report))
    for text in ("a\x1b[31m", "a\udcff"):
        with pytest.raises(QuestionError, match="control character"):
            judge(record, "SANA", "SDF", same=True, by="SOHR", because=text)
        with pytest.raises(QuestionError, match="control character"):
            judge(record, "SANA", "SDF", same=True, by=text)


def test_a_label_with_a_line_break_begins_no_judgement_in_a_file(tmp_path: Path, write_report: WriteReport) -> None:
    record = open_keeper()
    label = '"x\\n  - {same: [paper, man], on: 2020-01-01}"'
    actors = f"actors:\n  paper: {{label: {label}}}\n  sana: {{}}\n  network: {{}}\n  us-forces: {{}}\n  man: {{}}\n"
    record.put(read_input(write_report(tmp_path, actors=actors)))
    judge(record, "paper", "sana", same=True, by="network")
    text = as_yaml(id_of("actor", "network").value, judgements(record), names_of(record))
    (tmp_path / "judged.yaml").write_text(text, encoding="utf-8")
    (reading,) = read_input(tmp_path / "judged.yaml", "judgements", lambda: names_of(record))
    assert len(reading.attributions) == 1
