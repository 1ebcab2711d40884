"""Dossiers of small invented reports: whose word each line is, and that no line says more than those in it say."""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.output.dossier_text import as_plain
from standoff.rules.dossier import dossier
from standoff.vocabulary import ID

CASES = Path(__file__).parents[1] / "rules" / "cases"
HEAD = """\
report: lantern-2031-03-04
publisher: lantern
published: 2031-03-04
actors:
  lantern: {kind: media-outlet}
  courier: {kind: media-outlet}
  norland: {kind: state-force}
  sudmark: {kind: state-force}
  market: {kind: population, label: people at the market}
  fighters: {kind: population, label: fighters of Norland}
incidents: {orra: {label: Orra}}
"""


def printed(case: Path | str, tmp_path: Path | None = None, *, whole: bool = False, head: str = HEAD) -> str:
    """The dossier of a case, or of a report whose events and claims these are, in one line; in short, or the whole."""
    if isinstance(case, str):
        assert tmp_path is not None
        (tmp_path / "lantern.yaml").write_text(head + case, "utf-8")
        case = tmp_path
    record = standoff.open()
    record.read(case)
    ledger = record.view().ledger
    return " ".join(as_plain(ledger, dossier(ledger, f"{ID}incident/orra"), full=whole).split())


def test_whether_it_was_meant_stands_with_the_deed() -> None:
    told = printed(CASES / "meant-by-each-of-the-other.yaml")
    assert "deliberate (air strike by Norland): Sudmark" in told
    assert "deliberate (shelling by Sudmark, weak): Norland" in told
    assert "deliberate (2" not in told


def test_who_names_the_doer_later_is_counted_and_his_change_of_words_is_shown() -> None:
    told = printed(CASES / "left-open-and-then-named.yaml")
    assert "Norland [attacked] (confirmed, 2): Governor, Norland (of itself)" in told
    assert "Norland [attacked], before: left open by whom" in told


def test_a_vague_number_stands_beside_the_number_of_another(tmp_path: Path) -> None:
    told = printed(
        """
events: {deaths: {type: kill, incident: orra}}
claims:
  - {id: 1, said_by: norland, quote: lost eight, event: deaths, that: {type: kill, victim: fighters, deaths_best: 8}}
  - {id: 2, said_by: sudmark, quote: spoke of dozens, event: deaths, that: {type: kill, victim: fighters}}
""",
        tmp_path,
        whole=True,
    )
    assert "8 killed (Norland); no number" in told and "from Sudmark (“spoke of dozens”)" in told


def test_one_account_of_two_voices_is_not_one_side_of_two_minds() -> None:
    told = printed(CASES / "not-at-them-but-in-the-air.yaml")
    assert "Guards fired shots as a warning (weak): the official" in told
    assert "both of" not in told and "counts with" not in told


def test_a_channel_that_its_group_disowns_speaks_for_itself() -> None:
    told = printed(CASES / "a-disowned-claim.yaml")
    assert "Raiders attacked Norland (2): Channel, Heron" in told
    assert "Does Channel work for the Raiders? yes: Lantern; denied by the Raiders" in told
    assert "The Raiders denied that they did so, Speaker said that the Raiders fired; both of the League." in told


def test_two_of_one_side_who_give_two_numbers_stand_with_their_answers(tmp_path: Path) -> None:
    sided = "{kind: state-force, that: {side: north}}"
    head = HEAD.replace(
        "publisher: lantern\n", "publisher: lantern\ncoder: lantern\nsides: {north: {label: the north}}\n"
    )
    told = printed(
        """
events: {deaths: {type: kill, incident: orra}}
claims:
  - {id: 1, said_by: norland, event: deaths, that: {type: kill, victim: market, deaths_best: 4}}
  - {id: 2, said_by: sudmark, event: deaths, that: {type: kill, victim: market, deaths_best: 2}}
""",
        tmp_path,
        head=head.replace("{kind: state-force}", sided),
    )
    assert "2: Sudmark; 4: Norland" in told and "Norland and Sudmark are both of the north." in told


def test_papers_that_describe_one_film_are_told_with_it() -> None:
    told = printed(CASES / "one-film-in-three-papers")
    assert "from a film of the ford" in told and "Raiders fired (3)" in told
    assert "Heron [2] (from what Norland shows)" in told


def test_what_only_a_withdrawn_word_told_is_the_last_dispute(tmp_path: Path) -> None:
    told = printed(
        """
events: {shots: {type: fire, incident: orra}, blast: {type: attack, incident: orra}}
claims:
  - {id: 1, said_by: courier, event: shots, that: {type: fire, actor: norland, recipient: market}}
  - {id: 2, said_by: norland, denies: 1}
  - {id: 3, said_by: courier, quote: was wrong, corrects: lantern-2031-03-04#1}
  - {id: 4, said_by: courier, event: blast, that: {type: attack, actor: sudmark, recipient: market}}
  - {id: 5, said_by: sudmark, denies: 4}
""",
        tmp_path,
    )
    assert told.index("1 Did Sudmark attack") < told.index("2 Did Norland fire")


