"""What columns hold when a table is taken away: days are days, and an empty table has the columns of a full one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

import standoff
from standoff import Record
from standoff.frames.columns import DAYS, array
from standoff.frames.frame import Frame, FrameList, RowList
from standoff.ingest.intake import Intake
from standoff.judgement import Judgement
from standoff.measures.catalogue import MEASURES, SEARCHES
from standoff.queries.ask import Answer
from standoff.rules.confrontations import COLUMNS
from standoff.vocabulary import PREFIXES

XSD = PREFIXES["xsd"]
#: Tables with the columns of each that hold days.
TABLES: dict[str, tuple[Callable[[Record], Frame], set[str]]] = {
    "record": (lambda r: r, {"earliest", "latest", "said_on", "published"}),
    "view": (lambda r: r.view(), {"earliest", "latest", "said_on", "published"}),
    "confrontations": (lambda r: r.confrontations(), {"earliest", "latest", "said_on", "published"}),
    "dyads": (lambda r: r.confront(), {"first", "last"}),
    "part of the dyads": (lambda r: r.confront()[1:4], {"first", "last"}),
    "claims": (lambda r: r.claims(), {"published", "said_on"}),
    "claim": (lambda r: r.claims()[0], {"published", "said_on"}),
    "actor": (lambda r: r.actor("NDF"), {"published", "said_on"}),
    "timeline": (lambda r: r.ask("timeline"), {"earliest", "latest"}),
    "statements": (lambda r: r.ask("statements"), {"earliest", "latest", "published", "said_on"}),
    "evidence": (lambda r: r.ask("evidence"), {"published"}),
    "who confronts whom": (lambda r: r.ask("who-confronts-whom"), {"earliest", "latest", "said_on", "published"}),
    "history of pairs": (lambda r: r.measure("history"), {"first", "last"}),
    "presence": (lambda r: r.measure("presence"), {"enters", "leaves"}),
    "changes": (lambda r: r.measure("changes"), {"day"}),
    "windows": (lambda r: r.measure("activity", every="month"), {"since", "until"}),
    "months": (lambda r: r.measure("months"), set()),
    "judgements": (lambda r: r.judged(), {"on"}),
    "dossier": (lambda r: r.dossier("khirbet-amo-2020-02-12"), set()),
}


@pytest.fixture(scope="module")
def record(example: Path) -> Record:
    record = standoff.open()
    record.read(example)
    record.reject("us-forces", "sdf", by="A. Reader", new=True, on=date(2020, 3, 1))
    return record


@pytest.mark.parametrize("name", TABLES)
def test_days_come_out_as_days(record: Record, name: str) -> None:
    table, days = TABLES[name][0](record), TABLES[name][1]
    arrow, frame, polar = table.to_arrow(), table.to_pandas(), table.to_polars()
    assert {field.name for field in arrow.schema if field.type == pa.date32()} == days
    assert {column for column in frame if pd.api.types.is_datetime64_dtype(frame[column])} == days
    assert {column for column, kind in polar.schema.items() if kind == pl.Date} == days
    columns, rows = table._table()
    told = {column: [row[i] for row in rows] for i, column in enumerate(columns)}
    for column in days:
        assert [day and day.isoformat() for day in polar[column]] == [
            day if day is None or len(day) == 10 else None
            for day in (value.isoformat() if isinstance(value, date) else value for value in told[column])
        ]
        assert list(frame[column].dt.strftime("%Y-%m-%d").dropna()) == [d.isoformat() for d in polar[column] if d]
    assert any(frame[column].notna().any() for column in days) == bool(days) or name == "changes"


def test_months_and_vague_dates_stay_text_beside_the_days_they_may_mean(record: Record) -> None:
    timeline = record.ask("timeline").to_polars()
    vague = timeline.filter(pl.col("when").str.len_chars() != 10, pl.col("earliest") != pl.col("latest"))
    assert timeline.schema["when"] == pl.String and len(vague) > 3
    assert set(record.measure("months").to_pandas()["month"].str.len()) == {7, len("undated")}
    # A report of which only the month is known: no day is made up for it, and the column says what was stated.
    assert array(["2020-02-12", "2020-02", None], "date").to_pylist() == ["2020-02-12", "2020-02", None]
    assert array(["2020-02-12", None], "date").type == pa.date32()


def test_the_history_has_moments(record: Record) -> None:
    table = record.history()
    assert table.to_arrow().schema.field("when").type == pa.timestamp("us", tz="UTC")
    assert [str(when)[:19] for when in table.to_pandas()["when"]] == [
        change["when"][:19].replace("T", " ") for change in table
    ]
    assert table.to_polars()["when"].dtype == pl.Datetime("us", "UTC")


# --- answers to SPARQL: the terms say what they are -------------------------------------------------------------------


def column(*terms: Any, name: str = "it") -> pa.Array:
    return Answer((name,), tuple((term,) for term in terms)).to_arrow().column(0)


def typed(value: str, kind: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + kind))


def test_terms_are_of_the_type_they_have() -> None:
    assert column(typed("2020-02-12", "date"), None).to_pylist() == [date(2020, 2, 12), None]
    assert column(typed("2020-02-12T10:00:00Z", "dateTime")).type == pa.timestamp("us", tz="UTC")
    # Whatever the column is called: text that looks like a day is text.
    assert column(Literal("2020-02-12"), name="first").to_pylist() == ["2020-02-12"]
    assert column(typed("2020-02-12", "date"), typed("2020-02", "gYearMonth")).to_pylist() == ["2020-02-12", "2020-02"]
    for odd in ("2020-02-12Z", "-0044-03-15", "2020-02-30", "20200212", "2020-W07-3"):
        assert column(typed(odd, "date")).to_pylist() == [odd]
    assert column(typed("2020-02-12T10:00:00", "dateTime")).to_pylist() == ["2020-02-12T10:00:00"]
    assert column(Literal(3), Literal(4)).type == pa.int64() and column(Literal(True)).type == pa.bool_()
    assert column(Literal(3), Literal("three")).to_pylist() == ["3", "three"]
    assert column(None, name="earliest").type == pa.date32() and column(None).type == pa.string()


# --- nothing in it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["confrontations", "dyads", "claims", "judgements", "history", "match", "read"])
def test_an_empty_table_has_the_columns_and_types_of_a_full_one(record: Record, seed_report: Path, name: str) -> None:
    tables: dict[str, Callable[[Record], Any]] = {
        "history": lambda r: r.history(),
        "match": lambda r: r.match(min_score=0.3),
        "read": lambda r: r.read(*([seed_report] if len(r.documents()) else []), dry_run=True),
        **{name: made for name, (made, _) in TABLES.items()},
    }
    with standoff.open() as empty:
        none = tables[name](empty).to_arrow()
    if name in ("history", "read"):
        with standoff.open() as other:
            other.read(seed_report)
            full = tables[name](other).to_arrow()
    else:
        full = tables[name](record).to_arrow()
    assert none.num_rows == 0 < full.num_rows and none.schema.equals(full.schema)
    both = pl.concat([pl.from_arrow(none), pl.from_arrow(full)])
    assert len(both) == full.num_rows


def test_the_days_of_a_view_without_rows_are_days_too(record: Record) -> None:
    view = record.view(since="2050")
    assert view.to_polars().schema == record.to_polars().schema
    assert view.measure("history").to_polars().schema["first"] == pl.Date
    assert view.confront().to_pandas()["first"].dt.year.tolist() == []


# --- lists of dataclass items ----------------------------------------------------------------------------------------


def test_what_reading_gives_is_a_table(seed_report: Path) -> None:
    with standoff.open() as record:
        found = record.read(seed_report)
    frame = found.to_pandas()
    assert frame["document"].tolist() == [each.document for each in found]
    assert frame["path"].tolist() == [str(each.path) for each in found] and not frame["dry_run"].any()
    assert frame["attributions"].tolist() == [each.attributions for each in found]
    assert "rejected" not in frame and not frame["rejected_rows"].any()  # a table of its own: found[0].rejected
    assert found[0].rejected.to_arrow().schema.names == ["line", "column", "value", "reason"]
    assert list(frame) == [name for name in Intake.__dataclass_fields__ if name != "rejected"]


def test_judgements_are_a_table(record: Record) -> None:
    frame = record.judged().to_pandas()
    assert list(frame) == list(Judgement.__dataclass_fields__)
    assert frame["on"].tolist() == [pd.Timestamp("2020-03-01")] and frame["same"].tolist() == [False]
    assert record.judged()[:0].to_arrow().schema.equals(record.judged().to_arrow().schema)


def test_a_plain_list_of_rows_is_typed_by_what_it_holds() -> None:
    rows = RowList([{"a": 1, "b": ["x"], "first": "2020-01-01", "c": date(2020, 1, 2), "d": None, "e": {"f": 1}}])
    kinds = {field.name: field.type for field in rows.to_arrow().schema}
    assert kinds["b"] == pa.list_(pa.string()) and kinds["first"] == kinds["c"] == pa.date32()
    assert kinds["d"] == kinds["e"] == pa.string()
    assert RowList([{"a": []}, {"a": None}]).to_arrow().schema.field("a").type == pa.list_(pa.string())
    assert FrameList([]).to_arrow().num_columns == 0


@given(st.lists(st.one_of(st.none(), st.dates(), st.text(max_size=10)), max_size=5))
def test_a_column_of_days_loses_nothing(values: list[Any]) -> None:
    found = array(values, "date").to_pylist()
    shown = [value.isoformat() if isinstance(value, date) else value for value in values]
    assert [value.isoformat() if isinstance(value, date) else value for value in found] == shown


def test_every_column_of_days_is_declared(record: Record) -> None:
    """A measure with a column of days that ``DAYS`` does not name would come out as text."""
    for name in MEASURES.keys() - set(SEARCHES):
        columns, rows = record.measure(name)._table()
        for i, each in enumerate(columns):
            found = [row[i] for row in rows if row[i] is not None and row[0] != "undated"]
            looks = bool(found) and array(list(map(str, found)), "date").type == pa.date32()
            assert looks == (each in DAYS and bool(found)), (name, each)
    assert {name for name, kind in COLUMNS.items() if kind == "date"} == {"earliest", "latest", "said_on", "published"}
