"""The inputs of ``../shared/cases/rule`` and the right answers that stand beside them; skipped where they are not."""

from __future__ import annotations

from typing import Any

import pytest

import standoff
from standoff import Record
from standoff.vocabulary import local_name
from tests.measures.known import shared
from tests.rules.test_cases import statements_in, versions_in


def read(name: str) -> Record:
    path = shared(f"cases/rule/{name}")
    record = standoff.open()
    record.read(path)
    return record


def lines(record: Record, **view: Any) -> dict[tuple[str | None, str | None, str], dict[str, Any]]:
    """The rows of ``confront`` by who, whom and how; a kind that is the coder's in brackets."""

    def one(iri: str | None) -> str | None:
        return local_name(iri) if iri else None

    rows = record.confront(**view)
    how = [local_name(row["how_iri"]) for row in rows]
    told = [kind if row["how_is_told"] else f"({kind})" for kind, row in zip(how, rows, strict=True)]
    told = [f"tried {kind}" if row["attempted"] else kind for kind, row in zip(told, rows, strict=True)]
    keys = [(one(row["who_iri"]), one(row["whom_iri"]), kind) for row, kind in zip(rows, told, strict=True)]
    assert len(set(keys)) == len(keys)
    return dict(zip(keys, rows, strict=True))


def grades(record: Record, event: str) -> dict[Any, tuple[str, int]]:
    return {core: (words.grade, words.groups) for core, words in versions_in(record, {})[event].items()}


def contested(record: Record) -> list[list[str]]:
    """What ``ask contested`` says: of which act or actor, what, by whom asserted, against what, said by whom."""
    return [[str(cell) for cell in row[:6]] for row in record.ask("contested").values()]


def test_two_acts_one_pair() -> None:
    rows = lines(read("two-acts-one-pair.yaml"))
    assert rows.keys() == {("a", "b", "(air-strike)"), ("a", "b", "(fire)")}
    strike, shots = rows["a", "b", "(air-strike)"], rows["a", "b", "(fire)"]
    assert (strike["sources"], strike["denied_by"], strike["grade"]) == (["Army B"], ["Army A"], "contested")
    assert (shots["sources"], shots["denied_by"], shots["grade"]) == (["Army A", "The Radio"], [], "confirmed")


def test_opposite_directions() -> None:
    record = read("opposite-directions.yaml")
    rows = lines(record)
    assert {key: row["grade"] for key, row in rows.items()} == {
        ("a", "b", "(obstruct)"): "contested",
        ("b", "a", "(obstruct)"): "contested",
    }
    assert rows["b", "a", "(obstruct)"]["sources"] == ["Army A"]
    assert rows["b", "a", "(obstruct)"]["against"][0]["said_by"] == ["Army B"]


def test_asserts_and_denies() -> None:
    record = read("asserts-and-denies.yaml")
    rows = lines(record)
    assert rows["a", "b", "air-strike"]["grade"] == "contested"
    assert rows["a", "b", "air-strike"]["denied_by"] == ["Army A"]
    assert rows["a", None, "overflight"]["grade"] == "weak" and not rows["a", None, "overflight"]["denied_by"]
    # A view of Army A alone has both that it flew and that it denies having acted in the strike.
    alone = lines(record, said_by="a")
    assert alone["a", None, "overflight"]["sources"] == ["Army A"]
    assert alone["a", "b", "air-strike"]["grade"] == "denied"


def test_correction() -> None:
    record = read("correction")
    now, then = statements_in(record, {}), statements_in(record, {"as_of": "2024-05-03"})
    assert {(s[1:], words.grade) for s, words in now.items()} == {(("deaths", "2"), "weak")}
    assert {(s[1:], words.grade) for s, words in then.items()} == {(("deaths", "5"), "weak")}
    for options in ({}, {"as_of": "2024-05-03"}):
        (row,) = lines(record, **options).values()
        assert (row["who"], row["whom"], row["grade"], row["sources"]) == ("Army", "Dead men", "weak", ["The Paper"])
    assert not contested(record)


def test_same_event() -> None:
    record = read("same-event.yaml")
    assert {(row[1], row[5]) for row in contested(record)} == {("same event", "Beta"), ("not same event", "Alpha")}
    assert {words.grade for words in statements_in(record, {}).values()} == {"contested"}
    # Nothing is joined.
    assert versions_in(record, {}).keys() == {"a", "b"}