def test_who_told_of_a_collision_and_of_a_push_later_is_quoted_for_both() -> None:
    told = printed(CASES / "a-collision-and-no-ramming")
    assert "Norland and Sudmark collided (fair, 2): Norland [1 2], Sudmark [1] (ramming" in told
    said = "denied that there was a ramming and said that Norland and Sudmark collided"
    assert f"in a report of 2 March {said}; in a report of 5 March" in told
    assert "Caused by the turn" in told and "according to Norland [1] (collision between Norland and Sudmark)" in told


def test_what_a_correction_leaves_standing_is_cited_from_the_report_that_has_it(tmp_path: Path) -> None:
    (tmp_path / "courier.yaml").write_text(
        """\
report: courier-2031-03-06
publisher: courier
published: 2031-03-06
claims:
  - {id: 1, said_by: sudmark, corrects: lantern-2031-03-04#2, event: blast, that: {type: shelling, actor: fighters}}
""",
        "utf-8",
    )
    (tmp_path / "actors.yaml").write_text(HEAD[HEAD.index("actors:") :], "utf-8")
    (tmp_path / "events.yaml").write_text(
        "events: {blast: {type: shelling, incident: orra}, shots: {type: fire, incident: orra}}", "utf-8"
    )
    (tmp_path / "lantern.yaml").write_text(
        HEAD[: HEAD.index("actors:")]
        + """\
claims:
  - {id: 1, said_by: courier, event: shots, that: {type: fire, recipient: market}}
  - {id: 2, said_by: sudmark, event: blast, that: {type: shelling, actor: norland, after: shots}}
""",
        "utf-8",
    )
    told = printed(tmp_path, whole=True)
    assert "Fighters of Norland fired heavy weapons: Sudmark [1];" in told
    assert "after the shots (1), according to Sudmark [2]" in told


def test_each_after_the_other_is_one_question_of_order() -> None:
    told = printed(CASES / "each-after-the-other.yaml")
    assert "Which came first, the shots (3) or the stones (2)?" in told
    assert "Heron is quoted for both." in told


def test_one_side_that_names_two_of_its_own_is_marked(tmp_path: Path) -> None:
    head = HEAD.replace("published:", "coder: lantern\nsides: {north: {label: the north}}\npublished:").replace(
        "incidents:",
        """\
  police: {kind: state-force, label: Police, that: {side: north}}
  army: {kind: state-force, label: Army, that: {side: north}}
incidents:""",
    )
    told = printed(
        """
events: {end: {type: recapture, incident: orra}}
claims:
  - {id: 1, said_by: police, event: end, that: {type: recapture, actor: police, recipient: market}}
  - {id: 2, said_by: army, event: end, that: {type: recapture, actor: army, recipient: market}}
""",
        tmp_path,
        whole=True,
        head=head,
    )
    assert "within one side it is told two ways who did it: the Army (the Army), the Police (the Police)" in told


def test_what_is_left_open_of_an_actor_stands_with_what_others_say_of_it(tmp_path: Path) -> None:
    told = printed(
        """
places: {hill: {type: area, label: the hill}}
events: {shots: {type: fire, incident: orra}}
claims:
  - {id: 1, said_by: courier, event: shots, that: {type: fire, actor: norland, recipient: sudmark}}
  - {id: 2, said_by: lantern, about: norland, leaves_open: controls}
  - {id: 3, said_by: courier, about: norland, that: {controls: hill}}
  - {id: 4, said_by: norland, about: fighters, that: {controls: hill}}
""",
        tmp_path,
        whole=True,
    )
    assert "left open by Lantern" in told
    assert "Norland controls the hill, according to Courier" in told
    assert "controls the hill, according to Norland" in told


def test_a_paper_that_repeats_an_older_word_gives_it_no_day(tmp_path: Path) -> None:
    """Case: Norland denies on 2 March, a paper of the 4th repeats that, and its army admits in the paper of the 9th."""
    events = "events: {shots: {type: fire, incident: orra}}\nclaims:\n"
    denial = "  - {id: 1, said_by: norland, event: shots, denies: {type: fire, actor: norland}}\n"
    admits = "  - {id: 1, said_by: norland, event: shots, that: {type: fire, actor: norland}}\n"
    people = HEAD[HEAD.index("actors:") :]
    for publisher, day, claim in (("norland", "02", denial), ("lantern", "04", denial), ("courier", "09", admits)):
        header = f"report: {publisher}-2031-03-{day}\npublisher: {publisher}\npublished: 2031-03-{day}\n"
        (tmp_path / f"{publisher}.yaml").write_text(header + people + events + claim, "utf-8")
    told = printed(tmp_path)
    both = "on 2 March denied that Norland fired; in a report of 9 March 2031 said that Norland fired."
    assert f"Norland is quoted for both: {both}" in told
