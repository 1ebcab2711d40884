"""Tables as text: folded to the width of a terminal between words, figures and dates whole, nothing lost."""

from __future__ import annotations

import pytest
from wcwidth import wcswidth

from standoff.frames.text import as_text

COLUMNS = ("who", "", "whom", "how", "says who", "groups", "grade", "when")
ROWS = [
    (
        "Residents of Khirbet Amo",
        "–",
        "US Armed Forces",
        "clash, confrontation, skirmish",
        "Al-Manar, Russian Reconciliation Centre (Hmeimim), SANA (Syrian Arab News Agency), smopo.ch",
        138,
        "fair",
        "2020-02-11 to 2020-02-12",
    ),
    ("قوات سوريا الديمقراطية", "→", "国防军", "killing", "SOHR", 5, "confirmed", "2020-02-12"),
]


def letters(text: str) -> list[str]:
    return sorted("".join(text.split()))


@pytest.mark.parametrize("width", [100, 120, 140, 200])
def test_a_table_is_folded_between_words(width: int) -> None:
    shown = as_text(COLUMNS, ROWS, width)
    assert max(map(wcswidth, shown.splitlines())) <= width
    assert sorted(shown.split()) == sorted(as_text(COLUMNS, ROWS).split())


def test_on_a_narrow_terminal_figures_dates_and_grades_stand_whole() -> None:
    shown = as_text(COLUMNS, ROWS, 80)
    assert {"138", "2020-02-11", "confirmed", "groups", "Residents", "国防军"} <= set(shown.split())
    assert letters(shown) == letters(as_text(COLUMNS, ROWS))


def test_an_address_is_cut_where_it_must_be_and_what_is_indented_stays_so() -> None:
    rows = [("  kind of act: air strike", "✓"), ("https://example.org/" + "a" * 80, "✗")]
    shown = as_text(["statement", "A"], rows, 30)
    assert shown.splitlines()[1] == "  kind of act: air strike    ✓" and max(map(len, shown.splitlines())) == 30
    assert letters(shown) == letters(as_text(["statement", "A"], rows))
    assert as_text(["statement", "A"], rows[:1], 20).splitlines()[1:] == ["  kind of act:  ✓", "  air strike"]