def test_denies_broader() -> None:
    record = read("denies-broader.yaml")
    assert lines(record)["army", None, "air-strike"]["grade"] == "contested"
    assert [row[3:] for row in contested(record)] == [["Alpha", "denied", "Beta"]]


def test_one_group() -> None:
    record = read("one-group.yaml")
    said = {str(row[0]) for row in record.ask("said-by-one-alone").values()}
    assert said == {"Sana; Tishreen", "Sana"}
    assert {(row["groups"], row["grade"]) for row in record.confront()} == {(1, "weak")}


def test_contested_narrower_type() -> None:
    record = read("contested-narrower-type")
    rows = lines(record)
    assert {key[2]: row["grade"] for key, row in rows.items()} == {
        "drone-strike": "contested",
        "mock-raid": "contested",
    }
    assert len(contested(record)) == 2


def test_contested_denied_broader() -> None:
    record = read("contested-denied-broader")
    assert lines(record)["a", "b", "drone-strike"]["grade"] == "contested"
    answer = record.ask("denied")
    (row,) = (dict(zip(answer.variables, row, strict=True)) for row in answer.values())
    assert (row["denied_by"], row["asserted_by"]) == ("T", "S")


def test_each_other() -> None:
    found = grades(read("each-other.yaml"), "x")
    assert found == {
        (("a",), "obstruct", False, ("b",), ()): ("contested", 1),
        (("b",), "obstruct", False, ("a",), ()): ("contested", 1),
        ((), "obstruct", False, (), ("a", "b")): ("weak", 1),
    }


def test_exchange_one_source() -> None:
    record = read("exchange-one-source.yaml")
    rows = lines(record)
    assert (rows["a", "village", "fire"]["grade"], rows["a", "village", "fire"]["groups"]) == ("confirmed", 2)
    assert rows["village", "a", "fire"]["grade"] == "weak"
    assert not contested(record)


def test_flew_and_struck() -> None:
    rows = lines(read("flew-and-struck.yaml"))
    assert {key[2]: (row["grade"], row["groups"]) for key, row in rows.items()} == {
        "overflight": ("fair", 2),
        "air-strike": ("fair", 2),
    }


def test_not_the_coalition() -> None:
    row = lines(read("not-the-coalition.yaml"))["b1", "post", "air-strike"]
    assert (row["grade"], row["denied_by"]) == ("contested", ["Army B"])


def test_not_us_at_side_level() -> None:
    record = read("not-us-at-side-level.yaml")
    (row,) = record.confront(level="side")
    assert (row["who"], row["whom"], row["grade"]) == ("Side D", "Us", None)
    assert row["grades"] == {"contested": 1, "weak": 1}
    rows = lines(record)
    assert rows["ndf", "us", "obstruct"]["grade"] == "contested" and rows["ndf", "us", "obstruct"]["denied_by"] == [
        "Ndf"
    ]
    assert rows["saa", "us", "obstruct"]["grade"] == "weak" and not rows["saa", "us", "obstruct"]["denied_by"]


def test_tried_and_did() -> None:
    assert grades(read("tried-and-did.yaml"), "x") == {
        (("village",), "obstruct", True, ("b",), ()): ("fair", 2),
        (("village",), "obstruct", False, ("b",), ()): ("weak", 1),
    }


def test_confession_alone() -> None:
    row = lines(read("confession-alone.yaml"))["a", "b", "attack"]
    assert (row["grade"], row["own"], row["sources"], row["in_part"]) == (
        "weak",
        "of itself",
        ["Army A"],
        ["The Radio"],
    )


def test_reporter_and_its_witness() -> None:
    row = lines(read("reporter-and-its-witness.yaml"))["b", "man", "kill"]
    assert (row["groups"], row["grade"], row["sources"]) == (1, "weak", ["A witness", "The Paper"])


@pytest.mark.parametrize(
    "name", ["asserts-and-denies.yaml", "same-event.yaml", "each-other.yaml", "opposite-directions.yaml"]
)
def test_what_is_contested_is_so_in_every_way(name: str) -> None:
    record = read(name)
    weighed = [words for versions in versions_in(record, {}).values() for words in versions.values()]
    weighed += statements_in(record, {}).values()
    disputes = sum(bool(w.denied_by) + len(w.rivals) for w in weighed if w.grade == "contested")
    assert len(contested(record)) == disputes > 0
