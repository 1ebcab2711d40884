"""The front door: what a user gets wrong is said in words, and nothing is written where it should not be."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff import QuestionError, Record, RecordError, examples_folder
from standoff.arguments import KINDS
from standoff.frames.frame import FrameList
from standoff.ingest.intake import Intake

EXAMPLE = examples_folder() / "khirbet-amo"


@pytest.fixture(scope="module")
def record() -> Record:
    made = standoff.open()
    made.read(EXAMPLE)
    return made


def test_a_record_opened_by_a_relative_path_stays_that_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with standoff.open("here", create=True) as record:
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
        record.read(EXAMPLE / "zvezda-2020-02-12.yaml")
        assert record.where == "here" and len(record.documents()) == 2
    assert not list((tmp_path / "elsewhere").iterdir())


def test_one_name_serves_as_a_list_of_one_and_a_moment_as_its_day(record: Record) -> None:
    assert list(record.confront(without="SANA")) == list(record.confront(without=["SANA"]))
    moment = datetime(2020, 2, 12, 5, 30)
    assert list(record.confront(since=moment, until="2020-02-12")) == list(
        record.confront(since=date(2020, 2, 12), until=date(2020, 2, 12))
    )


def test_the_same_words_give_the_same_answer_of_a_record_and_of_its_view(record: Record) -> None:
    asked = record.ask("contested", {"about": "Person killed in Khirbet Amo"}, without="SANA")
    assert asked.rows == record.view(without="SANA").ask("contested", {"about": "Person killed in Khirbet Amo"}).rows
    # A parameter of a question may be a date; the option of the same name narrows the view, and is another thing.
    assert (
        record.ask("timeline", {"since": date(2020, 2, 12)}).rows
        == record.ask("timeline", {"since": "2020-02-12"}).rows
    )


WRONG: list[tuple[Callable[[Record], object], str]] = [
    (lambda r: r.confront(withuot="SANA"), 'no option "withuot".*Did you mean "without"'),  # type: ignore[call-arg]
    (lambda r: r.confront(min_groups=0), "min_groups must be a whole number of at least 1"),
    (lambda r: r.confront(min_groups=2.5), "whole number"),  # type: ignore[arg-type]
    (lambda r: r.confront(since=2020), "2020 is not a date"),  # type: ignore[arg-type]
    (lambda r: r.confront(since="2020-03", until="2020-02"), "is before"),
    (lambda r: r.confront(between=[1, 2]), "1 is not a name"),  # type: ignore[list-item]
    (lambda r: r.dossier("khirbet-amo-2020-02-12", level="side"), "level does not apply here"),
    (lambda r: r.dossier(None), "incident must be a name"),  # type: ignore[arg-type]
    (lambda r: r.forget(EXAMPLE), "document must be a name"),  # type: ignore[arg-type]
    (lambda r: r.ask("contested", about="x"), 'no option "about"'),  # type: ignore[call-arg]
    (lambda r: r.ask("timeline", "al-Hasakah"), "parameters must be names with values"),  # type: ignore[arg-type]
    (lambda r: r.ask("timeline", {"place": None}), "parameter place must be text"),
    (lambda r: r.ask(None), "question must be the name of a question"),  # type: ignore[arg-type]
    (lambda r: r.ask("timeline", limit=0), "limit must be a whole number"),
    (lambda r: r.measure("activity", time_limit=3), "time_limit"),
    (lambda r: r.measure("activity", leave_one_out=True, bootstrap=3), "do not go together"),
    (lambda r: r.measure("activity", rolling=2), "rolling needs every"),
    (lambda r: r.match(km=3), "no meaning for actors"),
    (lambda r: r.draw("page.txt"), "neither a page"),
    (lambda r: r.draw("page.html", beside=True), "only a picture"),
    (lambda r: r.accept("us-forces", "sdf", by="SANA", on="2020-02"), "is not one day"),
    (lambda r: standoff.check(), "nothing is given to check"),
    (lambda r: r.ask("onlookers", allow_service="example.org"), "asks no other server.*Leave allow_service out"),
    (lambda r: r.ask("SELECT * {}", allow_service=""), "allow_service must be the name of a host"),
    (lambda r: r.match(min_score=2), "match: min_score must be a number from 0 to 1, not 2"),
    (lambda r: r.match(min_score=float("nan")), "min_score must be a number from 0 to 1"),
    (lambda r: r.match(events=True, km=-1), "km must be a number of at least 0"),
    (lambda r: r.match(events=True, km="3"), "km must be a number"),  # type: ignore[arg-type]
    (lambda r: r.match(events=True, days=-1), "days must be a whole number from 0 to 1000000"),
    (lambda r: r.match(events=True, days=0.5), "days must be a whole number"),  # type: ignore[arg-type]
    (lambda r: r.match(events="yes"), "events must be True or False"),  # type: ignore[arg-type]
    (lambda r: r.match(only=3), "only must be a name"),  # type: ignore[arg-type]
    (lambda r: r.measure("frustration", time_limit=-1), "measure: time_limit must be a number of seconds"),
    (lambda r: r.measure("activity", bootstrap=True), "bootstrap must be a whole number of at least 1, not True"),
    (lambda r: r.measure("activity", leave_one_out="no"), "leave_one_out must be True or False"),  # type: ignore[arg-type]
    (lambda r: r.measure("activity", source_weight=1), "source_weight must be True or False"),  # type: ignore[arg-type]
    (lambda r: r.measure("activity", every="month", rolling="3"), "rolling must be a whole"),  # type: ignore[arg-type]
    (lambda r: r.measure("activity", every=2.5), "every must be"),  # type: ignore[arg-type]
    (lambda r: r.measure(None), "name must be text: of a measure"),  # type: ignore[arg-type]
    (lambda r: standoff.open(create="no"), "open: create must be True or False"),  # type: ignore[arg-type]
    (lambda r: standoff.open(""), "where must be"),
    (lambda r: r.read(""), "read: inputs must be the path of a file or folder"),
    (lambda r: r.read([EXAMPLE]), "inputs must be the path"),  # type: ignore[arg-type]
    (lambda r: r.read(EXAMPLE, kind=["report"]), "kind must be"),  # type: ignore[arg-type]
    (lambda r: r.read(EXAMPLE, dry_run="no"), "dry_run must be True or False"),  # type: ignore[arg-type]
    (lambda r: r.read(EXAMPLE, rejected=""), "rejected must be the path"),
    (lambda r: standoff.check(""), "check: inputs must be the path"),
    (lambda r: standoff.check(3), "check: inputs must be the path"),  # type: ignore[arg-type]
    (lambda r: standoff.build("", out="out"), "build: inputs must be the path"),
    (lambda r: standoff.serve(seconds=0), "serve: seconds must be a whole number"),
    (lambda r: r.accept("us-forces", "sdf", by="SANA", because=3), "because must be text"),  # type: ignore[arg-type]
    (lambda r: r.accept("us-forces", "sdf", by=None), "by must be a name"),  # type: ignore[arg-type]
    (lambda r: r.accept("us-forces", "sdf", by="SANA", new="no"), "new must be True"),  # type: ignore[arg-type]
    (lambda r: r.confront(said_by=3), "said_by: 3 is not a name"),  # type: ignore[arg-type]
    (lambda r: r.claim(None), "iri must be"),  # type: ignore[arg-type]
    (lambda r: r.export(""), "export: path must be the path"),
    (lambda r: r.to_networkx(measures=["months"]), "a row of months is of a month.*neither a node nor an edge"),
    (lambda r: r.to_networkx(measures=["stands-on"]), 'no measure "stands-on".*Did you mean "stand-on"'),
    (lambda r: r.to_networkx(measures=3), "3 is not a name"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("does", "words"), WRONG)
def test_what_cannot_be_meant_is_refused_in_words_of_python(
    record: Record, does: Callable[[Record], object], words: str
) -> None:
    with pytest.raises(QuestionError, match=words) as refused:
        does(record)
    assert " --" not in str(refused.value) and "`standoff " not in str(refused.value)


def test_messages_speak_python_here_and_options_on_the_command_line(record: Record) -> None:
    with pytest.raises(RecordError) as missing:
        standoff.open("nowhere-at-all")
    assert "create=True" in str(missing.value) and "--record" in missing.value.at_prompt
    with pytest.raises(QuestionError) as groups:
        record.confront(min_groups=0)
    assert "--min-groups" in groups.value.at_prompt


def test_a_judgement_keeps_its_day_whatever_says_it(record: Record) -> None:
    record.accept("us-forces", "global-coalition", by="A. Reader", new=True, on=datetime(2024, 1, 1, 3))
    [judgement] = [each for each in record.judged() if each.by.endswith("a-reader")]
    assert judgement.on == date(2024, 1, 1)
    record.undo("us-forces", "global-coalition", by="A. Reader")
    assert not [each for each in record.judged() if each.by.endswith("a-reader")]


def test_an_answer_shows_itself_after_its_record_is_closed() -> None:
    with standoff.open() as record:
        record.read(EXAMPLE / "enab-baladi-2020-02-13.yaml")
        dyads, dossier = record.confront(), record.dossier("khirbet-amo-2020-02-12")
    assert "US Armed Forces" in dyads._repr_html_() and "SANA" in dossier._repr_html_()


#: Arguments that are checked where they are used: days, levels, options of a view, and names of more kinds.
CHECKED_WHERE_USED = {
    *("actors", "day", "incidents", "judges", "level", "measures", "nodes", "number", "on", "options", "parameters"),
    *("parts", "places", "sides", "sources", "talk", "types", "view"),
}


@pytest.mark.parametrize("front", [Record, standoff.RecordView, standoff.open, standoff.build, standoff.serve])
def test_every_argument_of_the_front_has_a_kind(front: Any) -> None:
    methods = [each for name, each in vars(front).items() if name[0] != "_" and inspect.isfunction(each)]
    for method in methods if inspect.isclass(front) else [front]:
        names = set(inspect.signature(method).parameters) - {"self"}
        assert names - CHECKED_WHERE_USED <= KINDS.keys(), method.__name__


def test_an_answer_without_rows_says_so(record: Record) -> None:
    nothing = record.view(said_by="SANA", between=["NDF", "Russian Armed Forces"])
    answers = [
        *(nothing.confront(), nothing.confrontations(), nothing.measure("activity"), nothing.claims()[:0]),
        *(record.judged(), record.read(), record.history()[:0], record.match(events=True)[:0]),
        *(
            record.ask("SELECT ?a { ?a st:nothing ?b }"),
            record.ask("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c FILTER (false) }"),
        ),
    ]
    for answer in answers:
        assert re.match(r"No \w+", repr(answer)), repr(answer)
        assert re.search(r"\bNo \w+", answer._repr_html_()) and "<table" not in answer._repr_html_()


def test_one_is_singular() -> None:
    with standoff.open() as record:
        record.read(EXAMPLE / "zvezda-2020-02-12.yaml")
        assert repr(record) == "<record memory: 2 reports and datasets>"
        record.forget(record.documents()[0])
        assert repr(record) == "<record memory: 1 report or dataset>"
        actor = replace(record.actor("us-forces"), claims_about=record.claims()[:1])
        assert ": 1 claim about it, " in repr(actor) and "1 claim about it" in actor._repr_html_()
    one = Intake(Path("x.csv"), "x", 1, layout="a", rows=1, read=1)
    assert str(one) == "x.csv: 1 of 1 row read, 1 attribution."
    rows = FrameList([one] * 61)
    assert repr(rows).endswith("1 more row") and "<p>1 more row;" in rows._repr_html_()


def test_numbers_of_other_libraries_are_numbers(record: Record) -> None:
    np = pytest.importorskip("numpy")
    assert list(record.match(events=True, km=np.float64(3), days=np.int64(1))) == list(record.match(events=True, km=3))
