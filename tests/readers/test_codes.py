"""The words by which a report may call a kind of act, and what is said of one that is in no list."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from standoff.cli.main import main
from standoff.readers.code_lists import code_list
from standoff.readers.known import find_code
from standoff.vocabulary import ACTOR_KINDS, CODES, PROPERTIES


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("hit", "attack"),
        ("bombed", "bombing"),
        ("chase", "pursuit"),
        ("chased", "pursuit"),
        ("block", "obstruct"),
        ("blocked", "obstruct"),
        ("fired on", "fire"),
        ("shot at", "fire"),
        ("stopped", "intercept"),
        ("rammed", "ramming"),
        ("side-swiped", "side-swipe"),
        ("sent back", "turn-back"),
        ("turned around", "turn-around"),
        ("condemned", "condemn"),
        ("retook", "retake"),
        ("damaged", "damage"),
        ("surrendered", "surrender"),
        ("trained", "train"),
        ("was shot", "hit-by-gunfire"),
        ("let through", "let-through"),
        ("hovered", "hovering"),
        ("displaced", "displace"),
        ("fired into the air", "shots-in-the-air"),
        ("fired warning shots", "warning-shots"),
        ("authorisation", "permit"),
        ("ordered", "order"),
        ("sank", "sink"),
        ("went missing", "go-missing"),
        ("knew of it", "know"),
        ("distress signal", "distress-call"),
        ("Air Strike", "air-strike"),
        ("SHOT  DEAD", "kill"),
        ("show of force", "show-of-force"),
        ("air_strike", "air-strike"),
    ],
)
def test_a_kind_is_found_by_the_words_of_articles(word: str, code: str) -> None:
    assert find_code("event-type", word).value == f"{CODES}event-type/{code}"


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("rams", 'Did you mean "ramming"?'),
        ("raids", 'Did you mean "raid"?'),
        ("clashing", 'Did you mean "clash"?'),
        ("ambushing the convoy", 'Did you mean "ambush"?'),
        ("stopping", 'Did you mean "stopped" (intercept)?'),
        ("attakc", 'Did you mean "attack"?'),
    ],
)
def test_a_form_of_a_known_word_leads_to_its_kind(word: str, hint: str) -> None:
    with pytest.raises(ValueError) as refused:
        find_code("event-type", word)
    assert str(refused.value) == f'"{word}" is not in the code list event-type. {hint}'


@pytest.mark.parametrize("word", ["sell", "heal", "sabotage", "jam"])
def test_a_word_that_is_only_spelt_like_another_gets_no_guess(word: str) -> None:
    with pytest.raises(ValueError, match=r"All codes: standoff codes event-type\.") as refused:
        find_code("event-type", word)
    assert "Did you mean" not in str(refused.value)


def test_a_word_that_may_mean_either_of_two_kinds_is_refused_with_what_each_means() -> None:
    """Who turned back himself was not turned back by others: "turned back" used to mean the second, without a word."""
    with pytest.raises(ValueError, match="may mean several codes") as refused:
        find_code("event-type", "turned back")
    assert "turn-around (Somebody on the move turns" in str(refused.value)
    assert "turn-back (Somebody on the move is made to go back by others)" in str(refused.value)


def test_the_codes_can_be_listed_and_searched() -> None:
    listed = CliRunner().invoke(main, ["codes"])
    assert listed.exit_code == 0
    assert all(f"\n{each.code}" in f"\n{listed.output}" for each in code_list("event-type"))
    found = CliRunner().invoke(main, ["codes", "event-type", "condemned"])
    assert found.output.startswith("condemn (condemnation): ") and "accus" not in found.output.partition("Also")[0][:20]
    for name, words in (("actor-kind", ACTOR_KINDS), ("property", PROPERTIES)):
        assert {each.code for each in code_list(name) if each.meaning} == set(words)
    none = CliRunner().invoke(main, ["codes", "means", "feathers"])
    assert none.exit_code == 1 and "Leave the word out" in none.output
