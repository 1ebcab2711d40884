"""Coded reports: the seed report against its article, and each form a report may use."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from pyoxigraph import Literal, NamedNode

from standoff.claim import ASSERTS, DENIES, LEAVES_OPEN, Attribution, Claim, Reading, Term
from standoff.errors import InputError
from standoff.readers.inputs import read_input
from standoff.readers.passed_over import unread_beside_reports
from standoff.readers.quotes import quote_check
from standoff.vocabulary import CODES, id_of, st

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"
at_hand = pytest.mark.skipif(not SEED.is_dir(), reason="the seed article does not lie beside this checkout")

WriteReport = Callable[..., Path]


def actor(name: str) -> NamedNode:
    return id_of("actor", name)


def says(**values: Term | list[Term]) -> frozenset[tuple[NamedNode, Term]]:
    lists = {st(key): value if isinstance(value, list) else [value] for key, value in values.items()}
    return frozenset((prop, value) for prop, every in lists.items() for value in every)


def the_reading(path: Path) -> Reading:
    (reading,) = read_input(path)
    return reading


def claimed(path: Path, row: str) -> set[Attribution]:
    """The attributions that a row of the report gives."""
    return {said for said in the_reading(path).attributions if said.coded_as == row}


def facts_of(reading: Reading, iri: NamedNode) -> set[tuple[str, str]]:
    (entity,) = (entity for entity in reading.entities if entity.iri == iri)
    return {(prop.value.split("#")[-1].rsplit("/", 1)[-1], value.value) for prop, value in entity.facts}


# --- the seed report -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed(seed_report: Path) -> Reading:
    return next(r for r in read_input(seed_report) if r.document == id_of("report", "enab-baladi-2020-02-13"))


@at_hand
def test_every_row_of_the_statements_is_coded_and_no_other(seed: Reading) -> None:
    table = (SEED / "statements.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+[a-z]?) \| \d", table, re.MULTILINE)
    # Counted by hand, paragraph by paragraph: 3+1+2+3+2+3+3+2+2+3+2+2+1+2+3+1+2+1+2.
    assert len(rows) == 40
    coded = {re.sub(r"-\d+$", "", said.coded_as or "") for said in seed.attributions}
    assert coded == set(rows)


@at_hand
def test_every_quote_of_the_seed_report_stands_in_the_article(seed: Reading) -> None:
    check = quote_check((SEED / "article.txt").read_text(encoding="utf-8"))
    quotes = {said.coded_as: said.quote.value for said in seed.attributions if said.quote}
    assert len(quotes) == len({said.coded_as for said in seed.attributions})
    assert {row: check(quote) for row, quote in quotes.items() if check(quote)} == {}


def test_a_letter_under_thousands_of_marks_is_compared_in_no_time() -> None:
    """Sorting them took minutes for a text of 5 MB: each mark was compared with each."""
    text = "he said e" + "\u0301\u0323" * 100_000 + " caf\u0065\u0301"
    start = time.monotonic()
    assert quote_check(text)("café") is None
    assert time.monotonic() - start < 5


# --- the forms of a report -----------------------------------------------------------------------------------------

DESIGN = """\
report: enab-baladi-2020-02-13
publisher: enab-baladi
published: 2020-02-13
events:
  killing: {type: kill, incident: khirbet-amo-2020-02-12, when: 2020-02-12, place: khirbet-amo}
claims:
  - {id: 3b, said_by: sana, said_on: 2020-02-12, paragraph: 3, quote: "killed by the US troops",
     event: killing, that: {actor: us-forces, victim: khirbet-amo-man}}
  - {id: 3c, said_by: sana, said_on: 2020-02-12, paragraph: 3, quote: "was “civilian”",
     about: khirbet-amo-man, that: {combatant_status: civilian}}
  - {id: 11a, said_by: ne-syria-network, paragraph: 11, quote: "not a civilian", denies: 3c}
"""


@pytest.fixture
def design(tmp_path: Path) -> Path:
    """The report of the design's §8, with the actors and places it names."""
    (tmp_path / "places.yaml").write_text("places: {khirbet-amo: {}}\n")
    (tmp_path / "actors.yaml").write_text(
        "actors: {enab-baladi: {}, us-forces: {}, khirbet-amo-man: {}, ne-syria-network: {}, sana: {label: SANA}}\n"
    )
    path = tmp_path / "enab-baladi.yaml"
    path.write_text(DESIGN, encoding="utf-8")
    return path


