"""Views chosen step by step: immutable, lazy, stated in words and as SPARQL with the same rows; and their answers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import standoff
from standoff import MissingExtra, QuestionError, Record, RecordView, ask, confront, dossier, examples_folder, measure
from standoff.record.keeper import Keeper
from standoff.rules.confrontations import COLUMNS, shown_rows
from standoff.rules.ledger import Ledger
from standoff.rules.record_rows import _plain
from standoff.rules.view import View


@pytest.fixture(scope="module")
def record(whole_record: Keeper) -> Record:
    return Record(whole_record)


@pytest.fixture(scope="module")
def everything(record: Record) -> RecordView:
    return record.view()


def test_a_chain_of_steps_is_the_view_of_the_same_options(record: Record) -> None:
    chain = record.view(said_by="ANHA").between("US Armed Forces", "NDF").since("2020-01")
    options = {"said_by": ["ANHA"], "between": ["NDF", "us-forces"], "since": date(2020, 1, 1)}
    assert list(chain.confront()) == list(confront(record, **options))
    # By hand, from the seed article's paragraph 9: ANHA says that NDF members surrounded the patrol and threw stones.
    assert [(row["who"], row["whom"], row["how"]) for row in chain.confront()] == [
        ("National Defence Forces (NDF)", "US Armed Forces", "encirclement"),
        ("National Defence Forces (NDF)", "US Armed Forces", "stone throwing"),
    ]


def test_a_step_leaves_the_view_it_came_from_as_it_was(everything: RecordView) -> None:
    before = everything.sentence()
    narrower = everything.said_by("ANHA").level("side")
    assert everything.sentence() == before != narrower.sentence()
    with pytest.raises(AttributeError):
        everything.chosen = narrower.chosen  # type: ignore[misc]


def test_a_view_reads_nothing_but_names_until_it_is_asked(
    whole_record: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("the record was asked")

    monkeypatch.setattr("standoff.rules.record_rows.all_rows", refuse)
    view = Record(whole_record).view(said_by=["ANHA"], place="al-Hasakah").without("SANA").min_groups(2)
    assert "without SANA" in str(view)
    with pytest.raises(AssertionError, match="was asked"):
        view.confront()


def test_texts_and_lists_mean_the_same_and_without_adds_up(everything: RecordView) -> None:
    assert everything.said_by("ANHA", "RT") == everything.said_by(["ANHA", "RT"])
    assert everything.without("SANA").without("RT") == everything.without("RT", "SANA")
    assert everything.said_by("ANHA").said_by("RT") == everything.said_by("RT")
    assert everything.since("2020-01") == everything.since(date(2020, 1, 1))
    assert everything.until("2020-02") == everything.until(date(2020, 2, 29))
    assert everything.between("NDF", "us-forces") == everything.between(["US Armed Forces", "NDF"])


def test_the_sentence_says_every_choice(everything: RecordView) -> None:
    view = everything.between("NDF", "us-forces").without("SANA").place("al-Hasakah").min_groups(2).level("side")
    for part in (
        "between National Defence Forces (NDF) and US Armed Forces",
        "without SANA",
        "at or within al-Hasakah",
        "at least 2 independent groups",
        "as its side",
    ):
        assert part in str(view), part


# --- as SPARQL ------------------------------------------------------------------------------------------------------


def same_rows(record: Record, view: RecordView) -> int:
    answer = ask(record, view.sparql())
    asked = [dict(zip(answer.variables, map(_plain, row), strict=True)) for row in answer.rows]
    wanted = shown_rows(view.ledger, view.chosen)

    def counted(rows: Any) -> Counter[str]:
        return Counter(json.dumps([row[column] for column in COLUMNS]) for row in rows)

    assert counted(asked) == counted(wanted), view.sentence()
    return len(wanted)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"said_by": "ANHA"},
        {"without": ["SANA", "RT"]},
        {"side": "Russian side"},
        {"place": "al-Hasakah"},
        {"incident": "khirbet-amo-2020-02-12"},
        {"event_type": "fight"},
        {"since": "2020-02", "until": "2020-05-13"},
        {"as_of": "2020-02-13"},
        {"min_groups": 2},
        {"min_groups": 3, "level": "organisation"},
        {"level": "side"},
        {"between": ["US Armed Forces", "NDF"]},
        {"between": ["us-forces", "khirbet-amo-man"], "min_groups": 2},
        {"between": ["us-led-coalition", "damascus"], "level": "side"},
        {"said_by": "RT", "since": "2020-01"},
    ],
    ids=str,
)
def test_the_sparql_gives_the_rows_of_the_view(record: Record, everything: RecordView, options: dict[str, Any]) -> None:
    assert same_rows(record, everything.view(**options)) > 0


@settings(max_examples=12)
@given(data=some.data())
def test_the_sparql_of_any_view_gives_its_rows(record: Record, everything: RecordView, data: Any) -> None:
    rows, sources = everything.ledger.every_confrontation, everything.ledger.rows.independence.groups
    days = some.dates(date(2019, 11, 1), date(2020, 6, 30))
    since, until = sorted([data.draw(days), data.draw(days)])

    def few(values: Any) -> Any:
        return some.lists(some.sampled_from(sorted(set(values) - {None})), max_size=3)

    view = View.of(
        everything.ledger.names,
        said_by=data.draw(few(sources)),
        without=data.draw(few(sources)),
        place=data.draw(few(row["place"] for row in rows)),
        event_type=data.draw(few(r["event_type"] for r in rows)),
        since=data.draw(some.sampled_from([None, since])),
        until=data.draw(some.sampled_from([None, until])),
        min_groups=data.draw(some.sampled_from([1, 1, 2, 3])),
        level=data.draw(some.sampled_from(["actor", "organisation", "side"])),
        between=data.draw(some.sampled_from([(), (), ("us-forces", "ndf"), ("us-forces", "russian-military-police")])),
    )
    same_rows(record, RecordView(everything.ledgers, view))


def test_the_sparql_needs_no_prefix_of_ours(record: Record, everything: RecordView) -> None:
    view = everything.said_by("ANHA").between("us-forces", "ndf")
    bare = record.keeper.store.query(view.sparql())
    assert sum(1 for _ in bare) == len(view.confrontations()) > 0


# --- between ---------------------------------------------------------------------------------------------------------


def test_between_keeps_what_the_whole_record_says_of_the_grade(everything: RecordView) -> None:
    """What others tell of the same act still weighs: a dyad has the same grade whether one looks at it alone or not."""
    every = {(d["who_iri"], d["whom_iri"], d["directed"], d["how_iri"]): d for d in everything.confront()}
    for ends in {frozenset(key[:2]) for key in every if all(key[:2]) and key[0] != key[1]}:
        for dyad in everything.between(sorted(ends)).confront():
            assert dyad == every[dyad["who_iri"], dyad["whom_iri"], dyad["directed"], dyad["how_iri"]]


def test_between_nobody_is_empty_and_says_so(everything: RecordView) -> None:
    view = everything.between("SANA", "RT")
    assert list(view.confront()) == [] and len(view.confrontations()) == 0 and list(view.claims()) == []
    assert "No source reports" in view.confront()._repr_html_()
    assert view.to_pandas().shape == (0, len(COLUMNS)) and view.to_networkx().number_of_nodes() == 0


# --- answers ---------------------------------------------------------------------------------------------------------


def test_answers_are_what_the_functions_give(record: Record, everything: RecordView) -> None:
    view = everything.without("SANA")
    assert list(view.measure("activity")) == list(measure(record, "activity", without=["SANA"]))
    of_incident = view.dossier("khirbet-amo-2020-02-12")
    assert dict(of_incident) == dict(dossier(record, "khirbet-amo-2020-02-12", without=["SANA"]))
    asked = ask(record, "timeline", {"place": "al-Hasakah"}, without=["SANA"])
    assert view.ask("timeline", {"place": "al-Hasakah"}) == asked
    json.dumps([*view.confront(), of_incident, *view.measure("activity")])


def test_from_a_line_to_its_quote(everything: RecordView) -> None:
    dyads = everything.between("US Armed Forces", "NDF").confront()
    position = next(i for i, row in enumerate(dyads) if row["how"] == "stone throwing")
    claims = dyads.claims(position)
    words = "threw stones at their US armourd vehicles"
    each = next(t for claim in claims for t in claim.evidence if t.quote == words)
    assert (each.said_by, each.stance, each.paragraph) == ("ANHA (Hawar News Agency)", "asserts", 9)
    assert each.publisher == "Enab Baladi" and each.published == "2020-02-13"
    again = everything.claim(claims[0].iri)
    assert again.iri == claims[0].iri and set(claims[0].quotes) <= set(again.quotes)
    assert everything.claim(claims[0].iri.rsplit("/", 1)[1]) == again


def test_an_actor_has_claims_about_it_and_by_it(everything: RecordView) -> None:
    sana = everything.actor("SANA")
    assert sana.kind == "media outlet" and sana.side == "Syrian government side"
    assert all(t.said_by == sana.label for claim in sana.claims_by for t in claim.evidence)
    man = everything.actor("khirbet-amo-man")
    assert any("was a civilian" in claim.says for claim in man.claims_about) and not man.claims_by


def test_the_claims_of_a_view_are_its_statements(everything: RecordView) -> None:
    view = everything.said_by("ANHA")
    claims = view.claims()
    assert {t.said_by for c in claims for t in c.evidence} <= {"ANHA (Hawar News Agency)", "ANHA's correspondent"}
    assert {c.iri for c in claims} == {r["claim"] for r in view.ledger.statements(view.chosen, judgements=False)}
    assert 0 < len(everything.min_groups(2).claims()) < len(everything.claims())


@pytest.mark.parametrize(
    "what", ["record", "view", "confrontations", "dyads", "claims", "claim", "actor", "dossier", "measure", "ask"]
)
def test_everything_converts_in_one_call(record: Record, everything: RecordView, what: str) -> None:
    made = {
        "confrontations": everything.confrontations,
        "dyads": everything.confront,
        "claims": everything.claims,
        "measure": lambda: everything.measure("exchange"),
        "ask": lambda: everything.ask("actors"),
        "view": lambda: everything,
        "record": lambda: record,
        "claim": lambda: everything.claims()[0],
        "actor": lambda: everything.actor("NDF"),
        "dossier": lambda: everything.dossier("khirbet-amo-2020-02-12"),
    }[what]()
    arrow, frame, polar, network = made.to_arrow(), made.to_pandas(), made.to_polars(), made.to_networkx()
    assert isinstance(arrow, pa.Table) and isinstance(frame, pd.DataFrame) and isinstance(polar, pl.DataFrame)
    assert len(frame) == arrow.num_rows == polar.height > 0
    assert list(frame) == arrow.column_names == polar.columns
    assert isinstance(network, nx.MultiDiGraph) and network.number_of_edges() > 0


def test_claims_as_a_network_lead_from_who_says_it_to_what_it_is_about(everything: RecordView) -> None:
    claim = everything.claims()[0]
    by_label, by_iri = claim.to_networkx(nodes="label"), claim.to_networkx()
    assert set(by_label.edges()) == {(each.said_by, claim.about) for each in claim.evidence}
    assert set(by_iri.edges(keys=True)) == {(t.said_by_iri, claim.about_iri, t.iri) for t in claim.evidence}
    [(_, _, facts)] = everything.said_by("ANHA").between("ndf", "us-forces").claims()[:1].to_networkx().edges(data=True)
    assert facts["stance"] == "asserts" and "surrounded a US patrol" in facts["quote"]


def test_a_part_of_an_answer_is_one_too(everything: RecordView) -> None:
    dyads = everything.confront()
    part = dyads[1:3]
    assert list(part) == [dyads[1], dyads[2]] and len(part.to_pandas()) == 2 and len(dyads) > 3
    assert [c.iri for c in part.claims(0)] == [c.iri for c in dyads.claims(1)]
    assert "<table>" in part._repr_html_() and set(dyads[1]["who"].split()) <= set(repr(part).split())
    assert len(everything.measure("activity")[:2].to_polars()) == 2


def test_without_pandas_the_call_says_how_to_get_it(everything: RecordView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match=r"needs pandas: pip install .standoff\[notebook\]"):
        everything.confront().to_pandas()


def test_the_plain_text_is_a_table(record: Record, everything: RecordView) -> None:
    view = everything.said_by("ANHA")
    assert "National Defence Forces" in repr(view.confront()) and "→" in repr(view.confront())
    assert "surrounded a US patrol" in repr(view.between("ndf", "us-forces").claims()[0])
    assert "IN DISPUTE" in repr(everything.dossier("khirbet-amo-2020-02-12"))
    assert repr(view) == str(view) and "reports" in repr(record)


# --- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (lambda v: v.said_by("SANNA"), r'said_by: The record has no actor "SANNA"\. Did you mean "sana"'),
        (lambda v: v.without(), "without: no name given"),
        (lambda v: v.between("NDF"), "between: Two actors face each other, not 1"),
        (lambda v: v.between("NDF", "ndf"), "between: .* is both ends"),
        (lambda v: v.since("12.2.2020"), 'since: "12.2.2020" is not a date'),
        (lambda v: v.since("2020-03").until("2020-02"), "until: until 2020-02-29 is before since 2020-03-01"),
        (lambda v: v.level("country"), 'level: "country" is not a level'),
        (lambda v: v.min_groups(0), "min_groups must be"),
        (lambda v: v.view(sed_by="x"), 'view: there is no option "sed_by". Did you mean "said_by"'),
        (lambda v: v.dossier("nowhere"), "dossier: The record has no incident"),
        (lambda v: v.measure("activty"), 'measure: .*Did you mean "activity"'),
        (lambda v: v.ask("actrs"), 'ask: .*Did you mean "actors"'),
        (lambda v: v.claim("0"), 'claim: this view has no claim "0"'),
        (lambda v: v.actor("nobody at all"), "actor: The record has no actor"),
    ],
)
def test_a_mistake_names_the_method_and_what_may_be_meant(everything: RecordView, step: Any, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        step(everything)


def test_an_unknown_method_gets_a_message_with_the_nearest_one(everything: RecordView) -> None:
    with pytest.raises(AttributeError, match=r'no method "confrnt"\. Did you mean "confront"'):
        everything.confrnt()
    assert not hasattr(everything, "_ipython_canary_method_should_not_exist_")


def test_a_record_shows_itself_without_pandas_polars_or_ipython() -> None:
    code = (
        "import sys\nfor name in ('pandas', 'polars', 'IPython'): sys.modules[name] = None\n"
        "import standoff\nprint(standoff.open()._repr_html_())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "<table>" in done.stdout


@pytest.mark.parametrize("where", ["memory", "a folder"])
def test_a_view_sees_what_is_read_and_removed_later(where: str, tmp_path: Path) -> None:
    """An answer stays as it was given; the view that gave it shows the record as it is now."""
    with standoff.open("memory" if where == "memory" else tmp_path / "record", create=True) as record:
        before = record.view()
        empty = before.confrontations()
        assert len(empty) == 0
        record.read(examples_folder() / "khirbet-amo")
        read = len(shown_rows(Ledger(record.keeper)))
        assert len(before.confrontations()) == len(record.view().confrontations()) == read > 100
        record.forget("enab-baladi-2020-02-13")
        left = len(shown_rows(Ledger(record.keeper)))
        assert len(before.confrontations()) == len(record.view().confrontations()) == left < read
        assert len(empty) == 0


def test_judgements_on_who_is_who_come_first(everything: RecordView) -> None:
    followed = everything.view(said_by="ANHA", identities="accepted")
    assert followed.ledger.judges and list(followed.confront()) == list(everything.said_by("ANHA").confront())
    with pytest.raises(QuestionError, match="identities: this view has looked up names already"):
        everything.said_by("ANHA").identities("accepted")
    with pytest.raises(QuestionError, match="sparql: "):
        followed.sparql()
