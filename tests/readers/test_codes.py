"""The words by which a report may call a kind of act, and what is said of one that is in no list."""

from __future__ import annotations

import pytest

from standoff.readers.known import find_code
from standoff.vocabulary import CODES


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
        ("turned back", "turn-back"),
        ("let through", "let-through"),
        ("hovered", "hovering"),
        ("displaced", "displace"),
        ("fired into the air", "warning-shots"),
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
    with pytest.raises(ValueError, match="Known: abduct, ") as refused:
        find_code("event-type", word)
    assert "Did you mean" not in str(refused.value)
