"""Each plot of the example has the right size and colours; an empty view is drawn too."""

from __future__ import annotations

import pytest

from standoff.errors import QuestionError
from standoff.output.fonts import families
from standoff.output.plots import PLOTS, dyad_heat_map, plot, plot_of, signed_blocks, time_series
from standoff.record.keeper import open_keeper
from standoff.rules.ledger import Ledger
from standoff.rules.view import EVERYTHING, View
from tests.measures.known import actor, confrontation, ledger_of

image = pytest.importorskip("matplotlib.image")


@pytest.fixture(scope="module")
def example(whole_record):
    return Ledger(whole_record)


def _texts(figure):
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def _named(rows, **labels):
    ledger = ledger_of(rows)
    ledger.names.labels.update({actor(name): label for name, label in labels.items()})
    return ledger


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_a_picture_with_colours(name, example, tmp_path):
    plot(name, example, tmp_path / "plot.png")
    pixels = image.imread(tmp_path / "plot.png")[:, :, :3]
    height, width, _ = pixels.shape
    assert height >= 400 and width >= 600
    coloured = (pixels.max(axis=2) - pixels.min(axis=2)) > 0.2
    assert 0.01 < coloured.mean() < 0.95


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_of_an_empty_view_is_drawn_empty(name, tmp_path):
    plot(name, Ledger(open_keeper()), tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 1000


def test_an_unknown_plot_is_refused(tmp_path):
    with pytest.raises(QuestionError, match="There are: agreement, dyads"):
        plot("pie", Ledger(open_keeper()), tmp_path / "plot.png")


def test_nothing_is_cut_off_and_names_do_not_run_into_each_other(example):
    for name in ("dyads", "signed", "agreement"):
        figure = PLOTS[name](example)
        figure.draw_without_rendering()
        axes = figure.axes[0]
        boxes = [label.get_window_extent() for label in axes.get_yticklabels()]
        assert all(a.y0 >= b.y1 or b.y0 >= a.y1 for i, a in enumerate(boxes) for b in boxes[:i]), name
        # The page is cut to what stands on it, labels and legend included.
        whole = figure.get_tightbbox()
        assert all(whole.x0 <= box.x0 / figure.dpi + 0.01 for box in boxes)
        assert axes.get_title().strip() and all(label.get_text() for label in axes.get_xticklabels())


def test_the_cells_have_the_figures_of_the_measure():
    ledger = _named(
        [confrontation("a", "b", event=str(n)) for n in range(3)] + [confrontation("b", "a", event="x", directed=False)]
    )
    # By hand: three acts and a mutual one from a to b, the mutual one from b to a.
    assert [text.get_text() for text in dyad_heat_map(ledger).axes[0].texts] == ["4", "1"]
    signed = _texts(
        signed_blocks(ledger_of([confrontation("a", "b"), confrontation("a", "c")], sides={"a": "x", "b": "x"}))
    )
    assert signed.count("±") == 2 and signed.count("−") == 2
    assert "± against, though declared to stand together" in signed


def test_a_view_stands_below_the_title(example):
    view = View.of(example.names, without="SANA", since="2020-02")
    for name in PLOTS:
        assert "without SANA" in PLOTS[name](example, view).axes[0].get_title().replace("\n", " ")
        assert "asserted" not in PLOTS[name](example).axes[0].get_title()


def test_the_band_of_a_month_reaches_over_and_under_the_acts():
    # Without q, the first act is reported only for a day in March, which then has two acts.
    rows = [
        confrontation("a", "b", event="1", earliest="2020-02-01", said_by="q"),
        confrontation("a", "b", event="1", earliest="2020-03-05", said_by="p"),
        confrontation("a", "b", event="2", earliest="2020-03-01", said_by="p"),
    ]
    axes = time_series(ledger_of(rows)).axes[0]
    ends = [(segment[0][1], segment[1][1]) for segment in axes.collections[1].get_segments()]
    assert list(axes.lines[0].get_ydata()) == [1, 1] and ends == [(0, 1), (0, 2)]


@pytest.mark.parametrize("label", ["$x_{", "a $b$ c", "50 % \\frac", "two\nlines", "_under^", "N" * 300, "🜨\U000e0041"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_any_name_can_be_drawn(label, ending, tmp_path, recwarn):
    ledger = _named([confrontation("a", "b", earliest="2020-01-01")], a=label, b=label + "!")
    for measure in ("exchange", "signed-ties", "months"):
        plot_of(measure, ledger, tmp_path / f"a.{ending}", EVERYTHING)
    assert not [str(w.message) for w in recwarn if "missing from font" in str(w.message)]


def test_letters_that_no_font_has_are_named(tmp_path, monkeypatch):
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    [said] = plot_of("exchange", _named([confrontation("a", "b")], a="美军"), tmp_path / "a.png")
    assert "美" in said and "军" in said
    assert families(["US", "القوات الأمريكية", "Войска", "צבא"]) == (["DejaVu Sans"], "")


def test_letters_are_looked_for_in_the_fonts_of_the_machine():
    from matplotlib import font_manager

    names = {face.name for face in font_manager.fontManager.ttflist}
    if "Noto Sans Thai" not in names:
        pytest.skip("no font with Thai letters")
    fonts, lacking = families(["กองทัพ"])
    assert fonts == ["DejaVu Sans", "Noto Sans Thai"] and lacking == ""


def test_a_font_of_boxes_is_no_font():
    # Matplotlib brings Last Resort along, which has a box for each letter.
    assert "Last Resort" not in " ".join(families(["美 ꙮ 𐎀 𓀀"])[0])


def test_arabic_is_shaped_and_runs_from_right_to_left():
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    def ink(text):
        figure = Figure(figsize=(6, 2))
        canvas = FigureCanvasAgg(figure)
        figure.text(0.3, 0.4, text, fontsize=60, family=families([text])[0])
        canvas.draw()
        dark = np.asarray(canvas.buffer_rgba())[:, :, 0] < 128
        return dark[:, dark.any(axis=0).argmax() : len(dark[0]) - dark.any(axis=0)[::-1].argmax()]

    # Alef stands upright, beh lies: of "ab" written from the right the tall stroke is on the right.
    heights = ink("\u0627\u0628").sum(axis=0)
    assert heights.argmax() > len(heights) / 2
    # Joined letters are narrower than the same letters separated by a zero-width non-joiner.
    assert ink("\u0628\u0628\u0628").shape[1] < 0.8 * ink("\u0628\u200c\u0628\u200c\u0628").shape[1]