def test_the_designs_report_reads_as_the_design_says(design: Path) -> None:
    reading = the_reading(design)
    killing = Claim(id_of("event", "killing"), says(actor=actor("us-forces"), victim=actor("khirbet-amo-man")))
    civilian = Claim(actor("khirbet-amo-man"), says(combatantStatus=st("Civilian")))
    common = {"document": id_of("report", "enab-baladi-2020-02-13"), "relayed_by": frozenset({actor("enab-baladi")})}
    sana = {"said_by": actor("sana"), "said_on": date(2020, 2, 12), "paragraph": 3, **common}
    network = {"said_by": actor("ne-syria-network"), "paragraph": 11, **common}
    assert reading.attributions == {
        Attribution(killing, quote=Literal("killed by the US troops"), coded_as="3b", **sana),
        Attribution(civilian, quote=Literal("was “civilian”"), coded_as="3c", **sana),
        Attribution(civilian, stance=DENIES, quote=Literal("not a civilian"), coded_as="11a", **network),
    }
    assert ("type", st("Event").value) in facts_of(reading, id_of("event", "killing"))
    assert ("prefLabel", "Khirbet amo 2020-02-12") in facts_of(reading, id_of("incident", "khirbet-amo-2020-02-12"))


def test_an_unknown_actor_gets_the_message_the_design_shows(design: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = DESIGN.replace("said_by: sana", "said_by: SANNA", 1).splitlines(keepends=True)
    # The claim stands on line 7; the design's message shows line 14.
    design.write_text("\n" * 7 + "".join(lines), encoding="utf-8")
    monkeypatch.chdir(design.parent)
    with pytest.raises(InputError) as caught:
        read_input(Path("enab-baladi.yaml"))
    assert list(map(str, caught.value.problems)) == [
        'enab-baladi.yaml:14: "SANNA" is not a known actor. Did you mean "SANA" (sana)? Add new actors to actors.yaml.'
    ]


def test_a_denial_of_a_row_shares_the_rows_claim(tmp_path: Path, write_report: WriteReport) -> None:
    path = write_report(tmp_path)
    (asserted,), (denied,) = claimed(path, "b"), claimed(path, "c")
    assert denied.claim == asserted.claim
    assert (asserted.stance, denied.stance) == (ASSERTS, DENIES)


def test_a_denial_may_name_the_row_below_it(tmp_path: Path, write_report: WriteReport) -> None:
    path = write_report(
        tmp_path,
        claims="claims:\n  - {id: c, said_by: network, denies: b}\n"
        "  - {id: b, said_by: sana, about: man, that: {combatant_status: civilian}}\n",
    )
    assert {said.claim for said in claimed(path, "c")} == {said.claim for said in claimed(path, "b")}


def test_a_denial_may_say_itself_what_it_denies(tmp_path: Path, write_report: WriteReport) -> None:
    row = "claims:\n  - {id: a, said_by: sana, event: killing, denies: {means: weapon}}\n"
    (said,) = claimed(write_report(tmp_path, claims=row), "a")
    weapon = NamedNode(CODES + "means/weapon")
    assert (said.stance, said.claim) == (DENIES, Claim(id_of("event", "killing"), says(means=weapon)))


@pytest.mark.parametrize(
    "written, left",
    [
        ("deaths_best", ["deathsBest"]),
        ("[deaths_best, injured_best, actor]", ["deathsBest", "injuredBest", "actor"]),
        ("type", ["eventType"]),
    ],
)
def test_each_property_left_open_is_a_claim(
    tmp_path: Path, write_report: WriteReport, written: str, left: list[str]
) -> None:
    row = f"claims:\n  - {{id: a, said_by: sana, event: killing, leaves_open: {written}}}\n"
    found = claimed(write_report(tmp_path, claims=row), "a")
    killing = id_of("event", "killing")
    assert {said.claim for said in found} == {Claim(killing, says(leftOpen=st(name))) for name in left}
    assert {said.stance for said in found} == {LEAVES_OPEN}


def test_two_sources_of_one_row_share_one_claim(tmp_path: Path, write_report: WriteReport) -> None:
    row = "claims:\n  - {id: a, said_by: [sana, network], about: man, that: {combatant_status: civilian}}\n"
    found = claimed(write_report(tmp_path, claims=row), "a")
    assert {said.said_by for said in found} == {actor("sana"), actor("network")}
    assert len({said.claim for said in found}) == 1


def test_the_publisher_relays_what_others_say_and_not_what_it_says_itself(
    tmp_path: Path, write_report: WriteReport
) -> None:
    rows = """claims:
  - {id: own, said_by: paper, about: man, that: {combatant_status: civilian}}
  - {id: told, said_by: sana, about: man, that: {combatant_status: civilian}}
  - {id: through, said_by: sana, relayed_by: network, about: man, that: {combatant_status: civilian}}
"""
    path = write_report(tmp_path, claims=rows)
    relays = {
        row: {r.value.split("/")[-1] for said in claimed(path, row) for r in said.relayed_by}
        for row in ("own", "told", "through")
    }
    assert relays == {"own": set(), "told": {"paper"}, "through": {"paper", "network"}}


def test_quotes_carry_their_language_and_glosses_are_english(tmp_path: Path, write_report: WriteReport) -> None:
    header = "report: r\npublisher: paper\nlanguage: ar\ntitle: عنوان\n"
    rows = """claims:
  - {id: a, said_by: sana, quote: كان مدنيا, gloss: was a civilian,
     about: man, that: {combatant_status: civilian}}
  - {id: b, said_by: sana, lang: ru, quote: мирный житель, about: man, that: {combatant_status: civilian}}
  - {id: c, said_by: sana, lang: en, quote: a civilian, about: man, that: {combatant_status: civilian}}
"""
    path = write_report(tmp_path, header=header, claims=rows)
    quotes = {said.coded_as: (said.quote, said.gloss) for said in the_reading(path).attributions}
    assert quotes == {
        "a": (Literal("كان مدنيا", language="ar"), Literal("was a civilian", language="en")),
        "b": (Literal("мирный житель", language="ru"), None),
        "c": (Literal("a civilian"), None),
    }
    facts = facts_of(the_reading(path), id_of("report", "r"))
    assert {("language", "ar"), ("title", "عنوان"), ("prefLabel", "عنوان")} <= facts


@pytest.mark.parametrize("name", ["SANA", "sana", "Sana", "سانا"])
def test_a_source_may_be_named_by_id_label_or_alias(tmp_path: Path, write_report: WriteReport, name: str) -> None:
    row = f"claims:\n  - {{id: a, said_by: {name}, about: man, that: {{combatant_status: civilian}}}}\n"
    assert {said.said_by for said in claimed(write_report(tmp_path, claims=row), "a")} == {actor("sana")}


@pytest.mark.parametrize(
    "stated", ["2019", "2019-12", "2020-02-12", "2020-02?", "2020-01-25/2020-02-04", "../2020-02-12"]
)
def test_a_date_is_stored_as_stated(tmp_path: Path, write_report: WriteReport, stated: str) -> None:
    row = f'claims:\n  - {{id: a, said_by: sana, event: killing, that: {{when: "{stated}"}}}}\n'
    (said,) = claimed(write_report(tmp_path, claims=row), "a")
    assert said.claim.says == says(when=Literal(stated))


def test_evidence_is_stored_with_the_attribution(tmp_path: Path, write_report: WriteReport) -> None:
    row = (
        "claims:\n  - {id: a, said_by: sana, said_on: 2020-02-12, paragraph: 0, hedged: true, opinion: yes, "
        "basis: [photo, post], drawn_from: network, about: man, that: {combatant_status: civilian}}\n"
    )
    (said,) = claimed(write_report(tmp_path, claims=row), "a")
    assert (said.said_on, said.paragraph, said.hedged, said.opinion) == (date(2020, 2, 12), 0, True, True)
    assert said.bases == {NamedNode(CODES + "basis/photo"), NamedNode(CODES + "basis/post")}
    assert said.drawn_from == actor("network")


def test_of_several_speakers_he_whose_picture_it_is_draws_on_nobody(tmp_path: Path, write_report: WriteReport) -> None:
    row = "claims:\n  - {id: a, said_by: [sana, network], drawn_from: network, about: man, that: {age: 30}}\n"
    drawn = {said.said_by: said.drawn_from for said in claimed(write_report(tmp_path, claims=row), "a")}
    assert drawn == {actor("sana"): actor("network"), actor("network"): None}


def test_a_judgement_is_a_claim_of_the_coder(tmp_path: Path, write_report: WriteReport) -> None:
    path = write_report(
        tmp_path,
        header="report: r\npublisher: paper\ncoder: coder\n",
        actors="sides: {damascus: {}}\nactors: {paper: {}, coder: {}, sana: {that: {side: damascus}}}\n",
        events=None,
        claims="claims:\n  - {id: a, said_by: paper, about: sana, that: {run_by: coder}}\n",
    )
    judged = {said for said in the_reading(path).attributions if said.said_by == actor("coder")}
    assert {(said.claim, said.stance) for said in judged} == {
        (Claim(actor("sana"), says(side=id_of("side", "damascus"))), ASSERTS)
    }


def test_text_at_hand_lets_a_true_quote_pass(tmp_path: Path, write_report: WriteReport) -> None:
    (tmp_path / "text.txt").write_text("A man was killed by the\nUS  troops, it says.", encoding="utf-8")
    path = write_report(tmp_path, header="report: r\npublisher: paper\ntext: text.txt\n")
    assert {said.quote for said in claimed(path, "a")} == {Literal("killed by the US troops")}


def test_what_a_source_left_out_is_not_put_in_its_mouth(tmp_path: Path, write_report: WriteReport) -> None:
    """The event has a type, a time and a place by its coder; SANA's claim names none of them."""
    (said,) = claimed(write_report(tmp_path), "a")
    assert {prop for prop, _ in said.claim.says} == {st("actor"), st("victim")}


def test_only_entities_that_the_report_mentions_come_with_it(tmp_path: Path, write_report: WriteReport) -> None:
    rows = "claims:\n  - {id: b, said_by: sana, about: man, that: {combatant_status: civilian}}\n"
    mentioned = {entity.iri for entity in the_reading(write_report(tmp_path, claims=rows)).entities}
    assert mentioned == {actor("paper"), actor("sana"), actor("man"), id_of("report", "paper-2020-02-13")}


def test_what_a_folder_holds_besides_its_reports_is_read_or_named(
    write_report: Callable[..., Path], run: Callable[..., Result], tmp_path: Path
) -> None:
    """A name in capitals is read; tables, records, workbooks and folders of reports are said not to be; of an article's
    text and a picture nobody expects it.
    """
    write_report(tmp_path / "in")
    (tmp_path / "in" / "paper.yaml").rename(tmp_path / "in" / "PAPER.YAML")
    for name in ("rows.csv", "sheet.xlsx", "old.ttl", "article.txt", "map.png", "README.md"):
        (tmp_path / "in" / name).touch()
    write_report(tmp_path / "in" / "more")
    (tmp_path / "in" / "pictures").mkdir()
    for command in ("read", "build"):
        done = run(command, "in")
        assert done.exit_code == 2 and "1 document read" in done.stderr.replace("in: 1 document,", "1 document read,")
        assert [line.split(":")[0] for line in done.stderr.splitlines() if line.startswith("in/")] == [
            "in/more",
            "in/old.ttl",
            "in/rows.csv",
            "in/sheet.xlsx",
        ]
    assert (
        unread_beside_reports(tmp_path / "in" / "more") == unread_beside_reports(tmp_path / "in" / "PAPER.YAML") == []
    )


def test_the_texts_of_reports_in_a_folder_below_are_read_with_them(write_report: WriteReport, tmp_path: Path) -> None:
    """The guide: `text:` is a file in the report's folder or below it. An article beside it is not coded yet; a table
    there, and a folder of other texts, are named.
    """
    header = "report: r\npublisher: paper\ntext: texts/one.txt\n"
    write_report(tmp_path / "in", header=header)
    texts = tmp_path / "in" / "texts"
    texts.mkdir()
    (texts / "one.txt").write_text("A man was killed by the US troops.", encoding="utf-8")
    (texts / "two.txt").touch()
    assert unread_beside_reports(tmp_path / "in") == []
    (texts / "rows.csv").touch()
    (tmp_path / "in" / "others").mkdir()
    (tmp_path / "in" / "others" / "three.txt").touch()
    named = unread_beside_reports(tmp_path / "in")
    assert [Path(problem.file).name for problem in named] == ["others", "texts"]
    assert all("1 input." in problem.message for problem in named)
