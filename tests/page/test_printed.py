"""The network for print, without a browser: as the page places it, with all that a picture must carry."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import standoff.page.printed
from standoff import Record
from standoff.errors import QuestionError
from standoff.page.places import LEVELS, places
from standoff.page.printed import FORMATS, printed
from standoff.page.sheet import KIND_MARKS
from standoff.readers.inputs import read_input
from standoff.record.keeper import Keeper, open_keeper
from standoff.rules.ledger import Ledger
from standoff.rules.view import EVERYTHING, View

pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install matplotlib")
WriteReport = Callable[..., Path]
BEGINS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Every text that is drawn, with its colour, since a picture has letters as outlines."""
    from matplotlib.text import Text

    drawn: list[tuple[str, str]] = []
    own = Text.draw

    def draw(self: Any, *given: Any, **named: Any) -> Any:
        drawn.append((self.get_text(), str(self.get_color())))
        return own(self, *given, **named)

    monkeypatch.setattr(Text, "draw", draw)
    return drawn


@pytest.mark.parametrize("ending", FORMATS)
def test_each_format_is_written_and_equal_on_each_run(seed_ledger: Ledger, ending: str) -> None:
    one, other = (printed(seed_ledger, EVERYTHING, "Khirbet Amo", ending) for _ in range(2))
    assert one == other and one.startswith(BEGINS[ending]) and len(one) > 10_000


def test_a_picture_says_what_it_shows_and_of_which_record(whole_record: Keeper, words: list[tuple[str, str]]) -> None:
    ledger = Ledger(whole_record)
    printed(ledger, View.of(ledger.names, without="sana"), "Khirbet Amo", "svg")
    text = " ".join(drawn for drawn, _ in words)
    assert "Khirbet Amo" in text and "without SANA" in text and re.search(r"Record sha256:[0-9a-f]{16}\.", text)
    assert re.search(r"reports, the latest of 2020-\d\d-\d\d\.", text) and "Al-Manar" in text
    # Every contested line is labelled, in red, with an act that is contested itself.
    red = [drawn for drawn, colour in words if colour == "#c1121f"]
    assert red and all(drawn.startswith("✓✗ ") for drawn in red)
    # The legend has the marks that are used, and no other.
    assert "military police" in text and "media outlet" not in text


def test_kinds_that_look_different_are_called_differently_and_as_on_the_page() -> None:
    """Military police and actors of unstated kind were both a "hexagon" in the legend."""
    looks = {mark: sign for mark, sign, _ in KIND_MARKS.values() if not sign.startswith("small ")}
    assert len(set(looks.values())) == len(looks)
    script = (Path(standoff.page.printed.__file__).parent / "static" / "words.js").read_text(encoding="utf-8")
    on_page = dict(re.findall(r"^  '?([a-z-]+)'?: \{ shape: .*, words: '(.*)' \},$", script, re.MULTILINE))
    assert on_page.pop("unnamed") == "not named"
    assert on_page == {kind: words for kind, (_, _, words) in KIND_MARKS.items()}


def test_a_picture_names_nobody_whom_the_view_leaves_out_and_says_what_is_redacted(
    whole_record: Keeper, words: list[tuple[str, str]]
) -> None:
    """As the page does: a source that nobody else mentions is not named by saying that it is left out."""
    ledger = Ledger(whole_record, redacted="Redacted: names of persons.")
    printed(ledger, View.of(ledger.names, without="voice-of-america"), "Khirbet Amo", "svg")
    text = " ".join(drawn for drawn, _ in words)
    assert "without 1 source not named here" in text and "Voice of America" not in text
    assert "Redacted: names of persons." in text


def test_a_picture_of_one_incident_has_its_opening(whole_record: Keeper, words: list[tuple[str, str]]) -> None:
    ledger = Ledger(whole_record)
    printed(ledger, View.of(ledger.names, incident="khirbet-amo-2020-02-12"), "Khirbet Amo", "svg")
    text = " ".join(drawn for drawn, _ in words)
    assert "17 sources in 9 reports. Agreed: " in text and "In dispute: What did the US Armed Forces do?" in text


def test_side_by_side_has_a_network_for_each_side_that_tells_any(
    whole_record: Keeper, words: list[tuple[str, str]]
) -> None:
    ledger = Ledger(whole_record)
    printed(ledger, EVERYTHING, "Khirbet Amo", "svg", beside=True)
    headings = [drawn for drawn, _ in words if re.fullmatch(r".+: \d+ lines?", drawn)]
    # Those of no side among them, and in the order of the page's own panels: whoever tells of most lines comes first.
    assert {heading.rsplit(":")[0] for heading in headings} == {
        "Sources of no side",
        "Autonomous Administration side",
        "Hezbollah side",
        "Russian side",
        "Syrian government side",
        "Turkish side",
        "US-led Coalition",
    }
    lines = [int(re.findall(r"\d+", heading)[-1]) for heading in headings]
    assert lines == sorted(lines, reverse=True) and headings[0].startswith("Sources of no side")
    # The Coalition tells of return fire, and of no air strike; that is contested where it is told.
    assert ("return fire", "#58616b") in words and ("✓✗ air strike", "#c1121f") in words


def test_where_no_side_speaks_nothing_is_side_by_side(tmp_path: Path, write_report: WriteReport) -> None:
    record = open_keeper()
    record.put(read_input(write_report(tmp_path / "report")))
    with pytest.raises(QuestionError, match="No side says anything"):
        printed(Ledger(record), EVERYTHING, "One paper", "svg", beside=True)
    with pytest.raises(QuestionError, match="no format of a picture"):
        printed(Ledger(record), EVERYTHING, "One paper", "bmp")


def test_parts_of_a_network_lie_apart_and_marks_keep_off_one_another(whole_record: Keeper) -> None:
    from itertools import combinations
    from math import dist

    from standoff.page.chosen import chosen

    ledger = Ledger(whole_record)
    for level, placed in zip(LEVELS, places(ledger, chosen(ledger, EVERYTHING)), strict=True):
        for one, other in combinations(placed.values(), 2):
            assert dist(one[:2], other[:2]) > 26 and dist(one[2:], other[2:]) > 20, level


def test_a_title_holds_nothing_that_xml_cannot(seed_record: Keeper, tmp_path: Path) -> None:
    Record(seed_record).draw(tmp_path / "x.svg", title="One\x01\x1b--> two\ufffe \ud800 <script>$\\frac{$")
    root = ET.parse(tmp_path / "x.svg").getroot()
    assert root.tag.endswith("svg") and not [each for each in root.iter() if str(each.tag).endswith("script")]
    # matplotlib ends with an IndexError at this character, which a name may begin with.
    Record(seed_record).draw(tmp_path / "x.pdf", title="\ufeffOne")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
